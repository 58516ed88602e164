"""Questions for what lies ahead (下个月有什么要交的, 年底前有什么要报的), and few words that follow one: 只看报表."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.agenda import AHEAD, Kind
from bot.text.elections import read_due
from bot.text.normalise import fold
from bot.text.spans import read_span

LONGEST = 24  # characters; more says something else besides
SHORT = 14  # of a few words that lean on the list before

_WHEN = (
    r"(?:最近|近期|近来|接下来|往后|后面|之后|下一步|这几天|这阵子?|(?:今后|未来|再过)?[^，,]{0,4}内|下下?个?(?:月|周|星期|礼拜)|(?:这|本|当)个?(?:月|周|星期|礼拜)|"
    r"月底|年底|年内|今年|明年|本年|[^，,]{0,6}月(?:份|底)?|[^，,]{0,4}半年|[^，,]{0,4}季度|明天|后天|未来[^，,]{1,5}|今后[^，,]{1,5})"
)
_WHAT = r"(?:什么|啥|哪些|哪几[件项样个]|几[件项样]|多少[件项样]|什么样的)"
_TODO = r"(?:[交报办做送填]|上报|上交|报送|提交|处理|完成|准备|忙|到期|截止|该办|办理)"
_THINGS = r"(?:(?:(?:工作|重要|重点|要紧)的?)*(?:事情?|事项|工作|任务|材料|报表|表格?|东西|活儿?|节点|安排|日子|期限))"
_NEED = r"(?:需要?|要|该|得|必须|应该?|等着?|快)"
_ASKED = (
    re.compile(rf"(?:还|都|又)?有{_WHAT}(?:是|的)?{_NEED}{_TODO}"),  # 有什么要交的
    re.compile(rf"(?:还|都)?有{_WHAT}{_THINGS}(?:{_NEED}{_TODO}|没{_TODO})?(?:的)?$"),  # 还有哪些事
    re.compile(rf"{_NEED}{_TODO}(?:些|点)?{_WHAT}{_THINGS}?$"),  # 要做什么, 都要交什么材料
    re.compile(rf"{_WHAT}{_THINGS}?(?:是)?{_NEED}{_TODO}(?:的)?$"),  # 哪些材料要交
    re.compile(rf"(?:还有|都有|有)?(?:要|该|得){_TODO}的{_THINGS}?(?:有|都有|是)?{_WHAT}"),  # 要交的有哪些
    re.compile(r"(?:有没有|有无)" + rf"(?:{_WHAT}|{_THINGS})?{_NEED}{_TODO}的"),
)
_OTHER = re.compile(
    r"怎么|如何|活动|政策|文件|规定|提醒|取消|登记|报名|换届|哪[个家所]|谁|会员|志愿者|成立|注册|入会|加入|培训|流程|手续|证|条件|为什么|上个?月|去年|昨|上周"
)
_AFRESH = re.compile(rf"{_WHEN}(?:之?前|以前|为止|前)?|到|截至|我们?|咱们?|俺们?|[请问看下查告诉一说]|还|都|又|的")
_NEXT_WEEK = re.compile(r"下个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])")
_UNTIL = re.compile(r"(?:到|截至|截止|至).{1,9}|前|以前|之前|为止|[月年]底|内")
_PAGE = re.compile(r"#第(\d{1,4})页")
# What of it is wanted, where that is said; the first that fits.
_ONLY = (
    (Kind.REPORT, r"报表|材料|表格|附件|报送|报告|要报的|上报"),
    (Kind.ELECTION, r"换届|选举|到届"),
    (Kind.REMINDER, r"提醒"),
    (Kind.DAY, r"纪念日|节日|重要日子|日子"),
    (Kind.ACTIVITY, r"活动"),
    (Kind.DUES, r"会费"),
    (Kind.DRAFT, r"草稿|没办完"),
    (Kind.GRANT, r"授权|权限|账号"),
)
_IDLE = re.compile(
    r"那么?|呢|吗|嘛|啊|呀|吧|的|只|就|光|单|看看?|说说?|列|要|都|有|还|再|换成|还有|交|报|办|做|什么|啥|哪些|事情?|下|一下|给我|我|想|先|该|全部|所有|[\W_]"
)
_ALL = re.compile(r"全部|所有|都(?:看|列|说)")


@dataclass(frozen=True)
class AgendaQuestion:
    """From a day to a day, both included; `only` empty = all kinds; `said`: the days were named."""

    start: date
    end: date
    only: tuple[Kind, ...] = ()
    page: int = 1
    said: bool = False


def asks_ahead(text: str) -> bool:
    """Whether a text asks what is to be handed in or done in the time that comes, and names such a time."""
    plain = _plain(text)
    if len(plain) > LONGEST or _OTHER.search(plain) or not re.search(_WHEN, plain):
        return False
    return any(pattern.search(plain) for pattern in _ASKED)


def follows(text: str, today: date) -> bool:
    """Whether a few words ask the same list again: of other days, of one kind, or all of it."""
    plain = _plain(text)
    if len(plain) > SHORT or re.search(r"怎么|如何|几[号天]|谁|多少", plain):
        return False
    question = read_agenda(text, today)
    rest = _AFRESH.sub("", _UNTIL.sub("", plain) if question.said else plain)
    for _, pattern in _ONLY:
        rest = re.sub(pattern, "", rest)
    wanted = question.said or question.only or _ALL.search(plain)
    return bool(wanted) and not _IDLE.sub("", rest)


def read_agenda(text: str, today: date) -> AgendaQuestion:
    """Read such a question; days that are over are left out, and none named are the next 31."""
    plain = fold(text)
    page = _PAGE.search(plain)
    plain = plain.split("#")[0]
    span = _span(plain, today)
    start, end = span or (today, today + AHEAD)
    return AgendaQuestion(start, end, _only(plain), max(1, int(page[1])) if page else 1, span is not None)


def _plain(text: str) -> str:
    return re.sub(r"[\s\W]|[吗呢啊呀吧嘛]$", "", fold(text))


def _only(plain: str) -> tuple[Kind, ...]:
    return tuple(kind for kind, pattern in _ONLY if re.search(pattern, plain))[:2]


def _span(plain: str, today: date) -> tuple[date, date] | None:
    """The days that a question names, from today on; None where it names none that is to come."""
    if _NEXT_WEEK.search(plain):
        monday = today + timedelta(days=7 - today.weekday())
        return monday, monday + timedelta(days=6)
    found = read_due(plain, today).window
    if found is None and (span := read_span(plain, today)):
        found = span.start, span.end
    if found is None or found[1] < today:
        return None
    return (today if _UNTIL.search(plain) else max(found[0], today)), found[1]
