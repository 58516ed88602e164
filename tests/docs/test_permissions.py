"""The page on permissions says what the code does."""

from tests.docs.permissions import PAGE, page


def test_the_page_is_made_from_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
