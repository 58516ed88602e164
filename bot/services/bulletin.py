"""The half-yearly bulletin and the letters to those who are behind: from the same numbers as every answer on progress.

An organisation is behind in a metric when it lacks something of its target and moves more slowly than the deadline
needs (the net change a week of the last 90 days against what is needed a week), or when the deadline is past.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final

import yaml

from bot.core.errors import RegisterError
from bot.core.permissions import Action
from bot.services import annexes, metrics, progress, targets
from bot.services import organisations as lookup
from bot.services.annexes import Level
from bot.services.metrics import KNOWLEDGE, Metric, catalogue, titles
from bot.services.organisations import Found
from bot.services.progress import Standing
from bot.services.targets import Target
from bot.services.work import Work
from bot.store import targets as store
from bot.store.tables import OrganisationRow
from bot.text import bulletin as reading

KINDS: Final = ("bulletin", "letters")


class State(StrEnum):
    """How a number stands to its target and to time."""

    REACHED = "reached"
    AHEAD = "ahead"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Section:
    """One metric: the organisation's own standing, and those of the ones directly below, the best first."""

    own: Standing
    below: tuple[Standing, ...]

    @property
    def metric(self) -> Metric:
        return self.own.metric

    @property
    def is_ranked(self) -> bool:
        """Whether there is anything to rank: somebody below has a target, or a number that is not nothing."""
        return any(one.target is not None or one.value for one in self.below)

    def those(self, *states: State) -> tuple[Standing, ...]:
        """The ones below that stand so."""
        return tuple(one for one in self.below if state_of(one) in states)


@dataclass(frozen=True)
class Bulletin:
    """How an organisation and those below it stand on a day. `levels`: who submitted annexes, by form."""

    organisation_id: int
    organisation: str
    as_of: date
    sections: tuple[Section, ...]
    levels: Mapping[str, tuple[Level, ...]]

    @property
    def title(self) -> str:
        half = words()["halves"][self.as_of.month > 6]
        return str(words()["title"]).format(organisation=self.organisation, year=self.as_of.year, half=half)


@dataclass(frozen=True)
class Letter:
    """To one organisation that is behind: in what."""

    to: str
    organisation_id: int
    behind: tuple[Standing, ...]


@cache
def words() -> Mapping[str, Any]:
    """What stands in the files: knowledge/bulletin.yml."""
    found: dict[str, Any] = yaml.safe_load((KNOWLEDGE / "bulletin.yml").read_text(encoding="utf-8"))
    return found


def state_of(one: Standing) -> State:
    """How a number stands; unknown without a target, without a deadline, or where it cannot be counted."""
    if one.target is None or one.gap is None:
        return State.UNKNOWN
    if one.gap == 0:
        return State.REACHED
    if one.target.past:
        return State.BEHIND
    if one.a_week is None:
        return State.BEHIND if one.target.deadline is not None else State.UNKNOWN
    speed = one.pace.per_week if one.pace else 0
    return State.AHEAD if speed >= one.a_week else State.BEHIND


def basis_of(target: Target) -> str:
    """What a target rests on: a clause of a document, or what was said when it was set with the metric's clause."""
    if target.document is not None:
        return clause(target.document, target.section or "")
    metric = catalogue()[target.metric]
    said = target.basis or str(words()["own"])
    return str(words()["and_metric"]).format(basis=said, clause=clause(metric.source, metric.section))


def clause(document: str, section: str) -> str:
    """A clause of a guidance document, as it is cited."""
    return str(words()["clause"]).format(title=titles()[document], section=section)


def make(work: Work, row: OrganisationRow, day: date) -> Bulletin:
    """The bulletin of an organisation as of a day.

    Raises PermissionDeniedError; RegisterError for a day to come, and where there is nobody below.
    """
    work.demand(Action.EXPORT, row.id)
    if day > work.today:
        raise RegisterError("bulletin_day")
    below = store.children(work.session, row.id, day)
    if not below:
        raise RegisterError("bulletin_nobody", names=[row.name])
    known = targets.in_force_each(work, [row, *below], day)
    sections = [
        _section(work, one, [row, *below], known, day)
        for one in catalogue().values()
        if one.is_counted and (one.main or any(one.id in found for found in known.values()))
    ]
    told = tuple(one for one in sections if one.own.value is not None or one.those(*State))
    levels = {kind: tuple(annexes.levels(work, kind, row, day.year, day)) for kind in annexes.KINDS}
    return Bulletin(row.id, row.name, day, told, levels)


def letters(work: Work, row: OrganisationRow, day: date) -> list[Letter]:
    """A letter to each organisation directly below that is behind in something. Raises as `make`."""
    found: dict[int, list[Standing]] = {}
    for section in make(work, row, day).sections:
        for one in section.those(State.BEHIND):
            found.setdefault(one.row.id, []).append(one)
    return [Letter(behind[0].row.name, number, tuple(behind)) for number, behind in sorted(found.items())]


def logged(work: Work, kind: str, row: OrganisationRow, day: date) -> None:
    """Note that a file was made."""
    work.log("export", kind, row.id, row.id, after={"as_of": day.isoformat(), "organisations": [row.id]})


def _section(
    work: Work,
    metric: Metric,
    rows: Sequence[OrganisationRow],
    known: Mapping[int, Mapping[str, Target]],
    day: date,
) -> Section:
    counted = metrics.measure_each(work, metric, rows, day)
    standings = [
        Standing(row, one, day, target := known[row.id].get(metric.id), _pace(work, metric, row, target, day))
        for row, one in zip(rows, counted, strict=True)
    ]
    own, below = standings[0], sorted(standings[1:], key=progress.place)
    return Section(own, tuple(below))


def _pace(work: Work, metric: Metric, row: OrganisationRow, target: Target | None, day: date) -> Any:
    return metrics.pace_of(work, metric, row, day) if target is not None else None


# --- what a message wants --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """What a message wants: `kind` is bulletin or letters. `found`: the organisation, or what it may mean."""

    kind: str
    as_of: date
    found: Found


def urges(text: str) -> bool:
    """Whether a few words want those who were just listed to be urged."""
    return reading.urges(text)


def urges_listed(text: str) -> bool:
    """Whether a question was made whole by the wish to urge those who were listed before."""
    return reading.urges_listed(text)


def wish(work: Work, text: str) -> Wish | None:
    """Read a message; None when it wants neither."""
    said = reading.read_bulletin(text, work.today)
    if said is None:
        return None
    return Wish(said.kind, said.as_of or work.today, lookup.find(work.session, work.who, said.about))
