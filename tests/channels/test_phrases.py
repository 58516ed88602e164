"""What the channels say is whole and fills its blanks."""

from string import Formatter

import pytest
import yaml

from bot.channels.compose import PHRASES
from bot.channels.phrases import Phrases

NAMES = sorted(yaml.safe_load(PHRASES.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", NAMES)
def test_every_phrase_fills_its_blanks(phrases: Phrases, name: str) -> None:
    template = phrases._texts[name]
    blanks = {field: f"<{field}>" for _, field, _, _ in Formatter().parse(template) if field}
    said = phrases(name, **blanks)
    assert said
    assert all(value in said for value in blanks.values())


def test_an_unknown_phrase_is_an_error(phrases: Phrases) -> None:
    with pytest.raises(KeyError):
        phrases("channel_unknown")


def test_a_missing_value_is_an_error(phrases: Phrases) -> None:
    with pytest.raises(KeyError):
        phrases("channel_too_long", length=3)
