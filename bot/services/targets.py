"""Targets: the documents' own (knowledge/targets.yml) and those that officers set, split down the tree, in versions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

import yaml

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.permissions import Action, Reach, reach
from bot.core.targets import shortfall, split, split_equally
from bot.services import metrics
from bot.services import organisations as lookup
from bot.services.drafts import Content, Result, Taken
from bot.services.metrics import KNOWLEDGE, Metric, catalogue
from bot.services.work import Work
from bot.store import metrics as counting
from bot.store import organisations, targets, versions
from bot.store.tables import OrganisationRow, PlaceRow, TargetRow
from bot.text import targets as reading
from bot.text.normalise import fold_aligned
from bot.text.queries import read_query

KIND: Final = "target"
LARGEST: Final = 2_000_000_000  # more people than there are


@dataclass(frozen=True)
class Target:
    """What is to be reached. `document`: id of a guidance document, else an officer set it and `basis` is in words."""

    metric: str
    value: float
    deadline: date | None
    past: bool
    basis: str | None = None
    document: str | None = None
    section: str | None = None
    increase: float | None = None  # of what the documents state as an increase; `value` is the total then
    organisation: str | None = None  # of a superior's
    row: int | None = None


@dataclass(frozen=True)
class _Document:
    """One entry of knowledge/targets.yml."""

    metric: str
    value: float
    kind: str
    place: str
    level: str
    source: str
    section: str
    each: bool = False
    since: date | None = None
    until: date | None = None


@cache
def documents() -> tuple[_Document, ...]:
    """The targets of the guidance documents."""
    rows: list[dict[str, Any]] = yaml.safe_load((KNOWLEDGE / "targets.yml").read_text(encoding="utf-8"))
    return tuple(_Document(**row) for row in rows)


def in_force(work: Work, row: OrganisationRow, day: date, metric: str | None = None) -> dict[str, Target]:
    """The target of each metric (or of one) on a day: the organisation's own, else a document's.

    The nearest deadline counts. One that is over is given as past when there is no other. Raises
    PermissionDeniedError.
    """
    work.demand(Action.SEE_NUMBERS, row.id)
    return _in_force(work, [row], day, metric).get(row.id, {}) | {}


def in_force_each(work: Work, rows: Sequence[OrganisationRow], day: date) -> dict[int, dict[str, Target]]:
    """The same of several organisations. Raises PermissionDeniedError."""
    for row in rows:
        work.demand(Action.SEE_NUMBERS, row.id)
    return _in_force(work, rows, day)


def _in_force(
    work: Work, rows: Sequence[OrganisationRow], day: date, metric: str | None = None
) -> dict[int, dict[str, Target]]:
    found: dict[int, dict[str, Target]] = {row.id: {} for row in rows}
    standing = targets.standing(work.session, [row.id for row in rows], _end_of(work, day))
    for one in standing:
        known = found[one.organisation_id].get(one.metric)
        if known is None or known.past:  # they come in the order of their deadlines: a later one is nearer to now
            found[one.organisation_id][one.metric] = _of_row(one, day)
    for row in rows:
        for target in _of_documents(work, row, day, metric, past=False):
            known = found[row.id].get(target.metric)
            if known is None or known.past:
                found[row.id][target.metric] = target
    return found


def context(work: Work, metric: Metric, row: OrganisationRow, day: date) -> list[Target]:
    """What else is asked for this metric: by the documents, here or above, and by superiors whose numbers may be seen.

    The organisation's target in force is left out.
    """
    mine = in_force(work, row, day, metric.id).get(metric.id)
    found: list[Target] = []
    for above in targets.chain(work.session, row.id):
        stated = list(_of_documents(work, above, day, metric.id))
        if above.id != row.id:
            stated = [_of(one, above.name) for one in stated if metric.is_rate]
            if work.permits(Action.SEE_NUMBERS, above.id):
                own = targets.standing(work.session, [above.id], _end_of(work, day))
                stated += [_of(_of_row(one, day), above.name) for one in own if one.metric == metric.id]
        found += [one for one in stated if one != mine]
    return found


def set_target(
    work: Work,
    metric: Metric,
    row: OrganisationRow,
    value: float,
    deadline: date,
    *,
    basis: str | None = None,
    split_of: int | None = None,
    import_id: int | None = None,
) -> TargetRow:
    """Keep a target; of the same organisation, metric and year a new version. Raises PermissionDeniedError.

    RegisterError for a value that can be none (below zero, above 100 per cent) and for a deadline that is past.
    """
    work.demand(Action.SET_TARGETS, row.id)
    if value <= 0 or value > (100 if metric.unit == "%" else LARGEST):
        raise RegisterError("target_value", names=[metric.name])
    if deadline <= work.today:
        raise RegisterError("target_past", names=[metric.name])
    before = targets.same(work.session, row.id, metric.id, deadline.year)
    kept = versions.add(
        work.session,
        TargetRow(
            organisation_id=row.id,
            metric=metric.id,
            value=value,
            deadline=deadline,
            basis=basis,
            split_of=split_of,
            import_id=import_id,
            supersedes=before.id if before else None,
            set_by=work.account_id,
            set_at=work.now,
        ),
    )
    after = {"metric": metric.id, "value": value, "deadline": deadline.isoformat()}
    old = {"value": before.value, "deadline": before.deadline.isoformat()} if before else None
    work.log("set_target", "target", kept.id, row.id, before=old, after=after)
    return kept


def take_back(work: Work, target_ids: Sequence[int]) -> None:
    """Undo versions that were set together; those before stand again. Raises PermissionDeniedError.

    RegisterError when one has been changed or taken back meanwhile.
    """
    rows = [work.session.get_one(TargetRow, number) for number in target_ids]
    for row in rows:
        work.demand(Action.SET_TARGETS, row.organisation_id)
        if row.withdrawn_at is not None or versions.is_superseded(row):
            raise RegisterError("target_changed", names=[catalogue()[row.metric].name])
    for row in reversed(rows):
        versions.withdraw(work.session, row, work.now)
        work.log("withdraw_target", "target", row.id, row.organisation_id, before={"value": row.value})


# --- splitting -------------------------------------------------------------------------------------------------------


def parts(work: Work, metric: Metric, total: float, rows: Sequence[OrganisationRow], how: str) -> list[float]:
    """A target split among organisations: equal, or by residents. A rate is the same everywhere.

    Raises RegisterError when there is nobody to split among, or a number of residents is not known.
    """
    if not rows:
        raise RegisterError("split_nobody")
    if metric.unit == "%":
        return [total] * len(rows)
    if how == "equal":
        return [float(part) for part in split_equally(round(total), len(rows))]
    figures = [counting.figure(work.session, row, "residents") for row in rows]
    if unknown := [row.name for row, one in zip(rows, figures, strict=True) if one is None]:
        raise RegisterError("split_no_residents", names=unknown)
    return [float(part) for part in split(round(total), [one.number for one in figures if one])]


# --- setting by talk -------------------------------------------------------------------------------------------------


class TargetForm:
    """A target of one organisation, or one that is split among those below; confirmed, kept, taken back."""

    kind = KIND

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError for who may set none."""
        if not _homes(work):
            raise PermissionDeniedError(f"{work.account_id}: set targets")
        fields = ("metric", "org", "value", "deadline", "basis", "split", "insisted")
        return self._with(work, dict.fromkeys(fields) | {"parts": [], "types": [], "each": []}, text)

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        changed = self._with(work, content, text)
        if changed == content:
            return None
        said = {key for key in changed if changed[key] != content.get(key)}
        return Taken(changed, sure=bool(said & {"metric", "value", "parts", "split", "deadline"}) or asked == "org")

    def missing(self, work: Work, content: Content) -> str | None:
        if not content["metric"]:
            return "metric"
        if not content["org"]:
            return "org"
        if content["split"] is None:
            return None if content["value"] else "value"
        if content["split"] == "each":
            return None if content["parts"] else "each"
        if content["split"] == "ask":
            return "split"
        if content["split"] == "given":
            return "parts" if not content["parts"] or self.lacking(work, content) > 0 else None
        return None if self.total(work, content) else "value"

    def commit(self, work: Work, content: Content, request: str) -> Result:
        metric, home = catalogue()[content["metric"]], work.session.get_one(OrganisationRow, int(content["org"]))
        day, basis = date.fromisoformat(content["deadline"]), content["basis"]
        kept: list[TargetRow] = []
        above = None
        if content["value"]:
            above = set_target(work, metric, home, float(content["value"]), day, basis=basis)
            kept.append(above)
            kept += [
                set_target(work, catalogue()[further], home, float(value), day, basis=basis)
                for further, value in content.get("also") or []
            ]
        elif content["split"] != "each":  # nothing of its own is given on then
            above = targets.same(work.session, home.id, metric.id, day.year)
        for organisation_id, value in content["parts"]:
            row = work.session.get_one(OrganisationRow, int(organisation_id))
            kept.append(
                set_target(work, metric, row, float(value), day, basis=basis, split_of=above.id if above else None)
            )
        return {"targets": [one.id for one in kept]}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        take_back(work, result["targets"])

    def total(self, work: Work, content: Content) -> float | None:
        """What is split: what was said, else the organisation's own target of that year."""
        if content["value"]:
            return float(content["value"])
        if not (content["metric"] and content["org"] and content["deadline"]):
            return None
        year = date.fromisoformat(content["deadline"]).year
        standing = targets.same(work.session, int(content["org"]), content["metric"], year)
        return standing.value if standing else None

    def before(self, work: Work, content: Content) -> float | None:
        """The target that stands and would be replaced; None when there is none."""
        if not content["value"]:
            return None
        year = date.fromisoformat(content["deadline"]).year
        standing = targets.same(work.session, int(content["org"]), content["metric"], year)
        return standing.value if standing else None

    def lacking(self, work: Work, content: Content) -> float:
        """What the parts lack of the organisation's target; 0 without one, and of rates, which are not added up."""
        total = self.total(work, content)
        if total is None or catalogue()[content["metric"]].unit == "%":
            return 0.0
        return shortfall(total, [value for _, value in content["parts"]])

    # --- reading

    def _with(self, work: Work, content: Content, text: str) -> Content:
        """The content with what a message says; what is said again is a correction."""
        said = reading.read_setting(text, work.today)
        plain = fold_aligned(text)
        named, rest = metrics.named_in(plain, [row.short for row in organisations.named_in(work.session, plain)])
        changed = dict(content)
        if said.amounts and (also := self._also(content, named, said.amounts[0])):
            return content | {"also": also}
        if named:
            changed["metric"] = named[0].id
            changed["also"] = self._further(named, said)
            changed["more"] = [] if changed["also"] else [one.id for one in named[1:]]
        changed["basis"] = said.basis or changed["basis"]
        changed["deadline"] = (
            said.deadline.isoformat() if said.deadline else changed["deadline"] or f"{work.today.year}-12-31"
        )
        asked = reading.read_progress(text, work.today)
        changed["types"] = list(asked.ranked) or changed["types"]
        pairs, spoken = self._pairs(work, rest, said.amounts)
        if each := self._each(work, changed, text, pairs, spoken, said.amounts):
            return each
        if len(pairs) > 1 or (pairs and (said.splits or content["split"] == "given")):
            changed["parts"], changed["split"] = self._merged(changed["parts"], pairs), "given"
            changed["org"] = changed["org"] or work.session.get_one(OrganisationRow, pairs[0][0]).parent_id
        else:
            changed["org"] = self._home(work, rest, spoken) or changed["org"] or own_home(work)
            amount = said.amounts[0] if said.amounts else None
            if amount is not None:
                changed["value"] = amount.value
                changed["metric"] = _as_rate(changed["metric"]) if amount.percent else changed["metric"]
            if said.splits or (said.how and content["split"]):
                changed["split"] = said.how or changed["split"] or "ask"
        return self._parted(work, changed)

    @staticmethod
    def _further(named: Sequence[Metric], said: reading.Setting) -> list[list[Any]]:
        """[metric, value] of further targets of a message that has a number for each: 会员120 志愿者60."""
        if said.splits or len(named) != len(said.amounts):
            return []
        pairs = zip(named[1:], said.amounts[1:], strict=True)
        return [[_as_rate(one.id) if amount.percent else one.id, amount.value] for one, amount in pairs]

    @staticmethod
    def _also(content: Content, named: Sequence[Metric], amount: reading.Amount) -> list[list[Any]]:
        """The further targets with the one put right that a message names; empty where it names none of them."""
        before: list[list[Any]] = content.get("also") or []
        if len(named) != 1 or named[0].id not in [metric for metric, _ in before]:
            return []
        return [[metric, amount.value if metric == named[0].id else value] for metric, value in before]

    def _parted(self, work: Work, content: Content) -> Content:
        """The parts of an equal split or of one by residents."""
        total = self.total(work, content)
        if content["split"] not in ("equal", "residents") or not total or not content["metric"]:
            return content
        rows = self._below(work, content)
        values = parts(work, catalogue()[content["metric"]], total, rows, content["split"])
        return content | {"parts": [[row.id, value] for row, value in zip(rows, values, strict=True)]}

    def _each(
        self,
        work: Work,
        content: Content,
        text: str,
        pairs: list[tuple[int, float]],
        spoken: list[OrganisationRow],
        amounts: Sequence[reading.Amount],
    ) -> Content | None:
        """The content with the same target for each of several organisations; None where a message sets no such."""
        before = content["split"] == "each"
        home: int | None = content["org"] or own_home(work)
        if len(spoken) > 1 and len(amounts) == 1 and reading.says_alike(text):
            each, home = [row.id for row in spoken], home or spoken[0].parent_id
        elif reading.sets_each(text):
            home = spoken[0].id if len(spoken) == 1 else home
            each = [row.id for row in self._below(work, {**content, "org": home})] if home else []
        elif before and pairs:
            return content | {"parts": self._merged(content["parts"], pairs)}
        else:
            each = [int(row) for row, _ in content["parts"]] or content["each"] if before else []
        if not each:
            return None
        changed = {**content, "split": "each", "each": each, "org": home}
        if not amounts:
            return changed
        metric = _as_rate(content["metric"]) if amounts[0].percent else content["metric"]
        return changed | {"metric": metric, "parts": [[row, amounts[0].value] for row in each]}

    def _below(self, work: Work, content: Content) -> list[OrganisationRow]:
        if content["types"]:
            return targets.of_types_below(work.session, int(content["org"]), content["types"], work.today)
        return targets.children(work.session, int(content["org"]), work.today)

    @staticmethod
    def _merged(before: list[list[float]], pairs: list[tuple[int, float]]) -> list[list[float]]:
        known = {int(organisation_id): value for organisation_id, value in before} | dict(pairs)
        return [[organisation_id, value] for organisation_id, value in known.items()]

    @staticmethod
    def _pairs(
        work: Work, text: str, amounts: Sequence[reading.Amount]
    ) -> tuple[list[tuple[int, float]], list[OrganisationRow]]:
        """(organisation, number) pairs such as 荷花街道200，翠竹街道300; and all organisations that are named."""
        spans: list[tuple[int, int, OrganisationRow]] = []
        rows = [row for row in organisations.named_in(work.session, text) if work.permits(Action.SET_TARGETS, row.id)]
        called = sorted(((row.short, row) for row in rows), key=lambda one: -len(one[0]))
        for name, row in [*called, *TargetForm._called_by_the_end(work, text)]:
            start = text.find(name)
            end = start + len(name)
            if start >= 0 and not any(start < other[1] and other[0] < end for other in spans):
                spans.append((start, end, row))
        spans.sort(key=lambda span: span[0])
        ends = [*(span[0] for span in spans[1:]), len(text)][: len(spans)]
        pairs = []
        for (_, end, row), until in zip(spans, ends, strict=True):
            if amount := reading.amount_between(amounts, end, until):
                pairs.append((row.id, amount.value))
        return pairs, [row for *_, row in spans]

    @staticmethod
    def _called_by_the_end(work: Work, text: str) -> Iterator[tuple[str, OrganisationRow]]:
        """Organisations that are called by the end of their names: 实验中学 of 鉴湖县实验中学."""
        for name in read_query(text).names:
            found = lookup.find(work.session, work.who, name).rows if reading.is_a_name(name) else ()
            if len(found) == 1 and work.permits(Action.SET_TARGETS, found[0].id):
                yield name, found[0]

    @staticmethod
    def _home(work: Work, text: str, spoken: list[OrganisationRow]) -> int | None:
        """Whose target: the one that is named; with no name the officer's own. Raises PermissionDeniedError."""
        if len(spoken) == 1:
            return spoken[0].id
        found = lookup.find(work.session, work.who, reading.read_progress(text, work.today).rest)
        names = [name for name in found.query.names if reading.is_a_name(name)]
        if found.asked and names:
            raise RegisterError("target_org", names=[found.asked])
        if len(found.rows) != 1:
            return None
        if names:
            work.demand(Action.SET_TARGETS, found.rows[0].id)
            return found.rows[0].id
        return None


