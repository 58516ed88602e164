"""Administrative places with their figures from a spreadsheet; a figure needs its day and its source."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from bot.core.errors import PermissionDeniedError
from bot.core.organisations import PLACE_RANKS, OrganisationType, PlaceLevel
from bot.core.permissions import Action, Reach, reach
from bot.services.import_rows import Checker, Options, Row
from bot.services.work import Work
from bot.store import imports as store
from bot.store import organisations
from bot.store.tables import ImportRow, OrganisationRow, PlaceRow
from bot.text import columns

FIGURES: Final = ("residents", "villages", "named_hospitals")
MOST: Final = {"residents": 1_500_000_000, "villages": 1_000_000, "named_hospitals": 100_000}
LONGEST: Final = 60  # characters of a name


class PlaceNames:
    """The places that are kept, by all their names: 河口镇, 青石县河口镇, 甲省乙市青石县河口镇."""

    def __init__(self, session: Session) -> None:
        rows = organisations.places(session)
        self.names = {row.id: row.name for row in rows}
        self.parents = {row.id: row.parent_id for row in rows}
        self.levels = {row.id: row.level for row in rows}
        self._by_name: dict[str, list[int]] = {}
        for row in rows:
            for name in (*self.paths(row.id), *(row.former_names or [])):
                self._by_name.setdefault(name, []).append(row.id)

    def find(self, said: str, within: int | None = None) -> list[int]:
        """The places that are called so; where several are, those inside a place."""
        found = self._by_name.get(said.replace(" ", ""), [])
        inside = [one for one in found if within in self.above(one)] if within and len(found) > 1 else []
        return inside or found

    def above(self, place_id: int | None) -> list[int]:
        """A place and everything above it, from the bottom up."""
        found: list[int] = []
        while place_id is not None and place_id not in found:
            found.append(place_id)
            place_id = self.parents.get(place_id)
        return found

    def paths(self, place_id: int) -> list[str]:
        """All names of a place: alone, and with more and more of what it lies in before it."""
        paths, path = [], ""
        for one in self.above(place_id):
            path = self.names[one] + path
            paths.append(path)
        return paths


@dataclass(slots=True)
class PlannedPlace:
    """A row that can be brought in."""

    row: Row
    name: str
    level: PlaceLevel | None
    parent_id: int | None = None
    above: "PlannedPlace | None" = None
    figures: dict[str, int | None] = field(default_factory=dict)
    as_of: date | None = None
    below: list["PlannedPlace"] = field(default_factory=list)


class PlacesChecker(Checker):
    """Checks places: each by itself, then where they lie."""

    action = Action.FILE_BRANCHES

    def __init__(self, work: Work, options: Options) -> None:
        super().__init__(work, options)
        self._names = PlaceNames(work.session)
        self._children = {(parent, self._names.names[one]) for one, parent in self._names.parents.items()}
        self._reach = Territory(work, self._names)
        self._rows: list[PlannedPlace] = []
        self._called: dict[str, list[PlannedPlace]] = {}

    def check(self, row: Row) -> None:
        name, said = row.get("name").replace(" ", ""), row.get("parent").replace(" ", "")
        level = columns.level_in(row.get("level"), name)
        one = PlannedPlace(row, name, PlaceLevel(level) if level else None)
        if not name:
            row.fault("name", "missing")
        elif not 1 < len(name) <= LONGEST or not columns.may_be_title(name):
            row.fault("name", "place_name")
        elif any(other.row.get("parent").replace(" ", "") == said for other in self._called.get(name, ())):
            row.fault("name", "place_twice")
        if level is None:
            row.fault("level", "level" if row.get("level") else "missing")
        self._check_figures(row, one)
        self._rows.append(one)
        kept = self._names.find(said) if said else []
        above = self._names.paths(kept[0]) if len(kept) == 1 else [said]
        for called in {name, *(path + name for path in above)}:
            self._called.setdefault(called, []).append(one)

    def finish(self) -> None:
        """Put each row into the place above it; what lies in a wrong row is wrong too."""
        for one in self._rows:
            self._hang(one)
        ready = deque(one for one in self._rows if one.above is None and not one.row.faults)
        wrong = deque(one for one in self._rows if one.row.faults)
        done = {id(one) for one in (*ready, *wrong)}
        while ready:
            one = ready.popleft()
            self.planned.append(one)
            fresh = [below for below in one.below if not below.row.faults]
            done |= {id(below) for below in fresh}
            ready.extend(fresh)
        while wrong:
            for below in wrong.popleft().below:
                if not below.row.faults:
                    below.row.fault("parent", "parent_wrong")
                    done.add(id(below))
                    wrong.append(below)
        for one in self._rows:
            if id(one) not in done:
                one.row.fault("parent", "parent_circle")
        self.faults = [fault for one in self._rows for fault in one.row.faults]

    def _check_figures(self, row: Row, one: PlannedPlace) -> None:
        for name in FIGURES:
            count = columns.count_in(row.get(name))
            one.figures[name] = count
            if row.get(name) and (count is None or count > MOST[name]):
                row.fault(name, "count")
        said = row.get("as_of")
        one.as_of = columns.day_in(said)
        if said and (one.as_of is None or one.as_of > self.work.today):
            row.fault("as_of", "day")
        if any(row.get(name) for name in FIGURES):
            for name in ("as_of", "source"):
                if not row.get(name):
                    row.fault(name, "figure")

    def _hang(self, one: PlannedPlace) -> None:
        said = one.row.get("parent").replace(" ", "")
        if not said:
            if one.level is not None and one.level is not PlaceLevel.PROVINCE:
                one.row.fault("parent", "missing")
            elif not self._reach.holds(None):
                one.row.fault("parent", "parent_reach")
            if (None, one.name) in self._children:
                one.row.fault("name", "place_already")
            return
        kept = self._names.find(said)
        fresh = [] if kept else [other for other in self._called.get(said, []) if other is not one]
        if len(kept) + len(fresh) != 1:
            one.row.fault("parent", "parent_which" if kept or fresh else "parent")
        elif kept:
            one.parent_id = kept[0]
            self._check_kept(one, kept[0])
        else:
            one.above = fresh[0]
            fresh[0].below.append(one)
            self._compare(one, fresh[0].level)

    def _check_kept(self, one: PlannedPlace, parent: int) -> None:
        if not self._reach.holds(parent):
            one.row.fault("parent", "parent_reach")
        elif (parent, one.name) in self._children:
            one.row.fault("name", "place_already")
        level = self._names.levels[parent]
        self._compare(one, PlaceLevel(level) if level in set(PlaceLevel) else None)

    @staticmethod
    def _compare(one: PlannedPlace, above: PlaceLevel | None) -> None:
        if one.level and above and PLACE_RANKS[above] >= PLACE_RANKS[one.level]:
            one.row.fault("level", "level_order")


class Territory:
    """Where the actor keeps places: inside the places of the organisations below which he files."""

    def __init__(self, work: Work, names: PlaceNames) -> None:
        homes = [
            work.session.get_one(OrganisationRow, grant.organisation_id)
            for grant in work.who.grants
            if reach(grant.role, Action.FILE_BRANCHES) is Reach.BELOW
        ]
        self._names = names
        self._everywhere = any(row.type == OrganisationType.NATIONAL for row in homes)
        self._own = {row.place_id for row in homes if row.place_id is not None}

    def holds(self, place_id: int | None) -> bool:
        """Whether something inside this place may be kept; None stands for the whole country."""
        return self._everywhere or bool(self._own & set(self._names.above(place_id)))


def write(work: Work, planned: Sequence[PlannedPlace], import_id: int) -> None:
    """Keep what was planned; what holds others comes first."""
    rows: dict[int, PlaceRow] = {}
    pairs = []
    for one in planned:
        row = rows[id(one)] = PlaceRow(
            name=one.name,
            level=one.level,
            parent_id=one.parent_id,
            **one.figures,
            as_of=one.as_of,
            source=one.row.get("source") or None,
            former_names=columns.parts_in(one.row.get("former_names")) or None,
            import_id=import_id,
        )
        pairs.append((row, rows[id(one.above)] if one.above else None))
    organisations.add_places(work.session, pairs)


def take_back(work: Work, row: ImportRow) -> int:
    """Delete its places; how many. Raises RegisterError when something lies in one."""
    territory = Territory(work, PlaceNames(work.session))
    if not all(territory.holds(place) for place in store.places_around(work.session, row.id)):
        raise PermissionDeniedError(f"{work.account_id}: places of import {row.id}")
    store.demand_free(work.session, PlaceRow, row.id)
    return store.remove_places(work.session, row.id)
