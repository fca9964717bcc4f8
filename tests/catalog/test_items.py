from typing import Any

import httpx

from app.catalog.models import BarcodeKind
from app.core.db import Database
from app.core.types import new_id
from tests.builders import make_barcode, make_bin, make_item, make_warehouse, put_stock

MILK = "9501101530003"


async def add(client: httpx.AsyncClient, sku: str = "MILK-1", **fields: Any) -> dict[str, Any]:
    body = {"sku": sku, "name": f"Item {sku}"} | fields
    answer: dict[str, Any] = (await client.post("/api/items", json=body)).json()
    return answer


async def skus(client: httpx.AsyncClient, search: str, **params: Any) -> list[str]:
    answer = await client.get("/api/items", params={"search": search} | params)
    return [one["sku"] for one in answer.json()["items"]]


async def test_an_item_is_added_with_its_barcodes(client: httpx.AsyncClient) -> None:
    item = await add(
        client,
        tracking="lot",
        has_expiry=True,
        sales_price="3.50",
        barcodes=[{"text": MILK}, {"text": "19501101530000", "pack_qty": "12"}],
    )
    assert item["tracking"] == "lot"
    assert item["sales_price"] == "3.5"
    assert [(one["text"], one["kind"], one["pack_qty"]) for one in item["barcodes"]] == [
        ("09501101530003", "gtin", "1"),
        ("19501101530000", "gtin", "12"),
    ]
    assert (await client.get(f"/api/items/{item['id']}")).json() == item


async def test_a_clash_of_one_barcode_adds_nothing(client: httpx.AsyncClient) -> None:
    await add(client, barcodes=[{"text": MILK}])
    clash = await add(client, "OTHER", barcodes=[{"text": "FINE"}, {"text": "0" + MILK}])
    assert clash["code"] == "barcode_taken"
    assert "Item MILK-1 (MILK-1)" in clash["detail"]
    assert clash["params"]["sku"] == "MILK-1"
    assert await skus(client, "") == ["MILK-1"]


async def test_a_sku_is_used_once_whatever_its_capitals(client: httpx.AsyncClient) -> None:
    first = await add(client)
    assert (await add(client, "milk-1"))["code"] == "sku_taken"
    other = await add(client, "OAT-1")
    path = f"/api/items/{other['id']}"
    assert (await client.patch(path, json={"sku": "MILK-1"})).json()["code"] == "sku_taken"
    same = await client.patch(f"/api/items/{first['id']}", json={"sku": "Milk-1"})
    assert same.json()["sku"] == "Milk-1"


async def test_a_mistyped_gtin_says_the_right_digit(client: httpx.AsyncClient) -> None:
    item = await add(client)
    path = f"/api/items/{item['id']}/barcodes"
    wrong = (await client.post(path, json={"text": "9501101530004"})).json()
    assert wrong["code"] == "invalid_gtin"
    assert "should be 3" in wrong["detail"]
    alias = await client.post(path, json={"text": "9501101530004", "kind": "alias"})
    assert alias.json()["barcodes"][0]["kind"] == "alias"
    short = (await client.post(path, json={"text": "123", "kind": "gtin"})).json()
    assert short["code"] == "invalid_gtin"


async def test_our_own_labels_and_places_are_no_barcodes_of_items(
    client: httpx.AsyncClient, db: Database
) -> None:
    item = await add(client)
    path = f"/api/items/{item['id']}/barcodes"
    own = (await client.post(path, json={"text": "bin:A-1"})).json()
    assert own["code"] == "reserved_prefix"
    async with db.write() as session:
        await make_bin(session, "A-1", warehouse=await make_warehouse(session))
    place = (await client.post(path, json={"text": "A-1"})).json()
    assert place["code"] == "barcode_taken"
    assert "A-1" in place["detail"]


async def test_a_barcode_moves_to_another_item_once_removed(client: httpx.AsyncClient) -> None:
    one = await add(client, barcodes=[{"text": MILK}])
    other = await add(client, "OTHER")
    barcode = f"/api/barcodes/{one['barcodes'][0]['id']}"
    assert (await client.delete(barcode)).status_code == 204
    assert (await client.delete(barcode)).json()["code"] == "barcode_not_found"
    moved = await client.post(f"/api/items/{other['id']}/barcodes", json={"text": MILK})
    assert moved.status_code == 201
    assert (await client.get(f"/api/items/{one['id']}")).json()["barcodes"] == []


async def test_the_same_barcode_again_changes_its_pack(client: httpx.AsyncClient) -> None:
    item = await add(client, barcodes=[{"text": MILK}])
    path = f"/api/items/{item['id']}/barcodes"
    changed = (await client.post(path, json={"text": "0" + MILK, "pack_qty": "6"})).json()
    assert [one["pack_qty"] for one in changed["barcodes"]] == ["6"]


