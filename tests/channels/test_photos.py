"""Pictures on their way through the gateway: who may send them, what is said, once each; where they are opened."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.gateway import Gateway, Incoming
from bot.channels.phrases import Phrases
from bot.core.accounts import Account, Role
from bot.core.errors import IdentityError, PermissionDeniedError, PhotoError
from bot.services.pictures import Uploads
from bot.store import accounts
from bot.store.accounts import Grant
from bot.store.database import Database
from tests.channels.conftest import Clock, FakeRasa
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_photos import drawn


@pytest.fixture
def secretary(gateway: Gateway, database: Database, tmp_path: Path) -> Gateway:
    """The gateway, with an account that reports and a folder for its pictures."""
    gateway._uploads = Uploads(tmp_path / "uploads")
    with database.session() as session:
        ids = plant(session)
        accounts.save(session, Account("secretary", Role.SECRETARY), NOW)
        session.flush()
        accounts.add_grant(session, "secretary", Grant(Role.SECRETARY, ids[1]), NOW.date(), "test")
    return gateway


async def sent(gateway: Gateway, *names: str, message: str = "m1", account: str = "secretary") -> list[str]:
    replies = await gateway.handle(Incoming(account, "web", message, photos=names))
    return [reply.text for reply in replies]


async def test_a_picture_without_a_report_is_kept_loose_and_its_sender_told_what_to_do(
    secretary: Gateway, rasa: FakeRasa, phrases: Phrases
) -> None:
    name = await secretary.keep_photo("secretary", "web", drawn())
    incoming = Incoming("secretary", "web", "m1", photos=(name,))
    [reply] = await secretary.handle(incoming)
    assert reply.text == phrases("channel_photo_loose", count=1)
    assert reply.photos == (name,)
    assert await secretary.handle(incoming) == [reply]  # the same message again
    [exchange] = await secretary.history("secretary", "web")
    assert exchange.text == phrases("channel_photo_said", count=1)
    assert exchange.replies == (reply,)
    assert rasa.asked == []


async def test_only_its_sender_opens_a_loose_picture(secretary: Gateway) -> None:
    name = await secretary.keep_photo("secretary", "web", drawn())
    path = await secretary.photo("secretary", "web", name)
    assert path
    assert path.name == name
    for account in ("one", "nobody", ""):
        assert await secretary.photo(account, "web", name) is None
    assert await secretary.photo("secretary", "web", "../key") is None


@pytest.mark.parametrize(("account", "error"), [("one", PermissionDeniedError), ("nobody", IdentityError)])
async def test_who_does_not_report_sends_none(
    secretary: Gateway, tmp_path: Path, phrases: Phrases, account: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await secretary.keep_photo(account, "web", drawn())
    assert not (tmp_path / "uploads").exists()
    if error is PermissionDeniedError:
        assert await sent(secretary, "0" * 32 + ".jpg", account=account) == [phrases("channel_photo_denied")]


async def test_what_is_no_picture_leaves_nothing(secretary: Gateway, tmp_path: Path) -> None:
    with pytest.raises(PhotoError):
        await secretary.keep_photo("secretary", "web", b"<html>")
    assert not (tmp_path / "uploads").exists()


async def test_the_same_picture_uploaded_at_once_is_one(secretary: Gateway, tmp_path: Path) -> None:
    names = await asyncio.gather(*(secretary.keep_photo("secretary", "web", drawn()) for _ in range(3)))
    await sent(secretary, *names)
    assert len(set(names)) == len(list((tmp_path / "uploads").iterdir()))


async def test_the_daily_forgetting_deletes_what_was_never_used(
    secretary: Gateway, clock: Clock, tmp_path: Path
) -> None:
    await secretary.keep_photo("secretary", "web", drawn())
    clock.forward(timedelta(days=31))
    await secretary.forget_old()
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.parametrize("code", ["size", "kind", "pixels", "broken", "full"])
def test_every_refusal_has_its_words(phrases: Phrases, code: str) -> None:
    assert phrases(f"channel_photo_{code}")
