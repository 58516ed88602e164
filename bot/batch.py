"""The machine interface (`boai batch task|chat`): a stack of its own for the time of the batch."""

import asyncio
import contextlib
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar

from bot import run
from bot.channels import compose
from bot.channels.gateway import Gateway, Incoming
from bot.channels.rasa_client import RasaClient
from bot.services import counts
from bot.services.demo import world_at
from bot.services.world import load_world
from bot.settings import TIMEZONE, Settings
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import load_key
from bot.text.numbers import constant_token, mask_numbers

CHAT = "batch"
DATABASE = "boai.db"
T = TypeVar("T")
# Intents beside the task words (docs/intents.md): what they are given as, None = never.
_STANDS_FOR = {
    "nlu_fallback": None,
    "inform": None,
    "pass_on": "human",
    "list_gaps": None,
    "answer_gap": None,
    "change_member": "correct",
    "list_applications": "query_members",
    "accept_application": "confirm",
    "decline_application": "deny",
    "suggest": "human",
    "list_suggestions": None,
    "answer_suggestion": None,
    "list_foundings": "query_org",
    "record_structure": "found_org_record",
    "file_branch": "confirm",
    "decline_branch": "deny",
    "postpone_election": "record_election",
    "return_report": "correct",
    "set_target": None,
    "manage_star": None,
    "manage_certificate": None,
    "check_five": "query_org",
    "read_audit": "query_org",
}


@contextmanager
def understanding(settings: Settings, model: Path) -> Iterator[Callable[[str], dict[str, Any]]]:
    """A function from a text to its task and confidence, with a Rasa server of its own."""
    given = run.Secrets()
    with tempfile.TemporaryDirectory(prefix="boai-") as home, asyncio.Runner() as runner:
        own = settings.model_copy(update={"home": Path(home), "rasa_port": 0})
        rasa = run.rasa_part(own, model, run.free_port(), given)
        stack = _stack(settings, rasa)
        client = RasaClient(f"http://127.0.0.1:{rasa.port}", given.channel)

        def understand(text: str) -> dict[str, Any]:
            # A button press cannot be typed: the slash is text here as in the gateway.
            for_rasa = mask_numbers(text, constant_token).replace("/", "／", 1)
            [parsed] = runner.run(client.parse([for_rasa]))
            named = [(_STANDS_FOR.get(one["name"], one["name"]), one) for one in parsed["intent_ranking"]]
            task, best = next(pair for pair in named if pair[0] is not None)
            return {"task": task, "confidence": round(best["confidence"], 4)}

        try:
            runner.run(stack.start())
            yield understand
        finally:
            runner.run(client.close())
            runner.run(stack.stop())


@dataclass(frozen=True)
class Template:
    """A world as it is loaded: its database, and the moment at which its clock stands."""

    file: Path
    now: datetime


