"""Metrics: what is counted (knowledge/metrics.yml), of any organisation as of any day, with the list behind it.

`COUNTERS` is the registry: a counter that is not in it has no data yet, and its metrics say "not counted yet".
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.core.paging import PAGE, Page, cut
from bot.core.permissions import Action
from bot.core.structure import Fact
from bot.core.targets import PACE_DAYS, Measure, Pace, pace
from bot.services.work import Work
from bot.store import metrics as store
from bot.store import rollups
from bot.store.database import Database
from bot.store.metrics import Countable, Figure, Recorded
from bot.store.metrics import Entry as Entry
from bot.store.tables import OrganisationRow

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@dataclass(frozen=True)
class Metric:
    """One entry of knowledge/metrics.yml."""

    id: str
    name: str
    words: str
    unit: str
    definition: str
    counted: str
    source: str
    section: str
    counter: str | None = None
    kinds: tuple[str, ...] = ()
    least: int = 0
    party: bool = False
    fact: str | None = None  # what organisations recorded of themselves: bot.core.structure.Fact
    posts: tuple[str, ...] = ()
    part_time: bool = False
    grass_roots: bool = False
    numerator: str | None = None
    per: str | None = None
    of: str | None = None  # of a rate: the metric that it is a share of, instead of a figure of the place
    main: bool = False
    annex: int | None = None

    @property
    def is_rate(self) -> bool:
        return self.numerator is not None

    @property
    def base(self) -> "Metric":
        """What is counted: of a rate, its numerator."""
        return catalogue()[self.numerator] if self.numerator else self

    @property
    def is_counted(self) -> bool:
        """Whether there is data to count."""
        return self.base.counter in COUNTERS

    @property
    def is_of_activities(self) -> bool:
        """Whether the list behind it is of activities, each with its day, and the number adds up what they report."""
        return self.base.counter in ("activities", "trained", "beneficiaries", "service_hours")

    @property
    def is_people(self) -> bool:
        """Whether the list behind it holds people, which not everybody may see who may see the number."""
        return self.base.counter in ("memberships", "payers", "posts", "visits", "awards")


def _organisations(metric: Metric) -> Countable:
    return store.organisations_of(metric.kinds)


def _memberships(metric: Metric) -> Countable:
    return store.memberships_of(metric.kinds)


def _points(metric: Metric) -> Countable:
    return store.points_of(metric.kinds)


def _teams(metric: Metric) -> Countable:
    return store.teams_of(metric.kinds, metric.least, metric.party)


def _activities(metric: Metric) -> Countable:
    return store.activities_of(metric.kinds)


def _trained(_metric: Metric) -> Countable:
    return store.training()


def _beneficiaries(_metric: Metric) -> Countable:
    return store.beneficiaries()


def _service_hours(_metric: Metric) -> Countable:
    return store.service_hours()


def _facts(metric: Metric) -> Countable:
    return store.facts_of(metric.kinds, Fact(metric.fact or ""))


def _due(metric: Metric) -> Countable:
    return store.due_of(metric.kinds)


def _congresses(metric: Metric) -> Countable:
    return store.congresses_of(metric.kinds)


def _payers(_metric: Metric) -> Countable:
    return store.payers()


def _terms_passed(_metric: Metric) -> Countable:
    return store.terms_passed()


def _elected_in_time(_metric: Metric) -> Countable:
    return store.elected_in_time()


def _with_all_five(_metric: Metric) -> Countable:
    return store.with_all_five()


def _posts(metric: Metric) -> Countable:
    return store.posts_of(metric.kinds, metric.posts, metric.part_time, metric.grass_roots)


def _visits(_metric: Metric) -> Countable:
    return store.stay_days()


def _model_homes(metric: Metric) -> Countable:
    return store.model_homes(metric.kinds)


def _awards(metric: Metric) -> Countable:
    return store.awards_of(metric.kinds)


COUNTERS: dict[str, Callable[[Metric], Countable]] = {
    "organisations": _organisations,
    "memberships": _memberships,
    "points": _points,
    "teams": _teams,
    "activities": _activities,
    "trained": _trained,
    "beneficiaries": _beneficiaries,
    "service_hours": _service_hours,
    "facts": _facts,
    "due": _due,
    "congresses": _congresses,
    "posts": _posts,
    "payers": _payers,
    "terms_passed": _terms_passed,
    "elected_in_time": _elected_in_time,
    "with_all_five": _with_all_five,
    "visits": _visits,
    "awards": _awards,
    "model_homes": _model_homes,
}


@cache
def catalogue() -> Mapping[str, Metric]:
    """All metrics by id, in the order of the file."""
    rows: list[dict[str, Any]] = yaml.safe_load((KNOWLEDGE / "metrics.yml").read_text(encoding="utf-8"))
    listed = ("kinds", "posts")
    return {row["id"]: Metric(**row | {name: tuple(row.get(name, ())) for name in listed}) for row in rows}


def parts_of(metric: Metric) -> list[Metric]:
    """The metrics that count the same by kind: of members adults, youths and groups; empty where there are none."""
    if metric.counter not in ("organisations", "memberships"):
        return []
    of_some = [
        one
        for one in catalogue().values()
        if one.counter == metric.counter and one.kinds and (not metric.kinds or set(one.kinds) < set(metric.kinds))
    ]
    return [one for one in of_some if not any(set(one.kinds) < set(other.kinds) for other in of_some)]


@cache
def titles() -> Mapping[str, str]:
    """The titles of the guidance documents by id."""
    rows: list[dict[str, Any]] = yaml.safe_load((KNOWLEDGE / "sources.yml").read_text(encoding="utf-8"))
    return {row["id"]: row["title"] for row in rows}


def named(name: str) -> Metric | None:
    """The metric of exactly this name or id."""
    return next((one for one in catalogue().values() if name in (one.name, one.id)), None)


def named_in(text: str, names: Iterable[str] = ()) -> tuple[list[Metric], str]:
    """The metrics that a text names, in its order, and the text with their names blanked out.

    Where two names overlap the longer one is meant: 成人会员占比 is not 成人会员. What stands in one of the `names` (of
    organisations) names no metric.
    """
    searched = text
    for name in sorted(names, key=len, reverse=True):
        searched = searched.replace(name, "#" * len(name))
    found = [
        (match.start(), match.end(), metric)
        for metric in catalogue().values()
        for match in re.finditer(metric.words, searched)
    ]
    taken: list[tuple[int, int, Metric]] = []
    for one in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        if not any(one[0] < other[1] and other[0] < one[1] for other in taken):
            taken.append(one)
    for start, end, _ in taken:
        text = text[:start] + " " * (end - start) + text[end:]
    return list(dict.fromkeys(metric for *_, metric in sorted(taken, key=lambda one: one[0]))), text


@dataclass(frozen=True)
class Counted:
    """A metric of an organisation on a day. `figure`: the denominator of a rate, None when it is not known."""

    metric: Metric
    measure: Measure
    figure: Figure | None = None


def measure(work: Work, metric: Metric, row: OrganisationRow, day: date) -> Counted:
    """The number. Raises PermissionDeniedError for who may not see numbers there."""
    return measure_each(work, metric, [row], day)[0]


def measure_each(work: Work, metric: Metric, rows: Sequence[OrganisationRow], day: date) -> list[Counted]:
    """The number of several organisations, counted at once. Raises PermissionDeniedError likewise."""
    for row in rows:
        work.demand(Action.SEE_NUMBERS, row.id)
    nodes = [row.id for row in rows]
    asked = [one for one in (metric.base, catalogue()[metric.of] if metric.of else None) if one and one.is_counted]
    found = dict(zip(asked, _numbers(work, [_countable(one) for one in asked], nodes, day), strict=True))
    others = found.get(catalogue()[metric.of], {}) if metric.of else {}
    return [_measured(work, metric, row, found.get(metric.base), others) for row in rows]


def recorded(work: Work, metric: Metric, row: OrganisationRow, day: date) -> Recorded | None:
    """Of how many organisations it is counted, and how many recorded what it is told from; None where all do.

    Raises PermissionDeniedError.
    """
    work.demand(Action.SEE_NUMBERS, row.id)
    what = _countable(metric) if metric.is_counted else None
    if what is None or what.known is None or what.of is None:
        return None
    known, total = store.counts_each(work.session, (what.known, what.of), [row.id], day)
    return Recorded(round(total[row.id]), round(known[row.id]))


def pace_of(work: Work, metric: Metric, row: OrganisationRow, day: date) -> Pace | None:
    """How fast the number (of a rate, its numerator) moved lately. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    if not metric.is_counted:
        return None
    changes = store.changes(work.session, _countable(metric), row.id, day - timedelta(days=PACE_DAYS), day)
    return pace(changes, day)


