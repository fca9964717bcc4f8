"""The public Python clients of QuickBooks Online, pointed at the simulator by their settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from quickbooks import QuickBooks
from quickbooks.mixins import DeleteMixin
from quickbooks.objects.base import QuickbooksManagedObject, QuickbooksTransactionEntity, Ref
from quickbooks.objects.detailline import (
    DetailLine,
    ItemBasedExpenseLine,
    ItemBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.item import Item

from app.quickbooks.simulator import SimulatedCompany

CALLBACK = "http://localhost:9/callback"


class InventoryAdjustment(DeleteMixin, QuickbooksManagedObject, QuickbooksTransactionEntity):  # type: ignore[misc]
    """The client has no class for adjustments; this is how its users add one."""

    class_dict = {"AdjustAccountRef": Ref}  # noqa: RUF012 - the client's own way
    list_dict = {"Line": DetailLine}  # noqa: RUF012
    qbo_object_name = "InventoryAdjustment"

    def __init__(self) -> None:
        super().__init__()
        self.sparse = True
        self.AdjustAccountRef = None
        self.TxnDate = ""
        self.PrivateNote = ""
        self.DocNumber = None
        self.Line: list[Any] = []


@dataclass
class Client:
    """A connected client, and short words for what the tests build."""

    address: str
    company: SimulatedCompany
    auth: Any
    qb: Any

    def item(self, sku: str = "OAT-1L") -> Any:
        return Item.filter(Sku=sku, qb=self.qb)[0]

    def ref(self, cls: Any, **names: str) -> Any:
        found = cls.filter(qb=self.qb, **names)[0]
        reference = Ref()
        reference.value = found.Id
        reference.type = cls.qbo_object_name
        return reference

    def item_ref(self, sku: str = "OAT-1L") -> Any:
        reference = Ref()
        reference.value = self.item(sku).Id
        return reference

    def on_hand(self, sku: str = "OAT-1L") -> Any:
        return self.item(sku).QtyOnHand

    def sale_line(self, quantity: float, price: float = 2.5) -> Any:
        detail = SalesItemLineDetail()
        detail.ItemRef = self.item_ref()
        detail.Qty, detail.UnitPrice = quantity, price
        line = SalesItemLine()
        line.Amount = float(round(Decimal(str(quantity)) * Decimal(str(price)), 2))
        line.SalesItemLineDetail = detail
        return line

    def expense_line(self, quantity: float, price: float = 2.5) -> Any:
        detail = ItemBasedExpenseLineDetail()
        detail.ItemRef = self.item_ref()
        detail.Qty, detail.UnitPrice = quantity, price
        detail.BillableStatus = "NotBillable"
        line = ItemBasedExpenseLine()
        line.Amount = float(round(Decimal(str(quantity)) * Decimal(str(price)), 2))
        line.ItemBasedExpenseLineDetail = detail
        return line

    def adjustment_line(self, change: float) -> Any:
        line = DetailLine()
        line.DetailType = "ItemAdjustmentLineDetail"
        reference = {"value": self.item().Id}
        line.ItemAdjustmentLineDetail = {"ItemRef": reference, "QtyDiff": change}
        del line.Amount
        return line


def authorised(address: str, company: SimulatedCompany) -> Any:
    """An AuthClient that went through consent and exchanged its code."""
    auth = AuthClient(
        company.oauth.client_id,
        company.oauth.client_secret,
        CALLBACK,
        environment=f"{address}/.well-known/openid_sandbox_configuration/",
    )
    url = auth.get_authorization_url([Scopes.ACCOUNTING], state_token="s1")
    consent = requests.get(url, allow_redirects=False, timeout=20)
    back = parse_qs(urlsplit(consent.headers["location"]).query)
    assert back["state"] == ["s1"]
    auth.get_bearer_token(back["code"][0], realm_id=back["realmId"][0])
    return auth


@contextmanager
def connected(address: str, company: SimulatedCompany) -> Iterator[Client]:
    """Both clients, connected."""
    auth = authorised(address, company)
    qb = QuickBooks(
        auth_client=auth,
        refresh_token=auth.refresh_token,
        company_id=auth.realm_id,
        minorversion=75,
    )
    qb.api_url_v3 = f"{address}/v3"
    yield Client(address, company, auth, qb)
    qb.session.close()
    auth.close()
