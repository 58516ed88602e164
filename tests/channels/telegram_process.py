"""A gateway with its Telegram channel in a process of its own, to be killed."""

import asyncio
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.channels import compose, telegram
from bot.channels.rasa_client import RasaClient
from bot.channels.telegram import channel, intake, pace
from bot.settings import Settings
from bot.store import telegram_chats
from bot.store.database import Database

LEASE_SECONDS = 0.5  # a killed one's chats are free again so soon


async def _work(settings: Settings, rasa: str) -> None:
    telegram_chats.LEASE_SECONDS = LEASE_SECONDS
    pace.CHAT_SECONDS = pace.OVERALL_SECONDS = 0.0
    channel.FIRST_DELAY = channel.LONGEST_DELAY = intake.BUSY_SECONDS = 0.05
    database = Database(settings.database)
    gateway = compose.gateway(settings, database, RasaClient(rasa, "channel secret"), "identity secret")
    bot = telegram.build(gateway, database, settings)
    assert bot
    bot.start()
    await asyncio.Event().wait()


def work(home: Path, token: str, api: str, rasa: str, now: datetime) -> None:
    """Work until killed; without the pauses that Telegram's limits ask for."""
    settings = Settings(home=home, telegram_token=SecretStr(token), telegram_api=api, now=now)
    asyncio.run(_work(settings, rasa))
