"""Changing the key: everything opens under the new one, nothing under the old one, and it can be stopped half-way."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from bot.core.accounts import Role
from bot.services import awards, keys, register
from bot.store import members
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import load_key
from bot.store.tables import PersonRow
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import ANNA, PERSONAL, TODAY, worker


def test_everything_opens_under_the_new_key_only(database: Database) -> None:
    new = PersonalData(b"n" * 32)
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        row = register.register(work, ANNA, ids[1], "r1")
        given = awards.certify(work, row.id, TODAY, number="ZJ20250001")
        assert keys.is_of(session, PERSONAL)
        assert keys.rewrite(session, PERSONAL, new, NOW) == 1
        session.flush()
        assert keys.is_of(session, new)
        assert not keys.is_of(session, PERSONAL)
        person = session.query(PersonRow).one()
        assert members.facts_of(new, person) == ANNA.facts
        assert given.number is not None
        assert new.decrypt("certificate", given.number) == "ZJ20250001"
        with pytest.raises(InvalidTag):
            members.facts_of(PERSONAL, person)
        assert [row.id for row in members.with_mark(session, "phone_mark", new.mark("phone", "13800000001"))] == [1]


def test_the_new_key_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "key"
    old = load_key(path)
    keys.new_key(path)
    assert keys.unfinished(path)
    assert load_key(path) == old
    keys.finish(path)
    assert load_key(path) != old
    assert not keys.unfinished(path)
    assert path.stat().st_mode & 0o777 == 0o600
