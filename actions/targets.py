"""Targets and the annexes: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet


class QueryProgress(NotBuiltYet, BoaiAction):
    """The task query_progress."""

    task = "query_progress"


class ExportReport(NotBuiltYet, BoaiAction):
    """The task export_report."""

    task = "export_report"
