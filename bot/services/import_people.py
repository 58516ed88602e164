"""Members and volunteers from a spreadsheet. A known person gets a further membership and is never overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from bot.core.awards import MOST_YEARS
from bot.core.members import CONSENT, Entry, MemberKind, MembershipStatus, PersonalFacts, born_between, kind_at, missing
from bot.core.organisations import core_name, years_after
from bot.core.permissions import Action
from bot.services import awards, register
from bot.services.import_rows import NEAR_LOOKED_UP, Checker, Options, Row
from bot.services.work import Work
from bot.store import imports as store
from bot.store import members, organisations
from bot.store.tables import ImportRow
from bot.text import columns
from bot.text.identity import birth_of, gender_of, is_valid_id, is_valid_phone
from bot.text.sounds import nearest, sound

PORTION: Final = 2000  # rows written at once
LONGEST_NUMBER: Final = 64  # characters of a certificate's number
LONGEST_UNIT: Final = 128  # characters of a group's name
OLDEST: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A first-aider's certificate of a row; without a last day `VALID_YEARS` are assumed."""

    issued: date
    expires: date | None
    number: str | None


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """A row that can be brought in."""

    row: int
    entry: Entry
    organisation_id: int
    person_id: int | None
    joined: date
    certificate: Certificate | None = None
    is_member: bool = False  # already: the certificate alone is new


class PeopleChecker(Checker):
    """Checks people: numbers, days, names, required fields, organisation, twice in the file, in the register."""

    action = Action.REGISTER
    fallback: ClassVar[MemberKind | None] = None  # of rows that say nothing, whatever the options say

    def __init__(self, work: Work, options: Options) -> None:
        super().__init__(work, options)
        self._names = organisations.ids_by_short(work.session)
        self._may: dict[int, bool] = {}
        self._near: dict[str, str] = {}
        self._marks = store.marks(work.session)
        self._present = store.present(work.session, work.today)
        self._seen: set[tuple[str, ...]] = set()

    def check(self, row: Row) -> None:
        kind, facts = self._kind(row), self._facts(row)
        self._check_facts(row, kind, facts)
        joined = self._joined(row, facts)
        certificate = self._certificate(row)
        home = self._home(row)
        if not row.faults:
            assert home is not None
            kind = kind_at(kind, facts.birth_date, self.work.today)
            skills = tuple(columns.parts_in(row.get("skills")))
            entry = Entry(kind, facts, row.get("contact") or None, skills)
            for name in missing(entry, self.work.today):
                row.fault(name, "missing")
            person = None if row.faults else self._known(row, entry, home)
            is_member = person is not None and (person, entry.kind.value, home) in self._present
            if is_member and not self._is_new(person, certificate):
                row.fault("name", "already")
            if not row.faults:
                self.planned.append(PlannedPerson(row.number, entry, home, person, joined, certificate, is_member))
        self.faults += row.faults

    def _kind(self, row: Row) -> MemberKind:
        said = row.get("kind")
        found = columns.kind_in(said)
        if said and not found:
            row.fault("kind", "kind")
        return MemberKind(found) if found else self.fallback or self.options.member_kind

    def _facts(self, row: Row) -> PersonalFacts:
        today = self.work.today
        identity = columns.digits_in(row.get("id_number")) or None
        valid = identity if identity and is_valid_id(identity, today) else None
        born = columns.birth_in(row.get("birth_date"), today) or (
            day.isoformat() if valid and (day := birth_of(valid)) else None
        )
        return PersonalFacts(
            row.get("name").replace(" ", ""),
            columns.gender_in(row.get("gender")) or (gender_of(valid) if valid else None),
            identity,
            columns.digits_in(row.get("phone")) or None,
            born,
            row.get("unit") or None,
            row.get("guardian_name") or None,
            columns.digits_in(row.get("guardian_phone")) or None,
        )

    def _check_facts(self, row: Row, kind: MemberKind, facts: PersonalFacts) -> None:
        if not facts.name:
            row.fault("name", "missing")
        elif kind is MemberKind.GROUP:
            if len(facts.name) > LONGEST_UNIT or facts.name.isdigit():
                row.fault("name", "unit_name")
        elif not columns.may_be_name(facts.name):
            row.fault("name", "name")
        for name in ("guardian_name", "contact"):
            if row.get(name) and not columns.may_be_name(row.get(name)):
                row.fault(name, "name")
        for name in ("id_number", "phone", "guardian_phone", "certificate"):
            if columns.is_masked(row.get(name)):
                row.fault(name, "masked")
        if row.get("id_number") and not (facts.id_number and is_valid_id(facts.id_number, self.work.today)):
            row.fault("id_number", "id_number")
        for name in ("phone", "guardian_phone"):
            if row.get(name) and not is_valid_phone(getattr(facts, name) or ""):
                row.fault(name, "phone")
        if row.get("gender") and not columns.gender_in(row.get("gender")):
            row.fault("gender", "gender")
        if row.get("birth_date") and not self._may_be_birth(facts.birth_date):
            row.fault("birth_date", "birth_date")
        elif facts.id_number and facts.birth_date and not row.faults:
            inside = birth_of(facts.id_number)
            if inside and not inside.isoformat().startswith(facts.birth_date):
                row.fault("birth_date", "birth_differs", inside.isoformat())

    def _may_be_birth(self, born: str | None) -> bool:
        try:
            return born is not None and OLDEST <= born_between(born)[0] <= self.work.today
        except ValueError:
            return False

    def _joined(self, row: Row, facts: PersonalFacts) -> date:
        """Since when the membership counts: as the sheet says, else from today."""
        if not row.get("joined"):
            return self.work.today
        joined = columns.day_in(row.get("joined"))
        if joined is None or not OLDEST <= joined <= self.work.today:
            row.fault("joined", "day")
            return self.work.today
        if facts.birth_date and not row.faults and joined < born_between(facts.birth_date)[0]:
            row.fault("joined", "before_birth")
        return joined

    def _certificate(self, row: Row) -> Certificate | None:
        """A certificate needs the day on which it was got: a training is none."""
        said = [row.get(name) for name in ("certificate_on", "certificate_until", "certificate")]
        if not any(said):
            return None
        issued, expires = (columns.day_in(one) if one else None for one in said[:2])
        if issued is None or not OLDEST <= issued <= self.work.today:
            row.fault("certificate_on", "day" if said[0] else "missing")
        elif said[1] and (expires is None or not issued < expires <= years_after(issued, MOST_YEARS)):
            row.fault("certificate_until", "day")
        return Certificate(issued, expires, said[2][:LONGEST_NUMBER] or None) if issued else None

    def _home(self, row: Row) -> int | None:
        said = row.get("organisation")
        home = self._names.get(core_name(said)) if said else self.options.home
        if home is None:
            row.fault("organisation", "organisation" if said else "missing", self._near_name(core_name(said)))
        elif not self._permits(home):
            row.fault("organisation", "reach")
        return home

    def _near_name(self, said: str) -> str:
        if said and said not in self._near and len(self._near) < NEAR_LOOKED_UP:
            self._near[said] = next(iter(nearest(said, list(self._names), 1)), "")
        return self._near.get(said, "")

    def _permits(self, home: int) -> bool:
        if home not in self._may:
            self._may[home] = self.work.permits(Action.REGISTER, home)
        return self._may[home]

    def _known(self, row: Row, entry: Entry, home: int) -> int | None:
        """Whom the row is in the register, unless the file has it already."""
        facts, personal = entry.facts, self.work.personal
        key = ("id", facts.id_number) if facts.id_number else ("name", facts.name, facts.phone or "")
        twice = (entry.kind.value, str(home), *key)
        if twice in self._seen:
            row.fault("name", "twice")
            return None
        self._seen.add(twice)
        if entry.kind is MemberKind.GROUP:
            return None
        by_id = personal.mark("id_number", facts.id_number) if facts.id_number else None
        by_phone = personal.mark("phone", facts.phone) if facts.phone else None
        return self._marks.get(by_id or "") or self._marks.get(f"{facts.name} {by_phone}")

    def _is_new(self, person: int | None, certificate: Certificate | None) -> bool:
        """Whether the register does not have this certificate of somebody yet."""
        return certificate is not None and awards.is_new(self.work, person or 0, certificate.issued)


