"""Devices: phones and handhelds a manager enrolled once, with a code that works once."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import sessions, tries
from app.access.badges import random_code
from app.access.models import Device, Enrolment
from app.access.problems import DeviceNotFound, DeviceRevoked, EnrolmentInvalid, NotEnrolled
from app.core import clock
from app.core.db import Database
from app.core.events import Event, announce
from app.core.security import digest, new_token
from app.core.upsert import table_of

CODE_LASTS = timedelta(minutes=30)

_enrolments = table_of(Enrolment)
_devices = table_of(Device)


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """A code to show once, as text and QR."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device just enrolled and the token for its cookie."""

    id: UUID
    name: str
    token: str


async def create_enrolment(session: AsyncSession, *, by: UUID) -> NewEnrolment:
    """A one-use code for the next device, good for 30 minutes (50 random bits)."""
    code = random_code(10)
    row = Enrolment(code_digest=digest(code), created_by=by, expires_at=clock.now() + CODE_LASTS)
    session.add(row)
    await session.flush()
    return NewEnrolment(f"{code[:5]}-{code[5:]}", row.expires_at)


async def enrol(
    db: Database, *, code: str, device_name: str, address: str, replaces: str | None
) -> NewDevice:
    """Turn the browser that knows `code` into a device.

    `address` is the network address, for the lock-out; `replaces` the device token it held
    before, whose device it no longer is. Raises EnrolmentInvalid, PinLocked.
    """
    attempt = await tries.count_try(db, tries.enrolment_subject(address))
    token, token_digest = new_token()
    async with db.write() as session:
        device = Device(
            name=device_name.strip(),
            token_digest=token_digest,
            enrolled_by=await _use_code(session, code),
        )
        if replaces:
            await _retire(session, replaces)
        session.add(device)
        await tries.forgive(session, attempt.subject)
        announce(session, Event("access.changed", {"device_id": str(device.id)}))
    return NewDevice(device.id, device.name, token)


async def _use_code(session: AsyncSession, code: str) -> UUID:
    now = clock.now()
    plain = re.sub("[^0-9A-Z]", "", code.upper())
    used = (
        sa.update(_enrolments)
        .where(
            _enrolments.c.code_digest == digest(plain),
            _enrolments.c.used_at.is_(None),
            _enrolments.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(_enrolments.c.created_by)
    )
    created_by: UUID | None = (await session.execute(used)).scalar_one_or_none()
    if created_by is None:
        raise EnrolmentInvalid("This code is wrong, used or older than 30 minutes.")
    return created_by


async def _retire(session: AsyncSession, token: str) -> None:
    old = await find(session, token)
    if old is not None and old.revoked_at is None:
        await revoke(session, old.id)


async def by_token(session: AsyncSession, token: str | None) -> Device:
    """The device that holds this cookie. Raises NotEnrolled, DeviceRevoked."""
    device = await find(session, token)
    if device is None:
        raise NotEnrolled("Scanpost does not know this device yet.")
    if device.revoked_at is not None:
        raise DeviceRevoked(f"{device.name} was removed by a manager.")
    return device


async def find(session: AsyncSession, token: str | None) -> Device | None:
    """The device, removed or not, that holds this cookie."""
    if not token:
        return None
    query = select(Device).where(Device.token_digest == digest(token))
    return (await session.exec(query)).one_or_none()


async def list_devices(session: AsyncSession) -> list[Device]:
    """Enrolled devices, the last used first."""
    query = select(Device).where(col(Device.revoked_at).is_(None))
    newest = sa.func.coalesce(_devices.c.last_seen_at, _devices.c.created_at).desc()
    return list(await session.exec(query.order_by(newest, col(Device.id))))


async def revoke(session: AsyncSession, device_id: UUID) -> None:
    """Remove a device and end every session on it; DeviceNotFound."""
    revoked = await session.execute(
        sa.update(_devices)
        .where(_devices.c.id == device_id, _devices.c.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(_devices.c.id)
    )
    if revoked.one_or_none() is None:
        raise DeviceNotFound("This device is already removed or never existed.")
    await sessions.revoke_of_device(session, device_id)
    announce(session, Event("access.changed", {"device_id": str(device_id)}))
