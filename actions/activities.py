"""Activities: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet


class ReportActivity(NotBuiltYet, BoaiAction):
    """The task report_activity."""

    task = "report_activity"


class QueryActivities(NotBuiltYet, BoaiAction):
    """The task query_activities."""

    task = "query_activities"
