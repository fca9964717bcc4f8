"""Rules 6 to 11, 35 and 36: forms of answers, limits, provoked faults, request ids."""

import asyncio
from string import Formatter

import httpx
import pytest

from app.quickbooks.simulator.messages import CATALOGUE
from tests.quickbooks.simulator.driver import Sim, fault, touch


async def count(sim: Sim, entity: str) -> int:
    answer = await sim.ask(f"SELECT COUNT(*) FROM {entity}")  # noqa: S608
    return int(answer.json()["QueryResponse"]["totalCount"])


async def test_rule_6_answers_xml_unless_json_is_asked_for(sim: Sim) -> None:
    answer = await sim.http.get(f"{sim.base}/item/1", headers={"accept": "*/*"})
    assert answer.headers["content-type"].startswith("application/xml")
    assert "<IntuitResponse" in answer.text
    assert '<AssetAccountRef name="Inventory Asset">3</AssetAccountRef>' in answer.text


async def test_rule_6_throttling_may_come_as_xml_despite_json(sim: Sim) -> None:
    sim.company.faults.switch_on("throttle_xml")
    answer = await sim.get("item/1")
    assert answer.status_code == 429
    assert '<Error code="3001">' in answer.text


async def test_rule_7_every_answer_has_an_intuit_tid(sim: Sim) -> None:
    for path in ("item/1", "item/999", "nonsense"):
        assert (await sim.get(path)).headers["intuit_tid"]
    for kind in ("server_error", "throttle", "expired_token", "stream_timeout"):
        sim.company.faults.switch_on(kind)
        assert (await sim.get("item/1")).headers["intuit_tid"]


async def test_rule_7_token_endpoint_has_an_intuit_tid_too(sim: Sim) -> None:
    for path in ("/oauth2/v1/tokens/bearer", "/v2/oauth2/tokens/revoke"):
        assert (await sim.http.post(path, data={})).headers["intuit_tid"]


