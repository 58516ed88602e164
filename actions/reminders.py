"""Reminders: set at once, listed, moved, done with; which of the computed ones somebody does not want."""

from datetime import date, datetime, time

from actions.base import BoaiAction, Reply, Turn, Words
from actions.drafts import STARTS, Talk, resume, work_of
from bot.core.reminders import Repeat, Repeats, Rule
from bot.services import conversations, drafts, reminders, waiting
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.reminders import (
    Command,
    Item,
    Meant,
    ReminderChangeForm,
    ReminderForm,
    ReportDateForm,
    SettlingForm,
    Shown,
)

SHOWN = 10  # reminders in one message
# What waits, with a button that asks for each.
ASKS = ("applications", "foundings", "suggestions", "gaps", "overdue", "soon", "own")
ASKED = 4  # reminders that are offered when it is not clear which


class RemindMe(BoaiAction):
    """Sets a reminder; asks when, if that was not said."""

    task = "remind_me"

    def answer(self, turn: Turn) -> list[Reply]:
        if reminders.is_about_set_ones(turn.text):
            return ManageReminder().answer(turn)
        if reminders.is_for_others(work_of(turn, self.runtime), turn.text):
            return ReportDateTalk(self.runtime).at_once(turn)
        return ReminderTalk(self.runtime).begin(turn)


class ReminderTalk(Talk):
    """A reminder is set without a preview: it is told with its day, and can be taken back or corrected."""

    form = ReminderForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content = draft.content
        values = {"what": self.about(content["what"]), "when": ""}
        if draft.asked == "past":
            values["when"] = self.moment(content["due"], turn)
        return Reply(f"utter_reminder_ask_{draft.asked}", values)

    def saved(self, content: Content, result: Result) -> Reply:
        when, repeat = self.moment(content["due"]), self.again(reminders.repeat_from(content["repeat"]))
        values = {"what": self.about(content["what"]), "when": when, "repeat": repeat}
        if not content.get("rolled"):
            return Reply("utter_reminder_set", values)
        nearer = self.words("reminder_nearer")
        return Reply("utter_reminder_set_next_year", values, ((nearer, Press(say=nearer)),))

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_reminder_undone", {"what": self.about(content["what"])})

    def begin(self, turn: Turn, about: str = "") -> list[Reply]:
        work = work_of(turn, self.runtime)
        content = self.form.begin(work, turn.in_clear(self.runtime.vault), about)
        draft = self._kept(drafts.begin(work, self.form.kind, content), content, turn)
        if draft.asked is not None:
            return [self.asking(draft, turn)]
        set_now = self._set(draft, turn)
        # What was open before is open again; whoever called shows it.
        drafts.resumed(turn.session, self.runtime.personal, turn.identity.account_id, turn.identity.chat, turn.now)
        return [set_now]

    def _next(self, draft: Open, turn: Turn) -> list[Reply]:
        if draft.asked is not None:
            return [self.asking(draft, turn)]
        return [self._set(draft, turn), *resume(self.runtime, turn)]

    def _set(self, draft: Open, turn: Turn) -> Reply:
        result = drafts.commit(work_of(turn, self.runtime), draft, self.form)
        if result is None:
            return Reply("utter_draft_gone")
        said = self.saved(draft.content, result)
        undo = (self.words("undo"), Press(task="undo", about=str(draft.row.id)))
        return Reply(said.name, said.values, (*said.buttons, undo))

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        number = (draft.row.result or {}).get("reminder")
        if number is None or not reminders.corrects(work_of(turn, self.runtime), turn.text, [number]):
            return None
        return changed(ReminderChangeTalk(self.runtime), turn, str(number))

    # --- words, for both talks

    def about(self, what: str) -> str:
        """What a reminder is about; a word for it where nothing was said."""
        return reminders.masked(what) or self.words("reminder_nothing")

    def moment(self, due: str, turn: Turn | None = None) -> str:
        """A moment with its weekday."""
        return _moment(self.words, reminders.local(due, self.runtime.clock()), self.runtime.clock().year)

    def again(self, repeat: Repeat | None) -> str:
        """How often a reminder comes."""
        return _again(self.words, repeat)


