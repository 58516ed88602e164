"""From what a person types to what Rasa is asked and the person is answered."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels import rasa_client
from bot.channels.gateway import LONGEST_MESSAGE, Gateway, Incoming, Reply
from bot.channels.phrases import Phrases
from bot.core.accounts import Account, Role
from bot.core.conversations import IDLE, TURNS_PER_EPOCH
from bot.core.errors import DatabaseBusyError, IdentityError
from bot.core.organisations import OrganisationType
from bot.services import accounts as services
from bot.services.identity import Identity, IdentitySigner
from bot.store import accounts, organisations
from bot.store.database import Database
from bot.store.tables import MessageRow, OrganisationRow
from tests.channels.conftest import PERSONAL, Answer, Clock, FakeRasa, says
from tests.conftest import NOW

_NUMBERS = iter(range(10**9))


async def say(gateway: Gateway, text: str = "", account: str = "one", chat: str = "web", **more: Any) -> list[Reply]:
    """Send a message of its own."""
    return await gateway.handle(Incoming(account, chat, f"m{next(_NUMBERS)}", text, **more))


def kept(database: Database) -> list[MessageRow]:
    with database.session() as session:
        return list(session.scalars(select(MessageRow).order_by(MessageRow.id)))


# --- bad input -------------------------------------------------------------------------------------------------------

REFUSED = [
    pytest.param("", "channel_empty", id="empty"),
    pytest.param(" \t\n\u3000 ", "channel_empty", id="blanks"),
    pytest.param("\x00\x01\x1b\x7f", "channel_empty", id="control characters"),
    pytest.param("\u200b\ufeff\u202e", "channel_empty", id="invisible characters"),
    pytest.param("\ud800\udfff", "channel_empty", id="lone surrogates"),
    pytest.param("😀👍🏻", "channel_no_words", id="emoji"),
    pytest.param("❤️", "channel_no_words", id="emoji with a selector"),
    pytest.param("？？？……", "channel_no_words", id="punctuation"),
    pytest.param("��", "channel_no_words", id="what is left of bytes that are not UTF-8"),
    pytest.param("红" * 10_000, "channel_too_long", id="10,000 characters"),
    pytest.param("红" * (LONGEST_MESSAGE + 1), "channel_too_long", id="one too many"),
]
TAKEN = [
    pytest.param("红" * LONGEST_MESSAGE, "红" * LONGEST_MESSAGE, id="longest"),
    pytest.param("红" + "\u200b" * 9000, "红", id="invisible characters do not count"),
    pytest.param("'; DROP TABLE messages; --", "'; DROP TABLE messages; --", id="SQL"),
    pytest.param("<script>alert(1)</script>", "<script>alert(1)<／script>", id="HTML"),
    pytest.param("<b>红会</b>&amp;", "<b>红会<／b>&amp;", id="HTML entities"),
    pytest.param("{answer} %s ${HOME} {{7*7}}", "{answer} %s ${HOME} {{7*7}}", id="templates"),
    pytest.param("红\x00十\x1b[31m字", "红十[31m字", id="control characters in words"),
    pytest.param("好\ud800的", "好的", id="lone surrogate in words"),
    pytest.param("我要 join 紅十字會 вступить عضو", "我要 join 紅十字會 вступить عضو", id="mixed script"),
    pytest.param("1", "1", id="a digit"),
    pytest.param("好😀", "好😀", id="emoji with a word"),
]


@pytest.mark.parametrize(("text", "phrase"), REFUSED)
async def test_what_nothing_can_be_made_of_is_answered_without_rasa(
    gateway: Gateway, rasa: FakeRasa, phrases: Phrases, database: Database, text: str, phrase: str
) -> None:
    [reply] = await say(gateway, text)
    values = {"length": len(text), "limit": LONGEST_MESSAGE} if phrase == "channel_too_long" else {}
    assert reply == Reply(phrases(phrase, **values))
    assert rasa.asked == []
    assert kept(database) == []


def test_a_refusal_of_length_names_the_limit(phrases: Phrases) -> None:
    assert str(LONGEST_MESSAGE) in phrases("channel_too_long", length=10_000, limit=LONGEST_MESSAGE)


@pytest.mark.parametrize(("text", "sent"), TAKEN)
async def test_odd_text_is_text(gateway: Gateway, rasa: FakeRasa, database: Database, text: str, sent: str) -> None:
    assert await say(gateway, text) == [Reply("好的")]
    assert rasa.texts == [sent]
    assert len(kept(database)) == 1


@given(st.text(st.characters(), max_size=50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
async def test_no_text_makes_the_gateway_raise(gateway: Gateway, rasa: FakeRasa, text: str) -> None:
    asked = len(rasa.asked)
    [reply] = await say(gateway, text)
    assert reply.text
    assert not any(sent.startswith("/") for sent in rasa.texts[asked:])


# --- slashes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("/ask_policy", "／ask_policy"),
        ('/ask_policy{"x": 1}', '／ask_policy{"x": 1}'),
        ("  /ask_policy", "／ask_policy"),
        ("\u200b/ask_policy", "／ask_policy"),
        ("/restarted", "／restarted"),
        ("/session_start", "／session_start"),
        ("//help", "／/help"),
    ],
)
async def test_a_typed_slash_is_text(gateway: Gateway, rasa: FakeRasa, typed: str, sent: str) -> None:
    await say(gateway, typed)
    assert rasa.texts == [sent]


@pytest.mark.parametrize("command", ["start", "help", "cancel"])
async def test_a_command_is_said_in_words(gateway: Gateway, rasa: FakeRasa, phrases: Phrases, command: str) -> None:
    await say(gateway, f"/{command.upper()}")
    assert rasa.texts == [phrases(f"channel_command_{command}")]


@pytest.mark.parametrize("command", ["/restart", "/reset", "/Restart now"])
async def test_restart_takes_a_new_tracker_without_asking_rasa(
    gateway: Gateway, rasa: FakeRasa, phrases: Phrases, command: str
) -> None:
    await say(gateway, "你好")
    assert await say(gateway, command) == [Reply(phrases("channel_restarted"))]
    await say(gateway, "你好")
    assert rasa.texts == ["你好", "你好"]
    assert len({body["sender"] for body in rasa.asked}) == 2
    assert len(await gateway.history("one", "web")) == 2


# --- buttons ---------------------------------------------------------------------------------------------------------


async def shown(gateway: Gateway, rasa: FakeRasa, payload: Any) -> str:
    """The id of a button with this payload, shown to account `one` on the web."""
    rasa.answers = [says({"text": "哪个？", "buttons": [{"title": "查换届", "payload": payload}]}), says("好的")]
    [reply] = await say(gateway, "换届")
    [(title, button)] = reply.buttons
    assert title == "查换届"
    rasa.asked.clear()
    return button


async def test_a_press_with_a_task_asks_for_the_task_about_the_earlier_text(gateway: Gateway, rasa: FakeRasa) -> None:
    button = await shown(gateway, rasa, {"task": "election_due", "about": "换届"})
    assert await say(gateway, press=button) == [Reply("好的")]
    assert rasa.texts == ["/election_due"]
    assert rasa.asked[0]["metadata"]["said"] == "换届"
    assert [exchange.text for exchange in await gateway.history("one", "web")] == ["换届", "查换届"]


@pytest.mark.parametrize(("payload", "sent"), [("社区多久换届", "社区多久换届"), ("/restart", "／restart")])
async def test_a_press_with_a_text_says_it(gateway: Gateway, rasa: FakeRasa, payload: str, sent: str) -> None:
    await say(gateway, press=await shown(gateway, rasa, payload))
    assert rasa.texts == [sent]


@pytest.mark.parametrize(("account", "chat"), [("two", "web"), ("one", "telegram")])
async def test_another_conversation_cannot_press_it(
    gateway: Gateway, rasa: FakeRasa, phrases: Phrases, account: str, chat: str
) -> None:
    button = await shown(gateway, rasa, {"task": "election_due"})
    assert await say(gateway, press=button, account=account, chat=chat) == [Reply(phrases("channel_old_button"))]
    assert rasa.asked == []


@pytest.mark.parametrize("press", ["", "unknown", "/election_due", "\ud800", "\x00", "x" * 10_000, "' OR 1=1 --"])
async def test_an_unknown_button_says_so(gateway: Gateway, rasa: FakeRasa, phrases: Phrases, press: str) -> None:
    assert await say(gateway, press=press) == [Reply(phrases("channel_old_button"))]
    assert rasa.asked == []


async def test_the_id_of_a_button_typed_is_text(gateway: Gateway, rasa: FakeRasa) -> None:
    button = await shown(gateway, rasa, {"task": "election_due"})
    await say(gateway, f"a{button}")
    assert rasa.texts == [f"a{button}"]


# --- personal numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "我叫李梅，电话13800138034",
        "电话 138-0013-8034 转 1",
        "138 0013 8034",
        "1380\u200b0138\u00ad034",
        "１３８００１３８０３４",
        "身份证33000019900307888X，2026-11-22入会",
        "卡号6222021999030712345abc",
        "⟦n:13800138034⟧",
    ],
)
async def test_personal_numbers_reach_neither_rasa_nor_our_tables(
    gateway: Gateway, rasa: FakeRasa, database: Database, text: str
) -> None:
    await say(gateway, text)
    [body] = rasa.asked
    number = max(re.findall(r"\d+", re.sub(r"[^\w]", "", text)), key=len).translate(
        str.maketrans("０１２３４５６７８９", "0123456789")
    )
    assert "⟦n:" in body["text"]
    assert not re.search(r"\d{7}", body["text"] + body["metadata"]["said"])
    assert "*" in kept(database)[0].text
    database.close()
    for file in Path(str(database.engine.url.database)).parent.glob("boai.db*"):
        assert number.encode() not in file.read_bytes()
        assert text.encode("utf-8", "replace") not in file.read_bytes()


# --- what Rasa is given ----------------------------------------------------------------------------------------------


async def test_rasa_is_given_the_secret_and_the_proof_of_who_talks(
    gateway: Gateway, rasa: FakeRasa, signer: IdentitySigner
) -> None:
    await gateway.handle(Incoming("one", "web", "m1", "你好"))
    [body] = rasa.asked
    assert (body["path"], body["secret"]) == ("/webhooks/boai/webhook", "channel secret")
    assert signer.verify(body["metadata"]["identity"]) == Identity("one", "web", "m1")
    assert body["sender"].startswith("one#")
    assert body["metadata"]["said"] == "你好"


async def test_replies_come_whole(gateway: Gateway, rasa: FakeRasa) -> None:
    citation = {"source": "001", "section": "三（二）", "title": "方案"}
    rasa.answers = [says({"text": "答", "custom": {"citations": [citation], "files": ["a.docx"]}}, "再见")]
    assert await say(gateway, "问") == [Reply("答", (), (citation,), ("a.docx",)), Reply("再见")]
    [exchange] = await gateway.history("one", "web")
    assert exchange.replies == (Reply("答", (), (citation,), ("a.docx",)), Reply("再见"))


async def test_a_tracker_is_changed_after_twenty_turns_and_after_silence(
    gateway: Gateway, rasa: FakeRasa, clock: Clock
) -> None:
    for _ in range(TURNS_PER_EPOCH + 1):
        await say(gateway, "你好")
    senders = [body["sender"] for body in rasa.asked]
    assert len(set(senders[:-1])) == 1
    assert senders[-1] != senders[0]
    clock.forward(IDLE)
    await say(gateway, "你好")
    clock.forward(IDLE + timedelta(seconds=1))
    await say(gateway, "你好")
    assert rasa.asked[-2]["sender"] == senders[-1]
    assert rasa.asked[-1]["sender"] not in senders


async def test_two_people_never_share_a_tracker(gateway: Gateway, rasa: FakeRasa) -> None:
    for account, chat in (("one", "web"), ("two", "web"), ("one", "group"), ("two", "group")):
        await say(gateway, "你好", account=account, chat=chat)
    assert len({body["sender"] for body in rasa.asked}) == 4


# --- repeats ---------------------------------------------------------------------------------------------------------


async def test_a_repeated_message_is_answered_once(gateway: Gateway, rasa: FakeRasa, database: Database) -> None:
    rasa.answers = [says({"text": "一", "buttons": [{"title": "二", "payload": "三"}]}), says("别的")]
    message = Incoming("one", "web", "m1", "你好")
    first = await gateway.handle(message)
    assert await gateway.handle(message) == first
    assert rasa.texts == ["你好"]
    assert len(kept(database)) == 1


async def test_a_message_repeated_at_the_same_time_is_answered_once(
    gateway: Gateway, rasa: FakeRasa, database: Database
) -> None:
    message = Incoming("one", "web", "m1", "你好")
    answers = await asyncio.gather(*(gateway.handle(message) for _ in range(5)))
    assert answers == [[Reply("好的")]] * 5
    assert rasa.texts == ["你好"]
    assert len(kept(database)) == 1


async def test_one_conversation_goes_in_order_and_another_does_not_wait_for_it(
    gateway: Gateway, rasa: FakeRasa
) -> None:
    gate = rasa.gates["慢"] = asyncio.Event()
    slow = asyncio.create_task(say(gateway, "慢"))
    while "慢" not in rasa.texts:
        await asyncio.sleep(0)
    after = asyncio.create_task(say(gateway, "后"))
    await say(gateway, "别人", account="two")
    assert rasa.texts == ["慢", "别人"]
    gate.set()
    await asyncio.gather(slow, after)
    assert rasa.texts == ["慢", "别人", "后"]


async def test_conversations_that_are_over_leave_nothing_in_memory(gateway: Gateway) -> None:
    for chat in map(str, range(5)):
        await say(gateway, "你好", chat=chat)
    assert len(gateway._turns) == 0


# --- parts that are down ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "failure",
    [
        pytest.param("late", id="late"),
        pytest.param("cut", id="cut"),
        pytest.param(Answer(503), id="not ready"),
        pytest.param(Answer(500), id="dying"),
        pytest.param(Answer(), id="actions are away"),
    ],
)
async def test_a_message_waits_for_rasa_and_its_sender_is_told_once(
    gateway: Gateway, rasa: FakeRasa, database: Database, failure: Any
) -> None:
    rasa.answers = [failure, failure, failure, says("好的")]
    told = []

    async def on_wait() -> None:
        told.append(len(rasa.asked))

    assert await gateway.handle(Incoming("one", "web", "m1", "你好"), on_wait) == [Reply("好的")]
    assert told == [1]
    assert len(rasa.asked) == 4
    assert len({str(body) for body in rasa.asked}) == 1
    assert len(kept(database)) == 1


async def test_nobody_is_told_of_a_short_wait(
    monkeypatch: pytest.MonkeyPatch, gateway: Gateway, rasa: FakeRasa
) -> None:
    monkeypatch.setattr(rasa_client, "RETRY_SECONDS", 0.0)
    rasa.answers = ["cut", says("好的")]
    told = []

    async def on_wait() -> None:
        told.append(1)

    await gateway.handle(Incoming("one", "web", "m1", "你好"), on_wait)
    assert told == []


@pytest.mark.parametrize("failure", ["cut", Answer(403), Answer()])
async def test_after_the_longest_wait_it_says_so_and_the_message_can_be_sent_again(
    monkeypatch: pytest.MonkeyPatch, gateway: Gateway, rasa: FakeRasa, phrases: Phrases, failure: Any
) -> None:
    monkeypatch.setattr(rasa_client, "WAIT_SECONDS", -1.0)
    rasa.answers = [failure, says("好的")]
    message = Incoming("one", "web", "m1", "你好")
    assert await gateway.handle(message) == [Reply(phrases("channel_unavailable"))]
    [unanswered] = await gateway.history("one", "web")
    assert unanswered.replies is None
    assert await gateway.handle(message) == [Reply("好的")]
    assert len(await gateway.history("one", "web")) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_refused_secret_is_not_tried_again(gateway: Gateway, rasa: FakeRasa, phrases: Phrases) -> None:
    rasa.answers = [Answer(403)]
    assert await say(gateway, "你好") == [Reply(phrases("channel_unavailable"))]
    assert len(rasa.asked) == 1


async def test_a_busy_database_says_so(
    monkeypatch: pytest.MonkeyPatch, gateway: Gateway, rasa: FakeRasa, phrases: Phrases
) -> None:
    def busy(*_: Any) -> None:
        raise DatabaseBusyError("locked")

    monkeypatch.setattr("bot.services.conversations.receive", busy)
    assert await say(gateway, "你好") == [Reply(phrases("channel_busy"))]
    assert rasa.asked == []


# --- invite codes ----------------------------------------------------------------------------------------------------


@pytest.fixture
def code(database: Database) -> str:
    """A code for a secretary."""
    with database.session() as session:
        row = OrganisationRow(name="柳荫街道红十字会", type=OrganisationType.STREET)
        organisations.add(session, row)
        return services.invite(session, PERSONAL, None, Role.SECRETARY, row, NOW, "闻一多米").code


@pytest.mark.parametrize("wording", ["绑定 {}", "绑定{}", "綁定：{}", "绑定 {}。", "/start {}", " 绑定  {} "])
async def test_a_code_binds_once_and_is_kept_nowhere(
    gateway: Gateway, rasa: FakeRasa, code: str, phrases: Phrases, wording: str
) -> None:
    [reply] = await say(gateway, wording.format(code))
    role = phrases("channel_role_secretary")
    assert reply.text == phrases("channel_bound", role=role, organisation="柳荫街道红十字会")
    account = await gateway.account("one")
    assert account
    assert (account.role, account.name, account.organisation) == (Role.SECRETARY, "闻一多米", "柳荫街道红十字会")
    assert await say(gateway, wording.format(code), account="two") == [Reply(phrases("channel_invite_wrong"))]
    assert rasa.asked == []
    assert await gateway.history("one", "web") == []


async def test_the_same_code_again_from_the_same_account_does_no_harm(
    gateway: Gateway, database: Database, code: str
) -> None:
    replies = [await say(gateway, f"绑定 {code}") for _ in range(2)]
    assert replies[0] == replies[1]
    with database.session() as session:
        assert len(accounts.grants(session, "one", NOW.date())) == 1


async def test_a_code_is_good_for_seven_days(gateway: Gateway, clock: Clock, code: str, phrases: Phrases) -> None:
    clock.forward(services.LIFE)
    assert await say(gateway, f"绑定 {code}") == [Reply(phrases("channel_invite_wrong"))]


@pytest.mark.parametrize("text", ["绑定", "怎么绑定账号", "绑定 123", "我要绑定 AAAA-BBBB 这个"])
async def test_other_words_go_to_rasa(gateway: Gateway, rasa: FakeRasa, text: str) -> None:
    await say(gateway, text)
    assert rasa.texts == [text]


# --- accounts --------------------------------------------------------------------------------------------------------


async def test_a_visitor_is_made_once_and_nobody_loses_a_role(gateway: Gateway) -> None:
    assert await gateway.account("web-1") is None
    for message in ("m1", "m2"):
        await gateway.handle(Incoming("web-1", "web", message, "你好", may_be_new=True))
        assert await gateway.account("web-1") == Account("web-1", Role.VISITOR)
    await gateway.handle(Incoming("one", "web", "m1", "你好", may_be_new=True))
    assert await gateway.account("one") == Account("one", Role.MEMBER)


@pytest.mark.parametrize("text", ["你好", "/restart"])
async def test_an_unknown_account_gets_nothing_kept_or_asked(gateway: Gateway, rasa: FakeRasa, text: str) -> None:
    with pytest.raises(IdentityError):
        await gateway.handle(Incoming("nobody", "web", "m1", text))
    assert await gateway.history("nobody", "web") == []
    assert rasa.asked == []
