"""Cards: one fact a person could ask about, with the wordings people use for it. Read from knowledge/cards/*.yml."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ASKS = ("who", "how_many", "how_long", "how", "may", "what", "when", "where", "why", "which", "yes_no")
SETTINGS = ("乡镇", "街道", "社区", "村", "学校", "医院", "企业", "机关", "两新组织")
KEYS = {
    "id", "source", "section", "title", "answer", "detail", "asks", "settings", "questions", "tags", "related",
    "also", "until", "settled", "off_topic", "elsewhere", "near",
}  # fmt: skip
LONGEST_ANSWER = 700  # answer and detail together: what is left of 900 is for notes and the citation


class CardError(ValueError):
    """A card file breaks the schema; the message names file, card and field."""

    def __init__(self, file: str, card: str, field: str, why: str) -> None:
        super().__init__(f"{file}: card {card}: {field}: {why}")
        self.file, self.card, self.field, self.why = file, card, field, why


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document that says the same as a card."""

    source: str
    section: str


@dataclass(frozen=True, slots=True)
class Card:
    """One answer with its wordings. `settled` false = the documents do not answer it; `off_topic` = not ours."""

    id: str
    file: str
    title: str
    answer: str
    questions: tuple[str, ...]
    source: str | None = None
    section: str = ""
    detail: str = ""
    asks: str = "what"
    settings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    also: tuple[Place, ...] = ()
    until: date | None = None
    settled: bool = True
    off_topic: bool = False
    elsewhere: bool = False  # about places that have no document here: holds for no other

    @property
    def sources(self) -> tuple[str, ...]:
        """The documents that say it, the card's own first."""
        own = (self.source,) if self.source else ()
        return tuple(dict.fromkeys(own + tuple(place.source for place in self.also)))

    @property
    def body(self) -> str:
        return f"{self.title}\n{self.answer}\n{self.detail}\n{' '.join(self.tags)}"


@dataclass(frozen=True, slots=True)
class Source:
    """A guidance document: `place` is a path from the province down, empty for the whole country.

    `since` to `until` is the period it plans for; `supersedes` = the id of the older edition whose place it takes.
    """

    id: str
    title: str
    issuer: str
    level: str
    place: tuple[str, ...]
    shown: str
    number: str | None = None
    until: date | None = None
    since: date | None = None
    supersedes: str | None = None


def _texts(file: str, card: str, field: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, (str, int, float)) for item in value):
        raise CardError(file, card, field, "must be a list of texts")
    return tuple(str(item).strip() for item in value)


def _text(file: str, card: str, field: str, value: Any, *, needed: bool) -> str:
    if value is None:
        value = ""
    if not isinstance(value, (str, int, float)):
        raise CardError(file, card, field, "must be a text")
    if needed and not str(value).strip():
        raise CardError(file, card, field, "is missing")
    return str(value).strip()


def _also(file: str, card: str, value: Any) -> tuple[Place, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, dict) and "source" in item for item in value):
        raise CardError(file, card, "also", "must be a list of {source, section}")
    return tuple(Place(str(item["source"]), str(item.get("section") or "")) for item in value)


