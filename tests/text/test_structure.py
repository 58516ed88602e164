"""What a message tells of a part of an organisation, and what a question asks of one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.structure import Said, day_after, names_a_part, read_answer, read_question, read_structure

TODAY = date(2026, 11, 22)
CASES: list[tuple[str, dict[str, Any]]] = [
    ("东湖社区建了博爱家园，地址文化路8号，管理员李红",
     {"what": "point", "do": "begin", "type": "博爱家园", "address": "文化路8号", "keeper": "李红", "since": None}),
    ("在东湖社区党群服务中心装了一台AED", {"what": "point", "type": "AED", "address": "东湖社区党群服务中心"}),
    ("我们县的红十字服务基地建成了", {"what": "point", "do": "begin", "type": "服务基地"}),
    ("区域性红十字服务中心2025年5月8日开放",
     {"what": "point", "do": "begin", "type": "服务中心", "since": "2025-05-08"}),
    ("博爱家园关了", {"what": "point", "do": "end"}),
    ("服务站搬到人民路20号了", {"what": "point", "do": "change", "address": "人民路20号"}),
    ("博爱家园管理员换成王芳", {"what": "point", "do": "change", "keeper": "王芳"}),
    ("昨天救护站揭牌，由冷秋负责", {"what": "point", "do": "begin", "since": "2026-11-21", "keeper": "冷秋"}),
    ("我们镇成立红十字救援队，在册队员20人，建了党支部",
     {"what": "team", "do": "begin", "type": "救援队", "volunteers": 20, "party_branch": True}),
    ("救援队人数改成25人", {"what": "team", "do": "change", "volunteers": 25}),
    ("救援队现在有三十二名队员", {"what": "team", "do": "change", "volunteers": 32}),
    ("志愿队建了党支部", {"what": "team", "do": "change", "party_branch": True, "volunteers": None}),
    ("志愿服务队没有建党支部", {"what": "team", "do": "change", "party_branch": False}),
    ("志愿队解散了", {"what": "team", "do": "end"}),
    ("聘任周敏为常务理事，来自基层",
     {"what": "post", "do": "begin", "people": ("周敏",), "body": "常务理事会", "post": "常务理事",
      "from_grass_roots": True}),
    ("周敏、李红当选理事", {"what": "post", "people": ("周敏", "李红"), "body": "理事会"}),
    ("甘棠兼职副会长，从9月1日起",
     {"what": "post", "people": ("甘棠",), "body": "领导班子", "employment": "兼职", "since": "2026-09-01"}),
    ("增补骆长青为监事，任期到2029年6月", {"people": ("骆长青",), "body": "监事会", "until": "2029-06"}),
    ("周敏不再担任常务理事", {"what": "post", "do": "end", "people": ("周敏",), "post": "常务理事"}),
    ("免去周敏的理事职务", {"what": "post", "do": "end", "people": ("周敏",), "post": "理事"}),
    ("会员代表是王小明", {"what": "post", "body": "代表大会", "people": ("王小明",)}),
    ("张三交了2026年会费10元", {"what": "dues", "people": ("张三",), "year": 2026, "fen": 1000}),
    ("记上去年会费12.5元", {"what": "dues", "year": 2025, "fen": 1250}),
    ("收到李雪梅今年会费十块钱", {"what": "dues", "people": ("李雪梅",), "year": 2026, "fen": 1000}),
    ("代管单位是镇财政所", {"what": "fact", "fact": "custodian", "value": "镇财政所"}),
    ("我们的钱由街道财政所代管", {"what": "fact", "fact": "custodian", "value": "街道财政所"}),
    ("有独立账户", {"what": "fact", "fact": "separate_account", "value": True}),
    ("没有独立账户", {"what": "fact", "fact": "separate_account", "value": False}),
    ("公开募捐授权到2027年6月，县红十字会授权",
     {"what": "fact", "fact": "fundraising", "by": "县红十字会", "until": "2027-06", "since": None}),
    ("监事会2024年5月成立", {"what": "fact", "fact": "supervisors", "since": "2024-05"}),
    ("去年3月成立了党组", {"what": "fact", "fact": "party_group", "since": "2025-03"}),
    ("管理体制2023年理顺了", {"what": "fact", "fact": "management", "since": "2023"}),
    ("今天天气真好", {"what": None}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_told(text: str, expected: dict[str, Any]) -> None:
    said = vars(read_structure(text, TODAY))
    assert {key: said[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("volunteers", "二十个", 20),
        ("volunteers", "35", 35),
        ("volunteers", "一百二十人", 120),
        ("volunteers", "好多", None),
        ("fen", "10", 1000),
        ("fen", "十元", 1000),
        ("party_branch", "还没建", False),
        ("party_branch", "有的", True),
        ("party_branch", "不清楚", None),
        ("from_grass_roots", "不是", False),
        ("from_grass_roots", "是的", True),
        ("until", "2028年底", "2028"),
        ("until", "明年6月", "2027-06"),
        ("since", "3月5号", "2026-03-05"),
        ("keeper", "是白露", "白露"),
        ("address", "在解放路12号", "解放路12号"),
        ("people", "周敏和李红", "周敏、李红"),
        ("post", "当理事", "理事"),
    ],
)
def test_a_bare_answer(field: str, text: str, value: str | int | bool | None) -> None:
    assert read_answer(field, text, TODAY) == value


@pytest.mark.parametrize(
    ("text", "parts", "kind", "bodies", "facts"),
    [
        ("东湖社区有哪些阵地", ("points",), None, (), ()),
        ("我们镇救援队多少人", ("teams",), "救援队", (), ()),
        ("理事会有哪些人", ("posts",), None, ("理事会",), ()),
        ("常务理事有几个", ("posts",), None, ("常务理事会",), ()),
        ("监事会哪年成立的", ("facts",), None, (), ("supervisors",)),
        ("监事会有哪些人", ("posts",), None, ("监事会",), ()),
        ("领导班子有谁", ("posts",), None, ("领导班子",), ()),
        ("谁没交今年会费", ("dues",), None, (), ()),
        ("代管单位是谁", ("facts",), None, (), ("custodian",)),
        ("我们社区志愿者队伍有多少人", (), None, (), ()),
        ("柳岸社区会长是谁", (), None, (), ()),
        ("上次代表大会什么时候开的", (), None, (), ()),
    ],
)
def test_what_is_asked(
    text: str, parts: tuple[str, ...], kind: str | None, bodies: tuple[str, ...], facts: tuple[str, ...]
) -> None:
    asked = read_question(text, TODAY)
    assert (asked.parts, asked.kind, asked.bodies, asked.facts) == (parts, kind, bodies, facts)


@pytest.mark.parametrize(
    ("text", "told"),
    [("救援队人数改成25人", True), ("张三的电话改成13800000001", False), ("会长电话写错了", False)],
)
def test_a_part_is_not_a_person(text: str, told: bool) -> None:
    assert names_a_part(text) is told


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026", date(2027, 1, 1)), ("2026-12", date(2027, 1, 1)), ("2026-06", date(2026, 7, 1)),
     ("2024-02-29", date(2024, 3, 1))],
)  # fmt: skip
def test_the_day_after(moment: str, day: date) -> None:
    assert day_after(moment) == day


@given(st.text(alphabet="代管是由到至授权任期交会费年月日号聘为理事监博爱家园建了人12一十百千，。 张三", max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(read_structure(text, TODAY), Said)
    assert read_question(text, TODAY).year


ANSWERED = ["volunteers", "fen", "party_branch", "from_grass_roots", "since", "until", "keeper", "address", "people"]


@given(st.text(alphabet="零一二三十百千两人个没有不是元12.。是在", max_size=12), st.sampled_from(ANSWERED))
def test_any_answer_can_be_read(text: str, field: str) -> None:
    read_answer(field, text, TODAY)
