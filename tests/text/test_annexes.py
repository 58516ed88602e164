"""Wishes for annexes: which, for which year, as what, to submit or to look at."""

import pytest

from bot.text.annexes import Change, read_annex, read_change
from bot.text.queries import read_query

NOW = 2026


@pytest.mark.parametrize(
    ("said", "does", "numbers", "year", "baseline", "ending"),
    [
        ("导出附件1", "file", (1,), None, None, "xlsx"),
        ("把今年的附件二发我", "file", (2,), 2026, None, "xlsx"),
        ("附件1 word版", "file", (1,), None, None, "docx"),
        ("附件一、附件二都来一份", "file", (1, 2), None, None, "xlsx"),
        ("附件1和2", "file", (1, 2), None, None, "xlsx"),
        ("两张附表打包给我", "file", (1, 2), None, None, "xlsx"),
        ("要去年的附件2，文档", "file", (2,), 2025, None, "docx"),
        ("附件2，2025年的，跟2020年比", "file", (2,), 2025, 2020, "xlsx"),
        ("附件二基数用前年", "file", (2,), None, 2024, "xlsx"),
        ("与2023年相比的附件2", "file", (2,), None, 2023, "xlsx"),
        ("24年附件1", "file", (1,), 2024, None, "xlsx"),
        ("做一张组织体系建设工作情况调查表", "file", (1,), None, None, "xlsx"),
        ("成效统计表导一份", "file", (2,), None, None, "xlsx"),
        ("上报附件1", "submit", (1,), None, None, "xlsx"),
        ("把附件二报给市红会", "submit", (2,), None, None, "xlsx"),
        ("我要提交去年的成效统计表", "submit", (2,), 2025, None, "xlsx"),
        ("要报送附件2了，先给我生成文件", "file", (2,), None, None, "xlsx"),
        ("附件1上报情况", "standing", (1,), None, None, "xlsx"),
        ("附件二哪些县还没报", "standing", (2,), None, None, "xlsx"),
        ("附件1的按期上报率", "standing", (1,), None, None, "xlsx"),
        ("导出附件", "file", (), None, None, "xlsx"),
    ],
)
def test_what_is_wanted(
    said: str, does: str, numbers: tuple[int, ...], year: int | None, baseline: int | None, ending: str
) -> None:
    wanted = read_annex(said, NOW)
    assert wanted is not None
    found = (wanted.does, wanted.numbers, wanted.year, wanted.baseline, wanted.ending)
    assert found == (does, numbers, year, baseline, ending)


@pytest.mark.parametrize("said", ["导出会员名册", "志愿服务时长统计表", "附件3", "附件12", "季度报表"])
def test_what_is_no_annex(said: str) -> None:
    assert read_annex(said, NOW) is None


@pytest.mark.parametrize(
    "said",
    [
        "导出附件1",
        "上报附件1",
        "把今年的附件二发我",
        "我县的附件1 word版",
        "上报附件2给市里",
        "附件1上报情况",
        "附件二哪些县还没报",
    ],
)
def test_no_organisation_is_heard_where_none_is_named(said: str) -> None:
    wanted = read_annex(said, NOW)
    assert wanted is not None
    query = read_query(wanted.about)
    assert query.ours or not query.names, wanted.about


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("去年的", Change(2025, None)),
        ("改成2024年", Change(2024, None)),
        ("跟2021年比", Change(None, 2021)),
        ("确认", None),
    ],
)
def test_changes(said: str, change: Change | None) -> None:
    assert read_change(said, NOW) == change
