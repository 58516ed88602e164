"""Telegram's flood limits, kept before they bite, and its 429 obeyed (docs/decisions/0013)."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

CHAT_SECONDS = 1.0  # between two messages to one person
GROUP_SECONDS = 3.0  # between two messages to one group: 20 a minute
OVERALL_SECONDS = 1 / 30  # between any two requests about chats
TRIES = 5  # of one request that Telegram puts off
REMEMBERED = 1000  # chats; what is older than its pause is forgotten

Answer = bool | dict[str, Any] | list[dict[str, Any]]
log = structlog.get_logger(__name__)


class Pace(BaseRateLimiter[None]):
    """Messages to a chat leave one after the other with a pause; a chat that is put off holds up no other."""

    def __init__(self) -> None:
        self._free: dict[str, float] = {}  # when the next message to a chat may leave
        self._overall = 0.0
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to get ready."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Answer:
        """Make the request when its turn has come. Raises RetryAfter when it was put off too often."""
        if "chat_id" not in data:
            return await callback(*args, **kwargs)
        chat = str(data["chat_id"])
        for left in reversed(range(TRIES)):
            await self._turn(chat if endpoint.startswith("send") else None, chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                if not left:
                    raise
                seconds = _seconds(error)
                log.warning("put off by Telegram", seconds=seconds, endpoint=endpoint)
                self._free[chat] = self._now() + seconds
                await self._pause(seconds)
        raise AssertionError("not reached")

    async def _turn(self, messaged: str | None, chat: str) -> None:
        async with self._lanes.setdefault(chat, asyncio.Lock()):
            if messaged:
                await self._pause(self._free.get(messaged, 0.0) - self._now())
                self._free[messaged] = self._now() + (GROUP_SECONDS if messaged.startswith("-") else CHAT_SECONDS)
            self._overall = max(self._overall + OVERALL_SECONDS, self._now())
            await self._pause(self._overall - self._now())
        if len(self._free) > REMEMBERED:
            self._free = {name: at for name, at in self._free.items() if at > self._now()}

    async def _pause(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _seconds(error: RetryAfter) -> float:
    """The library is changing this from a number to a timedelta."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
