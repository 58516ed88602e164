"""What somebody wants to be reminded of, when, and how often; and what is to be done with a reminder that is set."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz import fuzz

from bot.core.reminders import (
    DEFAULT_TIME,
    QUIET_FROM,
    QUIET_UNTIL,
    Quiet,
    Repeat,
    Repeats,
    Rule,
    later_month,
    next_after,
)
from bot.text.dates import Side, number, read_dates
from bot.text.normalise import fold_aligned
from bot.text.special_days import read_special_days

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_WEEKDAY = r"(?:周|星期|礼拜)(?P<w>[一二三四五六日天1-7])"
_HAN = r"[\u3400-\u9fff]"


@dataclass(frozen=True)
class Wish:
    """A reminder as it was said. `due` is None when no day was; `past` says that the day that was said is over.

    `before_election` are the months and days before the next election, when that is what it hangs on.
    """

    what: str
    due: datetime | None = None
    timed: bool = False  # the time of day was said
    repeat: Repeat | None = None
    past: bool = False
    before_election: tuple[int, int] | None = None
    rolled: bool = False  # the day is over this year and was taken of the next, which nobody said


@dataclass(frozen=True)
class _When:
    """A day that was found, and where its words stand."""

    day: date
    at: tuple[int, int]
    repeat: Repeat | None = None
    moment: datetime | None = None  # to the minute: an hour from now
    weekly: bool = False  # a weekday of which it was not said in which week


@dataclass(frozen=True)
class _Clock:
    time: time
    at: tuple[int, int]


# --- times of day ------------------------------------------------------------------------------------------------

_PERIODS = {
    "凌晨": 5, "清晨": 7, "清早": 7, "大清早": 7, "大早": 8, "早晨": 8, "早上": 8, "早浪": 8, "朝早": 8, "早间": 8,
    "上午": 9,
    "晌午": 12, "中午": 12, "正午": 12, "午间": 12, "下午": 15, "下晝": 15, "下昼": 15, "午后": 15, "傍晚": 17,
    "晚上": 19, "晚间": 19, "夜里": 20, "夜间": 20, "今晚": 19, "明晚": 19, "后晚": 19, "当晚": 19,
    "前一天晚上": 19, "明早": 8, "今早": 8, "后早": 8,
}  # fmt: skip
_PERIOD = "|".join(sorted(_PERIODS, key=len, reverse=True))
_LATE = re.compile(r"下午|下[晝昼]|午后|傍晚|晚|[今明后当]晚|夜|前一天晚")
_NOON = ("中午", "晌午", "正午", "午间")
NOON, LAST_AT_NOON, LATEST_OF_NIGHT = 12, 6, 5  # hours
_CLOCK = re.compile(
    rf"(?:(?P<p>{_PERIOD}|晚|早|夜)(?:里厢|里|浪|的)?)?\s?(?:(?P<h>{_N})\s?(?:点钟?|时(?!候|间|长|段))(?:整)?"
    rf"(?:(?P<half>半)|(?P<q>[一三])刻|(?P<m>\d{{1,2}}|[零一二三四五六七八九十]{{2,3}})分?(?!钟))?(?:钟|左右)?"
    r"|(?P<h2>\d{1,2}):(?P<m2>[0-5]\d))"
)
_ONLY_PERIOD = re.compile(rf"(?P<p>{_PERIOD})")


def _clocks(text: str) -> list[_Clock]:
    found = [clock for match in _CLOCK.finditer(text) if (clock := _clock(match))]
    if found:
        return found
    return [_Clock(time(_PERIODS[match["p"]]), _bare(match)) for match in _ONLY_PERIOD.finditer(text)]


def _bare(match: re.Match[str]) -> tuple[int, int]:
    """Where the time of day itself stands: 明 of 明早 belongs to the day, which is read by itself."""
    start, end = match.span()
    return (start + 1, end) if match["p"][0] in "今明后当" else (start, end)


def _clock(match: re.Match[str]) -> _Clock | None:
    hour = number(match["h"] or match["h2"])
    minute = 30 if match["half"] else 15 if match["q"] == "一" else 45 if match["q"] else 0
    if said := match["m"] or match["m2"]:
        minute = number(said.removeprefix("零") or "零") or 0
    if hour is None or hour > 24 or minute > 59:
        return None
    period = match["p"] or ""
    late = bool(_LATE.match(period)) or (period in _NOON and hour < LAST_AT_NOON)
    if not period and match["h"] and 1 <= hour <= LATEST_OF_NIGHT:  # nobody is reminded at three in the night
        late = True
    if late and hour < NOON:
        hour += 12
    start, end = match.span()
    if period and period[0] in "今明后当" and len(period) > 1:
        start += 1
    return _Clock(time(hour % 24, minute), (start, end))


# --- days that only a reminder says ------------------------------------------------------------------------------

_LATER = re.compile(
    rf"(?P<fuzzy>过两天|过几天|过一?阵子?)|(?:再?过|隔|搁)?(?P<n>{_N}|半|几)\s?(?P<half>个?半)?个?"
    r"(?P<u>分钟|小时|钟头|天|日|周|星期|礼拜|月|年)(?:之?后|以后|过后|之内|内)"
    rf"|(?:再?过|隔|搁)(?P<n2>{_N}|半)\s?个?(?P<u2>分钟|小时|钟头|天|日|周|星期|礼拜|月|年)(?!一次|就)"
)
_SOON = re.compile(r"(?:过会儿?|等会儿?|等一会儿?|待会儿?|一会儿?|晚点儿?|晚些时候|回头|稍后|等下)(?:再)?")
_END = re.compile(
    rf"(?:(?P<rel>这个?|本|当|下下?个?|今|明)?(?P<u>月|年)|(?P<m>{_N})月份?)(?P<w>底|末|初|头|中旬?)"
    rf"|(?P<quarter>本?季度?[末底])"
)
_NEXT = re.compile(
    r"(?P<rel>下下?)个?(?P<u>周|星期|礼拜|月)(?![一二三四五六日天末初底中头\d])|(?P<year>明年)(?!\d|[一二三四五六七八九十]{1,2}月)"
)
_MONTH = re.compile(rf"(?P<m>{_N})月(?:份)?(?!\s?[\d一二三四五六七八九十底末初头中]|报)")
_EVERY = re.compile(
    rf"(?P<daily>每天|每日|天天|每晚|每早)|每逢?(?P<year>年)(?:的)?"
    rf"|每(?:隔|逢)?(?:(?P<n>{_N})个?|个)?(?P<u>天|周|星期|礼拜|月|季度|半年|年)|隔(?P<n2>{_N}|半个?)(?P<u2>天|周|星期|礼拜|月)(?=.{{0,6}}一次)"
    r"|(?P<half>半年)(?=.{0,4}一次)|(?:以后|往后)(?P<months>月)底"
)
_OFFSET = re.compile(
    rf"(?:提前|早)(?P<n>{_N}|半)\s?个?(?P<u>天|日|周|星期|礼拜|月|小时|钟头|分钟)|(?<=前)(?P<n2>{_N})(?P<u2>天|日|周|个?星期|个?礼拜|个?月)"
)
_BEFORE = re.compile(
    rf"^(?:的|到期|截止|来临)?(?:之|以)?前(?:的)?(?P<n>{_N}|半)个?(?P<u>天|日|周|星期|礼拜|月)|^(?:的)?(?P<day>前一[天日晚]|头一?天)"
)
_ELECTION = re.compile(
    rf"换届(?:选举)?(?:到期|期限|期满|那天|当天|日|快?到)?(?P<before>(?:之|以)?前(?P<n>{_N}|半)个?(?P<u>天|日|周|星期|礼拜|月|年))?"
)
_SPOKEN_SOON = re.compile(r"快到期|快到了|到期|届满|期满")


def read_wish(text: str, now: datetime) -> Wish:
    """Read a reminder. `now` has the time zone in which days are meant."""
    if thought_again := _second_thought(text, now):
        return thought_again
    folded = fold_aligned(text)
    spans: list[tuple[int, int]] = []
    clock = next(iter(_clocks(folded)), None)
    when = _when(folded, now, clock)
    offset = _offset_of(folded, when)
    election = _election(folded) if when is None or when.at[0] < 0 else None
    if clock:
        spans.append(clock.at)
    if when:
        spans.append(_with_particle(folded, when.at))
    if offset:
        spans.append(offset[1])
    if election:
        return Wish(what_of(folded, text, [*spans, election[1]]), None, bool(clock), None, False, election[0])
    if when is None:
        due = _today_or_next(now, clock) if clock and not _VAGUE.search(folded) else None
        return Wish(what_of(folded, text, spans), due, bool(clock))
    what = what_of(folded, text, spans)
    if when.moment:
        return Wish(what, when.moment, True)
    due = _at(when, now, clock)
    if offset:
        months, days = offset[0]
        day = later_month(due.date(), -months) - timedelta(days=days)
        due = datetime.combine(day, due.timetz()) - offset[2]
    if when.repeat:
        return Wish(what, due if due > now else next_after(due, when.repeat, now), bool(clock), when.repeat)
    return Wish(what, due, bool(clock), None, due <= now, rolled=_rolled(folded, due.date(), now.date()))


_SECOND = re.compile(
    r"[,，。\s]+(?:算了|不对|哦不|不不|还是|要不)[,，\s]*(?:改|还是|就)?(?:成|到|为)?(?P<new>[^,，。]{2,14}?)(?:吧|好了|[。!！])*$"
)
_WEEKDAY_ALONE = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天末].*")


def _second_thought(text: str, now: datetime) -> Wish | None:
    """A reminder whose day or time is put right in the same breath: 下周三提醒我开会，算了周四吧."""
    folded = fold_aligned(text)
    again = _SECOND.search(folded)
    if again is None or not _says_when(new := again["new"], now) or what_of(new, new, _said_at(new, now)):
        return None
    if _WEEKDAY_ALONE.fullmatch(new) and (next_ := re.search(r"下个?(?=周|星期|礼拜)", folded[: again.start()])):
        new = next_.group() + new
    first, second = read_wish(text[: again.start()], now), read_wish(new, now)
    if first.due is None or second.due is None:
        return None
    clock = second.due.timetz() if second.timed else first.due.timetz()
    day = second.due.date() if _days_in(new, now) else first.due.date()
    due = datetime.combine(day, clock)
    return replace(first, due=due, timed=first.timed or second.timed, past=due <= now, rolled=second.rolled)


def _days_in(text: str, now: datetime) -> bool:
    return any(next(iter(read(text, now)), None) for read in _READERS)


HALF_A_YEAR = 183  # days: what was over longer ago can only mean next year
_YEARLESS = re.compile(rf"(?<![年\d]){_N}月{_N}[日号]?|(?<![\d./-])\d{{1,2}}[./-]\d{{1,2}}(?![./-])")


def _rolled(folded: str, due: date, today: date) -> bool:
    """Whether a day without a year was over this year, not long ago."""
    if due.year != today.year + 1 or not _YEARLESS.search(folded) or re.search(r"[明后]年|\d{4}|新年", folded):
        return False
    return 0 < (today - later_month(due, -12)).days <= HALF_A_YEAR


_AFTER_DAY = re.compile(r"(?:之前|以前|前(?![\d一二两三四五六七八九十])|那天|当天|的时候|左右)?")
_VAGUE = re.compile(r"前(?:一|两|三|半|十)|那天|当天|开始前")  # of a day that was not said


def _with_particle(text: str, at: tuple[int, int]) -> tuple[int, int]:
    """A day with the word behind it: 28日前, 中秋那天."""
    behind = _AFTER_DAY.match(text, at[1])
    return at[0], behind.end() if behind else at[1]


def _at(when: _When, now: datetime, clock: _Clock | None) -> datetime:
    due = datetime.combine(when.day, clock.time if clock else DEFAULT_TIME, now.tzinfo)
    if due > now or when.day != now.date():
        return due
    if when.weekly:  # a bare weekday that is today's: the next one
        return due + timedelta(weeks=1)
    return _next_hour(now) if clock is None else due  # today, without a time: soon


def _next_hour(now: datetime) -> datetime:
    return (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _today_or_next(now: datetime, clock: _Clock) -> datetime:
    due = datetime.combine(now.date(), clock.time, now.tzinfo)
    return due if due > now else due + timedelta(days=1)


def _when(text: str, now: datetime, clock: _Clock | None) -> _When | None:
    """The day of the reminder itself: of several the one that stands next to the word for reminding."""
    found: list[_When] = []
    for read in _READERS:
        for one in read(text, now):
            if not any(_meet(one.at, other.at) for other in found):
                found.append(one)
    if not found:
        return None
    repeats = [one for one in found if one.repeat]
    if repeats:
        return repeats[0]
    found.sort(key=lambda one: one.at)
    verb = _verb(text)
    if verb is None or len(found) == 1:
        return found[0]
    clause = max(text.rfind(mark, 0, verb.start()) for mark in ",，。;；") + 1
    near = [one for one in found if clause <= one.at[0] < verb.start()]
    after = [one for one in found if one.at[0] >= verb.end()]
    return next(iter([*near[-1:], *(after if verb.start() - clause < 3 else []), *found]))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _said_length(said: str, unit: str, half: bool = False) -> tuple[int, timedelta] | None:
    """Months, and days or less, of a length such as 半个月 or 两个半小时."""
    unit = unit.removeprefix("个")
    count = 0.5 if said.startswith("半") else 3 if said == "几" else number(said)
    if count is None:
        return None
    count += 0.5 if half else 0
    if unit in ("分钟", "小时", "钟头"):
        return 0, timedelta(minutes=count) if unit == "分钟" else timedelta(hours=count)
    if unit in ("天", "日"):
        return 0, timedelta(days=round(count))
    if unit in ("周", "星期", "礼拜"):
        return 0, timedelta(days=round(count * 7))
    if unit == "月":
        return (0, timedelta(days=15)) if count == 0.5 else (int(count), timedelta(days=15 if count % 1 else 0))
    return int(count * 12), timedelta()


def _later(text: str, now: datetime) -> Iterator[_When]:
    for match in _LATER.finditer(text):
        if match["fuzzy"]:
            yield _When(now.date() + timedelta(days=2 if "两" in match["fuzzy"] else 3), match.span())
            continue
        length = _said_length(match["n"] or match["n2"], match["u"] or match["u2"], bool(match["half"]))
        if length is None:
            continue
        months, rest = length
        if rest % timedelta(days=1):
            yield _When(now.date(), match.span(), moment=_whole_minute(now + rest))
        else:
            yield _When(later_month(now.date(), months) + rest, match.span())


def _soon(text: str, now: datetime) -> Iterator[_When]:
    if _clocks(text) or read_dates(text, now.date(), Side.FUTURE):
        return
    for match in _SOON.finditer(text):
        yield _When(now.date(), match.span(), moment=_whole_minute(now + timedelta(hours=1)))


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _end(text: str, now: datetime) -> Iterator[_When]:
    """The beginning, the middle and the end of a month or year."""
    today = now.date()
    for match in _END.finditer(text):
        if match["quarter"]:
            month = (today.month - 1) // 3 * 3 + 3
            yield _When(date(today.year, month, calendar.monthrange(today.year, month)[1]), match.span())
            continue
        place, rel = match["w"], match["rel"] or ""
        if match["u"] == "年":
            years = 1 if rel in ("明", "下") else 0
            day = date(today.year + years, *((1, 1) if place in "初头" else (7, 1) if "中" in place else (12, 31)))
            yield _When(day if day >= today or rel else day.replace(year=day.year + 1), match.span())
            continue
        if match["m"]:
            month = number(match["m"]) or 0
            if not 1 <= month <= 12:
                continue
            start = date(today.year, month, 1)
        else:
            start = later_month(today.replace(day=1), rel.count("下"))
        day = _in_month(start, place)
        if day < today and not rel:
            day = _in_month(later_month(start, 12 if match["m"] else 1), place)
        yield _When(day, match.span())


def _in_month(start: date, place: str) -> date:
    if place in ("初", "头"):
        return start
    if place.startswith("中"):
        return start.replace(day=15)
    return later_month(start, 0, 31)


def _next(text: str, now: datetime) -> Iterator[_When]:
    today = now.date()
    for match in _NEXT.finditer(text):
        if match["year"]:
            yield _When(date(today.year + 1, 1, 1), match.span())
        elif match["u"] == "月":
            yield _When(later_month(today.replace(day=1), match["rel"].count("下")), match.span())
        else:
            monday = today - timedelta(days=today.weekday())
            yield _When(monday + timedelta(weeks=match["rel"].count("下")), match.span())


def _month(text: str, now: datetime) -> Iterator[_When]:
    today = now.date()
    for match in _MONTH.finditer(text):
        month = number(match["m"]) or 0
        if 1 <= month <= 12:
            day = date(today.year, month, 1)
            yield _When(day if day >= today else day.replace(year=today.year + 1), match.span())


def _special(text: str, now: datetime) -> Iterator[_When]:
    for one in read_special_days(_as_theme(text), now.date(), Side.FUTURE):
        yield _When(one.found.start, one.found.at)
    for name, day in _FREE_DAYS(now.date()):
        for match in re.finditer(name, text):
            yield _When(day, match.span())


def _as_theme(text: str) -> str:
    """Holidays before or after which something is: to `read_special_days`, 国庆前 is a theme, to a reminder a day."""
    return re.sub(r"(?<=[\u3400-\u9fff])(?=(?:之|以)?前(?:一|两|三|提醒|叫|喊|催|敲|，|,|\d))", "", text)


_NAMED = (("元旦", 1, 1), ("劳动节|五一", 5, 1), ("国庆节?", 10, 1), ("世界红十字日|红十字日|博爱周", 5, 8))


def _FREE_DAYS(today: date) -> Iterator[tuple[str, date]]:  # noqa: N802
    for name, month, day in _NAMED:
        this = date(today.year, month, day)
        yield name, this if this >= today else this.replace(year=today.year + 1)


def _plain(text: str, now: datetime) -> Iterator[_When]:
    for one in read_dates(text, now.date(), Side.FUTURE):
        said = text[slice(*one.at)]
        if said not in _NO_DAYS:
            yield _When(one.start, one.at, weekly=not one.exact and bool(re.match("周|星期|礼拜", said)))
    for match in re.finditer("明朝(?=[早上下夜个])", text):
        yield _When(now.date() + timedelta(days=1), match.span())


_NO_DAYS = ("刚才", "刚刚", "当天", "头天")


def _every(text: str, now: datetime) -> Iterator[_When]:
    """What comes again and again, with its first day."""
    today = now.date()
    for match in _EVERY.finditer(text):
        rest, start = text[match.end() :], match.start()
        if match["daily"]:
            end = match.end() - (1 if match["daily"] in ("每晚", "每早") else 0)
            yield _When(today, (start, end), repeat=Repeat(Repeats.DAILY))
            continue
        unit = "年" if match["year"] else match["u"] or match["u2"] or ("月" if match["months"] else "半年")
        said = match["n"] or match["n2"] or "一"
        every = 1 if said.startswith("半") else number(said) or 1
        if said.startswith("半"):
            yield _When(today + timedelta(days=15), match.span(), repeat=Repeat(Repeats.DAILY, 15))
        elif unit == "天":
            yield _When(
                today + timedelta(days=every if every > 1 else 0), match.span(), repeat=Repeat(Repeats.DAILY, every)
            )
        elif unit in ("周", "星期", "礼拜"):
            yield _weekly(match, rest, today, every)
        elif unit in ("月", "季度"):
            yield _monthly(match, rest, today, every * (3 if unit == "季度" else 1), unit == "季度")
        elif unit == "半年":
            yield _When(later_month(today, 6), match.span(), repeat=Repeat(Repeats.MONTHLY, 6))
        else:
            yield from _yearly(match, text, now, every)


def _weekly(match: re.Match[str], rest: str, today: date, every: int) -> _When:
    named = re.match(r"(?:的)?(?:周|星期|礼拜)?(?P<w>[一二三四五六日天1-7])(?!次)", rest)
    place = "一二三四五六日".find(named["w"].replace("天", "日")) if named else 0
    place = int(named["w"]) - 1 if named and place < 0 else place
    day = today + timedelta(days=(place - today.weekday()) % 7)
    end = match.end() + (named.end() if named else 0)
    return _When(day, (match.start(), end), repeat=Repeat(Repeats.WEEKLY, every))


def _monthly(match: re.Match[str], rest: str, today: date, every: int, quarter: bool) -> _When:
    last = re.match(r"(?:的|月)?(?:底|末|最后一[天日]|最后一?个?工作日)", rest)
    first = re.match(r"(?:的|月)?(?:初|头|第一[天日])", rest)
    named = re.match(rf"(?:的)?(?P<d>{_N})\s?[号日]", rest)
    if match["months"]:
        last = re.match("", rest)
    wanted = 31 if last else number(named["d"]) if named else 1 if first else None
    wanted = wanted or (31 if quarter else 1)
    of_quarter = (today.month - 1) // 3 * 3 + (1 if first else 3)
    start = today.replace(month=of_quarter, day=1) if quarter else today.replace(day=1)
    day = later_month(start, 0, wanted)
    if day < today:
        day = later_month(start, every, wanted)
    end = match.end() + next((found.end() for found in (last, first, named) if found), 0)
    return _When(day, (match.start(), end), repeat=Repeat(Repeats.MONTHLY, every, wanted))


def _yearly(match: re.Match[str], text: str, now: datetime, every: int) -> Iterator[_When]:
    rest = " " * match.end() + text[match.end() :]
    for read in (_end, _plain, _special, _month):
        for one in read(rest, now):
            if one.at[0] <= match.end() + 2:
                yield replace(one, at=(match.start(), one.at[1]), repeat=Repeat(Repeats.YEARLY, every))
                return


_READERS: tuple[Callable[[str, datetime], Iterator[_When]], ...] = (
    _every, _later, _end, _plain, _special, _next, _month, _soon,
)  # fmt: skip


def _offset_of(text: str, when: _When | None) -> tuple[tuple[int, int], tuple[int, int], timedelta] | None:
    """How long before the day the reminder is to come: 前两天, 提前三天; (months, days), where, less than days."""
    if when is None or when.moment:
        return None
    behind = _BEFORE.match(text[when.at[1] :])
    if behind:
        at = (when.at[1], when.at[1] + behind.end())
        length = (0, timedelta(days=1)) if behind["day"] else _said_length(behind["n"], behind["u"])
    elif found := _OFFSET.search(text):
        at, length = found.span(), _said_length(found["n"] or found["n2"], found["u"] or found["u2"])
    elif re.match(r"(?:之|以)?前(?!一|\d)", text[when.at[1] :]) and _is_named(text, when):
        at, length = (when.at[1], when.at[1] + 1), (0, timedelta(days=1))
    else:
        return None
    if length is None:
        return None
    months, rest = length
    return (months, rest.days), at, rest - timedelta(days=rest.days)


def _is_named(text: str, when: _When) -> bool:
    """Whether the day is a holiday: before it is the day before, while before the 28th is until that day."""
    return not re.search(r"[\d号日月年底末周期拜天]", text[when.at[0] : when.at[1]])


def _election(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The months and days before an election, and where that stands; None when it does not hang on one."""
    for match in _ELECTION.finditer(text):
        start, end = match.span()
        ahead = _OFFSET.search(text)
        length = _said_length(match["n"], match["u"]) if match["before"] else None
        if length is None and ahead and ahead["n"]:
            length, end = _said_length(ahead["n"], ahead["u"]), max(end, ahead.end())
            start = min(start, ahead.start())
        if length is None and re.search(r"那天|当天|日", match.group()):
            length = 0, timedelta()
        if length is None and _SPOKEN_SOON.search(text):
            length = 1, timedelta()
        if length is not None:
            return (length[0], length[1].days), (start, end)
    if re.search(r"(?:快|临近)?(?:要)?(?:到期|届满|期满)的时候", text):
        found = re.search(r"(?:快|临近)?(?:要)?(?:到期|届满|期满)的时候", text)
        return ((1, 0), found.span()) if found else None
    return None