class ReportDateTalk(Talk):
    """A day that is set for those below: told with what follows, and can be taken back."""

    form = ReportDateForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def saved(self, content: Content, result: Result) -> Reply:
        day = self.words.day(date.fromisoformat(content["due"]))
        yearly = self.words("repeat_yearly") if content["yearly"] else ""
        return Reply("utter_report_date_set", {"what": content["what"], "day": day, "yearly": yearly})

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_report_date_undone", {"what": content["what"]})


class ManageReminder(BoaiAction):
    """What is to be done with reminders that are set."""

    task = "manage_reminder"

    def answer(self, turn: Turn) -> list[Reply]:
        work, words = work_of(turn, self.runtime), self.runtime.words
        if turn.pressed and ":" in turn.text:
            return self._pressed(turn)
        meant = reminders.meant(work, turn.in_clear(self.runtime.vault))
        command = meant.command
        if command.kind in ("mute", "unmute"):
            return self._muting(turn, command)
        if command.kind in ("quiet", "unquiet"):
            return [self._quiet(turn, command)]
        conversations.keep_subject(turn.session, turn.identity, reminders.subject(meant.known), turn.now)
        if command.kind == "list":
            return [self._listed(turn, meant)]
        if not meant.known:
            return [Reply("utter_reminders_none_to_change")]
        if not meant.rows:
            return [self._which(meant.known, turn, "utter_reminder_unknown")]
        if len(meant.rows) > 1 and not command.every_one:
            return [self._which(meant.rows, turn, "utter_reminder_which")]
        if command.kind == "ask_when":
            return [Reply("utter_reminder_ask_new_time", {"what": _about(words, meant.rows[0])})]
        return changed(ReminderChangeTalk(self.runtime), turn, ",".join(str(one.id) for one in meant.rows))

    def _listed(self, turn: Turn, meant: Meant) -> Reply:
        rows, words = meant.rows or meant.known, self.runtime.words
        muted = [words(f"rule_{rule or 'all'}") for rule in reminders.muted(work_of(turn, self.runtime))]
        silent = words("reminders_muted", list="、".join(muted)) if muted else ""
        if quiet := reminders.quiet(work_of(turn, self.runtime)):
            silent += words("reminders_quiet", begins=_clock(quiet.begins), ends=_clock(quiet.ends))
        dates = reminders.report_dates(work_of(turn, self.runtime))
        silent += "".join(
            words("reminders_date", what=one.title, day=words.day(reminders.next_date(one, turn.now.date())))
            for one in dates[:SHOWN]
        )
        buttons = tuple(
            (words("reminders_date_end", what=one.title), Press(task=self.task, about=f"date:{one.id}"))
            for one in dates[:ASKED]
        )
        if not rows:
            return Reply("utter_reminders_none", {"muted": silent}, buttons)
        more = words("reminders_more", number=len(rows) - SHOWN) if len(rows) > SHOWN else ""
        values = {"count": len(rows), "list": self._lines(rows[:SHOWN]), "more": more, "muted": silent}
        return Reply("utter_reminders", values, buttons)

    def _quiet(self, turn: Turn, command: Command) -> Reply:
        reminders.keep_quiet(work_of(turn, self.runtime), command.quiet)
        if command.quiet is None:
            return Reply("utter_reminders_unquiet")
        begins, ends = command.quiet.begins, command.quiet.ends
        return Reply("utter_reminders_quiet", {"begins": _clock(begins), "ends": _clock(ends)})

    def _lines(self, rows: tuple[Shown, ...]) -> str:
        words, year = self.runtime.words, self.runtime.clock().year
        return "\n".join(
            words(
                "reminder_line",
                number=one.number, when=_moment(words, one.due, year), what=_about(words, one),
                repeat=_again(words, one.repeat), told=words("reminder_told") if one.told else "",
            )
            for one in rows
        )  # fmt: skip

    def _which(self, rows: tuple[Shown, ...], turn: Turn, name: str) -> Reply:
        words = self.runtime.words
        buttons = tuple(
            (
                words("reminder_button", number=one.number, what=_about(words, one)),
                Press(task=self.task, about=words("reminder_pick", number=one.number, said=turn.text)),
            )
            for one in rows[:ASKED]
        )
        return Reply(name, {"list": self._lines(rows[:SHOWN])}, buttons)

    def _muting(self, turn: Turn, command: Command) -> list[Reply]:
        work, words = work_of(turn, self.runtime), self.runtime.words
        (reminders.mute if command.kind == "mute" else reminders.unmute)(work, command.rule)
        return [Reply(f"utter_reminders_{command.kind}d", {"kind": words(f"rule_{command.rule or 'all'}")})]

    def _pressed(self, turn: Turn) -> list[Reply]:
        """A button of something that was told.

        seen:1, later:1, settled:1 of a roundup; item:1 of something in it; done:1, again:1 of a reminder; mute:x.
        """
        work, words = work_of(turn, self.runtime), self.runtime.words
        kind, _, about = turn.text.partition(":")
        if kind == "mute" and about in set(Rule):
            reminders.mute(work, Rule(about))
            return [Reply("utter_reminders_muted", {"kind": words(f"rule_{about}")})]
        if not about.isdigit():
            return [Reply("utter_reminders_none_to_change")]
        if kind == "date":
            return [Reply("utter_report_date_undone", {"what": reminders.withdraw_date(work, int(about)).title})]
        if kind in ("seen", "later"):
            done = (reminders.acknowledge if kind == "seen" else reminders.tell_again)(work, int(about))
            return [Reply(f"utter_roundup_{kind}" if done else "utter_draft_gone")]
        if kind == "settled":
            return self._settled(turn, int(about))
        if kind == "item":
            return self._item(turn, int(about))
        if kind == "done":
            return changed(ReminderChangeTalk(self.runtime), turn, f"{reminders.TOLD}{about}")
        one = reminders.put_off(work, int(about))
        when = _moment(words, one.due, self.runtime.clock().year)
        return [Reply("utter_reminder_again", {"what": _about(words, one), "when": when})]

    def _settled(self, turn: Turn, roundup: int) -> list[Reply]:
        """What a roundup told is done: the one thing that it told, or the one that is chosen now."""
        work, words = work_of(turn, self.runtime), self.runtime.words
        found = reminders.items(work, roundup)
        if not found:
            return [Reply("utter_draft_gone")]
        if len(found) == 1:
            return self._item(turn, found[0].id)
        buttons = tuple(
            (
                words("roundup_item", number=one.number, what=named(words, one)),
                Press(task=self.task, about=f"item:{one.id}"),
            )
            for one in found[:SHOWN]
        )
        return [Reply("utter_roundup_which", {"count": len(found)}, buttons)]

    def _item(self, turn: Turn, number: int) -> list[Reply]:
        """Done by a word, or what is to be said so that it is."""
        work = work_of(turn, self.runtime)
        if reminders.told_item(work, number).done_by_word:
            return SettlingTalk(self.runtime).at_once(turn, str(number))
        item = reminders.settle(work, number)
        how = self.runtime.words(f"done_{item.rule}", organisation=item.organisation)
        values = {"what": named(self.runtime.words, item), "how": how}
        return [Reply("utter_roundup_record", values, self._recording(item))]

    def _recording(self, item: Item) -> tuple[tuple[str, Press], ...]:
        """The button that begins to record it, where that is a form."""
        words = self.runtime.words
        if item.rule is not Rule.ELECTIONS:
            return ()
        said = words("record_election_said", organisation=item.organisation)
        return ((words("record_election"), Press(say=said)),)


