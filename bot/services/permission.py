"""Asking permission: every service that touches the register asks here first. Fails closed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.core.errors import PermissionDeniedError
from bot.core.permissions import Action, Reach, reach
from bot.store import accounts, organisations
from bot.store.accounts import Grant


@dataclass(frozen=True)
class Actor:
    """Who acts, through which channel, with the grants that hold on the day."""

    account: Account
    channel: str
    grants: tuple[Grant, ...]


def actor(session: Session, account: Account, channel: str, day: date) -> Actor:
    """The account with its grants of that day."""
    return Actor(account, channel, tuple(accounts.grants(session, account.id, day)))


def permits(session: Session, who: Actor, action: Action, organisation_id: int) -> bool:
    """Whether one of the actor's grants reaches the organisation for this action."""
    for grant in who.grants:
        far = reach(grant.role, action)
        if far is Reach.EVERYWHERE or (far >= Reach.OWN and grant.organisation_id == organisation_id):
            return True
        if far is Reach.BELOW and organisations.holds(session, grant.organisation_id, organisation_id):
            return True
    return reach(who.account.role, action) is Reach.EVERYWHERE and not who.grants


def demand(session: Session, who: Actor, action: Action, organisation_id: int) -> None:
    """Raises PermissionDeniedError unless the actor may do this there."""
    if not permits(session, who, action, organisation_id):
        raise PermissionDeniedError(f"{who.account.id}: {action} on {organisation_id}")
