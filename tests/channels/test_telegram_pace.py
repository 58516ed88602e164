"""How fast messages leave, on a clock that only waiting moves."""

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.channels.telegram.pace import CHAT_SECONDS, GROUP_SECONDS, OVERALL_SECONDS, TRIES, Pace


class OnAClock(Pace):
    """Waiting moves the clock and takes no time. A wait may be held for a test to look around."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        self.held = asyncio.Event()
        self.held.set()

    def _now(self) -> float:
        return self.now

    async def _pause(self, seconds: float) -> None:
        await self.held.wait()
        self.now += max(seconds, 0.0)


class Sent:
    """The requests that left, with the moment. Refusals come first."""

    def __init__(self, *refusals: int) -> None:
        self.pace = OnAClock()
        self.times: list[float] = []
        self.refusals = list(refusals)

    async def request(self, chat: int, endpoint: str = "sendMessage") -> None:
        async def leave() -> bool:
            if self.refusals:
                raise RetryAfter(self.refusals.pop(0))
            self.times.append(round(self.pace.now - 100.0, 3))
            return True

        data: dict[str, Any] = {"chat_id": chat} if chat else {}
        await self.pace.process_request(leave, (), {}, endpoint, data, None)


@pytest.mark.parametrize(("chat", "gap"), [(7, CHAT_SECONDS), (-1001, GROUP_SECONDS)])
async def test_messages_to_one_chat_keep_apart(chat: int, gap: float) -> None:
    sent = Sent()
    for _ in range(3):
        await sent.request(chat)
    assert sent.times == pytest.approx([0, gap, 2 * gap], abs=2 * OVERALL_SECONDS)


async def test_all_chats_together_keep_below_thirty_a_second() -> None:
    sent = Sent()
    for chat in range(1, 62):
        await sent.request(chat)
    assert sent.times[-1] == pytest.approx(2.0, abs=0.05)


async def test_edits_and_presses_need_not_wait_for_the_chats_next_message() -> None:
    sent = Sent()
    await sent.request(7)
    await sent.request(7, "editMessageReplyMarkup")
    await sent.request(0, "answerCallbackQuery")
    assert sent.times[-1] < CHAT_SECONDS / 2


async def test_a_refused_message_leaves_after_the_time_that_was_named() -> None:
    sent = Sent(7, 3)
    await sent.request(7)
    assert sent.times == pytest.approx([10], abs=0.2)


async def test_what_is_refused_too_often_is_given_up() -> None:
    sent = Sent(*[1] * TRIES)
    with pytest.raises(RetryAfter):
        await sent.request(7)
    assert sent.times == []


async def test_one_chat_that_is_put_off_holds_up_no_other() -> None:
    sent = Sent(7)
    real = sent.pace._pause

    async def pause(seconds: float) -> None:
        await (asyncio.Event().wait() if seconds > CHAT_SECONDS else real(seconds))

    sent.pace._pause = pause  # type: ignore[method-assign]
    waiting = asyncio.create_task(sent.request(7))
    while sent.refusals:
        await asyncio.sleep(0)
    await sent.request(8)
    assert len(sent.times) == 1
    waiting.cancel()


async def test_chats_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.pace.REMEMBERED", 5)
    sent = Sent()
    for chat in range(1, 100):
        await sent.request(chat)
    assert len(sent.pace._free) < 40
