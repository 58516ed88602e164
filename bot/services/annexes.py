"""Annexes 1 and 2 of the work plan: filled from the metrics, submitted upward, returned, accepted, printed again.

What is submitted is frozen: later changes of the register do not change it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import yaml

from bot.core.accounts import Role
from bot.core.annexes import AnnexStatus
from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.organisations import ABOVE_GRASS_ROOTS, RANKS, OrganisationType
from bot.core.permissions import Action, Reach, reach
from bot.services import metrics
from bot.services import organisations as lookup
from bot.services.drafts import Content, Result, Taken
from bot.services.metrics import KNOWLEDGE, Metric, catalogue
from bot.services.organisations import Found
from bot.services.work import Work
from bot.store import accounts, notices, targets
from bot.store import annexes as store
from bot.store.tables import AnnexReportRow, OrganisationRow
from bot.text import annexes as reading
from bot.text import replies

KINDS: Final = ("annex1", "annex2")
DECIDES: Final = Action.RETURN_REPORTS  # who returns reports decides on annexes
EARLIEST: Final = 2000  # the first year that an annex is filled for


@dataclass(frozen=True)
class Item:
    """One row of an official form, the metric that fills it and the list behind that."""

    item: str
    list: str
    metric: str


@dataclass(frozen=True)
class Form:
    """An official form of knowledge/annexes.yml. `due`: month and day until which it is submitted."""

    attachment: str
    name: str
    campaign: int
    title: str
    title_of_year: str
    due: str
    section: str
    columns: tuple[str, ...]
    items: tuple[Item, ...]
    note: str | None = None


@dataclass(frozen=True)
class Line:
    """One item with its number; of an increase, also what it is the difference of. None: it cannot be counted.

    `parts`: the numbers of the organisations directly below, in the order of `Annex.below`.
    """

    number: int
    item: str
    value: float | None
    list: str
    counted: str
    now: float | None = None
    before: float | None = None
    parts: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Annex:
    """A filled form. `baseline`: the year at whose end an increase begins; None for annex 1."""

    kind: str
    organisation_id: int
    organisation: str
    year: int
    as_of: date
    baseline: int | None
    below: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def form(self) -> Form:
        return forms()[self.kind]

    @property
    def title(self) -> str:
        """The official one in the year of the plan, the same with its year in others."""
        form = self.form
        return form.title if self.year == form.campaign else form.title_of_year.format(year=self.year)

    def frozen(self) -> dict[str, Any]:
        """Everything of it, as JSON."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}


def thawed(numbers: Mapping[str, Any]) -> Annex:
    """An annex from what `frozen` gave."""
    lines = tuple(Line(**{**line, "parts": tuple(line["parts"])}) for line in numbers["lines"])
    day = date.fromisoformat(numbers["as_of"])
    return Annex(**{**numbers, "lines": lines, "below": tuple(numbers["below"]), "as_of": day})


@cache
def _book() -> Mapping[str, Any]:
    book: dict[str, Any] = yaml.safe_load((KNOWLEDGE / "annexes.yml").read_text(encoding="utf-8"))
    return book


@cache
def forms() -> Mapping[str, Form]:
    """The official forms by kind."""
    found = {}
    for kind in KINDS:
        entry = _book()[kind]
        items = tuple(Item(**item) for item in entry["items"])
        found[kind] = Form(**{**entry, "items": items, "columns": tuple(entry["columns"])})
    return found


def labels() -> Mapping[str, Any]:
    """What else stands in the files."""
    found: dict[str, Any] = _book()["labels"]
    return found


def day_of(day: date) -> str:
    """A day as it stands in the files."""
    return str(labels()["day"]).format(year=day.year, month=day.month, day=day.day)


# --- filling ---------------------------------------------------------------------------------------------------------


def fill(work: Work, kind: str, row: OrganisationRow, year: int, baseline: int | None = None) -> Annex:
    """The annex of an organisation for a year, as of the year's end or today; increases since the baseline's end.

    Without a baseline it is the year before. Raises PermissionDeniedError; RegisterError below the county level, for
    a year to come, for a baseline that is not before the year.
    """
    work.demand(Action.EXPORT, row.id)
    if OrganisationType(row.type) not in ABOVE_GRASS_ROOTS:
        raise RegisterError("annex_level", names=[row.name])
    since = (year - 1 if baseline is None else baseline) if kind == "annex2" else None
    if not EARLIEST <= year <= work.today.year or (since is not None and since >= year):
        raise RegisterError("annex_year")
    day = min(work.today, date(year, 12, 31))
    below = targets.children(work.session, row.id, day)
    lines = tuple(
        _line(work, number, item, (row, below), day, None if since is None else date(since, 12, 31))
        for number, item in enumerate(forms()[kind].items, 1)
    )
    return Annex(kind, row.id, row.name, year, day, since, tuple(one.name for one in below), lines)


