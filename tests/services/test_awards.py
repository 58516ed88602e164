"""会员之星: who may choose, what is refused, what is counted, namesakes, undo, merging, erasure."""

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.accounts import Role
from bot.core.awards import AwardKind, ends
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.core.organisations import OrganisationType
from bot.services import awards, metrics, register
from bot.services.awards_form import CertificateForm, MemberStarForm
from bot.services.work import Work
from bot.store import awards as store
from bot.store import organisations
from bot.store.database import Database
from bot.store.tables import AuditRow, AwardRow, MembershipRow, OrganisationRow
from tests.conftest import NOW
from tests.services.test_register import worker
from tests.store.test_rollups import found_wrong

TODAY = NOW.date()
YEAR = TODAY.year
TREE: list[tuple[str, OrganisationType, int | None]] = [
    ("乙市红十字会", OrganisationType.CITY, None),
    ("丙县红十字会", OrganisationType.COUNTY, 0),
    ("丙县东湖社区红十字会", OrganisationType.COMMUNITY, 1),
    ("丙县西湖社区红十字会", OrganisationType.COMMUNITY, 1),
    ("丁县红十字会", OrganisationType.COUNTY, 0),
    ("丁县北湖社区红十字会", OrganisationType.COMMUNITY, 4),
]
CITY, COUNTY, EAST, WEST, OTHER, FAR = range(6)
PEOPLE = [("邬小满", EAST, MemberKind.ADULT), ("桑榆", EAST, MemberKind.ADULT), ("古月", WEST, MemberKind.VOLUNTEER),
          ("邬小满", WEST, MemberKind.ADULT), ("穆青", FAR, MemberKind.ADULT)]  # fmt: skip
MAN, SANG, GU, NAMESAKE, MU = range(5)


class Scene:
    """A small register; `people` are memberships in the order of `PEOPLE`."""

    def __init__(self, session: Session) -> None:
        self.session, self.ids = session, list[int]()
        for name, kind, above in TREE:
            row = OrganisationRow(name=name, type=kind, parent_id=self.ids[above] if above is not None else None)
            self.ids.append(organisations.add(session, row).id)
        boss = worker(session, Role.CITY_OFFICER, self.ids[CITY], "boss")
        self.people = [
            register.register(
                boss, Entry(kind, PersonalFacts(name, "女", None, f"1390000900{number}", "1990-01-01")),
                self.ids[home], f"r{number}",
            )
            for number, (name, home, kind) in enumerate(PEOPLE)
        ]  # fmt: skip

    def by(self, role: Role = Role.COUNTY_OFFICER, home: int = COUNTY) -> Work:
        return worker(self.session, role, self.ids[home], f"{role} {home}")

    def id(self, number: int) -> int:
        return self.people[number].id

    def counted(self, metric: str, node: int = CITY, day: date = TODAY) -> float | None:
        row = self.session.get_one(OrganisationRow, self.ids[node])
        assert found_wrong(self.session) == []
        return metrics.measure(self.by(Role.CITY_OFFICER, CITY), metrics.catalogue()[metric], row, day).measure.value

    def stars(self, node: int = CITY, day: date = TODAY) -> float | None:
        return self.counted("member_stars", node, day)


@pytest.fixture
def scene(database: Database):  # type: ignore[no-untyped-def]
    with database.session() as session:
        yield Scene(session)
        session.rollback()


def brought(scene: Scene) -> awards.Brought:
    return awards.Brought(scene.people[MAN].person_id or 0, scene.ids[EAST], TODAY, None, None)


