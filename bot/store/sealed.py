"""Personal numbers of messages, encrypted (AES-256-GCM) for a short time."""

import contextlib
import os
import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from string import ascii_lowercase

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.store.tables import InviteRow, SealedNumberRow

LIFE = timedelta(hours=24)
_TOKEN_LETTERS = 16  # letters only: a token must not look like a personal number itself
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2


class Vault:
    """Seals personal numbers under the installation's key. A token is bound to its number and its account."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, session: Session, account_id: str, number: str, now: datetime) -> str:
        """Keep `number` and return the token that stands for it in the message."""
        self.forget_expired(session, now)
        token = "".join(secrets.choice(ascii_lowercase) for _ in range(_TOKEN_LETTERS))
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, number.encode(), self._context(token, account_id))
        session.add(SealedNumberRow(token=token, account_id=account_id, sealed=sealed, expires_at=now + LIFE))
        return token

    def open(self, session: Session, account_id: str, token: str, now: datetime) -> str | None:
        """The number behind a token of this account, or None when it has expired or is not this account's."""
        row = session.get(SealedNumberRow, token)
        if row is None or row.account_id != account_id or row.expires_at < now:
            return None
        nonce, text = row.sealed[:_NONCE_BYTES], row.sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, text, self._context(token, account_id)).decode()
        except InvalidTag:
            return None

    @staticmethod
    def forget_expired(session: Session, now: datetime) -> None:
        """Delete what has outlived its time."""
        session.execute(delete(SealedNumberRow).where(SealedNumberRow.expires_at < now))

    @staticmethod
    def _context(token: str, account_id: str) -> bytes:
        return f"{token}|{account_id}".encode()


def forget_all(session: Session) -> None:
    """Under another key nothing can be opened: sealed numbers go, and invites whose code nobody has used."""
    session.execute(delete(SealedNumberRow))
    session.execute(delete(InviteRow).where(InviteRow.used_at.is_(None)))


def load_key(path: Path) -> bytes:
    """The installation's 32-byte key; made on first use, mode 0600. ValueError for a file of another size."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 0600
            file.write(AESGCM.generate_key(256))
            file.flush()
            with contextlib.suppress(FileExistsError):  # another process made it a moment ago
                os.link(file.name, path)  # whole or not at all
    key = path.read_bytes()
    if len(key) != 32:
        raise ValueError(f"{path} does not hold a 32-byte key; restore it from your back-up")
    return key
