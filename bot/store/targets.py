"""Targets: versions are added, never changed; one that was taken back never counted."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.store.organisations import existed
from bot.store.tables import OrganisationRow, OrganisationTreeRow, TargetRow


def standing(session: Session, organisation_ids: Sequence[int], moment: datetime) -> list[TargetRow]:
    """The versions that stood at a moment, the nearest deadline first."""
    query = (
        select(TargetRow)
        .where(
            TargetRow.organisation_id.in_(organisation_ids),
            TargetRow.withdrawn_at.is_(None),
            TargetRow.set_at <= moment,
            or_(TargetRow.ended_at.is_(None), TargetRow.ended_at > moment),
        )
        .order_by(TargetRow.deadline, TargetRow.id.desc())
    )
    return list(session.scalars(query))


def same(session: Session, organisation_id: int, metric: str, year: int) -> TargetRow | None:
    """The version that stands for the same organisation, metric and year of the deadline."""
    query = select(TargetRow).where(
        TargetRow.organisation_id == organisation_id,
        TargetRow.metric == metric,
        TargetRow.deadline >= date(year, 1, 1),
        TargetRow.deadline <= date(year, 12, 31),
        TargetRow.withdrawn_at.is_(None),
        TargetRow.ended_at.is_(None),
    )
    return session.scalar(query.order_by(TargetRow.id.desc()).limit(1))


def of_import(session: Session, import_id: int) -> list[int]:
    """The versions that an import brought, in the order in which they were kept."""
    return list(session.scalars(select(TargetRow.id).filter_by(import_id=import_id).order_by(TargetRow.id)))


def children(session: Session, organisation_id: int, day: date) -> list[OrganisationRow]:
    """The organisations directly below one that exist on a day."""
    query = (
        select(OrganisationRow)
        .where(OrganisationRow.parent_id == organisation_id, existed(day))
        .order_by(OrganisationRow.id)
    )
    return list(session.scalars(query))


def of_types_below(session: Session, organisation_id: int, types: Sequence[str], day: date) -> list[OrganisationRow]:
    """The organisations of these types below one that exist on a day."""
    query = (
        select(OrganisationRow)
        .join(OrganisationTreeRow, OrganisationTreeRow.descendant_id == OrganisationRow.id)
        .where(
            OrganisationTreeRow.ancestor_id == organisation_id,
            OrganisationTreeRow.depth > 0,
            OrganisationRow.type.in_(types),
            existed(day),
        )
        .order_by(OrganisationRow.id)
    )
    return list(session.scalars(query))


def chain(session: Session, organisation_id: int) -> list[OrganisationRow]:
    """An organisation and everything above it, from itself up."""
    query = (
        select(OrganisationRow)
        .join(OrganisationTreeRow, OrganisationTreeRow.ancestor_id == OrganisationRow.id)
        .where(OrganisationTreeRow.descendant_id == organisation_id)
        .order_by(OrganisationTreeRow.depth)
    )
    return list(session.scalars(query))
