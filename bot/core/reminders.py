"""Reminders: repeating days, and the stages at which a coming day is told of.

Nothing here is a timer: what is due is computed from the state at each run. A stage counts the days after the day that
is told of (the reference), so that one before it is negative, and a later stage is always the greater number.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

DEFAULT_TIME: Final = time(9)  # when a reminder without a time of day comes
QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # nothing is pushed between them, save what somebody set for such an hour
ROUNDUP_TIME: Final = time(8, 30)  # from then on the roundup of a day may come
MOST_LATE: Final = 5  # missed personal reminders that come one by one; more come as one message
CATCH_UP: Final = 10  # items that one roundup names; of more it says how many there are
SILENT_DAYS: Final = 90  # without any activity a branch is asked what is the matter
HANDOVER_DAYS: Final = 30  # after an election was recorded, what is not handed over is asked about
FORGOTTEN_AFTER: Final = timedelta(days=60)  # a draft that was left alone for longer is past


class Repeats(StrEnum):
    """How often something comes again."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class ReminderStatus(StrEnum):
    """A told one waits for being done or put off; it counts until then."""

    WAITING = "waiting"
    TOLD = "told"
    DONE = "done"
    CANCELLED = "cancelled"


LIVE: Final = (ReminderStatus.WAITING, ReminderStatus.TOLD)


@dataclass(frozen=True)
class Repeat:
    """Every so many days, weeks, months or years; `day` of the month, 31 meaning its last."""

    unit: Repeats
    every: int = 1
    day: int | None = None