# --- what it is about --------------------------------------------------------------------------------------------

_ME = r"(?:(?:我|俺|咱|侬)(?:们)?)"
_SAY = r"(?:提[醒示个]+醒?|题[醒型]|叫醒|叫|喊|催|通知|告诉|告知|敲|戳|(?<!麻)烦|吱|吼|remind(?:\s?me)?|alarm|闹)"
_VERB = re.compile(
    rf"(?:请|麻烦|劳驾|烦请|拜托)?(?:您|你|请)?(?:能不能|可不可以|可以|能)?(?:帮|给|替)?{_ME}?(?:到时候?|到点|到时间|届时|务必|记得|别忘了|再|都|就|可得|得)*"
    rf"(?:{_SAY}(?:一下|一声|下|声)?(?:给)?{_ME}?(?:一下|一声|一嗓子|一次|个醒)?|(?:跟|和|同|给){_ME}(?:说|讲)(?:一?声|一?下)?|说一声|提个醒)"
)


def _verb(text: str) -> re.Match[str] | None:
    """The word for reminding: the one that says whom, else the last."""
    found = [match for match in _VERB.finditer(text) if match.group()]
    return next((match for match in found if re.search("[我俺咱侬]", match.group())), found[-1] if found else None)


_NOISE = re.compile(
    r"^(?:嗯|呃|那天|那个|那|啊|哦|您好|你好|请|麻烦|劳驾|烦请|拜托|帮我|给我|替我|帮忙|帮咱|你|您|能不能|可不可以|可以|能|我要|我想|想|要(?!是)|"
    r"怕忘了|我记性不?[好差]|我这人容易忘事|别让我忘了|别忘了|记得|记一下|记着|备忘(?:录)?|待办|记个事|加一条|盯着点|就是|到时候?|届时|所以|"
    r"到点|到时间|回头|务必|以后|在|于|於|的时候|时候|的|就|再|都|之前|以前|那天|当天|左右|起|开始|[了得])+"
)
_SET = re.compile(
    r"(?:新建|設定|设置|设定|设|定|加|添加|创建|整|建|弄|记|新增)(?:一)?(?:个|条|下|了)?(?:[\0一二三四五六七八九十\d点号日月周的每天]{0,14})?(?:的)?(?:提醒|闹钟|闹铃|备忘|待办|reminder)[:：，,]?"
    r"|(?:设置|设定|设)(?=\0)|(?:提醒|备忘|待办|闹钟)(?:加一条|一下)?[:：]"
)
_TAILS = re.compile(
    r"(?:的?(?:提醒|闹钟|备忘)|行不|好不好|好吗|可以吗|吗|哈|吧|呗|噻|嘛|呀|啊|哦|谢谢|好伐|撒|一次|的时候|到时候?|"
    r"到点|之前|前|那天|的|了|[,，。;；!！~、:： ])+$"
)
_EDGES = " ,，。;；:：、!！~.?？的"


