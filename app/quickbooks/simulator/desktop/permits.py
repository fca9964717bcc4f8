"""What this edition and these preferences do not have at all (reference §9 rule 26)."""

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal


@rule(26, "reference §3.3, §3.9, §4.1", "assumed")
def permit(books: Books, request: str) -> None:
    """Raise Refusal 3250 for a request ("SalesOrderAddRq") this QuickBooks has no feature for."""
    profile = books.profile
    if request.startswith("SalesOrder") and not profile.sales_orders:
        raise _missing("Sales orders")
    if (
        request.startswith(("InventorySite", "ItemSites", "TransferInventory"))
        and not profile.sites
    ):
        raise _missing("Multiple inventory sites")
    if request.startswith("BarCode") and not profile.barcodes:
        raise _missing("Barcode scanning")
    if request.startswith("UnitOfMeasureSet") and profile.edition == "Pro":
        raise _missing("Units of measure")


def _missing(feature: str) -> Refusal:
    return Refusal(
        3250, f"This feature is not enabled or not available in this QuickBooks: {feature}."
    )