def history(work: Work, metric: Metric, row: OrganisationRow, days: Sequence[date]) -> list[float] | None:
    """The number on each of these days, counted once and taken back by the changes since.

    None when it cannot be told; a rate is that of the place as it is now, but what is a share of another number is
    counted for each day, since both move. Raises PermissionDeniedError.
    """
    if metric.of:
        values = [measure(work, metric, row, day).measure.value for day in days]
        known = [value for value in values if value is not None]
        return known if len(known) == len(days) else None
    until = max(days)
    now = measure(work, metric, row, until).measure
    if not metric.is_counted or now.value is None:
        return None
    changes = store.changes(work.session, _countable(metric), row.id, min(days), until)
    return [
        now.scaled(round((now.numerator or 0) - sum(change for on, change in changes if on > day), 2)) for day in days
    ]


@dataclass(frozen=True)
class Listed(Page[Entry]):
    """One page of the list behind a number; of a sum, `amount` is what they add up to."""

    amount: float | None = None


def listed(work: Work, metric: Metric, row: OrganisationRow, day: date, page: int = 1, length: int = PAGE) -> Listed:
    """The list behind a number. Raises PermissionDeniedError: people are shown to those who may see the roster."""
    work.demand(Action.SEE_ROSTER if metric.is_people else Action.SEE_NUMBERS, row.id)
    what = _countable(metric)
    total = store.rows(work.session, what, row.id, day)
    amount = None
    if isinstance(what, Countable) and what.weight is not None:
        amount = store.count(work.session, what, row.id, day)
    at = cut(total, page, length)
    entries = tuple(store.page(work.session, what, row.id, day, at.start, at.length))
    return Listed(entries, total, at, amount)


