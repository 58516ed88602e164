"""Annexes that were submitted: keeping and finding them."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.core.annexes import STANDING
from bot.store.tables import AnnexReportRow


def add(session: Session, row: AnnexReportRow) -> AnnexReportRow:
    """Keep a submitted annex."""
    session.add(row)
    session.flush()
    return row


def of_request(session: Session, request: str) -> AnnexReportRow | None:
    """The row that this request has made already."""
    return session.scalar(select(AnnexReportRow).filter_by(request=request))


def standing(session: Session, kind: str, organisation_id: int, year: int) -> AnnexReportRow | None:
    """What an organisation submitted for a year and was neither returned nor withdrawn."""
    return session.scalar(_standing(kind, year).where(AnnexReportRow.organisation_id == organisation_id))


def standing_of(session: Session, kind: str, organisation_ids: Sequence[int], year: int) -> dict[int, AnnexReportRow]:
    """The same of several organisations, by organisation."""
    rows = session.scalars(_standing(kind, year).where(AnnexReportRow.organisation_id.in_(organisation_ids)))
    return {row.organisation_id: row for row in rows}


def _standing(kind: str, year: int) -> Select[AnnexReportRow]:
    query = select(AnnexReportRow).filter_by(kind=kind, year=year)
    return query.where(AnnexReportRow.status.in_(STANDING)).order_by(AnnexReportRow.id)
