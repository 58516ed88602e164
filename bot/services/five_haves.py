"""The five things that a branch is expected to have, judged from its own records.

What is taken for having one stands in `bot.core.five_haves`, for this judgement of today and for the number of branches
that have all five on any day (`bot.store.five_haves`). It is told with the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.core.five_haves import RECENT, Record, has, stands
from bot.core.members import MemberKind
from bot.core.organisations import ABOVE_GRASS_ROOTS
from bot.core.paging import Page, cut
from bot.core.permissions import Action
from bot.core.structure import FIVE_HAVES, Fact, PointType
from bot.services.work import Work
from bot.store import five_haves as store
from bot.store import metrics as counting
from bot.store import organisations
from bot.store.metrics import Countable
from bot.store.tables import OrganisationRow
from bot.text.five_haves import Asked as Asked
from bot.text.five_haves import read_check as read_check

SOURCE: Final = "000"
MEMBERS: Final = (MemberKind.ADULT, MemberKind.YOUTH, MemberKind.GROUP)


@dataclass(frozen=True)
class Evidence:
    """What is recorded of a branch and everything below it."""

    president: str | None
    leader: bool  # a president, or recorded as a fact
    members: int
    volunteers: int
    rules: bool
    points: int
    platform: bool  # recorded as a fact
    activities: int  # held in the last 90 days

    def has(self, fact: Fact) -> bool:
        """Whether a branch has one of the five."""
        return has(fact, lambda record: bool(getattr(self, record.value)))

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


@dataclass(frozen=True)
class Complete(Page[str]):
    """A page of the names of the branches that have all five: `total` of `branches` do."""

    branches: int


def is_branch(row: OrganisationRow) -> bool:
    """Whether an organisation is one of the grass roots: the five are asked of no other."""
    return row.type not in ABOVE_GRASS_ROOTS


def check(work: Work, row: OrganisationRow) -> Evidence:
    """What is recorded of one branch. Raises PermissionDeniedError for who may not see its numbers."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return _evidence(work, row, [row])[row.id]


def lacking(
    work: Work, row: OrganisationRow, facts: Sequence[Fact] = (), page: int = 1, types: Sequence[str] = ()
) -> Listed:
    """Which branches below (itself too), of these types, lack something, or one of these.

    Raises PermissionDeniedError.
    """
    judged = _judged(work, row, types)
    found = [Lacking(one.name, missing) for one, missing in judged]
    found = [one for one in found if one.facts and (not facts or set(facts) & set(one.facts))]
    at = cut(len(found), page)
    return Listed(at.of(found), len(found), at, len(judged))


def complete(work: Work, row: OrganisationRow, page: int = 1, types: Sequence[str] = ()) -> Complete:
    """Which branches below (itself too), of these types, have all five. Raises PermissionDeniedError."""
    judged = _judged(work, row, types)
    found = [one.name for one, missing in judged if not missing]
    at = cut(len(found), page)
    return Complete(at.of(found), len(found), at, len(judged))


def _judged(work: Work, row: OrganisationRow, types: Sequence[str]) -> list[tuple[OrganisationRow, tuple[Fact, ...]]]:
    """The branches below with what each lacks today."""
    work.demand(Action.SEE_ROSTER, row.id)
    below = organisations.below(work.session, row.id, work.today)
    branches = [one for one in below if is_branch(one) and (not types or one.type in types)]
    evidence = _evidence(work, row, branches)
    return [(one, evidence[one.id].lacking) for one in branches]


def _evidence(work: Work, top: OrganisationRow, rows: Sequence[OrganisationRow]) -> dict[int, Evidence]:
    """Of several organisations below one: four counts of everything there, however many they are."""
    parents, today = organisations.parents_below(work.session, top.id), work.today

    def counts(what: Countable, after: date | None = None) -> dict[int, int]:
        found = counting.counts_below(work.session, what, parents, today, after)
        return {number: int(count) for number, count in found.items()}

    own = store.shown_by_itself(work.session, [row.id for row in rows])

    def shows(row: OrganisationRow, record: Record) -> bool:
        return stands(own[row.id][record], today)

    members = counts(counting.memberships_of(MEMBERS))
    volunteers = counts(counting.memberships_of((MemberKind.VOLUNTEER,)))
    points = counts(counting.points_of(tuple(PointType)))
    activities = counts(counting.activities_of(()), today - timedelta(days=RECENT))
    return {
        row.id: Evidence(
            row.president,
            shows(row, Record.LEADER),
            members[row.id],
            volunteers[row.id],
            shows(row, Record.RULES),
            points[row.id],
            shows(row, Record.PLATFORM),
            activities[row.id],
        )
        for row in rows
    }