class VolunteersChecker(PeopleChecker):
    """The same for a sheet of volunteers."""

    fallback = MemberKind.VOLUNTEER


def write(work: Work, planned: Sequence[PlannedPerson], import_id: int) -> None:
    """Keep what was planned, in portions."""
    for start in range(0, len(planned), PORTION):
        _write(work, planned[start : start + PORTION], import_id)


def take_back(work: Work, row: ImportRow) -> int:
    """What came with it never counted, people who came with it alone are forgotten; how many rows of the sheet."""
    for home in store.organisations_of(work.session, row.id):
        work.demand(Action.CORRECT, home)
    return store.withdraw(work.session, row.id, work.now)


def _write(work: Work, portion: Sequence[PlannedPerson], import_id: int) -> None:
    joining = [one for one in portion if not one.is_member]
    new = [one for one in joining if one.person_id is None and one.entry.kind is not MemberKind.GROUP]
    people = [(one.entry.facts, sound(one.entry.facts.name)) for one in new]
    ids = dict(
        zip((one.row for one in new), members.add_people(work.session, work.personal, people, work.now), strict=True)
    )
    members.add_memberships(
        work.session,
        [
            {
                "kind": one.entry.kind.value,
                "person_id": one.person_id or ids.get(one.row),
                "group_name": one.entry.facts.name if one.entry.kind is MemberKind.GROUP else None,
                "organisation_id": one.organisation_id,
                "valid_from": one.joined,
                "status": MembershipStatus.ACTIVE.value,
                "facts": {"skills": list(one.entry.skills)} if one.entry.skills else None,
                "contact": _contact(work, one.entry),
                "consent": CONSENT,
                "request": f"import:{import_id}:{one.row}",
                "import_id": import_id,
                "recorded_by": work.account_id,
                "recorded_at": work.now,
            }
            for one in joining
        ],
    )
    awards.bring(work, [said for one in portion if (said := _brought(one, ids))], import_id)


def _brought(one: PlannedPerson, ids: Mapping[int, int]) -> awards.Brought | None:
    person, said = one.person_id or ids.get(one.row), one.certificate
    if person is None or said is None:
        return None
    return awards.Brought(person, one.organisation_id, said.issued, said.expires, said.number)


def _contact(work: Work, entry: Entry) -> bytes | None:
    return register.sealed_contact(work, entry) if entry.kind is MemberKind.GROUP else None
