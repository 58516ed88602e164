"""Looking up organisations: which one is meant, what may be said of it to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.core.members import MemberKind
from bot.core.organisations import core_name
from bot.core.permissions import Action
from bot.services import permission
from bot.services.permission import Actor
from bot.store import elections, former_names, members, organisations
from bot.store import targets as tree
from bot.store.tables import MembershipRow, OrganisationRow
from bot.text.queries import Query as Query
from bot.text.queries import (
    bare_place,
    beginning,
    body_of_level,
    pointed_at,
    read_query,
    schools_by_number,
    subject_in,
    whole_level,
    without_ours,
    without_what_is_above,
)
from bot.text.sounds import nearest

Row = OrganisationRow  # an organisation, as the actions call it
LEAST_OF_UNIT = 4  # characters of a unit's name that tell which branch is meant
MOST_HOLDING = 20  # organisations that are looked through for the one that is called by a part of its name
OFFERED = 3  # near names that are offered when one is not known


@dataclass(frozen=True)
class Found:
    """What a text asks for, of which organisations; when none is meant, what was named and the nearest names."""

    query: Query
    rows: tuple[OrganisationRow, ...] = ()
    asked: str | None = None
    near: tuple[str, ...] = ()
    former: str | None = None  # the former name by which the only one was asked for


@dataclass(frozen=True)
class Named:
    """An organisation and the words of a text that name it."""

    row: OrganisationRow
    said: str


@dataclass(frozen=True)
class Card:
    """What is said of an organisation. `numbers` hold everything below it.

    They and the next election are None for who may see public facts alone; then the days of the row are not said.
    """

    row: OrganisationRow
    parent: str | None
    next_election: date | None
    numbers: dict[MemberKind, int] | None

    @property
    def is_public(self) -> bool:
        """Whether only public facts are said: name, leaders, address, telephone, and where it belongs."""
        return self.numbers is None


def find(session: Session, who: Actor, text: str) -> Found:
    """Which organisation a text is about: one it names, else the asker's own."""
    text = _with_present_places(session, text)
    query = read_query(text)
    present = _named(session, text, query)
    former = _formerly_named(session, text, query, present)
    named = _deepest(session, [*present, *(row for row, _ in former)])
    if named:
        ours = [row for row in named if _own(session, who, row)] or named
        said = next((name for row, name in former if [row.id] == [one.id for one in ours]), None)
        return Found(query, tuple(ours), former=said)
    elsewhere = pointed_at(text)
    if (query.names and not query.ours) or elsewhere:
        asked = query.names[0] if query.names else elsewhere
        shorts = organisations.short_names(session)
        near = nearest(core_name(asked), list(shorts), OFFERED)
        return Found(query, asked=asked, near=tuple(shorts[short] for short in near))
    rows = (session.get(OrganisationRow, grant.organisation_id) for grant in who.grants)
    return Found(query, tuple(row for row in rows if row is not None))


def named(session: Session, who: Actor, text: str, day: date) -> list[Named]:
    """What a text names, in full or in the ways in which people of the place say it: 全县, 三中, 芷源 of 芷源县.

    A bare place is one directly below the asker, or his own.
    """
    full = [Named(row, row.name if row.name in text else row.short) for row in organisations.named_in(session, text)]
    if full:
        rows = _deepest(session, [one.row for one in full])
        return [one for one in full if one.row in rows]
    homes = [row for grant in who.grants if (row := session.get(OrganisationRow, grant.organisation_id))]
    return [*_whole(session, homes, text), *_by_nickname(session, who, homes, text, day)]


def named_in_part(session: Session, text: str, longest: int) -> list[Named]:
    """What a few words begin with, where it is part of one name and no other: 绿芽 of 绿芽茶业公司."""
    head = beginning(text)
    if len(text) > longest or not head:
        return []
    for length in range(len(head), 1, -1):
        rows = organisations.holding(session, head[:length])
        if rows:
            return [Named(rows[0], head[:length])] if len(rows) == 1 else []
    return []


def in_full(session: Session, who: Actor, text: str, day: date, whole: bool = True) -> str:
    """A text with what it names said in full, so that every reader of names finds it.

    `whole`: also 全县, which for a list of what lies below is no name.
    """
    for one in named(session, who, text, day):
        if one.said not in (one.row.name, one.row.short) and (whole or not whole_level(one.said)):
            text = text.replace(one.said, one.row.name, 1)
    return text


def branch_of_unit(session: Session, who: Actor, unit: str, day: date) -> str | None:
    """The name of the one branch below the actor's only organisation whose name ends like that of a unit, such as
    镇中心小学; None where none or several do.
    """
    stem = without_ours(unit)
    if len(stem) < LEAST_OF_UNIT or len(who.grants) != 1:
        return None
    home = who.grants[0].organisation_id
    rows = [one for one in organisations.below(session, home, day) if one.id != home and one.short.endswith(stem)]
    return rows[0].name if len(rows) == 1 else None


