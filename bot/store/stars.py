"""Stars of volunteers, the rules of honours, and who fulfils one: reading and writing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlalchemy.orm import Session, aliased

from bot.core.members import MembershipStatus
from bot.core.stars import HonourRule, StarStatus
from bot.store.activities import held
from bot.store.members import valid_on
from bot.store.organisations import Ids
from bot.store.tables import (
    ActivityRow,
    HonourRuleRow,
    MembershipRow,
    OrganisationRow,
    OrganisationTreeRow,
    PersonRow,
    ServiceHoursRow,
    StarRow,
)


def add(session: Session, row: StarRow) -> StarRow:
    """Keep a star or a proposal."""
    session.add(row)
    session.flush()
    return row


def history(session: Session, person_ids: Collection[int]) -> list[StarRow]:
    """What counts of these people (one, merged), the oldest award first."""
    query = select(StarRow).where(StarRow.person_id.in_(person_ids), StarRow.status == StarStatus.ACTIVE)
    return list(session.scalars(query.order_by(StarRow.awarded_on, StarRow.id)))


def standing(session: Session, person_ids: Collection[int], day: date) -> StarRow | None:
    """The star that somebody (one, merged) has on a day, or the row that took it away."""
    begun = [row for row in history(session, person_ids) if row.awarded_on <= day]
    return begun[-1] if begun else None


def proposals(session: Session, organisation_ids: Ids, levels: Collection[int]) -> list[tuple[StarRow, str, str]]:
    """The proposals of these levels that wait: (row, name, organisation), the oldest first."""
    query = (
        select(StarRow, PersonRow.name, OrganisationRow.name)
        .join(PersonRow, PersonRow.id == StarRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == StarRow.organisation_id)
        .where(StarRow.status == StarStatus.PROPOSED, StarRow.level.in_(levels))
        .where(StarRow.organisation_id.in_(organisation_ids), PersonRow.erased_at.is_(None))
        .order_by(StarRow.id)
    )
    return [(row, name, organisation) for row, name, organisation in session.execute(query)]


def proposed(session: Session, person_ids: Collection[int], level: int) -> bool:
    """Whether a proposal of somebody for a level waits."""
    query = select(StarRow.id).where(
        StarRow.person_id.in_(person_ids), StarRow.level == level, StarRow.status == StarStatus.PROPOSED
    )
    return session.scalar(query.limit(1)) is not None


# --- rules -----------------------------------------------------------------------------------------------------------


def rule_of(session: Session, organisation_id: int, honour: str) -> HonourRuleRow | None:
    """The version that stands for exactly this organisation."""
    query = select(HonourRuleRow).filter_by(
        organisation_id=organisation_id, honour=honour, ended_at=None, withdrawn_at=None
    )
    return session.scalar(query.order_by(HonourRuleRow.id.desc()).limit(1))


def rule_for(session: Session, organisation_id: int, honour: str) -> tuple[HonourRuleRow, str] | None:
    """The version that an organisation goes by, with whose it is: its own, else that of the nearest above."""
    query = (
        select(HonourRuleRow, OrganisationRow.name)
        .join(OrganisationTreeRow, OrganisationTreeRow.ancestor_id == HonourRuleRow.organisation_id)
        .join(OrganisationRow, OrganisationRow.id == HonourRuleRow.organisation_id)
        .where(OrganisationTreeRow.descendant_id == organisation_id, HonourRuleRow.honour == honour)
        .where(HonourRuleRow.ended_at.is_(None), HonourRuleRow.withdrawn_at.is_(None))
        .order_by(OrganisationTreeRow.depth, HonourRuleRow.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def versions(session: Session, organisation_id: int, honour: str) -> int:
    """How many versions an organisation has set of a rule; what was taken back is none."""
    query = select(func.count()).select_from(HonourRuleRow)
    return session.scalar(query.filter_by(organisation_id=organisation_id, honour=honour, withdrawn_at=None)) or 0


# --- who has what, who fulfils what ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """One of a list: service in the window of the rule, since when a member or volunteer, the star held."""

    person_id: int
    name: str
    organisation: str
    hours: float
    activities: int
    since: date
    level: int


def _one(person: Any) -> ColumnElement[int]:
    """The person that somebody turned out to be."""
    return func.coalesce(person.merged_into, person.id)


def _stars(day: date) -> Subquery:
    """The level of everybody who ever had one, as of a day."""
    who = aliased(PersonRow)
    latest = func.row_number().over(
        partition_by=_one(who), order_by=(StarRow.awarded_on.desc(), StarRow.id.desc())
    )  # fmt: skip
    ranked = (
        select(_one(who).label("person"), StarRow.level.label("level"), latest.label("place"))
        .join(who, who.id == StarRow.person_id)
        .where(StarRow.status == StarStatus.ACTIVE, StarRow.awarded_on <= day)
        .subquery()
    )
    return select(ranked.c.person, ranked.c.level).where(ranked.c.place == 1).subquery()


def _service(since: date | None, day: date) -> Subquery:
    """Hours and activities of everybody who gave any, held until a day."""
    who = aliased(PersonRow)
    return (
        select(
            _one(who).label("person"),
            func.sum(ServiceHoursRow.hours).label("hours"),
            func.count(func.distinct(ServiceHoursRow.activity_id)).label("activities"),
        )
        .join(ActivityRow, ActivityRow.id == ServiceHoursRow.activity_id)
        .join(who, who.id == ServiceHoursRow.person_id)
        .where(*held(since=since, until=day))
        .group_by(_one(who))
        .subquery()
    )


def _here(kinds: Sequence[str], organisation_ids: Ids, day: date) -> Subquery:
    """One membership of everybody who is of these kinds in these organisations, the first."""
    return (
        select(MembershipRow.person_id.label("person"), func.min(MembershipRow.id).label("membership"))
        .where(valid_on(day), MembershipRow.kind.in_(kinds), MembershipRow.organisation_id.in_(organisation_ids))
        .where(MembershipRow.person_id.is_not(None))
        .group_by(MembershipRow.person_id)
        .subquery()
    )


def _joined(kinds: Sequence[str]) -> Subquery:
    """When everybody first became one of these kinds, wherever that was: a move is no new beginning."""
    return (
        select(MembershipRow.person_id.label("person"), func.min(MembershipRow.valid_from).label("since"))
        .where(MembershipRow.status == MembershipStatus.ACTIVE, MembershipRow.kind.in_(kinds))
        .group_by(MembershipRow.person_id)
        .subquery()
    )


def _listed(kinds: Sequence[str], organisation_ids: Ids, since: date | None, day: date) -> tuple[Select[Any], Any]:
    """Everybody of these kinds here with service and star, and the columns for conditions."""
    here, joined, service, stars = (
        _here(kinds, organisation_ids, day), _joined(kinds), _service(since, day), _stars(day),
    )  # fmt: skip
    hours, activities = func.coalesce(service.c.hours, 0), func.coalesce(service.c.activities, 0)
    level = func.coalesce(stars.c.level, 0)
    query = (
        select(
            PersonRow.id, PersonRow.name, OrganisationRow.name, hours.label("hours"), activities.label("activities"),
            joined.c.since, level.label("level"),
        )
        .join(here, here.c.person == PersonRow.id)
        .join(MembershipRow, MembershipRow.id == here.c.membership)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .join(joined, joined.c.person == PersonRow.id)
        .outerjoin(service, service.c.person == PersonRow.id)
        .outerjoin(stars, stars.c.person == PersonRow.id)
    )  # fmt: skip
    return query, (hours, activities, joined.c.since, level)


def fulfilling(
    kinds: Sequence[str],
    organisation_ids: Ids,
    rule: HonourRule,
    days: tuple[date | None, date | None, date],
    under: int | None,
) -> Select[Any]:
    """A query for who fulfils a rule. `days`: since when service counts, the latest day of joining, as of which day.

    `under`: only who has a lower star than this.
    """
    since, joined_by, day = days
    query, (hours, activities, joined, level) = _listed(kinds, organisation_ids, since, day)
    if rule.hours is not None:
        query = query.where(hours >= rule.hours)
    if rule.activities is not None:
        query = query.where(activities >= rule.activities)
    if joined_by is not None:
        query = query.where(joined <= joined_by)
    if under is not None:
        query = query.where(level < under)
    return query.order_by(hours.desc(), activities.desc(), PersonRow.id)


def starred(kinds: Sequence[str], organisation_ids: Ids, day: date, level: int | None) -> Select[Any]:
    """A query for the volunteers who have a star (of this level) on a day, the highest first."""
    query, (_, _, _, stars) = _listed(kinds, organisation_ids, None, day)
    query = query.where(stars == level) if level else query.where(stars > 0)
    return query.order_by(stars.desc(), PersonRow.id)


def size(session: Session, query: Select[Any]) -> int:
    """How many a list holds."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def page(session: Session, query: Select[Any], start: int, length: int | None) -> list[Candidate]:
    """Some of a list; `length` None: all from there on."""
    rows = session.execute(query.offset(start).limit(length) if length is not None else query)
    return [
        Candidate(number, name, home, float(hours), int(activities), since, int(level))
        for number, name, home, hours, activities, since, level in rows
    ]


def by_level(session: Session, query: Select[Any]) -> dict[int, int]:
    """How many of a list of starred volunteers have which level, the highest first."""
    listed = query.order_by(None).subquery()
    rows = session.execute(select(listed.c.level, func.count()).group_by(listed.c.level))
    return dict(sorted(((int(level), number) for level, number in rows), reverse=True))


def authority(session: Session, organisation_id: int, kind: str) -> OrganisationRow | None:
    """The organisation itself or the nearest above it that is of a type."""
    query = (
        select(OrganisationRow)
        .join(OrganisationTreeRow, OrganisationTreeRow.ancestor_id == OrganisationRow.id)
        .where(OrganisationTreeRow.descendant_id == organisation_id, OrganisationRow.type == kind)
        .where(OrganisationRow.dissolved.is_(None))
        .order_by(OrganisationTreeRow.depth)
    )
    return session.scalar(query.limit(1))
