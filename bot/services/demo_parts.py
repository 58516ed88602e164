"""The parts of the demonstration world's organisations: what deploy/demo_more.yml writes out, and what is drawn.

Drawn, always the same: who sits in the councils, who paid dues, who has stars, and who gave hours in an activity.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from bot.core.members import MemberKind
from bot.services.world_form import (
    Activity,
    Congress,
    Given,
    Organisation,
    Paid,
    Parts,
    Person,
    Point,
    Post,
    Recorded,
    Rule,
    Star,
    Team,
)  # fmt: skip

SEED: Final = 621  # of its own: what is drawn here moves nothing that is drawn elsewhere
PAID_BEFORE: Final = 0.95  # share of the members who paid for the year before
PAYING: Final = 180  # days of a year in which dues are collected
GUESTS: Final = 2  # helpers from elsewhere at one activity
MANY: Final = 5  # volunteers from which on some come from elsewhere
PROPOSES: Final = "demo_officer"


def members_of(people: Sequence[Person]) -> list[Person]:
    """The adult members."""
    return [one for one in people if one.kind is MemberKind.ADULT]


def volunteers_of(people: Sequence[Person], org: str) -> list[Person]:
    """The volunteers of a branch, whoever came first first."""
    found = [one for one in people if one.kind is MemberKind.VOLUNTEER and one.org == org]
    return sorted(found, key=lambda one: one.since or date.min)


class DemoParts:
    """Draws the parts from the words of the file and the people that are there."""

    def __init__(
        self, more: Mapping[str, Any], orgs: Sequence[Organisation], people: list[Person], today: date
    ) -> None:
        self._more, self._people, self._today = more, people, today
        self._founded = {org.id: org.founded or today for org in orgs}
        self._random = random.Random(SEED)

    def parts(self) -> Parts:
        """Everything but the hours."""
        return Parts(
            points=[Point(**one) for one in self._more["points"]],
            teams=[Team(**one) for one in self._more["teams"]],
            congresses=[self._congress(one) for one in self._more["congresses"]],
            posts=[*map(self._post, self._more["posts"]), *self._councils()],
            facts=[Recorded(**one) for one in self._more["facts"]],
            dues=list(self._dues()),
            stars=list(self._stars()),
            awards=list(self._awards()),
            rules=[Rule(**one) for one in self._more["rules"]],
        )

    # --- councils ----------------------------------------------------------------------------------------------------

    def _congress(self, said: Mapping[str, Any]) -> Congress:
        known = {key: value for key, value in said.items() if key != "ago"}
        return Congress(date=self._ago(said["ago"]), **known)

    def _begins(self, org: str) -> date:
        return next(self._ago(one["ago"]) for one in self._more["congresses"] if one["org"] == org)

    def _post(self, said: Mapping[str, Any]) -> Post:
        return Post(since=self._begins(said["org"]), **said)

    def _councils(self) -> Iterator[Post]:
        """Members from all branches, nobody twice in one body; some are said to be from the grass roots."""
        for one in self._more["councils"]:
            begins = self._begins(one["org"])
            there = [person for person in members_of(self._people) if self._since(person) <= begins]
            for number, person in enumerate(self._random.sample(there, one["number"])):
                yield Post(
                    org=one["org"], body=one["body"], post=one["post"], holder=person.name,
                    from_grass_roots=number < one["grass_roots"], since=begins,
                )  # fmt: skip

    # --- dues --------------------------------------------------------------------------------------------------------

    def _dues(self) -> Iterator[Paid]:
        share, yuan = self._more["dues"]["share"], self._more["dues"]["yuan"]
        for year in (self._today.year - 1, self._today.year):
            for person in self._people:
                if person.org is None or person.org not in share or person.kind is MemberKind.VOLUNTEER:
                    continue
                paying = share[person.org] if year == self._today.year else PAID_BEFORE
                day = self._paid_on(year)
                if self._random.random() < paying and self._since(person) <= day:
                    yield Paid(org=person.org, name=person.name, year=year, yuan=yuan[person.kind], day=day)

    def _paid_on(self, year: int) -> date:
        """A day of the first half of a year that is not ahead."""
        first = date(year, 1, 1)
        return first + timedelta(days=self._random.randint(0, min(PAYING, (self._today - first).days)))

    # --- stars and hours ---------------------------------------------------------------------------------------------

    def _stars(self) -> Iterator[Star]:
        before: dict[str, int] = {}
        for said in self._more["stars"]:
            org = said["org"]
            person = volunteers_of(self._people, org)[before.get(org, 0)]
            before[org] = before.get(org, 0) + 1
            for level, ago in said["levels"].items():
                yield Star(org=org, name=person.name, level=level, day=max(self._ago(ago), self._since(person)))
            if "proposed" in said:
                yield Star(
                    org=org, name=person.name, level=said["proposed"], day=self._ago(3), proposed_by=PROPOSES
                )  # fmt: skip

    def _awards(self) -> Iterator[Given]:
        """To the first adult members of branches, one after the other; nothing before they joined."""
        for said in self._more["awards"]:
            people = [one for one in members_of(self._people) if one.org == said["org"]]
            for person, ago in zip(people, said["ago"], strict=False):
                day = max(self._ago(ago), self._since(person))
                yield Given(org=said["org"], name=person.name, kind=said["kind"], day=day)

    def with_helpers(self, activity: Activity) -> Activity:
        """An activity that was held with the hours of some of its volunteers, who gave as many as it lasted."""
        if not activity.volunteers or not activity.hours:
            return activity
        said = self._more["helpers"]
        own = volunteers_of(self._people, activity.org)[: said["regulars"]]
        own += [one for one in members_of(self._people) if one.org == activity.org][: said["members"]]
        guests = volunteers_of(self._people, said["guests"])[: said["regulars"]] if activity.volunteers >= MANY else []
        chosen = [*self._some(own, activity, activity.volunteers), *self._some(guests, activity, GUESTS)]
        names = [one.name for one in chosen[: activity.volunteers]]
        return activity.model_copy(update={"helpers": dict.fromkeys(names, activity.hours)})

    def _some(self, people: Sequence[Person], activity: Activity, most: int) -> list[Person]:
        there = [one for one in people if self._since(one) <= activity.date]
        return self._random.sample(there, min(most, self._random.randint(0, len(there))))

    def _since(self, person: Person) -> date:
        return person.since or self._founded.get(person.org or "", self._today)

    def _ago(self, days: int) -> date:
        return self._today - timedelta(days=days)