CALLS: dict[str, Callable[[Work, Scene, int], Any]] = {
    "choose": lambda w, s, _: awards.choose(w, s.id(MAN), YEAR),
    "demand_new": lambda w, s, _: awards.demand_new(w, s.id(MAN), YEAR),
    "standing": lambda w, s, _: awards.standing(w, s.id(MAN), YEAR),
    "member_stars": lambda w, s, _: awards.member_stars(w, s.id(MAN)),
    "chosen_of": lambda w, s, _: awards.chosen_of(w, s.session.get_one(OrganisationRow, s.ids[COUNTY]), YEAR, 1),
    "take_back": lambda w, _, award: awards.take_back(w, award),
    "withdraw": lambda w, _, award: awards.withdraw(w, award),
    "restore": lambda w, _, award: awards.restore(w, award),
    "certify": lambda w, s, _: awards.certify(w, s.id(MAN), TODAY),
    "correct_certificate": lambda w, s, _: awards.correct_certificate(w, s.id(SANG), number="A1234"),
    "bring": lambda w, s, _: awards.bring(w, [brought(s)], 1),
    "certificates": lambda w, s, _: awards.certificates(w, s.id(MAN)),
    "certified": lambda w, s, _: awards.certified(w, s.session.get_one(OrganisationRow, s.ids[COUNTY]), "holders", 1),
    "member_of": lambda w, s, _: awards.member_of(w, s.people[MAN].person_id or 0),
}
HARMLESS = {
    "awarder_of",
    "people_named",
    "demand_day",
    "name_of",
    "demand_valid",
    "read",
    "masked",
    "own_certificates",
    "number_of",
    "is_new",
}  # the actor's own reach; they only read or refuse


def test_every_function_is_tried() -> None:
    public = {name for name, one in inspect.getmembers(awards, inspect.isfunction) if one.__module__ == awards.__name__}
    assert {name for name in public if not name.startswith("_")} == CALLS.keys() | HARMLESS


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.COUNTY_OFFICER, OTHER), (Role.SECRETARY, FAR), (Role.VOLUNTEER, FAR), (Role.ADMINISTRATOR, CITY)],
)
def test_outside_the_reach_everything_is_refused(scene: Scene, call: str, role: Role, home: int) -> None:
    award = awards.choose(scene.by(), scene.id(SANG), YEAR).id
    before = scene.session.query(AuditRow).count()
    with pytest.raises(PermissionDeniedError):
        CALLS[call](scene.by(role, home), scene, award)
    assert scene.session.query(AuditRow).count() == before
    assert awards.people_named(scene.by(role, home), "邬小满", awards.Action.SEE_ROSTER) == []


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.MEMBER, Role.VOLUNTEER, Role.ADMINISTRATOR, Role.VISITOR])
def test_only_officers_choose(scene: Scene, role: Role) -> None:
    with pytest.raises(PermissionDeniedError):
        awards.choose(scene.by(role, EAST), scene.id(MAN), YEAR)
    with pytest.raises(PermissionDeniedError):
        MemberStarForm().begin(scene.by(role, EAST), "推选邬小满为会员之星", "")


def test_who_was_chosen_is_counted_in_the_year_and_in_all_above(scene: Scene) -> None:
    kept = awards.choose(scene.by(), scene.id(MAN), YEAR, TODAY - timedelta(days=10))
    assert (kept.year, kept.awarder, kept.organisation_id) == (YEAR, "丙县红十字会", scene.ids[EAST])
    assert [scene.stars(node) for node in range(6)] == [1, 1, 1, 0, 0, 0]
    assert scene.stars(day=TODAY - timedelta(days=11)) == 0
    assert scene.stars(day=date(YEAR + 1, 1, 1)) == 0
    log = scene.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert log is not None
    assert (log.action, log.actor) == ("choose_member_star", "county_officer 1")


def test_a_year_that_is_over_without_a_day_is_its_last(scene: Scene) -> None:
    assert awards.choose(scene.by(), scene.id(MAN), YEAR - 1).since == date(YEAR - 1, 12, 31)
    assert scene.stars(day=date(YEAR - 1, 12, 31)) == 1
    assert scene.stars() == 0


