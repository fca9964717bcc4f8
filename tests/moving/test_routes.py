"""Moving over HTTP: through the front door of scans, and the pages of floor and desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.access.tokens import create_token
from app.core.http import install_problem_handlers
from app.core.middleware import RequestContext
from app.core.types import new_id
from app.moving.routes import router
from app.scanning.routes import router as scans
from app.settings import Settings
from tests.builders import make_barcode
from tests.moving.conftest import Yard
from tests.routes_client import manager_client

BOLT = "4006381333931"


async def send(client: httpx.AsyncClient, raw: str = "", **more: Any) -> dict[str, Any]:
    body = {"id": str(new_id()), "recorded_at": datetime.now(UTC).isoformat(), "raw": raw, **more}
    answer = await client.post("/api/scans", json={"scans": [body]})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["results"][0]
    return result


async def test_a_case_code_is_moved_through_the_front_door_and_counts_once(
    yard: Yard, settings: Settings
) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 20)
    async with floor.db.write() as session:
        await make_barcode(session, yard.bolt, BOLT, pack_qty=6)
    async with manager_client(floor.db, settings, router, scans) as client:
        place = await send(client, "BIN:A-01", task="move")
        here = {"location_id": place["effect"]["location"]["id"]}
        case = {"task": "move", "context": here, "id": str(new_id())}
        when = {"recorded_at": datetime.now(UTC).isoformat()}
        first = await send(client, BOLT, **case, **when)
        again = await send(client, BOLT, **case, **when)
        assert (first["status"], again["status"]) == ("applied", "duplicate")
        [line] = (await client.get("/api/moves/in-hand")).json()["lines"]
        assert (line["qty"], line["origin"]["code"], line["person"]) == ("6", "A-01", "Mara")
        other = await send(client, "BIN:B-01", task="move", step="collect")
        assert other["effect"]["type"] == "location"
        moved = await send(client, "BIN:B-01", task="move")
        assert (moved["code"], moved["document"]["type"]) == ("moved", "move")
        undone = await send(client, task="move", step="undo", document_id=moved["document"]["id"])
        assert undone["status"] == "applied"
    assert await yard.balance(lot, floor.a1) == (20, 0)


async def test_transfers_are_made_listed_scanned_and_settled(
    yard: Yard, settings: Settings
) -> None:
    floor = yard.floor
    await floor.put(yard.bolt, floor.a1, 20)
    main, truck = str(floor.warehouse.location.id), str(yard.truck.location.id)
    async with manager_client(floor.db, settings, router, scans) as client:
        lines = [{"item_id": str(yard.bolt.id), "qty": "3"}]
        body = {"from_id": main, "to_id": truck, "lines": lines}
        made = (await client.post("/api/transfers", json=body)).json()
        assert (made["number"], made["items"][0]["planned_qty"]) == ("TF-000001", "3")
        opened = await send(client, "TF-000001", task="transfer")
        on = {"task": "transfer", "document_id": opened["document"]["id"]}
        await send(client, "BOLT", **on, qty="3")
        await send(client, **on, step="finish")
        assert [
            row["state"] for row in (await client.get("/api/transfers?live=true")).json()["items"]
        ] == ["shipped"]
        await send(client, "BOLT", **on, qty="2")
        await send(client, **on, step="finish")
        path = f"/api/transfers/{made['id']}"
        assert (await client.get(path)).json()["items"][0]["missing_qty"] == "1"
        settled = (await client.post(f"{path}/settle", json={"fate": "back"})).json()
        assert (settled["state"], settled["arrived_qty"]) == ("completed", "2")
        refused = await client.post(f"{path}/take-back")
        assert (refused.status_code, refused.json()["code"]) == (409, "cannot_take_back")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"to_id": "same"}, 422, "invalid"),
        ({"to_id": str(new_id())}, 404, "location_not_found"),
        ({"lines": 2}, 422, "invalid"),
    ],
)
async def test_a_transfer_that_cannot_be_is_refused(
    yard: Yard, settings: Settings, change: dict[str, Any], status: int, code: str
) -> None:
    main = str(yard.floor.warehouse.location.id)
    body: dict[str, Any] = {"from_id": main, "to_id": str(yard.truck.location.id)} | change
    if body["to_id"] == "same":
        body["to_id"] = main
    if "lines" in change:
        body["lines"] = [{"item_id": str(yard.bolt.id), "qty": "1"}] * 2
    async with manager_client(yard.floor.db, settings, router) as client:
        answer = await client.post("/api/transfers", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_adjustments_show_their_value_to_supervisors_only(
    yard: Yard, settings: Settings
) -> None:
    floor = yard.floor
    await floor.put(yard.bolt, floor.a1, 20)
    async with manager_client(floor.db, settings, router, scans) as client:
        made = (await client.post("/api/adjustments", json={"reason": "scrap"})).json()
        on = {"task": "adjust", "document_id": made["id"]}
        await send(client, "BOLT", **on, qty="2")
        await send(client, **on, step="finish")
        [row] = (await client.get("/api/adjustments")).json()["items"]
        assert (row["qty"], row["value"], row["reason"]) == ("-2", "-5", "scrap")
        back = (await client.post(f"/api/adjustments/{made['id']}/take-back")).json()
        assert (back["reverses"], back["value"]) == (made["id"], "5")
    async with picker(yard, settings) as phone:
        shown = (await phone.get(f"/api/adjustments/{made['id']}")).json()
        assert (shown["value"], shown["lines"][0]["value"]) == (None, None)
        for path in (
            f"/api/adjustments/{made['id']}/take-back",
            f"/api/transfers/{made['id']}/take-back",
            f"/api/moves/carried/{made['id']}/release",
        ):
            assert (await phone.post(path)).status_code == 403
        assert (await phone.post("/api/adjustment-reasons", json={})).status_code == 403


@asynccontextmanager
async def picker(yard: Yard, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client signed in as the picker."""
    app = FastAPI()
    app.state.db, app.state.settings = yard.floor.db, settings
    app.add_middleware(RequestContext)
    install_problem_handlers(app)
    app.include_router(router)
    async with yard.floor.db.write() as session:
        made = await create_token(session, user_id=yard.floor.picker.id, label="tests")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://scanpost.test",
        headers={"Authorization": f"Bearer {made.token}"},
    ) as client:
        yield client


