"""Digests: all that one passage of a document says, densely and in our own words. Read from knowledge/digests/*.yml.

A card answers one question; whoever asks it mostly wants its neighbours next (who, by when, what else). The digest is
shown below the card's answer, and its words help to find the passage.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bot.knowledge.cards import Card, CardError

KEYS: Final = {"id", "source", "section", "cards", "text"}
LONGEST: Final = 280  # characters: with an answer and its citation still one screen of a phone


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of one passage and the cards that answer about it."""

    id: str
    source: str
    section: str
    cards: tuple[str, ...]
    text: str


def read_raw(folder: Path) -> list[tuple[str, Any]]:
    """The content of each file under folder/digests, in order of name; none is needed."""
    return [
        (path.name, yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        for path in sorted((folder / "digests").glob("*.yml"))
    ]


def parse_files(files: Iterable[tuple[str, Any]], cards: Iterable[Card]) -> dict[str, Digest]:
    """The digest of each card that has one. Raises CardError that names file, digest and field."""
    known = {card.id: card for card in cards}
    found: dict[str, Digest] = {}
    for file, raw in files:
        for order, item in enumerate(raw or (), 1):
            digest = _parse(file, item, order)
            for name in digest.cards:
                if name not in known:
                    raise CardError(file, digest.id, "cards", f"there is no card {name}")
                if digest.source not in known[name].sources:
                    raise CardError(file, digest.id, "cards", f"{name} is not about document {digest.source}")
                if name in found:
                    raise CardError(file, digest.id, "cards", f"{name} stands in {found[name].id} too")
                found[name] = digest
    return found


def _parse(file: str, raw: Any, order: int) -> Digest:
    if not isinstance(raw, Mapping):
        raise CardError(file, f"#{order}", "digest", "must be a mapping")
    name = str(raw.get("id") or f"#{order}")
    for key in raw:
        if key not in KEYS:
            raise CardError(file, name, str(key), "is not a known field")
    for key in sorted(KEYS):
        if not raw.get(key):
            raise CardError(file, name, key, "is missing")
    text = str(raw["text"]).strip()
    if len(text) > LONGEST:
        raise CardError(file, name, "text", f"is longer than {LONGEST} characters")
    return Digest(name, str(raw["source"]), str(raw["section"]), tuple(map(str, raw["cards"])), text)
