"""The numbers that Word puts before paragraphs by itself: they stand in numbering.xml, not in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.reading.numerals import shown_number

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9  # of a list in Word
_CHAIN = 20  # of styles based on styles; more is a circle
_LIST_STYLE = "numStyleLink"


def child(element: "_Element | None", *names: str) -> "_Element | None":
    """The first w:child of the first w:child ..."""
    for name in names:
        element = None if element is None else element.find(f"{W}{name}")
    return element


def value(element: "_Element | None", *names: str) -> str | None:
    """The w:val of a descendant; None when it is not there."""
    found = child(element, *names)
    return None if found is None else found.get(f"{W}val")


def whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts. `text` has %1 to %9 for the numbers of the levels down to this one."""

    start: int
    form: str
    text: str
    restart: int | None  # after which level (1 = the first) it starts anew; 0 = never; None = after any above
    legal: bool


class Styles:
    """Paragraph styles, as far as numbers, headings and contents go; a style has what it is based on has."""

    def __init__(self, root: "_Element | None") -> None:
        styles = [] if root is None else root.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId") or "": style for style in styles}
        self._default = next(
            (
                style.get(f"{W}styleId") or ""
                for style in styles
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
            ),
            "",
        )

    def chain(self, paragraph: "_Element") -> Iterator["_Element"]:
        """The paragraph's properties, then its style and the styles that this is based on."""
        yield paragraph
        yield from self.bases(value(paragraph, "pPr", "pStyle") or self._default)

    def bases(self, name: str | None) -> Iterator["_Element"]:
        for _ in range(_CHAIN):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = value(style, "basedOn")

    def names(self, paragraph: "_Element") -> list[str]:
        """Names of the style and its bases in lower case, such as heading 1, title, toc 2."""
        return [(value(style, "name") or "").lower() for style in self.chain(paragraph)]

    def num_id(self, name: str | None) -> str | None:
        return next(filter(None, (value(style, "pPr", "numPr", "numId") for style in self.bases(name))), None)


class Numbering:
    """Counts through a document; ask for each paragraph once, in order."""

    def __init__(self, root: "_Element | None", styles: Styles) -> None:
        self._styles = styles
        self._abstract = {} if root is None else {_id(x, "abstractNumId"): x for x in root.findall(f"{W}abstractNum")}
        self._nums = {} if root is None else {_id(num, "numId"): num for num in root.findall(f"{W}num")}
        self._counts: dict[str, list[int | None]] = {}  # abstract list -> last number of each level
        self._restarted: set[tuple[str, int]] = set()
        self._levels: dict[tuple[str, int], _Level | None] = {}

    def label(self, paragraph: "_Element") -> str:
        """The number before a paragraph, such as 一、 or 第三条; empty when it has none or a bullet."""
        num, depth = self._place(paragraph)
        level = self._level(num, depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(self._list_of(num), [None] * LEVELS)
        self._count(num, depth, counts, level)
        return self._shown(num, depth, counts, level)

    def _place(self, paragraph: "_Element") -> tuple[str, int]:
        """(w:numId, level from 0) by the paragraph or its styles; numId 0 switches numbers off."""
        num: str | None = None
        depth: int | None = None
        owner: str | None = None
        for holder in self._styles.chain(paragraph):
            properties = child(holder, "pPr", "numPr")
            if depth is None:
                depth = whole(value(properties, "ilvl"))
            if num is None and (num := value(properties, "numId")) is not None:
                owner = holder.get(f"{W}styleId")
        if num is None or num == "0":
            return "0", 0
        if owner and (linked := self._level_of_style(num, paragraph)) is not None:
            depth = linked
        return num, min(max(depth or 0, 0), LEVELS - 1)

    def _level_of_style(self, num: str, paragraph: "_Element") -> int | None:
        """The level that names the paragraph's style or a base of it as its own (w:pStyle)."""
        names = [style.get(f"{W}styleId") for style in self._styles.chain(paragraph)]
        abstract = self._abstract.get(self._list_of(num))
        for level in () if abstract is None else abstract.findall(f"{W}lvl"):
            if value(level, "pStyle") in names[1:]:
                return whole(level.get(f"{W}ilvl"))
        return None

    def _list_of(self, num: str) -> str:
        """The id of the list that a w:num counts in; several w:num may share one. Follows a link to a list style."""
        found = value(self._nums.get(num), "abstractNumId") or ""
        for _ in range(_CHAIN):
            link = value(self._abstract.get(found), _LIST_STYLE)
            if not link:
                break
            found = value(self._nums.get(self._styles.num_id(link) or ""), "abstractNumId") or ""
        return found

    def _level(self, num: str, depth: int) -> _Level | None:
        if (num, depth) not in self._levels:
            self._levels[num, depth] = self._read_level(num, depth)
        return self._levels[num, depth]

    def _read_level(self, num: str, depth: int) -> _Level | None:
        override = self._override(num, depth)
        element = child(override, "lvl")
        if element is None:
            element = _with_level(self._abstract.get(self._list_of(num)), "lvl", depth)
        if element is None:
            return None
        start = whole(value(override, "startOverride"))
        if start is None:
            start = whole(value(element, "start"))
        return _Level(
            start=1 if start is None else start,
            form=value(element, "numFmt") or _alternative_form(element) or "decimal",
            text=value(element, "lvlText") or "",
            restart=whole(value(element, "lvlRestart")),
            legal=child(element, "isLgl") is not None and value(element, "isLgl") not in ("0", "false"),
        )

    def _override(self, num: str, depth: int) -> "_Element | None":
        return _with_level(self._nums.get(num), "lvlOverride", depth)

    def _count(self, num: str, depth: int, counts: list[int | None], level: _Level) -> None:
        """Go on by one at this level; the levels below start anew where they are meant to."""
        fresh = value(self._override(num, depth), "startOverride") is not None and (num, depth) not in self._restarted
        self._restarted.add((num, depth))
        last = counts[depth]
        counts[depth] = level.start if fresh or last is None else last + 1
        for lower in range(depth + 1, LEVELS):
            below = self._level(num, lower)
            if below is None or below.restart is None or 0 < depth + 1 <= below.restart:
                counts[lower] = None

    def _shown(self, num: str, depth: int, counts: list[int | None], level: _Level) -> str:
        def number(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            other = self._level(num, at)
            if other is None or at > depth:
                return ""
            count = counts[at]
            form = "decimal" if level.legal else other.form
            return shown_number(form, other.start if count is None else count)

        return "" if level.form == "bullet" else re.sub(r"%([1-9])", number, level.text).strip()


def _id(element: "_Element", name: str) -> str:
    return element.get(f"{W}{name}") or ""


def _with_level(parent: "_Element | None", name: str, depth: int) -> "_Element | None":
    found = () if parent is None else parent.findall(f"{W}{name}")
    return next((element for element in found if element.get(f"{W}ilvl") == str(depth)), None)


def _alternative_form(level: "_Element") -> str | None:
    """A format that only newer versions of Word know stands beside an older one, inside mc:AlternateContent."""
    found = level.find(f".//{W}numFmt")
    return None if found is None else found.get(f"{W}val")
