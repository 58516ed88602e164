"""Units that a message wants as members, with who speaks for each and how to reach it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.text.identity import Number
from bot.text.names import HAN, is_name
from bot.text.person_facts import (
    ADDRESS,
    LIKE_A_UNIT,
    SAYS_GROUP,
    SCHOOL_SHORT,
    UNIT_END,
    UNIT_PLAIN,
    UNIT_SAID,
    Place,
    without_orgs,
)
from bot.text.person_names import MARK, PLAIN_NAME, trimmed

_CONTACT = re.compile(
    r"(?:联系人|负责人|对接人|法人(?:代表)?|联络人|经办人|(?<=[，,。；;\s])找)(?:校长|院长|厂长|经理|主任|书记)?(?:是|为|叫|姓名)?"
    rf"{MARK}(?P<name>{PLAIN_NAME})"
)
_CELL = re.compile(rf"(?<!{HAN}){HAN}{{2,4}}(?!{HAN})")
_LABEL = re.compile(r"联系人|负责人|电话|手机|名称|地址|姓名|备注|类别|法人|人数|联系方式")
_BEFORE_UNIT = re.compile(
    r"^.*?(?:代表|我们是|我是|这里是|兹有|现有|我们|我司|登记|申请|新增|录入|团体会员|单位会员|是|把|将|给|为)"
)
_LEAD = re.compile(
    r"^(?:请|麻烦|帮忙?|把|将|给|为|(?:[我俺咱]们?[村镇乡县]?(?:那个|这个|的)?)|[村镇乡县区校]?[那这]个|[村镇乡县区]的|本单位|登记|新增|录入|办理|一家|(?:学校|单位|公司)?全称|[:：])+"
)
# A unit whose name does not end like one: only where what stands beside says that it is one.
_NAMED = re.compile(
    rf"(?:(?:团体|单位|集体)会员(?:单位)?|(?:团体|集体|以?单位名义)(?:入会|加入))(?:登记|报名|申请)?(?:名称|[一1]个|[一1]家)?[\s:：，,]*(?P<unit>{HAN}{{4,20}}?)(?=[\s，,。；;（(]|$|联系人|电话|负责人)"
    rf"|(?:^|[\s，,。；;把将])(?P<joins>{HAN}{{3,20}}?)"
    r"(?:自愿|愿意|想|要|申请|登记|报名|办理|加入|成为|录入|录成|作为|列为)+[^，,。；;\n]*(?:红十字|团体|单位会员|集体)"
)
# Endings of units that are not those of a place of work in general; only between marks, where a unit is looked for.
_MORE_ENDS = (
    r"农庄|山庄|庄园|酒庄|民宿|客栈|农家乐|渔家乐|煤矿|铁矿|石矿|电站|影城|影院|营业厅|营业所|门市部|门市|工作室|俱乐部|健身房|书院|学堂|学社|讲习所|"
    r"教育机构|机构|托管班|培训班|培训部|基金会|促进会|学会|总?工会|妇联|残联|同乡会|联谊会|业委会|管委会|理事会|行会|艺术团|合唱团|乐团|剧团|舞蹈团|车友会|"
    r"[酒茶饭]楼|旅社|饭庄|粮库|仓库|冷库|果园|茶园|花圃|苗圃|产业园|科技园|创业园|物流园|工业园|幼教|家政|代理|门诊部|门诊|药企|连锁|企业|商城|市场|码头|驿站|商行|车行|米行|药行|"
    r"作坊|工坊|[\u3400-\u9fff]坊|铺子|店铺|理发铺|快递点|养殖场|屠宰场|建材城|汽车城|家居城|美食城|游乐园|动物园|植物园|公园|景区|风景区|度假村|"
    r"收费站|服务区|航道站|船队|车队|马队|舰队|救援队|巡逻队|突击队|志愿队|服务队|义工队|支部|总支|党委|团委|团支部|班级|项目部|指挥部|分公司|办事处|"
    r"管理处|管理局|监理站|监测站|中心校|完小|教学点|分校|校区|大厦|大楼|物业处|网格|楼栋"
)
_MORE_UNITS = re.compile(
    rf"(?:^|(?<=[\s，,。；;：:、\n(（])|(?<=我们)|(?<=我是))(?P<unit>{HAN}{{2,18}}?(?:{_MORE_ENDS}))(?=[\s，,。；;、(（)）\x01]|$|想|要|申请|自愿|愿意|入|加入|做|的|报|办|当|作为|成为|登记|也)"
)
# A unit that wants to join is a group member, whether or not it says so: 鸿运五金店想入会. Schools want a branch.
_JOINS_END = rf"(?:{UNIT_END}|{_MORE_ENDS}|物流|快递|[店铺厂所行社馆])"
_JOINS = re.compile(
    rf"(?:^|[\s，,。；;：:]|我们|这个?|那个?)(?P<unit>{HAN}{{2,16}}?{_JOINS_END})(?<![小中大]学)(?<!学[校院])"
    r"(?=(?:也|都|今年|现在|刚刚?)*(?:入个会|(?:(?:想|要|愿意?|自愿|申请|准备|打算|报名|希望)(?:要|申请)?)+"
    r"(?:入个?会|加入(?!.{0,8}志愿)|参加红|成为会员|当会员)))"
)
_GROUP_FORM = re.compile(
    rf"(?:登记|新增|录入|加|报)(?:一?[个家])?会员(?:单位)?[\s:：，,]*(?P<unit>{HAN}{{1,16}}?{_JOINS_END})"
    r"(?=[\s，,；;、(（][^。\n]*(?:联系人|负责人|法人|对接人|联络人))"
)
_OF_A_UNIT = re.compile(r"[的里]|老板|员工|职工|老师|医生|护士|会员|志愿|我$|他|她|孩子|^(?:我|本)?们?[单公]")
_AS_GROUP = "作为团体会员"
# 有家公司要入会: none that is named.
_ANY_UNIT = re.compile(
    r"(?:有|某|另|这|那|还有|我们?有)?[一1]?[个家所间](?:小|大)?(?:公司|企业|单位|工厂|厂子?|店铺?|学校|医院|机构|商店|饭店|酒店|超市|商户)"
)
_A_POST = re.compile(
    r"^(?:店长|庄主|老板娘?|经理|总经理|主任|校长|园长|院长|厂长|矿长|队长|会长|社长|站长|所长|联系|电话|负责|"
    r"法人|地址|办公室)"
)
_ANY_TEAM = re.compile(r"(?:志愿者?)?(?:服务|志愿|义工|救援)队")
_SEGMENT = re.compile(
    r"[；;。\n]+|[，,](?=同时|另外|还有|再|并|顺便)|[，,](?=[^，,。；;\n]{0,12}(?:报|当|做|是|为)(?:红十字)?(?:志愿者|义工))|[，,](?=[^，,。；;\n]*(?:个人|本人|也)[^，,。；;\n]*(?:会员|志愿者))"
)
_OF_A_PERSON = re.compile(r"成人会员|青少年会员|志愿者|义工|(?:为|成|名|个)会员|个人会员|(?<![体位])会员[:：]")


@dataclass(frozen=True)
class MemberUnit:
    """Where the unit's name stands, who speaks for it, and its telephone."""

    at: Place
    contact: str | None
    phone: Number | None


