"""Questions about people of the register: about one by name, about oneself, about those of some property, about a list
of names, about who came and who went."""

import re
from dataclasses import dataclass

from bot.text.dates import number
from bot.text.names import is_name, never_a_name
from bot.text.normalise import clean, fold, fold_aligned
from bot.text.numbers import TOKEN
from bot.text.person_lists import may_be_odd_name

# --- one person by name ---------------------------------------------------------------------------------------------

_LEAD = re.compile(
    r"^(?:请问|帮我|帮忙|麻烦|给我|我想知道|我想|想知道|想|请|查询|查一下|查一查|查查|查下|查|看看|看一下|看下|看|找一下|找找|找|搜一下|搜|"
    r"问一下|问问|了解一下|了解|核实一下|核实|调一下|调出|把|那个|那|这个|有没有|有个|一个|叫|一下|下|会员里|名册里|会员|志愿者|"
    r"咱们?|我们?|你们?|这里|这儿|这边|里|的|[,，。:：、\s])+"
)
_PLACE = re.compile(r"^.{2,24}?(?:红十字会|红会|社区|街道|开发区|小学|中学|大学|学校|医院|卫生院|公司|[镇村乡县区])的?")
_WHEN = r"(?:哪一?年|哪一?天|哪个月|几月|什么时[候间]|几时|何时|啥时候|多久前)"
_NUMERAL = r"[\d一二三四五六七八九十〇零]{1,4}"
_DAY = re.compile(
    rf"(?:(?:[今去前本]年|{_NUMERAL}年)(?:度|年?[底末])?)?的?(?:{_NUMERAL}月(?!份?来)|上上?个?月|本月)份?[底末]?(?:{_NUMERAL}[日号])?|"
    rf"(?:[今去前本]年|{_NUMERAL}年)(?:度|年?[底末])?的?|[昨前]天"
)
_FRAME = re.compile(
    r"(?:这个人|这位|同志|会员|志愿者|老师|女士|先生)?(?:"
    r"(?:到底|究竟)?是(?:谁|哪[个位](?:呀|啊|呢)?|什么人|哪里的|哪个(?:社区|组织|单位|红会|村|学校)的?)(?:呀|啊|呢|的)*[?？。]*$|"
    r"(?:当时|现在|还|已经|目前)*(?:是|算)(?:不是|不算)?(?:我们|咱们?|这里|这边|这儿|本|你们|当时)?.{0,12}?(?:会员|志愿者)|"
    r"(?:现在|目前|还|已经)*(?:在|有没有在)(?:不在)?.{0,12}?(?:登记|登了|名册|名单|注册|入会|会员|志愿者)|"
    r"的?(?:电话|手机号?|联系方式)(?:号码)?(?:是?(?:多少|几)|(?:帮|给|替|麻烦|请)?(?:忙|我|您|你)?(?:查|找|发|说|报|告诉)一?下?|给一?下?我)|"
    r"在哪个(?:社区|组织|单位|红会|村|学校)|属于哪|归哪个|"
    r"(?:有没有|有无|是否|是不是|已经|到底|还)*(?:登记|入会|入了会|注册|加入|退会|转会|登上)(?:成功|过|上)*(?:了)*(?:吗|没有?|么|不|呢)|"
    r"的(?:会员|志愿者|个人|登记|入会|会籍|转会)?的?(?:资料|信息|情况|档案|记录|履历|电话|手机号?|联系方式|号码|单位|类别|转会)(?!.*(?:改|换|谁|更|错|删))|"
    rf"(?:是)?{_WHEN}(?:入|加|登记|成为|当上?|转|退|进|注册)|"
    r"(?:入会|加入|登记|转会|退会)(?:的)?(?:时间|日期|年份)|(?:入会|当会员)多久"
    r")"
)
_CALLED = re.compile(r"叫(?P<name>[\u3400-\u9fff·]{2,8}?)的(?:人|会员|志愿者|同志)?(?:吗|没有?|么)?[?？。]*$")
_OFFICE = re.compile(r"经理|主席|委员|理事|干事|[院校厂局队站店所会村组社镇乡区县市班团]长$|全体|所有|任期|全部|多少")
_LONGEST = 4


