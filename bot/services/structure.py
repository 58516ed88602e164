"""The parts of an organisation: service points, teams, posts, dues, facts. Written, taken back, listed as of a day.

Every write asks permission first and is written to the audit log with what was before; taking back is refused when
somebody has changed the same thing since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Generic, TypeVar

from bot.core.errors import RegisterError
from bot.core.members import MemberKind, MembershipStatus
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.core.paging import Cut, cut
from bot.core.permissions import Action, Reach, reach
from bot.core.structure import (
    COUNCILS,
    EARLIEST_YEAR,
    MOST_FEN,
    OF_COUNTIES,
    PUBLIC_BODIES,
    Body,
    Employment,
    Fact,
    PointType,
    TeamType,
    fact_on,
)
from bot.services import people
from bot.services.permission import Actor
from bot.services.work import Work
from bot.store import members, organisations
from bot.store import structure as store
from bot.store.structure import Placed
from bot.store.tables import DuesRow, MembershipRow, OrganisationRow, PersonRow, PostRow, ServicePointRow, TeamRow
from bot.text import structure as reading
from bot.text.replies import asks

Entry = dict[str, Any]
Parts = reading.Asked
Lasting = TypeVar("Lasting", ServicePointRow, TeamRow)


# --- what points and teams have in common --------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape(Generic[Lasting]):
    """A part that is there from a day on until another and may be changed meanwhile.

    `begin`, `end`: the columns of its days; `unbegun`, `ended`, `unended`: what is written to the audit log.
    """

    table: type[Lasting]
    entity: str
    begin: str
    end: str
    unbegun: str
    ended: str
    unended: str
    changeable: tuple[str, ...]


POINT: Final = Shape(
    ServicePointRow, "service_point", "opened", "closed", "unopen", "close", "reopen_point",
    ("name", "address", "keeper"),
)  # fmt: skip
TEAM: Final = Shape(
    TeamRow, "team", "founded", "dissolved", "unfound_team", "dissolve", "restore",
    ("name", "volunteers", "party_branch"),
)  # fmt: skip


def unbegin(work: Work, shape: Shape[Lasting], number: int) -> None:
    """Undo the record of a point or team: it never was. Raises RegisterError when it was ended since."""
    row = work.within(shape.table, number, Action.CORRECT)
    if getattr(row, shape.end) is not None:
        raise RegisterError("settled")
    before = {"type": row.type, "name": row.name}
    work.log(shape.unbegun, shape.entity, row.id, row.organisation_id, before=before)
    store.remove(work.session, row)


def end(work: Work, shape: Shape[Lasting], number: int, day: date | None = None) -> Lasting:
    """Close a point, dissolve a team: from that day on it is no more.

    Raises RegisterError when that has been done, or it had not begun by then.
    """
    row = work.within(shape.table, number, Action.CORRECT)
    last = _end(work, getattr(row, shape.begin), getattr(row, shape.end), day)
    setattr(row, shape.end, last)
    work.log(shape.ended, shape.entity, row.id, row.organisation_id, after={shape.end: last.isoformat()})
    return row


def unend(work: Work, shape: Shape[Lasting], number: int) -> None:
    """Undo the end of a point or team. Raises RegisterError when it has none."""
    row = work.within(shape.table, number, Action.CORRECT)
    last: date | None = getattr(row, shape.end)
    if last is None:
        raise RegisterError("settled")
    setattr(row, shape.end, None)
    work.log(shape.unended, shape.entity, row.id, row.organisation_id, before={shape.end: last.isoformat()})


def change(
    work: Work,
    shape: Shape[Lasting],
    number: int,
    new: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Change what is changeable of a point or team; what was before.

    Raises RegisterError when it was ended, or is no more as `expected` (for taking a change back).
    """
    row = work.within(shape.table, number, Action.CORRECT)
    if getattr(row, shape.end) is not None or _differs(row, expected):
        raise RegisterError("settled")
    _demand_count(new.get("volunteers"))
    return _change(work, shape.entity, row, {key: new[key] for key in shape.changeable if key in new})


# --- service points ----------------------------------------------------------------------------------------------


