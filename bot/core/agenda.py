"""What lies ahead of an account: the kinds of things that stand on its agenda, and how far it looks."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

AHEAD: Final = timedelta(days=31)  # how far the agenda looks when no days are named
FEW: Final = 5  # so many of a kind below an organisation stand one by one; of more it says how many there are


class Kind(StrEnum):
    """What stands on an agenda. The names choose the words it is told in."""

    ELECTION = "election"
    REPORT = "report"
    DUES = "dues"
    ACTIVITY = "activity"
    REMINDER = "reminder"
    DAY = "day"
    DRAFT = "draft"
    GRANT = "grant"
