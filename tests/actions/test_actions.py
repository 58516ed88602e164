"""Every action verifies who asks, answers with a reply of the domain, and turns errors into replies."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.base import BoaiAction, Runtime, Titles, Words
from bot.core.accounts import Account, Role
from bot.core.errors import BoaiError, DatabaseBusyError, PermissionDeniedError
from bot.knowledge import Citation, PolicyAnswer, Subject
from bot.services import conversations
from bot.services.identity import Identity, IdentitySigner
from bot.settings import PROJECT
from bot.store import accounts
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault
from tests.conftest import NOW

SIGNER = IdentitySigner("identity secret")
PIECES = [PROJECT / "domain.yml", *sorted((PROJECT / "data" / "domain").glob("*.yml"))]
TITLES = Titles(PROJECT / "data" / "domain")
DOMAIN = {
    "responses": {
        name: reply
        for path in PIECES
        for name, reply in yaml.safe_load(path.read_text(encoding="utf-8")).get("responses", {}).items()
    }
}
ANSWER = PolicyAnswer(
    answered=True,
    off_topic=False,
    headline="由同级党组织批准。",
    detail="",
    citations=(Citation("001", "三（二）", "方案", None, "总会办公室", "全国", None),),
    notes=(),
    related=("多久换届一次",),
    card_id="founding-approval",
    confidence=0.9,
    text="由同级党组织批准。",
)


@dataclass
class Knowledge:
    """Policy answers that a test chooses; takes down what was asked."""

    asked: list[tuple[str, str | None, date]] = field(default_factory=list)

    def ask(self, question: str, place: str | None, today: date, before: Subject | None) -> PolicyAnswer:
        self.asked.append((question, place, today))
        return ANSWER

    def follows(self, text: str, before: Subject) -> bool:
        return text == "那学校呢"

    def names_elsewhere(self, text: str, home: str) -> list[str]:
        return []

    def same_meaning(self, one: str, other: str) -> bool:
        return one == other


@pytest.fixture
def knowledge() -> Knowledge:
    return Knowledge()


@pytest.fixture(autouse=True)
def runtime(database: Database, knowledge: Knowledge) -> Iterator[None]:
    """The actions' runtime on an empty database with one account for each role."""
    with database.session() as session:
        for role in Role:
            accounts.save(session, Account(role.value, role, place="浙江省绍兴市"), NOW)
    BoaiAction.runtime = Runtime(
        database, knowledge, SIGNER, lambda: NOW, TITLES, Words(TITLES), PersonalData(b"k" * 32), Vault(b"k" * 32)
    )  # type: ignore[arg-type]
    yield
    del BoaiAction.runtime