@dataclass(frozen=True)
class Asked:
    """Whose name a question says; `sure` when it is one by its surname and need not be in the register."""

    name: str
    sure: bool


_FEW = 16  # characters; more is a question of its own
_HOURS = re.compile(r"(?:多少|几)个?(?:小时|钟头)|时长|(?:做|干|服务)了?(?:多久|多长时间|多少时间)")
_OF_THAT = re.compile(r"^(?:那|那么|对了|还有|[,，\s])*(?:[他她]|ta|TA|这个人|这位|此人|那个人|本人)")


def asks_hours(text: str) -> bool:
    """Whether a text asks for how long somebody served: 骆远帆多少小时了. Hours for a star are not meant."""
    folded = fold(text)
    return bool(_HOURS.search(folded)) and "星" not in folded


def asks_hours_of_that_one(text: str) -> bool:
    """Whether a few words ask so of who was talked about: 她多少小时了, 他做了多久了."""
    return len(text) <= _FEW and bool(_OF_THAT.search(text)) and asks_hours(text)


def of_hours(question: str) -> str:
    """The question for the hours of whom another question was about."""
    return f"{question}的服务时长"


def read_asked(text: str) -> Asked | None:
    """Whom a question is about: 陈小雅是谁, 柳岸社区的甘棠登记了吗. None when it is about nobody by name."""
    folded = _DAY.sub("", re.sub(r"\s+", "", fold_aligned(text)))
    if called := _CALLED.search(folded):
        return Asked(called["name"], is_name(called["name"]))
    bare = _LEAD.sub("", folded)
    rests = [folded, bare]
    if member := re.search(
        r"(?:会员|志愿者|名单|名册)(?:里面?|上|中|的)*(?=[\u3400-\u9fff·]{2,6}的?(?:电话|手机|联系方式))", folded
    ):
        rests.append(folded[member.end() :])
    for rest in (folded, bare):
        if place := _PLACE.match(rest):
            rests.append(_LEAD.sub("", rest[place.end() :]))
    found = [one for rest in dict.fromkeys(rests) for one in _before_frame(rest)]
    return next((one for one in found if one.sure), found[0] if found else None)


def _before_frame(rest: str) -> list[Asked]:
    found = []
    dotted = re.match(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8}){1,3}", rest)
    lengths = range(dotted.end(), rest.rindex("·", 0, dotted.end()) + 1, -1) if dotted else range(_LONGEST, 1, -1)
    for length in lengths:
        name = rest[:length]
        if not re.fullmatch(r"[\u3400-\u9fff·]{2,}", name) or never_a_name(name) or _OFFICE.search(name):
            continue
        if re.search(r"[我你他她咱俺您谁]|自己", name):
            continue
        if re.match(r"[现正还都]在", rest[length - 1 : length + 1]):  # 那现在: an adverb ends where the name would
            continue
        if _FRAME.match(rest[length:]):
            found.append(Asked(name, is_name(name)))
    return found


# --- oneself ---------------------------------------------------------------------------------------------------------

