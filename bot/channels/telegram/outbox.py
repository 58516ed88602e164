"""What leaves for Telegram: split, paced, tried again while the network is away, given up where it is not wanted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import PurePath
from typing import TypeVar

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot.channels.gateway import Reply
from bot.channels.phrases import Phrases
from bot.channels.telegram import rendering
from bot.channels.telegram.chats import Chats, name
from bot.services.files import Files, is_picture, title_of

FIRST_DELAY = 1.0  # seconds before a failed request is made again; doubled while it keeps failing
LONGEST_DELAY = 30.0
TRIES = 8  # two minutes in all; then the update is left to be fetched anew
BIGGEST_FILE = 50 * 1024 * 1024  # bytes that a bot may send
PRESSED = "-"  # the data of a button that was used

_T = TypeVar("_T")
log = structlog.get_logger(__name__)


class Outbox:
    """The way out to Telegram. A chat that blocks us is remembered as such."""

    def __init__(self, bot: Bot, chats: Chats, files: Files, phrases: Phrases) -> None:
        self._bot = bot
        self._chats = chats
        self._files = files
        self._phrases = phrases

    async def say(self, chat: int, replies: Sequence[Reply], account: str | None, answering: int | None = None) -> bool:
        """Send bubbles in order; False when the chat does not take them.

        Files go to `account`, whose they must be, and buttons too; None = neither is sent. `answering` is the message
        that is replied to. Raises NetworkError when the network stayed away.
        """
        try:
            for reply in replies:
                chat, answering = await self._bubble(chat, reply, account, answering), None
        except Forbidden as error:
            log.info("chat takes no messages", error=error.message)
            await self._chats.block(name(chat))
            return False
        return True

    async def close_buttons(self, chat: int, message: int, chosen: str | None) -> None:
        """Replace the used buttons of a message by what was chosen. Never raises what Telegram says."""
        title = chosen and self._phrases("channel_telegram_chosen", title=chosen)
        markup = title and InlineKeyboardMarkup([[InlineKeyboardButton(title, callback_data=PRESSED)]])
        try:
            await insist(
                lambda: self._bot.edit_message_reply_markup(
                    chat_id=chat, message_id=message, reply_markup=markup or None
                )
            )
        except (BadRequest, Forbidden) as error:  # too old, deleted, closed already
            log.info("buttons not closed", error=error.message)

    async def _bubble(self, chat: int, reply: Reply, account: str | None, answering: int | None) -> int:
        """Send one bubble; the chat's id, which changes when a group becomes a supergroup."""
        texts = rendering.parts(self._phrases, reply)
        markup = _markup(reply) if account else None
        for number, text in enumerate(texts, 1):
            chat = await self._text(chat, text, markup if number == len(texts) else None, answering)
            answering = None
        for file in reply.files if account else ():
            await self._file(chat, PurePath(file).name, account or "")
        return chat

    async def _text(self, chat: int, text: str, markup: InlineKeyboardMarkup | None, answering: int | None) -> int:
        quoted = ReplyParameters(answering, allow_sending_without_reply=True) if answering else None

        async def send(to: int) -> None:
            await self._bot.send_message(to, text, reply_markup=markup, reply_parameters=quoted)

        try:
            await insist(lambda: send(chat))
        except ChatMigrated as error:
            chat = error.new_chat_id
            await insist(lambda: send(chat))
        except BadRequest as error:
            if "not found" in error.message.lower():
                raise Forbidden(error.message) from error
            log.error("message refused by Telegram", error=error.message)
        return chat

    async def _file(self, chat: int, file: str, account: str) -> None:
        path = await asyncio.to_thread(self._files.find, account, file)
        if path is None:
            await self._text(chat, self._phrases("web_file_gone"), None, None)
            return
        if path.stat().st_size > BIGGEST_FILE:
            await self._text(chat, self._phrases("channel_telegram_big_file", file=title_of(file)), None, None)
            return
        content = await asyncio.to_thread(path.read_bytes)
        send = self._bot.send_photo if is_picture(file) else self._bot.send_document
        try:
            await insist(lambda: send(chat, content, filename=title_of(file)))
        except BadRequest as error:
            log.error("file refused by Telegram", error=error.message)


async def insist(request: Callable[[], Awaitable[_T]], tries: int = TRIES) -> _T:
    """Make a request again while the network is away or slow. Raises NetworkError after the last try."""
    delay = FIRST_DELAY
    while True:
        try:
            return await request()
        except BadRequest:  # the library calls it a network error
            raise
        except NetworkError as error:
            tries -= 1
            if not tries:
                raise
            log.warning("Telegram not reached", error=error.message, seconds=delay)
        await asyncio.sleep(delay)
        delay = min(2 * delay, LONGEST_DELAY)


def _markup(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(title, callback_data=id) for title, id in row] for row in rendering.rows(reply.buttons)]
    )
