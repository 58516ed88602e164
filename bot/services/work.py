"""What a service acts with: on which data, for whom, when. Checks permission and writes the audit log for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from bot.core.errors import RegisterError
from bot.core.permissions import Action
from bot.services import permission
from bot.services.permission import Actor
from bot.store import audit
from bot.store.personal import PersonalData
from bot.store.tables import Table

Owned = TypeVar("Owned", bound=Table)  # one whose rows belong to an organisation: they have `organisation_id`


@dataclass(frozen=True)
class Work:
    """One piece of work of one actor."""

    session: Session
    personal: PersonalData
    who: Actor
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def account_id(self) -> str:
        return self.who.account.id

    def permits(self, action: Action, organisation_id: int) -> bool:
        """Whether the actor may do this there."""
        return permission.permits(self.session, self.who, action, organisation_id)

    def demand(self, action: Action, organisation_id: int) -> None:
        """Raises PermissionDeniedError unless the actor may do this there."""
        permission.demand(self.session, self.who, action, organisation_id)

    def within(self, kind: type[Owned], number: int, action: Action, gone: str = "settled") -> Owned:
        """A row of an organisation where the actor may do this.

        Permission comes first: what the row is like is nobody else's business. Raises PermissionDeniedError;
        RegisterError `gone` when there is no such row.
        """
        row = self.session.get(kind, number)
        if row is None:
            raise RegisterError(gone)
        self.demand(action, cast(Any, row).organisation_id)
        return row

    def log(
        self,
        action: str,
        entity: str,
        entity_id: object,
        organisation_id: int | None = None,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        why: str | None = None,
    ) -> None:
        """Write an audit entry. Never a personal number: names of changed fields stand for values."""
        entry = audit.Entry(
            self.account_id, self.who.channel, action, entity, str(entity_id), organisation_id, before, after, why
        )
        audit.append(self.session, entry, self.now)
