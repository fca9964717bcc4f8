"""Forms with a customer: what was shipped, and what came back (§3.6)."""

from app.quickbooks.online.entities import DETAIL, REFUND_RECEIPT, SALES_RECEIPT
from app.quickbooks.online.form_lines import (
    base_line,
    form_place,
    item_of,
    line_class,
    price_of,
    priced,
    sales_tax,
    untaxed_form,
)
from app.quickbooks.online.wire import TRACKING_LENGTH, Json, one_line
from app.sync import gaps
from app.sync.documents import CustomerReturnDoc, DocumentLine, MappingKind, ShipmentDoc
from app.sync.port import CannotSay, Ref, Refs

_Sale = ShipmentDoc | CustomerReturnDoc


def sale(document: ShipmentDoc, refs: Refs, entity: str) -> Json:
    """The invoice or sales receipt of what left."""
    body = _form(document, refs, entity) | shipping(document, refs)
    if entity == SALES_RECEIPT:
        deposit = refs.settings.accounts.deposit_to
        return body | ({"DepositToAccountRef": {"value": deposit}} if deposit else {})
    return body | _estimate(document, refs)


def customer_return(document: CustomerReturnDoc, refs: Refs, entity: str) -> Json:
    """A credit the customer may use, or money paid back: that comes out of an account."""
    body = _form(document, refs, entity)
    if entity != REFUND_RECEIPT:
        return body
    paid_from = refs.settings.accounts.refund_from
    if not paid_from:
        raise CannotSay(gaps.no_account(document, "refunds"))
    return body | {"DepositToAccountRef": {"value": paid_from}}


def shipping(document: ShipmentDoc, refs: Refs) -> Json:
    """When and how it left, where this company's forms have a place for it."""
    if not refs.facts.shipping_fields:
        return {}
    body: Json = {"ShipDate": document.on.isoformat()}
    if document.tracking_number:
        body["TrackingNum"] = one_line(document.tracking_number, TRACKING_LENGTH)
    return body


def _form(document: _Sale, refs: Refs, entity: str) -> Json:
    customer = refs.get(MappingKind.CUSTOMER, document.customer_id)
    if customer is None:
        raise CannotSay(gaps.not_linked(document, "customer", document.customer_name))
    return {
        "CustomerRef": {"value": customer.external_id},
        "TxnDate": document.on.isoformat(),
        **form_place(document, refs, entity),
        **untaxed_form(refs),
        "Line": [_line(document, line, refs, entity, customer) for line in document.lines],
    }


def _estimate(document: ShipmentDoc, refs: Refs) -> Json:
    """An estimate may be linked to one invoice only: the first that ships something of it."""
    order = refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    ours = document.order_source == "estimate" and document.linked and refs.first_of_order
    if order is None or not ours or refs.own is not None:
        return {}
    return {"LinkedTxn": [{"TxnId": order.external_id, "TxnType": "Estimate"}]}


def _line(document: _Sale, line: DocumentLine, refs: Refs, entity: str, customer: Ref) -> Json:
    item = item_of(document, line, refs)
    price = price_of(document, line, item, "sales_price", "price")
    amount, detail = priced(line, item, price)
    detail |= sales_tax(refs, item, customer) | line_class(document, refs, entity)
    return base_line(line, refs, entity) | {"Amount": amount, DETAIL[entity]: detail}
