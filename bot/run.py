"""Starts the parts side by side, watches them, starts again what dies, stops all."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from bot import lifeline
from bot.model import NLU_PYTHON, nlu_environment
from bot.settings import PROJECT, Settings

START_SECONDS = 120.0  # a busy two-core machine needs 20
STOP_SECONDS = 8.0
FIRST_DELAY = 0.5  # seconds before a dead part is started again; doubled while it keeps dying
LONGEST_DELAY = 30.0
STEADY_SECONDS = 60.0  # a part that lived this long starts with the first delay again
POLL_SECONDS = 0.1
SAME_PROCESS_SECONDS = 2.0  # start times of one process differ by a set clock, those of two by more

Tell = Callable[[str, dict[str, Any]], None]


class PortTakenError(Exception):
    """A port that was asked for is in use."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use")
        self.port = port


class StartFailedError(Exception):
    """A part did not become ready; the message names it and its log."""


@dataclass
class Part:
    """One process: how it is started and where it says that it is well."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: str
    log: Path
    port: int
    process: asyncio.subprocess.Process | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self.process.pid if self.process and self.process.returncode is None else None


class Stack:
    """The parts of one running assistant. `tell` gets (event, values): starting, ready, died."""

    def __init__(self, parts: list[Part], tell: Tell) -> None:
        self.parts = parts
        self._tell = tell
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start all parts at once and return when each is well. Raises StartFailedError, with everything stopped."""
        self._keepers = [asyncio.create_task(self._keep(part), name=part.name) for part in self.parts]
        try:
            async with asyncio.timeout(START_SECONDS):
                await asyncio.gather(*(part.ready.wait() for part in self.parts))
        except TimeoutError:
            late = next(part for part in self.parts if not part.ready.is_set())
            await self.stop()
            raise StartFailedError(f"{late.name}: {late.log}") from None

    async def stop(self) -> None:
        """Stop all parts: asked first, then killed with everything they started."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers = []

    async def _keep(self, part: Part) -> None:
        delay = FIRST_DELAY
        while True:
            started = time.monotonic()
            try:
                await self._run_once(part)
            except OSError as error:  # could not even be started
                with contextlib.suppress(OSError):
                    part.log.write_text(f"{error}\n", encoding="utf-8")
            if time.monotonic() - started > STEADY_SECONDS:
                delay = FIRST_DELAY
            self._tell("died", {"part": part.name, "seconds": delay, "log": part.log})
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _run_once(self, part: Part) -> None:
        """Run the part until it ends by itself; end it with all its children when we are cancelled."""
        self._tell("starting", {"part": part.name})
        part.log.parent.mkdir(parents=True, exist_ok=True)
        with part.log.open("ab") as log:
            part.process = await asyncio.create_subprocess_exec(
                *part.command,
                cwd=PROJECT,
                env={**part.environment, lifeline.VARIABLE: "1"},
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor, which stops the parts in order
            )
        started = time.monotonic()
        waiting = asyncio.create_task(self._announce_ready(part, started))
        try:
            await part.process.wait()
        finally:
            waiting.cancel()
            part.ready.clear()
            await _end(part.process)

    async def _announce_ready(self, part: Part, started: float) -> None:
        async with httpx.AsyncClient(timeout=2) as http:
            while not await _is_well(http, part.health):
                await asyncio.sleep(POLL_SECONDS)
        part.ready.set()
        self._tell("ready", {"part": part.name, "seconds": time.monotonic() - started})


async def _is_well(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).status_code == 200
    except httpx.HTTPError:
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the process and whatever it started (it leads a process group of its own)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    # Not asyncio.timeout: before Python 3.11.3 it does not end a wait in a task that is being cancelled.
    await asyncio.wait([asyncio.ensure_future(process.wait())], timeout=STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


@dataclass(frozen=True)
class Secrets:
    """Made anew at every start; each part is given only what it needs."""

    channel: str = field(default_factory=lambda: secrets.token_urlsafe(32))  # gateway and Rasa
    identity: str = field(default_factory=lambda: secrets.token_urlsafe(32))  # gateway and actions
    command_line: str = field(default_factory=lambda: secrets.token_urlsafe(32))  # gateway and `boai chat`


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free on loopback, or any free one for 0. Raises PortTakenError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise PortTakenError(wanted) from error
        return int(probe.getsockname()[1])


def rasa_part(settings: Settings, model: Path, actions_port: int, given: Secrets) -> Part:
    """Rasa with our channel, on loopback. Its endpoints file is written for this run."""
    port = free_port(settings.rasa_port)
    endpoints = settings.home.resolve() / "run" / f"endpoints-{port}.yml"
    endpoints.parent.mkdir(parents=True, exist_ok=True)
    # Selective: no action of ours asks for the domain, which Rasa would send with every call.
    endpoint = {"url": f"http://127.0.0.1:{actions_port}/webhook", "enable_selective_domain": True}
    endpoints.write_text(json.dumps({"action_endpoint": endpoint}), encoding="utf-8")  # JSON is YAML
    return Part(
        "rasa",
        [str(NLU_PYTHON), "-m", "bot.nlu.serve"],
        nlu_environment(
            BOAI_MODEL=str(model),
            BOAI_RASA_PORT=str(port),
            BOAI_ENDPOINTS=str(endpoints),
            BOAI_CHANNEL_SECRET=given.channel,
            BOAI_LOG_LEVEL=settings.log_level,
        ),
        f"http://127.0.0.1:{port}/webhooks/boai/health",
        settings.logs / "rasa.log",
        port,
    )


def actions_part(settings: Settings, given: Secrets, **extra: str) -> Part:
    """The action server, on loopback."""
    port = free_port(settings.actions_port)
    return Part(
        "actions",
        [sys.executable, "-m", "actions.server"],
        _own_environment(settings, BOAI_ACTIONS_PORT=str(port), BOAI_IDENTITY_SECRET=given.identity, **extra),
        f"http://127.0.0.1:{port}/health",
        settings.logs / "actions.log",
        port,
    )


def gateway_part(settings: Settings, rasa: Part, given: Secrets) -> Part:
    """The web page, the command line's API and later the other channels. Raises PortTakenError."""
    port = free_port(settings.port)
    return Part(
        "web",
        [sys.executable, "-m", "bot.channels.serve"],
        _own_environment(
            settings,
            BOAI_PORT=str(port),
            BOAI_RASA_URL=f"http://127.0.0.1:{rasa.port}",
            BOAI_CHANNEL_SECRET=given.channel,
            BOAI_IDENTITY_SECRET=given.identity,
            BOAI_COMMAND_LINE_SECRET=given.command_line,
        ),
        f"http://127.0.0.1:{port}/api/health",
        settings.logs / "web.log",
        port,
    )


def write_run_state(settings: Settings, stack: Stack, given: Secrets) -> None:
    """Leave what `boai status` and `boai chat` need, readable by this user only."""
    state = {
        "pid": os.getpid(),
        "since": psutil.Process().create_time(),
        "command_line_secret": given.command_line,
        "parts": [{"name": part.name, "port": part.port, "health": part.health} for part in stack.parts],
    }
    settings.run_state.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(settings.run_state, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(state, file)


def read_run_state(settings: Settings) -> dict[str, Any] | None:
    """The running assistant of this home folder, or None."""
    try:
        state: dict[str, Any] = json.loads(settings.run_state.read_text(encoding="utf-8"))
        # After a kill or in a restarted container the same process id is somebody else.
        apart = abs(psutil.Process(state["pid"]).create_time() - state["since"])
    except (OSError, ValueError, KeyError, psutil.Error):
        return None
    return state if apart < SAME_PROCESS_SECONDS else None


def _own_environment(settings: Settings, **extra: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "BOAI_HOME": str(settings.home.resolve()),
        "BOAI_DATABASE_URL": settings.database,
        **extra,
    }
