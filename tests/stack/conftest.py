"""The real stack: trained model, Rasa, action server, database, gateway. Started once for all tests here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.batch import Playground, Template, playground, understanding
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


@dataclass
class Worlds:
    """A running stack, and the worlds that it can be begun with."""

    played: Playground
    demo: Template
    others: dict[Path, Template] = field(default_factory=dict)

    def of(self, file: Path) -> Template:
        """The world of a file with its own `today`, loaded once."""
        if file not in self.others:
            self.others[file] = self.played.template(file.stem, file, self.demo.now)
        return self.others[file]


@pytest.fixture(scope="session")
def worlds(model: Path, home: Path) -> Iterator[Worlds]:
    """Everything that runs in a real installation, at the beginning of the demonstration world."""
    with playground(Settings(home=home), model, DEMO_WORLD) as (played, demo):
        yield Worlds(played, demo)


@pytest.fixture
def turn(worlds: Worlds) -> Turn:
    """Talk with the demonstration world, line by line."""
    return worlds.played.lines(worlds.demo)


@pytest.fixture(scope="session")
def understand(model: Path, home: Path) -> Iterator[Callable[[str], dict[str, Any]]]:
    """What the trained model understands of a text."""
    with understanding(Settings(home=home), model) as parse:
        yield parse
