"""Targets: how far one is, setting one, splitting it; rosters and annexes as files."""

from dataclasses import replace
from datetime import date

from actions import annexes, bulletin
from actions.base import BoaiAction, Reply, Turn, action_for
from actions.drafts import Talk, work_of
from actions.figures import number_of, unit_of
from actions.organisations import which
from actions.progress import ProgressView
from bot.core.errors import PermissionDeniedError
from bot.core.permissions import Action, reach
from bot.services import conversations, elections, exports, organisations, progress, targets
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.exports import Exported, Wish
from bot.services.metrics import Metric, catalogue
from bot.services.targets import TargetForm
from bot.services.work import Work

LARGEST = 10_000  # rows of a file by chat: an answer has to come within seconds


class QueryProgress(BoaiAction):
    """Numbers against targets; every number opens: the list behind it, how it is counted."""

    task = "query_progress"

    def answer(self, turn: Turn) -> list[Reply]:
        work = work_of(turn, self.runtime)
        if not turn.pressed:
            turn = replace(turn, text=organisations.in_full(work.session, work.who, turn.text, work.today, whole=False))
        question = progress.opened(work, turn.text) if turn.pressed else None
        if question is None and not turn.pressed and targets.reads_as_setting(turn.text, work.today):
            return TargetTalk(self.runtime).begin(turn)
        if question is None:
            before = conversations.subject(turn.session, turn.identity, turn.now)
            question = progress.ask(work, turn.text, before)
        if not question.rows or (len(question.rows) > 1 and not question.apart):
            return which(question.found, self.task, turn.text)
        subject = progress.subject_of(question, question.rows[0])
        conversations.keep_subject(turn.session, turn.identity, subject, turn.now)
        return ProgressView(self.runtime, work).answer(question)


class SetTarget(BoaiAction):
    """Opens a target: one organisation's, or one to be split."""

    task = "set_target"

    def answer(self, turn: Turn) -> list[Reply]:
        if not turn.pressed and not targets.reads_as_setting(turn.text, turn.now.date(), doubtful=False):
            return QueryProgress().answer(turn)
        return TargetTalk(self.runtime).begin(turn)


class ExportReport(BoaiAction):
    """Rosters and annexes as files; other reports are not built yet. Numbers are masked unless asked for in full."""

    task = "export_report"

    def answer(self, turn: Turn) -> list[Reply]:
        if not reach(turn.account.role, Action.EXPORT):
            raise PermissionDeniedError(f"{turn.account.id}: {Action.EXPORT}")
        if not turn.pressed and conversations.dropped(turn.text):
            return [Reply("utter_export_dropped")]
        work, words = work_of(turn, self.runtime), self.runtime.words
        annex = annexes.wanted(annexes.AnnexTalk(self.runtime), turn, work)
        if annex is not None:
            return annex
        drafted = bulletin.wanted(self.runtime, turn, work)
        if drafted is not None:
            return drafted
        wish = exports.wish(work, turn.text)
        if wish.other and elections.is_about_terms(turn.text):
            return action_for("election_due").answer(turn)
        if wish.other:
            return [Reply("utter_not_built_yet", {"wish": self.runtime.titles.of(self.task)})]
        if not wish.rosters:
            offered = [words(f"export_ask_{kind}") for kind in exports.KINDS]
            return [Reply("utter_export_which", {}, tuple((one, Press(task=self.task, about=one)) for one in offered))]
        if wish.found is not None:
            return which(wish.found, self.task, turn.text)
        return [self._roster(turn, work, wish, kind) for kind in wish.rosters]

    def _roster(self, turn: Turn, work: Work, wish: Wish, kind: str) -> Reply:
        words = self.runtime.words
        number = exports.count(work, kind, wish.where, wish.kinds, wish.held)
        title = words(f"export_{kind}")
        if not number:
            return Reply("utter_export_empty", {"title": title})
        if number > LARGEST:
            return Reply("utter_export_too_many", {"title": title, "count": str(number), "limit": str(LARGEST)})
        path = self.runtime.files.new(turn.account.id, f"{title}-{turn.now:%Y%m%d}")
        try:
            done = exports.export(work, kind, path, wish.where, wish.kinds, full=wish.full, held=wish.held)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        personal = exports.KINDS[kind].personal
        values = {
            "title": title, "scope": done.scope, "day": words.day(work.today), "count": str(done.rows),
            "numbers": words("export_full" if wish.full else "export_masked") if personal else self._which(wish),
        }  # fmt: skip
        ask = words(f"export_ask_full_{kind}") if personal else ""
        more = ((words("export_want_full"), Press(task=self.task, about=f"{_named(done, wish)}{ask}")),)
        offered = more if personal and not wish.full else ()
        return Reply("utter_export_done", values, offered, {"files": [str(path)]})

    def _which(self, wish: Wish) -> str:
        """Of which days and types the activities are."""
        held = wish.held
        if held is None or not (held.said or held.types):
            return ""
        parts = [part for part in (held.said, self.runtime.words("comma").join(held.types)) if part]
        return self.runtime.words("export_only", which=self.runtime.words("comma").join(parts))


