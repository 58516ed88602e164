"""How likely it is that a number of a report counts those who took part, volunteers, those helped, or none of them.

A log-linear model over the features of bot/text/count_features.py, learnt by bot/text/learn_counts.py.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.core.activities import ActivityType
from bot.text.count_features import features
from bot.text.count_words import BENEFICIARIES, PARTICIPANTS, VOLUNTEERS
from bot.text.quantities import Quantity

Floats = NDArray[np.float32]

PATH: Final = Path(__file__).resolve().parents[2] / "knowledge" / "counts.npz"
ROLES: Final = ("", PARTICIPANTS, VOLUNTEERS, BENEFICIARIES)  # the columns; the first: of none of them
USUAL: Final = 60  # features of a number at which each weighs one


class CountModel:
    """The weights of a file; about 20 ms to open."""

    def __init__(self, names: Sequence[str], weights: Floats) -> None:
        self._place = {name: place for place, name in enumerate(names)}
        self._weights = weights

    @classmethod
    def read(cls, path: Path) -> "CountModel":
        """A file of `learn_counts`: names of features, a row of weights for each in 8 bits. Raises OSError."""
        with np.load(path) as kept:
            return cls(str(kept["names"]).split("\n"), kept["weights"].astype(np.float32) * kept["scale"])

    def __call__(self, text: str, numbers: Sequence[Quantity], kind: ActivityType | None) -> Floats:
        """A row for each number, a column for each of ROLES; a row adds up to one."""
        found = np.zeros((len(numbers), len(ROLES)), dtype=np.float32)
        for row, seen in enumerate(features(text, numbers, kind)):
            known = [place for name in seen if (place := self._place.get(name)) is not None]
            found[row] = self._weights[known].sum(axis=0) * weight_of(len(known))
        powers = np.exp(found - found.max(axis=1, keepdims=True, initial=-np.inf)) if len(numbers) else found
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares


def weight_of(features_seen: int) -> float:
    """What one feature of a number weighs that has so many: long contexts say no more than short ones."""
    return float((USUAL / max(features_seen, 1)) ** 0.5)


@cache
def count_model() -> CountModel:
    """The model of the project, opened when a number is first read."""
    return CountModel.read(PATH)
