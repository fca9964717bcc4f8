"""What a person does in QuickBooks, by name, from plain values as JSON or a form brings them.

Each takes the values and tells in one sentence what was done. Unknown or unreadable values raise
ValueError in plain words; QuickBooks' own refusals come through as Refusal.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.bookkeeper import reading
from app.quickbooks.simulator.bookkeeper.reading import Values
from app.quickbooks.simulator.desktop.computer import Computer
from app.quickbooks.simulator.desktop.pages import windows
from app.quickbooks.simulator.desktop.pages.frame import words
from app.quickbooks.simulator.desktop.records import Line, Record, Row, Txn
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS

Command = Callable[[Computer, Values], str]


def run(computer: Computer, name: str, values: Values) -> str:
    """Do it and say so. Raises ValueError, Refusal."""
    if name not in COMMANDS:
        raise ValueError(f"There is nothing called {name!r} to do.")
    said = COMMANDS[name](computer, values)
    computer.company.books.version += 1
    return said


def called(record: Record) -> str:
    """A record as the answers name it."""
    return f"{words(record.kind)} {record.name or 'without a number'}"


# ---- documents


def _enter(computer: Computer, values: Values) -> str:
    kind = reading.text(values, "kind")
    if kind not in KINDS or kind == "TransferInventory":
        raise ValueError(f"There is no {kind!r} to enter here.")
    quantity = reading.number(values, "quantity")
    if quantity is None:
        raise ValueError("Fill in quantity.")
    header = _header(values) | _party(computer, kind, reading.optional(values, "party"))
    line = _new_line(computer, kind, values, quantity)
    site = next(computer.company.books.of("InventorySite"), None)
    if site is not None:
        on_header = kind in ("InventoryAdjustment", "PurchaseOrder")
        (header if on_header else line)["InventorySiteRef"] = site.ref()
    return f"Entered {called(computer.bookkeeper.enter(kind, header, [line]))}."


def _party(computer: Computer, kind: str, name: str | None) -> dict[str, Any]:
    """Whom it is with, the first in the list if nobody is named; an adjustment's account."""
    person = computer.bookkeeper
    if kind == "InventoryAdjustment":
        return {"AccountRef": person.row("Account", name or "Inventory Shrinkage").ref()}
    label = KINDS[kind].party
    list_kind = label.removesuffix("Ref")
    first = next(computer.company.books.of(list_kind))
    return {label: (person.row(list_kind, name) if name else first).ref()}


def _new_line(computer: Computer, kind: str, values: Values, quantity: Decimal) -> dict[str, Any]:
    item = computer.bookkeeper.row("Item", reading.text(values, "item"))
    tracked = reading.optional(values, "tracked")
    label = "SerialNumber" if computer.company.books.profile.tracked == "serial" else "LotNumber"
    number = {label: tracked} if tracked else {}
    if kind == "InventoryAdjustment":
        change = {"QuantityDifference": quantity, **number}
        return {"ItemRef": item.ref(), "QuantityAdjustment": change}
    price = reading.number(values, "price")
    priced = {} if price is None else {KINDS[kind].price: price}
    return {"ItemRef": item.ref(), "Quantity": quantity, **priced, **number}


def _header(values: Values) -> dict[str, Any]:
    named = {
        "TxnDate": _day(values, "on"),
        "RefNumber": reading.optional(values, "number"),
        "Memo": reading.optional(values, "note"),
    }
    return {name: value for name, value in named.items() if value is not None}


def _day(values: Values, name: str) -> date | None:
    text = reading.optional(values, name)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} is a date such as 2026-03-31.") from None


def _edit(computer: Computer, values: Values) -> str:
    txn = _txn(computer, values)
    return f"Changed {called(computer.bookkeeper.revise(txn, _header(values)))}."


def _change_line(computer: Computer, values: Values) -> str:
    txn, line_id = _txn(computer, values), reading.text(values, "line")
    quantity, price = reading.number(values, "quantity"), reading.number(values, "price")
    if quantity is None and price is None:
        raise ValueError("Fill in quantity or price.")
    label = {"InventoryAdjustment": "QuantityDifference", "TransferInventory": "QuantityToTransfer"}
    given = {label.get(txn.kind, "Quantity"): quantity, KINDS[txn.kind].price: price}
    change = {name: value for name, value in given.items() if name and value is not None}
    lines = [_same(line) | (change if line.txn_line_id == line_id else {}) for line in txn.lines]
    return f"Changed a line of {called(computer.bookkeeper.revise(txn, {}, lines))}."


