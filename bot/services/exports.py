"""Rosters as xlsx: of the actor's own scope, numbers masked unless they are asked for in full; every one is logged.

What can be exported is a table: a further kind is a row in `KINDS`, with its fields (titles in bot.text.columns) and
what gives its rows.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.core.activities import ActivityType
from bot.core.errors import PermissionDeniedError
from bot.core.members import MemberKind, PersonalFacts
from bot.core.permissions import Action, Reach, reach
from bot.services import organisations as lookup
from bot.services import sheets
from bot.services.organisations import Found
from bot.services.work import Work
from bot.store import accounts, activities, awards, members, organisations
from bot.store.members import Listed
from bot.store.tables import AwardRow, MembershipRow, OrganisationRow
from bot.text import columns
from bot.text.activity_questions import read_activity_question
from bot.text.exports import read_export
from bot.text.numbers import masked_for_display

Rows = Iterator[list[Any]]
SEPARATOR: Final = "、"
MEMBERS: Final = (MemberKind.ADULT, MemberKind.YOUTH, MemberKind.GROUP)


@dataclass(frozen=True)
class Held:
    """Which activities: between two days, both included; of which types. Open, and empty, is all."""

    start: date | None
    end: date | None
    types: tuple[ActivityType, ...] = ()
    said: str = ""  # how the period was named


@dataclass(frozen=True)
class Ask:
    """What is wanted: of which organisations and all below, of which kinds of people, with full numbers or masked."""

    homes: tuple[int, ...]
    kinds: tuple[MemberKind, ...] = ()
    full: bool = False
    held: Held | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of sheet: how many rows there are, and the rows, in the order of its titles in bot.text.columns."""

    count: Callable[[Work, Ask], int]
    rows: Callable[[Work, Ask], Rows]
    personal: bool  # whether it holds personal numbers


@dataclass(frozen=True)
class Exported:
    """What was written."""

    rows: int
    scope: str


@dataclass(frozen=True)
class Wish:
    """What a message wants: `rosters` (none: not said which), of which organisations (None: all in reach).

    `other`: something that is no roster. `found`: the organisations that it may mean when that is not clear.
    """

    rosters: tuple[str, ...]
    kinds: tuple[MemberKind, ...]
    other: bool
    full: bool
    where: tuple[int, ...] | None = None
    found: Found | None = None
    held: Held | None = None


def wish(work: Work, text: str) -> Wish:
    """Read a message. Raises PermissionDeniedError for who may export nothing of what it wants."""
    said = read_export(text)
    kinds = tuple(MemberKind(kind) for kind in said.kinds)
    held = _held(text, work.today) if "activities" in said.rosters else None
    read = Wish(said.rosters, kinds, said.other, said.full, held=held)
    if not read.rosters:
        return read
    homes(work)
    found = lookup.find(work.session, work.who, said.about)
    rows = [row.id for row in found.rows]
    if rows == [grant.organisation_id for grant in work.who.grants]:
        return read
    return replace(read, where=tuple(rows)) if len(rows) == 1 else replace(read, found=found)


def homes(work: Work) -> tuple[int, ...]:
    """The organisations below which the actor may export. Raises PermissionDeniedError for who may nowhere."""
    found = [one.organisation_id for one in work.who.grants if reach(one.role, Action.EXPORT) >= Reach.OWN]
    if not found:
        raise PermissionDeniedError(f"{work.account_id}: {Action.EXPORT}")
    return tuple(dict.fromkeys(found))


def _held(text: str, today: date) -> Held:
    asked = read_activity_question(text, today)
    period = asked.period
    said = bool(period.start or period.name)
    return Held(period.start if said else None, period.end if said else None, asked.kinds, period.name)


def count(
    work: Work,
    kind: str,
    where: Collection[int] | None = None,
    kinds: Collection[MemberKind] = (),
    held: Held | None = None,
) -> int:
    """How many rows an export would have. Raises PermissionDeniedError."""
    return KINDS[kind].count(work, replace(_permitted(work, kind, where, kinds, full=False), held=held))


def export(
    work: Work,
    kind: str,
    path: Path,
    where: Collection[int] | None = None,
    kinds: Collection[MemberKind] = (),
    *,
    full: bool = False,
    held: Held | None = None,
) -> Exported:
    """Write a roster of these organisations and all below; of everything in the actor's reach when none are named.

    A second sheet says what it is: scope, day, rows. Raises PermissionDeniedError, before anything is written.
    """
    sheet, ask = KINDS[kind], replace(_permitted(work, kind, where, kinds, full=full), held=held)
    scope = SEPARATOR.join(work.session.get_one(OrganisationRow, home).name for home in ask.homes)
    counted = _Counted(sheet.rows(work, ask))
    notes = columns.NOTES

    def said() -> list[list[Any]]:
        lines: list[list[Any]] = [
            [notes["scope"], scope], [notes["as_of"], work.today], [notes["rows"], counted.number],
            [notes["by"], work.account_id],
        ]  # fmt: skip
        if sheet.personal:
            lines.append([notes["numbers"], notes["full" if ask.full else "masked"]])
        if held and (held.start or held.end):
            lines.append([notes["period"], f"{held.start or ''} — {held.end or ''}"])
        if held and held.types:
            lines.append([notes["types"], SEPARATOR.join(held.types)])
        return lines

    titles = list((columns.TITLES | columns.LEDGERS)[kind].values())
    called = (columns.SHEETS | columns.LEDGER_SHEETS)[kind]
    sheets.write(path, titles, counted, title=called, notes=(notes["sheet"], said))
    after = {"rows": counted.number, "full": ask.full, "organisations": list(ask.homes)}
    work.log("export", kind, ",".join(map(str, ask.homes)), ask.homes[0], after=after)
    return Exported(counted.number, scope)


