"""Terms of office: who is due when, elections that were held, elections that are put off."""

from datetime import date
from typing import Any

from actions.base import Asking, BoaiAction, Reply, Runtime, Turn, Words, action_for, next_page
from actions.charts import Charts
from actions.drafts import Talk, work_of
from actions.organisations import WHICH, which
from actions.structure import share_line
from bot.core.drafts import attentive
from bot.core.elections import CLAUSE, SOON, Basis, DueStatus
from bot.services import bulletin, congress, drafts, elections, following, organisations
from bot.services.congress import ElectionForm, PostponementForm
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.elections import Due, Listing

PUTS_OFF = {"wish", "postpone"}  # what a message says of an election that is to be later


class ElectionDue(Asking, BoaiAction):
    """Says when one organisation elects, or which ones are due."""

    task = "election_due"
    names_the_whole = False

    def tell(self, turn: Turn) -> list[Reply]:
        if not turn.pressed and (wording := congress.wording(turn.text)) in PUTS_OFF:
            return _put_off(self.runtime, turn, wording)
        words = self.runtime.words
        work = work_of(turn, self.runtime)
        if bulletin.urges_listed(turn.text):
            return [_urging(words)]
        found = elections.ask(work, turn.text)
        if found.one:
            return [_one(found.one, words)]
        if found.listing is None:
            assert found.which is not None
            return which(found.which, self.task, turn.text)
        if found.listing.file and found.listing.lines:
            return [self._file(turn, found.listing)]
        if found.listing.calendar:
            return [_calendar(found.listing, words, Charts(self.runtime, work))]
        return [_listed(found.listing, turn.text, words)]

    def _file(self, turn: Turn, listing: Listing) -> Reply:
        """The whole list, of which a message shows a page."""
        words = self.runtime.words
        path = self.runtime.files.new(turn.account.id, f"{words('due_file')}-{turn.now:%Y%m%d}")
        elections.write(path, listing.lines)
        named = listing.window or listing.asked != "window"
        scope = "、".join(row.name for row in listing.scope)
        calendar = words("due_scope", scope=scope, head=words("due_head_calendar"))
        head = _head(listing, words) if named else calendar
        values = {"head": head, "count": len(listing.lines), "notes": _notes(listing, words)}
        return Reply("utter_due_file", values, custom={"files": [str(path)]})


class RecordElection(BoaiAction):
    """Opens the record of an election; a correction of the one that was just saved is one."""

    task = "record_election"

    def answer(self, turn: Turn) -> list[Reply]:
        wording = congress.wording(turn.text)
        if wording in PUTS_OFF:
            return _put_off(self.runtime, turn, wording)
        talk, identity = ElectionTalk(self.runtime), turn.identity
        saved = drafts.saved(turn.session, self.runtime.personal, identity.account_id, identity.chat, turn.now)
        recent = saved is not None and saved.kind == talk.form.kind and attentive(saved.row.changed_at, turn.now)
        if wording == "correct" and saved is not None and recent and (amended := talk.amend(saved, turn)):
            return amended
        return talk.begin(turn)


class PostponeElection(BoaiAction):
    """Opens the record of an approval to elect later; whether one may is a question of policy."""

    task = "postpone_election"

    def answer(self, turn: Turn) -> list[Reply]:
        if turn.pressed:
            return PostponementTalk(self.runtime).begin(turn)
        return _put_off(self.runtime, turn, congress.wording(turn.text))


def _urging(words: Words) -> Reply:
    """What can be done to those whose term is over: they are reminded already; letters speak of targets."""
    export = words("due_urge_list"), Press(task=ElectionDue.task, about=words("due_urge_say_list"))
    letters = words("bulletin_want_letters"), Press(task="export_report", about=words("bulletin_want_letters"))
    return Reply("utter_due_urge", {}, (export, letters))


def _put_off(runtime: Runtime, turn: Turn, wording: str | None) -> list[Reply]:
    """An approval is recorded; who only wants to elect later is told what that takes; a question is one of policy."""
    if wording == "postpone":
        return PostponementTalk(runtime).begin(turn)
    one = congress.wished(work_of(turn, runtime), turn.text) if wording == "wish" else None
    if one is None or one.clock.deadline is None:
        return action_for("ask_policy").answer(turn)
    words, who = runtime.words, work_of(turn, runtime).who
    above = organisations.card(turn.session, who, one.row, one.today).parent
    values = {
        "name": one.row.name, "day": words.day(one.clock.deadline), "left": _left(one, words),
        "rule": _rule(one, words), "above": above or words("due_above"),
    }  # fmt: skip
    record = words("postpone_record"), Press(task=PostponeElection.task, about=words("postpone_say", name=one.row.name))
    ask = words("pass_on"), Press(task="pass_on", about=words("postpone_question"))
    return [Reply("utter_postpone_wish", values, (record, ask))]


