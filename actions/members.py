"""Members and volunteers: registering, correcting, numbers and lists."""

from collections.abc import Callable
from typing import Any

from actions.base import Asking, BoaiAction, Reply, Runtime, Turn
from actions.drafts import Talk, correct_register, correct_saved, work_of
from actions.organisations import WHICH, numbers, renamed, which
from actions.people import about_people, about_roster, listed
from actions.structure import parts_of
from bot.core.errors import PermissionDeniedError
from bot.core.members import MemberKind
from bot.services import conversations, enrolment, members, organisations, permission, register
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.enrolment import CorrectionForm, EnrolmentForm
from bot.services.members import masked
from bot.services.people import names_to_check, without_names
from bot.services.work import Work

APPLICATIONS = 4  # applications in one message, each with two buttons


class RegisterMember(BoaiAction):
    """Opens a registration of members."""

    task = "register_member"

    def answer(self, turn: Turn) -> list[Reply]:
        if names_to_check(turn.text, turn.now.date()):  # a list held against the register is no registration
            return QueryMembers().answer(turn)
        return _for_what(self.runtime, turn) or EnrolmentTalk(self.runtime).begin(turn, MemberKind.ADULT)


class RegisterVolunteer(BoaiAction):
    """Opens a registration of volunteers."""

    task = "register_volunteer"

    def answer(self, turn: Turn) -> list[Reply]:
        return _for_what(self.runtime, turn) or EnrolmentTalk(self.runtime).begin(turn, MemberKind.VOLUNTEER)


def _for_what(runtime: Runtime, turn: Turn) -> list[Reply]:
    """The question whether somebody is to be a member or a volunteer, where it was not said; else nothing."""
    if turn.pressed or not enrolment.signs_up_for_nothing_said(turn.text):
        return []
    tasks = (RegisterMember.task, RegisterVolunteer.task)
    options = [(runtime.words(f"enrol_as_{task.removeprefix('register_')}"), task) for task in tasks]
    conversations.ask_which(turn.session, turn.identity, turn.text, options, turn.now)
    return [
        Reply("utter_enrol_ask_kind", {}, tuple((title, Press(task=task, about=turn.text)) for title, task in options))
    ]


