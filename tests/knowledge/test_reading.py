"""What is read off a question, and the small parts of the ranking."""

from pathlib import Path

import numpy as np
import pytest

from bot.knowledge import Knowledge, PassageIndex
from bot.knowledge.space import TermSpace, inverse_frequency
from bot.settings import PROJECT
from bot.text.word_vectors import WordVectors

PLACES = [
    ("浙江绍兴的目标", ("浙江", "绍兴")),
    ("上虞区几个队", ("浙江", "绍兴", "上虞")),
    ("同心县红会", ("宁夏", "吴忠", "同心")),
    ("绍興市紅十字會", ("浙江", "绍兴")),
    ("江苏省怎么规定", ("江苏",)),
]


@pytest.mark.parametrize(("text", "path"), PLACES)
def test_places(world: Knowledge, text: str, path: tuple[str, ...]) -> None:
    assert world.analyst.read(text, None).path == path


@pytest.mark.parametrize(
    ("text", "asks", "settings"),
    [
        ("学校红会谁批准", {"who"}, {"学校"}),
        ("社区多久换届", {"how_long"}, {"社区", "村"}),
        ("咋个成立", {"how"}, set()),
        ("村里要发展多少会员", {"how_many"}, {"村", "社区"}),
    ],
)
def test_kind_and_setting(world: Knowledge, text: str, asks: set[str], settings: set[str]) -> None:
    read = world.analyst.read(text, None)
    assert asks <= read.asks
    assert read.settings == settings


def test_here_is_the_account_s_place_and_a_named_place_wins(world: Knowledge) -> None:
    here = world.analyst.read("我们县有什么要求", "同心县")
    assert here.named
    assert here.path == ("宁夏", "吴忠", "同心")
    assert world.analyst.read("绍兴有什么要求", "同心县").path == ("浙江", "绍兴")
    assert world.analyst.read("有什么要求", "同心县").named is False
    assert world.analyst.read("有什么要求", None).path is None


def test_homophones_share_sounds(world: Knowledge) -> None:
    index = world.index
    one, two = (set(index._reader.terms(text).sounds) for text in ("备案机关", "备安机关"))
    assert len(one & two) >= 3


def test_space_is_a_cosine() -> None:
    rows = [["a", "b"], ["b", "c"], []]
    space = TermSpace(rows, inverse_frequency(rows))
    assert space.cosine(["a", "b"])[0] == pytest.approx(1.0, abs=1e-5)
    assert space.cosine(["zzz"]).max() == 0
    assert space.coverage(["a", "zzz"])[0] < 1
    assert TermSpace([], {}).cosine(["a"]).size == 0


def test_passages_are_found_and_nothing_breaks() -> None:
    index = PassageIndex.build([("1", "红十字会的救护培训"), ("2", "今天天气很好"), ("3", "会员大会五年一次")])
    assert index.search("救护培训在哪")[0] == "1"
    assert index.search("会员多久开大会", k=2)[0] == "3"
    assert len(index.search("zzz", k=10)) == 3
    assert PassageIndex.build([]).search("红") == []


def test_an_index_is_kept_by_its_passages_and_a_broken_one_made_anew(tmp_path: Path) -> None:
    passages = [("1", "红十字会的救护培训"), ("2", "今天天气很好"), ("3", "会员大会五年一次")]
    for _ in range(2):
        assert PassageIndex.kept(passages, tmp_path).search("救护培训在哪")[0] == "1"
    (kept,) = tmp_path.glob("passages-*")
    for path in kept.rglob("*.npy"):
        path.write_bytes(b"broken")
    assert PassageIndex.kept(passages, tmp_path).search("会员多久开大会", k=2)[0] == "3"
    assert PassageIndex.kept(passages[:2], tmp_path).search("天气") == ["2", "1"]
    assert len(list(tmp_path.glob("passages-*"))) == 1


TABLE = PROJECT / "knowledge" / "word_vectors.npz"


def test_words_of_one_meaning_are_near_and_unknown_ones_are_nothing() -> None:
    vectors = WordVectors.read(TABLE)
    near, far, same, nothing = vectors([["医生", "看病"], ["公路", "施工"], ["大夫", "就诊"], ["zzz"]])
    assert near @ same > near @ far + 0.2
    np.testing.assert_allclose(np.linalg.norm(near), 1.0, atol=1e-5)
    assert not nothing.any()
    assert vectors([]).shape == (0, near.size)


def test_a_word_that_is_not_in_the_table_is_read_by_its_characters() -> None:
    vectors = WordVectors(["甲", "乙", "丙"], np.eye(3, dtype=np.float32))
    np.testing.assert_allclose(vectors([["甲乙"]])[0], [0.5**0.5, 0.5**0.5, 0.0], atol=1e-6)


def test_answers_with_and_without_word_vectors(world_folder: Path, tmp_path: Path) -> None:
    for semantic in (True, False):
        knowledge = Knowledge.load(world_folder, semantic=semantic, cache=tmp_path, word_vectors=TABLE)
        assert knowledge.ask("会员目标是多少", "绍兴市").card_id == "sx-members"


def test_a_second_load_takes_the_prepared_cards(world_folder: Path, tmp_path: Path) -> None:
    one = Knowledge.load(world_folder, semantic=False, cache=tmp_path)
    two = Knowledge.load(world_folder, semantic=False, cache=tmp_path)
    assert one.index.cards == two.index.cards
    assert one.index.bare == two.index.bare
    for path in tmp_path.glob("cards-*.json"):
        path.write_text("[", encoding="utf-8")
    assert Knowledge.load(world_folder, semantic=False, cache=tmp_path).index.cards == one.index.cards
