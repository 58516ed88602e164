"""Web pages, by lxml: the text that a reader sees, in order. Scripts, styles, forms and menus are dropped."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.knowledge.reading.lines import tidy, unfold
from bot.knowledge.reading.model import Block, Content, Paragraph, Refusal, Table
from bot.knowledge.reading.numerals import shown_number
from bot.knowledge.reading.plain import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "textarea",
        "svg",
        "math",
        "iframe",
        "object",
        "video",
        "audio",
        "canvas",
        "rt",
        "rp",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ruby",
        "rb",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "input",
        "del",
        "strike",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.I)
_LIST_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CHINESE_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*(?:cjk-ideographic|simp-chinese|trad-chinese|cjk-decimal)")
_WHITE = re.compile(r"[ \t\r\n\f]+")


def read_html(data: bytes, refuse: Refusal) -> Content:
    """Raises what decoding raises, and `broken` for a page that stops inside a tag."""
    from lxml import etree

    text = _decoded(data, refuse)
    if text.rfind("<") > text.rfind(">") and re.match(r"</?[A-Za-z!]", text[text.rfind("<") :]):
        raise refuse("broken", "网页在一个标签的中间断了，没有保存完整。请重新保存网页。")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(text.encode(), parser)
    if any("depth" in error.message.lower() for error in parser.error_log):
        raise refuse("broken", "网页的标签嵌套太深，读不完整。请把文字复制到 .txt 里再导入。")
    if root is None:
        return Content(())
    title = root.findtext(".//head/title") or ""
    return Content(tuple(_Walk().blocks(_main(root))), tidy(_WHITE.sub(" ", title)) or None)


def _decoded(data: bytes, refuse: Refusal) -> str:
    """A page that names GB2312 or GBK is read as their superset; any other name is checked against the bytes."""
    declared = _CHARSET.search(data[:4096])
    if declared and declared.group(1).lower() in (b"gb2312", b"gbk", b"gb18030") and b"\0" not in data:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return decode(data, refuse)


def _main(root: "_Element") -> "_Element":
    """The page's <article> or <main> when it holds most of the text."""
    whole = len("".join(root.itertext()))
    for name in ("article", "main"):
        found = root.findall(f".//{name}")
        if len(found) == 1 and 2 * len("".join(found[0].itertext())) > whole:
            return found[0]
    return root


class _Walk:
    """One pass over the tree without recursion: a page may be nested deeper than Python's stack."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._label = ""
        self._outline: int | None = None
        self._dropped: _Element | None = None
        self._table: _Element | None = None
        self._counts: dict[_Element, int] = {}

    def blocks(self, root: "_Element") -> Iterator[Block]:
        from lxml import etree

        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                yield from self._start(element)
            else:
                yield from self._end(element)
        yield from self._flush()

    def _start(self, element: "_Element") -> Iterator[Block]:
        if self._dropped is not None or self._table is not None:
            return
        tag = str(element.tag)
        if tag in _DROPPED or _is_hidden(element):
            self._dropped = element
            return
        if tag == "br":
            self._parts.append("\n")
        elif tag not in _INLINE:
            yield from self._flush()
        if tag == "table" and not _is_layout(element):
            self._table = element
            yield _table(element)
            return
        if tag == "li":
            self._label = _item_label(element, self._counts)
        if re.fullmatch("h[1-6]", tag):
            self._outline = int(tag[1]) - 1
        self._add(element.text, preformatted=tag == "pre")

    def _end(self, element: "_Element") -> Iterator[Block]:
        if self._dropped is None and self._table is None:
            if element.tag not in _INLINE and element.tag != "br":
                yield from self._flush()
            if re.fullmatch("h[1-6]", str(element.tag)):
                self._outline = None
            if element.tag == "li":
                self._label = ""
        self._dropped = None if self._dropped is element else self._dropped
        self._table = None if self._table is element else self._table
        if self._dropped is None and self._table is None:
            self._add(element.tail)

    def _add(self, text: str | None, *, preformatted: bool = False) -> None:
        if text:
            self._parts.append(text if preformatted else _WHITE.sub(" ", text))

    def _flush(self) -> Iterator[Paragraph]:
        text, self._parts = "".join(self._parts), []
        for one in unfold(text):
            yield Paragraph(one, self._label, self._outline)
            self._label = ""


def _is_hidden(element: "_Element") -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_layout(table: "_Element") -> bool:
    """A table that only places things: one cell a row, or other tables inside."""
    return table.find(".//table") is not None or all(len(_cells(row)) < 2 for row in table.iter("tr"))


def _cells(row: "_Element") -> list["_Element"]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _table(table: "_Element") -> Table:
    """Rows of equal length; a cell over several rows or columns stands in each of them."""
    rows: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}  # column -> (rows left, text)
    headers = 0
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in _cells(row):
            _fill(cells, held)
            text = tidy(_WHITE.sub(" ", "".join(_visible(cell))))
            for _ in range(_span(cell, "colspan")):
                if (down := _span(cell, "rowspan")) > 1:
                    held[len(cells)] = (down - 1, text)
                cells.append(text)
        _fill(cells, held)
        if _cells(row):
            heads = all(cell.tag == "th" for cell in _cells(row))
            headers += heads and headers == len(rows)
            rows.append(cells)
    return Table(tuple(map(tuple, rows)), headers or None)


def _fill(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    while len(cells) in held:
        left, text = held.pop(len(cells))
        if left > 1:
            held[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: "_Element", name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), 100)) if value.strip().isdecimal() else 1


def _visible(root: "_Element") -> Iterator[str]:
    """The texts of a cell in order, without what is dropped; a blank where a line or paragraph ends."""
    from lxml import etree

    dropped: _Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and dropped is None:
            if element.tag in _DROPPED or _is_hidden(element):
                dropped = element
                continue
            yield element.text or ""
        elif event == "end":
            dropped = None if dropped is element else dropped
            if dropped is None and element is not root:
                yield (element.tail or "") if element.tag in _INLINE else f" {element.tail or ''}"


def _item_label(item: "_Element", counts: dict["_Element", int]) -> str:
    """The number that a browser shows before an item of an ordered list; `counts` holds the last one of each list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    number = _whole(item.get("value"), counts.get(parent, _whole(parent.get("start"), 1) - 1) + 1)
    counts[parent] = number
    if _CHINESE_STYLE.search(parent.get("style") or ""):
        return shown_number("chineseCounting", number) + "、"
    return shown_number(_LIST_STYLES.get(parent.get("type") or "1", "decimal"), number) + "."


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text) else otherwise
