"""Questions about progress, and sentences that set targets: what is asked for, which amounts, which deadline."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.text.dates import Side, number, read_dates
from bot.text.normalise import fold, fold_aligned
from bot.text.progress_followups import BY_KIND

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WAN = {"万": 10_000, "亿": 100_000_000}
_NUMERAL = "零〇一二两三四五六七八九十百千"
_AMOUNT = re.compile(
    rf"(?:百分之(?P<per>\d+(?:\.\d+)?|[{_NUMERAL}]+))"
    rf"|(?P<digits>\d+(?:\.\d+)?)\s*(?P<wan>[万亿])?\s*(?P<sign>%|个百分点)?"
    rf"|(?P<words>[{_NUMERAL}]*[{_NUMERAL}万亿]+)(?!个(?:目标|指标|任务|数))(?=\s*(?:个|人|名|家|支|场|小时|位|成|万|$|[，,。；;]))"
)
_YEAR_END = re.compile(
    r"(?P<rel>今年|本年|明年|后年|去年|前年|上年|(?P<y>20\d\d)年?)(?:度)?(?:的)?(?:年?底|年末|末|年终|12月底|十二月底)"
)
_YEAR_ONLY = re.compile(
    r"(?P<rel>今年|本年度?|明年|后年|(?P<y>20\d\d)年(?:度)?)(?!\s*\d|[一二三四五六七八九十]+月|上半年|\d+月)"
)
_PLAIN_END = re.compile(r"年底|年末|年终")
_HALF = re.compile(r"(?P<rel>今年|明年|本年|去年)?(?:上半年|年中)(?:底|末)?")
_MONTH_END = re.compile(
    rf"(?P<rel>今年|明年|本年|去年|前年|(?P<y>20\d\d)年)?(?P<m>1[0-2]|[1-9]|[{_NUMERAL}]{{1,2}})月(?:份)?(?:底|末|月底|月末)"
)
_LAST_MONTH = re.compile(r"上个?月(?:底|末)?")
_LAST_QUARTER = re.compile(r"上个?季度(?:底|末)?")
_QUARTER = re.compile(r"(?:第)?(?P<q>[一二三四1-4])季度(?:底|末)?")
_STEPS = {"今年": 0, "本年": 0, "本年度": 0, "明年": 1, "后年": 2, "去年": -1, "上年": -1, "前年": -2}

_VIEWS = (
    ("trend", r"走势|趋势|曲线|折线|逐月|按月份?看"),
    ("compare", r"(?:去年|上年)(?!度?的?(?:年?底|末|年末|\d|[一二三四五六七八九十]+月|上半年))|同比|同期|跟.{0,3}年比"),
    (
        "missing",
        r"(?:哪些|哪几个|哪个|多少个?|几个|还有)(?:村|社区|村社区|村和社区|行政村).{0,8}(?:没|未|还没|尚未)|"
        r"没有?建会|未建会",
    ),
    (
        "ranking",
        r"^(?:那|那么)?最[差好慢快多少高低]的?(?:呢|$)|排名|排[个一]?(?:下|队|序|位|名)|排排|从[多高]到[少低]|从[少低]到[多高]|由[多高]到[少低]|最(?:不行|拉胯|拉垮|烂)|拖后腿|第几|排行|名次|垫底|倒数|落后|领先|谁家|谁完成|榜|对比|逐个|分别|"
        r"最[低高好差快慢]|最[多少]的?[\u3400-\u9fff]{0,3}(?:哪|谁)|(?:哪|谁)[\u3400-\u9fff]{0,10}最[多少]|[前后]三名|(?:跟|和|与)(?:别的|其他)|什么位置|"
        r"(?:几|多少)(?:个|家)?(?:乡镇|镇|街道|县|单位|社区|村).{0,5}(?:达标|完成)|几家(?:完成|达标)|"
        r"(?:没|未)(?:达标|完成)(?:任务)?的.{0,4}(?:单位|乡镇|镇|街道|县|社区|村|家)|"
        r"哪个(?:县|市|区|镇|乡|街道|村|社区|单位).{0,6}(?:好|快|慢|差|高|低)|"
        r"平均(?:下来)?(?:每|一)|每(?:一)?(?:个|家|所|支)?(?:单位|组织|基层|支会|分会|学校|乡镇|镇|乡|街道|社区|村|县|市|区|医院|企业).{0,10}(?:多少|几)|"
        r"各(?:有|自有|是|自)?(?:多少|几)|"
        r"各(?:个)?(?:县|市|区|镇|乡|街道|村|社区|地|单位|学校)|(?:分|按)(?:县|市|区|乡镇|镇|街道|村|社区|单位|学校)(?!红)|"
        r"[两三四五六七八九十]个(?:县|市|区|乡镇|镇|乡|街道|社区|村|学校|单位).{0,10}(?:都|各|分别|完成|多少)",
    ),
    ("parts", BY_KIND),
    ("trend", r"(?:画|出|做|来|看|要|发)(?:一|个|张|成|下)*图(?!书)|图表|(?:用|有)图"),
    ("definition", r"(?:什么|怎么|怎样|啥|咋)样?的?才?(?:叫|算)|怎么(?:统计|计算|来的|得出)|口径|定义|算法|什么意思"),
    ("list", r"名单|明细|都有哪些|是哪些|有谁|列(?:一下|出来|个)"),
)  # fmt: skip
_LEVELS = (
    ("村", r"[各每分按两三四五六七八九十](?:个)?(?:行政)?村(?!社区)"),
    ("社区", r"[各每分按两三四五六七八九十](?:个)?社区"),
    ("村社区", r"[各每分按两三四五六七八九十](?:个)?村(?:和|、)?社区|各村各社区"),
    ("镇", r"[各每分按两三四五六七八九十](?:个)?(?:乡镇|镇街|镇|乡|街道)|哪个(?:镇|乡|街道)|几个(?:镇|乡|街道)|隔壁镇"),
    ("县", r"[各每分按两三四五六七八九十](?:个)?(?:县区|区县|县|区)(?!别)|哪个(?:县|区)"),
    ("市", r"[各每分按两三四五六七八九十](?:个)?(?:地市|市)|哪个市"),
    ("学校", r"[各每分按两三四五六七八九十](?:个|所)?(?:学校|校)"),
)
LEVEL_TYPES = {
    "村": ("村",),
    "社区": ("社区",),
    "村社区": ("村", "社区"),
    "镇": ("乡镇", "街道", "开发区"),
    "县": ("县级",),
    "市": ("市级",),
    "省": ("省级",),
    "国": ("全国",),
    "学校": ("学校",),
}
_OWN_PLACE = re.compile(
    r"(?:我们|咱|本|我会).{0,12}(?:第几|倒数|垫底|名次|什么位置|排得?上)|(?:第几|倒数|垫底).{0,4}(?:我们|咱)|排第几"
)
_MARKED = re.compile(r"截至|截止|^到|[，,]到|为止|时候|那天|底|末|当时")
_NOW = re.compile(r"(?<!截至)(?<!截止)(?:现在|目前|眼下)")
_WHOLE = re.compile(
    r"(?:全|整个|本|我们?|咱们?|俺们?|这个)(?P<level>国|省|市|县|区|镇|乡|街道|社区|村)(?:里|上|内|范围)?(?!红十字|红会|级)"
)
_GENERIC = re.compile(
    r"(?:各|每|每个|哪些|哪几个|哪个|几个|多少个?|全|整个|隔壁|其他|别的|下面|下属|所有|本|我们?|咱们?|俺们?|那|这)+(?:个)?"
    r"(?:行政村|村社区|村|社区|乡镇|镇街|街道|镇|乡|县区|区县|县|区|地市|市|省|学校|单位|组织)(?:里|的|们)?|市里|县里|镇里|省里|村里|校里|街道里"
    r"|(?:最|前|后|头|倒数|没|未|落后|达标|完成)[\u3400-\u9fff]{0,8}?(?:的|几个|个)(?:县|市|区|乡镇|镇|乡|街道|村|社区|学校|单位)"
)
_IDLE = re.compile(
    r"今年|本年度?|去年|目前|现在|当前|截至|截止|到|任务|指标|目标|完成(?:率|情况|得)?|进度|进展|多少|怎么样|怎样|如何|了|的|呢|吗|还差|差|比|"
    r"排名|排|一下|看|查|给我|帮我|请问|请|我|想|知道|数|有|是|没有?|建会"
)
_BARE_KINDS = {"成人": "成人会员", "青少年": "青少年会员", "团体": "团体会员"}
_PART = r"(?:那|这)?(?:一|个)?(?:块|方面|部分|头)?儿?"  # 青少年那块呢
_FOLLOW = re.compile(
    rf"^(?:那|那么|还有|再看看?|再查|换成|看看?|再说说)+(?P<what>.{{1,16}}?){_PART}(?:呢|怎么样|咋样|情况|的?呢)?[?？。!！]*$"
)
_ASKED = re.compile(rf"^(?P<what>.{{1,14}}?){_PART}(?:呢|咋样|怎么样)[?？。!！]*$")
_SETS = re.compile(
    r"(?:目标|任务|指标|任务数|目标数|建会率)(?:数|值|量)?(?:就|先|暂)?(?:定|设|调|改|增|提|降|下达|下|压|加|给|安排|确定)|(?:定|设|下达|下|调整|修改|提高|降低|增加|分解|分配|压)(?:一下|个|了|一个)?.{0,16}(?:目标|任务|指标)"
    r"|(?:目标|任务|指标)(?:数|值)?(?:是|为|[:：])?\s*[\d一二两三四五六七八九十百千万]+"
    r"|(?:目标|任务|指标).{0,6}(?:定|设|调|改)(?:为|成|到|在|个|了)"
)
_SPLITS = re.compile(
    r"分解|分下去|分到|分给|分摊|摊派|分配|平均分|平分|拆分|拆到|均分|分到各|按(?!.{0,4}(?:类|种)).{0,6}分(?!之|类)"
)
_EQUALLY = re.compile(r"平均|均分|平分|平摊|一样多|均摊|等分")
_BY_RESIDENTS = re.compile(r"(?:按|照|依|根据).{0,4}(?:人口|常住)|人口(?:比例|数)")
_FOR_EACH = re.compile(
    r"(?:各|每一?)(?:个|家|所)?(?:基层)?(?:行政村|村社区|村|社区|乡镇|镇街|街道|镇|乡|县区|区县|县|区|地市|市|学校|校|单位|组织|支会|分会)(?!别)"
)
_ALIKE = re.compile(r"都|各|均|分别|每")
_TOTAL = re.compile(r"一共|总共|合计|加起来|总数|总的|共计")
_QUESTION = re.compile(
    rf"{BY_KIND}|多少(?!%)|几[个人成]|吗[?？]?$|[?？]$|怎么样|完成得|完成了|完成率|差多少|还差|达标(?!率)|是不是|有没有|(?:没有?|不|嘛|呢|没得)[。!！]*$"
)
_BASIS = re.compile(r"(?:依据|根据|文件|出处)(?:是|为)?[:：]?\s*(?P<basis>[^，,。；;]{2,60})")


@dataclass(frozen=True)
class Asked:
    """A question about progress: which view, which level is ranked or meant, as of when, the rest of the text."""

    view: str  # progress, trend, compare, missing, ranking, parts, definition or list
    ranked: tuple[str, ...]  # types of organisation that are to be ranked
    whole: tuple[str, ...]  # types one of which is meant by 全县, 我们镇 …
    as_of: date | None
    own: bool  # its own place among those beside it
    rest: str  # without generic places: what may name an organisation


@dataclass(frozen=True)
class Amount:
    """A number and where it stands in the (aligned) text; `percent`: it was said as one."""

    value: float
    at: int
    percent: bool


def read_progress(text: str, today: date) -> Asked:
    """Read a question about progress."""
    plain = fold(text)
    view = next((name for name, pattern in _VIEWS if re.search(pattern, plain)), "progress")
    ranked = next((LEVEL_TYPES[name] for name, pattern in _LEVELS if re.search(pattern, plain)), ())
    whole = _WHOLE.search(plain)
    return Asked(
        view,
        ranked,
        LEVEL_TYPES[_level(whole["level"])] if whole else (),
        _as_of(plain, today),
        bool(_OWN_PLACE.search(plain)),
        _GENERIC.sub("，", plain),
    )


_EACH = re.compile(
    r"(?:每一?(?:个|家|所|支)?|各(?:个|家|级)?|平均一?(?:个|家|所)?|分(?:别按)?|按)(?:基层)?(?:单位|组织|支会|分会|学校|乡镇|镇街|镇|乡|街道|社区|村|县|区|医院|企业)"
    r".{0,8}(?:会员|志愿者|义工|志工|人数|多少人|几个人|基层组织)"
)
_MOST = re.compile(
    r"(?:会员|志愿者|义工)(?:人数|数量|数)?最[多少]的?(?:单位|组织|社区|街道|镇|村|学校)?(?:是)?(?:哪|谁)|"
    r"(?:哪[个家里些]|谁)[\u3400-\u9fff]{0,6}(?:会员|志愿者|义工)(?:人数|数量|数)?最[多少]|"
    r"(?:会员|志愿者|义工)(?:人数|数量|数)?(?:是|数)?(?:哪[个家里些]|谁)家?(?:单位|组织|乡镇|社区|街道|镇|村|学校)?最[多少]"
)
_PEOPLE = re.compile(r"会员|志愿者|义工|志工|人数")
_SEVERAL = re.compile(
    r"(?:[两二三四五六七八九十几]|\d{1,3})个?(?:单位|组织|支会|分会|学校|乡镇|镇街|镇|乡|街道|社区|村|县区?|区县?|市)(?:的)?.{0,8}(?:会员|志愿者|义工|志工|人数).{0,6}(?:各|分别)|"
    r"(?:会员|志愿者|义工|志工).{0,12}(?:和|与|跟|、).{2,20}(?:各有|分别)|(?:和|与|跟|、)[^,，。]{2,20}(?:会员|志愿者|义工|志工|人数)?(?:各有|分别有?|各自有?|各是)(?:多少|几)"
)
_HOW_MANY = re.compile(r"多少|几[个名位人家]|人数|数量|分别")


def is_of_each(text: str) -> bool:
    """Whether a text asks how many each unit has: 各单位各有多少会员, 志愿者最多的是哪个."""
    plain = fold(text)
    if _MOST.search(plain) or (_BY_METRIC.search(plain) and _PEOPLE.search(plain)):
        return True
    each = _EACH.search(plain) or _SEVERAL.search(plain)
    return bool(each and _HOW_MANY.search(plain)) and not _SETS.search(plain)


_BY_METRIC = re.compile(
    r"按(?:照)?(?P<what>[\u3400-\u9fff]{2,8}?)(?:的)?(?:人数|数量|多少|数)?(?:来)?(?:排(?!名额)|从[多高少低]到|由[多高少低]到)"
)
_WORST = re.compile(
    r"(?:谁|哪[个家些几]?(?:个|家)?)(?:单位|组织|乡镇|镇|街道|社区|村|学校|县|区)?(?:完成得?|做得?|干得?|搞得?|表现)?最?(?:最不行|最差(?!多)|最拉|最烂|垫底|拖后腿|最落后|最慢|倒数)|"
    r"(?:最不行|最差|最拉胯|垫底|拖后腿|倒数第[一几])的?(?:是|有)?(?:谁|哪)"
)
# In which order the organisations of a ranking are told; the likeliest first.
_ORDERS = (
    ("least", r"最[少低]|从[少低]到|由[少低]到"),
    ("behind", r"最(?:不行|差(?!多)|慢|拉|烂|落后)|垫底|拖后腿|倒数|落后|最后[一几三]?名|后[三五几]名"),
    ("most", r"最[多高]|从[多高]到|由[多高]到|按[\u3400-\u9fff]{2,8}(?:人数|数量|多少)"),
)


def read_order(text: str) -> str:
    """In which order a ranking is asked for: by number `most` or `least`, by target `behind`; "" = as reached."""
    plain = fold(text)
    return next((name for name, pattern in _ORDERS if re.search(pattern, plain)), "")


def ranked_by(text: str) -> str:
    """What organisations are to be ranked by, where it is said so: 志愿者 of 基层组织按志愿者人数排排; else ""."""
    found = _BY_METRIC.search(fold(text))
    return found["what"] if found else ""


def asks_for_the_worst(text: str) -> bool:
    """Whether a text asks who is furthest behind: 哪个单位最不行."""
    return bool(_WORST.search(fold(text)))


def wants_average(text: str) -> bool:
    """Whether a question for each unit is one for what they have on the average."""
    return "平均" in fold(text)


def says_no_more(rest: str) -> bool:
    """Whether beside the name of a metric nothing is said: 青少年会员的."""
    return not re.sub(r"[\W_]|那|还有|的|呢|吧|啊|有|是", "", rest)


def followed_by(text: str) -> str | None:
    """What a follow-up turns to: 志愿者 of 那志愿者呢; None when the text is none."""
    plain = fold(text).replace(" ", "")
    found = _FOLLOW.match(plain) or _ASKED.match(plain)
    return _BARE_KINDS.get(found["what"].removesuffix("的"), found["what"]) if found else None


def is_a_day(text: str, today: date) -> bool:
    """Whether a text names a day or the end of a period, and little else."""
    return _as_of(text, today) is not None and len(_IDLE.sub("", text)) <= len("2025年12月31日")


def is_a_name(name: str) -> bool:
    """Whether what looks like the name of an organisation can be one: 完成得最好的镇 is none."""
    return not re.search(
        r"[的没未几哪了得吗各每]|多少|完成|达标|任务|指标|目标|^村|^社区|^[一二两三四五六七八九十百\d]+个", name
    )


# --- setting ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """A sentence that sets or splits a target. `how`: equal, residents or None. `asks`: it is worded as a question."""

    sets: bool
    asks: bool
    splits: bool
    how: str | None
    amounts: tuple[Amount, ...]
    deadline: date | None
    basis: str | None


def read_setting(text: str, today: date) -> Setting:
    """Read a sentence for what it sets."""
    plain = fold_aligned(text)
    splits = bool(_SPLITS.search(plain))
    basis = _BASIS.search(plain)
    how = "equal" if _EQUALLY.search(plain) else "residents" if _BY_RESIDENTS.search(plain) else None
    asks = bool(_QUESTION.search(plain))
    return Setting(
        sets=(bool(_SETS.search(plain)) or splits) and not asks,
        asks=asks,
        splits=splits,
        how=how,
        amounts=tuple(read_amounts(text, today)),
        deadline=read_deadline(text, today),
        basis=basis["basis"].strip() if basis else None,
    )


def sets_each(text: str) -> bool:
    """Whether a text sets the same number for each organisation of a level: 给各乡镇定志愿者目标20人."""
    plain = fold(text)
    return bool(_FOR_EACH.search(plain)) and not (_TOTAL.search(plain) or _SPLITS.search(plain))


def says_alike(text: str) -> bool:
    """Whether one number is meant for each of several that are named: 甲镇和乙镇都定20."""
    plain = fold(text)
    return bool(_ALIKE.search(plain)) and not (_TOTAL.search(plain) or _SPLITS.search(plain))


def read_amounts(text: str, today: date) -> list[Amount]:
    """The numbers of a text that are no part of a date."""
    plain = _without_days(fold_aligned(text), today)
    found = []
    for match in _AMOUNT.finditer(plain):
        value = _amount(match)
        if value is not None:
            found.append(Amount(value, match.start(), bool(match["per"] or match["sign"])))
    return found


def read_deadline(text: str, today: date) -> date | None:
    """The day by which something is to be reached; the end of what is named: 明年 is its last day."""
    plain = fold_aligned(text)
    for pattern in (_YEAR_END, _MONTH_END, _HALF, _QUARTER):
        if found := pattern.search(plain):
            return _end(pattern, found, today)
    if days := read_dates(plain, today, Side.FUTURE):
        return days[-1].end
    if found := _YEAR_ONLY.search(plain):
        return date(_year(found, today), 12, 31)
    return date(today.year, 12, 31) if _PLAIN_END.search(plain) else None


def _as_of(plain: str, today: date) -> date | None:
    """The day that a question is about, when it is past."""
    ends = [
        _end(pattern, found, today)
        for pattern in (_YEAR_END, _MONTH_END, _HALF, _LAST_MONTH, _LAST_QUARTER, _QUARTER)
        if (found := pattern.search(plain))
    ]
    if _NOW.search(plain):
        return None
    said = _MARKED.search(plain) or len(plain) <= len("2025年12月31日的呢")
    days = ends or ([found.end for found in read_dates(plain, today)] if said else [])
    return next((day for day in days if day and day < today), None)


def _end(pattern: re.Pattern[str], found: re.Match[str], today: date) -> date | None:
    if pattern is _LAST_MONTH:
        return date(today.year, today.month, 1) - timedelta(days=1)
    if pattern is _LAST_QUARTER:
        return date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    if pattern is _QUARTER:
        quarter = number(found["q"]) or 0
        return _month_end(today.year, quarter * 3)
    if pattern is _HALF:
        return date(today.year + _STEPS.get(found["rel"] or "", 0), 6, 30)
    if pattern is _YEAR_END:
        return date(_year(found, today), 12, 31)
    month = number(found["m"])
    return _month_end(_year(found, today), month) if month and month <= 12 else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _year(found: re.Match[str], today: date) -> int:
    if found["y"]:
        return int(found["y"])
    return today.year + _STEPS.get(found["rel"] or "", 0)


def _level(said: str) -> str:
    return {"区": "县", "乡": "镇", "街道": "镇"}.get(said, said)


def _without_days(plain: str, today: date) -> str:
    """The text with its dates, years and halves blanked out."""
    spans = [found.at for found in read_dates(plain, today)]
    for pattern in (_YEAR_END, _MONTH_END, _HALF, _QUARTER, _YEAR_ONLY):
        spans += [found.span() for found in pattern.finditer(plain)]
    for start, end in spans:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


def _amount(match: re.Match[str]) -> float | None:
    if match["per"]:
        said = match["per"]
        return float(said) if said[0].isdigit() else _words(said)
    if match["digits"]:
        return float(match["digits"]) * _WAN.get(match["wan"] or "", 1)
    return _words(match["words"])


def _words(said: str) -> float | None:
    """A number in Chinese below 10^12; None for what is none (a lone 万 or 零)."""
    if said[0] in "百千万亿零〇":
        return None
    total = section = digit = 0
    seen = False
    last = 1
    for sign in said:
        if sign in _DIGITS:
            digit, seen = _DIGITS[sign], True
            last = 1 if sign in "零〇" else last
        elif sign in _UNITS:
            section += (digit or (1 if sign == "十" and not section else 0)) * _UNITS[sign]
            digit, last, seen = 0, _UNITS[sign], seen or sign == "十"
        else:
            total, section, digit, last = (total + section + digit) * _WAN[sign], 0, 0, _WAN[sign]
    if digit and last >= 100 and said[-1] in _DIGITS:
        digit *= last // 10  # 三百五 is 350
    return total + section + digit if seen else None


def amount_between(amounts: Sequence[Amount], start: int, end: int) -> Amount | None:
    """The first amount between two positions."""
    return next((one for one in amounts if start <= one.at < end), None)
