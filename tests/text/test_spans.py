"""Days and periods of questions about the past."""

from datetime import date

import pytest

from bot.text.spans import Span, read_span

TODAY = date(2026, 11, 22)


def point(text: str) -> Span:
    return Span(date.fromisoformat(text), date.fromisoformat(text), point=True)


def period(start: str, end: str) -> Span:
    return Span(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年底有多少会员", point("2025-12-31")),
        ("去年年底会员数", point("2025-12-31")),
        ("去年末", point("2025-12-31")),
        ("3月底", point("2026-03-31")),
        ("2024年2月底", point("2024-02-29")),
        ("12月底的人数", point("2025-12-31")),
        ("上个月底", point("2026-10-31")),
        ("上月末", point("2026-10-31")),
        ("二季度末", point("2026-06-30")),
        ("去年三季度末", point("2025-09-30")),
        ("上季度末", point("2026-09-30")),
        ("去年上半年末", point("2025-06-30")),
        ("去年3月1日张三是会员吗", point("2025-03-01")),
        ("昨天谁导出过", point("2026-11-21")),
        ("今年新增了多少志愿者", period("2026-01-01", "2026-12-31")),
        ("二〇二四年", period("2024-01-01", "2024-12-31")),
        ("上个月退会的有谁", period("2026-10-01", "2026-10-31")),
        ("去年三月份", period("2025-03-01", "2025-03-31")),
        ("12月新增", period("2025-12-01", "2025-12-31")),
        ("一季度新增志愿者", period("2026-01-01", "2026-03-31")),
        ("上半年", period("2026-01-01", "2026-06-30")),
        ("上周登了几个人", period("2026-11-09", "2026-11-15")),
        ("最近30天", period("2026-10-24", "2026-11-22")),
        ("最近半年", period("2026-05-22", "2026-11-22")),
        ("3月1日以来", period("2026-03-01", "2026-11-22")),
        ("从3月1日到3月15日新增", period("2026-03-01", "2026-03-15")),
        ("今年以来", period("2026-01-01", "2026-11-22")),
        ("开了三个月", None),
        ("有多少会员", None),
    ],
)
def test_what_a_question_names(text: str, expected: Span | None) -> None:
    assert read_span(text, TODAY) == expected
