"""The demonstration world in full: the hand-written core with the rest of the county around it.

The core (deploy/demo_world.yml) has the accounts and numbers that dialogues speak of. deploy/demo_more.yml adds every
kind of organisation in few words; from them the people and a year of activity up to `today` are drawn, with a fixed
seed: the same day gives the same world. The parts of the organisations are drawn in bot/services/demo_parts.py.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.core.accounts import Role
from bot.core.activities import ActivityType
from bot.core.elections import clock
from bot.core.members import GENDERS, GUARDED_AGE, MemberKind, age_on
from bot.core.organisations import TERM_YEARS, OrganisationType
from bot.services.demo_parts import DemoParts
from bot.services.world_form import Activity, County, Organisation, Person, Reminder, User, World, read_world

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
CORE, MORE = DEPLOY / "demo_world.yml", DEPLOY / "demo_more.yml"
MAN, WOMAN = GENDERS
SEED = 508  # the Red Cross Day
HELD, PLANNED = 150, 9  # activities of the twelve months before, and of the month ahead
YEAR, AHEAD = 365, 35  # days
PLACE_CODE = "330000"  # of a whole province: identity numbers with it are issued to nobody
DAY_OFF = 6  # Sunday, on which little is held
GROWN, PUPILS = (19, 70), (14, 17)  # the youngest and the oldest
LEADING = (32, 62)  # of those who lead
QUIET = 120  # days in which a quiet branch held nothing
LATER = 0.5  # share of the people who joined after the founding
EVEN = 2  # the last but one digit of an identity number is even for women
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"


def demo_world(today: date) -> World:
    """The whole demonstration world as of a day."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    more: dict[str, Any] = yaml.load(MORE.read_text(encoding="utf-8"), Loader=loader)
    return _Enlarging(read_world(CORE), more, today).world()


def world_at(path: Path | None, today: date) -> World:
    """The world of a file, or the demonstration world. Raises WorldError."""
    return read_world(path) if path else demo_world(today)


def id_number(born: date, serial: int) -> str:
    """An identity number with the right check digit and the code of a whole province; `serial` below 1000."""
    digits = f"{PLACE_CODE}{born:%Y%m%d}{serial:03d}"
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % len(_CHECKS)
    return digits + _CHECKS[rest]


