"""Days told off, or told by where they lie: 3、5、8号, 周二周四, 10月最后两天, 明后两天, 上个月今天."""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from bot.text.dates import Found, Side, number, place_of_weekday
from bot.text.special_days import read_special_days

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_MONTH = rf"(?:(?P<rel>上上|上|这|本|当|下)个?月|(?P<m>{_N})月)份?的?"
_ITEM = rf"(?:{_N}月)?{_N}[日号]?(?![天个])"
# 本月2、3、4号三个晚上; 14 15 两天; 11月4日、11日、18日
_NUMBERS = re.compile(
    rf"(?<![\d.:：/一二三四五六七八九十百-])(?:{_MONTH})?"
    rf"(?P<days>{_ITEM}(?:\s?[、，, 和跟与]\s?{_ITEM}|(?<=[日号]){_N}[日号]){{1,6}})"
    rf"(?P<end>(?<=[日号]))?(?:\s?[,，]?这?(?P<n>{_N})(?:天|日|个(?:晚上|早上|上午|下午|中午|周|星期|礼拜)))?"
)
_DAY = re.compile(rf"(?:(?P<m>{_N})月)?(?P<d>{_N})")
# 这周一、二、三; 周二周四
_WEEKDAYS = re.compile(
    r"(?:(?P<rel>上上|上|这|本|下)个?)?(?:周|星期|礼拜)(?P<days>[一二三四五六日天](?:[、，,和跟与]?(?:(?:周|星期|礼拜)[一二三四五六日天]|(?<=[、，,])[一二三四五六日天](?![\u3400-\u9fff]{0,2}[人名个位])))+)"
)
_WEEK_SAID = re.compile(r"(?P<rel>上上|上|这|本|下)个?(?:周|星期|礼拜)(?![一二三四五六日天末今])")
_EDGE = re.compile(
    rf"(?:{_MONTH}|(?P<day>国庆|五一|元旦|春节|中秋|端午)(?:小?长假|假期)?的?)(?:(?P<last>最后|末尾)|头|前)(?P<n>{_N})[天日]"
)
_PAIR = re.compile(r"(?P<first>大前|前|昨|今|明)天?(?P<last>前|昨|今|明|后)(?:这|天)?(?:两|2)(?:天|日)")
_PLACES = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_SAME_DAY = re.compile(r"(?P<rel>上上|上|下)个?(?:(?P<month>月)|周|星期|礼拜)的?(?:今天|今日|这天|这一天)")
# 上月28, 这月15那天; 上个月15到20号
_OF_MONTH = re.compile(
    rf"(?P<rel>上上|上|这|本|当)个?月份?的?(?P<d>{_N})(?:[日号]?(?:到|至|-|~|—)(?P<e>{_N})[日号]|[日号]?(?=那天|当天|[上下]午|晚上|早上|[,，。;；\s]|$))"
)
_MONTHS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1}
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
LONGEST = 45  # days between the first and the last that are told off


def read_day_lists(text: str, today: date, side: Side = Side.PAST) -> list[Found]:
    """Such days of a folded text, none overlapping another; `Found.listed` says how many days were told off."""
    found: list[Found] = []
    for read in _READERS:
        for one in read(text, today, side):
            if not any(one.at[0] < other.at[1] and other.at[0] < one.at[1] for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.at)


