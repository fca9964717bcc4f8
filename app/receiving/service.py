"""The verbs of receiving: open a receipt, take scans, complete it."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Vendor
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.events import Event, announce
from app.core.numbering import next_number
from app.core.types import new_id
from app.core.upsert import insert_ignore, table_of
from app.inventory.floor import Applied, FloorAnswer, FloorScan, HouseRules, SubjectKind
from app.inventory.problems import DocumentClosed
from app.orders import service as orders
from app.orders.models import OrderState, PurchaseOrder, PurchaseOrderLine
from app.orders.problems import OrderNotFound
from app.receiving.booking import check_target, receive_item
from app.receiving.header import Header, load_header, load_open
from app.receiving.models import Receipt, ReceiptLine, ReceiptState
from app.receiving.problems import NotForReceiving, NothingCounted, ReceiptRequired
from app.receiving.snapshot import tell_quickbooks

_receipt, _counted = table_of(Receipt), table_of(ReceiptLine)
_order, _ordered = table_of(PurchaseOrder), table_of(PurchaseOrderLine)
_SERIES = "R"


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """One scan of the task “receive”: an order or receipt opens, a bin becomes where goods go,
    an item is counted, the step `finish` completes."""
    if scan.step == "finish":
        header = await complete_receipt(session, _receipt_of(scan), rules=scan.rules)
        return await _finished(session, header)
    if scan.step != "scan":
        raise Invalid(f"Receiving has no step “{scan.step}”.", step=scan.step)
    subject = scan.subject
    match subject.kind:
        case SubjectKind.ITEM:
            return await receive_item(session, scan, await load_open(session, _receipt_of(scan)))
        case SubjectKind.LOCATION:
            return _put_to(scan)
        case SubjectKind.DOCUMENT:
            return await _open_scanned(session, scan)
    raise NotForReceiving(
        "This barcode is nothing to receive.", action="Scan an item, a bin or a purchase order."
    )


async def open_receipt_for_order(session: AsyncSession, order_id: UUID, *, user_id: UUID) -> UUID:
    """The order's open receipt, whoever opened it, else a new one; returns its id.

    Raises OrderNotFound, and DocumentClosed when the order expects nothing more.
    """
    open_one = sa.select(_receipt.c.id).where(
        _receipt.c.purchase_order_id == order_id, _receipt.c.state == ReceiptState.OPEN
    )
    found: UUID | None = (await session.execute(open_one)).scalar_one_or_none()
    if found is not None:
        return found
    order = await session.get(PurchaseOrder, order_id)
    if order is None:
        raise OrderNotFound("This purchase order does not exist.", id=order_id)
    if order.state not in (OrderState.OPEN, OrderState.RELEASED):
        raise DocumentClosed(
            f"Purchase order {order.number} is {order.state}.",
            action="Receive what came without an order from the vendor, or ask the buyer.",
            number=order.number,
        )
    await _insert_receipt(session, order.vendor_id, user_id, order_id=order_id)
    opened: UUID = (await session.execute(open_one)).scalar_one()
    return opened


async def open_blind_receipt(session: AsyncSession, vendor_id: UUID, *, user_id: UUID) -> UUID:
    """A receipt without an order: this person's open one from the vendor, else a new one."""
    if await session.get(Vendor, vendor_id) is None:
        raise NotFound("This vendor does not exist.", id=vendor_id)
    mine = (
        sa.select(_receipt.c.id)
        .where(
            _receipt.c.vendor_id == vendor_id,
            _receipt.c.purchase_order_id.is_(None),
            _receipt.c.opened_by == user_id,
            _receipt.c.state == ReceiptState.OPEN,
        )
        .order_by(_receipt.c.created_at.desc(), _receipt.c.id)
        .limit(1)
    )
    found: UUID | None = (await session.execute(mine)).scalar_one_or_none()
    return found or await _insert_receipt(session, vendor_id, user_id, order_id=None)


