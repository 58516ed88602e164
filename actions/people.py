"""Questions about people of the register, whichever task a message was taken for: no action of its own."""

import re
from dataclasses import dataclass
from datetime import date

from actions.base import Reply, Runtime, Turn, Words, next_page
from actions.drafts import work_of
from bot.core.members import GENDERS, Ending, MemberKind
from bot.services import people
from bot.services.conversations import Press
from bot.services.members import Line, Roster
from bot.services.organisations import Found, Query, Row
from bot.services.people import Profile, Question, Stay
from bot.services.work import Work

CHOSEN = "person:"  # what the button of one of several people of a name says
_CHOSEN = re.compile(rf"{CHOSEN}(?P<person>\d+)")
OFFERED = 6  # people of one name that are told apart by buttons
TASK = "query_members"


def about_people(runtime: Runtime, turn: Turn) -> list[Reply] | None:
    """The answer to a question about one person or about oneself; None when it is about neither."""
    work = work_of(turn, runtime)
    if chosen := _CHOSEN.match(turn.text):
        one = people.profile(work, int(chosen["person"]))
        return [_hours(work, one) if people.asks_hours(turn.text) else _shown(one, runtime.words)]
    if people.asks_for_numbers(turn.text):
        return [Reply("utter_person_numbers_refused")]
    question = people.read(turn.text, work.today)
    if people.asks_after_an_application(turn.session, turn.account.id, turn.text):
        return _applied(work, runtime.words)
    if question.oneself:
        return [_oneself(work, runtime.words)]
    if question.asked is not None:
        return _about_one(runtime, work, question, asks_hours=people.asks_hours(turn.text))
    return None


@dataclass(frozen=True)
class _Ask:
    """A question about those of one organisation."""

    turn: Turn
    work: Work
    question: Question
    query: Query
    row: Row
    kinds: tuple[MemberKind, ...]
    words: Words


def about_roster(runtime: Runtime, turn: Turn, found: Found) -> list[Reply] | None:
    """The answer to a question about those of the organisation found; None for plain numbers and lists of today."""
    work = work_of(turn, runtime)
    question = people.read(turn.text, work.today)
    kinds = tuple(MemberKind(kind) for kind in found.query.kinds or MemberKind)
    ask = _Ask(turn, work, question, found.query, found.rows[0], kinds, runtime.words)
    if question.names:
        return [_checked(ask)]
    if question.filters.any:
        return _filtered(ask)
    if question.change and question.span:
        return _changed(ask)
    if question.span and found.query.kinds and not found.query.wants_list:
        day = people.until_today(work, question.span)[1]
        return [_as_of(ask, day)] if day != work.today else None
    return None


# --- one person ------------------------------------------------------------------------------------------------------


def _oneself(work: Work, words: Words) -> Reply:
    if mine := people.own(work):
        return _shown(mine, words)
    return next(iter(_applied(work, words)), Reply("utter_person_own_unknown"))


def _applied(work: Work, words: Words) -> list[Reply]:
    """What waits of those for whom the asker applied; nothing when nobody does."""
    waiting = [
        words("stay_applied", who=who, kind=kind, organisation=where) for who, kind, where in people.applied_for(work)
    ]
    return [Reply("utter_person_own_applied", {"count": len(waiting), "list": "；".join(waiting)})] if waiting else []


def _about_one(runtime: Runtime, work: Work, question: Question, *, asks_hours: bool) -> list[Reply] | None:
    assert question.asked is not None
    name, words = question.asked.name, runtime.words
    if name == work.who.account.name and (mine := people.own(work)):
        return [_shown(mine, words)]
    if not question.asked.sure and not people.is_known(work, name):
        return None
    found = people.named(work, name)
    if not found:
        return _unknown(work, name, words)
    if len(found) > 1:
        buttons = tuple((_told_apart(one, words), Press(task=TASK, about=f"{CHOSEN}{one.person_id}")) for one in found)
        return [Reply("utter_person_which", {"who": name, "count": str(len(found))}, buttons[:OFFERED])]
    if question.span and question.span.point:
        return [_on_a_day(found[0], min(question.span.end, work.today), words)]
    if asks_hours:
        return [_hours(work, found[0])]
    return [_shown(found[0], words)]


def _hours(work: Work, one: Profile) -> Reply:
    number, hours = people.hours(work, one.person_id)
    values = {"who": one.name, "count": str(number), "hours": f"{hours:g}"}
    return Reply("utter_person_hours" if number else "utter_person_no_hours", values)


def _unknown(work: Work, name: str, words: Words) -> list[Reply]:
    near = people.near(work, name)
    offices = people.office_of(work, name)
    led = "".join(words(f"person_{office}", organisation=organisation) for organisation, office in offices)
    buttons = tuple((other, Press(task=TASK, about=words("person_about", who=other))) for other in near)
    return [Reply("utter_person_unknown_near" if near else "utter_person_unknown", {"who": name, "led": led}, buttons)]


def _told_apart(one: Profile, words: Words) -> str:
    """What tells somebody from others of the name: the organisation, and the birth year or the telephone's end."""
    more = words("person_born", year=one.born) if one.born else ""
    if not more and one.phone:
        more = words("person_tail", digits=one.phone[-4:])
    where = one.stays[-1].organisation if one.stays else ""
    return words("person_option", who=one.name, organisation=where, more=more)


