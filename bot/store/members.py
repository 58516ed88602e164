"""People and their memberships: reading and writing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.core.members import MemberKind, MembershipStatus
from bot.store.personal import PersonalData
from bot.store.tables import MembershipRow, OrganisationRow, PersonRow

Member = tuple[MembershipRow, PersonRow | None]  # a group has no person


def valid_on(day: date) -> ColumnElement[bool]:
    """The condition that a membership counts on a day: active, begun, not yet ended."""
    return and_(
        MembershipRow.status == MembershipStatus.ACTIVE,
        MembershipRow.valid_from <= day,
        or_(MembershipRow.valid_until.is_(None), MembershipRow.valid_until > day),
    )


def count(session: Session, day: date, *conditions: ColumnElement[bool]) -> int:
    """How many memberships count on a day."""
    query = (
        select(func.count())
        .select_from(MembershipRow)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(valid_on(day), *conditions)
    )
    return session.scalar(query) or 0


@dataclass(frozen=True)
class Listed:
    """A membership with its person (a group has none) and the name of its organisation."""

    membership: MembershipRow
    person: PersonRow | None
    organisation: str


def page_of(session: Session, day: date, start: int, length: int, *conditions: ColumnElement[bool]) -> list[Listed]:
    """Some of the memberships that count on a day, in the order of organisations and of registration."""
    query = (
        select(MembershipRow, PersonRow, OrganisationRow.name)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(valid_on(day), *conditions)
        .order_by(MembershipRow.organisation_id, MembershipRow.id)
        .offset(start)
        .limit(length)
    )
    return [Listed(membership, person, name) for membership, person, name in session.execute(query)]


@dataclass(frozen=True)
class PersonalFacts:
    """What is known of a person, in clear; only `store` keeps it, encrypted where it is personal data."""

    name: str
    gender: str | None = None
    id_number: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    unit: str | None = None


def add_person(session: Session, personal: PersonalData, facts: PersonalFacts, now: datetime) -> PersonRow:
    """Keep a person. Does not look for duplicates."""
    row = PersonRow(name=facts.name, gender=facts.gender, unit=facts.unit, created_at=now)
    if facts.id_number:
        row.id_number = personal.encrypt("id_number", facts.id_number)
        row.id_mark = personal.mark("id_number", facts.id_number)
    if facts.phone:
        row.phone = personal.encrypt("phone", facts.phone)
        row.phone_mark = personal.mark("phone", facts.phone)
    if facts.birth_date:
        row.birth_date = personal.encrypt("birth_date", facts.birth_date.isoformat())
        row.birth_mark = personal.mark("birth_month", f"{facts.name} {facts.birth_date:%Y-%m}")
    session.add(row)
    return row


def facts_of(personal: PersonalData, row: PersonRow) -> PersonalFacts:
    """What is known of a person, in clear. Never for showing: that is masked."""

    def clear(field: str, kept: bytes | None) -> str | None:
        return None if kept is None else personal.decrypt(field, kept)

    born = clear("birth_date", row.birth_date)
    return PersonalFacts(
        row.name,
        row.gender,
        clear("id_number", row.id_number),
        clear("phone", row.phone),
        date.fromisoformat(born) if born else None,
        row.unit,
    )


def of_kinds(session: Session, day: date, kinds: Collection[MemberKind]) -> list[Member]:
    """The memberships of these kinds that count on a day, with their people (a group has none)."""
    query = (
        select(MembershipRow, PersonRow)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(valid_on(day), MembershipRow.kind.in_(kinds))
        .order_by(MembershipRow.id)
    )
    return [(membership, person) for membership, person in session.execute(query)]
