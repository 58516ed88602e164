"""Organisations: looking one up; founding is understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet, Reply, Turn, Words
from bot.core.members import MemberKind
from bot.services import organisations, permission
from bot.services.conversations import Press
from bot.services.organisations import Card, Found

WHICH = 6  # organisations of the same name that are offered


class FoundOrgRecord(NotBuiltYet, BoaiAction):
    """The task found_org_record."""

    task = "found_org_record"


class QueryOrg(BoaiAction):
    """Says what is known of an organisation: what was asked first, then the rest."""

    task = "query_org"

    def answer(self, turn: Turn) -> list[Reply]:
        who = permission.actor(turn.session, turn.account, turn.identity.chat, turn.now.date())
        found = organisations.find(turn.session, who, turn.text)
        if len(found.rows) != 1:
            return which(found, self.task, turn.text)
        card = organisations.card(turn.session, who, found.rows[0], turn.now.date())
        replies = [_fact(card, name, self.runtime.words) for name in found.query.facts[:2]]
        if found.query.kinds and card.numbers is not None:
            replies.append(numbers(card))
        return replies or [_whole(card, self.runtime.words)]


def which(found: Found, task: str, text: str) -> list[Reply]:
    """Asks which organisation is meant: several have the name, none has, or none was said."""
    if found.rows:
        names = [row.name for row in found.rows[:WHICH]]
        return [
            Reply("utter_org_which", {}, tuple((name, Press(task=task, about=_with(text, name))) for name in names))
        ]
    if found.asked:
        near = tuple((name, Press(task=task, about=text.replace(found.asked, name))) for name in found.near)
        return [Reply("utter_org_unknown_near" if near else "utter_org_unknown", {"asked": found.asked}, near)]
    return [Reply("utter_org_say_which")]


def numbers(card: Card) -> Reply:
    """How many people the organisation and those below it have."""
    assert card.numbers is not None
    values = {kind.name.lower(): str(card.numbers[kind]) for kind in MemberKind}
    return Reply("utter_org_numbers", {"name": card.row.name, **values})


def _with(text: str, name: str) -> str:
    return f"{name} {text}"


def _fact(card: Card, name: str, words: Words) -> Reply:
    value = _values(card, words)[name]
    missing = value == words("missing")
    return Reply("utter_org_fact_missing" if missing else f"utter_org_{name}", _values(card, words) | {"value": value})


def _whole(card: Card, words: Words) -> Reply:
    return Reply("utter_org_card", _values(card, words))


def _values(card: Card, words: Words) -> dict[str, str]:
    row = card.row
    texts = {
        "name": row.name,
        "type": row.type,
        "parent": card.parent,
        "president": row.president,
        "secretary": row.secretary,
        "phone": row.phone,
        "address": row.address,
    }
    days = {"founded": row.founded, "last_election": row.last_election, "next_election": card.next_election}
    return {name: text or words("missing") for name, text in texts.items()} | {
        name: words.day(day) if day else words("missing") for name, day in days.items()
    }
