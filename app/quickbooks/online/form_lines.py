"""Lines of forms in QuickBooks Online's words: item, quantity, price, tax, class.

`Amount` is computed from the very numbers that are sent, so that QuickBooks, which computes it
again, never finds another (6070).
"""

from decimal import Decimal

from app.quickbooks.online.entities import DETAIL, SALES_FORMS
from app.quickbooks.online.wire import (
    DESCRIPTION_LENGTH,
    Json,
    amount,
    fitting,
    number,
    one_line,
)
from app.sync import gaps
from app.sync.documents import AnyTransaction, DocumentLine, MappingKind
from app.sync.port import CannotSay, Ref, Refs
from app.sync.settings import PlaceLink

TAXED, UNTAXED = "TAX", "NON"


def base_line(line: DocumentLine, refs: Refs, entity: str, *, anew: bool = False) -> Json:
    """What all lines share; a line that QuickBooks has already keeps its Id unless made `anew`."""
    lines = (refs.own.details.get("lines") or {}) if refs.own and not anew else {}
    known = lines.get(line.line_key)
    body: Json = {} if known is None else {"Id": known}
    if line.description:
        body["Description"] = one_line(line.description, DESCRIPTION_LENGTH)
    return body | {"DetailType": DETAIL[entity]}


def priced(line: DocumentLine, item: Ref, price: Decimal) -> tuple[Decimal, Json]:
    """The line's amount, and the part of its detail that it follows from."""
    price = fitting(price)
    detail = {"ItemRef": {"value": item.external_id}, "Qty": line.qty, "UnitPrice": price}
    return amount(line.qty, price), detail


def item_of(document: AnyTransaction, line: DocumentLine, refs: Refs) -> Ref:
    """The line's item there. Raises CannotSay."""
    item = refs.get(MappingKind.ITEM, line.item_id)
    if item is None:
        raise CannotSay(gaps.not_linked(document, "item", f"{line.name} ({line.sku})"))
    return item


def price_of(
    document: AnyTransaction, line: DocumentLine, item: Ref, fallback: str, word: str
) -> Decimal:
    """The line's own price, else what QuickBooks has on the item. Raises CannotSay."""
    price = line.unit_amount
    if price is None:
        price = number(item.details.get(fallback), 7)
    if price is None:
        raise CannotSay(gaps.no_price(document, line, word))
    return price


def sales_tax(refs: Refs, item: Ref, customer: Ref) -> Json:
    """Is this sale taxed? Only US lines say so by TAX and NON (6100); others have codes of their
    own, and what we post there is left out of tax (see `untaxed_form`)."""
    if refs.facts.country != "US":
        return {}
    taxed = refs.facts.sales_tax and item.details.get("taxable")
    taxed = taxed and customer.details.get("taxable") is not False
    return {"TaxCodeRef": {"value": TAXED if taxed else UNTAXED}}


def purchase_tax(refs: Refs) -> Json:
    """What is bought is never taxed by its line in the US."""
    return {"TaxCodeRef": {"value": UNTAXED}} if refs.facts.country == "US" else {}


def untaxed_form(refs: Refs) -> Json:
    """Outside the US a form must say how its amounts and tax relate (§3.6)."""
    return {} if refs.facts.country == "US" else {"GlobalTaxCalculation": "NotApplicable"}


def place_of(document: AnyTransaction, refs: Refs) -> PlaceLink:
    """The class and location that the document's warehouse stands for."""
    return refs.settings.places.get(str(document.warehouse_id)) or PlaceLink()


def line_class(document: AnyTransaction, refs: Refs, entity: str) -> Json:
    """The class of a line (§3.3). Only sales forms have one for the whole form (XSD): on others
    every line carries it."""
    place, tracking = place_of(document, refs), refs.facts.class_tracking
    whole = tracking == "transaction" and entity in SALES_FORMS
    if not place.class_id or tracking == "none" or whole:
        return {}
    return {"ClassRef": {"value": place.class_id}}


def form_place(document: AnyTransaction, refs: Refs, entity: str) -> Json:
    """The form's class, where the company has one per transaction, and its location."""
    place, facts = place_of(document, refs), refs.facts
    body: Json = {}
    if place.class_id and facts.class_tracking == "transaction" and entity in SALES_FORMS:
        body["ClassRef"] = {"value": place.class_id}
    if place.location_id and facts.location_tracking:
        body["DepartmentRef"] = {"value": place.location_id}
    return body
