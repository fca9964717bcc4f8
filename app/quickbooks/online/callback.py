"""What QuickBooks' consent page sends back with the person, checked and used once.

Answers a short word for the desk, never a text that could carry a code or a company's number on.
"""

import re
from typing import Any

import structlog
from fastapi import Request

from app.access.deps import SESSION_COOKIE
from app.access.models import Role
from app.access.sessions import SignedIn, look_up
from app.core.errors import AccessProblem
from app.quickbooks.gateway import Gateway
from app.quickbooks.online import consents
from app.quickbooks.online.connect import Connected, connect
from app.quickbooks.online.models import QuickBooksConsent
from app.quickbooks.online.oauth import AccessRefused
from app.quickbooks.online.probe import ProbeRefused
from app.quickbooks.online.problems import ConsentRefused, KeysMissing
from app.sync.port import Unreachable

_CODE = re.compile(r"[\x21-\x7e]{1,512}")
_REALM = re.compile(r"[0-9]{1,25}")
log = structlog.get_logger()


async def finish(gateway: Gateway, request: Request) -> str:
    """Connect what the answer grants, if it is the answer to a question of this very browser.

    Returns "connected", "other_company", or why it was not connected.
    """
    who = await _manager(gateway, request)
    if who is None:
        return "not_signed_in"
    query = request.query_params
    try:
        state = query.get("state", "")
        consent = await consents.take(gateway.db, state=state, session_id=who.session_id)
        if query.get("error"):
            return "access_denied" if query["error"] == "access_denied" else "consent_failed"
        code, realm = query.get("code", ""), query.get("realmId", "")
        if not _CODE.fullmatch(code) or not _REALM.fullmatch(realm):
            return "answer_incomplete"
        connected = await _connect(gateway, consent, code, realm)
    except ConsentRefused as refused:
        return refused.result
    log.info("quickbooks.connected", connection=str(connected.connection_id))
    return "connected" if connected.in_use else "other_company"


async def _connect(
    gateway: Gateway, consent: QuickBooksConsent, code: str, realm: str
) -> Connected:
    environment: Any = consent.environment
    try:
        keys = await consents.keys_for(gateway, environment)
        return await connect(
            gateway.db,
            gateway.vault,
            gateway.http,
            endpoints=await gateway.directory.endpoints(gateway.http, environment),
            credentials=keys.credentials(realm),
            code=code,
            redirect_uri=consent.redirect_uri,
        )
    except KeysMissing as missing:
        raise ConsentRefused("keys_missing") from missing
    except AccessRefused as refused:
        known = refused.error == "invalid_client"
        raise ConsentRefused("keys_refused" if known else "code_refused") from refused
    except ProbeRefused as refused:
        raise ConsentRefused("wrong_company") from refused
    except Unreachable as error:
        gateway.directory.forget(environment)
        raise ConsentRefused("unreachable") from error


async def _manager(gateway: Gateway, request: Request) -> SignedIn | None:
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    try:
        who = await look_up(gateway.db, token)
    except AccessProblem:
        return None
    return who if who.role is Role.MANAGER else None
