"""Markdown, by markdown-it: headings, lists with their numbers, tables; emphasis and links leave their words."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.knowledge.reading.lines import tidy, unfold
from bot.knowledge.reading.model import Block, Content, Paragraph, Refusal, Table
from bot.knowledge.reading.plain import decode

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\r?\n(?:[^\n]*\n)*?---\r?\n")


def read_markdown(data: bytes, refuse: Refusal) -> Content:
    """Raises what decoding raises. HTML inside is kept as the text that it is."""
    from markdown_it import MarkdownIt

    # An indented line is a Chinese paragraph, not program code.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("code")
    tokens = parser.parse(_FRONT_MATTER.sub("", decode(data, refuse)))
    return Content(tuple(_blocks(tokens)))


def _blocks(tokens: Sequence["Token"]) -> Iterator[Block]:
    label, outline = "", None
    rows: list[list[str]] = []
    inside_table = False
    for token in tokens:
        if token.type == "heading_open":
            outline = int(token.tag[1:]) - 1
        elif token.type == "heading_close":
            outline = None
        elif token.type == "list_item_open":
            label = f"{token.info}{token.markup}" if token.info else ""
        elif token.type == "table_open":
            rows, inside_table = [], True
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            inside_table = False
            yield Table(tuple(map(tuple, rows)), headers=1)
        elif token.type == "inline" and inside_table:
            rows[-1].append(tidy(_text(token)))
        elif token.type in ("inline", "fence"):
            for text in unfold(_text(token) if token.type == "inline" else token.content):
                yield Paragraph(text, label, outline)
                label = ""


def _text(token: "Token") -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type != "image":
            parts.append(child.content)
    return "".join(parts)