class _Enlarging:
    """Draws what is not written out. The order of drawing is the order of the files."""

    def __init__(self, core: World, more: dict[str, Any], today: date) -> None:
        self._core, self._more, self._today = core, more, today
        self._random = random.Random(SEED)
        self._names_taken = {user.name for user in core.users} | {
            leader for org in core.orgs for leader in (org.president, org.secretary)
        }
        self._quiet = {one["id"] for one in more["orgs"] if one.get("quiet")}
        self._users = [*core.users, *(User(**one) for one in more["users"])]
        self._reporters = {user.org: user.id for user in self._users if user.role is Role.SECRETARY}
        self._pupils = {one["id"]: tuple(one["pupils"]) for one in more["orgs"] if "pupils" in one}
        self._people = 0

    def world(self) -> World:
        """The core and everything around it."""
        county = County(**self._more["county"])
        orgs = [*self._core.orgs, *map(self._org, self._more["orgs"])]
        self._names_taken |= {leader for org in orgs for leader in (org.president, org.secretary)}
        people = [*self._core.people, *self._all_people(orgs)]
        parts = DemoParts(self._more, orgs, people, self._today)
        added = {
            "counties": [county if self._name(one) == county.name else one for one in self._core.counties],
            "orgs": orgs,
            "targets": self._core.targets | self._more["targets"],
            "users": self._users,
            "people": people,
            "activities": [*self._core.activities, *map(parts.with_helpers, self._all_activities(orgs))],
            "reminders": [*self._core.reminders, *map(self._reminder, self._more["reminders"])],
        }
        return self._core.model_copy(update=added | dict(parts.parts()))

    @staticmethod
    def _name(county: County | str) -> str:
        return county if isinstance(county, str) else county.name

    def _org(self, said: dict[str, Any]) -> Organisation:
        """A branch, its last election so that the next one falls due in `due` days."""
        known = {key: value for key, value in said.items() if key not in ("due", "pupils", "quiet")}
        org = Organisation(county=self._more["county"]["name"], phone=f"138000001{said['id'][1:]}", **known)
        if "due" not in said:
            return org
        due = self._today + timedelta(days=said["due"])
        org.last_election = due.replace(year=due.year - TERM_YEARS[OrganisationType(org.type)], day=min(due.day, 28))
        org.next_election = clock(OrganisationType(org.type), org.last_election, org.founded).stated_deadline
        return org

    def _reminder(self, said: dict[str, Any]) -> Reminder:
        due = self._today + timedelta(days=said["in"])
        return Reminder(user=said["user"], kind=said["kind"], text=said["text"], due=due)

    # --- people ------------------------------------------------------------------------------------------------------

    def _all_people(self, orgs: list[Organisation]) -> Iterator[Person]:
        groups = iter(self._more["names"]["groups"])
        for org in orgs:
            named = [one for one in self._more["people"] if one["org"] == org.id]
            written = [self._written(one) for one in named]
            written += [self._leader(name, org) for name in (org.president, org.secretary) if name]
            yield from written
            for kind, number in org.totals.items():
                for _ in range(number - sum(one.kind == kind for one in written)):
                    if kind is MemberKind.GROUP:
                        since = self._joined(org)
                        yield Person(table="members", kind=kind, org=org.id, name=next(groups), since=since)
                    else:
                        yield self._drawn(kind, org)

    def _written(self, said: dict[str, Any]) -> Person:
        kind = MemberKind.VOLUNTEER if said["table"] == "volunteers" else MemberKind.ADULT
        return Person(kind=kind, **said, **self._numbers(said["birth_date"], said["gender"] == WOMAN))

    def _leader(self, name: str, org: Organisation) -> Person:
        """Who leads a branch is on its register, as a volunteer where there are no members."""
        kind = MemberKind.ADULT if MemberKind.ADULT in org.totals else MemberKind.VOLUNTEER
        woman = name in self._more["women"]
        return Person(
            table="volunteers" if kind is MemberKind.VOLUNTEER else "members",
            kind=kind,
            org=org.id,
            name=name,
            gender=WOMAN if woman else MAN,
            birth_date=(born := self._born(LEADING)),
            since=org.founded,
            **self._numbers(born, woman),
        )

    def _born(self, ages: tuple[int, int]) -> date:
        """A birthday on which somebody is between two ages."""
        youngest, oldest = ages
        return self._today - timedelta(days=self._random.randint(youngest * 366, oldest * 365))

    def _drawn(self, kind: MemberKind, org: Organisation) -> Person:
        woman = self._random.random() < 0.5
        born = self._born(self._pupils.get(org.id, PUPILS) if kind is MemberKind.YOUTH else GROWN)
        guarded = age_on(born, self._today) < GUARDED_AGE
        return Person(
            table="volunteers" if kind is MemberKind.VOLUNTEER else "members",
            kind=kind,
            org=org.id,
            name=self._new_name(woman),
            gender=WOMAN if woman else MAN,
            birth_date=born,
            since=self._joined(org),
            guardian_name=self._new_name(not woman) if guarded else None,
            guardian_phone=f"1390200{self._people:04d}" if guarded else None,
            **self._numbers(born, woman),
        )

    def _joined(self, org: Organisation) -> date:
        """Half of them with the founding, the others on some day since."""
        days = max(0, (self._today - org.founded).days) if org.founded else 0
        joined = self._random.randint(0, days) if self._random.random() < LATER else 0
        return (org.founded or self._today) + timedelta(days=joined)

    def _numbers(self, born: date, woman: bool) -> dict[str, str]:
        self._people += 1
        serial = EVEN * (self._people % 400) + (0 if woman else 1)
        return {"id_number": id_number(born, serial), "phone": f"1390100{self._people:04d}"}

    def _new_name(self, woman: bool) -> str:
        """A name that nobody has yet."""
        words = self._more["names"]
        while True:
            name: str = self._random.choice(words["surnames"]) + self._random.choice(words["women" if woman else "men"])
            if name not in self._names_taken:
                self._names_taken.add(name)
                return name

    # --- activities --------------------------------------------------------------------------------------------------

    def _all_activities(self, orgs: list[Organisation]) -> list[Activity]:
        """A year of them and some that lie ahead, by day; every type, and every branch in its turn."""
        types = list(ActivityType)
        days = [self._day(-self._random.randint(1, YEAR)) for _ in range(HELD)]
        days += [self._day(self._random.randint(2, AHEAD)) for _ in range(PLANNED)]
        busy = sorted(days)
        lately = self._today - timedelta(days=QUIET)
        active = [org for org in orgs if org.id not in self._quiet]
        return [
            self._activity(day, types[n % len(types)], turn[n % len(turn)])
            for n, day in enumerate(busy)
            for turn in [orgs if day < lately else active]
        ]

    def _day(self, offset: int) -> date:
        day = self._today + timedelta(days=offset)
        return day - timedelta(days=1) if day.weekday() == DAY_OFF and offset < 0 else day

    def _activity(self, day: date, kind: ActivityType, org: Organisation) -> Activity:
        words = self._more["activities"][kind]
        planned = day > self._today
        people = self._random.randint(*words["people"])
        least, most = words["hours"]
        hours = self._random.randint(int(least * 2), int(most * 2)) / 2
        helped = self._random.randint(10, 60) if words.get("helped") else None
        return Activity(
            org=org.id,
            date=day,
            activity_type=kind,
            title=self._random.choice(words["titles"]),
            location=org.address,
            participants=None if planned else people,
            volunteers=None if planned else max(1, round(people * words["volunteers"])),
            hours=hours,
            beneficiaries=None if planned else helped,
            reported_by=self._reporters.get(org.id) or self._reporters.get(org.name),
        )
