"""Questions about organisations and people, on the built-in world, as each role sees the answers."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import BoaiAction, Runtime, Titles, Words
from actions.members import QueryMembers
from actions.organisations import QueryOrg
from bot.cli import DEMO_WORLD
from bot.services.identity import Identity, IdentitySigner
from bot.services.world import load_world
from bot.services.world_form import read_world
from bot.settings import PROJECT
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault
from tests.conftest import NOW
from tests.copies import once

SIGNER = IdentitySigner("identity secret")
PERSONAL = PersonalData(b"k" * 32)


@pytest.fixture(autouse=True)
def runtime(database: Database) -> Iterator[None]:
    """The actions' runtime on the built-in world."""
    with database.session() as session:
        once(session, "built in", lambda empty: load_world(empty, read_world(DEMO_WORLD), PERSONAL, NOW))
    titles = Titles(PROJECT / "data" / "domain")
    knowledge: Any = SimpleNamespace(names_elsewhere=lambda text, home: [])
    BoaiAction.runtime = Runtime(
        database, knowledge, SIGNER, lambda: NOW, titles, Words(titles), PERSONAL, Vault(b"k" * 32)
    )
    yield
    del BoaiAction.runtime


def ask(action: BoaiAction, text: str, account: str = "demo_secretary") -> list[dict[str, Any]]:
    message = {"text": text, "metadata": {"identity": SIGNER.sign(Identity(account, "web", "m1")), "said": text}}
    dispatcher = CollectingDispatcher()
    asyncio.run(action.run(dispatcher, Tracker("one#1", {}, message, [], False, None, {}, "action_listen"), {}))
    return list(dispatcher.messages)


@pytest.mark.parametrize(
    ("text", "response", "value"),
    [
        ("柳岸社区红会秘书是谁", "utter_org_secretary", "路平安"),
        ("荷花街道红十字会会长是哪个", "utter_org_president", "骆远帆"),
        ("柳岸社区红会哪年成立", "utter_org_founded", "2023年5月8日"),
        ("柳岸社区红会归谁管", "utter_org_president", "尚知秋"),
        ("柳岸社区的上级是谁", "utter_org_parent", "荷花街道红十字会"),
        ("柳岸社区红会哪年换届", "utter_org_next_election", "2028年5月8日"),
        ("鉴湖县红十字会电话", "utter_org_fact_missing", "没有登记"),
    ],
)
def test_a_fact_is_told_first(text: str, response: str, value: str) -> None:
    first = ask(QueryOrg(), text)[0]
    assert (first["response"], first["value"]) == (response, value)


def test_the_whole_is_told_when_nothing_is_singled_out() -> None:
    [card] = ask(QueryOrg(), "柳岸社区红会的情况")
    assert card["response"] == "utter_org_card"
    assert card["next_election"] == "2028年5月8日"


def test_ours_is_the_askers_own() -> None:
    [card] = ask(QueryOrg(), "我们红会的情况")
    assert card["name"] == "荷花街道红十字会"


@pytest.mark.parametrize(
    "text", ["荷花街道的柳岸社区红会秘书是谁", "鉴湖县柳岸社区秘书是谁", "鉴湖县荷花街道柳岸社区秘书"]
)
def test_what_stands_above_may_be_said_too(text: str) -> None:
    assert ask(QueryOrg(), text)[0]["value"] == "路平安"


@pytest.mark.parametrize("text", ["桃花街道红会秘书是谁", "和花街道红会的电话"])
def test_another_name_is_never_taken_for_one_that_ends_alike(text: str) -> None:
    [asked] = ask(QueryOrg(), text)
    assert asked["response"] == "utter_org_unknown_near"
    assert [button["title"] for button in asked["buttons"]] == ["荷花街道红十字会"]


def test_a_name_heard_wrongly_is_offered_and_a_press_answers() -> None:
    [asked] = ask(QueryOrg(), "柳案社区的秘书是谁")
    assert asked["response"] == "utter_org_unknown_near"
    press = asked["buttons"][0]["payload"]
    assert press["task"] == "query_org"
    assert ask(QueryOrg(), press["about"])[0]["value"] == "路平安"


@pytest.mark.parametrize("account", ["demo_secretary", "demo_officer", "demo_city"])
def test_who_stands_above_sees_numbers(account: str) -> None:
    [told] = ask(QueryMembers(), "柳岸社区有多少志愿者", account)
    assert told["response"] == "utter_org_numbers"


@pytest.mark.parametrize(
    ("account", "text"),
    [
        ("demo_volunteer", "柳岸社区志愿者名单"),
        ("demo_member", "柳岸社区会员名册"),
        ("demo_secretary", "实验中学会员名单"),
    ],
)
def test_who_may_not_see_people_is_told_so_and_nothing_else(account: str, text: str) -> None:
    assert [message["response"] for message in ask(QueryMembers(), text, account)] == ["utter_error_permission"]


@pytest.mark.parametrize(
    ("account", "text"), [("demo_volunteer", "荷花街道有多少会员"), ("demo_secretary", "鉴湖县有多少会员")]
)
def test_whose_numbers_are_out_of_reach_is_shown_the_own_ones(account: str, text: str) -> None:
    assert [message["response"] for message in ask(QueryMembers(), text, account)] == ["utter_numbers_elsewhere"]


def test_a_list_has_pages_and_no_full_telephone(database: Database) -> None:
    from bot.core.members import MemberKind, MembershipStatus, PersonalFacts
    from bot.store import members, organisations
    from bot.store.tables import MembershipRow

    with database.session() as session:
        branch = organisations.by_name(session, "荷花街道柳岸社区红十字会")
        assert branch
        for number in range(13):
            facts = PersonalFacts(f"甲{number}", phone=f"138000012{number:02d}")
            person = members.add_person(session, PERSONAL, facts, facts.name, NOW)
            session.flush()
            session.add(
                MembershipRow(
                    kind=MemberKind.VOLUNTEER,
                    person_id=person.id,
                    organisation_id=branch.id,
                    valid_from=NOW.date(),
                    status=MembershipStatus.ACTIVE,
                    recorded_by="test",
                    recorded_at=NOW,
                )
            )
    [page] = ask(QueryMembers(), "柳岸社区志愿者名单")
    seen = page["rows"]
    for number in range(2, int(page["pages"]) + 1):
        assert page["rows"].count("\n") == 9
        [further] = [one for one in page["buttons"] if one["title"] == f"第{number}页"]
        [page] = ask(QueryMembers(), further["payload"]["about"])
        seen += page["rows"]
    assert [one["title"] for one in page["buttons"]] == [f"第{int(page['pages']) - 1}页"], "back, and no further"
    assert int(page["total"]) == 23 + 13
    assert all(f"甲{number} " in seen for number in range(13))
    assert "1380000" not in seen
