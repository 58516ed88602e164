"""The supervisor with tiny stand-ins as parts: starts, starts again, stops all, leaves no orphan."""

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from bot import run
from bot.run import Part, PortTakenError, Secrets, Stack, StartFailedError
from bot.settings import PROJECT, Settings

# Answers any request with 200. Arguments: port; "child": starts a process that ignores SIGTERM; "deaf": ignores it too.
PART = """
import os, signal, socket, subprocess, sys
from bot.lifeline import follow_parent
follow_parent()
port, *wishes = sys.argv[1:]
if "child" in wishes:
    ignore = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(99)"
    child = subprocess.Popen([sys.executable, "-S", "-c", ignore], stdout=subprocess.PIPE)
    child.stdout.readline()
    print("child", child.pid, flush=True)
if "deaf" in wishes:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "secret" in wishes:
    print(sorted(os.environ), flush=True)
if "ill" in wishes:
    signal.pause()
server = socket.create_server(("127.0.0.1", int(port)))
while True:
    connection, _ = server.accept()
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n")
    connection.close()
"""

Told = list[tuple[str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FIRST_DELAY", 0.05)
    monkeypatch.setattr(run, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(run, "STOP_SECONDS", 0.3)
    monkeypatch.setattr(run, "START_SECONDS", 30.0)


def part(tmp_path: Path, name: str, *wishes: str) -> Part:
    port = run.free_port()
    command = [sys.executable, "-S", "-c", PART, str(port), *wishes]
    environment = {"PYTHONPATH": str(PROJECT), "PATH": os.environ["PATH"]}
    return Part(name, command, environment, f"http://127.0.0.1:{port}/", tmp_path / "log" / f"{name}.log", port)


def stack(*parts: Part) -> tuple[Stack, Told]:
    told: Told = []
    return Stack(list(parts), lambda event, values: told.append((event, values))), told


def events(told: Told, name: str) -> list[str]:
    return [event for event, values in told if values["part"] == name]


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def until_now(condition: Callable[[], object]) -> None:
    asyncio.run(until(condition))


async def test_parts_start_side_by_side_and_stop_together(tmp_path: Path) -> None:
    one, two = part(tmp_path, "one"), part(tmp_path, "two")
    both, told = stack(one, two)
    await both.start()
    pids = [one.pid, two.pid]
    assert all(pid and alive(pid) for pid in pids)
    assert [event for event, _ in told[:2]] == ["starting", "starting"]
    assert events(told, "one") == events(told, "two") == ["starting", "ready"]
    await both.stop()
    assert (one.pid, two.pid) == (None, None)
    assert not any(alive(pid) for pid in pids if pid)


async def test_a_killed_part_is_started_again_after_a_growing_delay_and_the_others_stay(tmp_path: Path) -> None:
    one, two = part(tmp_path, "one"), part(tmp_path, "two")
    both, told = stack(one, two)
    await both.start()
    steady = two.pid
    for times in (1, 2, 3):
        assert one.pid
        os.kill(one.pid, signal.SIGKILL)
        await until(lambda times=times: events(told, "one").count("ready") == times + 1)
    deaths = [values for event, values in told if event == "died"]
    assert [death["seconds"] for death in deaths] == [0.05, 0.1, 0.2]
    assert deaths[0]["log"] == one.log
    assert two.pid == steady
    await both.stop()


async def test_a_part_that_was_steady_starts_again_without_a_grown_delay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "STEADY_SECONDS", 0.0)
    one = part(tmp_path, "one")
    alone, told = stack(one)
    await alone.start()
    for times in (1, 2):
        assert one.pid
        os.kill(one.pid, signal.SIGKILL)
        await until(lambda times=times: events(told, "one").count("ready") == times + 1)
    assert [values["seconds"] for event, values in told if event == "died"] == [0.05, 0.05]
    await alone.stop()


async def test_stopping_leaves_no_grandchild(tmp_path: Path) -> None:
    one = part(tmp_path, "one", "child")
    alone, _ = stack(one)
    await alone.start()
    grandchild = int(one.log.read_text().split()[1])
    assert alive(grandchild)
    await alone.stop()
    await until(lambda: not alive(grandchild))


async def test_a_dead_part_takes_its_children_with_it(tmp_path: Path) -> None:
    one = part(tmp_path, "one", "child")
    alone, told = stack(one)
    await alone.start()
    grandchild = int(one.log.read_text().split()[1])
    assert one.pid
    os.kill(one.pid, signal.SIGKILL)
    await until(lambda: "died" in events(told, "one"))
    assert not alive(grandchild)
    await alone.stop()


async def test_a_part_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    one = part(tmp_path, "one", "deaf")
    alone, _ = stack(one)
    await alone.start()
    pid = one.pid
    await alone.stop()
    assert pid
    assert not alive(pid)


async def test_a_part_that_never_gets_well_is_named_and_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "START_SECONDS", 1.0)
    one, ill = part(tmp_path, "one"), part(tmp_path, "two", "ill")
    both, _ = stack(one, ill)
    with pytest.raises(StartFailedError, match=r"two: .*two\.log"):
        await both.start()
    assert (one.pid, ill.pid) == (None, None)


async def test_a_command_that_is_not_there_is_tried_again_and_logged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "START_SECONDS", 0.3)
    one = part(tmp_path, "one")
    one.command = [str(tmp_path / "nowhere")]
    alone, told = stack(one)
    with pytest.raises(StartFailedError, match="one"):
        await alone.start()
    assert events(told, "one")[:3] == ["starting", "died", "starting"]
    assert "nowhere" in one.log.read_text()


