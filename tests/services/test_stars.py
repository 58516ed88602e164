"""Stars of volunteers: which level awards which, what others may, history, undo; rules and who fulfils them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.activities import ActivityType
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.core.stars import Honour, HonourRule, StarStatus, star_of
from bot.services import honours, people, register, stars, stars_form
from bot.services.drafts import begin, commit, undo
from bot.services.stars_form import StarForm
from bot.services.work import Work
from bot.store import activities as kept_activities
from bot.store import notices, organisations
from bot.store.database import Database
from bot.store.tables import ActivityRow, AuditRow, OrganisationRow, ServiceHoursRow, StarRow
from tests.conftest import NOW
from tests.services.test_register import worker
from tests.services.test_scope import public

TODAY = NOW.date()
#   province, city, county, branch, village; another county with a branch
TREE: list[tuple[str, OrganisationType, int | None]] = [
    ("甲省红十字会", OrganisationType.PROVINCE, None),
    ("乙市红十字会", OrganisationType.CITY, 0),
    ("丙县红十字会", OrganisationType.COUNTY, 1),
    ("东街道红十字会", OrganisationType.STREET, 2),
    ("东街道西村红十字会", OrganisationType.VILLAGE, 3),
    ("丁县红十字会", OrganisationType.COUNTY, 1),
    ("北街道红十字会", OrganisationType.STREET, 5),
]
PROVINCE, CITY, COUNTY, BRANCH, VILLAGE, OTHER, FAR = range(7)
HOME_OF = {
    Role.PROVINCE_OFFICER: PROVINCE,
    Role.CITY_OFFICER: CITY,
    Role.COUNTY_OFFICER: COUNTY,
    Role.SECRETARY: BRANCH,
}


@dataclass
class Scene:
    """A tree with three volunteers of the village and one far away; the first is also an adult member."""

    session: Session
    ids: list[int]
    volunteers: list[int]
    far: int
    persons: list[int]

    def by(self, role: Role, days: int = 0) -> Work:
        return worker(self.session, role, self.ids[HOME_OF[role]], role.value, days)

    def serve(self, volunteer: int, hours: float, day: date = TODAY - timedelta(days=10)) -> None:
        row = kept_activities.add(self.session, ActivityRow(
            organisation_id=self.ids[VILLAGE], status="held", activity_type=ActivityType.VOLUNTEER_SERVICE, date=day,
            reported_by="boss", reported_at=NOW,
        ))  # fmt: skip
        person = self.persons[volunteer]
        self.session.add(ServiceHoursRow(activity_id=row.id, name="某", person_id=person, hours=hours))
        self.session.flush()

    def level(self, volunteer: int = 0, day: date = TODAY) -> int:
        return stars.level_now(stars.history(self.by(Role.SECRETARY), self.volunteers[volunteer]), day)


@pytest.fixture
def scene(database: Database):  # type: ignore[no-untyped-def]
    with database.session() as session:
        ids: list[int] = []
        for name, kind, above in TREE:
            parent = None if above is None else ids[above]
            ids.append(organisations.add(session, OrganisationRow(name=name, type=kind, parent_id=parent)).id)
        boss = worker(session, Role.PROVINCE_OFFICER, ids[PROVINCE], "boss")
        rows = [register.register(boss, volunteer(n), ids[VILLAGE], f"v{n}") for n in range(3)]
        for row in rows:
            row.valid_from = TODAY - timedelta(days=800)
        far = register.register(boss, volunteer(3), ids[FAR], "v3")
        yield Scene(session, ids, [row.id for row in rows], far.id, [row.person_id or 0 for row in rows])
        session.rollback()


NAMES = ("张桂芳", "李立群", "王晓燕", "何静")


def volunteer(number: int) -> Entry:
    return Entry(MemberKind.VOLUNTEER, PersonalFacts(NAMES[number], phone=f"1380000200{number}"))


# --- who awards ------------------------------------------------------------------------------------------------------

RIGHT = dict.fromkeys((1, 2, 3), Role.COUNTY_OFFICER) | {4: Role.CITY_OFFICER, 5: Role.PROVINCE_OFFICER}


@pytest.mark.parametrize("level", range(1, 6))
@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER])
def test_only_the_right_level_awards(scene: Scene, role: Role, level: int) -> None:
    work = scene.by(role)
    if role is RIGHT[level]:
        row = stars.award(work, scene.volunteers[0], level)
        assert (scene.level(), row.awarder, row.recorded) == (level, TREE[HOME_OF[role]][0], False)
        return
    with pytest.raises(RegisterError, match="star_not_yours") as refused:
        stars.award(work, scene.volunteers[0], level)
    assert refused.value.values["who"] == f"（{TREE[HOME_OF[RIGHT[level]]][0]}）"
    assert scene.session.query(StarRow).count() == 0


def test_a_secretary_awards_nothing_and_is_told_who_may(scene: Scene) -> None:
    with pytest.raises(RegisterError, match="star_not_yours"):
        stars.award(scene.by(Role.SECRETARY), scene.volunteers[0], 1)


def test_the_right_level_of_another_place_awards_nothing(scene: Scene) -> None:
    other = worker(scene.session, Role.COUNTY_OFFICER, scene.ids[OTHER], "other")
    with pytest.raises(PermissionDeniedError):
        stars.award(other, scene.volunteers[0], 1)


def test_only_a_volunteer_has_stars(scene: Scene) -> None:
    boss = scene.by(Role.COUNTY_OFFICER)
    adult = Entry(MemberKind.ADULT, PersonalFacts("陈小雅", phone="13800002009"))
    member = register.register(boss, adult, scene.ids[VILLAGE], "m")
    with pytest.raises(RegisterError, match="star_no_volunteer"):
        stars.award(boss, member.id, 1)
    register.leave(boss, scene.volunteers[1], TODAY)
    with pytest.raises(RegisterError, match="star_no_volunteer"):
        stars.award(boss, scene.volunteers[1], 1)


# --- what others may -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "said", "kept"),
    [
        (3, None, "丙县红十字会"),
        (3, "县红十字会", "丙县红十字会"),
        (4, "市红会", "乙市红十字会"),
        (4, "乙市红十字会", "乙市红十字会"),
        (4, "戊市红十字会", "戊市红十字会"),  # awarded where she lived before
        (5, "省红十字会", "甲省红十字会"),
        (4, "县红十字会", None),
        (3, "乙市红十字会", None),
        (5, "乙市红十字会", None),
        (3, "东街道红十字会", None),
    ],
)
def test_what_the_right_level_awarded_is_recorded(scene: Scene, level: int, said: str | None, kept: str | None) -> None:
    work = scene.by(Role.SECRETARY)
    if kept is None:
        with pytest.raises(RegisterError, match="star_awarder"):
            stars.record(work, scene.volunteers[0], level, said)
        return
    row = stars.record(work, scene.volunteers[0], level, said, date(2025, 3, 5))
    assert (row.awarder, row.recorded, scene.level(), scene.level(0, date(2025, 3, 4))) == (kept, True, level, 0)


def test_a_proposal_counts_once_the_right_level_accepts_it(scene: Scene) -> None:
    secretary, city = scene.by(Role.SECRETARY), scene.by(Role.CITY_OFFICER)
    row = stars.propose(secretary, scene.volunteers[0], 4)
    assert scene.level() == 0
    assert [(one.name, one.level) for one in stars.waiting(city)] == [("张桂芳", 4)]
    assert stars.waiting(scene.by(Role.COUNTY_OFFICER)) == []
    assert [note.phrase for note in notices.tell(scene.session, "city_officer", NOW)] == ["channel_star_proposed"]
    with pytest.raises(RegisterError, match="star_proposed"):
        stars.propose(secretary, scene.volunteers[0], 4)
    with pytest.raises(RegisterError, match="star_not_yours"):
        stars.accept(scene.by(Role.COUNTY_OFFICER), row.id)
    stars.accept(city, row.id)
    assert (scene.level(), stars.waiting(city)) == (4, [])
    assert [note.phrase for note in notices.tell(scene.session, "secretary", NOW)] == ["channel_star_accepted"]
    stars.take_back(city, row.id)
    assert (scene.level(), len(stars.waiting(city))) == (0, 1)
    stars.decline(city, row.id)
    assert (scene.level(), stars.waiting(city), row.status) == (0, [], StarStatus.DECLINED)
    with pytest.raises(RegisterError, match="settled"):
        stars.accept(city, row.id)


# --- events, corrections, undo ---------------------------------------------------------------------------------------


def test_an_event_adds_to_the_history_and_a_correction_does_not(scene: Scene) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    stars.award(county, scene.volunteers[0], 1, date(2026, 1, 10))
    stars.award(county, scene.volunteers[0], 3, date(2026, 5, 10))
    stars.correct(county, scene.volunteers[0], 2)
    steps = [(one.level, one.day) for one in stars.history(county, scene.volunteers[0])]
    assert steps == [(1, date(2026, 1, 10)), (2, date(2026, 5, 10))]
    stars.take_away(county, scene.volunteers[0], date(2026, 8, 1))
    assert [scene.level(0, date(2026, month, 15)) for month in (1, 5, 7, 8)] == [1, 2, 2, 0]
    assert scene.session.query(StarRow).count() == 4  # nothing is deleted
    with pytest.raises(RegisterError, match="star_none"):
        stars.take_away(county, scene.volunteers[0])


def test_each_step_is_undone_from_the_last(scene: Scene) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    first = stars.award(county, scene.volunteers[0], 1, date(2026, 1, 10))
    right = stars.correct(county, scene.volunteers[0], 2)
    gone = stars.take_away(county, scene.volunteers[0])
    with pytest.raises(RegisterError, match="settled"):
        stars.take_back(county, right.id)
    levels = [scene.level()]
    for row in (gone, right, first):
        stars.take_back(county, row.id)
        levels.append(scene.level())
    assert levels == [0, 2, 1, 0]
    with pytest.raises(RegisterError, match="settled"):
        stars.take_back(county, first.id)


def test_what_an_officer_awarded_a_secretary_neither_corrects_nor_takes_nor_undoes(scene: Scene) -> None:
    secretary, city = scene.by(Role.SECRETARY), scene.by(Role.CITY_OFFICER)
    row = stars.award(city, scene.volunteers[0], 4)
    calls: list[Callable[[], object]] = [
        lambda: stars.correct(secretary, scene.volunteers[0], 3),
        lambda: stars.take_away(secretary, scene.volunteers[0]),
        lambda: stars.take_back(secretary, row.id),
        lambda: stars.correct(city, scene.volunteers[0], 3),  # three stars are the county's
    ]
    for call in calls:
        with pytest.raises(RegisterError, match="star_not_yours"):
            call()
    assert scene.level() == 4


def test_what_was_recorded_is_corrected_by_who_may_record(scene: Scene) -> None:
    secretary = scene.by(Role.SECRETARY)
    stars.record(secretary, scene.volunteers[0], 3, "县红十字会")
    right = stars.correct(secretary, scene.volunteers[0], 4, awarder="市红十字会")
    assert (scene.level(), right.awarder, right.recorded) == (4, "乙市红十字会", True)
    with pytest.raises(RegisterError, match="same"):
        stars.correct(secretary, scene.volunteers[0], 4)
    stars.take_back(secretary, right.id)
    assert scene.level() == 3


@pytest.mark.parametrize(
    ("do", "code"),
    [
        (lambda s, w: stars.award(w, s.volunteers[0], 2), "star_same"),
        (lambda s, w: stars.award(w, s.volunteers[1], 2, TODAY + timedelta(days=1)), "ahead"),
        (lambda s, w: stars.take_away(w, s.volunteers[0], TODAY - timedelta(days=400)), "before_begin"),
        (lambda s, w: stars.take_away(w, s.volunteers[1]), "star_none"),
        (lambda s, w: stars.correct(w, s.volunteers[1], 2), "star_none"),
    ],
)
def test_what_cannot_be_is_refused(scene: Scene, do: Callable[[Scene, Work], object], code: str) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    stars.award(county, scene.volunteers[0], 2)
    with pytest.raises(RegisterError, match=code):
        do(scene, county)


def test_stars_follow_who_turned_out_to_be_one(scene: Scene) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    stars.award(county, scene.volunteers[1], 2)
    scene.serve(1, 30)
    register.merge(county, scene.persons[0], scene.persons[1])
    assert scene.level(0) == 2
    numbers, page = stars.starred(county, scene.session.get_one(OrganisationRow, scene.ids[COUNTY]), None, 1)
    assert (numbers, [(one.name, one.hours) for one in page.lines]) == ({2: 1}, [("张桂芳", 30)])


# --- by talk ---------------------------------------------------------------------------------------------------------


def test_the_form_awards_several_and_undoes_them(scene: Scene) -> None:
    county, form = scene.by(Role.COUNTY_OFFICER), StarForm()
    content = form.begin(county, "给张桂芳和李立群评三星", "")
    assert (form.missing(county, content), content["names"], scene.level()) == (None, ["张桂芳", "李立群"], 0)
    assert [line[:3] for line in stars_form.facing(county, content)] == [
        ("张桂芳", "东街道西村红十字会", 0), ("李立群", "东街道西村红十字会", 0),
    ]  # fmt: skip
    changed = form.take(county, "改成二星", content, None)
    assert changed is not None
    draft = begin(county, form.kind, changed.content)
    commit(county, draft, form)
    assert (scene.level(0), scene.level(1)) == (2, 2)
    undo(county, draft, form)
    assert (scene.level(0), scene.level(1)) == (0, 0)


@pytest.mark.parametrize(
    ("role", "said", "code"),
    [
        (Role.COUNTY_OFFICER, "给张桂芳评四星", "star_not_yours"),
        (Role.SECRETARY, "李立群评为四星级，县红十字会授的", "star_awarder"),
        (Role.COUNTY_OFFICER, "给张桂芳评八星", "star_level"),
        (Role.COUNTY_OFFICER, "给何静评三星", "star_unknown"),
    ],
)
def test_the_form_refuses_before_the_preview(scene: Scene, role: Role, said: str, code: str) -> None:
    with pytest.raises(RegisterError, match=code):
        StarForm().begin(scene.by(role), said, "")
    assert scene.session.query(StarRow).count() == 0


def test_of_one_name_the_form_asks_which(scene: Scene) -> None:
    county, form = scene.by(Role.COUNTY_OFFICER), StarForm()
    twin = Entry(MemberKind.VOLUNTEER, PersonalFacts("张桂芳", phone="13800002008"))
    register.register(county, twin, scene.ids[BRANCH], "twin")
    content = form.begin(county, "给张桂芳评三星", "")
    assert form.missing(county, content) == "which"
    chosen = form.take(county, "东街道西村", content, "which")
    assert chosen is not None
    assert (form.missing(county, chosen.content), chosen.content["volunteers"]) == (None, [scene.volunteers[0]])


# --- rules and lists -------------------------------------------------------------------------------------------------


def test_a_rule_has_versions_and_holds_below(scene: Scene) -> None:
    city, county = scene.by(Role.CITY_OFFICER), scene.by(Role.COUNTY_OFFICER)
    village, far = scene.ids[VILLAGE], scene.ids[FAR]
    assert honours.rule_for(county, Honour.STAR_3, village) is None
    honours.set_rule(city, Honour.STAR_3, scene.ids[CITY], HonourRule(300))
    first = honours.set_rule(county, Honour.STAR_3, scene.ids[COUNTY], HonourRule(200))
    second = honours.set_rule(county, Honour.STAR_3, scene.ids[COUNTY], HonourRule(150, months=12))

    def asked(organisation: int) -> tuple[float | None, str, int] | None:
        rule = honours.rule_for(county, Honour.STAR_3, organisation)
        return (rule.rule.hours, rule.owner, rule.version) if rule else None

    assert (asked(village), asked(far)) == ((150, "丙县红十字会", 2), (300, "乙市红十字会", 1))
    with pytest.raises(RegisterError, match="settled"):
        honours.take_back(county, first.id)
    honours.take_back(county, second.id)
    assert asked(village) == (200, "丙县红十字会", 1)
    honours.take_back(county, first.id)
    assert asked(village) == (300, "乙市红十字会", 1)


@pytest.mark.parametrize(
    ("role", "levels"),
    [
        (Role.SECRETARY, ()),
        (Role.COUNTY_OFFICER, (1, 2, 3)),
        (Role.CITY_OFFICER, (1, 2, 3, 4)),
        (Role.PROVINCE_OFFICER, (1, 2, 3, 4, 5)),
    ],
)
def test_the_rule_of_a_star_is_set_by_the_level_that_awards_it_or_one_above(
    scene: Scene, role: Role, levels: tuple[int, ...]
) -> None:
    work, village = scene.by(role), scene.ids[VILLAGE]
    assert tuple(level for level in range(1, 6) if honours.may_set(work, star_of(level), village)) == levels
    assert honours.may_set(work, Honour.RED_LIST, village) == bool(levels)


def test_the_rule_of_a_star_of_another_level_is_refused_before_the_preview(scene: Scene) -> None:
    county, city = scene.by(Role.COUNTY_OFFICER), scene.by(Role.CITY_OFFICER)
    with pytest.raises(RegisterError, match="star_rule_not_yours") as refused:
        honours.set_rule(county, Honour.STAR_4, scene.ids[COUNTY], HonourRule(600))
    assert refused.value.values == {"names": "", "level": "4", "kind": "市级", "who": "（乙市红十字会）"}
    with pytest.raises(RegisterError, match="star_rule_not_yours"):
        honours.RuleForm().begin(county, "四星志愿者满600小时", "")
    row = honours.set_rule(city, Honour.STAR_4, scene.ids[COUNTY], HonourRule(600))
    with pytest.raises(RegisterError, match="star_rule_not_yours"):
        honours.take_back(county, row.id)


@pytest.mark.parametrize(
    "rule", [HonourRule(), HonourRule(window=12), HonourRule(0), HonourRule(1e9), HonourRule(months=0)]
)
def test_a_rule_that_asks_nothing_or_the_impossible_is_refused(scene: Scene, rule: HonourRule) -> None:
    with pytest.raises(RegisterError, match="honour_rule"):
        honours.set_rule(scene.by(Role.COUNTY_OFFICER), Honour.STAR_1, scene.ids[COUNTY], rule)


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (HonourRule(50), ["李立群", "张桂芳"]),
        (HonourRule(61), ["李立群"]),
        (HonourRule(50, window=12), ["张桂芳"]),
        (HonourRule(activities=2), ["张桂芳"]),
        (HonourRule(months=12), ["李立群", "张桂芳", "王晓燕"]),
        (HonourRule(months=120), []),
        (HonourRule(50, months=12, window=0), ["张桂芳"]),
    ],
)
def test_who_fulfils_a_rule(scene: Scene, rule: HonourRule, names: list[str]) -> None:
    scene.serve(0, 40)
    scene.serve(0, 20)
    scene.serve(1, 90, TODAY - timedelta(days=500))
    row = scene.session.get_one(OrganisationRow, scene.ids[COUNTY])
    page = honours.candidates(scene.by(Role.COUNTY_OFFICER), Honour.STAR_2, row, rule)
    assert ([one.name for one in page.lines], page.total) == (names, len(names))


def test_who_has_the_star_or_a_higher_one_is_no_candidate(scene: Scene) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    for number in (0, 1, 2):
        scene.serve(number, 100)
    stars.award(county, scene.volunteers[0], 2)
    stars.award(county, scene.volunteers[1], 3)
    row = scene.session.get_one(OrganisationRow, scene.ids[COUNTY])
    found = [honours.candidates(county, star, row, HonourRule(50)).total for star in (Honour.STAR_2, Honour.STAR_3)]
    assert found == [1, 2]


def test_members_are_picked_for_the_star_of_members(scene: Scene) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    adult = Entry(MemberKind.ADULT, PersonalFacts(NAMES[0], phone="13800002000"))
    register.register(county, adult, scene.ids[VILLAGE], "m", person_id=scene.persons[0])
    scene.serve(0, 60)
    scene.serve(1, 60)
    row = scene.session.get_one(OrganisationRow, scene.ids[COUNTY])
    names = {
        honour: [one.name for one in honours.candidates(county, honour, row, HonourRule(50)).lines]
        for honour in (Honour.MEMBER_STAR, Honour.RED_LIST)
    }
    assert names == {Honour.MEMBER_STAR: ["张桂芳"], Honour.RED_LIST: ["张桂芳", "李立群"]}


def test_the_file_holds_the_whole_list(scene: Scene, tmp_path: Path) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    for number in (0, 1):
        scene.serve(number, 60 + number)
    row = scene.session.get_one(OrganisationRow, scene.ids[COUNTY])
    honours.set_rule(county, Honour.STAR_1, row.id, HonourRule(50))
    rule = honours.rule_for(county, Honour.STAR_1, row.id)
    assert rule is not None
    path = tmp_path / "list.xlsx"
    assert honours.export(county, Honour.STAR_1, row, rule, path, list("abcdef"), "规则") == 2
    sheet = load_workbook(path).worksheets[0]
    assert [line[:3] for line in sheet.iter_rows(min_row=2, values_only=True)] == [
        ("李立群", "东街道西村红十字会", 61), ("张桂芳", "东街道西村红十字会", 60),
    ]  # fmt: skip


def test_how_far_somebody_is_from_the_next_star(scene: Scene) -> None:
    county = scene.by(Role.COUNTY_OFFICER)
    scene.serve(0, 120)
    stars.award(county, scene.volunteers[0], 2)
    unknown = honours.outlook(county, scene.persons[0], scene.volunteers[0], None)
    assert (unknown.hours, unknown.level, unknown.lacking) == (120, 2, ((3, None, 0.0),))
    honours.set_rule(county, Honour.STAR_3, scene.ids[COUNTY], HonourRule(200))
    [(level, rule, lacking)] = honours.outlook(county, scene.persons[0], scene.volunteers[0], None).lacking
    assert (level, lacking, rule is not None and rule.owner) == (3, 80, "丙县红十字会")
    own = worker(scene.session, Role.VOLUNTEER, scene.ids[VILLAGE], "own")
    mine = Work(scene.session, own.personal, own.who.__class__(
        Account("own", Role.VOLUNTEER, name="张桂芳"), "web", own.who.grants
    ), NOW)  # fmt: skip
    assert honours.outlook(mine, scene.persons[0], None, 3).lacking[0][2] == 80
    with pytest.raises(PermissionDeniedError):
        honours.outlook(mine, scene.persons[1], None, 3)


# --- permission ------------------------------------------------------------------------------------------------------

CALLS: dict[str, Callable[[Work, Scene], object]] = {
    "stars.award": lambda w, s: stars.award(w, s.volunteers[0], 1),
    "stars.record": lambda w, s: stars.record(w, s.volunteers[0], 1, None),
    "stars.propose": lambda w, s: stars.propose(w, s.volunteers[0], 1),
    "stars.accept": lambda w, s: stars.accept(w, w.session.query(StarRow.id).limit(1).scalar() or 0),
    "stars.decline": lambda w, s: stars.decline(w, w.session.query(StarRow.id).limit(1).scalar() or 0),
    "stars.take_away": lambda w, s: stars.take_away(w, s.volunteers[0]),
    "stars.correct": lambda w, s: stars.correct(w, s.volunteers[0], 2),
    "stars.take_back": lambda w, s: stars.take_back(w, w.session.query(StarRow.id).limit(1).scalar() or 0),
    "stars.history": lambda w, s: stars.history(w, s.volunteers[0]),
    "stars.starred": lambda w, s: stars.starred(w, village(s), None, 1),
    "honours.set_rule": lambda w, s: honours.set_rule(w, Honour.STAR_1, s.ids[VILLAGE], HonourRule(1)),
    "honours.take_back": lambda w, s: honours.take_back(w, 1),
    "honours.candidates": lambda w, s: honours.candidates(w, Honour.STAR_1, village(s), HonourRule(1)),
    "honours.chosen_among": lambda w, s: honours.chosen_among(w, Honour.MEMBER_STAR, village(s), []),
    "honours.export": lambda w, s: honours.export(
        w, Honour.STAR_1, village(s), honours.InForce(1, Honour.STAR_1, HonourRule(1), "", 1, TODAY), Path("x"), [], ""
    ),
    "honours.outlook": lambda w, s: honours.outlook(w, s.persons[0], s.volunteers[0], None),
}
# What asks nothing of the register, or gives only what lies in reach.
HARMLESS = {
    "stars.awards", "stars.authority", "stars.not_yours", "stars.awarder_for", "stars.volunteers_named", "stars.own",
    "honours.may_set", "stars.is_of_policy",
    "stars.level_now", "stars.waiting", "honours.rule_for", "honours.honour_of", "honours.rule_of", "honours.read",
}  # fmt: skip


def village(scene: Scene) -> OrganisationRow:
    return scene.session.get_one(OrganisationRow, scene.ids[VILLAGE])


def test_every_function_is_tried_or_known_to_be_harmless() -> None:
    assert public(stars) | public(honours) == set(CALLS) | HARMLESS


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_outside_the_scope_everything_is_refused(scene: Scene, role: Role) -> None:
    stars.propose(scene.by(Role.SECRETARY), scene.volunteers[0], 1)
    stranger = worker(scene.session, role, scene.ids[FAR], "stranger")
    before = scene.session.query(AuditRow).count()
    for name, call in CALLS.items():
        with pytest.raises((PermissionDeniedError, RegisterError)) as refused:
            call(stranger, scene)
        assert isinstance(refused.value, PermissionDeniedError) or refused.value.code == "settled", name
    assert scene.session.query(AuditRow).count() == before
    assert stars.volunteers_named(stranger, NAMES[0]) == []
    assert people.own(stranger) is None
