"""From a message on any channel to its replies: guards, seals personal numbers, proves identity, asks Rasa."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.orm import Session

from bot.channels.phrases import Phrases
from bot.channels.rasa_client import OnWait, RasaClient, RasaUnavailableError
from bot.core.accounts import Account
from bot.core.errors import DatabaseBusyError, IdentityError, InviteError, PermissionDeniedError
from bot.services import conversations, drafts, gaps, outbox, permission, photos
from bot.services.accounts import bind
from bot.services.conversations import Received
from bot.services.identity import Identity, IdentitySigner
from bot.services.photos import Place, Placed
from bot.services.pictures import Uploads, drawn_anew
from bot.services.work import Work
from bot.store import accounts, notices
from bot.store.conversations import Spoken
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault
from bot.store.tables import NoticeRow
from bot.text.commands import invite_code
from bot.text.dialect import in_common_words
from bot.text.edits import correction
from bot.text.normalise import clean
from bot.text.numbers import constant_token, mask_numbers, masked_for_display

LONGEST_MESSAGE = 4000  # characters; a roster of a hundred people fits

_READABLE = re.compile(r"[\w\u3400-\u9fff]")
_COMMAND = re.compile(r"/(start|help|cancel|restart|reset|mine|due|progress)\b", re.IGNORECASE)
_PUBLIC_COMMANDS = ("start", "help")
_PUBLIC_TASKS = ("ask_policy", "help")  # what is answered where others read along

_T = TypeVar("_T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Incoming:
    """A message or a button press as a channel received it. `message_id` makes a repeat of it harmless.

    `may_be_new` says that the channel takes strangers: an unknown account becomes a visitor. `public` says that others
    read along: only policy questions and the help are answered then.
    """

    account_id: str
    chat: str
    message_id: str
    text: str = ""
    press: str | None = None
    may_be_new: bool = False
    public: bool = False
    photos: tuple[str, ...] = ()  # what `keep_photo` gave for the pictures of this message; it has no text then


@dataclass(frozen=True)
class Reply:
    """One bubble.

    `buttons` are (title, opaque id); `citations` have source, section, title, number, issuer, place, until.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    citations: tuple[dict[str, Any], ...] = ()
    files: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()  # names of pictures; `photo` opens them for who may see them
    in_place: bool = False  # a page turned: it may be shown in place of what the button was under

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Reply":
        """Read what `asdict` gave, after it has been through JSON."""
        return cls(
            kept["text"],
            tuple((title, button) for title, button in kept.get("buttons", [])),
            tuple(kept.get("citations", [])),
            tuple(kept.get("files", [])),
            tuple(kept.get("photos", [])),
            kept.get("in_place", False),
        )


@dataclass(frozen=True)
class Exchange:
    """What was said and what was answered, for showing again. `replies` is None while the answer is still to come."""

    message_id: str
    text: str
    replies: tuple[Reply, ...] | None
    at: datetime


