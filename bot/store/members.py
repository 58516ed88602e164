"""People and their memberships: reading and writing."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.core.members import Ending, MemberKind, MembershipStatus, PersonalFacts
from bot.store.personal import PersonalData
from bot.store.tables import MembershipRow, OrganisationRow, PersonRow, PostRow

PORTION = 500  # rows that are held at once when all are read
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


def stream(session: Session, day: date, *conditions: ColumnElement[bool]) -> Iterator[Listed]:
    """The memberships that count on a day, in the order of organisations, a few at a time: for files of any length."""
    query = (
        select(MembershipRow, PersonRow, OrganisationRow.name)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(valid_on(day), *conditions)
        .order_by(MembershipRow.organisation_id, MembershipRow.id)
        .execution_options(yield_per=PORTION)
    )
    for membership, person, name in session.execute(query):
        yield Listed(membership, person, name)


def write_person(personal: PersonalData, row: PersonRow, facts: PersonalFacts, sound: str) -> None:
    """Put facts into a row. `sound` is how the name is spoken: one sound and birth month are found together."""
    row.name, row.gender, row.unit = facts.name, facts.gender, facts.unit
    for field in ("id_number", "phone", "birth_date"):
        value: str | None = getattr(facts, field)
        setattr(row, field, personal.encrypt(field, value) if value else None)
    row.id_mark = personal.mark("id_number", facts.id_number) if facts.id_number else None
    row.phone_mark = personal.mark("phone", facts.phone) if facts.phone else None
    month = (facts.birth_date or "")[:7]
    row.birth_mark = personal.mark("birth_month", f"{sound} {month}") if len(month) == len("2000-01") else None
    guardian = [facts.guardian_name, facts.guardian_phone]
    row.guardian = personal.encrypt("guardian", json.dumps(guardian)) if any(guardian) else None


def add_person(session: Session, personal: PersonalData, facts: PersonalFacts, sound: str, now: datetime) -> PersonRow:
    """Keep a person. Does not look for duplicates."""
    row = PersonRow(created_at=now)
    write_person(personal, row, facts, sound)
    session.add(row)
    return row


def add_people(
    session: Session, personal: PersonalData, people: Sequence[tuple[PersonalFacts, str]], now: datetime
) -> list[int]:
    """Keep many (facts, sound) at once; their ids in the same order."""
    rows = []
    for facts, spoken in people:
        row = PersonRow(created_at=now)
        write_person(personal, row, facts, spoken)
        rows.append(row)
    session.add_all(rows)
    session.flush()
    ids = [row.id for row in rows]
    session.expunge_all()
    return ids


def add_memberships(session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep many memberships at once."""
    if rows:
        session.execute(insert(MembershipRow), rows)


def facts_of(personal: PersonalData, row: PersonRow) -> PersonalFacts:
    """What is known of a person, in clear. Never for showing: that is masked."""

    def clear(field: str, kept: bytes | None) -> str | None:
        return None if kept is None else personal.decrypt(field, kept)

    guardian = clear("guardian", row.guardian)
    return PersonalFacts(
        row.name,
        row.gender,
        clear("id_number", row.id_number),
        clear("phone", row.phone),
        clear("birth_date", row.birth_date),
        row.unit,
        *(json.loads(guardian) if guardian else (None, None)),
    )


def with_mark(session: Session, field: str, mark: str) -> list[PersonRow]:
    """The people with this mark (id_mark, phone_mark, birth_mark); neither merged nor erased ones."""
    column = getattr(PersonRow, field)
    query = select(PersonRow).where(column == mark, PersonRow.merged_into.is_(None), PersonRow.erased_at.is_(None))
    return list(session.scalars(query.order_by(PersonRow.id)))


def memberships(session: Session, person_id: int) -> list[MembershipRow]:
    """Everything a person was and is, in the order of recording."""
    return list(session.scalars(select(MembershipRow).filter_by(person_id=person_id).order_by(MembershipRow.id)))


def any_of(session: Session, organisation_id: int) -> bool:
    """Whether an organisation has, or had, any membership."""
    return session.scalar(select(MembershipRow.id).filter_by(organisation_id=organisation_id).limit(1)) is not None


