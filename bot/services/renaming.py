"""Giving a branch another name: done at once, can be taken back; the former name stays known."""

from bot.core.errors import RegisterError
from bot.core.organisations import core_name
from bot.core.permissions import Action
from bot.services import organisations as lookup
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store import former_names, organisations
from bot.store.tables import OrganisationRow
from bot.text import renaming as reading
from bot.text.founding import SUFFIX


def meant(text: str) -> bool:
    """Whether a message gives an organisation another name."""
    return reading.read_rename(text) is not None


class RenameForm:
    """A renaming."""

    kind = "renaming"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises RegisterError for an organisation that is not found, or a name that is taken."""
        said = reading.read_rename(text)
        if said is None:
            raise RegisterError("rename_whom", asked="")
        rows = lookup.find(work.session, work.who, said.old).rows
        if len(rows) != 1:
            raise RegisterError("rename_whom", asked=said.old)
        return {"organisation": rows[0].id, "name": rows[0].name, "value": core_name(said.new) + SUFFIX}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        return {"former": rename(work, content["organisation"], content["value"])}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        unrename(work, result["former"])


def rename(work: Work, organisation_id: int, name: str) -> int:
    """Give an organisation a name from today on; the number of the former one.

    Raises PermissionDeniedError for who may not file branches there, RegisterError when the name is taken.
    """
    row = work.session.get_one(OrganisationRow, organisation_id)
    work.demand(Action.FILE_BRANCHES, row.parent_id or row.id)
    if organisations.by_name(work.session, name):
        raise RegisterError("org_exists", names=[name])
    before = row.name
    former = former_names.rename(work.session, row, name, work.account_id, work.now)
    work.log("rename", "organisation", row.id, row.id, before={"name": before}, after={"name": name})
    return former.id


def unrename(work: Work, former_id: int) -> None:
    """Give an organisation its former name back. Raises RegisterError when it was renamed again since."""
    former = former_names.find(work.session, former_id)
    if former is None:
        raise RegisterError("settled")
    row = work.session.get_one(OrganisationRow, former.organisation_id)
    work.demand(Action.FILE_BRANCHES, row.parent_id or row.id)
    if former_names.of(work.session, row.id)[-1].id != former.id or organisations.by_name(work.session, former.name):
        raise RegisterError("settled")
    before = row.name
    former_names.take_back(work.session, row, former)
    work.log("unrename", "organisation", row.id, row.id, before={"name": before}, after={"name": row.name})
