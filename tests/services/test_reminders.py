"""Personal reminders: set, found again by what is said of them, moved, taken back; nobody else's are touched."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.reminders import ReminderStatus, Repeat, Repeats, next_after
from bot.services import counts, drafts, permission, reminders
from bot.services.reminders import ReminderChangeForm, ReminderForm
from bot.services.work import Work
from bot.settings import TIMEZONE
from bot.store import accounts
from bot.store import reminders as store
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import ReminderRow
from tests.conftest import NOW  # Sunday, noon
from tests.services.test_permission import plant
from tests.services.test_register import worker

PERSONAL = PersonalData(b"k" * 32)
DAY = timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        plant(session)
        yield session


def work(session: Session, name: str = "one", role: Role = Role.MEMBER) -> Work:
    accounts.save(session, Account(name, role), NOW)
    session.flush()
    return Work(session, PERSONAL, permission.actor(session, Account(name, role), "web", NOW.date()), NOW)


def put(session: Session, said: str, name: str = "one") -> int:
    """Set a reminder as it is said."""
    form, who = ReminderForm(), work(session, name)
    content = form.begin(who, said, "")
    assert form.missing(who, content) is None
    return int(form.commit(who, content, f"r:{name}:{said}")["reminder"])


def change(session: Session, said: str) -> None:
    """Do what is said with the reminder that is meant; there must be exactly one."""
    form, who = ReminderChangeForm(), work(session)
    [one] = reminders.meant(who, said).rows
    form.commit(who, form.begin(who, said, str(one.id)), "c")


def row(session: Session, number: int) -> ReminderRow:
    session.flush()
    return session.get_one(ReminderRow, number)


# --- setting -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_may_keep_reminders(session: Session, role: Role) -> None:
    who = work(session, "x", role)
    if role is Role.VISITOR:
        with pytest.raises(PermissionDeniedError):
            ReminderForm().begin(who, "明天提醒我交表", "")
        with pytest.raises(PermissionDeniedError):
            reminders.meant(who, "我有哪些提醒")
    else:
        assert ReminderForm().begin(who, "明天提醒我交表", "")["what"] == "交表"


def test_the_same_request_sets_one(session: Session) -> None:
    assert put(session, "明天提醒我交表") == put(session, "明天提醒我交表")
    assert counts.count(session, PERSONAL, "reminders", {"user": "one"}, NOW.date()) == 1


def test_what_it_is_about_is_kept_encrypted(session: Session) -> None:
    number = put(session, "明天提醒我给邬小满送药")
    assert "邬小满".encode() not in row(session, number).text
    where = {"user": "one", "text": "给邬小满送药", "due": "2026-11-23"}
    assert counts.count(session, PERSONAL, "reminders", where, NOW.date()) == 1


def test_a_personal_number_is_shown_masked(session: Session) -> None:
    number = put(session, "明天提醒我打13800001234")
    assert reminders.shown(work(session), number).what == "打138****1234"


@pytest.mark.parametrize(
    ("first", "asked", "then", "due"),
    [
        ("提醒我交表", "day", "后天下午两点", "2026-11-24 14:00"),
        ("昨天提醒我交表", "past", "明天吧", "2026-11-23 09:00"),
        ("换届前一个月提醒我交表", "election", "明年3月1号", "2027-03-01 09:00"),
    ],
)
def test_only_the_day_is_asked_for(session: Session, first: str, asked: str, then: str, due: str) -> None:
    form, who = ReminderForm(), work(session)
    content = form.begin(who, first, "")
    assert form.missing(who, content) == asked
    taken = form.take(who, then, content, asked)
    assert taken is not None
    assert form.missing(who, taken.content) is None
    assert datetime.fromisoformat(taken.content["due"]) == datetime.fromisoformat(due).replace(tzinfo=TIMEZONE)


def test_before_the_election_of_ones_own_organisation(session: Session) -> None:
    from bot.core.organisations import OrganisationType
    from bot.store.tables import OrganisationRow

    home = session.query(OrganisationRow).filter_by(name="甲2").one()
    home.type, home.last_election = OrganisationType.SCHOOL, datetime(2024, 3, 31).date()
    who = worker(session, Role.SECRETARY, home.id, "s")
    content = ReminderForm().begin(who, "换届前一个月提醒我", "")
    assert content["due"] == "2027-02-28T09:00:00+08:00"


def test_undone_it_counts_no_more(session: Session) -> None:
    form, who = ReminderForm(), work(session)
    content = form.begin(who, "明天提醒我交表", "")
    opened = drafts.begin(who, form.kind, content)
    assert drafts.commit(who, opened, form)
    session.flush()
    session.refresh(opened.row)
    assert drafts.undo(who, opened, form)
    assert counts.count(session, PERSONAL, "reminders", {}, NOW.date()) == 0


# --- which one is meant, and what is done with it ----------------------------------------------------------------

THREE = ("明天提醒我交季度报表", "后天下午三点提醒我开理事会", "每月25号提醒我收会费")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("取消交报表的提醒", [0]),
        ("第2个不要了", [1]),
        ("开会的提醒改到周五", [1]),
        ("会费那个提醒推迟一天", [2]),
        ("明天的提醒删掉", [0]),
        ("把提醒都删了", [0, 1, 2]),
        ("取消给老人送药的提醒", []),
        ("我有哪些提醒", [0, 1, 2]),
        ("报表小王弄完了，那个去掉吧", [0]),
    ],
)
def test_which_one_is_meant(session: Session, said: str, found: list[int]) -> None:
    numbers = [put(session, one) for one in THREE]
    meant = reminders.meant(work(session), said)
    assert sorted(numbers.index(one.id) for one in meant.rows) == found


@pytest.mark.parametrize(
    ("first", "said", "due"),
    [
        ("12月1号提醒我交表", "推迟一天", "2026-12-02 09:00"),
        ("12月1号提醒我交表", "往后挪一周", "2026-12-08 09:00"),
        ("12月1号提醒我交表", "延到下周一", "2026-11-23 09:00"),
        ("12月1号提醒我交表", "提醒改成下午四点半", "2026-12-01 16:30"),
        ("12月1号下午三点提醒我交表", "改到12月3号", "2026-12-03 15:00"),
        ("12月1号提醒我交表", "提前两天", "2026-11-29 09:00"),
        ("12月1号提醒我交表", "推迟一个月", "2027-01-01 09:00"),
    ],
)
def test_moved(session: Session, first: str, said: str, due: str) -> None:
    number = put(session, first)
    change(session, said)
    wanted = datetime.fromisoformat(due).replace(tzinfo=TIMEZONE)
    assert row(session, number).due == wanted


def test_a_moment_that_is_over_is_refused(session: Session) -> None:
    number = put(session, "明天提醒我交表")
    with pytest.raises(RegisterError) as refused:
        ReminderChangeForm().begin(work(session), "提前三天", str(number))
    assert refused.value.code == "reminder_past"


def test_putting_one_time_off_moves_no_other(session: Session) -> None:
    number = put(session, "每月25号提醒我收会费")
    change(session, "推迟一天")
    kept = row(session, number)
    assert kept.due == datetime(2026, 11, 26, 9, tzinfo=TIMEZONE)
    repeat = store.repeat_of(kept)
    assert repeat
    assert next_after(kept.anchor.astimezone(TIMEZONE), repeat, kept.due) == datetime(2026, 12, 25, 9, tzinfo=TIMEZONE)


@pytest.mark.parametrize(
    ("first", "said", "status"),
    [
        ("明天提醒我交表", "表已经交了，别提醒了", ReminderStatus.DONE),
        ("明天提醒我交表", "取消提醒", ReminderStatus.CANCELLED),
        ("每周一提醒我交表", "表已经交了，别提醒了", ReminderStatus.WAITING),
    ],
)
def test_done_and_cancelled(session: Session, first: str, said: str, status: ReminderStatus) -> None:
    number = put(session, first)
    change(session, said)
    assert row(session, number).status == status


def test_a_change_is_taken_back(session: Session) -> None:
    number = put(session, "每月25号提醒我收会费")
    before = (row(session, number).due, store.repeat_of(row(session, number)))
    form, who = ReminderChangeForm(), work(session)
    content = form.begin(who, "每月提醒改成每周提醒", str(number))
    result = form.commit(who, content, "c")
    assert store.repeat_of(row(session, number)) == Repeat(Repeats.WEEKLY)
    form.undo(who, content, result)
    assert (row(session, number).due, store.repeat_of(row(session, number))) == before


def test_nobody_touches_the_reminders_of_others(session: Session) -> None:
    number = put(session, "明天提醒我交表", "other")
    who = work(session)
    assert reminders.meant(who, "把提醒都删了").known == ()
    for attempt in (
        lambda: ReminderChangeForm().begin(who, "取消提醒", str(number)),
        lambda: ReminderChangeForm().begin(who, "", f"{reminders.TOLD}{number}"),
        lambda: reminders.put_off(who, number),
        lambda: reminders.shown(who, number),
    ):
        with pytest.raises(RegisterError):
            attempt()


# --- repetitions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("anchor", "repeat", "days"),
    [
        ("2027-01-31", Repeat(Repeats.MONTHLY, 1, 31), ["02-28", "03-31", "04-30", "05-31"]),
        ("2028-02-29", Repeat(Repeats.YEARLY), ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2027-01-30", Repeat(Repeats.WEEKLY, 2), ["02-13", "02-27", "03-13"]),
        ("2027-12-31", Repeat(Repeats.MONTHLY, 3, 31), ["2028-03-31", "2028-06-30"]),
        ("2027-01-01", Repeat(Repeats.DAILY, 10), ["01-11", "01-21"]),
    ],
)
def test_repetitions_are_counted_from_the_first(anchor: str, repeat: Repeat, days: list[str]) -> None:
    first = datetime.fromisoformat(anchor).replace(hour=9, tzinfo=TIMEZONE)
    moment, found = first, []
    for _ in days:
        moment = next_after(first, repeat, moment)
        found.append(moment)
    wanted = [day if len(day) == len(anchor) else f"2027-{day}" for day in days]
    assert [one.date().isoformat() for one in found] == wanted
    assert {one.hour for one in found} == {9}


@pytest.mark.parametrize(
    ("said", "corrects"),
    [
        ("改成后天", True),
        ("改成交花名册", True),
        ("提醒时间改成下午三点", True),
        ("交表改到周五", True),
        ("电话改成13800001234", False),
        ("活动日期改成11月20号", False),
        ("谢谢", False),
    ],
)
def test_a_correction_of_something_else_is_not_taken(session: Session, said: str, corrects: bool) -> None:
    number = put(session, "明天提醒我交表")
    assert reminders.corrects(work(session), said, [number]) is corrects
