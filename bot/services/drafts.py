"""Drafts: begun, filled in by talk, kept once, taken back. What a kind of draft means is its `Form`.

A form reads messages, says what is missing, and writes to the register. It knows nothing of replies; those are the
actions'. A commit and the draft's change of status are one transaction, so that pressing twice saves once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot.core.drafts import UNDO_WITHIN, DraftStatus, attentive
from bot.services.work import Work
from bot.store import drafts as store
from bot.store.personal import PersonalData
from bot.store.tables import DraftRow
from bot.text import replies

Content = store.Content
Result = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """What a message changed. `sure`: it can only have been meant for this draft."""

    content: Content
    sure: bool


@dataclass(frozen=True)
class Reading:
    """What a message does to a draft as a whole."""

    agrees: bool
    cancels: bool
    asks: bool  # it is worded as a question
    then: str = ""  # what it asks behind words that end the draft
    first: str = ""  # what is to be done before it
    number: bool = False  # it holds one


def read(text: str) -> Reading:
    """Read a message for what it does to a draft as a whole."""
    then = replies.asked_behind(text)
    cancels = bool(then) or replies.cancels(text)
    return Reading(
        replies.agrees(text), cancels, replies.asks(text), then, replies.asked_first(text), replies.holds_number(text)
    )


class Form(Protocol):
    """One kind of draft."""

    kind: str

    def begin(self, work: Work, text: str, about: str) -> Content:
        """The content that the first message gives; `about` is what it is to be about. May raise a BoaiError.

        The personal numbers of a text are in clear here, and nowhere before.
        """

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        """The content with what a further message says; None when it says nothing about it."""

    def missing(self, work: Work, content: Content) -> str | None:
        """The field to be asked for next; None when it can be shown and confirmed."""

    def commit(self, work: Work, content: Content, request: str) -> Result:
        """Write it; what came of it. `request` is the idempotency key. May raise a BoaiError."""

    def undo(self, work: Work, content: Content, result: Result) -> None:
        """Take it back."""


@dataclass(frozen=True)
class Open:
    """A draft in clear."""

    row: DraftRow
    content: Content

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def asked(self) -> str | None:
        return self.row.asked


def is_open(session: Session, account_id: str, chat: str) -> bool:
    """Whether a draft is being talked about."""
    return store.latest(session, account_id, chat, DraftStatus.OPEN) is not None


def present(session: Session, personal: PersonalData, account_id: str, chat: str) -> Open | None:
    """The draft that is being talked about."""
    row = store.latest(session, account_id, chat, DraftStatus.OPEN)
    return Open(row, store.content_of(personal, row)) if row else None


def begin(work: Work, kind: str, content: Content) -> Open:
    """Open a draft; the one that was open waits until this one has come to an end."""
    account_id, chat = work.account_id, work.who.channel
    if row := store.latest(work.session, account_id, chat, DraftStatus.OPEN):
        store.turn(work.session, row.id, DraftStatus.OPEN, DraftStatus.PARKED, row.changed_at)
    return Open(store.add(work.session, work.personal, account_id, chat, kind, content, work.now), content)


def keep(work: Work, draft: Open, form: Form, content: Content) -> Open:
    """Write changed content; the draft with what is to be asked for next."""
    store.keep(work.personal, draft.row, content, form.missing(work, content), work.now)
    work.session.flush()
    return Open(draft.row, content)


def commit(work: Work, draft: Open, form: Form) -> Result | None:
    """Save an open draft once; None when it was saved or cancelled meanwhile. May raise what the form raises."""
    if not store.turn(work.session, draft.row.id, DraftStatus.OPEN, DraftStatus.SAVED, work.now):
        return None
    result = form.commit(work, draft.content, _request(draft.row))
    draft.row.result, draft.row.content = result, store.sealed(work.personal, draft.content)
    return result


def _request(row: DraftRow) -> str:
    """The idempotency key of a draft: its number may come again once old drafts are deleted, with its moment never."""
    return f"draft:{row.id}:{row.begun_at.timestamp():.0f}"


def cancel(session: Session, draft: Open, now: datetime) -> None:
    """End an open draft without saving."""
    store.turn(session, draft.row.id, DraftStatus.OPEN, DraftStatus.CANCELLED, now)


def resumed(session: Session, personal: PersonalData, account_id: str, chat: str, now: datetime) -> Open | None:
    """The draft that has waited and is open again now; None when none waits or another is open."""
    if store.latest(session, account_id, chat, DraftStatus.OPEN):
        return None
    row = store.latest(session, account_id, chat, DraftStatus.PARKED)
    if row is None or not store.turn(session, row.id, DraftStatus.PARKED, DraftStatus.OPEN, now):
        return None
    session.refresh(row)
    return Open(row, store.content_of(personal, row))


def saved(session: Session, personal: PersonalData, account_id: str, chat: str, now: datetime) -> Open | None:
    """What was saved last in this conversation and can still be taken back."""
    row = store.latest(session, account_id, chat, DraftStatus.SAVED)
    if row is None or now - row.changed_at > UNDO_WITHIN:
        return None
    return Open(row, store.content_of(personal, row))


def just_saved(session: Session, personal: PersonalData, account_id: str, chat: str, now: datetime) -> Open | None:
    """What was saved a moment ago in this conversation: a fact that is stated now is about it."""
    found = saved(session, personal, account_id, chat, now)
    return found if found and attentive(found.row.changed_at, now) else None


def undone(session: Session, personal: PersonalData, account_id: str, chat: str, now: datetime) -> Open | None:
    """What was taken back last in this conversation, a moment ago."""
    row = store.latest(session, account_id, chat, DraftStatus.UNDONE)
    return Open(row, store.content_of(personal, row)) if row and attentive(row.changed_at, now) else None


def in_hand(session: Session, personal: PersonalData, account_id: str, chat: str, now: datetime) -> bool:
    """Whether there is something that a correction said now would be about: a draft, or what was saved a moment ago."""
    return is_open(session, account_id, chat) or just_saved(session, personal, account_id, chat, now) is not None


def undo(work: Work, draft: Open, form: Form) -> bool:
    """Take back what was saved; False when that has been done meanwhile. May raise what the form raises."""
    if not store.turn(work.session, draft.row.id, DraftStatus.SAVED, DraftStatus.UNDONE, work.now):
        return False
    form.undo(work, draft.content, draft.row.result or {})
    return True
