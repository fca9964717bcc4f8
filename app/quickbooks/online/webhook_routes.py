"""Where Intuit tells us that something changed: checked, kept, and answered at once.

Intuit expects 200 within 3 seconds and otherwise holds back what comes later, so nothing is read
from QuickBooks here; the worker does that. Strangers are refused by the signature alone.
"""

from collections import defaultdict

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import Problem
from app.core.upsert import table_of
from app.quickbooks.gateway import Gateway, ToQuickBooks
from app.quickbooks.online import webhooks
from app.quickbooks.online.companies import credentials_of
from app.quickbooks.online.keys import SIMULATOR_KEYS, load_keys
from app.sync.inbound import notices
from app.sync.inbound.notices import Notice
from app.sync.models import ConnectionKind, QuickBooksConnection

BODY_LIMIT = 1_000_000
"""Bytes: some thousands of notices, far more than Intuit sends together."""
log = structlog.get_logger()
router = APIRouter(tags=["quickbooks"])

_connection = table_of(QuickBooksConnection).c


class NotFromIntuit(Problem):
    code = "webhook_not_signed"
    status = 401
    title = "This message is not signed by Intuit"
    action = "Check the verifier token under QuickBooks, Connection."


class TooMuchTold(Problem):
    code = "webhook_too_large"
    status = 413
    title = "This message is too large"


@router.post("/quickbooks/webhooks", include_in_schema=False)
async def quickbooks_webhooks(request: Request, gateway: ToQuickBooks) -> Response:
    """Take what QuickBooks tells; 200 also for what concerns us not."""
    body = await _body(request)
    signature = request.headers.get(webhooks.SIGNATURE, "")
    if not webhooks.is_signed(body, signature, await _verifiers(gateway)):
        raise NotFromIntuit("The signature does not fit the message.")
    try:
        told = webhooks.understood(body)
    except ValueError:
        log.warning("quickbooks.webhook_unreadable", bytes=len(body))
        return Response(status_code=200)
    by_realm: dict[str, list[Notice]] = defaultdict(list)
    for realm, notice in told:
        by_realm[realm].append(notice)
    if by_realm:
        await _keep(gateway, by_realm)
    return Response(status_code=200)


async def _body(request: Request) -> bytes:
    """The raw body: the signature is of exactly these bytes. Raises TooMuchTold."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise TooMuchTold("QuickBooks never sends this much at once.")
    return bytes(body)


async def _verifiers(gateway: Gateway) -> list[str]:
    """The token of our app, and the simulator's where there is one."""
    async with gateway.db.read() as session:
        keys = await load_keys(session, gateway.vault)
    found = [keys.verifier] if keys is not None and keys.verifier else []
    if "simulator" in gateway.directory.sites:
        found.append(SIMULATOR_KEYS.verifier)
    return found


async def _keep(gateway: Gateway, by_realm: dict[str, list[Notice]]) -> None:
    async def work(session: AsyncSession) -> None:
        rows = await session.execute(
            sa.select(QuickBooksConnection).where(_connection.kind == ConnectionKind.ONLINE)
        )
        companies = {
            known.realm: row.id
            for row in rows.scalars()
            if (known := credentials_of(gateway.vault, row)) is not None
        }
        for realm, told in by_realm.items():
            connection_id = companies.get(realm)
            if connection_id is None:
                log.info("quickbooks.webhook_of_unknown_company", notices=len(told))
                continue
            new = await notices.keep(session, connection_id, told)
            log.info("quickbooks.told", notices=len(told), new=new)

    await gateway.db.transact(work)
