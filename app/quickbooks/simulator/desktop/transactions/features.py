"""What this edition and this company file can express (rule 26)."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.quickbooks.simulator.desktop.company_queries import preference
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal
from app.quickbooks.simulator.desktop.transactions.kinds import TxnKind


@rule(26, "reference §3.3, §3.9, §3.10, §4.1 (3250)", "documented")
def check_features(books: Books, kind: TxnKind, said: list[Mapping[str, Any]]) -> None:
    """Raise Refusal 3250 for what the edition lacks or the company has not switched on."""
    advanced = books.profile.advanced_inventory
    sites = advanced and preference(books, "IsMultiLocationInventoryEnabled")
    if kind.name == "SalesOrder" and not books.profile.sales_orders:
        raise _missing("Sales orders")
    if kind.name == "TransferInventory" and not sites:
        raise _missing("Transfers between inventory sites")
    tracked = preference(books, "IsTrackingSerialOrLotNumber") if advanced else "None"
    for name in _names(said):
        if "InventorySite" in name and not sites:
            raise _missing("Inventory sites")
        if "SerialNumber" in name and tracked != "SerialNumber":
            raise _missing("Serial numbers")
        if name.startswith("LotNumber") and tracked != "LotNumber":
            raise _missing("Lot numbers")
        if name.startswith("ExpirationDate") and tracked == "None":
            raise _missing("Expiration dates of lots and serial numbers")


def _missing(what: str) -> Refusal:
    return Refusal(
        3250, f"This feature is not enabled or not available in this version: {what.lower()}."
    )


def _names(value: Any) -> Iterator[str]:
    """Every element name that was given a value, however deep."""
    if isinstance(value, Mapping):
        for name, content in value.items():
            if content is not None:
                yield name
                yield from _names(content)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)
