"""Targets and the annexes, understood, not built yet; rosters as files."""

from actions.base import BoaiAction, NotBuiltYet, Reply, Turn
from actions.drafts import work_of
from actions.organisations import which
from bot.core.errors import PermissionDeniedError
from bot.core.permissions import Action, reach
from bot.services import exports
from bot.services.conversations import Press
from bot.services.exports import Exported, Wish
from bot.services.work import Work

LARGEST = 10_000  # rows of a file by chat: an answer has to come within seconds


class QueryProgress(NotBuiltYet, BoaiAction):
    """The task query_progress."""

    task = "query_progress"
    needs = Action.SEE_NUMBERS


class ExportReport(BoaiAction):
    """Rosters as a file; other reports are not built yet. Numbers are masked unless they are asked for in full."""

    task = "export_report"

    def answer(self, turn: Turn) -> list[Reply]:
        if not reach(turn.account.role, Action.EXPORT):
            raise PermissionDeniedError(f"{turn.account.id}: {Action.EXPORT}")
        work, words = work_of(turn, self.runtime), self.runtime.words
        wish = exports.wish(work, turn.text)
        if wish.other:
            return [Reply("utter_not_built_yet", {"wish": self.runtime.titles.of(self.task)})]
        if not wish.rosters:
            offered = [words(f"export_ask_{kind}") for kind in exports.KINDS]
            return [Reply("utter_export_which", {}, tuple((one, Press(task=self.task, about=one)) for one in offered))]
        if wish.found is not None:
            return which(wish.found, self.task, turn.text)
        return [self._roster(turn, work, wish, kind) for kind in wish.rosters]

    def _roster(self, turn: Turn, work: Work, wish: Wish, kind: str) -> Reply:
        words = self.runtime.words
        number = exports.count(work, kind, wish.where, wish.kinds)
        title = words(f"export_{kind}")
        if not number:
            return Reply("utter_export_empty", {"title": title})
        if number > LARGEST:
            return Reply("utter_export_too_many", {"title": title, "count": str(number), "limit": str(LARGEST)})
        path = self.runtime.files.new(turn.account.id, f"{title}-{turn.now:%Y%m%d}")
        try:
            done = exports.export(work, kind, path, wish.where, wish.kinds, full=wish.full)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        personal = exports.KINDS[kind].personal
        values = {
            "title": title, "scope": done.scope, "day": words.day(work.today), "count": str(done.rows),
            "numbers": words("export_full" if wish.full else "export_masked") if personal else "",
        }  # fmt: skip
        ask = words(f"export_ask_full_{kind}") if personal else ""
        more = ((words("export_want_full"), Press(task=self.task, about=f"{_named(done, wish)}{ask}")),)
        offered = more if personal and not wish.full else ()
        return Reply("utter_export_done", values, offered, {"files": [str(path)]})


def _named(done: Exported, wish: Wish) -> str:
    """The organisation and the kinds of people that were named: what a button says stands for itself."""
    scope = f"{done.scope} " if wish.where is not None else ""
    return f"{scope}{' '.join(wish.kinds)} "
