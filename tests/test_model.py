"""The model is named after what went into it, and trained only when that has changed."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot import model
from bot.model import TrainingFailedError


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A project of a few inputs whose `training` writes the model's name into the model."""
    for name in ("config.yml", "domain.yml", "bot/nlu/uv.lock", "bot/nlu/a.py", "bot/text/b.py", "data/nlu/c.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "training $3"\n[ -e fail ] || echo "$3" > "models/$3.tar.gz"\n')
    python.chmod(0o755)
    monkeypatch.setattr(model, "PROJECT", tmp_path)
    monkeypatch.setattr(model, "MODELS", tmp_path / "models")
    monkeypatch.setattr(model, "NLU_PYTHON", python)
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["config.yml", "bot/nlu/uv.lock", "bot/nlu/a.py", "bot/text/b.py", "data/nlu/c.yml"]
)
def test_a_changed_input_is_another_model(project: Path, changed: str) -> None:
    before = model.model_path()
    assert model.model_path() == before
    (project / changed).write_text("other")
    assert model.model_path() != before


def test_a_new_file_is_another_model_and_an_unrelated_one_is_not(project: Path) -> None:
    before = model.model_path()
    (project / "README.md").write_text("words")
    assert model.model_path() == before
    (project / "data" / "nlu" / "d.yml").write_text("")
    assert model.model_path() != before


def test_a_model_is_trained_once_and_said_so_before(project: Path) -> None:
    told: list[str] = []
    path = model.ensure_model(project / "log" / "train.log", told.append)
    assert path.read_text().strip() == path.name.removesuffix(".tar.gz")
    assert model.ensure_model(project / "log" / "train.log", told.append) == path
    assert told == [path.name]


def test_of_two_that_ask_at_once_one_trains(project: Path) -> None:
    told: list[str] = []
    begin = Barrier(2)

    def ask(number: int) -> Path:
        begin.wait()
        return model.ensure_model(project / f"train{number}.log", told.append)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, (1, 2))
    assert first == second
    assert told == [first.name]


def test_a_failed_training_tells_the_end_of_its_log(project: Path) -> None:
    (project / "fail").touch()
    with pytest.raises(TrainingFailedError, match="training boai-"):
        model.ensure_model(project / "train.log", lambda _: None)


def test_only_the_latest_models_are_kept(project: Path) -> None:
    (project / "models").mkdir()
    for number in range(5):
        old = project / "models" / f"boai-{number}.tar.gz"
        old.touch()
        os.utime(old, (number, number))
    path = model.ensure_model(project / "train.log", lambda _: None)
    assert {one.name for one in (project / "models").glob("*.tar.gz")} == {path.name, "boai-3.tar.gz", "boai-4.tar.gz"}