def _until(file: str, card: str, value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CardError(file, card, "until", f"is not a date: {value}") from error


def _flag(file: str, card: str, field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise CardError(file, card, field, "must be true or false")
    return value


def parse_card(raw: Any, file: str, order: int) -> Card:
    """One card out of its mapping; every fault is a CardError that names the field."""
    if not isinstance(raw, Mapping):
        raise CardError(file, f"#{order}", "card", "must be a mapping")
    name = str(raw.get("id") or f"#{order}")
    for key in raw:
        if key not in KEYS:
            raise CardError(file, name, str(key), "is not a known field")
    settled = _flag(file, name, "settled", raw.get("settled", True))
    source = raw.get("source")
    asks = _text(file, name, "asks", raw.get("asks"), needed=False) or "what"
    if asks not in ASKS:
        raise CardError(file, name, "asks", f"must be one of {', '.join(ASKS)}")
    settings = _texts(file, name, "settings", raw.get("settings"))
    for setting in settings:
        if setting not in SETTINGS:
            raise CardError(file, name, "settings", f"{setting} is not one of {' '.join(SETTINGS)}")
    card = Card(
        id=_text(file, name, "id", raw.get("id"), needed=True),
        file=file,
        title=_text(file, name, "title", raw.get("title"), needed=True),
        answer=_text(file, name, "answer", raw.get("answer"), needed=settled),
        questions=_texts(file, name, "questions", raw.get("questions")),
        source=None if source is None else str(source),
        section=_text(file, name, "section", raw.get("section"), needed=settled),
        detail=_text(file, name, "detail", raw.get("detail"), needed=False),
        asks=asks,
        settings=settings,
        tags=_texts(file, name, "tags", raw.get("tags")),
        related=_texts(file, name, "related", raw.get("related")),
        near=_texts(file, name, "near", raw.get("near")),
        also=_also(file, name, raw.get("also")),
        until=_until(file, name, raw.get("until")),
        settled=settled,
        off_topic=_flag(file, name, "off_topic", raw.get("off_topic", False)),
        elsewhere=_flag(file, name, "elsewhere", raw.get("elsewhere", False)),
    )
    if not card.questions:
        raise CardError(file, name, "questions", "is missing")
    if card.off_topic and card.settled:
        raise CardError(file, name, "off_topic", "an off-topic card is never settled")
    if len(card.answer) + len(card.detail) > LONGEST_ANSWER:
        raise CardError(file, name, "answer", f"with detail is longer than {LONGEST_ANSWER} characters")
    return card


def read_raw(folder: Path) -> list[tuple[str, Any]]:
    """The content of each file under folder/cards, files in order of name."""
    found = []
    for path in sorted((folder / "cards").glob("*.yml")):
        try:
            raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError as error:
            raise CardError(path.name, "-", "file", f"is not YAML: {error}") from error
        found.append((path.name, raw))
    return found


def parse_files(files: Iterable[tuple[str, Any]]) -> list[Card]:
    """The cards of all files; no id twice."""
    cards: list[Card] = []
    seen: set[str] = set()
    for name, raw in files:
        if raw is not None and not isinstance(raw, list):
            raise CardError(name, "-", "file", "must hold a list of cards")
        for order, item in enumerate(raw or (), 1):
            card = parse_card(item, name, order)
            if card.id in seen:
                raise CardError(name, card.id, "id", "is used twice")
            seen.add(card.id)
            cards.append(card)
    return cards


def read_cards(folder: Path) -> list[Card]:
    return parse_files(read_raw(folder))


def read_sources(folder: Path) -> dict[str, Source]:
    """The documents by id, in the order of the file."""
    raw = yaml.safe_load((folder / "sources.yml").read_text(encoding="utf-8"))
    found = {}
    for item in raw:
        path = tuple(part for part in str(item["place"]).split("/") if part)
        found[str(item["id"])] = Source(
            id=str(item["id"]),
            title=item["title"],
            issuer=item["issuer"],
            level=item["level"],
            place=path,
            shown=item["shown"],
            number=item.get("number"),
            until=item.get("until"),
            since=item.get("since"),
            supersedes=item.get("supersedes"),
        )
    return found


def check_cards(cards: Iterable[Card], sources: Mapping[str, Source]) -> None:
    """What one card alone cannot show: known documents, links that lead somewhere."""
    cards = list(cards)
    known = {card.id for card in cards}
    for card in cards:
        if card.settled and card.source is None:
            raise CardError(card.file, card.id, "source", "is missing")
        for source in card.sources:
            if source not in sources:
                raise CardError(card.file, card.id, "source", f"{source} is not in sources.yml")
        for field, names in (("related", card.related), ("near", card.near)):
            for name in names:
                if name not in known:
                    raise CardError(card.file, card.id, field, f"there is no card {name}")
