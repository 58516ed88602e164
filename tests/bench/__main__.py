"""`make bench`: one turn with a custom action, ours beside stock Rasa on the same data, machine and action server.

Stock is what `rasa init` users run: JiebaTokenizer, CountVectors, DIET, RulePolicy, `rasa run` with its REST channel.
Both speak HTTP and call the same action (a task that checks the signed identity and reads the account). Prints a table
of medians in milliseconds, the ratio, seconds to start and memory (PSS). Takes some minutes, most of them for DIET.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jieba
import psutil
import yaml

from bot import run
from bot.cli import DEMO_WORLD
from bot.model import NLU_PYTHON, ensure_model, nlu_environment
from bot.services.identity import Identity, IdentitySigner
from bot.services.world import load_world
from bot.services.world_form import read_world
from bot.settings import PROJECT, Settings
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.text.activities import read_activities
from tests.text.test_activities import TODAY, rows
from tests.timing import p95

ACCOUNT = "demo_secretary"
SAID = "昨天下午的救护培训来了45人"  # leads to action_report_activity
CONVERSATIONS = 30
LONG = 105
STOCK_EPOCHS = 20  # speed does not depend on them; accuracy is `make eval`'s matter

STOCK_CONFIG: dict[str, Any] = {
    "recipe": "default.v1",
    "language": "zh",
    "assistant_id": "stock",
    "importers": [{"name": "bot.nlu.importer.FeatureImporter"}],
    "pipeline": [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": STOCK_EPOCHS},
        {"name": "FallbackClassifier", "threshold": 0.3},
    ],
    "policies": [{"name": "RulePolicy"}],
}

Send = Callable[[str, str], None]


def main() -> None:
    """Run what is asked for and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--ours-only", action="store_true", help="without stock Rasa (two minutes instead of six)")
    arguments.add_argument("--json", type=Path, help="also write the figures here")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="boai-bench-") as folder:
        settings = Settings(home=Path(folder) / "home", port=run.free_port(), demo=True)
        figures = _reading() | asyncio.run(_ours(settings))
        if not chosen.ours_only:
            figures |= asyncio.run(_stock(settings, Path(folder)))
    _print(figures)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _reading() -> dict[str, float]:
    """Reading a report, without the stack; asked: at most 3 ms. jieba's cutting measures the machine."""
    read_activities("", TODAY)
    texts = [row["text"] for row in rows()]
    return {
        "reading a report, p95 ms": p95(lambda text: read_activities(text, TODAY), texts),
        "cutting it into words, p95 ms": p95(jieba.lcut, texts),
    }


async def _ours(settings: Settings) -> dict[str, Any]:
    model = ensure_model(settings.logs / "train.log", print)
    database = _database(settings)
    given = run.Secrets()
    actions = run.actions_part(settings, given)
    rasa = run.rasa_part(settings, model, actions.port, given)
    web = run.gateway_part(settings, rasa, given)
    stack = run.Stack([rasa, actions, web], _tell)
    started = time.monotonic()
    try:
        await stack.start()
        seconds = time.monotonic() - started
        signer = IdentitySigner(given.identity)
        channel = httpx.Client(base_url=f"http://127.0.0.1:{rasa.port}", headers={"X-Boai-Secret": given.channel})
        api = httpx.Client(base_url=f"http://127.0.0.1:{web.port}", headers={"X-Boai-Secret": given.command_line})

        def through_rasa(sender: str, text: str) -> None:
            body = {"sender": sender, "text": text, "metadata": _metadata(signer, text)}
            assert channel.post("/webhooks/boai/webhook", json=body).json()

        def through_everything(chat: str, text: str) -> None:
            body = {"account": ACCOUNT, "chat": chat, "message_id": secrets.token_hex(8), "text": text}
            assert api.post("/api/messages", json=body).json()

        await asyncio.to_thread(_measure, through_everything)  # warm
        return {
            "ours: start to ready, s": seconds,
            "ours: memory of all parts, MB": _pss(os.getpid()),  # the parts are its children; it stands for `boai up`
            "ours: memory of Rasa, MB": _pss(rasa.pid),
            **{f"ours: Rasa channel, {k}": v for k, v in (await asyncio.to_thread(_measure, through_rasa)).items()},
            **{f"ours: as shipped, {k}": v for k, v in (await asyncio.to_thread(_measure, through_everything)).items()},
        }
    finally:
        await stack.stop()
        database.close()


