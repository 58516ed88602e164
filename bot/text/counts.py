"""How many people took part, served as volunteers, were helped: one figure for each out of all that is counted.

Whom each number counts is judged by the model of count_model.py; a number is counted only where that is likelier than
not. What the numbers make together is said here: a total given wins over its parts, parts without a total are added
up, so many in each of so many groups are multiplied, what is taken back in the same breath is not counted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from bot.core.activities import ActivityType as T
from bot.text.count_features import measure_of
from bot.text.count_model import ROLES, shares_of_roles
from bot.text.count_words import BENEFICIARIES, EACH, PARTICIPANTS, TALKS, VOLUNTEERS
from bot.text.quantities import Quantity, is_about, read_folded, whole

LIKELY = 0.5  # that a number counts anybody; below it the figure is asked for
LEAST_OF_ROLE = 0.35  # that it counts those of one role, where it counts somebody
PERHAPS = 0.15  # that a number counts somebody, for being a part of a total
MOST = 200_000  # people at one activity
CLOSE = 5  # characters between two equal counts of different people
NEXT = 22  # characters between two counts that are told off one after the other
_CLINIC = re.compile(
    r"义诊|坐诊|[量测][\u3400-\u9fff]{0,2}血|体检|看病|看诊|接诊|问诊|筛查|针灸|推拿|检查|送医|巡诊|配镜|诊疗|把脉"
)
_TOTAL = re.compile(
    r"(?:共|总|合计|加起来|加一起|加一块儿?|累计|一块儿|一起|算下来|凑|合着|合起来|就是|全部|总的|为准)[\u3400-\u9fff:]{0,3}$"
)
# 原定200人…实际来了130: who was expected is not who came.
_EXPECTED = re.compile(
    r"(?:原定|原计划|计划|预计|本来|原本|原来|说好|喊|通知|约|邀请?|请|报名?|应到|打算|想着)"
    r"[\u3400-\u9fff]{0,5}$"
)
_CAME = re.compile(
    r"实际|实到|最后|最终|结果|末了|到头来|真正|只[来到有]|就[来到]了?|才[来到]|[来到]的(?:是|只|就)?|到场|到会|到齐|来了"
)
_ADDRESS = re.compile(r"\s?(?:栋|幢|单元|号楼|弄)")
_IN_HOUSE = re.compile(r"(?:栋|幢|单元|号楼|弄)\s?$")
_CORRECTED = re.compile(
    r"不对|[说讲记念报]反|[讲念报记]错|口误|说错|更正|搞错|写错|应该是|应为|错了|打错|哦不|啊不|不不|纠正"
)
_HOUSEHOLDS = re.compile(r"\s?(?:多|余|来)?户")
_GROUPS = r"(?<![第每\d一])(?P<n>\d{{1,2}}|[二两三四五六七八九十]{{1,3}})(?:个|支|张|辆|趟)?{unit}"
_EACH_DAY = re.compile(r"每天(?:有|来|约|都有|都是)*$")
_PERSON = re.compile(r"\s?[人名位]")
_ON_A_DAY = re.compile(r"\x01\s?(?:来了?|有|是)?$")
_NEXT_DAY = re.compile(r"\s?[人名位个][,，、;；\s]*\x01+\s?(?:来了?|有|是)?")
_STOPS = re.compile(r"[。!?\n]")
_SEX = re.compile(r"男[\u3400-\u9fff]{0,3}$|女[\u3400-\u9fff]{0,3}$")
_MAN_OR_WOMAN_AFTER = re.compile(r"[人名位个]?[男女]")
_BELOW_NOTHING = re.compile(r"(?:[\u3400-\u9fff:]\s?[-−–]|负)\s?$")  # 人数-20 is a slip: it is asked for
_ORDINAL = re.compile(r"第$")
_LOT = re.compile(r"[拨场期班组批天排]")


@dataclass(frozen=True)
class Counts:
    """None = not said. `approximate` names the fields that were said approximately; `spans` are the numbers' places."""

    participants: int | None = None
    volunteers: int | None = None
    beneficiaries: int | None = None
    approximate: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Count:
    """A number of a report, the role it counts most likely ("" for none), how likely it counts anybody."""

    value: float
    at: tuple[int, int]
    approximate: bool
    role: str
    likely: float
    sure: float  # of its role
    place: int


