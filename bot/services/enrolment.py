"""Registering people by talk: a draft of one or many, what each still needs, who of them is known already."""

from dataclasses import dataclass
from typing import Any, Final

from bot.core.accounts import Role
from bot.core.errors import RegisterError
from bot.core.members import Entry, MemberKind, MembershipStatus, PersonalFacts, kind_at, missing
from bot.core.permissions import Action
from bot.services import organisations, register
from bot.services.drafts import Content, Open, Result, Taken
from bot.services.work import Work
from bot.store import members
from bot.store.tables import MembershipRow, OrganisationRow, PersonRow
from bot.text import corrections, person_facts, replies
from bot.text.identity import is_valid_id, is_valid_phone
from bot.text.numbers import masked_for_display
from bot.text.people import Person, read_people
from bot.text.queries import for_whom

Candidate = dict[str, Any]  # a person of the draft: the fields of an Entry, and what was found out about it
FACTS: Final = (
    "name", "gender", "id_number", "phone", "birth_date", "unit", "guardian_name", "guardian_phone",
)  # fmt: skip
OWN_HOME: Final = {Role.SECRETARY, Role.MEMBER, Role.VOLUNTEER}  # who means the own branch when none is said
MOST: Final = 200  # people of one draft; more come as a file


@dataclass(frozen=True)
class Known:
    """Somebody of the register whom a candidate may be, as he is shown."""

    name: str
    kind: str
    organisation: str
    phone: str | None


