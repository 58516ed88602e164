"""The gateway on Telegram is killed in the middle, and two are at work at once: nothing is lost, nothing done twice."""

import asyncio
import multiprocessing
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.channels import telegram
from bot.channels.gateway import Gateway
from bot.channels.telegram.channel import TelegramChannel
from bot.core.accounts import Account, Role
from bot.services import drafts, permission
from bot.services.reporting import ReportForm
from bot.services.work import Work
from bot.settings import Settings
from bot.store import accounts, telegram_chats
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import load_key
from bot.store.tables import MessageRow, PhotoRow
from tests.channels import telegram_process
from tests.channels.conftest import FakeRasa, says
from tests.channels.fake_telegram import TOKEN, FakeTelegram, refusal
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_photos import REPORT, drawn

ME = "tg:7"


class Process:
    """A gateway that can be killed and started again."""

    def __init__(self, *settings: Any) -> None:
        self._settings = settings
        self._context = multiprocessing.get_context("forkserver")  # which imports once, for all of them
        self._context.set_forkserver_preload([telegram_process.__name__])
        self.start()

    def start(self) -> None:
        self._running = self._context.Process(target=telegram_process.work, args=self._settings)
        self._running.start()

    def kill(self) -> None:
        """Without a word: nothing in it gets to run any more."""
        self._running.kill()
        self._running.join()

    async def killed_when(self, server: FakeTelegram, so: Callable[[], object]) -> None:
        """Kill it as soon as something is so, and start the next one."""
        await server.until(so)
        self.kill()
        self.start()


@pytest.fixture
def home(tmp_path: Path, migrated: Path) -> Path:
    """The home of an installation in which user 7 has reported an activity a moment ago."""
    shutil.copy(migrated, tmp_path / "boai.db")
    personal, form = PersonalData(load_key(tmp_path / "key")), ReportForm()
    database = Database(f"sqlite:///{tmp_path / 'boai.db'}")
    with database.session() as session:
        ids = plant(session)
        secretary = Account(ME, Role.SECRETARY)
        accounts.save(session, secretary, NOW)
        session.flush()
        accounts.add_grant(session, ME, Grant(Role.SECRETARY, ids[1]), NOW.date(), "test")
        session.flush()
        work = Work(session, personal, permission.actor(session, secretary, ME, NOW.date()), NOW)
        assert drafts.commit(work, drafts.begin(work, form.kind, form.begin(work, REPORT, "")), form)
    database.close()
    return tmp_path


@pytest.fixture
async def process(home: Path, server: FakeTelegram, rasa: FakeRasa) -> AsyncIterator[Process]:
    app = web.Application()
    app.router.add_post("/{path:.*}", rasa)
    async with TestServer(server.app()) as api, TestServer(app) as understanding:
        made = Process(home, TOKEN, str(api.make_url("")), str(understanding.make_url("/")), NOW)
        yield made
        made.kill()
        server.down = True
        await server._notify()


@pytest.mark.slow
async def test_killed_in_the_middle_no_update_is_lost_and_none_handled_twice(
    process: Process, server: FakeTelegram, rasa: FakeRasa, home: Path
) -> None:
    """Killed while Rasa is asked, an answer, a picture and what is said of it are under way, a button is closed."""
    asking = {"text": "答二", "buttons": [{"title": "确认", "payload": "确认"}]}
    rasa.to = {"问一": says("答一"), "问二": says(asking), "确认": says("答三")}
    rasa.gates["问一"] = asyncio.Event()
    await server.say("问一")
    await process.killed_when(server, lambda: server.offsets and rasa.asked)
    rasa.gates["问一"].set()
    await server.until(lambda: "答一" in server.texts and not server.updates)

    server.gates["sendMessage"] = asyncio.Event()  # Telegram has it, the gateway does not know yet
    await server.say("问二")
    await process.killed_when(server, lambda: "答二" in server.texts)
    server.gates.pop("sendMessage").set()
    await server.until(lambda: not server.updates)

    server.gates["download"] = asyncio.Event()
    for number in (1, 2, 3):
        await server.send(message=server.message(photo=server.picture(f"f{number}", drawn(size=(60 + number, 40)))))
    await process.killed_when(server, lambda: server.of("download"))
    server.gates.pop("download").set()
    server.gates["sendMessage"] = asyncio.Event()
    told = len(server.texts)
    await process.killed_when(server, lambda: len(server.texts) > told)
    server.gates.pop("sendMessage").set()
    await server.until(lambda: not server.updates)

    markup = next(one["reply_markup"] for one in server.of("sendMessage") if one["text"] == "答二")
    server.gates["editMessageReplyMarkup"] = asyncio.Event()
    await server.press(markup["inline_keyboard"][0][0]["callback_data"], markup=markup)
    await process.killed_when(server, lambda: server.of("editMessageReplyMarkup"))
    server.gates.pop("editMessageReplyMarkup").set()
    await server.until(lambda: "答三" in server.texts and not server.updates)
    process.kill()

    # Rasa knows a message that is asked again by its number; each was one message of the talk, answered.
    assert [*dict.fromkeys(rasa.texts)] == ["问一", "问二", "确认"]
    assert rasa.texts.count("问二") == rasa.texts.count("确认") == 1
    numbers = {body["message_id"] for body in rasa.asked if body["text"] == "问一"}
    assert len(numbers) == 1
    database = Database(f"sqlite:///{home / 'boai.db'}")
    with database.session() as session:
        spoken = list(session.scalars(select(MessageRow)))
        pictures = list(session.scalars(select(PhotoRow)))
    database.close()
    assert len(spoken) == len({one.message_id for one in spoken}) == 6
    assert all(one.replies for one in spoken)
    assert len(pictures) == len({one.sha256 for one in pictures}) == 3
    assert {one.activity_id for one in pictures} == {1}
    assert len(list((home / "uploads").iterdir())) == 3
    # At most what was on its way when the kill came is said twice.
    counts = {text: server.texts.count(text) for text in server.texts}
    assert counts["答一"] == counts["答三"] == 1
    assert max(counts.values()) <= 2 + 2


