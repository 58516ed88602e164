"""Organisations from a spreadsheet: filed by who may file below their superior, superiors in any order in the file.

What a record needs is what founding by talk needs (INTERFACES); levels above the grass roots need no approval.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType, core_name, may_be_above
from bot.core.permissions import Action
from bot.services.import_places import PlaceNames
from bot.services.import_rows import NEAR_LOOKED_UP, Checker, Options, Row
from bot.services.work import Work
from bot.store import imports as store
from bot.store import organisations
from bot.store.organisations import Known
from bot.store.tables import ImportRow, OrganisationRow
from bot.text import columns
from bot.text.founding import SUFFIX, type_of
from bot.text.identity import is_valid_phone
from bot.text.sounds import nearest

NEEDED: Final = ("approved_by", "approved_on", "president")
DAYS: Final = ("founded", "approved_on", "filed_on", "last_election")
PEOPLE: Final = ("president", "secretary")
LONGEST: Final = 60  # characters of a name
OLDEST: Final = date(1904, 3, 10)  # the Red Cross in China


@dataclass(slots=True)
class PlannedOrg:
    """A row that can be brought in; its superior is kept already or stands in the file."""

    row: Row
    name: str
    short: str
    type: OrganisationType | None
    days: dict[str, date | None]
    superior: str = ""  # its short name
    parent_id: int | None = None
    above: "PlannedOrg | None" = None
    place_id: int | None = None
    below: list["PlannedOrg"] = field(default_factory=list)


class OrgsChecker(Checker):
    """Checks organisations: each by itself, then where they hang."""

    action = Action.FILE_BRANCHES

    def __init__(self, work: Work, options: Options) -> None:
        super().__init__(work, options)
        self._known = organisations.known(work.session)
        self._live = {one.short: one for one in self._known.values() if one.dissolved is None}
        self._taken = {one.short for one in self._known.values()}
        self._places = PlaceNames(work.session)
        self._rows: dict[str, PlannedOrg] = {}
        self._wrong: list[PlannedOrg] = []
        self._near = 0

    def check(self, row: Row) -> None:
        name = _full_name(row.get("name").replace(" ", ""))
        one = PlannedOrg(row, name, core_name(name), self._type(row, name), {})
        if not name:
            row.fault("name", "missing")
        elif not 1 < len(one.short) <= LONGEST or one.short.isdigit() or not columns.may_be_title(name):
            row.fault("name", "org_name")
        elif one.short in self._taken:
            row.fault("name", "org_already")
        elif one.short in self._rows:
            row.fault("name", "org_twice")
        self._check_facts(row, one)
        said = row.get("superior")
        one.superior = core_name(said) if said else self._home()
        if not one.superior:
            row.fault("superior", "missing")
        if "name" in {fault.field for fault in row.faults}:
            self._wrong.append(one)
        else:
            self._rows[one.short] = one

    def finish(self) -> None:
        """Hang each row below its superior; what hangs on a wrong row is wrong too."""
        for one in self._rows.values():
            self._hang(one)
        ready = deque(one for one in self._rows.values() if one.above is None and not one.row.faults)
        wrong = deque(one for one in self._rows.values() if one.row.faults)
        done: set[str] = set()
        while ready:
            one = ready.popleft()
            done.add(one.short)
            self._place(one)
            if one.row.faults:
                wrong.append(one)
                continue
            self.planned.append(one)
            ready.extend(below for below in one.below if not below.row.faults)
        while wrong:
            one = wrong.popleft()
            done.add(one.short)
            for below in one.below:
                if not below.row.faults:
                    below.row.fault("superior", "superior_wrong")
                    wrong.append(below)
        for one in self._rows.values():
            if one.short not in done:
                one.row.fault("superior", "circle")
        rows = [*self._wrong, *self._rows.values()]
        self.faults = [fault for one in sorted(rows, key=lambda one: one.row.number) for fault in one.row.faults]

    def _type(self, row: Row, name: str) -> OrganisationType | None:
        said = row.get("type")
        found = columns.type_in(said) if said else type_of(name)
        if found is None:
            row.fault("type", "type" if said else "missing")
        return OrganisationType(found) if found else None

    def _check_facts(self, row: Row, one: PlannedOrg) -> None:
        if one.type is None or one.type not in ABOVE_GRASS_ROOTS:
            for name in NEEDED:
                if not row.get(name):
                    row.fault(name, "missing")
        for name in DAYS:
            day = columns.day_in(row.get(name))
            one.days[name] = day
            if row.get(name) and (day is None or not OLDEST <= day <= self.work.today):
                row.fault(name, "day")
        founded, election = one.days["founded"], one.days["last_election"]
        if founded and election and election < founded:
            row.fault("last_election", "before_founding")
        for name in PEOPLE:
            if row.get(name) and not columns.may_be_name(row.get(name)):
                row.fault(name, "name")
        if row.get("phone") and not is_valid_phone(columns.digits_in(row.get("phone"))):
            row.fault("phone", "phone")

    def _home(self) -> str:
        home = self._known.get(self.options.home) if self.options.home else None
        return home.short if home else ""

    def _hang(self, one: PlannedOrg) -> None:
        if not one.superior:
            return
        above = self._live.get(one.superior)
        if above:
            one.parent_id = above.id
            if not self.work.permits(Action.FILE_BRANCHES, above.id):
                one.row.fault("superior", "superior_reach")
            self._compare(one, OrganisationType(above.type))
        elif one.superior in self._rows:
            one.above = self._rows[one.superior]
            one.above.below.append(one)
            if one.above.type:
                self._compare(one, one.above.type)
        elif one.superior in {wrong.short for wrong in self._wrong}:
            one.row.fault("superior", "superior_wrong")
        else:
            one.row.fault("superior", "superior", self._near_name(one.superior))

    def _compare(self, one: PlannedOrg, above: OrganisationType) -> None:
        if one.type and not may_be_above(above, one.type):
            one.row.fault("superior", "superior_low")

    def _near_name(self, said: str) -> str:
        self._near += 1
        return next(iter(nearest(said, [*self._live, *self._rows], 1)), "") if self._near < NEAR_LOOKED_UP else ""

    def _place(self, one: PlannedOrg) -> None:
        """The place that is said, within the superior's where there are several; else the superior's."""
        inherited = one.above.place_id if one.above else self._inherited(one.parent_id)
        said = one.row.get("place")
        one.place_id = inherited
        if said:
            found = self._places.find(said, inherited)
            if len(found) == 1:
                one.place_id = found[0]
            else:
                one.row.fault("place", "place_which" if found else "place")

    def _inherited(self, parent_id: int | None) -> int | None:
        above: Known | None = self._known.get(parent_id) if parent_id else None
        return above.place_id if above else None


def write(work: Work, planned: Sequence[PlannedOrg], import_id: int) -> None:
    """Keep what was planned; superiors come first."""
    rows: dict[str, OrganisationRow] = {}
    pairs = []
    for one in planned:
        row = rows[one.short] = _organisation(work, one, import_id)
        pairs.append((row, rows[one.above.short] if one.above else None))
    organisations.add_many(work.session, pairs)


def take_back(work: Work, row: ImportRow) -> int:
    """Delete its organisations; how many. Raises RegisterError when somebody or something hangs on one."""
    for parent in store.superiors_of(work.session, row.id):
        work.demand(Action.FILE_BRANCHES, parent)
    store.demand_free(work.session, OrganisationRow, row.id)
    return store.remove_organisations(work.session, row.id)


def _organisation(work: Work, one: PlannedOrg, import_id: int) -> OrganisationRow:
    grass_roots = one.type not in ABOVE_GRASS_ROOTS
    assert one.type is not None
    return OrganisationRow(
        name=one.name,
        short=one.short,
        type=one.type,
        place_id=one.place_id,
        parent_id=one.parent_id,
        president=one.row.get("president") or None,
        president_recorded=work.today if one.row.get("president") else None,
        secretary=one.row.get("secretary") or None,
        phone=columns.digits_in(one.row.get("phone")) or None,
        address=one.row.get("address") or None,
        founded=one.days["founded"] or one.days["approved_on"],
        approved_by=one.row.get("approved_by") or None,
        approved_on=one.days["approved_on"],
        approval_number=one.row.get("approval_number") or None,
        filed_on=one.days["filed_on"] or (work.today if grass_roots else None),
        last_election=one.days["last_election"],
        import_id=import_id,
    )


def _full_name(said: str) -> str:
    """The name with its end: 东湖社区 and 东湖社区红会 are 东湖社区红十字会."""
    core = core_name(said)
    return said if not core or SUFFIX in core else core + SUFFIX
