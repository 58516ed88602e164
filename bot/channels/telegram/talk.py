"""From an update of Telegram to what the gateway is asked, and where its replies go."""

import asyncio
from collections.abc import Sequence
from weakref import WeakValueDictionary

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.constants import ChatType
from telegram.error import TelegramError, TimedOut

from bot.channels.gateway import Gateway, Incoming, Reply
from bot.channels.telegram.chats import Chats, Remembered, name
from bot.channels.telegram.outbox import PRESSED, Outbox
from bot.channels.telegram.pictures import Pictures, picture_of
from bot.core.accounts import Role
from bot.services.outbox import Message as Due

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_EVERYBODY = ("help", "cancel", "restart")
_OWN = ("mine", "progress")
_OFFICERS = ("due", "progress", "mine")
# Which commands the menu offers. What a role may do is decided where it is done; this only spares vain tries.
MENUS = {
    Role.VISITOR: _EVERYBODY,
    Role.VOLUNTEER: (*_OWN, *_EVERYBODY),
    Role.MEMBER: (*_OWN, *_EVERYBODY),
    Role.ADMINISTRATOR: _EVERYBODY,
}
GROUP_MENU = ("help",)
LONGEST_DATA = 32  # of a button of ours; longer ones were not made here

log = structlog.get_logger(__name__)


def menu(gateway: Gateway, names: tuple[str, ...]) -> list[BotCommand]:
    """Commands with what they do."""
    return [BotCommand(one, gateway.phrases(f"channel_menu_{one}")) for one in names]


