"""What is worked out from the cards alone, kept on disk: reading YAML and taking 5,000 texts apart costs seconds.

The file is named after everything it was made from (cards, lexicon, places, word lists, FORMAT); a file that is
missing, broken or of other content is made anew. It is JSON: a cache must not be able to run anything.
"""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.knowledge import digests
from bot.knowledge.cards import Card, parse_files, read_raw
from bot.knowledge.digests import Digest
from bot.knowledge.question import Analyst
from bot.knowledge.question import Path as PlacePath
from bot.knowledge.words import Reader, Terms, syllables

FORMAT: Final = 5  # count up when the code that makes the content changes

LONGEST_HEAD: Final = 100


@dataclass(slots=True)
class Prepared:
    """The cards and their texts taken apart; wordings are each card's questions, then its title."""

    cards: list[Card]
    owners: list[int]
    bare: list[str]
    bodies: list[str]
    asked: list[Terms]
    said: list[Terms]
    heads: list[Terms]  # of title and answer: long details blur what a text means
    digests: list[Digest | None]
    passages: list[Terms]  # of the digests; no terms where a card has none
    mentioned: list[set[PlacePath]]


def prepare(folder: Path, lookups: Sequence[Path], reader: Reader, analyst: Analyst, cache: Path | None) -> Prepared:
    """Out of the cache when it fits, else worked out and kept."""
    key = _key(folder, lookups)
    path = cache / f"cards-{key}.json" if cache else None
    kept = _read(path)
    if kept is None:
        raw = read_raw(folder)
        cards = parse_files(raw)
        raw_digests = digests.read_raw(folder)
        of_card = digests.parse_files(raw_digests, cards)
        kept = _work_out(raw, raw_digests, cards, of_card, reader, analyst)
        if path is not None:
            _write(path, kept)
    else:
        cards = parse_files(kept["raw"])
        of_card = digests.parse_files(kept["raw_digests"], cards)
        syllables.update(kept["syllables"])
    return Prepared(
        cards,
        kept["owners"],
        kept["bare"],
        kept["bodies"],
        [_terms(row) for row in kept["asked"]],
        [_terms(row) for row in kept["said"]],
        [_terms(row) for row in kept["heads"]],
        [of_card.get(card.id) for card in cards],
        [_terms(row) for row in kept["passages"]],
        [{tuple(place) for place in row} for row in kept["mentioned"]],
    )


def _work_out(
    raw: list[tuple[str, Any]],
    raw_digests: list[tuple[str, Any]],
    cards: Sequence[Card],
    of_card: Mapping[str, Digest],
    reader: Reader,
    analyst: Analyst,
) -> dict[str, Any]:
    wordings = [(row, text) for row, card in enumerate(cards) for text in (*card.questions, card.title)]
    bare = [analyst.bare(text) for _, text in wordings]
    bodies = [analyst.bare(card.body) for card in cards]
    texts = {digest.id: _row(reader.terms(analyst.bare(digest.text))) for digest in of_card.values()}
    mentioned = []
    for card in cards:
        whole = "\n".join((card.title, card.answer, card.detail, *card.questions))
        mentioned.append(sorted({path for _, path in analyst.places_in(whole, nested=True)}))
    return {
        "raw": raw,
        "raw_digests": raw_digests,
        "owners": [row for row, _ in wordings],
        "bare": bare,
        "bodies": bodies,
        "asked": [_row(reader.terms(text)) for text in bare],
        "said": [_row(reader.terms(text)) for text in bodies],
        "heads": [_row(reader.terms(analyst.bare(f"{card.title}。{card.answer}"[:LONGEST_HEAD]))) for card in cards],
        "passages": [texts[of_card[card.id].id] if card.id in of_card else ((), (), ()) for card in cards],
        "mentioned": mentioned,
        "syllables": dict(syllables),
    }


def _terms(row: Sequence[Sequence[str]]) -> Terms:
    """A row as it was kept; equal terms are one string, which saves some forty megabytes."""
    return Terms(*(tuple(map(sys.intern, terms)) for terms in row))


def _row(terms: Terms) -> list[Sequence[str]]:
    return [terms.words, terms.pairs, terms.sounds]


def _key(folder: Path, lookups: Sequence[Path]) -> str:
    found = hashlib.sha1(str(FORMAT).encode())
    data = (*sorted((folder / "cards").glob("*.yml")), *sorted((folder / "digests").glob("*.yml")))
    for path in (*data, folder / "lexicon.yml", folder / "places.yml", *lookups):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:20]


def _read(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def _write(path: Path, kept: dict[str, Any]) -> None:
    """In one step; older content goes. A folder that cannot be written costs only the time next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False, default=str)
        os.replace(name, path)
        others = sorted(path.parent.glob("cards-*.json"), key=lambda other: other.stat().st_mtime)
        for other in others[:-4]:
            other.unlink(missing_ok=True)
    except OSError:
        return
