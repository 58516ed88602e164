"""Exports: of one's own scope, masked or in full and logged, harmless, taken in again as they went out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.permissions import Action, Reach, reach
from bot.services import awards, exports, imports, register, sheets
from bot.services.imports import Options
from bot.store import organisations
from bot.store.database import Database
from bot.store.tables import ActivityRow, AuditRow, AwardRow, MembershipRow, OrganisationRow, PersonRow
from bot.text.columns import LEDGERS, TITLES
from tests.services.test_permission import plant
from tests.services.test_register import TODAY, worker
from tests.store.test_rollups import found_wrong

ADULT = Entry(
    MemberKind.ADULT, PersonalFacts("邬小満", "女", "11010519491231002X", "13800000001", "1949-12-31", "-甲厂")
)
YOUTH = Entry(
    MemberKind.YOUTH, PersonalFacts("尚文竹", None, None, None, "2016-05-04", "甲小学", "尚知秋", "13800000002")
)
GROUP = Entry(MemberKind.GROUP, PersonalFacts("甲乙公司", phone="13800000003"), "路平安")
VOLUNTEER = Entry(MemberKind.VOLUNTEER, PersonalFacts("计明德", "男", None, "13800000004"), skills=("急救", "驾驶"))
KEPT = ("name", "gender", "id_number", "phone", "birth_date", "unit", "guardian_name", "guardian_phone")


def fill(session: Session) -> list[int]:
    """People in 2 and 3 (below 1) and in 5 (elsewhere)."""
    ids = plant(session)
    boss = worker(session, Role.NATIONAL_OFFICER, ids[0], "owner")
    for number, (one, home) in enumerate([(ADULT, 2), (YOUTH, 3), (GROUP, 2), (VOLUNTEER, 3), (VOLUNTEER, 5)]):
        register.register(boss, one, ids[home], f"r{number}")
    return ids


def read(path: Path) -> tuple[list[str], list[list[str]], dict[str, str]]:
    """Header, rows and notes."""
    pages = [list(page.rows) for page in sheets.pages_of(path)]
    return pages[0][0], pages[0][1:], {row[0]: row[1] for row in pages[1]}


@pytest.mark.parametrize("kind", exports.KINDS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_only_who_may_export_gets_a_file_and_only_of_the_own_scope(
    database: Database, tmp_path: Path, role: Role, kind: str
) -> None:
    path = tmp_path / "a.xlsx"
    with database.session() as session:
        ids = fill(session)
        work = worker(session, role, ids[4])
        for where in ([ids[1]], [ids[4], ids[2]], [ids[0]], []):
            with pytest.raises(PermissionDeniedError):
                exports.export(work, kind, path, where)
            with pytest.raises(PermissionDeniedError):
                exports.count(work, kind, where)
        if reach(role, Action.EXPORT) is Reach.NONE:
            with pytest.raises(PermissionDeniedError):
                exports.export(work, kind, path)
        assert not path.exists()
        assert session.query(AuditRow).filter_by(action="export").count() == 0
        if reach(role, Action.EXPORT) is not Reach.NONE:
            done = exports.export(work, kind, path)
            assert done.rows == {"orgs": 2, "members": 0, "volunteers": 1, "activities": 0}[kind]


def test_numbers_are_masked_unless_they_are_asked_for_and_that_is_logged(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = fill(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        exports.export(work, "members", tmp_path / "a.xlsx")
        header, rows, notes = read(tmp_path / "a.xlsx")
        assert header == list(TITLES["members"].values())
        assert rows[0][:6] == ["邬小満", "女", "110***********002X", "138****0001", "1949", "成人会员"]
        assert "13800000001" not in str(rows)
        assert rows[2][0] == "尚文竹"
        assert notes == {
            "范围（含下级组织）": "甲1", "截至": TODAY.isoformat(), "行数": "3", "导出账号": "boss",
            "证件和电话": "已打码",
        }  # fmt: skip
        exports.export(work, "members", tmp_path / "b.xlsx", full=True)
        _, rows, notes = read(tmp_path / "b.xlsx")
        assert rows[0][2:5] == ["11010519491231002X", "13800000001", "1949-12-31"]
        assert notes["证件和电话"].startswith("完整")
        logged = [
            (row.entity, row.organisation_id, row.after) for row in session.query(AuditRow).filter_by(action="export")
        ]
        assert logged == [
            ("members", ids[1], {"rows": 3, "full": False, "organisations": [ids[1]]}),
            ("members", ids[1], {"rows": 3, "full": True, "organisations": [ids[1]]}),
        ]


def test_some_kinds_of_member_alone(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = fill(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        exports.export(work, "members", tmp_path / "a.xlsx", kinds=[MemberKind.YOUTH])
        assert [row[0] for row in read(tmp_path / "a.xlsx")[1]] == ["尚文竹"]
        assert exports.count(work, "members", kinds=[MemberKind.YOUTH]) == 1
        assert exports.count(work, "members") == 3


def people(session: Session, ids: list[int]) -> list[tuple[Any, ...]]:
    """What is kept of the people below 1, without ids."""
    from bot.store import members

    personal = worker(session, Role.COUNTY_OFFICER, ids[1]).personal
    found = []
    for one in members.stream(session, TODAY, MembershipRow.organisation_id.in_(organisations.ids_below(ids[1]))):
        facts = members.facts_of(personal, one.person) if one.person else None
        kept = tuple(getattr(facts, name) for name in KEPT) if facts else (one.membership.group_name,)
        skills = ((one.membership.facts or {}).get("skills"),)
        contact = personal.decrypt("contact", one.membership.contact) if one.membership.contact else None
        found.append((one.membership.kind, one.organisation, one.membership.valid_from, contact, *kept, *skills))
    return sorted(found, key=str)


@pytest.mark.parametrize("kind", ["members", "volunteers"])
def test_people_that_went_out_come_in_again_as_they_were(database: Database, tmp_path: Path, kind: str) -> None:
    with database.session() as session:
        ids = fill(session)
        before = [one for one in people(session, ids) if (one[0] == MemberKind.VOLUNTEER) == (kind == "volunteers")]
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        path = tmp_path / "a.xlsx"
        exports.export(work, kind, path, full=True)
        session.query(MembershipRow).delete()
        session.query(PersonRow).delete()
        plan = imports.look_through(work, path, options=Options(ids[1]))
        assert (plan.kind, plan.faults, plan.ignored, plan.unread) == (kind, [], (), ("说明",))
        imports.bring_in(work, plan)
        assert people(session, ids) == before


def test_certificates_go_out_and_come_in_again(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = fill(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        row = session.query(MembershipRow).filter_by(kind=MemberKind.ADULT).one()
        last = date(TODAY.year + 2, 5, 7)
        awards.certify(work, row.id, date(TODAY.year - 1, 5, 8), last, "ZJ20250001")
        exports.export(work, "members", tmp_path / "masked.xlsx")
        shown = read(tmp_path / "masked.xlsx")[1][0][-3:]
        assert shown[0] == f"{TODAY.year - 1}-05-08"
        assert "20250001" not in shown[1]
        exports.export(work, "members", tmp_path / "a.xlsx", full=True)
        session.query(AwardRow).delete()
        session.query(MembershipRow).delete()
        session.query(PersonRow).delete()
        plan = imports.look_through(work, tmp_path / "a.xlsx", options=Options(ids[1]))
        made = imports.bring_in(work, plan)
        kept = session.query(AwardRow).one()
        assert (kept.since, kept.expires, kept.assumed) == (date(TODAY.year - 1, 5, 8), last, False)
        assert awards.number_of(work, kept) == "ZJ20250001"
        assert found_wrong(session) == []
        imports.take_back(work, made.id)
        session.refresh(kept)
        assert (kept.status, kept.number) == ("withdrawn", None)
        assert found_wrong(session) == []


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        (["", "ZJ20250001", ""], "certificate_on", "missing"),
        (["2099-01-01", "", ""], "certificate_on", "day"),
        (["2025-05-08", "", "2024-01-01"], "certificate_until", "day"),
        (["2025-05-08", "ZJ2*****01", ""], "certificate", "masked"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_named(
    database: Database, tmp_path: Path, cells: list[str], field: str, code: str
) -> None:
    with database.session() as session:
        ids = fill(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        titles = TITLES["volunteers"]
        wanted = ("name", "phone", "organisation", "certificate_on", "certificate", "certificate_until")
        row = ["白鹭洲", "13800000009", "甲1红十字会", *cells]
        sheets.write(tmp_path / "a.xlsx", [titles[one] for one in wanted], [row])
        plan = imports.look_through(work, tmp_path / "a.xlsx", options=Options(ids[1]))
        assert (field, code) in [(one.field, one.code) for one in plan.faults]


def test_masked_numbers_do_not_come_in(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = fill(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        exports.export(work, "volunteers", tmp_path / "a.xlsx")
        plan = imports.look_through(work, tmp_path / "a.xlsx")
        assert [(one.field, one.code) for one in plan.faults] == [("phone", "masked")]


def test_organisations_that_went_out_come_in_again(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        for number, kind in enumerate(["市级", "县级", "学校", "社区", "社区", "社区"]):
            session.get_one(OrganisationRow, ids[number]).type = kind
        row = session.get_one(OrganisationRow, ids[2])
        row.name, row.short, row.address = "甲小学红十字会", "甲小学", "甲路1号"
        row.president, row.approved_by, row.approved_on = "邬小満", "甲党委", date(2020, 1, 2)
        row.founded, row.filed_on, row.phone = date(2020, 1, 3), date(2020, 1, 4), "057580000001"
        session.flush()
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        path = tmp_path / "a.xlsx"
        exports.export(work, "orgs", path, [ids[2]])
        facts = [getattr(row, name) for name in TITLES["orgs"] if hasattr(row, name)]
        session.query(AuditRow).delete()
        organisations.remove(session, row)
        plan = imports.look_through(work, path)
        assert (plan.kind, plan.faults, plan.ignored) == ("orgs", [], ())
        imports.bring_in(work, plan)
        again = organisations.by_name(session, "甲小学红十字会")
        assert [getattr(again, name) for name in TITLES["orgs"] if hasattr(again, name)] == facts


def test_the_sheet_is_harmless_and_readable(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = fill(session)
        exports.export(worker(session, Role.COUNTY_OFFICER, ids[1]), "members", tmp_path / "a.xlsx", full=True)
        page = load_workbook(tmp_path / "a.xlsx").worksheets[0]
        assert page.freeze_panes == "A2"
        assert page["H2"].value == "'-甲厂"
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
        assert page.column_dimensions["C"].width > len("11010519491231002X")
        assert page["C2"].value == "11010519491231002X"


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ("导出活动台账", ["2025-03-01", "2026-01-05", "2026-11-20", "2026-12-01"]),
        ("今年的活动台账", ["2026-01-05", "2026-11-20"]),
        ("应急救护培训活动台账", ["2025-03-01", "2026-12-01"]),
        ("2025年活动明细导成表", ["2025-03-01"]),
    ],
)
def test_the_ledger_of_activities(database: Database, tmp_path: Path, said: str, rows: list[str]) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[1])
        for home, day, kind, status in (
            (2, date(2025, 3, 1), "应急救护培训", "held"),
            (3, date(2026, 1, 5), "志愿服务", "returned"),
            (2, date(2026, 11, 20), "人道救助", "held"),
            (2, date(2026, 11, 21), "人道救助", "withdrawn"),
            (3, date(2026, 12, 1), "应急救护培训", "planned"),
            (5, date(2026, 11, 20), "人道救助", "held"),
        ):
            session.add(
                ActivityRow(
                    organisation_id=ids[home], activity_type=kind, date=day, status=status, participants=7, hours=1.5,
                    title="=甲", reported_by="boss", reported_at=work.now,
                )
            )  # fmt: skip
        session.flush()
        wish = exports.wish(work, said)
        assert wish.rosters == ("activities",)
        done = exports.export(work, "activities", tmp_path / "a.xlsx", wish.where, held=wish.held)
        header, found, notes = read(tmp_path / "a.xlsx")
        assert header == list(LEDGERS["activities"].values())
        assert [row[0] for row in found] == rows
        assert done.rows == len(rows) == exports.count(work, "activities", wish.where, held=wish.held)
        states = {row[0]: row[10] for row in found}
        known = {"2025-03-01": "已举办", "2026-01-05": "已退回", "2026-11-20": "已举办", "2026-12-01": "计划"}
        assert states.items() <= known.items()
        assert found[0][4:10] == ["'=甲", "", "7", "", "", "1.5"]
        assert found[0][11:] == ["boss", f"{work.now:%Y-%m-%d %H:%M}"]
        assert ("日期" in notes) == ("年" in said)
        session.rollback()
