"""Rules 14, 15 and 28 on lists: properties, names, inactivation."""

from typing import Any

import pytest

from tests.quickbooks.simulator.driver import Sim, fault, touch


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"DisplayName": "A", "Barcode": "1"}, (2010, "Barcode")),
        ({"DisplayName": "A", "BillAddr": {"Street": "1"}}, (2010, "Street")),
        ({"DisplayName": "A", "Active": "yes"}, (2080, "Active")),
        ({"DisplayName": "A", "OpenBalanceDate": "08/20/2026"}, (2060, "OpenBalanceDate")),
        (
            {"DisplayName": "A", "PreferredDeliveryMethod": "Pigeon"},
            (2170, "PreferredDeliveryMethod"),
        ),
        ({"DisplayName": "A" * 501}, (2050, "DisplayName")),
        (
            {"DisplayName": "A", "PrimaryPhone": {"FreeFormNumber": "1" * 31}},
            (2050, "PrimaryPhone.FreeFormNumber"),
        ),
        ({"DisplayName": "A: B"}, (2040, "DisplayName")),
        ({"DisplayName": "A\tB"}, (2040, "DisplayName")),
        ({"Notes": "no name"}, (2020, "DisplayName")),
        (
            {"DisplayName": "A", "PrimaryEmailAddr": {"Address": "nobody"}},
            (2210, "PrimaryEmailAddr"),
        ),
        ({"DisplayName": ["A"]}, (2080, "DisplayName")),
    ],
)
async def test_rule_14_malformed_customers_are_refused(
    sim: Sim, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert await sim.refused("Customer", body) == expected


async def test_rule_14_missing_line_names_the_parameter(sim: Sim) -> None:
    bill = await sim.bill()
    answer = await sim.post("bill", {"VendorRef": bill["VendorRef"]})
    assert answer.json()["Fault"]["Error"][0]["Detail"] == (
        "Required parameter Line is missing in the request"
    )


async def test_rule_14_number_as_text_and_overlong_document_number(sim: Sim) -> None:
    bill = await sim.bill()
    bill["Line"][0]["Amount"] = "10.00"
    assert await sim.refused("Bill", bill) == (2080, "Line.Amount")
    long = await sim.bill(DocNumber="W" * 22)
    assert await sim.refused("Bill", long) == (2050, "DocNumber")


async def test_rule_14_read_only_values_are_ignored(sim: Sim) -> None:
    bill = await sim.keep("Bill", await sim.bill(4, TotalAmt=1, Balance=7))
    assert (bill["TotalAmt"], bill["Balance"]) == (10, 10)


async def test_rule_14_forbidden_characters_may_be_6000(sim: Sim) -> None:
    sim.company.books.configure({"forbidden_character_code": 6000})
    assert await sim.refused("Customer", {"DisplayName": "A:B"}) == (6000, "DisplayName")


async def test_rule_14_inventory_item_needs_its_accounts(sim: Sim) -> None:
    item = {"Name": "Bare", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 0}
    assert await sim.refused("Item", item) == (2020, "InvStartDate")
    item["InvStartDate"] = "2026-01-01"
    assert await sim.refused("Item", item) == (2020, "AssetAccountRef")
    undeposited = await sim.one("Account", "Name", "Undeposited Funds")
    item["AssetAccountRef"] = {"value": undeposited["Id"]}
    assert await sim.refused("Item", item) == (2020, "AssetAccountRef")


async def test_body_that_is_not_json_is_a_malformed_request(sim: Sim) -> None:
    answer = await sim.http.post(f"{sim.base}/customer", content=b"{")
    assert answer.json()["Fault"]["Error"][0]["code"] == "400"


async def test_rule_15_name_is_unique_across_customers_and_vendors(sim: Sim) -> None:
    vendor = await sim.one("Vendor", "DisplayName", "Two Rivers Milling")
    answer = await sim.post("customer", {"DisplayName": "two rivers  milling"})
    error = answer.json()["Fault"]["Error"][0]
    assert error["code"] == "6240"
    assert error["Detail"].endswith(f"Id={vendor['Id']}")


async def test_rule_15_item_name_is_unique_but_sku_is_not(sim: Sim) -> None:
    item = await sim.item()
    copy = {
        key: item[key]
        for key in (
            "Sku",
            "Type",
            "TrackQtyOnHand",
            "QtyOnHand",
            "InvStartDate",
            "AssetAccountRef",
            "IncomeAccountRef",
            "ExpenseAccountRef",
        )
    }
    assert await sim.refused("Item", {**copy, "Name": item["Name"]}) == (6240, "Name")
    twin = await sim.keep("Item", {**copy, "Name": "Oat milk, new label"})
    assert twin["Sku"] == item["Sku"]


async def test_rule_28_inactive_name_is_renamed_and_so_freed(sim: Sim) -> None:
    customer = await sim.keep("Customer", {"DisplayName": "Gone Soon"})
    gone = await sim.keep("Customer", touch(customer, Active=False))
    assert gone["DisplayName"] == "Gone Soon (deleted)"
    await sim.keep("Customer", {"DisplayName": "Gone Soon"})
    back = {**touch(gone, Active=True)}
    assert await sim.refused("Customer", back) == (6240, "DisplayName")


async def test_rule_28_names_cannot_be_deleted(sim: Sim) -> None:
    item = await sim.item()
    body = {"Id": item["Id"], "SyncToken": item["SyncToken"]}
    answer = await sim.post("item", body, operation="delete")
    assert answer.json()["Fault"]["Error"][0]["code"] == "500"


async def test_names_form_trees_of_at_most_five_levels(sim: Sim) -> None:
    parent: dict[str, Any] = {}
    for depth in range(5):
        above = {"ParentRef": {"value": parent["Id"]}} if parent else {}
        parent = await sim.keep("Class", {"Name": f"Level {depth}", **above})
    assert parent["FullyQualifiedName"].count(":") == 4
    deeper = {"Name": "Too deep", "ParentRef": {"value": parent["Id"]}}
    assert await sim.refused("Class", deeper) == (700, "ParentRef")


async def test_account_type_follows_from_its_subtype(sim: Sim) -> None:
    account = await sim.keep("Account", {"Name": "Second stock", "AccountSubType": "Inventory"})
    assert account["AccountType"] == "Other Current Asset"
    assert account["Classification"] == "Asset"
    assert await sim.refused("Account", {"Name": "Untyped"}) == (2020, "AccountType")


async def test_rule_14_delete_and_void_bodies_are_checked_too(sim: Sim) -> None:
    invoice = await sim.keep("Invoice", await sim.sale())
    for operation in ("delete", "void"):
        body = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"], "Reason": "typo"}
        answer = await sim.post("invoice", body, operation=operation)
        assert fault(answer) == (2010, "Reason")
        broken = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"], "DocNumber": "W" * 22}
        assert fault(await sim.post("invoice", broken, operation=operation))[0] == 2050
    assert (await sim.post("invoice", invoice, operation="delete")).status_code == 200


@pytest.mark.parametrize("kind", ["Invoice", "SalesReceipt"])
async def test_rule_14_sale_outside_the_us_says_how_tax_is_reckoned(sim: Sim, kind: str) -> None:
    sale = await sim.sale()
    sim.company.books.configure({"country": "CA"})
    assert await sim.refused(kind, sale) == (2020, "GlobalTaxCalculation")
    await sim.keep(kind, {**sale, "GlobalTaxCalculation": "NotApplicable"})
