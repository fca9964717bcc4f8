"""Signing in and unlocking. Secrets are checked outside any transaction: they take their time."""

from dataclasses import dataclass
from uuid import UUID

from app.access import devices, people, sessions, tries
from app.access.badges import badge_digest
from app.access.models import SessionKind, User
from app.access.problems import UnknownBadge, WrongPin, WrongSignIn
from app.access.sessions import NewSession
from app.core.db import Database
from app.core.errors import AccessProblem
from app.core.security import verify_secret


@dataclass(frozen=True, slots=True)
class Badge:
    """Proof by a scanned badge."""

    text: str


@dataclass(frozen=True, slots=True)
class Pin:
    """Proof by a chosen name and a typed PIN."""

    user_id: UUID
    pin: str


async def sign_in(
    db: Database, *, email: str, password: str, device_token: str | None = None
) -> NewSession:
    """Sign a person in by e-mail and password. Raises WrongSignIn, PinLocked.

    An unknown address takes as long as a wrong password and is locked alike. On an enrolled device
    the session belongs to it and ends when the device is removed.
    """
    attempt = await tries.count_try(db, tries.password_subject(people.normalise_email(email)))
    async with db.read() as session:
        user = await people.by_email(session, email)
        device = await devices.find(session, device_token)
    known = await verify_secret(user.password_hash if user else None, password)
    if user is None or not known:
        raise _missed(attempt, WrongSignIn("No one has this e-mail address and password."))
    async with db.write() as session:
        await tries.forgive(session, attempt.subject)
        return await sessions.open_session(
            session,
            kind=SessionKind.PASSWORD,
            user_id=user.id,
            device_id=device.id if device is not None and device.revoked_at is None else None,
        )


async def unlock(
    db: Database, key: str, *, device_token: str | None, proof: Badge | Pin
) -> NewSession:
    """Unlock an enrolled device for a person. Raises NotEnrolled, DeviceRevoked and as `identify`.

    `key` is the server key that badges are digested with.
    """
    async with db.read() as session:
        device = await devices.by_token(session, device_token)
    user = await identify(db, key, place=device.id, proof=proof)
    async with db.write() as session:
        return await sessions.open_session(
            session, kind=SessionKind.FLOOR, user_id=user.id, device_id=device.id
        )


async def identify(db: Database, key: str, *, place: UUID, proof: Badge | Pin) -> User:
    """Who stands at `place` (a device's id, or a session's where there is no device).

    Raises UnknownBadge, WrongPin, PinLocked.
    """
    if isinstance(proof, Badge):
        attempt = await tries.count_try(db, tries.badge_subject(place))
        async with db.read() as session:
            user = await people.by_badge(session, badge_digest(key, proof.text))
        if user is None:
            raise _missed(attempt, UnknownBadge("Nobody has this badge.", tries_left=attempt.left))
    else:
        attempt = await tries.count_try(db, tries.pin_subject(place, proof.user_id))
        user = await _by_pin(db, proof, attempt)
    async with db.write() as session:
        await tries.forgive(session, attempt.subject)
    return user


async def _by_pin(db: Database, proof: Pin, attempt: tries.Try) -> User:
    async with db.read() as session:
        user = await session.get(User, proof.user_id)
    known = await verify_secret(user.pin_hash if user else None, proof.pin)
    if user is None or not known or not user.active:
        raise _missed(attempt, WrongPin("This PIN is not right.", tries_left=attempt.left))
    return user


def _missed(attempt: tries.Try, problem: AccessProblem) -> Exception:
    """The last allowed miss says that it locked."""
    if attempt.locked_until is not None:
        return tries.locked_out(attempt.locked_until)
    return problem