def _line(
    work: Work,
    number: int,
    item: Item,
    of: tuple[OrganisationRow, Sequence[OrganisationRow]],
    day: date,
    since: date | None,
) -> Line:
    row, below = of
    metric = catalogue()[item.metric]
    rows = [row, *below]
    now = [one.measure.numerator for one in metrics.measure_each(work, metric, rows, day)]
    before = [one.measure.numerator for one in metrics.measure_each(work, metric, rows, since)] if since else None
    return _compared(number, item, _counted(work, metric, row, day), now, before)


def _counted(work: Work, metric: Metric, row: OrganisationRow, day: date) -> str:
    """How it is counted; where organisations have to record something for it, how many did."""
    found = metrics.recorded(work, metric, row, day)
    if found is None:
        return metric.counted
    return str(labels()["registered"]).format(total=found.total, registered=found.known, counted=metric.counted)


def _compared(
    number: int, item: Item, counted: str, now: Sequence[float | None], before: Sequence[float | None] | None
) -> Line:
    """A line of the organisation's own number, the first, and of those below; what was added since, when asked."""
    values = [_difference(one, other) for one, other in zip(now, before, strict=True)] if before else list(now)
    first = before[0] if before else None
    return Line(number, item.item, values[0], item.list, counted, now[0], first, tuple(values[1:]))


def _difference(now: float | None, before: float | None) -> float | None:
    if now is None or before is None:
        return None
    found = round(now - before, 2)
    return int(found) if found == int(found) else found


