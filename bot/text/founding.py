"""A branch that was founded, or is to be, as somebody tells it: name, type, who approved it when, who leads it."""

import re
from dataclasses import dataclass
from datetime import date

from bot.text.dates import read_dates
from bot.text.identity import read_numbers
from bot.text.names import is_name
from bot.text.normalise import fold_aligned

SUFFIX = "红十字会"
_TYPES = (
    ("冠名医疗机构", r"冠名.*(?:医院|医疗)"),
    ("志愿服务组织", r"志愿服务(?:队|组织|中心)$|义工(?:队|协会)$|志愿者协会$"),
    ("医疗机构", r"(?:医院|卫生院|卫生室|诊所|卫生服务中心|疾控中心|血站|急救中心|妇幼保健院)$"),
    ("学校", r"(?:小学|中学|大学|学院|学校|幼儿园|职高|技校|高中|初中|[一二三四五六七八九]中|[镇县实附]小|校)$"),
    ("开发区", r"(?:开发区|园区|高新区|新区)$"),
    ("街道", r"街道$"),
    ("乡镇", r"(?:镇|乡)$"),
    ("社区", r"(?:社区|小区|居委会)$"),
    ("村", r"(?:村|村委会)$"),
    ("两新组织", r"(?:协会|商会|联合会|合作社|基金会|事务所|学会)$"),
    ("机关", r"(?:局|委|政府|法院|检察院|机关|办事处|税务所|派出所)$"),
    ("企事业单位", r"(?:公司|厂|集团|银行|企业|超市|酒店|商场|中心|院|馆|站|社|所|店)$"),
)
_SAID = {
    "企业": "企事业单位", "单位": "企事业单位", "医院": "医疗机构", "镇": "乡镇", "乡": "乡镇", "协会": "两新组织",
}  # fmt: skip
_NAME_CORE = r"[\u3400-\u9fffA-Za-z0-9]{2,24}?"
_WITH_SUFFIX = re.compile(rf"(?P<name>{_NAME_CORE})(?:红十字会|红会)")
_BARE = re.compile(
    rf"(?P<name>{_NAME_CORE}(?:街道|社区|开发区|小学|中学|大学|学院|学校|幼儿园|医院|卫生院|公司|厂|集团|银行|协会|商会|合作社|"
    r"局|镇|乡|村))(?=$|[，,。；;、\s]|也|的|已|今|昨|前|上|成立|新|要|想|准备|召开|刚|是|建)"
)
_LEADING = re.compile(
    r"^.*?(?:新成立了?|成立了|新成立的|新建了?|新增了?|新添了?|新设了?|添加|录入|登记|组织名称|名称|全称|名字叫|叫做|叫|申请成立|想成立|要成立|准备成立|"
    r"成立|建立|建了?|帮我把|帮忙把|把|将|请将|在|为|给|我们镇|我们街道|我们乡|我们县|我们村|我们|咱们|咱|我镇|我县|我校|我院|本|今天|昨天|刚刚|上周|上午|下午|晚上|：|:)"
)
_OURS = re.compile(r"^(?:我们?|咱们?|俺们?|本|贵|该|这个?|那个?)(?:社区|村|镇|乡|街道|学校|校|单位|公司|厂|医院|院)?$")
_PARTY = r"(?:党工委|党委|党总支|党支部|党组|机关党委|党组织)"
_APPROVED_BY = re.compile(
    rf"(?:(?:经|由|获|得到|报)\s*)?(?P<body>[\u3400-\u9fffA-Za-z0-9]{{0,16}}?{_PARTY})(?:会议?)?(?:[^，,。；;\n]{{0,14}}?)(?:批准|批复|批的|同意|审批|研究|通过|发文|批了|批)"
)
_APPROVED_SAID = re.compile(
    r"(?:批准|审批|批复)(?:单位|机关|机构|组织|的?党组织)?(?:是|为|[:：])\s*(?P<body>[^\s，,。；;\n]{2,30})"
)
_NAMED = r"[:：是为由\s]{0,3}(?P<name>[\u3400-\u9fff·]{2,8})"
_TITLE = r"(?:[\u3400-\u9fff]{0,8}?(?:书记|主任|校长|院长|总经理|经理|主席|镇长|乡长|董事长|园长))?"
_PRESIDENT = re.compile(rf"(?<!副)(?:会长|负责人|牵头人|一把手)(?:是|由|为|叫|[:：])?\s*{_TITLE}{_NAMED}")
_SECRETARY = re.compile(rf"秘书长?{_NAMED}")
_STOP = re.compile(r"(?:担任|兼任|兼|同志|，|,|。|电话|手机|任|、|和|书记|主任)")
_SUPERIOR = re.compile(r"(?:上级(?:组织)?|隶属(?:于)?|归属)(?:是|为|[:：])?\s*(?P<name>[\u3400-\u9fffA-Za-z0-9]{2,24})")
_NOT_YET = re.compile(r"还没|没有?批|未批|没报|正在|准备|想|打算|要成立|申请成立|没下来|等")


@dataclass(frozen=True)
class Founding:
    """What a message says of a branch; None where it says nothing."""

    name: str | None = None
    type: str | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    founded: date | None = None
    president: str | None = None
    secretary: str | None = None
    phone: str | None = None
    superior: str | None = None


