"""Rosters by chat: a file for who may, a refusal for who may not, the other reports as before."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.base import BoaiAction
from bot.core.accounts import Role
from bot.services import sheets
from bot.services.files import Files
from bot.store.database import Database
from bot.store.tables import AuditRow
from tests.actions.test_actions import actions, knowledge, runtime, talk  # noqa: F401
from tests.services.test_exports import fill
from tests.services.test_register import worker

Actions = dict[str, Callable[..., Any]]


@pytest.fixture(autouse=True)
def folder(runtime: None, tmp_path: Path) -> Iterator[Path]:  # noqa: F811
    """Where the files of replies lie; people and an officer of a county below whom some of them are."""
    BoaiAction.runtime = dataclasses.replace(BoaiAction.runtime, files=Files(tmp_path / "files"))
    with BoaiAction.runtime.database.session() as session:
        ids = fill(session)
        for role in (Role.COUNTY_OFFICER, Role.SECRETARY, Role.MEMBER):
            worker(session, role, ids[1], role.value)
    return tmp_path / "files"


def export(actions: Actions, said: str, account: str = "county_officer") -> list[dict[str, Any]]:  # noqa: F811
    return talk(actions, "action_export_report", said, account)


def rows(message: dict[str, Any]) -> list[list[str]]:
    [file] = message["custom"]["files"]
    return list(next(sheets.pages_of(Path(file))).rows)


def logged(session: Session) -> list[dict[str, Any] | None]:
    return [row.after for row in session.query(AuditRow).filter_by(action="export")]


def test_an_officer_gets_a_masked_file_and_may_ask_for_the_full_one(actions: Actions, database: Database) -> None:  # noqa: F811
    [message] = export(actions, "导出会员名册")
    assert message["response"] == "utter_export_done"
    assert (message["count"], len(rows(message))) == ("3", 4)
    assert "13800000001" not in str(rows(message))
    [button] = message["buttons"]
    [message] = export(actions, button["payload"]["about"])
    assert "13800000001" in str(rows(message))
    assert message["buttons"] == []
    with database.session() as session:
        assert [(one or {})["full"] for one in logged(session)] == [False, True]


def test_several_rosters_and_single_kinds(actions: Actions) -> None:  # noqa: F811
    assert [len(rows(one)) for one in export(actions, "会员和志愿者的花名册都导出来")] == [4, 2]
    [message] = export(actions, "青少年会员名册单独导出来")
    assert [row[0] for row in rows(message)] == ["姓名", "尚文竹"]
    [message] = export(actions, "导出下面各组织的名录")
    assert len(rows(message)) == 4
    assert message["buttons"] == []


@pytest.mark.parametrize("account", ["secretary", "member", "administrator", "visitor"])
def test_who_may_not_is_told_so(actions: Actions, folder: Path, account: str) -> None:  # noqa: F811
    [message] = export(actions, "导出会员名册", account)
    assert message["response"] == "utter_error_permission"
    assert not list(folder.glob("*/*"))


def test_not_outside_the_own_scope(actions: Actions, folder: Path) -> None:  # noqa: F811
    with BoaiAction.runtime.database.session() as session:
        from bot.store.tables import OrganisationRow

        row = session.query(OrganisationRow).filter_by(name="甲5").one()
        row.name, row.short = "远山村红十字会", "远山村"
    [message] = export(actions, "导出远山村红十字会的会员名册")
    assert message["response"] == "utter_error_permission"
    assert not list(folder.glob("*/*"))


def test_what_is_not_said_is_asked_and_what_is_not_built_is_told(actions: Actions) -> None:  # noqa: F811
    [message] = export(actions, "导出一个文件")
    assert (message["response"], len(message["buttons"])) == ("utter_export_which", 4)
    [message] = export(actions, "把会费收缴报表生成出来")
    assert message["response"] == "utter_not_built_yet"
    [message] = export(actions, "导出石头镇红十字会的会员名册")
    assert message["response"].startswith("utter_org_unknown")


def test_a_file_that_would_take_too_long_is_refused(actions: Actions, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("actions.targets.LARGEST", 2)
    [message] = export(actions, "导出会员名册")
    assert (message["response"], message["count"]) == ("utter_export_too_many", "3")