def by_request(session: Session, request: str) -> MembershipRow | None:
    """The membership that a request made."""
    return session.scalar(select(MembershipRow).filter_by(request=request))


def pending(session: Session, organisation_ids: Select[int]) -> list[MembershipRow]:
    """The applications that wait in these organisations."""
    query = select(MembershipRow).where(
        MembershipRow.status == MembershipStatus.PENDING, MembershipRow.organisation_id.in_(organisation_ids)
    )
    return list(session.scalars(query))


def applied_by(session: Session, account_id: str) -> list[MembershipRow]:
    """The applications of an account that wait."""
    query = select(MembershipRow).where(
        MembershipRow.status == MembershipStatus.PENDING, MembershipRow.recorded_by == account_id
    )
    return list(session.scalars(query.order_by(MembershipRow.id)))


def posts(session: Session, person_id: int) -> list[int]:
    """The ids of the posts that a person holds or held."""
    return list(session.scalars(select(PostRow.id).filter_by(person_id=person_id)))


def move(session: Session, membership_ids: Collection[int], post_ids: Collection[int], person_id: int) -> None:
    """Make memberships and posts another person's."""
    session.execute(update(MembershipRow).where(MembershipRow.id.in_(membership_ids)).values(person_id=person_id))
    session.execute(update(PostRow).where(PostRow.id.in_(post_ids)).values(person_id=person_id))


def named_in(session: Session, text: str, organisation_ids: Select[int], day: date) -> list[Listed]:
    """Whose name stands in a text, among the memberships that count on a day."""
    name = func.coalesce(PersonRow.name, MembershipRow.group_name)
    query = (
        select(MembershipRow, PersonRow, OrganisationRow.name)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(valid_on(day), MembershipRow.organisation_id.in_(organisation_ids))
        .where(func.length(name) > 1, literal(text).contains(name))
        .order_by(MembershipRow.id)
    )
    return [Listed(membership, person, title) for membership, person, title in session.execute(query)]


def named(session: Session, name: str, day: date, *conditions: ColumnElement[bool]) -> list[MembershipRow]:
    """The memberships that count on a day of people who are called exactly so."""
    query = select(MembershipRow).join(PersonRow, PersonRow.id == MembershipRow.person_id)
    return list(session.scalars(query.where(PersonRow.name == name, valid_on(day), *conditions)))