@pytest.mark.parametrize(
    ("year", "day", "code"),
    [
        (YEAR + 1, None, "ahead"),
        (YEAR, TODAY + timedelta(days=1), "ahead"),
        (YEAR, date(YEAR - 1, 12, 31), "member_star_year"),
    ],
)
def test_what_cannot_be_is_refused(scene: Scene, year: int, day: date | None, code: str) -> None:
    with pytest.raises(RegisterError) as refused:
        awards.choose(scene.by(), scene.id(MAN), year, day)
    assert refused.value.code == code


def test_twice_in_a_year_is_refused_whoever_chooses(scene: Scene) -> None:
    awards.choose(scene.by(), scene.id(MAN), YEAR)
    for work in (scene.by(), scene.by(Role.CITY_OFFICER, CITY)):
        with pytest.raises(RegisterError) as refused:
            awards.choose(work, scene.id(MAN), YEAR)
        assert refused.value.code == "member_star_exists"
        assert refused.value.values["awarder"] == "丙县红十字会"
    awards.choose(scene.by(), scene.id(MAN), YEAR - 1)
    assert scene.stars() == 1


def test_a_volunteer_who_is_no_member_is_not_chosen(scene: Scene) -> None:
    with pytest.raises(RegisterError) as refused:
        awards.choose(scene.by(), scene.id(GU), YEAR)
    assert refused.value.code == "member_star_no_member"


def test_taking_back_and_restoring(scene: Scene) -> None:
    kept = awards.choose(scene.by(), scene.id(MAN), YEAR)
    awards.withdraw(scene.by(), kept.id)
    assert scene.stars() == 0
    with pytest.raises(RegisterError):
        awards.withdraw(scene.by(), kept.id)
    awards.restore(scene.by(), kept.id)
    assert scene.stars() == 1
    awards.withdraw(scene.by(), kept.id)
    awards.choose(scene.by(), scene.id(MAN), YEAR)
    with pytest.raises(RegisterError):
        awards.restore(scene.by(), kept.id)
    assert scene.stars() == 1


def test_the_list_of_a_year(scene: Scene) -> None:
    county = scene.session.get_one(OrganisationRow, scene.ids[COUNTY])
    for number in (MAN, SANG):
        awards.choose(scene.by(), scene.id(number), YEAR)
    found = awards.chosen_of(scene.by(), county, YEAR, 1)
    assert found.page is not None
    assert ([one.name for one in found.page.lines], found.total) == (["邬小满", "桑榆"], 2)
    assert awards.chosen_of(scene.by(), county, YEAR - 1, 1).total == 0
    east = scene.session.get_one(OrganisationRow, scene.ids[EAST])
    seen = awards.chosen_of(scene.by(Role.MEMBER, EAST), east, YEAR, 1)  # numbers, no names
    assert (seen.total, seen.page) == (2, None)


def test_one_who_turns_out_to_be_two_counts_once_and_twice_again(scene: Scene) -> None:
    for number in (MAN, NAMESAKE):
        awards.choose(scene.by(), scene.id(number), YEAR, TODAY - timedelta(days=number))
    assert scene.stars() == 2
    kept, other = (scene.people[number].person_id or 0 for number in (MAN, NAMESAKE))
    merged = register.merge(scene.by(), kept, other)
    assert scene.stars() == 1
    assert awards.standing(scene.by(), scene.id(MAN), YEAR) is not None
    register.unmerge(scene.by(), merged.id)
    assert scene.stars() == 2
    assert {row.person_id for row in scene.session.query(AwardRow)} == {kept, other}


def test_erasure_leaves_the_number_and_undoing_a_registration_does_not(scene: Scene) -> None:
    for number in (MAN, SANG):
        awards.choose(scene.by(), scene.id(number), YEAR)
    register.erase(scene.by(), scene.people[MAN].person_id or 0)
    assert scene.stars() == 2
    register.withdraw(scene.by(), scene.id(SANG))
    assert scene.stars() == 1


# --- certificates ----------------------------------------------------------------------------------------------------


