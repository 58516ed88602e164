"""What lies ahead of who asks: a list by day, with why and what is to be done."""

from actions.base import BoaiAction, Reply, Turn, Words, next_page
from actions.drafts import work_of
from bot.core.agenda import Kind
from bot.services import agenda, conversations
from bot.services.agenda import Agenda, Entry
from bot.services.conversations import Press

OFFERED = 3  # reminders of a page that can be marked as done


class ListAgenda(BoaiAction):
    """What is to be handed in and done in a span of days; visitors get the important days."""

    task = "list_agenda"

    def answer(self, turn: Turn) -> list[Reply]:
        today, words = turn.now.date(), self.runtime.words
        before = conversations.subject(turn.session, turn.identity, turn.now)
        question = agenda.read(turn.text, today, before)
        work = work_of(turn, self.runtime)
        home = agenda.named(work, turn.text, before)
        found = agenda.of(work, question, home)
        conversations.keep_subject(turn.session, turn.identity, agenda.subject(question, home), turn.now)
        values = {
            "start": words.day(question.start),
            "end": words.day(question.end),
            "whose": home.name if home else "",
            "kind": words(f"agenda_only_{question.only[0]}") if question.only else "",
        }
        if not found.page.total:
            return [Reply("utter_agenda_none", values)]
        values |= {
            "count": str(found.page.total),
            "overdue": words("agenda_overdue", count=found.overdue) if found.overdue else "",
            "list": "\n".join(
                self._line(number, one, turn) for number, one in enumerate(found.page.lines, found.page.first)
            ),
            "page": words("agenda_page", page=found.page.page, pages=found.page.pages) if found.page.pages > 1 else "",
        }
        buttons = next_page(words, self.task, turn.text, found.page.page, found.page.pages)
        return [Reply("utter_agenda", values, (*self._settling(found), *_seeing(found, words), *buttons))]

    def _line(self, number: int, one: Entry, turn: Turn) -> str:
        words, left = self.runtime.words, (one.day - turn.now.date()).days
        when = "over" if left < 0 else "today" if left == 0 else "before"
        what = words(f"agenda_{one.name}", **one.values)
        why = words(f"agenda_basis_{one.source}", section=one.section) if one.source else ""
        day = words(f"agenda_{when}", day=words.day(one.day), days=abs(left))
        return words("agenda_line", number=number, day=day, what=what, basis=why)

    def _settling(self, found: Agenda) -> tuple[tuple[str, Press], ...]:
        """Reminders that were told can be marked as done."""
        told = [one for one in found.page.lines if one.reminder is not None][:OFFERED]
        return tuple(
            (
                self.runtime.words("agenda_done", what=one.values["what"]),
                Press(task="manage_reminder", about=f"done:{one.reminder}"),
            )
            for one in told
        )


def _seeing(found: Agenda, words: Words) -> tuple[tuple[str, Press], ...]:
    """Where more can be seen of what stands there."""
    kinds = {one.kind for one in found.page.lines}
    names = ["overdue"] if any(one.name.endswith("_overdue") for one in found.page.lines) else []
    names += ["own"] if Kind.REMINDER in kinds else []
    return tuple((words(f"waiting_see_{name}"), Press(say=words(f"waiting_say_{name}"))) for name in names)
