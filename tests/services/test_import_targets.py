"""Targets from spreadsheets: each row checked, the sum of the parts checked, versions, taken back whole or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.services import imports, targets
from bot.services.imports import Plan
from bot.services.metrics import catalogue
from bot.services.work import Work
from bot.store.database import Database
from bot.store.tables import AuditRow, OrganisationRow, TargetRow
from bot.text.columns import TITLES
from tests.services.test_metrics import world
from tests.services.test_register import worker

# The city (2) has two counties, 丙县 (3) and 丁县 (4); 丙县 has 东街道 (5), 丙县中学 (8); 丙县一村 (7) is dissolved.
END = date(2026, 12, 31)
ROW = {"name": "丙县红十字会", "metric": "志愿者", "value": 60, "deadline": "2026", "basis": "县委会议"}


@dataclass
class City:
    """The world with the city's officer."""

    session: Session
    ids: list[int]
    work: Work
    folder: Path

    def row(self, node: int) -> OrganisationRow:
        return self.session.get_one(OrganisationRow, self.ids[node])

    def look(self, *rows: dict[str, Any], work: Work | None = None) -> Plan:
        book = Workbook()
        page = book.active
        assert page is not None
        page.append(list(TITLES["targets"].values()))
        for row in rows:
            page.append([row.get(name) for name in TITLES["targets"]])
        book.save(self.folder / "a.xlsx")
        return imports.look_through(work or self.work, self.folder / "a.xlsx")

    def standing(self, node: int, metric: str = "volunteers") -> float | None:
        found = targets.in_force(self.work, self.row(node), self.work.today).get(metric)
        return found.value if found and found.row else None


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[City]:
    with database.session() as session:
        ids = world(session)
        yield City(session, ids, worker(session, Role.CITY_OFFICER, ids[2]), tmp_path)
        session.rollback()


def faults(plan: Plan) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.code) for one in plan.faults]


def of(name: str, value: object, **more: object) -> dict[str, Any]:
    return {**ROW, "name": name, "value": value, **more}


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"name": "没有这个县"}, "name", "organisation"),
        ({"name": "丙县一村红十字会"}, "name", "organisation"),  # dissolved
        ({"name": "甲省红十字会"}, "name", "reach"),
        ({"metric": ""}, "metric", "missing"),
        ({"metric": "幸福指数"}, "metric", "metric"),
        ({"value": ""}, "value", "missing"),
        ({"value": "很多"}, "value", "amount"),
        ({"value": 0}, "value", "amount"),
        ({"value": -5}, "value", "amount"),
        ({"value": "40%"}, "value", "no_rate"),
        ({"metric": "建会率", "value": 0.4}, "value", "percent"),
        ({"metric": "建会率", "value": "140%"}, "value", "amount"),
        ({"deadline": "2025"}, "deadline", "deadline"),
        ({"deadline": "2026-11-22"}, "deadline", "deadline"),  # today
        ({"deadline": "不久"}, "deadline", "deadline"),
        ({"basis": "据" * 257}, "basis", "long"),
    ],
)
def test_what_is_wrong_with_a_row(city: City, cells: dict[str, Any], field: str, code: str) -> None:
    plan = city.look({**ROW, **cells}, of("丁县", 10))
    assert (plan.kind, faults(plan), len(plan.planned)) == ("targets", [(2, field, code)], 1)


