"""Ways to say that something was at a place: 地点：…, 在…, 走进…, 从…回来; or its name alone between two marks."""

import re
from collections.abc import Iterator

from bot.text.place_names import (
    ACT,
    FLOOR,
    GENERIC,
    LONGEST,
    NAMES,
    NO_PLACE,
    NO_PLACE_IN,
    RUN,
    Where,
    cut,
    trimmed,
    verbs_hidden,
)

_WHOLE = re.compile(
    rf"(?:在|于|地点)?(?P<place>[\u3400-\u9fffA-Za-z0-9·#\-]{{0,16}}?(?:{NAMES})(?:的)?(?:{FLOOR})"
    rf"*(?:(?<=楼)\d{{3,4}})?|(?:(?!到|至)[\u3400-\u9fff]){{1,8}}(?:[一二三四五六七八九十\d]{{1,4}}(?:号楼|楼|层|室|"
    rf"会议室)(?:\d{{2,4}}(?:室|教室)?)?))(?:里|内|"
    rf"中)?$"
)
# What lies in the land: only where it stands by itself, 石壁山, 清水潭.
_LAND = re.compile(
    r"(?![净护巡看爬登上下游过跨走翻沿绕大小出跑])(?!滑坡|山洪|塌方)[\u3400-\u9fff]{1,5}(?:山|崖|局|坪|河|湖|江|溪|潭|岛|湾|"
    r"滩|坡|沟|峰|谷|洞|岩|塘|港|渠|堤|海|岸|林|院|校|店|坊|亭|库|阁|轩|苑|寨|屯|墟|圩|庄|城|巷|桥|渡|埠|坳|垭|"
    r"(?<!一)堂|(?<!平)台|馆|楼|园|站|厅|棚|廊)(?:脚下|顶|边|下|上|里|旁)?"
)
_LABEL = re.compile(
    rf"(?:活动|培训|演练|举办|集合|培训)?(?:地点|地址|场地|位置)(?:在|是|为|设在|定在|选在|安排在|:|"
    rf"\s|就)*(?P<run>{RUN}[^,，。;；\n!?、\x01]{{0,30}})"
)
_MOVED = re.compile(rf"(?:改|换|移|挪|转|搬)(?:在|到|至|成|为)了?(?P<run>{RUN}{{2,30}})")
_AT = re.compile(
    rf"(?<![现正存实旨内潜贵重意救自好不就都])(?<![^出生务究管法电]所)(?:(?:设|摆|定|放|安排|选|开|"
    rf"办|建|驻|聚|停|搭|布置|"
    rf"集合|集中|位|住)?在|位于|设于|设点于|深入到)(?P<run>{RUN}{{2,34}})"
)
_AT_PLAIN = re.compile(rf"(?:正|就|都)在(?P<run>{RUN}{{2,34}})")
_TO = re.compile(
    rf"(?:(?<![感受学得达收接看听遇想做直找拿领等忙搞讲请来邀召送])到(?![了场会位岗来期底\d])|"
    rf"(?<![送上过下出进寄捐失除])去(?:了一?趟|过)?(?![了年世])|(?:跑|来|到)了?一?趟|前往|赶往|赶赴|奔赴|赴|来到|走进|走入|深入|进驻|"
    rf"开进|开到|驶入|驶进|抵达|到达|赶到|送到|跑到|带到|请到|搬到|拉到|约在|停(?:在|到)?(?![水电课工止留])|参观了?|逛了?|游了?|游览|"
    rf"(?<![走推挺引改促前先])进了?(?!行|入|一步|会|修|货|步|站)|入驻|(?<![加收进录])入(?!户|会|库|"
    rf"队|党|伙|选|围))(?P<run>{RUN}{{2,30}})"
)
_AT_WRITTEN = re.compile(rf"于(?P<run>{RUN}{{2,24}}?)(?=举行|举办|开展|召开|进行|集合|开班)")
# 蛋糕3层, 书架五层
_NOT_FLOORS = re.compile(r"(?:蛋糕|书架|货架|抽屉|馒头|蒸笼|床铺|口罩|纱布)[\d一二两三四五六七八九十]{1,2}层$")
# 从滑坡点撤回
_FROM = re.compile(rf"从(?P<run>{RUN}{{2,16}}?)(?=撤|回来|返回|归来|收队|赶回|出来|救出|转移|接出|抬出|背出|解救)")
_STALL = re.compile(
    rf"(?:^|[,，。;；\n\s\x01])在?(?P<run>{RUN}{{2,14}}?)(?:摆|设|支|搭|布|架)(?:了|的|起|着|好|出)*(?:一?[个张处])?(?:台|摊|点|桌|展|棚|咨询|服务|展板|帐篷)"
)
_ROOM = re.compile(r"[一二三四五六七八九十\d](?:号楼|楼|层|室)\d{2,4}$")
_ANY_POST = re.compile(r"(?:献血|采血|服务|咨询|宣传|义诊|救护|急救|值守|便民|爱心)(?:点|站|岗|车|摊)")
_DISTRICT = re.compile(r"(?:街道|社区|村|镇|乡|县|区)$")


