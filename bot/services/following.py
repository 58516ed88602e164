"""What a few words ask for after a question: the question made whole, and the task that answers it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.services import organisations as lookup
from bot.services.permission import Actor
from bot.text.bulletin import urges, urging
from bot.text.elections import is_wish_alone, put_off
from bot.text.five_haves import asks_what_is_missing, check_of
from bot.text.followups import (
    ACTIVITIES,
    DUE,
    LONGEST,
    MEMBERS,
    ORG,
    asks_in_general,
    asks_of_some,
    full_question,
    read_follow_up,
)
from bot.text.person_queries import asks_hours_of_that_one, of_hours, read_asked

POSTPONE, FIVE = "postpone_election", "check_five"
SUBJECT = "question"  # key of what was asked, in the conversation's subject


def subject_of(task: str, text: str) -> dict[str, Any]:
    """What to keep of a question for the next message."""
    return {SUBJECT: {"task": task, "text": text}}


def made_whole(
    session: Session, who: Actor, text: str, before: Mapping[str, Any] | None, today: date
) -> tuple[str, str] | None:
    """(task, question) that a few words ask after the one before; None where they lean on nothing or say more."""
    kept = (before or {}).get(SUBJECT)
    if not kept:
        return None
    names = lookup.named(session, who, text, today)
    if names and asks_in_general(text):
        return None
    if kept["task"] == DUE and not names and is_wish_alone(text):
        return POSTPONE, put_off(kept["text"], text)
    if kept["task"] in (MEMBERS, ORG) and asks_hours_of_that_one(text) and read_asked(kept["text"]):
        return MEMBERS, of_hours(kept["text"])
    if kept["task"] == FIVE:
        return _what_is_missing(kept["text"], lookup.without_names(text, names), [one.row.name for one in names])
    if urges(text):
        return (kept["task"], urging(kept["text"], text)) if kept["task"] in (DUE, ACTIVITIES) else None
    said = read_follow_up(lookup.without_names(text, names), today)
    if said is None and not names:
        names = lookup.named_in_part(session, text, LONGEST)
        said = read_follow_up(lookup.without_names(text, names), today)
    of_some = asks_of_some(kept["task"], text, kept["text"]) if not names else ""
    if (said is None or (said.is_bare and not names)) and not of_some:
        return None
    rows = [one.row for one in names] or list(lookup.find(session, who, kept["text"]).rows)
    if len({row.id for row in rows}) != 1:
        return None
    if of_some:
        return MEMBERS, rows[0].name + of_some
    return full_question(kept["task"], kept["text"], said, rows[0].name, today) if said else None


def _what_is_missing(before: str, text: str, names: list[str]) -> tuple[str, str] | None:
    """The check again after one of 五有, of the organisation that is named now if one is: 缺啥, 实验中学缺啥."""
    if not asks_what_is_missing(text):
        return None
    return FIVE, check_of(names[0]) if len(names) == 1 else before
