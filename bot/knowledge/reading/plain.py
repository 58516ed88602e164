"""Plain text: its encoding, its lines, its tables of tabs."""

import codecs
import re
from collections.abc import Iterator, Sequence

from bot.knowledge.reading.lines import cut_off, ended, glue, is_page_number, is_wrapped, join_lines, tidy, typed
from bot.knowledge.reading.model import Block, Content, Paragraph, Refusal, Table

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# How UTF-8 looks when it is read as GB18030: the beginnings of ，。的和在.
_MOJIBAKE = re.compile("[锛銆鐨鍜鍦浼]")
_BREAK = re.compile(r"\r\n|[\r\n\f\v\x85\u2028\u2029]")


def decode(data: bytes, refuse: Refusal) -> str:
    """Text in UTF-8, UTF-16 or GB18030, with or without a byte order mark.

    Raises `broken` for what stops in the middle of a character, `unsupported` for what is no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, refuse)
    if wide := _utf16(data):
        return _strict(data, wide, refuse)
    if b"\0" in data:
        raise refuse("unsupported", "内容不是文字。请换成 docx、pdf、txt、md 或 html 文件。")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.start > 0 and not data[: error.start].isascii():
            raise refuse("broken", "文件在一个字的中间断了，没有传完整。请重新取得完整的文件。") from error
    text = _strict(data, "gb18030", refuse)
    if len(_MOJIBAKE.findall(text)) > len(text) / 50:
        raise refuse("broken", "文件里有损坏的字节，读不出完整的文字。请重新取得文件，或另存为 UTF-8 再试。")
    return text


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of its blanks and line ends is zero."""
    if len(data) % 2 or b"\0" not in data:
        return None
    for encoding, newline in (("utf-16-le", b"\n\0"), ("utf-16-be", b"\0\n")):
        at = data.find(newline)
        while at > 0 and at % 2:
            at = data.find(newline, at + 1)
        if at >= 0 and data[0:2] != b"\0\0":
            return encoding
    return None


def _strict(data: bytes, encoding: str, refuse: Refusal) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4:
            raise refuse("broken", "文件在一个字的中间断了，没有传完整。请重新取得完整的文件。") from error
        raise refuse(
            "broken", "认不出文字编码（能读 UTF-8、UTF-16、GB18030），或文件已损坏。请另存为 UTF-8 再试。"
        ) from error


def read_text(data: bytes, refuse: Refusal) -> Content:
    return Content(tuple(text_blocks(decode(data, refuse))))


def text_blocks(text: str) -> Iterator[Block]:
    """Paragraphs and tables of a plain text."""
    lines = _BREAK.split(text)
    start = 0
    for first, end in _tables(lines):
        yield from _paragraphs(lines, start, first)
        yield Table(tuple(tuple(tidy(cell) for cell in line.split("\t")) for line in lines[first:end]))
        start = end
    yield from _paragraphs(lines, start, len(lines))


def _tables(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of two or more lines with the same number of tabs, not all of them an indent."""
    start = 0
    while start < len(lines):
        tabs = lines[start].count("\t")
        end = start + 1
        if tabs and "\t" in lines[start].strip(" \u3000").lstrip():
            while end < len(lines) and lines[end].count("\t") == tabs and not _is_indented(lines[end]):
                end += 1
            if end - start > 1:
                yield start, end
        start = end


def _is_indented(line: str) -> bool:
    """A paragraph (or nothing) behind tabs, and no row of a table."""
    return not line.strip() or (line.startswith("\t") and "\t" not in line.strip() and ended(line.strip()))


def _paragraphs(lines: Sequence[str], start: int, end: int) -> Iterator[Paragraph]:
    kept = [
        (row, lines[row])
        for row in range(start, end)
        if tidy(lines[row]) and not is_page_number(lines[row], dressed=True)
    ]
    placed = typed(kept)
    found = join_lines(placed) if is_wrapped(placed) else _mended(kept)
    return (Paragraph(text) for text in found)


def _mended(rows: Sequence[tuple[int, str]]) -> list[str]:
    """Each line a paragraph, but for those that a page's end has cut in two (a blank line or two between)."""
    found: list[str] = []
    previous = 0
    for row, raw in rows:
        line = tidy(raw)
        indented = raw.startswith(("\u3000", "  ", "\t"))
        if found and row - previous <= 3 and not indented and cut_off(found[-1], line):
            found[-1] = glue(found[-1], line)
        else:
            found.append(line)
        previous = row
    return found
