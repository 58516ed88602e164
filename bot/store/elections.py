"""Elections and postponements: reading and writing. What waits at an organisation, for those who take it over."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.activities import ActivityStatus
from bot.core.drafts import DraftStatus
from bot.core.elections import Clock, Post, Postponed, clock
from bot.core.members import MembershipStatus
from bot.core.organisations import OrganisationType
from bot.store.tables import (
    AccountRow,
    ActivityRow,
    DraftRow,
    ElectionRow,
    GapAskerRow,
    GapRow,
    GrantRow,
    MembershipRow,
    OrganisationRow,
    PostponementRow,
    PostRow,
    SuggestionRow,
)

ACTIVE: Final = "active"
WITHDRAWN: Final = "withdrawn"
POSTS: Final = {  # column: what it is elected into
    "president": Post.PRESIDENT,
    "vice_presidents": Post.VICE_PRESIDENT,
    "secretary": Post.SECRETARY,
    "council": Post.COUNCILLOR,
}


def by_request(session: Session, request: str) -> ElectionRow | None:
    """The election that a request recorded."""
    return session.scalar(select(ElectionRow).filter_by(request=request))


def on_day(session: Session, organisation_id: int, day: date) -> ElectionRow | None:
    """The election of an organisation on a day."""
    query = select(ElectionRow).filter_by(organisation_id=organisation_id, held_on=day, status=ACTIVE)
    return session.scalar(query.limit(1))


def recorded_after(session: Session, row: ElectionRow) -> ElectionRow | None:
    """The next election recorded after one that moved the organisation's term too: it was put on top of this one."""
    query = select(ElectionRow).where(
        ElectionRow.organisation_id == row.organisation_id,
        ElectionRow.id > row.id,
        ElectionRow.status == ACTIVE,
    )
    later = session.scalars(query.order_by(ElectionRow.id))
    return next((one for one in later if one.before is not None), None)


def active(session: Session) -> Iterator[tuple[ElectionRow, str]]:
    """All elections that count, with the names of their organisations."""
    query = (
        select(ElectionRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == ElectionRow.organisation_id)
        .where(ElectionRow.status == ACTIVE)
    )
    return ((row, name) for row, name in session.execute(query))


def composition_of(session: Session, organisation_id: int) -> dict[str, list[int]]:
    """{body: [how many, of them from the grass roots]} as the latest election that said so did."""
    query = select(ElectionRow.composition).filter_by(organisation_id=organisation_id, status=ACTIVE)
    query = query.where(ElectionRow.composition.is_not(None)).order_by(
        ElectionRow.held_on.desc(), ElectionRow.id.desc()
    )
    return session.scalar(query.limit(1)) or {}


def recorded_since(session: Session, moment: datetime) -> list[tuple[ElectionRow, OrganisationRow]]:
    """The elections that began a term and were recorded since a moment, each with its organisation."""
    query = (
        select(ElectionRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == ElectionRow.organisation_id)
        .where(ElectionRow.status == ACTIVE, ElectionRow.recorded_at >= moment, ElectionRow.before.is_not(None))
        .where(OrganisationRow.dissolved.is_(None))
    )
    return [(row, home) for row, home in session.execute(query.order_by(ElectionRow.id))]


def postponements(session: Session, organisation_ids: Collection[int]) -> dict[int, list[Postponed]]:
    """The approvals that count, by organisation."""
    query = select(PostponementRow).filter_by(status=ACTIVE).order_by(PostponementRow.id)
    found: dict[int, list[Postponed]] = {}
    wanted = set(organisation_ids)  # few are ever put off: all are read, which no number of ids makes too long
    for row in session.scalars(query):
        if row.organisation_id in wanted:
            found.setdefault(row.organisation_id, []).append(Postponed(row.decided_on, row.until))
    return found


def clocks(session: Session, rows: Iterable[OrganisationRow]) -> list[tuple[OrganisationRow, Clock]]:
    """The organisations, each with the clock of its term."""
    found = list(rows)
    put_off = postponements(session, [row.id for row in found])
    return [(row, clock_of(row, put_off.get(row.id, ()))) for row in found]


