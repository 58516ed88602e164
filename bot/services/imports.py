"""Bringing in a spreadsheet: looked through first, row by row; then all rows or the valid ones, at once.

A whole import can be taken back. Nothing that is known is overwritten.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from bot.core.errors import RegisterError, SheetError
from bot.services import import_orgs, import_people, import_places, import_targets, sheets
from bot.services.import_rows import Checker, Fault, Options, read_rows
from bot.services.sheets import Page
from bot.services.work import Work
from bot.store import imports as store
from bot.store.tables import ImportRow
from bot.text import columns

__all__ = ["KINDS", "Fault", "Options", "Plan", "bring_in", "look_through", "take_back", "template"]


class Kind(NamedTuple):
    """How one kind of sheet is checked, kept and taken back."""

    checker: Callable[[Work, Options], Checker]
    write: Callable[[Work, Sequence[Any], int], None]
    take_back: Callable[[Work, ImportRow], int]


_PEOPLE: Final = Kind(import_people.PeopleChecker, import_people.write, import_people.take_back)  # older imports too
KINDS: Final = {
    "orgs": Kind(import_orgs.OrgsChecker, import_orgs.write, import_orgs.take_back),
    "places": Kind(import_places.PlacesChecker, import_places.write, import_places.take_back),
    "targets": Kind(import_targets.TargetsChecker, import_targets.write, import_targets.take_back),
    "members": _PEOPLE,
    "volunteers": _PEOPLE._replace(checker=import_people.VolunteersChecker),
}


@dataclass
class Plan:
    """What an import would do. `ignored`: titles that mean nothing here; `unread`: further sheets of the file."""

    kind: str
    sheet: str
    ignored: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    rows: int = 0
    planned: list[Any] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sha256: str = ""
    file_name: str = ""


@dataclass
class _Header:
    """Where a sheet's header is, and what kind of sheet it makes it."""

    kind: str
    number: int
    places: dict[str, int]
    titles: list[str]


def look_through(
    work: Work, path: Path, kind: str | None = None, options: Options | None = None, sheet: str | None = None
) -> Plan:
    """Read a file and check each row; nothing is written. The header tells the kind unless it is given.

    Raises SheetError for a file that cannot be read, has no header, or may be of several kinds; PermissionDeniedError
    for who may bring in nothing of the kind.
    """
    pages = sheets.pages_of(path)
    page, header, rows = _found(pages, path, kind, sheet)
    plan = Plan(header.kind, page.name, file_name=path.name[-120:])
    known = set(header.places.values())
    plan.ignored = tuple(title for place, title in enumerate(header.titles) if title.strip() and place not in known)
    plan.unread = tuple(other.name for other in pages)
    plan.sha256 = _mark(path, page.name, header.kind)
    checker = KINDS[header.kind].checker(work, options or Options())
    for row in read_rows(page, header.titles, header.places, header.number, rows):
        plan.rows += 1
        checker.check(row)
    checker.finish()
    plan.planned, plan.faults = checker.planned, checker.faults
    return plan


def bring_in(work: Work, plan: Plan, *, valid_only: bool = False) -> ImportRow:
    """Write what was planned, in one transaction. Raises RegisterError unless all rows are valid or `valid_only`."""
    if plan.faults and not valid_only:
        raise RegisterError("import_faults")
    if not plan.planned:
        raise RegisterError("import_empty")
    if store.by_sha256(work.session, plan.sha256) is not None:
        raise RegisterError("import_again")
    row = ImportRow(
        kind=plan.kind,
        file_name=plan.file_name,
        sha256=plan.sha256,
        rows=plan.rows,
        kept=len(plan.planned),
        imported_by=work.account_id,
        imported_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    KINDS[plan.kind].write(work, plan.planned, row.id)
    work.log("import", "import", row.id, after={"kind": plan.kind, "rows": plan.rows, "kept": row.kept})
    return row


def take_back(work: Work, import_id: int) -> int:
    """Undo an import, wholly or not at all; how many rows.

    Raises RegisterError when it is not there or taken back already, or when something hangs on a row (import_used).
    """
    row = work.session.get(ImportRow, import_id)
    if row is None or row.undone_at is not None:
        raise RegisterError("settled")
    count = KINDS.get(row.kind, _PEOPLE).take_back(work, row)
    row.undone_at = work.now
    work.log("take_back", "import", import_id, after={"kind": row.kind, "rows": count})
    return count


def template(path: Path, kind: str) -> None:
    """An empty sheet with the columns that are understood."""
    sheets.write(path, list(columns.TITLES[kind].values()), [], title=columns.SHEETS[kind])


def _found(
    pages: Iterator[Page], path: Path, kind: str | None, sheet: str | None
) -> tuple[Page, _Header, Iterator[list[str]]]:
    """The first sheet that has a header (or the one that is named), the header, the rows below it."""
    nearest, seen = (0, "members"), False
    unclear: list[str] = []
    for page in pages:
        if sheet is not None and page.name != sheet:
            continue
        rows, seen = iter(page.rows), True
        top = list(itertools.islice(rows, sheets.HEADERS))
        for number, cells in enumerate(top, 1):
            fits = _fits(cells, kind, f"{path.stem} {page.name} {' '.join(map(' '.join, top[:number]))}")
            if len(fits) == 1:
                places = columns.recognised(cells, fits[0])
                header = _Header(fits[0], number, places, cells)
                return page, header, itertools.chain(top[number:], rows)
            unclear = unclear or fits
            for one in KINDS:
                nearest = max(nearest, (columns.likeness(cells, one), one), key=lambda pair: pair[0])
    if unclear:
        raise SheetError("kind_unclear", unclear)
    if not seen:
        raise SheetError("no_sheet")
    raise SheetError("no_header", [kind or nearest[1]])


def _fits(cells: list[str], kind: str | None, around: str) -> list[str]:
    if kind is None:
        return columns.kinds_like(cells, around)
    places = columns.recognised(cells, kind)
    return [kind] if "name" in places and len(places) > 1 else []


def _mark(path: Path, sheet: str, kind: str) -> str:
    """The same for the same sheet of the same file: it is taken once."""
    return hashlib.sha256(path.read_bytes() + f"\0{sheet}\0{kind}".encode()).hexdigest()
