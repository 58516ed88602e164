"""Founding a branch by talk: recorded at once by who may file it, else an application that an officer files.

The steps are those of the opinion on grass-roots organisations, 三（一）: approved by the Party organisation of the
same level, then filed with the county's or the superior Red Cross.
"""

from dataclasses import asdict
from datetime import date
from typing import Any, Final

from bot.core.accounts import Role
from bot.core.drafts import DraftStatus
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.organisations import OrganisationType, core_name
from bot.core.permissions import Action, Reach, reach
from bot.services import organisations as lookup
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store import accounts, drafts, members, notices, organisations
from bot.store.tables import DraftRow, OrganisationRow
from bot.text import founding as reading
from bot.text import replies
from bot.text.corrections import read_value
from bot.text.dates import read_date

FIELDS: Final = (
    "name", "type", "approved_by", "approved_on", "founded", "president", "secretary", "phone", "superior",
)  # fmt: skip
NEEDED: Final = ("name", "type", "parent", "approved_by", "approved_on", "president")
KIND: Final = "founding"


class FoundingForm:
    """What a record of a branch needs (INTERFACES), each asked for once; kept open while approval is awaited."""

    kind = KIND

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError for who may not even apply."""
        content: Content = dict.fromkeys((*FIELDS, "parent", "insisted"))
        return self._with(work, content, text)

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if asked and ((reading.not_yet(text) and asked.startswith("approved")) or replies.has_nothing(text)):
            return Taken({**content, "insisted": asked}, sure=True)
        changed = self._with(work, {**content, "insisted": None}, text)
        if changed == {**content, "insisted": None} and (wrong := reading.said_wrong(text)):
            return Taken(self._placed(work, {**changed, **dict.fromkeys(wrong)}), sure=True)
        if asked and not changed.get(asked):
            value = self._answer(work, text, asked)
            changed = {**changed, asked: value} if value else changed
        corrected = read_value("name", text, work.today) if asked == "president" else None
        if corrected:
            changed["president"] = corrected
        differs = {key: value for key, value in changed.items() if value != content.get(key) and key != "insisted"}
        return Taken(self._placed(work, changed), sure=bool(differs.keys() - {"president"})) if differs else None

    def missing(self, work: Work, content: Content) -> str | None:
        return next((field for field in NEEDED if not content.get(field)), None)

    def commit(self, work: Work, content: Content, request: str) -> Result:
        if self.waits(work, content):
            number = int(request.split(":")[1])
            _tell_who_files(work, number, content)
            work.log("apply", "organisation", content["name"], content["parent"])
            return {"waiting": True}
        return {"organisation": found(work, content).id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        if "organisation" in result:
            unfound(work, result["organisation"])

    def waits(self, work: Work, content: Content) -> bool:
        """Whether the draft becomes an application. Raises PermissionDeniedError for who may not apply there."""
        if work.permits(Action.FILE_BRANCHES, content["parent"]):
            return False
        work.demand(Action.APPLY_TO_FOUND, content["parent"])
        return True

    # --- reading

    def _with(self, work: Work, content: Content, text: str) -> Content:
        """The content with what a message says: what is said again is a correction."""
        said = {key: value for key, value in asdict(reading.read_founding(text, work.today)).items() if value}
        shown = {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items()}
        return self._placed(work, {**content, **shown})

    def _placed(self, work: Work, content: Content) -> Content:
        """The superior: the one that is said, the one that the name begins with, else the actor's own."""
        if content["name"] and organisations.by_name(work.session, content["name"]):
            raise RegisterError("org_exists", names=[content["name"]])
        if content["superior"]:
            rows = lookup.find(work.session, work.who, content["superior"]).rows
            return {**content, "parent": rows[0].id if len(rows) == 1 else None}
        homes = [
            one.organisation_id for one in work.who.grants if reach(one.role, Action.APPLY_TO_FOUND) >= Reach.BELOW
        ]
        if not homes:
            raise PermissionDeniedError(f"{work.account_id}: found a branch")
        above = [row for row in organisations.named_in(work.session, content["name"] or "") if _below(work, row, homes)]
        deepest = max(above, key=lambda row: len(row.short), default=None)
        return {**content, "parent": deepest.id if deepest else homes[0]}

    def _answer(self, work: Work, text: str, asked: str) -> str | None:
        """A bare answer to what was asked for."""
        if asked == "name":
            core = core_name(text.strip())
            return core + reading.SUFFIX if 1 < len(core) <= 40 else None
        if asked == "type":
            return reading.said_type(text)
        if asked == "approved_on":
            day = read_date(text, work.today)
            return day.isoformat() if day and day <= work.today else None
        if asked == "approved_by":
            return reading.said_approver(text)
        if asked == "parent":
            rows = lookup.find(work.session, work.who, text).rows
            return str(rows[0].id) if len(rows) == 1 else None
        return read_value("name", text, work.today)


