"""Importing documents: once, with the facts they need; the nearest clause is quoted to those it binds."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import DocumentFactsError, PermissionDeniedError
from bot.knowledge.reading import ReadDocument, read_document
from bot.services import policy as services
from bot.services.policy import Facts, Imported, import_document, retire
from bot.store import accounts, audit, policy
from bot.store.database import Database
from tests.conftest import NOW

TEXT = """云州市红十字会阵地管理办法

一、救护站
（一）每个救护站配两名值守人员，周末轮换。
（二）救护站的药箱每月清点一次，由值守人员签名。
二、其他
本办法由云州市红十字会解释。
"""
FACTS = Facts(title="云州市红十字会阵地管理办法", issuer="云州市红十字会", place="云南/云州", level="city")
HERE = Account("one", place="云南省云州市临河县", organisation="柳荫街道红十字会")
QUESTION = "救护站药箱多久清点一次"


@pytest.fixture
def read(tmp_path: Path) -> ReadDocument:
    path = tmp_path / "办法.txt"
    path.write_text(TEXT, encoding="utf-8")
    return read_document(path)


def keep(session: Session, read: ReadDocument, facts: Facts = FACTS) -> str:
    row, _ = import_document(session, read, facts, {"000", "004"}, "console", NOW)
    session.flush()
    return row.id


def test_a_document_is_kept_clause_by_clause(database: Database, read: ReadDocument) -> None:
    with database.session() as session:
        assert keep(session, read) == "005"
        found = {passage.clause: passage.text for passage in policy.passages(session, "005")}
        assert found["一（二）"].startswith("救护站的药箱每月清点一次")


def test_the_same_file_again_changes_nothing(database: Database, read: ReadDocument) -> None:
    with database.session() as session:
        keep(session, read)
        again, fresh = import_document(session, read, FACTS, {"000"}, "console", NOW)
        assert (again.id, fresh) == ("005", False)
        assert len(policy.documents(session)) == 1


@pytest.mark.parametrize("field", ["title", "issuer", "place", "level"])
def test_what_is_missing_is_named(database: Database, read: ReadDocument, field: str) -> None:
    with database.session() as session:
        with pytest.raises(DocumentFactsError, match=field):
            keep(session, read, replace(FACTS, **{field: None}))
        assert policy.documents(session) == []


@pytest.mark.parametrize("wrong", [{"level": "galaxy"}, {"supersedes": "999"}])
def test_what_is_wrong_is_named(database: Database, read: ReadDocument, wrong: dict[str, str]) -> None:
    with database.session() as session, pytest.raises(DocumentFactsError, match=next(iter(wrong))):
        keep(session, read, replace(FACTS, **wrong))


def test_the_nearest_clause_is_quoted_word_for_word(database: Database, read: ReadDocument) -> None:
    with database.session() as session:
        keep(session, read)
        found = Imported().nearest(session, HERE, QUESTION)
        assert found
        assert (found.clause, found.text) == ("一（二）", "救护站的药箱每月清点一次，由值守人员签名。")


@pytest.mark.parametrize("question", ["会费多少钱", "今天天气怎么样", "？"])
def test_what_no_clause_comes_near_is_not_quoted(database: Database, read: ReadDocument, question: str) -> None:
    with database.session() as session:
        keep(session, read)
        assert Imported().nearest(session, HERE, question) is None


@pytest.mark.parametrize(
    ("account", "facts"),
    [
        (replace(HERE, place="浙江省绍兴市"), FACTS),
        (replace(HERE, place=None), FACTS),
        (HERE, replace(FACTS, organisation="别处红十字会")),
    ],
)
def test_who_is_not_bound_is_not_told(database: Database, read: ReadDocument, account: Account, facts: Facts) -> None:
    with database.session() as session:
        keep(session, read, facts)
        assert Imported().nearest(session, account, QUESTION) is None


def test_documents_that_come_and_go_are_noticed(database: Database, read: ReadDocument) -> None:
    imported = Imported()
    with database.session() as session:
        assert imported.nearest(session, HERE, QUESTION) is None
        keep(session, read)
        assert imported.nearest(session, HERE, QUESTION) is not None
        assert retire(session, "005", "console", NOW)
        session.flush()
        assert imported.nearest(session, HERE, QUESTION) is None
        assert not retire(session, "005", "console", NOW)
        assert import_document(session, read, FACTS, {"000"}, "console", NOW)[1]
        session.flush()
        assert imported.nearest(session, HERE, QUESTION) is not None


# --- questions passed on ---------------------------------------------------------------------------------------------

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
    gap, fresh = services.pass_on(session, account, "web", question, NOW)
    return gap.id, fresh


def reply(session: Session, officer: str, gap: int, text: str = "没有餐补。") -> None:
    account = accounts.find(session, officer)
    assert account
    services.answer_gap(session, account, gap, text, "县会办公会决定", NOW)


def heard(session: Session, name: str) -> list[str]:
    account = accounts.find(session, name)
    assert account
    return [one.answer for one in services.news(session, account, "web", NOW)]


def test_the_same_question_is_kept_once_with_its_askers(desk: Database) -> None:
    with desk.session() as session:
        first = ask(session, "one")
        assert first == (ask(session, "two", "救护站值守人员有没有餐补？")[0], True)
        assert ask(session, "one") == (first[0], False)
        assert ask(session, "far")[0] != first[0]  # another place may have another answer
        assert [gap.asked for gap in policy.gaps(session, answered=False)] == [2, 1]


def test_another_question_is_not_taken_for_the_same(desk: Database) -> None:
    with desk.session() as session:
        assert ask(session, "one")[0] != ask(session, "one", "救护站药箱有没有补贴")[0]


def test_a_sealed_number_is_not_passed_on(desk: Database) -> None:
    with desk.session() as session:
        ask(session, "one", "我的电话⟦n:abcdefgh⟧登记错了找谁改")
        [gap] = policy.gaps(session, answered=False)
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
        assert bool(policy.gaps(session, answered=True)) is may


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
        told = services.reviewed(session, here, "救护站值守人员有没有餐补呢")
        assert told
        assert (told.answer, told.basis, told.organisation) == ("没有餐补。", "县会办公会决定", "county会")
        assert services.reviewed(session, far, ASKED) is None
        assert services.reviewed(session, here, "救护站值守人员有没有补课") is None
