"""What stands against the link of a document to its order."""

from collections.abc import Iterator, Sequence

from app.sync import explanations as why
from app.sync import gaps, ways_out
from app.sync.documents import AnyTransaction, DocumentLine, MappingKind, ReceiptDoc, ShipmentDoc
from app.sync.port import Ref
from app.sync.preflight.finding import Finding, found
from app.sync.preflight.known import Known


def order_of(document: AnyTransaction, known: Known) -> Ref | None:
    match document:
        case ReceiptDoc(purchase_order_id=order_id):
            return known.refs.get(MappingKind.PURCHASE_ORDER, order_id)
        case ShipmentDoc(sales_order_id=order_id):
            return known.refs.get(MappingKind.SALES_ORDER, order_id)
        case _:
            return None


def check_invoice(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    """Goods shipped against an invoice need that invoice, and nothing else."""
    if isinstance(document, ShipmentDoc) and order_of(document, known) is None:
        number = document.sales_order_number
        problem = gaps.not_linked(document, "invoice", number)
        yield Finding(problem, f"invoice {number} is gone there")


def check_order(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    """Closed, invoiced already, or without the lines that are to be linked."""
    order = order_of(document, known)
    match document:
        case ReceiptDoc(linked=True, purchase_order_id=order_id) if order_id is not None:
            yield from _purchase_order(document, known, order)
        case ShipmentDoc(linked=True, order_source="sales_order") if known.refs.own is None:
            yield from _sales_order(document, known, order)
        case ShipmentDoc(linked=True) if known.refs.own is None and known.refs.first_of_order:
            if order is not None and document.order_source == "estimate":
                yield from _estimate(document, order)


def _purchase_order(document: ReceiptDoc, known: Known, order: Ref | None) -> Iterator[Finding]:
    there = (known.refs.own.details.get("lines") or {}) if known.refs.own else {}
    fresh = [
        line
        for line in document.lines
        if line.order_line_external_id is not None and line.line_key not in there
    ]
    cause = ways_out.record(MappingKind.PURCHASE_ORDER, document.purchase_order_id or document.id)
    number = document.purchase_order_number
    if not fresh:
        return
    if order is None:
        yield found(why.LINK_WILL_BE_LOST, document, cause, order=number, names=_names(fresh))
        return
    if order.details.get("open") is False and not order.details.get("complete"):
        yield found(
            *(why.ORDER_NOT_LINKABLE, document, cause),
            floor=f"order {number} is closed there",
            said=f"{number} is closed",
            fixes=[ways_out.post_unlinked(), ways_out.by_hand()],
        )
        return
    lines = order.details.get("lines")
    gone = [one for one in fresh if lines is not None and one.order_line_external_id not in lines]
    if gone:
        yield found(why.LINK_WILL_BE_LOST, document, cause, order=number, names=_names(gone))


def _names(lines: Sequence[DocumentLine]) -> str:
    return ", ".join(f"{line.name} ({line.sku})" for line in lines)


def _estimate(document: ShipmentDoc, order: Ref) -> Iterator[Finding]:
    if order.details.get("open") is False or order.details.get("linked"):
        yield _unlinkable(document, f"{document.sales_order_number} is closed or has an invoice")


def _sales_order(document: ShipmentDoc, known: Known, order: Ref | None) -> Iterator[Finding]:
    """An invoice can be linked to it only when it is made, and while it is open."""
    if known.refs.settings.sales_document == "sales_receipt":
        return  # those are never linked
    if not known.refs.facts.sales_orders:
        yield _unlinkable(document, known.refs.facts.why_off("sales_orders") or "")
    elif order is not None and order.details.get("open") is False:
        yield _unlinkable(document, f"{document.sales_order_number} is closed or invoiced")


def _unlinkable(document: ShipmentDoc, said: str) -> Finding:
    return found(
        *(why.ORDER_NOT_LINKABLE, document),
        ways_out.record(MappingKind.SALES_ORDER, document.sales_order_id),
        floor=f"order {document.sales_order_number} is closed there",
        said=said,
        fixes=[ways_out.post_unlinked(), ways_out.by_hand()],
    )
