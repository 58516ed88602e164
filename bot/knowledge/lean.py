"""Does a question sound like those that the documents settle, or like those they do not?

Two small classifiers learnt from the cards' own wordings when they are loaded: naive Bayes over words and character
pairs, and a ridge regression over their vectors (Hoerl & Kennard 1970). Both answer for the question as a whole,
so that "how much is the allowance" leans to "not settled" even when no gap card is near.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.text.word_vectors import Vectors

SMOOTH: Final = 0.5
RIDGE: Final = 12.0


class WordLean:
    """Mean log-odds per term of a question, settled above 0."""

    def __init__(self, rows: Sequence[Sequence[str]], settled: Sequence[bool]) -> None:
        self._counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self._totals = {True: 0, False: 0}
        for terms, is_settled in zip(rows, settled, strict=True):
            self._counts[is_settled].update(set(terms))
            self._totals[is_settled] += 1

    def __call__(self, terms: Iterable[str], without: Sequence[Sequence[str]] = (), settled: bool = True) -> float:
        """`without`: rows of the class `settled` that are left out (to learn from the wordings themselves)."""
        out = Counter(term for row in without for term in set(row))
        distinct = set(terms)
        if not distinct:
            return 0.0
        total = 0.0
        for term in distinct:
            total += self._log_share(term, True, out, settled, len(without))
            total -= self._log_share(term, False, out, settled, len(without))
        return float(total / np.sqrt(len(distinct)))

    def _log_share(self, term: str, side: bool, out: Counter[str], settled: bool, removed: int) -> float:
        count, whole = self._counts[side][term], self._totals[side]
        if side is settled:
            count, whole = count - out[term], whole - removed
        return float(np.log((count + SMOOTH) / (max(whole, 0) + 2 * SMOOTH)))


class MeaningLean:
    """A plane between the centred vectors of settled and unsettled wordings; both classes weigh the same."""

    def __init__(self, vectors: Vectors, settled: NDArray[np.bool_]) -> None:
        self.plane = np.zeros(vectors.shape[1], dtype=np.float32)
        self.shift = 0.0
        many = np.array([max(1, int((~settled).sum())), max(1, int(settled.sum()))])
        if settled.all() or not settled.any():
            return
        weight = (np.where(settled, 1.0 / many[1], 1.0 / many[0]) * len(settled) / 2).astype(np.float32)
        data = np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])
        target = np.where(settled, 1.0, -1.0)
        gram = ((data * weight[:, None]).T @ data).astype(np.float64)
        gram[np.arange(len(gram) - 1), np.arange(len(gram) - 1)] += RIDGE
        found = np.linalg.solve(gram, (data * weight[:, None]).T @ target)
        self.plane, self.shift = found[:-1].astype(np.float32), float(found[-1])

    def __call__(self, vector: Vectors) -> float:
        return float(vector @ self.plane) + self.shift
