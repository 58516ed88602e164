"""How likely it is that a number of a report counts those who took part, volunteers, those helped, or none of them.

A log-linear model over the features of bot/text/count_features.py, learnt by bot/text/learn_counts.py.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from bot.core.activities import ActivityType
from bot.text.count_features import features
from bot.text.count_words import BENEFICIARIES, PARTICIPANTS, VOLUNTEERS
from bot.text.log_linear import Floats, LogLinear
from bot.text.quantities import Quantity

PATH: Final = Path(__file__).resolve().parents[2] / "knowledge" / "counts.npz"
ROLES: Final = ("", PARTICIPANTS, VOLUNTEERS, BENEFICIARIES)  # the columns; the first: of none of them


def shares_of_roles(text: str, numbers: Sequence[Quantity], kind: ActivityType | None) -> Floats:
    """A row for each number, a column for each of ROLES; a row adds up to one."""
    return _model()(features(text, numbers, kind))


@cache
def _model() -> LogLinear:
    """Opened when a number is first read."""
    return LogLinear.read(PATH)
