"""Questions about progress and sentences that set targets."""

from datetime import date

import pytest

from bot.text import targets
from bot.text.progress_followups import is_short_follow, type_of_organisation
from bot.text.targets import (
    followed_by,
    is_a_name,
    read_amounts,
    read_deadline,
    read_progress,
    read_setting,
)

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("定为300人", [300]),
        ("一百五十人", [150]),
        ("三百五十", [350]),
        ("成人会员三百五", [350]),
        ("一万二千人", [12000]),
        ("1.5万人", [15000]),
        ("两百个", [200]),
        ("十五支", [15]),
        ("二十万人", [200000]),
        ("百分之四十五", [45]),
        ("45%", [45]),
        ("2027年底前达到80", [80]),
        ("到明年6月30日600人", [600]),
        ("三月底前", []),
        ("甲街道200，乙街道三百", [200, 300]),
        ("没有数", []),
        ("万一", []),
        ("设一个目标：青少年会员240人", [240]),
    ],
)
def test_amounts_are_read_and_dates_are_none(said: str, values: list[float]) -> None:
    assert [one.value for one in read_amounts(said, TODAY)] == values


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("年底前", date(2026, 12, 31)),
        ("今年目标80", date(2026, 12, 31)),
        ("明年底", date(2027, 12, 31)),
        ("2028年目标", date(2028, 12, 31)),
        ("到明年6月底", date(2027, 6, 30)),
        ("2027年二月底前", date(2027, 2, 28)),
        ("明年上半年", date(2027, 6, 30)),
        ("到2027年3月8日", date(2027, 3, 8)),
        ("定为80", None),
    ],
)
def test_a_deadline_is_the_end_of_what_is_named(said: str, day: date | None) -> None:
    assert read_deadline(said, TODAY) == day


@pytest.mark.parametrize(
    ("said", "sets", "how"),
    [
        ("把云峰乡志愿者目标定为300人", True, None),
        ("柳林镇今年会员目标80", True, None),
        ("志愿者指标调到420", True, None),
        ("把会员任务平均分到各街道", True, "equal"),
        ("按常住人口分解志愿者任务", True, "residents"),
        ("志愿者目标完成多少了", False, None),
        ("目标是多少", False, None),
        ("离目标还差几个人", False, None),
        ("志愿者任务300完成了吗", False, None),
    ],
)
def test_setting_is_told_from_asking(said: str, sets: bool, how: str | None) -> None:
    found = read_setting(said, TODAY)
    assert (found.sets, found.how) == (sets, how)


@pytest.mark.parametrize(
    ("said", "view", "ranked", "as_of"),
    [
        ("志愿者完成多少了", "progress", (), None),
        ("各县排一下", "ranking", ("县级",), None),
        ("哪家垫底", "ranking", (), None),
        ("谁最快", "ranking", (), None),
        ("各街道志愿者排名", "ranking", ("乡镇", "街道", "开发区"), None),
        ("哪些村还没建会", "missing", (), None),
        ("跟去年比怎么样", "compare", (), None),
        ("去年底会员多少", "progress", (), date(2025, 12, 31)),
        ("截至9月底各项完成情况", "progress", (), date(2026, 9, 30)),
        ("上个月底志愿者任务", "progress", (), date(2026, 10, 31)),
        ("一季度末完成多少", "progress", (), date(2026, 3, 31)),
        ("志愿者这个数怎么算的", "definition", (), None),
        ("五有达标率什么算达标", "definition", (), None),
        ("怎么样才算齐", "definition", (), None),
        ("志愿者名单", "list", (), None),
        ("年底能完成吗", "progress", (), None),  # a day to come is a deadline
    ],
)
def test_what_a_question_is_after(said: str, view: str, ranked: tuple[str, ...], as_of: date | None) -> None:
    found = read_progress(said, TODAY)
    assert (found.view, found.ranked, found.as_of) == (view, ranked, as_of)


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("跟去年比", True),
        ("还差多少", True),
        ("各县排一下", True),
        ("名单", True),
        ("这个怎么算的", True),
        ("什么算达标", True),
        ("怎么样才算齐全", True),
        ("什么算青少年会员", False),
        ("哪些村还没建会", True),
        ("按现速到年底能完成吗", True),
        ("哪个镇完成得最慢", True),
        ("垫底的是谁", True),
        ("谁落后", True),
        ("每周要增加多少", True),
        ("给各乡镇排个名", True),
        ("倒数三名是谁", True),
        ("按类型分", True),
        ("这样下去年底能到多少", True),
        ("比去年多了多少", True),
        ("差不多了", False),
        ("名单里没有他", False),
        ("每周三下午提醒我", False),
        ("今年哪些单位换届", False),
        ("能不能撤销", False),
        ("谁是会长", False),
        ("志愿者名单", False),
        ("提醒我明天开会", False),
        ("怎么成立红十字会", False),
    ],
)
def test_another_view_of_the_same(said: str, short: bool) -> None:
    assert is_short_follow(said) is short


