"""Reporting activities by talk: a draft of one or several records, what each lacks, what about it is worth asking."""

from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any, Final

from bot.core.accounts import Role
from bot.core.activities import NUMBERS, ActivityFacts, ActivityStatus, doubts, lacking, status_at
from bot.core.errors import RegisterError
from bot.core.organisations import OrganisationType
from bot.core.permissions import Action
from bot.services import activities, organisations, photos
from bot.services.drafts import Content, Open, Result, Taken
from bot.services.work import Work
from bot.store import activities as store
from bot.store import organisations as tree
from bot.store.tables import ActivityRow, OrganisationRow
from bot.text import activities as reading
from bot.text import replies, report_talk
from bot.text.activities import Kind, Report
from bot.text.activity_changes import numbers_told_off, says_none
from bot.text.normalise import fold_aligned
from bot.text.quantities import place_of, rounded, says_about
from bot.text.queries import for_whom
from bot.text.report_talk import (
    about_a_person,
    changes_the_other,
    drops_photos,
    drops_record,
    is_amount_off,
    is_branch_name,
    is_same_activity,
    moves_the_day,
    names_a_field,
    names_an_activity,
    names_type,
    one_by_one,
    reason,
    replaced,
    says_part_of_day,
    which_record,
)

Record = dict[str, Any]  # one activity of the draft: `activities.shown` and what was found out about it
MOST: Final = 30  # records of one draft
# What each doubt rests on; what is emptied, to be asked for again, when it was a slip.
DOUBTED: Final = {
    "old": ("date",),
    "many": NUMBERS,
    "backwards": ("date", "end_date"),
    "long": ("date", "end_date", "hours"),
    "same": ("date", "activity_type", "org", *NUMBERS),
}
EMPTIED: Final = {"old": ("date",), "many": NUMBERS, "backwards": ("end_date",), "long": ("hours",)}
CHECKS: Final = tuple(DOUBTED)
FIELDS: Final = store.FIELDS


class Heard(Enum):
    """What a message is that was taken for a report."""

    REPORT = "report"
    CHANGE = "change"
    QUESTION = "question"
    MONEY = "money"
    ROSTER = "roster"
    NEWS = "news"


def heard(work: Work, text: str) -> Heard:
    """What a message is that was taken for a report.

    News that is passed on is shown like a report, to be confirmed, when it tells all that a report needs: many write
    their reports like news. Otherwise it is others' news.
    """
    kind = reading.is_report(text, work.today)
    if kind is Kind.NEWS and not any(_tells_all(one.facts) for one in reading.read_activities(text, work.today)):
        return Heard.NEWS
    if kind in (Kind.QUESTION, Kind.MONEY, Kind.ROSTER):
        return Heard(kind.value)
    if kind is Kind.NOTHING and speaks_of(work, text):
        return Heard.CHANGE
    return Heard.REPORT


def _tells_all(facts: ActivityFacts) -> bool:
    people = (facts.participants, facts.volunteers, facts.beneficiaries)
    return facts.date is not None and facts.activity_type is not None and any(one is not None for one in people)


def speaks_of(work: Work, text: str) -> bool:
    """Whether a message may correct a recorded activity, or add who gave hours in it."""
    if about_a_person(text) or not (replaced(text) or _names_a_part(text, work.today)):
        return False
    return bool(_hours_told(text, work.today)) or bool(reading.read_correction(text, work.today))


def _names_a_part(text: str, today: date) -> bool:
    """Whether a message says which part of a report it is about, or gives a new amount or day alone."""
    said = names_a_field(text) or is_amount_off(text) or report_talk.is_amounts_alone(text)
    return said or moves_the_day(text, today) or replies.takes_back(text)


def splits(text: str) -> bool:
    """Whether several records are to be confirmed each by itself."""
    return one_by_one(text)


