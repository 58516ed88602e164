"""Spells: from when until when something counted of an organisation held, worked out and kept beside it.

Facts, terms and congresses are told in ways that a database cannot count: histories in JSON, terms that follow from
the congress before. So what can be counted of them is worked out here and kept as rows with two days (`spells`), like
any other list. It is worked out anew, in the transaction of the change, whenever the organisation, one of its
elections or an approval to wait changes: a session tells (`follow`), so no service can forget. What writes past the
sessions calls `rebuild`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, event, func, insert, inspect, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.attributes import get_history

from bot.core.elections import Postponed, due_spells, passed_terms, term_of
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.core.structure import Fact
from bot.store.elections import ACTIVE
from bot.store.tables import ElectionRow, OrganisationRow, PostponementRow, SpellRow

Spell = tuple[date | None, date | None]  # [from, until); None = open
Kept = tuple[int, str, date | None, date | None]  # organisation, counter, from, until

# Counters: these with the type of the organisation after them, facts with their name before it.
FACT, FACT_KNOWN, DUE, CONGRESS, TERM_KNOWN = "f:", "k:", "d:", "c:", "t:"
PASSED, IN_TIME = "p", "i"  # of the grass roots, all types together
COMPLETE: Final = "h"  # likewise, but worked out by five_haves.py
RULES: Final = 2  # one more whenever what is worked out here changes: an upgrade then counts everything anew
PORTION: Final = 2000  # organisations worked out at once
SAMPLE: Final = 200  # organisations that a quick check works out anew


class Facts(NamedTuple):
    """What is worked out of an organisation is told from these columns."""

    id: int
    type: str
    founded: date | None
    dissolved: date | None
    last_election: date | None
    facts: dict[str, Any] | None


_COLUMNS: Final = [getattr(OrganisationRow, name) for name in Facts._fields]
_OURS: Final = SpellRow.counter != COMPLETE


def fact_counters(prefix: str, types: Collection[str], fact: str) -> tuple[str, ...]:
    """The counters of a fact of organisations of these types."""
    return tuple(f"{prefix}{fact}:{kind}" for kind in types)


def counters(prefix: str, types: Collection[str]) -> tuple[str, ...]:
    """The counters of organisations of these types."""
    return tuple(f"{prefix}{kind}" for kind in types)


# --- working out -----------------------------------------------------------------------------------------------------


def _worked_out(row: Facts, held: Collection[date], put_off: Sequence[Postponed]) -> Iterator[tuple[str, Spell]]:
    """Everything that is counted of one organisation, not yet within the days on which it exists."""
    kind = OrganisationType(row.type)
    own = (row.facts or {}).get("term_years")
    if kind not in ABOVE_GRASS_ROOTS:
        passed = passed_terms(held, row.founded, term_of(kind, own).years, put_off)
        if passed:
            yield PASSED, (passed[0].deadline, None)
        for one, after in pairwise([*passed, None]):
            assert one is not None
            if one.in_time:
                yield IN_TIME, (one.deadline, after.deadline if after else None)
        return
    for fact in Fact:
        history = (row.facts or {}).get(fact.value)
        if history:
            yield f"{FACT_KNOWN}{fact.value}:{row.type}", (None, None)
            for spell in held_spells(history):
                yield f"{FACT}{fact.value}:{row.type}", spell
    if held or row.founded:
        yield f"{TERM_KNOWN}{row.type}", (None, None)
        for spell in due_spells(kind, held, row.founded, own, put_off):
            yield f"{DUE}{row.type}", spell
        for day in sorted(held):
            yield f"{CONGRESS}{row.type}", (day, None)


def _within(row: Facts, spell: Spell) -> Spell | None:
    """The part of a spell in which an organisation exists."""
    begin = max((one for one in (spell[0], row.founded) if one), default=None)
    end = min((one for one in (spell[1], row.dissolved) if one), default=None)
    return (begin, end) if begin is None or end is None or begin < end else None


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


# --- keeping ---------------------------------------------------------------------------------------------------------


def follow(sessions: "sessionmaker[Session]") -> None:
    """Let every session that these make keep the spells of what it writes."""
    event.listen(sessions, "after_flush", _flushed)


def _flushed(session: Session, _: Any) -> None:
    touched: set[int] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, ElectionRow | PostponementRow):
            touched |= _owners(row)
        elif isinstance(row, OrganisationRow) and row not in session.deleted and (row in session.new or _changed(row)):
            touched.add(row.id)
    gone = {row.id for row in session.deleted if isinstance(row, OrganisationRow)}
    if touched - gone:
        refresh(session.connection(), sorted(touched - gone))


def _owners(row: ElectionRow | PostponementRow) -> set[int]:
    """The organisation it belongs to, and the one it belonged to before it was moved."""
    return {row.organisation_id, *get_history(row, "organisation_id").deleted}


def _changed(row: OrganisationRow) -> bool:
    states = inspect(row).attrs
    return any(states[name].history.has_changes() for name in Facts._fields)


def refresh(connection: Connection, ids: Sequence[int]) -> None:
    """Work out anew what is kept of some organisations."""
    for start in range(0, len(ids), PORTION):
        some = ids[start : start + PORTION]
        found = _found(connection, some, hold=True)
        connection.execute(delete(SpellRow).where(SpellRow.organisation_id.in_(some), _OURS))
        _keep(connection, found)


def rebuild(connection: Connection) -> None:
    """Work out everything anew."""
    connection.execute(delete(SpellRow).where(_OURS))
    for some in portions(connection):
        _keep(connection, _found(connection, some))


def faults(connection: Connection, *, whole: bool) -> Iterator[str]:
    """The organisations of which other spells are kept than can be worked out: of all, or of some drawn by chance."""
    drawn = select(OrganisationRow.id).order_by(func.random()).limit(SAMPLE)
    for some in portions(connection) if whole else [list(connection.scalars(drawn))]:
        kept = select(SpellRow.organisation_id, SpellRow.counter, SpellRow.since, SpellRow.until)
        there = sorted(map(str, map(tuple, connection.execute(kept.where(SpellRow.organisation_id.in_(some), _OURS)))))
        if there != sorted(map(str, _found(connection, some))):
            yield f"spells: organisations {min(some)} to {max(some)}"


def portions(connection: Connection) -> Iterator[list[int]]:
    """The ids of all organisations, as many together as are worked out at once."""
    ids = list(connection.scalars(select(OrganisationRow.id).order_by(OrganisationRow.id)))
    return (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))


def _found(connection: Connection, ids: Sequence[int], *, hold: bool = False) -> list[Kept]:
    """What is to be kept of some organisations. `hold`: nobody else works them out meanwhile (PostgreSQL)."""
    query = select(*_COLUMNS).where(OrganisationRow.id.in_(ids)).order_by(OrganisationRow.id)
    rows = [Facts(*row) for row in connection.execute(query.with_for_update(key_share=True) if hold else query)]
    held, put_off = _held(connection, rows), _put_off(connection, ids)
    found: list[Kept] = []
    for row in rows:
        for counter, spell in _worked_out(row, held[row.id], put_off.get(row.id, ())):
            within = _within(row, spell)
            if within is not None:
                found.append((row.id, counter, *within))
    return found


def _keep(connection: Connection, found: Iterable[Kept]) -> None:
    names = ("organisation_id", "counter", "since", "until")
    rows = [dict(zip(names, one, strict=True)) for one in found]
    if rows:
        connection.execute(insert(SpellRow), rows)


def _held(connection: Connection, rows: Sequence[Facts]) -> dict[int, set[date]]:
    """The days of the congresses of each organisation: those that were recorded, and the last one of the register."""
    found: dict[int, set[date]] = {row.id: {row.last_election} if row.last_election else set() for row in rows}
    query = select(ElectionRow.organisation_id, ElectionRow.held_on).where(
        ElectionRow.status == ACTIVE, ElectionRow.organisation_id.in_(list(found))
    )
    for number, day in connection.execute(query):
        found[number].add(day)
    return found


def _put_off(connection: Connection, ids: Sequence[int]) -> dict[int, list[Postponed]]:
    """The approvals to wait that count, by organisation."""
    columns = (PostponementRow.organisation_id, PostponementRow.decided_on, PostponementRow.until)
    query = select(*columns).where(PostponementRow.status == ACTIVE, PostponementRow.organisation_id.in_(ids))
    found: dict[int, list[Postponed]] = {}
    for number, decided, until in connection.execute(query.order_by(PostponementRow.id)):
        found.setdefault(number, []).append(Postponed(decided, until))
    return found