def named(words: Words, item: Item) -> str:
    """What a thing that was told is called."""
    name = "item_report" if item.report else f"item_{item.rule}"
    return words(name, organisation=item.organisation, report=item.report)


class SettlingTalk(Talk):
    """What was told is done, by a word."""

    form = SettlingForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def saved(self, content: Content, result: Result) -> Reply:
        return Reply("utter_roundup_done", {"what": self._named(content)})

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_roundup_reopened", {"what": self._named(content)})

    def _named(self, content: Content) -> str:
        return named(self.words, reminders.item_from(content["item"]))


class ListWaiting(BoaiAction):
    """What is new, and what waits for the person."""

    task = "list_waiting"

    def answer(self, turn: Turn) -> list[Reply]:
        words, found = self.runtime.words, waiting.of(work_of(turn, self.runtime))
        kinds = {name: getattr(found, name) for name in ASKS}
        lines = [words(f"waiting_{name}", count=count) for name, count in kinds.items() if count]
        lines += [words("waiting_told", what=named(words, one)) for one in found.told[:SHOWN]]
        if not lines:
            return [Reply("utter_waiting_none")]
        buttons = [
            (words(f"waiting_see_{name}"), Press(say=words(f"waiting_say_{name}"))) for name in ASKS if kinds[name]
        ]
        return [Reply("utter_waiting", {"list": "\n".join(f"· {line}" for line in lines)}, tuple(buttons))]


