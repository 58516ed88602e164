"""Answering policy questions; importing and retiring guidance documents."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.core.accounts import Account
from bot.core.errors import DocumentFactsError
from bot.knowledge import Knowledge, PassageIndex, PolicyAnswer, Subject
from bot.knowledge.engine import default_cache
from bot.knowledge.reading import ReadDocument
from bot.store import audit, organisations, policy
from bot.store.tables import DocumentRow, PassageRow
from bot.text.queries import is_of_rules, read_query

LEVELS = {"national", "province", "city", "county"}
SHARE = 0.6  # of the question's pairs of characters that a passage must hold to be named as the nearest
QUOTED = 260  # characters of a passage that are comfortable on a phone; the rest is told by the clause


@dataclass(frozen=True)
class Facts:
    """What a document must have to be answered from; None = not known."""

    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    place: str | None = None  # a path such as 浙江/绍兴; empty for the whole country
    level: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    organisation: str | None = None
    supersedes: str | None = None


def facts_stated(read: ReadDocument) -> Facts:
    """What the text itself states."""
    place = None if read.place is None else "/".join(read.place)
    return Facts(read.title, read.issuer, read.number, place, read.level, read.valid_from, read.valid_until)


def missing_facts(facts: Facts) -> list[str]:
    """The names of what is needed and not known. Period and number may be missing: not every document has them."""
    return [name for name in ("title", "issuer", "place", "level") if getattr(facts, name) is None]


def import_document(
    session: Session, read: ReadDocument, facts: Facts, taken: set[str], actor: str, now: datetime
) -> tuple[DocumentRow, bool]:
    """Keep a document; (row, whether it is new). The same file again changes nothing, a retired one comes back.

    `taken` are the ids of the documents that come with the project. Raises DocumentFactsError.
    """
    if known := policy.of_content(session, read.sha256):
        back = known.retired_at is not None
        known.retired_at = None
        return known, back
    if missing := missing_facts(facts):
        raise DocumentFactsError(missing[0])
    if facts.level not in LEVELS:
        raise DocumentFactsError("level")
    if facts.supersedes and policy.find(session, facts.supersedes) is None and facts.supersedes not in taken:
        raise DocumentFactsError("supersedes")
    row = DocumentRow(
        id=_next_id(session, taken),
        title=facts.title,
        issuer=facts.issuer,
        number=facts.number,
        place=facts.place,
        level=facts.level,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        organisation=facts.organisation,
        supersedes=facts.supersedes,
        sha256=read.sha256,
        imported_by=actor,
        imported_at=now,
    )
    policy.add(session, row, [(one.clause, one.heading, one.text) for one in read.passages])
    audit.append(session, audit.Entry(actor, "console", "import", "document", row.id, after={"title": row.title}), now)
    return row, True


def retire(session: Session, document_id: str, actor: str, now: datetime) -> bool:
    """Answer from a document no longer; it stays citable. False when there is none, or it is retired already."""
    row = policy.find(session, document_id)
    if row is None or row.retired_at is not None:
        return False
    row.retired_at = now
    audit.append(session, audit.Entry(actor, "console", "retire", "document", row.id), now)
    return True


@dataclass(frozen=True)
class Quotation:
    """A passage of an imported document that comes near a question, word for word."""

    document: str
    title: str
    number: str | None
    clause: str
    text: str

    def shown(self) -> dict[str, str]:
        """The values of a reply's blanks."""
        return {"title": self.title, "number": self.number or "", "clause": self.clause, "quoted": self.text}

    def as_citation(self) -> dict[str, str]:
        """The citation as data for a channel."""
        return {"source": self.document, "section": self.clause, "title": self.title}


