"""Holidays and days of remembrance by name: 国庆那天, 重阳节, 世界急救日, 腊月二十三; on which day each falls."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial

from bot.text.dates import Found, Side, number

# Month and day of the solar calendar. What is written here as one word or another is the same day.
_SOLAR = """
1-1 元旦节 元旦
1-10 中国人民警察节 警察节
2-14 情人节
3-3 全国爱耳日 爱耳日
3-15 消费者权益日
3-21 世界睡眠日 睡眠日
3-22 世界水日
3-23 世界气象日
4-2 世界自闭症日 世界孤独症日
4-15 国家安全教育日 全民国家安全教育日
4-22 世界地球日 地球日
4-23 世界读书日 读书日
4-25 全国预防接种日 预防接种宣传日
5-15 国际家庭日
5-20 学生营养日
7-11 世界人口日
8-8 全民健身日
8-19 世界人道主义日 世界人道日
9-30 烈士纪念日
10-15 国际盲人节
10-16 世界粮食日
10-29 世界卒中日
11-8 记者节
11-11 双十一
12-13 国家公祭日
3-5 学雷锋纪念日 学雷锋日 雷锋日 雷锋纪念日
3-8 三八妇女节 三八国际妇女节 国际妇女节 三八节 妇女节 三八
3-12 植树节
3-24 世界防治结核病日 防治结核病日 结核病日
4-7 世界卫生日
5-1 五一劳动节 五一国际劳动节 劳动节 五一
5-4 五四青年节 青年节 五四
5-8 世界红十字日 红十字日
5-12 全国防灾减灾日 防灾减灾日 国际护士节 护士节
5-31 世界无烟日 无烟日
6-1 六一国际儿童节 六一儿童节 国际儿童节 儿童节 六一
6-5 世界环境日 环境日
6-6 全国爱眼日 爱眼日
6-11 中国器官捐献日 器官捐献日
6-14 世界献血者日 世界献血日 献血者日
6-26 国际禁毒日 禁毒日
7-1 七一建党节 建党节 七一
8-1 八一建军节 建军节 八一
8-19 中国医师节 医师节
9-10 教师节
9-20 全国爱牙日 爱牙日
10-1 十一国庆节 国庆节 国庆
10-8 全国高血压日 高血压日
10-10 世界精神卫生日 精神卫生日
10-13 国际减轻自然灾害日 国际减灾日 减灾日 少先队建队日 建队日 建队纪念日
11-9 全国消防日 全国消防宣传日 消防宣传日 消防日
11-14 世界糖尿病日 联合国糖尿病日 糖尿病日
12-1 世界艾滋病日 艾滋病日
12-3 国际残疾人日 残疾人日
12-4 国家宪法日 宪法日
12-5 国际志愿者日 国际志愿人员日 志愿者日
12-24 平安夜
12-25 圣诞节 圣诞
"""
_LUNAR = """
1-1 大年初一 正月初一 春节 年初一
1-15 元宵节 元宵 正月十五
5-5 端午节 端午
7-7 七夕节 七夕
2-2 龙抬头 二月二
3-3 三月三
7-15 中元节
8-15 八月十五中秋节 中秋佳节 中秋节 中秋
9-9 九九重阳节 九九重阳 重阳敬老节 重阳节 重阳 敬老节 老年节 老人节
12-8 腊八节 腊八
12-23 小年夜 小年
"""
_NTH = {  # month, weekday from Monday = 0, which one of the month
    "母亲节": (5, 6, 2), "全国助残日": (5, 6, 3), "助残日": (5, 6, 3), "父亲节": (6, 6, 3),
    "世界急救日": (9, 5, 2), "急救日": (9, 5, 2), "世界骨髓捐献者日": (9, 5, 3), "世界造血干细胞捐献者日": (9, 5, 3),
}  # fmt: skip
_TERMS = re.findall(
    "..",
    "小寒大寒立春雨水惊蛰春分清明谷雨立夏小满芒种夏至小暑大暑立秋处暑白露秋分寒露霜降立冬小雪大雪冬至",
)
_WEATHER = ("雨水", "大雪", "小雪", "大寒", "小寒", "白露")  # of these a report speaks as of weather
# 国庆第二天, 霜降前一天, 节后第三天
_BESIDE = re.compile(
    r"^(?:节)?(?:的)?(?:(?:之)?(?P<before>前|头)(?:面)?(?P<n>[一两二三123])[天日]|"
    r"(?:之?后)?第(?P<nth>[二三四五六七2-7])[天日]|(?P<next>次日|隔天|之?后一[天日]|过后一天))"
)
# Days that are known as days off or for a custom; of the others a report speaks as of a theme.
_LIVED = re.compile(
    r"元旦|三八|妇女节|五一|劳动节|六一|儿童节|国庆|春节|初一|元宵|正月|端午|七夕|中秋|重阳|敬老节|"
    r"老[年人]节|腊|小年|龙抬头|二月二|三月三|清明|立[春夏秋冬]|[冬夏]至|[春秋]分|霜降|惊蛰|谷雨|芒种|处暑|寒露|除夕|年三十|母亲节|父亲节|教师节|圣诞|平安夜|建军|"
    r"八一|七一")  # fmt: skip
_NOT_A_DAY_BEFORE = re.compile(
    r"(?:迎|庆|庆祝|欢度|欢庆|喜迎|纪念|围绕|结合|借|以|为|个|迎接|响应|学习|践行|主题|[“\"'《「]|"
    r"话|情满|情暖|暖|爱在|浓情|共庆|系列)$"
)
_NOT_A_DAY_AFTER = re.compile(
    r"^(?:[”\"'》」]?(?:主题|前[夕后]|来临|将至|临近|即将|到来|将近|期间|之[前后]|[前后]|系列|"
    r"小?长假|假期|放假|礼物|物资|慰问品|慰问信|知识|专[场题]|"
    r"晚会|联欢|庆祝|宣传(?!了)|活动|周|月|节|文艺|快乐|将至|档|黄金周|公益|[”\"'》」]))"
)
_SURELY = re.compile(
    r"^(?:[的]?(?:那天|当天|当日|那日|这天|这一天|那一天|上午|下午|早上|晚上|一早|一大早|中午|傍晚|清早|[，,。\s]))"
)
_LEADS = re.compile(r"(?:^|[，,。;、\n\s])(?:在|每年|今年|去年)?$")
_FOLLOWED = re.compile(r"^(?:我|俺|咱|在|组织|去|到|给|为)")
_NUMBERED = re.compile(r"[“\"']?\d{1,2}\s?[·.．•‧]\s?\d{1,2}[”\"']?\s?(?:是|的|[,，])?$")
_LUNAR_DAY = re.compile(
    r"(?:农历|阴历|旧历)(?:的)?(?P<m>正|腊|冬|[一二三四五六七八九十]{1,2}|"
    r"\d{1,2})月(?P<d>初[一二三四五六七八九十]|[一二三廿]?十?[一二三四五六七八九十]|"
    r"\d{1,2})[日号]?"
    r"|(?P<m2>正|腊|冬|[一二三四五六七八九十]{1,2})月(?P<d2>初[一二三四五六七八九十])|(?P<m3>正|腊|"
    r"冬)月(?P<d3>[廿一二三]?十?[一二三四五六七八九十])(?:那天|[日号,，])?"
)
# 初八那天, without its month: the last one, or the next
_LUNAR_BARE = re.compile(r"(?<!月)(?<!年)初(?P<d>[一二三四五六七八九十])(?=那天|当天|这天|一早|一大早|[上下]午|晚上)")
# A day that is known by its number: 5·12当天, “5·8”那天.
_DOTTED_DAY = re.compile(
    r"(?<![\d.·])[“\"']?(?P<m>\d{1,2})\s?[·．•‧・]\s?(?P<d>\d{1,2})[”\"']?(?=(?:那天|当天|当日|那日|这天|这一天|那一天))"
)
_YEAR_BEFORE = re.compile(r"(?P<rel>前年|去年|今年|明年)(?:的)?(?:[“\"']?\d{1,2}[·.．•]\d{1,2}[”\"']?)?$")
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_REACH = timedelta(days=31)  # a report may speak of a coming day in advance


@dataclass(frozen=True)
class SpecialDay:
    """A named day; `surely` when the words around say that it is meant as the time of something.

    `beside` is the day that the words behind it name: of 国庆前一天 the eve.
    """

    found: Found
    surely: bool
    beside: Found


def read_special_days(text: str, today: date, side: Side = Side.PAST) -> list[SpecialDay]:
    """The named days of a folded text, in its order. A name that is only the theme of something is not given."""
    return list(_read(text, today, side))


def _read(text: str, today: date, side: Side) -> Iterator[SpecialDay]:
    for match in _LUNAR_DAY.finditer(text):
        month, day = match["m"] or match["m2"] or match["m3"], match["d"] or match["d2"] or match["d3"]
        if found := _nearest(partial(_lunar_of, month, day), text, match.start(), today, side):
            yield _plainly(Found(found, found, match.span()))
    for match in _LUNAR_BARE.finditer(text):
        if found := _lunar_beside(number(match["d"]) or 0, today, side):
            yield _plainly(Found(found, found, match.span()))
    for match in _DOTTED_DAY.finditer(text):
        month, day = int(match["m"]), int(match["d"])
        if 1 <= month <= 12 and (found := _nearest(_fixed(_solar, month, day), text, match.start(), today, side)):
            yield _plainly(Found(found, found, match.span()))
    for match in _names().finditer(text):
        start, end = match.span()
        numbered = _NUMBERED.search(text, 0, start)
        start = numbered.start() if numbered else start
        before, after = text[max(0, start - 8) : start], text[end : end + 8]
        name = match.group()
        if after[:1] == "月" or (name in ("五一", "六一", "三八", "五四", "七一", "八一") and _inside(text, match)):
            continue
        beside, length = _beside(after)
        if (
            not beside
            and not _SURELY.match(after)
            and (_NOT_A_DAY_BEFORE.search(before) or _NOT_A_DAY_AFTER.match(after))
        ):
            continue
        if name in _WEATHER and not beside and "节气" not in after[:3]:
            continue
        meant = bool(beside or _SURELY.match(after) or (_LEADS.search(before) and _FOLLOWED.match(after)))
        if not meant and not _LIVED.search(name):
            continue
        if found := _nearest(_days()[name], text, start, today, side):
            day = found + timedelta(days=beside)
            yield SpecialDay(Found(found, found, (start, end)), meant, Found(day, day, (start, end + length)))


def _plainly(found: Found) -> SpecialDay:
    return SpecialDay(found, True, found)


def _beside(after: str) -> tuple[int, int]:
    """How many days from a named day the one lies that is meant, and how long the words are that say so."""
    match = _BESIDE.match(after)
    if match is None:
        return 0, 0
    if match["next"]:
        return 1, match.end()
    count = number(match["n"] or match["nth"]) or 1
    return (-count if match["before"] else count - 1), match.end()


def _inside(text: str, match: re.Match[str]) -> bool:
    """A short name that may be part of a number or of another word: 五一班, 三八二十四."""
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return bool(re.search(r"[\d零一二三四五六七八九十百第.班小中路村社镇乡街]", around))


def _nearest(falls: Callable[[int], date | None], text: str, start: int, today: date, side: Side) -> date | None:
    if said := _YEAR_BEFORE.search(text, max(0, start - 12), start):
        return falls(today.year + _YEARS[said["rel"]])
    days = [day for year in (today.year + 1, today.year, today.year - 1) if (day := falls(year))]
    if side is Side.FUTURE:
        return min((day for day in days if day >= today), default=None)
    return max((day for day in days if day <= today + _REACH), default=None)


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_days(), key=len, reverse=True)))


@cache
def _days() -> dict[str, Callable[[int], date | None]]:
    """What each name means in a given year."""
    days: dict[str, Callable[[int], date | None]] = {}
    for table, made in ((_SOLAR, _solar), (_LUNAR, _lunar)):
        for line in table.split("\n"):
            when, _, names = line.partition(" ")
            for name in names.split():
                month, _, day = when.partition("-")
                days[name] = _fixed(made, int(month), int(day))
    for name in _TERMS:
        days[name] = partial(_term, name)
    for name, rule in _NTH.items():
        days[name] = _nth(*rule)
    days |= {
        "清明节": partial(_term, "清明"),
        "除夕": _eve,
        "大年三十": _eve,
        "年三十": _eve,
    }
    return days


def _fixed(made: Callable[[int, int, int], date | None], month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: made(year, month, day)


def _nth(month: int, weekday: int, which: int) -> Callable[[int], date | None]:
    def falls(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=which - 1)

    return falls


def _solar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 2·30, or 29 February
        return None


@cache
def _lunar(year: int, month: int, day: int) -> date | None:
    """The day of the solar calendar on which a day of the lunar one falls; the lunar year begins in `year`."""
    from borax.calendars.lunardate import LunarDate  # reads its tables on import

    try:
        found = LunarDate(year, month, day).to_solar_date()
    except Exception:  # a day that the month does not have
        return None
    return date(found.year, found.month, found.day)


def _lunar_of(month: str, day: str, year: int) -> date | None:
    """腊月二十三 belongs to the lunar year before, when it is looked for among the days of a solar year."""
    months = {"正": 1, "冬": 11, "腊": 12}
    m = months.get(month) or number(month)
    d = number(day.removeprefix("初"))
    found = _lunar(year, m, d) if m and d else None
    before = _lunar(year - 1, m, d) if m and d else None
    return found if found and found.year == year else before


def _lunar_beside(day: int, today: date, side: Side) -> date | None:
    """The day of the lunar calendar of that number that lies nearest to today."""
    from borax.calendars.lunardate import LunarDate  # reads its tables on import

    step = timedelta(days=-1 if side is Side.PAST else 1)
    days = (today + step * n for n in range(31))
    return next((one for one in days if LunarDate.from_solar_date(one.year, one.month, one.day).day == day), None)


def _eve(year: int) -> date | None:
    new_year = _lunar(year, 1, 1)
    return new_year - timedelta(days=1) if new_year else None


def _term(name: str, year: int) -> date:
    """The day of one of the 24 solar terms."""
    from borax.calendars.lunardate import TermUtils  # reads its tables on import

    found: date = TermUtils.nth_term_day(year, term_name=name)
    return found
