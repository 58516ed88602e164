"""The migrations make exactly the tables that the code declares, on both databases."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

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


def test_an_upgrade_keeps_what_is_there(fresh: Database) -> None:
    """From the release before: batch operations make tables anew, and others point to their rows."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with fresh.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    with fresh.engine.begin() as connection:
        for statement in (
            "INSERT INTO places (id, name, level) VALUES (1, '甲县', 'county')",
            "INSERT INTO organisations (id, name, short, type, place_id, version) VALUES (1, '甲', '甲', '县级', 1, 1)",
            "INSERT INTO organisations (id, name, short, type, parent_id, version) VALUES (2, '乙', '乙', '村', 1, 1)",
            "INSERT INTO organisation_tree (ancestor_id, descendant_id, depth) VALUES (1, 2, 1)",
            "INSERT INTO memberships (id, kind, group_name, organisation_id, valid_from, status, recorded_by,"
            " recorded_at) VALUES (1, '团体会员', '丙厂', 2, '2026-01-01', 'active', 'test', '2026-01-01 00:00:00')",
        ):
            connection.execute(text(statement))
    fresh.upgrade()
    with fresh.engine.connect() as connection:
        counted = [connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("organisations", "memberships")]
        assert counted == [2, 1]
        assert connection.scalar(text("SELECT depth FROM organisation_tree")) == 1


def test_an_upgrade_tells_when_branches_had_all_five(fresh: Database) -> None:
    """From the release before: a president counts from the day on which the branch was recorded, in China."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with fresh.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0025")
    facts = '{"has_rules": [{"value": true, "since": "2025"}], "has_platform": [{"value": true, "since": "2025"}]}'
    membership = (
        "INSERT INTO memberships (kind, group_name, organisation_id, valid_from, status, recorded_by, recorded_at)"
        " VALUES ('{}', '丙厂', 2, '2026-01-01', 'active', 'test', '2026-01-01 00:00:00')"
    )
    with fresh.engine.begin() as connection:
        for statement in (
            "INSERT INTO organisations (id, name, short, type, version) VALUES (1, '甲', '甲', '县级', 1)",
            "INSERT INTO organisations (id, name, short, type, parent_id, president, facts, version)"
            f" VALUES (2, '乙', '乙', '村', 1, '某', '{facts}', 1)".replace(": ", "\\: "),
            "INSERT INTO organisation_tree (ancestor_id, descendant_id, depth) VALUES (1, 2, 1), (1, 1, 0), (2, 2, 0)",
            membership.format("成人会员"),
            membership.format("志愿者"),
            "INSERT INTO activities (organisation_id, status, activity_type, date, reported_by, reported_at, version)"
            " VALUES (2, 'held', '其他', '2026-03-01', 'test', '2026-03-01 00:00:00', 1)",
            "INSERT INTO audit (at, actor, channel, action, entity, entity_id, previous, hash)"
            " VALUES ('2026-03-09 18:00:00+00:00', 'x', 'web', 'found', 'organisation', '2', 'a', 'b')",
        ):
            connection.execute(text(statement))
    fresh.upgrade()
    with fresh.engine.connect() as connection:
        row = connection.execute(text("SELECT president_recorded FROM organisations WHERE id = 2"))
        assert str(row.scalar()) == "2026-03-10"
        spells = connection.execute(text("SELECT since, until FROM spells WHERE counter = 'h'")).all()
        assert [tuple(map(str, spell)) for spell in spells] == [("2026-03-10", "2026-05-30")]
