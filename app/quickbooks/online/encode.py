"""Our documents in QuickBooks Online's words: create a record, or amend the one we made.

Every message carries the operation's key as `requestid` and minor version 75. Amendments are
sparse and bring the complete line array, in which known lines keep their Id.
"""

from urllib.parse import urlencode

from app.quickbooks.online.adjustments import adjustment
from app.quickbooks.online.cancel import CANCELLED, taking_back
from app.quickbooks.online.entities import (
    amending,
    entity_of,
    note,
    record_of,
    stands_in_invoice,
)
from app.quickbooks.online.lists import record_body, record_search
from app.quickbooks.online.purchases import bill, vendor_credit
from app.quickbooks.online.sales import customer_return, sale, shipping
from app.quickbooks.online.wire import NUMBER_LENGTH, Json, dumps, one_line, quoted
from app.sync import gaps
from app.sync.documents import (
    AdjustmentDoc,
    AnyRecord,
    CustomerReturnDoc,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.port import CannotSay, Message, NothingToSay, Operation, Refs

_Told = ReceiptDoc | VendorReturnDoc | ShipmentDoc | CustomerReturnDoc | AdjustmentDoc

MINOR_VERSION = "75"
JSON_TYPE = "application/json"
QUERY_TYPE = "application/text"


def encode(op: Operation, refs: Refs) -> Message:
    """The message that makes QuickBooks show the document. Raises CannotSay, NothingToSay."""
    document = op.document
    entity = entity_of(document, refs)
    if isinstance(document, TransferDoc):
        raise NothingToSay  # stock is not kept by place there
    if isinstance(document, ItemDoc | PartyDoc):
        return _write(entity, record_body(document, refs), op.key)
    if document.cancelled:
        body, asked = taking_back(op, document, refs, entity)
        if "Line" in body:
            body["PrivateNote"] = note(op, refs)
        return _write(entity, body, op.key, **asked)
    if refs.own is not None and refs.own.details.get(CANCELLED):
        raise CannotSay(gaps.taken_back(document))
    if not document.lines:
        raise CannotSay(gaps.nothing_on_it(document))
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        return _write(entity, _shipped_invoice(document, refs), op.key)
    body = _form(document, refs, entity)
    body |= {"DocNumber": one_line(document.number, NUMBER_LENGTH), "PrivateNote": note(op, refs)}
    if refs.own is not None:
        body |= amending(refs.own)
    return _write(entity, body, op.key)


def _form(document: _Told, refs: Refs, entity: str) -> Json:
    match document:
        case ReceiptDoc():
            return bill(document, refs)
        case VendorReturnDoc():
            return vendor_credit(document, refs)
        case ShipmentDoc():
            return sale(document, refs, entity)
        case CustomerReturnDoc():
            return customer_return(document, refs, entity)
        case AdjustmentDoc():
            return adjustment(document, refs)


def _shipped_invoice(document: ShipmentDoc, refs: Refs) -> Json:
    order = refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    if order is None:
        raise CannotSay(gaps.not_linked(document, "invoice", document.sales_order_number))
    details = shipping(document, refs)
    if not details:
        raise NothingToSay
    return amending(order) | details


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
    """By our number; by customer and day where QuickBooks numbers sales forms itself.

    A number or a day that a person decided may be younger than the record, so both are looked for.
    """
    document = op.document
    if isinstance(document, ItemDoc | PartyDoc):
        return record_search(document, refs, entity)
    versions = [one for one in (document, op.undecided) if one and not isinstance(one, AnyRecord)]
    customer = (
        refs.get(MappingKind.CUSTOMER, document.customer_id)
        if isinstance(document, ShipmentDoc | CustomerReturnDoc) and not refs.facts.custom_numbers
        else None
    )
    if customer is None:
        where = _any_of("DocNumber", [one_line(one.number, NUMBER_LENGTH) for one in versions])
    else:
        days = _any_of("TxnDate", [one.on.isoformat() for one in versions])
        where = f"CustomerRef = {quoted(customer.external_id)} and {days}"
    return f"select * from {entity} where {where} maxresults 1000"  # noqa: S608 - quoted above


def _any_of(name: str, values: list[str]) -> str:
    first, *others = dict.fromkeys(map(quoted, values))
    return f"{name} in ({', '.join([first, *others])})" if others else f"{name} = {first}"


def _write(entity: str, body: Json, key: str, **asked: str) -> Message:
    parameters = urlencode({**asked, "minorversion": MINOR_VERSION, "requestid": key})
    return Message("POST", f"/{entity.lower()}?{parameters}", dumps(body), JSON_TYPE, writes=True)
