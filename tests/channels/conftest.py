"""A gateway on a Rasa that is a function."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.channels import rasa_client, telegram
from bot.channels.compose import PHRASES
from bot.channels.gateway import Gateway
from bot.channels.phrases import Phrases
from bot.channels.rasa_client import RasaClient
from bot.core.accounts import Account, Role
from bot.services.identity import IdentitySigner
from bot.settings import Settings
from bot.store import accounts
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault
from tests.channels.fake_telegram import TOKEN, FakeTelegram
from tests.conftest import NOW

if TYPE_CHECKING:
    from bot.channels.telegram.channel import TelegramChannel

PERSONAL = PersonalData(b"k" * 32)
Wrong = Literal["cut", "late"]  # the connection breaks off; no answer comes at all


@dataclass
class Answer:
    """An HTTP answer of Rasa."""

    status: int = 200
    body: list[Any] = field(default_factory=list)


def says(*messages: dict[str, Any] | str) -> Answer:
    """An answer of Rasa with these messages."""
    return Answer(body=[{"text": m} if isinstance(m, str) else m for m in messages])


@dataclass
class FakeRasa:
    """Takes down what it is asked. Answers are given in turn; the last one goes on being given."""

    answers: list[Answer | Wrong] = field(default_factory=lambda: [says("好的")])
    asked: list[dict[str, Any]] = field(default_factory=list)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)  # a text waits until its gate is open
    to: dict[str, Answer] = field(default_factory=dict)  # what a text gets, however often

    async def __call__(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append({**body, "path": request.path, "secret": request.headers.get("X-Boai-Secret")})
        if gate := self.gates.get(body.get("text", "")):
            await gate.wait()
        if told := self.to.get(body.get("text", "")):
            return web.json_response(told.body, status=told.status)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == "late":
            await asyncio.Event().wait()
        if isinstance(answer, str):
            assert request.transport
            request.transport.close()
            return web.Response()
        return web.json_response(answer.body, status=answer.status)

    @property
    def texts(self) -> list[str]:
        """The texts it was sent."""
        return [body["text"] for body in self.asked if "text" in body]


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, step: timedelta) -> None:
        self.now += step


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return Phrases(PHRASES)


@pytest.fixture
def signer() -> IdentitySigner:
    return IdentitySigner("identity secret")


@pytest.fixture
async def client(rasa: FakeRasa) -> AsyncIterator[RasaClient]:
    app = web.Application()
    app.router.add_post("/{path:.*}", rasa)
    async with TestServer(app) as server:
        client = RasaClient(str(server.make_url("/")), "channel secret")
        yield client
        await client.close()


@pytest.fixture
def gateway(database: Database, client: RasaClient, signer: IdentitySigner, phrases: Phrases, clock: Clock) -> Gateway:
    """A gateway with the accounts `one` and `two`."""
    with database.session() as session:
        for name in ("one", "two"):
            accounts.save(session, Account(name, Role.MEMBER), NOW)
    return Gateway(database, client, signer, Vault(b"k" * 32), PERSONAL, phrases, clock)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are noticed at once, and tries follow each other without a pause."""
    monkeypatch.setattr(rasa_client, "NOTICE_SECONDS", -1.0)
    monkeypatch.setattr(rasa_client, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(rasa_client, "WAIT_SECONDS", 30.0)
    monkeypatch.setattr(rasa_client, "TURN_SECONDS", 0.2)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses on Telegram, but those that a test is about."""
    from bot.channels.telegram import channel, intake, outbox, pace

    for name in ("CHAT_SECONDS", "GROUP_SECONDS", "OVERALL_SECONDS"):
        monkeypatch.setattr(pace, name, 0.0)
    monkeypatch.setattr(outbox, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(channel, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(channel, "LONGEST_DELAY", 0.05)
    monkeypatch.setattr(channel, "PUSH_SECONDS", 0.02)
    monkeypatch.setattr(intake, "BUSY_SECONDS", 0.02)


@pytest.fixture
async def server() -> FakeTelegram:
    """Telegram."""
    return FakeTelegram()


@pytest.fixture
async def settings(server: FakeTelegram, quick: None, tmp_path: Path) -> AsyncIterator[Settings]:
    async with TestServer(server.app()) as http:
        url = str(http.make_url(""))
        yield Settings(home=tmp_path, telegram_token=SecretStr(TOKEN), telegram_api=url, now=NOW, files=tmp_path / "f")
        server.down = True
        await server._notify()


@pytest.fixture
async def bot(gateway: Gateway, database: Database, settings: Settings) -> AsyncIterator["TelegramChannel"]:
    """The channel to Telegram at work."""
    made = telegram.build(gateway, database, settings)
    assert made
    made.start()
    yield made
    await made.stop()