class EnrolmentForm:
    """Members and volunteers: several at once, each missing field asked for once, known people offered."""

    kind = "enrolment"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about` is the kind of person that the task stands for."""
        people = read_people(text, work.today)[:MOST] or [Person("", corrections.read_value("kind", text, work.today))]
        content: Content = {"kind": about, "people": [_candidate(one, about) for one in people], "org": None}
        named = for_whom(text) or next((one.org for one in people if one.org), None)
        units = {one.unit for one in people}
        if named is None and len(units) == 1 and (unit := units.pop()):
            named = organisations.branch_of_unit(work.session, work.who, unit, work.today)
        return self._settled(work, self._placed(work, content, named))

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        content = {**content, "people": [dict(one) for one in content["people"]], "insisted": None}
        taken = self._answered(work, text, content, asked) or self._changed(work, text, content, asked)
        if taken is None:
            return None
        return Taken(self._settled(work, taken.content), taken.sure)

    def missing(self, work: Work, content: Content) -> str | None:
        if content["org"] is None:
            return "org"
        for number, one in enumerate(content["people"]):
            if field := _lacking(work, one):
                return f"{number}.{field}"
        return next((f"{n}.same" for n, one in enumerate(content["people"]) if one.get("likely")), None)

    def commit(self, work: Work, content: Content, request: str) -> Result:
        made = [
            register.register(work, _entry(one), content["org"], f"{request}:{number}", person_id=one.get("person"))
            for number, one in enumerate(content["people"])
        ]
        return {"memberships": [row.id for row in made], "pending": made[0].status == MembershipStatus.PENDING}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        for membership_id in result["memberships"]:
            register.withdraw(work, membership_id)

    # --- answers

    def _answered(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        """The message as the answer to what was asked for."""
        if asked is None:
            return None
        if asked == "org":
            placed = self._placed(work, content, text)
            return Taken(placed, sure=placed["org"] is not None)
        number, field = int(asked.split(".")[0]), asked.split(".")[1]
        one = content["people"][number]
        if field == "same":
            return self._same(text, content, one)
        if corrections.skips(text) and len(content["people"]) > 1:
            content["people"].pop(number)
            return Taken(content, sure=True)
        if replies.has_nothing(text):
            if field == "id_number":
                one["id_number"] = None
            else:
                content["insisted"] = asked
            return Taken(content, sure=True)
        return self._with_answer(work, text, content, number, field)

    def _with_answer(self, work: Work, text: str, content: Content, number: int, field: str) -> Taken | None:
        one, before = content["people"][number], dict(content["people"][number])
        if field in ("name", "guardian_name", "contact") and replies.asks(text):
            return None  # 那去年呢 is nobody
        as_asked = f"{one['kind']} {text}" if one["kind"] == MemberKind.GROUP and field == "name" else text
        read = read_people(as_asked, work.today)
        found = [person for person in read if person.name or person.phone or person.id_number]
        if any(self._match(content, person) is not None for person in found):
            self._merge(content, found)
            return Taken(content, sure=True)
        if field in ("guardian_name", "contact") and len(found) == 1 and found[0].name:
            one[field] = found[0].name  # with a telephone perhaps
            phone = "guardian_phone" if field == "guardian_name" else "phone"
            one[phone] = found[0].phone or one[phone]
            return Taken(content, sure=bool(found[0].phone))
        value = corrections.read_value(field, text, work.today)
        if value is not None:
            one[field] = value
        if len(found) == 1 and (field == "name" or found[0].name in ("", one["name"])):
            _fill(one, found[0], overwrite=field == "name" and not before["name"])
        elif len(found) > 1 and field == "name":
            content["people"][number : number + 1] = [_candidate(person, content["kind"]) for person in found]
            return Taken(content, sure=True)
        sure = field in ("phone", "id_number", "guardian_phone", "birth_date", "gender") and one != before
        return Taken(content, sure) if one != before else None

    def _same(self, text: str, content: Content, one: Candidate) -> Taken | None:
        """Whether the candidate is the known person."""
        if replies.declines(text) or replies.is_other(text):
            one["likely"], one["other"] = None, True
            return Taken(content, sure=True)
        if replies.agrees(text) or replies.is_same(text):
            one["person"], one["likely"] = one["likely"], None
            return Taken(content, sure=True)
        return None

    # --- changes

    def _changed(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        """The message as a correction, as somebody more, or as somebody less."""
        people = content["people"]
        dropped = [one for one in people if one["name"] and corrections.drops(text, one["name"])]
        if dropped and len(dropped) < len(people):
            content["people"] = [one for one in people if one not in dropped]
            return Taken(content, sure=True)
        names = [one["name"] for one in people]
        stranger = corrections.somebody(text)
        if stranger and stranger not in names and corrections.says_a_change(text):
            return None  # of somebody else: nobody here must be changed instead
        change = corrections.read_correction(text, work.today, names)
        number = _whom(change, people, asked) if change else None
        if change and change.field == "organisation":
            placed = self._placed(work, {**content, "org": None}, change.value)
            return Taken(placed, sure=True) if placed["org"] else None
        if change and number is not None:
            people[number][change.field] = _with_tail(people[number].get(change.field), change)
            people[number]["other"] = people[number]["person"] = people[number]["likely"] = None
            return Taken(content, sure=True)
        found = [person for person in read_people(text, work.today) if person.name]
        if found and len(people) + len(found) <= MOST:
            self._merge(content, found)
            return Taken(content, sure=any(person.phone or person.id_number for person in found))
        return None

    def _merge(self, content: Content, found: list[Person]) -> None:
        for person in found:
            number = self._match(content, person)
            if number is None:
                content["people"].append(_candidate(person, content["kind"]))
            else:
                _fill(content["people"][number], person, overwrite=True)

    @staticmethod
    def _match(content: Content, person: Person) -> int | None:
        """Which candidate a further message speaks of: by name, or the nameless one."""
        names = [one["name"] for one in content["people"]]
        if person.name in names and person.name:
            return names.index(person.name)
        return names.index("") if "" in names and person.name else None

    # --- where, and who is known

    def _placed(self, work: Work, content: Content, said: str | None) -> Content:
        """The draft with its organisation: what was said, else the actor's own; otherwise it is asked for."""
        if said:
            found = organisations.find(work.session, work.who, said)
            own = not found.query.names and not found.asked
            rows = [] if own and content.get("asked_where") else list(found.rows)
            if len(rows) == 1:
                return {**content, "org": rows[0].id, "near": None}
            return {**content, "asked_where": True, "near": [row.name for row in rows] or list(found.near)}
        if work.who.account.role in OWN_HOME and len(work.who.grants) == 1:
            return {**content, "org": work.who.grants[0].organisation_id}
        return {**content, "asked_where": True, "near": None}

    def _settled(self, work: Work, content: Content) -> Content:
        """What can be found out of each: the kind that the age allows, who is in the register already.

        Raises PermissionDeniedError for a place out of reach, RegisterError when nobody new is left.
        """
        already = []
        for one in content["people"]:
            one["kind"] = kind_at(MemberKind(one["kind"]), one["birth_date"], work.today).value
            if content["org"] is not None:
                register.standing(work, MemberKind(one["kind"]), content["org"])
            if one["name"] and not one.get("other") and not one.get("person"):
                self._recognise(work, one)
            known, org = one.get("person"), content["org"]
            if known and org and register.present(work, known, one["kind"], org):
                already.append(one)
        people = [one for one in content["people"] if one not in already]
        if not people:
            raise RegisterError("already", names=[one["name"] for one in already])
        return {**content, "people": people, "already": [*content.get("already", []), *(o["name"] for o in already)]}

    @staticmethod
    def _recognise(work: Work, one: Candidate) -> None:
        found = register.matches(work, _entry(one))
        one["person"] = found.same[0].id if found.same else None
        seen = [row.id for row in found.likely if not one["person"] and _may_be_shown(work, row.id)]
        one["likely"] = seen[0] if seen else None

    def known(self, work: Work, content: Content, asked: str) -> Known:
        """The person of the register that the question "the same?" is about."""
        person = work.session.get_one(PersonRow, content["people"][int(asked.split(".")[0])]["likely"])
        rows = members.memberships(work.session, person.id)
        row = next(row for row in reversed(rows) if work.permits(Action.SEE_ROSTER, row.organisation_id))
        home = work.session.get_one(OrganisationRow, row.organisation_id)
        phone = members.facts_of(work.personal, person).phone
        return Known(person.name, row.kind, home.name, masked_for_display(phone) if phone else None)

    def needs_accepting(self, work: Work, content: Content) -> bool:
        """Whether the draft becomes applications."""
        kind = MemberKind(content["people"][0]["kind"])
        return register.standing(work, kind, content["org"]) is MembershipStatus.PENDING


def says_a_change(text: str) -> bool:
    """Whether a message tells of something that is to be changed, not only that something is wrong."""
    return corrections.says_a_change(text)


def says_of_whom(text: str) -> bool:
    """Whether a message names somebody of whom a fact is to be another: 把张三的电话改成…."""
    return bool(corrections.somebody(text)) and corrections.says_a_change(text) and not replies.asks(text)


def signs_up_for_nothing_said(text: str) -> bool:
    """Whether somebody is to be signed up, and it is not said whether as a member or as a volunteer."""
    return person_facts.signs_up_for_nothing_said(text)


def asks_how(text: str) -> bool:
    """Whether a text asks how one joins, and registers nobody."""
    return person_facts.asks_how_to_join(text)


def says_leaves(text: str) -> bool:
    """Whether a message says that somebody is to be taken out of the register."""
    return corrections.leaves(text)


class CorrectionForm:
    """A correction of somebody in the register, a leaving or a move: done at once, and can be taken back."""

    kind = "member_correction"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the numbers of the memberships that were talked about last, with commas. Raises RegisterError."""
        recent = [int(number) for number in about.split(",") if number]
        row, person = self._whom(work, text, recent)
        name = person.name if person else row.group_name or ""
        base: Content = {"membership": row.id, "person": row.person_id, "name": name}
        if corrections.leaves(text):
            return base | {"change": "leave"}
        if where := corrections.moves_to(text):
            found = organisations.find(work.session, work.who, where)
            if len(found.rows) != 1:
                raise RegisterError("unknown_home", asked=where)
            return base | {"change": "transfer", "to": found.rows[0].id, "value": found.rows[0].name}
        change = corrections.read_correction(text, work.today, [name])
        if change is None or change.field not in FACTS or person is None:
            raise RegisterError("unclear", person=name)
        value = _with_tail(getattr(members.facts_of(work.personal, person), change.field), change)
        _demand_valid(work, change.field, value)
        return base | {"change": "fact", "field": change.field, "value": value}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        if content["change"] == "leave":
            register.leave(work, content["membership"], work.today)
            return {"membership": content["membership"]}
        if content["change"] == "transfer":
            row = register.transfer(work, content["membership"], content["to"], request)
            return {"membership": row.id, "pending": row.status == MembershipStatus.PENDING}
        content["before"] = register.correct(work, content["person"], {content["field"]: content["value"]})
        return {"membership": content["membership"]}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        if content["change"] == "leave":
            register.stay(work, content["membership"])
        elif content["change"] == "transfer":
            register.transfer_back(work, result["membership"])
        else:
            register.correct(work, content["person"], content["before"])

    @staticmethod
    def _whom(work: Work, text: str, recent: list[int]) -> tuple[MembershipRow, PersonRow | None]:
        """Who is meant: a name of those just talked about, or of the register within reach.

        Raises RegisterError, also where somebody is named who is not there: another must not be changed instead.
        """
        rows = [work.session.get_one(MembershipRow, number) for number in recent]
        pairs = [(row, work.session.get(PersonRow, row.person_id) if row.person_id else None) for row in rows]
        named = [pair for pair in pairs if (pair[1].name if pair[1] else pair[0].group_name or "-") in text]
        if len(named) == 1:
            return named[0]
        found = register.named_in_scope(work, text)
        if not found and corrections.brings_in(text):
            raise RegisterError("bring_in")
        if not found and (stranger := corrections.somebody(text)):
            raise RegisterError("unknown_person", asked=stranger)
        if len(pairs) == 1 and not found:
            return pairs[0]
        if len({one.membership.id for one in found}) == 1:
            return found[0].membership, found[0].person
        raise RegisterError("which" if found else "whom")


def brings_in(text: str) -> bool:
    """Whether somebody who is elsewhere is to become one of ours."""
    return corrections.brings_in(text)


def puts_right(saved: Open, text: str) -> bool:
    """Whether a message states a fact of somebody whose record was just saved: a correction without a verb."""
    if saved.kind not in (EnrolmentForm.kind, CorrectionForm.kind) or replies.asks(text):
        return False
    names = [one["name"] for one in saved.content.get("people") or [saved.content]]
    return corrections.states_fact(text, names) or corrections.says_what_is_wrong(text)


# --- candidates ------------------------------------------------------------------------------------------------------


def _candidate(person: Person, kind: str) -> Candidate:
    one: Candidate = {field: getattr(person, field) for field in FACTS}
    own_kind = person.kind
    if own_kind is None or (own_kind == MemberKind.ADULT and kind == MemberKind.VOLUNTEER):
        own_kind = kind
    return one | {
        "kind": own_kind,
        "contact": person.contact,
        "skills": list(person.skills),
        "person": None,
        "likely": None,
        "other": None,
    }


def _fill(one: Candidate, person: Person, *, overwrite: bool) -> None:
    for field in (*FACTS, "contact"):
        value = getattr(person, field)
        if value and (overwrite or not one.get(field)):
            one[field] = value


def _entry(one: Candidate) -> Entry:
    facts = PersonalFacts(**{field: one[field] for field in FACTS})
    return Entry(MemberKind(one["kind"]), facts, one.get("contact"), tuple(one.get("skills") or ()))


def _lacking(work: Work, one: Candidate) -> str | None:
    """The field to be asked for: one that is wrong, else one that is missing."""
    if one["id_number"] and not is_valid_id(one["id_number"], work.today):
        return "id_number"
    for field in ("phone", "guardian_phone"):
        if one[field] and not is_valid_phone(one[field]):
            return field
    return next(iter(missing(_entry(one), work.today)), None)


def _demand_valid(work: Work, field: str, value: str) -> None:
    """Raises RegisterError for a number that cannot be right."""
    if field == "id_number" and not is_valid_id(value, work.today):
        raise RegisterError("wrong_id")
    if field in ("phone", "guardian_phone") and not is_valid_phone(value):
        raise RegisterError("wrong_phone")


def _whom(change: corrections.Correction, people: list[Candidate], asked: str | None) -> int | None:
    """Which candidate a correction is about: the named one, the numbered one, the one asked about, the only one."""
    if change.who is not None:
        return next(number for number, one in enumerate(people) if one["name"] == change.who)
    if change.which is not None:
        return change.which if change.which < len(people) else None
    if asked and asked != "org":
        return int(asked.split(".")[0])
    return 0 if len(people) == 1 else None


def _with_tail(before: str | None, change: corrections.Correction) -> str:
    if not change.tail or not before:
        return change.value
    return before[: -len(change.value)] + change.value


def _may_be_shown(work: Work, person_id: int) -> bool:
    """Whether one of the person's memberships lies where the actor may see the roster."""
    return any(
        work.permits(Action.SEE_ROSTER, row.organisation_id) for row in members.memberships(work.session, person_id)
    )
