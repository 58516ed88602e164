"""Talk about drafts: whatever the classifier says, an open draft is asked first whether a message is meant for it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from actions.base import BoaiAction, Reply, Runtime, Turn, action_for
from actions.routing import QUESTIONS, REPORTING
from bot.core.drafts import attentive
from bot.core.errors import RegisterError
from bot.core.permissions import Action
from bot.services import conversations, drafts, enrolment, merging, people, permission, renaming, reporting, structure
from bot.services.conversations import Press
from bot.services.drafts import Content, Form, Open, Result
from bot.services.work import Work

# Tasks that may come in the middle of a draft, beside questions: they are answered, and the draft goes on.
ASIDES = QUESTIONS | {"export_report", "pass_on", "remind_me", "manage_reminder", "greet", "thanks", "help", "human"}
STARTS = {
    "register_member", "register_volunteer", "found_org_record", "report_activity", "record_election", "answer_gap",
    "change_member", "suggest", "answer_suggestion", "set_target", "record_structure", "postpone_election",
    "manage_star", "manage_certificate",
}  # fmt: skip


# What is worded like a correction and is another thing: the kind of draft, and whether a message means it.
AMONG_CORRECTIONS = {"merge": merging.meant, "renaming": renaming.meant}


# Kinds that can be shown and confirmed anew after they were taken back; others are done without a preview.
RESTORED = {"target", "enrolment"}


# Ways to take back what is named rather than what was saved last; each gives None when nothing is named.
UNDONE_BY_NAME: "list[Callable[[Runtime, Turn, Open | None], list[Reply] | None]]" = []


class Talk(ABC):
    """How one kind of draft is talked about. A subclass names its form and words the replies."""

    form: ClassVar[Form]

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.words = runtime.words

    @abstractmethod
    def preview(self, draft: Open, turn: Turn) -> Reply:
        """Everything in the draft, for confirming."""

    @abstractmethod
    def asking(self, draft: Open, turn: Turn) -> Reply:
        """The question for `draft.asked`."""

    @abstractmethod
    def saved(self, content: Content, result: Result) -> Reply:
        """What was saved."""

    @abstractmethod
    def undone(self, content: Content, result: Result) -> Reply:
        """What was taken back."""

    # --- the same for every kind

    def begin(self, turn: Turn, about: str = "") -> list[Reply]:
        """Open a draft with the turn's message."""
        work = work_of(turn, self.runtime)
        content = self.form.begin(work, turn.in_clear(self.runtime.vault), about)
        opened = drafts.begin(work, self.form.kind, content)
        return self._next(self._kept(opened, content, turn), turn)

    def go_on(self, draft: Open, turn: Turn) -> list[Reply]:
        """Take a message for the draft; or answer it aside, and come back to the draft."""
        reading = drafts.read(turn.text)
        if reading.cancels:
            return [*self.cancel(draft, turn), *(_asked(turn, reading.then) if reading.then else [])]
        if draft.asked is None and (reading.agrees or (turn.is_surely("confirm") and not reading.number)):
            return self.commit(draft, turn)
        if reading.first and reporting.is_whole(reading.first, turn.now.date()):
            aside = replace(turn, text=reading.first)
            return [*action_for(REPORTING).answer(aside), *self._if_still_open(draft, turn)]
        if reporting.corrects_saved(self._saved(turn), turn.text, turn.now.date()):
            return correct_saved(self.runtime, turn)
        text = turn.in_clear(self.runtime.vault)
        questioned = self._is_aside(turn) and turn.task in QUESTIONS  # whatever in it could be read as an answer
        taken = None if questioned else self.form.take(work_of(turn, self.runtime), text, draft.content, draft.asked)
        if turn.is_surely("cancel_form") and not (taken and taken.sure):
            return self.cancel(draft, turn)
        loose = attentive(draft.row.changed_at, turn.now) and not self._is_aside(turn)
        if taken is not None and (taken.sure or loose):
            return self._next(self._kept(draft, taken.content, turn), turn)
        if turn.is_surely(*STARTS):
            return [*action_for(turn.task).answer(turn), *self._if_still_open(draft, turn)]
        if self._is_aside(turn):
            return [*action_for(turn.task).answer(turn), *self._if_still_open(draft, turn)]
        return [Reply("utter_draft_unclear"), *self._next(draft, turn)]

    def _saved(self, turn: Turn) -> Open | None:
        identity = turn.identity
        return drafts.saved(turn.session, self.runtime.personal, identity.account_id, identity.chat, turn.now)

    def commit(self, draft: Open, turn: Turn) -> list[Reply]:
        """Save, once. What is missing is asked for first; after a pause the draft is shown again first."""
        if draft.asked is not None or not attentive(draft.row.changed_at, turn.now):
            return self._next(self._kept(draft, draft.content, turn), turn)
        result = drafts.commit(work_of(turn, self.runtime), draft, self.form)
        if result is None:
            return [Reply("utter_draft_gone")]
        conversations.keep_subject(turn.session, turn.identity, self.leads_to(draft.content, turn), turn.now)
        return [self.saved(draft.content, result), *resume(self.runtime, turn)]

    def cancel(self, draft: Open, turn: Turn) -> list[Reply]:
        """End it unsaved."""
        drafts.cancel(turn.session, draft, turn.now)
        return [Reply("utter_draft_cancelled"), *resume(self.runtime, turn)]

    def at_once(self, turn: Turn, about: str = "") -> list[Reply]:
        """Do what the message says without a preview: it can be taken back."""
        work = work_of(turn, self.runtime)
        content = self.form.begin(work, turn.in_clear(self.runtime.vault), about)
        opened = drafts.begin(work, self.form.kind, content)
        result = drafts.commit(work, opened, self.form)
        undo = ((self.words("undo"), Press(task="undo", about=str(opened.row.id))),)
        said = self.saved(content, result or {})
        return [Reply(said.name, said.values, (*said.buttons, *undo), said.custom), *resume(self.runtime, turn)]

    def leads_to(self, content: Content, turn: Turn) -> dict[str, Any] | None:
        """The question that a few words may lean on once this is saved; None for none."""
        return None

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        """Correct what was saved; None when a kind cannot or the message says nothing of it."""
        return None

    def undo(self, draft: Open, turn: Turn) -> list[Reply]:
        """Take back what was saved."""
        if not drafts.undo(work_of(turn, self.runtime), draft, self.form):
            return [Reply("utter_draft_gone")]
        return [self.undone(draft.content, draft.row.result or {})]

    def resumed(self, draft: Open, turn: Turn) -> list[Reply]:
        """A draft that waited is open again."""
        return [Reply("utter_draft_resumed"), *self._next(draft, turn)]

    def resume_at(self, draft: Open, turn: Turn) -> list[Reply]:
        """The question or the preview at which a draft stands."""
        return self._next(draft, turn)

    def _kept(self, draft: Open, content: Content, turn: Turn) -> Open:
        return drafts.keep(work_of(turn, self.runtime), draft, self.form, content)

    def _if_still_open(self, draft: Open, turn: Turn) -> list[Reply]:
        """The draft again, unless another one was begun or it was ended."""
        now = drafts.present(turn.session, self.runtime.personal, turn.identity.account_id, turn.identity.chat)
        return self._next(draft, turn) if now and now.row.id == draft.row.id else []

    @staticmethod
    def _is_aside(turn: Turn) -> bool:
        return turn.is_surely(*ASIDES) and (
            turn.task not in QUESTIONS or turn.followed or drafts.read(conversations.in_common_words(turn.text)).asks
        )

    def _next(self, draft: Open, turn: Turn) -> list[Reply]:
        """What is asked for next; the preview with its buttons when nothing is missing."""
        if draft.asked is not None:
            return [self.asking(draft, turn)]
        shown, number = self.preview(draft, turn), str(draft.row.id)
        confirm = (self.words("confirm"), Press(task="confirm", about=number))
        cancel = (self.words("cancel"), Press(task="cancel_form", about=number))
        return [Reply(shown.name, shown.values, (confirm, *shown.buttons, cancel), shown.custom)]


