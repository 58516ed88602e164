"""Targets: what a number is measured against, how fast it moves, where it will be, how a target is split.

Everything here is arithmetic on whole days. The only forecast is a straight line through the last days' net change;
whoever shows it says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PACE_DAYS = 90  # the pace is the net change of so many days
FEWEST_CHANGES = 2  # days on which the number moved; with fewer there is no pace to speak of
WEEK = 7


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of one organisation on one day.

    A rate has a denominator (villages, residents); `numerator` is what is counted. None: not known, never zero.
    """

    numerator: float | None
    denominator: int | None = None
    is_rate: bool = False

    @property
    def value(self) -> float | None:
        """The number itself; of a rate, in per cent. None when it cannot be told."""
        if not self.is_rate or self.numerator is None:
            return self.numerator
        return 100 * self.numerator / self.denominator if self.denominator else None

    def scaled(self, numerator: float) -> float:
        """What the value would be with another numerator. A rate needs a denominator."""
        return 100 * numerator / (self.denominator or 1) if self.is_rate else numerator

    def needed(self, target: float) -> int:
        """The smallest numerator that reaches the target."""
        wanted = target * (self.denominator or 0) / 100 if self.is_rate else target
        return math.ceil(round(wanted, 6))  # 0.29 * 100 is 28.999999999999996

    def gap(self, target: float) -> int:
        """How many people, villages … are missing; 0 when the target is reached."""
        return max(0, math.ceil(self.needed(target) - (self.numerator or 0)))


@dataclass(frozen=True, slots=True)
class Pace:
    """The net change of the numerator in the days up to one day, and on how many of them it changed."""

    net: float
    days: int
    changes: int

    @property
    def per_week(self) -> float:
        return self.net * WEEK / self.days

    def after(self, numerator: float, days: int) -> int:
        """The numerator so many days later on a straight line; never below zero."""
        return max(0, round(numerator + self.net * days / self.days))


def pace(changes: Sequence[tuple[date, float]], as_of: date, days: int = PACE_DAYS) -> Pace | None:
    """The pace of the days up to `as_of` from (day, change) pairs; None with fewer than two days of change."""
    inside = [change for day, change in changes if as_of - timedelta(days=days) < day <= as_of and change]
    return Pace(sum(inside), days, len(inside)) if len(inside) >= FEWEST_CHANGES else None


def forecast(measure: Measure, speed: Pace | None, as_of: date, deadline: date) -> float | None:
    """The value on the deadline at the present pace; None without a pace, a number, or days that are left."""
    left = (deadline - as_of).days
    if speed is None or measure.numerator is None or measure.value is None or left <= 0:
        return None
    return measure.scaled(speed.after(measure.numerator, left))


def percent(value: float, target: float) -> float:
    """How much of the target is reached, in per cent; a target of nothing is reached."""
    return 100 * value / target if target > 0 else 100.0


def a_week(gap: int, as_of: date, deadline: date) -> int | None:
    """How many a week close a gap in time, rounded up (in the last week all); None when nothing lacks or too late."""
    left = (deadline - as_of).days
    if left <= 0 or gap <= 0:
        return None
    return math.ceil(gap * WEEK / max(left, WEEK))


# --- splitting -------------------------------------------------------------------------------------------------------


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of the weights that add up to the total (largest remainders, then the order).

    Raises ValueError without weights, or when one is negative or all are nothing.
    """
    whole = sum(weights)
    if not weights or min(weights) < 0 or whole <= 0:
        raise ValueError("weights must be positive")
    exact = [total * weight / whole for weight in weights]
    parts = [math.floor(one) for one in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def split_equally(total: int, parts: int) -> list[int]:
    """Whole numbers that differ by one at most. Raises ValueError for no parts."""
    return split(total, [1.0] * parts)


def shortfall(total: float, parts: Sequence[float]) -> float:
    """What the parts lack of the total; negative when they are more."""
    return total - sum(parts)


def month_ends(day: date, months: int = 12) -> list[date]:
    """The last days of so many months before the month of a day, and the day itself."""
    firsts = [day.year * 12 + day.month - 1 - n for n in range(months)]
    return [date(first // 12, first % 12 + 1, 1) - timedelta(days=1) for first in reversed(firsts)] + [day]


def year_before(day: date) -> date:
    """The same day a year ago; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)
