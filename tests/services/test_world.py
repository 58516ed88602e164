"""World files: what is wrong in one is named; the sample's form loads."""

from datetime import date
from pathlib import Path

import pytest

from bot.cli import DEMO_WORLD
from bot.core.accounts import Account, Role
from bot.core.errors import WorldError
from bot.services.world import load_world
from bot.services.world_form import read_world
from bot.settings import PROJECT
from bot.store import accounts
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import (
    ActivityRow,
    AwardRow,
    DuesRow,
    ElectionRow,
    HonourRuleRow,
    OrganisationRow,
    PersonRow,
    PostRow,
    ServiceHoursRow,
    ServicePointRow,
    StarRow,
    TargetRow,
    TeamRow,
)
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
        ("points: [{org: B1, type: 凉亭, name: x}]", "points.0.type"),
        ("facts: [{org: B1, fact: has_luck, since: 2024-05}]", "facts.0.fact"),
        ("stars: [{org: B1, name: x, level: 6, day: 2024-05-08}]", "stars.0.level"),
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


PARTS = (
    WORLD
    + """
people:
- {table: volunteers, name: 米乐, org: B01}
- {table: members, kind: 成人会员, name: 郎青, org: B01}
points: [{org: B01, type: 服务站, name: 荷花服务站, opened: 2024-05-08}]
teams: [{org: 鉴湖县红十字会, type: 救援队, name: 县救援队, volunteers: 20, party_branch: true}]
congresses:
- {org: 鉴湖县红十字会, date: 2024-03-01, president: 甲乙}
- {org: 鉴湖县红十字会, date: 2019-03-01, president: 丙丁}
posts:
- {org: 鉴湖县红十字会, body: 理事会, post: 理事, holder: 郎青, from_grass_roots: true, since: 2024-03-01}
- {org: 鉴湖县红十字会, body: 理事会, post: 理事, holder: 戊己, since: 2024-03-01, until: 2026-01-01}
facts: [{org: B01, fact: has_rules, since: 2024-05}, {org: B01, fact: has_rules, value: false, since: 2025-05}]
dues: [{org: B01, name: 郎青, year: 2026, yuan: 10, day: 2026-02-01}]
stars:
- {org: B01, name: 米乐, level: 2, day: 2025-05-08}
- {org: B01, name: 米乐, level: 4, day: 2026-05-08, proposed_by: county}
awards:
- {org: B01, name: 郎青, kind: member_star, day: 2026-03-05}
- {org: B01, name: 米乐, kind: first_aid, day: 2025-05-08}
rules: [{org: 鉴湖县红十字会, honour: star_3, hours: 100}]
activities: [{org: B01, date: 2026-05-08, volunteers: 3, hours: 2, helpers: {米乐: 2, 庚辛: 1.5}, reported_by: branch}]
"""
)


def test_the_parts_of_a_world_are_kept(tmp_path: Path, database: Database) -> None:
    with database.session() as session:
        load_world(session, read_world(write(tmp_path, PARTS)), PERSONAL, NOW)
        branch, county = (
            session.query(OrganisationRow).filter_by(name=name).one() for name in ("荷花街道红十字会", "鉴湖县红十字会")
        )
        people = {row.name: row.id for row in session.query(PersonRow)}
        point, team = session.query(ServicePointRow).one(), session.query(TeamRow).one()
        assert (point.organisation_id, point.name, point.opened) == (branch.id, "荷花服务站", date(2024, 5, 8))
        assert (team.organisation_id, team.volunteers, team.party_branch) == (county.id, 20, True)
        assert county.last_election == date(2024, 3, 1)
        assert session.query(ElectionRow).count() == 2
        held = [(row.holder, row.person_id, row.valid_until) for row in session.query(PostRow).order_by(PostRow.id)]
        assert held == [("郎青", people["郎青"], None), ("戊己", None, date(2026, 1, 1))]
        assert branch.facts == {
            "has_rules": [{"value": True, "since": "2024-05"}, {"value": False, "since": "2025-05"}]
        }  # fmt: skip
        assert session.query(DuesRow).one().fen == 1000
        stars = [(row.level, row.awarder, row.status, row.recorded_by) for row in session.query(StarRow)]
        assert stars == [(2, "鉴湖县红十字会", "active", "world"), (4, None, "proposed", "county")]
        given = [(row.kind, row.year, row.until, row.awarder) for row in session.query(AwardRow)]
        assert given == [
            ("member_star", 2026, date(2027, 1, 1), "鉴湖县红十字会"),
            ("first_aid", None, date(2028, 5, 8), "鉴湖县红十字会"),
        ]
        assert session.query(HonourRuleRow).one().hours == 100
        hours = [(row.name, row.person_id, row.hours) for row in session.query(ServiceHoursRow)]
        assert hours == [("米乐", people["米乐"], 2), ("庚辛", None, 1.5)]
        assert session.query(ActivityRow).one().reported_by == "branch"
        session.rollback()


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("points: [{org: B09, type: AED, name: 北门}]", "B09"),
        ("dues: [{org: B01, name: 郎青, year: 2026, yuan: 10, day: 2026-02-01}]", "dues 郎青"),
        ("stars: [{org: B01, name: 米乐, level: 2, day: 2025-05-08}]", "stars 米乐"),
        ("awards: [{org: B01, name: 米乐, kind: member_star, day: 2025-05-08}]", "awards 米乐"),
    ],
)
def test_a_part_of_nobody_that_is_there_is_named(tmp_path: Path, database: Database, part: str, named: str) -> None:
    world = read_world(write(tmp_path, f"{WORLD}{part}\n"))
    with database.session() as session:
        with pytest.raises(WorldError, match=named):
            load_world(session, world, PERSONAL, NOW)
        session.rollback()