@dataclass(frozen=True)
class Figure:
    value: float
    approximate: bool
    doubtful: bool = False


def read_counts(text: str, kind: T | None) -> Counts:
    """The people that a folded text counts, its days and times blanked out, of an activity of type `kind`."""
    numbers = list(read_folded(text))
    if not numbers:
        return Counts()
    counted = _told_off(text, _counted(text, numbers, kind))
    figures: dict[str, Figure] = {}
    for role in ROLES[1:]:
        chosen = [one for one in counted if one.role == role and one.likely >= LIKELY and one.sure >= LEAST_OF_ROLE]
        if figure := _figure(text, numbers, _kept(text, chosen), counted):
            figures[role] = figure
    _share(figures, kind, text)
    said = {role: whole(figure.value) for role, figure in figures.items()}
    return Counts(
        said.get(PARTICIPANTS),
        said.get(VOLUNTEERS),
        said.get(BENEFICIARIES),
        frozenset(role for role, figure in figures.items() if figure.approximate),
        ("sum",) if any(figure.doubtful for figure in figures.values()) else (),
        tuple(one.at for one in counted if one.likely >= LIKELY),
    )


def _counted(text: str, numbers: Sequence[Quantity], kind: T | None) -> list[Count]:
    shares = shares_of_roles(text, numbers, kind)
    found = []
    for place, (one, share) in enumerate(zip(numbers, shares, strict=True)):
        people = 0 < one.value <= MOST and (one.approximate or one.value % 1 == 0)
        people = people and not _BELOW_NOTHING.search(text, 0, one.at[0])
        people = people and not (_ADDRESS.match(text, one.at[1]) or _IN_HOUSE.search(text, 0, one.at[0]))
        column = 1 + int(share[1:].argmax())
        found.append(
            Count(
                one.value,
                one.at,
                one.approximate or is_about(text, _behind_measure(text, one.at[1])),
                ROLES[column],
                1 - float(share[0]) if people else 0.0,
                float(share[column]),
                place,
            )
        )
    return found


def _told_off(text: str, counted: Sequence[Count]) -> list[Count]:
    """With what one number says of its neighbour: 昨天20人今天18人 are alike; 每队3人 counts where teams are told."""
    found = list(counted)
    for n, (one, other) in enumerate(pairwise(counted)):
        if _ON_A_DAY.search(text, 0, one.at[0]) and _NEXT_DAY.fullmatch(text, one.at[1], other.at[0]):
            surest = max(one, other, key=lambda count: count.likely)
            found[n] = replace(one, role=surest.role, likely=surest.likely, sure=surest.sure)
            found[n + 1] = replace(other, role=surest.role, likely=surest.likely, sure=surest.sure)
    return [replace(one, likely=max(one.likely, LIKELY)) if _of_each_group(text, one) else one for one in found]


def _of_each_group(text: str, one: Count) -> bool:
    each = EACH.search(text, 0, one.at[0])
    people = each and one.likely and each["unit"] not in "户家" and _PERSON.match(text, one.at[1])
    return bool(each and people and re.search(_GROUPS.format(unit=each["unit"]), text[: each.start()]))


def _behind_measure(text: str, end: int) -> int:
    return end + (text[end : end + 1] in "人名位个口")


def _kept(text: str, chosen: list[Count]) -> list[Count]:
    """Without households, which are no people, and without what was taken back: 12人, 不对, 是13人."""
    people = [one for one in chosen if not _HOUSEHOLDS.match(text, one.at[1])]
    last = max((n for n, (one, other) in enumerate(pairwise(people)) if _taken_back(text, one, other)), default=-1)
    return people[last + 1 :]


def _taken_back(text: str, one: Count, other: Count) -> bool:
    if _CORRECTED.search(text, one.at[1], other.at[0]):
        return True
    return bool(_EXPECTED.search(text, 0, one.at[0]) and _CAME.search(text, one.at[1], other.at[0]))


