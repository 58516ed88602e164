"""Messages about elections, as people type them, and questions about terms."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.elections import (
    corrects,
    is_wish_alone,
    named_instead,
    postpones,
    read_due,
    read_election,
    read_postponement,
    said_name,
    wishes_to_postpone,
)

TODAY = date(2026, 11, 18)
DUE = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("换届开完了，10月8号的，会长甘棠", {"held_on": date(2026, 10, 8), "president": "甘棠"}),
        ("骆长青当选会长，秘书长是焦桐", {"president": "骆长青", "secretary": "焦桐"}),
        ("选举骆长青为会长，焦桐、乔木为副会长", {"president": "骆长青", "vice_presidents": ("焦桐", "乔木")}),
        ("会长骆长青，常务副会长焦桐，副会长乔木和游鱼", {"vice_presidents": ("焦桐", "乔木", "游鱼")}),
        ("会长由党委书记骆长青兼任", {"president": "骆长青"}),
        ("大会全票通过尉迟恭礼任会长", {"president": "尉迟恭礼"}),
        ("大会选了甘棠接任", {"president": "甘棠"}),
        ("名誉会长甘棠，会长焦桐，副秘书长乔木", {"president": "焦桐", "secretary": None}),
        ("会长不是甘棠，是焦桐", {"president": "焦桐"}),
        ("会长是焦桐不是甘棠", {"president": "焦桐"}),
        ("老会长连任，秘书长没变", {"president": None, "same": ("president", "secretary")}),
        ("会长还是老会长连任", {"president": None, "same": ("president",)}),
        ("理事：甘棠、焦桐和乔木，会长甘棠", {"council": ("甘棠", "焦桐", "乔木"), "president": "甘棠"}),
        ("理事9名，监事3名，会长甘棠", {"council": (), "president": "甘棠"}),
        ("代表大会，应到代表一百二十名，实到一百零五名", {"meeting": "会员代表大会", "expected": 120, "present": 105}),
        ("全体会员大会，应到会员64人实到60人", {"meeting": "会员大会", "expected": 64, "present": 60}),
        ("86名代表出席", {"present": 86}),
        ("2月30日换的届", {"held_on": None, "bad_day": "2月30日"}),
        ("2025年13月2日换届", {"held_on": None, "bad_day": "2025年13月2日"}),
        ("9月换的届，会长甘棠", {"held_on": None, "bad_day": None}),
        ("11月3日换届，任期到2031年11月3日", {"held_on": date(2026, 11, 3)}),
        ("原来写11月3日，日期改成11月4日", {"held_on": date(2026, 11, 4)}),
        ("秘书长写错了，是乔木", {"secretary": "乔木"}),
        ("秘书长也换了，现在是焦桐", {"secretary": "焦桐"}),
        ("新会长姓陆", {"president": None}),
        ("校长兼会长的", {"president": None}),
        ("換屆完成，會長蘇青", {"president": "苏青"}),
    ],
)  # fmt: skip
def test_what_a_message_says_of_an_election(text: str, said: dict[str, Any]) -> None:
    found = vars(read_election(text, TODAY))
    assert {key: found[key] for key in said} == said


@pytest.mark.parametrize(
    ("text", "names", "changed"),
    [
        ("不是甘棠，是焦桐", ["甘棠"], ("甘棠", "焦桐")),
        ("甘棠写错了，是甘堂", ["甘棠", "焦桐"], ("甘棠", "甘堂")),
        ("甘棠改成焦桐", ["甘棠"], ("甘棠", "焦桐")),
        ("是焦桐不是甘棠", ["甘棠"], ("甘棠", "焦桐")),
        ("甘棠没错", ["甘棠"], None),
        ("会长是焦桐", ["甘棠"], None),
    ],
)
def test_one_name_for_another(text: str, names: list[str], changed: tuple[str, str] | None) -> None:
    assert named_instead(text, names) == changed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甘棠", "甘棠"),
        ("村书记马得水", "马得水"),
        ("还是焦桐同志", "焦桐"),
        ("选的是骆长青", "骆长青"),
        ("不知道呀", None),
    ],
)
def test_a_bare_answer_to_who_leads(text: str, name: str | None) -> None:
    assert said_name(text) == name


@pytest.mark.parametrize(
    ("text", "until", "by"),
    [
        ("换届延期到明年5月，乡党委同意了", date(2027, 5, 31), "乡党委"),
        ("推迟半年，经街道党工委批准", date(2027, 6, 20), "街道党工委"),
        ("延期到2027年4月15日，县红十字会批了", date(2027, 4, 15), "县红十字会"),
        ("推到明年上半年，党支部同意", date(2027, 6, 30), "党支部"),
        ("换届延到年底", date(2026, 12, 31), None),
        ("延期三个月", date(2027, 3, 20), None),
        ("换届延期", None, None),
        ("延期到13月", None, None),
    ],
)
def test_what_a_message_says_of_a_postponement(text: str, until: date | None, by: str | None) -> None:
    found = read_postponement(text, TODAY, DUE)
    assert (found.until, found.approved_by) == (until, by)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("换届推迟到明年", True), ("换届可以推迟吗", False), ("延期换届要谁批", False), ("换届完成了", False)],
)
def test_a_rule_that_is_asked_for_is_no_postponement(text: str, is_one: bool) -> None:
    assert postpones(text) is is_one


@pytest.mark.parametrize(("text", "is_one"), [("日期写错了", True), ("会长改成甘棠", True), ("会长甘棠", False)])
def test_what_is_worded_as_a_correction(text: str, is_one: bool) -> None:
    assert corrects(text) is is_one


YEAR, NEXT = (date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我们啥时候换届", {"wants_list": False, "window": None}),
        ("我们村红会该哪年换届", {"wants_list": False, "types": ()}),
        ("今年到期的都有谁", {"wants_list": True, "window": YEAR}),
        ("明年该换届的村有哪些", {"wants_list": True, "window": NEXT, "types": ("村",)}),
        ("谁快到期了", {"wants_list": True, "soon": True}),
        ("超期没换的是哪几家", {"wants_list": True, "overdue": True}),
        ("哪些组织没填换届日期", {"wants_list": True, "unknown": True}),
        ("两个月内该换的", {"wants_list": True, "window": (TODAY, date(2027, 1, 18))}),
        ("90天内到期的", {"wants_list": True, "window": (TODAY, date(2027, 2, 16))}),
        ("半年内届满的", {"window": (TODAY, date(2027, 5, 18))}),
        ("下个月哪家到期", {"window": (date(2026, 12, 1), date(2026, 12, 31))}),
        ("明年上半年哪些要换", {"window": (date(2027, 1, 1), date(2027, 6, 30))}),
        ("明年3月到期的", {"window": (date(2027, 3, 1), date(2027, 3, 31))}),
        ("2月到期的", {"window": (date(2027, 2, 1), date(2027, 2, 28))}),
        ("一季度到期的", {"window": (date(2026, 1, 1), date(2026, 3, 31))}),
        ("医院里哪些该换届", {"types": ("医疗机构", "冠名医疗机构")}),
        ("多少红会拖着没换", {"wants_list": True, "overdue": True}),
        ("做个换届年历", {"calendar": True, "wants_list": True}),
        ("哪些要换届 #第3页", {"page": 3}),
        ("哪些要换届 导出Excel", {"file": True, "whole": False}),
        ("到期组织清单导成文件", {"file": True, "whole": False}),
        ("换届情况汇总表导一份", {"file": True, "whole": True, "wants_list": True}),
        ("哪些要换届", {"file": False, "whole": False}),
    ],
)
def test_what_a_question_asks_of_the_clock(text: str, said: dict[str, Any]) -> None:
    found = vars(read_due(text, TODAY))
    assert {key: found[key] for key in said} == said


def test_a_name_says_nothing_of_types() -> None:
    assert read_due("柳岸社区什么时候换届", TODAY, ["柳岸社区"]).types == ()


@given(
    st.text(
        alphabet="换届会长副秘书理事0123456789月日年到延期推迟内天个甘棠、，。为是不当选党委批准半十百", max_size=40
    )
)
def test_no_message_is_too_odd_to_be_read(text: str) -> None:
    read_election(text, TODAY)
    read_postponement(text, TODAY, DUE)
    read_due(text, TODAY)
    said_name(text)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("今年换不了届想延期", True),
        ("我们今年换届得拖到元旦以后", True),
        ("换届可能要推迟到明年", True),
        ("换届推迟到明年", False),
        ("换届要延期到明年5月，乡党委同意了", False),
        ("什么时候换届", False),
    ],
)
def test_who_only_wants_to_put_it_off(text: str, wish: bool) -> None:
    assert wishes_to_postpone(text) is wish


@pytest.mark.parametrize(("text", "alone"), [("得拖到元旦以后", True), ("要推到明年了", True), ("明天提醒我", False)])
def test_a_wish_to_put_off_what_was_spoken_of(text: str, alone: bool) -> None:
    assert is_wish_alone(text) is alone
