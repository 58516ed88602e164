"""The five things that a branch is expected to have: whether it has them, which branches lack what."""

from actions.base import BoaiAction, Reply, Turn, Words, action_for, next_page
from actions.drafts import work_of
from actions.organisations import which
from bot.core.structure import FIVE_HAVES, Fact
from bot.services import conversations, five_haves, following, organisations
from bot.services.five_haves import Complete, Evidence, Listed
from bot.services.metrics import titles
from bot.services.organisations import Row


class CheckFive(BoaiAction):
    """One branch point by point; of those above the grass roots, or when asked, the branches that lack something.

    Or those that lack nothing; what share these are is a number like others.
    """

    task = "check_five"

    def answer(self, turn: Turn) -> list[Reply]:
        work, words = work_of(turn, self.runtime), self.runtime.words
        asked = five_haves.read_check(turn.text)
        if asked.rate:
            return action_for("query_progress").answer(turn)
        found = organisations.find(turn.session, work.who, turn.text)
        if len(found.rows) != 1:
            return which(found, self.task, turn.text)
        row = found.rows[0]
        kept = following.subject_of(self.task, turn.text)  # 缺啥 may be asked next
        conversations.keep_subject(turn.session, turn.identity, kept, turn.now)
        if five_haves.is_branch(row) and not asked.which:
            return [_checked(row, five_haves.check(work, row), words)]
        kinds = words("comma").join(asked.types) or words("five_branches")
        if asked.which and asked.complete:
            having = five_haves.complete(work, row, found.query.page, asked.types)
            return [_complete(row, having, kinds, turn.text, words)]
        facts = [Fact(one) for one in asked.facts] if asked.which else []
        page = five_haves.lacking(work, row, facts, found.query.page, asked.types)
        return [_listed(row, page, kinds, turn.text, words)]


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


def _complete(row: Row, page: Complete, kinds: str, asked: str, words: Words) -> Reply:
    values = _of_all(row, page.branches, kinds)
    if not page.total:
        return Reply("utter_five_none", values)
    rows = [f"{number}. {name}" for number, name in enumerate(page.lines, page.first)]
    return _paged("utter_five_complete", values, page, rows, asked, words)


def _listed(row: Row, page: Listed, kinds: str, asked: str, words: Words) -> Reply:
    values = _of_all(row, page.branches, kinds)
    if not page.total:
        return Reply("utter_five_all", values)
    rows = [
        words(
            "five_row", number=number, organisation=one.organisation,
            facts=words("comma").join(words(f"five_{fact}") for fact in one.facts),
        )
        for number, one in enumerate(page.lines, page.first)
    ]  # fmt: skip
    return _paged("utter_five_list", values, page, rows, asked, words)


def _of_all(row: Row, branches: int, kinds: str) -> dict[str, str]:
    return {"name": row.name, "branches": str(branches), "kinds": kinds, "title": titles()[five_haves.SOURCE]}


def _paged(
    response: str, values: dict[str, str], page: Listed | Complete, rows: list[str], asked: str, words: Words
) -> Reply:
    values |= {"total": str(page.total), "page": str(page.page), "pages": str(page.pages), "rows": "\n".join(rows)}
    return Reply(response, values, next_page(words, CheckFive.task, asked, page.page, page.pages))
