"""Pictures beside answers: what is drawn, with which words. A picture that cannot be drawn never costs its answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import structlog

from actions.base import Runtime
from actions.figures import number_of, unit_of
from bot.reports import charts
from bot.reports.charts import Bar, Head, Level, Month, Point, Sheet
from bot.services.activity_questions import Year
from bot.services.progress import Ranking, Standing, Trend
from bot.services.work import Work
from bot.store.tables import OrganisationRow

FEWEST = 2  # bars or points that a picture is worth
FARTHEST = timedelta(days=366)  # a forecast further away would squeeze the months into a corner

log = structlog.get_logger(__name__)


class Charts:
    """Draws a picture and keeps it as a file of the asking account; gives its path, or none."""

    def __init__(self, runtime: Runtime, work: Work) -> None:
        self.files, self.words, self.work = runtime.files, runtime.words, work

    def progress(self, row: OrganisationRow, day: date, found: Sequence[Standing]) -> list[str]:
        """Bars of the metrics that have a target, with the others as numbers below; none for a single one."""
        if sum(_has_target(one) for one in found) < FEWEST:
            return []
        title = self.words("chart_progress", name=row.name)
        rows = [self._bar(one.metric.name, one) for one in found]
        return self._kept(title, lambda: charts.bars(Head(title, (self._as_of(day),)), rows))

    def ranking(self, found: Ranking, day: date) -> list[str]:
        """Bars of the organisations of one page, in their order."""
        known = [one for one in found.lines if one.value is not None]
        if len(known) < FEWEST:
            return []
        title = self.words("chart_ranking", metric=found.metric.name)
        note = self.words("chart_page", count=found.total, page=found.page, pages=found.pages)
        most = 0.0 if any(_has_target(one) for one in known) else max(one.value or 0 for one in known)
        rows = [self._bar(f"{n}. {one.row.name}", one, most) for n, one in enumerate(found.lines, found.first)]
        return self._kept(title, lambda: charts.bars(Head(title, (self._as_of(day) + note,)), rows))

    def trend(self, found: Trend) -> list[str]:
        """A line of the last twelve months, with the target and where the present pace leads."""
        one, unit = found.standing, unit_of(found.standing.metric)
        if len(found.points) < FEWEST:
            return []
        title = self.words("chart_trend", name=one.row.name, metric=one.metric.name)
        points = [Point(day, value, f"{day.year}.{day.month}") for day, value in found.points]
        now = f"{number_of(found.points[-1][1])}{unit}"
        target = ahead = None
        if _has_target(one) and one.target:
            target = Level(one.target.value, self.words("chart_target", value=number_of(one.target.value), unit=unit))
            deadline, value = one.target.deadline, one.forecast
            if deadline and value is not None and deadline - one.as_of <= FARTHEST:
                told = self.words("chart_forecast", value=number_of(value), unit=unit)
                ahead = (deadline, Level(value, told))
        head = Head(title, (self._as_of(one.as_of),))
        return self._kept(title, lambda: charts.trend(head, points, now, target, ahead))

    def weeks(self, row: OrganisationRow, found: Year, what: str) -> list[str]:
        """The weeks of a year with and without activity; `what`: of which types."""
        words = self.words
        over = [number for _, number in found.weeks if number is not None]
        title = words("chart_weeks", name=row.name, year=found.year, what=what)
        notes = (
            self._as_of(min(self.work.today, date(found.year, 12, 31))),
            words("chart_weeks_quiet", weeks=len(over), quiet=over.count(0), months=found.silent),
            words("chart_weeks_key"),
        )
        months = [self._month(n, number, found) for n, number in enumerate(found.months, 1)]
        key = [words(f"chart_shade_{n}") for n in range(5)]
        return self._kept(title, lambda: charts.weeks(Head(title, notes), months, key))

    def elections(self, scope: str, year: int, due: Mapping[int, int]) -> list[str]:
        """How many elections fall due in each month of a year, from (month, number)."""
        if sum(due.values()) < FEWEST:
            return []
        title = self.words("chart_elections", name=scope, year=year)
        rows = [
            Bar(self.words("chart_month", month=n), self.words("chart_branches", count=due.get(n, 0)),
                100 * due.get(n, 0) / max(due.values()), against=False)
            for n in range(1, 13)
        ]  # fmt: skip
        return self._kept(title, lambda: charts.bars(Head(title, (self._as_of(self.work.today),)), rows))

    def _month(self, n: int, number: int | None, found: Year) -> Month:
        of = tuple(week for week in found.weeks if (week[0] + timedelta(days=3)).month == n)
        told = "" if number is None else self.words("chart_times", count=number)
        return Month(self.words("chart_month", month=n), told, number == 0, of)

    def _bar(self, label: str, one: Standing, most: float = 0) -> Bar:
        """`most`: the largest number when there are no targets, so that bars compare the numbers themselves."""
        if one.value is None:
            return Bar(label, self.words("chart_unknown"))
        value, unit = number_of(one.value), unit_of(one.metric)
        if not _has_target(one) or one.target is None:
            share = 100 * one.value / most if most else None
            return Bar(label, f"{value}{unit}", share, against=False)
        target = number_of(one.target.value)
        return Bar(label, f"{value} / {target}{unit}", one.percent, f"{number_of(one.percent)}%")

    def _as_of(self, day: date) -> str:
        return self.words("chart_as_of", day=self.words.day(day))

    def _kept(self, title: str, draw: Callable[[], Sheet]) -> list[str]:
        try:
            picture = draw().png()
            path = self.files.new(self.work.account_id, f"{title}-{self.work.today:%Y%m%d}", "png")
            path.write_bytes(picture)
        except Exception:  # the answer says the same in words
            log.exception("picture not drawn")
            return []
        return [str(path)]


def _has_target(one: Standing) -> bool:
    """Whether there is a number and a target that still runs."""
    return one.percent is not None and one.target is not None and not one.target.past
