"""The trained model of names: what it sees, that its sums are right, that its file fits the project."""

import itertools
import json
import random
from pathlib import Path

import numpy as np
import pytest

from bot.text import name_stock, name_training
from bot.text.name_tagger import MODEL, OTHER, PERSON, UNIT, NameTagger, features, signs_of, tagger
from bot.text.name_training import LABELS, Sample, filled, labelled, renamed, sample_of, without_marks
from bot.text.names import is_name

MEGABYTE = 2**20


def names_of(text: str, kind: str = PERSON) -> set[str]:
    return {text[slice(*one.at)] for one in tagger()(text) if one.kind == kind and one.probability > 0.5}


def test_numbers_days_and_foreign_words_are_one_sign_each() -> None:
    signs = signs_of("志愿者\n甘棠 " + "\x01" * 11 + "，Grace Lee，3" + " " * 10 + "生")
    assert signs.text == "志愿者¶甘棠 \x01,A A,0\x02生"
    assert signs.at[7] == (7, 18)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("问了我们科的甘小棠，他说可以，登志愿者", {"甘小棠"}),
        ("我是焦小桐的爸爸焦大山，孩子想进青少年会员", {"焦小桐"}),
        ("外教Grace Lee想做志愿者", {"Grace Lee"}),
        ("怎么才能当志愿者，要交钱吗", set()),
    ],
)
def test_who_is_meant(text: str, names: set[str]) -> None:
    assert names_of(text) == names


def test_who_is_only_named_and_where_somebody_works() -> None:
    text = "推荐人焦大山，被推荐人甘小棠，在云溪镇卫生院上班，会员"
    assert (names_of(text), names_of(text, OTHER), names_of(text, UNIT)) == ({"甘小棠"}, {"焦大山"}, {"云溪镇卫生院"})


def test_the_probabilities_are_those_of_all_ways_to_label_a_text() -> None:
    labels = ["O", "B-P", "I-P", "E-P", "S-P"]
    chance = np.random.default_rng(1)
    text = "我叫甘棠"
    known = {one: n for n, one in enumerate(sorted({f for seen in features(text, {}) for f in seen}))}
    weights = chance.normal(size=(len(known), len(labels))) / 9
    steps = np.array([[0.0 if name_training._may_follow(a, b) else -np.inf for b in labels] for a in labels])
    said = np.array([sum(weights[known[f]] for f in seen) for seen in features(text, {})])
    total, of_span = 0.0, 0.0
    for way in itertools.product(range(len(labels)), repeat=len(text)):
        legal = labels[way[0]][0] in "OBS" and labels[way[-1]][0] in "OES"
        sum_of_way = sum(said[n, label] for n, label in enumerate(way)) + sum(
            steps[a, b] for a, b in itertools.pairwise(way)
        )
        weight = float(np.exp(sum_of_way)) if legal else 0.0
        total += weight
        of_span += weight * ([labels[n] for n in way[2:]] == ["B-P", "E-P"])
    model = NameTagger(labels, known, weights, steps, {})
    (found,) = [one.probability for one in model(text) if one.at == (2, 4)]
    assert found == pytest.approx(of_span / total)


@pytest.mark.parametrize("text", ["", " ", "\n", "\x01", "甘", "🙋", "A" * 5000, "甘棠" * 3000])
def test_any_text_can_be_read(text: str) -> None:
    assert all(0 < one.probability <= 1.000001 for one in tagger()(text))


def test_the_file_is_small_and_has_the_labels_of_the_training() -> None:
    assert MODEL.stat().st_size < 2 * MEGABYTE
    with np.load(MODEL) as kept:
        assert str(kept["labels"]).split() == list(LABELS)


# --- what it is trained with -----------------------------------------------------------------------------------------


def test_other_names_are_put_in_at_their_places() -> None:
    chance = random.Random(1)
    sample = filled("我是{P}，推荐人{X}，{U}的，{N}", chance)
    for one in (sample, renamed(sample, chance), without_marks(sample, "")):
        assert [kind for kind, _ in one.named] == ["P", "X", "U"]
        assert all(one.plain[slice(*at)] for _, at in one.named)
    assert without_marks(Sample("甘棠，女，会员", (("P", (0, 2)),)), "").plain == "甘棠女会员"


def test_every_name_gets_its_labels() -> None:
    _, labels = labelled(Sample("我叫甘小棠", (("P", (2, 5)),)))
    assert labels == ["O", "O", "B-P", "I-P", "E-P"]


def test_a_labelled_message_tells_where_its_names_stand() -> None:
    gold = {"kind": "志愿者", "names": ["甘小棠"], "unit": None}
    row = {"text": "志愿者甘小棠，推荐人：焦桐", "today": "2026-11-18", "gold": gold, "unscored": []}
    sample = sample_of(row)
    assert sample
    assert sample.named == (("P", (3, 6)), ("X", (11, 13)))


def test_made_up_names_are_the_same_each_time_and_mostly_names() -> None:
    made = [[name_stock.person(chance) for _ in range(200)] for chance in (random.Random(3), random.Random(3))]
    assert made[0] == made[1]
    assert sum(map(is_name, made[0])) > 150


def test_no_sentence_has_an_unknown_slot() -> None:
    for sentence in name_training.sentences():
        assert "{" not in filled(sentence, random.Random(2)).plain


def test_the_held_out_messages_are_not_learnt() -> None:
    here = Path(__file__).parent
    learnt = {row["text"] for row in name_training.messages(here / f"{name}.jsonl" for name in name_training.SETS)}
    held = [json.loads(line)["text"] for line in (here / "unseen_people_3.jsonl").read_text("utf-8").splitlines()]
    assert held
    assert not learnt & set(held)
