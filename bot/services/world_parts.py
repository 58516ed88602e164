"""What a made-up world says of an organisation beside its people: points, teams, posts, dues, stars, awards and more.

Written straight into the tables: a world is history, which no service would let anybody write today.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.core.awards import AwardKind, AwardStatus, last_day
from bot.core.errors import WorldError
from bot.core.members import MemberKind
from bot.core.organisations import OrganisationType
from bot.core.stars import AWARDING, StarStatus
from bot.services.world_form import Congress, Given, Paid, Parts, Point, Post, Recorded, Rule, Star, Team
from bot.store import awards, elections, stars, structure, versions
from bot.store.tables import (
    AwardRow,
    DuesRow,
    ElectionRow,
    HonourRuleRow,
    MembershipRow,
    OrganisationRow,
    PostRow,
    ServicePointRow,
    StarRow,
    TeamRow,
)

ACTOR: Final = "world"  # whom the audit log and the rows name for what a world file brought
FEN: Final = 100  # in a yuan


class Registered:
    """Who the world registered, by name: whoever is of the organisation that is meant comes first."""

    def __init__(self) -> None:
        self._rows: dict[str, list[MembershipRow]] = defaultdict(list)

    def add(self, name: str, row: MembershipRow) -> None:
        """Remember a registration."""
        self._rows[name].append(row)

    def named(self, name: str, home: OrganisationRow) -> list[MembershipRow]:
        """The registrations of a name, those of an organisation first."""
        return sorted(self._rows.get(name, ()), key=lambda row: row.organisation_id != home.id)

    def member(self, name: str, home: OrganisationRow) -> MembershipRow | None:
        """The first that is no volunteer's."""
        return next((row for row in self.named(name, home) if row.kind != MemberKind.VOLUNTEER), None)

    def volunteer(self, name: str, home: OrganisationRow) -> MembershipRow | None:
        """The first that is a volunteer's."""
        return next((row for row in self.named(name, home) if row.kind == MemberKind.VOLUNTEER), None)


@dataclass(frozen=True)
class PartsLoader:
    """Keeps the parts. `found` gives an organisation by name or id, and raises WorldError naming where it was said."""

    session: Session
    now: datetime
    found: Callable[[str, str], OrganisationRow]
    people: Registered

    def load(self, parts: Parts) -> None:
        """Raises WorldError for an organisation or a person that is not there."""
        for point in parts.points:
            structure.add(self.session, ServicePointRow(**self._at(point, f"points {point.name}")))
        for team in parts.teams:
            structure.add(self.session, TeamRow(**self._at(team, f"teams {team.name}")))
        for congress in parts.congresses:
            self._hold(congress)
        for post in parts.posts:
            self._appoint(post)
        for recorded in parts.facts:
            self._state(recorded)
        for paid in parts.dues:
            self._pay(paid)
        for star in parts.stars:
            self._award(star)
        for given in parts.awards:
            self._give(given)
        for rule in parts.rules:
            kept = HonourRuleRow(**self._at(rule, f"rules {rule.honour}"), set_by=ACTOR, set_at=self.now)
            versions.add(self.session, kept)

    def _at(self, part: Point | Team | Post | Congress | Rule, where: str) -> dict[str, object]:
        """What a part says, as columns: with the id of its organisation."""
        return part.model_dump(exclude={"org"}) | {"organisation_id": self.found(part.org, where).id}

    def _hold(self, congress: Congress) -> None:
        home = self.found(congress.org, f"congresses {congress.date}")
        said = self._at(congress, f"congresses {congress.date}")
        day = said.pop("date")
        row = ElectionRow(
            **said, held_on=day, status=elections.ACTIVE, request=f"{ACTOR}:{home.id}:{day}", recorded_by=ACTOR,
            recorded_at=self.now,
        )  # fmt: skip
        self.session.add(row)
        home.last_election = max(congress.date, home.last_election or congress.date)

    def _appoint(self, post: Post) -> None:
        said = self._at(post, f"posts {post.holder}")
        known = self.people.member(post.holder, self.found(post.org, post.holder))
        begin, end = said.pop("since"), said.pop("until")
        person = known.person_id if known else None
        structure.add(self.session, PostRow(**said, valid_from=begin, valid_until=end, person_id=person))

    def _state(self, recorded: Recorded) -> None:
        home = self.found(recorded.org, f"facts {recorded.fact}")
        entry = recorded.model_dump(exclude={"org", "fact"}, exclude_none=True)
        facts = dict(home.facts or {})
        home.facts = facts | {recorded.fact.value: [*facts.get(recorded.fact, []), entry]}

    def _pay(self, paid: Paid) -> None:
        where = f"dues {paid.name}"
        member = self._known(self.people.member(paid.name, self.found(paid.org, where)), where)
        fen = round(paid.yuan * FEN)
        row = DuesRow(membership_id=member.id, year=paid.year, fen=fen, paid_on=paid.day, recorded_by=ACTOR)
        self.session.add(row)

    def _award(self, star: Star) -> None:
        where = f"stars {star.name}"
        home = self.found(star.org, where)
        volunteer = self._known(self.people.volunteer(star.name, home), where)
        above = stars.authority(self.session, home.id, AWARDING[star.level])
        stars.add(
            self.session,
            StarRow(
                person_id=volunteer.person_id,
                organisation_id=home.id,
                level=star.level,
                awarded_on=star.day,
                awarder=above.name if above and not star.proposed_by else None,
                recorded=False,
                status=StarStatus.PROPOSED if star.proposed_by else StarStatus.ACTIVE,
                recorded_by=star.proposed_by or ACTOR,
                recorded_at=self.now,
            ),
        )

    def _give(self, given: Given) -> None:
        """A 会员之星 is chosen by the county, else by what stands nearest above."""
        where = f"awards {given.name}"
        home = self.found(given.org, where)
        star = given.kind is AwardKind.MEMBER_STAR
        person = self.people.member(given.name, home) or (None if star else self.people.volunteer(given.name, home))
        known = self._known(person, where)
        assert known.person_id is not None
        above = stars.authority(self.session, home.id, OrganisationType.COUNTY)
        awards.add(
            self.session,
            AwardRow(
                kind=given.kind,
                person_id=known.person_id,
                organisation_id=home.id,
                year=given.day.year if star else None,
                since=given.day,
                expires=None if star else given.expires or last_day(given.day),
                assumed=not star and given.expires is None,
                awarder=above.name if above else None,
                status=AwardStatus.ACTIVE,
                recorded_by=ACTOR,
                recorded_at=self.now,
            ),
        )

    @staticmethod
    def _known(row: MembershipRow | None, where: str) -> MembershipRow:
        if row is None:
            raise WorldError(f"{where}: there is nobody of that name")
        return row
