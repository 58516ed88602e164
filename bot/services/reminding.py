"""The run that tells what is due: personal reminders, planned activities to ask about, and the computed ones.

Nothing is kept as a timer. Each run looks at the state as it is, claims what has come to a stage in the database, and
hands it over as notices. Every step is a transaction of its own, and each claim is a unique key: a run may be killed
anywhere, repeated, or happen twice at once; nothing is told twice, and the next run does what the last one did not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.drafts import DraftStatus
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.core.reminders import (
    ACTIVE,
    CATCH_UP,
    DUES_BY,
    FORGOTTEN_AFTER,
    HANDOVER_DAYS,
    IMPORTANT_DAYS,
    LADDERS,
    MOST_LATE,
    OPINION,
    REPORTS,
    ROUNDUP_TIME,
    DeliveryStatus,
    Key,
    Ladder,
    Rule,
    Yearly,
    after_quiet_hours,
    in_quiet_hours,
    next_after,
)
from bot.services import handing_over, reminders, workdays
from bot.store import accounts, activities, annexes, deliveries, drafts, elections, notices, organisations, structure
from bot.store import reminders as personal_store
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import (
    ActivityRow,
    DeliveryRow,
    DraftRow,
    ElectionRow,
    OrganisationRow,
    ReminderRow,
    ReportDateRow,
)

DAY: Final = timedelta(days=1)
AT_ONCE: Final = 200  # rows in one transaction: nobody else waits long
ASKED_FROM: Final = time(18)  # on its last day an activity is asked about from then on
OFFICERS: Final = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.NATIONAL_OFFICER)
STAFF: Final = (Role.SECRETARY, *OFFICERS)


@dataclass
class Report:
    """What a run did."""

    personal: int = 0
    asked: int = 0
    computed: int = 0
    roundups: int = 0
    outdated: int = 0

    def as_dict(self) -> dict[str, int]:
        """For printing."""
        return asdict(self)


@dataclass(frozen=True)
class Due:
    """Something whose day comes. `home`: the organisation whose people are told; `to`: certain accounts instead."""

    subject: str
    reference: date
    values: dict[str, Any] = field(default_factory=dict)
    home: OrganisationRow | None = None
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """Who is told: `level` 0 the organisation itself, 1 the superior; `instead` of whom, who did not answer."""

    account_id: str
    level: int
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A rule: what is due as of a day, and whether what was claimed still holds when it is told.

    `upward`: where the organisation has nobody, or nobody who wants to hear, the superior is told at once.
    """

    dues: Callable[[Session, datetime], Iterable[Due]]
    holds: Callable[[Session, str, date, datetime], bool]
    upward: bool = True


def run(database: Database, personal: PersonalData, now: datetime) -> Report:
    """Tell everything that is due now. `now` has the zone in which days are meant.

    Raises DatabaseBusyError; what was done before stays done, and the next run goes on.
    """
    report = Report()
    while told := _in(database, lambda session: _tell_personal(session, personal, now)):
        report.personal += told
    report.asked = _in(database, lambda session: _ask_about_planned(session, now))
    if not workdays.is_workday(now.date()) or now.time() < ROUNDUP_TIME or in_quiet_hours(now.time()):
        return report
    if not _in(database, lambda session: deliveries.is_computed(session, now.date())):
        report.computed = _compute(database, now)
        _in(database, lambda session: deliveries.computed(session, now.date(), now))
    _hand_over(database, now, report)
    return report


def _in(database: Database, work: Callable[[Session], Any]) -> Any:
    with database.session() as session:
        return work(session)


# --- personal ones -----------------------------------------------------------------------------------------------


def _tell_personal(session: Session, personal: PersonalData, now: datetime) -> int:
    """Tell the reminders whose moment has come; of one that was missed several times, once.

    What was missed since yesterday or longer comes as one message where there is much of it.
    """
    rows = personal_store.due(session, now, AT_ONCE)
    late: dict[str, list[tuple[ReminderRow, datetime]]] = {}
    for row in rows:
        due = row.due.astimezone(now.tzinfo)
        repeat = personal_store.repeat_of(row)
        following = next_after(row.anchor.astimezone(now.tzinfo), repeat, now) if repeat else None
        if not personal_store.told(session, row, now, following):
            continue
        if due.date() < now.date():
            late.setdefault(row.account_id, []).append((row, due))
        else:
            _notice_of(session, personal, row, due, now)
    for account_id, missed in late.items():
        if len(missed) > MOST_LATE:
            _notice_of_many(session, personal, account_id, missed, now)
            continue
        for row, due in missed:
            _notice_of(session, personal, row, due, now)
    return len(rows)