def _figure(text: str, numbers: Sequence[Quantity], chosen: list[Count], counted: Sequence[Count]) -> Figure | None:
    """The one figure that the numbers of a role make."""
    if not chosen:
        return None
    if total := _total(text, chosen, counted):
        return Figure(total.value, total.approximate, _contradicted(text, total, counted))
    run = _run(text, numbers, _told_once(text, chosen))
    values = [_multiplied(text, one, len(run) == 1) for one in run]
    known = [value for value in values if value is not None]
    return Figure(sum(known), any(one.approximate for one in run)) if known else None


def _total(text: str, chosen: list[Count], counted: Sequence[Count]) -> Count | None:
    """The one that others add up to, or that is said to be the total."""
    parts = [one for one in counted if one in chosen or one.likely > PERHAPS]
    for one in chosen:
        rest = [other for other in parts if other is not one]
        for first, last in combinations(range(len(rest) + 1), 2):
            if last - first > 1 and abs(sum(part.value for part in rest[first:last]) - one.value) < 0.5:
                return one
    named = [one for one in chosen if _TOTAL.search(text, 0, one.at[0])]
    if named and named[-1].value >= max(one.value for one in chosen):
        return named[-1]
    return None


def _contradicted(text: str, total: Count, counted: Sequence[Count]) -> bool:
    """Whether men and women are counted beside a total and make another number: 共50人, 其中男20人女25人."""
    sexes = [
        one
        for one in counted
        if one is not total and (_SEX.search(text, 0, one.at[0]) or _MAN_OR_WOMAN_AFTER.match(text, one.at[1]))
    ]
    return len(sexes) == 2 and not total.approximate and sum(one.value for one in sexes) != total.value


def _told_once(text: str, chosen: list[Count]) -> list[Count]:
    """Without what is said a second time; 男12女12 is not."""
    kept: list[Count] = []
    for one in chosen:
        if not any(one.value == other.value and not _listed(text, other, one) for other in kept):
            kept.append(one)
    return kept


def _listed(text: str, one: Count, other: Count) -> bool:
    alike = measure_of(text, one.at[1]) == measure_of(text, other.at[1])
    return alike and other.at[0] - one.at[1] <= CLOSE


def _run(text: str, numbers: Sequence[Quantity], chosen: list[Count]) -> list[Count]:
    """The counts that are told off one after the other around the surest one: 80人、65人; 学生40人, 家长38人."""
    surest = max(chosen, key=lambda one: one.sure)
    runs = [[chosen[0]]]
    for one, other in pairwise(chosen):
        between = text[one.at[1] : other.at[0]]
        follows = len(between) <= NEXT and not _STOPS.search(between)
        if follows and all(_only_labels(text, numbers[n]) for n in range(one.place + 1, other.place)):
            runs[-1].append(other)
        else:
            runs.append([other])
    return next(run for run in runs if surest in run)


def _only_labels(text: str, one: Quantity) -> bool:
    """第二天, 一拨: a number that only names the next count."""
    return bool(one.value <= 1 or _ORDINAL.search(text, 0, one.at[0]) or _LOT.match(text, one.at[1]))


def _multiplied(text: str, one: Count, alone: bool) -> float | None:
    """So many in each of so many groups; None where it is not said how many groups there are."""
    each = EACH.search(text, 0, one.at[0])
    told_off = each is not None and each.group().startswith("一")  # 一批50 一批48
    if each is None or _EACH_DAY.search(text, 0, one.at[0]) or (told_off and not alone):
        return one.value
    if groups := re.search(_GROUPS.format(unit=each["unit"]), text):
        return one.value * next(read_folded(groups["n"])).value
    return one.value if told_off else None


def _share(figures: dict[str, Figure], kind: T | None, text: str) -> None:
    """Those whom an information stand or a free clinic served were there and were helped."""
    if kind is T.HEALTH_EDUCATION and _CLINIC.search(text) and not TALKS.search(text):
        for role, other in ((PARTICIPANTS, BENEFICIARIES), (BENEFICIARIES, PARTICIPANTS)):
            if role in figures and other not in figures:
                figures[other] = figures[role]