def what_of(folded: str, text: str, spans: list[tuple[int, int]]) -> str:
    """The thing to do: a text without the words for reminding and for the time."""
    keep = [True] * len(folded)
    for start, end in spans:
        for place in range(start, min(end, len(keep))):
            keep[place] = False
    blank = "".join(char if kept else "\0" for char, kept in zip(folded, keep, strict=True))
    for match in (*_SET.finditer(blank), _verb(blank)):
        for place in range(*match.span()) if match else ():
            keep[place] = False
    left = "".join(char if kept else "\0" for char, kept in zip(text, keep, strict=True))
    parts = [re.sub(r"[\0\s]+", "", part) for part in re.split(r"[,，。;；]", left)]
    parts = [_TAILS.sub("", _NOISE.sub("", part.strip(_EDGES))).strip(_EDGES) for part in parts]
    return "，".join(part for part in parts if part and not _EMPTY.fullmatch(part))


_EMPTY = re.compile(
    r"(?:哈|吧|呗|嘛|提前|到点|到时候?|行|好|可以|谢谢|行不行|定?个?时间|设置?|了|的|我|你|给我|帮我|把|这个|这|那个|一下|事|个事)+"
)


# --- what is to be done with one ---------------------------------------------------------------------------------

_LIST = re.compile(
    r"(?:哪些|什么|啥|几个|几条|几只|多少|列表|清单|有没有|边几个|念给|列一下|列出|都有|在不在|还在吗|还算数|是不是|设好了没|定上|没设上|几号来着|是几点|是哪天|剩)"
    r"|^(?:看看?|查看?一?下?|查询|查下|我的|显示|打开)"
)
_CANCEL = re.compile(
    r"取消|取肖|删|不要了|不用|不必|甭|撤|停了?|关掉|关了|关闭|作废|清空|清掉|清|去掉|cancel|delete|莫响|[别甭].{0,5}[叫喊催响提]|用不着|整没"
)
_DONE = re.compile(
    r"(?:已经?|都|刚)[^,，]{0,6}(?:完|好|交|办|做|报|弄|填|拿|收)[^,，]{0,4}了|(?:完成|办完|弄完|做完|报完|交完|搞定|弄好|办好)[了啦]|已完成|^完成"
)
_LATER_ON = re.compile(
    r"推迟|延[后迟期长]|顺延|往后|推到|延到|挪到?|晚[一二两三半几\d]|缓缓|再响|稍后|小睡|snooze|拖[一二两三半俩\d]|后移|再过|等会"
)
_EARLIER = re.compile(r"提前|提早|往前|早一点|早点|前移")
_CHANGE = re.compile(r"改|换成|调整|调到|应该是|应为|挪|移|跟着")
_MUTE = re.compile(
    r"静音|免打扰|不想收|(?:别|不要|不用|不必|甭|停止?)(?:再|老|总)*(?:给我)?(?:提醒|推送?|发|通知|催)|屏蔽|退订|关掉|关闭"
)
_UNMUTE = re.compile(r"取消静音|解除静音|恢复|重新(?:打开|开启|提醒)|订阅|打开")
_TOPICS = {
    Rule.HANDOVER: r"交接", Rule.DUES: r"收会费|会费(?:类|这类|那类|的?提醒)",
    Rule.ELECTIONS: r"换届|到期|届期", Rule.REPORTS: r"报表|附件|年报|半年报|总结|进展",
    Rule.IMPORTANT_DAYS: r"纪念日|节日|红十字日|急救日|献血者日|重要日子",
    Rule.SILENT: r"没有?活动|不活跃|很久没|空窗", Rule.DRAFTS: r"草稿|没办完|没填完",
    Rule.PLANNED: r"计划的?活动|活动计划",
}  # fmt: skip
_QUIET_ASKED = re.compile(
    r"(?:别|不要|不用|不必|甭|勿|莫|不许|不准|停止?)(?:再|来|老|总|给我)*(?:提醒|打扰|吵|推送?|发|通知|催|叫|喊|烦|消息)|勿扰|免打扰|不想(?:被|收到?)(?:提醒|打扰|消息)"
)
_QUIET_ENDED = re.compile(
    r"(?:取消|恢复|解除|关闭|去掉|撤掉?)[^，,。]{0,8}(?:免打扰|勿扰|安静)(?:的?时[段间])|(?:随时|晚上|夜里|什么时候)(?:也|都)(?:可以|能|行)(?:提醒|打扰|发)"
)
_PART_OF_DAY = re.compile(r"[早晨晚夜午]")
_SPAN = re.compile(r"^(?:到|至|-|—|~|和)(?:第二天|次日|明天|隔天|第二日)?(?:的)?$")
_FROM_THEN = re.compile(r"^(?:钟|整)?(?:之?后|以后|过后|往后|起|开始)")
_UNTIL_THEN = re.compile(r"^(?:钟|整)?(?:之?前|以前)")


