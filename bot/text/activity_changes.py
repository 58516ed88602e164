"""Changes to a report in words (人数是54不是45, 日期改成上周六) and bare answers to what was asked (四十五个吧)."""

import re
from datetime import date
from typing import Any

from bot.core.activities import ActivityType
from bot.text.activity_days import read_days
from bot.text.activity_places import read_org, read_place
from bot.text.activity_text import as_read, blanked
from bot.text.activity_types import type_of
from bot.text.counts import MOST, read_counts
from bot.text.quantities import read_folded, whole
from bot.text.times import read_hours

Changes = dict[str, Any]  # field of ActivityFacts, or "org", to its new value; None = to be emptied

_FIELDS = (
    ("volunteers", r"志愿者|义工|志工"),
    ("beneficiaries", r"受益|受助|救助人数|帮扶人数|服务人数|服务对象|慰问(?:了|的)?(?:人数|老人)?|老人(?:人数|数)?"),
    ("hours", r"时长|小时|时间长度|多长时间|几个?小时|服务时间|分钟|钟头"),
    ("end_date", r"结束日期|结束时间(?=[^点]*[日号天])|截止日期|最后一天|到哪天"),
    ("date", r"日期|哪天|时间|那天|日子"),
    ("location", r"地点|地址|场地|位置|地方|在哪"),
    ("activity_type", r"类型|类别|种类|分类|属于|算作|算是"),
    ("title", r"主题|标题|名称|题目|名字"),
    ("org", r"组织|单位|报送单位|主办|是谁办|社区报|谁办"),
    ("participants", r"人数|参加|参与|到场|来了|学员|居民|学生|村民|听课|会员|培训"),
)
_NEW = (
    r"(?:改(?:成|为|到|在|作|一下)?|换(?:成|为|到|在)?|更正为?|调整?(?:为|成|到)|应该?(?:是|为|在)|"
    r"应为|其实(?:是|在)|实际(?:是|为|在)?|写成|变成|订正为?|修改(?:为|成)?|是|为|在|有|就|:)"
)
_NOT_BUT = re.compile(
    r"(?:不是|不在|没有)(?P<old>[^,，。;；是]{1,24}?)[,，\s]*(?:(?:临时|后来|最后)?(?:改|换|挪|搬|移)(?:到|在|成|为)了?|"
    r"而?是|应该?是|应为|在|而在|其实是|就?只?有)(?P<new>[^,，。;；]{1,40})"
)
_BUT_NOT = re.compile(
    r"(?:是|在|有|改成|应为|应该是)(?P<new>[^,，。;；是]{1,24}?)[,，\s]*(?:而?不是|不在|并非|"
    r"而非)(?P<old>[^,，。;；]{1,30})"
)
# 少报了3人: the record lacks them; 多写了2个: it has them too many.
_COUNT = r"(?P<n>\d{1,4}|[一二两三四五六七八九十百]{1,4})[人名位个]"
_MORE = re.compile(
    rf"(?:(?:再|又|还|另|后来|后面|之后|晚点)(?:加上?|来了?|增加|添上?|补上?)|加上?|增加|添上?|补上?|少(?:了|报了?|算了?|写了?|填了?|记了?)|"
    rf"漏了?(?:报|算|写|填|记)?了?){_COUNT}"
)
_FEWER = re.compile(rf"(?:减少?|减去|去掉|扣掉?|删掉?|多(?:了|报了?|算了?|写了?|填了?|记了?)){_COUNT}")
_RATHER = re.compile(r"^(?P<new>[^,，。;；]{2,30}?)[,，\s]*(?:而?不是|并非|而非|不在)(?P<old>[^,，。;；]{1,30})$")
_SET = re.compile(
    r"(?:改(?:成|为|到|在|作)|换(?:成|为|到|在)|更正为?|调整?(?:为|成|到)|应该?(?:是|为|在)|应为|"
    r"其实(?:是|在)|实际(?:是|为|在)|写成|订正为?|修改(?:为|成))"
)
_SIGNS = re.compile(
    r"改|换|不是|不在|应该|应为|更正|错|写成|其实|实际|去掉|删|少[了报算写填]|多[了报算写填]|再加|"
    r"加上|增加|减|不对|调整|订正|漏|搞混|记混"
)
_LABELLED = re.compile(
    r"\s*(?:把|将)?(?:活动|参加|参与|实际)?(?:的)?(?:人数|总人数|日期|时间|地点|地址|时长|志愿者|"
    r"义工|受益人数?|受益人|主题|名称|标题|题目|类型|组织|单位|结束日期)"
)
_BRIEF = 16  # characters of a message that may change something without saying so
_SHORT = 12  # characters of a message that may be nothing but the new value
_PEOPLE = re.compile(
    r"\D{0,8}?(?:\d+|[一二两三四五六七八九十百千零几多来余]+)\s?(?:[人名位个口]|人次|左右|多|"
    r"余)*(?:志愿者|居民|学生|学员|老人)?"
)
_NONE = re.compile(
    r"^(?:没有?|无|没|暂无|不知道|不清楚|不确定|不晓得|不记得|忘了|记不清|跳过|略过?|不填|没有人?|"
    r"没有志愿者|没统计|没算|不用|空着?|零|0|(?:没有?|无)(?:固定|具体|什么|特别|"
    r"明确)?(?:的)?(?:主题|标题|题目|名称|地点|地方|志愿者|义工|受益人|受助人))(?:了|吧|的|呢|人|"
    r"个|名)?$"
)
_IDLE = re.compile(
    r"^(?:嗯+|哦|噢|啊|呃|那个|就是|应该是|应该|大概是|好像是|好像|我想想|是|在|于|有|一共|总共|共|"
    r"就)+[,，\s]*|(?:吧|呢|啊|呀|哦|噢|嘛|哈|的样子|左右吧|那里|那边|这边)+$"
)
_MARKS = ' ,，。.!！?？~、;；“”"\n'


