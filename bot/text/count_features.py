"""What can be seen of a number in a report, as names of features: its measure word, its neighbours, the other numbers.

What each of them tells is not said here but learnt (bot/text/learn_counts.py).
"""

import re
from collections.abc import Iterator, Sequence

from bot.core.activities import ActivityType
from bot.text.count_words import NOUNS, VOLUNTEER
from bot.text.quantities import Quantity

_BLANKS = " \x01"  # what is read already is blanked out with the second
NEAR = 26  # characters on either side that are looked at
_ENDS = re.compile(r"[,，。;；!?\n、()（）:]")
_SENTENCE = re.compile(r"[。;；!?\n]")
_MEASURE = re.compile(
    r"\s?(?:多|余|来|几)?(?:人次|人份|口人|号人|个人|名|位|个|人|口|户|对|家|组|张|份|条|件|箱|台|辆|桌|场|班|批|拨|轮|队|次|天|元|"
    r"块|斤|公里|米|岁|例|袋|瓶|把|套|支|本|页|站|点|村|楼|层|度|行|小时|分|月|号|日|年|期)?"
)
_OF_PEOPLE = re.compile(r"\s?(?:多|余|来)?(?:人|名|位|个)")
_ANY_VOLUNTEER = re.compile(VOLUNTEER)
_CUES = {
    "absent": r"没来|没到|缺席|请假|未到|没参加|不合格|淘汰|补考|退了|没过|没能|没去|没回",
    "left_out": r"不算|没算|除外|不含|不计|不在内|没统计|另算|没数",
    "planned": r"原定|计划|预计|本来|原本|通知|名额|报名|预约|应到|拟|邀请|限|说好|打算|座位|容纳|名单|准备",
    "came": r"实到|到场|来了|到了|到会|参加|出席|签到|实际|真正|最后|现场|到齐|到课",
    "other_time": r"上次|去年|前年|往年|上回|上期|以前|之前|下次|明年|比",
    "each": r"每|人均|平均|各|一桌|一组|一趟|一人|一岗|一户",
    "total": r"共|总|合计|加起来|累计|一起|拢|算下来|凑|合着|合起来|就是|全部",
    "part": r"其中|包括|里头|里面|含|当中|有的",
    "learns": r"培训|学|听|讲|教|练|课|考|演练|参演|观看|看|座谈|会议|开会",
    "helped": r"慰问|走访|看望|救|帮|助|送|转移|安置|服务|受益|领|为|给|陪|剪|理|义诊|量|测|护送|抬|疏散",
    "goes": r"出动|派出|我们|队|组织|带|去了|我会|上岗|值守",
    "outcome": r"登记|签名|填|通过|拿证|合格|入库|获奖|采样|考过|发言|报名|查出|扫码|关注|送医|转院|当选|表彰",
    "us": r"我们|咱|俺|我|本队|自己",
}
_CUE = {name: re.compile(pattern) for name, pattern in _CUES.items()}
_SIZES = (1, 2, 5, 10, 30, 100, 500)
_LONGEST_SUM = 5  # numbers that another may be the sum of


def features(text: str, numbers: Sequence[Quantity], kind: ActivityType | None) -> list[list[str]]:
    """For each number of a folded text, its days and times blanked out, what is seen of it."""
    shared = [f"any={name}" for name, cue in _CUE.items() if cue.search(text)]
    shared += [f"k={kind}", f"n={min(len(numbers), 5)}", f"volunteers={bool(_ANY_VOLUNTEER.search(text))}", "b"]
    people = [n for n, one in enumerate(numbers) if _OF_PEOPLE.match(text, one.at[1])]
    found = []
    for place in range(len(numbers)):
        seen = [*shared, *_around(text, numbers, place, kind), *_beside_others(text, numbers, place, people)]
        found.append(list(dict.fromkeys(seen)))
    return found


def measure_of(text: str, end: int) -> str:
    """The measure word behind a number that ends there, with 多 or 余; empty for none."""
    match = _MEASURE.match(text, end)
    return match.group().strip() if match else ""


