"""What leaves for Telegram: split, paced, tried again while the network is away, given up where it is not wanted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TypeVar

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyParameters
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
BIGGEST_PICTURE = 10 * 1024 * 1024  # bytes that are shown as a picture; a bigger one is sent as a file
ALBUM = 10  # pictures that are sent together
PRESSED = "-"  # the data of a button that was used

_T = TypeVar("_T")
log = structlog.get_logger(__name__)


Photo = Callable[[str, str, str], Awaitable[Path | None]]  # account, chat, name: the picture, if he may see it


@dataclass
class _Way:
    """Where messages go: the chat, whose id may change, what is replied to next, and the latest that was sent."""

    chat: int
    answering: int | None = None
    latest: int | None = None


class Outbox:
    """The way out to Telegram. A chat that blocks us is remembered as such."""

    def __init__(self, bot: Bot, chats: Chats, files: Files, phrases: Phrases, photo: Photo) -> None:
        self._bot = bot
        self._chats = chats
        self._files = files
        self._phrases = phrases
        self._photo = photo

    async def say(self, chat: int, replies: Sequence[Reply], account: str | None, answering: int | None = None) -> bool:
        """Send bubbles in order; False when the chat does not take them.

        Files go to `account`, whose they must be, and buttons too; None = neither is sent. `answering` is the message
        that is replied to. Raises NetworkError when the network stayed away.
        """
        return await self._send(_Way(chat, answering), replies, account)

    async def show(self, chat: int, reply: Reply, account: str, instead: int | None) -> int | None:
        """Show a bubble in place of a message of ours, or as a new one where there is none to replace or it is more
        than a text with buttons; the number of the message that shows it. Raises NetworkError.
        """
        texts = rendering.parts(self._phrases, reply)
        fits = len(texts) == 1 and not (reply.files or reply.photos)
        if instead and fits and await self._replaced(chat, instead, texts[0], _markup(reply)):
            return instead
        way = _Way(chat)
        await self._send(way, [reply], account)
        return way.latest

    async def _send(self, way: _Way, replies: Sequence[Reply], account: str | None) -> bool:
        try:
            for reply in replies:
                await self._bubble(way, reply, account)
        except Forbidden as error:
            log.info("chat takes no messages", error=error.message)
            await self._chats.block(name(way.chat))
            return False
        return True

    async def _replaced(self, chat: int, message: int, text: str, markup: InlineKeyboardMarkup | None) -> bool:
        """Write a message of ours anew; False when it cannot be changed any more."""
        try:
            await insist(
                lambda: self._bot.edit_message_text(text, chat_id=chat, message_id=message, reply_markup=markup)
            )
        except (BadRequest, Forbidden) as error:
            log.info("message not replaced", error=error.message)
            return "not modified" in error.message.lower()  # it was replaced before a restart
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

    async def _bubble(self, way: _Way, reply: Reply, account: str | None) -> None:
        texts = rendering.parts(self._phrases, reply)
        markup = _markup(reply) if account else None
        for number, text in enumerate(texts, 1):
            await self._text(way, text, markup if number == len(texts) else None)
        if account:
            await self._pictures(way, account, reply.photos)
            for file in reply.files:
                await self._file(way, PurePath(file).name, account)

    async def _text(self, way: _Way, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
        quoted = ReplyParameters(way.answering, allow_sending_without_reply=True) if way.answering else None

        async def send() -> None:
            sent = await self._bot.send_message(way.chat, text, reply_markup=markup, reply_parameters=quoted)
            way.latest, way.answering = sent.message_id, None

        try:
            await insist(send)
        except ChatMigrated as error:
            way.chat = error.new_chat_id
            await insist(send)
        except BadRequest as error:
            if "not found" in error.message.lower():
                raise Forbidden(error.message) from error
            log.error("message refused by Telegram", error=error.message)

    async def _pictures(self, way: _Way, account: str, names: Sequence[str]) -> None:
        """Show pictures of activities, those that the account may see, as albums."""
        found = [await self._photo(account, name(way.chat), one) for one in names]
        contents = [await asyncio.to_thread(path.read_bytes) for path in found if path]
        if len(contents) < len(names):
            await self._text(way, self._phrases("web_photo_gone"))
        for first in range(0, len(contents), ALBUM):
            await self._album(way, contents[first : first + ALBUM])

    async def _album(self, way: _Way, contents: Sequence[bytes]) -> None:
        try:
            if len(contents) == 1:
                await insist(lambda: self._bot.send_photo(way.chat, contents[0]))
            else:
                media = [InputMediaPhoto(content) for content in contents]
                await insist(lambda: self._bot.send_media_group(way.chat, media))
        except BadRequest as error:
            log.error("pictures refused by Telegram", error=error.message)

    async def _file(self, way: _Way, file: str, account: str) -> None:
        path = await asyncio.to_thread(self._files.find, account, file)
        if path is None:
            await self._text(way, self._phrases("web_file_gone"))
            return
        if path.stat().st_size > BIGGEST_FILE:
            await self._text(way, self._phrases("channel_telegram_big_file", file=title_of(file)))
            return
        content = await asyncio.to_thread(path.read_bytes)
        if is_picture(file) and len(content) <= BIGGEST_PICTURE and await self._shown(way, content):
            return
        try:
            await insist(lambda: self._bot.send_document(way.chat, content, filename=title_of(file)))
        except BadRequest as error:
            log.error("file refused by Telegram", error=error.message)

    async def _shown(self, way: _Way, content: bytes) -> bool:
        """Send a file as a picture; False when Telegram takes it for none, as one that is very long or narrow."""
        try:
            await insist(lambda: self._bot.send_photo(way.chat, content))
        except BadRequest as error:
            log.info("sent as a file", error=error.message)
            return False
        return True


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
