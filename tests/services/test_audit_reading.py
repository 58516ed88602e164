"""The audit log read back: within the scope only, no personal number, a plain word for everything that is done."""

import ast
from datetime import date, datetime

import pytest
import yaml

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.services import audit, register
from bot.services.audit import Question
from bot.settings import PROJECT
from bot.store import audit as store
from bot.store.database import Database
from bot.store.tables import OrganisationRow
from bot.text.audit_queries import read_doings, read_whose
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import worker

TODAY = NOW.date()
ALL = Question((), TODAY, TODAY, None)
ENTRY = Entry(MemberKind.ADULT, PersonalFacts("尤明", phone="13800001234"))
LATER = Entry(MemberKind.VOLUNTEER, PersonalFacts("冉星河", phone="13800001235"))


def test_who_reads_what(database: Database) -> None:
    """Tree: 0 above 1 and 4; 1 above 2 and 3."""
    with database.session() as session:
        ids = plant(session)
        secretary = worker(session, Role.SECRETARY, ids[2], "secretary")
        row = register.register(secretary, ENTRY, ids[2], "a")
        register.correct(secretary, row.person_id or 0, {"unit": "甲厂", "phone": "13800009999"})
        secretary.log("withdraw", "membership", row.id, ids[2], why="打13800001234说的")
        officer = worker(session, Role.COUNTY_OFFICER, ids[1], "officer")
        home = session.get_one(OrganisationRow, ids[1])
        log = audit.of_organisation(officer, home, ALL, 1)
        assert [(one.action, one.what) for one in log.lines] == [
            ("withdraw", "尤明"), ("correct", "尤明"), ("register", "尤明"),
        ]  # fmt: skip
        assert log.lines[1].fields == ("phone", "unit")
        assert "1380000" not in str(log)
        other = session.get_one(OrganisationRow, ids[4])
        for who, where in ((officer, other), (secretary, home), (worker(session, Role.MEMBER, ids[1], "m"), home)):
            with pytest.raises(PermissionDeniedError):
                audit.of_organisation(who, where, ALL, 1)


def test_one_persons_record_within_reach_only(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        row = register.register(boss, ENTRY, ids[2], "a")
        register.register(boss, LATER, ids[2], "b")
        register.transfer(boss, row.id, ids[4], "t")
        whose = Question((), TODAY, TODAY, "尤明")
        mine = audit.people_meant(boss, "", whose)
        assert [one.action for one in audit.of_people(boss, mine, whose, 1).lines] == ["transfer", "register"]
        there = worker(session, Role.COUNTY_OFFICER, ids[1], "there")
        seen = audit.of_people(there, audit.people_meant(there, "", whose), whose, 1)
        assert [one.action for one in seen.lines] == ["register"]
        stranger = worker(session, Role.COUNTY_OFFICER, ids[5], "stranger")
        assert audit.people_meant(stranger, "", whose) == []


def test_doings_days_and_pages(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        for number in range(13):
            boss.log("export" if number % 2 else "correct", "organisation", ids[0], ids[0])
        home = session.get_one(OrganisationRow, ids[0])
        first, second = (audit.of_organisation(boss, home, ALL, page) for page in (1, 2))
        assert (first.total, first.pages, len(first.lines), len(second.lines)) == (13, 2, 10, 3)
        exports = audit.of_organisation(boss, home, Question(("export",), TODAY, TODAY, None), 1)
        assert {one.action for one in exports.lines} == {"export"}
        before = date(2026, 11, 1)
        assert audit.of_organisation(boss, home, Question((), before, before, None), 1).total == 0
        assert len(audit.everything(session, None, None, 1, NOW)) == 13
        assert store.entries(session, None, NOW, datetime(2030, 1, 1, tzinfo=NOW.tzinfo), 0, 1)


@pytest.mark.parametrize(
    ("text", "doings", "whose"),
    [
        ("翠柏社区最近谁改过什么", (), None),
        ("尤明的记录谁改过", (), "尤明"),
        ("谁把尤明的资料改了", (), "尤明"),
        ("谁改过尤明的电话", (), "尤明"),
        ("尤明是谁登记的", ("register", "import", "found"), "尤明"),
        ("昨天谁导出过", ("export",), None),
        ("上个月谁合并过人", ("merge", "unmerge"), None),
        ("看操作日志", (), None),
    ],
)
def test_what_is_asked_of_the_log(text: str, doings: tuple[str, ...], whose: str | None) -> None:
    assert (read_doings(text), read_whose(text)) == (doings, whose)


def written() -> set[str]:
    """The action codes that the code base writes: Work.log, audit.Entry, and _log of the accounts."""
    found = set()
    for path in (PROJECT / "bot").rglob("*.py"):
        if path.is_relative_to(PROJECT / "bot" / "nlu"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called, place = ast.unparse(node.func), None
            if called.endswith("work.log"):
                place = 0
            elif called.endswith("audit.Entry") or called == "_log":
                place = 2
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(node.args[place].value)  # type: ignore[attr-defined]
    return found


def test_every_doing_has_a_plain_word() -> None:
    words = yaml.safe_load((PROJECT / "data" / "domain" / "audit.yml").read_text(encoding="utf-8"))["responses"]
    codes = written()
    assert {"register", "merge", "grant", "load_world"} <= codes
    assert {code for code in codes if f"utter_word_audit_{code}" not in words} == set()