def of_units_and_of_people(folded: str) -> tuple[str, str]:
    """The text twice, of the same length: what speaks of units, and what speaks of people who join beside them."""
    units, people = list(folded), list(folded)
    of_a_person, start = False, 0
    for end in [*(m.end() for m in _SEGMENT.finditer(folded)), len(folded)]:
        segment = folded[start:end]
        if SAYS_GROUP.search(segment):
            of_a_person = False
        elif _OF_A_PERSON.search(segment):
            of_a_person = True
        (units if of_a_person else people)[start:end] = re.sub(r"[^\n]", " ", segment)
        start = end
    return "".join(units), "".join(people)


def with_groups_named(text: str, folded: str) -> str:
    """A text that says of each unit which wants to join that it does so as a group member.

    `folded`: the same text for reading, of the same length.
    """
    ends = {
        match.end("unit")
        for pattern in (_JOINS, _GROUP_FORM)
        for match in pattern.finditer(folded)
        if not _OF_A_UNIT.search(match["unit"])
    }
    for end in sorted(ends, reverse=True):
        text = text[:end] + _AS_GROUP + text[end:]
    return text


def member_units(folded: str, numbers: Sequence[Number], seen: Sequence[Place]) -> list[MemberUnit]:
    """Every unit once, in the order of the text. `seen`: where the trained model finds them; by rules when nowhere."""
    phones = [number for number in numbers if not number.is_id]
    places = list({folded[slice(*place)]: place for place in reversed(seen)}.values())[::-1] or _units(folded)
    places = [place for place in places if not _ANY_UNIT.fullmatch(folded[slice(*place)])]
    found = []
    if len(places) == len(phones) > 1 and phones[0].at[0] > places[-1][0]:  # 甲厂、乙厂，电话分别是…、…
        return [MemberUnit(place, None, phone) for place, phone in zip(places, phones, strict=True)]
    for place, following in zip_longest(places, places[1:]):
        end = following[0] if following else len(folded)
        start = 0 if len(places) == 1 else place[0]
        own = [number for number in phones if start <= number.at[0] < end]
        shared = phones[:1] if len(phones) == 1 else []
        found.append(MemberUnit(place, contact_of(folded, (start, end), place), next(iter([*own, *shared]), None)))
    return found


