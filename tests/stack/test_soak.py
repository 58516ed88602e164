"""A long day of talk: nothing dies, nothing grows, no answer changes. `make soak`, about two minutes."""

import itertools

import psutil
import pytest

from tests.stack.conftest import Turn

pytestmark = pytest.mark.soak

SAID = [
    "社区红十字会多久换届一次",
    "你好",
    "本月救护培训来了30人",
    "会费怎么收",
    "就那个事儿",
    "谢谢",
    "今天天气好不好",
]
ACCOUNTS = ["demo_secretary", "demo_officer", "demo_city", "demo_volunteer", "demo_member"]
TURNS = 4000
GROWTH = 1.15  # allocators keep some of what they had


def _parts() -> dict[int, float]:
    """Resident memory of everything that runs, by process."""
    children = psutil.Process().children(recursive=True)
    return {child.pid: child.memory_full_info().uss for child in children if child.is_running()}


def test_nothing_dies_and_nothing_grows(turn: Turn) -> None:
    assert turn({"reset": True}) == {"ok": True}
    talk = itertools.cycle(itertools.product(SAID, ACCOUNTS))
    first = {}
    for message, account in itertools.islice(talk, TURNS // 4):  # caches fill
        first[message, account] = turn({"account": account, "message": message})["replies"]
    before = _parts()
    for message, account in itertools.islice(talk, TURNS):
        assert turn({"account": account, "message": message})["replies"] == first[message, account]
    after = _parts()
    assert after.keys() == before.keys()
    assert sum(after.values()) < GROWTH * sum(before.values())
