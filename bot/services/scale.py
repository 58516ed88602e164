"""A synthetic country of any share of the national size, for measuring: `boai db scale`, `make bench`.

The shape of the tree stays that of the whole (some 11 cities in a province, 9 counties in a city, 53 branches in a
county, 133 members in a branch); a smaller share has fewer of the upper ones. Drawn with a seed: the same seed gives
the same country, apart from how personal data is encrypted.
"""

import json
import random
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate, count
from pathlib import Path
from typing import Any

import yaml

from bot.core.accounts import Role
from bot.core.activities import ActivityStatus, ActivityType
from bot.core.awards import CHOOSABLE, AwardKind, AwardStatus, ends, last_day
from bot.core.elections import term_of
from bot.core.errors import WorldError
from bot.core.members import GENDERS, Ending, MemberKind, MembershipStatus
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType, core_name, years_after
from bot.core.structure import FIVE_HAVES, Fact, PointType
from bot.store import audit, bulk
from bot.store.bulk import Bulk, Tell
from bot.store.database import Database
from bot.store.elections import ACTIVE
from bot.store.personal import PersonalData
from bot.store.tables import (
    AccountRow,
    ActivityRow,
    AwardRow,
    DuesRow,
    ElectionRow,
    GrantRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PersonRow,
    PlaceRow,
    ServicePointRow,
    TeamRow,
)

WORDS = Path(__file__).resolve().parents[2] / "deploy" / "scale.yml"
ACTOR = "scale"
NATIONAL = {"organisations": 150_000, "members": 20_000_000, "volunteers": 2_000_000, "activities": 5_000_000}
COUNTIES, CITIES, PROVINCES = 2850, 333, 31  # of the whole country
RESIDENTS = 490_000  # of a county
VILLAGES = 220
BELOW_A_TOWN = 6  # one branch in so many is a town's, the others are below it
FIRST_DAY = date(2005, 5, 8)
ENDED, NOT_COUNTED, DISSOLVED = 0.06, 0.01, 0.01  # shares of memberships and organisations
MODELS = 0.03  # share of the homes that are recognised as models
CERTIFIED, CHOSEN = 0.02, 0.0003  # shares of the people who are first-aiders, and of those chosen 会员之星 beside
PAID = 0.6  # share of members who paid for a year, half of them for the one before
DUES_FEN = 1000
STATED = 0.7  # share of the organisations of which a fact is recorded
LATE = 0.3  # share of congresses held after their day, by up to so many days:
MOST_LATE = 700
PORTION = 20_000  # rows written at once
TABLES = (
    PlaceRow, OrganisationRow, OrganisationTreeRow, PersonRow, MembershipRow, DuesRow, AwardRow, ActivityRow,
    ServicePointRow, TeamRow, ElectionRow, AccountRow, GrantRow,
)  # fmt: skip
ACCOUNTS = {
    OrganisationType.NATIONAL: Role.NATIONAL_OFFICER,
    OrganisationType.PROVINCE: Role.PROVINCE_OFFICER,
    OrganisationType.CITY: Role.CITY_OFFICER,
    OrganisationType.COUNTY: Role.COUNTY_OFFICER,
    OrganisationType.TOWN: Role.SECRETARY,
}
OF_UPPER = (Fact.MANAGEMENT, Fact.PARTY_GROUP, Fact.SUPERVISORS)


@dataclass(frozen=True)
class Size:
    """How many of what. Organisations are those of the grass roots."""

    organisations: int
    members: int
    volunteers: int
    activities: int
    counties: int
    cities: int
    provinces: int

    @classmethod
    def of(cls, share: float) -> "Size":
        """The numbers of a share of the country; at least one of each level."""
        numbers = {name: max(1, round(number * share)) for name, number in NATIONAL.items()}
        upper = (("counties", COUNTIES), ("cities", CITIES), ("provinces", PROVINCES))
        return cls(**numbers, **{name: max(1, round(number * share)) for name, number in upper})


