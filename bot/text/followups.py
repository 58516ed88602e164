"""A few words that lean on the question before: 成人的呢, 地址在哪, 全县一共呢, 最近一场是哪天.

Such a message consists of nothing but pieces of a question: a kind of people, a period, a fact, how it is to be shown.
Which organisation it names is found outside; here its name has been taken out already.
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.text.activity_questions import read_activity_question, read_period
from bot.text.normalise import fold
from bot.text.person_queries import read_filters
from bot.text.queries import read_query

# The tasks whose questions can be leaned on, or that answer what leans on them.
ORG, MEMBERS, ACTIVITIES, DUE, PROGRESS = (
    "query_org", "query_members", "query_activities", "election_due", "query_progress",
)  # fmt: skip

LONGEST = 16  # characters; more is a question of its own

_KINDS = (
    ("成人会员", r"成人(?:会员)?|成年(?:会员|人)?|大人"),
    ("青少年会员", r"青少年(?:会员)?|学生(?:会员)?|孩子"),
    ("团体会员", r"团体(?:会员)?|单位会员|集体会员"),
    ("志愿者", r"志愿者|志愿服务者|义工|志工"),
    ("会员", r"会员"),
)
_FACTS = (
    ("秘书长", r"秘书长?(?:是)?(?:谁|哪个|哪位|[姓叫](?:什么|啥|哪样)(?:名字?)?)?"),
    (
        "会长",
        r"(?:会长|负责人|领导)(?:是)?(?:谁|哪个|哪位|[姓叫](?:什么|啥|哪样)(?:名字?)?)?|谁(?:管|负责|牵头|当会长|领头)",
    ),
    ("电话", r"(?:联系)?电话(?:号码)?(?:是)?(?:多少|几号)?|怎么联系|联系方式|号码"),
    ("地址", r"(?:办公)?地址(?:在哪|是哪)?(?:里|儿)?|在哪(?:里|儿|办公)?(?:办公)?|(?:在|是)?什么地方|怎么走"),
    (
        "成立时间",
        r"(?:是)?(?:哪一?年|什么时[候间]|何时|几时|啥时候|哪天)(?:成立|建会|创建|建|批)的?|成立(?:的)?(?:时间|日期|年份|多久)?了?|建会(?:时间|多久)?了?",
    ),
    ("上级", r"上级(?:是)?(?:谁|哪个|哪里)?|归(?:谁|哪)(?:里|个)?管?"),
)
_WHEN = re.compile(
    r"(?:下一?(?:次|届|回)|具体|那|它|本届)*(?:是|该|要|应该|得|在)*(?:什么时[候间]|哪一?[天日]|哪一?年|几月|几号|几时|何时|啥时候|多久)(?:再|该|要|得|能|应该)*(?:换届?|到届?期?|届满|改选|开|[搞办做]|举行)?"
    r"|(?:下一?(?:次|届)|换届|到期|届满)(?:呢|时间|日期)?|还(?:有|剩|差)(?:多少天|多久|几天)"
)
# Why it is that day: the answer about a term says what it rests on.
_WHY = re.compile(
    r"(?:(?:为什么|为啥|怎么|咋|凭什么|哪门)(?:会)?(?:就)?(?:是|定在?|要在?|到)(?:这|那)?一?(?:天|个?日子|个?时间|个?日期|时候|一?年)(?:换届|到期)?|"
    r"(?:这|那)(?:天|个?日子|个?时间|个?日期)(?:是)?(?:怎么|咋)?(?:算|定|推)(?:出来|来)?的?|(?:怎么|咋)(?:算|定|推)(?:出来|来)?的|"
    r"(?:有)?(?:什么|啥)(?:依据|根据|道理)|依据(?:是)?(?:什么|啥)?|根据(?:是)?(?:什么|啥))"
)
_ORG_TYPES = r"学校|社区|街道|乡镇|镇|村|医院|企业|机关|单位"
_OF_TYPE = re.compile(
    rf"^(?:那|那么|还有|换成|再看看?)?(?P<type>{_ORG_TYPES})(?:里面?|里头|那边|这边|方面|这块)?的?(?:呢|咋样|怎么样|有多少|多少)?(?:人|个|家)?[呢嘛呀啊]?$"
)
_FACT_NAMES = {
    "secretary": "秘书长", "president": "会长", "phone": "电话", "address": "地址", "founded": "成立时间",
    "parent": "上级",
}  # fmt: skip
_IN_IT = re.compile(r"^(?:那|里[头面边]?|其中|当中|这里[头面]?|的|有|[，,\s])+")
_ELECTS = re.compile(r"换届|改选|到届?期|届满|下一?届|本届")
_PARTS = re.compile(
    r"(?:分|按|各|每个?|下面各?|下属各?|一个个|逐个)(?:个)?(?:单位|县区?|区县?|市|镇街?|乡镇?|街道|村|社区|学校|组织|家)(?:的)?(?:分别|排(?:一下|名|个名)|列(?:一下|出来)?|说(?:一下|说)?|看(?:看|一下)?|统计|情况|是?多少|呢)*|"
    r"哪(?:个|家|里)(?:单位|县|镇|乡|街道|村|社区|学校|组织)?(?:的)?(?:最[多少高低]|垫底|领先)|(?:排|列)(?:一下|个|个名|名)(?:次|队)?"
)
_LIST = re.compile(
    r"(?:都|分别)?(?:是|有)?(?:哪[几些](?:个|家|人|位|单位|场|次|组织)?|谁|哪个|什么(?:活动)?|啥(?:活动)?)(?:单位|组织|人)?(?:搞|办|做|报|开展)?(?:的|了)?|"
    r"名单|清单|明细|列(?:出来|一下|表)?|具体(?:有)?(?:哪些|是谁)?|最近(?:的)?一[次场回](?:活动)?(?:是)?(?:哪一?天|什么时候|几号|啥时候)?"
)
_NUMBER = re.compile(
    r"(?:一共|总共|共|合计|加起来|总数|总的|全部)(?:有|是)?|(?:有|是|服务|参加|培训|教|搞|办|做|来|惠及)?(?:了|过)?(?:多少|几)(?:个|名|位|人|家|场|次|回|小时|人次)*(?:人|活动|参加|受益|受训|会员)*|人数|人次|场次|数量|参加"
)
_ALTOGETHER = re.compile(r"(?:一共|总共|合计|加起来|拢共).{0,4}(?:几|多少)(?:场|次|回)")
_IDLE = re.compile(
    r"红十字会|红会|发(?:给)?我|给我|看看|那么?|还有|另外|再(?:看看?|查|说说?)?|里头|换成|看看?|说说|查(?:一下|下)?|告诉我|帮我|请问|我想知道|问(?:一?下)|现在|目前|里面?|其中|他们家?|她们|它|这(?:个|家)|那(?:个|家)|总(?:能|可以)[说讲]?|[能可]以?[说讲]|瞅瞅|瞧瞧|瞅一?下|告诉一声|"
    r"的|呢|吧|啊|呀|了|吗|么|嘛|哦|噢|哈|是|有|也|都|又|和|跟|咋样|怎么样|情况|[\W_]"
)


_GENERAL = re.compile(r"(?:的|基本|大概)(?:情况|信息|资料|介绍)[吗呢]?[?？。!！]*$")


@dataclass(frozen=True)
class FollowUp:
    """What the few words say; empty where they say nothing of it."""

    kind: str = ""
    fact: str = ""
    when: bool = False
    elects: bool = False  # and it says that the election is meant
    parts: bool = False
    listed: bool = False
    number: bool = False
    activities: bool = False  # of any kind
    why: bool = False  # why it is that day
    of_type: str = ""  # the same of those of a type: 学校的呢
    period: str = ""
    altogether: bool = False  # how many times in all, of whatever kind: 去年一共几场

    @property
    def is_bare(self) -> bool:
        """Whether nothing is said: then it takes the name of an organisation to make a question."""
        return self == FollowUp()


def read_follow_up(text: str, today: date) -> FollowUp | None:
    """The pieces of a question that a text consists of; None where it holds anything else."""
    plain = fold(text).replace(" ", "")
    if len(plain) > LONGEST:
        return None
    if alone := _OF_TYPE.match(plain.rstrip("?？。!！~")):
        return FollowUp(of_type=alone["type"])
    period = read_period(plain, today).name
    why, plain = _taken(_WHY, plain)
    rest = plain.replace(period, "，", 1) if period else plain
    parts, rest = _taken(_PARTS, rest)
    fact, rest = _first(_FACTS, rest)
    of_that, rest = _first(_FACTS, rest) if fact in ("会长", "秘书长") else ("", rest)  # 他们会长电话
    fact += of_that
    elects = bool(_ELECTS.search(rest))
    when, rest = _taken(_WHEN, rest)
    kind, rest = _first(_KINDS, rest)
    listed, rest = _taken(_LIST, rest)
    number, rest = _taken(_NUMBER, rest)
    altogether = bool(_ALTOGETHER.search(plain))
    activities, rest = "活动" in plain, rest.replace("活动", "，")
    if _IDLE.sub("", rest):
        return None
    return FollowUp(
        kind, fact, when, elects, parts, listed, number, activities, why, period=period, altogether=altogether
    )


def asks_in_general(text: str) -> bool:
    """Whether a text asks what there is to say of something: 荷花街道红十字会的情况."""
    return bool(_GENERAL.search(fold(text)))


def kind_in(text: str) -> str:
    """The kind of people that a question names, "" for none."""
    return _first(_KINDS, fold(text))[0]


def asks_of_some(task: str, text: str, before: str) -> str:
    """A question for those of some property, such as 女的几个, about the people asked for before; "" for none."""
    if task not in (ORG, MEMBERS) or len(text) > LONGEST:
        return ""
    whole = f"{kind_in(text) or kind_in(before) or '会员'}里{_IN_IT.sub('', text)}"
    return whole if read_filters(whole).any else ""


def full_question(task: str, before: str, said: FollowUp, name: str, today: date) -> tuple[str, str] | None:
    """(task, question) that the few words ask of the organisation `name` after the question `before`; None for none."""
    kind = said.kind or kind_in(before)
    if said.why:
        return (DUE, f"{name}什么时候换届") if task == DUE else None
    if said.of_type:
        return _of_type(task, said.of_type, kind or "会员", name)
    if said.parts and task in (ORG, MEMBERS):
        return PROGRESS, f"{name}下级{kind}排名"
    if said.fact:
        return ORG, f"{name}的{said.fact}"
    of_people = bool(said.kind and said.number)  # 会员多少 is none of terms or activities
    if said.elects or (task == DUE and not of_people) or (said.when and task == ORG):
        return None if said.listed else (DUE, f"{name}什么时候换届")
    if task == ACTIVITIES and not of_people:
        return task, _of_activities(before, said, name, today)
    if task == ORG and not kind:
        return ORG, f"{name}{_fact_before(before)}"
    return MEMBERS, f"{name}{said.period}{kind or '会员'}{'名单' if said.listed else '多少'}"


def _of_type(task: str, kind_of_org: str, kind: str, name: str) -> tuple[str, str] | None:
    """The question before of the organisations of a type below `name`."""
    if task == DUE:
        return DUE, f"{name}哪些{kind_of_org}该换届"
    return (PROGRESS, f"{name}各{kind_of_org}{kind}排名") if task in (ORG, MEMBERS, PROGRESS) else None


def _fact_before(before: str) -> str:
    return next((f"的{_FACT_NAMES[fact]}" for fact in read_query(before).facts if fact in _FACT_NAMES), "")


def _of_activities(before: str, said: FollowUp, name: str, today: date) -> str:
    period = said.period or read_period(fold(before), today).name
    of_any = said.activities or (said.altogether and said.period)
    kinds = "" if of_any else "、".join(read_activity_question(before, today).kinds)
    return f"{name}{period}{kinds}{'活动清单' if said.listed or said.when else '搞了多少场活动'}"


def _taken(pattern: re.Pattern[str], text: str) -> tuple[bool, str]:
    rest = pattern.sub("，", text)
    return rest != text, rest


def _first(names: tuple[tuple[str, str], ...], text: str) -> tuple[str, str]:
    for name, pattern in names:
        if re.search(pattern, text):
            return name, re.sub(pattern, "，", text)
    return "", text
