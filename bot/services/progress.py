"""Progress: a number against its target, the pace, the forecast; ranked, compared, and with the list behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.core.errors import PermissionDeniedError
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.core.paging import Page, cut
from bot.core.permissions import Action, Reach, reach
from bot.core.targets import Pace, a_week, forecast, month_ends, percent, year_before
from bot.services import metrics, targets
from bot.services import organisations as lookup
from bot.services.metrics import Counted, Metric, catalogue
from bot.services.organisations import Found
from bot.services.targets import Target
from bot.services.work import Work
from bot.store import metrics as counting
from bot.store import organisations
from bot.store import targets as store
from bot.store.tables import OrganisationRow
from bot.text import targets as reading
from bot.text.normalise import fold
from bot.text.progress_followups import is_short_follow, turns_to_another, type_of_organisation
from bot.text.queries import pointed_at, read_query

SEPARATOR, ALSO, ORDERED, BUTTON_PARTS = "#", "+", "-", 6  # of what a button says
SUBJECT = "progress"  # key of what was talked about, in the conversation's subject


@dataclass(frozen=True)
class Standing:
    """One metric of one organisation as of a day, against its target. None: not known, or nothing to say."""

    row: OrganisationRow
    counted: Counted
    as_of: date
    target: Target | None = None
    pace: Pace | None = None

    @property
    def metric(self) -> Metric:
        return self.counted.metric

    @property
    def value(self) -> float | None:
        return self.counted.measure.value

    @property
    def percent(self) -> float | None:
        return None if self.target is None or self.value is None else percent(self.value, self.target.value)

    @property
    def gap(self) -> int | None:
        """People, villages … that are missing."""
        return None if self.target is None or self.value is None else self.counted.measure.gap(self.target.value)

    @property
    def forecast(self) -> float | None:
        """The value on the deadline at the present pace."""
        if self.target is None or self.target.deadline is None:
            return None
        return forecast(self.counted.measure, self.pace, self.as_of, self.target.deadline)

    @property
    def a_week(self) -> int | None:
        """How many a week are needed to be there in time."""
        if self.gap is None or self.target is None or self.target.deadline is None:
            return None
        return a_week(self.gap, self.as_of, self.target.deadline)


@dataclass(frozen=True)
class Question:
    """What is asked: a view (see bot.text.targets), metrics (none = all), of which organisations, as of when."""

    view: str
    metrics: tuple[Metric, ...]
    found: Found
    as_of: date
    types: tuple[str, ...] = ()
    page: int = 1
    own: bool = False  # the place of the organisation itself among those beside it is asked for
    apart: bool = False  # several organisations were named, to be set side by side
    order: str = ""  # of those that are ranked: see `ORDERS`
    average: bool = False  # of those that are ranked, what they have on the average

    @property
    def rows(self) -> tuple[OrganisationRow, ...]:
        return self.found.rows


# --- numbers ---------------------------------------------------------------------------------------------------------


def status(work: Work, metric: Metric, row: OrganisationRow, day: date) -> Standing:
    """One metric with everything known of it. Raises PermissionDeniedError."""
    target = targets.in_force(work, row, day, metric.id).get(metric.id)
    counted = metrics.measure(work, metric, row, day)
    return Standing(row, counted, day, target, metrics.pace_of(work, metric, row, day))


def overview(work: Work, row: OrganisationRow, day: date, only: Sequence[Metric] = ()) -> list[Standing]:
    """The metrics that are asked for, else the main ones and all that have a target, those with one first.

    Raises PermissionDeniedError.
    """
    known = targets.in_force(work, row, day)
    wanted = only or [
        one for one in catalogue().values() if one.main or (one.id in known and not known[one.id].past)
    ]  # fmt: skip
    found = [
        Standing(
            row, metrics.measure(work, one, row, day), day, known.get(one.id), metrics.pace_of(work, one, row, day)
        )
        for one in wanted
    ]
    return sorted(found, key=lambda one: one.target is None or one.target.past)


def compared(work: Work, metric: Metric, row: OrganisationRow, day: date) -> list[Counted]:
    """The number on a day, a year before, and at the end of the year before. Raises PermissionDeniedError."""
    days = (day, year_before(day), date(day.year - 1, 12, 31))
    return [metrics.measure(work, metric, row, one) for one in days]


@dataclass(frozen=True)
class Trend:
    """How a number moved: its values at the ends of the last twelve months and on the day of the standing."""

    standing: Standing
    points: tuple[tuple[date, float], ...]


def trend(work: Work, metric: Metric, row: OrganisationRow, day: date) -> Trend:
    """The last twelve months of a metric; without points when it cannot be counted. Raises PermissionDeniedError."""
    days = month_ends(day)
    values = metrics.history(work, metric, row, days)
    return Trend(status(work, metric, row, day), tuple(zip(days, values or (), strict=False)))


@dataclass(frozen=True)
class Ranking(Page[Standing]):
    """Organisations by how much of their target is reached; those without a target by their number, after them."""

    metric: Metric


def ranking(
    work: Work, metric: Metric, rows: Sequence[OrganisationRow], day: date, page: int = 1, order: str = ""
) -> Ranking:
    """A page of the ranking; `order` as `reading.read_order` gives it. Raises PermissionDeniedError."""
    known = targets.in_force_each(work, rows, day)
    counted = metrics.measure_each(work, metric, rows, day)
    standings = [Standing(row, one, day, known[row.id].get(metric.id)) for row, one in zip(rows, counted, strict=True)]
    standings.sort(key=ORDERS[order])
    at = cut(len(standings), page)
    return Ranking(at.of(standings), len(standings), at, metric)


def is_of_each(text: str) -> bool:
    """Whether a text asks how many each unit has."""
    return reading.is_of_each(text)


def asks_for_the_worst(text: str) -> bool:
    """Whether a text asks who is furthest behind."""
    return reading.asks_for_the_worst(text)


def average(work: Work, metric: Metric, rows: Sequence[OrganisationRow], day: date) -> float | None:
    """What organisations have on the average; None of nothing. Raises PermissionDeniedError."""
    values = [one.measure.value or 0 for one in metrics.measure_each(work, metric, rows, day)]
    return sum(values) / len(values) if values else None


def place(one: Standing) -> tuple[bool, float, float]:
    """What organisations are ranked by."""
    return one.percent is None, -(one.percent or 0), -(one.value or 0)


def by_number(one: Standing) -> tuple[bool, float]:
    """The most first; what is not known last."""
    return one.value is None, -(one.value or 0)


def by_lack(one: Standing) -> tuple[bool, float, float]:
    """Who has reached least of the target first; then those without a target, the fewest first."""
    return one.percent is None, one.percent or 0, one.value or 0


def by_least(one: Standing) -> tuple[bool, float]:
    """The fewest first; what is not known last."""
    return one.value is None, one.value or 0


# How the organisations of a ranking follow each other, by the order that was asked for.
ORDERS = {"": place, "most": by_number, "least": by_least, "behind": by_lack}


def below(work: Work, row: OrganisationRow, types: Sequence[str], day: date) -> list[OrganisationRow]:
    """Which organisations are ranked: those of a type below one, else those directly below it."""
    if types:
        return store.of_types_below(work.session, row.id, types, day)
    return store.children(work.session, row.id, day)


def ranked(
    work: Work, row: OrganisationRow, types: Sequence[str], day: date, *, own: bool = False
) -> list[OrganisationRow]:
    """What a question for places compares: what is below; of a branch with nothing below, those beside it.

    `own`: its own place is asked for, so only those beside it. Empty when there is nothing, or nothing that the actor
    may see.
    """
    beside = own or row.type in types  # of a county 各县 are those beside it
    rows = [] if beside else (below(work, row, types, day) if types else []) or below(work, row, (), day)
    if not rows and row.parent_id is not None and work.permits(Action.SEE_NUMBERS, row.parent_id):
        rows = store.children(work.session, row.parent_id, day)
    return rows


def ranked_metric(work: Work, rows: Sequence[OrganisationRow], day: date) -> Metric:
    """What is ranked when no metric is named: what most of them have a target for, else adult members."""
    known = targets.in_force_each(work, rows, day)
    have = {one: sum(one in known[row.id] for row in rows) for one in catalogue()}
    best = max(have, key=lambda one: have[one])
    return catalogue()[best if have[best] else "adult_members"]


@dataclass(frozen=True)
class Villages:
    """Villages and communities: all, those with a branch, names of those without as far as they are known."""

    row: OrganisationRow
    served: int
    all: int | None
    without: tuple[str, ...]
    known: int


def villages(work: Work, row: OrganisationRow, day: date) -> Villages:
    """Which villages have no branch yet. Raises PermissionDeniedError."""
    counted = metrics.measure(work, catalogue()["founding_rate"], row, day)
    names, known = metrics.villages_without(work, row, day)
    return Villages(row, round(counted.measure.numerator or 0), counted.measure.denominator, tuple(names), known)


def can_set(work: Work, row: OrganisationRow) -> bool:
    """Whether the actor may set targets there."""
    return work.permits(Action.SET_TARGETS, row.id)


def can_list(work: Work, metric: Metric, row: OrganisationRow) -> bool:
    """Whether the actor may open the list behind a number."""
    return metric.is_counted and work.permits(Action.SEE_ROSTER if metric.is_people else Action.SEE_NUMBERS, row.id)


def can_rank(work: Work, row: OrganisationRow, day: date) -> bool:
    """Whether there is something below that the actor may see."""
    rows = store.children(work.session, row.id, day)
    return len(rows) > 1 and work.permits(Action.SEE_NUMBERS, rows[0].id)


def figure_of(work: Work, metric: Metric, row: OrganisationRow) -> counting.Figure | None:
    """The figure of the place that a rate is measured against. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return counting.figure(work.session, row, metric.per) if metric.per else None