def reads_as_setting(text: str, today: date, *, doubtful: bool = True) -> bool:
    """Whether a text sets or splits a target. `doubtful`: it was taken for a question, so it has to say so clearly."""
    said = reading.read_setting(text, today)
    return said.sets and bool(said.amounts or said.splits) if doubtful else not said.asks


def own_home(work: Work) -> int | None:
    """The organisation whose targets an officer means without naming one; None when there are several."""
    homes = _homes(work)
    return homes[0] if len(homes) == 1 else None


def _homes(work: Work) -> list[int]:
    return [one.organisation_id for one in work.who.grants if reach(one.role, Action.SET_TARGETS) >= Reach.BELOW]


def _as_rate(metric: str | None) -> str | None:
    """What is meant by a percentage of something that is counted."""
    rates = {one.numerator: one.id for one in catalogue().values() if one.numerator}
    return ({"members": "adult_share", "organisations": "founding_rate"} | rates).get(metric or "", metric)


def _end_of(work: Work, day: date) -> datetime:
    """The moment up to which what was set counts for a day."""
    if day >= work.today:
        return work.now
    return datetime.combine(day + timedelta(days=1), time(), work.now.tzinfo)


def _of_row(row: TargetRow, day: date) -> Target:
    return Target(row.metric, row.value, row.deadline, row.deadline < day, row.basis, row=row.id)