class ReportForm:
    """Activities: several at once, each missing field asked for once, what is odd asked about."""

    kind = "report"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: empty, or `again:N` for a planned or returned activity that is told about now."""
        if about.startswith("again:"):
            again = _of_row(work, int(about.removeprefix("again:")))
            return self._settled(work, again | {photos.KEY: photos.waiting(work)})
        found = reading.read_activities(text, work.today)[:MOST]
        records = [_record(one) for one in found] or [_record(None)]
        if where := for_whom(text):
            records = [one | {"org_said": where} for one in records]
        for one in records if says_part_of_day(text) else []:
            if one["date"] is None and not one["doubts"]:
                one["date"], one["assumed"] = work.today.isoformat(), True
        content: Content = {"records": records, "source": text if found else "", photos.KEY: photos.waiting(work)}
        return self._settled(work, content)

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        content = {**content, "records": [dict(one) for one in content["records"]], "insisted": None}
        if drops_photos(text):
            photos.withdraw(work, content.get(photos.KEY, []))
            return Taken(content | {photos.KEY: []}, sure=True)
        if self._starts_anew(work, text, content, asked):
            return Taken(self.begin(work, text, ""), sure=True)
        taken = self._answered(work, text, content, asked) or self._changed(work, text, content)
        return Taken(self._settled(work, taken.content), taken.sure) if taken else None

    def missing(self, work: Work, content: Content) -> str | None:
        for number, one in enumerate(content["records"]):
            if field := _lacking(work, one):
                return f"{number}.{field}"
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        made, before = [], {}
        for number, one in enumerate(content["records"]):
            facts, people = activities.facts_from(one), [(name, hours) for name, hours in one["people"]]
            if one.get("activity"):
                before[str(one["activity"])] = activities.snapshot(work, one["activity"])
                row = activities.change(
                    work, one["activity"], facts, one["org"], people, approximate=one["approximate"]
                )
            else:
                row = activities.record(
                    work, one["org"], facts, f"{request}:{number}",
                    approximate=one["approximate"], source=content["source"] or None, people=people,
                )  # fmt: skip
            made.append(row.id)
        attached = photos.attach(work, made[0], content.get(photos.KEY, []))
        return {"activities": made, "before": before, photos.KEY: attached}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        photos.withdraw(work, result.get(photos.KEY, []))
        for number in result["activities"]:
            if before := result["before"].get(str(number)):
                activities.put_back(work, number, before)
            else:
                activities.withdraw(work, number)

    # --- answers

    def _answered(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        """The message as the answer to what was asked for."""
        if asked is None:
            return None
        number, field = int(asked.split(".")[0]), asked.split(".")[1]
        one = content["records"][number]
        if which_record(text) not in (None, number) or self._is_another(work, text, one):
            return None
        if field in CHECKS:
            return self._checked(work, text, content, number, field)
        if field == "all":
            return self._told(work, text, content)
        if says_none(text) or replies.has_nothing(text):
            if field in ("date", "activity_type", "people", "org"):
                content["insisted"] = asked
            else:
                one["skipped"] = [*one["skipped"], field]
            return Taken(content, sure=True)
        more = self._more(work, text, one)
        value = _answer(field, text, work.today)
        if field == "org":
            one["org"], one["near"] = _place(work, text)
            one["org_said"] = text.strip()
            return Taken(content, sure=one["org"] is not None)
        if field == "people":
            said = {name: getattr(value, name) for name in NUMBERS if getattr(value, name) is not None} if value else {}
            one.update(said)
            one["approximate"] = _about(text, said) | one["approximate"]
            return Taken(content, sure=True) if said or more else None
        if value is not None:
            one[field] = value.isoformat() if isinstance(value, date) else value
        if field == "date" and one["date"]:
            for other in content["records"]:
                other["date"] = other["date"] or one["date"]
        return Taken(content, sure=True) if value is not None or more else None

    @staticmethod
    def _starts_anew(work: Work, text: str, content: Content, asked: str | None) -> bool:
        """Whether the one report of the draft was refused as outside the scope, and this is another one."""
        if asked is None or not asked.endswith(".org") or not content["records"][0].get("outside"):
            return False
        if len(content["records"]) > 1 or reading.is_report(text, work.today) is not Kind.REPORT:
            return False
        facts = [one.facts for one in reading.read_activities(text, work.today)]
        return any(one.activity_type and any(getattr(one, name) for name in NUMBERS) for one in facts)

    def _checked(self, work: Work, text: str, content: Content, number: int, field: str) -> Taken | None:
        """Whether what looks odd is meant so."""
        one = content["records"][number]
        if field == "same" and changes_the_other(text):
            content["records"][number] = _renewed(work, one)
            return Taken(content, sure=True)
        other = replies.declines(text) or replies.is_other(text)
        if field == "same" and not other and (is_same_activity(text) or replies.agrees(text)):
            content["records"].pop(number)
            return Taken(content, sure=True)
        if other if field == "same" else replies.agrees(text):
            one["checked"] = [*one["checked"], field]
            return Taken(content, sure=True)
        if replies.declines(text):
            for name in EMPTIED[field]:
                one[name] = None
            one["approximate"] = {name: words for name, words in one["approximate"].items() if one[name] is not None}
            return Taken(content, sure=True)
        return None

    def _told(self, work: Work, text: str, content: Content) -> Taken | None:
        """The first words about the activity."""
        found = reading.read_activities(text, work.today)[:MOST]
        if not found:
            return None
        kept = content["records"][0]
        content["records"] = [_record(one) | {"org": kept["org"]} for one in found]
        content["source"] = text
        return Taken(content, sure=any(one.facts.activity_type for one in found))

    @staticmethod
    def _is_another(work: Work, text: str, one: Record) -> bool:
        """Whether a message is no answer about this record: of another activity, a question, money, a roster."""
        kind = reading.is_report(text, work.today)
        if kind in (Kind.QUESTION, Kind.MONEY, Kind.ROSTER):
            return True
        if report_talk.means_the_present_one(text):
            return False
        found = reading.read_activities(text, work.today) if kind is Kind.REPORT else []
        other = [report for report in found if report.facts.activity_type not in (None, one["activity_type"])]
        return bool(other and one["activity_type"]) and _says_much(other[0])

    @staticmethod
    def _more(work: Work, text: str, one: Record) -> bool:
        """Fill in what an answer says beside what was asked; what is there stays."""
        found = reading.read_activities(text, work.today)
        if len(found) != 1:
            return False
        said = activities.shown(found[0].facts)
        empty = {name: value for name, value in said.items() if value is not None and one[name] is None}
        one.update(empty)
        about = {name: words for name, words in found[0].approximate.items() if name in empty}
        one["approximate"] = one["approximate"] | about
        return bool(empty)

    # --- changes

    def _changed(self, work: Work, text: str, content: Content) -> Taken | None:
        """The message as a correction, as a record less or as one more."""
        records = content["records"]
        number = which_record(text)
        if number is not None and drops_record(text) and number < len(records) > 1:
            records.pop(number)
            return Taken(content, sure=True)
        kind = reading.is_report(text, work.today)
        if kind in (Kind.QUESTION, Kind.ROSTER) or replies.asks(text):
            return None
        changes = reading.read_correction(text, work.today)
        if changes:
            target = _target(records, changes, text, number)
            if target is None:
                return None
            correct_record(work, records[target], changes)
            return Taken(content, sure=True)
        found = reading.read_activities(text, work.today) if kind is Kind.REPORT else []
        whole = [one for one in found if one.facts.activity_type and _says_much(one)]
        if whole and len(whole) == len(found) and len(records) + len(found) <= MOST:
            records += [_record(one) | {"org": records[0]["org"]} for one in found]
            return Taken(content, sure=True)
        if len(records) == 1 and self._more(work, text, records[0]):
            return Taken(content, sure=False)
        return None

    # --- what can be found out

    def _settled(self, work: Work, content: Content) -> Content:
        """Where each was, and which recorded one it may be. Raises PermissionDeniedError for who reports nowhere."""
        demand_some(work)
        for one in content["records"]:
            if one["org"] is None and not one.get("near"):
                one["org"], one["near"] = _home(work, one)
            if one["org"] is not None and not work.permits(Action.REPORT, one["org"]):
                one["outside"], one["org"], one["near"] = (
                    organisations.name_of(work.session, one["org"]),
                    None,
                    _own(work),
                )
            one["twin"] = _twin(work, one)
        return content


def demand_some(work: Work) -> None:
    """Raises PermissionDeniedError for somebody who may report nowhere."""
    photos.demand_reporter(work)


def correct_record(work: Work, one: Record, changes: dict[str, Any]) -> None:
    """Put changes in words into a record. A number may be added or taken away."""
    if one["participants"] is not None and one["beneficiaries"] == one["participants"] and "participants" in changes:
        changes = {"beneficiaries": changes["participants"], **changes}  # one number was said of both
    for field, value in changes.items():
        if field == "org":
            one["org"], one["near"] = _place(work, value)
            continue
        if isinstance(value, tuple):
            sign, by = value
            value = max(0, (one[field] or 0) + (by if sign == "+" else -by))
        if field == "date" and one["end_date"] and one["date"]:
            moved = value - date.fromisoformat(one["date"])
            one["end_date"] = (date.fromisoformat(one["end_date"]) + moved).isoformat()
        one[field] = value.isoformat() if isinstance(value, date) else value
        one["approximate"] = {name: words for name, words in one["approximate"].items() if name != field}
        one["checked"] = [code for code in one["checked"] if field not in DOUBTED[code]]
        one["doubts"], one["assumed"] = [], one["assumed"] and field != "date"
        if field == "hours":
            one["open_hours"] = False


def facts_of(one: Record) -> ActivityFacts:
    """What a record of a draft says."""
    return activities.facts_from(one)


def planned(one: Record, today: date) -> bool:
    """Whether a record lies ahead."""
    facts = facts_of(one)
    return facts.date is not None and status_at(facts.date, today) is ActivityStatus.PLANNED


def _record(report: Report | None) -> Record:
    """A record as it is in a draft."""
    facts = report.facts if report else ActivityFacts()
    return {
        **activities.shown(facts),
        "org": None, "org_said": report.org if report else None, "near": None, "outside": None, "activity": None,
        "approximate": dict(report.approximate) if report else {},
        "open_hours": bool(report and report.open_hours and facts.hours is None),
        "people": [list(pair) for pair in report.people] if report else [],
        "doubts": list(report.doubts) if report else [],
        "checked": [], "skipped": [], "twin": None, "assumed": False, "blank": report is None,
    }  # fmt: skip


def _renewed(work: Work, one: Record) -> Record:
    """The recorded activity that a record turned out to be, with what was said now."""
    before = activities.snapshot(work, one["twin"])
    said = {name: one[name] for name in FIELDS if one[name] is not None}
    about = {name: words for name, words in before["approximate"].items() if name not in said} | one["approximate"]
    renewed: Record = one | before["facts"] | said | {"activity": one["twin"], "twin": None, "approximate": about}
    return renewed


def _of_row(work: Work, number: int) -> Content:
    """A draft of an activity that is recorded: planned, or returned. Raises RegisterError, PermissionDeniedError."""
    before = activities.snapshot(work, number)
    if before["status"] not in (ActivityStatus.PLANNED, ActivityStatus.RETURNED):
        raise RegisterError("settled")
    one = _record(None) | before["facts"] | {"org": before["organisation"], "activity": number, "blank": False}
    one["people"], one["approximate"] = before["people"], before["approximate"]
    return {"records": [one], "source": ""}


def _says_much(report: Report) -> bool:
    """Whether a message is a report of its own rather than a piece of one."""
    facts = report.facts
    return (facts.date is not None or bool(report.doubts)) and any(getattr(facts, name) for name in NUMBERS)


def _lacking(work: Work, one: Record) -> str | None:
    """What to ask for next about a record."""
    facts = facts_of(one)
    if one["blank"] and facts == ActivityFacts():
        return "all"
    if field := ("org" if one["org"] is None else lacking(facts, work.today)):
        return field
    if one["open_hours"] and facts.hours is None and "hours" not in one["skipped"]:
        return "hours"
    home = work.session.get_one(OrganisationRow, one["org"])
    odd = [code for code in doubts(facts, OrganisationType(home.type), work.today) if code not in one["checked"]]
    return odd[0] if odd else "same" if one["twin"] and "same" not in one["checked"] else None


def _twin(work: Work, one: Record) -> int | None:
    facts = facts_of(one)
    if one["org"] is None or one["activity"] or lacking(facts, work.today):
        return None
    row = activities.twin(work, one["org"], facts)
    return row.id if row else None


def _home(work: Work, one: Record) -> tuple[int | None, list[str] | None]:
    """Where it was: the organisation that is named, else a secretary's own."""
    if one["org_said"]:
        found, near = _place(work, one["org_said"])
        if found or is_branch_name(one["org_said"]):
            return found, near
    if work.who.account.role is Role.SECRETARY and len(work.who.grants) == 1:
        return work.who.grants[0].organisation_id, None
    return None, _own(work)


