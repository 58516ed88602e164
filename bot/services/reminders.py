"""Personal reminders: set by talk, listed, moved, done with; and which computed ones an account does not want."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.core.reminders import (
    DEFAULT_TIME,
    DONE_BY_WORD,
    LIVE,
    DeliveryStatus,
    Quiet,
    ReminderStatus,
    Repeat,
    Repeats,
    Rule,
    later_month,
    next_after,
)
from bot.services import organisations as lookup
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store import deliveries, elections, notices
from bot.store import reminders as store
from bot.store.personal import PersonalData
from bot.store.tables import DeliveryRow, ReminderRow, ReportDateRow
from bot.text import replies
from bot.text.numbers import mask_numbers, masked_for_display
from bot.text.reminders import (
    NAMED,
    Wish,
    alike,
    asks_what_is_left,
    is_done_alone,
    is_for_those_below,
    moves_for_a_reason,
    only_undoes,
    read_command,
    read_report_date,
    read_wish,
    rolls,
    stops,
    touches,
)
from bot.text.reminders import Command as Command
from bot.text.reminders import is_about_set_ones as is_about_set_ones
from bot.text.reminders import puts_right as slip

LIKE = 55.0  # from this likeness on a reminder is meant by the words
NEARLY = 8.0  # as good as the best one
JUST = timedelta(minutes=30)  # what was set or told so long ago is meant when nothing is said
NO_TIME = timedelta(0)


A_DAY = timedelta(days=1)  # what was told so long ago is meant by a word that something is done
TOLD = "told:"  # before the number of a reminder that was told and is done

SUBJECT = "reminders"  # key of what was shown, in the conversation's subject


@dataclass(frozen=True)
class Shown:
    """A reminder as it may be shown: personal numbers in its text are masked. `due` is in the asker's zone."""

    id: int
    number: int
    what: str
    due: datetime
    repeat: Repeat | None
    told: bool


@dataclass(frozen=True)
class Meant:
    """What a message wants, of which reminders. More than one: it is asked which; `known` are all there are."""

    command: Command
    rows: tuple[Shown, ...]
    known: tuple[Shown, ...]


def demand(work: Work) -> None:
    """Raises PermissionDeniedError for who may keep no reminders."""
    if reach(work.who.account.role, Action.KEEP_REMINDERS) is Reach.NONE:
        raise PermissionDeniedError(f"{work.account_id}: {Action.KEEP_REMINDERS}")


# --- setting one -------------------------------------------------------------------------------------------------


