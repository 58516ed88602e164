"""The term of office: how long one lasts, when the next congress is due, how far away that day is.

A term begins with a congress, and without one with the founding. It lasts as many years as the guidance sets for the
type of organisation (opinion on grass-roots organisations, 三（一）: a congress usually every five years in towns,
streets, communities and villages, every three in schools, enterprises and institutions). For all other types the
documents are silent: what an organisation has set for itself counts, else an assumption that is always told as one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot.core.organisations import TERM_YEARS, OrganisationType, years_after

SOURCE: Final = "000"  # id of the opinion in knowledge/sources.yml
CLAUSE: Final = "三（一）"
SOON: Final = 180  # days: within them an organisation prepares its congress
EARLY: Final = 365  # days before the due day from which on a congress is so early that it is asked about
TERM_RANGE: Final = range(1, 11)  # years that an organisation may set for itself
_LIKE_PLACES, _LIKE_UNITS = 5, 3
# By likeness alone: what serves a place as towns do, what belongs to a unit as schools and firms do.
ASSUMED_YEARS: Final = {
    **dict.fromkeys(
        (
            OrganisationType.NATIONAL,
            OrganisationType.PROVINCE,
            OrganisationType.CITY,
            OrganisationType.COUNTY,
            OrganisationType.DEVELOPMENT_ZONE,
        ),
        _LIKE_PLACES,
    ),
    **dict.fromkeys(
        (OrganisationType.OFFICE, OrganisationType.NEW_ORGANISATION, OrganisationType.VOLUNTEER_ORGANISATION),
        _LIKE_UNITS,
    ),
}


class DueStatus(StrEnum):
    """How a day lies to a deadline."""

    NOT_DUE = "not_due"
    SOON = "soon"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


class Meeting(StrEnum):
    """What kind of meeting elected."""

    DELEGATES = "会员代表大会"
    MEMBERS = "会员大会"
    COUNCIL = "理事会"


class Post(StrEnum):
    """What a congress elects into."""

    PRESIDENT = "会长"
    VICE_PRESIDENT = "副会长"
    SECRETARY = "秘书长"
    COUNCILLOR = "理事"


class Basis(StrEnum):
    """What the length of a term rests on."""

    DOCUMENT = "document"
    SET = "set"  # by the organisation, where the documents are silent
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Term:
    """How many years a term lasts, and why."""

    years: int
    basis: Basis


@dataclass(frozen=True)
class Postponed:
    """A decision of a day that the congress may wait until another day."""

    decided: date
    until: date


@dataclass(frozen=True)
class Clock:
    """The term that runs: `since` its first day, `due` its regular end; None when no day is known to count from.

    `deadline` is the due day, or the later one that was approved. A congress on the deadline itself is in time.
    """

    term: Term
    since: date | None
    founding: bool  # counted from the founding: no congress is known
    due: date | None
    postponed: date | None = None

    @property
    def deadline(self) -> date | None:
        return self.postponed or self.due

    @property
    def stated_deadline(self) -> date | None:
        """The deadline; None where the length of the term is an assumption of ours."""
        return None if self.term.basis is Basis.ASSUMED else self.deadline

    def days_left(self, today: date) -> int | None:
        """Days until the deadline: 0 on the day itself, negative when it has passed."""
        return None if self.deadline is None else (self.deadline - today).days

    def status(self, today: date, within: int = SOON) -> DueStatus:
        """How the day lies to the deadline; `within` days before it count as soon."""
        left = self.days_left(today)
        if left is None:
            return DueStatus.UNKNOWN
        if left < 0:
            return DueStatus.OVERDUE
        return DueStatus.SOON if left <= within else DueStatus.NOT_DUE


def term_of(kind: OrganisationType, own_years: int | None = None) -> Term:
    """How long a term lasts. `own_years` is what the organisation set: it counts where the documents are silent."""
    if kind in TERM_YEARS:
        return Term(TERM_YEARS[kind], Basis.DOCUMENT)
    if own_years is not None and own_years in TERM_RANGE:
        return Term(own_years, Basis.SET)
    return Term(ASSUMED_YEARS[kind], Basis.ASSUMED)


def clock(
    kind: OrganisationType,
    last: date | None,
    founded: date | None,
    own_years: int | None = None,
    postponed: Iterable[Postponed] = (),
) -> Clock:
    """The clock of an organisation. A postponement counts for the term in which it was decided, and for none after."""
    term, since = term_of(kind, own_years), last or founded
    if since is None:
        return Clock(term, None, False, None)
    due = years_after(since, term.years)
    later = [one.until for one in postponed if one.decided > since and one.until > due]
    return Clock(term, since, last is None, due, max(later, default=None))


def oddities(held_on: date, before: Clock, founded: date | None) -> tuple[str, ...]:
    """What makes one ask whether the day of a congress is right: before_founding, before_last, early."""
    found = []
    if founded and held_on < founded:
        found.append("before_founding")
    if before.since and not before.founding and held_on < before.since:
        found.append("before_last")
    elif before.due and (before.due - held_on).days > EARLY and held_on != before.since:
        found.append("early")
    return tuple(found)


@dataclass(frozen=True)
class Passed:
    """A term by its deadline: whether the congress was held by then, on the day itself at the latest."""

    deadline: date
    in_time: bool


def passed_terms(
    held: Iterable[date], founded: date | None, years: int, postponed: Iterable[Postponed] = ()
) -> list[Passed]:
    """All terms by their deadlines, also those to come: what happens to one is known when its day is there.

    An approval to wait counts for the term in which it was decided.
    """
    starts, approvals = _starts(held, founded), list(postponed)
    found: dict[date, bool] = {}
    for start, after in zip(starts, [*starts[1:], None], strict=False):
        later = [one.until for one in approvals if start < one.decided and (after is None or one.decided < after)]
        deadline = max([years_after(start, years), *later])
        found[deadline] = after is not None and after <= deadline
    return [Passed(day, found[day]) for day in sorted(found)]


def _starts(held: Iterable[date], founded: date | None) -> list[date]:
    """The first days of all terms."""
    starts = sorted(set(held))
    return [founded, *starts] if founded is not None and (not starts or founded < starts[0]) else starts


def due_spells(
    kind: OrganisationType,
    held: Iterable[date],
    founded: date | None,
    own_years: int | None = None,
    postponed: Iterable[Postponed] = (),
) -> list[tuple[date, date | None]]:
    """When a congress was due and not held yet: [from, until) of each term, open while it still is.

    It is due in the year whose end the deadline comes before, from the first of January on (or from the term's
    beginning), until it is held. An approval to wait counts from the day of its decision.
    """
    starts = _starts(held, founded)
    years = term_of(kind, own_years).years
    found: list[tuple[date, date | None]] = []
    approvals = sorted(postponed, key=lambda one: one.decided)
    for start, after in zip(starts, [*starts[1:], None], strict=False):
        begin, deadline = start, years_after(start, years)
        for one in approvals:
            if start < one.decided and (after is None or one.decided < after) and one.until > deadline:
                found.append((max(begin, date(deadline.year, 1, 1)), one.decided))
                begin, deadline = one.decided, one.until
        found.append((max(begin, date(deadline.year, 1, 1)), after))
    return [(since, until) for since, until in found if until is None or since < until]
