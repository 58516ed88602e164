"""The schema, its errors, and the real cards."""

from pathlib import Path
from typing import Any

import pytest

from bot.knowledge import CardError, Knowledge, check
from bot.knowledge.cards import parse_card

REAL = Path(__file__).parents[2] / "knowledge"
GOOD: dict[str, Any] = {
    "id": "a", "source": "000", "section": "一", "title": "题", "answer": "答", "asks": "who", "questions": ["问"],
}  # fmt: skip


def test_a_good_card_is_read() -> None:
    card = parse_card(GOOD, "x.yml", 1)
    assert card.settled
    assert card.sources == ("000",)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": None}, "id"),
        ({"title": ""}, "title"),
        ({"answer": None}, "answer"),
        ({"section": None}, "section"),
        ({"questions": []}, "questions"),
        ({"questions": "问"}, "questions"),
        ({"asks": "whom"}, "asks"),
        ({"settings": ["医馆"]}, "settings"),
        ({"until": "2021-13-31"}, "until"),
        ({"settled": "no"}, "settled"),
        ({"off_topic": True}, "off_topic"),
        ({"also": ["004"]}, "also"),
        ({"colour": "red"}, "colour"),
        ({"answer": "长" * 800}, "answer"),
    ],
)
def test_a_fault_names_file_card_and_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(CardError) as caught:
        parse_card({**GOOD, **change}, "x.yml", 3)
    assert caught.value.file == "x.yml"
    assert caught.value.field == field
    assert caught.value.card in ("a", "#3")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("- {id: a, source: '009', section: 一, title: t, answer: b, questions: [q]}", "source"),
        ("- {id: a, source: '000', section: 一, title: t, answer: b, questions: [q], related: [b]}", "related"),
        ("- {id: a, section: 一, title: t, answer: b, questions: [q]}", "source"),
        ("- {id: a, source: '000', section: 一, title: t, answer: b, questions: [q]}\n" * 2, "id"),
        ("- [", "file"),
        ("a: b", "file"),
        ("- text", "card"),
    ],
)
def test_check_finds_faults_between_cards(tmp_path: Path, text: str, field: str) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "sources.yml").write_text((REAL / "sources.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "cards" / "x.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CardError) as caught:
        check(tmp_path)
    assert caught.value.field == field


def test_the_real_cards_keep_the_schema() -> None:
    assert check(REAL) >= 60


def test_every_document_has_cards_and_gaps_exist(real: Knowledge) -> None:
    assert {source for card in real.index.cards for source in card.sources} == set(real.sources)
    assert sum(not card.settled for card in real.index.cards) >= 90
    assert sum(card.off_topic for card in real.index.cards) >= 8
