"""The bot at work: connects, fetches updates or has them sent, tells news; heals when the network does."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Header, HTTPException, Request
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, Update
from telegram.error import Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.channels.gateway import Gateway
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.outbox import Outbox
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.talk import GROUP_MENU, MENUS, Talk, menu
from bot.core.accounts import Role
from bot.core.errors import DatabaseBusyError
from bot.services.files import Files
from bot.settings import Settings
from bot.store.database import Database
from bot.store.sealed import load_key

POLL_SECONDS = 25  # how long Telegram may hold a request that has nothing to tell
ANSWER_SECONDS = 10.0  # beyond which it is taken for lost
PUSH_SECONDS = 20.0
FIRST_DELAY = 1.0  # seconds before the next try; doubled while it fails
LONGEST_DELAY = 30.0
CONNECTIONS = 64  # at the same time; more than 30 a second are not sent
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
NO_CONTENT = 204

log = structlog.get_logger(__name__)


class TelegramChannel:
    """One bot. Started in the gateway's loop; what goes wrong is logged and tried again until it is stopped."""

    def __init__(self, gateway: Gateway, database: Database, settings: Settings) -> None:
        assert settings.telegram_token
        token = settings.telegram_token.get_secret_value()
        api = settings.telegram_api.rstrip("/")
        logging.getLogger("httpx").setLevel(logging.WARNING)  # below that it logs addresses, which hold the token
        self._bot: ExtBot[None] = ExtBot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=HTTPXRequest(connection_pool_size=CONNECTIONS, read_timeout=ANSWER_SECONDS),
            get_updates_request=HTTPXRequest(connection_pool_size=1, read_timeout=ANSWER_SECONDS),
            rate_limiter=Pace(),
        )
        chats = Chats(database, settings.clock)
        outbox = Outbox(self._bot, chats, Files(settings.files_folder), gateway.phrases, gateway.photo)
        self._gateway = gateway
        self._talk = Talk(self._bot, gateway, chats, outbox)
        self._intake = Intake(self._talk.handle)
        self._webhook = settings.telegram_webhook
        secret = hmac.new(load_key(settings.key_path), f"boai.telegram.{token}".encode(), hashlib.sha256)
        self._secret = secret.hexdigest()
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to work in the running loop; the web page does not wait for Telegram."""
        self._tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._push())]

    async def stop(self) -> None:
        """Break off. What was under way is fetched again after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._intake.stop()
        await self._bot.shutdown()

    def router(self) -> APIRouter:
        """Where Telegram calls, when it is to call."""
        routes = APIRouter()
        if not self._webhook:
            return routes

        @routes.post(urlsplit(self._webhook).path or "/", status_code=NO_CONTENT)
        async def called(request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = "") -> None:
            if not hmac.compare_digest(x_telegram_bot_api_secret_token.encode(), self._secret.encode()):
                raise HTTPException(403)
            if not self._ready.is_set() or not await self._intake.take_one(await self._read(request)):
                raise HTTPException(503)  # Telegram calls again

        return routes

    async def _read(self, request: Request) -> Update:
        try:
            update = Update.de_json(await request.json(), self._bot)
        except (json.JSONDecodeError, UnicodeDecodeError, TypeError, KeyError, AttributeError) as error:
            raise HTTPException(400) from error
        return update

    async def _work(self) -> None:
        await self._heal(self._connect)
        self._ready.set()
        log.info("Telegram connected", bot=self._bot.username, webhook=bool(self._webhook))
        while not self._webhook:
            await self._heal(self._fetch)
            await self._intake.settle()

    async def _connect(self) -> None:
        await self._bot.initialize()
        private = menu(self._gateway, MENUS[Role.VISITOR])
        await self._bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats())
        await self._bot.set_my_commands(menu(self._gateway, GROUP_MENU), scope=BotCommandScopeAllGroupChats())
        if self._webhook:
            await self._bot.set_webhook(self._webhook, allowed_updates=WANTED, secret_token=self._secret)
        else:
            await self._bot.delete_webhook()

    async def _fetch(self) -> None:
        offset = self._intake.offset
        updates = await self._bot.get_updates(
            offset=offset, timeout=0 if self._intake.is_busy else POLL_SECONDS, allowed_updates=WANTED
        )
        self._intake.take(updates, offset)

    async def _heal(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something until it succeeds, with a growing pause between; the log says what is wrong and when it ends."""
        delay, failed = FIRST_DELAY, False
        while True:
            try:
                await work()
            except TelegramError as error:
                failed = True
                _tell(error)
                await asyncio.sleep(delay)
                delay = min(2 * delay, LONGEST_DELAY)
            else:
                if failed:
                    log.info("Telegram is back")
                return

    async def _push(self) -> None:
        """Tell what waits to be told, also to those who say nothing."""
        await self._ready.wait()
        while True:
            try:
                await self._talk.tell_news()
            except (TelegramError, DatabaseBusyError) as error:
                log.warning("news not told", error=str(error))
            except Exception:  # one notice that cannot be told must not silence the rest for good
                log.exception("news failed")
            await asyncio.sleep(PUSH_SECONDS)


def _tell(error: TelegramError) -> None:
    """Log what the operator of the machine must know."""
    match error:
        case Conflict():
            log.error("another program fetches the updates of this bot: stop it, or give this one a token of its own")
        case InvalidToken() | Forbidden():
            log.error("Telegram refuses the token: see BOAI_TELEGRAM_TOKEN")
        case RetryAfter():
            log.warning("put off by Telegram", error=error.message)
        case NetworkError():
            log.warning("Telegram not reached", error=error.message)
        case _:
            log.error("Telegram refuses", error=error.message)
