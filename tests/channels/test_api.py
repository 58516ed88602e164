"""The command line's way in wants the secret and a known account."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.channels import api
from bot.channels.gateway import Gateway
from bot.core.accounts import Role
from tests.channels.conftest import FakeRasa, says

SECRET = {"X-Boai-Secret": "of this run"}
HELLO = {"account": "one", "message_id": "m1", "text": "你好"}


@pytest.fixture
def http(gateway: Gateway) -> httpx.AsyncClient:
    return _client(gateway, "of this run")


def _client(gateway: Gateway, secret: str) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(api.router(gateway, secret))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api")


async def test_health_is_for_everybody(http: httpx.AsyncClient) -> None:
    response = await http.get("/api/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "headers", [{}, {"X-Boai-Secret": ""}, {"X-Boai-Secret": "of this ru"}, {"X-Boai-Secret": b"\xe9"}]
)
async def test_without_the_secret_nothing_is_said(
    http: httpx.AsyncClient, rasa: FakeRasa, headers: dict[str, Any]
) -> None:
    response = await http.post("/api/messages", json=HELLO, headers=headers)
    assert response.status_code == 403
    assert rasa.asked == []


@pytest.mark.parametrize("headers", [{}, {"X-Boai-Secret": ""}])
async def test_an_empty_secret_lets_nobody_in(gateway: Gateway, headers: dict[str, str]) -> None:
    response = await _client(gateway, "").post("/api/messages", json=HELLO, headers=headers)
    assert response.status_code == 403


async def test_an_unknown_account_is_404(http: httpx.AsyncClient, rasa: FakeRasa, gateway: Gateway) -> None:
    response = await http.post("/api/messages", json={**HELLO, "account": "nobody"}, headers=SECRET)
    assert response.status_code == 404
    assert rasa.asked == []
    assert await gateway.account("nobody") is None


async def test_a_message_is_answered(http: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.answers = [says({"text": "哪个？", "buttons": [{"title": "查", "payload": "换届"}]}), says("好的")]
    [reply] = (await http.post("/api/messages", json=HELLO, headers=SECRET)).json()
    [[title, button]] = reply["buttons"]
    assert (reply["text"], title, reply["files"]) == ("哪个？", "查", [])
    press = {"account": "one", "message_id": "m2", "press": button}
    assert (await http.post("/api/messages", json=press, headers=SECRET)).json()[0]["text"] == "好的"
    assert rasa.texts == ["你好", "换届"]


async def test_who_does_not_say_who_is_a_visitor(http: httpx.AsyncClient, gateway: Gateway) -> None:
    message = {**HELLO, "account": api.TERMINAL_ACCOUNT}
    assert (await http.post("/api/messages", json=message, headers=SECRET)).status_code == 200
    account = await gateway.account(api.TERMINAL_ACCOUNT)
    assert account is not None
    assert account.role is Role.VISITOR


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"\xff\xfe",
        json.dumps({"account": "one"}).encode(),
        json.dumps({**HELLO, "message_id": ""}).encode(),
        json.dumps({**HELLO, "message_id": "m" * 65}).encode(),
        json.dumps({**HELLO, "text": 7}).encode(),
        json.dumps({**HELLO, "chat": ""}).encode(),
    ],
)
async def test_a_malformed_request_is_refused(http: httpx.AsyncClient, rasa: FakeRasa, body: bytes) -> None:
    response = await http.post("/api/messages", content=body, headers={**SECRET, "Content-Type": "application/json"})
    assert 400 <= response.status_code < 500
    assert rasa.asked == []


@pytest.mark.parametrize("field", ["text", "press"])
async def test_a_lone_surrogate_breaks_nothing(http: httpx.AsyncClient, field: str) -> None:
    body = json.dumps({**HELLO, field: "\ud800"}).encode()
    response = await http.post("/api/messages", content=body, headers={**SECRET, "Content-Type": "application/json"})
    assert response.status_code == 200
