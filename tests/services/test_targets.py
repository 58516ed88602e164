"""Targets: versions, the documents' own, splitting, who may; progress against them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.structure import PointType, TeamType
from bot.services import progress, targets
from bot.services.drafts import begin, commit, undo
from bot.services.metrics import Metric, catalogue, titles
from bot.services.targets import TargetForm, documents, in_force, set_target, take_back
from bot.services.work import Work
from bot.store import organisations
from bot.store.database import Database
from bot.store.tables import AuditRow, OrganisationRow, PlaceRow, TargetRow
from tests.conftest import NOW
from tests.services.test_metrics import world
from tests.services.test_register import worker

TODAY = NOW.date()
END = date(2026, 12, 31)
VOLUNTEERS = catalogue()["volunteers"]
RATE = catalogue()["founding_rate"]
COUNTY, STREET, SCHOOL = 3, 5, 8


def county(session: Session, role: Role = Role.COUNTY_OFFICER) -> tuple[Work, list[OrganisationRow]]:
    ids = world(session)
    return worker(session, role, ids[COUNTY]), [session.get_one(OrganisationRow, number) for number in ids]


def standing(work: Work, row: OrganisationRow, day: date = TODAY, metric: str = "volunteers") -> float | None:
    target = in_force(work, row, day).get(metric)
    return target.value if target else None


# --- versions --------------------------------------------------------------------------------------------------------


def test_a_new_version_takes_the_place_of_the_old_and_both_are_kept(database: Database) -> None:
    with database.session() as session:
        work, rows = county(session)
        first = set_target(work, VOLUNTEERS, rows[COUNTY], 10, END)
        later = Work(session, work.personal, work.who, NOW + timedelta(days=2))
        second = set_target(later, VOLUNTEERS, rows[COUNTY], 12, date(2026, 12, 20))
        assert (standing(later, rows[COUNTY]), standing(later, rows[COUNTY], TODAY + timedelta(days=2))) == (10, 12)
        assert (second.supersedes, first.ended_at, session.query(TargetRow).count()) == (first.id, later.now, 2)
        take_back(later, [second.id])
        assert (standing(later, rows[COUNTY], later.today), session.query(TargetRow).count()) == (10, 2)
        third = set_target(later, VOLUNTEERS, rows[COUNTY], 14, END)
        assert (third.supersedes, standing(later, rows[COUNTY], later.today)) == (first.id, 14)
        session.rollback()


def test_what_was_changed_again_is_not_taken_back(database: Database) -> None:
    with database.session() as session:
        work, rows = county(session)
        first = set_target(work, VOLUNTEERS, rows[COUNTY], 10, END)
        second = set_target(work, VOLUNTEERS, rows[COUNTY], 12, END)
        with pytest.raises(RegisterError, match="target_changed"):
            take_back(work, [first.id])
        take_back(work, [second.id])
        with pytest.raises(RegisterError, match="target_changed"):
            take_back(work, [second.id])
        session.rollback()


def test_targets_of_two_years_stand_side_by_side_and_the_nearer_counts(database: Database) -> None:
    with database.session() as session:
        work, rows = county(session)
        set_target(work, VOLUNTEERS, rows[COUNTY], 30, date(2027, 12, 31))
        set_target(work, VOLUNTEERS, rows[COUNTY], 10, END)
        assert standing(work, rows[COUNTY]) == 10
        assert standing(work, rows[COUNTY], date(2027, 1, 1)) == 30
        over = in_force(work, rows[COUNTY], date(2028, 5, 1))["volunteers"]
        assert (over.value, over.past) == (30, True)
        session.rollback()


@pytest.mark.parametrize(
    ("metric", "value", "deadline", "code"),
    [
        (VOLUNTEERS, 0, END, "target_value"),
        (VOLUNTEERS, -3, END, "target_value"),
        (VOLUNTEERS, 3_000_000_000, END, "target_value"),
        (RATE, 101, END, "target_value"),
        (VOLUNTEERS, 10, TODAY, "target_past"),
        (VOLUNTEERS, 10, date(2025, 12, 31), "target_past"),
    ],
)
def test_what_can_be_no_target_is_refused(
    database: Database, metric: progress.Metric, value: float, deadline: date, code: str
) -> None:
    with database.session() as session:
        work, rows = county(session)
        with pytest.raises(RegisterError, match=code):
            set_target(work, metric, rows[COUNTY], value, deadline)
        session.rollback()


CALLS: dict[str, Callable[[Work, OrganisationRow], object]] = {
    "set_target": lambda work, row: set_target(work, VOLUNTEERS, row, 10, END),
    "take_back": lambda work, row: take_back(work, [work.session.query(TargetRow).one().id]),
    "in_force": lambda work, row: in_force(work, row, TODAY),
    "in_force_each": lambda work, row: targets.in_force_each(work, [row], TODAY),
    "context": lambda work, row: targets.context(work, VOLUNTEERS, row, TODAY),
    "status": lambda work, row: progress.status(work, VOLUNTEERS, row, TODAY),
    "overview": lambda work, row: progress.overview(work, row, TODAY),
    "compared": lambda work, row: progress.compared(work, VOLUNTEERS, row, TODAY),
    "ranking": lambda work, row: progress.ranking(work, VOLUNTEERS, [row], TODAY),
    "ranked_metric": lambda work, row: progress.ranked_metric(work, [row], TODAY),
    "villages": lambda work, row: progress.villages(work, row, TODAY),
    "figure_of": lambda work, row: progress.figure_of(work, RATE, row),
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_nothing_outside_the_scope_is_seen_or_set(database: Database, role: Role) -> None:
    with database.session() as session:
        ids = world(session)
        national = worker(session, Role.NATIONAL_OFFICER, ids[0], "national")
        set_target(national, VOLUNTEERS, session.get_one(OrganisationRow, ids[2]), 77, END)
        work = worker(session, role, ids[4], "stranger")
        before = session.query(AuditRow).count()
        for run in CALLS.values():
            for node in (0, 2, 3, 6):
                row = session.get_one(OrganisationRow, ids[node])
                with pytest.raises(PermissionDeniedError):
                    run(work, row)
        assert session.query(AuditRow).count() == before
        session.rollback()


def test_a_secretary_sees_the_branch_and_is_told_no_targets_of_superiors(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        officer = worker(session, Role.COUNTY_OFFICER, ids[COUNTY], "officer")
        row = session.get_one(OrganisationRow, ids[COUNTY])
        set_target(officer, VOLUNTEERS, row, 77, END)
        street = session.get_one(OrganisationRow, ids[STREET])
        secretary = worker(session, Role.SECRETARY, ids[STREET], "secretary")
        assert targets.context(secretary, VOLUNTEERS, street, TODAY) == []
        assert [one.value for one in targets.context(officer, VOLUNTEERS, street, TODAY)] == [77]
        with pytest.raises(PermissionDeniedError):
            set_target(secretary, VOLUNTEERS, street, 5, END)
        session.rollback()


# --- the documents' own ----------------------------------------------------------------------------------------------

SHAOXING = ("浙江省", "绍兴市", "鉴湖县")


def chain(session: Session, names: tuple[str, ...]) -> list[OrganisationRow]:
    """The national society with a province, a city and a county."""
    rows = [organisations.add(session, OrganisationRow(name="总会", type="全国"))]
    place: PlaceRow | None = None
    for name, kind in zip(names, ("省级", "市级", "县级"), strict=True):
        place = organisations.add_place(session, name, kind, place)
        row = OrganisationRow(name=f"{name}红十字会", type=kind, parent_id=rows[-1].id, place_id=place.id)
        rows.append(organisations.add(session, row))
    return rows


@pytest.mark.parametrize(
    ("names", "level", "day", "metric", "value"),
    [
        (SHAOXING, 0, date(2024, 5, 1), "organisations", 150_000),
        (SHAOXING, 0, date(2024, 5, 1), "members", 20_000_000),
        (SHAOXING, 0, date(2024, 5, 1), "volunteers", 2_000_000),
        (SHAOXING, 1, date(2021, 5, 1), "founding_rate", 40),
        (SHAOXING, 1, date(2021, 5, 1), "adult_members", 1_000_000),
        (SHAOXING, 2, date(2021, 5, 1), "adult_share", 2),
        (SHAOXING, 3, date(2021, 5, 1), "rescue_teams", 1),
        (SHAOXING, 3, date(2021, 5, 1), "volunteer_teams", 3),
        (SHAOXING, 3, date(2021, 5, 1), "founding_rate", None),
        (("浙江省", "宁波市", "甲县"), 2, date(2021, 5, 1), "adult_share", None),
        (("浙江省", "宁波市", "甲县"), 3, date(2021, 5, 1), "volunteer_teams", 3),
        (("浙江省", "宁波市", "甲县"), 3, date(2021, 5, 1), "rescue_teams", None),
        (("宁夏回族自治区", "吴忠市", "同心县"), 3, date(2026, 5, 1), "days_with_grass_roots", 60),
        (("宁夏回族自治区", "吴忠市", "甲县"), 3, date(2026, 5, 1), "days_with_grass_roots", None),
    ],
)
def test_a_document_binds_whom_it_names_in_its_time(
    database: Database, names: tuple[str, ...], level: int, day: date, metric: str, value: float | None
) -> None:
    with database.session() as session:
        rows = chain(session, names)
        work = worker(session, Role.NATIONAL_OFFICER, rows[0].id)
        assert standing(work, rows[level], day, metric) == value
        session.rollback()


def test_an_increase_is_counted_from_the_end_of_the_year_before(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        top = session.get_one(OrganisationRow, ids[0])
        found = targets.context(work, catalogue()["organisations"], top, date(2021, 6, 1))
        mine = in_force(work, top, date(2021, 6, 1))["organisations"]
        assert (mine.value, mine.increase, mine.document) == (10_002, 10_000, "001")  # two stood already
        assert [one.document for one in found] == ["000"]
        session.rollback()


def test_a_document_that_is_over_is_context_only(database: Database) -> None:
    with database.session() as session:
        rows = chain(session, SHAOXING)
        work = worker(session, Role.NATIONAL_OFFICER, rows[0].id)
        assert "founding_rate" not in in_force(work, rows[2], TODAY)
        [city, province] = targets.context(work, RATE, rows[2], TODAY)
        assert (city.document, city.past, city.section) == ("002", True, "一")
        assert (province.document, province.organisation) == ("003", "浙江省红十字会")
        session.rollback()


def test_the_documents_targets_hold_together() -> None:
    for one in documents():
        assert one.metric in catalogue()
        assert one.source in titles()
        assert one.kind in ("total", "increase")
        assert one.kind == "total" or one.since is not None
        assert not (one.since and one.until) or one.since < one.until


# --- progress --------------------------------------------------------------------------------------------------------


def test_a_standing_has_everything_that_is_asked(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        city = session.get_one(OrganisationRow, ids[2])
        set_target(work, VOLUNTEERS, city, 10, END)
        one = progress.status(work, VOLUNTEERS, city, TODAY)
        assert (one.value, one.percent, one.gap, one.a_week) == (3, 30, 7, 2)
        assert one.forecast == 3  # net +1 in 90 days, 39 days to go
        session.rollback()


def test_places_without_a_target_come_after_those_with_one(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        work = worker(session, Role.NATIONAL_OFFICER, ids[0])
        rows = [session.get_one(OrganisationRow, ids[node]) for node in (3, 4)]
        set_target(work, VOLUNTEERS, rows[1], 10, END)
        found = progress.ranking(work, VOLUNTEERS, rows, TODAY)
        assert [(one.row.id, one.value, one.percent) for one in found.lines] == [(ids[4], 1, 10), (ids[3], 2, None)]
        session.rollback()


# --- by talk ---------------------------------------------------------------------------------------------------------


def kept(session: Session) -> dict[str, float]:
    rows = session.query(TargetRow).filter(TargetRow.withdrawn_at.is_(None), TargetRow.ended_at.is_(None))
    return {session.get_one(OrganisationRow, row.organisation_id).short: row.value for row in rows}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["把东街道志愿者目标定为50人"], {"东街道": 50}),
        (["丙县中学今年会员目标80"], {"丙县中学": 80}),
        (["志愿者目标500"], {"丙县": 500}),
        (["我来定志愿者的目标", "五百五"], {"丙县": 550}),
        (["把东街道志愿者目标定为50人", "改成60"], {"东街道": 60}),
        (["把90个志愿者的任务平均分下去"], {"丙县": 90, "东街道": 45, "丙县中学": 45}),  # the village is dissolved
        (["志愿者任务分解：东街道200，丙县中学300"], {"东街道": 200, "丙县中学": 300}),
        (["建会率目标定到45%"], {"丙县": 45}),
    ],
)
def test_targets_are_set_by_talk_and_taken_back(
    database: Database, said: list[str], expected: dict[str, float]
) -> None:
    with database.session() as session:
        work, _ = county(session)
        form = TargetForm()
        draft = begin(work, form.kind, form.begin(work, said[0], ""))
        for text in said[1:]:
            taken = form.take(work, text, draft.content, form.missing(work, draft.content))
            assert taken is not None
            draft = type(draft)(draft.row, taken.content)
        assert form.missing(work, draft.content) is None
        assert commit(work, draft, form) is not None
        assert kept(session) == expected
        assert undo(work, draft, form)
        assert kept(session) == {}
        session.rollback()


def test_parts_that_lack_something_are_not_kept(database: Database) -> None:
    with database.session() as session:
        work, rows = county(session)
        set_target(work, VOLUNTEERS, rows[COUNTY], 500, END)
        form = TargetForm()
        content = form.begin(work, "志愿者任务分解：东街道200，丙县中学260", "")
        assert (form.missing(work, content), form.lacking(work, content)) == ("parts", 40)
        taken = form.take(work, "丙县中学300", content, "parts")
        assert taken is not None
        assert form.missing(work, taken.content) is None
        parent = session.query(TargetRow).one()
        result = form.commit(work, taken.content, "draft:1:1")
        assert [session.get_one(TargetRow, one).split_of for one in result["targets"]] == [parent.id, parent.id]
        session.rollback()


def test_a_split_by_residents_needs_to_know_them(database: Database) -> None:
    with database.session() as session:
        ids = world(session)
        city = worker(session, Role.CITY_OFFICER, ids[2], "city")
        form = TargetForm()
        content = form.begin(city, "把1300个志愿者的任务按常住人口分到各县", "")
        assert [value for _, value in content["parts"]] == [500, 800]
        officer = worker(session, Role.COUNTY_OFFICER, ids[COUNTY], "officer")
        with pytest.raises(RegisterError, match="split_no_residents"):
            form.begin(officer, "把100个志愿者的任务按常住人口分到各街道", "")
        session.rollback()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VOLUNTEER, Role.SECRETARY, Role.ADMINISTRATOR])
def test_who_may_set_none_is_told_at_once(database: Database, role: Role) -> None:
    with database.session() as session:
        work, _ = county(session, role)
        with pytest.raises(PermissionDeniedError):
            TargetForm().begin(work, "把志愿者目标定为50人", "")
        session.rollback()


# --- what is asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "view", "ids", "node"),
    [
        ("志愿者任务做到几成了", "progress", ["volunteers"], COUNTY),
        ("完成多少了", "progress", [], COUNTY),
        ("东街道志愿者还差多少", "progress", ["volunteers"], STREET),
        ("全县建会率", "progress", ["founding_rate"], COUNTY),
        ("哪些村还没建会", "missing", ["founding_rate"], COUNTY),
        ("各街道排一下", "ranking", [], COUNTY),
        ("丙县中学青少年会员跟去年比", "compare", ["youth_members"], SCHOOL),
        ("完成得最好的镇是哪个", "ranking", [], COUNTY),
    ],
)
def test_what_a_question_is_about(database: Database, text: str, view: str, ids: list[str], node: int) -> None:
    with database.session() as session:
        work, rows = county(session)
        found = progress.ask(work, text)
        assert (found.view, [one.id for one in found.metrics]) == (view, ids)
        assert [row.id for row in found.rows] == [rows[node].id]
        session.rollback()


@pytest.mark.parametrize(
    ("text", "ids", "node"),
    [
        ("那会员呢", ["members"], STREET),
        ("还差多少", ["volunteers"], STREET),
        ("那丙县中学呢", ["volunteers"], SCHOOL),
        ("跟去年比", ["volunteers"], STREET),
        ("进度怎么样了，给我看看", [], COUNTY),  # a question of its own
    ],
)
def test_a_follow_up_keeps_what_was_talked_about(database: Database, text: str, ids: list[str], node: int) -> None:
    with database.session() as session:
        work, rows = county(session)
        before = progress.subject_of(progress.ask(work, "东街道志愿者多少"), rows[STREET])
        found = progress.ask(work, text, before)
        assert ([one.id for one in found.metrics], [row.id for row in found.rows]) == (ids, [rows[node].id])
        session.rollback()


def test_a_button_opens_what_it_says_and_a_typed_text_nothing(database: Database) -> None:
    with database.session() as session:
        work, rows = county(session)
        about = progress.about("list", VOLUNTEERS, rows[STREET], TODAY, 2, ("村",))
        found = progress.opened(work, about)
        assert found is not None
        assert (found.view, found.metrics, found.page, found.types) == ("list", (VOLUNTEERS,), 2, ("村",))
        assert progress.opened(work, "志愿者名单") is None
        assert progress.opened(work, "list#volunteers#x#2026-11-22#1#") is None
        session.rollback()


# --- how a number moved ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [one.id for one in catalogue().values() if one.is_counted])
@pytest.mark.parametrize("place", [COUNTY, STREET])
def test_a_trend_holds_what_was_counted_on_each_day(database: Database, name: str, place: int) -> None:
    with database.session() as session:
        work, rows = county(session)
        metric = catalogue()[name]
        found = progress.trend(work, metric, rows[place], TODAY)
        counted = [progress.status(work, metric, rows[place], day).value for day, _ in found.points]
        assert [value for _, value in found.points] == pytest.approx(counted)
        assert not found.points or found.points[-1] == (TODAY, found.standing.value)
        assert len(found.points) in (0, 13)
        session.rollback()


def test_a_trend_is_for_who_may_see_the_number(database: Database) -> None:
    with database.session() as session:
        work, rows = county(session, Role.SECRETARY)
        with pytest.raises(PermissionDeniedError):
            progress.trend(work, VOLUNTEERS, rows[0], TODAY)
        session.rollback()


# --- what issue and documents ask for --------------------------------------------------------------------------------

ASKED_FOR = [  # document, metric, value, kind, place, level, each, last day
    ("000", "organisations", 150_000, "total", "", "全国", False, date(2024, 12, 31)),
    ("000", "members", 20_000_000, "total", "", "全国", False, date(2024, 12, 31)),
    ("000", "volunteers", 2_000_000, "total", "", "全国", False, date(2024, 12, 31)),
    ("001", "organisations", 10_000, "increase", "", "全国", False, date(2021, 12, 31)),
    ("001", "members", 700_000, "increase", "", "全国", False, date(2021, 12, 31)),
    ("001", "volunteers", 100_000, "increase", "", "全国", False, date(2021, 12, 31)),
    ("001", "unified_counties", 100, "increase", "", "全国", False, date(2021, 12, 31)),
    ("001", "model_homes", 100, "total", "", "全国", False, date(2021, 12, 31)),
    ("001", "homes", 1_000, "increase", "", "全国", False, date(2021, 12, 31)),
    ("001", "homes", 1, "total", "", "市级", True, date(2021, 12, 31)),
    ("001", "member_stars", 500, "total", "", "全国", False, date(2021, 12, 31)),
    ("001", "province_supervisors", 1, "total", "", "省级", True, date(2021, 12, 31)),
    ("001", "volunteer_teams", 3, "total", "", "县级", True, date(2021, 12, 31)),
    ("001", "named_hospital_rate", 100, "total", "", "全国", False, date(2021, 12, 31)),
    ("002", "founding_rate", 40, "total", "浙江/绍兴", "市级", False, date(2022, 12, 31)),
    ("002", "adult_share", 2, "total", "浙江/绍兴", "市级", False, date(2022, 12, 31)),
    ("002", "service_centres", 1, "total", "浙江/绍兴", "市级", False, date(2022, 12, 31)),
    ("002", "service_bases", 1, "total", "浙江/绍兴", "县级", True, date(2022, 12, 31)),
    ("002", "rescue_teams", 1, "total", "浙江/绍兴", "县级", True, date(2022, 12, 31)),
    ("002", "rescue_teams_with_party", 1, "total", "浙江/绍兴", "县级", True, date(2022, 12, 31)),
    ("002", "volunteer_teams", 3, "total", "浙江/绍兴", "县级", True, date(2022, 12, 31)),
    ("003", "founding_rate", 40, "total", "浙江", "省级", False, date(2022, 12, 31)),
    ("003", "adult_share", 2, "total", "浙江", "省级", False, date(2022, 12, 31)),
    ("003", "adult_members", 1_000_000, "total", "浙江", "省级", False, date(2022, 12, 31)),
    ("004", "days_with_grass_roots", 60, "total", "宁夏/吴忠/同心", "县级", False, None),
    ("004", "delegate_share", 50, "total", "宁夏/吴忠/同心", "县级", False, None),
    ("004", "council_share", 40, "total", "宁夏/吴忠/同心", "县级", False, None),
    ("004", "standing_council_share", 30, "total", "宁夏/吴忠/同心", "县级", False, None),
    ("004", "vice_president_share", 40, "total", "宁夏/吴忠/同心", "县级", False, None),
]


def test_every_target_of_the_documents_is_there_with_place_and_period() -> None:
    found = {
        (one.source, one.metric, one.value, one.kind, one.place, one.level, one.each, one.until) for one in documents()
    }
    assert found == set(ASKED_FOR)
    assert len(documents()) == len(ASKED_FOR)
    assert all(one.section for one in documents())


@pytest.mark.parametrize("metric", [one for one in catalogue().values() if one.counter in ("points", "teams")])
def test_what_a_target_counts_can_be_recorded(metric: Metric) -> None:
    assert set(metric.kinds) & ({one.value for one in PointType} | {one.value for one in TeamType}), metric.id
