"""The bookkeeper's deeds by name, from plain values as JSON or a form brings them.

Each takes the values and tells in one sentence what was done. Unknown or unreadable values raise
ValueError in plain words; QuickBooks' own refusals come through as QboFault.
"""

from collections.abc import Callable

from app.quickbooks.simulator import bookkeeper
from app.quickbooks.simulator.behaviour import Behaviour
from app.quickbooks.simulator.bookkeeper import reading
from app.quickbooks.simulator.bookkeeper.reading import Values
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.values import Doc

Command = Callable[[SimulatedCompany, Values], str]


def run(company: SimulatedCompany, name: str, values: Values) -> str:
    """Do it and say so. Raises ValueError, QboFault."""
    if name not in COMMANDS:
        raise ValueError(f"There is nothing called {name!r} to do.")
    return COMMANDS[name](company, values)


def _called(kind: str, doc: Doc) -> str:
    return f"{kind} {doc.get('DocNumber') or doc['Id']}"


# ---- documents


def _enter(company: SimulatedCompany, values: Values) -> str:
    kind, system = reading.text(values, "kind"), reading.optional(values, "system")
    party, on = reading.optional(values, "party"), reading.optional(values, "on")
    if system is not None:
        id = reading.text(values, "id")
        rows = reading.rows(values)
        doc = bookkeeper.post_as(company, system, kind, rows, id=id, party=party, on=on)
        return f"{system} posted {_called(kind, doc)}."
    number, note = reading.optional(values, "number"), reading.optional(values, "note")
    doc = bookkeeper.enter(
        company,
        kind,
        reading.rows(values),
        party=party,
        on=on,
        number=number,
        note=note,
        account=reading.optional(values, "account"),
        past_closing=reading.past_closing(values),
    )
    return f"Entered {_called(kind, doc)}."


def _edit(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    doc = bookkeeper.edit(
        company,
        kind,
        which,
        on=reading.optional(values, "on"),
        number=reading.optional(values, "number"),
        note=reading.optional(values, "note"),
        past_closing=reading.past_closing(values),
    )
    return f"Changed {_called(kind, doc)}."


def _change_line(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    quantity, price = reading.number(values, "quantity"), reading.number(values, "price")
    if quantity is None and price is None:
        raise ValueError("Fill in quantity or price.")
    line, past = reading.text(values, "line"), reading.past_closing(values)
    doc = bookkeeper.change_line(
        company, kind, which, line, quantity=quantity, price=price, past_closing=past
    )
    return f"Changed {line} on {_called(kind, doc)}."


def _add_line(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    doc = bookkeeper.add_line(
        company, kind, which, reading.row(values), past_closing=reading.past_closing(values)
    )
    return f"Added a line to {_called(kind, doc)}."


def _remove_line(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    line = reading.text(values, "line")
    doc = bookkeeper.remove_line(
        company, kind, which, line, past_closing=reading.past_closing(values)
    )
    return f"Removed {line} from {_called(kind, doc)}."


def _delete(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    doc = bookkeeper.delete(company, kind, which, past_closing=reading.past_closing(values))
    return f"Deleted {_called(kind, doc)}."


def _void(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    doc = bookkeeper.void(company, kind, which, past_closing=reading.past_closing(values))
    return f"Voided {_called(kind, doc)}."


def _deposit(company: SimulatedCompany, values: Values) -> str:
    doc = bookkeeper.deposit(company, reading.text(values, "which"))
    return f"Deposited {_called('SalesReceipt', doc)}."


# ---- lists


def _deactivate(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    bookkeeper.deactivate(company, kind, which)
    return f"Made {kind} {which} inactive."


def _reactivate(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    bookkeeper.reactivate(company, kind, which)
    return f"Made {kind} {which} active."


def _rename(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    name = reading.text(values, "name")
    bookkeeper.rename(company, kind, which, name)
    return f"Renamed {kind} {which} to {name}."


def _relabel(company: SimulatedCompany, values: Values) -> str:
    which, sku = reading.text(values, "which"), reading.text(values, "sku")
    bookkeeper.relabel(company, which, sku)
    return f"Gave {which} the SKU {sku}."


def _merge(company: SimulatedCompany, values: Values) -> str:
    kind, which = reading.document(values)
    into = reading.text(values, "into")
    bookkeeper.merge(company, kind, which, into)
    return f"Merged {kind} {which} into {into}."


# ---- the company


def _close_books(company: SimulatedCompany, values: Values) -> str:
    through = reading.text(values, "through")
    bookkeeper.close_books(company, through, password=reading.flag(values, "password"))
    return f"Closed the books through {through}."


def _reopen_books(company: SimulatedCompany, _: Values) -> str:
    bookkeeper.reopen_books(company)
    return "Opened the books again."


def _prefer(company: SimulatedCompany, values: Values) -> str:
    usual = Behaviour().as_dict()
    settings = {
        # A form has only texts, a flag in it is "true" or "false".
        name: value == "true"
        if isinstance(usual.get(name), bool) and isinstance(value, str)
        else value
        for name, value in values.items()
    }
    bookkeeper.prefer(company, **settings)
    return "Changed the preferences."


def _become(company: SimulatedCompany, values: Values) -> str:
    variant = reading.text(values, "variant")
    bookkeeper.become(company, variant)
    return f"The company is now of the kind {variant}."


def _end_subscription(company: SimulatedCompany, values: Values) -> str:
    bookkeeper.end_subscription(company, reading.optional(values, "status") or "EXPIRED")
    return "Ended the subscription."


def _renew_subscription(company: SimulatedCompany, _: Values) -> str:
    bookkeeper.renew_subscription(company)
    return "Renewed the subscription."


def _disconnect(company: SimulatedCompany, _: Values) -> str:
    bookkeeper.disconnect_app(company)
    return "Disconnected Scanpost from this company."


COMMANDS: dict[str, Command] = {
    "enter": _enter,
    "edit": _edit,
    "change-line": _change_line,
    "add-line": _add_line,
    "remove-line": _remove_line,
    "delete": _delete,
    "void": _void,
    "deposit": _deposit,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "rename": _rename,
    "relabel": _relabel,
    "merge": _merge,
    "close-books": _close_books,
    "reopen-books": _reopen_books,
    "prefer": _prefer,
    "become": _become,
    "end-subscription": _end_subscription,
    "renew-subscription": _renew_subscription,
    "disconnect": _disconnect,
}
