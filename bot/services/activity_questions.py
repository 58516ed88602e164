"""Asking about activities: sums, lists, who was silent, one's own hours, what lies ahead, weeks with and without."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.core.activities import ActivityStatus
from bot.core.errors import PermissionDeniedError
from bot.core.paging import Page, cut
from bot.core.permissions import Action
from bot.services import activities, organisations
from bot.services.work import Work
from bot.store import activities as store
from bot.store import members
from bot.store import organisations as tree
from bot.store.activities import Totals
from bot.store.tables import ActivityRow, OrganisationRow
from bot.text.activity_questions import (
    AMONG,
    ActivityQuestion,
    Asked,
    Period,
    a_year_before,
    asks_of_one,
    asks_own_hours,
    read_activity_question,
    wants_ideas,
)

PAGE = 5  # activities on one page: two lines each on a phone
NAMES = 15  # names of silent organisations on one page

__all__ = [
    "AMONG", "ActivityQuestion", "Asked", "Period", "Totals", "asks_of_one", "asks_own_hours",
    "read_activity_question", "wants_ideas",
]  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One activity of a list."""

    id: int
    organisation: str
    facts: dict[str, Any]
    approximate: dict[str, str]
    status: ActivityStatus
    photos: int = 0


@dataclass(frozen=True)
class Summary:
    """Sums of a period. `by_type` has the types with their numbers of activities."""

    totals: Totals
    by_type: list[tuple[str, int]]


@dataclass(frozen=True)
class Silence:
    """An organisation without a held activity in a period, and the day of its last one before."""

    organisation: str
    last: date | None


def home(work: Work, text: str) -> organisations.Found:
    """Which organisation the question is about."""
    return organisations.find(work.session, work.who, text)


def _within(row: OrganisationRow, asked: ActivityQuestion) -> store.Conditions:
    return store.held_below(row.id, asked.period.start, asked.period.end, asked.kinds)


