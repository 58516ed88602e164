"""What a question about activities asks for: which sum or list, of which period, type and page."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.core.activities import ActivityType
from bot.core.organisations import OrganisationType
from bot.text.activity_text import as_read
from bot.text.activity_types import type_of
from bot.text.dates import number, read_dates


class Asked(Enum):
    """What is asked for."""

    SUMMARY = "summary"
    LIST = "list"
    SILENT = "silent"
    LONGEST = "longest"
    MINE = "mine"
    AHEAD = "ahead"
    WEEKS = "weeks"


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; `name` is how it was said, empty when it was not."""

    start: date | None
    end: date
    name: str = ""


@dataclass(frozen=True)
class ActivityQuestion:
    """A question as it was read; `kinds` empty = every type. `compared`: with the same stretch a year before."""

    asked: Asked
    period: Period
    kinds: tuple[ActivityType, ...]
    page: int
    compared: bool = False
    among: str = ""  # the kind of organisations that are asked for: 社区 of 哪个社区没有活动


_SILENT = re.compile(
    r"(?:没有?|未|还没|从没|没怎么)(?:有)?(?:报|办|开展|搞|活动|动静|上报|报送|报过|做|组织)|谁没|哪[些个].{0,6}没|零报告|空白|不活跃|没声音|没动静"
)
_AMONG = re.compile(
    r"(?:哪[个些家所]?(?:几?[个家所])?|(?:有)?几[个家所]|各个?|每[个家所])"
    r"(?P<kind>村社区|社区|村|乡镇|镇街|街道|镇|乡|学校|医院|企业|单位|机关)(?!红)"
)
_TOWNS = (OrganisationType.TOWN, OrganisationType.STREET, OrganisationType.DEVELOPMENT_ZONE)
# The types that each kind of 哪个社区没有活动 stands for; a kind that is not here is every type.
AMONG = {
    "村社区": (OrganisationType.VILLAGE, OrganisationType.COMMUNITY),
    "社区": (OrganisationType.COMMUNITY,),
    "村": (OrganisationType.VILLAGE,),
    "街道": (OrganisationType.STREET,),
    "乡镇": _TOWNS,
    "镇街": _TOWNS,
    "镇": _TOWNS,
    "乡": _TOWNS,
    "学校": (OrganisationType.SCHOOL,),
    "医院": (OrganisationType.HOSPITAL, OrganisationType.NAMED_HOSPITAL),
    "企业": (OrganisationType.FIRM, OrganisationType.NEW_ORGANISATION),
    "机关": (OrganisationType.OFFICE,),
}
_LONGEST = re.compile(r"(?:最久|最长|时间最长|好久|很久|长期).{0,6}(?:没|未)|(?:没|未).{0,8}(?:最久|最长时间)")
_OWN_HOURS = re.compile(
    r"(?:^|[，,。;；\s]|那|查一?下|看看|问下?|请问|想知道)(?:我|俺|本人|自己)(?:的|个人|自己|今年|去年|现在|目前|到底|一共|总共|累计|已经|本月|这个月|上个?月|服务|做|干|有|攒|积|在|够|记)*"
    r"(?:志愿|服务)*(?:时长|工时|服务时间|了?(?:多少|几)个?(?:小时|钟头))"
)
_MINE = re.compile(
    r"我(?:的|个人|自己|今年|一共|总共|累计|已经|本月|这个月|服务|做|干|有|攒|在)*(?:志愿|服务)?(?:时长|工时|服务时间|小时|了?多少(?:个)?(?:小时|钟头))|我参加过|我服务"
)
_AHEAD = re.compile(
    r"接下来|下一步|往后|之后|近期|怎么安排|即将|下(?:个)?[周月]|下星期|最近有(?:什么|啥|哪些)(?:活动|可以)|要(?:办|搞|开)(?:什么|哪些|啥)|有(?:什么|啥|哪些)活动(?:可以|能|要|可)|能报名|可以报名|报名|计划(?:了|中|的)|预告|后面(?:有|的)|将要|安排了(?:什么|哪些)|(?:什么|啥|哪些)(?:活动)?安排"
)
_WEEKS = re.compile(r"周周|每周|按周|一周一周|哪[几些]?周|月月|日历|周历")
_CALENDAR = re.compile(
    r"哪(?:几个?|些|个)?[周月](?!报)|[周日]历|每[周月].{0,3}有没有|(?:周周|月月)(?:都|是不是|是否)?有"
)
_LIST = re.compile(
    r"哪些|什么活动|啥活动|清单|列(?:表|出|一下|个)|明细|台账|都(?:做|办|搞|报)了|记录|有哪|看一下|看看|查一下|翻一下"
)
_NUMBER = re.compile(r"多少|几[场次个人名回]|场次|人数|人次|总数|一共|总共|合计|统计|总结|汇总|数量")
_TRAINED = re.compile(r"培训了?多少|多少人(?:学|接受|参加)了?(?:急救|救护|培训)|救护员|持证")
_LATEST = re.compile(
    r"(?:最近|最后|最新|上)(?:的)?一[次场回](?!.{0,6}(?:多少|几))|(?:最近|上)(?:一)?次(?:活动)?(?:是)?(?:什么时候|哪天|几号|何时)"
)
_COMPARED = re.compile(
    r"[,，、]?\s?(?:(?:跟|和|与|同|比起?|较|对比)(?:去年|上年)(?:的)?(?:同期|这时候|这个时候)?(?:相?比(?:较|一比|一下)?|对比)?|同比)"
    r"(?:呢|怎么样|如何|[多少]了?多少|是[多少]了?还是[多少]了?|增减)?"
)
_PAGE = re.compile(r"第(\d{1,4})页")
_MONTHS = re.compile(
    r"(?:(?P<year>\d{4}|今|去|前)年)?(?:的)?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?![一二三四五六七八九十\d]{1,3}[日号]|\d)"
)
_UNTIL_NOW = re.compile(r"(?:初|底|开始|起)?(?:到|至)(?:现在|今天?|目前|如今|这会儿)|(?:以来|起|开始)")
_QUARTER = re.compile(r"(?:(?P<year>\d{4}|今|去|前)年)?第?(?P<n>[一二三四1-4])季度?")
_YEAR = re.compile(r"(?P<year>\d{4})年(?:度|全年)?(?!\d|[一二三四五六七八九十]{1,2}月|\d{1,2}月|第?[一二三四1-4]季)")
_LAST = re.compile(
    r"(?:最近|近|过去|这)(?P<n>\d{1,3}|[一二两三四五六七八九十半]{1,3})个?(?P<u>天|日|周|星期|礼拜|月|年|季度)"
)


