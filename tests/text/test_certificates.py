"""Messages about first-aiders' certificates: what is wanted, days, numbers, of whom."""

from datetime import date

import pytest

from bot.text.certificates import days_in, number_in, read_certificate, segments

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("张桂芳3月5号取得救护员证", "record"),
        ("这次取证的有张桂芳、李立群", "record"),
        ("张桂芳拿到急救证了，记一下", "record"),
        ("给张桂芳补登救护员证，去年6月1日发的", "record"),
        ("张桂芳的救护员证号写错了，应该是330987654", "correct"),
        ("张桂芳的证是4月5号发的，改一下", "correct"),
        ("张桂芳救护员证有效期改成2028年12月31日", "correct"),
        ("张桂芳的救护员证登错了，删掉", "drop"),
        ("撤掉张桂芳的救护员证登记", "drop"),
        ("谁有救护员证", "holders"),
        ("持证救护员名单", "holders"),
        ("张桂芳有救护员证吗", "holders"),
        ("张桂芳的证什么时候到期", "of"),
        ("哪些人的证快到期了", "expiring"),
        ("三个月内到期的救护员证有哪些", "expiring"),
        ("救护员证过期的有谁", "expired"),
    ],
)
def test_what_is_wanted(said: str, wants: str) -> None:
    assert read_certificate(said, TODAY).wants == wants


@pytest.mark.parametrize(
    ("said", "issued", "last"),
    [
        ("张桂芳3月5号取得救护员证", [date(2026, 3, 5)], []),
        ("3月5日发证，有效期到2029年3月4日", [date(2026, 3, 5)], [date(2029, 3, 4)]),
        ("有效期2026年3月5日至2029年3月4日", [date(2026, 3, 5)], [date(2029, 3, 4)]),
        ("证2027年1月1日到期", [], [date(2027, 1, 1)]),
        ("张桂芳3月5日，李立群4月6日取证", [date(2026, 3, 5), date(2026, 4, 6)], []),
    ],
)
def test_which_days(said: str, issued: list[date], last: list[date]) -> None:
    assert days_in(said, TODAY) == (issued, last)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("证号330112233", "330112233"),
        ("编号是hb20260011", "HB20260011"),
        ("救护员证 ZJ2026-0301", "ZJ2026-0301"),
        ("2026-03-05 取证", None),
        ("3月5号取得救护员证", None),
        ("有效期三年", None),
    ],
)
def test_the_number(said: str, number: str | None) -> None:
    assert number_in(said) == number


def test_years_are_none_of_a_date() -> None:
    assert read_certificate("有效期三年", TODAY).years == 3
    assert read_certificate("有效期到2028年12月31日", TODAY).years is None


def test_what_is_said_of_each() -> None:
    assert segments("甲乙 1号，丙丁 2号", ["丙丁", "甲乙", "戊己"]) == {"甲乙": "甲乙 1号，", "丙丁": "丙丁 2号"}
    assert segments("有效期三年", ["甲乙"]) == {}
