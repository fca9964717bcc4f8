"""Classes and locations of the warehouse, tax codes of items and customers, amounts to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.types import new_id
from app.quickbooks.online.encode import encode
from app.quickbooks.online.wire import dumps
from app.quickbooks.simulator import SimulatedCompany, Store, seed_demo
from app.quickbooks.simulator.entities import ENTITIES
from app.quickbooks.simulator.values import loads
from app.sync.documents import (
    AnyTransaction,
    CustomerReturnDoc,
    DocumentLine,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.facts import ClassTracking, Facts
from app.sync.port import Operation, Ref, Refs
from app.sync.settings import Accounts, ConnectionSettings, PlaceLink
from tests.quickbooks.online.world import World
from tests.quickbooks.papers import START

ITEM, PARTY, ORDER, WAREHOUSE = (new_id() for _ in range(4))


@dataclass
class Desk:
    """The demo company and what we know of it, without any database."""

    company: SimulatedCompany
    refs: Refs

    def post(self, document: AnyTransaction, entity: str, **facts: Any) -> dict[str, Any]:
        """The record that QuickBooks makes of what we say of the document."""
        refs = Refs(
            known=self.refs.known,
            settings=self.refs.settings,
            facts=Facts.model_validate(facts),
        )
        message = encode(Operation(new_id(), document, 1, new_id().hex), refs)
        made: dict[str, Any] = self.company.write(ENTITIES[entity], loads(message.body))[entity]
        return made


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    store = Store()
    company = SimulatedCompany(store, lambda: START)
    seed_demo(company)
    books = company.books
    company.books.configure({"warn_duplicate_bill_numbers": False})
    by_name = {one["Name"]: one["Id"] for one in books.all("Account")}
    wholesale = next(one["Id"] for one in books.all("Class") if one["Name"] == "Wholesale")
    known = {
        ("item", ITEM): Ref(next(books.all("Item"))["Id"], details={"taxable": True}),
        ("vendor", PARTY): Ref(next(books.all("Vendor"))["Id"]),
        ("customer", PARTY): Ref(next(books.all("Customer"))["Id"]),
    }
    settings = ConnectionSettings(
        accounts=Accounts(
            accounts_payable=by_name["Accounts Payable (A/P)"], refund_from=by_name["Checking"]
        ),
        places={
            str(WAREHOUSE): PlaceLink(
                class_id=wholesale, location_id=next(books.all("Department"))["Id"]
            )
        },
    )
    yield Desk(company, Refs(known=known, settings=settings))
    store.close()


def documents(qty: Decimal, price: Decimal) -> dict[str, AnyTransaction]:
    """One line on each form with prices."""
    line = DocumentLine(
        line_key="1", item_id=ITEM, sku="OAT-1L", name="Oat", qty=qty, unit_amount=price
    )
    values: dict[str, Any] = {
        "number": f"N-{new_id().hex[-12:]}",
        "on": date(2026, 11, 20),
        "lines": (line,),
        "warehouse_id": WAREHOUSE,
    }
    vendor = {"vendor_id": PARTY, "vendor_name": "Fernhill"}
    customer = {"customer_id": PARTY, "customer_name": "Juniper"}
    return {
        "Bill": ReceiptDoc(id=new_id(), **values, **vendor),
        "VendorCredit": VendorReturnDoc(id=new_id(), **values, **vendor),
        "Invoice": ShipmentDoc(id=new_id(), **values, **customer, sales_order_id=ORDER),
        "CreditMemo": CustomerReturnDoc(id=new_id(), **values, **customer),
        "RefundReceipt": CustomerReturnDoc(id=new_id(), **values, **customer, refunded=True),
    }


FORMS = ("Bill", "VendorCredit", "Invoice", "CreditMemo", "RefundReceipt")
SALES = ("Invoice", "CreditMemo", "RefundReceipt")
every_form = pytest.mark.parametrize("form", FORMS)


def detail(record: dict[str, Any]) -> dict[str, Any]:
    line = record["Line"][0]
    found: dict[str, Any] = line[line["DetailType"]]
    return found


@given(
    qty=st.decimals("0.00001", "99999999.99999", places=5),
    price=st.decimals("0", "9999999.9999999", places=7),
    form=st.sampled_from(FORMS),
)
def test_quickbooks_never_finds_another_amount_than_ours(
    desk: Desk, qty: Decimal, price: Decimal, form: str
) -> None:
    """Rule 20: 6070 cannot happen, whatever the quantity and the price."""
    body = loads(encode(_operation(form, qty, price), desk.refs).body)
    line = body["Line"][0]
    sold = line[line["DetailType"]]
    assert len(Decimal(str(sold["UnitPrice"])).as_tuple().digits) <= 15
    exact = Decimal(str(sold["Qty"])) * Decimal(str(sold["UnitPrice"]))
    assert abs(exact - Decimal(str(line["Amount"]))) <= Decimal("0.005")
    desk.company.write(ENTITIES[form], body)


def _operation(form: str, qty: Decimal, price: Decimal) -> Operation:
    return Operation(new_id(), documents(qty, price)[form], 1, new_id().hex)


@every_form
@pytest.mark.parametrize("tracking", ["line", "transaction", "none"])
def test_the_class_goes_where_the_company_tracks_it(
    desk: Desk, form: str, tracking: ClassTracking
) -> None:
    made = desk.post(documents(Decimal(2), Decimal(3))[form], form, class_tracking=tracking)
    on_form = made.get("ClassRef", {}).get("name")
    on_line = detail(made).get("ClassRef", {}).get("name")
    whole = tracking == "transaction" and form in SALES
    assert on_form == ("Wholesale" if whole else None)
    assert on_line == (None if whole or tracking == "none" else "Wholesale")


@every_form
@pytest.mark.parametrize("tracked", [True, False])
def test_the_location_goes_on_the_form_if_locations_are_tracked(
    desk: Desk, form: str, tracked: bool
) -> None:
    made = desk.post(documents(Decimal(2), Decimal(3))[form], form, location_tracking=tracked)
    assert made.get("DepartmentRef", {}).get("name") == ("Main warehouse" if tracked else None)
    assert "DepartmentRef" not in made["Line"][0]


def test_another_warehouse_has_no_class(desk: Desk) -> None:
    elsewhere = documents(Decimal(2), Decimal(3))["Bill"].model_copy(
        update={"warehouse_id": new_id()}
    )
    made = desk.post(elsewhere, "Bill", class_tracking="line", location_tracking=True)
    assert "ClassRef" not in detail(made)
    assert "DepartmentRef" not in made


@every_form
def test_in_the_us_every_line_says_whether_it_is_taxed(desk: Desk, form: str) -> None:
    made = desk.post(documents(Decimal(2), Decimal(3))[form], form)
    assert detail(made)["TaxCodeRef"]["value"] == ("TAX" if form in SALES else "NON")
    assert "GlobalTaxCalculation" not in made


def test_a_company_without_sales_tax_taxes_nothing(desk: Desk) -> None:
    made = desk.post(documents(Decimal(2), Decimal(3))["Invoice"], "Invoice", sales_tax=False)
    assert detail(made)["TaxCodeRef"]["value"] == "NON"


def test_what_an_exempt_customer_buys_is_not_taxed(desk: Desk) -> None:
    customer = desk.refs.known["customer", PARTY]
    exempt = Ref(customer.external_id, details={"taxable": False})
    known = {**desk.refs.known, ("customer", PARTY): exempt}
    other = Desk(desk.company, Refs(known=known, settings=desk.refs.settings))
    made = other.post(documents(Decimal(2), Decimal(3))["Invoice"], "Invoice")
    assert detail(made)["TaxCodeRef"]["value"] == "NON"


@every_form
def test_outside_the_us_tax_is_left_to_the_form(desk: Desk, form: str) -> None:
    document = documents(Decimal(2), Decimal(3))[form]
    refs = Refs(known=desk.refs.known, settings=desk.refs.settings, facts=Facts(country="CA"))
    body = loads(encode(Operation(new_id(), document, 1, "k"), refs).body)
    assert body["GlobalTaxCalculation"] == "NotApplicable"
    assert "TaxCodeRef" not in dumps(body)


def test_without_shipping_fields_none_are_sent(desk: Desk) -> None:
    shipment = documents(Decimal(2), Decimal(3))["Invoice"]
    made = desk.post(shipment, "Invoice", shipping_fields=False)
    assert "ShipDate" not in made
    assert "ShipDate" in desk.post(documents(Decimal(1), Decimal(1))["Invoice"], "Invoice")


async def test_an_adjustment_carries_the_class_and_location_of_its_warehouse(
    world: World,
) -> None:
    retail = next(one["Id"] for one in world.books("Class") if one["Name"] == "Retail")
    place = PlaceLink(class_id=retail, location_id=world.books("Department")[0]["Id"])
    await world.change_settings(places={str(WAREHOUSE): place.model_dump()})
    count = await world.adjustment("OAT-1L", "-2")
    await world.want(count.model_copy(update={"warehouse_id": WAREHOUSE}))
    await world.settle()
    (made,) = world.books("InventoryAdjustment")
    assert detail(made)["ClassRef"]["name"] == "Retail"
    assert made["DepartmentRef"]["name"] == "Main warehouse"


async def test_a_customer_who_is_exempt_is_read_as_such(world: World) -> None:
    customer = next(
        one for one in world.books("Customer") if one["DisplayName"] == "Willow Bend Catering"
    )
    identity = {"Id": customer["Id"], "SyncToken": customer["SyncToken"], "sparse": True}
    world.write("Customer", identity | {"Taxable": False})
    await world.restart_reading()
    await world.pull()
    shipment = await world.shipment("SO-1045", {"EGG-12": "1"})
    await world.want(shipment)
    item = next(one for one in world.books("Item") if one["Sku"] == "EGG-12")
    assert item["Taxable"] is False
    await world.settle()
    (invoice,) = world.books("Invoice")
    assert detail(invoice)["TaxCodeRef"]["value"] == "NON"
