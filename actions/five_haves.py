"""The five things that a branch is expected to have: whether it has them, which branches lack what."""

from actions.base import BoaiAction, Reply, Turn, Words, next_page
from actions.drafts import work_of
from actions.organisations import which
from bot.core.structure import FIVE_HAVES, Fact
from bot.services import five_haves, organisations
from bot.services.five_haves import Evidence, Listed
from bot.services.metrics import titles
from bot.services.organisations import Row


class CheckFive(BoaiAction):
    """One branch point by point; of those above the grass roots, or when asked, the branches that lack something."""

    task = "check_five"

    def answer(self, turn: Turn) -> list[Reply]:
        work, words = work_of(turn, self.runtime), self.runtime.words
        asked = five_haves.read_check(turn.text)
        found = organisations.find(turn.session, work.who, turn.text)
        if len(found.rows) != 1:
            return which(found, self.task, turn.text)
        row = found.rows[0]
        if five_haves.is_branch(row) and not asked.which:
            return [_checked(row, five_haves.check(work, row), words)]
        facts = [Fact(one) for one in asked.facts] if asked.which else []
        page = five_haves.lacking(work, row, facts, found.query.page)
        return [_listed(row, page, turn.text, words)]


def _checked(row: Row, evidence: Evidence, words: Words) -> Reply:
    lines = [_line(fact, evidence, words) for fact in FIVE_HAVES]
    values = {
        "name": row.name, "count": str(len(FIVE_HAVES) - len(evidence.lacking)), "lines": "\n".join(lines),
        "title": titles()[five_haves.SOURCE],
    }  # fmt: skip
    return Reply("utter_five_check", values)


def _line(fact: Fact, evidence: Evidence, words: Words) -> str:
    """One point with what it rests on; what is missing, and how to record it."""
    if not evidence.has(fact):
        return words("five_without", point=words(f"five_{fact}"), how=_missing(fact, evidence, words))
    values = {
        "president": evidence.president or words("five_recorded"), "members": evidence.members,
        "volunteers": evidence.volunteers, "activities": evidence.activities,
        "points": words("five_points", count=evidence.points) if evidence.points else words("five_recorded"),
    }  # fmt: skip
    return words("five_with", point=words(f"five_{fact}"), why=words(f"five_why_{fact}", **values))


def _missing(fact: Fact, evidence: Evidence, words: Words) -> str:
    values = {"members": evidence.members, "volunteers": evidence.volunteers}
    return words(f"five_missing_{fact}", **values)


def _listed(row: Row, page: Listed, asked: str, words: Words) -> Reply:
    values = {"name": row.name, "branches": str(page.branches), "title": titles()[five_haves.SOURCE]}
    if not page.total:
        return Reply("utter_five_all", values)
    rows = [
        words(
            "five_row", number=number, organisation=one.organisation,
            facts=words("comma").join(words(f"five_{fact}") for fact in one.facts),
        )
        for number, one in enumerate(page.lines, page.first)
    ]  # fmt: skip
    values |= {"total": str(page.total), "page": str(page.page), "pages": str(page.pages), "rows": "\n".join(rows)}
    return Reply("utter_five_list", values, next_page(words, CheckFive.task, asked, page.page, page.pages))
