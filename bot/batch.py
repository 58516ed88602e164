"""The machine interface (`boai batch task|chat`): a stack of its own for the time of the batch."""

import asyncio
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

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


@contextmanager
def talk(
    settings: Settings, model: Path, world_file: Path | None
) -> Iterator[Callable[[dict[str, Any]], dict[str, Any]]]:
    """A function from a line of `batch chat` to its answer, with a stack and a database of its own.

    The clock is fixed at noon of the world's `today`; without a file it is the demonstration world. Raises WorldError
    for a file that is not a world.
    """
    world = world_at(world_file, settings.clock().date())
    given = run.Secrets()
    with tempfile.TemporaryDirectory(prefix="boai-") as folder, asyncio.Runner() as runner:
        home = Path(folder)
        now = datetime.combine(world.today, time(12), TIMEZONE) if world.today else settings.clock()
        own = settings.model_copy(
            update={"home": home, "database_url": "", "key_file": None, "now": now, "rasa_port": 0, "actions_port": 0}
        )
        database = Database(own.database)
        database.upgrade()
        personal = PersonalData(load_key(own.key_path))
        with database.session() as session:
            load_world(session, world, personal, now)
        template = home / "template.db"
        _copy(home / "boai.db", template)
        actions = run.actions_part(own, given, BOAI_NOW=now.isoformat(), BOAI_FILES=str(settings.files_folder))
        rasa = run.rasa_part(own, model, actions.port, given)
        stack = _stack(settings, rasa, actions)
        client = RasaClient(f"http://127.0.0.1:{rasa.port}", given.channel)
        gateway = compose.gateway(own, database, client, given.identity)

        def answer(line: dict[str, Any]) -> dict[str, Any]:
            if line.get("reset"):
                _copy(template, home / "boai.db")
                return {"ok": True}
            if "count" in line:
                with database.session() as session:
                    number = counts.count(session, personal, line["count"], line.get("where") or {}, now.date())
                return {"count": number}
            return runner.run(_turn(gateway, line))

        try:
            runner.run(stack.start())
            yield answer
        finally:
            runner.run(client.close())
            runner.run(stack.stop())
            database.close()
            shutil.rmtree(home, ignore_errors=True)


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
