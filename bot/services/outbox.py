"""What is to be pushed to accounts: claimed, sent by a channel, and its outcome kept.

A channel takes messages with `due_messages`, sends them, and says of each what came of it. Who is killed in between
leaves a claim that runs out; the message is then given out once more, marked as possibly a repeat.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.store import notices

MOST_ATTEMPTS = 8  # after so many a message waits until the account talks
FIRST_PAUSE = timedelta(minutes=1)  # doubled with each attempt
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 100  # messages that are taken at once


@dataclass(frozen=True)
class Message:
    """A message for an account: phrases of data/phrases/channel.yml. `repeated`: it may have arrived before."""

    id: int
    account_id: str
    phrase: str
    values: dict[str, Any]
    buttons: tuple[tuple[str, dict[str, str]], ...]
    attempts: int
    repeated: bool


def due_messages(
    session: Session, now: datetime, limit: int = AT_ONCE, accounts: Collection[str] | None = None
) -> list[Message]:
    """Claim what is to be pushed now, oldest first; commit before sending. `accounts`: only theirs."""
    taken = notices.take_for_pushing(session, now, limit, MOST_ATTEMPTS, accounts)
    return [
        Message(
            row.id, row.account_id, row.phrase, row.values, tuple((t, p) for t, p in row.buttons or []),
            row.attempts, repeated,
        )
        for row, repeated in taken
    ]  # fmt: skip


def delivered(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Messages have arrived: they are told no more."""
    notices.pushed(session, ids, now)


def failed(
    session: Session, message: Message, now: datetime, retry_after: float | None = None, *, perhaps: bool = False
) -> None:
    """A message did not arrive, or nobody knows whether it did (`perhaps`): then the next one is marked as a repeat.

    `retry_after`: seconds that the other side asked to wait.
    """
    pause = min(FIRST_PAUSE * 2 ** max(0, message.attempts - 1), LONGEST_PAUSE)
    if retry_after is not None:
        pause = max(pause, timedelta(seconds=retry_after))
    notices.not_pushed(session, message.id, now + pause, perhaps=perhaps or message.repeated)


def blocked(session: Session, message: Message) -> None:
    """The account takes no messages from this channel: it is told when it next talks, on whatever channel."""
    notices.not_pushed(session, message.id, None, attempts=MOST_ATTEMPTS)
