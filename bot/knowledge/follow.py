"""Questions that lean on others: several in one message, two sides to be compared, follow-ups after an answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.knowledge.question import Analyst
from bot.knowledge.subject import Subject
from bot.text.normalise import fold

SHORT: Final = 10  # characters: a longer question without a subject of its own is not a follow-up
LEAST: Final = 3  # characters that a question of its own has at least
MOST: Final = 3  # questions of one message that are answered


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared, and the question about it alone."""

    name: str
    question: str


class Follower:
    """Takes messages apart and puts follow-ups together, with the expressions of lexicon.yml under `follow`."""

    def __init__(self, lexicon: Mapping[str, Any], analyst: Analyst) -> None:
        found: Mapping[str, Any] = lexicon.get("follow") or {}
        never = r"(?!)"
        self._analyst = analyst
        self._opening = re.compile(found.get("opening") or never)
        self._closing = re.compile(found.get("closing") or never)
        self._asking = re.compile(found.get("asking") or never)
        self._idle = re.compile(found.get("idle") or never)
        self._defining = re.compile(found.get("defining") or never)
        self._elsewhere = re.compile(found.get("elsewhere") or never)
        self._joint = re.compile(found.get("joint") or never)
        self._comma = re.compile(found.get("comma") or never)
        self._topics: Sequence[Sequence[str]] = found.get("topics") or ()

    def whole(self, text: str, before: Subject) -> str | None:
        """The complete question that `text` asks after `before`; None when it stands by itself."""
        said = re.sub(r"[\s?？。！!，,~～]+", "", fold(text))
        opened = self._opening.sub("", said, count=1)
        core = self._closing.sub("", opened, count=1)
        if core != said and (swapped := self._swapped(core, before.question)):
            return swapped
        if len(opened) > SHORT or self._defining.search(opened) or not self._asks(opened):
            return None
        if self._leans(opened):
            return self._asking.sub("", fold(before.question)) + opened
        same = self._in_the_same(before.question, opened)
        return same if same != opened else None

    def elsewhere(self, text: str, home: str) -> list[str]:
        """The places whose rules or numbers a text asks for that neither lie in `home` nor hold it."""
        folded = fold(text)
        homes = [path for _, path in self._analyst.places_in(home)]
        return [
            name
            for name, path in self._analyst.places_in(folded, nested=True)
            if self._elsewhere.match(folded.split(name, 1)[-1])
            and not any(path[: len(own)] == own[: len(path)] for own in homes)
        ]

    def leans(self, text: str, before: Subject) -> str:
        """What a follow-up without a subject of its own asks beside question words; "" for any other text."""
        opened = self._opening.sub("", re.sub(r"[\s?？。！!，,~～]+", "", fold(text)), count=1)
        whole = self.whole(text, before)
        return self._asking.sub("", opened) if whole and whole.endswith(opened) and self._leans(opened) else ""

    def parts(self, text: str) -> tuple[list[str], bool]:
        """The questions of one message, each complete in itself, and whether marks part them rather than a comma.

        One question when there is only one.
        """
        marked = [piece for piece in self._joint.split(text) if self._asks(piece)]
        loose = [piece for piece in self._comma.split(text) if self._asks(piece)]
        pieces = marked if len(marked) > 1 else loose
        if not 2 <= len(pieces) <= MOST:
            return [text], True
        for number, piece in enumerate(pieces[1:], 1):
            joined = self.whole(piece, Subject(pieces[0]))
            pieces[number] = joined or self._in_the_same(pieces[0], piece)
        return pieces, len(marked) > 1

    def sides(self, text: str) -> list[Side]:
        """The two sides of a comparison of settings or of places, else nothing."""
        folded = fold(text)
        if not self._analyst.compares(folded):
            return []
        names = self._distinct(self._analyst.setting_spans(folded)) or self._distinct(self._analyst.place_spans(folded))
        if len(names) > MOST:
            return []
        bare = self._analyst.without_compare(folded)
        return [Side(name, _without(bare, [other for other in names if other != name])) for name in names]

    @staticmethod
    def _distinct(named: Sequence[tuple[object, str]]) -> list[str]:
        """The words for two or more different things, else nothing."""
        return list(dict(named).values()) if len({m for m, _ in named}) > 1 else []

    def _swapped(self, core: str, question: str) -> str | None:
        """The earlier question about another setting, place or thing."""
        folded = fold(question)
        settings = self._analyst.setting_spans(core)
        places = self._analyst.place_spans(core)
        rest = _without(core, [surface for _, surface in (*settings, *places)])
        if (settings or places) and not self._idle.sub("", rest):
            if settings:
                folded = _without(folded, [surface for _, surface in self._analyst.setting_spans(folded)])
            if places:
                folded = _without(folded, [surface for _, surface in self._analyst.place_spans(folded)])
            return core + folded
        return self._other_topic(self._idle.sub("", core), folded)

    def _other_topic(self, core: str, question: str) -> str | None:
        for row in self._topics:
            held = max((topic for topic in row if topic in question), key=len, default=None)
            if held and core in row and core != held:
                return question.replace(held, core)
        return None

    def _leans(self, said: str) -> bool:
        """Whether a short question has no subject: it asks who or how long, and names nothing."""
        if self._analyst.setting_spans(said) or self._analyst.place_spans(said):
            return False
        return not any(topic in said for row in self._topics for topic in row)

    def _in_the_same(self, first: str, piece: str) -> str:
        """A later question that names no setting and no place means those of the first."""
        for spans in (self._analyst.setting_spans, self._analyst.place_spans):
            named = list(dict.fromkeys(surface for _, surface in spans(fold(first))))
            if len(named) == 1 and not spans(fold(piece)):
                piece = named[0] + piece
        return piece

    def _asks(self, piece: str) -> bool:
        return len(piece or "") >= LEAST and bool(
            self._analyst.asks(fold(piece)) or self._analyst.asks(self._analyst.canonical(piece))
        )


def _without(text: str, surfaces: Sequence[str]) -> str:
    for surface in sorted(surfaces, key=len, reverse=True):
        text = text.replace(surface, "")
    return text
