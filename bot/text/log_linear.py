"""What is likelier, by features that are added up: a log-linear model, its weights in a small file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

USUAL: Final = 60  # features of a row at which each weighs one


class LogLinear:
    """The weights of a file; about 20 ms to open."""

    def __init__(self, names: Sequence[str], weights: Floats) -> None:
        self._place = {name: place for place, name in enumerate(names)}
        self._weights = weights

    @classmethod
    def read(cls, path: Path) -> "LogLinear":
        """A file of `write`. Raises OSError."""
        with np.load(path) as kept:
            return cls(str(kept["names"]).split("\n"), kept["weights"].astype(np.float32) * kept["scale"])

    def __call__(self, rows: Sequence[Sequence[str]]) -> Floats:
        """For each row of features the shares of all columns, which add up to one."""
        found = np.zeros((len(rows), self._weights.shape[1]), dtype=np.float32)
        for row, seen in enumerate(rows):
            known = [place for name in seen if (place := self._place.get(name)) is not None]
            found[row] = self._weights[known].sum(axis=0) * weight_of(len(known))
        powers = np.exp(found - found.max(axis=1, keepdims=True, initial=-np.inf))
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares


def write(path: Path, names: Sequence[str], weights: NDArray[np.float64]) -> None:
    """Names of features, and a row of weights for each in 8 bits."""
    scale = np.abs(weights).max() / 127
    np.savez_compressed(
        path,
        names=np.array("\n".join(names)),
        weights=np.round(weights / scale).astype(np.int8),
        scale=np.float32(scale),
    )


def weight_of(features_seen: int) -> float:
    """What one feature of a row weighs that has so many: a long context says no more than a short one."""
    return float((USUAL / max(features_seen, 1)) ** 0.5)