# --- two at once -----------------------------------------------------------------------------------------------------


@pytest.fixture
async def two(gateway: Gateway, database: Database, settings: Settings) -> AsyncIterator[list[TelegramChannel]]:
    """Two gateways of one installation."""
    made = [telegram.build(gateway, database, settings) for _ in range(2)]
    started = [one for one in made if one]
    yield started
    for one in started:
        await one.stop()


async def test_of_two_gateways_one_answers(two: list[TelegramChannel], server: FakeTelegram, rasa: FakeRasa) -> None:
    """Both are given every update, as when one takes over from the other."""
    rasa.gates["慢"] = asyncio.Event()
    for one in two:
        one.start()
    await server.say("慢")
    await server.until(lambda: rasa.asked)
    await server.say("快", user=8, chat=8)
    seen = len(server.offsets)
    await server.until(lambda: len(server.offsets) > seen + 6 and "好的" in server.texts)
    rasa.gates["慢"].set()
    await server.said("好的", "好的")
    assert sorted(rasa.texts) == ["快", "慢"]


async def test_what_is_left_to_another_holds_up_what_follows_in_the_chat(
    gateway: Gateway, database: Database, settings: Settings, server: FakeTelegram, rasa: FakeRasa
) -> None:
    """A killed one had the chat: it is free again between the first message and the second."""
    with database.session() as session:
        assert telegram_chats.claim(session, ME, "killed", NOW, time.time())
    channel = telegram.build(gateway, database, settings)
    assert channel
    for text in ("一", "二", "三"):
        await server.say(text)
    channel.start()
    await server.until(lambda: len(server.offsets) > 3)
    assert rasa.texts == []
    with database.session() as session:
        telegram_chats.release(session, ME, "killed", None)
    await server.said("好的", "好的", "好的")
    assert rasa.texts == ["一", "二", "三"]
    await channel.stop()


def test_a_later_update_that_is_done_does_not_make_an_earlier_one_a_repeat(database: Database) -> None:
    with database.session() as session:
        assert telegram_chats.claim(session, ME, "one", NOW, 100.0)
        telegram_chats.release(session, ME, "one", 7)
    with database.session() as session:
        row = telegram_chats.chat(session, ME, NOW)
        assert [telegram_chats.is_repeat(row, number) for number in (6, 7, 8)] == [False, True, False]


async def test_one_that_is_told_of_a_conflict_does_not_stop_the_other(
    two: list[TelegramChannel], server: FakeTelegram, rasa: FakeRasa
) -> None:
    server.planned["getUpdates"] = [refusal(409, "Conflict: terminated by other getUpdates request")] * 3
    for one in two:
        one.start()
    await server.say("你好")
    await server.said("好的")
    assert rasa.texts == ["你好"]


def test_a_chat_belongs_to_one_until_it_is_given_back_or_the_time_is_over(database: Database) -> None:
    lease = telegram_chats.LEASE_SECONDS

    def claimed(by: str, moment: float) -> bool:
        with database.session() as session:
            return telegram_chats.claim(session, ME, by, NOW, moment) is not None

    def given_back(by: str, done: int | None) -> list[int]:
        with database.session() as session:
            telegram_chats.release(session, ME, by, done)
        with database.session() as session:
            return telegram_chats.chat(session, ME, NOW).handled

    assert claimed("one", 100.0)
    assert claimed("one", 101.0), "it goes on"
    assert not claimed("two", 102.0)
    assert not claimed("two", 100.9 + lease)
    assert claimed("two", 101.0 + lease), "the one was killed"
    assert given_back("one", 5) == [], "it was not his any more"
    assert not claimed("one", 102.0 + lease)
    assert given_back("two", 6) == [6]
    assert claimed("one", 103.0 + lease)
    assert claimed("two", 100.0 - 3 * lease), "the clock went back"
