"""Sessions commit whole or not at all, and say so when the database is busy."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.core.errors import DatabaseBusyError
from bot.store import accounts, database
from bot.store import conversations as store
from bot.store.database import Database
from bot.store.tables import AccountRow, ConversationRow, MessageRow
from tests.conftest import NOW


def test_an_error_rolls_everything_back(database: Database) -> None:
    def half(session: Session) -> None:
        accounts.save(session, Account("one"), NOW)
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError), database.session() as session:
        half(session)
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(AccountRow)) == 0


def test_a_locked_database_is_busy(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setattr("bot.store.database._BUSY_SECONDS", 0.05)
    other = Database(database.engine.url.render_as_string())
    with database.engine.connect() as writer:
        lock = "BEGIN IMMEDIATE" if database.engine.dialect.name == "sqlite" else "LOCK TABLE accounts"
        writer.execute(text(lock))
        with pytest.raises(DatabaseBusyError), other.session() as session:
            accounts.save(session, Account("one"), NOW)
        writer.rollback()
    with other.session() as session:
        accounts.save(session, Account("one"), NOW)
    other.close()


def test_many_conversations_at_once_are_all_kept(database: Database) -> None:
    with database.session() as session:
        for number in range(6):
            accounts.save(session, Account(f"a{number}"), NOW)
    together = threading.Barrier(6)

    def talk(account: str) -> None:
        together.wait()
        for number in range(10):
            with database.session() as session:
                store.conversation(session, account, "web", NOW).turns += 1
                store.receipt(session, account, "web", str(number))
                store.add_message(session, account, "web", str(number), "好", NOW)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(talk, [f"a{number}" for number in range(6)]))
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 60
        assert set(session.scalars(select(ConversationRow.turns))) == {10}


def test_the_busy_time_is_below_what_an_action_may_take() -> None:
    assert database._BUSY_SECONDS < 5


def test_sqlite_knows_how_long_its_indexes_are_once_it_has_looked(fresh: Database) -> None:
    fresh.upgrade()
    with fresh.session() as session:
        accounts.save(session, Account("one"), NOW)
    fresh.analyse()
    if fresh.engine.dialect.name == "sqlite":
        with fresh.engine.connect() as connection:
            looked_at = connection.execute(text("SELECT DISTINCT tbl FROM sqlite_stat1")).scalars().all()
        assert "accounts" in looked_at


def test_the_write_ahead_log_is_brought_into_the_file(fresh: Database) -> None:
    fresh.upgrade()
    with fresh.session() as session:
        accounts.save(session, Account("one"), NOW)
    fresh.checkpoint()
    if fresh.engine.dialect.name == "sqlite":
        with fresh.engine.connect() as connection:
            _busy, written, brought = connection.execute(text("PRAGMA wal_checkpoint(PASSIVE)")).one()
            assert written == brought
            assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar_one() == database._WAL_PAGES


def test_looking_at_a_locked_database_says_that_it_is_busy(fresh: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.upgrade()
    monkeypatch.setattr("bot.store.database._BUSY_SECONDS", 0.05)
    other = Database(fresh.engine.url.render_as_string(hide_password=False))
    if fresh.engine.dialect.name == "sqlite":
        with fresh.engine.connect() as writer:
            writer.execute(text("BEGIN IMMEDIATE"))
            with pytest.raises(DatabaseBusyError):
                other.analyse()
            writer.rollback()
    other.close()
