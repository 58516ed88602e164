"""`boai progress`: the machine's owner sees everything, an account its scope."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from bot.cli import DEMO_WORLD, app

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, filled: Callable[..., None]) -> None:
    """A home with the core of the built-in world."""
    monkeypatch.setenv("BOAI_HOME", str(tmp_path))
    monkeypatch.setenv("BOAI_NOW", "2026-11-22T12:00:00+08:00")
    monkeypatch.delenv("BOAI_DATABASE_URL", raising=False)
    filled(tmp_path, "--world", str(DEMO_WORLD))


def metrics(*arguments: str) -> dict[str, Any]:
    done = RUNNER.invoke(app, ["progress", "--json", *arguments])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize(
    ("arguments", "value", "target"),
    [
        (["--org", "鉴湖县红十字会"], 47, 80),
        (["--org", "荷花街道红十字会", "--as", "demo_officer"], 41, 50),
        (["--as", "demo_secretary"], 41, 50),
        (["--as", "demo_member"], 23, None),
        ([], 47, None),
    ],
)
def test_numbers_against_targets(arguments: list[str], value: int, target: int | None) -> None:
    found = {one["metric"]: one for one in metrics(*arguments)["metrics"]}
    assert (found["volunteers"]["value"], found["volunteers"]["target"]) == (value, target)
    assert found["service_hours"]["counted"]


def test_as_of_an_earlier_day() -> None:
    found = metrics("--org", "鉴湖县红十字会", "--as-of", "2023-06-30")
    values = {one["metric"]: one["value"] for one in found["metrics"]}
    assert (found["as_of"], values["organisations"], values["youth_members"]) == ("2023-06-30", 2, 6)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--org", "鉴湖县红十字会", "--as", "demo_secretary"], 1),
        (["--as", "demo_visitor"], 1),
        (["--as", "nobody"], 1),
        (["--org", "没有的组织红十字会"], 1),
        (["--as-of", "去年"], 2),
    ],
)
def test_what_is_refused(arguments: list[str], code: int) -> None:
    assert RUNNER.invoke(app, ["progress", *arguments]).exit_code == code


def test_the_same_as_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "完成情况.png"
    assert RUNNER.invoke(app, ["progress", "--org", "鉴湖县红十字会", "--chart", str(file)]).exit_code == 0
    with Image.open(file) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)


@pytest.mark.parametrize(("name", "code"), [("图.jpg", 2), ("没有的文件夹/图.png", 1)])
def test_a_picture_that_cannot_be_written(tmp_path: Path, name: str, code: int) -> None:
    assert RUNNER.invoke(app, ["progress", "--chart", str(tmp_path / name)]).exit_code == code


def test_words_for_people() -> None:
    done = RUNNER.invoke(app, ["progress", "--org", "鉴湖县红十字会"])
    assert "志愿者：47 人 / 目标 80" in done.output
    assert "服务时长：0 小时" in done.output
