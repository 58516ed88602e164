"""Who may be picked for an honour: the rule that an officer sets, in versions, and the list of who fulfils it.

No guidance document says how many hours a star takes, nor what a 会员之星 or the 红人榜 asks of people: without a rule
of the organisation or of one above it there is no list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from bot.core.errors import PermissionDeniedError, RegisterError
from bot.core.paging import Page, cut
from bot.core.permissions import Action, Reach, reach
from bot.core.reminders import later_month
from bot.core.stars import AWARDING, LEVELS, SETTING, THIS_YEAR, Honour, HonourRule, star_of
from bot.services import organisations as lookup
from bot.services import sheets, stars
from bot.services.drafts import Content, Result, Taken
from bot.services.work import Work
from bot.store import activities, awards, members, organisations, versions
from bot.store import stars as store
from bot.store.stars import Candidate
from bot.store.tables import HonourRuleRow, MembershipRow, OrganisationRow
from bot.text import stars as reading
from bot.text.columns import NOTES
from bot.text.stars import Said as Said

KIND: Final = "honour_rule"
CONDITIONS: Final = ("hours", "activities", "months", "window")


@dataclass(frozen=True)
class InForce:
    """A rule that is in force: whose, which version, set when."""

    number: int
    honour: Honour
    rule: HonourRule
    owner: str
    version: int
    since: date


@dataclass(frozen=True)
class Outlook:
    """How far a volunteer is from stars. `lacking`: of each star, its rule and the hours that it still takes.

    `None` in the place of a rule: nobody has set one.
    """

    name: str
    level: int
    hours: float
    lacking: tuple[tuple[int, InForce | None, float], ...]


def read(work: Work, text: str) -> Said:
    """Read a message about stars or candidates."""
    return reading.read_star(text, work.today)


# --- rules -----------------------------------------------------------------------------------------------------------


def rule_for(work: Work, honour: Honour, organisation_id: int) -> InForce | None:
    """The rule that an organisation goes by: its own, else that of the nearest above. A public fact, like a target."""
    found = store.rule_for(work.session, organisation_id, honour)
    if found is None:
        return None
    row, owner = found
    version = store.versions(work.session, row.organisation_id, honour)
    zone = work.now.tzinfo
    return InForce(row.id, honour, _conditions(row), owner, version, row.set_at.astimezone(zone).date())


def may_set(work: Work, honour: Honour, organisation_id: int) -> bool:
    """Whether the actor may set the rule there: of a star only the level whose business it is, or one above."""
    if not work.permits(Action.AWARD_HONOURS, organisation_id):
        return False
    if honour.level is None:
        return True
    roles = SETTING[AWARDING[honour.level]]
    return any(
        grant.role in roles and organisations.holds(work.session, grant.organisation_id, organisation_id)
        for grant in work.who.grants
    )


def set_rule(work: Work, honour: Honour, organisation_id: int, rule: HonourRule) -> HonourRuleRow:
    """Set a rule; of the same organisation and honour a new version. Raises PermissionDeniedError.

    RegisterError for a star that is another level's business (it names whose), for a rule that asks nothing, or
    something that nobody can fulfil.
    """
    _demand_own(work, honour, organisation_id)
    if rule.is_empty or not rule.is_possible:
        raise RegisterError("honour_rule")
    before = store.rule_of(work.session, organisation_id, honour)
    row = HonourRuleRow(
        organisation_id=organisation_id,
        honour=honour,
        **vars(rule),
        supersedes=before.id if before else None,
        set_by=work.account_id,
        set_at=work.now,
    )
    kept = versions.add(work.session, row)
    old = vars(_conditions(before)) if before else None
    work.log("set_rule", "honour_rule", kept.id, organisation_id, before=old, after={"honour": honour} | vars(rule))
    return kept


def take_back(work: Work, rule_id: int) -> None:
    """Undo a version; the one before stands again. Raises RegisterError when it was changed or taken back since."""
    row = work.within(HonourRuleRow, rule_id, Action.AWARD_HONOURS)
    _demand_own(work, Honour(row.honour), row.organisation_id)
    if row.withdrawn_at is not None or versions.is_superseded(row):
        raise RegisterError("settled")
    versions.withdraw(work.session, row, work.now)
    work.log("withdraw_rule", "honour_rule", row.id, row.organisation_id, before={"honour": row.honour})


def _demand_own(work: Work, honour: Honour, organisation_id: int) -> None:
    work.demand(Action.AWARD_HONOURS, organisation_id)
    if honour.level is not None and not may_set(work, honour, organisation_id):
        who = stars.authority(work, honour.level, organisation_id)
        values = {"level": str(honour.level), "kind": AWARDING[honour.level].value, "who": f"（{who}）" if who else ""}
        raise RegisterError("star_rule_not_yours", **values)


def _conditions(row: HonourRuleRow) -> HonourRule:
    return HonourRule(row.hours, row.activities, row.months, row.window)


# --- lists -----------------------------------------------------------------------------------------------------------


def candidates(work: Work, honour: Honour, row: OrganisationRow, rule: HonourRule, page: int = 1) -> Page[Candidate]:
    """A page of who fulfils a rule below an organisation; of a star only who has a lower one. PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    query = _fulfilling(work, honour, row, rule)
    total = store.size(work.session, query)
    at = cut(total, page)
    return Page(tuple(store.page(work.session, query, at.start, at.length)), total, at)


