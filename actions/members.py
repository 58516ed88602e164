"""Members and volunteers: numbers and lists; registering is understood, not built yet."""

from actions.base import BoaiAction, NotBuiltYet, Reply, Turn, Words
from actions.organisations import numbers, which
from bot.core.errors import PermissionDeniedError
from bot.core.members import MemberKind
from bot.services import members, organisations, permission
from bot.services.conversations import Press
from bot.services.members import Line, Roster


class RegisterMember(NotBuiltYet, BoaiAction):
    """The task register_member."""

    task = "register_member"


class RegisterVolunteer(NotBuiltYet, BoaiAction):
    """The task register_volunteer."""

    task = "register_volunteer"


class QueryMembers(BoaiAction):
    """Numbers of people, or a page of their list with masked telephones."""

    task = "query_members"

    def answer(self, turn: Turn) -> list[Reply]:
        today = turn.now.date()
        who = permission.actor(turn.session, turn.account, turn.identity.chat, today)
        found = organisations.find(turn.session, who, turn.text)
        if len(found.rows) != 1:
            return which(found, self.task, turn.text)
        card = organisations.card(turn.session, who, found.rows[0], today)
        if card.numbers is None:
            raise PermissionDeniedError(f"{turn.account.id}: numbers of {card.row.id}")
        if not found.query.wants_list:
            return [numbers(card)]
        kinds = tuple(MemberKind(kind) for kind in found.query.kinds or MemberKind)
        page = members.roster(turn.session, who, self.runtime.personal, card.row, kinds, found.query.page, today)
        return [_listed(page, card.row.name, turn.text, self.task, self.runtime.words)]


def _listed(page: Roster, name: str, text: str, task: str, words: Words) -> Reply:
    if not page.total:
        return Reply("utter_members_none", {"name": name})
    first = (page.page - 1) * members.PAGE + 1
    rows = "\n".join(_row(number, line, name) for number, line in enumerate(page.lines, first))
    more = page.page < page.pages
    title = words("page", page=page.page + 1)
    wanted = f"{text.split('#')[0].strip()} #{title}"
    buttons = ((title, Press(task=task, about=wanted)),) if more else ()
    values = {"name": name, "rows": rows, "total": str(page.total), "page": str(page.page), "pages": str(page.pages)}
    return Reply("utter_members_list", values, buttons)


def _row(number: int, line: Line, asked: str) -> str:
    where = "" if line.organisation == asked else line.organisation
    return "  ".join(part for part in (f"{number}. {line.name}", line.kind, line.phone or "", where) if part)
