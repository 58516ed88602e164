"""Roll-ups: whatever is written in whatever way, they equal a recount of the lists."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.activities import ActivityType
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.services import register
from bot.services.metrics import COUNTERS, catalogue
from bot.store import audit, backup, five_haves, governance, members, organisations, rollups
from bot.store import database as database_module
from bot.store import metrics as store
from bot.store.database import Database
from bot.store.tables import (
    ActivityRow,
    CountedByRow,
    DuesRow,
    ElectionRow,
    HaveRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PostponementRow,
    RollUpChangeRow,
    RollUpRow,
    ServiceHoursRow,
    SpellRow,
)
from tests.conftest import NOW
from tests.examples import examples
from tests.services.test_metrics import ORGANISATIONS, world
from tests.services.test_register import worker

FIRST = date(2024, 1, 1)
NAMES = count(1)
REPORTED = {"reported_by": "test", "reported_at": NOW}
KINDS, STATUSES = [kind.value for kind in MemberKind], ["active", "active", "active", "pending", "withdrawn"]
DAYS = st.integers(0, 6).map(lambda days: FIRST + timedelta(days=days))  # few, so that much falls on one day
MAYBE = st.none() | DAYS
HOMES = st.integers(0, len(ORGANISATIONS) - 1)
BRANCHES = st.integers(5, len(ORGANISATIONS) - 1)


def found_wrong(session: Session) -> list[str]:
    """What a check finds when the session's own writes are worked out, as they are before it commits."""
    five_haves.settle(session)
    return list(rollups.faults(session.connection(), whole=True))


def membership(ids: list[int], kind: str, home: int, since: date, until: date | None, status: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "organisation_id": ids[home],
        "group_name": "x",
        "valid_from": since,
        "valid_until": until,
        "status": status,
        "recorded_by": "test",
        "recorded_at": NOW,
    }


def some(session: Session, number: int) -> int | None:
    """The id of one of the memberships."""
    found = list(session.scalars(select(MembershipRow.id).order_by(MembershipRow.id)))
    return found[number % len(found)] if found else None


def add(session: Session, ids: list[int], *values: Any) -> None:
    session.add(MembershipRow(**membership(ids, *values)))


def add_many(session: Session, ids: list[int], *values: Any) -> None:
    members.add_memberships(session, [membership(ids, *values)] * 3)


def alter(session: Session, ids: list[int], number: int, *values: Any) -> None:
    query = update(MembershipRow).where(MembershipRow.id == some(session, number))
    session.execute(query.values(**membership(ids, *values)))


def drop(session: Session, _: list[int], number: int) -> None:
    """A membership with what was paid for it."""
    gone = some(session, number)
    session.execute(delete(DuesRow).where(DuesRow.membership_id == gone))
    session.execute(delete(MembershipRow).where(MembershipRow.id == gone))


def one_paid(session: Session, number: int) -> DuesRow | None:
    found = list(session.scalars(select(DuesRow).order_by(DuesRow.id)))
    return found[number % len(found)] if found else None


def pay(session: Session, _: list[int], number: int, year: int, on: date) -> None:
    membership = some(session, number)
    if membership and not session.scalar(select(DuesRow).filter_by(membership_id=membership, year=year)):
        session.add(DuesRow(membership_id=membership, year=year, fen=1000, paid_on=on, recorded_by="test"))


def pay_otherwise(session: Session, _: list[int], number: int, change: tuple[str, Any]) -> None:
    """One column of a payment changes; no year is paid for twice."""
    row = one_paid(session, number)
    if row is None:
        return
    name, value = change
    others = select(DuesRow.year).filter_by(membership_id=row.membership_id)
    if name != "year" or value not in session.scalars(others).all():
        setattr(row, name, value)


def unpay(session: Session, _: list[int], number: int) -> None:
    if row := one_paid(session, number):
        session.delete(row)


def elect(session: Session, ids: list[int], home: int, day: date, status: str) -> None:
    session.add(
        ElectionRow(
            organisation_id=ids[home], held_on=day, president="x", status=status, request=f"e{next(NAMES)}",
            recorded_by="test", recorded_at=NOW,
        )
    )  # fmt: skip


def put_off(session: Session, ids: list[int], home: int, day: date, until: date) -> None:
    session.add(
        PostponementRow(
            organisation_id=ids[home], due=day, until=until, approved_by="x", decided_on=day, status="active",
            request=f"p{next(NAMES)}", recorded_by="test", recorded_at=NOW,
        )
    )  # fmt: skip


