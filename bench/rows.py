"""The rows a scan writes, as plain SQL: what the baseline executes in one transaction per scan.

Only writes. The product also finds out who scans, what the label means and whether it is allowed,
answers over HTTP, and rings for QuickBooks; the baseline knows all ids beforehand.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from app.core.types import QUANTITY_PLACES, new_id
from bench.jobs import Goods, Job, PickJob, ReceiveJob, ShipJob
from bench.world import Base

Statement = tuple[str, tuple[Any, ...]]
"""SQL with $1, $2, … and its values."""

UNIT = 10**QUANTITY_PLACES
OUTCOME = json.dumps({"message": "x" * 60, "effect": {f"field{n}": "x" * 40 for n in range(12)}})
LINE = {"line_key": "x" * 36, "item_id": "x" * 36, "sku": "SKU-00001", "name": "x" * 12, "qty": "2"}
SNAPSHOT = json.dumps({"kind": "receipt", "vendor": "x" * 60, "lines": [LINE] * 6})

COUNT_RECEIVED = "UPDATE purchase_order_line SET received_qty = received_qty + $1 WHERE id = $2"
COUNT_PICKED = """UPDATE sales_order_line SET allocated_qty = allocated_qty - $1,
    picked_qty = picked_qty + $1 WHERE id = $2 AND allocated_qty >= $1"""
COUNT_SHIPPED = """UPDATE sales_order_line SET shipped_qty = shipped_qty + $1
    WHERE id = $2 AND shipped_qty + $1 <= picked_qty"""
COUNT_STOP = """UPDATE allocation SET picked_qty = picked_qty + $1
    WHERE id = $2 AND picked_qty + $1 <= qty"""
TAKE = """UPDATE stock_balance SET on_hand = on_hand - $1, reserved = reserved - $1
    WHERE lot_id = $2 AND location_id = $3 AND reserved >= $1 AND on_hand >= $1"""
CLOSE_LINES = "UPDATE sales_order_line SET closed = true WHERE order_id = $1 AND shipped_qty >= qty"
CLOSE_ORDER = "UPDATE sales_order SET state = 'closed', updated_at = $2 WHERE id = $1"
CLOSE_SHIPMENT = "UPDATE shipment SET state = 'completed', completed_at = $2 WHERE id = $1"
SHIP_CARTON = """UPDATE carton SET state = 'shipped', shipment_id = $1, shipped_at = $2
    WHERE id = $3"""
ADD = """ ON CONFLICT (lot_id, location_id) DO UPDATE SET
    on_hand = stock_balance.on_hand + excluded.on_hand,
    reserved = stock_balance.reserved + excluded.reserved"""
WANT = """ ON CONFLICT (connection_id, document_type, document_id) DO UPDATE SET
    wanted = sync_operation.wanted + 1, snapshot = excluded.snapshot, summary = excluded.summary"""


@dataclass(slots=True)
class Writer:
    """Turns jobs into statements; remembers which shipment an order already has."""

    base: Base
    shipments: dict[UUID, UUID] = field(default_factory=dict)

    def statements(self, job: Job) -> list[Statement]:
        """All writes of one scan."""
        now = datetime.now(UTC)
        match job:
            case ReceiveJob():
                return self._receive(job, now)
            case PickJob():
                return self._pick(job, now)
            case ShipJob():
                return self._ship(job, now)

    def _receive(self, job: ReceiveJob, now: datetime) -> list[Statement]:
        scan, line = new_id(), new_id()
        goods, document = job.goods, ("receipt", job.receipt_id)
        return [
            self._scan(scan, "receive", goods.label[0], job.receipt_id, now),
            (COUNT_RECEIVED, (UNIT, job.line_id)),
            insert(
                "receipt_line",
                id=line,
                receipt_id=job.receipt_id,
                order_line_id=job.line_id,
                item_id=goods.item_id,
                lot_id=goods.lot_id,
                location_id=job.bin_id,
                qty=UNIT,
                unit_cost=12_500_000,
                exception="",
                scan_id=scan,
                created_at=now,
            ),
            _add(goods, job.bin_id, UNIT, reserved=0),
            self._move(goods, UNIT, self.base.vendors_place.id, job.bin_id, document, scan, now),
            self._want(document, job.receipt_number, now),
        ]

    def _pick(self, job: PickJob, now: datetime) -> list[Statement]:
        scan, goods, bench = new_id(), job.goods, self.base.floor.warehouse.packing.id
        document = ("pick_task", job.task_id)
        return [
            self._scan(scan, "pick", goods.label[0], job.task_id, now),
            (COUNT_STOP, (UNIT, job.stop_id)),
            (COUNT_PICKED, (UNIT, job.line_id)),
            (TAKE, (UNIT, goods.lot_id, job.bin_id)),
            _add(goods, bench, UNIT, reserved=UNIT),
            self._move(goods, UNIT, job.bin_id, bench, document, scan, now),
            insert(
                "pick",
                id=new_id(),
                task_id=job.task_id,
                order_line_id=job.line_id,
                item_id=goods.item_id,
                lot_id=goods.lot_id,
                from_id=job.bin_id,
                to_id=bench,
                qty=UNIT,
                packed_qty=0,
                override_reason="",
                scan_id=scan,
                created_at=now,
            ),
        ]

    def _ship(self, job: ShipJob, now: datetime) -> list[Statement]:
        scan, bench = new_id(), self.base.floor.warehouse.packing.id
        first = job.order_id not in self.shipments
        shipment = self.shipments.setdefault(job.order_id, new_id())
        document = ("shipment", shipment)
        writes = [self._scan(scan, "ship", job.carton_number, job.order_id, now)]
        if first:
            writes.append(self._shipment(shipment, job, now))
        for one in job.content:
            qty = int(one.qty * UNIT)
            out = self.base.customers_place.id
            writes += [
                (COUNT_SHIPPED, (qty, one.line_id)),
                (TAKE, (qty, one.goods.lot_id, bench)),
                self._move(one.goods, qty, bench, out, document, scan, now),
                insert(
                    "shipment_line",
                    id=new_id(),
                    shipment_id=shipment,
                    carton_id=job.carton_id,
                    order_line_id=one.line_id,
                    item_id=one.goods.item_id,
                    lot_id=one.goods.lot_id,
                    qty=qty,
                    scan_id=scan,
                    created_at=now,
                ),
            ]
        writes += [(SHIP_CARTON, (shipment, now, job.carton_id)), (CLOSE_LINES, (job.order_id,))]
        if job.last:
            writes += [(CLOSE_ORDER, (job.order_id, now)), (CLOSE_SHIPMENT, (shipment, now))]
        return [*writes, self._want(document, f"B-{shipment.hex[-8:]}", now)]

    def _shipment(self, shipment: UUID, job: ShipJob, now: datetime) -> Statement:
        return insert(
            "shipment",
            id=shipment,
            number=f"B-{shipment.hex[-8:]}",
            sales_order_id=job.order_id,
            state="open",
            ship_date=now.date(),
            tracking_number="",
            shipped_by=self.base.floor.people[0].id,
            created_at=now,
        )

    def _scan(self, scan: UUID, task: str, raw: str, document: UUID, now: datetime) -> Statement:
        return insert(
            "scan",
            id=scan,
            payload_hash=scan.hex * 2,
            raw=raw,
            symbology="",
            aim_id="]C1",
            source="wedge",
            task=task,
            step="scan",
            document_id=document,
            user_id=self.base.floor.people[0].id,
            device_seq=1,
            status="applied",
            outcome=OUTCOME,
            recorded_at=now,
            received_at=now,
        )

    def _move(
        self,
        goods: Goods,
        qty: int,
        origin: UUID,
        target: UUID,
        document: tuple[str, UUID],
        scan: UUID,
        now: datetime,
    ) -> Statement:
        kind, document_id = document
        return insert(
            "stock_move",
            id=new_id(),
            item_id=goods.item_id,
            lot_id=goods.lot_id,
            qty=qty,
            from_id=origin,
            to_id=target,
            reason=REASONS[kind],
            document_type=kind,
            document_id=document_id,
            scan_id=scan,
            user_id=self.base.floor.people[0].id,
            occurred_at=now,
            posted_at=now,
        )

    def _want(self, document: tuple[str, UUID], number: str, now: datetime) -> Statement:
        kind, document_id = document
        text, values = insert(
            "sync_operation",
            id=new_id(),
            connection_id=self.base.connection_id,
            document_type=kind,
            document_id=document_id,
            document_number=number,
            state="queued",
            wanted=1,
            sent=0,
            snapshot=SNAPSHOT,
            summary="1 × Bench item",
            stale=0,
            attempts=0,
            ready=True,
            entered_by_hand="",
            created_at=now,
            wanted_at=now,
        )
        return text + WANT, values


REASONS = {"receipt": "receive", "pick_task": "pick", "shipment": "ship"}


def _add(goods: Goods, location_id: UUID, qty: int, *, reserved: int) -> Statement:
    text, values = insert(
        "stock_balance",
        lot_id=goods.lot_id,
        location_id=location_id,
        item_id=goods.item_id,
        on_hand=qty,
        reserved=reserved,
        allow_negative=False,
    )
    return text + ADD, values


def insert(table: str, **values: Any) -> Statement:
    """INSERT of one row."""
    return _insert_text(table, tuple(values)), tuple(values.values())


@cache
def _insert_text(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our names
