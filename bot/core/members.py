"""People: kinds of membership, what each needs to be saved, and which of them a person of an age may have."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ADULT_AGE = 18  # INTERFACES, "What a record needs": 成人会员 is 18 and older
GUARDED_AGE = 14  # below it a guardian's name and telephone are needed
LONGEST_LIFE = 120  # years; a birth before that is a slip of the finger
GENDERS = ("男", "女")
CONSENT = "2026-1"  # version of the wording under which personal data is kept; a new wording is a new version


class MemberKind(StrEnum):
    """Kinds of person in the register, as users and files call them."""

    ADULT = "成人会员"
    YOUTH = "青少年会员"
    GROUP = "团体会员"
    VOLUNTEER = "志愿者"


class MembershipStatus(StrEnum):
    """Only active ones count anywhere."""

    PENDING = "pending"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    """Why a membership ended on its last day."""

    LEFT = "left"
    TRANSFERRED = "transferred"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class PersonalFacts:
    """What is known of a person or of a unit, in clear. `birth_date` is ISO 8601 and may stop at year or month."""

    name: str
    gender: str | None = None
    id_number: str | None = None
    phone: str | None = None
    birth_date: str | None = None
    unit: str | None = None
    guardian_name: str | None = None
    guardian_phone: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One registration: who, as what. Of a unit, `contact` is who speaks for it and `phone` the contact's."""

    kind: MemberKind
    facts: PersonalFacts
    contact: str | None = None
    skills: tuple[str, ...] = ()


def age_on(born: date, day: date) -> int:
    """Whole years lived; somebody born on 29 February has the birthday on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def kind_of_age(born: date, day: date) -> MemberKind:
    """The kind of personal membership at that age."""
    return MemberKind.ADULT if age_on(born, day) >= ADULT_AGE else MemberKind.YOUTH


def born_between(birth_date: str) -> tuple[date, date]:
    """The first and the last day that an ISO date, a month or a year may mean. ValueError for an impossible one."""
    parts = [int(part) for part in birth_date.split("-")]
    year, month, day = (*parts, None, None)[:3]
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def is_guarded(birth_date: str, day: date) -> bool:
    """Whether somebody so born may be below the age at which a guardian is needed."""
    return age_on(born_between(birth_date)[1], day) < GUARDED_AGE


def kind_at(kind: MemberKind, birth_date: str | None, day: date) -> MemberKind:
    """The kind of membership that the age allows: nobody below 18 is an adult member, nobody above a young one.

    A date that leaves both open changes nothing; volunteers and units have no age.
    """
    if birth_date is None or kind not in (MemberKind.ADULT, MemberKind.YOUTH):
        return kind
    possible = {kind_of_age(born, day) for born in born_between(birth_date)}
    return possible.pop() if len(possible) == 1 else kind


def missing(entry: Entry, day: date) -> list[str]:
    """The fields without which a record is not saved (INTERFACES, "What a record needs"), in the order of asking."""
    facts = entry.facts
    if entry.kind is MemberKind.GROUP:
        needed = {"name": facts.name, "contact": entry.contact, "phone": facts.phone}
    elif entry.kind is MemberKind.YOUTH:
        needed = {"name": facts.name, "birth_date": facts.birth_date}
        if facts.birth_date and is_guarded(facts.birth_date, day):
            needed |= {"guardian_name": facts.guardian_name, "guardian_phone": facts.guardian_phone}
    else:
        needed = {"name": facts.name, "phone": facts.phone}
    return [field for field, value in needed.items() if not value]
