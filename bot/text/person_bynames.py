"""What people are called beside their names: 老吕吕广田, 桑榆桑叔; and what only looks like one: 水务站, 元旦生."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.text.names import surname_length
from bot.text.person_choice import Spot

_KIN = r"(?:[阿大老小]?(?:婆|娘|爷|妈|叔|伯|姨|婶|姐|嫂|哥|奶|公)|奶奶|爷爷|掌柜|老板|师傅|医生|老师|书记|主任)"
_CALLED = re.compile(rf"(?P<surname>[\u3400-\u9fff]{{1,2}}){_KIN}")
_AND_CALLED = re.compile(rf"(?P<name>(?P<surname>[\u3400-\u9fff])[\u3400-\u9fff])(?P=surname){_KIN}")
_NICKNAME = re.compile(r"[老小阿大]$")
_TOGETHER = re.compile(r"姐妹|兄弟|姐弟|兄妹|双胞胎|两口|夫妻|母[子女]|父[子女]|[两俩二]")
_NO_PERSON = re.compile(r"[\u3400-\u9fff]{2}站|[男女]方|(?:元旦|国庆|中秋|重阳|端午|腊月|正月)生?")


def without_bynames(bare: str, spots: Sequence[Spot]) -> list[Spot]:
    """The names without what their bearers are called besides; two that run together become two."""
    found = [part for spot in spots if not _NO_PERSON.fullmatch(spot.name) for part in _parts(bare, spot)]
    named = {spot.name for spot in found if not _CALLED.fullmatch(spot.name)}
    return [spot for spot in found if not _is_byname(spot.name, named)]


def _parts(bare: str, spot: Spot) -> Iterator[Spot]:
    name, start = spot.name, spot.at[0]
    if bare[start : start + len(name)] != name:  # put right elsewhere
        yield spot
    elif len(name) > 2 and name[0] == name[1] and _NICKNAME.search(bare, 0, start):
        yield replace(spot, name=name[1:], at=(start + 1, spot.at[1]))
    elif also := _AND_CALLED.fullmatch(name):
        yield replace(spot, name=also["name"], at=(start, start + len(also["name"])))
    elif len(name) == 4 and name[0] == name[2] and surname_length(name) == 1 and _TOGETHER.search(bare):
        yield replace(spot, name=name[:2], at=(start, start + 2))
        yield replace(spot, name=name[2:], at=(start + 2, spot.at[1]))
    else:
        yield spot


def _is_byname(name: str, named: set[str]) -> bool:
    """Whether a name is only what somebody else of the same surname is called: 司徒阿婆 beside 司徒妙音."""
    called = _CALLED.fullmatch(name)
    return called is not None and any(other.startswith(called["surname"]) for other in named)
