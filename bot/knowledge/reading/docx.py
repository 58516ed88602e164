"""Word files, by python-docx: paragraphs and tables in the order of the body, with the numbers that Word shows."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.knowledge.reading.lines import tidy, unfold
from bot.knowledge.reading.model import Block, Content, Paragraph, Refusal, Table
from bot.knowledge.reading.numbering import Numbering, Styles, W, child, value, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NUMBERING_PART = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
_STYLES_PART = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
# Removed by a tracked change, an older rendering of the same thing, or no text.
_SKIPPED = {f"{W}{name}" for name in ("del", "moveFrom", "rt", "instrText", "delText", "pPr", "rPr", "sdtPr")}
_SKIPPED |= {f"{_MC}Fallback"}
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_OUTLINE_STYLE = re.compile(r"(?:heading|标题)\s?([1-9])")


def read_docx(data: bytes, refuse: Refusal) -> Content:
    """Raises whatever python-docx raises for a broken file; entities are not resolved (its parser forbids it)."""
    import docx

    document = docx.Document(io.BytesIO(data))
    styles = Styles(_part(document, _STYLES_PART))
    body = _Body(styles, Numbering(_part(document, _NUMBERING_PART), styles))
    return Content(tuple(body.blocks(document.element.body)))


def _part(document: object, kind: str) -> "_Element | None":
    """The root of a part; None when the file has none (python-docx would put a default in its place)."""
    from docx.oxml.parser import parse_xml

    part = document.part  # type: ignore[attr-defined]
    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            root: _Element = parse_xml(relation.target_part.blob)
            return root
    return None


class _Body:
    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self._fields: list[bool] = []  # open fields: is it a table of contents?

    def blocks(self, parent: "_Element") -> Iterator[Block]:
        """What stands in a body, a content control or a cell."""
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag == f"{W}sdt":
                content = child(element, "sdtContent")
                if content is not None and not _is_contents(element):
                    yield from self.blocks(content)
            elif element.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self.blocks(element)

    def _paragraph(self, element: "_Element") -> Iterator[Block]:
        in_contents = any(self._fields)
        text = "".join(self._text(element))
        boxes = [
            box
            for box in element.iter(f"{W}txbxContent")
            if _nearest(box, f"{W}p") is element and not _inside(box, _SKIPPED)
        ]
        names = self._styles.names(element)
        if not (in_contents or any(self._fields) or any(name.startswith("toc ") for name in names)):
            # Word counts an empty numbered paragraph too.
            label = self._numbering.label(element)
            outline = self._outline(element, names)
            for row, one in enumerate(unfold(text)):
                yield Paragraph(one, label if row == 0 else "", outline)
        for box in boxes:
            yield from self.blocks(box)

    def _text(self, element: "_Element") -> Iterator[str]:
        """The text of runs, in order; text boxes are paragraphs of their own."""
        for one in element:
            if one.tag in _SKIPPED or one.tag == f"{W}txbxContent":
                if one.tag == f"{W}instrText":
                    self._instruction(one.text or "")
                continue
            if one.tag == f"{W}t":
                yield one.text or ""
            elif one.tag in _SIGNS:
                yield "" if one.get(f"{W}type") in ("page", "column") else _SIGNS[one.tag]
            elif one.tag == f"{W}fldChar":
                self._field(one.get(f"{W}fldCharType"))
            elif not (one.tag == f"{W}r" and _is_on(child(one, "rPr", "vanish"))):
                yield from self._text(one)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruction(self, text: str) -> None:
        if self._fields and text.strip().upper().startswith("TOC"):
            self._fields[-1] = True

    def _outline(self, element: "_Element", names: list[str]) -> int | None:
        if any(name in ("title", "标题") for name in names):
            return 0
        for holder in self._styles.chain(element):
            level = whole(value(holder, "pPr", "outlineLvl"))
            if level is not None:
                return level + 1 if level < 9 else None
        styled = next(filter(None, map(_OUTLINE_STYLE.fullmatch, names)), None)
        return int(styled.group(1)) if styled else None

    def _table(self, element: "_Element") -> Iterator[Block]:
        rows = [row for row in element.iter(f"{W}tr") if _nearest(row, f"{W}tbl") is element]
        if all(len(list(_cells(row))) < 2 for row in rows):  # it only draws a frame
            for row in rows:
                for cell in _cells(row):
                    yield from self.blocks(cell)
            return
        yield self._grid(rows)

    def _grid(self, rows: list["_Element"]) -> Table:
        """Rows of equal cells: a cell over several columns or rows stands in each of them."""
        found: list[tuple[str, ...]] = []
        headers = 0
        for row in rows:
            cells: list[str] = [""] * (whole(value(row, "trPr", "gridBefore")) or 0)
            for cell in _cells(row):
                cells += [self._cell(cell, found, len(cells))] * min(whole(value(cell, "tcPr", "gridSpan")) or 1, 63)
            headers += _is_on(child(row, "trPr", "tblHeader")) and headers == len(found)
            found.append(tuple(cells))
        return Table(tuple(found), headers or None)

    def _cell(self, cell: "_Element", above: list[tuple[str, ...]], column: int) -> str:
        merged = child(cell, "tcPr", "vMerge")
        if merged is not None and merged.get(f"{W}val") != "restart" and above and column < len(above[-1]):
            return above[-1][column]
        parts = []
        for block in self.blocks(cell):
            if isinstance(block, Paragraph):
                parts.append(block.label + block.text)
            else:
                parts += [" ".join(filter(None, row)) for row in block.rows]
        return tidy(" ".join(parts))


def _cells(row: "_Element") -> Iterator["_Element"]:
    return (cell for cell in row.iter(f"{W}tc") if _nearest(cell, f"{W}tr") is row)


def _nearest(element: "_Element", tag: str) -> "_Element | None":
    return next(element.iterancestors(tag), None)


def _inside(element: "_Element", tags: set[str]) -> bool:
    return any(ancestor.tag in tags for ancestor in element.iterancestors())


def _is_on(flag: "_Element | None") -> bool:
    return flag is not None and flag.get(f"{W}val") not in ("0", "false", "off")


def _is_contents(control: "_Element") -> bool:
    return value(control, "sdtPr", "docPartObj", "docPartGallery") == "Table of Contents"
