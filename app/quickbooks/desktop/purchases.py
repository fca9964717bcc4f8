"""Forms with a vendor: what was received, and the credit for what went back (reference §3.5, §3.6).

The accounts-payable account is named only where one is chosen: QuickBooks has its own otherwise.
"""

from app.quickbooks.desktop.entities import named
from app.quickbooks.desktop.lines import Form, Price, Said, goods_lines, order_of
from app.sync import gaps
from app.sync.documents import MappingKind, ReceiptDoc, VendorReturnDoc
from app.sync.port import CannotSay, Refs

COST = Price("Cost", "purchase_cost", "cost")


def purchase(
    document: ReceiptDoc | VendorReturnDoc, refs: Refs, entity: str, *, anew: bool
) -> Form:
    """An item receipt, a bill or a vendor credit; what is made `anew` links to its order."""
    order = order_of(document, refs) if anew else None
    return Form(_head(document, refs), goods_lines(document, refs, entity, order, COST))


def _head(document: ReceiptDoc | VendorReturnDoc, refs: Refs) -> Said:
    vendor = refs.get(MappingKind.VENDOR, document.vendor_id)
    if vendor is None:
        raise CannotSay(gaps.not_linked(document, "vendor", document.vendor_name))
    payable = refs.settings.accounts.accounts_payable
    return {
        "VendorRef": named(vendor.external_id),
        "APAccountRef": named(payable) if payable else None,
    }