def _remove_line(computer: Computer, values: Values) -> str:
    txn, line_id = _txn(computer, values), reading.text(values, "line")
    kept = [_same(line) for line in txn.lines if line.txn_line_id != line_id]
    if not kept:
        raise ValueError("A document keeps one line at least; delete the document instead.")
    return f"Removed a line from {called(computer.bookkeeper.revise(txn, {}, kept))}."


def _same(line: Line) -> dict[str, Any]:
    """A line that stays as it is."""
    expense = line.name.startswith("Expense")
    return {"TxnLineID": line.txn_line_id} | (
        {"AccountRef": line.values["AccountRef"]} if expense else {}
    )


def _void(computer: Computer, values: Values) -> str:
    return f"Voided {called(computer.bookkeeper.void(_txn(computer, values)))}."


def _delete(computer: Computer, values: Values) -> str:
    txn = _txn(computer, values)
    computer.bookkeeper.remove(txn)
    return f"Deleted {called(txn)}."


def _txn(computer: Computer, values: Values) -> Txn:
    return computer.bookkeeper.txn(reading.text(values, "kind"), reading.text(values, "which"))


# ---- lists


def _rename(computer: Computer, values: Values) -> str:
    row, name = _row(computer, values), reading.text(values, "name")
    before = called(row)
    computer.bookkeeper.rename(row.kind, row.list_id, name)
    return f"{before} is called {name} now."


def _inactivate(computer: Computer, values: Values) -> str:
    row = _row(computer, values)
    return f"{called(computer.bookkeeper.inactivate(row.kind, row.list_id))} is inactive now."


def _reactivate(computer: Computer, values: Values) -> str:
    row = _row(computer, values)
    return f"{called(computer.bookkeeper.reactivate(row.kind, row.list_id))} is active now."


def _delete_record(computer: Computer, values: Values) -> str:
    row = _row(computer, values)
    return f"Deleted {called(computer.bookkeeper.delete(row.kind, row.list_id))}."


def _row(computer: Computer, values: Values) -> Row:
    return computer.bookkeeper.row(reading.text(values, "kind"), reading.text(values, "which"))


# ---- records that are open in a window


def _open_record(computer: Computer, values: Values) -> str:
    record = _record(computer, values)
    code = int(reading.optional(values, "code") or 3175)
    times = reading.number(values, "times")
    computer.bookkeeper.open_record(
        record, code=code, attempts=None if times is None else int(times)
    )
    return f"Pat has {called(record)} open: writes to it are refused ({code})."


def _close_record(computer: Computer, values: Values) -> str:
    record = _record(computer, values)
    computer.bookkeeper.close_record(record)
    return f"Closed the window with {called(record)}."


def _record(computer: Computer, values: Values) -> Record:
    kind = reading.text(values, "kind")
    return _txn(computer, values) if kind in KINDS else _row(computer, values)


# ---- the company file


def _close_period(computer: Computer, values: Values) -> str:
    through = _day(values, "through")
    if through is None:
        raise ValueError("Fill in the date through which the books are closed.")
    computer.bookkeeper.close_period(through)
    return f"The books are closed through {through:%m/%d/%Y}."


def _reopen_period(computer: Computer, _: Values) -> str:
    computer.bookkeeper.reopen_period()
    return "No period is closed any more."


def _prefer(computer: Computer, values: Values) -> str:
    for name, value in values.items():
        computer.bookkeeper.prefer(**{name: {"true": True, "false": False}.get(value, value)})
    return "Changed the preference."


COMMANDS: dict[str, Command] = {
    "enter": _enter,
    "edit": _edit,
    "change-line": _change_line,
    "remove-line": _remove_line,
    "void": _void,
    "delete": _delete,
    "rename": _rename,
    "inactivate": _inactivate,
    "reactivate": _reactivate,
    "delete-record": _delete_record,
    "open-record": _open_record,
    "close-record": _close_record,
    "close-period": _close_period,
    "reopen-period": _reopen_period,
    "prefer": _prefer,
    **windows.COMMANDS,
}
