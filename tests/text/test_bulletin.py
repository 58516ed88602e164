"""Wishes for a bulletin or for letters: which, as of when, of whom."""

from datetime import date

import pytest

from bot.text.bulletin import read_bulletin, urges, urges_listed, urging

TODAY = date(2026, 11, 22)
HALF = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("text", "kind", "as_of"),
    [
        ("出一份上半年工作通报", "bulletin", HALF),
        ("起草一下今年的组织建设工作通报", "bulletin", None),
        ("截至9月底的进度通报", "bulletin", date(2026, 9, 30)),
        ("给落后的发提示函", "letters", None),
        ("给进度落后的县各写一份督办函", "letters", None),
        ("拟提示函，截至上半年", "letters", HALF),
        ("给没完成的单位拟提醒函", "letters", None),
    ],
)
def test_what_is_wanted(text: str, kind: str, as_of: date | None) -> None:
    found = read_bulletin(text, TODAY)
    assert found is not None
    assert (found.kind, found.as_of) == (kind, as_of)


@pytest.mark.parametrize("text", ["导出附件1", "志愿者名单", "给我发个提醒", "被通报批评了怎么办", "各县排一下"])
def test_what_is_something_else(text: str) -> None:
    assert read_bulletin(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "urged"),
    [
        ("给他们发个催办", True),
        ("催一下他们", True),
        ("给落后的发提示函", True),
        ("给我发个提醒", False),
        ("催办是什么", False),
    ],
)
def test_those_who_were_listed_are_urged(text: str, urged: bool) -> None:
    assert urges(text) is urged


def test_the_wish_stands_behind_the_question() -> None:
    assert urges_listed(urging("哪些单位该换届了", "给他们发个催办"))
    assert not urges_listed("哪些单位该换届了，没换")
