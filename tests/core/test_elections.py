"""The clock of the terms of office, against one that walks from day to day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.elections import (
    ASSUMED_YEARS,
    SOON,
    TERM_RANGE,
    Basis,
    DueStatus,
    Passed,
    Postponed,
    clock,
    due_spells,
    oddities,
    passed_terms,
    term_of,
)
from bot.core.organisations import TERM_YEARS, OrganisationType, years_after

DAY = timedelta(days=1)
FOUNDED = date(2000, 1, 1)
THIRTY_YEARS = 30 * 366


@pytest.mark.parametrize(
    ("kind", "own", "years", "basis"),
    [
        (OrganisationType.STREET, None, 5, Basis.DOCUMENT),
        (OrganisationType.VILLAGE, 3, 5, Basis.DOCUMENT),  # what the documents set cannot be set otherwise
        (OrganisationType.HOSPITAL, None, 3, Basis.DOCUMENT),
        (OrganisationType.OFFICE, None, 3, Basis.ASSUMED),
        (OrganisationType.OFFICE, 4, 4, Basis.SET),
        (OrganisationType.OFFICE, 40, 3, Basis.ASSUMED),
        (OrganisationType.COUNTY, None, 5, Basis.ASSUMED),
    ],
)
def test_how_long_a_term_lasts(kind: OrganisationType, own: int | None, years: int, basis: Basis) -> None:
    term = term_of(kind, own)
    assert (term.years, term.basis) == (years, basis)


def test_every_type_has_a_term_that_is_told_apart() -> None:
    assert set(TERM_YEARS) | set(ASSUMED_YEARS) == set(OrganisationType)
    assert not set(TERM_YEARS) & set(ASSUMED_YEARS)


@pytest.mark.parametrize(
    ("today", "status", "left"),
    [
        (date(2025, 2, 28), DueStatus.SOON, 0),  # the day itself is in time
        (date(2025, 3, 1), DueStatus.OVERDUE, -1),
        (date(2025, 2, 28) - SOON * DAY, DueStatus.SOON, SOON),
        (date(2025, 2, 28) - (SOON + 1) * DAY, DueStatus.NOT_DUE, SOON + 1),
    ],
)
def test_how_a_day_lies(today: date, status: DueStatus, left: int) -> None:
    one = clock(OrganisationType.TOWN, date(2020, 2, 29), None)
    assert (one.status(today), one.days_left(today)) == (status, left)


def test_without_any_date_nothing_is_said() -> None:
    one = clock(OrganisationType.TOWN, None, None)
    assert (one.status(FOUNDED), one.deadline, one.days_left(FOUNDED)) == (DueStatus.UNKNOWN, None, None)


def test_the_founding_counts_until_there_is_a_congress() -> None:
    assert clock(OrganisationType.SCHOOL, None, FOUNDED).founding
    assert not clock(OrganisationType.SCHOOL, FOUNDED, FOUNDED).founding


def test_a_postponement_ends_with_its_term() -> None:
    put_off = Postponed(date(2004, 12, 1), date(2005, 6, 30))
    assert clock(OrganisationType.TOWN, None, FOUNDED, None, [put_off]).deadline == date(2005, 6, 30)
    assert clock(OrganisationType.TOWN, date(2005, 5, 1), FOUNDED, None, [put_off]).deadline == date(2010, 5, 1)
    earlier = Postponed(date(2004, 12, 1), date(2004, 12, 30))  # before the due day: no postponement
    assert clock(OrganisationType.TOWN, None, FOUNDED, None, [earlier]).deadline == date(2005, 1, 1)


@pytest.mark.parametrize(
    ("held_on", "last", "odd"),
    [
        (date(2004, 12, 1), None, ()),
        (date(1999, 12, 31), None, ("before_founding", "early")),
        (date(2001, 1, 1), None, ("early",)),
        (FOUNDED, None, ()),  # the founding meeting elects
        (date(2009, 1, 1), date(2005, 1, 1), ()),
        (date(2005, 1, 1), date(2005, 1, 1), ()),  # who was elected on the day that is known
        (date(2005, 8, 1), date(2005, 1, 1), ("early",)),
        (date(2003, 1, 1), date(2005, 1, 1), ("before_last",)),
        (date(2020, 1, 1), date(2005, 1, 1), ()),
    ],
)
def test_what_is_asked_about(held_on: date, last: date | None, odd: tuple[str, ...]) -> None:
    assert oddities(held_on, clock(OrganisationType.TOWN, last, FOUNDED), FOUNDED) == odd


# --- the slow one ----------------------------------------------------------------------------------------------------


class Walker:
    """Goes from day to day as somebody with a wall calendar would: counts anniversaries, reckons with no year."""

    def __init__(self, years: int) -> None:
        self.years, self.begun, self.anniversaries = years, FOUNDED, 0
        self.grace: date | None = None
        self.over = 0  # days since the last day of the term, or of the time that was granted
        self.ended = False

    def begin(self, day: date) -> None:
        self.begun, self.anniversaries, self.grace, self.over, self.ended = day, 0, None, 0, False

    def wake(self, day: date) -> None:
        """A day begins."""
        if self.ended or self.over:
            self.ended = True
            self.over += self.grace is None or day > self.grace
        if day != self.begun and self._is_anniversary(day):
            self.anniversaries += 1
            self.ended = self.ended or self.anniversaries >= self.years

    def put_off(self, day: date, until: date) -> None:
        if day == self.begun:
            return
        self.grace = max(self.grace or until, until)
        self.over = (day - until).days if self.over and until < day else 0 if until >= day else self.over

    def _is_anniversary(self, day: date) -> bool:
        if (self.begun.month, self.begun.day) == (2, 29):
            return day.month == 2 and (day + DAY).month == 3
        return (day.month, day.day) == (self.begun.month, self.begun.day)


EVENTS = st.lists(
    st.tuples(st.integers(1, THIRTY_YEARS), st.booleans(), st.integers(1, 500)),
    max_size=12,
    unique_by=lambda one: one[0],
)


@given(EVENTS, st.sampled_from([OrganisationType.TOWN, OrganisationType.SCHOOL, OrganisationType.OFFICE]),
       st.sampled_from([None, *TERM_RANGE]))  # fmt: skip
def test_thirty_years_day_by_day(events: list[tuple[int, bool, int]], kind: OrganisationType, own: int | None) -> None:
    """Congresses and postponements on any days; on every day both say the same of it."""
    at = {FOUNDED + when * DAY: (is_congress, days) for when, is_congress, days in events}
    term = term_of(kind, own)
    walker, last, put_off = Walker(term.years), None, list[Postponed]()
    day = FOUNDED
    for _ in range(THIRTY_YEARS):
        day += DAY
        walker.wake(day)
        is_congress, days = at.get(day, (None, 0))
        if is_congress:
            walker.begin(day)
            last = day
        elif is_congress is False:
            put_off.append(Postponed(day, day + days * DAY))
            walker.put_off(day, day + days * DAY)
        one = clock(kind, last, FOUNDED, own, put_off)
        left = one.days_left(day)
        assert left is not None
        assert max(0, -left) == walker.over, day
        assert (one.status(day) is DueStatus.OVERDUE) == bool(walker.over)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(TERM_RANGE))
def test_a_term_ends_on_its_day(day: date, years: int) -> None:
    end = years_after(day, years)
    leap = (day.month, day.day) == (2, 29) and (end.month, end.day) == (2, 28)
    assert (end.year, end.month, end.day) == (day.year + years, day.month, day.day) or leap


@pytest.mark.parametrize(
    ("held", "founded", "postponed", "spells"),
    [
        ([], None, [], []),
        ([], date(2020, 5, 8), [], [(date(2025, 1, 1), None)]),
        ([date(2020, 5, 8)], date(2010, 1, 1), [], [(date(2015, 1, 1), date(2020, 5, 8)), (date(2025, 1, 1), None)]),
        ([date(2020, 5, 8)], date(2021, 1, 1), [], [(date(2025, 1, 1), None)]),  # founded later: the founding is wrong
        ([date(2020, 5, 8), date(2024, 12, 31)], None, [], [(date(2029, 1, 1), None)]),  # a year early
        (
            [date(2020, 5, 8)],
            None,
            [Postponed(date(2025, 3, 1), date(2026, 2, 1))],
            [(date(2025, 1, 1), date(2025, 3, 1)), (date(2026, 1, 1), None)],
        ),
        ([date(2020, 5, 8)], None, [Postponed(date(2020, 5, 8), date(2026, 2, 1))], [(date(2025, 1, 1), None)]),
        ([date(2020, 5, 8)], None, [Postponed(date(2024, 3, 1), date(2025, 6, 1))], [(date(2025, 1, 1), None)]),
    ],
)
def test_when_a_congress_is_due(
    held: list[date],
    founded: date | None,
    postponed: list[Postponed],
    spells: list[tuple[date, date | None]],
) -> None:
    assert due_spells(OrganisationType.COUNTY, held, founded, None, postponed) == spells


@pytest.mark.parametrize(
    ("held", "founded", "postponed", "terms"),
    [
        ([], None, [], []),
        ([], date(2020, 5, 8), [], [Passed(date(2023, 5, 8), False)]),
        ([date(2023, 5, 8)], date(2020, 5, 8), [], [Passed(date(2023, 5, 8), True), Passed(date(2026, 5, 8), False)]),
        ([date(2023, 5, 9)], date(2020, 5, 8), [], [Passed(date(2023, 5, 8), False), Passed(date(2026, 5, 9), False)]),
        (  # early: the term that it ended runs out all the same
            [date(2022, 1, 1)],
            date(2020, 5, 8),
            [],
            [Passed(date(2023, 5, 8), True), Passed(date(2025, 1, 1), False)],
        ),
        (  # put off, and held by then
            [date(2020, 5, 8), date(2023, 9, 1)],
            None,
            [Postponed(date(2023, 3, 1), date(2023, 9, 1))],
            [Passed(date(2023, 9, 1), True), Passed(date(2026, 9, 1), False)],
        ),
        (  # an approval of a day before the term counts for none, one to an earlier day neither
            [date(2020, 5, 8)],
            None,
            [Postponed(date(2020, 5, 8), date(2024, 1, 1)), Postponed(date(2023, 1, 1), date(2023, 2, 1))],
            [Passed(date(2023, 5, 8), False)],
        ),
    ],
)
def test_which_terms_ran_out_in_time(
    held: list[date], founded: date | None, postponed: list[Postponed], terms: list[Passed]
) -> None:
    assert passed_terms(held, founded, 3, postponed) == terms
