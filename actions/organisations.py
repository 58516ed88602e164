"""Organisations: looking one up, founding one."""

from typing import Any

from actions.base import Asking, BoaiAction, Reply, Turn, Words, action_for
from actions.drafts import Talk, work_of
from actions.people import about_people, about_roster
from actions.structure import parts_of
from bot.core.errors import NotPublicError, PermissionDeniedError
from bot.core.members import MemberKind
from bot.services import drafts, following, founding, organisations, permission
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.founding import FoundingForm
from bot.services.members import masked
from bot.services.organisations import Card, Found
from bot.services.renaming import RenameForm

FOUNDINGS = 4  # applications in one message
DAYS = {"founded", "next_election"}  # facts that are no public ones
WHICH = 6  # organisations of the same name that are offered


class FoundOrgRecord(BoaiAction):
    """Opens the record of a branch, or the application for one."""

    task = "found_org_record"

    def answer(self, turn: Turn) -> list[Reply]:
        try:
            return FoundingTalk(self.runtime).begin(turn)
        except PermissionDeniedError:
            if not drafts.read(turn.text).asks:
                raise
            return action_for("ask_policy").answer(turn)  # 我们村能不能成立: who may not apply asks how it is done


class FoundingTalk(Talk):
    """A branch: what the guidance asks for, with the clause, a look at it, recorded or applied for."""

    form = FoundingForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        waits = self.form.waits(work_of(turn, self.runtime), draft.content)
        return Reply("utter_found_preview", self._values(draft.content, turn) | {
            "then": self.words("found_waits" if waits else "found_at_once")
        })  # fmt: skip

    def asking(self, draft: Open, turn: Turn) -> Reply:
        insisted = draft.content.get("insisted") == draft.asked
        name = draft.content["name"] or self.words("found_new")
        again = self.words(f"found_needed_{draft.asked}") if insisted else ""
        return Reply(f"utter_found_ask_{draft.asked}", {"name": name, "insisted": again})

    def saved(self, content: Content, result: Result) -> Reply:
        reply = "utter_found_applied" if result.get("waiting") else "utter_found_saved"
        return Reply(reply, {"name": content["name"]}, ((self.words("undo"), Press(task="undo")),))

    def leads_to(self, content: Content, turn: Turn) -> dict[str, Any] | None:
        return following.subject_of(QueryOrg.task, content["name"])

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_found_undone", {"name": content["name"]})

    def _values(self, content: Content, turn: Turn) -> dict[str, str]:
        shown = {key: content[key] or self.words("missing") for key in (
            "name", "type", "approved_by", "approved_on", "founded", "president", "secretary", "phone",
        )}  # fmt: skip
        if not content["founded"]:
            shown["founded"] = shown["approved_on"]
        if content["phone"]:
            shown["phone"] = masked(content["phone"])
        return shown | {"parent": organisations.name_of(turn.session, int(content["parent"]))}


class RenameTalk(Talk):
    """A renaming is done at once and told with the name before."""

    form = RenameForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def saved(self, content: Content, result: Result) -> Reply:
        return Reply("utter_org_rename_saved", {"former": content["name"], "name": content["value"]})

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_org_rename_undone", {"former": content["name"], "name": content["value"]})


class ListFoundings(BoaiAction):
    """The applications to found a branch that wait to be filed."""

    task = "list_foundings"

    def answer(self, turn: Turn) -> list[Reply]:
        waiting = founding.waiting(work_of(turn, self.runtime))
        if not waiting:
            return [Reply("utter_foundings_none")]
        words, lines, buttons = self.runtime.words, [], []
        for number, (row, content) in enumerate(waiting[:FOUNDINGS], 1):
            values = {key: content[key] for key in ("name", "approved_by", "approved_on", "president")}
            lines.append(words("founding", number=number, **values))
            buttons.append((words("file", branch=content["name"]), Press(task="file_branch", about=str(row.id))))
            buttons.append((words("decline", who=content["name"]), Press(task="decline_branch", about=str(row.id))))
        return [Reply("utter_foundings", {"count": len(waiting), "list": "\n".join(lines)}, tuple(buttons))]


class FileBranch(BoaiAction):
    """Files an application, by its button; without one, lists what waits."""

    task = "file_branch"

    def answer(self, turn: Turn) -> list[Reply]:
        if not (turn.pressed and turn.text.isdigit()):
            return ListFoundings().answer(turn)
        branch = founding.file(work_of(turn, self.runtime), int(turn.text))
        return [Reply("utter_found_filed", {"name": branch.name})]


class DeclineBranch(BoaiAction):
    """Refuses an application, by its button; without one, lists what waits."""

    task = "decline_branch"

    def answer(self, turn: Turn) -> list[Reply]:
        if not (turn.pressed and turn.text.isdigit()):
            return ListFoundings().answer(turn)
        content = founding.turn_down(work_of(turn, self.runtime), int(turn.text))
        return [Reply("utter_found_declined", {"name": content["name"]})]


class QueryOrg(Asking, BoaiAction):
    """Says what is known of an organisation: what was asked first, then the rest."""

    task = "query_org"

    def tell(self, turn: Turn) -> list[Reply]:
        if told := about_people(self.runtime, turn):
            return told
        who = permission.actor(turn.session, turn.account, turn.identity.chat, turn.now.date())
        found = organisations.find(turn.session, who, turn.text)
        if len(found.rows) != 1:
            return which(found, self.task, turn.text)
        if parts := parts_of(self.runtime, turn, found.rows[0], found.query.page, self.task):
            return parts
        if not found.query.facts and found.query.kinds and (told := about_roster(self.runtime, turn, found)):
            return [*renamed(found), *told]
        card = organisations.card(turn.session, who, found.rows[0], turn.now.date())
        if card.is_public and DAYS.intersection(found.query.facts[:2]):
            raise NotPublicError(f"{turn.account.id}: days of {card.row.id}", name=card.row.name)
        if card.is_public and not found.query.facts and found.query.kinds and found.query.wants_number:
            raise PermissionDeniedError(f"{turn.account.id}: numbers of {card.row.id}")
        replies = [_fact(card, name, self.runtime.words) for name in found.query.facts[:2]]
        if found.query.kinds and card.numbers is not None:
            replies.append(numbers(card))
        return [*renamed(found), *(replies or self._everything(turn, card))]

    def _everything(self, turn: Turn, card: Card) -> list[Reply]:
        words = self.runtime.words
        had = organisations.former(turn.session, card.row)
        names = "；".join(words("org_former", called=name, day=words.day(until)) for name, until in had)
        whole = Reply("utter_org_card_public" if card.is_public else "utter_org_card", _values(card, words))
        return [whole, Reply("utter_org_former", {"name": card.row.name, "list": names})] if names else [whole]


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


def renamed(found: Found) -> list[Reply]:
    """Says the present name of what was asked for by a former one."""
    if found.former is None:
        return []
    return [Reply("utter_org_renamed", {"former": found.former, "name": found.rows[0].name})]


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
