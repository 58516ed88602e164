"""Annexes 1 and 2 as xlsx and docx in the official layout; behind them, where every number comes from.

What cannot be counted stays empty, and it is said so beside or below the table.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.reports import paper
from bot.services.annexes import Annex, Line, day_of, labels
from bot.services.sheets import harmless

ENDINGS: Final = ("xlsx", "docx")
COLUMNS_MM: Final = (18, 110, 36)  # of the official table
SOURCE_MM: Final = (12, 50, 20, 32, 50)
SOURCE_MORE_MM: Final = (12, 38, 18, 28, 38, 15, 15)
WIDTHS: Final = (8, 44, 18, 32)  # characters, in xlsx
SOURCE_WIDTHS: Final = (8, 36, 12, 30, 70, 18, 14)


def write(annex: Annex, path: Path) -> None:
    """Write an annex as the ending of the file says. Raises ValueError for another ending than xlsx or docx."""
    writers = {".xlsx": _write_xlsx, ".docx": _write_docx}
    if path.suffix not in writers:
        raise ValueError(path.suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix](annex, path)


# --- what stands in both ---------------------------------------------------------------------------------------------


def _rows(annex: Annex) -> list[tuple[int, str, float | None]]:
    return [(line.number, line.item, line.value) for line in annex.lines]


def _head(annex: Annex) -> tuple[str, str]:
    """Who fills it in, and as of when."""
    words = labels()
    return words["filled"].format(organisation=annex.organisation), words["as_of"].format(day=day_of(annex.as_of))


def _note(annex: Annex) -> str | None:
    note = annex.form.note
    return note.format(baseline=annex.baseline) if note else None


def _source_header(annex: Annex) -> list[str]:
    """The columns of the second sheet; of increases also what they are the difference of."""
    words = labels()
    header = list(words["source_columns"])
    if annex.baseline is None:
        return header
    now, before = (
        words["now"].format(day=day_of(annex.as_of)),
        words["before"].format(year=annex.baseline),
    )
    return [*header, now, before]


def _source(annex: Annex, line: Line) -> list[Any]:
    """Where a number comes from: its list, how it is counted."""
    if line.value is None:
        return [line.number, line.item, None, labels()["not_counted"], "", *_more(annex, line)]
    return [line.number, line.item, line.value, line.list, line.counted, *_more(annex, line)]


def _more(annex: Annex, line: Line) -> list[Any]:
    return [] if annex.baseline is None else [line.now, line.before]


def _parts(annex: Annex) -> list[list[Any]]:
    """The numbers by the organisations directly below; what is left belongs to the organisation itself."""
    words = labels()
    counted = [line for line in annex.lines if line.value is not None]
    rows: list[list[Any]] = [[words["organisation"], *(line.item for line in counted)]]
    for place, name in enumerate(annex.below):
        rows.append([name, *(line.parts[place] for line in counted)])
    rows.append([words["own"], *(_rest(line) for line in counted)])
    rows.append([words["sum"], *(line.value for line in counted)])
    return rows


def _rest(line: Line) -> float:
    found = round((line.value or 0) - sum(part or 0 for part in line.parts), 2)
    return int(found) if found == int(found) else found


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 5 as 1—3、5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


# --- xlsx ------------------------------------------------------------------------------------------------------------


def _write_xlsx(annex: Annex, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    _fill_form(book.active, annex)
    _fill_plain(
        book.create_sheet(labels()["source"]),
        [_source_header(annex), *(_source(annex, line) for line in annex.lines)],
        SOURCE_WIDTHS,
    )
    if annex.below:
        _fill_plain(book.create_sheet(labels()["parts"]), _parts(annex), (30, *(16 for _ in annex.lines)))
    book.save(path)


def _fill_form(sheet: Any, annex: Annex) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin")
    frame, middle = Border(left=thin, right=thin, top=thin, bottom=thin), Alignment("center", "center")
    sheet.title = annex.form.name
    for letter, width in zip("ABCD", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    filled, as_of = _head(annex)
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["C3"] = annex.form.attachment, annex.title, harmless(filled), as_of
    sheet["A2"].font, sheet["A2"].alignment = Font(size=16, bold=True), middle
    sheet["C3"].alignment = Alignment("right")
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("A3:B3")
    sheet.row_dimensions[2].height = 30
    for row, cells in enumerate([annex.form.columns, *_rows(annex)], 4):
        sheet.row_dimensions[row].height = 22
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column, value)
            cell.border, cell.alignment = frame, Alignment("left", "center") if column == 2 and row > 4 else middle
            cell.font = Font(bold=row == 4)
    for row, line in enumerate(annex.lines, 5):
        if line.value is None:
            sheet.cell(row, 4, labels()["not_counted"]).font = Font(color="808080")
    last = 4 + len(annex.lines)
    if note := _note(annex):
        sheet.cell(last + 1, 1, note)
        sheet.merge_cells(start_row=last + 1, start_column=1, end_row=last + 1, end_column=3)
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "portrait"
    sheet.print_options.horizontalCentered = True
    sheet.print_area = f"A1:C{last + 1}"


def _fill_plain(sheet: Any, rows: Sequence[Sequence[Any]], widths: Sequence[int]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    for place, width in enumerate(widths[: sheet.max_column], 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font, cell.alignment = Font(bold=cell.row == 1), Alignment(vertical="center", wrap_text=True)
    sheet.freeze_panes = "B2"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


# --- docx ------------------------------------------------------------------------------------------------------------


def _write_docx(annex: Annex, path: Path) -> None:
    document = paper.document()
    paper.line(document, annex.form.attachment, font=paper.HEADING)
    paper.title(document, annex.title)
    filled, as_of = _head(annex)
    paper.line(document, f"{filled}\t{as_of}", right_tab=True)
    rows = [[number, item, _said(value)] for number, item, value in _rows(annex)]
    paper.table(document, [list(annex.form.columns), *rows], COLUMNS_MM, left={1})
    if note := _note(annex):
        paper.line(document, note)
    if missing := [line.number for line in annex.lines if line.value is None]:
        paper.line(document, labels()["not_counted_items"].format(numbers=_ranges(missing)))
    document.add_page_break()
    paper.line(document, labels()["source"], font=paper.HEADING)
    source = [[_said(cell) for cell in _source(annex, line)] for line in annex.lines]
    widths = SOURCE_MM if annex.baseline is None else SOURCE_MORE_MM
    paper.table(document, [_source_header(annex), *source], widths, left={1, 3, 4}, size=paper.SMALL)
    if annex.below:
        paper.line(document, "")
        paper.line(document, labels()["parts"], font=paper.HEADING)
        parts = [list(column) for column in zip(*_parts(annex), strict=True)]  # items down, organisations across
        for start in range(1, len(parts[0]), paper.ACROSS):
            shown = [[_said(row[0]), *map(_said, row[start : start + paper.ACROSS])] for row in parts]
            paper.table(document, shown, paper.even(len(shown[0])), left={0}, size=paper.SMALL)
            paper.line(document, "")
    document.save(str(path))


def _said(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
