"""What people answer when they are asked for something."""

import re

from bot.text.normalise import fold

_BASIS = re.compile(
    r"[\s，。；,;（(]*(?:依据|根据|出处|来源)(?:是|为)?\s*[:：]?\s*(?P<basis>[^：:].*?)[)）]?\s*$", re.DOTALL
)
_CANCEL = re.compile(r"(?:先)?(?:取消|算了|不答了|不填了|不弄了|退出|停)(?:吧|了|，不填了)?[。.!！]?")


def with_basis(text: str) -> tuple[str, str]:
    """An answer and what it is said to rest on, "" when the text does not say."""
    found = None
    for mark in re.finditer(r"依据|根据|出处|来源", text):
        found = _BASIS.search(text, max(0, mark.start() - 2))
        if found and found.start() > 0:
            break
    if not found or found.start() == 0:
        return text.strip(), ""
    return text[: found.start()].strip(), found["basis"].strip(" 。.")


def cancels(text: str) -> bool:
    """Whether a text ends what was begun, and says nothing else."""
    return bool(_CANCEL.fullmatch(fold(text).strip()))
