"""Pictures come with the answers that they say more than, as files of the asking account alone."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from actions.base import BoaiAction
from bot.core.accounts import Role
from bot.reports import charts
from bot.services.files import Files
from bot.services.metrics import catalogue
from bot.services.targets import set_target
from bot.store.tables import OrganisationRow
from tests.actions.test_actions import actions, knowledge, runtime, talk  # noqa: F401
from tests.conftest import NOW
from tests.services.test_metrics import world
from tests.services.test_register import worker
from tests.services.test_targets import COUNTY, END

Actions = dict[str, Callable[..., Any]]


@pytest.fixture(autouse=True)
def files(runtime: None, tmp_path: Path) -> Iterator[Files]:  # noqa: F811
    """Where the pictures lie; a county with two targets and its officer."""
    found = Files(tmp_path / "files")
    BoaiAction.runtime = dataclasses.replace(BoaiAction.runtime, files=found)
    with BoaiAction.runtime.database.session() as session:
        ids = world(session)
        work = worker(session, Role.COUNTY_OFFICER, ids[COUNTY], "county_officer")
        for metric in ("volunteers", "adult_members"):
            set_target(work, catalogue()[metric], session.get_one(OrganisationRow, ids[COUNTY]), 40, END)
    return found


def pictures(messages: list[dict[str, Any]]) -> list[Path]:
    return [Path(file) for one in messages for file in (one.get("custom") or {}).get("files", [])]


@pytest.mark.parametrize(
    ("action", "said", "response", "count"),
    [
        ("action_query_progress", "各项指标完成情况", "utter_progress_overview", 1),
        ("action_query_progress", "志愿者完成多少", "utter_progress_one", 0),
        ("action_query_progress", "志愿者的走势", "utter_progress_trend", 1),
        ("action_query_progress", "下面各单位志愿者排一下名", "utter_progress_ranking", 1),
        ("action_query_progress", "志愿者怎么算的", "utter_progress_definition", 0),
        ("action_query_activities", "今年每周有没有活动", "utter_activities_weeks", 1),
        ("action_query_activities", "今年搞了几场活动", "utter_activities_summary", 0),
    ],
)
def test_which_answers_bring_a_picture(
    actions: Actions,  # noqa: F811
    files: Files,
    action: str,
    said: str,
    response: str,
    count: int,
) -> None:
    messages = talk(actions, action, said, "county_officer")
    assert [one["response"] for one in messages] == [response]
    found = pictures(messages)
    assert len(found) == count
    for path in found:
        assert files.find("county_officer", path.name) == path
        assert files.find("secretary", path.name) is None
        with Image.open(path) as picture:
            assert (picture.format, picture.width) == ("PNG", charts.WIDTH)


def test_one_target_alone_needs_no_picture(actions: Actions) -> None:  # noqa: F811
    with BoaiAction.runtime.database.session() as session:
        row = session.query(OrganisationRow).filter_by(type="乡镇").first() or session.get_one(OrganisationRow, COUNTY)
        worker(session, Role.SECRETARY, row.id, "secretary")
    assert pictures(talk(actions, "action_query_progress", "我们的指标完成情况", "secretary")) == []


def test_a_picture_that_cannot_be_drawn_costs_no_answer(
    actions: Actions,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(charts, "bars", broken)
    messages = talk(actions, "action_query_progress", "各项指标完成情况", "county_officer")
    assert [one["response"] for one in messages] == ["utter_progress_overview"]
    assert pictures(messages) == []


def test_elections_of_a_year_are_drawn_by_month(actions: Actions, files: Files) -> None:  # noqa: F811
    with BoaiAction.runtime.database.session() as session:
        rows = session.query(OrganisationRow).all()
        for number, row in enumerate(rows):
            row.last_election = date(NOW.year - 4, 1 + number % 12, 15)
            row.facts = {"term_years": 5}
    messages = talk(actions, "action_election_due", "明年换届日历", "county_officer")
    assert [one["response"] for one in messages] == ["utter_due_list"]
    [path] = pictures(messages)
    assert str(NOW.year + 1) in path.name
    assert files.find("county_officer", path.name) == path
