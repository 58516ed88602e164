"""How likely each type of activity is by the characters of a report, beside the lexicon of activity_types.py.

A log-linear model over runs of one to three characters, learnt by bot/text/learn_types.py. The lexicon knows words; the
model knows what is said around them, and decides where the lexicon knows none.
"""

import math
import re
from functools import cache
from pathlib import Path
from typing import Final

from bot.core.activities import ActivityType
from bot.text.activity_types import ENOUGH, weights_of
from bot.text.log_linear import LogLinear

PATH: Final = Path(__file__).resolve().parents[2] / "knowledge" / "types.npz"
COLUMNS: Final = tuple(ActivityType)
LONGEST_RUN: Final = 3
MOST_WORDS: Final = 12.0  # of a type's words: more say no more
OF_WORDS: Final = 0.5  # what the weight of the words counts beside the logarithm of a share
LIKELY: Final = 0.4  # where the lexicon knows no word
SHORTEST: Final = 5  # characters that say a type without such a word: 在吗 says none
_MARKS = re.compile(r"[\s\x01\d]+")


def likely_type(text: str, said: str, aside: str) -> ActivityType | None:
    """The type of a report, or None where neither words nor characters say one.

    `text` is the folded report, its days blanked out; `said` the same without organisation and place, which are
    `aside`.
    """
    (shares,) = _model()([runs(text)])
    words = weights_of(said, aside)
    if max(words.values()) < ENOUGH:
        best = max(range(len(COLUMNS)), key=lambda column: shares[column])
        sure = (
            len(text.strip()) >= SHORTEST and shares[best] >= LIKELY and COLUMNS[best] is not ActivityType.OTHER
        )  # which says nothing
        return COLUMNS[best] if sure else None

    def both(column: int) -> float:
        return math.log(max(float(shares[column]), 1e-6)) + OF_WORDS * min(words[COLUMNS[column]], MOST_WORDS)

    return COLUMNS[max(range(len(COLUMNS)), key=both)]


def runs(text: str) -> list[str]:
    """The runs of characters of a report, each once."""
    plain = _MARKS.sub(" ", text)
    found = (plain[at : at + n] for n in range(1, LONGEST_RUN + 1) for at in range(len(plain) - n + 1))
    return list(dict.fromkeys(found))


@cache
def _model() -> LogLinear:
    """Opened when a report is first read."""
    return LogLinear.read(PATH)
