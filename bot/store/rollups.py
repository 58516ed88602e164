"""Roll-ups: how the numbers of the upper organisations changed on each day, beside the lists they are counted from.

Only organisations of city level and above have them: what is below a county is counted from its list in time.
Triggers of the database keep them, in the transaction of the change itself, so no way of writing can forget them. A
change adds rows to `roll_up_changes` and alters none: writers do not wait for each other, whatever is above them.
`fold` sums these up in `roll_ups`; a number is read from both in one statement. The level of an organisation does not
change; whoever lets it change calls `rebuild`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Connection, Subquery, delete, func, select, text, union_all
from sqlalchemy.orm import Session

from bot.core.activities import ActivityStatus, ActivityType
from bot.core.members import MembershipStatus
from bot.core.organisations import OrganisationType
from bot.store.tables import OrganisationRow, RollUpChangeRow, RollUpRow

UPPER = (OrganisationType.NATIONAL, OrganisationType.PROVINCE, OrganisationType.CITY)
ALWAYS = "0001-01-01"  # the day of what has no beginning
MEMBERSHIPS, ORGANISATIONS = "m:", "o:"  # a counter is one of them and a kind or type
ACTIVITIES, TRAINED, BENEFICIARIES, HOURS = "a", "a:trained", "a:beneficiaries", "a:hours"  # or one of these
HUNDREDTHS: Final = 100  # hours are summed in hundredths: whole numbers add up without dust
SAMPLE, MOST_FAULTS = 3, 20
FOLDER = 0x466F6C64  # PostgreSQL's advisory lock of who sums up
_UPPER = ", ".join(f"'{one.value}'" for one in UPPER)
_KEEP = "INSERT INTO roll_up_changes (organisation_id, counter, day, net)"
_SOURCES = ("memberships", "organisations", "organisation_tree", "activities", "service_hours")


# --- reading -------------------------------------------------------------------------------------------------------


def counters(prefix: str, kinds: Collection[str]) -> tuple[str, ...]:
    """The counters of these kinds of membership, or types of organisation."""
    return tuple(f"{prefix}{kind}" for kind in kinds)


def of_upper(session: Session, nodes: Collection[int]) -> set[int]:
    """Which of the organisations have roll-ups."""
    query = select(OrganisationRow.id).where(OrganisationRow.id.in_(nodes), OrganisationRow.type.in_(UPPER))
    return set(session.scalars(query))


def sums(session: Session, nodes: Collection[int], counted: Sequence[str], day: date) -> dict[int, int]:
    """The numbers of organisations on a day; those where nothing ever changed are left out."""
    kept = _kept(lambda row: [row.organisation_id.in_(nodes), row.counter.in_(counted), row.day <= day])
    query = select(kept.c.organisation_id, func.sum(kept.c.net)).group_by(kept.c.organisation_id)
    return {row[0]: int(row[1]) for row in session.execute(query)}


def changes(session: Session, node: int, counted: Sequence[str], after: date, until: date) -> dict[date, int]:
    """The net change of each day after one day, up to and with another."""
    kept = _kept(lambda row: [row.organisation_id == node, row.counter.in_(counted), row.day > after, row.day <= until])
    query = select(kept.c.day, func.sum(kept.c.net)).group_by(kept.c.day)
    return {row[0]: int(row[1]) for row in session.execute(query)}


def _kept(conditions: Callable[[type[RollUpRow | RollUpChangeRow]], list[ColumnElement[bool]]]) -> Subquery:
    """What is summed up and what is not yet, of which the conditions hold."""
    tables: tuple[type[RollUpRow | RollUpChangeRow], ...] = (RollUpRow, RollUpChangeRow)
    return union_all(
        *(select(row.organisation_id, row.day, row.net).where(*conditions(row)) for row in tables)
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
        _Share(f"'{ORGANISATIONS}' || {row}.type", f"COALESCE({row}.{day}, '{ALWAYS}')", net, condition)
        for day, net, condition in _edges(row, "founded", "dissolved")
    )


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
    ):
        source = f"organisations a JOIN {table} {row} ON {row}.{home} = {line}.descendant_id"
        found.append(_keep(shares, sign, source, f"a.id = {line}.ancestor_id"))
    return tuple(found)


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
    """`event` with the columns whose change matters; `early`: it runs before the row is written."""

    name: str
    table: str
    event: str
    statements: tuple[str, ...]
    early: bool = False


def _triggers_of(name: str, table: str, columns: str, old: Sequence[_Share], new: Sequence[_Share]) -> list[_Trigger]:
    out, into = _above("OLD", old, -1), _above("NEW", new, 1)
    return [
        _Trigger(f"{name}_in", table, "INSERT", (into,)),
        _Trigger(f"{name}_out", table, "DELETE", (out,)),
        _Trigger(name, table, f"UPDATE OF {columns}", (out, into)),
    ]


_TRIGGERS: Final = (
    *_triggers_of(
        "roll_up_membership",
        "memberships",
        "kind, organisation_id, valid_from, valid_until, status",
        _of_membership("OLD"),
        _of_membership("NEW"),
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
    _Trigger("roll_up_hours_in", "service_hours", "INSERT", (_hours("NEW", 1),), early=True),
    _Trigger("roll_up_hours_out", "service_hours", "DELETE", (_hours("OLD", -1),), early=True),
    _Trigger(
        "roll_up_hours",
        "service_hours",
        "UPDATE OF activity_id, hours",
        (_hours("OLD", -1), _hours("NEW", 1, " AND s.id <> OLD.id")),
        early=True,
    ),
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
        if one.early:  # two who write hours of one activity at once see each other's
            body = f"PERFORM 1 FROM activities WHERE id = {row}.activity_id FOR NO KEY UPDATE; {body}"
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body}; RETURN {row}; END $$"
        )
        connection.exec_driver_sql(f"CREATE TRIGGER {one.name} {when} FOR EACH ROW EXECUTE FUNCTION {one.name}()")


def repair(connection: Connection) -> None:
    """Put the triggers in and count everything anew."""
    install(connection)
    rebuild(connection)


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
        f"INSERT INTO roll_ups (organisation_id, counter, day, net) {_recounted()} HAVING SUM(e.net) <> 0"
        " ORDER BY t.ancestor_id, e.counter, e.day"
    )


def _recounted(nodes: Collection[int] | None = None) -> str:
    """A query for what the roll-ups must be, summed up by day; of some upper organisations or of all."""
    ids = ", ".join(map(str, nodes or ()))
    below = f"SELECT descendant_id FROM organisation_tree WHERE ancestor_id IN ({ids})"
    listed = " UNION ALL ".join(
        f"SELECT {row}.{home} AS home, {one.counter} AS counter, {one.day} AS day, {one.net} AS net"
        f" FROM {table} {row} WHERE {one.condition}" + (f" AND {row}.{home} IN ({below})" if nodes is not None else "")
        for table, row, home, shares in (
            ("memberships", "m", "organisation_id", _of_membership("m")),
            ("organisations", "d", "id", _of_organisation("d")),
            ("activities", "v", "organisation_id", _of_activity("v")),
        )
        for one in shares
    )
    return (
        "SELECT t.ancestor_id AS node, e.counter AS counter, e.day AS day, SUM(e.net) AS net"
        f" FROM ({listed}) AS e JOIN organisation_tree t ON t.descendant_id = e.home"
        " JOIN organisations a ON a.id = t.ancestor_id"
        f" WHERE a.type IN ({_UPPER})"
        + (f" AND a.id IN ({ids})" if nodes is not None else "")
        + " GROUP BY t.ancestor_id, e.counter, e.day"
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