def _permitted(
    work: Work, kind: str, where: Collection[int] | None, kinds: Collection[MemberKind], *, full: bool
) -> Ask:
    asked = homes(work) if where is None else tuple(where)
    full = full and KINDS[kind].personal
    for home in asked:
        work.demand(Action.EXPORT, home)
        if full:
            work.demand(Action.EXPORT_PERSONAL_NUMBERS, home)
    if not asked:
        raise PermissionDeniedError(f"{work.account_id}: nothing to export")
    return Ask(asked, tuple(kinds), full)


class _Counted:
    """Rows that are counted as they go by: the number said is the number written."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> Rows:
        for row in self._rows:
            self.number += 1
            yield row


# --- the kinds -------------------------------------------------------------------------------------------------------


def _org_rows(work: Work, ask: Ask) -> Rows:
    for row, superior, place in organisations.stream(work.session, ask.homes, work.today):
        yield [
            row.name, row.type, superior, place, row.founded, row.approved_by, row.approved_on, row.approval_number,
            row.filed_on, row.last_election, row.president, row.secretary, row.phone, row.address,
        ]  # fmt: skip


def _count_orgs(work: Work, ask: Ask) -> int:
    below = OrganisationRow.id.in_(organisations.ids_below_any(ask.homes))
    return organisations.count(work.session, work.today, below)


def _people(kinds: tuple[MemberKind, ...], line: Callable[[Listed, PersonalFacts, Work], list[Any]]) -> Kind:
    def conditions(ask: Ask) -> tuple[Any, Any]:
        wanted = [kind for kind in kinds if not ask.kinds or kind in ask.kinds]
        below = MembershipRow.organisation_id.in_(organisations.ids_below_any(ask.homes))
        return below, MembershipRow.kind.in_(wanted)

    def rows(work: Work, ask: Ask) -> Rows:
        below = organisations.ids_below_any(ask.homes)
        certificates = awards.current(work.session, below, work.today)
        for one in members.stream(work.session, work.today, *conditions(ask)):
            facts = _facts(work, one)
            given = certificates.get(one.person.id) if one.person else None
            yield [*line(one, facts if ask.full else _masked(facts), work), *_certificate(work, given, ask)]

    def number(work: Work, ask: Ask) -> int:
        return members.count(work.session, work.today, *conditions(ask))

    return Kind(number, rows, personal=True)


def _facts(work: Work, one: Listed) -> PersonalFacts:
    if one.person is not None:
        return members.facts_of(work.personal, one.person)
    _, phone = _contact(work, one)
    return PersonalFacts(one.membership.group_name or "", phone=phone)


def _contact(work: Work, one: Listed) -> tuple[str | None, str | None]:
    """Who speaks for a unit, and the telephone."""
    sealed = one.membership.contact
    name, phone = json.loads(work.personal.decrypt("contact", sealed)) if sealed else (None, None)
    return name, phone


def _certificate(work: Work, row: AwardRow | None, ask: Ask) -> list[Any]:
    """When it was got, its number, its last day; empty for who has none."""
    if row is None:
        return [None, None, None]
    sealed = row.number
    number = work.personal.decrypt("certificate", sealed) if sealed else None
    shown = number if ask.full or number is None else masked_for_display(number)
    return [row.since, shown, None if row.assumed else row.expires]


def _masked(facts: PersonalFacts) -> PersonalFacts:
    """Numbers with stars, of a birthday the year."""

    def hidden(number: str | None) -> str | None:
        return masked_for_display(number) if number else None

    return PersonalFacts(
        facts.name,
        facts.gender,
        hidden(facts.id_number),
        hidden(facts.phone),
        facts.birth_date[:4] if facts.birth_date else None,
        facts.unit,
        facts.guardian_name,
        hidden(facts.guardian_phone),
    )


def _member(one: Listed, facts: PersonalFacts, work: Work) -> list[Any]:
    contact = _contact(work, one)[0] if one.person is None else None
    return [
        facts.name, facts.gender, facts.id_number, facts.phone, facts.birth_date, one.membership.kind,
        one.organisation, facts.unit, facts.guardian_name, facts.guardian_phone, contact, one.membership.valid_from,
    ]  # fmt: skip


def _volunteer(one: Listed, facts: PersonalFacts, _work: Work) -> list[Any]:
    skills: list[str] = (one.membership.facts or {}).get("skills", [])
    return [
        facts.name, facts.gender, facts.id_number, facts.phone, facts.birth_date, one.organisation, facts.unit,
        SEPARATOR.join(skills), one.membership.valid_from,
    ]  # fmt: skip


def _activity_conditions(ask: Ask) -> list[Any]:
    held = ask.held or Held(None, None)
    return activities.in_ledger(ask.homes, held.start, held.end, held.types)


def _activity_rows(work: Work, ask: Ask) -> Rows:
    zone, names = work.now.tzinfo, accounts.names(work.session)
    for row, organisation in activities.stream(work.session, *_activity_conditions(ask)):
        yield [
            row.date, row.end_date, organisation, row.activity_type, row.title, row.location, row.participants,
            row.volunteers, row.beneficiaries, row.hours, columns.STATES[row.status],
            names.get(row.reported_by) or row.reported_by, f"{row.reported_at.astimezone(zone):%Y-%m-%d %H:%M}",
        ]  # fmt: skip


def _count_activities(work: Work, ask: Ask) -> int:
    return activities.totals(work.session, *_activity_conditions(ask)).activities


KINDS: Final = {
    "orgs": Kind(_count_orgs, _org_rows, personal=False),
    "members": _people(MEMBERS, _member),
    "volunteers": _people((MemberKind.VOLUNTEER,), _volunteer),
    "activities": Kind(_count_activities, _activity_rows, personal=False),
}
