"""Activities: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet
from bot.core.permissions import Action


class ReportActivity(NotBuiltYet, BoaiAction):
    """The task report_activity."""

    task = "report_activity"
    needs = Action.REPORT


class QueryActivities(NotBuiltYet, BoaiAction):
    """The task query_activities."""

    task = "query_activities"
    needs = Action.SEE_NUMBERS
