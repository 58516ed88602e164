"""Names in short, and terms of office."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.elections import clock
from bot.core.organisations import TERM_YEARS, OrganisationType, core_name


@pytest.mark.parametrize(
    "name", ["东湖社区", "东湖社区红会", "东湖社区红十字", "东湖社区红十字会", " 东湖社区红十字会 "]
)
def test_a_branch_is_the_same_by_each_of_its_names(name: str) -> None:
    assert core_name(name) == "东湖社区"


def test_a_name_of_nothing_but_the_ending_stays() -> None:
    assert core_name("红十字会") == "红十字会"


@pytest.mark.parametrize(
    ("kind", "last", "founded", "due"),
    [
        (OrganisationType.COMMUNITY, date(2021, 12, 20), date(2010, 1, 1), date(2026, 12, 20)),
        (OrganisationType.SCHOOL, date(2024, 9, 1), None, date(2027, 9, 1)),
        (OrganisationType.VILLAGE, None, date(2022, 3, 5), date(2027, 3, 5)),
        (OrganisationType.SCHOOL, date(2024, 2, 29), None, date(2027, 2, 28)),
        (OrganisationType.OFFICE, date(2024, 2, 29), None, None),
        (OrganisationType.TOWN, None, None, None),
    ],
)
def test_the_next_election(kind: OrganisationType, last: date | None, founded: date | None, due: date | None) -> None:
    assert clock(kind, last, founded).stated_deadline == due


@given(st.sampled_from(sorted(TERM_YEARS)), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_term_ends_in_its_year_and_month(kind: OrganisationType, last: date) -> None:
    due = clock(kind, last, None).stated_deadline
    assert due is not None
    assert (due.year, due.month) == (last.year + TERM_YEARS[kind], last.month)