# --- what a message wants --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """What a message wants: `does` is file, submit or standing (who has submitted); `kinds` may be empty.

    `found`: the organisation, or what it may mean.
    """

    does: str
    kinds: tuple[str, ...]
    year: int
    baseline: int | None
    ending: str
    found: Found


def wish(work: Work, text: str) -> Wish | None:
    """Read a message; None when it wants no annex."""
    said = reading.read_annex(text, work.today.year)
    if said is None:
        return None
    kinds = tuple(f"annex{number}" for number in said.numbers)
    found = lookup.find(work.session, work.who, said.about)
    return Wish(said.does, kinds, said.year or work.today.year, said.baseline, said.ending, found)


def may(work: Work) -> None:
    """Raises PermissionDeniedError for who may export nowhere."""
    if all(reach(one.role, Action.EXPORT) is Reach.NONE for one in work.who.grants):
        raise PermissionDeniedError(f"{work.account_id}: annexes")


def logged(work: Work, annex: Annex) -> None:
    """Note that a file was made of it."""
    after = {"year": annex.year, "organisations": [annex.organisation_id]}
    work.log("export", annex.kind, annex.organisation_id, annex.organisation_id, after=after)


# --- submitting ------------------------------------------------------------------------------------------------------


def standing(work: Work, kind: str, row: OrganisationRow, year: int) -> AnnexReportRow | None:
    """What was submitted for a year and not returned. Raises PermissionDeniedError."""
    work.demand(Action.EXPORT, row.id)
    return store.standing(work.session, kind, row.id, year)


def made(work: Work, kind: str, row: OrganisationRow, year: int, baseline: int | None) -> Annex:
    """As it was submitted, when it was and with the baseline that is asked for; else filled. Raises as `fill`."""
    there = standing(work, kind, row, year)
    if there is not None and baseline in (None, thawed(there.numbers).baseline):
        return thawed(there.numbers)
    return fill(work, kind, row, year, baseline)


def submitted(work: Work, number: int) -> AnnexReportRow:
    """A submitted annex. Raises PermissionDeniedError, RegisterError when there is none."""
    return work.within(AnnexReportRow, number, Action.EXPORT)


def superior(work: Work, organisation_id: int) -> OrganisationRow:
    """To whom it is submitted. Raises RegisterError for who has nobody above."""
    row = work.session.get_one(OrganisationRow, organisation_id)
    if row.parent_id is None:
        raise RegisterError("annex_top", names=[row.name])
    return work.session.get_one(OrganisationRow, row.parent_id)


def submit(work: Work, annex: Annex, request: str) -> AnnexReportRow:
    """Freeze an annex and tell the officers above. The same request makes one row.

    Raises PermissionDeniedError, RegisterError when one is there already or there is nobody above.
    """
    work.demand(Action.EXPORT, annex.organisation_id)
    if done := store.of_request(work.session, request):
        return done
    above = superior(work, annex.organisation_id)
    _free(work, annex)
    row = store.add(
        work.session,
        AnnexReportRow(
            organisation_id=annex.organisation_id,
            kind=annex.kind,
            year=annex.year,
            numbers=annex.frozen(),
            status=AnnexStatus.SUBMITTED,
            submitted_by=work.account_id,
            submitted_at=work.now,
            request=request,
        ),
    )
    _tell_above(work, row, annex, above)
    work.log("submit_annex", "annex", row.id, row.organisation_id, after={"kind": row.kind, "year": row.year})
    return row


def withdraw(work: Work, number: int) -> None:
    """Undo a submission that nobody has decided on. Raises as `submit`."""
    row = submitted(work, number)
    if row.status != AnnexStatus.SUBMITTED:
        raise RegisterError("settled")
    row.status = AnnexStatus.WITHDRAWN
    work.session.flush()
    notices.withdraw(work.session, _subject(row), work.now)
    work.log("withdraw_annex", "annex", row.id, row.organisation_id)


def decide(work: Work, number: int, why: str | None) -> AnnexReportRow:
    """Accept an annex, or return it with a reason; who submitted it is told.

    Raises PermissionDeniedError unless the actor decides above the organisation; RegisterError when it waits no more.
    """
    row = waiting(work, number)
    row.status = AnnexStatus.RETURNED if why else AnnexStatus.ACCEPTED
    row.returned_why, row.decided_by, row.decided_at = why, work.account_id, work.now
    work.session.flush()
    notices.withdraw(work.session, _subject(row), work.now)
    annex = thawed(row.numbers)
    values = {"title": annex.title, "organisation": annex.organisation, "why": why or ""}
    buttons: notices.Buttons = [("channel_annex_again", {"task": "export_report", "about": f"annex:again:{row.id}"})]
    phrase = "channel_annex_returned" if why else "channel_annex_accepted"
    notices.add(
        work.session, row.submitted_by, phrase, values, work.now, buttons=buttons if why else None,
        subject=_subject(row),
    )  # fmt: skip
    work.log("return_annex" if why else "accept_annex", "annex", row.id, row.organisation_id, why=why)
    return row


def reopen(work: Work, number: int) -> None:
    """Undo a decision. Raises as `decide`, and RegisterError when it was submitted anew meanwhile."""
    row = submitted(work, number)
    _demand_above(work, row)
    if row.status not in (AnnexStatus.RETURNED, AnnexStatus.ACCEPTED):
        raise RegisterError("settled")
    if row.status == AnnexStatus.RETURNED:
        _free(work, thawed(row.numbers))
    before, row.status = row.status, AnnexStatus.SUBMITTED
    row.returned_why = row.decided_by = row.decided_at = None
    work.session.flush()
    notices.withdraw(work.session, _subject(row), work.now)
    work.log("reopen_annex", "annex", row.id, row.organisation_id, before={"status": before})


def waiting(work: Work, number: int) -> AnnexReportRow:
    """An annex that waits for this actor's decision. Raises as `decide`."""
    row = work.session.get(AnnexReportRow, number)
    if row is None:
        raise RegisterError("settled")
    _demand_above(work, row)
    if row.status != AnnexStatus.SUBMITTED:
        raise RegisterError("settled")
    return row


def _demand_above(work: Work, row: AnnexReportRow) -> None:
    """Nobody decides on what the own organisation submits: the permission has to hold for the one above."""
    work.demand(DECIDES, superior(work, row.organisation_id).id)


def _free(work: Work, annex: Annex) -> None:
    there = store.standing(work.session, annex.kind, annex.organisation_id, annex.year)
    if there is not None:
        code = "annex_accepted" if there.status == AnnexStatus.ACCEPTED else "annex_waiting"
        raise RegisterError(code, names=[annex.title])


