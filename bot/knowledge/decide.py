"""The two small models: which card is nearest, and whether it may be shown as the answer.

Both are linear with named weights read from knowledge/ranking.yml. The ranking is a conditional logit over cards
(McFadden 1974); the decision is a logistic regression on what the best settled card and the best gap card show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index import COLUMN, FEATURES, CardIndex, Table

SIGNALS: Final = (
    "bias",
    "meaning",
    "meaning_sense",
    "meaning_body",
    "pairs",
    "words",
    "cover_all",
    "cover_all_pairs",
    "cover_passage",
    "cover_passage_pairs",
    "number_missing",
    "unit_missing",
    "word_missing",
    "asks_same",
    "asks_other",
    "out",
    "margin_gap",  # how much the settled card's score is above the best gap card's, limited to +-6
    "margin_next",  # above the next settled card of another passage
    "gap_meaning",
    "gap_sense",
    "gap_pairs",
    "lean_words",
    "lean_meaning",
)
BY_MEANING: Final = frozenset(
    {*(name for name in SIGNALS if name.startswith("meaning")), "gap_meaning", "gap_sense", "lean_meaning"}
)
# Signals that may only speak for answering, or only against it: one that comes out the other way round is dropped.
AGAINST: Final = frozenset(
    {
        "number_missing",
        "unit_missing",
        "word_missing",
        "asks_other",
        "out",
        "gap_meaning",
        "gap_sense",
        "gap_pairs",
    }
)
_COPIED: Final = tuple(name for name in SIGNALS if name in COLUMN)
MARGIN: Final = 6.0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by name: one set with sentence vectors and one without."""

    rank: NDArray[np.float32]
    decide: NDArray[np.float32]

    @classmethod
    def read(cls, raw: Mapping[str, Mapping[str, Mapping[str, float]]], variant: str) -> "Model":
        rank, decide = raw["rank"][variant], raw["decide"][variant]
        return cls(
            np.array([rank.get(name, 0.0) for name in FEATURES], dtype=np.float32),
            np.array([decide.get(name, 0.0) for name in SIGNALS], dtype=np.float32),
        )

    def scores(self, table: Table) -> NDArray[np.float32]:
        found: NDArray[np.float32] = table @ self.rank
        return found

    def chance(self, signals: NDArray[np.float32]) -> float:
        """How likely the documents settle the question by this card."""
        return float(1.0 / (1.0 + np.exp(-float(signals @ self.decide))))


@dataclass(frozen=True, slots=True)
class Leaders:
    """Rows of the best settled card, the best gap card and the next settled card of another passage; -1 when none."""

    settled: int
    gap: int
    next: int


def leaders(index: CardIndex, scores: NDArray[np.float32], barred: frozenset[int] = frozenset()) -> Leaders:
    settled = gap = following = -1
    for row in np.argsort(-scores):
        number = int(row)
        if number in barred:
            continue
        if index.cards[number].settled:
            if settled < 0:
                settled = number
            elif following < 0 and index.passage[number] != index.passage[settled]:
                following = number
        elif gap < 0:
            gap = number
        if min(settled, gap, following) >= 0:
            break
    return Leaders(settled, gap, following)


def signals(
    table: Table, scores: NDArray[np.float32], lead: Leaders, leans: tuple[float, float]
) -> NDArray[np.float32]:
    """What the decision sees."""
    found = dict.fromkeys(SIGNALS, 0.0)
    found["bias"] = 1.0
    found["lean_words"], found["lean_meaning"] = leans
    if lead.settled >= 0:
        row = table[lead.settled]
        for name in _COPIED:
            found[name] = float(row[COLUMN[name]])
        found["out"] = float(row[COLUMN["out_named"]] + row[COLUMN["out_home"]])
        found["margin_gap"] = _margin(scores, lead.settled, lead.gap)
        found["margin_next"] = _margin(scores, lead.settled, lead.next)
    if lead.gap >= 0:
        found["gap_meaning"] = float(table[lead.gap][COLUMN["meaning"]])
        found["gap_sense"] = float(table[lead.gap][COLUMN["meaning_sense"]])
        found["gap_pairs"] = float(table[lead.gap][COLUMN["pairs"]])
    return np.array([found[name] for name in SIGNALS], dtype=np.float32)


def _margin(scores: NDArray[np.float32], one: int, other: int) -> float:
    if other < 0:
        return MARGIN
    return float(np.clip(scores[one] - scores[other], -MARGIN, MARGIN))
