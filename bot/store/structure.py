"""Service points, teams, posts, dues: reading and writing. What ends on a day is not there any more on that day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.core.members import MemberKind, MembershipStatus
from bot.store import organisations
from bot.store.members import valid_on
from bot.store.tables import (
    AuditRow,
    DuesRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PersonRow,
    PostRow,
    ServicePointRow,
    TeamRow,
)

Part = ServicePointRow | TeamRow | PostRow


Row = TypeVar("Row", ServicePointRow, TeamRow, PostRow)


@dataclass(frozen=True)
class Placed(Generic[Row]):
    """A row with the name of its organisation."""

    row: Row
    organisation: str


def _during(
    begin: InstrumentedAttribute[date | None] | InstrumentedAttribute[date],
    end: InstrumentedAttribute[date | None],
    day: date,
) -> ColumnElement[bool]:
    return and_(or_(begin.is_(None), begin <= day), or_(end.is_(None), end > day))


def points(session: Session, organisation_ids: Select[int], day: date) -> list[Placed[ServicePointRow]]:
    """The service points that are open on a day."""
    return _placed(
        session, ServicePointRow, organisation_ids, _during(ServicePointRow.opened, ServicePointRow.closed, day)
    )


def teams(session: Session, organisation_ids: Select[int], day: date) -> list[Placed[TeamRow]]:
    """The teams that exist on a day."""
    return _placed(session, TeamRow, organisation_ids, _during(TeamRow.founded, TeamRow.dissolved, day))


def posts(session: Session, organisation_ids: Select[int], day: date) -> list[Placed[PostRow]]:
    """The posts that are held on a day."""
    return _placed(session, PostRow, organisation_ids, _during(PostRow.valid_from, PostRow.valid_until, day))


def _placed(
    session: Session, table: type[Row], organisation_ids: Select[int], there: ColumnElement[bool]
) -> list[Placed[Row]]:
    query = (
        select(table, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == table.organisation_id)
        .where(table.organisation_id.in_(organisation_ids), there)
        .order_by(table.organisation_id, table.id)
    )
    return [Placed(row, name) for row, name in session.execute(query)]


def changed_since(session: Session, entity: str, row_id: int, moment: datetime) -> AuditRow | None:
    """The first entry of the audit log that changed a part after a moment; its `before` is what was true then."""
    query = select(AuditRow).where(
        AuditRow.entity == entity, AuditRow.entity_id == str(row_id), AuditRow.action == "change", AuditRow.at >= moment
    )
    return session.scalar(query.order_by(AuditRow.id).limit(1))


def changes(session: Session, entity: str, row_id: int) -> list[AuditRow]:
    """Everything that was done to a part, oldest first."""
    query = select(AuditRow).where(AuditRow.entity == entity, AuditRow.entity_id == str(row_id))
    return list(session.scalars(query.order_by(AuditRow.id)))


def members_called(
    session: Session, names: Collection[str], organisation_ids: Select[int], day: date
) -> list[tuple[str, int]]:
    """(name, id of the person) of the members (volunteers are none) with these names on a day."""
    query = (
        select(PersonRow.name, PersonRow.id)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(PersonRow.name.in_(names), MembershipRow.organisation_id.in_(organisation_ids))
        .where(valid_on(day), MembershipRow.kind != MemberKind.VOLUNTEER)
        .distinct()
    )
    return [(name, person_id) for name, person_id in session.execute(query)]


# --- dues --------------------------------------------------------------------------------------------------------


def dues(session: Session, membership_id: int, year: int) -> DuesRow | None:
    """What a member paid for a year."""
    return session.scalar(select(DuesRow).filter_by(membership_id=membership_id, year=year))


def _owing(organisation_ids: Select[int], year: int, day: date) -> ColumnElement[bool]:
    paid = exists().where(DuesRow.membership_id == MembershipRow.id, DuesRow.year == year)
    return and_(
        valid_on(day),
        MembershipRow.kind != MemberKind.VOLUNTEER,
        MembershipRow.organisation_id.in_(organisation_ids),
        ~paid,
    )


def count_owing(session: Session, organisation_ids: Select[int], year: int, day: date) -> int:
    """How many members of a day have paid nothing for a year."""
    query = select(func.count()).select_from(MembershipRow).where(_owing(organisation_ids, year, day))
    return session.scalar(query) or 0


def owing(
    session: Session, organisation_ids: Select[int], year: int, day: date, start: int, length: int
) -> list[tuple[str, str]]:
    """(name, organisation) of some of the members of a day who have paid nothing for a year."""
    query = (
        select(func.coalesce(PersonRow.name, MembershipRow.group_name), OrganisationRow.name)
        .select_from(MembershipRow)
        .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(_owing(organisation_ids, year, day))
        .order_by(MembershipRow.organisation_id, MembershipRow.id)
        .offset(start)
        .limit(length)
    )
    return [(name, home) for name, home in session.execute(query)]


def dues_of(session: Session, organisation_ids: Select[int], year: int) -> tuple[int, int]:
    """(how many paid, fen in all) for a year; of memberships that were withdrawn nothing counts."""
    query = (
        select(func.count(), func.coalesce(func.sum(DuesRow.fen), 0))
        .select_from(DuesRow)
        .join(MembershipRow, MembershipRow.id == DuesRow.membership_id)
        .where(DuesRow.year == year, MembershipRow.organisation_id.in_(organisation_ids))
        .where(MembershipRow.status == MembershipStatus.ACTIVE)
    )
    number, fen = session.execute(query).one()
    return number, int(fen)


def paid_by(session: Session, person_id: int, year: int) -> tuple[int, date] | None:
    """(fen in all, the last day) that somebody paid for a year; None when nothing is recorded."""
    query = (
        select(func.sum(DuesRow.fen), func.max(DuesRow.paid_on))
        .join(MembershipRow, MembershipRow.id == DuesRow.membership_id)
        .where(DuesRow.year == year, MembershipRow.person_id == person_id)
        .where(MembershipRow.status == MembershipStatus.ACTIVE)
    )
    fen, day = session.execute(query).one()
    return (int(fen), day) if fen is not None else None


def collecting(session: Session, year: int) -> list[int]:
    """The organisations in which somebody paid dues for a year or the one before."""
    return list(session.scalars(_collecting(year).order_by(MembershipRow.organisation_id)))


def count_owing_below(session: Session, organisation_id: int, year: int, day: date) -> int:
    """How many owe the dues of a year, in an organisation and all below it, of those that collect any."""
    collects = organisations.ids_below(organisation_id).where(OrganisationTreeRow.descendant_id.in_(_collecting(year)))
    return count_owing(session, collects, year, day)


def _collecting(year: int) -> Select[int]:
    return (
        select(MembershipRow.organisation_id)
        .join(DuesRow, DuesRow.membership_id == MembershipRow.id)
        .where(DuesRow.year.in_((year - 1, year)))
        .distinct()
    )


def add(session: Session, row: Part | DuesRow) -> None:
    """Keep a part."""
    session.add(row)
    session.flush()


def remove(session: Session, row: Part | DuesRow) -> None:
    """Take a part away as if it had never been kept."""
    session.delete(row)
    session.flush()
