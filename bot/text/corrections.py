"""Corrections and answers in words: which field of whom is to be what. 电话最后一位是5, 第二个姓名是…, 李四不登了"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.text.dates import number, read_dates, year_of
from bot.text.identity import read_numbers
from bot.text.names import is_name
from bot.text.normalise import fold, fold_aligned

_FIELDS = (
    ("guardian_phone", r"(?:监护人|家长|父亲|母亲|爸爸|妈妈)的?(?:电话|手机|号码|联系方式)"),
    ("guardian_name", r"监护人|家长(?!会)"),
    ("id_number", r"身份证|证件"),
    ("phone", r"电话|手机|号码|联系方式|尾号"),
    ("birth_date", r"生日|出生|生于|年.{0,8}生(?:的|人)?[。.]?$"),
    ("gender", r"性别|是男的|是女的|男的|女的|是[男女][性生]?[。.]?$"),
    ("unit", r"(?:工作)?单位|学校|班级"),
    ("organisation", r"组织|登记到|登记在|归|所属|挂在"),
    ("kind", r"类型|类别|身份|改成?(?:成人|青少年)?(?:会员|志愿者)"),
    ("contact", r"联系人"),
    ("name", r"姓名|名字|姓|名"),
)
_TO = (
    r"(?:不是[^，,。]{1,20}[，,]?(?:应该|应)?是|改成|改为|换成|更正为|应该是|应是|应为|变成|写成|登记到|登记在|挂在|归到|归|"
    r"是|为|叫|[:：])"
)
_TAIL = re.compile(
    r"(?:最后|末尾|末|尾)(?:的)?(?P<n>[一两二三四1-4])?(?:位|号|个)?(?:数字?|号码)?"
    r"(?:是|改成|改为|应该是|应为|为|[:：])\s*(?P<digits>\d{1,4})(?!\d)"
)
_WHICH = re.compile(r"第(?P<n>[一二两三四五六七八九十\d]{1,2})[个位名条]")
_REST = re.compile(rf".*{_TO}\s*(?P<value>[^，,。；;\s]{{1,40}})", re.DOTALL)
_SKIPS = re.compile(r"跳过|先不[登录][他她]?|不[登录][他她]?了|[他她]先不|略过|先放着")
_LEAVES = re.compile(
    r"退会|退出|不再(?:是|当|担任)?(?:会员|志愿者)|注销|除名|去世|过世|不当(?:会员|志愿者)了|离开了|"
    r"从.{0,6}(?:会员|志愿者|名册|名单)(?:名册|名单)?(?:里面?|中)?(?:给|把)?(?:删|去掉|移除|移出|划掉|除掉|拿掉|撤)|(?:删掉?|去掉|移除|划掉)(?:这个|那个)?(?:会员|志愿者)"
)
_MOVES = re.compile(r"(?:转到|转入|转去|转往|调到|迁到|划到|转给|移到)(?P<where>[\u3400-\u9fffA-Za-z0-9]{2,30})")
_KINDS = (
    ("青少年会员", r"青少年"),
    ("团体会员", r"团体|单位会员"),
    ("志愿者", r"志愿者|义工|志工"),
    ("成人会员", r"会员|成人"),
)


# 把张三的电话改成…, 张三退会了: of whom something is said.
_OF_WHOM = re.compile(
    r"(?:^|[，,。；;\s])(?:请|麻烦|帮忙|帮我|给我|那|还有)*(?:把|将|给|让)?(?P<who>[\u3400-\u9fff·]{2,4}?)"
    r"(?=的?(?:(?:联系)?电话|手机|号码|联系方式|身份证|证件号|生日|出生|性别|(?:工作)?单位|学校|姓名|名字|监护人|家长)"
    r"|(?:他|她|要|想|已经|已|今天|昨天|申请|人)*(?:退会|退出|不再|注销|去世|过世|不当|离开|转到|转入|转去|转往|调到|迁到))"
)


@dataclass(frozen=True)
class Correction:
    """One field and its value; `tail` = only the last digits. `who` is a name or None, `which` a place in the list."""

    field: str
    value: str
    who: str | None = None
    which: int | None = None
    tail: bool = False


def read_correction(text: str, today: date, names: Sequence[str] = ()) -> Correction | None:
    """The correction that a text makes to one of `names`; None when it names no field and value."""
    folded = fold_aligned(text)
    who = next((name for name in sorted(names, key=len, reverse=True) if name and fold(name) in folded), None)
    which = _WHICH.search(folded)
    place = number(which["n"]) if which else None
    about = who, place - 1 if place else None
    rest = folded.replace(fold(who), "", 1) if who else folded
    if tail := _TAIL.search(rest):
        field = "id_number" if re.search(r"身份证|证件", rest) else "phone"
        return Correction(field, tail["digits"], *about, tail=True)
    for field, pattern in _FIELDS:
        if re.search(pattern, rest) and (value := read_value(field, rest, today)):
            return Correction(field, value, *about)
    return None


def read_value(field: str, text: str, today: date) -> str | None:
    """The value of a field in an answer to the question for it, or in a correction; None when there is none."""
    folded = fold_aligned(text)
    if field in ("phone", "guardian_phone"):
        numbers = [one.value for one in read_numbers(f"电话{folded}", today) if not one.is_id]
        return numbers[-1] if numbers else None
    if field == "id_number":
        numbers = [one.value for one in read_numbers(f"身份证{folded}", today)]
        return numbers[-1] if numbers else None
    if field == "birth_date":
        return _birth(folded, today)
    if field == "gender":
        found = re.findall(r"[男女]", folded)
        return found[-1] if found else None
    if field == "kind":
        return next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), None)
    return _words(field, folded)


def _birth(folded: str, today: date) -> str | None:
    days = [one.start for one in read_dates(folded, today) if one.exact and one.start <= today]
    if days:
        return days[-1].isoformat()
    if month := re.search(r"((?:19|20)?\d\d)\s*[年./-]\s*(1[0-2]|0?[1-9])(?:月|\D|$)", folded):
        year = year_of(month[1], today)
        return f"{year}-{int(month[2]):02d}"
    if only := re.search(r"((?:19|20)\d\d)\s*年?", folded):
        return only[1]
    return None


def _words(field: str, folded: str) -> str | None:
    said = _REST.match(folded)
    value = said["value"] if said else re.sub(r"^(?:我?叫|我是|他叫|她叫|就叫|是|姓名|名字)+[:：]?", "", folded.strip())
    value = re.sub(r"(?:的|吧|了|呢|啊)$", "", value.strip("，,。. 　"))
    if field in ("name", "guardian_name", "contact"):
        value = re.sub(r"(?:女士|先生|同志|老师)$", "", value)
        whole = is_name(value) or re.fullmatch(r"[\u3400-\u9fff·]{2,10}", value)
        return value if whole and not re.search(r"电话|没有|不知道|取消|确认", value) else None
    return value or None


def somebody(text: str) -> str:
    """The name of whom a correction speaks, as far as it can be a name; "" for none."""
    found = (match["who"] for match in _OF_WHOM.finditer(fold_aligned(text)))
    return next((who for who in found if is_name(who)), "")


def skips(text: str) -> bool:
    """Whether the person who is being asked about is to be left out."""
    return bool(_SKIPS.search(fold(text)))


def drops(text: str, name: str) -> bool:
    """Whether a text says that this person is not to be registered."""
    said = re.escape(fold(name))
    return bool(
        re.search(
            rf"{said}(?:就|先)?(?:不(?:登|报|来|录|要|加)|删|去掉|划掉|取消)|(?:不登记?|删掉?|去掉|划掉|别登){said}",
            fold(text),
        )
    )


_STATED = (
    r"(?:性别|(?:联系)?电话|手机号?码?|联系方式|号码|身份证号?码?|生日|出生(?:日期|年月)?|(?:工作)?单位|学校|监护人(?:的?(?:电话|手机))?|"
    r"家长(?:的?(?:电话|手机))?)(?:是|为|叫|[:：])\s*\S.*"
)
_BEING = r"是?(?:[男女](?:的|性|生|同志)?|(?:19|20)?\d\d年.{0,10}生(?:的|人)?|(?:出生于|生于).+)"


def states_fact(text: str, names: Sequence[str]) -> bool:
    """Whether a text states something of one of `names`, or of nobody by name: 王有福的性别是男, 他是1980年生的."""
    who = "|".join(re.escape(fold(name)) for name in sorted(names, key=len, reverse=True) if name)
    subject = rf"(?:(?:{who}|[他她]|这个人|刚才那个人?|此人)的?)?" if who else "(?:[他她]的?)?"
    return bool(re.fullmatch(rf"{subject}(?:{_STATED}|{_BEING})[。.!！]*", fold(text)))


_WRONG = re.compile(r"不对|错了?|串|岔|看花|[弄搞记说]混|反了|不是")


def says_what_is_wrong(text: str) -> bool:
    """Whether a text says that a fact of somebody is wrong: 手机号我看串行了, 张三的是…."""
    folded = fold(text)
    facts = [pattern for field, pattern in _FIELDS if field not in ("organisation", "kind")]
    return bool(_WRONG.search(folded)) and any(re.search(pattern, folded) for pattern in facts)


def says_a_change(text: str) -> bool:
    """Whether a text tells of something that is to be changed: 改成…, 从名册里删了."""
    return leaves(text) or bool(re.search(r"改[成为到]|换成|更正|删|去掉|移[出除]", fold(text)))


def leaves(text: str) -> bool:
    """Whether a text says that somebody is a member or volunteer no more."""
    return bool(_LEAVES.search(fold(text)))


_BRINGS_IN = re.compile(
    r"(?:转|调|迁|划|移)(?:过)?(?:到|入|来|进)?(?:我们|咱们?|俺们?|[我本](?=[镇乡村社街会校这])|这边|这里|这儿)|(?:转|调|迁|移)过来"
)
_OF_PEOPLE = re.compile(r"会员|志愿者|义工|志工|名册|[他她]|(?:这|那)个人")
_OF_THINGS = re.compile(r"款|钱|账|群|文件|消息|材料|经费|物资|链接")


def brings_in(text: str) -> bool:
    """Whether somebody who is elsewhere is to become one of ours: 那边的志愿者某某帮我转到我们镇来."""
    plain = fold_aligned(text)
    return bool(_BRINGS_IN.search(plain) and _OF_PEOPLE.search(plain)) and not _OF_THINGS.search(plain)


def moves_to(text: str) -> str | None:
    """Where somebody moves to, as it is said."""
    found = _MOVES.search(fold_aligned(text))
    return re.sub(r"(?:了|去了|去|吧)$", "", found["where"]) if found else None
