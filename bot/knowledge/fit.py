"""`python -m bot.knowledge.fit`: learn the weights of knowledge/ranking.yml and say how well they would do unseen.

Only our own data teaches: each wording of each card with that wording taken out, each gap card's wordings with the
whole card taken out (a gap nobody foresaw), and the development set. The figures printed for the development set
are cross-validated: no question is judged with weights that saw it.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.knowledge.answer import Citation, PolicyAnswer, compose
from bot.knowledge.decide import AGAINST, BY_MEANING, SIGNALS, Model, leaders, signals
from bot.knowledge.engine import Knowledge
from bot.knowledge.evaluate import DEVELOPMENT, HERE, fault, read_rows
from bot.knowledge.index import COLUMN, FEATURES, Table
from bot.knowledge.lean import MeaningLean
from bot.knowledge.question import Question

Floats = NDArray[np.float32]
CANDIDATES: Final = 40
FOLDS: Final = 5
PRIOR_RANK: Final = 0.02  # strength of the pull towards the prior weights
PRIOR_DECIDE: Final = 0.01
# Sparse data must not turn a rule round: these weights keep their sign.
SIGNS: Final = {
    "asks_other": -1, "asks_same": 1, "setting_other": -1, "setting_same": 1, "deep_named": 1, "deep_home": 1,
    "out_named": -1, "out_home": -1, "local_unasked": -1, "number_missing": -1, "unit_missing": -1, "word_missing": -1,
    "mentions": 1,
    "meaning": 1, "meaning_sense": 1, "meaning_some": 1, "meaning_body": 1, "pairs": 1, "words": 1, "sounds": 1,
    "cover": 1, "cover_all": 1, "cover_all_pairs": 1, "cover_body": 1, "cover_pairs": 1,
    "cover_passage": 1, "cover_passage_pairs": 1,
}  # fmt: skip


@dataclass(slots=True)
class Example:
    """One question: its table, the rows that are right, how much it counts, whether it can be answered."""

    table: Table
    right: NDArray[np.bool_]
    weight: float
    settled: bool
    leans: tuple[float, float]
    barred: frozenset[int] = frozenset()
    number: int = -1  # of the development set


def wording_examples(knowledge: Knowledge, semantic: bool, share: float) -> list[Example]:
    """Each wording without itself; gap wordings a second time without their card."""
    index = knowledge.index
    chance = np.random.default_rng(7)
    of_card: dict[int, list[int]] = {}
    for row, owner in enumerate(index.owner.tolist()):
        of_card.setdefault(owner, []).append(row)
    planes = _planes(knowledge) if semantic else []
    homes = [source.shown for source in knowledge.sources.values() if source.place]
    gaps = np.array([not card.settled for card in index.cards])
    found = []
    halves = np.arange(len(index.cards)) % 2
    current = -1
    for row, owner in sorted(enumerate(index.owner.tolist()), key=lambda pair: halves[pair[1]]):
        if semantic and halves[owner] != current:
            current = halves[owner]
            index.learn_sense(halves != current)  # a wording must not have taught the directions it is judged in
        card = index.cards[owner]
        order = row - of_card[owner][0]
        if order == len(card.questions) or chance.random() > share:  # the title comes last
            continue
        place: str | None = None
        if chance.random() < 0.5:
            local = [knowledge.sources[name] for name in card.sources if knowledge.sources[name].place]
            place = local[0].shown if local else str(chance.choice(homes))
        question = knowledge.analyst.read(card.questions[order], place)
        vector = index.wording_vectors[row] if semantic else None
        siblings = of_card[owner]
        leans = (
            index.word_lean(index.sayings[row], [index.sayings[other] for other in siblings], card.settled),
            0.0 if vector is None else planes[owner % FOLDS](vector),
        )
        right = gaps.copy() if not card.settled else np.arange(len(index.cards)) == owner
        table = index.features(question, vector, [row])
        found.append(Example(table, right, 1.0, card.settled, leans))
        if not card.settled:
            without = index.features(question, vector, siblings)
            right = gaps.copy()
            right[owner] = False
            found.append(Example(without, right, 0.5, False, leans, frozenset({owner})))
    if semantic:
        index.learn_sense(np.ones(len(index.cards), dtype=bool))
    return found


def _planes(knowledge: Knowledge) -> list[MeaningLean]:
    """One classifier per fold of cards, learnt on the other folds."""
    index = knowledge.index
    fold = np.array([row % FOLDS for row in index.owner])
    return [MeaningLean(index.wording_vectors[fold != k], index.settled_wordings[fold != k]) for k in range(FOLDS)]


def development_examples(knowledge: Knowledge, rows: Sequence[dict[str, Any]], weight: float) -> list[Example]:
    index = knowledge.index
    gaps = np.array([not card.settled for card in index.cards])
    found = []
    for number, row in enumerate(rows):
        question = knowledge.analyst.read(row["question"], row.get("place"))
        vector = index.meaning(question)
        table = index.features(question, vector)
        right = gaps.copy()
        if row["answerable"]:
            right = _right(knowledge, row, question, digests=False)
            if not right.any():  # no card says it all by itself: with its passage's digest one may
                right = _right(knowledge, row, question, digests=True)
        found.append(
            Example(table, right, weight, bool(row["answerable"]), index.leans(question, vector), number=number)
        )
    return found


def _right(knowledge: Knowledge, row: dict[str, Any], question: Question, *, digests: bool) -> NDArray[np.bool_]:
    """The settled cards whose text, alone or with its digest, answers a development question."""
    return np.array(
        [
            card.settled and not fault(row, _shown(knowledge, number, question, digests))
            for number, card in enumerate(knowledge.index.cards)
        ]
    )


def _shown(knowledge: Knowledge, row: int, question: Question, digests: bool) -> PolicyAnswer:
    card = knowledge.index.cards[row]
    citations: tuple[Citation, ...] = knowledge._citations(card, question)
    detail = knowledge._with_digest(card.answer, card.detail, row) if digests else card.detail
    text = compose(card.answer, detail, (), citations, knowledge.phrases)
    return PolicyAnswer(True, False, card.answer, detail, citations, (), (), card.id, 1.0, text)


def fit_rank(examples: Sequence[Example], prior: Floats, used: NDArray[np.bool_], steps: int = 400) -> Floats:
    """Conditional logit by Adam (Kingma & Ba 2015) on each question's most likely cards."""
    tables, rights, weights = [], [], []
    for example in examples:
        if not example.right.any():
            continue
        start = example.table @ prior
        start[list(example.barred)] = -1e9
        top = np.argsort(-start)[:CANDIDATES]
        best = np.flatnonzero(example.right)[np.argsort(-start[example.right])[:10]]
        chosen = np.unique(np.concatenate([top, best]))
        chosen = chosen[np.argsort(-start[chosen])][: CANDIDATES + 10]
        table = np.zeros((CANDIDATES + 10, len(FEATURES)), dtype=np.float32)
        right = np.zeros(CANDIDATES + 10, dtype=np.float32)
        table[: len(chosen)], right[: len(chosen)] = example.table[chosen], example.right[chosen]
        table[len(chosen) :, COLUMN["gap"]] = np.nan
        tables.append(table)
        rights.append(right)
        weights.append(example.weight)
    data, right_ones, counts = np.stack(tables), np.stack(rights), np.array(weights, dtype=np.float32)
    empty = np.isnan(data[:, :, COLUMN["gap"]])
    data[empty] = 0.0
    sign = np.array([SIGNS.get(name, 0) for name in FEATURES])
    weight, mean, square = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, steps + 1):
        scores = data @ weight
        scores[empty] = -1e9
        share = np.exp(scores - scores.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        good = share * right_ones
        good /= np.maximum(good.sum(axis=1, keepdims=True), 1e-9)
        slope = np.einsum("n,nc,ncf->f", counts, share - good, data) / counts.sum()
        slope = (slope + PRIOR_RANK * (weight - prior) / len(FEATURES)) * used
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weight = weight - 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weight = np.where(sign * weight < 0, 0, weight).astype(np.float32)
    return weight


def signal_rows(knowledge: Knowledge, examples: Sequence[Example], rank: Floats) -> tuple[Floats, Floats, Floats]:
    """Signals, labels (the shown card would be right), weights; a settled question with a wrong leader says nothing."""
    rows, labels, weights = [], [], []
    for example in examples:
        scores = example.table @ rank
        lead = leaders(knowledge.index, scores, example.barred)
        if example.settled and not example.right[lead.settled]:
            continue
        rows.append(signals(example.table, scores, lead, example.leans))
        labels.append(float(example.settled))
        weights.append(example.weight)
    return np.array(rows, dtype=np.float32), np.array(labels, dtype=np.float32), np.array(weights, dtype=np.float32)


def fit_decide(rows: Floats, labels: Floats, weights: Floats, used: NDArray[np.bool_]) -> Floats:
    """Logistic regression with ridge; signals of the wrong sign are dropped one by one, the worst first."""
    spread = rows.std(axis=0)
    scale = np.where(spread > 1e-6, spread, 1.0)
    scale[0] = 1.0
    counts = weights.astype(np.float64).copy()
    for label in (0.0, 1.0):
        counts[labels == label] *= 0.5 / max(1e-9, counts[labels == label].sum())
    sign = np.array([0 if name == "bias" else -1 if name in AGAINST else 1 for name in SIGNALS])
    used = used.copy()
    while True:
        weight = _newton((rows / scale * used).astype(np.float64), labels, counts)
        wrong = np.where(used, sign * weight, 0.0)
        if wrong.min() >= 0:
            found: Floats = (weight / scale * used).astype(np.float32)
            return found
        used[int(wrong.argmin())] = False


def _newton(data: NDArray[np.float64], labels: Floats, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    weight = np.zeros(data.shape[1])
    pull = np.full(data.shape[1], PRIOR_DECIDE)
    pull[0] = 1e-6
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(data @ weight, -30, 30)))
        slope = data.T @ (counts * (chance - labels)) + pull * weight
        curve = (data * (counts * chance * (1 - chance))[:, None]).T @ data + np.diag(pull)
        weight = weight - np.linalg.solve(curve, slope)
    return weight


