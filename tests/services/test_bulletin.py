"""The bulletin and the letters of a small world made by hand, cell by cell; who is behind, by the stated rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.core.targets import Measure, Pace
from bot.reports import bulletin as paper
from bot.services import annexes, bulletin, targets
from bot.services.bulletin import State, state_of
from bot.services.metrics import Counted, catalogue
from bot.services.progress import Standing
from bot.services.targets import Target
from bot.services.work import Work
from bot.store.database import Database
from bot.store.tables import AuditRow, OrganisationRow, TargetRow
from tests.services.test_metrics import world
from tests.services.test_register import TODAY, worker

END = date(2026, 12, 31)


@dataclass
class City:
    """The world with the city's officer and targets: 丙县 (3) is behind, 丁县 (4) has reached one and lacks another."""

    session: Session
    ids: list[int]
    work: Work

    def row(self, node: int) -> OrganisationRow:
        return self.session.get_one(OrganisationRow, self.ids[node])


@pytest.fixture
def city(database: Database) -> Iterator[City]:
    with database.session() as session:
        ids = world(session)
        made = City(session, ids, worker(session, Role.CITY_OFFICER, ids[2]))
        for node, metric, value in (
            (2, "volunteers", 10), (3, "volunteers", 8), (4, "volunteers", 1), (4, "homes", 2),
        ):  # fmt: skip
            targets.set_target(made.work, catalogue()[metric], made.row(node), value, END, basis="市里的会")
        yield made
        session.rollback()


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "deadline", "past", "net", "state"),
    [
        (10, 10, END, False, None, State.REACHED),
        (10, 10, date(2026, 1, 1), True, None, State.REACHED),
        (10, 11, date(2026, 1, 1), True, 50, State.BEHIND),  # the deadline is past
        (10, 21, TODAY + timedelta(days=7), False, 90, State.BEHIND),  # 7 a week, 11 are needed
        (10, 17, TODAY + timedelta(days=7), False, 90, State.AHEAD),  # 7 a week, 7 are needed
        (10, 17, TODAY + timedelta(days=7), False, None, State.BEHIND),  # no pace
        (10, 17, TODAY, False, 900, State.BEHIND),  # the last day
        (10, 17, None, False, 90, State.UNKNOWN),
        (None, 17, END, False, 90, State.UNKNOWN),
        (10, None, END, False, 90, State.UNKNOWN),
    ],
)
def test_who_is_behind(
    value: float | None, target: float | None, deadline: date | None, past: bool, net: float | None, state: State
) -> None:
    wanted = Target("volunteers", target, deadline, past) if target is not None else None
    speed = Pace(net, 90, 2) if net is not None else None
    counted = Counted(catalogue()["volunteers"], Measure(value))
    assert state_of(Standing(OrganisationRow(name="甲"), counted, TODAY, wanted, speed)) is state


# --- the bulletin ----------------------------------------------------------------------------------------------------


def tables(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in one.rows] for one in Document(str(path)).tables]


def lines(path: Path) -> list[str]:
    return [one.text for one in Document(str(path)).paragraphs if one.text]


def test_the_bulletin_cell_by_cell(city: City, tmp_path: Path) -> None:
    county = worker(city.session, Role.COUNTY_OFFICER, city.ids[3], "county")
    annexes.submit(county, annexes.fill(county, "annex2", city.row(3), 2026), "r1")
    made = bulletin.make(city.work, city.row(2), TODAY)
    paper.write(made, tmp_path / "a.docx")
    said, found = lines(tmp_path / "a.docx"), tables(tmp_path / "a.docx")
    assert said[:3] == ["乙市红十字会2026年下半年组织建设工作通报", "截至：2026年11月22日", "一、总的完成情况"]
    assert "二、下级各组织的排名" in said
    overall, ranked = found[0], found[1:-2]
    assert overall[0] == ["指标", "现在", "目标", "期限", "完成", "还差"]
    assert ["志愿者", "3 人", "10 人", "2026年12月31日", "30%", "7 人"] in overall
    assert ["基层组织", "4 个", "", "", "", ""] in overall
    assert [row[0] for row in overall[1:]] == [one.metric.name for one in made.sections]
    shown = [one.metric.id for one in made.sections if one.is_ranked]
    assert "founding_rate" in shown
    assert "volunteer_teams" in shown
    assert "trained" in shown
    by_metric = dict(zip(shown, ranked, strict=True))
    assert by_metric["volunteers"][1:] == [
        ["1", "丁县红十字会", "1 人", "1 人", "100%", "0", "", "已达到"],
        ["2", "丙县红十字会", "2 人", "8 人", "25%", "", "2", "落后"],
    ]
    assert by_metric["homes"][1:] == [
        ["1", "丁县红十字会", "1 个", "2 个", "50%", "", "1", "落后"],
        ["2", "丙县红十字会", "1 个", "", "", "", "", "不判断"],
    ]
    assert found[-2] == [
        ["指标", "跟得上的", "落后的"],
        ["志愿者", "丁县红十字会", "丙县红十字会"],
        ["博爱家园", "没有", "丁县红十字会"],
    ]
    assert found[-1][1:] == [
        ["附件1", "县级", "2", "0", "0", "0%", "2026年7月31日", "丙县红十字会、丁县红十字会"],
        ["附件2", "县级", "2", "1", "1", "50%", "2026年12月31日", "丁县红十字会"],
    ]


