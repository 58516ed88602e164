"""The proof of who is talking: only ours, only fresh."""

import time

import pytest
from itsdangerous import URLSafeTimedSerializer

from bot.core.errors import IdentityError
from bot.services.identity import LIFE_SECONDS, Identity, IdentitySigner

SIGNER = IdentitySigner("the secret of this run")
IDENTITY = Identity("secretary", "web", "m1")


def _at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + seconds)


def test_a_token_proves_the_identity_that_was_signed() -> None:
    assert SIGNER.verify(SIGNER.sign(IDENTITY)) == IDENTITY


def test_identities_with_any_characters_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = Identity("账号#1", "a|b", '"]')
    assert SIGNER.verify(SIGNER.sign(odd)) == odd


@pytest.mark.parametrize("token", [None, "", ".", "..", "x.y.z", "W10.x.y", "é", "\x00", "a" * 10_000])
def test_what_is_no_token_is_refused(token: str | None) -> None:
    with pytest.raises(IdentityError):
        SIGNER.verify(token)


@pytest.mark.parametrize("place", [0, 5, -1, -10])
def test_a_changed_token_is_refused(place: int) -> None:
    token = SIGNER.sign(IDENTITY)
    changed = list(token)
    # The last character of base64 carries spare bits: take one that differs in all of them.
    changed[place] = "A" if changed[place] not in "ABCD" else "z"
    with pytest.raises(IdentityError):
        SIGNER.verify("".join(changed))


def test_the_account_of_a_token_cannot_be_exchanged() -> None:
    mine, other = SIGNER.sign(IDENTITY), SIGNER.sign(Identity("officer", "web", "m1"))
    with pytest.raises(IdentityError):
        SIGNER.verify(".".join([other.split(".")[0], *mine.split(".")[1:]]))


def test_a_token_of_another_secret_is_refused() -> None:
    with pytest.raises(IdentityError):
        SIGNER.verify(IdentitySigner("the secret of another run").sign(IDENTITY))


def test_a_token_for_another_purpose_is_refused() -> None:
    other = URLSafeTimedSerializer("the secret of this run", salt="boai.sign-in")
    with pytest.raises(IdentityError):
        SIGNER.verify(str(other.dumps(["secretary", "web", "m1"])))


@pytest.mark.parametrize("payload", [["secretary"], ["secretary", "web", "m1", "more"], 7, None])
def test_a_signed_token_of_another_form_is_refused(payload: object) -> None:
    signed = URLSafeTimedSerializer("the secret of this run", salt="boai.turn").dumps(payload)
    with pytest.raises(IdentityError):
        SIGNER.verify(str(signed))


def test_a_token_outlives_the_longest_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.channels.rasa_client import TURN_SECONDS, WAIT_SECONDS

    token = SIGNER.sign(IDENTITY)
    _at(monkeypatch, WAIT_SECONDS + TURN_SECONDS)
    assert SIGNER.verify(token) == IDENTITY


def test_an_old_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    token = SIGNER.sign(IDENTITY)
    _at(monkeypatch, LIFE_SECONDS + 2)
    with pytest.raises(IdentityError):
        SIGNER.verify(token)


def test_without_a_secret_nothing_is_signed() -> None:
    with pytest.raises(ValueError, match="empty"):
        IdentitySigner("")
