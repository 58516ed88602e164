"""When a branch had all five things it is expected to have: worked out from its records, and kept beside them.

For each branch is kept from when until when its records, and those of everything below it, show each thing (`haves`),
and when all five were there (`spells`, which are rolled up like any list). What is in force ends by itself: an activity
shows something for 90 days, so its spell has an end in the future.

Triggers of the database note in the transaction of a change which branch it touched (`haves_touched`), so no way of
writing can forget it. Before a session commits, what was touched is worked out (`settle`): what only came is added to
what is kept, everything else is read anew, of the branch and the branches above it, which for two who write at once on
PostgreSQL the later one does when the earlier one has committed. What writes past the sessions calls `rebuild`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, event, func, insert, or_, select
from sqlalchemy.orm import Session, sessionmaker

from bot.core.activities import ActivityStatus
from bot.core.elections import Post
from bot.core.five_haves import BELOW, OWN, Record, Spell, both, complete, held, joined
from bot.core.members import MemberKind, MembershipStatus
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.core.structure import Body, Fact, PointType
from bot.store.elections import ACTIVE
from bot.store.governance import COMPLETE, PORTION, SAMPLE, held_spells, portions
from bot.store.tables import (
    ActivityRow,
    ElectionRow,
    HaveRow,
    HaveTouchedRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PostRow,
    ServicePointRow,
    SpellRow,
)

Shown = dict[Record, list[Spell]]

OWN_RECORDS: Final = "own"  # noted instead of a record: all that a branch shows of itself
ALL_RECORDS: Final = "all"
_ABOVE: Final = [kind.value for kind in ABOVE_GRASS_ROOTS]
_OPEN: Final[Spell] = (None, None)


# --- noting what is touched ------------------------------------------------------------------------------------------


def marks() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The triggers that note it: name, table, event with the columns that matter, statements."""
    for name, table, columns, old, new in (
        (
            "membership",
            "memberships",
            "kind, organisation_id, valid_from, valid_until, status",
            _of_membership("OLD", 0),
            _of_membership("NEW", 1),
        ),
        ("point", "service_points", "organisation_id, type, opened, closed", _of_point("OLD", 0), _of_point("NEW", 1)),
        ("activity", "activities", "organisation_id, status, date", _of_activity("OLD", 0), _of_activity("NEW", 1)),
        ("post", "posts", "organisation_id, body, post, valid_from, valid_until", _own("OLD"), _own("NEW")),
        ("election", "elections", "organisation_id, held_on, status", _own("OLD"), _own("NEW")),
        ("line", "organisation_tree", "ancestor_id, descendant_id", _all("OLD"), _all("NEW")),
    ):
        yield f"haves_{name}_in", table, "INSERT", (new,)
        yield f"haves_{name}_out", table, "DELETE", (old,)
        yield f"haves_{name}", table, f"UPDATE OF {columns}", (old, new)
    columns = "founded, dissolved, facts, president, president_recorded"
    yield "haves_organisation", "organisations", f"UPDATE OF {columns}", (_own("NEW", "id"),)
    yield "haves_type", "organisations", "UPDATE OF type", (_all("NEW", "id"),)


def _note(record: str, row: str, home: str, since: str, until: str, net: int, condition: str) -> str:
    return (
        "INSERT INTO haves_touched (organisation_id, record, since, until, net)"
        f" SELECT {row}.{home}, {record}, {since}, {until}, {net} WHERE {condition}"
    )


def _of_membership(row: str, net: int) -> str:
    volunteers = f"{row}.kind = '{MemberKind.VOLUNTEER.value}'"
    record = f"CASE WHEN {volunteers} THEN '{Record.VOLUNTEERS.value}' ELSE '{Record.MEMBERS.value}' END"
    condition = f"{row}.status = '{MembershipStatus.ACTIVE.value}'"
    return _note(record, row, "organisation_id", f"{row}.valid_from", f"{row}.valid_until", net, condition)


def _of_point(row: str, net: int) -> str:
    known = ", ".join(f"'{kind.value}'" for kind in PointType)
    days = (f"{row}.opened", f"{row}.closed")
    return _note(f"'{Record.POINTS.value}'", row, "organisation_id", *days, net, f"{row}.type IN ({known})")


