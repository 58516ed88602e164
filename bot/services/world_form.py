"""The form of a world file: what may stand in it, and reading it. docs/commands.md, "World files"."""

from datetime import date, datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core.accounts import Role
from bot.core.activities import ActivityType
from bot.core.awards import AwardKind
from bot.core.elections import Meeting
from bot.core.errors import WorldError
from bot.core.members import MemberKind
from bot.core.organisations import OrganisationType
from bot.core.stars import LEVELS, Honour
from bot.core.structure import Body, Employment, Fact, PointType, TeamType

Day = date  # where a field is itself called date


class Form(BaseModel):
    """Unknown keys are an error that names them."""

    model_config = ConfigDict(extra="forbid")


class County(Form):
    """A county with its figures."""

    name: str
    residents: int | None = None
    residents_as_of: date | None = None
    villages: int | None = None
    source: str | None = None


class Organisation(Form):
    """A branch."""

    id: str
    name: str
    type: OrganisationType
    county: str
    parent: str | None = None
    founded: date | None = None
    last_election: date | None = None
    next_election: date | None = None
    president: str | None = None
    secretary: str | None = None
    phone: str | None = None
    address: str | None = None
    totals: dict[MemberKind, int] = {}


class User(Form):
    """An account of the world."""

    id: str
    role: Role
    name: str | None = None
    org: str | None = None
    county: str | None = None
    city: str | None = None


class Person(Form):
    """A member or volunteer."""

    table: Literal["members", "volunteers"]
    name: str
    kind: MemberKind | None = None
    org: str | None = None
    gender: str | None = None
    birth_date: date | None = None
    id_number: str | None = None
    phone: str | None = None
    guardian_name: str | None = None
    guardian_phone: str | None = None
    since: date | None = None  # when not said: since the organisation was founded


class Activity(Form):
    """An activity that was held or is planned."""

    org: str
    date: Day
    end_date: Day | None = None
    activity_type: ActivityType | None = None
    title: str | None = None
    location: str | None = None
    participants: int | None = None
    volunteers: int | None = None
    hours: float | None = None
    beneficiaries: int | None = None
    helpers: dict[str, float] = {}  # hours by name; counted among the volunteers
    reported_by: str | None = None  # a user


class Reminder(Form):
    """A reminder of a user."""

    user: str
    kind: str | None = None
    text: str
    due: date | datetime


class Point(Form):
    """A service point; a home that is recognised as a model (示范点) since when, by whom."""

    org: str
    type: PointType
    name: str
    address: str | None = None
    keeper: str | None = None
    opened: date | None = None
    closed: date | None = None
    model_since: date | None = None
    model_until: date | None = None
    model_by: str | None = None


class Team(Form):
    """A team. `volunteers`: registered ones, as it says."""

    org: str
    type: TeamType
    name: str
    volunteers: int | None = None
    party_branch: bool | None = None
    founded: date | None = None
    dissolved: date | None = None


class Post(Form):
    """Who holds a post in a body. `until`: the first day on which it is held no more."""

    org: str
    body: Body
    post: str
    holder: str
    employment: Employment | None = None
    from_grass_roots: bool | None = None
    since: date
    until: date | None = None


class Recorded(Form):
    """A fact with the day since when it holds; `since` and `until` may stop at the month or year."""

    org: str
    fact: Fact
    value: bool | str = True
    since: str
    by: str | None = None
    until: str | None = None


class Congress(Form):
    """A congress that was held; the latest one is where the term begins."""

    org: str
    date: date
    president: str
    meeting: Meeting | None = None
    expected: int | None = None
    present: int | None = None
    vice_presidents: list[str] = []
    secretary: str | None = None


class Paid(Form):
    """What a member paid for a year."""

    org: str
    name: str
    year: int
    yuan: float
    day: date


class Star(Form):
    """A star that a volunteer was awarded; with `proposed_by`, an account, it waits for who awards it."""

    org: str
    name: str
    level: int = Field(ge=LEVELS[0], le=LEVELS[-1])
    day: date
    proposed_by: str | None = None


class Given(Form):
    """What a person was given (bot.core.awards): 会员之星 of the year of the day, or a certificate."""

    org: str
    name: str
    kind: AwardKind
    day: date
    expires: date | None = None


class Rule(Form):
    """What an organisation asks of who is picked for an honour (bot.core.stars.HonourRule)."""

    org: str
    honour: Honour
    hours: float | None = None
    activities: int | None = None
    months: int | None = None
    window: int | None = None


class Parts(Form):
    """Everything of them in a world file."""

    points: list[Point] = []
    teams: list[Team] = []
    congresses: list[Congress] = []
    posts: list[Post] = []
    facts: list[Recorded] = []
    dues: list[Paid] = []
    stars: list[Star] = []
    awards: list[Given] = []
    rules: list[Rule] = []


class World(Parts):
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
