"""Badges: a printed or plastic code that lets its holder unlock an enrolled device."""

import re
import secrets

from app.core.errors import Invalid
from app.core.security import keyed_digest

PREFIX = "BDG:"
SHORTEST = 5
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread


class BadgeTooShort(Invalid):
    code = "badge_too_short"
    title = "This badge is too easy to guess"
    action = f"A badge holds at least {SHORTEST} characters; let us make one instead."


def normalise(text: str) -> str:
    """What counts of a badge: without our prefix and spaces, in capitals (caps lock is common)."""
    return re.sub(r"\s", "", text).upper().removeprefix(PREFIX)


def badge_digest(key: str, text: str) -> str:
    """What is stored and looked up instead of the badge, keyed with the server key."""
    return keyed_digest(key, f"badge {normalise(text)}")


def checked_badge_digest(key: str, text: str) -> str:
    """The digest of a badge that is being given to somebody; BadgeTooShort if it is guessable."""
    if len(normalise(text)) < SHORTEST:
        raise BadgeTooShort(f"“{text}” has fewer than {SHORTEST} characters.")
    return badge_digest(key, text)


def new_badge() -> str:
    """A fresh badge text with 60 random bits, ready to print."""
    return PREFIX + random_code(12)


def random_code(length: int) -> str:
    """Random characters that read aloud well, 5 bits each."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
