"""What an answer was about: kept by the caller and handed back with the next message, which may be a follow-up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """`question` stands by itself: a follow-up is already joined with what it follows."""

    question: str
    card_id: str | None = None
