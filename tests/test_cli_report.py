"""`boai report`: the annexes as files, of whom and for which year."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.cli import app


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, filled: Callable[..., None]) -> None:
    """A home with the built-in world."""
    monkeypatch.setenv("BOAI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BOAI_NOW", "2026-11-22T12:00:00+08:00")
    monkeypatch.delenv("BOAI_DATABASE_URL", raising=False)
    filled(tmp_path / "home")


def boai(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.mark.parametrize("account", [(), ("--as", "demo_officer")])
def test_a_sheet(tmp_path: Path, account: tuple[str, ...]) -> None:
    path = tmp_path / "a.xlsx"
    done = boai("report", "annex1", "--org", "鉴湖县红十字会", "--year", 2026, *account, path)
    assert done.exit_code == 0, done.output
    sheet = load_workbook(path)["附件1"]
    assert (sheet["A2"].value, sheet["C12"].value) == ("2026年组织体系建设工作情况调查表", 17)


def test_a_document_with_a_baseline(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    assert boai("report", "annex2", "--year", 2026, "--baseline", 2020, "--as", "demo_officer", path).exit_code == 0
    assert any("与 2020 年相比" in one.text for one in Document(str(path)).paragraphs)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("annex1", "--as", "demo_secretary"), 1),
        (("annex1", "--as", "demo_member"), 1),
        (("annex1", "--org", "绍兴市红十字会", "--as", "demo_officer"), 1),
        (("annex1", "--org", "荷花街道红十字会", "--as", "demo_officer"), 1),
        (("annex1", "--org", "鉴湖县红十字会", "--year", 2027), 1),
        (("annex2", "--org", "鉴湖县红十字会", "--year", 2026, "--baseline", 2026), 1),
        (("annex3",), 2),
    ],
)
def test_what_is_refused(tmp_path: Path, arguments: tuple[object, ...], code: int) -> None:
    path = tmp_path / "a.xlsx"
    assert boai("report", *arguments, path).exit_code == code
    assert not path.exists()


def test_no_other_ending(tmp_path: Path) -> None:
    assert boai("report", "annex1", tmp_path / "a.pdf").exit_code == 2


@pytest.mark.parametrize("account", [(), ("--as", "demo_officer")])
def test_the_bulletin_and_the_letters(tmp_path: Path, account: tuple[str, ...]) -> None:
    where = ("--org", "鉴湖县红十字会", *account)
    done = boai("report", "bulletin", tmp_path / "b.docx", *where)
    assert done.exit_code == 0, done.output
    assert "半年组织建设工作通报》" in done.output
    assert Document(str(tmp_path / "b.docx")).tables
    early = boai("report", "bulletin", tmp_path / "c.docx", "--as-of", "2099-01-01", *where)
    assert (early.exit_code, "还没到" in early.output) == (1, True)
    wrong = boai("report", "letters", tmp_path / "c.xlsx", *where)
    assert (wrong.exit_code, ".docx" in wrong.output) == (2, True)
    assert boai("report", "letters", tmp_path / "l.docx", *where).exit_code == 0
