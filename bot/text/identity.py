"""Identity numbers and telephone numbers in a text, right or wrong: a wrong one is told, never dropped.

An identity number of the second generation has 17 digits and a check character (GB 11643-1999): six for the region
(not checked: regions are renamed, and made-up ones must do), eight for the day of birth, three in sequence of which
the last is odd for men, then the check character (ISO 7064, MOD 11-2).
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from bot.text.normalise import fold_aligned

OLDEST = 1900  # year of birth
_GAP = r"(?:[ \-]|-{2,4}|(?<=\d)[.·](?=\d))?"
_RUN = re.compile(rf"(?<![\dA-Za-z.])\+?\d(?:{_GAP}\d){{4,60}}(?:{_GAP}[xX×](?![A-Za-z]))?(?![A-Za-z])")
# The place of the next one of a list, glued to the number before it: …13800000001|2.李四
_NEXT_ITEM = re.compile(r"(?<!\d)(1[3-9]\d{9})(\d{1,2})(?=[.、)）]\s*[\u3400-\u9fff])")
# The place of the next one, a blank behind a number that lacks a digit: 1390000000 5、李四
_PLACE_BEHIND = re.compile(r"(?<=\d[ ])\d{1,2}(?=[.、)）]\s*[\u3400-\u9fff])")
# An identity number without its end: region and day of birth, and no more than the sequence.
_CUT_SHORT = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{0,3}")
_DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?!\d)")
_COMMAS = re.compile(r"(?<!\d)(1[3-9]\d)[,， -](\d{4})[,， -](\d{4})(?!\d)")  # 138,0000,0001
_WIDE = re.compile(r"(?<!\d)(1[3-9]\d)( {2,4})(\d{4})( {1,4})(\d{4})(?!\d)")  # 138  0000  0001
_AREA = re.compile(r"[(（](0\d{2,3})[)）]")
_ID_SAID = re.compile(r"(?:身份证|证件|身份证件|证号|身份号|身分证)(?:号码|号|件)?[^\d电手]{0,6}$")
_PHONE_SAID = re.compile(r"(?:电话|手机|联系方式|号码|手机号|联系|tel|phone|☎|📱|call)(?:号码|号)?[^\d]{0,6}$")
_OTHER_SAID = re.compile(
    r"(?:银行卡|卡号|账号|帐号|工号|学号|(?:会员|志愿者|急救|救护员?|工作|学生|驾驶|毕业|资格)证|qq|证书|证号浙|编号|邮编|门牌|车牌)(?:号码|号)?[^\d，,。；;\s]{0,4}[:：]?\s*$"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
_ID_DIGITS = (15, 20)  # lengths that are meant for an identity number when nothing says so


@dataclass(frozen=True)
class Number:
    """A number as it was meant: without separators, in half-width digits."""

    value: str
    is_id: bool
    valid: bool
    at: tuple[int, int]


def read_numbers(text: str, today: date) -> list[Number]:
    """The identity and telephone numbers of a text, in its order; dates and other figures are left alone."""
    folded = _DATE.sub(lambda found: "日" * len(found.group()), fold_aligned(text).replace("×", "x"))
    folded = _COMMAS.sub(r"\1-\2-\3", folded)
    folded = _WIDE.sub(lambda m: f"{m[1]}{'-' * len(m[2])}{m[3]}{'-' * len(m[4])}{m[5]}", folded)
    folded = _AREA.sub(r" \1-", folded)
    folded = _PLACE_BEHIND.sub(lambda found: "、" * len(found.group()), folded)
    folded = _NEXT_ITEM.sub(lambda found: found[1] + "、" * len(found[2]), folded)
    return list(_numbers(folded, today))


def is_valid_id(number: str, today: date) -> bool:
    """Whether the length, the day of birth and the check character are right."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    born = birth_of(number)
    return born is not None and born.year >= OLDEST and born <= today and ric.calc_check_digit(number) == number[-1]


def birth_of(number: str) -> date | None:
    """The day of birth in an identity number; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def gender_of(number: str) -> str:
    """男 or 女, by the 17th digit of an identity number."""
    return "男" if int(number[16]) % 2 else "女"


def is_valid_phone(number: str) -> bool:
    """Whether it is a mobile number of China, or a landline with its area code."""
    return bool(_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number))


def _numbers(folded: str, today: date) -> Iterator[Number]:
    for run in _RUN.finditer(folded):
        for start, end in _apart(folded, *run.span()):
            before = folded[max(0, start - 12) : start]
            if _OTHER_SAID.search(before):
                continue
            plain = re.sub(r"[^\dx]", "", folded[start:end]).upper()
            plain = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", plain)
            if _ID_SAID.search(before) or _looks_like_id(plain):
                yield Number(plain, True, is_valid_id(plain, today), (start, end))
                continue
            if _PHONE_SAID.search(before) or _looks_like_phone(plain):
                yield Number(plain, False, is_valid_phone(plain), (start, end))


def _apart(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of digits with blanks may be two numbers, one behind the other."""
    parts = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^ ]+", folded[start:end])]
    digits = [re.sub(r"[^\dx]", "", folded[a:b]) for a, b in parts]
    whole = "".join(digits)
    full = [n for n, one in enumerate(digits) if _MOBILE.fullmatch(one) or re.fullmatch(r"\d{17}[\dx]", one)]
    one_mobile = _MOBILE.fullmatch(re.sub(r"^(?:00)?86", "", whole))
    if (
        len(parts) > 1 and full and not one_mobile
    ):  # 33 13900000430: an age, or a place in a list, beside a whole number
        ends = [-1, *full, len(parts)]
        for before, after in itertools.pairwise(ends):
            if parts[before + 1 : after]:
                yield from _grouped(parts[before + 1 : after], digits[before + 1 : after])
            if after < len(parts):
                yield parts[after]
    elif len(parts) > 1 and not (one_mobile or len(whole) == len("1" * 18)):
        yield from parts if all(len(one) > 4 for one in digits) else _grouped(parts, digits)
    else:
        yield start, end


def _grouped(parts: list[tuple[int, int]], digits: list[str]) -> Iterator[tuple[int, int]]:
    """Blanks inside numbers: parts are put together until they make one."""
    first, held = 0, ""
    for place, piece in enumerate(digits):
        held += piece
        if _MOBILE.fullmatch(held) or re.fullmatch(r"\d{17}[\dx]", held) or place == len(digits) - 1:
            yield parts[first][0], parts[place][1]
            first, held = place + 1, ""


def _looks_like_id(plain: str) -> bool:
    if _MOBILE.fullmatch(plain):
        return False
    long_enough = _ID_DIGITS[0] <= len(plain) <= _ID_DIGITS[1] or (len(plain) > 12 and plain.endswith("X"))
    return long_enough or bool(_CUT_SHORT.fullmatch(plain))


def _looks_like_phone(plain: str) -> bool:
    """A mobile number with some digits too few or too many, or a landline."""
    return bool(re.fullmatch(r"1[3-9]\d{7,11}", plain) or _LANDLINE.fullmatch(plain))
