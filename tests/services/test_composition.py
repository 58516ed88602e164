"""Shares of the grass roots: asked for where the one document does, by the posts or by what an election said."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.composition import Made
from bot.core.organisations import OrganisationType
from bot.core.structure import Body
from bot.services import composition, elections
from bot.services.congress import ElectionForm
from bot.services.elections import Elected
from bot.services.work import Work
from bot.store.database import Database
from bot.store.tables import OrganisationRow, PlaceRow, PostRow
from bot.text.elections import read_election
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import worker

TODAY = NOW.date()
EVERYTHING = (Body.CONGRESS, Body.COUNCIL, Body.STANDING_COUNCIL, Body.LEADERS, Body.SUPERVISORS)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session
        session.rollback()


def county(session: Session, *places: str) -> tuple[Work, int]:
    """A county organisation in a place, with its officer."""
    home = session.get_one(OrganisationRow, plant(session)[0])
    home.type, home.name = OrganisationType.COUNTY, "乙县红十字会"
    home.short = "乙县"
    above = None
    for level, name in zip(("province", "city", "county"), places, strict=True):
        place = PlaceRow(name=name, level=level, parent_id=above)
        session.add(place)
        session.flush()
        above = place.id
    home.place_id = above
    return worker(session, Role.COUNTY_OFFICER, home.id), home.id


THERE = ("宁夏回族自治区", "吴忠市", "同心县")


def seat(session: Session, home: int, body: str, post: str, *grass: bool | None, employment: str | None = None) -> None:
    for number, one in enumerate(grass):
        session.add(PostRow(
            organisation_id=home, body=body, post=post, holder=f"{body}{number}", employment=employment,
            from_grass_roots=one, valid_from=date(2025, 1, 1),
        ))  # fmt: skip
    session.flush()


@pytest.mark.parametrize(
    ("made", "least", "enough"),
    [
        (Made(10, 4), 40, True), (Made(10, 3), 40, False), (Made(10, 3, 1), 40, None), (Made(10, 3, 7), 30, True),
        (Made(3, 1), 33, True), (Made(3, 1), 34, False), (Made(0, 0), 50, None), (Made(10, 2, 1), 40, False),
    ],
)  # fmt: skip
def test_enough_is_said_only_when_it_is_known(made: Made, least: int, enough: bool | None) -> None:
    assert made.enough(least) is enough


def test_the_posts_are_counted_body_by_body(session: Session) -> None:
    work, home = county(session, *THERE)
    seat(session, home, "理事会", "理事", True, True, False, False, None)
    seat(session, home, "常务理事会", "常务理事", False, False, True)
    seat(session, home, "领导班子", "副会长", True, employment="兼职")
    seat(session, home, "领导班子", "副会长", False)  # a full-time one is not asked about
    found = {one.body: one for one in composition.standing(work, home, EVERYTHING, TODAY)}
    assert Body.SUPERVISORS not in found, "no document names a share of supervisors"
    assert {body: (one.made, one.enough) for body, one in found.items()} == {
        Body.CONGRESS: (None, None), Body.COUNCIL: (Made(5, 2, 1), True),
        Body.STANDING_COUNCIL: (Made(3, 1), True), Body.LEADERS: (Made(1, 1), True),
    }  # fmt: skip
    assert all(one.applies for one in found.values())


@pytest.mark.parametrize(
    ("places", "kind", "applies"),
    [
        (THERE, OrganisationType.COUNTY, True),
        (THERE, OrganisationType.TOWN, False),  # the plan speaks of the county's own congress
        (("浙江省", "绍兴市", "鉴湖县"), OrganisationType.COUNTY, False),
    ],
)
def test_it_is_asked_of_nobody_else(
    session: Session, places: tuple[str, str, str], kind: OrganisationType, applies: bool
) -> None:
    work, home = county(session, *places)
    session.get_one(OrganisationRow, home).type = kind
    assert composition.applies(work, home) is applies
    assert bool(composition.said(work, home, {}, [Body.COUNCIL])) is applies


def test_what_an_election_said_counts_where_no_posts_tell(session: Session) -> None:
    work, home = county(session, *THERE)
    said = read_election("代表60人，其中基层一线27人，理事15名，其中基层7名", TODAY).composition
    row = elections.record(work, home, Elected(TODAY, "甘棠", composition=said), "r")
    found = {one.body: one for one in composition.standing(work, home, EVERYTHING, TODAY)}
    assert (found[Body.CONGRESS].made, found[Body.CONGRESS].enough) == (Made(60, 27), False)
    assert (found[Body.COUNCIL].made, found[Body.COUNCIL].enough) == (Made(15, 7), True)
    elections.withdraw(work, row.id)
    assert composition.standing(work, home, [Body.COUNCIL], TODAY)[0].made is None


def test_a_draft_asks_and_does_not_refuse(session: Session) -> None:
    work, home = county(session, *THERE)
    form = ElectionForm()
    content = form.begin(work, "乙县红十字会昨天换届了，会长甘棠，理事15名，其中基层5名", "")
    assert form.missing(work, content) is None
    assert [(one.body, one.enough) for one in form.shares(work, content)] == [
        (Body.CONGRESS, None), (Body.COUNCIL, False),
    ]  # fmt: skip
    taken = form.take(work, "理事15名，其中来自基层一线8名", content, None)
    assert taken is not None
    assert form.shares(work, taken.content)[1].enough is True
    form.commit(work, taken.content, "r")
    assert composition.standing(work, home, [Body.COUNCIL], TODAY)[0].made == Made(15, 8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("代表共80名，来自社会各领域及基层一线的45名", {"代表大会": (80, 45)}),
        ("常务理事五人，其中基层两人", {"常务理事会": (5, 2)}),
        ("兼职副会长3名，其中来自基层一线的1名", {"领导班子": (3, 1)}),
        ("理事15名，监事3名", {}),
        ("理事15名，基层20名", {}),
        ("理事15名，其中基层占40%", {}),
        ("应到80人实到73人", {}),
    ],
)
def test_shares_are_read(text: str, expected: dict[str, tuple[int, int]]) -> None:
    assert {body: (n, some) for body, n, some in read_election(text, TODAY).composition} == expected
