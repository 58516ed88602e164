"""What people are given: 会员之星 of a year, chosen by an officer; certificates of first-aiders; taken back, put right.

A person is chosen once a year, wherever that is. Nothing is deleted: what is taken back stays in the history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.core.awards import CHOOSABLE, MOST_YEARS, SOON_DAYS, AwardKind, AwardStatus, last_day
from bot.core.errors import RegisterError
from bot.core.members import MembershipStatus
from bot.core.organisations import core_name, years_after
from bot.core.paging import Page, cut
from bot.core.permissions import Action, Reach, reach
from bot.services import people
from bot.services.work import Work
from bot.store import awards as store
from bot.store import members, organisations
from bot.store.awards import Given as Given
from bot.store.members import Listed
from bot.store.tables import AwardRow, MembershipRow, OrganisationRow, PersonRow
from bot.text import certificates as reading
from bot.text.certificates import Said as Said
from bot.text.numbers import masked_for_display

NEEDED: Final = {
    AwardKind.MEMBER_STAR: Action.AWARD_HONOURS,
    AwardKind.FIRST_AID: Action.CORRECT,
}  # to write of each kind

MOST: Final = 50  # memberships of one person


@dataclass(frozen=True)
class Chosen:
    """The 会员之星 of a year: how many, and a page of them; None for who may see numbers and no names."""

    total: int
    page: Page[Given] | None


# --- 会员之星 ---------------------------------------------------------------------------------------------------------


def choose(work: Work, membership_id: int, year: int, day: date | None = None, awarder: str | None = None) -> AwardRow:
    """Record that a member was chosen 会员之星 of a year. `awarder`: who chose, else the actor's own Red Cross.

    Without a day it is today, of a year that is over its last day. Raises PermissionDeniedError; RegisterError for who
    is no member, for a day that is to come or before the year, and for a second time in one year.
    """
    row, person = _member(work, membership_id, Action.AWARD_HONOURS)
    if row.kind not in CHOOSABLE:
        raise RegisterError("member_star_no_member", names=[person.name])
    chosen_on = demand_day(work, year, day)
    demand_new(work, membership_id, year)
    kept = AwardRow(
        kind=AwardKind.MEMBER_STAR,
        person_id=person.id,
        organisation_id=row.organisation_id,
        year=year,
        since=chosen_on,
        assumed=False,
        awarder=awarder_of(work, row.organisation_id, awarder),
        status=AwardStatus.ACTIVE,
        recorded_by=work.account_id,
        recorded_at=work.now,
    )
    store.add(work.session, kept)
    after = {"award": kept.id, "year": year, "day": chosen_on.isoformat(), "awarder": kept.awarder}
    work.log("choose_member_star", "person", person.id, row.organisation_id, after=after)
    return kept


def demand_new(work: Work, membership_id: int, year: int) -> None:
    """Raises PermissionDeniedError; RegisterError when the member was chosen in that year already, naming by whom."""
    _, person = _member(work, membership_id, Action.AWARD_HONOURS)
    there = [one for one in store.of_person(work.session, person.id, AwardKind.MEMBER_STAR) if one.year == year]
    if there:
        raise RegisterError("member_star_exists", names=[person.name], year=str(year), awarder=there[0].awarder or "")


def awarder_of(work: Work, organisation_id: int, said: str | None) -> str | None:
    """Who chose, as it is kept: the Red Cross that is named, by its full name; else the officer's own."""
    if said is not None:
        named = [row.name for row in organisations.named_in(work.session, said)]
        return named[0] if len(named) == 1 else said
    grants = [one for one in work.who.grants if reach(one.role, Action.AWARD_HONOURS) is Reach.BELOW]
    own = (g.organisation_id for g in grants if organisations.holds(work.session, g.organisation_id, organisation_id))
    return next((work.session.get_one(OrganisationRow, one).name for one in own), None)


