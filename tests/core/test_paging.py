"""Every line of a list stands on one page, and a page that is not there gives the nearest one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.paging import Page, cut


@given(total=st.integers(0, 200), length=st.integers(1, 30))
def test_pages_hold_each_line_once_and_in_order(total: int, length: int) -> None:
    lines = range(total)
    pages = cut(total, 1, length).pages
    assert [line for page in range(1, pages + 1) for line in cut(total, page, length).of(lines)] == list(lines)


@pytest.mark.parametrize(("asked", "shown", "first"), [(-3, 1, 1), (0, 1, 1), (2, 2, 11), (3, 3, 21), (9, 3, 21)])
def test_the_nearest_page_that_is_there(asked: int, shown: int, first: int) -> None:
    page: Page[int] = Page((), 25, cut(25, asked))
    assert (page.page, page.pages, page.first) == (shown, 3, first)


def test_an_empty_list_has_one_page() -> None:
    assert (cut(0, 1).pages, cut(0, 1).of([])) == (1, ())
