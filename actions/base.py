"""What every action does alike: verify who is talking, work in a thread with a session, map errors to replies."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import structlog
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.routing import (
    DRAFTING,
    LEAVES_SUBJECT,
    LETTERS,
    PROGRESS,
    QUESTIONS,
    SURE,
    Heard,
    Ranking,
    claimed,
    leaning,
)
from bot.core.accounts import Account
from bot.core.errors import BoaiError, PermissionDeniedError
from bot.core.permissions import Action as May
from bot.core.permissions import reach
from bot.knowledge import Knowledge
from bot.services import conversations, drafts, following, organisations, permission, policy
from bot.services.conversations import Press
from bot.services.files import Files
from bot.services.identity import Identity, IdentitySigner
from bot.services.policy import Imported
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Runtime:
    """What the actions work with; made once when the server starts."""

    database: Database
    knowledge: Knowledge
    signer: IdentitySigner
    clock: Callable[[], datetime]
    titles: "Titles"
    words: "Words"
    personal: PersonalData
    vault: Vault
    imported: Imported = field(default_factory=Imported)
    files: Files = field(default_factory=lambda: Files(Path("files")))  # what is given out in replies


@dataclass(frozen=True)
class Turn:
    """One message of a known account.

    `text` has its personal numbers sealed; `ranking` is Rasa's (task, confidence).
    """

    session: Session
    identity: Identity
    account: Account
    text: str
    now: datetime
    ranking: Ranking = ()
    pressed: bool = False  # the text was not typed: it comes with a button or a choice
    task: str = ""  # what the classifier takes it for
    followed: bool = False  # its words ask for a number, often another side of the one just shown
    claimed: bool = False  # its words say which task it is for, whatever the classifier says

    def is_surely(self, *tasks: str) -> bool:
        """Whether the message is one of these tasks: the classifier is sure, or its words say so."""
        confidence = dict(self.ranking).get(self.task, 0.0)
        return self.task in tasks and (self.pressed or self.claimed or confidence >= SURE)

    def in_clear(self, vault: Vault) -> str:
        """The text with its personal numbers back in place; one that has expired is left out."""
        return conversations.in_clear(self.session, self.account.id, vault, self.text, self.now)


@dataclass(frozen=True)
class Reply:
    """A response of `data/domain`, the values of its blanks, buttons as (title, effect), data for the channel."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[str, Press], ...] = ()
    custom: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For keeping."""
        return {**vars(self), "buttons": [[title, press.as_dict()] for title, press in self.buttons]}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Reply":
        """What `as_dict` gave."""
        buttons = tuple((title, Press(**press)) for title, press in kept["buttons"])
        return cls(kept["name"], kept["values"], buttons, kept["custom"])


def refusal(action: str, error: BoaiError) -> Reply:
    """What is said of an error; the log holds what is not said."""
    log.warning("turn refused", action=action, error=type(error).__name__, detail=str(error))
    return Reply(error.reply, dict(error.values))


class BoaiAction(Action, ABC):
    """Base of all actions. A subclass names its task (docs/intents.md) and answers a turn."""

    runtime: ClassVar[Runtime]
    task: ClassVar[str]

    def name(self) -> str:
        return f"action_{self.task}"

    @abstractmethod
    def answer(self, turn: Turn) -> list[Reply]:
        """The replies to a turn. Runs in a thread; may raise any BoaiError."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        for reply in await asyncio.to_thread(self._replies, tracker.latest_message):
            dispatcher.utter_message(
                response=reply.name,
                buttons=[{"title": title, "payload": press.as_dict()} for title, press in reply.buttons],
                json_message=reply.custom or None,
                **reply.values,
            )
        return []

    def _replies(self, message: dict[str, Any]) -> list[Reply]:
        try:
            metadata = message.get("metadata") or {}
            identity = self.runtime.signer.verify(metadata.get("identity"))
            with self.runtime.database.session() as session:
                if (before := conversations.said(session, identity)) is not None:
                    return [Reply.from_dict(one) for one in before]
                replies = self._answer(session, identity, metadata.get("said", ""), message)
                conversations.keep_said(session, identity, [one.as_dict() for one in replies])
                return replies
        except BoaiError as error:
            return [refusal(self.name(), error)]
        except Exception:
            log.exception("action failed", action=self.name())
            return [Reply(BoaiError.reply)]

    def _answer(
        self,
        session: Session,
        identity: Identity,
        text: str,
        message: dict[str, Any],
    ) -> list[Reply]:
        now, ranking = self.runtime.clock(), _ranking(message)
        account = conversations.known(session, identity.account_id)
        # Whatever the classifier says: first, does the message answer what was asked?
        choice = conversations.answered_choice(session, identity, text, now)
        typed = choice is None and not _is_button(message)
        drafting = typed and drafts.is_open(session, identity.account_id, identity.chat)
        plain = conversations.in_common_words(text)
        heard = self._heard(session, identity, account, plain, ranking, now)
        task = choice.task if choice else claimed(heard) if typed else None
        said = choice.about if choice and choice.about else text
        if typed and (task or self.task) in QUESTIONS:
            said = plain
        if typed and not drafting and (task or self.task) in QUESTIONS | {LETTERS}:
            said = conversations.settled(said)
        if typed and not drafting and task is None:
            task, said = leaning(heard, self.runtime.words("ideas")) or (None, said)
        by_words = typed and task is not None
        followed = by_words and task == PROGRESS
        turn = Turn(session, identity, account, said, now, ranking, not typed, task or self.task, followed, by_words)
        if drafting:
            task = DRAFTING
        action = action_for(task) if task else self
        if action.task not in LEAVES_SUBJECT:
            conversations.keep_subject(session, identity, None, now)
        try:
            return action.answer(turn)
        except PermissionDeniedError as error:
            if action.task not in QUESTIONS:
                raise
            return [denied(turn, action.task, error, self.runtime.words)]

    def asked_beside(self, turn: Turn, text: str) -> list[Reply]:
        """The replies to a question that stood in a message beside something else, which is done."""
        heard = self._heard(turn.session, turn.identity, turn.account, text, turn.ranking, turn.now)
        task, said = claimed(heard), text
        if task is None:
            task, said = leaning(heard, self.runtime.words("ideas")) or (self.task, text)
        return action_for(task).answer(replace(turn, text=said, task=task))

    def _heard(
        self, session: Session, identity: Identity, account: Account, text: str, ranking: Ranking, now: datetime
    ) -> Heard:
        runtime = self.runtime
        return Heard(session, identity, account, text, self.task, ranking, now, runtime.knowledge, runtime.personal)