def standing(work: Work, membership_id: int, year: int) -> AwardRow | None:
    """What makes a member 会员之星 of a year. Raises PermissionDeniedError for who sees no roster there."""
    row = work.within(MembershipRow, membership_id, Action.SEE_ROSTER, "unknown")
    found = store.of_person(work.session, row.person_id or 0, AwardKind.MEMBER_STAR)
    return next((one for one in found if one.year == year), None)


def member_stars(work: Work, membership_id: int) -> list[AwardRow]:
    """When a member was chosen, the first time first. Raises PermissionDeniedError for who sees no roster there."""
    row = work.within(MembershipRow, membership_id, Action.SEE_ROSTER, "unknown")
    return store.of_person(work.session, row.person_id or 0, AwardKind.MEMBER_STAR)


def chosen_of(work: Work, row: OrganisationRow, year: int, page: int) -> Chosen:
    """The 会员之星 of a year below an organisation. Raises PermissionDeniedError for who may not see numbers there."""
    work.demand(Action.SEE_NUMBERS, row.id)
    query = store.of_year(organisations.ids_below(row.id), year)
    total = store.size(work.session, query)
    if not work.permits(Action.SEE_ROSTER, row.id):
        return Chosen(total, None)
    at = cut(total, page)
    return Chosen(total, Page(tuple(store.page(work.session, query, at.start, at.length)), total, at))


# --- certificates of first-aiders ------------------------------------------------------------------------------------


def read(work: Work, text: str) -> Said:
    """Read a message about certificates."""
    return reading.read_certificate(text, work.today)


def masked(number: str) -> str:
    """A certificate's number as it is shown: never in full."""
    return masked_for_display(number)


def certify(
    work: Work,
    membership_id: int,
    issued: date,
    expires: date | None = None,
    number: str | None = None,
) -> AwardRow:
    """Record that somebody got a certificate on a day. `expires`: its last day; None: `VALID_YEARS`, by assumption.

    Raises PermissionDeniedError; RegisterError for a day that is to come, days that cannot be, and for a certificate of
    the same day.
    """
    row, person = _member(work, membership_id, Action.CORRECT)
    demand_valid(work, issued, expires)
    if any(one.since == issued for one in store.of_person(work.session, person.id, AwardKind.FIRST_AID)):
        raise RegisterError("certificate_exists", names=[person.name])
    kept = _certificate(work, person.id, row.organisation_id, issued, expires, number)
    store.add(work.session, kept)
    work.log("certify", "person", person.id, row.organisation_id, after=_known(kept))
    return kept


@dataclass(frozen=True, slots=True)
class Brought:
    """A certificate that comes with an import."""

    person_id: int
    organisation_id: int
    issued: date
    expires: date | None
    number: str | None


def is_new(work: Work, person_id: int, issued: date) -> bool:
    """Whether somebody has no certificate of that day."""
    return (person_id, issued) not in store.issued(work.session, [person_id])


def bring(work: Work, brought: Sequence[Brought], import_id: int) -> None:
    """Keep certificates that come with an import, but none of a person and day that is there.

    Raises PermissionDeniedError.
    """
    for home in {one.organisation_id for one in brought}:
        work.demand(Action.REGISTER, home)
    there = store.issued(work.session, [one.person_id for one in brought])
    new = {(one.person_id, one.issued): one for one in brought if (one.person_id, one.issued) not in there}
    rows = [
        _certificate(work, one.person_id, one.organisation_id, one.issued, one.expires, one.number)
        for one in new.values()
    ]
    for row in rows:
        row.import_id = import_id
    store.add(work.session, *rows)


