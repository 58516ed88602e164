"""The one channel through which Rasa is talked to: our gateway's, guarded by a secret header."""

import hmac
import os
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

SECRET_VARIABLE = "BOAI_CHANNEL_SECRET"
SECRET_HEADER = "X-Boai-Secret"


class MessageCollector(CollectingOutputChannel):
    """Collects each reply whole (text, buttons, custom data together); Rasa's own splits it into several."""

    @classmethod
    def name(cls) -> str:
        return "boai"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        self.messages.append({k: message[k] for k in ("text", "buttons", "custom", "image") if message.get(k)})


class BoaiChannel(InputChannel):
    """`POST webhook` takes a turn, `POST parse` only reads a message; both want the secret."""

    @classmethod
    def name(cls) -> str:
        return "boai"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "BoaiChannel":
        """The secret comes from the environment (`BOAI_CHANNEL_SECRET`): it is new at every start, never in a file."""
        return cls(os.environ.get(SECRET_VARIABLE, ""))

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def _permits(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return bool(self._secret) and hmac.compare_digest(given.encode(), self._secret.encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("boai_channel")

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(Sanic.get_app(request.app.name).ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return response.json({"ready": ready}, status=200 if ready else 503)

        @blueprint.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            if not self._permits(request):
                return response.json({"error": "secret"}, status=403)
            turn = request.json
            collector = MessageCollector()
            await on_new_message(
                UserMessage(
                    turn["text"],
                    collector,
                    turn["sender"],
                    input_channel=self.name(),
                    message_id=turn.get("message_id"),
                    metadata=turn.get("metadata"),
                )
            )
            return response.json(collector.messages)

        @blueprint.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            if not self._permits(request):
                return response.json({"error": "secret"}, status=403)
            texts: List[str] = request.json["texts"]
            return response.json([await request.app.ctx.agent.parse_message(text) for text in texts])

        return blueprint