def test_every_number_is_the_progress_of_that_day(city: City) -> None:
    day = date(2026, 6, 30)
    made = bulletin.make(city.work, city.row(2), day)
    assert made.title == "乙市红十字会2026年上半年组织建设工作通报"
    volunteers = next(one for one in made.sections if one.metric.id == "volunteers")
    assert (volunteers.own.value, volunteers.own.target) == (2, None)  # the target was set in November
    assert [one.value for one in volunteers.below] == [1, 1]
    assert volunteers.those(*State) == volunteers.below
    assert not volunteers.those(State.BEHIND)


# --- letters ---------------------------------------------------------------------------------------------------------


def test_a_letter_for_each_that_is_behind(city: City, tmp_path: Path) -> None:
    letters = bulletin.letters(city.work, city.row(2), TODAY)
    assert [(one.to, [of.metric.id for of in one.behind]) for one in letters] == [
        ("丙县红十字会", ["volunteers"]),
        ("丁县红十字会", ["homes"]),
    ]
    paper.write_letters(letters, "乙市红十字会", TODAY, tmp_path / "a.docx")
    said = lines(tmp_path / "a.docx")
    assert said[:2] == ["提示函", "丙县红十字会："]
    assert said.count("提示函") == 2
    item = next(one for one in said if one.startswith("1. 志愿者"))
    clause = re.fullmatch(r".+；指标见(《.+》附件1)。", item)
    assert clause
    assert item == (
        "1. 志愿者：现在 2 人，目标 8 人（2026年12月31日前），完成 25%，还差 6 人。"
        "近90天的变动不到两次，看不出速度；要按期达到，每周要增加 2 人。依据：市里的会；"
        f"指标见{clause[1]}。"
    )
    assert any(re.fullmatch(r"发提示函见《.+》二（一）3。", one) for one in said)
    assert said[-3:] == ["乙市红十字会", "2026年11月22日", "草稿，发出前请核对。"]


def test_the_clause_of_a_document_is_the_basis() -> None:
    target = Target("volunteers", 5, END, False, None, "000", "二")
    assert re.fullmatch(r"《.+》二", bulletin.basis_of(target))
    assert bulletin.basis_of(Target("volunteers", 5, END, False)).startswith("你们定下的目标；指标见《")


def test_nobody_is_behind(city: City) -> None:
    targets.take_back(city.work, [one.id for one in city.session.query(TargetRow).order_by("id")])
    assert bulletin.letters(city.work, city.row(2), TODAY) == []


# --- who, when -------------------------------------------------------------------------------------------------------


def test_what_is_not_written(city: City) -> None:
    with pytest.raises(RegisterError, match="bulletin_day"):
        bulletin.make(city.work, city.row(2), TODAY + timedelta(days=1))
    with pytest.raises(RegisterError, match="bulletin_nobody"):
        bulletin.make(city.work, city.row(8), TODAY)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
@pytest.mark.parametrize("call", [bulletin.make, bulletin.letters])
def test_only_who_may_export_and_only_of_the_own_scope(city: City, role: Role, call: Any) -> None:
    work = worker(city.session, role, city.ids[4], f"one {role}")
    for node in (0, 2, 3):
        with pytest.raises(PermissionDeniedError):
            call(work, city.row(node), TODAY)
    if reach(role, Action.EXPORT) is Reach.NONE:
        with pytest.raises(PermissionDeniedError):
            call(work, city.row(4), TODAY)
    else:
        call(work, city.row(4), TODAY)


def test_making_a_file_is_logged(city: City) -> None:
    bulletin.logged(city.work, "letters", city.row(2), TODAY)
    entry = city.session.query(AuditRow).filter_by(entity="letters").one()
    assert (entry.action, entry.after) == ("export", {"as_of": "2026-11-22", "organisations": [city.ids[2]]})
