"""Roll-ups: how the numbers of the upper organisations changed on each day, beside the lists they are counted from.

Only organisations of city level and above have them: what is below a county is counted from its list in time.
Triggers of the database keep them, in the transaction of the change itself, so no way of writing can forget them. A
change adds rows and never alters one: writers do not wait for each other, whatever is above them. `compact` sums up
the rows of one day. The level of an organisation does not change; whoever lets it change calls `rebuild`.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, Select, delete, func, insert, select, text
from sqlalchemy.orm import Session

from bot.core.members import MembershipStatus
from bot.core.organisations import OrganisationType
from bot.store.tables import OrganisationRow, RollUpRow

UPPER = (OrganisationType.NATIONAL, OrganisationType.PROVINCE, OrganisationType.CITY)
ALWAYS = "0001-01-01"  # the day of what has no beginning
MEMBERSHIPS, ORGANISATIONS = "m:", "o:"  # a counter is one of them and a kind or type
SAMPLE, MOST_FAULTS = 3, 20
_UPPER = ", ".join(f"'{one.value}'" for one in UPPER)
_KEEP = "INSERT INTO roll_ups (organisation_id, counter, day, net)"


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
    query = (
        select(RollUpRow.organisation_id, func.sum(RollUpRow.net))
        .where(RollUpRow.organisation_id.in_(nodes), RollUpRow.counter.in_(counted), RollUpRow.day <= day)
        .group_by(RollUpRow.organisation_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(query)}


def changes(session: Session, node: int, counted: Sequence[str], after: date, until: date) -> dict[date, int]:
    """The net change of each day after one day, up to and with another."""
    query = (
        select(RollUpRow.day, func.sum(RollUpRow.net))
        .where(
            RollUpRow.organisation_id == node,
            RollUpRow.counter.in_(counted),
            RollUpRow.day > after,
            RollUpRow.day <= until,
        )
        .group_by(RollUpRow.day)
    )
    return {row[0]: int(row[1]) for row in session.execute(query)}


# --- keeping -------------------------------------------------------------------------------------------------------


def _membership(row: str, sign: int) -> str:
    """What a membership adds above it (sign 1), or no longer adds (-1)."""
    return _KEEP + " UNION ALL ".join(
        f" SELECT t.ancestor_id, '{MEMBERSHIPS}' || {row}.kind, {row}.{day}, {net}"
        f" FROM organisation_tree t JOIN organisations a ON a.id = t.ancestor_id"
        f" WHERE t.descendant_id = {row}.organisation_id AND a.type IN ({_UPPER})"
        f" AND {row}.status = '{MembershipStatus.ACTIVE.value}' AND {condition}"
        for day, net, condition in _edges(row, "valid_from", "valid_until", sign)
    )


def _organisation(row: str, sign: int) -> str:
    """The same of an organisation."""
    return _KEEP + " UNION ALL ".join(
        f" SELECT t.ancestor_id, '{ORGANISATIONS}' || {row}.type, {_since(row, day)}, {net}"
        f" FROM organisation_tree t JOIN organisations a ON a.id = t.ancestor_id"
        f" WHERE t.descendant_id = {row}.id AND a.type IN ({_UPPER}) AND {condition}"
        for day, net, condition in _edges(row, "founded", "dissolved", sign)
    )


def _line(row: str, sign: int) -> Iterator[str]:
    """What an organisation adds to another when a line of the tree joins them: itself and its memberships."""
    yield _KEEP + " UNION ALL ".join(
        f" SELECT a.id, '{ORGANISATIONS}' || d.type, {_since('d', day)}, {net}"
        f" FROM organisations a JOIN organisations d ON d.id = {row}.descendant_id"
        f" WHERE a.id = {row}.ancestor_id AND a.type IN ({_UPPER}) AND {condition}"
        for day, net, condition in _edges("d", "founded", "dissolved", sign)
    )
    yield _KEEP + " UNION ALL ".join(
        f" SELECT a.id, '{MEMBERSHIPS}' || m.kind, m.{day}, {net}"
        f" FROM organisations a JOIN memberships m ON m.organisation_id = {row}.descendant_id"
        f" WHERE a.id = {row}.ancestor_id AND a.type IN ({_UPPER})"
        f" AND m.status = '{MembershipStatus.ACTIVE.value}' AND {condition}"
        for day, net, condition in _edges("m", "valid_from", "valid_until", sign)
    )


def _edges(row: str, since: str, until: str, sign: int) -> tuple[tuple[str, int, str], ...]:
    """Its beginning and its end: the day, what it adds there, and when. What ends as it begins never counted."""
    lasts = f"({row}.{until} IS NULL OR {row}.{since} IS NULL OR {row}.{until} > {row}.{since})"
    ends = f"{row}.{until} IS NOT NULL AND ({row}.{since} IS NULL OR {row}.{until} > {row}.{since})"
    return (since, sign, lasts), (until, -sign, ends)


def _since(row: str, day: str) -> str:
    return f"COALESCE({row}.{day}, '{ALWAYS}')"


# name, table, event, columns whose change matters, statements
_TRIGGERS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("roll_up_membership_in", "memberships", "INSERT", (_membership("NEW", 1),)),
    ("roll_up_membership_out", "memberships", "DELETE", (_membership("OLD", -1),)),
    (
        "roll_up_membership",
        "memberships",
        "UPDATE OF kind, organisation_id, valid_from, valid_until, status",
        (_membership("OLD", -1), _membership("NEW", 1)),
    ),
    (
        "roll_up_organisation",
        "organisations",
        "UPDATE OF type, founded, dissolved",
        (_organisation("OLD", -1), _organisation("NEW", 1)),
    ),
    ("roll_up_line_in", "organisation_tree", "INSERT", tuple(_line("NEW", 1))),
    ("roll_up_line_out", "organisation_tree", "DELETE", tuple(_line("OLD", -1))),
)


def remove(connection: Connection) -> None:
    """Take the triggers away: for filling an empty database, with `install` and `rebuild` after it."""
    for name, table, *_ in _TRIGGERS:
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))


def install(connection: Connection) -> None:
    """Put the triggers in as they are written here."""
    remove(connection)
    for name, table, event, statements in _TRIGGERS:
        body = "; ".join(statements)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {body}; END")
            continue
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body}; RETURN NULL; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def are_installed(connection: Connection) -> bool:
    """Whether all triggers are there."""
    return {name for name, *_ in _TRIGGERS} <= _installed(connection)


def _installed(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    return set(connection.execute(text(query)).scalars())


def rebuild(connection: Connection) -> None:
    """Count everything anew from the lists."""
    connection.execute(delete(RollUpRow))
    connection.exec_driver_sql(f"{_KEEP} {_recounted()} HAVING SUM(e.net) <> 0")


def _recounted(nodes: Collection[int] | None = None) -> str:
    """A query for what the roll-ups must be, summed up by day; of some upper organisations or of all."""
    ids = ", ".join(map(str, nodes or ()))
    below = f"SELECT descendant_id FROM organisation_tree WHERE ancestor_id IN ({ids})"
    memberships = " UNION ALL ".join(
        f"SELECT m.organisation_id AS home, '{MEMBERSHIPS}' || m.kind AS counter, m.{day} AS day, {net} AS net"
        f" FROM memberships m WHERE m.status = '{MembershipStatus.ACTIVE.value}' AND {condition}"
        + (f" AND m.organisation_id IN ({below})" if nodes is not None else "")
        for day, net, condition in _edges("m", "valid_from", "valid_until", 1)
    )
    organisations = " UNION ALL ".join(
        f"SELECT d.id AS home, '{ORGANISATIONS}' || d.type AS counter, {_since('d', day)} AS day, {net} AS net"
        f" FROM organisations d WHERE {condition}" + (f" AND d.id IN ({below})" if nodes is not None else "")
        for day, net, condition in _edges("d", "founded", "dissolved", 1)
    )
    return (
        "SELECT t.ancestor_id AS node, e.counter AS counter, e.day AS day, SUM(e.net) AS net"
        f" FROM ({memberships} UNION ALL {organisations}) AS e"
        " JOIN organisation_tree t ON t.descendant_id = e.home"
        " JOIN organisations a ON a.id = t.ancestor_id"
        f" WHERE a.type IN ({_UPPER})"
        + (f" AND a.id IN ({ids})" if nodes is not None else "")
        + " GROUP BY t.ancestor_id, e.counter, e.day"
    )


def compact(session: Session) -> None:
    """Sum up the rows of one day. May run beside writers: they add rows, and what they add meanwhile stays."""
    key = (RollUpRow.organisation_id, RollUpRow.counter, RollUpRow.day)
    total = func.sum(RollUpRow.net)
    several = select(*key).group_by(*key).having(func.count() > 1)
    if session.get_bind().dialect.name != "sqlite":
        session.execute(
            text(
                "WITH gone AS (DELETE FROM roll_ups WHERE (organisation_id, counter, day) IN"
                " (SELECT organisation_id, counter, day FROM roll_ups GROUP BY 1, 2, 3 HAVING count(*) > 1)"
                " RETURNING organisation_id, counter, day, net)"
                f" {_KEEP} SELECT organisation_id, counter, day, SUM(net) FROM gone GROUP BY 1, 2, 3"
                " HAVING SUM(net) <> 0"
            )
        )
        return
    session.execute(delete(RollUpRow).where(RollUpRow.id < 0))  # takes the only right to write, before anything is read
    last = session.scalar(select(func.max(RollUpRow.id)))
    summed: Select[int, str, date, int] = select(*key, total).group_by(*key).having(func.count() > 1)
    if last is None or session.execute(several.limit(1)).first() is None:
        return
    names = ["organisation_id", "counter", "day", "net"]
    session.execute(insert(RollUpRow).from_select(names, summed))
    session.execute(
        text(
            "DELETE FROM roll_ups WHERE id <= :last AND (organisation_id, counter, day) IN"
            " (SELECT organisation_id, counter, day FROM roll_ups WHERE id > :last)"
        ),
        {"last": last},
    )
    session.execute(delete(RollUpRow).where(RollUpRow.net == 0))


# --- checking ------------------------------------------------------------------------------------------------------


def faults(connection: Connection, *, whole: bool) -> Iterator[str]:
    """Where roll-ups and lists differ on any day: of all upper organisations, or of a few drawn by chance."""
    missing = {name for name, *_ in _TRIGGERS} - _installed(connection)
    yield from (f"roll_up: trigger {name} is missing" for name in sorted(missing))
    nodes = None if whole else _sample(connection)
    if nodes is not None and not nodes:
        return
    kept = "SELECT r.organisation_id AS node, r.counter AS counter, r.day AS day, -r.net AS net FROM roll_ups r"
    if nodes is not None:
        kept += f" WHERE r.organisation_id IN ({', '.join(map(str, nodes))})"
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
