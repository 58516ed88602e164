"""Sealed numbers open for their account only, untouched, and in time."""

import re
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.store import accounts
from bot.store.database import Database
from bot.store.sealed import LIFE, Vault, load_key
from bot.store.tables import SealedNumberRow
from bot.text.numbers import TOKEN, mask_numbers
from tests.conftest import NOW

VAULT = Vault(b"k" * 32)
NUMBER = "33000019900307888X"


@pytest.fixture
def session(database: Database):  # type: ignore[no-untyped-def]
    with database.session() as session:
        accounts.save(session, Account("one"), NOW)
        accounts.save(session, Account("two"), NOW)
        yield session


def row(session: Session, token: str) -> SealedNumberRow:
    found = session.get(SealedNumberRow, token)
    assert found is not None
    return found


@given(st.text("0123456789 -xX", min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sealed_can_be_opened(session: Session, number: str) -> None:
    token = VAULT.seal(session, "one", number, NOW)
    assert VAULT.open(session, "one", token, NOW) == number
    assert number.encode() not in row(session, token).sealed or len(number) < 4


def test_another_account_cannot_open_it(session: Session) -> None:
    token = VAULT.seal(session, "one", NUMBER, NOW)
    assert VAULT.open(session, "two", token, NOW) is None
    row(session, token).account_id = "two"  # not even when the row says so: the cipher is bound to the account
    assert VAULT.open(session, "two", token, NOW) is None


@pytest.mark.parametrize(("age", "found"), [(LIFE, NUMBER), (LIFE + timedelta(seconds=1), None)])
def test_it_opens_until_it_has_expired(session: Session, age: timedelta, found: str | None) -> None:
    token = VAULT.seal(session, "one", NUMBER, NOW)
    assert VAULT.open(session, "one", token, NOW + age) == found


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_tampered_one_does_not_open(session: Session, place: int) -> None:
    token = VAULT.seal(session, "one", NUMBER, NOW)
    sealed = bytearray(row(session, token).sealed)
    sealed[place] ^= 1
    row(session, token).sealed = bytes(sealed)
    assert VAULT.open(session, "one", token, NOW) is None


def test_one_moved_under_another_token_does_not_open(session: Session) -> None:
    first, second = VAULT.seal(session, "one", NUMBER, NOW), VAULT.seal(session, "one", "13800138000", NOW)
    row(session, second).sealed = row(session, first).sealed
    assert VAULT.open(session, "one", second, NOW) is None


def test_another_key_does_not_open_it(session: Session) -> None:
    token = VAULT.seal(session, "one", NUMBER, NOW)
    assert Vault(b"o" * 32).open(session, "one", token, NOW) is None


@pytest.mark.parametrize("token", ["", "unknown", "' OR 1=1 --"])
def test_an_unknown_token_opens_nothing(session: Session, token: str) -> None:
    assert VAULT.open(session, "one", token, NOW) is None


def test_sealing_clears_away_what_has_expired(session: Session) -> None:
    VAULT.seal(session, "one", NUMBER, NOW - LIFE - timedelta(seconds=1))
    kept = VAULT.seal(session, "one", NUMBER, NOW)
    assert session.scalars(select(SealedNumberRow.token)).all() == [kept]


def test_a_token_never_looks_like_a_personal_number(session: Session) -> None:
    for _ in range(50):
        token = f"⟦n:{VAULT.seal(session, 'one', NUMBER, NOW)}⟧"
        assert TOKEN.fullmatch(token)
        assert not re.search(r"\d", token)
        assert mask_numbers(token, lambda _: "") == token
    assert session.scalar(select(func.count()).select_from(SealedNumberRow)) == 50


def test_the_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    key = load_key(tmp_path / "home" / "key")
    assert len(key) == 32
    assert load_key(tmp_path / "home" / "key") == key
    assert stat.S_IMODE((tmp_path / "home" / "key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["key"]


def test_parts_that_start_at_once_read_the_same_key(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def load(_: int) -> bytes:
        together.wait()
        return load_key(tmp_path / "key")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load, range(8)))) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_broken_key_file_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(ValueError, match="32-byte key"):
        load_key(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == content
