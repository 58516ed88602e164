"""Very many rows at once into an empty database: COPY on PostgreSQL, one prepared statement on SQLite.

Indexes are put up when everything is there: that is many times faster than keeping them up row by row.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Index, func, inspect, select, text

from bot.store import rollups
from bot.store.database import Database
from bot.store.tables import Table

Rows = Sequence[tuple[Any, ...]]
Tell = Callable[[str, int, int], None]  # what, how many are there, of how many


class Bulk:
    """Writes rows of tuples into one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor: Any = connection.connection.cursor()
        self._sqlite = connection.dialect.name == "sqlite"

    def insert(self, table: type[Table], columns: Sequence[str], rows: Rows) -> None:
        """Keep rows with these columns; the others stay empty. Times are aware, days are dates."""
        names = ", ".join(f'"{name}"' for name in columns)
        if self._sqlite:
            marks = ", ".join("?" * len(columns))
            kept = map(_as_sqlite, rows)
            self._cursor.executemany(f'INSERT INTO "{table.__tablename__}" ({names}) VALUES ({marks})', kept)
            return
        with self._cursor.copy(f'COPY "{table.__tablename__}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def loading(
    database: Database, tables: Sequence[type[Table]], tell: Tell = lambda what, done, whole: None
) -> Iterator[Bulk]:
    """A transaction for filling these tables; indexes, roll-ups and the counting of ids are set right at its end.

    `tell` hears of these ("indexes", "roll_ups"), since they take as long as the rows.
    """
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Without a write-ahead log, new pages are written once; each new connection goes back to it.
            for pragma in ("journal_mode=DELETE", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.commit()
        with connection.begin():
            indexes = [index for table in tables for index in _indexes(connection, table)]
            rollups.remove(connection)
            for index in indexes:
                index.drop(connection)
            yield Bulk(connection)
            for done, index in enumerate(indexes):
                tell("indexes", done, len(indexes))
                index.create(connection)
            tell("indexes", len(indexes), len(indexes))
            tell("roll_ups", 0, 1)
            if connection.dialect.name != "sqlite":
                connection.exec_driver_sql("ANALYZE")  # it would take what was just loaded for next to nothing
            rollups.repair(connection)
            tell("roll_ups", 1, 1)
            if connection.dialect.name != "sqlite":
                _count_on(connection, tables)
        connection.invalidate()  # its settings are not for anybody else
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM (ANALYZE)")


def is_empty(database: Database, tables: Sequence[type[Table]]) -> bool:
    """Whether none of these tables has a row."""
    with database.engine.connect() as connection:
        return not any(
            connection.scalar(select(func.count()).select_from(select(table).limit(1).subquery())) for table in tables
        )


def _indexes(connection: Connection, table: type[Table]) -> list[Index]:
    """The table's own indexes that are there (constraints are kept)."""
    there = {one["name"] for one in inspect(connection).get_indexes(table.__tablename__)}
    return [index for index in table.metadata.tables[table.__tablename__].indexes if index.name in there]


def _count_on(connection: Connection, tables: Sequence[type[Table]]) -> None:
    """Let the next id be the one after the largest."""
    for table in tables:
        if "id" not in table.metadata.tables[table.__tablename__].columns:
            continue
        name = table.__tablename__
        sequence = connection.scalar(text(f"SELECT pg_get_serial_sequence('{name}', 'id')"))
        if sequence:
            connection.execute(
                text(f"SELECT setval('{sequence}', (SELECT coalesce(max(id), 0) + 1 FROM {name}), false)")
            )


def _as_sqlite(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Days and times as SQLAlchemy keeps them in SQLite."""
    return tuple([_written(value) if type(value) in (date, datetime) else value for value in row])


@cache
def _written(value: date | datetime) -> str:
    """The same few thousand days come again and again."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat()
