"""Transactions: dates, numbers, parties, totals; what makes a document acceptable."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.entities import Entity, Numbering
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.ledger import stock_effects
from app.quickbooks.simulator.lines import completed_line, emptied, numbered_lines, totalled
from app.quickbooks.simulator.links import check_estimate_links, with_kept_links, with_order_links
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import ZERO, Doc

_AUTOMATIC = "AUTO_GENERATE"
_FIRST_NUMBER = 1001


@dataclass(frozen=True, slots=True)
class Options:
    """What a request asks for beside its body. ``lose_links`` is asked when a bill links lines;
    ``by_hand`` means a person on QuickBooks' own screens."""

    include: frozenset[str] = frozenset()
    lose_links: Callable[[], bool] = lambda: False
    by_hand: bool = False


def completed_transaction(
    books: Books, entity: Entity, doc: Doc, previous: Doc | None, options: Options
) -> Doc:
    """The document with everything the server adds. Raises the fault of the first broken rule."""
    old_lines = previous["Line"] if previous else []
    sent = doc["Line"]
    numbered = numbered_lines(sent, old_lines)
    lines = [completed_line(books, entity, line) for line in numbered]
    doc = {**doc, "Line": lines}
    if not options.by_hand:
        _check_date_kept(entity, doc, previous)
        _check_tax_mode(books, entity, doc)
    doc = _defaulted_date(books, doc)
    _check_period(books, doc, previous)
    _check_start_dates(books, entity, doc)
    doc = _with_form_defaults(books, entity, doc)
    doc = _linked(books, entity, doc, previous, sent, options)
    doc = totalled(entity, doc)
    if "Balance" in entity.fields:
        paid_at_once = entity.name in ("SalesReceipt", "RefundReceipt", "Estimate")
        doc["Balance"] = ZERO if paid_at_once else doc["TotalAmt"]
    if entity.name == "CreditMemo":
        doc["RemainingCredit"] = doc["TotalAmt"]
    _check_stock(books, entity, doc)
    return _with_number(books, entity, doc, previous, options)


def _linked(
    books: Books,
    entity: Entity,
    doc: Doc,
    previous: Doc | None,
    sent: list[Doc],
    options: Options,
) -> Doc:
    if entity.name == "Bill":
        return with_order_links(books, doc, previous, sent, options.lose_links)
    lines = [{key: line[key] for key in line if key != "LinkedTxn"} for line in doc["Line"]]
    doc = {**doc, "Line": lines}
    if entity.name == "Invoice":
        doc["LinkedTxn"] = doc.get("LinkedTxn") or []
        check_estimate_links(books, doc, previous)
        return doc
    return with_kept_links(doc, previous)


def _check_date_kept(entity: Entity, doc: Doc, previous: Doc | None) -> None:
    if entity.sparse_only and previous and doc.get("TxnDate") != previous["TxnDate"]:
        text = "The date of an inventory adjustment cannot be changed."
        raise QboFault(6000, element="TxnDate", text=text)


@rule(14, "S20: GlobalTaxCalculation is required of sales outside the US")
def _check_tax_mode(books: Books, entity: Entity, doc: Doc) -> None:
    sale = entity.name in ("Invoice", "SalesReceipt")
    if sale and books.behaviour.country != "US" and not doc.get("GlobalTaxCalculation"):
        raise QboFault(2020, element="GlobalTaxCalculation", name="GlobalTaxCalculation")


@rule(21, "S20: TxnDate omitted is the server's date, not the company's")
def _defaulted_date(books: Books, doc: Doc) -> Doc:
    return {**doc, "TxnDate": doc.get("TxnDate") or books.server_today().isoformat()}


@rule(18, "S13: 6200, with a closing password 6210")
def _check_period(books: Books, doc: Doc, previous: Doc | None) -> None:
    closed = books.behaviour.book_close_date
    if closed is None:
        return
    for version in (doc, previous):
        if version is not None and version["TxnDate"] <= closed:
            code = 6210 if books.behaviour.closing_password else 6200
            raise QboFault(code, element="TxnDate", date=version["TxnDate"])


def check_period_of(books: Books, doc: Doc) -> None:
    """Refuse to void or delete a document of a closed period."""
    _check_period(books, doc, None)


@rule(19, "S13: 6270")
def _check_start_dates(books: Books, entity: Entity, doc: Doc) -> None:
    if entity.stock == 0:
        return
    for line in doc["Line"]:
        detail = line.get(entity.detail)
        item = books.find("Item", detail["ItemRef"]["value"]) if detail else None
        if item and item["Type"] == "Inventory" and doc["TxnDate"] < item["InvStartDate"]:
            start, name = item["InvStartDate"], item["Name"]
            raise QboFault(6270, element="TxnDate", date=doc["TxnDate"], start=start, name=name)


