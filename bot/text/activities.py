"""Reports of activities in people's own words: what each says of when, where, what, how long and how many.

`read_activities` reads, `is_report` tells a report from what only looks like one. What changes a report afterwards is
read by `read_correction` and `read_answer` (bot/text/activity_changes.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.activities import ActivityFacts, ActivityType
from bot.text.activity_changes import read_answer, read_correction
from bot.text.activity_days import Days, read_days
from bot.text.activity_forms import content_of
from bot.text.activity_kinds import Kind, kind_of
from bot.text.activity_people import people_with_hours
from bot.text.activity_places import read_org, read_place
from bot.text.activity_records import OF_ALL, split
from bot.text.activity_text import as_read, blanked
from bot.text.activity_titles import read_title
from bot.text.activity_types import type_of
from bot.text.counts import read_counts
from bot.text.normalise import fold_aligned
from bot.text.quantities import place_of
from bot.text.times import Hours, read_hours
from bot.text.type_model import likely_type

__all__ = ["Kind", "Report", "is_report", "read_activities", "read_answer", "read_correction"]

LONGEST = 4000  # characters that are read
_PLANNED = re.compile(
    r"(?<![原按照])计划(?!生育|经济|外)|(?<!原)打算|准备(?:在|于|办|搞|开|举|组织|去|到|下|明|后|"
    r"做)|预计|拟(?=于|在|开|举|组|邀|定|办)|将(?=于|在|开|举|组织|邀|有|到|赴|办|会|召|进行|为|"
    r"面向|联合|走进)|定于|定在|预告|预报|预备|即将|预定|先报备|报个备|想在|(?:^|[,，。;、\s])(?:拟|计划)?招(?:募|收)?(?=\d|[一二三四五六七八九十])|要(?:搞|办|开展|举办|"
    r"举行|组织|去|在|开|到)|会在(?=[下明后周])|安排在|敬请|报名接龙|接龙报名|欢迎(?:大家|各位)?(?:踊跃|积极)?报名|报名(?:中|从速|请接龙)"
)
_ALL_THERE = re.compile(r"(?:都|全|均)(?:是)?在")  # 都在镇文化站, behind the last of several
_LAST_WEEK = re.compile(r"上个?(?:周|星期|礼拜)(?![一二三四五六日天末])")  # holds for the bare weekdays behind it
_WEEKDAY = re.compile(r"[\s,，]*(?:周|星期|礼拜)[一二三四五六日天]")
_HELD = re.compile(r"(?:了|过)(?![解])|结束|圆满|完成|已经?|到场|到课|实到|到会|共计|来了|没来|献成|参加了")


@dataclass(frozen=True)
class Report:
    """One activity as it was read. `approximate`: the number fields that were said approximately, each in the words it
    was said in (empty: of several numbers).

    `doubts` are codes of what is contradictory or impossible: bad_date, weekday (not the one of the date), sum (the
    parts do not fit the total).
    """

    facts: ActivityFacts
    org: str | None
    approximate: Mapping[str, str]
    planned: bool
    open_hours: bool
    people: tuple[tuple[str, float | None], ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Ground:
    """What is read of a message before its type is and its people are counted.

    `bare` is the text without days and times, `plain` also without the title; `org` and `place` are places in it.
    """

    title: tuple[str, tuple[int, int]] | None
    days: Days
    planned: bool
    hours: Hours
    bare: str
    plain: str
    org: tuple[int, int] | None
    place: tuple[int, int] | None


def read_activities(text: str, today: date) -> list[Report]:
    """Every activity that a message reports, in its order; empty when it holds nothing of one. Never raises."""
    text = text[:LONGEST]
    folded = as_read(text)
    parts = split(folded, today)
    found = [_one(text, folded, today)] if len(parts) == 1 else _several(text, folded, parts, today)
    return [report for report in found if _says_something(report)]


def is_report(text: str, today: date) -> Kind:
    """Whether a message reports an activity, or asks, speaks of money, is a roster or forwarded news."""
    folded = as_read(text[:LONGEST])
    reports = read_activities(text, today)
    return kind_of(folded, [report.facts for report in reports])


def _says_something(report: Report) -> bool:
    return report.facts != ActivityFacts() or bool(report.people) or bool(report.doubts)


def _several(text: str, folded: str, parts: list[tuple[int, int]], today: date) -> list[Report]:
    """The records of one message; what is said before the first, or by the first alone, holds for all."""
    head = slice(0, parts[0][0])
    shared = _one(text[head], folded[head], today) if parts[0][0] > 1 else None
    folded = blanked(folded, (match.span() for match in OF_ALL.finditer(folded, parts[-1][0])), " ")
    last_week = _LAST_WEEK.search(folded[: parts[0][1]])
    ends = [
        _week_before(today) if n and last_week and _WEEKDAY.match(folded[slice(*part)]) else today
        for n, part in enumerate(parts)
    ]
    found = [_one(text[slice(*part)], folded[slice(*part)], end) for part, end in zip(parts, ends, strict=True)]
    first = found[0]
    day = shared.facts.date if shared and shared.facts.date else first.facts.date
    place = shared.facts.location if shared else None
    if place is None and _ALL_THERE.search(folded, parts[-1][0]):
        place = found[-1].facts.location
    org = (shared.org if shared else None) or first.org
    planned = bool(shared and shared.planned) or first.planned
    filled = []
    for report in found:
        facts = report.facts
        if facts.date is None and "bad_date" not in report.doubts:
            facts = replace(facts, date=day, end_date=shared.facts.end_date if shared else None)
        facts = replace(facts, location=facts.location or place)
        filled.append(replace(report, facts=facts, org=report.org or org, planned=report.planned or planned))
    return filled


def _week_before(today: date) -> date:
    """The last day of the week before."""
    return today - timedelta(days=today.isoweekday())


def without_days(text: str, today: date) -> str:
    """The folded text in which people are counted: its days, times and title blanked out."""
    return _ground(text[:LONGEST], as_read(text[:LONGEST]), today).plain


def with_type(text: str, today: date) -> tuple[str, ActivityType | None]:
    """The same, and the type of the activity."""
    found = _ground(text[:LONGEST], as_read(text[:LONGEST]), today)
    return found.plain, _type(found)


def _ground(text: str, folded: str, today: date) -> _Ground:
    said_planned = bool(_PLANNED.search(folded))
    title = read_title(text, folded)
    days = read_days(blanked(folded, _dates_in_title(title)), today, said_planned and not _HELD.search(folded))
    planned = said_planned if days.start is None else days.start > today or (said_planned and days.start == today)
    hours = read_hours(blanked(folded, days.spans), days.count)
    bare = blanked(folded, (*days.spans, *hours.spans))
    plain = blanked(bare, (title[1],)) if title else bare
    org = read_org(plain)
    place = read_place(plain, org)
    return _Ground(title, days, planned, hours, bare, plain, org, place.at if place else None)


def _one(text: str, folded: str, today: date) -> Report:
    found = _ground(text, folded, today)
    title, days, hours, org = found.title, found.days, found.hours, found.org
    kind = _type(found)
    counts = read_counts(found.plain, kind)
    people = people_with_hours(found.plain, folded)
    approximate = {name: _in_words(text, found.plain, getattr(counts, name)) for name in sorted(counts.approximate)}
    if hours.approximate:
        approximate["hours"] = ""
    facts = ActivityFacts(
        date=days.start,
        end_date=days.end,
        activity_type=kind,
        title=title[0] if title else None,
        location=_as_typed(text, folded, found.place) if found.place else None,
        participants=counts.participants,
        volunteers=counts.volunteers,
        hours=hours.value,
        beneficiaries=counts.beneficiaries,
    )
    said = text[slice(*org)].strip() if org else None
    doubts = (*days.doubts, *counts.doubts)
    return Report(facts, said, approximate, found.planned, hours.open, people, doubts)


def _in_words(text: str, plain: str, value: int) -> str:
    """A number as it was typed; empty when no single number of the text has this value."""
    at = place_of(plain, value)
    return text[slice(*at)].strip() if at else ""


def _as_typed(text: str, folded: str, at: tuple[int, int]) -> str:
    """A piece as it was typed, its slips mended."""
    typed, read = text[slice(*at)], folded[slice(*at)]
    return (read if read != fold_aligned(typed) else typed).strip()


def _dates_in_title(title: tuple[str, tuple[int, int]] | None) -> tuple[tuple[int, int], ...]:
    """A title may hold a day's name that is not when the activity was: “九九重阳·情暖夕阳”."""
    return (title[1],) if title else ()


def _type(found: _Ground) -> ActivityType | None:
    content = content_of(found.bare)
    if content and (named := type_of(content)):
        return named
    spans = [span for span in (found.org, found.place) if span]
    aside = " ".join(found.bare[slice(*span)] for span in spans)
    return likely_type(found.bare, blanked(found.bare, spans), aside)
