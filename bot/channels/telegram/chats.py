"""What is remembered of a chat, asked for from the event loop."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.core.errors import DatabaseBusyError
from bot.store import telegram_chats as store
from bot.store.database import Database

BEATS = 3  # how often a claim is renewed within its time

log = structlog.get_logger(__name__)


class ElsewhereError(Exception):
    """Another gateway handles an update of this chat at this moment."""


def name(chat_id: int) -> str:
    """The chat as conversations know it; of a private chat it is the account too."""
    return f"tg:{chat_id}"


@dataclass(frozen=True)
class Remembered:
    """A chat before the update at hand. `is_repeat` says that the update was handled to its end before."""

    is_repeat: bool
    last_press: str | None
    menu: str | None


class Chats:
    """The chats of this bot in the database."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._us = secrets.token_hex(8)

    @asynccontextmanager
    async def claimed(self, chat: str, update_id: int) -> AsyncIterator[Remembered]:
        """The chat as it is now, for this gateway alone. Left without an error, the update is a repeat from now on.

        Raises ElsewhereError.
        """
        known = await asyncio.to_thread(self._claim, chat, update_id)
        if known is None:
            raise ElsewhereError(chat)
        renewing = asyncio.create_task(self._renew(chat, update_id))
        done = None
        try:
            yield known
            done = None if known.is_repeat else update_id
        finally:
            renewing.cancel()
            await asyncio.to_thread(self._release, chat, done)

    def _claim(self, chat: str, update_id: int) -> Remembered | None:
        with self._database.session() as session:
            row = store.claim(session, chat, self._us, self._clock(), time.time())
            if row is None:
                return None
            return Remembered(store.is_repeat(row, update_id), row.last_press, row.menu)

    async def _renew(self, chat: str, update_id: int) -> None:
        """An answer may take minutes, while a part of the system is down."""
        while True:
            await asyncio.sleep(store.LEASE_SECONDS / BEATS)
            try:
                await asyncio.to_thread(self._claim, chat, update_id)
            except DatabaseBusyError as error:
                log.warning("claim not renewed", error=str(error))

    def _release(self, chat: str, done: int | None) -> None:
        with self._database.session() as session:
            store.release(session, chat, self._us, done)

    async def heard(self, chat: str, press: str | None = None) -> None:
        """The user said or pressed something: he takes messages."""

        def write() -> None:
            with self._database.session() as session:
                row = store.chat(session, chat, self._clock())
                row.heard_at, row.blocked_at = self._clock(), None
                row.last_press = press or row.last_press

        await asyncio.to_thread(write)

    async def shows_menu(self, chat: str, menu: str) -> None:
        """The chat shows the commands of a role."""

        def write() -> None:
            with self._database.session() as session:
                store.chat(session, chat, self._clock()).menu = menu

        await asyncio.to_thread(write)

    async def block(self, chat: str) -> None:
        """The chat takes no messages: nothing is pushed there until its user is heard again."""

        def write() -> None:
            with self._database.session() as session:
                store.block(session, chat, self._clock())

        await asyncio.to_thread(write)

    async def unblock(self, chat: str) -> None:
        """The chat takes messages again."""

        def write() -> None:
            with self._database.session() as session:
                store.chat(session, chat, self._clock()).blocked_at = None

        await asyncio.to_thread(write)

    async def to_tell(self) -> list[str]:
        """The chats in which notices wait to be told."""

        def read() -> list[str]:
            with self._database.session() as session:
                return store.to_tell(session)

        return await asyncio.to_thread(read)
