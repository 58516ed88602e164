"""Personal reminders: reading and writing. Their text is encrypted."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.core.reminders import LIVE, ReminderStatus, Repeat, Repeats
from bot.store.personal import PersonalData
from bot.store.tables import ReminderRow, ReportDateRow

_TEXT = "reminder"


def add(
    session: Session,
    personal: PersonalData,
    account_id: str,
    chat: str,
    text: str,
    due: datetime,
    repeat: Repeat | None,
    now: datetime,
    request: str | None = None,
) -> ReminderRow:
    """Keep a reminder."""
    row = ReminderRow(
        account_id=account_id, chat=chat, text=personal.encrypt(_TEXT, text), due=due, anchor=due, every=1,
        status=ReminderStatus.WAITING, request=request, set_at=now,
    )  # fmt: skip
    set_repeat(row, repeat)
    session.add(row)
    session.flush()
    return row


def set_repeat(row: ReminderRow, repeat: Repeat | None) -> None:
    """Say how often a reminder comes."""
    row.repeats = repeat.unit if repeat else None
    row.every, row.month_day = (repeat.every, repeat.day) if repeat else (1, None)


def repeat_of(row: ReminderRow) -> Repeat | None:
    """How often a reminder comes; None = once."""
    return Repeat(Repeats(row.repeats), row.every, row.month_day) if row.repeats else None


def text_of(personal: PersonalData, row: ReminderRow) -> str:
    """What it is about, in clear."""
    return personal.decrypt(_TEXT, row.text)


def reword(personal: PersonalData, row: ReminderRow, text: str) -> None:
    """Say anew what it is about."""
    row.text = personal.encrypt(_TEXT, text)


def of_request(session: Session, request: str) -> ReminderRow | None:
    """The reminder that this request has made already."""
    return session.scalar(select(ReminderRow).filter_by(request=request))


def of_account(session: Session, account_id: str) -> list[ReminderRow]:
    """The reminders of an account that wait, or were told and wait for being done, by day."""
    query = select(ReminderRow).filter_by(account_id=account_id).where(ReminderRow.status.in_(LIVE))
    return list(session.scalars(query.order_by(ReminderRow.due, ReminderRow.id)))


def live(session: Session) -> list[ReminderRow]:
    """Everybody's reminders, likewise."""
    return list(session.scalars(select(ReminderRow).where(ReminderRow.status.in_(LIVE)).order_by(ReminderRow.id)))


def due(session: Session, now: datetime, limit: int) -> list[ReminderRow]:
    """The reminders whose moment has come, oldest first. Several workers share them: what one has is not another's."""
    query = select(ReminderRow).filter_by(status=ReminderStatus.WAITING).where(ReminderRow.due <= now)
    query = query.order_by(ReminderRow.due, ReminderRow.id).limit(limit).with_for_update(skip_locked=True)
    return list(session.scalars(query))


def told(session: Session, row: ReminderRow, now: datetime, following: datetime | None) -> bool:
    """Claim a reminder that is due: told, or waiting for its `following` time; False when it was claimed already."""
    changes = {"told_at": now, "due": following} if following else {"told_at": now, "status": ReminderStatus.TOLD}
    query = update(ReminderRow).where(
        ReminderRow.id == row.id, ReminderRow.status == ReminderStatus.WAITING, ReminderRow.due == row.due
    )
    claimed = session.scalar(query.values(**changes).returning(ReminderRow.id)) is not None
    session.refresh(row)
    return claimed


# --- days on which those below report ----------------------------------------------------------------------------


def add_date(
    session: Session, organisation_id: int, title: str, due: date, yearly: bool, by: str, now: datetime, request: str
) -> ReportDateRow:
    """Keep a day by which everything below an organisation reports; the same request again gives what it made."""
    if made := session.scalar(select(ReportDateRow).filter_by(request=request)):
        return made
    row = ReportDateRow(
        organisation_id=organisation_id, title=title, due=due, yearly=yearly, request=request, set_by=by, set_at=now
    )
    session.add(row)
    session.flush()
    return row


def dates(session: Session) -> list[ReportDateRow]:
    """All that were not taken back."""
    return list(session.scalars(select(ReportDateRow).filter_by(withdrawn_at=None).order_by(ReportDateRow.id)))


def dates_of(session: Session, organisation_ids: Collection[int]) -> list[ReportDateRow]:
    """Likewise, of some organisations."""
    query = (
        select(ReportDateRow).filter_by(withdrawn_at=None).where(ReportDateRow.organisation_id.in_(organisation_ids))
    )
    return list(session.scalars(query.order_by(ReportDateRow.due, ReportDateRow.id)))


def forget_before(session: Session, moment: datetime) -> None:
    """Delete the reminders that were done with or cancelled and whose time was before a moment."""
    session.execute(delete(ReminderRow).where(ReminderRow.status.not_in(LIVE), ReminderRow.due < moment))


def rewrite(session: Session, old: PersonalData, new: PersonalData) -> None:
    """Encrypt all under another key."""
    for row in session.scalars(select(ReminderRow)):
        row.text = new.encrypt(_TEXT, old.decrypt(_TEXT, row.text))