def _of(target: Target, organisation: str) -> Target:
    return Target(**{**vars(target), "organisation": organisation})


def _of_documents(
    work: Work, row: OrganisationRow, day: date, metric: str | None = None, *, past: bool = True
) -> Iterable[Target]:
    """What the documents ask of exactly this organisation (for one metric); without `past`: what still runs."""
    path = _path(work, row)
    for one in sorted(documents(), key=lambda one: one.until or date.max):  # the nearest deadline counts
        if row.type != one.level or metric not in (None, one.metric) or not _lies_in(path, one):
            continue
        over = one.until is not None and day > one.until
        if (one.since is not None and day < one.since) or (over and not past):
            continue
        increase = one.value if one.kind == "increase" else None
        value = _increased(work, row, one) if increase is not None else one.value
        if value is not None:
            yield Target(one.metric, value, one.until, over, None, one.source, one.section, increase)


def _increased(work: Work, row: OrganisationRow, one: _Document) -> float | None:
    """The total that an increase asks for; None when there was nothing to count from."""
    metric = catalogue()[one.metric]
    if not metric.is_counted or one.since is None or not work.permits(Action.SEE_NUMBERS, row.id):
        return None
    before = metrics.measure(work, metric, row, one.since - timedelta(days=1)).measure.numerator
    return None if before is None else before + one.value


def _path(work: Work, row: OrganisationRow) -> list[str]:
    """The names of the places an organisation stands for, from the province down."""
    names: list[str] = []
    place = work.session.get(PlaceRow, row.place_id) if row.place_id else None
    while place is not None:
        names.insert(0, place.name)
        place = work.session.get(PlaceRow, place.parent_id) if place.parent_id else None
    return names


def _lies_in(path: list[str], one: _Document) -> bool:
    """Whether a document's place is the path itself or, where each of a level is meant, lies above it."""
    wanted = [part for part in one.place.split("/") if part]
    if len(wanted) > len(path) or not all(name.startswith(part) for name, part in zip(path, wanted, strict=False)):
        return False
    return one.each or len(wanted) == len(path)