def _around(text: str, numbers: Sequence[Quantity], place: int, kind: ActivityType | None) -> Iterator[str]:
    start, end = numbers[place].at
    earliest = numbers[place - 1].at[1] if place else 0
    latest = numbers[place + 1].at[0] if place + 1 < len(numbers) else len(text)
    left = text[max(earliest, start - NEAR) : start].replace("\n", ";")
    right = text[end : min(latest, end + NEAR)].replace("\n", ";")
    measure = measure_of(right, 0)
    rest = right[len(right) - len(right.lstrip()) :][len(measure) :] if measure else right
    before, after = _ENDS.split(left)[-1], _ENDS.split(rest)[0]
    yield from (f"u={measure}", f"uk={measure}|{kind}")
    for n in (1, 2, 3):
        yield from (f"l{n}={left[-n:]}", f"r{n}={right[:n]}", f"x{n}={rest[:n]}", f"c{n}={before[-n:]}")
        yield from (f"lc{before[at : at + n]}" for at in range(len(before) - n + 1))
        yield from (f"rc{after[at : at + n]}" for at in range(len(after) - n + 1))
    for n in (1, 2):
        yield from (f"ul{n}={measure}|{left[-n:]}", f"ux{n}={measure}|{rest[:n]}")
    yield from (f"L{left[at : at + 2]}" for at in range(len(left) - 1))
    yield from (f"R{right[at : at + 2]}" for at in range(len(right) - 1))
    yield from _nouns("l", before, measure, kind)
    yield from _nouns("r", after, measure, kind)
    yield from _cues("l", before, _SENTENCE.split(text[max(0, start - 40) : start])[-1], measure)
    yield from _cues("r", after, _SENTENCE.split(text[end : end + 40])[0], measure)
    yield from (f"lempty={not before.strip(_BLANKS)}", f"rempty={not after.strip(_BLANKS)}")
    yield from (f"lb={left[: len(left) - len(before)][-1:]}", f"rb={rest[len(after) :][:1]}")
    yield from (f"size={_size(numbers[place].value)}", f"size={_size(numbers[place].value)}|{measure}")


def _nouns(side: str, said: str, measure: str, kind: ActivityType | None) -> Iterator[str]:
    """The words for people in the clause: which group they are of, how far away the nearest is."""
    found = list(NOUNS.finditer(said))
    if not found:
        yield from (f"{side}g=-", f"{side}gu=-|{measure}")
        return
    nearest = found[-1] if side == "l" else found[0]
    away = len(said) - nearest.end() if side == "l" else nearest.start()
    group = nearest.lastgroup
    yield from (f"{side}g={group}", f"{side}g={group}@{min(away, 8) // 2}")
    yield from (f"{side}gk={group}|{kind}", f"{side}gu={group}|{measure}")
    yield from sorted({f"{side}any={one.lastgroup}" for one in found})


def _cues(side: str, clause: str, sentence: str, measure: str) -> Iterator[str]:
    for name, cue in _CUE.items():
        if cue.search(clause):
            yield from (f"c{side}={name}", f"c{side}={name}|{measure}")
        elif cue.search(sentence):
            yield f"s{side}={name}"


def _beside_others(text: str, numbers: Sequence[Quantity], place: int, people: Sequence[int]) -> Iterator[str]:
    one = numbers[place]
    yield from (f"spelt={one.spelt}", f"about={one.approximate}", f"whole={one.value % 1 == 0 or one.approximate}")
    yield from (f"i={min(place, 4)}", f"last={place == len(numbers) - 1}")
    yield f"brackets={text.rfind('(', 0, one.at[0]) > text.rfind(')', 0, one.at[0])}"
    yield from _sums([other.value for other in numbers], place)
    if place:
        other = numbers[place - 1]
        yield f"before={_order(one.value, other.value)}"
        yield from (f"away={min((one.at[0] - other.at[1]) // 3, 5)}", f"pr={text[other.at[1] : other.at[1] + 2]!r}")
    if place + 1 < len(numbers):
        other = numbers[place + 1]
        yield from (f"after={_order(one.value, other.value)}", f"nr={text[other.at[1] : other.at[1] + 2]!r}")
    yield f"most={all(one.value >= other.value for other in numbers)}"
    yield "alone" if list(people) == [place] else f"people={min(len(people), 4)}|{place in people}"


def _sums(values: Sequence[float], place: int) -> Iterator[str]:
    """Whether it is the sum of those beside it, or one of those that another is the sum of."""
    sums = {
        (first, last): sum(values[first:last])
        for first in range(len(values))
        for last in range(first + 2, min(first + _LONGEST_SUM, len(values)) + 1)
    }
    for (first, last), total in sums.items():
        if first == place + 1 and abs(total - values[place]) < 0.5:
            yield "sum_of_next"
        elif last == place and abs(total - values[place]) < 0.5:
            yield "sum_of_last"
        elif first <= place < last and any(
            abs(total - value) < 0.5 for n, value in enumerate(values) if not first <= n < last
        ):
            yield "part_of_sum"


def _order(value: float, other: float) -> str:
    return "<" if value < other else ">" if value > other else "="


def _size(value: float) -> int:
    return sum(value > size for size in _SIZES)
