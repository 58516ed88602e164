"""Policy questions."""

from actions.base import BoaiAction, Reply, Turn, numbers_elsewhere
from bot.knowledge import PolicyAnswer
from bot.services import conversations, gaps, policy
from bot.services.conversations import Press
from bot.services.policy import Quotation


class AskPolicy(BoaiAction):
    """Answers from the guidance documents, with the citation as data for the channel."""

    task = "ask_policy"

    def answer(self, turn: Turn) -> list[Reply]:
        given = gaps.reviewed(turn.session, turn.account, turn.text, self.runtime.knowledge.same_meaning)
        if given is not None:
            return [Reply("utter_gap_answer", given.shown(self.runtime.words.day(given.day)))]
        if not turn.pressed and policy.asks_numbers_elsewhere(
            turn.session, self.runtime.knowledge, turn.account, turn.text
        ):
            return [numbers_elsewhere(self.runtime.words)]
        today = turn.now.date()
        before = None if turn.pressed else conversations.subject(turn.session, turn.identity, turn.now)
        found = policy.answer(self.runtime.knowledge, turn.account, turn.text, today, before)
        subject = policy.subject_of(found)
        conversations.keep_subject(turn.session, turn.identity, subject, turn.now)
        if open_question := subject.get("not_settled"):
            near = self.runtime.imported.nearest(turn.session, turn.account, open_question)
            return [self._quoted(near, open_question) if near else self._said(found, self._pass_on(open_question))]
        newer = self.runtime.imported.edition(turn.session, turn.account, found, today)
        return [self._said(found), *([self._newer(turn, newer, subject["policy"])] if newer else [])]

    def _said(self, found: PolicyAnswer, *more: tuple[str, Press]) -> Reply:
        return Reply(
            "utter_policy_answer",
            {"answer": found.text},
            (*((question, Press(say=question)) for question in found.related), *more),
            {"citations": [citation.as_dict() for citation in found.citations]},
        )

    def _pass_on(self, question: str) -> tuple[str, Press]:
        return self.runtime.words("pass_on"), Press(task="pass_on", about=question)

    def _quoted(self, near: Quotation, question: str) -> Reply:
        """What an imported document says, word for word; the officers are still a button away."""
        return Reply(
            "utter_policy_quotation", near.shown(), (self._pass_on(question),), {"citations": [near.as_citation()]}
        )

    def _newer(self, turn: Turn, title: str, question: str) -> Reply:
        """The cards are about an edition that an imported one has superseded: say so, and quote the new one."""
        near = self.runtime.imported.nearest(turn.session, turn.account, question)
        if near is None:
            return Reply("utter_policy_superseded", {"title": title})
        return Reply("utter_policy_superseded_by", near.shown(), (), {"citations": [near.as_citation()]})
