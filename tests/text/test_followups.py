"""A few words that lean on the question before consist of pieces of a question, and of nothing else."""

from datetime import date
from typing import Any

import pytest

from bot.text.followups import FollowUp, full_question, kind_in, read_follow_up

TODAY = date(2026, 10, 22)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("团体的有几家", {"kind": "团体会员", "number": True}),
        ("那义工呢", {"kind": "志愿者"}),
        ("办公地址是哪里", {"fact": "地址"}),
        ("它是哪年建会的", {"fact": "成立时间"}),
        ("谁负责", {"fact": "会长"}),
        ("去年呢", {"period": "去年"}),
        ("按街道看看", {"parts": True}),
        ("各学校分别多少", {"parts": True}),
        ("具体是哪一天", {"when": True}),
        ("那什么时候换届", {"when": True, "elects": True}),
        ("最近一次是几号", {"listed": True, "when": True}),
        ("一共教了多少人", {"number": True}),
        ("的呢", {}),
        ("为什么是这天", {"why": True}),
        ("这个日子怎么算出来的", {"why": True}),
        ("学校的呢", {"of_type": "学校"}),
        ("那医院里的呢", {"of_type": "医院"}),
    ],
)
def test_pieces_of_a_question(text: str, said: dict[str, Any]) -> None:
    found = read_follow_up(text, TODAY)
    assert found is not None
    assert {name: value for name, value in vars(found).items() if value} == said


@pytest.mark.parametrize(
    "text",
    ["登记会员", "谢谢啦", "昨天的活动改成30人", "提个意见", "取消", "我们学校怎么成立红十字会", "12月1号提醒我交表"],
)
def test_what_says_more_is_no_follow_up(text: str) -> None:
    assert read_follow_up(text, TODAY) is None


def test_a_bare_follow_up_needs_a_name() -> None:
    assert FollowUp().is_bare
    assert not FollowUp(kind="志愿者").is_bare


@pytest.mark.parametrize("task", ["election_due", "query_activities"])
def test_how_many_people_is_no_question_of_terms_or_activities(task: str) -> None:
    said = read_follow_up("会员多少人", TODAY)
    assert said is not None
    asked = full_question(task, "什么时候换届", said, "甲社区红十字会", TODAY)
    assert asked == ("query_members", "甲社区红十字会会员多少")


def test_the_kind_of_people_in_a_question() -> None:
    assert kind_in("我们镇有多少青少年会员") == "青少年会员"
    assert kind_in("在哪里办公") == ""
