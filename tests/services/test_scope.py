"""Nothing outside one's scope is read or changed: every service function of the register, tried by every role."""

import contextlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import GapError, PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.structure import Body
from bot.services import (
    accounts,
    agenda,
    audit,
    composition,
    elections,
    founding,
    gaps,
    handing_over,
    members,
    organisations,
    people,
    register,
    renaming,
)
from bot.services.drafts import begin, commit
from bot.services.founding import FoundingForm
from bot.services.work import Work
from bot.store.database import Database
from bot.store.tables import AuditRow, MergeRow, OrganisationRow
from bot.text.person_queries import Filters
from bot.text.spans import Span
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import PERSONAL, worker

TODAY = NOW.date()
NOWADAYS = Span(TODAY, TODAY)
ALL_KINDS = tuple(MemberKind)
BRANCH = {
    "name": "甲乙村红十字会", "type": "村", "approved_by": "甲乙村党支部", "approved_on": TODAY.isoformat(),
    "founded": None, "president": "甲乙", "secretary": None, "phone": None, "superior": None, "insisted": None,
}  # fmt: skip


@dataclass(frozen=True)
class There:
    """What lies outside the scope: organisations 1 to 3 of the tree, with people, an application, a moved member."""

    home: OrganisationRow
    member: int
    other: int
    gone: int
    moved: int
    waiting: int
    person: int
    second: int
    merge: int
    founding: int
    gap: int
    election: int
    postponement: int
    former: int


