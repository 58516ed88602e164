"""Days of a county, with events, pushes and random kills, beside a slow model of what must be told.

A kill is a BaseException at a seam: before and after every claim, before and after every send, before the outcome of a
send is kept. Its transaction is gone, what was committed before stays: what the death of a process leaves. One test
kills a real `boai remind --once` with signal 9.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.channels.phrases import Phrases
from bot.core.accounts import Account, Role
from bot.core.activities import ActivityFacts, ActivityStatus, ActivityType
from bot.core.errors import DatabaseBusyError
from bot.core.organisations import OrganisationType, years_after
from bot.core.reminders import DeliveryStatus, Repeat, Repeats, Rule
from bot.services import outbox, workdays
from bot.services.reminding import AT_ONCE, run
from bot.settings import PROJECT, TIMEZONE
from bot.store import accounts, activities, deliveries, drafts, notices, organisations
from bot.store import reminders as personal_store
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import load_key
from bot.store.tables import (
    ActivityRow,
    DeliveryRow,
    DraftRow,
    NoticeRow,
    OrganisationRow,
    PostponementRow,
    RoundupRow,
)
from tests.conftest import EMPTIED

PERSONAL = PersonalData(b"k" * 32)
PHRASES = Phrases(PROJECT / "data" / "phrases" / "channel.yml")
START = datetime(2026, 3, 2, tzinfo=TIMEZONE)  # a Monday
DAY = timedelta(days=1)
BRANCHES = 5
# Every place at which a run can die: what it calls to claim, and to put a message into the outbox.
SEAMS: list[tuple[Any, str]] = [
    (deliveries, "claim"), (deliveries, "turn"), (deliveries, "open_roundup"), (deliveries, "computed"),
    (personal_store, "told"), (activities, "ask"), (notices, "add"),
]  # fmt: skip
# The stages once more, written out: the model shares no line with what it is to prove.
STAGES = {
    Rule.ELECTIONS: [-180, -90, -30, -7, *range(0, 9000, 30)],
    Rule.SILENT: list(range(90, 9000, 90)),
    Rule.DRAFTS: [2, 14],
}
UNTIL = {Rule.DRAFTS: 60}
Told = tuple[Rule, str, date, int, str]  # a key: rule, subject, day, stage, recipient


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Wire:
    """The way out: what arrived, of which notice, marked as a possible repeat or not."""

    arrived: list[tuple[int, bool]] = field(default_factory=list)
    unsure: Counter[int] = field(default_factory=Counter)  # arrivals of which nobody kept that they were


class County:
    """A county: what happens in it, what a model says must be told of it, and what is."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database, self.chance = database, random.Random(seed)
        self.wire = Wire()
        self.due: dict[int, date] = {}  # of each branch, when it elects
        self.active: dict[int, date] = {}  # of each branch, its last activity
        self.drafts: dict[int, tuple[date, str]] = {}  # when each was left, and whose it is
        self.expected: set[Told] = set()
        self.latest: dict[tuple[Rule, str, date, str], int] = {}
        self.personal: list[str] = []
        self.weekly, self.missed = 0, False  # how often the weekly one is told; missed twice, it comes once
        self.planned: list[int] = []
        with database.session() as session:
            self._plant(session)

    def _plant(self, session: Session) -> None:
        now = START - DAY
        county = organisations.add(session, OrganisationRow(name="甲县红十字会", type=OrganisationType.COUNTY))
        self._person(session, "officer", Role.COUNTY_OFFICER, county.id)
        for number in range(BRANCHES):
            due = START.date() + timedelta(days=self.chance.randrange(-60, 400))
            row = OrganisationRow(
                name=f"乙{number}街道红十字会", type=OrganisationType.STREET, parent_id=county.id,
                last_election=due.replace(year=due.year - 5, day=min(due.day, 28)),
            )  # fmt: skip
            branch = organisations.add(session, row)
            session.flush()
            assert branch.last_election
            self.due[branch.id] = years_after(branch.last_election, 5)
            self._person(session, f"s{branch.id}", Role.SECRETARY, branch.id)
            self._hold(session, branch.id, now.date())
        personal_store.add(
            session, PERSONAL, "officer", "web", "每周例会", START + timedelta(hours=5),
            Repeat(Repeats.WEEKLY), now, None,
        )  # fmt: skip

    def _person(self, session: Session, name: str, role: Role, home: int) -> None:
        accounts.save(session, Account(name, role), START)
        session.flush()
        accounts.add_grant(session, name, Grant(role, home), date(2026, 1, 1), "test")
        for rule in (Rule.IMPORTANT_DAYS, Rule.REPORTS):
            deliveries.mute(session, name, rule, START)

    # --- what happens

    def happens(self, day: date) -> None:
        """The events of a day, before anybody is reminded."""
        morning = datetime(day.year, day.month, day.day, 5, tzinfo=TIMEZONE)
        with self.database.session() as session:
            branch = self.chance.choice(list(self.due))
            match self.chance.randrange(12):
                case 0:
                    self._elect(session, branch, day)
                case 1:
                    self._put_off(session, branch, day, morning)
                case 2 | 3:
                    self._hold(session, branch, day - DAY)
                case 4:
                    row = drafts.add(session, PERSONAL, f"s{branch}", "web", "enrolment", {}, morning)
                    session.flush()
                    self.drafts[row.id] = day, f"s{branch}"
                case 5:
                    self._finish_a_draft(session)
                case 6 | 7:
                    self._plan(session, branch, day)
                case _:
                    what = f"第{len(self.personal)}件"
                    due = morning + timedelta(minutes=self.chance.randrange(60, 800))
                    personal_store.add(session, PERSONAL, f"s{branch}", "web", what, due, None, morning, None)
                    self.personal.append(what)
            self.missed = self.missed or day.weekday() == START.weekday()

    def _elect(self, session: Session, branch: int, day: date) -> None:
        session.get_one(OrganisationRow, branch).last_election = day
        self.due[branch] = years_after(day, 5)

    def _put_off(self, session: Session, branch: int, day: date, now: datetime) -> None:
        row = session.get_one(OrganisationRow, branch)
        assert row.last_election
        until = max(self.due[branch], day) + timedelta(days=self.chance.randrange(20, 300))
        session.add(PostponementRow(
            organisation_id=branch, due=years_after(row.last_election, 5), until=until, approved_by="县红十字会",
            decided_on=day, status="active", request=f"{branch}:{day}", recorded_by="officer", recorded_at=now,
        ))  # fmt: skip
        if day > row.last_election:
            self.due[branch] = until

    def _hold(self, session: Session, branch: int, day: date) -> None:
        row = ActivityRow(
            organisation_id=branch, status=ActivityStatus.HELD, reported_by=f"s{branch}", reported_at=START
        )
        activities.write(row, ActivityFacts(date=day, activity_type=ActivityType.RELIEF))
        activities.add(session, row)
        self.active[branch] = max(day, self.active.get(branch, day))

    def _plan(self, session: Session, branch: int, day: date) -> None:
        row = ActivityRow(
            organisation_id=branch, status=ActivityStatus.PLANNED, reported_by=f"s{branch}", reported_at=START
        )
        activities.write(row, ActivityFacts(date=day, activity_type=ActivityType.RELIEF))
        self.planned.append(activities.add(session, row).id)

    def _finish_a_draft(self, session: Session) -> None:
        if self.drafts:
            number, _ = self.drafts.popitem()
            session.get_one(DraftRow, number).status = "cancelled"

    # --- what is done about it

    def tell(self, now: datetime) -> None:
        """A run, and a channel that pushes. Raises Killed."""
        run(self.database, PERSONAL, now)
        self.push(now)

    def push(self, now: datetime) -> None:
        """What a channel does: take, send, keep the outcome. Raises Killed."""
        with self.database.session() as session:
            taken = outbox.due_messages(session, now, 20)
        for message in taken:
            self._send(message, now)

    def _send(self, message: outbox.Message, now: datetime) -> None:
        luck = self.chance.random()
        if luck < 0.02:
            raise Killed  # claimed and not sent
        if luck < 0.05:  # the network is away
            with self.database.session() as session:
                outbox.failed(session, message, now, self.chance.choice([None, 30.0, 3600.0]))
            return
        self.wire.arrived.append((message.id, message.repeated))
        if luck < 0.08:  # sent, not kept
            self.wire.unsure[message.id] += 1
            raise Killed
        with self.database.session() as session:
            if luck < 0.11:  # sent, and the answer never came
                self.wire.unsure[message.id] += 1
                outbox.failed(session, message, now, perhaps=True)
            else:
                outbox.delivered(session, [message.id], now)

    def answered(self, now: datetime) -> None:
        """In the evening everybody says that the roundups were seen: nothing goes on to the superior."""
        with self.database.session() as session:
            for row in session.query(RoundupRow).filter_by(day=now.date()):
                deliveries.answer(session, row.account_id, row.id, now)

    # --- what must be told

    def model(self, day: date) -> None:
        """Take up what a run that came to its end on a day must have told."""
        self.weekly, self.missed = self.weekly + self.missed, False
        if not workdays.is_workday(day):
            return
        as_of = day
        while not workdays.is_workday(as_of + DAY):
            as_of += DAY
        for rule, subject, reference, who in self._standing():
            passed = (as_of - reference).days
            reached = [stage for stage in STAGES[rule] if stage <= passed]
            if not reached or passed > UNTIL.get(rule, 9999):
                continue
            told = self.latest.get((rule, subject, reference, who), -9999)
            if reached[-1] > told:
                self.latest[rule, subject, reference, who] = reached[-1]
                self.expected.add((rule, subject, reference, reached[-1], who))

    def _standing(self) -> Iterator[tuple[Rule, str, date, str]]:
        for branch, due in self.due.items():
            yield Rule.ELECTIONS, f"org:{branch}", due, f"s{branch}"
        for branch, last in self.active.items():
            yield Rule.SILENT, f"org:{branch}", last, f"s{branch}"
        for number, (since, who) in self.drafts.items():
            yield Rule.DRAFTS, f"draft:{number}", since, who

    def check(self, now: datetime) -> None:
        """Everything that had to be told arrived, once, or again and then marked as a possible repeat."""
        with self.database.session() as session:
            rows = session.query(DeliveryRow).all()
            pushed = {number for number, _ in self.wire.arrived}
            kept = {row.id: row for row in session.query(NoticeRow)}
            on_talking = [row.id for name in ("officer", *(f"s{b}" for b in self.due))
                          for row in notices.tell(session, name, now + DAY)]  # fmt: skip
        roundups = Counter(row.subject for row in kept.values() if row.phrase == "channel_roundup")
        keys = Counter((Rule(r.rule), r.subject, r.reference, r.stage, r.recipient) for r in rows)
        assert set(keys) == self.expected, "no reminder is lost, and none made up"
        assert set(keys.values()) <= {1}, "none twice with the same key"
        assert {row.status for row in rows} <= {DeliveryStatus.TOLD}
        assert {f"roundup:{row.roundup_id}" for row in rows} == set(roundups), "each in one roundup"
        assert set(roundups.values()) <= {1}
        self._check_personal(list(kept.values()))
        assert pushed | set(on_talking) == set(kept), "every message arrived"
        self._check_repeats()

    def _check_personal(self, kept: list[NoticeRow]) -> None:
        said = [row for row in kept if row.phrase.startswith("channel_remind_personal")]
        assert Counter(row.values["what"] for row in said if row.values["what"] != "每周例会") == Counter(self.personal)
        assert sum(row.values["what"] == "每周例会" for row in said) == self.weekly
        asked = Counter(row.subject for row in kept if row.phrase == "channel_activity_was_it_held")
        assert asked == Counter(f"activity:{number}" for number in self.planned)

    def _check_repeats(self) -> None:
        """As many arrivals as sends of which nobody could know, and one; all but the first are marked."""
        marks: dict[int, list[bool]] = defaultdict(list)
        for number, repeated in self.wire.arrived:
            marks[number].append(repeated)
        for number, of_one in marks.items():
            assert all(of_one[1:]), f"{number}: a repeat that is not marked as one"
            assert len(of_one) <= 1 + self.wire.unsure[number]


