"""Drafts: what is put together by talk, shown, confirmed, kept once, and can be taken back."""

from datetime import datetime, timedelta
from enum import StrEnum

ATTENTIVE = timedelta(minutes=30)  # for so long loose words are taken for an answer; later the draft is shown first
UNDO_WITHIN = timedelta(days=30)  # what was saved longer ago is corrected by a new record, not taken back


class DraftStatus(StrEnum):
    """A conversation has one open draft; others wait, or have come to an end."""

    OPEN = "open"
    PARKED = "parked"
    SAVED = "saved"
    CANCELLED = "cancelled"
    UNDONE = "undone"


def attentive(changed_at: datetime, now: datetime) -> bool:
    """Whether the draft was talked about a moment ago."""
    return now - changed_at <= ATTENTIVE
