"""The agenda: what lies ahead of who asks, in a span of days, out of what the reminders are computed from.

Visitors get the important days only. What belongs to an organisation is told to who may record it there, planned
activities to who may see its numbers; reminders, drafts and authorisations are one's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bot.core.agenda import FEW, Kind
from bot.core.elections import CLAUSE, SOURCE, Basis
from bot.core.errors import NotPublicError
from bot.core.paging import Page, cut
from bot.core.permissions import Action, Reach, reach
from bot.core.reminders import DUES_BY, IMPORTANT_DAYS, REPORTS, Rule, Yearly
from bot.services import elections, reminders
from bot.services import organisations as lookup
from bot.services.reminding import owes
from bot.services.work import Work
from bot.store import accounts, activities, deliveries, drafts, organisations, structure
from bot.store import reminders as personal_store
from bot.store.tables import OrganisationRow
from bot.text import agenda as reading
from bot.text.agenda import AgendaQuestion as AgendaQuestion
from bot.text.agenda import asks_ahead as asked

__all__ = ["Agenda", "AgendaQuestion", "Entry", "asked", "follows", "named", "of", "read", "subject"]

SUBJECT: Final = "agenda"  # key of what was shown, in the conversation's subject


@dataclass(frozen=True)
class Entry:
    """Something on an agenda: `name` chooses the words, `values` fill them; `source` and `section` are the clause.

    `reminder` is the number of a personal one that was told and can be marked as done.
    """

    day: date
    kind: Kind
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    source: str | None = None
    section: str | None = None
    reminder: int | None = None


@dataclass(frozen=True)
class Agenda:
    """A page of an agenda, overdue things first, then by day; `overdue` counts them over all pages."""

    question: AgendaQuestion
    page: Page[Entry]
    overdue: int


def of(work: Work, question: AgendaQuestion, home: OrganisationRow | None = None) -> Agenda:
    """What lies ahead of the actor between two days, both included, and what is overdue.

    `home`: only what belongs to that organisation and what is below it. Raises NotPublicError for one on which he
    works nothing.
    """
    if home is not None and not work.permits(Action.RECORD_ELECTION, home.id):
        raise NotPublicError(f"{work.account_id}: agenda of {home.id}", name=home.name)
    entries = _all(work, question) if home is None else _of_home(work, question, home)
    found = [one for one in entries if not question.only or one.kind in question.only]
    found.sort(key=lambda one: (one.day, list(Kind).index(one.kind), str(one.values)))
    at = cut(len(found), question.page)
    overdue = sum(one.day < work.today for one in found)
    return Agenda(question, Page(at.of(found), len(found), at), overdue)


def read(text: str, today: date, before: Mapping[str, Any] | None = None) -> AgendaQuestion:
    """Read a question; few words take from the list `before` what they do not say themselves."""
    question, kept = reading.read_agenda(text, today), (before or {}).get(SUBJECT)
    if not kept or asked(text) or question.said:
        return question
    start, end = (date.fromisoformat(kept[name]) for name in ("start", "end"))
    return AgendaQuestion(start, end, question.only, question.page, True)


def follows(text: str, today: date, before: Mapping[str, Any] | None) -> bool:
    """Whether a few words ask the agenda that was shown last again, of other days or one kind."""
    return SUBJECT in (before or {}) and reading.follows(text, today)


def named(work: Work, text: str, before: Mapping[str, Any] | None = None) -> OrganisationRow | None:
    """The one organisation whose agenda is asked for, or was `before`; None: one's own."""
    rows = {one.row.id: one.row for one in lookup.named(work.session, work.who, text, work.today)}
    if len(rows) == 1:
        return next(iter(rows.values()))
    kept = (before or {}).get(SUBJECT)
    number = kept["home"] if kept and not asked(text) else None
    return work.session.get(OrganisationRow, number) if number is not None else None


def subject(question: AgendaQuestion, home: OrganisationRow | None = None) -> dict[str, Any]:
    """What to keep of an answer for the next message."""
    span = {"start": question.start.isoformat(), "end": question.end.isoformat()}
    return {SUBJECT: {**span, "home": home.id if home else None}}


def _all(work: Work, question: AgendaQuestion) -> Iterator[Entry]:
    yield from _days(question)
    if reach(work.who.account.role, Action.KEEP_REMINDERS) is not Reach.NONE:
        yield from _reminders(work, question)
        yield from _drafts(work, question)
        yield from _grants(work, question)
    for home in _homes(work, Action.SEE_NUMBERS):
        yield from _activities(work, question, home)
    for home in _homes(work, Action.RECORD_ELECTION):
        yield from _work_of(work, question, home)


def _of_home(work: Work, question: AgendaQuestion, home: OrganisationRow) -> Iterator[Entry]:
    """What belongs to an organisation on which the actor works."""
    yield from _activities(work, question, home)
    yield from _work_of(work, question, home)


def _work_of(work: Work, question: AgendaQuestion, home: OrganisationRow) -> Iterator[Entry]:
    yield from _elections(work, question, home)
    yield from _reports(work, question, home)
    yield from _dues(work, question, home)


def _homes(work: Work, action: Action) -> list[OrganisationRow]:
    """The organisations on which the actor's grants allow something; each once, none that lies below another."""
    ids = list(dict.fromkeys(one.organisation_id for one in work.who.grants if reach(one.role, action) >= Reach.OWN))
    outer = [one for one in ids if not any(two != one and organisations.holds(work.session, two, one) for two in ids)]
    return [work.session.get_one(OrganisationRow, number) for number in outer]