@contextmanager
def killing(chance: Callable[[], bool]) -> Iterator[None]:
    """Die at the seams, before what they do and after it, as chance has it."""
    with pytest.MonkeyPatch.context() as patched:
        for module, name in SEAMS:
            patched.setattr(module, name, _deadly(getattr(module, name), chance))
        yield


def _deadly(real: Callable[..., Any], chance: Callable[[], bool]) -> Callable[..., Any]:
    def maybe(*arguments: Any, **named: Any) -> Any:
        if chance():
            raise Killed
        done = real(*arguments, **named)
        if chance():
            raise Killed
        return done

    return maybe


def simulate(database: Database, seed: int, days: int) -> tuple[County, int]:
    """Some days of a county; the county and how often its worker was killed."""
    county, kills, off = County(database, seed), 0, 0
    now = START
    chance = county.chance
    with killing(lambda: chance.random() < 0.05):
        for number in range(days):
            day = (START + number * DAY).date()
            county.happens(day)
            off = max(off - 1, 0) or (chance.random() < 0.02) * chance.randrange(2, 9)
            if off and number < days - 9:
                continue  # the machine is off, for a week at most
            hours = sorted(chance.randrange(6 * 60, 20 * 60) for _ in range(2))
            for minutes in hours:
                now = START + number * DAY + timedelta(minutes=minutes)
                kills += _killed(county, now)
            now = START + number * DAY + timedelta(hours=20, minutes=30)
            while _killed(county, now):  # started again until a run came to its end
                kills += 1
            county.model(day)
            county.answered(now)
            if chance.random() < 0.05:
                kills += _killed(county, now - timedelta(hours=chance.randrange(1, 30)))  # the clock went back
    for hours in range(72):  # the last ones are tried again, without any luck needed
        county.chance = _Fortune()
        county.push(now + timedelta(hours=hours + 1))
    county.check(now + timedelta(hours=80))
    return county, kills


