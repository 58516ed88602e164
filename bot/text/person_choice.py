"""Whom the rules and the trained model take together for those who are to be registered.

Where both find a name at a place there is nothing to choose. A name that only one of them finds is taken by the
model's probability: the rules know labels, lists and corrections, the model knows how sentences speak of people.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.text.name_tagger import JOINING, PERSON, Place, Tagged
from bot.text.names import HAN, is_name, never_a_name
from bot.text.person_lists import without_gender

# Set on messages that the rules had not seen (docs/decisions/0020-names-by-a-model.md).
SURE: Final = 0.5  # from here on the model's own finds are taken
SURE_BESIDE: Final = 0.8  # the same where the rules have found some
DOUBTED: Final = 0.1  # below it a name of the rules goes when there are surer ones
FIRM_DOUBTED: Final = 0.02  # the same for one with a label or in a list: what the model thinks impossible
FIRM: Final = 2  # the rank of such a one
BETTER: Final = 0.4  # by so much more probable is another name that takes the place of one of the rules
SAID: Final = 4  # the rank of one that is said to be the full name, or that the message puts right: it stays
_LATIN = re.compile(r"[a-z]+(?:[ .'’-]+[a-z]+)*\Z")


@dataclass(frozen=True)
class Spot:
    """A name and where it stands; `rank` says how surely it is one of those to be registered.

    `spelled` is where the message puts it right, when it does.
    """

    name: str
    at: Place
    rank: int
    spelled: Place | None = None


def chosen(
    plain: str, spots: Sequence[Spot], found: Sequence[Tagged], ruled_out: Callable[[Place], bool]
) -> list[Spot]:
    """The names to take, in the order of the text. Those of the rules stay when the model knows no better.

    `ruled_out` tells of a place whether the message itself says that no such name stands there.
    """
    people = [_without_gender(plain, one) for one in found if one.kind in (PERSON, JOINING)]
    sure = [one for one in people if one.probability >= SURE and _may_stand(plain, one) and not ruled_out(one.at)]
    kept = [spot for spot in spots if _stays(plain, spot, people, sure)]
    least = SURE_BESIDE if kept else SURE
    more = [_as_spot(plain, one) for one in sure if one.probability >= least]
    more = [
        new for new in more if not any(_overlap(_at(spot), new.at) or spot.name.endswith(new.name) for spot in kept)
    ]
    return sorted([*kept, *more], key=lambda spot: spot.at) or list(spots)


def _stays(plain: str, spot: Spot, people: Sequence[Tagged], sure: Sequence[Tagged]) -> bool:
    """Whether a name of the rules is not doubted by the model, which sees no better one there."""
    likely = max((one.probability for one in people if one.at == _at(spot)), default=0.0)
    if spot.rank >= SAID:
        return True
    if likely < (FIRM_DOUBTED if spot.rank >= FIRM else DOUBTED):
        return False
    return not any(_is_better(plain, one, spot, likely) for one in sure)


def _without_gender(plain: str, one: Tagged) -> Tagged:
    """Where a name ends beside 男 or 女 is told as in a list: 张三男, but 全胜男."""
    start, end = one.at
    run = plain[start : end + (plain[end : end + 1] in ("男", "女"))]
    return replace(one, at=(start, start + len(without_gender(run))))


def _is_better(plain: str, one: Tagged, spot: Spot, likely: float) -> bool:
    """Whether the model rather sees another name where the rules see this one."""
    (start, end), other = _at(spot), one.at
    within = spot.rank >= FIRM and start <= other[0] and other[1] <= end  # a part of what stands in a firm place
    if within or other == (start, end) or not _overlap(other, (start, end)):
        return False
    return one.probability - likely >= BETTER and (is_name(plain[slice(*one.at)]) or not is_name(spot.name))


def _at(spot: Spot) -> Place:
    return spot.at[0], max(spot.at[0] + len(spot.name), spot.at[0] + 1)


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _may_stand(plain: str, one: Tagged) -> bool:
    name = plain[slice(*one.at)]
    return bool(_LATIN.match(name)) or (not never_a_name(name) and bool(re.search(HAN, name)))


def _as_spot(plain: str, one: Tagged) -> Spot:
    name = plain[slice(*one.at)]
    return Spot(name if _LATIN.match(name) else name.replace(" ", ""), one.at, 1)