# --- answers of the clock ----------------------------------------------------------------------------------------


def _one(one: Due, words: Words) -> Reply:
    clock = one.clock
    if clock.since is None or clock.due is None or clock.deadline is None:
        return Reply("utter_due_unknown", {"name": one.row.name})
    values = {
        "name": one.row.name,
        "day": words.day(clock.deadline),
        "left": _left(one, words),
        "since": words.day(clock.since),
        "begun": words("due_since_founding" if clock.founding else "due_since_congress"),
        "rule": _rule(one, words),
        "postponed": words("due_put_off", day=words.day(clock.due)) if clock.postponed else "",
    }
    return Reply("utter_due_one", values)


def _rule(one: Due, words: Words) -> str:
    """What the length of the term rests on, with the clause; the assumption where the documents are silent."""
    term = one.clock.term
    return words(f"due_rule_{term.basis}", type=one.row.type, years=term.years, clause=CLAUSE)


def _left(one: Due, words: Words) -> str:
    days = one.days_left or 0
    if days < 0:
        return words("due_over", days=-days)
    return words("due_left", days=days) if days else words("due_today")


def _line(number: int, one: Due, words: Words) -> str:
    clock = one.clock
    if clock.deadline is None or clock.due is None:
        return words("due_line_unknown", number=number, branch=one.row.name)
    notes = [words(f"due_note_{clock.term.basis}", years=clock.term.years)]
    notes += [words("due_note_put_off", day=words.day(clock.due))] if clock.postponed else []
    notes += [words("due_by_founding")] if clock.founding else []
    return words(
        "due_line",
        number=number,
        branch=one.row.name,
        day=words.day(clock.deadline),
        left=_left(one, words),
        notes="，".join(notes),
    )


def _listed(listing: Listing, text: str, words: Words) -> Reply:
    values = {"head": _head(listing, words), "list": "", "notes": _notes(listing, words)}
    if not listing.lines:
        values["list"] = _next(listing, words)
        return Reply("utter_due_none", values, _buttons(listing, text, words))
    numbered = enumerate(listing.shown, listing.at.start + 1)
    values["list"] = "\n".join(_line(number, one, words) for number, one in numbered)
    return Reply("utter_due_list", values, _buttons(listing, text, words))


def _head(listing: Listing, words: Words) -> str:
    first, last = listing.window or (date.min, date.min)
    said = words(
        f"due_head_{listing.asked}",
        types="、".join(listing.types) or words("due_all_types"),
        days=SOON,
        first=words.day(first),
        last=words.day(last),
        over=sum(one.status is DueStatus.OVERDUE for one in listing.lines),
        soon=sum(one.status is DueStatus.SOON for one in listing.lines),
        count=len(listing.lines),
    )
    return words("due_scope", scope="、".join(row.name for row in listing.scope), head=said)


def _notes(listing: Listing, words: Words) -> str:
    """What must be said below a list: pages, who else is overdue, who has no date, what the terms rest on."""
    undated = listing.asked == "unknown"  # no term is shown
    shown = () if undated else listing.lines or ((listing.next_one,) if listing.next_one else ())
    bases = {one.clock.term.basis for one in shown}
    notes = [words("due_pages", page=listing.at.page, pages=listing.at.pages)] if listing.at.pages > 1 else []
    notes += [words("due_older", count=listing.older)] if listing.older else []
    notes += [words("due_dateless", count=listing.unknown)] if listing.unknown and not undated else []
    notes += [words("due_basis", clause=CLAUSE)] if Basis.DOCUMENT in bases else []
    notes += [words("due_assumed")] if Basis.ASSUMED in bases else []
    return "\n".join(notes)


def _next(listing: Listing, words: Words) -> str:
    one = listing.next_one
    if one is None or one.clock.deadline is None or listing.asked == "unknown":
        return ""
    return words("due_next", branch=one.row.name, day=words.day(one.clock.deadline), left=_left(one, words))