async def test_rule_8_eleventh_call_of_a_second_is_refused_for_a_minute(sim: Sim) -> None:
    sim.company.books.configure({"throttled": True})
    answers = [(await sim.get("item/1")).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    sim.clock.pass_time(seconds=59)
    assert (await sim.get("item/1")).json()["Fault"]["Error"][0]["code"] == "3001"
    sim.clock.pass_time(seconds=1)
    assert (await sim.get("item/1")).status_code == 200


async def test_rule_8_five_hundred_and_first_call_of_a_minute_is_refused(sim: Sim) -> None:
    sim.company.books.configure({"throttled": True})
    for _ in range(500):
        assert (await sim.get("term/1")).status_code == 200
        sim.clock.pass_time(seconds=0.11)
    refused = await sim.get("term/1")
    assert refused.status_code == 429
    assert "ThrottleExceeded" in refused.json()["Fault"]["Error"][0]["Message"]


async def test_rule_8_forty_first_batch_of_a_minute_is_refused(sim: Sim) -> None:
    sim.company.books.configure({"throttled": True})
    body = {"BatchItemRequest": [{"bId": "1", "Query": "select * from Term"}]}
    for _ in range(40):
        assert (await sim.post("batch", body)).status_code == 200
        sim.clock.pass_time(seconds=0.5)
    assert (await sim.post("batch", body)).status_code == 429


async def test_rule_9_answer_dropped_after_the_write_was_kept(sim: Sim) -> None:
    sim.company.faults.switch_on("drop_after", entity="customer", operation="create")
    with pytest.raises(httpx.TransportError):
        await sim.post("customer", {"DisplayName": "Lost but kept"})
    assert await sim.one("Customer", "DisplayName", "Lost but kept")


async def test_rule_9_call_dropped_before_anything_happened(sim: Sim) -> None:
    sim.company.faults.switch_on("drop_before", operation="create")
    with pytest.raises(httpx.TransportError):
        await sim.post("customer", {"DisplayName": "Lost"})
    assert await sim.query("select * from Customer where DisplayName = 'Lost'") == []


@pytest.mark.parametrize(
    ("kind", "status", "kept"),
    [
        ("server_error", 500, False),
        ("unavailable", 503, False),
        ("stream_timeout", 504, True),
        ("fault_200", 200, False),
        ("fault", 500, False),
        ("throttle", 429, False),
        ("expired_token", 401, False),
    ],
)
async def test_rule_9_provoked_faults(sim: Sim, kind: str, status: int, kept: bool) -> None:
    sim.company.faults.switch_on(kind, entity="customer")
    answer = await sim.post("customer", {"DisplayName": "Maybe"})
    assert answer.status_code == status
    assert "Customer" not in answer.text or kind == "fault"
    found = await sim.query("select * from Customer where DisplayName = 'Maybe'")
    assert bool(found) is kept
    assert (await sim.get("customer/1")).status_code in (200, 400)


async def test_rule_9_fault_happens_as_often_as_asked_and_only_there(sim: Sim) -> None:
    body = {"kind": "unavailable", "entity": "item", "times": 2}
    created = await sim.http.post("/admin/faults", json=body)
    assert created.status_code == 201
    assert (await sim.get("account/1")).status_code == 200
    assert [(await sim.get("item/1")).status_code for _ in range(3)] == [503, 503, 200]
    listed = (await sim.http.get("/admin/faults")).json()["faults"]
    assert listed[0]["happened"] == 2
    await sim.http.delete("/admin/faults")
    assert (await sim.http.get("/admin/faults")).json()["faults"] == []


async def test_admin_refuses_a_fault_it_does_not_know(sim: Sim) -> None:
    for body in (
        {"kind": "earthquake"},
        {},
        {"kind": "latency", "speed": 1},
        {"kind": "fault", "code": 1},
    ):
        answer = await sim.http.post("/admin/faults", json=body)
        assert answer.status_code == 422
        assert answer.json()["detail"]


async def test_rule_10_old_minor_versions_behave_as_75(sim: Sim) -> None:
    old = (await sim.get("item/1", minorversion="4")).json()["Item"]
    new = (await sim.get("item/1", minorversion="75")).json()["Item"]
    assert old == new
    assert old["Sku"]


async def test_rule_11_repeated_requestid_gets_the_first_answer(sim: Sim) -> None:
    body = await sim.bill(DocNumber="B-1")
    first = await sim.post("bill", body, requestid="one")
    second = await sim.post("bill", {**body, "DocNumber": "B-2"}, requestid="one")
    assert first.text == second.text
    assert await count(sim, "Bill") == 1


async def test_rule_11_requestid_is_repeated_after_a_lost_answer(sim: Sim) -> None:
    sim.company.faults.switch_on("drop_after", entity="bill")
    body = await sim.bill(DocNumber="B-1")
    with pytest.raises(httpx.TransportError):
        await sim.post("bill", body, requestid="one")
    again = await sim.post("bill", body, requestid="one")
    assert again.json()["Bill"]["DocNumber"] == "B-1"
    assert await count(sim, "Bill") == 1


async def test_rule_11_requestid_ignored_lets_a_second_document_through(sim: Sim) -> None:
    sim.company.faults.switch_on("requestid_ignored", times=None)
    body = await sim.bill()
    await sim.post("bill", body, requestid="one")
    await sim.post("bill", body, requestid="one")
    assert await count(sim, "Bill") == 2


async def test_rule_11_overlong_requestid_is_refused(sim: Sim) -> None:
    assert await sim.refused("Bill", await sim.bill(), requestid="x" * 51) == (2050, "requestid")


async def test_rule_11_faults_are_repeated_too_unless_switched_off(sim: Sim) -> None:
    broken = {"DisplayName": "Fix: me"}
    assert await sim.refused("Customer", broken, requestid="c") == (2040, "DisplayName")
    fixed = {"DisplayName": "Fix me"}
    assert await sim.refused("Customer", fixed, requestid="c") == (2040, "DisplayName")
    sim.company.books.configure({"requestid_replays_faults": False})
    await sim.refused("Customer", broken, requestid="d")
    assert (await sim.keep("Customer", fixed, requestid="d"))["DisplayName"] == "Fix me"


async def test_rule_11_batch_repeats_only_with_the_same_bids(sim: Sim) -> None:
    def batch(bid: str, name: str) -> dict[str, object]:
        item = {"bId": bid, "operation": "create", "Customer": {"DisplayName": name}}
        return {"BatchItemRequest": [item]}

    first = await sim.post("batch", batch("a", "One"), requestid="r")
    again = await sim.post("batch", batch("a", "Two"), requestid="r")
    other = await sim.post("batch", batch("b", "Two"), requestid="r")
    assert first.text == again.text
    assert other.json()["BatchItemResponse"][0]["Customer"]["DisplayName"] == "Two"
    assert fault(await sim.post("batch", batch("x" * 11, "No"), requestid="r")) == (2050, "bId")


async def test_rule_25_inventory_writes_that_overlap_refuse_the_later_one(sim: Sim) -> None:
    sim.company.faults.switch_on("latency", entity="bill", seconds=0.2)
    bill, sale = await sim.bill(), await sim.sale()
    slow = asyncio.create_task(sim.post("bill", bill))
    await asyncio.sleep(0.05)
    later = await sim.post("invoice", sale)
    assert fault(later)[0] == 6000
    assert "exactly the same time" in later.text
    assert (await slow).status_code == 200
    assert (await sim.post("invoice", sale)).status_code == 200


async def test_rule_35_french_company_has_french_texts_and_the_same_codes(sim: Sim) -> None:
    number = await sim.keep("Invoice", await sim.sale(DocNumber="F-1"))
    sim.company.books.configure({"language": "fr"})
    answer = await sim.post("invoice", await sim.sale(DocNumber="F-1"))
    error = answer.json()["Fault"]["Error"][0]
    assert error["code"] == "6140"
    assert "en double" in error["Message"]
    assert (
        f"DocNumber=F-1 est attribué à TxnType=Invoice avec TxnId={number['Id']}" in error["Detail"]
    )


async def test_rule_36_reads_beyond_the_monthly_budget_are_refused(sim: Sim) -> None:
    customer = (await sim.get("customer/6")).json()["Customer"]
    sim.company.books.configure({"monthly_reads": sim.company.throttle.reads + 1})
    assert (await sim.get("item/1")).status_code == 200
    assert (await sim.get("item/1")).status_code == 429
    assert (await sim.post("customer", touch(customer, Notes="writes are free"))).status_code == 200
    assert (await sim.ask("select * from Item")).status_code == 429
    since = "2026-08-20T00:00:00Z"
    assert (await sim.get("cdc", entities="Item", changedSince=since)).status_code == 429
    sim.clock.pass_time(days=31)
    token = sim.company.oauth.grant_access()["access_token"]
    sim.http.headers["authorization"] = f"Bearer {token}"
    assert (await sim.get("item/1")).status_code == 200


async def test_rule_36_failed_reads_and_writes_are_not_counted(sim: Sim) -> None:
    await sim.get("item/1")
    before = sim.company.throttle.reads
    await sim.get("item/9999")
    sim.company.faults.switch_on("unavailable")
    await sim.get("item/1")
    sim.company.faults.switch_on("fault_200")
    await sim.get("item/1")
    await sim.keep("Customer", {"DisplayName": "Free"})
    assert sim.company.throttle.reads == before
    await sim.get("item/1")
    assert sim.company.throttle.reads == before + 1


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_rule_35_every_message_has_its_own_french_with_the_same_particulars(code: int) -> None:
    text = CATALOGUE[code]
    assert placeholders(text.message) == placeholders(text.message_fr)
    assert placeholders(text.detail) == placeholders(text.detail_fr)
    assert text.message != text.message_fr
