"""The annexes of a small world made by hand, cell by cell; submitted, returned, accepted, printed again unchanged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.annexes import AnnexStatus
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.core.structure import Fact
from bot.reports import annexes as paper
from bot.services import annexes, structure
from bot.services.annexes import Annex, AnnexDecisionForm, AnnexForm, fill, forms, submit, thawed
from bot.services.metrics import catalogue, listed
from bot.services.work import Work
from bot.store import notices
from bot.store.database import Database
from bot.store.tables import AuditRow, OrganisationRow
from tests.services.test_metrics import MEMBERSHIPS, A, world
from tests.services.test_register import TODAY, worker

# Items 1 to 7; no county recorded a Party group, the city no board of supervisors. The county has no city below it.
UPPER_NOW: list[float | None] = [1, 0, 1, 0, None, None, 1]
UPPER_2025_COUNTY: list[float | None] = [1, 0, 1, 0, None, 0, 1]
UPPER_SINCE_2025: list[float | None] = [0, 0, 1, -1, None, None, 0]
UPPER_SINCE_2024: list[float | None] = [1, 0, 1, -1, None, None, 0]
UPPER_SINCE_2010: list[float | None] = [1, 2, 3, 0, None, None, 1]
EMPTY = "系统里没有这一项的数据"
# Items 8 to 14 of the city (2) and of its counties (3, 4), as of today and of the ends of 2025 and 2024.
CITY_NOW: list[float | None] = [4, 1, 4, 1, 3, 0, 16.3]
CITY_SINCE_2025: list[float | None] = [0, 0, 1, -1, 1, 0, 0]
CITY_SINCE_2024: list[float | None] = [0, 1, 0, -1, 1, 0, 8.8]
COUNTY_2025: list[float | None] = [4, 0, 2, 2, 1, 0, 16.3]


@dataclass
class Town:
    """The world with officers: the city's, one county's, the other's."""

    session: Session
    ids: list[int]
    city: Work
    county: Work
    other: Work

    def row(self, node: int) -> OrganisationRow:
        return self.session.get_one(OrganisationRow, self.ids[node])


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    with database.session() as session:
        ids = world(session)
        officers = [
            worker(session, role, ids[node], name)
            for role, node, name in (
                (Role.CITY_OFFICER, 2, "city"), (Role.COUNTY_OFFICER, 3, "county"), (Role.COUNTY_OFFICER, 4, "other"),
            )
        ]  # fmt: skip
        yield Town(session, ids, *officers)
        session.rollback()


def values(annex: Annex) -> list[float | None]:
    return [line.value for line in annex.lines]


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "node", "year", "baseline", "expected"),
    [
        ("annex1", 2, 2026, None, [*UPPER_NOW, *CITY_NOW]),
        ("annex1", 3, 2025, None, [*UPPER_2025_COUNTY, *COUNTY_2025]),
        ("annex2", 2, 2026, None, [*UPPER_SINCE_2025, *CITY_SINCE_2025]),
        ("annex2", 2, 2026, 2024, [*UPPER_SINCE_2024, *CITY_SINCE_2024]),
        ("annex2", 2, 2026, 2010, [*UPPER_SINCE_2010, 3, 1, 4, 1, 3, 0, 16.3]),  # one does not know when it was founded
    ],
)
def test_the_numbers(
    town: Town, kind: str, node: int, year: int, baseline: int | None, expected: list[float | None]
) -> None:
    annex = fill(town.city, kind, town.row(node), year, baseline)
    assert values(annex) == expected
    assert annex.as_of == min(TODAY, date(year, 12, 31))


def test_what_counties_recorded_of_themselves_is_counted(town: Town) -> None:
    structure.state(town.county, town.ids[3], Fact.PARTY_GROUP, {"value": True, "since": "2024-05"})
    structure.state(town.city, town.ids[2], Fact.SUPERVISORS, {"value": True, "since": "2026-03-01"})
    annex = fill(town.city, "annex1", town.row(2), 2026)
    assert values(annex)[4:6] == [1, 1]
    assert annex.lines[4].parts == (1, None)
    assert annex.lines[4].counted.startswith("共 2 个，1 个登记了")
    assert annex.lines[4].counted.endswith(catalogue()["county_party_groups"].counted)
    assert values(fill(town.city, "annex1", town.row(2), 2023))[4:6] == [0, 0]
    assert values(fill(town.city, "annex2", town.row(2), 2026))[4:6] == [0, 1]
    assert values(fill(town.city, "annex2", town.row(2), 2026, 2023))[4] == 1


