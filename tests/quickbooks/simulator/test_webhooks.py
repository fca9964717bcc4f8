"""Rule 34: what is posted to the app's address, how often, in which order, until when."""

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.quickbooks.simulator import (
    SimulatedCompany,
    Store,
    bookkeeper,
    create_online_simulator,
    seed_demo,
)
from app.quickbooks.simulator.bookkeeper import Row
from app.quickbooks.simulator.webhook_body import signature
from app.quickbooks.simulator.webhooks import VERIFIER, Webhooks
from tests.quickbooks.simulator.driver import Sim, reference, touch
from tests.quickbooks.simulator.served import served
from tests.quickbooks.simulator.test_links import linked_bill

OATS = [Row("OAT-1L", 4)]


@dataclass
class Receiver:
    """Our end of the line: answers what it is told to, and keeps what it got."""

    answers: list[int | Exception] = field(default_factory=list)
    posts: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    seconds: float = 0.0
    got: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        assert url == "https://app.example/hooks"
        self.posts.append((body, headers))
        self.got.set()
        await asyncio.sleep(self.seconds)
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return answer

    def events(self) -> list[dict[str, Any]]:
        return [event for body, _ in self.posts for event in json.loads(body)]

    def said(self) -> list[tuple[str, str]]:
        return [(event["type"], event["intuitentityid"]) for event in self.events()]


def subscribe(webhooks: Webhooks) -> Receiver:
    receiver = Receiver()
    webhooks.url, webhooks.send = "https://app.example/hooks", receiver
    return receiver


@pytest.fixture
def receiver(sim: Sim) -> Receiver:
    return subscribe(sim.company.webhooks)


async def deliver(sim: Sim) -> None:
    await sim.company.webhooks.deliver()


async def test_rule_34_events_are_cloudevents_signed_over_the_raw_bytes(
    sim: Sim, receiver: Receiver
) -> None:
    bill = await sim.keep("Bill", await sim.bill())
    await deliver(sim)
    ((body, headers),) = receiver.posts
    (event,) = json.loads(body)
    assert event["specversion"] == "1.0"
    assert event["type"] == "qbo.bill.created.v1"
    assert (event["intuitentityid"], event["intuitaccountid"]) == (bill["Id"], sim.company.realm)
    assert event["time"] == "2026-08-20T16:00:00.000000000Z"
    assert event["data"] == {}
    expected = base64.b64encode(hmac.new(VERIFIER.encode(), body, hashlib.sha256).digest())
    assert headers["intuit-signature"] == expected.decode()
    assert headers["intuit-t-id"]


async def test_rule_34_every_operation_is_told_and_echoes_of_our_writes_too(
    sim: Sim, receiver: Receiver
) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 4))
    bill = await sim.keep("Bill", touch(bill, VendorRef=bill["VendorRef"], PrivateNote="x"))
    invoice = await sim.keep("Invoice", await sim.sale())
    await sim.post("invoice", reference(invoice), operation="void")
    bookkeeper.delete(sim.company, "Bill", bill["Id"])
    sim.company.books.configure({"class_tracking": "off"})
    await deliver(sim)
    order = ("qbo.purchaseorder.updated.v1", "1")
    assert receiver.said() == [
        ("qbo.bill.created.v1", bill["Id"]),
        order,
        ("qbo.bill.updated.v1", bill["Id"]),
        ("qbo.invoice.created.v1", invoice["Id"]),
        ("qbo.invoice.voided.v1", invoice["Id"]),
        ("qbo.bill.deleted.v1", bill["Id"]),
        order,
        ("qbo.preferences.updated.v1", "1"),
    ]


async def test_rule_34_merge_names_the_record_that_is_no_more(sim: Sim, receiver: Receiver) -> None:
    gone = await sim.item("ALM-1L")
    kept = bookkeeper.merge(sim.company, "Item", "ALM-1L", "OAT-1L")
    await deliver(sim)
    (event,) = receiver.events()
    assert (event["type"], event["intuitentityid"]) == ("qbo.item.merged.v1", kept["Id"])
    assert event["data"] == {"deletedid": gone["Id"]}
    assert "datacontenttype" not in event


