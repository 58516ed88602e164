"""`boai due` and `boai term` on the built-in world."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from bot import cli
from tests.conftest import NOW

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, filled: Callable[..., None]) -> Path:
    """The built-in world in a home folder of the test's own, at a fixed moment."""
    monkeypatch.setenv("BOAI_HOME", str(tmp_path))
    monkeypatch.setenv("BOAI_NOW", NOW.isoformat())
    filled(tmp_path, "--world", str(cli.DEMO_WORLD))
    return tmp_path


def listed(*options: str) -> list[dict[str, object]]:
    done = RUNNER.invoke(cli.app, ["due", "--json", *options])
    assert done.exit_code == cli.DONE, done.output
    rows: list[dict[str, object]] = json.loads(done.output)
    return rows


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--within", "180d"], ["荷花街道红十字会"]),
        (["--within", "1"], []),
        (["--org", "荷花街道红十字会"], ["荷花街道红十字会", "荷花街道柳岸社区红十字会"]),
        (["--as", "demo_member"], ["荷花街道柳岸社区红十字会"]),
    ],
)
def test_who_is_listed(options: list[str], names: list[str]) -> None:
    assert [row["organisation"] for row in listed(*options)] == names


def test_what_a_row_says() -> None:
    row = listed("--as", "demo_secretary")[0]
    assert (row["due"], row["days_left"], row["status"], row["basis"], row["clause"]) == (
        "2026-12-20", 28, "soon", "document", "三（一）",
    )  # fmt: skip


def test_without_a_date_it_comes_last() -> None:
    assert listed()[-1]["status"] == "unknown"


def test_a_spreadsheet(home: Path) -> None:
    done = RUNNER.invoke(cli.app, ["due", "--xlsx", str(home / "due.xlsx"), "--within", "180d"])
    assert done.exit_code == cli.DONE, done.output
    rows = list(load_workbook(home / "due.xlsx").active.values)
    assert rows[1] == (
        "荷花街道红十字会",
        "街道",
        "2021-12-20",
        "2021-12-20",
        5,
        "指导意见",
        "三（一）",
        "2026-12-20",
        None,
        28,
        "临近",
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["due", "--org", "没有这个"], cli.REFUSED),
        (["due", "--as", "nobody"], cli.REFUSED),
        (["due", "--as", "demo_member", "--org", "荷花街道红十字会"], cli.REFUSED),
        (["due", "--within", "soon"], cli.USAGE),
        (["term", "4", "--org", "荷花街道红十字会", "--as", "demo_officer"], cli.REFUSED),
        (["term", "40", "--org", "鉴湖县红十字会", "--as", "demo_officer"], cli.REFUSED),
        (["term", "4", "--org", "鉴湖县红十字会", "--as", "demo_secretary"], cli.REFUSED),
        (["term", "4", "--org", "鉴湖县红十字会", "--as", "demo_officer"], cli.DONE),
    ],
)
def test_what_is_refused(arguments: list[str], code: int) -> None:
    assert RUNNER.invoke(cli.app, arguments).exit_code == code