@pytest.mark.parametrize("number", range(14))
def test_the_list_behind_each_item_is_as_long_as_its_number(town: Town, number: int) -> None:
    line, item = fill(town.city, "annex1", town.row(2), 2026).lines[number], forms()["annex1"].items[number]
    found = listed(town.city, catalogue()[item.metric], town.row(2), TODAY, length=100)
    assert (line.value or 0) == pytest.approx(found.total if found.amount is None else found.amount)


def test_every_number_is_the_metrics_and_its_parts_are_those_below(town: Town) -> None:
    annex = fill(town.city, "annex1", town.row(2), 2026)
    assert annex.below == ("丙县红十字会", "丁县红十字会")
    below = [fill(town.city, "annex1", town.row(node), 2026) for node in (3, 4)]
    for place, line in enumerate(annex.lines):
        assert line.parts == tuple(one.lines[place].value for one in below)


def test_the_forms_hold_the_fourteen_items_in_the_order_of_the_metrics() -> None:
    for form in forms().values():
        assert len(form.items) == 14
        for number, item in enumerate(form.items, 1):
            assert catalogue()[item.metric].annex == number, item.item


@pytest.mark.parametrize(
    ("node", "kind", "year", "baseline", "code"),
    [
        (5, "annex1", 2026, None, "annex_level"),
        (8, "annex2", 2026, None, "annex_level"),
        (3, "annex1", 2027, None, "annex_year"),
        (3, "annex1", 1999, None, "annex_year"),
        (3, "annex2", 2026, 2026, "annex_year"),
    ],
)
def test_what_is_not_filled(town: Town, node: int, kind: str, year: int, baseline: int | None, code: str) -> None:
    with pytest.raises(RegisterError) as refused:
        fill(town.city, kind, town.row(node), year, baseline)
    assert refused.value.code == code


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_only_who_may_export_and_only_of_the_own_scope(town: Town, role: Role) -> None:
    work = worker(town.session, role, town.ids[4], f"one {role}")
    for node in (0, 2, 3):
        with pytest.raises(PermissionDeniedError):
            fill(work, "annex1", town.row(node), 2026)
        with pytest.raises(PermissionDeniedError):
            annexes.levels(work, "annex1", town.row(node), 2026)
    if reach(role, Action.EXPORT) is Reach.NONE:
        with pytest.raises(PermissionDeniedError):
            fill(work, "annex1", town.row(4), 2026)
    else:
        assert fill(work, "annex1", town.row(4), 2026).organisation == "丁县红十字会"


# --- files -----------------------------------------------------------------------------------------------------------


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.parametrize(("kind", "year"), [("annex1", 2026), ("annex2", 2026), ("annex1", 2021), ("annex2", 2021)])
def test_the_sheet_cell_by_cell(town: Town, tmp_path: Path, kind: str, year: int) -> None:
    annex, form = fill(town.city, kind, town.row(2), year), forms()[kind]
    paper.write(annex, tmp_path / "a.xlsx")
    book = sheets(tmp_path / "a.xlsx")
    rows = book[form.name]
    official = "组织体系建设工作情况调查表" if kind == "annex1" else "组织体系建设年工作成效统计表"
    titled = {2021: official, 2026: "2026年" + official.replace("建设年", "建设")}
    day = "2026年11月22日" if year == 2026 else "2021年12月31日"
    assert rows[:4] == [
        [form.attachment, None, None, None],
        [titled[year], None, None, None],
        ["填报单位：乙市红十字会", None, f"截至：{day}", None],
        ["序号", "工作事项", "个(人、小时)", None],
    ]
    for number, (cells, line, item) in enumerate(zip(rows[4:], annex.lines, form.items, strict=False), 1):
        assert cells == [number, item.item, line.value, EMPTY if line.value is None else None]
    if kind == "annex2":
        assert rows[18:] == [[f"说明：表中“增加数”是指与 {year - 1} 年相比的增加数。", None, None, None]]
    else:
        assert len(rows) == 18
    assert [row[0] for row in book["数字来源"][1:]] == list(range(1, 15))
    for cells, line in zip(book["数字来源"][1:], annex.lines, strict=True):
        assert cells[1:3] == [line.item, line.value]
        assert cells[3] == (EMPTY if line.value is None else line.list)
        if kind == "annex2" and line.value is not None:
            assert cells[5] - cells[6] == pytest.approx(cells[2])


