"""Looking up one person, oneself, those of some property, a list of names, and who came and who went.

What lies outside the asker's scope is not there: nobody can tell whether a name is known elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import ADULT_AGE, GENDERS, Ending, MemberKind, MembershipStatus, age_on, born_between
from bot.core.paging import cut
from bot.core.permissions import Action, Reach, reach
from bot.services import organisations as lookup
from bot.services.members import Line, Roster
from bot.services.work import Work
from bot.store import activities, members, organisations
from bot.store.tables import MembershipRow, OrganisationRow, PersonRow
from bot.text import person_queries, spans
from bot.text.numbers import masked_for_display
from bot.text.person_queries import Asked, Filters
from bot.text.sounds import near_names
from bot.text.spans import Span

NEAR: Final = 3  # names that are offered when one is not known
LOOKED_AT: Final = 3000  # names that are compared with one that is not known
NOTED: Final = 200  # names of one list that is held against the register


@dataclass(frozen=True)
class Question:
    """What a message asks of the register's people. `oneself` and `asked` exclude each other."""

    oneself: bool = False
    asked: Asked | None = None
    span: Span | None = None
    change: str | None = None
    filters: Filters = field(default_factory=Filters)
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stay:
    """One membership as it is shown. `from_` is where the person came from by a move, where that may be seen."""

    kind: str
    organisation: str
    since: date
    until: date | None
    ended_by: str | None
    pending: bool
    from_: str | None


@dataclass(frozen=True)
class Profile:
    """A person as somebody may see him: the telephone masked, memberships of the scope only."""

    person_id: int
    name: str
    gender: str | None
    born: str | None  # the year
    phone: str | None
    unit: str | None
    stays: tuple[Stay, ...]


def asks_for_numbers(text: str) -> bool:
    """Whether somebody's ID number or whole telephone number is asked for: that is never told in a chat."""
    return person_queries.asks_for_numbers(text)


def asks_how_many_joined(text: str) -> bool:
    """Whether a text asks how many joined, not how far a target is reached."""
    return person_queries.asks_how_many_joined(text)


def read(text: str, today: date) -> Question:
    """Read a message for what it asks of people."""
    names = tuple(person_queries.names_to_check(text)[:NOTED])
    asked = None if names else person_queries.read_asked(text)
    oneself = asked is None and not names and person_queries.asks_of_oneself(text)
    span = spans.read_span(text, today)
    filters = person_queries.read_filters(text)
    return Question(oneself, asked, span, person_queries.changes(text), filters, names)


def names_to_check(text: str, today: date) -> tuple[str, ...]:
    """The names that a text holds against the register."""
    return read(text, today).names


def is_plain(question: Question) -> bool:
    """Whether a question is about people beyond doubt, whatever the classifier says."""
    return bool(question.oneself or question.names or (question.asked and question.asked.sure))


def without_names(text: str, today: date) -> str:
    """A text without the list of names that it holds against the register: 李小镇 is no town."""
    for name in read(text, today).names:
        text = text.replace(name, " ")
    return text


# --- one person ------------------------------------------------------------------------------------------------------


def demand_any(work: Work, action: Action) -> list[int]:
    """The organisations on which a grant reaches down for the action. Raises PermissionDeniedError for none."""
    homes = [grant.organisation_id for grant in work.who.grants if reach(grant.role, action) >= Reach.OWN]
    if not homes:
        raise PermissionDeniedError(f"{work.account_id}: {action}")
    return homes


def named(work: Work, name: str) -> list[Profile]:
    """The people of this name within reach. Raises PermissionDeniedError for who sees no roster at all."""
    below = organisations.ids_below_any(demand_any(work, Action.SEE_ROSTER))
    return [_profile(work, row) for row in members.people_named(work.session, name, below)]


def is_known(work: Work, name: str) -> bool:
    """Whether somebody of this name is within reach; nobody is for who sees no roster."""
    return any(reach(grant.role, Action.SEE_ROSTER) >= Reach.OWN for grant in work.who.grants) and bool(
        named(work, name)
    )


def near(work: Work, name: str) -> list[str]:
    """The names within reach that may be this one, misspelt. Raises PermissionDeniedError, likewise."""
    below = organisations.ids_below_any(demand_any(work, Action.SEE_ROSTER))
    known = members.names_sharing(work.session, name, below, LOOKED_AT)
    return [other for other in known if other != name and near_names(name, other)][:NEAR]


def profile(work: Work, person_id: int) -> Profile:
    """One person. Raises RegisterError for who is not there or out of reach, which cannot be told apart."""
    row = work.session.get(PersonRow, person_id)
    shown = _profile(work, row) if row is not None and not row.erased_at and not row.merged_into else None
    if shown is None or not shown.stays:
        raise RegisterError("unknown")
    return shown


def asks_hours(text: str) -> bool:
    """Whether the hours that somebody served are asked for."""
    return person_queries.asks_hours(text)


