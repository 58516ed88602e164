"""Follow-ups, two questions in one message, comparisons, and the rules of a year."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge import Knowledge, Subject

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "follow_ups.yml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 18)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['first']} {case['then']}")
def test_follow_up(real: Knowledge, case: dict[str, Any]) -> None:
    before = real.ask(case["first"], today=TODAY).subject
    assert before
    assert real.follower.whole(case["then"], before) == case.get("whole")
    assert real.follows(case["then"], before) is ("whole" in case)
    if "card" in case:
        assert real.ask(case["then"], today=TODAY, before=before).card_id == case["card"]


def test_a_follow_up_to_a_follow_up_keeps_the_subject(real: Knowledge) -> None:
    first = real.ask("绍兴的建会率目标是多少", today=TODAY)
    second = real.ask("那会员呢", today=TODAY, before=first.subject)
    third = real.ask("浙江的呢", today=TODAY, before=second.subject)
    assert third.subject == Subject("浙江的会员目标是多少", third.card_id)
    assert third.citations[0].source == "003"


@pytest.mark.parametrize(
    "message",
    ["社区红会谁批准？多久换届一次？", "社区红会谁批准，另外多久换届一次", "社区红会谁批准，多久换届一次"],
)
def test_two_questions_get_two_answers(real: Knowledge, message: str) -> None:
    answer = real.ask(message, today=TODAY)
    assert [part.card_id for part in answer.parts] == ["found-community-approval", "cong-community-interval"]
    assert "同级党组织" in answer.text
    assert "5年" in answer.text


def test_one_of_two_questions_is_not_settled(real: Knowledge) -> None:
    answer = real.ask("社区红会多久换届一次？另外会费一年交多少钱？", today=TODAY)
    assert [part.answered for part in answer.parts] == [True, False]
    assert "5年" in answer.text
    assert answer.parts[1].headline in answer.text


def test_places_compared(real: Knowledge) -> None:
    answer = real.ask("绍兴和浙江的会员目标有什么区别", today=TODAY)
    assert {citation.source for citation in answer.citations} >= {"002", "003"}
    assert answer.text.startswith("绍兴：")


def test_one_question_with_a_comma_stays_one(real: Knowledge) -> None:
    assert not real.ask("我们村想成立红十字会，要找谁批准", today=TODAY).parts


def test_the_rules_of_a_year(real: Knowledge) -> None:
    answer = real.ask("按2021年的规定，新增会员目标是多少", today=TODAY)
    assert {citation.source for citation in answer.citations} == {"001"}
    assert "70万" in answer.headline
    later = real.ask("按2023年的规定，新增会员目标是多少", today=TODAY)
    assert "001" not in {citation.source for citation in later.citations}


def test_a_new_edition_supersedes_and_the_old_one_stays_citable(world_folder: Path, tmp_path: Path) -> None:
    """The new edition holds from 2026 on; who asks by the rules of 2022 gets the old one."""
    import shutil

    folder = tmp_path / "knowledge"
    shutil.copytree(world_folder, folder)
    sources = yaml.safe_load((folder / "sources.yml").read_text(encoding="utf-8"))
    old = next(source for source in sources if source["id"] == "000")
    sources.append(
        {**old, "id": "900", "title": "新版意见", "since": date(2026, 1, 1), "until": None, "supersedes": "000"}
    )
    (folder / "sources.yml").write_text(yaml.safe_dump(sources, allow_unicode=True), encoding="utf-8")
    cards = next(path for path in (folder / "cards").glob("*.yml") if "nat-interval-school" in path.read_text("utf-8"))
    raw = yaml.safe_load(cards.read_text(encoding="utf-8"))
    [card] = [card for card in raw if card["id"] == "nat-interval-school"]
    raw.append(
        {**card, "id": "new-interval-school", "source": "900", "answer": "学校红十字会每4年开一次大会。", "also": []}
    )
    cards.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    knowledge = Knowledge.load(folder, semantic=False, cache=tmp_path / "cache")
    assert knowledge.ask("学校红会大会多久一次", today=TODAY).card_id == "new-interval-school"
    assert knowledge.ask("按2022年的规定，学校红会大会多久一次", today=TODAY).card_id == "nat-interval-school"
