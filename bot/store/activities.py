"""Activities, hours given, sign-ups and photos: reading and writing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.core.activities import ActivityFacts, ActivityStatus, ActivityType
from bot.store.organisations import ids_below, ids_below_any
from bot.store.tables import ActivityRow, OrganisationRow, PhotoRow, ServiceHoursRow, SignUpRow

FIELDS = (
    "date", "end_date", "activity_type", "title", "location", "participants", "volunteers", "hours", "beneficiaries",
)  # fmt: skip

PORTION = 500  # rows held at once while a file is written

Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True)
class Totals:
    """Sums over held activities."""

    activities: int
    participants: int
    volunteers: int
    beneficiaries: int
    hours: float


def facts_of(row: ActivityRow) -> ActivityFacts:
    """What a row says."""
    values = {name: getattr(row, name) for name in FIELDS}
    return ActivityFacts(**{**values, "activity_type": ActivityType(row.activity_type)})


def write(row: ActivityRow, facts: ActivityFacts) -> None:
    """Put facts into a row."""
    for name in FIELDS:
        setattr(row, name, getattr(facts, name))


def approximate_of(row: ActivityRow) -> dict[str, str]:
    """The numbers of a row that were said approximately, each in the words it was said in (empty: not known)."""
    return dict((one, "") if isinstance(one, str) else one for one in row.approximate or ())


def write_approximate(row: ActivityRow, approximate: Mapping[str, str]) -> None:
    """Put into a row which numbers were said approximately, and how."""
    row.approximate = sorted([name, words] for name, words in approximate.items()) or None


def add(session: Session, row: ActivityRow) -> ActivityRow:
    """Keep an activity."""
    session.add(row)
    session.flush()
    return row


def of_request(session: Session, request: str) -> ActivityRow | None:
    """The activity that this request has made already."""
    return session.scalar(select(ActivityRow).filter_by(request=request))


def alike(session: Session, organisation_id: int, day: date, kind: ActivityType) -> list[ActivityRow]:
    """The planned, held and returned activities of an organisation on a day of one type, oldest first."""
    query = select(ActivityRow).filter_by(organisation_id=organisation_id, date=day, activity_type=kind)
    live = ActivityRow.status != ActivityStatus.WITHDRAWN
    return list(session.scalars(query.where(live).order_by(ActivityRow.id)))


def held(*, since: date | None = None, until: date | None = None) -> list[ColumnElement[bool]]:
    """The conditions that an activity counts, and began in a period (both days belong to it)."""
    conditions = [ActivityRow.status == ActivityStatus.HELD]
    if since:
        conditions.append(ActivityRow.date >= since)
    if until:
        conditions.append(ActivityRow.date <= until)
    return conditions


def held_below(
    organisation_id: int, since: date | None, until: date, kinds: Sequence[ActivityType] = ()
) -> list[ColumnElement[bool]]:
    """The conditions of `held`, of an organisation and everything below it, of some types (none named = all)."""
    conditions = [*held(since=since, until=until), ActivityRow.organisation_id.in_(ids_below(organisation_id))]
    return [*conditions, ActivityRow.activity_type.in_(kinds)] if kinds else conditions


def held_below_any(homes: Collection[int]) -> list[ColumnElement[bool]]:
    """The conditions of `held`, of several organisations and everything below them."""
    return [*held(), ActivityRow.organisation_id.in_(ids_below_any(homes))]


def planned_below(organisation_id: int, since: date) -> list[ColumnElement[bool]]:
    """The conditions that an activity is planned for that day or later, of an organisation and everything below it."""
    below = ActivityRow.organisation_id.in_(ids_below(organisation_id))
    return [ActivityRow.status == ActivityStatus.PLANNED, ActivityRow.date >= since, below]


def planned_between(organisation_id: int, since: date, until: date, *, below: bool) -> list[ColumnElement[bool]]:
    """The conditions that an activity is planned for one of these days; `below`: also by what is below."""
    conditions = [*planned_below(organisation_id, since), ActivityRow.date <= until]
    return conditions if below else [*conditions, ActivityRow.organisation_id == organisation_id]


def in_ledger(
    homes: Collection[int], since: date | None, until: date | None, kinds: Sequence[ActivityType]
) -> list[ColumnElement[bool]]:
    """The conditions of what stands in a ledger of organisations and all below: everything but what was withdrawn."""
    below = ActivityRow.organisation_id.in_(ids_below_any(homes))
    conditions = [ActivityRow.status != ActivityStatus.WITHDRAWN, below]
    if since:
        conditions.append(ActivityRow.date >= since)
    if until:
        conditions.append(ActivityRow.date <= until)
    return [*conditions, ActivityRow.activity_type.in_(kinds)] if kinds else conditions


def stream(session: Session, *conditions: ColumnElement[bool]) -> Iterator[tuple[ActivityRow, str]]:
    """Activities with the names of their organisations by day, a few at a time: for files of any length."""
    query = (
        select(ActivityRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == ActivityRow.organisation_id)
        .where(*conditions)
        .order_by(ActivityRow.date, ActivityRow.id)
        .execution_options(yield_per=PORTION)
    )
    for found in session.execute(query):
        yield found[0], found[1]


def totals(session: Session, *conditions: ColumnElement[bool]) -> Totals:
    """Sums over the activities that fulfil the conditions."""
    sums = [
        func.coalesce(func.sum(getattr(ActivityRow, name)), 0)
        for name in ("participants", "volunteers", "beneficiaries", "hours")
    ]
    number, *rest = session.execute(select(func.count(), *sums).select_from(ActivityRow).where(*conditions)).one()
    participants, volunteers, beneficiaries, hours = rest
    return Totals(number, int(participants), int(volunteers), int(beneficiaries), float(hours))


def by_type(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[str, int]]:
    """How many of each type, the most frequent first."""
    number = func.count()
    query = select(ActivityRow.activity_type, number).where(*conditions).group_by(ActivityRow.activity_type)
    return [(kind, count) for kind, count in session.execute(query.order_by(number.desc(), ActivityRow.activity_type))]


def page_of(
    session: Session, start: int, length: int, *conditions: ColumnElement[bool], ahead: bool = False
) -> list[tuple[ActivityRow, str]]:
    """Some activities with the names of their organisations, the latest first; `ahead`: the next first."""
    order = (ActivityRow.date, ActivityRow.id) if ahead else (ActivityRow.date.desc(), ActivityRow.id.desc())
    query = (
        select(ActivityRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == ActivityRow.organisation_id)
        .where(*conditions)
        .order_by(*order)
        .offset(start)
        .limit(length)
    )
    return [(row, name) for row, name in session.execute(query)]


def last_days(session: Session, *conditions: ColumnElement[bool]) -> dict[int, date]:
    """The day of the latest activity of each organisation that has one."""
    query = select(ActivityRow.organisation_id, func.max(ActivityRow.date)).where(*conditions)
    rows = session.execute(query.group_by(ActivityRow.organisation_id))
    return {row[0]: row[1] for row in rows}


def days(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[date, date | None]]:
    """First and last day of each activity."""
    query = select(ActivityRow.date, ActivityRow.end_date).where(*conditions).order_by(ActivityRow.date)
    return [(start, end) for start, end in session.execute(query)]


def unasked(session: Session, today: date) -> list[ActivityRow]:
    """Planned activities whose day has come and whose reporter has not been asked about them."""
    query = select(ActivityRow).filter_by(status=ActivityStatus.PLANNED, asked_at=None)
    return list(session.scalars(query.where(ActivityRow.date <= today).order_by(ActivityRow.id)))


def ask(session: Session, activity_id: int, now: datetime) -> bool:
    """Claim that the reporter of a planned activity is asked about it; False when that was done already."""
    query = update(ActivityRow).where(ActivityRow.id == activity_id, ActivityRow.asked_at.is_(None))
    return session.scalar(query.values(asked_at=now).returning(ActivityRow.id)) is not None


# --- hours ---------------------------------------------------------------------------------------------------------


def hours_of(session: Session, activity_id: int) -> list[ServiceHoursRow]:
    """The hours given in an activity."""
    query = select(ServiceHoursRow).filter_by(activity_id=activity_id).order_by(ServiceHoursRow.id)
    return list(session.scalars(query))


def clear_hours(session: Session, activity_id: int) -> None:
    """Delete the hours given in an activity, before they are written anew."""
    session.execute(delete(ServiceHoursRow).where(ServiceHoursRow.activity_id == activity_id))


def given(session: Session, person_ids: Sequence[int], *conditions: ColumnElement[bool]) -> tuple[int, float]:
    """In how many held activities these people (one, merged) gave hours, and how many hours."""
    query = (
        select(func.count(), func.coalesce(func.sum(ServiceHoursRow.hours), 0))
        .join(ActivityRow, ActivityRow.id == ServiceHoursRow.activity_id)
        .where(ServiceHoursRow.person_id.in_(person_ids), *conditions)
    )
    number, hours = session.execute(query).one()
    return int(number), float(hours)


# --- signing up ----------------------------------------------------------------------------------------------------


def sign_up(session: Session, activity_id: int, account_id: str, now: datetime) -> bool:
    """Put an account on the list; False when it stands there already."""
    row = session.scalar(select(SignUpRow).filter_by(activity_id=activity_id, account_id=account_id))
    if row is None:
        session.add(SignUpRow(activity_id=activity_id, account_id=account_id, signed_at=now))
        session.flush()
        return True
    if row.withdrawn_at is None:
        return False
    row.signed_at, row.withdrawn_at = now, None
    return True


def sign_off(session: Session, activity_id: int, account_id: str, now: datetime) -> bool:
    """Take an account off the list; False when it does not stand there."""
    query = update(SignUpRow).filter_by(activity_id=activity_id, account_id=account_id, withdrawn_at=None)
    return session.scalar(query.values(withdrawn_at=now).returning(SignUpRow.id)) is not None


def signed_up(session: Session, activity_id: int) -> list[str]:
    """Who stands on the list, in the order of signing up."""
    query = select(SignUpRow.account_id).filter_by(activity_id=activity_id, withdrawn_at=None)
    return list(session.scalars(query.order_by(SignUpRow.signed_at, SignUpRow.id)))


# --- photos ----------------------------------------------------------------------------------------------------------


def add_photo(session: Session, row: PhotoRow) -> PhotoRow:
    """Keep what is known of a picture."""
    session.add(row)
    session.flush()
    return row


def loose_photos(session: Session, account_id: str, chat: str, since: datetime) -> list[PhotoRow]:
    """The pictures sent in a conversation since a moment that belong to no activity yet."""
    query = select(PhotoRow).filter_by(account_id=account_id, chat=chat, activity_id=None, withdrawn_at=None)
    return list(session.scalars(query.where(PhotoRow.sent_at >= since).order_by(PhotoRow.id)))


def photos(session: Session, ids: Sequence[int]) -> list[PhotoRow]:
    """Pictures by their numbers, those that were withdrawn left out."""
    query = select(PhotoRow).where(PhotoRow.id.in_(ids), PhotoRow.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(PhotoRow.id)))


def photo_named(session: Session, file: str) -> PhotoRow | None:
    """The picture of a file, unless it was withdrawn."""
    return session.scalar(select(PhotoRow).filter_by(file=file, withdrawn_at=None))


def photos_of(session: Session, activity_id: int) -> list[PhotoRow]:
    """The pictures of an activity."""
    query = select(PhotoRow).filter_by(activity_id=activity_id, withdrawn_at=None).order_by(PhotoRow.id)
    return list(session.scalars(query))


def photo_counts(session: Session, activity_ids: Sequence[int]) -> dict[int, int]:
    """How many pictures each of these activities has; one without any is left out."""
    query = select(PhotoRow.activity_id, func.count()).where(PhotoRow.activity_id.in_(activity_ids))
    rows = session.execute(query.where(PhotoRow.withdrawn_at.is_(None)).group_by(PhotoRow.activity_id))
    return {activity: count for activity, count in rows if activity is not None}


def photo_files(session: Session) -> set[str]:
    """The files of all pictures."""
    return set(session.scalars(select(PhotoRow.file)))


def forget_photos(session: Session, before: datetime) -> list[str]:
    """Delete the pictures that waited for an activity in vain, or were withdrawn, before a moment; their files."""
    loose = and_(PhotoRow.activity_id.is_(None), PhotoRow.sent_at < before)
    gone = delete(PhotoRow).where(or_(loose, PhotoRow.withdrawn_at < before))
    return list(session.scalars(gone.returning(PhotoRow.file)))