def hours(work: Work, person_id: int) -> tuple[int, float]:
    """In how many held activities within reach somebody gave hours, and how many. Raises what `profile` raises.

    PermissionDeniedError for who sees no roster at all.
    """
    below = demand_any(work, Action.SEE_ROSTER)
    profile(work, person_id)
    conditions = activities.held_below_any(below)
    return activities.given(work.session, members.with_merged(work.session, person_id), *conditions)


def own(work: Work) -> Profile | None:
    """The asker's own record: the only person of the account's name in its own organisations; None when unclear."""
    name = work.who.account.name
    homes = [g.organisation_id for g in work.who.grants if reach(g.role, Action.SEE_OWN_RECORD) >= Reach.SELF]
    if not name or not homes:
        return None
    there = MembershipRow.organisation_id.in_(homes)
    rows = members.page_of(work.session, work.today, 0, NEAR, PersonRow.name == name, there)
    people = {row.person.id: row.person for row in rows if row.person}
    return _shown(work, next(iter(people.values())), visible=None) if len(people) == 1 else None


def applied_for(work: Work) -> list[tuple[str, str, str]]:
    """The applications that the asker sent and that wait: (who, kind, organisation)."""
    rows = members.applied_by(work.session, work.account_id)
    named = ((row, work.session.get(PersonRow, row.person_id) if row.person_id else None) for row in rows)
    return [
        (person.name if person else row.group_name or "", row.kind, _title(work, row.organisation_id))
        for row, person in named
    ]


def asks_after_an_application(session: Session, account_id: str, text: str) -> bool:
    """Whether a text asks after an application that this account sent for somebody and that waits."""
    return person_queries.asks_of_applicant(text) and bool(members.applied_by(session, account_id))


def office_of(work: Work, name: str) -> list[tuple[str, str]]:
    """The branches that somebody of this name leads, with the office: public facts, for everybody."""
    rows = organisations.led_by(work.session, name)
    return [(row.name, "president" if row.president == name else "secretary") for row in rows]


def _profile(work: Work, row: PersonRow) -> Profile:
    homes = {one.organisation_id for one in members.memberships(work.session, row.id)}
    return _shown(work, row, visible={home for home in homes if work.permits(Action.SEE_ROSTER, home)})


def _shown(work: Work, row: PersonRow, visible: set[int] | None) -> Profile:
    """`visible`: the organisations whose memberships are shown; None = all (one's own record)."""
    facts = members.facts_of(work.personal, row)
    rows = [one for one in members.memberships(work.session, row.id) if one.status != MembershipStatus.WITHDRAWN]
    seen = [one for one in rows if visible is None or one.organisation_id in visible]
    by_id = {one.id: one for one in seen}
    stays = tuple(_stay(work, one, by_id) for one in seen if one.ended_by != Ending.MERGED)
    born = facts.birth_date[:4] if facts.birth_date else None
    phone = masked_for_display(facts.phone) if facts.phone else None
    return Profile(row.id, row.name, row.gender, born, phone, row.unit, stays)


def _stay(work: Work, row: MembershipRow, by_id: dict[int, MembershipRow]) -> Stay:
    before = by_id.get(row.continues_id or 0)
    return Stay(
        row.kind,
        _title(work, row.organisation_id),
        row.valid_from,
        row.valid_until,
        row.ended_by,
        row.status == MembershipStatus.PENDING,
        _title(work, before.organisation_id) if before else None,
    )


def _title(work: Work, organisation_id: int) -> str:
    return work.session.get_one(OrganisationRow, organisation_id).name


def counted_on(stays: Iterable[Stay], day: date) -> list[Stay]:
    """The memberships that counted on a day."""
    return [one for one in stays if not one.pending and one.since <= day and (one.until is None or one.until > day)]


# --- changes between two days ----------------------------------------------------------------------------------------


def numbers_on(work: Work, row: OrganisationRow, day: date) -> dict[MemberKind, int]:
    """How many of each kind an organisation and all below had on a day. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    return lookup.numbers(work.session, row, day)


@dataclass(frozen=True)
class Changed:
    """How many of each kind came or went between two days."""

    start: date
    end: date
    numbers: dict[MemberKind, int]


def until_today(work: Work, span: Span) -> tuple[date, date]:
    """The days of a span that have come: what lies ahead is cut off at today."""
    return min(span.start, work.today), min(span.end, work.today)


def changed(work: Work, row: OrganisationRow, change: str, span: Span, kinds: tuple[MemberKind, ...]) -> Changed:
    """How many came ("joined") or went ("left") in an organisation and all below. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    start, end = until_today(work, span)
    below = organisations.ids_below(row.id)
    numbers = {kind: members.count_changed(work.session, change, start, end, below, [kind]) for kind in kinds}
    return Changed(start, end, numbers)