def read_quiet(text: str) -> Quiet | None:
    """The hours in which somebody does not want to be reminded (晚上9点后别提醒我); None when none are said."""
    folded = fold_aligned(text)
    if not _QUIET_ASKED.search(folded):
        return None
    clocks = _clocks(folded)
    for one, other in pairwise(clocks):
        if _SPAN.match(folded[one.at[1] : other.at[0]]):
            start = _evening(folded, one.time, one.at) if other.time < one.time else one.time
            return Quiet(start, _later_than(start, other.time)) if start != other.time else None
    for one in clocks:
        behind = folded[one.at[1] :]
        if _FROM_THEN.match(behind):
            return Quiet(_evening(folded, one.time, one.at), QUIET_UNTIL)
        if _UNTIL_THEN.match(behind):
            return Quiet(QUIET_FROM, one.time)
    return None


def _evening(text: str, clock: time, at: tuple[int, int]) -> time:
    """9点以后别提醒我 means nine in the evening: nobody wants quiet from the morning on without saying so."""
    said = _PART_OF_DAY.search(text, max(0, at[0] - 3), at[1])
    return clock.replace(hour=clock.hour + NOON) if said is None and 6 <= clock.hour < NOON else clock


def _later_than(first: time, second: time) -> time:
    """The end of a span: 中午12点到2点 ends at 14, 晚上10点到7点 at 7."""
    half = second.hour + NOON
    return second.replace(hour=half) if second < first and first < time(half % 24) and half < 24 else second


