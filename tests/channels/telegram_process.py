"""A gateway with its Telegram channel in a process of its own, to be killed: home folder, Bot API, Rasa's address."""

import asyncio
import sys
from pathlib import Path

from pydantic import SecretStr

from bot.channels import compose, telegram
from bot.channels.rasa_client import RasaClient
from bot.channels.telegram import channel, intake, pace
from bot.settings import Settings
from bot.store import telegram_chats
from bot.store.database import Database
from tests.channels.fake_telegram import TOKEN
from tests.conftest import NOW

LEASE_SECONDS = 0.5  # a killed one's chats are free again so soon


async def work(home: Path, api: str, rasa: str) -> None:
    """Work until killed; without the pauses that Telegram's limits ask for."""
    telegram_chats.LEASE_SECONDS = LEASE_SECONDS
    pace.CHAT_SECONDS = pace.OVERALL_SECONDS = 0.0
    channel.FIRST_DELAY = channel.LONGEST_DELAY = intake.BUSY_SECONDS = 0.05
    settings = Settings(home=home, telegram_token=SecretStr(TOKEN), telegram_api=api, now=NOW)
    database = Database(settings.database)
    gateway = compose.gateway(settings, database, RasaClient(rasa, "channel secret"), "identity secret")
    bot = telegram.build(gateway, database, settings)
    assert bot
    bot.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
