"""What a message says of a person: kind, gender, birth, unit, Red Cross organisation, skills."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.text.dates import Found, number, year_of
from bot.text.names import HAN, LEAD
from bot.text.normalise import fold

ADULT, YOUTH, GROUP, VOLUNTEER = "成人会员", "青少年会员", "团体会员", "志愿者"
Place = tuple[int, int]  # where something begins and ends
GROWN_UP = 18  # years
# --- what is said of a person
_GENDER = re.compile(
    r"(?<![\u3400-\u9fff])(?:性\s*别)?[\s:：=|｜]*(男|女)(?:性|的|士|孩|生|娃|同志)?(?=[\s，,、；;。|｜)）/~～♀♂]|$|性|生|"
    r"\d)|性\s*别[\s:：=|｜是]*(男|女)|[，,、\s(（](男|女)[，,、\s)）]"
)
_CALLED = re.compile(r"(?P<gender>[男女])(?:的|方|孩|生|娃)?(?:名?叫|是|[:：])?\Z")
# 是尚大姐介绍来的: not who is spoken of
_WHO_BROUGHT = re.compile(
    rf"{HAN}{{0,3}}(?:先生|小伙|大爷|大叔|大哥|师哥|弟弟|老公|丈夫|儿子|爷爷|女士|小姐|姑娘|大姐|大妈|阿姨|妹妹|妹子|老婆|妻子|女儿|奶奶)"
    r"(?:你|您|介绍|推荐|引荐|带|拉|喊|叫我|动员|让我|发动|劝|告诉|说)"
)
_HE = re.compile(
    r"先生|小伙|大爷|大叔|大哥|师哥|我弟|弟弟|老公|丈夫|儿子|孙子|爷爷|老头|男同[志学]|男会员|男志愿者|男士|男的|男娃|男孩"
)
_SHE = re.compile(
    r"女士|小姐|姑娘|大姐|大妈|阿姨|我妹|妹妹|老婆|妻子|女儿|闺女|孙女|奶奶|妹子|女同[志学]|女会员|女志愿者|大娘|大婶|老太太?|女的|女娃|女孩"
)
_BIRTH_BEFORE = re.compile(
    r"(?:出生(?:日期|年月日?|时间)?|生日|生于|生辰|出生于)(?:更正|改|应该|应当|应)?[\s:：=|｜是为在成]{0,4}$"
)
PUT_RIGHT = re.compile(
    r"(?:(?:更正|改|应该|应当|应|实际|正确的?)[为是成]?|(?:错|不对|有误)了?[，,](?:应该|应|实际)?[是为]|(?<![可所])以)[:：]?$"
)
_BIRTH_AFTER = re.compile(r"^\s*(?:日)?(?:出生|生(?!产|活|意|病)|生人)")
_NO_BIRTH = re.compile(
    r"(?:入会|加入|入党|参加工作|申请|报名|登记|填表|活动|培训|日期|时间|截至|今天|有效期|到期|开始|毕业)[^，,。；;\s]{0,4}$"
)
_MONTH_ONLY = re.compile(
    r"(?<![\d./-])(?P<y>(?:19|20)?\d\d)\s*(?:年|[./-])\s*(?P<m>1[0-2]|0?[1-9])\s*月?份?(?=\s*(?:出?生|$|[，,。；;\s)）]))"
)
_SHORT_YEAR = re.compile(  # 88-10-10
    r"(?<![\d./-])(?P<y>[3-9]\d|0\d)(?P<s>[-./])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>[0-3]?\d)(?![\d./-])"
)
_AGE = re.compile(r"(?:今年|年龄|现年)?[\s:：=|｜]*(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:周岁|岁|岁半)")
UNIT_END = (
    r"有限责任公司|有限公司|股份公司|集团公司|集团|公司|工厂|[纺化机电钢药酒糖茶砖布纸]?厂|小学|中学|高中(?!生)|初中(?!生)|大学(?!生)|学院|学校|幼儿园|职高|技校|卫校|党校|师范(?!生)|医院|卫生院|"
    r"卫生室|医务室|诊所|卫生服务中心|"
    r"服务中心|营业厅|[流业产技]园(?!区)|[医师高]专|中心|(?<=农)商行|(?<=农)信社|(?<=村)镇银行|邮储|支行|分行|银行|信用社|派出所|公安局|供电所|消防站|消防队|交警队|税务局|电信局|邮局|法院|检察院|政府|办事处|街道办(?!事处)|村委会|居委会|委员会|事务所|律所|药店|药房|超市|商场|酒店|饭店|餐厅|宾馆|[饭面茶餐菜]馆|"
    r"合作社|商会|协会|联合会|研究所|研究院|设计院|出版社|报社|电视台|车站|加油站|[农林牧渔市机]场|水厂|电厂|物业|公交|环卫所|养老院|福利院|敬老院|图书馆|档案馆|科技馆|体育馆|美术馆|纪念馆|博物馆|文化馆|局(?!长)|所(?![属在有长])|厂(?!长)|"
    r"社(?![区会长])|店(?![长员])|站(?!长)|院(?!长)|校(?!长)|(?<!带)(?<!领)(?<!组)队(?![长员])"
)
_UNIT_LIKE = re.compile(UNIT_END)
LIKE_A_UNIT = re.compile(rf"(?:{UNIT_END})$")
_WORKS = re.compile(
    r"(?:在|于|就职于|任职于|供职于|就读于|来自|毕业于)(?P<unit>[\u3400-\u9fffA-Za-z0-9]{2,24}?)"
    r"(?:里)?(?:上班|工作|教书|任教|教|读书|上学|读|念书|当(?!志愿|义工|会员)|任职|做(?!志愿|义工)|就职|打工|开|值班|执勤|供职|实习|支教|跑|管|学习|学)"
)
_POST_AT = re.compile(r"(?:就职于|任职于|供职于|就读于)(?P<unit>[\u3400-\u9fffA-Za-z0-9]{2,24}?)(?=[，,。；;\s]|$)")
UNIT_SAID = re.compile(
    r"(?:工作\s*单位|单\s*位(?:名称|全称)?|所在单位|就读学校|所在学校|所在公司|学校班级|(?<![\u3400-\u9fff])(?:(?:学校|院校|班级|公司)(?:全称|名称)?|(?:小学|初中|高中|大学|幼儿园)(?=是|[:：])))(?:(?:[^\S\n]|[:：=|｜是])+|名?叫|名称[:：]?|(?<=工作单位))(?!电话|手机|姓名|性别|类别|联系|职务|备注|身份|出生|年龄|住址|地址|序号)(?P<unit>[^\s，,。；;|"
    r"｜\n]{2,40})"
)
_BRANCH = r"(?:[\u3400-\u9fff]{0,6}(?:支行|分行|分公司|营业部|校区|分校|分院))?"
UNIT_PLAIN = re.compile(rf"(?P<unit>[\u3400-\u9fffA-Za-z0-9]{{1,20}}?(?:{UNIT_END})+{_BRANCH})")
_SCHOOL_IN_SHORT = re.compile(
    r"(?P<unit>[\u3400-\u9fff]{1,3}[小中])(?=[一二三四五六七八九]年级|[初高][一二三])"
)  # 镇小四年级
SCHOOL_SHORT = re.compile(
    r"(?P<unit>[\u3400-\u9fff]{1,4}?(?:[一二三四五六七八九十]|实|附|镇)[小中])(?=[，,。；;、\s）)]|$|读|上学|的?学生|教[师学]|老师|教[^师]|[一二三四五六七八九]年级|[初高])"
)
_CLASS = re.compile(
    r"(?:[一二三四五六七八九初高大\d]+\s*年级.*|[初高大][一二三四].*|[（(]?\d+[)）]?\s*班.*|[一二三四五六七八九][（(]\d+[)）]班.*)$"
)
SCHOOL_PLAIN = re.compile(
    rf"(?:^|[，,。；;\s])(?P<unit>{HAN}{{2,10}}?(?:小学|中学|学校|学院|幼儿园))(?=[，,。；;、\s的]|$)"
)
ORG = re.compile(
    r"(?P<org>[\u3400-\u9fffA-Za-z0-9]{2,20}?(?:红十字会|红十字(?:服务|工作|救护)站|红会|红十字(?!青少年|精神|事业)))(?!会员(?!$)|志愿)"
)
_BEFORE_ORG = re.compile(
    r"^.*(?:(?:想|要|申请|自愿|愿意|打算|怎[么样][才能可以]*|如何[才能可以]*)(?:加?[入进]|报|参加)|加入|报名参加|参加|成为|申请|我们?|咱们?|你们|在|给|为|到|来|去|"
    r"是|归|登记[到进]?|录到|当|做)|^[入进报](?!贤)"
)
_ANY_ORG = re.compile(r"(?:青少年|学校|所在|所属|本地|当地|单位|申请|本)红")
ORG_SAID = re.compile(
    r"(?:所属(?:组织|红会|红十字会)?|所在组织|加入组织|组织|归属|隶属)[\s:：=|｜是为]+(?P<org>[^\s，,。；;|｜\n]{2,24})"
)
_PLACE = re.compile(
    rf"(?P<org>[\u3400-\u9fff]{{1,8}}?(?:街道|社区|镇|乡|村))(?=[，,。；;、\s)）]|$|的(?!{HAN}(?:[，,。；;\s]|$))|志愿者|会员|新|登记|这边|这里|上|今|现有|又|来了)"
)
ADDRESS = re.compile(r"(?:住址|地址|家住|住在?|户籍|籍贯|现住)[^，,。；;\n]*")
SAYS_VOLUNTEER = re.compile(r"志愿者|志愿时长|志工|义工|志愿服务|做志愿|当志愿|志愿队")
SAYS_GROUP = re.compile(
    r"[(（](?:团体|单位|集体)[)）]|团体会员|单位会员|集体会员|团体入会|集体入会|单位入会|单位加入|以单位名义"
)
_YOUTH = re.compile(r"青少年会员|学生会员|少年会员|小会员|青少年红十字会员|红十字青少年")
_SIGNS_UP = re.compile(r"报(?:个|上|一?下)?名")
_FOR_WHAT = re.compile(r"会员|入会|加入|志愿|义工|志工|活动|培训|讲座|课|班|比赛|献血|红会|红十字会员|救援|那场|这场")


def signs_up_for_nothing_said(text: str) -> bool:
    """Whether somebody is to be signed up, and it is not said for what: 我想给我儿子报名."""
    plain = fold(text)
    return bool(_SIGNS_UP.search(plain)) and not _FOR_WHAT.search(plain)


_HOW_TO_JOIN = re.compile(
    r"(?:怎么|怎样|如何|咋样?)(?:样|才)*(?:能够?|可以)?(?:成为?|当上?|做|变成|加入|入会|申请(?:成为|加入|当|入会)?|报名(?:当|做|成为))"
)


def asks_how_to_join(text: str) -> bool:
    """Whether a text asks how one becomes a member or a volunteer, and names nobody: 怎么成志愿者."""
    plain = fold(text)
    return bool(_HOW_TO_JOIN.search(plain)) and not re.search(r"[给帮替]|登记|录入|\d{7}|\x01", plain)


SAYS_ADULT = re.compile(r"成[人年]会员")
_ADULT = re.compile(r"成人会员|成年会员|成人")
_MEMBER = re.compile(
    r"会员|入会|加入(?:咱们|我们|你们|本地|当地)?(?:的)?(?:红十字|红会|组织)|(?:参加|入)(?:\S{0,10})(?:红十字会|红会)|入红会|红会[^，,。；;\n]{0,2}[想要]入|[申自想要]请?愿?[要想]?加入|愿意加入|志愿加入"
)
_PUPIL = re.compile(
    r"小学|[一二三四五六1-6]年级|初[一二三中]|高[一二三中]|幼儿园|中学.{0,6}(?:班|年级|学生|读)|小学生|中学生|初中生|高中生|小朋友"
)
_CHANGED = re.compile(r"(?:改成|改为|换成)(?P<rest>.*)", re.DOTALL)
# A word of kind that stands before the names it is said of.
_HEADING = re.compile(
    r"(?:(?<=[\s、.，,；;。:：])|^)(?:登记|新增)?(?:(?P<youth>青少年会员)|(?P<volunteer>志愿者)|(?P<adult>成人会员|会员))(?:名单)?(?:[一二两三四五六七八九十\d]+[名位人个])?(?=[\s:：]|[叫是](?!谁|什么|哪))"
)
_KIND_OF_GROUP = {"youth": YOUTH, "volunteer": VOLUNTEER, "adult": ADULT}
_WAS = re.compile(
    r"(?:已经|本来|原来|早就|以前)(?:就)?是[^，,。；;\s]{0,8}(?:志愿者|会员|义工)|不(?:是|当|做)(?:志愿者|会员|义工)"
    r"|[做干当](?:志愿者|义工|志工)(?:都|也|已经|快|有)*[\d一二两三四五六七八九十几半好多]+(?:多|来)?(?:年|个月|场|次|回)"
    r"|[做干当][了过][^，,。；;\s]{0,6}(?:志愿者|义工|志工)"
)
_GROWN = re.compile(
    r"(?:我是|是一?名|职务|职业|(?:[小中]学|幼儿园|[高初]中)(?:的)?)(?:\S{0,4})(?:老师|教师)|教书|任教|校长|教[语数英]|保安|职工|退休|上班|工作"
)
# 单位：镇中心幼儿园, with nothing that says which class
_WORKS_AT_SCHOOL = re.compile(
    r"单位\s?[:：]?\S{0,14}(?:小学|中学|幼儿园|[高初]中)|(?:小学|中学|幼儿园|[高初]中)(?:的)?(?:园长|厨师|"
    r"厨工|门卫|保育员|校医|会计|后勤|司机|食堂|宿管)"
)
_IS_PUPIL = re.compile(r"年级|班(?!主任)|学生|小朋友|初[一二三]|高[一二三]|监护|家长|孩子|女儿|儿子|闺女|青少年")
_SKILLS_SAID = re.compile(r"(?:会(?![员费议])|懂|擅长|善于|特长|技能)[^，,。；;\n\x01]{1,30}")
_SKILL = re.compile(
    r"急救|救护|开车|驾驶|手语|游泳|摄影|英语|外语|心理咨询|心肺复苏|电脑|维修|护理|烹饪|书法|舞蹈|音乐|绘画|"
    r"理发|电工|潜水|攀岩|无线电"
)


def kind_of(said: str, whole: str) -> str | None:
    changed = _CHANGED.search(whole)
    for text in (changed["rest"] if changed else "", _WAS.sub("", said), _WAS.sub("", whole)):
        for kind, pattern in ((YOUTH, _YOUTH), (VOLUNTEER, SAYS_VOLUNTEER), (ADULT, _ADULT), (ADULT, _MEMBER)):
            if pattern.search(text):
                return kind
    return None


def kind_by_heading(bare: str, place: int, first: int) -> str | None:
    """The kind of one among several, where kinds head their names: 会员：甲，乙；志愿者：丙. None when they do not.

    Where the first name stands before any kind, as in a table, kinds follow their names.
    """
    heads = list(_HEADING.finditer(bare))
    if len({head.lastgroup for head in heads}) < 2 or _CHANGED.search(bare) or first < heads[0].start():
        return None
    above = [head for head in heads if head.end() <= place]
    return _KIND_OF_GROUP[str(above[-1].lastgroup)] if above else None


def is_young(said: str, born: str | None, today: date) -> bool:
    if born:
        year, month, day = ([int(part) for part in born.split("-")] + [1, 1])[:3]
        return today.year - year - ((today.month, today.day) < (month, day)) < GROWN_UP
    if age := _AGE.search(said):
        years = _years(age["n"])
        if years is not None:
            return years < GROWN_UP
    works = _WORKS_AT_SCHOOL.search(said) and not _IS_PUPIL.search(said)
    return bool(_PUPIL.search(said)) and not _GROWN.search(said) and not works


def tells_age(said: str) -> bool:
    """Whether an age, or what only a grown-up does, is said."""
    return bool(_AGE.search(said) or _GROWN.search(said))


def _years(text: str) -> int | None:
    return number(text) if len(text) < 4 else None


def glued_gender(folded: str, name: str) -> str | None:
    """The 男 or 女 right behind a name, with no further character of a word (甘棠男), or before it (男的叫甘棠)."""
    place = folded.find(name) if name else -1
    while place >= 0:
        after = folded[place + len(name) :]
        if after[:1] in ("男", "女") and not re.match(HAN, after[1:]):
            return after[0]
        if called := _CALLED.search(folded[max(0, place - 8) : place]):
            return called["gender"]
        place = folded.find(name, place + 1)
    return None


def gender_said(said: str, alone: bool) -> str | None:
    if found := re.search(
        r"(?:(?:不对|错了|更正|[写打]错|打快了|手快了|[点选搞弄]错了?|手误)[^。\n男女]{0,8}|应该是|应当是|应是|应为|改为|改成)(男|女)",
        said,
    ):
        return found[1]
    if found := _GENDER.search(said):
        return next(group for group in found.groups() if group)
    if not alone:
        return None
    said = _WHO_BROUGHT.sub("", said)
    he, she = bool(_HE.search(said)), bool(_SHE.search(said))
    return None if he == she else "男" if he else "女"


_OF_ALL = re.compile(r"[都均全]是|均为|以上|[两二三四五六七八九几\d]+[位名个](?=[男女])")


def of_all(folded: str, after: int) -> Place:
    """Where a message goes on, behind the names, with what is said of all: 都是…, 两位女同志."""
    match = _OF_ALL.search(folded, after)
    return (match.end() if match else len(folded)), len(folded)


def gender_of_all(said: str, anywhere: bool = False) -> str | None:
    """As what is said of all begins: 女的, 女同志; `anywhere` in it when it speaks of nothing else."""
    genders = {found for match in _GENDER.finditer(said) for found in match.groups() if found} if anywhere else set()
    return said[0] if said[:1] in ("男", "女") else genders.pop() if len(genders) == 1 else None


def birth_said(bare: str, dates: Sequence[Found], region: tuple[int, int], today: date) -> str | None:
    """A day that is said to be that of birth, or one long ago that is not said to be something else."""
    start, end = region
    found: list[tuple[tuple[bool, bool], str]] = []
    for day in dates:
        if not start <= day.at[0] < end or not day.exact:
            continue
        before, after = bare[max(0, day.at[0] - 12) : day.at[0]], bare[day.at[1] : day.at[1] + 6]
        said = bool(_BIRTH_BEFORE.search(before) or _BIRTH_AFTER.match(after))
        if said or (day.start.year < today.year - 1 and not _NO_BIRTH.search(before)):
            found.append(((bool(PUT_RIGHT.search(before)), said), day.start.isoformat()))
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    if day_short := _short_day(bare, region, today):
        return day_short
    for match in _MONTH_ONLY.finditer(bare, start, end):
        year = year_of(match["y"], today)
        before = bare[max(0, match.start() - 12) : match.start()]
        if year and 1900 < year < today.year and not _NO_BIRTH.search(before):
            return f"{year}-{int(match['m']):02d}"
    return None


def _short_day(bare: str, region: Place, today: date) -> str | None:
    """A day of birth with two digits for the year: 88-10-10."""
    for match in _SHORT_YEAR.finditer(bare, *region):
        if _NO_BIRTH.search(bare[max(0, match.start() - 12) : match.start()]):
            continue
        try:
            day = date(year_of(match["y"], today) or 0, int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        if day < today:
            return day.isoformat()
    return None


def skills_of(said: str) -> tuple[str, ...]:
    """What somebody can do, as the clauses that speak of it name it."""
    clauses = (m.group() for m in _SKILLS_SAID.finditer(said))
    return tuple(dict.fromkeys(skill for clause in clauses for skill in _SKILL.findall(clause)))


def unit_of(said: str) -> str | None:
    said = re.sub(ORG, lambda m: " " * len(m.group()), said)
    said = _OWN_TEAM.sub(lambda m: " " * len(m.group()), said)
    for pattern in (UNIT_SAID, _POST_AT, _WORKS):
        if match := next((m for m in pattern.finditer(said) if not _CLASS.fullmatch(m["unit"])), None):
            return _without_class(match["unit"])
    if match := _SCHOOL_IN_SHORT.search(said) or SCHOOL_SHORT.search(said):
        return match["unit"]
    for match in UNIT_PLAIN.finditer(ADDRESS.sub("", said)):
        unit = _without_class(
            LEAD.sub("", re.sub(r"^.*?(?:我是|我在|本人|均为|均系|都来自|来自|在|是|把|将)", "", match["unit"]))
        )
        if (len(unit) > 2 or unit in _SHORT_UNITS) and not _NO_UNIT.search(unit):
            return unit
    return None


_SHORT_UNITS = ("卫校", "党校", "技校", "林场", "农场", "牧场", "渔场", "医专", "师专")


_NO_UNIT = re.compile(
    r"的|闺女|儿子|女儿|红十字|志愿|派出$|居住|会员|[我本贵][院校厂局队站店所会村公]|(?:家|家里|家中)有|^[有是个]"
)
# The volunteers' own team is no place of work.
_OWN_TEAM = re.compile(
    r"(?:红十字)?(?:会)?(?:应急|青年|青少年|社区)?(?:志愿者?(?:服务|救援|应急)?|救援|救护|党员突击|突击)(?:大|支|分)?队"
)
_UNIT_OF_ALL = re.compile(
    rf"(?:[都全]是|均为|以上.{{0,6}}是|我们(?:都|全)?是)(?P<unit>[\u3400-\u9fff]{{2,20}}?(?:{UNIT_END}))"
)


def unit_of_all(whole: str) -> str | None:
    """A unit that is said of all: 都是…的."""
    match = _UNIT_OF_ALL.search(whole)
    return match["unit"] if match and "红十字" not in match["unit"] else None


def unit_of_list(before: str, behind: str) -> str | None:
    """A unit that stands over a list, or is said to be one behind it."""
    said = next((m["unit"] for m in UNIT_SAID.finditer(behind) if not _CLASS.fullmatch(m["unit"])), None)
    schools = (match["unit"] for match in SCHOOL_PLAIN.finditer(behind) if not _NO_UNIT.search(match["unit"]))
    return (said and _without_class(said)) or unit_of(before) or next(schools, None)


def _without_class(unit: str) -> str:
    return _CLASS.sub("", unit).rstrip("的（(") or unit


def org_of(said: str) -> str | None:
    """The Red Cross organisation that a text names, or the place whose organisation is meant."""
    if match := ORG_SAID.search(said):
        return match["org"]
    for org, _ in _orgs(said):
        if not _ANY_ORG.match(org) and (len(org) > len("红十字会") or (org.endswith("红会") and len(org) > 3)):
            return org
    for match in _PLACE.finditer(ADDRESS.sub("", said)):
        org = re.sub(r"^(?:都|均|全|我们|咱们|我是|本人是|是|在|把|将|请|给|帮|登记|家住|住)+", "", match["org"])
        if len(org) > 2 and not re.search(r"所在|我|哪", org):
            return org
    return None


def without_orgs(said: str) -> str:
    """With blanks in place of the Red Cross organisations."""
    for _, (start, end) in _orgs(said):
        said = said[:start] + " " * (end - start) + said[end:]
    return said


def _orgs(said: str) -> Iterator[tuple[str, Place]]:
    """What is called a Red Cross organisation, without the words that lead to it."""
    for match in ORG.finditer(said):
        lead = _BEFORE_ORG.match(match["org"])
        start = match.start("org") + (lead.end() if lead else 0)
        yield said[start : match.end("org")], (start, match.end("org"))


def without(said: str, name: str) -> str:
    """Without a name, except where a unit is called like it: 幸福 of 幸福面馆."""
    if not name:
        return said
    first, *rest = said.split(name)
    return first + "".join((name if _UNIT_LIKE.match(one) else " ") + one for one in rest)
