"""Annexes 1 and 2: as files, submitted upward, accepted or returned, who has submitted."""

from actions.base import Reply, Turn
from actions.drafts import Talk, work_of
from actions.organisations import which
from bot.core.annexes import AnnexStatus
from bot.core.errors import PermissionDeniedError
from bot.core.permissions import Action
from bot.reports import annexes as paper
from bot.services import annexes
from bot.services.annexes import Annex, AnnexDecisionForm, AnnexForm, Level, Wish, thawed
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.organisations import Row
from bot.services.work import Work

TASK = "export_report"
MARK = "annex:"  # begins what a button about an annex says
MISSING = 12  # names of organisations in one message; more are told by number


def wanted(talk: "AnnexTalk", turn: Turn, work: Work) -> list[Reply] | None:
    """The answer to a wish for an annex; None when it is for something else."""
    if turn.pressed and turn.text.startswith(MARK):
        _, does, *rest = turn.text.split(":")
        return _PRESSED[does](_Files(talk, turn, work), rest)
    wish = annexes.wish(work, turn.text)
    if wish is None:
        return None
    if not wish.kinds:
        offered = [talk.words(f"annex_ask_{kind}") for kind in annexes.KINDS]
        return [Reply("utter_annex_which", {}, tuple((one, Press(task=TASK, about=one)) for one in offered))]
    if len(wish.found.rows) != 1:
        return which(wish.found, TASK, turn.text)
    row = wish.found.rows[0]
    work.demand(Action.EXPORT, row.id)
    files = _Files(talk, turn, work)
    if wish.does == "submit":
        return files.submit(wish.kinds[0], row, wish.year, wish.baseline)
    if wish.does == "standing":
        return [files.standing(kind, row, wish.year) for kind in wish.kinds]
    return [files.wish(kind, row, wish) for kind in wish.kinds]


