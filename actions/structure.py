"""The parts of an organisation: recording one, and what is answered of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.base import BoaiAction, Reply, Runtime, Turn, Words, next_page
from actions.drafts import Talk, work_of
from bot.core.paging import cut
from bot.core.structure import Body, Fact
from bot.services import composition, organisations, structure
from bot.services.composition import Finding
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.structure_form import CHANGEABLE, StructureForm
from bot.services.work import Work
from bot.store.tables import OrganisationRow

PAGE = 12  # lines of one message
YES_NO = {"party_branch", "from_grass_roots"}
_LINES = {
    "point": ("name", "address", "keeper"),
    "team": ("name", "volunteers", "party_branch"),
    "post": ("body", "employment", "from_grass_roots", "until"),
    "dues": ("year", "fen"),
    "fact": ("by", "until"),
    "stay": (),
    "model": (),
}


class RecordStructure(BoaiAction):
    """Opens the record of a service point, a team, a post, dues or a fact of the set-up."""

    task = "record_structure"

    def answer(self, turn: Turn) -> list[Reply]:
        return StructureTalk(self.runtime).begin(turn)


class StructureTalk(Talk):
    """One part: what it is, what is missing, a look at it."""

    form = StructureForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        work, content = work_of(turn, self.runtime), draft.content
        unlisted = self.form.unlisted(work, content)
        values = {
            "title": self._title(work, content),
            "facts": "\n".join(self._lines(content)),
            "warning": self._warning(content, unlisted),
        }
        return Reply("utter_structure_preview", values)

    def _warning(self, content: Content, unlisted: Sequence[str]) -> str:
        """What should be looked at again before it is confirmed."""
        stays = content["what"] == "stay"
        said = [self.words("structure_unknown_spot", spot=content["spot"])] if stays and not content["visited"] else []
        if unlisted:
            word = "structure_no_leader" if stays else "structure_unlisted"
            said.append(self.words(word, names="、".join(unlisted)))
        return "\n".join(said)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content, asked = draft.content, draft.asked or ""
        insisted = self.words("structure_needed") if content.get("insisted") == asked else ""
        values = {"insisted": insisted, "who": self._subject(content)}
        if asked == "row":
            return Reply("utter_structure_ask_row", values, tuple((n, Press(say=n)) for _, n in content["choices"]))
        if asked == "org":
            near = content["near"] or []
            return Reply("utter_structure_ask_org", values, tuple((name, Press(say=name)) for name in near))
        if asked in YES_NO:
            yes, no = self.words("structure_yes"), self.words("structure_no")
            return Reply(f"utter_structure_ask_{asked}", values, ((yes, Press(say=yes)), (no, Press(say=no))))
        others = {("stay", "since"): "days", ("model", "by"): "recogniser"}
        name = others.get((content["what"], asked), asked)
        return Reply(f"utter_structure_ask_{name}", values)

    def saved(self, content: Content, result: Result) -> Reply:
        undo = ((self.words("undo"), Press(task="undo")),)
        return Reply("utter_structure_saved", {"what": self._subject(content)}, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_structure_undone", {"what": self._subject(content)})

    def _title(self, work: Work, content: Content) -> str:
        """What is done to what, where, from when."""
        day = content["since"] or work.today.isoformat()
        home = organisations.name_of(work.session, content["org"]) if content["org"] else ""
        name = f"structure_do_{content['what']}_{content['do'] or 'begin'}"
        if content["what"] in ("dues", "fact"):
            name = f"structure_do_{content['what']}"
        return self.words(name, what=self._subject(content), organisation=home, since=said_day(self.words, day))

    def _subject(self, content: Content) -> str:
        """What the draft is about, in a word or two."""
        words = self.words
        if content.get("title") and content["what"] != "dues":
            return str(content["title"])
        people = "、".join(content["people"] or [])
        if content["what"] == "post":
            return words("structure_post", people=people, post=content["post"] or words("structure_some_post"))
        if content["what"] == "dues":
            return words("structure_dues", people=people, year=content["year"])
        if content["what"] == "stay":
            return words("structure_stay", people="、".join(content["officers"] or []), days=self._days(content),
                         spot=content["spot"] or "")  # fmt: skip
        if content["what"] == "fact":
            entry = {"value": content["value"], "since": "", "by": None, "until": None}
            return fact_line(words, Fact(content["fact"]), entry) if content["fact"] else ""
        return str(content["type"] or "")

    def _days(self, content: Content) -> str:
        """From which day to which, and how many."""
        if not content["since"]:
            return ""
        first = date.fromisoformat(content["since"])
        last = date.fromisoformat(content["until"] or content["since"])
        name = "structure_days" if last > first else "structure_one_day"
        words = self.words
        return words(name, since=words.day(first), until=words.day(last), number=(last - first).days + 1)

    def _lines(self, content: Content) -> list[str]:
        if content["do"] == "end":
            return []
        if content["what"] == "model":
            return [self.words("structure_recognised_by", value=content["by"])] if content["by"] else []
        fields = CHANGEABLE[content["what"]] if content["do"] == "change" and content["what"] in CHANGEABLE else ()
        return [
            self.words(f"structure_{field}", value=shown(self.words, field, content[field]))
            for field in fields or _LINES[content["what"]]
            if content[field] is not None
        ]


def shown(words: Words, field: str, value: Any) -> str:
    """A value as it is read."""
    if isinstance(value, bool):
        return words("structure_yes" if value else "structure_no")
    if field == "fen":
        return money(value)
    return said_day(words, value) if field == "until" else str(value)


def money(fen: int) -> str:
    """Fen as yuan."""
    return f"{fen // 100}.{fen % 100:02d}" if fen % 100 else str(fen // 100)


def said_day(words: Words, moment: str) -> str:
    """An ISO day, month or year as it is said."""
    parts = [int(part) for part in moment.split("-")]
    names = ("structure_year_said", "structure_month_said", "day")
    return words(names[len(parts) - 1], **dict(zip(("year", "month", "day"), parts, strict=False)))


def fact_line(words: Words, fact: Fact, entry: dict[str, Any]) -> str:
    """One fact as it is told."""
    value = entry["value"]
    said = words(f"structure_fact_{fact}")
    if isinstance(value, bool):
        said = said if value else words("structure_fact_not", fact=said)
    else:
        said = words("structure_fact_is", fact=said, value=value)
    if entry.get("by"):
        said += words("structure_fact_by", value=entry["by"])
    if entry.get("until"):
        said += words("structure_fact_until", value=said_day(words, entry["until"]))
    return said + (words("structure_fact_since", value=said_day(words, entry["since"])) if entry["since"] else "")


# --- answers ---------------------------------------------------------------------------------------------------------


def parts_of(runtime: Runtime, turn: Turn, row: OrganisationRow, page: int, task: str) -> list[Reply]:
    """What a question asks about the parts of an organisation; empty when it asks for none."""
    work = work_of(turn, runtime)
    return _Parts(runtime.words, work, row, structure.asked(work, turn.text), page, task, turn.text).answers()


@dataclass(frozen=True)
class _Parts:
    """The answers to one question about the parts of one organisation, as of today."""

    words: Words
    work: Work
    row: OrganisationRow
    asked: structure.Parts
    page: int
    task: str
    said: str

    def answers(self) -> list[Reply]:
        """One for each kind of part that is asked for."""
        kinds: dict[str, Callable[[], Reply]] = {
            "points": self._points, "teams": self._teams, "posts": self._posts, "dues": self._dues,
            "facts": self._facts,
        }  # fmt: skip
        return [kinds[part]() for part in self.asked.parts]

    def _points(self) -> Reply:
        lines = [
            self._line(one, [
                self._detail("address", one.address), self._detail("keeper", one.keeper), self._since(one.opened),
                self._model(one),
            ])
            for one in structure.points(self.work, self.row.id, self.work.today)
            if self.asked.kind in (None, one.type) and (one.model_since is not None or not self.asked.models)
        ]  # fmt: skip
        named = self.words("structure_part_models") if self.asked.models else self.asked.kind
        return self._paged(named or self.words("structure_part_points"), lines)

    def _model(self, one: structure.Point) -> str | None:
        """That a home is a model, since when, by whom."""
        if one.model_since is None:
            return None
        by = self.words("structure_model_by", value=one.model_by) if one.model_by else ""
        return self.words("structure_model", day=self.words.day(one.model_since), by=by)

    def _teams(self) -> Reply:
        lines = [
            self._line(one, [
                self._detail("volunteers", one.volunteers), self._detail("party_branch", one.party_branch),
                self._since(one.founded),
            ])
            for one in structure.teams(self.work, self.row.id, self.work.today)
            if self.asked.kind in (None, one.type)
        ]  # fmt: skip
        return self._paged(self.asked.kind or self.words("structure_part_teams"), lines)

    def _posts(self) -> Reply:
        bodies = [Body(body) for body in self.asked.bodies]
        if self.asked.share:
            found_shares = composition.standing(self.work, self.row.id, bodies, self.work.today)
            lines = [share_line(self.words, one) for one in found_shares]
            ruled = self.words("share_rule" if any(one.applies for one in found_shares) else "share_no_rule")
            return Reply("utter_shares", {"name": self.row.name, "lines": "\n".join(lines), "rule": ruled})
        found = structure.holders(self.work, self.row.id, bodies, self.work.today)
        named = "、".join(self.asked.bodies)
        if found.total is not None and found.total > len(found.named):
            return Reply("utter_structure_number", {"name": self.row.name, "what": named, "count": str(found.total)})
        lines = []
        for one in found.named:
            grass = self.words("structure_grass") if one.from_grass_roots else None
            unlisted = self.words("structure_no_member") if one.unlisted else None
            details = _joined([one.employment, grass, self._since(one.since), unlisted])
            lines.append(self.words("structure_holder", called=one.name, post=one.post, details=details))
        return self._paged(named or self.words("structure_part_posts"), lines)

    def _own_dues(self) -> Reply:
        found = structure.own_dues(self.work, self.asked.year)
        if found is None:
            return Reply("utter_person_own_unknown")
        values = {"name": found.name, "year": str(found.year)}
        if found.paid is None:
            return Reply("utter_structure_own_dues_none", values)
        fen, day = found.paid
        return Reply("utter_structure_own_dues", values | {"sum": money(fen), "day": self.words.day(day)})

    def _dues(self) -> Reply:
        if structure.asks_own_dues(self.said):
            return self._own_dues()
        found = structure.dues(self.work, self.row.id, self.asked.year, self.work.today, self.page)
        values = {
            "name": self.row.name, "year": str(found.year), "paid": str(found.paid), "sum": money(found.fen),
            "unpaid": str(found.unpaid),
        }  # fmt: skip
        if not self.asked.owes:
            return Reply("utter_structure_dues", values)
        if found.owing is None:  # numbers are told, names are not
            return Reply("utter_structure_owing_number", values)
        if not found.unpaid:
            return Reply("utter_structure_owing_none", values)
        rows = [
            f"{number}. {name}" + ("" if home == self.row.name else f"（{home}）")
            for number, (name, home) in enumerate(found.owing, found.at.start + 1)
        ]
        buttons = next_page(self.words, self.task, self.said, found.at.page, found.at.pages)
        return Reply("utter_structure_owing", values | {"rows": "\n".join(rows)}, buttons)

    def _facts(self) -> Reply:
        found = structure.facts(self.work, self.row.id, self.work.today)
        wanted = [Fact(key) for key in self.asked.facts] or list(Fact)
        missing = [self.words(f"structure_fact_{fact}") for fact in wanted if fact not in found]
        more = self.words("structure_unrecorded", names="、".join(missing)) if missing and self.asked.facts else ""
        lines = [fact_line(self.words, fact, found[fact]) for fact in wanted if fact in found]
        return self._paged(self.words("structure_part_facts"), lines, more)

    # --- wording

    def _paged(self, what: str, lines: Sequence[str], more: str = "") -> Reply:
        values = {"name": self.row.name, "what": what, "more": more}
        if not lines:
            return Reply("utter_structure_none", values)
        at = cut(len(lines), self.page, PAGE)
        values |= {"count": str(len(lines)), "rows": "\n".join(at.of(lines))}
        return Reply("utter_structure_list", values, next_page(self.words, self.task, self.said, at.page, at.pages))

    def _line(self, one: Any, details: Sequence[str | None]) -> str:
        away = one.organisation != self.row.name
        where = self.words("structure_of", organisation=one.organisation) if away else ""
        return self.words("structure_row", called=one.name, where=where, details=_joined(details))

    def _detail(self, field: str, value: Any) -> str | None:
        return None if value is None else self.words(f"structure_{field}", value=shown(self.words, "", value))

    def _since(self, day: date | None) -> str | None:
        return self.words("structure_since", value=self.words.day(day)) if day else None


def share_line(words: Words, one: Finding) -> str:
    """How a body is made up, and where a document asks for it whether that is enough: an ask, no refusal."""
    who = words(f"share_of_{one.body.name.lower()}")
    asked = words("share_least", least=one.share.least, section=one.share.section) if one.applies else ""
    if one.made is None:
        return words("share_unsaid", who=who, asked=asked)
    made = one.made
    open_ = words("share_open", number=made.unknown) if made.unknown else ""
    verdict = {True: "share_enough", False: "share_short", None: "share_unclear"}[one.enough] if one.applies else ""
    return words(
        "share_line",
        who=who, total=made.total, some=made.grass_roots, percent=f"{made.percent:.0f}", open=open_, asked=asked,
        verdict=words(verdict) if verdict else "",
    )  # fmt: skip


def _joined(details: Sequence[str | None]) -> str:
    return "，".join(detail for detail in details if detail)
