"""Merging by talk and renaming: who may, what is chosen, and that taking back restores everything."""

from datetime import date

import pytest

from bot.core.accounts import Account, Role
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.members import Entry, MemberKind, PersonalFacts
from bot.services import organisations, register, renaming
from bot.services.merging import MergeForm, meant
from bot.services.renaming import RenameForm
from bot.store import accounts, members
from bot.store import organisations as tree
from bot.store.database import Database
from bot.store.tables import OrganisationRow, PersonRow
from bot.text.merging import picked, standing_alone
from bot.text.renaming import Rename, read_rename
from tests.conftest import NOW
from tests.services.test_permission import plant
from tests.services.test_register import counted, worker

FORM = MergeForm()


def entry(name: str, phone: str, **facts: str) -> Entry:
    return Entry(MemberKind.ADULT, PersonalFacts(name, phone=phone, **facts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("尤明和尤铭是同一个人，合并", True), ("有两个尤明，合并一下", True), ("把尤明和尤铭并成一个", True),
        ("谁合并过人", False), ("怎么合并", False), ("尤明和冉星河都登记了吗", False),
    ],
)  # fmt: skip
def test_what_asks_for_a_merge(text: str, expected: bool) -> None:
    assert meant(text) is expected


def test_words_of_a_merge() -> None:
    assert picked("1和3", 3) == (1, 3)
    assert picked("第二个和第三个", 3) == (2, 3)
    assert picked("1", 3) is None
    assert standing_alone("尤明远和尤铭合并", ["尤明", "尤明远", "尤铭"]) == ["尤明远", "尤铭"]


def test_merged_by_talk_and_taken_back(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        first = register.register(work, entry("尤明", "13800000001"), ids[2], "a")
        second = register.register(work, entry("尤铭", "13800000002", unit="甲厂", gender="男"), ids[2], "b")
        content = FORM.begin(work, "尤明和尤铭是同一个人，合并", "")
        assert (content["kept"], content["merged"]) == (second.person_id, first.person_id)
        assert FORM.missing(work, content) is None
        for text in ("保留另一位", "留尤明"):
            taken = FORM.take(work, text, content, None)
            assert taken is not None
            assert taken.content["kept"] == first.person_id
        result = FORM.commit(work, content, "r")
        assert counted(session, ids[2]) == 1
        assert session.get_one(PersonRow, content["merged"]).merged_into == content["kept"]
        FORM.undo(work, content, result)
        assert counted(session, ids[2]) == 2


def test_of_several_two_are_chosen(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        rows = [register.register(work, entry("尤明", f"1380000000{n}"), ids[2 + n % 2], f"r{n}") for n in range(3)]
        content = FORM.begin(work, "有几个尤明，合并一下", "")
        assert FORM.missing(work, content) == "pair"
        taken = FORM.take(work, "1和3", content, "pair")
        assert taken is not None
        assert (taken.content["kept"], taken.content["merged"]) == (rows[0].person_id, rows[2].person_id)


def test_nobody_outside_the_scope_is_merged(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        register.register(boss, entry("尤明", "13800000001"), ids[2], "a")
        register.register(boss, entry("尤铭", "13800000002"), ids[4], "b")
        for place in (ids[1], ids[4]):
            with pytest.raises(RegisterError) as refused:
                FORM.begin(worker(session, Role.SECRETARY, place, f"s{place}"), "尤明和尤铭是同一个人，合并", "")
            assert refused.value.code == "merge_whom"
        with pytest.raises(PermissionDeniedError):
            FORM.begin(worker(session, Role.MEMBER, ids[2], "m"), "尤明和尤铭是同一个人，合并", "")


# --- renaming --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("把桃岭社区红十字会改名为桃岭新城社区红十字会", Rename("桃岭社区红十字会", "桃岭新城社区红十字会")),
        ("桃岭镇红会更名为桃岭街道红会了", Rename("桃岭镇红会", "桃岭街道红会")),
        ("把关月的名字改成关玥", None),
        ("尤明改名为尤铭", None),
        ("桃岭社区红会电话改成13800000001", None),
    ],
)
def test_what_is_a_renaming(text: str, expected: Rename | None) -> None:
    assert read_rename(text) == expected


def test_renamed_found_by_both_names_and_taken_back(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        row = session.get_one(OrganisationRow, ids[2])
        row.name, row.short = "桃岭社区红十字会", "桃岭社区"
        accounts.save(session, Account("one", Role.MEMBER, organisation=row.name), NOW)
        session.flush()
        form = RenameForm()
        content = form.begin(boss, "把桃岭社区红十字会改名为桃岭新城社区红十字会", "")
        result = form.commit(boss, content, "r")
        session.refresh(row)
        assert (row.name, row.short) == ("桃岭新城社区红十字会", "桃岭新城社区")
        by_old, by_new = (
            organisations.find(session, boss.who, f"{name}红会的秘书") for name in ("桃岭社区", "桃岭新城社区")
        )
        assert ([one.id for one in by_old.rows], by_old.former) == ([row.id], "桃岭社区红十字会")
        assert ([one.id for one in by_new.rows], by_new.former) == ([row.id], None)
        account = accounts.find(session, "one")
        assert account is not None
        session.expire_all()
        assert organisations.former(session, row) == [("桃岭社区红十字会", date(2026, 11, 22))]
        form.undo(boss, content, result)
        session.refresh(row)
        assert row.name == "桃岭社区红十字会"
        assert organisations.former(session, row) == []


def test_who_may_not_file_may_not_rename(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        former = renaming.rename(boss, ids[2], "桃岭社区红十字会")
        for role, place in ((Role.SECRETARY, 2), (Role.COUNTY_OFFICER, 4), (Role.MEMBER, 2)):
            who = worker(session, role, ids[place], f"{role}{place}")
            with pytest.raises(PermissionDeniedError):
                renaming.rename(who, ids[2], "另一个红十字会")
            with pytest.raises(PermissionDeniedError):
                renaming.unrename(who, former)
        with pytest.raises(RegisterError):
            renaming.rename(boss, ids[3], "桃岭社区红十字会")
        again = renaming.rename(boss, ids[2], "桃岭新城社区红十字会")
        with pytest.raises(RegisterError):
            renaming.unrename(boss, former)
        renaming.unrename(boss, again)
        renaming.unrename(boss, former)
        assert session.get_one(OrganisationRow, ids[2]).name == "甲2"


def test_a_place_is_found_by_its_former_name(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        boss = worker(session, Role.COUNTY_OFFICER, ids[0])
        place = tree.add_place(session, "桃岭区", "county")
        place.former_names = ["桃岭县"]
        row = session.get_one(OrganisationRow, ids[1])
        row.name, row.short = "桃岭区红十字会", "桃岭区"
        session.flush()
        assert [one.id for one in organisations.find(session, boss.who, "桃岭县红十字会电话").rows] == [row.id]


def test_a_merged_person_is_nobody_of_his_own(database: Database) -> None:
    with database.session() as session:
        ids = plant(session)
        work = worker(session, Role.SECRETARY, ids[1])
        rows = [register.register(work, entry("尤明", f"1380000000{n}"), ids[2 + n], f"r{n}") for n in range(2)]
        register.merge(work, rows[0].person_id or 0, rows[1].person_id or 0)
        below = tree.ids_below(ids[1])
        assert len(members.people_named(session, "尤明", below)) == 1
