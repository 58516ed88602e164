"""Roll-ups under the services: whatever is done and undone, the upper numbers equal the lists and come back."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.accounts import Role
from bot.core.activities import ActivityFacts, ActivityType
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.services import activities, register
from bot.services.metrics import COUNTERS, catalogue, fold
from bot.services.work import Work
from bot.store import backup, rollups
from bot.store import metrics as store
from bot.store.database import Database
from tests.conftest import NOW
from tests.examples import examples
from tests.services.test_metrics import world
from tests.services.test_register import worker
from tests.store.test_rollups import found_wrong

HOMES = (5, 6, 8, 10)  # branches of two counties
TODAY = NOW.date()


class Doing:
    """Does one of several things to one of several branches; each way of doing returns how it is undone."""

    def __init__(self, work: Work, homes: list[int]) -> None:
        self.work, self.homes, self.number = work, homes, 0
        self.members = [self._member(home) for home in homes]
        self.activities = [self._activity(home).id for home in homes]

    def _request(self) -> str:
        self.number += 1
        return f"r{self.number}"

    def _member(self, home: int) -> int:
        request = self._request()
        facts = PersonalFacts("邬小满", "女", None, f"1390000{self.number:04d}", "1990-01-01")
        return register.register(self.work, Entry(MemberKind.ADULT, facts), home, request).id

    def _activity(self, home: int, **numbers: Any) -> Any:
        facts = ActivityFacts(date=TODAY - timedelta(days=3), activity_type=ActivityType.FIRST_AID_TRAINING, **numbers)
        told = (
            facts if numbers else ActivityFacts(**{**vars_of(facts), "participants": 20, "hours": 2, "volunteers": 3})
        )
        people = (("甲", 1.25), ("乙", None))
        return activities.record(self.work, home, told, self._request(), people=people)

    def register(self, at: int) -> Any:
        made = self._member(self.homes[at])
        return lambda: register.withdraw(self.work, made)

    def leave(self, at: int) -> Any:
        register.leave(self.work, self.members[at], TODAY)
        return lambda: register.stay(self.work, self.members[at])

    def transfer(self, at: int) -> Any:
        made = register.transfer(self.work, self.members[at], self.homes[at - 1], self._request())
        return lambda: register.transfer_back(self.work, made.id)

    def report(self, at: int) -> Any:
        made = self._activity(self.homes[at], participants=7, beneficiaries=9, hours=1.5, volunteers=2)
        return lambda: activities.withdraw(self.work, made.id)

    def change(self, at: int) -> Any:
        before = activities.snapshot(self.work, self.activities[at])
        facts = ActivityFacts(date=TODAY, activity_type=ActivityType.RESCUE, beneficiaries=4, hours=3, volunteers=1)
        people = (("甲", 4), ("丙", 0.5), ("丁", None))
        activities.change(self.work, self.activities[at], facts, self.homes[at - 1], people)
        return lambda: activities.put_back(self.work, self.activities[at], before)

    def withdraw(self, at: int) -> Any:
        activities.withdraw(self.work, self.activities[at])
        return lambda: activities.restore(self.work, self.activities[at])

    def give_back(self, at: int) -> Any:
        activities.give_back(self.work, self.activities[at], "x")
        return lambda: activities.take_again(self.work, self.activities[at])


WAYS = ("register", "leave", "transfer", "report", "change", "withdraw", "give_back")


def vars_of(facts: ActivityFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def counted() -> list[store.Countable]:
    metrics = [one for one in catalogue().values() if one.is_counted and not one.is_rate]
    return [COUNTERS[one.counter or ""](one) for one in metrics]


def numbers(work: Work, ids: list[int]) -> list[dict[int, float]]:
    """Every number of every organisation."""
    return store.counts_each(work.session, counted(), ids, TODAY)


def lists(work: Work, ids: list[int]) -> list[dict[int, float]]:
    """What the lists behind them come to."""
    return [{node: store.recount(work.session, what, node, TODAY) for node in ids} for what in counted()]


@examples(8)
@given(
    done=st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 3)), min_size=3, max_size=8, unique=True),
    folding=st.booleans(),
)
def test_what_is_done_and_undone_leaves_every_number_as_it_was(
    database: Database, done: list[tuple[str, int]], folding: bool
) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        doing = Doing(work, [ids[home] for home in HOMES])
        session.flush()
        before = numbers(work, ids[:5])
        undo, touched = [], set()
        for way, at in done:
            kind = (
                "member" if way in ("leave", "transfer") else "activity" if way not in ("register", "report") else way
            )
            if kind in ("member", "activity") and (kind, at) in touched:
                continue  # one thing at a time can be undone
            touched.add((kind, at))
            undo.append(getattr(doing, way)(at))
            session.flush()
        assert found_wrong(session) == []
        assert numbers(work, ids[:5]) == lists(work, ids[:5])
        if folding:
            rollups.fold(session)
        for one in reversed(undo):
            one()
            session.flush()
        assert found_wrong(session) == []
        assert numbers(work, ids[:5]) == lists(work, ids[:5]) == before
        session.rollback()


def test_folding_leaves_a_sound_database(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        Doing(worker(session, Role.NATIONAL_OFFICER, ids[0]), [ids[home] for home in HOMES])
    fold(database)
    fold(database)
    assert list(backup.faults(database, whole=True)) == []