def correct_certificate(
    work: Work,
    membership_id: int,
    issued: date | None = None,
    expires: date | None = None,
    number: str | None = None,
) -> AwardRow:
    """Put right what was written wrong of somebody's latest certificate; what was assumed follows the day of issue.

    Raises PermissionDeniedError; RegisterError when there is none, nothing differs, or the days cannot be.
    """
    row, person = _member(work, membership_id, Action.CORRECT)
    given = store.of_person(work.session, person.id, AwardKind.FIRST_AID)
    if not given:
        raise RegisterError("certificate_none", names=[person.name])
    wrong, known = given[-1], number_of(work, given[-1])
    work.demand(Action.CORRECT, wrong.organisation_id)
    day = issued or wrong.since
    last = expires or (None if wrong.assumed else wrong.expires)
    demand_valid(work, day, last)
    if (day, last or last_day(day), number or known) == (wrong.since, wrong.expires, known):
        raise RegisterError("same", names=[person.name])
    if any(one.since == day for one in given[:-1]):
        raise RegisterError("certificate_exists", names=[person.name])
    wrong.status = AwardStatus.CORRECTED
    kept = _certificate(work, person.id, wrong.organisation_id, day, last, number or known)
    kept.corrects_id = wrong.id
    store.add(work.session, kept)
    before, after = _known(wrong), _known(kept) | {"number": number is not None}
    work.log("correct_certificate", "person", person.id, row.organisation_id, before=before, after=after)
    return kept


def demand_valid(work: Work, issued: date, expires: date | None) -> None:
    """Raises RegisterError for a day that is to come, and for a last day before it or too far from it."""
    if issued > work.today:
        raise RegisterError("ahead")
    if expires is not None and not issued < expires <= years_after(issued, MOST_YEARS):
        raise RegisterError("certificate_days")


def certificates(work: Work, membership_id: int) -> list[AwardRow]:
    """Somebody's certificates, the first one first. Raises PermissionDeniedError for who sees no roster there."""
    row = work.within(MembershipRow, membership_id, Action.SEE_ROSTER, "unknown")
    return store.of_person(work.session, row.person_id or 0, AwardKind.FIRST_AID)


def own_certificates(work: Work) -> list[AwardRow] | None:
    """The asker's own; None when it is not clear who in the register that is."""
    profile = people.own(work)
    return store.of_person(work.session, profile.person_id, AwardKind.FIRST_AID) if profile else None


def certified(work: Work, row: OrganisationRow, which: str, page: int) -> Page[Given]:
    """Who below an organisation has a certificate: `holders`; those whose runs out soon: `expiring`, or is over and no
    other has come: `expired`. Raises PermissionDeniedError for who sees no roster there.
    """
    work.demand(Action.SEE_ROSTER, row.id)
    soon = work.today + timedelta(days=SOON_DAYS)
    query = store.certified(organisations.ids_below(row.id), which, work.today, soon)
    total = store.size(work.session, query)
    at = cut(total, page)
    return Page(tuple(store.page(work.session, query, at.start, at.length)), total, at)


def number_of(work: Work, row: AwardRow) -> str | None:
    """A certificate's number in clear."""
    return work.personal.decrypt("certificate", row.number) if row.number else None


def _certificate(
    work: Work, person_id: int, organisation_id: int, issued: date, expires: date | None, number: str | None
) -> AwardRow:
    return AwardRow(
        kind=AwardKind.FIRST_AID,
        person_id=person_id,
        organisation_id=organisation_id,
        since=issued,
        expires=expires or last_day(issued),
        assumed=expires is None,
        number=work.personal.encrypt("certificate", number) if number else None,
        status=AwardStatus.ACTIVE,
        recorded_by=work.account_id,
        recorded_at=work.now,
    )


# --- common ----------------------------------------------------------------------------------------------------------


def take_back(work: Work, award_id: int) -> None:
    """Undo a record or a correction: it never was, and what it corrected stands again. Raises as `withdraw`."""
    row = withdraw(work, award_id)
    if row.corrects_id is not None:
        work.session.get_one(AwardRow, row.corrects_id).status = AwardStatus.ACTIVE
        _resettled(work, row)


def withdraw(work: Work, award_id: int) -> AwardRow:
    """An award counts no more, as if it had never been recorded.

    Raises PermissionDeniedError, RegisterError when it was taken back or put right already.
    """
    row = _written(work, award_id)
    if row.status != AwardStatus.ACTIVE:
        raise RegisterError("settled")
    row.status = AwardStatus.WITHDRAWN
    _resettled(work, row)
    work.log("withdraw_award", "person", row.person_id, row.organisation_id, before=_known(row))
    return row


