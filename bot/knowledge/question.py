"""What can be read off a question before any ranking: place, setting, kind of question."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.knowledge.words import Reader
from bot.text.normalise import fold

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`path` is the place the answer is for (None = unknown); `named` = the question itself says so."""

    text: str
    bare: str
    path: Path | None
    named: bool
    asks: frozenset[str]
    settings: frozenset[str]
    units: tuple[int, ...] = ()
    place_name: str = ""
    others: tuple[Path, ...] = ()
    compares: bool = False


class Places:
    """Names to paths. A name is looked for with and without 省 市 县 区."""

    def __init__(self, tree: Mapping[str, Mapping[str, list[str]]]) -> None:
        self._paths = dict(_paths(tree))
        names = sorted(self._paths, key=len, reverse=True)
        suffix = "(?:维吾尔自治区|回族自治区|壮族自治区|自治区|省|市|县|区)?"
        self._pattern = re.compile(f"(?:{'|'.join(map(re.escape, names))}){suffix}" if names else r"(?!)")
        self._suffix = re.compile("(?:维吾尔自治区|回族自治区|壮族自治区|自治区|省|市|县|区)$")

    def find(self, text: str, *, nested: bool = False) -> list[tuple[str, Path]]:
        """The places a text names; unless `nested`, one entry for names within each other (浙江绍兴 is Shaoxing)."""
        found: list[tuple[str, Path]] = []
        for match in self._pattern.finditer(text):
            name = match.group()
            path = self._paths.get(name) or self._paths[self._suffix.sub("", name)]
            if nested:
                found.append((name, path))
                continue
            if found and found[-1][1] == path[: len(found[-1][1])]:
                found[-1] = (name, path)
            elif all(path != known[: len(path)] for _, known in found):
                found.append((name, path))
        return found

    def strip(self, text: str) -> str:
        return self._pattern.sub("", text)


def _paths(tree: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, Path]]:
    for province, cities in tree.items():
        yield province, (province,)
        for city, counties in (cities or {}).items():
            yield city, (province, city)
            for county in counties or []:
                yield county, (province, city, county)


class Analyst:
    """Reads a question with the expressions of lexicon.yml."""

    def __init__(self, lexicon: Mapping[str, Any], places: Places, reader: Reader) -> None:
        self._places, self._reader = places, reader
        self._asks = {kind: re.compile(pattern) for kind, pattern in lexicon["asks"].items()}
        self._settings = {name: re.compile(pattern) for name, pattern in lexicon["settings"].items()}
        self._wider = {name: frozenset(wider) for name, wider in (lexicon.get("wider") or {}).items()}
        self.units = [(re.compile(unit["asked"]), re.compile(unit["said"])) for unit in lexicon.get("units") or ()]
        self._here = re.compile(lexicon["here"])
        self._whole = re.compile(lexicon["whole"])
        self._compare = re.compile(lexicon.get("compare") or r"(?!)")
        self._edition = re.compile(lexicon.get("edition") or r"(?!)")

    def canonical(self, text: str) -> str:
        """A text in the words of the lexicon: 怎么样 for 咋样."""
        return self._reader.canonical(text)

    def bare(self, text: str) -> str:
        """Canonical text without its places: those are compared as places, not as words."""
        return self._here.sub("", self._places.strip(self._reader.canonical(text))) or self._reader.canonical(text)

    def asks(self, canonical: str) -> frozenset[str]:
        return frozenset(kind for kind, pattern in self._asks.items() if pattern.search(canonical))

    def settings(self, canonical: str) -> frozenset[str]:
        return frozenset(name for name, pattern in self._settings.items() if pattern.search(canonical))

    def setting_spans(self, text: str) -> list[tuple[str, str]]:
        """(setting, the words that name it), in the order of the text."""
        found = [
            (m.start(), name, m.group()) for name, pattern in self._settings.items() for m in pattern.finditer(text)
        ]
        return [(name, surface) for _, name, surface in sorted(found)]

    def place_spans(self, text: str) -> list[tuple[Path, str]]:
        """(path, the words that name it); the whole country has the empty path."""
        named = [(path, name) for name, path in self._places.find(text, nested=True)]
        whole = self._whole.search(text)
        return [*named, ((), whole.group())] if whole else named

    def compares(self, text: str) -> bool:
        """Whether two things are set beside each other."""
        return bool(self._compare.search(text))

    def without_compare(self, text: str) -> str:
        return self._compare.sub("", text)

    def edition(self, question: str) -> int | None:
        """The year whose rules are asked for."""
        found = self._edition.search(fold(question))
        return int(next(year for year in found.groups() if year)) if found else None

    def units_asked(self, question: str) -> tuple[int, ...]:
        """The quantities asked for, as rows of the lexicon's units."""
        plain = fold(question)
        return tuple(row for row, (asked, _) in enumerate(self.units) if asked.search(plain))

    def widen(self, settings: frozenset[str]) -> frozenset[str]:
        return settings.union(*(self._wider.get(name, frozenset()) for name in settings))

    def places_in(self, text: str, *, nested: bool = False) -> list[tuple[str, Path]]:
        return self._places.find(self._reader.canonical(text), nested=nested)

    def _others(self, canonical: str, named: list[tuple[str, Path]]) -> tuple[Path, ...]:
        """Further places to be set beside the first; the whole country counts as one."""
        if not self.compares(canonical):
            return ()
        found = [path for _, path in named[1:]]
        return (*found, ()) if named and self._whole.search(canonical) else tuple(found)

    def read(self, question: str, account: str | None) -> Question:
        canonical = self._reader.canonical(question)
        bare = self.bare(question)
        named = self._places.find(canonical)
        home = self._places.find(self._reader.canonical(account)) if account else []
        path: Path | None = None
        name = ""
        is_named = True
        if named:
            name, path = named[0]
        elif self._whole.search(canonical):
            path = ()
        elif account:
            # An account in a place that the table does not know is elsewhere: the country's rules hold for it.
            name, path = home[0] if home else (account, (account,))
            is_named = bool(self._here.search(canonical))
        else:
            is_named = False
        return Question(
            text=question,
            bare=bare,
            path=path,
            named=is_named,
            asks=self.asks(canonical),
            settings=self.widen(self.settings(self._here.sub("", canonical))),
            units=self.units_asked(question),
            place_name=name,
            others=self._others(canonical, named),
            compares=self.compares(canonical),
        )
