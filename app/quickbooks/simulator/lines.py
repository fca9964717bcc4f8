"""Document lines: ids that stay, amounts that add up, the server's subtotal (rules 13, 20, 21)."""

from decimal import Decimal

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.entities import Entity
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.field_tables_documents import (
    ACCOUNT_EXPENSE,
    ADJUSTMENT,
    DESCRIPTION,
    DISCOUNT,
    ITEM_EXPENSE,
    SALES,
    SUBTOTAL,
)
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import ZERO, Doc, cents, decimal

_DETAILS = (SALES, ITEM_EXPENSE, ACCOUNT_EXPENSE, ADJUSTMENT, DISCOUNT)
_PRICE_PLACES = Decimal("0.0000001")


@rule(13, "S20: the array is replaced; an id kept is a line updated, any other a line created")
def numbered_lines(sent: list[Doc], previous: list[Doc]) -> list[Doc]:
    """The lines with their ids and positions; the server's own subtotal line is left out."""
    known = {line["Id"] for line in previous if "Id" in line}
    last = max((int(id) for id in known), default=0)
    result: list[Doc] = []
    for line in sent:
        if line.get("DetailType") == SUBTOTAL:
            continue
        id = line.get("Id")
        if id not in known:
            last += 1
            id = str(last)
        known.discard(id)
        result.append({**line, "Id": id, "LineNum": len(result) + 1})
    return result


def completed_line(books: Books, entity: Entity, line: Doc) -> Doc:
    """One line checked and with the values the server derives."""
    kind = line.get("DetailType")
    if kind is None:
        raise QboFault(2020, element="DetailType", name="Line.DetailType")
    other = next((name for name in _DETAILS if name != kind and name in line), None)
    if other is not None:
        raise QboFault(2600, element=other, text=f"{other} in a line of DetailType {kind}")
    if kind == DESCRIPTION:
        return line
    detail = line.get(kind)
    if detail is None:
        raise QboFault(2020, element=kind, name=f"Line.{kind}")
    if kind == entity.detail:
        return _item_line(books, entity, line, detail)
    if kind == ACCOUNT_EXPENSE and detail.get("AccountRef") is None:
        raise QboFault(6440, element="AccountRef", line=line["LineNum"])
    _require_amount(line)
    return line


def _item_line(books: Books, entity: Entity, line: Doc, detail: Doc) -> Doc:
    if detail.get("ItemRef") is None:
        raise QboFault(6440, element="ItemRef", line=line["LineNum"])
    item = books.documents["Item"][detail["ItemRef"]["value"]]
    if entity.detail == ADJUSTMENT:
        return _adjustment_line(line, detail, item)
    _check_usable(entity, item)
    _require_amount(line)
    if item["Type"] == "Inventory" and detail.get("Qty") is None:
        raise QboFault(6520, element="Qty", name=item["Name"])
    account = item.get("IncomeAccountRef" if entity.detail == SALES else "ExpenseAccountRef")
    defaults: Doc = {"TaxCodeRef": {"value": "NON"}, "ItemAccountRef": account}
    if entity.detail == ITEM_EXPENSE:
        defaults["BillableStatus"] = "NotBillable"
    priced = _priced(decimal(line["Amount"]), detail)
    return {**line, entity.detail: {**defaults, **priced}}


def _adjustment_line(line: Doc, detail: Doc, item: Doc) -> Doc:
    if detail.get("QtyDiff") is None:
        raise QboFault(2020, element="QtyDiff", name="Line.ItemAdjustmentLineDetail.QtyDiff")
    if item["Type"] != "Inventory":
        text = f"{item['Name']} is not an inventory item: its quantity cannot be adjusted."
        raise QboFault(6000, element="ItemRef", text=text)
    return line


def _check_usable(entity: Entity, item: Doc) -> None:
    """Selling needs an income account on the item, buying an expense account."""
    needed = "IncomeAccountRef" if entity.detail == SALES else "ExpenseAccountRef"
    if item.get(needed) is None:
        text = f"Item {item['Name']} has no {needed} and cannot be used on this form."
        raise QboFault(6000, element="ItemRef", text=text)


def _require_amount(line: Doc) -> None:
    if line.get("Amount") is None:
        raise QboFault(2020, element="Amount", name="Line.Amount")


@rule(20, "S13: 6070")
def _priced(amount: Decimal, detail: Doc) -> Doc:
    """The detail with the price that follows from amount and quantity, where none was sent."""
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    if quantity is None:
        return detail
    if price is None:
        each = (amount / quantity).quantize(_PRICE_PLACES).normalize() if quantity else ZERO
        return {**detail, "UnitPrice": each}
    if cents(decimal(quantity) * decimal(price)) != cents(amount):
        raise QboFault(6070, element="Amount", value=amount)
    return detail


@rule(21, "S20")
def totalled(entity: Entity, doc: Doc) -> Doc:
    """The document with total, balance and, on sales forms, the subtotal line."""
    if entity.detail == ADJUSTMENT:
        return doc
    goods = [line for line in doc["Line"] if line["DetailType"] not in (DISCOUNT, DESCRIPTION)]
    subtotal = sum((decimal(line["Amount"]) for line in goods), ZERO)
    lines = [_discounted(line, subtotal) for line in doc["Line"]]
    less = sum((decimal(line["Amount"]) for line in lines if line["DetailType"] == DISCOUNT), ZERO)
    tax = ZERO
    if doc.get("GlobalTaxCalculation") != "TaxInclusive":
        tax = decimal((doc.get("TxnTaxDetail") or {}).get("TotalTax"))
    total = cents(subtotal - less + tax)
    if total < 0:
        raise QboFault(2290, element="TotalAmt", value=total)
    if entity.detail == SALES:
        lines.append({"Amount": subtotal, "DetailType": SUBTOTAL, SUBTOTAL: {}})
    return {**doc, "Line": lines, "TotalAmt": total}


def _discounted(line: Doc, subtotal: Decimal) -> Doc:
    detail = line.get(DISCOUNT) or {}
    if not detail.get("PercentBased"):
        return line
    return {**line, "Amount": cents(subtotal * decimal(detail.get("DiscountPercent")) / 100)}


def emptied(entity: Entity, line: Doc) -> Doc:
    """The line of a voided document: no amount, no quantity."""
    result = {**line, "Amount": ZERO}
    if line.get("DetailType") == entity.detail:
        result[entity.detail] = {**line[entity.detail], "Qty": ZERO}
    return result
