"""One record of each kind, built with the classes of the public Python client."""

from collections.abc import Callable
from typing import Any

from quickbooks.objects import (
    Account,
    Bill,
    CreditMemo,
    Customer,
    Estimate,
    Invoice,
    Item,
    PurchaseOrder,
    RefundReceipt,
    SalesReceipt,
    Vendor,
    VendorCredit,
)

from tests.quickbooks.simulator.public_client import Client, InventoryAdjustment

DAY = "2026-08-20"


def item(client: Client) -> Any:
    new, like = Item(), client.item()
    new.Name, new.Sku, new.Type = "Hex bolt M8", "012345678905", "Inventory"
    new.TrackQtyOnHand, new.QtyOnHand, new.InvStartDate = True, 10, "2026-01-01"
    for name in ("AssetAccountRef", "IncomeAccountRef", "ExpenseAccountRef"):
        setattr(new, name, getattr(like, name))
    return new


def customer(_: Client) -> Any:
    new = Customer()
    new.DisplayName, new.CompanyName = "Alder & Ash", "Alder & Ash"
    return new


def vendor(_: Client) -> Any:
    new = Vendor()
    new.DisplayName = "Rope & Twine"
    return new


def account(_: Client) -> Any:
    new = Account()
    new.Name, new.AccountType, new.AccountSubType = (
        "Second stock",
        "Other Current Asset",
        "Inventory",
    )
    return new


def bought(cls: Any, quantity: float) -> Callable[[Client], Any]:
    def build(client: Client) -> Any:
        new = cls()
        new.VendorRef = client.ref(Vendor, DisplayName="Fernhill Dairy Cooperative")
        new.APAccountRef = client.ref(Account, Name="Accounts Payable (A/P)")
        new.Line, new.TxnDate = [client.expense_line(quantity)], DAY
        return new

    return build


def sold(cls: Any, quantity: float) -> Callable[[Client], Any]:
    def build(client: Client) -> Any:
        new = cls()
        new.CustomerRef = client.ref(Customer, DisplayName="Northgate Grocers")
        new.Line, new.TxnDate = [client.sale_line(quantity)], DAY
        if cls is RefundReceipt:
            new.DepositToAccountRef = client.ref(Account, Name="Checking")
        return new

    return build


def adjustment(client: Client) -> Any:
    new: Any = InventoryAdjustment()
    new.AdjustAccountRef = client.ref(Account, Name="Inventory Shrinkage")
    new.Line, new.TxnDate = [client.adjustment_line(-3)], DAY
    return new


NAMES = {Item: item, Customer: customer, Vendor: vendor, Account: account}
# what it is, how to build one, and by how much it moves the stock of oat milk
DOCUMENTS = (
    (PurchaseOrder, bought(PurchaseOrder, 4), 0),
    (Bill, bought(Bill, 4), 4),
    (VendorCredit, bought(VendorCredit, 4), -4),
    (Invoice, sold(Invoice, 4), -4),
    (SalesReceipt, sold(SalesReceipt, 4), -4),
    (Estimate, sold(Estimate, 4), 0),
    (CreditMemo, sold(CreditMemo, 4), 4),
    (RefundReceipt, sold(RefundReceipt, 4), 4),
    (InventoryAdjustment, adjustment, -3),
)


def save(client: Client, built: Any) -> Any:
    """Create or update; the client itself refuses kinds that it does not list."""
    if isinstance(built, InventoryAdjustment):
        url = f"{client.qb.api_url}/company/{client.qb.company_id}/inventoryadjustment"
        return InventoryAdjustment.from_json(
            client.qb.post(url, built.to_json())["InventoryAdjustment"]
        )
    return built.save(qb=client.qb)
