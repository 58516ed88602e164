"""Stars of volunteers: awarded by the level whose business it is, recorded or proposed by others, put right, ended.

Who awards which star: document 001, 二（三）17 (bot.core.stars). An award is an event with its day; a correction puts
another row in the place of the one that was written wrong. Nothing is deleted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import MemberKind, MembershipStatus
from bot.core.paging import Page, cut
from bot.core.permissions import Action, Reach, reach
from bot.core.stars import AWARDING, LEVELS, NONE, OFFICERS, StarStatus
from bot.services import people
from bot.services.work import Work
from bot.store import accounts, members, notices, organisations
from bot.store import stars as store
from bot.store.members import Listed
from bot.store.stars import Candidate as Candidate
from bot.store.tables import MembershipRow, OrganisationRow, PersonRow, StarRow
from bot.text import stars as reading


@dataclass(frozen=True)
class Award:
    """One step of a volunteer's history; level 0 = taken away."""

    level: int
    day: date
    awarder: str | None


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits for somebody who may award."""

    number: int
    name: str
    organisation: str
    level: int
    day: date


# --- who may ---------------------------------------------------------------------------------------------------------


def awards(work: Work, level: int, organisation_id: int) -> OrganisationRow | None:
    """The organisation in whose name the actor may award a star there; None when that is another level's business."""
    role = OFFICERS[AWARDING[level]]
    if not work.permits(Action.AWARD_HONOURS, organisation_id):
        return None
    for grant in work.who.grants:
        if grant.role is role and organisations.holds(work.session, grant.organisation_id, organisation_id):
            return work.session.get_one(OrganisationRow, grant.organisation_id)
    return None


def authority(work: Work, level: int, organisation_id: int) -> str | None:
    """The Red Cross that awards a star to the volunteers of an organisation; None when it is not in the register."""
    row = store.authority(work.session, organisation_id, AWARDING[level])
    return row.name if row else None


def not_yours(work: Work, level: int, organisation_id: int, name: str) -> RegisterError:
    """The refusal of who may not award a star: it names who may."""
    who = authority(work, level, organisation_id)
    values = {"level": str(level), "kind": AWARDING[level].value, "who": f"（{who}）" if who else ""}
    return RegisterError("star_not_yours", names=[name], **values)


def awarder_for(work: Work, level: int, organisation_id: int, said: str | None) -> str:
    """The awarding Red Cross as it is kept: what was said of it, by its full name when it stands above the volunteer.

    Raises RegisterError when it is of another level than the one that awards this star, or none is known.
    """
    due = authority(work, level, organisation_id)
    if said is None:
        if due is None:
            raise RegisterError("star_awarder", level=str(level), kind=AWARDING[level].value, said="")
        return due
    named = [row for row in organisations.named_in(work.session, said) if row.type in OFFICERS]
    kinds = {row.type for row in named} or reading.awarder_kinds(said)
    if AWARDING[level] not in kinds:
        raise RegisterError("star_awarder", level=str(level), kind=AWARDING[level].value, said=said)
    above = next((row.name for row in named if row.type == AWARDING[level]), None)
    return above or (due if due and reading.is_bare(said) else said)


# --- writing ---------------------------------------------------------------------------------------------------------


def award(work: Work, membership_id: int, level: int, day: date | None = None) -> StarRow:
    """Award a star. Raises PermissionDeniedError, RegisterError for another level's business (it names who may).

    Who keeps the register there, and no star, is told who may; others are told nothing.
    """
    row, person = _volunteer(work, membership_id, Action.CORRECT)
    home = awards(work, level, row.organisation_id)
    if home is None:
        raise not_yours(work, level, row.organisation_id, person.name)
    return _awarded(work, row, person, level, day, home.name, recorded=False)


def record(work: Work, membership_id: int, level: int, awarder: str | None, day: date | None = None) -> StarRow:
    """Write down what the right level awarded. Raises PermissionDeniedError, RegisterError for a wrong awarder."""
    row, person = _volunteer(work, membership_id, Action.CORRECT)
    by = awarder_for(work, level, row.organisation_id, awarder)
    return _awarded(work, row, person, level, day, by, recorded=True)


