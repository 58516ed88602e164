"""The half-yearly bulletin and the letters to those who are behind, as files."""

from datetime import date

from actions.base import Reply, Runtime, Turn
from actions.organisations import which
from bot.core.permissions import Action
from bot.reports import bulletin as paper
from bot.services import bulletin
from bot.services.conversations import Press
from bot.services.organisations import Row
from bot.services.work import Work

TASK = "export_report"
MARK = "bulletin:"  # begins what a button says


def wanted(runtime: Runtime, turn: Turn, work: Work) -> list[Reply] | None:
    """The answer to a wish for a bulletin or letters; None when it is for something else."""
    if turn.pressed and turn.text.startswith(MARK):
        _, kind, number, day = turn.text.split(":")
        return [_made(runtime, turn, work, kind, work.session.get_one(Row, int(number)), date.fromisoformat(day))]
    wish = bulletin.wish(work, turn.text)
    if wish is None:
        return None
    if len(wish.found.rows) != 1:
        return which(wish.found, TASK, turn.text)
    return [_made(runtime, turn, work, wish.kind, wish.found.rows[0], wish.as_of)]


def _made(runtime: Runtime, turn: Turn, work: Work, kind: str, row: Row, day: date) -> Reply:
    work.demand(Action.EXPORT, row.id)
    words, values = runtime.words, {"name": row.name, "day": runtime.words.day(day)}
    if kind == "letters":
        letters = bulletin.letters(work, row, day)
        if not letters:
            return Reply("utter_letters_none", values)
        path = runtime.files.new(turn.account.id, f"{words('bulletin_letters')}-{row.name}-{day:%Y%m%d}", paper.ENDING)
        paper.write_letters(letters, row.name, day, path)
        names = words("comma").join(one.to for one in letters)
        reply = Reply(
            "utter_letters_done", {**values, "count": str(len(letters)), "names": names}, (), {"files": [str(path)]}
        )
    else:
        made = bulletin.make(work, row, day)
        path = runtime.files.new(turn.account.id, f"{made.title}-{day:%Y%m%d}", paper.ENDING)
        paper.write(made, path)
        behind = {one.row.id for section in made.sections for one in section.those(bulletin.State.BEHIND)}
        buttons = ((words("bulletin_want_letters"), Press(task=TASK, about=f"{MARK}letters:{row.id}:{day}")),)
        reply = Reply(
            "utter_bulletin_done",
            {**values, "title": made.title, "count": str(len(behind))},
            buttons if behind else (),
            {"files": [str(path)]},
        )
    bulletin.logged(work, kind, row, day)
    return reply
