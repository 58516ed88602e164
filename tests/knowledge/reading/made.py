"""Small made-up documents, built byte by byte where a library would hide what is tested."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.knowledge.reading import ReadDocument, read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(tmp_path: Path, name: str, content: bytes | str) -> ReadDocument:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(path)


def clauses(document: ReadDocument) -> list[tuple[str, str]]:
    return [(passage.clause, passage.text) for passage in document.passages]


# --- PDF -------------------------------------------------------------------------------------------------------------

Placed = tuple[str, float, float, float]  # text, x, y from below, size; in points on A4


def pdf(pages: Sequence[Iterable[Placed]], *, image: bool = False) -> bytes:
    """A PDF whose only font maps Chinese characters by a ToUnicode table, as word processors write it."""
    chars = sorted({c for page in pages for text, *_ in page for c in text}) or ["x"]
    table = "".join(f"<{ord(c):04x}> <{ord(c):04x}>\n" for c in chars)
    cmap = f"begincmap\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{len(chars)} beginbfchar\n{table}"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * row) for row in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H /DescendantFonts [4 0 R] "
        b"/ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(f"{cmap}endbfchar\nendcmap".encode()),
    ]
    for row, page in enumerate(pages):
        drawn = "\n".join(f"BT /F1 {size} Tf {x} {y} Td <{_hex(text)}> Tj ET" for text, x, y, size in page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (7 + 2 * row)
        )
        objects.append(_stream(drawn.encode() or (b"0 0 595 842 re f" if image else b"")))
    return _file(objects)


def _hex(text: str) -> str:
    return "".join(f"{ord(c):04x}" for c in text)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    index = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + index + tail


def set_in_lines(paragraphs: Iterable[str], *, columns: int = 28, size: float = 16) -> list[list[Placed]]:
    """Paragraphs with a first-line indent of two characters, wrapped; with a header and a page number on each page."""
    lines: list[tuple[str, float]] = []
    for text in paragraphs:
        first = columns - 2
        lines.append((text[:first], 80 + 2 * size))
        lines += [(text[at : at + columns], 80) for at in range(first, len(text), columns)]
    pages: list[list[Placed]] = []
    for start in range(0, len(lines), 22):
        number = len(pages) + 1
        page: list[Placed] = [(f"— {number} —", 280, 40, 9)]
        page += [("某市志愿服务文件", 80, 800, 9)] if len(lines) > 22 else []
        page += [(text, x, 760 - 30 * row, size) for row, (text, x) in enumerate(lines[start : start + 22])]
        pages.append(page)
    return pages


# --- docx ------------------------------------------------------------------------------------------------------------


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def docx(body: str, *, numbering: str = "", styles: str = "") -> bytes:
    """A Word file with this inside <w:body>, <w:numbering> and (added to the default) <w:styles>."""
    import docx as library
    from docx.oxml.parser import parse_xml

    document = library.Document()
    element = document.element.body
    for old in list(element):
        element.remove(old)
    for new in parse_xml(f'<w:body xmlns:w="{W}">{body}</w:body>'):
        element.append(new)
    if numbering:
        part = document.part.numbering_part.element
        for old in list(part):
            part.remove(old)
        for new in parse_xml(f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'):
            part.append(new)
    if styles:
        for new in parse_xml(f'<w:styles xmlns:w="{W}">{styles}</w:styles>'):
            document.styles.element.append(new)
    return saved(document)


def p(text: str, *, num: int | None = None, level: int = 0, style: str = "") -> str:
    """A paragraph, numbered by list `num` if given."""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def abstract(number: int, *levels: tuple[str, str], extra: str = "") -> str:
    """A list: (format, text) of each level, such as ("chineseCounting", "%1、")."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra if not depth else ""}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'


def num(number: int, of: int, override: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()
