"""What a person is given, on a day: 会员之星 of a year, a first-aider's certificate. How long each of them counts.

会员之星: document 001, 二（三）13. Certificates (救护员证): document 000, 三（三）. None of the documents says for how
long a certificate holds: without a date the assumption is `VALID_YEARS`, and whoever records one is told so.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.core.members import MemberKind
from bot.core.organisations import years_after

VALID_YEARS: Final = 3  # of a certificate of which no last day is said
MOST_YEARS: Final = 10  # for which one can hold: more is a slip of the finger
SOON_DAYS: Final = 90  # before its last day a certificate runs out soon
CHOOSABLE: Final = (MemberKind.ADULT, MemberKind.YOUTH)  # of whom a 会员之星 is chosen


class AwardKind(StrEnum):
    """What is given."""

    MEMBER_STAR = "member_star"
    FIRST_AID = "first_aid"


class AwardStatus(StrEnum):
    """What a row of the history is. Only active ones count."""

    ACTIVE = "active"
    CORRECTED = "corrected"  # it was written wrong: another stands in its place
    WITHDRAWN = "withdrawn"


def last_day(issued: date) -> date:
    """The last day of a certificate of which no other is known."""
    return years_after(issued, VALID_YEARS) - timedelta(days=1)


def ends(kind: AwardKind, given: Sequence[tuple[date, int | None, date | None]]) -> list[date]:
    """The first day on which each of one person's awards counts no more; one that ends as it begins never counts.

    `given`: the day, the year it is of, the last day of a certificate; in the order of their days. A 会员之星 counts to
    the end of the year in which it was chosen, once for each year it is of. A certificate counts to its last day or
    until the next one takes its place, so that a person counts once.
    """
    if kind is AwardKind.MEMBER_STAR:
        years = [year for _, year, _ in given]
        first = [years.index(year) == place for place, year in enumerate(years)]
        return [date(day.year + 1, 1, 1) if new else day for new, (day, _, _) in zip(first, given, strict=True)]
    days = [day for day, _, _ in given]
    last = [(expires or last_day(day)) + timedelta(days=1) for day, _, expires in given]
    return [min(last[place], *days[place + 1 : place + 2]) if place + 1 < len(days) else last[place]
            for place in range(len(days))]  # fmt: skip
