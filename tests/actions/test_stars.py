"""会员之星 in the demonstration world: candidates say who was chosen, and are chosen from their list."""

import asyncio
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import BoaiAction, Runtime, Titles, Words
from actions.certificates import ManageCertificate
from actions.stars import ManageStar
from bot.core.awards import AwardKind
from bot.services.identity import Identity, IdentitySigner
from bot.services.world import load_world
from bot.settings import PROJECT
from bot.store.database import Database
from bot.store.sealed import Vault
from bot.store.tables import AwardRow
from tests.conftest import NOW
from tests.services.test_demo import PERSONAL, WORLD

SIGNER = IdentitySigner("identity secret")


@pytest.fixture(autouse=True)
def runtime(database: Database) -> Iterator[None]:
    with database.session() as session:
        load_world(session, WORLD, PERSONAL, NOW)
    titles = Titles(PROJECT / "data" / "domain")
    knowledge: Any = SimpleNamespace(names_elsewhere=lambda text, home: [])
    BoaiAction.runtime = Runtime(
        database, knowledge, SIGNER, lambda: NOW, titles, Words(titles), PERSONAL, Vault(b"k" * 32)
    )
    yield
    del BoaiAction.runtime


def ask(action: BoaiAction, text: str, chat: str = "web", *, pressed: bool = False) -> dict[str, Any]:
    identity = SIGNER.sign(Identity("demo_officer", chat, text))
    metadata = {"identity": identity, "said": text}
    message = {"text": f"/{action.task}" if pressed else text, "metadata": metadata}
    dispatcher = CollectingDispatcher()
    asyncio.run(action.run(dispatcher, Tracker("one#1", {}, message, [], False, None, {}, "action_listen"), {}))
    found: dict[str, Any] = dispatcher.messages[0]
    return found


def test_a_candidate_is_chosen_from_the_list_and_said_to_be(database: Database) -> None:
    told = ask(ManageStar(), "会员之星候选名单")
    assert told["response"] == "utter_candidates"
    choosing = [one for one in told["buttons"] if "choose:" in str(one["payload"])]
    assert choosing
    about = re.search(r"choose:\d+", str(choosing[0]["payload"]))
    assert about is not None
    shown = ask(ManageStar(), about[0], pressed=True)
    assert shown["response"] == "utter_member_star_preview"
    assert choosing[0]["title"].removeprefix("推选") in shown["people"]
    with database.session() as session:
        person = int(about[0].split(":")[1])
        year = {"kind": AwardKind.MEMBER_STAR, "year": NOW.year, "status": "active", "assumed": False}
        by = {"recorded_by": "test", "recorded_at": NOW}
        session.add(
            AwardRow(person_id=person, organisation_id=1, since=NOW.date(), until=NOW.date(), **year, **by)
        )  # fmt: skip
    again = ask(ManageStar(), "会员之星候选名单", "other")
    assert "今年已评为会员之星" in again["rows"]
    assert about[0] not in str(again["buttons"])


def test_what_the_world_holds_is_told() -> None:
    assert ask(ManageStar(), "今年会员之星有哪些")["response"] == "utter_member_stars"
    assert ask(ManageCertificate(), "谁有救护员证")["response"] == "utter_certificates_holders"
    assert ask(ManageCertificate(), "哪些人的证快到期了")["response"] == "utter_certificates_expiring"
    assert ask(ManageCertificate(), "救护员证过期的有谁")["response"] == "utter_certificates_expired"
