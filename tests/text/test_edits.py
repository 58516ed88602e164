"""Changed messages: what the change says as a correction."""

from datetime import date

import pytest

from bot.text.edits import correction

TODAY = date(2026, 11, 22)

CASES = [
    ("昨天义诊30人", "昨天义诊40人", "人数改成40人，受益人数改成40人"),
    ("昨天救护培训30人参加，志愿者5人", "昨天救护培训30人参加，志愿者6人", "志愿者改成6人"),
    ("昨天救护培训30人参加", "前天救护培训32人参加", "日期改成2026年11月20日，人数改成32人"),
    ("昨天救护培训，30人参加，两个小时", "昨天救护培训，30人参加，三个半小时", "时长改成3.5小时"),
    ("昨天在文化广场办救护培训，30人参加", "昨天在体育馆办救护培训，30人参加", "地点改成体育馆"),
    ("昨天义诊30人", "昨天义诊30人。", None),  # nothing else is said
    ("昨天救护培训30人参加，志愿者5人", "昨天救护培训30人参加", None),  # something less is said
    ("社区多久换届", "学校多久换届", None),
    ("昨天义诊30人", "昨天义诊30人，今天救护培训20人参加", None),
    ("在吗", "昨天义诊30人", None),
]


@pytest.mark.parametrize(("before", "after", "said"), CASES)
def test_a_change_of_a_report_is_a_correction(before: str, after: str, said: str | None) -> None:
    assert correction(before, after, TODAY) == said
