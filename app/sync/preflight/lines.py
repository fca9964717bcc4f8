"""What stands against the lines of a document: items, start dates, prices, amounts."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from app.core.types import decimal_text
from app.sync import explanations as why
from app.sync import gaps, ways_out
from app.sync.documents import (
    AdjustmentDoc,
    AnyTransaction,
    DocumentLine,
    MappingKind,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.port import Ref
from app.sync.preflight.desktop import check_tracking
from app.sync.preflight.finding import Finding, found, inactive
from app.sync.preflight.known import Known

_CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 13  # 15 digits with the cents


def check_lines(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    """Each item once, however many lines it has; then the total."""
    total = Decimal(0)
    seen: set[UUID] = set()
    for line in document.lines:
        ref = known.refs.get(MappingKind.ITEM, line.item_id)
        price = _price(document, line, ref)
        if price is not None:
            total += (line.qty * price).quantize(_CENT, rounding=ROUND_HALF_UP)
        if line.item_id not in seen:
            seen.add(line.item_id)
            yield from _item(document, line, ref)
            if ref is not None and price is None and _needs_price(document, line, known):
                yield _unpriced(document, line)
            yield from check_tracking(document, line, known.refs.facts)
    said = f"its total would be {decimal_text(total)}"
    if total < 0:
        yield found(why.AMOUNT_NEGATIVE, document, ways_out.document(document), said=said)
    elif total >= _LARGEST:
        yield found(why.VALUE_REFUSED, document, ways_out.document(document), said=said)


def _item(document: AnyTransaction, line: DocumentLine, ref: Ref | None) -> Iterator[Finding]:
    kind, cause = MappingKind.ITEM, ways_out.record(MappingKind.ITEM, line.item_id)
    named = f"{line.name} ({line.sku})"
    if ref is None:
        yield Finding(gaps.not_linked(document, "item", named), f"{line.name} is not there")
        return
    details = ref.details
    if details.get("active") is False:
        yield inactive(document, kind, line.item_id, line.name, named)
    if details.get("stocked") is False and isinstance(document, AdjustmentDoc):
        said = f"{named} is not kept in stock there"
        yield found(why.BUSINESS_RULE, document, cause, said=said)
    starts = details.get("starts_on")
    if starts and document.on < date.fromisoformat(starts) and details.get("stocked", True):
        said = f"{named} starts on {date.fromisoformat(starts):%m/%d/%Y}"
        floor = f"{line.name} starts later there"
        later = [ways_out.redate(date.fromisoformat(starts))]
        yield found(why.BEFORE_START_DATE, document, cause, floor=floor, said=said, fixes=later)


def _price(document: AnyTransaction, line: DocumentLine, ref: Ref | None) -> Decimal | None:
    """The line's own price, else what QuickBooks has on the item; None if nobody knows."""
    if isinstance(document, AdjustmentDoc | TransferDoc):
        return None  # QuickBooks values what it adjusts or moves itself
    if line.unit_amount is not None or ref is None:
        return line.unit_amount
    buying = isinstance(document, ReceiptDoc | VendorReturnDoc)
    stored = ref.details.get("purchase_cost" if buying else "sales_price")
    return Decimal(str(stored)) if stored is not None else None


def _needs_price(document: AnyTransaction, line: DocumentLine, known: Known) -> bool:
    """In Desktop, a line that is linked to its order has the order's price."""
    if isinstance(document, AdjustmentDoc | TransferDoc):
        return False
    linked = isinstance(document, ReceiptDoc | ShipmentDoc) and document.linked
    ordered = linked and line.order_line_external_id is not None
    return not (ordered and known.refs.facts.links_at_creation)


def _unpriced(document: AnyTransaction, line: DocumentLine) -> Finding:
    word = "cost" if isinstance(document, ReceiptDoc | VendorReturnDoc) else "price"
    problem = gaps.no_price(document, line, word)
    return Finding(problem, f"nobody knows the {word} of {line.name}")
