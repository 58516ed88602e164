"""Activities: understood, not built yet."""

from actions.base import NotBuiltYet


class ReportActivity(NotBuiltYet):
    """The task report_activity."""

    task = "report_activity"


class QueryActivities(NotBuiltYet):
    """The task query_activities."""

    task = "query_activities"
