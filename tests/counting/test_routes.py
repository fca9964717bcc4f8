"""Counts over HTTP: what a manager does at the desk, and who may not."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.access.models import User
from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.core.upsert import table_of
from app.counting.routes import router
from app.scanning.routes import router as scanning
from app.settings import Settings
from tests import builders
from tests.counting.conftest import Count
from tests.routes_client import manager_client


async def scan(client: httpx.AsyncClient, raw: str = "", **values: Any) -> dict[str, Any]:
    one = {
        "id": str(new_id()),
        "recorded_at": clock.now().isoformat(),
        "task": "count",
        "raw": raw,
    } | values
    answer = await client.post("/api/scans", json={"scans": [one]})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["results"][0]
    return result


async def test_the_whole_way_over_http(count: Count, settings: Settings) -> None:
    floor = count.floor
    async with floor.db.write() as session:
        bolt = await builders.make_item(session, "BOLT", purchase_cost=Decimal("0.25"))
        await builders.put_stock(session, bolt, floor.a1, 4)
    async with manager_client(floor.db, settings, router, scanning) as client:
        await rules(client)
        made = await client.post("/api/counts", json={"location_ids": [str(floor.a1.id)]})
        assert made.status_code == 201, made.text
        count_id = made.json()["id"]
        (row,) = (await client.get("/api/count-tasks")).json()["items"]
        assert (row["first_bin"], row["bins"], row["bins_done"]) == ("A-01", 1, 0)
        opened = await scan(client, "BIN:A-01", document_id=count_id)
        here = {"document_id": count_id, "context": {"location_id": str(floor.a1.id)}}
        again = {"id": str(new_id()), "recorded_at": clock.now().isoformat()}
        first = await scan(client, "BOLT", qty="3", **again, **here)
        second = await scan(client, "BOLT", qty="3", **again, **here)
        assert (opened["effect"]["type"], first["effect"]["total"]) == ("location", "3")
        assert (second["status"], second["effect"]["total"]) == ("duplicate", "3")
        task = (await client.get(f"/api/count-tasks/{count_id}")).json()
        assert (task["bins"][0]["yours"], task["tallies"][0]["qty"]) == (True, "3")
        done = await scan(client, step="finish", **here)
        assert done["effect"]["done"] is True
        seen = (await client.get(f"/api/counts/{count_id}")).json()
        assert (seen["state"], seen["value"], seen["lines"][0]["expected"]) == (
            "counted",
            "-0.25",
            "4",
        )
        unreasonable = await client.post(f"/api/counts/{count_id}/approve", json={"reason": " "})
        assert unreasonable.status_code == 422
        body = {"reason": "Misplaced", "line_ids": [seen["lines"][0]["id"]]}
        approved = (await client.post(f"/api/counts/{count_id}/approve", json=body)).json()
        assert approved["state"] == "completed"
        assert (await client.get("/api/counts/accuracy")).json()["line_percent"] == "0"
        listed = (await client.get("/api/counts?state=completed")).json()["items"]
        assert [one["number"] for one in listed] == ["CC-000001"]
        await refused(client, count_id)


async def rules(client: httpx.AsyncClient) -> None:
    before = (await client.get("/api/counts/rules")).json()
    assert (before["recount_percent"], before["recount_by_other"]) == (5, True)
    for wanted in (
        before | {"recount_percent": None, "recount_value": "100"},
        before | {"recount_percent": None},
    ):
        kept = await client.patch("/api/counts/rules", json=wanted)
        assert kept.status_code == 200, kept.text
    assert (await client.get("/api/counts/rules")).json()["recount_percent"] is None
    wrong = await client.patch("/api/counts/rules", json=before | {"recount_value": "-1"})
    assert wrong.status_code == 422


async def refused(client: httpx.AsyncClient, count_id: str) -> None:
    for path, body, status, code in (
        (f"/api/counts/{count_id}/approve", {"reason": "x"}, 409, "count_not_decidable"),
        (f"/api/counts/{count_id}/cancel", None, 409, "count_not_decidable"),
        (f"/api/counts/{new_id()}/recount", {"bin_ids": [str(new_id())]}, 404, "count_not_found"),
        ("/api/counts", {"location_ids": []}, 422, "invalid"),
        ("/api/counts", {"location_ids": [str(new_id())]}, 409, "nothing_to_count"),
        (f"/api/count-plans/{new_id()}/run", None, 404, "count_plan_not_found"),
    ):
        answer = await client.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path


async def test_plans_are_made_changed_and_run(count: Count, settings: Settings) -> None:
    async with manager_client(count.floor.db, settings, router) as client:
        body = {"name": "All bins", "method": "every_bin", "days_a": 30}
        made = (await client.post("/api/count-plans", json=body)).json()
        assert (made["due"], made["last_run_at"]) == (3, None)
        path = f"/api/count-plans/{made['id']}"
        changed = await client.patch(path, json=body | {"max_bins": 2})
        assert changed.json()["due"] == 2
        run = (await client.post(f"{path}/run")).json()
        assert (run["origin"], run["note"], run["bins"]) == ("plan", "All bins", 2)
        (plan,) = (await client.get("/api/count-plans")).json()["items"]
        assert plan["due"] == 1


@pytest.mark.parametrize("path", ["/api/counts", "/api/counts/accuracy", "/api/count-plans"])
async def test_operators_never_see_what_the_books_say(
    db: Database, settings: Settings, path: str
) -> None:
    async with manager_client(db, settings, router) as client:
        async with db.write() as session:
            users = table_of(User)
            await session.execute(sa.update(users).values(role="operator"))
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_short_pick_asks_for_a_count_of_the_bin(count: Count, settings: Settings) -> None:
    floor = count.floor
    async with floor.db.write() as session:
        bolt = await builders.make_item(session, "BOLT")
        await builders.put_stock(session, bolt, floor.a1, 4)
    task_id = await floor.release(await floor.order((bolt, 4)))
    (stop,) = await floor.stops(task_id)
    async with manager_client(floor.db, settings, router, scanning) as client:
        short: dict[str, Any] = {"task": "pick", "step": "short", "document_id": str(task_id)}
        short |= {"context": {"line_id": str(stop.id)}}
        for qty in ("1", "2"):
            answer = await scan(client, qty=qty, answers={"reason": "not_there"}, **short)
            assert answer["status"] == "applied", answer
        (row,) = (await client.get("/api/count-tasks")).json()["items"]
        assert (row["origin"], row["first_bin"], row["priority"]) == ("short_pick", "A-01", 10)
