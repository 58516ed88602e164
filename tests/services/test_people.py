"""Looking people up: within the scope only, as of a day, between two days, by property, by a list of names."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.services import people, permission, register
from bot.services.work import Work
from bot.store.database import Database
from bot.store.tables import MembershipRow, OrganisationRow
from bot.text.person_queries import Filters
from bot.text.spans import Span
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import worker

TODAY = NOW.date()
ALL = tuple(MemberKind)
BEFORE = TODAY - timedelta(days=100)
PHONES = (f"1380000{number:04d}" for number in range(10_000))


def person(name: str, kind: MemberKind = MemberKind.ADULT, **facts: str) -> Entry:
    return Entry(kind, PersonalFacts(name, **{"phone": next(PHONES), **facts}))


def since(row: MembershipRow, day: date) -> MembershipRow:
    row.valid_from = day
    return row


def home(session: Session, organisation_id: int) -> OrganisationRow:
    return session.get_one(OrganisationRow, organisation_id)


def test_what_lies_outside_the_scope_is_not_there(database: Database) -> None:
    """Tree: 0 above 1 and 4; 1 above 2 and 3."""
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        known = register.register(boss, person("尤明"), ids[2], "a")
        stranger = worker(session, Role.SECRETARY, ids[4], "stranger")
        assert [one.name for one in people.named(boss, "尤明")] == ["尤明"]
        assert people.named(stranger, "尤明") == people.named(stranger, "无此人") == []
        assert people.near(stranger, "尤名") == []
        assert people.near(boss, "尤名") == ["尤明"]
        with pytest.raises(RegisterError) as refused:
            people.profile(stranger, known.person_id or 0)
        with pytest.raises(RegisterError) as unknown:
            people.profile(stranger, 9999)
        assert refused.value.code == unknown.value.code


def test_memberships_elsewhere_are_not_shown(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        row = register.register(boss, person("尤明"), ids[2], "a")
        register.transfer(boss, row.id, ids[4], "t")
        [before] = people.named(worker(session, Role.SECRETARY, ids[1], "old"), "尤明")
        [after] = people.named(worker(session, Role.SECRETARY, ids[4], "new"), "尤明")
        [whole] = people.named(boss, "尤明")
        assert [(one.organisation, one.ended_by, one.from_) for one in before.stays] == [("甲2", "transferred", None)]
        assert [(one.organisation, one.ended_by, one.from_) for one in after.stays] == [("甲4", None, None)]
        assert [one.from_ for one in whole.stays] == [None, "甲2"]


def test_the_telephone_is_masked(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.SECRETARY, ids[1])
        register.register(boss, person("尤明", phone="13800001234"), ids[1], "a")
        assert people.named(boss, "尤明")[0].phone == "138****1234"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VOLUNTEER, Role.VISITOR, Role.ADMINISTRATOR])
def test_who_sees_no_roster_may_not_look_anybody_up(database: Database, role: Role) -> None:
    with database.session() as session:
        ids = plant(session)
        with pytest.raises(PermissionDeniedError):
            people.named(worker(session, role, ids[1], "stranger"), "尤明")


def own_work(session: Session, organisation_id: int, name: str) -> Work:
    worker(session, Role.MEMBER, organisation_id, "self")
    account = Account("self", Role.MEMBER, name)
    return Work(session, worker(session, Role.MEMBER, None, "self").personal,
                permission.actor(session, account, "web", TODAY), NOW)  # fmt: skip


def test_ones_own_record_is_shown_only_when_the_name_is_the_only_one(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        register.register(boss, person("尤明"), ids[2], "a")
        register.register(boss, person("尤明"), ids[3], "b")
        mine = people.own(own_work(session, ids[2], "尤明"))
        assert mine is not None
        assert [one.organisation for one in mine.stays] == ["甲2"]
        register.register(boss, person("尤明"), ids[2], "c")
        assert people.own(own_work(session, ids[2], "尤明")) is None


def test_numbers_as_of_a_day_and_changes_between_two(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        old = since(register.register(boss, person("尤明"), ids[2], "a"), BEFORE)
        register.register(boss, person("冉星河"), ids[2], "b")
        moved = since(register.register(boss, person("覃甘"), ids[2], "c"), BEFORE)
        register.transfer(boss, moved.id, ids[3], "t")
        register.leave(boss, old.id, TODAY)
        row = home(session, ids[1])
        adults = lambda day: people.numbers_on(boss, row, day)[MemberKind.ADULT]  # noqa: E731
        assert (adults(BEFORE), adults(TODAY - timedelta(days=1)), adults(TODAY)) == (2, 2, 2)
        span = Span(TODAY - timedelta(days=30), TODAY + timedelta(days=30))
        for change, name in (("joined", "冉星河"), ("left", "尤明")):
            counted = people.changed(boss, row, change, span, ALL)
            listed = people.who_changed(boss, row, change, span, ALL, 1)
            assert sum(counted.numbers.values()) == listed.total == len(listed.lines)
            assert [line.name for line in listed.lines] == [name]
            assert counted.end == TODAY
        inner = people.who_changed(boss, home(session, ids[3]), "joined", span, ALL, 1)
        assert [line.name for line in inner.lines] == ["覃甘"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(no_id=True, gender="女"), ["冉星河"]),
        (Filters(no_phone=True), ["小甲", "小乙"]),
        (Filters(grown_up=True), ["小甲"]),
        (Filters(older=60), ["尤明"]),
        (Filters(older=15, younger=20), ["小甲"]),
        (Filters(gender="男"), ["尤明"]),
    ],
)
def test_lists_by_property(database: Database, filters: Filters, names: list[str]) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.SECRETARY, ids[1])
        young = Entry(MemberKind.YOUTH, PersonalFacts("小甲", birth_date="2009-01-02"))
        child = Entry(
            MemberKind.YOUTH,
            PersonalFacts("小乙", birth_date="2016-05", guardian_name="乙父", guardian_phone="13800000001"),
        )
        people_there = [person("尤明", gender="男", birth_date="1960"), person("冉星河", gender="女"), young, child]
        rows = [register.register(boss, entry, ids[2], f"r{n}") for n, entry in enumerate(people_there)]
        assert rows[2].kind == MemberKind.YOUTH
        session.flush()
        day = replace_day(TODAY, filters)
        found = people.filtered(boss, home(session, ids[1]), ALL, filters, 1, day)
        assert [line.name for line in found.lines] == names
        assert found.total == people.count_filtered(boss, home(session, ids[1]), ALL, filters, day) == len(names)


def replace_day(day: date, filters: Filters) -> date:
    """Young members come of age as the days go by."""
    return day.replace(year=2027, month=1) if filters.grown_up else day


def test_a_list_of_names_against_the_roster(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        for number, name in enumerate(("尤明", "冉星河")):
            register.register(boss, person(name), ids[2], f"r{number}")
        register.register(boss, person("覃甘"), ids[5], "x")
        checked = people.check(boss, home(session, ids[1]), ("尤明", "冉星合", "覃甘"), TODAY)
        assert checked.present == ("尤明",)
        assert checked.likely == (("冉星合", ("冉星河",)),)
        assert checked.absent == ("覃甘",)
        with pytest.raises(PermissionDeniedError):
            people.check(worker(session, Role.SECRETARY, ids[4], "stranger"), home(session, ids[1]), ("尤明",), TODAY)