def _place(work: Work, said: str) -> tuple[int | None, list[str] | None]:
    """The organisation that is said, or the nearest names."""
    found = organisations.find(work.session, work.who, said)
    if len(found.rows) == 1 and (found.query.names or found.query.ours or found.asked is None):
        return found.rows[0].id, None
    return None, [row.name for row in found.rows] or list(found.near) or _own(work)


def _own(work: Work) -> list[str]:
    return [organisations.name_of(work.session, grant.organisation_id) for grant in work.who.grants]


def in_words(one: Record, name: str) -> tuple[str, bool]:
    """A number as it is shown, and whether it is to be said that it is about that: its words may say so themselves.

    Of what was said approximately the words are shown, or a round number, never the value that is counted.
    """
    value, words = one[name], one.get("approximate", {}).get(name)
    if words is None:
        return f"{value:g}", False
    if words:
        return words, not says_about(words)
    return (f"{value:g}" if isinstance(value, float) else str(rounded(value))), True


def _about(text: str, said: dict[str, int]) -> dict[str, str]:
    """The numbers of a bare answer that were said approximately, each in its words."""
    folded = fold_aligned(text)
    places = {name: place_of(folded, value) for name, value in said.items()}
    found = {name: text[slice(*at)] for name, at in places.items() if at}
    return {name: words for name, words in found.items() if says_about(words)}


