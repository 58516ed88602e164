"""What lies ahead: which questions ask for it, which days and kinds they name, which few words follow one."""

from datetime import date

import pytest

from bot.core.agenda import Kind
from bot.text.agenda import asks_ahead, follows, read_agenda

TODAY = date(2026, 11, 18)  # a Wednesday
REPORTS = (Kind.REPORT,)


@pytest.mark.parametrize(
    ("text", "start", "end", "only"),
    [
        ("下个月有什么要交的", (2026, 12, 1), (2026, 12, 31), ()),
        ("最近有什么要办的？", (2026, 11, 18), (2026, 12, 19), ()),
        ("这个月还有哪些事", (2026, 11, 18), (2026, 11, 30), ()),
        ("接下来要做什么", (2026, 11, 18), (2026, 12, 19), ()),
        ("年底前有什么要报的", (2026, 11, 18), (2026, 12, 31), REPORTS),
        ("到12月底有什么要办的", (2026, 11, 18), (2026, 12, 31), ()),
        ("这周还有什么事呀", (2026, 11, 18), (2026, 11, 22), ()),
        ("下周有啥要办的", (2026, 11, 23), (2026, 11, 29), ()),
        ("未来三个月有哪些要办的", (2026, 11, 18), (2027, 2, 18), ()),
        ("月底前要交什么材料", (2026, 11, 18), (2026, 11, 30), REPORTS),
        ("12月要交哪些报表", (2026, 12, 1), (2026, 12, 31), REPORTS),
        ("下下个月有哪些要做的", (2027, 1, 1), (2027, 1, 31), ()),
        ("近期有什么重要工作安排", (2026, 11, 18), (2026, 12, 19), ()),
    ],
)
def test_what_lies_ahead_is_asked_for(
    text: str, start: tuple[int, int, int], end: tuple[int, int, int], only: tuple[Kind, ...]
) -> None:
    read = read_agenda(text, TODAY)
    assert asks_ahead(text)
    assert (read.start, read.end, read.only) == (date(*start), date(*end), only)


@pytest.mark.parametrize(
    "text",
    [
        "下个月有什么活动", "下个月哪些组织要换届", "提醒我下个月交报表", "上个月还有哪些事", "年底前要建多少个会",
        "接下来怎么办", "最近有什么新消息吗", "成立红十字会要交什么材料", "要交什么材料", "这个月做了什么",
        "有什么要办的",
        "下个月我要取消提醒", "下个月要报名的活动有哪些", "我有什么待办",
    ],
)  # fmt: skip
def test_what_is_something_else(text: str) -> None:
    assert not asks_ahead(text)


@pytest.mark.parametrize(
    ("text", "said", "only"),
    [
        ("那下个月呢", True, ()),
        ("年底前呢", True, ()),
        ("都要交什么材料", False, REPORTS),
        ("只看报表", False, REPORTS),
        ("只看换届的", False, (Kind.ELECTION,)),
        ("看全部", False, ()),
    ],
)
def test_few_words_ask_it_again(text: str, said: bool, only: tuple[Kind, ...]) -> None:
    read = read_agenda(text, TODAY)
    assert follows(text, TODAY)
    assert (read.said, read.only) == (said, only)


@pytest.mark.parametrize("text", ["好的", "撤回", "怎么办", "会员有多少", "荷花街道呢", "第一个", "换届怎么办"])
def test_other_words_do_not(text: str) -> None:
    assert not follows(text, TODAY)


def test_a_page_is_read() -> None:
    assert read_agenda("最近有什么要办的 #第2页", TODAY).page == 2
