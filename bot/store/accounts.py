"""Accounts: reading and writing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.store.tables import AccountRow, GrantRow, OrganisationRow, OrganisationTreeRow, PlaceRow


@dataclass(frozen=True)
class Grant:
    """A role on an organisation."""

    role: Role
    organisation_id: int


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


def grants(session: Session, account_id: str, day: date) -> list[Grant]:
    """The grants of an account that hold on a day; `valid_until` is the first day on which one holds no more."""
    query = select(GrantRow).where(
        GrantRow.account_id == account_id,
        GrantRow.valid_from <= day,
        or_(GrantRow.valid_until.is_(None), GrantRow.valid_until > day),
    )
    return [Grant(Role(row.role), row.organisation_id) for row in session.scalars(query)]


def ending(session: Session, account_id: str, first: date, last: date) -> list[tuple[date, str]]:
    """(day, organisation) of the grants of an account that hold no more from one of these days on."""
    query = (
        select(GrantRow.valid_until, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == GrantRow.organisation_id)
        .where(GrantRow.account_id == account_id, GrantRow.valid_until.between(first, last))
        .order_by(GrantRow.valid_until, GrantRow.id)
    )
    return [(day, name) for day, name in session.execute(query) if day]


def names(session: Session) -> dict[str, str]:
    """The names of the accounts that have one."""
    rows = session.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.name.is_not(None)))
    return {number: name for number, name in rows if name}


def nearest_with(session: Session, organisation_id: int, roles: Collection[Role], day: date) -> list[str]:
    """The accounts with one of these roles on an organisation, or on the nearest above it where there are any."""
    query = (
        select(OrganisationTreeRow.depth, GrantRow.account_id)
        .join(GrantRow, GrantRow.organisation_id == OrganisationTreeRow.ancestor_id)
        .where(
            OrganisationTreeRow.descendant_id == organisation_id,
            GrantRow.role.in_(roles),
            GrantRow.valid_from <= day,
            or_(GrantRow.valid_until.is_(None), GrantRow.valid_until > day),
        )
        .order_by(OrganisationTreeRow.depth, GrantRow.id)
    )
    found = session.execute(query).all()
    return list(dict.fromkeys(row.account_id for row in found if row.depth == found[0].depth))


def holders(
    session: Session, organisation_ids: Collection[int], roles: Collection[Role], day: date
) -> dict[int, list[str]]:
    """The accounts with one of these roles on organisations themselves; those without any are left out."""
    query = select(GrantRow.organisation_id, GrantRow.account_id).where(
        GrantRow.organisation_id.in_(organisation_ids), *_held(roles, day)
    )
    found: dict[int, list[str]] = {}
    for organisation_id, account_id in session.execute(query.order_by(GrantRow.id)):
        if account_id not in found.setdefault(organisation_id, []):
            found[organisation_id].append(account_id)
    return found


def all_holders(session: Session, roles: Collection[Role], day: date) -> list[str]:
    """The accounts with one of these roles anywhere."""
    query = select(GrantRow.account_id).where(*_held(roles, day))
    return list(dict.fromkeys(session.scalars(query.order_by(GrantRow.id))))


def _held(roles: Collection[Role], day: date) -> list[ColumnElement[bool]]:
    until = or_(GrantRow.valid_until.is_(None), GrantRow.valid_until > day)
    return [GrantRow.role.in_(roles), GrantRow.valid_from <= day, until]


def add_grant(session: Session, account_id: str, grant: Grant, since: date, granted_by: str) -> None:
    """Keep a grant that holds from a day on."""
    session.add(
        GrantRow(
            account_id=account_id,
            role=grant.role.value,
            organisation_id=grant.organisation_id,
            valid_from=since,
            granted_by=granted_by,
        )
    )


def end_grants(session: Session, account_id: str, organisation_id: int, day: date) -> int:
    """End the grants of an account on an organisation: they hold no more from this day on. How many there were."""
    query = select(GrantRow).where(
        GrantRow.account_id == account_id,
        GrantRow.organisation_id == organisation_id,
        or_(GrantRow.valid_until.is_(None), GrantRow.valid_until > day),
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.valid_until = day
    return len(rows)


def place_path(session: Session, organisation: OrganisationRow) -> str | None:
    """Where an organisation is, from the province down, as accounts keep it."""
    names: list[str] = []
    place = session.get(PlaceRow, organisation.place_id) if organisation.place_id else None
    while place is not None:
        names.insert(0, place.name)
        place = session.get(PlaceRow, place.parent_id) if place.parent_id else None
    return "".join(names) or None


def _account(row: AccountRow) -> Account:
    return Account(row.id, Role(row.role), row.name, row.organisation, row.place)
