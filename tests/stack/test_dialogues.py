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
    shown: dict[str, list[list[str]]] = {}  # the last buttons of each account
    for step in dialogue["turns"]:
        line = {"account": step.get("account", dialogue["account"])}
        if "press" in step:
            line["press"] = _button(shown[line["account"]], step["press"])
        else:
            line["message"] = step["user"] * step.get("times", 1)
        answer = turn(line)
        assert "error" not in answer
        text, buttons = "\n".join(answer["replies"]), answer["buttons"]
        shown[line["account"]] = buttons
        assert text.strip(), "no reply"
        for group in step.get("expect", []):
            assert any(re.search(pattern, text) for pattern in group), f"nothing of {group} in: {text}"
        for pattern in step.get("forbid", []):
            assert not re.search(pattern, text), f"{pattern} in: {text}"
        if step.get("buttons"):
            assert buttons
        if "files" in step:
            assert len(answer["files"]) == step["files"]
            assert all(Path(file).is_file() for file in answer["files"])


def _button(buttons: list[list[str]], which: int | str) -> str:
    """The payload of a button by its number or title."""
    if isinstance(which, int):
        return buttons[which - 1][1]
    return next(payload for title, payload in buttons if title == which)