def _of_activity(row: str, net: int) -> str:
    condition = f"{row}.status = '{ActivityStatus.HELD.value}'"
    return _note(f"'{Record.ACTIVITIES.value}'", row, "organisation_id", f"{row}.date", "NULL", net, condition)


def _own(row: str, home: str = "organisation_id") -> str:
    return _note(f"'{OWN_RECORDS}'", row, home, "NULL", "NULL", 0, "true")


def _all(row: str, home: str = "ancestor_id") -> str:
    return _note(f"'{ALL_RECORDS}'", row, home, "NULL", "NULL", 0, "true")


# --- reading the records ---------------------------------------------------------------------------------------------


class Branch(NamedTuple):
    """What a branch shows of itself is told from these columns, its posts and its congresses."""

    id: int
    type: str
    founded: date | None
    dissolved: date | None
    facts: dict[str, Any] | None
    president: str | None
    president_recorded: date | None

    @property
    def is_grass_roots(self) -> bool:
        return OrganisationType(self.type) not in ABOVE_GRASS_ROOTS


_COLUMNS: Final = [getattr(OrganisationRow, name) for name in Branch._fields]


def _branches(connection: Connection, ids: Sequence[int]) -> list[Branch]:
    query = select(*_COLUMNS).where(OrganisationRow.id.in_(ids), OrganisationRow.type.not_in(_ABOVE))
    return [Branch(*row) for row in connection.execute(query.order_by(OrganisationRow.id))]


def shown_by_itself(session: Session, ids: Sequence[int]) -> dict[int, Shown]:
    """What some branches show of themselves."""
    session.flush()
    connection = session.connection()
    found: dict[int, Shown] = {}
    for some in _portions(ids):
        found |= _own_shown(connection, _branches(connection, some))
    return found


def _own_shown(connection: Connection, rows: Sequence[Branch]) -> dict[int, Shown]:
    ids = [row.id for row in rows]
    posts, congresses = _posts(connection, ids), _congresses(connection, ids)
    return {
        row.id: {
            Record.LEADER: joined([*_facts(row, Fact.LEADER), *posts[row.id], *_president(row, congresses)]),
            Record.RULES: joined(_facts(row, Fact.RULES)),
            Record.PLATFORM: joined(_facts(row, Fact.PLATFORM)),
        }
        for row in rows
    }


def _facts(row: Branch, fact: Fact) -> list[Spell]:
    return held_spells((row.facts or {}).get(fact.value) or [])


def _president(row: Branch, congresses: Mapping[int, date]) -> list[Spell]:
    """A president counts from the first congress or from when he was written down; always when neither is known."""
    days = [day for day in (row.president_recorded, congresses.get(row.id)) if day is not None]
    return [(min(days, default=None), None)] if row.president else []


def _posts(connection: Connection, ids: Sequence[int]) -> dict[int, list[Spell]]:
    query = select(PostRow.organisation_id, PostRow.valid_from, PostRow.valid_until).where(
        PostRow.organisation_id.in_(ids), PostRow.body == Body.LEADERS, PostRow.post == Post.PRESIDENT
    )
    return _grouped(connection, query)


def _congresses(connection: Connection, ids: Sequence[int]) -> dict[int, date]:
    query = select(ElectionRow.organisation_id, func.min(ElectionRow.held_on)).where(
        ElectionRow.organisation_id.in_(ids), ElectionRow.status == ACTIVE
    )
    return dict(connection.execute(query.group_by(ElectionRow.organisation_id)).tuples().all())


def _recorded(connection: Connection, record: Record, ids: Sequence[int] | None) -> dict[int, list[Spell]]:
    """What the lists of some organisations (None = all) show, each its own."""
    if record is Record.ACTIVITIES:
        query = select(ActivityRow.organisation_id, ActivityRow.date).where(ActivityRow.status == ActivityStatus.HELD)
        rows = connection.execute(_of(query, ActivityRow.organisation_id, ids).distinct())
        found: dict[int, list[Spell]] = defaultdict(list)
        for home, day in rows:
            found[home].append(held(day))
        return found
    if record is Record.POINTS:
        home, days = ServicePointRow.organisation_id, (ServicePointRow.opened, ServicePointRow.closed)
        points = select(home, *days).where(ServicePointRow.type.in_(list(PointType)))
        return _grouped(connection, _of(points, home, ids))
    return _enrolled(connection, record is Record.VOLUNTEERS, ids)


