"""Questions passed on: kept once for each meaning and place, answered by who may, told to those who asked."""

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import PermissionDeniedError
from bot.services import gaps
from bot.store import accounts, audit
from bot.store import gaps as store
from bot.store.database import Database
from bot.text.queries import without_idle_words
from tests.conftest import NOW


def same(one: str, other: str) -> bool:
    """Stands for `Knowledge.same_meaning`, which has tests of its own."""
    return without_idle_words(one) == without_idle_words(other)


ASKED = "救护站值守人员有没有餐补"
PLACE = "云南省云州市临河县"


@pytest.fixture
def desk(database: Database) -> Database:
    """Three askers and officers of several places."""
    with database.session() as session:
        for name, role, place in (
            ("one", Role.MEMBER, PLACE),
            ("two", Role.VISITOR, PLACE),
            ("far", Role.MEMBER, "浙江省绍兴市"),
            ("county", Role.COUNTY_OFFICER, PLACE),
            ("city", Role.CITY_OFFICER, "云南省云州市"),
            ("elsewhere", Role.CITY_OFFICER, "浙江省绍兴市"),
            ("nation", Role.NATIONAL_OFFICER, None),
            ("secretary", Role.SECRETARY, PLACE),
            ("root", Role.ADMINISTRATOR, PLACE),
        ):
            accounts.save(session, Account(name, role, place=place, organisation=f"{name}会"), NOW)
    return database


def ask(session: Session, name: str, question: str = ASKED) -> tuple[int, bool]:
    account = accounts.find(session, name)
    assert account
    gap, fresh = gaps.pass_on(session, account, "web", question, NOW, same)
    return gap.id, fresh


def reply(session: Session, officer: str, gap: int, text: str = "没有餐补。") -> None:
    account = accounts.find(session, officer)
    assert account
    gaps.answer_gap(session, account, gap, text, "县会办公会决定", NOW)


def heard(session: Session, name: str) -> list[str]:
    account = accounts.find(session, name)
    assert account
    return [one.answer for one in gaps.news(session, account.id, "web", NOW)]


def test_the_same_question_is_kept_once_with_its_askers(desk: Database) -> None:
    with desk.session() as session:
        first = ask(session, "one")
        assert first == (ask(session, "two", "救护站值守人员有没有餐补？")[0], True)
        assert ask(session, "one") == (first[0], False)
        assert ask(session, "far")[0] != first[0]  # another place may have another answer
        assert [gap.asked for gap in store.listed(session, answered=False)] == [2, 1]


def test_another_question_is_not_taken_for_the_same(desk: Database) -> None:
    with desk.session() as session:
        assert ask(session, "one")[0] != ask(session, "one", "救护站药箱有没有补贴")[0]


def test_a_sealed_number_is_not_passed_on(desk: Database) -> None:
    with desk.session() as session:
        ask(session, "one", "我的电话⟦n:abcdefgh⟧登记错了找谁改")
        [gap] = store.listed(session, answered=False)
        assert "⟦" not in gap.question


@pytest.mark.parametrize(
    ("officer", "may"),
    [
        ("county", True),
        ("city", True),
        ("nation", True),
        ("elsewhere", False),
        ("secretary", False),
        ("root", False),
        ("one", False),
        ("two", False),
    ],
)
def test_who_may_answer(desk: Database, officer: str, may: bool) -> None:
    with desk.session() as session:
        gap, _ = ask(session, "one")
        if may:
            reply(session, officer, gap)
        else:
            with pytest.raises(PermissionDeniedError):
                reply(session, officer, gap)
        assert bool(store.listed(session, answered=True)) is may


def test_each_asker_is_told_once_and_again_only_of_a_new_answer(desk: Database) -> None:
    with desk.session() as session:
        gap, _ = ask(session, "one")
        ask(session, "two")
        assert heard(session, "one") == []
        reply(session, "county", gap)
        session.flush()
        assert [heard(session, "one"), heard(session, "one"), heard(session, "two")] == [
            ["没有餐补。"],
            [],
            ["没有餐补。"],
        ]
        reply(session, "city", gap, "每天二十元。")
        session.flush()
        assert heard(session, "one") == ["每天二十元。"]
        assert audit.first_broken(session) is None


def test_who_asks_it_later_at_that_place_gets_the_answer(desk: Database) -> None:
    with desk.session() as session:
        gap, _ = ask(session, "one")
        reply(session, "county", gap)
        session.flush()
        here, far = accounts.find(session, "two"), accounts.find(session, "far")
        assert here
        assert far
        told = gaps.reviewed(session, here, "救护站值守人员有没有餐补呢", same)
        assert told
        assert (told.answer, told.basis, told.organisation) == ("没有餐补。", "县会办公会决定", "county会")
        assert gaps.reviewed(session, far, ASKED, same) is None
        assert gaps.reviewed(session, here, "救护站值守人员有没有补课", same) is None
