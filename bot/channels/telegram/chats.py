"""What is remembered of a chat, asked for from the event loop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.store import telegram_chats as store
from bot.store.database import Database


def name(chat_id: int) -> str:
    """The chat as conversations know it; of a private chat it is the account too."""
    return f"tg:{chat_id}"


@dataclass(frozen=True)
class Remembered:
    """A chat before the update at hand. `is_repeat` says that the update was handled to its end before."""

    is_repeat: bool
    last_message: int | None
    last_press: str | None
    menu: str | None


class Chats:
    """The chats of this bot in the database."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def remembered(self, chat: str, update_id: int) -> Remembered:
        """The chat as it is now."""

        def read() -> Remembered:
            with self._database.session() as session:
                row = store.chat(session, chat, self._clock())
                return Remembered(store.is_repeat(row, update_id), row.last_message, row.last_press, row.menu)

        return await asyncio.to_thread(read)

    async def heard(self, chat: str, *, message: int | None = None, press: str | None = None) -> None:
        """The user said or pressed something: this is his latest, and he takes messages."""

        def write() -> None:
            with self._database.session() as session:
                row = store.chat(session, chat, self._clock())
                row.heard_at, row.blocked_at = self._clock(), None
                row.last_message, row.last_press = message, press or row.last_press

        await asyncio.to_thread(write)

    async def handled(self, chat: str, update_id: int) -> None:
        """An update was handled to its end; it is a repeat from now on."""

        def write() -> None:
            with self._database.session() as session:
                store.chat(session, chat, self._clock()).last_update = update_id

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
