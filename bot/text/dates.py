"""Days as people say them: 昨天, 上周三, 3月5号, 5.8, 11月16日至18日, 三月底前天… with what is left unsaid filled in.

A day without a year, a month or a week is the nearest one on the wished side of today. What is no day of the calendar
(13月5日, 2月30日) is not taken for one.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.text.normalise import fold_aligned


class Side(Enum):
    """On which side of today something lies whose year is not said: reports look back, reminders ahead."""

    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True)
class Found:
    """A day, or several from `start` to `end`, and where it stands in the text. `exact`: no part was filled in.

    `listed`: how many days there are, when they were told off one by one and others lie between.
    """

    start: date
    end: date
    at: tuple[int, int]
    exact: bool = False
    listed: int = 0


ANNOUNCED = timedelta(days=92)  # somebody who reports may announce what is planned for the coming weeks
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "元": 1}
_CHINESE = "零〇○一二两三四五六七八九十元"
_N = rf"(?:\d{{1,2}}|[{_CHINESE}]{{1,3}}|廿[一二三四五六七八九]?|卅一?)"
_YEAR = rf"(?:\d{{4}}|\d{{2}}|[{_CHINESE}]{{4}}|[{_CHINESE}]{{2}})"
_DAY_END = r"(?:日|号)"
_TO = r"\s*(?:-|~|—|–|至|到|—+)\s*"

_FULL = re.compile(rf"(?P<y>{_YEAR})\s*年\s*(?P<m>{_N})\s*月\s*(?:份)?\s*(?:(?P<d>{_N})\s*{_DAY_END}?)?")
_RELATIVE_YEAR = re.compile(
    rf"(?P<rel>今年|去年|前年|明年|本年|上年)(?:度)?的?\s*(?P<m>{_N})\s*月\s*(?:份)?\s*(?P<d>{_N})\s*{_DAY_END}?"
)
_MONTH_DAY = re.compile(
    rf"(?P<m>{_N})\s*月\s*(?:份)?\s*(?P<d>{_N})\s*(?:{_DAY_END}(?![个月天])|(?!\d|[{_CHINESE}个月天日号几多]))"
)
_RELATIVE_MONTH = re.compile(rf"(?P<rel>上上个?月|上个?月|这个?月|本月|当月|下个?月)的?\s*(?P<d>{_N})\s*{_DAY_END}")
_DAY_ONLY = re.compile(
    rf"(?<![月\d.\-/{_CHINESE}百千第])(?P<d>{_N})\s*号(?!楼|院|店|线|线路|文|令|房|室|厅|馆|门|车|球|人|召|码|桌|桥|坑|教|会议|摊|仓|点|公|码头|船|井|病|床|闸|机组|炉|泵|矿|仓库|岗|台|包|通道|出口|小区)"
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_ISO = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?P<s>[-/. ])\s*(?P<m>\d{1,2})\s*(?P=s)\s*(?P<d>\d{1,2})(?!\d)")
_SHORT = re.compile(
    r"(?<![\d.\-/第])(?<!\d:)(?P<m>\d{1,2})(?P<s>[./\-])(?P<d>\d{1,2})"
    r"(?![\d.:%/]|\s*(?:小时|个|元|万|千|百|人|名|公里|米|度|折|分|倍|天|kg|日至|版|级|h\b|吨|斤|公斤|克|升|里|平|亩|秒|块|角|亿|厘|毫|立方|寸|尺|丈|兆|瓦|伏|份|张|条|只|箱|袋|桶|t\b|ml|年级|岁|次|期|组|班|层|楼|周|点|号楼))"
)
_WEEK = re.compile(
    r"(?P<rel>上上个?|上个?|这个?|本|下下个?|下个?)?(?:周|星期|礼拜)(?P<w>[一二三四五六日天1-7])(?![、，]?[周星礼]?期?刊)"
)
_TO_ONLY = re.compile(_TO)
_WEEKEND = re.compile(r"(?P<rel>上上个?|上个?|这个?|本|下下个?|下个?)?(?:周末|双休日)")
# 周日，22号: which month is meant is told by the weekday
_WEEKDAY_AND_DAY = re.compile(
    rf"(?:(?:周|星期|礼拜)(?P<w>[一二三四五六日天])[\s,，、(（]{{0,2}}(?:(?P<m>{_N})月)?(?P<d>{_N})[日号]"
    rf"|(?<![月\d])(?P<d2>{_N})[日号][\s,，、(（]{{0,2}}(?:周|星期|礼拜)(?P<w2>[一二三四五六日天]))"
)
_AGO = re.compile(rf"(?P<n>{_N})\s*(?P<u>天|周|个?星期|个月)(?P<way>前|之前|以前|后|之后|以后)")
_RELATIVE = {
    "大前天": -3, "前天": -2, "前日": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨儿": -1, "昨夜": -1,
    "今天": 0, "今日": 0, "今儿": 0, "今早": 0, "今晚": 0, "今晨": 0, "今上午": 0, "今下午": 0, "刚刚": 0, "刚才": 0,
    "当天": 0, "大后天": 3, "后天": 2, "后日": 2, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "明儿": 1,
    "今儿个": 0, "昨儿个": -1, "前儿个": -2, "明儿个": 1, "昨天夜里": -1, "今个儿": 0,
    "昨个儿": -1, "前个儿": -2, "前个": -2, "大前儿": -3,
    "头天": -1, "昨个": -1, "今个": 0, "明个": 1, "大大前天": -4, "前儿": -2, "前夜": -2, "后儿": 2, "昨早": -1,
    "昨晨": -1, "昨上午": -1, "昨中午": -1, "昨下午": -1, "昨傍晚": -1, "前日上午": -2, "今中午": 0, "今夜": 0,
}  # fmt: skip
_SPOKEN = re.compile("|".join(sorted(_RELATIVE, key=len, reverse=True)))
_TAIL = re.compile(rf"^{_TO}(?:(?P<m>{_N})\s*月\s*(?:份)?)?(?P<d>{_N})\s*{_DAY_END}")
_TAIL_SHORT = re.compile(r"^\s*[-~—–至到]+\s*(?P<m>\d{1,2})[./](?P<d>\d{1,2})(?!\d)")
_HEAD_OF_RANGE = re.compile(
    rf"(?P<m>{_N})\s*月\s*(?P<d>{_N})\s*(?:{_DAY_END})?{_TO}(?:(?P<m2>{_N})\s*月\s*)?(?P<d2>{_N})\s*"
    rf"(?:{_DAY_END}|(?=[,，。;；]|$|每[天日]))"
)
_WEEKS = {
    "上上个": -2,
    "下下个": 2,
    "上上": -2,
    "上": -1,
    "上个": -1,
    "这": 0,
    "这个": 0,
    "本": 0,
    "下": 1,
    "下个": 1,
    "下下": 2,
}
_MONTHS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1}
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}


def number(text: str) -> int | None:
    """A number below 100 in digits or Chinese; None for anything else."""
    if text.isdigit():
        return int(text)
    if text.startswith("廿"):
        return 20 + (_DIGITS[text[1]] if len(text) > 1 else 0)
    if text.startswith("卅"):
        return 30 + (1 if len(text) > 1 else 0)
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1 or not set(tens + ones) <= set(_DIGITS):
            return None
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS.get(text) if len(text) == 1 else None


def year_of(text: str, today: date) -> int | None:
    """A year of two or four places; of two, the one that is not in the future by more than ten years."""
    digits = "".join(str(_DIGITS[c]) if c in _DIGITS else c for c in text)
    if not digits.isdigit():
        return None
    if len(digits) == len("2026"):
        return int(digits)
    century = today.year // 100 * 100
    return century + int(digits) - (100 if century + int(digits) > today.year + 10 else 0)


def read_dates(text: str, today: date, side: Side = Side.PAST) -> list[Found]:
    """All days that a text names, in the order of the text; none overlaps another."""
    folded = fold_aligned(text)
    taken: list[Found] = []
    for read in _READERS:
        for found in read(folded, today, side):
            if not any(found.at[0] < other.at[1] and other.at[0] < found.at[1] for other in taken):
                taken.append(_with_end(folded, found, side))
    return sorted(taken, key=lambda found: found.at)


def read_date(text: str, today: date, side: Side = Side.PAST) -> date | None:
    """The first day that a text names."""
    found = read_dates(text, today, side)
    return found[0].start if found else None


def place_of_weekday(name: str) -> int:
    """Monday is 0."""
    return "一二三四五六日".find(name.replace("天", "日"))


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _nearest(month: int | None, day: int | None, today: date, side: Side) -> date | None:
    """That day of this year, or of the one beside it when it would lie far on the wrong side of today."""
    years = (0, 1) if side is Side.FUTURE else (0, -1)
    days = [one for one in (_day(today.year + step, month, day) for step in years) if one]
    if side is Side.FUTURE:
        return next((one for one in days if one >= today), None)
    return next((one for one in days if one <= today + ANNOUNCED), None)


def _shifted_month(today: date, months: int, day: int | None) -> date | None:
    count = today.year * 12 + today.month - 1 + months
    return _day(count // 12, count % 12 + 1, day)


def _full(text: str, today: date, _: Side) -> Iterator[Found]:
    for match in _FULL.finditer(text):
        if match["d"] and (found := _day(year_of(match["y"], today), number(match["m"]), number(match["d"]))):
            yield Found(found, found, match.span(), exact=True)


def _relative_year(text: str, today: date, _: Side) -> Iterator[Found]:
    for match in _RELATIVE_YEAR.finditer(text):
        if found := _day(today.year + _YEARS[match["rel"]], number(match["m"]), number(match["d"])):
            yield Found(found, found, match.span(), exact=True)


def _numeric(text: str, today: date, _: Side) -> Iterator[Found]:
    for pattern in (_ISO, _COMPACT):
        for match in pattern.finditer(text):
            if found := _day(int(match["y"]), int(match["m"]), int(match["d"])):
                yield Found(found, found, match.span(), exact=True)


def _range(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _HEAD_OF_RANGE.finditer(text):
        start = _nearest(number(match["m"]), number(match["d"]), today, side)
        if start is None:
            continue
        end = _day(start.year, number(match["m2"]) if match["m2"] else start.month, number(match["d2"]))
        if end and end >= start:
            yield Found(start, end, match.span())


def _month_day(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _MONTH_DAY.finditer(text):
        if found := _nearest(number(match["m"]), number(match["d"]), today, side):
            yield Found(found, found, match.span())


def _relative_month(text: str, today: date, _: Side) -> Iterator[Found]:
    for match in _RELATIVE_MONTH.finditer(text):
        step = _MONTHS[match["rel"].rstrip("月").rstrip("个")]
        if found := _shifted_month(today, step, number(match["d"])):
            yield Found(found, found, match.span(), exact=True)


def _spoken(text: str, today: date, _: Side) -> Iterator[Found]:
    for match in _SPOKEN.finditer(text):
        found = today + timedelta(days=_RELATIVE[match.group()])
        yield Found(found, found, match.span(), exact=True)


def _week(text: str, today: date, side: Side) -> Iterator[Found]:
    monday = today - timedelta(days=today.weekday())
    before: re.Match[str] | None = None
    for match in _WEEK.finditer(text):
        rel = match["rel"]
        if rel is None and before is not None and _TO_ONLY.fullmatch(text, before.end(), match.start()):
            rel = before["rel"]  # 上周二至周四
        before = match
        place = place_of_weekday(match["w"])
        place = place if place >= 0 else int(match["w"]) - 1
        found = monday + timedelta(weeks=_WEEKS.get(rel or "", 0), days=place)
        if rel is None and side is Side.PAST and found > today:
            found -= timedelta(weeks=1)
        if rel is None and side is Side.FUTURE and found < today:
            found += timedelta(weeks=1)
        yield Found(found, found, match.span(), exact=rel is not None)
    for match in _WEEKEND.finditer(text):
        saturday = monday + timedelta(weeks=_WEEKS.get(match["rel"] or "", 0), days=5)
        if match["rel"] is None and side is Side.PAST and saturday > today:
            saturday -= timedelta(weeks=1)
        yield Found(saturday, saturday + timedelta(days=1), match.span())


def _weekday_and_day(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _WEEKDAY_AND_DAY.finditer(text):
        place = place_of_weekday(match["w"] or match["w2"])
        day = number(match["d"] or match["d2"])
        steps = (0, -1, 1, -2) if side is Side.PAST else (0, 1, 2)
        days = [one for step in steps if (one := _shifted_month(today, step, day)) and one.weekday() == place]
        if match["m"]:
            days = [one for one in days if one.month == number(match["m"])]
        if days:
            found = min(days, key=lambda one: abs((one - today).days))
            yield Found(found, found, match.span(), True)


def _ago(text: str, today: date, _: Side) -> Iterator[Found]:
    for match in _AGO.finditer(text):
        count = number(match["n"])
        if count is None:
            continue
        count = -count if "前" in match["way"] else count
        if "月" in match["u"]:
            month = _shifted_month(today, count, 1)
            found = month and month.replace(day=min(today.day, calendar.monthrange(month.year, month.month)[1]))
        else:
            found = today + (timedelta(days=count) if match["u"] == "天" else timedelta(weeks=count))
        if found:
            yield Found(found, found, match.span())


def _short(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _SHORT.finditer(text):
        if found := _nearest(int(match["m"]), int(match["d"]), today, side):
            yield Found(found, found, match.span())


def _day_only(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _DAY_ONLY.finditer(text):
        day = number(match["d"])
        steps = (0, -1, -2) if side is Side.PAST else (0, 1, 2)
        days = [one for one in (_shifted_month(today, step, day) for step in steps) if one]
        found = next((one for one in days if (one <= today if side is Side.PAST else one >= today)), None)
        if found:
            yield Found(found, found, match.span())


_READERS: tuple[Callable[[str, date, Side], Iterator[Found]], ...] = (
    _full, _relative_year, _numeric, _range, _weekday_and_day, _month_day, _relative_month, _spoken, _week, _ago,
    _short, _day_only,
)  # fmt: skip


def _with_end(text: str, found: Found, side: Side) -> Found:
    """A day with the last one behind it: 16日至18日, 5.8-5.10."""
    if found.end != found.start:
        return found
    rest = text[found.at[1] :]
    match = _TAIL.match(rest) or _TAIL_SHORT.match(rest)
    if match is None:
        return found
    end = _day(found.start.year, number(match["m"]) if match["m"] else found.start.month, number(match["d"]))
    if end is None or end < found.start:
        return found
    return Found(found.start, end, (found.at[0], found.at[1] + match.end()), found.exact)
