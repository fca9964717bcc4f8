"""Our documents in QuickBooks Desktop's words: add a record, amend the one we made, or replace it.

One write per message set (reference §2.3). What QuickBooks shows already is not said again. While a
document's lines stay as they are, only the header is amended. Where lines change, a Mod brings all
of them. But a Mod can neither keep nor make a link to an order (§3.4), and cannot amend the lots of
an adjustment: such a record is *replaced*, deleted in one message and added anew, under a GUID of
the new version, in the next.

How a replacement never doubles nor loses anything; X is the record, v its version, w the new one:

1. Before the deletion is said, the new form is built in full: what cannot be said holds the
   document while X is still there.
2. "TxnDel X" is in doubt: X is asked for by id. Still there: the same bytes again, under the same
   message set. Not there: X counts as replaced, and the same bytes again, which QuickBooks answers
   from memory or with "not found"; both lead on.
3. "TxnDel X" is refused because X is not there, without any doubt before: somebody else deleted it
   or turned it into a bill. It is looked at, by its id in every kind it may be, and a person
   decides. Nothing is added.
4. X is deleted, and we die before the new form is said: the mapping says *replaced*, so what is
   said next, be it w or a later version, is an addition. Cancelled meanwhile: nothing is said.
5. The addition is in doubt: it is asked for by number, and only a version above v is ours, so that
   a restored X or a copy of it is not taken for it. Found: done, and amended if it is not the
   newest. Not found: the same bytes under the same message set.
6. The addition is refused: the document is held, as one that was never there. Released, it is
   added.
"""

