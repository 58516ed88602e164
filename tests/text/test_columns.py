"""Headers and cells of spreadsheets: which kind of sheet, which field, which value."""

from datetime import date

import pytest

from bot.text import columns

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("kind", columns.TITLES)
def test_the_titles_of_a_template_are_recognised_as_their_fields_and_kind(kind: str) -> None:
    titles = list(columns.TITLES[kind].values())
    assert columns.recognised(titles, kind) == {field: place for place, field in enumerate(columns.TITLES[kind])}
    assert columns.kinds_like(titles, "") == [kind]


@pytest.mark.parametrize(
    ("titles", "around", "kinds"),
    [
        (["序号", "姓 名", "性别", "联系电话"], "某县会员名册", ["members"]),
        (["序号", "姓名", "性别", "联系电话"], "志愿者登记表", ["volunteers"]),
        (["姓名", "电话"], "Sheet1", ["members", "volunteers"]),
        (["姓名", "电话"], "会员和志愿者", ["members", "volunteers"]),
        (["姓名", "电话", "类别"], "会员和志愿者", ["members"]),
        (["名称", "上级", "负责人", "负责人电话", "建会时间"], "", ["orgs"]),
        (["红十字会名称", "类型", "会长", "副会长", "下次换届"], "", ["orgs"]),
        (["名称", "级别", "常住人口（人）"], "", ["places"]),
        (["甲", "乙"], "会员", []),
        (["姓名"], "会员", []),
    ],
)
def test_a_header_tells_the_kind_of_sheet(titles: list[str], around: str, kinds: list[str]) -> None:
    assert columns.kinds_like(titles, around) == kinds


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        (["组织名称", "副会长", "会长", "会长电话"], {"name": 0, "president": 2, "phone": 3}),
        (["组织名称", "下次换届时间", "上次换届时间"], {"name": 0, "last_election": 2}),
        (
            ["全称", "批准文号", "批准时间", "批准机关"],
            {"name": 0, "approval_number": 1, "approved_on": 2, "approved_by": 3},
        ),
    ],
)
def test_columns_that_are_near_are_told_apart(titles: list[str], fields: dict[str, int]) -> None:
    assert columns.recognised(titles, "orgs") == fields


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021-05-08", date(2021, 5, 8)),
        ("2021年5月8日", date(2021, 5, 8)),
        ("２０２１．５．８", date(2021, 5, 8)),
        ("20210508", date(2021, 5, 8)),
        ("2021/5/8 00:00:00", date(2021, 5, 8)),
        ("2021-02-30", None),
        ("2021年5月", None),
        ("5月8日", None),
        ("44321", None),
        ("", None),
    ],
)
def test_days(cell: str, day: date | None) -> None:
    assert columns.day_in(cell) == day


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("1990-03-02", "1990-03-02"),
        ("1990.3", "1990-03"),
        ("199003", "1990-03"),
        ("1990年", "1990"),
        ("90年3月", "1990-03"),
        ("1990-02-30", None),
        ("1990-13", None),
        ("1850-13-01", None),
        ("不详", None),
    ],
)
def test_births(cell: str, born: str | None) -> None:
    assert columns.birth_in(cell, TODAY) == born


@pytest.mark.parametrize(
    ("cell", "count"),
    [("12345", 12345), ("12,345人", 12345), ("1.2万", 12000), ("0", 0), ("-3", None), ("很多", None), ("1.5", None)],
)
def test_counts(cell: str, count: int | None) -> None:
    assert columns.count_in(cell) == count


@pytest.mark.parametrize(
    ("cell", "value"),
    [("无", ""), ("-", ""), ("/", ""), (" 甲 ", "甲"), ("'-甲厂", "-甲厂"), ("'甲'", "'甲'"), ("无锡", "无锡")],
)
def test_what_stands_for_nothing_is_nothing(cell: str, value: str) -> None:
    assert columns.value_in(cell) == value


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        ("=1+1", True),
        ("@SUM(A1)", True),
        ("+cmd|' /C calc'!A0", True),
        ("#N/A", True),
        ("+8613800000001", False),
        ("-3", False),
    ],
)
def test_formulas_are_known(cell: str, formula: bool) -> None:
    assert columns.is_formula(cell) is formula


@pytest.mark.parametrize(
    ("cell", "name", "level"),
    [
        ("县（区）", "甲县", None),
        ("县", "甲县", "county"),
        ("乡镇", "甲镇", "town"),
        ("", "甲街道", "street"),
        ("", "甲市", None),
        ("星球", "甲县", None),
    ],
)
def test_levels(cell: str, name: str, level: str | None) -> None:
    assert columns.level_in(cell, name) == level


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("社区", "社区"),
        ("乡镇街道", "街道"),
        ("中小学校", "学校"),
        ("县直机关", "机关"),
        ("县级", "县级"),
        ("俱乐部", None),
    ],
)
def test_types(cell: str, kind: str | None) -> None:
    assert columns.type_in(cell) == kind
