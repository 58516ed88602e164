"""Activities: reported, returned, asked about."""

from actions.activity_questions import ActivityAnswers
from actions.base import Asking, BoaiAction, Reply, Turn, action_for
from actions.drafts import STARTS, UNDONE_BY_NAME, correct_saved, work_of
from actions.reports import ReportTalk, ReturnTalk, withdrawn_by_name
from bot.services import reporting
from bot.services.conversations import Press
from bot.services.reporting import Heard


class ReportActivity(BoaiAction):
    """Opens a report; what only looks like one is answered as what it is."""

    task = "report_activity"

    def answer(self, turn: Turn) -> list[Reply]:
        talk = ReportTalk(self.runtime)
        if turn.pressed and turn.text.startswith("again:"):
            return talk.begin(turn, turn.text)
        work = work_of(turn, self.runtime)
        what = reporting.heard(work, turn.in_clear(self.runtime.vault))
        if what is Heard.QUESTION:
            return action_for("query_activities").answer(turn)
        reporting.demand_some(work)
        if what is Heard.MONEY:
            return [
                Reply("utter_report_money"),
                *action_for("ask_policy").answer(_asking(turn, self.runtime.words("donations"))),
            ]
        if what is Heard.ROSTER:
            buttons = tuple(
                (self.runtime.titles.of(task), Press(task=task, about=turn.text))
                for task in ("register_member", "register_volunteer")
            )
            return [Reply("utter_report_roster", {}, buttons)]
        if what is Heard.NEWS:
            return [Reply("utter_report_news")]
        if what is Heard.CHANGE:
            return correct_saved(self.runtime, turn)
        return talk.begin(turn)


def _asking(turn: Turn, question: str) -> Turn:
    return Turn(turn.session, turn.identity, turn.account, question, turn.now, turn.ranking, True, "ask_policy")


class ReturnReport(BoaiAction):
    """Returns a report to its reporter."""

    task = "return_report"

    def answer(self, turn: Turn) -> list[Reply]:
        return ReturnTalk(self.runtime).begin(turn, turn.text if turn.pressed else "")


class QueryActivities(Asking, BoaiAction):
    """Answers a question about activities of one organisation and everything below it."""

    task = "query_activities"

    def tell(self, turn: Turn) -> list[Reply]:
        return ActivityAnswers(self.runtime).answer(turn)


STARTS.add(ReturnReport.task)
UNDONE_BY_NAME.append(withdrawn_by_name)
