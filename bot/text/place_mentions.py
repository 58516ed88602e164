"""Places that are only named: as who does something, as where those belong who are helped, taught or counted."""

import re
from collections.abc import Iterator

from bot.text.place_names import ACT, END, FLOOR, GENERIC, HOUSES, NAMES, NO_PLACE, RUN, Where, trimmed, verbs_hidden

_PUBLIC = re.compile(
    r"(?P<left>[\u3400-\u9fff]{0,5}?)(?P<place>公园|广场|国道|省道|高速|河边|江边|海边|水库|车站|"
    r"码头|景区|路口|菜场|菜市场|集市|夜市|养老院|敬老院|福利院|幸福院|护理院|老年公寓|"
    r"日间照料中心|照料中心|文化礼堂|礼堂|会议室|操场|体育馆|报告厅|"
    r"活动室|献血屋|村口|校门口|小区门口|陵园|纪念园|滨江|堤坝|河道|江滩|沙滩|海滩|河滩|湿地|绿地|"
    r"楼道|居家养老服务中心|"
    r"养老中心|工地|菜市口|村委会|居委会|公交站|地铁口|高铁站|火车站|街头|老街|步行街|社区活动中心|"
    r"党群服务中心|文化站|图书馆|门诊大厅|食堂)(?![老居]?人?[员工]?会员)"
)
_LEFT_STOP = re.compile(
    r".*[的了在到去陪给为和与扫理净捡问望护看访进入走救洁修送从于对向往清巡查化种、,，。;\s\x01是用将"
    r"把：:）)”\"织着过来加]|.*(?:走进|来到|晚上|上午|下午|中午|早上|傍晚|陪伴|志愿者|居民|村民|开展|进行|卫生)"
)
_SUBJECT = re.compile(rf"(?:^|[,，。;；:：\n\s\x01）)])(?P<run>{RUN}{{2,26}})")
_ACTS_NEXT = re.compile(
    r"^(?!红十字会|红会)(?:红十字)?(?:今|昨|又|也|刚|已|还|就|正式|联合|会同|携手|与|和|上了|上|举办|开展|举行|"
    r"组织|搞|办|开|做|召开|进行|给|为|向|请|邀请|的?(?:志愿者|居民|村民|老人|学生)|有|在|来了|"
    r"一处|一民房|一居民楼|起火|着火|失火|坍塌|发生|摆|挂|设|\x01|集中|急救|救护|健康|防|消防|义诊|献血|应急|红十字|慰问|走访|会员|无偿|地震|演练|培训|讲|"
    r"护学|护苗|[\u3400-\u9fff]{1,3}课|队日|团日|班会|整理|收拾|维修|修|擦|扫|拔|铲|发(?=[防宣传单折红])|[\u3400-\u9fff]{0,4}(?:塌|倒了|漏气|被淹|淹了|内涝|进水|停电|山火|滑坡|翻了|走丢|走失|失踪|着火|起火)|"
    r"参观|观摩|观看|游览|教|宣传|清|志愿|发放|迎|庆|遗体|造)"
)
_NOT_SUBJECT = re.compile(
    r"^(?:[头首末第][一二三四五六两]?[场期批节堂]|我|咱|俺|本|全|各|这|那|某|每|多|几|一(?![小中])|两|志愿|红十字|红会|会员|今|昨|明|上(?!庄|林|海|"
    r"城|塘|坪)|下(?!庄|沙|坪|塘)|组织|开展|举办|为|给|在|到|去|走进|清[扫理洁]|慰问|走访|看望|陪|"
    r"帮|送|救|搜|参加|培训|急救|健康|防|宣传|联合|共|有|来(?=了|到|自|上|我|的|看|听|参)|现场|"
    r"其中|分|请|发|时间|地点|主题|由|从|带|和|与|对|把|将|做|搞|向|义诊|服务|关爱|捐|助|资助|救助|"
    r"献|学|讲|教|迎|庆|交通|文明|社区里|村里|镇里|因|受|据|报|补|无偿|入户|进|深入|前往|消防|应急|"
    r"地震|居民|村民|学生|师生|打扫|捡|植|巡|除|扫|铲|维护|维持|协助)"
)
# 转移河西村群众: where those live who are helped.
_OF_THOSE = re.compile(
    r"(?:转移|疏散|安置|慰问|走访|救助|帮扶|看望|探望|组织|协助|帮助|关爱|资助|给|为|向)了?"
    r"(?P<place>[\u3400-\u9fff]{2,7}?(?:村|社区|镇|乡|小区|街道|寨|屯|敬老院|养老院|福利院|小学|中学|幼儿园))的?"
    r"(?=群众|村民|居民|老人|困难|贫困|受灾|低保|特困|残疾|孤寡|留守|学生|师生|孩子|儿童|\d|[一二三四五六七八九十]+户)"
)
# 护士站前面摆的台
# 给铸造厂工人讲包扎; 花鸟市场摊主12人: where those belong who are taught or counted.
_BELONG = (
    r"(?:学员|学生|师生|学子|新生|同学|职工|员工|工人|工友|老师|教师|教职工|干警|民警|辅警|战士|官兵|居民|村民|老人|长者|保安|"
    r"孩子|娃|儿童|小朋友|家长|司机|护士|护工|医护|商户|业主|群众|党员|干部|僧人|住户|租户|摊主|商贩|摊贩|店员|服务员|营业员|站务员|住院患者|患者|旅客|务工人员|夜班|早班|晚班|白班|中班|班组|全体|前台|后厨|一线)"
)
_TAUGHT = re.compile(
    rf"(?:给|为|向|对|帮|教)了?(?P<place>[\u3400-\u9fff]{{0,8}}?(?:{NAMES}))的?"
    rf"(?={_BELONG}|[\u3400-\u9fff]{{1,3}}(?:们|[生手姐哥嫂娘工员](?!会))|讲|教|送|捐|发(?!现|生)|上[了课]?|做[了培讲]?|开[了课]|培训)"
)
_COUNTED = re.compile(
    rf"(?:^|[,，。;；\n\s\x01:])(?P<place>[\u3400-\u9fff]{{1,12}}?(?:{NAMES}))的?(?={_BELONG}(?:们|代表|共|约|一共|有|总共|近)*[\d一二两三四五六七八九十百])"
)
_ELSEWHERE = re.compile(
    r"^(?:附近|周边|周围|各|全|本|辖区|所在|每|多|某|邻近|沿线|几|[一二两三四五六七八九十]+[个所家]|部分|外地|外来|城[区镇]|农村|乡村|当地|"
    r"其他|别的|不同|参加|来自|邀请|组织|我|咱|俺|该|社会|中小|大中|基层|退休|流动|吸引|有|共|惠及|服务|受益)"
)
# 我们3号食堂搞培训, 咱村广场放电影: a place of ours, told by what is done there.
_OUR_PLACE = re.compile(
    r"(?:^|[,，。;；:\n\s\x01])(?:我们|咱们?|俺们?|我)(?P<place>[\u3400-\u9fff\d]{0,8}?(?:广场|食堂|会议室|活动室|车间|教室|操场|礼堂|村口|路口|门口|"
    r"文化站|祠堂|大院|球场|晒场|戏台|大厅|图书室|阅览室|报告厅|多功能厅|体育馆|宿舍楼?|仓库|院子))(?:里|上|前)?(?=(?:今|昨|又|也|刚)?(?:天|儿)?(?:搞|办|开|做|上|教|讲|放|摆|支|搭|有|"
    r"组织|举行|举办|来了|练|演|献|义诊|培训|\x01))"
)
# 幼儿园小班中班大班, 25、27个娃
_BEGINS = re.compile(
    rf"(?:^|[,，。;；:!\n\s\x01])(?P<place>[\u3400-\u9fff]{{0,6}}?(?:{HOUSES})(?:{FLOOR})*)(?!的?红十字|红会)"
)


