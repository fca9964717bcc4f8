"""What QuickBooks is to show of a receipt, after every scan."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from app.access.models import User
from app.catalog.models import Item, Tracking
from app.core import clock
from app.core.db import Database
from app.inventory.floor import HouseRules
from app.receiving import service
from app.sync.models import ConnectionKind, QuickBooksConnection, SyncOperation
from tests.builders import (
    actor_for,
    floor_scan,
    item_subject,
    make_item,
    make_po,
    make_user,
    make_vendor,
    make_warehouse,
)

LATE = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # still the 22nd in New York


class Delivery:
    """A delivery of bolts (two order lines) and teas, with QuickBooks connected."""

    bolt: Item
    tea: Item
    rita: User
    po: Any
    receipt: Any
    vendor: Any
    warehouse: Any


@pytest.fixture
async def delivery(db: Database) -> Delivery:
    made = Delivery()
    async with db.write() as session:
        session.add(QuickBooksConnection(kind=ConnectionKind.ONLINE))
        made.warehouse = (await make_warehouse(session)).location.id
        made.bolt = await make_item(session, "BOLT", purchase_cost=Decimal("0.2"))
        made.tea = await make_item(session, "TEA", tracking=Tracking.LOT)
        made.rita = await make_user(session)
        made.vendor = await make_vendor(session)
        lines: Any = [(made.tea, 24, "3.5"), (made.bolt, 10), (made.bolt, 5, "0.19")]
        made.po = await make_po(session, made.vendor, lines)
        with clock.freeze(LATE):
            made.receipt = await service.open_receipt_for_order(
                session, made.po.id, user_id=made.rita.id
            )
    return made


async def receive(db: Database, made: Delivery, item: Item, qty: int, **label: Any) -> None:
    scan = floor_scan(
        item_subject(item, **label),
        actor_for(made.rita),
        document_id=made.receipt,
        qty=Decimal(qty),
    )
    await db.transact(lambda session: service.apply_scan(session, scan))


async def wanted(db: Database) -> SyncOperation:
    async with db.read() as session:
        return (await session.exec(select(SyncOperation))).one()


async def test_each_scan_wants_the_whole_receipt_again_summed_per_order_line(
    db: Database, delivery: Delivery
) -> None:
    await receive(db, delivery, delivery.bolt, 12)
    await receive(db, delivery, delivery.tea, 6, lot_number="L1")
    await receive(db, delivery, delivery.tea, 4, lot_number="L2")
    operation = await wanted(db)
    assert operation.wanted == 3
    assert operation.summary == "10 × Item TEA and 2 more from Northwind Foods"
    snapshot = operation.snapshot
    assert (snapshot["number"], snapshot["on"]) == ("R-000001", "2026-11-22")
    assert (snapshot["vendor_name"], snapshot["purchase_order_number"]) == (
        "Northwind Foods",
        "1001",
    )
    assert snapshot["warehouse_id"] == str(delivery.warehouse)
    shown = [
        (one["sku"], one["qty"], one["unit_amount"], one["order_line_external_id"])
        for one in snapshot["lines"]
    ]
    assert shown == [
        ("TEA", "10", "3.5", "1"),
        ("BOLT", "10", "0.2", "2"),
        ("BOLT", "2", "0.19", "3"),
    ]
    assert len({one["line_key"] for one in snapshot["lines"]}) == 3
    lots = [(one["lot"], one["qty"]) for one in snapshot["lines"][0]["tracked"]]
    assert lots == [("L1", "6"), ("L2", "4")]
    assert [one["tracked"] for one in snapshot["lines"][1:]] == [[], []]


async def test_completing_wants_it_once_more(db: Database, delivery: Delivery) -> None:
    await receive(db, delivery, delivery.bolt, 1)
    async with db.write() as session:
        await service.complete_receipt(session, delivery.receipt, rules=HouseRules())
    assert (await wanted(db)).wanted == 2


async def test_a_blind_receipt_has_a_line_per_item_at_the_item_s_cost(
    db: Database, delivery: Delivery
) -> None:
    async with db.write() as session:
        delivery.receipt = await service.open_blind_receipt(
            session, delivery.vendor.id, user_id=delivery.rita.id
        )
    await receive(db, delivery, delivery.bolt, 2)
    await receive(db, delivery, delivery.bolt, 3)
    [line] = (await wanted(db)).snapshot["lines"]
    assert (line["qty"], line["unit_amount"]) == ("5", "0.2")
    assert (line["line_key"], line["order_line_external_id"]) == (str(delivery.bolt.id), None)


async def test_a_question_or_refusal_wants_nothing(db: Database, delivery: Delivery) -> None:
    await receive(db, delivery, delivery.tea, 1)
    async with db.read() as session:
        assert (await session.exec(select(SyncOperation))).all() == []
