"""From lines to paragraphs: what was wrapped to fit a page or a window is joined again, what was not stays apart."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.knowledge.reading.marks import starts_clause

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffc\ud800-\udfff]")
_ENDED = re.compile(r"[。！？!?；;：:…][”’」』》）)\]】]*$")
_INSIDE = re.compile(r"[。！？]")
_OPEN_END = re.compile(r"[，、,（(《“—]$")
# A line with a comma, as long as this, that stops without a full stop was cut by a page; a heading is shorter.
CUT = 45


def tidy(text: str) -> str:
    """Without control and invisible characters and outer white space; inside, a tab counts as a blank."""
    return _CONTROL.sub("", text).replace("\t", " ").strip()


def glue(first: str, second: str) -> str:
    """Two halves of a wrapped line: a blank between Latin words, nothing between Chinese characters."""
    latin = first[-1:].isascii() and second[:1].isascii() and second[:1].isalnum()
    return f"{first} {second}" if latin and (first[-1:].isalnum() or first[-1:] in ",.;:)") else first + second


def ended(text: str) -> bool:
    """Whether a sentence ends here."""
    return bool(_ENDED.search(text))


def cut_off(line: str, following: str) -> bool:
    """Whether a line of an unwrapped text breaks off in the middle of a sentence and `following` goes on with it."""
    if ended(line) or starts_clause(following):
        return False
    return bool(_OPEN_END.search(line) or _INSIDE.search(line)) or (len(line) > CUT and "，" in line)


def unfold(text: str) -> list[str]:
    """Paragraphs of a text with line breaks inside (a web page's <br>, Word's shift-enter): joined only when cut."""
    found: list[str] = []
    for line in filter(None, map(tidy, text.splitlines())):
        if found and cut_off(found[-1], line):
            found[-1] = glue(found[-1], line)
        else:
            found.append(line)
    return found


# --- lines with a place on the page ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. Lengths in the unit of `size`, the height of its characters; `top` grows downwards.

    `apart`: it has wide gaps, as a row of a table has; it is never joined.
    """

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    """The common edges of the lines: where full lines begin and end, and how far apart they stand.

    `indented`: paragraphs begin with an indent, so that a line without one goes on.
    """

    left: float
    right: float
    pitch: float
    indented: bool = False


def join_lines(lines: Sequence[Line]) -> list[str]:
    """The paragraphs of wrapped lines, in order."""
    column = _column(lines)
    found: list[str] = []
    previous: Line | None = None
    for line in lines:
        if previous and not _begins(line, previous, column):
            found[-1] = glue(found[-1], line.text)
        else:
            found.append(line.text)
        previous = line
    return found


def _begins(line: Line, previous: Line, column: _Column) -> bool:
    """Whether `line` begins a paragraph. A short line ends one, an indented line begins one."""
    size = previous.size
    if line.apart or previous.apart or abs(line.size - size) > 0.12 * size:
        return True
    if line.page == previous.page and line.top - previous.top > max(1.35 * column.pitch, 1.2 * size):
        return True
    if _centred(line, column) and not ended(previous.text):  # the rest of a long title
        return previous.right - previous.left < 0.6 * (column.right - column.left)
    # Where indents tell, a line may end early to keep a bracket with its word.
    slack = 6.2 if column.indented and not ended(previous.text) else 2.2
    if previous.right <= column.right - slack * size or line.left > column.left + 1.4 * size:
        return True
    return ended(previous.text) and starts_clause(line.text)


def _centred(line: Line, column: _Column) -> bool:
    """Whether a line keeps the same distance, more than an indent, from both edges."""
    left, right = line.left - column.left, column.right - line.right
    return left > 2.5 * line.size and abs(left - right) < 1.6 * line.size


def _column(lines: Sequence[Line]) -> _Column:
    if not lines:
        return _Column(0, 0, 0)
    long = [line for line in lines if len(line.text) > 8] or lines
    lefts = Counter(round(line.left) for line in long)
    left = min(edge for edge, times in lefts.items() if times > max(lefts.values()) / 4)
    rights = sorted(line.right for line in lines)
    gaps = Counter(
        round(after.top - before.top, 1)
        for before, after in pairwise(lines)
        if after.page == before.page and after.top > before.top
    )
    pitch = gaps.most_common(1)[0][0] if gaps else lines[0].size * 1.5
    indented = sum(1.4 * line.size < line.left - left < 2.6 * line.size for line in long)
    return _Column(left, rights[int(len(rights) * 0.9)], pitch, indented > 0.15 * len(long))


# --- page furniture --------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"[\s\-—–－－·.~～_|]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[,，/／]?\s*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–－·.~～_|]*"
)
_DRESSED = re.compile(
    r"\s*(?:[-—–－·~～]+\s*\d{1,4}\s*[-—–－·~～]+|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?)\s*"
)


def is_page_number(text: str, *, dressed: bool = False) -> bool:
    """A page number; `dressed` = only in a form that is nothing else, such as — 3 — or 第3页."""
    return bool((_DRESSED if dressed else _NUMBER).fullmatch(text))


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of all pages without page numbers and running headers and footers.

    A header is what stands at the edge of at least two pages (a third of them, in a longer document) in the same
    words and at the same height.
    """
    edges = Counter(key for page in pages for key in set(map(_furniture, _edge(page))))
    enough = max(2, len(pages) // 3)
    repeated = {key for key, times in edges.items() if times >= enough}
    return [line for page in pages for line in _body(page, repeated)]


def _edge(page: Sequence[Line]) -> list[Line]:
    return [*page[:2], *page[max(2, len(page) - 2) :]]


def _furniture(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+|\s", "", line.text), round(line.top / 6)


def _body(page: Sequence[Line], repeated: set[tuple[str, int]]) -> Iterator[Line]:
    outer = {id(line) for line in _edge(page)}
    for line in page:
        if id(line) in outer and (_furniture(line) in repeated or is_page_number(line.text)):
            continue
        yield line


# --- text in columns of characters -----------------------------------------------------------------------------------


def width(text: str) -> int:
    """Columns that a text takes on a terminal: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def typed(rows: Iterable[tuple[int, str]]) -> list[Line]:
    """Lines of a plain text, given with their row numbers, as lines on a page; a Chinese character is 2 wide."""
    found = []
    for row, text in rows:
        bare = text.expandtabs(4)
        left = width(bare) - width(bare.lstrip())
        found.append(Line(tidy(text), left, width(bare.rstrip()), row, 2))
    return found


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether a plain text was wrapped at a fixed width: many lines end at the same column without a full stop."""
    if len(lines) < 6:
        return False
    edge = sorted(line.right for line in lines)[int(len(lines) * 0.9)]
    full = [line for line in lines if edge - 4 <= line.right <= edge + 4]
    return 30 <= edge <= 130 and len(full) >= 0.4 * len(lines) and 2 * sum(ended(x.text) for x in full) < len(full)
