"""Learning the weights of a log-linear model: the likelihood of what is allowed is raised until it rises no more.

A row may be allowed several columns; then that of being in any of them is raised (learning from partial labels: Cour et
al. 2011). The same weights each time. Seconds for some thousand rows.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.text.log_linear import weight_of

Doubles = NDArray[np.float64]

PRIOR: Final = 0.6  # of the weights' squares
OFTEN: Final = 2  # rows that a feature must be seen of
STEPS: Final = 80
MEMORY: Final = 8  # of L-BFGS


def weights_for(
    seen: Sequence[Sequence[str]], allowed: NDArray[np.bool_], weight: Sequence[float]
) -> tuple[list[str], Doubles]:
    """Names of the features that are seen often enough, and a row of weights for each.

    `seen` are the features of each row, `allowed` its columns, `weight` how much it counts.
    """
    counts = Counter(name for row in seen for name in row)
    names = sorted(name for name, count in counts.items() if count >= OFTEN)
    place = {name: n for n, name in enumerate(names)}
    table = Table([[place[name] for name in row if name in place] for row in seen], len(names))
    return names, _learnt(table, len(names), allowed, np.array(weight, dtype=np.float64))


class Table:
    """The features of all rows, as places and weights row after row."""

    def __init__(self, rows: Sequence[Sequence[int]], width: int) -> None:
        self._places = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
        lengths = np.array([len(row) for row in rows])
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self._rows = np.repeat(np.arange(len(rows)), lengths)
        self._weights = np.array([weight_of(length) for length in lengths])[self._rows]
        self._width = width

    def times(self, weights: Doubles) -> Doubles:
        """Each row's sum of weights."""
        found: Doubles = np.add.reduceat(weights[self._places] * self._weights[:, None], self._starts)
        return found

    def transposed(self, rows: Doubles) -> Doubles:
        """What all rows give each feature."""
        parts = [np.bincount(self._places, self._weights * column[self._rows], self._width) for column in rows.T]
        return np.stack(parts, axis=1)


def _learnt(table: Table, width: int, allowed: NDArray[np.bool_], weight: Doubles) -> Doubles:
    """The weights that make the allowed columns likeliest."""
    columns = allowed.shape[1]
    closed = np.where(allowed, 0.0, -np.inf)

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights = flat.reshape(width, columns)
        scores = table.times(weights)
        every, share = _shares(scores)
        right, wanted = _shares(scores + closed)
        slope = table.transposed((share - wanted) * weight[:, None]) + PRIOR * weights
        return float((weight * (every - right)).sum() + PRIOR / 2 * (flat**2).sum()), slope.ravel()

    return _lowest(loss, np.zeros(width * columns)).reshape(width, columns)


def _shares(scores: Doubles) -> tuple[Doubles, Doubles]:
    top = scores.max(axis=1, keepdims=True)
    powers = np.exp(scores - top)
    total = powers.sum(axis=1, keepdims=True)
    return (top + np.log(total))[:, 0], powers / total


def _lowest(loss: Callable[[Doubles], tuple[float, Doubles]], start: Doubles) -> Doubles:
    """L-BFGS (Nocedal & Wright 2006, 7.4) with halved steps."""
    here, (value, slope) = start, loss(start)
    moves: list[tuple[Doubles, Doubles]] = []
    for _ in range(STEPS):
        direction = -_bent(slope, moves)
        length = 1.0 if moves else 1.0 / max(1.0, float(np.linalg.norm(slope)))
        there = here + length * direction
        value_there, slope_there = loss(there)
        while value_there > value + 1e-4 * length * float(slope @ direction) and length > 1e-8:
            length /= 2
            there = here + length * direction
            value_there, slope_there = loss(there)
        move, bend = there - here, slope_there - slope
        if float(move @ bend) > 1e-10:
            moves = [*moves, (move, bend)][-MEMORY:]
        here, value, slope = there, value_there, slope_there
    return here


def _bent(slope: Doubles, moves: Sequence[tuple[Doubles, Doubles]]) -> Doubles:
    """The slope times what is known of the inverse curvature."""
    found, kept = slope.copy(), []
    for move, bend in reversed(moves):
        part = float(move @ found) / float(move @ bend)
        found -= part * bend
        kept.append(part)
    if moves:
        move, bend = moves[-1]
        found *= float(move @ bend) / float(bend @ bend)
    for (move, bend), part in zip(moves, reversed(kept), strict=True):
        found += (part - float(bend @ found) / float(move @ bend)) * move
    return found