def villages_without(work: Work, row: OrganisationRow, day: date) -> tuple[list[str], int]:
    """The villages without a branch, and how many the register knows by name. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return store.villages_without(work.session, row, day)


def fold(database: Database) -> None:
    """Sum up what changed lately, so that the numbers of the upper organisations stay quick to read."""
    with database.session() as session:
        rollups.fold(session)


def _countable(metric: Metric) -> Countable:
    return COUNTERS[metric.base.counter or ""](metric.base)


Numbers = Mapping[int, float | None]  # by organisation; None: nobody there recorded what it is told from


def _numbers(work: Work, whats: Sequence[Countable], nodes: Sequence[int], day: date) -> list[Numbers]:
    """Several numbers of several organisations; where nobody recorded what one is told from it is not known."""
    sources = [one for what in whats for one in (what, what.known, what.of) if one is not None]
    found = dict(zip(map(id, sources), store.counts_each(work.session, sources, nodes, day), strict=True))
    return [_known(what, found, nodes) for what in whats]


def _known(what: Countable, found: Mapping[int, Mapping[int, float]], nodes: Sequence[int]) -> Numbers:
    numbers = found[id(what)]
    if what.known is None or what.of is None:
        return numbers
    known, total = found[id(what.known)], found[id(what.of)]
    return {
        node: None if Recorded(round(total[node]), round(known[node])).says_nothing else numbers[node] for node in nodes
    }


def _measured(work: Work, metric: Metric, row: OrganisationRow, known: Numbers | None, others: Numbers) -> Counted:
    """`known`: the numbers, None where nothing is counted; `others`: those that a rate is a share of."""
    figure = store.figure(work.session, row, metric.per) if metric.per else None
    whole = others.get(row.id) if metric.of else figure.number if figure else None
    number = known[row.id] if known is not None else None
    return Counted(metric, Measure(number, None if whole is None else round(whole), metric.is_rate), figure)
