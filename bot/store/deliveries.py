"""What has been told by computed reminders, to whom; what waits for the next roundup; what nobody wants to hear."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.core.reminders import DeliveryStatus, Key, Quiet, Rule
from bot.store.tables import ComputedDayRow, DeliveryRow, MuteRow, QuietHoursRow, RoundupRow, Table

ALL = ""  # the rule of a mute that stands for all


def _insert(session: Session, table: type[Table], values: dict[str, Any]) -> bool:
    """Put a row in unless its unique key is taken: the claim that two processes at once cannot both make."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = make(table).values(**values).on_conflict_do_nothing()
    return bool(session.execute(query).rowcount)  # type: ignore[attr-defined]


def claim(session: Session, key: Key, level: int, phrase: str, values: dict[str, Any], now: datetime) -> bool:
    """Claim a reminder; False when it was claimed before, or a later stage of it."""
    same = (
        DeliveryRow.rule == key.rule, DeliveryRow.subject == key.subject, DeliveryRow.reference == key.reference,
        DeliveryRow.recipient == key.recipient,
    )  # fmt: skip
    if session.scalar(select(exists().where(*same, DeliveryRow.stage >= key.stage))):
        return False
    made = {
        "rule": key.rule, "subject": key.subject, "reference": key.reference, "stage": key.stage,
        "recipient": key.recipient, "level": level, "phrase": phrase, "values": values,
        "status": DeliveryStatus.WAITING, "made_at": now,
    }  # fmt: skip
    return _insert(session, DeliveryRow, made)


def of_subjects(session: Session, rule: Rule, subjects: Collection[str]) -> list[DeliveryRow]:
    """What was claimed by a rule of some subjects, oldest first."""
    query = select(DeliveryRow).where(DeliveryRow.rule == rule, DeliveryRow.subject.in_(subjects))
    return list(session.scalars(query.order_by(DeliveryRow.id)))


def waiting(session: Session) -> list[DeliveryRow]:
    """What waits for a roundup, oldest first."""
    query = select(DeliveryRow).filter_by(status=DeliveryStatus.WAITING)
    return list(session.scalars(query.order_by(DeliveryRow.recipient, DeliveryRow.id)))


def turn(session: Session, ids: Collection[int], status: DeliveryStatus, roundup_id: int | None = None) -> list[int]:
    """Give waiting ones another status; those that were still waiting."""
    query = update(DeliveryRow).where(DeliveryRow.id.in_(ids), DeliveryRow.status == DeliveryStatus.WAITING)
    return list(session.scalars(query.values(status=status, roundup_id=roundup_id).returning(DeliveryRow.id)))


def open_roundup(session: Session, account_id: str, day: date, now: datetime) -> int | None:
    """Claim the roundup of an account and day; None when it was made already."""
    if not _insert(session, RoundupRow, {"account_id": account_id, "day": day, "made_at": now}):
        return None
    return session.scalar(select(RoundupRow.id).filter_by(account_id=account_id, day=day))


def has_roundup(session: Session, account_id: str, day: date) -> bool:
    """Whether the roundup of an account and day has been made."""
    return session.scalar(select(RoundupRow.id).filter_by(account_id=account_id, day=day)) is not None


def roundup(session: Session, account_id: str, roundup_id: int) -> RoundupRow | None:
    """A roundup, only of this account."""
    return session.scalar(select(RoundupRow).filter_by(id=roundup_id, account_id=account_id))


def told_in(session: Session, account_id: str, roundup_id: int) -> list[DeliveryRow]:
    """What a roundup told this account, in the order in which it was told."""
    query = select(DeliveryRow).filter_by(roundup_id=roundup_id, recipient=account_id)
    return list(session.scalars(query.order_by(DeliveryRow.reference, DeliveryRow.id)))


def unanswered(session: Session, account_id: str) -> list[DeliveryRow]:
    """What an account was told in roundups, newest first, that is neither done nor answered."""
    query = select(DeliveryRow).filter_by(recipient=account_id, status=DeliveryStatus.TOLD, answered_at=None)
    return list(session.scalars(query.order_by(DeliveryRow.id.desc())))


