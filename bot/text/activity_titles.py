"""The title of an activity: what stands in 《》 or quotation marks and names it, or is called its theme."""

import re

_QUOTED = re.compile(
    r"《(?P<a>[^《》\n]{2,40})》|“(?P<b>[^“”\n]{2,40})”|「(?P<c>[^「」\n]{2,40})」|"
    r"『(?P<d>[^『』\n]{2,40})』|\"(?P<e>[^\"\n]{2,40})\"|【(?P<f>[^【】\n]{2,40})】|"
    r"‘(?P<g>[^‘’\n]{2,40})’"
)
_THEME = re.compile(
    r"(?:活动|培训|讲座|宣传)?(?:主题|名称|题目|标题|课题)(?:名称)?(?:是|为|叫|叫做|定为|"
    r":)+\s?[“\"《「]?(?P<title>[^,，。;；\n“”\"《》「」]{2,40}?)"
    r"(?=\s[\u3400-\u9fff]{2,6}:|[,，。;；\n“”\"《》「」]|$)"
)
_NAMED_BEFORE = re.compile(
    r"(?:以|主题(?:是|为|叫|:)?|名(?:称|字)?(?:叫|是|为|:)?|题(?:目|为)?(?:叫|是|:)?|叫做?|名为|"
    r"名叫|围绕|开展(?:了)?|举办(?:了)?|举行(?:了)?|组织(?:了)?|参加(?:了)?|启动(?:了)?|搞了?|"
    r"办了?|场|次|堂|期|个|的|召开|推出|的课|课)\s?$"
)
_NAMED_AFTER = re.compile(
    r"^(?:为主题|为题|主题|活动|系列|专题|讲座|培训|公益|宣传|演练|课|行动|专场|志愿|大赛|比赛|"
    r"竞赛|班会|[\u3400-\u9fff]{0,8}(?:活动|培训|讲座|演练|行动|课程|课|宣传|大赛|比赛|班|夏令营|"
    r"营|慰问|义诊|沙龙|论坛|仪式|会)|[,，。]?$|[,，。])"
)
_WRITING_BEFORE = re.compile(
    r"(?:发放|分发|派发|学习|宣传|解读|宣讲|印发|签订|签署|观看|播放|阅读|赠送|发|送|依据|根据|"
    r"按照|贯彻|落实|填写|领取|张贴|收到|转发|编印|宣读|合唱|演唱|朗诵|表演|唱|高唱|讲解|介绍|展示|"
    r"放映|悬挂|挂|拉|打出|写着|印有|贴|授予|荣获|获得|颁发|评为|称为|"
    r"所谓)(?:了)?(?:[\u3400-\u9fff]{0,6})?$"
)
_WRITING = re.compile(
    r"(?:手册|折页|红十字会法|献血法|民法典|保护法|促进法|管理法|防治法|应对法|慈善法|宪法|条例|"
    r"办法|意见|通知|规定|规划|证书|证|指南|读本|倡议书|承诺书|登记表|协议|宣言|公约|一封信|细则|"
    r"方案|标准|纲要)$"
)
_NICKNAME = re.compile(
    r"^(?:三献|三救|三救三献|五有|五进|博爱|人道|红会|志愿红|三下乡|两癌|三高|一老一小|双减|四点半|"
    r"小候鸟|空巢|候鸟|救命神器|红马甲|小红帽|红十字|救护员|心肺复苏|海姆立克|生命之树|黄金四分钟|"
    r"黄金4分钟|爱心礼包|健康包|你好|好的|收到|人道[、,，]?博爱[、,，]?奉献|[五三四六]?[·\d.]+)$"
)
SHORTEST = 4  # characters of a quotation that is a title without being called one


def read_title(text: str, folded: str) -> tuple[str, tuple[int, int]] | None:
    """The title as typed and where it stands, None when there is none; `folded` is the text in the same length."""
    # Quotation marks are folded differently by different keyboards: the text as typed is searched.
    best: tuple[int, str, tuple[int, int]] | None = None
    for match in _QUOTED.finditer(text):
        group = str(match.lastgroup)
        if folded[match.start()] == "\n":  # 【时间】: a label
            continue
        said, before, after = match[group].strip(), folded[: match.start()], folded[match.end() :]
        score = _score(said, before, after, book=group == "a")
        if score > 0 and (best is None or score > best[0]):
            best = score, said, match.span(group)
    theme = _THEME.search(text) or _THEME.search(folded)
    if theme and not re.match(r"(?:班会|教育|宣传|党日|活动|讲座)", theme["title"]) and (best is None or best[0] < 3):
        return theme["title"].strip(), theme.span("title")
    return (best[1], best[2]) if best else None


def _score(said: str, before: str, after: str, book: bool) -> int:
    """How surely a quotation is the activity's title; 0 = it is not."""
    if _NICKNAME.match(said) or (_WRITING_BEFORE.search(before[-12:]) and not re.match(r"(?:为主题|为题|主题)", after)):
        return 0
    if book and _WRITING.search(said):
        return 0
    if re.match(r"(?:为主题|为题|主题)", after) or re.search(
        r"(?:主题|题目|名称|名为|名叫|题为)(?:是|为|叫|:)?\s?$", before
    ):
        return 4
    if len(said) < SHORTEST and not _NAMED_AFTER.match(after):
        return 0
    if _NAMED_AFTER.match(after) and after:
        return 3 if _NAMED_BEFORE.search(before) or len(said) >= SHORTEST else 2
    if _NAMED_BEFORE.search(before):
        return 2
    return 1 if len(said) >= SHORTEST + 1 else 0