def open_point(
    work: Work,
    organisation_id: int,
    kind: PointType,
    *,
    name: str | None = None,
    address: str | None = None,
    keeper: str | None = None,
    day: date | None = None,
) -> ServicePointRow:
    """Keep a service point, open from a day on. Raises RegisterError when it stands there already."""
    work.demand(Action.CORRECT, organisation_id)
    opened = _not_ahead(work, day or work.today)
    name = name or _called(work, organisation_id, kind)
    here = store.points(work.session, organisations.ids_below(organisation_id), opened)
    if any(one.row.organisation_id == organisation_id and _same_point(one.row, kind, name, address) for one in here):
        raise RegisterError("part_exists", names=[name])
    row = ServicePointRow(
        organisation_id=organisation_id, type=kind, name=name, address=address, keeper=keeper, opened=opened
    )
    store.add(work.session, row)
    work.log("open", "service_point", row.id, organisation_id, after={"type": kind, "name": name})
    return row


def _same_point(row: ServicePointRow, kind: PointType, name: str, address: str | None) -> bool:
    """Several defibrillators may hang in one place's branch: then the address tells them apart."""
    return row.type == kind and row.name == name and (address is None or row.address in (None, address))


# --- teams -------------------------------------------------------------------------------------------------------


def found_team(
    work: Work,
    organisation_id: int,
    kind: TeamType,
    *,
    name: str | None = None,
    volunteers: int | None = None,
    party_branch: bool | None = None,
    day: date | None = None,
) -> TeamRow:
    """Keep a team from a day on. `volunteers`: registered ones, as the team says. RegisterError when it exists."""
    work.demand(Action.CORRECT, organisation_id)
    founded = _not_ahead(work, day or work.today)
    _demand_count(volunteers)
    name = name or _called(work, organisation_id, kind)
    here = store.teams(work.session, organisations.ids_below(organisation_id), founded)
    if any(one.row.organisation_id == organisation_id and one.row.name == name for one in here):
        raise RegisterError("part_exists", names=[name])
    row = TeamRow(
        organisation_id=organisation_id,
        type=kind,
        name=name,
        volunteers=volunteers,
        party_branch=party_branch,
        founded=founded,
    )
    store.add(work.session, row)
    after = {"type": kind, "name": name, "volunteers": volunteers, "party_branch": party_branch}
    work.log("found_team", "team", row.id, organisation_id, after=after)
    return row


def size_on(work: Work, row: TeamRow, day: date) -> int | None:
    """How many registered volunteers a team had at the end of a day: what the first later change found there."""
    moment = datetime.combine(day + timedelta(days=1), time(), work.now.tzinfo)
    later = store.changed_since(work.session, "team", row.id, moment)
    while later is not None and "volunteers" not in (later.before or {}):
        later = store.changed_since(work.session, "team", row.id, later.at + timedelta(microseconds=1))
    return row.volunteers if later is None or later.before is None else later.before["volunteers"]


# --- posts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Appointed:
    """A post that was given; `warnings`: not_member = a council's holder was found among no members of that day."""

    row: PostRow
    warnings: tuple[str, ...] = ()


