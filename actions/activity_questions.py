"""Questions about activities: sums, lists, silence, one's own hours, what lies ahead, weeks."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from actions.base import Reply, Runtime, Turn, next_page
from actions.charts import Charts
from actions.drafts import work_of
from actions.organisations import which
from actions.reports import ReportTalk
from bot.core.activities import ActivityStatus
from bot.core.paging import Page
from bot.core.permissions import Action
from bot.services import activity_questions as questions
from bot.services import bulletin, conversations, photos
from bot.services.activity_questions import AMONG, ActivityQuestion, Asked, Listed, Period, Totals
from bot.services.conversations import Press
from bot.services.work import Work

Buttons = tuple[tuple[str, Press], ...]
SUMS = ("participants", "volunteers", "beneficiaries", "hours")
TASK = "query_activities"  # what its buttons ask anew


class ActivityAnswers:
    """What is answered to a question about activities of one organisation and everything below it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def answer(self, turn: Turn) -> list[Reply]:
        work = work_of(turn, self.runtime)
        if turn.pressed and (found := self._signing(work, turn.text) or self._pictures(work, turn.text)):
            return [found]
        if bulletin.urges_listed(turn.text):
            return [Reply("utter_activities_urge")]
        asked = questions.read_activity_question(turn.text, work.today)
        if asked.asked is Asked.MINE:
            return [self._mine(work, asked)]
        home = questions.home(work, turn.text)
        if len(home.rows) != 1:
            return which(home, TASK, turn.text)
        row = home.rows[0]
        # The name of a place is no type of activity: 落水村 is no rescue.
        nameless = turn.text.replace(row.name, " ").replace(row.short, " ")
        asked = questions.read_activity_question(nameless, work.today)
        answers = {
            Asked.SUMMARY: self._summary,
            Asked.LIST: self._listed,
            Asked.SILENT: self._silent,
            Asked.LONGEST: self._silent,
            Asked.AHEAD: self._ahead,
            Asked.WEEKS: self._weeks,
        }
        return [answers[asked.asked](work, row, asked, turn.text)]

    def _summary(self, work: Work, row: Any, asked: ActivityQuestion, said: str) -> Reply:
        found = questions.summary(work, row, asked)
        values = self._about(row, asked)
        if not found.totals.activities and not asked.compared:
            return Reply("utter_activities_none", values)
        words = self.runtime.words
        kinds = "、".join(words("activities_kind", kind=kind, count=count) for kind, count in found.by_type)
        title = self.runtime.words("activities_list")
        buttons = ((title, Press(task=TASK, about=f"{self._again(row, asked)}{title}")),)
        kinds = f"\n{kinds}" if kinds else ""
        compared = f"\n{self._compared(work, row, asked, found.totals)}" if asked.compared else ""
        sums = self._sums(found.totals)
        values |= {"count": found.totals.activities, "sums": sums, "kinds": kinds, "compared": compared}
        return Reply("utter_activities_summary", values, buttons)

    def _sums(self, sums: Totals) -> str:
        said = {name: getattr(sums, name) for name in SUMS}
        words = self.runtime.words
        parts = [words(f"activities_{name}", value=f"{value:g}") for name, value in said.items() if value]
        return "：" + "，".join(parts) if parts else ""

    def _compared(self, work: Work, row: Any, asked: ActivityQuestion, now: Totals) -> str:
        """The same stretch a year before, and how far the numbers are from it."""
        words = self.runtime.words
        period, before = questions.year_before(work, row, asked)
        sums = before.totals
        if not sums.activities:
            return words("activities_none_before", period=self._period(period))
        changes = "，".join(
            words(f"change_{name}", change=self._change(getattr(now, name) - getattr(sums, name)))
            for name in ("activities", "participants")
        )
        values = {"period": self._period(period), "count": sums.activities, "sums": self._sums(sums)}
        return words("activities_before", **values, changes=changes)

    def _change(self, by: float) -> str:
        if not by:
            return self.runtime.words("change_none")
        return self.runtime.words("change_more" if by > 0 else "change_less", value=f"{abs(by):g}")

    def _listed(self, work: Work, row: Any, asked: ActivityQuestion, said: str) -> Reply:
        page = questions.listed(work, row, asked)
        if not page.total:
            return Reply("utter_activities_none", self._about(row, asked))
        buttons = (*self._showing(page), *self._returning(work, row, page))
        return self._paged("utter_activities_listed", row, asked, page, buttons)

    def _ahead(self, work: Work, row: Any, asked: ActivityQuestion, said: str) -> Reply:
        page = questions.ahead(work, row, asked)
        if not page.total:
            return Reply("utter_activities_none_ahead", self._about(row, asked))
        words, buttons = self.runtime.words, []
        for number, line in enumerate(page.lines, page.first):
            buttons.append((words("sign_up", number=number), Press(task=TASK, about=f"sign:{line.id}")))
            if work.permits(Action.REPORT, row.id):
                buttons.append((words("signed_up", number=number), Press(task=TASK, about=f"who:{line.id}")))
        return self._paged("utter_activities_ahead", row, asked, page, tuple(buttons))

    def _silent(self, work: Work, row: Any, asked: ActivityQuestion, said: str) -> Reply:
        ever = asked.asked is Asked.LONGEST and asked.period.start is None
        if asked.period.start is None and not ever:
            asked = _in_quarter(asked, work.today)
        found, of = questions.silent(work, row, asked)
        values = self._about(row, asked) | {"count": len(found), "of": of}
        values["kind"] = asked.among if asked.among in AMONG else ""
        if not of:
            return Reply("utter_activities_nobody", values)
        if not found:
            return Reply("utter_activities_all_active", values)
        words = self.runtime.words
        lines = [
            words("silent_line", number=number, organisation=one.organisation, last=self._last(one.last))
            for number, one in enumerate(found[: questions.NAMES], 1)
        ]
        more = len(found) - len(lines)
        values |= {"list": "\n".join(lines), "more": words("silent_more", count=more) if more else ""}
        return Reply("utter_activities_longest" if ever else "utter_activities_silent", values)

    def _last(self, last: date | None) -> str:
        return self.runtime.words("silent_never") if last is None else self.runtime.words.day(last)

    def _mine(self, work: Work, asked: ActivityQuestion) -> Reply:
        number, hours = questions.mine(work, asked)
        return Reply(
            "utter_activities_mine", {"period": self._period(asked.period), "count": number, "hours": f"{hours:g}"}
        )

    def _weeks(self, work: Work, row: Any, asked: ActivityQuestion, said: str) -> Reply:
        weeks = questions.weeks(work, row, asked)
        words = self.runtime.words
        lines = [self._week(monday, count) for monday, count in weeks]
        quiet = sum(not count for _, count in weeks)
        silent = questions.silent_months(work, row, asked)
        values = self._about(row, asked) | {
            "list": "\n".join(lines), "weeks": len(weeks), "quiet": quiet,
            "months": words("quiet_months", count=silent) if silent else "",
        }  # fmt: skip
        pictures = Charts(self.runtime, work).weeks(row, questions.year_of_weeks(work, row, asked), values["what"])
        return Reply("utter_activities_weeks", values, custom={"files": pictures} if pictures else {})

    def _week(self, monday: date, count: int) -> str:
        sunday = monday + timedelta(days=6)
        values = {"start": f"{monday.month}.{monday.day}", "end": f"{sunday.month}.{sunday.day}", "count": count}
        return self.runtime.words("week_with" if count else "week_without", **values)

    # --- wording

    def _about(self, row: Any, asked: ActivityQuestion) -> dict[str, Any]:
        kinds = "、".join(asked.kinds)
        what = self.runtime.words("activities_of", kinds=kinds) if kinds else self.runtime.words("activities_any")
        return {"name": row.name, "period": self._period(asked.period), "what": what}

    def _period(self, period: Period) -> str:
        words = self.runtime.words
        if period.start is None:
            return words("period_until", end=words.day(period.end))
        return words("period", start=words.day(period.start), end=words.day(period.end))

    def _again(self, row: Any, asked: ActivityQuestion) -> str:
        """The question anew, for a button."""
        return f"{row.name}{asked.period.name}{'、'.join(asked.kinds)}"

    def _paged(self, name: str, row: Any, asked: ActivityQuestion, page: Page[Listed], buttons: Buttons) -> Reply:
        lines = "\n".join(self._line(number, one, row.name) for number, one in enumerate(page.lines, page.first))
        words = self.runtime.words
        wanted = words("activities_ahead" if name == "utter_activities_ahead" else "activities_list")
        buttons += next_page(words, TASK, f"{self._again(row, asked)}{wanted}", page.page, page.pages)
        values = {"list": lines, "total": page.total, "page": page.page, "pages": page.pages}
        return Reply(name, self._about(row, asked) | values, buttons)

    def _line(self, number: int, one: Listed, asked: str) -> str:
        card = ReportTalk(self.runtime).line({**one.facts, "people": [], "approximate": one.approximate})
        where = "" if one.organisation == asked else one.organisation
        if one.photos:
            card = self.runtime.words("activities_with_photos", card=card, count=one.photos)
        return self.runtime.words("activities_line", number=number, card=card, organisation=where)

    def _showing(self, page: Page[Listed]) -> Buttons:
        return tuple(
            (self.runtime.words("show_photos", number=number), Press(task=TASK, about=f"photos:{one.id}"))
            for number, one in enumerate(page.lines, page.first)
            if one.photos
        )

    def _returning(self, work: Work, row: Any, page: Page[Listed]) -> Buttons:
        if not work.permits(Action.RETURN_REPORTS, row.id):
            return ()
        return tuple(
            (self.runtime.words("return_line", number=number), Press(task="return_report", about=str(one.id)))
            for number, one in enumerate(page.lines, page.first)
            if one.status is ActivityStatus.HELD
        )

    # --- pictures

    def _pictures(self, work: Work, text: str) -> Reply | None:
        """The pictures of an activity; or pictures that were put to the wrong one wait for another."""
        what, _, numbers = text.partition(":")
        if what == "photos" and numbers.isdigit():
            files = photos.of_activity(work, int(numbers))
            name = "utter_activity_photos" if files else "utter_activity_photos_none"
            return Reply(name, {"count": len(files)}, custom={"photos": files})
        if what == "loosen":
            return Reply(
                "utter_photos_loose_again", {"count": photos.detach(work, [int(n) for n in numbers.split(",")])}
            )
        return None

    # --- signing up

    def _signing(self, work: Work, text: str) -> Reply | None:
        what, _, number = text.partition(":")
        if not number.isdigit() or what not in ("sign", "off", "who"):
            return None
        if what == "who":
            names = [self._name(work, account) for account in questions.signed_up(work, int(number))]
            name = "utter_signed_up_list" if names else "utter_signed_up_nobody"
            return Reply(name, {"count": len(names), "names": "、".join(names)})
        if what == "off":
            return Reply("utter_signed_off" if questions.sign_off(work, int(number)) else "utter_not_signed_up")
        back = ((self.runtime.words("sign_off"), Press(task=TASK, about=f"off:{number}")),)
        return Reply("utter_signed_up" if questions.sign_up(work, int(number)) else "utter_signed_up_before", {}, back)

    @staticmethod
    def _name(work: Work, account_id: str) -> str:
        return conversations.known(work.session, account_id).name or account_id


def _in_quarter(asked: ActivityQuestion, today: date) -> ActivityQuestion:
    """Silence without a period is that of the quarter."""
    start = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return replace(asked, period=Period(start, today))
