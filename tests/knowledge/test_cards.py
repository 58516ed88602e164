"""The schema, its errors, the real cards, and which clause of the documents each stands for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge import CardError, Knowledge, check
from bot.knowledge.cards import parse_card

HERE = Path(__file__).parent
REAL = HERE.parents[1] / "knowledge"
GUIDANCE = HERE.parents[2] / "shared" / "guidance"
COVERAGE: dict[str, dict[str, list[str] | str]] = yaml.safe_load((HERE / "coverage.yml").read_text(encoding="utf-8"))
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


NUMBER = "[一二三四五六七八九十]+"
MARKS = (  # what opens a numbered clause, and how deep it lies; the first that matches counts
    (re.compile(r"(附件) *([12]?)(?![0-9])"), 0),
    (re.compile(rf"({NUMBER})、"), 0),
    (re.compile(rf"[（(]({NUMBER})[）)]"), 1),
    (re.compile(r"([0-9]+)[.](?![0-9])"), 2),
    (re.compile(r"（([0-9]+)）"), 3),
)


def clauses(text: str) -> Iterator[str]:
    """The paths of a document's numbered clauses, written as cards write their sections.

    The Zhejiang report numbers by questions: what stands before the first is its part on the pilot.
    """
    at = ["", "", "", ""]
    asked, is_report = 0, bool(re.search("^问[:：]", text, re.M))
    for line in map(str.strip, text.splitlines()):
        if line.startswith("问"):
            asked += 1
            at = [f"问{asked}", "", "", ""]
            yield at[0]
        elif asked and (found := re.match(rf"({NUMBER})是", line)):
            yield at[0] + found.group(1)
        else:
            for mark, depth in MARKS:
                if found := mark.match(line):
                    name = "".join(found.groups()).replace(" ", "")
                    name = ("试点" if is_report and depth == 0 else "") + (f"（{name}）" if depth in (1, 3) else name)
                    at = [*at[:depth], name, "", "", ""][:4]
                    yield "".join(at)
                    break


def test_clauses_are_read_with_their_paths() -> None:
    text = "一、甲\n（一）乙\n1. 丙\n（1）丁\n（2）戊\n2. 己\n(二)庚\n二、辛\n附件 1\n1\t壬"
    assert list(clauses(text)) == [
        "一", "一（一）", "一（一）1", "一（一）1（1）", "一（一）1（2）", "一（一）2", "一（二）", "二", "附件1",
    ]  # fmt: skip
    assert list(clauses("一、甲\n问:乙\n一是丙\n问:丁")) == ["试点一", "问1", "问1一", "问2"]


@pytest.mark.parametrize(("document", "clause"), [(d, c) for d, found in COVERAGE.items() for c in found])
def test_every_clause_has_cards_or_a_reason(document: str, clause: str, real: Knowledge) -> None:
    cards = {card.id: card for card in real.index.cards}
    stands = COVERAGE[document][clause]
    if isinstance(stands, str):
        assert len(stands) > 20
        return
    assert stands
    for name in stands:
        assert name in cards, name
        assert cards[name].settled
        assert document in cards[name].sources


def test_cards_cite_clauses_that_exist(real: Knowledge) -> None:
    cited = {(card.source, card.section) for card in real.index.cards if card.settled}
    cited |= {(place.source, place.section) for card in real.index.cards for place in card.also}
    known = {(document, clause) for document, found in COVERAGE.items() for clause in found}
    assert cited <= known, cited - known


@pytest.mark.skipif(not GUIDANCE.exists(), reason="the guidance documents are not at hand")
@pytest.mark.parametrize("document", sorted(COVERAGE))
def test_every_numbered_clause_of_the_document_is_listed(document: str) -> None:
    found = set(clauses((GUIDANCE / f"{document}.txt").read_text(encoding="utf-8")))
    assert len(found) >= 10
    listed = set(COVERAGE[document])
    assert found - {"附件"} <= listed, found - listed
