"""Organisations and places from spreadsheets: any order, filed by scope, all or valid, taken back whole or not."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.organisations import OrganisationType
from bot.services import imports, register
from bot.services.imports import Options, Plan
from bot.services.work import Work
from bot.store import organisations
from bot.store.database import Database
from bot.store.tables import OrganisationRow, OrganisationTreeRow, PlaceRow
from bot.text.columns import TITLES
from tests.services.test_permission import plant
from tests.services.test_register import ANNA, TODAY, worker

ORG = {
    "name": "东溪镇", "type": "乡镇", "superior": "甲1红十字会", "approved_by": "东溪镇党委",
    "approved_on": "2021-05-08",
    "president": "邬小満", "secretary": "尚文竹", "phone": "0575-80000001", "last_election": "2022-06-01",
}  # fmt: skip
PLACE = {
    "name": "东溪镇", "level": "乡镇", "parent": "青石县", "residents": "1.2万", "villages": 14, "named_hospitals": 2,
    "as_of": "2025-12-31", "source": "县统计公报", "former_names": "东溪乡、溪口乡",
}  # fmt: skip


def sheet(path: Path, kind: str, *rows: dict[str, Any]) -> Path:
    """A file with the template's header."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.append(list(TITLES[kind].values()))
    for row in rows:
        page.append([row.get(name) for name in TITLES[kind]])
    made.save(path)
    return path


def officer(session: Session, ids: list[int]) -> Work:
    """A county officer below whom 2 and 3 hang; the root stands above all."""
    for number, kind in enumerate([OrganisationType.CITY, OrganisationType.COUNTY, *[OrganisationType.COMMUNITY] * 4]):
        session.get_one(OrganisationRow, ids[number]).type = kind
    session.flush()
    return worker(session, Role.COUNTY_OFFICER, ids[1])


def look(session: Session, path: Path, ids: list[int]) -> Plan:
    return imports.look_through(officer(session, ids), path, options=Options(ids[1]))


def faults(plan: Plan) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.code) for one in plan.faults]


# --- organisations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": 12345}, "name", "org_name"),
        ({"name": "甲" * 200}, "name", "org_name"),
        ({"name": "=CMD|' /C calc'!A0"}, "name", "formula"),
        ({"name": "东溪镇红会"}, "name", "org_twice"),
        ({"name": "甲2"}, "name", "org_already"),
        ({"type": "俱乐部"}, "type", "type"),
        ({"type": "", "name": "西溪"}, "type", "missing"),
        ({"superior": "没有这个镇"}, "superior", "superior"),
        ({"superior": "甲4"}, "superior", "superior_reach"),
        ({"superior": "甲2", "type": "乡镇"}, "superior", "superior_low"),
        ({"superior": "西溪镇"}, "superior", "circle"),
        ({"approved_by": ""}, "approved_by", "missing"),
        ({"approved_on": ""}, "approved_on", "missing"),
        ({"president": ""}, "president", "missing"),
        ({"president": "12"}, "president", "name"),
        ({"approved_on": "2021-02-30"}, "approved_on", "day"),
        ({"founded": "2099-01-01"}, "founded", "day"),
        ({"founded": "2023-01-01"}, "last_election", "before_founding"),
        ({"filed_on": "去年"}, "filed_on", "day"),
        ({"phone": "8000"}, "phone", "phone"),
        ({"place": "没有这个地方"}, "place", "place"),
        ({"address": "路" * 300}, "address", "long"),
    ],
)
def test_what_is_wrong_with_an_organisation_is_named(
    database: Database, tmp_path: Path, cells: dict[str, Any], field: str, code: str
) -> None:
    with database.session() as session:
        path = sheet(tmp_path / "a.xlsx", "orgs", ORG, {**ORG, "name": "西溪镇", **cells})
        plan = look(session, path, plant(session))
        assert (plan.kind, [one.short for one in plan.planned]) == ("orgs", ["东溪镇"])
        assert (3, field, code) in faults(plan)
        with pytest.raises(RegisterError):
            imports.bring_in(officer(session, [row.id for row in session.query(OrganisationRow)]), plan)
        assert session.query(OrganisationRow).count() == 6


