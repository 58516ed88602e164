"""Days of officers at the grass roots: who may record them, what is refused, what is counted, undo."""

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.organisations import OrganisationType
from bot.core.structure import Body
from bot.services import metrics, stays, structure
from bot.services.structure_form import StructureForm
from bot.services.work import Work
from bot.store import organisations
from bot.store.database import Database
from bot.store.tables import AuditRow, OrganisationRow, StayRow
from bot.text.structure import read_structure
from tests.conftest import NOW
from tests.services.test_register import worker

TODAY = NOW.date()
DAY = timedelta(days=1)
TREE: list[tuple[str, OrganisationType, int | None]] = [
    ("乙市红十字会", OrganisationType.CITY, None),
    ("丙县红十字会", OrganisationType.COUNTY, 0),
    ("丙县东湖社区红十字会", OrganisationType.COMMUNITY, 1),
    ("丁县红十字会", OrganisationType.COUNTY, 0),
    ("丁县西湖社区红十字会", OrganisationType.COMMUNITY, 3),
]
CITY, COUNTY, BRANCH, OTHER, FAR = range(5)


@pytest.fixture
def ids(database: Database):  # type: ignore[no-untyped-def]
    with database.session() as session:
        found: list[int] = []
        for name, kind, above in TREE:
            row = OrganisationRow(name=name, type=kind, parent_id=found[above] if above is not None else None)
            found.append(organisations.add(session, row).id)
        yield session, found
        session.rollback()


Scene = tuple[Session, list[int]]


def officer(scene: Scene, home: int = COUNTY) -> Work:
    return worker(scene[0], Role.COUNTY_OFFICER, scene[1][home], f"officer {home}")


def counted(scene: Scene, node: int = COUNTY, day: date = TODAY) -> float | None:
    row = scene[0].get_one(OrganisationRow, scene[1][node])
    work = worker(scene[0], Role.CITY_OFFICER, scene[1][CITY], "city")
    return metrics.measure(work, metrics.catalogue()["days_with_grass_roots"], row, day).measure.value


CALLS: dict[str, Callable[[Work, list[int], int], Any]] = {
    "record": lambda w, ids, _: stays.record(w, ids[COUNTY], ["冷秋"], "东湖社区", TODAY, TODAY, ids[BRANCH]),
    "take_back": lambda w, _, stay: stays.take_back(w, [stay]),
    "demand_new": lambda w, ids, _: stays.demand_new(w, ids[COUNTY], ["冷秋"], "东湖社区", TODAY, TODAY),
    "unlisted": lambda w, ids, _: stays.unlisted(w, ids[COUNTY], ["冷秋"], TODAY),
    "leaders_in": lambda w, ids, _: stays.leaders_in(w, ids[COUNTY], "冷秋", TODAY),
}
HARMLESS = {"homes", "demand_days", "demand_grass_roots"}  # the actor's own grants; they only refuse


def test_every_function_is_tried() -> None:
    public = {name for name, one in inspect.getmembers(stays, inspect.isfunction) if one.__module__ == stays.__name__}
    assert {name for name in public if not name.startswith("_")} == CALLS.keys() | HARMLESS


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.COUNTY_OFFICER, OTHER), (Role.SECRETARY, BRANCH), (Role.MEMBER, COUNTY), (Role.ADMINISTRATOR, CITY)],
)
def test_nothing_is_done_outside_ones_reach(ids: Scene, call: str, role: Role, home: int) -> None:
    session, nodes = ids
    [row] = stays.record(officer(ids), nodes[COUNTY], ["步云"], "东湖社区", TODAY, TODAY, nodes[BRANCH])
    entries = session.scalar(select(func.count()).select_from(AuditRow))
    with pytest.raises(PermissionDeniedError):
        CALLS[call](worker(session, role, nodes[home], "other"), nodes, row.id)
    assert session.scalar(select(func.count()).select_from(AuditRow)) == entries
    assert session.scalar(select(func.count()).select_from(StayRow)) == 1


@pytest.mark.parametrize(
    ("code", "org", "visited", "since", "until"),
    [
        ("ahead", COUNTY, BRANCH, TODAY, TODAY + DAY),
        ("before_begin", COUNTY, BRANCH, TODAY, TODAY - DAY),
        ("stay_long", COUNTY, BRANCH, TODAY - 92 * DAY, TODAY),
        ("stay_of_officers", BRANCH, BRANCH, TODAY, TODAY),
        ("stay_not_grass_roots", CITY, OTHER, TODAY, TODAY),
        ("stay_elsewhere", COUNTY, FAR, TODAY, TODAY),
        ("stay_exists", COUNTY, BRANCH, TODAY - 4 * DAY, TODAY),
    ],
)
def test_what_cannot_be_is_refused(ids: Scene, code: str, org: int, visited: int, since: date, until: date) -> None:
    session, nodes = ids
    work = worker(session, Role.CITY_OFFICER, nodes[CITY], "city")
    if code == "stay_exists":
        stays.record(work, nodes[org], ["冷秋"], "某处", TODAY - 2 * DAY, TODAY - 2 * DAY, nodes[visited])
    with pytest.raises(RegisterError) as refused:
        stays.record(work, nodes[org], ["冷秋"], "某处", since, until, nodes[visited])
    assert refused.value.code == code