def appoint(
    work: Work,
    organisation_id: int,
    body: Body,
    post: str,
    holder: str,
    *,
    employment: Employment | None = None,
    from_grass_roots: bool | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Appointed:
    """Give a post. `until` is the first day on which it is held no more. RegisterError when he holds it already."""
    work.demand(Action.CORRECT, organisation_id)
    since = since or work.today
    if until is not None and until <= since:
        raise RegisterError("before_begin")
    for one in store.posts(work.session, organisations.ids_below(organisation_id), since):
        if one.row.organisation_id == organisation_id and (one.row.holder, one.row.post) == (holder, post):
            raise RegisterError("part_exists", names=[f"{holder}（{post}）"])
    people = members_named(work, organisation_id, [holder], since)[holder]
    row = PostRow(
        organisation_id=organisation_id,
        body=body,
        post=post,
        holder=holder,
        person_id=people[0] if len(people) == 1 else None,
        employment=employment,
        from_grass_roots=from_grass_roots,
        valid_from=since,
        valid_until=until,
    )
    store.add(work.session, row)
    after = {"body": body, "post": post, "holder": holder, "from": since.isoformat()}
    work.log("appoint", "post", row.id, organisation_id, after=after)
    return Appointed(row, ("not_member",) if body in COUNCILS and not people else ())


def unappoint(work: Work, post_id: int) -> None:
    """Undo an appointment: it never was. Its end is taken back first."""
    row = work.within(PostRow, post_id, Action.CORRECT)
    if store.changes(work.session, "post", row.id)[-1].action == "end":
        raise RegisterError("settled")
    work.log("unappoint", "post", row.id, row.organisation_id, before={"post": row.post, "holder": row.holder})
    store.remove(work.session, row)


def end_post(work: Work, post_id: int, day: date | None = None) -> date | None:
    """End a post: from that day on it is not held. The end that stood there before. RegisterError when it is past."""
    row = work.within(PostRow, post_id, Action.CORRECT)
    before = row.valid_until
    row.valid_until = _end(work, row.valid_from, before if before and before <= work.today else None, day)
    kept = {"until": before.isoformat() if before else None}
    work.log("end", "post", row.id, row.organisation_id, before=kept, after={"until": row.valid_until.isoformat()})
    return before


def unend_post(work: Work, post_id: int, before: date | None) -> None:
    """Undo an end: the one that stood there before is back."""
    row = work.within(PostRow, post_id, Action.CORRECT)
    if store.changes(work.session, "post", row.id)[-1].action != "end":
        raise RegisterError("settled")
    row.valid_until = before
    work.log("unend", "post", row.id, row.organisation_id, after={"until": before.isoformat() if before else None})


def members_named(work: Work, organisation_id: int, names: Iterable[str], day: date) -> dict[str, list[int]]:
    """Who of these names was a member on a day, in the actor's reach or in the organisation: (name, people)."""
    wanted = list(names)
    found: dict[str, list[int]] = {name: [] for name in wanted}
    for top in {organisation_id, *_reaching(work, Action.CORRECT)}:
        below = organisations.ids_below(top)
        for name, person_id in store.members_called(work.session, wanted, below, day):
            if person_id not in found[name]:
                found[name].append(person_id)
    return found


# --- dues --------------------------------------------------------------------------------------------------------


def pay(work: Work, membership_id: int, year: int, fen: int, day: date | None = None) -> int | None:
    """Record what a member paid for a year, in fen; what stood there before. RegisterError for what cannot be."""
    membership = _paying(work, membership_id, year)
    if not 0 < fen <= MOST_FEN:
        raise RegisterError("dues_amount")
    paid_on = _not_ahead(work, day or work.today)
    row = store.dues(work.session, membership_id, year)
    if row is not None and row.fen == fen:
        raise RegisterError("dues_already", names=[_name(work, membership)], year=str(year))
    before = row.fen if row else None
    if row is None:
        row = DuesRow(membership_id=membership_id, year=year, fen=fen, paid_on=paid_on, recorded_by=work.account_id)
        store.add(work.session, row)
    else:
        row.fen, row.paid_on, row.recorded_by = fen, paid_on, work.account_id
    _log_dues(work, "pay", membership, year, before, fen)
    return before


def unpay(work: Work, membership_id: int, year: int, fen: int, before: int | None) -> None:
    """Undo a payment: what stood there before is back. RegisterError when another amount stands there by now."""
    membership = work.session.get_one(MembershipRow, membership_id)
    work.demand(Action.REGISTER, membership.organisation_id)
    row = store.dues(work.session, membership_id, year)
    if row is None or row.fen != fen:
        raise RegisterError("settled")
    if before is None:
        store.remove(work.session, row)
    else:
        row.fen = before
    _log_dues(work, "unpay", membership, year, fen, before)


def paid(work: Work, membership_id: int, year: int) -> int | None:
    """What a member paid for a year, in fen. Raises PermissionDeniedError for who may not register there."""
    membership = work.session.get_one(MembershipRow, membership_id)
    work.demand(Action.REGISTER, membership.organisation_id)
    row = store.dues(work.session, membership_id, year)
    return row.fen if row else None


def _paying(work: Work, membership_id: int, year: int) -> MembershipRow:
    row = work.session.get_one(MembershipRow, membership_id)
    work.demand(Action.REGISTER, row.organisation_id)
    if row.kind == MemberKind.VOLUNTEER or row.status != MembershipStatus.ACTIVE:
        raise RegisterError("dues_no_member", names=[_name(work, row)])
    ended = row.valid_until is not None and row.valid_until <= date(max(year, 1), 1, 1)
    if not EARLIEST_YEAR <= year <= work.today.year + 1 or ended:
        raise RegisterError("dues_year", year=str(year))
    return row


def _log_dues(
    work: Work, action: str, membership: MembershipRow, year: int, before: int | None, after: int | None
) -> None:
    work.log(
        action,
        "dues",
        membership.id,
        membership.organisation_id,
        before={"year": year, "fen": before},
        after={"year": year, "fen": after},
    )


# --- facts -------------------------------------------------------------------------------------------------------


def state(work: Work, organisation_id: int, fact: Fact, entry: Entry) -> Entry:
    """Record what holds from a day on: `value`, `since` (ISO, may stop at the month), perhaps `by` and `until`.

    What held before stays in the history. Raises RegisterError for what only a county and above has.
    """
    work.demand(Action.CORRECT, organisation_id)
    row = work.session.get_one(OrganisationRow, organisation_id)
    if fact in OF_COUNTIES and OrganisationType(row.type) not in ABOVE_GRASS_ROOTS:
        raise RegisterError("not_of_a_branch", names=[row.name])
    if str(entry["since"]) > work.today.isoformat():
        raise RegisterError("ahead")
    if entry.get("until") and str(entry["until"]) < str(entry["since"])[: len(str(entry["until"]))]:
        raise RegisterError("before_begin")
    history = _history(row, fact)
    if entry in history:
        raise RegisterError("part_exists", names=[row.name])
    before = fact_on(history, work.today.isoformat())
    _keep_history(row, fact, [*history, entry])
    work.log("state", "fact", fact, organisation_id, before=before, after=entry)
    return entry


def unstate(work: Work, organisation_id: int, fact: Fact, entry: Entry) -> None:
    """Undo a record. Raises RegisterError when it is there no more."""
    work.demand(Action.CORRECT, organisation_id)
    row = work.session.get_one(OrganisationRow, organisation_id)
    history = _history(row, fact)
    if entry not in history:
        raise RegisterError("settled")
    _keep_history(row, fact, [one for one in history if one != entry])
    work.log("unstate", "fact", fact, organisation_id, before=entry)


def _history(row: OrganisationRow, fact: Fact) -> list[Entry]:
    return list((row.facts or {}).get(fact.value) or [])


def _keep_history(row: OrganisationRow, fact: Fact, history: list[Entry]) -> None:
    facts = {key: value for key, value in (row.facts or {}).items() if key != fact.value}
    row.facts = facts | ({fact.value: history} if history else {})


# --- what is true as of a day ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """A service point as it is shown; the keeper's name only to who may see the roster."""

    id: int
    type: str
    name: str
    organisation: str
    address: str | None
    keeper: str | None
    opened: date | None
    model_since: date | None = None  # recognised as a model, by whom
    model_by: str | None = None


@dataclass(frozen=True)
class Team:
    """A team as it is shown; numbers only to who may see numbers."""

    id: int
    type: str
    name: str
    organisation: str
    volunteers: int | None
    party_branch: bool | None
    founded: date | None


@dataclass(frozen=True)
class Holder:
    """Who holds a post. `unlisted`: sits in a council and is no member that the asker can see."""

    body: str
    post: str
    name: str
    employment: str | None
    from_grass_roots: bool | None
    since: date
    unlisted: bool


@dataclass(frozen=True)
class Holders:
    """The holders that may be named to this asker, and how many there are in all (None: not his to know)."""

    named: tuple[Holder, ...]
    total: int | None


@dataclass(frozen=True)
class Dues:
    """What was paid for a year, and a page of who owes it; `owing` is None for who may not see the roster."""

    year: int
    paid: int
    fen: int
    unpaid: int
    owing: tuple[tuple[str, str], ...] | None
    at: Cut


def points(work: Work, organisation_id: int, day: date) -> list[Point]:
    """The open service points of an organisation and everything below it: a public fact, but for the keeper."""
    rows = store.points(work.session, organisations.ids_below(organisation_id), day)
    return [_shown_point(work, one, day) for one in rows]


def teams(work: Work, organisation_id: int, day: date) -> list[Team]:
    """The teams of an organisation and everything below it."""
    rows = store.teams(work.session, organisations.ids_below(organisation_id), day)
    return [_shown_team(work, one, day) for one in rows]


def holders(work: Work, organisation_id: int, bodies: Iterable[Body], day: date) -> Holders:
    """Who holds posts in these bodies of an organisation. Raises PermissionDeniedError when nothing may be said."""
    wanted = frozenset(bodies)
    rows = [
        one.row
        for one in store.posts(work.session, organisations.ids_below(organisation_id), day)
        if one.row.organisation_id == organisation_id and one.row.body in wanted
    ]
    if work.permits(Action.SEE_ROSTER, organisation_id):
        people = members_named(work, organisation_id, {row.holder for row in rows}, day)
        return Holders(tuple(_shown_holder(row, people) for row in rows), len(rows))
    if not wanted <= PUBLIC_BODIES:
        work.demand(Action.SEE_NUMBERS, organisation_id)
    public = tuple(_shown_holder(row, None) for row in rows if row.body in PUBLIC_BODIES)
    return Holders(public, len(rows) if work.permits(Action.SEE_NUMBERS, organisation_id) else None)


def dues(work: Work, organisation_id: int, year: int, day: date, page: int = 1) -> Dues:
    """The dues of a year. Raises PermissionDeniedError for who may not see numbers."""
    work.demand(Action.SEE_NUMBERS, organisation_id)
    below = organisations.ids_below(organisation_id)
    number, fen = store.dues_of(work.session, below, year)
    unpaid = store.count_owing(work.session, below, year, day)
    at = cut(unpaid, page)
    named = None
    if work.permits(Action.SEE_ROSTER, organisation_id):
        named = tuple(store.owing(work.session, below, year, day, at.start, at.length))
    return Dues(year, number, fen, unpaid, named, at)


@dataclass(frozen=True)
class OwnDues:
    """What the asker paid for a year: fen and the last day; None when nothing is recorded."""

    name: str
    year: int
    paid: tuple[int, date] | None


def own_dues(work: Work, year: int) -> OwnDues | None:
    """The asker's own dues; None when it is not clear who in the register that is."""
    profile = people.own(work)
    return OwnDues(profile.name, year, store.paid_by(work.session, profile.person_id, year)) if profile else None


def asks_own_dues(text: str) -> bool:
    """Whether somebody asks of his own dues."""
    return reading.asks_own_dues(text)


def facts(work: Work, organisation_id: int, day: date) -> dict[Fact, Entry]:
    """What holds of an organisation on a day. Raises PermissionDeniedError for who may not see numbers."""
    work.demand(Action.SEE_NUMBERS, organisation_id)
    row = work.session.get_one(OrganisationRow, organisation_id)
    found = {fact: fact_on(_history(row, fact), day.isoformat()) for fact in Fact}
    return {fact: entry for fact, entry in found.items() if entry is not None}


def asked(work: Work, text: str) -> Parts:
    """Which parts of an organisation a question is about."""
    return reading.read_question(text, work.today)


def asks_what_there_is(text: str, today: date) -> bool:
    """Whether a text asks which points or teams there are, or how a body is made up."""
    return asks(text) and reading.asks_what_there_is(text, today)


def may_ask(who: Actor) -> bool:
    """Whether somebody may be told that of any organisation; to others such a question is one of policy."""
    return any(reach(grant.role, Action.SEE_NUMBERS) is not Reach.NONE for grant in who.grants)


def is_told(text: str) -> bool:
    """Whether a text, surely, tells of a part of an organisation and asks nothing."""
    return reading.names_a_part(text) and not asks(text)


def reachable_points(work: Work) -> list[Placed[ServicePointRow]]:
    """The open points that this actor may change."""
    rows = [row for below in _below(work) for row in store.points(work.session, below, work.today)]
    return list({one.row.id: one for one in rows}.values())


def reachable_teams(work: Work) -> list[Placed[TeamRow]]:
    """The teams that this actor may change."""
    rows = [row for below in _below(work) for row in store.teams(work.session, below, work.today)]
    return list({one.row.id: one for one in rows}.values())


def reachable_posts(work: Work) -> list[Placed[PostRow]]:
    """The posts held today that this actor may end."""
    rows = [row for below in _below(work) for row in store.posts(work.session, below, work.today)]
    return list({one.row.id: one for one in rows}.values())


def payers_named(work: Work, text: str) -> list[members.Listed]:
    """The members (volunteers pay no dues) in reach whose names stand in a text; a name inside another is none."""
    found: dict[int, members.Listed] = {}
    for below in _below(work, Action.REGISTER):
        for one in members.named_in(work.session, text, below, work.today):
            if one.membership.kind != MemberKind.VOLUNTEER:
                found[one.membership.id] = one
    names = {listed_name(one) for one in found.values()}
    hidden = {n for n in names for o in names if n != o and n in o and text.count(n) == text.count(o)}
    return [one for one in found.values() if listed_name(one) not in hidden]


def listed_name(one: members.Listed) -> str:
    """The person's name, or the unit's."""
    return one.person.name if one.person else one.membership.group_name or ""


# --- common ------------------------------------------------------------------------------------------------------


def _reaching(work: Work, action: Action) -> list[int]:
    return [grant.organisation_id for grant in work.who.grants if reach(grant.role, action) is Reach.BELOW]


def _below(work: Work, action: Action = Action.CORRECT) -> list[Any]:
    return [organisations.ids_below(top) for top in _reaching(work, action)]


def _called(work: Work, organisation_id: int, kind: PointType | TeamType) -> str:
    return work.session.get_one(OrganisationRow, organisation_id).short + kind.value


def _change(work: Work, entity: str, row: ServicePointRow | TeamRow, new: Mapping[str, Any]) -> dict[str, Any]:
    before = {key: getattr(row, key) for key in new if getattr(row, key) != new[key]}
    if not before:
        raise RegisterError("same", names=[row.name])
    for key in before:
        setattr(row, key, new[key])
    work.log("change", entity, row.id, row.organisation_id, before=before, after={key: new[key] for key in before})
    return before


def _differs(row: ServicePointRow | TeamRow, expected: Mapping[str, Any] | None) -> bool:
    return any(getattr(row, key) != value for key, value in (expected or {}).items())


def _end(work: Work, begin: date | None, ended: date | None, day: date | None) -> date:
    """The first day on which something is no more."""
    last = _not_ahead(work, day or work.today)
    if ended is not None:
        raise RegisterError("settled")
    if begin is not None and last < begin:
        raise RegisterError("before_begin")
    return last


def _not_ahead(work: Work, day: date) -> date:
    if day > work.today:
        raise RegisterError("ahead")
    return day


def _demand_count(volunteers: int | None) -> None:
    if volunteers is not None and not 0 <= volunteers <= 100_000:
        raise RegisterError("team_size")


def _name(work: Work, row: MembershipRow) -> str:
    person = work.session.get(PersonRow, row.person_id) if row.person_id else None
    return person.name if person else row.group_name or ""


def _shown_point(work: Work, one: Placed[ServicePointRow], day: date) -> Point:
    row = one.row
    keeper = row.keeper if work.permits(Action.SEE_ROSTER, row.organisation_id) else None
    return Point(row.id, row.type, row.name, one.organisation, row.address, keeper, row.opened, *_model(row, day))


def _model(row: ServicePointRow, day: date) -> tuple[date | None, str | None]:
    """Since when a point is a model on a day, and by whom; nothing when it is none."""
    since, until = row.model_since, row.model_until
    stands = since is not None and since <= day and (until is None or until > day)
    return (since, row.model_by) if stands else (None, None)


def _shown_team(work: Work, one: Placed[TeamRow], day: date) -> Team:
    row, sees = one.row, work.permits(Action.SEE_NUMBERS, one.row.organisation_id)
    number = size_on(work, row, day) if sees else None
    return Team(row.id, row.type, row.name, one.organisation, number, row.party_branch if sees else None, row.founded)


def _shown_holder(row: PostRow, people: dict[str, list[int]] | None) -> Holder:
    unlisted = people is not None and row.body in COUNCILS and not people[row.holder]
    return Holder(row.body, row.post, row.holder, row.employment, row.from_grass_roots, row.valid_from, unlisted)