async def test_a_start_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    ill = part(tmp_path, "one", "ill", "child")
    alone, _ = stack(ill)
    starting = asyncio.create_task(alone.start())
    await until(lambda: ill.log.exists() and "child" in ill.log.read_text())
    grandchild, pid = int(ill.log.read_text().split()[1]), ill.pid
    starting.cancel()
    await alone.stop()
    assert pid
    assert not alive(pid)
    await until(lambda: not alive(grandchild))


SUPERVISOR = """
import asyncio, json, sys
from pathlib import Path
from bot.run import Part, Stack

async def main():
    part = Part(*json.loads(sys.argv[1]))
    part.log = Path(part.log)
    stack = Stack([part], lambda event, values: None)
    await stack.start()
    print(part.pid, flush=True)
    await asyncio.sleep(99)

asyncio.run(main())
"""


def test_a_part_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    one = part(tmp_path, "one")
    described = json.dumps([one.name, one.command, one.environment, one.health, str(one.log), one.port])
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, described], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout
        pid = int(supervisor.stdout.readline())
        assert alive(pid)
        supervisor.kill()
        until_now(lambda: not alive(pid))


# --- ports -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_refused(tmp_path: Path, host: str) -> None:
    with socket.create_server((host, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=str(port)) as caught:
            run.free_port(port)
        assert caught.value.port == port
        settings = Settings(home=tmp_path, port=port)
        with pytest.raises(PortTakenError):
            run.gateway_part(settings, part(tmp_path, "rasa"), Secrets())
    assert run.free_port(port) == port


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", run.free_port())):
        pass


# --- what each part is given -----------------------------------------------------------------------------------------


def test_a_part_is_given_only_what_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOAI_KEY_FILE", "/a/key")
    monkeypatch.setenv("BOAI_TELEGRAM_TOKEN", "telegram token")
    settings, given = Settings(home=tmp_path, database_url="sqlite:////secret/place.db", rasa_port=0), Secrets()
    actions = run.actions_part(settings, given)
    rasa = run.rasa_part(settings, tmp_path / "model.tar.gz", actions.port, given)
    web = run.gateway_part(settings.model_copy(update={"port": 0}), rasa, given)

    def holds(one: Part, secret: str) -> bool:
        return secret in " ".join([*one.environment.values(), *one.command])

    assert [holds(one, given.channel) for one in (rasa, actions, web)] == [True, False, True]
    assert [holds(one, given.identity) for one in (rasa, actions, web)] == [False, True, True]
    assert [holds(one, given.command_line) for one in (rasa, actions, web)] == [False, False, True]
    for secret in ("/secret/place.db", "/a/key", "telegram token"):
        assert not holds(rasa, secret)
    assert all(one.environment["PYTHONPATH"] == str(PROJECT) for one in (rasa, actions, web))


def test_secrets_are_new_at_every_start() -> None:
    one, other = Secrets(), Secrets()
    everything = [*vars(one).values(), *vars(other).values()]
    assert len(set(everything)) == len(everything)
    assert min(map(len, everything)) >= 32


def test_rasa_is_told_where_the_actions_are(tmp_path: Path) -> None:
    rasa = run.rasa_part(Settings(home=tmp_path), tmp_path / "model.tar.gz", 5099, Secrets())
    endpoints = Path(rasa.environment["BOAI_ENDPOINTS"])
    assert yaml.safe_load(endpoints.read_text())["action_endpoint"]["url"] == "http://127.0.0.1:5099/webhook"


# --- what runs -------------------------------------------------------------------------------------------------------


def test_what_runs_can_be_read_by_this_user_only(tmp_path: Path) -> None:
    settings, given = Settings(home=tmp_path / "home"), Secrets()
    one = part(tmp_path, "one")
    run.write_run_state(settings, stack(one)[0], given)
    state = run.read_run_state(settings)
    assert state is not None
    assert (state["pid"], state["command_line_secret"]) == (os.getpid(), given.command_line)
    assert state["parts"] == [{"name": "one", "port": one.port, "health": one.health}]
    assert stat.S_IMODE(settings.run_state.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "{",
        "{}",
        pytest.param(json.dumps({"pid": os.getpid()}), id="no time of its start"),
        '{"pid": 999999999, "since": 0}',
        pytest.param(json.dumps({"pid": os.getpid(), "since": time.time() - 5e6}), id="another process of that id"),
    ],
)
def test_what_no_longer_runs_is_not_found(tmp_path: Path, content: str | None) -> None:
    settings = Settings(home=tmp_path)
    if content is not None:
        settings.run_state.write_text(content)
    assert run.read_run_state(settings) is None
