"""What Desktop would refuse, found before it says so; and nothing where it would not."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.core.types import new_id
from app.sync.documents import (
    AnyDocument,
    DocumentLine,
    ItemDoc,
    PartyDoc,
    Tracked,
    TransferDoc,
)
from app.sync.facts import Facts, FeatureOff
from app.sync.port import FixKind, Ref, Refs
from app.sync.preflight.check import check
from app.sync.preflight.finding import Finding
from app.sync.preflight.known import Known, Taken, form_of
from app.sync.settings import Accounts, ConnectionSettings, PlaceLink
from tests.sync.documents import ON, adjustment, line, receipt, shipment

DESKTOP = Facts(
    dialect="desktop",
    edition="Premier",
    sales_orders=True,
    links_at_creation=True,
    number_length=11,
    name_length=31,
    party_name_length=41,
    unique_bill_numbers=False,
)
ACCOUNTS = Accounts(adjustment="80-1", asset="80-2", income="80-3", cogs="80-4")
SETTINGS = ConnectionSettings(accounts=ACCOUNTS, orders_from=("sales_order",))


def known(
    *documents: AnyDocument,
    facts: Facts = DESKTOP,
    settings: ConnectionSettings = SETTINGS,
    own: Ref | None = None,
    order: Ref | None = None,
    **more: Any,
) -> Known:
    """Everything that the documents name is known there, with prices."""
    refs: dict[tuple[str, Any], Ref] = {}
    details = {"active": True, "stocked": True, "purchase_cost": "1.5", "sales_price": "3"}
    for document in documents:
        for one in getattr(document, "lines", ()):
            refs["item", one.item_id] = Ref("80000031-1700000000", details=details)
        for kind in ("vendor", "customer"):
            if local_id := getattr(document, f"{kind}_id", None):
                refs[kind, local_id] = Ref("80000012-1700000000", details={"active": True})
        if order is not None:
            for kind in ("purchase_order", "sales_order"):
                if local_id := getattr(document, f"{kind}_id", None):
                    refs[kind, local_id] = order
    return Known(refs=Refs(refs, settings, facts, own=own), **more)


def codes(findings: list[Finding]) -> list[str]:
    return [one.problem.code for one in findings]


def refused(findings: list[Finding]) -> list[str]:
    return [one.problem.code for one in findings if one.refused]


@pytest.mark.parametrize(
    "document",
    [receipt(), shipment(), adjustment(), receipt(number="R-000001-2")],
    ids=lambda one: f"{one.kind} {one.number}",
)
def test_what_desktop_takes_is_not_warned_of(document: AnyDocument) -> None:
    assert check(document, known(document)) == []


def test_the_form_is_what_settings_choose() -> None:
    bill = SETTINGS.model_copy(update={"purchase_document": "bill"})
    document = receipt()
    assert form_of(document, known(document).refs) == "ItemReceipt"
    assert form_of(document, known(document, settings=bill).refs) == "Bill"
    online = known(document, facts=Facts()).refs
    assert form_of(document, online) == "Bill"


def test_numbers_need_not_be_unique_there() -> None:
    document = receipt()
    taken = (Taken("ItemReceipt", "53DD-1", "Acme"),)
    assert check(document, known(document, taken=taken)) == []
    online = known(document, facts=Facts(), taken=(Taken("Bill", "1", "Acme"),))
    assert "number_in_use" in codes(check(document, online))


def test_a_number_may_be_longer_on_what_comes_from_vendors() -> None:
    number = "R-000000001-2"
    purchase = receipt(number=number)
    assert check(purchase, known(purchase)) == []
    sale = shipment(number=number)
    (finding,) = check(sale, known(sale))
    assert finding.problem.code == "value_refused"
    assert "11 fit" in finding.problem.detail


def test_a_closed_period_says_where_desktop_keeps_its_date() -> None:
    document = receipt()
    closed = DESKTOP.model_copy(update={"closed_through": ON})
    (finding,) = check(document, known(document, facts=closed))
    assert finding.problem.code == "period_closed"
    assert "Set Date/Password" in finding.problem.action
    fix = finding.problem.fixes[0]
    assert (fix.kind, fix.manager) == (FixKind.REDATE, True)
    assert fix.params["on"] == (ON + timedelta(days=1)).isoformat()


def test_adjustments_wait_for_single_user_mode() -> None:
    document = adjustment()
    shared = DESKTOP.model_copy(update={"single_user": False})
    (finding,) = check(document, known(document, facts=shared))
    assert finding.problem.code == "single_user_needed"
    assert finding.problem.cause == "mode:single_user"
    for harmless in ({"single_user": True}, {"single_user": None}, {"advanced_inventory": True}):
        facts = shared.model_copy(update=harmless)
        assert check(document, known(document, facts=facts)) == []
    other = receipt()
    assert check(other, known(other, facts=shared)) == []


def test_an_account_for_bills_is_not_needed_but_one_for_adjustments_is() -> None:
    nothing = SETTINGS.model_copy(update={"accounts": Accounts()})
    document = receipt()
    assert check(document, known(document, settings=nothing)) == []
    count = adjustment()
    assert codes(check(count, known(count, settings=nothing))) == ["account_missing"]


def test_a_line_linked_to_its_order_needs_no_price() -> None:
    linked = line(amount=None, order_line="53DF-1")
    plain = line(amount=None)
    order = Ref("53DD-1", details={"open": True, "lines": ["53DF-1"]})
    for one, expected in ((linked, []), (plain, ["cost_missing"])):
        document = receipt(one, purchase_order_id=new_id(), purchase_order_number="PO-1")
        what = known(document, order=order)
        refs = {
            key: replace(ref, details={"active": True, "stocked": True})
            if key[0] == "item"
            else ref
            for key, ref in what.refs.known.items()
        }
        what = replace(what, refs=replace(what.refs, known=refs))
        assert codes(check(document, what)) == expected


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"open": True, "source": "sales_order"}, []),
        ({"open": False, "source": "sales_order"}, ["order_not_linkable"]),
        ({"open": False, "complete": True, "source": "sales_order"}, ["order_not_linkable"]),
    ],
)
def test_a_sales_order_can_be_linked_while_it_is_open(
    details: dict[str, Any], expected: list[str]
) -> None:
    document = shipment(order_source="sales_order", sales_order_number="SO-1")
    assert codes(check(document, known(document, order=Ref("6A1-1", details=details)))) == expected
    posted = known(document, order=Ref("6A1-1", details=details), own=Ref("6B1-1"))
    assert check(document, posted) == [], "it is linked already, which closed the order"


def test_sales_receipts_are_never_linked() -> None:
    document = shipment(order_source="sales_order")
    settings = SETTINGS.model_copy(update={"sales_document": "sales_receipt"})
    closed = Ref("6A1-1", details={"open": False})
    assert check(document, known(document, order=closed, settings=settings)) == []


def test_pro_has_no_sales_orders_to_link_to() -> None:
    document = shipment(order_source="sales_order", sales_order_number="SO-1")
    off = (FeatureOff(feature="sales_orders", reason="QuickBooks Pro has no sales orders."),)
    pro = DESKTOP.model_copy(update={"sales_orders": False, "off": off})
    (finding,) = check(document, known(document, facts=pro))
    assert finding.problem.code == "order_not_linkable"
    assert "QuickBooks Pro has no sales orders." in finding.problem.detail
    assert finding.problem.fixes[0].kind is FixKind.POST_UNLINKED


def transfer(here: Any, there: Any) -> TransferDoc:
    lines = (line(amount=None),)
    return TransferDoc(
        id=new_id(), number="T-000001", on=ON, lines=lines, warehouse_id=here, to_warehouse_id=there
    )


def test_transfers_between_sites_need_both() -> None:
    here, there = new_id(), new_id()
    sites = DESKTOP.model_copy(update={"sites": True, "location_tracking": True})
    document = transfer(here, there)
    one = {str(here): PlaceLink(location_id="8-1")}
    both = one | {str(there): PlaceLink(location_id="8-2")}
    same = one | {str(there): PlaceLink(location_id="8-1")}
    places = {("location", "8-1"): ("Main", True), ("location", "8-2"): ("Truck", True)}

    def found(links: dict[str, PlaceLink], facts: Facts = sites) -> list[str]:
        settings = SETTINGS.model_copy(update={"places": links})
        what = known(document, settings=settings, facts=facts, places=places)
        return codes(check(document, what))

    assert found(one) == ["site_missing"]
    assert found(both) == found(same) == []
    assert found({}, DESKTOP) == [], "without sites it is nothing to QuickBooks"


def test_a_warehouse_without_a_site_is_a_notice() -> None:
    document = receipt(warehouse_id=new_id())
    sites = DESKTOP.model_copy(update={"sites": True, "location_tracking": True})
    findings = check(document, known(document, facts=sites))
    assert codes(findings) == ["site_unlinked"]
    assert refused(findings) == []


def tracked(*parts: Tracked) -> DocumentLine:
    return line("4").model_copy(update={"tracked": parts})


@pytest.mark.parametrize(
    ("kept", "parts", "expected"),
    [
        ("none", (Tracked(qty=Decimal(1), lot="L1"),), []),
        ("lot", (), []),
        ("lot", (Tracked(qty=Decimal(4), lot="L1"),), []),
        ("lot", (Tracked(qty=Decimal(3), lot="L1"),), ["untracked"]),
        ("lot", (Tracked(qty=Decimal(4), serial="S1"),), ["untracked"]),
        ("serial", tuple(Tracked(qty=Decimal(1), serial=f"S{one}") for one in range(4)), []),
        ("serial", (Tracked(qty=Decimal(1), serial="S1"),), ["untracked"]),
    ],
)
def test_units_without_their_lot_are_a_notice(
    kept: str, parts: tuple[Tracked, ...], expected: list[str]
) -> None:
    document = receipt(tracked(*parts))
    facts = DESKTOP.model_copy(update={"tracked": kept})
    findings = check(document, known(document, facts=facts))
    assert codes(findings) == expected
    assert refused(findings) == []


def item(**values: Any) -> ItemDoc:
    return ItemDoc.model_validate({"id": new_id(), "number": "MUG", "name": "Mug"} | values)


def test_names_are_as_long_as_desktop_keeps_them() -> None:
    name = "A rather long name for a blue mug"
    (found,) = check(document := item(name=name), known(document))
    assert "31 fit" in found.problem.detail
    fix = found.problem.fixes[0]
    assert (fix.kind, fix.params["longest"]) == (FixKind.RENAME, "31")
    assert len(str(fix.params["name"])) <= 31
    vendor = PartyDoc(kind="vendor", id=new_id(), number="V", name=name)
    assert check(vendor, known(vendor)) == []
    online = known(document, facts=Facts())
    assert check(document, online) == []


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Mugs: blue", "Mugs - blue"),
        ("Café crème", None),
        ("Mug – large", None),
        ("Tea 茶", "Tea"),
        ("茶", "MUG"),
        ("Ş mug", None),
    ],
)
def test_letters_that_desktop_cannot_write_are_told(name: str, better: str | None) -> None:
    document = item(name=name)
    findings = check(document, known(document))
    suggested = [one.problem.fixes[0].params["name"] for one in findings]
    assert suggested == ([] if better is None else [better])
    if ":" not in name:
        assert check(document, known(document, facts=Facts())) == []


def test_a_sku_fits_where_the_part_number_goes() -> None:
    document = item(sku="X" * 32)
    (found,) = check(document, known(document))
    assert "31 fit" in found.problem.detail


def test_an_inactive_item_and_an_unlinked_vendor_are_found_as_online() -> None:
    document = receipt()
    what = known(document)
    inactive = {
        key: replace(ref, details={**ref.details, "active": False}) if key[0] == "item" else ref
        for key, ref in what.refs.known.items()
        if key[0] != "vendor"
    }
    findings = check(document, replace(what, refs=replace(what.refs, known=inactive)))
    assert codes(findings) == ["vendor_not_linked", "record_inactive"]
