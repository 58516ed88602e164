"""Terms of office: who is due when, congresses that were held, postponements that were approved.

`OrganisationRow.last_election` is the day that the term counts from. A recorded election moves it and the leaders, and
keeps what stood there before, so that taking it back restores it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.core.elections import (
    CLAUSE,
    TERM_RANGE,
    Basis,
    Clock,
    DueStatus,
    Meeting,
    Post,
    oddities,
)
from bot.core.errors import NotPublicError, PermissionDeniedError, RegisterError
from bot.core.organisations import ABOVE_GRASS_ROOTS, core_name, years_after
from bot.core.paging import Cut, cut
from bot.core.permissions import Action, Reach, reach
from bot.core.structure import Body
from bot.services import handing_over, sheets
from bot.services import organisations as lookup
from bot.services.organisations import Found
from bot.services.work import Work
from bot.store import elections as store
from bot.store import organisations
from bot.store.tables import ElectionRow, OrganisationRow, PostponementRow
from bot.text import columns
from bot.text import elections as reading
from bot.text.elections import is_about_terms as is_about_terms
from bot.text.queries import without_what_is_above

FURTHEST: Final = 2  # years behind the due day to which a congress is put off at most


# --- the clock of organisations ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """An organisation with its clock, as of a day."""

    row: OrganisationRow
    clock: Clock
    today: date

    @property
    def status(self) -> DueStatus:
        return self.clock.status(self.today)

    @property
    def days_left(self) -> int | None:
        return self.clock.days_left(self.today)


@dataclass(frozen=True)
class Listing:
    """What a question about terms is answered with; `lines` in the order of their deadlines.

    `asked` says which kind of list it is: overdue, unknown, window, soon, standing (overdue and soon), whole.
    `next_one` is who comes next, for an empty list; `older` counts who is overdue and not in it.
    """

    asked: str
    lines: tuple[Due, ...]
    scope: tuple[OrganisationRow, ...]
    window: tuple[date, date] | None = None
    types: tuple[str, ...] = ()
    next_one: Due | None = None
    older: int = 0
    unknown: int = 0
    calendar: bool = False
    page: int = 1
    file: bool = False  # it is wanted as one

    @property
    def at(self) -> Cut:
        """Where the page that is shown lies among them."""
        return cut(len(self.lines), self.page)

    @property
    def shown(self) -> Sequence[Due]:
        return self.at.of(self.lines)


@dataclass(frozen=True)
class Answer:
    """The answer to a question about terms: one organisation, a list, or several that may be meant."""

    one: Due | None = None
    listing: Listing | None = None
    which: Found | None = None


def clocks(work: Work, rows: Iterable[OrganisationRow]) -> list[Due]:
    """The clocks of organisations that the caller may see."""
    return [Due(row, clock, work.today) for row, clock in store.clocks(work.session, rows)]


def due(work: Work, organisation_id: int) -> list[Due]:
    """The clocks of an organisation and of everything below it that exists today, as far as this actor may see them.

    Who may see the own organisation only gets that. Raises PermissionDeniedError where nothing may be seen.
    """
    work.demand(Action.SEE_NUMBERS, organisation_id)
    rows = organisations.below(work.session, organisation_id, work.today)
    return clocks(work, [row for row in rows if work.permits(Action.SEE_NUMBERS, row.id)])


def ask(work: Work, text: str) -> Answer:
    """Answer a question about terms, of what the actor may see. Raises NotPublicError for one outside."""
    found = lookup.find(work.session, work.who, reading.in_own_words(text))
    grants = {grant.organisation_id for grant in work.who.grants}
    said = found.query.names
    named = [row for row in found.rows if row.id not in grants or row.short in text or _is_said(row, said)]
    names = [*(row.short for row in named), *found.query.names] if named else []
    question = reading.read_due(text, work.today, names)
    single = bool(named) or found.query.ours or not _minds_others(work)
    if found.asked and not (question.wants_list or question.window):
        return Answer(which=found)
    about_parts = question.wants_list or bool(question.types)
    if not about_parts and single:
        rows = named or list(found.rows)
        if len(rows) == 1:
            if not work.permits(Action.SEE_NUMBERS, rows[0].id):
                raise NotPublicError(f"{work.account_id}: term of {rows[0].id}", name=rows[0].name)
            return Answer(one=clocks(work, rows)[0])
        if named or not rows:
            return Answer(which=found)
    return Answer(listing=_listing(work, question, named))


def _is_said(row: OrganisationRow, names: Sequence[str]) -> bool:
    """Whether one of the names that a text says is the organisation's, or the end of it."""
    return any(core in without_what_is_above(row.short) for name in names for core in [core_name(name)])


