"""Elections and postponements: kept once, taken back exactly, seen only in scope."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.elections import DueStatus
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.services import congress, drafts, elections, handing_over, organisations, register
from bot.services.congress import ElectionForm, PostponementForm
from bot.services.elections import Elected
from bot.services.work import Work
from bot.store.database import Database
from bot.store.tables import AccountRow, GrantRow, NoticeRow, OrganisationRow, PostRow
from bot.text import columns
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import worker

TODAY = NOW.date()  # 2026-11-22
ELECTED = Elected(date(2026, 10, 20), "甘棠", "焦桐", ("乔木",))
DATES = {0: None, 1: date(2021, 12, 20), 2: date(2021, 5, 1), 3: date(2024, 1, 1), 4: date(2021, 1, 1), 5: None}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session
        session.rollback()


def tree(session: Session) -> list[int]:
    """The tree of test_permission, with a county at its top and communities below it."""
    ids = plant(session)
    for number, last in DATES.items():
        row = session.get_one(OrganisationRow, ids[number])
        row.last_election, row.president, row.secretary = last, f"会长{number}", f"秘书{number}"
        row.type = OrganisationType.COUNTY if number == 0 else OrganisationType.COMMUNITY
    session.flush()
    return ids


def standing(session: Session, organisation_id: int) -> tuple[object, ...]:
    row = session.get_one(OrganisationRow, organisation_id)
    posts = session.query(PostRow).filter_by(organisation_id=organisation_id).order_by(PostRow.id)
    return row.last_election, row.president, row.secretary, [(p.post, p.holder, p.valid_until) for p in posts]


def officer(session: Session, ids: list[int]) -> Work:
    return worker(session, Role.COUNTY_OFFICER, ids[0], "officer")


def test_an_election_moves_the_term_and_the_leaders(session: Session) -> None:
    ids = tree(session)
    work = officer(session, ids)
    session.add(
        PostRow(organisation_id=ids[1], body="领导班子", post="会长", holder="会长1", valid_from=date(2021, 12, 20))
    )
    session.add(
        PostRow(organisation_id=ids[1], body="理事会", post="理事", holder="老理事", valid_from=date(2021, 12, 20))
    )
    session.flush()
    before = standing(session, ids[1])
    row = elections.record(work, ids[1], ELECTED, "r")
    last, president, secretary, posts = standing(session, ids[1])
    assert (last, president, secretary) == (ELECTED.held_on, "甘棠", "焦桐")
    assert posts == [
        ("会长", "会长1", ELECTED.held_on), ("理事", "老理事", None), ("会长", "甘棠", None), ("副会长", "乔木", None),
        ("秘书长", "焦桐", None),
    ]  # fmt: skip
    assert elections.record(work, ids[1], ELECTED, "r").id == row.id  # the same request again
    elections.withdraw(work, row.id)
    assert standing(session, ids[1]) == before
    with pytest.raises(RegisterError, match="settled"):
        elections.withdraw(work, row.id)


def test_who_is_not_named_stays(session: Session) -> None:
    ids = tree(session)
    elections.record(officer(session, ids), ids[1], Elected(TODAY, "甘棠"), "r")
    assert standing(session, ids[1])[:3] == (TODAY, "甘棠", "秘书1")


@pytest.mark.parametrize(
    ("day", "code"), [(TODAY + timedelta(days=1), "election_future"), (ELECTED.held_on, "election_exists")]
)
def test_what_is_refused(session: Session, day: date, code: str) -> None:
    ids = tree(session)
    work = officer(session, ids)
    elections.record(work, ids[1], ELECTED, "r")
    with pytest.raises(RegisterError) as refused:
        elections.record(work, ids[1], replace(ELECTED, held_on=day), "r2")
    assert refused.value.code == code


def test_one_from_before_the_present_term_moves_nothing(session: Session) -> None:
    ids = tree(session)
    work, before = officer(session, ids), standing(session, ids[1])
    row = elections.record(work, ids[1], replace(ELECTED, held_on=date(2016, 12, 20)), "r")
    assert standing(session, ids[1]) == before
    elections.withdraw(work, row.id)
    assert standing(session, ids[1]) == before


def test_a_correction_takes_the_place(session: Session) -> None:
    ids = tree(session)
    work, before = officer(session, ids), standing(session, ids[1])
    row = elections.record(work, ids[1], ELECTED, "r")
    elections.amend(work, row.id, replace(ELECTED, president="骆长青", held_on=date(2026, 10, 21)))
    last, president, _, posts = standing(session, ids[1])
    assert (last, president) == (date(2026, 10, 21), "骆长青")
    assert isinstance(posts, list)
    assert [holder for post, holder, _ in posts if post == "会长"] == ["骆长青"]
    elections.withdraw(work, row.id)
    assert standing(session, ids[1]) == before


def test_one_that_lies_under_another_is_not_corrected(session: Session) -> None:
    ids = tree(session)
    work = officer(session, ids)
    row = elections.record(work, ids[1], ELECTED, "r1")
    elections.record(work, ids[1], replace(ELECTED, held_on=TODAY), "r2")
    with pytest.raises(RegisterError, match="election_newer"):
        elections.amend(work, row.id, replace(ELECTED, president="骆长青"))


def test_what_was_changed_by_hand_stays(session: Session) -> None:
    ids = tree(session)
    work = officer(session, ids)
    row = elections.record(work, ids[1], ELECTED, "r")
    session.get_one(OrganisationRow, ids[1]).secretary = "后来的"
    elections.withdraw(work, row.id)
    assert standing(session, ids[1])[:3] == (DATES[1], "会长1", "后来的")


# Day and turn of taking back, drawn before anything is written: a draw may end an example in the middle, and what it
# had written would stand in the way of the next one. Each example ends in its own savepoint for the same reason.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 99)), min_size=1, max_size=4, unique_by=lambda one: one[0])
)
def test_taken_back_in_any_order_everything_stands_as_before(session: Session, drawn: list[tuple[int, int]]) -> None:
    ids = tree_once(session)
    work, before = officer(session, ids), standing(session, ids[1])
    with session.begin_nested() as example:
        made = []
        for number, (day, turn) in enumerate(drawn):
            elected = Elected(TODAY - timedelta(days=day), f"会长新{number}", f"秘书新{number}" if day % 2 else None)
            made.append((turn, elections.record(work, ids[1], elected, f"r{number}")))
        for _, row in sorted(made, key=lambda one: one[0]):
            elections.withdraw(work, row.id)
        after = standing(session, ids[1])
        example.rollback()
    assert after == before


def tree_once(session: Session) -> list[int]:
    """The tree, planted when it is not there yet."""
    there = [row.id for row in session.query(OrganisationRow).order_by(OrganisationRow.id)]
    return there or tree(session)


# --- roles of account -------------------------------------------------------------------------------------------------


def roles(session: Session) -> dict[str, date | None]:
    return {row.account_id: row.valid_until for row in session.query(GrantRow) if row.role == Role.SECRETARY}


def staffed(session: Session, ids: list[int], *people: tuple[str, str]) -> dict[str, date | None]:
    """Accounts of secretaries on organisation 1, by (id, name)."""
    for account_id, name in people:
        worker(session, Role.SECRETARY, ids[1], account_id)
        session.get_one(AccountRow, account_id).name = name
    session.flush()
    return roles(session)


OLD = (("p", "会长1"), ("s", "秘书1"), ("x", "旁人"))
TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("elected", "ended"),
    [
        (Elected(TODAY, "甘棠", "焦桐"), {"p", "s"}),
        (Elected(TODAY, "甘棠"), {"p"}),  # no secretary is named: the old one stays
        (Elected(TODAY, "会长1", "焦桐"), {"s"}),
        (Elected(TODAY, "秘书1", "会长1"), set()),  # they change places
        (Elected(TODAY, "甘棠", "焦桐", ("秘书1",)), {"p"}),
        (Elected(TODAY, "甘棠", "焦桐", council=("会长1",)), {"s"}),
        (Elected(TODAY, "甘棠", "焦桐", kept=("秘书1",)), {"p"}),
        (Elected(date(2016, 1, 1), "甘棠", "焦桐"), set()),  # one from before the present term
    ],
)
def test_who_is_not_elected_again_loses_the_role_the_day_after_and_undoing_gives_it_back(
    session: Session, elected: Elected, ended: set[str]
) -> None:
    ids = tree(session)
    work, before = officer(session, ids), staffed(session, ids, *OLD)
    assert {one.account_id for one in handing_over.leaving(work, ids[1], elected, elected.kept)} == ended
    row = elections.record(work, ids[1], elected, "r")
    assert {name for name, until in roles(session).items() if until == TOMORROW} == ended
    assert {name for name, until in roles(session).items() if until is None} == set(before) - ended
    elections.withdraw(work, row.id)
    assert roles(session) == before


def test_a_role_that_ends_sooner_anyhow_is_left_as_it_is(session: Session) -> None:
    ids = tree(session)
    work = officer(session, ids)
    staffed(session, ids, *OLD)
    grants = {row.account_id: row for row in session.query(GrantRow)}
    grants["p"].valid_until, grants["s"].valid_until = TODAY, date(2027, 1, 1)
    before = roles(session)
    row = elections.record(work, ids[1], Elected(TODAY, "甘棠", "焦桐"), "r")
    assert (roles(session)["p"], roles(session)["s"]) == (TODAY, TOMORROW)
    elections.withdraw(work, row.id)
    assert roles(session) == before


def test_a_role_that_was_given_again_meanwhile_stays_given(session: Session) -> None:
    ids = tree(session)
    work = officer(session, ids)
    staffed(session, ids, *OLD)
    row = elections.record(work, ids[1], Elected(TODAY, "甘棠"), "r")
    session.query(GrantRow).filter_by(account_id="p").one().valid_until = date(2030, 1, 1)
    elections.withdraw(work, row.id)
    assert roles(session)["p"] == date(2030, 1, 1)


def test_a_correction_ends_other_roles(session: Session) -> None:
    ids = tree(session)
    work, before = officer(session, ids), staffed(session, ids, *OLD)
    row = elections.record(work, ids[1], Elected(TODAY, "甘棠", "焦桐"), "r")
    elections.amend(work, row.id, Elected(TODAY, "会长1", "焦桐"))
    assert {name for name, until in roles(session).items() if until} == {"s"}
    elections.withdraw(work, row.id)
    assert roles(session) == before


def test_under_a_later_election_roles_come_back_with_that_one(session: Session) -> None:
    ids = tree(session)
    work, before = officer(session, ids), staffed(session, ids, *OLD)
    first = elections.record(work, ids[1], Elected(ELECTED.held_on, "甘棠"), "r1")
    second = elections.record(work, ids[1], Elected(TODAY, "骆长青", "焦桐"), "r2")
    elections.withdraw(work, first.id)
    assert {name for name, until in roles(session).items() if until} == {"p", "s"}
    elections.withdraw(work, second.id)
    assert roles(session) == before


def test_who_loses_a_role_and_the_superior_are_told_and_no_more_once_it_is_undone(session: Session) -> None:
    ids = tree(session)
    officer(session, ids)
    staffed(session, ids, *OLD)
    work = worker(session, Role.SECRETARY, ids[1], "s")
    row = elections.record(work, ids[1], Elected(TODAY, "甘棠", "焦桐"), "r")
    told = session.query(NoticeRow).filter_by(phrase="channel_roles_end", withdrawn_at=None)
    assert {one.account_id for one in told} == {"p", "officer"}
    elections.withdraw(work, row.id)
    assert told.count() == 0


@pytest.mark.parametrize(
    ("said", "kept"),
    [("权限先都保留", {"p", "s"}), ("保留秘书1的权限", {"s"}), ("会长1的账号先别停", {"p"}), ("会长改成甘露", set())],
)
def test_roles_are_left_alone_on_a_word(session: Session, said: str, kept: set[str]) -> None:
    ids = tree(session)
    work, form = officer(session, ids), ElectionForm()
    staffed(session, ids, *OLD)
    content = form.begin(work, "甲1昨天换届了，会长甘棠，秘书长焦桐", "")
    assert {one.account_id for one in form.leaving(work, content)} == {"p", "s"}
    taken = form.take(work, said, content, None)
    assert taken is not None
    assert {one.account_id for one in form.leaving(work, taken.content)} == {"p", "s"} - kept
    back = form.take(work, "收回权限", taken.content, None)
    assert {one.account_id for one in form.leaving(work, (back or taken).content)} == {"p", "s"}


# --- who is due ------------------------------------------------------------------------------------------------------


def names(work: Work, text: str) -> list[str]:
    found = elections.ask(work, text).listing
    assert found is not None
    return [one.row.name for one in found.lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("逾期的有哪些", ["甲4", "甲2"]),
        ("谁快到期了", ["甲1"]),
        ("今年哪些到期", ["甲4", "甲2", "甲1"]),
        ("2029年哪些到期", ["甲3"]),
        ("哪些组织没填换届日期", ["甲5"]),
        ("哪些要换届", ["甲4", "甲2", "甲1"]),
        ("把逾期的导出excel", ["甲4", "甲2"]),
        ("换届台账导一份", ["甲4", "甲2", "甲1", "甲3", "甲5"]),
    ],
)
def test_lists_for_an_officer(session: Session, text: str, expected: list[str]) -> None:
    assert names(officer(session, tree(session)), text) == expected


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.SECRETARY, ["甲2", "甲1"]), (Role.MEMBER, ["甲1"]), (Role.VOLUNTEER, ["甲1"])]
)
def test_lists_keep_to_the_scope(session: Session, role: Role, expected: list[str]) -> None:
    ids = tree(session)
    assert names(worker(session, role, ids[1]), "今年哪些到期") == expected


@pytest.mark.parametrize(("role", "home"), [(Role.VISITOR, None), (Role.ADMINISTRATOR, 0)])
def test_who_may_see_no_numbers_gets_no_list(session: Session, role: Role, home: int | None) -> None:
    ids = tree(session)
    with pytest.raises(PermissionDeniedError):
        elections.ask(worker(session, role, None if home is None else ids[home]), "今年哪些到期")


def test_a_list_is_written_as_it_is_shown(session: Session, tmp_path: Path) -> None:
    ids = tree(session)
    listing = elections.ask(officer(session, ids), "换届台账导一份").listing
    assert listing
    assert listing.file
    elections.write(tmp_path / "due.xlsx", listing.lines)
    rows = list(load_workbook(tmp_path / "due.xlsx").active.values)
    assert rows[0] == tuple(columns.TERMS.values())
    assert [row[0] for row in rows[1:]] == [one.row.name for one in listing.lines]
    assert [row[-1] for row in rows[1:]] == [columns.TERM_STATES[one.status] for one in listing.lines]


def test_an_empty_list_says_who_comes_next(session: Session) -> None:
    ids = tree(session)
    listing = elections.ask(worker(session, Role.SECRETARY, ids[3]), "有哪些快到期").listing
    assert listing is not None
    assert (listing.lines, listing.next_one and listing.next_one.row.name) == ((), "甲3")


def test_numbers_equal_lists(session: Session) -> None:
    ids = tree(session)
    seen = elections.due(officer(session, ids), ids[0])
    assert {one.row.id for one in seen} == set(ids)
    by_status = {status: sum(one.status is status for one in seen) for status in DueStatus}
    assert by_status == {DueStatus.OVERDUE: 2, DueStatus.SOON: 1, DueStatus.NOT_DUE: 1, DueStatus.UNKNOWN: 2}
    calendar = elections.calendar(seen, 2026)
    assert {month: len(rows) for month, rows in calendar.items()} == {1: 1, 5: 1, 12: 1}


# --- postponements ---------------------------------------------------------------------------------------------------


def test_a_postponement_counts_until_it_is_taken_back_or_there_is_an_election(session: Session) -> None:
    ids = tree(session)
    work = officer(session, ids)
    row = elections.postpone(work, ids[2], date(2027, 6, 30), "街道党工委", "p")
    assert elections.postpone(work, ids[2], date(2027, 6, 30), "街道党工委", "p").id == row.id
    assert names(work, "逾期的有哪些") == ["甲4"]
    assert organisations.card(session, work.who, session.get_one(OrganisationRow, ids[2]), TODAY).next_election == date(
        2027, 6, 30
    )
    elected = elections.record(work, ids[2], Elected(TODAY, "甘棠"), "r")
    assert congress.clock_of(work, ids[2]).clock.deadline == date(2031, 11, 22)
    elections.withdraw(work, elected.id)
    elections.withdraw_postponement(work, row.id)
    assert names(work, "逾期的有哪些") == ["甲4", "甲2"]
    with pytest.raises(RegisterError, match="settled"):
        elections.withdraw_postponement(work, row.id)


@pytest.mark.parametrize(
    ("place", "until", "code"),
    [
        (5, date(2027, 1, 1), "postpone_unknown"),
        (2, date(2026, 5, 1), "postpone_day"),
        (2, date(2028, 5, 2), "postpone_day"),
    ],
)
def test_a_postponement_that_cannot_be(session: Session, place: int, until: date, code: str) -> None:
    ids = tree(session)
    with pytest.raises(RegisterError) as refused:
        elections.postpone(officer(session, ids), ids[place], until, "甲", "p")
    assert refused.value.code == code


def test_a_term_is_set_where_no_document_says(session: Session) -> None:
    ids = tree(session)
    work = officer(session, ids)
    session.get_one(OrganisationRow, ids[3]).type = OrganisationType.OFFICE
    assert congress.clock_of(work, ids[3]).clock.deadline == date(2027, 1, 1)
    assert elections.set_term(work, ids[3], 5).clock.deadline == date(2029, 1, 1)
    for place, years, code in ((3, 11, "term_range"), (2, 4, "term_fixed")):
        with pytest.raises(RegisterError, match=code):
            elections.set_term(work, ids[place], years)


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_what_waits_is_handed_over(session: Session) -> None:
    ids = tree(session)
    work = worker(session, Role.SECRETARY, ids[1])
    guest = worker(session, Role.VISITOR, None, "guest")
    register.register(guest, Entry(MemberKind.ADULT, PersonalFacts("甘棠", phone="13800000009")), ids[1], "g")
    drafts.begin(work, "founding", {})
    assert handing_over.waiting(work, ids[1]) == {
        "drafts": 1, "applications": 1, "no_phone": 1, "no_address": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("换届了", "org"),
        ("甲1换届了", "held_on"),
        ("甲1换届了，会长甘棠", "held_on"),
        ("甲1昨天换届了", "president"),
        ("甲1昨天换届了，会长甘棠", None),
        ("甲1昨天换届了，老会长连任", None),
        ("甲3昨天换届，会长甘棠", "sure"),  # three years too early
        ("甲1 2020年5月6日换届，会长甘棠", "sure"),  # before the present term
        ("甲1下个月5日换届，会长甘棠", "held_on"),
    ],
)
def test_what_is_asked_for_next(session: Session, text: str, asked: str | None) -> None:
    work, form = officer(session, tree(session)), ElectionForm()
    assert form.missing(work, form.begin(work, text, "")) == asked


def test_a_strange_day_is_asked_about_once(session: Session) -> None:
    work, form = officer(session, tree(session)), ElectionForm()
    content = form.begin(work, "甲3昨天换届，会长甘棠", "")
    taken = form.take(work, "没错", content, "sure")
    assert taken is not None
    assert form.missing(work, taken.content) is None
    denied = form.take(work, "不对", content, "sure")
    assert denied is not None
    assert form.missing(work, denied.content) == "held_on"


@pytest.mark.parametrize("form", [ElectionForm(), PostponementForm()])
def test_a_member_opens_no_draft(session: Session, form: ElectionForm | PostponementForm) -> None:
    ids = tree(session)
    with pytest.raises(PermissionDeniedError):
        form.begin(worker(session, Role.MEMBER, ids[1]), "我们昨天换届了，会长甘棠", "")


def test_a_secretary_records_only_below(session: Session) -> None:
    ids = tree(session)
    with pytest.raises(PermissionDeniedError):
        ElectionForm().begin(worker(session, Role.SECRETARY, ids[1]), "甲4昨天换届了，会长甘棠", "")