async def test_a_manager_keeps_the_reasons(yard: Yard, settings: Settings) -> None:
    async with manager_client(yard.floor.db, settings, router) as client:
        wanted = {"code": "staff", "name": "Used by staff", "direction": "out"}
        made = await client.post("/api/adjustment-reasons", json=wanted)
        assert made.status_code == 201
        again = await client.post("/api/adjustment-reasons", json=wanted)
        assert (again.status_code, again.json()["code"]) == (409, "reason_taken")
        path = f"/api/adjustment-reasons/{made.json()['id']}"
        change = {"name": "Staff", "supervisor_above": "20", "active": False}
        changed = (await client.patch(path, json=change)).json()
        assert (changed["name"], changed["supervisor_above"], changed["code"]) == (
            "Staff",
            "20",
            "staff",
        )
        listed = [one["code"] for one in (await client.get("/api/adjustment-reasons")).json()]
        assert "staff" not in listed
        refused = await client.post("/api/adjustments", json={"reason": "staff"})
        assert refused.status_code == 422
        lost = await client.patch(f"/api/adjustment-reasons/{new_id()}", json={})
        assert lost.json()["code"] == "reason_not_found"


async def test_a_supervisor_puts_back_what_somebody_forgot(yard: Yard, settings: Settings) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 5)
    await yard.take(yard.bolt, floor.a1)
    async with manager_client(floor.db, settings, router) as client:
        [line] = (await client.get("/api/moves/carried")).json()["lines"]
        assert (line["person"], line["suggestions"]) == ("Pia", [])
        path = f"/api/moves/carried/{line['id']}/release"
        assert (await client.post(path)).json()["lines"] == []
        gone = await client.post(path)
        assert (gone.status_code, gone.json()["code"]) == (409, "nothing_in_hand")
    assert await yard.balance(lot, floor.a1) == (5, 0)
