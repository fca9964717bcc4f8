"""What the sync centre shows of QuickBooks: the way to a record, the month's calls to Online."""

from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Supervisor
from app.core.errors import NotFound
from app.core.http import AppSettings, Db
from app.core.upsert import table_of
from app.quickbooks.online.addresses import SIMULATED_DESKTOP_BOOKS, record_address
from app.quickbooks.online.entities import CUSTOMER, INVOICE, ITEM, VENDOR
from app.quickbooks.online.oauth import Endpoints
from app.quickbooks.online.page import calls_of
from app.quickbooks.online.schemas import CallsOut
from app.sync.documents import MappingKind
from app.sync.models import ConnectionKind, Mapping, QuickBooksConnection, SyncOperation
from app.sync.status import active

router = APIRouter(prefix="/api/quickbooks", tags=["quickbooks"])

_mapping = table_of(Mapping).c
_LISTS: dict[str, str] = {
    MappingKind.ITEM: ITEM,
    MappingKind.CUSTOMER: CUSTOMER,
    MappingKind.VENDOR: VENDOR,
}


@router.get("/calls")
async def get_calls(who: Supervisor, db: Db) -> CallsOut | None:
    """This month's calls against the budget of reads; null where Intuit counts none."""
    del who
    async with db.read() as session:
        connection = await active(session)
        if connection is None or connection.kind is not ConnectionKind.ONLINE:
            return None
        return await calls_of(session, connection)


@router.get("/records/{operation_id}", status_code=302, response_class=RedirectResponse)
async def open_record(
    operation_id: UUID, who: Supervisor, db: Db, settings: AppSettings
) -> RedirectResponse:
    """To the document's page in QuickBooks; Desktop has one in the demo only, the simulator's."""
    del who
    async with db.read() as session:
        row = await session.get(SyncOperation, operation_id)
        record = None if row is None else await _record(session, row)
        if row is None or record is None:
            raise NotFound("This document is not in QuickBooks yet.", id=operation_id)
        connection = await session.get_one(QuickBooksConnection, row.connection_id)
    if connection.kind is ConnectionKind.DESKTOP and settings.demo:
        address = f"{SIMULATED_DESKTOP_BOOKS}#txn-{record.external_id}"
        return RedirectResponse(address, status_code=302)
    if connection.kind is not ConnectionKind.ONLINE:
        raise NotFound("QuickBooks Desktop has no page in the web to lead to.", id=operation_id)
    address = record_address(
        Endpoints.of(connection.endpoints), _entity(record), record.external_id
    )
    return RedirectResponse(address, status_code=302)


async def _record(session: AsyncSession, row: SyncOperation) -> Mapping | None:
    """What stands for the document: its own record, or the invoice its order was from the start."""
    mine = sa.and_(_mapping.kind == row.document_type, _mapping.local_id == row.document_id)
    order = sa.and_(_mapping.kind == MappingKind.SALES_ORDER, _mapping.local_id == row.order_id)
    found = await session.execute(
        sa.select(Mapping)
        .where(_mapping.connection_id == row.connection_id, sa.or_(mine, order))
        .order_by(sa.case((mine, 0), else_=1))
    )
    records: list[Mapping] = list(found.scalars())
    for record in records:
        if record.kind == row.document_type or _is_invoice(record):
            return record
    return None


def _is_invoice(order: Mapping) -> bool:
    return order.details.get("source") == "invoice"


def _entity(record: Mapping) -> str:
    """QuickBooks' own word for the kind of record."""
    if _is_invoice(record):
        return INVOICE
    return str(record.details.get("entity") or _LISTS.get(record.kind, ""))
