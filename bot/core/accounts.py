"""Who talks to the assistant."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles, from least to most reach."""

    VISITOR = "visitor"
    VOLUNTEER = "volunteer"
    MEMBER = "member"
    SECRETARY = "secretary"
    COUNTY_OFFICER = "county_officer"
    CITY_OFFICER = "city_officer"
    PROVINCE_OFFICER = "province_officer"
    NATIONAL_OFFICER = "national_officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Account:
    """A person known to a channel. `place` is where the account's organisation is, from the province down."""

    id: str
    role: Role = Role.VISITOR
    name: str | None = None
    organisation: str | None = None
    place: str | None = None