def chosen_among(work: Work, honour: Honour, row: OrganisationRow, lines: Iterable[Candidate]) -> set[int]:
    """Who of a list was chosen 会员之星 this year already; nobody of another honour's list. PermissionDeniedError."""
    work.demand(Action.SEE_ROSTER, row.id)
    if honour is not Honour.MEMBER_STAR:
        return set()
    return awards.chosen(work.session, [one.person_id for one in lines], work.today.year)


def export(
    work: Work, honour: Honour, row: OrganisationRow, rule: InForce, path: Path, header: Sequence[str], said: str
) -> int:
    """Write the whole list; how many rows. A second sheet says what it is, and by which rule. PermissionDeniedError.

    `header`: name, organisation, hours, activities, since, star, of 会员之星 whether chosen this year; `said`: the rule
    in words.
    """
    work.demand(Action.EXPORT, row.id)
    lines = store.page(work.session, _fulfilling(work, honour, row, rule.rule), 0, None)
    there = chosen_among(work, honour, row, lines)
    rows = (
        [one.name, one.organisation, one.hours, one.activities, one.since, one.level or None]
        + ([work.today.year if one.person_id in there else None] if honour is Honour.MEMBER_STAR else [])
        for one in lines
    )
    notes: list[list[Any]] = [
        [said], [NOTES["scope"], row.name], [NOTES["as_of"], work.today], [NOTES["rows"], len(lines)],
        [NOTES["by"], work.account_id],
    ]  # fmt: skip
    sheets.write(path, header, rows, notes=(NOTES["sheet"], lambda: notes))
    after = {"honour": honour, "rows": len(lines), "rule": rule.number}
    work.log("export", "candidates", row.id, row.id, after=after)
    return len(lines)


def outlook(work: Work, person_id: int, membership_id: int | None, wanted: int | None) -> Outlook:
    """How far somebody is from the next star, or the wanted one: a volunteer on a roster in reach, or oneself.

    Raises PermissionDeniedError, RegisterError for who is no volunteer.
    """
    if membership_id is not None:
        row = work.within(MembershipRow, membership_id, Action.SEE_ROSTER, "unknown")
        history = stars.history(work, membership_id)
        person_id = row.person_id or 0
    else:
        mine = stars.own(work)
        if mine is None or mine[0] != person_id:
            raise PermissionDeniedError(f"{work.account_id}: {Action.SEE_OWN_RECORD}")
        history = mine[1]
    registration = members.volunteering(work.session, person_id, work.today)
    if registration is None:
        raise RegisterError("star_no_volunteer")
    home, name = registration
    level = stars.level_now(history, work.today)
    steps = [wanted] if wanted else [one for one in LEVELS if one > level][:1]
    same = members.with_merged(work.session, person_id)
    ways = [(one, rule_for(work, star_of(one), home)) for one in steps]
    lacking = tuple((one, rule, _lacking(work, same, rule)) for one, rule in ways)
    return Outlook(name, level, _given(work, same, None), lacking)