def withdraw(session: Session, _: list[int], number: int) -> None:
    """An election is taken back, or an approval is deleted."""
    elections = list(session.scalars(select(ElectionRow).order_by(ElectionRow.id)))
    approvals = list(session.scalars(select(PostponementRow).order_by(PostponementRow.id)))
    if number % 2 or not approvals:
        elections[number % len(elections)].status = "withdrawn"
    else:
        session.delete(approvals[number % len(approvals)])


def state(session: Session, ids: list[int], home: int, fact: str, value: bool, since: date) -> None:
    row = session.get_one(OrganisationRow, ids[home])
    entry = {"value": value, "since": since.isoformat()}
    row.facts = {**(row.facts or {}), fact: [*(row.facts or {}).get(fact, []), entry]}


def found_branch(session: Session, ids: list[int], above: int, since: date | None, until: date | None) -> None:
    number = session.query(OrganisationRow).count()
    row = OrganisationRow(name=f"新村{number}", type="村", parent_id=ids[above], founded=since, dissolved=until)
    organisations.add(session, row)


def found_and_remove(session: Session, ids: list[int], above: int, since: date | None) -> None:
    row = OrganisationRow(name="误建", type="社区", parent_id=ids[above], founded=since)
    organisations.add(session, row)
    organisations.remove(session, row)


def date_branch(session: Session, ids: list[int], number: int, since: date | None, until: date | None) -> None:
    row = session.get_one(OrganisationRow, ids[number])
    row.founded, row.dissolved = since, until


def retype(session: Session, ids: list[int], number: int) -> None:
    row = session.get_one(OrganisationRow, ids[number])
    row.type = "学校" if row.type == "村" else "村"


def hang_elsewhere(session: Session, ids: list[int], number: int) -> None:
    """A branch taken off the tree and put below the national society at once."""
    session.execute(delete(OrganisationTreeRow).where(OrganisationTreeRow.descendant_id == ids[number]))
    rows = [{"ancestor_id": ids[0], "descendant_id": ids[number], "depth": 1}]
    session.execute(insert(OrganisationTreeRow), [*rows, {**rows[0], "ancestor_id": ids[number], "depth": 0}])


def one_of(session: Session, table: type[ActivityRow | ServiceHoursRow], number: int) -> Any:
    """One of the rows; None when there are none."""
    found = list(session.scalars(select(table).order_by(table.id)))
    return found[number % len(found)] if found else None


def activity(ids: list[int], home: int, kind: str, day: date, status: str, *numbers: Any) -> dict[str, Any]:
    participants, volunteers, hours, beneficiaries = numbers
    return {
        "organisation_id": ids[home],
        "activity_type": kind,
        "date": day,
        "status": status,
        "participants": participants,
        "volunteers": volunteers,
        "hours": hours,
        "beneficiaries": beneficiaries,
    }


def hold(session: Session, ids: list[int], *values: Any) -> None:
    session.add(ActivityRow(**activity(ids, *values), **REPORTED))


def correct(session: Session, ids: list[int], number: int, *values: Any) -> None:
    row = one_of(session, ActivityRow, number)
    for name, value in activity(ids, *values).items() if row else ():
        setattr(row, name, value)


def alone(session: Session, ids: list[int], number: int, change: tuple[str, Any]) -> None:
    """One column changes and nothing else."""
    if row := one_of(session, ActivityRow, number):
        name, value = change
        setattr(row, name, ids[value] if name == "organisation_id" else value)


def cancel(session: Session, _: list[int], number: int) -> None:
    if row := one_of(session, ActivityRow, number):
        session.execute(delete(ServiceHoursRow).where(ServiceHoursRow.activity_id == row.id))
        session.delete(row)


def give(session: Session, _: list[int], number: int, hours: list[float]) -> None:
    """Hours by name, of several people in one statement."""
    if row := one_of(session, ActivityRow, number):
        rows = [{"activity_id": row.id, "name": f"n{next(NAMES)}", "hours": given} for given in hours]
        session.execute(insert(ServiceHoursRow).values(rows))


def move_hours(session: Session, _: list[int], number: int, onto: int, hours: float) -> None:
    row, activity = one_of(session, ServiceHoursRow, number), one_of(session, ActivityRow, onto)
    if row and activity:
        row.activity_id, row.hours, row.name = activity.id, hours, f"n{next(NAMES)}"


def take_hours(session: Session, _: list[int], number: int) -> None:
    """All of an activity in one statement."""
    if row := one_of(session, ActivityRow, number):
        session.execute(delete(ServiceHoursRow).where(ServiceHoursRow.activity_id == row.id))


def fold(session: Session, _: list[int]) -> None:
    session.flush()
    rollups.fold(session)