class Gateway:
    """The channels' one way in. Messages of one conversation are taken one after the other."""

    def __init__(
        self,
        database: Database,
        rasa: RasaClient,
        signer: IdentitySigner,
        vault: Vault,
        personal: PersonalData,
        phrases: Phrases,
        clock: Callable[[], datetime],
        uploads: Uploads | None = None,
    ) -> None:
        self._database = database
        self._rasa = rasa
        self._signer = signer
        self._vault = vault
        self._personal = personal
        self.phrases = phrases
        self._clock = clock
        self._uploads = uploads or Uploads(Path("uploads"))
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, incoming: Incoming, on_wait: OnWait | None = None) -> list[Reply]:
        """Answer one message. Never raises for what a user can type; says so when a part is down.

        Raises IdentityError for an unknown account that may not be new.
        """
        async with self._turns.setdefault((incoming.account_id, incoming.chat), asyncio.Lock()):
            try:
                return await self._answer(incoming, on_wait)
            except RasaUnavailableError as error:
                log.error("rasa unavailable", error=str(error))
                return [Reply(self.phrases("channel_unavailable"))]
            except DatabaseBusyError as error:
                log.error("database busy", error=str(error))
                return [Reply(self.phrases("channel_busy"))]

    async def edited(self, incoming: Incoming, edited: str) -> list[Reply]:
        """Offer to do what a message says now that it was changed: as a correction where it is one, else all anew.

        `edited` is the message's id; that of `incoming` is the change's. Empty for a change of nothing that is read.
        """
        identity = Identity(incoming.account_id, incoming.chat, incoming.message_id)
        text = clean(incoming.text)
        if refusal := self._refusal(text):
            return [Reply(refusal)]
        if invite_code(text) or _COMMAND.match(text):
            return [Reply(self.phrases("channel_edited_anew"))]

        def offer(session: Session) -> list[dict[str, Any]]:
            now = self._clock()
            before = conversations.said_before(session, identity.account_id, identity.chat, edited)
            shown = mask_numbers(text, masked_for_display)
            if before == shown:
                return []
            received = conversations.receive(session, identity, self._vault, text, now)
            if received.replies is not None:
                return received.replies
            talked = drafts.in_hand(session, self._personal, identity.account_id, identity.chat, now)
            change = correction(before, shown, now.date()) if before and talked else None
            title = self.phrases("channel_edited_as_said") if change is None else change
            button = {"title": title, "press": {"say": change or received.text}}
            reply = {"text": self.phrases("channel_edited", said=shown), "buttons": [button]}
            return conversations.keep_replies(session, identity, received.row, [reply], now)

        async with self._turns.setdefault((incoming.account_id, incoming.chat), asyncio.Lock()):
            return [Reply.from_dict(kept) for kept in await self._with_account(incoming, offer)]

    async def news(self, account_id: str, chat: str) -> list[tuple[outbox.Message, Reply]]:
        """What this account is to be told without having asked, claimed, each with its bubble.

        Of each, what came of it is to be said: `delivered`, `undelivered` or `unwelcome`. What the channel never says,
        since it was killed, is given out again after a while, marked as possibly told before.
        """

        def claim(session: Session) -> tuple[list[outbox.Message], list[dict[str, Any]]]:
            now = self._clock()
            due = outbox.due_messages(session, now, accounts=[account_id])
            said = [self._said_again(one) if one.repeated else self._notice(one) for one in due]
            return due, conversations.with_buttons(session, Identity(account_id, chat, ""), said, now)

        async with self._turns.setdefault((account_id, chat), asyncio.Lock()):
            due, said = await self._in_session(claim)
        return list(zip(due, map(Reply.from_dict, said), strict=True))

    async def delivered(self, message: outbox.Message) -> None:
        """It has arrived."""
        await self._in_session(lambda session: outbox.delivered(session, [message.id], self._clock()))

    async def undelivered(self, messages: Sequence[outbox.Message], *, perhaps: bool = False) -> None:
        """They did not arrive: they are given out again after a pause. `perhaps`: the first of them may have."""

        def give_back(session: Session) -> None:
            for place, message in enumerate(messages):
                outbox.failed(session, message, self._clock(), perhaps=perhaps and place == 0)

        await self._in_session(give_back)

    async def unwelcome(self, message: outbox.Message) -> None:
        """The account takes no messages there: it is told when it next talks."""
        await self._in_session(lambda session: outbox.blocked(session, message))

    async def is_answered(self, account_id: str, chat: str, message_id: str) -> bool:
        """Whether a message, or a press, was answered before."""
        identity = Identity(account_id, chat, message_id)
        return await self._in_session(lambda session: conversations.is_answered(session, identity))

    async def forget_old(self) -> None:
        """Delete what is older than conversations are kept."""
        count = await self._in_session(lambda session: conversations.forget_old(session, self._clock()))
        log.info("old conversations deleted", messages=count)
        gone = await self._in_session(lambda session: photos.forget_old(session, self._uploads, self._clock()))
        await asyncio.to_thread(self._uploads.delete, *gone)  # once no row names them

    async def takes_photos(self, account_id: str, chat: str) -> bool:
        """Whether pictures of this account are kept at all: those of who reports nowhere need not be fetched."""

        def ask(session: Session) -> bool:
            try:
                photos.demand_reporter(self._work(session, account_id, chat))
            except (IdentityError, PermissionDeniedError):
                return False
            return True

        return await self._in_session(ask)

    async def keep_photo(self, account_id: str, chat: str, data: bytes) -> str:
        """Take a picture in; its name, which is to be sent in `Incoming.photos`.

        Raises IdentityError, PermissionDeniedError for who reports nowhere, PhotoError for what is no fit picture.
        """
        await self._in_session(lambda session: photos.demand_reporter(self._work(session, account_id, chat)))
        picture = await asyncio.to_thread(drawn_anew, data)
        return await self._in_session(
            lambda session: photos.keep(self._work(session, account_id, chat), self._uploads, picture)
        )

    async def photo(self, account_id: str, chat: str, name: str) -> Path | None:
        """The file of a picture that this account may see; None for anything else."""

        def find(session: Session) -> Path | None:
            try:
                permitted = photos.may_see(self._work(session, account_id, chat), name)
            except IdentityError:
                return None
            return self._uploads.path(name) if permitted else None

        return await self._in_session(find)

    async def history(self, account_id: str, chat: str) -> list[Exchange]:
        """The latest exchanges, oldest first."""
        spoken = await self._in_session(lambda session: conversations.history(session, account_id, chat))
        return [_exchange(one) for one in spoken]

    async def account(self, account_id: str) -> Account | None:
        """The account, or None."""
        return await self._in_session(lambda session: accounts.find(session, account_id))

    async def _answer(self, incoming: Incoming, on_wait: OnWait | None) -> list[Reply]:
        identity = Identity(incoming.account_id, incoming.chat, incoming.message_id)
        if incoming.photos:
            return await self._photographed(identity, incoming.photos)
        title, press = incoming.text, None
        if incoming.press is not None:
            found = await self._in_session(lambda s: conversations.pressed(s, identity, clean(incoming.press or "")))
            if found is None:
                return [Reply(self.phrases("channel_old_button"))]
            title, press = found
        text = clean(title)
        if refusal := self._refusal(text):
            return [Reply(refusal)]
        if incoming.public and not await self._may_be_public(incoming, text):
            return [Reply(self.phrases("channel_private_only"))]
        if press is None and (code := invite_code(text)):
            return [await self._bind(incoming, code)]
        if press is None and (command := _COMMAND.match(text)):
            text = await self._command(incoming, identity, command[1].lower())
            if not text:
                return [Reply(self.phrases("channel_restarted"))]
        received = await self._with_account(
            incoming, lambda s: conversations.receive(s, identity, self._vault, text, self._clock(), press)
        )
        if received.replies is not None:
            return [Reply.from_dict(kept) for kept in received.replies]
        said = await self._ask_rasa(identity, received, on_wait)
        if press and press.turns and len(said) == 1:
            said[0]["in_place"] = True
        kept = await self._in_session(lambda s: self._keep(s, identity, received.row, said))
        return [Reply.from_dict(one) for one in kept]

    async def _photographed(self, identity: Identity, names: tuple[str, ...]) -> list[Reply]:
        """Put the pictures of a message where they belong, and say where that is; without Rasa."""

        def work(session: Session) -> list[dict[str, Any]]:
            at_work = self._work(session, identity.account_id, identity.chat)
            said = self.phrases("channel_photo_said", count=len(names))
            received = conversations.receive(session, identity, self._vault, said, at_work.now)
            if received.replies is not None:
                return received.replies
            placed = photos.place(at_work, names[: photos.MOST])
            return conversations.keep_replies(
                session, identity, received.row, [self._placed(placed, len(names))], at_work.now
            )

        try:
            return [Reply.from_dict(kept) for kept in await self._in_session(work)]
        except PermissionDeniedError:
            return [Reply(self.phrases("channel_photo_denied"))]

    def _placed(self, placed: Placed, sent: int) -> dict[str, Any]:
        """What is said of pictures that came in, with a way back where they may have gone to the wrong activity."""
        day = (
            self.phrases("channel_day", year=placed.day.year, month=placed.day.month, day=placed.day.day)
            if placed.day
            else ""
        )
        said = self.phrases(f"channel_photo_{placed.place}", count=placed.count, day=day, kind=placed.kind)
        if over := placed.over + max(0, sent - photos.MOST):
            said += self.phrases("channel_photo_over", count=over, most=photos.MOST)
        buttons = []
        if placed.place is Place.ACTIVITY and placed.ids:
            about = f"loosen:{','.join(map(str, placed.ids))}"
            press = {"task": "query_activities", "about": about}
            buttons = [{"title": self.phrases("channel_photo_other"), "press": press}]
        return {"text": said, "buttons": buttons, "photos": list(placed.files)}

    def _day(self, day: date) -> str:
        return self.phrases("channel_day", year=day.year, month=day.month, day=day.day)

    def _work(self, session: Session, account_id: str, chat: str) -> Work:
        account, now = conversations.known(session, account_id), self._clock()
        return Work(session, self._personal, permission.actor(session, account, chat, now.date()), now)

    def _keep(self, session: Session, identity: Identity, row: int, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Keep the replies, and behind them what officers have answered since the user last talked."""
        now = self._clock()
        for one in gaps.news(session, identity.account_id, identity.chat, now):
            said = [*said, {"text": self.phrases("channel_gap_news", **one.shown(self._day(one.day)))}]
        for notice in notices.tell(session, identity.account_id, now):
            said = [*said, self._said_again(notice) if notice.pushed_at else self._notice(notice)]
        return conversations.keep_replies(session, identity, row, said, now)

    def _said_again(self, notice: NoticeRow | outbox.Message) -> dict[str, Any]:
        said = self._notice(notice)
        return said | {"text": self.phrases("channel_maybe_told", said=said["text"])}

    def _notice(self, notice: NoticeRow | outbox.Message) -> dict[str, Any]:
        buttons = [{"title": self.phrases(title), "press": press} for title, press in notice.buttons or []]
        return {"text": self.phrases(notice.phrase, **notice.values), "buttons": buttons}

    async def _may_be_public(self, incoming: Incoming, text: str) -> bool:
        """Whether this may be answered where others read along. Whatever is not surely so is not."""
        if incoming.press is not None or invite_code(text):
            return False
        if command := _COMMAND.match(text):
            return command[1].lower() in _PUBLIC_COMMANDS
        [parsed] = await self._rasa.parse([mask_numbers(in_common_words(text), constant_token).replace("/", "／", 1)])
        ranking = parsed.get("intent_ranking") or [{}]
        return ranking[0].get("name") in _PUBLIC_TASKS

    def _refusal(self, text: str) -> str | None:
        """What is said about a message that nothing can be made of."""
        if len(text) > LONGEST_MESSAGE:
            return self.phrases("channel_too_long", length=len(text), limit=LONGEST_MESSAGE)
        if not text:
            return self.phrases("channel_empty")
        if not _READABLE.search(text):
            return self.phrases("channel_no_words")
        return None

    async def _bind(self, incoming: Incoming, code: str) -> Reply:
        """Use an invite code. It never reaches Rasa, and is not kept in the history."""
        try:
            account = await self._with_account(
                incoming, lambda s: bind(s, self._personal, incoming.account_id, incoming.chat, code, self._clock())
            )
        except InviteError:
            return Reply(self.phrases("channel_invite_wrong"))
        role = self.phrases(f"channel_role_{account.role}")
        return Reply(self.phrases("channel_bound", role=role, organisation=account.organisation))

    async def _command(self, incoming: Incoming, identity: Identity, command: str) -> str:
        """The words that a typed command stands for; empty when it is done already."""
        if command in ("restart", "reset"):
            await self._with_account(incoming, lambda s: conversations.forget(s, identity, self._clock()))
            return ""
        return self.phrases(f"channel_command_{command}")

    async def _ask_rasa(self, identity: Identity, received: Received, on_wait: OnWait | None) -> list[dict[str, Any]]:
        metadata = {"identity": self._signer.sign(identity), "said": received.text}
        # Rasa reads a leading slash as a button press: typed text may not begin with one.
        text = f"/{received.task}" if received.task else in_common_words(received.text).replace("/", "／", 1)
        messages = await self._rasa.turn(received.sender, text, identity.message_id, metadata, on_wait)
        return [_reply(message) for message in messages]

    async def _with_account(self, incoming: Incoming, work: Callable[[Session], _T]) -> _T:
        """Work in the session in which the account was found; one session, since a turn has few milliseconds."""

        def checked(session: Session) -> _T:
            if incoming.may_be_new:
                conversations.welcome(session, incoming.account_id, self._clock())
            else:
                conversations.known(session, incoming.account_id)
            return work(session)

        return await self._in_session(checked)

    async def _in_session(self, work: Callable[[Session], _T]) -> _T:
        def run() -> _T:
            with self._database.session() as session:
                return work(session)

        return await asyncio.to_thread(run)


def _reply(message: dict[str, Any]) -> dict[str, Any]:
    """A reply of Rasa as it is kept. A button's payload says what pressing does (`Press`); a text is said."""
    custom = message.get("custom") or {}
    buttons = [(b["title"], b["payload"]) for b in message.get("buttons", [])]
    return {
        "text": message.get("text", ""),
        "buttons": [{"title": t, "press": {"say": p} if isinstance(p, str) else p} for t, p in buttons],
        "citations": custom.get("citations", []),
        "files": custom.get("files", []),
        "photos": custom.get("photos", []),
    }


def _exchange(spoken: Spoken) -> Exchange:
    replies = None if spoken.replies is None else tuple(Reply.from_dict(kept) for kept in spoken.replies)
    return Exchange(spoken.message_id, spoken.text, replies, spoken.at)
