"""People in a message that are to be registered: one or many, in a sentence, a form, a roster or a 接龙."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from bot.text.dates import Found, read_dates
from bot.text.identity import Number, birth_of, gender_of, read_numbers
from bot.text.name_tagger import JOINING, UNIT, Tagged, tagger
from bot.text.names import HAN, SURNAMES, is_name
from bot.text.normalise import fold_aligned
from bot.text.person_choice import SURE, Spot
from bot.text.person_facts import (
    ADULT,
    GROUP,
    PUT_RIGHT,
    SAYS_ADULT,
    SAYS_GROUP,
    SAYS_VOLUNTEER,
    YOUTH,
    Place,
    birth_said,
    gender_of_all,
    gender_said,
    glued_gender,
    is_young,
    kind_by_heading,
    kind_of,
    of_all,
    org_of,
    skills_of,
    tells_age,
    unit_of,
    unit_of_all,
    unit_of_list,
    without,
)
from bot.text.person_names import (
    CHILD,
    GUARDED_BY,
    GUARDIAN,
    OTHERS,
    PARENT_IS,
    SELF,
    as_typed,
    read_spots,
    trimmed,
)
from bot.text.person_text import as_read, blanked
from bot.text.person_units import MemberUnit, contact_of, member_units, of_units_and_of_people, with_groups_named

_SURE_OF_A_UNIT = 0.8  # probability; set like those of `person_choice`
_ORG_FOLLOWS = re.compile(r"红十字|红会")  # what stands before it is part of the name of an organisation
_OWN = r"本人|孩子|学生|自己"
# Somebody who is called by his surname alone and wants something himself.
_SURNAMES = "".join(sorted(SURNAMES))
_TITLED = re.compile(
    rf"(?P<name>(?:[{_SURNAMES}](?:老师|医生|师傅|女士|先生|阿姨|大姐|大哥|叔叔|护士|警官)|(?<![大中])[小老][{_SURNAMES}](?!{HAN}{{2}}(?:学|区|镇|村))))"
    r"(?=要|想|申请|报名|自愿|愿意|[\s，,:：(（]*\x01|[，,]\s*(?:想|要|申请|报名))"
)


@dataclass(frozen=True)
class Person:
    """Somebody, or a unit, as the message describes him. `birth_date` is ISO 8601 and may stop at the month.

    `kind` is None when the message does not say; `name` is "" when only numbers were given. Of a unit `contact` is who
    speaks for it. An invalid number is given back with its `valid` False.
    """

    name: str
    kind: str | None = None
    phone: str | None = None
    phone_valid: bool | None = None
    id_number: str | None = None
    id_valid: bool | None = None
    gender: str | None = None
    birth_date: str | None = None
    org: str | None = None
    unit: str | None = None
    contact: str | None = None
    guardian_name: str | None = None
    guardian_phone: str | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Message:
    text: str
    folded: str
    bare: str  # without its numbers, of the same length
    plain: str  # without its days either
    numbers: list[Number]
    dates: list[Found]
    today: date

    @cached_property
    def tagged(self) -> list[Tagged]:
        """What the trained model sees in it."""
        return tagger()(self.plain)


@dataclass(frozen=True)
class _Among:
    """Where the names of several people begin and end, and whether nothing but marks stands between them."""

    first: int
    last: int
    bare: bool


def read_people(text: str, today: date) -> list[Person]:
    """Everybody who is to be registered, in the order of the text. Never raises."""
    folded = as_read(text)
    if not SAYS_GROUP.search(folded) and (named := with_groups_named(text, folded)) != text:
        text, folded = named, as_read(named)
    if SAYS_GROUP.search(folded):
        return _units_and_people(_message(text, folded, today))
    return _individuals(text, folded, today)


def plain_of(text: str, today: date) -> str:
    """A message as its names are looked for: of the same length, its numbers marks, its days blanks."""
    return _message(text, as_read(text), today).plain


def _message(text: str, folded: str, today: date) -> _Message:
    numbers = read_numbers(folded, today)
    bare = blanked(folded, [number.at for number in numbers])
    dates = read_dates(bare, today)
    said_days = [day.at for day in dates if re.search(r"\d|年", bare[slice(*day.at)])]
    plain = blanked(bare, said_days, " ")
    return _Message(text, folded, bare, plain, _kept(folded, numbers), _kept(bare, dates), today)


def _individuals(text: str, folded: str, today: date) -> list[Person]:
    message = _message(text, folded, today)
    spots = read_spots(message.plain)
    if not spots and not message.numbers and kind_of(folded, "") is None:
        return []
    if not spots:
        titled = _TITLED.search(message.bare)  # no full name: what he is called by
        return [_person(message, titled["name"] if titled else "", (0, len(text)), None)]
    if len({spot.name for spot in spots}) == 1:
        return [_person(message, as_typed(text, spots[0]), (0, len(text)), None)]
    message = replace(message, numbers=_put_right(message, spots))
    regions = _regions(message.bare, [spot.at for spot in spots], message.numbers)
    among = _Among(spots[0].at[0], spots[-1].at[1], _nothing_between(message.folded, spots))
    people = [
        _person(message, as_typed(text, spot), region, among) for spot, region in zip(spots, regions, strict=True)
    ]
    return _in_order(message, _merged(people), spots)


def _nothing_between(folded: str, spots: Sequence[Spot]) -> bool:
    """Whether the names are an enumeration, so that what follows is said of all of them."""
    between = [folded[one.at[1] : other.at[0]] for one, other in pairwise(spots)]
    return bool(between) and all(re.fullmatch(r"[\s、，,和与跟及]{1,3}|还有|以及", gap) for gap in between)


def _merged(people: Sequence[Person]) -> list[Person]:
    """Everybody once: what is said where a name comes again fills in what was not said before."""
    once: dict[str, Person] = {}
    for one in people:
        first = once.setdefault(one.name, one)
        missing = {field: value for field, value in vars(one).items() if getattr(first, field) in (None, ())}
        once[one.name] = replace(first, **missing)
    return list(once.values())


_Placed = TypeVar("_Placed", Number, Found)
_NOT_THIS = re.compile(r"不是[^，,。；;\d\x01]{0,4}$")
_NEAR = 24  # characters around a number that may take it back
_WRONG = re.compile(
    r"^[^\d\x01\n]{0,16}[发写打说报弄输填]错|^[^\d\x01。；;\n]{0,8}(?:不对|不是|错|不要|不用|作废|更正|改成|应该是|应为|才对|重新|改一?下|换一?个|改号|换号|停用|停机)"
)


def _kept(text: str, found: Sequence[_Placed]) -> list[_Placed]:
    """Without what the message itself takes back: 不是…是…, …写错了, 应该是…"""
    kept = []
    for place, one in enumerate(found):
        start, end = one.at
        later = next((other for other in found[place + 1 :] if _alike(one, other)), None)
        taken_back = _NOT_THIS.search(text[max(0, start - _NEAR) : start]) or _WRONG.match(text[end : end + _NEAR])
        if not (later and (taken_back or _only_put_right(text, one, later, found))):
            kept.append(one)
    return kept


def _only_put_right(text: str, one: _Placed, later: _Placed, found: Sequence[_Placed]) -> bool:
    """Whether there are two alike, and what stands before the later one says that it is the right one."""
    alike = [other for other in found if _alike(one, other)]
    return len(alike) == len((one, later)) and bool(PUT_RIGHT.search(text[max(0, later.at[0] - _NEAR) : later.at[0]]))


def _put_right(message: _Message, spots: Sequence[Spot]) -> list[Number]:
    """Without the numbers of one of several that the message puts right where his name comes again."""
    wrong: set[Place] = set()
    for number in message.numbers:
        if PUT_RIGHT.search(message.bare[max(0, number.at[0] - _NEAR) : number.at[0]]):
            mine, before = _spot_of(spots, number), [one for one in message.numbers if one.at < number.at]
            same = [one for one in before if _alike(one, number) and mine and _spot_of(spots, one) == mine]
            wrong |= {one.at for one in same}
    return [number for number in message.numbers if number.at not in wrong]


def _spot_of(spots: Sequence[Spot], number: Number) -> str | None:
    """The name that stands nearest before a number."""
    return next((spot.name for spot in reversed(spots) if spot.at[0] < number.at[0]), None)


def _alike(one: Number | Found, other: Number | Found) -> bool:
    return isinstance(one, Found) or (isinstance(other, Number) and one.is_id == other.is_id)


# --- which facts are whose -------------------------------------------------------------------------------------------


def _regions(bare: str, names: Sequence[Place], numbers: Sequence[Number]) -> list[Place]:
    """The part of the text that speaks of each: from the name to the next one; before the first too.

    Where each name ends its line or group ("139… 李四"), the part before it.
    """
    starts = [start for start, _ in names]
    lines = [bare.rfind("\n", 0, start) + 1 for start in starts]
    if len(set(lines)) == len(lines) > 1:  # a line for each
        return list(zip([0, *lines[1:]], [*lines[1:], len(bare)], strict=True))
    first_number = min((number.at[0] for number in numbers), default=len(bare))
    if len(names) > 1 and first_number < starts[0] and numbers[-1].at[1] <= starts[-1]:
        ends = [end for _, end in names]
        return list(zip([0, *ends[:-1]], ends, strict=True))
    return list(zip([0 if n == 0 else s for n, s in enumerate(starts)], [*starts[1:], len(bare)], strict=True))


def _person(message: _Message, name: str, region: Place, among: _Among | None) -> Person:
    """Somebody with what is said of him: in his part of the message, else of all; anywhere when he is alone."""
    place = max(region[0], message.bare.find(fold_aligned(name), region[0]))
    identity, phone = _numbers_of(message, region, place)
    own = message.folded[slice(*region)]
    shared = _shared(message, among)
    said_of_all = message.folded[slice(*shared)]
    born = _born(message, region, identity) or birth_said(message.bare, message.dates, shared, message.today)
    gender = glued_gender(message.folded, fold_aligned(name)) or gender_said(own, among is None)
    person = Person(
        name,
        _kind(message, own, place, born, among),
        phone.value if phone else None,
        phone.valid if phone else None,
        identity.value if identity else None,
        identity.valid if identity else None,
        gender or _gender_by(identity) or _gender_of_all(message, among, said_of_all),
        born,
        org_of(without(own, name)) or org_of(without(message.folded, name)),
        _unit_seen(message, region) or unit_of(without(own, name)) or _unit_of_all(message, among, said_of_all),
        skills=skills_of(own),
    )
    return _with_guardian(message, person, region)


def _shared(message: _Message, among: _Among | None) -> Place:
    """The part of the text that speaks of all."""
    if among is None:
        return of_all(message.folded, len(message.folded))
    return (among.last, len(message.folded)) if among.bare else of_all(message.folded, among.last)


def _gender_of_all(message: _Message, among: _Among | None, said_of_all: str) -> str | None:
    begins = of_all(message.folded, among.last if among else len(message.folded))
    return gender_of_all(message.folded[slice(*begins)]) or (
        gender_of_all(said_of_all, True) if among and among.bare else None
    )


def _unit_of_all(message: _Message, among: _Among | None, said_of_all: str) -> str | None:
    if among is None:
        return unit_of(said_of_all)
    beside = unit_of_list(message.folded[: among.first], message.folded[among.last :])
    return unit_of_all(message.folded) or unit_of(said_of_all) or beside


def _unit_seen(message: _Message, region: Place) -> str | None:
    """Where somebody works or learns, when the trained model is sure of it."""
    seen = [one for one in message.tagged if one.kind == UNIT and one.probability >= _SURE_OF_A_UNIT]
    own = [
        one for one in seen if region[0] <= one.at[0] < region[1] and not _ORG_FOLLOWS.match(message.folded, one.at[1])
    ]
    best = max(own, key=lambda one: one.probability, default=None)
    return message.folded[slice(*best.at)] if best else None


def _kind(message: _Message, own: str, place: int, born: str | None, among: _Among | None) -> str | None:
    kind = (among and kind_by_heading(message.bare, place, among.first)) or kind_of(own, message.folded)
    young = kind in (ADULT, None) and (born or not SAYS_ADULT.search(own)) and is_young(own, born, message.today)
    if among and kind in (ADULT, None) and not young and not born and not tells_age(own):
        young = is_young(message.folded[: among.first], None, message.today)  # 五年级二班 学生 甲 乙 丙
    return YOUTH if young and (kind or not SAYS_VOLUNTEER.search(message.folded)) else kind


def _born(message: _Message, region: Place, identity: Number | None) -> str | None:
    """As it is said, else as the identity number has it."""
    said = birth_said(message.bare, message.dates, region, message.today)
    day = birth_of(identity.value) if identity and identity.valid else None
    return said or (day.isoformat() if day else None)


def _gender_by(identity: Number | None) -> str | None:
    return gender_of(identity.value) if identity and identity.valid else None


def _numbers_of(message: _Message, region: Place, place: int) -> tuple[Number | None, Number | None]:
    """The identity number and the telephone in a part of the message, rather those behind the name."""
    start, end = region
    numbers = [number for number in message.numbers if start <= number.at[0] < end]
    numbers = [number for number in numbers if not _is_others(message.folded, number)]
    numbers.sort(key=lambda number: number.at[0] < place)
    identity = next((number for number in numbers if number.is_id), None)
    return identity, _reached_by([number for number in numbers if not number.is_id])


def _reached_by(phones: Sequence[Number]) -> Number | None:
    """A mobile rather than a landline, which is mostly the office's."""
    return next((number for number in phones if not number.value.startswith("0")), next(iter(phones), None))


