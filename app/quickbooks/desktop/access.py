"""The user name and password that one Web Connector signs in with: made here, typed by a person."""

import re
import secrets
from enum import StrEnum

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import tries
from app.access.problems import PinLocked
from app.core.db import Database
from app.core.security import digest, hash_secret, verify_secret

log = structlog.get_logger()

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no 0, 1, i, l, o to misread
_GROUPS = 4
_GROUP = 4


class Entry(StrEnum):
    """How a sign-in ends, in the words of `authenticate` (reference §1.3)."""

    OPEN = ""
    WRONG = "nvu"
    LOCKED = "busy"  # the password may well be right; Web Connector keeps it and tries later


def make_user_name() -> str:
    """A name of its own for each company file, hard to guess: strangers cannot lock it out."""
    return f"scanpost-{_random(8)}"


def make_password() -> str:
    """A fresh password of 79 random bits in four groups, for example `kh7m-x4wq-9pdr-t3nz`."""
    return "-".join(_random(_GROUP) for _ in range(_GROUPS))


async def hash_password(password: str) -> str:
    """What is stored of a password that `make_password` made."""
    return await hash_secret(_typed(password))


async def verify(stored: str | None, password: str) -> bool:
    """Is this the password? With nothing stored the same time is spent and the answer is no."""
    return await verify_secret(stored, _typed(password))


async def admit(db: Database, *, user_name: str, stored: str | None, password: str) -> Entry:
    """Check a sign-in; `stored` is the hash of that user name, None if nobody has it.

    The fifth wrong password in a row locks the user name for five minutes, an unknown one as well.
    """
    subject = _subject(user_name)
    try:
        attempt = await tries.count_try(db, subject)
    except PinLocked as locked:
        log.warning("qbwc.sign_in_locked", user=_named(user_name), seconds=locked.params["seconds"])
        return Entry.LOCKED
    if not await verify(stored, password):
        log.warning("qbwc.sign_in_refused", user=_named(user_name), left=attempt.left)
        return Entry.WRONG
    async with db.write() as session:
        await tries.forgive(session, subject)
    return Entry.OPEN


async def forgive(session: AsyncSession, user_name: str) -> None:
    """A new password was made: wrong tries with the old one do not keep it waiting."""
    await tries.forgive(session, _subject(user_name))


def _typed(password: str) -> str:
    """What counts of a typed password: capitals, spaces and hyphens carry nothing."""
    return re.sub(r"[\s\-–]", "", password).lower()


def _subject(user_name: str) -> str:
    return f"qbwc:{digest(user_name)}"


def _named(user_name: str) -> str:
    """For the log: strangers may type anything, a password too, so only our own form is shown."""
    return user_name if re.fullmatch(r"scanpost-[a-z0-9]{8}", user_name) else "of another form"


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
