"""Help, hand-over, what is out of scope, and asking back when a message is unclear."""

from actions.base import BoaiAction, Reply, Turn, action_for
from bot.core.accounts import Role
from bot.services import conversations, people
from bot.services.conversations import Press

PEOPLE = "query_members"  # the task of questions about people
READINGS = 2  # how many likely readings are offered


class Greet(BoaiAction):
    """Answers a greeting. An action, not a bare response: an open draft is asked first about every message."""

    task = "greet"

    def answer(self, turn: Turn) -> list[Reply]:
        return [Reply("utter_greet_staff" if _is_staff(turn) else "utter_greet")]


class Thanks(BoaiAction):
    """Answers thanks, likewise."""

    task = "thanks"

    def answer(self, turn: Turn) -> list[Reply]:
        return [Reply("utter_thanks")]


class Help(BoaiAction):
    """Says what can be done, by role."""

    task = "help"

    def answer(self, turn: Turn) -> list[Reply]:
        if conversations.asks_for_account(turn.text):
            return [Reply("utter_help_accounts")]
        return [Reply("utter_help_staff" if _is_staff(turn) else "utter_help_visitor")]


class Human(BoaiAction):
    """Says whom to turn to; a hand-over is not built yet."""

    task = "human"

    def answer(self, turn: Turn) -> list[Reply]:
        return [Reply("utter_human")]


class OutOfScope(BoaiAction):
    """Declines politely."""

    task = "out_of_scope"

    def answer(self, turn: Turn) -> list[Reply]:
        return [Reply("utter_out_of_scope")]


class AskWhich(BoaiAction):
    """Low confidence: offers the likeliest readings as buttons."""

    task = "ask_which"

    def answer(self, turn: Turn) -> list[Reply]:
        if people.is_plain(people.read(turn.text, turn.now.date())):
            return action_for(PEOPLE).answer(turn)
        likely = [task for task, _ in turn.ranking if self.runtime.titles.known(task)][:READINGS]
        options = [(self.runtime.titles.of(task), task) for task in likely]
        conversations.ask_which(turn.session, turn.identity, turn.text, options, turn.now)
        buttons = tuple((title, Press(task=task, about=turn.text)) for title, task in options)
        first, second = (title for title, _ in options)
        return [Reply("utter_ask_which", {"first": first, "second": second}, buttons)]


def _is_staff(turn: Turn) -> bool:
    return turn.account.role not in (Role.VISITOR, Role.VOLUNTEER, Role.MEMBER)
