"""Targets from a spreadsheet: each row one organisation, metric, number and day.

Where the organisation above has a target of the same metric and year, in the file or in the register, the rows below
it are its parts: together with those that stand already they may not be less. A row makes a new version of what stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.organisations import core_name
from bot.core.permissions import Action
from bot.core.targets import shortfall
from bot.services import metrics, targets
from bot.services.import_rows import NEAR_LOOKED_UP, Checker, Options, Row
from bot.services.metrics import Metric
from bot.services.work import Work
from bot.store import organisations
from bot.store import targets as store
from bot.store.tables import ImportRow, OrganisationRow
from bot.text import columns
from bot.text.sounds import nearest


@dataclass(slots=True)
class PlannedTarget:
    """A row that can be brought in."""

    row: Row
    organisation_id: int
    parent_id: int | None
    metric: Metric
    value: float
    deadline: date

    def key(self, organisation_id: int | None) -> tuple[int | None, str, int]:
        """What there is one target of: organisation, metric, year."""
        return organisation_id, self.metric.id, self.deadline.year


class TargetsChecker(Checker):
    """Checks targets: each by itself, then whether the parts make up what is asked of the organisation above."""

    action = Action.SET_TARGETS

    def __init__(self, work: Work, options: Options) -> None:
        super().__init__(work, options)
        self._live = {one.short: one.id for one in organisations.known(work.session).values() if one.dissolved is None}
        self._rows: list[Row] = []
        self._read: dict[tuple[int | None, str, int], PlannedTarget] = {}
        self._near = 0

    def check(self, row: Row) -> None:
        self._rows.append(row)
        home, metric = self._home(row), self._metric(row)
        value, deadline = self._value(row, metric), self._deadline(row)
        if row.faults or home is None or metric is None or value is None or deadline is None:
            return
        one = PlannedTarget(row, home.id, home.parent_id, metric, value, deadline)
        if one.key(home.id) in self._read:
            row.fault("name", "target_twice")
            return
        there = store.same(self.work.session, home.id, metric.id, deadline.year)
        if there is not None and (there.value, there.deadline) == (value, deadline):
            row.fault("value", "target_already")
            return
        self._read[one.key(home.id)] = one

    def finish(self) -> None:
        """Compare the parts with their whole; those above come first into the plan."""
        groups: dict[tuple[int | None, str, int], list[PlannedTarget]] = {}
        for one in self._read.values():
            groups.setdefault(one.key(one.parent_id), []).append(one)
        for above, parts in groups.items():
            self._compare(above, parts)
        depths = {one.organisation_id: len(store.chain(self.work.session, one.organisation_id)) for one in self._all()}
        self.planned = sorted(
            (one for one in self._all() if not one.row.faults), key=lambda one: depths[one.organisation_id]
        )
        self.faults = [fault for row in self._rows for fault in row.faults]

    def _all(self) -> list[PlannedTarget]:
        return list(self._read.values())

    # --- one row

    def _home(self, row: Row) -> OrganisationRow | None:
        said = row.get("name").replace(" ", "")
        number = self._live.get(core_name(said)) if said else self.options.home
        if number is None:
            row.fault("name", "organisation" if said else "missing", self._near_name(said))
            return None
        if not self.work.permits(Action.SET_TARGETS, number):
            row.fault("name", "reach")
            return None
        return self.work.session.get_one(OrganisationRow, number)

    def _near_name(self, said: str) -> str:
        self._near += 1
        return next(iter(nearest(said, list(self._live), 1)), "") if said and self._near < NEAR_LOOKED_UP else ""

    @staticmethod
    def _metric(row: Row) -> Metric | None:
        said = row.get("metric")
        if not said:
            row.fault("metric", "missing")
            return None
        found = metrics.named_in(said)[0]
        metric = metrics.named(said) or (found[0] if len(found) == 1 else None)
        if metric is None:
            row.fault("metric", "metric")
        return metric

    @staticmethod
    def _value(row: Row, metric: Metric | None) -> float | None:
        said = row.get("value")
        if not said:
            row.fault("value", "missing")
            return None
        amount = columns.amount_in(said)
        if amount is None:
            row.fault("value", "amount")
            return None
        if metric is None:
            return None
        rate, largest = metric.unit == "%", 100 if metric.unit == "%" else targets.LARGEST
        if amount.percent and not rate:
            row.fault("value", "no_rate")
        elif rate and amount.value < 1 and not amount.percent:
            row.fault("value", "percent")  # a cell in per cent holds 0.4 and shows 40%: which is meant is not told
        elif not 0 < amount.value <= largest:
            row.fault("value", "amount")
        return amount.value

    def _deadline(self, row: Row) -> date | None:
        said = row.get("deadline")
        day = columns.end_in(said) if said else date(self.work.today.year, 12, 31)
        if day is None or day <= self.work.today:
            row.fault("deadline", "deadline")
            return None
        return day

    # --- parts and whole

    def _compare(self, above: tuple[int | None, str, int], parts: Sequence[PlannedTarget]) -> None:
        """Parts that make up less than their whole are all wrong: which of them is, nobody can say."""
        organisation_id, metric_id, year = above
        if organisation_id is None or parts[0].metric.unit == "%":
            return
        whole = self._read[above].value if above in self._read else self._standing(organisation_id, metric_id, year)
        if whole is None:
            return
        fresh = {one.organisation_id: one.value for one in parts}
        below = store.children(self.work.session, organisation_id, self.work.today)
        others = [self._standing(row.id, metric_id, year) for row in below if row.id not in fresh]
        lacking = shortfall(whole, [*fresh.values(), *(value for value in others if value is not None)])
        if lacking > 0:
            for one in parts:
                one.row.fault("value", "parts_lack", f"{lacking:g}")

    def _standing(self, organisation_id: int, metric_id: str, year: int) -> float | None:
        """The number that stands; None for who may not see it, too."""
        if not self.work.permits(Action.SEE_NUMBERS, organisation_id):
            return None
        found = store.same(self.work.session, organisation_id, metric_id, year)
        return found.value if found else None


def write(work: Work, planned: Sequence[PlannedTarget], import_id: int) -> None:
    """Keep what was planned; what is split comes before its parts."""
    kept: dict[tuple[int | None, str, int], int] = {}
    for one in planned:
        above = kept.get(one.key(one.parent_id)) or _standing_id(work, one)
        row = targets.set_target(
            work, one.metric, work.session.get_one(OrganisationRow, one.organisation_id), one.value, one.deadline,
            basis=one.row.get("basis") or None, split_of=above, import_id=import_id,
        )  # fmt: skip
        kept[one.key(one.organisation_id)] = row.id


def take_back(work: Work, row: ImportRow) -> int:
    """Take its versions back, those before stand again; how many. Raises RegisterError when one was changed since."""
    found = store.of_import(work.session, row.id)
    targets.take_back(work, found)
    return len(found)


def _standing_id(work: Work, one: PlannedTarget) -> int | None:
    if one.parent_id is None or one.metric.unit == "%":
        return None
    found = store.same(work.session, one.parent_id, one.metric.id, one.deadline.year)
    return found.id if found else None
