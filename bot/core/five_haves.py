"""The five things that a branch is expected to have: which records show each, on one day or over time.

Source: opinion on grass-roots organisations (document 000), 二. It names the five and sets no number for any: what is
taken for having one stands here (`SHOWN_BY`), once for the judgement of a branch and for the number of all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from bot.core.structure import FIVE_HAVES, Fact

Spell = tuple[date | None, date | None]  # [from, until); None = open

RECENT: Final = 90  # days for which an activity shows that there are some, its own day included


class Record(StrEnum):
    """What the records show of a branch: of itself (leader, rules, platform), or of it and everything below it."""

    LEADER = "leader"  # a president on the register or in office, or the recorded fact
    MEMBERS = "members"
    VOLUNTEERS = "volunteers"
    RULES = "rules"  # the recorded fact
    POINTS = "points"  # open service points
    PLATFORM = "platform"  # the recorded fact
    ACTIVITIES = "activities"  # held in the last 90 days


OWN: Final = (Record.LEADER, Record.RULES, Record.PLATFORM)
BELOW: Final = (Record.MEMBERS, Record.VOLUNTEERS, Record.POINTS, Record.ACTIVITIES)
# All of the rows have to be there, of each row one.
SHOWN_BY: Final[Mapping[Fact, tuple[tuple[Record, ...], ...]]] = {
    Fact.LEADER: ((Record.LEADER,),),
    Fact.PEOPLE: ((Record.MEMBERS,), (Record.VOLUNTEERS,)),
    Fact.RULES: ((Record.RULES,),),
    Fact.PLATFORM: ((Record.POINTS, Record.PLATFORM),),
    Fact.ACTIVITY: ((Record.ACTIVITIES,),),
}


def has(fact: Fact, shows: Callable[[Record], bool]) -> bool:
    """Whether a branch has one of the five, when the records show this."""
    return all(any(shows(one) for one in row) for row in SHOWN_BY[fact])


def complete(shown: Mapping[Record, Sequence[Spell]]) -> list[Spell]:
    """The spells in which a branch has all five, from those in which the records show each thing."""
    found: list[Spell] = [(None, None)]
    for fact in FIVE_HAVES:
        for row in SHOWN_BY[fact]:
            found = both(found, joined(spell for one in row for spell in shown.get(one, ())))
    return found


def held(day: date) -> Spell:
    """The spell in which an activity of a day is one of the last 90 days."""
    return day, day + timedelta(days=RECENT)


def stands(spells: Iterable[Spell], day: date) -> bool:
    """Whether one of the spells holds on a day."""
    return any((since is None or since <= day) and (until is None or day < until) for since, until in spells)


def joined(spells: Iterable[Spell]) -> list[Spell]:
    """All days of the spells in as few spells as can be, in order; what ends as it begins is left out."""
    found: list[Spell] = []
    for since, until in sorted(spells, key=_begin):
        if since is not None and until is not None and until <= since:
            continue
        if found and _reaches(found[-1][1], since):
            found[-1] = (found[-1][0], _later(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def both(some: Sequence[Spell], others: Sequence[Spell]) -> list[Spell]:
    """The days that lie in a spell of each of two joined lists."""
    return joined(
        (max(one, other, key=lambda spell: spell[0] or date.min)[0], _earlier(one[1], other[1]))
        for one in some
        for other in others
        if _overlap(one, other)
    )


def _begin(spell: Spell) -> Any:
    return spell[0] or date.min


def _reaches(until: date | None, since: date | None) -> bool:
    return until is None or since is None or until >= since


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _earlier(one: date | None, other: date | None) -> date | None:
    return other if one is None else one if other is None else min(one, other)


def _overlap(one: Spell, other: Spell) -> bool:
    until, since = _earlier(one[1], other[1]), max(_begin(one), _begin(other))
    return until is None or bool(since < until)