def _asked(turn: Turn, text: str) -> list[Reply]:
    """The answer to a question behind words that ended a draft, of the likeliest task that asks."""
    likeliest = next((task for task, _ in turn.ranking if task in QUESTIONS), "ask_policy")
    return action_for(likeliest).asked_beside(turn, text)


def work_of(turn: Turn, runtime: Runtime) -> Work:
    """The turn as the services see it: who acts, with the grants of the day."""
    who = permission.actor(turn.session, turn.account, turn.identity.chat, turn.now.date())
    return Work(turn.session, runtime.personal, who, turn.now)


def talk_for(kind: str, runtime: Runtime) -> Talk:
    """The talk about a kind of draft. Raises StopIteration when there is none."""
    return next(talk for talk in Talk.__subclasses__() if talk.form.kind == kind)(runtime)


def correct_register(runtime: Runtime, turn: Turn, about: str = "") -> list[Reply]:
    """A correction of somebody in the register."""
    return talk_for("member_correction", runtime).at_once(turn, about)


def correct_saved(runtime: Runtime, turn: Turn) -> list[Reply]:
    """A correction of what was saved last in this conversation, else of somebody in the register."""
    for kind, meant in AMONG_CORRECTIONS.items():
        if meant(turn.text):
            talk = talk_for(kind, runtime)
            return talk.begin(turn) if kind == "merge" else talk.at_once(turn)
    identity = turn.identity
    saved = drafts.saved(turn.session, runtime.personal, identity.account_id, identity.chat, turn.now)
    amended = talk_for(saved.kind, runtime).amend(saved, turn) if saved else None
    if amended:
        return amended
    if structure.is_told(turn.text):  # 救援队人数改成25人 puts no person right
        return talk_for("structure", runtime).begin(turn)
    try:
        return correct_register(runtime, turn)
    except RegisterError as error:
        if error.code == "unknown_person":
            people.demand_any(work_of(turn, runtime), Action.CORRECT)
        if error.code != "whom" or saved is not None:
            raise
        if enrolment.says_a_change(turn.text):
            people.demand_any(work_of(turn, runtime), Action.REGISTER)
        return [Reply("utter_nothing_open")]


