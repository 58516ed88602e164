"""Homes as models: who may say so, what is refused, what is counted, undo."""

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.structure import PointType
from bot.services import metrics, model_homes, structure
from bot.services.structure_form import StructureForm
from bot.services.work import Work
from bot.store.tables import AuditRow, OrganisationRow, ServicePointRow
from bot.text.structure import names_home, read_question, read_structure
from tests.services.test_register import TODAY, worker
from tests.services.test_stays import BRANCH, CITY, COUNTY, FAR, OTHER, Scene, ids

__all__ = ["ids"]
OPENED = TODAY - timedelta(days=100)


def officer(scene: Scene, home: int = COUNTY) -> Work:
    return worker(scene[0], Role.COUNTY_OFFICER, scene[1][home], f"officer {home}")


def home_of(scene: Scene, kind: PointType = PointType.HOME, name: str | None = None) -> int:
    return structure.open_point(officer(scene), scene[1][BRANCH], kind, name=name, day=OPENED).id


def counted(scene: Scene, day: date = TODAY, node: int = COUNTY) -> float | None:
    row = scene[0].get_one(OrganisationRow, scene[1][node])
    work = worker(scene[0], Role.CITY_OFFICER, scene[1][CITY], "city")
    return metrics.measure(work, metrics.catalogue()["model_homes"], row, day).measure.value


NOTHING: model_homes.Before = {"model_since": None, "model_until": None, "model_by": None}
CALLS: dict[str, Callable[[Work, int], Any]] = {
    "recognise": lambda w, home: model_homes.recognise(w, home),
    "revoke": lambda w, home: model_homes.revoke(w, home),
    "put_back": lambda w, home: model_homes.put_back(w, home, NOTHING, NOTHING),
    "recorded": lambda w, home: model_homes.recorded(w, home),
}


def test_every_function_is_tried() -> None:
    found = inspect.getmembers(model_homes, inspect.isfunction)
    public = {name for name, one in found if one.__module__ == model_homes.__name__ and not name.startswith("_")}
    assert public == CALLS.keys() | {"reachable", "is_model"}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.COUNTY_OFFICER, OTHER), (Role.SECRETARY, BRANCH), (Role.MEMBER, COUNTY), (Role.ADMINISTRATOR, CITY)],
)
def test_who_may_not(ids: Scene, call: str, role: Role, home: int) -> None:
    number = home_of(ids)
    model_homes.recognise(officer(ids), number)
    before = ids[0].query(AuditRow).count()
    with pytest.raises(PermissionDeniedError):
        CALLS[call](worker(ids[0], role, ids[1][home], "stranger"), number)
    assert ids[0].query(AuditRow).count() == before


def test_a_model_counts_from_its_day_until_it_is_revoked_or_closed(ids: Scene) -> None:
    number, work = home_of(ids), officer(ids)
    since, until = TODAY - timedelta(days=50), TODAY - timedelta(days=10)
    model_homes.recognise(work, number, since, "中国红十字会总会")
    days = [since - timedelta(days=1), since, TODAY]
    assert [counted(ids, day) for day in days] == [0, 1, 1]
    assert (counted(ids, node=BRANCH), counted(ids, node=FAR), counted(ids, node=CITY)) == (1, 0, 1)
    before = model_homes.revoke(work, number, until)
    now = model_homes.recorded(work, number)
    assert [counted(ids, day) for day in (since, until - timedelta(days=1), until)] == [1, 1, 0]
    model_homes.put_back(work, number, before, now)
    with pytest.raises(RegisterError):
        model_homes.put_back(work, number, before, now)
    assert counted(ids) == 1
    structure.end(work, structure.POINT, number, until)
    assert (counted(ids, since), counted(ids, until)) == (1, 0)


@pytest.mark.parametrize(("days", "code"), [(-1, "ahead"), (101, "before_begin")])
def test_days_that_cannot_be(ids: Scene, days: int, code: str) -> None:
    with pytest.raises(RegisterError) as refused:
        model_homes.recognise(officer(ids), home_of(ids), TODAY - timedelta(days=days))
    assert refused.value.code == code


def test_only_a_home_and_only_once(ids: Scene) -> None:
    work, station, number = officer(ids), home_of(ids, PointType.STATION), home_of(ids)
    with pytest.raises(RegisterError) as refused:
        model_homes.recognise(work, station)
    assert refused.value.code == "model_no_home"
    with pytest.raises(RegisterError) as refused:
        model_homes.revoke(work, number)
    assert refused.value.code == "model_none"
    model_homes.recognise(work, number)
    with pytest.raises(RegisterError) as refused:
        model_homes.recognise(work, number)
    assert refused.value.code == "model_exists"


def test_by_talk(ids: Scene) -> None:
    form, work = StructureForm(), officer(ids)
    number = home_of(ids, name="东湖社区博爱家园")
    home_of(ids, name="南湖博爱家园")
    content = form.begin(work, "东湖博爱家园昨天被总会评为示范点", "")
    assert (content["what"], content["row"], content["by"], form.missing(work, content)) == (
        "model",
        number,
        "总会",
        None,
    )
    result = form.commit(work, content, "")
    assert counted(ids) == 1
    assert [one.model_by for one in structure.points(work, ids[1][COUNTY], TODAY) if one.model_since] == ["总会"]
    with pytest.raises(RegisterError):
        form.begin(work, "东湖博爱家园被总会评为示范点", "")
    form.undo(work, content, result)
    assert counted(ids) == 0
    asked = form.begin(work, "把博爱家园认定为示范点", "")
    assert form.missing(work, asked) == "row"
    assert ids[0].query(ServicePointRow).count() == 2
    with pytest.raises(PermissionDeniedError):
        form.begin(worker(ids[0], Role.SECRETARY, ids[1][BRANCH], "s"), "东湖博爱家园被总会评为示范点", "")


@pytest.mark.parametrize(
    ("said", "do", "by", "since"),
    [
        ("把东湖社区博爱家园认定为示范点", "begin", None, None),
        ("东湖博爱家园3月1号被评为示范点", "begin", None, "2026-03-01"),
        ("东湖社区博爱家园2025年6月由中国红十字会总会认定为示范点", "begin", "中国红十字会总会", "2025-06"),
        ("省红十字会3月1日把东湖社区博爱家园列为示范点", "begin", "省红十字会", "2026-03-01"),
        ("东湖博爱家园获评示范点，认定单位是总会", "begin", "总会", None),
        ("取消东湖社区博爱家园示范点", "end", None, None),
        ("东湖社区博爱家园示范点称号被收回", "end", None, None),
    ],
)
def test_what_is_said(said: str, do: str, by: str | None, since: str | None) -> None:
    read = read_structure(said, TODAY)
    assert (read.what, read.do, read.by, read.since) == ("model", do, by, since)


def test_a_name_with_the_word_is_no_recognition() -> None:
    assert read_structure("柳岸社区博爱家园（示范点）地址改成文化路8号", TODAY).what == "point"
    assert names_home("东湖社区博爱家园（示范点）", "取消东湖博爱家园，，，")
    assert not names_home("南湖博爱家园", "取消东湖博爱家园，，，")
    assert read_question("哪些博爱家园是示范点", TODAY).models
