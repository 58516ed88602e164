"""Messages about first-aiders' certificates: who got one, when, its number and last day; or who has one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.text.dates import Found, Side, read_dates
from bot.text.normalise import fold_aligned
from bot.text.quantities import spelt_value
from bot.text.replies import asks

_CERTIFICATE = r"(?:救护员?|急救员?)(?:资格|合格)?(?:证书?|证件)|救护员资格|持证|取证|(?<!身份)(?<!凭)证书?"
_PUTS_RIGHT = re.compile(
    r"(?:写|登|评|记|录|填|弄|输|搞)错|更正|(?<!是)不对|应该?[是为]|应为|改[成为到]|改一?下|换成|有误|补上"
)
_DROPS = re.compile(
    r"(?:撤销|撤掉|取消|删掉?|删除|去掉|作废|注销|拿掉).{0,24}(?:证|登记)|证书?(?:登记|记录)?.{0,10}(?:撤销|撤掉|取消|删掉?|删除|去掉|作废|注销|不算)"
)
_EXPIRED = re.compile(r"过(?:了)?(?:有效)?期|失效|已经?到期|到期了(?!吗|没)|超期")
_EXPIRING = re.compile(
    r"(?:快|马上|就|要|将|即将|临近|接近|近期|最近|这?(?:两|几|三)个月|月内|本月|下个?月|年底前?|今年)[^，,。]{0,8}(?:到期|过期|失效)|(?<!已)(?<!已经)到期的|该复训|要复训|换证|续证"
)
_WHEN = re.compile(r"什么时候|哪天|何时|几号|多久|几时|哪年|有效期|到期|过期|还有效")
_LISTS = re.compile(r"谁|哪|名单|名册|列|多少|几[个名位人]|人数|都有|有没有人|统计|查|看看")
_ONESELF = re.compile(r"我(?!们|县|市|省|社区|会|单位|校|镇|乡|村|街)|本人|自己")
_NUMBER = re.compile(
    r"(?:证书?(?:的)?(?:编号|号码?|编码)|证号|编号|编码|号码?(?:写错了?|应该?))(?:改|换|写|登|错|成|为|是|了|应该?|[:：，,\s])*(?P<v>[0-9A-Za-z一-龥]{0,4}?[0-9A-Za-z][0-9A-Za-z-]{3,29})"
)
_BARE_NUMBER = re.compile(r"(?<![0-9A-Za-z年月.\-])(?P<v>[A-Za-z]{0,6}\d[0-9A-Za-z-]{5,29})(?![年月日号.]|[0-9A-Za-z])")
_LAST = re.compile(
    r"(?:有效(?:期|日期)?(?:限)?|到期(?:日期?)?|截止|失效|效期)(?:改|换|写|登|应该?|成|为|是|到|至|截止|[:：\s])*$"
    r"|(?<=[日号天])(?:到|至|—|-|~)$"
)
_TO = re.compile(r"\s*[到至~～—-]+\s*")
_ENDS = re.compile(r"^(?:就|才|要)?(?:到期|失效|过期|为止|截止)")
_YEARS = re.compile(
    r"(?:有效(?:期|日期)?(?:限)?|管)(?:是|为|有|改成|改为)?(?P<n>(?<!\d)\d{1,2}|[一二两三四五六七八九十])\s*年(?!\s*\d)"
)


@dataclass(frozen=True)
class Said:
    """A message. `wants`: record, correct, drop; holders, expiring, expired, of (until when somebody has one).

    `issued`, `expires`: the days said of all; `years`: for how many it holds. `rest`: the text without what is no
    place.
    """

    wants: str
    issued: date | None
    expires: date | None
    years: int | None
    number: str | None
    oneself: bool
    rest: str


def read_certificate(text: str, today: date) -> Said:
    """Read a message about certificates. Never raises."""
    folded = fold_aligned(text)
    issued, last = days_in(folded, today)
    years = _YEARS.search(folded)
    held = spelt_value(years["n"]) if years else None
    return Said(
        _wants(folded),
        issued[0] if issued else None,
        last[0] if last else None,
        int(held) if held else None,
        number_in(text, _certain(folded)),
        bool(_ONESELF.search(folded)),
        re.sub(rf"{_CERTIFICATE}|持证|救护员|快?到期", " ", folded),
    )


def days_in(text: str, today: date) -> tuple[list[date], list[date]]:
    """The days of issue and the last days that a text names."""
    folded = fold_aligned(text)
    issued: list[date] = []
    last: list[date] = []
    days = read_dates(folded, today)
    for found, after in pairwise([*days, None]):
        assert found is not None
        spans = after is not None and bool(_TO.fullmatch(folded[found.at[1] : after.at[0]]))
        if _is_last(folded, found) and not spans:
            last.append(_ahead(folded, found, today))
        else:
            issued.append(found.start)
            if found.end > found.start:
                last.append(found.end)
    return issued, last


def number_in(text: str, bare: bool = True) -> str | None:
    """A certificate's number; `bare`: also one that stands without the word, of seven characters and more."""
    if match := _NUMBER.search(text):
        return match["v"].strip("-").upper()
    days = [one.at for one in read_dates(text, date.today())] if bare else []
    for match in _BARE_NUMBER.finditer(text) if bare else ():
        if not any(start < match.end("v") and match.start("v") < end for start, end in days):
            return match["v"].strip("-").upper()
    return None


def segments(text: str, names: Sequence[str]) -> dict[str, str]:
    """What is said of each name: from it to the next one."""
    places = sorted((text.find(name), name) for name in names if name in text)
    ends = [start for start, _ in [*places, (len(text), "")]][1:]
    return {name: text[start:end] for (start, name), end in zip(places, ends, strict=True)}


def is_of_certificates(text: str) -> bool:
    """Whether a text names certificates of first-aiders."""
    return bool(re.search(r"救护员|救护证|急救证|取证|持证", fold_aligned(text)))


def _certain(folded: str) -> bool:
    return not _LISTS.search(folded)


def _wants(folded: str) -> str:
    question = asks(folded)
    if _DROPS.search(folded) and not question:
        return "drop"
    lists = _LISTS.search(folded)
    if lists and _EXPIRING.search(folded):
        return "expiring"
    if lists and _EXPIRED.search(folded):
        return "expired"
    if question or (lists and not re.search(r"取得|拿到|领到|发了|考到|考过|考取|通过", folded)):
        return "of" if _WHEN.search(folded) and not re.search(r"谁|哪些|哪几|几[个名位人]|多少", folded) else "holders"
    if _EXPIRING.search(folded) and not re.search(r"有效期", folded):
        return "expiring"
    return "correct" if _PUTS_RIGHT.search(folded) else "record"


def _is_last(folded: str, found: Found) -> bool:
    start, end = found.at
    return bool(_LAST.search(folded[:start]) or _ENDS.match(folded[end:]))


def _ahead(folded: str, found: Found, today: date) -> date:
    """A last day without a year is one to come."""
    start, end = found.at
    again = read_dates(folded[start:end], today, Side.FUTURE)
    return again[-1].end if again else found.end
