"""The real stack: trained model, Rasa, action server, database, gateway. Started once for all tests here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.batch import talk, understanding
from bot.cli import DEMO_WORLD
from bot.model import NLU_PYTHON, ensure_model
from bot.settings import Settings

Turn = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of the present inputs; trained first when it is not there."""
    assert NLU_PYTHON.exists(), "run `make setup`: Rasa's environment is missing"
    return ensure_model(tmp_path_factory.mktemp("train") / "train.log", print)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder of the tests' own."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def turn(model: Path, home: Path) -> Iterator[Turn]:
    """Talk with the demonstration world through everything that runs in a real installation."""
    with talk(Settings(home=home), model, DEMO_WORLD) as answer:
        yield answer


@pytest.fixture(scope="session")
def understand(model: Path, home: Path) -> Iterator[Callable[[str], dict[str, Any]]]:
    """What the trained model understands of a text."""
    with understanding(Settings(home=home), model) as parse:
        yield parse
