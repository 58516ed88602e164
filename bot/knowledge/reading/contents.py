"""Leaves out the table of contents that stands in the text itself."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.knowledge.reading.model import Block, Paragraph

_TITLE = re.compile(r"目\s*[录次]")
# Dots or a wide gap, and the page number.
_ENTRY = re.compile(r".{1,80}?(?:[.．·•]{3,}|[…⋯]{2,}|(?:\s*[.·…]\s*){4,}|\s{4,})\s*[（(\-—]?\s*\d{1,4}\s*[）)\-—]?")
_RUN = 3  # so many entries in a row are contents even without their title


def without_contents(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without contents: the title 目录 and its entries, which come again as headings, or lines of dots."""
    left = Counter(_plain(block.text) for block in blocks if isinstance(block, Paragraph))
    kept: list[Block] = []
    inside = False
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if not isinstance(block, Paragraph):
            inside = False
            kept.append(block)
            at += 1
            continue
        left[_plain(block.text)] -= 1
        run = _dotted(blocks, at)
        if _TITLE.fullmatch(block.text) and at < len(blocks) / 2:
            inside = True
        elif run and (inside or run >= _RUN):
            for passed in blocks[at + 1 : at + run]:
                assert isinstance(passed, Paragraph)
                left[_plain(passed.text)] -= 1
            at += run
            continue
        elif not (inside and left[_plain(block.text)] > 0):
            inside = False
            kept.append(block)
        at += 1
    return kept


def _dotted(blocks: Sequence[Block], start: int) -> int:
    """How many entries with dots and page numbers follow each other from here."""
    end = start
    while end < len(blocks):
        block = blocks[end]
        if not (isinstance(block, Paragraph) and _ENTRY.fullmatch(block.text)):
            break
        end += 1
    return end - start


def _plain(text: str) -> str:
    """A heading as both the contents and the body have it."""
    return re.sub(r"\s|[.．·…⋯]{2,}\s*\d*$", "", re.sub(r"\s+\d{1,4}$", "", text))