def test_a_certificate_counts_from_its_day_to_its_last_one(scene: Scene) -> None:
    secretary = scene.by(Role.SECRETARY, EAST)
    kept = awards.certify(secretary, scene.id(MAN), date(2025, 3, 5), date(2026, 11, 1), "ZJ2025030001")
    assert (kept.assumed, kept.until) == (False, date(2026, 11, 2))
    assert b"ZJ2025030001" not in (kept.number or b"")
    assert awards.number_of(secretary, kept) == "ZJ2025030001"
    days = [date(2025, 3, 4), date(2025, 3, 5), date(2026, 11, 1), date(2026, 11, 2)]
    assert [scene.counted("certified", COUNTY, day) for day in days] == [0, 1, 1, 0]
    assert scene.counted("certified", WEST, days[1]) == 0


def test_without_a_last_day_three_years_are_assumed(scene: Scene) -> None:
    kept = awards.certify(scene.by(), scene.id(GU), date(2024, 2, 29))
    assert (kept.assumed, kept.expires) == (True, date(2027, 2, 27))


def test_a_new_certificate_takes_the_place_of_the_old_one(scene: Scene) -> None:
    first = awards.certify(scene.by(), scene.id(MAN), date(2023, 12, 1))
    second = awards.certify(scene.by(), scene.id(MAN), date(2026, 10, 1))
    assert (first.until, second.until) == (date(2026, 10, 1), date(2029, 10, 1))
    assert scene.counted("certified") == 1
    awards.withdraw(scene.by(), second.id)
    assert first.until == date(2026, 12, 1)
    assert scene.counted("certified") == 1


@pytest.mark.parametrize(
    ("issued", "expires", "code"),
    [
        (TODAY + timedelta(days=1), None, "ahead"),
        (TODAY, TODAY, "certificate_days"),
        (TODAY, date(2046, 1, 1), "certificate_days"),
    ],
)
def test_days_of_a_certificate_that_cannot_be(scene: Scene, issued: date, expires: date | None, code: str) -> None:
    with pytest.raises(RegisterError) as refused:
        awards.certify(scene.by(), scene.id(MAN), issued, expires)
    assert refused.value.code == code


def test_a_certificate_is_corrected_and_that_is_undone(scene: Scene) -> None:
    first = awards.certify(scene.by(), scene.id(MAN), date(2026, 3, 5))
    with pytest.raises(RegisterError) as refused:
        awards.correct_certificate(scene.by(), scene.id(MAN), date(2026, 3, 5))
    assert refused.value.code == "same"
    kept = awards.correct_certificate(scene.by(), scene.id(MAN), date(2026, 4, 5), number="B12345")
    assert (kept.expires, kept.assumed, first.status) == (date(2029, 4, 4), True, "corrected")
    assert scene.counted("certified", day=date(2026, 3, 20)) == 0
    awards.take_back(scene.by(), kept.id)
    assert (first.status, scene.counted("certified", day=date(2026, 3, 20))) == ("active", 1)
    with pytest.raises(RegisterError):
        awards.correct_certificate(scene.by(), scene.id(SANG), date(2026, 3, 5))


def test_whose_runs_out_and_whose_is_over(scene: Scene) -> None:
    county = scene.session.get_one(OrganisationRow, scene.ids[COUNTY])
    work = scene.by()
    awards.certify(work, scene.id(MAN), date(2023, 12, 1))  # to the end of November
    awards.certify(work, scene.id(SANG), date(2023, 1, 1))  # over
    awards.certify(work, scene.id(GU), date(2023, 1, 1))
    awards.certify(work, scene.id(GU), date(2026, 1, 1))

    def found(which: str) -> list[str]:
        return [one.name for one in awards.certified(work, county, which, 1).lines]

    assert (found("holders"), found("expiring"), found("expired")) == (["邬小满", "古月"], ["邬小满"], ["桑榆"])


def test_a_number_is_forgotten_with_its_person(scene: Scene) -> None:
    kept = awards.certify(scene.by(), scene.id(MAN), TODAY, number="A12345")
    register.erase(scene.by(), scene.people[MAN].person_id or 0)
    scene.session.refresh(kept)
    assert (kept.number, scene.counted("certified")) == (None, 1)