_BELOW = (
    r"(?:各(?:个|级)?|全[县市区省镇乡]的?|所有的?|下级的?|下面的?|下属的?|辖区(?:内|里)?的?|每个)+(?:基层)?"
    r"(?:红十字会|红会|组织|单位|乡镇|镇街|街道|乡|镇|村|社区|村社区|学校|医院|企业|支会|分会|部门|地|会)+"
)
_TO_THOSE = re.compile(rf"(?:提醒|(?<!提醒)(?:通知|要求|催))(?:一下)?{_BELOW}")
_TO_ME = re.compile(r"(?:提醒|叫|喊|催|通知)(?:一下)?(?:我|俺|咱)")
_REPORTS = re.compile(r"报|交|填|送")


def is_for_those_below(text: str) -> bool:
    """Whether a message sets a day for those below (提醒各乡镇12月10日前交总结), and is no reminder of one's own."""
    folded = fold_aligned(text)
    return bool(_TO_THOSE.search(folded) and _REPORTS.search(folded)) and not _TO_ME.search(folded)


def read_report_date(text: str, now: datetime) -> Wish:
    """A day by which those below report, and what: a reminder whose addressee is left out."""
    folded = fold_aligned(text)
    return read_wish(_TO_THOSE.sub("提醒我", folded), now)


