"""Typed commands that are read before Rasa: what stands in them is a secret, or must work without understanding."""

import re

from bot.text.normalise import fold

_BIND = re.compile(r"(?:/?bind|/start|绑定)\s*[:：]?\s*([a-z0-9]{4}[-\s]?[a-z0-9]{4})[。.!]?", re.IGNORECASE)


def invite_code(text: str) -> str | None:
    """The code in 绑定 XXXX-XXXX (or /start XXXX-XXXX, as a deep link sends it); None for any other text."""
    found = _BIND.fullmatch(fold(text).strip())
    return found[1] if found else None
