"""Told once: whatever happens between claiming and telling, however often and wherever it runs."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.channels.phrases import Phrases
from bot.core.accounts import Account, Role
from bot.core.activities import ActivityFacts, ActivityStatus, ActivityType
from bot.core.annexes import AnnexStatus
from bot.core.errors import DatabaseBusyError, PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.core.reminders import DeliveryStatus, Quiet, ReminderStatus, Repeat, Repeats, Rule, after_quiet_hours
from bot.services import elections, outbox, register, reminders, structure, workdays
from bot.services.permission import actor
from bot.services.reminding import Report, run
from bot.services.work import Work
from bot.settings import PROJECT, TIMEZONE
from bot.store import accounts, activities, annexes, deliveries, drafts, notices, organisations
from bot.store import reminders as store
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import (
    ActivityRow,
    AnnexReportRow,
    DeliveryRow,
    NoticeRow,
    OrganisationRow,
    PostponementRow,
    ReminderRow,
    RoundupRow,
)

PERSONAL = PersonalData(b"k" * 32)
PHRASES = Phrases(PROJECT / "data" / "phrases" / "channel.yml")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=TIMEZONE)  # a working day, after the hour of roundups
DAY = timedelta(days=1)


def plant(session: Session, due: date = date(2026, 12, 20), muted: bool = True) -> OrganisationRow:
    """A county above a street branch whose term ends on a day; a secretary here, an officer there.

    `muted`: they do not want to hear of what comes by the calendar, so that there is less to count.
    """
    county = organisations.add(session, OrganisationRow(name="甲县红十字会", type=OrganisationType.COUNTY))
    held = due.replace(year=due.year - 5)
    branch = organisations.add(
        session,
        OrganisationRow(name="乙街道红十字会", type=OrganisationType.STREET, parent_id=county.id, last_election=held),
    )
    for name, role, home in (("secretary", Role.SECRETARY, branch), ("officer", Role.COUNTY_OFFICER, county)):
        accounts.save(session, Account(name, role), MONDAY)
        session.flush()
        accounts.add_grant(session, name, Grant(role, home.id), date(2026, 1, 1), "test")
        for rule in (Rule.IMPORTANT_DAYS, Rule.REPORTS) if muted else ():
            deliveries.mute(session, name, rule, MONDAY)
    session.flush()
    return branch


@pytest.fixture
def branch(database: Database) -> int:
    with database.session() as session:
        return plant(session).id


def told(database: Database, account_id: str | None = None) -> list[str]:
    """What was told, as it is read."""
    with database.session() as session:
        rows = session.query(NoticeRow).order_by(NoticeRow.id)
        return [PHRASES(row.phrase, **row.values) for row in rows if account_id in (None, row.account_id)]


def remind(database: Database, due: datetime, repeat: Repeat | None = None, what: str = "交表") -> int:
    with database.session() as session:
        return store.add(session, PERSONAL, "secretary", "web", what, due, repeat, MONDAY).id


# --- the roundup --------------------------------------------------------------------------------------------------


def test_an_election_is_told_with_its_day_and_clause(database: Database, branch: int) -> None:
    done = run(database, PERSONAL, MONDAY)
    assert (done.roundups, told(database, "officer")) == (1, [])
    [said] = told(database, "secretary")
    assert all(part in said for part in ("乙街道红十字会", "2026年12月20日", "还有27天", "三（一）", "1件事"))


def test_everything_of_a_day_is_one_message(database: Database) -> None:
    with database.session() as session:
        plant(session, muted=False).founded = date(2024, 1, 1)
        drafts.add(session, PERSONAL, "secretary", "web", "enrolment", {}, MONDAY - 3 * DAY)
    run(database, PERSONAL, MONDAY)
    [said] = told(database, "secretary")
    assert "4. " in said
    assert "4件事" in said
    assert all(part in said for part in ("没有活动记录", "没办完的内容", "国际志愿者日", "任期"))
    assert said.count("三（五）") == 2, "the clause of activities, below the silence and the day that it names"


def test_a_roundup_names_so_many_and_counts_the_others(database: Database, branch: int) -> None:
    with database.session() as session:
        for number in range(25):
            drafts.add(session, PERSONAL, "secretary", "web", "x", {"n": number}, MONDAY - 3 * DAY)
    run(database, PERSONAL, MONDAY)
    [said] = told(database, "secretary")
    assert ("26件事" in said, "10. " in said, "11. " in said, "另有16件" in said) == (True, True, False, True)


@pytest.mark.parametrize(
    ("moment", "roundups"),
    [
        (MONDAY.replace(hour=8, minute=29), 0),
        (MONDAY.replace(hour=8, minute=30), 1),
        (MONDAY.replace(hour=21), 0),
        (MONDAY - DAY, 0),  # a Sunday
        (datetime(2026, 10, 1, 10, tzinfo=TIMEZONE), 0),  # a holiday
        (datetime(2026, 10, 10, 10, tzinfo=TIMEZONE), 1),  # a Saturday that is worked
    ],
)
def test_roundups_come_on_working_days_outside_quiet_hours(
    database: Database, branch: int, moment: datetime, roundups: int
) -> None:
    assert run(database, PERSONAL, moment).roundups == roundups


def test_what_falls_on_days_off_is_told_before_them(database: Database) -> None:
    with database.session() as session:
        plant(session, due=date(2026, 12, 27))  # 7 days before is Sunday the 20th
    run(database, PERSONAL, datetime(2026, 12, 16, 10, tzinfo=TIMEZONE))
    run(database, PERSONAL, datetime(2026, 12, 18, 10, tzinfo=TIMEZONE))
    with database.session() as session:
        stages = [
            row.stage for row in session.query(DeliveryRow).filter_by(rule=Rule.ELECTIONS).order_by(DeliveryRow.id)
        ]
    assert stages == [-30, -7]


@pytest.mark.parametrize(("day", "worked"), [(date(2031, 5, 5), True), (date(2031, 5, 4), False)])
def test_a_year_whose_holidays_are_not_published_has_plain_weeks(day: date, worked: bool) -> None:
    assert workdays.is_workday(day) is worked


# --- once --------------------------------------------------------------------------------------------------------


def test_running_again_tells_nothing_again(database: Database, branch: int) -> None:
    remind(database, MONDAY - timedelta(minutes=1))
    assert run(database, PERSONAL, MONDAY) == Report(personal=1, computed=1, roundups=1)
    for hours in range(3):
        assert run(database, PERSONAL, MONDAY + timedelta(hours=hours)) == Report()
    assert len(told(database)) == 2


def test_two_runs_at_once_tell_once(database: Database, branch: int) -> None:
    for number in range(30):
        remind(database, MONDAY - timedelta(minutes=number + 1), what=f"事{number}")
    barrier, errors = threading.Barrier(2), []

    def work() -> None:
        barrier.wait()
        for _ in range(5):  # who finds the database busy comes again, as the worker does
            try:
                run(database, PERSONAL, MONDAY)
                return
            except DatabaseBusyError as error:
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(database, PERSONAL, MONDAY)
    counted = Counter(told(database))
    assert len(counted) == 31
    assert set(counted.values()) == {1}


def test_a_repeat_does_not_pile_up_while_the_last_is_unread(database: Database, branch: int) -> None:
    number = remind(database, MONDAY, Repeat(Repeats.DAILY))
    for days in range(3):
        run(database, PERSONAL, MONDAY + days * DAY)
    assert sum("交表" in said for said in told(database)) == 3
    run(database, PERSONAL, MONDAY + 30 * DAY)  # after being off for weeks: once, and on with the next
    assert sum("交表" in said for said in told(database)) == 4
    with database.session() as session:
        row = session.get_one(ReminderRow, number)
        assert (row.status, row.due) == (ReminderStatus.WAITING, MONDAY + 31 * DAY)


def test_stages_that_were_missed_are_not_told_one_after_the_other(database: Database, branch: int) -> None:
    run(database, PERSONAL, datetime(2026, 12, 15, 10, tzinfo=TIMEZONE))  # 180, 90 and 30 days before went by
    with database.session() as session:
        [row] = session.query(DeliveryRow).filter_by(rule=Rule.ELECTIONS)
        assert row.stage == -7


def test_a_changed_day_outdates_what_waits_and_counts_anew(database: Database, branch: int) -> None:
    run(database, PERSONAL, MONDAY)
    with database.session() as session:
        assert deliveries.put_back(session, "secretary", 1, MONDAY) == 1  # put off until the next working day
        session.get_one(OrganisationRow, branch).last_election = date(2026, 11, 23)  # and then it was held
    done = run(database, PERSONAL, MONDAY + DAY)
    assert (done.outdated, done.roundups) == (1, 0)
    with database.session() as session:
        session.get_one(OrganisationRow, branch).last_election = date(2021, 12, 1)
    run(database, PERSONAL, MONDAY + 2 * DAY)
    assert ["12月20日" in said for said in told(database)] == [True, False]


def test_an_election_that_was_put_off_is_told_for_its_new_day(database: Database, branch: int) -> None:
    with database.session() as session:
        session.add(PostponementRow(
            organisation_id=branch, due=date(2026, 12, 20), until=date(2027, 6, 20), approved_by="县红十字会",
            decided_on=date(2026, 11, 20), status="active", request="p", recorded_by="secretary", recorded_at=MONDAY,
        ))  # fmt: skip
    run(database, PERSONAL, MONDAY)
    assert not any("12月20日" in said for said in told(database))
    run(database, PERSONAL, datetime(2027, 5, 24, 10, tzinfo=TIMEZONE))
    assert any("2027年6月20日" in said and "三（一）" in said for said in told(database))


def test_a_clock_that_goes_back_tells_nothing_again(database: Database, branch: int) -> None:
    number = remind(database, MONDAY - timedelta(hours=1))
    run(database, PERSONAL, datetime(2026, 12, 15, 10, tzinfo=TIMEZONE))
    before = told(database)
    for days in range(20):
        run(database, PERSONAL, MONDAY + days * DAY - timedelta(hours=3))
        run(database, PERSONAL, MONDAY + days * DAY)
    after = told(database)
    assert [said for said in after if "任期" in said or "交表" in said] == before
    with database.session() as session:
        assert session.get_one(ReminderRow, number).status == ReminderStatus.TOLD


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_a_machine_in_another_zone_means_the_same_moments(database: Database, branch: int, zone: str) -> None:
    remind(database, MONDAY)
    early = (MONDAY - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).astimezone(TIMEZONE)
    assert run(database, PERSONAL, early).personal == 0
    assert run(database, PERSONAL, MONDAY.astimezone(ZoneInfo(zone)).astimezone(TIMEZONE)).personal == 1


def test_a_daily_one_keeps_its_hour_when_clocks_are_changed(database: Database, branch: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    remind(database, datetime(2026, 10, 24, 9, tzinfo=zone), Repeat(Repeats.DAILY))
    hours = []
    for day in range(24, 28):
        for hour in (8, 9, 10):
            if run(database, PERSONAL, datetime(2026, 10, day, hour, tzinfo=zone)).personal:
                hours.append((day, hour))
    assert hours == [(24, 9), (25, 9), (26, 9), (27, 9)]


class KilledError(BaseException):
    """The process is gone."""


def _killing(monkeypatch: pytest.MonkeyPatch, name: str, module: Any, chance: Callable[[], bool]) -> None:
    real = getattr(module, name)

    def maybe(*arguments: Any, **named: Any) -> Any:
        if chance():
            raise KilledError
        done = real(*arguments, **named)
        if chance():
            raise KilledError
        return done

    monkeypatch.setattr(module, name, maybe)


@pytest.mark.parametrize("point", ["claim", "turn", "open_roundup", "computed"])
def test_killed_anywhere_nothing_is_lost_or_told_twice(
    monkeypatch: pytest.MonkeyPatch, database: Database, branch: int, point: str
) -> None:
    with monkeypatch.context() as patched:
        _killing(patched, point, deliveries, lambda: True)
        with pytest.raises(KilledError):
            run(database, PERSONAL, MONDAY)
    run(database, PERSONAL, MONDAY + timedelta(minutes=2))
    assert len(told(database)) == 1


# --- who is told -------------------------------------------------------------------------------------------------


def secretary(session: Session, now: datetime = MONDAY) -> Work:
    account = accounts.find(session, "secretary")
    assert account
    return Work(session, PERSONAL, actor(session, account, "web", now.date()), now)


@pytest.mark.parametrize("answered", [False, True])
def test_nobody_answers_and_the_superior_is_told(database: Database, branch: int, answered: bool) -> None:
    run(database, PERSONAL, MONDAY)
    if answered:
        with database.session() as session:
            [roundup] = session.query(RoundupRow)
            assert reminders.acknowledge(secretary(session), roundup.id)
    for days in range(1, 16):
        run(database, PERSONAL, MONDAY + days * DAY)
    above = [said for said in told(database, "officer") if "没有人回应" in said]
    assert len(above) == (0 if answered else 1)
    if above:
        assert "下级乙街道红十字会" in above[0]


def test_who_wants_it_again_holds_the_superior_back(database: Database, branch: int) -> None:
    days = range(0, 24, 7)
    for day in days:  # put off every week: somebody is there and minds it
        run(database, PERSONAL, MONDAY + day * DAY)
        with database.session() as session:
            last = max(one.id for one in session.query(RoundupRow).filter_by(account_id="secretary"))
            assert reminders.tell_again(secretary(session, MONDAY + day * DAY), last)
    run(database, PERSONAL, MONDAY + 24 * DAY)
    assert told(database, "officer") == []
    for day in range(25, 45):
        run(database, PERSONAL, MONDAY + day * DAY)
    assert told(database, "officer") != []


def test_what_was_said_to_be_done_can_be_taken_back(database: Database, branch: int) -> None:
    with database.session() as session:
        deliveries.unmute(session, "secretary", None)
        work, form = officer_work(session), reminders.ReportDateForm()
        form.commit(work, form.begin(work, "提醒各街道12月10日前报年度总结", ""), "r")
    run(database, PERSONAL, MONDAY)
    with database.session() as session:
        work, settling = secretary(session), reminders.SettlingForm()
        [item] = [one for one in reminders.unanswered(work) if one.rule is Rule.REPORTS and one.report]
        content = settling.begin(work, "", str(item.id))
        result = settling.commit(work, content, "s")
        assert item.id not in [one.id for one in reminders.unanswered(work)]
        settling.undo(work, content, result)
        assert item.id in [one.id for one in reminders.unanswered(work)]
        with pytest.raises(RegisterError):
            settling.undo(work, content, result)


def test_who_has_seen_one_stage_is_given_time_for_the_next(database: Database, branch: int) -> None:
    run(database, PERSONAL, MONDAY)
    with database.session() as session:
        [roundup] = session.query(RoundupRow)
        reminders.acknowledge(secretary(session), roundup.id)
    for days in range(1, 25):
        run(database, PERSONAL, MONDAY + days * DAY)
    assert (len(told(database, "secretary")), told(database, "officer")) == (2, [])
    for days in range(25, 40):
        run(database, PERSONAL, MONDAY + days * DAY)
    assert len(told(database, "officer")) == 1  # two weeks after the second


def test_who_does_not_want_to_hear_is_left_alone_and_the_superior_is_told(database: Database, branch: int) -> None:
    with database.session() as session:
        reminders.mute(secretary(session), Rule.ELECTIONS)
    run(database, PERSONAL, MONDAY)
    assert (told(database, "secretary"), len(told(database, "officer"))) == ([], 1)
    with database.session() as session:
        reminders.unmute(secretary(session), Rule.ELECTIONS)
    run(database, PERSONAL, MONDAY + DAY)
    assert len(told(database, "secretary")) == 1


def test_a_branch_without_anybody_goes_to_the_superior(database: Database) -> None:
    with database.session() as session:
        branch = plant(session)
        accounts.end_grants(session, "secretary", branch.id, date(2026, 11, 1))
    run(database, PERSONAL, MONDAY)
    assert len(told(database, "officer")) == 1


def test_another_roundup_cannot_be_answered(database: Database, branch: int) -> None:
    run(database, PERSONAL, MONDAY)
    with database.session() as session:
        account = accounts.find(session, "officer")
        assert account
        work = Work(session, PERSONAL, actor(session, account, "web", MONDAY.date()), MONDAY)
        [roundup] = session.query(RoundupRow)
        assert not reminders.acknowledge(work, roundup.id)
        assert not reminders.tell_again(work, roundup.id)


def staff(session: Session, branch: int, *names: str) -> None:
    """Further accounts on the branch, called as they are named."""
    for name in names:
        accounts.save(session, Account(name, Role.SECRETARY, name), MONDAY)
        session.flush()
        accounts.add_grant(session, name, Grant(Role.SECRETARY, branch), date(2026, 1, 1), "test")
        for rule in (Rule.IMPORTANT_DAYS, Rule.REPORTS):
            deliveries.mute(session, name, rule, MONDAY)
    session.flush()


@pytest.mark.parametrize(
    ("secretary", "answers", "expected"),
    [
        (
            "焦桐",
            None,
            {"焦桐": 0, "甘棠": 7, "secretary": 7, "officer": 14},
        ),
        ("焦桐", 3, {"焦桐": 0}),
        ("焦桐", 10, {"焦桐": 0, "甘棠": 7, "secretary": 7}),
        (
            None,
            None,
            {"甘棠": 0, "焦桐": 7, "secretary": 7, "officer": 14},
        ),  # the president is first
    ],
)
def test_who_does_not_answer_is_passed_over_step_by_step(
    database: Database, branch: int, secretary: str | None, answers: int | None, expected: dict[str, int]
) -> None:
    with database.session() as session:
        row = session.get_one(OrganisationRow, branch)
        row.secretary, row.president = secretary, "甘棠"
        staff(session, branch, "焦桐", "甘棠")
    first: dict[str, int] = {}
    for days in range(20):
        run(database, PERSONAL, MONDAY + days * DAY)
        with database.session() as session:
            for delivery in session.query(DeliveryRow).filter_by(rule=Rule.ELECTIONS, status=DeliveryStatus.TOLD):
                first.setdefault(delivery.recipient, days)
            if days == first.get("甘棠") == 7:
                assert "先告诉了焦桐，一直没有回应" in told(database, "甘棠")[-1]
            if days == answers:
                for roundup in session.query(RoundupRow):
                    deliveries.answer(session, roundup.account_id, roundup.id, MONDAY + days * DAY)
    assert first == expected


# --- quiet hours of one's own ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "hour", "pushed"),
    [
        (None, 10, 10),
        (Quiet(time(9), time(12)), 10, 12),
        (Quiet(time(12), time(14)), 10, 10),
        (Quiet(time(22), time(11)), 10, 11),
    ],
)
def test_a_roundup_waits_for_the_end_of_quiet_hours(
    database: Database, branch: int, own: Quiet | None, hour: int, pushed: int
) -> None:
    with database.session() as session:
        reminders.keep_quiet(secretary(session), own)
    run(database, PERSONAL, MONDAY.replace(hour=hour))
    hours = [of_day for of_day in range(hour, 24) if peek(database, MONDAY.replace(hour=of_day))]
    assert hours[0] == pushed


@pytest.mark.parametrize(
    ("own", "at", "then"),
    [
        (None, "20:59", "20:59"), (None, "21:00", "08:00+1"), (None, "07:59", "08:00"),
        (Quiet(time(22), time(7)), "21:30", "21:30"),  # what is set for the night takes the place of everybody's
        (Quiet(time(22), time(7)), "23:00", "07:00+1"), (Quiet(time(22), time(7)), "06:59", "07:00"),
        (Quiet(time(20), time(21)), "20:30", "08:00+1"), (Quiet(time(12), time(14)), "13:00", "14:00"),
        (Quiet(time(12), time(14)), "22:00", "08:00+1"),
    ],
)  # fmt: skip
def test_the_end_of_quiet_hours(own: Quiet | None, at: str, then: str) -> None:
    now = datetime.combine(MONDAY.date(), time.fromisoformat(at), TIMEZONE)
    found = after_quiet_hours(now, own)
    assert f"{found:%H:%M}" + ("+1" if found.date() > now.date() else "") == then


def test_quiet_hours_are_ended(database: Database, branch: int) -> None:
    with database.session() as session:
        work = secretary(session)
        for own in (Quiet(time(12), time(14)), Quiet(time(22, 30), time(7)), None):
            reminders.keep_quiet(work, own)
            assert reminders.quiet(work) == own


# --- after being off ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("missed", "messages"), [(5, 5), (6, 1), (40, 1)])
def test_much_that_was_missed_comes_as_one_message(database: Database, branch: int, missed: int, messages: int) -> None:
    for number in range(missed):
        remind(database, MONDAY - 7 * DAY + number * timedelta(hours=2), what=f"事{number}号")
    remind(database, MONDAY - timedelta(minutes=5), what="今天的")
    assert run(database, PERSONAL, MONDAY).personal == missed + 1
    said = [one for one in told(database) if "换届" not in one and "任期" not in one]
    assert (len(said), sum("今天的" in one for one in said)) == (messages + 1, 1)
    if messages == 1:
        [many] = [one for one in said if "今天的" not in one]
        assert (f"{missed}个提醒" in many, "事0号" in many, "事9号" in many) == (True, True, missed > 9)
        assert ("另有30个" in many) == (missed == 40)
    assert run(database, PERSONAL, MONDAY + DAY).personal == 0


# --- dues, and days for those below --------------------------------------------------------------------------------


def test_dues_are_told_of_where_they_are_collected_and_somebody_owes(database: Database, branch: int) -> None:
    with database.session() as session:
        work = secretary(session)
        people = [
            register.register(work, Entry(MemberKind.ADULT, PersonalFacts(name, phone=phone)), branch, name).id
            for name, phone in (("焦桐", "13800000001"), ("甘棠", "13800000002"))
        ]
    late = datetime(2026, 12, 17, 10, tzinfo=TIMEZONE)
    run(database, PERSONAL, MONDAY)
    assert not any("会费" in said for said in told(database)), "nobody collects any"
    with database.session() as session:
        structure.pay(secretary(session), people[0], 2026, 1000)
    run(database, PERSONAL, MONDAY + DAY)
    [said] = [one for one in told(database, "secretary") if "会费" in one]
    assert "1名会员没有2026年会费记录" in said
    assert "三（一）" in said
    with database.session() as session:
        structure.pay(secretary(session), people[1], 2026, 1000)
    run(database, PERSONAL, late)
    assert sum("会费记录" in one for one in told(database)) == 1


def officer_work(session: Session) -> Work:
    account = accounts.find(session, "officer")
    assert account
    return Work(session, PERSONAL, actor(session, account, "web", MONDAY.date()), MONDAY)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_those_below_are_told_of_a_day_that_was_set_for_them(database: Database, branch: int, withdrawn: bool) -> None:
    with database.session() as session:
        deliveries.unmute(session, "secretary", None)
        work, form = officer_work(session), reminders.ReportDateForm()
        content = form.begin(work, "提醒各街道每年12月10日前报年度总结", "")
        result = form.commit(work, content, "r")
        assert form.commit(work, content, "r") == result
        if withdrawn:
            form.undo(work, content, result)
    run(database, PERSONAL, MONDAY)
    said = [one for one in told(database) if "报年度总结" in one]
    assert len(said) == (0 if withdrawn else 1)
    if said:
        assert "2026年12月10日" in said[0]
        with database.session() as session:
            [row] = reminders.report_dates(officer_work(session))
            assert reminders.next_date(row, date(2026, 12, 11)) == date(2027, 12, 10)


@pytest.mark.parametrize("done", [False, True])
def test_what_is_said_to_be_done_is_told_no_more_to_nobody(database: Database, branch: int, done: bool) -> None:
    with database.session() as session:
        staff(session, branch, "焦桐")
        for name in ("secretary", "焦桐", "officer"):
            deliveries.unmute(session, name, None)
            deliveries.mute(session, name, Rule.IMPORTANT_DAYS, MONDAY)
            deliveries.mute(session, name, Rule.ELECTIONS, MONDAY)
        session.get_one(OrganisationRow, branch).secretary = "焦桐"
        work, form = officer_work(session), reminders.ReportDateForm()
        form.commit(work, form.begin(work, "提醒各街道12月10日前报年度总结", ""), "r")
    run(database, PERSONAL, MONDAY)
    if done:
        with database.session() as session:
            account = accounts.find(session, "焦桐")
            assert account
            work = Work(session, PERSONAL, actor(session, account, "web", MONDAY.date()), MONDAY)
            [roundup] = session.query(RoundupRow).filter_by(account_id="焦桐")
            [item] = reminders.items(work, roundup.id)
            assert (item.rule, reminders.settle(work, item.id).done_by_word) == (Rule.REPORTS, True)
            assert reminders.items(work, roundup.id) == []
            with pytest.raises(RegisterError):
                reminders.settle(work, item.id)
    for days in range(1, 18):
        run(database, PERSONAL, MONDAY + days * DAY)
    counted = [sum("报年度总结" in one for one in told(database, name)) for name in ("焦桐", "secretary", "officer")]
    assert counted == ([1, 0, 0] if done else [3, 3, 2])


def test_an_annex_that_was_submitted_is_asked_for_no_more(database: Database, branch: int) -> None:
    late = datetime(2026, 12, 24, 10, tzinfo=TIMEZONE)
    with database.session() as session:
        deliveries.unmute(session, "officer", None)
        deliveries.mute(session, "officer", Rule.IMPORTANT_DAYS, MONDAY)
        deliveries.mute(session, "officer", Rule.ELECTIONS, MONDAY)
    run(database, PERSONAL, datetime(2026, 12, 1, 10, tzinfo=TIMEZONE))
    asked = [one for one in told(database, "officer") if "附件2" in one]
    with database.session() as session:
        county = session.get_one(OrganisationRow, branch).parent_id
        assert county
        annexes.add(session, AnnexReportRow(
            kind="annex2", organisation_id=county, year=2026, status=AnnexStatus.SUBMITTED, numbers={}, request="a",
            submitted_by="officer", submitted_at=MONDAY,
        ))  # fmt: skip
    run(database, PERSONAL, late)
    assert (len(asked), sum("附件2" in one for one in told(database, "officer"))) == (1, 1)


def test_who_sets_no_targets_sets_no_days(database: Database, branch: int) -> None:
    with database.session() as session:
        work = secretary(session)
        assert not reminders.is_for_others(work, "提醒各社区12月10日前报年度总结")
        with pytest.raises(PermissionDeniedError):
            reminders.ReportDateForm().begin(work, "提醒各社区12月10日前报年度总结", "")


# --- handing over ---------------------------------------------------------------------------------------------------


def test_what_is_not_handed_over_is_told_to_the_new_leaders_until_nothing_is_left(
    database: Database, branch: int
) -> None:
    with database.session() as session:
        home = session.get_one(OrganisationRow, branch)
        home.secretary, home.phone = "焦桐", "13800000001"
        plan(session, branch, date(2027, 1, 5))
        elections.record(secretary(session), branch, elections.Elected(MONDAY.date(), "甘棠"), "r")
    run(database, PERSONAL, MONDAY)
    run(database, PERSONAL, MONDAY + DAY)
    [said] = [one for one in told(database, "secretary") if "没有交接完" in one]
    assert ("计划中的活动1场" in said, "没有登记地址" in said, "电话" in said) == (True, True, False)
    with database.session() as session:
        session.get_one(OrganisationRow, branch).address = "文化路8号"
        session.query(ActivityRow).delete()
    for days in range(2, 30):
        run(database, PERSONAL, MONDAY + days * DAY)
    assert len([one for one in told(database) if "没有交接完" in one]) == 1


# --- planned activities ------------------------------------------------------------------------------------------


def plan(session: Session, branch: int, day: date, end: date | None = None, by: str = "secretary") -> int:
    row = ActivityRow(
        organisation_id=branch, status=ActivityStatus.PLANNED, reported_by=by, reported_at=MONDAY, request=None
    )
    activities.write(row, ActivityFacts(date=day, end_date=end, activity_type=ActivityType.RELIEF))
    return activities.add(session, row).id


@pytest.mark.parametrize(
    ("days", "end", "hour", "asked"),
    [(0, None, 12, 0), (0, None, 18, 1), (-1, None, 7, 1), (-1, 1, 20, 0), (1, None, 12, 0)],
)
def test_a_planned_activity_is_asked_about_once_when_its_day_is_over(
    database: Database, branch: int, days: int, end: int | None, hour: int, asked: int
) -> None:
    with database.session() as session:
        day = MONDAY.date() + days * DAY
        number = plan(session, branch, day, None if end is None else MONDAY.date() + end * DAY)
    moment = MONDAY.replace(hour=hour)
    assert [run(database, PERSONAL, moment).asked, run(database, PERSONAL, moment).asked] == [asked, 0]
    if asked:
        with database.session() as session:
            [row] = session.query(NoticeRow).filter_by(subject=f"activity:{number}")
            presses = [press for _, press in row.buttons or []]
        assert presses == [
            {"task": "report_activity", "about": f"again:{number}"}, {"task": "undo", "about": f"activity:{number}"},
        ]  # fmt: skip


def test_who_imported_it_is_no_account_the_secretary_is_asked(database: Database, branch: int) -> None:
    with database.session() as session:
        plan(session, branch, date(2026, 11, 20), by="world")
    run(database, PERSONAL, MONDAY)
    assert any("开展了吗" in said for said in told(database, "secretary"))


# --- the outbox --------------------------------------------------------------------------------------------------


def take(database: Database, now: datetime) -> list[outbox.Message]:
    with database.session() as session:
        return outbox.due_messages(session, now)


@pytest.fixture
def message(database: Database, branch: int) -> None:
    with database.session() as session:
        notices.add(session, "secretary", "channel_remind_nothing", {}, MONDAY)


@pytest.mark.usefixtures("message")
def test_a_message_is_given_out_once(database: Database) -> None:
    [first] = take(database, MONDAY)
    assert (first.repeated, take(database, MONDAY)) == (False, [])
    with database.session() as session:
        assert notices.tell(session, "secretary", MONDAY) == []  # a channel has it
        outbox.delivered(session, [first.id], MONDAY)
    assert take(database, MONDAY + DAY) == []


@pytest.mark.usefixtures("message")
def test_killed_between_sending_and_recording_it_may_come_twice_and_says_so(database: Database) -> None:
    take(database, MONDAY)
    [again] = take(database, MONDAY + timedelta(minutes=3))
    assert (again.repeated, again.attempts) == (True, 2)
    with database.session() as session:
        outbox.failed(session, again, MONDAY + timedelta(minutes=3))  # and this time it surely did not arrive
    assert [one.repeated for one in take(database, MONDAY + timedelta(minutes=9))] == [True]


@pytest.mark.usefixtures("message")
def test_an_answer_that_never_came_makes_the_next_one_a_possible_repeat(database: Database) -> None:
    [message] = take(database, MONDAY)
    with database.session() as session:
        outbox.failed(session, message, MONDAY, perhaps=True)
    assert take(database, MONDAY + timedelta(seconds=90)) == []
    [again] = take(database, MONDAY + timedelta(minutes=2))
    assert again.repeated


@pytest.mark.usefixtures("message")
def test_an_error_after_sending_is_retried_with_longer_pauses(database: Database) -> None:
    now, pauses = MONDAY, []
    for _ in range(outbox.MOST_ATTEMPTS):
        [message] = take(database, now)
        assert not message.repeated
        with database.session() as session:
            outbox.failed(session, message, now)
        before = now
        while not (found := peek(database, now)) and now < before + DAY:
            now += timedelta(minutes=1)
        pauses.append(round((now - before) / timedelta(minutes=1)) if found else None)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, None]
    with database.session() as session:
        assert len(notices.tell(session, "secretary", now)) == 1  # told when the account talks


def peek(database: Database, now: datetime) -> bool:
    with database.session() as session:
        found = bool(outbox.due_messages(session, now))
        session.rollback()
        return found


@pytest.mark.usefixtures("message")
def test_a_wait_that_was_asked_for_is_kept(database: Database) -> None:
    [message] = take(database, MONDAY)
    with database.session() as session:
        outbox.failed(session, message, MONDAY, retry_after=1800)
    assert (peek(database, MONDAY + timedelta(minutes=29)), peek(database, MONDAY + timedelta(minutes=30))) == (
        False,
        True,
    )


@pytest.mark.usefixtures("message")
def test_who_blocked_a_channel_is_told_when_he_talks(database: Database) -> None:
    [message] = take(database, MONDAY)
    with database.session() as session:
        outbox.blocked(session, message)
    assert not peek(database, MONDAY + DAY)
    with database.session() as session:
        assert len(notices.tell(session, "secretary", MONDAY)) == 1


def test_nothing_is_pushed_in_quiet_hours_but_what_was_set_for_such_an_hour(database: Database, branch: int) -> None:
    with database.session() as session:
        plan(session, branch, date(2026, 11, 22))
    night = MONDAY.replace(hour=22)
    remind(database, night)
    run(database, PERSONAL, night)
    assert [message.phrase for message in take(database, night)] == ["channel_remind_personal"]
    morning = (night + DAY).replace(hour=8)
    assert "channel_activity_was_it_held" in {message.phrase for message in take(database, morning)}


def test_a_stored_moment_is_utc(database: Database, branch: int) -> None:
    number = remind(database, MONDAY)
    with database.session() as session:
        assert session.get_one(ReminderRow, number).due.astimezone(UTC) == MONDAY
