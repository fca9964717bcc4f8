"""The demo company: a US distributor of food and supplies, invented from end to end.

The lists are plain data, so that the demo of the warehouse can use the same SKUs and numbers.
Running the seed on books that have items already changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import ENTITIES
from app.quickbooks.simulator.values import Doc, cents


@dataclass(frozen=True, slots=True)
class SeedItem:
    sku: str
    name: str
    cost: Decimal
    price: Decimal
    opening: int


@dataclass(frozen=True, slots=True)
class SeedOrder:
    """A purchase order or an estimate: number, party, (SKU, quantity) lines, state, age in days.

    It is due `due_days` after today: goods arrive, or the customer expects them.
    """

    number: str
    party: str
    lines: tuple[tuple[str, int], ...]
    status: str
    days_ago: int = 2
    due_days: int = 1


def _item(sku: str, name: str, cost: str, price: str, opening: int) -> SeedItem:
    return SeedItem(sku, name, Decimal(cost), Decimal(price), opening)


ITEMS = (
    _item("OAT-1L", "Oat milk 1 L", "1.45", "2.60", 144),
    _item("ALM-1L", "Almond milk 1 L", "1.70", "2.95", 96),
    _item("YOG-500", "Plain yogurt 500 g", "1.20", "2.25", 60),
    _item("BUT-250", "Salted butter 250 g", "2.35", "3.90", 80),
    _item("CHD-200", "Aged cheddar 200 g", "3.10", "5.40", 48),
    _item("EGG-12", "Eggs, dozen", "2.05", "3.60", 72),
    _item("PEN-500", "Penne 500 g", "0.95", "1.85", 240),
    _item("SPA-500", "Spaghetti 500 g", "0.95", "1.85", 240),
    _item("RIC-1K", "Basmati rice 1 kg", "2.20", "3.95", 120),
    _item("TOM-400", "Chopped tomatoes 400 g", "0.80", "1.45", 360),
    _item("BEA-400", "Black beans 400 g", "0.75", "1.35", 300),
    _item("OLV-750", "Olive oil 750 ml", "6.40", "10.90", 84),
    _item("VIN-500", "Cider vinegar 500 ml", "1.60", "2.90", 60),
    _item("HON-350", "Wildflower honey 350 g", "3.75", "6.50", 54),
    _item("COF-1K", "Coffee beans 1 kg", "9.80", "16.50", 66),
    _item("TEA-50", "Black tea, 50 bags", "2.10", "3.80", 90),
    _item("CHO-100", "Dark chocolate 100 g", "1.30", "2.40", 200),
    _item("GRA-400", "Granola 400 g", "2.60", "4.60", 75),
    _item("CUP-12", "Paper cups 12 oz, sleeve of 50", "2.90", "4.95", 130),
    _item("LID-12", "Cup lids 12 oz, sleeve of 50", "2.10", "3.75", 130),
    _item("NAP-500", "Napkins, pack of 500", "3.40", "5.95", 70),
    _item("GLV-M", "Nitrile gloves M, box of 100", "5.10", "8.90", 40),
    _item("BAG-55", "Trash bags 55 gal, roll of 25", "6.20", "10.50", 35),
    _item("SCN-2D", "Handheld 2D scanner", "74.00", "119.00", 12),
)
VENDORS = (
    "Fernhill Dairy Cooperative",
    "Two Rivers Milling",
    "Saltmarsh Pantry Imports",
    "Kestrel Coffee Roasters",
    "Brightline Disposables",
)
CUSTOMERS = (
    "Juniper Street Café",
    "The Copper Ladle",
    "Northgate Grocers",
    "Willow Bend Catering",
    "Harborview Hotel",
    "Maple & Main Market",
)
PURCHASE_ORDERS = (
    SeedOrder("PO-2001", VENDORS[0], (("OAT-1L", 48), ("YOG-500", 36), ("BUT-250", 40)), "Open"),
    SeedOrder("PO-2002", VENDORS[1], (("PEN-500", 96), ("SPA-500", 96), ("GRA-400", 24)), "Open"),
    SeedOrder("PO-2003", VENDORS[3], (("COF-1K", 30), ("TEA-50", 60)), "Open", 4, 0),
    SeedOrder("PO-2004", VENDORS[4], (("CUP-12", 60), ("LID-12", 60), ("SCN-2D", 4)), "Open", 1, 3),
)
ESTIMATES = (
    SeedOrder("SO-1042", CUSTOMERS[0], (("OAT-1L", 12), ("COF-1K", 4)), "Accepted", 3, 0),
    SeedOrder("SO-1043", CUSTOMERS[1], (("OLV-750", 6), ("TOM-400", 24)), "Accepted"),
    SeedOrder(
        "SO-1044", CUSTOMERS[2], (("PEN-500", 24), ("RIC-1K", 12), ("BEA-400", 24)), "Accepted"
    ),
    SeedOrder("SO-1045", CUSTOMERS[3], (("EGG-12", 10), ("BUT-250", 8)), "Pending", 1),
    SeedOrder("SO-1046", CUSTOMERS[4], (("TEA-50", 20), ("HON-350", 12)), "Accepted", 1),
    SeedOrder("SO-1047", CUSTOMERS[5], (("CHO-100", 40), ("GRA-400", 10)), "Pending", 0, 2),
)
# name, type, subtype
ACCOUNTS = (
    ("Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
    ("Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("Inventory Asset", "Other Current Asset", "Inventory"),
    ("Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("Checking", "Bank", "Checking"),
    ("Sales of Product Income", "Income", "SalesOfProductIncome"),
    ("Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("Inventory Shrinkage", "Cost of Goods Sold", "OtherCostsOfServiceCos"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
)
TERMS = (("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30))
CLASSES = ("Wholesale", "Retail")
DEPARTMENTS = ("Main warehouse",)


def seed_demo(company: SimulatedCompany) -> None:
    """Fill empty books with the demo company."""
    if any(company.books.all("Item")):
        return
    accounts = {
        name: _add(company, "Account", {"Name": name, "AccountType": kind, "AccountSubType": sub})
        for name, kind, sub in ACCOUNTS
    }
    for name, days in TERMS:
        _add(company, "Term", {"Name": name, "DueDays": days, "Type": "STANDARD"})
    for kind, names in (("Class", CLASSES), ("Department", DEPARTMENTS)):
        for name in names:
            _add(company, kind, {"Name": name})
    parties = {name: _add(company, "Vendor", {"DisplayName": name}) for name in VENDORS}
    parties |= {name: _add(company, "Customer", {"DisplayName": name}) for name in CUSTOMERS}
    items = {item.sku: _add(company, "Item", _item_body(company, item, accounts)) for item in ITEMS}
    _seed_orders(company, items, parties, accounts["Accounts Payable (A/P)"])
    company.books.commit()


def _seed_orders(
    company: SimulatedCompany, items: dict[str, str], parties: dict[str, str], payable: str
) -> None:
    facts = {item.sku: item for item in ITEMS}
    for order in PURCHASE_ORDERS:
        costs = {sku: facts[sku].cost for sku, _ in order.lines}
        body = _order_body(company, order, "ItemBasedExpenseLineDetail", items, costs)
        _add(
            company,
            "PurchaseOrder",
            {
                **body,
                "VendorRef": {"value": parties[order.party]},
                "APAccountRef": {"value": payable},
                "POStatus": order.status,
            },
        )
    for order in ESTIMATES:
        prices = {sku: facts[sku].price for sku, _ in order.lines}
        body = _order_body(company, order, "SalesItemLineDetail", items, prices)
        customer = {"value": parties[order.party]}
        _add(company, "Estimate", {**body, "CustomerRef": customer, "TxnStatus": order.status})


def _add(company: SimulatedCompany, name: str, body: Doc) -> str:
    return str(company.write(ENTITIES[name], body)[name]["Id"])


def _item_body(company: SimulatedCompany, item: SeedItem, accounts: dict[str, str]) -> Doc:
    # Well before anything the demo will date, so that nobody meets 6270 by accident.
    start = company.books.server_today() - timedelta(days=365)
    return {
        "Name": item.name,
        "Sku": item.sku,
        "Type": "Inventory",
        "TrackQtyOnHand": True,
        "QtyOnHand": item.opening,
        "InvStartDate": start.isoformat(),
        "AssetAccountRef": {"value": accounts["Inventory Asset"]},
        "IncomeAccountRef": {"value": accounts["Sales of Product Income"]},
        "ExpenseAccountRef": {"value": accounts["Cost of Goods Sold"]},
        "PurchaseCost": item.cost,
        "UnitPrice": item.price,
    }


def _order_body(
    company: SimulatedCompany,
    order: SeedOrder,
    detail: str,
    items: dict[str, str],
    prices: dict[str, Decimal],
) -> Doc:
    day = company.books.server_today() - timedelta(days=order.days_ago)
    lines = [
        {
            "DetailType": detail,
            "Amount": cents(prices[sku] * quantity),
            detail: {"ItemRef": {"value": items[sku]}, "Qty": quantity, "UnitPrice": prices[sku]},
        }
        for sku, quantity in order.lines
    ]
    due = company.books.server_today() + timedelta(days=order.due_days)
    return {
        "DocNumber": order.number,
        "TxnDate": day.isoformat(),
        "DueDate": due.isoformat(),
        "Line": lines,
    }
