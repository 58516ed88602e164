"""Stars of volunteers, and who may be picked for an honour by the rule that an officer set."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from actions.base import BoaiAction, Reply, Runtime, Turn, Words, next_page
from actions.drafts import Talk, work_of
from actions.organisations import which
from bot.core.errors import RegisterError
from bot.core.paging import Page
from bot.core.permissions import Action
from bot.core.stars import AWARDING, CLAUSE, LEVELS, SOURCE, THIS_YEAR, Honour, HonourRule
from bot.services import awards, honours, organisations, stars, stars_form
from bot.services.awards_form import MemberStarForm, names
from bot.services.conversations import Press
from bot.services.drafts import Content, Open, Result
from bot.services.honours import InForce, Outlook, RuleForm, Said
from bot.services.metrics import catalogue, titles
from bot.services.organisations import Row
from bot.services.stars import Award, Candidate
from bot.services.stars_form import StarForm
from bot.services.work import Work
from bot.store.tables import AwardRow, MembershipRow

WAITING = 4  # proposals in one message
CHOOSING = 5  # buttons that choose somebody of a list
HEADER = ("person", "organisation", "hours", "activities", "since", "level")
Buttons = tuple[tuple[str, Press], ...]


class ManageStar(BoaiAction):
    """Awards and everything else that is said of stars; lists of candidates and their rules."""

    task = "manage_star"

    def answer(self, turn: Turn) -> list[Reply]:
        work = work_of(turn, self.runtime)
        if turn.pressed and (told := _decided(self.runtime, work, turn)):
            return told
        said = honours.read(work, turn.text)
        if told := _Answers(self.runtime, work, turn, said).answers():
            return told
        if said.wants == "rule":
            return RuleTalk(self.runtime).begin(turn)
        if said.wants in ("choose", "unchoose"):
            return MemberStarTalk(self.runtime).begin(turn)
        try:
            return StarTalk(self.runtime).begin(turn)
        except RegisterError as error:
            if error.code != "star_not_yours" or said.wants != "award":
                raise
            return [Reply(error.reply, dict(error.values), _instead(self.runtime.words, error.values))]


def _instead(words: Words, values: dict[str, str]) -> Buttons:
    """What somebody does who may not award: propose, or record what was awarded."""
    said = {"names": values["names"], "level": values["level"], "body": words(f"star_body_{values['level']}")}
    return tuple(
        (words(f"star_way_{way}"), Press(task=ManageStar.task, about=words(f"star_say_{way}", **said)))
        for way in ("propose", "record")
    )


def _decided(runtime: Runtime, work: Work, turn: Turn) -> list[Reply] | None:
    """What a button of a proposal does; None for one that asks something in words."""
    what, _, number = turn.text.partition(":")
    if not number.isdigit():
        return None
    if what == "accept":
        return StarTalk(runtime).begin(turn, number)
    if what == "choose":
        return MemberStarTalk(runtime).begin(turn, number)
    row = stars.decline(work, int(number))
    return [Reply("utter_star_declined", {"level": runtime.words(f"star_level_{row.level}")})]


# --- answers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Answers:
    """What is told of stars and honours, without changing anything."""

    runtime: Runtime
    work: Work
    turn: Turn
    said: Said

    @property
    def words(self) -> Words:
        return self.runtime.words

    def answers(self) -> list[Reply]:
        """Empty when the message asks nothing."""
        kinds: dict[str, Callable[[], list[Reply]]] = {
            "history": self._history,
            "lacking": self._lacking,
            "proposals": self._proposals,
            "starred": self._starred,
            "candidates": self._candidates,
            "chosen": self._chosen,
            "ask_rule": self._rule,
        }
        asked = kinds.get(self.said.wants or "")
        return asked() if asked else []

    # --- one volunteer

    def _history(self) -> list[Reply]:
        found = self._named()
        if found:
            return [self._told(name, stars.history(self.work, number)) for number, _, name in found]
        mine = stars.own(self.work)
        if mine is None:
            return [Reply("utter_person_own_unknown")]
        return [self._told(self.work.who.account.name or "", mine[1])]

    def _told(self, name: str, history: Sequence[Award]) -> Reply:
        words, today = self.words, self.work.today
        steps = [
            words("star_step", day=words.day(one.day), level=words(f"star_level_{one.level}"), awarder=one.awarder)
            for one in history
        ]
        values = {"name": name, "level": words(f"star_level_{stars.level_now(history, today)}")}
        return Reply("utter_star_history" if steps else "utter_star_never", values | {"steps": "\n".join(steps)})

    def _lacking(self) -> list[Reply]:
        found = self._named()
        if found:
            return [
                self._outlook(honours.outlook(self.work, person, number, self.said.level))
                for number, person, _ in found
            ]
        mine = stars.own(self.work)
        if mine is None:
            return [Reply("utter_person_own_unknown")]
        return [self._outlook(honours.outlook(self.work, mine[0], None, self.said.level))]

    def _outlook(self, one: Outlook) -> Reply:
        words = self.words
        steps = [self._step(one, *step) for step in one.lacking] or [words("star_highest")]
        values = {
            "name": one.name, "hours": f"{one.hours:g}", "level": words(f"star_level_{one.level}"),
            "steps": "\n".join(steps), "source": self._source(),
        }  # fmt: skip
        return Reply("utter_star_outlook", values)

    def _step(self, one: Outlook, level: int, rule: InForce | None, lacking: float) -> str:
        words = self.words
        values = {"level": words(f"star_level_{level}"), "body": words(f"star_body_{level}")}
        if level <= one.level:
            return words("star_step_held", **values)
        if rule is None:
            return words("star_step_no_rule", **values) + self._hint(Honour(f"star_{level}"))
        said = values | {"rule": said_rule(words, rule.rule), "owner": rule.owner, "lacking": f"{lacking:g}"}
        return words("star_step_lacking" if lacking else "star_step_enough", **said)

    def _named(self) -> list[tuple[int, int, str]]:
        """The volunteers in reach that are named: (registration, person, name). RegisterError for an unknown name."""
        found = stars.volunteers_named(self.work, self.turn.text, Action.SEE_ROSTER)
        if not found and self.said.name and self.said.name != self.work.who.account.name:
            raise RegisterError("star_unknown", names=[self.said.name])
        people = {one.person.id: (one.membership.id, one.person.id, one.person.name) for one in found if one.person}
        return list(people.values())

    # --- lists

    def _proposals(self) -> list[Reply]:
        waiting = stars.waiting(self.work)
        if not waiting:
            return [Reply("utter_star_proposals_none")]
        words, lines, buttons = self.words, [], []
        for number, one in enumerate(waiting[:WAITING], 1):
            level = words(f"star_level_{one.level}")
            values = {"number": number, "who": one.name, "organisation": one.organisation, "level": level}
            lines.append(words("star_proposal", day=words.day(one.day), **values))
            buttons.append((words("accept", who=one.name), Press(task=ManageStar.task, about=f"accept:{one.number}")))
            buttons.append((words("decline", who=one.name), Press(task=ManageStar.task, about=f"decline:{one.number}")))
        values_ = {"count": str(len(waiting)), "list": "\n".join(lines)}
        return [Reply("utter_star_proposals", values_, tuple(buttons))]

    def _starred(self) -> list[Reply]:
        found = organisations.find(self.turn.session, self.work.who, self.said.rest)
        if len(found.rows) != 1:
            return which(found, ManageStar.task, self.turn.text)
        row, words = found.rows[0], self.words
        numbers, page = stars.starred(self.work, row, self.said.level, found.query.page)
        values = {"name": row.name, "day": words.day(self.work.today)}
        if not page.total:
            return [Reply("utter_starred_none", values)]
        counted = [words("star_count", level=words(f"star_level_{one}"), count=count) for one, count in numbers.items()]
        values |= {"numbers": words("comma").join(counted)}
        return [self._page("utter_starred", values, page, ())]

    def _candidates(self) -> list[Reply]:
        honour = honours.honour_of(self.said)
        if honour is None:
            return [Reply("utter_star_which_level", {}, tuple(
                (words, Press(task=ManageStar.task, about=f"{words} {self.turn.text}"))
                for words in (self.words(f"star_level_{level}") for level in LEVELS)
            ))]  # fmt: skip
        found = organisations.find(self.turn.session, self.work.who, self.said.rest)
        if len(found.rows) != 1:
            return which(found, ManageStar.task, self.turn.text)
        row = found.rows[0]
        self.work.demand(Action.SEE_ROSTER, row.id)
        rule = honours.rule_for(self.work, honour, row.id)
        if rule is None:
            return [self._no_rule(honour, row)]
        if self.said.file:
            return [self._file(honour, row, rule)]
        page = honours.candidates(self.work, honour, row, rule.rule, found.query.page)
        title = self.words(f"honour_{honour}")
        values = self._ruled(rule) | {"name": row.name, "honour": title, "day": self.words.day(self.work.today)}
        if not page.total:
            return [Reply("utter_candidates_none", values)]
        file = (self.words("candidates_file"), Press(
            task=ManageStar.task, about=self.words("candidates_say_file", organisation=row.name, honour=title)
        ))  # fmt: skip
        may = self.work.permits(Action.EXPORT, row.id)
        there = honours.chosen_among(self.work, honour, row, page.lines)
        more = (*self._choosing(honour, row, page, there), *((file,) if may else ()))
        return [self._page("utter_candidates", values, page, more, there)]

    def _choosing(self, honour: Honour, row: Row, page: Page[Candidate], there: Collection[int]) -> Buttons:
        """The buttons that choose the first of a list who were not chosen yet."""
        if honour is not Honour.MEMBER_STAR or not self.work.permits(Action.AWARD_HONOURS, row.id):
            return ()
        left = [one for one in page.lines if one.person_id not in there][:CHOOSING]
        return tuple(
            (self.words("member_star_choose", who=one.name), Press(
                task=ManageStar.task, about=f"choose:{one.person_id}"
            ))
            for one in left
        )  # fmt: skip

    # --- 会员之星

    def _chosen(self) -> list[Reply]:
        """Whether those who are named were chosen; without a name, who was in a year."""
        found = awards.people_named(self.work, self.turn.text, Action.SEE_ROSTER)
        if found:
            return [self._chosen_when(awards.name_of(one), one.membership.id) for one in found]
        where = organisations.find(self.turn.session, self.work.who, self.said.rest)
        if len(where.rows) != 1:
            return which(where, ManageStar.task, self.turn.text)
        row, words, year = where.rows[0], self.words, self.said.year or self.work.today.year
        chosen = awards.chosen_of(self.work, row, year, where.query.page)
        values = {"name": row.name, "year": str(year), "total": str(chosen.total)}
        if not chosen.total or chosen.page is None:
            return [Reply("utter_member_stars_number" if chosen.total else "utter_member_stars_none", values)]
        page = chosen.page
        lines = [
            words(
                "member_star_line",
                number=number, who=one.name, organisation=one.organisation, given=self._given(one.row),
            )
            for number, one in enumerate(page.lines, page.first)
        ]  # fmt: skip
        said = {"rows": "\n".join(lines), "page": str(page.page), "pages": str(page.pages)}
        buttons = next_page(words, ManageStar.task, self.turn.text, page.page, page.pages)
        return [Reply("utter_member_stars", values | said, buttons)]

    def _chosen_when(self, name: str, membership: int) -> Reply:
        found = awards.member_stars(self.work, membership)
        lines = [self.words("member_star_step", year=one.year, given=self._given(one)) for one in found]
        return Reply("utter_member_star_of" if lines else "utter_member_star_never", {
            "name": name, "steps": "\n".join(lines)
        })  # fmt: skip

    def _given(self, row: AwardRow) -> str:
        return self.words("member_star_given", day=self.words.day(row.since), awarder=row.awarder or "")

    def _page(
        self, reply: str, values: dict[str, str], page: Page[Candidate], more: Buttons, there: Collection[int] = ()
    ) -> Reply:
        """`there`: of candidates for 会员之星, who was chosen this year already."""
        lines = [
            self._line(number, one) + (self.words("member_star_already") if one.person_id in there else "")
            for number, one in enumerate(page.lines, page.first)
        ]
        buttons = (*next_page(self.words, ManageStar.task, self.turn.text, page.page, page.pages), *more)
        counted = {"total": str(page.total), "page": str(page.page), "pages": str(page.pages)}
        return Reply(reply, values | counted | {"rows": "\n".join(lines)}, buttons)

    def _line(self, number: int, one: Candidate) -> str:
        level = self.words("star_now", level=self.words(f"star_level_{one.level}")) if one.level else ""
        return self.words(
            "candidate", number=number, who=one.name, organisation=one.organisation, hours=f"{one.hours:g}",
            activities=one.activities, since=self.words.day(one.since), level=level,
        )  # fmt: skip

    def _file(self, honour: Honour, row: Row, rule: InForce) -> Reply:
        words = self.words
        title = words("candidates_title", honour=words(f"honour_{honour}"))
        path = self.runtime.files.new(self.turn.account.id, f"{title}-{self.turn.now:%Y%m%d}")
        try:
            more = ("chosen",) if honour is Honour.MEMBER_STAR else ()
            header = [words(f"candidates_head_{one}") for one in (*HEADER, *more)]
            note = words("candidates_rule", **self._ruled(rule))
            count = honours.export(self.work, honour, row, rule, path, header, note)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        values = {"title": title, "name": row.name, "count": str(count), "day": words.day(self.work.today)}
        return Reply("utter_candidates_file", values, custom={"files": [str(path)]})

    # --- rules

    def _rule(self) -> list[Reply]:
        honour = honours.honour_of(self.said)
        found = organisations.find(self.turn.session, self.work.who, self.said.rest)
        if honour is None:
            return self._candidates()
        if len(found.rows) != 1:
            return which(found, ManageStar.task, self.turn.text)
        rule = honours.rule_for(self.work, honour, found.rows[0].id)
        if rule is None:
            return [self._no_rule(honour, found.rows[0])]
        return [Reply("utter_honour_rule", self._ruled(rule) | {"honour": self.words(f"honour_{honour}")})]

    def _ruled(self, rule: InForce) -> dict[str, str]:
        said = said_rule(self.words, rule.rule)
        return {"rule": said, "owner": rule.owner, "version": str(rule.version), "since": self.words.day(rule.since)}

    def _no_rule(self, honour: Honour, row: Row) -> Reply:
        level = honour.level
        values = {"name": row.name, "honour": self.words(f"honour_{honour}"), "hint": self._hint(honour, row)}
        if level is None:
            return Reply("utter_honour_no_rule", values)
        return Reply("utter_star_no_rule", values | {"kind": AWARDING[level].value, "source": self._source()})

    def _hint(self, honour: Honour, row: Row | None = None) -> str:
        """How a rule is set, for who may (in an organisation, else in one of theirs); for others, who sets it."""
        if not self._may_set(honour, row):
            who = AWARDING[honour.level].value if honour.level else ""
            return self.words("honour_hint_level", kind=who) if who else self.words("honour_hint_who")
        way = "star" if honour.level else "other"
        return self.words(f"honour_hint_{way}", honour=self.words(f"honour_{honour}"))

    def _may_set(self, honour: Honour, row: Row | None) -> bool:
        where = [row.id] if row is not None else [grant.organisation_id for grant in self.work.who.grants]
        return any(honours.may_set(self.work, honour, one) for one in where)

    def _source(self) -> str:
        return self.words("star_source", title=titles()[SOURCE], clause=CLAUSE)


def said_rule(words: Words, rule: HonourRule) -> str:
    """A rule as it is told."""
    parts = []
    if rule.hours is not None:
        parts.append(words("rule_hours", value=f"{rule.hours:g}"))
    if rule.activities is not None:
        parts.append(words("rule_activities", value=rule.activities))
    if parts and rule.window is not None:
        name = "rule_this_year" if rule.window == THIS_YEAR else "rule_window"
        parts.insert(0, words(name, value=rule.window))
    if rule.months is not None:
        parts.append(words("rule_months", value=rule.months))
    return "，".join(parts)


# --- drafts ----------------------------------------------------------------------------------------------------------


class StarTalk(Talk):
    """An award, a record, a proposal, a correction or a taking away: with whom it is about and what they have now."""

    form = StarForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        work, content, words = work_of(turn, self.runtime), draft.content, self.words
        day = date.fromisoformat(content["day"]) if content["day"] else None
        by = stars_form.awarder(work, content)
        lines = [words("star_day", day=words.day(day))] if day else []
        if not day and content["do"] not in ("propose", "correct"):
            lines.append(words("star_day", day=words.day(work.today)))
        if by:
            lines.append(words("star_decider" if content["do"] == "propose" else "star_awarder", awarder=by))
        level = self._level(content)
        values = {
            "what": words(f"star_do_{content['do']}", level=level),
            "people": "\n".join(self._person(*one) for one in stars_form.facing(work, content)),
            "facts": "\n".join(lines),
            "source": words("star_source", title=titles()[SOURCE], clause=CLAUSE),
        }
        return Reply("utter_star_preview", values)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        content, asked = draft.content, draft.asked
        if asked == "which":
            return Reply("utter_star_ask_which", {}, tuple((one[1], Press(say=one[1])) for one in content["choices"]))
        if asked == "level":
            levels = [self.words(f"star_level_{level}") for level in LEVELS]
            buttons = tuple((one, Press(say=one)) for one in levels)
            return Reply("utter_star_ask_level", {"names": self._names(content)}, buttons)
        return Reply("utter_star_ask_people")

    def saved(self, content: Content, result: Result) -> Reply:
        undo = ((self.words("undo"), Press(task="undo")),)
        values = {"names": self._names(content), "level": self._level(content)}
        return Reply(f"utter_star_saved_{content['do']}", values, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_star_undone", {"names": self._names(content)})

    def _names(self, content: Content) -> str:
        return self.words("comma").join(content["names"])

    def _level(self, content: Content) -> str:
        return self.words(f"star_level_{content['level']}") if content["level"] else ""

    def _person(self, name: str, home: str, level: int, since: date | None) -> str:
        words = self.words
        now = words(f"star_level_{level}")
        if since:
            now = words("star_held_since", level=now, day=words.day(since))
        return words("star_person", who=name, organisation=home, now=now)


class MemberStarTalk(Talk):
    """Who was chosen 会员之星, of which year, by whom; or whose choosing is struck out."""

    form = MemberStarForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        work, content, words = work_of(turn, self.runtime), draft.content, self.words
        people = "\n".join(words("award_person", who=name, organisation=home) for _, name, home in content["people"])
        values = {"people": people, "notes": self._notes(content), "year": str(content["year"] or "")}
        if content["do"] == "unchoose":
            return Reply("utter_member_star_preview_unchoose", values)
        day = date.fromisoformat(content["day"]) if content["day"] else None
        home = work.session.get_one(MembershipRow, content["people"][0][0]).organisation_id
        metric = catalogue()["member_stars"]
        values |= {
            "day": words.day(awards.demand_day(work, content["year"], day)),
            "awarder": awards.awarder_of(work, home, content["awarder"]) or "",
            "source": words("member_star_source", title=titles()[metric.source], clause=metric.section),
        }
        return Reply("utter_member_star_preview", values)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        if draft.asked == "which":
            same = draft.content["doubtful"][0]
            buttons = tuple((f"{name}（{home}）", Press(say=home)) for _, name, home in same)
            return Reply("utter_award_ask_which", {"name": same[0][1]}, buttons)
        return Reply("utter_member_star_ask_people", {"notes": self._notes(draft.content)})

    def saved(self, content: Content, result: Result) -> Reply:
        undo = ((self.words("undo"), Press(task="undo")),)
        said = {"names": self.words("comma").join(names(content)), "year": str(content["year"] or "")}
        return Reply(f"utter_member_star_saved_{content['do']}", said, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        said = {"names": self.words("comma").join(names(content)), "year": str(content["year"] or "")}
        return Reply(f"utter_member_star_undone_{content['do']}", said)

    def _notes(self, content: Content) -> str:
        """Who was left out, and why; each on a line of its own."""
        words, said = self.words, []
        if content["already"]:
            people = words("comma").join(content["already"])
            said.append(words("member_star_left_out", names=people, year=content["year"]))
        if content["unknown"]:
            said.append(words("award_unknown", names=words("comma").join(content["unknown"])))
        return "".join(f"\n{one}" for one in said)


class RuleTalk(Talk):
    """The rule of one honour: shown with what it replaces, confirmed, taken back."""

    form = RuleForm()

    def preview(self, draft: Open, turn: Turn) -> Reply:
        work, content = work_of(turn, self.runtime), draft.content
        honour = Honour(content["honour"])
        before = honours.rule_for(work, honour, int(content["org"]))
        values = {
            "name": organisations.name_of(turn.session, int(content["org"])),
            "honour": self.words(f"honour_{honour}"),
            "rule": said_rule(self.words, honours.rule_of(content)),
            "before": self._before(before),
        }
        return Reply("utter_honour_preview", values)

    def asking(self, draft: Open, turn: Turn) -> Reply:
        if draft.asked == "honour":
            titles_ = [self.words(f"honour_{honour}") for honour in Honour]
            return Reply("utter_honour_ask_honour", {}, tuple((one, Press(say=one)) for one in titles_))
        honour = self.words(f"honour_{draft.content['honour']}")
        return Reply(f"utter_honour_ask_{draft.asked}", {"honour": honour})

    def saved(self, content: Content, result: Result) -> Reply:
        undo = ((self.words("undo"), Press(task="undo")),)
        return Reply("utter_honour_saved", {"honour": self.words(f"honour_{content['honour']}")}, undo)

    def undone(self, content: Content, result: Result) -> Reply:
        return Reply("utter_honour_undone", {"honour": self.words(f"honour_{content['honour']}")})

    def _before(self, before: InForce | None) -> str:
        if before is None:
            return ""
        return self.words("honour_before", owner=before.owner, rule=said_rule(self.words, before.rule))