_OWN = re.compile(
    r"(?<![给帮])(?:我自己|我本人|本人|我)(?!们)(?:的?(?:会员|志愿者|个人|登记|入会|会籍)的?(?:信息|资料|记录|档案|情况|身份|日期|时间|年份|状态)|"
    r"的(?:信息|资料|记录|档案)|(?:现在|到底|还)?(?:是|算)(?:我们|咱)?.{0,8}?(?:会员|志愿者)(?:吗|么|不|没|呢|了)|(?:是不是|算不算).{0,8}?(?:会员|志愿者)|"
    rf"(?:是)?{_WHEN}(?:入|加|登记|成为|当上?|注册)|(?:入会|当会员|当志愿者)(?:多久|几年)|"
    r"(?:自己)?(?:登记|留|填|报)的?(?:是)?(?:哪个|什么|啥)?(?:手机|电话|单位|生日|名字)|"
    r"(?:有没有|是不是|是否)?(?:登记|入会|注册)(?:成功|上)?(?:了)?(?:吗|没有?|么)|是哪个(?:社区|组织|红会|单位)的)"
)


def asks_of_oneself(text: str) -> bool:
    """Whether somebody asks for his own record: 我的会员信息, 我是哪年入会的."""
    return bool(_OWN.search(fold(text)))


# 那她现在算不算会员了, 我妈的申请批了没: somebody for whom the asker applied.
_APPLICANT = re.compile(
    r"(?:[他她]们?|我(?:妈|爸|爷爷|奶奶|婆婆|老公|老婆|爱人|儿子|女儿|孩子|娃|朋友|同事)|孩子|申请|报名)[^,，。;；\d]{0,8}"
    r"(?:算不算|是不是|算(?=.{0,6}了)|成了?会员|入成|通过|批(?:下来|准|了)|审(?:核|批|过|完)?|同意|生效)"
)


def asks_of_applicant(text: str) -> bool:
    """Whether somebody asks what became of an application for another: 那她现在算会员了吗."""
    return bool(_APPLICANT.search(fold(text)))


_ID = r"(?:身份证|证件|身份)(?:号码?|的号|信息|编号)?"
_TELL = r"(?:告诉|发|给我?看?|念|报给|说|透露|提供|查一?下?|看一?下?)"
_ASKS_FOR_NUMBERS = re.compile(
    rf"{_ID}.{{0,14}}(?:{_TELL}|是?多少|是什么|是啥)|{_TELL}.{{0,16}}{_ID}号|(?:完整|全部|不打码|没打码|明文)的?(?:手机|电话|号码)|(?:手机|电话)号?.{{0,3}}(?:完整|全号|不打码)|"
    r"(?:会员|志愿者|大家|他们|大伙)的?(?:手机|电话|联系方式)号?码?(?:都|全|一起)(?:发|给|告诉)"
)
# 手机号也看不了？ 身份证都不能查？
_NOT_EVEN = re.compile(
    rf"(?:{_ID}|(?:手机|电话|联系方式)号?码?)(?:的?(?:[前后末][三四五六346]位|尾号))?(?:也|都|就|还)?(?:不行|看不[了到]|不[给让能](?:看|查|说|发)?|查不[了到]|不可以)"
)
_NOT_FOR_ONE = re.compile(
    r"登记|报名|入会|更正|改|换|填|补|错|导|名单|名册|花名册|清单|表|所有|全[部县市镇街校村]|都要|怎么|要不要|需要|必须|格式|几位"
)


def asks_for_numbers(text: str) -> bool:
    """Whether somebody's ID number or whole telephone number is asked for: 把张三的身份证号发我."""
    plain = fold(text)
    return (
        bool(_ASKS_FOR_NUMBERS.search(plain) or _NOT_EVEN.search(plain))
        and not _NOT_FOR_ONE.search(plain)
        and not TOKEN.search(plain)
    )


# --- properties ------------------------------------------------------------------------------------------------------