def _named(done: Exported, wish: Wish) -> str:
    """The organisation and the kinds of people that were named: what a button says stands for itself."""
    scope = f"{done.scope} " if wish.where is not None else ""
    return f"{scope}{' '.join(wish.kinds)} "


class TargetTalk(Talk):
    """A target is shown with what it replaces and, when split, with its parts and their sum."""

    form = TargetForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        content, work = draft.content, work_of(turn, self.runtime)
        metric = catalogue()[content["metric"]]
        values = self._said(content, turn) | {"before": self._before(work, content, metric)}
        if not content["parts"]:
            more = self.words("comma").join(catalogue()[one].name for one in content.get("more") or [])
            values["more"] = self.words("target_more", metrics=more) if more else ""
            values["more"] += "".join(self._also(content, one, value, work) for one, value in content.get("also") or [])
            return Reply("utter_target_preview", values)
        name = "utter_target_each_preview" if content["split"] == "each" else "utter_target_split_preview"
        rows = "\n".join(
            self.words("target_part", name=organisations.name_of(turn.session, int(one)), value=number_of(value),
                       unit=unit_of(metric))
            for one, value in content["parts"]
        )  # fmt: skip
        values |= {"rows": rows, "sum": self._sum(work, content, metric), "count": str(len(content["parts"]))}
        return Reply(name, values)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content, work = draft.content, work_of(turn, self.runtime)
        if draft.asked == "metric":
            return Reply("utter_target_ask_metric")
        values = {"metric": catalogue()[content["metric"]].name}
        if draft.asked == "org":
            return Reply("utter_target_ask_org", values)
        values["name"] = organisations.name_of(turn.session, int(content["org"]))
        if draft.asked == "each":
            return Reply("utter_target_ask_each", values | {"count": len(content["each"])})
        if draft.asked == "split":
            ways = tuple(self.words(f"target_split_{how}") for how in ("equal", "residents"))
            return Reply("utter_target_ask_split", values, tuple((way, Press(say=way)) for way in ways))
        if draft.asked == "parts" and content["parts"]:
            lacking = self.form.lacking(work, content)
            total = self.form.total(work, content) or 0
            shown = {"sum": number_of(total - lacking), "total": number_of(total), "lacking": number_of(lacking)}
            return Reply("utter_target_parts_lack", values | shown)
        return Reply(f"utter_target_ask_{draft.asked}", values)

    def saved(self, content: Content, result: Result) -> Reply:
        undo = ((self.words("undo"), Press(task="undo")),)
        values = {"metric": self._names(content), "count": str(len(result.get("targets", [])))}
        return Reply("utter_target_saved", values, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_target_undone", {"metric": self._names(content)})

    def _names(self, content: Content) -> str:
        """Of what the targets are."""
        ids = [content["metric"], *(metric for metric, _ in content.get("also") or [])]
        return self.words("comma").join(catalogue()[one].name for one in ids)

    def _also(self, content: Content, metric_id: str, value: float, work: Work) -> str:
        """The line of a further target of the same message."""
        metric = catalogue()[metric_id]
        before = self._before(work, content | {"metric": metric_id, "value": value}, metric)
        shown = {"metric": metric.name, "value": number_of(value), "unit": unit_of(metric), "before": before}
        return self.words("target_also", **shown)

    def _said(self, content: Content, turn: Turn) -> dict[str, str]:
        metric = catalogue()[content["metric"]]
        total = self.form.total(work_of(turn, self.runtime), content)
        return {
            "name": organisations.name_of(turn.session, int(content["org"])),
            "metric": metric.name,
            "value": number_of(total) if total is not None else self.words("missing"),
            "unit": unit_of(metric) if total is not None else "",
            "deadline": self.words.day(date.fromisoformat(content["deadline"])),
            "basis": self.words("target_basis", basis=content["basis"]) if content["basis"] else "",
        }

    def _before(self, work: Work, content: Content, metric: Metric) -> str:
        before = self.form.before(work, content)
        if before is None:
            return ""
        return self.words("target_before", value=number_of(before), unit=unit_of(metric))

    def _sum(self, work: Work, content: Content, metric: Metric) -> str:
        total = sum(value for _, value in content["parts"])
        if metric.unit == "%":
            return self.words("target_sum_rate")
        over = -self.form.lacking(work, content)
        name = "target_sum_over" if over > 0 else "target_sum"
        return self.words(name, sum=number_of(total), unit=unit_of(metric), over=number_of(over))