class Asking:
    """For an action that answers questions about organisations: places are understood as people of the place call
    them, and what was asked is remembered, so that a few words can lean on it. A subclass answers by `tell`.
    """

    runtime: ClassVar[Runtime]
    task: ClassVar[str]
    names_the_whole: ClassVar[bool] = True  # 全县 is the county itself, not what lies below it

    def tell(self, turn: Turn) -> list[Reply]:
        """The replies to a turn whose text names organisations in full."""
        raise NotImplementedError

    def answer(self, turn: Turn) -> list[Reply]:
        today = turn.now.date()
        if not turn.pressed:
            who = permission.actor(turn.session, turn.account, turn.identity.chat, today)
            turn = replace(turn, text=organisations.in_full(turn.session, who, turn.text, today, self.names_the_whole))
        try:
            replies = self.tell(turn)
        except PermissionDeniedError as error:  # what may be told of the same organisation may be asked next
            replies = [denied(turn, self.task, error, self.runtime.words)]
        conversations.keep_subject(turn.session, turn.identity, following.subject_of(self.task, turn.text), turn.now)
        return replies


def denied(turn: Turn, task: str, error: PermissionDeniedError, words: "Words") -> Reply:
    """A question's refusal; of numbers of people the way to one's own is shown to who may see those."""
    refused = refusal(task, error)
    own = reach(turn.account.role, May.SEE_NUMBERS) and policy.asks_how_many(turn.text)
    return numbers_elsewhere(words) if own else refused


def numbers_elsewhere(words: "Words") -> Reply:
    """What is said of numbers of another place, with the way to one's own."""
    own = words("numbers_own")
    return Reply("utter_numbers_elsewhere", {}, ((own, Press(task="query_members", about=own)),))


class Titles:
    """What a task is called to a user: the responses `utter_task_<task>` of the domain.

    Read from its files: Rasa would send the whole domain with every call, which costs a turn about a millisecond.
    """

    def __init__(self, folder: Path) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        pieces = (yaml.load(path.read_text(encoding="utf-8"), Loader=loader) for path in sorted(folder.glob("*.yml")))
        self._responses = {name: texts for piece in pieces for name, texts in piece.get("responses", {}).items()}

    def of(self, task: str) -> str:
        """The task's title. Raises KeyError for an unknown task."""
        return self.text(f"utter_task_{task}")

    def text(self, name: str) -> str:
        """The text of a response. Raises KeyError for an unknown one."""
        return str(self._responses[name][0]["text"])

    def known(self, task: str) -> bool:
        """Whether the task has a title, that is, may be offered to a user."""
        return f"utter_task_{task}" in self._responses


class Words:
    """Small words that values are made of: the responses `utter_word_<name>` of the domain."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def __call__(self, name: str, /, **values: object) -> str:
        """The word with its blanks filled. Raises KeyError for an unknown one."""
        return self._titles.text(f"utter_word_{name}").format(**values)

    def day(self, day: date) -> str:
        """A day as it is said."""
        return self("day", year=day.year, month=day.month, day=day.day)


def next_page(words: Words, task: str, asked: str, page: int, pages: int) -> tuple[tuple[str, Press], ...]:
    """The buttons that ask the same of a task again, one page back and one page further, where there are such pages."""
    asks = asked.split("#")[0].strip()
    titles = [words("page", page=one) for one in (page - 1, page + 1) if 1 <= one <= pages]
    return tuple((title, Press(task=task, about=f"{asks} #{title}", turns=True)) for title in titles)


def _is_button(message: dict[str, Any]) -> bool:
    """Typed text never begins with a slash here: the gateway sees to that."""
    return str(message.get("text") or "").startswith("/")


def _ranking(message: dict[str, Any]) -> Ranking:
    return tuple((one["name"], one["confidence"]) for one in message.get("intent_ranking") or [])


def action_for(task: str) -> BoaiAction:
    """The action of a task, among all that are loaded. Raises StopIteration when there is none."""
    kinds: list[type[BoaiAction]] = BoaiAction.__subclasses__()
    return next(kind() for kind in kinds if kind.task == task)
