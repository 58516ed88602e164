"""What is written anew on Telegram: messages that users edit, and pages that we turn in place."""

from typing import Any

import pytest

from bot.channels.gateway import Gateway, Incoming
from bot.channels.phrases import Phrases
from bot.channels.telegram.channel import TelegramChannel
from bot.store import drafts
from bot.store.database import Database
from bot.store.tables import ButtonRow
from tests.channels.conftest import PERSONAL, FakeRasa, says
from tests.channels.fake_telegram import FakeTelegram, refusal
from tests.conftest import NOW

ME = "tg:7"


async def edit(server: FakeTelegram, number: int, text: str, moment: int = 60, **more: Any) -> None:
    message = server.message(text=text, **more)
    await server.send(edited_message={**message, "message_id": number, "edit_date": 1_795_000_000 + moment})
    await server.until(lambda: not server.updates)


def keyboard(server: FakeTelegram) -> list[dict[str, str]]:
    """The buttons of the last message."""
    return [button for row in server.of("sendMessage")[-1]["reply_markup"]["inline_keyboard"] for button in row]


def begin_a_report(database: Database) -> None:
    with database.session() as session:
        drafts.add(session, PERSONAL, ME, ME, "report", {"records": []}, NOW)


async def test_an_edit_is_offered_and_done_when_it_is_taken(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases
) -> None:
    number = await server.say("社区多久换届")
    await server.say("谢谢")
    await server.said("好的", "好的")
    await edit(server, number, "学校多久换届")
    await server.said("好的", "好的", phrases("channel_edited", said="学校多久换届"))
    assert rasa.texts == ["社区多久换届", "谢谢"]
    [button] = keyboard(server)
    assert button["text"] == phrases("channel_edited_as_said")
    await server.press(button["callback_data"])
    await server.until(lambda: len(server.texts) == 4 and not server.updates)
    assert rasa.texts[-1] == "学校多久换届"


async def test_an_edit_of_a_report_in_hand_is_offered_as_a_correction(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, database: Database
) -> None:
    number = await server.say("昨天救护培训30人参加")
    await server.said("好的")
    begin_a_report(database)
    await edit(server, number, "昨天救护培训40人参加")
    [button] = keyboard(server)
    assert button["text"] == "人数改成40人"
    await server.press(button["callback_data"])
    await server.until(lambda: len(server.texts) == 3 and not server.updates)
    assert rasa.texts[-1] == "人数改成40人"


async def test_what_is_changed_beside_the_words_is_no_edit(bot: TelegramChannel, server: FakeTelegram) -> None:
    """Telegram tells of a link's preview as of an edit."""
    number = await server.say("社区多久换届")
    await server.said("好的")
    await edit(server, number, "社区多久换届 ")
    assert server.texts == ["好的"]


@pytest.mark.parametrize("text", ["/restart", "绑定 ABCD-EFGH"])
async def test_commands_and_codes_are_to_be_sent_anew(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, phrases: Phrases, text: str
) -> None:
    number = await server.say("你好")
    await server.said("好的")
    await edit(server, number, text)
    await server.said("好的", phrases("channel_edited_anew"))
    assert rasa.texts == ["你好"]


async def test_a_personal_number_in_an_edit_is_kept_nowhere_in_clear(
    bot: TelegramChannel, server: FakeTelegram, database: Database, rasa: FakeRasa
) -> None:
    number = await server.say("登记会员王芳")
    await server.said("好的")
    await edit(server, number, "登记会员王芳，13900001234")
    assert "139****1234" in server.texts[-1]
    [button] = keyboard(server)
    with database.session() as session:
        row = session.get_one(ButtonRow, button["callback_data"])
        assert "13900001234" not in str(row.press)
    await server.press(button["callback_data"])
    await server.until(lambda: len(server.texts) == 3 and not server.updates)
    assert "⟦n:" in rasa.texts[-1]


async def test_an_edit_in_a_group_is_not_answered(bot: TelegramChannel, server: FakeTelegram) -> None:
    await edit(server, 3, "@boai_bot 社区多久换届", chat=-1001)
    assert server.texts == []


# --- pages -----------------------------------------------------------------------------------------------------------


def page(number: int) -> dict[str, Any]:
    payload = {"task": "query_members", "about": f"名单 #第{number + 1}页", "turns": True}
    return {"text": f"第{number}页的名单", "buttons": [{"title": f"第{number + 1}页", "payload": payload}]}


async def test_a_page_is_turned_in_place(bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa) -> None:
    rasa.answers = [says(page(1)), says(page(2)), says(page(3))]
    await server.say("会员名单")
    await server.said("第1页的名单")
    await server.press(keyboard(server)[0]["callback_data"], message_id=55)
    await server.until(lambda: server.of("editMessageText") and not server.updates)
    [turned] = server.of("editMessageText")
    assert (turned["message_id"], turned["text"]) == ("55", "第2页的名单")
    [[button]] = turned["reply_markup"]["inline_keyboard"]
    assert button["text"] == "第3页"
    assert (server.texts, server.of("editMessageReplyMarkup")) == (["第1页的名单"], [])


async def test_a_page_that_cannot_be_turned_in_place_is_sent_and_the_old_buttons_closed(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa
) -> None:
    rasa.answers = [says(page(1)), says(page(2))]
    await server.say("会员名单")
    await server.said("第1页的名单")
    server.planned["editMessageText"] = [refusal(400, "Bad Request: message can't be edited")]
    await server.press(keyboard(server)[0]["callback_data"], message_id=55)
    await server.said("第1页的名单", "第2页的名单")
    assert len(server.of("editMessageReplyMarkup")) == 1


async def test_what_a_turned_page_was_is_known_after_a_restart(gateway: Gateway, rasa: FakeRasa) -> None:
    rasa.answers = [says(page(1)), says(page(2))]
    [first] = await gateway.handle(Incoming(ME, ME, "1", "会员名单", may_be_new=True))
    press = Incoming(ME, ME, "2", press=first.buttons[0][1])
    answered = await gateway.handle(press)
    assert [one.in_place for one in answered] == [True]
    assert await gateway.handle(press) == answered
    assert not first.in_place
