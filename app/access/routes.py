"""HTTP of signing in, unlocking a device and asking for a supervisor's consent."""

from fastapi import APIRouter, Request, Response, status

from app.access import approvals, devices, people, service, sessions
from app.access.admin_routes import router as admin_router
from app.access.deps import DEVICE_COOKIE, SESSION_COOKIE, Operator, SameOrigin
from app.access.schemas import (
    ApprovalIn,
    ApprovalOut,
    CompanyOut,
    DevicePeopleOut,
    DeviceRef,
    EnrolIn,
    EnrolledOut,
    MeOut,
    ProofIn,
    SignInIn,
    UserOut,
)
from app.access.service import Badge, Pin
from app.access.sessions import LIFETIMES, NewSession, SignedIn
from app.core.http import AppSettings, Db
from app.settings import Settings

router = APIRouter(tags=["access"])
router.include_router(admin_router)
access = APIRouter(prefix="/api/access")

DEVICE_COOKIE_SECONDS = 400 * 24 * 3600  # the longest browsers keep; renewed at every unlock


@access.post("/sign-in", dependencies=[SameOrigin])
async def sign_in(
    body: SignInIn, request: Request, response: Response, db: Db, settings: AppSettings
) -> MeOut:
    """Sign in by e-mail and password."""
    new = await service.sign_in(
        db,
        email=body.email,
        password=body.password,
        device_token=request.cookies.get(DEVICE_COOKIE),
    )
    _set_session_cookie(response, request, settings, new)
    return _me(await sessions.look_up(db, new.token), settings)


@access.get("/device")
async def device(request: Request, db: Db) -> DevicePeopleOut:
    """This enrolled device and who may unlock it by PIN."""
    async with db.read() as session:
        known = await devices.by_token(session, request.cookies.get(DEVICE_COOKIE))
        found = await people.people_with_pin(session)
    return DevicePeopleOut(
        device=DeviceRef(id=known.id, name=known.name),
        people=[UserOut(id=one.id, name=one.name, role=one.role) for one in found],
    )


@access.post("/enrol", dependencies=[SameOrigin], status_code=status.HTTP_201_CREATED)
async def enrol(
    body: EnrolIn, request: Request, response: Response, db: Db, settings: AppSettings
) -> EnrolledOut:
    """Make this browser an enrolled device, with a manager's one-use code."""
    new = await devices.enrol(
        db,
        code=body.code,
        device_name=body.device_name,
        address=request.client.host if request.client else "",
        replaces=request.cookies.get(DEVICE_COOKIE),
    )
    _set_cookie(response, request, settings, DEVICE_COOKIE, new.token, DEVICE_COOKIE_SECONDS)
    return EnrolledOut(device=DeviceRef(id=new.id, name=new.name))


@access.post("/unlock", dependencies=[SameOrigin])
async def unlock(
    body: ProofIn, request: Request, response: Response, db: Db, settings: AppSettings
) -> MeOut:
    """Unlock an enrolled device by badge, or by name and PIN."""
    device_token = request.cookies.get(DEVICE_COOKIE)
    new = await service.unlock(db, settings.key, device_token=device_token, proof=_proof(body))
    if device_token:
        _set_cookie(response, request, settings, DEVICE_COOKIE, device_token, DEVICE_COOKIE_SECONDS)
    _set_session_cookie(response, request, settings, new)
    return _me(await sessions.look_up(db, new.token), settings)


@access.post("/sign-out", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(who: Operator, response: Response, db: Db) -> None:
    """End this session; the device stays enrolled."""
    async with db.write() as session:
        await sessions.revoke(session, who.session_id)
    response.delete_cookie(SESSION_COOKIE)


@access.get("/me")
async def me(who: Operator, settings: AppSettings) -> MeOut:
    """Who is signed in here."""
    return _me(who, settings)


@access.post("/approvals", status_code=status.HTTP_201_CREATED)
async def approve(body: ApprovalIn, who: Operator, db: Db, settings: AppSettings) -> ApprovalOut:
    """A supervisor at this device consents to one exception."""
    approver = await service.identify(
        db, settings.key, place=who.device_id or who.session_id, proof=_proof(body)
    )
    async with db.write() as session:
        new = await approvals.create_approval(
            session, approver=approver, requested_by=who.user_id, purpose=body.purpose
        )
    return ApprovalOut(
        approval=new.token,
        approver=UserOut(id=approver.id, name=approver.name, role=approver.role),
    )


router.include_router(access)


def _proof(body: ProofIn) -> Badge | Pin:
    if body.user_id is not None and body.pin is not None:
        return Pin(body.user_id, body.pin)
    return Badge(body.badge or "")


def _me(who: SignedIn, settings: Settings) -> MeOut:
    at = DeviceRef(id=who.device_id, name=who.device_name) if who.device_id else None
    return MeOut(
        user=UserOut(id=who.user_id, name=who.name, role=who.role),
        session_id=who.session_id,
        kind=who.kind,
        language=who.language,
        device=at,
        company=CompanyOut(name=settings.company_name, zone=settings.company_zone),
        demo=settings.demo,
    )


def _set_session_cookie(
    response: Response, request: Request, settings: Settings, new: NewSession
) -> None:
    seconds = int(LIFETIMES[new.kind].whole.total_seconds())
    _set_cookie(response, request, settings, SESSION_COOKIE, new.token, seconds)


def _set_cookie(
    response: Response, request: Request, settings: Settings, name: str, value: str, seconds: int
) -> None:
    """HttpOnly, SameSite=Lax, and Secure wherever we are reached by https."""
    https = request.url.scheme == "https" or settings.public_url.startswith("https://")
    response.set_cookie(name, value, max_age=seconds, secure=https, httponly=True, samesite="lax")
