"""Messages about stars and candidates: what is wanted, which star, by whom, by which rule."""

from datetime import date

import pytest

from bot.core.stars import HonourRule as Rule
from bot.text.stars import (
    asks_benefits,
    awarder_kinds,
    goes_on,
    goes_on_to_another,
    is_bare,
    read_level,
    read_rule,
    read_star,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "wants", "level"),
    [
        ("给张桂芳评三星志愿者", "award", 3),
        ("把李立群评为二星级", "award", 2),
        ("王晓燕升到3星了", "award", 3),
        ("张桂芳评一星", "award", 1),
        ("给张桂芳和李立群评两星", "award", 2),
        ("授予陈小雅5星级志愿者称号", "award", 5),
        ("李立群评为四星级，市红十字会授的", "record", 4),
        ("李立群的四星是绍兴市红十字会评的", "record", 4),
        ("省红会授予何静五星级志愿者", "record", 5),
        ("张桂芳被县红十字会评为三星级志愿者", "record", 3),
        ("推荐张桂芳评三星", "propose", 3),
        ("给王晓燕申报四星志愿者", "propose", 4),
        ("建议把陈小雅评为五星", "propose", 5),
        ("撤掉张桂芳的星级", "take", None),
        ("取消李立群三星志愿者称号", "take", 3),
        ("张桂芳的星级给摘了", "take", None),
        ("张桂芳的星级登错了，应该是二星", "correct", 2),
        ("李立群星级改成四星", "correct", 4),
        ("更正：陈小雅是一星", "correct", 1),
        ("张桂芳几星", "history", None),
        ("张桂芳是几星志愿者？", "history", None),
        ("我现在几颗星了", "history", None),
        ("李立群的星级", "history", None),
        ("我离三星还差多少", "lacking", 3),
        ("我再服务多少小时能评四星", "lacking", 4),
        ("张桂芳够评三星了吗", "lacking", 3),
        ("李立群离下一星还差几个小时", "lacking", None),
        ("我还差多少能升星", "lacking", None),
        ("谁够评三星了", "candidates", 3),
        ("志愿者里谁快到三星了", "candidates", 3),
        ("哪些人快要够四星了", "candidates", 4),
        ("谁快三星了", "candidates", 3),
        ("谁马上四星了", "candidates", 4),
        ("谁离二星不远了", "candidates", 2),
        ("谁就要到五星了", "candidates", 5),
        ("还差一点到三星的有谁", "candidates", 3),
        ("谁还差几个小时到三星", "candidates", 3),
        ("哪些志愿者可以评四星", "candidates", 4),
        ("东湖社区有哪些人够二星了", "candidates", 2),
        ("三星候选名单", "candidates", 3),
        ("会员之星候选名单", "candidates", None),
        ("筛一下会员之星", "candidates", None),
        ("红人榜推哪些人", "candidates", None),
        ("导出红人榜候选名单", "candidates", None),
        ("三星志愿者满300小时", "rule", 3),
        ("四星的标准定为服务600小时", "rule", 4),
        ("会员之星按服务时长满50小时、入会满一年筛", "rule", None),
        ("红人榜按近一年参加活动满5次筛", "rule", None),
        ("会员之星的规则是什么", "ask_rule", None),
        ("三星的标准是多少小时", "ask_rule", 3),
        ("有哪些三星志愿者", "starred", 3),
        ("全县星级志愿者有多少", "starred", None),
        ("星级志愿者名单列一下", "starred", None),
        ("有哪些星级推荐待处理", "proposals", None),
        ("看看星级推荐", "proposals", None),
        ("有哪些星级推荐等我评", "proposals", None),
        ("今天天气真好", None, None),
    ],
)
def test_what_is_wanted(said: str, wants: str | None, level: int | None) -> None:
    read = read_star(said, TODAY)
    assert (read.wants, read.level) == (wants, level)


@pytest.mark.parametrize(
    ("said", "awarder"),
    [
        ("李立群评为四星级，市红十字会授的", "市红十字会"),
        ("李立群的四星是绍兴市红十字会评的", "绍兴市红十字会"),
        ("省红会授予何静五星级志愿者", "省红会"),
        ("张桂芳被县红十字会评为三星级志愿者", "县红十字会"),
        ("张桂芳三星，鉴湖县红十字会评定", "鉴湖县红十字会"),
        ("张桂芳三星，授予单位是鉴湖县红十字会", "鉴湖县红十字会"),
        ("给张桂芳评三星", None),
        ("荷花街道红十字会的张桂芳评三星", None),
    ],
)
def test_who_awarded(said: str, awarder: str | None) -> None:
    assert read_star(said, TODAY).awarder == awarder


@pytest.mark.parametrize("said", ["给张桂芳评六星", "给张桂芳评0星", "张桂芳评10星"])
def test_a_star_that_there_is_not(said: str) -> None:
    read = read_star(said, TODAY)
    assert (read.level, read.odd_level) == (None, True)