# --- certificates by talk --------------------------------------------------------------------------------------------


def test_certificates_of_several_each_with_a_day_and_a_number(scene: Scene) -> None:
    form, work = CertificateForm(), scene.by(Role.SECRETARY, EAST)
    content = form.begin(work, "邬小满3月5日取得救护员证，证号A12345，桑榆4月6日取得，证号B12345", "")
    assert form.missing(work, content) is None
    result = form.commit(work, content, "")
    rows = [scene.session.get_one(AwardRow, number) for number in result["awards"]]
    assert [(row.since, awards.number_of(work, row)) for row in rows] == [
        (date(YEAR, 3, 5), "A12345"), (date(YEAR, 4, 6), "B12345"),
    ]  # fmt: skip
    assert scene.counted("certified") == 2
    form.undo(work, content, result)
    assert scene.counted("certified") == 0


def test_who_has_it_already_is_left_out_and_what_is_said_later_is_taken(scene: Scene) -> None:
    form, work = CertificateForm(), scene.by()
    awards.certify(work, scene.id(SANG), date(YEAR, 3, 5))
    content = form.begin(work, "3月5日取证的有古月、桑榆、冷秋月", "")
    assert (content["already"], content["unknown"]) == (["桑榆"], ["冷秋月"])
    taken = form.take(work, "有效期到2028年12月31日", content, None)
    assert taken is not None
    assert form.facts(work, taken.content, taken.content["people"][0])[2] == date(2028, 12, 31)
    years = form.take(work, "有效期两年", content, None)
    assert years is not None
    assert form.facts(work, years.content, years.content["people"][0])[2] == date(YEAR + 2, 3, 4)


def test_a_correction_and_a_record_that_never_was(scene: Scene) -> None:
    form, work = CertificateForm(), scene.by()
    awards.certify(work, scene.id(SANG), date(YEAR, 3, 5))
    content = form.begin(work, "桑榆的救护员证是4月6号发的，改一下", "")
    assert content["do"] == "correct"
    form.commit(work, content, "")
    assert scene.counted("certified", day=date(YEAR, 4, 5)) == 0
    dropped = form.begin(work, "桑榆的救护员证登错了，删掉", "")
    result = form.commit(work, dropped, "")
    assert scene.counted("certified") == 0
    form.undo(work, dropped, result)
    assert scene.counted("certified") == 1
    with pytest.raises(RegisterError):
        form.begin(work, "古月的救护员证登错了，删掉", "")
    for role in (Role.MEMBER, Role.VOLUNTEER, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDeniedError):
            form.begin(scene.by(role, EAST), "桑榆取得救护员证", "")


# --- by talk ---------------------------------------------------------------------------------------------------------


def test_several_in_one_message_and_who_was_chosen_already(scene: Scene) -> None:
    form, work = MemberStarForm(), scene.by()
    awards.choose(work, scene.id(SANG), YEAR)
    content = form.begin(work, f"推选东湖社区的邬小满、桑榆、白鹭洲为{YEAR}年度会员之星", "")
    assert content["already"] == ["桑榆"]
    assert form.missing(work, content) == "which"  # two are called 邬小满: 东湖社区 is no full name
    taken = form.take(work, "丙县东湖社区", content, "which")
    assert taken is not None
    assert [one[0] for one in taken.content["people"]] == [scene.id(MAN)]
    assert form.missing(work, taken.content) is None
    result = form.commit(work, taken.content, "")
    assert scene.stars() == 2
    form.undo(work, taken.content, result)
    assert scene.stars() == 1


def test_what_is_about_something_else_is_left_to_it(scene: Scene) -> None:
    for form in (MemberStarForm(), CertificateForm()):
        content = form.begin(scene.by(), "桑榆评上会员之星" if form.kind == "member_star" else "桑榆取得救护员证", "")
        assert form.take(scene.by(), "登记会员 冷秋月 1990年1月1日生", content, None) is None
        assert form.take(scene.by(), "古月几星", content, None) is None


