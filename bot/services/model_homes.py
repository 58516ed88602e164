"""Homes (博爱家园) that are recognised as models (示范点): since a day, by whom; taken back, ended by a day.

Asked for by document 001, 一（二）. Who recognises is said with it: officers of county level and above write it down.
"""

from datetime import date

from bot.core.errors import RegisterError
from bot.core.permissions import Action
from bot.core.structure import PointType
from bot.services.structure import reachable_points
from bot.services.work import Work
from bot.store.structure import Placed
from bot.store.tables import ServicePointRow

Before = dict[str, str | None]  # what was recorded of a point before, for taking back


def reachable(work: Work) -> list[Placed[ServicePointRow]]:
    """The open homes that this actor may change."""
    return [one for one in reachable_points(work) if one.row.type == PointType.HOME]


def recognise(work: Work, number: int, day: date | None = None, by: str | None = None) -> Before:
    """A home is a model from a day on; what was recorded before.

    Raises PermissionDeniedError; RegisterError for a point that is no home, that is closed or a model already, and for
    a day that is to come or before the home was opened.
    """
    row = work.within(ServicePointRow, number, Action.AWARD_HONOURS)
    if row.type != PointType.HOME:
        raise RegisterError("model_no_home", names=[row.name])
    if row.closed is not None:
        raise RegisterError("settled")
    if is_model(row):
        raise RegisterError("model_exists", names=[row.name])
    since = _not_ahead(work, day)
    if row.opened is not None and since < row.opened:
        raise RegisterError("before_begin")
    before = _before(row)
    row.model_since, row.model_until, row.model_by = since, None, by
    after = {"name": row.name, "since": since.isoformat(), "by": by}
    work.log("recognise_model", "service_point", row.id, row.organisation_id, before=before, after=after)
    return before


def revoke(work: Work, number: int, day: date | None = None) -> Before:
    """A home is a model no more from a day on; what was recorded before.

    Raises PermissionDeniedError; RegisterError for one that is none, for a day that is to come or before it was one.
    """
    row = work.within(ServicePointRow, number, Action.AWARD_HONOURS)
    if not is_model(row):
        raise RegisterError("model_none", names=[row.name])
    until = _not_ahead(work, day)
    if row.model_since is not None and until < row.model_since:
        raise RegisterError("before_begin")
    before = _before(row)
    row.model_until = until
    after = {"name": row.name, "until": until.isoformat()}
    work.log("revoke_model", "service_point", row.id, row.organisation_id, before=before, after=after)
    return before


def put_back(work: Work, number: int, before: Before, now: Before) -> None:
    """Undo: what was recorded before stands again. Raises RegisterError when it is no more as it was left (`now`)."""
    row = work.within(ServicePointRow, number, Action.AWARD_HONOURS)
    if _before(row) != now:
        raise RegisterError("settled")
    row.model_since, row.model_until = _day(before["model_since"]), _day(before["model_until"])
    row.model_by = before["model_by"]
    work.log("unrecognise_model", "service_point", row.id, row.organisation_id, before=now, after=before)


def recorded(work: Work, number: int) -> Before:
    """What is recorded of a home. Raises PermissionDeniedError."""
    return _before(work.within(ServicePointRow, number, Action.AWARD_HONOURS))


def is_model(row: ServicePointRow) -> bool:
    """Whether a point is recorded as a model that has not ended."""
    return row.model_since is not None and row.model_until is None


def _before(row: ServicePointRow) -> Before:
    return {
        "model_since": row.model_since.isoformat() if row.model_since else None,
        "model_until": row.model_until.isoformat() if row.model_until else None,
        "model_by": row.model_by,
    }


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _not_ahead(work: Work, day: date | None) -> date:
    if day is not None and day > work.today:
        raise RegisterError("ahead")
    return day or work.today
