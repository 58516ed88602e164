"""Photos of activities: kept loose, of a draft, of an activity; shown to who may see it; withdrawn, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from bot.core.activities import ActivityStatus
from bot.core.drafts import DraftStatus
from bot.core.errors import PermissionDeniedError, PhotoError
from bot.core.permissions import Action, Reach, reach
from bot.services.pictures import Picture, Uploads
from bot.services.work import Work
from bot.store import activities, drafts
from bot.store.tables import ActivityRow, DraftRow, PhotoRow

MOST: Final = 9  # of one activity
MOST_LOOSE: Final = 45  # of one conversation within a month
NEAR: Final = timedelta(minutes=30)  # so long before or after its report a picture is taken to belong to it
KEPT_LOOSE: Final = timedelta(days=30)
KEY: Final = "photos"  # the numbers of its pictures in a draft of a report
REPORT: Final = "report"  # the kind of draft that takes pictures


class Place(StrEnum):
    """Where pictures that were sent went."""

    DRAFT = "draft"
    ACTIVITY = "activity"
    LOOSE = "loose"


@dataclass(frozen=True)
class Placed:
    """What became of pictures that were sent together. `count` are there now, `over` were too many."""

    place: Place
    count: int
    over: int
    ids: tuple[int, ...] = ()
    files: tuple[str, ...] = ()
    day: date | None = None
    kind: str = ""


def demand_reporter(work: Work) -> None:
    """Raises PermissionDeniedError for somebody who may report nowhere: pictures are kept for reports alone."""
    if not any(reach(grant.role, Action.REPORT) is not Reach.NONE for grant in work.who.grants):
        raise PermissionDeniedError(f"{work.account_id}: reports nowhere")


def keep(work: Work, uploads: Uploads, picture: Picture) -> str:
    """Keep a picture that belongs to nothing yet; the name of its file. The same one again is kept once.

    Raises PermissionDeniedError; PhotoError `full` for one who sends them without reporting.
    """
    demand_reporter(work)
    loose = activities.loose_photos(work.session, work.account_id, work.who.channel, work.now - KEPT_LOOSE)
    if same := next((row for row in loose if row.sha256 == picture.sha256), None):
        same.sent_at = work.now
        return same.file
    if len(loose) >= MOST_LOOSE:
        raise PhotoError("full")
    file = uploads.keep(picture)
    row = PhotoRow(
        account_id=work.account_id, chat=work.who.channel, file=file, sha256=picture.sha256, sent_at=work.now
    )
    activities.add_photo(work.session, row)
    return file


def place(work: Work, files: Sequence[str]) -> Placed:
    """Put pictures where they belong: to the report that is being talked about, else to the one saved a moment ago.

    Names that are no loose picture of this conversation are passed over. Raises PermissionDeniedError.
    """
    demand_reporter(work)
    rows = [row for file in files if (row := _own_loose(work, file))]
    account_id, chat = work.account_id, work.who.channel
    if draft := drafts.latest(work.session, account_id, chat, DraftStatus.OPEN, (REPORT,)):
        return _into_draft(work, draft, rows)
    saved = drafts.latest(work.session, account_id, chat, DraftStatus.SAVED, (REPORT,))
    numbers = (saved.result or {}).get("activities", []) if saved and work.now - saved.changed_at <= NEAR else []
    activity = work.session.get(ActivityRow, numbers[0]) if numbers else None
    if activity is None or not _takes_photos(work, activity):
        return Placed(Place.LOOSE, len(rows), 0, tuple(row.id for row in rows), tuple(row.file for row in rows))
    new = attach(work, activity.id, [row.id for row in rows])
    taken = activities.photos(work.session, new)
    over = len(loose(work, [row.id for row in rows]))
    return Placed(
        Place.ACTIVITY, len(activities.photos_of(work.session, activity.id)), over, tuple(new),
        tuple(row.file for row in taken), activity.date, activity.activity_type,
    )  # fmt: skip


def _into_draft(work: Work, draft: DraftRow, rows: Sequence[PhotoRow]) -> Placed:
    content = drafts.content_of(work.personal, draft)
    before = [row.id for row in loose(work, content.get(KEY, []))]
    fresh = [row for row in rows if row.id not in before]
    taken = fresh[: max(0, MOST - len(before))]
    content[KEY] = [*before, *(row.id for row in taken)]
    drafts.keep(work.personal, draft, content, draft.asked, work.now)
    work.session.flush()
    shown = [row for row in rows if row.id in content[KEY]]
    return Placed(
        Place.DRAFT, len(content[KEY]), len(rows) - len(shown), tuple(row.id for row in taken),
        tuple(row.file for row in shown),
    )  # fmt: skip


def waiting(work: Work) -> list[int]:
    """The pictures that a report begun now takes along: sent in the last half hour, of no other report."""
    account_id, chat = work.account_id, work.who.channel
    others: set[int] = set()
    for status in (DraftStatus.OPEN, DraftStatus.PARKED):
        if draft := drafts.latest(work.session, account_id, chat, status, (REPORT,)):
            others.update(drafts.content_of(work.personal, draft).get(KEY, []))
    rows = activities.loose_photos(work.session, account_id, chat, work.now - NEAR)
    return [row.id for row in rows if row.id not in others][-MOST:]


def loose(work: Work, ids: Sequence[int]) -> list[PhotoRow]:
    """Those of these pictures of one's own that belong to no activity yet."""
    rows = activities.photos(work.session, ids) if ids else []
    return [row for row in rows if row.account_id == work.account_id and row.activity_id is None]