TYPES = [ActivityType.FIRST_AID_TRAINING.value, ActivityType.FIRST_AID_TRAINING.value, ActivityType.RESCUE.value]
STATES = [*["held"] * 3, "planned", "withdrawn"]
GIVEN = st.sampled_from([0.25, 1, 1.5, 2.333, 8])
HELD = (
    HOMES,
    st.sampled_from(TYPES),
    DAYS,
    st.sampled_from(STATES),
    *(st.none() | some for some in (st.integers(0, 40), st.integers(0, 3), GIVEN, st.integers(0, 40))),
)
ALONE = [
    ("organisation_id", 1),  # of the province: the city has one less
    ("status", "planned"),
    ("status", "held"),
    ("activity_type", ActivityType.RESCUE.value),
    ("activity_type", TYPES[0]),
    ("date", FIRST),
    ("participants", 11),
    ("volunteers", 5),
    ("hours", 8),
    ("beneficiaries", 12),
]
VALUES = (st.sampled_from(KINDS), HOMES, DAYS, MAYBE, st.sampled_from(STATUSES))
ANY = st.integers(0, 50)
MEMBERS = (
    (add, *VALUES),
    (add_many, *VALUES),
    (alter, ANY, *VALUES),
    (drop, ANY),
    (found_branch, HOMES, MAYBE, MAYBE),
    (found_and_remove, HOMES, MAYBE),
    (date_branch, BRANCHES, MAYBE, MAYBE),
    (retype, BRANCHES),
    (hang_elsewhere, BRANCHES),
    (fold,),
)
LATER = st.integers(0, 4000).map(lambda days: date(2018, 1, 1) + timedelta(days=days))
YEARS = st.sampled_from([2023, 2024, 2025])
TERMS = (
    (pay, ANY, YEARS, LATER),
    (pay, ANY, YEARS, LATER),
    (pay_otherwise, ANY, st.sampled_from([("year", 2024), ("year", 2025), ("paid_on", FIRST)])),
    (unpay, ANY),
    (alter, ANY, *VALUES),
    (hang_elsewhere, BRANCHES),
    (elect, HOMES, LATER, st.sampled_from(["active", "active", "withdrawn"])),
    (put_off, HOMES, LATER, LATER),
    (withdraw, ANY),
    (state, HOMES, st.sampled_from(["supervisors", "party_group", "custodian"]), st.booleans(), LATER),
    (date_branch, st.integers(1, len(ORGANISATIONS) - 1), MAYBE, MAYBE),
    (retype, BRANCHES),
    (found_and_remove, HOMES, MAYBE),
    (fold,),
)
ACTIVITIES = (
    (hold, *HELD),
    (correct, ANY, *HELD),
    (alone, ANY, st.sampled_from(ALONE)),
    (cancel, ANY),
    (give, ANY, st.lists(GIVEN, min_size=1, max_size=4)),
    (move_hours, ANY, ANY, GIVEN),
    (take_hours, ANY),
    (hang_elsewhere, BRANCHES),
    (fold,),
)


def without_activities(session: Session) -> list[int]:
    """The world without its own: the first activity and the first hours are then the test's."""
    ids = world(session)
    session.execute(delete(ServiceHoursRow))
    session.execute(delete(ActivityRow))
    return ids


