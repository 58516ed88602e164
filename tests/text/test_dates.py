"""Days as people say them. Today is a Sunday, 22 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.dates import Side, read_date, read_dates

TODAY = date(2026, 11, 22)
DAYS = [
    ("今天下午来了45人", "2026-11-22"),
    ("昨晚的会", "2026-11-21"),
    ("前天搞的", "2026-11-20"),
    ("大前天", "2026-11-19"),
    ("11月16日", "2026-11-16"),
    ("十一月十六号", "2026-11-16"),
    ("3月5号批的", "2026-03-05"),
    ("12月20日准备办", "2026-12-20"),
    ("2025年3月5日", "2025-03-05"),
    ("25年3月5日", "2025-03-05"),
    ("二〇二五年三月五日", "2025-03-05"),
    ("去年12月3日", "2025-12-03"),
    ("2026-11-16 培训", "2026-11-16"),
    ("2026.11.6培训", "2026-11-06"),
    ("20261106", "2026-11-06"),
    ("11.16搞了培训", "2026-11-16"),
    ("11/16 培训", "2026-11-16"),
    ("上周三", "2026-11-11"),
    ("周三", "2026-11-18"),
    ("这周五", "2026-11-20"),
    ("星期天", "2026-11-22"),
    ("下周一", "2026-11-23"),
    ("上个月5号", "2026-10-05"),
    ("本月8日", "2026-11-08"),
    ("5号那天", "2026-11-05"),
    ("25号", "2026-10-25"),
    ("三天前", "2026-11-19"),
    ("两周前", "2026-11-08"),
    ("２０２６年１１月３日", "2026-11-03"),
    ("廿号", "2026-11-20"),
]
NONE = [
    "13月5日", "2月30日", "3.5小时", "参加人数12.5万", "45人", "第5号文件", "3号楼", "下午两点", "3个月", "5天的培训",
    "", "电话0575-8123456", "1-3年级", "10月份", "人均2.5元",
]  # fmt: skip
SPANS = [
    ("11月16日至18日", "2026-11-16", "2026-11-18"),
    ("11月16-18日", "2026-11-16", "2026-11-18"),
    ("10月30日到11月2日", "2026-10-30", "2026-11-02"),
    ("5.8-5.10", "2026-05-08", "2026-05-10"),
    ("上周末", "2026-11-14", "2026-11-15"),
    ("2026年3月5日至7日", "2026-03-05", "2026-03-07"),
]
AHEAD = [("5号", "2026-12-05"), ("3月5日", "2027-03-05"), ("周三", "2026-11-25"), ("明天", "2026-11-23")]


@pytest.mark.parametrize(("said", "day"), DAYS)
def test_a_day_is_read(said: str, day: str) -> None:
    assert read_date(said, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("said", NONE)
def test_what_is_no_day_is_not_taken_for_one(said: str) -> None:
    assert read_dates(said, TODAY) == []


@pytest.mark.parametrize(("said", "start", "end"), SPANS)
def test_several_days(said: str, start: str, end: str) -> None:
    (found,) = read_dates(said, TODAY)
    assert (found.start, found.end) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(("said", "day"), AHEAD)
def test_reminders_look_ahead(said: str, day: str) -> None:
    assert read_date(said, TODAY, Side.FUTURE) == date.fromisoformat(day)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_a_day_said_in_full_is_that_day(day: date) -> None:
    for said in (f"{day.year}年{day.month}月{day.day}日", f"在{day.isoformat()}那天", f"{day:%Y%m%d}"):
        assert read_date(said, TODAY) == day


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(text: str) -> None:
    for found in read_dates(text, TODAY):
        assert found.start <= found.end
        assert 0 <= found.at[0] < found.at[1] <= len(text)


def test_the_end_of_a_span_of_weekdays_lies_in_the_week_of_its_beginning() -> None:
    days = [one.start for one in read_dates("上周二至周四在社区", TODAY)]
    assert days == [date(2026, 11, 10), date(2026, 11, 12)]


@pytest.mark.parametrize(
    ("said", "side", "day"),
    [
        ("礼拜四26号", Side.FUTURE, "2026-11-26"),
        ("周日，22号", Side.PAST, "2026-11-22"),
        ("周日 11月8号", Side.PAST, "2026-11-08"),
        ("7号周六", Side.PAST, "2026-11-07"),
    ],
)
def test_a_weekday_tells_of_which_month_a_day_is(said: str, side: Side, day: str) -> None:
    found = read_date(said, TODAY, side)
    assert found is not None
    assert found.isoformat() == day
