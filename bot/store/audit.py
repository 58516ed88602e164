"""The audit log: append-only, in lanes. In each lane every entry is sealed with the hash of the one before (a chain).

A writer holds its lane until it commits. On PostgreSQL it takes the first that is free, so that writers at once do not
wait for each other and one after the other stay in lane 0; SQLite has one writer and one lane. An entry is also sealed
with the last entries of all other lanes: what was there when it was written cannot be cut off unseen, in any lane.
"""

import json
import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, update
from sqlalchemy.orm import Session

from bot.store.tables import AuditRow

About = tuple[list[int], list[int]]  # people, and their memberships
LANES = 32  # more than writers at once; a lane that was never needed costs nothing
LOCK = 0x426F4169  # PostgreSQL's advisory locks of the lanes; the number itself means nothing
PORTION = 1000  # entries checked at once
_FREE: Final = text(
    "SELECT lane FROM unnest(CAST(:lanes AS integer[])) AS lane WHERE pg_try_advisory_xact_lock(:lock, lane) LIMIT 1"
)
# From the last lane to the first, one step in the index for each: however long they are, however rare a lane is.
_ENDS: Final = text(
    "WITH RECURSIVE ends(lane, id) AS ("
    " SELECT lane, id FROM (SELECT lane, id FROM audit ORDER BY lane DESC, id DESC LIMIT 1) AS last UNION ALL"
    " SELECT (SELECT a.lane FROM audit a WHERE a.lane < ends.lane ORDER BY a.lane DESC, a.id DESC LIMIT 1),"
    " (SELECT a.id FROM audit a WHERE a.lane < ends.lane ORDER BY a.lane DESC, a.id DESC LIMIT 1)"
    " FROM ends WHERE ends.lane IS NOT NULL)"
    " SELECT a.lane, a.id, a.hash FROM ends JOIN audit a ON a.id = ends.id ORDER BY a.lane"
)


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
    """Add an entry. Two at the same moment go into two lanes, or one after the other where there is one lane.

    `previous` is unique, so that no lane can fork.
    """
    session.flush()
    lane = _hold_a_lane(session)
    others = _ends(session)
    last = others.pop(lane, None)
    row = AuditRow(at=now, lane=lane, previous=last[1] if last else _start(lane), hash="", **vars(entry))
    row.beside = [number for number, _ in others.values()] or None
    row.hash = _hash(row, [seal for _, seal in others.values()])
    session.add(row)
    session.flush()


def _start(lane: int) -> str:
    """What the first entry of a lane is sealed with."""
    return f"{lane:064}"


def _hold_a_lane(session: Session) -> int:
    """Be the only writer of a lane until the transaction ends: its end may not move between reading and writing."""
    if session.get_bind().dialect.name != "postgresql":
        # SQLite lets everybody read on; the first writing statement, even of no row, makes it wait for the writer.
        session.execute(update(AuditRow).where(AuditRow.id < 0).values(why=None))
        return 0
    mine = session.info.get("audit_lane", 0)  # asked first, so that one transaction keeps to one lane
    lanes = [mine, *(lane for lane in range(LANES) if lane != mine)]
    lane: int | None = session.scalar(_FREE, {"lock": LOCK, "lanes": lanes})
    if lane is None:  # all are taken: wait for one
        lane = random.randrange(LANES)
        session.execute(select(func.pg_advisory_xact_lock(LOCK, lane)))
    session.info["audit_lane"] = lane
    return lane


def _ends(session: Session) -> dict[int, tuple[int, str]]:
    """The last entry of each lane that has one: its id and hash, in the order of lanes."""
    return {lane: (number, seal) for lane, number, seal in session.execute(_ENDS)}


def first_broken(session: Session) -> int | None:
    """The id of the first entry that does not fit the one before in its lane, those beside it, or its own hash.

    None when all do. Entries cut off the end of a lane show in the first entry that was written after them in any lane.
    """
    ends: dict[int, str] = {}
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=PORTION))
    for portion in rows.partitions(PORTION):
        seals = _seals(session, {number for row in portion for number in row.beside or ()})
        for row in portion:
            beside = [seals.get(number, "") for number in row.beside or ()]
            fits = row.previous == ends.get(row.lane, _start(row.lane))
            if not fits or not all(beside) or row.hash != _hash(row, beside):
                return row.id
            ends[row.lane] = row.hash
    return None


def _seals(session: Session, numbers: Collection[int]) -> Mapping[int, str]:
    if not numbers:
        return {}
    query = select(AuditRow.id, AuditRow.hash).where(AuditRow.id.in_(numbers))
    return {row.id: row.hash for row in session.execute(query)}


def _hash(row: AuditRow, beside: Iterable[str]) -> str:
    said = [
        row.previous, row.at.timestamp(), row.actor, row.channel, row.action, row.entity, row.entity_id,
        row.organisation_id, row.before, row.after, row.why,
    ]  # fmt: skip
    if row.lane or row.beside:  # entries from before there were lanes keep their hash
        said += [row.lane, *beside]
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
