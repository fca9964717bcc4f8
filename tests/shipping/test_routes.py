"""The bench and shipments over HTTP."""

from decimal import Decimal

import httpx

from app.core.types import new_id
from tests import builders
from tests.floor import Floor, applied


async def test_bench_lists_orders_with_picked_goods(floor: Floor, phone: httpx.AsyncClient) -> None:
    assert (await phone.get("/api/packing")).json() == {"items": [], "next_cursor": None}
    order = await floor.picked_tea()
    await floor.pack(
        builders.item_subject(floor.tea, lot_number="SOON"),
        document_id=order.id,
        qty=Decimal(3),
    )
    (row,) = (await phone.get("/api/packing")).json()["items"]
    assert (row["order"]["number"], row["to_pack"], row["packed"], row["cartons"]) == (
        "2001",
        "3",
        "3",
        1,
    )


async def test_order_at_the_bench_shows_what_would_be_invoiced(
    floor: Floor, phone: httpx.AsyncClient
) -> None:
    order = await floor.picked_tea(qty=30)
    await floor.pack(
        builders.item_subject(floor.tea, lot_number="SOON"), document_id=order.id, qty=Decimal(4)
    )
    bench = (await phone.get(f"/api/packing/{order.id}")).json()
    (line,) = bench["lines"]
    assert {name: line[name] for name in ("qty", "picked", "packed", "shipped", "backorder")} == {
        "qty": "30",
        "picked": "6",
        "packed": "4",
        "shipped": "0",
        "backorder": "6",
    }
    assert line["unit_price"] == "2.5"
    assert [(one["lot"], one["qty"]) for one in bench["waiting"]] == [("LATE", "2")]
    (carton,) = bench["open_cartons"]
    assert [(one["lot"], one["qty"]) for one in carton["lines"]] == [("SOON", "4")]


async def test_shipment_shows_what_left_in_which_carton(
    floor: Floor, phone: httpx.AsyncClient
) -> None:
    order = await floor.picked_tea()
    await floor.pack(
        builders.item_subject(floor.tea, lot_number="SOON"), document_id=order.id, qty=Decimal(4)
    )
    everything = {"confirmed": frozenset({"unpacked_goods"})}
    subject = builders.document_subject("sales_order", order.id, order.number)
    answer = applied(await floor.ship(subject, answers=everything))
    (row,) = (await phone.get("/api/shipments", params={"state": "completed"})).json()["items"]
    assert row["id"] == str(answer.document_id)
    assert (row["number"], row["qty"], row["cartons"]) == ("S-000001", "6", 1)
    shipment = (await phone.get(f"/api/shipments/{row['id']}")).json()
    assert [(one["lot"], one["carton"], one["qty"]) for one in shipment["lines"]] == [
        ("LATE", None, "2"),
        ("SOON", "C-000001", "4"),
    ]
    of_other = await phone.get("/api/shipments", params={"sales_order_id": str(new_id())})
    assert of_other.json()["items"] == []


async def test_unknown_order_and_shipment_are_not_found(phone: httpx.AsyncClient) -> None:
    for path in ("packing", "shipments"):
        assert (await phone.get(f"/api/{path}/{new_id()}")).status_code == 404
