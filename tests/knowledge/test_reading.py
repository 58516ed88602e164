"""What is read off a question, and the small parts of the ranking."""

import threading
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge import Knowledge, PassageIndex
from bot.knowledge.space import TermSpace, inverse_frequency
from bot.knowledge.vectors import VectorCache
from bot.text.encoder import Vectors

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


class Letters:
    """A stand-in encoder: characters hashed into 64 places."""

    name = "letters"

    def __init__(self) -> None:
        self.asked = 0

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for character in text:
                rows[row, zlib.crc32(character.encode()) % 64] += 1
        found: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return found

    passages = queries


def test_vectors_are_kept_by_content(tmp_path: Path) -> None:
    encoder = Letters()
    first = VectorCache(tmp_path, encoder).get(["甲", "乙", "甲"])
    assert encoder.asked == 2
    again = VectorCache(tmp_path, encoder).get(["乙", "甲"])
    assert encoder.asked == 2
    np.testing.assert_allclose(first[0], again[1])
    (tmp_path / "letters.npz").write_bytes(b"broken")
    assert VectorCache(tmp_path, encoder).get(["甲"]).shape == (1, 64)


def test_answers_with_vectors_and_before_they_are_there(world_folder: Path, tmp_path: Path) -> None:
    knowledge = Knowledge.load(world_folder, True, cache=tmp_path, encoder=Letters(), wait=False)
    assert knowledge.ask("会员目标是多少", "绍兴市").card_id == "sx-members"
    for thread in threading.enumerate():
        if thread.name == "policy-vectors":
            thread.join()
    assert knowledge.semantic
    assert knowledge.ask("会员目标是多少", "绍兴市").card_id == "sx-members"


def test_a_second_load_takes_the_prepared_cards(world_folder: Path, tmp_path: Path) -> None:
    one = Knowledge.load(world_folder, False, cache=tmp_path)
    two = Knowledge.load(world_folder, False, cache=tmp_path)
    assert one.index.cards == two.index.cards
    assert one.index.bare == two.index.bare
    for path in tmp_path.glob("cards-*.json"):
        path.write_text("[", encoding="utf-8")
    assert Knowledge.load(world_folder, False, cache=tmp_path).index.cards == one.index.cards
