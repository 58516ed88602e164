"""Long lists in pages: what one message shows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Line = TypeVar("Line")
PAGE = 10  # lines of one message: what fits on a phone


@dataclass(frozen=True)
class Cut:
    """Where a page lies in its list: `page` of `pages` (both from 1), `start` lines come before it."""

    page: int
    pages: int
    start: int
    length: int

    def of(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines of the page, out of all."""
        return tuple(lines[self.start : self.start + self.length])


def cut(total: int, page: int, length: int = PAGE) -> Cut:
    """The page of a list of `total` lines that was asked for, or the nearest one that there is."""
    pages = max(1, -(-total // length))
    page = min(max(1, page), pages)
    return Cut(page, pages, (page - 1) * length, length)


@dataclass(frozen=True)
class Page(Generic[Line]):
    """Some of a list of `total` lines."""

    lines: tuple[Line, ...]
    total: int
    at: Cut

    @property
    def page(self) -> int:
        """Its number, from 1."""
        return self.at.page

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return self.at.pages

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self.at.start + 1