def _notice_of_many(
    session: Session,
    personal: PersonalData,
    account_id: str,
    missed: Sequence[tuple[ReminderRow, datetime]],
    now: datetime,
) -> None:
    """One message for what was missed; what it does not name stands in the list of reminders, as told."""
    lines = [
        {"phrase": "channel_remind_missed_line", "values": {"what": _what(personal, row), "day": _day(due.date())}}
        for row, due in missed[:CATCH_UP]
    ]
    more = {"phrase": "channel_remind_missed_more", "values": {"number": len(missed) - CATCH_UP}}
    values = {"count": len(missed), "lines": lines, "more": more if len(missed) > CATCH_UP else ""}
    push_from = after_quiet_hours(now, deliveries.quiet_of(session, account_id))
    notices.add(session, account_id, "channel_remind_missed", values, now, push_from=push_from)


def _what(personal: PersonalData, row: ReminderRow) -> Any:
    return reminders.masked(personal_store.text_of(personal, row)) or {"phrase": "channel_remind_nothing"}


def _notice_of(session: Session, personal: PersonalData, row: ReminderRow, due: datetime, now: datetime) -> None:
    late = (now.date() - due.date()).days > 0
    values: dict[str, Any] = {
        "what": _what(personal, row),
        "day": _day(due.date()),
        "time": f"{due.hour}:{due:%M}",
    }
    buttons: notices.Buttons = [
        ("channel_remind_done", {"task": "manage_reminder", "about": f"done:{row.id}"}),
        ("channel_remind_tomorrow", {"task": "manage_reminder", "about": f"again:{row.id}"}),
    ]
    phrase = "channel_remind_personal_late" if late else "channel_remind_personal"
    notices.add(
        session, row.account_id, phrase, values, now, buttons=buttons, subject=reminders.subject_of(row)
    )  # at the very hour that was asked for, quiet or not


# --- planned activities ------------------------------------------------------------------------------------------


def _ask_about_planned(session: Session, now: datetime) -> int:
    """Ask the reporters of planned activities whose day is over whether they were held; each once."""
    asked = 0
    for row in activities.unasked(session, now.date()):
        last = row.end_date or row.date
        if last > now.date() or (last == now.date() and now.time() < ASKED_FROM):
            continue
        to = _whom_to_ask(session, row, now.date())
        if not activities.ask(session, row.id, now):
            continue
        for account_id in to:
            _ask(session, account_id, row, now)
            asked += 1
    return asked


def _whom_to_ask(session: Session, row: ActivityRow, today: date) -> list[str]:
    if accounts.find(session, row.reported_by):
        wanted = [row.reported_by]
    else:
        wanted = accounts.nearest_with(session, row.organisation_id, [Role.SECRETARY], today)
    unwilling = deliveries.muted(session, wanted, Rule.PLANNED)
    return [one for one in wanted if one not in unwilling]


def _ask(session: Session, account_id: str, row: ActivityRow, now: datetime) -> None:
    organisation = session.get_one(OrganisationRow, row.organisation_id)
    values = {"day": _day(row.date), "kind": row.title or row.activity_type, "organisation": organisation.name}
    buttons: notices.Buttons = [
        ("channel_activity_held", {"task": "report_activity", "about": f"again:{row.id}"}),
        ("channel_withdraw_report", {"task": "undo", "about": f"activity:{row.id}"}),
    ]
    notices.add(
        session, account_id, "channel_activity_was_it_held", values, now,
        buttons=buttons, subject=f"activity:{row.id}",
        push_from=after_quiet_hours(now, deliveries.quiet_of(session, account_id)),
    )  # fmt: skip


# --- computed ones: claiming -------------------------------------------------------------------------------------