def read_founding(text: str, today: date) -> Founding:
    """Read a message about a branch. Never raises."""
    folded = fold_aligned(text)
    name = _name(folded)
    approved_on, founded = _days(folded, today)
    phone = next((one.value for one in read_numbers(folded, today) if not one.is_id), None)
    superior = _SUPERIOR.search(folded)
    return Founding(
        name,
        type_of(name) if name else None,
        approver(folded),
        approved_on,
        founded,
        _person(_PRESIDENT, folded),
        _person(_SECRETARY, folded),
        phone,
        superior["name"] if superior else None,
    )


def type_of(name: str) -> str | None:
    """The type of organisation that a name tells."""
    core = re.sub(r"(?:红十字会|红会)$", "", name)
    return next((kind for kind, pattern in _TYPES if re.search(pattern, core)), None)


def said_type(text: str) -> str | None:
    """The type that an answer names: 是学校, 社区的, 企业."""
    plain = fold_aligned(text)
    words = {
        "企业": "企事业单位",
        "单位": "企事业单位",
        "医院": "医疗机构",
        "镇": "乡镇",
        "乡": "乡镇",
        "协会": "两新组织",
    }
    names = [kind for kind, _ in _TYPES]
    found = next((kind for kind in names if kind in plain), None)
    return found or next((kind for word, kind in words.items() if word in plain), None) or type_of(plain.strip("。的 "))


def approver(text: str) -> str | None:
    """The Party organisation that approved, as it is said."""
    folded = fold_aligned(text)
    for pattern in (_APPROVED_SAID, _APPROVED_BY):
        if match := pattern.search(folded):
            body = re.sub(r"^.*?(?:经|由|获|已|了|日|号|是|，)", "", match["body"]) or match["body"]
            return body.strip()
    return None


def said_approver(text: str) -> str | None:
    """The Party organisation in a bare answer; None where it says that something is wrong."""
    if _WRONG.search(fold_aligned(text)):
        return None
    return approver(f"{text}批准") or text.strip(" 。，,")[:64] or None


_WRONG = re.compile(r"(?:写|打|说|搞|弄|填|记|输)?错了?|不对|有误|有问题|要改|改一下|改改|重填|重新填")
_DAY_SAID = re.compile(r"日期|时间|日子|几号|哪天|年份|月份")
_NAMED_FIELDS = (
    ("approved_on", r"批(?:准|复|文)?的?(?:日期|时间|日子)"),
    ("approved_by", r"批(?:准|复)?的?(?:单位|机关|组织|党)|哪[个家]?批"),
    ("approved_by approved_on", r"批准|审批|批复|批文|批的"),
    ("president", r"(?<!副)会长|负责人|牵头人"),
    ("type", r"类型|类别"),
    ("name", r"名称|名字|全称"),
)


def said_wrong(text: str) -> tuple[str, ...]:
    """The fields that a text says are wrong, without what they should be: 批准的写错了; () where it says none."""
    folded = fold_aligned(text)
    if len(folded) > 20 or not _WRONG.search(folded):
        return ()
    named = next((fields.split() for fields, pattern in _NAMED_FIELDS if re.search(pattern, folded)), [])
    return tuple(named or (["approved_on"] if _DAY_SAID.search(folded) else []))


def not_yet(text: str) -> bool:
    """Whether somebody who was asked says that it has not come to that yet."""
    return bool(_NOT_YET.search(fold_aligned(text)))


def _name(folded: str) -> str | None:
    for match in _WITH_SUFFIX.finditer(folded):
        core = _core(match["name"])
        if core:
            return core + SUFFIX
    for match in _BARE.finditer(folded):
        core = _core(match["name"])
        if core:
            return core + SUFFIX
    return None


def _core(said: str) -> str | None:
    core, before = said, ""
    while core != before:
        before, core = core, _LEADING.sub("", core)
    core = re.sub(r"^(?:的|了|个|一个|一家|家)+", "", core)
    bare = core in {"社区", "街道", "学校", "医院", "公司", "开发区", "企业"}  # 成立社区红十字会: no name yet
    return core if len(core) > 1 and type_of(core) and not bare and not _OURS.match(core) else None


def _days(folded: str, today: date) -> tuple[date | None, date | None]:
    """(day of approval, day of founding): each by the nearest word, a lone day is both."""
    approved = founded = None
    folded = re.sub(r"当[天日]|同[天日]", lambda said: "，" * len(said.group()), folded)  # the day that was just named
    days = read_dates(folded, today)
    for day in days:
        around = folded[max(0, day.at[0] - 8) : day.at[0]] + "|" + folded[day.at[1] : day.at[1] + 10]
        if re.search(r"批", around) and approved is None:
            approved = day.start
        elif re.search(r"成立|挂牌|揭牌|召开|组建|建", around) and founded is None:
            founded = day.start
    if approved is None and founded is None and len(days) == 1:
        approved = days[0].start
    return approved, founded


def _person(pattern: re.Pattern[str], folded: str) -> str | None:
    match = pattern.search(folded)
    if match is None:
        return None
    name = _STOP.split(match["name"])[0]
    name = name[:4] if "·" not in name else name

    return next((name[:size] for size in (len(name), 3, 2) if is_name(name[:size])), None)