def is_done(session: Session, rule: Rule, subject: str, reference: date) -> bool:
    """Whether somebody said that it is done."""
    same = (DeliveryRow.rule == rule, DeliveryRow.subject == subject, DeliveryRow.reference == reference)
    return bool(session.scalar(select(exists().where(*same, DeliveryRow.status == DeliveryStatus.DONE))))


def answer(session: Session, account_id: str, roundup_id: int, now: datetime) -> int:
    """Somebody has seen a roundup: what was told stays with this account. How many reminders that answers."""
    query = update(DeliveryRow).where(DeliveryRow.roundup_id == roundup_id, DeliveryRow.recipient == account_id)
    return len(session.scalars(query.values(answered_at=now).returning(DeliveryRow.id)).all())


def put_back(session: Session, account_id: str, roundup_id: int, now: datetime) -> int:
    """Tell what a roundup told once more, with the next one, unless it is done. How many reminders those are.

    Whoever waits for an answer waits from `now` on.
    """
    query = update(DeliveryRow).where(
        DeliveryRow.roundup_id == roundup_id, DeliveryRow.recipient == account_id,
        DeliveryRow.status == DeliveryStatus.TOLD,
    )  # fmt: skip
    values = {"status": DeliveryStatus.WAITING, "roundup_id": None, "made_at": now}
    rows = session.scalars(query.values(**values).returning(DeliveryRow.id))
    return len(rows.all())


# --- mutes -------------------------------------------------------------------------------------------------------


def mutes_of(session: Session, account_id: str) -> set[str]:
    """The rules that an account does not want to hear of."""
    return set(session.scalars(select(MuteRow.rule).filter_by(account_id=account_id)))


def muted(session: Session, account_ids: Sequence[str], rule: Rule) -> set[str]:
    """Which of these accounts do not want to hear of a rule."""
    query = select(MuteRow.account_id).where(MuteRow.account_id.in_(account_ids), MuteRow.rule.in_((ALL, rule)))
    return set(session.scalars(query))


def unwilling(session: Session, rule: Rule) -> set[str]:
    """All accounts that do not want to hear of a rule."""
    return set(session.scalars(select(MuteRow.account_id).where(MuteRow.rule.in_((ALL, rule)))))


def mute(session: Session, account_id: str, rule: Rule | None, now: datetime) -> bool:
    """Keep that an account does not want a rule; False when that is known."""
    return _insert(session, MuteRow, {"account_id": account_id, "rule": rule or ALL, "since": now})


def unmute(session: Session, account_id: str, rule: Rule | None) -> bool:
    """Take a mute back, all of them when no rule is named; False when there is none."""
    query = delete(MuteRow).where(MuteRow.account_id == account_id)
    if rule is not None:
        query = query.where(MuteRow.rule.in_((ALL, rule)))
    return bool(session.scalars(query.returning(MuteRow.id)).all())


# --- quiet hours -------------------------------------------------------------------------------------------------


def quiet_of(session: Session, account_id: str) -> Quiet | None:
    """The quiet hours that an account set."""
    row = session.get(QuietHoursRow, account_id)
    return Quiet(_clock(row.begins), _clock(row.ends)) if row else None


def set_quiet(session: Session, account_id: str, quiet: Quiet | None) -> None:
    """Keep the quiet hours of an account; None = none of its own."""
    row = session.get(QuietHoursRow, account_id)
    if quiet is None:
        if row:
            session.delete(row)
        return
    row = row or QuietHoursRow(account_id=account_id)
    row.begins, row.ends = (one.hour * 60 + one.minute for one in (quiet.begins, quiet.ends))
    session.add(row)
    session.flush()


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


# --- days --------------------------------------------------------------------------------------------------------


def is_computed(session: Session, day: date) -> bool:
    """Whether everything computed of a day has been made."""
    return session.get(ComputedDayRow, day) is not None


def computed(session: Session, day: date, now: datetime) -> None:
    """Everything computed of a day has been made."""
    _insert(session, ComputedDayRow, {"day": day, "finished_at": now})
