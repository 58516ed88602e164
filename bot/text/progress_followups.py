"""A few words that ask for another side of the number just shown: 跟去年比, 倒数三名是谁, 每周要增加多少, 按类型分.

Such a message names nothing by itself. It consists of pieces that each ask for a side, and of words that say nothing.
"""

import re

from bot.text.normalise import fold

BY_KIND = r"(?:按|分)(?:不同)?的?(?:类型?|类别|种类)|各类|各种"
LONGEST = 20  # characters; more is a question of its own

_LEVEL = r"(?:县区|区县|县|市|区|乡镇|镇街|镇|乡|街道|村社区|社区|村|学校|单位|组织|下级|下面)"
_COUNT = r"(?:多少|几)[个人家名场]*"
# What each asks for, one after the other taken out of the text.
_PIECES = (
    r"(?:按现速|照这个?速度|按现在的?速度|这样下去)|能不能|能到?|来得及|赶得上|完得成|完不完得成|有没有(?:希望|可能)|有戏|悬|达得到",
    r"哪(?:些|几个|个)(?:村社区|村|社区)(?:还)?(?:没有?|未)(?:建会?|覆盖)",
    r"(?:去年|上年|前年)(?:同期|这个?时候|的?年?底)?|同期|同比|环比",
    rf"(?:平均)?(?:每|一)个?(?:周|星期|礼拜|月|天)(?:大概|至少|还|得|要|该|需要?)*(?:再|多)?"
    rf"(?:增加|增长|发展|新增|完成|招|涨|加|增)?(?:{_COUNT})?(?:才能?|才够)?",
    rf"(?:各|每个?|下面|下属|分|按|逐个|一个个)(?:的|各|个)*{_LEVEL}|{_LEVEL}(?=都?排|分别|之间|最)",
    r"倒数(?:第?[一二三四五两1-5]个?)?[名位家个]?|垫底|落后|领先|第一名?|[前后末][一二三四五两1-5]+[名位家个]|最后(?:[一二三两]?[名位家个])?"
    r"|最(?:[差好慢快多少高低拉烂]|不行|落后|拉胯|拖后腿)|拖后腿|靠[前后]|从[多高少低]到[多高少低]|按(?:人数|数量|完成率)|名次|排(?:一下|一排|[个一下排])*(?:名次?|队|序|行榜?)?",
    rf"(?:还|都|要|总共)*(?:差(?!不多)|缺|欠)(?:{_COUNT}|得?远|的)?|离目标|有多远",
    rf"谁家?|哪(?:一)?(?:个|家|些|几)(?:家|个)?{_LEVEL}?",
    r"名单|明细|清单",
    r"(?:什么|怎么|怎样|如何|啥|咋)样?的?才?能?(?:叫|算)是?(?:达标|齐全?|达到|合格|做到)了?的?|怎么(?:算|统计|来|得)(?:出)?(?:来)?|口径|算法",
    r"走势|趋势|曲线|折线|逐月|变化|图表?",
    r"百分之(?:几|多少)|百分比|完成率",
    BY_KIND,
)
_IDLE = re.compile(
    r"那么?|再|还|都|呢|吗|么|不|没|啊|呀|吧|嘛|哦|给|我|发|帮|看|来|要|一下|一年内?|[个家人名位张成]|他们|她们|其中|它|这些?|数|现在|目前|"
    r"年底|月底|年末|是|的|有|会|做得?|干得?|完成|任务|目标|进度|到|够|多少|几|情况|怎么样|如何|咋样|比|跟|和|与|同|相|对|得|了|多|涨|增加|说|列|出|统计|讲|画|里|分别|分"
)
# 学校里有几家, 社区的呢: of the organisations that were counted, those of a type.
_OF_TYPE = re.compile(
    r"(?:那|其中|里面?|当中|属于|有)*(?P<type>学校|社区|行政村|村|乡镇|街道|企业|企事业单位|单位|机关|医院|医疗机构|两新组织|两新)"
    r"(?:里面?|这块|方面|这类|类型?|性质)?的?(?:红会|红十字会|组织)?(?:里面?|是|占|有|呢|是否|多少|几|个|家|[?？。!！])*"
)
_ANOTHER = re.compile(r"附件|报表|导出|提示函|通报|催办|提醒|登记|换届|活动[了过吗]|怎么办理?|通知")
_TYPES = {"行政村": "村", "企业": "企事业单位", "单位": "企事业单位", "医院": "医疗机构", "两新": "两新组织"}


def is_short_follow(text: str) -> bool:
    """Whether a text asks for another side of what was just shown, and names nothing: 跟去年比, 还差多少."""
    rest = fold(text).replace(" ", "")
    if len(rest) > LONGEST:
        return False
    asks = False
    for piece in _PIECES:
        rest, count = re.subn(piece, "，", rest)
        asks = asks or count > 0
    return asks and not re.sub(r"[\W_]", "", _IDLE.sub("", rest))


def turns_to_another(text: str) -> bool:
    """Whether a text asks for something else than numbers, however it begins: 那给我出个附件1."""
    return bool(_ANOTHER.search(fold(text)))


def type_of_organisation(text: str) -> str | None:
    """The type of organisation that a few words turn to: 学校 of 学校里有几家; None when they say anything else."""
    found = _OF_TYPE.fullmatch(fold(text).replace(" ", ""))
    return _TYPES.get(found["type"], found["type"]) if found else None
