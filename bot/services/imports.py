"""Bringing in people from a spreadsheet: looked through first, row by row; then all rows or the valid ones, at once.

A whole import can be taken back. Nothing of what is known is overwritten: a known person gets a further membership.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.core.errors import RegisterError, SheetError
from bot.core.members import CONSENT, Entry, MemberKind, MembershipStatus, PersonalFacts, born_between, kind_at, missing
from bot.core.organisations import core_name
from bot.core.permissions import Action
from bot.services import register, sheets
from bot.services.work import Work
from bot.store import imports as store
from bot.store import members, organisations
from bot.store.tables import ImportRow
from bot.text import columns
from bot.text.identity import birth_of, gender_of, is_valid_id, is_valid_phone
from bot.text.sounds import sound

PORTION: Final = 2000  # rows written at once
FIELDS: Final = (
    "name", "gender", "id_number", "phone", "birth_date", "kind", "organisation", "unit", "guardian_name",
    "guardian_phone", "contact", "skills",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: its number in the sheet, the field, and why (a reply's name ends so)."""

    row: int
    field: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that can be brought in."""

    row: int
    entry: Entry
    organisation_id: int
    person_id: int | None


@dataclass
class Plan:
    """What an import would do."""

    rows: int = 0
    planned: list[Planned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sha256: str = ""
    file_name: str = ""


def look_through(work: Work, path: Path, kind: MemberKind, home: int | None = None) -> Plan:
    """Read a file and check each row; nothing is written. `home`: the organisation of rows that name none.

    Raises SheetError for a file that cannot be read or has no header.
    """
    rows = enumerate(sheets.rows_of(path), 1)
    places = _header(rows)
    plan = Plan(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), file_name=path.name[-120:])
    checker = _Checker(work, kind, home)
    for number, cells in rows:
        if not any(cells):
            continue
        plan.rows += 1
        row = {name: cells[place] for name, place in places.items() if place < len(cells)}
        found = checker.check(number, row)
        if isinstance(found, Planned):
            plan.planned.append(found)
        else:
            plan.faults += found
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
        kind="people",
        file_name=plan.file_name,
        sha256=plan.sha256,
        rows=plan.rows,
        kept=len(plan.planned),
        imported_by=work.account_id,
        imported_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    for start in range(0, len(plan.planned), PORTION):
        _write(work, plan.planned[start : start + PORTION], row.id)
    work.log("import", "import", row.id, after={"rows": plan.rows, "kept": row.kept})
    return row


def take_back(work: Work, import_id: int) -> int:
    """Undo an import: its memberships never counted, people who came with it alone are forgotten; how many rows."""
    row = work.session.get(ImportRow, import_id)
    if row is None or row.undone_at is not None:
        raise RegisterError("settled")
    homes = store.organisations_of(work.session, import_id)
    for home in homes:
        work.demand(Action.CORRECT, home)
    count = store.withdraw(work.session, import_id, work.now)
    row.undone_at = work.now
    work.log("take_back", "import", import_id, after={"memberships": count})
    return count


def template(path: Path, titles: dict[str, str]) -> None:
    """An empty sheet with the columns that are understood, under these titles."""
    sheets.write(path, [titles[name] for name in FIELDS], [])


def _header(rows: Iterator[tuple[int, list[str]]]) -> dict[str, int]:
    for number, cells in rows:
        places = columns.recognised(cells)
        if "name" in places and len(places) > 1:
            return places
        if number >= sheets.HEADERS:
            break
    raise SheetError("no_header")


class _Checker:
    """Checks rows one after the other, knowing those before and the register."""

    def __init__(self, work: Work, kind: MemberKind, home: int | None) -> None:
        self._work, self._kind, self._home = work, kind, home
        self._names = organisations.ids_by_short(work.session)
        self._may: dict[int, bool] = {}
        self._marks = store.marks(work.session)
        self._present = store.present(work.session, work.today)
        self._seen: set[tuple[str, ...]] = set()

    def check(self, number: int, row: dict[str, str]) -> Planned | list[Fault]:
        """The row as it can be brought in, or everything that is wrong with it."""
        work, faults = self._work, []

        def fault(name: str, code: str) -> None:
            faults.append(Fault(number, name, code, row.get(name, "")))

        kind = MemberKind(columns.kind_in(row.get("kind", "")) or self._kind)
        facts = self._facts(row)
        if not columns.may_be_name(facts.name) and kind is not MemberKind.GROUP:
            fault("name", "name")
        if facts.id_number and not is_valid_id(facts.id_number, work.today):
            fault("id_number", "id_number")
        for name in ("phone", "guardian_phone"):
            value = getattr(facts, name)
            if value and not is_valid_phone(value):
                fault(name, "phone")
        if row.get("birth_date") and not self._may_be_birth(facts.birth_date):
            fault("birth_date", "birth_date")
        home = self._organisation(row.get("organisation", ""))
        if home is None:
            fault("organisation", "organisation")
        elif not self._permits(home):
            fault("organisation", "reach")
        if faults:
            return faults
        assert home is not None
        kind = kind_at(kind, facts.birth_date, work.today)
        entry = Entry(kind, facts, row.get("contact") or None, tuple(filter(None, row.get("skills", "").split("、"))))
        for name in missing(entry, work.today):
            fault(name, "missing")
        if not faults:
            return self._known(number, entry, home, fault) or faults
        return faults

    def _known(self, number: int, entry: Entry, home: int, fault: Any) -> Planned | None:
        """Whom the row is, unless the file or the register has it already."""
        facts, personal = entry.facts, self._work.personal
        keys = [("id", facts.id_number)] if facts.id_number else [("name", facts.name, facts.phone or "")]
        twice = [(entry.kind.value, str(home), *map(str, key)) for key in keys]
        if any(key in self._seen for key in twice):
            fault("name", "twice")
            return None
        self._seen.update(twice)
        person = None
        if entry.kind is not MemberKind.GROUP:
            by_id = personal.mark("id_number", facts.id_number) if facts.id_number else None
            by_phone = personal.mark("phone", facts.phone) if facts.phone else None
            person = self._marks.get(by_id or "") or self._marks.get(f"{facts.name} {by_phone}")
            if person is not None and (person, entry.kind.value, home) in self._present:
                fault("name", "already")
                return None
        return Planned(number, entry, home, person)

    def _facts(self, row: dict[str, str]) -> PersonalFacts:
        today = self._work.today
        identity = columns.digits_in(row.get("id_number", "")) or None
        valid = identity if identity and is_valid_id(identity, today) else None
        born = columns.birth_in(row.get("birth_date", ""), today) or (
            day.isoformat() if valid and (day := birth_of(valid)) else None
        )
        return PersonalFacts(
            row.get("name", "").replace(" ", ""),
            columns.gender_in(row.get("gender", "")) or (gender_of(valid) if valid else None),
            identity,
            columns.digits_in(row.get("phone", "")) or None,
            born,
            row.get("unit") or None,
            row.get("guardian_name") or None,
            columns.digits_in(row.get("guardian_phone", "")) or None,
        )

    def _may_be_birth(self, born: str | None) -> bool:
        try:
            return born is not None and date(1900, 1, 1) <= born_between(born)[0] <= self._work.today
        except ValueError:
            return False

    def _organisation(self, said: str) -> int | None:
        return self._names.get(core_name(said)) if said else self._home

    def _permits(self, home: int) -> bool:
        if home not in self._may:
            self._may[home] = self._work.permits(Action.REGISTER, home)
        return self._may[home]


def _write(work: Work, portion: list[Planned], import_id: int) -> None:
    new = [one for one in portion if one.person_id is None and one.entry.kind is not MemberKind.GROUP]
    people = [(one.entry.facts, sound(one.entry.facts.name)) for one in new]
    ids = dict(
        zip((one.row for one in new), members.add_people(work.session, work.personal, people, work.now), strict=True)
    )
    members.add_memberships(
        work.session,
        [
            {
                "kind": one.entry.kind.value,
                "person_id": one.person_id or ids.get(one.row),
                "group_name": one.entry.facts.name if one.entry.kind is MemberKind.GROUP else None,
                "organisation_id": one.organisation_id,
                "valid_from": work.today,
                "status": MembershipStatus.ACTIVE.value,
                "facts": {"skills": list(one.entry.skills)} if one.entry.skills else None,
                "contact": _contact(work, one.entry),
                "consent": CONSENT,
                "request": f"import:{import_id}:{one.row}",
                "import_id": import_id,
                "recorded_by": work.account_id,
                "recorded_at": work.now,
            }
            for one in portion
        ],
    )


def _contact(work: Work, entry: Entry) -> bytes | None:
    return register.sealed_contact(work, entry) if entry.kind is MemberKind.GROUP else None
