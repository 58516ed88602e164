"""Policy answers: cards, ranking, refusal, follow-ups, and a word index over any passages."""

from bot.knowledge.answer import Citation, PolicyAnswer
from bot.knowledge.cards import CardError
from bot.knowledge.engine import Knowledge, check
from bot.knowledge.passages import PassageIndex
from bot.knowledge.subject import Subject

__all__ = ["CardError", "Citation", "Knowledge", "PassageIndex", "PolicyAnswer", "Subject", "check"]
