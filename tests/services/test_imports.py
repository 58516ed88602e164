"""People from spreadsheets: looked through row by row, brought in at once, taken back at once."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import RegisterError, SheetError
from bot.services import imports, register, sheets
from bot.services.imports import Options, Plan
from bot.store import members
from bot.store.database import Database
from bot.store.tables import MembershipRow, PersonRow
from tests.services.test_permission import plant
from tests.services.test_register import ANNA, counted, worker

HEADER = ["序号", "姓 名", "性别", "身份证号码", "联系电话", "出生年月", "所属组织"]
GOOD = [1, "邬小満", "女", "", 13800000001, "1990-03-02", "甲1红十字会"]


def book(path: Path, *rows: list[Any], header: list[str] = HEADER) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["某某县会员名册"])
    for row in (header, *rows):
        sheet.append(row)
    made.save(path)
    return path


def changed(**cells: Any) -> list[Any]:
    places = {"name": 1, "gender": 2, "id_number": 3, "phone": 4, "birth_date": 5, "organisation": 6}
    row = list(GOOD)
    for name, value in cells.items():
        row[places[name]] = value
    return row


def look(session: Session, path: Path, ids: list[int]) -> Plan:
    return imports.look_through(worker(session, Role.COUNTY_OFFICER, ids[1]), path, options=Options(ids[1]))


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"name": "12345"}, "name", "name"),
        ({"name": "甲" * 40}, "name", "name"),
        ({"name": "甲" * 200}, "name", "name"),
        ({"name": '=CMD("x")'}, "name", "formula"),
        ({"name": "=CMD|' /C calc'!A0"}, "name", "formula"),
        ({"phone": "=1+1"}, "phone", "formula"),
        ({"phone": "138****0001"}, "phone", "masked"),
        ({"gender": "未知数"}, "gender", "gender"),
        ({"id_number": "11010519900302002X"}, "id_number", "id_number"),
        ({"id_number": "110105299003020020"}, "id_number", "id_number"),
        ({"id_number": "320000199407072255"}, "id_number", "id_number"),
        ({"phone": 1380000}, "phone", "phone"),
        ({"phone": ""}, "phone", "missing"),
        ({"birth_date": "1990-13-45"}, "birth_date", "birth_date"),
        ({"birth_date": "2090-01-01"}, "birth_date", "birth_date"),
        ({"birth_date": "2016-05-04"}, "guardian_name", "missing"),
        ({"birth_date": "1990-02-30"}, "birth_date", "birth_date"),
        ({"birth_date": "1850-01-01"}, "birth_date", "birth_date"),
        ({"organisation": "没有这个组织"}, "organisation", "organisation"),
        ({"organisation": "甲4"}, "organisation", "reach"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(
    database: Database, tmp_path: Path, cells: dict[str, Any], field: str, code: str
) -> None:
    with database.session() as session:
        plan = look(session, book(tmp_path / "a.xlsx", GOOD, changed(**cells)), plant(session))
        assert [one.row for one in plan.planned] == [3]
        assert (4, field, code) in [(one.row, one.field, one.code) for one in plan.faults]


def test_all_rows_or_the_valid_ones(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        plan = look(session, book(tmp_path / "a.xlsx", GOOD, changed(name="7", phone="")), ids)
        with pytest.raises(RegisterError):
            imports.bring_in(work, plan)
        assert counted(session, ids[1]) == 0
        row = imports.bring_in(work, plan, valid_only=True)
        assert (row.rows, row.kept, counted(session, ids[1])) == (2, 1, 1)
        with pytest.raises(RegisterError) as again:
            imports.bring_in(work, plan, valid_only=True)
        assert again.value.code == "import_again"


def test_whoever_is_known_is_not_made_twice_nor_overwritten(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        first = register.register(work, ANNA, ids[2], "r1")
        rows = [GOOD, GOOD, changed(organisation="甲2", gender="男")]
        plan = look(session, book(tmp_path / "a.xlsx", *rows), ids)
        assert [(one.row, one.code) for one in plan.faults] == [(4, "twice"), (5, "already")]
        imports.bring_in(work, plan, valid_only=True)
        assert session.query(PersonRow).count() == 1
        assert {row.person_id for row in session.query(MembershipRow)} == {first.person_id}


def test_an_import_is_taken_back_and_leaves_no_personal_data(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        kept = register.register(work, ANNA, ids[2], "r1")
        other = changed(name="尚文竹", phone=13800000009)
        row = imports.bring_in(work, look(session, book(tmp_path / "a.xlsx", GOOD, other), ids))
        assert counted(session, ids[1]) == 2
        assert imports.take_back(work, row.id) == 2
        assert counted(session, ids[1]) == 0
        people = {person.id: person.name for person in session.query(PersonRow)}
        assert people.pop(kept.person_id or 0) == "邬小満"
        assert set(people.values()) == {""}
        with pytest.raises(RegisterError):
            imports.take_back(work, row.id)
        imports.bring_in(work, look(session, book(tmp_path / "a.xlsx", GOOD, other), ids))
        assert counted(session, ids[1]) == 2


def test_numbers_of_an_import_lie_encrypted(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        imports.bring_in(work, look(session, book(tmp_path / "a.xlsx", GOOD), ids))
        person = session.query(PersonRow).one()
        assert b"13800000001" not in (person.phone or b"")
        assert members.facts_of(work.personal, person).phone == "13800000001"


def _empty(path: Path) -> None:
    Workbook().save(path)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)


def _cut(path: Path) -> None:
    book(path, *([GOOD] * 500))
    path.write_bytes(path.read_bytes()[:-3000])


def _no_header(path: Path) -> None:
    book(path, header=["一", "二", "三"])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "missing"),
        (lambda path: path.write_text("姓名,电话", encoding="utf-8"), "no_xlsx"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 100), "locked"),
        (_empty, "empty"),
        (_bomb, "bomb"),
        (_cut, "no_xlsx"),
        (_no_header, "no_header"),
    ],
)
def test_a_file_that_is_none_is_refused(database: Database, tmp_path: Path, make: Any, code: str) -> None:
    path = tmp_path / "a.xlsx"
    make(path)
    with database.session() as session:
        with pytest.raises(SheetError) as refused:
            look(session, path, plant(session))
        assert refused.value.code == code
        assert session.query(MembershipRow).count() == 0


def test_what_is_written_runs_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    sheets.write(path, ["姓名"], [["=1+1"], ["@SUM(A1)"], ["甲"]])
    assert list(sheets.rows_of(path)) == [["姓名"], ["'=1+1"], ["'@SUM(A1)"], ["甲"]]
