"""What the quick tests share: a fixed moment and an empty, migrated database."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot.settings import TIMEZONE
from bot.store.database import Database

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


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the test's own."""
    shutil.copy(migrated, tmp_path / "boai.db")
    database = Database(f"sqlite:///{tmp_path / 'boai.db'}")
    yield database
    database.close()