def propose(work: Work, membership_id: int, level: int) -> StarRow:
    """Propose a volunteer for a star; who may award it is told. Raises PermissionDeniedError, RegisterError."""
    row, person = _volunteer(work, membership_id, Action.CORRECT)
    _demand_new(work, person, level, work.today)
    if store.proposed(work.session, members.with_merged(work.session, person.id), level):
        raise RegisterError("star_proposed", names=[person.name], level=str(level))
    kept = _kept(work, row.organisation_id, person.id, level, work.today, None, StarStatus.PROPOSED)
    work.log("propose_star", "membership", row.id, row.organisation_id, after={"star": kept.id, "level": level})
    _tell_who_awards(work, kept, person.name)
    return kept


def accept(work: Work, star_id: int, day: date | None = None) -> StarRow:
    """Award what was proposed; who proposed is told. Raises as `award`, RegisterError when it waits no more."""
    row = work.within(StarRow, star_id, Action.AWARD_HONOURS)
    person = work.session.get_one(PersonRow, row.person_id)
    home = awards(work, row.level, row.organisation_id)
    if home is None:
        raise not_yours(work, row.level, row.organisation_id, person.name)
    _demand_waiting(row)
    awarded = _not_ahead(work, day)
    _demand_new(work, person, row.level, awarded)
    row.status, row.awarder, row.awarded_on = StarStatus.ACTIVE, home.name, awarded
    _decided(work, row)
    work.log("award_star", "person", person.id, row.organisation_id, after={"star": row.id, "level": row.level})
    _tell_proposer(work, row, person.name, "channel_star_accepted")
    return row


def decline(work: Work, star_id: int) -> StarRow:
    """Refuse a proposal; who proposed is told. Raises as `accept`."""
    row = work.within(StarRow, star_id, Action.AWARD_HONOURS)
    person = work.session.get_one(PersonRow, row.person_id)
    if awards(work, row.level, row.organisation_id) is None:
        raise not_yours(work, row.level, row.organisation_id, person.name)
    _demand_waiting(row)
    row.status = StarStatus.DECLINED
    _decided(work, row)
    work.log("decline_star", "person", person.id, row.organisation_id, after={"star": row.id, "level": row.level})
    _tell_proposer(work, row, person.name, "channel_star_declined")
    return row


def take_away(work: Work, membership_id: int, day: date | None = None) -> StarRow:
    """Take a star away: an event, the history keeps what was. Only for who may award it. Raises RegisterError."""
    row, person = _volunteer(work, membership_id, Action.CORRECT)
    standing = _standing(work, person)
    home = awards(work, standing.level, row.organisation_id)
    if home is None:
        raise not_yours(work, standing.level, row.organisation_id, person.name)
    ended = _not_ahead(work, day)
    if ended < standing.awarded_on:
        raise RegisterError("before_begin")
    kept = _kept(work, row.organisation_id, person.id, NONE, ended, home.name, StarStatus.ACTIVE)
    before = {"level": standing.level}
    work.log("take_star", "membership", row.id, row.organisation_id, before=before, after={"star": kept.id})
    return kept


def correct(
    work: Work, membership_id: int, level: int | None, day: date | None = None, awarder: str | None = None
) -> StarRow:
    """Put right what was written wrong about the star held now. What an officer awarded, only such an officer does.

    Raises PermissionDeniedError, RegisterError when there is no star, nothing differs, or it is another's business.
    """
    row, person = _volunteer(work, membership_id, Action.CORRECT)
    wrong = _standing(work, person)
    level, day = level or wrong.level, _not_ahead(work, day or wrong.awarded_on)
    if not wrong.recorded:
        for one in (wrong.level, level):
            if awards(work, one, row.organisation_id) is None:
                raise not_yours(work, one, row.organisation_id, person.name)
        by = wrong.awarder
    elif awarder is None and AWARDING[level] is AWARDING[wrong.level]:
        by = wrong.awarder
    else:
        by = awarder_for(work, level, row.organisation_id, awarder)
    if (level, day, by) == (wrong.level, wrong.awarded_on, wrong.awarder):
        raise RegisterError("same", names=[person.name])
    wrong.status = StarStatus.CORRECTED
    kept = _kept(
        work, wrong.organisation_id, person.id, level, day, by, StarStatus.ACTIVE, recorded=wrong.recorded
    )  # fmt: skip
    kept.corrects_id = wrong.id
    before = {"level": wrong.level, "day": wrong.awarded_on.isoformat(), "awarder": wrong.awarder}
    after = {"star": kept.id, "level": level, "day": day.isoformat(), "awarder": by}
    work.log("correct_star", "membership", row.id, row.organisation_id, before=before, after=after)
    return kept


