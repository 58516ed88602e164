"""What is said of a report while it is talked about."""

import pytest

from bot.text.report_talk import drops_photos


@pytest.mark.parametrize("text", ["不要照片", "照片不要了", "照片都不用存。", "去掉那几张照片", "图片删掉吧"])
def test_pictures_are_dropped(text: str) -> None:
    assert drops_photos(text)


@pytest.mark.parametrize(
    "text", ["不要了", "照片后面补", "照片不清楚，人数是54", "没有照片", "不要第2条", "摄影照片展，30人参加", ""]
)
def test_other_words_drop_no_picture(text: str) -> None:
    assert not drops_photos(text)