def test_the_numbers_by_organisation_add_up(town: Town, tmp_path: Path) -> None:
    paper.write(fill(town.city, "annex1", town.row(2), 2026), tmp_path / "a.xlsx")
    header, *rows = sheets(tmp_path / "a.xlsx")["分组织"]
    column = header.index("红十字会基层组织数")
    assert header[0] == "组织"
    assert [[row[0], row[column]] for row in rows] == [
        ["丙县红十字会", 3],
        ["丁县红十字会", 1],
        ["本级及其他", 0],
        ["合计", 4],
    ]
    for column in range(1, len(header)):
        assert sum(row[column] or 0 for row in rows[:-1]) == pytest.approx(rows[-1][column])


@pytest.mark.parametrize("kind", annexes.KINDS)
def test_the_document_cell_by_cell(town: Town, tmp_path: Path, kind: str) -> None:
    annex = fill(town.city, kind, town.row(2), 2026)
    paper.write(annex, tmp_path / "a.docx")
    document = Document(str(tmp_path / "a.docx"))
    lines = [one.text for one in document.paragraphs if one.text]
    assert lines[:3] == [annex.form.attachment, annex.title, "填报单位：乙市红十字会\t截至：2026年11月22日"]
    assert ("说明：表中“增加数”是指与 2025 年相比的增加数。" in lines) == (kind == "annex2")
    assert "备注：第 5—6 项，系统里没有这一项的数据，没有填。" in lines
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[0] == ["序号", "工作事项", "个(人、小时)"]
    for row, line in zip(cells[1:], annex.lines, strict=True):
        assert row == [str(line.number), line.item, "" if line.value is None else f"{line.value:g}"]
    assert [row.cells[1].text for row in document.tables[1].rows][1:] == [line.item for line in annex.lines]


