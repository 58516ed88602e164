"""What is counted of organisations above the grass roots: facts they recorded, congresses due and held.

They are few (some three thousand in the country) and their terms are worked out, not stored: so they are counted here
and not in the database.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.elections import due_spells
from bot.core.organisations import OrganisationType
from bot.store.elections import ACTIVE, postponements
from bot.store.tables import ElectionRow, OrganisationRow, OrganisationTreeRow

Spell = tuple[date | None, date | None]  # [from, until); None = open


class Upper(NamedTuple):
    """What is counted of an organisation is told from these columns; whole rows of thousands cost too much to read."""

    id: int
    name: str
    type: str
    founded: date | None
    dissolved: date | None
    last_election: date | None
    facts: dict[str, Any] | None


_COLUMNS = [getattr(OrganisationRow, name) for name in Upper._fields]


@dataclass(frozen=True)
class Spells:
    """What counts of organisations of some types: each for one or more spells of days.

    `known`: whether an organisation recorded anything that this can be told from.
    """

    types: tuple[str, ...]
    spells: Callable[[Session, Sequence[Upper]], Iterator[tuple[Upper, Spell]]]
    known: Callable[[Upper], bool]


@dataclass(frozen=True)
class Recorded:
    """How many organisations there are that count may be taken of, and how many recorded what it needs."""

    total: int
    known: int

    @property
    def says_nothing(self) -> bool:
        """Whether the number is not known: there are some, and none of them recorded anything."""
        return self.total > 0 and self.known == 0


def facts_of(types: Collection[str], fact: str) -> Spells:
    """Organisations of these types for which a fact holds that they recorded (bot/core/structure.py)."""

    def spells(_: Session, rows: Sequence[Upper]) -> Iterator[tuple[Upper, Spell]]:
        for row in rows:
            yield from ((row, one) for one in held_spells((row.facts or {}).get(fact) or []))

    return Spells(tuple(types), spells, lambda row: bool((row.facts or {}).get(fact)))


def due_of(types: Collection[str]) -> Spells:
    """Organisations of these types whose congress is due by the end of the year and not held yet."""

    def spells(session: Session, rows: Sequence[Upper]) -> Iterator[tuple[Upper, Spell]]:
        held, put_off = _held(session, rows), postponements(session, [row.id for row in rows])
        for row in rows:
            own = (row.facts or {}).get("term_years")
            found = due_spells(OrganisationType(row.type), held[row.id], row.founded, own, put_off.get(row.id, ()))
            yield from ((row, one) for one in found)

    return Spells(tuple(types), spells, _has_a_term)


def congresses_of(types: Collection[str]) -> Spells:
    """Congresses that organisations of these types held, each from its day on."""

    def spells(session: Session, rows: Sequence[Upper]) -> Iterator[tuple[Upper, Spell]]:
        held = _held(session, rows)
        for row in rows:
            yield from ((row, (day, None)) for day in held[row.id])

    return Spells(tuple(types), spells, _has_a_term)


def held_spells(history: Sequence[dict[str, Any]]) -> list[Spell]:
    """When a recorded fact held: from the beginning of an entry that says yes to the next entry, or to its end.

    A beginning without a day counts from the first of the month; the last day or month of an end is part of it.
    """
    entries = sorted(enumerate(history), key=lambda pair: (str(pair[1]["since"]), pair[0]))
    ordered = [entry for _, entry in entries]
    found: list[Spell] = []
    for entry, after in pairwise([*ordered, None]):
        assert entry is not None
        since, ends = _first_day(str(entry["since"])), []
        if after is not None:
            ends.append(_first_day(str(after["since"])))
        if entry.get("until") is not None:
            ends.append(_day_after(str(entry["until"])))
        until = min(ends, default=None)
        if entry["value"] and (until is None or since < until):
            found.append((since, until))
    return found


def _first_day(said: str) -> date:
    """2024, 2024-05 or 2024-05-08 as its first day."""
    return date.fromisoformat(said + "-01-01"[len(said) - len("2024") :] if len(said) < len("2024-05-08") else said)


def _day_after(said: str) -> date:
    """The first day after a day, a month or a year."""
    first = _first_day(said)
    if len(said) == len("2024-05-08"):
        return first + timedelta(days=1)
    if len(said) == len("2024"):
        return date(first.year + 1, 1, 1)
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _has_a_term(row: Upper) -> bool:
    return row.last_election is not None or row.founded is not None


def _held(session: Session, rows: Sequence[Upper]) -> dict[int, set[date]]:
    """The days of the congresses of each organisation: those that were recorded, and the last one of the register."""
    found: dict[int, set[date]] = {row.id: {row.last_election} if row.last_election else set() for row in rows}
    types = {row.type for row in rows}
    query = (
        select(ElectionRow.organisation_id, ElectionRow.held_on)
        .join(OrganisationRow, OrganisationRow.id == ElectionRow.organisation_id)
        .where(ElectionRow.status == ACTIVE, OrganisationRow.type.in_(types))
    )
    for number, day in session.execute(query):
        if number in found:
            found[number].add(day)
    return found


# --- counting --------------------------------------------------------------------------------------------------------


def below(session: Session, what: Spells, nodes: Sequence[int]) -> dict[int, list[Upper]]:
    """The organisations of the types below each of some, itself included, in their order."""
    query = (
        select(OrganisationTreeRow.ancestor_id, *_COLUMNS)
        .join(OrganisationRow, OrganisationRow.id == OrganisationTreeRow.descendant_id)
        .where(OrganisationTreeRow.ancestor_id.in_(nodes), OrganisationRow.type.in_(what.types))
        .order_by(OrganisationRow.id)
    )
    found: dict[int, list[Upper]] = {node: [] for node in nodes}
    for node, *columns in session.execute(query):
        found[node].append(Upper(*columns))
    return found


def recorded(rows: Iterable[Upper], what: Spells, day: date) -> Recorded:
    """Of those that exist on a day: how many, and how many recorded what is needed."""
    there = [row for row in rows if _holds((row.founded, row.dissolved), day)]
    return Recorded(len(there), sum(map(what.known, there)))


def counting(session: Session, what: Spells, rows: Sequence[Upper]) -> list[tuple[Upper, Spell]]:
    """All spells of some organisations, within the days on which each exists."""
    found = []
    for row, (since, until) in what.spells(session, rows):
        begin = max((one for one in (since, row.founded) if one), default=None)
        end = min((one for one in (until, row.dissolved) if one), default=None)
        if begin is None or end is None or begin < end:
            found.append((row, (begin, end)))
    return found


def on(spells: Iterable[tuple[Upper, Spell]], day: date) -> list[tuple[Upper, Spell]]:
    """Those that count on a day."""
    return [(row, spell) for row, spell in spells if _holds(spell, day)]


def _holds(spell: Spell, day: date) -> bool:
    since, until = spell
    return (since is None or since <= day) and (until is None or day < until)