class ReminderChangeTalk(Talk):
    """What was done with reminders, told with what it was."""

    form = ReminderChangeForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def saved(self, content: Content, result: Result) -> Reply:
        rows, name = content["rows"], content["kind"]
        if name in ("move", "change", "once", "reword"):
            [one] = rows[:1]
            when = _moment(self.words, reminders.local(one["after"]["due"], self.runtime.clock()), self._year())
            values = {
                "what": reminders.masked(one["after"]["what"]) or self.words("reminder_nothing"),
                "when": when,
                "repeat": _again(self.words, reminders.repeat_from(one["after"]["repeat"])),
                "count": str(len(rows)),
            }
            if content.get("rolled") and len(rows) == 1:
                nearer = self.words("reminder_nearer")
                return Reply("utter_reminder_changed_next_year", values, ((nearer, Press(say=nearer)),))
            return Reply("utter_reminder_changed" if len(rows) == 1 else "utter_reminders_moved", values)
        named = "、".join(reminders.masked(one["after"]["what"]) or self.words("reminder_nothing") for one in rows)
        return Reply(f"utter_reminders_{name}", {"list": named, "count": str(len(rows))})

    def undone(self, content: Content, result: Result) -> Reply:
        named = "、".join(
            reminders.masked(one["before"]["what"]) or self.words("reminder_nothing") for one in content["rows"]
        )
        return Reply("utter_reminder_change_undone", {"list": named})

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        numbers = (draft.row.result or {}).get("reminders", [])
        if not reminders.corrects(work_of(turn, self.runtime), turn.text, numbers):
            return None
        return changed(self, turn, ",".join(map(str, numbers)))

    def _year(self) -> int:
        return self.runtime.clock().year


def changed(talk: ReminderChangeTalk, turn: Turn, about: str) -> list[Reply]:
    """Do what a message says with reminders, at once; the draft that was open before is open again, unshown."""
    runtime = talk.runtime
    work = work_of(turn, runtime)
    content = talk.form.begin(work, turn.in_clear(runtime.vault), about)
    opened = drafts.begin(work, talk.form.kind, content)
    said = talk.saved(content, drafts.commit(work, opened, talk.form) or {})
    undo = ((talk.words("undo"), Press(task="undo", about=str(opened.row.id))),)
    drafts.resumed(turn.session, runtime.personal, turn.identity.account_id, turn.identity.chat, turn.now)
    return [Reply(said.name, said.values, (*said.buttons, *undo))]


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment:%M}"


def _about(words: Words, one: Shown) -> str:
    return one.what or words("reminder_nothing")


def _moment(words: Words, due: datetime, year: int) -> str:
    weekday = words(f"weekday_{due.weekday()}")
    name = "reminder_moment" if due.year == year else "reminder_moment_of_year"
    return words(name, year=due.year, month=due.month, day=due.day, weekday=weekday, time=f"{due.hour}:{due:%M}")


def _again(words: Words, repeat: Repeat | None) -> str:
    if repeat is None:
        return ""
    if repeat.every > 1:
        return words(f"repeat_{repeat.unit}_every", every=repeat.every)
    if repeat.unit is Repeats.MONTHLY and repeat.day:
        last = repeat.day > 30
        return words("repeat_monthly_last") if last else words("repeat_monthly_day", day=repeat.day)
    return words(f"repeat_{repeat.unit}")


STARTS.add(RemindMe.task)
