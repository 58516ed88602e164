"""What words mean, as vectors: a text's vector is the weighted sum of its words'.

The table is distilled from a sentence encoder by `bot.knowledge.distil`: each word encoded by itself, centred, reduced
to its main directions, frequent words made light (Model2Vec, Tulkens & van Dongen 2024; SIF, Arora et al. 2017).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

WITHIN: Final = 0.35  # weight of a character beside the known word that it stands in
ALONE: Final = 0.7  # the same where the word is not in the table
PORTION: Final = 1000  # texts summed at once: bounds the memory


def unit(rows: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    found: Vectors = (rows / np.maximum(length, 1e-9)).astype(np.float32)
    return found


class WordVectors:
    """The table of a file; 0.1 s to open, about 20 microseconds a text."""

    def __init__(self, words: Sequence[str], rows: Vectors) -> None:
        self._place = {word: place for place, word in enumerate(words)}
        self._rows = rows

    @classmethod
    def read(cls, path: Path) -> "WordVectors":
        """A file of `distil`: words, rows in 8 bits, the scale of each direction. Raises OSError."""
        with np.load(path) as kept:
            rows = kept["rows"].astype(np.float32) * kept["scale"]
            return cls(str(kept["words"]).split("\n"), rows.astype(np.float32))

    def __call__(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """A row of unit length for each text, given as its words; zeros where no word is known."""
        portions = [self._portion(texts[start : start + PORTION]) for start in range(0, len(texts), PORTION)]
        width = self._rows.shape[1]
        return np.concatenate(portions) if portions else np.zeros((0, width), dtype=np.float32)

    def _portion(self, texts: Sequence[Sequence[str]]) -> Vectors:
        found = np.zeros((len(texts), self._rows.shape[1]), dtype=np.float32)
        parts = [(row, place, weight) for row, words in enumerate(texts) for place, weight in self._parts(words)]
        if parts:
            owners, places, weights = (np.array(column) for column in zip(*parts, strict=True))
            starts = np.flatnonzero(np.diff(owners, prepend=-1))
            weighted = self._rows[places] * weights[:, None].astype(np.float32)
            found[owners[starts]] = np.add.reduceat(weighted, starts, axis=0)
        return unit(found)

    def _parts(self, words: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Words, and their characters beside them: characters bridge what is cut or put in other ways."""
        for word in words:
            place = self._place.get(word)
            if place is not None:
                yield place, 1.0
            if place is None or len(word) > 1:
                for character in word:
                    if (inner := self._place.get(character)) is not None:
                        yield inner, ALONE if place is None else WITHIN
