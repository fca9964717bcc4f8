"""Connecting QuickBooks Desktop: its page, the .qwc file, passwords and settings."""

import re
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Manager, Supervisor
from app.core.db import Database
from app.core.events import Event, Ring, announce
from app.core.http import AppSettings
from app.core.upsert import table_of
from app.quickbooks.desktop.connect import (
    LineUnknown,
    NewPassword,
    connect_desktop,
    new_password,
    qwc_file,
)
from app.quickbooks.desktop.models import DesktopLine
from app.quickbooks.desktop.page import desktop_page
from app.quickbooks.desktop.schemas import DesktopPage, DesktopSettingsIn, NewPasswordOut
from app.quickbooks.gateway import ToQuickBooks
from app.settings import Settings
from app.sync.engine import locked_connection
from app.sync.models import QuickBooksConnection, SyncCursor
from app.sync.port import Entity
from app.sync.settings import ConnectionSettings

NOT_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_cursor = table_of(SyncCursor).c

router = APIRouter(prefix="/api/quickbooks/desktop", tags=["quickbooks"])


@router.get("")
async def get_desktop(
    who: Supervisor, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> DesktopPage:
    """The Desktop company in use: Web Connector's last call, its visits, what is possible."""
    del who
    return await desktop_page(gateway, base=_base(request, settings))


@router.post("/connect")
async def connect_desktop_company(
    who: Manager,
    gateway: ToQuickBooks,
    request: Request,
    response: Response,
    settings: AppSettings,
) -> NewPasswordOut:
    """Make a line for a company file, in use at once; its password is shown this once."""
    del who
    response.headers.update(NOT_KEPT)
    made = await connect_desktop(
        gateway.db, public_url=_base(request, settings), company=settings.company_name
    )
    return await _shown(gateway.db, made)


@router.post("/{company_id}/password")
async def renew_desktop_password(
    company_id: UUID, who: Manager, gateway: ToQuickBooks, response: Response
) -> NewPasswordOut:
    """Another password; with the old one Web Connector is let in no longer."""
    del who
    response.headers.update(NOT_KEPT)
    return await _shown(gateway.db, await new_password(gateway.db, company_id))


@router.get("/{company_id}/qwc", response_class=Response)
async def get_qwc_file(
    company_id: UUID, who: Manager, gateway: ToQuickBooks, request: Request, settings: AppSettings
) -> Response:
    """The file to open in Web Connector."""
    del who
    async with gateway.db.read() as session:
        line = await _line(session, company_id)
        connection = await session.get_one(QuickBooksConnection, company_id)
    seconds = ConnectionSettings.of(connection.settings).calls_every_seconds
    name = re.sub(r"[^A-Za-z0-9]+", "-", line.app_name).strip("-")
    return Response(
        qwc_file(line, _base(request, settings), seconds=seconds),
        media_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}.qwc"', **NOT_KEPT},
    )


@router.post("/{company_id}/settings")
async def change_desktop_settings(
    company_id: UUID,
    change: DesktopSettingsIn,
    who: Manager,
    gateway: ToQuickBooks,
    request: Request,
    settings: AppSettings,
) -> DesktopPage:
    """How often it calls, what a receipt becomes, where orders come from, the file's size."""
    del who

    async def work(session: AsyncSession) -> None:
        line = await _line(session, company_id)
        connection = await locked_connection(session, company_id)
        if connection is not None:
            await _change(session, line, connection, change)

    await gateway.db.transact(work)
    return await desktop_page(gateway, base=_base(request, settings))


async def _change(
    session: AsyncSession,
    line: DesktopLine,
    connection: QuickBooksConnection,
    change: DesktopSettingsIn,
) -> None:
    before = ConnectionSettings.of(connection.settings)
    if change.file_mb is not None:
        line.file_mb = change.file_mb or None
    orders_from = tuple(dict.fromkeys(change.orders_from or before.orders_from))
    after = before.model_copy(
        update={
            "calls_every_seconds": change.seconds or before.calls_every_seconds,
            "purchase_document": change.purchase_document or before.purchase_document,
            "orders_from": orders_from,
        }
    )
    connection.settings = after.stored()
    if set(orders_from) != set(before.orders_from):
        await _read_orders_anew(session, connection.id)
    announce(
        session,
        Event("sync.changed", {"connection_id": str(connection.id)}),
        Ring(str(connection.id)),
    )


async def _read_orders_anew(session: AsyncSession, connection_id: UUID) -> None:
    """What was no order so far may be old: reading what changed since is too little."""
    await session.execute(
        sa.update(SyncCursor)
        .where(_cursor.connection_id == connection_id, _cursor.entity == Entity.SALES_ORDER)
        .values(position="")
    )
    announce(session, Ring(str(connection_id), job="pull"))


async def _line(session: AsyncSession, company_id: UUID) -> DesktopLine:
    line = await session.get(DesktopLine, company_id)
    if line is None:
        raise LineUnknown("There is no such company.", id=company_id)
    return line


async def _shown(db: Database, made: NewPassword) -> NewPasswordOut:
    async with db.read() as session:
        line = await _line(session, made.connection_id)
    return NewPasswordOut(
        connection_id=made.connection_id, user_name=line.user_name, password=made.password
    )


def _base(request: Request, settings: Settings) -> str:
    """Where people reach us: as configured, else as this browser does. No slash at the end."""
    return (settings.public_url or str(request.base_url)).rstrip("/")
