"""Names that organisations and places had before."""

from datetime import datetime

from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from bot.core.organisations import core_name
from bot.store.tables import AccountRow, DocumentRow, FormerNameRow, OrganisationRow, PlaceRow


def rename(session: Session, row: OrganisationRow, name: str, recorded_by: str, now: datetime) -> FormerNameRow:
    """Give an organisation a name; the former one is kept."""
    former = FormerNameRow(
        organisation_id=row.id,
        name=row.name,
        short=row.short,
        until=now.date(),
        recorded_by=recorded_by,
        recorded_at=now,
    )
    session.add(former)
    _call(session, row, name)
    return former


def take_back(session: Session, row: OrganisationRow, former: FormerNameRow) -> None:
    """Undo a renaming, as if it had not been."""
    name = former.name
    session.delete(former)
    _call(session, row, name)


def _call(session: Session, row: OrganisationRow, name: str) -> None:
    """Change the name wherever an organisation is known by it."""
    for table in (AccountRow, DocumentRow):
        session.execute(update(table).where(table.organisation == row.name).values(organisation=name))
    row.name, row.short = name, core_name(name)
    session.flush()


def find(session: Session, former_id: int) -> FormerNameRow | None:
    """A former name by its number."""
    return session.get(FormerNameRow, former_id)


def of(session: Session, organisation_id: int) -> list[FormerNameRow]:
    """The former names of an organisation, the oldest first."""
    query = select(FormerNameRow).filter_by(organisation_id=organisation_id).order_by(FormerNameRow.id)
    return list(session.scalars(query))


def named_in(session: Session, text: str) -> list[tuple[OrganisationRow, str]]:
    """The organisations whose former name, in full or short, stands in a text, with that name."""
    query = (
        select(OrganisationRow, FormerNameRow.name)
        .join(FormerNameRow, FormerNameRow.organisation_id == OrganisationRow.id)
        .where(literal(text).contains(FormerNameRow.short))
    )
    return [(row, name) for row, name in session.execute(query)]


def ending_with(session: Session, short: str) -> list[tuple[OrganisationRow, str]]:
    """The organisations whose former short name ends so, with the former name."""
    query = (
        select(OrganisationRow, FormerNameRow.name)
        .join(FormerNameRow, FormerNameRow.organisation_id == OrganisationRow.id)
        .where(FormerNameRow.short.endswith(short, autoescape=True))
    )
    return [(row, name) for row, name in session.execute(query)]


def places(session: Session) -> list[tuple[str, str]]:
    """The former names of places, each with the present one."""
    query = select(PlaceRow.former_names, PlaceRow.name).where(PlaceRow.former_names.is_not(None))
    return [(str(former), name) for names, name in session.execute(query) for former in names or []]