def test_a_week_is_no_star() -> None:
    assert read_star("三星期以后", TODAY).level is None


@pytest.mark.parametrize(
    ("said", "day"),
    [("去年10月8日评的三星", date(2025, 10, 8)), ("张桂芳5月6号评三星", date(2026, 5, 6)), ("给张桂芳评三星", None)],
)
def test_when(said: str, day: date | None) -> None:
    assert read_star(said, TODAY).day == day


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("给张桂芳评三星志愿者", "张桂芳"),
        ("李立群评为四星级，市红十字会授的", "李立群"),
        ("撤掉张桂芳的星级", "张桂芳"),
        ("欧阳小满几星", "欧阳小满"),
        ("谁够评三星了", None),
    ],
)
def test_a_name_that_may_be_unknown(said: str, name: str | None) -> None:
    assert read_star(said, TODAY).name == name


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("服务时长满50小时、入会满一年", Rule(50, None, 12)),
        ("满三百个小时", Rule(300)),
        ("入会半年以上，参加活动不少于5次", Rule(None, 5, 6)),
        ("近一年参加活动满5场", Rule(None, 5, None, 12)),
        ("今年服务满20.5小时", Rule(20.5, None, None, 0)),
        ("注册满6个月", Rule(None, None, 6)),
        ("最近六个月服务满100小时", Rule(100, None, None, 6)),
        ("一年内服务满80小时", Rule(80, None, None, 12)),
        ("随便", Rule()),
    ],
)
def test_rules(said: str, rule: Rule) -> None:
    assert read_rule(said) == rule


@pytest.mark.parametrize(
    ("said", "level"), [("三星", 3), ("3", 3), ("四级", 4), ("五星级", 5), ("八", None), ("不知道", None), ("", None)]
)
def test_a_bare_level(said: str, level: int | None) -> None:
    assert read_level(said) == level


@pytest.mark.parametrize(
    ("said", "kinds", "bare"),
    [
        ("市红十字会", {"市级"}, True),
        ("县级红会", {"县级"}, True),
        ("省红十字会", {"省级"}, True),
        ("绍兴市红十字会", {"市级", "县级", "省级"}, False),
        ("鉴湖县红十字会", {"县级"}, False),
        ("荷花街道红十字会", set(), False),
    ],
)
def test_of_which_level_a_red_cross_is(said: str, kinds: set[str], bare: bool) -> None:
    assert (awarder_kinds(said), is_bare(said)) == (kinds, bare)


@pytest.mark.parametrize(
    ("said", "wants", "year"),
    [
        ("推选张桂芳为会员之星", "choose", None),
        ("张桂芳被评为2026年度会员之星", "choose", 2026),
        ("把李立群评上会员之星", "choose", None),
        ("去年的会员之星是张桂芳和李立群", "choose", 2025),
        ("会员之星：张桂芳、李立群", "choose", None),
        ("取消张桂芳的会员之星", "unchoose", None),
        ("今年会员之星有哪些", "chosen", 2026),
        ("评了几个会员之星", "chosen", None),
        ("张桂芳是会员之星吗", "chosen", None),
        ("会员之星候选人有谁", "candidates", None),
        ("推荐张桂芳当会员之星", "candidates", None),
        ("按规则选会员之星，有谁符合", "candidates", None),
    ],
)
def test_who_is_chosen_and_who_was(said: str, wants: str, year: int | None) -> None:
    read = read_star(said, TODAY)
    assert (read.honour, read.wants, read.year) == ("member_star", wants, year)


@pytest.mark.parametrize(
    ("said", "goes"),
    [
        ("还有张桂芳", True),
        ("张桂芳、李立群", True),
        ("把李立群也评上", True),
        ("去年12月20日", True),
        ("有效期到2028年12月31日", True),
        ("张桂芳的证号是A12345", True),
        ("登记会员 张桂芳 1990年1月1日生", False),
        ("给张桂芳评三星", False),
        ("提醒我明天给张桂芳打电话", False),
        ("昨天在文化广场办了一场宣传，来了三十个人", False),
    ],
)
def test_what_goes_on_with_a_record(said: str, goes: bool) -> None:
    assert goes_on(said, ["张桂芳", "李立群"]) == goes


@pytest.mark.parametrize(
    ("text", "asks"),
    [("四星的坐公交免票不", True), ("五星志愿者有补贴吗", True), ("我几星了", False), ("给米乐评三星", False)],
)
def test_what_a_star_is_worth_is_a_question_for_documents(text: str, asks: bool) -> None:
    assert asks_benefits(text) is asks


@pytest.mark.parametrize(
    ("text", "before", "goes_on"),
    [
        ("那五星呢", "", True),
        ("五星谁评", "志愿者星级怎么评", True),
        ("五星谁评", "会费怎么收", False),
        ("米乐五星呢", "", False),
    ],
)
def test_another_star_of_nobody(text: str, before: str, goes_on: bool) -> None:
    assert goes_on_to_another(text, before) is goes_on
