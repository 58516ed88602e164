"""Merging two entries of the register by talk: both are shown, one is kept, and it can be taken back."""

from typing import Final

from bot.core.errors import RegisterError
from bot.core.permissions import Action
from bot.services import people, register
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store import members, organisations
from bot.store.tables import PersonRow
from bot.text import merging as reading

MOST: Final = 9  # people of the same name among whom two can be chosen
_COUNTED: Final = ("gender", "id_number", "phone", "birth_date", "unit", "guardian_name")


def meant(text: str) -> bool:
    """Whether a message asks for a merge."""
    return reading.merges(text)


class MergeForm:
    """Two people that are one: the one of whom more is known is kept unless the other is asked for."""

    kind = "merge"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError for who corrects nobody, RegisterError unless two people are named."""
        below = organisations.ids_below_any(people.demand_any(work, Action.CORRECT))
        rows = members.people_in_text(work.session, text, below)
        names = reading.standing_alone(text, [row.name for row in rows])
        found = [row for row in rows if row.name in names][:MOST]
        if len(found) < 2:
            raise RegisterError("merge_whom")
        content: Content = {"candidates": [row.id for row in found], "kept": None, "merged": None}
        return self._chosen(work, content, found) if len(found) == 2 else content

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if asked is not None:
            pair = reading.picked(text, len(content["candidates"]))
            if pair is None:
                return None
            rows = [work.session.get_one(PersonRow, content["candidates"][one - 1]) for one in pair]
            return Taken(self._chosen(work, content, rows), sure=True)
        other = work.session.get_one(PersonRow, content["merged"])
        same_name = other.name == work.session.get_one(PersonRow, content["kept"]).name
        if reading.swaps(text) or (not same_name and reading.keeps(text, other.name)):
            return Taken({**content, "kept": content["merged"], "merged": content["kept"]}, sure=True)
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None if content["kept"] else "pair"

    def commit(self, work: Work, content: Content, request: str) -> Result:
        return {"merge": register.merge(work, content["kept"], content["merged"]).id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        register.unmerge(work, result["merge"])

    def differ(self, work: Work, content: Content) -> bool:
        """Whether two identity numbers say that they are two people."""
        numbers = {
            members.facts_of(work.personal, work.session.get_one(PersonRow, content[one])).id_number
            for one in ("kept", "merged")
        }
        return None not in numbers and len(numbers) == 2

    @staticmethod
    def _chosen(work: Work, content: Content, rows: list[PersonRow]) -> Content:
        """Of two, the one of whom more is known is kept; of equals, the one who was entered first."""

        def known(row: PersonRow) -> int:
            facts = members.facts_of(work.personal, row)
            return sum(bool(getattr(facts, field)) for field in _COUNTED)

        kept, merged = sorted(rows, key=lambda row: (-known(row), row.id))
        return {**content, "kept": kept.id, "merged": merged.id}
