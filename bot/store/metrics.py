"""Counting for metrics: the rows that count below an organisation on a day. Number and list are the same query.

What is counted is the rows, or the sum of what each of them weighs (hours, participants).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot.core.activities import ActivityStatus, ActivityType
from bot.core.awards import AwardStatus
from bot.core.members import MemberKind, MembershipStatus
from bot.core.organisations import ABOVE_GRASS_ROOTS
from bot.core.structure import Fact
from bot.store import five_haves, governance, rollups
from bot.store.tables import (
    ActivityRow,
    AwardRow,
    DuesRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PersonRow,
    PlaceRow,
    PostRow,
    ServiceHoursRow,
    ServicePointRow,
    SpellRow,
    StayRow,
    Table,
    TeamRow,
)

Days = (
    InstrumentedAttribute[date] | InstrumentedAttribute[date | None] | ColumnElement[date] | ColumnElement[date | None]
)


@dataclass(frozen=True)
class Recorded:
    """How many organisations there are that count may be taken of, and how many recorded what it needs."""

    total: int
    known: int

    @property
    def says_nothing(self) -> bool:
        """Whether the number is not known: there are some, and none of them recorded anything."""
        return self.total > 0 and self.known == 0


@dataclass(frozen=True)
class Countable:
    """Rows that count from one day on until another, each in one organisation. Open ends count always.

    `weight`: what each adds to the number; None = one. `rolled_up`: the counters of the upper organisations that say
    the same (rollups.py), in so many `parts` of one. `through`: the table that tells the organisation of a row, with
    what joins it. `near`: a condition that holds of all that can count on a day, and that an index finds quickly.
    `known`, `of`: organisations that recorded what this is told from, and those it may be told of. `settle`: brings
    up to date what the session itself has written before.
    """

    identity: InstrumentedAttribute[int]
    organisation: InstrumentedAttribute[int]
    since: Days
    until: Days | None
    conditions: tuple[ColumnElement[bool], ...]
    weight: ColumnElement[Any] | None = None
    own: bool = False  # of the organisation itself alone, not of those below it
    rolled_up: tuple[str, ...] = ()
    parts: int = 1
    through: tuple[type[Table], ColumnElement[bool]] | None = None
    near: Callable[[date], ColumnElement[bool]] | None = None
    known: "Countable | None" = None
    of: "Countable | None" = None
    settle: Callable[[Session], None] | None = None

    @property
    def number(self) -> ColumnElement[Any]:
        """What the rows of a query add up to."""
        return func.count(self.identity) if self.weight is None else func.coalesce(func.sum(self.weight), 0)

    def on(self, day: date) -> ColumnElement[bool]:
        """The condition that a row counts on a day."""
        conditions = self.conditions if self.near is None else (*self.conditions, self.near(day))
        begun = or_(self.since.is_(None), self.since <= day)
        if self.until is None:
            return and_(begun, *conditions)
        return and_(begun, or_(self.until.is_(None), self.until > day), *conditions)


@dataclass(frozen=True)
class Entry:
    """One row of the list behind a number: what it is called, of which kind, in which organisation, since when.

    `amount`: what it adds to a number that is a sum.
    """

    name: str
    kind: str
    organisation: str
    since: date | None
    amount: float | None = None


def organisations_of(types: Collection[str]) -> Countable:
    """Organisations of these types; of none: all of the grass roots."""
    if types:
        condition = OrganisationRow.type.in_(types)
    else:
        condition = OrganisationRow.type.not_in([kind.value for kind in ABOVE_GRASS_ROOTS])
    return Countable(
        OrganisationRow.id,
        OrganisationRow.id,
        OrganisationRow.founded,
        OrganisationRow.dissolved,
        (condition,),
        rolled_up=rollups.counters(rollups.ORGANISATIONS, types) if types else (rollups.GRASS_ROOTS,),
    )


def memberships_of(kinds: Collection[str]) -> Countable:
    """Active memberships of these kinds."""
    conditions = (MembershipRow.status == MembershipStatus.ACTIVE, MembershipRow.kind.in_(kinds))
    return Countable(
        MembershipRow.id,
        MembershipRow.organisation_id,
        MembershipRow.valid_from,
        MembershipRow.valid_until,
        conditions,
        rolled_up=rollups.counters(rollups.MEMBERSHIPS, kinds),
    )


def payers() -> Countable:
    """Members who paid the dues of the year, each from the day in it on which that is so."""
    first, after = (
        func.date(cast(DuesRow.year + years, String).concat("-01-01"), type_=Date()) for years in (0, 1)
    )  # of the year, and of the next: the same in both databases
    paid = case((DuesRow.paid_on > first, DuesRow.paid_on), else_=first)
    begin = case((MembershipRow.valid_from > paid, MembershipRow.valid_from), else_=paid)
    end = case((MembershipRow.valid_until < after, MembershipRow.valid_until), else_=after)
    member = (MembershipRow.status == MembershipStatus.ACTIVE, MembershipRow.kind != MemberKind.VOLUNTEER)
    return Countable(
        DuesRow.id,
        MembershipRow.organisation_id,
        begin,
        end,
        (*member, begin < end),
        rolled_up=(rollups.PAYERS,),
        through=(MembershipRow, MembershipRow.id == DuesRow.membership_id),
        near=lambda day: DuesRow.year == day.year,
    )


def _spells(counters: tuple[str, ...], known: Countable | None = None, of: Countable | None = None) -> Countable:
    return Countable(
        SpellRow.id,
        SpellRow.organisation_id,
        SpellRow.since,
        SpellRow.until,
        (SpellRow.counter.in_(counters),),
        rolled_up=rollups.counters(rollups.SPELLS, counters),
        known=known,
        of=of,
    )


def facts_of(types: Collection[str], fact: Fact) -> Countable:
    """Organisations of these types, above the grass roots, for which a fact holds that they recorded."""
    known = _spells(governance.fact_counters(governance.FACT_KNOWN, types, fact))
    return _spells(governance.fact_counters(governance.FACT, types, fact), known, organisations_of(types))


def due_of(types: Collection[str]) -> Countable:
    """Organisations of these types, above the grass roots, whose congress is due by the end of the year."""
    return _told_from_terms(governance.DUE, types)


def congresses_of(types: Collection[str]) -> Countable:
    """Congresses that organisations of these types, above the grass roots, held, each from its day on."""
    return _told_from_terms(governance.CONGRESS, types)


def _told_from_terms(prefix: str, types: Collection[str]) -> Countable:
    known = _spells(governance.counters(governance.TERM_KNOWN, types))
    return _spells(governance.counters(prefix, types), known, organisations_of(types))


def terms_passed() -> Countable:
    """Organisations of the grass roots, a term of which has run out."""
    return _spells((governance.PASSED,))


def elected_in_time() -> Countable:
    """Of these, those that had held their congress when the last term ran out that did."""
    return _spells((governance.IN_TIME,))


def with_all_five() -> Countable:
    """Organisations of the grass roots that have all five things a branch is expected to have."""
    return replace(_spells((governance.COMPLETE,)), settle=five_haves.settle)


def points_of(types: Collection[str]) -> Countable:
    """Service points of these types."""
    return Countable(
        ServicePointRow.id,
        ServicePointRow.organisation_id,
        ServicePointRow.opened,
        ServicePointRow.closed,
        (ServicePointRow.type.in_(types),),
    )


def model_homes(types: Collection[str]) -> Countable:
    """Service points of these types while they are recognised as models and open."""
    closed, until = ServicePointRow.closed, ServicePointRow.model_until
    ends = case((or_(until.is_(None), closed < until), closed), else_=until)
    return Countable(
        ServicePointRow.id,
        ServicePointRow.organisation_id,
        ServicePointRow.model_since,
        ends,
        (ServicePointRow.type.in_(types), ServicePointRow.model_since.is_not(None)),
        near=lambda day: ServicePointRow.model_since <= day,
    )


def teams_of(types: Collection[str], least: int, party: bool) -> Countable:
    """Teams of these types with at least so many registered volunteers, where asked with a Party branch."""
    conditions: list[ColumnElement[bool]] = [TeamRow.type.in_(types)]
    if least:
        conditions.append(TeamRow.volunteers >= least)
    if party:
        conditions.append(TeamRow.party_branch.is_(True))
    return Countable(TeamRow.id, TeamRow.organisation_id, TeamRow.founded, TeamRow.dissolved, tuple(conditions))


def activities_of(types: Collection[str]) -> Countable:
    """Activities that were held, of these types (none = all), from their first day on."""
    return _activities(types, None, "" if types else rollups.ACTIVITIES)


def training() -> Countable:
    """Participants of first-aid trainings."""
    weight = func.coalesce(ActivityRow.participants, 0)
    return _activities((ActivityType.FIRST_AID_TRAINING,), weight, rollups.TRAINED)


def beneficiaries() -> Countable:
    """People whom activities served."""
    return _activities((), func.coalesce(ActivityRow.beneficiaries, 0), rollups.BENEFICIARIES)


def service_hours() -> Countable:
    """Hours that volunteers gave: those written down by name; each further volunteer gave as many as it lasted."""
    of_activity = ServiceHoursRow.activity_id == ActivityRow.id
    named = select(func.count()).select_from(ServiceHoursRow).where(of_activity)
    given = select(func.coalesce(func.sum(_hundredths(ServiceHoursRow.hours)), 0)).where(of_activity)
    unnamed = func.coalesce(ActivityRow.volunteers, 0) - named.correlate(ActivityRow).scalar_subquery()
    rest = case((unnamed > 0, unnamed * _hundredths(ActivityRow.hours)), else_=0)
    weight = (given.correlate(ActivityRow).scalar_subquery() + rest) / float(rollups.HUNDREDTHS)
    return _activities((), weight, rollups.HOURS, rollups.HUNDREDTHS)


def _hundredths(hours: InstrumentedAttribute[float] | InstrumentedAttribute[float | None]) -> ColumnElement[Any]:
    """As whole numbers, so that lists and roll-ups are rounded in the same place."""
    return func.round(rollups.HUNDREDTHS * func.coalesce(hours, 0))


def _activities(types: Collection[str], weight: ColumnElement[Any] | None, rolled_up: str, parts: int = 1) -> Countable:
    conditions: list[ColumnElement[bool]] = [ActivityRow.status == ActivityStatus.HELD]
    if types:
        conditions.append(ActivityRow.activity_type.in_(types))
    counters = (rolled_up,) if rolled_up else ()
    home, day = ActivityRow.organisation_id, ActivityRow.date
    return Countable(ActivityRow.id, home, day, None, tuple(conditions), weight, rolled_up=counters, parts=parts)


def posts_of(bodies: Collection[str], posts: Collection[str], part_time: bool, grass_roots: bool) -> Countable:
    """Posts held in these bodies of the organisation itself; of these posts (none = all), asked for beside another
    one, asked for by somebody from the grass roots.
    """
    conditions: list[ColumnElement[bool]] = [PostRow.body.in_(bodies)]
    if posts:
        conditions.append(PostRow.post.in_(posts))
    if part_time:
        conditions.append(PostRow.employment.is_not(None))
    if grass_roots:
        conditions.append(PostRow.from_grass_roots.is_(True))
    ends = (PostRow.valid_from, PostRow.valid_until)
    return Countable(PostRow.id, PostRow.organisation_id, *ends, tuple(conditions), own=True)


def stay_days() -> Countable:
    """Days of the year on which officers of the organisation itself were at the grass roots; each day once."""
    earlier = aliased(StayRow)
    same = (earlier.organisation_id == StayRow.organisation_id, earlier.day == StayRow.day, earlier.id < StayRow.id)
    return Countable(
        StayRow.id,
        StayRow.organisation_id,
        StayRow.day,
        StayRow.until,
        (~select(earlier.id).where(*same).exists(),),
        own=True,
        near=lambda day: StayRow.day >= date(day.year, 1, 1),
    )


def _who_stayed() -> ColumnElement[str]:
    """All who were out on the day of a row, and where."""
    other = aliased(StayRow)
    said = func.aggregate_strings(other.officer.concat("（").concat(other.place).concat("）"), "、")
    query = select(said).where(other.organisation_id == StayRow.organisation_id, other.day == StayRow.day)
    return query.correlate(StayRow).scalar_subquery()


def awards_of(kinds: Collection[str]) -> Countable:
    """What people were given, of these kinds, each from its day until it counts no more."""
    return Countable(
        AwardRow.id,
        AwardRow.organisation_id,
        AwardRow.since,
        AwardRow.until,
        (AwardRow.status == AwardStatus.ACTIVE, AwardRow.kind.in_(kinds)),
        rolled_up=rollups.counters(rollups.AWARDS, kinds),
    )


def count(session: Session, what: Countable, node: int, day: date) -> float:
    """How many count below an organisation, itself included, on a day; a whole number but for hours."""
    return counts(session, what, [node], day)[node]


def recount(session: Session, what: Countable, node: int, day: date) -> float:
    """The same by counting the list itself, however long it is."""
    _settled(session, what)
    return _plain(session.scalar(_below(select(what.number), what, [node]).where(what.on(day))))


def counts(session: Session, what: Countable, nodes: Sequence[int], day: date) -> dict[int, float]:
    """The same of several organisations at once: of upper ones from the roll-ups, else from the list."""
    return counts_each(session, [what], nodes, day)[0]


def counts_each(
    session: Session, whats: Sequence[Countable], nodes: Sequence[int], day: date
) -> list[dict[int, float]]:
    """Several numbers of several organisations, those from the roll-ups in one statement."""
    _settled(session, *whats)
    upper = rollups.of_upper(session, nodes) if any(what.rolled_up for what in whats) else set()
    counters = list(dict.fromkeys(counter for what in whats for counter in what.rolled_up))
    sums = rollups.sums(session, upper, counters, day) if upper else {}
    return [_counted(session, what, nodes, day, upper if what.rolled_up else set(), sums) for what in whats]


def _counted(
    session: Session,
    what: Countable,
    nodes: Sequence[int],
    day: date,
    upper: Collection[int],
    sums: Mapping[tuple[int, str], int],
) -> dict[int, float]:
    found: dict[int, float | None] = {
        node: sum(sums.get((node, counter), 0) for counter in what.rolled_up) / what.parts for node in upper
    }
    above = what.organisation if what.own else OrganisationTreeRow.ancestor_id
    listed = [node for node in nodes if node not in upper]
    if len(listed) == 1 and not what.own and _is_all(session, listed[0]):  # no need to ask the tree of every row
        found[listed[0]] = session.scalar(_all(select(what.number), what).where(what.on(day)))
    elif listed:
        query = _below(select(above, what.number), what, listed).where(what.on(day)).group_by(above)
        found |= dict(tuple(row) for row in session.execute(query))
    return {node: _plain(found.get(node)) for node in nodes}


def counts_below(
    session: Session, what: Countable, parents: dict[int, int | None], day: date, after: date | None = None
) -> dict[int, float]:
    """How many count on a day below each organisation of a tree, itself included: the rows are read once.

    `parents`: the tree from the bottom up (organisations.parents_below). `after`: only what began after that day.
    """
    top = next(reversed(parents))
    below = select(OrganisationTreeRow.descendant_id).where(OrganisationTreeRow.ancestor_id == top)
    query = _all(select(what.organisation, what.number), what).where(what.organisation.in_(below), what.on(day))
    if after is not None:
        query = query.where(what.since > after)
    found: dict[int, float] = dict.fromkeys(parents, 0)
    found.update(tuple(row) for row in session.execute(query.group_by(what.organisation)))
    for number, parent in parents.items():
        if parent in found and number != top:
            found[parent] += found[number]
    return {number: _plain(count) for number, count in found.items()}


def rows(session: Session, what: Countable, node: int, day: date) -> int:
    """How long the list behind the number is."""
    if what.weight is None:
        return round(count(session, what, node, day))
    return session.scalar(_below(select(func.count(what.identity)), what, [node]).where(what.on(day))) or 0


def page(session: Session, what: Countable, node: int, day: date, start: int, length: int) -> list[Entry]:
    """Some of the rows that `count` counts, in the order of organisations and of recording."""
    _settled(session, what)
    query = _named(what).where(what.on(day)).order_by(what.organisation, what.identity).offset(start).limit(length)
    if what.weight is not None:
        query = query.add_columns(what.weight)
    return [Entry(*row) for row in session.execute(_joined(query, what, [node]))]


def changes(session: Session, what: Countable, node: int, after: date, until: date) -> list[tuple[date, float]]:
    """The net change of the count on each day after one day, up to and with another; days without are left out."""
    _settled(session, what)
    if what.rolled_up and rollups.of_upper(session, [node]):
        kept = rollups.changes(session, node, what.rolled_up, after, until)
        return sorted((day, _plain(number / what.parts)) for day, number in kept.items() if number)
    net: dict[date, float] = {}
    whole = not what.own and _is_all(session, node)
    for column, sign in ((what.since, 1), (what.until, -1)):
        if column is None:
            continue
        each = select(column, what.number)
        query = (
            (_all(each, what) if whole else _below(each, what, [node]))
            .where(column > after, column <= until, *what.conditions)
            .group_by(column)
        )
        for day, number in session.execute(query):
            net[day] = _plain(net.get(day, 0) + sign * number)
    return sorted((day, change) for day, change in net.items() if change)


def _settled(session: Session, *whats: Countable) -> None:
    for settle in {what.settle for what in whats if what.settle}:
        settle(session)


def _is_all(session: Session, node: int) -> bool:
    """Whether an organisation stands above all others."""
    roots = session.scalars(select(OrganisationRow.id).where(OrganisationRow.parent_id.is_(None)).limit(2)).all()
    return list(roots) == [node]


def _plain(number: float | None) -> float:
    """A sum without the dust of adding, as a whole number where it is one."""
    found = round(number or 0, 2)
    return int(found) if found == int(found) else found


def _all(query: Any, what: Countable) -> Any:
    """All rows, wherever they are."""
    query = query.select_from(what.identity.class_)
    return query.join(*what.through) if what.through else query


def _below(query: Any, what: Countable, nodes: Sequence[int]) -> Any:
    return _joined(_all(query, what), what, nodes)


def _joined(query: Any, what: Countable, nodes: Sequence[int]) -> Any:
    if what.own:
        return query.where(what.organisation.in_(nodes))
    on = OrganisationTreeRow.descendant_id == what.organisation
    return query.join(OrganisationTreeRow, on).where(OrganisationTreeRow.ancestor_id.in_(nodes))


def _named(what: Countable) -> Any:
    """What an `Entry` needs of each row."""
    table = what.identity.class_
    if table is OrganisationRow:
        above = OrganisationRow.name
        return select(OrganisationRow.name, OrganisationRow.type, above, OrganisationRow.founded)
    if table is MembershipRow:
        name = func.coalesce(PersonRow.name, MembershipRow.group_name)
        return (
            select(name, MembershipRow.kind, OrganisationRow.name, MembershipRow.valid_from)
            .select_from(MembershipRow)
            .outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
            .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        )
    if table is DuesRow:
        name = func.coalesce(PersonRow.name, MembershipRow.group_name)
        query = _all(select(name, MembershipRow.kind, OrganisationRow.name, DuesRow.paid_on), what)
        query = query.outerjoin(PersonRow, PersonRow.id == MembershipRow.person_id)
        return query.join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
    if table is SpellRow:
        query = select(OrganisationRow.name, OrganisationRow.type, OrganisationRow.name, SpellRow.since)
        return query.select_from(SpellRow).join(OrganisationRow, OrganisationRow.id == SpellRow.organisation_id)
    if table is ActivityRow:
        name, kind = func.coalesce(ActivityRow.title, ActivityRow.location, ""), ActivityRow.activity_type
        query = select(name, kind, OrganisationRow.name, ActivityRow.date).select_from(ActivityRow)
        return query.join(OrganisationRow, OrganisationRow.id == what.organisation)
    if table is PostRow:
        query = select(PostRow.holder, PostRow.post, OrganisationRow.name, PostRow.valid_from).select_from(PostRow)
        return query.join(OrganisationRow, OrganisationRow.id == what.organisation)
    if table is AwardRow:
        query = select(PersonRow.name, literal(""), OrganisationRow.name, AwardRow.since).select_from(AwardRow)
        query = query.join(PersonRow, PersonRow.id == AwardRow.person_id)
        return query.join(OrganisationRow, OrganisationRow.id == what.organisation)
    if table is StayRow:
        query = select(_who_stayed(), literal(""), OrganisationRow.name, StayRow.day).select_from(StayRow)
        return query.join(OrganisationRow, OrganisationRow.id == what.organisation)
    query = select(table.name, table.type, OrganisationRow.name, what.since).select_from(table)
    return query.join(OrganisationRow, OrganisationRow.id == what.organisation)


# --- figures of places -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """Residents, villages or named hospitals of a place: the number, the day it is of, where it comes from."""

    number: int
    as_of: date | None = None
    source: str | None = None


def figure(session: Session, row: OrganisationRow, name: str) -> Figure | None:
    """A figure (`residents`, `villages`, `named_hospitals`) of the place that an organisation stands for.

    None when it is not known. A place without its own figure has the sum of those below it, when all of them are
    known. A branch that stands in a
    county is not the county: it has no figure.
    """
    above = session.get(OrganisationRow, row.parent_id) if row.parent_id else None
    if row.place_id is None:
        places = _children(session, None) if above is None and row.type in ABOVE_GRASS_ROOTS else []
        return _sum(session, places, name)
    if above is not None and above.place_id == row.place_id:
        return None
    return _figure(session, session.get_one(PlaceRow, row.place_id), name)


def villages_without(session: Session, row: OrganisationRow, day: date) -> tuple[list[str], int]:
    """The villages and communities of a place that have no branch, and how many of them the register knows by name."""
    if row.place_id is None:
        return [], 0
    places = [one for one in _descendants(session, row.place_id) if one.level in ("village", "community")]
    served = set(
        session.scalars(
            select(OrganisationRow.place_id).where(
                OrganisationRow.place_id.in_([one.id for one in places]), organisations_of(()).on(day)
            )
        )
    )
    return [one.name for one in places if one.id not in served], len(places)


def _figure(session: Session, place: PlaceRow, name: str) -> Figure | None:
    number = getattr(place, name)
    if number is not None:
        return Figure(number, place.as_of, place.source)
    return _sum(session, _children(session, place.id), name)


def _sum(session: Session, places: Sequence[PlaceRow], name: str) -> Figure | None:
    """The sum of places, of those without a figure that of the places in them, in one query for all levels."""
    figure: Any = getattr(PlaceRow, name)
    query = select(PlaceRow.id, figure.label("number"), PlaceRow.as_of)
    walk = query.where(PlaceRow.id.in_([place.id for place in places])).cte("walk", recursive=True)
    deeper, inside = aliased(PlaceRow), aliased(PlaceRow)
    below = select(deeper.id, getattr(deeper, name), deeper.as_of)
    walk = walk.union_all(below.join(walk, walk.c.id == deeper.parent_id).where(walk.c.number.is_(None)))
    lacks = and_(walk.c.number.is_(None), ~select(inside.id).where(inside.parent_id == walk.c.id).exists())
    total, as_of, unknown = session.execute(
        select(func.sum(walk.c.number), func.min(walk.c.as_of), func.count(case((lacks, 1)))).select_from(walk)
    ).one()
    return None if total is None or unknown else Figure(int(total), as_of)


def _children(session: Session, place_id: int | None) -> list[PlaceRow]:
    return list(session.scalars(select(PlaceRow).where(PlaceRow.parent_id == place_id).order_by(PlaceRow.id)))


def _descendants(session: Session, place_id: int) -> list[PlaceRow]:
    found = _children(session, place_id)
    return found + [below for one in found for below in _descendants(session, one.id)]