class EnrolmentTalk(Talk):
    """People are shown as cards, with masked numbers; what is missing is asked for by name."""

    form = EnrolmentForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        content, work = draft.content, work_of(turn, self.runtime)
        waits = self.form.needs_accepting(work, content)
        values = {
            "organisation": organisations.name_of(turn.session, content["org"]),
            "people": "\n".join(self._card(number, one) for number, one in enumerate(content["people"], 1)),
            "already": self.words("enrol_already", names="、".join(content["already"])) if content["already"] else "",
            "then": self.words("enrol_waits" if waits else "enrol_at_once"),
        }
        return Reply("utter_enrol_preview", values)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content, asked = draft.content, draft.asked or ""
        if asked == "org":
            return self._asking_where(content)
        number, field = int(asked.split(".")[0]), asked.split(".")[1]
        one = content["people"][number]
        who = one["name"] or self.words("enrol_nobody", kind=one["kind"])
        if field == "same":
            return self._asking_same(content, asked, who, turn)
        wrong = one.get(field) and field in ("id_number", "phone", "guardian_phone")
        asked_for = "unit_name" if field == "name" and one["kind"] == MemberKind.GROUP else field
        name = f"utter_enrol_wrong_{field}" if wrong else f"utter_enrol_ask_{asked_for}"
        insisted = self.words("enrol_needed") if content.get("insisted") == asked else ""
        return Reply(name, {"who": who, "kind": one["kind"], "value": one.get(field) or "", "insisted": insisted})

    def saved(self, content: Content, result: Result) -> Reply:
        name = "utter_enrol_applied" if result.get("pending") else "utter_enrol_saved"
        undo = ((self.words("undo"), Press(task="undo")),)
        return Reply(name, self._said(content), undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_enrol_undone", self._said(content))

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        memberships = (draft.row.result or {}).get("memberships", [])
        return correct_register(self.runtime, turn, ",".join(map(str, memberships)))

    def _said(self, content: Content) -> dict[str, str]:
        names = [f"{one['name']}（{one['kind']}）" for one in content["people"]]
        return {"names": "、".join(names), "count": str(len(names))}

    def _card(self, number: int, one: dict[str, Any]) -> str:
        """One person on a line or two: what is known, numbers masked."""
        shown = {name: masked(one[name]) for name in ("phone", "id_number", "guardian_phone") if one.get(name)}
        parts = [
            self.words(f"enrol_{field}", value=shown.get(field, one[field]))
            for field in (
                "gender", "birth_date", "phone", "id_number", "unit", "contact", "guardian_name", "guardian_phone",
            )
            if one.get(field) and one[field] != one["name"]
        ]  # fmt: skip
        if one.get("person"):
            parts.append(self.words("enrol_known"))
        return self.words("enrol_person", number=number, who=one["name"], kind=one["kind"], facts="，".join(parts))

    def _asking_where(self, content: Content) -> Reply:
        near = content.get("near") or []
        buttons = tuple((name, Press(say=name)) for name in near[:WHICH])
        return Reply("utter_enrol_ask_org_near" if near else "utter_enrol_ask_org", {"kind": content["kind"]}, buttons)

    def _asking_same(self, content: Content, asked: str, who: str, turn: Turn) -> Reply:
        known = self.form.known(work_of(turn, self.runtime), content, asked)
        words = self.words
        values = {
            "who": who, "known": known.name, "kind": known.kind, "organisation": known.organisation,
            "phone": known.phone or words("missing"),
        }  # fmt: skip
        yes, no = words("enrol_same"), words("enrol_not_same")
        return Reply("utter_enrol_ask_same", values, ((yes, Press(say=yes)), (no, Press(say=no))))


class ChangeMember(BoaiAction):
    """Corrects somebody in the register, lets somebody leave, or moves somebody."""

    task = "change_member"

    def answer(self, turn: Turn) -> list[Reply]:
        return correct_saved(self.runtime, turn)


class ListApplications(BoaiAction):
    """The applications that wait in this account's reach, with buttons."""

    task = "list_applications"

    def answer(self, turn: Turn) -> list[Reply]:
        work = work_of(turn, self.runtime)
        waiting = register.applications(work)
        if not waiting:
            return [Reply("utter_applications_none")]
        words, lines, buttons = self.runtime.words, [], []
        for number, row in enumerate(waiting[:APPLICATIONS], 1):
            who = register.name_of(work, row)
            home, day = organisations.name_of(turn.session, row.organisation_id), words.day(row.valid_from)
            lines.append(words("application", number=number, who=who, kind=row.kind, organisation=home, day=day))
            buttons.append((words("accept", who=who), Press(task="accept_application", about=str(row.id))))
            buttons.append((words("decline", who=who), Press(task="decline_application", about=str(row.id))))
        return [Reply("utter_applications", {"count": len(waiting), "list": "\n".join(lines)}, tuple(buttons))]


class AcceptApplication(BoaiAction):
    """Accepts an application: that of the button, else the one that the text names or the only one."""

    task = "accept_application"

    def answer(self, turn: Turn) -> list[Reply]:
        return _decided(self.runtime, turn, register.accept, "utter_application_accepted")


class DeclineApplication(BoaiAction):
    """Refuses an application, likewise."""

    task = "decline_application"

    def answer(self, turn: Turn) -> list[Reply]:
        return _decided(self.runtime, turn, register.decline, "utter_application_declined")


def _decided(runtime: Runtime, turn: Turn, decide: Callable[[Work, int], Any], reply: str) -> list[Reply]:
    work = work_of(turn, runtime)
    number = int(turn.text) if turn.pressed and turn.text.isdigit() else register.application_named(work, turn.text)
    if number is None:
        waiting = ListApplications().answer(turn)
        return waiting if waiting[0].name == "utter_applications_none" else [Reply("utter_application_which"), *waiting]
    row = decide(work, number)
    home = organisations.name_of(turn.session, row.organisation_id)
    return [Reply(reply, {"who": register.name_of(work, row), "kind": row.kind, "organisation": home})]


class CorrectionTalk(Talk):
    """Corrections of the register are done at once and told with what was before."""

    form = CorrectionForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def asking(self, draft: Open, turn: Turn) -> Reply:
        return self.saved(draft.content, {})

    def saved(self, content: Content, result: Result) -> Reply:
        if content["change"] != "fact":
            name = f"utter_member_{content['change']}" + ("_waits" if result.get("pending") else "")
            return Reply(name, {"who": content["name"], "value": content.get("value", "")})
        field, before = content["field"], content.get("before", {}).get(content["field"])
        values = {
            "who": content["name"],
            "field": self.words(f"field_{field}"),
            "before": self._shown(field, before) or self.words("missing"),
            "value": self._shown(field, content["value"]) or "",
        }
        return Reply("utter_member_corrected", values)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_member_correction_undone", {"who": content["name"]})

    def amend(self, draft: Open, turn: Turn) -> list[Reply] | None:
        membership = (draft.row.result or {}).get("membership")
        return correct_register(self.runtime, turn, str(membership)) if membership else None

    @staticmethod
    def _shown(field: str, value: str | None) -> str | None:
        return masked(value) if value and field in ("phone", "id_number", "guardian_phone") else value


class QueryMembers(Asking, BoaiAction):
    """Numbers of people, or a page of their list with masked telephones."""

    task = "query_members"

    def tell(self, turn: Turn) -> list[Reply]:
        if told := about_people(self.runtime, turn):
            return told
        today = turn.now.date()
        who = permission.actor(turn.session, turn.account, turn.identity.chat, today)
        found = organisations.find(turn.session, who, without_names(turn.text, today))
        if len(found.rows) != 1:
            return which(found, self.task, turn.text)
        if parts := parts_of(self.runtime, turn, found.rows[0], found.query.page, self.task):
            return parts
        if told := about_roster(self.runtime, turn, found):
            return [*renamed(found), *told]
        card = organisations.card(turn.session, who, found.rows[0], today)
        if card.numbers is None:
            raise PermissionDeniedError(f"{turn.account.id}: numbers of {card.row.id}")
        if not found.query.wants_list:
            return [*renamed(found), numbers(card)]
        kinds = tuple(MemberKind(kind) for kind in found.query.kinds or MemberKind)
        page = members.roster(turn.session, who, self.runtime.personal, card.row, kinds, found.query.page, today)
        return [*renamed(found), listed(page, card.row.name, turn.text, self.task, self.runtime.words)]
