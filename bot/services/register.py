"""The register's writes: registering, applying, accepting, leaving, moving, correcting, merging, erasing.

Every one asks permission first, is written to the audit log and can be repeated without harm. A person is never
overwritten: what is known stays unless it is corrected by name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import CONSENT, Ending, Entry, MemberKind, MembershipStatus, PersonalFacts, kind_at, missing
from bot.core.permissions import Action, Reach, reach
from bot.services.work import Work
from bot.store import accounts, awards, members, notices, organisations
from bot.store.tables import MembershipRow, MergeRow, OrganisationRow, PersonRow
from bot.text.sounds import near_names, sound

_FILLED = ("gender", "id_number", "phone", "birth_date", "unit", "guardian_name", "guardian_phone")


@dataclass(frozen=True)
class Matches:
    """Whom an entry may be: `same` by identity number or by name and telephone, `likely` by what is near."""

    same: tuple[PersonRow, ...] = ()
    likely: tuple[PersonRow, ...] = ()


# --- finding -----------------------------------------------------------------------------------------------------


def matches(work: Work, entry: Entry) -> Matches:
    """The people in the register that an entry may be, everywhere: somebody may be a member elsewhere already."""
    facts = entry.facts
    if entry.kind is MemberKind.GROUP:
        return Matches()
    by_id = _marked(work, "id_mark", "id_number", facts.id_number)
    by_phone = _marked(work, "phone_mark", "phone", facts.phone)
    by_birth = _marked(work, "birth_mark", "birth_month", _birth_key(facts))
    same = {row.id: row for row in by_id} | {row.id: row for row in by_phone if row.name == facts.name}
    near = [row for row in by_phone if near_names(row.name, facts.name)] + by_birth
    likely = {row.id: row for row in near if row.id not in same and not _differ(work, row, facts)}
    return Matches(tuple(same.values()), tuple(likely.values()))


def present(
    work: Work, person_id: int | None, kind: str, organisation_id: int, besides: int | None = None
) -> MembershipRow | None:
    """The membership of this kind that a person has, or has applied for, in an organisation today."""
    rows = [
        row
        for row in (members.memberships(work.session, person_id) if person_id is not None else [])
        if row.kind == kind and row.organisation_id == organisation_id and row.status != MembershipStatus.WITHDRAWN
    ]
    return next((r for r in rows if r.id != besides and (r.valid_until is None or r.valid_until > work.today)), None)


def _demand_single(work: Work, row: MembershipRow, organisation_id: int | None = None) -> None:
    """Raises RegisterError when the person has another such membership: nobody counts twice in one branch."""
    if present(work, row.person_id, row.kind, organisation_id or row.organisation_id, besides=row.id):
        raise RegisterError("already", names=[name_of(work, row)])


def _marked(work: Work, mark: str, field: str, value: str | None) -> list[PersonRow]:
    return members.with_mark(work.session, mark, work.personal.mark(field, value)) if value else []


def _birth_key(facts: PersonalFacts) -> str | None:
    month = (facts.birth_date or "")[:7]
    return f"{sound(facts.name)} {month}" if len(month) == len("2000-01") else None


def _differ(work: Work, row: PersonRow, facts: PersonalFacts) -> bool:
    """Whether two identity numbers tell two people apart."""
    known = members.facts_of(work.personal, row).id_number
    return bool(known and facts.id_number and known != facts.id_number)


def named_in_scope(work: Work, text: str) -> list[members.Listed]:
    """The people (and units) within the actor's reach whose name stands in a text, whose membership counts today."""
    found: dict[int, members.Listed] = {}
    for grant in work.who.grants:
        if reach(grant.role, Action.CORRECT) is not Reach.NONE:
            below = organisations.ids_below(grant.organisation_id)
            found |= {one.membership.id: one for one in members.named_in(work.session, text, below, work.today)}
    return list(found.values())


# --- registering -------------------------------------------------------------------------------------------------