class ReminderForm:
    """A reminder that is set; only its day is asked for."""

    kind = "reminder"

    def begin(self, work: Work, text: str, about: str) -> Content:
        demand(work)
        return self._with(work, {"what": "", "due": None, "repeat": None, "past": False, "election": None,
                                 "rolled": False}, text)  # fmt: skip

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        wish = read_wish(text, work.now)
        if wish.due is None and wish.before_election is None:
            if content["what"] or replies.asks(text):
                return None
            return Taken({**content, "what": wish.what}, sure=False) if wish.what else None
        return Taken(self._with(work, content, text), sure=not replies.asks(text))

    def missing(self, work: Work, content: Content) -> str | None:
        if content["due"] is None:
            return "election" if content["election"] else "day"
        return "past" if content["past"] else None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        demand(work)
        if row := store.of_request(work.session, request):
            return {"reminder": row.id}
        row = store.add(
            work.session, work.personal, work.account_id, work.who.channel, content["what"],
            datetime.fromisoformat(content["due"]), repeat_from(content["repeat"]), work.now, request,
        )  # fmt: skip
        work.log("remind", "reminder", row.id, after={"due": content["due"], "repeats": row.repeats})
        return {"reminder": row.id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        row = _own(work, result["reminder"])
        row.status = ReminderStatus.CANCELLED
        notices.withdraw(work.session, subject_of(row), work.now)
        work.log("remind_undone", "reminder", row.id)

    def _with(self, work: Work, content: Content, text: str) -> Content:
        wish = _on_time(work, text, read_wish(text, work.now))
        what = content["what"] or wish.what
        if wish.due is None:
            return {**content, "what": what, "election": wish.before_election and list(wish.before_election)}
        repeat = [wish.repeat.unit, wish.repeat.every, wish.repeat.day] if wish.repeat else content["repeat"]
        due = wish.due.isoformat()
        return {**content, "what": what, "due": due, "repeat": repeat, "past": wish.past, "election": None,
                "rolled": wish.rolled}  # fmt: skip


def _on_time(work: Work, text: str, wish: Wish) -> Wish:
    """A reminder that hangs on the next election of the named organisation, or of one's own, with its day."""
    if wish.before_election is None:
        return wish
    rows = lookup.find(work.session, work.who, text).rows
    clocks = elections.clocks(work.session, rows[:1])
    due = clocks[0][1].stated_deadline if clocks else None
    if due is None:
        return wish
    months, days = wish.before_election
    day = later_month(due, -months) - timedelta(days=days)
    moment = datetime.combine(day, DEFAULT_TIME, work.now.tzinfo)
    return Wish(wish.what, moment, wish.timed, None, moment <= work.now, None)


# --- days on which those below report ----------------------------------------------------------------------------


class ReportDateForm:
    """A day by which everything below the actor's organisation reports, once or every year."""

    kind = "report_date"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError, and RegisterError where no day or thing is said, or the day is over."""
        home = _setting_for(work)
        wish = read_report_date(text, work.now)
        if wish.due is None or not wish.what:
            raise RegisterError("report_date_unclear")
        if wish.past:
            raise RegisterError("reminder_past")
        yearly = wish.repeat is not None and wish.repeat.unit is Repeats.YEARLY
        return {"org": home, "what": masked(wish.what)[:64], "due": wish.due.date().isoformat(), "yearly": yearly}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        work.demand(Action.SET_TARGETS, content["org"])
        row = store.add_date(
            work.session, content["org"], content["what"], date.fromisoformat(content["due"]), content["yearly"],
            work.account_id, work.now, request,
        )  # fmt: skip
        work.log("set_report_date", "report_date", row.id, row.organisation_id, after={"due": content["due"]})
        return {"date": row.id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        withdraw_date(work, result["date"])


def is_for_others(work: Work, text: str) -> bool:
    """Whether a message sets a day for those below the actor, who may do so; else it is a reminder of his own."""
    return is_for_those_below(text) and any(
        reach(one.role, Action.SET_TARGETS) is not Reach.NONE for one in work.who.grants
    )


def _setting_for(work: Work) -> int:
    """The organisation for which the actor may set days. Raises PermissionDeniedError."""
    for grant in work.who.grants:
        if reach(grant.role, Action.SET_TARGETS) is not Reach.NONE:
            return grant.organisation_id
    raise PermissionDeniedError(f"{work.account_id}: {Action.SET_TARGETS}")


def report_dates(work: Work) -> list[ReportDateRow]:
    """The days that were set for those below the actor's organisations, where he may set them."""
    homes = [one.organisation_id for one in work.who.grants if reach(one.role, Action.SET_TARGETS) is not Reach.NONE]
    return store.dates_of(work.session, homes)


def withdraw_date(work: Work, number: int) -> ReportDateRow:
    """Take such a day back: nobody is reminded of it any more. Raises PermissionDeniedError, RegisterError."""
    row = work.within(ReportDateRow, number, Action.SET_TARGETS, "reminder_gone")
    if row.withdrawn_at is not None:
        raise RegisterError("reminder_gone")
    row.withdrawn_at = work.now
    work.log("withdraw_report_date", "report_date", row.id, row.organisation_id)
    return row


def next_date(row: ReportDateRow, today: date) -> date:
    """When it is due next; of one that is not yearly the day itself, also when it is over."""
    if not row.yearly or row.due >= today:
        return row.due
    this = later_month(row.due, 12 * (today.year - row.due.year))
    return this if this >= today else later_month(row.due, 12 * (today.year + 1 - row.due.year))


# --- which one is meant ------------------------------------------------------------------------------------------


def meant(work: Work, text: str) -> Meant:
    """Read what a message wants of the account's reminders. Raises PermissionDeniedError."""
    demand(work)
    rows = store.of_account(work.session, work.account_id)
    known = tuple(_shown(work, row, number) for number, row in enumerate(rows, 1))
    command = read_command(text, work.now)
    picked = _picked(work, command, rows, known)
    if not picked and command.kind == "cancel" and stops(text):
        picked = _last(work, rows, known)  # what it is for was said before: 让小王去了，不用提醒了
    return Meant(command, picked, known)


def _last(work: Work, rows: Sequence[ReminderRow], known: tuple[Shown, ...]) -> tuple[Shown, ...]:
    """The only one, or the one that was set or told a moment ago."""
    recent = tuple(one for one, row in zip(known, rows, strict=True) if _recent(work, row))
    return known if len(known) == 1 else recent if len(recent) == 1 else ()


def _picked(work: Work, command: Command, rows: Sequence[ReminderRow], known: tuple[Shown, ...]) -> tuple[Shown, ...]:
    if command.every_one or not known:
        return known
    if command.number is not None:
        if command.number == -1:
            return (max(known, key=lambda one: one.id),)
        return tuple(one for one in known if one.number == command.number)
    found = tuple(one for one in known if command.day is None or one.due.date() == command.day)
    if command.words:
        scores = {one.id: alike(command.words, one.what) for one in found}
        best = max(scores.values(), default=0.0)
        likely = tuple(one for one in found if scores[one.id] >= max(LIKE, best - NEARLY))
        likely = likely or tuple(one for one in found if touches(command.words, one.what))
        if likely:
            return likely
        if command.kind in ("cancel", "done", "list") or command.day is None:
            return found if command.day is not None and len(found) == 1 else ()
    if command.day is not None and found:
        return found
    if command.kind == "list":
        return known
    recent = [one for one, row in zip(known, rows, strict=True) if _recent(work, row)]
    if len(known) > 1 and recent:
        touched = {row.id: row.told_at or row.set_at for row in rows}
        return (max(recent, key=lambda one: (touched[one.id], one.id)),)
    return known


def _recent(work: Work, row: ReminderRow) -> bool:
    return work.now - (row.told_at or row.set_at) <= JUST


def shown(work: Work, number: int) -> Shown:
    """One of the account's own reminders. Raises RegisterError when it is none."""
    return _shown(work, _own(work, number), 0)


def _shown(work: Work, row: ReminderRow, number: int) -> Shown:
    text = masked(store.text_of(work.personal, row))
    due = row.due.astimezone(work.now.tzinfo)
    return Shown(row.id, number, text, due, store.repeat_of(row), row.status == ReminderStatus.TOLD)


def masked(what: str) -> str:
    """What a reminder is about, as it may be shown: replies pass Rasa, which sees no personal number."""
    return mask_numbers(what, masked_for_display)


def local(due: str, now: datetime) -> datetime:
    """A kept moment in the zone of `now`."""
    return datetime.fromisoformat(due).astimezone(now.tzinfo)


def _own(work: Work, number: int) -> ReminderRow:
    row = work.session.get(ReminderRow, number)
    if row is None or row.account_id != work.account_id:
        raise RegisterError("reminder_gone")
    return row


# --- changing one ------------------------------------------------------------------------------------------------


class ReminderChangeForm:
    """What is done with reminders that are set: done at once, can be taken back."""

    kind = "reminder_change"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the numbers of the reminders, with commas, behind `TOLD` when one that was told is done.

        Raises RegisterError for a moment that is over.
        """
        demand(work)
        told = about.startswith(TOLD)
        command = Command("done") if told else read_command(text, work.now)
        rows = [_own(work, int(number)) for number in about.removeprefix(TOLD).split(",")]
        changes = [_change(work, row, command, told=told) for row in rows]
        rolled = command.kind == "change" and command.to_dated and rolls(text, work.now)
        return {"kind": command.kind, "rows": changes, "rolled": rolled}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        demand(work)
        for one in content["rows"]:
            row = _own(work, one["id"])
            _write(work, row, one["after"])
            notices.withdraw(work.session, subject_of(row), work.now)
            work.log(f"reminder_{content['kind']}", "reminder", row.id, before=_plain(one["before"]),
                     after=_plain(one["after"]))  # fmt: skip
        return {"reminders": [one["id"] for one in content["rows"]]}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        for one in content["rows"]:
            _write(work, _own(work, one["id"]), one["before"])
            work.log("reminder_change_undone", "reminder", one["id"], after=_plain(one["before"]))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values for the audit log: without what it is about."""
    return {name: value for name, value in values.items() if name != "what"}


def _snapshot(work: Work, row: ReminderRow) -> dict[str, Any]:
    repeat = store.repeat_of(row)
    return {
        "what": store.text_of(work.personal, row),
        "due": row.due.astimezone(UTC).isoformat(),
        "anchor": row.anchor.astimezone(UTC).isoformat(),
        "repeat": [repeat.unit, repeat.every, repeat.day] if repeat else None,
        "status": row.status,
    }


def _write(work: Work, row: ReminderRow, values: dict[str, Any]) -> None:
    row.due, row.anchor = datetime.fromisoformat(values["due"]), datetime.fromisoformat(values["anchor"])
    store.set_repeat(row, repeat_from(values["repeat"]))
    store.reword(work.personal, row, values["what"])
    row.status = values["status"]


def repeat_from(values: list[Any] | None) -> Repeat | None:
    """How often, out of what a draft keeps."""
    return Repeat(Repeats(values[0]), values[1], values[2]) if values else None


def _change(work: Work, row: ReminderRow, command: Command, *, told: bool = False) -> dict[str, Any]:
    """What becomes of a reminder; `told`: it is done as it was told, and one that comes again comes again."""
    before = _snapshot(work, row)
    due = row.due.astimezone(work.now.tzinfo)
    after = dict(before)
    repeat = store.repeat_of(row)
    if command.kind == "cancel":
        after["status"] = ReminderStatus.CANCELLED
    elif command.kind == "done":
        if repeat and due > work.now and not told:
            after["due"] = next_after(row.anchor.astimezone(work.now.tzinfo), repeat, due).isoformat()
        elif not repeat:
            after["status"] = ReminderStatus.DONE
    elif command.kind == "once":
        after["repeat"] = None
    elif command.kind == "reword":
        after["what"] = command.what
    else:
        moved = _moved(work, due, command)
        if moved <= work.now:
            raise RegisterError("reminder_past")
        after |= {"due": moved.isoformat(), "status": ReminderStatus.WAITING}
        if command.of_month and repeat and repeat.day:
            after |= {"repeat": [repeat.unit, repeat.every, command.of_month]}
        if command.repeat:
            after |= {"repeat": [command.repeat.unit, command.repeat.every, command.repeat.day]}
        if command.repeat or command.of_month or not repeat or (command.to_timed and not command.to_dated):
            after["anchor"] = moved.isoformat()
    return {"id": row.id, "before": before, "after": after}


def _moved(work: Work, due: datetime, command: Command) -> datetime:
    """The new moment of a reminder."""
    if command.shift is not None:
        months, rest = command.shift
        moved = datetime.combine(later_month(due.date(), months), due.timetz()) + rest
        if moved > work.now or months < 0 or rest < NO_TIME:
            return moved
        again = work.now + rest
        of_day = due.timetz() if rest >= timedelta(days=1) or months else again.timetz()
        return datetime.combine(later_month(again.date(), months), of_day)
    assert command.to is not None
    if command.of_month:
        moved = datetime.combine(later_month(due.date(), 0, command.of_month), due.timetz())
        return (
            moved if moved > work.now else datetime.combine(later_month(due.date(), 1, command.of_month), due.timetz())
        )
    clock = command.to.timetz() if command.to_timed else due.timetz()
    day = command.to.date() if command.to_dated else max(due.date(), work.today)
    if command.repeat and not command.to_timed:
        clock = due.timetz()
    moved = datetime.combine(day, clock)
    later = moved <= work.now and not command.to_dated
    return moved + timedelta(days=1) if later else moved


def subject(shown: Sequence[Shown]) -> dict[str, list[int]]:
    """What to keep of an answer that showed reminders, for the next message."""
    return {SUBJECT: [one.id for one in shown]}


def follows(
    session: Session,
    personal: PersonalData,
    account_id: str,
    text: str,
    before: Mapping[str, Any] | None,
    now: datetime,
) -> bool:
    """Whether an account's text moves or ends one of the reminders shown last, and names nothing else (改到11月3号吧,
    走访那个不要了), or asks what is left of them.
    """
    kept = (before or {}).get(SUBJECT)
    if not kept or only_undoes(text):
        return False
    if asks_what_is_left(text):
        return True
    command = read_command(text, now)
    if command.kind not in ("change", "move", "cancel", "done"):
        return False
    if not command.words or NAMED in text:
        return True
    shown = [row for row in store.of_account(session, account_id) if row.id in kept]
    return any(touches(command.words, store.text_of(personal, row)) for row in shown)


def is_done_with(session: Session, account_id: str, text: str, now: datetime) -> bool:
    """Whether a few words say that a reminder which an account was told lately, or set a moment ago, is done."""
    if not is_done_alone(text):
        return False
    rows = store.of_account(session, account_id)
    near = [row for row in rows if (row.told_at and now - row.told_at <= A_DAY) or now - row.set_at <= JUST]
    return bool(near)


def corrects(work: Work, text: str, numbers: Sequence[int]) -> bool:
    """Whether a message says what these reminders are to become, which were set or changed a moment ago.

    One that names something else (电话改成…) is meant for something else.
    """
    command = read_command(text, work.now)
    if command.kind not in ("change", "move", "reword", "once") or not numbers:
        return False
    if not command.words or NAMED in text:
        return True
    return any(alike(command.words, _shown(work, _own(work, number), 0).what) >= LIKE for number in numbers)


def puts_right(kind: str, text: str, now: datetime) -> bool:
    """Whether a text puts right the day of what was just saved, a reminder: 打错 是11月20号, 要开会 改礼拜二吧."""
    of_reminder = kind in (ReminderForm.kind, ReminderChangeForm.kind)
    return of_reminder and (slip(text, now) or moves_for_a_reason(text, now)) is not None


def subject_of(row: ReminderRow) -> str:
    """What the notice of a reminder is about."""
    return f"reminder:{row.id}"


# --- buttons of what was told ------------------------------------------------------------------------------------


def put_off(work: Work, number: int) -> Shown:
    """Tell a reminder again tomorrow at the same time. Raises RegisterError when it is not the account's own."""
    row = _own(work, number)
    if row.status not in LIVE:
        raise RegisterError("reminder_gone")
    local = (row.told_at or row.due).astimezone(work.now.tzinfo)
    again = datetime.combine(work.today + timedelta(days=1), _on_the_minute(local))
    repeat = store.repeat_of(row)
    if repeat is None or again < row.due:
        row.due, row.status = again, ReminderStatus.WAITING
    work.log("reminder_move", "reminder", row.id, after={"due": again.isoformat()})
    return _shown(work, row, 0)


def _on_the_minute(moment: datetime) -> time:
    return moment.timetz().replace(second=0, microsecond=0)


def acknowledge(work: Work, roundup: int) -> bool:
    """Everything in a roundup has been seen: nobody else is told. False when it is not this account's."""
    return deliveries.answer(work.session, work.account_id, roundup, work.now) > 0


def tell_again(work: Work, roundup: int) -> bool:
    """Everything in a roundup is told once more with the next one; nobody else is told meanwhile.

    False when it is not this account's.
    """
    return deliveries.put_back(work.session, work.account_id, roundup, work.now) > 0


@dataclass(frozen=True)
class Item:
    """Something of a roundup: its number there, the rule, and the organisation that it is about, where it is one's."""

    id: int
    number: int
    rule: Rule
    organisation: str
    report: str = ""  # what is to be reported, where an officer set the day

    @property
    def done_by_word(self) -> bool:
        """Whether a word is enough; else what was done is to be recorded, which ends the reminder by itself."""
        return self.rule in DONE_BY_WORD


def items(work: Work, roundup: int) -> list[Item]:
    """What a roundup told this account and is not done, numbered as it was told; none when it is not this account's."""
    rows = deliveries.told_in(work.session, work.account_id, roundup)
    return [_item(row, number) for number, row in enumerate(rows, 1) if row.status == DeliveryStatus.TOLD]


def unanswered(work: Work) -> list[Item]:
    """What roundups told this account that is neither done nor answered, each thing once, newest first."""
    rows = deliveries.unanswered(work.session, work.account_id)
    newest = {(row.rule, row.subject, row.reference): row for row in reversed(rows)}
    return [_item(row, number) for number, row in enumerate(reversed(newest.values()), 1)]


class SettlingForm:
    """A thing that was told is done by a word: at once, and can be taken back."""

    kind = "settling"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the number of the delivery. Raises RegisterError as `settle`."""
        row = _told(work, int(about))
        item = _item(row, 0)
        shown = {"rule": str(item.rule), "organisation": item.organisation, "report": item.report}
        return {
            "delivery": row.id,
            "item": shown,
            "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        }

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        settle(work, content["delivery"])
        return {}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        row = work.session.get(DeliveryRow, content["delivery"])
        if row is None or row.recipient != work.account_id or row.status != DeliveryStatus.DONE:
            raise RegisterError("reminder_gone")
        row.status = DeliveryStatus.TOLD
        row.answered_at = datetime.fromisoformat(content["answered_at"]) if content["answered_at"] else None
        work.log("reminder_reopened", "delivery", row.id, after={"rule": row.rule})


def told_item(work: Work, number: int) -> Item:
    """Something that this account was told and that is not done. Raises RegisterError when it is not."""
    return _item(_told(work, number), 0)


def item_from(shown: Mapping[str, str]) -> Item:
    """What a draft of `SettlingForm` keeps of the thing that is done."""
    return Item(0, 0, Rule(shown["rule"]), shown["organisation"], shown["report"])


def _told(work: Work, number: int) -> DeliveryRow:
    row = work.session.get(DeliveryRow, number)
    if row is None or row.recipient != work.account_id or row.status != DeliveryStatus.TOLD:
        raise RegisterError("reminder_gone")
    return row


def settle(work: Work, number: int) -> Item:
    """Somebody says that something he was told of is done. It counts as seen, whatever else it needs.

    Raises RegisterError when it was not told to this account, or is done already.
    """
    row = _told(work, number)
    item = _item(row, 0)
    row.answered_at = work.now
    if item.done_by_word:
        row.status = DeliveryStatus.DONE
        work.log("reminder_done", "delivery", row.id, after={"rule": row.rule, "reference": row.reference.isoformat()})
    return item


def _item(row: DeliveryRow, number: int) -> Item:
    report = row.values.get("report")
    named = report if isinstance(report, str) else ""
    return Item(row.id, number, Rule(row.rule), row.values.get("organisation", ""), named)


# --- what an account does not want -------------------------------------------------------------------------------


def mute(work: Work, rule: Rule | None) -> None:
    """No more computed reminders of a kind, or of any. Personal ones stay."""
    demand(work)
    if deliveries.mute(work.session, work.account_id, rule, work.now):
        work.log("mute", "mute", rule or "all")


def unmute(work: Work, rule: Rule | None) -> None:
    """Computed reminders of a kind again, or of all."""
    demand(work)
    if deliveries.unmute(work.session, work.account_id, rule):
        work.log("unmute", "mute", rule or "all")


def keep_quiet(work: Work, quiet: Quiet | None) -> None:
    """Push nothing in these hours of a day; None = in those of everybody only. What was set for such an hour comes."""
    demand(work)
    deliveries.set_quiet(work.session, work.account_id, quiet)
    work.log("keep_quiet" if quiet else "unquiet", "mute", "quiet_hours")


def quiet(work: Work) -> Quiet | None:
    """The quiet hours that the account set."""
    return deliveries.quiet_of(work.session, work.account_id)


def muted(work: Work) -> tuple[str, ...]:
    """The kinds that this account does not want; an empty one stands for all."""
    return tuple(sorted(deliveries.mutes_of(work.session, work.account_id)))
