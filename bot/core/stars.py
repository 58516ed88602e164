"""Stars of volunteers and the rules by which people are picked for an honour.

Who awards which star: work plan of 2021 (document 001), 二（三）17. How many hours a star takes is written in none of
the guidance documents: officers set it (`HonourRule`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.accounts import Role
from bot.core.members import MemberKind
from bot.core.organisations import OrganisationType

SOURCE: Final = "001"
CLAUSE: Final = "二（三）17"
LEVELS: Final = range(1, 6)
NONE: Final = 0  # the level of somebody whose star was taken away
# Whose business a star is.
AWARDING: Final = {
    1: OrganisationType.COUNTY,
    2: OrganisationType.COUNTY,
    3: OrganisationType.COUNTY,
    4: OrganisationType.CITY,
    5: OrganisationType.PROVINCE,
}
OFFICERS: Final = {
    OrganisationType.COUNTY: Role.COUNTY_OFFICER,
    OrganisationType.CITY: Role.CITY_OFFICER,
    OrganisationType.PROVINCE: Role.PROVINCE_OFFICER,
}
# Who may set what a star asks: officers of the level whose business it is, and of those above.
SETTING: Final = {
    OrganisationType.COUNTY: frozenset(
        {Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.NATIONAL_OFFICER}
    ),
    OrganisationType.CITY: frozenset({Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.NATIONAL_OFFICER}),
    OrganisationType.PROVINCE: frozenset({Role.PROVINCE_OFFICER, Role.NATIONAL_OFFICER}),
}
MOST_HOURS: Final = 100_000
MOST_MONTHS: Final = 600
THIS_YEAR: Final = 0  # as the window of a rule: from the first of January


class StarStatus(StrEnum):
    """What a row of the history is. Only active ones count."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    CORRECTED = "corrected"  # it was written wrong: another stands in its place
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Honour(StrEnum):
    """What people are picked for."""

    STAR_1 = "star_1"
    STAR_2 = "star_2"
    STAR_3 = "star_3"
    STAR_4 = "star_4"
    STAR_5 = "star_5"
    MEMBER_STAR = "member_star"  # 会员之星: document 001, 二（三）13
    RED_LIST = "red_list"  # 红人榜: document 003, the task 增强组织吸引力

    @property
    def level(self) -> int | None:
        """The star's level; None for what is no star."""
        return int(self[-1]) if self.startswith("star_") else None

    @property
    def kinds(self) -> tuple[MemberKind, ...]:
        """Who may be picked."""
        if self.level:
            return (MemberKind.VOLUNTEER,)
        members = (MemberKind.ADULT, MemberKind.YOUTH)
        return members if self is Honour.MEMBER_STAR else (*members, MemberKind.VOLUNTEER)


@dataclass(frozen=True)
class HonourRule:
    """What is asked of who is picked; at least one of the first three.

    `hours` of service and `activities` in which they were given, at least; `months` since joining, at least. `window`:
    the months before the day in which hours and activities count (THIS_YEAR: since January; None: ever).
    """

    hours: float | None = None
    activities: int | None = None
    months: int | None = None
    window: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self.hours is None and self.activities is None and self.months is None

    @property
    def is_possible(self) -> bool:
        """Whether every condition is a number that somebody can fulfil."""
        return (
            (self.hours is None or 0 < self.hours <= MOST_HOURS)
            and (self.activities is None or 0 < self.activities <= MOST_HOURS)
            and (self.months is None or 0 < self.months <= MOST_MONTHS)
            and (self.window is None or THIS_YEAR <= self.window <= MOST_MONTHS)
        )


def star_of(level: int) -> Honour:
    """The honour that is this star. Raises ValueError for a level that there is not."""
    return Honour(f"star_{level}")
