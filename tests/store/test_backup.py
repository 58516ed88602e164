"""Copies of the database: made while it is used, taken back whole or not at all; checks find what is wrong."""

import stat
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.accounts import Account
from bot.core.errors import BackupError
from bot.store import accounts, audit
from bot.store.backup import backup, backup_pictures, faults, pictures_beside, restore, restore_pictures
from bot.store.database import Database
from tests.conftest import NOW

HALF = b"half of a whole copy"


def url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def keep(database: Database, name: str) -> None:
    with database.session() as session:
        accounts.save(session, Account(name), NOW)
        audit.append(session, audit.Entry("test", "console", "save", "account", name), NOW)


def has(database: Database, name: str) -> bool:
    with database.session() as session:
        return accounts.find(session, name) is not None


def test_a_copy_brings_back_what_was_there_then(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "one.bak"
    keep(database, "before")
    with database.session() as busy:
        busy.execute(text("SELECT 1"))
        backup(url(database), copy)
    keep(database, "after")
    database.engine.dispose()
    restore(url(database), copy, NOW)
    assert has(database, "before")
    assert not has(database, "after")
    assert list(faults(database)) == []
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_what_was_there_is_kept_beside_it(database: Database, tmp_path: Path) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's restore is one transaction")
    copy = tmp_path / "one.bak"
    backup(url(database), copy)
    keep(database, "after")
    kept = restore(url(database), copy, NOW)
    assert kept
    beside = Database(f"sqlite:///{kept}")
    assert has(beside, "after")
    beside.close()


def test_a_copy_is_never_overwritten(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "one.bak"
    copy.write_text("mine")
    with pytest.raises(BackupError, match="exists"):
        backup(url(database), copy)
    assert copy.read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "missing"), (b"", "other"), (b"no database at all, but long enough", "broken"), (HALF, "broken")],
)
def test_a_bad_copy_changes_nothing(tmp_path: Path, migrated: Path, content: bytes | None, code: str) -> None:
    place, copy = tmp_path / "boai.db", tmp_path / "bad.bak"
    whole = migrated.read_bytes()
    place.write_bytes(whole)
    if content is not None:
        copy.write_bytes(whole[: len(whole) // 2] if content == HALF else content)
    with pytest.raises(BackupError) as told:
        restore(f"sqlite:///{place}", copy, NOW)
    assert told.value.code == code
    assert place.read_bytes() == whole


def test_a_copy_of_a_newer_release_is_refused(tmp_path: Path, migrated: Path) -> None:
    copy = tmp_path / "newer.bak"
    copy.write_bytes(migrated.read_bytes())
    newer = Database(f"sqlite:///{copy}")
    with newer.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer.close()
    with pytest.raises(BackupError, match="newer"):
        restore(f"sqlite:///{tmp_path / 'boai.db'}", copy, NOW)


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        ("UPDATE audit SET actor = 'somebody else'", "audit"),
        ("UPDATE alembic_version SET version_num = '0001'", "version"),
    ],
)
def test_a_check_names_what_is_wrong(database: Database, harm: str, check: str) -> None:
    keep(database, "one")
    with database.engine.begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        connection.execute(text(harm))
    assert [one.split(":")[0] for one in faults(database)] == [check]
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": before})


def test_pictures_come_back_beside_those_that_are_there(tmp_path: Path) -> None:
    home, copy = tmp_path / "uploads", tmp_path / "copies" / "one.bak"
    home.mkdir()
    copy.parent.mkdir()
    for name in ("a.jpg", "b.png"):
        (home / name).write_text(name)
    assert backup_pictures(home, copy) == 2
    assert stat.S_IMODE(pictures_beside(copy).stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="exists"):
        backup_pictures(home, copy)
    (home / "a.jpg").unlink()
    (home / "b.png").write_text("kept as it is")
    assert restore_pictures(home, copy) == 1
    assert {path.name: path.read_text() for path in home.iterdir()} == {"a.jpg": "a.jpg", "b.png": "kept as it is"}
    assert stat.S_IMODE((home / "a.jpg").stat().st_mode) == 0o600


def test_a_name_in_a_copy_makes_no_path(tmp_path: Path) -> None:
    copy, home = tmp_path / "one.bak", tmp_path / "deep" / "uploads"
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(pictures_beside(copy), "w") as tar:
        tar.add(tmp_path / "evil", "../../outside.jpg")
    restore_pictures(home, copy)
    assert not (tmp_path / "outside.jpg").exists()


def test_a_broken_copy_of_pictures_is_told(tmp_path: Path) -> None:
    copy = tmp_path / "one.bak"
    pictures_beside(copy).write_bytes(b"no pictures at all, but long enough for a header" * 99)
    with pytest.raises(BackupError, match="broken"):
        restore_pictures(tmp_path / "uploads", copy)
    assert restore_pictures(tmp_path / "uploads", tmp_path / "of an older release.bak") == 0
