"""How near a question is to each card, as a table of named features (one row a card)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.cards import SETTINGS, Source
from bot.knowledge.lean import MeaningLean, WordLean
from bot.knowledge.prepared import Prepared
from bot.knowledge.question import Analyst, Path, Question
from bot.knowledge.sense import learn_sense
from bot.knowledge.space import TermSpace, inverse_frequency
from bot.knowledge.words import Reader, Terms
from bot.text.word_vectors import Vectors, WordVectors, unit

Table = NDArray[np.float32]
FEATURES: Final = (
    "meaning",  # word vectors, centred: the best wording
    "meaning_sense",  # the best wording in the learnt directions (sense.py)
    "meaning_some",  # the same, mean of the best three: a card that is near by one odd wording only is less sure
    "meaning_body",  # title and answer, in the learnt directions
    "pairs",  # characters and character pairs, best wording
    "words",  # jieba words, best wording
    "sounds",  # syllable pairs, best wording: typos and homophones
    "cover",  # idf-weighted share of the question's words that one wording holds
    "cover_all",  # the same of all its wordings and its body together
    "cover_all_pairs",  # the same for characters and character pairs
    "cover_body",  # share of its words in title, answer, detail, tags
    "cover_pairs",  # the same for character pairs
    "cover_passage",  # share of its words in the digest of the card's passage or the card's own texts
    "cover_passage_pairs",  # the same for character pairs
    "asks_same",
    "asks_other",
    "setting_same",
    "setting_other",
    "deep_named",  # the card's document is the question's own place's: 1 for the nearest level
    "deep_home",  # the same, place known from the account only
    "out_named",  # the document does not apply at the place that the question names
    "out_home",
    "local_unasked",  # a local document, no place known
    "mentions",  # the card's text names the place that the question names
    "number_missing",  # how many / how long is asked and the answer holds no number
    "unit_missing",  # a quantity of a certain kind is asked (money, hours, a day) and the answer holds none
    "word_missing",  # the rarest word of the question that the card holds nowhere
    "gap",
)
COLUMN: Final = {name: number for number, name in enumerate(FEATURES)}
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万两半]+ *"
    r"(?:个|名|人|万|年|天|日|月|支|次|家|项|件|级|小时|分之|部|种|条|倍|市|县)"
)
_NOBODY = np.empty(0, dtype=np.intp)
_COUNTING = frozenset({"how_many", "how_long"})


class CardIndex:
    """The cards in the spaces that a question is compared in; without word vectors by words and sounds alone."""

    def __init__(
        self,
        prepared: Prepared,
        sources: Mapping[str, Source],
        reader: Reader,
        analyst: Analyst,
        word_vectors: WordVectors | None = None,
    ) -> None:
        self.cards, self.bare = prepared.cards, prepared.bare
        self._reader, self._analyst = reader, analyst
        self.owner = np.array(prepared.owners, dtype=np.intp)
        self._starts = np.flatnonzero(np.diff(self.owner, prepend=-1)).astype(np.intp)
        asked, said = prepared.asked, prepared.said
        self._spaces = {
            kind: self._space(asked, said, pick)
            for kind, pick in (("words", _words), ("pairs", _pairs), ("sounds", _sounds))
        }
        self.digests = prepared.digests
        # Cards of one digest are one passage; a card without one is a passage of its own.
        names = [digest.id if digest else f"#{row}" for row, digest in enumerate(self.digests)]
        number = {name: place for place, name in enumerate(dict.fromkeys(names))}
        self.passage = np.array([number[name] for name in names], dtype=np.intp)
        self._digested = {
            kind: _by_term(zip(self.passage.tolist(), map(pick, prepared.passages), strict=True))
            for kind, pick in (("words", _words), ("pairs", _pairs))
        }
        self._cards_with = {
            kind: _by_term(
                (row, pick(terms)) for row, terms in [*zip(self.owner.tolist(), asked, strict=True), *enumerate(said)]
            )
            for kind, pick in (("words", _words), ("pairs", _pairs))
        }
        self._passages_with = {
            kind: {
                word: np.unique(np.concatenate([self.passage[cards], self._digested[kind].get(word, _NOBODY)]))
                for word, cards in self._cards_with[kind].items()
            }
            | {word: found for word, found in self._digested[kind].items() if word not in self._cards_with[kind]}
            for kind in ("words", "pairs")
        }
        self.sayings = [(*terms.words, *terms.pairs) for terms in asked]
        self.settled_wordings = np.array([self.cards[row].settled for row in self.owner])
        self.word_lean = WordLean(self.sayings, self.settled_wordings.tolist())
        self._word_vectors = word_vectors
        if word_vectors is not None:
            self._place_in_meaning(word_vectors, [t.words for t in asked], [t.words for t in prepared.heads])
        self._read_cards(sources, prepared.mentioned)

    def _space(
        self, asked: list[Terms], said: list[Terms], pick: Callable[[Terms], tuple[str, ...]]
    ) -> tuple[TermSpace, TermSpace]:
        """Wordings and bodies; how rare a term is counts by card, so that a much-worded card weighs once."""
        groups: list[set[str]] = [set(pick(terms)) for terms in said]
        for row, terms in zip(self.owner, asked, strict=True):
            groups[row].update(pick(terms))
        weight = inverse_frequency(groups)
        return TermSpace([pick(t) for t in asked], weight), TermSpace([pick(t) for t in said], weight)

    def _read_cards(self, sources: Mapping[str, Source], mentioned: list[set[Path]]) -> None:
        self._asks = np.array([card.asks for card in self.cards])
        self._settings = np.array([[name in card.settings for name in SETTINGS] for card in self.cards], dtype=bool)
        self._settings = self._settings.reshape(len(self.cards), len(SETTINGS))
        self._scopes: list[tuple[Path, ...]] = [
            tuple(sources[name].place for name in card.sources if name in sources) for card in self.cards
        ]
        self._mentioned = mentioned
        self._elsewhere = np.array([card.elsewhere for card in self.cards])
        self._documented = {source.place for source in sources.values() if source.place}
        self._local = np.array([bool(s) and all(s) for s in self._scopes])
        self._deepest = max((len(path) for scope in self._scopes for path in scope), default=0)
        self._gap = np.array([not card.settled for card in self.cards], dtype=np.float32)
        self._numbered = np.array(
            [bool(_NUMBER.search(card.answer + card.detail)) or not card.settled for card in self.cards]
        )
        self._lacking = np.array(
            [
                [card.settled and not said.search(card.answer + card.detail) for _, said in self._analyst.units]
                for card in self.cards
            ],
            dtype=bool,
        ).reshape(len(self.cards), len(self._analyst.units))
        self.scope = lru_cache(maxsize=500)(self._scope)
        self.mentions = lru_cache(maxsize=500)(self._mentions)

    def _place_in_meaning(
        self, word_vectors: WordVectors, wordings: Sequence[Sequence[str]], heads: Sequence[Sequence[str]]
    ) -> None:
        """What all wordings have in common is taken out: it tells nothing apart."""
        rows = word_vectors(wordings)
        self._middle = rows.mean(axis=0)
        self.wording_vectors = unit(rows - self._middle)
        self._head_vectors = unit(word_vectors(heads) - self._middle)
        self.meaning_lean = MeaningLean(self.wording_vectors, self.settled_wordings)
        self.learn_sense(np.ones(len(self.cards), dtype=bool))

    def learn_sense(self, cards: NDArray[np.bool_]) -> None:
        """Learn the directions from these cards (all of them, or some when the weights are being fitted)."""
        chosen = cards[self.owner]
        self._sense = learn_sense(self.wording_vectors[chosen], self.owner[chosen])
        self._wording_senses = unit(self.wording_vectors @ self._sense)
        self._head_senses = unit(self._head_vectors @ self._sense)

    def meaning(self, question: Question) -> Vectors | None:
        """The question's vector, centred; None without word vectors."""
        if self._word_vectors is None:
            return None
        return unit(self._word_vectors([self._reader.terms(question.bare).words])[0] - self._middle)

    def words(self, bare: str) -> tuple[str, ...]:
        """The words of a text that say something."""
        return self._reader.terms(bare).words

    def _scope(self, path: Path) -> NDArray[np.float32]:
        """How deep a document of each card reaches towards the place: -1 = none applies there, 0 = the country's."""
        return np.array(
            [
                max((len(place) for place in places if place == path[: len(place)]), default=-1) if places else 0
                for places in self._scopes
            ],
            dtype=np.float32,
        )

    def _mentions(self, path: Path) -> NDArray[np.bool_]:
        """The cards whose own text names the place."""
        return np.array([bool(path) and path in paths for paths in self._mentioned], dtype=bool)

    def _best(self, similar: NDArray[np.float32], without: Sequence[int]) -> NDArray[np.float32]:
        if len(without):
            similar = similar.copy()
            similar[list(without)] = -1.0
        best: NDArray[np.float32] = np.maximum.reduceat(similar, self._starts)
        return best

    def _best_three(self, similar: NDArray[np.float32], best: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean of the three best wordings, by taking the best away twice."""
        rest, total, top = similar.copy(), best.copy(), best
        for _ in range(2):
            rest = np.where(rest >= top[self.owner], -1.0, rest).astype(np.float32)
            top = np.maximum.reduceat(rest, self._starts)
            total = total + np.maximum(top, 0.0)
        return (total / 3).astype(np.float32)

    def leans(self, question: Question, vector: Vectors | None) -> tuple[float, float]:
        """How much the question sounds settled, by its words and by its meaning."""
        terms = self._reader.terms(question.bare)
        by_meaning = 0.0 if vector is None else self.meaning_lean(vector)
        return self.word_lean((*terms.words, *terms.pairs)), by_meaning

    def _cover_all(
        self, kind: str, words: Sequence[str], without: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Share of the words that a card holds anywhere, rarity of the rarest it does not; its passage's share."""
        asked = self._spaces[kind][0]
        whole = sum(asked.idf(word) for word in set(words)) or 1.0
        total = np.zeros(len(self.cards), dtype=np.float32)
        missing = np.zeros(len(self.cards), dtype=np.float32)
        around = np.zeros(int(self.passage.max(initial=-1)) + 1, dtype=np.float32)
        whole_so_far = np.ones(len(self.cards), dtype=bool)
        for word in sorted(set(words), key=asked.idf, reverse=True):
            held, rarity = self._holders(kind, word, without), np.float32(asked.idf(word))
            total[held] += rarity
            around[self._passages(kind, word, held, without)] += rarity
            lacking = whole_so_far.copy()
            lacking[held] = False
            missing[lacking] = rarity  # the rarest comes first
            whole_so_far &= ~lacking
        part = np.float32(whole)
        return total / part, missing / np.float32(asked.rarest), around[self.passage] / part

    def _passages(self, kind: str, word: str, held: NDArray[np.intp], without: Sequence[int]) -> NDArray[np.intp]:
        """The passages that hold a word in a card or in their digest."""
        if not len(without):
            return self._passages_with[kind].get(word, _NOBODY)
        return np.unique(np.concatenate([self.passage[held], self._digested[kind].get(word, _NOBODY)]))

    def _holders(self, kind: str, word: str, without: Sequence[int]) -> NDArray[np.intp]:
        """The cards that hold a word in a wording or the body; `without` wordings (of one card) do not count."""
        held: NDArray[np.intp] = self._cards_with[kind].get(word, _NOBODY)
        if not len(without):
            return held
        asked, said = self._spaces[kind]
        card = self.owner[without[0]]
        rows = asked.rows_with(word)
        elsewhere = np.any(self.owner[rows[~np.isin(rows, without)]] == card) or card in said.rows_with(word)
        return held if elsewhere else held[held != card]

    def features(self, question: Question, vector: Vectors | None, without: Sequence[int] = ()) -> Table:
        """The table; `without` leaves wordings out (to learn from a card's own wordings)."""
        table = np.zeros((len(self.cards), len(FEATURES)), dtype=np.float32)
        terms = self._reader.terms(question.bare)
        if vector is not None:
            self._meaning(table, vector, without)
        for kind, found in (("words", terms.words), ("pairs", terms.pairs), ("sounds", terms.sounds)):
            table[:, COLUMN[kind]] = self._best(self._spaces[kind][0].cosine(found), without)
        table[:, COLUMN["cover"]] = self._best(self._spaces["words"][0].coverage(terms.words), without)
        words, missing, around = self._cover_all("words", terms.words, without)
        table[:, COLUMN["cover_all"]], table[:, COLUMN["word_missing"]] = words, missing
        table[:, COLUMN["cover_passage"]] = around
        pairs, _, around = self._cover_all("pairs", terms.pairs, without)
        table[:, COLUMN["cover_all_pairs"]], table[:, COLUMN["cover_passage_pairs"]] = pairs, around
        table[:, COLUMN["cover_body"]] = self._spaces["words"][1].coverage(terms.words)
        table[:, COLUMN["cover_pairs"]] = self._spaces["pairs"][1].coverage(terms.pairs)
        self._kind_and_setting(table, question)
        self._place(table, question)
        table[:, COLUMN["gap"]] = self._gap
        return np.maximum(table, -1.0)

    def _meaning(self, table: Table, centred: Vectors, without: Sequence[int]) -> None:
        table[:, COLUMN["meaning"]] = self._best(self.wording_vectors @ centred, without)
        sense = unit(centred @ self._sense)
        similar = self._wording_senses @ sense
        similar[list(without)] = -1.0
        table[:, COLUMN["meaning_sense"]] = best = self._best(similar, ())
        table[:, COLUMN["meaning_some"]] = self._best_three(similar, best)
        table[:, COLUMN["meaning_body"]] = self._head_senses @ sense

    def _kind_and_setting(self, table: Table, question: Question) -> None:
        if question.asks:
            same: NDArray[np.bool_] = np.isin(self._asks, list(question.asks))
            table[:, COLUMN["asks_same"]] = same
            table[:, COLUMN["asks_other"]] = ~same
            if question.asks & _COUNTING:
                table[:, COLUMN["number_missing"]] = ~self._numbered
        if question.units:
            table[:, COLUMN["unit_missing"]] = self._lacking[:, question.units].any(axis=1)
        if question.settings:
            same = np.asarray(np.any(self._settings[:, [SETTINGS.index(name) for name in question.settings]], axis=1))
            table[:, COLUMN["setting_same"]] = same
            table[:, COLUMN["setting_other"]] = self._settings.any(axis=1) & ~same

    def _place(self, table: Table, question: Question) -> None:
        if question.path is None:
            table[:, COLUMN["local_unasked"]] = self._local
        path = question.path or ()
        if any(place == path[: len(place)] for place in self._documented) or not path:
            table[:, COLUMN["out_named"]] = self._elsewhere
        if question.path is None:
            return
        depth = self.scope(question.path)
        # What a gap card mentions is only an aside: it must not speak for a place that its document is not about.
        mentions = self.mentions(question.path) & (self._gap == 0)
        deep = np.clip(depth, 0, None) / max(1.0, float(depth.max()))
        out = depth < 0
        table[:, COLUMN["mentions"]] = mentions & question.named
        table[:, COLUMN["deep_named" if question.named else "deep_home"]] = deep
        table[:, COLUMN["out_named" if question.named else "out_home"]] += out & ~(mentions & question.named)


def _words(terms: Terms) -> tuple[str, ...]:
    return terms.words


def _pairs(terms: Terms) -> tuple[str, ...]:
    return terms.pairs


def _sounds(terms: Terms) -> tuple[str, ...]:
    return terms.sounds


def _by_term(rows: Iterable[tuple[int, tuple[str, ...]]]) -> dict[str, NDArray[np.intp]]:
    """The numbers of the rows (cards, passages) that hold each term."""
    found: dict[str, set[int]] = {}
    for number, terms in rows:
        for term in terms:
            found.setdefault(term, set()).add(number)
    return {term: np.array(sorted(numbers), dtype=np.intp) for term, numbers in found.items()}