def take_back(work: Work, star_id: int) -> None:
    """Undo a row: it never was; a proposal that became an award waits again, what was corrected stands again.

    Raises RegisterError when it was settled, or something newer is kept of the same volunteer.
    """
    row = work.within(StarRow, star_id, Action.CORRECT)
    person = work.session.get_one(PersonRow, row.person_id)
    if row.status == StarStatus.ACTIVE and not row.recorded:
        level = row.level or _before(work, row).level
        if awards(work, level, row.organisation_id) is None:
            raise not_yours(work, level, row.organisation_id, person.name)
    if row.status not in (StarStatus.ACTIVE, StarStatus.PROPOSED) or _has_newer(work, row):
        raise RegisterError("settled")
    before = {"star": row.id, "level": row.level, "status": row.status}
    if row.status == StarStatus.ACTIVE and row.decided_by is not None:
        row.status, row.awarder, row.decided_by, row.decided_at = StarStatus.PROPOSED, None, None, None
    else:
        row.status = StarStatus.WITHDRAWN
        notices.withdraw(work.session, _subject(row), work.now)
    if row.corrects_id is not None:
        work.session.get_one(StarRow, row.corrects_id).status = StarStatus.ACTIVE
    work.session.flush()
    work.log("withdraw_star", "person", person.id, row.organisation_id, before=before)


# --- reading ---------------------------------------------------------------------------------------------------------


def is_of_policy(text: str, asked: str) -> bool:
    """Whether a message about stars asks what documents say of them; `asked`: the policy question just answered."""
    return reading.asks_benefits(text) or reading.asks_who_awards(text) or reading.goes_on_to_another(text, asked)


def volunteers_named(work: Work, text: str, action: Action = Action.CORRECT) -> list[Listed]:
    """The volunteers in reach whose names stand in a text; a name inside another is none."""
    tops = [grant.organisation_id for grant in work.who.grants if reach(grant.role, action) is Reach.BELOW]
    found = [
        one
        for one in members.named_in(work.session, text, organisations.ids_below_any(tops), work.today)
        if one.membership.kind == MemberKind.VOLUNTEER and one.person is not None
    ]
    names = {one.person.name for one in found if one.person}
    hidden = {n for n in names for o in names if n != o and n in o and text.count(n) == text.count(o)}
    return [one for one in found if one.person and one.person.name not in hidden]


def history(work: Work, membership_id: int) -> tuple[Award, ...]:
    """A volunteer's stars, the oldest first. Raises PermissionDeniedError for who sees no roster there."""
    row = work.within(MembershipRow, membership_id, Action.SEE_ROSTER, "unknown")
    return _history(work, row.person_id or 0)


def own(work: Work) -> tuple[int, tuple[Award, ...]] | None:
    """The asker's own record: (person, stars); None when it is not clear who in the register that is."""
    profile = people.own(work)
    return (profile.person_id, _history(work, profile.person_id)) if profile else None


def level_now(history_: Iterable[Award], today: date) -> int:
    """The level that a history ends with on a day."""
    return next((one.level for one in reversed(list(history_)) if one.day <= today), NONE)


def waiting(work: Work) -> list[Waiting]:
    """The proposals that the actor may decide on, the oldest first. Raises PermissionDeniedError for who has no say."""
    found: list[Waiting] = []
    roles = set(OFFICERS.values())
    grants = [grant for grant in work.who.grants if grant.role in roles]
    if not grants:
        raise PermissionDeniedError(f"{work.account_id}: proposals")
    for grant in grants:
        levels = [level for level in LEVELS if OFFICERS[AWARDING[level]] is grant.role]
        rows = store.proposals(work.session, organisations.ids_below(grant.organisation_id), levels)
        found += [Waiting(row.id, name, home, row.level, row.awarded_on) for row, name, home in rows]
    return list({one.number: one for one in found}.values())


