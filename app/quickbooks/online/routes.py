"""Connecting QuickBooks: the Connection page, the app's keys, and the addresses Intuit knows."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.deps import Manager
from app.core.errors import Problem
from app.core.http import AppSettings
from app.quickbooks import switching
from app.quickbooks.checkup import check_up
from app.quickbooks.gateway import Gateway, ToQuickBooks
from app.quickbooks.online import callback, companies, consents
from app.quickbooks.online.keys import AppKeys, save_keys
from app.quickbooks.online.page import CALLBACK, DISCONNECTED, RECONNECT, connection_page
from app.quickbooks.online.page import mark_news_read as mark_read
from app.quickbooks.online.problems import CompanyRefused, CompanyUnknown, NoReply
from app.quickbooks.online.schemas import (
    AppKeysIn,
    BudgetIn,
    ConnectIn,
    ConnectionPage,
    ConnectOut,
)
from app.settings import Settings
from app.sync.models import QuickBooksConnection
from app.sync.port import SyncProblem, Unreachable
from app.sync.settings import ConnectionSettings
from app.sync.status import connected

DESK = "/desk/quickbooks/connection"
NOT_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

router = APIRouter(tags=["quickbooks"])
api = APIRouter(prefix="/api/quickbooks")


@api.get("/connection")
async def get_connection(
    who: Manager, gateway: ToQuickBooks, request: Request, response: Response, settings: AppSettings
) -> ConnectionPage:
    """The company in use, what it allows, how long the access lasts, calls and app keys."""
    del who
    response.headers.update(NOT_KEPT)
    return await connection_page(gateway, base=_base(request, settings))


@api.post("/connect")
async def connect_quickbooks(
    where: ConnectIn,
    who: Manager,
    gateway: ToQuickBooks,
    request: Request,
    response: Response,
    settings: AppSettings,
) -> ConnectOut:
    """Begin to connect: the address of QuickBooks' consent page for this browser."""
    response.headers.update(NOT_KEPT)
    try:
        url = await consents.begin(
            gateway,
            session_id=who.session_id,
            environment=where.environment,
            redirect_uri=_base(request, settings) + CALLBACK,
        )
    except Unreachable as error:
        raise NoReply("QuickBooks' addresses could not be read.") from error
    return ConnectOut(url=url)


@api.post("/connection/check")
async def check_connection(
    who: Manager, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> ConnectionPage:
    """Look at the company again now."""
    del who
    found = await check_up(gateway.db, gateway.channels, await _in_use(gateway))
    if isinstance(found, SyncProblem):
        raise _told(found)
    return await connection_page(gateway, base=_base(request, settings))


@api.post("/connection/news/read")
async def mark_news_read(
    who: Manager, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> ConnectionPage:
    """What changed in QuickBooks has been read; the dashboard says it no more."""
    del who
    async with gateway.db.read() as session:
        connection = await connected(session)
    await mark_read(gateway, connection.id)
    return await connection_page(gateway, base=_base(request, settings))


@api.post("/connection/budget")
async def change_read_budget(
    budget: BudgetIn, who: Manager, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> ConnectionPage:
    """How many reads a month Intuit gives the app."""
    del who
    connection_id = await _in_use(gateway)
    async with gateway.db.write() as session:
        connection = await session.get_one(QuickBooksConnection, connection_id)
        chosen = ConnectionSettings.of(connection.settings)
        changed = chosen.model_copy(update={"read_budget": budget.reads})
        connection.settings = changed.stored()
    return await connection_page(gateway, base=_base(request, settings))


@api.post("/companies/{company_id}/use")
async def use_company(
    company_id: UUID, who: Manager, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> ConnectionPage:
    """Work with this company; what waits for the other one stays with it."""
    del who
    await switching.switch_to(gateway, company_id)
    return await connection_page(gateway, base=_base(request, settings))


@api.post("/companies/{company_id}/disconnect")
async def disconnect_company(
    company_id: UUID, who: Manager, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> ConnectionPage:
    """Give the access to this company back; its mappings and what waits for it stay."""
    del who
    await switching.disconnect(gateway, company_id)
    return await connection_page(gateway, base=_base(request, settings))


@api.post("/app-keys")
async def save_app_keys(
    keys: AppKeysIn, who: Manager, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> ConnectionPage:
    """Keep the keys of our Intuit app, after Intuit said that it knows them."""
    del who
    new = AppKeys(keys.environment, keys.client_id, keys.client_secret, keys.verifier)
    await save_keys(gateway.db, gateway.vault, gateway.http, gateway.directory, new)
    return await connection_page(gateway, base=_base(request, settings))


router.include_router(api)


@router.get(CALLBACK, include_in_schema=False)
async def quickbooks_callback(gateway: ToQuickBooks, request: Request) -> RedirectResponse:
    """Where QuickBooks sends the person back to. Answers 302 at once: no code stays in sight."""
    result = await callback.finish(gateway, request)
    return _to_desk(f"?result={result}")


@router.get(RECONNECT, include_in_schema=False)
async def quickbooks_reconnect() -> RedirectResponse:
    """The address Intuit shows to a person whose access ends soon."""
    return _to_desk("")


@router.get(DISCONNECTED, include_in_schema=False)
async def quickbooks_disconnected() -> RedirectResponse:
    """Where QuickBooks sends a person who disconnected Scanpost there."""
    return _to_desk("?result=disconnected_there")


def _to_desk(result: str) -> RedirectResponse:
    return RedirectResponse(DESK + result, 302, headers=NOT_KEPT)


def _base(request: Request, settings: Settings) -> str:
    """Where people reach us: as configured, else as this browser does. No slash at the end."""
    return (settings.public_url or str(request.base_url)).rstrip("/")


async def _in_use(gateway: Gateway) -> UUID:
    async with gateway.db.read() as session:
        connection = await companies.in_use(session)
    if connection is None:
        raise CompanyUnknown("QuickBooks is not connected.", action="Connect QuickBooks first.")
    return connection.id


def _told(problem: SyncProblem) -> Problem:
    if problem.code == "unreachable":
        return NoReply(problem.detail)
    return CompanyRefused(problem.detail, action=problem.action, reason=problem.code)