async def _stock(settings: Settings, folder: Path) -> dict[str, Any]:
    project = folder / "stock"
    (project / "data").mkdir(parents=True)
    for name in ("nlu", "rules", "domain"):
        shutil.copytree(PROJECT / "data" / name, project / "data" / name)
    shutil.copy(PROJECT / "domain.yml", project)
    (project / "config.yml").write_text(yaml.safe_dump(STOCK_CONFIG), encoding="utf-8")
    (project / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    given = run.Secrets()
    actions = run.actions_part(settings, given)
    (project / "endpoints.yml").write_text(
        f"action_endpoint:\n  url: http://127.0.0.1:{actions.port}/webhook\n", encoding="utf-8"
    )
    rasa = str(NLU_PYTHON.with_name("rasa"))
    print("training stock Rasa (DIET) ...", flush=True)
    with (settings.logs / "stock.log").open("w") as log:
        train = [rasa, "train", "--fixed-model-name", "stock"]
        subprocess.run(train, cwd=project, env=_stock_environment(), stdout=log, stderr=log, check=True)
    port = run.free_port()
    part = run.Part(
        "stock Rasa",
        ["/bin/sh", "-c", f"cd '{project}' && exec '{rasa}' run -p {port} -i 127.0.0.1"],
        _stock_environment(),
        f"http://127.0.0.1:{port}/webhooks/rest/",
        settings.logs / "stock.log",
        port,
    )
    stack = run.Stack([actions, part], _tell)
    started = time.monotonic()
    try:
        await stack.start()
        signer = IdentitySigner(given.identity)
        rest = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)

        def through_rest(sender: str, text: str) -> None:
            body = {"sender": sender, "message": text, "metadata": _metadata(signer, text)}
            assert rest.post("/webhooks/rest/webhook", json=body).json()

        await asyncio.to_thread(_wait_until_answering, through_rest)
        seconds = time.monotonic() - started
        await asyncio.to_thread(_measure, through_rest)  # warm
        return {
            "stock: start to first answer, s": seconds,
            "stock: memory of Rasa, MB": _pss(part.pid),
            **{f"stock: {k}": v for k, v in (await asyncio.to_thread(_measure, through_rest)).items()},
        }
    finally:
        await stack.stop()


def _measure(send: Send) -> dict[str, float]:
    """Medians in milliseconds of turns 1 to 5 over many conversations, and of turns 100 to 105 of long ones."""
    early = [_milliseconds(send, f"{ACCOUNT}{i}", SAID) for i in _names(CONVERSATIONS) for _ in range(5)]
    late = []
    for name in _names(2):
        turns = [_milliseconds(send, f"{ACCOUNT}{name}", SAID) for _ in range(LONG)]
        late += turns[-6:]
    return {"turns 1-5, p50 ms": statistics.median(early), "turn 100, p50 ms": statistics.median(late)}


def _names(number: int) -> list[str]:
    return [f"#{secrets.token_hex(6)}" for _ in range(number)]


def _milliseconds(send: Send, sender: str, text: str) -> float:
    started = time.perf_counter()
    send(sender, text)
    return (time.perf_counter() - started) * 1000


def _wait_until_answering(send: Send) -> None:
    end = time.monotonic() + run.START_SECONDS
    while True:
        try:
            return send("warm-up", SAID)
        except (AssertionError, httpx.HTTPError, ValueError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _metadata(signer: IdentitySigner, text: str) -> dict[str, str]:
    return {"identity": signer.sign(Identity(ACCOUNT, "bench", secrets.token_hex(8))), "said": text}


def _database(settings: Settings) -> Database:
    database = Database(settings.database)
    database.upgrade()
    with database.session() as session:
        load_world(session, read_world(DEMO_WORLD), PersonalData(bytes(32)), settings.clock())
    return database


def _stock_environment() -> dict[str, str]:
    return nlu_environment() | {"OMP_NUM_THREADS": "2", "BOAI_HOME": ""}


def _pss(pid: int | None) -> float:
    """Proportional set size in MB of a process with its children."""
    if pid is None:
        return 0.0
    process = psutil.Process(pid)
    return sum(p.memory_full_info().pss for p in [process, *process.children(recursive=True)]) / 2**20


def _tell(event: str, values: dict[str, Any]) -> None:
    print(event, values.get("part"), flush=True)


def _print(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        print(f"{name:<44}{value:10.1f}")
    for turns in ("turns 1-5, p50 ms", "turn 100, p50 ms"):
        if f"stock: {turns}" in figures:
            for way in ("Rasa channel", "as shipped"):
                ratio = figures[f"stock: {turns}"] / figures[f"ours: {way}, {turns}"]
                print(f"{f'stock / ours, {way}, {turns[:-8]}':<44}{ratio:10.1f} times")


if __name__ == "__main__":
    main()