def _is_others(folded: str, number: Number) -> bool:
    """The telephone of somebody who is only named: 推荐人电话, 紧急联系人."""
    chunks = re.split(r"[；;\n。，,（(]", folded[: number.at[0]])
    while len(chunks) > 1 and re.fullmatch(r"\s*(?:联系)?(?:电话|手机|号码|联系方式)?[号码\s:：是]*", chunks[-1]):
        chunks.pop()  # only what kind of number it is: whose it is stands before
    last = list(re.finditer(rf"{OTHERS}|{GUARDIAN}|姓名|本人|我", chunks[-1]))
    return bool(last) and bool(re.match(rf"{OTHERS}|{GUARDIAN}", last[-1].group()))


def _in_order(message: _Message, people: list[Person], spots: Sequence[Spot]) -> list[Person]:
    """Telephones that follow all names belong to them in order: 甲和乙, 电话分别是…和…"""
    phones = [number for number in message.numbers if not number.is_id]
    if len(people) > 1 and len(phones) == len(people) and phones[0].at[0] > spots[-1].at[0]:
        return [
            replace(person, phone=number.value, phone_valid=number.valid)
            for person, number in zip(people, phones, strict=True)
        ]
    return people


def _with_guardian(message: _Message, person: Person, region: Place) -> Person:
    """With who answers for a child, and his telephone: the number behind his name, else the only other one."""
    named = _guardian_named(message, person, region)
    if named is None:
        return person
    phones = [n for n in message.numbers if not n.is_id and region[0] <= n.at[0] < region[1]]
    behind = [n for n in phones if n.at[0] > named[1] and not re.search(_OWN, message.bare[named[1] : n.at[0]])]
    other = [n for n in phones if n.value != person.phone]
    phone = next(iter(behind or other or phones), None)
    return replace(person, guardian_name=named[0], guardian_phone=phone.value if phone else None)


