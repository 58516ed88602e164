"""What a service acts with: on which data, for whom, when. Checks permission and writes the audit log for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.core.permissions import Action
from bot.services import permission
from bot.services.permission import Actor
from bot.store import audit
from bot.store.personal import PersonalData


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
