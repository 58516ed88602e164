"""Reminders: understood, not built yet."""

from actions.base import NotBuiltYet


class RemindMe(NotBuiltYet):
    """The task remind_me."""

    task = "remind_me"


class ManageReminder(NotBuiltYet):
    """The task manage_reminder."""

    task = "manage_reminder"
