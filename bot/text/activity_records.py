"""How many activities a message reports, and where each stands. One activity told in several sentences stays one."""

import re
from datetime import date

from bot.text.activity_days import read_days
from bot.text.activity_forms import forms, lines_of
from bot.text.activity_text import blanked
from bot.text.activity_types import type_of
from bot.text.times import read_hours

_ITEM = re.compile(
    r"(?:^|\n|(?<=[:：;；。,，\s]))(?P<mark>(?:[1-9]|1\d|20)(?:[.、)）]|"
    r"\s(?=[\u3400-\u9fff]))(?!\d)|[(（](?:[1-9]|1\d|[一二三四五六七八九十])[)）]|"
    r"[一二三四五六七八九十][、.](?!\d)|[①-⑳]|第[一二三四五六]场[:：,，]?|"
    r"[•●▪◆★-]\s?(?=[\u3400-\u9fff\d]))"
)
_TURN = re.compile(
    r"[。;；\n]+|(?:[,，]|(?<=\S)\s)(?=\s?(?:另外?|此外|还有?|同时|并且?|接着|然后|随后|之后|下午|晚上|晚|中午|"
    r"上午|第二天|次日|又|再|[上这本]{0,2}(?:周|星期|礼拜)[一二三四五六日天]|\d{1,2}[月日号.]|大?[昨今前]天))"
)
_COUNTED = re.compile(r"(?:\d|[一二两三四五六七八九十百千几])[多余来几]?\s?(?:人|名|位|户|口|个|号人|家)")
# 另外护林员12名: more people of the same activity
_ONLY_MORE = re.compile(
    r"[,，\s]*(?:另外?|此外|还有?|加上?|再有)[\u3400-\u9fff]{1,8}\d+[名人位个]?[\u3400-\u9fff]{0,3}[,，。;；\s]*"
)
_HELPERS = re.compile(r"志愿者(?:\s?\d+\s?[人名位个])?|(?:\d+\s?[名位个])志愿者")
# 三场一共80人, behind the last of several: no record's own.
OF_ALL = re.compile(
    r"[,，。;；\s](?:[这前]?(?:[两三四五六七八九十几]|\d{1,2})[个]?[天场次项回]|前后|全部)[^,，。;；\n\d]{0,4}(?:一共|总共|共计|合计|累计|共|加起来|拢共)[^,，。;；\n]*"
)
_PERIODS = re.compile(r"上午|下午|晚上|早上|中午|傍晚|晚间")
_JOINED = re.compile(r"(?:另外?|此外|还有一场|第二场|另一场|接着又|下午又|晚上又|中午又|傍晚又|[下上]午还|晚上还)")
MOST = 20  # records of one message


def split(folded: str, today: date) -> list[tuple[int, int]]:
    """Where each record of a folded text stands; one that spans it all when it reports a single activity."""
    if labelled := lines_of(folded):
        pieces = forms(folded, labelled)
        return pieces if 1 < len(pieces) <= MOST else [(0, len(folded))]
    for pieces in (_items(folded), _lines(folded), _turns(folded)):
        if 1 < len(pieces) <= MOST and _are_records(folded, pieces, today):
            return pieces
    return [(0, len(folded))]


def _items(folded: str) -> list[tuple[int, int]]:
    """The numbered points of a list."""
    marks = list(_ITEM.finditer(folded))
    ends = [mark.start() for mark in marks[1:]] + [len(folded)] if marks else []
    return [(mark.end(), end) for mark, end in zip(marks, ends, strict=True) if folded[mark.end() : end].strip()]


def _lines(folded: str) -> list[tuple[int, int]]:
    lines = [match.span() for match in re.finditer(r"[^\n]+", folded)]
    if len(lines) > 1 and not _tells(folded[slice(*lines[0])]):
        lines = lines[1:]
    return lines


def _turns(folded: str) -> list[tuple[int, int]]:
    places = [0]
    for match in _TURN.finditer(folded):
        places += [match.start(), match.end()]
    places.append(len(folded))
    pieces = [(start, end) for start, end in zip(places[::2], places[1::2], strict=True) if folded[start:end].strip()]
    return _gathered(folded, pieces)


def _gathered(folded: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces with what follows them and tells nothing of its own."""
    gathered: list[tuple[int, int]] = []
    for start, end in pieces:
        if gathered and not _tells(folded[start:end]):
            gathered[-1] = (gathered[-1][0], end)
        else:
            gathered.append((start, end))
    if len(gathered) > 1 and not _tells(folded[slice(*gathered[0])]):
        gathered[1] = (gathered[0][0], gathered[1][1])
        gathered = gathered[1:]
    return gathered


def _tells(piece: str) -> bool:
    """Whether a piece could be a record: it says what was done, and how many. Helpers counted are not yet a deed."""
    more = _ONLY_MORE.match(piece)
    if more and type_of(piece[more.end() :]) is None:
        return False
    return type_of(_HELPERS.sub(" ", piece)) is not None and bool(_COUNTED.search(piece))


def _are_records(folded: str, pieces: list[tuple[int, int]], today: date) -> bool:
    """Each says what was done and how many, and two neighbours differ in more than the number."""
    said = [folded[slice(*piece)] for piece in pieces]
    if not all(_tells(one) for one in said):
        return False
    kinds = [type_of(_without_days(one, today)) for one in said]
    days = [read_days(one, today).start for one in said]
    periods = [match.group() if (match := _PERIODS.search(one)) else None for one in said]
    for n in range(1, len(said)):
        other_day = days[n] is not None and days[n - 1] is not None and days[n] != days[n - 1]
        other_period = periods[n] is not None and periods[n] != periods[n - 1]
        other_kind = kinds[n] is not None and kinds[n] != kinds[n - 1]
        joined = bool(_JOINED.search(folded[max(0, pieces[n][0] - 1) : pieces[n][0] + 6]))
        numbered = bool(_ITEM.search(folded[max(0, pieces[n][0] - 4) : pieces[n][0] + 1]))
        again = (
            joined and other_period and bool(re.search(r"[;；。\n]", folded[pieces[n - 1][1] - 1 : pieces[n][0] + 1]))
        )
        line = "\n" in folded[pieces[n - 1][1] - 1 : pieces[n][0] + 1]
        if not (other_day or again or (other_kind and (other_period or joined or numbered or line))):
            return False
    return True


def _without_days(piece: str, today: date) -> str:
    return blanked(piece, (*read_days(piece, today).spans, *read_hours(piece).spans))
