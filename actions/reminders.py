"""Reminders: understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet
from bot.core.permissions import Action


class RemindMe(NotBuiltYet, BoaiAction):
    """The task remind_me."""

    task = "remind_me"
    needs = Action.KEEP_REMINDERS


class ManageReminder(NotBuiltYet, BoaiAction):
    """The task manage_reminder."""

    task = "manage_reminder"
    needs = Action.KEEP_REMINDERS
