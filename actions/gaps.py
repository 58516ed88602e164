"""Questions that the documents do not settle: passed on, listed, answered."""

from actions.base import BoaiAction, Reply, Turn
from bot.services import conversations, gaps
from bot.services.conversations import Press

SHOWN = 5  # unanswered questions in one message


class PassOn(BoaiAction):
    """Keeps a question that the documents do not settle for the officers. Its text comes from the button."""

    task = "pass_on"

    def answer(self, turn: Turn) -> list[Reply]:
        before = conversations.subject(turn.session, turn.identity, turn.now)
        question = turn.text if turn.pressed else (before or {}).get("not_settled")
        if not question:
            return [Reply("utter_gap_nothing")]
        same = self.runtime.knowledge.same_meaning
        gap, fresh = gaps.pass_on(turn.session, turn.account, turn.identity.chat, question, turn.now, same)
        return [Reply("utter_gap_passed_on" if fresh else "utter_gap_passed_on_before", {"question": gap.question})]


class ListGaps(BoaiAction):
    """The unanswered questions of an officer's scope, each with a button to answer it."""

    task = "list_gaps"

    def answer(self, turn: Turn) -> list[Reply]:
        waiting = gaps.open_gaps(turn.session, turn.account)
        if not waiting:
            return [Reply("utter_gaps_none")]
        shown = waiting[:SHOWN]
        words = self.runtime.words
        lines = [words("gap", number=gap.id, question=gap.question, asked=gap.asked) for gap in shown]
        buttons = [(words("answer_gap", number=gap.id), Press(task="answer_gap", about=str(gap.id))) for gap in shown]
        return [Reply("utter_gaps", {"count": len(waiting), "list": "\n".join(lines)}, tuple(buttons))]


class AnswerGap(BoaiAction):
    """Takes an officer's answer and what it rests on, one after the other, then keeps both."""

    task = "answer_gap"

    def answer(self, turn: Turn) -> list[Reply]:
        kept = conversations.subject(turn.session, turn.identity, turn.now) or {}
        if turn.text.isdigit() and kept.get("awaits") != self.task:
            return self._begun(turn, int(turn.text))
        if kept.get("awaits") != self.task:
            return ListGaps().answer(turn)
        answer, basis = gaps.with_basis(turn.text)
        answer, basis = (kept["answer"], basis or answer) if kept.get("answer") else (answer, basis)
        if not basis:
            conversations.keep_subject(turn.session, turn.identity, {**kept, "answer": answer}, turn.now)
            return [Reply("utter_gap_basis")]
        conversations.keep_subject(turn.session, turn.identity, None, turn.now)
        gap = gaps.answer_gap(turn.session, turn.account, kept["gap"], answer, basis, turn.now, turn.identity.chat)
        return [Reply("utter_gap_answered", {"question": gap.question, "answer": answer, "basis": basis})]

    def _begun(self, turn: Turn, number: int) -> list[Reply]:
        gap = next((gap for gap in gaps.open_gaps(turn.session, turn.account) if gap.id == number), None)
        if gap is None:
            return [Reply("utter_gap_gone")]
        subject = {"awaits": self.task, "gap": gap.id}
        conversations.keep_subject(turn.session, turn.identity, subject, turn.now)
        return [Reply("utter_gap_begun", {"question": gap.question})]
