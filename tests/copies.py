"""Worlds that many tests begin with: made once as they are made, copied row by row from then on."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import RowMapping, exists, func, insert, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from bot.store.tables import AccountRow, OrganisationRow, Table

Made = TypeVar("Made")
_Rows = list[tuple[SqlTable, Sequence[RowMapping]]]

_FIRST = ("places", "organisations", "organisation_tree")  # what triggers look up, in the order of making
_OTHERWISE = ("roll_ups", "roll_up_changes", "counted_by", "haves", "haves_touched")  # by triggers, and the upgrade
_made: dict[tuple[str, str], tuple[Any, _Rows]] = {}


def once(session: Session, name: str, make: Callable[[Session], Made]) -> Made:
    """What `make` writes and gives back (numbers, not rows). In an empty database it is copied if it can be."""
    if not _is_empty(session):
        return make(session)
    dialect = session.get_bind().dialect.name
    if (name, dialect) not in _made:
        made = make(session)
        session.flush()
        _made[name, dialect] = made, _written(session)
        return made
    made, rows = _made[name, dialect]
    for table, found in rows:
        session.execute(insert(table), found)
        if dialect == "postgresql" and table.autoincrement_column is not None:
            last = max(row["id"] for row in found)
            session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))
    return made


def _is_empty(session: Session) -> bool:
    return not any(session.scalar(select(exists().select_from(row))) for row in (AccountRow, OrganisationRow))


def _written(session: Session) -> _Rows:
    tables = sorted(Table.metadata.sorted_tables, key=lambda table: table.name not in _FIRST)
    # A superior before those below it: without an order, PostgreSQL gives rows as they happen to lie.
    ordered = [select(table).order_by(*table.primary_key.columns) for table in tables]
    rows = [(table, session.execute(query).mappings().all()) for table, query in zip(tables, ordered, strict=True)]
    return [(table, found) for table, found in rows if found and table.name not in _OTHERWISE]
