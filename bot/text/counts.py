"""How many people took part, served as volunteers, were helped: one figure for each out of all that is counted.

Where people are counted is found in count_mentions.py, who they are in count_roles.py. A total given wins over its
parts; parts without a total are added up.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.activities import ActivityType as T
from bot.text.count_mentions import Mention, mentions
from bot.text.count_roles import for_them, with_role
from bot.text.count_words import (
    ANY,
    BENEFICIARIES,
    BOTH,
    CREW,
    FINAL,
    HELPING,
    MANY,
    NOUNS,
    OUTCOME,
    PARTICIPANTS,
    PLANNED,
    STAFF,
    TALKS,
    VOLUNTEERS,
)
from bot.text.quantities import whole

_CLINIC = re.compile(
    r"义诊|坐诊|[量测][\u3400-\u9fff]{0,2}血|体检|看病|看诊|接诊|问诊|筛查|针灸|推拿|检查|送医|巡诊|配镜|诊疗|"
    r"把脉"
)
_OF_WHOM_CAME = re.compile(
    r"(?:(?:报名|登记|预约)的?)?[\u3400-\u9fff]{0,5}?(?:实际|真正|最后|结果|当天|现场|实|只|就|才|都)*(?:到|来|出席|参加|签到|出勤)(?:了|场|会|岗|课|齐|的)*(?:有|只有)?"
)
_CORRECTED = re.compile(r"不对|说错|更正|搞错|写错|应该是|应为|错了|打错|哦不|啊不|不不|纠正")
_SAME_TURN = re.compile(r"^[、,，和与及跟 加+]|^以及|^还有")
_GROUP = re.compile(
    r"(?:[一二三四五六七八九十\d大中小托][班组村队年级场期批拨]|[一二三四五六七八九十\d]+[班组村队年级场期批拨波]|上午|下午|晚上|中午|早上|头[一二三]?天|[一二三四五六七末]天|首日|次日|\x01|"
    r"第[一二三四五六七八九十\d]+[\u3400-\u9fff]|[甲乙丙])[\u3400-\u9fff]{0,4}$"
)
# Numbers beside the activity: how many live there, another time, what happens on the telephone.
_ASIDE = re.compile(
    r"(?:常住|户籍|总人口|人口|在校|在册|在岗|在编|现有|拥有|下辖|辖区(?:内)?(?:共)?有|登记在册|全(?:村|镇|乡|县|校|厂|社区|街道|院|公司|小区|队|班|矿|所))"
    r"[^,，。;；]{0,8}$|"
    r"(?:上次|上回|上一次|上一期|上期|前次|前一次|去年|前年|往年|上半年|下次|下回|下期|下一期|明年|以往|之前|此前|以前)[^,，。;；]{0,10}$|"
    r"(?:点赞|阅读|转发|建群|拉群|群里|进群|入群|浏览|点击|投票|评论|播放|公众号|朋友圈|粉丝|曝光)[^,，。;；]{0,6}$|"
    r"最(?:多|大|小|年长|年轻|高|远|早|晚|老)的?[^,，。;；]{0,4}$"
)


@dataclass(frozen=True)
class Counts:
    """None = not said. `approximate` names the fields that were said approximately; `spans` are the numbers' places."""

    participants: int | None = None
    volunteers: int | None = None
    beneficiaries: int | None = None
    approximate: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def read_counts(text: str, kind: T | None) -> Counts:
    """The people that a folded text counts, its days and times blanked out, of an activity of type `kind`."""
    found = [with_role(text, one, kind) for one in mentions(text)]
    found = [one for one in found if one.role]
    found = _without_asides(found)
    found, doubts = _corrected(text, _beside_goers(text, found, kind)), []
    figures: dict[str, tuple[float, bool]] = {}
    for role in (VOLUNTEERS, BENEFICIARIES, PARTICIPANTS):
        value, doubt = _figure(text, [one for one in found if one.role == role], role)
        if value:
            figures[role] = value
        doubts += [doubt] if doubt else []
    for spare in (OUTCOME, PLANNED, STAFF if kind not in (T.HEALTH_EDUCATION, T.VOLUNTEER_SERVICE) else ""):
        if PARTICIPANTS not in figures and (BENEFICIARIES not in figures or kind not in HELPING):
            rest = [one for one in found if one.role == spare and (spare != STAFF or one.attends or one.value >= MANY)]
            if rest and (spare != OUTCOME or VOLUNTEERS not in figures or kind is not T.VOLUNTEER_SERVICE):
                figures[PARTICIPANTS] = (rest[0].value, rest[0].approximate)
    _share(figures, kind, found, text)
    said = {role: whole(value) for role, (value, _) in figures.items()}
    return Counts(
        said.get(PARTICIPANTS),
        said.get(VOLUNTEERS),
        said.get(BENEFICIARIES),
        frozenset(role for role, (_, about) in figures.items() if about),
        tuple(dict.fromkeys(doubts)),
        tuple(one.at for one in found),
    )


def _without_asides(found: list[Mention]) -> list[Mention]:
    """Without the numbers that stand beside the activity; where there is no other, they are what is meant."""
    kept = [one for one in found if not _ASIDE.search(one.before)]
    return kept if any(one.role not in (VOLUNTEERS, STAFF, CREW) for one in kept) else found