def calendar(lines: Iterable[Due], year: int) -> dict[int, list[Due]]:
    """The organisations whose deadline lies in a year, by month; months without any are left out."""
    found: dict[int, list[Due]] = {}
    for one in sorted(lines, key=_order):
        if one.clock.deadline and one.clock.deadline.year == year:
            found.setdefault(one.clock.deadline.month, []).append(one)
    return dict(sorted(found.items()))


def row_of(one: Due) -> dict[str, Any]:
    """The line of a list of terms in data, by the names of `columns.TERMS` and `deadline`.

    Days are ISO 8601, None where none is known; `days_left` is negative when overdue.
    """
    row, clock = one.row, one.clock
    days = {
        "last_election": row.last_election, "founded": row.founded, "due": clock.due, "postponed": clock.postponed,
        "deadline": clock.deadline,
    }  # fmt: skip
    return {
        "organisation": row.name,
        "type": str(row.type),
        "years": clock.term.years,
        "basis": str(clock.term.basis),
        "clause": CLAUSE if clock.term.basis is Basis.DOCUMENT else "",
        "days_left": one.days_left,
        "status": str(one.status),
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """The same with words for the reader."""
    return {**row, "basis": columns.TERM_BASES[row["basis"]], "status": columns.TERM_STATES[row["status"]]}


def write(path: Path, lines: Iterable[Due]) -> None:
    """Write a list of terms as xlsx, in its order: nothing in it is personal."""
    rows = (shown(row_of(one)) for one in lines)
    cells = ([row[name] for name in columns.TERMS] for row in rows)
    sheets.write(path, list(columns.TERMS.values()), cells, title=columns.TERM_SHEET)


def ordered(lines: Iterable[Due]) -> list[Due]:
    """By deadline, the longest overdue first; those without a date last."""
    return sorted(lines, key=_order)


def _order(one: Due) -> tuple[bool, date, int]:
    return one.clock.deadline is None, one.clock.deadline or date.max, one.row.id


def _minds_others(work: Work) -> bool:
    """Whether the actor answers for a county or more: a bare question then is about the branches."""
    rows = (work.session.get(OrganisationRow, grant.organisation_id) for grant in work.who.grants)
    return any(row is not None and row.type in ABOVE_GRASS_ROOTS for row in rows)


def _listing(work: Work, question: reading.DueQuestion, named: Sequence[OrganisationRow]) -> Listing:
    homes = list(named) or [
        work.session.get_one(OrganisationRow, grant.organisation_id)
        for grant in work.who.grants
        if reach(grant.role, Action.SEE_NUMBERS) is not Reach.NONE
    ]
    if not homes:
        raise PermissionDeniedError(f"{work.account_id}: terms")
    found = {one.row.id: one for home in homes for one in due(work, home.id)}
    lines = [one for one in found.values() if not question.types or one.row.type in question.types]
    # A county officer asks for branches: upper levels without any date would only swell the unknown.
    lines = [one for one in lines if one.row.type not in ABOVE_GRASS_ROOTS or one.clock.deadline]
    lines = ordered(lines)
    asked = _asked(question)
    chosen = [one for one in lines if _fits(one, question, asked)]
    to_come = [one for one in lines if (one.days_left or -1) >= 0]
    over = [one for one in lines if one.status is DueStatus.OVERDUE and one not in chosen]
    return Listing(
        asked=asked,
        lines=tuple(chosen),
        scope=tuple(homes),
        window=question.window,
        types=question.types,
        next_one=next(iter(to_come), None),
        older=len(over) if asked in ("window", "soon") else 0,
        unknown=sum(one.status is DueStatus.UNKNOWN for one in lines),
        calendar=question.calendar,
        page=question.page,
        file=question.file,
    )


def _asked(question: reading.DueQuestion) -> str:
    if question.unknown:
        return "unknown"
    if question.either:
        return "either"
    if question.calendar or question.window:
        return "window"
    if question.overdue and not question.soon:
        return "overdue"
    if question.whole and not question.soon:
        return "whole"
    return "soon" if question.soon and not question.overdue else "standing"


def _fits(one: Due, question: reading.DueQuestion, asked: str) -> bool:
    if asked == "whole":
        return True
    if asked == "unknown":
        return one.status is DueStatus.UNKNOWN
    deadline = one.clock.deadline
    if deadline is None:
        return False
    if asked in ("window", "either"):
        first, last = question.window or (date(one.today.year, 1, 1), date(one.today.year, 12, 31))
        inside = first <= deadline <= last
        if question.either:
            return one.status is DueStatus.OVERDUE or inside
        return inside and (one.status is DueStatus.OVERDUE if question.overdue else True)
    wanted = {
        "overdue": (DueStatus.OVERDUE,),
        "soon": (DueStatus.SOON,),
        "standing": (DueStatus.OVERDUE, DueStatus.SOON),
    }
    return one.status in wanted[asked]


# --- elections that were held ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Elected:
    """What a congress decided."""

    held_on: date
    president: str
    secretary: str | None = None
    vice_presidents: tuple[str, ...] = ()
    council: tuple[str, ...] = ()
    meeting: Meeting | None = None
    expected: int | None = None
    present: int | None = None
    notes: str | None = None
    composition: tuple[tuple[str, int, int], ...] = ()  # body, how many, how many of them from the grass roots
    kept: tuple[str, ...] = ()  # names whose roles of account go on although they leave office


def odd(work: Work, organisation_id: int, held_on: date) -> tuple[str, ...]:
    """What makes one ask whether the day is right (bot.core.elections.oddities)."""
    row = work.session.get_one(OrganisationRow, organisation_id)
    return oddities(held_on, clocks(work, [row])[0].clock, row.founded)


def known(work: Work, organisation_id: int, held_on: date) -> ElectionRow | None:
    """The election of that day that is recorded already. Raises PermissionDeniedError."""
    work.demand(Action.RECORD_ELECTION, organisation_id)
    return store.on_day(work.session, organisation_id, held_on)


def record(work: Work, organisation_id: int, elected: Elected, request: str) -> ElectionRow:
    """Keep an election; the same `request` again gives what it made before.

    Moves the term's first day, the president and, when one is named, the secretary; ends the posts that are filled
    anew, and the roles of account of who leaves office. One that was held before the present term began is kept and
    moves nothing. Raises PermissionDeniedError, and RegisterError for a day to come or one that is recorded already.
    """
    work.demand(Action.RECORD_ELECTION, organisation_id)
    if made := store.by_request(work.session, request):
        return made
    _demand_day(work, organisation_id, elected.held_on)
    row = ElectionRow(
        organisation_id=organisation_id,
        status=store.ACTIVE,
        request=request,
        recorded_by=work.account_id,
        recorded_at=work.now,
        **_columns(elected),
    )
    work.session.add(row)
    work.session.flush()
    _move(work, row, elected.kept)
    work.session.flush()
    after = {"held_on": row.held_on.isoformat(), "moved": row.before is not None}
    work.log("record_election", "election", row.id, organisation_id, after=after)
    return row


def withdraw(work: Work, election_id: int) -> ElectionRow:
    """Take an election back: what stood before stands again. Raises RegisterError when that has been done."""
    row = _active(work, election_id)
    row.status = store.WITHDRAWN
    _move_back(work, row)
    work.log("withdraw_election", "election", row.id, row.organisation_id, before={"held_on": row.held_on.isoformat()})
    return row


def amend(work: Work, election_id: int, elected: Elected) -> ElectionRow:
    """Correct an election that was written wrong. Raises RegisterError when a later one was put on top of it."""
    row = _active(work, election_id)
    if store.recorded_after(work.session, row):
        raise RegisterError("election_newer")
    if elected.held_on != row.held_on:
        _demand_day(work, row.organisation_id, elected.held_on)
    new = _columns(elected)
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    _move_back(work, row)
    for name in changed:
        setattr(row, name, new[name])
    _move(work, row, elected.kept)
    work.log("correct_election", "election", row.id, row.organisation_id, after={"fields": changed})
    return row


def _columns(elected: Elected) -> dict[str, Any]:
    return {
        "held_on": elected.held_on,
        "meeting": elected.meeting,
        "expected": elected.expected,
        "present": elected.present,
        "president": elected.president,
        "vice_presidents": list(elected.vice_presidents) or None,
        "secretary": elected.secretary,
        "council": list(elected.council) or None,
        "composition": {body: [total, some] for body, total, some in elected.composition} or None,
        "notes": elected.notes,
    }


def _demand_day(work: Work, organisation_id: int, day: date) -> None:
    name = lookup.name_of(work.session, organisation_id)
    if day > work.today:
        raise RegisterError("election_future", names=[name])
    if known := store.on_day(work.session, organisation_id, day):
        raise already(name, known)


def already(name: str, row: ElectionRow) -> RegisterError:
    """The refusal of an election that is recorded, with what is."""
    day = row.held_on
    said = {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
    return RegisterError("election_exists", names=[name], president=row.president, **said)


def _active(work: Work, election_id: int) -> ElectionRow:
    row = work.within(ElectionRow, election_id, Action.RECORD_ELECTION)
    if row.status != store.ACTIVE:
        raise RegisterError("settled")
    return row


def _move(work: Work, row: ElectionRow, kept: Sequence[str]) -> None:
    """Let an election take effect, and keep what stood there."""
    home = work.session.get_one(OrganisationRow, row.organisation_id)
    if home.last_election and row.held_on < home.last_election:
        row.before = None
        return
    leaving = handing_over.leaving(work, row.organisation_id, row, kept)
    ended, begun = _change_posts(work, row)
    row.before = {
        "last_election": home.last_election.isoformat() if home.last_election else None,
        "president": home.president,
        "secretary": home.secretary,
        "ended": ended,
        "begun": begun,
        "grants": handing_over.end_roles(work, row.organisation_id, _subject_of(row), leaving),
    }
    home.last_election, home.president = row.held_on, row.president
    home.secretary = row.secretary or home.secretary


def _change_posts(work: Work, row: ElectionRow) -> tuple[dict[str, str | None], list[int]]:
    """End the posts that are filled anew and begin the new ones; {id: where it ended before}, ids of the new."""
    filled = {post: held for name, post in store.POSTS.items() if (held := handing_over.holders(row, name))}
    old = store.held_posts(work.session, row.organisation_id, list(filled), row.held_on)
    ended = {str(one.id): one.valid_until.isoformat() if one.valid_until else None for one in old}
    for one in old:
        one.valid_until = row.held_on
    new = [
        (Body.COUNCIL if post is Post.COUNCILLOR else Body.LEADERS, post, name)
        for post, names in filled.items()
        for name in names
    ]
    return ended, store.add_posts(work.session, row.organisation_id, new, row.held_on)


def _subject_of(row: ElectionRow) -> str:
    """What notices of an election are about."""
    return f"election:{row.id}"


def _move_back(work: Work, row: ElectionRow) -> None:
    """Put back what stood there; under a later election, what stood there becomes what that one restores."""
    if row.before is None:
        return
    before = row.before
    later = store.recorded_after(work.session, row)
    if later is not None and later.before is not None:
        kept = {number: until for number, until in later.before["ended"].items() if int(number) not in before["begun"]}
        store.restore_posts(work.session, {}, before["begun"])
        for number in before["ended"]:
            store.restore_posts(work.session, {number: later.held_on.isoformat()}, ())
        grants = before.get("grants", {}) | later.before.get("grants", {})
        later.before = {**before, "ended": before["ended"] | kept, "begun": later.before["begun"], "grants": grants}
        _pass_on_secretary(work, row, before["secretary"])
        row.before = None
        return
    home = work.session.get_one(OrganisationRow, row.organisation_id)
    store.restore_posts(work.session, before["ended"], before["begun"])
    handing_over.restore_roles(work, row.organisation_id, _subject_of(row), before.get("grants", {}))
    # What was changed by hand since then stays.
    if home.last_election == row.held_on:
        home.last_election = date.fromisoformat(before["last_election"]) if before["last_election"] else None
    if home.president == row.president:
        home.president = before["president"]
    if row.secretary and home.secretary == row.secretary:
        home.secretary = before["secretary"]
    row.before = None
    work.session.flush()


def _pass_on_secretary(work: Work, row: ElectionRow, name: str | None) -> None:
    """Later elections that named no secretary left the one of `row` in office: now it is the one before him."""
    later = store.recorded_after(work.session, row)
    while later is not None and later.before is not None:
        later.before = {**later.before, "secretary": name}
        if later.secretary:
            return
        later = store.recorded_after(work.session, later)
    home = work.session.get_one(OrganisationRow, row.organisation_id)
    if row.secretary and home.secretary == row.secretary:
        home.secretary = name


# --- postponements -----------------------------------------------------------------------------------------------


def postpone(work: Work, organisation_id: int, until: date, approved_by: str, request: str) -> PostponementRow:
    """Keep the approval to elect later; the same `request` again gives what it made before.

    Raises PermissionDeniedError, and RegisterError when no due day is known or `until` does not lie behind it, within
    two years.
    """
    work.demand(Action.RECORD_ELECTION, organisation_id)
    if made := store.postponement_by_request(work.session, request):
        return made
    one = clocks(work, [work.session.get_one(OrganisationRow, organisation_id)])[0]
    if one.clock.due is None:
        raise RegisterError("postpone_unknown", names=[one.row.name])
    if not one.clock.due < until <= years_after(one.clock.due, FURTHEST):
        raise RegisterError("postpone_day", names=[one.row.name], day=one.clock.due.isoformat())
    row = PostponementRow(
        organisation_id=organisation_id,
        due=one.clock.due,
        until=until,
        approved_by=approved_by,
        decided_on=work.today,
        status=store.ACTIVE,
        request=request,
        recorded_by=work.account_id,
        recorded_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.log("postpone", "election", row.id, organisation_id, after={"until": until.isoformat()})
    return row


def withdraw_postponement(work: Work, number: int) -> PostponementRow:
    """Take an approval back. Raises RegisterError when that has been done."""
    row = work.within(PostponementRow, number, Action.RECORD_ELECTION)
    if row.status != store.ACTIVE:
        raise RegisterError("settled")
    row.status = store.WITHDRAWN
    work.log("withdraw_postponement", "election", row.id, row.organisation_id, before={"until": row.until.isoformat()})
    work.session.flush()
    return row


# --- terms where the documents are silent ------------------------------------------------------------------------


def set_term(work: Work, organisation_id: int, years: int) -> Due:
    """Set how long a term lasts, where the documents are silent. Raises PermissionDeniedError, RegisterError."""
    work.demand(Action.SET_TARGETS, organisation_id)
    row = work.session.get_one(OrganisationRow, organisation_id)
    if years not in TERM_RANGE:
        raise RegisterError("term_range")
    if clocks(work, [row])[0].clock.term.basis is Basis.DOCUMENT:
        raise RegisterError("term_fixed", names=[row.name])
    before = (row.facts or {}).get("term_years")
    row.facts = {**(row.facts or {}), "term_years": years}
    work.log("set_term", "organisation", row.id, row.id, before={"years": before}, after={"years": years})
    work.session.flush()
    return clocks(work, [row])[0]