_MISSING = r"(?:没有?填?|没有填|缺少?|未填写?|没留|没写|没登记?|无|空着|不填)"
_EMPTY = r"(?:都)?(?:还)?(?:没填|没有|没写|没留|缺失?|空着?|为空|未填|不全|没登)"
_PHONE = r"(?:联系)?(?:电话|手机号?码?|联系方式)"
_AGE = r"(?P<{}>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})"
_FEMALE = re.compile(
    r"女性?的?(?:青少年)?(?:会员|志愿者|成员|的有|的多少)|(?:会员|志愿者)(?:里|中|里面)?(?:的)?女(?:性|的)"
)
_MALE = re.compile(
    r"男性?的?(?:青少年)?(?:会员|志愿者|成员|的有|的多少)|(?:会员|志愿者)(?:里|中|里面)?(?:的)?男(?:性|的)"
)
_BOTH = re.compile(r"男女|性别(?:比例?|构成|分布|统计)|男.{0,4}女.{0,6}(?:各|分别)")
_GROWN = re.compile(
    r"(?:满|够|过|超过|到)了?(?:18|十八)(?:周?岁)?.*?(?:青少年|学生会员)|(?:青少年|学生会员).*?(?:满|够|过|超过|到)了?(?:18|十八)|"
    r"青少年会员.{0,8}(?:该|要|应该|需要|可以)(?:转|变|改)(?:为|成|到)?成[人年]"
)
_OLDER = re.compile(rf"(?:{_AGE.format('a')}周?岁?(?:以上|及以上)|(?:超过|年满|大于|过)了?{_AGE.format('b')}周?岁?)")
_YOUNGER = re.compile(rf"(?:{_AGE.format('a')}周?岁?以下|(?:不满|未满|小于|不到|低于){_AGE.format('b')}周?岁)")
_BETWEEN = re.compile(rf"{_AGE.format('a')}周?岁?(?:到|至|-|~|—){_AGE.format('b')}周?岁")
# What the register does not keep, as it is called.
_NOT_KEPT = {
    "政治面貌": r"党员|政治面貌|团员|民主党派",
    "民族": r"少数民族|民族|汉族|回族|藏族",
    "文化程度": r"学历|文化程度|大专|本科|研究生",
    "职业": r"职业|退伍军人|退役军人",
    "婚姻状况": r"已婚|未婚|婚姻",
}


@dataclass(frozen=True)
class Filters:
    """What people are asked for. Ages are whole years: `older` at least, `younger` at most. `not_kept` names a property
    that the register does not know."""

    no_phone: bool = False
    no_id: bool = False
    gender: str | None = None  # 男, 女, or 男女 for each of them
    grown_up: bool = False  # young members who have come of age
    older: int | None = None
    younger: int | None = None
    not_kept: str | None = None

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters()


def read_filters(text: str) -> Filters:
    """The properties that a question about people names."""
    plain = fold(text)
    grown = bool(_GROWN.search(plain))
    older, younger = (None, None) if grown else _ages(plain)
    gender = "男女" if _BOTH.search(plain) else "女" if _FEMALE.search(plain) else "男" if _MALE.search(plain) else None
    return Filters(
        bool(re.search(rf"{_MISSING}(?:登记)?(?:过)?{_PHONE}|{_PHONE}{_EMPTY}", plain)),
        bool(re.search(rf"{_MISSING}身份证|身份证号?码?(?:信息)?{_EMPTY}", plain)),
        gender,
        grown,
        older,
        younger,
        next((name for name, pattern in _NOT_KEPT.items() if re.search(pattern, plain)), None),
    )


def _ages(plain: str) -> tuple[int | None, int | None]:
    if between := _BETWEEN.search(plain):
        return _years(between, "a"), _years(between, "b")
    over, under = _OLDER.search(plain), _YOUNGER.search(plain)
    older = _years(over, "a", "b") if over and "岁" in plain else None
    younger = _years(under, "a", "b") if under and "岁" in plain else None
    if under and younger is not None and under["b"]:
        younger -= 1
    return older, younger


def _years(match: re.Match[str], *groups: str) -> int | None:
    said = next((match[group] for group in groups if match[group]), "")
    return int(said) if said.isdigit() else number(said)


# --- who came and who went -------------------------------------------------------------------------------------------

