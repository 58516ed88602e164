"""World files: what is wrong in one is named; the sample's form loads."""

from datetime import date
from pathlib import Path

import pytest

from bot.cli import DEMO_WORLD
from bot.core.accounts import Account, Role
from bot.core.errors import WorldError
from bot.services.world import load_world, read_world
from bot.settings import PROJECT
from bot.store import accounts
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import TargetRow
from tests.conftest import NOW

PERSONAL = PersonalData(b"k" * 32)
SAMPLE = PROJECT.parent / "shared" / "samples" / "world.yml"

WORLD = """
today: 2026-05-20
province: 浙江省
city: 绍兴市
counties: [鉴湖县, {name: 会稽县, residents: 100000}]
orgs:
- {id: B01, name: 荷花街道红十字会, type: 街道, county: 鉴湖县}
users:
- {id: branch, name: 闻小禾, role: secretary, org: 荷花街道红十字会}
- {id: county, role: county_officer, county: 会稽县}
- {id: city, role: city_officer, city: 绍兴市}
- {id: root, role: administrator}
"""


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "world.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("weather: fine", "weather"),
        ("users: [{id: a, role: member, shoe_size: 42}]", "shoe_size"),
        ("orgs: [{id: B1, name: x, type: 村, county: y, colour: red}]", "colour"),
        ("people: [{table: members, name: x, totals: 3}]", "people.0.totals"),
        ("users: [{id: a, role: emperor}]", "users.0.role"),
        ("users: [{id: a}]", "users.0.role"),
        ("orgs: [{id: B1, name: x, type: 村, county: y, founded: soon}]", "orgs.0.founded"),
        ("today: 2024-13-01", "month"),
        ("- a list", "world.yml"),
        ("a: [", "world.yml"),
        ("note: 红十字会".encode("gb18030"), "world.yml"),
    ],
)
def test_what_is_wrong_in_a_world_file_is_named(tmp_path: Path, content: str | bytes, named: str) -> None:
    with pytest.raises(WorldError, match=named):
        read_world(write(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=r"nowhere\.yml"):
        read_world(tmp_path / "nowhere.yml")


def test_an_empty_file_is_an_empty_world(tmp_path: Path) -> None:
    assert read_world(write(tmp_path, "")).users == []


@pytest.mark.parametrize(
    "account",
    [
        Account("branch", Role.SECRETARY, "闻小禾", "荷花街道红十字会", "浙江省绍兴市鉴湖县"),
        Account("county", Role.COUNTY_OFFICER, None, "会稽县红十字会", "浙江省绍兴市会稽县"),
        Account("city", Role.CITY_OFFICER, None, "绍兴市红十字会", "浙江省绍兴市"),
        Account("root", Role.ADMINISTRATOR, None, None, "浙江省绍兴市"),
    ],
)
def test_an_account_stands_where_its_organisation_is(tmp_path: Path, database: Database, account: Account) -> None:
    with database.session() as session:
        assert load_world(session, read_world(write(tmp_path, WORLD)), PERSONAL, NOW) == 4
        assert accounts.find(session, account.id) == account


@pytest.mark.parametrize(
    "path",
    [
        DEMO_WORLD,
        pytest.param(SAMPLE, marks=pytest.mark.skipif(not SAMPLE.exists(), reason="../shared is not there")),
    ],
)
def test_the_worlds_at_hand_load(database: Database, path: Path) -> None:
    world = read_world(path)
    with database.session() as session:
        assert load_world(session, world, PERSONAL, NOW) == len(world.users) > 0
        assert all(accounts.find(session, user.id) for user in world.users)


TARGETS = WORLD + "targets: {鉴湖县: {成人会员: 10, 建会率: 40}, 荷花街道红十字会: {志愿者: 3}}\n"


def test_targets_of_a_world_hold_until_the_end_of_its_year(tmp_path: Path, database: Database) -> None:
    with database.session() as session:
        load_world(session, read_world(write(tmp_path, TARGETS)), PERSONAL, NOW)
        rows = session.query(TargetRow).order_by(TargetRow.id).all()
        assert [(row.metric, row.value) for row in rows] == [
            ("adult_members", 10), ("founding_rate", 40), ("volunteers", 3),
        ]  # fmt: skip
        assert {row.deadline for row in rows} == {date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("targets", "named"), [("{会稽山: {志愿者: 1}}", "会稽山"), ("{鉴湖县: {会飞的人: 1}}", "会飞的人")]
)
def test_a_target_of_nothing_that_is_there_is_named(
    tmp_path: Path, database: Database, targets: str, named: str
) -> None:
    world = read_world(write(tmp_path, f"{WORLD}targets: {targets}\n"))
    with database.session() as session:
        with pytest.raises(WorldError, match=named):
            load_world(session, world, PERSONAL, NOW)
        session.rollback()
