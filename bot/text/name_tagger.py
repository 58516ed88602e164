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
PERSON, OTHER, UNIT, JOINING = "P", "X", "U", "G"  # OTHER: somebody who is only named; JOINING: a unit that joins
LONGEST: Final = 24  # characters of a name
LONGEST_WORD: Final = 4
MOST: Final = 2000  # characters of a message that are read
_POSSIBLE: Final = 0.02  # a beginning that is less probable is not looked at

Place = tuple[int, int]
Numbers = NDArray[np.float64]

_SIGN = re.compile(
    r"(?P<number>\x01+)|(?P<day> {4,})|(?P<latin>[a-z]+(?:[.'’-][a-z]+)*)|(?P<digits>\d+)|(?P<blank>[ \t]+)|"
    r"(?P<line>\n+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_AS = {"number": "\x01", "day": "\x02", "latin": "A", "digits": "0", "blank": " ", "line": "¶"}
_MARKS = str.maketrans("，；：。（）！•・‧．", ",;:.()!····")
# What stands before somebody and says in which part he is named.
_CUES = re.compile(
    r"(?P<k>儿子|女儿|闺女|孩子|娃|孙子|孙女|侄子|侄女|外甥|学生|同学|小朋友)"
    r"|(?P<f>监护人|家长|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶|姥姥|姥爷|外公|外婆|姑姑|舅舅|叔叔|姨)"
    r"|(?P<x>介绍|推荐|联系人|负责人|经办|审核|填表|紧急|班主任|领队|书记|主任|校长|院长|站长)"
    r"|(?P<j>会员|志愿者|义工|入会|加入|报名|登记|申请|本人|姓名|名单)"
)
_REACH = 14  # characters to both sides in which a cue counts
_CHILD = re.compile(
    r"孩子|儿子|女儿|闺女|[一二三四五六七八九]年级|初[一二三]|高[一二三]|青少年|监护|家长|学生|小学|中学"
)
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
    if "\u3400" <= sign <= "\u9fff" or sign >= "\U00020000":
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


def _characters(text: str, i: int) -> list[str]:
    """The signs around one, alone and together; `text` has ends of five signs more."""
    d, c, b, a, x, y, z, w, v = list(text[i - 4 : i + 5])  # x is the sign itself
    return [
        f"0{x}", f"1{a}", f"2{b}", f"3{y}", f"4{z}", f"5{c}", f"6{w}", f"7{v}",
        f"A{a}{x}", f"B{b}{a}", f"C{x}{y}", f"D{y}{z}", f"E{z}{w}", f"F{c}{b}", f"G{w}{v}",
        f"H{c}{b}{a}", f"I{b}{a}{x}", f"J{x}{y}{z}", f"K{y}{z}{w}", f"L{z}{w}{v}", f"M{d}{c}{b}{a}",
        f"N{a}_{y}", f"O{b}_{z}", f"P{a}__{z}",
    ]  # fmt: skip


def features(text: str, lexicon: Mapping[str, int]) -> list[list[str]]:
    """What is seen at each of the signs. The lexicon tells of a word how common it is, from 1 to 5."""
    kinds = [_kind(sign) for sign in text]
    surnames = [_surname(text, i) for i in range(len(text))]
    given_of = [
        str(_clip(given_likeness(s), -4, 4)) if kind == "h" else "-" for s, kind in zip(text, kinds, strict=True)
    ]
    before, behind = _cues(text)
    next_number, last_number = _numbers(text)
    again = _repeated(text)
    whole = f"{'k' if _CHILD.search(text) else '-'}{'g' if _GROUP.search(text) else '-'}"
    padded = "<<<<<" + text + ">>>>>"
    kind, surname, given, begins, ends, over = (
        ["<", "<", "<", *one, ">", ">", ">"] for one in (kinds, surnames, given_of, *_words(text, lexicon))
    )
    found = []
    for i in range(len(text)):
        n, last = i + 3, padded[i + 4]
        borders = f"{over[n]}{over[n + 1]}"
        found.append([
            *_characters(padded, i + 5),
            f"a{surname[n]}", f"b{surname[n - 1]}", f"c{surname[n - 2]}", f"d{surname[n + 1]}",
            f"e{given[n]}", f"f{given[n - 1]}", f"g{given[n + 1]}", f"h{given[n + 2]}",
            f"i{surname[n]}{given[n + 1]}/{given[n + 2]}", f"j{surname[n - 1]}{given[n]}/{given[n + 1]}",
            f"k{surname[n - 2]}{given[n - 1]}/{given[n]}",
            f"l{kind[n - 1]}{kind[n]}{kind[n + 1]}", f"m{kind[n - 2]}{kind[n - 1]}",
            f"n{kind[n + 1]}{kind[n + 2]}", f"o{kind[n + 2]}{kind[n + 3]}",
            f"p{begins[n]}", f"q{begins[n + 1]}", f"r{begins[n + 2]}", f"s{ends[n]}", f"t{ends[n - 1]}", f"u{borders}",
            f"v{surname[n]}{borders}", f"w{ends[n - 1]}{surname[n]}", f"x{last}{surname[n]}",
            f"y{last}{surname[n]}{over[n + 1]}", f"z{given[n]}{over[n + 1]}{padded[i + 6]}",
            f"+{before[i]}", f"-{behind[i]}", f"*{before[i]}{whole}", f"/{next_number[i]}{last_number[i]}",
            f"={again[i]}{surname[n]}", f"!{whole}",
        ])  # fmt: skip
    return found


# --- the model -------------------------------------------------------------------------------------------------------


class NameTagger:
    """A trained model. About a millisecond for a message of sixty characters."""

    def __init__(
        self,
        labels: Sequence[str],
        known: Mapping[str, int],
        weights: Numbers,
        steps: Numbers,
        lexicon: Mapping[str, int],
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
            words = {
                word: common for common, line in enumerate(str(kept["words"]).split("\n"), 1) for word in line.split()
            }
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
        rows = [
            [row for one in seen if (row := self._known.get(one)) is not None] for seen in features(text, self._lexicon)
        ]
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
            for kind in (PERSON, OTHER, UNIT, JOINING):
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
