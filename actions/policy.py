"""Policy questions."""

from actions.base import BoaiAction, Reply, Turn
from bot.services import policy
from bot.services.conversations import Press
from bot.services.policy import Quotation


class AskPolicy(BoaiAction):
    """Answers from the guidance documents, with the citation as data for the channel."""

    task = "ask_policy"

    def answer(self, turn: Turn) -> list[Reply]:
        found = policy.answer(self.runtime.knowledge, turn.account, turn.text, turn.now.date())
        replies = [
            Reply(
                "utter_policy_answer",
                {"answer": found.text},
                tuple((question, Press(say=question)) for question in found.related),
                {"citations": [citation.as_dict() for citation in found.citations]},
            )
        ]
        if not found.answered and not found.off_topic:
            near = self.runtime.imported.nearest(turn.session, turn.account, turn.text)
            if near is not None:
                replies.append(_quoted(near))
        return replies


def _quoted(near: Quotation) -> Reply:
    """What an imported document says nearby, word for word: whether it answers is for the asker to judge."""
    number = near.number or ""
    return Reply(
        "utter_policy_quotation", {"title": near.title, "number": number, "clause": near.clause, "text": near.text}
    )
