"""Pictures on Telegram: sent by users into their reports, shown by the bot."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.gateway import Gateway
from bot.channels.phrases import Phrases
from bot.channels.telegram import outbox
from bot.channels.telegram.channel import TelegramChannel
from bot.core.accounts import Account, Role
from bot.services import pictures
from bot.services.files import Files
from bot.services.pictures import Uploads
from bot.settings import Settings
from bot.store import accounts, activities
from bot.store.accounts import Grant
from bot.store.database import Database
from bot.store.tables import ActivityRow, PhotoRow
from tests.channels.conftest import FakeRasa, says
from tests.channels.fake_telegram import CUT, FakeTelegram, refusal
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_photos import drawn

ME = "tg:7"
GROUP = -1001


@pytest.fixture
def secretary(gateway: Gateway, database: Database, tmp_path: Path) -> int:
    """User 7 reports for a branch; its number."""
    gateway._uploads = Uploads(tmp_path / "uploads")
    with database.session() as session:
        ids = plant(session)
        accounts.save(session, Account(ME, Role.SECRETARY), NOW)
        session.flush()
        accounts.add_grant(session, ME, Grant(Role.SECRETARY, ids[1]), NOW.date(), "test")
    return ids[1]


def kept(database: Database) -> list[PhotoRow]:
    with database.session() as session:
        return list(session.scalars(select(PhotoRow).order_by(PhotoRow.id)))


async def sent(server: FakeTelegram, number: int, user: int = 7, chat: int = 7, **more: Any) -> None:
    """A picture of its own is sent."""
    picture = server.picture(f"f{number}", drawn(size=(60 + number, 40)))
    await server.send(message=server.message(user, chat, photo=picture, **more))


async def settled(server: FakeTelegram, calls: int) -> None:
    await server.until(lambda: not server.updates and len(server.of("sendMessage")) >= calls)


# --- coming in -------------------------------------------------------------------------------------------------------


async def test_a_picture_is_kept_in_its_largest_size_and_its_sender_told_where(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, rasa: FakeRasa, phrases: Phrases
) -> None:
    await sent(server, 1)
    await server.said(phrases("channel_photo_loose", count=1))
    [row] = kept(database)
    assert (row.account_id, row.chat, row.activity_id) == (ME, ME, None)
    assert server.of("getFile") == [{"file_id": "f1"}]
    assert server.of("sendPhoto") == [], "he sees it above"
    assert rasa.asked == []


async def test_an_album_is_answered_in_one_message_and_counts_up(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, phrases: Phrases
) -> None:
    for number in (1, 2, 3):
        await sent(server, number, media_group_id="9")
    await server.until(lambda: len(server.of("editMessageText")) == 2 and not server.updates)
    assert server.texts == [phrases("channel_photo_loose", count=1)]
    assert len(kept(database)) == 3
    await sent(server, 4, media_group_id="10")
    await settled(server, 2)
    assert len(server.texts) == 2


async def test_where_the_first_answer_of_an_album_is_gone_a_new_one_is_written(
    secretary: int, bot: TelegramChannel, server: FakeTelegram
) -> None:
    server.planned["editMessageText"] = [refusal(400, "Bad Request: message to edit not found")]
    for number in (1, 2):
        await sent(server, number, media_group_id="9")
    await settled(server, 2)


async def test_the_caption_is_said_first_so_that_the_report_it_begins_takes_the_picture(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, rasa: FakeRasa, phrases: Phrases
) -> None:
    rasa.answers = [says("请核对")]
    await sent(server, 1, caption="昨天义诊30人")
    await server.said("请核对", phrases("channel_photo_loose", count=1))
    assert rasa.texts == ["昨天义诊30人"]


async def test_a_picture_sent_as_a_file_is_one_and_another_file_is_none(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, phrases: Phrases
) -> None:
    server.files["d"] = drawn("PNG")
    document = {"file_id": "d", "file_unique_id": "u", "mime_type": "image/png", "file_size": 99}
    await server.send(message=server.message(document=document))
    await server.said(phrases("channel_photo_loose", count=1))
    await server.send(message=server.message(document={**document, "mime_type": "application/pdf"}))
    await server.said(phrases("channel_photo_loose", count=1), phrases("channel_telegram_unreadable"))
    assert len(kept(database)) == 1


async def test_nothing_is_fetched_from_who_reports_nowhere(
    bot: TelegramChannel, server: FakeTelegram, database: Database, phrases: Phrases
) -> None:
    await sent(server, 1)
    await server.said(phrases("channel_photo_denied"))
    assert (server.of("getFile"), kept(database)) == ([], [])


async def test_one_that_is_too_big_is_not_fetched(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, phrases: Phrases
) -> None:
    await server.send(message=server.message(photo=server.picture("f", b"", size=pictures.LARGEST + 1)))
    await server.said(phrases("channel_photo_size"))
    assert server.of("getFile") == []


BROKEN = [
    pytest.param(b"GIF89a", None, "channel_photo_kind", id="kind"),
    pytest.param(b"\xff\xd8\xffnothing", None, "channel_photo_broken", id="broken"),
    pytest.param(b"", refusal(400, "Bad Request: wrong file_id"), "channel_photo_broken", id="gone"),
]


@pytest.mark.parametrize(("data", "planned", "phrase"), BROKEN)
async def test_what_is_no_fit_picture_is_told_so(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, phrases: Phrases,
    data: bytes, planned: Any, phrase: str,
) -> None:  # fmt: skip
    server.planned["getFile"] = [planned] if planned else []
    await server.send(message=server.message(photo=server.picture("f", data)))
    await server.said(phrases(phrase))
    assert kept(database) == []


async def test_one_whose_fetching_broke_off_is_fetched_again_and_kept_once(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, phrases: Phrases
) -> None:
    server.planned["download"] = [CUT, CUT]
    await sent(server, 1)
    await server.said(phrases("channel_photo_loose", count=1))
    assert len(kept(database)) == 1


async def test_one_whose_answer_did_not_get_out_is_answered_later_and_kept_once(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_DELAY", 0.01)
    server.planned["sendMessage"] = [CUT] * outbox.TRIES
    await sent(server, 1)
    await server.until(lambda: len(server.texts) == outbox.TRIES + 1 and not server.updates)
    assert len(kept(database)) == len(server.of("download")) == 1


async def test_a_picture_in_a_group_is_nobodys(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database
) -> None:
    caption = {"caption": "@boai_bot", "caption_entities": [{"type": "mention", "offset": 0, "length": 9}]}
    await sent(server, 1, chat=GROUP, **caption)
    await server.until(lambda: not server.updates)
    assert (server.texts, server.of("getFile"), kept(database)) == ([], [], [])


# --- going out -------------------------------------------------------------------------------------------------------


def held(database: Database, folder: Path, branch: int, count: int) -> list[str]:
    """Pictures of an activity that was held; the names of their files."""
    uploads = Uploads(folder / "uploads")
    with database.session() as session:
        row = ActivityRow(
            organisation_id=branch, date=NOW.date(), activity_type="志愿服务", status="held", participants=3,
            request="r", reported_by=ME, reported_at=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        names = [uploads.keep(pictures_of(number)) for number in range(count)]
        for number, file in enumerate(names):
            activities.add_photo(
                session,
                PhotoRow(account_id=ME, chat="web", file=file, sha256=f"{number:064}", activity_id=row.id, sent_at=NOW),
            )
    return names


def pictures_of(number: int) -> pictures.Picture:
    return pictures.drawn_anew(drawn(size=(60 + number, 40)))


@pytest.mark.parametrize(("count", "calls"), [(1, ["sendPhoto"]), (3, ["sendMediaGroup"])])
async def test_pictures_of_an_activity_are_shown(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, rasa: FakeRasa, tmp_path: Path,
    count: int, calls: list[str],
) -> None:  # fmt: skip
    names = held(database, tmp_path, secretary, count)
    rasa.answers = [says({"text": "照片：", "custom": {"photos": names}})]
    await server.say("看照片")
    await server.until(lambda: server.of(calls[0]) and not server.updates)
    assert [method for method, _ in server.calls if method.startswith("send")] == ["sendMessage", *calls]


async def test_who_may_not_see_them_gets_none_and_a_group_neither(
    secretary: int, bot: TelegramChannel, server: FakeTelegram, database: Database, rasa: FakeRasa, tmp_path: Path,
    phrases: Phrases,
) -> None:  # fmt: skip
    names = held(database, tmp_path, secretary, 1)
    rasa.answers = [says({"text": "照片：", "custom": {"photos": names}})]
    await server.say("看照片", user=8, chat=8)
    await server.said("照片：", phrases("web_photo_gone"))
    assert server.of("sendPhoto") == []


PICTURE_FILES = [
    pytest.param(None, ["sendPhoto"], id="shown"),
    pytest.param(
        refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), ["sendPhoto", "sendDocument"], id="as a file"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("planned", "calls"), PICTURE_FILES)
async def test_a_file_that_is_a_picture_is_shown_and_sent_as_a_file_where_it_cannot_be(
    bot: TelegramChannel, server: FakeTelegram, rasa: FakeRasa, settings: Settings, planned: Any, calls: list[str]
) -> None:
    server.planned["sendPhoto"] = [planned] if planned else []
    path = Files(settings.files_folder).new(ME, "活动统计图", "png")
    path.write_bytes(drawn("PNG"))
    rasa.answers = [says({"text": "做好了", "custom": {"files": [str(path)]}})]
    await server.say("画个图")
    await server.until(lambda: server.of(calls[-1]) and not server.updates)
    assert [method for method, _ in server.calls if method.startswith("send")] == ["sendMessage", *calls]
