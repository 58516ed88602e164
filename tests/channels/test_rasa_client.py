"""The parse route; the turn route is covered through the gateway."""

import pytest

from bot.channels import rasa_client
from bot.channels.rasa_client import RasaClient, RasaUnavailableError
from tests.channels.conftest import Answer, FakeRasa


async def test_parse_asks_the_parse_route(client: RasaClient, rasa: FakeRasa) -> None:
    rasa.answers = [Answer(body=[{"intent": {"name": "greet"}}])]
    assert await client.parse(["你好"]) == [{"intent": {"name": "greet"}}]
    assert rasa.asked == [{"texts": ["你好"], "path": "/webhooks/boai/parse", "secret": "channel secret"}]


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_what_does_not_heal_is_not_waited_for(client: RasaClient, rasa: FakeRasa, status: int) -> None:
    rasa.answers = [Answer(status)]
    with pytest.raises(RasaUnavailableError, match=str(status)):
        await client.parse(["你好"])
    assert len(rasa.asked) == 1


def test_the_user_is_told_long_before_the_wait_is_over() -> None:
    assert rasa_client.NOTICE_SECONDS < rasa_client.WAIT_SECONDS / 5
