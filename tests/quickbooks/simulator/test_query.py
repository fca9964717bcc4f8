"""Rules 31 to 33: the query language, change data capture, batches."""

import pytest

from tests.quickbooks.simulator.driver import Sim, fault, reference, touch


async def names(sim: Sim, condition: str) -> list[str]:
    found = await sim.query(f"select * from Customer where {condition}")  # noqa: S608 - QuickBooks' query language, no SQL
    return [customer["DisplayName"] for customer in found]


async def test_rule_31_comparisons_and_keywords_ignore_case(sim: Sim) -> None:
    assert await names(sim, "displayname LIKE '%caf%'") == ["Juniper Street Café"]
    assert await names(sim, "Id in ('6', '8') and Active = true") == [
        "Juniper Street Café",
        "Northgate Grocers",
    ]
    big = await sim.query("SELECT * FROM PurchaseOrder WHERE TotalAmt >= 400 ORDERBY TotalAmt DESC")
    totals = [order["TotalAmt"] for order in big]
    assert totals == sorted(totals, reverse=True)
    assert min(totals) >= 400


async def test_rule_31_quotes_are_escaped_by_a_backslash(sim: Sim) -> None:
    await sim.keep("Customer", {"DisplayName": "O'Neil \\ Sons"})
    assert await names(sim, r"DisplayName = 'O\'Neil \\ Sons'") == ["O'Neil \\ Sons"]
    assert fault(await sim.ask("select * from Customer where DisplayName = 'O'Neil'"))[0] == 4000
    assert fault(await sim.ask("select * from Customer where DisplayName = 'O''Neil'"))[0] == 4000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 4000),
        ("select * Customer", 4000),
        ("select * from Customer where Active != true", 4000),
        ("select * from Customer where Id = '1' or Id = '2'", 4000),
        ("select * from Customer startposition 0", 4000),
        ("select * from Customer group by Id", 4000),
        ("select * from Widget", 2000),
        ("select * from PurchaseOrder where POStatus = 'Open'", 4001),
        ("select * from Bill where PrivateNote = 'x'", 4001),
        ("select * from Bill where Id > '3'", 4002),
        ("select * from Bill where TotalAmt > 'much'", 4002),
    ],
)
async def test_rule_31_statements_it_does_not_take(sim: Sim, text: str, code: int) -> None:
    assert fault(await sim.ask(text))[0] == code


async def test_rule_31_no_rows_leave_the_entity_key_out(sim: Sim) -> None:
    answer = await sim.ask("select * from Bill")
    assert answer.json()["QueryResponse"] == {}


async def test_rule_31_pages_of_100_unless_asked_and_1000_at_most(sim: Sim) -> None:
    for index in range(104):
        await sim.keep("Term", {"Name": f"Term {index}"})
    assert len(await sim.query("select * from Term")) == 100
    assert len(await sim.query("select * from Term maxresults 5000")) == 107
    rest = await sim.ask("select * from Term STARTPOSITION 101 MAXRESULTS 1000")
    assert (
        rest.json()["QueryResponse"]["startPosition"],
        len(rest.json()["QueryResponse"]["Term"]),
    ) == (101, 7)
    counted = await sim.ask("SELECT COUNT(*) FROM Term")
    assert counted.json()["QueryResponse"] == {"totalCount": 107}


async def test_rule_31_inactive_names_show_only_when_asked_for(sim: Sim) -> None:
    await sim.keep("Item", touch(await sim.item(), Active=False))
    assert await sim.query("select * from Item where Sku = 'OAT-1L'") == []
    found = await sim.query("select * from Item where Sku = 'OAT-1L' and Active IN (true, false)")
    assert found[0]["Name"] == "Oat milk 1 L (deleted)"


async def test_rule_31_changed_since_by_last_updated_time(sim: Sim) -> None:
    sim.clock.pass_time(minutes=10)
    await sim.keep("Customer", {"DisplayName": "Newcomer"})
    since = "MetaData.LastUpdatedTime > '2026-08-20T16:05:00Z'"
    assert await names(sim, since) == ["Newcomer"]


async def test_query_by_url_answers_the_same(sim: Sim) -> None:
    answer = await sim.get("query", query="select * from CompanyInfo")
    assert answer.json()["QueryResponse"]["CompanyInfo"][0]["Country"] == "US"


