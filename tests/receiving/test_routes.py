"""Receipts over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.catalog.models import Item, Tracking
from app.core.db import Database
from app.core.types import new_id
from app.orders.models import PurchaseOrder
from app.receiving import service
from app.receiving.routes import router
from app.settings import Settings
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
from tests.routes_client import manager_client


class Delivery:
    """A purchase order of 24 teas and 5 bolts."""

    tea: Item
    po: PurchaseOrder
    vendor_id: str


@pytest.fixture
async def delivery(db: Database) -> Delivery:
    made = Delivery()
    async with db.write() as session:
        await make_warehouse(session)
        made.tea = await make_item(session, "TEA", tracking=Tracking.LOT)
        vendor = await make_vendor(session)
        made.vendor_id = str(vendor.id)
        lines: Any = [(made.tea, 24), (await make_item(session, "BOLT"), 5)]
        made.po = await make_po(session, vendor, lines)
    return made


async def open_receipt(client: httpx.AsyncClient, **body: str) -> dict[str, Any]:
    answer = await client.post("/api/receipts", json=body)
    assert answer.status_code == 200, answer.text
    opened: dict[str, Any] = answer.json()
    return opened


async def test_a_receipt_starts_at_zero_and_shows_what_was_counted(
    db: Database, settings: Settings, delivery: Delivery
) -> None:
    async with manager_client(db, settings, router) as client:
        opened = await open_receipt(client, purchase_order_id=str(delivery.po.id))
        assert [(one["item"]["sku"], one["counted_qty"]) for one in opened["expected"]] == [
            ("TEA", "0"),
            ("BOLT", "0"),
        ]
        assert (opened["opened_by"], opened["purchase_order"]["number"]) == ("Mara", "1001")
        empty = await client.post(f"/api/receipts/{opened['id']}/complete")
        assert (empty.status_code, empty.json()["code"]) == (409, "nothing_counted")
        await scan_tea(db, delivery, opened["id"])
        shown = (await client.get(f"/api/receipts/{opened['id']}")).json()
        [line] = shown["counted"]
        assert (line["lot_number"], line["expires_on"], line["qty"]) == ("L1", "2027-06-30", "1")
        assert line["location"]["code"] == "MAIN-DOCK"
        assert (shown["expected"][0]["counted_qty"], shown["expected"][0]["remaining"]) == (
            "1",
            "23",
        )
        again = await open_receipt(client, purchase_order_id=str(delivery.po.id))
        assert again["id"] == opened["id"]
        done = (await client.post(f"/api/receipts/{opened['id']}/complete")).json()
        assert done["state"] == "completed"
        twice = await client.post(f"/api/receipts/{opened['id']}/complete")
        assert (twice.status_code, twice.json()["code"]) == (409, "document_closed")


async def scan_tea(db: Database, delivery: Delivery, receipt_id: str) -> None:
    async with db.write() as session:
        rita = await make_user(session)
        label = item_subject(delivery.tea, lot_number="L1", expires_on=date(2027, 6, 30))
        scan = floor_scan(label, actor_for(rita), document_id=UUID(receipt_id))
        await service.apply_scan(session, scan)


async def test_receipts_are_listed_newest_first_by_state_and_order(
    db: Database, settings: Settings, delivery: Delivery
) -> None:
    async with manager_client(db, settings, router) as client:
        first = await open_receipt(client, purchase_order_id=str(delivery.po.id))
        blind = await open_receipt(client, vendor_id=delivery.vendor_id)
        assert (blind["purchase_order"], blind["expected"]) == (None, [])
        page = (await client.get("/api/receipts?state=open&limit=1")).json()
        assert [row["id"] for row in page["items"]] == [blind["id"]]
        rest = (await client.get("/api/receipts", params={"cursor": page["next_cursor"]})).json()
        assert [row["id"] for row in rest["items"]] == [first["id"]]
        of_order = await client.get(f"/api/receipts?purchase_order_id={delivery.po.id}")
        assert [row["id"] for row in of_order.json()["items"]] == [first["id"]]
        assert (await client.get("/api/receipts?state=completed")).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"purchase_order_id": str(new_id()), "vendor_id": str(new_id())}, 422, "invalid"),
        ({"purchase_order_id": str(new_id())}, 404, "order_not_found"),
        ({"vendor_id": str(new_id())}, 404, "not_found"),
    ],
)
async def test_bad_openings_get_problems(
    db: Database, settings: Settings, body: dict[str, str], status: int, code: str
) -> None:
    async with manager_client(db, settings, router) as client:
        answer = await client.post("/api/receipts", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        lost = await client.get(f"/api/receipts/{new_id()}")
        assert (lost.status_code, lost.json()["code"]) == (404, "receipt_not_found")
