"""How a merge of two people is talked about."""

from actions.base import Reply, Turn
from actions.drafts import Talk, work_of
from bot.services import people
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.merging import MergeForm
from bot.services.people import Profile


class MergeTalk(Talk):
    """Both side by side with masked numbers, which one is kept, confirmed once."""

    form = MergeForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        work, content, words = work_of(turn, self.runtime), draft.content, self.words
        kept, merged = (people.profile(work, content[one]) for one in ("kept", "merged"))
        values = {
            "kept": self._card(1, kept),
            "merged": self._card(2, merged),
            "name": kept.name,
            "differ": words("merge_differ") if self.form.differ(work, content) else "",
        }
        swap = words("merge_swap")
        return Reply("utter_merge_preview", values, ((swap, Press(say=swap)),))

    def asking(self, draft: Open, turn: Turn) -> Reply:
        work = work_of(turn, self.runtime)
        cards = [
            self._card(number, people.profile(work, one)) for number, one in enumerate(draft.content["candidates"], 1)
        ]
        return Reply("utter_merge_ask_pair", {"list": "\n".join(cards)})

    def saved(self, content: Content, result: Result) -> Reply:
        undo = ((self.words("undo"), Press(task="undo")),)
        return Reply("utter_merge_saved", {}, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_merge_undone")

    def _card(self, number: int, one: Profile) -> str:
        words = self.words
        born = words("person_born", year=one.born) if one.born else None
        phone = words("enrol_phone", value=one.phone) if one.phone else None
        unit = words("enrol_unit", value=one.unit) if one.unit else None
        where = [words("stay_was", kind=stay.kind, organisation=stay.organisation) for stay in one.stays]
        facts = "，".join(part for part in (one.gender, born, phone, unit, *where) if part)
        return words("merge_card", number=number, who=one.name, facts=facts)