@pytest.mark.parametrize(
    ("cells", "metric", "value", "deadline"),
    [
        ({}, "volunteers", 60, END),
        ({"name": "丙县", "value": "1.2万"}, "volunteers", 12000, END),
        ({"deadline": None}, "volunteers", 60, END),
        ({"deadline": "2027年底", "value": "1,200人"}, "volunteers", 1200, date(2027, 12, 31)),
        ({"deadline": date(2027, 6, 30)}, "volunteers", 60, date(2027, 6, 30)),
        ({"metric": "建会率", "value": "40%"}, "founding_rate", 40, END),
        ({"metric": "建会率", "value": 40}, "founding_rate", 40, END),
        ({"metric": "成人会员占常住人口", "value": "0.8%"}, "adult_share", 0.8, END),
        ({"metric": "博爱家园", "value": "3个"}, "homes", 3, END),
    ],
)
def test_what_is_kept(city: City, cells: dict[str, Any], metric: str, value: float, deadline: date) -> None:
    imports.bring_in(city.work, city.look({**ROW, **cells}))
    [kept] = city.session.query(TargetRow).all()
    assert (kept.organisation_id, kept.metric, kept.value, kept.deadline) == (city.ids[3], metric, value, deadline)
    assert kept.basis == "县委会议"


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([of("乙市", 100), of("丙县", 60), of("丁县", 40)], []),
        ([of("乙市", 100), of("丙县", 60), of("丁县", 50)], []),  # more than asked for
        ([of("丁县", 39), of("乙市", 100), of("丙县", 60)], [2, 4]),  # in any order; the city's own row is right
        ([of("乙市", 100), of("丙县", 60)], [3]),
        ([of("乙市", 100, deadline="2027"), of("丙县", 60)], []),  # of another year
        ([of("乙市", 100), of("丙县", 60, metric="博爱家园")], []),
        ([of("乙市", "40%", metric="建会率"), of("丙县", "30%", metric="建会率")], []),  # rates are not added up
        ([of("丙县", 60), of("东街道", 30), of("丙县中学", 30), of("乙市", 60)], []),
        ([of("丙县", 60), of("东街道", 30), of("丙县中学", 29), of("乙市", 60)], [3, 4]),  # the lower of two levels
        ([of("丙县", 60), of("丙县", 70)], [3]),
    ],
)
def test_the_sum_of_the_parts(city: City, rows: list[dict[str, Any]], wrong: list[int]) -> None:
    plan = city.look(*rows)
    assert [number for number, *_ in faults(plan)] == wrong
    assert len(plan.planned) == len(rows) - len(wrong)


def test_what_stands_already_is_part_of_the_sum(city: City) -> None:
    volunteers = catalogue()["volunteers"]
    for node, value in ((2, 100), (4, 45)):
        targets.set_target(city.work, volunteers, city.row(node), value, END)
    assert faults(city.look(of("丙县", 54))) == [(2, "value", "parts_lack")]
    [fault] = city.look(of("丙县", 54)).faults
    assert fault.meant == "1"
    imports.bring_in(city.work, city.look(of("丙县", 55)))
    kept = city.session.query(TargetRow).filter_by(organisation_id=city.ids[3]).one()
    above = city.session.query(TargetRow).filter_by(organisation_id=city.ids[2]).one()
    assert kept.split_of == above.id
    assert faults(city.look(of("丁县", 45))) == [(2, "value", "target_already")]


def test_a_whole_import_is_taken_back_and_the_versions_before_stand_again(city: City) -> None:
    targets.set_target(city.work, catalogue()["volunteers"], city.row(3), 50, END)
    row = imports.bring_in(city.work, city.look(of("乙市", 100), of("丙县", 60), of("丁县", 40)))
    assert [city.standing(node) for node in (2, 3, 4)] == [100, 60, 40]
    parts = city.session.query(TargetRow).filter_by(import_id=row.id).order_by(TargetRow.id).all()
    assert [one.split_of for one in parts] == [None, parts[0].id, parts[0].id]
    assert imports.take_back(city.work, row.id) == 3
    assert [city.standing(node) for node in (2, 3, 4)] == [None, 50, None]
    with pytest.raises(RegisterError, match="settled"):
        imports.take_back(city.work, row.id)
    assert "take_back" in {one.action for one in city.session.query(AuditRow)}


def test_what_was_changed_since_is_not_taken_back(city: City) -> None:
    row = imports.bring_in(city.work, city.look(of("丙县", 60), of("丁县", 40)))
    targets.set_target(city.work, catalogue()["volunteers"], city.row(4), 45, END)
    with pytest.raises(RegisterError, match="target_changed"):
        imports.take_back(city.work, row.id)
    assert [city.standing(node) for node in (3, 4)] == [60, 45]


def test_all_or_nothing_unless_the_valid_ones_are_asked_for(city: City) -> None:
    plan = city.look(of("丙县", 60), of("没有这个县", 40))
    with pytest.raises(RegisterError, match="import_faults"):
        imports.bring_in(city.work, plan)
    assert imports.bring_in(city.work, plan, valid_only=True).kept == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_only_who_may_set_targets_and_only_in_the_own_scope(city: City, role: Role) -> None:
    work = worker(city.session, role, city.ids[4], f"one {role}")
    if reach(role, Action.SET_TARGETS) is Reach.NONE:
        with pytest.raises(PermissionDeniedError):
            city.look(ROW, work=work)
        return
    assert faults(city.look(ROW, work=work)) == [(2, "name", "reach")]
