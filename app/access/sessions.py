"""Sessions: opaque tokens of which only digests are stored, so each can be ended at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import AuthSession, Device, Role, SessionKind, User
from app.access.problems import DeviceRevoked, SessionNotFound
from app.core import clock
from app.core.db import Database
from app.core.errors import NotSignedIn
from app.core.events import Event, announce
from app.core.prepared import prepared
from app.core.security import digest, new_token
from app.core.upsert import table_of

_sessions, _users, _devices = table_of(AuthSession), table_of(User), table_of(Device)
_session, _user, _device = _sessions.c, _users.c, _devices.c
_JOINED = _sessions.join(_users, _user.id == _session.user_id).outerjoin(
    _devices, _device.id == _session.device_id
)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts from signing in, and unused."""

    whole: timedelta
    idle: timedelta


LIFETIMES = {
    SessionKind.FLOOR: Lifetime(whole=timedelta(hours=12), idle=timedelta(hours=4)),
    SessionKind.PASSWORD: Lifetime(whole=timedelta(days=14), idle=timedelta(days=3)),
}
"""A floor session is one shift; the phone locks its screen sooner. API tokens have no lifetime
but the one they were given."""

SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sends this request, and how they signed in."""

    session_id: UUID
    user_id: UUID
    name: str
    role: Role
    device_id: UUID | None
    device_name: str
    kind: SessionKind
    language: str


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just made. `token` is shown to its holder once and never stored."""

    id: UUID
    token: str
    kind: SessionKind
    expires_at: datetime | None


_LOOK_UP = prepared(
    sa.select(
        _session.id,
        _session.user_id,
        _session.device_id,
        _session.kind,
        _session.role.label("cap"),
        _session.last_seen_at,
        _session.created_at,
        _session.expires_at,
        _session.revoked_at,
        _user.name,
        _user.role,
        _user.language,
        _user.active,
        _device.name.label("device_name"),
        _device.revoked_at.label("device_revoked_at"),
    )
    .select_from(_JOINED)
    .where(_session.token_digest == sa.bindparam("token_digest"))
)


async def open_session(
    session: AsyncSession, *, kind: SessionKind, user_id: UUID, device_id: UUID | None = None
) -> NewSession:
    """Sign a person in whose secret was already checked."""
    token, token_digest = new_token()
    now = clock.now()
    row = AuthSession(
        kind=kind,
        token_digest=token_digest,
        user_id=user_id,
        device_id=device_id,
        last_seen_at=now,
        expires_at=now + LIFETIMES[kind].whole,
    )
    session.add(row)
    await session.flush()
    announce(session, Event("access.changed"))
    return NewSession(row.id, token, kind, row.expires_at)


async def look_up(db: Database, token: str) -> SignedIn:
    """Whose token this is. Raises NotSignedIn, or DeviceRevoked when the device was removed.

    One statement; once a minute a second one remembers that the session is in use.
    """
    now = clock.now()
    found = (await db.look_up(_LOOK_UP, {"token_digest": digest(token)})).one_or_none()
    if found is not None and found.device_revoked_at is not None:
        raise DeviceRevoked(f"{found.device_name} was removed by a manager.")
    if found is None or not _is_valid(found, now):
        raise NotSignedIn("Your session has ended.")
    if now - (found.last_seen_at or found.created_at) >= SEEN_EVERY:
        await _remember_use(db, found.id, found.device_id, now)
    capped = found.cap is not None and found.cap.rank < found.role.rank
    return SignedIn(
        session_id=found.id,
        user_id=found.user_id,
        name=found.name,
        role=found.cap if capped else found.role,
        device_id=found.device_id,
        device_name=found.device_name or "",
        kind=found.kind,
        language=found.language,
    )


def _is_valid(row: Any, now: datetime) -> bool:
    if row.revoked_at is not None or not row.active:
        return False
    if row.expires_at is not None and row.expires_at <= now:
        return False
    lifetime = LIFETIMES.get(row.kind)
    return lifetime is None or now - (row.last_seen_at or row.created_at) < lifetime.idle


async def _remember_use(
    db: Database, session_id: UUID, device_id: UUID | None, now: datetime
) -> None:
    async with db.write() as session:
        await session.execute(
            sa.update(_sessions)
            .where(
                _session.id == session_id,
                sa.func.coalesce(_session.last_seen_at, _session.created_at) <= now - SEEN_EVERY,
            )
            .values(last_seen_at=now)
        )
        if device_id is not None:
            await session.execute(
                sa.update(_devices).where(_device.id == device_id).values(last_seen_at=now)
            )


async def revoke(session: AsyncSession, session_id: UUID) -> None:
    """End one session or token; SessionNotFound if there is none such that still counts."""
    if not await _revoke_where(session, _session.id == session_id):
        raise SessionNotFound("This session has already ended or never existed.")


async def revoke_of_device(session: AsyncSession, device_id: UUID) -> None:
    """End all sessions on a device."""
    await _revoke_where(session, _session.device_id == device_id)


async def revoke_of_user(
    session: AsyncSession,
    user_id: UUID,
    *,
    kinds: tuple[SessionKind, ...] = tuple(SessionKind),
    but: UUID | None = None,
) -> None:
    """End a person's sessions of these kinds, except the one they are using themselves."""
    mine = [_session.user_id == user_id, _session.kind.in_(kinds)]
    if but is not None:
        mine.append(_session.id != but)
    await _revoke_where(session, *mine)


async def _revoke_where(session: AsyncSession, *which: sa.ColumnElement[bool]) -> int:
    result = await session.execute(
        sa.update(_sessions)
        .where(_session.revoked_at.is_(None), *which)
        .values(revoked_at=clock.now())
        .returning(_session.id)
    )
    ended = len(result.all())
    if ended:
        announce(session, Event("access.changed"))
    return ended


async def current_sessions(session: AsyncSession, *, tokens: bool) -> list[Any]:
    """Sessions (or API tokens) that still count, newest first, with person and device."""
    is_token = _session.kind == SessionKind.TOKEN
    query = (
        sa.select(
            _session.id,
            _session.kind,
            _session.label,
            _session.role.label("cap"),
            _session.created_at,
            _session.last_seen_at,
            _session.expires_at,
            _session.user_id,
            _user.name.label("user_name"),
            _user.role.label("user_role"),
            _session.device_id,
            _device.name.label("device_name"),
        )
        .select_from(_JOINED)
        .where(
            _session.revoked_at.is_(None),
            sa.or_(_session.expires_at.is_(None), _session.expires_at > clock.now()),
            is_token if tokens else ~is_token,
        )
        .order_by(_session.created_at.desc(), _session.id)
        .limit(500)
    )
    rows = (await session.execute(query)).all()
    return [row for row in rows if _not_idle(row)]


def _not_idle(row: Any) -> bool:
    lifetime = LIFETIMES.get(row.kind)
    used = row.last_seen_at or row.created_at
    return lifetime is None or clock.now() - used < lifetime.idle