CALLS: dict[str, Callable[[Work, There], object]] = {
    "agenda.of": lambda w, t: agenda.of(w, agenda.AgendaQuestion(TODAY, TODAY), t.home),
    "members.roster": lambda w, t: members.roster(w.session, w.who, PERSONAL, t.home, ALL_KINDS, 1, TODAY),
    "people.hours": lambda w, t: people.hours(w, t.person),
    "people.profile": lambda w, t: people.profile(w, t.person),
    "people.numbers_on": lambda w, t: people.numbers_on(w, t.home, TODAY),
    "people.changed": lambda w, t: people.changed(w, t.home, "joined", NOWADAYS, ALL_KINDS),
    "people.who_changed": lambda w, t: people.who_changed(w, t.home, "left", NOWADAYS, ALL_KINDS, 1),
    "people.filtered": lambda w, t: people.filtered(w, t.home, ALL_KINDS, Filters(no_id=True), 1, TODAY),
    "people.count_filtered": lambda w, t: people.count_filtered(w, t.home, ALL_KINDS, Filters(no_id=True), TODAY),
    "people.by_gender": lambda w, t: people.by_gender(w, t.home, ALL_KINDS, TODAY),
    "people.check": lambda w, t: people.check(w, t.home, ("甲0", "甲1"), TODAY),
    "renaming.rename": lambda w, t: renaming.rename(w, t.home.id, "另一个红十字会"),
    "renaming.unrename": lambda w, t: renaming.unrename(w, t.former),
    "audit.of_organisation": lambda w, t: audit.of_organisation(w, t.home, audit.read("", TODAY), 1),
    "register.register": lambda w, t: register.register(w, entry(9), t.home.id, "out"),
    "register.standing": lambda w, t: register.standing(w, MemberKind.ADULT, t.home.id),
    "register.withdraw": lambda w, t: register.withdraw(w, t.member),
    "register.accept": lambda w, t: register.accept(w, t.waiting),
    "register.decline": lambda w, t: register.decline(w, t.waiting),
    "register.leave": lambda w, t: register.leave(w, t.member, TODAY),
    "register.stay": lambda w, t: register.stay(w, t.gone),
    "register.transfer": lambda w, t: register.transfer(w, t.member, t.home.id, "out"),
    "register.transfer_back": lambda w, t: register.transfer_back(w, t.moved),
    "register.correct": lambda w, t: register.correct(w, t.person, {"unit": "甲厂"}),
    "register.erase": lambda w, t: register.erase(w, t.person),
    "register.merge": lambda w, t: register.merge(w, t.person, t.second),
    "register.unmerge": lambda w, t: register.unmerge(w, t.merge),
    "founding.found": lambda w, t: founding.found(w, BRANCH | {"parent": t.home.id}),
    "founding.unfound": lambda w, t: founding.unfound(w, t.home.id),
    "founding.file": lambda w, t: founding.file(w, t.founding),
    "founding.turn_down": lambda w, t: founding.turn_down(w, t.founding),
    "accounts.invite": lambda w, t: accounts.invite(w.session, PERSONAL, w.who, Role.MEMBER, t.home, NOW),
    "accounts.grant": lambda w, t: accounts.grant(w.session, w.who, "boss", Role.MEMBER, t.home.id, NOW),
    "accounts.revoke": lambda w, t: accounts.revoke(w.session, w.who, "boss", t.home.id, NOW),
    "elections.due": lambda w, t: elections.due(w, t.home.id),
    "elections.known": lambda w, t: elections.known(w, t.home.id, TODAY),
    "elections.record": lambda w, t: elections.record(w, t.home.id, elections.Elected(TODAY, "甲"), "out"),
    "elections.withdraw": lambda w, t: elections.withdraw(w, t.election),
    "elections.amend": lambda w, t: elections.amend(w, t.election, elections.Elected(TODAY, "乙")),
    "composition.standing": lambda w, t: composition.standing(w, t.home.id, [Body.COUNCIL], TODAY),
    "composition.said": lambda w, t: composition.said(w, t.home.id, {}, [Body.COUNCIL]),
    "handing_over.waiting": lambda w, t: handing_over.waiting(w, t.home.id),
    "handing_over.leaving": lambda w, t: handing_over.leaving(w, t.home.id, elections.Elected(TODAY, "甲")),
    "handing_over.end_roles": lambda w, t: handing_over.end_roles(w, t.home.id, "election:1", []),
    "handing_over.restore_roles": lambda w, t: handing_over.restore_roles(w, t.home.id, "election:1", {}),
    "elections.postpone": lambda w, t: elections.postpone(w, t.home.id, date(2032, 1, 1), "甲", "out"),
    "elections.withdraw_postponement": lambda w, t: elections.withdraw_postponement(w, t.postponement),
    "elections.set_term": lambda w, t: elections.set_term(w, t.home.id, 4),
    "gaps.answer_gap": lambda w, t: gaps.answer_gap(w.session, w.who.account, t.gap, "甲", "乙", NOW),
    "gaps.withdraw_answer": lambda w, t: gaps.withdraw_answer(w.session, w.who.account, t.gap, NOW, "web"),
}
# What has no place of its own to be refused: it gives only what lies in reach (tested below), or asks nothing.
HARMLESS = {
    "agenda.named", "agenda.read", "agenda.follows", "agenda.subject",
    "handing_over.holders", "composition.applies", "handing_over.counts",
    "members.masked", "register.matches", "register.present", "register.named_in_scope", "register.applications",
    "register.application_named",
    "register.sealed_contact", "register.name_of", "founding.waiting", "accounts.bind", "accounts.plain_code",
    "gaps.pass_on", "gaps.open_gaps", "gaps.reviewed", "gaps.news", "organisations.find", "organisations.card",
    "organisations.numbers", "organisations.name_of", "elections.ask", "elections.calendar", "elections.ordered",
    "elections.clocks", "elections.odd", "elections.already", "elections.row_of", "elections.shown", "elections.write",
    "organisations.former",
    "people.read", "people.demand_any", "people.named", "people.near", "people.is_known", "people.own",
    "people.office_of", "people.counted_on", "people.until_today", "people.without_names", "people.is_plain",
    "people.names_to_check", "people.applied_for", "people.asks_hours", "people.asks_how_many_joined",
    "people.asks_after_an_application", "people.asks_for_numbers", "renaming.meant",
    "organisations.named", "organisations.named_in_part", "organisations.in_full", "organisations.without_names",
    "organisations.branch_of_unit",
    "audit.read", "audit.people_meant", "audit.of_people", "audit.everything",
}  # fmt: skip
# What cannot be told from something that is not there is refused as not there.
REFUSALS = (PermissionDeniedError, RegisterError, GapError)
APPLICANTS = (Role.MEMBER, Role.VOLUNTEER, Role.ADMINISTRATOR)
OTHERS = [role for role in Role if role is not Role.VISITOR]


def entry(number: int) -> Entry:
    return Entry(MemberKind.ADULT, PersonalFacts(f"甲{number}", phone=f"1380000100{number}"))