def _answer(field: str, text: str, today: date) -> Any:
    """A bare answer; for `people` the facts with the numbers in it."""
    if field != "people":
        return reading.read_answer(field, text, today)
    if facts := _told_off(text, today):
        return facts
    found = reading.read_activities(text, today)
    facts = found[0].facts if found else ActivityFacts()
    if any(getattr(facts, name) is not None for name in NUMBERS):
        return facts
    number = reading.read_answer("participants", text, today)
    return None if number is None else replace(facts, participants=number)


def _told_off(text: str, today: date) -> ActivityFacts | None:
    """The numbers of an answer that tells them off one by one: 5个志愿者，没有，56个人. None for any other answer."""
    parts = numbers_told_off(text)
    found = [reading.read_activities(part, today) for part in parts]
    if len(parts) < 2 or any(len(one) != 1 for one in found):
        return None
    told: dict[str, Any] = {}
    for [one] in found:
        said = {name: value for name in NUMBERS if (value := getattr(one.facts, name)) is not None}
        if not said or said.keys() & told.keys():
            return None
        told |= said
    return replace(ActivityFacts(), **told)


def _target(records: list[Record], changes: dict[str, Any], text: str, number: int | None) -> int | None:
    """Which record a correction is for: the one that is numbered, the only one, the one that holds what is replaced."""
    if number is not None:
        return number if number < len(records) else None
    if len(records) == 1:
        return 0
    old = replaced(text)
    holding = [
        place
        for place, one in enumerate(records)
        if old and any(str(one[field]) == old for field in changes if field in FIELDS)
    ]
    kinds = [
        place for place, one in enumerate(records) if one["activity_type"] and names_type(text, one["activity_type"])
    ]
    found = holding or kinds
    return found[0] if len(found) == 1 else None


