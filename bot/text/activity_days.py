"""When an activity was: its first and last day, how many days, and what is wrong with the date that was given."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.text.dates import Found, Side, number, place_of_weekday, read_dates
from bot.text.day_lists import month_of, read_day_lists
from bot.text.special_days import read_special_days

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_JOINS = re.compile(
    r"^(?:全天|半天)?\s?(?P<to>至|到|-|~|—+|–)?(?P<and>[、和与及跟,]|以及)?\s?$"
    r"|^(?P<begun>起头|开头|开始|起|开班|开营|开课|开幕|启动)[\u3400-\u9fff]{0,6}[,，、]?$"
)
_POINTED_AT = re.compile(r"(?:[那每]|[那这每哪]个)$")
_WITHOUT_WEEK = re.compile(r"^(?:周|星期|礼拜|\d|[一二三四五六七八九十])")  # 那个上周六: the word before says nothing
_BARE = re.compile(rf"{_N}[日号]")
_BROUGHT_TO = re.compile(r"^[\u3400-\u9fff]{0,4}[到至]了?$")  # 从1号播到10号
_KEPT_ON_TO = re.compile(r"^(?:一直|连着)?[打播办搞讲做忙教排演跑送守干]{0,2}了?[到至]了?$")  # 2号打到8号
_CLOSED = re.compile(r"^(?:收尾|结束|收官|收工|为止|结业|完)")
_WEEKDAY = re.compile(r"^(?:周|星期|礼拜)(?P<w>[一二三四五六日天])$")
# 11月6日、7日; 7号8号: nothing need stand between, when a day is said in full before.
_NEXT_DAY = re.compile(rf"^\s?(?:[、和与及]|以及)?\s?(?P<d>{_N})\s?[日号](?!楼|院|线|门|库|店|车)")
_SHORT_END = re.compile(r"^\s?[-~—–]\s?(?P<d>\d{1,2})(?![\d.:/点时人名])")
_BARE_DAY = re.compile(
    rf"(?:(?<=^)|(?<=[\s,，。;、:（(]))(?:本月|当月)?(?P<d>{_N})日(?=上午|下午|晚|早|中午|傍晚|夜|"
    rf"[,，、]|举办|举行|开展|组织|在|当天|至|到|[-~—])"
)
_BARE_RANGE = re.compile(
    rf"(?<![\d月./{'一二三四五六七八九十'}-])(?P<d>{_N})[日号]?\s?(?:至|到|-|~|—+|–)\s?(?P<e>{_N})[日号](?!楼|院|房)"
)
_WEEK_TWICE = re.compile(
    r"(?P<rel>上上|上|这|本|下)个?(?:周|星期|礼拜)(?:的|那个|,)?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])"
)
_NO_DAY = re.compile(r"^(?:当天|刚刚?|头天)")
_SPAN = re.compile(
    rf"(?P<how>为期|历时|连续|连着|接连|一连|持续|前后|整整|总共|一共|共计|共|分|用时?|利用|时长|"
    rf"培训|活动|[了,，。、(（\s]|^)?(?P<n>{_N})个?(?:整)?天"
    r"(?![前后内以之的]?(?:前|后|内|之|气))(?P<after>时间|两夜|一夜)?"
)
_NO_SPAN_BEFORE = re.compile(r"(?:提前|再过|还有|每周|[前这近隔每第过几后]|最近|不到)$")
_THAT_DAY = re.compile(r"(?:的?(?:那天|当天|当日|这天|那日|那一天|这一天))?")
_YEAR_SAID = re.compile(r"(?P<rel>去年|前年)[^。;\n\d]*$")
_CLOSES = re.compile(
    r"^(?:上午|下午|晚上|傍晚)?(?:圆满|顺利|正式|全部)?(?:结束|闭幕|落幕|结业|收官|结营|闭营|结班|收尾)"
)
# A day beside the one that is reported: when it had been meant for, when it was announced, when the last one was.
_ASIDE_BEFORE = re.compile(
    r"(?:原定|原计划|本来|原来|原先|本该|原本|截至|截止|下次|下回|下期|下一次|下一期|上次|上回|"
    r"上一次|报名|不是|文件|批复|获批|成立于|由|早在|打算|自从|生于)"
    r"(?:是|于|在|的|定在|定于|时间|想|说|就|到|安排|为|期)*$"
)
_INTENDED = re.compile(r"(?:打算|安排|想说?|计划)(?:在|于|就|到)?$")
_ASIDE_AFTER = re.compile(
    r"^(?:的)?(?:发布|印发|下发|[发下接收]?[了到]?的?通知|成立(?!仪式|大会)|批复|报名(?!活动)|截止(?!收稿|收集|征集|投稿|作品|交稿|评选|投票)|之?前(?:报|上报|交)|"
    r"[^,，。;；]{0,16}(?:取消(?:了|掉|啦)?(?=[,，。;；!]|$)|没办成|没搞成|没开成|没弄成|作废|泡汤|黄了|流产|没人报名)|"
    r"(?:上午|下午|晚上)?我(?:去|到|来|在|又去)[^,，。;；]{0,8}(?:交|办事|开会|取|出差|送材料|领|报账|报销|打印)|"
    r"[^,，。;；]{0,10}(?:没顾[上得]|没来得及|忘了?)(?:跟|给|向)?[^,，。;；]{0,4}[报说发交填录写传登]|"
    r"改[到为在成]|推迟|延期|延到|顺延|那次|的那|没办|没搞|没成|不行|下雨没|入会(?!仪式|宣誓|活动|大会|培训|登记活动)|出生|漏报|"
    r"(?:就|都|也|还|又|我|本来|一直|光|只|太|事多|忙|给)*(?:忘|没(?:来得及|顾[上得]|空|时间|说|报|发|填|录|交|写|提|传|登|网|信号|电))|"
    r"(?:你|您|领导|县里|镇里|街道|市里|上面|上级|群里)[^,，。;；]{0,4}(?:说|问|催|要|通知|让|布置|交代|提)|(?:我)?(?:跟|和|给)[您你](?:说|提|汇报|打电话)|"
    r"(?:上午|下午|晚上)?(?:我)?(?:手机|出差|请假|生病|住院|喝多|不在)|才(?:想起|发现|知道|看到))"
)
_THAT_TIME = re.compile(r"^(?:的)?那[次场个回]|^[\u3400-\u9fff]{3,10}忘(?:了|记)?(?:报|说|登|填|交|录)")
# 顺便说下上周六的事
_THE_MATTER = re.compile(r"^(?:的)?(?:那个|那件|那次)?的?(?:事|情况)(?!故|业|迹|务|项)")
_MOVED = re.compile(
    r"(?:改|推迟|延期|延后|延迟|推|提前|调整|顺延|延|挪|换|定|更正|应该|应|其实|实际)(?:到|至|为|在|成|是|于)了?$"
    r"|(?:不对|错了|哦不|噢不|啊不)[,，]?(?:是|应该是|应是)?$"
)
_BAD = re.compile(
    rf"(?P<m>{_N})月(?:份)?(?P<d>{_N})[日号]|(?<!\d)20\d\d[-./](?P<m2>\d{{1,2}})[-./](?P<d2>\d{{1,2}})(?![\d.])"
)
# 3月2日夜到3日凌晨: the second day stands behind the hour of the first.
_NIGHT_END = re.compile(
    rf"^(?:(?:开始|起)(?:办|搞|的)?[^。;；\d]{{0,14}}?(?:到|至)(?P<at2>(?:(?P<m2>{_N})月)?(?P<d2>{_N})[日号])(?:结束|为止|止|结业|收官|结营|完)|\s?(?:上午|中午|下午|傍晚|晚上?|夜里?|夜间|深夜|早上|凌晨)?(?:{_N}[点时:](?:半|\d{{0,2}}分?)?)?(?:开始)?\s?(?:至|到|-|~|—+)\s?(?P<at>(?:(?P<m>{_N})月)?(?P<d>{_N})[日号]))"
)
# 上个月最后一天, 10月头一天
_EDGE = re.compile(
    rf"(?:(?P<rel>上上|上|这|本|下)个?月|(?P<m>{_N})月份?)(?:末|底|初)?的?(?:(?P<last>最后一天|最末一天|末一天)|第一天|头一天|首日)"
)
# 11月份第一个周六, 上个月最后一个星期天
_NTH_WEEKDAY = re.compile(
    rf"(?:(?P<rel>上上|上|这|本|下)个?月|(?P<m>{_N})月份?)的?"
    r"(?:第(?P<nth>[一二三四五])个?|(?P<first>头一?个)|(?P<last>最后一个?))(?:(?:周|星期|礼拜)(?P<w>[一二三四五六日天])|周末)"
)
# 上周…：周四: a week that is said before holds for the weekday behind.
_WEEK_BEFORE = re.compile(r"(?P<rel>上上|上|这|本|下)个?(?:周|星期|礼拜)(?![一二三四五六日天末])[^。;；!?\n\d]{0,30}$")
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
# 上个月的事了，补报：17号: so does a month for the day behind.
_MONTH_BEFORE = re.compile(
    rf"(?:(?P<rel>上上|上)个?月|(?<![\d一二三四五六七八九十]个)(?P<m>{_N})月)份?(?![一二三四五六七八九十\d到至-])"
    r"(?P<between>[^。;；!?\n\d]{0,30})$"
)
_OTHER_MONTH = re.compile(
    r"[没未拖推改]|这[次回]|原定|计划|通知|以来|至今|批|成立|开始|[起底]|都|本月|月|今天|昨|天|周|星期|礼拜|除了|跟|比"
)
_HOLIDAY_BEFORE = re.compile(r"(?P<day>国庆|五一|元旦)(?:节|期间|假期|小?长假|放假)*[,，的]?$")
_HOLIDAYS = {"国庆": "10", "五一": "5", "元旦": "1"}
_JUST_NOW = re.compile(
    r"(?:^|[,，。;；!?\n\s:])(?:(?:今天)?[上下]午)?(?P<now>刚刚|刚才|方才|才刚|刚(?=[搞办做弄讲忙开]完|结束|散))(?!好|够|成立|批|开始报|入会|说|发|问|看到|收到)"
)
LONGEST = 31  # days of one activity
FARTHEST = timedelta(days=190)  # nothing is planned so far ahead without its year being said


@dataclass(frozen=True)
class Days:
    """`start` and `end` are None when no day is said; `count` of the days that are said; `spans` of all their words."""

    start: date | None = None
    end: date | None = None
    count: int = 1
    spans: tuple[tuple[int, int], ...] = ()
    doubts: tuple[str, ...] = ()
    several: tuple[Found, ...] = ()


def read_days(text: str, today: date, planned: bool = False) -> Days:
    """The days of one activity in a folded text. Codes of doubts: bad_date, weekday (not the one of the date)."""
    founds = _founds(text, today, Side.FUTURE if planned else Side.PAST)
    if any(found.start > today + FARTHEST for found in founds):
        founds = _founds(text, today, Side.PAST)
    spans = tuple((found.at[0], found.at[1] + _that_day(text, found.at[1])) for found in founds)
    bad = list(_bad(text))
    own = [found for found in founds if not _aside(text, found)]
    # 打算下周一 tells of what is to be, unless another day is said as well.
    own = own or [found for found in founds if _INTENDED.search(text, 0, found.at[0])]
    own = own or [found for found in founds if _THAT_TIME.match(text[found.at[1] : found.at[1] + 20])]
    own = [found for found in own if _THE_MATTER.match(text[found.at[1] :])] or own
    moved = [found for found in own if _MOVED.search(text, 0, found.at[0])]
    chosen = next(iter(moved or own), None)
    count, at = _count(text)
    spans += (at,) if at else ()
    doubts: tuple[str, ...] = ("bad_date",) if bad else ()
    if chosen is None or (bad and bad[0][0] < chosen.at[0] and not moved):
        return Days(None, None, count, (*spans, *bad), doubts, tuple(own))
    start, end = chosen.start, chosen.end if chosen.end != chosen.start else None
    if re.search(r"周末|双休日", text[slice(*chosen.at)]) and not re.search(r"两天|两日|双休", text):
        end = None
    if end is None and count > 1:
        if _CLOSES.match(text, chosen.at[1]) or _CLOSES.match(text[chosen.at[1] :]):
            start, end = start - timedelta(days=count - 1), start
        else:
            end = start + timedelta(days=count - 1)
    if _other_weekday(text, chosen):
        doubts += ("weekday",)
    if end is None and (night := _NIGHT_END.match(text[chosen.at[1] :])):
        end = _end_of_night(start, night)
        if end:
            named = "at" if night["at"] else "at2"
            spans += ((chosen.at[1] + night.start(named), chosen.at[1] + night.end(named)),)
    days = chosen.listed or ((end - start).days + 1 if end else 1)
    several = tuple(own)
    return Days(start, end, count if 1 < count < days else days, (*spans, *bad), doubts, several)


def _end_of_night(start: date, night: re.Match[str]) -> date | None:
    """The second day of 3月2日夜到3日凌晨, when it can be one."""
    said = night["m"] or night["m2"]
    month, day = number(said) if said else start.month, number(night["d"] or night["d2"])
    end = _safe(start.year, month, day) if month and 1 <= month <= 12 else None
    return end if end and timedelta(0) < end - start < timedelta(days=LONGEST) else None


def _that_day(text: str, place: int) -> int:
    """The length of what goes along with a day: 那天."""
    found = _THAT_DAY.match(text, place)
    return len(found.group()) if found else 0


def _of_the_year(text: str, found: Found) -> Found:
    """A day without its year, after 去年: of that year."""
    year = _YEAR_SAID.search(text, max(0, found.at[0] - 14), found.at[0])
    if year is None or not re.search(r"\d|[一二三四五六七八九十][月日号]", text[slice(*found.at)]) or found.exact:
        return found
    step = -1 if year["rel"] == "去年" else -2
    try:
        return Found(
            found.start.replace(year=found.start.year + step), found.end.replace(year=found.end.year + step), found.at
        )
    except ValueError:  # 29 February
        return found


def _founds(text: str, today: date, side: Side) -> list[Found]:
    text = _WEEK_TWICE.sub(lambda m: f"{m['rel']}周{m['w']}".rjust(len(m.group())), text)
    named = read_special_days(text, today, side)
    listed = read_day_lists(text, today, side)
    taken = [one.beside for one in named if not any(_overlap(one.beside.at, other.at) for other in listed)]
    plain = [
        one
        for one in read_dates(text, today, side)
        if not _NO_DAY.match(text[slice(*one.at)])
        and not (_WITHOUT_WEEK.match(text[slice(*one.at)]) and _POINTED_AT.search(text, 0, one.at[0]))
    ]
    plain = [one for one in plain if not any(_overlap(one.at, other.at) for other in taken + listed)] + listed
    plain = [
        _of_the_month(text, _of_the_week(text, one, today), today, side) for one in _without_bracketed(text, plain)
    ]
    edges = list(_edges(text, today, side))
    plain = edges + [one for one in plain if not any(_overlap(one.at, other.at) for other in edges)]
    for one in _bare_days(text, today, side):
        if not any(_overlap(one.at, other.at) for other in plain + taken):
            plain.append(one)
    plain = [_of_the_holiday(text, one, today, side) for one in plain]
    joined = _joined(text, [_of_the_year(text, one) for one in sorted(plain, key=lambda one: one.at)])
    # A day in numbers is surer than one by name, which may be the theme.
    found = joined + taken
    return found or _just_now(text, today)


def _just_now(text: str, today: date) -> list[Found]:
    """刚刚结束 is said of today, where no other day is."""
    return [Found(today, today, match.span("now"), True) for match in _JUST_NOW.finditer(text)][:1]


def _without_bracketed(text: str, founds: list[Found]) -> list[Found]:
    """周五(6号): the day in brackets says which Friday."""
    later = {one.at[0] for one in founds}
    return [
        one
        for one in founds
        if not (
            _WEEKDAY.match(text[slice(*one.at)])
            and text[one.at[1] : one.at[1] + 1] in ("(", "（")
            and one.at[1] + 1 in later
        )
    ]


def _of_the_week(text: str, found: Found, today: date) -> Found:
    weekday = _WEEKDAY.match(text[slice(*found.at)])
    week = _WEEK_BEFORE.search(text, max(0, found.at[0] - 36), found.at[0]) if weekday else None
    if weekday is None or week is None:
        return found
    place = place_of_weekday(weekday["w"])
    day = today - timedelta(days=today.weekday()) + timedelta(weeks=_WEEKS[week["rel"]], days=place)
    return Found(day, day, found.at, True)


def _of_the_holiday(text: str, found: Found, today: date, side: Side) -> Found:
    """国庆1号到7号: days of the month of the holiday that is said before them."""
    said = _HOLIDAY_BEFORE.search(text, max(0, found.at[0] - 8), found.at[0])
    if said is None or not re.match(_N + "[日号]?", text[slice(*found.at)]) or "月" in text[slice(*found.at)]:
        return found
    month = month_of(None, _HOLIDAYS[said["day"]], today, side)
    start, end = (
        (_safe(month.year, month.month, day.day) for day in (found.start, found.end)) if month else (None, None)
    )
    return Found(start, end, found.at, True) if start and end and start <= end else found


def _of_the_month(text: str, found: Found, today: date, side: Side) -> Found:
    said = text[slice(*found.at)]
    before = _MONTH_BEFORE.search(text, max(0, found.at[0] - 38), found.at[0]) if _BARE.fullmatch(said) else None
    if before is None or _OTHER_MONTH.search(before["between"]):
        return found
    month = month_of(before["rel"], before["m"], today, side)
    day = _safe(month.year, month.month, found.start.day) if month else None
    return Found(day, day, found.at, True) if day else found


def _edges(text: str, today: date, side: Side) -> Iterator[Found]:
    """Days that are told by their place in a month: 上个月最后一天, 11月第一个周六."""
    for match in _EDGE.finditer(text):
        if month := month_of(match["rel"], match["m"], today, side):
            last = calendar.monthrange(month.year, month.month)[1]
            day = month.replace(day=last) if match["last"] else month
            yield Found(day, day, match.span())
    for match in _NTH_WEEKDAY.finditer(text):
        if month := month_of(match["rel"], match["m"], today, side):
            place = place_of_weekday(match["w"] or "六")
            days = [
                day
                for n in range(1, calendar.monthrange(month.year, month.month)[1] + 1)
                if (day := month.replace(day=n)).weekday() == place
            ]
            nth = -1 if match["last"] else (number(match["nth"] or "一") or 1) - 1
            if nth < len(days):
                yield Found(days[nth], days[nth], match.span())


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _bare_days(text: str, today: date, side: Side) -> Iterator[Found]:
    """15日上午 …, 3日至5日: of this month, or of the one beside it."""
    for pattern in (_BARE_RANGE, _BARE_DAY):
        for match in pattern.finditer(text):
            day = number(match["d"])
            last = number(match["e"]) if pattern is _BARE_RANGE else day
            start = _of_a_month(day, today, side)
            if start is None or last is None or day is None or last < day:
                continue
            end = _safe(start.year, start.month, last)
            if end:
                yield Found(start, end, match.span())


def _of_a_month(day: int | None, today: date, side: Side) -> date | None:
    for step in (0, -1, -2) if side is Side.PAST else (0, 1, 2):
        count = today.year * 12 + today.month - 1 + step
        found = _safe(count // 12, count % 12 + 1, day)
        if found and (found <= today if side is Side.PAST else found >= today):
            return found
    return None


def _safe(year: int, month: int, day: int | None) -> date | None:
    if not day or day > calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _joined(text: str, founds: list[Found]) -> list[Found]:
    """Neighbours that are the first and the last day of one span: 周二到周四, 昨天和今天, 11月6日、7日."""
    joined: list[Found] = []
    for found in founds:
        found = _with_next_day(text, found)
        before = joined[-1] if joined else None
        between = text[before.at[1] : found.at[0]] if before and before.at[1] <= found.at[0] else None
        if before and between is not None and (pair := _backwards(text, before, found, between)):
            joined[-1] = pair
            continue
        how = _how_joined(text, before, found, between) if before and between is not None else ""
        if before and how:
            start = found.start
            if weekday := _WEEKDAY.match(text[slice(*found.at)]):
                place = place_of_weekday(weekday["w"])
                start = before.end + timedelta(days=(place - before.end.weekday()) % 7)
            elif _BARE.fullmatch(text[slice(*found.at)]) and (
                same := _safe(before.end.year, before.end.month, found.start.day)
            ):
                start = same  # of the month that is said before
            gap = (start - before.end).days
            if gap == 1 or (how == "to" and 0 < gap < LONGEST):
                joined[-1] = Found(before.start, start, (before.at[0], found.at[1]), before.exact)
                continue
        joined.append(found)
    return joined


def _how_joined(text: str, before: Found, found: Found, between: str) -> str:
    """Whether two days are the ends of a span (to), are told off (and), or neither."""
    match = _JOINS.match(between)
    if _KEPT_ON_TO.match(between):
        return "to"
    if _BROUGHT_TO.match(between) and text[max(0, before.at[0] - 1) : before.at[0]] in ("从", "自"):
        return "to"
    if match is None or (match["begun"] and not _CLOSED.match(text[found.at[1] :])):
        return ""
    return "to" if match["to"] or match["begun"] else "and" if match["and"] else ""


def _backwards(text: str, before: Found, found: Found, between: str) -> Found | None:
    """昨天前天两天, 昨天跟大前天: two days, the later one said first."""
    if found.start >= before.start or not re.fullmatch(r"[和与跟、]?", between):
        return None
    said = text[slice(*before.at)] + text[slice(*found.at)]
    if not re.fullmatch(r"[大前昨今天]+", said):
        return None
    return Found(found.start, before.end, (before.at[0], found.at[1]), True, 2)


def _with_next_day(text: str, found: Found) -> Found:
    if found.end != found.start:
        return found
    rest = text[found.at[1] :]
    match = _NEXT_DAY.match(rest)
    if match is None and re.search(r"\d[./月]\d{1,2}$", text[slice(*found.at)]):
        match = _SHORT_END.match(rest)
    day = number(match["d"]) if match else None
    if (
        match is None
        or day is None
        or not found.start.day < day <= calendar.monthrange(found.start.year, found.start.month)[1]
        or (rest[0] not in "、和与及以" and day != found.start.day + 1)
    ):
        return found
    return Found(found.start, found.start.replace(day=day), (found.at[0], found.at[1] + match.end()), found.exact)


def _aside(text: str, found: Found) -> bool:
    if _ASIDE_BEFORE.search(text, 0, found.at[0]):
        return True  # 本来定在 as well
    return not _MOVED.search(text, 0, found.at[0]) and bool(_ASIDE_AFTER.match(text[found.at[1] : found.at[1] + 24]))


def _count(text: str) -> tuple[int, tuple[int, int] | None]:
    """How many days are said (为期两天, 连续三天), and where."""
    for match in _SPAN.finditer(text):
        count = number(match["n"])
        before = text[max(0, match.start("n") - 3) : match.start("n")]
        if count is None or not 1 < count <= LONGEST or _NO_SPAN_BEFORE.search(before):
            continue
        if match["how"] is None and not re.match(
            r"[,，。;；、)）\s]|$|时间|两夜|的|每|共|活动|培训|课|下来|里|都", text[match.end() :]
        ):
            continue
        return count, (match.start("n"), match.end())
    return 1, None


def _other_weekday(text: str, found: Found) -> bool:
    """The weekday in brackets behind a date is another than the date's."""
    match = re.match(r"[(（,，\s]?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])", text[found.at[1] :])
    if (
        match is None
        or not re.search(r"\d|[一二三四五六七八九十][日号]", text[slice(*found.at)])
        or found.start != found.end
    ):
        return False
    return place_of_weekday(match["w"]) != found.start.weekday()


def _bad(text: str) -> Iterator[tuple[int, int]]:
    """Dates that no calendar has: 2月30日, 13月5日."""
    for match in _BAD.finditer(text):
        month, day = number(match["m"] or match["m2"]), number(match["d"] or match["d2"])
        if month is None or day is None:
            continue
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2024, month)[1]:
            yield match.span()
