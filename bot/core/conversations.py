"""When a conversation starts a fresh Rasa tracker, and what an open choice accepts as an answer."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

TURNS_PER_EPOCH = 20  # a turn costs 9 ms in a fresh tracker and 113 ms after 200 turns (docs/decisions/0005)
IDLE = timedelta(minutes=30)
CHOICE_LIFE = timedelta(minutes=30)

_Option = TypeVar("_Option")
_ORDINAL = re.compile(r"^(?:选|是|我?要)?第?([一二两三四五六七八九1-9])(?:个|种|项|条)?(?:吧|呀|啊)?$")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_FIRST = re.compile(r"^(?:前面|前|上面|头一个|前一个)(?:那个|的)?$")
_LAST = re.compile(r"^(?:后面|后|下面|最后一个|后一个)(?:那个|的)?$")


def needs_new_epoch(turns: int, last_at: datetime, now: datetime) -> bool:
    """Whether the next turn should go to a fresh tracker: after 20 turns or half an hour of silence."""
    return turns >= TURNS_PER_EPOCH or now - last_at > IDLE


def chosen(text: str, options: Sequence[tuple[str, _Option]]) -> _Option | None:
    """Which of the numbered (title, option) pairs `text` picks: by number, by position or by its title; else None."""
    said = re.sub(r"[\s。.，,！!、]", "", text)
    if match := _ORDINAL.match(said):
        number = _DIGITS.get(match[1]) or int(match[1])
        return options[number - 1][1] if number <= len(options) else None
    if options and _FIRST.match(said):
        return options[0][1]
    if options and _LAST.match(said):
        return options[-1][1]
    return next((option for title, option in options if said and said == re.sub(r"\s", "", title)), None)