@pytest.fixture(scope="module")
def actions() -> dict[str, Callable[..., Any]]:
    """All actions as the action server finds them."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor.actions


def owner(run: Callable[..., Any]) -> BoaiAction:
    action = run.__self__  # type: ignore[attr-defined]
    assert isinstance(action, BoaiAction)
    return action


def talk(
    actions: dict[str, Callable[..., Any]],
    name: str,
    said: str = "你好",
    account: str = "member",
    ranking: tuple[str, ...] = (),
    **metadata: Any,
) -> list[dict[str, Any]]:
    """What the action says to the message."""
    message = {
        "text": said,
        "metadata": {"identity": SIGNER.sign(Identity(account, "web", "m1")), "said": said, **metadata},
        "intent_ranking": [{"name": task, "confidence": 0.3} for task in ranking],
    }
    dispatcher = CollectingDispatcher()
    tracker = Tracker("one#1", {}, message, [], False, None, {}, "action_listen")
    assert asyncio.run(actions[name](dispatcher, tracker, {})) == []
    return list(dispatcher.messages)


def replies(messages: list[dict[str, Any]]) -> list[str]:
    return [message["response"] for message in messages]


# --- who asks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "metadata",
    [
        {"identity": None},
        {"identity": ""},
        {"identity": "forged"},
        {"identity": 7},
        {"identity": IdentitySigner("another secret").sign(Identity("member", "web", "m1"))},
        {"identity": SIGNER.sign(Identity("nobody", "web", "m1"))},
    ],
)
def test_without_proof_nothing_is_done(
    actions: dict[str, Callable[..., Any]], knowledge: Knowledge, metadata: dict[str, Any]
) -> None:
    for name in ("action_ask_policy", "action_help", "action_ask_which"):
        [reply] = replies(talk(actions, name, **metadata))
        assert reply in ("utter_error_identity", "utter_error_internal")
    assert knowledge.asked == []


@pytest.mark.parametrize("identity", [None, "", "forged"])
def test_a_missing_or_forged_proof_is_named(actions: dict[str, Callable[..., Any]], identity: str | None) -> None:
    assert replies(talk(actions, "action_help", identity=identity)) == ["utter_error_identity"]


def test_a_message_without_metadata_is_refused(actions: dict[str, Callable[..., Any]]) -> None:
    dispatcher = CollectingDispatcher()
    tracker = Tracker("one#1", {}, {"text": "hi", "metadata": None}, [], False, None, {}, "action_listen")
    asyncio.run(actions["action_help"](dispatcher, tracker, DOMAIN))
    assert replies(dispatcher.messages) == ["utter_error_identity"]


def test_every_action_verifies_who_asks(actions: dict[str, Callable[..., Any]]) -> None:
    for name in actions:
        assert replies(talk(actions, name, identity="forged")) == ["utter_error_identity"], name


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "reply"),
    [
        (PermissionDeniedError("no grant"), "utter_error_permission"),
        (DatabaseBusyError("locked"), "utter_error_busy"),
        (BoaiError("anything"), "utter_error_internal"),
        (ZeroDivisionError(), "utter_error_internal"),
        (KeyError("slot"), "utter_error_internal"),
    ],
)
def test_an_error_becomes_its_reply(
    monkeypatch: pytest.MonkeyPatch, actions: dict[str, Callable[..., Any]], error: Exception, reply: str
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(type(owner(actions["action_help"])), "answer", fail)
    assert replies(talk(actions, "action_help")) == [reply]


def test_a_failed_turn_keeps_nothing(
    monkeypatch: pytest.MonkeyPatch, actions: dict[str, Callable[..., Any]], database: Database
) -> None:
    def fail(_: Any, turn: Any, __: Any) -> None:
        accounts.save(turn.session, Account("half"), NOW)
        turn.session.flush()
        raise ZeroDivisionError

    monkeypatch.setattr(type(owner(actions["action_help"])), "answer", fail)
    talk(actions, "action_help")
    with database.session() as session:
        assert accounts.find(session, "half") is None


def test_an_error_fills_its_reply_with_its_values(
    monkeypatch: pytest.MonkeyPatch, actions: dict[str, Callable[..., Any]]
) -> None:
    def fail(*_: Any) -> None:
        raise PermissionDeniedError("no grant", organisation="柳岸社区")

    monkeypatch.setattr(type(owner(actions["action_help"])), "answer", fail)
    [message] = talk(actions, "action_help")
    assert message["organisation"] == "柳岸社区"


def test_who_may_not_do_it_is_not_told_to_wait_for_it(actions: dict[str, Callable[..., Any]]) -> None:
    for task, account in (("export_report", "volunteer"), ("report_activity", "member"), ("remind_me", "visitor")):
        [message] = talk(actions, f"action_{task}", account=account)
        assert message["response"] == "utter_error_permission"


# --- the actions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "reply"),
    [
        ("action_correct", "utter_nothing_open"),
        ("action_confirm", "utter_nothing_open"),
        ("action_deny", "utter_nothing_open"),
        ("action_cancel_form", "utter_nothing_open"),
        ("action_undo", "utter_nothing_saved"),
        ("action_inform", "utter_nothing_asked"),
        ("action_human", "utter_human"),
        ("action_out_of_scope", "utter_out_of_scope"),
    ],
)
def test_plain_answers(actions: dict[str, Callable[..., Any]], action: str, reply: str) -> None:
    assert replies(talk(actions, action)) == [reply]


@pytest.mark.parametrize("role", Role)
def test_help_depends_on_the_role(actions: dict[str, Callable[..., Any]], role: Role) -> None:
    visitor = role in (Role.VISITOR, Role.VOLUNTEER, Role.MEMBER)
    expected = "utter_help_visitor" if visitor else "utter_help_staff"
    assert replies(talk(actions, "action_help", account=role.value)) == [expected]


def test_a_policy_question_is_asked_where_the_account_is(
    actions: dict[str, Callable[..., Any]], knowledge: Knowledge
) -> None:
    [message] = talk(actions, "action_ask_policy", "社区怎么成立红十字会", account="visitor")
    assert knowledge.asked == [("社区怎么成立红十字会", "浙江省绍兴市", NOW.date())]
    assert (message["response"], message["answer"]) == ("utter_policy_answer", ANSWER.text)
    assert message["custom"] == {"citations": [ANSWER.citations[0].as_dict()]}
    assert message["buttons"] == [{"title": "多久换届一次", "payload": {"say": "多久换届一次"}}]


def test_an_unclear_message_is_asked_back_with_the_two_likeliest_readings(
    actions: dict[str, Callable[..., Any]],
) -> None:
    ranking = ("nlu_fallback", "election_due", "greet", "ask_policy", "query_org")
    [message] = talk(actions, "action_ask_which", "换届", ranking=ranking)
    titles = [DOMAIN["responses"][f"utter_task_{task}"][0]["text"] for task in ("election_due", "ask_policy")]
    assert [message["first"], message["second"]] == titles
    assert message["buttons"] == [
        {"title": titles[0], "payload": {"task": "election_due", "about": "换届"}},
        {"title": titles[1], "payload": {"task": "ask_policy", "about": "换届"}},
    ]


@pytest.mark.parametrize("classified", ["action_out_of_scope", "action_inform", "action_ask_policy"])
def test_a_typed_choice_is_taken_whatever_the_classifier_says(
    actions: dict[str, Callable[..., Any]], knowledge: Knowledge, classified: str
) -> None:
    talk(actions, "action_ask_which", "换届", ranking=("ask_policy", "election_due"))
    assert replies(talk(actions, classified, "1")) == ["utter_policy_answer"]
    assert [question for question, _, _ in knowledge.asked] == ["换届"]


def test_a_choice_may_be_any_task_that_can_be_offered(
    actions: dict[str, Callable[..., Any]], database: Database
) -> None:
    offered = [name.removeprefix("utter_task_") for name in DOMAIN["responses"] if name.startswith("utter_task_")]
    assert offered
    for task in offered:
        with database.session() as session:
            conversations.ask_which(session, Identity("member", "web", "m0"), "换届", [("它", task)], NOW)
        assert replies(talk(actions, "action_out_of_scope", "1")) != ["utter_error_internal"], task


def test_the_database_is_worked_with_in_a_thread(
    monkeypatch: pytest.MonkeyPatch, actions: dict[str, Callable[..., Any]]
) -> None:
    import threading

    seen = []

    def answer(*_: Any) -> list[Any]:
        seen.append(threading.current_thread() is threading.main_thread())
        return []

    monkeypatch.setattr(type(owner(actions["action_help"])), "answer", answer)
    talk(actions, "action_help")
    assert seen == [False]


# --- once ------------------------------------------------------------------------------------------------------------


def test_a_message_that_comes_again_is_answered_as_before_and_does_nothing_more(
    database: Database, actions: dict[str, Callable[..., Any]], knowledge: Knowledge
) -> None:
    """The action server may die between what it did and its answer; the channel asks again."""
    identity = Identity("member", "web", "m1")
    with database.session() as session:
        row = conversations.receive(session, identity, Vault(b"k" * 32), "谁批准", NOW).row
    first = talk(actions, "action_ask_policy", "谁批准")
    assert talk(actions, "action_ask_policy", "谁批准") == first
    assert len(knowledge.asked) == 1
    with database.session() as session:
        conversations.keep_replies(session, identity, row, [{"text": "由同级党组织批准。"}], NOW)
        assert conversations.said(session, identity) is None  # the channel has it now
