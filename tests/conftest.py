"""What the quick tests share: a fixed moment and an empty, migrated database of both kinds.

PostgreSQL is a server of the tests' own, started where its binaries are found.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import event, text
from typer.testing import CliRunner

from bot import cli
from bot.settings import TIMEZONE
from bot.store.database import Database
from bot.store.tables import Table
from tests.postgres import MissingError, postgres_server

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
NOW = datetime(2026, 11, 22, 12, tzinfo=TIMEZONE)

# Machines that run tests are busy: a slow example is no failure. The same examples on every run, or nearly: constants
# of all modules that a worker has loaded are tried too. `--hypothesis-profile explore` draws others each time.
settings.register_profile("boai", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("explore", deadline=None, max_examples=600)
settings.load_profile("boai")


# TRUNCATE makes new files for all fifty tables each time: a tenth of a second more than deleting a few rows.
_TABLES = ", ".join(f"'{name}'" for name in Table.metadata.tables)
_NUMBERED = ", ".join(f"'{n}'" for n, table in Table.metadata.tables.items() if table.autoincrement_column is not None)
EMPTIED = f"""
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;  -- no order of deleting, no foreign keys looked up
  FOREACH name IN ARRAY ARRAY[{_TABLES}] LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
  FOREACH name IN ARRAY ARRAY[{_NUMBERED}] LOOP
    PERFORM setval(pg_get_serial_sequence(name, 'id'), 1, false);
  END LOOP;
END $$
"""


@pytest.hookimpl(tryfirst=True)  # xdist's workers read the groups in this same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Side by side (`-n`), a file stays with one worker, and all that talks with the one trained stack with another.

    The stack comes first, and the browser after it: they take longest, and whatever is shorter is done beside them.
    """
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        group = "stack" if _needs_the_model(item) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if _needs_the_model(item):
        return 0
    return 1 if item.get_closest_marker("browser") else 2


def _needs_the_model(item: pytest.Item) -> bool:
    return "model" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("database") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL of the tests' own, with the databases `fresh` and `boai`."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    try:
        with postgres_server() as server:
            os.environ["PATH"] += f"{os.pathsep}{server.binaries}"  # pg_dump and pg_restore, which back-ups call
            for name in ("fresh", "boai"):
                server.create(name)
            yield server.url("{database}")
    except MissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """URL of a PostgreSQL database with all tables."""
    url = postgres.format(database="boai")
    database = Database(url)
    database.upgrade()
    database.close()
    return url


@pytest.fixture(scope="session")
def emptied(request: pytest.FixtureRequest, migrated: Path) -> Iterator[Callable[[str], Database]]:
    """Empties the database of a kind. Each kind has one for all tests: its engine knows the statements of those before.

    A new engine compiles every statement anew, and a new connection to PostgreSQL plans every trigger anew, which
    takes longer than most tests.
    """
    kept: dict[str, Database] = {}

    def empty(kind: str) -> Database:
        if kind not in kept:
            sqlite = kind == "sqlite"
            kept[kind] = Database(sqlite_url(migrated) if sqlite else request.getfixturevalue("migrated_postgres"))
            if sqlite:
                event.listen(kept[kind].engine, "connect", _without_waiting_for_the_disk)
        if kind == "sqlite":
            kept[kind].close()
            for old in file_of(kept[kind]).parent.glob("boai.db*"):
                old.unlink()
            shutil.copy(migrated, file_of(kept[kind]))
        else:
            with kept[kind].engine.begin() as connection:
                connection.execute(text(EMPTIED))
        return kept[kind]

    yield empty
    for database in kept.values():
        database.close()


def sqlite_url(migrated: Path) -> str:
    """URL of the file that all tests use in turn."""
    return f"sqlite:///{migrated.with_name('boai.db')}"


def file_of(database: Database) -> Path:
    """Where a SQLite database is."""
    return Path(str(database.engine.url.database))


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, emptied: Callable[[str], Database]) -> Database:
    """An empty database of the test's own, of each kind in turn."""
    return emptied(request.param)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Fills the home folder of the settings as `boai db demo` does with these options: once by it, then by a copy."""
    made: dict[tuple[str | None, ...], Path] = {}

    def fill(home: Path, *options: str) -> None:
        key = (os.environ.get("BOAI_NOW"), *options)
        if key in made:
            shutil.copytree(made[key], home, dirs_exist_ok=True)
            return
        assert CliRunner().invoke(cli.app, ["db", "demo", *options]).exit_code == 0
        made[key] = tmp_path_factory.mktemp("filled") / "home"
        shutil.copytree(home, made[key])

    return fill
