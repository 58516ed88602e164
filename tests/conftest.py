"""What the quick tests share: a fixed moment and an empty, migrated database of both kinds.

PostgreSQL is a server of the tests' own, started where its binaries are found.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import text

from bot.settings import TIMEZONE
from bot.store.database import Database
from bot.store.tables import Table

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
NOW = datetime(2026, 11, 22, 12, tzinfo=TIMEZONE)

# Machines that run tests are busy: a slow example is no failure. The same examples on every run.
settings.register_profile("boai", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("boai")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("database") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


def _postgres_binaries() -> Path | None:
    """Where `initdb` is."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates += [Path(found).parent for found in [shutil.which("initdb")] if found]
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL that listens on a socket in its own folder only, with the databases `fresh` and `boai`."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    as_user: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="boai-pg-", dir="/tmp"))  # short: the path of a socket is limited
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres" if _exists("postgres") else "nobody"
        if shutil.which("runuser") is None:
            pytest.skip("running as root without `runuser`: PostgreSQL needs another user")
        as_user = ["runuser", "-u", user, "--"]
        shutil.chown(folder, user)

    def run(command: str, *arguments: str) -> None:
        subprocess.run([*as_user, str(binaries / command), *arguments], check=True, capture_output=True, cwd="/")

    os.environ["PATH"] += f"{os.pathsep}{binaries}"  # pg_dump and pg_restore, which back-ups call
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    try:
        run("initdb", "-D", f"{folder}/data", "-U", "boai", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
        for name in ("fresh", "boai"):
            run("createdb", "-h", str(folder), "-U", "boai", name)
        yield f"postgresql+psycopg://boai@/{{database}}?host={folder}"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _exists(user: str) -> bool:
    return subprocess.run(["id", user], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """URL of a PostgreSQL database with all tables."""
    url = postgres.format(database="boai")
    database = Database(url)
    database.upgrade()
    database.close()
    return url


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the test's own, of each kind in turn."""
    if request.param == "sqlite":
        shutil.copy(migrated, tmp_path / "boai.db")
        database = Database(f"sqlite:///{tmp_path / 'boai.db'}")
    else:
        database = Database(request.getfixturevalue("migrated_postgres"))
        tables = ", ".join(Table.metadata.tables)
        with database.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    yield database
    database.close()
