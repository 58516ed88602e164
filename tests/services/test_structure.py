"""Points, teams, posts, dues, facts: whatever the order, lists are right as of any day and nothing is lost."""

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.core.structure import Body, Fact, PointType, TeamType
from bot.services import register, structure
from bot.services.structure import POINT, TEAM
from bot.services.work import Work
from bot.store import audit
from bot.store.database import Database
from bot.store.tables import AuditRow, DuesRow, OrganisationRow, PostRow, ServicePointRow, TeamRow
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import worker

TODAY = NOW.date()
DAY = timedelta(days=1)
ANNA = Entry(MemberKind.ADULT, PersonalFacts("邬小満", "女", None, "13800000001", "1990-03-02"))


def boss(session: Session, ids: list[int], days: int = 0) -> Work:
    return worker(session, Role.COUNTY_OFFICER, ids[0], "boss", days)


# --- who may ---------------------------------------------------------------------------------------------------------

WRITES: dict[str, Callable[[Work, int, dict[str, int]], Any]] = {
    "open_point": lambda w, home, _: structure.open_point(w, home, PointType.STATION),
    "unbegin": lambda w, _, at: structure.unbegin(w, POINT, at["point"]),
    "end": lambda w, _, at: structure.end(w, POINT, at["point"]),
    "unend": lambda w, _, at: structure.unend(w, TEAM, at["team"]),
    "change": lambda w, _, at: structure.change(w, TEAM, at["team"], {"volunteers": 1}),
    "found_team": lambda w, home, _: structure.found_team(w, home, TeamType.RESCUE),
    "appoint": lambda w, home, _: structure.appoint(w, home, Body.COUNCIL, "理事", "甲乙"),
    "unappoint": lambda w, _, at: structure.unappoint(w, at["post"]),
    "end_post": lambda w, _, at: structure.end_post(w, at["post"]),
    "unend_post": lambda w, _, at: structure.unend_post(w, at["post"], None),
    "pay": lambda w, _, at: structure.pay(w, at["member"], 2026, 1000),
    "unpay": lambda w, _, at: structure.unpay(w, at["member"], 2026, 1000, None),
    "paid": lambda w, _, at: structure.paid(w, at["member"], 2026),
    "state": lambda w, home, _: structure.state(w, home, Fact.CUSTODIAN, {"value": "甲所", "since": "2026-01"}),
    "unstate": lambda w, home, _: structure.unstate(w, home, Fact.RULES, {"value": True, "since": "2026"}),
    "dues": lambda w, home, _: structure.dues(w, home, 2026, TODAY),
    "facts": lambda w, home, _: structure.facts(w, home, TODAY),
    "holders": lambda w, home, _: structure.holders(w, home, [Body.COUNCIL], TODAY),
}
READS = {"dues", "facts", "holders"}  # a member reads the numbers of the own branch


@pytest.mark.parametrize("call", WRITES)
@pytest.mark.parametrize(
    ("role", "own"), [(Role.SECRETARY, 4), (Role.COUNTY_OFFICER, 4), (Role.MEMBER, 4), (Role.ADMINISTRATOR, 0)]
)
def test_nothing_is_done_outside_ones_reach(database: Database, call: str, role: Role, own: int) -> None:
    with database.session() as session:
        ids = plant(session)
        there = parts(session, ids)
        entries = session.scalar(select(func.count()).select_from(AuditRow))
        with pytest.raises(PermissionDeniedError):
            WRITES[call](worker(session, role, ids[own], "other"), ids[2], there)
        assert session.scalar(select(func.count()).select_from(AuditRow)) == entries


@pytest.mark.parametrize("call", sorted(WRITES.keys() - READS))
def test_a_member_writes_nothing_at_home(database: Database, call: str) -> None:
    with database.session() as session:
        ids = plant(session)
        there = parts(session, ids)
        with pytest.raises(PermissionDeniedError):
            WRITES[call](worker(session, Role.MEMBER, ids[2], "other"), ids[2], there)


def parts(session: Session, ids: list[int]) -> dict[str, int]:
    """One of each in organisation 2."""
    work = boss(session, ids)
    member = register.register(work, ANNA, ids[2], "r1")
    point = structure.open_point(work, ids[2], PointType.HOME, keeper="甲乙")
    team = structure.found_team(work, ids[2], TeamType.VOLUNTEER, volunteers=5)
    post = structure.appoint(work, ids[2], Body.SUPERVISORS, "监事", "丙丁")
    return {"member": member.id, "point": point.id, "team": team.id, "post": post.row.id}


