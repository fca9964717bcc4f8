"""HTTP of the manager's people, devices, sessions and API tokens."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, status

from app.access import devices, people, sessions, tokens
from app.access.badges import new_badge
from app.access.deps import Manager
from app.access.models import User
from app.access.problems import SessionNotFound
from app.access.schemas import (
    DeviceOut,
    DeviceRef,
    EnrolmentOut,
    NewTokenOut,
    PersonIn,
    PersonOut,
    PersonPatch,
    SessionOut,
    TokenIn,
    TokenOut,
    UserOut,
)
from app.core.http import AppSettings, Db
from app.core.paging import Page

router = APIRouter(prefix="/api")


@router.get("/people")
async def list_people(_: Manager, db: Db) -> Page[PersonOut]:
    """Everybody, active ones first."""
    async with db.read() as session:
        found = await people.list_people(session)
    return Page(items=[_person(one) for one in found])


@router.post("/people", status_code=status.HTTP_201_CREATED)
async def create_person(body: PersonIn, _: Manager, db: Db, settings: AppSettings) -> PersonOut:
    """Add a person."""
    badge = new_badge() if body.new_badge else body.badge
    secrets = await people.protect(settings.key, password=body.password, pin=body.pin, badge=badge)
    async with db.write() as session:
        user = await people.create(
            session,
            name=body.name,
            role=body.role,
            email=body.email,
            language=body.language,
            secrets=secrets,
        )
    return _person(user, badge=badge if body.new_badge else None)


@router.patch("/people/{person_id}")
async def change_person(
    person_id: UUID, body: PersonPatch, who: Manager, db: Db, settings: AppSettings
) -> PersonOut:
    """Change a person; what they used to sign in with ends the sessions opened with it."""
    badge = new_badge() if body.new_badge else body.badge
    secrets = await people.protect(settings.key, password=body.password, pin=body.pin, badge=badge)
    fields = body.model_dump(
        exclude_unset=True, include={"name", "email", "role", "language", "active"}
    )
    for given, column in (("pin", "pin_hash"), ("badge", "badge_digest")):
        if given in body.model_fields_set and getattr(body, given) is None:
            fields[column] = None
    async with db.write() as session:
        user = await people.change(
            session, person_id, fields=fields, secrets=secrets, by_session=who.session_id
        )
    return _person(user, badge=badge if body.new_badge else None)


@router.get("/devices")
async def list_devices(_: Manager, db: Db) -> Page[DeviceOut]:
    """Enrolled devices, the last used first."""
    async with db.read() as session:
        found = await devices.list_devices(session)
    return Page(items=[DeviceOut.model_validate(one, from_attributes=True) for one in found])


@router.post("/devices/enrolment", status_code=status.HTTP_201_CREATED)
async def create_enrolment(
    request: Request, who: Manager, db: Db, settings: AppSettings
) -> EnrolmentOut:
    """A one-use code for the next device; the address is the one this request reached us by."""
    async with db.write() as session:
        new = await devices.create_enrolment(session, by=who.user_id)
    base = (settings.public_url or str(request.base_url)).rstrip("/")
    # Behind a # the code stays out of every server's and proxy's log.
    return EnrolmentOut(
        code=new.code, url=f"{base}/enrol#code={new.code}", expires_at=new.expires_at
    )


@router.delete("/devices/{device_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_device(device_id: UUID, _: Manager, db: Db) -> None:
    """Remove a device and end every session on it."""
    async with db.write() as session:
        await devices.revoke(session, device_id)


@router.get("/sessions")
async def list_sessions(who: Manager, db: Db) -> Page[SessionOut]:
    """Who is signed in where."""
    async with db.read() as session:
        rows = await sessions.current_sessions(session, tokens=False)
    return Page(
        items=[
            SessionOut(
                id=row.id,
                kind=row.kind,
                user=_user(row),
                device=DeviceRef(id=row.device_id, name=row.device_name) if row.device_id else None,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=row.expires_at,
                current=row.id == who.session_id,
            )
            for row in rows
        ]
    )


@router.delete("/sessions/{session_id}", status_code=status.HTTP_204_NO_CONTENT)
async def end_session(session_id: UUID, _: Manager, db: Db) -> None:
    """Sign somebody out."""
    async with db.write() as session:
        await sessions.revoke(session, session_id)


@router.get("/tokens")
async def list_tokens(_: Manager, db: Db) -> Page[TokenOut]:
    """API tokens that still count; the tokens themselves are not known to us."""
    async with db.read() as session:
        rows = await sessions.current_sessions(session, tokens=True)
    return Page(
        items=[
            TokenOut(
                id=row.id,
                label=row.label,
                user=_user(row),
                role=row.cap or row.user_role,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=row.expires_at,
            )
            for row in rows
        ]
    )


@router.post("/tokens", status_code=status.HTTP_201_CREATED)
async def create_token(body: TokenIn, who: Manager, db: Db) -> NewTokenOut:
    """Make an API token; it is shown this once."""
    async with db.write() as session:
        new = await tokens.create_token(
            session,
            user_id=body.user_id or who.user_id,
            label=body.label,
            role=body.role,
            expires_at=body.expires_at,
        )
    return NewTokenOut(id=new.id, token=new.token)


@router.delete("/tokens/{token_id}", status_code=status.HTTP_204_NO_CONTENT)
async def revoke_token(token_id: UUID, _: Manager, db: Db) -> None:
    """End an API token at once."""
    async with db.write() as session:
        rows = await sessions.current_sessions(session, tokens=True)
        if token_id not in {row.id for row in rows}:
            raise SessionNotFound("This token has already ended or never existed.")
        await sessions.revoke(session, token_id)


def _person(user: User, *, badge: str | None = None) -> PersonOut:
    return PersonOut(
        id=user.id,
        name=user.name,
        role=user.role,
        email=user.email,
        language=user.language,
        active=user.active,
        has_password=user.password_hash is not None,
        has_pin=user.pin_hash is not None,
        has_badge=user.badge_digest is not None,
        created_at=user.created_at,
        badge=badge,
    )


def _user(row: Any) -> UserOut:
    return UserOut(id=row.user_id, name=row.user_name, role=row.user_role)