def _compute(database: Database, now: datetime) -> int:
    """Claim everything that has come to a stage, in small transactions."""
    claimed = 0
    as_of = workdays.covered(now.date())
    for rule, source in SOURCES.items():
        with database.session() as session:
            due = [one for one in source.dues(session, now) if LADDERS[rule].stage(one.reference, as_of) is not None]
        for start in range(0, len(due), AT_ONCE):
            with database.session() as session:
                claimed += _claim(session, rule, due[start : start + AT_ONCE], as_of, now)
    return claimed


@dataclass
class _Known:
    """What a batch of one rule is decided by, read at once: thousands may be overdue on any day."""

    told: dict[tuple[str, date], list[DeliveryRow]]
    holders: dict[int, list[str]]  # of an organisation itself
    unwilling: set[str]
    above: dict[int, list[str]] = field(default_factory=dict)  # of a superior, or of whoever stands above it


def _known(session: Session, rule: Rule, due: Sequence[Due], today: date) -> _Known:
    told: dict[tuple[str, date], list[DeliveryRow]] = {}
    for row in deliveries.of_subjects(session, rule, {one.subject for one in due}):
        told.setdefault((row.subject, row.reference), []).append(row)
    homes = {one.home.id for one in due if one.home is not None}
    return _Known(told, accounts.holders(session, homes, STAFF, today), deliveries.unwilling(session, rule))


def _claim(session: Session, rule: Rule, due: Sequence[Due], as_of: date, now: datetime) -> int:
    claimed, known = 0, _known(session, rule, due, now.date())
    for one in due:
        stage = LADDERS[rule].stage(one.reference, as_of)
        assert stage is not None
        told = known.told.get((one.subject, one.reference), [])
        if any(row.status == DeliveryStatus.DONE for row in told):
            continue
        done = {row.recipient for row in told if row.stage >= stage}
        for to in _recipients(session, rule, one, known, now.date()):
            if to.account_id not in done:
                key = Key(rule, one.subject, one.reference, stage, to.account_id)
                values = one.values | ({"instead": _names(session, to.instead)} if to.instead else {})
                claimed += deliveries.claim(session, key, to.level, f"channel_remind_{rule}", values, now)
    return claimed


def _names(session: Session, account_ids: Sequence[str]) -> str:
    """What accounts are called."""
    found = [accounts.find(session, account_id) for account_id in account_ids]
    return "、".join(one.name or one.id for one in found if one is not None)


def _recipients(session: Session, rule: Rule, due: Due, known: _Known, today: date) -> Iterator[Told]:
    """Who is told: those who are first, after a while without an answer the others there, then the superior."""
    if due.home is None:
        yield from (Told(account_id, 0) for account_id in due.to if account_id not in known.unwilling)
        return
    own, told = known.holders.get(due.home.id, []), known.told.get((due.subject, due.reference), [])
    willing = [account_id for account_id in own if account_id not in known.unwilling]
    first = _first_of(session, due.home, willing)
    yield from (Told(account_id, 0) for account_id in first)
    if len(first) < len(willing) and _unanswered(rule, told, today, share=2):
        yield from (Told(account_id, 0, tuple(first)) for account_id in willing if account_id not in first)
    above = due.home.parent_id
    if above is not None and ((SOURCES[rule].upward and not willing) or _unanswered(rule, told, today)):
        if above not in known.above:
            known.above[above] = accounts.nearest_with(session, above, STAFF, today)
        strangers = [one for one in known.above[above] if one not in own and one not in known.unwilling]
        yield from (Told(account_id, 1) for account_id in strangers)


def _first_of(session: Session, home: OrganisationRow, willing: Sequence[str]) -> list[str]:
    """Who of an organisation is told first: its secretary, else its president, else everybody who is there."""
    if len(willing) < 2:
        return list(willing)
    names = {account_id: account.name for account_id in willing if (account := accounts.find(session, account_id))}
    for officer in (home.secretary, home.president):
        if officer and (found := [account_id for account_id in willing if names.get(account_id) == officer]):
            return found
    return list(willing)


