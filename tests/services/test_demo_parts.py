"""The parts of the demonstration world: every question about a branch or the county finds something to tell."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from bot.core.organisations import OrganisationType
from bot.core.stars import AWARDING, LEVELS, Honour, StarStatus
from bot.core.structure import COUNCILS, FIVE_HAVES
from bot.services import annexes, five_haves, honours, permission, stars, structure
from bot.services.annexes import KINDS
from bot.services.metrics import Metric, catalogue, measure
from bot.services.work import Work
from bot.services.world import load_world
from bot.store import accounts
from bot.store.database import Database
from bot.store.tables import DuesRow, OrganisationRow, StarRow
from tests.conftest import BOTH, NOW
from tests.services.test_demo import PERSONAL, TODAY, WORLD


def work_of(session: Session, account_id: str) -> Work:
    account = accounts.find(session, account_id)
    assert account is not None
    return Work(session, PERSONAL, permission.actor(session, account, "web", TODAY), NOW)


def county(work: Work) -> OrganisationRow:
    return work.session.query(OrganisationRow).filter_by(type=OrganisationType.COUNTY).one()


@pytest.fixture(scope="module", params=BOTH)
def loaded(request: pytest.FixtureRequest, emptied: Callable[[str], Database]) -> Iterator[Session]:
    """The world, loaded as it is on the first start."""
    with emptied(request.param).session() as session:
        load_world(session, WORLD, PERSONAL, NOW)
        yield session
        session.rollback()


@pytest.fixture
def officer(loaded: Session) -> Iterator[Work]:
    """The county officer of the world; what a test writes is taken back."""
    with loaded.begin_nested() as beginning:
        yield work_of(loaded, "demo_officer")
        beginning.rollback()


def test_some_branches_have_all_five_and_the_others_lack_one_or_two(officer: Work) -> None:
    page = five_haves.lacking(officer, county(officer))
    assert page.branches - page.total >= 6
    assert {len(line.facts) for line in page.lines} == {1, 2}
    assert {fact for line in page.lines for fact in line.facts} == set(FIVE_HAVES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_of_an_annex_is_counted(officer: Work, kind: str) -> None:
    assert [
        line.item for line in annexes.fill(officer, kind, county(officer), TODAY.year).lines if line.value is None
    ] == []


@pytest.mark.parametrize("metric", [one for one in catalogue().values() if one.is_counted and one.main])
def test_what_is_shown_of_the_county_is_more_than_nothing(officer: Work, metric: Metric) -> None:
    assert (measure(officer, metric, county(officer), TODAY).measure.value or 0) > 0


@pytest.mark.parametrize("honour", [Honour.STAR_1, Honour.STAR_2, Honour.STAR_3, Honour.MEMBER_STAR])
def test_somebody_may_be_picked_for_an_honour_that_the_county_has_a_rule_for(officer: Work, honour: Honour) -> None:
    rule = honours.rule_for(officer, honour, county(officer).id)
    assert rule is not None
    assert honours.candidates(officer, honour, county(officer), rule.rule).total > 0


def test_each_star_is_of_the_level_that_awards_it(officer: Work) -> None:
    numbers, _ = stars.starred(officer, county(officer), None, 1)
    assert set(numbers) == set(LEVELS)
    for row in officer.session.query(StarRow).filter_by(status=StarStatus.ACTIVE):
        by = officer.session.query(OrganisationRow).filter_by(name=row.awarder).one()
        assert by.type == AWARDING[row.level]


def test_a_proposal_waits_for_the_city(officer: Work) -> None:
    city = work_of(officer.session, "demo_city")
    waiting = stars.waiting(city)
    assert {one.level for one in waiting} == {4}
    stars.decline(city, waiting[0].number)
    officer.session.flush()  # who proposed has an account, and can be told


def test_all_but_one_in_the_councils_are_members_on_record(officer: Work) -> None:
    found = structure.holders(officer, county(officer).id, COUNCILS, TODAY).named
    assert [one.name for one in found if one.unlisted] == ["桂承泽"]


def test_dues_are_paid_by_some_and_owed_by_others(officer: Work) -> None:
    dues = structure.dues(officer, county(officer).id, TODAY.year, TODAY)
    assert 0 < dues.paid < dues.paid + dues.unpaid
    assert officer.session.query(DuesRow).filter(DuesRow.paid_on > TODAY).count() == 0
