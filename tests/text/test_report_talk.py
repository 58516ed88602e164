"""What is said of a report while it is talked about."""

from datetime import date

import pytest

from bot.text.report_talk import drops_photos, is_amount_off, moves_the_day


@pytest.mark.parametrize("text", ["不要照片", "照片不要了", "照片都不用存。", "去掉那几张照片", "图片删掉吧"])
def test_pictures_are_dropped(text: str) -> None:
    assert drops_photos(text)


@pytest.mark.parametrize(
    "text", ["不要了", "照片后面补", "照片不清楚，人数是54", "没有照片", "不要第2条", "摄影照片展，30人参加", ""]
)
def test_other_words_drop_no_picture(text: str) -> None:
    assert not drops_photos(text)


@pytest.mark.parametrize(
    "text", ["不对，是前天", "哎呀写错了，应该是上周六", "日期错了，11月20号", "是昨天才对", "那不是今天，是昨天的"]
)
def test_another_day_and_nothing_else(text: str) -> None:
    assert moves_the_day(text, date(2026, 11, 25))


@pytest.mark.parametrize(
    "text", ["昨天", "明天呢", "不对", "不对，昨天是救护培训", "昨天来了45人", "是去年的会员吗", "前天下午"]
)
def test_no_mere_change_of_the_day(text: str) -> None:
    assert not moves_the_day(text, date(2026, 11, 25))


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("志愿者少写了一个", True),
        ("多报了3个人", True),
        ("哦对少算了俩志愿者", True),
        ("参加人数少了5个", True),
        ("换届还差3天", False),
    ],
)
def test_by_how_many_a_record_is_wrong(text: str, off: bool) -> None:
    assert is_amount_off(text) is off
