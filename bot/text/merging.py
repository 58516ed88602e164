"""Messages that say that two entries of the register are one person, and answers about which is kept."""

import re

from bot.text.dates import number
from bot.text.normalise import fold

_MERGES = re.compile(
    r"合并|合成一[个条位]|并成一[个条位]|并到一起|(?:是|为|都是|就是|其实是|实际是)(?:同一|一)个人|重复登记了"
)
_ASKS = re.compile(r"谁|怎么|如何|记录|吗|是不是|什么")
_SWAPS = re.compile(r"反过来|另一[个位条]|换一[个下]|(?:留|保留|以)(?:的是|下)?(?:第?二|第?2|后一?)[个位条]")
_PICKED = re.compile(r"第?([1-9]\d?|[一二三四五六七八九十])(?:[个位号条])?")


def merges(text: str) -> bool:
    """Whether a text says that two entries are to become one."""
    plain = fold(text)
    return bool(_MERGES.search(plain)) and not _ASKS.search(plain)


def swaps(text: str) -> bool:
    """Whether the other of the two is to be kept."""
    return bool(_SWAPS.search(fold(text)))


def keeps(text: str, name: str) -> bool:
    """Whether the one of this name is to be kept."""
    return bool(re.search(rf"(?:留|以|用){re.escape(fold(name))}", fold(text)))


def picked(text: str, count: int) -> tuple[int, int] | None:
    """Which two of a numbered list are meant, from 1."""
    numbers = [number(found) or 0 for found in _PICKED.findall(fold(text))]
    chosen = list(dict.fromkeys(one for one in numbers if 1 <= one <= count))
    return (chosen[0], chosen[1]) if len(chosen) == 2 else None


def standing_alone(text: str, names: list[str]) -> list[str]:
    """The names that stand in a text, not only as a part of a longer one of them."""
    found, rest = [], text
    for name in sorted(dict.fromkeys(names), key=len, reverse=True):
        if name in rest:
            found.append(name)
            rest = rest.replace(name, " ")
    return found
