"""`python -m bot.knowledge.evaluate [FILE...]`: figures of policy answers on jsonl sets, and of passages on CMRC 2018.

A row is {"id", "question", "place"?, "answerable", "facts", "forbid", "source"}: right means answered, from a wanted
document, with one alternative of each group of facts among the first 900 characters, blanks and width ignored.
"""

import argparse
import json
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import psutil

from bot.knowledge.answer import LONGEST, PolicyAnswer
from bot.knowledge.engine import Knowledge
from bot.knowledge.passages import PassageIndex
from bot.knowledge.words import Segmenter

HERE: Final = Path(__file__).resolve().parents[2]
DEVELOPMENT: Final = HERE / "tests" / "knowledge" / "dev_policy.jsonl"
PUBLIC: Final = HERE.parent / "shared" / "public"
MANY: Final = 10_000  # passages
PIECE: Final = 120  # characters of one, about a clause


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row judged; `why` is empty when it is right."""

    row: Mapping[str, Any]
    answer: PolicyAnswer
    why: str
    milliseconds: float


def plain(text: str) -> str:
    return re.sub(r"[\s,]+", "", unicodedata.normalize("NFKC", text))


def fault(row: Mapping[str, Any], answer: PolicyAnswer) -> str:
    """What is wrong with an answer, or nothing."""
    if not row["answerable"]:
        return f"answered by {answer.card_id}" if answer.answered else ""
    if not answer.answered:
        return f"refused ({answer.card_id}, {answer.confidence:.2f})"
    said = plain(answer.text[:LONGEST])
    missing = [group for group in row["facts"] if not any(plain(fact) in said for fact in group)]
    wrong = [fact for fact in row["forbid"] if plain(fact) in said]
    wanted = row["source"] if isinstance(row["source"], list) else [row["source"]]
    cited = {citation.source for citation in answer.citations}
    if not cited & {source["doc"] for source in wanted}:
        return f"cites {sorted(cited)} by {answer.card_id}"
    return f"{answer.card_id}: missing {missing} wrong {wrong}" if missing or wrong else ""


def judge(knowledge: Knowledge, rows: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    found = []
    for row in rows:
        start = time.perf_counter()
        answer = knowledge.ask(row["question"], row.get("place"))
        spent = (time.perf_counter() - start) * 1000
        found.append(Verdict(row, answer, fault(row, answer), spent))
    return found


def rates(verdicts: Sequence[Verdict]) -> tuple[float, float]:
    """Share of the answerable that are right, share of the others that are refused (1.0 of none)."""
    shares = []
    for answerable in (True, False):
        chosen = [verdict for verdict in verdicts if bool(verdict.row["answerable"]) is answerable]
        shares.append(sum(not verdict.why for verdict in chosen) / len(chosen) if chosen else 1.0)
    return shares[0], shares[1]


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def report(name: str, verdicts: Sequence[Verdict], show: int) -> Iterator[str]:
    misses = [verdict for verdict in verdicts if verdict.why]
    for verdict in misses[:show]:
        place = f" @{verdict.row['place']}" if verdict.row.get("place") else ""
        yield f"  - {verdict.row['id']} {verdict.row['question']}{place}: {verdict.why}"
    answered, refused = rates(verdicts)
    slow = float(np.percentile([verdict.milliseconds for verdict in verdicts], 95))
    yield f"{name}: answerable {answered:.3f} refused {refused:.3f} of {len(verdicts)}; p95 {slow:.1f} ms"


def compare_passages(folder: Path) -> Iterator[str]:
    """PassageIndex beside bm25s over jieba words, on the same passages and questions."""
    passages, questions = folder / "cmrc2018_passages.jsonl", folder / "cmrc2018_queries.jsonl"
    if not (passages.exists() and questions.exists()):
        yield f"{folder} holds no cmrc2018_passages.jsonl and cmrc2018_queries.jsonl: nothing to compare"
        return
    texts = [(row["pid"], row["text"]) for row in read_rows(passages)]
    asked = read_rows(questions)
    segment = Segmenter()
    segment("")
    start = time.perf_counter()
    ours = PassageIndex.build(texts, segment)
    yield f"built {len(texts)} passages in {time.perf_counter() - start:.1f} s"
    yield _measure("words and pairs", ours.search, asked)
    yield _measure("bm25s alone", _words_alone(texts, segment), asked)


def weigh_passages(folder: Path, knowledge: Knowledge, questions: Path) -> Iterator[str]:
    """Time and memory of 10,000 passages (pieces of the public ones), and of policy answers beside them."""
    pieces = [
        (f"{row['pid']}-{start}", row["text"][start : start + PIECE])
        for row in read_rows(folder / "cmrc2018_passages.jsonl")
        for start in range(0, len(row["text"]), PIECE // 2)
    ][:MANY]
    Segmenter()("")
    before = _memory()
    with tempfile.TemporaryDirectory() as cache:
        for done in ("built and kept", "loaded"):
            start = time.perf_counter()
            index = PassageIndex.kept(pieces, Path(cache))
            yield f"{len(pieces)} passages {done} in {time.perf_counter() - start:.1f} s"
    yield f"memory for them: {_memory() - before:.0f} MB"
    spent = []
    for row in read_rows(questions):
        start = time.perf_counter()
        knowledge.ask(row["question"], row.get("place"))
        index.search(row["question"], k=5)
        spent.append((time.perf_counter() - start) * 1000)
    median, slow = np.percentile(spent, [50, 95])
    yield f"an answer with a search in them: p50 {median:.1f} ms, p95 {slow:.1f} ms"


def _memory() -> float:
    """Resident memory of this process in MB."""
    return float(psutil.Process().memory_info().rss) / 1e6


def _words_alone(texts: Sequence[tuple[str, str]], segment: Segmenter) -> Callable[[str, int], list[str]]:
    import bm25s

    model = bm25s.BM25()
    model.index([segment(text) for _, text in texts], show_progress=False)

    def search(text: str, k: int) -> list[str]:
        found, _ = model.retrieve([segment(text)], k=k, show_progress=False)
        return [texts[row][0] for row in found[0]]

    return search


def _measure(name: str, search: Callable[[str, int], list[str]], asked: Sequence[Mapping[str, Any]]) -> str:
    first = rank = 0.0
    start = time.perf_counter()
    for row in asked:
        wanted = row["pids"]
        place = next((i for i, pid in enumerate(search(row["text"], 10), 1) if pid in wanted), 0)
        first += place == 1
        rank += 1 / place if place else 0.0
    spent = (time.perf_counter() - start) * 1000 / max(1, len(asked))
    return f"{name}: recall@1 {first / len(asked):.4f} MRR@10 {rank / len(asked):.4f} {spent:.2f} ms a question"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.knowledge.evaluate", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--knowledge", type=Path, default=HERE / "knowledge")
    parser.add_argument(
        "--cmrc", nargs="?", type=Path, const=PUBLIC, help="compare PassageIndex with bm25s on this folder"
    )
    parser.add_argument(
        "--many", nargs="?", type=Path, const=PUBLIC, help="time and memory with 10,000 passages made from this folder"
    )
    parser.add_argument("--words-only", action="store_true", help="without word vectors")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--at-least", type=float, default=0.0)
    given = parser.parse_args(arguments)
    if given.cmrc:
        for line in compare_passages(given.cmrc):
            print(line)
        return 0
    knowledge = Knowledge.load(given.knowledge, semantic=not given.words_only)
    if given.many:
        for line in weigh_passages(given.many, knowledge, (given.files or [DEVELOPMENT])[0]):
            print(line)
        return 0
    lowest = 1.0
    for path in given.files or [DEVELOPMENT]:
        verdicts = judge(knowledge, read_rows(path))
        lowest = min(lowest, *rates(verdicts))
        for line in report(path.name, verdicts, given.show):
            print(line)
    return 1 if lowest < given.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