# 志愿者也不对，6个: what is wrong is named first, the right number follows.
_WRONG = re.compile(
    r"(?P<field>志愿者|参加的?(?:人数)?|受益的?(?:人数)?|人数|时长|日期|日子|地点|地方)(?:也|都|又|还|是)?(?:不对|不准|有误|错了|[写报填记说打搞弄]错了?)"
    r"[，,、 ]+(?:应该?是|应为|改成|要|是)?"
)


_PAIR = re.compile(r"(?P<before>少|多|漏|忘|加|减|[写报算记填登数说加了])俩(?:个)?")


# 就30吧, 就按30算: the number itself.
_TAKEN_AS = re.compile(
    r"(?:那|就|还是|先|都)*(?:按|算|写|报|记|填|是)?(?P<n>\d{1,5}|[一二两三四五六七八九十百]{1,6})[人名位个]?(?:来|去)?(?:算|报|写|记|填)?(?:吧|好了|得了|就行|就是)*[。!！]?"
)


def read_correction(text: str, today: date) -> Changes:
    """What a message changes of a report, field by field; empty when it changes nothing.

    Numbers that are added or taken away (志愿者再加2人) are given as {"volunteers": ("+", 2)} or ("-", 2).
    """
    text = f"{bare['n']}人" if (bare := _TAKEN_AS.fullmatch(text.strip())) else text
    may_correct = _may_correct(as_read(text[:1000]), today)
    text = _PAIR.sub(r"\g<before>两个", _WRONG.sub(r"\g<field>是", text[:1000]))
    folded = as_read(text)
    changes: Changes = {}
    if not may_correct:
        return changes
    for start, end in _clauses(folded):
        _one_change(text[start:end], folded[start:end], today, changes)
    return changes


def read_answer(field: str, text: str, today: date) -> Any:
    """The value of a field in a bare answer to the question for it; None when there is none in it.

    `field` is one of ActivityFacts, or "org". Numbers of people are int, hours float, days date.
    """
    text = text[:1000]
    folded = as_read(text)
    plain = _IDLE.sub("", folded.strip(_MARKS)).strip(_MARKS)
    if _NONE.match(plain):
        return None
    return _value(field, text, folded, today, whole_answer=True)


