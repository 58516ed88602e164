"""Words keep the project's own vocabulary whole and point into the text."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import PROJECT
from bot.text.numbers import constant_token, mask_numbers
from bot.text.words import NUMBER_WORD, Words


@cache
def project_words() -> Words:
    """The project's words and a list of our own; one for all tests, since jieba takes a second to load."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (PROJECT / "data" / "lookup").glob("*.txt"):
            shutil.copy(path, folder)
        Path(folder, "own.txt").write_text("# 注释\n\n柳岸博爱驿站 500\n槐荫老园\n", encoding="utf-8")
        return Words(Path(folder))


@pytest.fixture
def words() -> Words:
    return project_words()


@pytest.mark.parametrize("word", ["红十字会", "博爱家园", "五有", "三救三献", "应急救护"])
def test_words_of_the_trade_stay_whole(words: Words, word: str) -> None:
    assert word in [found for found, _ in words.cut(f"请问{word}是什么")]


def test_a_personal_number_is_one_constant_word(words: Words) -> None:
    text = mask_numbers("我叫李梅13800138000入会", constant_token)
    assert (NUMBER_WORD, text.index("⟦")) in list(words.cut(text))
    assert not any(c in word for word, _ in words.cut(text) for c in "⟦⟧")


@given(st.text(st.sampled_from("红十字会社区换届 ab12，⟦n:0⟧\n"), max_size=40))
def test_offsets_point_at_the_words(text: str) -> None:
    end = 0
    for word, start in project_words().cut(text):
        assert start >= end
        if word != NUMBER_WORD:
            assert text[start : start + len(word)] == word
        end = start + 1


@pytest.mark.parametrize("word", ["柳岸博爱驿站", "槐荫老园"])
def test_a_list_may_hold_comments_blank_lines_and_frequencies(words: Words, word: str) -> None:
    assert word in [found for found, _ in words.cut(f"去{word}看看")]
