"""The audit log: append-only, a hash chain (each entry is sealed with the hash of the one before)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from bot.store.tables import AuditRow

About = tuple[list[int], list[int]]  # people, and their memberships
START = "0" * 64  # what the first entry is sealed with
LOCK = 0x426F4169  # PostgreSQL's advisory lock of the end of the chain; the number itself means nothing


@dataclass(frozen=True)
class Entry:
    """What was done by whom. Personal numbers never stand in `before` and `after`: the names of changed fields do."""

    actor: str
    channel: str
    action: str
    entity: str
    entity_id: str
    organisation_id: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    why: str | None = None


def append(session: Session, entry: Entry, now: datetime) -> None:
    """Add an entry. Two at the same moment go one after the other: each is sealed with the one before it.

    The second waits until the first has committed. `previous` is unique, so that the chain cannot fork.
    """
    session.flush()
    _hold_the_end(session)
    previous = session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)) or START
    row = AuditRow(at=now, previous=previous, hash="", **vars(entry))
    row.hash = _hash(row)
    session.add(row)
    session.flush()


def _hold_the_end(session: Session) -> None:
    """Be the only writer until the transaction ends: the end of the chain may not move between reading and writing."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    else:  # SQLite lets everybody read on; the first writing statement, even of no row, makes it wait for the writer
        session.execute(update(AuditRow).where(AuditRow.id < 0).values(why=None))


def first_broken(session: Session) -> int | None:
    """The id of the first entry that does not fit the one before or its own hash; None when all do."""
    previous = START
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000)):
        if row.previous != previous or row.hash != _hash(row):
            return row.id
        previous = row.hash
    return None


def _hash(row: AuditRow) -> str:
    said = [
        row.previous, row.at.timestamp(), row.actor, row.channel, row.action, row.entity, row.entity_id,
        row.organisation_id, row.before, row.after, row.why,
    ]  # fmt: skip
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _within(
    organisation_ids: Select[int] | None, start: datetime, end: datetime, actions: Collection[str], about: About | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [AuditRow.at >= start, AuditRow.at < end]
    if organisation_ids is not None:
        there = AuditRow.organisation_id.in_(organisation_ids)
        found.append(there if about is None else or_(there, AuditRow.organisation_id.is_(None)))
    if actions:
        found.append(AuditRow.action.in_(actions))
    if about is not None:
        people, memberships = ([str(one) for one in ids] for ids in about)
        of_people = and_(AuditRow.entity == "person", AuditRow.entity_id.in_(people))
        found.append(or_(of_people, and_(AuditRow.entity == "membership", AuditRow.entity_id.in_(memberships))))
    return found


def count_entries(
    session: Session,
    organisation_ids: Select[int] | None,
    start: datetime,
    end: datetime,
    *,
    actions: Collection[str] = (),
    about: About | None = None,
) -> int:
    """How many entries there are from one moment up to another; see `entries`."""
    conditions = _within(organisation_ids, start, end, actions, about)
    return session.scalar(select(func.count()).select_from(AuditRow).where(*conditions)) or 0


def entries(
    session: Session,
    organisation_ids: Select[int] | None,
    start: datetime,
    end: datetime,
    first: int,
    length: int,
    *,
    actions: Collection[str] = (),
    about: About | None = None,
) -> list[AuditRow]:
    """Some entries, the latest first. `organisation_ids` None = of all; `actions` empty = whatever was done.

    `about`: only those of these people and memberships, also where no organisation was noted.
    """
    conditions = _within(organisation_ids, start, end, actions, about)
    query = select(AuditRow).where(*conditions).order_by(AuditRow.id.desc()).offset(first).limit(length)
    return list(session.scalars(query))
