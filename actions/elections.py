"""Terms of office: understood, not built yet."""

from actions.base import NotBuiltYet


class ElectionDue(NotBuiltYet):
    """The task election_due."""

    task = "election_due"


class RecordElection(NotBuiltYet):
    """The task record_election."""

    task = "record_election"
