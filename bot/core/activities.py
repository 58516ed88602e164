"""Activities: their types, what one is, what it needs to be saved, and what about it is worth asking."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from bot.core.organisations import OrganisationType

HOURS_OF_DAY = 24


class ActivityType(StrEnum):
    """Types of activity, as users and files call them (INTERFACES, "Activity types")."""

    FIRST_AID_TRAINING = "应急救护培训"
    RESCUE = "应急救援"
    RELIEF = "人道救助"
    DISSEMINATION = "人道传播"
    BLOOD_DONATION = "无偿献血宣传"
    STEM_CELL_DONATION = "造血干细胞捐献宣传"
    ORGAN_DONATION = "遗体器官捐献宣传"
    DISASTER_PREVENTION = "防灾减灾"
    HEALTH_EDUCATION = "健康知识普及"
    VOLUNTEER_SERVICE = "志愿服务"
    YOUTH = "青少年活动"
    ELDERLY_CARE = "养老服务"
    MEMBERS = "会员活动"
    OTHER = "其他"


class ActivityStatus(StrEnum):
    """Only held ones count anywhere; a returned one waits for its reporter."""

    PLANNED = "planned"
    HELD = "held"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ActivityFacts:
    """What is said of one activity; None = not said.

    `hours` is how long it lasted altogether (of several days: their sum), not hours times people.
    """

    date: datetime.date | None = None
    end_date: datetime.date | None = None
    activity_type: ActivityType | None = None
    title: str | None = None
    location: str | None = None
    participants: int | None = None
    volunteers: int | None = None
    hours: float | None = None
    beneficiaries: int | None = None


NUMBERS = ("participants", "volunteers", "beneficiaries")  # one of them is needed for what was held
OLD_AFTER = datetime.timedelta(days=90)  # what lies further back is asked about: most are a slip of the month
NEAR = 0.2  # numbers that differ by no more than this share may be of one and the same activity
# More people than one activity of such an organisation usually brings together are asked about.
PLAUSIBLE = {
    OrganisationType.VILLAGE: 1_000,
    OrganisationType.COMMUNITY: 1_000,
    OrganisationType.TOWN: 3_000,
    OrganisationType.STREET: 3_000,
    OrganisationType.SCHOOL: 5_000,
    OrganisationType.COUNTY: 20_000,
    OrganisationType.CITY: 50_000,
    OrganisationType.PROVINCE: 200_000,
    OrganisationType.NATIONAL: 1_000_000,
}
PLAUSIBLE_OTHERWISE = 2_000


def status_at(day: datetime.date, today: datetime.date) -> ActivityStatus:
    """What lies ahead is planned; it counts nowhere until somebody says that it was held."""
    return ActivityStatus.PLANNED if day > today else ActivityStatus.HELD


def lacking(facts: ActivityFacts, today: datetime.date) -> str | None:
    """The first thing that an activity needs and lacks (INTERFACES, "What a record needs"); the place apart.

    How many will come to a planned one nobody knows yet.
    """
    if facts.date is None:
        return "date"
    if facts.activity_type is None:
        return "activity_type"
    held = status_at(facts.date, today) is ActivityStatus.HELD
    return "people" if held and all(getattr(facts, name) is None for name in NUMBERS) else None


def doubts(facts: ActivityFacts, kind: OrganisationType, today: datetime.date) -> list[str]:
    """What about it is worth asking, as codes: old, many, long, backwards. Nothing of it is refused."""
    found = []
    if facts.date and today - facts.date > OLD_AFTER:
        found.append("old")
    if max(getattr(facts, name) or 0 for name in NUMBERS) > PLAUSIBLE.get(kind, PLAUSIBLE_OTHERWISE):
        found.append("many")
    if facts.date and facts.end_date and facts.end_date < facts.date:
        found.append("backwards")
    elif facts.date and (facts.hours or 0) > HOURS_OF_DAY * days_of(facts.date, facts.end_date):
        found.append("long")
    return found


def days_of(start: datetime.date, end: datetime.date | None) -> int:
    """How many days it took, the first and the last counted."""
    return (end - start).days + 1 if end else 1


def near(one: ActivityFacts, other: ActivityFacts) -> bool:
    """Whether the numbers of two may be of the same activity: no number that both have differs by much."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in NUMBERS]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return all(abs(a - b) <= NEAR * max(a, b) for a, b in both)
