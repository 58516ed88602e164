"""Accounts: inviting by one-time codes, binding a channel's account to a role, granting and revoking."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import InviteError, PermissionDeniedError
from bot.core.permissions import Action
from bot.services import conversations, permission
from bot.services.permission import Actor
from bot.store import accounts, audit, organisations
from bot.store.accounts import Grant
from bot.store.personal import PersonalData
from bot.store.tables import InviteRow, OrganisationRow

LIFE = timedelta(days=7)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0, 1, which are misread
LENGTH = 8  # 32^8 codes: a guess in a week of one guess a second finds one of a million with odds of 1 in 1,800,000
CONSOLE = "console"  # whom the audit log names for what an operator of the machine did
_RANKS = tuple(Role)  # from least to most reach; the administrator stands apart


@dataclass(frozen=True)
class Invite:
    """A code to be handed over, for one person."""

    code: str
    role: Role
    organisation: str
    expires_at: datetime


def invite(
    session: Session,
    personal: PersonalData,
    who: Actor | None,
    role: Role,
    organisation: OrganisationRow,
    now: datetime,
    name: str | None = None,
) -> Invite:
    """Make a code. `who` None = the operator at the console. Raises PermissionDeniedError."""
    if who is not None:
        _demand_grant(session, who, role, organisation.id)
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    by = who.account.id if who else CONSOLE
    expires = now + LIFE
    session.add(
        InviteRow(
            mark=personal.mark("invite", code),
            role=role,
            organisation_id=organisation.id,
            name=name,
            invited_by=by,
            expires_at=expires,
        )
    )
    _log(session, by, "invite", role.value, organisation.id, now)
    return Invite(f"{code[:4]}-{code[4:]}", role, organisation.name, expires)


def bind(session: Session, personal: PersonalData, account_id: str, channel: str, code: str, now: datetime) -> Account:
    """Give the account what the code promises. The code is good once. Raises InviteError for any other."""
    account = conversations.known(session, account_id)
    row = session.get(InviteRow, personal.mark("invite", plain_code(code)), with_for_update=True)
    if row is not None and row.used_by == account.id:  # the same message again, after a lost answer
        return account
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise InviteError(f"{account.id}: no such code")
    organisation = session.get_one(OrganisationRow, row.organisation_id)
    role = Role(row.role)
    row.used_by, row.used_at = account.id, now
    accounts.add_grant(session, account.id, Grant(role, organisation.id), now.date(), row.invited_by)
    if _RANKS.index(role) >= _RANKS.index(account.role):
        place = accounts.place_path(session, organisation)
        account = replace(
            account, role=role, name=row.name or account.name, organisation=organisation.name, place=place
        )
        accounts.save(session, account, now)
    _log(session, account.id, "bind", role.value, organisation.id, now, channel)
    return account


def grant(
    session: Session, who: Actor | None, account_id: str, role: Role, organisation_id: int, now: datetime
) -> None:
    """Give a role from today on. Raises PermissionDeniedError."""
    if who is not None:
        _demand_grant(session, who, role, organisation_id)
    by = who.account.id if who else CONSOLE
    accounts.add_grant(session, account_id, Grant(role, organisation_id), now.date(), by)
    _log(session, by, "grant", f"{account_id} {role.value}", organisation_id, now)


def revoke(session: Session, who: Actor | None, account_id: str, organisation_id: int, now: datetime) -> int:
    """End an account's grants on an organisation as of today; how many ended. Raises PermissionDeniedError."""
    if who is not None:
        permission.demand(session, who, Action.GRANT_ROLES, organisation_id)
    ended = accounts.end_grants(session, account_id, organisation_id, now.date())
    _log(session, who.account.id if who else CONSOLE, "revoke", account_id, organisation_id, now)
    return ended


def plain_code(text: str) -> str:
    """The code without what people type between and around its letters."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _demand_grant(session: Session, who: Actor, role: Role, organisation_id: int) -> None:
    """Nobody gives a role above the one by which he reaches the organisation, nor the administrator's."""
    permission.demand(session, who, Action.GRANT_ROLES, organisation_id)
    reaching = [one.role for one in who.grants if organisations.holds(session, one.organisation_id, organisation_id)]
    highest = max((_RANKS.index(one) for one in reaching), default=-1)
    if role is Role.ADMINISTRATOR or _RANKS.index(role) > highest:
        raise PermissionDeniedError(f"{who.account.id}: may not give {role}")


def _log(
    session: Session, actor: str, action: str, what: str, organisation_id: int, now: datetime, channel: str = CONSOLE
) -> None:
    audit.append(session, audit.Entry(actor, channel, action, "account", what, organisation_id), now)
