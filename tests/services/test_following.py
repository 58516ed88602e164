"""A few words after a question are made a question; places are understood as people of the place call them."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.organisations import OrganisationType as T
from bot.services import following, permission
from bot.services import organisations as lookup
from bot.services.permission import Actor
from bot.store import accounts, organisations
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.tables import OrganisationRow
from tests.conftest import NOW

TODAY = NOW.date()
TREE = {
    "云州市": (T.CITY, None),
    "临江县": (T.COUNTY, "云州市"),
    "白塔县": (T.COUNTY, "云州市"),
    "青石镇": (T.TOWN, "临江县"),
    "青石镇柳湾社区": (T.COMMUNITY, "青石镇"),
    "临江县第二中学": (T.SCHOOL, "临江县"),
}


@pytest.fixture
def county(database: Database) -> Iterator[tuple[Session, dict[str, int]]]:
    with database.session() as session:
        ids: dict[str, int] = {}
        for short, (kind, above) in TREE.items():
            row = OrganisationRow(name=f"{short}红十字会", type=kind, parent_id=ids[above] if above else None)
            ids[short] = organisations.add(session, row).id
        yield session, ids
        session.rollback()


def actor(session: Session, role: Role, home: int) -> Actor:
    accounts.save(session, Account("one", role), NOW)
    session.flush()
    accounts.add_grant(session, "one", Grant(role, home), TODAY, "test")
    session.flush()
    return permission.actor(session, Account("one", role), "web", TODAY)


@pytest.mark.parametrize(
    ("role", "home", "text", "whole"),
    [
        (Role.SECRETARY, "青石镇柳湾社区", "全县志愿者有多少", "临江县红十字会志愿者有多少"),
        (Role.SECRETARY, "青石镇", "咱们镇搞了几场活动", "青石镇红十字会搞了几场活动"),
        (Role.CITY_OFFICER, "云州市", "白塔会员几个", "白塔县红十字会会员几个"),
        (Role.CITY_OFFICER, "云州市", "全县会员几个", "全县会员几个"),  # which of its counties?
        (Role.COUNTY_OFFICER, "临江县", "二中谁负责", "临江县第二中学红十字会谁负责"),
        (Role.COUNTY_OFFICER, "临江县", "白塔会员几个", "白塔会员几个"),  # not one of his
        (Role.COUNTY_OFFICER, "临江县", "青石镇会员几个", "青石镇会员几个"),
    ],
)
def test_places_as_they_are_called(
    county: tuple[Session, dict[str, int]], role: Role, home: str, text: str, whole: str
) -> None:
    session, ids = county
    assert lookup.in_full(session, actor(session, role, ids[home]), text, TODAY) == whole


@pytest.mark.parametrize(
    ("task", "before", "text", "whole"),
    [
        ("query_org", "青石镇谁负责", "地址呢", ("query_org", "青石镇红十字会的地址")),
        ("query_org", "青石镇谁负责", "二中呢", ("query_org", "临江县第二中学红十字会的会长")),
        ("query_org", "青石镇谁负责", "什么时候换届", ("election_due", "青石镇红十字会什么时候换届")),
        ("query_members", "青石镇有多少成人会员", "志愿者呢", ("query_members", "青石镇红十字会志愿者多少")),
        ("query_members", "青石镇有多少成人会员", "女的几个",
         ("query_members", "青石镇红十字会成人会员里女的几个")),
        ("query_members", "全县多少志愿者", "分单位看看", ("query_progress", "临江县红十字会下级志愿者排名")),
        ("query_activities", "青石镇上个月的急救培训", "多少人参加",
         ("query_activities", "青石镇红十字会上个月应急救护培训搞了多少场活动")),
        ("query_activities", "青石镇上个月的急救培训", "今年有啥活动",
         ("query_activities", "青石镇红十字会今年活动清单")),
        ("election_due", "哪些单位要换届", "青石镇具体哪天", ("election_due", "青石镇红十字会什么时候换届")),
        ("election_due", "哪些单位要换届", "柳湾具体哪天", ("election_due", "青石镇柳湾社区红十字会什么时候换届")),
        ("query_members", "青石镇有多少成人会员", "登记一个会员", None),
        ("query_members", "青石镇有多少成人会员", "谢谢", None),
    ],
)  # fmt: skip
def test_a_few_words_lean_on_the_question_before(
    county: tuple[Session, dict[str, int]], task: str, before: str, text: str, whole: tuple[str, str] | None
) -> None:
    session, ids = county
    who = actor(session, Role.COUNTY_OFFICER, ids["临江县"])
    before = lookup.in_full(session, who, before, TODAY)
    assert following.made_whole(session, who, text, following.subject_of(task, before), TODAY) == whole


def test_without_a_question_before_nothing_is_made_whole(county: tuple[Session, dict[str, int]]) -> None:
    session, ids = county
    who = actor(session, Role.COUNTY_OFFICER, ids["临江县"])
    assert following.made_whole(session, who, "地址呢", None, TODAY) is None
