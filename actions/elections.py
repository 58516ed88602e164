"""Terms of office: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet


class ElectionDue(NotBuiltYet, BoaiAction):
    """The task election_due."""

    task = "election_due"


class RecordElection(NotBuiltYet, BoaiAction):
    """The task record_election."""

    task = "record_election"