# --- questions -------------------------------------------------------------------------------------------------------


def ask(work: Work, text: str, before: Mapping[str, Any] | None = None) -> Question:
    """What a text asks; `before` is the subject of the last answer, which a follow-up leaves unsaid.

    Raises PermissionDeniedError for who may see no numbers at all.
    """
    if not any(reach(one.role, Action.SEE_NUMBERS) >= Reach.OWN for one in work.who.grants):
        raise PermissionDeniedError(f"{work.account_id}: {Action.SEE_NUMBERS}")
    kept = _kept(before) if follows(text, before, work.today) else {}
    text = (reading.followed_by(text) if kept else None) or text
    asked = reading.read_progress(text, work.today)
    names = [row.short for row in organisations.named_in(work.session, fold(text))]
    named, rest = metrics.named_in(asked.rest, names)
    whole, _ = metrics.named_in(fold(text), names)
    if by := reading.ranked_by(text):
        named = metrics.named_in(by)[0] or named
    before_it = [catalogue()[one] for one in kept.get("metrics", [])]
    wanted = named or [one for one in whole if one.is_rate] or _of_type(text, kept) or before_it
    if asked.view == "missing":
        wanted = [catalogue()["founding_rate"]]
    found = _where(work, rest, asked.whole, kept.get("org"))
    kept_day = date.fromisoformat(kept["as_of"]) if kept.get("as_of") else work.today
    page = read_query(text).page
    if kept.get("apart") and not _names_one(work, rest, asked.whole):
        rows = [row for one in kept["apart"] if (row := work.session.get(OrganisationRow, one))]
        found = replace(found, rows=tuple(rows))
    apart = len(found.rows) > 1 and (
        bool(kept.get("apart")) or all(row.short in rest for row in found.rows) or reading.is_of_each(text)
    )
    day = asked.as_of or min(kept_day, work.today)
    average = reading.wants_average(text)
    types = asked.ranked or (tuple(kept.get("types") or ()) if asked.view == "ranking" else ())
    order = reading.read_order(text) if asked.view == "ranking" else ""
    return Question(asked.view, tuple(wanted), found, day, types, page, asked.own, apart, order, average)


