"""What waits for somebody: applications to decide, reminders that nobody answered, terms that end, what is set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.elections import DueStatus
from bot.core.errors import PermissionDeniedError
from bot.core.permissions import Action, Reach, reach
from bot.services import elections, founding, gaps, register, reminders, suggestions
from bot.services.work import Work
from bot.store import reminders as store
from bot.text.waiting import asks_what_waits as asked

__all__ = ["Waiting", "asked", "of"]
AHEAD = timedelta(days=7)  # a reminder of one's own that comes so soon is told


@dataclass(frozen=True)
class Waiting:
    """How many of each kind wait for the actor; 0 also where he may not decide them. `told`: computed reminders."""

    applications: int
    foundings: int
    suggestions: int
    gaps: int
    told: tuple[reminders.Item, ...]
    own: int
    overdue: int
    soon: int


def of(work: Work) -> Waiting:
    """What waits for the actor today, each kind within his scope."""
    due = _due(work)
    return Waiting(
        applications=_number(register.applications, work),
        foundings=_number(founding.waiting, work),
        suggestions=_number(suggestions.waiting, work),
        gaps=_number(_gaps, work),
        told=tuple(reminders.unanswered(work)),
        own=_own(work),
        overdue=sum(one.status is DueStatus.OVERDUE for one in due),
        soon=sum(one.status is DueStatus.SOON for one in due),
    )


def _number(listed: Callable[[Work], Sequence[Any]], work: Work) -> int:
    try:
        return len(listed(work))
    except PermissionDeniedError:
        return 0


def _gaps(work: Work) -> Sequence[Any]:
    return gaps.open_gaps(work.session, work.who.account)


def _own(work: Work) -> int:
    return sum(row.due <= work.now + AHEAD for row in store.of_account(work.session, work.account_id))


def _due(work: Work) -> list[elections.Due]:
    """The terms that those who answer for elections have to mind."""
    homes = [
        one.organisation_id for one in work.who.grants if reach(one.role, Action.RECORD_ELECTION) is not Reach.NONE
    ]
    found = {one.row.id: one for home in homes for one in elections.due(work, home)}
    return list(found.values())