async def complete_receipt(session: AsyncSession, receipt_id: UUID, *, rules: HouseRules) -> Header:
    """Freeze a receipt; what did not come stays on order.

    Raises NothingCounted for an empty receipt and DocumentClosed for a completed one.
    """
    header = await load_open(session, receipt_id)
    any_line = sa.select(_counted.c.id).where(_counted.c.receipt_id == receipt_id).limit(1)
    if (await session.execute(any_line)).first() is None:
        raise NothingCounted(f"Nothing was counted for {header.title}.", number=header.number)
    await session.execute(
        sa.update(_receipt)
        .where(_receipt.c.id == receipt_id)
        .values(state=ReceiptState.COMPLETED, completed_at=clock.now())
    )
    if header.order_id is not None:
        await orders.settle_purchase_order(session, header.order_id)
    await tell_quickbooks(session, header, rules=rules, completed=True)
    _news(session, receipt_id)
    return header


async def _insert_receipt(
    session: AsyncSession, vendor_id: UUID, user_id: UUID, *, order_id: UUID | None
) -> UUID:
    receipt_id = new_id()
    row = insert_ignore(session, Receipt).values(
        id=receipt_id,
        number=await next_number(session, _SERIES),
        purchase_order_id=order_id,
        vendor_id=vendor_id,
        state=ReceiptState.OPEN,
        opened_by=user_id,
        created_at=clock.now(),
    )
    await session.execute(row)
    _news(session, receipt_id)
    return receipt_id


def _receipt_of(scan: FloorScan) -> UUID:
    if scan.document_id is None:
        raise ReceiptRequired("No purchase order or vendor was chosen yet.")
    return scan.document_id


def _put_to(scan: FloorScan) -> Applied:
    location = scan.subject.location
    assert location is not None  # noqa: S101 - a subject of kind LOCATION has its location
    check_target(location)
    return Applied(
        code="location",
        message=f"Goods go to {location.code}.",
        effect={
            "type": "location",
            "location": {"id": str(location.id), "code": location.code, "name": location.name},
        },
        document_type="receipt" if scan.document_id else "",
        document_id=scan.document_id,
    )


async def _open_scanned(session: AsyncSession, scan: FloorScan) -> Applied:
    subject = scan.subject
    assert subject.document_id is not None  # noqa: S101 - a subject of kind DOCUMENT has its id
    if subject.document_type == "purchase_order":
        receipt_id = await open_receipt_for_order(
            session, subject.document_id, user_id=scan.actor.user_id
        )
        header = await load_header(session, receipt_id)
    elif subject.document_type == "receipt":
        header = await load_open(session, subject.document_id)
    else:
        kind = subject.document_type.replace("_", " ")
        raise NotForReceiving(
            f"{subject.document_number} is a {kind}.", action="Scan a purchase order here."
        )
    left = await _lines_left(session, header)
    expects = "" if left is None else f", {left} {'line' if left == 1 else 'lines'} to come"
    return Applied(
        code="opened",
        message=f"Receiving {header.title}{expects}.",
        effect={
            "type": "opened",
            "document": {"type": "receipt", "id": str(header.id), "number": header.number},
            "title": header.title,
            "vendor": header.vendor_name,
            "lines_to_come": left,
        },
        document_type="receipt",
        document_id=header.id,
    )


async def _finished(session: AsyncSession, header: Header) -> Applied:
    left = await _lines_left(session, header)
    rest = f" {left} {'line stays' if left == 1 else 'lines stay'} on order." if left else ""
    return Applied(
        code="completed",
        message=f"{header.title} is finished.{rest}",
        effect={"type": "completed", "number": header.number, "lines_to_come": left},
        document_type="receipt",
        document_id=header.id,
    )


async def _lines_left(session: AsyncSession, header: Header) -> int | None:
    """How many lines of the order are not complete; None for a blind receipt."""
    if header.order_id is None:
        return None
    query = (
        sa.select(sa.func.count())
        .select_from(_ordered)
        .where(
            _ordered.c.order_id == header.order_id,
            sa.not_(_ordered.c.closed),
            _ordered.c.received_qty < _ordered.c.qty,
        )
    )
    left: int = (await session.execute(query)).scalar_one()
    return left


def _news(session: AsyncSession, receipt_id: UUID) -> None:
    announce(session, Event("document.changed", {"type": "receipt", "id": str(receipt_id)}))