def labelled(text: str) -> Iterator[Where]:
    """Behind the word for it: 地点：文化礼堂."""
    for match in _LABEL.finditer(text):
        run = match["run"].rstrip()
        bare = re.search(r"[地场位][点址地置]$", match.group()[: -len(match["run"])])
        if bare and not re.fullmatch(rf"(?:.{{0,10}}(?:{NAMES})|.{{1,8}}?{FLOOR})(?:{FLOOR})*", run):
            continue
        cut = re.search(r"\s|(?:时间|人数|参加|主题|内容|时长|志愿者|对象)", run)
        end = match.start("run") + (cut.start() if cut and cut.start() > 1 else len(run))
        yield trimmed(text, match.start("run"), end)


def moved(text: str) -> Iterator[Where]:
    """Moved there: 改到三楼会议室."""
    for match in _MOVED.finditer(text):
        if found := cut(text, match.span("run"), True):
            yield found


def ats(text: str, ends_like_a_place: bool) -> Iterator[Where]:
    """In or at it: 在广场摆摊. Without `ends_like_a_place` any words up to what is done there are taken."""
    found = [match for pattern in (_AT, _AT_PLAIN) for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda one: one.start()):
        if NO_PLACE.match(match["run"]) and not re.match(
            r"(?:各|多|全|不|家)[^,]{0,3}(?:路口|村|小区|社区|点|里|中)", match["run"]
        ):
            continue
        if place := cut(text, match.span("run"), ends_like_a_place):
            yield place
        nested = re.search(r"(?<=.)在", match["run"])
        if nested and (place := cut(text, (match.start("run") + nested.end(), match.end("run")), ends_like_a_place)):
            yield place


def tos(text: str) -> Iterator[Where]:
    """Gone to: 走进三小, 到敬老院."""
    for match in _TO.finditer(text):
        if NO_PLACE.match(match["run"]):
            continue
        found = cut(text, match.span("run"), True)
        if (found and not GENERIC.match(text[slice(*found.at)])) or (
            found
            and not re.search(r"[进入]了?$", match.group()[: -len(match["run"])])
            and len(text[slice(*found.at)]) > 1
        ):
            yield found


def written(text: str) -> Iterator[Where]:
    """As it is written: 于镇文化站举行."""
    for match in _AT_WRITTEN.finditer(text):
        if found := cut(text, match.span("run"), True):
            yield found


def alone(text: str) -> Iterator[Where]:
    """A place between two marks, with nothing else: …，校医院，…"""
    pieces = [
        (match.start(), match.end())
        for match in re.finditer(r"[^,，。;；、\n:：\s\x01()（）!?/|+]+", text)
        if 2 <= len(match.group()) <= LONGEST
    ]
    # The first piece is rather who reports than where, when another follows; a house is rather where than a district.
    order = sorted(
        pieces,
        key=lambda piece: (
            bool(_DISTRICT.search(text[slice(*piece)]) or _ANY_POST.fullmatch(text[slice(*piece)])),
            piece[0] == 0,
        ),
    )
    for start, end in order:
        whole = _WHOLE.fullmatch(text[start:end])
        if whole is None:
            said = text[start:end]
            if (
                _LAND.fullmatch(said)
                and not re.search(r"[在去到来往至从]", said[:-1])
                and not ACT.search(verbs_hidden(text[start:end]))
            ):
                yield Where((start, end))
            continue
        place = whole["place"]
        if re.search(r"(?:红会|红十字会)[+、和与/]$", text[:start]):
            continue  # who does it together with us
        if _NOT_FLOORS.search(place):
            continue
        shadow = verbs_hidden(place)
        act = ACT.search(shadow)
        if (
            (act and not (_ROOM.search(place) and len(act.group()) == 1))
            or NO_PLACE_IN.search(place)
            or re.search(
                r"红十字会$|红会$|活动$|^(?:讲|上|下)课|[一二三四五六七八九十\d][个支]|(?:大|小|微)(?:讲堂|"
                r"课堂)$|楼到",
                place,
            )
        ):
            continue
        if re.search(
            (
                r"(?:专|现|全|首|[\d一二两三四五六七八九十]|登|退|入|(?<!派)出|到|开|收|主|各|本|我)(?:场|园|"
                r"院|校|店|站|室|厅|馆|社|所|村|镇)$"
            ),
            place,
        ):
            continue
        if re.fullmatch(
            (
                r"(?:全|本|各|每|多|几|\d+|[一二两三四五六七八九十]+)[个所家座处]?(?:社区|村|乡|镇|街道|场|堂|班|组|站|点|所|院|"
                r"室|馆|店|园|厂|学校|小学)(?:里|内)?"
            ),
            place,
        ):
            continue
        at = start + whole.start("place")
        yield trimmed(text, at, at + len(place))


def stalls(text: str) -> Iterator[Where]:
    """Where a stall was put up: 校门口摆了个台."""
    for match in _STALL.finditer(text):
        if (
            not re.search(r"[去到来往帮]", match["run"])
            and not NO_PLACE.match(match["run"])
            and (found := cut(text, match.span("run"), True))
        ):
            yield found


def froms(text: str) -> Iterator[Where]:
    """Come back from: 从滑坡点撤回."""
    for match in _FROM.finditer(text):
        if found := cut(text, match.span("run"), True):
            yield found
