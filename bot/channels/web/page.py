"""The chat page of one browser tab: draws the conversation and takes what is said to the gateway."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from nicegui import ui
from nicegui.events import GenericEventArguments

from bot.channels.gateway import Exchange, Gateway, Incoming, Reply
from bot.channels.rasa_client import TURN_SECONDS, WAIT_SECONDS
from bot.channels.web.elements import Composer, Thread, box, words
from bot.channels.web.exchanges import ExchangeView
from bot.core.accounts import Account
from bot.core.permissions import Action, Reach, reach
from bot.services.photos import MOST

CHAT = "web"
RESTART = "/restart"  # the channel's own command, shown under its name
EXAMPLES = ("web_example_1", "web_example_2", "web_example_3")
LOOK_SECONDS = 2.0
ANSWER_WITHIN = timedelta(seconds=WAIT_SECONDS + TURN_SECONDS)  # later, no answer is coming any more

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sent:
    """What the browser sends: words typed, a button pressed, or pictures taken in. The browser chose the id."""

    id: str
    text: str
    press: str | None
    photos: tuple[str, ...] = ()

    @classmethod
    def from_browser(cls, args: Any) -> "Sent | None":
        """Read the event's arguments; None when they are not ours."""
        match args:
            case {"id": str(id), "text": str(text), "press": str() | None as press} if _ID.fullmatch(id):
                return cls(id, text, press, _names(args.get("photos")))
        return None


def _names(sent: Any) -> tuple[str, ...]:
    """Names of pictures; whatever else is sent is none."""
    return tuple(str(name) for name in sent[:MOST]) if isinstance(sent, list) else ()


class ChatPage:
    """One open page. The browser may send a message again; it is drawn and answered once."""

    def __init__(self, gateway: Gateway, account: Account, *, signed_in: bool, now: datetime) -> None:
        self._gateway = gateway
        self._phrases = gateway.phrases
        self._account = account
        self._signed_in = signed_in
        self._now = now
        self._client = ui.context.client
        self._views: list[ExchangeView] = []
        self._unanswered: dict[tuple[datetime, str], ExchangeView] = {}
        self._by_message: dict[str, ExchangeView] = {}
        self._answering: set[str] = set()
        self._answered: set[str] = set()

    def draw(self, history: list[Exchange]) -> None:
        """Draw the page with what was said before."""
        with box("div", "chat"):
            self._draw_header()
            self._thread = Thread(self._phrases("web_thread"))
            with box("footer", "composer"):
                self._composer = Composer(
                    self._phrases, self._account.id, self._on_send, takes_photos=self._takes_photos()
                )
        with self._thread:
            if not history:
                self._greet()
            for exchange in history:
                self._draw_past(exchange)
        self._close_choices(but_last=True)
        if self._unanswered:
            self._looks = int(ANSWER_WITHIN.total_seconds() / LOOK_SECONDS)
            self._timer = ui.timer(LOOK_SECONDS, self._look_for_answers)

    def _takes_photos(self) -> bool:
        """Whether the account may report: pictures are kept for reports alone."""
        return self._signed_in and reach(self._account.role, Action.REPORT) is not Reach.NONE

    def _draw_header(self) -> None:
        with box("header", "top"):
            words("h1", self._phrases("web_title"), "brand")
            with box("nav", "actions", aria_label=self._phrases("web_actions")):
                words("button", self._phrases("web_help"), type="button", data_say=self._phrases("web_help"))
                words("button", self._phrases("web_restart"), type="button", data_say=RESTART)
            if self._signed_in:
                self._draw_account()

    def _draw_account(self) -> None:
        with box("div", "account"):
            words("span", self._account.name or self._account.id, "name")
            words("span", self._account.organisation or "", "organisation")
            with box("form", method="post", action="/out"):
                words("button", self._phrases("web_sign_out"), type="submit")

    def _greet(self) -> None:
        view = ExchangeView(self._phrases)
        view.greet([self._phrases(name) for name in EXAMPLES])
        self._views.append(view)

    def _draw_past(self, exchange: Exchange) -> None:
        view = ExchangeView(self._phrases, exchange.text)
        self._views.append(view)
        message_id = exchange.message_id
        if exchange.replies is not None:
            view.show(exchange.replies, choices_open=True)
            self._answered.add(message_id)
        elif self._now - exchange.at > ANSWER_WITHIN:
            view.show([Reply(self._phrases("web_unanswered"))], choices_open=False)
        else:
            view.wait()
            self._unanswered[exchange.at, exchange.text] = view
        if message_id:
            self._by_message[message_id] = view

    async def _on_send(self, event: GenericEventArguments) -> None:
        sent = Sent.from_browser(event.args)
        if sent is None or sent.id in self._answering:
            return
        if sent.id in self._answered:
            self._composer.answered(sent.id)
            return
        view = self._by_message.get(sent.id) or self._draw_sent(sent)
        self._composer.taken(sent.id)
        await self._answer(view, sent)

    def _draw_sent(self, sent: Sent) -> ExchangeView:
        self._close_choices()
        with self._thread:
            view = ExchangeView(self._phrases, self._said(sent))
        self._views.append(view)
        return view

    def _said(self, sent: Sent) -> str:
        if sent.photos:
            return self._phrases("channel_photo_said", count=len(sent.photos))
        return self._phrases("web_restart") if sent.text == RESTART else sent.text

    async def _answer(self, view: ExchangeView, sent: Sent) -> None:
        self._answering.add(sent.id)
        self._forget_unanswered(view)
        view.wait()
        replies = await self._ask(view, sent)
        self._answering.discard(sent.id)
        self._answered.add(sent.id)
        if not self._client.is_deleted:
            view.show(replies, choices_open=view is self._views[-1])
            self._composer.answered(sent.id)

    async def _ask(self, view: ExchangeView, sent: Sent) -> list[Reply]:
        async def told() -> None:
            if not self._client.is_deleted:
                view.wait(self._phrases("channel_wait"))

        # A visitor is kept from the first message on, not from the first look.
        text, stranger = "" if sent.press else sent.text, not self._signed_in
        incoming = Incoming(self._account.id, CHAT, sent.id, text, sent.press, stranger, photos=sent.photos)
        try:
            return await self._gateway.handle(incoming, told)
        except Exception:  # the last line of defence: the user must not be left with a typing sign
            log.exception("message failed")
            return [Reply(self._phrases("channel_unavailable"))]

    async def _look_for_answers(self) -> None:
        """Messages of this conversation that another page sent: their answers come into the history."""
        self._looks -= 1
        for exchange in await self._gateway.history(self._account.id, CHAT):
            view = self._unanswered.get((exchange.at, exchange.text))
            if view and exchange.replies is not None:
                view.show(exchange.replies, choices_open=view is self._views[-1])
                self._forget_unanswered(view)
        if self._looks <= 0:
            for view in list(self._unanswered.values()):
                view.show([Reply(self._phrases("web_unanswered"))], choices_open=False)
                self._forget_unanswered(view)
        if not self._unanswered:
            self._timer.cancel()

    def _forget_unanswered(self, view: ExchangeView) -> None:
        self._unanswered = {key: one for key, one in self._unanswered.items() if one is not view}

    def _close_choices(self, *, but_last: bool = False) -> None:
        for view in self._views[:-1] if but_last else self._views:
            view.close_choices()
