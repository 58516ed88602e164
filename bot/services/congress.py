"""Talk about a congress: the drafts of an election that was held and of one that is put off."""

from datetime import date
from typing import Any, Final

from bot.core.composition import SHARES
from bot.core.elections import DueStatus, Meeting
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.organisations import ABOVE_GRASS_ROOTS, years_after
from bot.core.permissions import Action, Reach, reach
from bot.core.structure import Body
from bot.services import composition, drafts, elections, handing_over
from bot.services import organisations as lookup
from bot.services.composition import Finding
from bot.services.drafts import Content, Open, Result, Taken
from bot.services.elections import Due, Elected
from bot.services.handing_over import Leaving
from bot.services.work import Work
from bot.store import elections as store
from bot.store.tables import OrganisationRow
from bot.text import elections as reading
from bot.text import replies

NAMED: Final = ("president", "secretary", "vice_presidents", "council")
COUNTED: Final = ("meeting", "expected", "present")


class ElectionForm:
    """What a record of an election needs (INTERFACES): organisation, date, who leads, each asked for once."""

    kind = "election"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError for who may record none, RegisterError for one that is recorded already."""
        _demand_any(work)
        content: Content = dict.fromkeys(
            (*NAMED, *COUNTED, "org", "held_on", "same", "bad_day", "future", "sure", "insisted", "kept", "composition")
        )
        content["org"], content["near"] = _where(work, text)
        return self._with(work, content, text)

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if asked == "sure" and replies.agrees(text):
            return Taken({**content, "sure": True}, sure=True)
        if asked == "sure" and replies.declines(text):
            return Taken({**content, "held_on": None}, sure=True)
        if asked and replies.has_nothing(text):
            return Taken({**content, "insisted": asked}, sure=True)
        changed = self._with(work, {**content, "insisted": None, "bad_day": None, "future": None}, text)
        if asked == "org" and changed["org"] is None:
            changed["org"], changed["near"] = _where(work, text, asked=True)
            changed = self._settled(work, changed)
        if asked == "president" and not changed["president"]:
            changed["president"] = reading.said_name(text)
        if changed["held_on"] and changed["president"] and changed["org"]:
            changed = self._keeping(work, changed, text)
        differs = {key for key, value in changed.items() if value != content.get(key)} - {"insisted", "near"}
        return Taken(changed, sure=True) if differs else None

    def missing(self, work: Work, content: Content) -> str | None:
        lacking = next((field for field in ("org", "held_on", "president") if not content[field]), None)
        if lacking or content["sure"]:
            return lacking
        return "sure" if self.oddities(work, content) else None

    def oddities(self, work: Work, content: Content) -> tuple[str, ...]:
        """What is strange about the day of a draft that has an organisation and a day."""
        return elections.odd(work, content["org"], date.fromisoformat(content["held_on"]))

    def commit(self, work: Work, content: Content, request: str) -> Result:
        row = elections.record(work, content["org"], _elected(content), request)
        waits = handing_over.waiting(work, row.organisation_id)
        return {"election": row.id, "moved": row.before is not None, "waits": waits}

    def shares(self, work: Work, content: Content) -> list[Finding]:
        """Where a document asks how councils are made up: what the draft says of them, and what it leaves open."""
        told = {body: (n, m) for body, (n, m) in (content["composition"] or {}).items()}
        bodies = [body for body in SHARES if body in told or body in (Body.CONGRESS, Body.COUNCIL)]
        return composition.said(work, content["org"], told, bodies)

    def leaving(self, work: Work, content: Content) -> list[Leaving]:
        """Whose roles of account end with the election of a draft; of those that are left alone none."""
        return handing_over.leaving(work, content["org"], _elected(content), content["kept"] or ())

    def undo(self, work: Work, content: Content, result: Result) -> None:
        elections.withdraw(work, result["election"])

    # --- reading

    def _with(self, work: Work, content: Content, text: str) -> Content:
        """The content with what a message says: what is said again is a correction."""
        said = reading.read_election(text, work.today)
        changed = {**content, **{key: _plain(value) for key in (*NAMED, *COUNTED) if (value := getattr(said, key))}}
        if said.held_on and said.held_on > work.today:
            changed |= {"future": said.held_on.isoformat(), "held_on": None}
        elif said.held_on:
            changed |= {"held_on": said.held_on.isoformat(), "bad_day": None, "future": None}
        elif said.bad_day:
            changed |= {"bad_day": said.bad_day, "held_on": None}
        if said.composition:
            changed["composition"] = {**(content["composition"] or {}), **{b: [n, m] for b, n, m in said.composition}}
        if said.same and said.president is None:
            changed["same"] = list(said.same)
        return self._settled(work, _renamed(changed, content, text))

    def _keeping(self, work: Work, content: Content, text: str) -> Content:
        """The content with whose roles are to go on, where a message says so."""
        names = [one.name for one in handing_over.leaving(work, content["org"], _elected({**content, "kept": ()}))]
        said = reading.read_roles(text, names)
        if said is None:
            return content
        before = set(content["kept"] or ())
        return {**content, "kept": sorted(before | set(said.names) if said.kept else before - set(said.names))}

    def _settled(self, work: Work, content: Content) -> Content:
        """With what follows from the organisation: who goes on leading it; whether this election is known already."""
        if content["org"] is None:
            return content
        work.demand(Action.RECORD_ELECTION, content["org"])
        if not content["president"] and "president" in (content["same"] or ()):
            content = {**content, "president": work.session.get_one(OrganisationRow, content["org"]).president}
        if content["held_on"]:
            day = date.fromisoformat(content["held_on"])
            if known := elections.known(work, content["org"], day):
                name = lookup.name_of(work.session, content["org"])
                raise elections.already(name, known)
        return content


def amended(work: Work, draft: Open, text: str) -> Content | None:
    """Correct what was saved by a message; None when it says nothing of it."""
    result = draft.row.result or {}
    form, before = ElectionForm(), draft.content
    own_day = before["held_on"]
    changed = form.take(work, text, {**before, "org": None, "sure": True}, None)
    if changed is None:
        return None
    content = {**changed.content, "org": before["org"], "held_on": changed.content["held_on"] or own_day}
    if changed.content["future"]:
        raise RegisterError("election_future", names=[lookup.name_of(work.session, before["org"])])
    elections.amend(work, result["election"], _elected(content))
    drafts.keep(work, draft, form, content)
    return content


def wording(text: str) -> str | None:
    """What a message about an election is beside a question or a report: `wish` (to put it off, which nobody has
    agreed to), `postpone`, `correct`; None for none of them.
    """
    if reading.wishes_to_postpone(text):
        return "wish"
    if reading.postpones(text):
        return "postpone"
    return "correct" if reading.corrects(text) else None


def wished(work: Work, text: str) -> Due | None:
    """The clock of the organisation whose election somebody wants to put off; None when it is not clear which one."""
    _demand_any(work)
    number, _ = _where(work, text)
    return None if number is None else clock_of(work, number)


class PostponementForm:
    """That a congress is held later: of which organisation, until when, and who approved it."""

    kind = "postponement"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError, and RegisterError when no due day is known that could be put off."""
        _demand_any(work)
        content: Content = dict.fromkeys(("until", "approved_by", "bad_until", "insisted"))
        content["org"], content["near"] = _where(work, text)
        return self._with(work, content, text)

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if asked and replies.has_nothing(text):
            return Taken({**content, "insisted": asked}, sure=True)
        changed = {**content, "insisted": None, "bad_until": None}
        if asked == "org":
            changed["org"], changed["near"] = _where(work, text, asked=True)
        changed = self._with(work, changed, text, bare=asked == "until")
        if asked == "approved_by" and not changed["approved_by"]:
            changed["approved_by"] = reading.approver_alone(text)
        differs = {key for key, value in changed.items() if value != content.get(key)} - {"insisted", "near"}
        return Taken(changed, sure=True) if differs else None

    def missing(self, work: Work, content: Content) -> str | None:
        return next((field for field in ("org", "until", "approved_by") if not content[field]), None)

    def commit(self, work: Work, content: Content, request: str) -> Result:
        until = date.fromisoformat(content["until"])
        return {"postponement": elections.postpone(work, content["org"], until, content["approved_by"], request).id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        elections.withdraw_postponement(work, result["postponement"])

    def _with(self, work: Work, content: Content, text: str, *, bare: bool = False) -> Content:
        """The content with what a message says; `bare`: it answers until when."""
        if content["org"] is None:
            said = reading.read_postponement(text, work.today)
            until = said.until.isoformat() if said.until else content["until"]
            return {**content, "until": until, "approved_by": said.approved_by or content["approved_by"]}
        work.demand(Action.RECORD_ELECTION, content["org"])
        due = regular_due(work, content["org"])
        said = reading.read_postponement(text, work.today, due)
        until = (reading.said_until(text, work.today, due) if bare else None) or said.until
        until = until or (date.fromisoformat(content["until"]) if content["until"] else None)
        changed = {**content, "approved_by": said.approved_by or content["approved_by"], "until": None}
        if until and due < until <= years_after(due, elections.FURTHEST):
            return {**changed, "until": until.isoformat()}
        return {**changed, "bad_until": until.isoformat() if until else content["bad_until"]}


def regular_due(work: Work, organisation_id: int) -> date:
    """The day that the rule sets, without postponements. Raises RegisterError when it is not known."""
    due = clock_of(work, organisation_id).clock.due
    if due is None:
        raise RegisterError("postpone_unknown", names=[lookup.name_of(work.session, organisation_id)])
    return due


def clock_of(work: Work, organisation_id: int) -> Due:
    """The clock of one organisation, of a draft that was permitted."""
    return elections.clocks(work, [work.session.get_one(OrganisationRow, organisation_id)])[0]


def next_due(work: Work, content: Content) -> Due:
    """The clock as it will be once the election of a draft is recorded."""
    row = work.session.get_one(OrganisationRow, content["org"])
    held = date.fromisoformat(content["held_on"])
    since = max(held, row.last_election) if row.last_election else held
    copy = OrganisationRow(name=row.name, type=row.type, founded=row.founded, last_election=since, facts=row.facts)
    return Due(copy, store.clock_of(copy), work.today)


def overdue(one: Due) -> bool:
    """Whether a clock has run out."""
    return one.status is DueStatus.OVERDUE


def _demand_any(work: Work) -> None:
    if not any(reach(grant.role, Action.RECORD_ELECTION) is not Reach.NONE for grant in work.who.grants):
        raise PermissionDeniedError(f"{work.account_id}: elections")


def _where(work: Work, text: str, *, asked: bool = False) -> tuple[int | None, list[str]]:
    """(the organisation that a message is about, names that may be meant). Upper levels are never guessed."""
    near: list[str] = []
    text = lookup.in_full(work.session, work.who, reading.in_own_words(text), work.today, whole=False)
    for part in (text, reading.head_of(text, work.today)):
        found = lookup.find(work.session, work.who, part)
        if found.asked is not None:
            near = near or list(found.near)
            continue
        if len(found.rows) != 1:
            return None, [row.name for row in found.rows]
        row = found.rows[0]
        said = row.short in text or bool(found.query.names) or found.query.ours
        guessed = row.type in ABOVE_GRASS_ROOTS and not said
        return (None, []) if guessed or (asked and not said and row.short not in text) else (row.id, [])
    return None, near


def _renamed(content: Content, before: Content, text: str) -> Content:
    """With one name in the place of another that is said to be wrong."""
    names = [
        name for key in NAMED for name in (before[key] if isinstance(before[key], list) else [before[key]]) if name
    ]
    found = reading.named_instead(text, names)
    if found is None:
        return content
    old, new = found
    changed = dict(content)
    for key in NAMED:
        value = before[key]
        if value == old:
            changed[key] = new
        elif isinstance(value, list) and old in value:
            changed[key] = [new if name == old else name for name in value]
        elif content[key] == new:
            changed[key] = value  # read as another office's
    return changed


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _elected(content: Content) -> Elected:
    return Elected(
        held_on=date.fromisoformat(content["held_on"]),
        president=content["president"],
        secretary=content["secretary"],
        vice_presidents=tuple(content["vice_presidents"] or ()),
        council=tuple(content["council"] or ()),
        meeting=Meeting(content["meeting"]) if content["meeting"] else None,
        expected=content["expected"],
        present=content["present"],
        composition=tuple((body, n, m) for body, (n, m) in (content.get("composition") or {}).items()),
        kept=tuple(content.get("kept") or ()),
    )