_NONE_OF_THEM = re.compile(r"(?:没有?|无)(?:受益|志愿者|参加|服务对象)?(?:的|人|者|人数)*")


def numbers_told_off(text: str) -> list[str]:
    """The parts of an answer about several numbers, without those that say that there is none."""
    parts = [part.strip() for part in re.split(r"[，,；;、。\n]", text)]
    return [part for part in parts if part and not _NONE_OF_THEM.fullmatch(part)]


def says_none(text: str) -> bool:
    """Whether an answer says that there is none, or that it is not known: 没有, 不清楚."""
    return bool(_NONE.match(_IDLE.sub("", as_read(text[:200]).strip(_MARKS)).strip(_MARKS)))


_SMALL_SCHOOL = re.compile(r"[一二三四五六七八九十][小中](?![时])")


def _clauses(folded: str) -> list[tuple[int, int]]:
    """The parts that change one thing each; what a 不是 … 是 … holds together stays so."""
    pieces: list[tuple[int, int]] = []
    for match in re.finditer(r"[^,，。;；\n]+", folded):
        said = match.group()
        joins = pieces and bool(
            re.match(
                r"\s?(?:而?不是|而?是|应该?是|应为|改成|实际|其实|(?:临时|后来|最后)?(?:改|换|挪|搬|移)[到在])", said
            )
            and not re.search("|".join(pattern for _, pattern in _FIELDS[3:9]), said)
        )
        if joins:
            pieces[-1] = (pieces[-1][0], match.end())
        else:
            pieces.append(match.span())
    return pieces


def _may_correct(folded: str, today: date) -> bool:
    """Whether a message can be a correction at all: another report, told in full, is none."""
    if _SIGNS.search(folded):
        return True
    if all(_LABELLED.match(folded[slice(*clause)]) for clause in _clauses(folded)):
        return True
    told = type_of(folded) is not None and bool(read_counts(folded, None).spans)
    return len(folded.strip()) <= _BRIEF and not (told and read_days(folded, today).start)


def _one_change(text: str, folded: str, today: date, changes: Changes) -> None:
    field = next((name for name, pattern in _FIELDS if re.search(pattern, folded)), None)
    for sign, pattern in (("+", _MORE), ("-", _FEWER)):
        match = pattern.search(folded)
        if match and not _SET.search(folded, match.end()):
            values = list(read_folded(match["n"]))
            if values:
                of = field if field in ("volunteers", "beneficiaries") else "participants"
                changes[of] = (sign, whole(values[0].value))
                return
    if field and re.search(r"(?:没有|删掉|去掉|清空|不填|空着|不要了?)$", folded.strip(_MARKS)):
        changes[field] = None
        return
    span, old = _new_value(folded, field is not None)
    if span is None:
        return
    new, new_folded = text[slice(*span)], folded[slice(*span)]
    if field == "participants" and not list(read_folded(new_folded)):
        field = None  # 是救护培训不是救援: its words are not only of people
    field = field or _field_of(new, new_folded, old or "", today)
    if field is None:
        return
    # The words around a number tell what is counted; of a place or a title only the new ones are wanted.
    value = _value(field, new, new_folded, today)
    if value is None and old is None:
        value = _value(field, text, folded, today)
    if value is not None:
        changes[field] = value


def _new_value(folded: str, named: bool) -> tuple[tuple[int, int] | None, str | None]:
    """Where a clause's new value stands, and what it is said to replace; `named` when the clause names its field."""
    for pattern in (_NOT_BUT, _BUT_NOT, _RATHER):
        if match := pattern.search(folded):
            return match.span("new"), match["old"]
    if match := re.search(rf"{_SET.pattern}(?P<new>[^,，。;；]{{1,40}})$", folded):
        return match.span("new"), None
    if match := re.search(rf"{_NEW}(?P<new>[^,，。;；]{{1,40}})$", folded):
        return match.span("new"), None
    return ((0, len(folded)), None) if named or len(folded) <= _SHORT else (None, None)


