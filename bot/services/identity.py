"""The proof of who is talking, from the channel to the action server.

Rasa passes it on and can neither read nor make one.
"""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.core.errors import IdentityError

LIFE_SECONDS = 300  # longer than any wait for a restarting part, short enough to be useless later


@dataclass(frozen=True)
class Identity:
    """Who sent which message where."""

    account_id: str
    chat: str
    message_id: str


class IdentitySigner:
    """Signs and verifies with the secret that the gateway and the action server share."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("the identity secret is empty")
        self._serializer = URLSafeTimedSerializer(secret, salt="boai.turn")

    def sign(self, identity: Identity) -> str:
        """A token for the metadata of one message."""
        return str(self._serializer.dumps([identity.account_id, identity.chat, identity.message_id]))

    def verify(self, token: str | None) -> Identity:
        """The identity in the token. Raises IdentityError when it is missing, forged or older than five minutes."""
        try:
            return Identity(*self._serializer.loads(token or "", max_age=LIFE_SECONDS))
        except (BadSignature, TypeError) as error:
            raise IdentityError("no valid identity token") from error