class Imported:
    """The imported documents in force, searchable. Made anew when the database says that they changed."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache or default_cache()
        self._stamp: object = None
        self._index = PassageIndex.build([])
        self._rows: dict[str, tuple[PassageRow, DocumentRow]] = {}
        self._newer: dict[str, DocumentRow] = {}
        self._lock = threading.Lock()

    def nearest(self, session: Session, account: Account, question: str) -> Quotation | None:
        """The passage that holds most of the question's words, of the documents that apply to the asker."""
        with self._lock:
            self._refresh(session)
        for name in self._index.search(question, k=5):
            passage, document = self._rows[name]
            if _applies(document, account) and share(question, passage.text) >= SHARE:
                return Quotation(document.id, document.title, document.number, passage.clause, passage.text[:QUOTED])
        return None

    def edition(self, session: Session, account: Account, answer: PolicyAnswer, today: date) -> str | None:
        """The title of the imported edition that supersedes a document which an answer rests on."""
        with self._lock:
            self._refresh(session)
        newer = (self._newer.get(citation.source) for citation in answer.citations)
        held = (row for row in newer if row and _applies(row, account) and (row.valid_from or today) <= today)
        return next((row.title for row in held), None)

    def _refresh(self, session: Session) -> None:
        stamp = policy.stamp(session)
        if stamp == self._stamp:
            return
        rows = {str(passage.id): (passage, document) for passage, document in policy.in_force(session)}
        # What is only a heading says nothing by itself.
        useful = {name: row for name, row in rows.items() if row[0].text.rstrip("。：:") != row[0].heading}
        texts = [(name, f"{p.heading} {p.text}") for name, (p, _) in useful.items()]
        self._index = PassageIndex.kept(texts, self._cache) if texts else PassageIndex.build([])
        self._rows, self._stamp = useful, stamp
        self._newer = {document.supersedes: document for _, document in rows.values() if document.supersedes}


def answer(
    knowledge: Knowledge, account: Account, question: str, today: date, before: Mapping[str, Any] | None = None
) -> PolicyAnswer:
    """What the guidance documents settle, where the account is. Everybody may ask.

    `before` is what `subject_of` kept of the answer just given, for a follow-up.
    """
    return knowledge.ask(question, place=account.place, today=today, before=_subject(before))


def subject_of(answer: PolicyAnswer) -> dict[str, Any]:
    """What to keep of an answer for the next message: its question, and whether it may be passed on."""
    question = answer.subject.question if answer.subject else ""
    return {"policy": question, **({"not_settled": question} if not answer.answered and not answer.off_topic else {})}


def follows(knowledge: Knowledge, text: str, before: Mapping[str, Any] | None) -> bool:
    """Whether a message leans on the answer just given."""
    subject = _subject(before)
    return subject is not None and knowledge.follows(text, subject)


def is_elsewhere(session: Session, knowledge: Knowledge, account: Account, text: str) -> bool:
    """Whether a text asks for rules or numbers of a place that the asker's numbers say nothing of: 山东建会率是多少."""
    places = knowledge.names_elsewhere(text, account.place) if account.place else []
    return bool(places) and not any(organisations.holding(session, one) for one in places)


def asks_numbers_elsewhere(session: Session, knowledge: Knowledge, account: Account, text: str) -> bool:
    """Whether a text asks how many people another place has: 山东多少会员. Neither documents nor register tell that."""
    return asks_how_many(text) and is_elsewhere(session, knowledge, account, text)


def asks_how_many(text: str) -> bool:
    """Whether a text asks how many members or volunteers there are, not how many there ought to be."""
    asked = read_query(text)
    return bool(asked.kinds) and asked.wants_number and not is_of_rules(text)


def about(before: Mapping[str, Any] | None) -> str:
    """The question of the answer just given, "" where it was of something else."""
    return str((before or {}).get("policy") or "")


def _subject(kept: Mapping[str, Any] | None) -> Subject | None:
    return Subject(kept["policy"]) if kept and kept.get("policy") else None


def share(question: str, text: str) -> float:
    """The share of a question's pairs of characters that stand in a text, from 0 to 1."""
    pairs = {question[i : i + 2] for i in range(len(question) - 1) if question[i : i + 2].isalnum()}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _applies(document: DocumentRow, account: Account) -> bool:
    """Whether a document binds the asker: of the asker's place or above, and not of another organisation's own."""
    if document.organisation and document.organisation != account.organisation:
        return False
    return all(part in (account.place or "") for part in document.place.split("/") if part)


def _next_id(session: Session, taken: set[str]) -> str:
    """The next three-digit number after those in use; a retired one's is never used again."""
    used = taken | {row.id for row in policy.documents(session, retired=True)}
    return f"{max((int(one) for one in used if one.isdigit()), default=-1) + 1:03d}"
