# ruff: noqa: F811 (fixtures of a neighbour)
"""The buttons below what was told: seen, later, done, tomorrow, no more of the kind."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.core.reminders import DeliveryStatus, Key, ReminderStatus, Rule
from bot.services.identity import Identity
from bot.services.reminding import run
from bot.store import deliveries
from bot.store import reminders as store
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import DeliveryRow, NoticeRow, ReminderRow
from tests.actions.test_actions import SIGNER, actions, knowledge, runtime  # noqa: F401
from tests.conftest import NOW
from tests.services.test_reminding import plant

PERSONAL = PersonalData(b"k" * 32)
MONDAY = NOW + timedelta(days=1)


@pytest.fixture
def told(database: Database) -> dict[str, int]:
    """A roundup and a reminder that were told, with their presses."""
    with database.session() as session:
        plant(session)
        number = store.add(session, PERSONAL, "secretary", "web", "交表", NOW, None, NOW).id
    run(database, PERSONAL, MONDAY)
    with database.session() as session:
        [row] = session.query(DeliveryRow).filter_by(recipient="secretary")
        assert row.roundup_id
        return {"roundup": row.roundup_id, "reminder": number, "delivery": row.id}


def press(acts: dict[str, Callable[..., Any]], about: str, account: str = "secretary") -> str:
    """What pressing a button answers. A press comes with a slash, as the channel sends it."""
    message = {
        "text": "/manage_reminder",
        "metadata": {"identity": SIGNER.sign(Identity(account, "web", "m1")), "said": about},
        "intent_ranking": [],
    }
    dispatcher = CollectingDispatcher()
    tracker = Tracker("one#1", {}, message, [], False, None, {}, "action_listen")
    asyncio.run(acts["action_manage_reminder"](dispatcher, tracker, {}))
    [said] = dispatcher.messages
    return str(said["response"])


def test_the_buttons_of_a_notice_do_what_they_say(
    actions: dict[str, Callable[..., Any]],
    database: Database,
    told: dict[str, int],
) -> None:
    with database.session() as session:
        rows = {row.phrase: row for row in session.query(NoticeRow).filter_by(account_id="secretary")}
        personal = dict(rows["channel_remind_personal_late"].buttons or [])
        presses = personal | dict(rows["channel_roundup"].buttons or [])
    assert {one["task"] for one in [*presses.values(), *personal.values()]} == {"manage_reminder"}
    assert press(actions, presses["channel_remind_seen"]["about"]) == "utter_roundup_seen"
    assert press(actions, presses["channel_remind_tomorrow"]["about"]) == "utter_reminder_again"
    with database.session() as session:
        assert session.get_one(ReminderRow, told["reminder"]).status == ReminderStatus.WAITING
    assert press(actions, personal["channel_remind_done"]["about"]) == "utter_reminders_done"
    with database.session() as session:
        assert session.get_one(ReminderRow, told["reminder"]).status == ReminderStatus.DONE
    assert press(actions, presses["channel_remind_later"]["about"]) == "utter_roundup_later"
    with database.session() as session:
        [row] = session.query(DeliveryRow).filter_by(recipient="secretary")
        assert (row.status, row.answered_at is None) == (DeliveryStatus.WAITING, False)
    assert press(actions, presses["channel_remind_mute"]["about"]) == "utter_reminders_muted"
    with database.session() as session:
        assert Rule.ELECTIONS in deliveries.mutes_of(session, "secretary")


@pytest.mark.parametrize(
    ("about", "reply"),
    [
        ("seen:{roundup}", "utter_draft_gone"),
        ("settled:{roundup}", "utter_draft_gone"),
        ("item:{delivery}", "utter_register_reminder_gone"),
        ("later:{roundup}", "utter_draft_gone"),
        ("done:{reminder}", "utter_register_reminder_gone"),
        ("again:{reminder}", "utter_register_reminder_gone"),
        ("seen:x", "utter_reminders_none_to_change"),
        ("mute:nothing", "utter_reminders_none_to_change"),
    ],
)
def test_nobody_presses_the_buttons_of_others(
    actions: dict[str, Callable[..., Any]],
    told: dict[str, int],
    about: str,
    reply: str,
) -> None:
    assert press(actions, about.format(**told), "member") == reply


def test_done_with_an_election_asks_for_its_record(
    actions: dict[str, Callable[..., Any]], database: Database, told: dict[str, int]
) -> None:
    assert press(actions, f"settled:{told['roundup']}") == "utter_roundup_record"
    with database.session() as session:
        row = session.get_one(DeliveryRow, told["delivery"])
        assert (row.status, row.answered_at is None) == (DeliveryStatus.TOLD, False)


def test_of_several_one_is_chosen_and_done_once(
    actions: dict[str, Callable[..., Any]], database: Database, told: dict[str, int]
) -> None:
    with database.session() as session:
        key = Key(Rule.REPORTS, "date:1:2", MONDAY.date(), -1, "secretary")
        assert deliveries.claim(session, key, 0, "x", {"organisation": "甲"}, MONDAY)
        second = session.query(DeliveryRow).order_by(DeliveryRow.id.desc()).first()
        assert second
        second.status, second.roundup_id, number = DeliveryStatus.TOLD, told["roundup"], second.id
    assert press(actions, f"settled:{told['roundup']}") == "utter_roundup_which"
    assert press(actions, f"item:{number}") == "utter_roundup_done"
    assert press(actions, f"item:{number}") == "utter_register_reminder_gone"
    assert press(actions, f"later:{told['roundup']}") == "utter_roundup_later"
    with database.session() as session:
        assert session.get_one(DeliveryRow, number).status == DeliveryStatus.DONE  # what is done is not put off
