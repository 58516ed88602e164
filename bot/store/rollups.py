"""Roll-ups: how the numbers of the upper organisations changed on each day, beside the lists they are counted from.

Only organisations of city level and above have them: what is below a county is counted from its list in time.
Triggers of the database keep them, in the transaction of the change itself, so no way of writing can forget them. A
change adds rows to `roll_up_changes` and alters none: writers do not wait for each other, whatever is above them.
`fold` sums these up in `roll_ups`; a number is read from both in one statement. The level of an organisation does not
change; whoever lets it change calls `rebuild`.

By which rules they were counted is kept too (`rules`): when these change, an upgrade counts everything anew.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, Connection, Subquery, delete, func, insert, inspect, select, text, union_all
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from bot.core.activities import ActivityStatus, ActivityType
from bot.core.awards import AwardStatus
from bot.core.members import MemberKind, MembershipStatus
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.store import five_haves, governance
from bot.store.tables import CountedByRow, OrganisationRow, RollUpChangeRow, RollUpRow

UPPER = (OrganisationType.NATIONAL, OrganisationType.PROVINCE, OrganisationType.CITY)
ALWAYS = "0001-01-01"  # the day of what has no beginning
MEMBERSHIPS, ORGANISATIONS, SPELLS = "m:", "o:", "s:"  # a counter is one of them and a kind, type or spell's counter
ACTIVITIES, TRAINED, BENEFICIARIES, HOURS = "a", "a:trained", "a:beneficiaries", "a:hours"  # or one of these
GRASS_ROOTS = f"{ORGANISATIONS}*"  # or organisations of the grass roots, all types together
PAYERS = "d"  # or members who paid the dues of the year
AWARDS = "w:"  # or with the kind of an award behind it
HUNDREDTHS: Final = 100  # hours are summed in hundredths: whole numbers add up without dust
SAMPLE, MOST_FAULTS = 3, 20
FOLDER = 0x466F6C64  # PostgreSQL's advisory lock of who sums up
_UPPER = ", ".join(f"'{one.value}'" for one in UPPER)
_NO_BRANCHES = ", ".join(f"'{one.value}'" for one in OrganisationType if one in ABOVE_GRASS_ROOTS)
_KEEP = "INSERT INTO roll_up_changes (organisation_id, counter, day, net)"
_SOURCES = (
    "memberships", "dues", "organisations", "organisation_tree", "spells", "activities", "service_hours", "awards",
)  # fmt: skip
_OF_DUES = "dues d JOIN memberships m ON m.id = d.membership_id"


# --- reading -------------------------------------------------------------------------------------------------------


def counters(prefix: str, kinds: Collection[str]) -> tuple[str, ...]:
    """The counters of these kinds of membership, or types of organisation."""
    return tuple(f"{prefix}{kind}" for kind in kinds)


def of_upper(session: Session, nodes: Collection[int]) -> set[int]:
    """Which of the organisations have roll-ups. Those that the session has read already are not asked for."""
    known = {node: session.identity_map.get(identity_key(OrganisationRow, node)) for node in nodes}
    found = {node for node, row in known.items() if row is not None and row.type in UPPER}
    unknown = [node for node, row in known.items() if row is None]
    if unknown:
        query = select(OrganisationRow.id).where(OrganisationRow.id.in_(unknown), OrganisationRow.type.in_(UPPER))
        found |= set(session.scalars(query))
    return found


def sums(session: Session, nodes: Collection[int], counted: Sequence[str], day: date) -> dict[tuple[int, str], int]:
    """The numbers of organisations and counters on a day; those where nothing ever changed are left out."""
    kept = _kept(lambda row: [row.organisation_id.in_(nodes), row.counter.in_(counted), row.day <= day])
    query = select(kept.c.organisation_id, kept.c.counter, func.sum(kept.c.net))
    grouped = query.group_by(kept.c.organisation_id, kept.c.counter)
    return {(node, counter): int(number) for node, counter, number in session.execute(grouped)}


def changes(session: Session, node: int, counted: Sequence[str], after: date, until: date) -> dict[date, int]:
    """The net change of each day after one day, up to and with another."""
    kept = _kept(lambda row: [row.organisation_id == node, row.counter.in_(counted), row.day > after, row.day <= until])
    query = select(kept.c.day, func.sum(kept.c.net)).group_by(kept.c.day)
    return {row[0]: int(row[1]) for row in session.execute(query)}


def _kept(conditions: Callable[[type[RollUpRow | RollUpChangeRow]], list[ColumnElement[bool]]]) -> Subquery:
    """What is summed up and what is not yet, of which the conditions hold."""
    tables: tuple[type[RollUpRow | RollUpChangeRow], ...] = (RollUpRow, RollUpChangeRow)
    return union_all(
        *(select(row.organisation_id, row.counter, row.day, row.net).where(*conditions(row)) for row in tables)
    ).subquery()


# --- what a row adds -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Share:
    """What a row adds to a counter from a day on. All are pieces of SQL."""

    counter: str
    day: str
    net: str
    condition: str


def _of_membership(row: str) -> tuple[_Share, ...]:
    active = f"{row}.status = '{MembershipStatus.ACTIVE.value}'"
    return tuple(
        _Share(f"'{MEMBERSHIPS}' || {row}.kind", f"{row}.{day}", net, f"{active} AND {condition}")
        for day, net, condition in _edges(row, "valid_from", "valid_until")
    )


def _of_organisation(row: str) -> tuple[_Share, ...]:
    return tuple(
        _Share(counter, f"COALESCE({row}.{day}, '{ALWAYS}')", net, condition + only)
        for counter, only in (
            (f"'{ORGANISATIONS}' || {row}.type", ""),
            (f"'{GRASS_ROOTS}'", f" AND {row}.type NOT IN ({_NO_BRANCHES})"),
        )
        for day, net, condition in _edges(row, "founded", "dissolved")
    )


def _of_spell(row: str) -> tuple[_Share, ...]:
    return tuple(
        _Share(f"'{SPELLS}' || {row}.counter", f"COALESCE({row}.{day}, '{ALWAYS}')", net, condition)
        for day, net, condition in _edges(row, "since", "until")
    )


def _of_award(row: str) -> tuple[_Share, ...]:
    active = f"{row}.status = '{AwardStatus.ACTIVE.value}'"
    return tuple(
        _Share(f"'{AWARDS}' || {row}.kind", f"{row}.{day}", net, f"{active} AND {condition}")
        for day, net, condition in _edges(row, "since", "until")
    )


def _of_dues(dues: str, membership: str) -> tuple[_Share, ...]:
    """A member who paid counts from the day in the year on which that is so, to the end of year or membership."""
    first, after = (f"date(({dues}.year + {years}) || '-01-01')" for years in (0, 1))  # the same in both databases
    paid = f"CASE WHEN {dues}.paid_on > {first} THEN {dues}.paid_on ELSE {first} END"
    begin = f"CASE WHEN {membership}.valid_from > {paid} THEN {membership}.valid_from ELSE {paid} END"
    end = f"CASE WHEN {membership}.valid_until < {after} THEN {membership}.valid_until ELSE {after} END"
    member = f"{membership}.status = '{MembershipStatus.ACTIVE.value}'"
    member += f" AND {membership}.kind <> '{MemberKind.VOLUNTEER.value}' AND {begin} < {end}"
    return _Share(f"'{PAYERS}'", begin, "1", member), _Share(f"'{PAYERS}'", end, "-1", member)


def _edges(row: str, since: str, until: str) -> tuple[tuple[str, str, str], ...]:
    """Its beginning and its end: the day, what it adds there, and when. What ends as it begins never counted."""
    lasts = f"({row}.{until} IS NULL OR {row}.{since} IS NULL OR {row}.{until} > {row}.{since})"
    ends = f"{row}.{until} IS NOT NULL AND ({row}.{since} IS NULL OR {row}.{until} > {row}.{since})"
    return (since, "1", lasts), (until, "-1", ends)


def _of_activity(row: str) -> tuple[_Share, ...]:
    held = f"{row}.status = '{ActivityStatus.HELD.value}'"
    trains = f"{row}.activity_type = '{ActivityType.FIRST_AID_TRAINING.value}'"
    of_it = f"FROM service_hours s WHERE s.activity_id = {row}.id"
    named, unnamed = f"(SELECT COUNT(*) {of_it})", f"COALESCE({row}.volunteers, 0)"
    given = f"COALESCE((SELECT SUM({_hundredths('s.hours')}) {of_it}), 0)"
    rest = f"CASE WHEN {unnamed} > {named} THEN ({unnamed} - {named}) * {_hundredths(f'{row}.hours')} ELSE 0 END"
    return tuple(
        _Share(f"'{counter}'", f"{row}.date", net, condition)
        for counter, net, condition in (
            (ACTIVITIES, "1", held),
            (TRAINED, f"{row}.participants", f"{held} AND {trains} AND {row}.participants <> 0"),
            (BENEFICIARIES, f"{row}.beneficiaries", f"{held} AND {row}.beneficiaries <> 0"),
            (HOURS, f"({given} + {rest})", held),
        )
    )


def _hundredths(hours: str) -> str:
    return f"CAST(ROUND({HUNDREDTHS} * COALESCE({hours}, 0)) AS BIGINT)"


# --- keeping -------------------------------------------------------------------------------------------------------


def _above(row: str, shares: Sequence[_Share], sign: int) -> str:
    """A row with an organisation adds its shares to all above it (sign 1), or no longer does (-1)."""
    home = f"{row}.id" if shares == _of_organisation(row) else f"{row}.organisation_id"
    source = "organisation_tree t JOIN organisations a ON a.id = t.ancestor_id"
    return _keep(shares, sign, source, f"t.descendant_id = {home}")


def _keep(shares: Sequence[_Share], sign: int, source: str, where: str) -> str:
    return _KEEP + " UNION ALL ".join(
        f" SELECT a.id, {one.counter}, {one.day}, {sign} * {one.net} FROM {source}"
        f" WHERE {where} AND a.type IN ({_UPPER}) AND {one.condition}"
        for one in shares
    )


def _line(line: str, sign: int) -> tuple[str, ...]:
    """What an organisation adds to another when a line of the tree joins them: itself and what is in it."""
    found = []
    for table, row, home, shares in (
        ("organisations", "d", "id", _of_organisation("d")),
        ("memberships", "m", "organisation_id", _of_membership("m")),
        ("activities", "v", "organisation_id", _of_activity("v")),
        ("spells", "p", "organisation_id", _of_spell("p")),
        ("awards", "w", "organisation_id", _of_award("w")),
    ):
        source = f"organisations a JOIN {table} {row} ON {row}.{home} = {line}.descendant_id"
        found.append(_keep(shares, sign, source, f"a.id = {line}.ancestor_id"))
    source = f"organisations a JOIN memberships m ON m.organisation_id = {line}.descendant_id"
    source += " JOIN dues d ON d.membership_id = m.id"
    return (*found, _keep(_of_dues("d", "m"), sign, source, f"a.id = {line}.ancestor_id"))


def _paid(row: str, sign: int) -> str:
    """A payment comes to a membership (sign 1), or goes."""
    source = "memberships m JOIN organisation_tree t ON t.descendant_id = m.organisation_id"
    source += " JOIN organisations a ON a.id = t.ancestor_id"
    return _keep(_of_dues(row, "m"), sign, source, f"m.id = {row}.membership_id")


def _payments(row: str, sign: int) -> str:
    """All payments of a membership come to it as it is (sign 1), or go."""
    source = f"dues d JOIN organisation_tree t ON t.descendant_id = {row}.organisation_id"
    source += " JOIN organisations a ON a.id = t.ancestor_id"
    return _keep(_of_dues("d", row), sign, source, f"d.membership_id = {row}.id")


def _hours(row: str, sign: int, besides: str = "") -> str:
    """Hours by name come to an activity (sign 1), or go: they replace what a volunteer without a name gave.

    It is asked before the row is written. `besides`: the row itself, when it is there already and does not count.
    """
    named = f"(SELECT COUNT(*) FROM service_hours s WHERE s.activity_id = v.id{besides})"
    replaces = f"CASE WHEN COALESCE(v.volunteers, 0) {'>' if sign > 0 else '>='} {named}"
    net = f"({_hundredths(f'{row}.hours')} - {replaces} THEN {_hundredths('v.hours')} ELSE 0 END)"
    source = (
        "activities v JOIN organisation_tree t ON t.descendant_id = v.organisation_id"
        " JOIN organisations a ON a.id = t.ancestor_id"
    )
    held = f"v.status = '{ActivityStatus.HELD.value}'"
    return _keep((_Share(f"'{HOURS}'", "v.date", net, held),), sign, source, f"v.id = {row}.activity_id")


@dataclass(frozen=True)
class _Trigger:
    """`event` with the columns whose change matters; `early`: it runs before the row is written.

    `holds`: the table, and the column that names its row, whose changes count together with this one's. Of two who
    change both at once, the one who comes second sees what the first wrote.
    """

    name: str
    table: str
    event: str
    statements: tuple[str, ...]
    early: bool = False
    holds: tuple[str, str] | None = None


def _triggers_of(
    name: str, table: str, columns: str, old: Sequence[_Share], new: Sequence[_Share], besides: tuple[str, ...] = ()
) -> list[_Trigger]:
    """`besides`: what else a change of these columns changes."""
    out, into = _above("OLD", old, -1), _above("NEW", new, 1)
    return [
        _Trigger(f"{name}_in", table, "INSERT", (into,)),
        _Trigger(f"{name}_out", table, "DELETE", (out,)),
        _Trigger(name, table, f"UPDATE OF {columns}", (out, into, *besides)),
    ]


_ITS_ACTIVITY = ("activities", "activity_id")
_ITS_MEMBERSHIP = ("memberships", "membership_id")


_TRIGGERS: Final = (
    *_triggers_of(
        "roll_up_membership",
        "memberships",
        "kind, organisation_id, valid_from, valid_until, status",
        _of_membership("OLD"),
        _of_membership("NEW"),
        (_payments("OLD", -1), _payments("NEW", 1)),
    ),
    *_triggers_of(
        "roll_up_spell", "spells", "organisation_id, counter, since, until", _of_spell("OLD"), _of_spell("NEW")
    ),
    *_triggers_of(
        "roll_up_award",
        "awards",
        "kind, organisation_id, since, until, status",
        _of_award("OLD"),
        _of_award("NEW"),
    ),
    _Trigger("roll_up_dues_in", "dues", "INSERT", (_paid("NEW", 1),), holds=_ITS_MEMBERSHIP),
    _Trigger("roll_up_dues_out", "dues", "DELETE", (_paid("OLD", -1),), holds=_ITS_MEMBERSHIP),
    _Trigger(
        "roll_up_dues",
        "dues",
        "UPDATE OF membership_id, year, paid_on",
        (_paid("OLD", -1), _paid("NEW", 1)),
        holds=_ITS_MEMBERSHIP,
    ),
    *_triggers_of(
        "roll_up_activity",
        "activities",
        "organisation_id, status, activity_type, date, participants, volunteers, hours, beneficiaries",
        _of_activity("OLD"),
        _of_activity("NEW"),
    ),
    # An organisation comes and goes with its lines in the tree.
    _triggers_of(
        "roll_up_organisation",
        "organisations",
        "type, founded, dissolved",
        _of_organisation("OLD"),
        _of_organisation("NEW"),
    )[-1],
    _Trigger("roll_up_line_in", "organisation_tree", "INSERT", _line("NEW", 1)),
    _Trigger("roll_up_line_out", "organisation_tree", "DELETE", _line("OLD", -1)),
    # Before: each row of a statement sees those before it, also on PostgreSQL.
    _Trigger("roll_up_hours_in", "service_hours", "INSERT", (_hours("NEW", 1),), early=True, holds=_ITS_ACTIVITY),
    _Trigger("roll_up_hours_out", "service_hours", "DELETE", (_hours("OLD", -1),), early=True, holds=_ITS_ACTIVITY),
    _Trigger(
        "roll_up_hours",
        "service_hours",
        "UPDATE OF activity_id, hours",
        (_hours("OLD", -1), _hours("NEW", 1, " AND s.id <> OLD.id")),
        early=True,
        holds=_ITS_ACTIVITY,
    ),
    *(_Trigger(*one) for one in five_haves.marks()),
)


def remove(connection: Connection) -> None:
    """Take the triggers away: for filling an empty database, with `install` and `rebuild` after it."""
    for one in _TRIGGERS:
        on = "" if connection.dialect.name == "sqlite" else f" ON {one.table}"
        connection.execute(text(f"DROP TRIGGER IF EXISTS {one.name}{on}"))


def install(connection: Connection) -> None:
    """Put the triggers in as they are written here."""
    remove(connection)
    for one in _TRIGGERS:
        when = f"{'BEFORE' if one.early else 'AFTER'} {one.event} ON {one.table}"
        body = "; ".join(one.statements)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"CREATE TRIGGER {one.name} {when} BEGIN {body}; END")
            continue
        row = "OLD" if one.event == "DELETE" else "NEW"
        if one.holds:
            table, column = one.holds
            body = f"PERFORM 1 FROM {table} WHERE id = {row}.{column} FOR NO KEY UPDATE; {body}"
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body}; RETURN {row}; END $$"
        )
        connection.exec_driver_sql(f"CREATE TRIGGER {one.name} {when} FOR EACH ROW EXECUTE FUNCTION {one.name}()")


def repair(connection: Connection) -> None:
    """Put the triggers in, work the spells out and count everything anew."""
    remove(connection)
    governance.rebuild(connection)
    five_haves.rebuild(connection)
    install(connection)
    rebuild(connection)


def rules() -> str:
    """A digest of the rules that roll-ups are counted by: another one when any of them changes."""
    said = [repr(one) for one in _TRIGGERS] + [_recounted(), str(governance.RULES)]
    return sha256("\n".join(said).encode()).hexdigest()


def are_counted(connection: Connection) -> bool:
    """Whether the numbers are there, counted by the rules of this program, and kept since."""
    if _missing(connection) or not inspect(connection).has_table(CountedByRow.__tablename__):
        return False
    return list(connection.scalars(select(CountedByRow.rules))) == [rules()]


def are_installed(connection: Connection) -> bool:
    """Whether all triggers are there."""
    return not _missing(connection)


def _missing(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    there = set(connection.execute(text(query)).scalars())
    return sorted({one.name for one in _TRIGGERS} - there)


def rebuild(connection: Connection) -> None:
    """Count everything anew from the lists. Writers wait meanwhile."""
    if connection.dialect.name != "sqlite":  # there the first statement that writes keeps others out
        connection.execute(text(f"LOCK TABLE {', '.join(_SOURCES)} IN SHARE MODE"))
    connection.execute(delete(RollUpChangeRow))
    connection.execute(delete(RollUpRow))
    connection.exec_driver_sql(
        f"INSERT INTO roll_ups (organisation_id, counter, day, net) {_recounted()} HAVING SUM(l.net) <> 0"
        " ORDER BY t.ancestor_id, l.counter, l.day"
    )
    connection.execute(delete(CountedByRow))
    connection.execute(insert(CountedByRow).values(rules=rules()))


def _recounted(nodes: Collection[int] | None = None) -> str:
    """A query for what the roll-ups must be, summed up by day; of some upper organisations or of all."""
    ids = ", ".join(map(str, nodes or ()))
    below = f"SELECT descendant_id FROM organisation_tree WHERE ancestor_id IN ({ids})"
    listed = " UNION ALL ".join(
        f"SELECT {row}.{home} AS home, {one.counter} AS counter, {one.day} AS day, {one.net} AS net"
        f" FROM {source} WHERE {one.condition}" + (f" AND {row}.{home} IN ({below})" if nodes is not None else "")
        for source, row, home, shares in (
            ("memberships m", "m", "organisation_id", _of_membership("m")),
            ("organisations d", "d", "id", _of_organisation("d")),
            ("activities v", "v", "organisation_id", _of_activity("v")),
            ("spells p", "p", "organisation_id", _of_spell("p")),
            ("awards w", "w", "organisation_id", _of_award("w")),
            (_OF_DUES, "m", "organisation_id", _of_dues("d", "m")),
        )
        for one in shares
    )
    # The long lists are joined and sorted once, with the lowest organisation above that has roll-ups; what that sums up
    # to is short, and goes on to those above it. CROSS JOIN: SQLite follows the list and looks up the rest.
    nearest = (
        "SELECT home, node FROM (SELECT t.descendant_id AS home, t.ancestor_id AS node,"
        " ROW_NUMBER() OVER (PARTITION BY t.descendant_id ORDER BY t.depth) AS place"
        f" FROM organisation_tree t JOIN organisations a ON a.id = t.ancestor_id WHERE a.type IN ({_UPPER})) AS lines"
        " WHERE place = 1"
    )
    lowest = (
        f"SELECT n.node AS node, e.counter AS counter, e.day AS day, SUM(e.net) AS net FROM ({listed}) AS e"
        f" CROSS JOIN ({nearest}) AS n WHERE n.home = e.home GROUP BY n.node, e.counter, e.day"
    )
    return (
        "SELECT t.ancestor_id AS node, l.counter AS counter, l.day AS day, SUM(l.net) AS net"
        f" FROM ({lowest}) AS l CROSS JOIN organisation_tree t CROSS JOIN organisations a"
        f" WHERE t.descendant_id = l.node AND a.id = t.ancestor_id AND a.type IN ({_UPPER})"
        + (f" AND a.id IN ({ids})" if nodes is not None else "")
        + " GROUP BY t.ancestor_id, l.counter, l.day"
    )


def fold(session: Session) -> None:
    """Sum up what was added. Runs beside writers, who never touch what is summed up; of two who fold one does."""
    if session.scalar(select(RollUpChangeRow.id).limit(1)) is None:
        return
    insert = "INSERT INTO roll_ups (organisation_id, counter, day, net)"
    total = "SELECT organisation_id, counter, day, SUM(net) FROM {} WHERE true GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    adding = "ON CONFLICT (organisation_id, counter, day) DO UPDATE SET net = roll_ups.net + excluded.net"
    if session.get_bind().dialect.name != "sqlite":
        if session.scalar(select(func.pg_try_advisory_xact_lock(FOLDER))):
            gone = "WITH gone AS (DELETE FROM roll_up_changes RETURNING organisation_id, counter, day, net)"
            session.execute(text(f"{gone} {insert} {total.format('gone')} {adding}"))
        return
    session.execute(text(f"{insert} {total.format('roll_up_changes')} {adding}"))
    session.execute(delete(RollUpChangeRow))


# --- checking ------------------------------------------------------------------------------------------------------


def faults(connection: Connection, *, whole: bool) -> Iterator[str]:
    """Where roll-ups and lists differ on any day: of all upper organisations, or of a few drawn by chance."""
    yield from (f"roll_up: trigger {name} is missing" for name in _missing(connection))
    yield from governance.faults(connection, whole=whole)
    yield from five_haves.faults(connection, whole=whole)
    nodes = None if whole else _sample(connection)
    if nodes is not None and not nodes:
        return
    some = f" WHERE r.organisation_id IN ({', '.join(map(str, nodes))})" if nodes is not None else ""
    kept = " UNION ALL ".join(
        f"SELECT r.organisation_id AS node, r.counter AS counter, r.day AS day, -r.net AS net FROM {table} r{some}"
        for table in ("roll_ups", "roll_up_changes")
    )
    query = (
        f"SELECT node, counter, MIN(day), COUNT(*) FROM (SELECT node, counter, day FROM ({_recounted(nodes)}"
        f" UNION ALL {kept}) AS b GROUP BY node, counter, day HAVING SUM(net) <> 0) AS d"
        f" GROUP BY node, counter ORDER BY node, counter LIMIT {MOST_FAULTS}"
    )
    for node, counter, day, number in connection.exec_driver_sql(query):
        yield f"roll_up: organisation {node}, {counter}, {number} days from {day}"


def _sample(connection: Connection) -> list[int]:
    """A few of the lowest that have roll-ups: those above are as long to count as everything."""
    for level in reversed(UPPER):
        query = select(OrganisationRow.id).where(OrganisationRow.type == level).order_by(func.random()).limit(SAMPLE)
        if found := list(connection.scalars(query)):
            return found
    return []