@pytest.mark.parametrize(
    ("said", "type_"),
    [
        ("学校里有几家", "学校"),
        ("那社区的呢", "社区"),
        ("企业有多少家", "企事业单位"),
        ("学校放假", None),
        ("我们学校", None),
    ],
)
def test_the_type_of_organisation_that_is_turned_to(said: str, type_: str | None) -> None:
    assert type_of_organisation(said) == type_


@pytest.mark.parametrize(
    ("said", "order"), [("倒数三名是谁", "behind"), ("哪个镇最慢", "behind"), ("前三名", ""), ("各县排一下", "")]
)
def test_from_which_end_a_ranking_is_told(said: str, order: str) -> None:
    assert targets.read_order(said) == order


@pytest.mark.parametrize(
    ("said", "what"),
    [("那志愿者呢", "志愿者"), ("志愿者呢？", "志愿者"), ("那柳岸社区呢", "柳岸社区"), ("柳岸社区秘书是谁", None)],
)
def test_what_a_follow_up_turns_to(said: str, what: str | None) -> None:
    assert followed_by(said) == what


@pytest.mark.parametrize(("name", "may_be"), [("柳岸社区", True), ("完成得最好的镇", False), ("哪些村", False)])
def test_what_cannot_be_a_name(name: str, may_be: bool) -> None:
    assert is_a_name(name) is may_be


@pytest.mark.parametrize(
    ("said", "view"),
    [
        ("志愿者这一年的走势", "trend"),
        ("成人会员变化趋势", "trend"),
        ("去年以来会员数的曲线", "trend"),
        ("指标完成情况画成图", "trend"),
        ("给我出一张图", "trend"),
        ("各镇志愿者排个名，画个图", "ranking"),
        ("跟去年比怎么样", "compare"),
        ("去看图书馆的志愿者完成多少", "progress"),
    ],
)
def test_pictures_that_are_asked_for(said: str, view: str) -> None:
    assert read_progress(said, TODAY).view == view


@pytest.mark.parametrize("said", ["走势呢", "那走势图", "看看趋势", "画个图", "给我出张图", "这个的变化趋势怎么样"])
def test_a_picture_of_what_was_shown(said: str) -> None:
    assert is_short_follow(said)


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("给各乡镇定志愿者目标20人", True),
        ("每个社区会员目标定50", True),
        ("各单位志愿者目标一共200", False),
        ("把会员任务平均分到各街道", False),
        ("给荷花街道定志愿者目标20", False),
    ],
)
def test_a_target_for_each(text: str, each: bool) -> None:
    assert targets.sets_each(text) is each


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("最少的是哪家", "least"),
        ("志愿者最多的是哪个", "most"),
        ("基层组织按志愿者人数排排", "most"),
        ("哪个单位最不行", "behind"),
        ("哪些组织落后", "behind"),
        ("各街道志愿者排名", ""),
    ],
)
def test_the_order_of_a_ranking(text: str, order: str) -> None:
    assert targets.read_order(text) == order


def test_what_a_ranking_is_by_and_who_is_worst() -> None:
    assert targets.ranked_by("基层组织按志愿者人数排排") == "志愿者"
    assert targets.ranked_by("各街道排一下") == ""
    assert targets.asks_for_the_worst("哪个单位最不行")
    assert not targets.asks_for_the_worst("这个单位不行吗")
    assert targets.is_of_each("两个县志愿者各有多少")


def test_a_rate_of_those_who_reach_something_can_be_a_target() -> None:
    said = read_setting("今年五有达标率目标定为80%", TODAY)
    assert said.sets
    assert [one.value for one in said.amounts] == [80]
    assert not read_setting("五有达标率目标达标了没有", TODAY).sets
