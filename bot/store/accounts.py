"""Accounts: reading and writing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.store.tables import AccountRow


def find(session: Session, account_id: str) -> Account | None:
    """The account, or None."""
    row = session.get(AccountRow, account_id)
    return None if row is None else _account(row)


def everyone(session: Session) -> list[Account]:
    """All accounts with a role above visitor, by id."""
    rows = session.scalars(select(AccountRow).where(AccountRow.role != Role.VISITOR).order_by(AccountRow.id))
    return [_account(row) for row in rows]


def save(session: Session, account: Account, now: datetime) -> None:
    """Create the account, or overwrite what is known of it."""
    row = session.get(AccountRow, account.id) or AccountRow(id=account.id, created_at=now)
    row.role, row.name = account.role.value, account.name
    row.organisation, row.place = account.organisation, account.place
    session.add(row)


def _account(row: AccountRow) -> Account:
    return Account(row.id, Role(row.role), row.name, row.organisation, row.place)