def standing(work: Work, kind: MemberKind, organisation_id: int) -> MembershipStatus:
    """What a registration by this actor is at first. Raises PermissionDeniedError where he may not even apply.

    Who may register there: active. A member who becomes a volunteer of the own branch: active. Others apply.
    """
    if work.permits(Action.REGISTER, organisation_id):
        return MembershipStatus.ACTIVE
    if any(reach(grant.role, Action.REGISTER) is not Reach.NONE for grant in work.who.grants):
        raise PermissionDeniedError(f"{work.account_id}: register in {organisation_id}")
    own = any(grant.organisation_id == organisation_id for grant in work.who.grants)
    if kind is MemberKind.VOLUNTEER and own and reach(work.who.account.role, Action.REGISTER_AS_VOLUNTEER):
        return MembershipStatus.ACTIVE
    if not reach(work.who.account.role, Action.APPLY_TO_JOIN):
        raise PermissionDeniedError(f"{work.account_id}: apply in {organisation_id}")
    return MembershipStatus.PENDING


def register(
    work: Work,
    entry: Entry,
    organisation_id: int,
    request: str,
    *,
    person_id: int | None = None,
    import_id: int | None = None,
) -> MembershipRow:
    """Keep an entry; the same `request` again gives what it made before.

    `person_id` names the person of the register that it is: what is not known yet is filled in, the rest stays.
    Raises PermissionDeniedError, and RegisterError for an entry that lacks a field or a person that is one already.
    """
    if made := members.by_request(work.session, request):
        return made
    status = standing(work, entry.kind, organisation_id)
    entry = replace(entry, kind=kind_at(entry.kind, entry.facts.birth_date, work.today))
    if lacking := missing(entry, work.today):
        raise RegisterError("lacking", field=lacking[0])
    person = None
    if entry.kind is not MemberKind.GROUP:
        person = _person(work, entry.facts, person_id)
        if present(work, person.id, entry.kind, organisation_id):
            raise RegisterError("already", names=[person.name])
    row = MembershipRow(
        kind=entry.kind,
        person_id=person.id if person else None,
        group_name=None if person else entry.facts.name,
        organisation_id=organisation_id,
        valid_from=work.today,
        status=status,
        facts={"skills": list(entry.skills)} if entry.skills else None,
        consent=CONSENT,
        request=request,
        contact=sealed_contact(work, entry) if person is None else None,
        import_id=import_id,
        recorded_by=work.account_id,
        recorded_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    after = {"kind": entry.kind, "status": status, "person": row.person_id}
    work.log("register", "membership", row.id, organisation_id, after=after)
    if status is MembershipStatus.PENDING:
        _tell_who_accepts(work, row, entry.facts.name)
    return row


def sealed_contact(work: Work, entry: Entry) -> bytes:
    """Who speaks for a unit, and the telephone, as they are kept."""
    return work.personal.encrypt("contact", json.dumps([entry.contact, entry.facts.phone]))


def withdraw(work: Work, membership_id: int) -> None:
    """Undo a registration: it never counted. Raises PermissionDeniedError unless it is one's own or in scope."""
    row = _membership(work, membership_id)
    if row.recorded_by != work.account_id:
        work.demand(Action.CORRECT, row.organisation_id)
    if row.status == MembershipStatus.WITHDRAWN:
        return
    before = {"status": row.status}
    row.status = MembershipStatus.WITHDRAWN
    notices.withdraw(work.session, _subject(row), work.now)
    work.log("withdraw", "membership", row.id, row.organisation_id, before=before, after={"status": row.status})
    if row.person_id is not None:
        _drop_if_unused(work, row.person_id)


def _person(work: Work, facts: PersonalFacts, person_id: int | None) -> PersonRow:
    if person_id is None:
        row = members.add_person(work.session, work.personal, facts, sound(facts.name), work.now)
        work.session.flush()
        return row
    row = work.session.get_one(PersonRow, person_id)
    known = members.facts_of(work.personal, row)
    new = {field: getattr(facts, field) for field in _FILLED if not getattr(known, field) and getattr(facts, field)}
    if new:
        members.write_person(work.personal, row, replace(known, **new), sound(known.name))
        work.log("complete", "person", row.id, after={"fields": sorted(new)})
    return row


def _drop_if_unused(work: Work, person_id: int) -> None:
    """A person whose every registration was undone leaves no personal data behind."""
    if any(row.status != MembershipStatus.WITHDRAWN for row in members.memberships(work.session, person_id)):
        return
    person = work.session.get_one(PersonRow, person_id)
    awards.forget(work.session, [person_id], never_were=True)
    if person.erased_at is None and not members.posts(work.session, person_id):
        _forget(work, person)


# --- applications ------------------------------------------------------------------------------------------------


def accept(work: Work, membership_id: int) -> MembershipRow:
    """Let an application count from today on. Raises RegisterError when it waits no more."""
    row = _waiting(work, membership_id)
    _demand_single(work, row)
    row.status, row.valid_from = MembershipStatus.ACTIVE, work.today
    if row.continues_id is not None:
        _end(work.session.get_one(MembershipRow, row.continues_id), Ending.TRANSFERRED, work.today)
    notices.withdraw(work.session, _subject(row), work.now)
    work.log("accept", "membership", row.id, row.organisation_id, after={"status": row.status})
    _tell_applicant(work, row, "channel_application_accepted")
    return row


def decline(work: Work, membership_id: int, why: str | None = None) -> MembershipRow:
    """Refuse an application; the applicant is told. Raises RegisterError when it waits no more."""
    row = _waiting(work, membership_id)
    row.status = MembershipStatus.WITHDRAWN
    notices.withdraw(work.session, _subject(row), work.now)
    work.log("decline", "membership", row.id, row.organisation_id, after={"status": row.status}, why=why)
    _tell_applicant(work, row, "channel_application_declined")
    return row


def applications(work: Work) -> list[MembershipRow]:
    """The applications that this actor may accept, oldest first. Raises PermissionDeniedError for who accepts none."""
    reaching = [g for g in work.who.grants if reach(g.role, Action.ACCEPT_APPLICATIONS) is not Reach.NONE]
    if not reaching:
        raise PermissionDeniedError(f"{work.account_id}: applications")
    rows = [row for g in reaching for row in members.pending(work.session, organisations.ids_below(g.organisation_id))]
    return list({row.id: row for row in sorted(rows, key=lambda row: row.id)}.values())


def application_named(work: Work, text: str) -> int | None:
    """The application whose applicant a text names; the only one when it names nobody."""
    waiting = applications(work)
    named = [row for row in waiting if name_of(work, row) in text]
    chosen = named or waiting
    return chosen[0].id if len(chosen) == 1 else None


def _waiting(work: Work, membership_id: int) -> MembershipRow:
    row = _membership(work, membership_id)
    work.demand(Action.ACCEPT_APPLICATIONS, row.organisation_id)
    if row.status != MembershipStatus.PENDING:
        raise RegisterError("settled")
    return row


def _tell_who_accepts(work: Work, row: MembershipRow, name: str) -> None:
    """The secretary of the branch, or who is next above it, is asked by buttons when he next talks."""
    home = work.session.get_one(OrganisationRow, row.organisation_id)
    buttons: notices.Buttons = [
        ("channel_accept", {"task": "accept_application", "about": str(row.id)}),
        ("channel_decline", {"task": "decline_application", "about": str(row.id)}),
    ]
    values = {"person": name, "kind": row.kind, "organisation": home.name}
    for account_id in _who_accepts(work, row.organisation_id):
        notices.add(
            work.session, account_id, "channel_application", values, work.now, buttons=buttons, subject=_subject(row)
        )


def _who_accepts(work: Work, organisation_id: int) -> Sequence[str]:
    """The accounts that may accept, of the nearest organisation upwards that has any."""
    return accounts.nearest_with(
        work.session,
        organisation_id,
        [role for role in Role if reach(role, Action.ACCEPT_APPLICATIONS) is not Reach.NONE],
        work.today,
    )


def _tell_applicant(work: Work, row: MembershipRow, phrase: str) -> None:
    home = work.session.get_one(OrganisationRow, row.organisation_id)
    values = {"person": name_of(work, row), "kind": row.kind, "organisation": home.name}
    notices.add(work.session, row.recorded_by, phrase, values, work.now)


def _subject(row: MembershipRow) -> str:
    return f"membership:{row.id}"


def name_of(work: Work, row: MembershipRow) -> str:
    """The person's name, or the unit's."""
    person = work.session.get(PersonRow, row.person_id) if row.person_id else None
    return person.name if person else row.group_name or ""


# --- leaving and moving ------------------------------------------------------------------------------------------


def leave(work: Work, membership_id: int, day: date) -> MembershipRow:
    """End a membership: `day` is the first on which it counts no more. Raises RegisterError when it has ended."""
    row = _counting(work, membership_id)
    if day < row.valid_from:
        raise RegisterError("before_begin")
    _end(row, Ending.LEFT, day)
    work.log("leave", "membership", row.id, row.organisation_id, after={"until": day.isoformat()})
    return row


def stay(work: Work, membership_id: int) -> None:
    """Undo a leaving."""
    row = _membership(work, membership_id)
    work.demand(Action.CORRECT, row.organisation_id)
    if row.ended_by != Ending.LEFT or row.status != MembershipStatus.ACTIVE:
        raise RegisterError("settled")
    _demand_single(work, row)
    row.valid_until = row.ended_by = None
    work.log("stay", "membership", row.id, row.organisation_id)


def transfer(work: Work, membership_id: int, organisation_id: int, request: str) -> MembershipRow:
    """Move a membership; the new one. Where the actor may not register, it waits to be accepted there."""
    if made := members.by_request(work.session, request):
        return made
    old = _counting(work, membership_id)
    if old.organisation_id == organisation_id:
        raise RegisterError("already", names=[name_of(work, old)])
    _demand_single(work, old, organisation_id)
    at_once = work.permits(Action.REGISTER, organisation_id)
    new = MembershipRow(
        kind=old.kind,
        person_id=old.person_id,
        group_name=old.group_name,
        organisation_id=organisation_id,
        valid_from=work.today,
        status=MembershipStatus.ACTIVE if at_once else MembershipStatus.PENDING,
        facts=old.facts,
        consent=old.consent,
        contact=old.contact,
        request=request,
        continues_id=old.id,
        recorded_by=work.account_id,
        recorded_at=work.now,
    )
    work.session.add(new)
    work.session.flush()
    if at_once:
        _end(old, Ending.TRANSFERRED, work.today)
    else:
        _tell_who_accepts(work, new, name_of(work, new))
    work.log("transfer", "membership", new.id, organisation_id, before={"membership": old.id})
    return new


def transfer_back(work: Work, membership_id: int) -> None:
    """Undo a move: the old membership goes on as if nothing had been."""
    new = _membership(work, membership_id)
    old = work.session.get_one(MembershipRow, new.continues_id)
    work.demand(Action.REGISTER, old.organisation_id)
    if new.status == MembershipStatus.WITHDRAWN or new.ended_by is not None:
        raise RegisterError("settled")
    _demand_single(work, old)
    new.status = MembershipStatus.WITHDRAWN
    if old.ended_by == Ending.TRANSFERRED:
        old.valid_until = old.ended_by = None
    notices.withdraw(work.session, _subject(new), work.now)
    work.log("transfer_back", "membership", new.id, new.organisation_id, after={"membership": old.id})


def _counting(work: Work, membership_id: int) -> MembershipRow:
    row = _membership(work, membership_id)
    work.demand(Action.REGISTER, row.organisation_id)
    if row.status != MembershipStatus.ACTIVE or row.valid_until is not None:
        raise RegisterError("settled")
    return row


def _membership(work: Work, membership_id: int) -> MembershipRow:
    row = work.session.get(MembershipRow, membership_id)
    if row is None:
        raise RegisterError("unknown")
    return row


def _end(row: MembershipRow, why: Ending, day: date) -> None:
    row.valid_until, row.ended_by = day, why


# --- correcting --------------------------------------------------------------------------------------------------


def correct(work: Work, person_id: int, changes: dict[str, str | None]) -> dict[str, str | None]:
    """Change what is known of a person; what was known before, for undoing. Audit keeps the fields' names only."""
    person = _in_scope(work, person_id, Action.CORRECT)
    known = members.facts_of(work.personal, person)
    before: dict[str, str | None] = {field: getattr(known, field) for field in changes}
    facts = replace(known, **changes)  # type: ignore[arg-type]
    members.write_person(work.personal, person, facts, sound(facts.name))
    work.log("correct", "person", person_id, _home(work, person_id), after={"fields": sorted(changes)})
    return before


def erase(work: Work, person_id: int) -> None:
    """Remove a person's data; the memberships stay as numbers. Cannot be undone."""
    person = _in_scope(work, person_id, Action.CORRECT)
    home = _home(work, person_id)
    _forget(work, person)
    work.log("erase", "person", person_id, home)


def _forget(work: Work, person: PersonRow) -> None:
    members.write_person(work.personal, person, PersonalFacts(""), "")
    awards.forget(work.session, [person.id])
    person.erased_at = work.now


def _in_scope(work: Work, person_id: int, action: Action) -> PersonRow:
    """The person, when one of the memberships lies within the actor's reach. Raises PermissionDeniedError."""
    person = work.session.get(PersonRow, person_id)
    if person is not None and (person.erased_at is not None or person.merged_into is not None):
        raise RegisterError("settled")
    homes = {row.organisation_id for row in members.memberships(work.session, person_id)}
    if person is None or not any(work.permits(action, home) for home in homes):
        raise PermissionDeniedError(f"{work.account_id}: {action} on person {person_id}")
    return person


def _home(work: Work, person_id: int) -> int | None:
    rows = members.memberships(work.session, person_id)
    return rows[-1].organisation_id if rows else None


# --- merging -----------------------------------------------------------------------------------------------------


def merge(work: Work, kept_id: int, merged_id: int) -> MergeRow:
    """Two entries of the register are one person: everything of the second becomes the first's.

    A membership that both have counts once from then on. Raises RegisterError for one and the same.
    """
    if kept_id == merged_id:
        raise RegisterError("same")
    kept, merged = (_in_scope(work, one, Action.CORRECT) for one in (kept_id, merged_id))
    moved = [row.id for row in members.memberships(work.session, merged_id)]
    double = [
        row.id
        for row in members.memberships(work.session, merged_id)
        if row.status == MembershipStatus.ACTIVE
        and row.valid_until is None
        and present(work, kept_id, MemberKind(row.kind), row.organisation_id)
    ]
    posts = members.posts(work.session, merged_id)
    known, other = (members.facts_of(work.personal, one) for one in (kept, merged))
    filled = {field: getattr(other, field) for field in _FILLED if not getattr(known, field) and getattr(other, field)}
    members.write_person(work.personal, kept, replace(known, **filled), sound(known.name))
    members.move(work.session, moved, posts, kept_id)
    for one in double:
        _end(work.session.get_one(MembershipRow, one), Ending.MERGED, work.today)
    given = awards.rows_of(work.session, merged_id)
    awards.move(work.session, given, (merged_id, kept_id))
    merged.merged_into = kept_id
    what: dict[str, Any] = {
        "memberships": moved, "ended": double, "posts": posts, "awards": given, "filled": sorted(filled)
    }  # fmt: skip
    row = MergeRow(
        kept_id=kept_id, merged_id=merged_id, moved=what, merged_by=work.account_id, merged_at=work.now, undone_at=None
    )
    work.session.add(row)
    work.session.flush()
    work.log("merge", "person", kept_id, _home(work, kept_id), after={"merged": merged_id})
    return row


def unmerge(work: Work, merge_id: int) -> None:
    """Undo a merge. Raises RegisterError when that has been done."""
    row = work.session.get(MergeRow, merge_id)
    if row is None or row.undone_at is not None:
        raise RegisterError("settled")
    kept = _in_scope(work, row.kept_id, Action.CORRECT)
    merged = work.session.get_one(PersonRow, row.merged_id)
    merged.merged_into, row.undone_at = None, work.now
    known, other = (members.facts_of(work.personal, one) for one in (kept, merged))
    emptied = {field: None for field in row.moved["filled"] if getattr(known, field) == getattr(other, field)}
    members.write_person(work.personal, kept, replace(known, **emptied), sound(known.name))  # type: ignore[arg-type]
    members.move(work.session, row.moved["memberships"], row.moved["posts"], row.merged_id)
    awards.move(work.session, row.moved.get("awards", []), (row.kept_id, row.merged_id))
    for one in row.moved["ended"]:
        ended = work.session.get_one(MembershipRow, one)
        if present(work, row.merged_id, ended.kind, ended.organisation_id, besides=one) is None:
            ended.valid_until = ended.ended_by = None
    work.log("unmerge", "person", row.kept_id, _home(work, row.kept_id), after={"merged": row.merged_id})
