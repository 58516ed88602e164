"""The action server is killed between preview and confirm, and while it saves: afterwards there is one record.

The channel sends the word again under the same message id, as it does when no answer came in time.
"""

import random
import secrets
import threading
import time
from typing import Any

import psutil
import pytest

from bot import run
from tests.stack.conftest import Turn

pytestmark = pytest.mark.rasa

WHO = "demo_secretary"
REPORT = "前天上午在文化广场办救护培训，45人参加，两个小时"
SPREAD = 1.3  # the moment of the kill lies within so many times the length of an undisturbed turn


def _action_server() -> psutil.Process:
    """Ours, not one of another stack that a test has started."""
    return next(child for child in psutil.Process().children() if "actions.server" in child.cmdline())


def _say(turn: Turn, message: str, message_id: str = "") -> str:
    answer: dict[str, Any] = turn({"account": WHO, "message": message, "message_id": message_id})
    return "\n".join(answer["replies"])


def _kill_and_wait(turn: Turn) -> None:
    """Kill it, and talk until it is back: the channel waits for it."""
    _action_server().kill()
    assert "您好" in _say_as_another(turn)


def _say_as_another(turn: Turn) -> str:
    return "\n".join(turn({"account": "demo_officer", "message": "你好"})["replies"])


def _previewed(turn: Turn) -> None:
    assert turn({"reset": True}) == {"ok": True}
    assert "请核对" in _say(turn, REPORT)


def _length_of_a_commit(turn: Turn) -> float:
    _previewed(turn)
    started = time.monotonic()
    assert "已保存" in _say(turn, "确认")
    return time.monotonic() - started


def _survives(turn: Turn, delay: float, between: bool) -> bool:
    """One report, disturbed while it is saved and perhaps before; whether the kill came before the answer."""
    _previewed(turn)
    if between:
        _kill_and_wait(turn)
    message_id = secrets.token_hex(8)
    victim = _action_server()
    timer = threading.Timer(delay, victim.kill)
    timer.start()
    said = _say(turn, "确认", message_id)
    struck = not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE
    timer.join()
    assert "已保存" in said, said
    assert "已保存" in _say(turn, "确认", message_id)
    assert turn({"count": "activities", "where": {"participants": 45}}) == {"count": 1}
    # It is one record to talk about, too: taken back whole, and nothing of it is left to take back.
    assert "已撤回" in _say(turn, "撤销")
    assert turn({"count": "activities", "where": {"participants": 45}}) == {"count": 0}
    return struck


@pytest.mark.parametrize("moments", [3, pytest.param(50, marks=pytest.mark.soak)])
def test_one_record_whenever_it_is_killed(turn: Turn, moments: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LONGEST_DELAY", run.FIRST_DELAY)  # it dies often here, and is not given up for that
    seed = secrets.randbits(32)
    moment = random.Random(seed)
    longest = SPREAD * max(_length_of_a_commit(turn) for _ in range(2))
    struck = [_survives(turn, moment.uniform(0, longest), number == 0 or moments > 3) for number in range(moments)]
    _say_as_another(turn)
    print(f"seed {seed}: {sum(struck)} of {moments} kills before the answer, within {longest * 1000:.0f} ms")
    assert moments < 10 or any(struck)
