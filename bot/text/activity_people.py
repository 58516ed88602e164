"""Volunteers who are named in a report, with the hours that are said of each: 志愿者张三李四各3小时."""

import re

from bot.text.names import is_name, run_together
from bot.text.times import read_hours

_NAMES = r"[\u3400-\u9fff·]{2,4}(?:[、,，\s和与及][\u3400-\u9fff·]{2,4}){0,30}"
_LED = re.compile(
    r"(?:志愿者|义工|志工)(?:有|名单|是|为|:|\s|参加的有|分别(?:是|为)|"
    r"\d+[名位人]?[:(]?)*(?P<names>[\u3400-\u9fff·、,，\s和与及]{2,80})"
)
_HOURS = r"(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八九十]{1,3}(?:个半)?|半)个?(?:半)?(?:小时|钟头|h)"
_OWN = re.compile(rf"(?P<name>[\u3400-\u9fff·]{{2,4}}?)\s?[:(]?\s?(?P<hours>{_HOURS})")
_EACH = re.compile(
    rf"(?P<names>{_NAMES}|[\u3400-\u9fff]{{4,40}}?)\s?[(]?(?:各自?|每人|都是?|均|分别服务)(?:服务|"
    rf"干了?|做了?)?(?P<hours>{_HOURS})"
)
_CHAIN = re.compile(r"\d{1,2}\s?[.、,，:)）]?\s?(?P<name>[\u3400-\u9fff·]{2,4})(?![\u3400-\u9fff])")
_SEPARATOR = re.compile(r"[、,，\s]|和|与|及")
_TAIL = re.compile(r"(?:各自?|每人|分别|都|均|服务|参加了?|参与|等人?)+$")
_LEAD = re.compile(r"^(?:志愿者|义工|志工|有|是|为|名单|队员|分别)+")


def people_with_hours(text: str, folded: str) -> tuple[tuple[str, float | None], ...]:
    """(name, hours) of the volunteers that a folded text names; hours None where none are said of them."""
    found: dict[str, float | None] = {}
    for match in _EACH.finditer(folded):
        for name in _names(match["names"]):
            found.setdefault(name, read_hours(match["hours"]).value)
    for match in _OWN.finditer(folded):
        name = _LEAD.sub("", match["name"])
        if is_name(name) and not re.search(r"[各每都均共了]$|志愿|时长", name):
            found.setdefault(name, read_hours(match["hours"]).value)
    if "接龙" in folded:
        for match in _CHAIN.finditer(folded):
            if is_name(match["name"]):
                found.setdefault(match["name"], None)
    for match in _LED.finditer(folded):
        for name in _names(match["names"]):
            found.setdefault(name, None)
    return tuple(found.items())


def _names(said: str) -> list[str]:
    """The names that a piece begins with; it may go on with something else."""
    names: list[str] = []
    for piece in _SEPARATOR.split(_TAIL.sub("", _LEAD.sub("", said))):
        together = run_together(piece)
        if is_name(piece):
            names.append(piece)
        elif together:
            names += together
        elif piece:
            break
    return names
