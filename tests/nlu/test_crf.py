"""Names found by characters. Needs python-crfsuite: runs in Rasa's environment, skipped elsewhere."""

from pathlib import Path

import pytest

pytest.importorskip("pycrfsuite")

from bot.nlu import crf
from bot.text.normalise import fold_aligned
from bot.text.words import Words

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(ROOT / "data" / "lookup")


def sentence(words: Words, text: str, *names: tuple[str, str]) -> crf.Sentence:
    folded = fold_aligned(text)
    spans = [crf.Span(text.index(name), text.index(name) + len(name), kind) for name, kind in names]
    return crf.Sentence(folded, list(words.cut(folded)), spans)


@pytest.fixture(scope="module")
def trained(words: Words) -> list[crf.Sentence]:
    return [
        sentence(words, "我叫王建国，想入会", ("王建国", "person")),
        sentence(words, "登记会员李秀英", ("李秀英", "person")),
        sentence(words, "柳溪社区红十字会的电话", ("柳溪社区红十字会", "org")),
        sentence(words, "查一下石桥村红会", ("石桥村红会", "org")),
        sentence(words, "我们社区什么时候换届"),
        sentence(words, "谢谢"),
    ]


@pytest.fixture(scope="module")
def model(words: Words, trained: list[crf.Sentence], tmp_path_factory: pytest.TempPathFactory) -> crf.NameModel:
    path = tmp_path_factory.mktemp("crf") / "names.crfsuite"
    crf.train(trained, words.cut, path, copies=20)
    return crf.NameModel(path)


def found(model: crf.NameModel, words: Words, text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.kind) for s in model.find(sentence(words, text))]


def test_names_never_seen_are_found(model, words):
    assert found(model, words, "我叫赵铁柱，想入会") == [("赵铁柱", "person")]
    assert found(model, words, "桃花社区红十字会的电话") == [("桃花社区红十字会", "org")]


def test_offsets_are_those_of_the_typed_text(model, words):
    assert found(model, words, "查一下龍潭村紅會") == [("龍潭村紅會", "org")]


@pytest.mark.parametrize("text", ["", " ", "🎈", "⟦n:0⟧", "我们社区什么时候换届"])
def test_no_name_no_entity(model, words, text):
    assert found(model, words, text) == []


def test_the_model_outlives_what_it_was_read_from(model, words):
    for _ in range(300):
        [bytes(100_000) for _ in range(20)]  # whatever was freed is written over
        assert found(model, words, "我叫赵铁柱，想入会") == [("赵铁柱", "person")]


def test_labels_and_spans_are_inverse(trained):
    for one in trained:
        tags = crf.labels(one)
        assert [(s.start, s.end, s.kind) for s in crf.spans(tags, [1.0] * len(tags))] == [
            (n.start, n.end, n.kind) for n in one.names
        ]


def test_neighbouring_names_stay_apart():
    tags = ["B-person", "E-person", "B-person", "E-person", "O", "S-person"]
    assert [(s.start, s.end) for s in crf.spans(tags, [1.0] * 6)] == [(0, 2), (2, 4), (5, 6)]


def test_swapped_names_stay_marked(words, trained):
    new = list(crf.augmented(trained, words.cut, 5, ["高兴"]))
    assert new[: len(trained)] == trained
    assert len(new) == len(trained) + 5 * 4
    for one in new[len(trained) :]:
        assert all(0 <= n.start < n.end <= len(one.text) for n in one.names)
    assert new == list(crf.augmented(trained, words.cut, 5, ["高兴"]))


def test_a_sealed_number_is_one_thing_whatever_its_name(words):
    first, second = (crf.features(sentence(words, f"电话{token}")) for token in ("⟦n:7⟧", "⟦n:a⟧"))
    assert first == second
