"""A message is taken in once; trackers change in time; buttons and offers belong to one conversation."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.conversations import CHOICE_LIFE, IDLE, TURNS_PER_EPOCH
from bot.core.errors import IdentityError
from bot.services import conversations
from bot.services.conversations import Press
from bot.services.identity import Identity
from bot.store import accounts
from bot.store.database import Database
from bot.store.sealed import Vault
from bot.store.tables import MessageRow, SealedNumberRow
from bot.text.numbers import TOKEN
from tests.conftest import NOW

VAULT = Vault(b"k" * 32)
ONE = Identity("one", "web", "m1")
OFFERED = [("查换届到期", "election_due"), ("问政策规定", "ask_policy")]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        for name in ("one", "two"):
            accounts.save(session, Account(name, Role.MEMBER), NOW)
        yield session


def rows(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(MessageRow))


def say(session: Session, number: int, at: timedelta = timedelta(0)) -> str:
    """The tracker that message `number` goes to."""
    identity = Identity("one", "web", f"m{number}")
    return conversations.receive(session, identity, VAULT, "你好", NOW + at).sender


# --- receipts --------------------------------------------------------------------------------------------------------


def test_a_repeat_before_the_answer_is_asked_again_on_the_same_tracker(session: Session) -> None:
    first = conversations.receive(session, ONE, VAULT, "你好", NOW)
    again = conversations.receive(session, ONE, VAULT, "你好", NOW + timedelta(seconds=5))
    assert again == first
    assert again.replies is None
    assert rows(session) == 1


def test_a_repeat_after_the_answer_gives_that_answer(session: Session) -> None:
    first = conversations.receive(session, ONE, VAULT, "13800138000", NOW)
    kept = conversations.keep_replies(session, ONE, first.row, [{"text": "好"}], NOW)
    again = conversations.receive(session, ONE, VAULT, "13800138000", NOW + timedelta(days=1))
    assert again.replies == kept
    assert rows(session) == 1
    assert session.scalar(select(func.count()).select_from(SealedNumberRow)) == 1


@given(st.lists(st.sampled_from(["m1", "m2", "m3"]), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_there_are_as_many_rows_as_message_ids(session: Session, ids: list[str]) -> None:
    chat = f"chat-{rows(session)}-{len(ids)}"
    before = rows(session) or 0
    for message_id in ids:
        conversations.receive(session, Identity("one", chat, message_id), VAULT, "你好", NOW)
    seen = {row.message_id for row in session.scalars(select(MessageRow).filter_by(chat=chat))}
    assert seen >= set(ids)
    assert (rows(session) or 0) - before <= len(set(ids))


def test_the_same_id_of_another_account_or_chat_is_another_message(session: Session) -> None:
    senders = {
        conversations.receive(session, identity, VAULT, "你好", NOW).sender
        for identity in (ONE, Identity("two", "web", "m1"), Identity("one", "telegram", "m1"))
    }
    assert len(senders) == 3
    assert rows(session) == 3


# --- personal numbers ------------------------------------------------------------------------------------------------


def test_a_personal_number_goes_on_as_a_token_and_is_kept_masked(session: Session) -> None:
    received = conversations.receive(session, ONE, VAULT, "我叫李梅，13800138034", NOW)
    token = TOKEN.search(received.text)
    assert token is not None
    assert received.text == f"我叫李梅，{token.group()}"
    assert VAULT.open(session, "one", token.group()[3:-1], NOW) == "13800138034"
    assert session.scalars(select(MessageRow.text)).all() == ["我叫李梅，138****8034"]


def test_the_token_in_an_earlier_text_stays_one_token(session: Session) -> None:
    about = conversations.receive(session, ONE, VAULT, "13800138034", NOW).text
    press = Press(task="register_member", about=about)
    pressed = conversations.receive(session, Identity("one", "web", "m2"), VAULT, "登记会员", NOW, press)
    assert (pressed.text, pressed.task) == (about, "register_member")


# --- trackers --------------------------------------------------------------------------------------------------------


def test_a_tracker_takes_twenty_turns(session: Session) -> None:
    senders = [say(session, number) for number in range(2 * TURNS_PER_EPOCH + 1)]
    assert len(set(senders[:TURNS_PER_EPOCH])) == 1
    assert len(set(senders[TURNS_PER_EPOCH : 2 * TURNS_PER_EPOCH])) == 1
    assert len(set(senders)) == 3
    assert all(sender.startswith("one#") for sender in senders)


@pytest.mark.parametrize(("silence", "same"), [(IDLE, True), (IDLE + timedelta(seconds=1), False)])
def test_a_tracker_ends_in_silence(session: Session, silence: timedelta, same: bool) -> None:
    assert (say(session, 1) == say(session, 2, at=silence)) is same


def test_steady_talk_keeps_its_tracker_for_longer_than_the_idle_time(session: Session) -> None:
    assert len({say(session, number, at=number * timedelta(minutes=10)) for number in range(10)}) == 1


def test_forgetting_starts_a_new_tracker_and_keeps_the_history(session: Session) -> None:
    first = say(session, 1)
    conversations.ask_which(session, ONE, "换届", OFFERED, NOW)
    conversations.forget(session, ONE, NOW)
    assert say(session, 2) != first
    assert conversations.answered_choice(session, ONE, "1", NOW) is None
    assert len(conversations.history(session, "one", "web")) == 2


# --- buttons ---------------------------------------------------------------------------------------------------------


def button(session: Session, press: object) -> str:
    row = conversations.receive(session, ONE, VAULT, "换届", NOW).row
    reply = {"text": "哪个？", "buttons": [{"title": "查换届", "press": press}]}
    [[[title, name]]] = [kept["buttons"] for kept in conversations.keep_replies(session, ONE, row, [reply], NOW)]
    assert title == "查换届"
    return str(name)


@pytest.mark.parametrize(
    "press", [Press(say="社区多久换届"), Press(task="election_due", about="换届"), Press(task="help")]
)
def test_a_press_comes_back_for_the_conversation_it_was_shown_in(session: Session, press: Press) -> None:
    assert conversations.pressed(session, ONE, button(session, press.as_dict())) == ("查换届", press)


@pytest.mark.parametrize("identity", [Identity("two", "web", "m2"), Identity("one", "telegram", "m2")])
def test_nobody_else_can_press_it(session: Session, identity: Identity) -> None:
    assert conversations.pressed(session, identity, button(session, {"task": "help"})) is None


@pytest.mark.parametrize("name", ["", "unknown", "%", "' OR '1'='1", "/ask_policy"])
def test_an_unknown_button_does_nothing(session: Session, name: str) -> None:
    button(session, {"task": "help"})
    assert conversations.pressed(session, ONE, name) is None


def test_a_button_does_not_show_what_it_does(session: Session) -> None:
    assert "election" not in button(session, {"task": "election_due"})


# --- offers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "task"),
    [
        ("1", "election_due"),
        ("２", "ask_policy"),
        ("①", "election_due"),
        ("第二個", "ask_policy"),
        ("问政策规定", "ask_policy"),
        ("問政策規定！", "ask_policy"),
        ("3", None),
        ("社区多久换届一次", None),
    ],
)
def test_a_typed_answer_finds_the_offer(session: Session, said: str, task: str | None) -> None:
    conversations.ask_which(session, ONE, "换届", OFFERED, NOW)
    found = conversations.answered_choice(session, ONE, said, NOW)
    assert found == (Press(task=task, about="换届") if task else None)


def test_an_offer_is_good_for_one_turn(session: Session) -> None:
    conversations.ask_which(session, ONE, "换届", OFFERED, NOW)
    conversations.answered_choice(session, ONE, "今天天气", NOW)
    assert conversations.answered_choice(session, ONE, "1", NOW) is None


@pytest.mark.parametrize(("later", "found"), [(CHOICE_LIFE, True), (CHOICE_LIFE + timedelta(seconds=1), False)])
def test_an_offer_expires(session: Session, later: timedelta, found: bool) -> None:
    conversations.ask_which(session, ONE, "换届", OFFERED, NOW)
    assert (conversations.answered_choice(session, ONE, "1", NOW + later) is not None) is found


def test_an_offer_is_for_one_conversation(session: Session) -> None:
    conversations.ask_which(session, ONE, "换届", OFFERED, NOW)
    assert conversations.answered_choice(session, Identity("two", "web", "m1"), "1", NOW) is None
    assert conversations.answered_choice(session, Identity("one", "telegram", "m1"), "1", NOW) is None


def test_an_unknown_account_does_not_speak(session: Session) -> None:
    assert conversations.known(session, "one").role is Role.MEMBER
    with pytest.raises(IdentityError):
        conversations.known(session, "nobody")


def test_what_is_older_than_thirty_days_is_deleted_and_nothing_younger(session: Session) -> None:
    say(session, 1)
    say(session, 2, timedelta(days=10))
    assert conversations.forget_old(session, NOW + timedelta(days=30)) == 0
    assert conversations.forget_old(session, NOW + timedelta(days=31)) == 1
    assert rows(session) == 1
    assert conversations.forget_old(session, NOW + timedelta(days=60)) == 1
