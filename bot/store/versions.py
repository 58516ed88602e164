"""What is set in versions (targets, rules of honours): added, never changed; what is taken back never counted."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.store.tables import HonourRuleRow, TargetRow

Version = TypeVar("Version", TargetRow, HonourRuleRow)


def add(session: Session, row: Version) -> Version:
    """Keep a version; it ends the one that it supersedes."""
    if row.supersedes is not None:
        session.get_one(type(row), row.supersedes).ended_at = row.set_at
    session.add(row)
    session.flush()
    return row


def is_superseded(row: TargetRow | HonourRuleRow) -> bool:
    """Whether a newer version has taken its place."""
    return row.ended_at is not None


def withdraw(session: Session, row: Version, moment: datetime) -> None:
    """Take a version back; the one before stands again."""
    row.withdrawn_at = moment
    if row.supersedes is not None:
        session.get_one(type(row), row.supersedes).ended_at = None
    row.supersedes = None  # another may take the place of the one before
    session.flush()
