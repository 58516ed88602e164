"""Dialogues as data (tests/dialogues/*.yml), played through the whole stack."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.stack.conftest import Turn

pytestmark = pytest.mark.rasa

FOLDER = Path(__file__).parent.parent / "dialogues"
DIALOGUES = [
    pytest.param(dialogue, id=f"{path.stem}-{dialogue['id']}")
    for path in sorted(FOLDER.glob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_dialogue(turn: Turn, dialogue: dict[str, Any]) -> None:
    assert turn({"reset": True}) == {"ok": True}
    buttons: list[list[str]] = []
    for step in dialogue["turns"]:
        line = {"account": dialogue["account"]}
        if "press" in step:
            line["press"] = buttons[step["press"] - 1][1]
        else:
            line["message"] = step["user"] * step.get("times", 1)
        answer = turn(line)
        assert "error" not in answer
        text, buttons = "\n".join(answer["replies"]), answer["buttons"]
        assert text.strip(), "no reply"
        for group in step.get("expect", []):
            assert any(re.search(pattern, text) for pattern in group), f"nothing of {group} in: {text}"
        for pattern in step.get("forbid", []):
            assert not re.search(pattern, text), f"{pattern} in: {text}"
        if step.get("buttons"):
            assert buttons
