"""Which task a typed message is for where its words say more than the classifier: follow-ups, corrections, lists."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.knowledge import Knowledge
from bot.services import (
    activity_questions,
    agenda,
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
from bot.services.identity import Identity
from bot.services.permission import Actor
from bot.store.personal import PersonalData

FOLLOWED = "ask_policy"  # the task whose answers can be followed up by a word or two
AGENDA = "list_agenda"  # what lies ahead; few words ask for it again
PROGRESS = "query_progress"  # likewise, by another metric, place or day
CORRECTING = "correct"  # the task that takes what is said of a record that was just saved
REPORTING = "report_activity"
# After another task than these there is nothing left to lean on: "and in schools?" is about what was said last.
LEAVES_SUBJECT = {
    FOLLOWED, PROGRESS, AGENDA, "pass_on", "ask_which", "greet", "thanks", "help", "human", "out_of_scope",
}  # fmt: skip
UNDO, LEAVING = "undo", "change_member"
PEOPLE = "query_members"  # the task of questions about people of the register
REMINDERS = "manage_reminder"  # the task that moves a reminder that was just shown
# Tasks that only ask: they are read in common words, whatever the region says.
QUESTIONS = {
    "ask_policy", "query_progress", "query_org", "query_members", "query_activities", "election_due", "list_gaps",
    "read_audit", "check_five",
}  # fmt: skip
STARS, HELP = "manage_star", "help"
ORG, WAITING = "query_org", "list_waiting"  # of parts of an organisation; of what waits for the person
ACTIVITIES, LETTERS = "query_activities", "export_report"
REGISTERING = {"register_member", "register_volunteer"}
LOOSELY = {"greet", "help", "out_of_scope", "manage_reminder", "record_structure"}  # taken for these by chance
UNSURE = {"ask_which", "inform"}  # tasks that say nothing sure of what a message is
DRAFTING = "inform"  # the task that takes every typed message while a draft is open
CLEAR = 0.95  # so sure of another task that a few words are no follow-up
SURE = 0.5  # how sure the classifier has to be that a message in the middle of a draft is something else
BY_WORDS = UNSURE | QUESTIONS | LOOSELY  # tasks of which the words of a question may make another one

Ranking = tuple[tuple[str, float], ...]  # (task, confidence) of Rasa, the likeliest first


@dataclass(frozen=True)
class Heard:
    """A typed message in common words, and what the classifier takes it for. What is looked up of it, is once."""

    session: Session
    identity: Identity
    account: Account
    text: str
    task: str
    ranking: Ranking
    now: datetime
    knowledge: Knowledge
    personal: PersonalData

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def who(self) -> Actor:
        """Who says it, with the grants of the day."""
        return permission.actor(self.session, self.account, self.identity.chat, self.today)

    @cached_property
    def before(self) -> dict[str, Any] | None:
        """What was talked about last."""
        return conversations.subject(self.session, self.identity, self.now)


def claimed(heard: Heard) -> str | None:
    """The task that a message is for whatever the classifier says; None: the one that it says."""
    text, account_id = heard.text, heard.identity.account_id
    if renaming.meant(text) or _puts_right(heard):
        return CORRECTING
    if agenda.asked(text) or agenda.follows(text, heard.today, heard.before):
        return AGENDA
    if conversations.wants_back(text):
        return UNDO
    if conversations.asks_for_account(text):
        return HELP
    if told := _about_what_there_is(heard):
        return told
    if _of_people(heard):
        return PEOPLE
    if enrolment.brings_in(text) or (heard.task == UNDO and enrolment.says_leaves(text)):
        return LEAVING
    if heard.task in UNSURE and enrolment.says_of_whom(text):
        return CORRECTING
    if progress.asks_for_the_worst(text) and heard.task in BY_WORDS | {"deny", "suggest"}:
        return PROGRESS
    if _of_documents(heard):
        return FOLLOWED
    if reminders.follows(heard.session, heard.personal, account_id, text, heard.before, heard.now):
        return REMINDERS
    if reminders.is_done_with(heard.session, account_id, text, heard.now):
        return REMINDERS
    if followed := _followed(heard):
        return followed
    return REPORTING if _reports(heard) else None


def _reports(heard: Heard) -> bool:
    """Whether a message that the classifier takes for a question, or for nothing sure, reports an activity."""
    if heard.task in UNSURE and reporting.is_whole(heard.text, heard.today):
        return True
    return heard.task in BY_WORDS and reporting.tells(heard.text, heard.today)


def leaning(heard: Heard, ideas: str) -> tuple[str, str] | None:
    """(task, question) for a few words that lean on the question before, or for who asks for ideas; else None."""
    if whole := following.made_whole(heard.session, heard.who, heard.text, heard.before, heard.today):
        return whole
    if bulletin.urges(heard.text):
        return LETTERS, heard.text
    return (FOLLOWED, ideas) if activity_questions.wants_ideas(heard.text) else None


def _of_people(heard: Heard) -> bool:
    question = people.read(heard.text, heard.today)
    return bool(
        question.oneself
        or question.names
        or people.asks_for_numbers(heard.text)
        or (heard.task == PROGRESS and people.asks_how_many_joined(heard.text))
        or people.asks_after_an_application(heard.session, heard.identity.account_id, heard.text)
    )


def _about_what_there_is(heard: Heard) -> str | None:
    """The task of questions that a list answers, which are read by their words: parts, each unit, what waits."""
    if heard.task not in BY_WORDS:
        return None
    if waiting.asked(heard.text):
        return WAITING
    if activity_questions.asks_own_hours(heard.text):
        return ACTIVITIES
    if progress.is_of_each(heard.text):
        return PROGRESS
    if activity_questions.asks_of_one(heard.text):
        return ACTIVITIES
    return ORG if structure.asks_what_there_is(heard.text, heard.today) and structure.may_ask(heard.who) else None


def _of_documents(heard: Heard) -> bool:
    """Whether only documents can answer what reads like a question for the register: of stars, of other places."""
    if heard.task in REGISTERING and enrolment.asks_how(heard.text):
        return True
    if heard.task not in BY_WORDS | {STARS}:
        return False
    if stars.is_of_policy(heard.text, policy.about(heard.before)):
        return True
    return policy.is_elsewhere(heard.session, heard.knowledge, heard.account, heard.text)


def _puts_right(heard: Heard) -> bool:
    """Whether a message states a fact of what was saved a moment ago: 电话是…, 人数是54."""
    identity = heard.identity
    saved = drafts.just_saved(heard.session, heard.personal, identity.account_id, identity.chat, heard.now)
    return saved is not None and (
        enrolment.puts_right(saved, heard.text)
        or reporting.puts_right(saved, heard.text, heard.today)
        or reminders.puts_right(saved.kind, heard.text, heard.now)
    )


def _followed(heard: Heard) -> str | None:
    """The task whose last answer a message follows up, such as "and in schools?"; None when it does not."""
    # Names are looked up only where progress was spoken of: this runs for every message.
    if progress.SUBJECT in (heard.before or {}):
        full = organisations.in_full(heard.session, heard.who, heard.text, heard.today, whole=False)
        if progress.follows(full, heard.before, heard.today):
            return PROGRESS
    clearly_other = any(confidence >= CLEAR for task, confidence in heard.ranking if task not in (FOLLOWED, "deny"))
    if heard.task == FOLLOWED or clearly_other:
        return None
    return FOLLOWED if policy.follows(heard.knowledge, heard.text, heard.before) else None