def _lacking(work: Work, person_ids: list[int], rule: InForce | None) -> float:
    """The hours that a rule still asks for; 0 when it asks for none any more."""
    if rule is None or rule.rule.hours is None:
        return 0.0
    return max(0.0, rule.rule.hours - _given(work, person_ids, _since(rule.rule, work.today)))


def _given(work: Work, person_ids: list[int], since: date | None) -> float:
    return activities.given(work.session, person_ids, *activities.held(since=since, until=work.today))[1]


def _fulfilling(work: Work, honour: Honour, row: OrganisationRow, rule: HonourRule) -> Any:
    joined = later_month(work.today, -rule.months) if rule.months is not None else None
    days = (_since(rule, work.today), joined, work.today)
    return store.fulfilling(honour.kinds, organisations.ids_below(row.id), rule, days, honour.level)


def _since(rule: HonourRule, today: date) -> date | None:
    """The first day on which service counts."""
    if rule.window is None:
        return None
    if rule.window == THIS_YEAR:
        return date(today.year, 1, 1)
    return later_month(today, -rule.window) + timedelta(days=1)


# --- setting a rule by talk ------------------------------------------------------------------------------------------


class RuleForm:
    """A rule of one organisation for one honour; shown, confirmed, kept, taken back."""

    kind = KIND

    def begin(self, work: Work, text: str, about: str) -> Content:
        """Raises PermissionDeniedError for who sets none."""
        homes = [one.organisation_id for one in work.who.grants if reach(one.role, Action.AWARD_HONOURS) is Reach.BELOW]
        if not homes:
            raise PermissionDeniedError(f"{work.account_id}: rules")
        said = reading.read_star(text, work.today)
        content: Content = dict.fromkeys((*CONDITIONS, "honour", "org"))
        content |= {"honour": honour_of(said), "org": _home(work, said, homes)}
        return _allowed(work, {**content, **_said(said)})

    def take(self, work: Work, text: str, content: Content, asked: str | None) -> Taken | None:
        said = reading.read_star(text, work.today)
        new = _said(said)
        named = honour_of(said)
        if named and (named != content["honour"]):
            new["honour"] = named
        if asked == "org":
            rows = lookup.find(work.session, work.who, text).rows
            new |= {"org": rows[0].id} if len(rows) == 1 else {}
        changed = {**content, **new}
        if changed == content:
            return None
        return Taken(_allowed(work, changed), sure=True)

    def missing(self, work: Work, content: Content) -> str | None:
        if content["honour"] is None:
            return "honour"
        if content["org"] is None:
            return "org"
        return "conditions" if rule_of(content).is_empty else None

    def commit(self, work: Work, content: Content, request: str) -> Result:
        return {"rule": set_rule(work, Honour(content["honour"]), int(content["org"]), rule_of(content)).id}

    def undo(self, work: Work, content: Content, result: Result) -> None:
        take_back(work, result["rule"])


def honour_of(said: Said) -> Honour | None:
    """The honour that a message is about; None when it does not say which star."""
    if said.honour != "star":
        return Honour(said.honour)
    return star_of(said.level) if said.level else None


def rule_of(content: Content) -> HonourRule:
    """The rule that a draft holds."""
    return HonourRule(**{key: content[key] for key in CONDITIONS})


def _allowed(work: Work, content: Content) -> Content:
    """A draft as it is. Raises PermissionDeniedError, RegisterError as soon as it is another's business."""
    if content["org"] is not None:
        work.demand(Action.AWARD_HONOURS, content["org"])
        if content["honour"] is not None:
            _demand_own(work, Honour(content["honour"]), content["org"])
    return content


def _said(said: Said) -> Content:
    rule = said.rule
    return {key: value for key, value in vars(rule).items() if value is not None}


def _home(work: Work, said: Said, homes: Iterable[int]) -> int | None:
    """Whose rule: the organisation that is named, else the officer's own. Raises PermissionDeniedError."""
    rows = lookup.find(work.session, work.who, said.rest).rows
    own = list(homes)
    if len(rows) == 1:
        work.demand(Action.AWARD_HONOURS, rows[0].id)
        return rows[0].id
    return own[0] if len(own) == 1 and not rows else None
