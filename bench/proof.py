"""After the clock has stopped: is every scan there, once, and does the ledger add up?"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.types import Quantity
from app.core.upsert import table_of
from app.inventory.models import StockMove
from app.inventory.verify import verify
from app.orders.models import PurchaseOrderLine, SalesOrderLine
from app.picking.models import Allocation, Pick
from app.receiving.models import ReceiptLine
from app.scanning.models import Scan, ScanStatus
from app.shipping.models import Carton, CartonState, ShipmentLine
from app.sync.models import SyncOperation
from bench.jobs import Job, PickJob, ReceiveJob, ShipJob


class Lost(AssertionError):
    """A figure that should have come out and did not."""


async def check(session: AsyncSession, jobs: Sequence[Job], applied: int) -> None:
    """Raises Lost when any scan of `jobs` is missing somewhere, or was counted twice."""
    _equal("scans answered as applied", applied, len(jobs))
    scan = table_of(Scan).c
    stored = await _one(session, sa.func.count(), scan.status == ScanStatus.APPLIED)
    if stored < len(jobs):
        raise Lost(f"{stored} applied scans are stored, {len(jobs)} were sent")
    await _receiving(session, [job for job in jobs if isinstance(job, ReceiveJob)])
    await _picking(session, [job for job in jobs if isinstance(job, PickJob)])
    await _shipping(session, [job for job in jobs if isinstance(job, ShipJob)])
    drifts = await verify(session)
    if drifts:
        raise Lost("; ".join(str(drift) for drift in drifts[:5]))


async def _receiving(session: AsyncSession, jobs: Sequence[ReceiveJob]) -> None:
    receipts = {job.receipt_id for job in jobs}
    if not receipts:
        return
    line, order_line = table_of(ReceiptLine).c, table_of(PurchaseOrderLine).c
    of_receipts = line.receipt_id.in_(receipts)
    _equal("receipt lines", await _one(session, sa.func.count(), of_receipts), len(jobs))
    _equal("units on receipts", await _sum(session, line.qty, of_receipts), len(jobs))
    lines = {job.line_id for job in jobs}
    counted = await _sum(session, order_line.received_qty, order_line.id.in_(lines))
    _equal("units on purchase orders", counted, len(jobs))
    await _moves(session, receipts, len(jobs), len(jobs))
    await _outbox(session, receipts, len(jobs))


async def _picking(session: AsyncSession, jobs: Sequence[PickJob]) -> None:
    tasks = {job.task_id for job in jobs}
    if not tasks:
        return
    pick, stop, line = table_of(Pick).c, table_of(Allocation).c, table_of(SalesOrderLine).c
    _equal("picks", await _one(session, sa.func.count(), pick.task_id.in_(tasks)), len(jobs))
    picked = await _sum(session, stop.picked_qty, stop.id.in_({job.stop_id for job in jobs}))
    _equal("units of the walks", picked, len(jobs))
    lines = line.id.in_({job.line_id for job in jobs})
    _equal("units picked of orders", await _sum(session, line.picked_qty, lines), len(jobs))
    await _moves(session, tasks, len(jobs), len(jobs))


async def _shipping(session: AsyncSession, jobs: Sequence[ShipJob]) -> None:
    if not jobs:
        return
    carton, content = table_of(Carton).c, table_of(ShipmentLine).c
    cartons = {job.carton_id for job in jobs}
    left = sa.and_(carton.id.in_(cartons), carton.state == CartonState.SHIPPED)
    _equal("shipped cartons", await _one(session, sa.func.count(), left), len(jobs))
    units = sum((one.qty for job in jobs for one in job.content), Decimal(0))
    shipped = content.carton_id.in_(cartons)
    _equal("units shipped", await _sum(session, content.qty, shipped), units)
    found = await session.execute(sa.select(content.shipment_id).where(shipped).distinct())
    shipments = set(found.scalars())
    lines = sum(len(job.content) for job in jobs)
    await _moves(session, shipments, lines, units)
    await _outbox(session, shipments, len(jobs))


async def _moves(
    session: AsyncSession, documents: set[UUID], count: int, units: int | Decimal
) -> None:
    move = table_of(StockMove).c
    of_documents = move.document_id.in_(documents)
    _equal("stock moves", await _one(session, sa.func.count(), of_documents), count)
    _equal("units moved", await _sum(session, move.qty, of_documents), units)


async def _outbox(session: AsyncSession, documents: set[UUID], versions: int) -> None:
    """Every scan raised the version of its document's one row."""
    operation = table_of(SyncOperation).c
    wanted = operation.document_id.in_(documents)
    _equal("outbox rows", await _one(session, sa.func.count(), wanted), len(documents))
    total = await _one(session, sa.func.sum(operation.wanted), wanted)
    _equal("versions wanted of QuickBooks", int(total), versions)


async def _one(session: AsyncSession, figure: Any, *where: Any) -> Any:
    return (await session.execute(sa.select(figure).where(*where))).scalar_one()


async def _sum(session: AsyncSession, column: Any, *where: Any) -> Decimal:
    total = sa.type_coerce(sa.func.sum(column), Quantity())
    found: Decimal = await _one(session, total, *where)
    return found


def _equal(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise Lost(f"{what}: {found}, should be {expected}")
