"""The answer as users see it: the answer itself, detail, notes on place and year, then what it rests on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from bot.knowledge.cards import Card, Source
from bot.knowledge.subject import Subject

LONGEST: Final = 900
Phrases = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands; `title` is the document's."""

    source: str
    section: str
    title: str
    number: str | None
    issuer: str
    place: str
    until: date | None

    def as_dict(self) -> dict[str, Any]:
        found = asdict(self)
        found["until"] = self.until.isoformat() if self.until else None
        return found


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """What `Knowledge.ask` gives; `text` is the whole for the user, at most 900 characters.

    `subject` is to be handed back with the next message. `parts` = the answers of a message with more than one
    question, or of the sides of a comparison; empty otherwise.
    """

    answered: bool
    off_topic: bool
    headline: str
    detail: str
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]
    related: tuple[str, ...]
    card_id: str | None
    confidence: float
    text: str
    subject: Subject | None = None
    parts: tuple["PolicyAnswer", ...] = ()


def cite(source: Source, section: str) -> Citation:
    return Citation(source.id, section, source.title, source.number, source.issuer, source.shown, source.until)


def cited(citation: Citation, phrases: Phrases) -> str:
    number = phrases["number"].format(number=citation.number) if citation.number else ""
    until = phrases["until"].format(year=citation.until.year) if citation.until else phrases["no_until"]
    return phrases["cited"].format(
        title=citation.title, number=number, section=citation.section, place=citation.place, until=until
    )


def year_note(card: Card, today: date, phrases: Phrases) -> str | None:
    if card.until is None or today <= card.until:
        return None
    return phrases["year_passed"].format(year=card.until.year)


def compose(
    headline: str, detail: str, notes: tuple[str, ...], citations: tuple[Citation, ...], phrases: Phrases
) -> str:
    """All parts on lines of their own. When it is too long the detail is cut at a line or sentence and ends in …"""
    before = [headline]
    after = [*notes, *(cited(citation, phrases) for citation in citations)]
    room = LONGEST - sum(len(part) + 1 for part in (*before, *after))
    if len(detail) > room:
        short = detail[: max(0, room - 1)]
        end = max(short.rfind(mark) for mark in "\n。；")
        detail = short[: end + 1].rstrip() + "…" if end > 0 else ""
    return "\n".join(part for part in (*before, detail, *after) if part)[:LONGEST]