def _unanswered(rule: Rule, claimed: Sequence[DeliveryRow], today: date, share: int = 1) -> bool:
    """Whether the organisation was told long enough ago, and nobody there said that he has seen it or wants it again.

    `share`: already after this part of the time that the superior waits for.
    """
    ladder: Ladder = LADDERS[rule]
    if ladder.escalates is None:
        return False
    if any(row.level == 0 and row.status == DeliveryStatus.WAITING for row in claimed):  # put off
        return False
    told = [row for row in claimed if row.level == 0 and row.status == DeliveryStatus.TOLD]
    long_ago = [row.stage for row in told if (today - row.made_at.date()).days >= ladder.escalates // share]
    return bool(long_ago) and not any(row.answered_at for row in told if row.stage >= max(long_ago))


# --- computed ones: the roundup -----------------------------------------------------------------------------------


def _hand_over(database: Database, now: datetime, report: Report) -> None:
    """Make the roundup of the day for everybody for whom something waits; each in a transaction of its own."""
    waiting = _in(database, deliveries.waiting)
    for account_id, rows in groupby(waiting, key=lambda row: row.recipient):
        ids = [row.id for row in rows]
        with database.session() as session:
            made, outdated = _roundup(session, account_id, ids, now)
        report.roundups += made
        report.outdated += outdated


def _roundup(session: Session, account_id: str, ids: Sequence[int], now: datetime) -> tuple[int, int]:
    rows = [row for row in (session.get(DeliveryRow, number) for number in ids) if row is not None]
    stale = [row.id for row in rows if not _still_holds(session, row, now)]
    outdated = len(deliveries.turn(session, stale, DeliveryStatus.OUTDATED)) if stale else 0
    current = [row for row in rows if row.id not in stale]
    roundup_id = deliveries.open_roundup(session, account_id, now.date(), now) if current else None
    if roundup_id is None:
        return 0, outdated
    won = set(deliveries.turn(session, [row.id for row in current], DeliveryStatus.TOLD, roundup_id))
    told = [row for row in current if row.id in won]
    if not told:
        return 0, outdated
    buttons = _buttons(roundup_id, told)
    values = _roundup_values(told, now.date())
    notices.add(
        session, account_id, "channel_roundup", values, now,
        buttons=buttons, subject=f"roundup:{roundup_id}",
        push_from=after_quiet_hours(now, deliveries.quiet_of(session, account_id)),
    )  # fmt: skip
    return 1, outdated


def _still_holds(session: Session, row: DeliveryRow, now: datetime) -> bool:
    rule = Rule(row.rule)
    if rule not in SOURCES or row.recipient in deliveries.muted(session, [row.recipient], rule):
        return False
    if deliveries.is_done(session, rule, row.subject, row.reference):
        return False
    expires = LADDERS[rule].expires
    if expires is not None and (now.date() - row.reference).days > expires:
        return False
    return SOURCES[rule].holds(session, row.subject, row.reference, now)


def _buttons(roundup_id: int, rows: Sequence[DeliveryRow]) -> notices.Buttons:
    buttons: notices.Buttons = [
        ("channel_remind_seen", {"task": "manage_reminder", "about": f"seen:{roundup_id}"}),
        ("channel_remind_later", {"task": "manage_reminder", "about": f"later:{roundup_id}"}),
        ("channel_remind_done", {"task": "manage_reminder", "about": f"settled:{roundup_id}"}),
    ]
    if len({row.rule for row in rows}) == 1:
        buttons.append(("channel_remind_mute", {"task": "manage_reminder", "about": f"mute:{rows[0].rule}"}))
    return buttons


def _roundup_values(rows: Sequence[DeliveryRow], today: date) -> dict[str, Any]:
    """The most urgent first; of more than fit, how many there are."""
    order = sorted(rows, key=lambda row: (row.reference, row.id))
    lines = [
        {"phrase": "channel_roundup_line", "values": {"number": number, "said": _line(row, today)}}
        for number, row in enumerate(order[:CATCH_UP], 1)
    ]
    more = {"phrase": "channel_roundup_more", "values": {"number": len(order) - CATCH_UP}}
    return {"count": len(order), "lines": lines, "more": more if len(order) > CATCH_UP else ""}


def _line(row: DeliveryRow, today: date) -> dict[str, Any]:
    left = (row.reference - today).days
    when = "before" if left > 0 else "today" if left == 0 else "over"
    level = "_above" if row.level else ""
    values = {"basis": "", "todo": "", **row.values, "day": _day(row.reference), "days": abs(left)}
    line = {"phrase": f"{row.phrase}_{when}{level}", "values": values}
    if "instead" not in row.values:
        return line
    return {"phrase": "channel_remind_instead", "values": {"said": line, "names": row.values["instead"]}}


def _basis(source: str | None, section: str | None) -> dict[str, Any] | str:
    """The clause that something rests on; nothing where it rests on none."""
    return {"phrase": f"channel_basis_{source}", "values": {"section": section}} if source else ""


def _day(day: date) -> dict[str, Any]:
    return {"phrase": "channel_day", "values": {"year": day.year, "month": day.month, "day": day.day}}


# --- the rules ---------------------------------------------------------------------------------------------------


def _organisation(session: Session, subject: str) -> OrganisationRow | None:
    return session.get(OrganisationRow, int(subject.partition(":")[2]))


def _elections(session: Session, now: datetime) -> Iterator[Due]:
    for row, clock in elections.clocks(session, organisations.existing(session, now.date())):
        if due := clock.stated_deadline:
            values = {"organisation": row.name, "basis": {"phrase": f"channel_term_{clock.term.basis}"}}
            yield Due(f"org:{row.id}", due, values, row)


def _election_holds(session: Session, subject: str, reference: date, now: datetime) -> bool:
    row = _organisation(session, subject)
    if row is None or row.dissolved is not None:
        return False
    [(_, clock)] = elections.clocks(session, [row])
    return clock.stated_deadline == reference


def _reports(session: Session, now: datetime) -> Iterator[Due]:
    upper = [row for row in organisations.existing(session, now.date()) if row.type in ABOVE_GRASS_ROOTS]
    for one in REPORTS:
        reference = one.next(now.date())
        for row in owes(session, one, upper, reference):
            todo = {"phrase": "channel_report_todo"}
            values = {"report": {"phrase": f"channel_report_{one.id}"}, "organisation": row.name, "todo": todo}
            yield Due(f"report:{one.id}:{row.id}", reference, values, row)


def owes(session: Session, report: Yearly, rows: Sequence[OrganisationRow], day: date) -> list[OrganisationRow]:
    """Which of some organisations owe an official report that is due on a day: not handed in, and theirs to give."""
    upper = [row for row in rows if row.type in ABOVE_GRASS_ROOTS and row.type != OrganisationType.NATIONAL]
    submitted = annexes.standing_of(session, report.id, [row.id for row in upper], day.year)
    return [row for row in upper if row.id not in submitted and _lies_there(session, report.place, row)]


def _lies_there(session: Session, place: str | None, row: OrganisationRow) -> bool:
    return place is None or (accounts.place_path(session, row) or "").startswith(place)


def _important_days(session: Session, now: datetime) -> Iterator[Due]:
    everybody = tuple(accounts.all_holders(session, STAFF, now.date()))
    for one in IMPORTANT_DAYS:
        values = {"name": {"phrase": f"channel_name_{one.id}"}, "basis": _basis(one.source, one.section)}
        yield Due(f"day:{one.id}", one.next(now.date()), values, to=everybody)


def _silent(session: Session, now: datetime) -> Iterator[Due]:
    last = activities.last_days(session, *activities.held(until=now.date()))
    for row in organisations.existing(session, now.date()):
        since = last.get(row.id) or row.founded
        if row.type not in ABOVE_GRASS_ROOTS and since:
            yield Due(f"org:{row.id}", since, {"organisation": row.name, "basis": _basis(OPINION, ACTIVE)}, row)


def _silence_holds(session: Session, subject: str, reference: date, now: datetime) -> bool:
    row = _organisation(session, subject)
    if row is None or row.dissolved is not None:
        return False
    held = activities.last_days(session, *activities.held(), ActivityRow.organisation_id == row.id)
    return (held.get(row.id) or row.founded) == reference


def _report_dates(session: Session, now: datetime) -> Iterator[Due]:
    """The days that organisations set for what reports to them."""
    for one in personal_store.dates(session):
        reference = reminders.next_date(one, now.date())
        if LADDERS[Rule.REPORTS].stage(reference, workdays.covered(now.date())) is None:
            continue
        for row in organisations.below(session, one.organisation_id, now.date()):
            if row.id != one.organisation_id:
                todo = {"phrase": "channel_report_todo_own"}
                values = {"report": one.title, "organisation": row.name, "todo": todo}
                yield Due(f"date:{one.id}:{row.id}", reference, values, row)


def _all_reports(session: Session, now: datetime) -> Iterator[Due]:
    yield from _reports(session, now)
    yield from _report_dates(session, now)


def _report_holds(session: Session, subject: str, reference: date, now: datetime) -> bool:
    kind, _, rest = subject.partition(":")
    if kind != "date":
        report, _, number = rest.partition(":")
        return annexes.standing(session, report, int(number), reference.year) is None
    row = session.get(ReportDateRow, int(rest.partition(":")[0]))
    return row is not None and row.withdrawn_at is None


def _dues(session: Session, now: datetime) -> Iterator[Due]:
    """Organisations that collect dues and in which somebody has not paid those of the year."""
    reference = DUES_BY.next(now.date())
    if LADDERS[Rule.DUES].stage(reference, workdays.covered(now.date())) is None:
        return
    for number in structure.collecting(session, reference.year):
        home = session.get(OrganisationRow, number)
        if home is None or home.dissolved is not None:
            continue
        count = _owing(session, number, reference.year, now)
        if count:
            basis = _basis(DUES_BY.source, DUES_BY.section)
            values = {"organisation": home.name, "year": reference.year, "count": count, "basis": basis}
            yield Due(f"org:{number}", reference, values, home)


def _owing(session: Session, organisation_id: int, year: int, now: datetime) -> int:
    return structure.count_owing(session, organisations.itself(organisation_id), year, now.date())


def _dues_hold(session: Session, subject: str, reference: date, now: datetime) -> bool:
    return _owing(session, int(subject.partition(":")[2]), reference.year, now) > 0


def _handovers(session: Session, now: datetime) -> Iterator[Due]:
    """What waits for the leaders of a term that has just begun: the list closes by itself when nothing is left."""
    for row, home in elections.recorded_since(session, now - HANDOVER_DAYS * DAY):
        reference = row.recorded_at.astimezone(now.tzinfo).date()
        parts = [
            {"phrase": f"channel_waits_{name}", "values": {"count": count}}
            for name, count in handing_over.counts(session, home.id, reference).items()
            if count
        ]
        if parts:
            yield Due(f"election:{row.id}", reference, {"organisation": home.name, "what": parts}, home)


def _handover_holds(session: Session, subject: str, reference: date, now: datetime) -> bool:
    row = session.get(ElectionRow, int(subject.partition(":")[2]))
    open_ = row is not None and row.status == elections.ACTIVE
    return row is not None and open_ and any(handing_over.counts(session, row.organisation_id, reference).values())


def _drafts(session: Session, now: datetime) -> Iterator[Due]:
    for row in drafts.unfinished(session, now):
        reference = row.changed_at.astimezone(now.tzinfo).date()
        if now.date() - reference <= FORGOTTEN_AFTER:
            yield Due(f"draft:{row.id}", reference, {}, to=(row.account_id,))


def _draft_holds(session: Session, subject: str, reference: date, now: datetime) -> bool:
    row = session.get(DraftRow, int(subject.partition(":")[2]))
    left = row is not None and row.status in (DraftStatus.OPEN, DraftStatus.PARKED)
    return row is not None and left and row.changed_at.astimezone(now.tzinfo).date() == reference


def _always(session: Session, subject: str, reference: date, now: datetime) -> bool:
    return True


# The one place where a rule is plugged in.
SOURCES: Final[dict[Rule, Source]] = {
    Rule.ELECTIONS: Source(_elections, _election_holds),
    Rule.REPORTS: Source(_all_reports, _report_holds),
    Rule.IMPORTANT_DAYS: Source(_important_days, _always),
    Rule.SILENT: Source(_silent, _silence_holds, upward=False),
    Rule.DUES: Source(_dues, _dues_hold, upward=False),
    Rule.HANDOVER: Source(_handovers, _handover_holds),
    Rule.DRAFTS: Source(_drafts, _draft_holds),
}
