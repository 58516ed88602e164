"""Putting a gateway together from settings."""

from bot.channels.gateway import Gateway
from bot.channels.phrases import Phrases
from bot.channels.rasa_client import RasaClient
from bot.services.identity import IdentitySigner
from bot.services.pictures import Uploads
from bot.settings import PROJECT, Settings
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault, load_key

PHRASES = PROJECT / "data" / "phrases" / "channel.yml"


def gateway(settings: Settings, database: Database, rasa: RasaClient, identity_secret: str) -> Gateway:
    """The gateway of this installation."""
    key = load_key(settings.key_path)
    return Gateway(
        database=database,
        rasa=rasa,
        signer=IdentitySigner(identity_secret),
        vault=Vault(key),
        personal=PersonalData(key),
        phrases=Phrases(PHRASES),
        clock=settings.clock,
        uploads=Uploads(settings.uploads),
    )
