"""Documents entered, edited, deleted and voided by a person on QuickBooks' own screens.

Whatever QuickBooks itself would refuse a person is refused here too, as a QboFault. A closed period
lets a person through who knows the password or confirms: ``past_closing``.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from app.quickbooks.simulator.bookkeeper.finding import kind_of, line_of, party_field, record
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import Entity, Family
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.field_tables_documents import ADJUSTMENT, SALES, SUBTOTAL
from app.quickbooks.simulator.values import Doc, cents, decimal

_AS_A_PERSON = frozenset({"allowduplicatedocnum"})


class Row(NamedTuple):
    """One line to enter: SKU, name or Id of the item; signed change for an adjustment.

    Without a price the item's own cost or price is used.
    """

    item: str
    quantity: Decimal | int
    price: Decimal | None = None


def enter(
    company: SimulatedCompany,
    kind: str,
    rows: Iterable[Row],
    *,
    party: str | None = None,
    on: str | None = None,
    number: str | None = None,
    note: str | None = None,
    account: str | None = None,
    past_closing: bool = False,
) -> Doc:
    """A new document. ``party`` is its vendor or customer, by default the first of the list.

    A number in use may be used again: QuickBooks warns a person, and lets them.
    ``account`` is what an adjustment, an expense or a refund is booked against; by default one that
    fits. Raises NotInTheBooks, QboFault.
    """
    entity = kind_of(kind, Family.TRANSACTION)
    body: Doc = {"Line": [_entered(company, entity, row) for row in rows]}
    body |= _who(company, entity, party) | _booked(company, entity, account)
    body |= {"TxnDate": on or _today(company), "DocNumber": number, "PrivateNote": note}
    return _written(company, entity, body, past_closing)


def edit(
    company: SimulatedCompany,
    kind: str,
    which: str,
    *,
    on: str | None = None,
    number: str | None = None,
    note: str | None = None,
    past_closing: bool = False,
) -> Doc:
    """Another date, number or note on a document. Raises NotInTheBooks, QboFault."""
    entity, doc = kind_of(kind, Family.TRANSACTION), record(company, kind, which)
    wanted = {"TxnDate": on, "DocNumber": number, "PrivateNote": note}
    changes = {name: value for name, value in wanted.items() if value is not None}
    return _amended(company, entity, doc, changes, past_closing)


def change_line(
    company: SimulatedCompany,
    kind: str,
    which: str,
    line: str,
    *,
    quantity: Decimal | int | None = None,
    price: Decimal | None = None,
    past_closing: bool = False,
) -> Doc:
    """Another quantity or price on the line with this Id, SKU or item name."""
    entity, doc = kind_of(kind, Family.TRANSACTION), record(company, kind, which)
    old = line_of(company, entity, doc, line)
    new = _repriced(entity, old, quantity, price)
    lines = [new if one.get("Id") == old["Id"] else one for one in doc["Line"]]
    return _amended(company, entity, doc, {"Line": lines}, past_closing)


def remove_line(
    company: SimulatedCompany, kind: str, which: str, line: str, *, past_closing: bool = False
) -> Doc:
    """Take the line with this Id, SKU or item name off a document."""
    entity, doc = kind_of(kind, Family.TRANSACTION), record(company, kind, which)
    gone = line_of(company, entity, doc, line)
    kept = [one for one in doc["Line"] if one.get("Id") != gone["Id"]]
    if not any("Id" in one for one in kept):
        raise QboFault(2020, element="Line", name="Line")
    return _amended(company, entity, doc, {"Line": kept}, past_closing)


def add_line(
    company: SimulatedCompany, kind: str, which: str, row: Row, *, past_closing: bool = False
) -> Doc:
    """One more line on a document."""
    entity, doc = kind_of(kind, Family.TRANSACTION), record(company, kind, which)
    lines = [*doc["Line"], _entered(company, entity, row)]
    return _amended(company, entity, doc, {"Line": lines}, past_closing)


def delete(company: SimulatedCompany, kind: str, which: str, *, past_closing: bool = False) -> Doc:
    """Delete a document; a bill or invoice lets go of the order it was linked to."""
    entity, doc = kind_of(kind, Family.TRANSACTION), record(company, kind, which)
    with _period_open(company, past_closing):
        company.delete(entity, _identity(doc), by_hand=True)
    return doc


def void(company: SimulatedCompany, kind: str, which: str, *, past_closing: bool = False) -> Doc:
    """Void a document: it stays, with nothing on it."""
    entity, doc = kind_of(kind, Family.TRANSACTION), record(company, kind, which)
    with _period_open(company, past_closing):
        answer = company.void(entity, _identity(doc), by_hand=True)
    return dict(answer[entity.name])


def deposit(company: SimulatedCompany, which: str) -> Doc:
    """Put a sales receipt into a bank deposit, after which QuickBooks lets nobody change it."""
    doc = record(company, "SalesReceipt", which)
    company.books.mark_deposited(doc["Id"])
    company.books.commit()
    return doc


# ---- how


@contextmanager
def _period_open(company: SimulatedCompany, past_closing: bool) -> Iterator[None]:
    """Everything is persisted at the end; for as long as it lasts no period is closed."""
    books = company.books
    behaviour = books.behaviour
    if past_closing:
        books.behaviour = replace(behaviour, book_close_date=None)
    try:
        yield
    finally:
        books.behaviour = behaviour
        books.commit()


def _written(company: SimulatedCompany, entity: Entity, body: Doc, past_closing: bool) -> Doc:
    with _period_open(company, past_closing):
        answer = company.write(entity, body, include=_AS_A_PERSON, by_hand=True)
    return dict(answer[entity.name])


def _amended(
    company: SimulatedCompany, entity: Entity, doc: Doc, changes: Doc, past_closing: bool
) -> Doc:
    repeated = {name: doc[name] for name in entity.repeated}
    body = {**_identity(doc), "sparse": True, **repeated, **changes}
    if "Line" in body:
        body["Line"] = [line for line in body["Line"] if line.get("DetailType") != SUBTOTAL]
    return _written(company, entity, body, past_closing)


def _identity(doc: Doc) -> Doc:
    return {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}


def _today(company: SimulatedCompany) -> str:
    return company.clock().astimezone(company.books.company_zone()).date().isoformat()


def _entered(company: SimulatedCompany, entity: Entity, row: Row) -> Doc:
    item = record(company, "Item", row.item)
    detail: Doc = {"ItemRef": {"value": item["Id"]}}
    if entity.detail == ADJUSTMENT:
        return {"DetailType": ADJUSTMENT, ADJUSTMENT: {**detail, "QtyDiff": row.quantity}}
    own = item.get("UnitPrice" if entity.detail == SALES else "PurchaseCost")
    price = decimal(own) if row.price is None else row.price
    line = {"DetailType": entity.detail, "Amount": cents(price * row.quantity)}
    return {**line, entity.detail: {**detail, "Qty": row.quantity, "UnitPrice": price}}


def _repriced(
    entity: Entity, line: Doc, quantity: Decimal | int | None, price: Decimal | None
) -> Doc:
    detail = dict(line[entity.detail])
    if entity.detail == ADJUSTMENT:
        return {**line, ADJUSTMENT: {**detail, "QtyDiff": quantity}}
    quantity = decimal(detail.get("Qty")) if quantity is None else quantity
    price = decimal(detail.get("UnitPrice")) if price is None else price
    detail |= {"Qty": quantity, "UnitPrice": price}
    return {**line, "Amount": cents(price * quantity), entity.detail: detail}


def _who(company: SimulatedCompany, entity: Entity, party: str | None) -> Doc:
    known = party_field(entity)
    if known is None:
        return {}
    field, kind = known
    if party is None:
        found = next(doc for doc in company.books.all(kind) if doc["Active"])
    else:
        found = record(company, kind, party)
    return {field: {"value": found["Id"]}}


def _booked(company: SimulatedCompany, entity: Entity, account: str | None) -> Doc:
    """The account a document is booked against, where QuickBooks has a person choose one."""
    usual = {
        "InventoryAdjustment": ("AdjustAccountRef", "Inventory Shrinkage"),
        "Purchase": ("AccountRef", "Checking"),
        "RefundReceipt": ("DepositToAccountRef", "Checking"),
        "PurchaseOrder": ("APAccountRef", "Accounts Payable (A/P)"),
    }.get(entity.name)
    if usual is None:
        return {}
    field, name = usual
    body: Doc = {field: {"value": record(company, "Account", account or name)["Id"]}}
    return body | ({"PaymentType": "Check"} if entity.name == "Purchase" else {})
