"""Whether a few words end what was begun."""

import pytest

from bot.text.replies import asked_behind, cancels


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("取消", True),
        ("算了不报了", True),
        ("算了 人数得问车间 这个先不报了", True),
        ("人还没齐，先不报了", True),
        ("这场还没办完 先不登了吧", True),
        ("不报了，改成明天", False),
        ("来了30人，不登记名字", False),
        ("下雨了，改成周五，不报了？", False),
        ("为什么不报了", False),
    ],
)
def test_ends_what_was_begun(text: str, ends: bool) -> None:
    assert cancels(text) is ends


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("不报了。她那边志愿者有多少个", "她那边志愿者有多少个"),
        ("算了 换届是哪天来着？", "换届是哪天来着？"),
        ("不报了，改成明天", ""),
        ("先不报了", ""),
        ("为什么不报了", ""),
    ],
)
def test_a_question_behind_a_cancel(text: str, question: str) -> None:
    assert asked_behind(text) == question
