"""Which updates are under way and from where to fetch on: none is lost, none handled twice at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.channels.telegram.chats import ElsewhereError
from bot.core.errors import DatabaseBusyError

TRIES = 3  # of an update whose answer could not be sent
BUSY_SECONDS = 1.0  # how soon to look for new updates while some are under way

log = structlog.get_logger(__name__)


class Intake:
    """Handles updates side by side, those of one chat in their order. Telegram gives an update out again until a later
    one is asked for, so that one is asked for only when all before it are done: what a killed process had under way
    comes back.
    """

    def __init__(self, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._handle = handle
        self._running: dict[int, asyncio.Task[bool]] = {}
        self._done: set[int] = set()  # and perhaps given out once more
        self._failed: dict[int, int] = {}  # how often; they are fetched again
        self._latest: int | None = None

    @property
    def offset(self) -> int | None:
        """The first update that is still wanted."""
        open_ones = [*self._running, *self._failed]
        return min(open_ones) if open_ones else None if self._latest is None else self._latest + 1

    @property
    def is_busy(self) -> bool:
        """Whether updates are under way: those are given out again at once, so there is no use in a long wait."""
        return bool(self._running or self._failed)

    def take(self, updates: Sequence[Update], offset: int | None) -> None:
        """Begin with the updates that are new. `offset` is what they were asked for with."""
        given = {update.update_id for update in updates}
        self._failed = {one: times for one, times in self._failed.items() if one in given}  # Telegram dropped the rest
        self._done = {one for one in self._done if offset is not None and one >= offset}
        for update in updates:
            self._begin(update)

    async def take_one(self, update: Update) -> bool:
        """Handle an update that came by webhook; whether it is done. One under way is waited for."""
        self._begin(update)
        task = self._running.get(update.update_id)
        done = await asyncio.shield(task) if task else True
        self._done.clear()  # nobody asks for the offset
        return done

    async def settle(self) -> None:
        """Wait until something is done, but not for long."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=BUSY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        elif self._failed:
            await asyncio.sleep(BUSY_SECONDS)

    async def stop(self) -> None:
        """Break off what is under way; it comes back after the next start."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, update: Update) -> None:
        number = update.update_id
        if number not in self._running and number not in self._done:
            chat = str(update.effective_chat.id) if update.effective_chat else ""
            before = next((one for one in reversed(self._running.values()) if one.get_name() == chat), None)
            self._running[number] = asyncio.create_task(self._run(update, before), name=chat)
        self._latest = number

    async def _run(self, update: Update, before: asyncio.Task[bool] | None) -> bool:
        """Whether the update is done. `before`: the one of the same chat that has to be done first."""
        number = update.update_id
        try:
            if before and not await asyncio.shield(before):
                self._failed.setdefault(number, 0)
                return False
            await self._handle(update)
        except ElsewhereError:  # which may be killed: it is looked for again, however often
            if number not in self._failed:
                log.info("update left to another gateway", update=number)
            self._failed.setdefault(number, 0)
            return False
        except (TelegramError, DatabaseBusyError) as error:
            times = self._failed.get(number, 0) + 1
            log.error("update not answered", update=number, times=times, error=str(error))
            if times < TRIES:
                self._failed[number] = times
                return False
        except Exception:  # the next update must not suffer for it
            log.exception("update failed", update=number)
        finally:
            del self._running[number]
        self._failed.pop(number, None)
        self._done.add(number)
        return True
