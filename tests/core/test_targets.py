"""Arithmetic of targets: gaps, pace, forecast, what is needed a week, splitting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.targets import (
    Measure,
    Pace,
    a_week,
    forecast,
    month_ends,
    pace,
    percent,
    shortfall,
    split,
    split_equally,
    year_before,
)

DAY = date(2026, 11, 18)
END = date(2026, 12, 31)  # 43 days later


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (Measure(3), 3),
        (Measure(None), None),
        (Measure(3, 12, True), 25.0),
        (Measure(3, None, True), None),
        (Measure(3, 0, True), None),
        (Measure(None, 12, True), None),
    ],
)
def test_a_value_that_is_not_known_is_not_zero(measure: Measure, value: float | None) -> None:
    assert measure.value == value


@pytest.mark.parametrize(
    ("measure", "target", "gap"),
    [
        (Measure(3), 10, 7),
        (Measure(10), 10, 0),
        (Measure(12), 10, 0),
        (Measure(2, 8, True), 40, 2),  # 3.2 villages: four are needed
        (Measure(4, 8, True), 40, 0),
        (Measure(28, 100, True), 29, 1),  # not two: 0.29 * 100 is 28.999…
        (Measure(0, 6200, True), 2, 124),
    ],
)
def test_a_gap_is_in_people_or_villages(measure: Measure, target: float, gap: int) -> None:
    assert measure.gap(target) == gap


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(1, 100))
def test_closing_the_gap_of_a_rate_reaches_it_and_one_less_does_not(number: int, of: int, target: int) -> None:
    gap = Measure(number, of, True).gap(target)
    assert 100 * (number + gap) >= target * of
    assert gap == 0 or 100 * (number + gap - 1) < target * of


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], None),
        ([(ago(1), 50)], None),
        ([(ago(1), 5), (ago(2), 0)], None),
        ([(ago(1), 5), (ago(90), 5)], None),  # the 90th day before is outside
        ([(ago(1), 5), (ago(89), 4)], Pace(9, 90, 2)),
        ([(ago(0), 5), (ago(30), -2), (ago(-1), 100)], Pace(3, 90, 2)),
    ],
)
def test_a_pace_needs_two_days_of_change_in_its_days(changes: list[tuple[date, int]], expected: Pace | None) -> None:
    assert pace(changes, DAY) == expected


@pytest.mark.parametrize(
    ("measure", "speed", "deadline", "value"),
    [
        (Measure(30), Pace(90, 90, 5), END, 73),
        (Measure(30), Pace(-90, 90, 5), END, 0),
        (Measure(30), None, END, None),
        (Measure(None), Pace(90, 90, 5), END, None),
        (Measure(30), Pace(90, 90, 5), DAY, None),
        (Measure(30), Pace(90, 90, 5), ago(1), None),
        (Measure(2, 8, True), Pace(4, 90, 2), DAY + timedelta(days=45), 50.0),
        (Measure(2, None, True), Pace(4, 90, 2), END, None),
    ],
)
def test_a_forecast_is_a_straight_line(
    measure: Measure, speed: Pace | None, deadline: date, value: float | None
) -> None:
    assert forecast(measure, speed, DAY, deadline) == value


@given(st.integers(0, 10**6), st.integers(-1000, 1000), st.integers(1, 1000))
def test_a_forecast_moves_the_way_of_the_pace(number: int, net: int, days: int) -> None:
    found = forecast(Measure(number), Pace(net, 90, 2), DAY, DAY + timedelta(days=days))
    assert found is not None
    assert found >= 0
    assert (found - number) * net >= 0


@pytest.mark.parametrize(
    ("gap", "deadline", "needed"),
    [
        (7, END, 2),
        (43, END, 7),
        (0, END, None),
        (7, DAY, None),
        (7, ago(3), None),
        (7, DAY + timedelta(days=1), 7),
        (7, DAY + timedelta(days=7), 7),
    ],
)
def test_what_is_needed_a_week(gap: int, deadline: date, needed: int | None) -> None:
    assert a_week(gap, DAY, deadline) == needed


@given(st.integers(1, 10**6), st.integers(7, 2000))
def test_so_many_a_week_are_enough(gap: int, days: int) -> None:
    needed = a_week(gap, DAY, DAY + timedelta(days=days))
    assert needed is not None
    assert needed * days / 7 >= gap


@pytest.mark.parametrize(("value", "target", "share"), [(3, 10, 30), (12, 10, 120), (0, 10, 0), (5, 0, 100)])
def test_a_percentage(value: float, target: float, share: float) -> None:
    assert percent(value, target) == share


@given(st.integers(0, 10**7), st.lists(st.floats(0, 10**6, allow_nan=False), min_size=1, max_size=40))
def test_parts_add_up_and_keep_the_proportion(total: int, weights: list[float]) -> None:
    if sum(weights) <= 0:
        with pytest.raises(ValueError, match="weights"):
            split(total, weights)
        return
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) <= 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(("total", "number", "parts"), [(10, 3, [4, 3, 3]), (2, 3, [1, 1, 0]), (9, 3, [3, 3, 3])])
def test_equal_parts_differ_by_one_at_most(total: int, number: int, parts: list[int]) -> None:
    assert split_equally(total, number) == parts


def test_nothing_is_split_among_nobody() -> None:
    with pytest.raises(ValueError, match="weights"):
        split_equally(10, 0)


@pytest.mark.parametrize(("total", "parts", "lacking"), [(500, [200, 300], 0), (500, [200, 260], 40), (5, [9], -4)])
def test_what_the_parts_lack(total: float, parts: list[float], lacking: float) -> None:
    assert shortfall(total, parts) == lacking


def test_a_year_before_a_leap_day() -> None:
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(DAY) == date(2025, 11, 18)


@pytest.mark.parametrize(
    ("day", "first", "before_last"),
    [
        (date(2026, 11, 22), date(2025, 11, 30), date(2026, 10, 31)),
        (date(2026, 11, 30), date(2025, 11, 30), date(2026, 10, 31)),
        (date(2024, 3, 1), date(2023, 3, 31), date(2024, 2, 29)),
        (date(2026, 1, 31), date(2025, 1, 31), date(2025, 12, 31)),
    ],
)
def test_ends_of_months(day: date, first: date, before_last: date) -> None:
    days = month_ends(day)
    assert (len(days), days[0], days[-2], days[-1]) == (13, first, before_last, day)
    assert all((one + timedelta(days=1)).day == 1 for one in days[:-1])
    assert days == sorted(set(days))
