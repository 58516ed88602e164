"""Questions about activities: what is asked for, of which period, type and page."""

from datetime import date

import pytest

from bot.core.activities import ActivityType
from bot.text.activity_questions import Asked, Period, a_year_before, asks_own_hours, read_activity_question
from bot.text.report_talk import (
    changes_the_other,
    is_branch_name,
    is_same_activity,
    names_an_activity,
    reason,
    replaced,
    says_part_of_day,
    which_record,
)

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "asked", "start", "end"),
    [
        ("这个月咱们做了多少场活动", Asked.SUMMARY, date(2026, 11, 1), TODAY),
        ("上个月都办了哪些活动", Asked.LIST, date(2026, 10, 1), date(2026, 10, 31)),
        ("今年一共培训了多少人", Asked.SUMMARY, date(2026, 1, 1), TODAY),
        ("去年有多少人献血", Asked.SUMMARY, date(2025, 1, 1), date(2025, 12, 31)),
        ("三季度的活动清单", Asked.LIST, date(2026, 7, 1), date(2026, 9, 30)),
        ("2025年第一季度办了几场", Asked.SUMMARY, date(2025, 1, 1), date(2025, 3, 31)),
        ("上半年的活动列一下", Asked.LIST, date(2026, 1, 1), date(2026, 6, 30)),
        ("十月份多少场", Asked.SUMMARY, date(2026, 10, 1), date(2026, 10, 31)),
        ("12月份多少场", Asked.SUMMARY, date(2025, 12, 1), date(2025, 12, 31)),
        ("最近三个月来了多少人", Asked.SUMMARY, date(2026, 8, 18), TODAY),
        ("近半年活动汇总", Asked.SUMMARY, date(2026, 5, 18), TODAY),
        ("上周的活动情况", Asked.SUMMARY, date(2026, 11, 9), date(2026, 11, 15)),
        ("昨天报了几场", Asked.SUMMARY, date(2026, 11, 17), date(2026, 11, 17)),
        ("本季度哪些社区没有活动", Asked.SILENT, date(2026, 10, 1), TODAY),
        ("谁还没报过", Asked.SILENT, None, TODAY),
        ("哪个村最久没办活动了", Asked.LONGEST, None, TODAY),
        ("我今年服务了多少小时", Asked.MINE, date(2026, 1, 1), TODAY),
        ("接下来有什么活动", Asked.AHEAD, None, TODAY),
        ("有什么活动可以报名", Asked.AHEAD, None, TODAY),
        ("每周的活动，给我个日历", Asked.WEEKS, None, TODAY),
        ("今年培训了多少人 跟去年比呢", Asked.SUMMARY, date(2026, 1, 1), TODAY),
        ("活动比去年同期多了多少", Asked.SUMMARY, date(2026, 1, 1), TODAY),
        ("这个月办了几场，同比怎么样", Asked.SUMMARY, date(2026, 11, 1), TODAY),
    ],
)
def test_a_question(text: str, asked: Asked, start: date | None, end: date) -> None:
    read = read_activity_question(text, TODAY)
    assert (read.asked, read.period.start, read.period.end) == (asked, start, end)


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("今年办了几场，跟去年比呢", True),
        ("今年同比多了几场", True),
        ("去年办了几场", False),
        ("比去年的活动多吗", True),
    ],
)
def test_whether_a_year_is_compared_with_the_one_before(text: str, compared: bool) -> None:
    assert read_activity_question(text, TODAY).compared is compared


def test_the_same_stretch_a_year_before() -> None:
    assert a_year_before(Period(date(2024, 2, 1), date(2024, 2, 29))) == Period(date(2023, 2, 1), date(2023, 2, 28))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("今年急救培训办了几场", (ActivityType.FIRST_AID_TRAINING,)),
        ("献血宣传多少场", (ActivityType.BLOOD_DONATION,)),
        ("培训了多少人", (ActivityType.FIRST_AID_TRAINING,)),
        ("做了多少活动", ()),
        ("志愿者参加了多少场活动", ()),
    ],
)
def test_the_type_that_is_asked_for(text: str, kinds: tuple[ActivityType, ...]) -> None:
    assert read_activity_question(text, TODAY).kinds == kinds


def test_the_page() -> None:
    assert read_activity_question("活动清单 #第3页", TODAY).page == 3
    assert read_activity_question("活动清单", TODAY).page == 1


@pytest.mark.parametrize(
    ("text", "place"), [("第2条不要", 1), ("第三场人数改成9", 2), ("最后一条删掉", -1), ("人数改成9", None)]
)
def test_which_of_several(text: str, place: int | None) -> None:
    assert which_record(text) == place


@pytest.mark.parametrize(("text", "old"), [("人数是54不是45", "45"), ("不是12人是21人", "12"), ("改成21人", None)])
def test_what_is_replaced(text: str, old: str | None) -> None:
    assert replaced(text) == old


@pytest.mark.parametrize(
    ("text", "same", "renews"),
    [
        ("是同一场，不再报", True, False),
        ("已经报过了", True, False),
        ("不是，另外一场", False, False),
        ("是那一场，按这次说的改", False, True),
    ],
)
def test_whether_it_is_the_same(text: str, same: bool, renews: bool) -> None:
    assert (is_same_activity(text), changes_the_other(text)) == (same, renews)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("把昨天报的救护培训撤了", True),
        ("大前天那场义诊作废", True),
        ("撤销", False),
        ("刚才那个登错了", False),
        ("撤销刚才登记的会员", False),
    ],
)
def test_whether_an_activity_is_named(text: str, names: bool) -> None:
    assert names_an_activity(text) == names


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("退回柳岸社区昨天那场，原因是人数写错了", "人数写错了"),
        ("把这条退回，照片看不清", "照片看不清"),
        ("退回这条", None),
    ],
)
def test_why_it_is_returned(text: str, why: str | None) -> None:
    assert reason(text) == why


def test_small_words() -> None:
    assert says_part_of_day("上午培训45人")
    assert not says_part_of_day("培训45人")
    assert is_branch_name("翠竹社区红会")
    assert not is_branch_name("柳岸小学")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("今年每周有没有活动", Asked.WEEKS),
        ("哪几周一场活动都没办", Asked.WEEKS),
        ("去年哪几个月没有活动", Asked.WEEKS),
        ("活动日历图给我一张", Asked.WEEKS),
        ("我们街道今年是不是周周都有活动", Asked.WEEKS),
        ("这周谁没报活动", Asked.SILENT),
        ("本月哪些社区没有活动", Asked.SILENT),
    ],
)
def test_weeks_without_activities_are_asked_for_as_weeks(said: str, asked: Asked) -> None:
    assert read_activity_question(said, TODAY).asked is asked


@pytest.mark.parametrize(
    ("text", "among"), [("哪个社区没有活动", "社区"), ("哪些村今年没搞过活动", "村"), ("谁没报活动", "")]
)
def test_who_of_a_kind_was_silent(text: str, among: str) -> None:
    asked = read_activity_question(text, TODAY)
    assert (asked.asked, asked.among) == (Asked.SILENT, among)


@pytest.mark.parametrize(
    ("text", "own"),
    [("我有几个小时了", True), ("我服务了多少小时", True), ("我离三星还差几个小时", False), ("张三有几个小时", False)],
)
def test_ones_own_hours(text: str, own: bool) -> None:
    assert asks_own_hours(text) is own
