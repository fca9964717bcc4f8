"""Asking the simulated Desktop company (reference §9 rules 17 to 19 and 29)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.demo.gtins import unit_gtin
from app.quickbooks.desktop.qbxml import Rs
from app.quickbooks.simulator.desktop.transactions.person import human_add, human_delete
from tests.quickbooks.simulator_desktop.desk import OWNER, Desk


def names(answer: Rs) -> list[str]:
    return [record.text("FullName") or record.text("Name") for record in answer.records]


def numbers(answer: Rs) -> list[str]:
    return [record.text("RefNumber") for record in answer.records]


def invoice(desk: Desk, number: str, customer: str = "Harborview Hotel", quantity: int = 1) -> str:
    lines = [{"ItemRef": {"FullName": "TEA-50"}, "Quantity": Decimal(quantity)}]
    header = {"RefNumber": number, "CustomerRef": {"FullName": customer}}
    return human_add(desk.company, "Invoice", header, lines).txn_id


# ---- 17


def pages(desk: Desk, name: str, body: dict[str, Any]) -> list[list[str]]:
    answer = desk.ask(name, body, iterator="Start")
    result = [names(answer)]
    while int(answer.attributes["iteratorRemainingCount"]):
        id = answer.attributes["iteratorID"]
        answer = desk.ask(name, body, iterator="Continue", iteratorID=id)
        result.append(names(answer))
    return result


def test_rule_17_an_iterator_gives_everything_once_page_by_page(desk: Desk) -> None:
    every = names(desk.ask("ItemQuery"))
    read = pages(desk, "ItemQuery", {"MaxReturned": 7})
    assert [len(page) for page in read] == [7, 7, 7, 4]
    assert [name for page in read for name in page] == every


def test_rule_17_an_iterator_dies_with_its_session(desk: Desk) -> None:
    body = {"MaxReturned": 7}
    id = desk.ask("ItemQuery", body, iterator="Start").attributes["iteratorID"]
    desk.company.end()
    desk.company.begin("")
    lost = desk.ask("ItemQuery", body, iterator="Continue", iteratorID=id)
    assert (lost.code, lost.severity, lost.records) == (3000, "Error", ())


def test_rule_17_an_iterator_serves_one_query_and_its_filters(desk: Desk) -> None:
    id = desk.ask("ItemQuery", {"MaxReturned": 7}, iterator="Start").attributes["iteratorID"]
    how = {"iterator": "Continue", "iteratorID": id}
    assert desk.ask("ItemInventoryQuery", {"MaxReturned": 7}, **how).code == 3000
    assert desk.ask("ItemQuery", {"MaxReturned": 7, "ActiveStatus": "All"}, **how).code == 3000
    assert len(desk.ask("ItemQuery", {"MaxReturned": 3}, **how).records) == 3


def test_rule_17_a_stopped_or_finished_iterator_is_gone(desk: Desk) -> None:
    body = {"MaxReturned": 7}
    id = desk.ask("ItemQuery", body, iterator="Start").attributes["iteratorID"]
    stopped = desk.ask("ItemQuery", body, iterator="Stop", iteratorID=id)
    assert (stopped.code, stopped.records) == (0, ())
    assert desk.ask("ItemQuery", body, iterator="Continue", iteratorID=id).code == 3000
    whole = desk.ask("ItemQuery", {"MaxReturned": 99}, iterator="Start")
    assert whole.attributes["iteratorRemainingCount"] == "0"
    id = whole.attributes["iteratorID"]
    assert (
        desk.ask("ItemQuery", {"MaxReturned": 99}, iterator="Continue", iteratorID=id).code == 3000
    )


def test_rule_17_pages_have_a_size(desk: Desk) -> None:
    assert desk.ask("ItemQuery", iterator="Start").code == 3150


def test_rule_17_a_record_that_went_meanwhile_is_passed_over(desk: Desk) -> None:
    desk.person.add("Customer", "Fir")
    body = {"MaxReturned": 6}
    first = desk.ask("CustomerQuery", body, iterator="Start")
    assert first.attributes["iteratorRemainingCount"] == "1"
    desk.person.delete("Customer", "Fir")
    id = first.attributes["iteratorID"]
    second = desk.ask("CustomerQuery", body, iterator="Continue", iteratorID=id)
    assert (second.code, second.records) == (0, ())
    assert second.attributes["iteratorRemainingCount"] == "0"


def test_rule_17_how_many_there_are_can_be_asked(desk: Desk) -> None:
    counted = desk.ask("ItemQuery", metaData="MetaDataOnly")
    assert (counted.attributes["retCount"], counted.records) == ("25", ())


# ---- 18


def test_rule_18_max_returned_cuts(desk: Desk) -> None:
    assert len(desk.ask("ItemQuery", {"MaxReturned": 2}).records) == 2


def test_rule_18_inactive_records_are_shown_on_request_only(desk: Desk) -> None:
    desk.person.inactivate("Item", "TEA-50")
    assert "TEA-50" not in names(desk.ask("ItemQuery"))
    assert "TEA-50" in names(desk.ask("ItemQuery", {"ActiveStatus": "All"}))
    assert names(desk.ask("ItemQuery", {"ActiveStatus": "InactiveOnly"})) == ["TEA-50"]
    # whoever is asked for by name is shown, hidden or not
    assert names(desk.ask("ItemQuery", {"FullName": ["TEA-50"]})) == ["TEA-50"]


def test_rule_18_modified_filters_include_both_ends_on_the_computers_clock(desk: Desk) -> None:
    # 15:00 UTC in February is 10:00 in New York
    desk.person.edit("Item", "TEA-50", SalesDesc="Tea")
    ten, second = datetime(2026, 2, 4, 10), datetime(2026, 2, 4, 10, 0, 1)  # noqa: DTZ001
    assert names(desk.ask("ItemQuery", {"FromModifiedDate": ten})) == ["TEA-50"]
    assert desk.ask("ItemQuery", {"FromModifiedDate": second}).code == 1
    before = desk.ask("ItemQuery", {"ToModifiedDate": datetime(2026, 2, 4, 9, 59, 59)})  # noqa: DTZ001
    assert "TEA-50" not in names(before)
    assert "TEA-50" in names(desk.ask("ItemQuery", {"ToModifiedDate": ten}))
    turned = desk.ask("ItemQuery", {"FromModifiedDate": second, "ToModifiedDate": ten})
    assert turned.code == 3030


def test_rule_18_in_summer_the_offset_is_wrong_and_the_clock_right(desk: Desk) -> None:
    desk.clock.now = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)
    desk.person.edit("Item", "TEA-50", SalesDesc="Tea")
    tea = {"FullName": ["TEA-50"], "IncludeRetElement": ["TimeModified"]}
    stamp = desk.ask("ItemQuery", tea).records[0].text("TimeModified")
    assert stamp == "2026-07-01T11:00:00-05:00"
    eleven = datetime(2026, 7, 1, 11)  # noqa: DTZ001
    assert names(desk.ask("ItemQuery", {"FromModifiedDate": eleven})) == ["TEA-50"]
    # whoever gives the answered offset back asks for an hour that is not the one meant
    given = "<ItemQueryRq><FromModifiedDate>{}</FromModifiedDate></ItemQueryRq>"
    assert desk.raw(given.format(stamp)).responses[0].code == 1
    desk.person.assume(wrong_dst_offsets=False)
    right = desk.ask("ItemQuery", tea).records[0].text("TimeModified")
    assert right == "2026-07-01T11:00:00-04:00"
    assert desk.raw(given.format(right)).responses[0].code == 0


def test_rule_18_transactions_by_date_party_number_and_change(desk: Desk) -> None:
    invoice(desk, "P001")
    desk.clock.forward(days=1)
    invoice(desk, "P002", "Northgate Grocers")

    def found(**filters: Any) -> list[str]:
        return numbers(desk.ask("InvoiceQuery", filters))

    assert found(TxnDateRangeFilter={"FromTxnDate": date(2026, 2, 5)}) == ["P002"]
    assert found(TxnDateRangeFilter={"ToTxnDate": date(2026, 2, 4)}) == ["P001"]
    assert found(TxnDateRangeFilter={"DateMacro": "Today"}) == ["P002"]
    assert found(EntityFilter={"FullName": ["Harborview Hotel"]}) == ["P001"]
    assert found(RefNumberFilter={"MatchCriterion": "EndsWith", "RefNumber": "2"}) == ["P002"]
    assert found(RefNumberRangeFilter={"FromRefNumber": "P001", "ToRefNumber": "P001"}) == ["P001"]
    since = datetime(2026, 2, 5, 10)  # noqa: DTZ001
    assert found(ModifiedDateRangeFilter={"FromModifiedDate": since}) == ["P002"]


def test_rule_18_lines_and_links_are_shown_on_request_only(desk: Desk) -> None:
    invoice(desk, "P001", quantity=3)
    plain = desk.ask("InvoiceQuery", {"RefNumber": ["P001"]}).records[0]
    assert plain.one("InvoiceLineRet") is None
    full = desk.ask("InvoiceQuery", {"RefNumber": ["P001"], "IncludeLineItems": True}).records[0]
    assert full.decimal("InvoiceLineRet/Quantity") == 3


def test_rule_18_any_transaction_can_be_found_at_once(desk: Desk) -> None:
    invoice(desk, "P001")
    wanted = {"RefNumber": ["p001"], "TransactionTypeFilter": {"TxnTypeFilter": ["Invoice"]}}
    (found,) = desk.ask("TransactionQuery", wanted).records
    assert found.text("TxnType") == "Invoice"
    assert found.text("EntityRef/FullName") == "Harborview Hotel"
    assert found.decimal("Amount") == Decimal("3.80")
    wanted["TransactionTypeFilter"] = {"TxnTypeFilter": ["Bill"]}
    assert desk.ask("TransactionQuery", wanted).code == 1
    orders = {"TransactionPostingStatusFilter": "NonPosting"}
    kinds = {one.text("TxnType") for one in desk.ask("TransactionQuery", orders).records}
    assert kinds == {"PurchaseOrder", "SalesOrder"}


# ---- 19


def test_rule_19_who_is_missing_is_a_warning_beside_the_rest(desk: Desk) -> None:
    answer = desk.ask("ItemQuery", {"FullName": ["TEA-50", "NO-SUCH"]})
    assert (answer.code, answer.severity, names(answer)) == (500, "Warn", ["TEA-50"])
    assert "NO-SUCH" in answer.message
    answer = desk.ask("VendorQuery", {"ListID": ["8000FFFF-1700000000"]})
    assert (answer.code, answer.records) == (500, ())


def test_rule_19_a_filter_that_fits_nothing_is_no_warning(desk: Desk) -> None:
    wanted = {"NameFilter": {"MatchCriterion": "Contains", "Name": "no such"}}
    answer = desk.ask("ItemQuery", wanted)
    assert (answer.code, answer.severity) == (1, "Info")
    wanted = {"NameFilter": {"MatchCriterion": "StartsWith", "Name": "tea"}}
    assert names(desk.ask("ItemQuery", wanted)) == ["TEA-50"]


def test_rule_19_an_id_that_is_none_is_an_error(desk: Desk) -> None:
    assert desk.ask("ItemQuery", {"ListID": ["tea"]}).code == 3000
    assert desk.ask("InvoiceQuery", {"TxnID": ["tea"]}).code == 3000


@pytest.mark.parametrize(("choice", "code"), [(500, 500), (1, 1)])
def test_rule_19_a_missing_number_warns_or_is_not_found(desk: Desk, choice: int, code: int) -> None:
    desk.person.assume(missing_ref_number=choice)
    assert desk.ask("InvoiceQuery", {"RefNumber": ["NONE"]}).code == code


def test_rule_19_numbers_are_compared_with_or_without_capitals(desk: Desk) -> None:
    first, second = invoice(desk, "P-a"), invoice(desk, "p-A")
    either = desk.ask("InvoiceQuery", {"RefNumber": ["P-A"]})
    assert [one.text("TxnID") for one in either.records] == [first, second]
    exact = desk.ask("InvoiceQuery", {"RefNumberCaseSensitive": ["P-a"]})
    assert [one.text("TxnID") for one in exact.records] == [first]


# ---- lists


def test_items_of_every_kind_are_mixed(desk: Desk) -> None:
    kinds = {record.name for record in desk.ask("ItemQuery").records}
    assert kinds == {"ItemServiceRet", "ItemInventoryRet"}
    assert len(desk.ask("ItemInventoryQuery").records) == 24


def test_an_item_shows_what_is_on_hand_and_on_order(desk: Desk) -> None:
    oats = desk.ask("ItemInventoryQuery", {"FullName": ["OAT-1L"]}).records[0]
    assert oats.decimal("QuantityOnHand") == 144
    assert oats.decimal("QuantityOnOrder") == 48
    assert oats.decimal("QuantityOnSalesOrder") == 12
    assert oats.decimal("AverageCost") == Decimal("1.45")


def test_a_customer_owes_what_is_not_paid(desk: Desk) -> None:
    invoice(desk, "P001", quantity=2)
    hotel = desk.ask("CustomerQuery", {"FullName": ["Harborview Hotel"]}).records[0]
    assert hotel.decimal("Balance") == Decimal("7.60")


def test_custom_fields_are_shown_to_who_names_their_owner(desk: Desk) -> None:
    field = {"OwnerID": "0", "DataExtName": "Shelf", "DataExtType": "STR255TYPE"}
    tea = desk.person.row("Item", "TEA-50")
    tea.values["DataExtRet"] = [{**field, "DataExtValue": "A-04"}]
    plain = desk.ask("ItemQuery", {"FullName": ["TEA-50"]}).records[0]
    assert plain.one("DataExtRet") is None
    full = desk.ask("ItemQuery", {"FullName": ["TEA-50"], "OwnerID": ["0"]}).records[0]
    assert full.text("DataExtRet/DataExtValue") == "A-04"


def test_small_lists_are_there(desk: Desk) -> None:
    assert names(desk.ask("ClassQuery")) == ["Wholesale", "Retail"]
    assert names(desk.ask("InventorySiteQuery")) == ["Main", "Overflow"]
    bank = desk.ask("AccountQuery", {"AccountType": ["Bank"]})
    assert names(bank) == ["Checking"]
    assert desk.ask("UnitOfMeasureSetQuery").code == 1
    site = desk.person.row("InventorySite", "Main").ref()
    desk.person.add("InventorySite", "A-01", ParentSiteRef=site)
    bins = [one for one in desk.ask("InventorySiteQuery").records if one.one("ParentSiteRef")]
    assert [(one.text("Name"), one.text("ParentSiteRef/FullName")) for one in bins] == [
        ("A-01", "Main")
    ]


def test_stock_by_site(desk: Desk) -> None:
    by_site = {"ItemSiteFilter": {"SiteFilter": {"FullName": ["Main"]}}}
    places = desk.ask("ItemSitesQuery", by_site).records
    stock = {one.text("ItemInventoryRef/FullName"): one.decimal("QuantityOnHand") for one in places}
    assert stock["TEA-50"] == 90
    by_site = {"ItemSiteFilter": {"SiteFilter": {"FullName": ["Overflow"]}}}
    assert desk.ask("ItemSitesQuery", by_site).code == 1


def test_an_item_is_found_by_its_barcode(desk: Desk) -> None:
    code = desk.person.row("Item", "OAT-1L").values["BarCodeValue"]
    assert code == unit_gtin(101)[1:]
    (found,) = desk.ask("BarCodeQuery", {"BarCodeValue": [code]}).records
    assert (found.text("ListType"), found.text("FullName")) == ("ItemInventory", "OAT-1L")


# ---- 29


def test_rule_29_deleted_records_are_told_of_for_90_days(desk: Desk) -> None:
    human_delete(desk.company, invoice(desk, "P001"))
    desk.person.add("Customer", "Fir")
    desk.person.delete("Customer", "Fir")
    gone = {"TxnDelType": ["Invoice", "Bill"]}
    (told,) = desk.ask("TxnDeletedQuery", gone).records
    assert (told.text("TxnDelType"), told.text("RefNumber")) == ("Invoice", "P001")
    (row,) = desk.ask("ListDeletedQuery", {"ListDelType": ["Customer"]}).records
    assert row.text("FullName") == "Fir"
    desk.clock.forward(days=90)
    assert desk.ask("TxnDeletedQuery", gone).code == 0
    desk.clock.forward(seconds=1)
    assert desk.ask("TxnDeletedQuery", gone).code == 1
    assert desk.ask("ListDeletedQuery", {"ListDelType": ["Customer"]}).code == 1


def test_rule_29_the_feed_is_filtered_by_kind_and_time(desk: Desk) -> None:
    human_delete(desk.company, invoice(desk, "P001"))
    assert desk.ask("TxnDeletedQuery", {"TxnDelType": ["Bill"]}).code == 1

    def since(second: int) -> int:
        start = datetime(2026, 2, 4, 10, 0, second)  # noqa: DTZ001
        body = {"TxnDelType": ["Invoice"], "DeletedDateRangeFilter": {"FromDeletedDate": start}}
        return desk.ask("TxnDeletedQuery", body).code

    assert (since(0), since(1)) == (0, 1)


# ---- the company itself


def test_a_session_begins_with_host_company_and_preferences(desk: Desk) -> None:
    text = desk.company.hcp()
    for part in ("HostRet", "CompanyRet", "PreferencesRet"):
        assert f"<{part}>" in text


def test_the_company_file_is_told_by_its_mark(desk: Desk) -> None:
    (company,) = desk.ask("CompanyQuery", {"OwnerID": [OWNER]}).records
    assert company.text("DataExtRet/DataExtName") == "FileID"
    assert company.text("DataExtRet/DataExtValue") == desk.books.file_ids[OWNER]
    (stranger,) = desk.ask("CompanyQuery").records
    assert stranger.one("DataExtRet") is None
