"""Pictures that users send: fetched from Telegram once, given to the gateway, an album answered in one message."""

from dataclasses import replace

from telegram import Bot, Document, Message, PhotoSize
from telegram.error import BadRequest

from bot.channels.gateway import Gateway, Incoming, Reply
from bot.channels.telegram.chats import name
from bot.channels.telegram.outbox import Outbox, insist
from bot.core.errors import IdentityError, PermissionDeniedError, PhotoError
from bot.services.pictures import LARGEST, TYPES


class Pictures:
    """Takes the pictures of private chats in, one update each; called for one chat one after the other."""

    def __init__(self, bot: Bot, gateway: Gateway, outbox: Outbox) -> None:
        self._bot = bot
        self._gateway = gateway
        self._outbox = outbox
        self._albums: dict[int, tuple[str, int]] = {}  # of a chat: the album that comes in, and what was said of it

    async def take(self, message: Message, picture: PhotoSize | Document) -> None:
        """Keep the picture of a message and say where it went. Raises NetworkError when it cannot be fetched now."""
        chat, album = message.chat.id, message.media_group_id
        reply = await self._answer(message, picture)
        begun = self._albums.get(chat)
        told = begun[1] if begun and begun[0] == album else None
        shown = await self._outbox.show(chat, reply, name(chat), told)
        if album and shown:
            self._albums[chat] = (album, shown)
        else:
            self._albums.pop(chat, None)

    async def _answer(self, message: Message, picture: PhotoSize | Document) -> Reply:
        account, number = name(message.chat.id), f"{message.message_id}-photo"
        file = ""  # one that was answered before is not fetched again: it would wait for the next report
        if not await self._gateway.is_answered(account, account, number):
            try:
                file = await self._kept(account, picture)
            except (IdentityError, PermissionDeniedError):
                return Reply(self._gateway.phrases("channel_photo_denied"))
            except PhotoError as error:
                return Reply(self._gateway.phrases(f"channel_photo_{error.code}"))
        [reply] = await self._gateway.handle(Incoming(account, account, number, photos=(file,)))
        return replace(reply, photos=())  # he sees them above

    async def _kept(self, account: str, picture: PhotoSize | Document) -> str:
        if not await self._gateway.takes_photos(account, account):
            raise PermissionDeniedError(f"{account}: reports nowhere")
        if (picture.file_size or 0) > LARGEST:
            raise PhotoError("size")
        try:
            file = await insist(lambda: self._bot.get_file(picture.file_id))
            data = await insist(file.download_as_bytearray)
        except BadRequest as error:  # Telegram has it no more, or it is too big to be given out
            raise PhotoError("broken") from error
        return await self._gateway.keep_photo(account, account, bytes(data))


def picture_of(message: Message) -> PhotoSize | Document | None:
    """The picture that a message carries, as a photo or as a file, in its largest size."""
    if message.photo:
        return message.photo[-1]
    document = message.document
    return document if document and document.mime_type in TYPES.values() else None