def test_no_other_kind_of_file(town: Town, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.pdf"):
        paper.write(fill(town.city, "annex1", town.row(2), 2026), tmp_path / "a.pdf")


# --- submitting ------------------------------------------------------------------------------------------------------


def told(town: Town, account: str) -> list[tuple[str, list[str]]]:
    """(phrase, presses of its buttons) of what an account is told now."""
    rows = notices.tell(town.session, account, town.city.now)
    return [(row.phrase, [press["about"] for _, press in row.buttons or []]) for row in rows]


def submitted(town: Town, kind: str = "annex1", request: str = "r1") -> int:
    return submit(town.county, fill(town.county, kind, town.row(3), 2026), request).id


def test_what_is_submitted_stays_as_it_was(town: Town, tmp_path: Path) -> None:
    before = fill(town.county, "annex1", town.row(3), 2026)
    number = submitted(town)
    town.row(3).name = "新名红十字会"
    town.row(6).dissolved = date(2026, 1, 1)
    town.session.flush()
    town.session.expire_all()
    assert fill(town.county, "annex1", town.row(3), 2026) != before
    there = annexes.standing(town.county, "annex1", town.row(3), 2026)
    assert there is not None
    assert there.id == number
    assert thawed(json.loads(json.dumps(there.numbers))) == before
    for name, annex in (("a", before), ("b", thawed(there.numbers))):
        paper.write(annex, tmp_path / f"{name}.xlsx")
    assert sheets(tmp_path / "a.xlsx") == sheets(tmp_path / "b.xlsx")


def test_the_officers_above_are_told_and_decide(town: Town) -> None:
    number = submitted(town)
    assert told(town, "city") == [
        ("channel_annex", [f"annex:accept:{number}", f"annex:return:{number}", f"annex:look:{number}"])
    ]
    assert told(town, "county") == []
    for work in (town.county, town.other):
        with pytest.raises(PermissionDeniedError):
            annexes.decide(work, number, None)
    assert annexes.decide(town.city, number, None).status == AnnexStatus.ACCEPTED
    assert told(town, "county") == [("channel_annex_accepted", [])]
    with pytest.raises(RegisterError):
        annexes.decide(town.city, number, "太晚")
    with pytest.raises(RegisterError):
        annexes.withdraw(town.county, number)


def test_a_returned_one_is_submitted_anew(town: Town) -> None:
    first = submitted(town)
    with pytest.raises(RegisterError) as refused:
        submitted(town, request="r2")
    assert refused.value.code == "annex_waiting"
    annexes.decide(town.city, first, "志愿者数对不上")
    assert told(town, "county") == [("channel_annex_returned", [f"annex:again:{first}"])]
    second = submitted(town, request="r2")
    assert second != first
    with pytest.raises(RegisterError):
        annexes.reopen(town.city, first)  # the new one stands
    annexes.decide(town.city, second, None)
    with pytest.raises(RegisterError) as refused:
        submitted(town, request="r3")
    assert refused.value.code == "annex_accepted"


def test_the_same_request_makes_one_row_and_every_step_is_logged(town: Town) -> None:
    assert submitted(town) == submitted(town)
    number = submitted(town)
    annexes.decide(town.city, number, "再核一遍")
    annexes.reopen(town.city, number)
    annexes.withdraw(town.county, number)
    done = [row.action for row in town.session.query(AuditRow).filter_by(entity="annex").order_by(AuditRow.id)]
    assert done == ["submit_annex", "return_annex", "reopen_annex", "withdraw_annex"]
    assert annexes.standing(town.county, "annex1", town.row(3), 2026) is None


def test_who_has_nobody_above_submits_to_nobody(town: Town) -> None:
    top = worker(town.session, Role.NATIONAL_OFFICER, town.ids[0], "top")
    with pytest.raises(RegisterError) as refused:
        submit(top, fill(top, "annex1", town.row(0), 2026), "r1")
    assert refused.value.code == "annex_top"


def test_by_talk(town: Town) -> None:
    form, decision = AnnexForm(), AnnexDecisionForm()
    content = form.begin(town.county, "上报附件2", f"annex2:{town.ids[3]}:2026:")
    taken = form.take(town.county, "跟2024年比", content, None)
    assert taken is not None
    assert thawed(taken.content["annex"]).baseline == 2024
    result = form.commit(town.county, taken.content, "r1")
    asked = decision.begin(town.city, "", f"return:{result['annex']}")
    assert decision.missing(town.city, asked) == "why"
    taken = decision.take(town.city, "第8项不对", asked, "why")
    assert taken is not None
    decision.commit(town.city, taken.content, "r2")
    assert annexes.submitted(town.county, result["annex"]).returned_why == "第8项不对"
    decision.undo(town.city, taken.content, {"report": result["annex"]})
    form.undo(town.county, content, result)
    assert annexes.submitted(town.county, result["annex"]).status == AnnexStatus.WITHDRAWN


def test_the_rate_in_time_by_level(town: Town) -> None:
    submitted(town, "annex2")
    late = submitted(town, "annex1", "r2")  # due at the end of July, today is in November
    annexes.decide(town.city, late, None)
    [counties] = annexes.levels(town.city, "annex2", town.row(2), 2026)
    assert (counties.type, counties.total, counties.submitted, counties.in_time, counties.rate) == ("县级", 2, 1, 1, 50)
    assert counties.missing == ("丁县红十字会",)
    [counties] = annexes.levels(town.city, "annex1", town.row(2), 2026)
    assert (counties.submitted, counties.in_time, counties.accepted, counties.rate) == (1, 0, 1, 0)
    top = worker(town.session, Role.NATIONAL_OFFICER, town.ids[0], "top")
    assert [one.type for one in annexes.levels(top, "annex1", town.row(0), 2026)] == ["省级", "市级", "县级"]


def test_the_world_is_what_the_expected_numbers_say() -> None:
    """The numbers above were counted by hand; this keeps them from being changed beside the world unseen."""
    adults = [one for one in MEMBERSHIPS if one[0] == "成人会员" and one[4] == A and one[1] != 0]
    assert sum(since <= TODAY and (until is None or until > TODAY) for _, _, since, until, _ in adults) == CITY_NOW[2]
