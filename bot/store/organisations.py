"""Places and organisations: reading and writing. A subtree is one query on the closure table."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal, or_, select
from sqlalchemy.orm import Session, aliased

from bot.core.organisations import core_name
from bot.store.tables import GrantRow, OrganisationRow, OrganisationTreeRow, PlaceRow

Ids = Select[int]  # a query for the ids of organisations


def add_place(
    session: Session,
    name: str,
    level: str,
    parent: PlaceRow | None = None,
    *,
    residents: int | None = None,
    villages: int | None = None,
    named_hospitals: int | None = None,
    as_of: date | None = None,
    source: str | None = None,
) -> PlaceRow:
    """Keep a place."""
    row = PlaceRow(
        name=name,
        level=level,
        parent_id=parent.id if parent else None,
        residents=residents,
        villages=villages,
        named_hospitals=named_hospitals,
        as_of=as_of,
        source=source,
    )
    session.add(row)
    session.flush()
    return row


def add(session: Session, row: OrganisationRow) -> OrganisationRow:
    """Keep an organisation and its place in the tree."""
    row.short = core_name(row.name)
    session.add(row)
    session.flush()
    above = session.execute(
        select(OrganisationTreeRow.ancestor_id, OrganisationTreeRow.depth).where(
            OrganisationTreeRow.descendant_id == row.parent_id
        )
    ).all()
    session.add_all(OrganisationTreeRow(ancestor_id=a, descendant_id=row.id, depth=depth + 1) for a, depth in above)
    session.add(OrganisationTreeRow(ancestor_id=row.id, descendant_id=row.id, depth=0))
    session.flush()
    return row


def add_many(session: Session, pairs: Sequence[tuple[OrganisationRow, OrganisationRow | None]]) -> None:
    """Keep many organisations at once; each with its superior when that is new too and comes before it."""
    depths: dict[int, int] = {}
    levels: dict[int, list[tuple[OrganisationRow, OrganisationRow | None]]] = {}
    for row, above in pairs:
        depth = depths[id(row)] = depths[id(above)] + 1 if above is not None else 0
        levels.setdefault(depth, []).append((row, above))
    lines: dict[int, list[int]] = {}  # of each organisation: those above it, from the bottom up
    for _, level in sorted(levels.items()):
        for row, above in level:
            row.parent_id = above.id if above is not None else row.parent_id
        session.add_all(row for row, _ in level)
        session.flush()
        for row, _ in level:
            if row.parent_id is not None and row.parent_id not in lines:
                lines[row.parent_id] = line(session, row.parent_id)
            lines[row.id] = [row.id, *(lines[row.parent_id] if row.parent_id is not None else [])]
    rows = [
        {"ancestor_id": ancestor, "descendant_id": row.id, "depth": depth}
        for row, _ in pairs
        for depth, ancestor in enumerate(lines[row.id])
    ]
    session.execute(insert(OrganisationTreeRow), rows)


def line(session: Session, organisation_id: int) -> list[int]:
    """An organisation and everything above it, from the bottom up."""
    query = select(OrganisationTreeRow.ancestor_id).where(OrganisationTreeRow.descendant_id == organisation_id)
    return list(session.scalars(query.order_by(OrganisationTreeRow.depth)))


def add_places(session: Session, pairs: Sequence[tuple[PlaceRow, PlaceRow | None]]) -> None:
    """Keep many places at once; each with the one it lies in when that is new too and comes before it."""
    for row, above in pairs:
        if above is not None:
            session.flush()
            row.parent_id = above.id
        session.add(row)
    session.flush()


def places(session: Session) -> list[PlaceRow]:
    """All places."""
    return list(session.scalars(select(PlaceRow).order_by(PlaceRow.id)))


@dataclass(frozen=True, slots=True)
class Known:
    """What an import needs of an organisation that is kept."""

    id: int
    short: str
    type: str
    place_id: int | None
    dissolved: date | None


def known(session: Session) -> dict[int, Known]:
    """All organisations, dissolved ones too."""
    query = select(
        OrganisationRow.id, OrganisationRow.short, OrganisationRow.type, OrganisationRow.place_id,
        OrganisationRow.dissolved,
    )  # fmt: skip
    return {row.id: Known(*row) for row in session.execute(query)}


def is_used(session: Session, organisation_id: int) -> bool:
    """Whether another organisation hangs below, or an account has a grant on it."""
    child = session.scalar(select(OrganisationRow.id).filter_by(parent_id=organisation_id).limit(1))
    grant = session.scalar(select(GrantRow.id).filter_by(organisation_id=organisation_id).limit(1))
    return child is not None or grant is not None


def remove(session: Session, row: OrganisationRow) -> None:
    """Take an organisation off the tree that nothing hangs on."""
    session.execute(delete(OrganisationTreeRow).where(OrganisationTreeRow.descendant_id == row.id))
    session.delete(row)
    session.flush()


def by_name(session: Session, name: str) -> OrganisationRow | None:
    """The organisation of exactly this name, dissolved or not."""
    return session.scalar(select(OrganisationRow).filter_by(name=name))


def roots(session: Session) -> list[OrganisationRow]:
    """The organisations that nothing stands above."""
    return list(session.scalars(select(OrganisationRow).filter_by(parent_id=None).order_by(OrganisationRow.id)))


def named_in(session: Session, text: str) -> list[OrganisationRow]:
    """The organisations whose name, in full or short, stands in a text; dissolved ones too."""
    return list(session.scalars(select(OrganisationRow).where(literal(text).contains(OrganisationRow.short))))


def ending_with(session: Session, short: str) -> list[OrganisationRow]:
    """The organisations whose short name ends so."""
    return list(session.scalars(select(OrganisationRow).where(OrganisationRow.short.endswith(short, autoescape=True))))


def holding(session: Session, part: str, most: int = 2) -> list[OrganisationRow]:
    """Some organisations in whose short name something stands."""
    query = select(OrganisationRow).where(OrganisationRow.short.contains(part, autoescape=True)).limit(most)
    return list(session.scalars(query))


def short_names(session: Session) -> dict[str, str]:
    """All short names with the full ones."""
    rows = session.execute(select(OrganisationRow.short, OrganisationRow.name))
    return {row.short: row.name for row in rows}


def ids_by_short(session: Session) -> dict[str, int]:
    """The organisations that are not dissolved, by short name."""
    query = select(OrganisationRow.short, OrganisationRow.id).where(OrganisationRow.dissolved.is_(None))
    return {row.short: row.id for row in session.execute(query)}


def holds(session: Session, ancestor_id: int, descendant_id: int) -> bool:
    """Whether one organisation is the other or stands above it."""
    return session.get(OrganisationTreeRow, (ancestor_id, descendant_id)) is not None


def ids_below(ancestor_id: int) -> Select[int]:
    """A query for the ids of an organisation and everything below it."""
    return select(OrganisationTreeRow.descendant_id).where(OrganisationTreeRow.ancestor_id == ancestor_id)


def itself(organisation_id: int) -> Select[int]:
    """A query for the id of an organisation alone, where one for a subtree is taken."""
    return select(OrganisationRow.id).where(OrganisationRow.id == organisation_id)


def ids_below_any(ancestor_ids: Collection[int]) -> Select[int]:
    """A query for the ids of several organisations and everything below them."""
    return select(OrganisationTreeRow.descendant_id).where(OrganisationTreeRow.ancestor_id.in_(ancestor_ids))


def existed(day: date) -> ColumnElement[bool]:
    """The condition that an organisation existed on a day; one without a founding date always did."""
    founded = or_(OrganisationRow.founded.is_(None), OrganisationRow.founded <= day)
    return and_(founded, or_(OrganisationRow.dissolved.is_(None), OrganisationRow.dissolved > day))


def below(session: Session, ancestor_id: int, day: date) -> list[OrganisationRow]:
    """An organisation and everything below it, as of a day, from the top down."""
    query = (
        select(OrganisationRow)
        .join(OrganisationTreeRow, OrganisationTreeRow.descendant_id == OrganisationRow.id)
        .where(OrganisationTreeRow.ancestor_id == ancestor_id, existed(day))
        .order_by(OrganisationTreeRow.depth, OrganisationRow.id)
    )
    return list(session.scalars(query))


def parents_below(session: Session, ancestor_id: int) -> dict[int, int | None]:
    """The superior of an organisation and of everything that ever was below it, from the bottom up."""
    query = (
        select(OrganisationRow.id, OrganisationRow.parent_id)
        .join(OrganisationTreeRow, OrganisationTreeRow.descendant_id == OrganisationRow.id)
        .where(OrganisationTreeRow.ancestor_id == ancestor_id)
        .order_by(OrganisationTreeRow.depth.desc())
    )
    return {row.id: row.parent_id for row in session.execute(query)}


def existing(session: Session, day: date) -> list[OrganisationRow]:
    """All organisations as of a day."""
    return list(session.scalars(select(OrganisationRow).where(existed(day)).order_by(OrganisationRow.id)))


def stream(session: Session, homes: Collection[int], day: date) -> Iterator[tuple[OrganisationRow, str, str]]:
    """Organisations and everything below them as of a day, with the names of superior and place."""
    above = aliased(OrganisationRow)
    query = (
        select(OrganisationRow, above.name, PlaceRow.name)
        .outerjoin(above, above.id == OrganisationRow.parent_id)
        .outerjoin(PlaceRow, PlaceRow.id == OrganisationRow.place_id)
        .where(OrganisationRow.id.in_(ids_below_any(homes)), existed(day))
        .order_by(OrganisationRow.id)
        .execution_options(yield_per=500)
    )
    for row, superior, place in session.execute(query):
        yield row, superior or "", place or ""


def count(session: Session, day: date, *conditions: ColumnElement[bool]) -> int:
    """How many organisations existed on a day."""
    return session.scalar(select(func.count()).select_from(OrganisationRow).where(existed(day), *conditions)) or 0


def led_by(session: Session, name: str) -> list[OrganisationRow]:
    """The organisations that have somebody of this name as president or secretary."""
    query = select(OrganisationRow).where(
        or_(OrganisationRow.president == name, OrganisationRow.secretary == name), OrganisationRow.dissolved.is_(None)
    )
    return list(session.scalars(query.order_by(OrganisationRow.id)))