_ALL = re.compile(r"全部|所有|都(?:删|取消|清|关|停)|清空|那几个都")
_ORDINAL = re.compile(rf"第\s?(?P<n>{_N})\s?(?:个|条|项)|^(?P<n2>\d{{1,2}})(?:号提醒)?$")
_LAST = re.compile(r"最后(?:那|一)?[个条]|刚才?(?:设|那|的)|上一[个条]|刚设")
_SHIFT = re.compile(
    rf"(?P<n>{_N}|半|俩|几)\s?(?P<half>个?半)?个?(?P<u>分钟|小时|钟头|天|日|周|星期|礼拜|月)(?!之?前|.{0, 3}一次)"
)
_TO = re.compile(r"(?:改|换|调|推|延|挪|移|顺延|调整)(?:期|迟|后)?(?:成|到|为|至|在)?|应该是|应为")


@dataclass(frozen=True)
class Command:
    """What is to be done with reminders that are set: list, cancel, done, move, change, mute, unmute.

    `number` counts from 1, -1 is the one set last; `shift` is (months, less than months); `to` the new day and time
    where they are said; `words` are what is left to tell which reminder is meant; `rule` is a kind of the system's own.
    """

    kind: str
    words: str = ""
    number: int | None = None
    every_one: bool = False
    day: date | None = None  # of the reminder that is meant
    shift: tuple[int, timedelta] | None = None
    to: datetime | None = None
    to_timed: bool = False
    to_dated: bool = False
    repeat: Repeat | None = None
    what: str = ""
    of_month: int | None = None  # only the day of the month is another one
    rule: Rule | None = None
    quiet: Quiet | None = None


_SLIP = re.compile(
    r"^(?:[哦噢啊呃哎]|不好意思|抱歉)*[，,\s]*"
    r"(?:我|日期|时间|日子)*"
    r"(?:(?:打|写|说|搞|弄|记|输|看)?错了?[啦吧]?|不对|不是[^，,]{1,12})"
    r"[，,。!！\s]*(?:而|应该?|应当|其实)?(?:是|为|改成|改到)?"
)


