"""Talking to our Rasa channel over HTTP."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

WAIT_SECONDS = 60.0  # how long a message waits for a part that is being restarted
NOTICE_SECONDS = 2.0  # after which the user is told of the wait
RETRY_SECONDS = 0.5
TURN_SECONDS = 20.0

OnWait = Callable[[], Awaitable[None]]


class RasaUnavailableError(Exception):
    """Rasa did not answer within the time a message may wait."""


class RasaClient:
    """One connection pool to one Rasa server, opened at the first request: it belongs to the loop that runs then."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._http: aiohttp.ClientSession | None = None

    async def turn(
        self, sender: str, text: str, message_id: str, metadata: dict[str, Any], on_wait: OnWait | None = None
    ) -> list[dict[str, Any]]:
        """Send a message and return Rasa's replies.

        While Rasa is being restarted the message waits; `on_wait` is called once when the wait becomes noticeable.
        Raises RasaUnavailableError when it took longer than 60 s.
        """
        body = {"sender": sender, "text": text, "message_id": message_id, "metadata": metadata}
        return await self._insist("/webhooks/boai/webhook", body, on_wait)

    async def parse(self, texts: list[str]) -> list[dict[str, Any]]:
        """What Rasa understands of each text, without a conversation."""
        return await self._insist("/webhooks/boai/parse", {"texts": texts}, None)

    async def _insist(self, path: str, body: dict[str, Any], on_wait: OnWait | None) -> list[dict[str, Any]]:
        started = time.monotonic()
        while True:
            try:
                replies = await self._post(path, body)
                if not replies:  # every action of ours says something: the action server is away
                    raise _NoReplyError("no reply")
                return replies
            except (aiohttp.ClientError, TimeoutError, _NoReplyError) as error:
                waited = time.monotonic() - started
                if waited > WAIT_SECONDS or not _may_heal(error):
                    raise RasaUnavailableError(str(error)) from error
                if on_wait and waited > NOTICE_SECONDS:
                    await on_wait()
                    on_wait = None
                await asyncio.sleep(RETRY_SECONDS)

    async def _post(self, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        if self._http is None:
            self._http = aiohttp.ClientSession(self._url, headers={"X-Boai-Secret": self._secret})
        timeout = aiohttp.ClientTimeout(total=TURN_SECONDS)
        async with self._http.post(path, json=body, timeout=timeout, raise_for_status=True) as response:
            replies: list[dict[str, Any]] = await response.json()
            return replies

    async def close(self) -> None:
        """Give back the connections."""
        if self._http is not None:
            await self._http.close()


class _NoReplyError(Exception):
    """Rasa answered without a word."""


def _may_heal(error: Exception) -> bool:
    """A refused connection, a dying server and 'not ready' pass; a refused secret does not."""
    if isinstance(error, aiohttp.ClientResponseError):
        return error.status in (500, 502, 503, 504)
    return True
