"""The command line's way in (`boai chat`): HTTP on the gateway, guarded by a secret of this run."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import BaseModel, Field

from bot.channels.gateway import Gateway, Incoming
from bot.core.errors import IdentityError

# Who talks in the terminal without saying as whom: a visitor.
TERMINAL_ACCOUNT = "terminal"

Name = Annotated[str, Field(min_length=1, max_length=64)]  # what fits into a column


class MessageIn(BaseModel):
    """One message or press of an account."""

    account: Name
    message_id: Name
    chat: Name = "terminal"
    text: str = ""
    press: str | None = None


class ReplyOut(BaseModel):
    """One bubble of the answer."""

    text: str
    buttons: list[tuple[str, str]]
    files: list[str]


def router(gateway: Gateway, secret: str) -> APIRouter:
    """`GET /api/health` for everybody, `POST /api/messages` with the secret."""
    routes = APIRouter(prefix="/api")

    def permits(x_boai_secret: Annotated[str, Header()] = "") -> None:
        if not secret or not hmac.compare_digest(x_boai_secret.encode(), secret.encode()):
            raise HTTPException(403)

    @routes.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @routes.post("/messages", dependencies=[Depends(permits)])
    async def messages(message: MessageIn) -> list[ReplyOut]:
        stranger = message.account == TERMINAL_ACCOUNT
        incoming = Incoming(message.account, message.chat, message.message_id, message.text, message.press, stranger)
        try:
            replies = await gateway.handle(incoming)
        except IdentityError as error:
            raise HTTPException(404, detail=message.account) from error
        return [ReplyOut(text=r.text, buttons=list(r.buttons), files=list(r.files)) for r in replies]

    return routes
