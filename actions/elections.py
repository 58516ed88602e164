"""Terms of office: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet
from bot.core.permissions import Action


class ElectionDue(NotBuiltYet, BoaiAction):
    """The task election_due."""

    task = "election_due"
    needs = Action.SEE_PUBLIC_FACTS


class RecordElection(NotBuiltYet, BoaiAction):
    """The task record_election."""

    task = "record_election"
    needs = Action.RECORD_ELECTION
