"""What cannot be read is refused with a code, and a Chinese message that names the file and the way out."""

import io
import zipfile
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import BoaiError
from bot.knowledge.reading import DocumentError, kinds, read_document
from tests.knowledge.reading.made import W, docx, p, pdf, read, set_in_lines, zipped

DOCX = docx(p("一、设立"))
PDF = pdf(set_in_lines(["一、设立", "每站两人。" * 30]))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def locked_pdf(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PDF))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    return zipped({"[Content_Types].xml": b"x", "word/document.xml": b" " * 30_000_000})


REFUSED = [
    pytest.param("a.txt", b"", "empty", id="nothing"),
    pytest.param("a.docx", b"", "empty", id="nothing, docx"),
    pytest.param("a.txt", b" \r\n\t\n", "no_text", id="blanks"),
    pytest.param("a.md", b"![x](y.png)\n", "no_text", id="a picture in markdown"),
    pytest.param("a.html", b"<html><body><script>1</script></body></html>", "no_text", id="a page of script"),
    pytest.param("a.docx", docx(p("")), "no_text", id="a blank Word file"),
    pytest.param("a.pdf", DOCX, "wrong_extension", id="docx called pdf"),
    pytest.param("a.docx", PDF, "wrong_extension", id="pdf called docx"),
    pytest.param("a.txt", PDF, "wrong_extension", id="pdf called txt"),
    pytest.param("a.docx", "一、设立".encode(), "wrong_extension", id="text called docx"),
    pytest.param("a.pdf", b"<html><body>404</body></html>", "wrong_extension", id="an error page called pdf"),
    pytest.param("a.txt", b"<!DOCTYPE html><html><body>x</body></html>", "wrong_extension", id="html called txt"),
    pytest.param("a.docx", OLE, "wrong_extension", id="doc called docx"),
    pytest.param("a.doc", DOCX, "wrong_extension", id="docx called doc"),
    pytest.param("a.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "wrong_extension", id="png called pdf"),
    pytest.param("a.doc", OLE, "unsupported", id="doc"),
    pytest.param("a.xls", OLE + "Workbook".encode("utf-16-le"), "unsupported", id="xls"),
    pytest.param("a.rtf", b"{\\rtf1 x}", "unsupported", id="rtf"),
    pytest.param("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "unsupported", id="jpg"),
    pytest.param("a.ofd", zipped({"OFD.xml": b"x"}), "unsupported", id="ofd"),
    pytest.param("a.xlsx", zipped({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), "unsupported", id="xlsx"),
    pytest.param("a.odt", zipped({"mimetype": b"x", "content.xml": b"x"}), "unsupported", id="odt"),
    pytest.param("a.zip", zipped({"a.txt": b"x"}), "unsupported", id="zip"),
    pytest.param("a.bin", b"ab\0\1\2" * 99, "unsupported", id="bytes"),
    pytest.param("a.txt", b"ab\0\1\2\3\4" * 99, "unsupported", id="bytes called txt"),
    pytest.param("a.docx", DOCX[: len(DOCX) // 2], "broken", id="half a docx"),
    pytest.param("a.docx", b"\0\1\2\3" * 99, "broken", id="bytes called docx"),
    pytest.param("a.docx", zipped({"[Content_Types].xml": b"x"}), "broken", id="docx without its text"),
    pytest.param("a.docx", zipped({"[Content_Types].xml": b"<x", "word/document.xml": b"<y"}), "broken", id="no XML"),
    pytest.param("a.pdf", PDF[: len(PDF) // 2], "broken", id="half a pdf"),
    pytest.param("a.pdf", b"%PDF-1.7\nstartxref\n5\n%%EOF", "broken", id="pdf without objects"),
    pytest.param("a.txt", "一、设立救护站".encode()[:-1], "broken", id="half a character"),
    pytest.param("a.txt", "一、设立救护站".encode("gb18030")[:-1], "broken", id="half a character of GB18030"),
    pytest.param("a.txt", "一、设立。".encode() * 9 + b"\xff\xfe\xff" + "办，".encode() * 9, "broken", id="torn bytes"),
    pytest.param("a.html", "<html><body><p>设立</p><p cla".encode(), "broken", id="half a tag"),
    pytest.param("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", id="docx with a password"),
    pytest.param("a.pdf", locked_pdf("secret"), "encrypted", id="pdf with a password"),
    pytest.param("a.pdf", pdf([[], []], image=True), "scanned", id="pictures of pages"),
    pytest.param("a.pdf", pdf([[("1", 300, 40, 9)], [("2", 300, 40, 9)]]), "scanned", id="page numbers alone"),
    pytest.param("a.pdf", pdf([[("\ue001\ue002\ue003", 80, 700, 12)]]), "scanned", id="a font without meaning"),
    pytest.param("a.docx", bomb(), "too_big", id="a bomb"),
    pytest.param("a.docx", zipped({f"word/{n}": b"" for n in range(kinds.MAX_MEMBERS + 1)}), "too_big", id="a swarm"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "code"), REFUSED)
def test_it_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, name, content)
    assert refused.value.code == code
    assert str(refused.value).startswith(f"{name}：")
    assert "请" in str(refused.value)
    assert isinstance(refused.value, BoaiError)


@pytest.mark.parametrize("name", ["nowhere.docx", "", "a/b.txt"])
def test_what_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_document(tmp_path / name)
    assert refused.value.code == "missing"


def test_a_name_that_cannot_be_one_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refused:
        read_document(tmp_path / ("长" * 300 + ".txt"))
    assert refused.value.code == "missing"


def test_a_huge_file_is_refused_without_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(kinds.MAX_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was read"))
    with pytest.raises(DocumentError) as refused:
        read_document(path)
    assert refused.value.code == "too_big"


def test_a_bomb_is_refused_without_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bomb()
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, "a.docx", content)
    assert refused.value.code == "too_big"


def test_a_pdf_that_only_restricts_printing_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a.pdf", locked_pdf("")).passages


def test_entities_of_a_word_file_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机密", encoding="utf-8")
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "机密">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>一、设立&x;&y;</w:t></w:r></w:p></w:body></w:document>'
    )
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    code, texts = outcome(tmp_path, "a.docx", zipped({**members, "word/document.xml": xml.encode()}))
    assert code in (None, "broken")
    assert "机密" not in "".join(texts)


def outcome(tmp_path: Path, name: str, content: bytes) -> tuple[str | None, list[str]]:
    """(code, texts): one of them is empty. Anything else that is raised fails the test."""
    try:
        return None, [passage.text for passage in read(tmp_path, name, content).passages]
    except DocumentError as refused:
        return refused.code, []


FUZZED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZED
@given(st.sampled_from(["docx", "pdf"]), st.data())
def test_a_torn_file_is_read_or_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    whole = {"docx": DOCX, "pdf": PDF}[kind]
    at = data.draw(st.integers(0, len(whole) - 1))
    torn = data.draw(st.sampled_from([whole[:at], whole[:at] + b"\xff\0" + whole[at + 2 :], whole[at:]]))
    code, texts = outcome(tmp_path, f"a.{kind}", torn)
    assert code in DocumentError.CODES or texts


@FUZZED
@given(st.sampled_from(["txt", "md", "html", "docx", "pdf", "x"]), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, kind: str, content: bytes) -> None:
    code, texts = outcome(tmp_path, f"a.{kind}", content)
    assert code in DocumentError.CODES or texts
