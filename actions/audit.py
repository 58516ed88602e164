"""The audit log, read by the officer of the scope."""

from actions.base import BoaiAction, Reply, Turn, Words, next_page
from actions.drafts import work_of
from actions.organisations import which
from bot.services import audit, organisations
from bot.services.audit import Done, Log, Question
from bot.settings import TIMEZONE


class ReadAudit(BoaiAction):
    """Who did what, when, to what: of an organisation, or of one person's record."""

    task = "read_audit"

    def answer(self, turn: Turn) -> list[Reply]:
        work, words = work_of(turn, self.runtime), self.runtime.words
        question = audit.read(turn.text, work.today)
        found = organisations.find(turn.session, work.who, turn.text)
        if question.whose:
            rows = audit.people_meant(work, turn.text, question)
            if not rows:
                return [Reply("utter_person_unknown", {"who": question.whose, "led": ""})]
            return [
                _told(audit.of_people(work, rows, question, found.query.page), question.whose, question, turn, words)
            ]
        if len(found.rows) != 1:
            return which(found, self.task, turn.text)
        row = found.rows[0]
        return [_told(audit.of_organisation(work, row, question, found.query.page), row.name, question, turn, words)]


def _told(log: Log, name: str, question: Question, turn: Turn, words: Words) -> Reply:
    values = {"name": name, "start": words.day(question.start), "end": words.day(question.end)}
    if not log.total:
        return Reply("utter_audit_none", values)
    buttons = next_page(words, ReadAudit.task, turn.text, log.page, log.pages)
    rows = "\n".join(_line(one, words) for one in log.lines)
    more = {"total": str(log.total), "page": str(log.page), "pages": str(log.pages), "rows": rows}
    return Reply("utter_audit", values | more, buttons)


def _line(one: Done, words: Words) -> str:
    at = one.at.astimezone(TIMEZONE)
    actor = one.actor or _word(words, f"audit_actor_{one.machine}", "audit_unnamed")
    channel = _word(words, f"audit_channel_{one.channel}", "audit_channel_chat")
    fields = "、".join(_word(words, f"field_{field}", "audit_field") for field in one.fields)
    return words(
        "audit_line",
        month=at.month, day=at.day, time=f"{at:%H:%M}", actor=actor, channel=channel,
        action=_word(words, f"audit_{one.action}", "audit_other"),
        what=words("audit_what", value=one.what) if one.what else "",
        fields=words("audit_fields", list=fields) if fields else "",
        why=words("audit_why", reason=one.why) if one.why else "",
    )  # fmt: skip


def _word(words: Words, name: str, otherwise: str) -> str:
    """A word of the log; another where there is none, such as for a doing of an older or newer version."""
    try:
        return words(name)
    except KeyError:
        return words(otherwise)
