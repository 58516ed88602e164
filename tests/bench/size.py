"""`make bench`, second part: progress and writes at a share of the national size, on SQLite and PostgreSQL.

Reads: `progress.status` (number, target, pace) of nodes of every level, every counted metric, days of ten years, each
in a session of its own, in milliseconds; beside the plain recount of the list. Writes: `register.register` and
`activities.record` with their commit, alone and, on PostgreSQL, by 16 processes at once: as fast as they can (then they
share the processor), and twice a second each. How often one of them waited for a lock of another is sampled meanwhile.

Building the whole country takes long and may share the machine; measuring may not. So `--build URL` builds and keeps
it, and `--at URL` measures what was built before.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from bot.core.activities import ActivityFacts, ActivityType
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import ABOVE_GRASS_ROOTS, OrganisationType
from bot.services import activities, permission, progress, register, scale
from bot.services.metrics import COUNTERS, Metric, catalogue
from bot.services.work import Work
from bot.settings import TIMEZONE
from bot.store import accounts
from bot.store import metrics as store
from bot.store.bulk import Tell
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.tables import OrganisationRow
from tests.postgres import postgres_server

NOW = datetime(2026, 11, 22, 12, tzinfo=TIMEZONE)
PERSONAL = PersonalData(b"k" * 32)
LEVELS = (OrganisationType.NATIONAL, OrganisationType.PROVINCE, OrganisationType.CITY, OrganisationType.COUNTY)
WRITERS = 16
Told = tuple[list[float], int, float]  # of a writer: milliseconds of each write, how many were lost, when it was done
EACH = 20  # reads of one metric at one level
STEPS = 20  # lines of progress for each thing built, in a log
EVERY = 2.0  # seconds between two on a terminal


def main() -> None:
    """Build, measure, print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--share", type=float, nargs="+", default=[0.01], help="shares of the national size")
    arguments.add_argument("--reads", type=int, default=150, help="reads of each level")
    arguments.add_argument("--writes", type=int, default=150)
    arguments.add_argument("--only", choices=["sqlite", "postgresql"], help="one kind of database")
    arguments.add_argument("--recounts", action="store_true", help="also count the lists of the upper levels plainly")
    arguments.add_argument("--each", action="store_true", help="also time every metric by itself: which are slow")
    kept = arguments.add_mutually_exclusive_group()
    kept.add_argument("--build", metavar="URL", help="build one share in this empty database, and measure nothing")
    kept.add_argument("--at", metavar="URL", help="measure what was built in this database before; it is written to")
    arguments.add_argument("--json", type=Path, help="also write the figures here")
    chosen = arguments.parse_args()
    figures: dict[str, Any] = {}
    if chosen.build:
        _tell_of("kept", chosen.share[0], _build(chosen.build, chosen.share[0]), figures)
    elif chosen.at:
        _tell_of("kept", chosen.share[0], measure(chosen.at, chosen), figures)
    else:
        for kind, url in _databases(chosen.only):
            for share in chosen.share:
                with url(share) as address:
                    _tell_of(kind, share, _build(address, share) | measure(address, chosen), figures)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _tell_of(kind: str, share: float, found: dict[str, float], figures: dict[str, Any]) -> None:
    for name, value in found.items():
        figures[f"{kind} {share:g}: {name}"] = value
        print(f"{kind:<11}{share:<7g}{name:<58}{value:12.2f}", flush=True)


def _progress() -> Tell:
    """Says how far it is: on a terminal every few seconds, in a log at every twentieth."""
    said: dict[str, float] = {}

    def tell(what: str, done: int, whole: int) -> None:
        now = time.monotonic() / EVERY if sys.stderr.isatty() else done * STEPS / max(1, whole)
        if done == whole or int(now) > said.get(what, -1):
            said[what] = int(now)
            print(f"{datetime.now():%H:%M:%S} {what} {done:,} of {whole:,}", file=sys.stderr, flush=True)

    return tell


@contextmanager
def _sqlite(_share: float) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="boai-size-") as folder:
        yield f"sqlite:///{folder}/boai.db"


