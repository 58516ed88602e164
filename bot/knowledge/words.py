"""What a text is made of for the ranking: words, character pairs and syllables, synonyms folded together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.text.normalise import fold

_KEPT = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[a-z]+|[\u3400-\u9fff]")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+(?:\.[0-9]+)?%?")


syllables: dict[str, str] = {}


def _syllable(character: str) -> str:
    """Toneless pinyin with the finals that phones and dialects mix up folded (zh/z, ang/an); kept once looked up."""
    known = syllables.get(character)
    if known is None:
        from pypinyin import Style, lazy_pinyin

        sound = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
        known = re.sub("ng$", "n", re.sub("^([zcs])h", r"\1", sound[0])) if sound else character
        syllables[character] = known
    return known


@cache
def _open_jieba(lookups: tuple[Path, ...], words: tuple[str, ...]) -> Any:
    """One dictionary (0.5 s to open) for all who want the same words."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for path in lookups:
        for line in path.read_text(encoding="utf-8").splitlines():
            word = line.split("#")[0].strip().split(" ")[0]
            if word:
                tokenizer.add_word(word)
    for word in words:
        tokenizer.add_word(word)
    return tokenizer


class Segmenter:
    """jieba with the domain's words (data/lookup/*.txt); its dictionary is opened on first use."""

    def __init__(self, lookups: Iterable[Path] = (), words: Iterable[str] = ()) -> None:
        self._lookups, self._words = tuple(lookups), tuple(words)

    def __call__(self, text: str) -> list[str]:
        return [word for word in _open_jieba(self._lookups, self._words).lcut(text) if _RUN.fullmatch(word)]


@dataclass(frozen=True, slots=True)
class Terms:
    """A text in three spaces."""

    words: tuple[str, ...]
    pairs: tuple[str, ...]
    sounds: tuple[str, ...]


class Reader:
    """Folds synonyms and takes texts apart."""

    def __init__(self, same: Sequence[Sequence[str]], idle: Iterable[str], segment: Segmenter) -> None:
        self._first = {fold(word): fold(row[0]) for row in same for word in row}
        longest = sorted(self._first, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest))) if longest else None
        self._idle = {fold(word) for word in idle}
        self._segment = segment
        self.terms = lru_cache(maxsize=64)(self._terms)  # one question is looked at from several sides

    def canonical(self, text: str) -> str:
        """Folded text with each synonym replaced by the first of its row."""
        text = fold(text)
        return self._pattern.sub(lambda m: self._first[m.group()], text) if self._pattern else text

    def _terms(self, canonical: str) -> Terms:
        words = [word for word in self._segment(canonical) if word not in self._idle]
        characters = _KEPT.findall(canonical)
        pairs = list(characters) + [a + b for a, b in pairwise(characters)]
        sounds = [_syllable(c) for c in characters]
        return Terms(tuple(words), tuple(pairs), tuple(a + "'" + b for a, b in pairwise(sounds)))


def reader_from(lexicon: Mapping[str, Any], lookups: Iterable[Path]) -> Reader:
    same = lexicon.get("same") or []
    return Reader(same, lexicon.get("idle") or [], Segmenter(lookups, (row[0] for row in same)))
