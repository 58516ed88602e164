"""Numbers as they are said of people and things: 45, 二百零五, 廿三, 一百二, 四五十, 百来, 近200, 30多; exact or about.

Of what is said about, the value near the middle of what it may mean is given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.text.normalise import fold_aligned


@dataclass(frozen=True)
class Quantity:
    """A number and where it stands, with what makes it an approximate one (近, 多, 来)."""

    value: float
    at: tuple[int, int]
    approximate: bool = False
    spelt: bool = False  # in Chinese characters
    bare: bool = True  # nothing but digits: no unit of ten, nothing approximate


_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_SOME = "几数"  # stands where a digit would: 几十, 数百
_SEVERAL = {10: 4, 100: 3, 1000: 3, 10000: 3}  # what 几 or 数 is taken for before a unit
LEAST_ROUNDED = 20
_MOST_OF = 7.5  # and 几 of 大几十
_FEW = 5  # and behind one: 十几, 三十几
CHINESE = "零〇○一二两俩仨三四五六七八九十百千万廿卅几数"
# A comma between the thousands is kept apart from the one of a sentence (see `as_read`).
THOUSANDS = "'"
_ARABIC = rf"\d{{1,3}}(?:{THOUSANDS}\d{{3}})+(?!\d)|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?P<arabic>{_ARABIC})(?:\s?(?P<times>[百千万])(?!家)(?:零?(?P<rest>\d{{1,3}}|[一二三四五六七八九])(?![\d.十百千]))?)?"
    rf"|(?P<chinese>[{CHINESE}]+)"
)
_BEFORE = re.compile(
    r"(?P<near>将近|接近|快要?|靠近|挨近|奔(?=$)|靠(?=$)|近|小(?=$))|(?P<about>大约莫?|大概齐?|差不多|约莫|约摸|约|估计|估摸着?|目测|可能|上下|怕有|怕是|少说|足有|足足)"
    r"|(?P<over>超过|突破|逾|超|不下于?|不少于|至少|起码|(?<![线网晚早楼会台山场路街车船岸身课地马以])上(?=$))|(?P<under>不到|不足|未满|少于)"
)
_LEAD = re.compile(rf"(?:{_BEFORE.pattern})(?:有|是|来了|到了|为|达|着)?\s*$")
_MORE = re.compile(r"\s?(?:(?P<more>好几|多|几(?!个[小钟]))|(?P<odd>余)|(?P<around>来|把)|(?P<plus>\+))")
_BEHIND = re.compile(r"\s?(?:左右|上下|出头|开外|以上|以下|以内|不到|光景|挂零|冒头|冒尖|往上|朝上|有余|的样子|这样子)")
_TO = re.compile(r"\s?(?:-|~|—|–|至|到)\s?")


def read_quantities(text: str) -> list[Quantity]:
    """Every number of a text in its order; of a range (30至40) the middle."""
    return list(read_folded(fold_aligned(text)))


def spelt_value(text: str) -> float | None:
    """The value of one number and nothing else; None for anything else."""
    found = list(read_folded(text))
    return found[0].value if len(found) == 1 and found[0].at == (0, len(text)) else None


def is_about(text: str, end: int) -> bool:
    """Whether what stands behind a counted thing makes it approximate: 45人左右."""
    return bool(_BEHIND.match(text, end))


def place_of(folded: str, value: int) -> tuple[int, int] | None:
    """Where a folded text says this number of people, the first approximate one before exact ones; None for nowhere."""
    found = [one for one in read_folded(folded) if whole(one.value) == value]
    return min(found, key=lambda one: not one.approximate).at if found else None


def says_about(said: str) -> bool:
    """Whether the words of a number say by themselves that it is approximate: 六十多, 近200."""
    return any(one.approximate for one in read_quantities(said))


def rounded(value: float) -> int:
    """A number that is known only about: to tens, where there are some."""
    return whole(value) if value < LEAST_ROUNDED else whole(value / 10) * 10


def whole(value: float) -> int:
    """A number of people: halves are rounded up."""
    return int(value + 0.5)


def read_folded(text: str) -> Iterator[Quantity]:
    """The same of a text that is folded already."""
    place = 0
    while match := _NUMBER.search(text, place):
        found = _one(text, match, place)
        place = found.at[1] if found else match.end()
        if found is None:
            continue
        between = _TO.match(text, place)
        other = _NUMBER.match(text, between.end()) if between else None
        second = _one(text, other, other.start()) if other else None
        if second and found.value < second.value:
            middle = (found.value + second.value) / 2
            found = Quantity(middle, (found.at[0], second.at[1]), True, found.spelt, False)
            place = second.at[1]
        yield found


def _one(text: str, match: re.Match[str], earliest: int) -> Quantity | None:
    spelt = bool(match["chinese"])
    if spelt:
        read = _chinese(match["chinese"])
    else:
        number = float(match["arabic"].replace(THOUSANDS, "")) if len(match["arabic"]) < 12 else None
        read = None if number is None else (number * _UNITS.get(match["times"] or "", 1) + _mixed_rest(match), False)
    if read is None:
        return None
    value, about = read
    start, end = match.span()
    step = _step(value)
    if more := _MORE.match(text, end):
        spread = {"more": 0.4 if step == 10 else 0.2, "odd": 0.4 if step == 10 else 0.1}
        value += spread.get(str(more.lastgroup), 0) * step if step > 1 else 0
        about, end = True, more.end()
    lead = _LEAD.search(text, max(earliest, start - 8), start)
    if (
        lead
        and lead.group().strip() == "小"
        and not match.group().startswith(("一百", "两百", "二百", "三百", "四百", "一千", "两千"))
    ):
        lead = None
    if spelt and match["chinese"] in ("几十", "几百") and text[max(earliest, start - 1) : start] == "大":
        return Quantity(value / _SEVERAL[step] * _MOST_OF, (start - 1, end), True, spelt, False)
    if lead and lead.group().strip() == "上" and match.group()[0] not in "百千万":
        lead = None  # 表上52人
    if lead:
        near = 0.975 if lead["near"] else 0.95 if lead["under"] else 1.05 if lead["over"] and value >= 40 else 1
        value = value * near if value >= 10 and near != 1 else value
        about = True
        start = lead.start()
    return Quantity(value, (start, end), about, spelt, not spelt and not match["times"])


def _mixed_rest(match: re.Match[str]) -> float:
    """What stands behind the unit of 2百4, 3千6百 apart: 40 of 2百4, 50 of 2百50."""
    said = match["rest"]
    if not said:
        return 0.0
    value = float(said) if said.isdigit() else float(_DIGITS[said])
    filled = "零" in match.group()
    return value * (_UNITS[match["times"]] // 10 if value < 10 and not filled else 1)


def _step(value: float) -> int:
    """The unit that 多 or 余 is counted in: of 120 tens, of 200 hundreds, of 三百 hundreds."""
    for unit in (10000, 1000, 100, 10):
        if value >= unit and value % unit == 0:
            return unit
    return 1


def _chinese(said: str) -> tuple[float, bool] | None:
    """(value, approximate) of a number in characters."""
    if said in ("几", "数", "零", "〇", "百十", "百八十", "百二十"):
        special = {"百十": 110.0, "百八十": 100.0, "百二十": 120.0}.get(said)
        return (special, True) if special else None
    if all(c in _DIGITS for c in said):
        return _digits(said)
    total, section, about, last = 0.0, 0.0, False, 10**9
    run = ""
    for c in said:
        if c in _DIGITS or c in _SOME:
            run += c
            continue
        if c in "廿卅":
            section += 20 if c == "廿" else 30
            last = 10
            continue
        unit = _UNITS[c]
        digit, some = _coefficient(run, unit)
        if digit is None:
            return None
        if unit == 10000 and not run:
            digit = 0 if section else 1
        about, run = about or some, ""
        if unit == 10000:
            total, section, last = (total + section + digit) * unit, 0.0, unit
            continue
        section, last = section + digit * unit, unit
    if run:
        rest, some = _rest(run, last)
        if rest is None:
            return None
        section, about = section + rest, about or some
    return total + section, about


def _digits(said: str) -> tuple[float, bool] | None:
    if len(said) == 1:
        return float(_DIGITS[said]), False
    pair = [_DIGITS[c] for c in said]
    if len(pair) == 2 and pair[1] == pair[0] + 1:
        return sum(pair) / 2, True
    if said in ("三五", "二五"):
        return 4.0, True
    return (float("".join(map(str, pair))), False) if len(said) < 9 else None


def _coefficient(run: str, unit: int) -> tuple[float | None, bool]:
    """What stands before a unit: 三 of 三十, 四五 of 四五十, 几 of 几百; nothing is one."""
    run = run.lstrip("零〇○")
    if not run:
        return 1.0, False
    if run in _SOME:
        return float(_SEVERAL[unit]), True
    if any(c in _SOME for c in run):
        return None, False
    if len(run) == 1:
        return float(_DIGITS[run]), False
    if len(run) == 2:
        return (_DIGITS[run[0]] + _DIGITS[run[1]]) / 2, True
    return None, False


def _rest(run: str, last: int) -> tuple[float | None, bool]:
    """What stands behind the last unit: 五 of 二百零五, 二 of 一百二, 七八 of 十七八, 几 of 十几."""
    filled = run[0] in "零〇○"
    run = run.lstrip("零〇○")
    if not run:
        return 0.0, False
    if run in _SOME:
        return float(_FEW if last == 10 else last / 2), True
    if any(c in _SOME for c in run) or len(run) > 2:
        return None, False
    if len(run) == 2:
        return (_DIGITS[run[0]] + _DIGITS[run[1]]) / 2 * (1 if filled or last == 10 else last / 10), True
    return float(_DIGITS[run] * (1 if filled or last <= 10 else last // 10)), False
