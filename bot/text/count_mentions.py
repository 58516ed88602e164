"""Where a report counts people: numbers with a measure word, or with people or what they do right beside them.

A number counts only where it is said of people: by its measure word (45人, 12位), or by what stands right before it
(参加人数45, 来了45). What only looks like it (200个暖宝宝, 一人一个, 3人一组) is none.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.text.count_words import ANY, FINAL, FOR_WHOM, NOUNS, RIGHT_BEFORE, VOLUNTEER
from bot.text.quantities import Quantity, is_about, read_folded

_MEASURE = re.compile(
    r"\s?(?:(?P<times>人次)|人份|(?P<people>口人|号人|来?个人(?!信息|卫生|防护|所得|账)|个名(?=[,，。;；!\s]|$)|人(?!次|份|"
    r"道(?!的)|民(?!群众|警)|工(?!作)|均|体|社|才|物|行道|格|口普|间|家|类|力|气|事|大代表)|"
    r"名(?!单|字|牌|额|称|义(?!工|务)|片|师(?!生|傅|范))|位(?!于|置|数)|口(?!罩|腔|井|号|头|服|袋|味|红))"
    r"|(?P<thing>个)|(?P<crowd>号(?!楼|院|房|室|线|文|公告|令|店|[\d日])))"
)
_THINGS = re.compile(
    r"^(?:多|余)?(?:商户|住户|农户|客户|急救|救护(?!员)|班(?!主任)|组(?![员长])|村(?!民|医|干|支)|社区(?!居民|干部|工作|志愿)|"
    r"[中大支分]队(?![员友长])|学员证|家庭(?!成员|主妇)|点|环节|项目|月|街道(?!干部)|乡镇(?!干部)|小组|"
    r"站|队(?!员|友)|单位|企业(?!家|职工|员工)|学校(?!师生|老师)|年级|部门|摊|展|工时|板块|方面|科室|支部|网格(?!员)|楼|院|模拟|奖|"
    r"书包|包|箱|问题|节目|小时|半|钟|学时|课时|课|工作日|星期|周|礼拜|多?小时|名额|方|系|镇(?!民)|乡(?![亲民村医])|县|"
    r"市(?!民)|区|省|自然村|场|桌|帐篷|红(?!马甲|背心|帽)|步骤|动作)"
)
# 57个新工: what ends like a word for people.
_PERSON_LIKE = re.compile(
    r"^[\u3400-\u9fff]{0,4}?(?:[新职员民童女男技电焊木瓦护校矿船杂临长短小农茶采用]工|[学营队店社组团会教职专伤病演船海驾职乘安保护监管警文办]员|[教医技厨律药魔]师|[学新考男女师高初]生|"
    r"[歌选骑旗水鼓]手|[患伤老记学作译读编参使志]者|[村居牧渔农股市网]民|[老学战工网驴校朋战队]友|[乘旅游顾房租访茶]客|[士新老民官]兵|娃子?|伢子?|细伢|崽|学徒工?|徒弟|妹子|后生仔?|大嫂|宝妈|大叔|大伯|老倌|老头|老太|婆姨|汉子|专干|辅警|民警|干警)"
    r"(?=[,，。;；、\s和与跟及]|$|[学听来参到上在去都全])"
)
# 200个暖宝宝, 30个志愿者马甲: what only begins with, or holds, a word for people.
_NO_PEOPLE = re.compile(
    r"^[\u3400-\u9fff]{0,4}(?:暖宝宝|布娃娃|洋娃娃|毛绒娃|娃娃菜|老人机|老人椅|助老|"
    r"(?:学生|老人|老年|儿童|员工|职工|会员|学员|志愿者|党员|家长|孩子|居民|司机|护士|队员|宝宝|婴儿|妇女|村民|群众|人)(?:证|卡|服|装|帽|马甲|背心|手册|餐|鞋|椅|车|机|信|包|书包|徽章|胸牌|座椅|"
    r"公寓|之家|用品|名额|套餐|岗|专座|意见|问卷|问题|节目|作品|笔|水杯|衣|床|伞|票|礼包|头盔|手环|手表|拐杖))"
)
# 38个报名35个到, 32个献上了: the number begins what is said of them.
_THEY_DO = re.compile(
    r"^(?:报名|报了|到(?:了|场|会|岗|$)|来(?:了|听|学|参|上|$)|献|参加|通过|合格|考过|过了|拿了?证|没来|没到|没过|缺|请假|听(?:了|课|讲|完)|学(?:会|了|完)|签(?:了|到)|登记|入库|留样|"
    r"坐|领|愿意|同意|当场|成功)"
)
_CLAUSE_BEGINS = re.compile(r"(?:^|[,，。;；:：、\s\x01]|个(?:报名|到|来了?|参加|登记))$")
# What people do, behind 志愿者四个, 家长十来个.
_PEOPLE_ACT = re.compile(
    r"^(?:都|也|全|一起|一同|轮流|分头|分成|在|来|去|到|帮|搭|负责|忙|参加|参与|跟|陪|站|守|坐|听|学|围|过来|赶|上门|教|协助|"
    r"干|做|出力|出动|值守|值班|引导|维持|带|给|为|替|把|当|分|扫|抬|送)"
)
_BREAK = re.compile(r"[,，。;；!?\n]")
_AFTER_BREAK = re.compile(r"[,，。;；、!?\n()（）]")
_BARE_BEFORE = re.compile(
    r"应[审训考参到]\d+[人名]?[,，、\s]*实?[到来参][审训考会]?$|"
    r"(?:(?:问|听|看|来|学|参加|报名|登记|咨询|围观|扫码|签名|体验|留下|关注|献血|答题)[\u3400-\u9fff]{0,10}的(?:人)?(?:一共|总共|共|大概|差不多)?(?:有|是)?|来了|到了|到场|参加|参训|参与|培训了?|实到|到会|去了|共|志愿者|义工|学员|受益|慰问了?|"
    r"救出|服务了?|[量测看教理献救查采听]了)(?:人)?[:\s]*$"
)
# 来的都是老面孔, 十六七个
_CAME_BEFORE = re.compile(r"(?:来|到|听|学|参加|报名)(?:了|的)[\u3400-\u9fff]{0,8}[,，]\s?$")
# 大班和中班加起来五十三个, 点了点58个
# 献成31个, 志愿者端菜的11个, 没回来11个: what people do stands right before, so it is people that are counted.
_WHO_DID = re.compile(
    r"(?:[来到去坐站听学报签献采考缺走刷教训派救扶搀围凑叫喊约请邀拉抬诊剪理晕问]|参加|参与|参训|出席|列席|到场|到会|登记|通过|合格|"
    r"拿证|入库|请假|淘汰|带着|成功|挂号|领药|看病|发言|带队|列席|出动|转移|疏散|留下|填表|申请|咨询|加入|集合|值守|上岗|实到|应到|未到|受伤|擦伤|中暑|回来|"
    r"培训|组织|发动|动员|出了|[\u3400-\u9fff]{2}的)(?:了|过|的|掉|下|上|完|成|到|来|满|齐|进|出|回)*(?:一共|总共|拢共|统共|共|有|也有|也就|也才|就|只|只有|大概|差不多|约|近|整整|才)*$"
)
_LOT = (
    r"(?:(?:头一?|第?[一二三四五六]|另?一|上午那?|下午那?|晚上那?|[前后]一?|最后一?)"
    r"(?:批|拨|场|班|组|期|趟|波|轮|队|堂)|[大中小托]班)"
)
_LOT_BEFORE = re.compile(rf"(?:{_LOT}|每(?:批|组|场|班|次|拨|轮|队))(?:课|那边|来了|来|有|是|约|共|到了?|去了)*$")
_LOT_NEXT = re.compile(rf"{_LOT}(?:课|那边|来了|来|有|是|约|共|到了?|去了)*(?=\d|[一二两三四五六七八九十])")
_COUNTED_UP = re.compile(
    r"(?:加起来|加一起|合起来|点了点|数了数|数了一下|点了一下|点下来|数下来|清点(?:了|下来)?)(?:一共|共|有|是|得|大概)*$"
)
_PART = re.compile(r"其中|包括|包含|含(?!糖|盐)|里[面头边](?!讲|坐|搞|办|的|来)")
# 处理擦伤41人次, 一人送医: some of those who were counted before.
_FOUND_ILL = re.compile(
    r"(?:要|需要?|建议)?(?:复查|异常|阳性|近视|不良|超标|偏高|龋齿|贫血|转诊|漏报)(?:的|者)?(?:有|共|约|为)*$"
)
_HURT = re.compile(r"^(?:被)?(?:送医|送院|重伤|轻伤|骨折|住院|转院|复查|复诊|转诊|异常|阳性)")
_MEN_WOMEN = re.compile(
    r"男(?:生|性|同志|职工|的|士|同学|会员|孩)?(?P<men>\d+|"
    r"[一二两三四五六七八九十百]+)[人名位个]?[,，、 /和及]?女(?:生|性|同志|职工|的|士|同学|会员|"
    r"孩)?(?P<women>\d+|[一二两三四五六七八九十百]+)[人名位个]?"
)
_SO_MANY_MEN = re.compile(
    r"(?P<men>\d+|[一二两三四五六七八九十百]+)[人名位个]?男(?:生|性|同志|职工|士|同学|会员|孩)?[,，、 /和及]?"
    r"(?P<women>\d+|[一二两三四五六七八九十百]+)[人名位个]?女(?:生|性|同志|职工|士|同学|会员|孩)?(?![\d一二两三四五六七八九十])"
)
# 一批50一批48
_ONE_LOT = re.compile(r"(?:另?一|第[一二三四五六]|上午|下午)[批场组班拨]?(?:来了|有|是|约|共|到)?$")
_NEXT_LOT = re.compile(r"(?:[,，、;；。\s]|$|另?一[批场组班拨]|第[一二三四五六][批场组班拨]|下午)")
# 头天20个、二天31个: what a day's or a sitting's name stands before is people where several are told off so.
_DAY_LABEL = re.compile(
    r"(?:头[一二三]?天|第?[一二三四五六七末]天|首日|次日|[上下]午场?|早上|晚上|中午|\x01|第[一二三四五六]场)(?:是|有|来了|到了|来|到|共)?$"
)
_DAYS_TOLD_OFF = re.compile(
    r"(?:天|日|午场?|上|[\x01])(?:是|有|来了|到了|来|到|共)?\d+个[、,，; 和]"
    r"(?:第?[一二三四五六七末]天|次日|[下上]午|晚上|\x01|今天)"
)
MOST = 200_000  # people at one activity
LEAST_OF_MANY = 1000
# 3人一组, 6人小组, 8人间: how large a group is, not how many came.
_SIZE_OF_GROUP = re.compile(
    r"\s?[人名位个](?:一|为一|每|/)?(?:小?组(?![织长])|队(?![伍员])|桌|间|座|制|一排|一行|一班|一队|一台|一套|"
    r"一具)"
)


@dataclass(frozen=True)
class Mention:
    value: float
    at: tuple[int, int]
    approximate: bool
    before: str
    after: str
    visits: bool = False  # 人次
    role: str = ANY
    total: bool = False
    part: bool = False
    attends: bool = False  # said to be there, whoever they are
    goes: bool = False  # those who report went there
    noun: str = ""


def mentions(text: str) -> Iterator[Mention]:
    spans: list[tuple[Quantity, int, bool]] = []
    pairs = sorted((*_MEN_WOMEN.finditer(text), *_SO_MANY_MEN.finditer(text)), key=lambda pair: pair.start())
    quantities = [one for one in read_folded(text) if not any(pair.start() <= one.at[0] < pair.end() for pair in pairs)]
    for one in quantities:
        if measured := _measured(text, one):
            spans.append((one, *measured))
    spans = _with_shared_measure(text, quantities, spans)
    last = 0
    for n, (one, end, visits) in enumerate(spans):
        start = one.at[0]
        following = spans[n + 1][0].at[0] if n + 1 < len(spans) else len(text)
        before = text[last:start]
        breaks = list(_BREAK.finditer(before))
        after = text[end : min(following, end + 30)]
        stop = _AFTER_BREAK.search(after)
        yield Mention(
            one.value,
            (start, end),
            one.approximate or is_about(text, end),
            before[breaks[-1].end() :] if breaks else before,
            after[: stop.start()] if stop else after,
            visits,
            part=_is_part(text, start) or (n > 0 and bool(_HURT.match(after) or _FOUND_ILL.search(before))),
        )
        last = end
    for pair in pairs:
        values = [one.value for one in read_folded(f"{pair['men']} {pair['women']}")]
        before = _BREAK.split(text[: pair.start()])[-1]
        if len(values) == 2:
            yield Mention(
                sum(values),
                pair.span(),
                False,
                before,
                _AFTER_BREAK.split(text[pair.end() : pair.end() + 8])[0],
                part=_is_part(text, pair.start()),
                noun="both",
            )


def _measured(text: str, one: Quantity) -> tuple[int, bool] | None:
    """Where the measure word of people behind a number ends, and whether it counts visits; None for no people."""
    start, end = one.at
    if text[max(0, start - 1) : start] in ("第", "第") or one.value <= 0 or one.value != one.value:
        return None
    if one.value > MOST or (one.bare and one.value >= 10 * LEAST_OF_MANY and not _MEASURE.match(text, end)):
        return None  # a telephone number, a sum of money
    if _SIZE_OF_GROUP.match(text, end):
        return None
    if one.value == 1 and re.match(r"[人户家](?:手)?一", text[end:]):
        return None  # 一人一个
    if one.value < 1 or (not one.approximate and one.value % 1):
        return None
    measure = _MEASURE.match(text, end)
    if measure and measure["times"]:
        return measure.end(), True
    if measure and measure["people"]:
        return measure.end(), False
    if measure and measure["crowd"] and one.approximate:
        return measure.end() + text.startswith("人", measure.end()), False
    if measure and measure["thing"]:
        rest = _AFTER_BREAK.split(text[measure.end() : measure.end() + 12])[0]
        if _NO_PEOPLE.match(rest):
            return None
        if _PERSON_LIKE.match(rest) and not _THINGS.match(rest):
            return measure.end(), False
        if one.value > 1 and _THEY_DO.match(rest) and _CLAUSE_BEGINS.search(text[:start]):
            return measure.end(), False
        noun = NOUNS.search(rest)
        alone = (rest in ("", "左右", "吧", "呢", "的样子", "人") or bool(_LOT_NEXT.match(rest))) and one.value >= 2
        told = text[max(0, start - 16) : start]
        if re.search(rf"(?:{VOLUNTEER})$", told) and not _THINGS.match(rest):
            return measure.end(), False
        if (
            rest == ""
            and one.value > 1
            and _BREAK.search(text[max(0, start - 1) : start])
            and (FOR_WHOM.search(text[:start]) or _CAME_BEFORE.search(text[:start]))
        ):
            return measure.end(), False
        counted = _PEOPLE_ACT.match(rest) and (
            RIGHT_BEFORE.search(told) or FINAL.search(told) or _LOT_BEFORE.search(told)
        )
        if counted and not _THINGS.match(rest):
            return measure.end(), False
        if (
            noun
            and noun.start() <= 6
            and noun.group() != "人"
            and not _THINGS.match(rest)
            and not re.search(r"[\d一二两三四五六七八九十百]", rest[: noun.start()])
        ) or (
            alone
            and (
                RIGHT_BEFORE.search(text[max(0, start - 16) : start])
                or _BARE_BEFORE.search(text[:start])
                or _COUNTED_UP.search(text[:start])
                or _WHO_DID.search(told)
                or _LOT_BEFORE.search(told)
                or (_DAY_LABEL.search(text[:start]) and _DAYS_TOLD_OFF.search(text))
            )
        ):
            return measure.end(), False
        return None
    if (
        measure is None
        and re.match(
            r"\s?(?:[,，。;；、!?\n)）(（|/+]|$|\s|左右|吧|呢|出头|上下|开外|挂零|冒头|往上|有余|光景|的样子)",
            text[end:],
        )
        and (one.bare or one.value >= 10 or one.approximate)
    ):
        before = text[max(0, start - 16) : start]
        label = RIGHT_BEFORE.search(before)
        if (label and (label["label"] or label["volunteers"] or label["person"] != "人" or before.endswith(":"))) or (
            _BARE_BEFORE.search(before) or _COUNTED_UP.search(before)
        ):
            return end, False
    if measure is None and one.bare and _ONE_LOT.search(text[max(0, start - 8) : start]) and _NEXT_LOT.match(text, end):
        return end, False
    follows = NOUNS.match(text, end)
    if (
        measure is None
        and (one.bare or text[start:end] in ("俩", "仨"))
        and follows
        and follows.group() not in ("人", "人员", "对象", "物业")
        and one.value > 1
    ):
        return end, False
    return None


def _with_shared_measure(
    text: str, quantities: Sequence[Quantity], spans: list[tuple[Quantity, int, bool]]
) -> list[tuple[Quantity, int, bool]]:
    """80、65、54人: the numbers of a list share the measure word behind the last."""
    known = {one.at: (one, end, visits) for one, end, visits in spans}
    for one, other in reversed(list(itertools.pairwise(quantities))):
        if other.at in known and one.at not in known and re.fullmatch(r"[、和与及]", text[one.at[1] : other.at[0]]):
            known[one.at] = (one, one.at[1], known[other.at][2])
    return sorted(known.values(), key=lambda span: span[0].at)


def _is_part(text: str, start: int) -> bool:
    sentence = re.split(r"[。;；!?\n]", text[:start])[-1]
    return bool(_PART.search(sentence)) or _in_brackets(text, start)


def _in_brackets(text: str, start: int) -> bool:
    opened = max(text.rfind("(", 0, start), text.rfind("（", 0, start))
    closed = max(text.rfind(")", 0, start), text.rfind("）", 0, start))
    return opened > closed and bool(
        re.search(r"\d|[一二三四五六七八九十百][人名位个]|[人名位个]$", text[max(0, opened - 4) : opened])
    )