def volunteering(session: Session, person_id: int, day: date) -> tuple[int, str] | None:
    """(organisation, name) of somebody's registration as a volunteer that counts on a day, the latest."""
    query = (
        select(MembershipRow.organisation_id, PersonRow.name)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(MembershipRow.person_id == person_id, MembershipRow.kind == MemberKind.VOLUNTEER, valid_on(day))
        .order_by(MembershipRow.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def with_merged(session: Session, person_id: int) -> list[int]:
    """A person and those who turned out to be the same."""
    return [person_id, *session.scalars(select(PersonRow.id).filter_by(merged_into=person_id))]


def of_kinds(session: Session, day: date, kinds: Collection[MemberKind]) -> list[Member]:
    """The memberships of these kinds that count on a day, with their people (a group has none)."""
    query = (
        select(MembershipRow, PersonRow)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(valid_on(day), MembershipRow.kind.in_(kinds))
        .order_by(MembershipRow.id)
    )
    return [(membership, person) for membership, person in session.execute(query)]


# --- looking people up ---------------------------------------------------------------------------------------------


def _there(organisation_ids: Select[int]) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a membership was ever one of these organisations', of somebody who is still known."""
    return (
        MembershipRow.status != MembershipStatus.WITHDRAWN,
        MembershipRow.organisation_id.in_(organisation_ids),
        PersonRow.merged_into.is_(None),
        PersonRow.erased_at.is_(None),
    )


def people_named(session: Session, name: str, organisation_ids: Select[int]) -> list[PersonRow]:
    """The people of exactly this name who are or were in these organisations."""
    query = (
        select(PersonRow)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(PersonRow.name == name, *_there(organisation_ids))
        .order_by(PersonRow.id)
    )
    return list(session.scalars(query).unique())


def people_in_text(session: Session, text: str, organisation_ids: Select[int]) -> list[PersonRow]:
    """The people whose name stands in a text, likewise."""
    query = (
        select(PersonRow)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(func.length(PersonRow.name) > 1, literal(text).contains(PersonRow.name), *_there(organisation_ids))
        .order_by(PersonRow.id)
    )
    return list(session.scalars(query).unique())


def names_sharing(session: Session, name: str, organisation_ids: Select[int], limit: int) -> list[str]:
    """Names as long as this one that share a character with it, of people in these organisations."""
    shares = or_(*(PersonRow.name.contains(character, autoescape=True) for character in dict.fromkeys(name)))
    query = (
        select(PersonRow.name)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(func.length(PersonRow.name) == len(name), shares, *_there(organisation_ids))
        .distinct()
        .order_by(PersonRow.name)
        .limit(limit)
    )
    return list(session.scalars(query))


def names_present(session: Session, names: Collection[str], organisation_ids: Select[int], day: date) -> set[str]:
    """Which of the names somebody (or a unit) has whose membership in these organisations counts on a day."""
    name = func.coalesce(PersonRow.name, MembershipRow.group_name)
    query = (
        select(name)
        .select_from(MembershipRow)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(valid_on(day), MembershipRow.organisation_id.in_(organisation_ids), name.in_(names))
    )
    return set(session.scalars(query))


# --- who came and who went -----------------------------------------------------------------------------------------


def _changed(change: str, start: date, end: date, organisation_ids: Select[int]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of having come to, or gone from, these organisations between two days, both included.

    A move from one of them to another is neither, nor is a membership that turned out to be kept twice.
    """
    active = MembershipRow.status == MembershipStatus.ACTIVE
    here = MembershipRow.organisation_id.in_(organisation_ids)
    other = aliased(MembershipRow)
    if change == "joined":
        within = MembershipRow.valid_from.between(start, end)
        inside = select(other.id).where(
            other.id == MembershipRow.continues_id, other.organisation_id.in_(organisation_ids)
        )
        kept = or_(MembershipRow.ended_by.is_(None), MembershipRow.ended_by != Ending.MERGED)
        return active, here, within, kept, ~inside.exists()
    within = MembershipRow.valid_until.between(start, end)
    inside = select(other.id).where(
        other.continues_id == MembershipRow.id,
        other.status == MembershipStatus.ACTIVE,
        other.organisation_id.in_(organisation_ids),
    )
    gone = MembershipRow.ended_by.in_([Ending.LEFT, Ending.TRANSFERRED])
    return active, here, within, gone, ~inside.exists()


def count_changed(
    session: Session,
    change: str,
    start: date,
    end: date,
    organisation_ids: Select[int],
    kinds: Collection[MemberKind],
) -> int:
    """How many of these kinds came ("joined") or went ("left")."""
    conditions = _changed(change, start, end, organisation_ids)
    query = select(func.count()).select_from(MembershipRow).where(*conditions, MembershipRow.kind.in_(kinds))
    return session.scalar(query) or 0


def page_of_changed(
    session: Session,
    change: str,
    start: date,
    end: date,
    organisation_ids: Select[int],
    kinds: Collection[MemberKind],
    first: int,
    length: int,
) -> list[Listed]:
    """Some of them, in the order of the day."""
    day = MembershipRow.valid_from if change == "joined" else MembershipRow.valid_until
    query = (
        select(MembershipRow, PersonRow, OrganisationRow.name)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(*_changed(change, start, end, organisation_ids), MembershipRow.kind.in_(kinds))
        .order_by(day, MembershipRow.id)
        .offset(first)
        .limit(length)
    )
    return [Listed(membership, person, name) for membership, person, name in session.execute(query)]


def people_called(session: Session, name: str) -> list[PersonRow]:
    """Everybody of exactly this name, wherever he is."""
    return list(session.scalars(select(PersonRow).filter_by(name=name).order_by(PersonRow.id)))
