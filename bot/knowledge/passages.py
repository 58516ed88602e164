"""Ranking over any passages: bm25s over jieba words and over character pairs, each scaled to its best, summed.

Measured on CMRC 2018 (docs/decisions/0004): the sum beats words alone and reciprocal rank fusion.
"""

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.words import Segmenter
from bot.text.normalise import fold


class PassageIndex:
    """Build once, search often."""

    def __init__(self, pids: list[str], words: Any, pairs: Any, segment: Callable[[str], list[str]]) -> None:
        self._pids, self._words, self._pairs, self._segment = pids, words, pairs, segment

    @classmethod
    def build(cls, passages: Sequence[tuple[str, str]], segment: Callable[[str], list[str]] | None = None) -> Self:
        segment = segment or Segmenter()
        folded = [fold(text) for _, text in passages]
        return cls(
            [pid for pid, _ in passages],
            _indexed([segment(text) for text in folded]),
            _indexed([_pairs_of(text) for text in folded]),
            segment,
        )

    def search(self, text: str, k: int = 10) -> list[str]:
        """The k best passages, best first."""
        if not self._pids:
            return []
        total = self.scores(text)
        k = min(k, len(self._pids))
        best = np.argpartition(-total, k - 1)[:k]
        return [self._pids[row] for row in best[np.argsort(-total[best], kind="stable")]]

    def scores(self, text: str) -> NDArray[np.float32]:
        """One number a passage, 2 at most."""
        folded = fold(text)
        return self._scaled(self._words, self._segment(folded)) + self._scaled(self._pairs, _pairs_of(folded))

    @classmethod
    def kept(cls, passages: Sequence[tuple[str, str]], cache: Path) -> Self:
        """The index of these passages out of the cache, where it is kept by content; else built and kept.

        A folder that cannot be written or read costs only the time of building.
        """
        folder = cache / f"passages-{_key(passages)}"
        segment = Segmenter()
        try:
            words, pairs = (_loaded(folder / name, len(passages)) for name in ("words", "pairs"))
            return cls([pid for pid, _ in passages], words, pairs, segment)
        except (OSError, ValueError):
            found = cls.build(passages, segment)
            found._keep(folder)
            return found

    def _keep(self, folder: Path) -> None:
        with contextlib.suppress(OSError):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.parent) as made:
                for name, model in (("words", self._words), ("pairs", self._pairs)):
                    if model is not None:
                        model.save(Path(made) / name, show_progress=False)
                for old in folder.parent.glob("passages-*"):
                    shutil.rmtree(old, ignore_errors=True)
                shutil.copytree(made, folder)

    def _scaled(self, model: Any, terms: list[str]) -> NDArray[np.float32]:
        """Scores divided by the best one; nothing in common gives zeros."""
        known = [term for term in dict.fromkeys(terms) if model is not None and term in model.vocab_dict]
        scores = model.get_scores(known) if known else np.zeros(len(self._pids), dtype=np.float32)
        top = float(scores.max(initial=0.0))
        return np.asarray(scores / top if top > 0 else scores, dtype=np.float32)


def _pairs_of(text: str) -> list[str]:
    kept = "".join(c if c.isalnum() else " " for c in text)
    return [run[i : i + 2] for run in kept.split() for i in range(max(1, len(run) - 1))]


def _indexed(rows: list[list[str]]) -> Any:
    import bm25s

    model = bm25s.BM25()
    if any(rows):
        model.index(rows, show_progress=False)
        return model
    return None


def _loaded(folder: Path, count: int) -> Any:
    """What was kept. Raises OSError when nothing was, ValueError when it is of other passages."""
    import bm25s

    model = bm25s.BM25.load(folder, show_progress=False)
    if model.scores["num_docs"] != count:
        raise ValueError(f"{folder}: an index of {model.scores['num_docs']} passages instead of {count}")
    return model


def _key(passages: Sequence[tuple[str, str]]) -> str:
    found = hashlib.sha1()
    for pid, text in passages:
        found.update(f"{pid}\0{text}\0".encode())
    return found.hexdigest()[:20]