def attach(work: Work, activity_id: int, ids: Sequence[int]) -> list[int]:
    """Give an activity these loose pictures, at most nine altogether and each once; the numbers of the new ones.

    Raises PermissionDeniedError.
    """
    rows = loose(work, ids)
    if not rows:
        return []
    activity = work.session.get_one(ActivityRow, activity_id)
    work.demand(Action.REPORT, activity.organisation_id)
    there = activities.photos_of(work.session, activity_id)
    known, new = {row.sha256 for row in there}, []
    for row in rows:
        if row.sha256 in known:
            row.withdrawn_at = work.now  # the activity has it already
        elif len(known) < MOST:
            row.activity_id = activity_id
            known.add(row.sha256)
            new.append(row.id)
    work.session.flush()
    if new:
        work.log("attach_photos", "activity", activity_id, activity.organisation_id, after={"photos": len(new)})
    return new


def withdraw(work: Work, ids: Sequence[int]) -> None:
    """Take pictures of one's own back: nobody sees them any more; the files go with the daily forgetting."""
    rows = [row for row in activities.photos(work.session, ids) if row.account_id == work.account_id]
    for row in rows:
        row.withdrawn_at = work.now
    work.session.flush()
    for activity_id in sorted({row.activity_id for row in rows if row.activity_id is not None}):
        activity = work.session.get_one(ActivityRow, activity_id)
        count = sum(row.activity_id == activity_id for row in rows)
        work.log("withdraw_photos", "activity", activity_id, activity.organisation_id, before={"photos": count})


def withdraw_all(work: Work, activity_id: int) -> None:
    """Take back the pictures of an activity that is withdrawn; its log entry stands for theirs."""
    for row in activities.photos_of(work.session, activity_id):
        row.withdrawn_at = work.now
    work.session.flush()


def detach(work: Work, ids: Sequence[int]) -> int:
    """Pictures of one's own wait for another activity again; how many. Raises PermissionDeniedError."""
    demand_reporter(work)
    rows = [row for row in activities.photos(work.session, ids) if row.account_id == work.account_id]
    for row in rows:
        if row.activity_id is not None:
            activity = work.session.get_one(ActivityRow, row.activity_id)
            work.log("withdraw_photos", "activity", activity.id, activity.organisation_id, before={"photos": 1})
        row.activity_id, row.sent_at = None, work.now
    work.session.flush()
    return len(rows)


def of_activity(work: Work, activity_id: int) -> list[str]:
    """The files of an activity's pictures. Raises PermissionDeniedError unless the actor may see it."""
    activity = work.session.get(ActivityRow, activity_id)
    if activity is None or not _may_see(work, activity):
        raise PermissionDeniedError(f"{work.account_id}: photos of activity {activity_id}")
    return [row.file for row in activities.photos_of(work.session, activity_id)]


def may_see(work: Work, file: str) -> bool:
    """Whether the actor may see a picture: a loose one is its sender's alone."""
    row = activities.photo_named(work.session, file)
    if row is None:
        return False
    if row.activity_id is None:
        return row.account_id == work.account_id
    return _may_see(work, work.session.get_one(ActivityRow, row.activity_id))


def forget_old(session: Session, uploads: Uploads, now: datetime) -> list[str]:
    """Forget the pictures that were loose, or withdrawn, for thirty days.

    The files to delete once that is committed: theirs, and those that no row names.
    """
    gone = activities.forget_photos(session, now - KEPT_LOOSE)
    return gone + uploads.unknown(activities.photo_files(session) | set(gone), now)


def _own_loose(work: Work, file: str) -> PhotoRow | None:
    row = activities.photo_named(work.session, file)
    own = row is not None and (row.account_id, row.chat) == (work.account_id, work.who.channel)
    return row if own and row is not None and row.activity_id is None else None


def _takes_photos(work: Work, activity: ActivityRow) -> bool:
    return activity.status != ActivityStatus.WITHDRAWN and work.permits(Action.REPORT, activity.organisation_id)


def _may_see(work: Work, activity: ActivityRow) -> bool:
    """Who sees the numbers of an activity sees its pictures; of one that was returned, only who reports there."""
    if activity.status == ActivityStatus.WITHDRAWN:
        return False
    wanted = Action.REPORT if activity.status == ActivityStatus.RETURNED else Action.SEE_NUMBERS
    return work.permits(wanted, activity.organisation_id)
