"""People in a message that are to be registered: one or many, in a sentence, a form, a roster or a 接龙."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.text.dates import Found, read_dates
from bot.text.identity import Number, birth_of, gender_of, read_numbers
from bot.text.names import HAN, LEAD, SURNAMES, is_name
from bot.text.normalise import fold_aligned
from bot.text.person_facts import (
    ADDRESS,
    ADULT,
    GROUP,
    ORG,
    SAYS_GROUP,
    SAYS_VOLUNTEER,
    UNIT_END,
    UNIT_PLAIN,
    UNIT_SAID,
    YOUTH,
    birth_said,
    gender_said,
    glued_gender,
    is_young,
    kind_by_heading,
    kind_of,
    org_of,
    skills_of,
    unit_of,
    unit_of_all,
    without,
)
from bot.text.person_names import (
    CHILD,
    GUARDED_BY,
    GUARDIAN,
    MARK,
    OTHERS,
    PARENT_IS,
    PLAIN_NAME,
    SELF,
    Spot,
    as_typed,
    read_spots,
    trimmed,
)

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


def read_people(text: str, today: date) -> list[Person]:
    """Everybody who is to be registered, in the order of the text. Never raises."""
    folded = _spoken_digits(_with_lines(fold_aligned(text), text))
    numbers = read_numbers(folded, today)
    if SAYS_GROUP.search(folded):
        return _groups(folded, text, numbers)
    bare = _blanked(folded, [number.at for number in numbers])
    days = [day.at for day in read_dates(bare, today) if re.search(r"\d|年", bare[slice(*day.at)])]
    spots = read_spots(_blanked(bare, days, " "))
    message = _Message(text, folded, bare, _kept(folded, numbers), _kept(bare, read_dates(bare, today)), today)
    if not spots and not numbers and kind_of(folded, "") is None:
        return []
    if not spots:
        titled = _TITLED.search(bare)  # no full name: what he is called by
        return [_person(message, titled["name"] if titled else "", (0, len(text)), alone=True)]
    if len({spot.name for spot in spots}) == 1:
        return [_person(message, as_typed(text, spots[0]), (0, len(text)), alone=True)]
    regions = _regions(bare, [spot.at for spot in spots], numbers)
    people = [
        _person(message, as_typed(text, spot), region, alone=False) for spot, region in zip(spots, regions, strict=True)
    ]
    return _in_order(message, _merged(people), spots)


def _merged(people: Sequence[Person]) -> list[Person]:
    """Everybody once: what is said where a name comes again fills in what was not said before."""
    once: dict[str, Person] = {}
    for one in people:
        first = once.setdefault(one.name, one)
        missing = {field: value for field, value in vars(one).items() if getattr(first, field) in (None, ())}
        once[one.name] = replace(first, **missing)
    return list(once.values())


@dataclass(frozen=True)
class _Message:
    text: str
    folded: str
    bare: str  # without its numbers, of the same length
    numbers: list[Number]
    dates: list[Found]
    today: date


_Placed = TypeVar("_Placed", Number, Found)
_NOT_THIS = re.compile(r"不是[^，,。；;\d\x01]{0,4}$")
_WRONG = re.compile(
    r"^[^\d\x01\n]{0,16}[发写打说报弄输填]错|^[^\d\x01。；;\n]{0,8}(?:不对|不是|错|不要|不用|作废|更正|改成|应该是|应为|才对|重新|改号|换号|停用|停机)"
)


def _kept(text: str, found: Sequence[_Placed]) -> list[_Placed]:
    """Without what the message itself takes back: 不是…是…, …写错了, 应该是…"""
    kept = []
    for place, one in enumerate(found):
        later = any(_alike(one, other) for other in found[place + 1 :])
        if later and (_NOT_THIS.search(text[: one.at[0]]) or _WRONG.match(text[one.at[1] :])):
            continue
        kept.append(one)
    return kept


def _alike(one: Number | Found, other: Number | Found) -> bool:
    return isinstance(one, Found) or (isinstance(other, Number) and one.is_id == other.is_id)


# --- which facts are whose -------------------------------------------------------------------------------------------


def _regions(bare: str, names: Sequence[tuple[int, int]], numbers: Sequence[Number]) -> list[tuple[int, int]]:
    """The part of the text that speaks of each: from the name to the next one; before the first too.

    Where each name ends its line or group ("139… 李四"), the part before it.
    """
    starts = [start for start, _ in names]
    first_number = min((number.at[0] for number in numbers), default=len(bare))
    if len(names) > 1 and first_number < starts[0] and numbers[-1].at[1] <= starts[-1]:
        ends = [end for _, end in names]
        return list(zip([0, *ends[:-1]], ends, strict=True))
    return list(zip([0 if n == 0 else s for n, s in enumerate(starts)], [*starts[1:], len(bare)], strict=True))


def _person(message: _Message, name: str, region: tuple[int, int], *, alone: bool) -> Person:
    start, end = region
    said = message.folded[start:end]
    numbers = [number for number in message.numbers if start <= number.at[0] < end]
    numbers = [number for number in numbers if not _is_others(message.folded, number)]
    place = max(start, message.bare.find(fold_aligned(name), start))
    numbers.sort(key=lambda number: number.at[0] < place)  # what stands behind the name first
    identity = next((number for number in numbers if number.is_id), None)
    phone = next((number for number in numbers if not number.is_id), None)
    around = message.folded if alone else said
    gender = glued_gender(message.folded, fold_aligned(name)) or gender_said(said, alone)
    born = birth_said(message.bare, message.dates, region, message.today)
    if identity and identity.valid:
        gender = gender or gender_of(identity.value)
        born = born or (day.isoformat() if (day := birth_of(identity.value)) else None)
    unit = unit_of(without(around, name)) or (None if alone else unit_of_all(message.folded, name))
    kind = kind_by_heading(message.bare, place) or kind_of(said, message.folded)
    if kind in (ADULT, None) and is_young(said if not alone else message.folded, born, message.today):
        kind = YOUTH if kind or not SAYS_VOLUNTEER.search(message.folded) else kind
    person = Person(
        name,
        kind,
        phone.value if phone else None,
        phone.valid if phone else None,
        identity.value if identity else None,
        identity.valid if identity else None,
        gender,
        born,
        org_of(without(around, name)) or org_of(without(message.folded, name)),
        unit,
        skills=skills_of(around),
    )
    return _with_guardian(message, person, region)


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


def _with_guardian(message: _Message, person: Person, region: tuple[int, int]) -> Person:
    """With who answers for a child, and his telephone: the number behind his name, else the only other one."""
    named = _guardian_named(message, person, region)
    if named is None:
        return person
    phones = [n for n in message.numbers if not n.is_id and region[0] <= n.at[0] < region[1]]
    behind = [n for n in phones if n.at[0] > named[1] and not re.search(_OWN, message.bare[named[1] : n.at[0]])]
    other = [n for n in phones if n.value != person.phone]
    phone = next(iter(behind or other or phones), None)
    return replace(person, guardian_name=named[0], guardian_phone=phone.value if phone else None)


def _guardian_named(message: _Message, person: Person, region: tuple[int, int]) -> tuple[str, int] | None:
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


def _groups(folded: str, text: str, numbers: Sequence[Number]) -> list[Person]:
    """Units that become members. Their name is the unit's."""
    found = []
    plain = re.sub(ORG, lambda m: " " * len(m.group()), folded)
    plain = ADDRESS.sub(lambda m: " " * len(m.group()), plain)
    said = list(UNIT_SAID.finditer(plain)) or [
        m for m in UNIT_PLAIN.finditer(plain) if len(m["unit"]) > 3 and "会员" not in m["unit"]
    ]
    phones = [number for number in numbers if not number.is_id]
    contact = re.search(
        rf"(?:联系人|负责人|对接人|法人(?:代表)?|联络人)(?:校长|院长|厂长|经理|主任|书记)?(?:是|为|叫|姓名)?{MARK}(?P<name>{PLAIN_NAME})",
        plain,
    )
    org = org_of(re.sub("|".join(re.escape(m["unit"]) for m in said) or r"$^", "", folded))
    for place, match in enumerate(said):
        start = match.start("unit")
        raw = match["unit"]
        unit = (
            LEAD.sub("", re.sub(r"^.*?(?:代表|我们是|我是|这里是|我们|我司|登记|申请|是|把|将|给|为)", "", raw)) or raw
        )
        offset = start + raw.index(unit) if unit in raw else start
        number = phones[place] if len(phones) == len(said) else (phones[0] if phones else None)
        found.append(
            Person(
                text[offset : offset + len(unit)],
                GROUP,
                number.value if number else None,
                number.valid if number else None,
                org=org,
                unit=text[offset : offset + len(unit)],
                contact=trimmed(contact["name"]) or None if contact else None,
            )
        )
    found = [
        one
        for one in found
        if not re.fullmatch(UNIT_END, one.name)
        and not any(one.name != other.name and one.name in other.name for other in found)
    ]
    if not found and (numbers or contact):
        number = phones[0] if phones else None
        return [Person("", GROUP, number.value if number else None, number.valid if number else None, org=org)]
    return found


# --- lines -----------------------------------------------------------------------------------------------------------


def _with_lines(folded: str, text: str) -> str:
    """The ends of lines, which folding makes blanks, again where they were: they part the rows of a list."""
    return "".join("\n" if typed in "\r\n" else one for one, typed in zip(folded, text, strict=True))


# --- numbers that are spoken -----------------------------------------------------------------------------------------

_SPOKEN_RUN = re.compile(r"[零〇一幺二三四五六七八九]{11,18}")


def _spoken_digits(folded: str) -> str:
    table = {ord(c): d for c, d in zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True)}
    return _SPOKEN_RUN.sub(lambda m: m.group().translate(table), folded)


def _blanked(folded: str, spans: Sequence[tuple[int, int]], mark: str = "\x01") -> str:
    """The text with its numbers replaced by marks, so that every place stays where it is."""
    characters = list(folded)
    for start, end in spans:
        characters[start:end] = mark * (end - start)
    return "".join(characters)