def about(view: str, metric: Metric, row: OrganisationRow, day: date, page: int = 1, types: Sequence[str] = ()) -> str:
    """What a button says for itself, for `opened`."""
    return SEPARATOR.join([view, metric.id, str(row.id), day.isoformat(), str(page), ALSO.join(types)])


def opened(work: Work, text: str) -> Question | None:
    """What a button opens; None for a text that no button says. Permission is asked where the number is."""
    parts = text.split(SEPARATOR)
    if len(parts) != BUTTON_PARTS or parts[1] not in catalogue():
        return None
    view, metric, number, day, page, types = parts
    view, _, order = view.partition(ORDERED)
    row = work.session.get(OrganisationRow, int(number)) if number.isdigit() else None
    if row is None or not page.isdigit():
        return None
    found = Found(read_query(""), (row,))
    kinds = tuple(filter(None, types.split(ALSO)))
    return Question(
        view,
        (catalogue()[metric],),
        found,
        date.fromisoformat(day),
        kinds,
        int(page),
        order=order if order in ORDERS else "",
    )


def follows(text: str, before: Mapping[str, Any] | None, today: date) -> bool:
    """Whether a text leans on the progress that was shown last: 那志愿者呢, 跟去年比, 还差多少."""
    if not _kept(before) or turns_to_another(text):
        return False
    if is_short_follow(text) or _of_type(text, _kept(before)):
        return True
    metric, others = metrics.named_in(text)
    if metric and (reading.says_no_more(others) or is_short_follow(others.strip("，"))):
        return True
    what = reading.followed_by(text)
    if what is None:
        return False
    named, rest = metrics.named_in(what)
    if is_short_follow(what) or reading.is_a_day(what, today):
        return True
    names = [name for name in read_query(rest).names if reading.is_a_name(name)]
    return bool(named) or bool(names) or bool(reading.read_progress(what, today).whole)


