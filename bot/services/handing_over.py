"""What passes from old officers to new ones: roles of account that end with a term, and what waits for who comes.

A role is given by an invitation to a person who proved who he is, so an election gives none. It ends those of who was
not elected again, from the day after the record: the person who records it can still take it back. Roles of county
officers and above are not elected offices and never end here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.permissions import Action
from bot.services.work import Work
from bot.store import accounts, elections, notices
from bot.store.tables import GrantRow, OrganisationRow

OFFICERS: Final = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.NATIONAL_OFFICER)
KEPT_UP_TO_DATE: Final = ("secretary", "phone", "address")  # fields that new officers look at first


class Chosen(Protocol):
    """Who was elected when: a record of an election, or one that is to be kept."""

    @property
    def held_on(self) -> date: ...
    @property
    def president(self) -> str: ...
    @property
    def vice_presidents(self) -> Sequence[str] | None: ...
    @property
    def secretary(self) -> str | None: ...
    @property
    def council(self) -> Sequence[str] | None: ...


@dataclass(frozen=True)
class Leaving:
    """An account whose role on the organisation ends: `until` is the first day on which it holds no more."""

    grant_id: int
    account_id: str
    name: str
    until: date
    own: bool  # of who asks


def leaving(work: Work, organisation_id: int, chosen: Chosen, kept: Collection[str] = ()) -> list[Leaving]:
    """Whose role ends with an election; `kept`: names that are left out. Raises PermissionDeniedError.

    An election from before the present term ends none.
    """
    work.demand(Action.RECORD_ELECTION, organisation_id)
    home = work.session.get_one(OrganisationRow, organisation_id)
    if home.last_election and chosen.held_on < home.last_election:
        return []
    names = _outgoing(work.session, home, chosen) - set(kept)
    until = work.today + timedelta(days=1)
    return [
        Leaving(grant.id, grant.account_id, name, until, grant.account_id == work.account_id)
        for grant, name in elections.roles_of(work.session, organisation_id, names, Role.SECRETARY, until)
    ]


def _outgoing(session: Session, home: OrganisationRow, chosen: Chosen) -> set[str]:
    """Who held an office that is filled anew, and holds none of them now."""
    filled = {post: held for name, post in elections.POSTS.items() if (held := holders(chosen, name))}
    posts = elections.held_posts(session, home.id, list(filled), chosen.held_on)
    before = {row.holder for row in posts} | {home.president} | ({home.secretary} if chosen.secretary else set())
    staying = {name for held in filled.values() for name in held} | (set() if chosen.secretary else {home.secretary})
    return {name for name in before - staying if name}


def holders(chosen: Chosen, name: str) -> list[str]:
    """Who was elected into an office, as a list."""
    value = getattr(chosen, name)
    return [value] if isinstance(value, str) else list(value or ())


def end_roles(work: Work, organisation_id: int, election: str, ended: Sequence[Leaving]) -> dict[str, list[Any]]:
    """End them and tell who loses one and who answers for accounts above; {grant: [where it ended before, now]}.

    Raises PermissionDeniedError.
    """
    work.demand(Action.RECORD_ELECTION, organisation_id)
    kept: dict[str, list[Any]] = {}
    for one in ended:
        grant = work.session.get_one(GrantRow, one.grant_id)
        kept[str(grant.id)] = [grant.valid_until.isoformat() if grant.valid_until else None, one.until.isoformat()]
        grant.valid_until = one.until
        work.log("end_role", "account", one.account_id, organisation_id, after={"until": one.until.isoformat()})
    if ended:
        _tell(work, organisation_id, election, ended)
    return kept


def _tell(work: Work, organisation_id: int, election: str, ended: Sequence[Leaving]) -> None:
    home = work.session.get_one(OrganisationRow, organisation_id)
    last = ended[0].until - timedelta(days=1)
    day = {"phrase": "channel_day", "values": {"year": last.year, "month": last.month, "day": last.day}}
    above = accounts.nearest_with(work.session, organisation_id, OFFICERS, work.today)
    values = {"organisation": home.name, "names": "、".join(one.name for one in ended), "day": day}
    to = [*(one.account_id for one in ended), *above]
    for account_id in dict.fromkeys(to):
        if account_id != work.account_id:
            notices.add(work.session, account_id, "channel_roles_end", values, work.now, subject=election)


def restore_roles(work: Work, organisation_id: int, election: str, kept: dict[str, list[Any]]) -> None:
    """Let roles go on as they did. What was changed by hand since then stays. Raises PermissionDeniedError."""
    work.demand(Action.RECORD_ELECTION, organisation_id)
    for number, (before, now) in kept.items():
        grant = work.session.get(GrantRow, int(number))
        if grant is not None and grant.valid_until == date.fromisoformat(now):
            grant.valid_until = date.fromisoformat(before) if before else None
            work.log("restore_role", "account", grant.account_id, organisation_id)
    notices.withdraw(work.session, election, work.now)


def waiting(work: Work, organisation_id: int) -> dict[str, int]:
    """What waits at an organisation for its new leaders, by kind: how many. Raises PermissionDeniedError."""
    work.demand(Action.RECORD_ELECTION, organisation_id)
    return {name: number for name, number in counts(work.session, organisation_id, work.today).items() if number}


def counts(session: Session, organisation_id: int, day: date) -> dict[str, int]:
    """How much waits, by kind (bot.store.elections.waiting); 1 for a field that nobody has filled in."""
    home = session.get_one(OrganisationRow, organisation_id)
    missing = {f"no_{name}": int(not getattr(home, name)) for name in KEPT_UP_TO_DATE}
    return elections.waiting(session, organisation_id, day) | missing
