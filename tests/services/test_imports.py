"""People from spreadsheets: looked through row by row, brought in at once, taken back at once."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError, SheetError
from bot.core.members import MemberKind
from bot.services import imports, register, sheets
from bot.services.imports import Options, Plan
from bot.store import members
from bot.store.database import Database
from bot.store.tables import AwardRow, MembershipRow, PersonRow
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


def test_a_new_certificate_of_a_member_comes_in_and_is_taken_back(database: Database, tmp_path: Path) -> None:
    """The membership that is there stays; the same certificate a second time is known."""
    header = [*HEADER, "救护员证取得日期"]
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        register.register(work, ANNA, ids[2], "r1")
        known = changed(organisation="甲2红十字会")
        made = imports.bring_in(
            work, look(session, book(tmp_path / "a.xlsx", [*known, "2026-05-08"], header=header), ids)
        )
        assert (made.kept, session.query(MembershipRow).count()) == (1, 1)
        assert [one.since for one in session.query(AwardRow)] == [date(2026, 5, 8)]
        again = look(session, book(tmp_path / "b.xlsx", [*known, "2026-05-08"], header=header), ids)
        assert [one.code for one in again.faults] == ["already"]
        assert imports.take_back(work, made.id) == 1
        assert [one.status for one in session.query(AwardRow)] == ["withdrawn"]
        assert session.query(MembershipRow).one().status != "withdrawn"


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


# --- sheets as people make them --------------------------------------------------------------------------------------


def pages(path: Path, **sheets_of: list[list[Any]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets_of.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_the_first_sheet_with_a_header_is_read_and_the_others_are_named(database: Database, tmp_path: Path) -> None:
    path = pages(
        tmp_path / "a.xlsx", 说明=[["请填写"]], 会员=[HEADER, GOOD], 志愿者=[HEADER, changed(name="尚文竹")], 空=[]
    )  # fmt: skip
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        plan = imports.look_through(work, path)
        assert (plan.kind, plan.sheet, plan.unread, plan.ignored) == ("members", "会员", ("志愿者",), ("序号",))
        plan = imports.look_through(work, path, sheet="志愿者")
        assert [one.entry.kind for one in plan.planned] == [MemberKind.VOLUNTEER]
        for name, code in (("说明", "no_header"), ("没有这张", "no_sheet")):
            with pytest.raises(SheetError) as refused:
                imports.look_through(work, path, sheet=name)
            assert refused.value.code == code


def test_a_header_that_is_repeated_on_every_page_is_no_row(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        plan = look(session, book(tmp_path / "a.xlsx", GOOD, HEADER, changed(name="尚文竹")), plant(session))
        assert (plan.rows, [one.row for one in plan.planned], plan.faults) == (2, [3, 5], [])


def test_merged_cells_hold_for_all_their_rows_where_rows_may_share_them(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    other = changed(name="尚文竹", phone=13800000002, organisation=None)
    book(path, changed(organisation="甲2"), other, changed(name=None, phone=13800000003))
    made = load_workbook(path)
    sheet = made.worksheets[0]
    sheet.merge_cells("G3:G4")  # the organisation
    sheet.merge_cells("B4:B5")  # the name
    made.save(path)
    with database.session() as session:
        ids = plant(session)
        plan = look(session, path, ids)
        assert [(one.row, one.organisation_id) for one in plan.planned] == [(3, ids[2]), (4, ids[2])]
        assert [(one.row, one.field, one.code) for one in plan.faults] == [(5, "name", "merged")]


def test_formulas_without_a_result_are_not_taken_for_empty_cells(database: Database, tmp_path: Path) -> None:
    rows = [changed(birth_date="=1+1"), GOOD, ["=1+1"] * len(HEADER)]
    with database.session() as session:
        plan = look(session, book(tmp_path / "a.xlsx", *rows), plant(session))
        assert [one.row for one in plan.planned] == [4]
        assert {(one.row, one.code) for one in plan.faults} == {(3, "formula"), (5, "formula")}
        assert {one.field for one in plan.faults if one.row == 3} == {"birth_date"}


def test_the_birthday_is_that_of_the_identity_number(database: Database, tmp_path: Path) -> None:
    row = changed(id_number="11010519491231002X", birth_date="1949-12-30")
    with database.session() as session:
        plan = look(session, book(tmp_path / "a.xlsx", row), plant(session))
        assert [(one.field, one.code, one.meant) for one in plan.faults] == [
            ("birth_date", "birth_differs", "1949-12-31")
        ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [({"类别": "理事"}, "kind"), ({"类别": "青少年会员"}, None), ({"入会时间": "2099-01-01"}, "day"),
     ({"入会时间": "1980-01-01"}, "before_birth"), ({"入会时间": "2020-03-04"}, None), ({"单位": "厂" * 200}, "long")],
)  # fmt: skip
def test_further_columns(database: Database, tmp_path: Path, cells: dict[str, str], code: str | None) -> None:
    with database.session() as session:
        path = book(tmp_path / "a.xlsx", [*GOOD, *cells.values()], header=[*HEADER, *cells])
        assert [one.code for one in look(session, path, plant(session)).faults] == ([code] if code else [])


def test_members_count_from_the_day_on_which_they_joined(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        path = book(tmp_path / "a.xlsx", [*GOOD, "2020-03-04"], header=[*HEADER, "入会时间"])
        imports.bring_in(worker(session, Role.COUNTY_OFFICER, ids[1]), look(session, path, ids))
        assert counted(session, ids[1], date(2020, 3, 4)) == 1
        assert counted(session, ids[1], date(2020, 3, 3)) == 0


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 900_000)
    honest = (900_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, (900).to_bytes(4, "little")))
    with pytest.raises(SheetError) as refused:
        list(sheets.pages_of(path))
    assert refused.value.code == "bomb"


def test_who_may_not_take_an_import_back_changes_nothing(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        row = imports.bring_in(
            worker(session, Role.COUNTY_OFFICER, ids[1]), look(session, book(tmp_path / "a.xlsx", GOOD), ids)
        )
        with pytest.raises(PermissionDeniedError):
            imports.take_back(worker(session, Role.COUNTY_OFFICER, ids[4], "stranger"), row.id)
        assert counted(session, ids[1]) == 1


def test_who_registers_nobody_may_not_even_look(database: Database, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", GOOD)
    with database.session() as session:
        ids = plant(session)
        for role in (Role.MEMBER, Role.VOLUNTEER, Role.ADMINISTRATOR):
            with pytest.raises(PermissionDeniedError):
                imports.look_through(worker(session, role, ids[1], role.value), path)