class ReportCorrectionForm:
    """A correction of recorded activities: done at once, and can be taken back."""

    kind = "report_correction"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: numbers of the activities that were talked about last, with commas. Raises RegisterError."""
        rows = [_shown_row(work, int(number)) for number in about.split(",") if number]
        people = [list(pair) for pair in _hours_told(text, work.today)]
        changes = {} if people else reading.read_correction(text, work.today)
        target = _target(rows, changes, text, which_record(text)) if rows else None
        if target is None or not (changes or people):
            raise RegisterError("which_report")
        one, before = rows[target], dict(rows[target])
        correct_record(work, one, changes)
        changed = [field for field in (*FIELDS, "org") if one[field] != before[field]]
        if not changed and not people:
            raise RegisterError("unchanged")
        if lacking(facts_of(one), work.today) or one["org"] is None:
            raise RegisterError("lacking")
        return {"record": one, "before": before, "changed": changed, "people": people}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        one = content["record"]
        before = activities.snapshot(work, one["activity"])
        people = [(name, hours) for name, hours in content["people"]]
        about = one["approximate"]
        activities.change(work, one["activity"], facts_of(one), one["org"], people, approximate=about)
        return {"activities": [one["activity"]], "before": before}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        activities.put_back(work, result["activities"][0], result["before"])


def _shown_row(work: Work, number: int) -> Record:
    row: ActivityRow = work.session.get_one(ActivityRow, number)
    known = {"org": row.organisation_id, "activity": number, "approximate": store.approximate_of(row), "blank": False}
    return _record(None) | activities.shown(store.facts_of(row)) | known


class WithdrawForm:
    """Taking back one activity that was reported earlier, or one of several; it can be put back."""

    kind = "report_withdrawal"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the number of the activity. Raises RegisterError, PermissionDeniedError."""
        return {"record": _shown_row(work, int(about))}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        return None

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        activities.withdraw(work, content["record"]["activity"])
        return {"activity": content["record"]["activity"]}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        activities.restore(work, result["activity"])


