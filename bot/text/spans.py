"""Days and periods that a question about the past names: 2025年底, 上月末, 二季度末, 去年, 最近30天."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.text.dates import number, read_dates, year_of
from bot.text.normalise import fold_aligned


@dataclass(frozen=True)
class Span:
    """From the first to the last day, both belonging to it. `point`: a single day was meant, such as a year's end."""

    start: date
    end: date
    point: bool = False


_N = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二两三四五六七八九])"
_YEAR = r"(?:(?P<y>(?:19|20)?\d\d|[零〇一二三四五六七八九]{4})年|(?P<rel>今|去|前|本|上|当)年)度?的?"
_ENDS = r"(?:底|末|终)"
_QUARTER = r"第?(?P<q>[一二三四1-4])季度?"
_YEARS = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2}
_MONTHS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0}
_RELATIVE_MONTH = r"(?P<m>上上|上|本|这|当)个?月"
_YEAR_END = re.compile(rf"(?:{_YEAR}年?|年){_ENDS}")
_MONTH_END = re.compile(rf"(?:{_YEAR})?(?P<n>{_N})月份?(?:月?{_ENDS})")
_REL_MONTH_END = re.compile(rf"(?:{_RELATIVE_MONTH}|(?<![\d一二三四五六七八九十])月)(?:份?月?{_ENDS})")
_QUARTER_END = re.compile(rf"(?:{_YEAR})?(?:{_QUARTER}|(?P<r>上|本|这)个?季度)(?:的?{_ENDS})")
_QUARTER_ONLY = re.compile(rf"(?:{_YEAR})?(?:{_QUARTER}|(?P<r>上|本|这)个?季度)")
_HALF = re.compile(rf"(?:{_YEAR})?(?P<h>上|下)半年(?P<end>{_ENDS})?")
_MONTH = re.compile(rf"(?:{_YEAR})?(?<![\d个几半])(?P<n>{_N})月份?(?!\d|[底末])")
_MONTH_ONLY = re.compile(_RELATIVE_MONTH)
_WEEK = re.compile(r"(?P<w>上上|上|本|这)个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])")
_LAST = re.compile(rf"(?:最近|近|过去|这)(?P<n>{_N}|\d{{1,3}}|半)个?(?P<u>天|日|周|星期|月|年)")
_YEAR_ONLY = re.compile(_YEAR)
_SINCE = re.compile(r"(?:以来|至今|到现在|到今天|起)")
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7}


def read_span(text: str, today: date) -> Span | None:
    """The first day or period of a text, the narrowest reading of it; None when it names none."""
    folded = fold_aligned(text)
    named = read_dates(folded, today)
    if named:
        first, last = named[0], named[-1]
        if _SINCE.match(folded[first.at[1] :]):
            return Span(first.start, max(today, first.start))
        end = max(last.end, first.end)
        return Span(first.start, end, point=first.start == end)
    for read in _READERS:
        if found := next(read(folded, today), None):
            return found
    return None


def _year(match: re.Match[str], today: date) -> int:
    groups = match.groupdict()
    if groups.get("y"):
        return year_of(groups["y"], today) or today.year
    return today.year + _YEARS.get(groups.get("rel") or "", 0)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _shifted(today: date, months: int) -> tuple[int, int]:
    count = today.year * 12 + today.month - 1 + months
    return count // 12, count % 12 + 1


def _point(day: date) -> Span:
    return Span(day, day, point=True)


def _of_month(match: re.Match[str], today: date) -> tuple[int, int] | None:
    """The year and month; without a year the latest such month that has begun."""
    month = number(match["n"])
    if month is None or not 1 <= month <= 12:
        return None
    year = _year(match, today)
    said = match["y"] or match["rel"]
    return (year - 1 if not said and month > today.month else year), month


def _quarter(match: re.Match[str], today: date) -> tuple[int, int]:
    """The year and the first month of the quarter; without a year the latest one that has begun."""
    if match["r"]:
        year, month = _shifted(today, -3 if match["r"] == "上" else 0)
        return year, (month - 1) // 3 * 3 + 1
    first = ((number(match["q"]) or 1) - 1) * 3 + 1
    said = match["y"] or match["rel"]
    return _year(match, today) - (not said and first > today.month), first


def _ends(text: str, today: date) -> Iterator[Span]:
    for match in _QUARTER_END.finditer(text):
        year, month = _quarter(match, today)
        yield _point(_month_end(year, month + 2))
    for match in _MONTH_END.finditer(text):
        if found := _of_month(match, today):
            yield _point(_month_end(*found))
    for match in _REL_MONTH_END.finditer(text):
        yield _point(_month_end(*_shifted(today, _MONTHS.get(match["m"] or "本", 0))))
    for match in _HALF.finditer(text):
        if match["end"]:
            yield _point(_month_end(_year(match, today), 6 if match["h"] == "上" else 12))
    for match in _YEAR_END.finditer(text):
        yield _point(date(_year(match, today), 12, 31))


def _periods(text: str, today: date) -> Iterator[Span]:
    for match in _LAST.finditer(text):
        yield Span(_ago(match, today), today)
    for match in _QUARTER_ONLY.finditer(text):
        year, month = _quarter(match, today)
        yield Span(date(year, month, 1), _month_end(year, month + 2))
    for match in _HALF.finditer(text):
        year, first = _year(match, today), 1 if match["h"] == "上" else 7
        yield Span(date(year, first, 1), _month_end(year, first + 5))
    for match in _MONTH.finditer(text):
        if found := _of_month(match, today):
            yield Span(date(*found, 1), _month_end(*found))
    for match in _MONTH_ONLY.finditer(text):
        year, month = _shifted(today, _MONTHS[match["m"]])
        yield Span(date(year, month, 1), _month_end(year, month))
    for match in _WEEK.finditer(text):
        back = {"上上": 2, "上": 1}.get(match["w"], 0)
        monday = today - timedelta(days=today.weekday() + 7 * back)
        yield Span(monday, monday + timedelta(days=6))
    for match in _YEAR_ONLY.finditer(text):
        year = _year(match, today)
        end = today if _SINCE.match(text[match.end() :]) else date(year, 12, 31)
        yield Span(date(year, 1, 1), max(end, date(year, 1, 1)))


def _ago(match: re.Match[str], today: date) -> date:
    """The first day of the last so many days, weeks, months or years, today being the last."""
    half = match["n"] == "半"
    count = 1 if half else int(match["n"]) if match["n"].isdigit() else number(match["n"]) or 1
    if days := _DAYS.get(match["u"]):
        return today - timedelta(days=days * count - 1)
    months = count * (12 if match["u"] == "年" else 1)
    if half and match["u"] == "月":
        return today - timedelta(days=14)
    year, month = _shifted(today, -(months // 2 if half else months))
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


_READERS: tuple[Callable[[str, date], Iterator[Span]], ...] = (_ends, _periods)
