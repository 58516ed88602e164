"""A linear sentence classifier over character n-grams and jieba words.

Trained with scikit-learn; served with numpy alone, so that serving imports neither scikit-learn nor TensorFlow.
Why this one: docs/decisions/0003-classifier.md.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

CHARACTER_NGRAMS = range(1, 5)
WORD_NGRAMS = range(1, 3)
# How sharply margins become probabilities; fitted on held-out folds of our own data (docs/decisions/0003-classifier.md).
SHARPNESS = 3.5


def features(text: str, words: Sequence[str]) -> Iterator[str]:
    """Yield the features of a folded sentence: character n-grams with border marks, words and pairs of words."""
    marked = f"\x02{text}\x03"
    for n in CHARACTER_NGRAMS:
        for i in range(len(marked) - n + 1):
            yield marked[i : i + n]
    for n in WORD_NGRAMS:
        for i in range(len(words) - n + 1):
            yield "w:" + " ".join(words[i : i + n])


@dataclass
class LinearModel:
    """Weights of a one-against-the-rest linear classifier over tf-idf features."""

    labels: list[str]
    vocabulary: dict[str, int]
    idf: np.ndarray  # (features,)
    weights: np.ndarray  # (features, labels)
    bias: np.ndarray  # (labels,)

    def probabilities(self, text: str, words: Sequence[str]) -> np.ndarray:
        """Return a probability for each label; all equal for a sentence without any known feature."""
        index, value = vector(features(text, words), self.vocabulary, self.idf)
        margins = value @ self.weights[index] + self.bias if len(index) else np.zeros(len(self.labels))
        scaled = np.exp(SHARPNESS * (margins - margins.max()))
        return scaled / scaled.sum()

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


def vector(found: Iterator[str], vocabulary: dict[str, int], idf: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices and the L2-normalised sublinear tf-idf values of the known features."""
    counts = Counter(vocabulary[f] for f in found if f in vocabulary)
    index = np.fromiter(counts, dtype=np.int64, count=len(counts))
    value = np.fromiter((1 + math.log(c) for c in counts.values()), dtype=np.float32, count=len(counts))
    value *= idf[index]
    length = float(np.linalg.norm(value))
    return index, value / length if length else value


def train(sentences: Sequence[tuple[str, Sequence[str]]], labels: Sequence[str], cost: float = 1.0) -> LinearModel:
    """Fit on folded sentences with their words. Deterministic for the same data in the same order."""
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    found = [list(features(text, words)) for text, words in sentences]
    document_frequency = Counter(f for one in found for f in set(one))
    vocabulary = {f: i for i, f in enumerate(sorted(document_frequency))}
    total = len(found)
    idf = np.array([math.log((1 + total) / (1 + document_frequency[f])) + 1 for f in vocabulary], dtype=np.float32)
    rows = [vector(iter(one), vocabulary, idf) for one in found]
    matrix = csr_matrix(
        (
            np.concatenate([value for _, value in rows]),
            np.concatenate([index for index, _ in rows]),
            np.cumsum([0, *(len(index) for index, _ in rows)]),
        ),
        shape=(total, len(vocabulary)),
    )
    machine = LinearSVC(C=cost, random_state=0).fit(matrix, list(labels))
    return LinearModel(
        labels=list(machine.classes_),
        vocabulary=vocabulary,
        idf=idf,
        weights=machine.coef_.T.astype(np.float32),
        bias=machine.intercept_.astype(np.float32),
    )
