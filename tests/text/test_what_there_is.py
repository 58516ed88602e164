"""Questions that a list answers: what parts there are, how many each unit has; slips; wrong fields."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.text.founding import said_approver, said_wrong
from bot.text.queries import body_of_level
from bot.text.reminders import puts_right, read_command, read_wish
from bot.text.structure import asks_what_there_is
from bot.text.targets import is_of_each, read_progress

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 13, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    "text",
    [
        "全县有几个博爱家园", "我们县有哪些队伍", "代表里基层占多少",
        "哪里有AED", "镇上有几支救援队", "理事里基层的有几个",
        "还有多少会员没交会费", "谁没交会费", "示范点有哪些", "哪些博爱家园是示范点",
    ],
)  # fmt: skip
def test_what_parts_there_are(text: str) -> None:
    assert asks_what_there_is(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "博爱家园怎么建",
        "救援队要有多少人",
        "代表里基层不低于多少",
        "要交会费吗",
        "会费交多少钱",
        "志愿者队伍建设有什么要求",
        "博爱家园完成多少了",
        "示范点目标完成多少了",
        "你好",
    ],
)
def test_what_is_ruled_is_policy(text: str) -> None:
    assert not asks_what_there_is(text, TODAY)


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("各单位各有多少会员", ()),
        ("平均每个学校几个志愿者", ("学校",)),
        ("每个社区几个青少年会员", ("社区",)),
        ("每家单位有几个会员", ()),
        ("志愿者最多的是哪个", ()),
        ("哪个单位会员最少", ()),
    ],
)
def test_how_many_each_unit_has(text: str, types: tuple[str, ...]) -> None:
    asked = read_progress(text, TODAY)
    assert is_of_each(text)
    assert (asked.view, asked.ranked) == ("ranking", types)


@pytest.mark.parametrize(
    "text", ["我们有多少会员", "给每个街道定志愿者目标20人", "各单位怎么发展会员", "每个人会费多少"]
)
def test_one_number_is_none_of_each(text: str) -> None:
    assert not is_of_each(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("打错 是11月20号", "11月20号"),
        ("写错了，12月2号", "12月2号"),
        ("不是2号，是3号", "3号"),
        ("不对，下午三点", "下午三点"),
        ("是明天", "明天"),
        ("是明天开会吗", None),
        ("电话写错了", None),
        ("12月2号办了义诊", None),
    ],
)
def test_a_slip_of_the_day(text: str, said: str | None) -> None:
    assert puts_right(text, NOW) == said


def test_only_the_day_of_the_month_was_a_slip() -> None:
    assert read_command("写错了 是26号", NOW).of_month == 26
    assert read_command("写错了 是12月26号", NOW).of_month is None


@pytest.mark.parametrize(
    ("text", "rolled"),
    [
        ("提醒我11月21号交年报", True),
        ("提醒我8月1号交年报", True),
        ("提醒我3月5号开会", False),
        ("提醒我12月1号开会", False),
        ("提醒我明年11月21号交年报", False),
    ],
)
def test_a_day_that_is_over_this_year(text: str, rolled: bool) -> None:
    assert read_wish(text, NOW).rolled is rolled


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("批准的写错了", ("approved_by", "approved_on")),
        ("批准日期不对", ("approved_on",)),
        ("批准单位填错了", ("approved_by",)),
        ("会长搞错了", ("president",)),
        ("日期有误", ("approved_on",)),
        ("是莲湖社区党委", ()),
    ],
)
def test_fields_that_are_wrong(text: str, fields: tuple[str, ...]) -> None:
    assert said_wrong(text) == fields


def test_a_complaint_is_no_approver() -> None:
    assert said_approver("批准的写错了") is None
    assert said_approver("莲湖社区党委") == "莲湖社区党委"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("县红十字会什么时候换届", "县红十字会"),
        ("我们街道红会的电话", "街道红会"),
        ("鉴湖县红十字会电话", None),
        ("全县会员", None),
    ],
)
def test_the_body_of_a_level(text: str, said: str | None) -> None:
    found = body_of_level(text)
    assert (found.said if found else None) == said
