"""A reply as Telegram shows it: plain text in parts that fit, rows of buttons."""

import re
from collections.abc import Iterator, Sequence

from bot.channels.gateway import Reply
from bot.channels.phrases import Phrases

LONGEST_PART = 4096  # in UTF-16 units, the stricter way to count Telegram's limit
ROW_WIDTH = 18  # characters of titles that stand well beside each other on a phone
ROW_BUTTONS = 3

# Where a text may be broken, the best first: between paragraphs, lines, sentences, clauses. The break stays in front.
_BORDERS = (r"\n\s*\n", r"\n", r"[。！？!?；;]", r"[，、,:： ]")


def parts(phrases: Phrases, reply: Reply) -> list[str]:
    """The reply's text with what it rests on, in parts of at most 4096."""
    lines = [reply.text] if reply.text.strip() else []
    lines += [_citation(phrases, one) for one in reply.citations if str(one.get("title") or "") not in reply.text]
    return split("\n".join(lines))


def split(text: str, limit: int = LONGEST_PART) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units, broken at the best border; nothing but blanks is left out."""
    found = []
    rest = text.strip()
    while _units(rest) > limit:
        at = _break(rest, limit)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [part for part in [*found, rest] if part]


def rows(buttons: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Buttons in rows: short ones beside each other."""
    row: list[tuple[str, str]] = []
    for button in buttons:
        width = sum(len(title) for title, _ in row) + len(button[0])
        if row and (width > ROW_WIDTH or len(row) == ROW_BUTTONS):
            yield row
            row = []
        row.append(button)
    if row:
        yield row


def _citation(phrases: Phrases, citation: dict[str, object]) -> str:
    facts = {name: str(citation.get(name) or "") for name in ("title", "number", "section")}
    return phrases("channel_telegram_citation", **facts).rstrip()


def _break(text: str, limit: int) -> int:
    """Where to break: behind the last best border in the second half, else as late as possible."""
    longest = _fitting(text, limit)
    for border in _BORDERS:
        ends = [match.end() for match in re.finditer(border, text[:longest])]
        if ends and ends[-1] > longest // 2:
            return ends[-1]
    return longest


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    units = 0
    for at, character in enumerate(text):
        units += _units(character)
        if units > limit:
            return at
    return len(text)


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
