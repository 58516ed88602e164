"""Photos: what is taken, where they go, who sees them, how they go."""

import io
import os
import random
import stat
import struct
import zlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.activities import ActivityFacts, ActivityType
from bot.core.errors import PermissionDeniedError, PhotoError
from bot.services import activities, drafts, photos, pictures
from bot.services.photos import Place
from bot.services.pictures import Picture, Uploads, drawn_anew
from bot.services.reporting import ReportForm
from bot.services.work import Work
from bot.store.database import Database
from bot.store.tables import PhotoRow
from tests.services.test_permission import plant
from tests.services.test_register import worker

FORM = ReportForm()
FACTS = ActivityFacts(date=date(2026, 11, 20), activity_type=ActivityType.FIRST_AID_TRAINING, participants=30)
REPORT = "昨天上午救护培训，30人参加"


def drawn(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, random.Random(kind).randint(10, 90)).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def with_place_and_turned() -> bytes:
    """As a phone writes it: lying on its side, with the place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "MadeUpPhone"
    exif.get_ifd(0x8825)[2] = (30.0, 1.0, 2.0)
    return drawn(size=(64, 48), exif=exif)


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_told_by_its_bytes_and_drawn_anew(kind: str) -> None:
    kept = drawn_anew(drawn(kind))
    assert kept.ending == pictures.ENDINGS[kind]
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert (shown.format, shown.size) == (kind, (64, 48))


def test_nothing_that_a_camera_writes_is_kept() -> None:
    came = with_place_and_turned()
    assert b"MadeUpPhone" in came
    kept = drawn_anew(came)
    assert b"MadeUpPhone" not in kept.data
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert not shown.getexif()
        assert "exif" not in shown.info
        assert shown.size == (48, 64)  # upright as it was meant


def test_words_in_a_png_and_what_follows_the_picture_are_not_kept() -> None:
    word = b"tEXt" + b"Comment\x00secret"
    chunk = struct.pack(">I", len(word) - 4) + word + struct.pack(">I", zlib.crc32(word))
    came = drawn("PNG")
    kept = drawn_anew(came[:33] + chunk + came[33:] + b"<script>alert(1)</script>")
    assert b"secret" not in kept.data
    assert b"script" not in kept.data


def test_a_large_picture_is_made_small() -> None:
    with Image.open(io.BytesIO(drawn_anew(drawn(size=(4000, 1000))).data)) as shown:
        assert shown.size == (2560, 640)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "kind"),
        (b"GIF89a" + b"\0" * 99, "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"\xff\xd8\xff" + b"nothing", "broken"),
        (drawn()[:300], "broken"),
        (drawn("PNG", (300, 300))[:5000], "broken"),
        (b"\xff\xd8\xff" + b"\0" * pictures.LARGEST, "size"),
    ],
)
def test_what_is_no_fit_picture_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PhotoError) as told:
        drawn_anew(data)
    assert told.value.code == code


def test_a_small_file_of_very_many_pixels_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 9999)), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    with pytest.raises(PhotoError, match="pixels"):
        drawn_anew(bomb)


def test_a_file_is_ours_alone_and_nothing_else_is_opened(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret")
    uploads = Uploads(tmp_path / "uploads")
    name = uploads.keep(drawn_anew(drawn()))
    path = uploads.path(name)
    assert path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [uploads.path(other) for other in ("../key", "key", "", f"../uploads/{name}", name.upper())] == [None] * 5


# --- where they go ----------------------------------------------------------------------------------------------------


class Sender:
    """Somebody who sends pictures and reports in one conversation."""

    def __init__(self, session: Session, folder: Path, role: Role, organisation: int | None, name: str = "one") -> None:
        self.work = worker(session, role, organisation, name)
        self.uploads = Uploads(folder / "uploads")

    def later(self, **time: float) -> None:
        self.work = Work(self.work.session, self.work.personal, self.work.who, self.work.now + timedelta(**time))

    def keep(self, number: int = 0) -> str:
        return photos.keep(self.work, self.uploads, Picture(b"pixels", "jpg", f"{number:064}"))

    def send(self, *numbers: int) -> photos.Placed:
        return photos.place(self.work, [self.keep(number) for number in numbers])

    def begin(self, text: str = REPORT) -> drafts.Open:
        opened = drafts.begin(self.work, FORM.kind, FORM.begin(self.work, text, ""))
        return drafts.keep(self.work, opened, FORM, opened.content)

    def present(self) -> drafts.Open:
        found = drafts.present(self.work.session, self.work.personal, self.work.account_id, "web")
        assert found
        return found

    def commit(self) -> int:
        result = drafts.commit(self.work, self.present(), FORM)
        assert result
        return int(result["activities"][0])

    def undo(self) -> None:
        saved = drafts.saved(self.work.session, self.work.personal, self.work.account_id, "web", self.work.now)
        assert saved
        assert drafts.undo(self.work, saved, FORM)

    def of(self, activity: int) -> int:
        return len(photos.of_activity(self.work, activity))


@pytest.fixture
def sender(database: Database, tmp_path: Path) -> object:
    with database.session() as session:
        ids = plant(session)
        yield Sender(session, tmp_path, Role.SECRETARY, ids[1])


def test_what_is_sent_during_a_draft_is_saved_with_it_and_withdrawn_with_it(sender: Sender) -> None:
    sender.begin()
    assert (sender.send(1, 2).place, sender.send(3).count) == (Place.DRAFT, 3)
    activity = sender.commit()
    assert sender.of(activity) == 3
    names = photos.of_activity(sender.work, activity)
    assert all(photos.may_see(sender.work, name) for name in names)
    sender.undo()
    assert not any(photos.may_see(sender.work, name) for name in names)


def test_the_same_picture_twice_in_a_draft_is_kept_once(sender: Sender) -> None:
    sender.begin()
    sender.send(1)
    assert sender.send(1).count == 1
    assert sender.of(sender.commit()) == 1
    assert len(sender.work.session.query(PhotoRow).all()) == 1


def test_what_is_sent_right_before_goes_along(sender: Sender) -> None:
    assert sender.send(1).place is Place.LOOSE
    sender.later(minutes=20)
    sender.begin()
    assert sender.of(sender.commit()) == 1


def test_what_was_sent_long_before_or_to_another_draft_does_not_go_along(sender: Sender) -> None:
    sender.send(1)
    sender.later(minutes=31)
    sender.begin()
    sender.send(2)
    sender.begin("前天下午慰问老人，40人受益")
    assert sender.of(sender.commit()) == 0


def test_what_is_sent_right_after_goes_to_what_was_saved(sender: Sender) -> None:
    sender.begin()
    activity = sender.commit()
    sender.later(minutes=29)
    placed = sender.send(1, 2)
    assert (placed.place, placed.count, placed.kind) == (Place.ACTIVITY, 2, ActivityType.FIRST_AID_TRAINING)
    assert photos.detach(sender.work, placed.ids) == 2
    assert sender.of(activity) == 0
    sender.later(minutes=2)
    assert sender.send(1).place is Place.LOOSE
    sender.begin("前天下午慰问老人，40人受益")
    assert sender.of(sender.commit()) == 2


def test_a_report_that_was_undone_takes_no_more(sender: Sender) -> None:
    sender.begin()
    sender.commit()
    sender.undo()
    assert sender.send(1).place is Place.LOOSE


def test_no_more_than_nine(sender: Sender) -> None:
    sender.begin()
    first = sender.send(*range(8))
    second = sender.send(20, 21)
    assert (first.count, second.count, second.over) == (8, 9, 1)
    assert sender.of(sender.commit()) == 9
    assert sender.send(30).over == 1


def test_pictures_can_be_dropped_by_word(sender: Sender) -> None:
    draft = sender.begin()
    sender.send(1, 2)
    draft = sender.present()
    taken = FORM.take(sender.work, "照片不要了", draft.content, None)
    assert taken
    assert taken.sure
    drafts.keep(sender.work, draft, FORM, taken.content)
    assert sender.of(sender.commit()) == 0


def test_what_is_no_picture_of_this_conversation_is_passed_over(sender: Sender, tmp_path: Path) -> None:
    other = Sender(sender.work.session, tmp_path, Role.SECRETARY, None, "two")
    other.work = worker(sender.work.session, Role.SECRETARY, sender.work.who.grants[0].organisation_id, "two")
    foreign = other.keep(1)
    sender.begin()
    assert photos.place(sender.work, [foreign, "../key", ""]).count == 0
    assert not photos.may_see(sender.work, foreign)


def test_nobody_fills_the_disk(sender: Sender) -> None:
    for number in range(photos.MOST_LOOSE):
        sender.keep(number)
    with pytest.raises(PhotoError, match="full"):
        sender.keep(1000)


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "organisation", "sees"),
    [
        (Role.COUNTY_OFFICER, 0, True),
        (Role.SECRETARY, 1, True),
        (Role.MEMBER, 1, True),
        (Role.MEMBER, 2, False),
        (Role.SECRETARY, 4, False),
        (Role.VISITOR, None, False),
        (Role.ADMINISTRATOR, None, False),
    ],
)
def test_who_sees_the_numbers_sees_the_pictures(
    database: Database, tmp_path: Path, role: Role, organisation: int | None, sees: bool
) -> None:
    with database.session() as session:
        ids = plant(session)
        sender = Sender(session, tmp_path, Role.SECRETARY, ids[1])
        sender.begin()
        sender.send(1)
        activity = sender.commit()
        [name] = photos.of_activity(sender.work, activity)
        other = worker(session, role, None if organisation is None else ids[organisation], "other")
        assert photos.may_see(other, name) is sees
        if not sees:
            with pytest.raises(PermissionDeniedError):
                photos.of_activity(other, activity)


@pytest.mark.parametrize("role", [Role.VISITOR, Role.MEMBER, Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_only_who_reports_may_send(database: Database, tmp_path: Path, role: Role) -> None:
    with database.session() as session:
        ids = plant(session)
        sender = Sender(session, tmp_path, role, ids[1] if role in (Role.MEMBER, Role.VOLUNTEER) else None)
        with pytest.raises(PermissionDeniedError):
            sender.keep()


# --- forgetting -------------------------------------------------------------------------------------------------------


def test_loose_and_withdrawn_pictures_are_forgotten_after_thirty_days(sender: Sender) -> None:
    kept = activities.record(sender.work, sender.work.who.grants[0].organisation_id, FACTS, "r1")
    gone = activities.record(sender.work, sender.work.who.grants[0].organisation_id, FACTS, "r2")
    names = {what: sender.keep(number) for number, what in enumerate(("loose", "kept", "withdrawn"))}
    for what, activity in (("kept", kept), ("withdrawn", gone)):
        row = sender.work.session.query(PhotoRow).filter_by(file=names[what]).one()
        photos.attach(sender.work, activity.id, [row.id])
    activities.withdraw(sender.work, gone.id)
    stray = sender.uploads.keep(Picture(b"left from a crash", "png", ""))
    fresh = sender.uploads.keep(Picture(b"being written", "png", ""))
    for name, age in ((stray, 2), (fresh, 0)):
        moment = sender.work.now.timestamp() - age * 86400
        os.utime(sender.uploads._folder / name, (moment, moment))
    now = sender.work.now
    assert photos.forget_old(sender.work.session, sender.uploads, now) == [stray]
    later = photos.forget_old(sender.work.session, sender.uploads, now + timedelta(days=31))
    assert set(later) == {names["loose"], names["withdrawn"], stray, fresh}
    sender.uploads.delete(*later)
    assert [path.name for path in sender.uploads._folder.iterdir()] == [names["kept"]]