def test_days_count_once_for_the_year_and_undo_takes_them_back(ids: Scene) -> None:
    session, nodes = ids
    work = officer(ids)
    first = stays.record(work, nodes[COUNTY], ["冷秋", "步云"], "东湖社区", TODAY - 2 * DAY, TODAY, nodes[BRANCH])
    assert len(first) == 6
    second = stays.record(work, nodes[COUNTY], ["冷秋"], "丰收农机厂", TODAY - 3 * DAY, TODAY)
    assert [counted(ids), counted(ids, CITY), counted(ids, BRANCH), counted(ids, OTHER)] == [4, 0, 0, 0]
    assert counted(ids, day=TODAY - 2 * DAY) == 2
    assert counted(ids, day=date(TODAY.year + 1, 1, 1)) == 0
    row = session.get_one(OrganisationRow, nodes[COUNTY])
    lines = metrics.listed(work, metrics.catalogue()["days_with_grass_roots"], row, TODAY).lines
    assert [one.since for one in lines].count(TODAY) == 1
    assert {"冷秋（东湖社区）", "步云（东湖社区）", "冷秋（丰收农机厂）"} in [
        set(one.name.split("、")) for one in lines
    ]
    stays.take_back(work, [one.id for one in first])
    assert counted(ids) == 4
    with pytest.raises(RegisterError, match="settled"):
        stays.take_back(work, [one.id for one in first])
    stays.take_back(work, [one.id for one in second])
    assert counted(ids) == 0
    entries = session.scalars(select(AuditRow).where(AuditRow.entity == "stay").order_by(AuditRow.id)).all()
    assert [one.action for one in entries] == ["record_stay"] * 2 + ["withdraw_stay"] * 2


def test_the_list_is_only_for_who_may_see_names(ids: Scene) -> None:
    session, nodes = ids
    stays.record(officer(ids), nodes[COUNTY], ["冷秋"], "东湖社区", TODAY, TODAY)
    row = session.get_one(OrganisationRow, nodes[COUNTY])
    with pytest.raises(PermissionDeniedError):
        metrics.listed(
            worker(session, Role.MEMBER, nodes[COUNTY]), metrics.catalogue()["days_with_grass_roots"], row, TODAY
        )


def test_by_talk_it_is_kept_once_and_taken_back(ids: Scene) -> None:
    _, nodes = ids
    work = officer(ids)
    structure.appoint(work, nodes[COUNTY], Body.LEADERS, "副会长", "冷秋", since=TODAY - 100 * DAY)
    form = StructureForm()
    said = f"冷秋{TODAY.month}月{TODAY.day}日在东湖社区蹲点"
    content = form.begin(work, said, "")
    assert (content["org"], content["visited"], content["officers"]) == (nodes[COUNTY], nodes[BRANCH], ["冷秋"])
    assert form.missing(work, content) is None
    with pytest.raises(RegisterError, match="ahead"):
        form.begin(work, "冷秋明天在东湖社区蹲点", "")
    assert form.unlisted(work, content) == []
    assert form.unlisted(work, content | {"officers": ["白露"]}) == ["白露"]
    result = form.commit(work, content, "request")
    assert counted(ids) == 1
    with pytest.raises(RegisterError, match="stay_exists"):  # before the preview
        form.begin(work, said, "")
    form.undo(work, content, result)
    assert counted(ids) == 0


def test_what_is_missing_is_asked_for(ids: Scene) -> None:
    work, form = officer(ids), StructureForm()
    content = form.begin(work, "登记班子成员下基层", "")
    for asked, answer in (("officers", "冷秋"), ("spot", "东湖社区"), ("since", "1月3日到5日")):
        assert form.missing(work, content) == asked
        taken = form.take(work, answer, content, asked)
        assert taken is not None
        content = taken.content
    assert form.missing(work, content) is None
    assert (content["visited"], content["since"][5:], content["until"][5:]) == (ids[1][BRANCH], "01-03", "01-05")


@pytest.mark.parametrize(
    ("text", "officers", "spot", "since", "until"),
    [
        ("11月3日到5日在东湖社区蹲点", (), "东湖社区", "2026-11-03", "2026-11-05"),
        ("冷秋副会长11月3日到东湖社区蹲点", ("冷秋",), "东湖社区", "2026-11-03", "2026-11-03"),
        ("步云和冷秋昨天到丰收农机厂下基层调研", ("步云", "冷秋"), "丰收农机厂", "2026-11-21", "2026-11-21"),
        ("去年12月30日到今年1月2日，冷秋在东湖社区驻村", ("冷秋",), "东湖社区", "2025-12-30", "2026-01-02"),
        ("冷秋11月3日、5日和8日在东湖社区驻点", (), "东湖社区", None, None),  # told off: it is asked
        ("11月6日和11月9日到东湖社区下基层", (), "东湖社区", None, None),
        ("蹲点东湖社区3天", (), "东湖社区", None, None),
    ],
)
def test_what_is_said_of_a_stay(
    text: str, officers: tuple[str, ...], spot: str, since: str | None, until: str | None
) -> None:
    said = read_structure(text, date(2026, 11, 22))
    assert (said.what, said.officers, said.spot, said.since, said.until) == ("stay", officers, spot, since, until)