def _buttons(listing: Listing, text: str, words: Words) -> tuple[tuple[str, Press], ...]:
    buttons = next_page(words, ElectionDue.task, text, listing.at.page, listing.at.pages)
    if listing.at.pages > 1:
        title, asks = words("due_as_file"), text.split("#")[0].strip()
        buttons = (*buttons, (title, Press(task=ElectionDue.task, about=f"{asks} {title}")))
    if not listing.older:
        return buttons
    title = words("due_see_overdue")
    return (*buttons, (title, Press(task=ElectionDue.task, about=title)))


def _calendar(listing: Listing, words: Words, charts: Charts) -> Reply:
    first, last = listing.window or (None, None)
    years = range(first.year, last.year + 1) if first and last else [_this_year(listing)]
    months, pictures = [], []
    scope = "、".join(row.name for row in listing.scope)
    for year in years:
        due = elections.calendar(listing.lines, year)
        pictures += charts.elections(scope, year, {month: len(rows) for month, rows in due.items()})
        for month, rows in due.items():
            names = "、".join(
                words("due_month_one", branch=one.row.name, day=(one.clock.deadline or one.today).day) for one in rows
            )
            months.append(words("due_month", year=year, month=month, count=len(rows), names=names))
    values = {
        "head": words("due_scope", scope=scope, head=words("due_head_calendar")),
        "list": "\n".join(months) or _next(listing, words) or words("due_calendar_empty"),
        "notes": _notes(listing, words),
    }
    return Reply("utter_due_list", values, custom={"files": pictures} if pictures else {})


def _this_year(listing: Listing) -> int:
    one = next(iter(listing.lines), listing.next_one)
    return one.today.year if one else date.min.year


# --- drafts ------------------------------------------------------------------------------------------------------


class ElectionTalk(Talk):
    """An election: a look at it with what comes next, kept, taken back, corrected in words."""

    form = ElectionForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        values = self._values(draft.content, turn)
        roles, buttons = self._roles(draft.content, turn)
        shares = self.form.shares(work_of(turn, self.runtime), draft.content)
        asks = "".join(f"\n{share_line(self.words, one)}" for one in shares)
        return Reply("utter_election_preview", values | {"roles": roles, "shares": asks}, buttons)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content, asked = draft.content, draft.asked or ""
        insisted = self.words("election_needed") if content["insisted"] == asked else ""
        if asked == "org":
            return _asking_where(content, insisted)
        name = organisations.name_of(turn.session, content["org"])
        if asked == "held_on" and (content["bad_day"] or content["future"]):
            kind = "bad" if content["bad_day"] else "future"
            said = content["bad_day"] or self.words.day(date.fromisoformat(content["future"]))
            return Reply(f"utter_election_ask_{kind}_day", {"name": name, "said": said})
        if asked == "sure":
            return self._asking_sure(content, name, turn)
        return Reply(f"utter_election_ask_{asked}", {"name": name, "insisted": insisted})

    def saved(self, content: Content, result: Result) -> Reply:
        waits = [
            self.words(f"election_waits_{name}", count=count) for name, count in (result.get("waits") or {}).items()
        ]
        values = {
            "day": self.words.day(date.fromisoformat(content["held_on"])),
            "president": content["president"],
            "next": self.words("election_moved" if result.get("moved") else "election_not_moved"),
            "waits": self.words("election_waits", what="，".join(waits))
            if waits
            else self.words("election_waits_none"),
        }
        return Reply("utter_election_saved", values, ((self.words("undo"), Press(task="undo")),))

    def leads_to(self, content: Content, turn: Turn) -> dict[str, Any] | None:
        name = organisations.name_of(turn.session, content["org"])
        return following.subject_of(ElectionDue.task, name)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_election_undone", {"day": self.words.day(date.fromisoformat(content["held_on"]))})

    def commit(self, draft: Open, turn: Turn) -> list[Reply]:
        """With what is due next, which only the register knows after the record."""
        replies = super().commit(draft, turn)
        if replies[0].name == "utter_election_saved":
            one = congress.clock_of(work_of(turn, self.runtime), draft.content["org"])
            due = self.words.day(one.clock.deadline) if one.clock.deadline else self.words("missing")
            values = {"name": one.row.name, "due": due, "rule": _rule(one, self.words)}
            replies[0] = Reply(replies[0].name, replies[0].values | values, replies[0].buttons)
        return replies

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        content = congress.amended(work_of(turn, self.runtime), draft, turn.in_clear(self.runtime.vault))
        if content is None:
            return None
        undo = ((self.words("undo"), Press(task="undo")),)
        return [Reply("utter_election_amended", self._values(content, turn), undo)]

    def _asking_sure(self, content: Content, name: str, turn: Turn) -> Reply:
        work = work_of(turn, self.runtime)
        one = congress.clock_of(work, content["org"])
        odd = self.form.oddities(work, content)[0]
        values = {
            "name": name,
            "day": self.words.day(date.fromisoformat(content["held_on"])),
            "founded": self.words.day(one.row.founded) if one.row.founded else self.words("missing"),
            "last": self.words.day(one.row.last_election) if one.row.last_election else self.words("missing"),
            "due": self.words.day(one.clock.due) if one.clock.due else self.words("missing"),
        }
        yes, no = self.words("election_sure"), self.words("election_not_sure")
        return Reply(f"utter_election_sure_{odd}", values, ((yes, Press(say=yes)), (no, Press(say=no))))

    def _values(self, content: Content, turn: Turn) -> dict[str, str]:
        one = congress.next_due(work_of(turn, self.runtime), content)
        home = congress.clock_of(work_of(turn, self.runtime), content["org"])
        last = home.row.last_election
        return {
            "name": one.row.name,
            "day": self.words.day(date.fromisoformat(content["held_on"])),
            "leaders": "；".join(self._leaders(content, home)),
            "meeting": "，".join(self._meeting(content)),
            "last": self.words.day(last) if last else self.words("missing"),
            "due": self.words.day(one.clock.deadline) if one.clock.deadline else self.words("missing"),
            "rule": _rule(one, self.words),
        }

    def _roles(self, content: Content, turn: Turn) -> tuple[str, tuple[tuple[str, Press], ...]]:
        """Whose roles of account end on which day, or go on; with a button for the other of the two."""
        leaving, kept = self.form.leaving(work_of(turn, self.runtime), content), content["kept"] or []
        said = [self.words("election_roles_kept", names="、".join(kept))] if kept else []
        for one in leaving:
            word = "election_role_ends_own" if one.own else "election_role_ends"
            said.append(self.words(word, who=one.name, day=self.words.day(one.until)))
        title = self.words("election_keep_roles" if leaving else "election_end_roles")
        return "".join(f"\n{one}" for one in said), ((title, Press(say=title)),) if leaving or kept else ()

    def _leaders(self, content: Content, home: Due) -> list[str]:
        names = {name: content[name] for name in ("president", "vice_presidents", "secretary", "council")}
        if not names["secretary"] and home.row.secretary:
            names["secretary"] = self.words("election_stays", who=home.row.secretary)
        said = {key: "、".join(value) if isinstance(value, list) else value for key, value in names.items() if value}
        return [self.words(f"election_{key}", who=value) for key, value in said.items()]

    def _meeting(self, content: Content) -> list[str]:
        parts = [content["meeting"] or self.words("election_meeting")]
        for key in ("expected", "present"):
            parts += [self.words(f"election_{key}", count=content[key])] if content[key] else []
        few, many = content["present"], content["expected"]
        return [*parts, self.words("election_too_many")] if few and many and few > many else parts


