"""The audit log is a chain: what was changed, taken out or put in between is found."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store import audit
from bot.store.database import Database
from bot.store.tables import AuditRow
from tests.conftest import NOW


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
