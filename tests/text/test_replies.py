"""Whether a few words end what was begun."""

import pytest

from bot.text.replies import asked_behind, cancels, dropped, settled, wants_back


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


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("导出志愿者名单 算了导会员的", "导出名单 导会员的"),
        ("导出柳岸社区会员名册，不对，志愿者的", "导出柳岸社区名册 志愿者的"),
        ("志愿者多少 不对是会员多少", "多少 会员多少"),
        ("看下活动清单，还是看会员名单吧", "看下 看会员名单吧"),
        ("会员多还是志愿者多", "会员多还是志愿者多"),
        ("会员数不对，怎么算的", "会员数不对，怎么算的"),
        ("志愿者有多少", "志愿者有多少"),
    ],
)
def test_what_was_taken_back_in_the_same_breath(text: str, request_: str) -> None:
    assert settled(text) == request_


@pytest.mark.parametrize(
    ("text", "is_dropped"),
    [
        ("导出会员名单 算了", True),
        ("导出会员名单，还是不用了", True),
        ("导出会员名单", False),
        ("导出志愿者名单 算了导会员的", False),
    ],
)
def test_a_request_that_ends_by_being_taken_back(text: str, is_dropped: bool) -> None:
    assert dropped(text) is is_dropped


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("撤销撤回", True),
        ("撤回错了恢复一下", True),
        ("恢复一下", True),
        ("撤回", False),
        ("怎么恢复会员资格", False),
        ("撤销刚才的", False),
    ],
)
def test_what_was_taken_back_is_wanted_again(text: str, wants: bool) -> None:
    assert wants_back(text) is wants
