"""A gateway on a Rasa that is a function."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.channels import rasa_client
from bot.channels.compose import PHRASES
from bot.channels.gateway import Gateway
from bot.channels.phrases import Phrases
from bot.channels.rasa_client import RasaClient
from bot.core.accounts import Account, Role
from bot.services.identity import IdentitySigner
from bot.store import accounts
from bot.store.database import Database
from bot.store.sealed import Vault
from tests.conftest import NOW

Answer = Callable[[dict[str, Any]], httpx.Response]


def says(*messages: dict[str, Any] | str) -> httpx.Response:
    """An answer of Rasa."""
    return httpx.Response(200, json=[{"text": m} if isinstance(m, str) else m for m in messages])


@dataclass
class FakeRasa:
    """Takes down what it is asked. Answers are given in turn; the last one goes on being given."""

    answers: list[httpx.Response | Exception] = field(default_factory=lambda: [says("好的")])
    asked: list[dict[str, Any]] = field(default_factory=list)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)  # a text waits until its gate is open

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.asked.append({**body, "path": request.url.path, "secret": request.headers.get("X-Boai-Secret")})
        if gate := self.gates.get(body.get("text", "")):
            await gate.wait()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def texts(self) -> list[str]:
        """The texts it was sent."""
        return [body["text"] for body in self.asked]


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
    client = RasaClient("http://rasa", "channel secret", httpx.MockTransport(rasa))
    yield client
    await client.close()


@pytest.fixture
def gateway(database: Database, client: RasaClient, signer: IdentitySigner, phrases: Phrases, clock: Clock) -> Gateway:
    """A gateway with the accounts `one` and `two`."""
    with database.session() as session:
        for name in ("one", "two"):
            accounts.save(session, Account(name, Role.MEMBER), NOW)
    return Gateway(database, client, signer, Vault(b"k" * 32), phrases, clock)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are noticed at once, and tries follow each other without a pause."""
    monkeypatch.setattr(rasa_client, "NOTICE_SECONDS", -1.0)
    monkeypatch.setattr(rasa_client, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(rasa_client, "WAIT_SECONDS", 30.0)
