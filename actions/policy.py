"""Policy questions."""

from actions.base import BoaiAction, Reply, Turn, told
from bot.services import conversations, policy
from bot.services.conversations import Press
from bot.services.policy import Quotation


class AskPolicy(BoaiAction):
    """Answers from the guidance documents, with the citation as data for the channel."""

    task = "ask_policy"

    def answer(self, turn: Turn) -> list[Reply]:
        given = policy.reviewed(turn.session, turn.account, turn.text)
        if given is not None:
            return [told("utter_gap_answer", given, self.runtime.words)]
        found = policy.answer(self.runtime.knowledge, turn.account, turn.text, turn.now.date())
        settled_not = not found.answered and not found.off_topic
        subject = {"not_settled": turn.text} if settled_not else None
        conversations.keep_subject(turn.session, turn.identity, subject, turn.now)
        more = ((self.runtime.words("pass_on"), Press(task="pass_on", about=turn.text)),) if settled_not else ()
        replies = [
            Reply(
                "utter_policy_answer",
                {"answer": found.text},
                (*((question, Press(say=question)) for question in found.related), *more),
                {"citations": [citation.as_dict() for citation in found.citations]},
            )
        ]
        if settled_not:
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


class PassOn(BoaiAction):
    """Keeps a question that the documents do not settle for the officers. Its text comes from the button."""

    task = "pass_on"

    def answer(self, turn: Turn) -> list[Reply]:
        before = conversations.subject(turn.session, turn.identity, turn.now)
        question = turn.text if turn.pressed else (before or {}).get("not_settled")
        if not question:
            return [Reply("utter_gap_nothing")]
        gap, fresh = policy.pass_on(turn.session, turn.account, turn.identity.chat, question, turn.now)
        return [Reply("utter_gap_passed_on" if fresh else "utter_gap_passed_on_before", {"question": gap.question})]
