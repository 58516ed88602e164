"""Suggestions and complaints: reading and writing. Their text is encrypted: people name people in them."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.store.personal import PersonalData
from bot.store.tables import SuggestionRow

_TEXT, _ANSWER = "suggestion", "suggestion answer"


def add(
    session: Session, personal: PersonalData, account_id: str, chat: str, organisation_id: int, text: str, now: datetime
) -> SuggestionRow:
    """Keep a suggestion on the desk of an organisation."""
    row = SuggestionRow(
        account_id=account_id,
        chat=chat,
        organisation_id=organisation_id,
        text=personal.encrypt(_TEXT, text),
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def text_of(personal: PersonalData, row: SuggestionRow) -> str:
    """What was suggested, in clear."""
    return personal.decrypt(_TEXT, row.text)


def answer(personal: PersonalData, row: SuggestionRow, text: str, account_id: str, now: datetime) -> None:
    """Close a suggestion with an answer."""
    row.answer, row.answered_by, row.answered_at = personal.encrypt(_ANSWER, text), account_id, now


def reopen(row: SuggestionRow) -> None:
    """Take the answer back."""
    row.answer = row.answered_by = row.answered_at = None


def rewrite(session: Session, old: PersonalData, new: PersonalData) -> None:
    """Encrypt all under another key."""
    for row in session.scalars(select(SuggestionRow)):
        row.text = new.encrypt(_TEXT, old.decrypt(_TEXT, row.text))
        row.answer = new.encrypt(_ANSWER, old.decrypt(_ANSWER, row.answer)) if row.answer else None


def waiting(session: Session, organisation_ids: Select[int]) -> list[SuggestionRow]:
    """What nobody has answered on these desks, oldest first."""
    query = select(SuggestionRow).filter_by(answered_at=None)
    return list(
        session.scalars(query.where(SuggestionRow.organisation_id.in_(organisation_ids)).order_by(SuggestionRow.id))
    )