_IDEAS = re.compile(
    r"(?:出|给)(?:个|点|出出|些|出)*(?:主意|点子)|(?:给|来)(?:点|些|个)(?:活动)?建议|(?:搞|办|做|弄|开展)(?:点|些|个)?(?:啥|什么)(?:活动)?(?:好|合适)|"
    r"有(?:啥|什么)(?:活动)?好(?:搞|办|做|弄)|(?:搞|办)(?:啥|什么)好|不知道(?:搞|办|做)(?:啥|什么|哪)"
)


def wants_ideas(text: str) -> bool:
    """Whether somebody asks what one could do: 下个月搞啥活动好, 给出出主意."""
    return bool(_IDEAS.search(as_read(text[:200])))


_OF_ONE = re.compile(r"(?:[那这上][一]?|最近[一那]|刚才那)[场次回](?:活动|培训)?.{0,10}(?:多少|几)[个名位人]?")


def asks_of_one(text: str) -> bool:
    """Whether a text asks how many there were at one activity of a kind: 献血那场出了几个志愿者."""
    folded = as_read(text[:200])
    return bool(_OF_ONE.search(folded) and _kinds(folded))


def asks_own_hours(text: str) -> bool:
    """Whether somebody asks how many hours he has served himself: 我有几个小时了. Hours for a star are not meant."""
    folded = as_read(text)
    return bool(_OWN_HOURS.search(folded)) and "星" not in folded


def read_activity_question(text: str, today: date) -> ActivityQuestion:
    """Read a question about activities."""
    folded = as_read(text[:500])
    folded = folded.replace("俺", "我")
    compared = bool(_COMPARED.search(folded))
    folded = _COMPARED.sub(" ", folded)
    page = _PAGE.search(folded)
    period = read_period(folded, today)
    if compared and period.start is None:
        period = Period(date(today.year, 1, 1), today)
    number_of_page = max(1, int(page[1])) if page else 1
    among = _AMONG.search(folded)
    return ActivityQuestion(
        _asked(folded), period, _kinds(folded), number_of_page, compared, among["kind"] if among else ""
    )


def a_year_before(period: Period) -> Period:
    """The same stretch of the year before; the end of February stays the end of February. Open ones stay open."""
    start = _months_before(period.start, 12) if period.start else None
    return Period(start, _months_before(period.end, 12))


def _asked(folded: str) -> Asked:
    if _LATEST.search(folded) or (_OF_ONE.search(folded) and _kinds(folded)):
        return Asked.LIST
    if asks_own_hours(folded):
        return Asked.MINE
    for pattern, asked in (
        (_CALENDAR, Asked.WEEKS),  # 哪几周没有活动 asks for weeks, 谁没有活动 for organisations
        (_LONGEST, Asked.LONGEST),
        (_SILENT, Asked.SILENT),
        (_MINE, Asked.MINE),
        (_WEEKS, Asked.WEEKS),
    ):
        if pattern.search(folded):
            return asked
    if _AHEAD.search(folded) and not re.search(r"做了|办了|搞了|开展了|完成", folded):
        return Asked.AHEAD
    return Asked.LIST if _LIST.search(folded) and not _NUMBER.search(folded) else Asked.SUMMARY


