"""Targets and the annexes: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet
from bot.core.permissions import Action


class QueryProgress(NotBuiltYet, BoaiAction):
    """The task query_progress."""

    task = "query_progress"
    needs = Action.SEE_NUMBERS


class ExportReport(NotBuiltYet, BoaiAction):
    """The task export_report."""

    task = "export_report"
    needs = Action.EXPORT
