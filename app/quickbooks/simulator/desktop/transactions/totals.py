"""Subtotal, sales tax, total, and what is open of a transaction."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Refusal, Txn
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, cents
from app.quickbooks.simulator.desktop.transactions.kinds import TxnKind


def totalled(
    books: Books, kind: TxnKind, values: Mapping[str, Any], lines: list[Line]
) -> dict[str, Any]:
    """The header with subtotal, tax, total and what is open of it."""
    subtotal = sum((_amount(line) for line in lines), ZERO)
    result = {**values}
    tax = ZERO
    if kind.sells:
        rate = _tax_rate(books, values)
        taxable = sum((_amount(line) for line in lines if _taxable(books, line)), ZERO)
        tax = cents(taxable * rate / 100)
        result |= {"Subtotal": subtotal, "SalesTaxPercentage": rate, "SalesTaxTotal": tax}
    if kind.total:
        result[kind.total] = subtotal + tax
    if kind.open:
        result[kind.open] = subtotal + tax
    if kind.settled:
        result[kind.settled] = subtotal + tax == 0
    if kind.name == "Invoice":
        result["AppliedAmount"] = ZERO
    return result


def _amount(line: Line) -> Decimal:
    return Decimal(line.values.get("Amount") or line.values.get("TotalAmount") or 0)


def _tax_rate(books: Books, values: Mapping[str, Any]) -> Decimal:
    reference = values.get("ItemSalesTaxRef")
    if not reference:
        return ZERO
    row = books.rows[reference["ListID"]]
    members = row.values.get("ItemSalesTaxRef") or []
    rates = [books.rows[one["ListID"]].values for one in members] or [row.values]
    return sum((Decimal(one.get("TaxRate") or 0) for one in rates), ZERO)


def _taxable(books: Books, line: Line) -> bool:
    reference = line.values.get("SalesTaxCodeRef")
    code = books.rows.get(str(reference["ListID"])) if reference else None
    return code is not None and code.values.get("IsTaxable") is True


@rule(24, "reference §4.1 (3180): seen where a credit limit would be exceeded", "field-reported")
def check_credit(books: Books, kind: TxnKind, draft: Txn) -> None:
    """Raise Refusal 3180 for an invoice that takes its customer over the credit limit."""
    if kind.name != "Invoice" or draft.void:
        return
    customer = books.rows[draft.values["CustomerRef"]["ListID"]]
    limit = customer.values.get("CreditLimit")
    if limit is None:
        return
    owed = draft.values["BalanceRemaining"]
    for txn in books.txns.values():
        same = (txn.values.get("CustomerRef") or {}).get("ListID") == customer.list_id
        if same and txn.txn_id != draft.txn_id:
            owed += txn.values.get("BalanceRemaining") or ZERO
            owed -= txn.values.get("CreditRemaining") or ZERO
    if owed > limit:
        raise Refusal(
            3180,
            "There was an error when saving an Invoice. QuickBooks error message: "
            f"the credit limit of {customer.name} would be exceeded.",
        )
