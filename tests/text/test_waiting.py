"""What asks for news or for what waits, and what only sounds like it."""

import pytest

from bot.text.waiting import asks_what_waits


@pytest.mark.parametrize(
    "text",
    [
        "有什么新消息吗", "有没有要我处理的事", "我有什么待办",
        "有啥通知没有", "有没有新通知", "我的待办", "等我审核的有哪些",
        "还有什么要我办的", "今天我要做什么", "有人找我吗", "有几件事等我处理", "看看消息",
    ],
)  # fmt: skip
def test_what_waits_is_asked_for(text: str) -> None:
    assert asks_what_waits(text)


@pytest.mark.parametrize(
    "text",
    ["有什么活动", "通知怎么发", "有没有关于会费的文件", "取消通知", "提醒我明天看消息", "有事找会长怎么联系", "你好"],
)
def test_what_is_something_else(text: str) -> None:
    assert not asks_what_waits(text)
