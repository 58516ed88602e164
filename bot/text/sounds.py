"""Names that look or sound alike: for a name that is not known, those that may have been meant."""

from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

NEAR = 60.0  # of 100: below it a name has nothing to do with the other


def nearest(name: str, known: list[str], limit: int) -> list[str]:
    """The known names nearest to a name, best first: the better of likeness in characters and in sound (0 to 100)."""
    scored = [(_likeness(name, other), other) for other in known]
    near = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: (-pair[0], pair[1]))
    return [other for _, other in near[:limit]]


def sound(name: str) -> str:
    """How a name is spoken, without tones: names of one sound are easily taken for each other."""
    return _sound(name)


def near_names(one: str, other: str) -> bool:
    """Whether two names of people may be one, misspelt: the same sound, or all but one character of three."""
    if _sound(one) == _sound(other):
        return True
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) and len(one) > 2 and same == len(one) - 1


def _likeness(name: str, other: str) -> float:
    """A short name is compared with the end of a longer one: people leave out what is above."""
    end = other[-len(name) :]
    return max(fuzz.ratio(name, other), fuzz.ratio(name, end) - 3, fuzz.ratio(_sound(name), _sound(end)) - 5)


@lru_cache(maxsize=4096)
def _sound(name: str) -> str:
    return " ".join(lazy_pinyin(name))
