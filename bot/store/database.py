"""Opening the database and bringing its tables up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot.core.errors import DatabaseBusyError
from bot.store import five_haves, governance, rollups

if TYPE_CHECKING:
    from alembic.script import Script, ScriptDirectory

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 4  # below the five seconds an action may take
_WAL_PAGES = 10_000  # 40 MB; as long as `checkpoint` is called, no write has to do it
_ANALYSIS = (
    "PRAGMA analysis_limit=10000",  # entries of an index
    "ANALYZE",
    "PRAGMA analysis_limit=0",  # all of them
    "ANALYZE organisation_tree",
)


class Database:
    """An engine and its sessions. One for each process."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        governance.follow(self._sessions)
        five_haves.follow(self._sessions)

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

        They are away while tables are made anew: SQLite renames no table that a trigger knows. Everything is counted
        anew when the rules of counting changed, or a migration may have touched what is counted: one that does not
        says `numbers_stay`.
        """
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        scripts = ScriptDirectory.from_config(config)
        with self._tables_may_be_made_anew() as connection:
            if not _migrations(connection, scripts) and rollups.are_counted(connection):
                return
            _keep_others_out(connection)
            stay = all(getattr(one.module, "numbers_stay", False) for one in _migrations(connection, scripts))
            counted = stay and rollups.are_installed(connection)
            rollups.remove(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            rollups.install(connection)
            if not (counted and rollups.are_counted(connection)):
                rollups.repair(connection)
        self.analyse()

    def analyse(self) -> None:
        """Let SQLite look at its indexes, so that it plans by how long they are; PostgreSQL does by itself.

        It looks at the first ten thousand entries of each, and at all of the tree: its first organisation stands above
        all others, and as many would be expected below a branch (`PRAGMA optimize` looks at no more either, and then
        some reads take ten times as long). Connections that are open already plan as before. Raises DatabaseBusyError
        when the database could not be had in time.
        """
        if self.engine.dialect.name != "sqlite":
            return
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for statement in _ANALYSIS:
                    connection.exec_driver_sql(statement)
        except OperationalError as error:
            raise DatabaseBusyError(str(error)) from error

    def checkpoint(self) -> None:
        """Bring what SQLite has in its write-ahead log into the file, as far as nobody reads or writes meanwhile.

        Left to itself, it does so within the write that makes the log too long, which then takes several times as long
        as others. Raises DatabaseBusyError when the database could not be had in time.
        """
        if self.engine.dialect.name != "sqlite":
            return
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        except OperationalError as error:
            raise DatabaseBusyError(str(error)) from error

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


def _migrations(connection: Connection, scripts: "ScriptDirectory") -> "list[Script]":
    """The migrations that are still to be done."""
    from alembic.runtime.migration import MigrationContext

    current = MigrationContext.configure(connection).get_current_revision()
    return list(scripts.iterate_revisions(scripts.get_current_head(), current))


def _keep_others_out(connection: Connection) -> None:
    """Nobody writes while the triggers are away. PostgreSQL sees to it: taking a trigger away locks its table."""
    if connection.dialect.name == "sqlite":  # there the driver begins no transaction for what changes tables
        connection.exec_driver_sql("BEGIN IMMEDIATE")


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
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"wal_autocheckpoint={_WAL_PAGES}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