def test_nobody_is_offered_what_lies_out_of_reach(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        parts(session, ids)
        other = worker(session, Role.SECRETARY, ids[4], "other")
        assert not structure.reachable_points(other)
        assert not structure.reachable_teams(other)
        assert not structure.reachable_posts(other)
        assert not structure.payers_named(other, ANNA.facts.name)
        assert structure.members_named(other, ids[4], [ANNA.facts.name], TODAY) == {ANNA.facts.name: []}


@pytest.mark.parametrize(
    ("role", "own", "keeper", "volunteers", "council", "total", "owing"),
    [
        (Role.SECRETARY, 2, "甲乙", 5, ["丙丁"], 1, True),
        (Role.MEMBER, 2, None, 5, [], 1, False),
        (Role.VISITOR, None, None, None, None, None, None),
    ],
)
def test_what_each_role_is_shown(
    database: Database,
    role: Role,
    own: int | None,
    keeper: str | None,
    volunteers: int | None,
    council: list[str] | None,
    total: int | None,
    owing: bool | None,
) -> None:
    with database.session() as session:
        ids = plant(session)
        parts(session, ids)
        structure.appoint(boss(session, ids), ids[2], Body.LEADERS, "副会长", "戊己")
        work = worker(session, role, None if own is None else ids[own], "other")
        assert [one.keeper for one in structure.points(work, ids[2], TODAY)] == [keeper]
        assert [one.volunteers for one in structure.teams(work, ids[2], TODAY)] == [volunteers]
        assert [one.name for one in structure.holders(work, ids[2], [Body.LEADERS], TODAY).named] == ["戊己"]
        if council is None:
            with pytest.raises(PermissionDeniedError):
                structure.holders(work, ids[2], [Body.SUPERVISORS], TODAY)
            with pytest.raises(PermissionDeniedError):
                structure.dues(work, ids[2], 2026, TODAY)
        else:
            found = structure.holders(work, ids[2], [Body.SUPERVISORS], TODAY)
            assert ([one.name for one in found.named], found.total) == (council, total)
            assert (structure.dues(work, ids[2], 2026, TODAY).owing is not None) is owing


# --- councils and members --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name", "warned"),
    [
        (Body.COUNCIL, "邬小満", False),
        (Body.COUNCIL, "甲乙", True),
        (Body.STANDING_COUNCIL, "甲乙", True),
        (Body.SUPERVISORS, "甲乙", True),
        (Body.LEADERS, "甲乙", False),
        (Body.COUNCIL, "只是志愿", True),
    ],
)
def test_who_sits_in_a_council_and_is_no_member_is_warned_about(
    database: Database, body: Body, name: str, warned: bool
) -> None:
    with database.session() as session:
        ids = plant(session)
        work = boss(session, ids)
        member = register.register(work, ANNA, ids[3], "r1")
        register.register(
            work, Entry(MemberKind.VOLUNTEER, PersonalFacts("只是志愿", phone="13800000002")), ids[3], "r"
        )
        found = structure.appoint(work, ids[2], body, "某职", name)
        assert found.warnings == (("not_member",) if warned else ())
        assert found.row.person_id == (member.person_id if name == "邬小満" else None)


def test_membership_is_looked_at_on_the_day(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = boss(session, ids)
        register.register(work, ANNA, ids[2], "r1")
        before = structure.appoint(work, ids[2], Body.COUNCIL, "理事", "邬小満", since=TODAY - DAY)
        assert before.warnings == ("not_member",)
        assert not structure.appoint(work, ids[3], Body.COUNCIL, "理事", "邬小満").warnings


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("part_exists", lambda w, o: [structure.open_point(w, o, PointType.HOME) for _ in range(2)]),
        ("part_exists", lambda w, o: [structure.found_team(w, o, TeamType.RESCUE) for _ in range(2)]),
        ("part_exists", lambda w, o: [structure.appoint(w, o, Body.COUNCIL, "理事", "甲乙") for _ in range(2)]),
        ("ahead", lambda w, o: structure.open_point(w, o, PointType.HOME, day=TODAY + DAY)),
        ("team_size", lambda w, o: structure.found_team(w, o, TeamType.RESCUE, volunteers=-1)),
        ("before_begin", lambda w, o: structure.appoint(w, o, Body.COUNCIL, "理事", "甲", since=TODAY, until=TODAY)),
        (
            "before_begin",
            lambda w, o: structure.end(w, POINT, structure.open_point(w, o, PointType.HOME).id, TODAY - DAY),
        ),
        ("not_of_a_branch", lambda w, o: structure.state(w, o, Fact.PARTY_GROUP, {"value": True, "since": "2024"})),
        ("ahead", lambda w, o: structure.state(w, o, Fact.RULES, {"value": True, "since": "2027-01"})),
        (
            "before_begin",
            lambda w, o: structure.state(
                w, o, Fact.FUNDRAISING, {"value": True, "since": "2026-05", "until": "2026-04"}
            ),
        ),
    ],
)
def test_what_cannot_be_is_refused(database: Database, code: str, act: Callable[[Work, int], Any]) -> None:
    with database.session() as session:
        ids = plant(session)
        with pytest.raises(RegisterError) as refused:
            act(boss(session, ids), ids[2])
        assert refused.value.code == code


