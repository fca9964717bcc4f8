"""Stock and lots over HTTP."""

import httpx
import pytest

from app.catalog.models import Tracking
from app.core.db import Database
from app.inventory.routes import router
from app.settings import Settings
from tests.builders import make_bin, make_item, make_warehouse, put_stock
from tests.routes_client import manager_client

# Fixed, as test names must be the same in every pytest-xdist worker.
UNKNOWN = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
async def lot_id(db: Database) -> str:
    async with db.write() as session:
        warehouse = await make_warehouse(session)
        bin_ = await make_bin(session, "A-01", warehouse=warehouse)
        tea = await make_item(session, "TEA", tracking=Tracking.LOT)
        return str((await put_stock(session, tea, bin_, "2.50", lot="L1")).id)


async def test_stock_is_text_and_a_held_lot_is_not_available(
    db: Database, settings: Settings, lot_id: str
) -> None:
    async with manager_client(db, settings, router) as client:
        [row] = (await client.get("/api/stock", params={"search": "tea"})).json()["items"]
        assert (row["on_hand"], row["reserved"], row["available"]) == ("2.5", "0", "2.5")
        held = await client.post(f"/api/lots/{lot_id}/hold", json={"reason": "Recall"})
        assert (held.json()["status"], held.json()["hold_reason"]) == ("held", "Recall")
        [row] = (await client.get("/api/stock", params={"held": True})).json()["items"]
        assert row["available"] == "0"
        free = await client.post(f"/api/lots/{lot_id}/release")
        assert (free.json()["status"], free.json()["on_hand"]) == ("available", "2.5")


async def test_moves_name_no_virtual_place(db: Database, settings: Settings, lot_id: str) -> None:
    async with manager_client(db, settings, router) as client:
        page = (await client.get("/api/stock/moves", params={"lot_id": lot_id})).json()
    [move] = page["items"]
    assert (move["from_label"], move["to_label"], move["reason"]) == (
        "Adjustment",
        "A-01",
        "opening",
    )
    assert page["next_cursor"] is None


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/stock?cursor=nonsense", 422, "invalid"),
        ("GET", "/api/stock?limit=0", 422, "invalid"),
        ("GET", "/api/stock?item_id=7", 422, "invalid"),
        ("POST", f"/api/lots/{UNKNOWN}/release", 404, "not_found"),
        ("POST", f"/api/lots/{UNKNOWN}/hold", 422, "invalid"),
    ],
)
async def test_bad_questions_get_problems(
    db: Database, settings: Settings, method: str, path: str, status: int, code: str
) -> None:
    async with manager_client(db, settings, router) as client:
        answer: httpx.Response = await client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
