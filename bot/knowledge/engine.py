"""Questions in, policy answers out: reads the cards, ranks them, decides, words the answer."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from bot.knowledge.answer import Citation, PolicyAnswer, cite, compose, year_note
from bot.knowledge.cards import Card, Source, check_cards, read_cards, read_sources
from bot.knowledge.decide import Leaders, Model, leaders, signals
from bot.knowledge.follow import Follower
from bot.knowledge.index import COLUMN, FEATURES, CardIndex, Table
from bot.knowledge.prepared import prepare
from bot.knowledge.question import Analyst, Places, Question
from bot.knowledge.subject import Subject
from bot.knowledge.words import reader_from
from bot.text.word_vectors import Vectors, WordVectors

LONGEST_QUESTION: Final = 300  # what stands behind it adds nothing to the ranking
RELATED: Final = 3
BUTTON: Final = 40
CLOSE: Final = 1.0  # log-odds: the runner-up is at least e^-1 as likely
COMPARED: Final = 6.0  # the same when two settings are asked to be compared
LOCAL_CLOSE: Final = 3.0  # a local rule within this of the leader is offered as a button
ROOM: Final = 420  # characters of answer that are still comfortable on a phone
FILLED: Final = 560  # characters of answer, detail and digest together
TOGETHER: Final = 700  # characters of several answers in one: beyond, only the headlines are said
BARRED: Final = -99.0  # the score of a card of an edition that is not asked for
NEW: Final = 0.45  # a second answer of which less than this share is new only repeats the first


def default_cache() -> Path:
    """What is worked out from the cards belongs to the machine, not to one database: it survives an empty BOAI_HOME."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "boai" / "policy"


def check(folder: Path) -> int:
    """Read every card of a folder and follow every link; the number of cards, or CardError."""
    cards = read_cards(folder)
    check_cards(cards, read_sources(folder))
    return len(cards)


def adds(second: str, first: str) -> bool:
    """Whether the second answer has a number that the first has not, or enough other pairs of characters."""
    if set(re.findall(r"\d+", second)) - set(re.findall(r"\d+", first)):
        return True
    pairs = {second[i : i + 2] for i in range(len(second) - 1) if second[i : i + 2].isalnum()}
    return len([pair for pair in pairs if pair not in first]) >= NEW * len(pairs)


@dataclass(frozen=True, slots=True)
class Scored:
    """One card as `explain` shows it; `parts` = weight times value of each feature that counted."""

    card_id: str
    title: str
    score: float
    parts: Mapping[str, float]
    settled: bool
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class _Ranked:
    question: Question
    vector: Vectors | None
    table: Table
    scores: Any
    lead: Leaders
    chance: float


