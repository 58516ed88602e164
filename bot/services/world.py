"""Loading a made-up world into an empty database.

What is kept so far are the accounts. The rest of the form is checked and waits for the features that keep it.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import WorldError
from bot.store import accounts


class _Form(BaseModel):
    """Unknown keys are an error that names them."""

    model_config = ConfigDict(extra="forbid")


class County(_Form):
    """A county with its figures."""

    name: str
    residents: int | None = None
    residents_as_of: date | None = None
    villages: int | None = None
    source: str | None = None


class Organisation(_Form):
    """A branch."""

    id: str
    name: str
    type: str
    county: str
    parent: str | None = None
    founded: date | None = None
    last_election: date | None = None
    next_election: date | None = None
    president: str | None = None
    secretary: str | None = None
    phone: str | None = None
    address: str | None = None
    totals: dict[str, int] = {}


class User(_Form):
    """An account of the world."""

    id: str
    role: Role
    name: str | None = None
    org: str | None = None
    county: str | None = None
    city: str | None = None


class Person(_Form):
    """A member or volunteer."""

    table: str
    name: str
    kind: str | None = None
    org: str | None = None
    gender: str | None = None
    birth_date: date | None = None
    id_number: str | None = None
    phone: str | None = None


class Activity(_Form):
    """An activity that was held or is planned."""

    org: str
    date: date
    end_date: Any = None
    activity_type: str | None = None
    title: str | None = None
    location: str | None = None
    participants: int | None = None
    volunteers: int | None = None
    hours: float | None = None
    beneficiaries: int | None = None


class Reminder(_Form):
    """A reminder of a user."""

    user: str
    kind: str | None = None
    text: str
    due: date | datetime


class World(_Form):
    """The whole file."""

    today: date | None = None
    timezone: str = "Asia/Shanghai"
    note: str | None = None
    province: str | None = None
    city: str | None = None
    counties: list[str | County] = []
    orgs: list[Organisation] = []
    targets: dict[str, dict[str, float]] = {}
    users: list[User] = []
    people: list[Person] = []
    activities: list[Activity] = []
    reminders: list[Reminder] = []


def read_world(path: Path) -> World:
    """Read and check a world file. Raises WorldError naming the field."""
    try:
        return World.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        fields = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise WorldError(f"{path}: {fields}") from error
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: not UTF-8, or 2024-13-01
        raise WorldError(f"{path}: {error}") from error


def load_world(session: Session, world: World, now: datetime) -> int:
    """Keep the accounts of a world; returns their number."""
    for user in world.users:
        accounts.save(session, _account(world, user), now)
    return len(world.users)


def _account(world: World, user: User) -> Account:
    branch = next((org for org in world.orgs if org.name == user.org), None)
    county = user.county or (branch.county if branch else None)
    place = "".join(part for part in (world.province, user.city or world.city, county) if part)
    body = user.org or (f"{county or user.city}红十字会" if county or user.city else None)
    return Account(user.id, user.role, user.name, body, place or None)