# 哦 下午三点; 那就明天吧: a day or a time, and nothing else.
_AFTERTHOUGHT = re.compile(
    r"^(?:[哦噢啊呃嗯]|对了|那|就|要不|还是|改|在|定|[,，\s])*(?P<rest>.{2,14}?)(?:吧|好了|为好|[。.!！~\s])*$"
)
# 周一要开会 改礼拜二吧: why, and to when.
_FOR_A_REASON = re.compile(
    r"^(?!.*(?:提醒|那[个条]))[^?？,，]{0,10}(?:要|有事|没|来不及|不行|不方便|出差|忙|放假|请假|下雨|冲突|撞|排不开|开不成|赶不)[^?？,，]{0,10}?"
    r"[,，。;；\s]+(?:还是|那就?|就|要不)?(?:改|换|挪|推迟?|提前|延)(?:到|成|在|为|至)?(?P<rest>.{2,14}?)(?:吧|好了|为好|[。.!！~\s])*$"
)
_DONE_ALONE = re.compile(
    r"(?:我|俺|都|这个?|这件事?|那个|事情?|已经?|刚刚?|[,，\s])*"
    r"(?:完成|办好|办完|办妥|弄好|弄完|搞定|搞好|做完|做好|处理好|处理完|交|报)(?:好|完|上去)?[了啦]?[。.!！~\s]*"
)


_OF_MONTH = re.compile(r"(?P<n>[12]?\d|3[01])[号日][吧哦啊]?")


def puts_right(text: str, now: datetime) -> str | None:
    """The new day or time where the one before is said to be a slip (打错 是11月20号); None for anything else."""
    folded = fold_aligned(text)
    slip = _SLIP.match(folded)
    rest = folded[slip.end() :] if slip else folded[1:] if folded.startswith("是") else ""
    if not rest and (thought := _AFTERTHOUGHT.match(folded)):
        rest = thought["rest"]
    return rest if rest and _is_a_time(rest, now) else None


def moves_for_a_reason(text: str, now: datetime) -> str | None:
    """The new day or time where a reason is given first (周一要开会 改礼拜二吧); None for anything else."""
    found = _FOR_A_REASON.match(fold_aligned(text))
    return found["rest"] if found and _is_a_time(found["rest"], now) else None


def _is_a_time(text: str, now: datetime) -> bool:
    return _says_when(text, now) and not what_of(text, text, _said_at(text, now))


def is_done_alone(text: str) -> bool:
    """Whether a few words say that something is done, and not what: 已完成, 办好了."""
    return bool(_DONE_ALONE.fullmatch(fold_aligned(text)))


_UNDOES = re.compile(r"(?:撤[销回]|恢复|还原)(?:一下|掉|了|吧|刚才的?|上一步|[。.!！\s])*")


def only_undoes(text: str) -> bool:
    """Whether a text wants what was done last undone, and names nothing: 撤销."""
    return bool(_UNDOES.fullmatch(fold_aligned(text).strip()))


def rolls(text: str, now: datetime) -> bool:
    """Whether a day that was said without a year was over this year, so that it is next year's."""
    return read_wish(text, now).rolled


def _said_at(text: str, now: datetime) -> list[tuple[int, int]]:
    days = [one.at for read in _READERS for one in read(text, now)]
    return [*days, *(one.at for one in _clocks(text))]


def read_command(text: str, now: datetime) -> Command:
    """Read what is wanted of reminders that are set."""
    right = puts_right(text, now) or moves_for_a_reason(text, now)
    text = f"改到{right}" if right else text
    folded = fold_aligned(text)
    which = _which(folded)
    if bare := _OF_MONTH.fullmatch(right or ""):
        which = replace(which, of_month=int(bare["n"]))
    if _QUIET_ENDED.search(folded):
        return replace(which, kind="unquiet")
    if quiet := read_quiet(text):
        return replace(which, kind="quiet", quiet=quiet)
    rule = next((rule for rule, words in _TOPICS.items() if re.search(words, folded)), None)
    if _UNMUTE.search(folded) and re.search(r"静音|提醒|推送|通知", folded) and not _CANCELS_ONE.search(folded):
        return replace(which, kind="unmute", rule=rule)
    if re.search(r"系统.{0,4}提醒", folded) and _CANCEL.search(folded):
        return replace(which, kind="mute", rule=rule)
    if re.search(r"静音|免打扰", folded) and not re.search(r"提醒(?:都|全部)?(?:取消|删)", folded):
        return replace(which, kind="mute", rule=rule)
    moved = bool(_LATER_ON.search(folded))
    changed = bool(_CHANGE.search(folded)) or bool(_EARLIER.search(folded))
    if _MUTE.search(folded) and rule and not moved and not changed and not _DONE.search(folded):
        return replace(which, kind="mute", rule=rule, words=_words(folded))
    asks = bool(_LIST.search(folded))
    if (moved or changed) and not _CANCEL.search(_tail(folded)):
        return _moved(folded, text, now, which)
    if wrong := re.search(r"不是.{1,20}[，,]?(?:而|应该)?是(?P<what>.{2,40})$", folded):
        return replace(which, kind="reword", what=text[wrong.start("what") : wrong.end("what")].strip(_EDGES))
    if _DONE.search(folded) and not asks:
        words = "" if is_done_alone(text) else _words(folded)
        return replace(which, kind="done", words=words, day=_day_of(folded, now))
    if _CANCEL.search(folded) and not re.search(r"(?:有没有|看看|哪些)", folded):
        return replace(which, kind="cancel", words=_words(folded), day=_day_of(folded, now))
    return replace(which, kind="list", words=_words(folded), day=_day_of(folded, now))


_NO_MORE = re.compile(
    r"(?:别|不要|不用|不必|甭|莫)再?(?:老|总)?(?:给我)?(?:提醒|催|叫|喊)|静音|免打扰|取消.{0,12}提醒|提醒.{0,6}(?:取消|不要)"
)


def is_about_set_ones(text: str) -> bool:
    """Whether a message that is worded like a new reminder wants fewer: 别再提醒我换届."""
    return bool(_NO_MORE.search(fold_aligned(text))) or read_quiet(text) is not None


_STOPS = re.compile(r"(?:不用|不要|不必|甭|别)(?:再|给我)*(?:提醒|叫|喊|催)(?:我|俺)?了?[。!！吧]*$")
_WHAT_IS_LEFT = re.compile(
    r"(?:那|现在)?还?(?:剩|有)下?(?:哪|什么|啥|几)(?:[个些条]|几[个条])?(?:提醒)?(?:了|呢|没办)*[?？。]*"
)


