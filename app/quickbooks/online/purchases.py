"""Forms with a vendor: the bill of what was received, the credit for what went back (§3.5)."""

from app.quickbooks.online.entities import BILL, DETAIL, VENDOR_CREDIT
from app.quickbooks.online.form_lines import (
    base_line,
    form_place,
    item_of,
    line_class,
    price_of,
    priced,
    purchase_tax,
    untaxed_form,
)
from app.quickbooks.online.wire import Json
from app.sync import gaps
from app.sync.documents import DocumentLine, MappingKind, ReceiptDoc, VendorReturnDoc
from app.sync.port import CannotSay, Ref, Refs


def bill(document: ReceiptDoc, refs: Refs) -> Json:
    """A bill, its lines linked to those of the order unless a person decided otherwise."""
    linked = refs.get(MappingKind.PURCHASE_ORDER, document.purchase_order_id)
    order = linked if document.linked else None
    # An existing line keeps its link: to lose it, the line is made anew (§3.5).
    anew = not document.linked and is_linked(refs.own)
    lines = [_line(document, line, refs, BILL, order, anew=anew) for line in document.lines]
    return _form(document, refs, BILL) | {"Line": lines}


def vendor_credit(document: VendorReturnDoc, refs: Refs) -> Json:
    """What the vendor owes for goods sent back; it takes them out of stock."""
    lines = [_line(document, line, refs, VENDOR_CREDIT, None) for line in document.lines]
    return _form(document, refs, VENDOR_CREDIT) | {"Line": lines}


def is_linked(own: Ref | None) -> bool:
    """May the bill there be linked to an order? It is not known of one made by an older release."""
    return own is not None and own.details.get("linked") is not False


def _form(document: ReceiptDoc | VendorReturnDoc, refs: Refs, entity: str) -> Json:
    vendor = refs.get(MappingKind.VENDOR, document.vendor_id)
    if vendor is None:
        raise CannotSay(gaps.not_linked(document, "vendor", document.vendor_name))
    payable = refs.settings.accounts.accounts_payable
    if not payable:
        raise CannotSay(gaps.no_account(document, "accounts payable"))
    return {
        "VendorRef": {"value": vendor.external_id},
        "APAccountRef": {"value": payable},
        "TxnDate": document.on.isoformat(),
        **form_place(document, refs, entity),
        **untaxed_form(refs),
    }


def _line(
    document: ReceiptDoc | VendorReturnDoc,
    line: DocumentLine,
    refs: Refs,
    entity: str,
    order: Ref | None,
    *,
    anew: bool = False,
) -> Json:
    item = item_of(document, line, refs)
    price = price_of(document, line, item, "purchase_cost", "cost")
    amount, detail = priced(line, item, price)
    detail |= purchase_tax(refs) | line_class(document, refs, entity)
    body = base_line(line, refs, entity, anew=anew)
    body |= {"Amount": amount, DETAIL[entity]: detail | {"BillableStatus": "NotBillable"}}
    if order is not None and line.order_line_external_id:
        link = {"TxnId": order.external_id, "TxnType": "PurchaseOrder"}
        body["LinkedTxn"] = [link | {"TxnLineId": line.order_line_external_id}]
    return body
