"""Questions about people: whom, which, what changed, which list."""

import pytest

from bot.text.corrections import states_fact
from bot.text.person_queries import (
    Filters,
    asks_for_numbers,
    asks_of_oneself,
    changes,
    names_to_check,
    read_asked,
    read_filters,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("冉星河是谁", "冉星河"),
        ("覃甘在我们这登记了吗", "覃甘"),
        ("查一下 尤明 的资料", "尤明"),
        ("尤明哪年入会的", "尤明"),
        ("柳岸社区的冉星河是谁", "冉星河"),
        ("去年3月1日尤明是会员吗", "尤明"),
        ("尤明去年3月1日是会员吗", "尤明"),
        ("欧阳远山是不是我们的志愿者", "欧阳远山"),
        ("阿依古丽·买买提登记了没有", "阿依古丽·买买提"),
        ("会员里有没有叫尤明的", "尤明"),
        ("尤明电话多少", "尤明"),
    ],
)
def test_whose_name_is_asked_for(text: str, name: str) -> None:
    found = read_asked(text)
    assert found is not None
    assert (found.name, found.sure) == (name, True)


@pytest.mark.parametrize(
    "text",
    [
        "柳岸社区红会的秘书是谁", "会长是谁", "经理是谁", "任期什么时候到", "实验中学红会哪年成立", "负责人是谁",
        "尤明的电话改成13900001234", "柳岸社区有多少志愿者", "哪些会员没填身份证", "尤明的记录谁改过",
    ],
)  # fmt: skip
def test_what_is_no_question_about_somebody(text: str) -> None:
    found = read_asked(text)
    assert found is None or not found.sure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的会员信息", True), ("我是哪年入会的", True), ("我登记成功了吗", True), ("查一下我的资料", True),
        ("我是不是会员", True), ("我们是哪年成立的", False), ("我想登记会员", False), ("我们有多少会员", False),
    ],
)  # fmt: skip
def test_who_asks_of_himself(text: str, expected: bool) -> None:
    assert asks_of_oneself(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("把尤明的身份证号发我", True), ("手机号也看不了？", True), ("身份证都不能查？", True),
        ("登记要身份证号吗", False), ("尤明电话多少", False),
    ],
)  # fmt: skip
def test_whose_numbers_are_asked_for(text: str, expected: bool) -> None:
    assert asks_for_numbers(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没有电话的会员", Filters(no_phone=True)),
        ("电话没填的会员有哪些", Filters(no_phone=True)),
        ("没填身份证的", Filters(no_id=True)),
        ("满18岁的青少年会员", Filters(grown_up=True)),
        ("哪些青少年会员过十八了", Filters(grown_up=True)),
        ("女会员多少", Filters(gender="女")),
        ("会员男女各多少", Filters(gender="男女")),
        ("哪些会员是党员", Filters(not_kept="政治面貌")),
        ("60岁以上的会员有哪些", Filters(older=60)),
        ("30到40岁之间的会员", Filters(older=30, younger=40)),
        ("不满18岁的志愿者", Filters(younger=17)),
        ("我们有多少会员", Filters()),
    ],
)
def test_properties(text: str, expected: Filters) -> None:
    assert read_filters(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今年新增了多少志愿者", "joined"), ("上个月入会的有谁", "joined"), ("上个月退会的有谁", "left"),
        ("今年走了几个会员", "left"), ("有多少会员", None),
    ],
)  # fmt: skip
def test_who_came_and_who_went(text: str, expected: str | None) -> None:
    assert changes(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("这些人哪些不在名册里：尤明、冉星河、覃甘", ["尤明", "冉星河", "覃甘"]),
        ("尤明、冉星河、覃甘哪些不在名册里", ["尤明", "冉星河", "覃甘"]),
        ("核对一下名册：\n1. 尤明 ⟦n:ab1⟧\n2. 冉星河\n3. 欧阳远", ["尤明", "冉星河", "欧阳远"]),
        ("尤明和冉星河都登记了吗", ["尤明", "冉星河"]),
        ("帮我看看谁还没登记：尤明 晨曦", ["尤明", "晨曦"]),
        ("哪些社区没有登记", []),
        ("尤明登记了吗", []),
        ("登记会员尤明、冉星河", []),
    ],
)
def test_lists_that_are_to_be_checked(text: str, names: list[str]) -> None:
    assert names_to_check(text) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("尤明的性别是男", True), ("性别是女", True), ("电话是⟦n:ab1⟧", True),
        ("他是1980年生的", True), ("她是女的", True),
        ("单位是桃岭小学", True), ("尤明是1980年3月出生的", True), ("是男性", True),
        ("生日是1980年3月2日", True),
        ("冉星河的性别是男", False), ("会长电话是多少", False), ("我想登记会员", False), ("单位", False),
        ("尤明是志愿者", False),
    ],
)  # fmt: skip
def test_a_fact_of_whom_was_just_saved(text: str, expected: bool) -> None:
    assert states_fact(text, ["尤明"]) is expected
