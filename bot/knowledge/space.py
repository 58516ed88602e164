"""Sparse vectors over terms: tf-idf cosine and idf-weighted coverage (Salton & Buckley 1988), in plain numpy.

scipy would bring 100 MB for three multiplications; the postings below are a compressed column matrix.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_NONE = np.empty(0, dtype=np.int32)


class TermSpace:
    """Rows of terms. How rare a term is counts by group (a card), so that a much-worded card weighs once."""

    def __init__(self, rows: Sequence[Sequence[str]], weight: dict[str, float]) -> None:
        self.size = len(rows)
        self._weight = weight
        self.rarest = max(weight.values(), default=1.0)
        number = {term: place for place, term in enumerate(weight)}
        owner = np.repeat(np.arange(self.size), [len(terms) for terms in rows])
        term = np.fromiter((number[t] for terms in rows for t in terms), dtype=np.int64, count=len(owner))
        cells, counts = np.unique(term * max(1, self.size) + owner, return_counts=True)
        terms, places = np.divmod(cells, max(1, self.size))
        rarity = np.fromiter(weight.values(), dtype=np.float64, count=len(weight))
        values = (1.0 + np.log(counts)) * rarity[terms]
        length = np.sqrt(np.bincount(places, values**2, minlength=self.size))
        self._values = (values / np.maximum(length[places], 1e-9)).astype(np.float32)
        self._places = places.astype(np.int32)
        self._starts = np.searchsorted(terms, np.arange(len(weight) + 1))
        self._number = number

    def idf(self, term: str) -> float:
        """An unknown term says as much as the rarest known one."""
        return self._weight.get(term, self.rarest)

    def rows_with(self, term: str) -> NDArray[np.int32]:
        found = self._number.get(term)
        return _NONE if found is None else self._places[self._starts[found] : self._starts[found + 1]]

    def cosine(self, terms: Sequence[str]) -> Scores:
        vector = {term: (1.0 + float(np.log(count))) * self.idf(term) for term, count in Counter(terms).items()}
        length = float(np.sqrt(sum(value * value for value in vector.values()))) or 1.0
        found = np.zeros(self.size, dtype=np.float32)
        for term, value in vector.items():
            number = self._number.get(term)
            if number is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                found[self._places[part]] += self._values[part] * np.float32(value / length)
        return found

    def coverage(self, terms: Iterable[str]) -> Scores:
        """Share of what the terms say that a row holds too."""
        distinct = set(terms)
        whole = sum(self.idf(term) for term in distinct) or 1.0
        found = np.zeros(self.size, dtype=np.float32)
        for term in distinct:
            found[self.rows_with(term)] += np.float32(self.idf(term) / whole)
        return found


def inverse_frequency(groups: Sequence[Iterable[str]]) -> dict[str, float]:
    """log((N + 1) / (df + 0.5)) over groups: how few of them a term is in."""
    seen = Counter(term for group in groups for term in set(group))
    return {term: float(np.log((len(groups) + 1) / (count + 0.5))) for term, count in seen.items()}
