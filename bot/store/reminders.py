"""Personal reminders: reading and writing. Their text is encrypted."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.core.reminders import LIVE, ReminderStatus, Repeat, Repeats
from bot.store.personal import PersonalData
from bot.store.tables import ReminderRow

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
    """The reminders whose moment has come, oldest first."""
    query = select(ReminderRow).filter_by(status=ReminderStatus.WAITING).where(ReminderRow.due <= now)
    return list(session.scalars(query.order_by(ReminderRow.due, ReminderRow.id).limit(limit)))


def told(session: Session, row: ReminderRow, now: datetime, following: datetime | None) -> bool:
    """Claim a reminder that is due: told, or waiting for its `following` time; False when it was claimed already."""
    changes = {"told_at": now, "due": following} if following else {"told_at": now, "status": ReminderStatus.TOLD}
    query = update(ReminderRow).where(
        ReminderRow.id == row.id, ReminderRow.status == ReminderStatus.WAITING, ReminderRow.due == row.due
    )
    claimed = session.scalar(query.values(**changes).returning(ReminderRow.id)) is not None
    session.refresh(row)
    return claimed


def forget_before(session: Session, moment: datetime) -> None:
    """Delete the reminders that were done with or cancelled and whose time was before a moment."""
    session.execute(delete(ReminderRow).where(ReminderRow.status.not_in(LIVE), ReminderRow.due < moment))


def rewrite(session: Session, old: PersonalData, new: PersonalData) -> None:
    """Encrypt all under another key."""
    for row in session.scalars(select(ReminderRow)):
        row.text = new.encrypt(_TEXT, old.decrypt(_TEXT, row.text))
