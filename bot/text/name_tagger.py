"""Where names stand in a message, as a trained model sees it: a conditional random field over characters.

It tells people who are to be registered from those who are only named (who introduces, answers for a child, is in
charge), and finds units. Made anew by `python -m bot.text.name_training`; why, and what it is compared with:
docs/decisions/0020-names-by-a-model.md. Standard library and numpy; opened when the first message is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.text.name_likeness import given_likeness, surname_likeness
from bot.text.names import DOUBLE_SURNAMES, SURNAMES

MODEL: Final = Path(__file__).resolve().parents[2] / "data" / "people" / "names.npz"
PERSON, OTHER, UNIT, GROUP = "P", "X", "U", "G"  # OTHER: somebody who is only named; GROUP: a unit that joins
LONGEST: Final = 24  # characters of a name
LONGEST_WORD: Final = 4
MOST: Final = 2000  # characters of a message that are read
_POSSIBLE: Final = 0.02  # a beginning that is less probable is not looked at

Place = tuple[int, int]
Numbers = NDArray[np.float64]

_SIGN = re.compile(
    r"(?P<number>\x01+)|(?P<day> {4,})|(?P<latin>[a-z]+(?:[.'’-][a-z]+)*)|(?P<digits>\d+)|(?P<blank>[ \t]+)|(?P<line>\n+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_AS = {"number": "\x01", "day": "\x02", "latin": "A", "digits": "0", "blank": " ", "line": "¶"}
_MARKS = str.maketrans({"，": ",", "；": ";", "：": ":", "。": ".", "（": "(", "）": ")", "！": "!", "•": "·", "・": "·", "‧": "·", "．": "·"})  # fmt: skip
# What stands before somebody and says in which part he is named.
_CUES = re.compile(
    r"(?P<k>儿子|女儿|闺女|孩子|娃|孙子|孙女|侄子|侄女|外甥|学生|同学|小朋友)"
    r"|(?P<f>监护人|家长|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶|姥姥|姥爷|外公|外婆|姑姑|舅舅|叔叔|姨)"
    r"|(?P<x>介绍|推荐|联系人|负责人|经办|审核|填表|紧急|班主任|领队|书记|主任|校长|院长|站长)"
    r"|(?P<j>会员|志愿者|义工|入会|加入|报名|登记|申请|本人|姓名|名单)"
)
_REACH = 14  # characters to both sides in which a cue counts
_CHILD = re.compile(r"孩子|儿子|女儿|闺女|[一二三四五六七八九]年级|初[一二三]|高[一二三]|青少年|监护|家长|学生|小学|中学")
_GROUP = re.compile(r"团体|单位会员|集体|单位名义|单位入会")


@dataclass(frozen=True)
class Signs:
    """A text in which every number, day and foreign word is one sign; `at` tells where each stands."""

    text: str
    at: Sequence[Place]


@dataclass(frozen=True)
class Tagged:
    """A name, what it is, where it stands, and how probable that is."""

    kind: str
    at: Place
    probability: float


def signs_of(plain: str) -> Signs:
    """The signs of a text in which numbers are blanked to marks (`blanked`)."""
    found = [(match.lastgroup or "", match) for match in _SIGN.finditer(plain, 0, MOST)]
    text = "".join(_AS.get(kind) or match.group() for kind, match in found)
    return Signs(text.translate(_MARKS), [match.span() for _, match in found])


# --- what is looked at -----------------------------------------------------------------------------------------------


def _kind(sign: str) -> str:
    if "\u3400" <= sign <= "\u9fff":
        return "h"
    return sign if sign in "\x01\x020A¶" else "p"


def _clip(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


def _surname(text: str, i: int) -> str:
    if text[i : i + 2] in DOUBLE_SURNAMES:
        return "D"
    if i and text[i - 1 : i + 1] in DOUBLE_SURNAMES:
        return "d"
    return f"S{_clip(surname_likeness(text[i]), -4, 6)}" if text[i] in SURNAMES else "-"


def _words(text: str, lexicon: Mapping[str, int]) -> tuple[list[str], list[str], list[str]]:
    """For each sign: the longest word that begins there, that ends there, and the commonest that goes on over it."""
    size = len(text)
    begins, ends, over = ["-"] * size, ["-"] * size, [0] * size
    for start in range(size):
        for length in range(2, min(LONGEST_WORD, size - start) + 1):
            if common := lexicon.get(text[start : start + length]):
                begins[start] = f"{length}{common}"
                last = start + length - 1
                if ends[last] == "-" or int(ends[last][0]) < length:
                    ends[last] = f"{length}{common}"
                for i in range(start + 1, start + length):
                    over[i] = max(over[i], common)
    return begins, ends, [str(one) for one in over]


def _cues(text: str) -> tuple[list[str], list[str]]:
    """For each sign: the nearest cue before and behind."""
    size = len(text)
    before, behind = ["-"] * size, ["-"] * size
    for match in _CUES.finditer(text):
        kind, (start, end) = match.lastgroup or "", match.span()
        for i in range(end, min(size, end + _REACH)):
            before[i] = f"{kind}{(i - end) // 4}"
        for i in range(max(0, start - _REACH), start):
            if behind[i] == "-":
                behind[i] = f"{kind}{(start - 1 - i) // 4}"
    return before, behind


def _numbers(text: str) -> tuple[list[str], list[str]]:
    """For each sign: how far the next number behind and before it in its line is, in steps."""
    size = len(text)
    behind, before = ["-"] * size, ["-"] * size
    for order, found in ((reversed(range(size)), behind), (iter(range(size)), before)):
        distance = 99
        for i in order:
            distance = 0 if text[i] in "\x01\x02" else 99 if text[i] == "¶" else distance + 1
            found[i] = str(min(distance, 5) if distance < 12 else "-")
    return behind, before


def _repeated(text: str) -> list[str]:
    """Whether the pair that begins at a sign stands in the text again: a name is often said twice."""
    pairs: dict[str, int] = {}
    for i in range(len(text) - 1):
        pairs[text[i : i + 2]] = pairs.get(text[i : i + 2], 0) + 1
    return [str(min(pairs.get(text[i : i + 2], 1), 3)) if _kind(text[i]) == "h" else "-" for i in range(len(text))]


def features(text: str, lexicon: Mapping[str, int]) -> list[list[str]]:
    """What is seen at each of the signs. The lexicon tells of a word how common it is, from 1 to 4."""
    size = len(text)
    begins, ends, over = _words(text, lexicon)
    before, behind = _cues(text)
    next_number, last_number = _numbers(text)
    again = _repeated(text)
    kinds = [_kind(sign) for sign in text]
    surname = [_surname(text, i) for i in range(size)]
    given = [str(_clip(given_likeness(sign), -4, 4)) if kinds[i] == "h" else "-" for i, sign in enumerate(text)]
    whole = f"{'k' if _CHILD.search(text) else '-'}{'g' if _GROUP.search(text) else '-'}"
    padded = "<<<<<" + text + ">>>>>"
    pad = ["<"] * 3
    kinds_, surname_, given_, begins_, ends_, over_ = (
        [*pad, *one, ">", ">", ">"] for one in (kinds, surname, given, begins, ends, over)
    )
    found = []
    for i in range(size):
        p, q = i + 5, i + 3
        a, b, c, d, e = padded[p - 2], padded[p - 1], padded[p], padded[p + 1], padded[p + 2]
        f, g = padded[p - 3], padded[p + 3]
        s0, g0, o0 = surname_[q], given_[q], over_[q]
        found.append([
            f"0{c}", f"1{b}", f"2{a}", f"3{d}", f"4{e}", f"5{f}", f"6{g}",
            f"7{b}{c}", f"8{a}{b}", f"9{c}{d}", f"A{d}{e}", f"B{f}{a}{b}", f"C{d}{e}{g}", f"D{padded[p-4]}{f}{a}{b}",
            f"E{e}{g}", f"F{f}{a}", f"G{a}{b}{c}", f"H{c}{d}{e}", f"I{b}_{d}", f"J{a}_{e}", f"K{b}__{e}",
            f"L{e}{g}{padded[p+4]}", f"M{g}{padded[p+4]}", f"X{padded[p+4]}",
            f"N{s0}", f"O{surname_[q-1]}", f"P{surname_[q-2]}", f"Q{surname_[q+1]}",
            f"R{g0}", f"S{given_[q-1]}", f"T{given_[q+1]}", f"U{given_[q+2]}",
            f"V{s0}{given_[q+1]}/{given_[q+2]}", f"W{surname_[q-1]}{g0}/{given_[q+1]}", f"Y{surname_[q-2]}{given_[q-1]}/{g0}",
            f"a{kinds_[q-1]}{kinds_[q]}{kinds_[q+1]}", f"b{kinds_[q-2]}{kinds_[q-1]}", f"c{kinds_[q+1]}{kinds_[q+2]}",
            f"t{kinds_[q+2]}{kinds_[q+3]}",
            f"d{begins_[q]}", f"e{ends_[q]}", f"f{o0}{over_[q+1]}", f"g{begins_[q+1]}", f"h{ends_[q-1]}", f"i{begins_[q+2]}",
            f"j{s0}{o0}{over_[q+1]}", f"k{ends_[q-1]}{s0}", f"l{b}{s0}", f"m{b}{s0}{over_[q+1]}", f"u{g0}{over_[q+1]}{d}",
            f"n{before[i]}", f"o{behind[i]}", f"p{before[i]}{whole}", f"q{next_number[i]}{last_number[i]}",
            f"r{again[i]}{s0}", f"s{whole}",
        ])  # fmt: skip
    return found


# --- the model -------------------------------------------------------------------------------------------------------


class NameTagger:
    """A trained model. About a millisecond for a message of sixty characters."""

    def __init__(
        self, labels: Sequence[str], known: Mapping[str, int], weights: Numbers, steps: Numbers, lexicon: Mapping[str, int]
    ) -> None:
        self._labels = list(labels)
        self._known = known
        self._weights = weights
        self._steps = np.exp(steps)
        self._lexicon = lexicon

    @classmethod
    def read(cls, path: Path = MODEL) -> "NameTagger":
        """A file of `name_training`: weights in 8 bits with the scale of each label. Raises OSError."""
        with np.load(path) as kept:
            known = {name: row for row, name in enumerate(str(kept["features"]).split("\t"))}
            weights = kept["weights"].astype(np.float64) * kept["scale"]
            words = {word: common for common, line in enumerate(str(kept["words"]).split("\n"), 1) for word in line.split()}
            return cls(str(kept["labels"]).split(), known, weights, kept["steps"].astype(np.float64), words)

    def __call__(self, plain: str) -> list[Tagged]:
        """Every name that the model thinks possible, with its probability, in the order of the text."""
        signs = signs_of(plain)
        if not signs.text:
            return []
        return [
            Tagged(kind, (signs.at[start][0], signs.at[end - 1][1]), probability)
            for kind, start, end, probability in self._spans(*self._passes(signs.text))
        ]

    def _passes(self, text: str) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Scaled forward and backward sums of every sign and label, what each sign says, and the scales."""
        rows = [[row for one in seen if (row := self._known.get(one)) is not None] for seen in features(text, self._lexicon)]
        said = np.array([self._weights[row].sum(axis=0) for row in rows])
        said = np.exp(said - said.max(axis=1, keepdims=True))
        forward, backward, scales = np.zeros_like(said), np.ones_like(said), np.ones(len(said))
        begins = np.array([label[0] in "OBS" for label in self._labels])
        ends = np.array([label[0] in "OES" for label in self._labels])
        current = said[0] * begins
        for i in range(len(said)):
            if i:
                current = (forward[i - 1] @ self._steps) * said[i]
            scales[i] = current.sum()
            forward[i] = current / scales[i]
        total = (forward[-1] * ends).sum()
        backward[-1] = ends / total
        for i in range(len(said) - 2, -1, -1):
            backward[i] = self._steps @ (said[i + 1] * backward[i + 1]) / scales[i + 1]
        return forward, backward, said, scales

    def _spans(
        self, forward: Numbers, backward: Numbers, said: Numbers, scales: Numbers
    ) -> Iterator[tuple[str, int, int, float]]:
        place = {label: n for n, label in enumerate(self._labels)}
        single = forward * backward
        for i in range(len(said)):
            for kind in (PERSON, OTHER, UNIT, GROUP):
                first, inner, last = (place.get(f"{part}-{kind}") for part in "BIE")
                one = place.get(f"S-{kind}")
                if one is not None and single[i, one] > _POSSIBLE:
                    yield kind, i, i + 1, float(single[i, one])
                if first is None or last is None or single[i, first] <= _POSSIBLE:
                    continue
                held = forward[i, first]
                before = first
                for j in range(i + 1, min(len(said), i + LONGEST)):
                    ended = held * self._steps[before, last] * said[j, last] / scales[j] * backward[j, last]
                    if ended > _POSSIBLE:
                        yield kind, i, j + 1, float(ended)
                    if inner is None:
                        break
                    held = held * self._steps[before, inner] * said[j, inner] / scales[j]
                    before = inner
                    if held < 1e-9:
                        break


@cache
def tagger() -> NameTagger:
    """The model of the project, read once. Raises OSError when its file is missing."""
    return NameTagger.read()
