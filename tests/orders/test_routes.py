"""Orders over HTTP."""

from app.core.db import Database
from app.core.types import new_id
from app.orders.routes import router
from app.settings import Settings
from tests.builders import make_customer, make_item, make_po, make_so, make_vendor
from tests.routes_client import manager_client


async def test_orders_are_listed_and_opened(db: Database, settings: Settings) -> None:
    async with db.write() as session:
        item = await make_item(session, "TEA")
        po = await make_po(session, await make_vendor(session), [(item, 12, "1.50")])
        so = await make_so(session, await make_customer(session), [(item, 2)])
    async with manager_client(db, settings, router) as client:
        listed = (await client.get("/api/purchase-orders?state=open")).json()
        assert [row["id"] for row in listed["items"]] == [str(po.id)]
        shown = (await client.get(f"/api/purchase-orders/{po.id}")).json()
        assert shown["lines"][0]["unit_cost"] == "1.5"
        assert shown["lines"][0]["remaining"] == "12"
        listed = (await client.get("/api/sales-orders", params={"search": "corner"})).json()
        assert [row["customer"]["name"] for row in listed["items"]] == ["Corner Store"]
        shown = (await client.get(f"/api/sales-orders/{so.id}")).json()
        assert (shown["ordered_qty"], shown["lines"][0]["unreserved"]) == ("2", "2")


async def test_bad_questions_get_problems(db: Database, settings: Settings) -> None:
    async with manager_client(db, settings, router) as client:
        missing = await client.get(f"/api/sales-orders/{new_id()}")
        assert (missing.status_code, missing.json()["code"]) == (404, "order_not_found")
        wrong = await client.get("/api/purchase-orders?state=lost")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
