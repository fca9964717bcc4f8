"""The demo company in QuickBooks Desktop: the same goods, people and orders as Online has.

Items are called by their SKU, the sales orders are real ones where the edition has them, estimates
nowhere. Seeding books that have items already changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.catalog.gtin import check_digit
from app.quickbooks.simulator.desktop import lists
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.profiles import Profile
from app.quickbooks.simulator.desktop.records import Row
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.transactions.person import human_add, opening_stock
from app.quickbooks.simulator.seed import (
    CUSTOMERS,
    ESTIMATES,
    ITEMS,
    PURCHASE_ORDERS,
    VENDORS,
    SeedItem,
    SeedOrder,
)

# name, type, what QuickBooks itself uses it for
ACCOUNTS = (
    ("Checking", "Bank", None),
    ("Accounts Receivable", "AccountsReceivable", "AccountsReceivable"),
    ("Inventory Asset", "OtherCurrentAsset", "InventoryAssets"),
    ("Undeposited Funds", "OtherCurrentAsset", "UndepositedFunds"),
    ("Accounts Payable", "AccountsPayable", "AccountsPayable"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("Sales", "Income", None),
    ("Cost of Goods Sold", "CostOfGoodsSold", "CostOfGoodsSold"),
    ("Inventory Shrinkage", "CostOfGoodsSold", None),
    ("Purchase Orders", "NonPosting", "PurchaseOrders"),
)
TERMS = (("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30))
CLASSES = ("Wholesale", "Retail")
SITES = ("Main", "Overflow")
SERVICE = ("DELIVERY", "Delivery in town", Decimal("12.00"))
_GS1_PREFIX = "0614141"  # the company prefix of GS1's own examples
# item SKU → what its opening stock consists of: lot or serials, and how many of each
Tracked = Mapping[str, Sequence[tuple[str, int]]]


def seed_desktop_demo(
    company: DesktopCompany, profile: Profile | None = None, *, tracked: Tracked | None = None
) -> None:
    """Fill empty books with the demo company.

    ``profile`` replaces the one the books were made with. ``tracked`` tells, item by item, the lots
    of the opening stock, or its serials in one text with commas; stock of other items has neither.
    """
    books = company.books
    if profile is not None:
        books.profile = profile
    company.version = books.profile.version
    if any(books.of("ItemInventory")):
        return
    _seed_lists(books)
    parties = {name: lists.add(books, "Vendor", _vendor(books, name)) for name in VENDORS}
    parties |= {name: lists.add(books, "Customer", _customer(books, name)) for name in CUSTOMERS}
    items = {
        item.sku: lists.add(books, "ItemInventory", _item(books, item, number))
        for number, item in enumerate(ITEMS, start=101)
    }
    _seed_stock(company, items, tracked or {})
    _seed_orders(company, items, parties)
    company.save()


def _seed_lists(books: Books) -> None:
    for name, kind, special in ACCOUNTS:
        values = {"Name": name, "AccountType": kind, "SpecialAccountType": special}
        lists.add(books, "Account", values)
    for name, days in TERMS:
        lists.add(books, "StandardTerms", {"Name": name, "StdDueDays": days})
    for code, taxable in (("Tax", True), ("Non", False)):
        lists.add(books, "SalesTaxCode", {"Name": code, "IsTaxable": taxable})
    for name in ("Cash", "Check", "Credit card"):
        lists.add(books, "PaymentMethod", {"Name": name})
    for name in CLASSES:
        lists.add(books, "Class", {"Name": name})
    for name in SITES if books.profile.sites else ():
        lists.add(books, "InventorySite", {"Name": name, "IsDefaultSite": name == SITES[0]})
    name, text, price = SERVICE
    sale = {"Desc": text, "Price": price, "AccountRef": {"FullName": "Sales"}}
    lists.add(books, "ItemService", {"Name": name, "SalesOrPurchase": sale})


def _vendor(books: Books, name: str) -> dict[str, Any]:
    return {"Name": name, "CompanyName": name, "TermsRef": _ref(books, "StandardTerms", "Net 30")}


def _customer(books: Books, name: str) -> dict[str, Any]:
    return {
        "Name": name,
        "CompanyName": name,
        "TermsRef": _ref(books, "StandardTerms", "Net 15"),
        "SalesTaxCodeRef": _ref(books, "SalesTaxCode", "Non"),
    }


def _item(books: Books, item: SeedItem, number: int) -> dict[str, Any]:
    body = f"0{_GS1_PREFIX}{number:05d}"
    code = {"BarCodeValue": f"{body}{check_digit(body)}"[1:]}
    return {
        "Name": item.sku,
        "SalesDesc": item.name,
        "SalesPrice": item.price,
        "IncomeAccountRef": _ref(books, "Account", "Sales"),
        "PurchaseDesc": item.name,
        "PurchaseCost": item.cost,
        "COGSAccountRef": _ref(books, "Account", "Cost of Goods Sold"),
        "AssetAccountRef": _ref(books, "Account", "Inventory Asset"),
        "SalesTaxCodeRef": _ref(books, "SalesTaxCode", "Non"),
        **({"BarCode": code} if books.profile.barcodes else {}),
    }


def _seed_stock(company: DesktopCompany, items: Mapping[str, Row], tracked: Tracked) -> None:
    """Opening stock as adjustments a year old, so that nothing the demo dates comes before it."""
    books = company.books
    account = _ref(books, "Account", "Opening Balance Equity")["ListID"]
    site = books.named("InventorySite", SITES[0])
    label = "SerialNumber" if books.profile.tracked == "serial" else "LotNumber"
    for item in ITEMS:
        parts = tracked.get(item.sku) if books.profile.tracked != "none" else None
        for number, quantity in parts or [("", item.opening)]:
            opening_stock(
                company,
                items[item.sku].list_id,
                Decimal(quantity),
                account,
                site_id=site.list_id if site else "",
                day=books.today() - timedelta(days=365),
                **({label: number} if number else {}),
            )


def _seed_orders(
    company: DesktopCompany, items: Mapping[str, Row], parties: Mapping[str, Row]
) -> None:
    facts = {item.sku: item for item in ITEMS}
    site = company.books.named("InventorySite", SITES[0])
    for order in PURCHASE_ORDERS:
        lines = [_line(items[sku], qty, facts[sku].cost) for sku, qty in order.lines]
        header = _header(company.books, order, "ExpectedDate")
        header |= {"VendorRef": parties[order.party].ref()}
        header |= {"InventorySiteRef": site.ref()} if site else {}
        human_add(company, "PurchaseOrder", header, lines)
    for order in ESTIMATES if company.books.profile.sales_orders else ():
        at = {"InventorySiteRef": site.ref()} if site else {}
        lines = [_line(items[sku], qty, facts[sku].price) | at for sku, qty in order.lines]
        header = _header(company.books, order, "DueDate")
        header |= {"CustomerRef": parties[order.party].ref()}
        human_add(company, "SalesOrder", header, lines)


def _header(books: Books, order: SeedOrder, due: str) -> dict[str, Any]:
    return {
        "RefNumber": order.number,
        "TxnDate": books.today() - timedelta(days=order.days_ago),
        due: books.today() + timedelta(days=order.due_days),
    }


def _line(item: Row, quantity: int, price: Decimal) -> dict[str, Any]:
    return {"ItemRef": item.ref(), "Quantity": Decimal(quantity), "Rate": price}


def _ref(books: Books, kind: str, name: str) -> dict[str, str]:
    row = books.named(kind, name)
    if row is None:
        raise LookupError(f"The demo has no {kind} {name!r}.")
    return row.ref()