class _Fortune(random.Random):
    def random(self) -> float:
        return 1.0


def _killed(county: County, now: datetime) -> bool:
    try:
        county.tell(now)
    except Killed:
        return True
    return False


@pytest.mark.parametrize("seed", [7])
def test_two_hundred_days_of_a_county(database: Database, seed: int) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    county, kills = simulate(database, seed, days=200 if sqlite else 40)
    told = {rule for rule, *_ in county.expected}
    assert kills > (50 if sqlite else 5)
    assert county.wire.unsure.total() > 0
    assert told >= ({Rule.ELECTIONS, Rule.SILENT, Rule.DRAFTS} if sqlite else {Rule.ELECTIONS})


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_ten_thousand_days_of_counties(database: Database, seed: int) -> None:
    simulate(database, seed, days=500)


@pytest.mark.slow
def test_a_worker_that_is_killed_with_signal_9_loses_nothing(migrated: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'boai.db'}"
    (tmp_path / "boai.db").write_bytes(migrated.read_bytes())
    environment = {**os.environ, "BOAI_HOME": str(tmp_path), "BOAI_DATABASE_URL": url,
                   "BOAI_NOW": (START + timedelta(hours=10)).isoformat()}  # fmt: skip
    wanted = [f"第{number}件" for number in range(3 * AT_ONCE)]  # three transactions
    personal = PersonalData(load_key(tmp_path / "key"))  # makes it
    database = Database(url)
    with database.session() as session:
        accounts.save(session, Account("s", Role.SECRETARY), START)
        session.flush()
        for what in wanted:
            personal_store.add(session, personal, "s", "web", what, START, None, START, None)
    with subprocess.Popen([*WORKER], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL) as worker:
        while worker.poll() is None and not _told(database):
            time.sleep(0.005)
        worker.send_signal(signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL
    assert 0 < _told(database) < len(wanted), "it was in the middle of its work"
    subprocess.run(WORKER, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with database.session() as session:
        assert Counter(row.values["what"] for row in session.query(NoticeRow)) == Counter(wanted)
    database.close()


WORKER = (sys.executable, "-m", "bot.cli", "remind", "--once")


def _told(database: Database) -> int:
    with database.session() as session:
        return session.query(NoticeRow).count()


# --- several workers ---------------------------------------------------------------------------------------------


def _many(database: Database, count: int) -> list[str]:
    wanted = [f"第{number}件" for number in range(count)]
    with database.session() as session:
        accounts.save(session, Account("s", Role.SECRETARY), START)
        session.flush()
        for what in wanted:
            personal_store.add(session, PERSONAL, "s", "web", what, START, None, START, None)
    return wanted


@pytest.mark.parametrize("workers", [4])
def test_several_workers_tell_and_send_each_once(database: Database, workers: int) -> None:
    wanted, now, sent = _many(database, 240), START + timedelta(hours=10), Counter[int]()
    barrier = threading.Barrier(workers)

    def work() -> None:
        barrier.wait()
        while True:
            try:
                run(database, PERSONAL, now)
                while taken := _take(database, now):
                    for message in taken:
                        sent[message.id] += 1
                        assert not message.repeated
                    with database.session() as session:
                        outbox.delivered(session, [message.id for message in taken], now)
                return
            except DatabaseBusyError:  # as the worker does: with the next round
                continue

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        rows = session.query(NoticeRow).all()
    assert Counter(row.values["what"] for row in rows) == Counter(wanted)
    assert sent == Counter(row.id for row in rows)
    assert all(row.told_at for row in rows)


def _take(database: Database, now: datetime) -> list[outbox.Message]:
    with database.session() as session:
        return outbox.due_messages(session, now, 10)


@pytest.mark.postgres
def test_what_one_worker_has_taken_another_passes_over_without_waiting(migrated_postgres: str) -> None:
    database, now = Database(migrated_postgres), START + timedelta(hours=10)
    with database.engine.begin() as connection:
        connection.execute(text(EMPTIED))
    _many(database, 30)
    with database.session() as one, database.session() as other:  # neither has come to its end
        taken = [{row.id for row in personal_store.due(session, now, 15)} for session in (one, other)]
        third = personal_store.due(other, now, 30)
    assert (len(taken[0] | taken[1]), {row.id for row in third}) == (30, taken[1])
    run(database, PERSONAL, now)
    with database.session() as one, database.session() as other:
        messages = [{each.id for each in outbox.due_messages(session, now, 15)} for session in (one, other)]
    assert len(messages[0] | messages[1]) == 30
    database.close()
