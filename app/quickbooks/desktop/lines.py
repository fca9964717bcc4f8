"""Lines of forms in QuickBooks Desktop's words: item, price, place, class, the link to an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.quickbooks.desktop.entities import SALES_FORMS, named
from app.quickbooks.desktop.tracked import Part, in_words, parts_of, tracking
from app.quickbooks.desktop.wire import fit
from app.sync import gaps
from app.sync.documents import (
    AnyTransaction,
    DocumentLine,
    MappingKind,
    ReceiptDoc,
    ShipmentDoc,
)
from app.sync.facts import Facts
from app.sync.port import CannotSay, Ref, Refs
from app.sync.settings import PlaceLink

Said = dict[str, Any]
DESCRIPTION_LENGTH = 4095


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line to be said, and which of ours it belongs to."""

    key: str
    body: Said


@dataclass(frozen=True, slots=True)
class Form:
    """A transaction to be said: its header, its lines, and the lots its lines have no room for."""

    head: Said
    lines: tuple[FormLine, ...]
    tracked: str = ""


def told(lines: Iterable[DocumentLine]) -> tuple[DocumentLine, ...]:
    """Without lines that came to nothing."""
    return tuple(line for line in lines if line.qty)


def in_sequence(lines: Iterable[DocumentLine], order: Ref | None) -> tuple[DocumentLine, ...]:
    """Lines of an order in the order's own sequence, the others behind them (reference §3.4)."""
    told_lines = told(lines)
    if order is None:
        return told_lines
    places = {line_id: place for place, line_id in enumerate(order.details.get("lines") or ())}
    last = len(places)
    return tuple(
        sorted(told_lines, key=lambda line: places.get(line.order_line_external_id or "", last))
    )


def described(line: DocumentLine, facts: Facts, *, linked: bool) -> Said:
    """The line's description; a linked line has the order's own unless lots must be told."""
    words = in_words(line, facts)
    if not words and (linked or not line.description):
        return {}
    text = f"{line.description} · {words}" if line.description and words else ""
    return {"Desc": fit(text or words or line.description, DESCRIPTION_LENGTH)}


def item_of(document: AnyTransaction, line: DocumentLine, refs: Refs) -> Ref:
    """The line's item there. Raises CannotSay."""
    item = refs.get(MappingKind.ITEM, line.item_id)
    if item is None:
        raise CannotSay(gaps.not_linked(document, "item", f"{line.name} ({line.sku})"))
    return item


def counted(part: Part, item: Ref) -> Said:
    """How many, in base units: a line that names no unit is counted in its order's (§5.3)."""
    return {"Quantity": part.qty, "UnitOfMeasure": item.details.get("unit")}


def price_of(
    document: AnyTransaction, line: DocumentLine, item: Ref, fallback: str, word: str
) -> Decimal:
    """The line's own price, else what QuickBooks has on the item. Raises CannotSay."""
    if line.unit_amount is not None:
        return line.unit_amount
    known = item.details.get(fallback)
    if known is None:
        raise CannotSay(gaps.no_price(document, line, word))
    return Decimal(str(known))


def place_of(document: AnyTransaction, refs: Refs) -> PlaceLink:
    """The class and the inventory site that the document's warehouse stands for."""
    return refs.settings.places.get(str(document.warehouse_id)) or PlaceLink()


def site(document: AnyTransaction, refs: Refs, name: str = "InventorySiteRef") -> Said:
    """The inventory site, where the company keeps stock by site."""
    place = place_of(document, refs)
    return {name: named(place.location_id)} if refs.facts.sites and place.location_id else {}


def bin_of(part: Part, name: str = "InventorySiteLocationRef") -> Said:
    """The bin within the site."""
    return {name: named(part.bin)} if part.bin else {}


def split(document: AnyTransaction, line: DocumentLine, refs: Refs) -> tuple[Part, ...]:
    """What of the line becomes a line there: one for each lot in each bin."""
    kept = refs.facts.sites and refs.facts.bins
    return parts_of(line, refs.facts, place_of(document, refs).bins if kept else {})


def line_class(document: AnyTransaction, refs: Refs, entity: str) -> Said:
    """The class of a line; sales forms carry one for the whole form where that is how it is."""
    place, kept = place_of(document, refs), refs.facts.class_tracking
    whole = kept == "transaction" and entity in SALES_FORMS
    return (
        {"ClassRef": named(place.class_id)}
        if place.class_id and kept != "none" and not whole
        else {}
    )


def form_class(document: AnyTransaction, refs: Refs, *, only_whole: bool = True) -> Said:
    """The form's class; `only_whole`: its lines carry it where classes are kept by line."""
    place, kept = place_of(document, refs), refs.facts.class_tracking
    if not place.class_id or kept == "none" or (only_whole and kept != "transaction"):
        return {}
    return {"ClassRef": named(place.class_id)}


def link(order: Ref, line: DocumentLine) -> Said:
    """The link to the order's line; only a new transaction can have one (reference §3.4)."""
    return {
        "LinkToTxn": {"TxnID": order.external_id, "TxnLineID": line.order_line_external_id or ""}
    }


def order_of(document: AnyTransaction, refs: Refs) -> Ref | None:
    """The order whose lines the document links to; None where it does not."""
    match document:
        case ReceiptDoc(linked=True, purchase_order_id=order_id):
            return refs.get(MappingKind.PURCHASE_ORDER, order_id)
        case ShipmentDoc(linked=True, order_source="sales_order", sales_order_id=order_id):
            return refs.get(MappingKind.SALES_ORDER, order_id)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Price:
    """What a unit is worth on a form: QuickBooks' element, our field where the line itself does not
    say, and the word for it."""

    element: str
    field: str
    word: str


def goods_lines(
    document: AnyTransaction, refs: Refs, entity: str, order: Ref | None, price: Price
) -> tuple[FormLine, ...]:
    """The lines of a form with a vendor or a customer, in the sequence of the order they are linked
    to. Raises CannotSay."""
    return tuple(
        FormLine(line.line_key, _goods_line(document, line, part, refs, entity, order, price))
        for line in in_sequence(document.lines, order)
        for part in split(document, line, refs)
    )


def _goods_line(
    document: AnyTransaction,
    line: DocumentLine,
    part: Part,
    refs: Refs,
    entity: str,
    order: Ref | None,
    price: Price,
) -> Said:
    linked = order is not None and line.order_line_external_id is not None
    item = item_of(document, line, refs)
    said: Said = {
        **described(line, refs.facts, linked=linked),
        **counted(part, item),
        **line_class(document, refs, entity),
        **site(document, refs),
        **bin_of(part),
        **tracking(part, refs.facts),
    }
    if order is None or not linked:
        worth = price_of(document, line, item, price.field, price.word)
        return {"ItemRef": named(item.external_id), **said, price.element: worth}
    # A line with a link must not name its item, and has the order's price unless ours is known.
    return {**said, price.element: line.unit_amount, **link(order, line)}
