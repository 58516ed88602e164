"""People: kinds of membership and which of them a person of an age may have."""

from datetime import date
from enum import StrEnum

ADULT_AGE = 18  # INTERFACES, "What a record needs": 成人会员 is 18 and older
GUARDED_AGE = 14  # below it a guardian's name and telephone are needed


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


def age_on(born: date, day: date) -> int:
    """Whole years lived; somebody born on 29 February has the birthday on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def kind_of_age(born: date, day: date) -> MemberKind:
    """The kind of personal membership at that age."""
    return MemberKind.ADULT if age_on(born, day) >= ADULT_AGE else MemberKind.YOUTH
