"""The five things that a branch is expected to have, judged from its own records.

Source: opinion on grass-roots organisations (document 000), 二. It names the five and sets no number for any: what is
taken for having one here (`Evidence.has`) is told with the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.core.members import MemberKind
from bot.core.organisations import ABOVE_GRASS_ROOTS
from bot.core.paging import Page, cut
from bot.core.permissions import Action
from bot.core.structure import FIVE_HAVES, Fact, PointType, fact_on
from bot.services.work import Work
from bot.store import metrics as counting
from bot.store import organisations
from bot.store.metrics import Countable
from bot.store.tables import OrganisationRow
from bot.text.five_haves import Asked as Asked
from bot.text.five_haves import read_check as read_check

SOURCE: Final = "000"
RECENT: Final = 90  # days in which an activity was held
MEMBERS: Final = (MemberKind.ADULT, MemberKind.YOUTH, MemberKind.GROUP)


@dataclass(frozen=True)
class Evidence:
    """What is recorded of a branch and everything below it."""

    president: str | None
    leader: bool  # recorded as a fact
    members: int
    volunteers: int
    rules: bool
    points: int
    platform: bool  # recorded as a fact
    activities: int  # held in the last 90 days

    def has(self, fact: Fact) -> bool:
        """Whether a branch has one of the five."""
        return {
            Fact.LEADER: bool(self.president) or self.leader,
            Fact.PEOPLE: self.members > 0 and self.volunteers > 0,
            Fact.RULES: self.rules,
            Fact.PLATFORM: self.points > 0 or self.platform,
            Fact.ACTIVITY: self.activities > 0,
        }[fact]

    @property
    def lacking(self) -> tuple[Fact, ...]:
        """What a branch has not, in the order of the opinion."""
        return tuple(fact for fact in FIVE_HAVES if not self.has(fact))


@dataclass(frozen=True)
class Lacking:
    """A branch and what it has not."""

    organisation: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Listed(Page[Lacking]):
    """A page of the branches that lack something: `total` of `branches` do."""

    branches: int


def is_branch(row: OrganisationRow) -> bool:
    """Whether an organisation is one of the grass roots: the five are asked of no other."""
    return row.type not in ABOVE_GRASS_ROOTS


def check(work: Work, row: OrganisationRow) -> Evidence:
    """What is recorded of one branch. Raises PermissionDeniedError for who may not see its numbers."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return _evidence(work, row, [row])[row.id]


def lacking(work: Work, row: OrganisationRow, facts: Sequence[Fact] = (), page: int = 1) -> Listed:
    """Which branches below (itself too) lack something, or one of these. Raises PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    branches = [one for one in organisations.below(work.session, row.id, work.today) if is_branch(one)]
    evidence = _evidence(work, row, branches)
    found = [Lacking(one.name, evidence[one.id].lacking) for one in branches]
    found = [one for one in found if one.facts and (not facts or set(facts) & set(one.facts))]
    at = cut(len(found), page)
    return Listed(at.of(found), len(found), at, len(branches))


def _evidence(work: Work, top: OrganisationRow, rows: Sequence[OrganisationRow]) -> dict[int, Evidence]:
    """Of several organisations below one: four counts of everything there, however many they are."""
    parents, today = organisations.parents_below(work.session, top.id), work.today

    def counts(what: Countable, after: date | None = None) -> dict[int, int]:
        found = counting.counts_below(work.session, what, parents, today, after)
        return {number: int(count) for number, count in found.items()}

    members = counts(counting.memberships_of(MEMBERS))
    volunteers = counts(counting.memberships_of((MemberKind.VOLUNTEER,)))
    points = counts(counting.points_of(tuple(PointType)))
    activities = counts(counting.activities_of(()), today - timedelta(days=RECENT))
    return {
        row.id: Evidence(
            row.president,
            _holds(row, Fact.LEADER, today),
            members[row.id],
            volunteers[row.id],
            _holds(row, Fact.RULES, today),
            points[row.id],
            _holds(row, Fact.PLATFORM, today),
            activities[row.id],
        )
        for row in rows
    }


def _holds(row: OrganisationRow, fact: Fact, day: date) -> bool:
    """Whether a fact is recorded as holding on a day."""
    entry = fact_on(list((row.facts or {}).get(fact, [])), day.isoformat())
    return entry is not None and entry["value"] is True
