"""Dialogues as data (tests/dialogues/*.yml), played through the whole stack. Their form: tests/stack/player.py."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.batch import Template
from tests.stack.conftest import Worlds
from tests.stack.player import Player

pytestmark = pytest.mark.rasa

FOLDER = Path(__file__).parent.parent / "dialogues"
DIALOGUES = [
    pytest.param(dialogue, id=f"{path.stem}-{dialogue['id']}")
    for path in sorted(FOLDER.glob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_dialogue(worlds: Worlds, dialogue: dict[str, Any]) -> None:
    player = Player(worlds.played, _world(worlds, dialogue.get("world")), dialogue["account"])
    for step in dialogue["turns"]:
        player.play(step)


def _world(worlds: Worlds, name: str | None) -> Template:
    """The world of a dialogue; without a name it is the demonstration world."""
    return worlds.of(FOLDER / "worlds" / f"{name}.yml") if name else worlds.demo
