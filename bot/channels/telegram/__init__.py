"""Telegram: updates by long polling or webhook, through the gateway, and replies out through a paced outbox."""

from typing import TYPE_CHECKING

from bot.channels.gateway import Gateway
from bot.settings import Settings
from bot.store.database import Database

if TYPE_CHECKING:  # python-telegram-bot takes a second to import: only who has a bot pays for it
    from bot.channels.telegram.channel import TelegramChannel


def build(gateway: Gateway, database: Database, settings: Settings) -> "TelegramChannel | None":
    """The channel of this installation; None when no bot is set."""
    if settings.telegram_token is None or not settings.telegram_token.get_secret_value():
        return None
    from bot.channels.telegram.channel import TelegramChannel

    return TelegramChannel(gateway, database, settings)