class Knowledge:
    """The cards of one folder, ready to be asked. Safe to use from several threads."""

    def __init__(
        self,
        index: CardIndex,
        analyst: Analyst,
        follower: Follower,
        sources: dict[str, Source],
        phrases: Mapping[str, str],
        weights: Mapping[str, Any],
        variant: str,
    ) -> None:
        self.index, self.analyst, self.sources, self.phrases = index, analyst, sources, phrases
        self.follower = follower
        self._model = Model.read(weights, variant)
        self._threshold = float(weights.get("threshold", 0.5))
        self._rows = {card.id: row for row, card in enumerate(index.cards)}
        self._sourced = {row: card.source for row, card in enumerate(index.cards) if card.source in sources}

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        semantic: bool = True,
        cache: Path | None = None,
        word_vectors: Path | None = None,
    ) -> "Knowledge":
        """Read a knowledge folder. `semantic` False = by words and sounds alone; `word_vectors`: the folder's own."""
        cache = cache or default_cache()
        sources = read_sources(folder)
        lexicon = _yaml(folder / "lexicon.yml")
        lookups = sorted((folder.parent / "data" / "lookup").glob("*.txt"))
        reader = reader_from(lexicon, lookups)
        reader.terms("")  # opens the dictionary now rather than under the first question
        analyst = Analyst(lexicon, Places(_yaml(folder / "places.yml")), reader)
        prepared = prepare(folder, lookups, reader, analyst, cache)
        meanings = WordVectors.read(word_vectors or folder / "word_vectors.npz") if semantic else None
        return cls(
            CardIndex(prepared, sources, reader, analyst, meanings),
            analyst,
            Follower(lexicon, analyst),
            sources,
            _yaml(folder / "phrases.yml"),
            _yaml(folder / "ranking.yml"),
            "meaning" if semantic else "plain",
        )

    def ask(
        self, question: str, place: str | None = None, today: date | None = None, before: Subject | None = None
    ) -> PolicyAnswer:
        """The answer that holds at `place`, or an honest no. `today` (default: this day) decides what has passed.

        `before` is the subject of the answer just given: a follow-up such as "and in schools?" is about it.
        """
        today = today or date.today()
        if not question.strip():
            return self._plain(self.phrases["empty"], off_topic=True, confidence=1.0)
        asked = question[:LONGEST_QUESTION]
        if before is not None and (joined := self.follower.whole(asked, before)):
            return self._not_again(self._alone(joined, place, today), asked, before, place, today)
        return (
            self._compared(asked, place, today)
            or self._several(asked, place, today)
            or self._alone(asked, place, today)
        )

    def _not_again(
        self, found: PolicyAnswer, asked: str, before: Subject, place: str | None, today: date
    ) -> PolicyAnswer:
        """What was found for a follow-up; an honest no where it is the answer just given, and says nothing of it."""
        news = self.follower.leans(asked, before)
        if not found.answered or not news or any(part in found.text for part in _pairs(news)):
            return found
        if self._alone(before.question, place, today).card_id != found.card_id:
            return found
        no = self._plain(self.phrases["not_settled"], off_topic=False, confidence=1 - found.confidence)
        return replace(no, subject=found.subject)

    def names_elsewhere(self, text: str, home: str) -> list[str]:
        """The places whose rules or numbers a text asks for that neither lie in `home` nor hold it."""
        return self.follower.elsewhere(text, home)

    def follows(self, text: str, before: Subject) -> bool:
        """Whether a message is a follow-up to an answer rather than something of its own."""
        return self.follower.whole(text, before) is not None

    def same_meaning(self, one: str, other: str) -> bool:
        """Whether two questions ask the same: the same words in any order, place, setting and numbers.

        Vectors do not tell this (docs/decisions/0004): rather no than wrongly yes.
        """
        return self._core(one) == self._core(other)

    def _core(self, question: str) -> tuple[object, ...]:
        read = self.analyst.read(question[:LONGEST_QUESTION], None)
        words = frozenset(self.index.words(read.bare))
        return (words or read.text, read.path, read.settings, frozenset(re.findall(r"\d+", read.bare)))

    def _alone(self, question: str, place: str | None, today: date) -> PolicyAnswer:
        """One question by itself."""
        year = self.analyst.edition(question)
        barred = self._barred(year, today)
        if year is not None and len(barred) == len(self._sourced):
            return self._plain(self.phrases["no_edition"].format(year=year), off_topic=False, confidence=1.0)
        ranked = self.rank(question, place, barred)
        found = self._answered(ranked, today) if ranked.chance >= self._threshold else self._refused(ranked)
        return replace(found, subject=Subject(question, found.card_id))

    def _barred(self, year: int | None, today: date) -> frozenset[int]:
        """The cards of documents that were not in force in `year`; without a year, those of superseded editions."""
        if year is not None:
            return frozenset(row for row in self._sourced if not self._held(self.sources[self._sourced[row]], year))
        newer = [source for source in self.sources.values() if source.since is None or source.since <= today]
        old = {source.supersedes for source in newer if source.supersedes}
        return frozenset(row for row, source in self._sourced.items() if source in old)

    def _held(self, source: Source, year: int) -> bool:
        """Whether a document held in a year; an older edition ends where the next one begins."""
        nexts = [one.since for one in self.sources.values() if one.supersedes == source.id and one.since]
        started = source.since is None or source.since.year <= year
        ended = (source.until is not None and source.until.year < year) or any(day.year <= year for day in nexts)
        return started and not ended

    def _compared(self, question: str, place: str | None, today: date) -> PolicyAnswer | None:
        """Both sides of a comparison, when there are two with different answers."""
        sides = self.follower.sides(question)
        answers = [self._alone(side.question, place, today) for side in sides]
        if not answers or not all(answer.answered for answer in answers) or len(_cards(answers)) < len(answers):
            return None
        return self._together([side.name for side in sides], answers, question)

    def _several(self, question: str, place: str | None, today: date) -> PolicyAnswer | None:
        """An answer to each question of a message with more than one."""
        parts, marked = self.follower.parts(question)
        if len(parts) < 2:
            return None
        answers = [self._alone(part, place, today) for part in parts]
        found = sum(answer.answered for answer in answers)
        if len(_cards(answers)) < len(answers) or found < (1 if marked else len(answers)):
            return None
        return self._together([str(number) for number, _ in enumerate(parts, 1)], answers, question)

    def _together(self, names: Sequence[str], answers: Sequence[PolicyAnswer], question: str) -> PolicyAnswer:
        said = [answer.headline + (f"\n{answer.detail}" if answer.detail else "") for answer in answers]
        if sum(len(one) for one in said) > TOGETHER:
            said = [answer.headline for answer in answers]
        lines = [self.phrases["part"].format(name=n, answer=one) for n, one in zip(names, said, strict=True)]
        citations = tuple({(c.source, c.section): c for answer in answers for c in answer.citations}.values())
        notes = tuple(dict.fromkeys(note for answer in answers for note in answer.notes))
        related = tuple(dict.fromkeys(title for answer in answers for title in answer.related))[:RELATED]
        return PolicyAnswer(
            answered=True,
            off_topic=False,
            headline=lines[0],
            detail="\n".join(lines[1:]),
            citations=citations,
            notes=notes,
            related=related,
            card_id=answers[0].card_id,
            confidence=min(answer.confidence for answer in answers),
            text=compose(lines[0], "\n".join(lines[1:]), notes, citations, self.phrases),
            subject=Subject(question, answers[-1].card_id),
            parts=tuple(answers),
        )

    def explain(self, question: str, place: str | None = None, top: int = 8) -> list[Scored]:
        """The best cards with the parts of their scores."""
        ranked = self.rank(question, place)
        weights = self._model.rank
        found = []
        for row in ranked.scores.argsort()[::-1][:top]:
            parts = {
                name: round(float(value), 3)
                for name, value in zip(FEATURES, ranked.table[row] * weights, strict=True)
                if abs(value) > 1e-3
            }
            card = self.index.cards[int(row)]
            chance = ranked.chance if int(row) == ranked.lead.settled else None
            found.append(Scored(card.id, card.title, float(ranked.scores[row]), parts, card.settled, chance))
        return found

    def rank(self, question: str, place: str | None = None, barred: frozenset[int] = frozenset()) -> _Ranked:
        read = self.analyst.read(question[:LONGEST_QUESTION], place)
        model, vector = self._model, self.index.meaning(read)
        table = self.index.features(read, vector)
        scores = model.scores(table)
        scores[list(barred)] = BARRED
        lead = leaders(self.index, scores, barred)
        chance = (
            model.chance(signals(table, scores, lead, self.index.leans(read, vector))) if lead.settled >= 0 else 0.0
        )
        return _Ranked(read, vector, table, scores, lead, chance)

    def _answered(self, ranked: _Ranked, today: date) -> PolicyAnswer:
        card = self.index.cards[ranked.lead.settled]
        citations = self._citations(card, ranked.question)
        notes = self._notes(card, ranked.question, today)
        detail = card.detail
        second = self._other_side(ranked) or self._runner_up(ranked)
        if second is not None:
            detail = "\n".join(part for part in (detail, self.phrases["also"].format(answer=second.answer)) if part)
            own = (*citations, *self._citations(second, ranked.question))
            citations = tuple({(citation.source, citation.section): citation for citation in own}.values())
            notes = tuple(dict.fromkeys((*notes, *self._notes(second, ranked.question, today))))
        detail = self._with_digest(card.answer, detail, ranked.lead.settled)
        return PolicyAnswer(
            answered=True,
            off_topic=False,
            headline=card.answer,
            detail=detail,
            citations=citations,
            notes=notes,
            related=self._related(card.related, ranked),
            card_id=card.id,
            confidence=ranked.chance,
            text=compose(card.answer, detail, notes, citations, self.phrases),
        )

    def _with_digest(self, headline: str, detail: str, row: int) -> str:
        """The detail and what else the card's passage says, where that is news and still fits a phone."""
        digest = self.index.digests[row]
        if digest is None or len(headline) + len(detail) + len(digest.text) > FILLED:
            return detail
        if not adds(digest.text, headline + detail):
            return detail
        return "\n".join(part for part in (detail, self.phrases["digest"].format(text=digest.text)) if part)

    def _other_side(self, ranked: _Ranked) -> Card | None:
        """The best card for the second of two places that are compared."""
        if not ranked.question.others:
            return None
        turned = replace(ranked.question, path=ranked.question.others[0], named=True)
        scores = self._model.scores(self.index.features(turned, ranked.vector))
        row = leaders(self.index, scores).settled
        return self.index.cards[row] if row >= 0 and row != ranked.lead.settled else None

    def _runner_up(self, ranked: _Ranked) -> Card | None:
        """The next card when it is nearly as near: a question may hold two, or be read in two ways.

        Never one that only repeats the first, nor one of another setting or of a place that the asker is not in: two
        rules side by side would mislead.
        """
        first, row = ranked.lead.settled, ranked.lead.next
        if row < 0:
            return None
        one, two = self.index.cards[first], self.index.cards[row]
        asked = ranked.question.settings
        beside = ranked.question.compares and bool(
            asked.intersection(one.settings) and asked.intersection(two.settings)
        )
        if ranked.scores[first] - ranked.scores[row] > (COMPARED if beside else CLOSE):
            return None
        against = ("setting_other", "out_named", "out_home", "local_unasked")
        if any(ranked.table[row][COLUMN[name]] for name in against):
            return None
        if one.settings and two.settings and not set(one.settings) & set(two.settings) and not beside:
            return None
        fits = len(one.answer) + len(one.detail) + len(two.answer) <= ROOM
        return two if fits and (beside or adds(two.answer, one.answer + one.detail)) else None

    def _refused(self, ranked: _Ranked) -> PolicyAnswer:
        """Off-topic and gap cards speak for themselves when they lead; else the plain no names what is nearest."""
        lead = ranked.lead
        gap = self.index.cards[lead.gap] if lead.gap >= 0 else None
        leads = gap is not None and (lead.settled < 0 or ranked.scores[lead.gap] > ranked.scores[lead.settled])
        if gap is not None and leads and gap.off_topic:
            return self._plain(
                gap.answer or self.phrases["off_topic"], off_topic=True, confidence=1 - ranked.chance, card=gap
            )
        if gap is not None and leads:
            headline = gap.answer or self.phrases["not_settled"]
            return self._plain(
                headline,
                off_topic=False,
                confidence=1 - ranked.chance,
                card=gap,
                related=self._related(gap.near, ranked),
            )
        notes: tuple[str, ...] = ()
        related: tuple[str, ...] = ()
        if lead.settled >= 0 and ranked.chance > 0.1:
            nearest = self.index.cards[lead.settled]
            notes, related = (self.phrases["nearest"].format(title=nearest.title),), (nearest.title[:BUTTON],)
        return self._plain(
            self.phrases["not_settled"], off_topic=False, confidence=1 - ranked.chance, notes=notes, related=related
        )

    def _plain(
        self,
        headline: str,
        *,
        off_topic: bool,
        confidence: float,
        card: Card | None = None,
        notes: tuple[str, ...] = (),
        related: tuple[str, ...] = (),
    ) -> PolicyAnswer:
        if not off_topic:
            notes = (*notes, self.phrases["pass_on"])
        return PolicyAnswer(
            answered=False,
            off_topic=off_topic,
            headline=headline,
            detail=card.detail if card else "",
            citations=(),
            notes=notes,
            related=related,
            card_id=card.id if card else None,
            confidence=confidence,
            text=compose(headline, card.detail if card else "", notes, (), self.phrases),
        )

    def _citations(self, card: Card, question: Question) -> tuple[Citation, ...]:
        """The card's own document, then others that say the same and hold at the asker's place (or it is unknown)."""
        found = [cite(self.sources[card.source], card.section)] if card.source in self.sources else []
        for place in card.also:
            source = self.sources.get(place.source)
            known = {(citation.source, citation.section) for citation in found}
            if source is None or (source.id, place.section) in known:
                continue
            if question.path is None or source.place == question.path[: len(source.place)]:
                found.append(cite(source, place.section))
        return tuple(found[:3])

    def _notes(self, card: Card, question: Question, today: date) -> tuple[str, ...]:
        notes = []
        source = self.sources.get(card.source or "")
        if source is not None:
            notes.append(self._place_note(card, source, question))
        notes.append(year_note(card, today, self.phrases))
        return tuple(note for note in notes if note)

    def _place_note(self, card: Card, source: Source, question: Question) -> str | None:
        path = question.path
        if not path:
            return self.phrases["place_local"].format(used=source.shown) if source.place and path is None else None
        own = any(other.place and other.place == path[: len(other.place)] for other in self.sources.values())
        if source.place != path[: len(source.place)]:
            return self.phrases["place_local"].format(used=source.shown)
        if not own and not source.place:
            return self.phrases["place_missing"].format(asked=question.place_name, used=source.shown)
        if own and not source.place and question.named:
            return self.phrases["place_higher"].format(asked=question.place_name, used=source.shown)
        return None

    def _related(self, names: tuple[str, ...], ranked: _Ranked) -> tuple[str, ...]:
        """Local rules that match nearly as well (when no place is known), then the card's own links."""
        found = []
        if ranked.question.path is None:
            found = [self._local_button(row) for row in self._local_rows(ranked)]
        found += [self.index.cards[self._rows[name]].title[:BUTTON] for name in names if name in self._rows]
        return tuple(dict.fromkeys(found))[:RELATED]

    def _local_rows(self, ranked: _Ranked) -> list[int]:
        """The best card of each local document that comes near the leader."""
        lead = ranked.lead.settled
        if lead < 0 or ranked.table[lead][COLUMN["local_unasked"]]:
            return []
        found: dict[str | None, int] = {}
        for row in ranked.scores.argsort()[::-1][:12]:
            card = self.index.cards[int(row)]
            close = ranked.scores[row] > ranked.scores[lead] - LOCAL_CLOSE
            if close and card.settled and ranked.table[row][COLUMN["local_unasked"]]:
                found.setdefault(card.source, int(row))
        return list(found.values())[: RELATED - 1]

    def _local_button(self, row: int) -> str:
        card = self.index.cards[row]
        place = self.sources[card.source].place[-1] if card.source in self.sources else ""
        title = card.title[:BUTTON]
        return title if place in title else self.phrases["local_button"].format(place=place, title=title)


def _pairs(text: str) -> list[str]:
    """The pairs of characters of a text; of a single character that one."""
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _cards(answers: Sequence[PolicyAnswer]) -> set[str | None]:
    return {answer.card_id for answer in answers}


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
