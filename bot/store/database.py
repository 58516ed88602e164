"""Opening the database and bringing its tables up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot.core.errors import DatabaseBusyError
from bot.store import governance, rollups

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 4  # below the five seconds an action may take


class Database:
    """An engine and its sessions. One for each process."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        governance.follow(self._sessions)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any error.

        Raises DatabaseBusyError when the database could not be had in time.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except OperationalError as error:
            raise DatabaseBusyError(str(error)) from error

    def upgrade(self) -> None:
        """Create missing tables and bring old ones up to date (Alembic); put in the triggers that keep the roll-ups.

        They are away while tables are made anew: SQLite renames no table that a trigger knows.
        """
        from alembic import command
        from alembic.config import Config
        from alembic.runtime.migration import MigrationContext
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with self._tables_may_be_made_anew() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            if current == ScriptDirectory.from_config(config).get_current_head() and rollups.are_installed(connection):
                return
            rollups.remove(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            rollups.repair(connection)

    @contextmanager
    def _tables_may_be_made_anew(self) -> Iterator[Connection]:
        """A transaction in which SQLite lets a table be replaced that others point to (sqlite.org, ALTER TABLE, 7)."""
        with self.engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # no effect inside a transaction
                connection.commit()
            with connection.begin():
                yield connection
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
                connection.commit()

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite"):
        # Our questions are short. For the sake of several workers PostgreSQL would read the whole tree of the country
        # to count one branch.
        options = f"-c lock_timeout={int(_BUSY_SECONDS * 1000)} -c max_parallel_workers_per_gather=0"  # milliseconds
        return create_engine(url, pool_pre_ping=True, connect_args={"options": options})
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # FULL: what was acknowledged survives a power cut too; costs about half a millisecond a turn.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
