"""Pages as offices print them: A4, Song for the text, a centred title, tables with a frame."""

from collections.abc import Collection, Sequence
from typing import Any, Final

TEXT: Final = "宋体"
HEADING: Final = "黑体"
BODY, SMALL, TITLE = 12.0, 9.0, 18.0  # points
ACROSS: Final = 6  # organisations beside each other in one table
TEXT_MM: Final = 166  # width of the text


def document() -> Any:
    """An empty A4 document."""
    from docx import Document
    from docx.shared import Mm

    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(25)
    _font(made.styles["Normal"], TEXT, BODY)
    return made


def title(made: Any, text: str) -> None:
    """The title, centred."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(12)
    run = paragraph.add_run(text)
    run.bold = True
    _font(run, HEADING, TITLE)


def line(
    made: Any, text: str, *, font: str = TEXT, right_tab: bool = False, indent: bool = False, right: bool = False
) -> None:
    """A paragraph. `right_tab`: what follows the tab stands at the right; `indent`: two characters, as prose."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(6)
    if right_tab:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY)
        paragraph.paragraph_format.line_spacing = 1.5
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _font(paragraph.add_run(text), font, BODY)


def table(
    made: Any,
    rows: Sequence[Sequence[Any]],
    widths_mm: Sequence[float],
    *,
    left: Collection[int] = (),
    size: float = BODY,
) -> None:
    """A framed table, its first row repeated on every page; columns `left` are set left, others centred."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    made_table = made.add_table(len(rows), len(widths_mm), style="Table Grid")
    made_table.alignment, made_table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for number, (cells, row) in enumerate(zip(made_table.rows, rows, strict=True)):
        properties = cells._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for place, (cell, value) in enumerate(zip(cells.cells, row, strict=True)):
            cell.width, cell.vertical_alignment = Mm(widths_mm[place]), WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            if number == 0 or place not in left:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(size / 4)
            run = paragraph.add_run(str(value))
            run.bold = number == 0
            _font(run, TEXT, size)


def even(columns: int) -> list[float]:
    """Widths of a table with a broad first column, in millimetres."""
    first = 46.0
    return [first, *[(TEXT_MM - first) / max(1, columns - 1)] * (columns - 1)]


def _font(styled: Any, name: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styled.font.name, styled.font.size = name, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
