"""Registering, applying, leaving, moving, correcting, merging: whatever the order, numbers equal lists."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, MembershipStatus, PersonalFacts
from bot.services import permission, register
from bot.services.work import Work
from bot.store import accounts, audit, members, notices
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import MembershipRow, PersonRow
from tests.conftest import NOW
from tests.services.test_permission import plant

PERSONAL = PersonalData(b"k" * 32)
TODAY = NOW.date()
ANNA = Entry(MemberKind.ADULT, PersonalFacts("邬小満", "女", None, "13800000001", "1990-03-02"))


def worker(session: Session, role: Role, organisation_id: int | None, name: str = "boss", days: int = 0) -> Work:
    """Work of an account with one grant."""
    accounts.save(session, Account(name, role), NOW)
    session.flush()
    if organisation_id is not None and not accounts.grants(session, name, TODAY):
        accounts.add_grant(session, name, Grant(role, organisation_id), TODAY, "test")
        session.flush()
    moment = NOW + timedelta(days=days)
    return Work(session, PERSONAL, permission.actor(session, Account(name, role), "web", moment.date()), moment)


def counted(session: Session, organisation_id: int, day: date = TODAY) -> int:
    return members.count(session, day, MembershipRow.organisation_id == organisation_id)


# --- registering -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "own", "wanted", "kind", "status"),
    [
        (Role.SECRETARY, 1, 1, MemberKind.ADULT, MembershipStatus.ACTIVE),
        (Role.SECRETARY, 1, 2, MemberKind.ADULT, MembershipStatus.ACTIVE),
        (Role.SECRETARY, 1, 4, MemberKind.ADULT, None),
        (Role.SECRETARY, 1, 0, MemberKind.ADULT, None),
        (Role.COUNTY_OFFICER, 0, 5, MemberKind.VOLUNTEER, MembershipStatus.ACTIVE),
        (Role.VISITOR, None, 2, MemberKind.ADULT, MembershipStatus.PENDING),
        (Role.MEMBER, 2, 2, MemberKind.VOLUNTEER, MembershipStatus.ACTIVE),
        (Role.MEMBER, 2, 3, MemberKind.VOLUNTEER, MembershipStatus.PENDING),
        (Role.MEMBER, 2, 2, MemberKind.ADULT, MembershipStatus.PENDING),
    ],
)
def test_what_a_registration_is_at_first(
    database: Database, role: Role, own: int | None, wanted: int, kind: MemberKind, status: MembershipStatus | None
) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, role, None if own is None else ids[own])
        if status is None:
            with pytest.raises(PermissionDeniedError):
                register.register(work, replace(ANNA, kind=kind), ids[wanted], "r1")
        else:
            row = register.register(work, replace(ANNA, kind=kind), ids[wanted], "r1")
            assert row.status == status
        assert counted(session, ids[wanted]) == (status is MembershipStatus.ACTIVE)


def test_the_same_request_again_changes_nothing(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        first = register.register(work, ANNA, ids[2], "r1")
        assert register.register(work, ANNA, ids[2], "r1").id == first.id
        assert counted(session, ids[2]) == 1


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry(MemberKind.ADULT, PersonalFacts("甲乙")), "phone"),
        (Entry(MemberKind.YOUTH, PersonalFacts("甲乙", phone="13800000001")), "birth_date"),
        (Entry(MemberKind.YOUTH, PersonalFacts("甲乙", birth_date="2015-05")), "guardian_name"),
        (Entry(MemberKind.GROUP, PersonalFacts("甲厂", phone="13800000001")), "contact"),
        (Entry(MemberKind.ADULT, PersonalFacts("甲乙", phone="1", birth_date="2015-05-01")), "guardian_name"),
    ],
)
def test_nothing_is_kept_that_lacks_what_is_needed(database: Database, entry: Entry, field: str) -> None:
    with database.session() as session:
        ids = plant(session)
        with pytest.raises(RegisterError) as refused:
            register.register(worker(session, Role.SECRETARY, ids[1]), entry, ids[1], "r1")
        assert refused.value.values["field"] == field
        assert counted(session, ids[1]) == 0


def test_numbers_lie_encrypted_and_are_found_again(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        guarded = Entry(
            MemberKind.YOUTH,
            PersonalFacts("小明明", birth_date="2016-05-04", guardian_name="大明明", guardian_phone="13900000009"),
        )
        row = register.register(work, guarded, ids[1], "r1")
        register.register(work, ANNA, ids[1], "r2")
        person = session.get_one(PersonRow, row.person_id)
        assert members.facts_of(PERSONAL, person) == guarded.facts
        kept = session.execute(text("SELECT * FROM people")).all()
        assert not any(number in str(kept) for number in ("13900000009", "13800000001", "2016-05", "大明明"))


# --- duplicates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "asked", "found"),
    [
        ({"id_number": "330000199003020025"}, {"name": "邬小满", "id_number": "330000199003020025"}, "same"),
        ({"phone": "13800000001"}, {"phone": "13800000001"}, "same"),
        ({"phone": "13800000001"}, {"name": "巫小满", "phone": "13800000001"}, "likely"),
        ({"birth_date": "1990-03-02"}, {"birth_date": "1990-03", "phone": "13800000002"}, "likely"),
        ({"birth_date": "1990-03-02"}, {"name": "巫小满", "birth_date": "1990-03-20"}, "likely"),
        ({"phone": "13800000001"}, {"name": "陈大力", "phone": "13800000001"}, None),
        ({"phone": "13800000001"}, {"phone": "13800000002"}, None),
        (
            {"id_number": "330000199003020025", "birth_date": "1990-03-02"},
            {"id_number": "330000199003020041", "birth_date": "1990-03-02"},
            None,
        ),
    ],
)
def test_who_may_be_the_same(
    database: Database, known: dict[str, str], asked: dict[str, str], found: str | None
) -> None:
    with database.session() as session:
        work = worker(session, Role.SECRETARY, plant(session)[1])
        row = members.add_person(session, PERSONAL, PersonalFacts("邬小满", **known), "wu xiao man", NOW)
        session.flush()
        facts = PersonalFacts(**({"name": "邬小满"} | asked))
        seen = register.matches(work, Entry(MemberKind.ADULT, facts))
        assert [one.id for one in seen.same] == ([row.id] if found == "same" else [])
        assert [one.id for one in seen.likely] == ([row.id] if found == "likely" else [])


def test_a_known_person_is_completed_never_overwritten(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        first = register.register(work, ANNA, ids[1], "r1")
        again = Entry(MemberKind.VOLUNTEER, replace(ANNA.facts, phone="13800000002", unit="甲厂"))
        row = register.register(work, again, ids[1], "r2", person_id=first.person_id)
        assert row.person_id == first.person_id
        facts = members.facts_of(PERSONAL, session.get_one(PersonRow, row.person_id))
        assert (facts.phone, facts.unit) == ("13800000001", "甲厂")
        with pytest.raises(RegisterError) as refused:
            register.register(work, again, ids[1], "r3", person_id=first.person_id)
        assert refused.value.code == "already"


# --- applications ----------------------------------------------------------------------------------------------------


def test_an_application_counts_once_it_is_accepted(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.SECRETARY, ids[1])
        row = register.register(worker(session, Role.VISITOR, None, "guest"), ANNA, ids[2], "r1")
        assert [one.id for one in register.applications(boss)] == [row.id]
        assert [notice.values["person"] for notice in notices.tell(session, "boss", NOW)] == ["邬小満"]
        register.accept(boss, row.id)
        assert counted(session, ids[2]) == 1
        assert [notice.phrase for notice in notices.tell(session, "guest", NOW)] == ["channel_application_accepted"]
        with pytest.raises(RegisterError):
            register.decline(boss, row.id)


def test_only_who_reaches_the_branch_accepts(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        row = register.register(worker(session, Role.VISITOR, None, "guest"), ANNA, ids[2], "r1")
        for role, place in ((Role.SECRETARY, 3), (Role.MEMBER, 2), (Role.ADMINISTRATOR, 2), (Role.COUNTY_OFFICER, 4)):
            with pytest.raises(PermissionDeniedError):
                register.accept(worker(session, role, ids[place], f"{role}"), row.id)
        assert counted(session, ids[2]) == 0


def test_a_withdrawn_registration_leaves_no_personal_data(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        row = register.register(work, ANNA, ids[1], "r1")
        register.withdraw(work, row.id)
        assert counted(session, ids[1]) == 0
        person = session.get_one(PersonRow, row.person_id)
        assert (person.name, person.phone, person.birth_mark) == ("", None, None)
        assert audit.first_broken(session) is None


# --- any sequence ----------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["register", "again", "transfer", "leave", "correct", "merge", "undo", "undo", "withdraw"]),
        st.integers(0, 9),
        st.integers(1, 3),
    ),
    max_size=25,
)


class Story:
    """Plays steps on organisations 1 to 3, and can take each back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ids = plant(session)
        self.undos: list[Callable[[], object]] = []
        self.number = 0

    def play(self, step: str, pick: int, place: int) -> None:
        self.number += 1
        work = worker(self.session, Role.COUNTY_OFFICER, self.ids[0], days=self.number)
        try:
            getattr(self, f"do_{step}")(work, pick, self.ids[place])
        except RegisterError:
            self.session.flush()  # refused: nothing may have changed, which the invariants show

    def do_register(self, work: Work, pick: int, place: int) -> None:
        facts = PersonalFacts(f"甲{pick}", phone=f"1380000{self.number:04d}")
        row = register.register(work, Entry(MemberKind.ADULT, facts), place, f"r{self.number}")
        self.undos.append(lambda: register.withdraw(work, row.id))

    def do_again(self, work: Work, pick: int, place: int) -> None:
        if person := self.person(pick):
            entry = Entry(MemberKind.VOLUNTEER, PersonalFacts(f"甲{pick}", phone="13800000000"))
            row = register.register(work, entry, place, f"r{self.number}", person_id=person)
            self.undos.append(lambda: register.withdraw(work, row.id))

    def do_transfer(self, work: Work, pick: int, place: int) -> None:
        if row := self.row(pick):
            new = register.transfer(work, row, place, f"r{self.number}")
            self.undos.append(lambda: register.transfer_back(work, new.id))

    def do_leave(self, work: Work, pick: int, _: int) -> None:
        if row := self.row(pick):
            register.leave(work, row, work.today)
            self.undos.append(lambda: register.stay(work, row))

    def do_correct(self, work: Work, pick: int, _: int) -> None:
        if person := self.person(pick):
            before = register.correct(work, person, {"unit": f"厂{self.number}"})
            self.undos.append(lambda: register.correct(work, person, before))

    def do_merge(self, work: Work, pick: int, _: int) -> None:
        one, other = self.person(pick), self.person(pick + 1)
        if one and other:
            merge = register.merge(work, one, other)
            self.undos.append(lambda: register.unmerge(work, merge.id))

    def do_undo(self, _: Work, __: int, ___: int) -> None:
        if self.undos:
            self.undos.pop()()

    def do_withdraw(self, work: Work, pick: int, _: int) -> None:
        if row := self.row(pick):
            register.withdraw(work, row)

    def row(self, pick: int) -> int | None:
        rows = self.session.query(MembershipRow).order_by(MembershipRow.id).all()
        return rows[pick % len(rows)].id if rows else None

    def person(self, pick: int) -> int | None:
        people = self.session.query(PersonRow).filter_by(erased_at=None, merged_into=None).order_by(PersonRow.id).all()
        return people[pick % len(people)].id if people else None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(steps=STEPS)
def test_after_any_sequence_numbers_equal_lists_and_the_history_is_whole(
    database: Database, steps: list[tuple[str, int, int]]
) -> None:
    with database.session() as session:
        story = Story(session)
        for step in steps:
            story.play(*step)
        last = TODAY + timedelta(days=len(steps))
        for place in story.ids:
            listed = members.page_of(session, last, 0, 1000, MembershipRow.organisation_id == place)
            assert counted(session, place, last) == len(listed)
            pairs = [(one.membership.person_id, one.membership.kind) for one in listed]
            assert len(pairs) == len(set(pairs)), "somebody counts twice in one branch"
            assert all(one.person and one.person.name for one in listed), "a membership that counts has lost its person"
        for row in session.query(MembershipRow):
            assert row.valid_until is None or row.valid_until >= row.valid_from
            assert (row.valid_until is None) == (row.ended_by is None)
        logged = session.execute(text("SELECT count(*) FROM audit WHERE action = 'register'")).scalar()
        assert logged == session.query(MembershipRow).filter_by(continues_id=None).count()
        assert audit.first_broken(session) is None
        session.rollback()