def outside(session: Session, ids: list[int]) -> There:
    """Fill the part of the tree that nobody here reaches."""
    boss = worker(session, Role.COUNTY_OFFICER, ids[1], "owner")
    rows = [register.register(boss, entry(number), ids[2], f"r{number}") for number in range(6)]
    gone = register.leave(boss, rows[1].id, TODAY)
    moved = register.transfer(boss, rows[2].id, ids[3], "t")
    waiting = register.register(worker(session, Role.VISITOR, None, "guest"), entry(7), ids[2], "w")
    people = [row.person_id or 0 for row in rows]
    merge: MergeRow = register.merge(boss, people[4], people[5])
    secretary = worker(session, Role.SECRETARY, ids[2], "secretary")
    draft = begin(secretary, founding.KIND, BRANCH | {"parent": ids[2]})
    commit(secretary, draft, FoundingForm())
    gap, _ = gaps.pass_on(session, Account("guest", place="甲省"), "web", "甲?", NOW, lambda one, other: one == other)
    home = session.get_one(OrganisationRow, ids[2])
    election = elections.record(boss, home.id, elections.Elected(TODAY, "甲"), "e")
    postponement = elections.postpone(boss, home.id, date(2032, 1, 1), "甲党委", "p")
    return There(
        home, rows[0].id, rows[3].id, gone.id, moved.id, waiting.id, people[0], people[3], merge.id, draft.row.id,
        gap.id, election.id, postponement.id, renaming.rename(boss, ids[2], "甲二"),
    )  # fmt: skip


def public(module: object) -> set[str]:
    name = getattr(module, "__name__", "")
    functions = inspect.getmembers(module, inspect.isfunction)
    return {f"{name.split('.')[-1]}.{n}" for n, f in functions if not n.startswith("_") and f.__module__ == name}


def test_every_function_is_tried_or_known_to_be_harmless() -> None:
    modules = (
        members,
        register,
        founding,
        accounts,
        gaps,
        organisations,
        people,
        renaming,
        audit,
        elections,
        handing_over,
        composition,
        agenda,
    )
    assert set.union(*map(public, modules)) == set(CALLS) | HARMLESS


@pytest.mark.parametrize("role", OTHERS)
def test_outside_the_scope_everything_is_refused(database: Database, role: Role) -> None:
    """All functions on one tree, each undone: filling a tree anew for each would take half a minute."""
    with database.session() as session:
        ids = plant(session)
        there = outside(session, ids)
        work = worker(session, role, ids[4], "stranger")
        before = session.query(AuditRow).count()
        for call, run in CALLS.items():
            if call in may_call(role):
                continue
            tried = session.begin_nested()
            assert _is_refused(run, work, there), call
            assert session.query(AuditRow).count() == before, call
            tried.rollback()
        session.rollback()


def _is_refused(run: Callable[[Work, There], object], work: Work, there: There) -> bool:
    try:
        run(work, there)
    except REFUSALS:
        return True
    return False


def may_call(role: Role) -> set[str]:
    """What is no breach: an application counts nowhere until it is accepted; national officers answer for all."""
    applying = {"register.standing", "register.register"} if role in APPLICANTS else set()
    return applying | ({"gaps.answer_gap", "gaps.withdraw_answer"} if role is Role.NATIONAL_OFFICER else set())


@pytest.mark.parametrize("role", OTHERS)
def test_lists_and_numbers_hold_nothing_from_outside(database: Database, role: Role) -> None:
    with database.session() as session:
        ids = plant(session)
        there = outside(session, ids)
        work = worker(session, role, ids[4], "stranger")
        assert register.named_in_scope(work, "甲0甲3") == []
        with contextlib.suppress(PermissionDeniedError):
            assert people.named(work, "甲0") == []
            assert people.near(work, "甲9") == []
        for lists in (register.applications, founding.waiting):
            with contextlib.suppress(PermissionDeniedError):
                assert list(lists(work)) == []
        wide = agenda.AgendaQuestion(TODAY, date(TODAY.year + 7, 12, 31))
        assert all(there.home.name not in str(one.values) for one in agenda.of(work, wide).page.lines)
        assert organisations.card(session, work.who, there.home, date(2026, 11, 22)).numbers is None
        session.rollback()