def _field_of(new: str, folded: str, old: str, today: date) -> str | None:
    """Which field a value is for that is named by itself: 不是12人是21人, 是上周六不是周日."""
    if read_days(folded, today).start is not None and (
        not old or read_days(old, today).start is not None or not re.search(r"\d", old)
    ):
        return "date"
    if read_hours(folded).value is not None:
        return "hours"
    if re.search(r"我们|社区$|红十字会|红会|村$|街道$|镇$", folded) and re.search(
        r"我们|社区|红十字会|红会|村|街道|镇", old
    ):
        return "org"
    if _PEOPLE.fullmatch(folded.strip(_MARKS)) and list(read_folded(folded)) and not _SMALL_SCHOOL.search(folded):
        counts = read_counts(folded, None)
        return next((one for one in ("volunteers", "beneficiaries") if getattr(counts, one)), "participants")
    if any(
        folded.strip(_MARKS) == kind.value or (type_of(folded) is kind and len(folded) <= 10) for kind in ActivityType
    ):
        return "activity_type"
    place = read_place(f"在{folded.removeprefix('在')}", None)
    return "location" if place and place.sure else None


def _value(field: str, text: str, folded: str, today: date, whole_answer: bool = False) -> Any:
    if field in ("date", "end_date"):
        days = read_days(folded, today)
        if days.start is None:
            return None
        return days.end if field == "end_date" and days.end else days.start
    if field == "hours":
        return _hours(folded)
    if field in ("participants", "volunteers", "beneficiaries"):
        return _number(field, folded)
    if field == "activity_type":
        named = next((kind for kind in ActivityType if kind.value in folded), None)
        return named or type_of(folded)
    if field == "title":
        return _words(text, folded)
    if field == "org":
        span = read_org(folded)
        return text[slice(*span)] if span else _words(text, folded)
    span_of_days = read_days(folded, today).spans
    place = read_place(blanked(folded, span_of_days), None) or read_place(f"在{folded.strip()}", None)
    if place is None or whole_answer:
        return _words(text, folded)
    shifted = 0 if read_place(blanked(folded, span_of_days), None) else len("在") - (len(folded) - len(folded.lstrip()))
    return text[place.at[0] - shifted : place.at[1] - shifted] or _words(text, folded)


def _hours(folded: str) -> float | None:
    read = read_hours(folded)
    if read.value is not None:
        return read.value
    bare = _IDLE.sub("", folded.strip(_MARKS)).strip(_MARKS)
    if half := re.fullmatch(r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})个半", bare):
        return next(read_folded(half["n"])).value + 0.5
    numbers = list(read_folded(bare))
    alone = len(numbers) == 1 and numbers[0].at == (0, len(bare))
    return numbers[0].value if alone and 0 < numbers[0].value <= 24 else None


def _number(field: str, folded: str) -> int | None:
    counts = read_counts(folded, None)
    said = getattr(counts, field)
    if said is not None:
        return int(said)
    other = [value for value in (counts.participants, counts.volunteers, counts.beneficiaries) if value is not None]
    if len(other) == 1:
        return other[0]
    numbers = [one for one in read_folded(folded) if 0 <= one.value <= MOST]  # a telephone number counts nobody
    return whole(numbers[-1].value) if len(numbers) == 1 else None


def _words(text: str, folded: str) -> str | None:
    """What was answered, without what leads to it."""
    start, end = 0, len(folded)
    lead = re.match(rf"\s*(?:嗯+|哦|那个|就是?|应该|大概|好像|是|在|于|叫|{_NEW})*[\s:：,，“\"《]*", folded)
    if lead and lead.end() < end:
        start = lead.end()
    tail = re.search(
        r"[\s,，。!！?？”\"》]*(?:吧|呢|啊|呀|哦|嘛|哈|举办的?|办的|开的|搞的)*[\s,，。!！?？”\"》]*$", folded
    )
    if tail and tail.start() > start:
        end = tail.start()
    return text[start:end].strip() or None