async def test_a_pack_of_serial_numbers_makes_no_sense(client: httpx.AsyncClient) -> None:
    pack = [{"text": MILK, "pack_qty": "2"}]
    assert (await add(client, tracking="serial", barcodes=pack))["code"] == "pack_of_serials"


async def test_bad_numbers_are_refused(client: httpx.AsyncClient) -> None:
    for field, value in {"pack_qty": "0", "pack_qty ": "1"}.items():
        answer = await add(client, barcodes=[{"text": "X", field: value}])
        assert answer["code"] == "invalid", field
    assert (await add(client, sales_price="-1"))["code"] == "invalid"
    assert (await add(client, sales_price=1.5))["code"] == "invalid"


async def test_only_what_is_given_changes(client: httpx.AsyncClient) -> None:
    item = await add(client, purchase_cost="2", description="As is")
    path = f"/api/items/{item['id']}"
    changed = (await client.patch(path, json={"name": "Oat milk", "purchase_cost": None})).json()
    assert changed == item | {"name": "Oat milk", "purchase_cost": None}
    assert (await client.patch(path, json={"colour": "red"})).status_code == 422


async def test_tracking_does_not_change_under_stock(
    client: httpx.AsyncClient, db: Database
) -> None:
    async with db.write() as session:
        item = await make_item(session)
        bin_ = await make_bin(session, "A-1", warehouse=await make_warehouse(session))
        await put_stock(session, item, bin_, 5)
    path = f"/api/items/{item.id}"
    for change in ({"tracking": "serial"}, {"base_unit": "box"}, {"active": False}):
        refused = (await client.patch(path, json=change)).json()
        assert refused["code"] == "still_used", change
        assert item.sku in refused["detail"]
    assert (await client.patch(path, json={"name": "Same", "tracking": "none"})).status_code == 200


async def test_search_finds_by_sku_name_and_barcode_with_every_word(
    client: httpx.AsyncClient,
) -> None:
    await add(client, "MILK-1", name="Oat milk 1 L", barcodes=[{"text": MILK}])
    await add(client, "MILK-2", name="Soy milk 1 L")
    await add(client, "TEA", name="Tea 100% black", barcodes=[{"text": "SUP-77"}])
    assert await skus(client, "milk") == ["MILK-1", "MILK-2"]
    assert await skus(client, "milk oat") == ["MILK-1"]
    assert await skus(client, "sup-7") == ["TEA"]
    assert await skus(client, MILK) == ["MILK-1"]
    assert await skus(client, "100%") == ["TEA"]
    assert await skus(client, "1_0") == []


async def test_the_exact_code_comes_before_longer_ones(client: httpx.AsyncClient) -> None:
    for sku in ("A-100", "A-1001", "AA-100", "100"):
        await add(client, sku)
    assert await skus(client, "100") == ["100", "A-100", "A-1001", "AA-100"]
    assert (await skus(client, "a-100"))[0] == "A-100"


async def test_pages_follow_each_other_without_gap_or_repeat(client: httpx.AsyncClient) -> None:
    for number in range(7):
        await add(client, f"SKU-{number}")
    await add(client, "7")
    seen: list[str] = []
    cursor = None
    for _ in range(10):
        params = {"search": "", "limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/api/items", params=params)).json()
        seen += [one["sku"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["7"] + [f"SKU-{number}" for number in range(7)]
    assert (await client.get("/api/items", params={"cursor": "nonsense"})).status_code == 422


async def test_inactive_items_are_shown_on_request(client: httpx.AsyncClient) -> None:
    item = await add(client)
    await client.patch(f"/api/items/{item['id']}", json={"active": False})
    assert await skus(client, "") == []
    assert await skus(client, "", active="false") == ["MILK-1"]


async def test_an_item_that_does_not_exist_says_so(client: httpx.AsyncClient) -> None:
    path = f"/api/items/{new_id()}"
    assert (await client.get(path)).json()["code"] == "item_not_found"
    assert (await client.patch(path, json={"name": "X"})).json()["code"] == "item_not_found"
    answer = await client.post(f"{path}/barcodes", json={"text": "X"})
    assert answer.json()["code"] == "item_not_found"


async def test_a_stored_gtin_is_found_by_its_short_form(
    client: httpx.AsyncClient, db: Database
) -> None:
    async with db.write() as session:
        item = await make_item(session, "UPC")
        await make_barcode(session, item, "036000291452", kind=BarcodeKind.GTIN)
    assert await skus(client, "036000291452") == ["UPC"]
