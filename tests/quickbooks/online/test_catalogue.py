"""Every code of Intuit's catalogue says what happened, with names, and what to do about it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.quickbooks.online.catalogue import CATALOGUE, UNKNOWN, refusal
from app.quickbooks.online.faults import QboError
from app.sync.documents import ItemDoc
from app.sync.facts import Facts
from app.sync.port import FixKind, Operation, Ref, Refs, SyncProblem
from app.sync.settings import ConnectionSettings
from tests.sync.documents import receipt, shipment

CODES = json.loads((Path(__file__).parents[2] / "vectors/quickbooks_online_codes.json").read_text())
RECEIPT = receipt()
ITEM = RECEIPT.lines[0]
REFS = Refs(
    {("item", ITEM.item_id): Ref("38"), ("vendor", RECEIPT.vendor_id): Ref("41")},
    ConnectionSettings(),
)


def told(code: int, detail: str = "", element: str = "", refs: Refs = REFS) -> SyncProblem:
    op = Operation(id=RECEIPT.id, document=RECEIPT, version=1, key="k")
    return refusal(QboError(code, "", detail, element), op, refs, detail)


def kinds(problem: SyncProblem) -> list[FixKind]:
    return [one.kind for one in problem.fixes]


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_own_words(code: int) -> None:
    assert code in CATALOGUE
    explanation = CATALOGUE[code]
    assert explanation.title != UNKNOWN.title
    problem = told(code, "QuickBooks says so")
    text = f"{problem.title} {problem.detail} {problem.action}"
    assert not re.search(r"[{}]|\bNone\b", text)
    assert problem.action
    assert not re.search(r"entity|payload|token|SyncToken|requestid", text, re.I)


def test_the_list_of_codes_is_the_catalogue() -> None:
    assert sorted(CODES) == sorted(CATALOGUE)


def test_a_document_is_named_with_party_day_and_order() -> None:
    problem = told(620, "no")
    assert RECEIPT.number in problem.detail
    assert RECEIPT.vendor_name in problem.detail
    assert f"{RECEIPT.on:%m/%d/%Y}" in told(6200).detail


def test_an_inactive_item_is_named_and_can_be_made_active() -> None:
    problem = told(610, "Quelque chose est inactif ItemRef Id=38", "ItemRef")
    assert f"{ITEM.name} ({ITEM.sku})" in problem.detail
    assert problem.cause == f"item:{ITEM.item_id}"
    assert kinds(problem)[0] is FixKind.REACTIVATE
    assert kinds(problem)[-2:] == [FixKind.RETRY, FixKind.BY_HAND]


def test_the_field_decides_where_an_item_and_a_vendor_have_the_same_id() -> None:
    refs = replace(
        REFS, known={("item", ITEM.item_id): Ref("7"), ("vendor", RECEIPT.vendor_id): Ref("7")}
    )
    assert told(610, "Id=7", "VendorRef", refs).cause == f"vendor:{RECEIPT.vendor_id}"
    assert told(610, "Id=7", "ItemRef", refs).cause == f"item:{ITEM.item_id}"


def test_where_quickbooks_names_nothing_all_that_it_may_be_is_offered() -> None:
    problem = told(610, "Something you're trying to use has been made inactive.")
    assert problem.cause == ""
    named = [one.params["id"] for one in problem.fixes if one.kind is FixKind.REACTIVATE]
    assert set(named) == {str(ITEM.item_id), str(RECEIPT.vendor_id)}


def test_a_closed_period_offers_the_first_open_day_to_a_manager() -> None:
    closed = replace(REFS, facts=Facts(closed_through=RECEIPT.on))
    problem = told(6200, refs=closed)
    assert problem.cause == "period"
    first = problem.fixes[0]
    assert (first.kind, first.manager) == (FixKind.REDATE, True)
    assert first.params["on"] > RECEIPT.on.isoformat()


def test_what_is_in_a_closed_period_already_cannot_be_moved_out_of_it() -> None:
    assert FixKind.REDATE not in kinds(told(6210, refs=replace(REFS, own=Ref("301"))))


def test_an_account_is_told_by_its_field_or_by_the_kind_of_document() -> None:
    assert told(6430, "Account X", "AdjustAccountRef").cause == "account:adjustment"
    assert told(6430, "Account X").cause == "account:accounts_payable"


def test_a_taken_name_offers_the_holder_and_a_free_name() -> None:
    document = ItemDoc(id=ITEM.item_id, number="OAT-1L", name="Oat milk", sku="OAT-1L")
    op = Operation(id=document.id, document=document, version=1, key="k")
    problem = refusal(QboError(6240, "", "The name exists. : Id=77"), op, REFS, "taken")
    link, rename = problem.fixes[:2]
    assert (link.kind, link.params["record"]) == (FixKind.LINK, "77")
    assert (rename.kind, rename.params["name"]) == (FixKind.RENAME, "Oat milk (OAT-1L)")


def test_a_name_with_a_colon_is_offered_clean() -> None:
    document = ItemDoc(id=ITEM.item_id, number="OAT-1L", name="Drinks:  Oat\tmilk ", sku="OAT-1L")
    op = Operation(id=document.id, document=document, version=1, key="k")
    problem = refusal(QboError(2040, "", "Name"), op, REFS, "no colon")
    assert problem.fixes[0].params["name"] == "Drinks - Oat milk"


def test_a_number_gets_the_next_suffix() -> None:
    assert told(6140).fixes[0].params["number"] == "R-000001-2"
    again = RECEIPT.model_copy(update={"number": "R-000001-2"})
    op = Operation(id=again.id, document=again, version=1, key="k")
    assert refusal(QboError(6140), op, REFS, "").fixes[0].params["number"] == "R-000001-3"


def test_a_shipment_names_its_customer() -> None:
    document = shipment()
    op = Operation(id=document.id, document=document, version=1, key="k")
    refs = Refs({("customer", document.customer_id): Ref("58")}, ConnectionSettings())
    problem = refusal(QboError(6250, "", "no"), op, refs, "no")
    assert document.customer_name in problem.detail
    assert problem.cause == f"customer:{document.customer_id}"