def clock_of(row: OrganisationRow, put_off: Iterable[Postponed] = ()) -> Clock:
    """The clock of an organisation as a row tells it."""
    own = (row.facts or {}).get("term_years")
    return clock(OrganisationType(row.type), row.last_election, row.founded, own, put_off)


def postponement_by_request(session: Session, request: str) -> PostponementRow | None:
    """The approval that a request recorded."""
    return session.scalar(select(PostponementRow).filter_by(request=request))


# --- posts -------------------------------------------------------------------------------------------------------


def held_posts(session: Session, organisation_id: int, posts: Collection[str], day: date) -> list[PostRow]:
    """Who holds these posts on a day."""
    query = select(PostRow).where(
        PostRow.organisation_id == organisation_id,
        PostRow.post.in_(posts),
        PostRow.valid_from <= day,
        or_(PostRow.valid_until.is_(None), PostRow.valid_until > day),
    )
    return list(session.scalars(query.order_by(PostRow.id)))


def add_posts(
    session: Session, organisation_id: int, holders: Sequence[tuple[str, str, str]], since: date
) -> list[int]:
    """Keep (body, post, holder) from a day on; the ids."""
    rows = [
        PostRow(organisation_id=organisation_id, body=body, post=post, holder=holder, valid_from=since)
        for body, post, holder in holders
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def restore_posts(session: Session, ended: dict[str, Any], begun: Collection[int]) -> None:
    """Take posts off again, and let those that ended go on until the day that was kept (None: open)."""
    for post_id in begun:
        if row := session.get(PostRow, post_id):
            session.delete(row)
    for number, until in ended.items():
        if row := session.get(PostRow, int(number)):
            row.valid_until = date.fromisoformat(until) if until else None
    session.flush()


def roles_of(
    session: Session, organisation_id: int, names: Collection[str], role: Role, day: date
) -> list[tuple[GrantRow, str]]:
    """The grants of a role on an organisation itself that still hold on a day, of accounts with these names."""
    query = (
        select(GrantRow, AccountRow.name)
        .join(AccountRow, AccountRow.id == GrantRow.account_id)
        .where(
            GrantRow.organisation_id == organisation_id,
            GrantRow.role == role,
            AccountRow.name.in_(names),
            or_(GrantRow.valid_until.is_(None), GrantRow.valid_until > day),
        )
    )
    return [(row, name or "") for row, name in session.execute(query.order_by(GrantRow.id))]


# --- what waits --------------------------------------------------------------------------------------------------


def waiting(session: Session, organisation_id: int, day: date) -> dict[str, int]:
    """How many drafts, applications, suggestions, questions, plans and returned reports wait at an organisation."""
    accounts = select(GrantRow.account_id).where(
        GrantRow.organisation_id == organisation_id,
        GrantRow.valid_from <= day,
        or_(GrantRow.valid_until.is_(None), GrantRow.valid_until > day),
    )
    gaps = (
        select(GapRow.id)
        .join(GapAskerRow, GapAskerRow.gap_id == GapRow.id)
        .where(GapAskerRow.account_id.in_(accounts), GapRow.answered_at.is_(None))
        .distinct()
    )
    counted = {
        "drafts": select(DraftRow.id).where(
            DraftRow.account_id.in_(accounts), DraftRow.status.in_((DraftStatus.OPEN, DraftStatus.PARKED))
        ),
        "applications": select(MembershipRow.id).filter_by(
            organisation_id=organisation_id, status=MembershipStatus.PENDING
        ),
        "suggestions": select(SuggestionRow.id).filter_by(organisation_id=organisation_id, answered_at=None),
        "questions": gaps,
        "plans": _of_activities(organisation_id, ActivityStatus.PLANNED),
        "returned": _of_activities(organisation_id, ActivityStatus.RETURNED),
    }
    return {name: len(session.scalars(query).all()) for name, query in counted.items()}


def _of_activities(organisation_id: int, status: ActivityStatus) -> Select[int]:
    return select(ActivityRow.id).filter_by(organisation_id=organisation_id, status=status)
