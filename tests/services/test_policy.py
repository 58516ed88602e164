"""Importing documents: once, with the facts they need; the nearest clause is quoted to those it binds."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.core.errors import DocumentFactsError
from bot.knowledge.reading import ReadDocument, read_document
from bot.services.policy import Facts, Imported, import_document, retire
from bot.store import policy
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


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexes of these tests are kept in a folder of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


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