def resume(runtime: Runtime, turn: Turn) -> list[Reply]:
    """The draft that was put aside, now that nothing else is open."""
    waiting = drafts.resumed(turn.session, runtime.personal, turn.identity.account_id, turn.identity.chat, turn.now)
    return talk_for(waiting.kind, runtime).resumed(waiting, turn) if waiting else []


class DraftAction:
    """A word about a draft. Without an open one, it says so."""

    runtime: ClassVar[Runtime]
    nothing: ClassVar[str] = "utter_nothing_open"

    def answer(self, turn: Turn) -> list[Reply]:
        draft = drafts.present(turn.session, self.runtime.personal, turn.identity.account_id, turn.identity.chat)
        if draft is None:
            return [Reply(self.nothing)]
        talk = talk_for(draft.kind, self.runtime)
        if not turn.pressed:
            return talk.go_on(draft, turn)
        if turn.text != str(draft.row.id):  # the button belongs to another draft
            return [Reply("utter_draft_gone")]
        return self.pressed(talk, draft, turn)

    def pressed(self, talk: Talk, draft: Open, turn: Turn) -> list[Reply]:
        """What the button does to the draft."""
        return talk.go_on(draft, turn)


class Correct(DraftAction, BoaiAction):
    """The task correct: of the open draft, else of what was saved last, else of somebody in the register."""

    task = "correct"

    def answer(self, turn: Turn) -> list[Reply]:
        if drafts.is_open(turn.session, turn.identity.account_id, turn.identity.chat):
            return super().answer(turn)
        return correct_saved(self.runtime, turn)


class Confirm(DraftAction, BoaiAction):
    """The task confirm."""

    task = "confirm"

    def pressed(self, talk: Talk, draft: Open, turn: Turn) -> list[Reply]:
        return talk.commit(draft, turn)


class Deny(DraftAction, BoaiAction):
    """The task deny."""

    task = "deny"


class CancelForm(DraftAction, BoaiAction):
    """The task cancel_form."""

    task = "cancel_form"

    def pressed(self, talk: Talk, draft: Open, turn: Turn) -> list[Reply]:
        return talk.cancel(draft, turn)


class Inform(DraftAction, BoaiAction):
    """A bare answer; and every typed message while a draft is open."""

    task = "inform"
    nothing = "utter_nothing_asked"


class Undo(BoaiAction):
    """Takes back what was saved last in this conversation."""

    task = "undo"

    def answer(self, turn: Turn) -> list[Reply]:
        identity = turn.identity
        if not turn.pressed and conversations.wants_back(turn.text):
            return self._again(turn)
        draft = drafts.saved(turn.session, self.runtime.personal, identity.account_id, identity.chat, turn.now)
        for by_name in UNDONE_BY_NAME:
            if told := by_name(self.runtime, turn, draft):
                return told
        if draft is None:
            return [Reply("utter_nothing_saved")]
        return talk_for(draft.kind, self.runtime).undo(draft, turn)

    def _again(self, turn: Turn) -> list[Reply]:
        """What was taken back a moment ago, to be looked at and confirmed anew; or that this cannot be done."""
        identity = turn.identity
        draft = drafts.undone(turn.session, self.runtime.personal, identity.account_id, identity.chat, turn.now)
        if draft is None or draft.kind not in RESTORED:
            return [Reply("utter_nothing_to_restore")]
        talk = talk_for(draft.kind, self.runtime)
        work = work_of(turn, self.runtime)
        again = drafts.begin(work, draft.kind, draft.content)
        return [Reply("utter_undo_undone"), *talk.resume_at(drafts.keep(work, again, talk.form, draft.content), turn)]
