"""Personal numbers are found whatever stands around them; dates and counts stay."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.numbers import TOKEN, constant_token, mask_numbers, masked_for_display
from tests.timing import growth

MASKED = "⟦n:0⟧"
COMPACT_DATE_OR_YEARS = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|(19|20)\d\d)")


def mask(text: str) -> str:
    return mask_numbers(text, constant_token)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800138000", f"电话{MASKED}"),
        ("13800138000李梅", f"{MASKED}李梅"),
        ("call13800138000now", f"call{MASKED}now"),
        ("138 0013 8000", MASKED),
        ("138-0013-8000", MASKED),
        ("138 - 0013 - 8000", MASKED),
        ("138.0013.8000", MASKED),
        ("１３８００１３８０００", MASKED),
        ("138—0013—8000", MASKED),
        ("0571-8765432", MASKED),
        ("+8613800138000", f"+{MASKED}"),
        ("330000199003078888", MASKED),
        ("33000019900307888X", MASKED),
        ("33000019900307888x，女", f"{MASKED}，女"),
        ("33000019900307888Ｘ", MASKED),
        ("330000 19900307 8888", MASKED),
        ("330000-1990-03-07-8888", MASKED),
        ("6222 0219 9903 0712 345", MASKED),
        ("1234567", MASKED),
        ("13800138000和13900139000", f"{MASKED}和{MASKED}"),
        ("2026-11-22 13800138000", f"2026-11-22 {MASKED}"),
        ("13800138000 2026-11-22", f"{MASKED} 2026-11-22"),
        ("⟦n:13800138000⟧", f"⟦n:{MASKED}⟧"),  # a typed token hides nothing
    ],
)
def test_personal_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "会员18300人",
        "123456",
        "2026-11-22",
        "2026.11.22",
        "2026.1.2",
        "2026 11 22",
        "20261122",
        "２０２６－１１－２２",
        "2026/11/22",
        "2026年11月22日18:30",
        "2026-11-22 18:30",
        "2026-11-22 50人",
        "2026.11.22 9.30-11.30",
        "2026-11-22 - 2026-11-24 共50人",
        "2026.5.1-5.3",
        "10.01-10.07",
        "2021-2025",
        "20212025",
        "2021—2025年",
        "五有、三救三献",
        "1、2、3、4、5、6、7、8",
    ],
)
def test_dates_and_counts_stay(text: str) -> None:
    assert mask(text) == text


texts = st.text(st.sampled_from(" -.·—－0123456789０９年月日xX一会员⟦⟧n:/,\n①٣"), max_size=60)


@given(texts)
def test_no_run_of_seven_digits_survives_but_a_date(text: str) -> None:
    for run in re.findall(r"\d{7,}", mask(text)):
        half_width = "".join(str(int(c)) for c in run)
        assert COMPACT_DATE_OR_YEARS.fullmatch(half_width), (text, run)


@given(texts)
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def _grouped(number: str, cuts: list[bool], separator: str) -> str:
    return number[0] + "".join((separator if cut else "") + digit for cut, digit in zip(cuts, number[1:], strict=False))


@given(
    st.from_regex(r"1[3-9][0-9]{9}|[3-6][0-9]{14}([0-9]{3})?", fullmatch=True),
    st.lists(st.booleans(), min_size=18, max_size=18),
    st.sampled_from(["", " ", "-", ".", "·", "—", " - "]),
    st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters=" -.·—－–‐‑‒−"), max_size=10),
    st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters=" -.·—－–‐‑‒−xXＸｘ"), max_size=10),
)
def test_a_telephone_or_identity_number_is_masked_however_it_is_grouped(
    number: str, cuts: list[bool], separator: str, before: str, after: str
) -> None:
    if COMPACT_DATE_OR_YEARS.match(number):
        return  # 199 0307 1234 reads as a date and a count
    assert mask(before + _grouped(number, cuts, separator) + after) == before + MASKED + after


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y－%m－%d", "%Y年%m月%d日", "%Y/%m/%d"]),
    st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters=" -.·—－–‐‑‒−"), max_size=10),
    st.sampled_from(["", " 50人", " - 志愿者8名", " 18:30", "，共120人"]),
)
def test_dates_survive(day: date, form: str, before: str, after: str) -> None:
    text = before + day.strftime(form) + after
    assert mask(text) == text


def test_a_message_of_nothing_but_digits_and_separators_is_read_in_no_time() -> None:
    """Ten times as much takes about ten times as long, not a hundred times."""
    assert growth(mask, "1 " * 500 + "a" + "2026-11-22 " * 90 + "1-" * 500, times=10) < 40


def test_the_constant_token_is_a_token() -> None:
    assert TOKEN.fullmatch(constant_token("13800138000"))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800138034", "138****8034"),
        ("138-0013-8034", "138****8034"),
        ("33000019900307888X", "330***********888X"),
        ("1234567", "*****67"),
    ],
)
def test_masked_for_display(number: str, shown: str) -> None:
    assert masked_for_display(number) == shown