def _shown(one: Profile, words: Words) -> Reply:
    facts = [one.gender, one.born and words("person_born", year=one.born)]
    values = {
        "who": one.name,
        "facts": "".join(words("person_fact", value=value) for value in facts if value),
        "phone": one.phone or words("missing"),
        "unit": one.unit or words("missing"),
        "stays": "\n".join(_stay(stay, words) for stay in one.stays),
    }
    return Reply("utter_person", values)


def _stay(stay: Stay, words: Words) -> str:
    if stay.pending:
        return words("stay_pending", kind=stay.kind, organisation=stay.organisation)
    came = words("stay_from", organisation=stay.from_) if stay.from_ else ""
    line = words("stay", kind=stay.kind, organisation=stay.organisation, day=words.day(stay.since), came=came)
    if stay.until is None:
        return line
    ended = "stay_transferred" if stay.ended_by == Ending.TRANSFERRED else "stay_left"
    return line + words(ended, day=words.day(stay.until))


def _on_a_day(one: Profile, day: date, words: Words) -> Reply:
    counted = people.counted_on(one.stays, day)
    was = "、".join(words("stay_was", kind=stay.kind, organisation=stay.organisation) for stay in counted)
    values = {"who": one.name, "day": words.day(day), "was": was}
    return Reply("utter_person_was" if counted else "utter_person_was_not", values)


# --- many ------------------------------------------------------------------------------------------------------------


def _as_of(ask: _Ask, day: date) -> Reply:
    numbers = people.numbers_on(ask.work, ask.row, day)
    values = {kind.name.lower(): str(numbers[kind]) for kind in MemberKind}
    return Reply("utter_org_numbers_then", {"name": ask.row.name, "day": ask.words.day(day), **values})


def _changed(ask: _Ask) -> list[Reply]:
    change, span, words = ask.question.change, ask.question.span, ask.words
    assert change is not None
    assert span is not None
    changed = people.changed(ask.work, ask.row, change, span, ask.kinds)
    values = {
        "name": ask.row.name, "start": words.day(changed.start), "end": words.day(changed.end),
        "total": str(sum(changed.numbers.values())), "kinds": _kinds(changed.numbers, words),
    }  # fmt: skip
    told = Reply(f"utter_members_{change}", values)
    if not ask.query.wants_list:
        return [told]
    page = people.who_changed(ask.work, ask.row, change, span, ask.kinds, ask.query.page)
    return [told, *_pages(page, ask)]


def _kinds(numbers: dict[MemberKind, int], words: Words) -> str:
    parts = [words("kind_number", kind=kind, count=number) for kind, number in numbers.items() if number]
    return words("kinds_numbers", list="，".join(parts)) if len(numbers) > 1 and parts else ""


def _filtered(ask: _Ask) -> list[Reply]:
    filters, span, words = ask.question.filters, ask.question.span, ask.words
    if filters.not_kept:
        return [Reply("utter_members_not_kept", {"property": filters.not_kept})]
    day = people.until_today(ask.work, span)[1] if span and span.point else ask.work.today
    values = {"name": ask.row.name, "day": words.day(day)}
    if filters.gender == "".join(GENDERS):
        men, women, unknown = people.by_gender(ask.work, ask.row, ask.kinds, day)
        return [Reply("utter_members_by_gender", values | {"men": men, "women": women, "unknown": unknown})]
    total = people.count_filtered(ask.work, ask.row, ask.kinds, filters, day)
    told = Reply("utter_members_grown_up" if filters.grown_up else "utter_members_such", values | {"total": str(total)})
    if ask.query.wants_number and not ask.query.wants_list:
        return [told]
    page = people.filtered(ask.work, ask.row, ask.kinds, filters, ask.query.page, day)
    return [told, *_pages(page, ask)]


def _pages(page: Roster, ask: _Ask) -> list[Reply]:
    return [listed(page, ask.row.name, ask.turn.text, TASK, ask.words)] if page.total else []


def _checked(ask: _Ask) -> Reply:
    words = ask.words
    checked = people.check(ask.work, ask.row, ask.question.names, ask.work.today)
    likely = [words("check_pair", who=name, near="、".join(near)) for name, near in checked.likely]
    values = {
        "name": ask.row.name,
        "day": words.day(ask.work.today),
        "present": "、".join(checked.present) or words("nobody"),
        "absent": "、".join(checked.absent) or words("nobody"),
        "likely": words("check_likely", list="；".join(likely)) if likely else "",
        "there": str(len(checked.present)),
        "count": str(len(checked.absent)),
    }
    return Reply("utter_members_checked", values)


def listed(page: Roster, name: str, text: str, task: str, words: Words) -> Reply:
    """A page of people, with a button for the next one."""
    if not page.total:
        return Reply("utter_members_none", {"name": name})
    rows = "\n".join(_row(number, line, name) for number, line in enumerate(page.lines, page.first))
    buttons = next_page(words, task, text, page.page, page.pages)
    values = {"name": name, "rows": rows, "total": str(page.total), "page": str(page.page), "pages": str(page.pages)}
    return Reply("utter_members_list", values, buttons)


def _row(number: int, line: Line, asked: str) -> str:
    where = "" if line.organisation == asked else line.organisation
    return "  ".join(part for part in (f"{number}. {line.name}", line.kind, line.phone or "", where) if part)
