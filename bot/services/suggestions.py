"""Suggestions and complaints: taken by talk, put on a desk, answered, told. Nothing stays open unseen.

One about the secretary goes over the secretary's head: to the desk above.
"""

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.services import organisations as lookup
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store import accounts, notices, organisations
from bot.store import suggestions as store
from bot.store.tables import OrganisationRow, SuggestionRow
from bot.text import replies
from bot.text.suggestions import about_the_head, said_in

DESK = Action.ACCEPT_APPLICATIONS  # who decides on applications minds the desk


class SuggestionForm:
    """What is suggested, and to whom."""

    kind = "suggestion"

    def begin(self, work: Work, text: str, about: str) -> Content:
        own = work.who.grants[0].organisation_id if work.who.grants else None
        return {"text": said_in(text), "org": own}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if asked == "org":
            rows = lookup.find(work.session, work.who, text).rows
            return Taken({**content, "org": rows[0].id}, sure=True) if len(rows) == 1 else None
        if replies.asks(text) and asked is None:
            return None
        return Taken({**content, "text": text.strip()}, sure=asked == "text" and not replies.asks(text))

    def missing(self, work: Work, content: Content) -> str | None:
        return next((field for field in ("text", "org") if not content[field]), None)

    def commit(self, work: Work, content: Content, request: str) -> Result:
        desk = self.desk(work, content)
        row = store.add(
            work.session, work.personal, work.account_id, work.who.channel, desk.id, content["text"], work.now
        )
        _tell_desk(work, row, desk)
        work.log("suggest", "suggestion", row.id, desk.id)
        return {"suggestion": row.id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        row = work.session.get(SuggestionRow, result["suggestion"])
        if row is None or row.answered_at is not None:
            raise RegisterError("settled")
        notices.withdraw(work.session, _subject(row.id), work.now)
        work.log("withdraw", "suggestion", row.id, row.organisation_id)
        work.session.delete(row)

    @staticmethod
    def desk(work: Work, content: Content) -> OrganisationRow:
        """The organisation's own desk, or the one above when it is about who minds that."""
        row = work.session.get_one(OrganisationRow, content["org"])
        above = work.session.get(OrganisationRow, row.parent_id) if row.parent_id else None
        return above if above and about_the_head(content["text"]) else row


class SuggestionAnswerForm:
    """The answer that closes a suggestion."""

    kind = "suggestion_answer"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about` is the suggestion's number. Raises RegisterError when it waits no more or is out of reach."""
        row = _open(work, about)
        return {"suggestion": row.id, "text": store.text_of(work.personal, row), "answer": ""}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return Taken({**content, "answer": text.strip()}, sure=asked == "answer" and not replies.asks(text))

    def missing(self, work: Work, content: Content) -> str | None:
        return None if content["answer"] else "answer"

    def commit(self, work: Work, content: Content, request: str) -> Result:
        row = _open(work, str(content["suggestion"]))
        store.answer(work.personal, row, content["answer"], work.account_id, work.now)
        notices.withdraw(work.session, _subject(row.id), work.now)
        home = work.session.get_one(OrganisationRow, row.organisation_id)
        values = {"said": content["text"], "answer": content["answer"], "organisation": home.name}
        notices.add(work.session, row.account_id, "channel_suggestion_answered", values, work.now)
        work.log("answer", "suggestion", row.id, row.organisation_id)
        return {"suggestion": row.id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        row = work.session.get_one(SuggestionRow, result["suggestion"])
        work.demand(DESK, row.organisation_id)
        store.reopen(row)
        work.log("reopen", "suggestion", row.id, row.organisation_id)


def waiting(work: Work) -> list[tuple[int, str]]:
    """(number, text) of what waits on this actor's desks. Raises PermissionDeniedError for who minds none."""
    desks = [grant for grant in work.who.grants if reach(grant.role, DESK) is not Reach.NONE]
    if not desks:
        raise PermissionDeniedError(f"{work.account_id}: suggestions")
    rows = {
        row.id: row
        for grant in desks
        for row in store.waiting(work.session, organisations.ids_below(grant.organisation_id))
        if _may_see(work, row)
    }
    return [(number, store.text_of(work.personal, row)) for number, row in sorted(rows.items())]


def _may_see(work: Work, row: SuggestionRow) -> bool:
    return work.permits(DESK, row.organisation_id)


def _open(work: Work, number: str) -> SuggestionRow:
    row = work.session.get(SuggestionRow, int(number)) if number.isdigit() else None
    if row is None or row.answered_at is not None or not _may_see(work, row):
        raise RegisterError("settled")
    return row


def _tell_desk(work: Work, row: SuggestionRow, desk: OrganisationRow) -> None:
    roles = [role for role in Role if reach(role, DESK) is not Reach.NONE]
    buttons: notices.Buttons = [("channel_answer_suggestion", {"task": "answer_suggestion", "about": str(row.id)})]
    for account_id in accounts.nearest_with(work.session, desk.id, roles, work.today):
        values = {"organisation": desk.name}
        notices.add(
            work.session, account_id, "channel_suggestion", values, work.now, buttons=buttons, subject=_subject(row.id)
        )


def _subject(number: int) -> str:
    return f"suggestion:{number}"