async def test_rule_34_adjustments_and_moved_stock_are_not_told(
    sim: Sim, receiver: Receiver
) -> None:
    await sim.keep("InventoryAdjustment", await sim.adjustment(-3))
    await deliver(sim)
    assert receiver.posts == []


async def test_rule_34_refused_write_is_not_told(sim: Sim, receiver: Receiver) -> None:
    await sim.refused("Customer", {"DisplayName": "A:B"})
    await deliver(sim)
    assert receiver.posts == []


async def test_rule_34_nothing_is_told_before_connecting_nor_after_disconnecting(sim: Sim) -> None:
    store = Store()
    company = SimulatedCompany(store, sim.clock)
    seed_demo(company)
    receiver = subscribe(company.webhooks)
    bookkeeper.enter(company, "Bill", OATS)
    company.oauth.grant_access()
    known = bookkeeper.enter(company, "Bill", OATS)
    bookkeeper.disconnect_app(company)
    bookkeeper.enter(company, "Bill", OATS)
    await company.webhooks.deliver()
    assert receiver.said() == [("qbo.bill.created.v1", known["Id"])]
    store.close()


async def test_rule_34_old_shape_groups_by_company(sim: Sim, receiver: Receiver) -> None:
    sim.company.webhooks.old = True
    gone = await sim.item("ALM-1L")
    kept = bookkeeper.merge(sim.company, "Item", "ALM-1L", "OAT-1L")
    await deliver(sim)
    (told,) = json.loads(receiver.posts[0][0])["eventNotifications"]
    assert told == {
        "realmId": sim.company.realm,
        "dataChangeEvent": {
            "entities": [
                {
                    "name": "Item",
                    "id": kept["Id"],
                    "operation": "Merge",
                    "lastUpdated": "2026-08-20T16:00:00.000Z",
                    "deletedId": gone["Id"],
                }
            ]
        },
    }


async def test_rule_34_companies_of_one_app_share_a_notification(
    sim: Sim, receiver: Receiver
) -> None:
    store = Store()
    other = SimulatedCompany(store, sim.clock, realm="42", webhooks=sim.company.webhooks)
    seed_demo(other)
    other.oauth.grant_access()
    for company in (sim.company, other):
        bookkeeper.enter(company, "Bill", OATS)
    await deliver(sim)
    assert len(receiver.posts) == 1
    assert [event["intuitaccountid"] for event in receiver.events()] == [sim.company.realm, "42"]
    store.close()


async def test_rule_34_duplicates_carry_the_same_id(sim: Sim, receiver: Receiver) -> None:
    sim.company.faults.switch_on("webhook_duplicate")
    bookkeeper.enter(sim.company, "Bill", OATS)
    await deliver(sim)
    first, second = receiver.events()
    assert len(receiver.posts) == 2
    assert first["id"] == second["id"]


async def test_rule_34_disorder_sends_the_later_first(sim: Sim, receiver: Receiver) -> None:
    sim.company.faults.switch_on("webhook_disorder")
    ids = [bookkeeper.enter(sim.company, "Bill", OATS)["Id"] for _ in range(4)]
    await deliver(sim)
    assert [event["intuitentityid"] for event in receiver.events()] == list(reversed(ids))
    assert len(receiver.posts) == 2


async def test_rule_34_notification_may_be_lost(sim: Sim, receiver: Receiver) -> None:
    sim.company.faults.switch_on("webhook_lost")
    bookkeeper.enter(sim.company, "Bill", OATS)
    await deliver(sim)
    assert (receiver.posts, sim.company.webhooks.waiting) == ([], 0)


async def test_rule_34_failing_notification_is_tried_along_the_ladder(
    sim: Sim, receiver: Receiver
) -> None:
    ladder = [10, 20, 30, 300, 1200, 7200, 14400, 21600, 21600, 21600]
    receiver.answers = [500, ConnectionError(), 401, *[500] * 7]
    bookkeeper.enter(sim.company, "Bill", OATS)
    await deliver(sim)
    for attempt, seconds in enumerate(ladder, start=1):
        sim.clock.pass_time(seconds=seconds - 1)
        await deliver(sim)
        assert len(receiver.posts) == attempt
        sim.clock.pass_time(seconds=1)
        await deliver(sim)
        assert len(receiver.posts) == attempt + 1
    assert sim.company.webhooks.waiting == 0
    assert len({body for body, _ in receiver.posts}) == 1