class AnnexTalk(Talk):
    """An annex that is submitted: its numbers are looked at first."""

    form = AnnexForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        annex = thawed(draft.content["annex"])
        above = annexes.superior(work_of(turn, self.runtime), annex.organisation_id)
        counted = [line for line in annex.lines if line.value is not None]
        rows = [self.words("annex_line", number=one.number, item=one.item, value=f"{one.value:g}") for one in counted]
        values = {
            "title": annex.title,
            "name": annex.organisation,
            "superior": above.name,
            "day": self.words.day(annex.as_of),
            "note": self.words("annex_baseline", year=annex.baseline) if annex.baseline else "",
            "rows": "\n".join(rows),
            "empty": self._empty(len(annex.lines) - len(counted)),
        }
        return Reply("utter_annex_preview", values)

    def _empty(self, count: int) -> str:
        return self.words("annex_empty", count=count) if count else ""

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.preview(draft, turn)

    def saved(self, content: Content, result: Result) -> Reply:
        annex = thawed(content["annex"])
        undo = ((self.words("undo"), Press(task="undo")),)
        return Reply("utter_annex_submitted", {"title": annex.title, "name": annex.organisation}, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_annex_withdrawn", {"title": thawed(content["annex"]).title})


class AnnexDecisionTalk(Talk):
    """An annex that is accepted, or returned with a reason."""

    form = AnnexDecisionForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_annex_return_preview", _decided(draft.content))

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_annex_ask_why", _decided(draft.content))

    def saved(self, content: Content, result: Result) -> Reply:
        if content["accept"]:
            return Reply("utter_annex_accepted", _decided(content))
        return Reply("utter_annex_returned", _decided(content), ((self.words("undo"), Press(task="undo")),))

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_annex_reopened", _decided(content))


def _decided(content: Content) -> dict[str, str]:
    return {"name": content["organisation"], "title": content["title"], "why": content["why"] or ""}


class _Files:
    """Files of annexes for one turn, and what their buttons do."""

    def __init__(self, talk: AnnexTalk, turn: Turn, work: Work) -> None:
        self.talk, self.turn, self.work = talk, turn, work
        self.words, self.runtime = talk.words, talk.runtime

    def wish(self, kind: str, row: Row, wish: Wish) -> Reply:
        """As it was submitted when it was; else from the present numbers."""
        there = annexes.standing(self.work, kind, row, wish.year)
        if there is not None and wish.baseline in (None, thawed(there.numbers).baseline):
            status = self.words(f"annex_{AnnexStatus(there.status).value}")
            day = self.words.day(there.submitted_at.astimezone(self.turn.now.tzinfo).date())
            annex = thawed(there.numbers)
            again = self.words("annex_afresh"), _press("afresh", annex, wish.ending)
            note = self.words("annex_frozen", day=day, status=status)
            return self._file(annex, wish.ending, note, (again,), number=there.id)
        annex = annexes.fill(self.work, kind, row, wish.year, wish.baseline)
        submit = (self.words("annex_submit"), _press("submit", annex)) if row.parent_id else None
        return self._file(annex, wish.ending, "", (submit,) if submit else ())

    def submit(self, kind: str, row: Row, year: int, baseline: int | None) -> list[Reply]:
        """Begin to submit."""
        return self.talk.begin(self.turn, f"{kind}:{row.id}:{year}:{baseline or ''}")

    def standing(self, kind: str, row: Row, year: int) -> Reply:
        """Who below has submitted, by level."""
        found = annexes.levels(self.work, kind, row, year)
        values = {
            "form": annexes.forms()[kind].name, "year": str(year), "name": row.name,
            "due": self.words.day(annexes.due(kind, year)),
            "rows": "\n".join(self._level(one) for one in found) or self.words("annex_nobody_below"),
        }  # fmt: skip
        return Reply("utter_annex_standing", values)

    def _level(self, one: Level) -> str:
        values = {
            "level": one.type, "total": one.total, "submitted": one.submitted, "in_time": one.in_time,
            "accepted": one.accepted, "rate": f"{one.rate:.4g}",
        }  # fmt: skip
        said = self.words("annex_level", **values)
        if not one.missing:
            return said
        names = self.words("comma").join(one.missing[:MISSING])
        more = len(one.missing) - MISSING
        return (
            said + self.words("annex_missing", names=names) + (self.words("annex_more", count=more) if more > 0 else "")
        )

    def _file(
        self, annex: Annex, ending: str, note: str, buttons: tuple[tuple[str, Press], ...], number: int | None = None
    ) -> Reply:
        path = self.runtime.files.new(
            self.turn.account.id, f"{annex.form.name}-{annex.organisation}-{annex.year}", ending
        )
        try:
            paper.write(annex, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        annexes.logged(self.work, annex)
        empty = sum(line.value is None for line in annex.lines)
        values = {
            "title": annex.title,
            "name": annex.organisation,
            "day": self.words.day(annex.as_of),
            "note": (self.words("annex_baseline", year=annex.baseline) if annex.baseline else "") + note,
            "empty": self.words("annex_empty", count=empty) if empty else "",
        }
        other = "docx" if ending == "xlsx" else "xlsx"
        about = f"{MARK}look:{number}:{other}" if number else _press("afresh", annex, other).about
        buttons = ((self.words(f"annex_as_{other}"), Press(task=TASK, about=about)), *buttons)
        return Reply("utter_annex_done", values, buttons, {"files": [str(path)]})

    # --- buttons

    def afresh(self, rest: list[str]) -> list[Reply]:
        """From the present numbers, whatever was submitted."""
        kind, number, year, baseline, ending = rest
        annex = annexes.fill(self.work, kind, self._row(number), int(year), int(baseline) if baseline else None)
        return [self._file(annex, ending, "", ())]

    def begin(self, rest: list[str]) -> list[Reply]:
        """Begin to submit what was just made."""
        kind, number, year, baseline, *_ = rest
        return self.submit(kind, self._row(number), int(year), int(baseline) if baseline else None)

    def look(self, rest: list[str]) -> list[Reply]:
        """What was submitted, as it was."""
        annex = thawed(annexes.submitted(self.work, int(rest[0])).numbers)
        return [self._file(annex, rest[1] if len(rest) > 1 else "docx", "", (), number=int(rest[0]))]

    def again(self, rest: list[str]) -> list[Reply]:
        """Submit anew what was returned, with the present numbers."""
        annex = thawed(annexes.submitted(self.work, int(rest[0])).numbers)
        return self.submit(annex.kind, self._row(str(annex.organisation_id)), annex.year, annex.baseline)

    def accept(self, rest: list[str]) -> list[Reply]:
        """At once: it can be taken back."""
        return AnnexDecisionTalk(self.runtime).at_once(self.turn, f"accept:{rest[0]}")

    def give_back(self, rest: list[str]) -> list[Reply]:
        """The reason is asked for."""
        return AnnexDecisionTalk(self.runtime).begin(self.turn, f"return:{rest[0]}")

    def _row(self, number: str) -> Row:
        row = self.work.session.get(Row, int(number))
        if row is None:
            raise PermissionDeniedError(f"{self.work.account_id}: organisation {number}")
        return row


_PRESSED = {
    "afresh": _Files.afresh,
    "submit": _Files.begin,
    "look": _Files.look,
    "again": _Files.again,
    "accept": _Files.accept,
    "return": _Files.give_back,
}


def _press(does: str, annex: Annex, ending: str = "xlsx") -> Press:
    parts = (annex.kind, annex.organisation_id, annex.year, annex.baseline or "", ending)
    return Press(task=TASK, about=f"{MARK}{does}:" + ":".join(map(str, parts)))
