"""The linear sentence classifier. Needs scikit-learn: runs in Rasa's environment, skipped elsewhere."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from bot.nlu import linear

ASK = [("红会会费多少", ["红会", "会费", "多少"]), ("会费怎么收", ["会费", "怎么", "收"])]
JOIN = [("我要入会", ["我", "要", "入会"]), ("登记会员", ["登记", "会员"])]
THANKS = [("谢谢", ["谢谢"]), ("多谢了", ["多谢", "了"])]


def likeliest(model: linear.LinearModel, text: str, words: list[str]) -> str:
    return model.labels[int(model.probabilities(text, words).argmax())]


@pytest.mark.parametrize("sentences", [[ASK, JOIN], [ASK, JOIN, THANKS]], ids=["two labels", "three labels"])
def test_what_was_trained_is_understood(sentences):
    model = linear.train(
        [s for group in sentences for s in group], [str(i) for i, group in enumerate(sentences) for _ in group]
    )
    for i, group in enumerate(sentences):
        for text, words in group:
            assert likeliest(model, text, words) == str(i)


def test_one_label_is_certain():
    model = linear.train(ASK, ["ask", "ask"])
    assert model.labels == ["ask"]
    assert model.probabilities("谢谢", ["谢谢"]).tolist() == [1.0]


@pytest.mark.parametrize("text", ["", "\u3000", "🎈🎈", "zzz"])
def test_nothing_known_gives_a_distribution(text):
    model = linear.train([*ASK, *JOIN, *THANKS], ["a", "a", "b", "b", "c", "c"])
    probabilities = model.probabilities(text, [])
    assert probabilities.sum() == pytest.approx(1)
    assert np.isfinite(probabilities).all()


def test_arrays_bring_the_same_model_back(tmp_path):
    model = linear.train([*ASK, *JOIN, *THANKS], ["a", "a", "b", "b", "c", "c"])
    np.savez(tmp_path / "m.npz", **model.arrays())
    with np.load(tmp_path / "m.npz") as arrays:
        again = linear.LinearModel.from_arrays(arrays)
    assert again.labels == model.labels
    assert again.vocabulary == model.vocabulary
    assert np.array_equal(
        again.probabilities("会费多少", ["会费", "多少"]), model.probabilities("会费多少", ["会费", "多少"])
    )


def test_training_twice_gives_the_same_weights():
    first, second = (linear.train([*ASK, *JOIN, *THANKS], ["a", "a", "b", "b", "c", "c"]) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