def _falls(question: AgendaQuestion, day: date) -> bool:
    return question.start <= day <= question.end


def _all_falls(question: AgendaQuestion, yearly: Yearly) -> list[date]:
    """The days of a yearly one in the span."""
    days = (yearly.falls(year) for year in range(question.start.year, question.end.year + 1))
    return [day for day in days if _falls(question, day)]


def _days(question: AgendaQuestion) -> Iterator[Entry]:
    for one in IMPORTANT_DAYS:
        for day in _all_falls(question, one):
            yield Entry(day, Kind.DAY, f"day_{one.id}", {}, one.source, one.section)


def _reminders(work: Work, question: AgendaQuestion) -> Iterator[Entry]:
    """One's own: those that were told and are not done yet are overdue; of one that comes again, the next."""
    for row in personal_store.of_account(work.session, work.account_id):
        one = reminders.shown(work, row.id)
        day = one.due.date()
        if _falls(question, day) or day < work.today:
            yield Entry(day, Kind.REMINDER, "reminder", {"what": one.what}, reminder=row.id if one.told else None)


def _drafts(work: Work, question: AgendaQuestion) -> Iterator[Entry]:
    """A draft waits now, whatever days are asked for: it stands under the first of them."""
    count = sum(row.account_id == work.account_id for row in drafts.unfinished(work.session, work.now))
    if count and question.start == work.today:
        yield Entry(work.today, Kind.DRAFT, "draft", {"count": count})


def _grants(work: Work, question: AgendaQuestion) -> Iterator[Entry]:
    for day, name in accounts.ending(work.session, work.account_id, question.start, question.end):
        yield Entry(day, Kind.GRANT, "grant", {"organisation": name})


def _activities(work: Work, question: AgendaQuestion, home: OrganisationRow) -> Iterator[Entry]:
    """Planned ones: of the organisation alone for who works nothing there; many are told as a number."""
    below = work.permits(Action.RECORD_ELECTION, home.id)
    conditions = activities.planned_between(home.id, question.start, question.end, below=below)
    total = activities.totals(work.session, *conditions).activities
    rows = activities.page_of(work.session, 0, FEW, *conditions, ahead=True)
    if total > FEW:
        values: dict[str, Any] = {"organisation": home.name, "count": total}
        yield Entry(rows[0][0].date, Kind.ACTIVITY, "activities", values)
        return
    for row, name in rows:
        values = {"organisation": name, "what": reminders.masked(row.title or row.activity_type)}
        yield Entry(row.date, Kind.ACTIVITY, "activity", values)


def _elections(work: Work, question: AgendaQuestion, home: OrganisationRow) -> Iterator[Entry]:
    """Terms that end in the span or have ended; many below an organisation are told as a number."""
    due = [(one, day) for one in elections.due(work, home.id) if (day := one.clock.stated_deadline)]
    for name, some in (
        ("overdue", [(one, day) for one, day in due if day < work.today]),
        ("ahead", [(one, day) for one, day in due if _falls(question, day)]),
    ):
        own = [(one, day) for one, day in some if one.row.id == home.id or len(some) <= FEW]
        for one, day in own:
            rests = one.clock.term.basis is Basis.DOCUMENT
            values = {"organisation": one.row.name}
            source, section = (SOURCE, CLAUSE) if rests else (None, None)
            yield Entry(day, Kind.ELECTION, f"election_{name}", values, source, section)
        if rest := len(some) - len(own):
            first = min(day for one, day in some if one.row.id != home.id)
            values = {"organisation": home.name, "count": str(rest)}
            yield Entry(first, Kind.ELECTION, f"elections_{name}", values, SOURCE, CLAUSE)


def _reports(work: Work, question: AgendaQuestion, home: OrganisationRow) -> Iterator[Entry]:
    """The official ones that the organisation owes, and those for which something above it set a day."""
    for one in REPORTS:
        for day in _all_falls(question, one):
            if owes(work.session, one, [home], day) and not _settled(work, f"report:{one.id}:{home.id}", day):
                values = {"organisation": home.name}
                yield Entry(day, Kind.REPORT, f"report_{one.id}", values, one.source, one.section)
    above = organisations.line(work.session, home.id)[1:]
    for name, rows in (
        ("report_own", personal_store.dates_of(work.session, above)),
        ("report_below", reminders.report_dates(work)),
    ):
        for row in rows:
            day = reminders.next_date(row, question.start)
            own = name == "report_own"
            if own and _settled(work, f"date:{row.id}:{home.id}", day):
                continue
            if _falls(question, day) and (own or row.organisation_id == home.id):
                yield Entry(day, Kind.REPORT, name, {"organisation": home.name, "what": row.title})


def _settled(work: Work, subject: str, day: date) -> bool:
    """Whether somebody who was reminded of a report said that it is done."""
    return deliveries.is_done(work.session, Rule.REPORTS, subject, day)


def _dues(work: Work, question: AgendaQuestion, home: OrganisationRow) -> Iterator[Entry]:
    for day in _all_falls(question, DUES_BY):
        if count := structure.count_owing_below(work.session, home.id, day.year, work.today):
            values = {"organisation": home.name, "year": str(day.year), "count": count}
            yield Entry(day, Kind.DUES, "dues", values, DUES_BY.source, DUES_BY.section)
