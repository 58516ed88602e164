"""What questions about the register ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.queries import read_query
from bot.text.sounds import nearest

ALL = ("成人会员", "青少年会员", "团体会员", "志愿者")


@pytest.mark.parametrize(
    ("text", "facts", "kinds", "wants_list"),
    [
        ("柳岸社区红十字会秘书是谁", ("secretary",), (), False),
        ("荷花街道红会会长电话多少", ("president", "phone"), (), False),
        ("实验中学红会哪年成立的", ("founded",), (), False),
        ("我们社区有多少志愿者", (), ("志愿者",), False),
        ("志愿者名单", (), ("志愿者",), True),
        ("看下我们的花名册", (), ALL, True),
        ("柳岸社区有几个人", (), ALL, False),
        ("学生会员有多少", (), ("青少年会员",), False),
        ("柳岸社區秘書係邊個", ("secretary",), (), False),
    ],
)
def test_what_is_asked_for(text: str, facts: tuple[str, ...], kinds: tuple[str, ...], wants_list: bool) -> None:
    query = read_query(text)
    assert (query.facts, query.kinds, query.wants_list) == (facts, kinds, wants_list)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("查一下东湖社区红十字会", "东湖社区"),
        ("东湖社区红会谁负责", "东湖社区"),
        ("请问白塔镇有多少会员", "白塔镇"),
        ("我们社区有多少志愿者", None),
        ("会员名单", None),
    ],
)
def test_the_name_that_is_asked_for(text: str, name: str | None) -> None:
    found = [one.removesuffix("红十字会").removesuffix("红会") for one in read_query(text).names]
    assert found == ([name] if name else [])


@pytest.mark.parametrize(("text", "page"), [("名单 #第2页", 2), ("名单", 1), ("第0页", 1)])
def test_the_page(text: str, page: int) -> None:
    assert read_query(text).page == page


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert read_query(text).page >= 1


@pytest.mark.parametrize(
    ("name", "first"),
    [("柳案社区", "柳岸社区"), ("柳岸区", "柳岸社区"), ("和花街道", "荷花街道"), ("何华街道", "荷花街道")],
)
def test_a_name_written_or_heard_wrongly_is_near(name: str, first: str) -> None:
    assert nearest(name, ["荷花街道", "柳岸社区", "实验中学", "鉴湖县"], 3)[0] == first


def test_a_name_of_nothing_known_has_no_near_ones() -> None:
    assert nearest("喜马拉雅", ["荷花街道", "柳岸社区"], 3) == []