async def test_rule_32_changes_come_by_type_with_deleted_stubs_last(sim: Sim) -> None:
    sim.clock.pass_time(minutes=10)
    first, second = [await sim.keep("Bill", await sim.bill()) for _ in range(2)]
    await sim.post("bill", reference(first), operation="delete")
    since = "2026-08-20T16:05:00Z"
    answer = await sim.get("cdc", entities="Bill,Customer", changedSince=since)
    (group,) = answer.json()["CDCResponse"][0]["QueryResponse"]
    assert [(bill["Id"], bill.get("status")) for bill in group["Bill"]] == [
        (second["Id"], None),
        (first["Id"], "Deleted"),
    ]
    empty = await sim.get("cdc", entities="Customer", changedSince=since)
    assert empty.json()["CDCResponse"] == [{"QueryResponse": [{}]}]


async def test_rule_32_more_than_30_days_back_is_refused(sim: Sim) -> None:
    answer = await sim.get("cdc", entities="Bill", changedSince="2026-07-20T00:00:00Z")
    assert fault(answer) == (4002, "changedSince")


async def test_rule_32_at_most_1000_objects_in_all(sim: Sim) -> None:
    for index in range(990):
        await sim.keep("Term", {"Name": f"Term {index}"})
    answer = await sim.get("cdc", entities="Term,Item", changedSince="2026-08-20T00:00:00Z")
    groups = answer.json()["CDCResponse"][0]["QueryResponse"]
    assert [len(groups[0]["Term"]), len(groups[1]["Item"])] == [993, 7]


async def test_rule_33_each_item_of_a_batch_stands_for_itself(sim: Sim) -> None:
    bill = await sim.keep("Bill", await sim.bill())
    items = [
        {"bId": "1", "operation": "create", "Customer": {"DisplayName": "Batch one"}},
        {"bId": "2", "operation": "create", "Customer": {"DisplayName": "No: no"}},
        {"bId": "3", "Query": "select * from Term"},
        {"bId": "4", "operation": "delete", "Bill": reference(bill)},
    ]
    answer = await sim.post("batch", {"BatchItemRequest": items})
    assert answer.status_code == 200
    one, two, three, four = answer.json()["BatchItemResponse"]
    assert (one["bId"], one["Customer"]["DisplayName"]) == ("1", "Batch one")
    assert two["Fault"]["Error"][0]["code"] == "2040"
    assert len(three["QueryResponse"]["Term"]) == 3
    assert four["Bill"]["status"] == "Deleted"


async def test_rule_33_thirty_one_items_are_too_many_and_none_too_few(sim: Sim) -> None:
    items = [{"bId": str(index), "Query": "select * from Term"} for index in range(31)]
    assert fault(await sim.post("batch", {"BatchItemRequest": items}))[0] == 1040
    assert fault(await sim.post("batch", {"BatchItemRequest": []}))[0] == 400


async def test_rule_31_columns_may_follow_the_star_as_public_clients_write(sim: Sim) -> None:
    (item,) = await sim.query("SELECT *, Sku FROM Item WHERE Sku = 'OAT-1L'")
    assert (item["Sku"], item["QtyOnHand"]) == ("OAT-1L", 144)
    (narrow,) = await sim.query("SELECT Id, Sku FROM Item WHERE Sku = 'OAT-1L'")
    assert set(narrow) == {"Id", "Sku", "SyncToken"}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"operation": "create", "Widget": {}}, "2000"),
        ({"operation": "create", "Customer": {}, "Vendor": {}}, "2600"),
        ({"operation": "create"}, "2020"),
        ({"operation": "send", "Customer": {}}, "2170"),
        ({"operation": "create", "Customer": {"DisplayName": "A", "Barcode": "1"}}, "2010"),
    ],
)
async def test_rule_33_batch_items_are_checked_like_single_calls(
    sim: Sim, item: dict[str, object], code: str
) -> None:
    answer = await sim.post("batch", {"BatchItemRequest": [{"bId": "1", **item}]})
    (refused,) = answer.json()["BatchItemResponse"]
    assert refused["Fault"]["Error"][0]["code"] == code
