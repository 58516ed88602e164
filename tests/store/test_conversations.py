"""What is kept of a conversation comes back as it was, from both databases."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.core.accounts import Account, Role
from bot.store import accounts
from bot.store import conversations as store
from bot.store.database import Database
from tests.conftest import NOW

SECRETARY = Account("secretary", Role.SECRETARY, "闻小禾", "荷花街道红十字会", "浙江省绍兴市鉴湖县")
REPLIES = [{"text": "好的😀\n“引号”", "buttons": [["查", "id"]], "citations": [{"section": "三（一）"}], "files": []}]


def test_a_conversation_comes_back_as_it_was_kept(fresh: Database) -> None:
    fresh.upgrade()
    with fresh.session() as session:
        accounts.save(session, SECRETARY, NOW)
        conversation = store.conversation(session, "secretary", "web", NOW)
        conversation.choice = {"about": "换届", "options": [["查换届到期", "election_due"]]}
        conversation.choice_at = NOW
        row = store.add_message(session, "secretary", "web", "m1", "社区怎么换届", NOW)
        store.answer_message(session, row.id, REPLIES)
        button = store.add_button(session, "secretary", "web", "查", {"task": "election_due"}, NOW).id
    with fresh.session() as session:
        assert accounts.find(session, "secretary") == SECRETARY
        assert accounts.everyone(session) == [SECRETARY]
        conversation = store.conversation(session, "secretary", "web", NOW + timedelta(days=1))
        assert conversation.last_at == NOW
        assert conversation.last_at.tzinfo == UTC
        assert conversation.choice == {"about": "换届", "options": [["查换届到期", "election_due"]]}
        [spoken] = store.history(session, "secretary", "web", 10)
        assert (spoken.message_id, spoken.text, spoken.replies, spoken.at) == ("m1", "社区怎么换届", REPLIES, NOW)
        kept = store.button(session, "secretary", "web", button)
        assert kept is not None
        assert kept.press == {"task": "election_due"}


def test_one_message_has_one_row(fresh: Database) -> None:
    fresh.upgrade()
    with fresh.session() as session:
        accounts.save(session, SECRETARY, NOW)
        store.add_message(session, "secretary", "web", "m1", "一", NOW)
        store.add_message(session, "secretary", "telegram", "m1", "another chat", NOW)
    with pytest.raises(IntegrityError), fresh.session() as session:
        store.add_message(session, "secretary", "web", "m1", "一", NOW)


def test_nothing_is_kept_for_an_unknown_account(fresh: Database) -> None:
    fresh.upgrade()
    with pytest.raises(IntegrityError), fresh.session() as session:
        store.add_message(session, "nobody", "web", "m1", "一", NOW)


def test_history_gives_the_latest_oldest_first(database: Database) -> None:
    with database.session() as session:
        accounts.save(session, SECRETARY, NOW)
        for number in range(5):
            store.add_message(session, "secretary", "web", f"m{number}", str(number), NOW)
        store.add_message(session, "secretary", "telegram", "m9", "elsewhere", NOW)
    with database.session() as session:
        assert [spoken.text for spoken in store.history(session, "secretary", "web", 3)] == ["2", "3", "4"]
        assert store.history(session, "secretary", "web", 3)[0].replies is None


def test_everyone_leaves_visitors_out(database: Database) -> None:
    with database.session() as session:
        accounts.save(session, Account("a-visitor"), NOW)
        accounts.save(session, SECRETARY, NOW)
        assert [account.id for account in accounts.everyone(session)] == ["secretary"]


def test_saving_an_account_again_overwrites_it(database: Database) -> None:
    with database.session() as session:
        accounts.save(session, SECRETARY, NOW)
        accounts.save(session, Account("secretary", Role.MEMBER), NOW)
        assert accounts.find(session, "secretary") == Account("secretary", Role.MEMBER)
        assert accounts.find(session, "nobody") is None


def test_epochs_are_never_the_same() -> None:
    assert len({store.fresh_epoch() for _ in range(100)}) == 100
