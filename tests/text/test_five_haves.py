"""Whether one branch is asked about, or which ones."""

import pytest

from bot.text.five_haves import read_check


@pytest.mark.parametrize(
    ("said", "which", "facts"),
    [
        ("我们五有达标了吗", False, ()),
        ("五有自查 东湖社区", False, ()),
        ("五有我们缺哪几条", False, ()),
        ("我们五有还差哪样", False, ()),
        ("五有我们现在有几有", False, ()),
        ("哪些社区五有没达标", True, ()),
        ("五有不全的名单", True, ()),
        ("哪些村五有缺制度", True, ("has_rules",)),
        ("全县五有缺服务平台的", True, ("has_platform",)),
        ("下面谁家五有缺带头人和活动", True, ("has_leader", "has_activity")),
    ],
)
def test_what_is_asked(said: str, which: bool, facts: tuple[str, ...]) -> None:
    read = read_check(said)
    assert (read.which, read.facts) == (which, facts)