def without_names(text: str, names: Sequence[Named]) -> str:
    """A text without the names that were found in it."""
    for one in names:
        text = text.replace(one.said, " ")
    return text


def _whole(session: Session, homes: Sequence[OrganisationRow], text: str) -> list[Named]:
    """全县 and 县红会 are the county above the asker, or his own; a city says nothing of which county is meant."""
    found = body_of_level(text) or whole_level(text)
    rows = [row for home in homes for row in tree.chain(session, home.id) if found and row.type in found.types]
    return [Named(rows[0], found.said)] if found and len({row.id for row in rows}) == 1 else []


def _by_nickname(session: Session, who: Actor, homes: Sequence[OrganisationRow], text: str, day: date) -> list[Named]:
    near = {row.id: row for home in homes for row in (home, *tree.children(session, home.id, day))}
    found = [Named(row, said) for row in near.values() if (said := bare_place(row.short)) and said in text]
    for said, core in schools_by_number(text):
        every = organisations.ending_with(session, core)
        rows = [row for row in every if _own(session, who, row)] or every
        found += [Named(rows[0], said)] if len(rows) == 1 else []
    for part in {subject_in(text), pointed_at(text)} - {""}:
        rows = organisations.holding(session, part, MOST_HOLDING)
        rows = [row for row in rows if bare_place(row.short) == part] or rows
        found += [Named(rows[0], part)] if len(rows) == 1 else []
    longest = max((len(one.said) for one in found), default=0)
    return [one for one in found if len(one.said) == longest]


def name_of(session: Session, organisation_id: int) -> str:
    """The organisation's name."""
    return session.get_one(OrganisationRow, organisation_id).name


def card(session: Session, who: Actor, row: OrganisationRow, day: date) -> Card:
    """What may be said of it to this asker: to who is outside, public facts alone."""
    parent = session.get(OrganisationRow, row.parent_id) if row.parent_id else None
    inside = permission.permits(session, who, Action.SEE_NUMBERS, row.id)
    return Card(
        row,
        parent.name if parent else None,
        _next_election(session, row) if inside else None,
        numbers(session, row, day) if inside else None,
    )


def _next_election(session: Session, row: OrganisationRow) -> date | None:
    [(_, clock)] = elections.clocks(session, [row])
    return clock.stated_deadline


def former(session: Session, row: OrganisationRow) -> list[tuple[str, date]]:
    """The names that the organisation had, each with the day from which it had another; public facts."""
    return [(one.name, one.until) for one in former_names.of(session, row.id)]


def numbers(session: Session, row: OrganisationRow, day: date) -> dict[MemberKind, int]:
    """How many of each kind the organisation and everything below it have on a day."""
    below = MembershipRow.organisation_id.in_(organisations.ids_below(row.id))
    return {kind: members.count(session, day, below, MembershipRow.kind == kind) for kind in MemberKind}


def _own(session: Session, who: Actor, row: OrganisationRow) -> bool:
    return any(organisations.holds(session, grant.organisation_id, row.id) for grant in who.grants)


def _named(session: Session, text: str, query: Query) -> list[OrganisationRow]:
    """What a text names: in full, or by the end of a name (柳岸社区 of 荷花街道柳岸社区)."""
    found = {row.id: row for row in organisations.named_in(session, text)}
    for name in query.names:
        for core in without_what_is_above(core_name(name)):
            rows = organisations.ending_with(session, core)
            if whole := [row for row in rows if core in without_what_is_above(row.short)]:
                found |= {row.id: row for row in whole}
                break
    return list(found.values())


def _formerly_named(
    session: Session, text: str, query: Query, present: list[OrganisationRow]
) -> list[tuple[OrganisationRow, str]]:
    """What a text calls by a former name that nobody has now, with that name."""
    found = {row.id: (row, name) for row, name in former_names.named_in(session, text)}
    for core in {core for name in query.names for core in without_what_is_above(core_name(name))}:
        found |= {row.id: (row, name) for row, name in former_names.ending_with(session, core)}
    taken = {row.id for row in present} | {row.short for row in present}
    return [pair for key, pair in found.items() if key not in taken and core_name(pair[1]) not in taken]


def _with_present_places(session: Session, text: str) -> str:
    """A text in which places that were renamed have their present names."""
    for former, present in former_names.places(session):
        if former in text and present not in text:
            text = text.replace(former, present)
    return text


def _deepest(session: Session, rows: list[OrganisationRow]) -> list[OrganisationRow]:
    """Without those that hold another one that is named too: 鉴湖县的实验中学 means the school."""
    return [
        row
        for row in rows
        if not any(row.id != other.id and organisations.holds(session, row.id, other.id) for other in rows)
    ]
