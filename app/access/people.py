"""People: who they are, what they may do, and the secrets they unlock with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import sessions
from app.access.badges import checked_badge_digest
from app.access.models import Role, SessionKind, User
from app.access.problems import (
    BadgeTaken,
    EmailTaken,
    LastManager,
    ManagerNeedsPassword,
    PasswordTooShort,
    PersonNotFound,
)
from app.core.events import Event, announce
from app.core.security import hash_secret

SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Secrets:
    """Ready to store. None: not given, so left as it is."""

    password_hash: str | None = None
    pin_hash: str | None = None
    badge_digest: str | None = None


async def protect(
    key: str, *, password: str | None = None, pin: str | None = None, badge: str | None = None
) -> Secrets:
    """Hash what a person chose. Slow on purpose, so call it before opening a transaction.

    `key` is the server key (badges). Raises BadgeTooShort, PasswordTooShort.
    """
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(f"This password has {len(password)} characters.")
    return Secrets(
        password_hash=None if password is None else await hash_secret(password),
        pin_hash=None if pin is None else await hash_secret(pin),
        badge_digest=None if badge is None else checked_badge_digest(key, badge),
    )


async def list_people(session: AsyncSession) -> list[User]:
    """Everybody, active ones first, by name."""
    query = select(User).order_by(col(User.active).desc(), User.name, col(User.id))
    return list(await session.exec(query))


async def people_with_pin(session: AsyncSession) -> list[User]:
    """The faces an enrolled device shows."""
    query = select(User).where(col(User.active), col(User.pin_hash).is_not(None))
    return list(await session.exec(query.order_by(User.name, col(User.id))))


async def find(session: AsyncSession, user_id: UUID) -> User:
    """One person; PersonNotFound."""
    user = await session.get(User, user_id)
    if user is None:
        raise PersonNotFound("This person does not exist.", id=user_id)
    return user


async def by_badge(session: AsyncSession, digest: str) -> User | None:
    """The active person with this badge."""
    query = select(User).where(User.badge_digest == digest, col(User.active))
    return (await session.exec(query)).one_or_none()


async def by_email(session: AsyncSession, email: str) -> User | None:
    """The active person with this address."""
    query = select(User).where(User.email == normalise_email(email), col(User.active))
    return (await session.exec(query)).one_or_none()


async def create(
    session: AsyncSession,
    *,
    name: str,
    role: Role,
    email: str | None = None,
    language: str = "en",
    secrets: Secrets,
) -> User:
    """Add a person. Raises EmailTaken, BadgeTaken, ManagerNeedsPassword."""
    user = User(
        name=name.strip(),
        email=normalise_email(email) if email else None,
        role=role,
        language=language,
        password_hash=secrets.password_hash,
        pin_hash=secrets.pin_hash,
        badge_digest=secrets.badge_digest,
    )
    _check_manager(user)
    await _check_unique(session, user)
    session.add(user)
    await session.flush()
    announce(session, Event("access.changed", {"user_id": str(user.id)}))
    return user


async def change(
    session: AsyncSession,
    user_id: UUID,
    *,
    fields: dict[str, Any],
    secrets: Secrets,
    by_session: UUID | None = None,
) -> User:
    """Change a person. `fields` may hold name, email, role, language, active, and `pin_hash` or
    `badge_digest` as None to take that secret away.

    A changed secret ends the sessions that were opened with it, a deactivation ends all; only
    `by_session`, the one asking for the change, survives a change of secret.
    """
    user = await find(session, user_id)
    was_manager = _can_manage(user)
    for field in ("name", "role", "language", "active"):
        if fields.get(field) is not None:
            setattr(user, field, fields[field])
    if "email" in fields:
        user.email = normalise_email(fields["email"]) if fields["email"] else None
    ended = _set_secrets(user, fields, secrets)
    _check_manager(user)
    await _check_unique(session, user)
    if was_manager and not _can_manage(user):
        await _check_another_manager(session, user)
    session.add(user)
    await session.flush()
    if not user.active:
        await sessions.revoke_of_user(session, user.id)
    elif ended:
        await sessions.revoke_of_user(session, user.id, kinds=ended, but=by_session)
    announce(session, Event("access.changed", {"user_id": str(user.id)}))
    return user


_OPENED_WITH = {
    "password_hash": SessionKind.PASSWORD,
    "pin_hash": SessionKind.FLOOR,
    "badge_digest": SessionKind.FLOOR,
}


def _set_secrets(user: User, fields: dict[str, Any], secrets: Secrets) -> tuple[SessionKind, ...]:
    """Put the new secrets in place; returns the kinds of session that end with the old ones."""
    ended = []
    for field, kind in _OPENED_WITH.items():
        new = getattr(secrets, field)
        taken_away = field in fields and fields[field] is None
        if new is not None or taken_away:
            if getattr(user, field) is not None:
                ended.append(kind)
            setattr(user, field, new)
    return tuple(ended)


def normalise_email(email: str) -> str:
    """Addresses are compared without regard to case."""
    return email.strip().lower()


def _can_manage(user: User) -> bool:
    return user.active and user.role is Role.MANAGER


def _check_manager(user: User) -> None:
    if user.role is Role.MANAGER and not (user.email and user.password_hash):
        raise ManagerNeedsPassword(f"{user.name} is to be a manager but lacks one of them.")


async def _check_unique(session: AsyncSession, user: User) -> None:
    same = []
    if user.email is not None:
        same.append(col(User.email) == user.email)
    if user.badge_digest is not None:
        same.append(col(User.badge_digest) == user.badge_digest)
    if not same:
        return
    with session.no_autoflush:
        found = await session.exec(select(User).where(User.id != user.id, sa.or_(*same)))
        other = found.first()
    if other is None:
        return
    if user.email is not None and other.email == user.email:
        raise EmailTaken(f"{other.name} has {user.email}.", person=other.name)
    raise BadgeTaken(f"{other.name} has this badge.", person=other.name)


async def _check_another_manager(session: AsyncSession, leaving: User) -> None:
    others = select(sa.func.count(col(User.id))).where(
        User.id != leaving.id, User.role == Role.MANAGER, col(User.active)
    )
    with session.no_autoflush:
        count = (await session.exec(others)).one()
    if not count:
        raise LastManager(f"{leaving.name} is the only active manager.")
