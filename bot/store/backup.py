"""Copies of the database with the pictures that were sent, and checks of one.

SQLite by its online back-up, PostgreSQL by its own pg_dump and pg_restore.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, make_url

from bot.core.errors import BackupError
from bot.store import audit, awards, rollups
from bot.store.database import _MIGRATIONS, Database


def backup(url: str, target: Path) -> None:
    """Copy the database into a new file, mode 0600, while it is in use. Raises BackupError; then there is no file."""
    parsed = make_url(url)
    if target.exists():
        raise BackupError("exists", path=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:  # mode 0700; whole or not at all
        part = Path(folder) / "part"
        if _is_sqlite(parsed):
            _copy_sqlite(Path(parsed.database or ""), part)
        else:
            _run(parsed, "pg_dump", "--format=custom", f"--file={part}")
        part.chmod(0o600)
        os.link(part, target)


def restore(url: str, source: Path, now: datetime) -> Path | None:
    """Put a copy in the database's place; what was there is kept beside it (its path is returned, SQLite only).

    Nothing is changed when the copy is broken or of a newer release. Raises BackupError.
    """
    parsed = make_url(url)
    if not source.is_file():
        raise BackupError("missing", path=str(source))
    if not _is_sqlite(parsed):
        _run(parsed, "pg_restore", "--clean", "--if-exists", "--single-transaction", str(source))
        return None
    _demand_sound(source)
    place = Path(parsed.database or "")
    place.parent.mkdir(parents=True, exist_ok=True)
    kept = None
    if place.exists():
        kept = place.with_name(f"{place.name}.before-{now:%Y%m%d-%H%M%S}")
        _copy_sqlite(place, kept)
    part = place.with_name(f"{place.name}.part")
    shutil.copy(source, part)
    for leftover in ("-wal", "-shm"):  # the old file's journal must not be played into the new one
        Path(f"{place}{leftover}").unlink(missing_ok=True)
    os.replace(part, place)
    return kept


def pictures_beside(copy: Path) -> Path:
    """Where the pictures of a back-up lie: in a file of their own beside it."""
    return copy.with_name(f"{copy.name}.photos.tar")


def backup_pictures(folder: Path, copy: Path) -> int:
    """Pack the pictures that were sent beside a back-up made just before, mode 0600; how many. Raises BackupError.

    A picture is never changed and is written before the row that names it: the copy holds all that its rows name.
    """
    target = pictures_beside(copy)
    if target.exists():
        raise BackupError("exists", path=str(target))
    files = sorted(path for path in folder.glob("*.*") if path.is_file())
    with tempfile.TemporaryDirectory(dir=copy.parent) as scratch:
        part = Path(scratch) / "part"
        with tarfile.open(part, "w") as tar:
            for path in files:
                with contextlib.suppress(FileNotFoundError):  # forgotten meanwhile
                    tar.add(path, path.name, recursive=False)
        part.chmod(0o600)
        os.link(part, target)
    return len(files)


def restore_pictures(folder: Path, copy: Path) -> int:
    """Put the pictures of a back-up into the folder; how many. Those that are there already stay as they are.

    Nothing is done when the back-up has none beside it. Raises BackupError for a broken file.
    """
    source, count = pictures_beside(copy), 0
    if not source.exists():
        return 0
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                place = folder / Path(member.name).name
                if not member.isfile() or place.exists() or not (packed := tar.extractfile(member)):
                    continue
                with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                    shutil.copyfileobj(packed, file)
                count += 1
    except tarfile.TarError as error:
        raise BackupError("broken", path=str(source)) from error
    return count


def faults(database: Database, *, whole: bool = False) -> Iterator[str]:
    """What is wrong with a database, as names of checks with details; nothing when all is well.

    `whole`: the roll-ups of all organisations are counted anew, not of a few drawn by chance.
    """
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
            yield from (f"integrity: {one}" for one in found if one != "ok")
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            yield from (f"foreign_key: {row[0]} {row[1]} -> {row[2]}" for row in broken)
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current != _newest():
        yield f"version: {current}, wanted {_newest()}"
        return
    with database.engine.connect() as connection:
        yield from rollups.faults(connection, whole=whole)
    with database.session() as session:
        yield from awards.faults(session, whole=whole)
        if (first := audit.first_broken(session)) is not None:
            yield f"audit: {first}"


def _demand_sound(source: Path) -> None:
    copy = Database(f"sqlite:///{source}")
    try:
        with copy.engine.connect() as connection:
            if connection.execute(text("PRAGMA integrity_check")).scalar() != "ok":
                raise BackupError("broken", path=str(source))
            revision = MigrationContext.configure(connection).get_current_revision()
            tables = inspect(connection).get_table_names()
    except BackupError:
        raise
    except Exception as error:
        raise BackupError("broken", path=str(source)) from error
    finally:
        copy.close()
    known = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    if "accounts" not in tables or revision is None:
        raise BackupError("other", path=str(source))
    if revision not in known:
        raise BackupError("newer", path=str(source))


def _newest() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _is_sqlite(url: URL) -> bool:
    return url.drivername.startswith("sqlite")


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupError("missing", path=str(source))
    one, other = sqlite3.connect(source), sqlite3.connect(target)
    try:
        one.backup(other)
    except sqlite3.DatabaseError as error:
        raise BackupError("broken", path=str(source)) from error
    finally:
        one.close()
        other.close()


def _run(url: URL, command: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on the database. The password goes by the environment, not the command line."""
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    try:
        subprocess.run(
            [command, f"--dbname={plain}", *arguments], env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise BackupError("no_tool", path=command) from error
    except subprocess.CalledProcessError as error:
        raise BackupError("tool", path=error.stderr.strip()[-300:]) from error
