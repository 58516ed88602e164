"""Personal data at rest: comes back, tells nothing, is bound to its field and key."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from bot.store.personal import PersonalData

OURS, OTHERS = PersonalData(b"k" * 32), PersonalData(b"o" * 32)


@given(st.text(min_size=1))
def test_a_value_comes_back_and_is_never_kept_the_same(value: str) -> None:
    kept = OURS.encrypt("phone", value)
    assert OURS.decrypt("phone", kept) == value
    assert OURS.encrypt("phone", value) != kept


def test_nothing_of_a_number_can_be_read() -> None:
    assert b"13800001234" not in OURS.encrypt("phone", "13800001234")


@pytest.mark.parametrize(("reader", "field"), [(OTHERS, "phone"), (OURS, "id_number")])
def test_another_key_or_field_reads_nothing(reader: PersonalData, field: str) -> None:
    with pytest.raises(InvalidTag):
        reader.decrypt(field, OURS.encrypt("phone", "13800001234"))


def test_marks_are_equal_for_equal_values_of_one_field_and_key_only() -> None:
    mark = OURS.mark("phone", "13800001234")
    assert OURS.mark("phone", "13800001234") == mark
    assert (
        len(
            {
                mark,
                OURS.mark("phone", "13800001235"),
                OURS.mark("id", "13800001234"),
                OTHERS.mark("phone", "13800001234"),
            }
        )
        == 4
    )
