"""What a message is that may be a report: a report, a question, money that came in, a roster, news, nothing."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.core.activities import ActivityFacts


class Kind(StrEnum):
    """What a message turns out to be."""

    REPORT = "report"
    QUESTION = "question"
    MONEY = "money"
    ROSTER = "roster"
    NEWS = "news"
    NOTHING = "nothing"


_ASKS = re.compile(
    r"(?:多少(?!不|没|也)|(?<![十百好\d])几(?:个人|名|位|场|次|人|个|时|点|号|天(?=[?吗呢]|$)|家|户)(?!都|一起)|哪(?:些|里|儿|"
    r"天|个|家|几|位|场|儿)|谁|什么|怎么|如何|有没有|是不是|能不能|可不可以|可以(?:报|算)|算不算|"
    r"(?<!不)对不对|是否|为什么|咋)[^。;；\n]{0,16}"
    r"(?:[?？]|吗|呢|啊|呀|了|来着|人|$)|(?:吗|么|嘛)\s?[?？]?\s?$|[?？]\s?$"
)
_TAIL_ASKS = re.compile(
    r"(?:行不|行吗|可以吗|好吗|对吗|好不好|麻烦|帮[我忙]|算活动不|要不要|需要吗|收到吗|能录|"
    r"怎么[报填录]|可以报吗|咋[报填录])[^。;；]{0,10}$"
)
# What is asked, whatever else is told.
_SURELY_ASKS = re.compile(
    r"^(?:请问|想问|问一下|问下|咨询一下|咨询下)|(?:多久|多长时间|何时|什么时候|啥时候)[^,，。;；\n]{0,10}[?？]?$|(?<!不)([够要能会行对])不\1[^,，。;；\n]{0,8}[?？]$"
)
_HOW = re.compile(r"^(?:怎么|咋|如何|什么|几[个位名])")
_PARTICLE = re.compile(r"(?:[?？]|吗|呢|么|来着)\s*$")
# What is had, not what was done: 我们支会现有会员50人.
_STOCK = re.compile(r"(?:现在|目前|现有|在册|登记在册|截至|一共有|共有)[^,，。;；\n]{0,4}(?:会员|志愿者|团体会员)")
_REMINDS = re.compile(r"提醒(?:我|一下|大家)|记得提醒|到时(?:候)?(?:提醒|叫)我")
# What we gave, not what was given to us.
_GIVEN_AWAY = re.compile(r"送去|送到|发放|慰问|走访|资助|救助|[给向为][^,，。;；\n]{0,14}[送捐发拨寄]")
_STATES = re.compile(
    r"(?:\d|[一二两三四五六七八九十百廿卅]{1,4}几?|几[十百]{1,2})(?:多|余|来)?(?:人|名|位|口|号人|个)(?!次多少)"
)
_ABOUT_MONEY = re.compile(r"收到|到账|进账|入账|捐了?|捐款|善款|捐来|汇来|转账|打款|打来|认捐|赞助|拨款|经费|款项")
_MONEY = re.compile(
    r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]+)\s?(?:余|多)?\s?(?:万|千|百)?\s?(?:元|块钱?|"
    r"万)(?!人|名|份)|现金|善款|捐款"
)
_RECEIVED = re.compile(r"收到[^,，。]{0,16}捐|捐(?:赠|来|了)[^,，。]{0,10}(?:口罩|物资|衣|书|药|轮椅|设备|被)")
_JOINS = re.compile(
    r"(?:要|想|申请|登记|报名)(?:[\u3400-\u9fff]{0,4})(?:入会|加入(?:红十字会|红会)|当志愿者|"
    r"做志愿者|成为(?:会员|志愿者))(?!的?(?:仪式|宣誓))"
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)\d{17}[\dxX](?!\d)")
_ROSTER = re.compile(r"姓名|电话|身份证|花名册|名单|性别")
_ENROLS = re.compile(r"(?:登记?|录|加|报|添|招|来)(?:上|入|名)?了?[一个名位]{0,2}(?:新)?(?:志愿者|会员|义工)")
_NEWS = re.compile(
    r"记者|通讯员|本报讯|本网讯|讯(?:员)?[)）:： ]|据[\u3400-\u9fff]{2,10}(?:报道|消息)|新华社|"
    r"来源[:：]|转载|转发[:：]?|责任编辑|编辑[:：]|中新网|人民网|客户端|阅读原文|https?://"
)
LONG = 200  # characters from which on news is told from a report in the style of news


def kind_of(folded: str, facts: Sequence[ActivityFacts]) -> Kind:
    """What a folded message is in which `facts` were read."""
    if not folded.strip():
        return Kind.NOTHING
    if _is_question(folded):
        return Kind.QUESTION
    if _JOINS.search(folded):
        return Kind.ROSTER
    people = [value for one in facts for value in (one.participants, one.volunteers, one.beneficiaries) if value]
    held = any(one.date and one.activity_type for one in facts) and bool(people)
    if _is_roster(folded, held):
        return Kind.ROSTER
    if _NEWS.search(folded) and (
        len(folded) >= LONG
        or len(set(_NEWS.findall(folded))) > 1
        or re.search(r"https?://|转发|据[\u3400-\u9fff]{2,10}报道|新华社|中新网|人民网", folded)
    ):
        return Kind.NEWS
    dated = any(one.date and one.activity_type for one in facts)
    given = dated and _GIVEN_AWAY.search(folded) and not re.search(r"收到|到账|进账|入账|打款", folded)
    if _ABOUT_MONEY.search(folded) and (_MONEY.search(folded) or _RECEIVED.search(folded)) and not people and not given:
        return Kind.MONEY
    if _REMINDS.search(folded) and not people:
        return Kind.NOTHING
    if _STOCK.search(folded) and not any(one.date or one.hours or one.title or one.location for one in facts):
        return Kind.NOTHING
    if any(one.activity_type or (one.date and (people or one.hours or one.title)) or people for one in facts):
        return Kind.REPORT
    return Kind.NOTHING


def _is_question(folded: str) -> bool:
    if _SURELY_ASKS.search(folded.strip()):
        return True
    asked = _ASKS.search(folded)
    if asked is None:
        return False
    if _HOW.search(asked.group()) and _STATES.search(folded) and not _PARTICLE.search(folded):
        return False  # 讲烫伤怎么处理, 30人
    before = folded[: asked.start()]
    told = _STATES.search(before) or _STATES.search(folded)
    tail = _TAIL_ASKS.search(folded)
    return not (told and (tail or len(before) > 12) and not re.search(r"多少|几[个名位场次人]|哪些|谁", asked.group()))


def _is_roster(folded: str, held: bool) -> bool:
    """Whether people are listed; with one number alone an activity that is told of as `held` is none of them."""
    numbers = len(_PHONE.findall(folded))
    return numbers >= 2 or (numbers == 1 and bool((_ROSTER.search(folded) and not held) or _ENROLS.search(folded)))
