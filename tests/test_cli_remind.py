"""`boai remind`: one run, and a second that finds nothing to do."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

RUNNER = CliRunner()


def test_one_run_and_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOAI_HOME", str(tmp_path))
    monkeypatch.setenv("BOAI_NOW", "2026-11-23T10:00:00+08:00")
    monkeypatch.delenv("BOAI_DATABASE_URL", raising=False)
    assert RUNNER.invoke(app, ["db", "demo"]).exit_code == 0
    done = RUNNER.invoke(app, ["remind", "--once", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["roundups"] > 0
    again = RUNNER.invoke(app, ["remind", "--once", "--json"])
    assert set(json.loads(again.output).values()) == {0}
    assert "汇总消息 0 条" in RUNNER.invoke(app, ["remind", "--once"]).output