def contact_of(folded: str, region: Place, unit: Place | None) -> str | None:
    """Who speaks for a unit: said so, or named in a cell behind it."""
    if match := _CONTACT.search(folded, *region):
        return trimmed(match["name"]) or None
    cells = _CELL.findall(folded, unit[1], region[1]) if unit else []
    return next((cell for cell in cells if is_name(cell)), None)


def _units(folded: str) -> list[Place]:
    plain = without_orgs(folded)
    plain = ADDRESS.sub(lambda m: " " * len(m.group()), plain)
    said = [m.span("unit") for m in UNIT_SAID.finditer(plain) if not _LABEL.match(m["unit"])]
    plainly = [m.span("unit") for m in UNIT_PLAIN.finditer(plain) if len(m["unit"]) > 3 and "会员" not in m["unit"]]
    plainly = sorted([*plainly, *(m.span("unit") for m in SCHOOL_SHORT.finditer(plain))])
    named = [m.span(m.lastgroup or 0) for m in _NAMED.finditer(folded)]
    wider = [m.span("unit") for m in _MORE_UNITS.finditer(plain) if "会员" not in m["unit"]]
    for places in (said, sorted({*plainly, *wider}), named):
        if found := list(_distinct(folded, [_without_lead(folded, place) for place in places])):
            return found
    return []


def _without_lead(folded: str, place: Place) -> Place:
    """The unit's name without what leads to it: 我们是…, 把…"""
    start, end = place
    for pattern in (_BEFORE_UNIT, _LEAD):
        lead = pattern.match(folded[start:end])
        if lead and lead.end() < end - start:
            start += lead.end()
    return start, end


def _distinct(folded: str, places: Sequence[Place]) -> Iterator[Place]:
    names = [folded[slice(*place)] for place in places]
    for n, (name, place) in enumerate(zip(names, places, strict=True)):
        part = any(name in other and (name != other or m < n) for m, other in enumerate(names) if m != n)
        if (
            len(name) > 2
            and not part
            and not _A_POST.match(name)
            and not (_ANY_TEAM.fullmatch(name) and len(names) > 1)
            and not LIKE_A_UNIT.fullmatch(name)
            and not re.search(r"红十字|会员|以上|下列|以下|怎么|什么|哪|多少|如何", name)
        ):
            yield place
