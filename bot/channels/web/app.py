"""The web app: sign-in links, security headers and the chat page on one FastAPI app, in one event loop."""

import html
import json
import secrets
from pathlib import Path
from typing import Protocol

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from nicegui import app as nicegui_app
from nicegui import ui
from starlette.datastructures import MutableHeaders
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.gateway import Gateway
from bot.channels.phrases import Phrases
from bot.channels.web.elements import words
from bot.channels.web.page import CHAT, ChatPage
from bot.core.accounts import Account
from bot.core.errors import IdentityError, PermissionDeniedError, PhotoError
from bot.services.files import Files, is_picture, title_of
from bot.services.pictures import LARGEST, type_of
from bot.settings import Settings

HERE = Path(__file__).parent
REMEMBERED_SECONDS = 365 * 24 * 3600  # how long a browser stays the same visitor
RECONNECT_SECONDS = 20.0  # how long the server keeps a page whose connection is gone
BUILD_SECONDS = 30.0  # how long a page may wait for a busy database
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data:; font-src 'self' data:; "
        "connect-src 'self' ws: wss:; form-action 'self'; frame-ancestors 'none'; base-uri 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class SignIn(Protocol):
    """Reads the token of a sign-in link."""

    def verify(self, token: str) -> str:
        """The account id in the token. Raises IdentityError when there is none."""


class SafeHeaders:
    """Puts the security headers on every answer: nothing from elsewhere is loaded, nobody frames the page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def build(
    gateway: Gateway, settings: Settings, *, storage_secret: str, sign_in: SignIn, app: FastAPI | None = None
) -> FastAPI:
    """The app to run under uvicorn. Routes of `app` come first: NiceGUI takes every path that is left over."""
    app = app or FastAPI(openapi_url=None)
    phrases = gateway.phrases
    app.add_middleware(SafeHeaders)
    app.add_middleware(
        SessionMiddleware,  # HttpOnly by itself; named after the port, since two copies on one host share cookies
        secret_key=storage_secret,
        session_cookie=f"boai_{settings.port}",
        max_age=REMEMBERED_SECONDS,
        same_site="lax",
    )
    _add_sign_in(app, gateway, sign_in)
    _add_downloads(app, gateway, settings)
    _add_photos(app, gateway)
    _add_page(gateway, settings)
    _add_error_pages(phrases)
    ui.run_with(
        app,
        title=phrases("web_title"),
        viewport="width=device-width, initial-scale=1, interactive-widget=resizes-content",
        favicon=(HERE / "favicon.svg").read_text(encoding="utf-8"),
        language="zh-CN",
        dark=None,
        tailwind=False,
        reconnect_timeout=RECONNECT_SECONDS,
        binding_refresh_interval=None,
        show_welcome_message=False,
    )
    return app


def _add_sign_in(app: FastAPI, gateway: Gateway, sign_in: SignIn) -> None:
    @app.get("/in/{token}")
    async def enter(token: str, request: Request) -> Response:
        try:
            account = await gateway.account(sign_in.verify(token))
        except IdentityError:
            account = None
        if account is None:
            return _plain_page(gateway.phrases, "web_link_invalid", 403)
        request.session["account"] = account.id
        return RedirectResponse("/", status_code=303)

    @app.post("/out")
    async def leave(request: Request) -> Response:
        request.session.pop("account", None)
        return RedirectResponse("/", status_code=303)


def _add_downloads(app: FastAPI, gateway: Gateway, settings: Settings) -> None:
    """Files of replies, for the account alone that they were made for."""
    files = Files(settings.files_folder)

    @app.get("/files/{name}")
    async def download(name: str, request: Request) -> Response:
        account = request.session.get("account") or request.session.get("visitor") or ""
        path = files.find(account, name)
        if path is None:
            return _plain_page(gateway.phrases, "web_file_gone", 404)
        shown = "inline" if is_picture(name) else "attachment"
        return FileResponse(
            path, filename=title_of(name), content_disposition_type=shown, headers={"Cache-Control": "no-store"}
        )


def _add_photos(app: FastAPI, gateway: Gateway) -> None:
    """Pictures come in one by one, as they are, and go out to who may see the activity that they belong to."""
    phrases = gateway.phrases

    @app.post("/photos")
    async def take(request: Request) -> Response:
        try:
            data = await _body(request, LARGEST)
            name = await gateway.keep_photo(_account(request), CHAT, data)
        except (IdentityError, PermissionDeniedError):
            return JSONResponse({"error": phrases("channel_photo_denied")}, 403)
        except PhotoError as error:
            return JSONResponse({"error": phrases(f"channel_photo_{error.code}")}, 422)
        return JSONResponse({"name": name})

    @app.get("/photos/{name}")
    async def show(name: str, request: Request) -> Response:
        path = await gateway.photo(_account(request), CHAT, name)
        if path is None:
            return _plain_page(phrases, "web_photo_gone", 404)
        return FileResponse(path, media_type=type_of(name), headers={"Cache-Control": "private, no-store"})


def _account(request: Request) -> str:
    """Who this browser is signed in as; nobody otherwise."""
    return str(request.session.get("account") or "")


async def _body(request: Request, limit: int) -> bytes:
    """What is sent, unless it is more than the limit in bytes. Raises PhotoError `size`."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > limit:
            raise PhotoError("size")
    return bytes(data)


def _add_page(gateway: Gateway, settings: Settings) -> None:
    @ui.page("/", response_timeout=BUILD_SECONDS)
    async def chat() -> None:
        ui.add_css(HERE / "page.css")
        ui.add_css(f"#esm-fallback::after {{ content: {json.dumps(gateway.phrases('web_old_browser'))}; }}")
        account, signed_in = await _who(gateway)
        page = ChatPage(gateway, account, signed_in=signed_in, now=settings.clock())
        page.draw(await gateway.history(account.id, CHAT))


async def _who(gateway: Gateway) -> tuple[Account, bool]:
    """The account of this browser and whether it signed in. A visitor is kept only once it says something."""
    session = nicegui_app.storage.browser
    if known := session.get("account"):
        if account := await gateway.account(known):
            return account, True
        session.pop("account")
    visitor = session.setdefault("visitor", f"web-{secrets.token_hex(16)}")
    return await gateway.account(visitor) or Account(visitor), False


def _add_error_pages(phrases: Phrases) -> None:
    @nicegui_app.exception_handler(404)
    async def missing(_: Request, __: Exception) -> Response:
        return _plain_page(phrases, "web_page_missing", 404)

    def broken() -> None:
        ui.add_head_html('<meta http-equiv="refresh" content="5">')
        ui.add_css(HERE / "page.css")
        words("p", phrases("web_page_broken"), "plain")

    nicegui_app.on_page_exception(broken)


def _plain_page(phrases: Phrases, text: str, status: int) -> HTMLResponse:
    """A page of one sentence that works without scripts."""
    css = (HERE / "page.css").read_text(encoding="utf-8")
    title, sentence, home = (html.escape(phrases(name)) for name in ("web_title", text, "web_home"))
    return HTMLResponse(
        f'<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        f'<style>{css}</style><body><main class="plain"><h1>{title}</h1><p>{sentence}</p><a href="/">{home}</a></main>',
        status_code=status,
    )