def _enrolled(connection: Connection, volunteers: bool, ids: Sequence[int] | None) -> dict[int, list[Spell]]:
    """Of the many who are still there, the first is enough: it covers all who came later."""
    home, since, until = MembershipRow.organisation_id, MembershipRow.valid_from, MembershipRow.valid_until
    kind = MembershipRow.kind == MemberKind.VOLUNTEER
    counts = (MembershipRow.status == MembershipStatus.ACTIVE, kind if volunteers else ~kind)
    still = _of(select(home, func.min(since)).where(*counts, until.is_(None)).group_by(home), home, ids)
    left = _of(select(home, since, until).where(*counts, until.is_not(None)).distinct(), home, ids)
    found = _grouped(connection, left)
    for number, day in connection.execute(still):
        found[number].append((day, None))
    return found


def _of(query: Any, home: Any, ids: Sequence[int] | None) -> Any:
    return query if ids is None else query.where(home.in_(ids))


def _grouped(connection: Connection, query: Any) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = defaultdict(list)
    for number, since, until in connection.execute(query):
        found[number].append((since, until))
    return found


def _below(connection: Connection, ids: Sequence[int]) -> dict[int, list[int]]:
    """Each of some organisations with itself and everything below it."""
    query = select(OrganisationTreeRow.ancestor_id, OrganisationTreeRow.descendant_id).where(
        OrganisationTreeRow.ancestor_id.in_(ids)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for above, below in connection.execute(query):
        found[above].append(below)
    return found


def _shown_below(connection: Connection, record: Record, ids: Sequence[int]) -> dict[int, list[Spell]]:
    """What the lists of some branches and of everything below them show."""
    lines = _below(connection, ids)
    found = _recorded(connection, record, sorted({number for below in lines.values() for number in below}))
    return {number: joined(spell for below in lines[number] for spell in found.get(below, ())) for number in ids}


def _complete(row: Branch, shown: Shown) -> list[Spell]:
    """When a branch had all five; a Red Cross above the grass roots is asked for none."""
    return both(complete(shown), joined([(row.founded, row.dissolved)])) if row.is_grass_roots else []


# --- keeping ---------------------------------------------------------------------------------------------------------


_SOME: Final[Any] = bindparam("ids", expanding=True)
# Made once: every write needs them.
_LOOK: Final = select(HaveTouchedRow.id).limit(1)
_TAKE: Final = delete(HaveTouchedRow).returning(
    HaveTouchedRow.organisation_id,
    HaveTouchedRow.record,
    HaveTouchedRow.since,
    HaveTouchedRow.until,
    HaveTouchedRow.net,
)
_KEPT: Final = select(HaveRow.organisation_id, HaveRow.record, HaveRow.since, HaveRow.until).where(
    HaveRow.organisation_id.in_(_SOME)
)
_WAS_ONE: Final = select(HaveRow.id).where(HaveRow.organisation_id == OrganisationRow.id).exists()
_HOLD: Final = (
    select(OrganisationTreeRow.descendant_id, *_COLUMNS)
    .join(OrganisationRow, OrganisationRow.id == OrganisationTreeRow.ancestor_id)
    .where(
        OrganisationTreeRow.descendant_id.in_(_SOME),
        or_(OrganisationRow.type.not_in(_ABOVE), and_(OrganisationTreeRow.depth == 0, _WAS_ONE)),
    )
    .order_by(OrganisationRow.id)
    .with_for_update(key_share=True, of=OrganisationRow)
)


def follow(sessions: "sessionmaker[Session]") -> None:
    """Let every session that these make work out what it touched before it commits."""
    event.listen(sessions, "before_commit", settle)


def settle(session: Session) -> None:
    """Work out what this session's transaction touched so far, and what others may have left."""
    session.flush()
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"  # there who deletes keeps others from writing, found or not
    if sqlite and connection.scalar(_LOOK) is None:
        return
    noted: list[Any] = [tuple(row) for row in connection.execute(_TAKE)]
    if not noted:
        return
    above, rows = _held(connection, sorted({number for number, *_ in noted}))
    touched = _touched(noted, above)
    for some in _portions([number for number in sorted(touched) if number in rows]):
        _renew(connection, [rows[number] for number in some], touched)


@dataclass
class _Touched:
    """What is to be done with a branch: records to be read anew, spells that came to others."""

    anew: set[Record] = field(default_factory=set)
    more: dict[Record, list[Spell]] = field(default_factory=lambda: defaultdict(list))


def _held(connection: Connection, ids: Sequence[int]) -> tuple[dict[int, list[int]], dict[int, Branch]]:
    """The branches that each of some organisations is or belongs to, and what is told of them.

    Nobody else works these out meanwhile (PostgreSQL), and nobody waits for those above the grass roots. What is no
    branch any more is told of once more.
    """
    above: dict[int, list[int]] = defaultdict(list)
    rows: dict[int, Branch] = {}
    for some in _portions(ids):
        for number, *told in connection.execute(_HOLD, {"ids": some}):
            row = rows[told[0]] = Branch(*told)
            above[number].append(row.id)
    return above, rows


def _touched(noted: Sequence[tuple[Any, ...]], above: Mapping[int, list[int]]) -> dict[int, _Touched]:
    """The branches that the noted rows touch: where they are, and of lists all branches above."""
    found: dict[int, _Touched] = defaultdict(_Touched)
    for number, said, since, until, net in noted:
        if said in (OWN_RECORDS, ALL_RECORDS):
            found[number].anew |= {*OWN} if said == OWN_RECORDS else {*Record}
            continue
        record = Record(said)
        for branch in above.get(number, ()):
            if net <= 0:
                found[branch].anew.add(record)
            else:
                found[branch].more[record].append(held(since) if record is Record.ACTIVITIES else (since, until))
    return found


def _renew(connection: Connection, rows: Sequence[Branch], touched: Mapping[int, _Touched]) -> None:
    """Work out some branches: what was kept, with what came, and what has to be read anew."""
    kept = _kept(connection, [row.id for row in rows])
    found = _read_anew(connection, rows, touched)
    changes: dict[int, Shown] = {}
    complete: dict[int, list[Spell]] = {}
    for row in rows:
        before, todo = kept.get(row.id, {}), touched[row.id]
        shown = _shown(before, found[row.id], todo.more) if row.is_grass_roots else {}
        changes[row.id] = {one: shown.get(one, []) for one in Record if shown.get(one, []) != before.get(one, [])}
        if changes[row.id] or todo.anew & {*OWN}:
            complete[row.id] = _complete(row, shown)
    _keep_haves(connection, changes)
    _keep_complete(connection, complete)


def _shown(before: Shown, anew: Shown, more: Mapping[Record, Sequence[Spell]]) -> Shown:
    """What is shown by what was kept, what was read anew, and what came to the rest."""
    added = {record: joined([*before.get(record, ()), *spells]) for record, spells in more.items()}
    return {**before, **added, **anew}


def _read_anew(connection: Connection, rows: Sequence[Branch], touched: Mapping[int, _Touched]) -> dict[int, Shown]:
    found: dict[int, Shown] = {row.id: {} for row in rows}
    rows = [row for row in rows if row.is_grass_roots]
    own = [row for row in rows if touched[row.id].anew & {*OWN}]
    for number, shown in (_own_shown(connection, own) if own else {}).items():
        found[number] |= shown
    for record in BELOW:
        ids = [row.id for row in rows if record in touched[row.id].anew]
        for number, spells in (_shown_below(connection, record, ids) if ids else {}).items():
            found[number][record] = spells
    return found


def _kept(connection: Connection, ids: Collection[int]) -> dict[int, Shown]:
    found: dict[int, Shown] = {}
    for number, record, since, until in connection.execute(_KEPT, {"ids": list(ids)}):
        found.setdefault(number, {}).setdefault(Record(record), []).append((since, until))
    return {number: {one: joined(spells) for one, spells in shown.items()} for number, shown in found.items()}


def _kept_complete(connection: Connection, ids: Collection[int]) -> dict[int, list[Spell]]:
    query = select(SpellRow.organisation_id, SpellRow.since, SpellRow.until)
    found = _grouped(connection, query.where(SpellRow.counter == COMPLETE, SpellRow.organisation_id.in_(ids)))
    return {number: joined(spells) for number, spells in found.items()}


def _keep_haves(connection: Connection, changes: Mapping[int, Shown]) -> None:
    for record in {record for shown in changes.values() for record in shown}:
        ids = [number for number, shown in changes.items() if record in shown]
        connection.execute(delete(HaveRow).where(HaveRow.organisation_id.in_(ids), HaveRow.record == record))
    _insert(connection, HaveRow, [row for number, shown in changes.items() for row in _have_rows(number, shown)])


def _have_rows(number: int, shown: Shown) -> list[dict[str, Any]]:
    return [
        {"organisation_id": number, "record": record.value, "since": since, "until": until}
        for record, spells in shown.items()
        for since, until in spells
    ]


def _keep_complete(connection: Connection, wanted: Mapping[int, list[Spell]]) -> None:
    """Keep when branches had all five; those of which nothing changed are left alone, since each row is rolled up."""
    there = _kept_complete(connection, list(wanted)) if wanted else {}
    changes = {number: spells for number, spells in wanted.items() if spells != there.get(number, [])}
    gone = [number for number in changes if number in there]
    if gone:
        connection.execute(delete(SpellRow).where(SpellRow.organisation_id.in_(gone), SpellRow.counter == COMPLETE))
    _insert(connection, SpellRow, [row for number, spells in changes.items() for row in _complete_rows(number, spells)])


def _complete_rows(number: int, spells: Iterable[Spell]) -> list[dict[str, Any]]:
    return [{"organisation_id": number, "counter": COMPLETE, "since": since, "until": until} for since, until in spells]


def _insert(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))


