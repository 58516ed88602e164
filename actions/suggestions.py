"""Suggestions and complaints: made, listed, answered."""

from actions.base import BoaiAction, Reply, Turn
from actions.drafts import Talk, work_of
from bot.services import suggestions
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.suggestions import SuggestionAnswerForm, SuggestionForm

SHOWN = 5  # suggestions in one message


class Suggest(BoaiAction):
    """Takes a suggestion or a complaint."""

    task = "suggest"

    def answer(self, turn: Turn) -> list[Reply]:
        return SuggestionTalk(self.runtime).begin(turn)


class ListSuggestions(BoaiAction):
    """What waits on the desk, each with a button to answer it."""

    task = "list_suggestions"

    def answer(self, turn: Turn) -> list[Reply]:
        waiting = suggestions.waiting(work_of(turn, self.runtime))
        if not waiting:
            return [Reply("utter_suggestions_none")]
        words = self.runtime.words
        lines = [words("suggestion", number=number, said=text) for number, text in waiting[:SHOWN]]
        buttons = [
            (words("answer_suggestion", number=number), Press(task="answer_suggestion", about=str(number)))
            for number, _ in waiting[:SHOWN]
        ]
        return [Reply("utter_suggestions", {"count": len(waiting), "list": "\n".join(lines)}, tuple(buttons))]


class AnswerSuggestion(BoaiAction):
    """Opens the answer to a suggestion, by its button; without one, lists what waits."""

    task = "answer_suggestion"

    def answer(self, turn: Turn) -> list[Reply]:
        if turn.pressed and turn.text.isdigit():
            return SuggestionAnswerTalk(self.runtime).begin(turn, turn.text)
        return ListSuggestions().answer(turn)


class SuggestionTalk(Talk):
    """A suggestion: a look at it and at whose desk it goes to."""

    form = SuggestionForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        desk = self.form.desk(work_of(turn, self.runtime), draft.content)
        return Reply("utter_suggestion_preview", {"said": draft.content["text"], "organisation": desk.name})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return Reply(f"utter_suggestion_ask_{draft.asked}")

    def saved(self, content: Content, result: Result) -> Reply:
        return Reply("utter_suggestion_saved", {}, ((self.words("undo"), Press(task="undo")),))

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_suggestion_undone")


class SuggestionAnswerTalk(Talk):
    """The answer: a look at it, done."""

    form = SuggestionAnswerForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_suggestion_answer_preview", _values(draft.content))

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return Reply("utter_suggestion_ask_answer", _values(draft.content))

    def saved(self, content: Content, result: Result) -> Reply:
        return Reply("utter_suggestion_answered", _values(content))

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_suggestion_reopened", _values(content))


def _values(content: Content) -> dict[str, str]:
    return {"said": content["text"], "answer": content["answer"]}