def subject_of(question: Question, row: OrganisationRow) -> dict[str, Any]:
    """What to keep of an answer for the next message."""
    kept = {"metrics": [one.id for one in question.metrics], "org": row.id, "as_of": question.as_of.isoformat()}
    if question.types and row.type not in question.types:
        kept["types"] = list(question.types)
    if question.apart:
        kept["apart"] = [one.id for one in question.rows]
    return {SUBJECT: kept}


def _names_one(work: Work, rest: str, whole: Sequence[str]) -> bool:
    """Whether a follow-up names an organisation or a whole place: those set side by side before are left then."""
    names = [name for name in read_query(rest).names if reading.is_a_name(name)]
    return bool(whole) or bool(names) or bool(organisations.named_in(work.session, rest))


def _kept(before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    kept: Mapping[str, Any] = (before or {}).get(SUBJECT) or {}
    return kept


def _of_type(text: str, kept: Mapping[str, Any]) -> list[Metric]:
    """The organisations of a type, where organisations were counted before: 学校里有几家."""
    counted = [catalogue()[one] for one in kept.get("metrics", [])]
    kind = type_of_organisation(text) if counted and counted[0].counter == "organisations" else None
    return [one for one in catalogue().values() if kind in one.kinds and one.counter == "organisations"][:1]


def _where(work: Work, rest: str, whole: Sequence[str], kept: int | None) -> Found:
    """Of which organisation: one that is named, the whole county or town, the one talked about, one's own."""
    query = read_query(rest)
    said = organisations.named_in(work.session, rest)
    names = [name for name in query.names if reading.is_a_name(name)]
    if said or names or pointed_at(rest):
        found = lookup.find(work.session, work.who, rest)
        apart = _apart(work, said)
        return replace(found, rows=tuple(apart)) if len(apart) > 1 else found
    own = lookup.find(work.session, work.who, "")
    if whole and own.rows:
        return replace(own, rows=tuple(_of_level(work, row, whole, kept) for row in own.rows[:1]))
    if kept is not None:
        row = work.session.get(OrganisationRow, kept)
        if row is not None and work.permits(Action.SEE_NUMBERS, row.id):
            return Found(query, (row,))
    return own


def _apart(work: Work, rows: Sequence[OrganisationRow]) -> list[OrganisationRow]:
    """The organisations named in full, without those that hold another one or whose name is part of another's."""
    return [
        row
        for row in rows
        if not any(
            other.id != row.id and (row.short in other.short or organisations.holds(work.session, row.id, other.id))
            for other in rows
        )
    ]


def _of_level(work: Work, home: OrganisationRow, types: Sequence[str], kept: int | None) -> OrganisationRow:
    """What is meant by 全县 and the like: home, what is above it, or what was talked about."""
    above = next((row for row in store.chain(work.session, home.id) if row.type in types), None)
    if above is not None:
        return above
    row = work.session.get(OrganisationRow, kept) if kept is not None else None
    return row if row is not None and row.type in types else home


def is_upper(row: OrganisationRow) -> bool:
    """Whether an organisation stands for a place of county level or above."""
    return OrganisationType(row.type) in ABOVE_GRASS_ROOTS
