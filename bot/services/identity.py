"""The proof of who is talking, from the channel to the action server.

Rasa passes it on and can neither read nor make one.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.core.errors import IdentityError

SIGN_IN_SECONDS = 7 * 24 * 3600
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


class SignInSigner:
    """Signs and reads the links that sign a browser in as an account; good for seven days."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="boai.sign-in")

    def link(self, account_id: str) -> str:
        """The path that signs in as the account."""
        return f"/in/{self._serializer.dumps(account_id)}"

    def verify(self, token: str) -> str:
        """The account id in the token. Raises IdentityError when it is forged or too old."""
        try:
            return str(self._serializer.loads(token, max_age=SIGN_IN_SECONDS))
        except BadSignature as error:
            raise IdentityError("no valid sign-in token") from error


def derived_secret(key: bytes, purpose: str) -> str:
    """A secret for one purpose, the same at every start, from the installation's key (HKDF, RFC 5869)."""
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key).hex()
