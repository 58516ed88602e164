"""Days that officers spend at the grass roots: recorded with who, where and when, and taken back.

Asked for by document 004, 二（三）8: the leading team of a Red Cross goes to towns, firms and volunteer organisations.
A day counts once, however many officers went: whether the sixty days are each officer's or the team's is not settled
by the document, and this way they are never fewer than what is counted.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from bot.core.errors import RegisterError
from bot.core.organisations import ABOVE_GRASS_ROOTS
from bot.core.permissions import Action, Reach, reach
from bot.core.structure import PUBLIC_BODIES
from bot.services.work import Work
from bot.store import organisations, structure
from bot.store import stays as store
from bot.store.tables import OrganisationRow, StayRow

MOST_DAYS: Final = 92  # of one stay, both ends included: more is a slip of the finger


def record(
    work: Work,
    organisation_id: int,
    officers: Collection[str],
    place: str,
    since: date,
    until: date,
    visited_id: int | None = None,
) -> list[StayRow]:
    """Keep the days from `since` to `until`, both included, that officers of an organisation spent at a place.

    `visited_id`: the branch of the grass roots, when it is in the register. Raises PermissionDeniedError,
    RegisterError for days to come or turned round, for too many, for a branch that has no officers, for a place that
    is not of the grass roots below, and for a day that is kept already.
    """
    work.demand(Action.CORRECT, organisation_id)
    _demand_officers(work, organisation_id)
    demand_days(work, since, until)
    if visited_id is not None:
        demand_grass_roots(work, organisation_id, visited_id)
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    demand_new(work, organisation_id, officers, place, since, until)
    rows = [
        StayRow(
            organisation_id=organisation_id,
            officer=officer,
            visited_id=visited_id,
            place=place,
            day=day,
            until=date(day.year + 1, 1, 1),
            recorded_by=work.account_id,
            recorded_at=work.now,
        )
        for day in days
        for officer in dict.fromkeys(officers)
    ]
    store.add(work.session, rows)
    after = {"officers": [*officers], "place": place, "since": since.isoformat(), "until": until.isoformat()}
    work.log("record_stay", "stay", rows[0].id, organisation_id, after=after)
    return rows


def take_back(work: Work, numbers: Collection[int]) -> None:
    """Undo a record: these days never were. Raises PermissionDeniedError, RegisterError when they are gone already."""
    rows = [work.within(StayRow, number, Action.CORRECT) for number in numbers]
    days = sorted(row.day for row in rows)
    officers = list(dict.fromkeys(row.officer for row in rows))
    before = {"officers": officers, "place": rows[0].place, "since": f"{days[0]}", "until": f"{days[-1]}"}
    work.log("withdraw_stay", "stay", rows[0].id, rows[0].organisation_id, before=before)
    store.remove(work.session, rows)


def homes(work: Work, visited_id: int | None) -> list[int]:
    """The organisations whose officers the actor may record, of which the visited branch is a part.

    Raises RegisterError when he keeps the register of branches only, which have no officers.
    """
    grants = [one for one in work.who.grants if reach(one.role, Action.CORRECT) is Reach.BELOW]
    rows = [work.session.get_one(OrganisationRow, one.organisation_id) for one in grants]
    above = [row for row in rows if row.type in ABOVE_GRASS_ROOTS]
    if rows and not above:
        raise RegisterError("stay_of_officers", names=[rows[0].name])
    return [row.id for row in above if visited_id is None or organisations.holds(work.session, row.id, visited_id)]


def unlisted(work: Work, organisation_id: int, officers: Collection[str], day: date) -> list[str]:
    """Which of them hold no post of the leading team on a day, as far as the register knows. PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, organisation_id)
    listed = _leaders(work, organisation_id, day)
    return [name for name in officers if name not in listed]


def leaders_in(work: Work, organisation_id: int, text: str, day: date) -> list[str]:
    """Whose names of the leading team stand in a text. Raises PermissionDeniedError for who sees no roster there."""
    work.demand(Action.SEE_ROSTER, organisation_id)
    return sorted((name for name in _leaders(work, organisation_id, day) if name in text), key=text.index)


def demand_days(work: Work, since: date, until: date) -> None:
    """Raises RegisterError for days to come or turned round, and for too many of them."""
    if until > work.today:
        raise RegisterError("ahead")
    if until < since:
        raise RegisterError("before_begin")
    if (until - since).days >= MOST_DAYS:
        raise RegisterError("stay_long", most=str(MOST_DAYS))


def demand_grass_roots(work: Work, organisation_id: int, visited_id: int) -> None:
    """Raises RegisterError unless the visited one is of the grass roots, below the organisation."""
    row = work.session.get(OrganisationRow, visited_id)
    if row is None or not organisations.holds(work.session, organisation_id, visited_id):
        raise RegisterError("stay_elsewhere")
    if row.type in ABOVE_GRASS_ROOTS:
        raise RegisterError("stay_not_grass_roots", names=[row.name])


def demand_new(
    work: Work, organisation_id: int, officers: Collection[str], place: str, since: date, until: date
) -> None:
    """Raises PermissionDeniedError; RegisterError when one of the officers was at the place on one of the days."""
    work.demand(Action.CORRECT, organisation_id)
    there = store.kept(work.session, organisation_id, officers, since, until)
    if twice := [row.officer for row in there if row.place == place]:
        raise RegisterError("stay_exists", names=list(dict.fromkeys(twice)))


def _demand_officers(work: Work, organisation_id: int) -> None:
    row = work.session.get_one(OrganisationRow, organisation_id)
    if row.type not in ABOVE_GRASS_ROOTS:
        raise RegisterError("stay_of_officers", names=[row.name])


def _leaders(work: Work, organisation_id: int, day: date) -> set[str]:
    rows = structure.posts(work.session, organisations.ids_below(organisation_id), day)
    return {
        one.row.holder for one in rows if one.row.organisation_id == organisation_id and one.row.body in PUBLIC_BODIES
    }
