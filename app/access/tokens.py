"""API tokens for programs: bound to a person, capped at a role, shown once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import AuthSession, Role, SessionKind, User
from app.access.problems import PersonNotFound, TokenRoleTooHigh
from app.core import clock
from app.core.errors import Invalid
from app.core.events import Event, announce
from app.core.security import digest, new_token

PREFIX = "scp_"  # so that a leaked token is recognised by people and secret scanners


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `token` cannot be shown again."""

    id: UUID
    token: str


async def create_token(
    session: AsyncSession,
    *,
    user_id: UUID,
    label: str,
    role: Role | None = None,
    expires_at: datetime | None = None,
) -> NewToken:
    """A Bearer token that acts as `user_id`, with `role` at most.

    Raises PersonNotFound, TokenRoleTooHigh, Invalid for an expiry in the past.
    """
    user = await session.get(User, user_id)
    if user is None or not user.active:
        raise PersonNotFound("This person does not exist or is no longer active.")
    if role is not None and role.rank > user.role.rank:
        raise TokenRoleTooHigh(
            f"{user.name} is {user.role}, the token was to be {role}.", role=user.role
        )
    if expires_at is not None and expires_at <= clock.now():
        raise Invalid("The expiry of the token lies in the past.")
    token = PREFIX + new_token()[0]
    row = AuthSession(
        kind=SessionKind.TOKEN,
        token_digest=digest(token),
        user_id=user_id,
        role=role,
        label=label,
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    announce(session, Event("access.changed"))
    return NewToken(row.id, token)