def restore(work: Work, award_id: int) -> None:
    """Undo that an award was withdrawn.

    Raises PermissionDeniedError, RegisterError when it stands, or another of the same year or day does.
    """
    row = _written(work, award_id)
    same = store.of_person(work.session, row.person_id, AwardKind(row.kind))
    taken = any(one.year == row.year and (one.year is not None or one.since == row.since) for one in same)
    if row.status != AwardStatus.WITHDRAWN or taken:
        raise RegisterError("settled")
    row.status = AwardStatus.ACTIVE
    _resettled(work, row)
    work.log("restore_award", "person", row.person_id, row.organisation_id, after=_known(row))


def people_named(work: Work, text: str, action: Action) -> list[Listed]:
    """The people in reach whose names stand in a text, once each, as members where they are; a name inside another
    is none. Where organisations are named too, namesakes elsewhere are not meant.
    """
    tops = [one.organisation_id for one in work.who.grants if reach(one.role, action) is Reach.BELOW]
    found = members.named_in(work.session, text, organisations.ids_below_any(tops), work.today)
    members_first = sorted(found, key=lambda one: one.membership.kind not in CHOOSABLE)
    each: dict[int, Listed] = {}
    for one in members_first:
        if one.person is not None:
            each.setdefault(one.person.id, one)
    names = {one.person.name for one in each.values() if one.person}
    hidden = {n for n in names for o in names if n != o and n in o and text.count(n) == text.count(o)}
    return _meant(text, [one for one in each.values() if one.person and one.person.name not in hidden])


def member_of(work: Work, person_id: int) -> Listed:
    """A person of a list of candidates, as a member. Raises PermissionDeniedError, RegisterError for who is none."""
    for one in members.page_of(work.session, work.today, 0, MOST, MembershipRow.person_id == person_id):
        work.demand(Action.AWARD_HONOURS, one.membership.organisation_id)
        if one.membership.kind in CHOOSABLE:
            return one
    raise RegisterError("award_nobody")


def _meant(text: str, found: list[Listed]) -> list[Listed]:
    """Without namesakes of organisations that are not named, where that of another is."""
    named = {name_of(one) for one in found if core_name(one.organisation) in text}
    return [one for one in found if name_of(one) not in named or core_name(one.organisation) in text]


def name_of(one: Listed) -> str:
    """How somebody of a list is called."""
    return one.person.name if one.person else ""


def _member(work: Work, membership_id: int, action: Action) -> tuple[MembershipRow, PersonRow]:
    """A membership or registration that counts today, with its person."""
    row = work.within(MembershipRow, membership_id, action, "unknown")
    counts = row.status == MembershipStatus.ACTIVE and (row.valid_until is None or row.valid_until > work.today)
    if row.person_id is None or not counts:
        raise RegisterError("award_nobody")
    return row, work.session.get_one(PersonRow, row.person_id)


def demand_day(work: Work, year: int, day: date | None) -> date:
    """The day on which somebody is chosen for a year. Raises RegisterError for one to come, or before the year."""
    chosen_on = day or min(work.today, date(year, 12, 31))
    if year > work.today.year or chosen_on > work.today:
        raise RegisterError("ahead")
    if chosen_on.year < year:
        raise RegisterError("member_star_year", year=str(year))
    return chosen_on


def _written(work: Work, award_id: int) -> AwardRow:
    """A row that the actor may change. Raises PermissionDeniedError; RegisterError when it is not there."""
    row = work.session.get(AwardRow, award_id)
    if row is None:
        raise RegisterError("settled")
    work.demand(NEEDED[AwardKind(row.kind)], row.organisation_id)
    return row


def _resettled(work: Work, row: AwardRow) -> None:
    work.session.flush()
    store.settle(work.session, [row.person_id])


def _known(row: AwardRow) -> dict[str, object]:
    return {"award": row.id, "kind": row.kind, "year": row.year, "since": row.since.isoformat()}
