"""The audit log is a chain in each of its lanes: what was changed, taken out or put in between is found."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store import audit
from bot.store.database import Database
from bot.store.tables import AuditRow
from tests.conftest import EMPTIED, NOW


def entry(number: int) -> audit.Entry:
    return audit.Entry(
        "one", "web", "correct", "member", str(number), before={"name": "甲"}, after={"name": "乙"}, why="x"
    )


@pytest.fixture
def logged(database: Database) -> Database:
    """A log of five entries."""
    for number in range(5):
        with database.session() as session:
            audit.append(session, entry(number), NOW)
    return database


def test_an_untouched_log_is_whole(logged: Database) -> None:
    with logged.session() as session:
        assert audit.first_broken(session) is None


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE audit SET actor = 'two' WHERE id = 3", 3),
        ("UPDATE audit SET why = NULL WHERE id = 1", 1),
        ("UPDATE audit SET hash = previous WHERE id = 5", 5),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("DELETE FROM audit WHERE id = 1", 2),
    ],
)
def test_what_was_tampered_with_is_found(logged: Database, harm: str, found: int) -> None:
    with logged.engine.begin() as connection:
        connection.execute(text(harm))
    with logged.session() as session:
        assert audit.first_broken(session) == found


def test_the_chain_does_not_fork(logged: Database) -> None:
    with logged.session() as session:
        first = session.get(AuditRow, 2)
        assert first
        fork = {key: getattr(first, key) for key in ("actor", "channel", "action", "entity", "entity_id", "previous")}
        session.add(AuditRow(at=NOW, hash="0" * 64, **fork))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_writers_at_the_same_moment_all_get_their_place(database: Database) -> None:
    """Each of them reads the end of the chain before it writes: without an order only one of each pair gets in."""
    writers, each = 8, 5
    ready = Barrier(writers)

    def write(writer: int) -> None:
        ready.wait()
        for number in range(each):
            with database.session() as session:
                audit.append(session, entry(writer * each + number), NOW)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))  # raises what a writer raised
    with database.session() as session:
        assert session.query(AuditRow).count() == writers * each
        assert audit.first_broken(session) is None


GOLDEN = "5e58fdbe596298ac81819a8bbfd80dddde34fb28906ca57e9d1a78e6dd8b7ec3"  # computed before there were lanes


def test_an_entry_alone_is_sealed_as_before_there_were_lanes(logged: Database) -> None:
    with logged.session() as session:
        first = session.get_one(AuditRow, 1)
        assert (first.lane, first.beside, first.hash) == (0, None, GOLDEN)
        assert [row.lane for row in session.query(AuditRow)] == [0] * 5


@pytest.fixture
def beside(request: pytest.FixtureRequest) -> Iterator[Database]:
    """PostgreSQL, where two wrote two entries each at once, in two lanes: 1 and 3, 2 and 4."""
    database = Database(request.getfixturevalue("migrated_postgres"))
    with database.engine.begin() as connection:
        connection.execute(text(EMPTIED))
    with database.session() as one, database.session() as other:  # the second does not wait for the first to commit
        audit.append(one, entry(1), NOW)
        audit.append(other, entry(2), NOW)
        audit.append(one, entry(3), NOW)
        audit.append(other, entry(4), NOW)
    yield database
    database.close()


def lanes(database: Database) -> list[tuple[int, int, list[int] | None]]:
    with database.session() as session:
        return [(row.id, row.lane, row.beside) for row in session.query(AuditRow).order_by(AuditRow.id)]


@pytest.mark.postgres
def test_two_at_once_go_into_two_lanes_without_waiting(beside: Database) -> None:
    assert lanes(beside) == [(1, 0, None), (2, 1, None), (3, 0, None), (4, 1, None)]
    with beside.session() as session:
        assert audit.first_broken(session) is None
        audit.append(session, entry(5), NOW)
    assert lanes(beside)[-1] == (5, 0, [4])
    with beside.session() as session:
        assert audit.first_broken(session) is None


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("DELETE FROM audit WHERE id = 4", 5),  # the end of the other lane, witnessed by an entry of the first
        ("DELETE FROM audit WHERE lane = 1", 5),  # a whole lane
        ("DELETE FROM audit WHERE id = 3", 5),
        ("UPDATE audit SET actor = 'two' WHERE id = 4", 4),
        ("UPDATE audit SET lane = 0 WHERE id = 2", 2),
        ("UPDATE audit SET beside = NULL WHERE id = 5", 5),
        ("UPDATE audit SET beside = '[2]' WHERE id = 5", 5),
    ],
)
def test_what_was_cut_off_a_lane_is_found(beside: Database, harm: str, found: int) -> None:
    with beside.session() as session:
        audit.append(session, entry(5), NOW)
    with beside.engine.begin() as connection:
        connection.execute(text(harm))
    with beside.session() as session:
        assert audit.first_broken(session) == found


@pytest.mark.postgres
def test_an_end_that_was_rewritten_with_a_fitting_hash_is_found(beside: Database) -> None:
    """Its own lane cannot tell: nothing comes after it there."""
    with beside.session() as session:
        audit.append(session, entry(5), NOW)
    with beside.session() as session:
        end = session.get_one(AuditRow, 4)
        end.actor = "two"
        end.hash = audit._hash(end, [])
    with beside.session() as session:
        assert audit.first_broken(session) == 5


@pytest.mark.postgres
def test_when_all_lanes_are_taken_the_next_waits(beside: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "LANES", 1)
    with beside.engine.begin() as connection:
        connection.execute(text(EMPTIED))
    ready = Barrier(2)

    def write(number: int) -> None:
        ready.wait()
        with beside.session() as session:
            audit.append(session, entry(number), NOW)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(2)))
    assert [lane for _, lane, _ in lanes(beside)] == [0, 0]
    with beside.session() as session:
        assert audit.first_broken(session) is None
