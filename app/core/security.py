"""Secrets: slow hashes for what people choose, digests for what we made, a vault for the rest."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

_hasher = PasswordHasher()


async def hash_secret(secret: str) -> str:
    """An argon2id hash of a password or PIN; slow on purpose, so off the event loop."""
    return await asyncio.to_thread(_hasher.hash, secret)


async def verify_secret(stored: str | None, secret: str) -> bool:
    """Does `secret` match? With no stored hash the same time is spent and the answer is no."""
    return await asyncio.to_thread(_verify, stored, secret)


def _verify(stored: str | None, secret: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), secret)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash nothing matches; made on first need, since hashing is slow on purpose."""
    return _hasher.hash(secrets.token_urlsafe(16))


def new_token() -> tuple[str, str]:
    """A random token for a cookie or header, and the digest that is stored instead of it."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> str:
    """SHA-256 of a random token; no salt needed, the token cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(key: str, text: str) -> str:
    """HMAC of a guessable text (a badge), useless to a thief of the database alone."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


class SealBroken(Exception):
    """A stored secret cannot be opened: it was sealed with another server key, or altered."""


class Vault:
    """Seals stored credentials (AES-128-CBC with HMAC, Fernet) under the server key."""

    def __init__(self, server_key: str) -> None:
        derived = hashlib.sha256(b"scanpost vault " + server_key.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def seal(self, value: dict[str, Any]) -> str:
        """Encrypt a JSON-ready dict into text."""
        return self._fernet.encrypt(json.dumps(value).encode()).decode()

    def open(self, sealed: str) -> dict[str, Any]:
        """Decrypt what `seal` made; SealBroken if the key or the text is wrong."""
        if not sealed:
            return {}
        try:
            opened: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken as error:
            raise SealBroken("stored credentials cannot be opened with this server key") from error
        return opened
