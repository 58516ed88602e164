"""What all kinds of import have in common: rows as they are read, what is wrong with them, how a kind checks them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from bot.core.errors import PermissionDeniedError
from bot.core.members import MemberKind
from bot.core.permissions import Action, Reach, reach
from bot.services.sheets import Page
from bot.services.work import Work
from bot.text import columns
from bot.text.normalise import clean

# Fields whose value holds for all rows of a merged cell; the others are somebody's or something's own.
SHARED: Final = frozenset(
    {
        "organisation", "unit", "kind", "gender", "joined", "superior", "place", "type", "approved_by", "approved_on",
        "filed_on", "founded", "last_election", "address", "parent", "level", "as_of", "source", "metric",
        "deadline", "basis",
    }
)  # fmt: skip
LONGEST: Final = {
    "unit": 128, "contact": 64, "guardian_name": 64, "address": 128, "approved_by": 128, "approval_number": 64,
    "president": 64, "secretary": 64, "source": 256, "basis": 256, "place": 128, "superior": 128, "parent": 128,
}  # fmt: skip
NEAR_LOOKED_UP: Final = 200  # unknown names for which a near one is looked for


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: its number in the sheet, the field, why, what stands there, what may be meant."""

    row: int
    field: str
    code: str
    value: str = ""
    meant: str = ""


@dataclass(frozen=True)
class Options:
    """What a file does not say itself: where and as what its rows are meant."""

    home: int | None = None  # the organisation of rows that name none; of organisations, the superior
    member_kind: MemberKind = MemberKind.ADULT  # of rows of people that name none


@dataclass(slots=True)
class Row:
    """One row of a sheet: its cells by field."""

    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)

    def get(self, name: str) -> str:
        """A cell's text; empty when there is no such column."""
        return self.cells.get(name, "")

    def fault(self, name: str, code: str, meant: str = "") -> None:
        """Note that a field is wrong; a field is wrong once."""
        if not any(one.field == name for one in self.faults):
            self.faults.append(Fault(self.number, name, code, self.get(name), meant))


class Checker(ABC):
    """Checks the rows of one kind, one after the other, knowing those before and the register."""

    action: ClassVar[Action]  # what the actor needs to be allowed somewhere

    def __init__(self, work: Work, options: Options) -> None:
        if not any(reach(grant.role, self.action) >= Reach.OWN for grant in work.who.grants):
            raise PermissionDeniedError(f"{work.account_id}: {self.action}")
        self.work, self.options = work, options
        self.planned: list[Any] = []
        self.faults: list[Fault] = []

    @abstractmethod
    def check(self, row: Row) -> None:
        """Look at a row: it goes to what is planned or its faults are kept."""

    def finish(self) -> None:  # noqa: B027
        """What can only be said when all rows are known."""


def read_rows(
    page: Page, titles: list[str], places: dict[str, int], header: int, rows: Iterator[list[str]]
) -> Iterator[Row]:
    """The rows below the header that hold anything; a header that is repeated is none."""
    title = titles[places["name"]]
    held: dict[tuple[int, int], str] = {}
    sources, unsolved = _by_row(page.merged.values()), _by_row(page.formulas)
    number = header
    for number, cells in enumerate(rows, header + 1):
        for place in sources.get(number, ()):
            held[number, place] = _at(cells, place)
        if not any(cells) and number not in unsolved:
            continue
        if _at(cells, places["name"]) != title:
            yield _row(page, number, places, cells, held)
    for below in sorted(row for row in unsolved if row > number):
        if unsolved[below] & set(places.values()):
            yield _row(page, below, places, [], held)


def _by_row(cells: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for row, place in cells:
        found.setdefault(row, set()).add(place)
    return found


def _at(cells: list[str], place: int) -> str:
    return cells[place] if 0 <= place < len(cells) else ""


def _row(page: Page, number: int, places: dict[str, int], cells: list[str], held: dict[tuple[int, int], str]) -> Row:
    row = Row(number, {})
    for name, place in places.items():
        _read_cell(page, row, name, place, _at(cells, place), held)
    return row


def _read_cell(page: Page, row: Row, name: str, place: int, cell: str, held: dict[tuple[int, int], str]) -> None:
    text = columns.value_in(cell)
    if not text.isprintable():
        text = clean(text).replace("\n", " ")
    source = page.merged.get((row.number, place)) if page.merged else None
    if source and source[0] != row.number and source in held:
        text = columns.value_in(held[source])
        row.cells[name] = text
        if name not in SHARED and text:
            row.fault(name, "merged")
        return
    row.cells[name] = text
    if (row.number, place) in page.formulas or (text[:1] in "=@+-#" and columns.is_formula(text)):
        row.fault(name, "formula")
    elif len(text) > LONGEST.get(name, 2000):
        row.fault(name, "long")
