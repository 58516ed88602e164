"""Which card answers, where and when: tables of cases as data."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge import Knowledge
from bot.knowledge.answer import LONGEST, Citation, compose
from bot.knowledge.engine import adds
from bot.knowledge.evaluate import DEVELOPMENT, judge, rates, read_rows

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']}@{case.get('place', '')}")
def test_case(world: Knowledge, case: dict[str, Any]) -> None:
    answer = world.ask(case["question"], case.get("place"), case.get("today") or date(2026, 11, 18))
    assert answer.answered is not case.get("refused", False), world.explain(case["question"], case.get("place"))
    if "card" in case:
        assert answer.card_id == case["card"]
    assert answer.off_topic is case.get("off_topic", answer.off_topic)
    notes = "\n".join(answer.notes)
    assert case.get("note", "") in notes
    if "no_note" in case:
        assert case["no_note"] not in notes
    assert all(note in answer.text for note in answer.notes)
    assert len(answer.text) <= LONGEST


def test_answer_names_document_section_place_and_period(world: Knowledge) -> None:
    answer = world.ask("会员目标是多少", "绍兴市")
    assert answer.text.startswith("绍兴市要求成人会员达到常住人口的2%。")
    assert "《绍兴市红十字会三年行动计划（2020—2022）》一" in answer.text
    assert "适用：浙江省绍兴市" in answer.text
    assert "2022年" in answer.text
    assert answer.citations[0].as_dict()["source"] == "002"


def test_no_place_offers_the_local_rules(world: Knowledge) -> None:
    answer = world.ask("会员目标是多少")
    assert any("绍兴" in button or "浙江" in button for button in answer.related)
    assert len(answer.related) <= 3


def test_refusal_says_so_and_offers_to_pass_on(world: Knowledge) -> None:
    answer = world.ask("会费一年交多少钱")
    assert not answer.citations
    assert "没有" in answer.headline
    assert world.phrases["pass_on"] in answer.notes


def test_empty_and_overlong_questions(world: Knowledge) -> None:
    assert not world.ask("  ").answered
    assert len(world.ask("会费" * 5000).text) <= LONGEST


def test_explain_shows_parts_that_sum_to_the_score(world: Knowledge) -> None:
    best = world.explain("会员目标是多少")[0]
    assert best.card_id == "nat-members"
    assert best.score == pytest.approx(sum(best.parts.values()), abs=0.05)


def test_long_detail_is_cut_at_a_sentence(world: Knowledge) -> None:
    citation = Citation("000", "一", "题" * 40, None, "会", "全国", None)
    text = compose("答。", "很长的一句说明。" * 200, ("注。",), (citation,), world.phrases)
    assert len(text) <= LONGEST
    assert "。…" in text
    assert text.splitlines()[-1].startswith("依据")


@pytest.mark.slow
def test_development_set_by_words_alone(real: Knowledge) -> None:
    answered, refused = rates(judge(real, read_rows(DEVELOPMENT)))
    assert answered >= 0.85
    assert refused >= 0.85


def test_every_title_finds_its_own_card(real: Knowledge) -> None:
    """Buttons carry titles: pressing one must lead to its card."""
    cards = [card for card in real.index.cards if card.settled][::7]
    wrong = [card.id for card in cards if real.ask(card.title).card_id != card.id]
    assert len(wrong) <= 0.12 * len(cards), wrong


def test_two_places_compared_give_both_rules(world: Knowledge) -> None:
    answer = world.ask("绍兴和全国的会员目标有什么不同")
    assert {citation.source for citation in answer.citations} >= {"000", "002"}


def test_two_settings_compared_give_both_rules(world: Knowledge) -> None:
    answer = world.ask("学校红会和村里红会大会多久一次，一样吗")
    assert "3年" in answer.text
    assert "5年" in answer.text


@pytest.mark.parametrize(
    ("second", "new"),
    [
        ("社区先经同级党组织批准，再向县级红十字会备案。", False),
        ("社区由县级红十字会批准，每3年换届。", True),
        ("会费标准由总会另定。", True),
    ],
)
def test_a_second_answer_has_to_add_something(second: str, new: bool) -> None:
    assert adds(second, "社区建会由同级党组织批准，批准后向县级红十字会备案。") is new
