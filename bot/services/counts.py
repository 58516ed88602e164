"""Counting stored rows for `boai batch chat` (INTERFACES): what was kept, for measurements; not for users."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.core.activities import ActivityStatus
from bot.core.members import MemberKind
from bot.store import activities, elections, members, organisations, reminders
from bot.store.personal import PersonalData
from bot.store.tables import ActivityRow, MembershipRow, OrganisationRow

Rows = Iterator[dict[str, Any]]
ZONE = ZoneInfo("Asia/Shanghai")  # in which days are counted


def count(session: Session, personal: PersonalData, table: str, where: dict[str, Any], day: date) -> int:
    """How many active rows of a table have these values. Raises LookupError for a table or field that is not there."""
    if table not in _TABLES:
        raise LookupError(f"{table}: this table is not built yet")
    fields, rows = _TABLES[table]
    if unknown := set(where) - set(fields):
        raise LookupError(f"{table} has no field {sorted(unknown)[0]}")
    return sum(all(_same(row[field], value) for field, value in where.items()) for row in rows(session, personal, day))


def _same(kept: Any, wanted: Any) -> bool:
    """JSON has no dates: they are compared as ISO 8601 texts."""
    return bool((kept.isoformat() if isinstance(kept, date) else kept) == wanted)


def _orgs(session: Session, _: PersonalData, day: date) -> Rows:
    for row, clock in elections.clocks(session, organisations.existing(session, day)):
        yield {
            "name": row.name,
            "type": row.type,
            "founded": row.founded,
            "last_election": row.last_election,
            "next_election": clock.stated_deadline,
        }


def _people(*kinds: MemberKind) -> Callable[[Session, PersonalData, date], Rows]:
    def rows(session: Session, personal: PersonalData, day: date) -> Rows:
        names = {row.id: row.name for row in session.query(OrganisationRow)}
        for membership, person in members.of_kinds(session, day, kinds):
            facts = members.facts_of(personal, person) if person else None
            yield {
                "name": facts.name if facts else membership.group_name,
                "kind": membership.kind,
                "org": names[membership.organisation_id],
                "phone": facts.phone if facts else _phone_of(personal, membership),
                "id_number": facts.id_number if facts else None,
                "gender": facts.gender if facts else None,
                "birth_date": facts.birth_date if facts else None,
            }

    return rows


def _phone_of(personal: PersonalData, unit: MembershipRow) -> str | None:
    """The telephone of who speaks for a unit."""
    if unit.contact is None:
        return None
    phone: str | None = json.loads(personal.decrypt("contact", unit.contact))[1]
    return phone


def _elections(session: Session, _: PersonalData, day: date) -> Rows:
    for row, name in elections.active(session):
        yield {"org": name, "date": row.held_on}


def _activities(session: Session, _: PersonalData, day: date) -> Rows:
    names = {row.id: row.name for row in session.query(OrganisationRow)}
    live = (ActivityStatus.HELD, ActivityStatus.PLANNED)
    for row in session.query(ActivityRow).where(ActivityRow.status.in_(live)):
        yield {name: getattr(row, name) for name in activities.FIELDS} | {"org": names[row.organisation_id]}


def _reminders(session: Session, personal: PersonalData, _: date) -> Rows:
    for row in reminders.live(session):
        due = row.due.astimezone(ZONE).date()
        yield {"user": row.account_id, "due": due, "text": reminders.text_of(personal, row)}


_PERSON = ("name", "kind", "org", "phone", "id_number", "gender", "birth_date")
_TABLES: dict[str, tuple[tuple[str, ...], Callable[[Session, PersonalData, date], Rows]]] = {
    "orgs": (("name", "type", "founded", "last_election", "next_election"), _orgs),
    "members": (_PERSON, _people(MemberKind.ADULT, MemberKind.YOUTH, MemberKind.GROUP)),
    "activities": (("org", *activities.FIELDS), _activities),
    "reminders": (("user", "due", "text"), _reminders),
    "volunteers": (_PERSON, _people(MemberKind.VOLUNTEER)),
    "elections": (("org", "date"), _elections),
}