def some_of(writes: tuple[tuple[Any, ...], ...]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    one = st.one_of(*(st.tuples(st.just(write), *given) for write, *given in writes))
    return st.lists(one, min_size=3, max_size=12)


def write_all(session: Session, ids: list[int], writes: list[tuple[Any, ...]]) -> None:
    for write, *values in writes:
        write(session, ids, *values)
        session.flush()


def equal_a_recount(session: Session, ids: list[int]) -> None:
    """Compare on all days by the check, and some numbers by the queries that answer people."""
    assert found_wrong(session) == []
    counted = [COUNTERS[one.counter or ""](one) for one in catalogue().values() if one.is_counted and one.counter]
    rolled_up = [what for what in counted if isinstance(what, store.Countable) and what.rolled_up]
    for node, days in zip(ids[:3], (-1, 2, 9), strict=True):
        day = FIRST + timedelta(days=days)
        for what, found in zip(rolled_up, store.counts_each(session, rolled_up, [node], day), strict=True):
            assert found[node] == store.recount(session, what, node, day)


@examples(15)
@given(writes=some_of(MEMBERS))
def test_any_writes_keep_them_equal_to_a_recount(database: Database, writes: list[tuple[Any, ...]]) -> None:
    with database.session() as session:
        ids = world(session)
        write_all(session, ids, writes)
        equal_a_recount(session, ids)
        session.rollback()


@examples(25)
@given(writes=some_of(ACTIVITIES))
def test_any_activities_keep_them_equal_to_a_recount(database: Database, writes: list[tuple[Any, ...]]) -> None:
    """Two activities with hours by name are there to begin with."""
    with database.session() as session:
        ids = without_activities(session)
        for home in (6, 7):
            session.add(ActivityRow(**activity(ids, home, TYPES[0], FIRST, "held", 9, 2, 1.5, 4), **REPORTED))
        session.flush()
        give(session, ids, 0, [1, 2.333])
        write_all(session, ids, writes)
        equal_a_recount(session, ids)
        session.rollback()


@examples(20)
@given(writes=some_of(TERMS))
def test_any_dues_and_terms_keep_them_equal_to_a_recount(database: Database, writes: list[tuple[Any, ...]]) -> None:
    with database.session() as session:
        ids = world(session)
        write_all(session, ids, writes)
        equal_a_recount(session, ids)
        session.rollback()


def wrong_spell(session: Session) -> None:
    session.execute(update(SpellRow).values(since=FIRST))


def lost_spell(session: Session) -> None:
    session.execute(delete(SpellRow).where(SpellRow.counter == "p"))


def wrong_number(session: Session) -> None:
    session.execute(update(RollUpRow).where(RollUpRow.organisation_id == 1).values(net=RollUpRow.net + 1))


def lost_row(session: Session) -> None:
    session.execute(delete(RollUpRow).where(RollUpRow.organisation_id == 2))


def stray_change(session: Session) -> None:
    session.add(RollUpChangeRow(organisation_id=1, counter="o:村", day=FIRST, net=1))
    session.flush()


def stray_row(session: Session) -> None:
    session.add(RollUpRow(organisation_id=1, counter="m:", day=FIRST, net=2))


def wrong_have(session: Session) -> None:
    session.execute(update(HaveRow).values(since=date(1999, 1, 1)))


def lost_have(session: Session) -> None:
    session.execute(delete(HaveRow).where(HaveRow.record == "members"))


def stray_complete(session: Session) -> None:
    session.add(SpellRow(organisation_id=5, counter=governance.COMPLETE, since=FIRST))
    session.flush()


def lost_trigger(session: Session) -> None:
    on = "" if session.get_bind().dialect.name == "sqlite" else " ON memberships"
    session.execute(text(f"DROP TRIGGER roll_up_membership_in{on}"))


@pytest.mark.parametrize(
    "damage",
    [
        wrong_spell,
        lost_spell,
        wrong_have,
        lost_have,
        stray_complete,
        wrong_number,
        lost_row,
        stray_change,
        stray_row,
        lost_trigger,
    ],
)
def test_what_is_wrong_is_found(database: Database, damage: Callable[[Session], None]) -> None:
    with database.session() as session:
        world(session)
        rollups.fold(session)
        assert found_wrong(session) == []
        damage(session)
        session.flush()
        assert found_wrong(session)
        session.rollback()


def test_a_sample_is_of_the_lowest_that_have_them(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        wrong = RollUpChangeRow(organisation_id=ids[2], counter="m:志愿者", day=FIRST, net=2)
        session.add(wrong)
        five_haves.settle(session)
        assert [one.split(",")[0] for one in rollups.faults(session.connection(), whole=False)] == [
            f"roll_up: organisation {ids[2]}"
        ]
        wrong.organisation_id = ids[0]
        session.flush()
        assert list(rollups.faults(session.connection(), whole=False)) == []
        session.rollback()


def test_folding_leaves_the_same_numbers_and_nothing_to_fold(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        for _ in range(2):
            add_many(session, ids, "志愿者", 6, FIRST, None, "active")
            add(session, ids, "志愿者", 6, FIRST, None, "active")
            session.flush()
            rollups.fold(session)
        assert session.query(RollUpChangeRow).count() == 0
        assert found_wrong(session) == []
        assert rollups.changes(session, ids[0], ["m:志愿者"], FIRST - timedelta(days=1), FIRST) == {FIRST: 9}
        session.rollback()


def test_an_upgrade_counts_what_is_there_already(database: Database) -> None:
    with database.session() as session:
        world(session)
    with database.engine.begin() as connection:
        rollups.remove(connection)
        connection.execute(delete(RollUpRow))
    assert any("roll_up" in one for one in backup.faults(database, whole=True))
    database.upgrade()
    assert [one for one in backup.faults(database, whole=True) if "roll_up" in one] == []


def _one_too_many(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(update(RollUpRow).values(net=RollUpRow.net + 1))


def _counts_wrong(database: Database) -> bool:
    return any("roll_up" in one for one in backup.faults(database, whole=True))


def _folded_world(database: Database) -> None:
    with database.session() as session:
        world(session)
        rollups.fold(session)


def test_an_upgrade_that_changes_no_rule_of_counting_counts_nothing_anew(fresh: Database) -> None:
    fresh.upgrade()
    _folded_world(fresh)
    config = Config()
    config.set_main_option("script_location", str(database_module._MIGRATIONS))
    with fresh.engine.begin() as connection:  # as of a release that did not keep by which rules was counted
        kept = connection.execute(select(CountedByRow.rules)).scalar_one()
        rollups.remove(connection)
        config.attributes["connection"] = connection
        command.downgrade(config, "0024")
    with fresh.engine.connect() as connection:
        assert not rollups.are_counted(connection)
    fresh.upgrade()  # by which rules was not kept: counted anew
    assert not _counts_wrong(fresh)
    _one_too_many(fresh)
    fresh.upgrade()
    assert _counts_wrong(fresh)  # nothing was to be done, and nothing was
    with fresh.engine.connect() as connection:
        assert connection.execute(select(CountedByRow.rules)).scalar_one() == kept == rollups.rules()


@pytest.mark.parametrize(
    ("migration", "rules", "anew"), [({"numbers_stay": True}, 0, False), ({}, 0, True), (None, 1, True)]
)
def test_an_upgrade_counts_anew_what_may_have_changed(
    fresh: Database, monkeypatch: pytest.MonkeyPatch, migration: dict[str, bool] | None, rules: int, anew: bool
) -> None:
    fresh.upgrade()
    _folded_world(fresh)
    _one_too_many(fresh)
    monkeypatch.setattr(governance, "RULES", governance.RULES + rules)
    waiting = [] if migration is None else [SimpleNamespace(module=SimpleNamespace(**migration))]
    monkeypatch.setattr(database_module, "_migrations", lambda *_: waiting)
    fresh.upgrade()
    assert _counts_wrong(fresh) != anew
    with fresh.engine.connect() as connection:
        assert rollups.are_counted(connection)


def test_sixteen_writers_at_once_lose_nothing(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        worker(session, Role.NATIONAL_OFFICER, ids[0])

    def write(number: int) -> None:
        with database.session() as session:
            facts = PersonalFacts("邬小满", "女", None, f"139000000{number:02d}", "1990-01-01")
            entry = Entry(MemberKind.ADULT, facts)
            register.register(worker(session, Role.NATIONAL_OFFICER, None), entry, ids[5 + number % 4], f"r{number}")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(32)))
    with database.session() as session:
        what = COUNTERS["memberships"](catalogue()["adult_members"])
        assert store.count(session, what, ids[0], NOW.date()) == store.recount(session, what, ids[0], NOW.date()) == 36
        assert audit.first_broken(session) is None
    assert list(backup.faults(database, whole=True)) == []


def test_a_repair_counts_anew_and_puts_the_triggers_back(database: Database) -> None:
    with database.session() as session:
        world(session)
        for damage in (wrong_spell, wrong_number, stray_row, lost_trigger):
            damage(session)
        session.flush()
        assert found_wrong(session)
        rollups.repair(session.connection())
        assert found_wrong(session) == []
        session.rollback()


# volunteers who came, hours by name at first, then written in one statement, then taken off: where names are as many as
# volunteers, or more, each changes what those without a name gave, or does not
@pytest.mark.parametrize("volunteers", [None, 0, 1, 2, 3, 6])
def test_hours_by_name_replace_those_of_volunteers_without_one(database: Database, volunteers: int | None) -> None:
    with database.session() as session:
        ids = without_activities(session)
        for day in (FIRST, FIRST + timedelta(days=1)):
            values = activity(ids, 6, TYPES[0], day, "held", 9, volunteers, 1.5, 4)
            session.add(ActivityRow(**values, **REPORTED))
        session.flush()
        for write, *values in (
            (give, 0, [4]),
            (give, 0, [1, 2.333]),
            (move_hours, 0, 0, 8),
            (move_hours, 0, 1, 8),
            (move_hours, 1, 1, 2),
            (give, 1, [1]),
            (correct, 1, 6, TYPES[0], FIRST + timedelta(days=3), "held", 9, volunteers, 2, 4),
            *((alone, 1, change) for change in ALONE),
            (take_hours, 1),
            (take_hours, 0),
        ):
            write(session, ids, *values)
            session.flush()
            assert found_wrong(session) == [], (write.__name__, values)
        session.rollback()
