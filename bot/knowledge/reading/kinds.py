"""What a file is, judged by its content; what cannot be read is refused before anything is unpacked."""

import io
import re
import zipfile
from pathlib import Path

from bot.knowledge.reading.model import DocumentError, Refusal

MAX_BYTES = 100 * 1024 * 1024
# A document unpacks to some ten times its size; its pictures hardly at all.
MAX_UNPACKED = 300 * 1024 * 1024
MAX_XML = 60 * 1024 * 1024
MAX_RATIO = 150
MAX_MEMBERS = 5000
RATIO_FROM = 1024 * 1024  # small parts may pack as well as they like

EXTENSIONS = {
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
# What an operator may try as well: file, what it is called, the way out.
REFUSED = {
    "doc": ("旧版 Word 文件（.doc）", "请用 Word 或 WPS 打开，另存为 .docx 再导入。"),
    "wps": ("WPS 文件（.wps）", "请用 WPS 打开，另存为 .docx 再导入。"),
    "rtf": ("RTF 文件", "请用 Word 或 WPS 打开，另存为 .docx 再导入。"),
    "odt": ("OpenDocument 文件", "请用 Word 或 WPS 打开，另存为 .docx 再导入。"),
    "ofd": ("OFD 版式文件", "请用 OFD 阅读器另存为 PDF（带文字）再导入。"),
    "xlsx": ("Excel 表格", "请把文字复制到 .docx 或 .txt 里再导入。"),
    "pptx": ("演示文稿", "请把文字复制到 .docx 或 .txt 里再导入。"),
    "image": ("图片", "请先做文字识别（OCR），存成 .docx 或 .txt 再导入。"),
    "archive": ("压缩包", "请先解压，再一个一个导入里面的文件。"),
}
_NAMES = {"docx": "Word 文件（docx）", "pdf": "PDF", "txt": "纯文本", "md": "Markdown", "html": "网页（html）"}
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S)


def refusal(path: Path) -> Refusal:
    """Errors about this file: each message begins with its name."""
    return lambda code, message: DocumentError(code, f"{path.name}：{message}")


def read_bytes(path: Path, refuse: Refusal) -> bytes:
    """The file's bytes. Raises `missing`, `empty`, or `too_big` without reading."""
    try:
        if path.is_dir():
            raise refuse("missing", "这是文件夹，不是文件。请给出里面的文件。")
        if not path.is_file():
            raise refuse("missing", "找不到这个文件。请检查路径和文件名。")
        if path.stat().st_size > MAX_BYTES:
            raise refuse("too_big", f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请去掉图片或拆成几个文件再导入。")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise refuse("missing", "打不开这个文件。请检查路径和读取权限。") from error
    if not data:
        raise refuse("empty", "文件是空的（0 字节）。请重新取得文件。")
    if len(data) > MAX_BYTES:
        raise refuse("too_big", f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请去掉图片或拆成几个文件再导入。")
    return data


def kind_of(path: Path, data: bytes, refuse: Refusal) -> str:
    """docx, pdf, html, md or txt. Raises `wrong_extension`, `unsupported`, `encrypted`, `broken` or `too_big`."""
    named = EXTENSIONS.get(path.suffix.lower())
    actual = _sniff(data, named, refuse)
    if named in ("txt", "md", "html") and actual == "txt":
        actual = named
    if named and actual != named:
        shown = _NAMES.get(actual) or REFUSED[actual][0]
        way = REFUSED[actual][1] if actual in REFUSED else f"请把扩展名改成 .{actual} 再导入。"
        if actual == "txt":
            way = "请检查文件有没有下载错；确实是文字的，把扩展名改成 .txt 再导入。"
        raise refuse("wrong_extension", f"扩展名是 {path.suffix}，内容却是{shown}。{way}")
    if actual in REFUSED:
        raise refuse("unsupported", f"读不了{REFUSED[actual][0]}。{REFUSED[actual][1]}")
    if path.suffix and not named and path.suffix.lower().lstrip(".") in {"doc", "rtf", "wps", "odt", "xlsx", "pptx"}:
        raise refuse("wrong_extension", f"扩展名是 {path.suffix}，内容却是{_NAMES[actual]}。请把扩展名改成 .{actual}。")
    return actual


def _sniff(data: bytes, named: str | None, refuse: Refusal) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, refuse)
    if data.startswith(_OLE):
        return _ole_kind(data, refuse)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_IMAGES) or data[8:12] == b"WEBP":
        return "image"
    if data.startswith(_ARCHIVES):
        return "archive"
    if named in ("docx", "pdf") and b"\0" in data[:4096]:
        raise refuse("broken", "文件已损坏，开头不对。请重新取得文件。")
    return "html" if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")) else "txt"


def _ole_kind(data: bytes, refuse: Refusal) -> str:
    """The container of old Office files; a .docx with a password is wrapped in it too."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refuse("encrypted", "文件有打开密码。请在 Word 或 WPS 里去掉密码，另存后再导入。")
    return "xlsx" if "Workbook".encode("utf-16-le") in data else "doc"


def _zip_kind(data: bytes, refuse: Refusal) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise refuse("broken", "文件不完整或已损坏，打不开。请重新取得完整的文件。") from error
    _check_members(members, refuse)
    names = {member.filename for member in members}
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    for kind, sign in (("ofd", "OFD.xml"), ("xlsx", "xl/workbook.xml"), ("pptx", "ppt/presentation.xml")):
        if sign in names:
            return kind
    if "[Content_Types].xml" in names:
        raise refuse("broken", "Word 文件里缺少正文部分，已损坏。请重新取得文件，或用 Word 修复后另存。")
    return "odt" if {"mimetype", "content.xml"} <= names else "archive"


def _check_members(members: list[zipfile.ZipInfo], refuse: Refusal) -> None:
    """Raise `too_big` for what would unpack to too much, `encrypted` for locked members.

    The sizes are those the archive declares; zipfile never gives more than it declared.
    """
    if any(member.flag_bits & 1 for member in members):
        raise refuse("encrypted", "文件有密码。请去掉密码再导入。")
    unpacked = sum(member.file_size for member in members)
    heavy = [
        member
        for member in members
        if (member.file_size > MAX_XML and member.filename.endswith((".xml", ".rels")))
        or (member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(1, member.compress_size))
    ]
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS or heavy:
        raise refuse("too_big", "文件解压后大得不正常，没有打开。请用 Word 打开，去掉图片后另存为新文件再导入。")