class Talk:
    """Handles updates, those of one chat one after the other."""

    def __init__(self, bot: Bot, gateway: Gateway, chats: Chats, outbox: Outbox) -> None:
        self._bot = bot
        self._gateway = gateway
        self._phrases = gateway.phrases
        self._chats = chats
        self._outbox = outbox
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._pictures = Pictures(bot, gateway, outbox)
        self._albums: dict[str, str] = {}  # the album last told of in a chat: its parts come one by one

    async def handle(self, update: Update) -> None:
        """Handle an update to its end. One that was is passed over.

        Raises NetworkError when it cannot be answered; ElsewhereError while another gateway is at this chat.
        """
        chat = update.effective_chat
        if chat is None:
            return
        async with (
            self._lane(name(chat.id)),
            self._chats.claimed(name(chat.id), update.update_id) as known,
        ):
            if known.is_repeat:
                log.info("repeated update passed over", update=update.update_id)
            else:
                await self._dispatch(update, known)

    async def tell_news(self) -> None:
        """Tell what waits to be told in private chats. What does not arrive is kept for the next time."""
        for chat in await self._chats.to_tell():
            async with self._lane(chat):
                await self._tell(chat, await self._gateway.news(chat, chat))

    async def _tell(self, chat: str, waiting: Sequence[tuple[Due, Reply]]) -> None:
        for place, (message, reply) in enumerate(waiting):
            try:
                taken = await self._outbox.say(_number(chat), [reply], chat)
            except TelegramError as error:
                waits = [one for one, _ in waiting[place:]]
                await self._gateway.undelivered(waits, perhaps=isinstance(error, TimedOut))
                raise
            await (self._gateway.delivered(message) if taken else self._gateway.unwelcome(message))

    def _lane(self, chat: str) -> asyncio.Lock:
        return self._lanes.setdefault(chat, asyncio.Lock())

    async def _dispatch(self, update: Update, known: Remembered) -> None:
        if update.callback_query:
            await self._pressed(update.callback_query, known)
        elif update.my_chat_member:
            await self._membership(update.my_chat_member)
        elif update.edited_message and update.edited_message.chat.type == ChatType.PRIVATE:
            await self._edited(update.edited_message)
        elif update.message:
            await self._message(update.message, known)

    async def _message(self, message: Message, known: Remembered) -> None:
        if message.from_user is None or message.from_user.is_bot:
            return
        if message.chat.type == ChatType.PRIVATE:
            await self._private(message, known)
        elif message.chat.type in _GROUPS:
            await self._group(message, message.from_user)

    # --- private chats -----------------------------------------------------------------------------------------------

    async def _private(self, message: Message, known: Remembered) -> None:
        chat = name(message.chat.id)
        await self._chats.heard(chat)
        text, picture = message.text or message.caption, picture_of(message)
        if message.text is None and message.effective_attachment and not picture:
            await self._tell_unreadable(message)
        if text:  # before its picture: the report that it begins takes the picture along
            await self._answer(message.chat, Incoming(chat, chat, str(message.message_id), text, may_be_new=True))
            await self._show_menu(message.chat, known)
        if picture:
            await self._pictures.take(message, picture)

    async def _tell_unreadable(self, message: Message) -> None:
        """Say what cannot be taken; of an album once."""
        chat, album = name(message.chat.id), message.media_group_id
        if album is None or self._albums.get(chat) != album:
            said = Reply(self._phrases("channel_telegram_unreadable"))
            await self._outbox.say(message.chat.id, [said], chat)
        if album:
            self._albums[chat] = album

    async def _edited(self, message: Message) -> None:
        """What was said before stays as it was; what the message says now is offered."""
        chat = name(message.chat.id)
        text = message.text or message.caption
        if not text or message.edit_date is None:
            return
        number = f"{message.message_id}-{message.edit_date.timestamp():.0f}"
        incoming = Incoming(chat, chat, number, text, may_be_new=True)
        await self._outbox.say(message.chat.id, await self._gateway.edited(incoming, str(message.message_id)), chat)

    async def _pressed(self, query: CallbackQuery, known: Remembered) -> None:
        """A button is good for one press; the second of two quick ones is told so."""
        message, data = query.message, query.data or ""
        if message is None or data == PRESSED or len(data) > LONGEST_DATA:
            await self._acknowledge(query, "channel_telegram_pressed" if data == PRESSED else "channel_old_button")
            return
        if message.chat.type != ChatType.PRIVATE:
            await self._acknowledge(query, "channel_private_only")
            return
        chat = name(message.chat.id)
        incoming = Incoming(chat, chat, f"press:{data}", press=data, may_be_new=True)
        answered = await self._gateway.is_answered(chat, chat, incoming.message_id)
        if answered and known.last_press != query.id:  # else it is the same press, whose answer did not get out
            await self._acknowledge(query, "channel_telegram_pressed")
            return
        await self._acknowledge(query)
        await self._chats.heard(chat, query.id)
        replies = await self._ask(message.chat, incoming)
        if replies and replies[0].in_place:
            shown = await self._outbox.show(message.chat.id, replies.pop(0), chat, message.message_id)
        else:
            shown = None
        if shown != message.message_id and await self._gateway.is_answered(chat, chat, incoming.message_id):
            await self._outbox.close_buttons(message.chat.id, message.message_id, _title(query))
        await self._outbox.say(message.chat.id, replies, chat)
        await self._show_menu(message.chat, known)

    async def _acknowledge(self, query: CallbackQuery, phrase: str | None = None) -> None:
        """Answer the press itself, or the button would go on turning. It is no use later, so it is tried once."""
        try:
            await self._bot.answer_callback_query(query.id, self._phrases(phrase) if phrase else None)
        except TelegramError as error:  # older than a minute, say after a restart
            log.info("press not acknowledged", error=error.message)

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """Blocked, or taken back; put out of a group, or in again."""
        chat = name(change.chat.id)
        if change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
            await self._chats.block(chat)
        else:
            await self._chats.unblock(chat)

    # --- groups ------------------------------------------------------------------------------------------------------

    async def _group(self, message: Message, user: User) -> None:
        """Answer where we are addressed, as to a visitor: whoever asks, nothing of his is known here."""
        text = self._addressed(message)
        if text is None:
            return
        group = name(message.chat.id)
        number = str(message.message_id)
        incoming = Incoming(group, f"{group}:{user.id}", number, text, may_be_new=True, public=True)
        replies = await self._ask(message.chat, incoming)
        await self._outbox.say(message.chat.id, replies, None, answering=message.message_id)

    def _addressed(self, message: Message) -> str | None:
        """What is said to us in a group, without our name; None when it is not for us."""
        text, us = message.text or "", f"@{self._bot.username}"
        ours = []
        for entity, said in message.parse_entities().items():
            meant = entity.user.id == self._bot.id if entity.user else said.lower() == us.lower()
            if meant and entity.type in (MessageEntity.TEXT_MENTION, MessageEntity.MENTION):
                ours.append(said)
            elif entity.type == MessageEntity.BOT_COMMAND and said.lower().endswith(us.lower()):
                ours.append(said[-len(us) :])
        replied = message.reply_to_message
        if not ours and not (replied and replied.from_user and replied.from_user.id == self._bot.id):
            return None
        for said in ours:
            text = text.replace(said, "", 1)
        return text.strip() or "/help"

    # --- both --------------------------------------------------------------------------------------------------------

    async def _answer(self, chat: Chat, incoming: Incoming) -> None:
        await self._outbox.say(chat.id, await self._ask(chat, incoming), incoming.account_id)

    async def _ask(self, chat: Chat, incoming: Incoming) -> list[Reply]:
        async def wait() -> None:
            await self._outbox.say(chat.id, [Reply(self._phrases("channel_wait"))], None)

        try:
            return await self._gateway.handle(incoming, wait)
        except TelegramError:
            raise
        except Exception:  # the last line of defence: the user must not be left without an answer
            log.exception("message failed")
            return [Reply(self._phrases("channel_unavailable"))]

    async def _show_menu(self, chat: Chat, known: Remembered) -> None:
        """Show the commands of the account's role, when it has another than before. Tried again at the next message."""
        account = await self._gateway.account(name(chat.id))
        role = account.role if account else Role.VISITOR
        if role == (known.menu or Role.VISITOR):
            return
        commands = menu(self._gateway, MENUS.get(role, (*_OFFICERS, *_EVERYBODY)))
        try:
            await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(chat.id))
        except TelegramError as error:
            log.warning("menu not set", error=error.message)
        else:
            await self._chats.shows_menu(name(chat.id), role)


def _title(query: CallbackQuery) -> str | None:
    """What stands on the button that was pressed."""
    message = query.message
    markup = message.reply_markup if isinstance(message, Message) else None
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    return next((button.text for button in buttons if button.callback_data == query.data), None)


def _number(chat: str) -> int:
    return int(chat.removeprefix("tg:"))