def judged(
    knowledge: Knowledge, examples: Sequence[Example], rank: Floats, decide: Floats, threshold: float = 0.5
) -> list[bool]:
    """Whether each example comes out right."""
    model = Model(rank, decide)
    found = []
    for example in examples:
        scores = model.scores(example.table)
        lead = leaders(knowledge.index, scores, example.barred)
        answers = model.chance(signals(example.table, scores, lead, example.leans)) >= threshold
        found.append(bool(answers and example.right[lead.settled]) if example.settled else not answers)
    return found


def split_rates(examples: Sequence[Example], outcome: Sequence[bool]) -> str:
    parts = []
    for settled, name in ((True, "answerable"), (False, "refused")):
        chosen = [ok for example, ok in zip(examples, outcome, strict=True) if example.settled is settled]
        parts.append(f"{name} {sum(chosen) / max(1, len(chosen)):.3f}")
    return " ".join(parts)


def learn(
    knowledge: Knowledge, variant: str, prior: Floats, share: float, weight: float, files: Sequence[Path]
) -> tuple[Floats, Floats]:
    """Weights of one variant; prints what they reach."""
    used = np.array([variant == "meaning" or not name.startswith("meaning") for name in FEATURES])
    used_signals = np.array([variant == "meaning" or name not in BY_MEANING for name in SIGNALS])
    own = wording_examples(knowledge, variant == "meaning", share)
    rows = [row for path in files for row in read_rows(path)]
    asked = development_examples(knowledge, rows, weight)
    order = np.random.default_rng(3).permutation(len(asked))
    outcome = [False] * len(asked)
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS].tolist())
        seen = [*own, *(example for number, example in enumerate(asked) if number not in held)]
        rank = fit_rank(seen, prior * used, used)
        decide = fit_decide(*signal_rows(knowledge, seen, rank), used_signals)
        chosen = [asked[number] for number in sorted(held)]
        for number, ok in zip(sorted(held), judged(knowledge, chosen, rank, decide), strict=True):
            outcome[number] = ok
    reachable = [bool(example.right.any()) for example in asked if example.settled]
    print(
        f"{variant}: development, cross-validated: {split_rates(asked, outcome)} "
        f"(a right card exists: {np.mean(reachable):.3f})"
    )
    everything = [*own, *asked]
    rank = fit_rank(everything, prior * used, used)
    decide = fit_decide(*signal_rows(knowledge, everything, rank), used_signals)
    print(f"{variant}: wordings left out: {split_rates(own, judged(knowledge, own, rank, decide))}")
    print(f"{variant}: development, seen: {split_rates(asked, judged(knowledge, asked, rank, decide))}")
    return rank, decide


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.knowledge.fit", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[DEVELOPMENT])
    parser.add_argument("--knowledge", type=Path, default=HERE / "knowledge")
    parser.add_argument("--share", type=float, default=0.5, help="share of the wordings that teach")
    parser.add_argument("--weight", type=float, default=4.0, help="of a development question beside a wording")
    parser.add_argument("--variants", nargs="*", default=["plain", "meaning"])
    parser.add_argument("--write", action="store_true", help="write knowledge/ranking.yml")
    given = parser.parse_args(arguments)
    path = given.knowledge / "ranking.yml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    for variant in given.variants:
        knowledge = Knowledge.load(given.knowledge, semantic=variant == "meaning")
        prior = Model.read({"rank": raw["prior"], "decide": raw["decide"]}, variant).rank
        rank, decide = learn(knowledge, variant, prior, given.share, given.weight, given.files)
        raw["rank"][variant] = {name: round(float(v), 3) for name, v in zip(FEATURES, rank, strict=True) if v}
        raw["decide"][variant] = {name: round(float(v), 3) for name, v in zip(SIGNALS, decide, strict=True) if v}
    if given.write:
        head = "".join(
            line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#")
        )
        path.write_text(head + yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=118), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
