"""Forms with a customer: what was shipped, and what came back (reference §3.7).

Sales tax is left to QuickBooks, which knows what of the item and the customer is taxed.
"""

from app.quickbooks.desktop.entities import SALES_RECEIPT, named
from app.quickbooks.desktop.lines import Form, Price, Said, form_class, goods_lines, order_of
from app.quickbooks.desktop.wire import fit
from app.sync import gaps
from app.sync.documents import CustomerReturnDoc, MappingKind, ShipmentDoc
from app.sync.port import CannotSay, Refs, SyncProblem
from app.sync.ways_out import by_hand

OTHER_LENGTH = 29
RATE = Price("Rate", "sales_price", "price")


def sale(document: ShipmentDoc, refs: Refs, entity: str, *, anew: bool) -> Form:
    """The invoice or sales receipt of what left; an invoice made `anew` links to its order."""
    order = order_of(document, refs) if anew and entity != SALES_RECEIPT else None
    head = _head(document, refs) | shipping(document)
    deposit = refs.settings.accounts.deposit_to
    if entity == SALES_RECEIPT and deposit:
        head["DepositToAccountRef"] = named(deposit)
    return Form(head, goods_lines(document, refs, entity, order, RATE))


def customer_return(document: CustomerReturnDoc, refs: Refs, entity: str) -> Form:
    """A credit memo. Desktop takes no refund from outside: see `refund_by_hand`."""
    return Form(_head(document, refs), goods_lines(document, refs, entity, None, RATE))


def shipping(document: ShipmentDoc) -> Said:
    """When and how it left.

    Desktop's forms have no field for a tracking number of ours. `Other` is the one free field of
    the header that its templates can print: the memo belongs to the bookkeeper and carries our
    mark, and the fields for FOB, shipping method and the customer's order have their own meaning.
    """
    tracking = fit(document.tracking_number, OTHER_LENGTH)
    return {"ShipDate": document.on, "Other": tracking or None}


def refund_by_hand(document: CustomerReturnDoc) -> SyncProblem:
    """QuickBooks has the credit; that the customer gets money for it is said there by hand."""
    return SyncProblem(
        "refund_by_hand",
        "Give the refund in QuickBooks",
        f"{document.number} is in QuickBooks as a credit memo of {document.customer_name}. The"
        " money was to be paid back, which QuickBooks Desktop lets nobody do from outside.",
        "Open the credit memo in QuickBooks and choose Use credit to give refund.",
        {"number": document.number, "party": document.customer_name},
        fixes=(by_hand(),),
    )


def _head(document: ShipmentDoc | CustomerReturnDoc, refs: Refs) -> Said:
    customer = refs.get(MappingKind.CUSTOMER, document.customer_id)
    if customer is None:
        raise CannotSay(gaps.not_linked(document, "customer", document.customer_name))
    return {"CustomerRef": named(customer.external_id), **form_class(document, refs)}
