"""A small world made by hand: every metric, on three days, of every organisation, equals a plain recount."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.activities import ActivityStatus
from bot.core.elections import Postponed, clock
from bot.core.errors import PermissionDeniedError
from bot.core.members import MembershipStatus
from bot.core.organisations import OrganisationType
from bot.core.structure import fact_on
from bot.services import metrics
from bot.services.metrics import COUNTERS, Metric, catalogue, listed, measure, named_in
from bot.services.work import Work
from bot.store import awards, governance, organisations
from bot.store import metrics as store
from bot.store.database import Database
from bot.store.tables import (
    ActivityRow,
    AwardRow,
    DuesRow,
    ElectionRow,
    MembershipRow,
    OrganisationRow,
    PersonRow,
    PlaceRow,
    PostponementRow,
    PostRow,
    ServiceHoursRow,
    ServicePointRow,
    StayRow,
    TeamRow,
)
from tests.conftest import NOW
from tests.copies import once
from tests.services.test_register import worker

D1, D2, D3 = date(2024, 6, 30), date(2025, 12, 31), date(2026, 11, 22)
DAYS = [D1, D2, D3]
# place: level, above, residents, villages, named hospitals
PLACES: list[tuple[str, str, int | None, int | None, int | None, int | None]] = [
    ("甲省", "province", None, None, None, None),
    ("乙市", "city", 0, None, None, 5),  # one more than its counties say of themselves
    ("丙县", "county", 1, 5000, 4, 0),
    ("丁县", "county", 1, 8000, 6, 4),
    ("丙县一村", "village", 2, None, None, None),
    ("丙县二村", "village", 2, None, None, None),
]
# name, type, above, place, founded, dissolved
ORGANISATIONS: list[tuple[str, str, int | None, int | None, date | None, date | None]] = [
    ("总会", "全国", None, None, None, None),
    ("甲省红十字会", "省级", 0, 0, None, None),
    ("乙市红十字会", "市级", 1, 1, None, None),
    ("丙县红十字会", "县级", 2, 2, None, None),
    ("丁县红十字会", "县级", 2, 3, None, None),
    ("东街道红十字会", "街道", 3, 2, date(2020, 1, 1), None),
    ("东街道西社区红十字会", "社区", 5, 2, date(2024, 6, 30), None),
    ("丙县一村红十字会", "村", 3, 4, date(2025, 1, 1), date(2026, 6, 1)),
    ("丙县中学红十字会", "学校", 3, 2, None, None),
    ("丁县医院红十字会", "冠名医疗机构", 4, 3, date(2026, 11, 22), None),
    ("丁县北村红十字会", "村", 4, 3, date(2023, 5, 8), date(2025, 12, 31)),
]
UPPER = ("全国", "省级", "市级", "县级")
A, P, W = MembershipStatus.ACTIVE, MembershipStatus.PENDING, MembershipStatus.WITHDRAWN
# kind, organisation, from, until, status
MEMBERSHIPS: list[tuple[str, int, date, date | None, str]] = [
    ("成人会员", 5, date(2020, 1, 1), None, A),
    ("成人会员", 5, date(2024, 7, 1), None, A),
    ("成人会员", 6, date(2024, 6, 30), date(2025, 12, 31), A),
    ("成人会员", 6, date(2025, 12, 31), date(2025, 12, 31), A),  # in and out on one day: never counted
    ("成人会员", 6, date(2024, 7, 2), None, P),
    ("成人会员", 3, date(2024, 7, 2), None, W),
    ("成人会员", 10, date(2023, 6, 1), None, A),
    ("成人会员", 3, date(2026, 11, 22), None, A),
    ("成人会员", 3, date(2026, 11, 23), None, A),
    ("青少年会员", 8, date(2024, 9, 1), None, A),
    ("青少年会员", 8, date(2024, 9, 1), date(2026, 9, 1), A),
    ("团体会员", 4, date(2025, 3, 1), None, A),
    ("志愿者", 5, date(2021, 1, 1), None, A),
    ("志愿者", 6, date(2026, 10, 1), None, A),
    ("志愿者", 9, date(2026, 11, 22), None, A),
    ("志愿者", 4, date(2024, 1, 1), date(2026, 10, 20), A),
]
# type, organisation, opened, closed, recognised as a model, no more
POINTS: list[tuple[str, int, date | None, date | None, date | None, date | None]] = [
    ("博爱家园", 6, date(2025, 5, 8), None, date(2025, 12, 31), None),
    ("博爱家园", 7, None, date(2026, 1, 1), date(2024, 6, 30), date(2026, 6, 1)),
    ("博爱家园", 9, date(2026, 11, 22), None, date(2026, 11, 22), date(2026, 11, 22)),  # no more on the day itself
    ("救护站", 5, date(2022, 1, 1), None, None, None),
    ("服务基地", 3, date(2022, 1, 1), None, None, None),
]
# type, organisation, volunteers, party branch, founded, dissolved
TEAMS: list[tuple[str, int, int | None, bool | None, date | None, date | None]] = [
    ("应急救援队", 3, 12, True, date(2021, 1, 1), None),
    ("应急救援队", 4, 9, None, date(2025, 6, 1), None),
    ("志愿服务队", 3, 20, None, date(2023, 1, 1), None),
    ("志愿服务队", 5, 19, None, date(2023, 1, 1), None),
    ("志愿服务队", 5, None, None, date(2023, 1, 1), None),
    ("志愿服务队", 6, 31, None, date(2024, 7, 1), date(2026, 1, 1)),
]
H, PL, R = ActivityStatus.HELD, ActivityStatus.PLANNED, ActivityStatus.RETURNED
# type, organisation, day, status, participants, volunteers, beneficiaries, hours, names with their hours
ACTIVITIES: list[
    tuple[str, int, date, str, int | None, int | None, int | None, float | None, list[tuple[str, float]]]
] = [
    ("应急救护培训", 5, date(2024, 6, 30), H, 40, 3, 40, 2.5, []),
    ("应急救护培训", 6, date(2025, 3, 1), H, 25, 4, None, 2, [("甲", 3), ("乙", 1.5)]),  # two by name, two more
    ("志愿服务", 6, date(2025, 12, 31), H, None, 1, 60, 0.1, [("甲", 0.1), ("乙", 0.2)]),  # more names than said
    ("志愿服务", 4, date(2026, 11, 22), H, 12, None, 5, 3, []),
    ("应急救护培训", 4, date(2026, 11, 22), PL, 500, 9, 9, 9, []),
    ("应急救护培训", 3, date(2026, 1, 5), R, 500, 9, 9, 9, [("丙", 9)]),
    ("人道救助", 3, date(2026, 11, 22), H, None, 6, 7, None, []),  # nobody said how long
    ("应急救护培训", 9, date(2026, 11, 23), H, 11, 1, 1, 1, []),
]
# organisation, day, status
ELECTIONS: list[tuple[int, date, str]] = [
    (2, date(2019, 5, 8), "active"),
    (2, date(2024, 6, 30), "active"),
    (3, date(2020, 3, 1), "active"),
    (3, date(2022, 2, 2), "withdrawn"),
    (3, date(2026, 11, 22), "active"),
    (5, date(2024, 12, 31), "active"),  # founded in 2020: in time; a week after it is due again
    (6, date(2026, 11, 22), "withdrawn"),
    (8, date(2020, 1, 1), "active"),
    (8, date(2023, 1, 2), "active"),  # a day late, but it was put off
    (8, date(2026, 1, 3), "active"),  # a day late
    (10, date(2023, 5, 8), "active"),  # founded on that day
]
LAST_ELECTIONS = {2: date(2024, 6, 30), 3: date(2026, 11, 22), 4: date(2019, 8, 1)}  # of the county 4 no more is known
# membership, year, paid on
DUES: list[tuple[int, int, date]] = [
    (0, 2024, date(2024, 6, 30)),
    (0, 2025, date(2024, 12, 1)),  # ahead: counts from the first of January
    (1, 2025, date(2026, 1, 5)),  # when the year was over: never
    (2, 2025, date(2025, 3, 1)),
    (4, 2026, date(2026, 3, 1)),  # has not been accepted
    (5, 2024, date(2024, 8, 1)),  # withdrawn
    (6, 2025, date(2025, 12, 31)),
    (6, 2026, date(2026, 11, 22)),
    (8, 2026, date(2026, 5, 1)),  # no member yet
    (9, 2026, date(2026, 11, 23)),
    (10, 2026, date(2026, 2, 2)),  # left in September
    (11, 2025, date(2025, 6, 1)),
    (11, 2026, date(2026, 6, 1)),
    (12, 2026, date(2026, 6, 1)),  # a volunteer
]
# organisation, decided on, until
POSTPONEMENTS: list[tuple[int, date, date]] = [
    (4, date(2024, 7, 1), date(2026, 3, 1)),
    (8, date(2022, 6, 1), date(2023, 1, 2)),
]
Entry = dict[str, object]
FACTS: dict[int, dict[str, list[Entry]]] = {
    1: {"supervisors": [{"value": True, "since": "2023"}]},
    2: {"party_group": [{"value": True, "since": "2023-01-01", "until": "2026-10"}]},
    3: {
        "management": [{"value": False, "since": "2024-01-01"}, {"value": True, "since": "2025-12"}],
        "supervisors": [{"value": True, "since": "2024-06"}, {"value": False, "since": "2026-02-01"}],
    },
    4: {"supervisors": [{"value": True, "since": "2026-11-22"}]},
    5: {
        "supervisors": [{"value": True, "since": "2020-01-01"}],  # of a street: nobody counts it
        "has_rules": [{"value": True, "since": "2024-06"}],
    },
    9: {fact: [{"value": True, "since": "2020"}] for fact in ("has_leader", "has_rules", "has_platform", "has_people")},
}
# organisation, body, post, employment, from the grass roots, from, until
POSTS: list[tuple[int, str, str, str | None, bool | None, date, date | None]] = [
    (3, "代表大会", "代表", None, True, date(2020, 3, 1), None),
    (3, "代表大会", "代表", None, True, date(2025, 1, 1), date(2026, 11, 22)),
    (3, "代表大会", "代表", None, False, date(2020, 3, 1), None),
    (3, "代表大会", "代表", None, None, date(2020, 3, 1), None),
    (5, "代表大会", "代表", None, True, date(2020, 3, 1), None),  # of a street: not the county's
    (3, "理事会", "理事", None, True, date(2020, 3, 1), None),
    (3, "理事会", "理事", None, False, date(2026, 1, 1), None),
    (3, "常务理事会", "常务理事", None, None, date(2020, 3, 1), None),
    (3, "领导班子", "副会长", "兼职", True, date(2020, 3, 1), None),
    (3, "领导班子", "副会长", "挂职", False, date(2020, 3, 1), date(2025, 12, 31)),
    (3, "领导班子", "副会长", None, True, date(2020, 3, 1), None),  # full-time
    (3, "领导班子", "会长", "兼职", True, date(2020, 3, 1), None),
    (5, "领导班子", "会长", None, None, date(2020, 3, 1), None),
    (6, "领导班子", "副会长", None, None, date(2020, 3, 1), None),  # leads nobody
]
# organisation, officer, place, day
STAYS: list[tuple[int, str, str, date]] = [
    (3, "班长甲", "东街道西社区", date(2024, 1, 1)),
    (3, "班长甲", "东街道西社区", date(2024, 6, 30)),
    (3, "班长乙", "东街道西社区", date(2024, 6, 30)),  # two on one day: one day
    (3, "班长甲", "丙县一村", date(2024, 6, 30)),  # and a second place
    (3, "班长甲", "丙县一村", date(2024, 7, 1)),
    (3, "班长乙", "丙厂", date(2025, 12, 31)),
    (3, "班长乙", "丙厂", date(2026, 1, 1)),  # the next year begins anew
    (3, "班长乙", "丙厂", date(2026, 11, 22)),
    (3, "班长乙", "丙厂", date(2026, 11, 23)),
    (2, "班长丙", "丙县中学", date(2026, 11, 22)),
    (0, "班长丁", "丁县北村", date(2025, 3, 3)),
    (0, "班长戊", "丁县北村", date(2025, 3, 3)),
]
# kind, membership, organisation, year, day, last day, status
AWARDS: list[tuple[str, int, int, int | None, date, date | None, str]] = [
    ("member_star", 0, 5, 2024, date(2024, 6, 30), None, "active"),
    ("member_star", 0, 5, 2025, date(2025, 3, 1), None, "active"),
    ("member_star", 0, 5, 2025, date(2025, 4, 1), None, "active"),  # the same year: counts once
    ("member_star", 1, 5, 2025, date(2025, 3, 1), None, "withdrawn"),
    ("member_star", 2, 6, 2024, date(2024, 7, 1), None, "active"),
    ("member_star", 6, 10, 2026, date(2026, 11, 22), None, "active"),
    ("member_star", 7, 3, 2025, date(2026, 1, 5), None, "active"),  # of the year before, chosen in this one
    ("member_star", 9, 8, 2026, date(2026, 11, 23), None, "active"),
    ("first_aid", 0, 5, None, date(2022, 7, 1), date(2024, 6, 30), "active"),  # its last day
    ("first_aid", 0, 5, None, date(2026, 11, 22), date(2029, 11, 21), "active"),
    ("first_aid", 1, 5, None, date(2023, 1, 1), date(2025, 12, 31), "active"),
    ("first_aid", 1, 5, None, date(2025, 12, 31), date(2028, 12, 30), "active"),  # in the other's place: one person
    ("first_aid", 12, 5, None, date(2024, 1, 1), date(2026, 12, 31), "corrected"),
    ("first_aid", 15, 4, None, date(2024, 1, 1), date(2026, 12, 31), "active"),
    ("first_aid", 10, 8, None, date(2026, 11, 23), date(2029, 11, 22), "active"),
]
# Figures of places by organisation: counties have their own, the city and above their sum, branches none.
RESIDENTS = {0: 13000, 1: 13000, 2: 13000, 3: 5000, 4: 8000}
VILLAGES = {0: 10, 1: 10, 2: 10, 3: 4, 4: 6}
FIGURES = {"residents": RESIDENTS, "villages": VILLAGES, "named_hospitals": {0: 5, 1: 5, 2: 5, 3: 0, 4: 4}}


def world(session: Session) -> list[int]:
    """The world in an empty database; the ids of the organisations."""
    return once(session, "known", _made)


def _made(session: Session) -> list[int]:
    places: list[PlaceRow] = []
    for name, level, above, residents, villages, hospitals in PLACES:
        parent = places[above] if above is not None else None
        places.append(
            organisations.add_place(
                session, name, level, parent, residents=residents, villages=villages, named_hospitals=hospitals,
                as_of=D1,
            )
        )  # fmt: skip
    ids: list[int] = []
    for node, (name, kind, above, place, founded, dissolved) in enumerate(ORGANISATIONS):
        row = OrganisationRow(
            name=name,
            type=kind,
            parent_id=ids[above] if above is not None else None,
            place_id=places[place].id if place is not None else None,
            founded=founded,
            dissolved=dissolved,
            facts=FACTS.get(node),
            last_election=LAST_ELECTIONS.get(node),
        )
        ids.append(organisations.add(session, row).id)
    memberships: list[MembershipRow] = []
    for number, (kind, home, since, until, status) in enumerate(MEMBERSHIPS):
        person = None if kind == "团体会员" else PersonRow(name=f"人{number}", created_at=NOW)
        if person is not None:
            session.add(person)
            session.flush()
        memberships.append(
            MembershipRow(
                kind=kind,
                organisation_id=ids[home],
                person_id=person.id if person else None,
                group_name=f"单位{number}" if person is None else None,
                valid_from=since,
                valid_until=until,
                status=status,
                recorded_by="test",
                recorded_at=NOW,
            )
        )
    session.add_all(memberships)
    session.flush()
    for number, year, paid_on in DUES:
        paid = {"membership_id": memberships[number].id, "year": year, "paid_on": paid_on}
        session.add(DuesRow(**paid, fen=1000, recorded_by="test"))
    for kind, home, opened, closed, since, until in POINTS:
        session.add(
            ServicePointRow(
                type=kind, organisation_id=ids[home], name=kind, opened=opened, closed=closed, model_since=since,
                model_until=until,
            )
        )  # fmt: skip
    for kind, home, volunteers, party, begun, ended in TEAMS:
        session.add(
            TeamRow(
                type=kind, organisation_id=ids[home], name=kind, volunteers=volunteers, party_branch=party,
                founded=begun, dissolved=ended,
            )
        )  # fmt: skip
    for number, (kind, home, day, status, took_part, volunteers, served, hours, names) in enumerate(ACTIVITIES):
        activity = ActivityRow(
            organisation_id=ids[home], activity_type=kind, date=day, status=status, participants=took_part,
            volunteers=volunteers, beneficiaries=served, hours=hours, title=f"活动{number}", reported_by="test",
            reported_at=NOW,
        )  # fmt: skip
        session.add(activity)
        session.flush()
        session.add_all(ServiceHoursRow(activity_id=activity.id, name=name, hours=gave) for name, gave in names)
    for home, officer, spot, day in STAYS:
        session.add(
            StayRow(
                organisation_id=ids[home], officer=officer, place=spot, day=day, until=date(day.year + 1, 1, 1),
                recorded_by="test", recorded_at=NOW,
            )
        )  # fmt: skip
    _awards(session, ids, memberships)
    _terms(session, ids)
    session.flush()
    return ids


def _awards(session: Session, ids: list[int], memberships: list[MembershipRow]) -> None:
    """What people were given, each in turn: as it is recorded, those of the same person end anew."""
    for kind, number, home, year, day, expires, status in AWARDS:
        person = memberships[number].person_id
        assert person is not None
        awards.add(
            session,
            AwardRow(
                kind=kind, person_id=person, organisation_id=ids[home], year=year, since=day, expires=expires,
                assumed=False, status=status, recorded_by="test", recorded_at=NOW,
            ),
        )  # fmt: skip


def _terms(session: Session, ids: list[int]) -> None:
    """Elections, approvals to wait, and posts."""
    for number, (home, day, status) in enumerate(ELECTIONS):
        session.add(
            ElectionRow(
                organisation_id=ids[home], held_on=day, president="会长", status=status, request=f"election {number}",
                recorded_by="test", recorded_at=NOW,
            )
        )  # fmt: skip
    for number, (home, decided, until) in enumerate(POSTPONEMENTS):
        session.add(
            PostponementRow(
                organisation_id=ids[home], due=decided, until=until, approved_by="上级", decided_on=decided,
                status="active", request=f"postponement {number}", recorded_by="test", recorded_at=NOW,
            )
        )  # fmt: skip
    for number, (home, body, post, employment, grass_roots, begun, ended) in enumerate(POSTS):
        session.add(
            PostRow(
                organisation_id=ids[home], body=body, post=post, holder=f"人{number}", employment=employment,
                from_grass_roots=grass_roots, valid_from=begun, valid_until=ended,
            )
        )  # fmt: skip


# --- the plain recount -----------------------------------------------------------------------------------------------


def inside(number: int, node: int) -> bool:
    above: int | None = number
    while above is not None:
        if above == node:
            return True
        above = ORGANISATIONS[above][2]
    return False


def stands(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day < until)


def adds(metric: Metric, kind: str, numbers: tuple[int, int, int, float], names: list[tuple[str, float]]) -> float:
    took_part, volunteers, served, hours = numbers
    if metric.counter == "activities":
        return 1
    if metric.counter == "trained":
        return took_part if kind == "应急救护培训" else 0
    if metric.counter == "beneficiaries":
        return served
    return sum(gave for _, gave in names) + max(0, volunteers - len(names)) * hours


def held(node: int) -> list[date]:
    last = LAST_ELECTIONS.get(node)
    return sorted({day for home, day, status in ELECTIONS if home == node and status == "active"} | ({last} - {None}))


def is_due(node: int, day: date) -> bool:
    before = max((one for one in held(node) if one <= day), default=None)
    put_off = [Postponed(decided, until) for home, decided, until in POSTPONEMENTS if home == node and decided <= day]
    found = clock(OrganisationType(ORGANISATIONS[node][1]), before, ORGANISATIONS[node][4], None, put_off)
    return found.deadline is not None and found.deadline.year <= day.year


def recount_upper(metric: Metric, node: int, day: date) -> float | None:
    """Of organisations above the grass roots, which have neither a beginning nor an end here."""
    there = [one for one, (_, kind, *_) in enumerate(ORGANISATIONS) if kind in metric.kinds and inside(one, node)]
    if metric.counter == "facts":
        histories = [FACTS.get(one, {}).get(metric.fact or "", []) for one in there]
        if there and not any(histories):
            return None
        return sum(bool((entry := fact_on(one, day.isoformat())) and entry["value"]) for one in histories)
    if there and not any(one in LAST_ELECTIONS for one in there):
        return None
    if metric.counter == "due":
        return sum(is_due(one, day) for one in there)
    return sum(one <= day for home in there for one in held(home))


def recount_terms(metric: Metric, node: int, day: date) -> int:
    """Day by day: each day on which a deadline is reached, and whether the congress was there by then."""
    found = 0
    for home, (_, kind, _, _, founded, dissolved) in enumerate(ORGANISATIONS):
        starts = sorted(set(held(home)) | ({founded} - {None}))
        if kind in UPPER or not inside(home, node) or not starts or not stands(founded, dissolved, day):
            continue
        last = None
        for on in (starts[0] + timedelta(days=number) for number in range((day - starts[0]).days + 1)):
            for start in (one for one in starts if one < on or on == starts[0]):
                ends = clock_of(home, kind, start, min((one for one in starts if one > start), default=None))
                if ends == on:
                    last = any(start < one <= on for one in starts)
        found += last is not None and (last or metric.counter == "terms_passed")
    return found


@cache
def clock_of(home: int, kind: str, start: date, after: date | None) -> date | None:
    put_off = [
        Postponed(decided, until)
        for one, decided, until in POSTPONEMENTS
        if one == home and (after is None or decided < after)
    ]
    return clock(OrganisationType(kind), start, None, None, put_off).deadline


def recount_payers(node: int, day: date) -> int:
    found = 0
    for number, year, paid_on in DUES:
        kind, home, since, until, status = MEMBERSHIPS[number]
        member = kind != "志愿者" and status == A and stands(since, until, day)
        found += member and inside(home, node) and year == day.year and paid_on <= day
    return found


def recount_posts(metric: Metric, node: int, day: date) -> int:
    return sum(
        home == node
        and body in metric.kinds
        and stands(begun, ended, day)
        and (not metric.posts or post in metric.posts)
        and (not metric.part_time or employment is not None)
        and (not metric.grass_roots or grass_roots is True)
        for home, body, post, employment, grass_roots, begun, ended in POSTS
    )


def has_all_five(number: int, day: date) -> bool:
    """Of a branch with everything below it: what the lists say on a day."""
    there = [
        kind
        for kind, home, since, until, status in MEMBERSHIPS
        if status == A and inside(home, number) and stands(since, until, day)
    ]
    states = {
        fact for fact, entries in FACTS.get(number, {}).items() if (fact_on(entries, str(day)) or {}).get("value")
    }
    leads = any(
        home == number and (body, post) == ("领导班子", "会长") and stands(begun, ended, day)
        for home, body, post, _, _, begun, ended in POSTS
    )
    points = any(inside(home, number) and stands(opened, closed, day) for _, home, opened, closed, *_ in POINTS)
    recent = any(
        status == H and inside(home, number) and 0 <= (day - on).days < 90 for _, home, on, status, *_ in ACTIVITIES
    )
    return (
        (leads or "has_leader" in states)
        and "志愿者" in there
        and set(there) != {"志愿者"}
        and "has_rules" in states
        and (points or "has_platform" in states)
        and recent
    )


def recount_stays(node: int, day: date) -> int:
    return len({on for home, _, _, on in STAYS if home == node and on.year == day.year and on <= day})


def recount_awards(metric: Metric, node: int, day: date) -> int:
    """Person by person: who was chosen in the year of the day, or holds a certificate."""
    active = [one for one in AWARDS if one[0] in metric.kinds and one[-1] == "active" and inside(one[2], node)]
    if metric.kinds == ("first_aid",):
        return len({who for _, who, _, _, on, expires, _ in active if on <= day <= (expires or on)})
    of_year = {(who, year) for _, who, _, year, on, _, _ in active if on <= day and on.year == day.year}
    return len(of_year)


def recount(metric: Metric, node: int, day: date) -> float | None:
    if metric.counter in ("facts", "due", "congresses"):
        return recount_upper(metric, node, day)
    if metric.counter in ("terms_passed", "elected_in_time"):
        return recount_terms(metric, node, day)
    if metric.counter == "with_all_five":
        return sum(
            kind not in UPPER and inside(number, node) and stands(founded, dissolved, day) and has_all_five(number, day)
            for number, (_, kind, _, _, founded, dissolved) in enumerate(ORGANISATIONS)
        )
    if metric.counter == "payers":
        return recount_payers(node, day)
    if metric.counter == "awards":
        return recount_awards(metric, node, day)
    if metric.counter == "visits":
        return recount_stays(node, day)
    if metric.counter == "posts":
        return recount_posts(metric, node, day)
    if metric.is_of_activities:
        return sum(
            adds(metric, kind, (took_part or 0, volunteers or 0, served or 0, hours or 0), names)
            for kind, home, on, status, took_part, volunteers, served, hours, names in ACTIVITIES
            if status == H and on <= day and inside(home, node)
        )
    if metric.counter == "organisations":
        kinds = metric.kinds or {kind for _, kind, *_ in ORGANISATIONS if kind not in UPPER}
        return sum(
            kind in kinds and inside(number, node) and stands(founded, dissolved, day)
            for number, (_, kind, _, _, founded, dissolved) in enumerate(ORGANISATIONS)
        )
    if metric.counter == "memberships":
        return sum(
            kind in metric.kinds and status == A and inside(home, node) and stands(since, until, day)
            for kind, home, since, until, status in MEMBERSHIPS
        )
    if metric.counter == "points":
        return sum(
            kind in metric.kinds and inside(home, node) and stands(opened, closed, day)
            for kind, home, opened, closed, _, _ in POINTS
        )
    if metric.counter == "model_homes":
        return sum(
            kind in metric.kinds and inside(home, node) and since is not None
            and stands(since, until, day) and stands(opened, closed, day)
            for kind, home, opened, closed, since, until in POINTS
        )  # fmt: skip
    return sum(
        kind in metric.kinds
        and inside(home, node)
        and stands(begun, ended, day)
        and (volunteers or 0) >= metric.least
        and (party is True or not metric.party)
        for kind, home, volunteers, party, begun, ended in TEAMS
    )


@pytest.mark.parametrize("metric", [one for one in catalogue().values() if one.is_counted], ids=lambda one: one.id)
def test_every_metric_is_what_a_plain_recount_says(database: Database, metric: Metric) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        for day in DAYS:
            for node, organisation_id in enumerate(ids):
                row = session.get_one(OrganisationRow, organisation_id)
                found = measure(work, metric, row, day).measure
                expected = recount(metric.base, node, day)
                counted = None if expected is None else pytest.approx(expected)
                assert found.numerator == counted, (metric.id, ORGANISATIONS[node][0], day)
                if metric.of:
                    assert found.denominator == recount(catalogue()[metric.of], node, day), (metric.id, node)
                elif metric.is_rate:
                    assert found.denominator == FIGURES[metric.per or ""].get(node), (metric.id, ORGANISATIONS[node][0])
        session.rollback()


@pytest.mark.parametrize(
    ("metric", "node", "values"),
    [  # as of mid 2024, the end of 2025, now
        ("organisations", 0, [4, 4, 4]),
        ("organisations", 3, [3, 4, 3]),
        ("village_organisations", 2, [2, 2, 1]),
        ("adult_members", 0, [3, 3, 4]),
        ("adult_members", 6, [1, 0, 0]),
        ("youth_members", 8, [0, 2, 1]),
        ("members", 2, [3, 6, 6]),
        ("volunteers", 0, [2, 2, 3]),
        ("homes", 3, [1, 2, 1]),
        ("rescue_teams", 2, [1, 2, 2]),
        ("rescue_teams_with_party", 2, [1, 1, 1]),
        ("volunteer_teams", 3, [1, 2, 1]),
        ("founding_rate", 3, [25.0, 50.0, 25.0]),
        ("founding_rate", 0, [20.0, 20.0, 10.0]),
        ("adult_share", 3, [0.04, 0.04, 0.06]),
        ("founding_rate", 5, [None, None, None]),
        ("activities", 0, [1, 3, 5]),
        ("trained", 3, [40, 65, 65]),
        ("beneficiaries", 0, [40, 100, 112]),
        ("service_hours", 0, [7.5, 16.3, 16.3]),
        ("service_hours", 6, [0, 8.8, 8.8]),
        ("named_hospital_rate", 0, [0, 0, 20.0]),
        ("named_hospital_rate", 3, [None, None, None]),  # there is none
        ("named_hospital_rate", 4, [0, 0, 25.0]),
        ("five_haves", 0, [1, 1, 0]),  # the last activity of the street was at the end of 2025
        ("five_haves_rate", 0, [25.0, 25.0, 0]),
        ("five_haves_rate", 3, [100 / 3, 25.0, 0]),
        ("five_haves_rate", 4, [0, None, 0]),
        ("five_haves_rate", 5, [50.0, 50.0, 0]),
        ("dues_payers", 0, [1, 3, 2]),
        ("dues_rate", 0, [100 / 3, 50.0, 100 / 3]),
        ("dues_rate", 6, [0, None, None]),
        ("terms_passed", 0, [1, 2, 2]),
        ("elected_in_time", 0, [1, 2, 1]),
        ("elections_in_time", 0, [100.0, 100.0, 50.0]),
        ("elections_in_time", 6, [None, None, None]),  # its first term runs
        ("unified_counties", 2, [0, 1, 1]),
        ("unified_counties", 4, [None, None, None]),  # it never recorded anything
        ("unified_counties", 5, [0, 0, 0]),  # there is no county below a street
        ("city_party_groups", 0, [1, 1, 0]),
        ("county_supervisors", 0, [1, 1, 1]),
        ("province_supervisors", 0, [1, 1, 1]),
        ("city_elections", 0, [0, 0, 0]),  # held on the very day
        ("county_elections", 2, [1, 1, 1]),  # 2024: one is due in August; 2025: the other, the first was put off
        ("county_elections", 4, [1, 0, 1]),
        ("county_congresses", 2, [2, 2, 3]),
        ("city_congresses", 0, [2, 2, 2]),
        ("delegate_share", 3, [100 / 3, 50.0, 100 / 3]),
        ("delegate_share", 2, [None, None, None]),
        ("council_share", 3, [100.0, 100.0, 50.0]),
        ("days_with_grass_roots", 3, [2, 1, 2]),
        ("days_with_grass_roots", 2, [0, 0, 1]),  # its own, not its counties'
        ("days_with_grass_roots", 0, [0, 1, 0]),
        ("days_with_grass_roots", 5, [0, 0, 0]),
        ("vice_president_share", 3, [50.0, 100.0, 100.0]),
        ("model_homes", 3, [1, 2, 1]),
        ("model_homes", 0, [1, 2, 1]),
        ("certified", 0, [3, 2, 3]),
        ("certified", 4, [1, 1, 1]),
        ("member_stars", 0, [1, 1, 2]),
        ("member_stars", 3, [1, 1, 1]),
        ("member_stars", 4, [0, 0, 1]),
    ],
)
def test_known_answers(database: Database, metric: str, node: int, values: list[float | None]) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        row = session.get_one(OrganisationRow, ids[node])
        assert [measure(work, catalogue()[metric], row, day).measure.value for day in DAYS] == pytest.approx(values)
        session.rollback()


def test_a_number_is_the_length_of_its_list_or_what_its_list_adds_up_to(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        for metric in catalogue().values():
            if not metric.is_counted:
                continue
            for day in DAYS:
                row = session.get_one(OrganisationRow, ids[0])
                pages = [listed(work, metric, row, day, 1, 2)]
                pages += [listed(work, metric, row, day, page, 2) for page in range(2, pages[0].pages + 1)]
                entries = [one for page in pages for one in page.lines]
                assert len(entries) == pages[0].total
                number = sum(1 if one.amount is None else one.amount for one in entries)
                counted = measure(work, metric, row, day).measure.numerator
                assert number == pytest.approx(counted or 0), metric.id
                assert pages[0].amount in (None, counted)
        session.rollback()


def test_many_are_counted_as_one_by_one(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        rows = [session.get_one(OrganisationRow, number) for number in ids]
        for metric in catalogue().values():
            assert metrics.measure_each(work, metric, rows, D2) == [measure(work, metric, row, D2) for row in rows]
        session.rollback()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    metric=st.sampled_from([one for one in catalogue().values() if one.is_counted]),
    node=st.integers(0, len(ORGANISATIONS) - 1),
    first=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    days=st.integers(1, 1000),
)
def test_changes_add_up_to_the_difference(
    database: Database, metric: Metric, node: int, first: date, days: int
) -> None:
    with database.session() as session:
        ids = world(session)
        what, last = COUNTERS[metric.base.counter or ""](metric.base), first + timedelta(days=days)
        net = sum(change for _, change in store.changes(session, what, ids[node], first, last))
        before, after = (store.count(session, what, ids[node], day) for day in (first, last))
        assert net == pytest.approx(after - before)
        session.rollback()


@pytest.mark.parametrize(
    ("history", "spells"),
    [
        ([], []),
        ([{"value": True, "since": "2024-05"}], [(date(2024, 5, 1), None)]),
        ([{"value": True, "since": "2024", "until": "2024-12"}], [(date(2024, 1, 1), date(2025, 1, 1))]),
        ([{"value": True, "since": "2024-05-08", "until": "2024-05-31"}], [(date(2024, 5, 8), date(2024, 6, 1))]),
        (
            [{"value": False, "since": "2025-01-01"}, {"value": True, "since": "2024-05-08"}],
            [(date(2024, 5, 8), date(2025, 1, 1))],
        ),
        ([{"value": True, "since": "2024-05-08"}, {"value": False, "since": "2024-05-08"}], []),
    ],
)
def test_the_spells_of_a_fact_say_what_it_is_on_every_day(
    history: list[dict[str, object]], spells: list[tuple[date, date | None]]
) -> None:
    assert governance.held_spells(history) == spells
    for number in range(900):
        day = date(2023, 12, 1) + timedelta(days=number)
        entry = fact_on(history, day.isoformat())
        assert any(stands(*spell, day) for spell in spells) == bool(entry and entry["value"]), day


def test_the_pace_is_of_ninety_days(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        county, city = (session.get_one(OrganisationRow, ids[node]) for node in (3, 2))
        assert metrics.pace_of(work, catalogue()["volunteers"], county, D3) is None  # one change only
        found = metrics.pace_of(work, catalogue()["volunteers"], city, D3)
        assert found is not None
        assert (found.net, found.changes) == (1, 3)  # one more on 1 October, one less on the 20th, one more today
        session.rollback()


def test_villages_without_a_branch_are_named_as_far_as_they_are_known(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        county = session.get_one(OrganisationRow, ids[3])
        assert metrics.villages_without(work, county, D2) == (["丙县二村"], 2)
        assert metrics.villages_without(work, county, D3) == (["丙县一村", "丙县二村"], 2)
        session.rollback()


CALLS: dict[str, Callable[[Work, OrganisationRow], object]] = {
    "measure": lambda work, row: measure(work, catalogue()["volunteers"], row, D3),
    "measure_each": lambda work, row: metrics.measure_each(work, catalogue()["volunteers"], [row], D3),
    "pace_of": lambda work, row: metrics.pace_of(work, catalogue()["volunteers"], row, D3),
    "listed": lambda work, row: listed(work, catalogue()["organisations"], row, D3),
    "villages_without": lambda work, row: metrics.villages_without(work, row, D3),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_nothing_outside_the_scope_is_counted(database: Database, role: Role, call: str) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, role, ids[4])
        for node in (0, 2, 3, 6):
            with pytest.raises(PermissionDeniedError):
                CALLS[call](work, session.get_one(OrganisationRow, ids[node]))
        session.rollback()


@pytest.mark.parametrize(("role", "may"), [(Role.VOLUNTEER, False), (Role.MEMBER, False), (Role.SECRETARY, True)])
def test_who_sees_a_number_of_people_need_not_see_their_names(database: Database, role: Role, may: bool) -> None:
    with database.session() as session:
        ids = world(session)
        work, row = worker(session, role, ids[5]), session.get_one(OrganisationRow, ids[5])
        assert measure(work, catalogue()["volunteers"], row, D3).measure.numerator == 2
        if may:
            assert listed(work, catalogue()["volunteers"], row, D3).total == 2
        else:
            with pytest.raises(PermissionDeniedError):
                listed(work, catalogue()["volunteers"], row, D3)
        session.rollback()


# --- the catalogue ---------------------------------------------------------------------------------------------------


def test_the_catalogue_holds_together() -> None:
    found = catalogue()
    assert {one.annex for one in found.values() if one.annex} == set(range(1, 15))
    for one in found.values():
        assert one.source in metrics.titles()
        assert one.unit
        assert one.name
        assert (one.counter is None) == one.is_rate == (one.per is not None or one.of is not None)
        assert one.of is None or (found[one.of].is_counted and found[one.of].unit == one.base.unit)
        assert one.base.counter is not None
        assert len(one.id) <= 32


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("志愿者任务", ["volunteers"]),
        ("会员完成率", ["members"]),
        ("成人会员和志愿者", ["adult_members", "volunteers"]),
        ("成人会员占常住人口多少", ["adult_share"]),
        ("村社区建会率", ["founding_rate"]),
        ("志愿服务队够三支没", ["volunteer_teams"]),
        ("服务时长", ["service_hours"]),
        ("会员之星", ["member_stars"]),
        ("博爱家园示范点", ["model_homes"]),
        ("进度怎么样", []),
    ],
)
def test_the_longest_name_of_a_metric_is_meant(text: str, ids: list[str]) -> None:
    assert [one.id for one in named_in(text)[0]] == ids


def test_every_metric_is_found_by_its_own_name() -> None:
    for one in catalogue().values():
        plain = one.name.replace("（20人以上）", "").replace("（", "").replace("）", "")
        assert one in named_in(plain)[0], one.name
        assert metrics.named(one.name) == one