# --- everything ------------------------------------------------------------------------------------------------------


def rebuild(connection: Connection) -> None:
    """Work out everything anew: each list is read once."""
    connection.execute(delete(HaveTouchedRow))
    connection.execute(delete(HaveRow))
    connection.execute(delete(SpellRow).where(SpellRow.counter == COMPLETE))
    recorded = {record: _recorded(connection, record, None) for record in BELOW}
    for some in portions(connection):
        rows = _branches(connection, some)
        lines, found = _below(connection, [row.id for row in rows]), _own_shown(connection, rows)
        haves: list[dict[str, Any]] = []
        spells: list[dict[str, Any]] = []
        for row in rows:
            shown = found[row.id] | {
                record: joined(spell for below in lines.get(row.id, ()) for spell in lists.get(below, ()))
                for record, lists in recorded.items()
            }
            haves += _have_rows(row.id, shown)
            spells += _complete_rows(row.id, _complete(row, shown))
        _insert(connection, HaveRow, haves)
        _insert(connection, SpellRow, spells)


def faults(connection: Connection, *, whole: bool) -> Iterator[str]:
    """The branches of which something else is kept than can be worked out: of all, or of some drawn by chance."""
    if connection.scalar(select(HaveTouchedRow.id).limit(1)) is not None:
        yield "haves: something that was written has not been worked out"
    drawn = select(OrganisationRow.id).where(OrganisationRow.type.not_in(_ABOVE)).order_by(func.random()).limit(SAMPLE)
    for some in portions(connection) if whole else [list(connection.scalars(drawn))]:
        rows, kept, there = _branches(connection, some), _kept(connection, some), _kept_complete(connection, some)
        found = _read_anew(connection, rows, {number: _Touched({*Record}) for number in some})
        complete = {row.id: _complete(row, found[row.id]) for row in rows}
        for number in some:
            shown = {one: spells for one, spells in found.get(number, {}).items() if spells}
            if shown != kept.get(number, {}) or complete.get(number, []) != there.get(number, []):
                yield f"haves: organisation {number}"
