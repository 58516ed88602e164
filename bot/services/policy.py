"""Answering policy questions; importing and retiring guidance documents."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import DocumentFactsError, GapError, PermissionDeniedError
from bot.core.permissions import Action, Reach, reach
from bot.knowledge import Knowledge, PassageIndex, PolicyAnswer, Subject
from bot.knowledge.reading import ReadDocument
from bot.store import accounts, audit, policy
from bot.store.tables import DocumentRow, GapAskerRow, GapRow, PassageRow
from bot.text.numbers import TOKEN
from bot.text.queries import without_idle_words

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
        return {"title": self.title, "number": self.number or "", "clause": self.clause, "text": self.text}

    def as_citation(self) -> dict[str, str]:
        """The citation as data for a channel."""
        return {"source": self.document, "section": self.clause, "title": self.title}


class Imported:
    """The imported documents in force, searchable. Made anew when the database says that they changed."""

    def __init__(self) -> None:
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
        self._index = PassageIndex.build([(name, f"{p.heading} {p.text}") for name, (p, _) in useful.items()])
        self._rows, self._stamp = useful, stamp
        self._newer = {document.supersedes: document for _, document in rows.values() if document.supersedes}


@dataclass(frozen=True)
class Told:
    """An officer's answer to a question that was passed on."""

    question: str
    answer: str
    basis: str
    organisation: str
    day: date


def pass_on(session: Session, account: Account, chat: str, question: str, now: datetime) -> tuple[GapRow, bool]:
    """Keep a question for the officers; (the question as it is kept, whether this asker is new to it).

    Sealed numbers in it are left out: nobody who answers a rule needs a telephone.

    Once for each meaning and place; who asks the same again is not counted twice.
    """
    question = TOKEN.sub("*", question)
    gap = next((one for one in policy.gaps(session, answered=False) if _same(one, account, question)), None)
    if gap is None:
        gap = GapRow(question=question, place=account.place or "", asked=0, first_asked_at=now, last_asked_at=now)
        session.add(gap)
        session.flush()
    if policy.asker(session, gap.id, account.id, chat) is not None:
        return gap, False
    session.add(GapAskerRow(gap_id=gap.id, account_id=account.id, chat=chat, wording=question, asked_at=now))
    gap.asked += 1
    gap.last_asked_at = now
    return gap, True


def answer_gap(session: Session, officer: Account, gap_id: int, text: str, basis: str, now: datetime) -> GapRow:
    """Answer a question that was passed on; one answered before gets the new answer, and its askers are told again.

    Raises PermissionDeniedError unless the officer's place holds the askers', and GapError for an unknown question.
    """
    gap = session.get(GapRow, gap_id)
    if gap is None:
        raise GapError(str(gap_id))
    if reach(officer.role, Action.ANSWER_QUESTIONS) is Reach.NONE or not _holds(officer, gap.place):
        raise PermissionDeniedError(f"{officer.id}: gap {gap_id}")
    before = {"answer": gap.answer} if gap.answer else None
    gap.answer, gap.basis, gap.answered_by, gap.answered_at = text, basis, officer.id, now
    policy.untell(session, gap_id)
    entry = audit.Entry(officer.id, "console", "answer", "gap", str(gap_id), before=before, after={"answer": text})
    audit.append(session, entry, now)
    return gap


def reviewed(session: Session, account: Account, question: str) -> Told | None:
    """The answer that an officer gave to the same question where the asker is."""
    gap = next((one for one in policy.gaps(session, answered=True) if _same(one, account, question)), None)
    return _told(session, gap) if gap else None


def news(session: Session, account: Account, chat: str, now: datetime) -> list[Told]:
    """The answers to what this asker passed on, each told once."""
    return [
        _told(session, gap)
        for one, gap in policy.untold(session, account.id, chat)
        if policy.tell(session, one.id, now)
    ]


def _told(session: Session, gap: GapRow) -> Told:
    officer = accounts.find(session, gap.answered_by or "")
    assert gap.answered_at
    return Told(
        gap.question,
        gap.answer or "",
        gap.basis or "",
        (officer and officer.organisation) or "",
        gap.answered_at.date(),
    )


def _same(gap: GapRow, account: Account, question: str) -> bool:
    """The same place and the same words but for idle ones: rather twice in the list than a wrong answer."""
    return gap.place == (account.place or "") and without_idle_words(gap.question) == without_idle_words(question)


def _holds(officer: Account, place: str) -> bool:
    """Whether an officer answers for a place: the national ones for all, others for what begins with theirs."""
    return officer.role is Role.NATIONAL_OFFICER or bool(officer.place and place.startswith(officer.place))


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
