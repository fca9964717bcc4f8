"""Forms with a vendor: what was received, and the credit for what went back (reference §3.5, §3.6).

The accounts-payable account is named only where one is chosen: QuickBooks has its own otherwise.
"""

from app.quickbooks.desktop.entities import named
from app.quickbooks.desktop.lines import (
    Form,
    FormLine,
    Said,
    bin_of,
    counted,
    described,
    in_sequence,
    item_of,
    line_class,
    link,
    order_of,
    price_of,
    site,
    split,
)
from app.quickbooks.desktop.tracked import Part, tracking
from app.sync import gaps
from app.sync.documents import DocumentLine, MappingKind, ReceiptDoc, VendorReturnDoc
from app.sync.port import CannotSay, Ref, Refs


def purchase(
    document: ReceiptDoc | VendorReturnDoc, refs: Refs, entity: str, *, anew: bool
) -> Form:
    """An item receipt, a bill or a vendor credit; what is made `anew` links to its order."""
    order = order_of(document, refs) if anew else None
    lines = [
        FormLine(line.line_key, _line(document, line, part, refs, entity, order))
        for line in in_sequence(document.lines, order)
        for part in split(document, line, refs)
    ]
    return Form(_head(document, refs), tuple(lines))


def _head(document: ReceiptDoc | VendorReturnDoc, refs: Refs) -> Said:
    vendor = refs.get(MappingKind.VENDOR, document.vendor_id)
    if vendor is None:
        raise CannotSay(gaps.not_linked(document, "vendor", document.vendor_name))
    payable = refs.settings.accounts.accounts_payable
    return {
        "VendorRef": named(vendor.external_id),
        "APAccountRef": named(payable) if payable else None,
    }


def _line(
    document: ReceiptDoc | VendorReturnDoc,
    line: DocumentLine,
    part: Part,
    refs: Refs,
    entity: str,
    order: Ref | None,
) -> Said:
    linked = order is not None and line.order_line_external_id is not None
    item = item_of(document, line, refs)
    said: Said = {
        **site(document, refs),
        **bin_of(part),
        **tracking(part, refs.facts),
        **described(line, refs.facts, linked=linked),
        **counted(part, item),
        **line_class(document, refs, entity),
    }
    if order is None or not linked:
        cost = price_of(document, line, item, "purchase_cost", "cost")
        return {"ItemRef": named(item.external_id), **said, "Cost": cost}
    # A line with a link must not name its item, and has the order's cost unless ours is known.
    return {**said, "Cost": line.unit_amount, **link(order, line)}