def _tell_above(work: Work, row: AnnexReportRow, annex: Annex, above: OrganisationRow) -> None:
    roles = [role for role in Role if reach(role, DECIDES) is not Reach.NONE]
    values = {"organisation": annex.organisation, "title": annex.title}
    buttons: notices.Buttons = [
        (f"channel_annex_{does}", {"task": "export_report", "about": f"annex:{does}:{row.id}"})
        for does in ("accept", "return", "look")
    ]
    for account_id in accounts.nearest_with(work.session, above.id, roles, work.today):
        notices.add(work.session, account_id, "channel_annex", values, work.now, buttons=buttons, subject=_subject(row))


def _subject(row: AnnexReportRow) -> str:
    return f"annex:{row.id}"


# --- who has submitted -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """Of the organisations of one level below another: how many there are, have submitted, in time, are accepted."""

    type: str
    total: int
    submitted: int
    in_time: int
    accepted: int
    missing: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Share that submitted in time, in per cent."""
        return 100 * self.in_time / self.total if self.total else 0.0


def due(kind: str, year: int) -> date:
    """The last day for submitting."""
    return date.fromisoformat(f"{year}-{forms()[kind].due}")


def levels(work: Work, kind: str, row: OrganisationRow, year: int, as_of: date | None = None) -> list[Level]:
    """Who below has submitted an annex for a year (by a day), by level. Raises PermissionDeniedError."""
    work.demand(Action.EXPORT, row.id)
    by = as_of or work.today
    day = min(by, date(year, 12, 31))
    found = []
    for kind_of in sorted(ABOVE_GRASS_ROOTS, key=RANKS.__getitem__):
        rows = targets.of_types_below(work.session, row.id, [kind_of], day)
        if rows:
            found.append(_level(work, kind, rows, year, by))
    return found


def _level(work: Work, kind: str, rows: Sequence[OrganisationRow], year: int, by: date) -> Level:
    last, zone = due(kind, year), work.now.tzinfo
    found = store.standing_of(work.session, kind, [one.id for one in rows], year)
    reports = {key: one for key, one in found.items() if one.submitted_at.astimezone(zone).date() <= by}
    return Level(
        rows[0].type,
        len(rows),
        len(reports),
        sum(one.submitted_at.astimezone(zone).date() <= last for one in reports.values()),
        sum(one.status == AnnexStatus.ACCEPTED for one in reports.values()),
        tuple(one.name for one in rows if one.id not in reports),
    )


# --- by talk ---------------------------------------------------------------------------------------------------------


class AnnexForm:
    """An annex that is about to be submitted: what is shown is what is frozen."""

    kind = "annex"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: kind, organisation, year, baseline (or nothing), joined by colons. Raises as `submit`, `fill`."""
        kind, number, year, baseline = about.split(":")
        row = work.session.get_one(OrganisationRow, int(number))
        annex = fill(work, kind, row, int(year), int(baseline) if baseline else None)
        superior(work, row.id)
        _free(work, annex)
        return {"annex": annex.frozen()}

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        """Another year or baseline."""
        said = reading.read_change(text, work.today.year)
        before = thawed(content["annex"])
        if said is None or replies.asks(text):
            return None
        year = said.year or before.year
        baseline = said.baseline or (before.baseline if said.year is None else None)
        row = work.session.get_one(OrganisationRow, before.organisation_id)
        return Taken({"annex": fill(work, before.kind, row, year, baseline).frozen()}, sure=True)

    def missing(self, work: Work, content: Content) -> str | None:
        return None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        return {"annex": submit(work, thawed(content["annex"]), request).id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        withdraw(work, result["annex"])


class AnnexDecisionForm:
    """Accepting an annex, or returning it with a reason."""

    kind = "annex_decision"

    def begin(self, work: Work, text: str, about: str) -> Content:
        """`about`: accept or return, and the number. Raises as `decide`."""
        does, number = about.split(":")
        row = waiting(work, int(number))
        annex = thawed(row.numbers)
        return {
            "report": row.id, "accept": does == "accept", "why": None, "title": annex.title,
            "organisation": annex.organisation,
        }  # fmt: skip

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        if content["accept"] or replies.asks(text) or replies.has_nothing(text):
            return None
        return Taken({**content, "why": text.strip()}, sure=asked == "why")

    def missing(self, work: Work, content: Content) -> str | None:
        return None if content["accept"] or content["why"] else "why"

    def commit(self, work: Work, content: Content, request: str) -> Result:
        return {"report": decide(work, content["report"], None if content["accept"] else content["why"]).id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        reopen(work, result["report"])
