"""Counting what is stored, on a made-up world."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from bot.core.errors import WorldError
from bot.services.counts import count
from bot.services.world import load_world
from bot.services.world_form import World
from bot.store import audit
from bot.store.database import Database
from bot.store.personal import PersonalData
from tests.conftest import NOW

PERSONAL = PersonalData(b"k" * 32)
WORLD = """
today: 2026-05-20
city: 云州市
counties: [临河县]
orgs:
- {id: A, name: 柳荫街道红十字会, type: 街道, county: 临河县, founded: 2020-02-29, totals: {成人会员: 3, 志愿者: 1}}
- {id: B, name: 柳荫小学红十字会, type: 学校, county: 临河县, parent: 柳荫街道红十字会, last_election: 2024-09-01,
   totals: {团体会员: 2}}
users:
- {id: s, name: 甲一, role: secretary, org: A}
reminders:
- {user: s, text: 交年审表, due: 2026-06-01}
- {user: s, text: 开理事会, due: "2026-06-02T23:30:00"}
people:
- {table: members, name: 邬小満, kind: 成人会员, org: A, gender: 女, birth_date: 1990-03-02, phone: "13800005555"}
"""


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        load_world(session, World.model_validate(yaml.safe_load(WORLD)), PERSONAL, NOW)
        session.flush()
        yield session


@pytest.mark.parametrize(
    ("table", "where", "number"),
    [
        ("members", {}, 5),
        ("members", {"kind": "成人会员"}, 3),
        ("members", {"kind": "团体会员", "org": "柳荫小学红十字会"}, 2),
        ("members", {"phone": "13800005555"}, 1),
        ("members", {"phone": "13800005556"}, 0),
        ("members", {"name": "邬小満", "birth_date": "1990-03-02", "gender": "女"}, 1),
        ("volunteers", {}, 1),
        ("reminders", {"user": "s"}, 2),
        ("reminders", {"text": "交年审表", "due": "2026-06-01"}, 1),
        ("reminders", {"due": "2026-06-02"}, 1),
        ("reminders", {"user": "other"}, 0),
        ("orgs", {}, 5),
        ("orgs", {"name": "柳荫街道红十字会", "next_election": "2025-02-28"}, 1),
        ("orgs", {"type": "学校", "next_election": "2027-09-01"}, 1),
    ],
)
def test_what_is_stored_is_counted(session: Session, table: str, where: dict[str, Any], number: int) -> None:
    assert count(session, PERSONAL, table, where, date(2026, 5, 20)) == number


@pytest.mark.parametrize(("table", "where"), [("planets", {}), ("orgs", {"colour": "red"})])
def test_what_is_not_there_is_an_error(session: Session, table: str, where: dict[str, Any]) -> None:
    with pytest.raises(LookupError, match=r"planets|colour"):
        count(session, PERSONAL, table, where, date(2026, 5, 20))


def test_a_world_is_in_the_audit_log(session: Session) -> None:
    assert audit.first_broken(session) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "orgs: [{id: A, name: x, type: 村, county: 无此县}]",
        "users: [{id: a, role: secretary, org: 无此会}]",
        "people: [{table: members, name: x, org: 无此会}]",
        "reminders: [{user: 无此人, text: x, due: 2026-06-01}]",
    ],
)
def test_a_name_that_leads_nowhere_is_named(database: Database, wrong: str) -> None:
    with pytest.raises(WorldError, match="无此"), database.session() as session:
        load_world(session, World.model_validate(yaml.safe_load(wrong)), PERSONAL, NOW)
