"""Whether one branch is asked about, or which ones."""

import pytest

from bot.text.five_haves import asks_what_is_missing, read_check


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


@pytest.mark.parametrize(
    ("said", "complete", "types", "rate"),
    [
        ("哪些村五有齐了", True, ("村",), False),
        ("哪几个社区五有达标了", True, ("社区",), False),
        ("五有都齐的有哪些村社区", True, ("村", "社区"), False),
        ("五有达标的名单", True, (), False),
        ("哪些乡镇五有还没建齐", False, ("乡镇", "街道", "开发区"), False),
        ("哪些学校五有不全", False, ("学校",), False),
        ("全县哪些基层组织五有没达标", False, (), False),
        ("下面哪些村五有缺制度", False, ("村",), False),
        ("全县五有达标率多少", True, (), True),
        ("五有齐全的占几成", True, (), True),
        ("东湖社区五有齐不齐", False, (), False),
    ],
)
def test_what_has_all_five_is_told_from_what_lacks_something(
    said: str, complete: bool, types: tuple[str, ...], rate: bool
) -> None:
    read = read_check(said)
    assert (read.complete, read.types, read.rate) == (complete, types, rate)


@pytest.mark.parametrize(
    ("text", "asks"),
    [("缺啥", True), ("还差什么", True), ("那我们还缺哪几样呢", True), ("还差多少会员", False), ("缺席的有谁", False)],
)
def test_what_is_missing(text: str, asks: bool) -> None:
    assert asks_what_is_missing(text) is asks