def _beside_goers(text: str, found: list[Mention], kind: T | None) -> list[Mention]:
    """Where it is said how many of us went, the others are for whom it was done, or who took part."""
    if not any(one.goes for one in found):
        return found
    if kind in (*HELPING, T.VOLUNTEER_SERVICE, T.YOUTH, T.OTHER, None):
        found = [
            replace(one, role=BENEFICIARIES)
            if one.role == PARTICIPANTS and not one.goes and (one.noun in ("needy", "elder") or for_them(text, one))
            else one
            for one in found
        ]
    others = any(one.role == PARTICIPANTS and not one.goes for one in found)
    return [one for one in found if not (others and one.goes and one.role == PARTICIPANTS)]


def _share(figures: dict[str, tuple[float, bool]], kind: T | None, found: Sequence[Mention], text: str) -> None:
    """Who is both: those an information stand or a free clinic served were there, the old at their own feast too."""
    clinic = kind is T.HEALTH_EDUCATION and _CLINIC.search(text) and not TALKS.search(text)
    if clinic and PARTICIPANTS in figures and BENEFICIARIES not in figures:
        figures[BENEFICIARIES] = figures[PARTICIPANTS]
    helped = [one for one in found if one.role == BENEFICIARIES]
    if PARTICIPANTS in figures or BENEFICIARIES not in figures:
        return
    if (kind in BOTH and kind is not None and all(one.noun != "needy" for one in helped)) or (
        kind is T.ELDERLY_CARE and (any(one.attends for one in helped) or re.search(r"讲座|课|培训|教", text))
    ):
        figures[PARTICIPANTS] = figures[BENEFICIARIES]


def _corrected(text: str, found: list[Mention]) -> list[Mention]:
    """What was taken back in the same breath is not counted: 12人, 不对, 是13人."""
    kept = []
    for n, one in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        between = text[one.at[1] : following.at[0]] if following else ""
        if (
            following
            and len(between) <= 14
            and _CORRECTED.search(between)
            and following.role in (one.role, PARTICIPANTS, ANY)
        ):
            found[n + 1] = replace(following, role=one.role)
            continue
        kept.append(found[n])
    return kept


def _figure(text: str, found: list[Mention], role: str) -> tuple[tuple[float, bool] | None, str | None]:
    """The one figure for a role, and what is contradictory about it."""
    if not found:
        return None, None
    people = [one for one in found if not one.visits] or found
    if all(one.part for one in people):
        people = found
    if role != VOLUNTEERS:
        whole_ones = [one for one in people if not one.part]
    else:
        whole_ones = [one for one in people if not one.part] or people
    parts = [one for one in people if one.part and one not in whole_ones]
    if not whole_ones:
        return (sum(one.value for one in parts), any(one.approximate for one in parts)), None
    finals = [one for one in whole_ones if FINAL.search(one.before)]
    finals += [
        other
        for one, other in itertools.pairwise(whole_ones)
        if _OF_WHOM_CAME.fullmatch(text[one.at[1] : other.at[0]]) and other.value <= one.value
    ]
    if finals:
        return (finals[-1].value, finals[-1].approximate), None
    totals = [one for one in whole_ones if one.total and one.noun != "both"]
    if totals and role != VOLUNTEERS:
        total = totals[-1]
        rest = [one for one in whole_ones if one is not total]
        listed = sum(one.value for one in _run(text, rest)) if rest else 0
        return (total.value, total.approximate), _sums(total, parts) or (
            "sum" if len(_run(text, rest)) > 1 and listed > total.value and not total.approximate else None
        )
    run = _without_its_parts(_run(text, whole_ones))
    first = run[0]
    sexes = [one for one in found if one.noun == "both" and one is not first]
    if sexes and len(run) > 1:
        run = [one for one in run if one not in sexes]
    value = sum(one.value for one in run)
    shown = replace(first, value=value, approximate=any(one.approximate for one in run))
    return (value, shown.approximate), _sums(shown, [*parts, *sexes])


def _sums(total: Mention, parts: Sequence[Mention]) -> str | None:
    if total.approximate or not parts:
        return None
    both = [one for one in parts if one.noun == "both"]
    if any(one.value != total.value for one in both):
        return "sum"
    return "sum" if sum(one.value for one in parts if one not in both) > total.value else None


def _without_its_parts(run: list[Mention]) -> list[Mention]:
    """献血27名, 400毫升的18人, 200毫升的9人: the first is what the others add up to."""
    first, rest = run[0], run[1:]
    return [first] if len(rest) > 1 and first.value == sum(one.value for one in rest) else run


def _run(text: str, found: Sequence[Mention]) -> list[Mention]:
    """The counts that are told off one after the other: 80人、65人、54人; 学生40人, 家长38人."""
    if not found:
        return []
    run = [found[0]]
    for one in found[1:]:
        between = text[run[-1].at[1] : one.at[0]]
        noun, own = run[-1].noun, one.before
        listed = _SAME_TURN.match(between) and len(between) <= 14
        no_verb = not re.search(r"来|到|参加|参与|有|共|取|通过|培训|慰问|了|现场|为|给", between)
        nouns = bool(NOUNS.search(between)) or bool(_GROUP.search(own))
        other_group = bool(_GROUP.search(own)) and len(between) <= 24
        same_value_again = one.value == run[-1].value and not nouns
        only_noun = len(between) <= 8 and bool(NOUNS.search(between)) and bool(noun) and no_verb
        restated = one.value == run[-1].value and one.noun == "" and not own.strip("\x01 ")
        if (
            not same_value_again
            and not restated
            and (
                (len(between) <= 1)
                or only_noun
                or (listed and no_verb)
                or other_group
                or (listed and nouns and noun != "")
            )
        ):
            run.append(one)
        else:
            break
    return run
