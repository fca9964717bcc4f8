"""Pick tasks over HTTP."""

from uuid import UUID

import httpx

from app.core.types import new_id
from tests.floor import Floor


async def test_release_answers_with_the_walk_and_is_idempotent(
    floor: Floor, phone: httpx.AsyncClient
) -> None:
    await floor.tea_walk()
    order = await floor.order((floor.tea, 30), number="2002")
    answer = await phone.post(f"/api/sales-orders/{order.id}/release")
    assert answer.status_code == 200
    task = answer.json()
    assert task["order"] == {"id": str(order.id), "number": "2002"}
    assert task["progress"]["qty"] == "18"
    assert [one["qty"] for one in task["backorders"]] == ["12"]
    again = await phone.post(f"/api/sales-orders/{order.id}/release")
    assert again.json()["id"] == task["id"]
    assert again.json()["progress"] == task["progress"]


async def test_no_stock_is_a_problem_with_what_is_missing(
    floor: Floor, phone: httpx.AsyncClient
) -> None:
    order = await floor.order((floor.tea, 3))
    answer = await phone.post(f"/api/sales-orders/{order.id}/release")
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "no_stock"
    assert problem["params"]["missing"] == [{"sku": "TEA-1", "name": "Green tea", "qty": "3"}]


async def test_walk_lists_its_stops_in_walk_order(floor: Floor, phone: httpx.AsyncClient) -> None:
    _, task_id = await floor.tea_walk()
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE")
    task = (await phone.get(f"/api/pick-tasks/{task_id}")).json()
    assert [
        (s["location"]["code"], s["lot"]["number"], s["lot"]["use_by"], s["picked"], s["rest"])
        for s in task["stops"]
    ] == [
        ("A-01", "LATE", "2027-09-01", "1", "1"),
        ("B-01", "SOON", "2027-03-14", "0", "4"),
    ]
    assert task["assigned_to"]["name"] == "Pia"


async def test_list_is_by_priority_and_pages(floor: Floor, phone: httpx.AsyncClient) -> None:
    await floor.put(floor.tea, floor.a1, 50, lot="L1")
    for number, priority in (("2001", 0), ("2002", 5), ("2003", 1)):
        order = await floor.order((floor.tea, 1), number=number, priority=priority)
        await floor.release(order)
    page = (await phone.get("/api/pick-tasks", params={"state": "open", "limit": 2})).json()
    assert [row["order"]["number"] for row in page["items"]] == ["2002", "2003"]
    assert page["items"][0]["lines"] == 1
    rest = (await phone.get("/api/pick-tasks", params={"cursor": page["next_cursor"]})).json()
    assert [row["order"]["number"] for row in rest["items"]] == ["2001"]
    assert rest["next_cursor"] is None


async def test_claim_names_who_has_it_and_may_take_over(
    floor: Floor, phone: httpx.AsyncClient
) -> None:
    _, task_id = await floor.tea_walk()
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE", by=floor.other_picker)
    refused = await phone.post(f"/api/pick-tasks/{task_id}/claim", json={})
    assert refused.status_code == 409
    assert refused.json()["code"] == "task_taken"
    assert refused.json()["params"]["picker"] == "Otto"
    taken = await phone.post(f"/api/pick-tasks/{task_id}/claim", json={"take_over": True})
    assert taken.json()["assigned_to"]["name"] == "Pia"


async def test_unknown_task_and_order_are_not_found(phone: httpx.AsyncClient) -> None:
    unknown: UUID = new_id()
    for answer in (
        await phone.get(f"/api/pick-tasks/{unknown}"),
        await phone.post(f"/api/pick-tasks/{unknown}/claim", json={}),
        await phone.post(f"/api/sales-orders/{unknown}/release"),
    ):
        assert answer.status_code == 404
