"""Reading and writing xlsx: only what a table needs, never a formula. docs/decisions/0009."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from bot.core.errors import SheetError

LARGEST: Final = 30 * 1024 * 1024  # bytes of a file
UNPACKED: Final = 600 * 1024 * 1024  # bytes; a hundred thousand rows unpack to some sixty million
RATIO: Final = 200  # of unpacked to packed: beyond it a part was made to burst
HEADERS: Final = 10  # rows at the top among which the header is looked for
_OLE = b"\xd0\xcf\x11\xe0"  # an old xls, or an xlsx with a password
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the beginning of a formula


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet that has any, as texts. Raises SheetError that says what is wrong with the file."""
    _check(path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                yield from ([_text(cell) for cell in row] for row in sheet.iter_rows())
                return
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError("broken") from error
    raise SheetError("empty")


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet with a header. What could be taken for a formula is written as text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


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


def _text(cell: Any) -> str:
    """A cell as it reads: whole numbers without a point, days as ISO 8601."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