class PostponementTalk(Talk):
    """An election put off: until when, who approved it."""

    form = PostponementForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_postpone_preview", self._values(draft.content, turn))

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content, asked = draft.content, draft.asked or ""
        insisted = self.words("postpone_needed") if content["insisted"] == asked else ""
        if asked == "org":
            return _asking_where(content, insisted)
        values = {"name": organisations.name_of(turn.session, content["org"]), "insisted": insisted}
        values["due"] = self.words.day(congress.regular_due(work_of(turn, self.runtime), content["org"]))
        wrong = asked == "until" and content["bad_until"]
        return Reply(f"utter_postpone_ask_{'bad_' if wrong else ''}{asked}", values)

    def saved(self, content: Content, result: Result) -> Reply:
        values = {"day": self.words.day(date.fromisoformat(content["until"])), "approved_by": content["approved_by"]}
        return Reply("utter_postpone_saved", values, ((self.words("undo"), Press(task="undo")),))

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_postpone_undone", {"day": self.words.day(date.fromisoformat(content["until"]))})

    def _values(self, content: Content, turn: Turn) -> dict[str, str]:
        return {
            "name": organisations.name_of(turn.session, content["org"]),
            "due": self.words.day(congress.regular_due(work_of(turn, self.runtime), content["org"])),
            "day": self.words.day(date.fromisoformat(content["until"])),
            "approved_by": content["approved_by"],
        }


def _asking_where(content: Content, insisted: str) -> Reply:
    near = tuple((name, Press(say=name)) for name in (content["near"] or [])[:WHICH])
    return Reply("utter_election_ask_org_near" if near else "utter_election_ask_org", {"insisted": insisted}, near)
