"""Names made up for training: of people of many kinds, of units; and the words of ordinary language beside them.

Ordinary names take their characters from the names of people in jieba's dictionary, by how common they are there.
"""

import os
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from bot.text.name_likeness import given_likeness
from bot.text.names import DOUBLE_SURNAMES, HAN, SURNAMES, is_name
from bot.text.person_names import PEOPLES

Chance = random.Random
PLACE: Final = 5  # what the lexicon has for places, beside how common a word is
WORDS: Final = Path(__file__).resolve().parents[2] / "data" / "people" / "words.yml"
SAYINGS: Final = Path(__file__).resolve().parents[2] / "data" / "nlu"
_NAMES_SOMEBODY = re.compile(r"某|叫|姓|老师|主任|书记|同志|会长|秘书|张|李|王|赵|刘|陈|周|孙|吴|intent")


@cache
def _stock(key: str) -> list[str]:
    """A list of `words.yml`: words, or the characters of one."""
    import yaml

    kept = str(yaml.safe_load(WORDS.read_text("utf-8"))[key])
    return kept.split() if " " in kept else list(kept)


@cache
def _joiners() -> list[str]:
    return [*_stock("workplaces"), *_stock("joiners")]


def _dictionary() -> list[tuple[str, int, str]]:
    import jieba

    path = os.path.join(os.path.dirname(jieba.__file__), "dict.txt")
    with open(path, encoding="utf-8") as file:
        return [(word, int(count), tag) for word, count, tag in map(str.split, file)]


def _han(word: str) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]+", word))


@cache
def lexicon(least: int = 30) -> dict[str, int]:
    """The words of ordinary language with how common they are, from 1 to 4; names of people are none."""
    found = {}
    for word, count, tag in _dictionary():
        if 2 <= len(word) <= 4 and _han(word) and (count >= least or tag == "ns") and not tag.startswith("nr"):
            found[word] = PLACE if tag == "ns" else 1 + (count >= 100) + (count >= 500) + (count >= 3000)
    return found


@cache
def _places() -> list[str]:
    return sorted(word for word, common in lexicon().items() if common == PLACE and len(word) < 4)


@cache
def _clauses() -> list[str]:
    """Clauses of sentences that name nobody: the questions and requests of data/nlu."""
    said = "\n".join(path.read_text("utf-8") for path in sorted(SAYINGS.glob("*.yml")))
    lines = [line.strip()[2:] for line in said.splitlines() if line.strip().startswith("- ") and "[" not in line]
    clauses = {
        clause for line in lines for clause in re.split(r"[，,。；;？?！!：:\s]", line) if 4 <= len(clause) <= 14
    }
    return sorted(one for one in clauses if not _NAMES_SOMEBODY.search(one) and re.search(HAN, one))


@cache
def _given_names() -> tuple[list[str], list[int]]:
    counts: dict[str, int] = {}
    for word, count, tag in _dictionary():
        if tag in ("nr", "nrfg") and len(word) in (2, 3) and word[0] in SURNAMES and _han(word):
            given = word[1:]
            if given_likeness(given) >= len(given) + 1:
                counts[given] = counts.get(given, 0) + min(count, 20)
    names = sorted(counts)
    return names, [counts[name] for name in names]


@cache
def _characters() -> tuple[list[str], list[int]]:
    counts: dict[str, int] = {}
    for given, count in zip(*_given_names(), strict=True):
        for character in given:
            counts[character] = counts.get(character, 0) + count
    characters = sorted(counts)
    return characters, [counts[one] for one in characters]


@cache
def _words_like_names() -> list[str]:
    """高兴, 方便, 陆续: words of which only what stands beside them tells that they are names."""
    return sorted(word for word, common in lexicon().items() if len(word) == 2 and common > 1 and is_name(word))


@cache
def _seldom() -> list[str]:
    return sorted(SURNAMES - set(_stock("common_surnames")))


def given(chance: Chance) -> str:
    """One or two characters."""
    if chance.random() < 0.5:
        names, weights = _given_names()
        return chance.choices(names, weights)[0]
    characters, weights = _characters()
    return "".join(chance.choices(characters, weights, k=chance.choice((1, 2, 2, 2))))


def _ordinary(chance: Chance) -> str:
    rank = min(int(chance.expovariate(1 / 30)), len(_stock("common_surnames")) - 1)
    return _stock("common_surnames")[rank] + given(chance)


