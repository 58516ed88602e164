"""What a few words ask for after a question: the question made whole, and the task that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.services import organisations as lookup
from bot.services.permission import Actor
from bot.text.activity_questions import read_activity_question, read_period
from bot.text.followups import FollowUp, kind_in, read_follow_up
from bot.text.normalise import fold
from bot.text.queries import read_query

SUBJECT = "question"  # key of what was asked, in the conversation's subject
ORG, MEMBERS, ACTIVITIES, DUE, PROGRESS = (
    "query_org", "query_members", "query_activities", "election_due", "query_progress",
)  # fmt: skip

_FACTS = {
    "secretary": "秘书长", "president": "会长", "phone": "电话", "address": "地址", "founded": "成立时间",
    "parent": "上级",
}  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """A question made whole: the task that answers it, and how it would be asked in full."""

    task: str
    text: str


def subject_of(task: str, text: str) -> dict[str, Any]:
    """What to keep of a question for the next message."""
    return {SUBJECT: {"task": task, "text": text}}


def made_whole(session: Session, who: Actor, text: str, before: Mapping[str, Any] | None, today: date) -> Whole | None:
    """The question that a few words ask after the one before; None where they lean on nothing or say more."""
    kept = (before or {}).get(SUBJECT)
    if not kept:
        return None
    names = lookup.named(session, who, text, today)
    said = read_follow_up(lookup.without_names(text, names), today)
    if said is None or (said.is_bare and not names):
        return None
    rows = [one.row for one in names] or list(lookup.find(session, who, kept["text"]).rows)
    if len({row.id for row in rows}) != 1:
        return None
    return _asked(kept["task"], kept["text"], said, rows[0].name, today)


def _asked(task: str, before: str, said: FollowUp, name: str, today: date) -> Whole | None:
    kind = said.kind or kind_in(before)
    if said.parts and task in (ORG, MEMBERS):
        return Whole(PROGRESS, f"{name}下级{kind}排名")
    if said.fact:
        return Whole(ORG, f"{name}的{said.fact}")
    if said.elects or task == DUE or (said.when and task == ORG):
        return Whole(DUE, f"{name}什么时候换届")
    if task == ACTIVITIES:
        return Whole(task, _of_activities(before, said, name, today))
    if task == ORG and not kind:
        return Whole(ORG, f"{name}{_fact_before(before)}")
    return Whole(MEMBERS, f"{name}{said.period}{kind or '会员'}{'名单' if said.listed else '多少'}")


def _fact_before(before: str) -> str:
    return next((f"的{_FACTS[fact]}" for fact in read_query(before).facts if fact in _FACTS), "")


def _of_activities(before: str, said: FollowUp, name: str, today: date) -> str:
    period = said.period or read_period(fold(before), today).name
    kinds = "、".join(read_activity_question(before, today).kinds)
    return f"{name}{period}{kinds}{'活动清单' if said.listed or said.when else '搞了多少场活动'}"