def _databases(only: str | None) -> Iterator[tuple[str, Any]]:
    if only != "postgresql":
        yield "sqlite", _sqlite
    if only == "sqlite":
        return
    with postgres_server() as server:

        @contextmanager
        def fresh(share: float) -> Iterator[str]:
            yield server.create(f"size_{share:g}".replace(".", "_"))

        yield "postgresql", fresh


def _build(url: str, share: float) -> dict[str, float]:
    """Fill an empty database; how long it took."""
    database = Database(url)
    try:
        database.upgrade()
        started = time.monotonic()
        scale.build(database, PERSONAL, share, 1, NOW, _progress())
        return {"built in, s": time.monotonic() - started}
    finally:
        database.close()


def measure(url: str, chosen: argparse.Namespace) -> dict[str, float]:
    """All figures of one database that is built."""
    database = Database(url)
    database.upgrade()
    figures = _machine()
    draw = random.Random(1)
    try:
        figures |= _reads(database, draw, chosen.reads)
        if chosen.each:
            figures |= _each(database, draw)
        if chosen.recounts:
            figures |= _recounts(database)
        figures |= _writes(database, draw, chosen.writes)
        if database.engine.dialect.name != "sqlite":
            for pause in (0, 0.5):
                figures |= _at_once(database, url, chosen.writes, pause)
    finally:
        database.close()
    return figures


def _machine() -> dict[str, float]:
    """How long the same bit of arithmetic takes: where these two differ, others used the machine."""
    taken = [_timed(lambda: sum(n * n for n in range(100_000))) for _ in range(200)]
    return _spread("machine, the same arithmetic", taken)


def _reads(database: Database, draw: random.Random, number: int) -> dict[str, float]:
    metrics = [one for one in catalogue().values() if one.is_counted]
    figures = {}
    for level, ids in _nodes(database).items():
        taken = []
        for _ in range(number):
            node, metric, day = draw.choice(ids), draw.choice(metrics), _day(draw)
            taken.append(_timed(lambda: _status(database, node, metric, day)))  # noqa: B023
        figures |= _spread(f"read, {level}", taken)
    return figures


def _each(database: Database, draw: random.Random) -> dict[str, float]:
    """Every metric by itself, of the organisation at the top and of some of each level below."""
    figures = {}
    for name, metric in ((name, one) for name, one in catalogue().items() if one.is_counted):
        for level, ids in _nodes(database).items():
            taken = [
                _timed(lambda: _status(database, draw.choice(ids), metric, _day(draw)))  # noqa: B023
                for _ in range(EACH)
            ]
            figures[f"{name}, {level}, p95 ms"] = _spread("", taken)[", p95 ms"]
    return figures


def _status(database: Database, node: int, metric: Metric, day: date) -> None:
    with database.session() as session:
        progress.status(_work(session), metric, session.get_one(OrganisationRow, node), day)


def _recounts(database: Database) -> dict[str, float]:
    figures = {}
    for name in ("adult_members", "service_hours"):
        metric = catalogue()[name]
        what = COUNTERS[metric.counter or ""](metric)
        for level, ids in _nodes(database).items():
            with database.session() as session:
                plain = _timed(lambda: store.recount(session, what, ids[0], NOW.date()))  # noqa: B023
                kept = _timed(lambda: store.count(session, what, ids[0], NOW.date()))  # noqa: B023
            figures |= {f"{name}, {level}, plain recount, ms": plain, f"{name}, {level}, kept, ms": kept}
    return figures


def _writes(database: Database, draw: random.Random, number: int) -> dict[str, float]:
    homes = _nodes(database)["branch"]
    run = time.time_ns()  # measured again at the same database, nothing may be taken for a request that came before
    registered = [_timed(lambda: _register(database, draw.choice(homes), f"w{run}.{n}")) for n in range(number)]  # noqa: B023
    recorded = [_timed(lambda: _record(database, draw.choice(homes), f"a{run}.{n}")) for n in range(number)]  # noqa: B023
    return _spread("write, register", registered) | _spread("write, activity", recorded)


