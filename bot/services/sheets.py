"""Reading and writing xlsx: only what a table needs, never a formula. docs/decisions/0009."""

import itertools
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from bot.core.errors import SheetError

LARGEST: Final = 30 * 1024 * 1024  # bytes of a file
UNPACKED: Final = 600 * 1024 * 1024  # bytes; a hundred thousand rows unpack to some sixty million
RATIO: Final = 200  # of unpacked to packed: beyond it a part was made to burst
HEADERS: Final = 10  # rows at the top among which the header is looked for
MERGED: Final = 20_000  # cells of a merged range that is looked into
CHUNK: Final = 1 << 20  # bytes of a sheet's part read at once
LONGEST_CELL: Final = 64  # bytes before a formula in which its cell is named
WIDTHS: Final = (8, 14, 22, 34, 48)  # of columns, in narrow characters
_BROKEN = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    ElementTree.ParseError,
    zipfile.BadZipFile,
    zlib.error,
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_UNSOLVED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*><f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v>\s*</v>)?</c>')
_LOCAL_HEADER = 30  # bytes; the last four are the lengths of name and extra field
_OLE = b"\xd0\xcf\x11\xe0"  # an old xls, or an xlsx with a password
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the beginning of a formula


@dataclass(frozen=True)
class Page:
    """One sheet that holds anything. `merged`: cells covered by a merged range, with the cell that holds its value.

    `formulas`: cells with a formula whose result is not in the file. Rows and columns count from 1 and 0.
    """

    name: str
    rows: Iterator[list[str]]
    merged: dict[tuple[int, int], tuple[int, int]]
    formulas: frozenset[tuple[int, int]]


def pages_of(path: Path) -> Iterator[Page]:
    """The sheets that hold anything. Raises SheetError that says what is wrong with the file."""
    _check(path)
    from python_calamine import CalamineError, CalamineWorkbook

    found = False
    try:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                found = True
                first = sheet.start[1] if sheet.start else 0
                yield Page(name, _rows(sheet), _merged(sheet, first), frozenset(_formulas(path, name, first)))
    except (CalamineError, *_BROKEN) as error:
        raise SheetError("broken") from error
    if not found:
        raise SheetError("empty")


def _rows(sheet: Any) -> Iterator[list[str]]:
    try:
        for row in sheet.iter_rows():
            yield [_text(cell) for cell in row]
    except _BROKEN as error:
        raise SheetError("broken") from error


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet that has any, as texts. Raises SheetError that says what is wrong with the file."""
    return next(pages_of(path)).rows


def _merged(sheet: Any, first: int) -> dict[tuple[int, int], tuple[int, int]]:
    """The covered cells, of ranges that a table of our size may have: one over a whole column says nothing."""
    covered = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) <= MERGED:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        covered[row + 1, column - first] = (top + 1, left - first)
    return covered


def _formulas(path: Path, name: str, first: int) -> Iterator[tuple[int, int]]:
    """Cells with a formula and no result, read from the sheet's part as it comes."""
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, name)
        if part is None:
            return
        with archive.open(part) as file:
            held = b""
            while chunk := file.read(CHUNK):
                held += chunk
                if b"<f" in held:
                    for cell in _UNSOLVED.finditer(held):
                        yield int(cell[2]), _column(cell[1].decode()) - first
                    held = held[max(held.rfind(b"<c "), len(held) - CHUNK, 0) :]
                else:
                    held = held[-LONGEST_CELL:]


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """Which part of the file a sheet is."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter(f"{_MAIN}sheet"):
        if sheet.get("name") == name:
            target = targets.get(sheet.get(f"{_RELATION}id"), "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            return part if part in archive.namelist() else None
    return None


def _column(letters: str) -> int:
    """The place of a column that is called so: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def write(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str | None = None,
    notes: tuple[str, Callable[[], Sequence[Sequence[Any]]]] | None = None,
) -> None:
    """A sheet with a header that stays in sight, row by row. What could be taken for a formula is written as text.

    `notes`: title and rows of a second sheet, asked for when the first is written.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _fill(book.create_sheet(title), header, rows)
    if notes:
        sheet = book.create_sheet(notes[0])
        sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = WIDTHS[-1]
        for row in notes[1]():
            sheet.append([harmless(cell) for cell in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _fill(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    rows = iter(rows)
    first = list(itertools.islice(rows, 200))  # whose widths stand for all
    for place, title in enumerate(header):
        widest = max([_width(title), *(_width(row[place]) for row in first if place < len(row))])
        sheet.column_dimensions[get_column_letter(place + 1)].width = next(
            (w for w in WIDTHS if w > widest), WIDTHS[-1]
        )
    sheet.freeze_panes = "A2"
    cells = [WriteOnlyCell(sheet, harmless(title)) for title in header]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in itertools.chain(first, rows):
        sheet.append([harmless(cell) for cell in row])


def _width(cell: Any) -> int:
    """Columns of a narrow character that a text takes."""
    return sum(1 if character.isascii() else 2 for character in str("" if cell is None else cell))


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _check(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise SheetError("missing") from error
    if size > LARGEST:
        raise SheetError("too_big")
    if head == _OLE:
        raise SheetError("locked")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise SheetError("no_xlsx") from error
    if sum(part.file_size for part in parts) > UNPACKED:
        raise SheetError("bomb")
    if any(part.file_size > 1_000_000 and part.file_size > RATIO * max(1, part.compress_size) for part in parts):
        raise SheetError("bomb")
    if not any(part.filename.startswith("xl/") for part in parts):
        raise SheetError("no_xlsx")
    if any(_is_dishonest(path, part) for part in parts):
        raise SheetError("bomb")


def _is_dishonest(path: Path, part: zipfile.ZipInfo) -> bool:
    """Whether a part unpacks to more than it says: not every reader minds."""
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return False
    with path.open("rb") as file:
        file.seek(part.header_offset)
        head = file.read(_LOCAL_HEADER)
        if len(head) < _LOCAL_HEADER:
            return False  # cut off: told when it is read
        file.seek(sum(struct.unpack("<HH", head[-4:])), 1)
        packed, size, left = zlib.decompressobj(-zlib.MAX_WBITS), 0, part.compress_size
        try:
            while left > 0 and not packed.eof and (chunk := file.read(min(left, 1 << 14))):
                left -= len(chunk)
                size += len(packed.decompress(chunk))
                if size > part.file_size:
                    return True
        except zlib.error:
            return False
    return False


def _text(cell: Any) -> str:
    """A cell as it reads: whole numbers without a point, days as ISO 8601."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
