"""`python -m bot.text.name_training`: make `data/people/names.npz` anew. About six minutes.

It learns from the labelled messages of tests/text and the sentences of data/people, each several times with other
names, fewer marks and other blanks in it. The field is fitted in Rasa's environment (`bot.nlu.sequences`).
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.text import name_stock
from bot.text.name_tagger import JOINING, MODEL, OTHER, PERSON, UNIT, Place, features, signs_of
from bot.text.names import is_name
from bot.text.normalise import fold_aligned
from bot.text.people import plain_of
from bot.text.person_facts import unit_of
from bot.text.person_names import CHILD, GUARDED_BY, OTHER_NAMED, PARENT_IS, trimmed

HERE: Final = Path(__file__).resolve().parents[2]
SETS: Final = ("people_dev", "people_dev_2", "unseen_people", "unseen_people_2")
SENTENCES: Final = HERE / "data" / "people" / "sentences.txt"
COPIES: Final = 3  # of a labelled message
TIMES: Final = 10  # that a sentence of slots is filled
SEED: Final = 20
KINDS: Final = (PERSON, OTHER, UNIT, JOINING)
LABELS: Final = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BIES"))
_NEVER: Final = -30.0  # the weight of a step that cannot be
_MAKE: Final[dict[str, Callable[[random.Random], str]]] = {
    PERSON: name_stock.person,
    OTHER: name_stock.titled,
    UNIT: name_stock.unit,
    JOINING: name_stock.member_unit,
}
_SAID: Final[dict[str, Callable[[random.Random], str]]] = {
    **_MAKE,
    "T": name_stock.called,
    "N": lambda _: "\x01" * 11,
    "D": lambda _: " " * 10,
    "L": name_stock.place,
    "E": name_stock.people,
    "C": name_stock.clause,
}
_SLOT = re.compile(r"\{([PXUGTNDLECH])\}")
_MARK = re.compile(r"[，,。；;：:、]")
_GROUP_KIND = "团体会员"


@dataclass(frozen=True)
class Sample:
    """A text with its numbers blanked, and what is named where."""

    plain: str
    named: tuple[tuple[str, Place], ...]
    fixed: bool = False  # it explains how a name is written: no other can stand there


# --- what the messages are -------------------------------------------------------------------------------------------


def messages(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)


def sample_of(row: dict[str, Any]) -> Sample | None:
    """A labelled message; None when one of its names does not stand in it as it is."""
    plain = plain_of(row["text"], date.fromisoformat(row["today"]))
    gold, kind = row["gold"], JOINING if row["gold"]["kind"] == _GROUP_KIND else PERSON
    named: list[tuple[str, Place]] = []
    for name in gold["names"]:
        found = _places(plain, fold_aligned(name))
        if not found:
            return None
        sort = (
            JOINING
            if kind == JOINING and not (is_name(name) and len(name) < 4 and name != gold["names"][0])
            else PERSON
        )
        named += [(sort, at) for at in found if not _taken(named, at)]
    unit = gold["unit"] or (unit_of(plain) if "unit" in row["unscored"] and kind == PERSON else None)
    if unit:
        named += [(UNIT, at) for at in _places(plain, fold_aligned(unit))[:1] if not _taken(named, at)]
    named += [(OTHER, at) for at in _others(plain) if not _taken(named, at)]
    fixed = any(
        re.search(rf"[的姓名][{re.escape(name)}](?!{re.escape(name[1:2])})|[{re.escape(name)}]字", plain)
        for name in gold["names"]
    )
    return Sample(plain, tuple(sorted(named, key=lambda one: one[1])), fixed)


def _places(plain: str, name: str) -> list[Place]:
    """Where a name stands, also with blanks between its characters."""
    pattern = " ?".join(re.escape(one) for one in re.sub(r"[•・‧．]", "·", name) if one != " ")
    return [match.span() for match in re.finditer(pattern, re.sub(r"[•・‧．]", "·", plain))]


def _taken(named: Sequence[tuple[str, Place]], at: Place) -> bool:
    return any(start < at[1] and at[0] < end for _, (start, end) in named)


def _others(plain: str) -> Iterator[Place]:
    patterns = [OTHER_NAMED, GUARDED_BY, *([PARENT_IS] if CHILD.search(plain) else [])]
    for pattern in patterns:
        for match in pattern.finditer(plain):
            name = trimmed(match["name"])
            if is_name(name):
                start = match.start("name")
                yield start, start + len(name)


# --- what is made of them --------------------------------------------------------------------------------------------


def filled(sentence: str, chance: random.Random) -> Sample:
    """A sentence of slots with something in each."""
    text, named, position = "", [], 0
    names = [fold_aligned(name_stock.person(chance)) for _ in range(sentence.count(f"{{{PERSON}}}"))]
    explained, left = names[:1], names[::-1]
    for slot in _SLOT.finditer(sentence):
        text += sentence[position : slot.start()]
        kind, position = slot[1], slot.end()
        if kind == PERSON:
            said = left.pop()
        elif kind == "H":
            said = name_stock.explanation(explained[0], chance)
        else:
            said = fold_aligned(_SAID[kind](chance))
        if kind in (*KINDS, "T"):
            named.append((OTHER if kind == "T" else kind, (len(text), len(text) + len(said))))
        text += said
    return Sample((text + sentence[position:]).replace("⏎", "\n"), tuple(named))


def renamed(sample: Sample, chance: random.Random) -> Sample:
    """The same with other names; the same one where a name comes again."""
    text, named, position = "", [], 0
    others: dict[str, str] = {}
    for kind, (start, end) in sample.named:
        text += sample.plain[position:start]
        old = sample.plain[start:end]
        keep = chance.random() < (0.15 if kind == PERSON else 0.4)
        new = others.setdefault(old, old if keep else fold_aligned(_MAKE[kind](chance)))
        named.append((kind, (len(text), len(text) + len(new))))
        text, position = text + new, end
    return Sample(text + sample.plain[position:], tuple(named))


def without_marks(sample: Sample, instead: str) -> Sample:
    """The same with something in place of its marks, as people type who put none."""
    text, named, position = "", [], 0
    for kind, (start, end) in sample.named:
        text += _MARK.sub(instead, sample.plain[position:start])
        named.append((kind, (len(text), len(text) + end - start)))
        text, position = text + sample.plain[start:end], end
    return Sample(text + _MARK.sub(instead, sample.plain[position:]), tuple(named))


def with_a_clause(sample: Sample, said: str) -> Sample:
    """The same behind a clause that speaks of something else."""
    return Sample(said + sample.plain, tuple((kind, (a + len(said), b + len(said))) for kind, (a, b) in sample.named))


def _varied(sample: Sample, chance: random.Random) -> Sample:
    if chance.random() < 0.1:
        sample = with_a_clause(sample, name_stock.clause(chance) + chance.choice("，。 "))
    draw = chance.random()
    if draw < 0.25:
        return without_marks(sample, " " if draw < 0.12 else "," if draw < 0.16 else "")
    return sample


def training(rows: Iterable[dict[str, Any]], sentences: Iterable[str]) -> Iterator[Sample]:
    """Everything that is learnt from, in an order that is always the same."""
    chance = random.Random(SEED)
    for row in rows:
        if (sample := sample_of(row)) is None:
            continue
        yield sample
        if not sample.fixed:
            yield from (_varied(renamed(sample, chance), chance) for _ in range(COPIES if sample.named else 1))
    for sentence in sentences:
        times = TIMES if _SLOT.search(sentence) else 1
        yield from (_varied(filled(sentence, chance), chance) for _ in range(times))


def sentences() -> list[str]:
    lines = SENTENCES.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def labelled(sample: Sample) -> tuple[str, list[str]]:
    """The signs of a sample and the label of each."""
    signs = signs_of(sample.plain)
    labels = ["O"] * len(signs.text)
    for kind, (start, end) in sample.named:
        inside = [n for n, (a, b) in enumerate(signs.at) if a < end and start < b]
        for n in inside:
            labels[n] = f"I-{kind}"
        if len(inside) == 1:
            labels[inside[0]] = f"S-{kind}"
        elif inside:
            labels[inside[0]], labels[inside[-1]] = f"B-{kind}", f"E-{kind}"
    return signs.text, labels


# --- the model -------------------------------------------------------------------------------------------------------


def fitted(samples: Iterable[Sample]) -> dict[str, Any]:
    """What `bot.nlu.sequences` makes of the samples."""
    words = name_stock.lexicon()
    with tempfile.TemporaryDirectory() as folder:
        given, wanted = Path(folder) / "given.jsonl", Path(folder) / "wanted.json"
        with given.open("w", encoding="utf-8") as file:
            for text, labels in map(labelled, samples):
                if text:
                    file.write(json.dumps([features(text, words), labels], ensure_ascii=False) + "\n")
        python = HERE / "bot" / "nlu" / ".venv" / "bin" / "python"
        command = [str(python), "-m", "bot.nlu.sequences", str(given), str(wanted)]
        subprocess.run(command, check=True, cwd=HERE, env={**os.environ, "PYTHONPATH": str(HERE)})
        found: dict[str, Any] = json.loads(wanted.read_text("utf-8"))
    return found


def _may_follow(one: str, other: str) -> bool:
    inside = one[0] in "BI"
    return (other[0] in "IE" and one[2:] == other[2:]) if inside else other[0] in "OBS"


def write(model: dict[str, Any], path: Path) -> None:
    """The file of a fitted model: weights in 8 bits, the scale of each label beside them."""
    place = {label: n for n, label in enumerate(LABELS)}
    names = sorted({feature for feature, _, weight in model["weights"] if abs(weight) > 0.01})
    row = {name: n for n, name in enumerate(names)}
    weights = np.zeros((len(names), len(LABELS)))
    for feature, label, weight in model["weights"]:
        if feature in row:
            weights[row[feature], place[label]] = weight
    steps = np.array([[0.0 if _may_follow(one, other) else _NEVER for other in LABELS] for one in LABELS])
    for one, other, weight in model["steps"]:
        if _may_follow(one, other):
            steps[place[one], place[other]] = weight
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    words = name_stock.lexicon()
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        path,
        labels=np.array(" ".join(LABELS)),
        features=np.array("\t".join(names)),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        steps=steps.astype(np.float32),
        words=np.array(
            "\n".join(" ".join(sorted(w for w, c in words.items() if c == n)) for n in range(1, name_stock.PLACE + 1))
        ),
    )


def main() -> None:
    """Write the model."""
    rows = list(messages(HERE / "tests" / "text" / f"{name}.jsonl" for name in SETS))
    samples = list(training(rows, sentences()))
    print(f"{len(samples)} texts", file=sys.stderr)
    write(fitted(samples), MODEL)


if __name__ == "__main__":
    main()
