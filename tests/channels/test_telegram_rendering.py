"""Long replies are broken where a reader would break them, and nothing of them is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.gateway import Reply
from bot.channels.phrases import Phrases
from bot.channels.telegram.rendering import LONGEST_PART, parts, rows, split

BREAKS = [
    pytest.param("一二三四五。\n\n六七八。\n九十", ["一二三四五。", "六七八。\n九十"], id="paragraph before line"),
    pytest.param("一二三四五\n六。七八九十", ["一二三四五", "六。七八九十"], id="line before sentence"),
    pytest.param("一二三，四五六。七八九十", ["一二三，四五六。", "七八九十"], id="sentence before clause"),
    pytest.param("一二三四五六，七八九十", ["一二三四五六，", "七八九十"], id="clause"),
    pytest.param("一。二三四五六七八九十甲乙", ["一。二三四五六七八", "九十甲乙"], id="a border too early"),
    pytest.param("一二三四五六七八九十", ["一二三四五六七八九", "十"], id="no border"),
    pytest.param("😀😀😀😀😀", ["😀😀😀😀", "😀"], id="two units each"),
    pytest.param("  \n一二\n ", ["一二"], id="blanks around"),
    pytest.param(" \n ", [], id="blanks alone"),
]


@pytest.mark.parametrize(("text", "found"), BREAKS)
def test_a_text_is_broken_at_the_best_border(text: str, found: list[str]) -> None:
    assert split(text, 9) == found


@given(st.text(st.sampled_from("红十字😀。，\n ")), st.integers(2, 30))
def test_every_part_fits_and_nothing_is_lost(text: str, limit: int) -> None:
    found = split(text, limit)
    assert all(0 < len(part.encode("utf-16-le")) // 2 <= limit for part in found)
    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)


def test_a_reply_of_buttons_alone_has_no_part(phrases: Phrases) -> None:
    assert parts(phrases, Reply("")) == []


def test_what_just_fits_is_one_part(phrases: Phrases) -> None:
    assert parts(phrases, Reply("红" * LONGEST_PART)) == ["红" * LONGEST_PART]


def test_short_buttons_stand_beside_each_other() -> None:
    titles = ["确认", "改", "取消", "下一页", "查看越城区府山街道红十字会的会员名单", "返回"]
    found = [[title for title, _ in row] for row in rows([(title, title) for title in titles])]
    assert found == [["确认", "改", "取消"], ["下一页"], ["查看越城区府山街道红十字会的会员名单"], ["返回"]]
