"""PDF files with text, by pypdf: pieces of text with their places become lines, lines become paragraphs.

A row of a table becomes a paragraph. Which header a cell belongs to is not guessed: a wrong pair would be a wrong fact.
"""

import io
import logging
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.knowledge.reading.lines import Line, join_lines, tidy, width, without_furniture
from bot.knowledge.reading.model import Content, Paragraph, Refusal

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 2000
_TAIL = 4096  # bytes at the end in which a whole file says where its index is
_NO_LETTER = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08]")
_SCANNED = "请先做文字识别（OCR），存成 .docx 或 .txt 再导入。"
# Gaps within a line, in heights of a character: justified text stays below the first, cells of a table stand further.
_BLANK, _CELL = 0.9, 1.6


def read_pdf(data: bytes, refuse: Refusal) -> Content:
    """Raises `broken`, `encrypted`, `scanned` or `too_big`, and whatever pypdf raises for a broken file."""
    from pypdf import PdfReader

    if b"startxref" not in data[-_TAIL:]:
        raise refuse("broken", "PDF 没有传完整，后半部分缺失。请重新取得完整的文件。")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports what it mends, at length
    reader = PdfReader(io.BytesIO(data))
    _unlock(reader, refuse)
    if len(reader.pages) > MAX_PAGES:
        raise refuse("too_big", f"PDF 超过 {MAX_PAGES} 页。请拆成几个文件再导入。")
    pages = [_lines(page, number) for number, page in enumerate(reader.pages)]
    lines = without_furniture(pages)
    _check_text(pages, lines, refuse)
    return Content(tuple(map(Paragraph, join_lines(lines))))


def _unlock(reader: "PdfReader", refuse: Refusal) -> None:
    """A file that opens without a password (only printing is restricted) may be read."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise refuse("encrypted", "PDF 有打开密码。请去掉密码，另存后再导入。")


def _check_text(pages: Sequence[Sequence[Line]], lines: Sequence[Line], refuse: Refusal) -> None:
    text = "".join(line.text for line in lines)
    empty = sum(not page for page in pages)
    if not text or 2 * empty > len(pages):
        raise refuse("scanned", f"PDF 里多半是扫描的图片，没有文字。{_SCANNED}")
    if len(_NO_LETTER.findall(text)) > len(text) / 5:
        raise refuse("scanned", f"PDF 的字体没有文字编码，取不出文字。{_SCANNED}")


# --- lines -----------------------------------------------------------------------------------------------------------


def _lines(page: "PageObject", number: int) -> list[Line]:
    """The lines of a page from top to bottom. Lengths in points."""
    height = float(page.mediabox.height)
    pieces: list[Line] = []

    def visit(text: str, outer: Any, inner: Any, _font: Any, size: float) -> None:
        if text.strip():
            left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            base = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            tall = abs(size * inner[3] * outer[3]) or abs(size) or 1.0
            bare = text.replace("\n", "")
            # Half the height for a Latin letter: near enough to tell full lines from short ones.
            pieces.append(Line(bare, left, left + width(bare.rstrip()) / 2 * tall, height - base, tall, number))

    page.extract_text(visitor_text=visit)
    return [line for row in _rows(pieces) if (line := _joined(row)).text]


def _rows(pieces: Sequence[Line]) -> Iterator[list[Line]]:
    """Pieces that stand at the same height, from left to right."""
    row: list[Line] = []
    for piece in sorted(pieces, key=lambda one: one.top):
        if row and piece.top - row[0].top > 0.4 * min(piece.size, row[0].size):
            yield sorted(row, key=lambda one: one.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda one: one.left)


def _joined(row: Sequence[Line]) -> Line:
    text, right, apart = "", row[0].left, False
    for piece in row:
        gap = (piece.left - right) / piece.size
        apart = apart or (bool(text) and gap > _CELL)
        text = f"{text.rstrip()} {piece.text.lstrip()}" if text and gap > _BLANK else text + piece.text
        right = piece.right
    return Line(tidy(text), row[0].left, right, row[0].top, max(piece.size for piece in row), row[0].page, apart)
