"""Reading the audit log: by the officer of the scope in chat, by who owns the machine at the console.

What was done, when, by whom, to what: never a personal number, which the log does not hold; free words are masked.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.core.paging import Page, cut
from bot.core.permissions import Action
from bot.services import people
from bot.services.accounts import CONSOLE
from bot.services.work import Work
from bot.services.world_parts import ACTOR as WORLD
from bot.store import accounts, audit, members, organisations
from bot.store.tables import AuditRow, MembershipRow, OrganisationRow, PersonRow
from bot.text import audit_queries, spans
from bot.text.numbers import mask_numbers

RECENT: Final = 30  # days that are looked at when none are said
MACHINE: Final = (CONSOLE, WORLD)  # actors that are no accounts


@dataclass(frozen=True)
class Question:
    """What is asked of the log. `doings` are action codes, empty = all; days are both included."""

    doings: tuple[str, ...]
    start: date
    end: date
    whose: str | None


@dataclass(frozen=True)
class Done:
    """One entry as it is shown. `actor` is a name, or None for an account without; `machine` names what is none."""

    at: datetime
    actor: str | None
    machine: str | None
    channel: str
    action: str
    entity: str
    what: str
    fields: tuple[str, ...]
    why: str | None


@dataclass(frozen=True)
class Log(Page[Done]):
    """One page of entries, the latest first."""


def read(text: str, today: date) -> Question:
    """Read a question; without days, the last thirty are meant."""
    span = spans.read_span(text, today)
    start = span.start if span else today - timedelta(days=RECENT - 1)
    end = min(span.end, today) if span else today
    return Question(audit_queries.read_doings(text), min(start, today), end, audit_queries.read_whose(text))


def of_organisation(work: Work, row: OrganisationRow, question: Question, page: int) -> Log:
    """What was done in an organisation and all below it. Raises PermissionDeniedError."""
    work.demand(Action.READ_AUDIT, row.id)
    return _page(work.session, organisations.ids_below(row.id), question, None, page, work.now)


def people_meant(work: Work, text: str, question: Question) -> list[PersonRow]:
    """The people within reach whose record is asked for. Raises PermissionDeniedError for who reads no log."""
    below = organisations.ids_below_any(people.demand_any(work, Action.READ_AUDIT))
    if question.whose:
        return members.people_named(work.session, question.whose, below)
    return []


def of_people(work: Work, rows: list[PersonRow], question: Question, page: int) -> Log:
    """What was done to the records of people of one name, where the actor may read it. Raises PermissionDeniedError."""
    below = organisations.ids_below_any(people.demand_any(work, Action.READ_AUDIT))
    ids = [one.id for one in rows]
    return _page(work.session, below, question, ids, page, work.now)


def everything(
    session: Session, organisation: OrganisationRow | None, person: str | None, days: int, now: datetime
) -> list[Done]:
    """For the operator of the machine: all entries of the last days, of an organisation, of people of a name."""
    below = organisations.ids_below(organisation.id) if organisation else None
    question = Question((), now.date() - timedelta(days=days - 1), now.date(), person)
    ids = [row.id for row in members.people_called(session, person)] if person else None
    rows = _rows(session, below, question, ids, 0, 10**9, now)
    return [_done(session, row) for row in rows]


def _page(
    session: Session, below: organisations.Ids, question: Question, ids: list[int] | None, page: int, now: datetime
) -> Log:
    start, end = _moments(question, now)
    about = _about(session, ids)
    total = audit.count_entries(session, below, start, end, actions=question.doings, about=about)
    at = cut(total, page)
    rows = _rows(session, below, question, ids, at.start, at.length, now)
    return Log(tuple(_done(session, row) for row in rows), total, at)


def _rows(
    session: Session,
    below: organisations.Ids | None,
    question: Question,
    ids: list[int] | None,
    first: int,
    length: int,
    now: datetime,
) -> list[AuditRow]:
    start, end = _moments(question, now)
    about = _about(session, ids)
    return audit.entries(session, below, start, end, first, length, actions=question.doings, about=about)


def _about(session: Session, ids: list[int] | None) -> audit.About | None:
    """The people with everything that they were and are."""
    if ids is None:
        return None
    return ids, [row.id for one in ids for row in members.memberships(session, one)]


def _moments(question: Question, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, where the clock is."""
    start = datetime.combine(question.start, time(), now.tzinfo)
    return start, datetime.combine(question.end + timedelta(days=1), time(), now.tzinfo)


def _done(session: Session, row: AuditRow) -> Done:
    account = accounts.find(session, row.actor)
    fields: Any = (row.after or {}).get("fields") or ()
    return Done(
        row.at,
        account.name if account else None,
        row.actor if row.actor in MACHINE else None,
        row.channel,
        row.action,
        row.entity,
        _what(session, row),
        tuple(str(field) for field in fields),
        mask_numbers(row.why, lambda _: "***") if row.why else None,
    )


def _what(session: Session, row: AuditRow) -> str:
    """What was acted upon, by name; "" for what has none, or none any more."""
    number = int(row.entity_id) if row.entity_id.isdigit() and len(row.entity_id) < 12 else None
    if row.entity == "person" and number is not None:
        person = session.get(PersonRow, number)
        return person.name if person else ""
    if row.entity == "membership" and number is not None:
        return _member(session, number)
    if row.entity == "organisation":
        branch = session.get(OrganisationRow, number) if number is not None else None
        return branch.name if branch else str((row.before or {}).get("name") or "") if number else row.entity_id
    if row.entity == "account":
        account = accounts.find(session, row.entity_id.split(" ")[0])
        return (account and account.name) or ""
    return ""


def _member(session: Session, membership_id: int) -> str:
    membership = session.get(MembershipRow, membership_id)
    if membership is None:
        return ""
    person = session.get(PersonRow, membership.person_id) if membership.person_id else None
    return (person.name if person else membership.group_name) or ""
