"""When a conversation gets a fresh tracker, and which option an answer picks."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversations import IDLE, TURNS_PER_EPOCH, chosen, needs_new_epoch
from tests.conftest import NOW

OPTIONS = [("查换届到期", "election_due"), ("问政策规定", "ask_policy"), ("报送一场活动", "report_activity")]


@pytest.mark.parametrize(
    ("turns", "silence", "fresh"),
    [
        (0, timedelta(0), False),
        (TURNS_PER_EPOCH - 1, timedelta(0), False),
        (TURNS_PER_EPOCH, timedelta(0), True),
        (1, IDLE, False),
        (1, IDLE + timedelta(seconds=1), True),
        (1, timedelta(days=-1), False),  # the clock was set back
    ],
)
def test_new_epoch_at_the_border(turns: int, silence: timedelta, fresh: bool) -> None:
    assert needs_new_epoch(turns, NOW - silence, NOW) is fresh


@given(st.integers(0, 100), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_conversation_that_needs_a_new_epoch_keeps_needing_it(turns: int, silence: timedelta) -> None:
    if needs_new_epoch(turns, NOW - silence, NOW):
        assert needs_new_epoch(turns + 1, NOW - silence, NOW)
        assert needs_new_epoch(turns, NOW - silence, NOW + timedelta(hours=1))
    else:
        assert turns < TURNS_PER_EPOCH
        assert silence <= IDLE


@pytest.mark.parametrize(
    ("said", "task"),
    [
        ("1", "election_due"),
        ("2", "ask_policy"),
        ("3。", "report_activity"),
        (" 2 ", "ask_policy"),
        ("第一个", "election_due"),
        ("选二", "ask_policy"),
        ("我要第3个吧", "report_activity"),
        ("前面那个", "election_due"),
        ("最后一个", "report_activity"),
        ("后面的", "report_activity"),
        ("问政策规定", "ask_policy"),
        ("问政策规定。", "ask_policy"),
        ("4", None),
        ("0", None),
        ("12", None),
        ("", None),
        ("。", None),
        ("政策", None),
        ("社区多久换届一次", None),
        ("1号换届", None),
    ],
)
def test_chosen(said: str, task: str | None) -> None:
    assert chosen(said, OPTIONS) == task


@pytest.mark.parametrize("said", ["1", "第一个", "前面那个", "最后一个", ""])
def test_nothing_is_chosen_where_nothing_was_offered(said: str) -> None:
    assert chosen(said, []) is None


@given(st.lists(st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=6), min_size=1, max_size=9, unique=True), st.data())
def test_every_option_is_chosen_by_number_and_by_title(titles: list[str], data: st.DataObject) -> None:
    options = [(title, number) for number, title in enumerate(titles, 1)]
    number = data.draw(st.integers(1, len(titles)))
    assert chosen(str(number), options) == number
    assert chosen("第" + "一二三四五六七八九"[number - 1] + "个", options) == number
    assert chosen(titles[number - 1], options) == number


@given(st.text(max_size=30))
def test_any_text_picks_an_option_or_none(said: str) -> None:
    assert chosen(said, OPTIONS) in {None, "election_due", "ask_policy", "report_activity"}