def _rare(chance: Chance) -> str:
    return chance.choice(_seldom()) + given(chance)


def _double(chance: Chance) -> str:
    return chance.choice(sorted(DOUBLE_SURNAMES)) + given(chance)


def _doubled(chance: Chance) -> str:
    character = chance.choice(_stock("doubled"))
    return (chance.choice(_stock("common_surnames")) if chance.random() < 0.8 else "") + character * 2


def _of_both(chance: Chance) -> str:
    return chance.choice(_stock("common_surnames")) + chance.choice(_stock("common_surnames")) + given(chance)[:2]


def _like_a_word(chance: Chance) -> str:
    return chance.choice(_words_like_names())


def _sounded(chance: Chance) -> str:
    parts = [chance.choice(_stock("sounds")) for _ in range(chance.choice((1, 1, 2)))]
    joint = "·" if chance.random() < 0.35 else ""
    return joint.join(parts) if len(parts) > 1 or len(parts[0]) > 1 else parts[0] + chance.choice(_stock("sounds"))


def _of_a_house(chance: Chance) -> str:
    return chance.choice(_stock("houses")) + given(chance)


def _foreign(chance: Chance) -> str:
    return " ".join(chance.choice(_stock("foreign")) for _ in range(chance.choice((1, 2, 2))))


def _odd(chance: Chance) -> str:
    return chance.choice(_stock("odd"))


_MAKERS: tuple[tuple[Callable[[Chance], str], float], ...] = (
    (_ordinary, 0.5),
    (_rare, 0.16),
    (_double, 0.06),
    (_doubled, 0.03),
    (_of_both, 0.04),
    (_like_a_word, 0.08),
    (_sounded, 0.06),
    (_of_a_house, 0.02),
    (_foreign, 0.01),
    (_odd, 0.02),
)


def person(chance: Chance) -> str:
    """Somebody's name: mostly an ordinary one."""
    makers, weights = zip(*_MAKERS, strict=True)
    return str(chance.choices(makers, weights)[0](chance))


def titled(chance: Chance) -> str:
    """Somebody who is only named, as such people are: mostly with the whole name."""
    return person(chance) if chance.random() < 0.8 else chance.choice(_stock("common_surnames"))


def _called(chance: Chance, endings: Sequence[str]) -> str:
    stem = "".join(chance.choices(_stock("stems"), k=chance.choice((2, 2, 3))))
    town = chance.choice(_stock("towns")) if chance.random() < 0.25 else ""
    return stem + town + chance.choice(endings)


def unit(chance: Chance) -> str:
    """Where somebody works or learns; seldom without a name of its own (卫校)."""
    if chance.random() < 0.12:
        return chance.choice(_stock("workplaces"))
    return _called(chance, _stock("workplaces"))


def called(chance: Chance) -> str:
    """Somebody by his surname: 刘婶, 老胡."""
    surname = _stock("common_surnames")[min(int(chance.expovariate(1 / 30)), len(_stock("common_surnames")) - 1)]
    if chance.random() < 0.3:
        return chance.choice("老小大") + surname
    return surname + chance.choice(_stock("titles"))


def place(chance: Chance) -> str:
    """A town, a county, a village."""
    return "".join(chance.choice(_places()) for _ in range(chance.choice((1, 1, 2))))


def people(chance: Chance) -> str:
    """A people, without 族."""
    return chance.choice(PEOPLES.split("|"))


def clause(chance: Chance) -> str:
    """What else is said in a message."""
    return chance.choice(_clauses())


@cache
def _words_with() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word, common in sorted(lexicon().items()):
        if len(word) == 2 and 1 < common < PLACE:
            for character in word:
                found.setdefault(character, []).append(word)
    return found


def explanation(name: str, chance: Chance) -> str:
    """How a name is written: 健康的康，平安的平."""
    joint = chance.choice(("，", "，", "", "、"))
    known = [character for character in name if character in _words_with()]
    chosen = [one for one in known if chance.random() < 0.7] or known[-1:]
    return joint.join(f"{chance.choice(_words_with()[one])}的{one}" for one in chosen) or "不好写"


def member_unit(chance: Chance) -> str:
    """A unit that joins."""
    return _called(chance, _joiners())
