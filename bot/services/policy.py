"""Answering policy questions."""

from datetime import date

from bot.core.accounts import Account
from bot.knowledge import Knowledge, PolicyAnswer


def answer(knowledge: Knowledge, account: Account, question: str, today: date) -> PolicyAnswer:
    """What the guidance documents settle, where the account is. Everybody may ask."""
    return knowledge.ask(question, place=account.place, today=today)