def subjects(text: str) -> Iterator[Where]:
    """A place that begins a clause and does something: 三小上了一堂急救课."""
    for match in _SUBJECT.finditer(text):
        run = match["run"]
        if _NOT_SUBJECT.match(run):
            continue
        start = match.start("run")
        shadow = verbs_hidden(run)
        act = ACT.search(shadow, 2)
        limit = act.start() if act else len(run)
        best = None
        for end in END.finditer(run):
            if end.end() <= limit and end.end() >= 2:
                best = end.end()
        if best is None or re.match(r"红十字会|红会", run[best:]) or "红十字" in run[:best] or "红会" in run[:best]:
            continue
        if re.fullmatch(r"(?:社区|小区|街道)", run[:best]):
            continue
        rest = text[start + best : start + best + 8]
        if (_ACTS_NEXT.match(rest) or (act and act.start() == best)) and not re.match(
            r"的?(?:老师|居民|村民|学生|干部|党员)?(?:家|工作)", rest
        ):
            yield trimmed(text, start, start + best)


def of_those(text: str) -> Iterator[Where]:
    """Where those live who are helped: 转移河西村群众."""
    for match in _OF_THOSE.finditer(text):
        if not GENERIC.match(match["place"]) and not NO_PLACE.match(match["place"]):
            yield trimmed(text, *match.span("place"), sure=False)


def belonging(text: str) -> Iterator[Where]:
    """Where those belong who are taught or counted: 给铸造厂工人讲包扎."""
    for pattern in (_TAUGHT, _COUNTED):
        for match in pattern.finditer(text):
            said = match["place"]
            if _ELSEWHERE.match(said) or NO_PLACE.match(said) or ACT.search(verbs_hidden(said)):
                continue
            if pattern is _COUNTED and re.fullmatch(NAMES, said):
                continue  # 社区居民37人 says who, not where
            yield trimmed(text, *match.span("place"), sure=False)


def our_places(text: str) -> Iterator[Where]:
    """A place of ours: 我们3号食堂搞培训."""
    for match in _OUR_PLACE.finditer(text):
        if not ACT.search(verbs_hidden(match["place"])):
            yield trimmed(text, *match.span("place"), sure=False)


def public_places(text: str) -> Iterator[Where]:
    """A public place among other words: 清扫公园落叶."""
    for match in _PUBLIC.finditer(text):
        start, end = match.start("left"), match.end("place")
        stop = _LEFT_STOP.match(text[start : match.start("place")])
        if stop:
            start += stop.end()
        yield trimmed(text, start, end, sure=False)


def begins(text: str) -> Iterator[Where]:
    """The name of a house that begins a clause, whatever follows."""
    for match in _BEGINS.finditer(text):
        said = match["place"]
        other = _NOT_SUBJECT.match(said) or _ELSEWHERE.match(said) or GENERIC.fullmatch(said)
        if not other and not ACT.search(verbs_hidden(said)):
            yield trimmed(text, *match.span("place"), sure=False)