def month_of(rel: str | None, month: str | None, today: date, side: Side) -> date | None:
    """The first day of the month that is meant: 上 (the last one), 10; without either that of today."""
    if month is None:
        count = today.year * 12 + today.month - 1 + _MONTHS[rel or "本"]
        return date(count // 12, count % 12 + 1, 1)
    value = number(month) or 0
    year = today.year - (side is Side.PAST and value > today.month + 1)
    return date(year, value, 1) if 1 <= value <= 12 else None


def _in(month: date | None, day: int | None) -> date | None:
    if month is None or not day or day > calendar.monthrange(month.year, month.month)[1]:
        return None
    return month.replace(day=day)


def _numbers(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _NUMBERS.finditer(text):
        said = [(one["m"], number(one["d"])) for one in _DAY.finditer(match["days"])]
        count = number(match["n"]) if match["n"] else None
        if count is None and (len(said) < 3 or match["end"] is None) and not match["m"] and not match["rel"]:
            continue  # 3、5号 may be houses; two days that follow each other are read elsewhere
        if count not in (None, len(said)) or (count is None and match["end"] is None):
            continue
        days = _resolved(said, match["rel"], match["m"], today, side)
        if days:
            yield _listed(days, match.span())


def _resolved(
    said: Sequence[tuple[str | None, int | None]], rel: str | None, month: str | None, today: date, side: Side
) -> list[date]:
    """The days that are meant, in their order; empty when they are none of a calendar or do not ascend."""
    named = rel or month or said[0][0]
    for back in (0,) if named else (0, -1) if side is Side.PAST else (0, 1):
        first = month_of(rel, month, today, side) if named else month_of(None, None, _moved(today, back), side)
        days: list[date] = []
        for own, day in said:
            first = month_of(None, own, today, side) if own else first
            if found := _in(first, day):
                days.append(found)
        fits = len(days) == len(said) and all(a < b for a, b in pairwise(days)) and (days[-1] - days[0]).days <= LONGEST
        if fits and (named or (days[-1] <= today if side is Side.PAST else days[0] >= today)):
            return days
    return []


def _moved(today: date, months: int) -> date:
    count = today.year * 12 + today.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _listed(days: Sequence[date], at: tuple[int, int]) -> Found:
    return Found(days[0], days[-1], at, True, len(days))


def _weekdays(text: str, today: date, side: Side) -> Iterator[Found]:
    monday = today - timedelta(days=today.weekday())
    for match in _WEEKDAYS.finditer(text):
        places = [place_of_weekday(one) for one in re.findall(r"[一二三四五六日天]", match["days"])]
        if not all(a < b for a, b in pairwise(places)):
            continue
        said = match["rel"] or next((one["rel"] for one in _WEEK_SAID.finditer(text)), None)
        week = monday + timedelta(weeks=_WEEKS[said]) if said else monday
        days = [week + timedelta(days=place) for place in places]
        if said is None and side is Side.PAST and days[-1] > today:
            days = [day - timedelta(weeks=1) for day in days]
        if said is None and side is Side.FUTURE and days[0] < today:
            days = [day + timedelta(weeks=1) for day in days]
        yield _listed(days, match.span())


def _edges(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _EDGE.finditer(text):
        count = number(match["n"]) or 0
        if match["day"]:
            named = read_special_days(match["day"] + "那天", today, side)
            first = named[0].found.start if named and not match["last"] else None
        else:
            month = month_of(match["rel"], match["m"], today, side)
            last = calendar.monthrange(month.year, month.month)[1] if month else 0
            first = _in(month, last - count + 1 if match["last"] else 1)
        if first and 1 < count <= 15:
            yield _listed([first + timedelta(days=n) for n in range(count)], match.span())


def _pairs(text: str, today: date, _: Side) -> Iterator[Found]:
    for match in _PAIR.finditer(text):
        first, last = _PLACES[match["first"]], _PLACES[match["last"]]
        if first < last:
            yield _listed([today + timedelta(days=first), today + timedelta(days=last)], match.span())


def _same_day(text: str, today: date, _: Side) -> Iterator[Found]:
    for match in _SAME_DAY.finditer(text):
        if match["month"]:
            found = _in(_moved(today, _MONTHS[match["rel"]]), today.day)
        else:
            found = today + timedelta(weeks=_WEEKS[match["rel"]])
        if found:
            yield Found(found, found, match.span(), True)


def _of_month(text: str, today: date, side: Side) -> Iterator[Found]:
    for match in _OF_MONTH.finditer(text):
        month = month_of(match["rel"], None, today, side)
        first = _in(month, number(match["d"]))
        last = _in(month, number(match["e"])) if match["e"] else first
        if first and last and first <= last:
            yield Found(first, last, match.span(), True)


_READERS: tuple[Callable[[str, date, Side], Iterator[Found]], ...] = (
    _numbers, _edges, _pairs, _same_day, _of_month, _weekdays,
)  # fmt: skip
