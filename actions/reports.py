"""Talk about reports of activities: cards, what is missing or odd, corrections, returning."""

from datetime import date
from typing import Any

from actions.base import Reply, Runtime, Turn
from actions.drafts import Talk, resume, work_of
from bot.services import activities, drafts, organisations, photos, reporting
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.reporting import CHECKS, ReportCorrectionForm, ReportForm

NEAR = 4  # names of organisations that are offered
TYPES = 6  # types of activity that are offered; others are typed


class ReportTalk(Talk):
    """Activities are shown as cards; what is missing or odd is asked one thing at a time."""

    form = ReportForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        records = draft.content["records"]
        ahead = [one for one in records if reporting.planned(one, turn.now.date())]
        about = [one for one in records if one["approximate"]]
        values = {
            "cards": self._cards(records, turn),
            "assumed": self.words("report_assumed") if any(one["assumed"] for one in records) else "",
            "ahead": self.words("report_ahead") if ahead else "",
            "about": self.words("report_about") if about else "",
            "photos": self._photos(draft, turn),
        }
        buttons: tuple[tuple[str, Press], ...] = ()
        if len(records) > 1:
            buttons = ((self.words("one_by_one"), Press(say=self.words("one_by_one"))),)
        if values["photos"]:
            buttons = (*buttons, (self.words("no_photos"), Press(say=self.words("no_photos"))))
        name = "utter_report_preview" if len(records) == 1 else "utter_report_preview_many"
        return Reply(name, {**values, "count": len(records)}, buttons)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content, asked = draft.content, draft.asked or ""
        number, field = int(asked.split(".")[0]), asked.split(".")[1]
        one = content["records"][number]
        values = {"which": self._which(content, number), "insisted": self._insisted(content, asked)}
        if field == "all":
            return Reply("utter_report_ask_all", {})
        if field == "org":
            return self._asking_where(one, values)
        if field in CHECKS:
            return self._asking_whether(one, field, values, turn)
        if field == "date" and "bad_date" in one["doubts"]:
            return Reply("utter_report_ask_bad_date", values)
        if field == "activity_type":
            kinds = self.words("report_types").split("、")[:TYPES]
            return Reply("utter_report_ask_activity_type", values, tuple((kind, Press(say=kind)) for kind in kinds))
        return Reply(f"utter_report_ask_{field}", values)

    def saved(self, content: Content, result: Result) -> Reply:
        records = content["records"]
        undo = ((self.words("undo"), Press(task="undo")),)
        name = "utter_report_saved" if len(records) == 1 else "utter_report_saved_many"
        pictures = len(result.get(photos.KEY, []))
        values = {
            "cards": "\n".join(map(self._short, records)), "count": len(records),
            "photos": self.words("report_photos", count=pictures) if pictures else "",
        }  # fmt: skip
        return Reply(name, values, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_report_undone", {"cards": "\n".join(map(self._short, content["records"]))})

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        numbers = (draft.row.result or {}).get("activities", [])
        return correct_report(self, turn, numbers)

    def go_on(self, draft: Open, turn: Turn) -> list[Reply]:
        if reporting.splits(turn.text) and len(draft.content["records"]) > 1:
            return self._split(draft, turn)
        return super().go_on(draft, turn)

    def _split(self, draft: Open, turn: Turn) -> list[Reply]:
        """Several records become as many drafts, talked about one after the other."""
        work = work_of(turn, self.runtime)
        drafts.cancel(turn.session, draft, turn.now)
        for one in reversed(draft.content["records"]):
            opened = drafts.begin(work, self.form.kind, {**draft.content, "records": [one]})
        return self._next(self._kept(opened, opened.content, turn), turn)

    def _next(self, draft: Open, turn: Turn) -> list[Reply]:
        if draft.content["records"]:
            return super()._next(draft, turn)
        drafts.cancel(turn.session, draft, turn.now)  # the last record turned out to be recorded already
        return [Reply("utter_report_not_twice"), *resume(self.runtime, turn)]

    # --- wording

    def _cards(self, records: list[dict[str, Any]], turn: Turn) -> str:
        cards = [self.card(one, organisations.name_of(turn.session, one["org"])) for one in records]
        if len(cards) == 1:
            return cards[0]
        return "\n".join(
            self.words("report_numbered", number=number, card=card) for number, card in enumerate(cards, 1)
        )

    def card(self, one: dict[str, Any], organisation: str) -> str:
        """All that is known of one activity."""
        lines = [self.words("report_head", kind=one["activity_type"], day=self._days(one))]
        lines.append(self.words("report_org", value=organisation))
        lines += [self.words(f"report_{name}", value=one[name]) for name in ("title", "location") if one[name]]
        if people := self._people(one):
            lines.append(self.words("report_people", value=people))
        if one["hours"] is not None:
            lines.append(self.words("report_hours", value=self.number(one, "hours")))
        if one.get("people"):
            lines.append(self.words("report_helpers", value=self._helpers(one)))
        return "\n".join(lines)

    def _people(self, one: dict[str, Any]) -> str:
        said = [
            self.words(f"report_{name}", value=self.number(one, name))
            for name in ("participants", "volunteers", "beneficiaries")
            if one[name] is not None
        ]
        return "，".join(said)

    def number(self, one: dict[str, Any], name: str) -> str:
        """A number as it was said; what says by itself that it is about something needs no more."""
        said, about = reporting.in_words(one, name)
        return self.words("report_approximately", value=said) if about else said

    def _helpers(self, one: dict[str, Any]) -> str:
        named = [(name, hours if hours is not None else one["hours"]) for name, hours in one["people"]]
        return "、".join(
            name if hours is None else self.words("report_helper", who=name, hours=f"{hours:g}")
            for name, hours in named
        )

    def _days(self, one: dict[str, Any]) -> str:
        start = self._day(one["date"])
        if not one["end_date"] or one["end_date"] == one["date"]:
            return start
        return self.words("report_until", start=start, end=self._day(one["end_date"]))

    def _day(self, said: str) -> str:
        day = date.fromisoformat(said)
        weekday = self.words("weekdays")[day.weekday()]
        return self.words("report_day", day=self.words.day(day), weekday=weekday)

    def line(self, one: dict[str, Any]) -> str:
        """One activity in one line of a list."""
        people = self._people(one)
        parts = [self._days(one), one["activity_type"], one["title"] or one["location"] or "", people]
        return "，".join(part for part in parts if part)

    def _short(self, one: dict[str, Any]) -> str:
        parts = [self._days(one), one["activity_type"], self._people(one)]
        return self.words("comma_long").join(part for part in parts if part)

    def _which(self, content: Content, number: int) -> str:
        """Which of several a question is about."""
        if len(content["records"]) == 1:
            return ""
        kind = content["records"][number]["activity_type"] or ""
        return self.words("report_which", number=number + 1, kind=kind)

    def _insisted(self, content: Content, asked: str) -> str:
        return self.words("report_needed") if content.get("insisted") == asked else ""

    def _asking_where(self, one: dict[str, Any], values: dict[str, str]) -> Reply:
        buttons = tuple((name, Press(say=name)) for name in (one["near"] or [])[:NEAR])
        if one["outside"]:
            return Reply("utter_report_ask_org_outside", {**values, "asked": one["outside"]}, buttons)
        return Reply("utter_report_ask_org", values, buttons)

    def _asking_whether(self, one: dict[str, Any], field: str, values: dict[str, str], turn: Turn) -> Reply:
        words = self.words
        yes, no = words("report_yes"), words("report_no")
        buttons = [(yes, Press(say=yes)), (no, Press(say=no))]
        if field == "same":
            other = activities.snapshot(work_of(turn, self.runtime), one["twin"])
            name = organisations.name_of(turn.session, other["organisation"])
            values = {**values, "card": self.card({**other["facts"], **other}, name)}
            said = [words("report_same"), words("report_renew"), words("report_another")]
            buttons = [(title, Press(say=title)) for title in said]
        elif field != "backwards":
            values = {**values, "day": self._days(one), "people": self._people(one), "hours": f"{one['hours'] or 0:g}"}
        return Reply(f"utter_report_ask_{field}", values, tuple(buttons))

    def _photos(self, draft: Open, turn: Turn) -> str:
        count = len(photos.loose(work_of(turn, self.runtime), draft.content.get(photos.KEY, [])))
        one = len(draft.content["records"]) == 1
        return self.words("report_photos" if one else "report_photos_first", count=count) if count else ""


class ReportCorrectionTalk(Talk):
    """Corrections of recorded activities are done at once and told with what was before."""

    form = ReportCorrectionForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def saved(self, content: Content, result: Result) -> Reply:
        one, before = content["record"], content["before"]
        changes = [
            self.words(
                "report_changed", field=self.words(f"report_field_{name}"),
                before=self._shown(name, before), value=self._shown(name, one),
            )
            for name in content["changed"]
            if name != "org"
        ]  # fmt: skip
        if "org" in content["changed"]:
            changes.append(self.words("report_moved"))
        if content["people"]:
            changes.append(self.words("report_helpers", value="、".join(name for name, _ in content["people"])))
        return Reply("utter_report_corrected", {"kind": one["activity_type"], "changes": "；".join(changes)})

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_report_correction_undone", {"kind": content["record"]["activity_type"]})

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        return correct_report(ReportTalk(self.runtime), turn, (draft.row.result or {}).get("activities", []))

    def _shown(self, name: str, one: dict[str, Any]) -> str:
        value = one[name]
        if value is None:
            return self.words("missing")
        if name in ("date", "end_date"):
            return self.words.day(date.fromisoformat(value))
        if isinstance(value, str):
            return value
        return ReportTalk(self.runtime).number(one, name)


def correct_report(talk: ReportTalk, turn: Turn, numbers: list[int]) -> list[Reply] | None:
    """A correction of activities that were recorded; None when the message says nothing of them."""
    if not reporting.speaks_of(work_of(turn, talk.runtime), turn.in_clear(talk.runtime.vault)):
        return None
    return ReportCorrectionTalk(talk.runtime).at_once(turn, ",".join(map(str, numbers)))


class WithdrawTalk(Talk):
    """Taking back an activity that was named: done at once, and can be taken back."""

    form = reporting.WithdrawForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def saved(self, content: Content, result: Result) -> Reply:
        return ReportTalk(self.runtime).undone({"records": [content["record"]]}, result)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_report_restored", {"card": ReportTalk(self.runtime).line(content["record"])})


def withdrawn_by_name(runtime: Runtime, turn: Turn, latest: Open | None) -> list[Reply] | None:
    """What a word of undoing says of a certain activity; None when it names none."""
    numbers = (latest.row.result or {}).get("activities", []) if latest and latest.kind == "report" else []
    if turn.pressed and turn.text.startswith("activity:"):
        number: int | None = int(turn.text.removeprefix("activity:"))
    elif turn.pressed:
        return None
    elif latest and latest.kind == ReportCorrectionTalk.form.kind and reporting.means_the_whole(turn.text):
        number = latest.row.result["activities"][0] if latest.row.result else None
    else:
        number = reporting.meant_to_withdraw(work_of(turn, runtime), turn.in_clear(runtime.vault), numbers)
    return None if number is None else WithdrawTalk(runtime).at_once(turn, str(number))


class ReturnTalk(Talk):
    """Returning a report: which one is shown, the reason asked for."""

    form = reporting.ReturnForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_return_preview", {"card": self._card(draft.content), "why": draft.content["why"]})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_return_ask_why", {"card": self._card(draft.content)})

    def saved(self, content: Content, result: Result) -> Reply:
        return Reply("utter_return_saved", {"card": self._card(content), "why": content["why"]})

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_return_undone", {"card": self._card(content)})

    def _card(self, content: Content) -> str:
        return ReportTalk(self.runtime).card(
            {**content["facts"], "people": [], "approximate": content["approximate"]}, content["organisation"]
        )