def _check_stock(books: Books, entity: Entity, doc: Doc) -> None:
    """Where the company forbids selling below zero. Intuit documents no code for it."""
    if books.behaviour.negative_stock or entity.stock == 0:
        return
    moves = stock_effects(
        entity, doc, lambda id: books.documents["Item"][id]["Type"] == "Inventory"
    )
    for item, quantity in books.ledger.after(entity.name, doc.get("Id", ""), moves).items():
        if quantity < 0 and quantity < books.ledger.on_hand(item):
            name = books.documents["Item"][item]["Name"]
            text = f"Not enough quantity on hand of {name}: it would become {quantity}."
            raise QboFault(6000, element="Qty", text=text)


def _with_form_defaults(books: Books, entity: Entity, doc: Doc) -> Doc:
    """Currency, accounts, due date and form states that QuickBooks fills in."""
    filled: Doc = {"CurrencyRef": {"value": "USD", "name": "United States Dollar"}}
    if "EmailStatus" in entity.fields:
        filled |= {"EmailStatus": "NotSet", "PrintStatus": "NotSet"}
    if "APAccountRef" in entity.fields:
        filled["APAccountRef"] = _account_of_type(books, "AccountType", "Accounts Payable")
    if entity.name in ("SalesReceipt", "RefundReceipt"):
        filled["DepositToAccountRef"] = _account_of_type(
            books, "AccountSubType", "UndepositedFunds"
        )
    if entity.name in ("Bill", "Invoice"):
        filled["DueDate"] = _due(books, doc)
    if entity.name == "PurchaseOrder":
        filled["POStatus"] = "Open"
    if entity.name == "Estimate":
        filled["TxnStatus"] = "Pending"
    return {**{key: value for key, value in filled.items() if value is not None}, **doc}


def _account_of_type(books: Books, key: str, kind: str) -> Doc | None:
    for account in books.all("Account"):
        if account[key] == kind and account["Active"]:
            return {"value": account["Id"], "name": account["FullyQualifiedName"]}
    return None


def _due(books: Books, doc: Doc) -> str:
    reference = doc.get("SalesTermRef")
    term = books.find("Term", reference["value"]) if reference else None
    days = int(term.get("DueDays") or 0) if term else 0
    return (date.fromisoformat(doc["TxnDate"]) + timedelta(days=days)).isoformat()


@rule(16, "S14, S20: 6140; the company's numbering preference")
def _with_number(
    books: Books, entity: Entity, doc: Doc, previous: Doc | None, options: Options
) -> Doc:
    number = doc.get("DocNumber")
    if _assigned_by_company(books, entity, number):
        number = previous.get("DocNumber") if previous else None
        number = number or _next_number(books, entity)
    elif number and _must_be_unique(books, entity, options):
        others = [id for id in books.numbered(entity.name, number) if id != doc.get("Id")]
        if others:
            raise QboFault(6140, element="DocNumber", number=number, type=entity.name, id=others[0])
    rest = {key: value for key, value in doc.items() if key != "DocNumber"}
    return {**rest, "DocNumber": number} if number else rest


def _assigned_by_company(books: Books, entity: Entity, number: str | None) -> bool:
    match entity.numbering:
        case Numbering.SALES:
            return not books.behaviour.custom_txn_numbers or number == _AUTOMATIC
        case Numbering.PURCHASE:
            return not books.behaviour.custom_purchase_numbers
        case Numbering.COUNTED:
            return number is None
        case Numbering.VENDOR:
            return False


def _must_be_unique(books: Books, entity: Entity, options: Options) -> bool:
    if "allowduplicatedocnum" in options.include:
        return False
    return entity.numbering is not Numbering.VENDOR or books.behaviour.warn_duplicate_bill_numbers


def _next_number(books: Books, entity: Entity) -> str:
    while True:
        number = str(_FIRST_NUMBER - 1 + int(books.next_id(f"number {entity.name}")))
        if not books.numbered(entity.name, number):
            return number


@rule(29, "S20: amounts and quantities to zero, the note says so")
def voided(entity: Entity, doc: Doc) -> Doc:
    note = doc.get("PrivateNote")
    lines = [emptied(entity, line) for line in doc["Line"] if "Id" in line]
    empty = {**doc, "Line": lines, "LinkedTxn": [], "TxnTaxDetail": {"TotalTax": ZERO}}
    result = totalled(entity, empty)
    return {**result, "Balance": ZERO, "PrivateNote": f"Voided - {note}" if note else "Voided"}
