"""A Bot API server of the tests' own: what users do goes in, what the bot asks for is taken down."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "42:test-token"
BOT = {"id": 42, "is_bot": True, "first_name": "博爱助手", "username": "boai_bot"}
PATIENCE = 20.0  # seconds that a condition may take on a busy machine
DATE = 1_795_000_000

Params = dict[str, Any]
CUT = "cut"  # the connection breaks off without an answer
Planned = tuple[int, dict[str, Any]] | str


def refusal(code: int, description: str, **parameters: int) -> Planned:
    """What the Bot API says when it does not do what is asked."""
    return code, {"ok": False, "error_code": code, "description": description, "parameters": parameters}


@dataclass
class FakeTelegram:
    """Keeps updates until they are confirmed, as Telegram does. `planned` answers come before the normal ones."""

    calls: list[tuple[str, Params]] = field(default_factory=list)
    updates: list[Params] = field(default_factory=list)
    planned: dict[str, list[Planned]] = field(default_factory=dict)
    down: bool = False  # every connection breaks off
    gates: dict[str, asyncio.Event] = field(default_factory=dict)  # a method waits until its gate is open
    offsets: list[int] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)  # what can be fetched
    _numbers: int = 100
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def app(self) -> web.Application:
        """The server's application."""
        app = web.Application()
        app.router.add_post(f"/bot{TOKEN}/{{method}}", self._called)
        app.router.add_get(f"/file/bot{TOKEN}/{{file}}", self._download)
        return app

    # --- what the bot does -------------------------------------------------------------------------------------------

    async def _called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        params = {key: _plain(value) for key, value in (await request.post()).items()}
        if self.down:
            return _cut(request)
        planned = self.planned.get(method)
        answer: Planned = planned.pop(0) if planned else (200, {"ok": True})
        if method == "getUpdates":
            if answer == (200, {"ok": True}):
                return web.json_response({"ok": True, "result": await self._given(params)})
        else:
            self.calls.append((method, params))
        await self._notify()
        if gate := self.gates.get(method):
            await gate.wait()
        if isinstance(answer, str):
            return _cut(request)
        status, body = answer
        result = getattr(self, f"_{method}", lambda _: True)(params)
        return web.json_response({"result": result, **body} if body["ok"] else body, status=status)

    async def _download(self, request: web.Request) -> web.Response:
        file = request.match_info["file"]
        if self.down:
            return _cut(request)
        self.calls.append(("download", {"file": file}))
        await self._notify()
        if gate := self.gates.get("download"):
            await gate.wait()
        if self.planned.get("download") and self.planned["download"].pop(0) == CUT:
            return _cut(request)
        return web.Response(body=self.files[file])

    async def _given(self, params: Params) -> list[Params]:
        offset = int(params.get("offset") or 0)
        self.offsets.append(offset)
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        await self._notify()
        async with self._changed:
            if not self.updates and int(params.get("timeout") or 0):
                await self._changed.wait_for(lambda: self.updates or self.down)
        return self.updates[:100]

    def _getMe(self, _: Params) -> Params:  # noqa: N802
        return BOT

    def _sendMessage(self, params: Params) -> Params:  # noqa: N802
        self._numbers += 1
        return {"message_id": self._numbers, "date": DATE, "chat": _chat(int(params["chat_id"])), "text": "…"}

    _sendDocument = _sendPhoto = _editMessageText = _editMessageReplyMarkup = _sendMessage  # noqa: N815

    def _sendMediaGroup(self, params: Params) -> list[Params]:  # noqa: N802
        return [self._sendMessage(params) for _ in params["media"]]

    def _getFile(self, params: Params) -> Params:  # noqa: N802
        return {"file_id": params["file_id"], "file_unique_id": "u", "file_path": params["file_id"]}

    # --- what users do -----------------------------------------------------------------------------------------------

    async def send(self, **update: Any) -> int:
        """An update; its number."""
        self._numbers += 1
        self.updates.append({"update_id": self._numbers, **update})
        await self._notify()
        return self._numbers

    async def say(self, text: str, user: int = 7, chat: int = 7, **more: Any) -> int:
        """A user writes; the message's number."""
        message = self.message(user, chat, text=text, **more)
        await self.send(message=message)
        return int(message["message_id"])

    async def press(self, button: str, user: int = 7, message_id: int = 1, markup: Any = None, id: str = "") -> None:
        """A user presses a button of ours."""
        self._numbers += 1
        message = {"message_id": message_id, "date": DATE, "chat": _chat(user), "from": BOT, "text": "…"}
        query = {"id": id or str(self._numbers), "from": _user(user), "chat_instance": "1", "data": button}
        await self.send(
            callback_query={**query, "message": {**message, **({"reply_markup": markup} if markup else {})}}
        )

    def picture(self, file_id: str, data: bytes, size: int | None = None) -> list[Params]:
        """A photo of a message, small and large, that can be fetched under its name."""
        self.files[file_id] = data
        sizes = [("small", 90), (file_id, 1280)]
        found = [{"file_id": id, "file_unique_id": id, "width": width, "height": width} for id, width in sizes]
        return [{**one, "file_size": size or len(data)} for one in found]

    def message(self, user: int = 7, chat: int = 7, **content: Any) -> Params:
        """A message of a user."""
        self._numbers += 1
        text = content.get("text", "")
        if text.startswith("/"):
            entity = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
            content.setdefault("entities", [entity])
        found = {"message_id": self._numbers, "date": DATE, "chat": _chat(chat), "from": _user(user)}
        return {**found, **content}

    # --- what a test looks at ----------------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so; it is looked at whenever the server was asked something."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)

    def of(self, method: str) -> list[Params]:
        """The parameters of the calls of a method."""
        return [params for called, params in self.calls if called == method]

    @property
    def texts(self) -> list[str]:
        """The messages that were sent."""
        return [params["text"] for params in self.of("sendMessage")]

    async def said(self, *texts: str) -> None:
        """Wait until exactly these messages were sent, and all updates were confirmed."""
        await self.until(lambda: len(self.texts) >= len(texts) and not self.updates)
        assert self.texts == list(texts)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _cut(request: web.Request) -> web.Response:
    assert request.transport
    request.transport.close()
    return web.Response()


def _plain(value: Any) -> Any:
    """A form's field: JSON where it is; a file by its name and content."""
    if isinstance(value, web.FileField):
        return (value.filename, value.file.read())
    try:
        return json.loads(value) if str(value)[:1] in "[{" else value
    except ValueError:
        return value


def _user(number: int) -> Params:
    return {"id": number, "is_bot": False, "first_name": "王芳"}


def _chat(number: int) -> Params:
    if number < 0:
        return {"id": number, "type": "supergroup", "title": "秘书群"}
    return {"id": number, "type": "private", "first_name": "王芳"}