def test_everybody_chosen_already_is_refused(scene: Scene) -> None:
    awards.choose(scene.by(), scene.id(SANG), YEAR)
    with pytest.raises(RegisterError) as refused:
        MemberStarForm().begin(scene.by(), "桑榆被评为今年的会员之星", "")
    assert refused.value.code == "member_star_exists"


def test_a_day_tells_the_year_and_another_level_chooses(scene: Scene) -> None:
    content = MemberStarForm().begin(scene.by(), "桑榆去年12月20日被乙市红十字会评为会员之星", "")
    assert (content["year"], content["day"], content["awarder"]) == (YEAR - 1, f"{YEAR - 1}-12-20", "乙市红十字会")


def test_striking_out(scene: Scene) -> None:
    form, work = MemberStarForm(), scene.by()
    awards.choose(work, scene.id(SANG), YEAR)
    content = form.begin(work, "取消桑榆的会员之星", "")
    result = form.commit(work, content, "")
    assert scene.stars() == 0
    form.undo(work, content, result)
    assert scene.stars() == 1
    with pytest.raises(RegisterError) as refused:
        form.begin(work, "取消丙县西湖社区邬小满的会员之星", "")
    assert refused.value.code == "member_star_none"


def test_from_a_list_somebody_is_chosen_by_number(scene: Scene) -> None:
    person = scene.people[NAMESAKE].person_id
    content = MemberStarForm().begin(scene.by(), f"choose:{person}", str(person))
    assert content["people"] == [[scene.id(NAMESAKE), "邬小满", "丙县西湖社区红十字会"]]
    with pytest.raises(PermissionDeniedError):
        MemberStarForm().begin(scene.by(home=OTHER), "", str(person))


def test_unknown_people_are_named(scene: Scene) -> None:
    with pytest.raises(RegisterError) as refused:
        MemberStarForm().begin(scene.by(), "推选冷秋月为会员之星", "")
    assert (refused.value.code, refused.value.values["names"]) == ("award_unknown", "冷秋月")


def test_an_end_that_is_wrong_is_found(scene: Scene) -> None:
    kept = awards.certify(scene.by(), scene.id(MAN), TODAY)
    awards.choose(scene.by(), scene.id(MAN), YEAR)
    for whole in (True, False):
        assert list(store.faults(scene.session, whole=whole)) == []
    kept.until = TODAY
    scene.session.flush()
    for whole in (True, False):
        assert list(store.faults(scene.session, whole=whole)) == [f"awards: person {kept.person_id}, first_aid"]


# --- how long what is given counts -----------------------------------------------------------------------------------


def test_a_year_counts_once() -> None:
    given = [(date(2025, 3, 1), 2025, None), (date(2025, 4, 1), 2025, None), (date(2026, 1, 5), 2024, None)]
    assert ends(AwardKind.MEMBER_STAR, given) == [date(2026, 1, 1), date(2025, 4, 1), date(2027, 1, 1)]


def test_a_certificate_ends_where_the_next_begins() -> None:
    given = [(date(2023, 1, 1), None, None), (date(2024, 6, 1), None, date(2025, 1, 1)), (date(2025, 9, 1), None, None)]
    assert ends(AwardKind.FIRST_AID, given) == [date(2024, 6, 1), date(2025, 1, 2), date(2028, 9, 1)]


def test_a_membership_is_kept(scene: Scene) -> None:
    """What was given stays where it was given when the member moves."""
    awards.choose(scene.by(), scene.id(MAN), YEAR)
    register.transfer(scene.by(), scene.id(MAN), scene.ids[WEST], "t")
    assert (scene.stars(EAST), scene.stars(WEST), scene.stars()) == (1, 0, 1)
    assert scene.session.query(MembershipRow).count() == len(PEOPLE) + 1
