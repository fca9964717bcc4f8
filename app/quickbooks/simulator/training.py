"""A simulated company to practise in: the user's own items, one vendor, nothing that matters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import ENTITIES
from app.quickbooks.simulator.seed import ACCOUNTS
from app.quickbooks.simulator.values import Doc

VENDOR = "Practice vendor"


@dataclass(frozen=True, slots=True)
class TrainingItem:
    """An item as it is known here; names and SKUs as QuickBooks allows them."""

    sku: str
    name: str
    cost: Decimal
    price: Decimal


def seed_training(company: SimulatedCompany, items: Iterable[TrainingItem]) -> None:
    """Fill empty books with accounts, a vendor and these items, none of them in stock."""
    accounts = {
        name: _add(company, "Account", {"Name": name, "AccountType": kind, "AccountSubType": sub})
        for name, kind, sub in ACCOUNTS
    }
    _add(company, "Vendor", {"DisplayName": VENDOR})
    start = company.books.server_today() - timedelta(days=365)
    for item in items:
        body = {
            "Name": item.name,
            "Sku": item.sku,
            "Type": "Inventory",
            "TrackQtyOnHand": True,
            "QtyOnHand": 0,
            "InvStartDate": start.isoformat(),
            "AssetAccountRef": {"value": accounts["Inventory Asset"]},
            "IncomeAccountRef": {"value": accounts["Sales of Product Income"]},
            "ExpenseAccountRef": {"value": accounts["Cost of Goods Sold"]},
            "PurchaseCost": item.cost,
            "UnitPrice": item.price,
        }
        _add(company, "Item", body)


def _add(company: SimulatedCompany, entity: str, body: Doc) -> str:
    made: Doc = company.write(ENTITIES[entity], body)[entity]
    company.books.commit()
    return str(made["Id"])
