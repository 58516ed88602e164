"""Reading guidance documents: a path in, title, issuer, period and clauses out. No database, no network.

The libraries are imported when a file of their kind is read, so that `boai` starts fast without them.
"""

import hashlib
from pathlib import Path

from bot.knowledge.question import Places
from bot.knowledge.reading.clauses import passages_of
from bot.knowledge.reading.contents import without_contents
from bot.knowledge.reading.facts import facts_of
from bot.knowledge.reading.kinds import kind_of, read_bytes, refusal
from bot.knowledge.reading.model import Content, DocumentError, ReadDocument, ReadPassage, Refusal

__all__ = ["DocumentError", "ReadDocument", "ReadPassage", "read_document"]


def read_document(path: Path, places: Places | None = None) -> ReadDocument:
    """Read a docx, pdf, txt, md or html file. `places` gives names of places their paths.

    Raises DocumentError with one of its codes; its message names the file and the way out.
    """
    refuse = refusal(path)
    data = read_bytes(path, refuse)
    content = _content(kind_of(path, data, refuse), data, refuse)
    content = Content(tuple(without_contents(content.blocks)), content.title)
    facts = facts_of(content, places)
    passages = passages_of(content.blocks, facts.title)
    if not passages:
        raise refuse("no_text", "文件里没有文字。请检查是不是拿错了文件。")
    return ReadDocument(
        title=facts.title,
        issuer=facts.issuer,
        number=facts.number,
        place=facts.place,
        level=facts.level,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        sha256=hashlib.sha256(data).hexdigest(),
        passages=passages,
    )


def _content(kind: str, data: bytes, refuse: Refusal) -> Content:
    """The blocks of a file. Whatever a library trips over in a broken file is told as `broken`."""
    from bot.knowledge.reading import docx, html, markdown, pdf, plain

    read = {
        "docx": docx.read_docx,
        "pdf": pdf.read_pdf,
        "txt": plain.read_text,
        "md": markdown.read_markdown,
        "html": html.read_html,
    }[kind]
    try:
        return read(data, refuse)
    except DocumentError:
        raise
    except Exception as error:  # the libraries promise no list of what a broken file raises
        raise refuse("broken", "文件不完整或已损坏，读到一半出错。请重新取得完整的文件，或打开后另存再试。") from error