def _kinds(folded: str) -> tuple[ActivityType, ...]:
    named = tuple(kind for kind in ActivityType if kind.value in folded)
    if named:
        return named
    if _TRAINED.search(folded):
        return (ActivityType.FIRST_AID_TRAINING,)
    plain = re.sub(r"活动|志愿者|会员|多少|几[场次个人]|培训了|红十字会?|社区|学校|小学|中学", " ", folded)
    found = type_of(plain)
    return (found,) if found and found is not ActivityType.OTHER else ()


def read_period(folded: str, today: date) -> Period:
    """The period that a question names; open at its beginning when it names none."""
    for read in (_spoken, _rolling, _quarter, _month, _year, _days):
        if period := read(folded, today):
            return period
    return Period(None, today)


def _spoken(folded: str, today: date) -> Period | None:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last_month = (first - timedelta(days=1)).replace(day=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last_quarter = _months_before(quarter, 3)
    spans: tuple[tuple[str, date, date], ...] = (
        (r"上上(?:个)?月", _months_before(first, 2), last_month - timedelta(days=1)),
        (r"上(?:个)?月", last_month, first - timedelta(days=1)),
        (r"(?:本|这个?|当)月", first, today),
        (r"上(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天末])", monday - timedelta(days=7), monday - timedelta(days=1)),
        (r"(?:本|这个?)(?:周|星期|礼拜)(?![一二三四五六日天末])", monday, today),
        (r"上(?:个)?季度?", last_quarter, quarter - timedelta(days=1)),
        (r"(?:本|这个?)季度?", quarter, today),
        (r"去年下半年", date(today.year - 1, 7, 1), date(today.year - 1, 12, 31)),
        (r"去年上半年", date(today.year - 1, 1, 1), date(today.year - 1, 6, 30)),
        (r"上半年", date(today.year, 1, 1), min(today, date(today.year, 6, 30))),
        (r"下半年", date(today.year, 7, 1), today),
        (r"前年(?!\d|[一二三四五六七八九十])", date(today.year - 2, 1, 1), date(today.year - 2, 12, 31)),
        (
            r"(?:去年|上年)(?:全年|度|一年)?(?!\d|第?[一二三四]季|[一二三四五六七八九十]{1,2}月)",
            date(today.year - 1, 1, 1),
            date(today.year - 1, 12, 31),
        ),
        (
            r"(?:今年|本年|年初|年内|全年)(?:以来|到现在|至今)?(?!\d|第?[一二三四]季|[一二三四五六七八九十]{1,2}月)",
            date(today.year, 1, 1),
            today,
        ),
    )
    for pattern, start, end in spans:
        if found := re.search(pattern, folded):
            return Period(start, end, found.group())
    return None


def _rolling(folded: str, today: date) -> Period | None:
    found = _LAST.search(folded)
    if found is None:
        return None
    count, unit = number(found["n"]) or 0, found["u"]
    if found["n"] == "半" and unit == "年":
        return Period(_months_before(today, 6), today, found.group())
    if unit in ("月", "季度", "年"):
        return Period(_months_before(today, count * {"月": 1, "季度": 3, "年": 12}[unit]), today, found.group())
    return Period(today - timedelta(days=count * (1 if unit in ("天", "日") else 7) - 1), today, found.group())


def _quarter(folded: str, today: date) -> Period | None:
    found = _QUARTER.search(folded)
    if found is None:
        return None
    place, year = number(found["n"]) or 1, _said_year(found["year"], today)
    start = date(year, place * 3 - 2, 1)
    return Period(start, _months_before(start, -3) - timedelta(days=1), found.group())


def _month(folded: str, today: date) -> Period | None:
    found = _MONTHS.search(folded)
    month = number(found["n"]) if found else None
    if found is None or month is None or not 1 <= month <= 12:
        return None
    year = _said_year(found["year"], today)
    if found["year"] is None and month > today.month:
        year -= 1
    if since := _UNTIL_NOW.match(folded, found.end()):
        return Period(date(year, month, 1), today, found.group() + since.group())
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), found.group())


def _year(folded: str, today: date) -> Period | None:
    found = _YEAR.search(folded)
    if found is None or not 1990 <= int(found["year"]) <= today.year + 1:
        return None
    year = int(found["year"])
    return Period(date(year, 1, 1), date(year, 12, 31), found.group())


def _days(folded: str, today: date) -> Period | None:
    found = read_dates(folded, today)
    return Period(found[0].start, found[0].end, folded[slice(*found[0].at)]) if found else None


def _said_year(said: str | None, today: date) -> int:
    return today.year - {"今": 0, "去": 1, "前": 2}[said] if said in ("今", "去", "前") else int(said or today.year)


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
