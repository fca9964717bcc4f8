from typing import Any
from uuid import UUID

import httpx

from app.catalog import places
from app.catalog.locations import find_location
from app.catalog.models import LocationUse
from app.core.db import Database
from tests.builders import make_item, put_stock


async def add(client: httpx.AsyncClient, code: str, **fields: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (
        await client.post("/api/locations", json={"code": code} | fields)
    ).json()
    return answer


async def codes(client: httpx.AsyncClient, **params: str) -> list[str]:
    answer = await client.get("/api/locations", params=params)
    return [one["code"] for one in answer.json()["items"]]


async def test_a_warehouse_comes_with_dock_and_packing_bin(
    client: httpx.AsyncClient, db: Database
) -> None:
    warehouse = await add(client, "main", level="warehouse", name="Main")
    assert warehouse["code"] == "MAIN"
    assert sorted(await codes(client, level="bin")) == ["MAIN-DOCK", "MAIN-PACK"]
    async with db.read() as session:
        assert (await places.dock(session)).barcode == "BIN:MAIN-DOCK"
        assert (await places.packing(session)).code == "MAIN-PACK"


async def test_bins_are_in_zones_in_warehouses_in_walk_order(client: httpx.AsyncClient) -> None:
    warehouse = await add(client, "MAIN", level="warehouse")
    zone = await add(client, "A", level="zone", parent_id=warehouse["id"])
    late = await add(client, "A-01", parent_id=zone["id"])
    early = await add(client, "a-02", parent_id=zone["id"], walk_order=1)
    assert late["barcode"] == "BIN:A-01"
    assert late["warehouse_id"] == early["warehouse_id"] == warehouse["id"]
    assert await codes(client, parent_id=zone["id"]) == ["A-02", "A-01"]
    assert await codes(client, search="a-0") == ["A-02", "A-01"]


async def test_the_tree_is_kept_straight(client: httpx.AsyncClient) -> None:
    warehouse = await add(client, "MAIN", level="warehouse")
    bin_ = await add(client, "B-1", parent_id=warehouse["id"])
    for fields in (
        {"level": "bin"},
        {"level": "zone"},
        {"level": "warehouse", "parent_id": warehouse["id"]},
        {"level": "zone", "parent_id": bin_["id"]},
        {"level": "virtual"},
    ):
        assert (await add(client, "X", **fields))["code"] == "wrong_parent", fields
    zone = {"level": "zone", "parent_id": warehouse["id"]}
    assert (await add(client, "X", use="dock", **zone))["code"] == "wrong_use"
    assert (await add(client, "X", use="vendor", parent_id=warehouse["id"]))["code"] == "wrong_use"
    nowhere = {"parent_id": bin_["warehouse_id"].replace(bin_["warehouse_id"][:8], "00000000")}
    assert (await add(client, "X", **nowhere))["code"] == "location_not_found"


async def test_codes_and_labels_are_used_once(client: httpx.AsyncClient) -> None:
    warehouse = await add(client, "MAIN", level="warehouse")
    inside = {"parent_id": warehouse["id"]}
    await add(client, "B-1", barcode="OLD-LABEL", **inside)
    assert (await add(client, "b-1", **inside))["code"] == "location_code_taken"
    clash = await add(client, "B-2", barcode="OLD-LABEL", **inside)
    assert clash["code"] == "barcode_taken"
    assert "B-1" in clash["detail"]
    await client.post("/api/items", json={"sku": "X", "name": "X", "barcodes": [{"text": "SUP-1"}]})
    assert (await add(client, "B-3", barcode="SUP-1", **inside))["code"] == "barcode_taken"
    assert (await add(client, "no spaces", **inside))["code"] == "invalid"


async def test_a_place_in_use_cannot_be_closed(client: httpx.AsyncClient, db: Database) -> None:
    async with db.write() as session:
        await places.ensure_virtual_locations(session)
    warehouse = await add(client, "MAIN", level="warehouse")
    zone = await add(client, "A", level="zone", parent_id=warehouse["id"])
    bin_ = await add(client, "A-1", parent_id=zone["id"])
    async with db.write() as session:
        item = await make_item(session)
        await put_stock(session, item, await find_location(session, UUID(bin_["id"])), 1)

    async def close(place: dict[str, Any]) -> dict[str, Any]:
        path = f"/api/locations/{place['id']}"
        answer: dict[str, Any] = (await client.patch(path, json={"active": False})).json()
        return answer

    assert "stock in A-1" in (await close(bin_))["detail"]
    assert "still holds A-1" in (await close(zone))["detail"]
    dock = (await client.get("/api/locations", params={"use": "dock"})).json()["items"][0]
    assert "only dock" in (await close(dock))["detail"]
    empty = await add(client, "A-2", parent_id=zone["id"])
    assert (await close(empty))["active"] is False
    assert "A-2" not in await codes(client)


async def test_a_place_is_renamed_and_relabelled(client: httpx.AsyncClient) -> None:
    warehouse = await add(client, "MAIN", level="warehouse")
    bin_ = await add(client, "A-1", parent_id=warehouse["id"])
    path = f"/api/locations/{bin_['id']}"
    changes = {"name": "By the door", "barcode": "DOOR-1", "walk_order": 3, "use": "quarantine"}
    assert (await client.patch(path, json=changes)).json() == bin_ | changes


async def test_the_ledgers_counterparties_are_hidden(
    client: httpx.AsyncClient, db: Database
) -> None:
    async with db.write() as session:
        await places.ensure_virtual_locations(session)
        await places.ensure_virtual_locations(session)
        vendor = await places.virtual(session, LocationUse.VENDOR)
    assert await codes(client) == []
    answer = await client.patch(f"/api/locations/{vendor.id}", json={"name": "Mine"})
    assert answer.json()["code"] == "location_not_found"


async def test_customers_and_vendors_are_listed_by_name(client: httpx.AsyncClient) -> None:
    for kind in ("customers", "vendors"):
        for name in ("Zoo", "Corner store", "Bakery"):
            made = await client.post(f"/api/{kind}", json={"name": name})
            assert made.status_code == 201
        again = await client.post(f"/api/{kind}", json={"name": "corner STORE"})
        assert again.json()["code"] == "name_taken"
        first = (await client.get(f"/api/{kind}", params={"limit": "2"})).json()
        assert [one["name"] for one in first["items"]] == ["Bakery", "Corner store"]
        rest = (await client.get(f"/api/{kind}", params={"cursor": first["next_cursor"]})).json()
        assert [one["name"] for one in rest["items"]] == ["Zoo"]
        found = (await client.get(f"/api/{kind}", params={"search": "store"})).json()
        assert [one["name"] for one in found["items"]] == ["Corner store"]
