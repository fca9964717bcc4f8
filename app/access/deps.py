"""The dependencies that let a request in: `Operator`, `Supervisor`, `Manager`.

Each looks the session up with one statement. A cookie is only trusted for a change if the request
comes from our own pages; a Bearer token is never sent by a browser on its own, so it needs no
such check.

All are coroutines, also those that wait for nothing: FastAPI runs plain functions in a thread,
which costs a request more than looking its session up.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from app.access.models import Role
from app.access.problems import WrongOrigin
from app.access.sessions import SignedIn, look_up
from app.core.errors import Forbidden, NotSignedIn
from app.core.http import AppSettings, Db

SESSION_COOKIE = "scanpost_session"
DEVICE_COOKIE = "scanpost_device"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def same_origin(request: Request, settings: AppSettings) -> None:
    """Refuse a change that another website asked the browser to make (WrongOrigin).

    Browsers say where a changing request comes from; programs that say nothing hold no cookie.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise WrongOrigin("The request came from another website.")
        return
    ours = {request.headers.get("host", ""), urlsplit(settings.url).netloc}
    if urlsplit(origin).netloc not in ours - {""}:
        raise WrongOrigin(f"The request came from {origin}.", origin=origin)


async def signed_in(request: Request, db: Db, settings: AppSettings) -> SignedIn:
    """Who sends this request, by Bearer token or session cookie; NotSignedIn if nobody."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer.strip():
        return await look_up(db, bearer.strip())
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        raise NotSignedIn("Nobody is signed in here.")
    await same_origin(request, settings)
    return await look_up(db, token)


async def operator(who: Annotated[SignedIn, Depends(signed_in)]) -> SignedIn:
    """Anybody who is signed in."""
    return who


async def supervisor(who: Annotated[SignedIn, Depends(signed_in)]) -> SignedIn:
    """A supervisor or manager; Forbidden otherwise."""
    return _at_least(who, Role.SUPERVISOR)


async def manager(who: Annotated[SignedIn, Depends(signed_in)]) -> SignedIn:
    """A manager; Forbidden otherwise."""
    return _at_least(who, Role.MANAGER)


def _at_least(who: SignedIn, role: Role) -> SignedIn:
    if who.role.rank < role.rank:
        raise Forbidden(
            f"This needs a {role}; {who.name} is signed in as {who.role}.",
            action=f"Ask a {role} to do it.",
            role=role,
        )
    return who


SameOrigin = Depends(same_origin)
Operator = Annotated[SignedIn, Depends(operator)]
Supervisor = Annotated[SignedIn, Depends(supervisor)]
Manager = Annotated[SignedIn, Depends(manager)]
