"""Ages and the kind of membership that goes with them."""

from datetime import date

import pytest

from bot.core.members import MemberKind, age_on, kind_of_age

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "age", "kind"),
    [
        (date(2008, 11, 22), 18, MemberKind.ADULT),
        (date(2008, 11, 23), 17, MemberKind.YOUTH),
        (date(2008, 2, 29), 18, MemberKind.ADULT),
        (date(2012, 11, 23), 13, MemberKind.YOUTH),
        (TODAY, 0, MemberKind.YOUTH),
    ],
)
def test_age_and_kind(born: date, age: int, kind: MemberKind) -> None:
    assert age_on(born, TODAY) == age
    assert kind_of_age(born, TODAY) is kind


def test_a_leap_day_child_comes_of_age_on_the_first_of_march() -> None:
    assert [age_on(date(2008, 2, 29), date(2026, month, day)) for month, day in ((2, 28), (3, 1))] == [17, 18]
