"""The migrations make exactly the tables that the code declares, on both databases."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from bot.store.database import _MIGRATIONS, Database
from bot.store.tables import Table


def test_the_migrated_database_matches_the_tables(fresh: Database) -> None:
    fresh.upgrade()
    with fresh.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_upgrading_again_changes_nothing(fresh: Database) -> None:
    fresh.upgrade()
    before = inspect(fresh.engine).get_table_names()
    fresh.upgrade()
    assert inspect(fresh.engine).get_table_names() == before


def test_a_downgrade_leaves_nothing_but_the_version(fresh: Database) -> None:
    fresh.upgrade()
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with fresh.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(fresh.engine).get_table_names() == ["alembic_version"]


@pytest.mark.parametrize("folder", ["一个 文件夹", "100%", "a#b"])
def test_a_database_may_lie_in_any_folder(tmp_path_factory: pytest.TempPathFactory, folder: str) -> None:
    path = tmp_path_factory.mktemp("home") / folder / "boai.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    assert path.exists()