from app.quickbooks.desktop.adjustments import adjustment, is_tracked, wait_for_single_user
from app.quickbooks.desktop.cancel import amending, deletion, is_linked, taking_back
from app.quickbooks.desktop.entities import (
    CANCELLED,
    LINE,
    entity_of,
    may_be,
    note,
    number_of,
    record_of,
    stands_in_invoice,
)
from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.desktop.known_lines import goods, said_of, with_ids
from app.quickbooks.desktop.lines import Form, told
from app.quickbooks.desktop.lists import record_query, record_request
from app.quickbooks.desktop.purchases import purchase
from app.quickbooks.desktop.qbxml import Body, Rq, Unsayable, build
from app.quickbooks.desktop.sales import customer_return, sale, shipping
from app.quickbooks.desktop.transfers import transfer
from app.quickbooks.desktop.wire import guid_of, message_set_id
from app.sync import gaps, ways_out
from app.sync.documents import (
    AdjustmentDoc,
    AnyTransaction,
    CustomerReturnDoc,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.explanations import VALUE_REFUSED, about_document, explained
from app.sync.facts import Facts
from app.sync.port import CannotSay, Message, NothingToSay, Operation, Ref, Refs

USUAL_VERSION = "13.0"
"""What every QuickBooks since 2014 understands, until the company's own version is known."""
LOOK, ASK = "look", "ask"
"""How requests for a record are named: for one with a given id, and for one that may be ours."""


def encode(op: Operation, refs: Refs, *, retire: str = "") -> Message:
    """The message that makes QuickBooks show the document; it retires the message set `retire`.

    Raises CannotSay, NothingToSay.
    """
    if isinstance(op.document, ItemDoc | PartyDoc):
        request = record_request(op, op.document, refs)
    else:
        request = _request(op, op.document, refs)
    body = _document(op, request, refs.facts, retire)
    return Message("QBXML", request.name, body, "text/xml", writes=True)


def _request(op: Operation, document: AnyTransaction, refs: Refs) -> Rq:
    entity = entity_of(document, refs)
    own = record_of(document, refs)
    if document.cancelled:
        request = taking_back(op, document, refs, entity)
        _check_mode(document, refs)
        return request
    if own is not None and own.details.get(CANCELLED):
        raise CannotSay(gaps.taken_back(document))
    if not told(document.lines):
        raise CannotSay(gaps.nothing_on_it(document))
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        return _shipped_invoice(op, document, refs)
    if own is None:
        request = _addition(op, document, refs, entity)
    else:
        request = _amendment(op, document, refs, entity, own)
    _check_mode(document, refs)
    return request


def _addition(op: Operation, document: AnyTransaction, refs: Refs, entity: str) -> Rq:
    form = form_of(document, refs, entity, anew=True)
    lines = [line.body for line in form.lines]
    body = _head(op, document, refs, form) | {f"{LINE[entity]}Add": lines}
    body["ExternalGUID"] = guid_of(document.id, op.version)
    return Rq(f"{entity}AddRq", body, op.key)


def _amendment(op: Operation, document: AnyTransaction, refs: Refs, entity: str, own: Ref) -> Rq:
    if must_be_replaced(document, own, refs.facts):
        _document(op, _addition(op, document, refs, entity), refs.facts)
        return deletion(op, own, entity)
    if own.details.get("said") == said_of(document):
        raise NothingToSay
    form = form_of(document, refs, entity, anew=False)
    body = _head(op, document, refs, form) | amending(own)
    if own.details.get("goods") != goods(document):
        body[f"{LINE[entity]}Mod"] = with_ids(form.lines, own)
    return Rq(f"{entity}ModRq", body, op.key)


def must_be_replaced(document: AnyTransaction, own: Ref, facts: Facts) -> bool:
    """Can its lines not be amended any more, though they must?"""
    if own.details.get("goods") == goods(document):
        return False
    linked = isinstance(document, ReceiptDoc | ShipmentDoc) and is_linked(own)
    return linked or is_tracked(document, facts) or bool(own.details.get("tracked"))


def form_of(document: AnyTransaction, refs: Refs, entity: str, *, anew: bool) -> Form:
    """The transaction to be said, without number, day and memo; `anew`: it is added, not amended.

    Raises CannotSay, NothingToSay.
    """
    match document:
        case ReceiptDoc() | VendorReturnDoc():
            return purchase(document, refs, entity, anew=anew)
        case ShipmentDoc():
            return sale(document, refs, entity, anew=anew)
        case CustomerReturnDoc():
            return customer_return(document, refs, entity)
        case AdjustmentDoc():
            return adjustment(document, refs, anew=anew)
        case TransferDoc():
            return transfer(document, refs)


def _head(op: Operation, document: AnyTransaction, refs: Refs, form: Form) -> dict[str, object]:
    return {
        **form.head,
        "TxnDate": document.on,
        "RefNumber": number_of(document),
        "Memo": note(op, refs, form.tracked),
    }


def _shipped_invoice(op: Operation, document: ShipmentDoc, refs: Refs) -> Rq:
    order = refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    if order is None:
        raise CannotSay(gaps.not_linked(document, "invoice", document.sales_order_number))
    return Rq("InvoiceModRq", amending(order) | shipping(document), op.key)


def _check_mode(document: AnyTransaction, refs: Refs) -> None:
    if isinstance(document, AdjustmentDoc):
        wait_for_single_user(document, refs)


def encode_ask(op: Operation, refs: Refs, external_id: str | None) -> Message:
    """Read the record by id, or look for one that may be ours; in every kind it may be."""
    name = ASK if external_id is None else LOOK
    known = record_of(op.document, refs)
    external_id = external_id or (known.external_id if known else None)
    if isinstance(op.document, ItemDoc | PartyDoc):
        requests = [record_query(op.document, refs, external_id, name)]
    else:
        which: Body = {"TxnID": external_id} if external_id else {"RefNumber": _numbers(op)}
        requests = [_query(entity, which, name) for entity in may_be(op.document)]
    body = build(requests, version=version_of(refs.facts), on_error="continueOnError")
    return Message("QBXML", requests[0].name, body, "text/xml")


def _numbers(op: Operation) -> list[str]:
    """A number that a person decided may be younger than the record, so both are looked for."""
    versions = (op.document, op.undecided)
    told = [one for one in versions if one and not isinstance(one, ItemDoc | PartyDoc)]
    return list(dict.fromkeys(map(number_of, told)))


def _query(entity: str, which: Body, request_id: str) -> Rq:
    """Everything of the record: its lines, and its links where this kind tells them."""
    name = f"{entity}QueryRq"
    shown = ("IncludeLineItems", "IncludeLinkedTxns")
    fields = {one.name for one in REQUESTS[name].fields}
    return Rq(name, {**which, **{one: True for one in shown if one in fields}}, request_id)


def _document(op: Operation, request: Rq, facts: Facts, retire: str = "") -> str:
    """The bytes of one write. Raises CannotSay for what qbXML has no room for."""
    new_set = message_set_id(op.key)
    try:
        return build([request], version=version_of(facts), new_set=new_set, old_set=retire)
    except Unsayable as error:
        about = about_document(op.document)
        said = f"{error.path}: {error.reason}" if error.path else error.reason
        fixes = (ways_out.retry(), ways_out.by_hand())
        cause = ways_out.document(op.document)
        raise CannotSay(
            explained(VALUE_REFUSED, about, said=said, cause=cause, fixes=fixes)
        ) from error


def version_of(facts: Facts) -> str:
    """The qbXML version spoken with this company."""
    return facts.qbxml or USUAL_VERSION