def summary(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> Summary:
    """Sums over the held activities of an organisation and everything below it. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    conditions = _within(row, asked)
    return Summary(store.totals(work.session, *conditions), store.by_type(work.session, *conditions))


def year_before(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> tuple[Period, Summary]:
    """The same stretch a year before, and its sums. Raises PermissionDeniedError."""
    period = a_year_before(asked.period)
    return period, summary(work, row, replace(asked, period=period))


def listed(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> Page[Listed]:
    """A page of these activities, the latest first. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return _page(work, _within(row, asked), asked.page)


def ahead(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> Page[Listed]:
    """A page of what is planned from today on, the next first. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return _page(work, store.planned_below(row.id, work.today), asked.page, ahead=True)


def _page(work: Work, conditions: store.Conditions, page: int, *, ahead: bool = False) -> Page[Listed]:
    total = store.totals(work.session, *conditions).activities
    at = cut(total, page, PAGE)
    rows = store.page_of(work.session, at.start, at.length, *conditions, ahead=ahead)
    pictures = store.photo_counts(work.session, [row.id for row, _ in rows])
    lines = [
        Listed(
            row.id, name, activities.shown(store.facts_of(row)), store.approximate_of(row),
            ActivityStatus(row.status), pictures.get(row.id, 0),
        )
        for row, name in rows
    ]  # fmt: skip
    return Page(tuple(lines), total, at)


def silent(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> tuple[list[Silence], int]:
    """Who below (itself, when nothing is below) held nothing in a period, the longest silent first; of how many.

    Raises PermissionDeniedError.
    """
    work.demand(Action.SEE_NUMBERS, row.id)
    rows = tree.below(work.session, row.id, work.today)
    kinds = AMONG.get(asked.among)
    rows = [one for one in rows if one.id != row.id and (kinds is None or one.type in kinds)] or ([] if kinds else rows)
    last = store.last_days(work.session, *store.held_below(row.id, None, asked.period.end))
    since = asked.period.start
    found = [
        Silence(one.name, last.get(one.id))
        for one in rows
        if since is None or one.id not in last or last[one.id] < since
    ]
    return sorted(found, key=lambda one: (one.last or date.min, one.organisation)), len(rows)


def mine(work: Work, asked: ActivityQuestion) -> tuple[int, float]:
    """In how many activities the account's person gave hours in the period, and how many.

    Raises PermissionDeniedError for an account without a name in a branch.
    """
    name = work.who.account.name
    ids = {
        person
        for grant in work.who.grants
        if name and (person := activities.volunteer_named(work, grant.organisation_id, name, work.today))
    }
    if len(ids) != 1:
        raise PermissionDeniedError(f"{work.account_id}: no record of its own")
    conditions = store.held(since=asked.period.start, until=asked.period.end)
    return store.given(work.session, members.with_merged(work.session, ids.pop()), *conditions)


def weeks(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> list[tuple[date, int]]:
    """The Mondays of the period (of the last 12 weeks when none is said) with how many activities the week had.

    Source of the measure: voices every week, a theme every month. Raises PermissionDeniedError.
    """
    start, end = _weeks_of(work, asked)
    found = Counter(day - timedelta(days=day.weekday()) for day in _first_days(work, row, asked, start, end))
    mondays = [start + timedelta(weeks=n) for n in range((end - start).days // 7 + 1)]
    return [(monday, found[monday]) for monday in mondays]


def silent_months(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> int:
    """How many whole months within those weeks had no activity. Raises PermissionDeniedError."""
    start, end = _weeks_of(work, asked)
    loud = {(day.year, day.month) for day in _first_days(work, row, asked, start, end)}
    return sum((first.year, first.month) not in loud for first in _whole_months(start, end))


def _whole_months(start: date, end: date) -> list[date]:
    """The first days of the months that lie within a period from their first to their last day."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    lasts = [day for day in days if (day + timedelta(days=1)).day == 1]
    return [last.replace(day=1) for last in lasts if last.replace(day=1) >= start]


def _weeks_of(work: Work, asked: ActivityQuestion) -> tuple[date, date]:
    """The Monday with which the weeks of a question begin, and the last day."""
    end = min(asked.period.end, work.today)
    start = asked.period.start or end - timedelta(weeks=12)
    return start - timedelta(days=start.weekday()), end


def _first_days(work: Work, row: OrganisationRow, asked: ActivityQuestion, since: date, until: date) -> list[date]:
    """On which day each held activity of the types asked for began. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return [day for day, _ in store.days(work.session, *store.held_below(row.id, since, until, asked.kinds))]


@dataclass(frozen=True)
class Year:
    """A year in weeks: (Monday, number) of the weeks whose Thursday is in it, and the number of each month.

    None: still to come. Activities stand on their first day.
    """

    year: int
    weeks: tuple[tuple[date, int | None], ...]
    months: tuple[int | None, ...]
    silent: int  # whole months, over by now, that had none


def year_of_weeks(work: Work, row: OrganisationRow, asked: ActivityQuestion) -> Year:
    """The calendar of the year in which the period ends. Raises PermissionDeniedError."""
    year = min(asked.period.end, work.today).year
    monday = date.fromisocalendar(year, 1, 1)
    mondays = [monday + timedelta(weeks=n) for n in range(date(year, 12, 28).isocalendar().week)]
    last = max(mondays[-1] + timedelta(days=6), date(year, 12, 31))
    days = _first_days(work, row, asked, min(monday, date(year, 1, 1)), last)
    weeks = Counter(day - timedelta(days=day.weekday()) for day in days)
    months = Counter(day.month for day in days if day.year == year)
    return Year(
        year,
        tuple((one, weeks[one] if one <= work.today else None) for one in mondays),
        tuple(months[n] if date(year, n, 1) <= work.today else None for n in range(1, 13)),
        sum(not months[first.month] for first in _whole_months(date(year, 1, 1), min(date(year, 12, 31), work.today))),
    )


# --- signing up ------------------------------------------------------------------------------------------------------


def sign_up(work: Work, activity_id: int) -> bool:
    """Put oneself on the list of a planned activity where one may see the numbers; False when one is on it.

    Raises PermissionDeniedError.
    """
    row = work.session.get(ActivityRow, activity_id)
    if row is None or row.status != ActivityStatus.PLANNED or row.date < work.today:
        raise PermissionDeniedError(f"{work.account_id}: no planned activity {activity_id}")
    work.demand(Action.SEE_NUMBERS, row.organisation_id)
    new = store.sign_up(work.session, activity_id, work.account_id, work.now)
    if new:
        work.log("sign_up", "activity", activity_id, row.organisation_id)
    return new


def sign_off(work: Work, activity_id: int) -> bool:
    """Take oneself off the list; False when one is not on it."""
    gone = store.sign_off(work.session, activity_id, work.account_id, work.now)
    if gone:
        work.log("sign_off", "activity", activity_id)
    return gone


def signed_up(work: Work, activity_id: int) -> list[str]:
    """The names of who comes, for who may report there. Raises PermissionDeniedError."""
    row = work.session.get_one(ActivityRow, activity_id)
    work.demand(Action.REPORT, row.organisation_id)
    return store.signed_up(work.session, activity_id)
