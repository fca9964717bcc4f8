"""Our documents in QuickBooks Online's words: create a record, or amend the one we made.

Every message carries the operation's key as `requestid` and minor version 75. Amendments are
sparse and bring the complete line array, in which known lines keep their Id.
"""

from decimal import Decimal
from urllib.parse import urlencode

from app.quickbooks.online.entities import (
    BILL,
    DETAIL,
    INVENTORY_ADJUSTMENT,
    INVOICE,
    entity_of,
    note,
    record_of,
    stands_in_invoice,
)
from app.quickbooks.online.lists import record_body, record_search
from app.quickbooks.online.wire import (
    DESCRIPTION_LENGTH,
    NUMBER_LENGTH,
    TRACKING_LENGTH,
    Json,
    amount,
    dumps,
    number,
    one_line,
    quoted,
)
from app.sync import gaps
from app.sync.documents import (
    AdjustmentDoc,
    DocumentLine,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
)
from app.sync.port import CannotSay, Message, Operation, Ref, Refs

MINOR_VERSION = "75"
JSON_TYPE = "application/json"
QUERY_TYPE = "application/text"


def encode(op: Operation, refs: Refs) -> Message:
    """The message that makes QuickBooks show the document. Raises CannotSay."""
    document = op.document
    entity = entity_of(document, refs)
    if isinstance(document, ItemDoc | PartyDoc):
        return _write(entity, record_body(document, refs), op.key)
    if not document.lines:
        raise CannotSay(gaps.nothing_on_it(document))
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        return _write(entity, _shipped_invoice(document, refs), op.key)
    match document:
        case ReceiptDoc():
            body = _bill(document, refs)
        case ShipmentDoc():
            body = _sale(document, refs, entity)
        case AdjustmentDoc():
            body = _adjustment(document, refs)
        case _:
            raise CannotSay(gaps.nothing_on_it(document))
    number_ = one_line(document.number, NUMBER_LENGTH)
    body |= {"DocNumber": number_, "PrivateNote": note(op)}
    if refs.own is not None:
        body |= _amending(refs.own)
    return _write(entity, body, op.key)


def encode_ask(op: Operation, refs: Refs, external_id: str | None) -> Message:
    """Read the record by id, or look for one that may be ours."""
    entity = entity_of(op.document, refs)
    record = record_of(op.document, refs)
    external_id = external_id or (record.external_id if record else None)
    if external_id is not None:
        return Message("GET", f"/{entity.lower()}/{external_id}?minorversion={MINOR_VERSION}")
    return query(_search(op, refs, entity))


def query(statement: str) -> Message:
    """A query, sent as text so that nothing needs a second escaping."""
    return Message("POST", f"/query?minorversion={MINOR_VERSION}", statement, QUERY_TYPE)


def _search(op: Operation, refs: Refs, entity: str) -> str:
    """By our number; by customer and day where QuickBooks numbers sales forms itself."""
    document = op.document
    if isinstance(document, ItemDoc | PartyDoc):
        return record_search(document, refs, entity)
    customer = (
        refs.get(MappingKind.CUSTOMER, document.customer_id)
        if isinstance(document, ShipmentDoc) and not refs.facts.custom_numbers
        else None
    )
    if customer is None or not isinstance(document, ShipmentDoc):
        where = f"DocNumber = {quoted(one_line(document.number, NUMBER_LENGTH))}"
    else:
        where = (
            f"CustomerRef = {quoted(customer.external_id)}"
            f" and TxnDate = {quoted(document.on.isoformat())}"
        )
    return f"select * from {entity} where {where} maxresults 1000"  # noqa: S608 - quoted above


def _write(entity: str, body: Json, key: str) -> Message:
    parameters = urlencode({"minorversion": MINOR_VERSION, "requestid": key})
    return Message("POST", f"/{entity.lower()}?{parameters}", dumps(body), JSON_TYPE, writes=True)


def _amending(own: Ref) -> Json:
    return {"Id": own.external_id, "SyncToken": own.version_token, "sparse": True}


def _bill(document: ReceiptDoc, refs: Refs) -> Json:
    vendor = refs.get(MappingKind.VENDOR, document.vendor_id)
    if vendor is None:
        raise CannotSay(gaps.not_linked(document, "vendor", document.vendor_name))
    payable = refs.settings.accounts.accounts_payable
    if not payable:
        raise CannotSay(gaps.no_account(document, "accounts payable"))
    order = refs.get(MappingKind.PURCHASE_ORDER, document.purchase_order_id)
    return {
        "VendorRef": {"value": vendor.external_id},
        "APAccountRef": {"value": payable},
        "TxnDate": document.on.isoformat(),
        "Line": [_bill_line(document, line, refs, order) for line in document.lines],
    }


