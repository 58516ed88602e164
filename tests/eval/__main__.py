"""`make eval`: figures on sentences and questions that nothing was trained on.

Own sets always; the samples and public sets beside the checkout when they are there.
"""

import contextlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bot.batch import understanding
from bot.knowledge import evaluate
from bot.model import ensure_model
from bot.settings import PROJECT, Settings

SHARED = PROJECT.parent / "shared"
TASKS = (PROJECT / "tests" / "nlu" / "unseen_tasks.jsonl", SHARED / "samples" / "task.jsonl")
POLICY = (
    PROJECT / "tests" / "knowledge" / "dev_policy.jsonl",
    PROJECT / "tests" / "knowledge" / "unseen_policy.jsonl",
    PROJECT / "tests" / "knowledge" / "unseen_policy_2.jsonl",
    SHARED / "samples" / "policy.jsonl",
)


def main() -> None:
    """Print every figure that can be had here."""
    settings = Settings()
    tasks(settings, ensure_model(settings.logs / "train.log", print))
    for path in filter(Path.exists, POLICY):
        print(f"\n== policy: {path.name}")
        with contextlib.suppress(SystemExit):
            evaluate.main([str(path)])
    print("\n== search: CMRC 2018 beside plain BM25")
    with contextlib.suppress(SystemExit):
        evaluate.main(["--cmrc"])


def tasks(settings: Settings, model: Path) -> None:
    """Task accuracy through the trained Rasa model, with the misses."""
    with understanding(settings, model) as understand:
        for path in filter(Path.exists, TASKS):
            rows = _rows(path)
            got = [understand(row["text"])["task"] for row in rows]
            wrong = [(row, task) for row, task in zip(rows, got, strict=True) if row["task"] != task]
            print(f"== task: {path.name}: {1 - len(wrong) / len(rows):.3f} of {len(rows)}")
            for row, task in wrong:
                print(f"   {row['task']:>18} -> {task:<18} {row['text']}")
            print("   worst:", Counter(row["task"] for row, _ in wrong).most_common(5))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
