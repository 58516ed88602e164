"""Looking up people: numbers for those who may see numbers, names for those who may see the roster."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.core.members import MemberKind
from bot.core.paging import Page, cut
from bot.core.permissions import Action
from bot.services import permission
from bot.services.permission import Actor
from bot.store import members, organisations
from bot.store.personal import PersonalData
from bot.store.tables import MembershipRow, OrganisationRow
from bot.text.numbers import masked_for_display


@dataclass(frozen=True)
class Line:
    """One person of a list as it is shown: the telephone masked."""

    name: str
    kind: str
    phone: str | None
    organisation: str


@dataclass(frozen=True)
class Roster(Page[Line]):
    """One page of a list of people."""


def roster(
    session: Session,
    who: Actor,
    personal: PersonalData,
    row: OrganisationRow,
    kinds: tuple[MemberKind, ...],
    page: int,
    day: date,
) -> Roster:
    """A page of the people of an organisation and everything below it. Raises PermissionDeniedError."""
    permission.demand(session, who, Action.SEE_ROSTER, row.id)
    conditions = (MembershipRow.organisation_id.in_(organisations.ids_below(row.id)), MembershipRow.kind.in_(kinds))
    total = members.count(session, day, *conditions)
    at = cut(total, page)
    found = members.page_of(session, day, at.start, at.length, *conditions)
    return Roster(tuple(_line(personal, one) for one in found), total, at)


def masked(number: str) -> str:
    """A telephone or identity number as it may be shown."""
    return masked_for_display(number)


def _line(personal: PersonalData, one: members.Listed) -> Line:
    phone = members.facts_of(personal, one.person).phone if one.person else None
    name = one.person.name if one.person else one.membership.group_name or ""
    return Line(name, one.membership.kind, masked_for_display(phone) if phone else None, one.organisation)
