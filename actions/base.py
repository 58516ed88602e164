"""What every action does alike: verify who is talking, work in a thread with a session, map errors to replies."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import structlog
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.core.errors import BoaiError, PermissionDeniedError
from bot.knowledge import Knowledge
from bot.services import (
    activity_questions,
    bulletin,
    conversations,
    drafts,
    enrolment,
    following,
    organisations,
    people,
    permission,
    policy,
    progress,
    reminders,
    renaming,
    reporting,
    stars,
    structure,
    waiting,
)
from bot.services.conversations import Press
from bot.services.files import Files
from bot.services.identity import Identity, IdentitySigner
from bot.services.policy import Imported
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault

log = structlog.get_logger(__name__)
FOLLOWED = "ask_policy"  # the task whose answers can be followed up by a word or two
PROGRESS = "query_progress"  # likewise, by another metric, place or day
CORRECTING = "correct"  # the task that takes what is said of a record that was just saved
REPORTING = "report_activity"
# After another task than these there is nothing left to lean on: "and in schools?" is about what was said last.
LEAVES_SUBJECT = {FOLLOWED, PROGRESS, "pass_on", "ask_which", "greet", "thanks", "help", "human", "out_of_scope"}
UNDO, LEAVING = "undo", "change_member"
PEOPLE = "query_members"  # the task of questions about people of the register
REMINDERS = "manage_reminder"  # the task that moves a reminder that was just shown
# Tasks that only ask: they are read in common words, whatever the region says.
QUESTIONS = {
    "ask_policy", "query_progress", "query_org", "query_members", "query_activities", "election_due", "list_gaps",
    "read_audit", "check_five",
}  # fmt: skip
STARS = "manage_star"
ORG, WAITING = "query_org", "list_waiting"  # of parts of an organisation; of what waits for the person
ACTIVITIES, LETTERS = "query_activities", "export_report"
REGISTERING = {"register_member", "register_volunteer"}
LOOSELY = {"greet", "help", "out_of_scope", "manage_reminder", "record_structure"}  # taken for these by chance
UNSURE = {"ask_which", "inform"}  # tasks that say nothing sure of what a message is
DRAFTING = "inform"  # the task that takes every typed message while a draft is open
CLEAR = 0.95  # so sure of another task that a few words are no follow-up
# A follow-up of a number is as sure as what the classifier is sure of: it may come in the middle of a draft.
FOLLOWED_PROGRESS = ((PROGRESS, 1.0),)
SURE = 0.5  # how sure the classifier has to be that a message in the middle of a draft is something else


Ranking = tuple[tuple[str, float], ...]  # (task, confidence) of Rasa, the likeliest first


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

    def is_surely(self, *tasks: str) -> bool:
        """Whether the classifier is sure that the message is one of these tasks."""
        confidence = dict(self.ranking).get(self.task, 0.0)
        return self.task in tasks and (self.pressed or confidence >= SURE)

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
            log.warning("turn refused", action=self.name(), error=type(error).__name__, detail=str(error))
            return [Reply(error.reply, dict(error.values))]
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
        task = choice.task if choice else self._claimed(session, identity, plain, ranking, now) if typed else None
        said = choice.about if choice and choice.about else text
        if typed and (task or self.task) in QUESTIONS:
            said = plain
        if typed and not drafting and task is None:
            task, said = self._leaning(session, identity, account, plain, now) or (None, said)
        turn = Turn(session, identity, account, said, now, ranking, not typed, task or self.task)
        if drafting:
            task = DRAFTING
        action = action_for(task) if task else self
        if action.task not in LEAVES_SUBJECT:
            conversations.keep_subject(session, identity, None, now)
        return action.answer(turn)

    def _claimed(self, session: Session, identity: Identity, text: str, ranking: Ranking, now: datetime) -> str | None:
        """The task that a typed message is for whatever the classifier says; None: the one that it says."""
        if renaming.meant(text) or self._puts_right(session, identity, text, now):
            return CORRECTING
        if told := self._about_what_there_is(session, identity, text, now):
            return told
        question = people.read(text, now.date())
        if question.oneself or question.names or people.asks_for_numbers(text):
            return PEOPLE
        if people.asks_after_an_application(session, identity.account_id, text):
            return PEOPLE
        if self.task == UNDO and enrolment.says_leaves(text):
            return LEAVING
        if self.task in UNSURE and enrolment.says_of_whom(text):
            return CORRECTING
        before = conversations.subject(session, identity, now)
        if progress.asks_for_the_worst(text) and self.task in UNSURE | QUESTIONS | LOOSELY | {"deny", "suggest"}:
            return PROGRESS
        if self._of_documents(session, identity, text, before):
            return FOLLOWED
        if reminders.follows(session, self.runtime.personal, identity.account_id, text, before, now):
            return REMINDERS
        if reminders.is_done_with(session, identity.account_id, text, now):
            return REMINDERS
        if followed := self._followed(session, identity, text, ranking, now):
            return followed
        return REPORTING if self.task in UNSURE and reporting.is_whole(text, now.date()) else None

    def asked_beside(self, turn: Turn, text: str) -> list[Reply]:
        """The replies to a question that stood in a message beside something else, which is done."""
        task, said = self._claimed(turn.session, turn.identity, text, turn.ranking, turn.now), text
        if task is None:
            leans = self._leaning(turn.session, turn.identity, turn.account, text, turn.now)
            task, said = leans or (self.task, text)
        return action_for(task).answer(replace(turn, text=said, task=task))

    def _about_what_there_is(self, session: Session, identity: Identity, text: str, now: datetime) -> str | None:
        """The task of questions that a list answers, which are read by their words: parts, each unit, what waits."""
        if self.task not in UNSURE | QUESTIONS | LOOSELY:
            return None
        if waiting.asked(text):
            return WAITING
        if activity_questions.asks_own_hours(text):
            return ACTIVITIES
        if progress.is_of_each(text):
            return PROGRESS
        if activity_questions.asks_of_one(text):
            return ACTIVITIES
        if not structure.asks_what_there_is(text, now.date()):
            return None
        account = conversations.known(session, identity.account_id)
        return ORG if structure.may_ask(permission.actor(session, account, identity.chat, now.date())) else None

    def _of_documents(self, session: Session, identity: Identity, text: str, before: Mapping[str, Any] | None) -> bool:
        """Whether only documents can answer what reads like a question for the register: of stars, of other places."""
        if self.task in REGISTERING and enrolment.asks_how(text):
            return True
        if self.task not in UNSURE | QUESTIONS | LOOSELY | {STARS}:
            return False
        if stars.is_of_policy(text, policy.about(before)):
            return True
        account = conversations.known(session, identity.account_id)
        return policy.is_elsewhere(session, self.runtime.knowledge, account, text)

    @staticmethod
    def _in_full(session: Session, identity: Identity, text: str, now: datetime) -> str:
        account = conversations.known(session, identity.account_id)
        who = permission.actor(session, account, identity.chat, now.date())
        return organisations.in_full(session, who, text, now.date(), whole=False)

    def _leaning(
        self, session: Session, identity: Identity, account: Account, text: str, now: datetime
    ) -> tuple[str, str] | None:
        """(task, question) for a few words that lean on the question before, or for who asks for ideas; else None."""
        before = conversations.subject(session, identity, now)
        who = permission.actor(session, account, identity.chat, now.date())
        if whole := following.made_whole(session, who, text, before, now.date()):
            return whole
        if bulletin.urges(text):
            return LETTERS, text
        return (FOLLOWED, self.runtime.words("ideas")) if activity_questions.wants_ideas(text) else None

    def _puts_right(self, session: Session, identity: Identity, text: str, now: datetime) -> bool:
        """Whether a message states a fact of what was saved a moment ago: 电话是…, 人数是54."""
        saved = drafts.just_saved(session, self.runtime.personal, identity.account_id, identity.chat, now)
        return saved is not None and (
            enrolment.puts_right(saved, text)
            or reporting.puts_right(saved, text, now.date())
            or reminders.puts_right(saved.kind, text, now)
        )

    def _followed(self, session: Session, identity: Identity, text: str, ranking: Ranking, now: datetime) -> str | None:
        """The task whose last answer a typed message follows up, such as "and in schools?"; None when it does not."""
        before = conversations.subject(session, identity, now)
        # Names are looked up only where progress was spoken of: this runs for every message.
        if progress.SUBJECT in (before or {}) and progress.follows(
            self._in_full(session, identity, text, now), before, now.date()
        ):
            return PROGRESS
        clearly_other = any(confidence >= CLEAR for task, confidence in ranking if task not in (FOLLOWED, "deny"))
        if self.task == FOLLOWED or clearly_other:
            return None
        return FOLLOWED if policy.follows(self.runtime.knowledge, text, before) else None


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
            log.warning("turn refused", action=self.task, error=type(error).__name__, detail=str(error))
            replies = [Reply(error.reply, dict(error.values))]
        conversations.keep_subject(turn.session, turn.identity, following.subject_of(self.task, turn.text), turn.now)
        return replies


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
