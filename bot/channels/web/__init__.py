"""The web chat: one page for everyone, in NiceGUI, mounted on the gateway's FastAPI app."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from bot.channels.web.sign_in import SignInSigner
from bot.settings import Settings
from bot.store.sealed import load_key

if TYPE_CHECKING:  # NiceGUI takes seconds to import: only the process that serves the page pays for it
    from fastapi import FastAPI

    from bot.channels.gateway import Gateway


def mount(app: "FastAPI", gateway: "Gateway", settings: Settings) -> None:
    """Add the page to the gateway's app, after all other routes: it takes every path that is left over."""
    from bot.channels.web.app import build

    build(gateway, settings, storage_secret=_secret(settings, "session"), sign_in=_signer(settings), app=app)


def sign_in_link(settings: Settings, account_id: str) -> str:
    """The path that signs a browser in as the account, good for seven days."""
    return f"/in/{_signer(settings).sign(account_id)}"


def _signer(settings: Settings) -> SignInSigner:
    return SignInSigner(_secret(settings, "sign-in"))


def _secret(settings: Settings, purpose: str) -> str:
    """A secret of its own for each purpose, the same after every restart."""
    return hmac.new(load_key(settings.key_path), f"boai.web.{purpose}".encode(), hashlib.sha256).hexdigest()
