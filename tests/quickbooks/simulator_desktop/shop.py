"""A small company to try transactions in: three items, two vendors, two customers, two sites."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.quickbooks.desktop.qbxml import Node, Rq, Rs, build, parse
from app.quickbooks.simulator.desktop.bookkeeper import Bookkeeper
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.profiles import PREMIER_2023, Profile
from app.quickbooks.simulator.desktop.records import Txn
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.transactions.person import human_add, opening_stock

TODAY = date(2026, 2, 3)
Values = dict[str, Any]

_ACCOUNTS = {
    "Sales": "Income",
    "Cost of Goods Sold": "CostOfGoodsSold",
    "Inventory Asset": "OtherCurrentAsset",
    "Accounts Payable": "AccountsPayable",
    "Accounts Receivable": "AccountsReceivable",
    "Undeposited Funds": "OtherCurrentAsset",
    "Shrinkage": "Expense",
    "Freight": "Expense",
}


def named(name: str) -> Values:
    """A reference by full name."""
    return {"FullName": name}


def line(item: str, quantity: int | str, **more: Any) -> Values:
    return {"ItemRef": named(item), "Quantity": Decimal(quantity), **more}


class Shop:
    """The company and its people, and an application that sends it qbXML."""

    def __init__(self, profile: Profile = PREMIER_2023) -> None:
        self.now = datetime(2026, 2, 3, 15, tzinfo=UTC)
        self.books = Books(lambda: self.now, profile)
        self.company = DesktopCompany(self.books)
        self.people = Bookkeeper(self.company)
        for name, kind in _ACCOUNTS.items():
            special = {"SpecialAccountType": "UndepositedFunds"} if name.startswith("Un") else {}
            self.people.add("Account", name, AccountType=kind, **special)
        self.items = {
            name: self.people.add(
                "ItemInventory",
                name,
                SalesDesc=f"A {name}",
                PurchaseDesc=f"{name} from afar",
                SalesPrice=Decimal("5.00"),
                PurchaseCost=Decimal("2.00"),
            ).list_id
            for name in ("Mug", "Pot", "Tin")
        }
        sale = {"Desc": "Brought home", "Price": Decimal(9), "AccountRef": named("Sales")}
        self.people.add("ItemService", "Delivery", SalesOrPurchase=sale)
        self.vendors = {name: self.people.add("Vendor", name).list_id for name in ("Ada", "Bo")}
        self.customers = {name: self.people.add("Customer", name).list_id for name in ("Cy", "Di")}
        self.sites: dict[str, str] = {}
        if profile.sites:
            for name in ("Main", "Truck"):
                self.sites[name] = self.people.add("InventorySite", name).list_id
                bin = self.people.add("InventorySite", "B1", ParentSiteRef=named(name))
                self.sites[bin.name] = bin.list_id
        self.company.begin("")

    # ---- what people write

    def write(self, kind: str, lines: list[Values], **values: Any) -> Txn:
        """A transaction written at QuickBooks' own screens."""
        party = {"VendorRef": named("Ada")} if kind in _BOUGHT else {"CustomerRef": named("Cy")}
        party = party if kind in (*_BOUGHT, *_SOLD) else {}
        return human_add(self.company, kind, {**party, **values}, lines)

    def stocked(self, item: str, quantity: int, *, site: str = "", **detail: Any) -> Txn:
        """Stock that lies there from the beginning."""
        account = self.people.row("Account", "Shrinkage").list_id
        return opening_stock(
            self.company,
            self.items[item],
            Decimal(quantity),
            account,
            site_id=self.sites[site] if site else "",
            day=TODAY - timedelta(days=300),
            **detail,
        )

    # ---- what an application sends

    def send(self, name: str, body: Mapping[str, Any], version: str = "") -> Rs:
        """One request ("InvoiceAdd") and its answer."""
        version = version or self.books.profile.version
        text = build([Rq(f"{name}Rq", body, request_id="r1")], version=version)
        (answer,) = parse(self.company.process(text)).responses
        assert answer.request_id == "r1"
        return answer

    def done(self, name: str, body: Mapping[str, Any], version: str = "") -> Node:
        """The same where it must succeed without a warning: the one record in the answer."""
        answer = self.send(name, body, version)
        assert answer.code == 0, answer.message
        return answer.records[0]

    def refused(self, name: str, body: Mapping[str, Any]) -> tuple[int, str]:
        """The same where it must be refused, and leave the books as they are."""
        before = self.picture()
        answer = self.send(name, body)
        assert (answer.severity, answer.records) == ("Error", ())
        assert self.picture() == before
        return answer.code, answer.message

    def txn(self, node: Node) -> Txn:
        return self.books.txns[node.text("TxnID")]

    # ---- what is in the books

    def picture(self) -> list[object]:
        """All that a refusal must leave alone."""
        books = self.books
        return [
            repr(books.txns),
            repr(books.rows),
            dict(books.stock),
            dict(books.costs),
            len(books.deleted),
        ]

    def on_hand(self, item: str, **where: str) -> Decimal:
        """By site, bin (their full names) and tracked, where they are named."""
        named = {
            name: self.sites[value] if name in ("site", "bin") and value else value
            for name, value in where.items()
        }
        return sum(
            (
                quantity
                for key, quantity in self.books.stock.items()
                if key.item == self.items[item]
                and all(getattr(key, name) == value for name, value in named.items())
            ),
            Decimal(0),
        )

    def cost(self, item: str) -> Decimal:
        return self.books.costs.get(self.items[item], Decimal(0))


_BOUGHT = ("ItemReceipt", "Bill", "VendorCredit", "PurchaseOrder")
_SOLD = ("Invoice", "SalesReceipt", "CreditMemo", "SalesOrder")
