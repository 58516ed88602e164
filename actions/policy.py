"""Policy questions."""

from actions.base import BoaiAction, Reply, Turn
from bot.services import policy
from bot.services.conversations import Press


class AskPolicy(BoaiAction):
    """Answers from the guidance documents, with the citation as data for the channel."""

    task = "ask_policy"

    def answer(self, turn: Turn) -> list[Reply]:
        found = policy.answer(self.runtime.knowledge, turn.account, turn.text, turn.now.date())
        return [
            Reply(
                "utter_policy_answer",
                {"answer": found.text},
                tuple((question, Press(say=question)) for question in found.related),
                {"citations": [citation.as_dict() for citation in found.citations]},
            )
        ]
