"""Activities: recorded once, changed, withdrawn, returned; whatever the order, sums equal lists and nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.activities import ActivityFacts, ActivityStatus, ActivityType, doubts, lacking
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.services import activities, activity_questions, register, reporting
from bot.services.activity_questions import ActivityQuestion, Asked, Period
from bot.services.work import Work
from bot.store import activities as store
from bot.store import audit, notices
from bot.store.database import Database
from bot.store.tables import ActivityRow, AuditRow, NoticeRow, OrganisationRow
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import worker
from tests.services.test_scope import public

TODAY = NOW.date()
COURSE = ActivityFacts(TODAY - timedelta(days=1), None, ActivityType.FIRST_AID_TRAINING, None, "礼堂", 45, 4, 2.0, None)
EVER = ActivityQuestion(Asked.LIST, Period(None, TODAY), (), 1)


def told(session: Session, account: str) -> list[str]:
    return [row.phrase for row in notices.tell(session, account, NOW)]


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        (COURSE, None),
        (replace(COURSE, date=None), "date"),
        (replace(COURSE, activity_type=None), "activity_type"),
        (replace(COURSE, participants=None, volunteers=None), "people"),
        (replace(COURSE, participants=None), None),
        (replace(COURSE, participants=None, volunteers=None, beneficiaries=3), None),
        (replace(COURSE, date=TODAY + timedelta(days=3), participants=None, volunteers=None), None),
    ],
)
def test_what_an_activity_needs(facts: ActivityFacts, lacks: str | None) -> None:
    assert lacking(facts, TODAY) == lacks


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (COURSE, []),
        (replace(COURSE, date=TODAY - timedelta(days=90)), []),
        (replace(COURSE, date=TODAY - timedelta(days=91)), ["old"]),
        (replace(COURSE, participants=1_000), []),
        (replace(COURSE, participants=1_001), ["many"]),
        (replace(COURSE, volunteers=1_001), ["many"]),
        (replace(COURSE, hours=24), []),
        (replace(COURSE, hours=24.5), ["long"]),
        (replace(COURSE, hours=48, end_date=TODAY), []),
        (replace(COURSE, end_date=TODAY - timedelta(days=2)), ["backwards"]),
    ],
)
def test_what_is_worth_asking(facts: ActivityFacts, codes: list[str]) -> None:
    assert doubts(facts, OrganisationType.VILLAGE, TODAY) == codes


def test_the_same_request_makes_one_activity(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        secretary = worker(session, Role.SECRETARY, ids[2])
        first = activities.record(secretary, ids[2], COURSE, "draft:1:0", source="昨天培训45人")
        assert activities.record(secretary, ids[2], COURSE, "draft:1:0").id == first.id
        assert first.source
        assert b"45" not in first.source  # the message is kept encrypted
        assert activity_questions.listed(secretary, session.get_one(OrganisationRow, ids[2]), EVER).total == 1


def test_what_lies_ahead_counts_nowhere_until_it_is_held(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        home = session.get_one(OrganisationRow, ids[2])
        secretary = worker(session, Role.SECRETARY, ids[2])
        plan = replace(COURSE, date=TODAY + timedelta(days=5), participants=None, volunteers=None)
        row = activities.record(secretary, ids[2], plan, "p")
        assert row.status == ActivityStatus.PLANNED
        assert activity_questions.summary(secretary, home, EVER).totals.activities == 0
        assert activity_questions.ahead(secretary, home, EVER).total == 1
        later = worker(session, Role.SECRETARY, ids[2], days=6)
        activities.change(later, row.id, replace(plan, participants=31), ids[2])
        until = ActivityQuestion(Asked.SUMMARY, Period(None, later.today), (), 1)
        assert activity_questions.summary(later, home, until).totals.participants == 31


def test_a_year_is_compared_with_the_same_stretch_of_the_one_before(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        home = session.get_one(OrganisationRow, ids[2])
        work = worker(session, Role.SECRETARY, ids[2])
        last_year = TODAY.replace(year=TODAY.year - 1)
        for number, day in enumerate((TODAY, last_year, last_year + timedelta(days=1))):  # the last lies behind it
            activities.record(work, ids[2], replace(COURSE, date=day, participants=10 + number), str(number))
        asked = ActivityQuestion(Asked.SUMMARY, Period(date(TODAY.year, 1, 1), TODAY), (), 1, True)
        period, before = activity_questions.year_before(work, home, asked)
        assert (period.start, period.end) == (date(TODAY.year - 1, 1, 1), last_year)
        assert (before.totals.activities, before.totals.participants) == (1, 11)
        session.rollback()


def test_how_a_number_was_said_is_kept_until_it_is_put_right(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        home = session.get_one(OrganisationRow, ids[2])
        work = worker(session, Role.SECRETARY, ids[2], "reporter")

        def told() -> dict[str, str]:
            return activity_questions.listed(work, home, EVER).lines[0].approximate

        row = activities.record(work, ids[2], COURSE, "r", approximate={"participants": "四十多", "volunteers": ""})
        assert told() == {"participants": "四十多", "volunteers": ""}
        before = activities.snapshot(work, row.id)
        activities.change(work, row.id, replace(COURSE, participants=46), ids[2], approximate={"volunteers": ""})
        assert told() == {"volunteers": ""}
        activities.put_back(work, row.id, before)
        assert told() == {"participants": "四十多", "volunteers": ""}
        row.approximate = ["participants"]  # as it was kept once, without the words
        assert told() == {"participants": ""}
        session.rollback()


@pytest.mark.parametrize(
    ("value", "words", "shown"),
    [
        (64, "六十多", ("六十多", False)),
        (195, "近200", ("近200", False)),
        (45, "45", ("45", True)),
        (109, "", ("110", True)),
        (12, "", ("12", True)),
        (2.5, "", ("2.5", True)),
        (64, None, ("64", False)),
    ],
)
def test_an_approximate_number_is_shown_no_preciser_than_it_was_said(
    value: float, words: str | None, shown: tuple[str, bool]
) -> None:
    about = {} if words is None else {"participants": words}
    assert reporting.in_words({"participants": value, "approximate": about}, "participants") == shown


@pytest.mark.parametrize(
    ("said", "words"),
    [("六十多", {"participants": "六十多"}), ("大概四十来个", {"participants": "大概四十来"}), ("64个", {})],
)
def test_of_a_bare_answer_the_words_are_kept_too(database: Database, said: str, words: dict[str, str]) -> None:
    with database.session() as session:
        work = worker(session, Role.SECRETARY, plant(session)[2], "reporter")
        form = reporting.ReportForm()
        draft = form.begin(work, "昨天在礼堂办了急救培训", "")
        assert form.missing(work, draft) == "0.people"
        taken = form.take(work, said, draft, "0.people")
        assert taken is not None
        assert taken.content["records"][0]["approximate"] == words
        session.rollback()


def test_a_report_without_a_reporter_is_returned_and_nobody_is_told(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        officer = worker(session, Role.COUNTY_OFFICER, ids[1], "boss")
        row = ActivityRow(
            organisation_id=ids[2],
            status="held",
            activity_type="其他",
            date=TODAY,
            reported_by="world",
            reported_at=NOW,
        )
        store.add(session, row)
        activities.give_back(officer, row.id, "没有照片")
        session.flush()
        assert row.status == ActivityStatus.RETURNED
        assert session.query(NoticeRow).count() == 0
        session.rollback()


def test_a_returned_report_counts_no_more_and_its_reporter_is_told_once(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        home = session.get_one(OrganisationRow, ids[2])
        secretary = worker(session, Role.SECRETARY, ids[2], "reporter")
        officer = worker(session, Role.COUNTY_OFFICER, ids[0], "officer")
        row = activities.record(secretary, ids[2], COURSE, "r")
        with pytest.raises(PermissionDeniedError):
            activities.give_back(secretary, row.id, "没有照片")
        activities.give_back(officer, row.id, "没有照片")
        assert activity_questions.summary(secretary, home, EVER).totals.activities == 0
        assert told(session, "reporter") == ["channel_report_returned"]
        assert told(session, "reporter") == []
        with pytest.raises(RegisterError):
            activities.give_back(officer, row.id, "又一次")
        activities.change(secretary, row.id, replace(COURSE, participants=44), ids[2])
        assert activity_questions.summary(secretary, home, EVER).totals.participants == 44


def test_hours_go_to_the_volunteer_of_that_name(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        secretary = worker(session, Role.SECRETARY, ids[2], "米乐")
        entry = Entry(MemberKind.VOLUNTEER, PersonalFacts("米乐", phone="13800001001"))
        register.register(secretary, entry, ids[2], "v")
        row = activities.record(secretary, ids[2], COURSE, "r", people=[("米乐", None), ("外人", 3.0)])
        given = {one.name: (one.hours, one.person_id is not None) for one in store.hours_of(session, row.id)}
        assert given == {"米乐": (2.0, True), "外人": (3.0, False)}
        withname = Work(
            session,
            secretary.personal,
            replace(secretary.who, account=replace(secretary.who.account, name="米乐")),
            NOW,
        )
        assert activity_questions.mine(withname, EVER) == (1, 2.0)
        activities.withdraw(secretary, row.id)
        assert activity_questions.mine(withname, EVER) == (0, 0.0)


def test_who_was_silent(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        officer = worker(session, Role.COUNTY_OFFICER, ids[0])
        top = session.get_one(OrganisationRow, ids[0])
        activities.record(officer, ids[2], COURSE, "a")
        activities.record(officer, ids[5], replace(COURSE, date=TODAY - timedelta(days=80)), "b")
        asked = ActivityQuestion(Asked.SILENT, Period(TODAY - timedelta(days=30), TODAY), (), 1)
        found, of = activity_questions.silent(officer, top, asked)
        assert of == 5
        assert [(one.organisation, one.last) for one in found] == [
            ("甲1", None), ("甲3", None), ("甲4", None), ("甲5", TODAY - timedelta(days=80)),
        ]  # fmt: skip


def test_weeks_with_and_without(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        secretary = worker(session, Role.SECRETARY, ids[2])
        home = session.get_one(OrganisationRow, ids[2])
        activities.record(secretary, ids[2], replace(COURSE, date=date(2026, 11, 9)), "a")
        activities.record(secretary, ids[2], replace(COURSE, date=date(2026, 11, 15)), "b")
        asked = ActivityQuestion(Asked.WEEKS, Period(date(2026, 11, 1), TODAY), (), 1)
        assert activity_questions.weeks(secretary, home, asked) == [
            (date(2026, 10, 26), 0), (date(2026, 11, 2), 0), (date(2026, 11, 9), 2), (date(2026, 11, 16), 0),
        ]  # fmt: skip


def test_a_year_in_weeks_and_months(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        secretary = worker(session, Role.SECRETARY, ids[2])
        home = session.get_one(OrganisationRow, ids[2])
        for request, day in enumerate((date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 8), date(2026, 3, 9))):
            activities.record(secretary, ids[2], replace(COURSE, date=day), f"{request}")
        found = activity_questions.year_of_weeks(secretary, home, EVER)
        weeks = dict(found.weeks)
        assert (found.year, len(weeks), found.weeks[0]) == (2026, 53, (date(2025, 12, 29), 2))
        assert (weeks[date(2026, 3, 2)], weeks[date(2026, 3, 9)], weeks[date(2026, 3, 16)]) == (1, 1, 0)
        assert {number for monday, number in found.weeks if monday > TODAY} == {None}
        assert found.months == (1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, None)
        assert found.silent == 8  # November is not over
        before = replace(EVER, period=Period(date(2025, 1, 1), date(2025, 12, 31)))
        assert activity_questions.year_of_weeks(secretary, home, before).months == (*[0] * 11, 1)
        assert activity_questions.silent_months(secretary, home, before) == 11


def test_signing_up_for_what_is_planned(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        secretary = worker(session, Role.SECRETARY, ids[2], "secretary")
        volunteer = worker(session, Role.VOLUNTEER, ids[2], "volunteer")
        stranger = worker(session, Role.VOLUNTEER, ids[5], "stranger")
        plan = activities.record(secretary, ids[2], replace(COURSE, date=TODAY + timedelta(days=2)), "p")
        held = activities.record(secretary, ids[2], COURSE, "h")
        assert activity_questions.sign_up(volunteer, plan.id)
        assert not activity_questions.sign_up(volunteer, plan.id)
        for who, number in ((stranger, plan.id), (volunteer, held.id)):
            with pytest.raises(PermissionDeniedError):
                activity_questions.sign_up(who, number)
        assert activity_questions.signed_up(secretary, plan.id) == ["volunteer"]
        with pytest.raises(PermissionDeniedError):
            activity_questions.signed_up(volunteer, plan.id)
        assert activity_questions.sign_off(volunteer, plan.id)
        assert activity_questions.signed_up(secretary, plan.id) == []


STEPS = st.lists(
    st.tuples(st.sampled_from(["record", "change", "undo_change", "withdraw", "restore", "return", "take_again"]),
              st.integers(0, 3), st.integers(1, 500)),
    max_size=14,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=STEPS)
def test_whatever_is_done_sums_equal_lists_and_history_is_whole(
    database: Database, steps: list[tuple[str, int, int]]
) -> None:
    with database.session() as session:
        ids = plant(session)
        officer = worker(session, Role.COUNTY_OFFICER, ids[0])
        kept: dict[int, dict[str, object]] = {}
        for number, (step, which, people) in enumerate(steps):
            known = sorted(kept)
            row_id = known[which % len(known)] if known else 0
            try:
                if step == "record":
                    facts = replace(COURSE, participants=people)
                    kept[activities.record(officer, ids[which + 1], facts, f"{number}").id] = {}
                elif step == "change":
                    kept[row_id] = activities.snapshot(officer, row_id)
                    facts = replace(store.facts_of(session.get_one(ActivityRow, row_id)), participants=people)
                    activities.change(officer, row_id, facts, ids[1])
                elif step == "undo_change" and kept.get(row_id):
                    activities.put_back(officer, row_id, kept[row_id])
                elif step == "withdraw":
                    activities.withdraw(officer, row_id)
                elif step == "restore":
                    activities.restore(officer, row_id)
                elif step == "return":
                    activities.give_back(officer, row_id, "再核")
                elif step == "take_again":
                    activities.take_again(officer, row_id)
            except RegisterError:
                continue
        held = session.query(ActivityRow).filter_by(status=ActivityStatus.HELD).all()
        top = session.get_one(OrganisationRow, ids[0])
        found = activity_questions.summary(officer, top, EVER)
        assert found.totals.activities == len(held) == sum(count for _, count in found.by_type)
        assert found.totals.participants == sum(row.participants or 0 for row in held)
        assert activity_questions.listed(officer, top, EVER).total == len(held)
        for place in range(6):
            below = activity_questions.summary(officer, session.get_one(OrganisationRow, ids[place]), EVER)
            inside = [row for row in held if session.execute(
                text("select 1 from organisation_tree where ancestor_id=:a and descendant_id=:d"),
                {"a": ids[place], "d": row.organisation_id}).first()]  # fmt: skip
            assert below.totals.activities == len(inside)
        assert audit.first_broken(session) is None
        session.rollback()


# --- nothing outside the scope ---------------------------------------------------------------------------------------

CALLS: dict[str, Callable[[Work, ActivityRow, OrganisationRow], object]] = {
    "activities.record": lambda w, a, o: activities.record(w, o.id, COURSE, "out"),
    "activities.change": lambda w, a, o: activities.change(w, a.id, COURSE, o.id),
    "activities.snapshot": lambda w, a, o: activities.snapshot(w, a.id),
    "activities.put_back": lambda w, a, o: activities.put_back(w, a.id, {}),
    "activities.withdraw": lambda w, a, o: activities.withdraw(w, a.id),
    "activities.restore": lambda w, a, o: activities.restore(w, a.id),
    "activities.give_back": lambda w, a, o: activities.give_back(w, a.id, "why"),
    "activities.take_again": lambda w, a, o: activities.take_again(w, a.id),
    "activity_questions.summary": lambda w, a, o: activity_questions.summary(w, o, EVER),
    "activity_questions.year_before": lambda w, a, o: activity_questions.year_before(w, o, EVER),
    "activity_questions.listed": lambda w, a, o: activity_questions.listed(w, o, EVER),
    "activity_questions.ahead": lambda w, a, o: activity_questions.ahead(w, o, EVER),
    "activity_questions.silent": lambda w, a, o: activity_questions.silent(w, o, EVER),
    "activity_questions.weeks": lambda w, a, o: activity_questions.weeks(w, o, EVER),
    "activity_questions.silent_months": lambda w, a, o: activity_questions.silent_months(w, o, EVER),
    "activity_questions.year_of_weeks": lambda w, a, o: activity_questions.year_of_weeks(w, o, EVER),
    "activity_questions.sign_up": lambda w, a, o: activity_questions.sign_up(w, a.id),
    "activity_questions.signed_up": lambda w, a, o: activity_questions.signed_up(w, a.id),
}
# Asked inside of what asks permission itself, or about oneself only.
HARMLESS = {
    "activities.twin", "activities.give_hours", "activities.volunteer_named",
    "activities.shown", "activities.facts_from", "activity_questions.home", "activity_questions.mine",
    "activity_questions.sign_off",
}  # fmt: skip


def test_every_function_is_tried_or_harmless() -> None:
    assert public(activities) | public(activity_questions) == set(CALLS) | HARMLESS


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_outside_the_scope_everything_is_refused(database: Database, role: Role) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[1], "owner")
        row = activities.record(boss, ids[2], COURSE, "x")
        home = session.get_one(OrganisationRow, ids[2])
        stranger = worker(session, role, ids[4], "stranger")
        before = session.query(AuditRow).count()
        for call, run in CALLS.items():
            with pytest.raises(PermissionDeniedError):
                run(stranger, row, home)
            assert session.query(AuditRow).count() == before, call
        session.rollback()
