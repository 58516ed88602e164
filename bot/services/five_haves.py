"""The five things that a branch is expected to have, judged from its own records.

Source: opinion on grass-roots organisations (document 000), 二. It names the five and sets no number for any: what is
taken for having one here (`Evidence.has`) is told with the answer.
"""

from collections.abc import Mapping, Sequence
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
PORTION: Final = 500  # organisations that are counted at once
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
    return _evidence(work, [row])[row.id]


def lacking(work: Work, row: OrganisationRow, facts: Sequence[Fact] = (), page: int = 1) -> Listed:
    """Which branches below (itself too) lack something, or one of these. Raises PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    branches = [one for one in organisations.below(work.session, row.id, work.today) if is_branch(one)]
    evidence: dict[int, Evidence] = {}
    for start in range(0, len(branches), PORTION):
        evidence |= _evidence(work, branches[start : start + PORTION])
    found = [Lacking(one.name, evidence[one.id].lacking) for one in branches]
    found = [one for one in found if one.facts and (not facts or set(facts) & set(one.facts))]
    at = cut(len(found), page)
    return Listed(at.of(found), len(found), at, len(branches))


def _evidence(work: Work, rows: Sequence[OrganisationRow]) -> dict[int, Evidence]:
    """Of several branches at once: five counts, however many they are."""
    ids, today = [row.id for row in rows], work.today
    held = counting.activities_of(())
    before = _counts(work, held, ids, today - timedelta(days=RECENT))
    until = _counts(work, held, ids, today)
    members = _counts(work, counting.memberships_of(MEMBERS), ids, today)
    volunteers = _counts(work, counting.memberships_of((MemberKind.VOLUNTEER,)), ids, today)
    points = _counts(work, counting.points_of(tuple(PointType)), ids, today)
    return {
        row.id: Evidence(
            row.president,
            _holds(row, Fact.LEADER, today),
            members[row.id],
            volunteers[row.id],
            _holds(row, Fact.RULES, today),
            points[row.id],
            _holds(row, Fact.PLATFORM, today),
            until[row.id] - before[row.id],
        )
        for row in rows
    }


def _counts(work: Work, what: Countable, ids: list[int], day: date) -> Mapping[int, int]:
    return {number: int(count) for number, count in counting.counts(work.session, what, ids, day).items()}


def _holds(row: OrganisationRow, fact: Fact, day: date) -> bool:
    """Whether a fact is recorded as holding on a day."""
    entry = fact_on(list((row.facts or {}).get(fact, [])), day.isoformat())
    return entry is not None and entry["value"] is True
