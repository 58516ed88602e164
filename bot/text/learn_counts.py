"""`python -m bot.text.learn_counts`: make `knowledge/counts.npz` anew. About a minute; the same file each time.

Learnt from the reports of tests/text and data/counts/reports.jsonl, whose figures are known but not which number
gives each, and from data/counts/marked.txt, where the numbers are marked: 来了<45>P人 (P took part, V volunteers, B
were helped; several letters: any of them). A number may be of each role that the figures of its report allow.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.core.activities import ActivityType
from bot.text.activities import with_type
from bot.text.count_features import features
from bot.text.count_model import PATH, ROLES
from bot.text.count_words import EACH
from bot.text.learning import weights_for
from bot.text.log_linear import write
from bot.text.quantities import Quantity, read_folded

HERE: Final = Path(__file__).resolve().parents[2]
REPORTS: Final = {  # how much a report of each weighs; rules for dates and types were mended on the first two
    "tests/text/activities_dev.jsonl": 1.0,
    "tests/text/unseen_activities.jsonl": 1.0,
    "data/counts/reports.jsonl": 2.0,
}
MARKED: Final = "data/counts/marked.txt"
MARKED_WEIGHT: Final = 2.0
TODAY: Final = date(2026, 11, 18)
LETTERS: Final = dict(zip("PVB", ROLES[1:], strict=True))
MOST_PARTS: Final = 7
_MARK = re.compile(r"<([^<>]+)>([PVB]+)")
_PERSON = re.compile(r"\s?(?:人(?!民|次为|工)|名(?!单)|位)")
_ORDINAL = re.compile(r"第$")
_COUNTABLE = re.compile(r"\s?(?:人(?!民|次为|工)|名(?!单)|位|个|号人|来|多|余|口|[,，。;；、）)\s]|$)")


@dataclass(frozen=True)
class Example:
    """A report, and of each of its numbers the roles that it may have."""

    text: str
    kind: ActivityType | None
    numbers: Sequence[Quantity]
    allowed: Sequence[frozenset[str]]
    weight: float


def examples() -> Iterator[Example]:
    """All that is learnt from."""
    for name, weight in REPORTS.items():
        for line in (HERE / name).read_text("utf-8").splitlines():
            yield of_report(json.loads(line), weight)
    for line in (HERE / MARKED).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield of_marked(line)


def of_marked(line: str) -> Example:
    """An example whose numbers are marked."""
    said, marks, last = "", [], 0
    for match in _MARK.finditer(line):
        said += line[last : match.start()]
        marks.append((len(said), len(said) + len(match[1]), frozenset(LETTERS[letter] for letter in match[2])))
        said, last = said + match[1], match.end()
    text, kind = with_type(said + line[last:], TODAY)
    numbers = list(read_folded(text))
    allowed = [
        next((roles for start, end, roles in marks if start < one.at[1] and one.at[0] < end), frozenset({""}))
        for one in numbers
    ]
    return Example(text, kind, numbers, allowed, MARKED_WEIGHT)


def of_report(row: dict[str, Any], weight: float) -> Example:
    """An example whose figures are known: numbers of their value, or told off one after the other, may give them."""
    text, kind = with_type(row["text"], date.fromisoformat(row.get("today", TODAY.isoformat())))
    numbers = list(read_folded(text))
    allowed: list[set[str]] = [set() for _ in numbers]
    for roles, least, most in _figures(row):
        places = _giving(text, numbers, least, most)
        several = len({numbers[place].value for place in places}) > 1 and any(
            least <= numbers[place].value <= most for place in places
        )  # of a range: one of them
        for place in places:
            allowed[place] |= {*roles, ""} if several else roles
    for place, one in enumerate(numbers):
        allowed[place] |= set() if allowed[place] else {"", *_perhaps(row, one.value)}
    return Example(text, kind, numbers, [frozenset(roles) for roles in allowed], weight)


def _figures(row: dict[str, Any]) -> Iterator[tuple[set[str], float, float]]:
    """(roles, least, most) of each figure that is known; of some it is left open which of two roles is meant."""
    for role in ROLES[1:]:
        value = row["fields"].get(role)
        if value is not None and role not in row.get("unscored", []):
            least, most = row.get("ranges", {}).get(role) or (value, value)
            yield {role}, least, most
    for one in row.get("either", []):
        yield {role for role in one["fields"] if role in ROLES}, one["value"], one["value"]


def _giving(text: str, numbers: Sequence[Quantity], least: float, most: float) -> list[int]:
    countable = [n for n, one in enumerate(numbers) if _COUNTABLE.match(text, one.at[1])]
    same = [n for n, one in enumerate(numbers) if least <= one.value <= most]
    same = same or [n for n, one in enumerate(numbers) if one.approximate and least * 0.93 <= one.value <= most * 1.07]
    if same:
        return [n for n in same if _PERSON.match(text, numbers[n].at[1])] or [n for n in same if n in countable] or same
    parts = [n for n in countable if numbers[n].value > 1 and not _ORDINAL.search(text, 0, numbers[n].at[0])]
    for pool in (parts, list(range(len(numbers)))):
        for size in range(2, MOST_PARTS + 1):
            for first in range(len(pool) - size + 1):
                parts = pool[first : first + size]
                if least <= sum(numbers[n].value for n in parts) <= most:
                    return parts
    return [
        n
        for n, one in enumerate(numbers)
        if EACH.search(text, 0, one.at[0]) and any(least <= one.value * other.value <= most for other in numbers)
    ]


def _perhaps(row: dict[str, Any], value: float) -> set[str]:
    """The roles that are not scored in a report, unless the number is known to be none of theirs."""
    traps = row.get("traps", {})
    return {
        role
        for role in ROLES[1:]
        if role in row.get("unscored", [])
        and row["fields"].get(role) is None
        and all(abs(float(trap) - value) >= 0.5 for trap in traps.get(role, []))
    }


def main() -> None:
    """Write the model."""
    known = list(examples())
    seen = [row for one in known for row in features(one.text, one.numbers, one.kind)]
    allowed = np.array([[role in roles for role in ROLES] for one in known for roles in one.allowed])
    names, weights = weights_for(seen, allowed, [one.weight for one in known for _ in one.numbers])
    write(PATH, names, weights)
    print(f"{len(seen)} numbers of {len(known)} reports, {len(names)} features: {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
