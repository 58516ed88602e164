"""What people were given: kept, counted once for each person, listed; taken back and forgotten with the people."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.core.awards import AwardKind, AwardStatus, ends
from bot.store.organisations import Ids
from bot.store.tables import AwardRow, MembershipRow, OrganisationRow, PersonRow

Rows = Select[AwardRow, str, str]  # a query for awards, with the names of person and organisation
SAMPLE: Final = 200  # awards whose people a quick check looks at
PORTION: Final = 5000  # rows read at once
ACTIVE = AwardRow.status == AwardStatus.ACTIVE


@dataclass(frozen=True)
class Given:
    """One of a list: to whom, where, the row."""

    name: str
    organisation: str
    row: AwardRow


def add(session: Session, *rows: AwardRow) -> None:
    """Keep awards; those of the same people end where they must."""
    for row in rows:
        row.until = row.since
    session.add_all(rows)
    settle(session, [row.person_id for row in rows])


def settle(session: Session, person_ids: Collection[int]) -> None:
    """Work out anew until when the awards of these people count. Of two who do that at once, one waits (PostgreSQL)."""
    ids = sorted(set(person_ids))
    session.flush()
    for some in (ids[start : start + PORTION] for start in range(0, len(ids), PORTION)):
        session.execute(select(PersonRow.id).where(PersonRow.id.in_(some)).order_by(PersonRow.id).with_for_update())
        query = select(AwardRow).where(AwardRow.person_id.in_(some), ACTIVE)
        rows = session.scalars(query.order_by(AwardRow.person_id, AwardRow.kind, AwardRow.since, AwardRow.id))
        for (_, kind), group in groupby(rows, key=lambda row: (row.person_id, row.kind)):
            given = list(group)
            last = ends(AwardKind(kind), [(row.since, row.year, row.expires) for row in given])
            for row, until in zip(given, last, strict=True):
                row.until = until
    session.flush()


def faults(session: Session, *, whole: bool = False) -> Iterator[str]:
    """The people whose awards end otherwise than they must: of all, or of some drawn by chance."""
    query = select(AwardRow.person_id, AwardRow.kind, AwardRow.since, AwardRow.year, AwardRow.expires, AwardRow.until)
    query = query.where(ACTIVE).order_by(AwardRow.person_id, AwardRow.kind, AwardRow.since, AwardRow.id)
    if not whole:
        drawn = select(AwardRow.person_id).where(ACTIVE).order_by(func.random()).limit(SAMPLE)
        query = query.where(AwardRow.person_id.in_(drawn))
    rows = session.execute(query.execution_options(yield_per=PORTION))
    for (person_id, kind), group in groupby(rows, key=lambda row: (row.person_id, row.kind)):
        given = list(group)
        if [row.until for row in given] != ends(AwardKind(kind), [(row.since, row.year, row.expires) for row in given]):
            yield f"awards: person {person_id}, {kind}"


def of_person(session: Session, person_id: int, kind: AwardKind) -> list[AwardRow]:
    """What counts of somebody, in the order of its days."""
    query = select(AwardRow).where(AwardRow.person_id == person_id, AwardRow.kind == kind, ACTIVE)
    return list(session.scalars(query.order_by(AwardRow.since, AwardRow.id)))


def issued(session: Session, person_ids: Collection[int]) -> set[tuple[int, date]]:
    """Whose certificates of which day of issue are there, of some people."""
    query = select(AwardRow.person_id, AwardRow.since)
    rows = session.execute(
        query.where(AwardRow.person_id.in_(person_ids), AwardRow.kind == AwardKind.FIRST_AID, ACTIVE)
    )
    return set(rows.tuples())


def chosen(session: Session, person_ids: Collection[int], year: int) -> set[int]:
    """Who of these people is a 会员之星 of a year."""
    query = select(AwardRow.person_id).where(
        AwardRow.person_id.in_(person_ids), AwardRow.kind == AwardKind.MEMBER_STAR, AwardRow.year == year, ACTIVE
    )
    return set(session.scalars(query))


def of_year(organisation_ids: Ids, year: int) -> Rows:
    """A query for the 会员之星 of a year, each person once, in the order of choosing."""
    return _listed(
        organisation_ids, AwardKind.MEMBER_STAR, AwardRow.year == year, AwardRow.until > AwardRow.since
    ).order_by(AwardRow.since, AwardRow.id)


def certified(organisation_ids: Ids, which: str, day: date, soon: date) -> Rows:
    """A query for certificates: `holders` on a day, `expiring` by another, `expired` with none after it."""
    later = aliased(AwardRow)
    followed = select(later.id).where(
        later.person_id == AwardRow.person_id,
        later.kind == AwardRow.kind,
        later.status == AwardStatus.ACTIVE,
        or_(later.since > AwardRow.since, and_(later.since == AwardRow.since, later.id > AwardRow.id)),
    )
    holds = (AwardRow.since <= day, AwardRow.until > day)
    conditions = {
        "holders": holds,
        "expiring": (*holds, AwardRow.expires <= soon),
        "expired": (AwardRow.expires < day, ~followed.exists()),
    }[which]
    query = _listed(organisation_ids, AwardKind.FIRST_AID, *conditions)
    by = (AwardRow.since, AwardRow.id) if which == "holders" else (AwardRow.expires, AwardRow.id)
    return query.order_by(*by)


def current(session: Session, organisation_ids: Ids, day: date) -> dict[int, AwardRow]:
    """The certificate that everybody who is or was in these organisations has on a day, by person."""
    there = select(MembershipRow.person_id).where(MembershipRow.organisation_id.in_(organisation_ids))
    query = select(AwardRow).where(
        AwardRow.kind == AwardKind.FIRST_AID, ACTIVE, AwardRow.since <= day, AwardRow.until > day,
        AwardRow.person_id.in_(there),
    )  # fmt: skip
    return {row.person_id: row for row in session.scalars(query)}


def _listed(organisation_ids: Ids, kind: AwardKind, *conditions: ColumnElement[bool]) -> Rows:
    return (
        select(AwardRow, PersonRow.name, OrganisationRow.name)
        .join(PersonRow, PersonRow.id == AwardRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == AwardRow.organisation_id)
        .where(AwardRow.organisation_id.in_(organisation_ids), AwardRow.kind == kind, ACTIVE, *conditions)
    )


def size(session: Session, query: Rows) -> int:
    """How many a list holds."""
    counted = query.with_only_columns(AwardRow.id).order_by(None)
    return session.scalar(select(func.count()).select_from(counted.subquery())) or 0


def page(session: Session, query: Rows, start: int, length: int) -> list[Given]:
    """Some of a list."""
    rows = session.execute(query.offset(start).limit(length))
    return [Given(name, home, row) for row, name, home in rows]


def rows_of(session: Session, person_id: int) -> list[int]:
    """The ids of all rows of somebody, whatever became of them."""
    return list(session.scalars(select(AwardRow.id).where(AwardRow.person_id == person_id)))


def move(session: Session, award_ids: Sequence[int], person_ids: tuple[int, int]) -> None:
    """Make awards of the first person the second's; both are settled."""
    session.execute(update(AwardRow).where(AwardRow.id.in_(award_ids)).values(person_id=person_ids[1]))
    settle(session, person_ids)


def forget(session: Session, person_ids: Ids | Collection[int], *, never_were: bool = False) -> None:
    """Remove the numbers of these people's awards. `never_were`: the awards count no more either."""
    values: dict[str, Any] = {"number": None} | ({"status": AwardStatus.WITHDRAWN} if never_were else {})
    session.execute(update(AwardRow).where(AwardRow.person_id.in_(person_ids)).values(values))


def withdraw(session: Session, import_id: int) -> list[int]:
    """What came with an import counts no more; what was before it counts as it did. Whose it was."""
    query = update(AwardRow).where(AwardRow.import_id == import_id, ACTIVE).values(status=AwardStatus.WITHDRAWN)
    people = list(session.scalars(query.returning(AwardRow.person_id)))
    settle(session, people)
    return people
