"""What lies ahead of whom, out of what the reminders are computed from."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.activities import ActivityStatus, ActivityType
from bot.core.agenda import FEW, Kind
from bot.core.annexes import AnnexStatus
from bot.core.errors import NotPublicError
from bot.core.organisations import OrganisationType
from bot.services import agenda, permission
from bot.services.agenda import AgendaQuestion, Entry
from bot.services.work import Work
from bot.settings import TIMEZONE
from bot.store import accounts, activities, organisations
from bot.store import reminders as store
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import ActivityRow, AnnexReportRow, GrantRow, OrganisationRow

NOW = datetime(2026, 11, 23, 10, tzinfo=TIMEZONE)
TODAY = NOW.date()
PERSONAL = PersonalData(b"k" * 32)
TO_THE_END = AgendaQuestion(TODAY, date(2026, 12, 31))


def plant(session: Session) -> tuple[OrganisationRow, OrganisationRow, OrganisationRow]:
    """A county above two streets: the term of one ends before the year does, that of the other is over."""
    county = organisations.add(session, OrganisationRow(name="甲县红十字会", type=OrganisationType.COUNTY))
    soon, over = (
        organisations.add(
            session,
            OrganisationRow(name=name, type=OrganisationType.STREET, parent_id=county.id, last_election=held),
        )
        for name, held in (("乙街道红十字会", date(2021, 12, 20)), ("丙街道红十字会", date(2021, 10, 1)))
    )
    return county, soon, over


def worker(session: Session, role: Role, home: OrganisationRow | None, until: date | None = None) -> Work:
    account = Account(f"{role}-{home.id if home else 0}", role)
    accounts.save(session, account, NOW)
    session.flush()
    if home is not None:
        accounts.add_grant(session, account.id, Grant(role, home.id), TODAY, "test")
        session.flush()
        session.query(GrantRow).filter_by(account_id=account.id).update({"valid_until": until})
    return Work(session, PERSONAL, permission.actor(session, account, "web", TODAY), NOW)


def ahead(work: Work, question: AgendaQuestion = TO_THE_END) -> list[tuple[date, str]]:
    return [(one.day, one.name) for one in agenda.of(work, question).page.lines]


def entries(work: Work, *kinds: Kind) -> list[Entry]:
    return list(agenda.of(work, AgendaQuestion(TODAY, date(2026, 12, 31), kinds)).page.lines)


def plan(session: Session, home: OrganisationRow, day: date) -> None:
    row = ActivityRow(
        organisation_id=home.id, date=day, activity_type=ActivityType.FIRST_AID_TRAINING, status=ActivityStatus.PLANNED,
        request=f"{home.id}-{day}", reported_by="test", reported_at=NOW,
    )  # fmt: skip
    activities.add(session, row)


def test_an_officer_sees_his_subtree_overdue_things_first(database: Database) -> None:
    with database.session() as session:
        county, soon, _ = plant(session)
        plan(session, soon, date(2026, 12, 8))
        officer = worker(session, Role.COUNTY_OFFICER, county, until=date(2026, 12, 30))
        assert ahead(officer) == [
            (date(2026, 10, 1), "election_overdue"),
            (date(2026, 12, 5), "day_volunteers"),
            (date(2026, 12, 8), "activity"),
            (date(2026, 12, 20), "election_ahead"),
            (date(2026, 12, 30), "grant"),
            (date(2026, 12, 31), "report_annex2"),
        ]
        found = agenda.of(officer, TO_THE_END)
        assert (found.overdue, found.page.total) == (1, 6)
        assert (found.page.lines[0].source, found.page.lines[0].section) == ("000", "三（一）")
        session.rollback()


def test_only_the_days_and_kinds_that_are_asked_for(database: Database) -> None:
    with database.session() as session:
        county, _, _ = plant(session)
        officer = worker(session, Role.COUNTY_OFFICER, county)
        assert [one.name for one in entries(officer, Kind.REPORT)] == ["report_annex2"]
        assert ahead(officer, AgendaQuestion(TODAY, date(2026, 11, 30))) == [(date(2026, 10, 1), "election_overdue")]
        session.rollback()


def test_a_secretary_sees_nothing_beside_his_branch(database: Database) -> None:
    with database.session() as session:
        county, soon, over = plant(session)
        plan(session, over, date(2026, 12, 8))
        store.add_date(session, county.id, "年度总结", date(2026, 12, 10), False, "officer", NOW, "r")
        secretary = worker(session, Role.SECRETARY, soon)
        assert ahead(secretary) == [
            (date(2026, 12, 5), "day_volunteers"),
            (date(2026, 12, 10), "report_own"),
            (date(2026, 12, 20), "election_ahead"),
        ]
        session.rollback()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VOLUNTEER])
def test_a_member_sees_activities_of_his_branch_alone(database: Database, role: Role) -> None:
    with database.session() as session:
        county, soon, _ = plant(session)
        plan(session, county, date(2026, 12, 8))
        plan(session, soon, date(2026, 12, 9))
        expected = [(date(2026, 12, 5), "day_volunteers"), (date(2026, 12, 8), "activity")]
        assert ahead(worker(session, role, county)) == expected
        session.rollback()


@pytest.mark.parametrize("role", [Role.VISITOR, Role.ADMINISTRATOR, Role.SECRETARY, Role.NATIONAL_OFFICER])
def test_without_a_grant_there_are_only_the_days(database: Database, role: Role) -> None:
    with database.session() as session:
        _, soon, _ = plant(session)
        plan(session, soon, date(2026, 12, 9))
        assert ahead(worker(session, role, None)) == [(date(2026, 12, 5), "day_volunteers")]
        session.rollback()


def test_reminders_are_ones_own(database: Database) -> None:
    with database.session() as session:
        _, soon, over = plant(session)
        for name, home in (("own", soon), ("other", over)):
            work = worker(session, Role.SECRETARY, home)
            due = NOW + timedelta(days=3)
            store.add(session, PERSONAL, work.account_id, "web", f"交{name}", due, None, NOW, name)
        found = entries(worker(session, Role.SECRETARY, soon), Kind.REMINDER)
        assert [one.values["what"] for one in found] == ["交own"]
        session.rollback()


def test_a_report_that_was_handed_in_is_no_longer_ahead(database: Database) -> None:
    with database.session() as session:
        county, _, _ = plant(session)
        session.add(
            AnnexReportRow(
                kind="annex2", organisation_id=county.id, year=2026, status=AnnexStatus.SUBMITTED, numbers={},
                request="a", submitted_by="officer", submitted_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        assert entries(worker(session, Role.COUNTY_OFFICER, county), Kind.REPORT) == []
        session.rollback()


def test_many_below_are_a_number_and_the_own_one_stands_alone(database: Database) -> None:
    with database.session() as session:
        county, _, _ = plant(session)
        for number in range(FEW):
            row = OrganisationRow(
                name=f"丁{number}街道红十字会", type=OrganisationType.STREET, parent_id=county.id,
                last_election=date(2021, 9, number + 1),
            )  # fmt: skip
            organisations.add(session, row)
        for number in range(FEW + 1):
            plan(session, county, date(2026, 12, number + 1))
        officer = worker(session, Role.COUNTY_OFFICER, county)
        [overdue, ahead_] = entries(officer, Kind.ELECTION)
        assert (overdue.name, overdue.day, overdue.values["count"]) == ("elections_overdue", date(2026, 9, 1), "6")
        assert ahead_.name == "election_ahead"
        [planned] = entries(officer, Kind.ACTIVITY)
        assert (planned.name, planned.values["count"]) == ("activities", FEW + 1)
        session.rollback()


def test_one_organisation_below_is_asked_for_by_name(database: Database) -> None:
    with database.session() as session:
        county, soon, over = plant(session)
        officer = worker(session, Role.COUNTY_OFFICER, county)
        home = agenda.named(officer, "乙街道红十字会年底前有什么要办的")
        assert home is soon
        assert [one.name for one in agenda.of(officer, TO_THE_END, home).page.lines] == ["election_ahead"]
        assert agenda.named(officer, "只看换届", agenda.subject(TO_THE_END, soon)) is soon
        for role in (Role.SECRETARY, Role.MEMBER):
            with pytest.raises(NotPublicError):
                agenda.of(worker(session, role, soon), TO_THE_END, over)
        session.rollback()


def test_few_words_keep_the_days_of_the_list_before() -> None:
    kept = agenda.subject(AgendaQuestion(date(2026, 12, 1), date(2026, 12, 31)))
    again = agenda.read("只看报表", TODAY, kept)
    assert (again.start, again.end, again.only) == (date(2026, 12, 1), date(2026, 12, 31), (Kind.REPORT,))
    assert agenda.follows("只看报表", TODAY, kept)
    assert not agenda.follows("只看报表", TODAY, None)
    assert agenda.read("接下来要做什么", TODAY, kept).start == TODAY
