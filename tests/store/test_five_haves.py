"""When branches had all five things: whatever is written in whatever way, what is kept equals a plain recount.

The recount goes through the rows of a branch and of everything below it for each day by itself.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.organisations import ABOVE_GRASS_ROOTS
from bot.core.structure import fact_on
from bot.services import five_haves as judging
from bot.services.work import Work
from bot.store import backup, five_haves, governance, organisations, rollups
from bot.store import metrics as store
from bot.store.database import Database
from bot.store.tables import (
    ActivityRow,
    ElectionRow,
    HaveTouchedRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PostRow,
    ServicePointRow,
    SpellRow,
    Table,
)
from tests.conftest import NOW
from tests.examples import examples
from tests.services.test_metrics import ORGANISATIONS, world
from tests.services.test_register import worker

TODAY = NOW.date()
NUMBERS = count(1)
NAMED = {"recorded_by": "test", "recorded_at": NOW}
HOMES = st.sampled_from([5, 5, 5, 6, 6, 7, 8, 3])  # a street, its community, a village, a school; a county
DAYS = st.integers(-420, 130).map(lambda days: TODAY + timedelta(days=days))
EDGES = st.sampled_from([-91, -90, -89, -1, 0, 1]).map(lambda days: TODAY + timedelta(days=days))
SINCE, UNTIL = st.one_of(DAYS, EDGES), st.one_of(st.none(), st.none(), DAYS, EDGES)
ANY = st.integers(0, 50)
KINDS = st.sampled_from(["成人会员", "青少年会员", "团体会员", "志愿者", "志愿者"])
FIVE = ("has_leader", "has_rules", "has_platform", "has_people")


# --- writes ----------------------------------------------------------------------------------------------------------


def enrol(session: Session, ids: list[int], home: int, kind: str, since: date, until: date | None, many: int) -> None:
    rows = [
        {
            "kind": kind, "organisation_id": ids[home], "group_name": "x", "valid_from": since, "valid_until": until,
            "status": "active", **NAMED,
        }
    ] * many  # fmt: skip
    session.execute(insert(MembershipRow), rows)


def hold(session: Session, ids: list[int], home: int, day: date, status: str) -> None:
    session.add(ActivityRow(
        organisation_id=ids[home], activity_type="其他", date=day, status=status, reported_by="test", reported_at=NOW,
    ))  # fmt: skip


def open_point(session: Session, ids: list[int], home: int, since: date | None, until: date | None, kind: str) -> None:
    session.add(ServicePointRow(type=kind, organisation_id=ids[home], name="站", opened=since, closed=until))


def appoint(session: Session, ids: list[int], home: int, post: str, since: date, until: date | None) -> None:
    session.add(PostRow(
        organisation_id=ids[home], body="领导班子", post=post, holder="x", valid_from=since, valid_until=until,
    ))  # fmt: skip


def elect(session: Session, ids: list[int], home: int, day: date, status: str) -> None:
    session.add(ElectionRow(
        organisation_id=ids[home], held_on=day, president="x", status=status, request=f"h{next(NUMBERS)}", **NAMED,
    ))  # fmt: skip


def lead(session: Session, ids: list[int], home: int, name: str | None, recorded: date | None) -> None:
    row = session.get_one(OrganisationRow, ids[home])
    row.president, row.president_recorded = name, recorded


def state(session: Session, ids: list[int], home: int, fact: str, value: bool, since: date, until: date | None) -> None:
    row = session.get_one(OrganisationRow, ids[home])
    entry = {"value": value, "since": since.isoformat()[: 7 if since.day % 5 == 0 else 10]}
    entry |= {"until": until.isoformat()} if until else {}
    row.facts = {**(row.facts or {}), fact: [*(row.facts or {}).get(fact, []), entry]}


def date_branch(session: Session, ids: list[int], home: int, since: date | None, until: date | None) -> None:
    row = session.get_one(OrganisationRow, ids[home])
    row.founded, row.dissolved = since, until


def retype(session: Session, ids: list[int], home: int) -> None:
    row = session.get_one(OrganisationRow, ids[home])
    row.type = {"村": "学校", "社区": "县级", "县级": "社区"}.get(row.type, "村")


LISTS: tuple[type[Any], ...] = (MembershipRow, ActivityRow, ServicePointRow, PostRow, ElectionRow)


def one_of(session: Session, table: type[Any], number: int) -> Any:
    found = list(session.scalars(select(table).order_by(table.id)))
    return found[number % len(found)] if found else None


def move(session: Session, ids: list[int], table: type[Any], number: int, home: int) -> None:
    if row := one_of(session, table, number):
        row.organisation_id = ids[home]


def end(session: Session, _: list[int], number: int, until: date | None) -> None:
    if row := one_of(session, MembershipRow, number):
        session.execute(update(MembershipRow).where(MembershipRow.id == row.id).values(valid_until=until))


def take_back(session: Session, _: list[int], table: type[Any], number: int, status: str) -> None:
    if (row := one_of(session, table, number)) and hasattr(row, "status"):
        row.status = {"held": "held"}.get(status, status) if table is ActivityRow else status.replace("held", "active")


def put_on_another_day(session: Session, _: list[int], number: int, day: date) -> None:
    if row := one_of(session, ActivityRow, number):
        row.date = day


def remove(session: Session, _: list[int], table: type[Any], number: int) -> None:
    row = one_of(session, table, number)
    if row is not None and table in (ServicePointRow, PostRow):
        session.delete(row)


def found_branch(session: Session, ids: list[int], above: int, since: date | None) -> None:
    row = OrganisationRow(name=f"新村{next(NUMBERS)}", type="村", parent_id=ids[above], founded=since, president="x")
    organisations.add(session, row)


def found_and_remove(session: Session, ids: list[int], above: int) -> None:
    row = OrganisationRow(name="误建", type="社区", parent_id=ids[above], president="x")
    organisations.add(session, row)
    organisations.remove(session, row)


def hang_elsewhere(session: Session, ids: list[int], home: int, above: int) -> None:
    """A branch without anything below it, hung below another organisation at once."""
    if home in (3, 5) or above == home:
        return
    line = [*session.execute(
        select(OrganisationTreeRow.ancestor_id, OrganisationTreeRow.depth).filter_by(descendant_id=ids[above])
    )]  # fmt: skip
    if any(ancestor == ids[home] for ancestor, _ in line):
        return
    session.execute(delete(OrganisationTreeRow).where(OrganisationTreeRow.descendant_id == ids[home]))
    rows = [{"ancestor_id": ids[home], "descendant_id": ids[home], "depth": 0}]
    rows += [{"ancestor_id": one, "descendant_id": ids[home], "depth": depth + 1} for one, depth in line]
    session.execute(insert(OrganisationTreeRow), rows)
    session.get_one(OrganisationRow, ids[home]).parent_id = ids[above]


def settle(session: Session, _: list[int]) -> None:
    five_haves.settle(session)


TABLES = st.sampled_from(LISTS)
POINTS = st.sampled_from(["服务站", "博爱家园", "没有的一类"])
WRITES: tuple[tuple[Any, ...], ...] = (
    (enrol, HOMES, KINDS, SINCE, UNTIL, st.integers(1, 3)),
    (enrol, HOMES, KINDS, SINCE, UNTIL, st.integers(1, 3)),
    (hold, HOMES, SINCE, st.sampled_from(["held", "held", "planned"])),
    (hold, HOMES, SINCE, st.just("held")),
    (open_point, HOMES, st.one_of(st.none(), SINCE), UNTIL, POINTS),
    (appoint, HOMES, st.sampled_from(["会长", "会长", "副会长"]), SINCE, UNTIL),
    (elect, HOMES, SINCE, st.sampled_from(["active", "active", "withdrawn"])),
    (lead, HOMES, st.sampled_from(["x", "x", "", None]), st.one_of(st.none(), SINCE)),
    (state, HOMES, st.sampled_from(FIVE), st.sampled_from([True, True, False]), SINCE, UNTIL),
    (state, HOMES, st.sampled_from(FIVE), st.just(value=True), SINCE, st.none()),
    (date_branch, HOMES, st.one_of(st.none(), SINCE), UNTIL),
    (retype, st.sampled_from([6, 7, 8])),
    (move, TABLES, ANY, HOMES),
    (end, ANY, UNTIL),
    (take_back, TABLES, ANY, st.sampled_from(["held", "withdrawn", "pending"])),
    (put_on_another_day, ANY, SINCE),
    (remove, TABLES, ANY),
    (found_branch, HOMES, st.one_of(st.none(), SINCE)),
    (found_and_remove, HOMES),
    (hang_elsewhere, HOMES, HOMES),
    (settle,),
)


def some_of(writes: tuple[tuple[Any, ...], ...]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    one = st.one_of(*(st.tuples(st.just(write), *given) for write, *given in writes))
    return st.lists(one, min_size=1, max_size=14)


def nearly_complete(session: Session, homes: list[int]) -> None:
    """Branches that have all five for a while, or are near it."""
    for number, home in enumerate(homes):
        row = session.get_one(OrganisationRow, home)
        row.president, row.founded, row.dissolved = "x", None, None
        row.facts = {
            "has_rules": [{"value": True, "since": "2025"}],
            "has_platform": [{"value": True, "since": "2026"}],
        }
        session.flush()
        enrol(session, [home], 0, "成人会员", TODAY - timedelta(days=300), None, 1)
        enrol(session, [home], 0, "志愿者", TODAY - timedelta(days=200), None, 1)
        for days in (150, 60, 20)[: number + 1]:
            hold(session, [home], 0, TODAY - timedelta(days=days), "held")


# --- the plain recount -----------------------------------------------------------------------------------------------


class Plain:
    """Everything that is written, read once and judged day by day."""

    def __init__(self, session: Session) -> None:
        def all_of(table: type[Table]) -> list[Any]:
            return list(session.scalars(select(table).execution_options(populate_existing=True)))

        session.flush()
        self.rows = {row.id: row for row in all_of(OrganisationRow)}
        self.below: dict[int, set[int]] = {}
        for line in all_of(OrganisationTreeRow):
            self.below.setdefault(line.ancestor_id, set()).add(line.descendant_id)
        self.members, self.activities, self.points = all_of(MembershipRow), all_of(ActivityRow), all_of(ServicePointRow)
        self.posts, self.elections = all_of(PostRow), all_of(ElectionRow)

    def branches(self, node: int, day: date) -> list[int]:
        return [number for number in self.below[node] if self.is_branch(number, day)]

    def is_branch(self, number: int, day: date) -> bool:
        row = self.rows[number]
        return row.type not in ABOVE_GRASS_ROOTS and lasts(row.founded, row.dissolved, day)

    def complete(self, day: date) -> dict[int, int]:
        """How many branches have all five, of each organisation."""
        there = [number for number in self.rows if self.is_branch(number, day) and self.has_all(number, day)]
        return {node: len(self.below[node].intersection(there)) for node in self.rows}

    def has_all(self, number: int, day: date) -> bool:
        row, inside = self.rows[number], self.below[number]
        there = [
            one.kind for one in self.members
            if one.organisation_id in inside and one.status == "active" and lasts(one.valid_from, one.valid_until, day)
        ]  # fmt: skip
        return (
            self.led(row, day)
            and any(kind == "志愿者" for kind in there)
            and any(kind != "志愿者" for kind in there)
            and states(row, "has_rules", day)
            and (states(row, "has_platform", day) or any(
                one.organisation_id in inside and one.type != "没有的一类" and lasts(one.opened, one.closed, day)
                for one in self.points
            ))
            and any(
                one.organisation_id in inside and one.status == "held" and 0 <= (day - one.date).days < 90
                for one in self.activities
            )
        )  # fmt: skip

    def led(self, row: Any, day: date) -> bool:
        held = [one.held_on for one in self.elections if one.organisation_id == row.id and one.status == "active"]
        begun = min([*held, *filter(None, [row.president_recorded])], default=date.min)
        return (
            bool(row.president and begun <= day)
            or states(row, "has_leader", day)
            or any(
                one.organisation_id == row.id and one.body == "领导班子" and one.post == "会长"
                and lasts(one.valid_from, one.valid_until, day)
                for one in self.posts
            )
        )  # fmt: skip


def lasts(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day < until)


def states(row: Any, fact: str, day: date) -> bool:
    entry = fact_on((row.facts or {}).get(fact, []), day.isoformat())
    return bool(entry and entry["value"])


def days_of_change(session: Session) -> list[date]:
    """Each day on which something kept changes, with its neighbours; today, and some years away."""
    ends = [day for row in session.scalars(select(SpellRow)) for day in (row.since, row.until) if day]
    near = {day + timedelta(days=by) for day in ends for by in (-1, 0, 1)}
    fixed = {TODAY + timedelta(days=by) for by in (-420, -300, -150, -91, -90, -89, -60, -1, 0, 1, 30, 89, 90, 130)}
    return sorted(near | fixed)


def equal_a_recount(session: Session, work: Work) -> None:
    """On every day that can matter, of every organisation; by the kept list, the roll-ups, the judgement of today."""
    five_haves.settle(session)
    assert list(rollups.faults(session.connection(), whole=True)) == []
    what, all_branches, plain = store.with_all_five(), store.organisations_of(()), Plain(session)
    for day in days_of_change(session):
        counted = store.counts(session, what, list(plain.rows), day)
        assert counted == plain.complete(day), day
    counted = store.counts(session, all_branches, list(plain.rows), TODAY)
    assert counted == {node: len(plain.branches(node, TODAY)) for node in plain.rows}
    for number in plain.branches(min(plain.rows), TODAY):
        row = session.get_one(OrganisationRow, number)
        lacks_nothing = not judging.check(work, row).lacking
        assert lacks_nothing == plain.has_all(number, TODAY) == (number in kept_today(session)), row.name


def kept_today(session: Session) -> set[int]:
    query = select(SpellRow).filter_by(counter=governance.COMPLETE)
    return {row.organisation_id for row in session.scalars(query) if lasts(row.since, row.until, TODAY)}


@examples(20)
@given(writes=some_of(WRITES))
@example(writes=[(enrol, 5, "成人会员", TODAY, None, 1), (move, ElectionRow, 0, 5)])  # leaves another
@example(writes=[(retype, 6), (settle,), (retype, 6)])  # a county's for a moment
@example(writes=[(hang_elsewhere, 6, 8), (settle,), (hang_elsewhere, 6, 5)])
@example(writes=[(hang_elsewhere, 8, 5), (put_on_another_day, 38, TODAY + timedelta(days=1))])
def test_any_writes_keep_it_equal_to_a_recount_on_any_day(database: Database, writes: list[tuple[Any, ...]]) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        nearly_complete(session, [ids[home] for home in (5, 6, 8)])
        for write, *values in writes:
            write(session, ids, *values)
            session.flush()
        equal_a_recount(session, work)
        session.rollback()


def test_what_is_in_force_ends_by_itself(database: Database) -> None:
    """The last activity was twenty days ago: 69 days from now all is there still, and a day later not."""
    with database.session() as session:
        ids = world(session)
        nearly_complete(session, [ids[home] for home in (5, 6, 8)])
        what = store.with_all_five()
        after = [TODAY + timedelta(days=days) for days in (0, 69, 70)]
        assert [store.count(session, what, ids[8], day) for day in after] == [1, 1, 0]
        assert [store.count(session, what, ids[0], day) for day in after] == [3, 1, 0]
        session.rollback()


def test_members_are_added_without_reading_the_others(database: Database) -> None:
    """What only comes to a branch is added to what is kept, however many members it has."""
    with database.session() as session:
        ids = world(session)
        nearly_complete(session, [ids[5]])
        five_haves.settle(session)
        read: list[Any] = []
        original = five_haves._recorded
        five_haves._recorded = lambda *given: read.append(given) or original(*given)  # type: ignore[assignment,func-returns-value]
        try:
            enrol(session, ids, 6, "成人会员", TODAY - timedelta(days=400), None, 3)
            hold(session, ids, 6, TODAY, "held")
            five_haves.settle(session)
        finally:
            five_haves._recorded = original
        assert not read
        assert list(rollups.faults(session.connection(), whole=True)) == []
        session.rollback()


def test_a_commit_works_out_what_was_written(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        nearly_complete(session, [ids[5]])
    assert list(backup.faults(database, whole=True)) == []
    with database.session() as session:
        session.execute(update(MembershipRow).values(status="withdrawn"))
    assert list(backup.faults(database, whole=True)) == []
    with database.session() as session:
        assert session.scalar(select(HaveTouchedRow.id)) is None
        assert kept_today(session) == set()


def test_what_was_written_past_the_sessions_is_found_and_worked_out_with_the_next_write(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
    with database.engine.begin() as connection:
        connection.execute(update(OrganisationRow).where(OrganisationRow.id == ids[5]).values(president="x"))
    assert any("haves" in one for one in backup.faults(database, whole=True))
    with database.session() as session:
        hold(session, ids, 8, TODAY, "held")
    assert list(backup.faults(database, whole=True)) == []


def _at_once(database: Database, ids: list[int], write: Callable[[Session, int], None]) -> None:
    def one(number: int) -> None:
        with database.session() as session:
            write(session, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))


def test_writers_at_once_leave_the_street_above_right(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        for number in range(3):
            row = OrganisationRow(name=f"东街道{number}村", type="村", parent_id=ids[5])
            ids.append(organisations.add(session, row).id)
        nearly_complete(session, [ids[5], ids[6], *ids[-3:]])
    places = [6, *range(len(ORGANISATIONS), len(ORGANISATIONS) + 3)]

    def write(session: Session, number: int) -> None:
        home = places[number % len(places)]
        if number % 3 == 0:
            gone = MembershipRow.organisation_id == ids[home]
            session.execute(
                update(MembershipRow).where(gone, MembershipRow.kind == "志愿者").values(status="withdrawn")
            )
        elif number % 3 == 1:
            enrol(session, ids, home, "志愿者", TODAY - timedelta(days=number), None, 1)
        else:
            hold(session, ids, home, TODAY - timedelta(days=7 * number), "held")

    _at_once(database, ids, write)
    assert list(backup.faults(database, whole=True)) == []
    with database.session() as session:
        equal_a_recount(session, worker(session, Role.NATIONAL_OFFICER, ids[0]))


def test_a_rebuild_says_the_same(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        nearly_complete(session, [ids[home] for home in (5, 6, 8)])
        five_haves.settle(session)
        kept = _all(session)
        rollups.repair(session.connection())
        assert _all(session) == kept
        session.rollback()


def _all(session: Session) -> list[Any]:
    query = select(SpellRow.organisation_id, SpellRow.counter, SpellRow.since, SpellRow.until)
    return sorted(map(str, session.execute(query)))
