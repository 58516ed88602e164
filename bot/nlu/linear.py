"""A linear sentence classifier over characters, pairs of characters and jieba words.

Trained with scikit-learn; served with numpy alone, so that serving imports neither scikit-learn nor TensorFlow.
Why this one: docs/decisions/0003-classifier.md.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

CHARACTER_NGRAMS = range(1, 3)
# How sharply margins become probabilities, and the SVM's C: chosen together by cross-validation
# (docs/decisions/0003-classifier.md). Choose both anew when one changes.
SHARPNESS = 5.0
COST = 2.0


def features(text: str, words: Sequence[str]) -> Iterator[str]:
    """Yield the features of a folded sentence: characters, pairs of them with border marks, words."""
    marked = f"\x02{text}\x03"
    for n in CHARACTER_NGRAMS:
        for i in range(len(marked) - n + 1):
            yield marked[i : i + n]
    for word in words:
        yield f"w:{word}"


@dataclass
class LinearModel:
    """Weights of a one-against-the-rest linear classifier over tf-idf features."""

    labels: list[str]
    vocabulary: dict[str, int]
    idf: Floats  # (features,)
    weights: Floats  # (features, labels)
    bias: Floats  # (labels,)

    def probabilities(self, text: str, words: Sequence[str]) -> Floats:
        """Return a probability for each label; all equal for a sentence without any known feature."""
        index, value = vector(features(text, words), self.vocabulary, self.idf)
        if not len(index):
            return np.full(len(self.labels), 1 / len(self.labels), dtype=np.float32)
        margins = value @ self.weights[index] + self.bias
        scaled = np.exp(SHARPNESS * (margins - margins.max()))
        return np.asarray(scaled / scaled.sum(), dtype=np.float32)

    def arrays(self) -> dict[str, Any]:
        """The model as arrays for `numpy.savez`."""
        return {
            "labels": np.array(self.labels),
            "vocabulary": np.array(sorted(self.vocabulary, key=self.vocabulary.__getitem__)),
            "idf": self.idf.astype(np.float32),
            "weights": self.weights.astype(np.float32),
            "bias": self.bias.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Any) -> "LinearModel":
        """Read what `arrays` gave."""
        return cls(
            labels=arrays["labels"].tolist(),
            vocabulary={feature: i for i, feature in enumerate(arrays["vocabulary"].tolist())},
            idf=arrays["idf"],
            weights=arrays["weights"],
            bias=arrays["bias"],
        )


def vector(found: Iterable[str], vocabulary: Mapping[str, int], idf: Floats) -> tuple[Integers, Floats]:
    """Return the indices and the L2-normalised sublinear tf-idf values of the known features."""
    counts = Counter(vocabulary[f] for f in found if f in vocabulary)
    index = np.fromiter(counts, dtype=np.int64, count=len(counts))
    value = np.fromiter((1 + math.log(c) for c in counts.values()), dtype=np.float32, count=len(counts))
    value *= idf[index]
    length = float(np.linalg.norm(value))
    return index, value / np.float32(length) if length else value


def train(sentences: Sequence[tuple[str, Sequence[str]]], labels: Sequence[str], cost: float = COST) -> LinearModel:
    """Fit on folded sentences with their words. Deterministic for the same data in the same order."""
    found = [list(features(text, words)) for text, words in sentences]
    document_frequency = Counter(f for one in found for f in set(one))
    vocabulary = {f: i for i, f in enumerate(sorted(document_frequency))}
    total = len(found)
    idf = np.array([math.log((1 + total) / (1 + document_frequency[f])) + 1 for f in vocabulary], dtype=np.float32)
    names = sorted(set(labels))
    if len(names) < 2:  # nothing to tell apart
        weights, bias = np.zeros((len(vocabulary), len(names))), np.zeros(len(names))
    else:
        weights, bias = _fit([vector(one, vocabulary, idf) for one in found], len(vocabulary), labels, cost)
    return LinearModel(names, vocabulary, idf, weights.astype(np.float32), bias.astype(np.float32))


def _fit(rows: Sequence[tuple[Integers, Floats]], width: int, labels: Sequence[str], cost: float) -> tuple[Any, Any]:
    """Return the weights (features, labels) and the biases of a linear SVM, labels in sorted order."""
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    ends = np.cumsum([0, *(len(index) for index, _ in rows)])
    columns, values = (np.concatenate(part) for part in zip(*rows, strict=True))
    machine = LinearSVC(C=cost, random_state=0).fit(
        csr_matrix((values, columns, ends), shape=(len(rows), width)), list(labels)
    )
    weights, bias = machine.coef_.T, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one hyperplane for two labels
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias
