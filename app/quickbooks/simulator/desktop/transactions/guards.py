"""What must be right before a transaction is touched: its identity, its period, who has it open."""

from collections.abc import Iterable
from datetime import date

from app.quickbooks.simulator.desktop.locks import ensure_free
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal, Txn, check_id


@rule(19, "reference §9, §4.1 (3000, 3120)", "field-reported")
def existing(books: Books, kind: str, id: str) -> Txn:
    """The transaction to change. Raises Refusal 3000 for a bad TxnID, 3120 where there is none."""
    check_id(id)
    txn = books.txns.get(id)
    if txn is None or txn.kind != kind:
        raise Refusal(3120, f'Object "{id}" specified in the request cannot be found.')
    return txn


@rule(20, "reference §4.1 (3200)", "field-reported")
def check_sequence(txn: Txn, sequence: str) -> None:
    """Raise Refusal 3200 where somebody has edited the transaction since it was read."""
    if txn.sequence != sequence:
        raise Refusal(3200, f'The provided edit sequence "{sequence}" is out of date.')


@rule(25, "reference §4.1 (3171, 3161), §5.3", "field-reported")
def check_period(books: Books, *days: date, deleting: bool = False) -> None:
    """Raise Refusal 3171, deleting 3161, where one of the days is closed."""
    closed = books.closing_date
    if closed is None or all(day > closed for day in days):
        return
    if deleting:
        raise Refusal(3161, f"It cannot be deleted: it is dated on or before {closed.isoformat()}.")
    raise Refusal(
        3171,
        f"The date is on or before the closing date {closed.isoformat()}, which has a password.",
    )


@rule(27, "reference §3.8; the code of §4.1 is assumed", "documented")
def check_mode(books: Books, kind: str) -> None:
    """Raise Refusal for an adjustment while several users may work in the file."""
    shared = books.mode == "MultiUser" and not books.profile.advanced_inventory
    if kind == "InventoryAdjustment" and shared:
        raise Refusal(
            books.behaves("multi_user_adjustment"),
            "Inventory can only be adjusted in single-user mode. Switch the company file to"
            " single-user mode and try again.",
        )


@rule(28, "reference §4.1 (3175, 3176, 3180)", "field-reported")
def check_free(books: Books, txn: Txn | None, related: Iterable[str] = ()) -> None:
    """Raise Refusal where a person has the transaction, or something it depends on, open."""
    if txn is not None:
        ensure_free(books, txn.txn_id)
    for id in related:
        ensure_free(books, id, related=True)