def stops(text: str) -> bool:
    """Whether a message ends with not wanting to be reminded any more: 让小王去了，不用提醒了."""
    return bool(_STOPS.search(fold_aligned(text).strip()))


def asks_what_is_left(text: str) -> bool:
    """Whether a few words ask for the reminders that are left: 还剩哪个."""
    return bool(_WHAT_IS_LEFT.fullmatch(fold_aligned(text).strip()))


_CANCELS_ONE = re.compile(r"取消(?!静音)|删")


def _tail(folded: str) -> str:
    """The end of a text, where what is wanted stands: 会议改期了，提醒不要了."""
    return re.split(r"[,，]", folded)[-1] if re.search(r"[,，]", folded) else ""


def _which(folded: str) -> Command:
    ordinal = _ORDINAL.search(folded)
    said = number(ordinal["n"] or ordinal["n2"]) if ordinal else None
    return Command("list", number=said or (-1 if _LAST.search(folded) else None), every_one=bool(_ALL.search(folded)))


def _day_of(folded: str, now: datetime) -> date | None:
    found = next(iter(_plain(folded, now)), None)
    return found.day if found and not re.search(r"每[周月天年星礼]", folded) else None


def _moved(folded: str, text: str, now: datetime, which: Command) -> Command:
    """Where a reminder goes to; what stands before the word for moving tells which one."""
    marks = list(_TO.finditer(folded)) or list(_LATER_ON.finditer(folded)) or list(_EARLIER.finditer(folded))
    cut = next((mark.start() for mark in reversed(marks) if _says_when(folded[mark.start() :], now)), None)
    if cut is None:
        cut = marks[-1].start() if marks else 0
    head, tail = folded[:cut], folded[cut:]
    words = _words(head) if cut else ""
    day = _day_of(head, now)
    if repeat := next(_every(tail, now), None):
        due = datetime.combine(repeat.day, DEFAULT_TIME, now.tzinfo)
        return replace(which, kind="change", words=words, day=day, repeat=repeat.repeat, to=due, to_dated=True)
    if re.search(r"只提醒一次|一次就(?:够|行|好)", tail):
        return replace(which, kind="once", words=words, day=day)
    clock = next(iter(_clocks(tail)), None)
    dated = next((one for read in (_end, _plain, _special, _next) for one in read(tail, now)), None)
    if dated or clock:
        base = dated.day if dated else now.date()
        due = datetime.combine(base, clock.time if clock else DEFAULT_TIME, now.tzinfo)
        return replace(
            which, kind="change", words=words, day=day, to=due, to_dated=dated is not None, to_timed=clock is not None
        )
    if match := _SHIFT.search(folded):
        said = "两" if match["n"] == "俩" else match["n"]
        length = _said_length(said, match["u"], bool(match["half"]))
        if length:
            back = -1 if _EARLIER.search(folded) else 1
            shift = (length[0] * back, length[1] * back)
            words = _words(folded[: match.start()])
            return replace(which, kind="move", words=words, day=day, shift=shift)
    if re.search(r"稍后|等会|缓缓|小睡|snooze|晚点", folded):
        return replace(which, kind="move", words=words, day=day, shift=(0, timedelta(hours=1)))
    what = re.sub(r"^(?:改|换|调)(?:成|为)", "", tail).strip(_EDGES)
    if re.match(r"(?:改|换)(?:成|为)", tail) and what:
        return replace(which, kind="reword", words=words, day=day, what=text[len(text) - len(tail) :][2:].strip(_EDGES))
    return replace(which, kind="ask_when", words=_words(head), day=day)


def _says_when(tail: str, now: datetime) -> bool:
    return bool(_clocks(tail)) or any(next(read(tail, now), None) for read in (_every, _end, _plain, _special, _next))


LEAST_TOUCHED = 2  # characters in a row
NAMED = "提醒"  # who says it means a reminder
_COMMAND_WORDS = re.compile(
    rf"(?:{_PERIOD})?{_N}点(?:半|钟)?|太[早晚]了?|题醒|题型|闹种|那事儿?|事情|之前|上次|上回|刚才|让你|记着|麻烦|劳驾|您好|怎么|咋|老|循环|时间|内容|"
    r"取消|取肖|删掉?|删了吧?|删除|撤销|撤|停掉|停了|停|关掉|关了|关闭|不要了?|不用了?|不必|作废|清空|清掉|推迟|延后|延迟|延期|延到?|顺延|往后|挪|移|推到?|提前|提早|"
    r"改成|改为|改到|改|换成|调整|把|将|那个|那条|那几个|这个|这条|的?提醒|闹钟|闹铃|待办|备忘|看看?|查看?|一下|有哪些|哪些|我的|我|还有|几个|请|麻烦|"
    r"给|帮|了|吧|呗|啊|哦|已经|完成|办完|别再?|再|关于|设的|设|定的|叫我|喊我|催我|催|是|什么|都|全部|所有|第.{1,2}[个条]|什么|啥|的|，|,|。|\?|？|吗|呢|[0-9]+号|每[天周月年]|"
    r"今天|明天|后天|大后天|上午|下午|早上|晚上|下?个?(?:周|星期|礼拜)[一二三四五六日天]|本周|这周|下周|到|在|不在|还|了没|好|往前|清"
)


def _words(folded: str) -> str:
    """What is left of a command to tell which reminder is meant."""
    return re.sub(r"[\s\W]|掉|那", "", _COMMAND_WORDS.sub("", folded))


def touches(words: str, text: str) -> bool:
    """Whether words name something of a reminder's text: 走访那个人家弄了 of 走访困难户."""
    match = SequenceMatcher(None, words, fold_aligned(text), autojunk=False).find_longest_match()
    return match.size >= LEAST_TOUCHED


def alike(words: str, text: str) -> float:
    """How well words tell of a reminder's text, from 0 to 100."""
    if not words or not text:
        return 0.0
    shared = len(set(words) & set(text)) / len(set(words))
    return float(fuzz.partial_ratio(words, fold_aligned(text))) * (0.5 + shared / 2)