class Playground:
    """A running stack with a database of its own, to talk with.

    The clock stands where `move_to` put it last, for all parts alike: they read it from one file.
    """

    def __init__(self, settings: Settings, gateway: Callable[[Database], Gateway], runner: asyncio.Runner) -> None:
        self.settings = settings
        self.database = Database(settings.database)
        self.personal = PersonalData(load_key(settings.key_path))
        self.gateway = gateway(self.database)
        self._runner = runner

    def template(self, name: str, world_file: Path | None, clock: datetime) -> Template:
        """Load a world for `reset`. Its clock stands at noon of its `today`, or at `clock`. Raises WorldError."""
        world = world_at(world_file, clock.date())
        now = datetime.combine(world.today, time(12), TIMEZONE) if world.today else clock
        file = self.settings.home / f"{name}.db"
        with contextlib.closing(Database(f"sqlite:///{file}")) as database:
            database.upgrade()
            with database.session() as session:
                load_world(session, world, self.personal, now)
        return Template(file, now)

    def reset(self, template: Template) -> None:
        """Begin with a fresh copy of a world; all conversations are forgotten."""
        _copy(template.file, self.settings.home / DATABASE)
        self.move_to(template.now)

    def move_to(self, moment: datetime) -> None:
        """Put the clock of all parts to a moment."""
        assert self.settings.now_file is not None
        self.settings.now_file.write_text(moment.isoformat(), encoding="utf-8")

    def answer(self, line: dict[str, Any]) -> dict[str, Any]:
        """Answer a message, a press or a count (INTERFACES of `batch chat`)."""
        if "count" in line:
            today = self.settings.clock().date()
            with self.database.session() as session:
                return {"count": counts.count(session, self.personal, line["count"], line.get("where") or {}, today)}
        return self.wait(_turn(self.gateway, line))

    def lines(self, template: Template) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """A function from a line of `batch chat` to its answer; a reset goes back to the beginning of a world."""

        def answer(line: dict[str, Any]) -> dict[str, Any]:
            if line.get("reset"):
                self.reset(template)
                return {"ok": True}
            return self.answer(line)

        return answer

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something of the gateway to its end."""
        return self._runner.run(work)


@contextmanager
def playground(settings: Settings, model: Path, world_file: Path | None) -> Iterator[tuple[Playground, Template]]:
    """A stack in a folder of its own, at the beginning of a world, and that world. Raises WorldError."""
    given = run.Secrets()
    with tempfile.TemporaryDirectory(prefix="boai-") as folder, asyncio.Runner() as runner:
        home = Path(folder)
        own = settings.model_copy(
            update={
                "home": home, "database_url": "", "key_file": None, "now_file": home / "now",
                "rasa_port": 0, "actions_port": 0,
            }
        )  # fmt: skip
        actions = run.actions_part(own, given, BOAI_NOW_FILE=str(own.now_file), BOAI_FILES=str(settings.files_folder))
        rasa = run.rasa_part(own, model, actions.port, given)
        stack = _stack(settings, rasa, actions)
        client = RasaClient(f"http://127.0.0.1:{rasa.port}", given.channel)
        played = Playground(own, lambda database: compose.gateway(own, database, client, given.identity), runner)
        try:
            played.reset(template := played.template("template", world_file, settings.clock()))
            runner.run(stack.start())
            yield played, template
        finally:
            runner.run(client.close())
            runner.run(stack.stop())
            played.database.close()
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def talk(
    settings: Settings, model: Path, world_file: Path | None
) -> Iterator[Callable[[dict[str, Any]], dict[str, Any]]]:
    """A function from a line of `batch chat` to its answer, with a stack and a database of its own.

    The clock is fixed at noon of the world's `today`; without a file it is the demonstration world. Raises WorldError
    for a file that is not a world.
    """
    with playground(settings, model, world_file) as (played, template):
        yield played.lines(template)


async def _turn(gateway: Gateway, line: dict[str, Any]) -> dict[str, Any]:
    account = line["account"]
    message_id = line.get("message_id") or secrets.token_hex(8)  # a test sends a message again under its own id
    incoming = Incoming(account, CHAT, message_id, line.get("message", ""), line.get("press"), may_be_new=True)
    replies = await gateway.handle(incoming)
    return {
        "replies": [reply.text for reply in replies],
        "buttons": [list(button) for reply in replies for button in reply.buttons],
        "files": [file for reply in replies for file in reply.files],
    }


def _stack(settings: Settings, *parts: run.Part) -> run.Stack:
    """The parts with their logs in the real home folder, where they outlive the batch."""
    for part in parts:
        part.log = settings.logs / f"batch-{part.name}.log"
    return run.Stack(list(parts), _quiet)


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite database into another that may be open elsewhere (SQLite's online back-up)."""
    with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
        one.backup(other)
    one.close()
    other.close()


def _quiet(_event: str, _values: dict[str, Any]) -> None:
    """A batch prints nothing but its answers."""