def means_the_whole(text: str) -> bool:
    """Whether a word of undoing means a whole activity, not the change of it that was made last."""
    return report_talk.means_the_whole(text)


def meant_to_withdraw(work: Work, text: str, latest: list[int]) -> int | None:
    """The one activity that a word of undoing names: by its place among the latest, or by day, type, organisation.

    None when it names none. Raises RegisterError when it may be several.
    """
    place = which_record(text)
    if place is not None and len(latest) > 1:
        if place >= len(latest):
            raise RegisterError("no_activity")
        return latest[place]
    if not names_an_activity(text):
        return None
    rows = named(work, text, Action.REPORT)
    return _only(rows).id if rows else None


def puts_right(saved: Open, text: str, today: date) -> bool:
    """Whether a message states a fact of an activity that was just saved, or who gave how many hours in it."""
    if saved.kind not in (ReportForm.kind, ReportCorrectionForm.kind) or replies.asks(text) or about_a_person(text):
        return False
    named = _names_a_part(text, today)
    return bool(_hours_told(text, today)) or (named and bool(reading.read_correction(text, today)))


def _hours_told(text: str, today: date) -> list[tuple[str, float]]:
    """Who gave how many hours, in a message that tells nothing else: 志愿者张三李四各3小时."""
    reports = reading.read_activities(text, today)
    if len(reports) != 1 or reports[0].facts.date is not None:
        return []
    told = [(name, hours or reports[0].facts.hours) for name, hours in reports[0].people]
    return [(name, hours) for name, hours in told if hours]