def test_superiors_may_come_later_in_the_file(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        rows = [
            {**ORG, "name": "东溪镇柳岸社区", "type": "", "superior": "东溪镇"},
            {**ORG, "name": "东溪镇柳岸社区小学", "type": "学校", "superior": "东溪镇柳岸社区红十字会"},
            ORG,
        ]
        work = officer(session, ids)
        plan = imports.look_through(work, sheet(tmp_path / "a.xlsx", "orgs", *rows))
        assert faults(plan) == []
        imports.bring_in(work, plan)
        school = organisations.by_name(session, "东溪镇柳岸社区小学红十字会")
        assert school is not None
        assert (school.founded, school.filed_on, school.type) == (school.approved_on, TODAY, "学校")
        below = [row.short for row in organisations.below(session, ids[1], TODAY)]
        assert below == ["甲1", "甲2", "甲3", "东溪镇", "东溪镇柳岸社区", "东溪镇柳岸社区小学"]
        depths = session.query(OrganisationTreeRow).filter_by(descendant_id=school.id)
        assert sorted((row.ancestor_id in ids, row.depth) for row in depths) == [
            (False, 0), (False, 1), (False, 2), (True, 3), (True, 4),
        ]  # fmt: skip


def test_what_hangs_on_a_wrong_row_is_left_out_with_it(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        rows = [
            {**ORG, "president": ""},
            {**ORG, "name": "东溪镇柳岸社区", "type": "社区", "superior": "东溪镇"},
            {**ORG, "name": "东溪镇柳岸社区小学", "type": "学校", "superior": "东溪镇柳岸社区"},
            {**ORG, "name": "西溪镇"},
        ]
        work = officer(session, ids)
        plan = imports.look_through(work, sheet(tmp_path / "a.xlsx", "orgs", *rows))
        assert faults(plan) == [
            (2, "president", "missing"), (3, "superior", "superior_wrong"), (4, "superior", "superior_wrong"),
        ]  # fmt: skip
        assert imports.bring_in(work, plan, valid_only=True).kept == 1
        assert session.query(OrganisationRow).count() == 7


def test_who_files_nowhere_may_not_even_look(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = plant(session)
        secretary = worker(session, Role.SECRETARY, ids[1])
        for kind, row in (("orgs", ORG), ("places", PLACE)):
            with pytest.raises(PermissionDeniedError):
                imports.look_through(secretary, sheet(tmp_path / f"{kind}.xlsx", kind, row))


def test_an_import_of_organisations_is_taken_back_unless_something_hangs_on_it(
    database: Database, tmp_path: Path
) -> None:
    with database.session() as session:
        ids = plant(session)
        work = officer(session, ids)
        rows = [ORG, {**ORG, "name": "东溪镇柳岸社区", "type": "社区", "superior": "东溪镇"}]
        path = sheet(tmp_path / "a.xlsx", "orgs", *rows)
        row = imports.bring_in(work, imports.look_through(work, path))
        town = organisations.by_name(session, "东溪镇红十字会")
        assert town is not None
        member = register.register(work, ANNA, town.id, "r1")
        with pytest.raises(RegisterError) as used:
            imports.take_back(work, row.id)
        assert used.value.code == "import_used"
        assert used.value.values == {"names": "东溪镇红十字会", "table": "memberships"}
        assert session.query(OrganisationRow).count() == 8
        session.delete(member)
        child = OrganisationRow(name="别处红十字会", type=OrganisationType.SCHOOL, parent_id=town.id)
        organisations.add(session, child)
        session.execute(_audit_forgets(town.id))
        with pytest.raises(RegisterError) as used:
            imports.take_back(work, row.id)
        assert used.value.values["table"] == "organisations"
        organisations.remove(session, child)
        stranger = worker(session, Role.COUNTY_OFFICER, ids[4], "stranger")
        with pytest.raises(PermissionDeniedError):
            imports.take_back(stranger, row.id)
        assert imports.take_back(work, row.id) == 2
        assert {one.id for one in session.query(OrganisationRow)} == set(ids)
        assert session.query(OrganisationTreeRow).filter(OrganisationTreeRow.descendant_id.not_in(ids)).count() == 0
        imports.bring_in(work, imports.look_through(work, path))


def _audit_forgets(organisation_id: int) -> Any:
    from sqlalchemy import update

    from bot.store.tables import AuditRow

    return update(AuditRow).filter_by(organisation_id=organisation_id).values(organisation_id=None)


# --- places ----------------------------------------------------------------------------------------------------------


def country(session: Session) -> list[int]:
    """The tree, with a county in a city in a province; county officers hold the county."""
    ids = plant(session)
    province = organisations.add_place(session, "甲省", "province")
    city = organisations.add_place(session, "乙市", "city", province)
    county = organisations.add_place(session, "青石县", "county", city)
    other = organisations.add_place(session, "白石县", "county", city)
    for number, place in ((0, city), (1, county), (4, other)):
        session.get_one(OrganisationRow, ids[number]).place_id = place.id
    session.flush()
    return ids


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": "123"}, "name", "place_name"),
        ({"name": "东溪镇"}, "name", "place_twice"),
        ({"level": "星球"}, "level", "level"),
        ({"level": "省"}, "level", "level_order"),
        ({"parent": "没有这个县"}, "parent", "parent"),
        ({"parent": "白石县"}, "parent", "parent_reach"),
        ({"parent": ""}, "parent", "missing"),
        ({"parent": "西溪镇"}, "parent", "parent"),
        ({"residents": "很多"}, "residents", "count"),
        ({"residents": "-5"}, "residents", "count"),
        ({"named_hospitals": "一些"}, "named_hospitals", "count"),
        ({"as_of": ""}, "as_of", "figure"),
        ({"source": ""}, "source", "figure"),
        ({"as_of": "2027-01-01"}, "as_of", "day"),
        ({"as_of": "2025-13-01"}, "as_of", "day"),
    ],
)
def test_what_is_wrong_with_a_place_is_named(
    database: Database, tmp_path: Path, cells: dict[str, Any], field: str, code: str
) -> None:
    with database.session() as session:
        ids = country(session)
        path = sheet(tmp_path / "a.xlsx", "places", PLACE, {**PLACE, "name": "西溪镇", **cells})
        plan = look(session, path, ids)
        assert (plan.kind, [one.name for one in plan.planned]) == ("places", ["东溪镇"])
        assert (3, field, code) in faults(plan)


def test_places_lie_in_each_other_in_any_order_and_hold_organisations(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = country(session)
        work = officer(session, ids)
        village = {"name": "柳岸村", "level": "村", "parent": "青石县东溪镇"}
        path = sheet(tmp_path / "a.xlsx", "places", village, {**PLACE, "parent": "乙市青石县"})
        row = imports.bring_in(work, imports.look_through(work, path))
        kept = {one.name: one for one in session.query(PlaceRow)}
        assert kept["柳岸村"].parent_id == kept["东溪镇"].id
        assert (kept["东溪镇"].villages, kept["东溪镇"].named_hospitals) == (14, 2)
        assert (kept["东溪镇"].residents, kept["东溪镇"].former_names) == (12000, ["东溪乡", "溪口乡"])
        again = imports.look_through(work, sheet(tmp_path / "b.xlsx", "places", PLACE))
        assert faults(again) == [(2, "name", "place_already")]

        branches = sheet(tmp_path / "c.xlsx", "orgs", {**ORG, "place": "东溪乡"}, {**ORG, "name": "西溪镇"})
        branch = imports.bring_in(work, imports.look_through(work, branches))
        homes = {one.short: one.place_id for one in session.query(OrganisationRow)}
        assert (homes["东溪镇"], homes["西溪镇"]) == (kept["东溪镇"].id, kept["青石县"].id)
        with pytest.raises(RegisterError) as used:
            imports.take_back(work, row.id)
        assert used.value.values["table"] == "organisations"
        imports.take_back(work, branch.id)
        with pytest.raises(PermissionDeniedError):
            imports.take_back(worker(session, Role.COUNTY_OFFICER, ids[4], "stranger"), row.id)
        assert imports.take_back(work, row.id) == 2
        assert session.query(PlaceRow).count() == 4


def test_a_county_officer_makes_no_province(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        ids = country(session)
        plan = look(session, sheet(tmp_path / "a.xlsx", "places", {"name": "丙省", "level": "省"}), ids)
        assert faults(plan) == [(2, "parent", "parent_reach")]
