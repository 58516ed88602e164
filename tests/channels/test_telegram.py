"""The Telegram channel against a real HTTP server that speaks the Bot API."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.channels import telegram
from bot.channels.gateway import Gateway, Incoming
from bot.channels.phrases import Phrases
from bot.channels.telegram import outbox, pace
from bot.channels.telegram.channel import TelegramChannel
from bot.core.accounts import Account, Role
from bot.core.organisations import OrganisationType
from bot.services import accounts as services
from bot.services.files import Files
from bot.settings import Settings
from bot.store import accounts, notices, organisations
from bot.store.database import Database
from bot.store.tables import NoticeRow, OrganisationRow, TelegramChatRow
from tests.channels.conftest import PERSONAL, Answer, Clock, FakeRasa, says
from tests.channels.fake_telegram import BOT, CUT, TOKEN, FakeTelegram, refusal
from tests.conftest import NOW

GROUP = -1001
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]


def row(database: Database, chat: str = "tg:7") -> TelegramChatRow:
    with database.session() as session:
        return session.get_one(TelegramChatRow, chat)


def understood(intent: str) -> Answer:
    """What Rasa parses a text into."""
    return Answer(body=[{"intent_ranking": [{"name": intent, "confidence": 0.9}]}])


def asks(*titles: str, text: str = "哪个？") -> Answer:
    return says({"text": text, "buttons": [{"title": title, "payload": title} for title in titles]})


async def shown(server: FakeTelegram, rasa: FakeRasa) -> tuple[str, Any]:
    """A button that was shown, and the keyboard that it is on."""
    rasa.answers = [asks("确认", "取消"), says("好的")]
    await server.say("报活动")
    await server.said("哪个？")
    markup = server.of("sendMessage")[0]["reply_markup"]
    return markup["inline_keyboard"][0][0]["callback_data"], markup


# --- asking and answering --------------------------------------------------------------------------------------------


async def test_a_question_is_answered_and_the_asker_becomes_a_visitor(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, database: Database
) -> None:
    rasa.answers = [says("一般每5年。")]
    await server.say("社区多久换届")
    await server.said("一般每5年。")
    assert rasa.texts == ["社区多久换届"]
    assert server.of("sendMessage")[0]["chat_id"] == "7"
    with database.session() as session:
        assert accounts.find(session, "tg:7") == Account("tg:7")


async def test_what_waited_while_we_were_off_is_answered(
    server: FakeTelegram, gateway: Gateway, database: Database, settings: Settings, rasa: FakeRasa
) -> None:
    await server.say("你好", user=7, chat=7)
    await server.say("在吗", user=8, chat=8)
    made = telegram.build(gateway, database, settings)
    assert made
    made.start()
    await server.said("好的", "好的")
    await made.stop()
    assert sorted(rasa.texts) == ["你好", "在吗"]


async def test_two_messages_of_a_chat_are_answered_in_order(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa
) -> None:
    rasa.answers = [says("一"), says("二"), says("三")]
    for text in ("甲", "乙", "丙"):
        await server.say(text)
    await server.said("一", "二", "三")
    assert rasa.texts == ["甲", "乙", "丙"]


async def test_one_that_waits_for_rasa_holds_up_no_other(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa
) -> None:
    rasa.gates["慢"] = asyncio.Event()
    first = await server.say("慢", user=7, chat=7)
    await server.until(lambda: rasa.asked)
    await server.say("快", user=8, chat=8)
    await server.until(lambda: server.texts == ["好的"])
    assert server.of("sendMessage")[0]["chat_id"] == "8"
    assert server.updates[0]["message"]["message_id"] == first, "it must not be confirmed before it is answered"
    rasa.gates["慢"].set()
    await server.said("好的", "好的")


COMMANDS = ["start", "help", "cancel", "mine", "due", "progress"]


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_is_said_in_words(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases, command: str
) -> None:
    await server.say(f"/{command}")
    await server.said("好的")
    assert rasa.texts == [phrases(f"channel_command_{command}")]


async def test_restart_takes_a_new_tracker(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    await server.say("/restart")
    await server.said(phrases("channel_restarted"))
    assert rasa.asked == []


UNREADABLE = [
    pytest.param({"sticker": {**PHOTO[0], "type": "regular", "is_animated": False, "is_video": False}},
                 "channel_telegram_unreadable", id="sticker"),
    pytest.param({"document": {"file_id": "f", "file_unique_id": "u"}}, "channel_telegram_unreadable", id="document"),
    pytest.param({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}}, "channel_telegram_unreadable",
                 id="voice"),
    pytest.param({"location": {"longitude": 120.5, "latitude": 30.0}}, "channel_telegram_unreadable", id="location"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "phrase"), UNREADABLE)
async def test_what_is_not_text_is_told_so(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases, content: Any, phrase: str
) -> None:
    await server.send(message=server.message(**content))
    await server.said(phrases(phrase))
    assert rasa.asked == []


async def test_a_joining_of_the_chat_is_no_message(bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa) -> None:
    await server.send(message=server.message(pinned_message=server.message(text="旧")))
    await server.until(lambda: not server.updates)
    assert (server.texts, rasa.asked) == ([], [])


# --- binding and menus -----------------------------------------------------------------------------------------------


async def test_a_deep_link_binds_and_the_menu_follows_the_role(
    bot: TelegramChannel, server: FakeTelegram, database: Database, rasa: FakeRasa, phrases: Phrases
) -> None:
    with database.session() as session:
        branch = OrganisationRow(name="甲社区红十字会", short="甲社区", type=OrganisationType.COMMUNITY, version=1)
        organisations.add(session, branch)
        code = services.invite(session, PERSONAL, None, Role.SECRETARY, branch, NOW).code
    await server.say(f"/start {code}")
    await server.said(phrases("channel_bound", role=phrases("channel_role_secretary"), organisation="甲社区红十字会"))
    menu = server.of("setMyCommands")[-1]
    assert menu["scope"] == {"type": "chat", "chat_id": 7}
    assert [one["command"] for one in menu["commands"]] == ["due", "progress", "mine", "help", "cancel", "restart"]
    assert rasa.asked == []
    await server.say("你好")
    await server.until(lambda: "好的" in server.texts and not server.updates)
    assert len(server.of("setMyCommands")) == 3, "two at the start, one for the role, none again"


async def test_a_wrong_code_is_told_so(bot: TelegramChannel, server: FakeTelegram, phrases: Phrases) -> None:
    await server.say("/start ABCD-EFGH")
    await server.said(phrases("channel_invite_wrong"))


async def test_a_menu_that_could_not_be_set_is_set_at_the_next_message(
    bot: TelegramChannel, server: FakeTelegram, database: Database
) -> None:
    await server.until(lambda: len(server.of("setMyCommands")) == 2)
    with database.session() as session:
        accounts.save(session, Account("tg:7", Role.MEMBER), NOW)
    server.planned["setMyCommands"] = [refusal(400, "Bad Request: no")]
    await server.say("你好")
    await server.said("好的")
    await server.say("在吗")
    await server.said("好的", "好的")
    assert len(server.of("setMyCommands")) == 4
    assert row(database).menu == Role.MEMBER


# --- buttons ---------------------------------------------------------------------------------------------------------


async def test_a_press_is_acknowledged_handled_and_its_buttons_closed(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    button, markup = await shown(server, rasa)
    assert len(button.encode()) <= 64
    await server.press(button, message_id=55, markup=markup)
    await server.said("哪个？", "好的")
    assert rasa.texts == ["报活动", "确认"]
    assert len(server.of("answerCallbackQuery")) == 1
    [closed] = server.of("editMessageReplyMarkup")
    assert closed["message_id"] == "55"
    [[left]] = closed["reply_markup"]["inline_keyboard"]
    assert left == {"text": phrases("channel_telegram_chosen", title="确认"), "callback_data": "-"}


async def test_the_second_of_two_presses_does_nothing_but_say_so(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    button, markup = await shown(server, rasa)
    await server.press(button, markup=markup)
    await server.press(button, markup=markup)
    await server.press("-")
    await server.until(lambda: len(server.of("answerCallbackQuery")) == 3 and not server.updates)
    assert rasa.texts == ["报活动", "确认"]
    assert server.texts == ["哪个？", "好的"]
    assert [one.get("text") for one in server.of("answerCallbackQuery")] == [
        None, phrases("channel_telegram_pressed"), phrases("channel_telegram_pressed"),
    ]  # fmt: skip


async def test_a_press_whose_answer_did_not_get_out_is_answered_later(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_DELAY", 0.01)
    button, markup = await shown(server, rasa)
    server.planned["sendMessage"] = [CUT] * outbox.TRIES
    await server.press(button, markup=markup)
    await server.until(lambda: server.texts.count("好的") == outbox.TRIES + 1 and not server.updates)
    assert rasa.texts == ["报活动", "确认"]
    assert all("text" not in one for one in server.of("answerCallbackQuery"))


async def test_a_press_that_got_no_answer_may_be_made_again(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    button, markup = await shown(server, rasa)
    rasa.answers = [Answer(403), says("好的")]
    await server.press(button, markup=markup)
    await server.said("哪个？", phrases("channel_unavailable"))
    assert server.of("editMessageReplyMarkup") == []
    await server.press(button, markup=markup)
    await server.said("哪个？", phrases("channel_unavailable"), "好的")


@pytest.mark.parametrize("data", ["forged", "/restart", "x" * 64])
async def test_a_button_that_is_not_ours_is_acknowledged_and_does_nothing(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases, data: str
) -> None:
    await server.press(data)
    await server.until(lambda: server.of("answerCallbackQuery") and not server.updates)
    told = [*server.texts, server.of("answerCallbackQuery")[0].get("text")]
    assert phrases("channel_old_button") in told
    assert rasa.asked == []


async def test_a_press_too_old_to_acknowledge_is_handled(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa
) -> None:
    button, markup = await shown(server, rasa)
    server.planned["answerCallbackQuery"] = [refusal(400, "Bad Request: query is too old")]
    server.planned["editMessageReplyMarkup"] = [refusal(400, "Bad Request: message can't be edited")]
    await server.press(button, markup=markup)
    await server.said("哪个？", "好的")


# --- what leaves -----------------------------------------------------------------------------------------------------


async def test_a_long_reply_is_split_and_its_buttons_are_on_the_last_part(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa
) -> None:
    first, second = "一段话。" * 800, "另一段。" * 400
    rasa.answers = [asks("下一页", text=f"{first}\n\n{second}")]
    await server.say("名单")
    await server.said(first, second)
    assert ["reply_markup" in one for one in server.of("sendMessage")] == [False, True]


async def test_nothing_in_a_reply_is_taken_for_markup(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa
) -> None:
    rasa.answers = [says("*会员* _名单_ <b>1</b> [a](http://x) &amp;")]
    await server.say("名单")
    await server.said("*会员* _名单_ <b>1</b> [a](http://x) &amp;")
    assert "parse_mode" not in server.of("sendMessage")[0]


async def test_citations_are_lines_where_the_text_does_not_name_them(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    named = {"source": "1", "title": "甲方案", "number": None, "section": "二"}
    other = {"source": "2", "title": "乙意见", "number": "〔2020〕1号", "section": "三（一）"}
    rasa.answers = [says({"text": "依据：《甲方案》二", "custom": {"citations": [named, other]}})]
    await server.say("问")
    line = phrases("channel_telegram_citation", title="乙意见", number="〔2020〕1号", section="三（一）")
    await server.said(f"依据：《甲方案》二\n{line}")


async def test_a_file_goes_to_the_account_that_it_belongs_to_and_to_no_other(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, settings: Settings, phrases: Phrases
) -> None:
    path = Files(settings.files_folder).new("tg:7", "会员名册")
    path.write_bytes(b"roster")
    rasa.answers = [says({"text": "做好了", "custom": {"files": [str(path)]}})]
    await server.say("导出名册")
    await server.until(lambda: server.of("sendDocument") and not server.updates)
    assert server.of("sendDocument")[0]["document"] == ("会员名册.xlsx", b"roster")
    await server.say("导出名册", user=8, chat=8)
    await server.said("做好了", "做好了", phrases("web_file_gone"))
    assert len(server.of("sendDocument")) == 1


# --- groups ----------------------------------------------------------------------------------------------------------


def mention(text: str) -> dict[str, Any]:
    return {"entities": [{"type": "mention", "offset": text.index("@"), "length": len("@boai_bot")}]}


async def in_group(server: FakeTelegram, text: str, **more: Any) -> None:
    await server.say(text, chat=GROUP, **more)
    await server.until(lambda: not server.updates)


@pytest.mark.parametrize("text", ["社区多久换届", "/help", "@other_bot 社区多久换届"])
async def test_in_a_group_only_what_is_addressed_to_us_is_heard(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, text: str
) -> None:
    await in_group(server, text, **(mention(text) if "@" in text else {}))
    assert (server.texts, rasa.asked) == ([], [])


async def test_a_policy_question_in_a_group_is_answered_as_to_a_visitor(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, database: Database
) -> None:
    with database.session() as session:
        accounts.save(session, Account("tg:7", Role.SECRETARY, "王芳", "甲社区红十字会"), NOW)
    citation = {"title": "甲方案", "number": None, "section": "二"}
    said = {"text": "每5年", "buttons": [{"title": "问上级", "payload": "问"}], "custom": {"citations": [citation]}}
    rasa.answers = [understood("ask_policy"), says(said)]
    await in_group(server, "@boai_bot 社区多久换届", **mention("@boai_bot"))
    [sent] = server.of("sendMessage")
    assert sent["text"].startswith("每5年")
    assert "reply_markup" not in sent, "others could press it"
    assert "message_id" in sent["reply_parameters"]
    assert rasa.asked[0]["texts"] == ["社区多久换届"]
    assert rasa.asked[1]["sender"].startswith(f"tg:{GROUP}#"), "nobody's own account may be asked for in a group"


PRIVATE = [
    *[pytest.param(f"@boai_bot {text}", intent, id=intent) for text, intent in [
        ("我的资料", "query_members"), ("报活动", "report_activity"), ("是的", "confirm"), ("嗯", "nlu_fallback"),
    ]],
    pytest.param("@boai_bot 绑定 ABCD-EFGH", "ask_policy", id="code"),
    pytest.param("/mine@boai_bot", "ask_policy", id="command"),
    pytest.param("/restart@boai_bot", "ask_policy", id="restart"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "intent"), PRIVATE)
async def test_anything_else_in_a_group_is_sent_to_the_private_chat(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases, text: str, intent: str
) -> None:
    rasa.answers = [understood(intent), says("私事")]
    await in_group(server, text, **(mention(text) if text.startswith("@") else {}))
    await server.said(phrases("channel_private_only"))
    assert all("texts" in body for body in rasa.asked), "it was understood, not done"


async def test_when_rasa_cannot_say_what_it_is_a_group_is_told_nothing(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    rasa.answers = [Answer(body=[{}]), says("私事")]
    await in_group(server, "@boai_bot 我的资料", **mention("@boai_bot"))
    await server.said(phrases("channel_private_only"))


async def test_a_reply_to_us_and_a_command_with_our_name_are_addressed_to_us(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    rasa.answers = [understood("ask_policy"), says("一"), says("二")]
    ours = {"message_id": 3, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}, "from": BOT, "text": "…"}
    await in_group(server, "那学校呢", reply_to_message=ours)
    await in_group(server, "/help@Boai_Bot")
    await server.said("一", "二")
    assert rasa.texts == ["那学校呢", phrases("channel_command_help")]


async def test_files_are_not_sent_into_a_group(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, settings: Settings
) -> None:
    path = Files(settings.files_folder).new(f"tg:{GROUP}", "名册")
    rasa.answers = [understood("ask_policy"), says({"text": "做好了", "custom": {"files": [str(path)]}})]
    await in_group(server, "@boai_bot 名册", **mention("@boai_bot"))
    await server.said("做好了")
    assert server.of("sendDocument") == []


async def test_a_button_pressed_in_a_group_does_nothing(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    button, _ = await shown(server, rasa)
    await server.press(button, user=GROUP)
    await server.until(lambda: server.of("answerCallbackQuery") and not server.updates)
    assert server.of("answerCallbackQuery")[0]["text"] == phrases("channel_private_only")
    assert rasa.texts == ["报活动"]


# --- repeats, limits, losses -----------------------------------------------------------------------------------------


async def test_an_update_given_out_again_is_answered_once(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa
) -> None:
    await server.say("你好")
    repeated = dict(server.updates[0])
    await server.said("好的")
    server.updates.append(repeated)
    await server.say("在吗")
    await server.said("好的", "好的")
    assert rasa.texts == ["你好", "在吗"]


async def test_what_a_stopped_process_had_under_way_is_answered_by_the_next_and_asked_once(
    server: FakeTelegram, gateway: Gateway, database: Database, settings: Settings, rasa: FakeRasa
) -> None:
    rasa.answers = [says("答案"), says("不该再问")]
    server.gates["sendMessage"] = asyncio.Event()
    first = telegram.build(gateway, database, settings)
    assert first
    first.start()
    await server.say("你好")
    await server.until(lambda: server.texts)
    await first.stop()
    assert len(server.updates) == 1, "not confirmed, so Telegram gives it out again"
    server.calls.clear()
    server.gates.clear()
    second = telegram.build(gateway, database, settings)
    assert second
    second.start()
    await server.said("答案")
    await second.stop()
    assert rasa.texts == ["你好"]


async def test_being_put_off_is_obeyed_and_the_message_arrives_once(
    bot: TelegramChannel, server: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []

    async def pause(_: pace.Pace, seconds: float) -> None:
        paused.append(seconds)

    monkeypatch.setattr(pace.Pace, "_pause", pause)
    server.planned["sendMessage"] = [refusal(429, "Too Many Requests: retry after 7", retry_after=7)]
    await server.say("你好")
    await server.until(lambda: len(server.texts) == 2 and not server.updates)
    assert 7.0 in paused
    assert server.texts == ["好的", "好的"], "the one that was refused, and the one that went through"


@pytest.mark.parametrize("wrong", [CUT, refusal(502, "Bad Gateway")])
async def test_a_message_lost_on_the_way_is_sent_again(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, wrong: Any
) -> None:
    server.planned["sendMessage"] = [wrong, wrong]
    await server.say("你好")
    await server.until(lambda: len(server.texts) == 3 and not server.updates)
    assert rasa.texts == ["你好"]


async def test_a_message_that_cannot_be_sent_for_long_is_fetched_and_sent_later(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_DELAY", 0.01)
    server.planned["sendMessage"] = [CUT] * (outbox.TRIES + 1)
    await server.say("你好")
    await server.until(lambda: len(server.texts) == outbox.TRIES + 2 and not server.updates)
    assert rasa.texts == ["你好"]


async def test_a_lost_network_is_told_in_the_log_and_healed(
    server: FakeTelegram, gateway: Gateway, database: Database, settings: Settings
) -> None:
    with capture_logs() as logs:
        server.down = True
        made = telegram.build(gateway, database, settings)
        assert made
        made.start()
        await _until(lambda: _logged(logs, "Telegram not reached"))
        server.down = False
        await server.say("你好")
        await server.said("好的")
        server.down = True
        await server._notify()
        before = len(logs)
        await _until(lambda: _logged(logs[before:], "Telegram not reached"))
        server.down = False
        await server.say("在吗")
        await server.said("好的", "好的")
        await made.stop()
    assert _logged(logs, "Telegram is back")
    assert TOKEN not in str(logs)


async def test_a_second_poller_is_told_in_the_log_and_healed(bot: TelegramChannel, server: FakeTelegram) -> None:
    with capture_logs() as logs:
        conflict = refusal(409, "Conflict: terminated by other getUpdates request")
        server.planned["getUpdates"] = [conflict, conflict]
        await server.say("你好")
        await server.say("在吗")
        await server.said("好的", "好的")
        await server.until(lambda: not server.planned["getUpdates"])
        await _until(lambda: any("another program" in one["event"] for one in logs))


async def test_a_refused_token_is_told_in_the_log(
    server: FakeTelegram, gateway: Gateway, database: Database, settings: Settings
) -> None:
    server.planned["getMe"] = [refusal(401, "Unauthorized")]
    with capture_logs() as logs:
        made = telegram.build(gateway, database, settings)
        assert made
        made.start()
        await server.say("你好")
        await server.said("好的")
        await made.stop()
    assert any("BOAI_TELEGRAM_TOKEN" in one["event"] for one in logs)


async def test_an_update_that_breaks_us_holds_up_no_other(
    bot: TelegramChannel, server: FakeTelegram, gateway: Gateway, phrases: Phrases, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Gateway.handle

    async def handle(self: Gateway, incoming: Incoming, on_wait: Any = None) -> Any:
        if incoming.text == "坏":
            raise RuntimeError("as asked")
        return await real(self, incoming, on_wait)

    monkeypatch.setattr(Gateway, "handle", handle)
    await server.say("坏")
    await server.say("你好")
    await server.said(phrases("channel_unavailable"), "好的")


# --- news ------------------------------------------------------------------------------------------------------------


def tell(database: Database, account: str = "tg:7", person: str = "李梅") -> None:
    values = {"organisation": "甲社区红十字会", "person": person, "kind": "会员"}
    buttons: notices.Buttons = [("channel_accept", {"say": "同意"})]
    with database.session() as session:
        notices.add(session, account, "channel_application", values, NOW, buttons=buttons)


def is_free(database: Database) -> bool:
    """Whether no push holds a notice."""
    with database.session() as session:
        return not session.query(NoticeRow).filter(NoticeRow.pushed_at.is_not(None)).count()


async def test_a_notice_is_pushed_once_with_its_buttons(
    bot: TelegramChannel, server: FakeTelegram, database: Database, rasa: FakeRasa, phrases: Phrases
) -> None:
    await server.say("你好")
    await server.said("好的")
    tell(database)
    await server.until(lambda: len(server.texts) == 2)
    assert "李梅" in server.texts[1]
    [[button]] = server.of("sendMessage")[1]["reply_markup"]["inline_keyboard"]
    assert button["text"] == phrases("channel_accept")
    await server.press(button["callback_data"], markup={"inline_keyboard": [[button]]})
    await server.until(lambda: len(server.texts) == 3 and not server.updates)
    assert rasa.texts == ["你好", "同意"]
    await server.say("在吗")
    await server.until(lambda: len(server.texts) == 4 and not server.updates)
    assert [text for text in server.texts if "李梅" in text] == [server.texts[1]]


async def test_what_was_claimed_before_a_kill_is_told_and_marked_as_possibly_a_repeat(
    bot: TelegramChannel, server: FakeTelegram, database: Database, phrases: Phrases, clock: Clock
) -> None:
    await server.say("你好")
    await server.said("好的")
    with database.session() as session:
        values = {"organisation": "甲社区红十字会", "person": "李梅", "kind": "会员"}
        notices.add(session, "tg:7", "channel_application", values, NOW)
        session.flush()
        assert notices.take_for_pushing(session, clock(), 1, 9)  # and no word of what came of it
    clock.forward(notices.LEASE)
    await server.until(lambda: len(server.texts) == 2)
    assert server.texts[1] == phrases("channel_maybe_told", said=phrases("channel_application", **values))


async def test_a_notice_is_not_pushed_to_a_chat_that_was_left_for_another_way_in(
    bot: TelegramChannel, server: FakeTelegram, database: Database, gateway: Gateway, clock: Clock
) -> None:
    await server.say("你好")
    await server.said("好的")
    await server.say("你好", user=8, chat=8)
    await server.said("好的", "好的")
    clock.forward(timedelta(minutes=1))
    await gateway.handle(Incoming("tg:7", "web", "w1", "你好"))
    tell(database)
    tell(database, "tg:8", "陈静")
    await server.until(lambda: len(server.texts) == 3)
    assert "陈静" in server.texts[2]
    assert any("李梅" in reply.text for reply in await gateway.handle(Incoming("tg:7", "web", "w2", "在吗")))


async def test_who_blocked_us_gets_nothing_pushed_and_is_told_on_coming_back(
    bot: TelegramChannel, server: FakeTelegram, database: Database
) -> None:
    await server.say("你好")
    await server.said("好的")
    server.planned["sendMessage"] = [refusal(403, "Forbidden: bot was blocked by the user")]
    tell(database)
    await server.until(lambda: len(server.texts) == 2)
    await _until(lambda: row(database).blocked_at)
    tell(database, person="陈静")
    await server.say("在吗", user=8, chat=8)
    await server.until(lambda: len(server.texts) == 3 and not server.updates)
    assert not any("陈静" in text for text in server.texts)
    await server.say("我回来了")
    await server.until(lambda: sum("陈静" in text for text in server.texts) == 1 and not server.updates)
    assert sum("李梅" in text for text in server.texts) == 2, "the one that was refused, and the one that arrived"
    assert row(database).blocked_at is None


async def test_who_blocked_us_is_told_on_the_web_page(
    bot: TelegramChannel, server: FakeTelegram, database: Database, gateway: Gateway
) -> None:
    await server.say("你好")
    await server.said("好的")
    server.planned["sendMessage"] = [refusal(403, "Forbidden: bot was blocked by the user")]
    tell(database)
    await _until(lambda: row(database).blocked_at and is_free(database))  # the push gives it back afterwards
    replies = await gateway.handle(Incoming("tg:7", "web", "w1", "在吗"))
    assert [one.text for one in replies if "李梅" in one.text]
    replies = await gateway.handle(Incoming("tg:7", "web", "w2", "在吗"))
    assert not [one.text for one in replies if "李梅" in one.text]


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
async def test_blocking_and_taking_back_are_noticed(
    bot: TelegramChannel, server: FakeTelegram, database: Database, status: str, blocked: bool
) -> None:
    member = {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}
    change = {"chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False, "first_name": "王"}, "date": 1}
    await server.say("你好")
    await server.said("好的")
    await server.send(my_chat_member={**change, "old_chat_member": {**member}, "new_chat_member": member})
    await server.until(lambda: not server.updates)
    assert bool(row(database).blocked_at) is blocked


# --- webhook ---------------------------------------------------------------------------------------------------------


async def test_by_webhook_updates_come_to_us_and_only_from_telegram(
    server: FakeTelegram, gateway: Gateway, database: Database, settings: Settings, rasa: FakeRasa
) -> None:
    hooked = settings.model_copy(update={"telegram_webhook": "https://boai.example/hook"})
    made = telegram.build(gateway, database, hooked)
    assert made
    app = FastAPI()
    app.include_router(made.router())
    update = {"update_id": 9, "message": server.message(text="你好")}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        made.start()
        await server.until(lambda: server.of("setWebhook"))
        [hook] = server.of("setWebhook")
        assert hook["url"] == "https://boai.example/hook"
        secret = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
        await _until(made._ready.is_set)
        assert (await http.post("/hook", json=update)).status_code == 403
        assert (await http.post("/hook", json=update, headers={**secret, "X-Telegram-Bot-Api-Secret-Token": "x"})
                ).status_code == 403  # fmt: skip
        assert (await http.post("/hook", content=b"{", headers=secret)).status_code == 400
        assert rasa.asked == []
        for _ in range(2):
            assert (await http.post("/hook", json=update, headers=secret)).status_code == 204
        await made.stop()
    assert (server.texts, rasa.texts) == (["好的"], ["你好"])
    assert server.offsets == []


def test_without_a_token_there_is_no_channel(gateway: Gateway, database: Database, tmp_path: Path) -> None:
    for token in (None, SecretStr("")):
        assert telegram.build(gateway, database, Settings(home=tmp_path, telegram_token=token)) is None


def _logged(logs: Any, event: str) -> bool:
    return any(one["event"] == event for one in logs)


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)
