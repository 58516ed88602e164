"""Links that sign a browser in as a known account."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.core.errors import IdentityError

SALT = "boai.sign-in"
LIFE_SECONDS = 7 * 24 * 3600


class SignInSigner:
    """Signs and verifies the token of `/in/{token}`."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("the sign-in secret is empty")
        self._serializer = URLSafeTimedSerializer(secret, salt=SALT)

    def sign(self, account_id: str) -> str:
        """A token that signs in as the account for seven days."""
        return str(self._serializer.dumps(account_id))

    def verify(self, token: str) -> str:
        """The account id in the token. Raises IdentityError when it is forged or older than seven days."""
        try:
            account_id = self._serializer.loads(token, max_age=LIFE_SECONDS)
        except BadSignature as error:
            raise IdentityError("no valid sign-in token") from error
        if not isinstance(account_id, str):
            raise IdentityError("no valid sign-in token")
        return account_id
