"""Targets and the annexes: understood, not built yet."""

from actions.base import NotBuiltYet


class QueryProgress(NotBuiltYet):
    """The task query_progress."""

    task = "query_progress"


class ExportReport(NotBuiltYet):
    """The task export_report."""

    task = "export_report"