def build(
    database: Database,
    personal: PersonalData,
    share: float,
    seed: int,
    now: datetime,
    tell: Tell = lambda what, done, whole: None,
) -> Size:
    """Fill an empty database. Raises WorldError for one that is not empty."""
    if not bulk.is_empty(database, [OrganisationRow, PersonRow, AccountRow]):
        raise WorldError("not empty")
    size = Size.of(share)
    with bulk.loading(database, TABLES, tell) as into:
        country = _Country(into, personal, size, seed, now, tell)
        country.build()
    with database.session() as session:
        after = {"share": share, "seed": seed, **vars(size)}
        audit.append(session, audit.Entry(ACTOR, "command", "load_world", "world", "", after=after), now)
    return size


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words


@dataclass
class _Node:
    """An organisation while the tree is built."""

    id: int
    name: str
    type: OrganisationType
    place: int | None
    line: tuple[int, ...]  # ids from itself up
    founded: date | None = None
    below: int = field(default=0)


class _Country:
    """Draws and writes one country from the top down."""

    def __init__(self, into: Bulk, personal: PersonalData, size: Size, seed: int, now: datetime, tell: Tell) -> None:
        self._into, self._personal, self._size, self._now, self._tell = into, personal, size, now, tell
        self._random = random.Random(seed)
        self._today = now.date()
        self._days = (self._today - FIRST_DAY).days
        self._places = count(1)
        self._organisations: list[_Node] = []
        self._people, self._memberships, self._dues, self._elections = count(1), count(1), count(1), count(1)
        self._awards = count(1)
        self._last_town = 0

    def build(self) -> None:
        """Everything, in the order in which it refers to what is there."""
        branches = self._tree()
        self._accounts()
        self._structure(branches)
        self._members(branches)
        self._activities(branches)

    # --- places and organisations ------------------------------------------------------------------------------------

    def _tree(self) -> list[_Node]:
        size, rows = self._size, _Rows(self._into)
        root = self._organisation(rows, _words()["root"], OrganisationType.NATIONAL, None, None, None)
        level: list[_Node] = [root]
        places: list[int | None] = [None]
        for kind, number in (
            (OrganisationType.PROVINCE, size.provinces),
            (OrganisationType.CITY, size.cities),
            (OrganisationType.COUNTY, size.counties),
        ):
            above, lying_in = level, places
            level, places = [], []
            for index in range(number):
                at = index * len(above) // number  # spread evenly
                place = self._place(rows, kind, index, lying_in[at])
                name = f"{self._place_name(kind, index)}{_words()['ending']}"
                level.append(self._organisation(rows, name, kind, place, above[at], None))
                places.append(place)
        branches = list(self._branches(rows, level))
        rows.flush()
        return branches

    def _place_name(self, kind: OrganisationType, index: int) -> str:
        return f"{_words()['place']}{index + 1:04d}{_words()['levels'][kind.name.lower()]}"

    def _place(self, rows: "_Rows", kind: OrganisationType, index: int, above: int | None) -> int:
        number = next(self._places)
        county = kind is OrganisationType.COUNTY
        figures = (RESIDENTS, VILLAGES, self._today) if county else (None, None, None)
        rows.add(
            PlaceRow,
            ("id", "name", "level", "parent_id", "residents", "villages", "as_of"),
            (number, self._place_name(kind, index), kind.name.lower(), above, *figures),
        )
        return number

    def _branches(self, rows: "_Rows", counties: Sequence[_Node]) -> Iterator[_Node]:
        """Towns below counties and what is below towns, in turn."""
        words, total = _words(), self._size.organisations
        towns, villages = _Weights(words["towns"]), _Weights(words["branches"])
        for index in range(total):
            county = counties[index * len(counties) // total]
            if county.below % BELOW_A_TOWN == 0:
                kind, above = towns.drawn(self._random), county
            else:
                kind, above = villages.drawn(self._random), self._organisations[self._last_town]
            name = f"{core_name(county.name)}{kind}{county.below + 1:03d}{words['ending']}"
            founded = self._day(FIRST_DAY)
            node = self._organisation(rows, name, OrganisationType(kind), county.place, above, founded)
            if above is county:
                self._last_town = node.id - 1
            county.below += 1
            yield node
            if index % PORTION == 0:
                self._tell("organisations", index, total)
        self._tell("organisations", total, total)

    def _organisation(
        self,
        rows: "_Rows",
        name: str,
        kind: OrganisationType,
        place: int | None,
        above: _Node | None,
        founded: date | None,
    ) -> _Node:
        number = len(self._organisations) + 1
        node = _Node(number, name, kind, place, (number, *(above.line if above else ())), founded)
        self._organisations.append(node)
        dissolved = self._day(founded) if founded and self._random.random() < DISSOLVED else None
        held = self._congresses(node)
        rows.add(
            OrganisationRow,
            (
                "id", "name", "short", "type", "place_id", "parent_id", "founded", "last_election", "dissolved",
                "facts", "version",
            ),
            (
                number, name, core_name(name), kind.value, place, above.id if above else None, founded,
                max(held, default=founded), dissolved, self._facts(node), 1,
            ),
        )  # fmt: skip
        for depth, ancestor in enumerate(node.line):
            rows.add(OrganisationTreeRow, ("ancestor_id", "descendant_id", "depth"), (ancestor, number, depth))
        for day in held:
            self._election(rows, node, day)
        return node

    def _congresses(self, node: _Node) -> list[date]:
        """The days of the congresses until now, one each term, some of them late."""
        held: list[date] = []
        years, last = term_of(node.type).years, node.founded or self._day(FIRST_DAY)
        while True:
            late = self._random.randint(1, MOST_LATE) if self._random.random() < LATE else 0
            last = years_after(last, years) + timedelta(days=late)
            if last > self._today:
                return held
            held.append(last)

    def _election(self, rows: "_Rows", node: _Node, day: date) -> None:
        number = next(self._elections)
        rows.add(
            ElectionRow,
            ("id", "organisation_id", "held_on", "president", "status", "request", "recorded_by", "recorded_at"),
            (number, node.id, day, node.name[:8], ACTIVE, f"{ACTOR}.{number}", ACTOR, self._now),
        )

    def _facts(self, node: _Node) -> str | None:
        """What an organisation recorded of itself, as JSON: of its set-up, or of the five that a branch should have."""
        wanted = OF_UPPER if node.type in ABOVE_GRASS_ROOTS else FIVE_HAVES
        if self._random.random() >= STATED:
            return None
        since = self._day(node.founded).isoformat()
        return json.dumps({one.value: [{"value": self._random.random() < STATED, "since": since}] for one in wanted})

    def _accounts(self) -> None:
        """One account of each level, at the first organisation of it."""
        rows = _Rows(self._into)
        for number, (kind, role) in enumerate(ACCOUNTS.items(), start=1):
            home = next((one for one in self._organisations if one.type is kind), None)
            if home is None:
                continue
            account = f"{ACTOR}_{kind.name.lower()}"
            rows.add(
                AccountRow,
                ("id", "role", "name", "organisation", "created_at"),
                (account, role.value, account, home.name, self._now),
            )
            rows.flush()
            rows.add(
                GrantRow,
                ("id", "account_id", "role", "organisation_id", "valid_from", "granted_by"),
                (number, account, role.value, home.id, FIRST_DAY, ACTOR),
            )
        rows.flush()

    def _structure(self, branches: Sequence[_Node]) -> None:
        """A service point in one branch of ten and a team in one of fifteen."""
        rows, words = _Rows(self._into), _words()
        for number, node in enumerate(self._some(branches, 10), start=1):
            kind, opened = self._random.choice(words["points"]), self._day(node.founded)
            model = kind == PointType.HOME and self._random.random() < MODELS
            rows.add(
                ServicePointRow,
                ("id", "organisation_id", "type", "name", "opened", "model_since"),
                (number, node.id, kind, node.name, opened, self._day(opened) if model else None),
            )
        for number, node in enumerate(self._some(branches, 15), start=1):
            rows.add(
                TeamRow,
                ("id", "organisation_id", "type", "name", "volunteers", "party_branch", "founded"),
                (
                    number, node.id, self._random.choice(words["teams"]), node.name, self._random.randint(5, 60),
                    self._random.random() < 0.5, self._day(node.founded),
                ),
            )  # fmt: skip
        rows.flush()

    def _some(self, branches: Sequence[_Node], one_in: int) -> Iterator[_Node]:
        return (node for node in branches if self._random.randrange(one_in) == 0)

    # --- people ------------------------------------------------------------------------------------------------------

    def _members(self, branches: Sequence[_Node]) -> None:
        size, kinds = self._size, _Weights(_words()["kinds"])
        for what, number in (("members", size.members), ("volunteers", size.volunteers)):
            rows = _Rows(self._into)
            done = 0
            for node, wanted in zip(branches, self._shared_out(number, len(branches)), strict=True):
                for _ in range(wanted):
                    kind = MemberKind(kinds.drawn(self._random)) if what == "members" else MemberKind.VOLUNTEER
                    self._membership(rows, kind, node)
                    done += 1
                    if done % PORTION == 0:
                        self._tell(what, done, number)
            rows.flush()
            self._tell(what, number, number)

    def _shared_out(self, total: int, parts: int) -> list[int]:
        """A number in parts that differ as branches do: many small ones, a few large."""
        weights = [self._random.expovariate(1) + 0.05 for _ in range(parts)]
        whole, given, shares = sum(weights), 0, []
        heard = 0.0
        for weight in weights:
            heard += weight
            shares.append(round(total * heard / whole) - given)
            given += shares[-1]
        return shares

    def _membership(self, rows: "_Rows", kind: MemberKind, node: _Node) -> None:
        draw = self._random.random()
        since = self._day(node.founded)
        until = self._day(since + timedelta(days=1)) if draw < ENDED and since < self._today else None
        status = MembershipStatus.WITHDRAWN if draw > 1 - NOT_COUNTED else MembershipStatus.ACTIVE
        number, person = next(self._memberships), None if kind is MemberKind.GROUP else self._person(rows)
        group = f"{_words()['group']}{node.id}" if person is None else None
        rows.add(
            MembershipRow,
            (
                "id", "kind", "person_id", "group_name", "organisation_id", "valid_from", "valid_until", "status",
                "ended_by", "recorded_by", "recorded_at",
            ),
            (
                number, kind.value, person, group, node.id, since, until, status.value,
                Ending.LEFT.value if until else None, ACTOR, self._now,
            ),
        )  # fmt: skip
        if kind is not MemberKind.VOLUNTEER:
            self._pay(rows, number, since, until or self._today)
        if person is not None:
            self._give(rows, kind, person, node, since)

    def _give(self, rows: "_Rows", kind: MemberKind, person: int, node: _Node, since: date) -> None:
        """Some are first-aiders, some of them chosen 会员之星 too."""
        draw = self._random.random()
        if draw >= CERTIFIED:
            return
        day = self._day(since)
        self._award(rows, AwardKind.FIRST_AID, person, node, day, None, last_day(day))
        if draw < CHOSEN and kind in CHOOSABLE:
            day = self._day(since)
            self._award(rows, AwardKind.MEMBER_STAR, person, node, day, day.year, None)

    def _award(
        self,
        rows: "_Rows",
        kind: AwardKind,
        person: int,
        node: _Node,
        day: date,
        year: int | None,
        expires: date | None,
    ) -> None:
        rows.add(
            AwardRow,
            (
                "id", "kind", "person_id", "organisation_id", "year", "since", "until", "expires", "assumed", "status",
                "recorded_by", "recorded_at",
            ),
            (
                next(self._awards), kind.value, person, node.id, year, day, ends(kind, [(day, year, expires)])[0],
                expires, expires is not None, AwardStatus.ACTIVE.value, ACTOR, self._now,
            ),
        )  # fmt: skip

    def _pay(self, rows: "_Rows", membership: int, since: date, last: date) -> None:
        """Some of those who were members in this year or the last paid for it."""
        draw = self._random.random() / PAID
        if draw >= 1:
            return
        year = self._today.year - (draw < 1 / 2)
        begin, end = max(since, date(year, 1, 1)), min(last, date(year, 12, 31))
        if begin > end:
            return
        paid_on = begin + timedelta(days=int(self._random.random() * ((end - begin).days + 1)))
        rows.add(
            DuesRow,
            ("id", "membership_id", "year", "fen", "paid_on", "recorded_by"),
            (next(self._dues), membership, year, DUES_FEN, paid_on, ACTOR),
        )

    def _person(self, rows: "_Rows") -> int:
        number, words, draw = next(self._people), _words(), self._random.random
        name = words["surnames"][int(draw() * len(words["surnames"]))]
        name += "".join(words["given"][int(draw() * len(words["given"]))] for _ in range(2))
        phone = f"1{30_000_000_00 + number:010d}"
        rows.add(
            PersonRow,
            ("id", "name", "gender", "phone", "phone_mark", "created_at"),
            (
                number, name, GENDERS[number % 2], self._personal.encrypt("phone", phone),
                self._personal.mark("phone", phone), self._now,
            ),
        )  # fmt: skip
        return number

    # --- activities --------------------------------------------------------------------------------------------------

    def _activities(self, branches: Sequence[_Node]) -> None:
        rows, total, draw = _Rows(self._into), self._size.activities, self._random
        types = [one.value for one in ActivityType]
        done = 0
        for node, wanted in zip(branches, self._shared_out(total, len(branches)), strict=True):
            for _ in range(wanted):
                done += 1
                rows.add(
                    ActivityRow,
                    (
                        "id", "organisation_id", "status", "activity_type", "date", "participants", "volunteers",
                        "hours", "reported_by", "reported_at", "version",
                    ),
                    (
                        done, node.id, ActivityStatus.HELD.value, types[int(draw.random() * len(types))],
                        self._day(node.founded), int(draw.random() * 80) + 5, int(draw.random() * 10),
                        int(draw.random() * 8 + 1) / 2, ACTOR, self._now, 1,
                    ),
                )  # fmt: skip
                if done % PORTION == 0:
                    self._tell("activities", done, total)
        rows.flush()
        self._tell("activities", total, total)

    # --- drawing -----------------------------------------------------------------------------------------------------

    def _day(self, first: date | None) -> date:
        """A day from the first to today."""
        start = first or FIRST_DAY
        return start + timedelta(days=int(self._random.random() * ((self._today - start).days + 1)))


class _Weights:
    """Words with their weights, added up once for very many draws."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._words, self._bounds = tuple(weights), tuple(accumulate(weights.values()))

    def drawn(self, draw: random.Random) -> str:
        return self._words[bisect(self._bounds, draw.random() * self._bounds[-1])]


class _Rows:
    """Rows on their way to the database, written in portions and in the order in which tables refer to each other."""

    def __init__(self, into: Bulk) -> None:
        self._into = into
        self._waiting: dict[Any, tuple[Sequence[str], list[tuple[Any, ...]]]] = {}

    def add(self, table: Any, columns: Sequence[str], row: tuple[Any, ...]) -> None:
        """Keep one row; the columns are the same each time."""
        waiting = self._waiting.setdefault(table, (columns, []))[1]
        waiting.append(row)
        if len(waiting) >= PORTION:
            self.flush()

    def flush(self) -> None:
        """Write everything that waits."""
        for table in TABLES:
            columns, rows = self._waiting.pop(table, ((), []))
            if rows:
                self._into.insert(table, columns, rows)
