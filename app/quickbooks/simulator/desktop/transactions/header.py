"""What QuickBooks adds to a header: date, accounts, due date, what an order brings along."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal
from app.quickbooks.simulator.desktop.transactions.kinds import ORDERS, TxnKind
from app.quickbooks.simulator.desktop.transactions.links import Planned

_ADDRESSES = ("BillAddress", "ShipAddress")
_UNANSWERED = ("LinkToTxnID", "SetCredit", "ClearExpenseLines", "ClearItemLines")


def with_defaults(books: Books, kind: TxnKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The header with what it must have. Raises Refusal 3140 for an account of a wrong type."""
    if values.get("SetCredit"):
        raise Refusal(3250, "Applying credits to an invoice is not available in this version.")
    given = {
        name: value
        for name, value in values.items()
        if value is not None and name not in _UNANSWERED
    }
    defaults: dict[str, Any] = {"TxnDate": books.today()}
    name, account_type = kind.account
    if name in given:
        _check_account(books, name, account_type, given[name])
    elif name:
        defaults[name] = _usual_account(books, account_type)
    if kind.sells:
        defaults |= {"ItemSalesTaxRef": _of_customer(books, given, "ItemSalesTaxRef")}
    if kind.name == "Invoice":
        defaults |= {"IsPending": False, "IsFinanceCharge": False}
    elif kind.sells and kind.name != "SalesOrder":
        defaults["IsPending"] = False
    if kind.name in ORDERS:
        defaults |= {"IsManuallyClosed": False, ORDERS[kind.name].full: False}
    result = {**{key: value for key, value in defaults.items() if value is not None}, **given}
    if kind.name in ("Bill", "Invoice") and "DueDate" not in result:
        result["DueDate"] = _due(books, result)
    return result


def _check_account(books: Books, name: str, wanted: str, reference: Mapping[str, Any]) -> None:
    account = books.rows[reference["ListID"]]
    found = account.values.get("AccountType")
    if name in ("APAccountRef", "ARAccountRef") and found != wanted:
        raise Refusal(
            3140,
            f'There is an invalid reference to QuickBooks Account "{account.name}": '
            f"{name} needs an account of type {wanted}.",
        )


def _usual_account(books: Books, wanted: str) -> dict[str, str] | None:
    """The first account of the type; payments wait in the undeposited funds."""
    for account in books.of("Account"):
        deposits = account.values.get("SpecialAccountType") == "UndepositedFunds"
        fits = (
            deposits
            if wanted == "OtherCurrentAsset"
            else account.values.get("AccountType") == wanted
        )
        if fits and account.active:
            return account.ref()
    return None


def _of_customer(books: Books, values: Mapping[str, Any], name: str) -> Any:
    reference = values.get("CustomerRef")
    return books.rows[reference["ListID"]].values.get(name) if reference else None


def _due(books: Books, values: Mapping[str, Any]) -> date:
    reference = values.get("TermsRef")
    terms = books.rows[reference["ListID"]].values if reference else {}
    day: date = values["TxnDate"]
    return day + timedelta(days=int(terms.get("StdDueDays") or 0))


@rule(
    23,
    "reference §3.4 point 10: the order's address wins; an order needs its sales tax",
    "documented",
)
def with_order(
    books: Books, kind: TxnKind, values: dict[str, Any], plans: list[Planned]
) -> dict[str, Any]:
    """The header with what the orders that its lines link to bring along."""
    orders = {one.order.txn_id: one.order for one in plans if one.order and one.linked}
    for order in orders.values():
        if kind.name == "Invoice":
            if books.behaves("charges_sales_tax") and "ItemSalesTaxRef" not in order.values:
                raise Refusal(
                    3180,
                    "There was an error when saving an Invoice. QuickBooks error message: "
                    f'the sales order "{order.name}" has no sales tax item.',
                )
            values = {
                **values,
                **{key: order.values[key] for key in _ADDRESSES if key in order.values},
            }
    return values
