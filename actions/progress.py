"""What is answered about progress: one number, an overview, rankings, the list behind a number, its definition."""

from dataclasses import replace
from datetime import date
from typing import Any

from actions.base import Reply, Runtime
from actions.charts import Charts
from actions.figures import number_of, unit_of
from bot.services import metrics, progress, targets
from bot.services.conversations import Press
from bot.services.metrics import Counted, Entry, Metric, catalogue, titles
from bot.services.progress import Question, Ranking, Standing
from bot.services.targets import Target
from bot.services.work import Work
from bot.store.tables import OrganisationRow

OPENED = 6  # metrics of an overview that have a button of their own
OTHERS = 4  # metrics that are offered beside a ranking
DEFINITIONS = 2  # in one answer
VILLAGES = 30  # names of villages in one message; more are told by number


class ProgressView:
    """Words for what was found."""

    def __init__(self, runtime: Runtime, work: Work) -> None:
        self.words, self.work, self.charts = runtime.words, work, Charts(runtime, work)

    def answer(self, question: Question) -> list[Reply]:
        """The view that is asked for."""
        if len(question.rows) > 1:
            return [self._ranked(question.metrics, list(question.rows), question)]
        row, one = question.rows[0], question.metrics[0] if len(question.metrics) == 1 else None
        if question.view == "missing":
            return [self._villages(row, question)]
        if question.view == "ranking":
            return self._ranking(row, question)
        if question.view == "compare":
            return [self._compared(row, question)]
        if question.view == "parts" and one is not None and (parts := metrics.parts_of(one)):
            return [self._overview(row, replace(question, metrics=(one, *parts)))]
        if question.view == "definition" and question.metrics:
            return [self._definition(metric, row) for metric in question.metrics[:DEFINITIONS]]
        if question.view == "list" and one is not None:
            return [self._list(one, row, question)]
        if question.view == "trend" and one is not None and one.is_counted:
            return [self._trend(one, row, question)]
        if one is not None and (question.view == "one" or one.id != "members"):
            return [self._one(progress.status(self.work, one, row, question.as_of))]
        return [self._overview(row, question)]

    # --- one metric

    def _one(self, one: Standing) -> Reply:
        lines = [self._value(one), *self._outlook(one), *self._context(one)]
        return Reply(
            "utter_progress_one", {"lines": "\n".join(lines), "day": self.words.day(one.as_of)}, self._opens(one)
        )

    def _trend(self, metric: Metric, row: OrganisationRow, question: Question) -> Reply:
        found = progress.trend(self.work, metric, row, question.as_of)
        one = found.standing
        if not found.points:
            return self._one(one)
        unit, last = unit_of(metric), len(found.points) - 1
        rows = [
            self.words("progress_trend_now" if n == last else "progress_trend_month", day=self.words.day(day),
                       year=day.year, month=day.month, value=number_of(value), unit=unit)
            for n, (day, value) in enumerate(found.points)
        ]  # fmt: skip
        values = {
            "name": row.name, "metric": metric.name, "day": self.words.day(one.as_of), "rows": "\n".join(rows),
            "lines": "\n".join([self._value(one), *self._outlook(one)]),
        }  # fmt: skip
        opens = tuple(button for button in self._opens(one) if button[0] != self.words("progress_open_trend"))
        return Reply("utter_progress_trend", values, opens, _files(self.charts.trend(found)))

    def _value(self, one: Standing) -> str:
        metric, values = one.metric, self._values(one)
        if not metric.is_counted:
            return self.words("progress_not_counted", **values, reason=metric.counted)
        if one.value is None:
            if not metric.is_rate:
                return self.words("progress_nothing_recorded", **values)
            if metric.of:
                return self.words("progress_none_of", **values, figure=catalogue()[metric.of].name)
            figure = self.words(f"progress_figure_{metric.per}")
            return self.words("progress_no_figure", **values, figure=figure)
        if one.target is None:
            told = "progress_no_target_officer" if progress.can_set(self.work, one.row) else "progress_no_target"
            return self.words(told, **values)
        if one.target.past:
            return self.words("progress_past_target", **values)
        return self.words("progress_reached" if not one.gap else "progress_short", **values)

    def _outlook(self, one: Standing) -> list[str]:
        """The pace, the forecast, what is needed; nothing to say of what cannot be counted."""
        if one.value is None or not one.metric.is_counted:
            return []
        values = self._values(one)
        lines = [self.words("progress_pace" if one.pace else "progress_no_pace", **values)]
        if one.forecast is not None and one.target and not one.target.past:
            enough = one.forecast >= one.target.value
            lines.append(self.words("progress_forecast_enough" if enough else "progress_forecast_short", **values))
        if one.a_week is not None and one.target and not one.target.past:
            lines.append(self.words("progress_need", **values))
        if one.metric.is_rate and one.counted.figure and one.counted.figure.as_of:
            lines.append(self.words("progress_figure_of", day=self.words.day(one.counted.figure.as_of), **values))
        return lines

    def _context(self, one: Standing) -> list[str]:
        stated = [one.target] if one.target and one.target.document else []
        more = targets.context(self.work, one.metric, one.row, one.as_of)
        return [self._document(target, one.metric) for target in dict.fromkeys([*stated, *more])]

    def _document(self, target: Target, metric: Metric) -> str:
        values = {
            "value": number_of(target.increase if target.increase is not None else target.value),
            "unit": unit_of(metric),
            "metric": metric.name,
            "name": target.organisation or "",
            "deadline": self.words.day(target.deadline) if target.deadline else "",
            "over": self.words("progress_over") if target.past else "",
            "title": titles().get(target.document or "", ""),
            "section": target.section or "",
        }
        if target.document is None:
            return self.words("progress_superior", **values)
        if target.deadline is None:
            return self.words("progress_document_open", **values)
        return self.words("progress_document_more" if target.increase is not None else "progress_document", **values)

    def _opens(self, one: Standing) -> tuple[tuple[str, Press], ...]:
        """What a number opens."""
        found = []
        if progress.can_list(self.work, one.metric, one.row):
            found.append((self.words("progress_open_list"), self._open("list", one)))
        found.append((self.words("progress_open_definition"), self._open("definition", one)))
        if one.metric.is_counted:
            found.append((self.words("progress_open_compare"), self._open("compare", one)))
            found.append((self.words("progress_open_trend"), self._open("trend", one)))
            if progress.can_rank(self.work, one.row, one.as_of):
                found.append((self.words("progress_open_ranking"), self._open("ranking", one)))
        return tuple(found)

    def _values(self, one: Standing) -> dict[str, Any]:
        """The blanks of all words about one metric."""
        base, measure, target = one.metric.base, one.counted.measure, one.target
        return {
            "name": one.row.name,
            "short": one.row.short,
            "metric": one.metric.name,
            "value": number_of(one.value),
            "unit": unit_of(one.metric),
            "base": base.name,
            "base_unit": unit_of(base),
            "numerator": number_of(measure.numerator),
            "denominator": number_of(measure.denominator),
            "share": self.words("progress_share", numerator=number_of(measure.numerator), base_unit=unit_of(base),
                                denominator=number_of(measure.denominator))
            if one.metric.is_rate and measure.denominator else "",
            "target": number_of(target.value) if target else "",
            "deadline": self.words.day(target.deadline) if target and target.deadline else "",
            "percent": number_of(one.percent),
            "gap": number_of(one.gap),
            "net": f"{'-' if one.pace.net < 0 else '+'}{number_of(abs(one.pace.net))}" if one.pace else "",
            "per_week": number_of(one.pace.per_week) if one.pace else "",
            "forecast": number_of(one.forecast),
            "a_week": number_of(one.a_week),
        }  # fmt: skip

    # --- several metrics

    def _overview(self, row: OrganisationRow, question: Question) -> Reply:
        only = list(question.metrics)
        if [one.id for one in only] == ["members"]:
            only += metrics.parts_of(only[0])
        found = progress.overview(self.work, row, question.as_of, only)
        known = [one for one in found if one.metric.is_counted and one.value is not None]
        lines = [self._line(one) for one in known]
        for name, rest in (
            ("progress_line_no_figure", [one for one in found if one.metric.is_counted and one.value is None]),
            ("progress_line_not_counted", [one for one in found if not one.metric.is_counted]),
        ):
            if rest:
                lines.append(self.words(name, metrics=self.words("comma").join(one.metric.name for one in rest)))
        if not any(one.target for one in found):
            hint = "progress_hint_officer" if progress.can_set(self.work, row) else "progress_hint"
            lines.append(self.words(hint, short=row.short))
        values = {"name": row.name, "day": self.words.day(question.as_of), "lines": "\n".join(lines)}
        buttons = [(one.metric.name, self._open("one", one)) for one in known[:OPENED]]
        if progress.can_rank(self.work, row, question.as_of):
            buttons.append((self.words("progress_open_ranking"), self._open("ranking", known[0])))
        pictures = self.charts.progress(row, question.as_of, known)
        return Reply("utter_progress_overview", values, tuple(buttons), _files(pictures))

    def _line(self, one: Standing) -> str:
        values = self._values(one)
        if one.target is None:
            return self.words("progress_line", **values)
        if one.target.past:
            return self.words("progress_line_past", **values)
        line = self.words("progress_line_short" if one.gap else "progress_line_reached", **values)
        return line + (self.words("progress_line_forecast", **values) if one.forecast is not None and one.gap else "")

    # --- other views

    def _ranking(self, row: OrganisationRow, question: Question) -> list[Reply]:
        rows = progress.ranked(self.work, row, question.types, question.as_of, own=question.own)
        if not rows:
            return [Reply("utter_progress_no_rank", {"name": row.name}), self._overview(row, question)]
        return [self._ranked(question.metrics, rows, question)]

    def _ranked(self, asked: tuple[Metric, ...], rows: list[OrganisationRow], question: Question) -> Reply:
        day = question.as_of
        metric = asked[0] if asked else progress.ranked_metric(self.work, rows, day)
        if not metric.is_counted:
            return Reply("utter_progress_nothing_counted", {"metric": metric.name, "reason": metric.counted})
        found = progress.ranking(self.work, metric, rows, day, question.page, question.order)
        lines = [self._placed(number, one) for number, one in enumerate(found.lines, found.first)]
        mean = progress.average(self.work, metric, rows, day) if question.average and metric.is_people else None
        if mean is not None:
            lines.append(self.words("progress_average", mean=f"{mean:.1f}".removesuffix(".0"), metric=metric.name))
        values = {
            "metric": metric.name,
            "day": self.words.day(day),
            "count": str(found.total),
            "rows": "\n".join(lines),
            "order": self.words(f"progress_order_{question.order}") if question.order else "",
        }
        return Reply(
            "utter_progress_ranking",
            values | {"page": str(found.page), "pages": str(found.pages)},
            self._more(found, question),
            _files(self.charts.ranking(found, day)),
        )

    def _placed(self, number: int, one: Standing) -> str:
        if one.value is None:
            return self.words("progress_rank_unknown", number=number, **self._values(one))
        name = "progress_rank" if one.target is not None else "progress_rank_no_target"
        return self.words(name, number=number, **self._values(one))

    def _more(self, found: Ranking, question: Question) -> tuple[tuple[str, Press], ...]:
        home = question.rows[0]
        buttons = []
        if len(question.rows) == 1:
            buttons += self._pages("ranking", found.metric, question, found.page, found.pages)
            others = [one for one in catalogue().values() if one.main and one.is_counted and one != found.metric]
            buttons += [
                (one.name, _press("ranking", one, home, question.as_of, types=question.types))
                for one in others[:OTHERS]
            ]
        return tuple(buttons)

    def _compared(self, row: OrganisationRow, question: Question) -> Reply:
        main = [one for one in catalogue().values() if one.main and one.is_counted]
        lines = []
        for metric in question.metrics or main:
            if not metric.is_counted:
                lines.append(self.words("progress_line_not_counted", metrics=metric.name))
                continue
            lines.append(self._change(metric, progress.compared(self.work, metric, row, question.as_of)))
        values = {"name": row.name, "day": self.words.day(question.as_of), "lines": "\n".join(lines)}
        return Reply("utter_progress_compared", values)

    def _change(self, metric: Metric, found: list[Counted]) -> str:
        now, year, end = (one.measure.value for one in found)
        if now is None or year is None or end is None:
            return self.words("progress_line_no_figure", metrics=metric.name)
        more = f"{'+' if now >= year else '-'}{number_of(abs(now - year))}"
        since = f"{'+' if now >= end else '-'}{number_of(abs(now - end))}"
        return self.words(
            "progress_change", metric=metric.name, value=number_of(now), year=number_of(year), end=number_of(end),
            unit=unit_of(metric), more=more, since=since,
        )  # fmt: skip

    def _villages(self, row: OrganisationRow, question: Question) -> Reply:
        found = progress.villages(self.work, row, question.as_of)
        metric = catalogue()["village_organisations"]
        served = (self.words("progress_open_served"), _press("list", metric, row, question.as_of))
        opens = (served,) if found.served else ()
        names = self.words("comma").join(found.without[:VILLAGES])
        values = {
            "name": row.name,
            "day": self.words.day(question.as_of),
            "served": str(found.served),
            "all": number_of(found.all),
            "missing": number_of(max(0, (found.all or 0) - found.served)),
            "names": names,
            "count": str(len(found.without)),
        }
        if found.all is None:
            return Reply("utter_progress_villages_unknown", values, opens)
        if found.known:
            return Reply("utter_progress_villages_named", values, opens)
        return Reply("utter_progress_villages", values, opens)

    def _definition(self, metric: Metric, row: OrganisationRow) -> Reply:
        values = {
            "metric": metric.name,
            "definition": metric.definition,
            "counted": metric.counted,
            "title": titles()[metric.source],
            "section": metric.section,
        }
        citation = {"source": metric.source, "section": metric.section, "title": titles()[metric.source]}
        figure = progress.figure_of(self.work, metric, row)
        if figure is not None and metric.per:
            values["counted"] += self.words(
                f"progress_figure_is_{metric.per}", name=row.name, number=number_of(figure.number),
                day=self.words.day(figure.as_of) if figure.as_of else self.words("missing"),
                source=figure.source or self.words("missing"),
            )  # fmt: skip
        return Reply("utter_progress_definition", values, (), {"citations": [citation]})

    def _pages(self, view: str, metric: Metric, question: Question, page: int, pages: int) -> list[tuple[str, Press]]:
        """The buttons of the pages before and after this one."""
        row, day, types = question.rows[0], question.as_of, question.types
        view = f"{view}{progress.ORDERED}{question.order}" if question.order else view
        return [
            (self.words("page", page=one), replace(_press(view, metric, row, day, one, types), turns=True))
            for one in (page - 1, page + 1)
            if 1 <= one <= pages
        ]

    @staticmethod
    def _open(view: str, one: Standing) -> Press:
        return _press(view, one.metric, one.row, one.as_of)

    def _list(self, metric: Metric, row: OrganisationRow, question: Question) -> Reply:
        values = {"name": row.name, "metric": metric.base.name, "day": self.words.day(question.as_of)}
        if not metric.is_counted:
            return Reply("utter_progress_nothing_counted", {**values, "reason": metric.counted})
        found = metrics.listed(self.work, metric, row, question.as_of, question.page)
        if not found.total:
            return Reply("utter_progress_list_empty", values)
        lines = []
        for number, one in enumerate(found.lines, found.first):
            parts = dict.fromkeys(part for part in (one.name, one.kind, one.organisation) if part)
            said = [*(part for part in parts if part != row.name), *self._of_entry(one, metric)]
            lines.append(f"{number}. " + "  ".join(said).strip())
        more = tuple(self._pages("list", metric, question, found.page, found.pages))
        shown = {
            "rows": "\n".join(lines),
            "total": str(found.total),
            "page": str(found.page),
            "pages": str(found.pages),
        }
        if found.amount is not None:
            values["metric"] += self.words(
                "progress_list_sum", amount=number_of(found.amount), unit=unit_of(metric.base)
            )
        return Reply("utter_progress_list", values | shown, more)

    def _of_entry(self, one: Entry, metric: Metric) -> list[str]:
        """Since when it counts; of an activity its day and what it adds to a sum."""
        if one.since is None:
            return []
        day = self.words.day(one.since)
        if not metric.base.is_of_activities:
            return [self.words("progress_since", day=day)]
        return [day] if one.amount is None else [day, f"{number_of(one.amount)}{unit_of(metric.base)}"]


def _files(paths: list[str]) -> dict[str, Any]:
    """What a reply hands to the channel beside its text."""
    return {"files": paths} if paths else {}


def _press(
    view: str, metric: Metric, row: OrganisationRow, day: date, page: int = 1, types: tuple[str, ...] = ()
) -> Press:
    """A button that opens another view of a number."""
    return Press(task="query_progress", about=progress.about(view, metric, row, day, page, types))
