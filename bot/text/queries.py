"""What a question about the register asks for: which fact, which kinds of people, a list or a number, which page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.text.normalise import fold

# The first that is found leads the answer.
_FACTS = {
    "secretary": r"秘书",
    "president": r"会长|负责人|领导|谁(?:在)?(?:管|负责|牵头)|带头人|一把手",
    "phone": r"电话|号码|联系方式|怎么联系|联系上",
    "address": r"地址|在哪|什么地方|哪里办公|怎么走",
    "next_election": r"换届|改选|到期|届满|下一届",
    "founded": r"成立|建会|哪年建|创建",
    "parent": r"上级|归谁管|归哪|隶属",
}
_KINDS = {
    "成人会员": r"成人会员|成年会员",
    "青少年会员": r"青少年会员|学生会员|少年会员",
    "团体会员": r"团体会员|单位会员|集体会员",
    "志愿者": r"志愿者|志愿服务者|义工|志工",
}
_ANY_MEMBER = re.compile(r"会员|成员|人员|多少人|几个人|人数|花名册|名册|名单")
_ANYBODY = re.compile(r"成员|人员|多少人|几个人|人数|所有人")
_LIST = re.compile(r"名单|名册|花名册|有谁|哪些人|都是谁|列(?:一下|出来|个)|都?有哪[些几]|(?:是|有)哪几[家个位]")
_NUMBER = re.compile(r"多少|几[个名人位]|人数|总数|数量|规模")
_IDLE = re.compile(r"请问|想问|问一下|麻烦|一下|到底|究竟|吗|呢|啊|呀|吧|嘛|哈|哦|噢|\W")
_PAGE = re.compile(r"第(\d{1,4})页")
_NAMED = re.compile(
    r"[\u3400-\u9fffA-Za-z0-9]{2,20}?(?:红十字会|红会|社区|街道|开发区|小学|中学|大学|学院|学校|医院|卫生院|公司|工厂|[镇乡村县市区省])"
)
_OURS = re.compile(
    r"我们|咱|本(?:会|社区|村|镇|乡|街道|校|单位|院)|俺|这里|自己|我(?:们)?(?:社区|村|镇|乡|街道|校|学校|单位|院|会)"
)
_LEADING = re.compile(
    r"^(?:给我|让我|我想|我要|麻烦你|帮忙|请问|查一下|查下|查查|查|看看|看一下|看下|问一下|想知道|帮我|麻烦|告诉我|一下|下|的|和|与|在|是|有|个|把)+"
)


# 全县, 整个镇: the whole of a level, and the types of its organisations.
_WHOLE = re.compile(
    r"(?:全|整个|咱们?|我们?|俺们?|本)(?P<level>国|省|市|县|区|镇|乡|街道|社区|村|校)(?!红十字|红会|级|小|中|民|委|长|图)"
)
_TOWN = ("乡镇", "街道", "开发区")
_WHOLE_TYPES = {
    "国": ("全国",), "省": ("省级",), "市": ("市级",), "县": ("县级",), "区": ("县级",), "镇": _TOWN, "乡": _TOWN,
    "街道": _TOWN, "社区": ("社区",), "村": ("村",), "校": ("学校",),
}  # fmt: skip
# 县红会, 县里的红十字会: the body of a level, where no name stands before it.
_BODY = re.compile(
    r"(?:^|[，,。?？!！\s]|我们?|咱们?|俺们?|本|[查问看下到给在])"
    r"(?P<said>(?P<level>省|市|县|区|镇|乡|街道|社区|村)(?:里的?|级)?(?:红十字会|红会))"
)
_PLACE_ENDS = re.compile(r"(?:街道|社区|开发区|[省市县区镇乡村])$")
_NUMBERED_SCHOOL = re.compile(
    r"(?<![第一二三四五六七八九十\d])(?P<n>[一二三四五六七八九十]{1,2})(?P<kind>[中小])(?![学心午组时月号队班个])"
)
# What stands before a name, or before 市 and 县 where no name is meant: 要报市里, 这个月全县.
_BEFORE_NAME = re.compile(
    r"^.*(?:[要得该][报交送]|[报交发送](?:给|到|去)|[这那上下本]个?[月周年季]|[今去前明]年|各|每个?|全(?=[国省市县区镇乡])|哪[个些]|几个|"
    r"帮我|现在|目前|到底|导出|查一下|看一下|看看|\d[号日]|[昨今前]天|[昨前今]儿个?|(?:周|星期|礼拜)[一二三四五六日天]|[上下]午|[早晚]上|中午)"
)
_ABOVE = re.compile(r"[省市县区镇乡的]|街道")
SHORTEST = 3  # characters of a short name


@dataclass(frozen=True)
class Query:
    """`kinds` empty = no people are asked for; `names` = what looks like names of organisations."""

    facts: tuple[str, ...]
    kinds: tuple[str, ...]
    wants_list: bool
    wants_number: bool
    page: int
    ours: bool
    names: tuple[str, ...]


def read_query(text: str) -> Query:
    """Read a question about an organisation or its people."""
    plain = fold(text)
    kinds = tuple(kind for kind, pattern in _KINDS.items() if re.search(pattern, plain))
    if not kinds and (anybody := _ANY_MEMBER.search(plain)):
        kinds = tuple(_KINDS) if _ANYBODY.search(plain) or anybody.group() != "会员" else tuple(_KINDS)[:3]
    page = _PAGE.search(plain)
    return Query(
        facts=tuple(name for name, pattern in _FACTS.items() if re.search(pattern, plain)),
        kinds=kinds,
        wants_list=bool(_LIST.search(plain)),
        wants_number=bool(_NUMBER.search(plain)),
        page=max(1, int(page[1])) if page else 1,
        ours=bool(_OURS.search(plain)),
        names=tuple(_names(plain)),
    )


def without_what_is_above(name: str) -> list[str]:
    """The name, then without the places it begins with. Never cut elsewhere: 花街道 is not the end of 桃花街道."""
    ends = (found.end() for found in _ABOVE.finditer(name))
    return [name, *(name[end:] for end in ends if len(name) - end >= SHORTEST)]


def _names(plain: str) -> Iterator[str]:
    for found in _NAMED.finditer(plain):
        name = _LEADING.sub("", _BEFORE_NAME.sub("", found.group()))
        if len(name) > 2 and not _OURS.match(name):
            yield name


_FOR_WHOM = re.compile(
    r"(?:给|帮|替|代|往)(?P<where>[\u3400-\u9fffA-Za-z0-9]{1,16}?(?:红十字会|红会|街道|社区|开发区|小学|中学|大学|学院|学校|医院|卫生院|公司|工厂|[镇乡村县区]))"
    r"(?:也|再|都|先|这边|那边|里)*(?:补|登|报|加|录|新增|添|填)"
)


def for_whom(text: str) -> str | None:
    """The organisation for which something is reported or registered by somebody else: 帮锦棠社区补报一场."""
    found = _FOR_WHOM.search(fold(text))
    return found["where"] if found and not _OURS.match(found["where"]) else None


# 豫禾面业有几个会员: what stands before, where it is none of the words that say which members.
_SUBJECT = re.compile(
    r"^(?P<who>[\u3400-\u9fff]{3,12}?)(?:现在|目前|一共|总共|今年|到底|里面?|那边|这边)*(?:有|是)?(?:几个|多少|哪些)(?:会员|志愿者|人)"
)
_NO_SUBJECT = re.compile(
    r"会员|志愿者|我们|咱|俺|现在|目前|今年|去年|一共|总共|请问|[女男]|成人|青少年|团体|岁|新增?|登记|发展|入会|在册|注册|退会|[这那哪各每全]|有|想|查|看|问|说|学生|党员|多少|几"
)


_BEGINNING = re.compile(r"^(?:那|把|查|看|再看看?|还有)?(?P<name>[\u3400-\u9fff]{2,10})")


def beginning(text: str) -> str:
    """What a few words begin with, without 那 and its like."""
    found = _BEGINNING.match(fold(text))
    return found["name"] if found else ""


def subject_in(text: str) -> str:
    """What a question for numbers begins with, if it may be part of a name: 豫禾面业; "" otherwise."""
    found = _SUBJECT.match(fold(text))
    return found["who"] if found and not _NO_SUBJECT.search(found["who"]) else ""


# 东桥那边现在多少会员: a place that is pointed at, by a part of its name.
_POINTED_AT = re.compile(r"(?P<who>[\u3400-\u9fff]{2,8}?)(?:那边|那头|那里|那儿)")


def pointed_at(text: str) -> str:
    """What a text points at as another place, if it may be part of a name: 东桥 of 东桥那边; "" otherwise."""
    found = _POINTED_AT.search(fold(text))
    who = _LEADING.sub("", _BEFORE_NAME.sub("", found["who"])) if found else ""
    return who if len(who) > 1 and not _NO_SUBJECT.search(who) else ""


@dataclass(frozen=True)
class WholeLevel:
    """The whole of a place as it was said, and the types of the organisation that stands for it."""

    said: str
    types: tuple[str, ...]


def whole_level(text: str) -> WholeLevel | None:
    """The whole place that a text asks about: 全县, 整个街道."""
    found = _WHOLE.search(text)
    return WholeLevel(found.group(), _WHOLE_TYPES[found["level"]]) if found else None


def body_of_level(text: str) -> WholeLevel | None:
    """The organisation of a level that a text means without its name: 县红十字会, 我们街道红会."""
    found = _BODY.search(text)
    return WholeLevel(found["said"], _WHOLE_TYPES[found["level"]]) if found else None


def bare_place(short: str) -> str:
    """A place without its level, as it is called on the spot: 芷源 of 芷源县; "" where nothing to go by is left."""
    bare = _PLACE_ENDS.sub("", short)
    return bare if bare != short and 2 <= len(bare) <= 4 else ""


def schools_by_number(text: str) -> list[tuple[str, str]]:
    """三中, 一小 as they were said, and in full: 第三中学."""
    return [(found.group(), f"第{found['n']}{found['kind']}学") for found in _NUMBERED_SCHOOL.finditer(text)]


def without_idle_words(question: str) -> str:
    """A question without what changes nothing about what is asked: 请问, 吗, 呢, marks and blanks."""
    return _IDLE.sub("", fold(question))


_OURS = re.compile(r"^(?:[我俺咱]们?)(?:的)?")


def without_ours(name: str) -> str:
    """The name of a place or unit without whose it is: 俺镇中心小学."""
    return _OURS.sub("", name)


_OF_RULES = re.compile(r"要求|规定|标准|至少|最少|才能|应该|目标|任务|计划|文件|要有|得有|建会率|发展")


def is_of_rules(text: str) -> bool:
    """Whether a text asks how many there ought to be rather than how many there are."""
    return bool(_OF_RULES.search(fold(text)))