def _at_once(database: Database, url: str, number: int, pause: float) -> dict[str, float]:
    """16 writers, each its own branch: how long each write takes, how many were lost, how often one waited.

    Each is a process of its own, as gateways are: threads would wait for the one interpreter.
    """
    homes, context = _nodes(database)["branch"], get_context("spawn")
    told, ready = context.Queue(), context.Barrier(WRITERS + 1)
    processes = [
        context.Process(
            target=_writer, args=(url, homes[one % len(homes)], one, number // WRITERS + 1, pause, ready, told)
        )
        for one in range(WRITERS)
    ]
    for process in processes:
        process.start()
    ready.wait()
    started = time.monotonic()
    waiting, results = _waiting(database, processes, told)
    seconds = max(ended for *_, ended in results) - started
    taken = [one for found, *_ in results for one in found]
    name = f"{WRITERS} writers, {f'each {1 / pause:g} a second' if pause else 'as fast as they can'}"
    figures = {f"{name}: lost": float(sum(lost for _, lost, _ in results)), f"{name}: a second": len(taken) / seconds}
    figures[f"{name}: waiting for a lock, %"] = waiting
    return figures | (_spread(f"{name}: write", taken) if taken else {})


def _writer(url: str, home: int, writer: int, number: int, pause: float, ready: Any, told: Any) -> None:
    """One of the writers: tells the milliseconds of each write, and how many were lost."""
    database, draw = Database(url), random.Random(writer)
    taken: list[float] = []
    lost = 0
    _register(database, home, f"t{writer}.first.{pause}")  # the first connection, and what is imported late
    ready.wait()
    for n in range(number):
        time.sleep(draw.uniform(0, 2 * pause))
        request = f"t{writer}.{n}.{pause}"
        try:
            taken.append(_timed(lambda: _register(database, home, request)))  # noqa: B023
        except Exception as error:
            print(f"lost: {error!r:.200}", file=sys.stderr, flush=True)
            lost += 1
    told.put((taken, lost, time.monotonic()))
    database.close()


def _waiting(database: Database, processes: Sequence[BaseProcess], told: Any) -> tuple[float, list[Told]]:
    """How many of the writers waited for a lock of another while they ran, in per cent of writers and moments.

    And what they told.
    """
    query = text(
        "SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    waited = seen = 0
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        results: list[Told] = []
        while len(results) < len(processes):
            if not told.empty():
                results.append(told.get())
            found = connection.execute(query).one()
            waited, seen = waited + found[0], seen + found[1]
            time.sleep(0.01)
    for process in processes:
        process.join()
    return 100 * waited / max(1, seen), results


def _register(database: Database, home: int, request: str) -> None:
    with database.session() as session:
        facts = PersonalFacts("测试", "女", None, f"139{abs(hash(request)) % 10**8:08d}", "1990-01-01")
        register.register(_work(session), Entry(MemberKind.ADULT, facts), home, request)


def _record(database: Database, home: int, request: str) -> None:
    with database.session() as session:
        facts = ActivityFacts(date=NOW.date(), activity_type=ActivityType.RESCUE, participants=20)
        activities.record(_work(session), home, facts, request)


def _nodes(database: Database) -> dict[str, list[int]]:
    with database.session() as session:
        rows = session.execute(select(OrganisationRow.id, OrganisationRow.type)).all()
    found = {level.name.lower(): [row.id for row in rows if row.type == level] for level in LEVELS}
    return found | {"branch": [row.id for row in rows if OrganisationType(row.type) not in ABOVE_GRASS_ROOTS]}


def _work(session: Any) -> Work:
    account = accounts.find(session, "scale_national")
    assert account is not None
    return Work(session, PERSONAL, permission.actor(session, account, "bench", NOW.date()), NOW)


def _day(draw: random.Random) -> date:
    return NOW.date() - timedelta(days=draw.randrange(3650))


def _timed(do: Callable[[], Any]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1000


def _spread(name: str, taken: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(taken, n=20)
    return {f"{name}, p50 ms": statistics.median(taken), f"{name}, p95 ms": cuts[-1]}


if __name__ == "__main__":
    main()