def later_month(day: date, months: int, wanted: int | None = None) -> date:
    """The same day some months later (`wanted`: another day of the month), its last day where it has no such."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(wanted or day.day, calendar.monthrange(year, month)[1]))


def occurrence(anchor: datetime, repeat: Repeat, number: int) -> datetime:
    """The `number`th repetition after `anchor`; counted from there, so that a short month changes no later one."""
    if repeat.unit is Repeats.DAILY:
        return anchor + timedelta(days=repeat.every * number)
    if repeat.unit is Repeats.WEEKLY:
        return anchor + timedelta(weeks=repeat.every * number)
    months = repeat.every * number * (12 if repeat.unit is Repeats.YEARLY else 1)
    return datetime.combine(later_month(anchor.date(), months, repeat.day), anchor.timetz())


def next_after(anchor: datetime, repeat: Repeat, moment: datetime) -> datetime:
    """The first repetition after a moment."""
    length = {Repeats.DAILY: 1, Repeats.WEEKLY: 7, Repeats.MONTHLY: 31, Repeats.YEARLY: 366}[repeat.unit]
    number = max(0, (moment - anchor).days // (length * repeat.every) - 1)
    while (found := occurrence(anchor, repeat, number)) <= moment:
        number += 1
    return found


# --- computed reminders --------------------------------------------------------------------------------------------


class Rule(StrEnum):
    """What reminders are computed from. The names are kept in the database."""

    ELECTIONS = "elections"
    REPORTS = "reports"
    IMPORTANT_DAYS = "important_days"
    SILENT = "silent"
    DRAFTS = "drafts"
    HANDOVER = "handover"
    DUES = "dues"
    PLANNED = "planned"
    PERSONAL = "personal"


class DeliveryStatus(StrEnum):
    """A waiting one is told with the next roundup; an outdated one was overtaken by events before that.

    A done one was told, and somebody said that it is done: no later stage of it is told, to nobody there.
    """

    WAITING = "waiting"
    TOLD = "told"
    OUTDATED = "outdated"
    DONE = "done"


@dataclass(frozen=True)
class Ladder:
    """The stages of a rule: days after the reference, ascending; after the last one every so many days more.

    `expires` is how many days after the reference nothing is told any more; `escalates` after how many days without
    an answer the superior is told too, and after half of them whoever else holds office in the organisation.
    """

    stages: tuple[int, ...]
    every: int | None = None
    expires: int | None = None
    escalates: int | None = None

    def stage(self, reference: date, day: date) -> int | None:
        """The latest stage that is reached on a day. Those before it were missed, and are not told any more."""
        passed = (day - reference).days
        if self.expires is not None and passed > self.expires:
            return None
        last = self.stages[-1]
        if self.every and passed >= last + self.every:
            return last + (passed - last) // self.every * self.every
        return max((stage for stage in self.stages if stage <= passed), default=None)


# Of these nothing in the register shows that they are done: a word of who was told is enough.
DONE_BY_WORD: Final = (Rule.REPORTS,)

LADDERS: Final = {
    Rule.ELECTIONS: Ladder((-180, -90, -30, -7, 0), every=30, escalates=14),
    Rule.REPORTS: Ladder((-30, -7, -1), expires=0, escalates=10),
    Rule.IMPORTANT_DAYS: Ladder((-21, -3), expires=0),
    Rule.SILENT: Ladder((SILENT_DAYS,), every=90, escalates=30),
    Rule.DUES: Ladder((-60, -14), expires=0),
    Rule.HANDOVER: Ladder((1, 14), expires=HANDOVER_DAYS),
    Rule.DRAFTS: Ladder((2, 14), expires=FORGOTTEN_AFTER.days),
}


@dataclass(frozen=True)
class Yearly:
    """A day of every year: a month and a day, or which `weekday` (Monday = 0) of the month.

    `source` and `section` are the clause it rests on, where it rests on one.
    """

    id: str
    month: int
    day: int | None = None
    weekday: int | None = None
    nth: int = 1
    source: str | None = None
    section: str | None = None
    place: str | None = None  # only there, when the clause is of one place

    def falls(self, year: int) -> date:
        """On which day it falls in a year."""
        if self.day is not None:
            return date(year, self.month, self.day)
        first = date(year, self.month, 1)
        assert self.weekday is not None
        return first + timedelta(days=(self.weekday - first.weekday()) % 7, weeks=self.nth - 1)

    def next(self, day: date) -> date:
        """The next time it falls, that day included."""
        this = self.falls(day.year)
        return this if this >= day else self.falls(day.year + 1)


OPINION: Final = "000"  # the opinion on grass-roots organisations, in knowledge/sources.yml
ACTIVE: Final = "三（五）"  # its clause on activities, which names four of the days
# The other days stand in no document that goes for everybody: they are told of without a clause.
IMPORTANT_DAYS: Final = (
    Yearly("red_cross", 5, 8, source=OPINION, section=ACTIVE),
    Yearly("disaster_prevention", 5, 12),
    Yearly("blood_donors", 6, 14, source=OPINION, section=ACTIVE),
    Yearly("youth_month", 9, 1),
    Yearly("first_aid", 9, weekday=5, nth=2, source=OPINION, section=ACTIVE),
    Yearly("disaster_reduction", 10, 13),
    Yearly("volunteers", 12, 5, source=OPINION, section=ACTIVE),
)
# The opinion has dues collected and names no day: those of a year, by its end.
DUES_BY: Final = Yearly("dues", 12, 31, source=OPINION, section="三（一）")
# The plan of 2021 asked for progress and annex 2 by the end of the year; Shaoxing's looks at progress every half year.
REPORTS: Final = (
    Yearly("annex2", 12, 31, source="001", section="三（一）"),
    Yearly("half_year", 6, 30, source="002", section="三（二）", place="浙江省绍兴市"),
)


@dataclass(frozen=True)
class Key:
    """What makes a reminder the same one: it is told once."""

    rule: Rule
    subject: str
    reference: date
    stage: int
    recipient: str


# --- working days and quiet hours --------------------------------------------------------------------------------


def in_quiet_hours(moment: time) -> bool:
    """Whether nobody is pushed anything at this time of day."""
    return NIGHT.holds(moment)


@dataclass(frozen=True)
class Quiet:
    """A span of every day: from a time until another, on the next day when that is not later."""

    begins: time
    ends: time

    def holds(self, moment: time) -> bool:
        """Whether a time of day lies in it; its end does not."""
        if self.begins < self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


NIGHT: Final = Quiet(QUIET_FROM, QUIET_UNTIL)


def quiet_spans(own: Quiet | None) -> tuple[Quiet, ...]:
    """The spans in which an account is pushed nothing: what it set for the night takes the place of everybody's."""
    if own is None:
        return (NIGHT,)
    return (own,) if own.begins >= own.ends else (own, NIGHT)


def after_quiet_hours(now: datetime, own: Quiet | None = None) -> datetime:
    """The first moment from now on at which something may be pushed; `own`: the quiet hours that an account set."""
    moment, spans = now, quiet_spans(own)
    for _ in spans:
        for span in spans:
            clock = moment.timetz().replace(tzinfo=None)
            if span.holds(clock):
                day = moment.date() + timedelta(days=1 if clock >= span.ends else 0)
                moment = datetime.combine(day, span.ends, now.tzinfo)
    return moment


def last_day_covered(today: date, off: Sequence[date]) -> date:
    """Up to which day a working day tells: through the days off behind it. `off` are the days off from then on."""
    day = today
    while day + timedelta(days=1) in off:
        day += timedelta(days=1)
    return day
