"""The demonstration world: whole, and the same each time."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from stdnum.cn import ric

from bot.core.activities import ActivityStatus, ActivityType
from bot.core.elections import clock
from bot.core.members import Entry, MemberKind, PersonalFacts, kind_at, missing
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.services.demo import CORE, demo_world, id_number
from bot.services.world import load_world
from bot.services.world_form import read_world
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import ActivityRow, MembershipRow, OrganisationRow
from tests.conftest import NOW

TODAY = NOW.date()
PERSONAL = PersonalData(b"k" * 32)
WORLD = demo_world(TODAY)


def test_every_kind_of_organisation_is_there() -> None:
    assert {org.type for org in WORLD.orgs} == set(OrganisationType) - ABOVE_GRASS_ROOTS


def test_some_elections_are_due_and_some_overdue() -> None:
    due = [clock(org.type, org.last_election, org.founded).stated_deadline for org in WORLD.orgs]
    assert sum(day is not None and day < TODAY for day in due) >= 3
    assert sum(day is not None and TODAY <= day <= TODAY + timedelta(days=180) for day in due) >= 3


def test_the_people_are_named_once_each_and_of_every_kind() -> None:
    assert len(WORLD.people) >= 300
    assert len({one.name for one in WORLD.people}) == len(WORLD.people)
    assert {one.kind for one in WORLD.people} == set(MemberKind)


def test_every_number_is_right_and_of_nobody() -> None:
    for one in WORLD.people:
        if one.id_number is None:
            assert one.kind is MemberKind.GROUP
            continue
        assert one.kind is not None
        assert ric.is_valid(one.id_number), one
        assert one.id_number.startswith("330000")
        assert f"{one.birth_date:%Y%m%d}" == one.id_number[6:14]
        assert (int(one.id_number[16]) % 2 == 1) == (one.gender == "男")
        facts = PersonalFacts(
            one.name, phone=one.phone, birth_date=f"{one.birth_date}", guardian_name=one.guardian_name
        )
        assert missing(Entry(one.kind, replace(facts, guardian_phone=one.guardian_phone)), TODAY) == []
        assert kind_at(one.kind, f"{one.birth_date}", TODAY) is one.kind
    numbers = [one.id_number for one in WORLD.people if one.id_number]
    assert len(set(numbers)) == len(numbers)


def test_a_check_digit_may_be_an_x() -> None:
    assert any(id_number(date(1990, 1, 1), serial).endswith("X") for serial in range(40))


def test_a_year_of_activities_of_every_type() -> None:
    held = [one for one in WORLD.activities if one.date <= TODAY]
    assert len(held) >= 150
    assert {one.activity_type for one in held} == set(ActivityType)
    assert TODAY - timedelta(days=370) < min(one.date for one in held) < TODAY - timedelta(days=300)
    assert all(one.participants for one in held)
    assert any(one.date > TODAY for one in WORLD.activities)
    assert not any(one.participants for one in WORLD.activities if one.date > TODAY)


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 1, 1)])
def test_the_same_day_gives_the_same_world(today: date) -> None:
    assert demo_world(today) == demo_world(today)


def test_the_core_stays_as_it_is_written() -> None:
    core = read_world(CORE)
    assert WORLD.orgs[: len(core.orgs)] == core.orgs
    assert WORLD.users[: len(core.users)] == core.users
    have = Counter((one.org, one.kind) for one in WORLD.people)
    for org in WORLD.orgs:
        for kind, total in org.totals.items():
            assert have[(org.id, kind)] == total, org.name


def test_those_who_lead_are_on_the_register() -> None:
    there = {(one.org, one.name) for one in WORLD.people}
    assert there >= {(org.id, leader) for org in WORLD.orgs for leader in (org.president, org.secretary) if leader}


def test_hours_are_given_by_people_of_that_day_and_not_more_than_were_said_to_help() -> None:
    since = {one.name: one.since or date.min for one in WORLD.people}
    helped = [one for one in WORLD.activities if one.helpers]
    assert len(helped) > len(WORLD.activities) / 2
    for one in helped:
        assert len(one.helpers) <= (one.volunteers or 0)
        assert set(one.helpers.values()) == {one.hours}
        assert all(since[name] <= one.date for name in one.helpers)


def test_it_is_loaded_as_a_whole(database: Database) -> None:
    with database.session() as session:
        load_world(session, WORLD, PERSONAL, NOW)
    with database.session() as session:
        assert session.query(OrganisationRow).count() == len(WORLD.orgs) + 4
        assert session.query(MembershipRow).count() == len(WORLD.people)
        planned = session.query(ActivityRow).filter_by(status=ActivityStatus.PLANNED).count()
        assert planned == sum(one.date > TODAY for one in WORLD.activities) > 0
        assert session.query(MembershipRow).filter(MembershipRow.valid_from > TODAY).count() == 0