def starred(work: Work, row: OrganisationRow, level: int | None, page: int) -> tuple[dict[int, int], Page[Candidate]]:
    """How many volunteers below have which star, and a page of them. Raises PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    below = organisations.ids_below(row.id)
    query = store.starred([MemberKind.VOLUNTEER], below, work.today, level)
    numbers = store.by_level(work.session, query)
    total = sum(numbers.values())
    at = cut(total, page)
    return numbers, Page(tuple(store.page(work.session, query, at.start, at.length)), total, at)


# --- common ----------------------------------------------------------------------------------------------------------


def _history(work: Work, person_id: int) -> tuple[Award, ...]:
    rows = store.history(work.session, members.with_merged(work.session, person_id))
    return tuple(Award(row.level, row.awarded_on, row.awarder) for row in rows)


def _volunteer(work: Work, membership_id: int, action: Action) -> tuple[MembershipRow, PersonRow]:
    """A registration as a volunteer that counts today."""
    row = work.within(MembershipRow, membership_id, action, "unknown")
    counts = row.status == MembershipStatus.ACTIVE and (row.valid_until is None or row.valid_until > work.today)
    if row.kind != MemberKind.VOLUNTEER or row.person_id is None or not counts:
        raise RegisterError("star_no_volunteer")
    return row, work.session.get_one(PersonRow, row.person_id)


def _awarded(
    work: Work, row: MembershipRow, person: PersonRow, level: int, day: date | None, by: str, *, recorded: bool
) -> StarRow:
    awarded = _not_ahead(work, day)
    _demand_new(work, person, level, awarded)
    kept = _kept(work, row.organisation_id, person.id, level, awarded, by, StarStatus.ACTIVE, recorded=recorded)
    after = {"star": kept.id, "level": level, "awarder": by, "day": awarded.isoformat()}
    work.log("record_star" if recorded else "award_star", "membership", row.id, row.organisation_id, after=after)
    return kept


def _kept(
    work: Work,
    organisation_id: int,
    person_id: int,
    level: int,
    day: date,
    awarder: str | None,
    status: StarStatus,
    *,
    recorded: bool = False,
) -> StarRow:
    row = StarRow(
        person_id=person_id,
        organisation_id=organisation_id,
        level=level,
        awarded_on=day,
        awarder=awarder,
        recorded=recorded,
        status=status,
        recorded_by=work.account_id,
        recorded_at=work.now,
    )
    return store.add(work.session, row)


def _demand_new(work: Work, person: PersonRow, level: int, day: date) -> None:
    """Raises RegisterError when the volunteer has this star on that day already."""
    standing = store.standing(work.session, members.with_merged(work.session, person.id), day)
    if standing is not None and standing.level == level:
        raise RegisterError("star_same", names=[person.name], level=str(level))


def _standing(work: Work, person: PersonRow) -> StarRow:
    standing = store.standing(work.session, members.with_merged(work.session, person.id), work.today)
    if standing is None or standing.level == NONE:
        raise RegisterError("star_none", names=[person.name])
    return standing


def _before(work: Work, row: StarRow) -> StarRow:
    """The star that a row took away."""
    rows = store.history(work.session, members.with_merged(work.session, row.person_id))
    return rows[rows.index(row) - 1]


def _has_newer(work: Work, row: StarRow) -> bool:
    """Whether anything was recorded after a row of the same volunteer; then that has to be taken back first."""
    rows = store.history(work.session, members.with_merged(work.session, row.person_id))
    return row.status == StarStatus.ACTIVE and any(
        (one.recorded_at, one.id) > (row.recorded_at, row.id) for one in rows if one.id != row.id
    )


def _not_ahead(work: Work, day: date | None) -> date:
    if day is not None and day > work.today:
        raise RegisterError("ahead")
    return day or work.today


def _demand_waiting(row: StarRow) -> None:
    if row.status != StarStatus.PROPOSED:
        raise RegisterError("settled")


def _decided(work: Work, row: StarRow) -> None:
    row.decided_by, row.decided_at = work.account_id, work.now
    notices.withdraw(work.session, _subject(row), work.now)
    work.session.flush()


def _subject(row: StarRow) -> str:
    return f"star:{row.id}"


def _tell_who_awards(work: Work, row: StarRow, name: str) -> None:
    home = work.session.get_one(OrganisationRow, row.organisation_id).name
    values = {"name": name, "organisation": home, "level": str(row.level)}
    buttons: notices.Buttons = [
        ("channel_accept", {"task": "manage_star", "about": f"accept:{row.id}"}),
        ("channel_decline", {"task": "manage_star", "about": f"decline:{row.id}"}),
    ]
    role = OFFICERS[AWARDING[row.level]]
    for account_id in accounts.nearest_with(work.session, row.organisation_id, [role], work.today):
        notices.add(
            work.session, account_id, "channel_star_proposed", values, work.now, buttons=buttons, subject=_subject(row)
        )


def _tell_proposer(work: Work, row: StarRow, name: str, phrase: str) -> None:
    if row.recorded_by != work.account_id:
        notices.add(work.session, row.recorded_by, phrase, {"name": name, "level": str(row.level)}, work.now)
