"""Cleaning and folding of what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import _simplified, _to_simplified, clean, fold, fold_aligned

ANY = st.text(st.characters(), max_size=40)  # with lone surrogates
CHINESE = st.text(
    st.sampled_from("紅十字會换届臺灣皇后裏面 ABCＡ１２，。\n\t　頭髮發展乾淨\u200b\ud800ﬁ㎡İ"), max_size=40
)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("", ""),
        ("  你好  ", "你好"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("红\u200b十\u2060字\ufeff会", "红十字会"),
        ("\u202e会字十红\u202c", "会字十红"),
        ("138\u00ad0013\u20668000", "13800138000"),
        ("\ud800坏\udfff", "坏"),
        ("一  二\t三\u3000四", "一 二 三 四"),
        ("一\r\n\r\n二\n", "一\n二"),
        ("❤️", "❤"),
        (" \n\t\u200b ", ""),
    ],
)
def test_clean(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@given(ANY)
def test_clean_text_can_be_kept_and_sent(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert not any(ord(c) < 32 and c != "\n" for c in cleaned)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("紅十字會換屆", "红十字会换届"),
        ("  社区\n換届 ", "社区 换届"),
        ("（三）", "(三)"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.one_of(ANY, CHINESE))
def test_fold_aligned_keeps_every_offset(text: str) -> None:
    assert len(fold_aligned(text)) == len(text)


@given(st.text(st.sampled_from("紅十字會换届社区ＡＢ１２，。abc"), max_size=30))
def test_both_folds_agree_where_lengths_do(text: str) -> None:
    assert fold_aligned(text) == fold(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=12))
def test_a_text_that_is_not_converted_needs_no_conversion(text: str) -> None:
    assert _simplified(text) == _to_simplified().convert(text)


@pytest.mark.parametrize("phrase", ["明瞭", "回覆", "藉口", "沈船", "衹得", "紅十字會"])
def test_phrases_are_converted_whole(phrase: str) -> None:
    assert _simplified(phrase) == _to_simplified().convert(phrase) != phrase