def _bill_line(document: ReceiptDoc, line: DocumentLine, refs: Refs, order: Ref | None) -> Json:
    item = _item(document, line, refs)
    price = _price(document, line, item, "purchase_cost", "cost")
    body = _line(line, refs, BILL) | {
        "Amount": amount(line.qty, price),
        DETAIL[BILL]: {
            "ItemRef": {"value": item.external_id},
            "Qty": line.qty,
            "UnitPrice": price,
            "TaxCodeRef": {"value": "NON"},
            "BillableStatus": "NotBillable",
        },
    }
    if order is not None and line.order_line_external_id:
        body["LinkedTxn"] = [
            {
                "TxnId": order.external_id,
                "TxnType": "PurchaseOrder",
                "TxnLineId": line.order_line_external_id,
            }
        ]
    return body


def _sale(document: ShipmentDoc, refs: Refs, entity: str) -> Json:
    customer = refs.get(MappingKind.CUSTOMER, document.customer_id)
    if customer is None:
        raise CannotSay(gaps.not_linked(document, "customer", document.customer_name))
    body: Json = {
        "CustomerRef": {"value": customer.external_id},
        "TxnDate": document.on.isoformat(),
        **_shipping(document),
        "Line": [_sale_line(document, line, refs, entity) for line in document.lines],
    }
    deposit = refs.settings.accounts.deposit_to
    if entity != INVOICE:
        return body | ({"DepositToAccountRef": {"value": deposit}} if deposit else {})
    # An estimate may be linked to one invoice only: the first that ships something of it.
    order = refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    if order and document.order_source == "estimate" and refs.own is None and refs.first_of_order:
        body["LinkedTxn"] = [{"TxnId": order.external_id, "TxnType": "Estimate"}]
    return body


def _sale_line(document: ShipmentDoc, line: DocumentLine, refs: Refs, entity: str) -> Json:
    item = _item(document, line, refs)
    price = _price(document, line, item, "sales_price", "price")
    return _line(line, refs, entity) | {
        "Amount": amount(line.qty, price),
        DETAIL[entity]: {
            "ItemRef": {"value": item.external_id},
            "Qty": line.qty,
            "UnitPrice": price,
            "TaxCodeRef": {"value": "TAX" if item.details.get("taxable") else "NON"},
        },
    }


def _shipping(document: ShipmentDoc) -> Json:
    body: Json = {"ShipDate": document.on.isoformat()}
    if document.tracking_number:
        body["TrackingNum"] = one_line(document.tracking_number, TRACKING_LENGTH)
    return body


def _shipped_invoice(document: ShipmentDoc, refs: Refs) -> Json:
    order = refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    if order is None:
        raise CannotSay(gaps.not_linked(document, "invoice", document.sales_order_number))
    return _amending(order) | _shipping(document)


def _adjustment(document: AdjustmentDoc, refs: Refs) -> Json:
    reason = refs.facts.why_off("adjustments")
    if reason is not None:
        raise CannotSay(gaps.not_offered(document, "adjustments", reason))
    accounts = refs.settings.accounts
    account = accounts.adjustment_by_reason.get(document.reason) or accounts.adjustment
    if not account:
        raise CannotSay(gaps.no_account(document, "inventory adjustments"))
    body: Json = {
        "AdjustAccountRef": {"value": account},
        "Line": [_adjustment_line(document, line, refs) for line in document.lines],
    }
    # QuickBooks refuses to move an adjustment to another day.
    return body if refs.own else body | {"TxnDate": document.on.isoformat()}


def _adjustment_line(document: AdjustmentDoc, line: DocumentLine, refs: Refs) -> Json:
    item = _item(document, line, refs)
    detail = {"ItemRef": {"value": item.external_id}, "QtyDiff": line.qty}
    body = _line(line, refs, INVENTORY_ADJUSTMENT)
    return body | {DETAIL[INVENTORY_ADJUSTMENT]: detail}


def _line(line: DocumentLine, refs: Refs, entity: str) -> Json:
    """What all lines share; a line that QuickBooks has already keeps its Id."""
    known = (refs.own.details.get("lines") or {}).get(line.line_key) if refs.own else None
    body: Json = {} if known is None else {"Id": known}
    if line.description:
        body["Description"] = one_line(line.description, DESCRIPTION_LENGTH)
    return body | {"DetailType": DETAIL[entity]}


def _item(
    document: ReceiptDoc | ShipmentDoc | AdjustmentDoc, line: DocumentLine, refs: Refs
) -> Ref:
    item = refs.get(MappingKind.ITEM, line.item_id)
    if item is None:
        raise CannotSay(gaps.not_linked(document, "item", f"{line.name} ({line.sku})"))
    return item


def _price(
    document: ReceiptDoc | ShipmentDoc, line: DocumentLine, item: Ref, fallback: str, word: str
) -> Decimal:
    """The line's own price, else what QuickBooks has on the item."""
    price = line.unit_amount
    if price is None:
        price = number(item.details.get(fallback), 7)
    if price is None:
        raise CannotSay(gaps.no_price(document, line, word))
    return price
