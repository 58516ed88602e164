"""Chinese word segmentation with the project's own dictionary (jieba)."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from bot.text.numbers import TOKEN

NUMBER_WORD = "__number__"
_BLANK = re.compile(r"\s+")


class Words:
    """jieba with the words of `data/lookup/*.txt` (one word a line, optionally a frequency) kept whole."""

    def __init__(self, lookup: Path) -> None:
        import jieba  # builds its dictionary on first use: not at import

        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for path in sorted(lookup.glob("*.txt")):
            for line in path.read_text(encoding="utf-8").splitlines():
                word, _, frequency = line.partition(" ")
                if word and not word.startswith("#"):
                    self._jieba.add_word(word, int(frequency) if frequency else None)

    def cut(self, folded: str) -> Iterator[tuple[str, int]]:
        """Yield (word, offset). A token of a personal number is one constant word; blanks yield nothing."""
        position = 0
        for token in TOKEN.finditer(folded):
            yield from self._cut_plain(folded, position, token.start())
            yield NUMBER_WORD, token.start()
            position = token.end()
        yield from self._cut_plain(folded, position, len(folded))

    def _cut_plain(self, text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
        for word, offset, _ in self._jieba.tokenize(text[start:end]):
            if not _BLANK.fullmatch(word):
                yield word, start + offset
