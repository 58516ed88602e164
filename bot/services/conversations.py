"""The talk itself: taking in a message once, telling Rasa where to go on, keeping what was answered."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.core.conversations import CHOICE_LIFE, chosen, needs_new_epoch
from bot.core.errors import IdentityError
from bot.services.identity import Identity
from bot.store import accounts, drafts, notices, reminders
from bot.store import conversations as store
from bot.store.conversations import Spoken
from bot.store.sealed import Vault
from bot.text.accounts import asks_for_account as asks_for_account
from bot.text.dialect import in_common_words as in_common_words
from bot.text.normalise import fold
from bot.text.numbers import TOKEN, mask_numbers, masked_for_display
from bot.text.replies import dropped as dropped
from bot.text.replies import settled as settled
from bot.text.replies import wants_back as wants_back

HISTORY = 50
KEPT = timedelta(days=30)  # how long conversations are kept


@dataclass(frozen=True)
class Press:
    """What a button does: say a text for the user, or do a task about an earlier text."""

    say: str | None = None
    task: str | None = None
    about: str | None = None
    turns: bool | None = None  # it turns a page: the answer may stand in place of what the button is under

    def as_dict(self) -> dict[str, Any]:
        """Only what is set, for keeping."""
        return {k: v for k, v in vars(self).items() if v is not None}


@dataclass(frozen=True)
class Received:
    """A message taken in: the text for Rasa without personal numbers, and its tracker."""

    row: int
    text: str
    sender: str
    task: str | None = None
    replies: list[dict[str, Any]] | None = field(default=None)


def receive(
    session: Session, identity: Identity, vault: Vault, text: str, now: datetime, press: Press | None = None
) -> Received:
    """Take a message in and choose its tracker. A message id seen before gives the replies of that time.

    `text` is what the user typed or the button's title; personal numbers in it are sealed before anything is kept.
    """
    seen = store.receipt(session, identity.account_id, identity.chat, identity.message_id)
    conversation = store.conversation(session, identity.account_id, identity.chat, now)
    sender = f"{identity.account_id}#{conversation.epoch}"
    if seen is not None and seen.replies is not None:
        return Received(seen.id, seen.text, sender, replies=seen.replies)
    said = press.about or press.say or text if press else text
    for_rasa = mask_numbers(said, lambda number: f"⟦n:{vault.seal(session, identity.account_id, number, now)}⟧")
    if seen is not None:
        return Received(seen.id, for_rasa, sender, press.task if press else None)
    if needs_new_epoch(conversation.turns, conversation.last_at, now):
        conversation.epoch, conversation.turns = store.fresh_epoch(), 0
        sender = f"{identity.account_id}#{conversation.epoch}"
    conversation.turns += 1
    conversation.last_at = now
    row = store.add_message(
        session, identity.account_id, identity.chat, identity.message_id, mask_numbers(text, masked_for_display), now
    )
    return Received(row.id, for_rasa, sender, press.task if press else None)


def in_clear(session: Session, account_id: str, vault: Vault, text: str, now: datetime) -> str:
    """A text with its personal numbers back in place; one that has expired is left out."""
    return TOKEN.sub(lambda token: vault.open(session, account_id, token[1], now) or "", text)


def keep_replies(
    session: Session, identity: Identity, row: int, replies: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """Keep the answer to a message; each button gets its opaque id. Returns the replies as a channel shows them."""
    shown = with_buttons(session, identity, replies, now)
    store.answer_message(session, row, shown)
    return shown


def with_buttons(
    session: Session, identity: Identity, replies: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """The replies as a channel shows them: each button has its opaque id."""
    shown = []
    for reply in replies:
        buttons = [
            [b["title"], store.add_button(session, identity.account_id, identity.chat, b["title"], b["press"], now).id]
            for b in reply.get("buttons", [])
        ]
        shown.append({**reply, "buttons": buttons})
    return shown


def said_before(session: Session, account_id: str, chat: str, message_id: str) -> str | None:
    """The text of a message as it is kept, without personal numbers; None for one that is not kept."""
    seen = store.receipt(session, account_id, chat, message_id)
    return seen.text if seen else None


def is_answered(session: Session, identity: Identity) -> bool:
    """Whether this message was answered before."""
    seen = store.receipt(session, identity.account_id, identity.chat, identity.message_id)
    return seen is not None and seen.replies is not None


def said(session: Session, identity: Identity) -> list[dict[str, Any]] | None:
    """What the actions answered to this very message before; None the first time.

    A channel asks again when a part dies before its answer is out. What was done is then not done again: neither saved
    nor undone twice, nor is the next draft confirmed by the word that confirmed the one before.
    """
    return store.said(session, identity.account_id, identity.chat, identity.message_id)


def keep_said(session: Session, identity: Identity, said: list[dict[str, Any]]) -> None:
    """Keep what the actions answer, in one transaction with what they did."""
    store.keep_said(session, identity.account_id, identity.chat, identity.message_id, said)


def pressed(session: Session, identity: Identity, button_id: str) -> tuple[str, Press] | None:
    """Title and effect of a button shown to this account in this chat; None for any other."""
    row = store.button(session, identity.account_id, identity.chat, button_id)
    return None if row is None else (row.title, Press(**row.press))


def forget(session: Session, identity: Identity, now: datetime) -> None:
    """Start afresh: a new tracker and nothing open. What was said stays in the history."""
    conversation = store.conversation(session, identity.account_id, identity.chat, now)
    conversation.epoch, conversation.turns = store.fresh_epoch(), 0
    conversation.choice = conversation.subject = None


def history(session: Session, account_id: str, chat: str) -> list[Spoken]:
    """The latest exchanges, oldest first."""
    return store.history(session, account_id, chat, HISTORY)


def forget_old(session: Session, now: datetime) -> int:
    """Delete what is older than conversations are kept: messages, buttons, drafts, told notices; how many messages.

    What was saved from them stays: the register and the audit log are kept elsewhere.
    """
    limit = now - KEPT
    drafts.forget_before(session, limit)
    notices.forget_before(session, limit)
    reminders.forget_before(session, limit)
    Vault.forget_expired(session, now)
    return store.forget_before(session, limit)


def welcome(session: Session, account_id: str, now: datetime) -> Account:
    """The account; a visitor is made when there is none (a browser seen for the first time)."""
    account = accounts.find(session, account_id)
    if account is None:
        account = Account(account_id)
        accounts.save(session, account, now)
    return account


def known(session: Session, account_id: str) -> Account:
    """The account. Raises IdentityError when there is none."""
    account = accounts.find(session, account_id)
    if account is None:
        raise IdentityError(f"no account {account_id!r}")
    return account


def keep_subject(session: Session, identity: Identity, subject: dict[str, Any] | None, now: datetime) -> None:
    """Remember what was talked about, for the next message."""
    conversation = store.conversation(session, identity.account_id, identity.chat, now)
    if conversation.subject != subject:
        conversation.subject, conversation.subject_at = subject, now


def subject(session: Session, identity: Identity, now: datetime) -> dict[str, Any] | None:
    """What was talked about, for as long as a choice is good."""
    conversation = store.conversation(session, identity.account_id, identity.chat, now)
    fresh = conversation.subject_at is not None and now - conversation.subject_at <= CHOICE_LIFE
    return conversation.subject if fresh else None


def ask_which(session: Session, identity: Identity, text: str, options: list[tuple[str, str]], now: datetime) -> None:
    """Remember that (title, task) pairs were offered for `text`, so that a typed answer finds them too."""
    conversation = store.conversation(session, identity.account_id, identity.chat, now)
    conversation.choice = {"about": text, "options": options}
    conversation.choice_at = now


def answered_choice(session: Session, identity: Identity, text: str, now: datetime) -> Press | None:
    """The choice that `text` makes among the readings offered last; an offer is good for one turn and 30 minutes."""
    conversation = store.conversation(session, identity.account_id, identity.chat, now)
    choice, asked = conversation.choice, conversation.choice_at
    conversation.choice = None
    if not choice or asked is None or now - asked > CHOICE_LIFE:
        return None
    task = chosen(fold(text), [(fold(title), task) for title, task in choice["options"]])
    return Press(task=task, about=choice["about"]) if task else None
