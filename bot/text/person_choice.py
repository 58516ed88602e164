"""Whom the rules and the trained model take together for those who are to be registered.

Where both find a name at a place there is nothing to choose. A name that only one of them finds is taken by the
model's probability: the rules know labels, lists and corrections, the model knows how sentences speak of people.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.text.name_tagger import JOINING, PERSON, Place, Tagged
from bot.text.names import HAN, never_a_name
from bot.text.person_names import Spot

# Set on messages that the rules had not seen (docs/decisions/0020-names-by-a-model.md).
SURE: Final = 0.5  # from here on the model's own finds are taken
SURE_BESIDE: Final = 0.8  # the same where the rules have found some
DOUBTED: Final = 0.1  # below it a name of the rules goes when there are surer ones
FIRM_DOUBTED: Final = 0.01  # the same for one with a label, in a list, or put right
FIRM: Final = 2  # the rank of such a one
_LATIN = re.compile(r"[a-z]+(?:[ .'’-]+[a-z]+)*\Z")


def chosen(plain: str, spots: Sequence[Spot], found: Sequence[Tagged]) -> list[Spot]:
    """The names to take, in the order of the text. Those of the rules stay when the model knows no better."""
    people = [one for one in found if one.kind in (PERSON, JOINING)]
    sure = [one for one in people if one.probability >= SURE and _may_stand(plain, one)]
    likely = {spot: _probability(spot, people) for spot in spots}
    kept = [spot for spot, p in likely.items() if p >= (FIRM_DOUBTED if spot.rank >= FIRM else DOUBTED)]
    kept = [
        spot
        for spot in kept
        if not any(
            _overlap(_at(spot), one.at) and one.at != _at(spot) and one.probability > likely[spot] for one in sure
        )
    ]
    least = SURE_BESIDE if kept else SURE
    more = [one for one in sure if one.probability >= least and not any(_overlap(_at(spot), one.at) for spot in kept)]
    if not kept and not more:
        return list(spots)
    return sorted([*kept, *(_as_spot(plain, one) for one in more)], key=lambda spot: spot.at)


def _at(spot: Spot) -> Place:
    return spot.at[0], max(spot.at[0] + len(spot.name), spot.at[0] + 1)


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _probability(spot: Spot, people: Sequence[Tagged]) -> float:
    return max((one.probability for one in people if one.at == _at(spot)), default=0.0)


def _may_stand(plain: str, one: Tagged) -> bool:
    name = plain[slice(*one.at)]
    return bool(_LATIN.match(name)) or (not never_a_name(name) and bool(re.search(HAN, name)))


def _as_spot(plain: str, one: Tagged) -> Spot:
    name = plain[slice(*one.at)]
    return Spot(name if _LATIN.match(name) else name.replace(" ", ""), one.at, 1)
