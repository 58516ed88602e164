"""Reminders: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet


class RemindMe(NotBuiltYet, BoaiAction):
    """The task remind_me."""

    task = "remind_me"


class ManageReminder(NotBuiltYet, BoaiAction):
    """The task manage_reminder."""

    task = "manage_reminder"