def _guardian_named(message: _Message, person: Person, region: Place) -> tuple[str, int] | None:
    """The guardian's name and where it begins."""
    patterns = [GUARDED_BY]
    if CHILD.search(message.bare):
        patterns += [PARENT_IS, SELF]
    elif person.kind == YOUTH:
        patterns += [PARENT_IS]
    for pattern in patterns:
        for match in pattern.finditer(message.bare, *region):
            name = trimmed(match["name"])
            if name != person.name and is_name(name):
                return name, match.start("name")
    return None


# --- units as members ------------------------------------------------------------------------------------------------


def _units_and_people(message: _Message) -> list[Person]:
    """Units that become members, and the people who join beside them."""
    of_units, of_people = of_units_and_of_people(message.folded)
    people = [one for one in _individuals(message.text, of_people, message.today) if one.name]
    folded = of_units if people else message.folded
    numbers = [number for number in message.numbers if folded[number.at[0]] != " "]
    seen = [one.at for one in message.tagged if one.kind == JOINING and one.probability >= SURE]
    seen = [place for place in seen if folded[place[0]] != " "]
    units = [_as_member(message, folded, unit) for unit in member_units(folded, numbers, seen)]
    if not units and (numbers or contact_of(folded, (0, len(folded)), None)):
        phone = next((number for number in numbers if not number.is_id), None)
        units = [Person("", GROUP, phone.value if phone else None, phone.valid if phone else None, org=org_of(folded))]
    return units + people


def _as_member(message: _Message, folded: str, unit: MemberUnit) -> Person:
    name = message.text[slice(*unit.at)]
    phone, org = unit.phone, org_of(folded.replace(folded[slice(*unit.at)], " "))
    return Person(
        name,
        GROUP,
        phone.value if phone else None,
        phone.valid if phone else None,
        org=org,
        unit=name,
        contact=unit.contact,
    )
