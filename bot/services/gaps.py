"""Questions that the documents do not settle: passed on, answered by an officer, told to those who asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.core.accounts import Account, Role
from bot.core.errors import GapError, PermissionDeniedError
from bot.core.permissions import Action, Reach, reach
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store import accounts, audit, notices
from bot.store import gaps as store
from bot.store.tables import GapAskerRow, GapRow
from bot.text.numbers import TOKEN
from bot.text.replies import answer_corrected, asks, has_nothing, with_basis

Same = Callable[[str, str], bool]  # whether two questions ask the same (Knowledge.same_meaning)


@dataclass(frozen=True)
class Told:
    """An officer's answer to a question that was passed on."""

    question: str
    answer: str
    basis: str
    organisation: str
    day: date

    def shown(self, day: str) -> dict[str, str]:
        """The values of a text's blanks; `day` is the day as it is said."""
        values = {"question": self.question, "answer": self.answer, "basis": self.basis}
        return {**values, "organisation": self.organisation, "day": day}


def pass_on(
    session: Session, account: Account, chat: str, question: str, now: datetime, same: Same
) -> tuple[GapRow, bool]:
    """Keep a question for the officers; (the question as it is kept, whether this asker is new to it).

    Sealed numbers in it are left out: nobody who answers a rule needs a telephone.

    Once for each meaning and place; who asks the same again is not counted twice.
    """
    question = TOKEN.sub("*", question)
    gap = next((one for one in store.listed(session, answered=False) if _alike(one, account, question, same)), None)
    if gap is None:
        gap = GapRow(question=question, place=account.place or "", asked=0, first_asked_at=now, last_asked_at=now)
        session.add(gap)
        session.flush()
    if store.asker(session, gap.id, account.id, chat) is not None:
        return gap, False
    session.add(GapAskerRow(gap_id=gap.id, account_id=account.id, chat=chat, wording=question, asked_at=now))
    gap.asked += 1
    gap.last_asked_at = now
    return gap, True


def answer_gap(
    session: Session, officer: Account, gap_id: int, text: str, basis: str, now: datetime, channel: str = "console"
) -> GapRow:
    """Answer a question that was passed on; one answered before gets the new answer, and its askers are told again.

    Raises PermissionDeniedError unless the officer's place holds the askers', and GapError for an unknown question.
    """
    gap = session.get(GapRow, gap_id)
    if gap is None:
        raise GapError(str(gap_id))
    if not _may_answer(officer, gap):
        raise PermissionDeniedError(f"{officer.id}: gap {gap_id}")
    before = {"answer": gap.answer} if gap.answer else None
    gap.answer, gap.basis, gap.answered_by, gap.answered_at = text, basis, officer.id, now
    store.untell(session, gap_id)
    entry = audit.Entry(officer.id, channel, "answer", "gap", str(gap_id), before=before, after={"answer": text})
    audit.append(session, entry, now)
    return gap


def withdraw_answer(session: Session, officer: Account, gap_id: int, now: datetime, channel: str) -> None:
    """Take an answer back: the question is open again, and those who were told the answer are told so.

    Raises PermissionDeniedError unless the officer's place holds the askers', and GapError for an unknown question.
    """
    gap = session.get(GapRow, gap_id)
    if gap is None or gap.answered_at is None:
        raise GapError(str(gap_id))
    if not _may_answer(officer, gap):
        raise PermissionDeniedError(f"{officer.id}: gap {gap_id}")
    entry = audit.Entry(officer.id, channel, "withdraw", "gap", str(gap_id), before={"answer": gap.answer})
    for one in store.told(session, gap_id):
        notices.add(session, one.account_id, "channel_gap_withdrawn", {"question": gap.question}, now)
    gap.answer = gap.basis = gap.answered_by = gap.answered_at = None
    store.untell(session, gap_id)
    audit.append(session, entry, now)


def open_gaps(session: Session, officer: Account) -> list[GapRow]:
    """The unanswered questions that an officer may answer, the most asked first. Raises PermissionDeniedError."""
    if reach(officer.role, Action.ANSWER_QUESTIONS) is Reach.NONE:
        raise PermissionDeniedError(f"{officer.id}: gaps")
    return [gap for gap in store.listed(session, answered=False) if _holds(officer, gap.place)]


def reviewed(session: Session, account: Account, question: str, same: Same) -> Told | None:
    """The answer that an officer gave to the same question where the asker is."""
    gap = next((one for one in store.listed(session, answered=True) if _alike(one, account, question, same)), None)
    return _told(session, gap) if gap else None


def news(session: Session, account_id: str, chat: str, now: datetime) -> list[Told]:
    """The answers to what this asker passed on, each told once."""
    return [
        _told(session, gap) for one, gap in store.untold(session, account_id, chat) if store.tell(session, one.id, now)
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


def _alike(gap: GapRow, account: Account, question: str, same: Same) -> bool:
    """The same meaning asked at the same place."""
    return gap.place == (account.place or "") and same(gap.question, question)


def _may_answer(officer: Account, gap: GapRow) -> bool:
    return reach(officer.role, Action.ANSWER_QUESTIONS) is not Reach.NONE and _holds(officer, gap.place)


def _holds(officer: Account, place: str) -> bool:
    """Whether an officer answers for a place: the national ones for all, others for what begins with theirs."""
    return officer.role is Role.NATIONAL_OFFICER or bool(officer.place and place.startswith(officer.place))


class AnswerForm:
    """An officer's answer to a question that was passed on: what it says and what it rests on."""

    kind = "gap_answer"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about` is the question's number. Raises GapError when it is not open to this officer."""
        gap = next((one for one in open_gaps(work.session, work.who.account) if str(one.id) == about), None)
        if gap is None:
            raise GapError(about)
        return {"gap": gap.id, "question": gap.question, "answer": "", "basis": ""}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        """Both at once ("…。依据：…"), one after the other, or a correction of either."""
        if corrected := answer_corrected(text):
            field, value = corrected
            return Taken({**content, field: value}, sure=True)
        if asked is None:
            return None
        answer, basis = with_basis(text)
        if asked == "basis":
            return None if has_nothing(text) else Taken({**content, "basis": basis or answer}, sure=bool(basis))
        return Taken(
            {**content, "answer": answer, "basis": basis or content["basis"]}, sure=bool(basis) or not asks(text)
        )

    def missing(self, work: Work, content: Content) -> str | None:
        return next((field for field in ("answer", "basis") if not content[field]), None)

    def commit(self, work: Work, content: Content, request: str) -> Result:
        who = work.who
        answer_gap(
            work.session, who.account, content["gap"], content["answer"], content["basis"], work.now, who.channel
        )
        return {"gap": content["gap"]}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        withdraw_answer(work.session, work.who.account, result["gap"], work.now, work.who.channel)