def test_a_county_has_a_party_group(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        session.get_one(OrganisationRow, ids[0]).type = OrganisationType.COUNTY
        work = boss(session, ids)
        structure.state(work, ids[0], Fact.PARTY_GROUP, {"value": True, "since": "2024-05"})
        assert structure.facts(work, ids[0], date(2024, 5, 1)) == {
            Fact.PARTY_GROUP: {"value": True, "since": "2024-05"}
        }
        assert structure.facts(work, ids[0], date(2024, 4, 30)) == {}


@pytest.mark.parametrize(
    ("year", "fen", "code"),
    [(2026, 0, "dues_amount"), (2026, -5, "dues_amount"), (2028, 1000, "dues_year"), (1900, 1000, "dues_year"),
     (2026, 10**9, "dues_amount")],
)  # fmt: skip
def test_dues_that_cannot_be_are_refused(database: Database, year: int, fen: int, code: str) -> None:
    with database.session() as session:
        ids = plant(session)
        work = boss(session, ids)
        row = register.register(work, ANNA, ids[2], "r1")
        with pytest.raises(RegisterError) as refused:
            structure.pay(work, row.id, year, fen)
        assert refused.value.code == code


def test_dues_put_right_and_taken_back(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = boss(session, ids)
        row = register.register(work, ANNA, ids[2], "r1")
        assert structure.dues(work, ids[1], 2026, TODAY).owing == (("邬小満", "甲2"),)
        assert structure.pay(work, row.id, 2026, 1000) is None
        with pytest.raises(RegisterError):
            structure.pay(work, row.id, 2026, 1000)
        assert structure.pay(work, row.id, 2026, 2000) == 1000
        found = structure.dues(work, ids[1], 2026, TODAY)
        assert (found.paid, found.fen, found.unpaid, found.owing) == (1, 2000, 0, ())
        structure.unpay(work, row.id, 2026, 2000, 1000)
        assert structure.paid(work, row.id, 2026) == 1000
        structure.unpay(work, row.id, 2026, 1000, None)
        assert session.scalar(select(func.count()).select_from(DuesRow)) == 0


def test_the_size_of_a_team_on_any_day(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        team = structure.found_team(boss(session, ids), ids[2], TeamType.RESCUE, volunteers=20)
        structure.change(boss(session, ids, 3), TEAM, team.id, {"party_branch": True})
        structure.change(boss(session, ids, 5), TEAM, team.id, {"volunteers": 25})
        work = boss(session, ids, 9)
        sizes = [structure.size_on(work, team, TODAY + n * DAY) for n in (0, 3, 4, 5, 9)]
        assert sizes == [20, 20, 20, 25, 25]


def test_taking_back_is_refused_when_it_has_changed_since(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work, there = boss(session, ids), parts(session, ids)
        structure.change(work, TEAM, there["team"], {"volunteers": 9})
        for act in (
            lambda: structure.change(work, TEAM, there["team"], {"volunteers": 5}, {"volunteers": 8}),
            lambda: structure.unend(work, POINT, there["point"]),
            lambda: structure.unend(work, TEAM, there["team"]),
            lambda: structure.unend_post(work, there["post"], None),
            lambda: structure.unpay(work, there["member"], 2026, 5, None),
            lambda: structure.unstate(work, ids[2], Fact.RULES, {"value": True, "since": "2026"}),
        ):
            with pytest.raises(RegisterError):
                act()
        structure.end(work, POINT, there["point"])
        structure.end(work, TEAM, there["team"])
        structure.end_post(work, there["post"])
        for undo, part in (
            (DO["point"]["unbegin"], "point"),
            (DO["team"]["unbegin"], "team"),
            (structure.unappoint, "post"),
        ):
            with pytest.raises(RegisterError):
                undo(work, there[part])


# --- any order -------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["point", "team", "post"]),
        st.sampled_from(["begin", "end", "unbegin", "unend", "change"]),
        st.integers(0, 3),  # which of those there are
        st.integers(0, 3),  # days that go by before
    ),
    max_size=25,
)
SHAPES: dict[str, structure.Shape[Any]] = {"point": POINT, "team": TEAM}
DO: dict[str, dict[str, Callable[[Work, int], Any]]] = {
    **{
        part: {
            "end": lambda w, n, shape=shape: structure.end(w, shape, n),
            "unbegin": lambda w, n, shape=shape: structure.unbegin(w, shape, n),
            "unend": lambda w, n, shape=shape: structure.unend(w, shape, n),
        }
        for part, shape in SHAPES.items()
    },
    "post": {
        "end": structure.end_post, "unbegin": structure.unappoint,
        "unend": lambda w, n: structure.unend_post(w, n, None),
    },
}  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=STEPS)
def test_any_order_keeps_lists_and_history_right(database: Database, steps: list[tuple[str, str, int, int]]) -> None:
    """Against a plain model: name -> (first day, day it is no more)."""
    with database.session() as session:
        ids = plant(session)
        model: dict[str, dict[int, tuple[date, date | None]]] = {"point": {}, "team": {}, "post": {}}
        days, done = 0, 0
        for number, (part, act, which, passed) in enumerate(steps):
            days += passed
            work = boss(session, ids, days)
            known = sorted(model[part])
            if act == "begin":
                row_id = _begin(work, part, ids[2], f"某{number}")
                model[part][row_id] = (work.today, None)
                done += 1
                continue
            if act == "change" or not known:
                continue
            row_id = known[which % len(known)]
            try:
                DO[part][act](work, row_id)
            except RegisterError:
                assert (model[part][row_id][1] is None) == (act == "unend")
                continue
            done += 1
            begun, ended = model[part][row_id]
            assert (ended is None) == (act != "unend")
            if act == "unbegin":
                del model[part][row_id]
            else:
                model[part][row_id] = (begun, work.today if act == "end" else None)
        work = boss(session, ids, days)
        for back in range(days + 2):
            day = TODAY + (days - back + 1) * DAY
            expected = {
                p: {n for n, (a, b) in rows.items() if a <= day and (b is None or b > day)} for p, rows in model.items()
            }
            assert {one.id for one in structure.points(work, ids[1], day)} == expected["point"]
            assert {one.id for one in structure.teams(work, ids[1], day)} == expected["team"]
            assert len(structure.holders(work, ids[2], [Body.COUNCIL], day).named) == len(expected["post"])
        entries = session.scalar(
            select(func.count()).select_from(AuditRow).where(AuditRow.entity.in_(["service_point", "team", "post"]))
        )
        assert entries == done
        assert audit.first_broken(session) is None
        kept = {"point": ServicePointRow, "team": TeamRow, "post": PostRow}
        assert {p: session.scalar(select(func.count()).select_from(t)) for p, t in kept.items()} == {
            p: len(rows) for p, rows in model.items()
        }
        session.rollback()


def _begin(work: Work, part: str, home: int, name: str) -> int:
    if part == "point":
        return structure.open_point(work, home, PointType.STATION, name=name).id
    if part == "team":
        return structure.found_team(work, home, TeamType.RESCUE, name=name).id
    return structure.appoint(work, home, Body.COUNCIL, "理事", name).row.id


# --- nothing is forgotten --------------------------------------------------------------------------------------------

# What gives only what lies in reach, or reads nothing of the register.
HARMLESS = {
    "points", "teams", "size_on", "members_named", "asked", "is_told", "reachable_points", "reachable_teams",
    "reachable_posts", "payers_named", "listed_name", "asks_what_there_is", "may_ask", "own_dues", "asks_own_dues",
}  # fmt: skip


def test_every_function_is_tried_out_of_reach_or_known_to_be_harmless() -> None:
    functions = inspect.getmembers(structure, inspect.isfunction)
    public = {name for name, one in functions if not name.startswith("_") and one.__module__ == structure.__name__}
    assert public == WRITES.keys() | HARMLESS
