"""Questions that the documents do not settle: passed on, listed, answered."""

from actions.base import BoaiAction, Reply, Turn
from actions.drafts import Talk
from bot.services import conversations, gaps
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.gaps import AnswerForm

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
    """Opens the answer to a passed-on question, by its button; without one, lists what waits."""

    task = "answer_gap"

    def answer(self, turn: Turn) -> list[Reply]:
        if turn.pressed and turn.text.isdigit():
            return AnswerTalk(self.runtime).begin(turn, turn.text)
        return ListGaps().answer(turn)


class AnswerTalk(Talk):
    """An officer's answer: what it says, what it rests on, a look at both, done."""

    form = AnswerForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_gap_preview", _values(draft.content))

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return Reply(f"utter_gap_ask_{draft.asked}", _values(draft.content))

    def saved(self, content: Content, result: Result) -> Reply:
        return Reply("utter_gap_answered", _values(content))

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_gap_undone", _values(content))


def _values(content: Content) -> dict[str, str]:
    return {name: content[name] for name in ("question", "answer", "basis")}