@pytest.mark.parametrize(("withhold", "arrived"), [(True, 1), (False, 2)])
async def test_rule_34_failing_one_may_hold_back_those_after_it(
    sim: Sim, receiver: Receiver, withhold: bool, arrived: int
) -> None:
    sim.company.webhooks.withhold = withhold
    receiver.answers = [500]
    first = bookkeeper.enter(sim.company, "Bill", OATS)
    await deliver(sim)
    second = bookkeeper.enter(sim.company, "Bill", OATS)
    await deliver(sim)
    assert len(receiver.posts) == arrived
    sim.clock.pass_time(seconds=10)
    await deliver(sim)
    order = [first, first, second] if withhold else [first, second, first]
    assert [event["intuitentityid"] for event in receiver.events()] == [one["Id"] for one in order]


async def test_rule_34_answer_after_the_deadline_is_no_answer(sim: Sim) -> None:
    webhooks = Webhooks(sim.clock, sim.company.faults, deadline=0.01)
    webhooks.watch("1", sim.company.books, lambda: True)
    receiver = subscribe(webhooks)
    receiver.seconds = 0.2
    bookkeeper.enter(sim.company, "Bill", OATS)
    await webhooks.deliver()
    assert (webhooks.waiting, webhooks.log[-1].status) == (1, None)
    receiver.seconds = 0.0
    sim.clock.pass_time(seconds=10)
    await webhooks.deliver()
    assert webhooks.waiting == 0


def test_rule_34_deadline_is_three_seconds(sim: Sim) -> None:
    assert sim.company.webhooks.deadline == 3


async def test_rule_34_runs_by_itself(sim: Sim, receiver: Receiver) -> None:
    running = asyncio.create_task(sim.company.webhooks.run(gather=0.0))
    for count in (1, 2):
        receiver.got.clear()
        bookkeeper.enter(sim.company, "Bill", OATS)
        await receiver.got.wait()
        assert len(receiver.posts) == count
    running.cancel()


async def test_webhooks_are_set_and_seen_through_the_admin_api(
    sim: Sim, receiver: Receiver
) -> None:
    bookkeeper.enter(sim.company, "Bill", OATS)
    assert (await sim.http.get("/admin/webhooks")).json()["waiting"] == 1
    await sim.http.post("/admin/webhooks", json={"shape": "old", "withhold": False})
    done = await sim.http.post("/admin/webhooks/deliver", json={})
    assert done.json() == {"done": "All delivered."}
    state = (await sim.http.get("/admin/webhooks")).json()
    assert (state["shape"], state["withhold"], state["waiting"]) == ("old", False, 0)
    assert state["deliveries"][0]["status"] == 200
    for wrong in ({"url": "ftp://x"}, {"shape": "round"}, {"colour": "red"}):
        assert (await sim.http.post("/admin/webhooks", json=wrong)).status_code == 422


async def test_rule_34_travels_over_http_from_the_moment_an_address_is_set(sim: Sim) -> None:
    posts: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    async def hook(request: Request) -> Response:
        post = (await request.body(), request.headers["intuit-signature"])
        loop.call_soon_threadsafe(posts.put_nowait, post)
        return Response()

    ours = Starlette(routes=[Route("/hooks", hook, methods=["POST"])])
    simulator = create_online_simulator(sim.company)
    with served(ours) as address, served(simulator) as there:
        async with httpx.AsyncClient(base_url=there) as http:
            await http.post("/admin/webhooks", json={"url": f"{address}/hooks"})
            bill = {"kind": "Bill", "item": "OAT-1L", "quantity": 1, "number": "W-1"}
            await http.post("/admin/bookkeeper/enter", json=bill)
            body, signed = await asyncio.wait_for(posts.get(), 20)
    assert json.loads(body)[0]["type"] == "qbo.bill.created.v1"
    assert signed == signature(body, VERIFIER)
