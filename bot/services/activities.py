"""Activities: recorded, changed, withdrawn, held after having been planned, returned to their reporter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from bot.core.activities import ActivityFacts, ActivityStatus, ActivityType, lacking, near, status_at
from bot.core.errors import RegisterError
from bot.core.members import MemberKind
from bot.core.permissions import Action
from bot.services import photos
from bot.services.work import Work
from bot.store import accounts, activities, members, notices, organisations
from bot.store.tables import ActivityRow, MembershipRow, ServiceHoursRow

SOURCE = "report"  # the field under which the message is encrypted
People = Sequence[tuple[str, float | None]]
NONE: Final[Mapping[str, str]] = {}


def record(
    work: Work,
    organisation_id: int,
    facts: ActivityFacts,
    request: str,
    *,
    approximate: Mapping[str, str] = NONE,
    source: str | None = None,
    people: People = (),
) -> ActivityRow:
    """Keep an activity: planned when its day lies ahead, else held. The same request makes one row.

    `approximate`: the numbers that were said about, each in the words it was said in. `source` is the message it was
    read from, kept encrypted. Raises PermissionDeniedError, RegisterError (lacking).
    """
    work.demand(Action.REPORT, organisation_id)
    if row := activities.of_request(work.session, request):
        return row
    day, kind = _complete(work, facts)
    row = ActivityRow(
        organisation_id=organisation_id,
        status=status_at(day, work.today),
        activity_type=kind,
        source=work.personal.encrypt(SOURCE, source) if source else None,
        reported_by=work.account_id,
        reported_at=work.now,
        request=request,
    )
    activities.write(row, facts)
    activities.write_approximate(row, approximate)
    activities.add(work.session, row)
    give_hours(work, row, people)
    work.log("report", "activity", row.id, organisation_id, after=shown(facts) | {"status": row.status})
    return row


def change(
    work: Work,
    activity_id: int,
    facts: ActivityFacts,
    organisation_id: int,
    people: People = (),
    *,
    approximate: Mapping[str, str] = NONE,
) -> ActivityRow:
    """Give an activity other facts: a correction, a plan that was held, a returned report sent again.

    `approximate`: as in `record`, of all its numbers. Raises PermissionDeniedError, RegisterError when it was
    withdrawn meanwhile or lacks something.
    """
    row = _live(work, activity_id)
    work.demand(Action.REPORT, organisation_id)
    day, _ = _complete(work, facts)
    before = shown(activities.facts_of(row)) | {"status": row.status, "organisation": row.organisation_id}
    activities.write(row, facts)
    activities.write_approximate(row, approximate)
    row.organisation_id, row.status, row.returned_why = organisation_id, status_at(day, work.today), None
    after = shown(facts) | {"status": row.status, "organisation": organisation_id}
    if people:
        give_hours(work, row, people)
    work.session.flush()
    notices.withdraw(work.session, _subject(row), work.now)
    work.log("change_report", "activity", row.id, organisation_id, before=before, after=after)
    return row


def put_back(work: Work, activity_id: int, before: dict[str, Any]) -> None:
    """Undo a change: what `snapshot` gave. Raises as `change`."""
    row = _live(work, activity_id)
    now = shown(activities.facts_of(row)) | {"status": row.status}
    activities.write(row, facts_from(before["facts"]))
    activities.write_approximate(row, before.get("approximate", NONE))
    row.organisation_id, row.status = before["organisation"], before["status"]
    row.returned_why = before["returned_why"]
    _write_hours(work, row, [(name, hours) for name, hours in before["people"]])
    work.session.flush()
    work.log("change_report_undone", "activity", row.id, row.organisation_id, before=now, after=before["facts"])


def snapshot(work: Work, activity_id: int) -> dict[str, Any]:
    """Everything of an activity that a change may change, as JSON."""
    row = _live(work, activity_id)
    return {
        "facts": shown(activities.facts_of(row)),
        "approximate": activities.approximate_of(row),
        "organisation": row.organisation_id,
        "status": row.status,
        "returned_why": row.returned_why,
        "people": [[one.name, one.hours] for one in activities.hours_of(work.session, row.id)],
    }


def withdraw(work: Work, activity_id: int) -> None:
    """Take an activity back: it counts no more; the row and its history stay. Raises as `change`."""
    row = _live(work, activity_id)
    before, row.status = row.status, ActivityStatus.WITHDRAWN
    photos.withdraw_all(work, row.id)
    notices.withdraw(work.session, _subject(row), work.now)
    after = {"status": row.status}
    work.log("withdraw_report", "activity", row.id, row.organisation_id, before={"status": before}, after=after)


def restore(work: Work, activity_id: int) -> None:
    """Undo a withdrawal. Raises PermissionDeniedError, RegisterError when it was not withdrawn."""
    row = work.within(ActivityRow, activity_id, Action.REPORT, "no_activity")
    if row.status != ActivityStatus.WITHDRAWN:
        raise RegisterError("settled")
    row.status = status_at(row.date, work.today)
    work.session.flush()
    work.log("restore_report", "activity", row.id, row.organisation_id, after={"status": row.status})


def give_back(work: Work, activity_id: int, why: str) -> ActivityRow:
    """Return a report to its reporter with a reason: it counts no more until it is sent again; he is told once.

    What came with an import or a world may have no account for a reporter: then nobody is told.

    Raises PermissionDeniedError, RegisterError when it is not one that counts.
    """
    row = work.within(ActivityRow, activity_id, Action.RETURN_REPORTS, "no_activity")
    if row.status != ActivityStatus.HELD:
        raise RegisterError("no_activity")
    row.status, row.returned_why = ActivityStatus.RETURNED, why
    work.session.flush()
    work.log("return_report", "activity", row.id, row.organisation_id, after={"status": row.status}, why=why)
    buttons: notices.Buttons = [
        ("channel_mend_report", {"task": "report_activity", "about": f"again:{row.id}"}),
        ("channel_withdraw_report", {"task": "undo", "about": f"activity:{row.id}"}),
    ]
    values = {"date": row.date.isoformat(), "kind": row.activity_type, "why": why}
    if accounts.find(work.session, row.reported_by):
        notices.add(
            work.session, row.reported_by, "channel_report_returned", values, work.now,
            buttons=buttons, subject=_subject(row),
        )  # fmt: skip
    return row


def take_again(work: Work, activity_id: int) -> None:
    """Undo a return: the report counts again. Raises as `give_back`."""
    row = work.within(ActivityRow, activity_id, Action.RETURN_REPORTS, "no_activity")
    if row.status != ActivityStatus.RETURNED:
        raise RegisterError("no_activity")
    row.status, row.returned_why = ActivityStatus.HELD, None
    work.session.flush()
    notices.withdraw(work.session, _subject(row), work.now)
    work.log("return_report_undone", "activity", row.id, row.organisation_id, after={"status": row.status})


def twin(work: Work, organisation_id: int, facts: ActivityFacts) -> ActivityRow | None:
    """An activity that this one may be: same organisation, day and type, numbers that are near."""
    if facts.date is None or facts.activity_type is None:
        return None
    rows = activities.alike(work.session, organisation_id, facts.date, facts.activity_type)
    return next((row for row in rows if near(activities.facts_of(row), facts)), None)


def give_hours(work: Work, row: ActivityRow, people: People) -> None:
    """Write the hours that volunteers gave; one without a number gave as many as the activity lasted."""
    known = {one.name: one.hours for one in activities.hours_of(work.session, row.id)}
    said = {name: hours if hours is not None else row.hours for name, hours in people}
    known |= {name: hours for name, hours in said.items() if hours is not None}
    if said:
        _write_hours(work, row, list(known.items()))


def _write_hours(work: Work, row: ActivityRow, people: Sequence[tuple[str, float]]) -> None:
    activities.clear_hours(work.session, row.id)
    for name, hours in people:
        # Who is registered only now may have helped before.
        days = (row.date, work.today)
        found = (volunteer_named(work, row.organisation_id, name, day) for day in days)
        person_id = next((number for number in found if number), None)
        work.session.add(ServiceHoursRow(activity_id=row.id, name=name, person_id=person_id, hours=hours))
    work.session.flush()


def volunteer_named(work: Work, organisation_id: int, name: str, day: date) -> int | None:
    """The only person of that name in the organisation or below on a day; a volunteer comes before a member."""
    below = MembershipRow.organisation_id.in_(organisations.ids_below(organisation_id))
    found = members.named(work.session, name, day, below)
    for kinds in ((MemberKind.VOLUNTEER,), tuple(MemberKind)):
        ids = {one.person_id for one in found if MemberKind(one.kind) in kinds}
        if len(ids) == 1:
            return ids.pop()
    return None


def shown(facts: ActivityFacts) -> dict[str, Any]:
    """Facts as JSON: for drafts and for the audit log."""
    values = {name: getattr(facts, name) for name in activities.FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def facts_from(values: dict[str, Any]) -> ActivityFacts:
    """Facts from what `shown` gave."""
    found = ActivityFacts(**{name: values.get(name) for name in activities.FIELDS})
    return replace(
        found,
        date=date.fromisoformat(values["date"]) if values.get("date") else None,
        end_date=date.fromisoformat(values["end_date"]) if values.get("end_date") else None,
        activity_type=ActivityType(values["activity_type"]) if values.get("activity_type") else None,
    )


def _complete(work: Work, facts: ActivityFacts) -> tuple[date, ActivityType]:
    if lacking(facts, work.today) or facts.date is None or facts.activity_type is None:
        raise RegisterError("lacking")
    return facts.date, facts.activity_type


def _live(work: Work, activity_id: int) -> ActivityRow:
    row = work.within(ActivityRow, activity_id, Action.REPORT, "no_activity")
    if row.status == ActivityStatus.WITHDRAWN:
        raise RegisterError("no_activity")
    return row


def _subject(row: ActivityRow) -> str:
    return f"activity:{row.id}"