def found(work: Work, content: Content) -> OrganisationRow:
    """Keep a branch, filed today. Raises PermissionDeniedError, RegisterError when the name is taken."""
    work.demand(Action.FILE_BRANCHES, int(content["parent"]))
    if organisations.by_name(work.session, content["name"]):
        raise RegisterError("org_exists", names=[content["name"]])
    above = work.session.get_one(OrganisationRow, int(content["parent"]))
    approved = date.fromisoformat(content["approved_on"])
    row = OrganisationRow(
        name=content["name"],
        type=OrganisationType(content["type"]),
        place_id=above.place_id,
        parent_id=above.id,
        president=content["president"],
        president_recorded=work.today,
        secretary=content["secretary"],
        phone=content["phone"],
        approved_by=content["approved_by"],
        approved_on=approved,
        founded=date.fromisoformat(content["founded"]) if content["founded"] else approved,
        filed_on=work.today,
    )
    organisations.add(work.session, row)
    work.log("found", "organisation", row.id, above.id, after={"name": row.name, "type": row.type})
    return row


def unfound(work: Work, organisation_id: int) -> None:
    """Undo the record of a branch. Raises RegisterError when somebody or something hangs on it already."""
    row = work.session.get_one(OrganisationRow, organisation_id)
    work.demand(Action.FILE_BRANCHES, row.parent_id or organisation_id)
    if organisations.is_used(work.session, row.id) or members.any_of(work.session, row.id):
        raise RegisterError("org_used", names=[row.name])
    work.log("unfound", "organisation", row.id, row.parent_id, before={"name": row.name})
    organisations.remove(work.session, row)


# --- applications ------------------------------------------------------------------------------------------------


def waiting(work: Work) -> list[tuple[DraftRow, Content]]:
    """The applications that this actor may file, oldest first. Raises PermissionDeniedError for who files none."""
    if not any(reach(grant.role, Action.FILE_BRANCHES) is not Reach.NONE for grant in work.who.grants):
        raise PermissionDeniedError(f"{work.account_id}: file")
    rows = [row for row in drafts.of_kind(work.session, KIND, DraftStatus.SAVED) if (row.result or {}).get("waiting")]
    pairs = [(row, drafts.content_of(work.personal, row)) for row in rows]
    return [(row, content) for row, content in pairs if work.permits(Action.FILE_BRANCHES, int(content["parent"]))]


def file(work: Work, number: int) -> OrganisationRow:
    """File an application: the branch exists from now on. Raises RegisterError when it waits no more."""
    row, content = _application(work, number)
    branch = found(work, content)
    row.result = {"organisation": branch.id}
    _settle(work, row, content, "channel_founding_filed")
    return branch


def turn_down(work: Work, number: int) -> Content:
    """Refuse an application; the applicant is told. Raises RegisterError when it waits no more."""
    row, content = _application(work, number)
    row.result = {"declined": True}
    work.log("decline", "organisation", content["name"], int(content["parent"]))
    _settle(work, row, content, "channel_founding_declined")
    return content


def _application(work: Work, number: int) -> tuple[DraftRow, Content]:
    found_pair = next(((row, content) for row, content in waiting(work) if row.id == number), None)
    if found_pair is None:
        raise RegisterError("settled")
    return found_pair


def _settle(work: Work, row: DraftRow, content: Content, phrase: str) -> None:
    notices.withdraw(work.session, f"founding:{row.id}", work.now)
    notices.add(work.session, row.account_id, phrase, {"organisation": content["name"]}, work.now)


def _tell_who_files(work: Work, number: int, content: Content) -> None:
    above = work.session.get_one(OrganisationRow, int(content["parent"]))
    roles = [role for role in Role if reach(role, Action.FILE_BRANCHES) is not Reach.NONE]
    buttons: notices.Buttons = [
        ("channel_file", {"task": "file_branch", "about": str(number)}),
        ("channel_decline", {"task": "decline_branch", "about": str(number)}),
    ]
    values: dict[str, Any] = {
        "organisation": content["name"],
        "superior": above.name,
        "approved_by": content["approved_by"],
        "approved_on": content["approved_on"],
    }
    for account_id in accounts.nearest_with(work.session, above.id, roles, work.today):
        notices.add(
            work.session,
            account_id,
            "channel_founding",
            values,
            work.now,
            buttons=buttons,
            subject=f"founding:{number}",
        )


def _below(work: Work, row: OrganisationRow, homes: list[int]) -> bool:
    return any(organisations.holds(work.session, home, row.id) for home in homes)