def who_changed(
    work: Work, row: OrganisationRow, change: str, span: Span, kinds: tuple[MemberKind, ...], page: int
) -> Roster:
    """A page of who came or went, with the day in the place of the telephone. Raises PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    start, end = until_today(work, span)
    below = organisations.ids_below(row.id)
    total = members.count_changed(work.session, change, start, end, below, kinds)
    at = cut(total, page)
    found = members.page_of_changed(work.session, change, start, end, below, kinds, at.start, at.length)
    day = "valid_from" if change == "joined" else "valid_until"
    lines = tuple(_line(work, one, getattr(one.membership, day).isoformat()) for one in found)
    return Roster(lines, total, at)


def _line(work: Work, one: members.Listed, note: str | None) -> Line:
    name = one.person.name if one.person else one.membership.group_name or ""
    return Line(name, one.membership.kind, note, one.organisation)


# --- properties ------------------------------------------------------------------------------------------------------


def filtered(
    work: Work, row: OrganisationRow, kinds: tuple[MemberKind, ...], filters: Filters, page: int, day: date
) -> Roster:
    """A page of those who have the wished properties, the telephone masked. Raises PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    conditions = _conditions(row, kinds, filters)
    if _by_age(filters):
        matching = [one for one in _all(work, day, conditions) if _is_of_age(work, one, filters, day)]
        at = cut(total := len(matching), page)
        found = list(at.of(matching))
    else:
        total = members.count(work.session, day, *conditions)
        at = cut(total, page)
        found = members.page_of(work.session, day, at.start, at.length, *conditions)
    return Roster(tuple(_line(work, one, _phone(work, one)) for one in found), total, at)


def count_filtered(work: Work, row: OrganisationRow, kinds: tuple[MemberKind, ...], filters: Filters, day: date) -> int:
    """How many they are. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    conditions = _conditions(row, kinds, filters)
    if not _by_age(filters):
        return members.count(work.session, day, *conditions)
    return sum(_is_of_age(work, one, filters, day) for one in _all(work, day, conditions))


def by_gender(work: Work, row: OrganisationRow, kinds: tuple[MemberKind, ...], day: date) -> tuple[int, int, int]:
    """How many men, women, and people whose gender is not known. Raises PermissionDeniedError."""
    work.demand(Action.SEE_NUMBERS, row.id)
    conditions = (*_conditions(row, kinds, Filters()), MembershipRow.person_id.is_not(None))
    everybody = members.count(work.session, day, *conditions)
    men, women = (members.count(work.session, day, *conditions, PersonRow.gender == one) for one in GENDERS)
    return men, women, everybody - men - women


def _conditions(row: OrganisationRow, kinds: tuple[MemberKind, ...], filters: Filters) -> list[Any]:
    wanted = (MemberKind.YOUTH,) if filters.grown_up else kinds
    found: list[Any] = [
        MembershipRow.organisation_id.in_(organisations.ids_below(row.id)), MembershipRow.kind.in_(wanted),
    ]  # fmt: skip
    if filters.no_phone:
        found += [MembershipRow.person_id.is_not(None), PersonRow.phone.is_(None)]
    if filters.no_id:
        found += [MembershipRow.person_id.is_not(None), PersonRow.id_number.is_(None)]
    if filters.gender in GENDERS:
        found.append(PersonRow.gender == filters.gender)
    if _by_age(filters):
        found.append(PersonRow.birth_date.is_not(None))
    return found


def _by_age(filters: Filters) -> bool:
    return filters.grown_up or filters.older is not None or filters.younger is not None


def _all(work: Work, day: date, conditions: list[Any]) -> list[members.Listed]:
    """Birth days are encrypted: who is of an age is only found by looking at everybody."""
    return members.page_of(work.session, day, 0, 10**9, *conditions)


def _is_of_age(work: Work, one: members.Listed, filters: Filters, day: date) -> bool:
    """Whether somebody surely is: a birth date that stops at the year is taken as the year's last day, or first."""
    born = members.facts_of(work.personal, one.person).birth_date if one.person else None
    if not born:
        return False
    first, last = born_between(born)
    least = ADULT_AGE if filters.grown_up else filters.older
    return (least is None or age_on(last, day) >= least) and (
        filters.younger is None or age_on(first, day) <= filters.younger
    )


def _phone(work: Work, one: members.Listed) -> str | None:
    phone = members.facts_of(work.personal, one.person).phone if one.person else None
    return masked_for_display(phone) if phone else None


# --- a list of names -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checked:
    """A list of names held against a roster; `likely` pairs a name that is not on it with the nearest that are."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    likely: tuple[tuple[str, tuple[str, ...]], ...]


def check(work: Work, row: OrganisationRow, names: tuple[str, ...], day: date) -> Checked:
    """Which of the names are on the roster of an organisation and all below it. Raises PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    below = organisations.ids_below(row.id)
    known = members.names_present(work.session, names, below, day)
    absent, likely = [], []
    for name in names:
        if name in known:
            continue
        sharing = members.names_sharing(work.session, name, below, LOOKED_AT)
        alike = tuple(other for other in sharing if near_names(name, other))[:NEAR]
        if alike:
            likely.append((name, alike))
        else:
            absent.append(name)
    return Checked(tuple(name for name in names if name in known), tuple(absent), tuple(likely))