def is_whole(text: str, today: date) -> bool:
    """Whether a message can only be a report: it says when, what and, of what was held, how many; it asks nothing."""
    if reading.is_report(text, today) is not Kind.REPORT:
        return False
    reports = reading.read_activities(text, today)
    return bool(reports) and all(
        one.facts.activity_type and (_says_much(one) or (one.planned and one.facts.date)) for one in reports
    )


def tells(text: str, today: date) -> bool:
    """Whether a message tells that an activity was held, with its day and type, and asks nothing: 8号办了场义诊."""
    if replies.asks(text) or reading.is_report(text, today) is not Kind.REPORT or not report_talk.was_held(text):
        return False
    reports = reading.read_activities(text, today)
    return all(one.facts.date and one.facts.activity_type for one in reports)


def corrects_saved(saved: Open | None, text: str, today: date) -> bool:
    """Whether a message in the middle of something else corrects the report that was saved last: 刚报的那场改成33人."""
    if saved is None or saved.kind not in (ReportForm.kind, ReportCorrectionForm.kind) or replies.asks(text):
        return False
    return report_talk.is_of_saved(text) and bool(reading.read_correction(text, today))


class ReturnForm:
    """Returning a report with a reason."""

    kind = "return"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: the number of the activity, else the text names it. Raises RegisterError, PermissionDeniedError."""
        number = int(about) if about.isdigit() else _only(named(work, text, Action.RETURN_REPORTS)).id
        row = work.session.get_one(ActivityRow, number)
        work.demand(Action.RETURN_REPORTS, row.organisation_id)
        return {
            "activity": row.id,
            "facts": activities.shown(store.facts_of(row)),
            "approximate": store.approximate_of(row),
            "organisation": organisations.name_of(work.session, row.organisation_id),
            "why": None if about.isdigit() else reason(text),
        }

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if replies.asks(text) or replies.has_nothing(text):
            return None
        return Taken({**content, "why": (reason(text) or text).strip()}, sure=asked == "why")

    def missing(self, work: Work, content: Content) -> str | None:
        return None if content["why"] else "why"

    def commit(self, work: Work, content: Content, request: str) -> Result:
        return {"activity": activities.give_back(work, content["activity"], content["why"]).id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        activities.take_again(work, result["activity"])


def named(work: Work, text: str, action: Action) -> list[ActivityRow]:
    """The activities within reach that a text names by organisation, day or type; the latest first."""
    found = organisations.find(work.session, work.who, text)
    reports = reading.read_activities(text, work.today)
    facts = reports[0].facts if reports else ActivityFacts()
    homes = [row.id for row in found.rows if work.permits(action, row.id)]
    if facts.date is None and facts.activity_type is None and not found.query.names:
        return []
    conditions = [ActivityRow.status != ActivityStatus.WITHDRAWN]
    if facts.date:
        conditions.append(ActivityRow.date == facts.date)
    if facts.activity_type:
        conditions.append(ActivityRow.activity_type == facts.activity_type)
    rows = [
        row
        for home in homes
        for row, _ in store.page_of(
            work.session, 0, MOST, ActivityRow.organisation_id.in_(tree.ids_below(home)), *conditions
        )
    ]
    return rows


def _only(rows: list[ActivityRow]) -> ActivityRow:
    if len(rows) != 1:
        raise RegisterError("which_report" if rows else "no_activity")
    return rows[0]
