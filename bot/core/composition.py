"""How many of a congress, a council and a standing council come from the grass roots, where a document asks for it.

Only one document names shares, for one county: the reform plan of Tongxin (004), 二（二）3 for delegates and
councillors, 二（二）4 for vice presidents who serve part-time or are seconded. It sets none for supervisors, and
nothing for any other place or level: there the same figures are told as an example, never as a rule.
"""

from dataclasses import dataclass
from typing import Final

from bot.core.structure import Body

SOURCE: Final = "004"  # in knowledge/sources.yml
PLACE: Final = "宁夏回族自治区吴忠市同心县"  # its plan is for the county's own congress


@dataclass(frozen=True)
class Share:
    """Of whom at least how many per cent are to come from all walks of life and the grass roots."""

    least: int
    section: str


SHARES: Final = {
    Body.CONGRESS: Share(50, "二（二）3"),
    Body.COUNCIL: Share(40, "二（二）3"),
    Body.STANDING_COUNCIL: Share(30, "二（二）3"),
    Body.LEADERS: Share(40, "二（二）4"),  # the vice presidents who are part-time or seconded
}


@dataclass(frozen=True)
class Made:
    """How a body is made up: how many sit in it, how many are from the grass roots, of how many it is unknown."""

    total: int
    grass_roots: int
    unknown: int = 0

    @property
    def percent(self) -> float:
        """The share of those who are known to be from the grass roots; 0 of nobody."""
        return 100 * self.grass_roots / self.total if self.total else 0.0

    def enough(self, least: int) -> bool | None:
        """Whether it is enough: None while those of whom it is unknown may still make the difference."""
        if not self.total:
            return None
        if 100 * self.grass_roots >= least * self.total:
            return True
        return None if 100 * (self.grass_roots + self.unknown) >= least * self.total else False