_JOINED = re.compile(
    r"新增|新加入|新加|新入会|新发展|新登记|新注册|新来|新会员|新志愿者|(?<!没)(?<!未)入会的|入的会|入会多少|加入的|登记了几|登记了多少|登了几|登记的|多了(?:多少|几)|增加"
)
_LEFT = re.compile(r"退会|退出|退队|走了|离开|流失|少了(?:多少|几)|减少|注销|转走|转出")


def changes(text: str) -> str | None:
    """Whether a question is about those who came ("joined") or went ("left") in a period."""
    plain = fold(text)
    if _LEFT.search(plain):
        return "left"
    return "joined" if _JOINED.search(plain) else None


# --- a list of names -------------------------------------------------------------------------------------------------

_ON = r"(?:名册|名单|花名册|册子?|系统|库)"
_CHECK = re.compile(
    rf"(?:哪些人?|谁|有谁|哪几个人?|哪[个位]人?)?(?:还|都)?(?:在不在|不在|没在|没有在)(?:我们|咱们?|本.{{0,3}})?的?.{{0,8}}?{_ON}(?:里|上|中|内)?|"
    r"(?:哪些人?|谁|有谁|哪几个人?|哪[个位]人?|有没有)(?:还|都|是|已经|已)*(?:没有?|未|没)?(?:在.{0,10}?)?(?:登记|入会|注册|登过?)(?:过|的|上|了)*|"
    rf"(?:对|核对|比对|核|查对|对照)(?:一下|一对|一|下)?.{{0,8}}?{_ON}|(?:是不是)?(?:都|全)(?:已经)?(?:登记|入会|在册|在{_ON}里?)(?:过|了)*(?:吗|没有?|么)"
)
_PARTS = re.compile(r"[\n:：。？?！!]+")
_CELLS = re.compile(r"[、，,;；\s/|]+|(?<=[\u3400-\u9fff]{2})(?:以及|还有|[和与跟及])(?=[\u3400-\u9fff]{2})")
_NUMBERING = re.compile(r"^[#＃]?(?:\d{1,3}[.、)）．]?|[(（]\d{1,2}[)）]|[①-⑳])\s*")


def names_to_check(text: str) -> list[str]:
    """The names that are to be held against the register, when a text asks that of two or more."""
    plain = TOKEN.sub(" ", clean(text))
    if not _CHECK.search(fold_aligned(plain)):
        return []
    parts = [part for part in _PARTS.split(plain) if part.strip()]
    lists = [part for part in parts if not _CHECK.search(part)]
    names = [name for part in lists for name in _names_of(part)]
    if len(names) < 2:
        names = [name for part in parts for piece in _CHECK.split(part) for name in _names_of(piece or "")]
    return list(dict.fromkeys(names)) if len(names) > 1 else []


def _names_of(part: str) -> list[str]:
    cells = [_NUMBERING.sub("", cell.strip()) for cell in _CELLS.split(part)]
    bare = [
        re.sub(r"[\d(（）)]+.*$|等(?:人|同志)?$|这?[一二三四五六七八九十两]+个?人$|这些人?$", "", cell)
        for cell in cells
    ]
    return [cell for cell in bare if is_name(cell) or (len(cells) > 1 and may_be_odd_name(cell))]


_MANY_JOINED = re.compile(
    r"(?:发展|新增|招|吸收|新登记|新加入|新入)(?:了|到|进来?)?[^，,。;；]{0,4}(?:多少|几)[个名位]?(?:新)?(?:会员|志愿者|人)"
    r"|(?:多少|几)[个名位]?新(?:会员|志愿者)"
)


def asks_how_many_joined(text: str) -> bool:
    """Whether a text asks how many joined, not how far a target is reached: 今年发展了多少新会员."""
    plain = fold(text)
    return bool(_MANY_JOINED.search(plain)) and not re.search(
        r"目标|任务|指标|完成|还要|还差|还得|每[周月]|需要|应该", plain
    )
