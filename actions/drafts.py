"""Answers to a draft's preview. There are no drafts yet, so each says that nothing is open."""

from actions.base import BoaiAction, Reply, Turn


class NothingOpen:
    """A word about an open draft while none is open."""

    reply = "utter_nothing_open"

    def answer(self, turn: Turn) -> list[Reply]:
        return [Reply(self.reply)]


class Correct(NothingOpen, BoaiAction):
    """The task correct."""

    task = "correct"


class Confirm(NothingOpen, BoaiAction):
    """The task confirm."""

    task = "confirm"


class Deny(NothingOpen, BoaiAction):
    """The task deny."""

    task = "deny"


class CancelForm(NothingOpen, BoaiAction):
    """The task cancel_form."""

    task = "cancel_form"


class Undo(NothingOpen, BoaiAction):
    """The task undo: nothing has been saved yet."""

    task = "undo"
    reply = "utter_nothing_saved"


class Inform(NothingOpen, BoaiAction):
    """A bare answer while nothing was asked."""

    task = "inform"
    reply = "utter_nothing_asked"
