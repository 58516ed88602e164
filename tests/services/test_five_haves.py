"""The five things a branch is expected to have: each judged from the records alone, for one and for many at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.core.paging import cut
from bot.core.structure import FIVE_HAVES, Fact, PointType
from bot.services import five_haves, register, structure
from bot.services.work import Work
from bot.store import activities, organisations
from bot.store import metrics as counting
from bot.store.database import Database
from bot.store.tables import ActivityRow, OrganisationRow
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import worker
from tests.services.test_scope import public

TODAY = NOW.date()
Fill = Callable[[Work, OrganisationRow], object]


def leads(_work: Work, row: OrganisationRow) -> None:
    row.president = "甲乙"


def enrol(kind: MemberKind) -> Fill:
    def fill(work: Work, row: OrganisationRow) -> None:
        phone = f"138000030{row.id % 10}{list(MemberKind).index(kind)}"
        register.register(work, Entry(kind, PersonalFacts("张桂芳", phone=phone)), row.id, f"{row.id}{kind}")

    return fill


def states(fact: Fact, *, value: bool = True) -> Fill:
    return lambda work, row: structure.state(work, row.id, fact, {"value": value, "since": TODAY.isoformat()})


def opens(work: Work, row: OrganisationRow) -> None:
    structure.open_point(work, row.id, PointType.STATION, name="站")


def holds(days: int, status: str = "held") -> Fill:
    def fill(work: Work, row: OrganisationRow) -> None:
        activities.add(work.session, ActivityRow(
            organisation_id=row.id, status=status, activity_type="其他", date=TODAY - timedelta(days=days),
            reported_by="boss", reported_at=NOW,
        ))  # fmt: skip

    return fill


def scene(session: Session, role: Role = Role.COUNTY_OFFICER) -> tuple[Work, list[OrganisationRow]]:
    ids = plant(session)
    rows = [session.get_one(OrganisationRow, number) for number in ids]
    rows[0].type = OrganisationType.COUNTY
    return worker(session, role, ids[0]), rows


MEMBER, VOLUNTEER = enrol(MemberKind.ADULT), enrol(MemberKind.VOLUNTEER)


@pytest.mark.parametrize(
    ("fills", "has"),
    [
        ([], set()),
        ([leads], {Fact.LEADER}),
        ([states(Fact.LEADER)], {Fact.LEADER}),
        ([states(Fact.LEADER, value=False)], set()),
        ([MEMBER], set()),
        ([VOLUNTEER], set()),
        ([MEMBER, VOLUNTEER], {Fact.PEOPLE}),
        ([states(Fact.PEOPLE)], set()),  # said, and nobody is on the register
        ([states(Fact.RULES)], {Fact.RULES}),
        ([states(Fact.RULES, value=False)], set()),
        ([opens], {Fact.PLATFORM}),
        ([states(Fact.PLATFORM)], {Fact.PLATFORM}),
        ([holds(0)], {Fact.ACTIVITY}),
        ([holds(89)], {Fact.ACTIVITY}),
        ([holds(90)], set()),
        ([holds(5, "planned")], set()),
        ([leads, MEMBER, VOLUNTEER, states(Fact.RULES), opens, holds(5)], set(FIVE_HAVES)),
    ],
)
def test_each_point_is_judged_from_the_records(database: Database, fills: list[Fill], has: set[Fact]) -> None:
    with database.session() as session:
        work, rows = scene(session)
        for fill in fills:
            fill(work, rows[2])
        session.flush()
        evidence = five_haves.check(work, rows[2])
        assert {fact for fact in FIVE_HAVES if evidence.has(fact)} == has
        assert set(evidence.lacking) == set(FIVE_HAVES) - has
        session.rollback()


def test_the_list_is_of_branches_only_and_agrees_with_each_check(database: Database) -> None:
    with database.session() as session:
        work, rows = scene(session)
        for fill in (leads, MEMBER, VOLUNTEER, states(Fact.RULES), opens, holds(5)):
            fill(work, rows[5])
        leads(work, rows[3])
        session.flush()
        page = five_haves.lacking(work, rows[0])
        assert (page.branches, page.total) == (5, 4)
        for line in page.lines:
            row = next(one for one in rows if one.name == line.organisation)
            assert line.facts == five_haves.check(work, row).lacking
        assert five_haves.complete(work, rows[0]).lines == (rows[5].name,)
        assert five_haves.complete(work, rows[0], types=["学校"]).branches == 0
        without = {line.organisation for line in five_haves.lacking(work, rows[0], [Fact.LEADER]).lines}
        assert without == {"甲1", "甲2", "甲4"}
        session.rollback()


def test_what_is_counted_in_one_pass_is_what_is_counted_of_each(database: Database) -> None:
    with database.session() as session:
        work, rows = scene(session)
        for number, row in enumerate(rows[1:]):
            for fill in (MEMBER, VOLUNTEER, opens, *map(holds, range(number))):
                fill(work, row)
        rows[3].dissolved = TODAY  # what is recorded there still counts above it
        session.flush()
        parents = organisations.parents_below(session, rows[0].id)
        for what in (
            counting.memberships_of(five_haves.MEMBERS), counting.points_of(["服务站"]), counting.activities_of(()),
        ):  # fmt: skip
            assert counting.counts_below(session, what, parents, TODAY) == {
                row.id: counting.recount(session, what, row.id, TODAY) for row in rows if row.id in parents
            }
        session.rollback()


def test_a_long_list_comes_in_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(five_haves, "cut", lambda total, page: cut(total, page, 2))
    with database.session() as session:
        work, rows = scene(session)
        pages = [five_haves.lacking(work, rows[0], page=number) for number in (1, 2, 3, 9)]
        assert [(one.page, one.pages, len(one.lines)) for one in pages] == [(1, 3, 2), (2, 3, 2), (3, 3, 1), (3, 3, 1)]
        session.rollback()


def test_a_list_takes_as_many_statements_however_many_branches_there_are(database: Database) -> None:
    with database.session() as session:
        work, rows = scene(session)
        few = statements(database, lambda: five_haves.lacking(work, rows[0]))
        for number in range(40):
            parent = rows[1 + number % 5]
            organisations.add(session, OrganisationRow(name=f"乙{number}红十字会", type="村", parent_id=parent.id))
        many = statements(database, lambda: five_haves.lacking(work, rows[0]))
        assert few == many
        assert five_haves.lacking(work, rows[0]).branches == 45
        session.rollback()


def statements(database: Database, call: Callable[[], object]) -> int:
    """How many statements something takes."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_fact_that_begins_later_does_not_count_yet(database: Database) -> None:
    with database.session() as session:
        work, rows = scene(session)
        rows[2].facts = {Fact.RULES: [{"value": True, "since": (TODAY + timedelta(days=3)).isoformat()}]}
        session.flush()
        assert Fact.RULES in five_haves.check(work, rows[2]).lacking
        session.rollback()


CALLS: dict[str, Callable[[Work, OrganisationRow], object]] = {
    "check": five_haves.check,
    "lacking": five_haves.lacking,
    "complete": five_haves.complete,
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
@pytest.mark.parametrize("call", CALLS)
def test_outside_the_scope_nothing_is_told(database: Database, role: Role, call: str) -> None:
    with database.session() as session:
        _, rows = scene(session)
        stranger = worker(session, role, rows[4].id, "stranger")
        with pytest.raises(PermissionDeniedError):
            CALLS[call](stranger, rows[1])
        session.rollback()


def test_every_function_is_tried_or_known_to_be_harmless() -> None:
    assert public(five_haves) == {f"five_haves.{name}" for name in CALLS} | {"five_haves.is_branch"}
