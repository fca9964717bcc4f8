"""What a person does by hand at QuickBooks' own screens (reference §9 rule 30).

Records are named by ListID or full name, transactions by TxnID or RefNumber. Raises NotInTheBooks
where there is no such record, Refusal where QuickBooks itself says no. What is done here is kept
like what an application does.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from app.quickbooks.simulator.desktop import keeping, lists
from app.quickbooks.simulator.desktop.behaviours import chosen
from app.quickbooks.simulator.desktop.company_queries import preference_names
from app.quickbooks.simulator.desktop.door import Fault
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.records import ITEM_KINDS, Lock, Row, Txn
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.transactions.person import (
    Lines,
    human_add,
    human_delete,
    human_edit,
    human_void,
)

_USUAL_ACCOUNTS = {
    "IncomeAccountRef": "Sales",
    "COGSAccountRef": "Cost of Goods Sold",
    "AssetAccountRef": "Inventory Asset",
}


T = TypeVar("T")


class NotInTheBooks(ValueError):
    """There is no such record; the text says which."""


class Bookkeeper:
    """A person at the computer with QuickBooks, working on the same books as we do."""

    def __init__(self, company: DesktopCompany) -> None:
        self.company = company

    @property
    def books(self) -> Books:
        return self.company.books

    # ---- lists

    def row(self, kind: str, which: str) -> Row:
        """The record of this kind, "Item" for an item of any kind."""
        kinds = ITEM_KINDS if kind == "Item" else (kind,)
        found = self.books.find(kinds, {"ListID": which}) or self.books.named(kinds, which)
        if found is None:
            raise NotInTheBooks(f"There is no {kind} {which!r} in these books.")
        return found

    @rule(30, "reference §9", "documented")
    def add(self, kind: str, name: str, **values: Any) -> Row:
        """A new record of any list, such as ``add("Account", "Freight", AccountType="Expense")``.

        An inventory item posts to the usual accounts unless others are given.
        """
        if kind == "ItemInventory":
            usual = {
                label: account.ref()
                for label, called in _USUAL_ACCOUNTS.items()
                if (account := self.books.named("Account", called)) is not None
            }
            values = {**usual, **values}
        return self._done(lists.add(self.books, kind, {"Name": name, **values}))

    def edit(self, kind: str, which: str, **values: Any) -> Row:
        """Change some values of a record."""
        return self._done(lists.change(self.books, self.row(kind, which), values))

    def rename(self, kind: str, which: str, name: str) -> Row:
        return self.edit(kind, which, Name=name)

    def inactivate(self, kind: str, which: str) -> Row:
        return self.edit(kind, which, IsActive=False)

    def reactivate(self, kind: str, which: str) -> Row:
        return self.edit(kind, which, IsActive=True)

    def delete(self, kind: str, which: str) -> Row:
        """Take a record out of its list; refused (3160) where something uses it."""
        row = self.row(kind, which)
        return self._done(lists.delete(self.books, row.kind, row.list_id))

    def txn(self, kind: str, which: str) -> Txn:
        """The transaction with this TxnID, or the newest of this kind with this RefNumber."""
        found = [
            txn
            for txn in self.books.txns.values()
            if txn.kind == kind and which in (txn.txn_id, txn.name)
        ]
        if not found:
            raise NotInTheBooks(f"There is no {kind} {which!r} in these books.")
        return found[-1]

    def enter(self, kind: str, header: Mapping[str, Any], lines: Lines) -> Txn:
        """A new transaction, by the names of its ``…Add``: ``enter("Bill", {…}, [{…}])``."""
        return self._done(human_add(self.company, kind, header, lines))

    def revise(self, txn: Txn, changes: Mapping[str, Any], lines: Lines = ()) -> Txn:
        """Change a transaction's header, and its lines where any are given."""
        return self._done(human_edit(self.company, txn.txn_id, changes, lines))

    def void(self, txn: Txn) -> Txn:
        return self._done(human_void(self.company, txn.txn_id))

    def remove(self, txn: Txn) -> None:
        """Delete a transaction; the deleted feed tells of it."""
        human_delete(self.company, txn.txn_id)
        self._done(None)

    # ---- the company file

    def close_period(self, through: date) -> None:
        """Set the closing date, with a password that applications cannot give."""
        self.books.closing_date = through
        self._done(None)

    def reopen_period(self) -> None:
        self.books.closing_date = None
        self._done(None)

    def single_user(self) -> None:
        """Switch the company file to single-user mode."""
        self.books.mode = "SingleUser"
        self._done(None)

    def multi_user(self) -> None:
        self.books.mode = "MultiUser"
        self._done(None)

    def prefer(self, **preferences: Any) -> None:
        """Set preferences by their element's name, such as ``IsUsingClassTracking=False``."""
        known = preference_names(self.books)
        for name in preferences:
            if name not in known:
                raise ValueError(f"There is no preference {name!r}.")
        self.books.preferences |= preferences
        self._done(None)

    def backup(self) -> str:
        """A backup of the company file."""
        return keeping.backup(self.books)

    @rule(30, "reference §5.4", "documented")
    def restore(self, text: str) -> None:
        """Restore a backup: what came later is gone, and IDs are counted on from then."""
        keeping.restore(self.books, text)
        self.close_session()
        self._done(None)

    # ---- windows

    @rule(28, "reference §9", "field-reported")
    def open_record(
        self,
        record: Row | Txn,
        *,
        user: str = "Pat",
        code: int = 3175,
        attempts: int | None = None,
    ) -> None:
        """Have a record open: writes to it are refused, ``attempts`` times or until it is closed.

        ``code`` 3180 says so only in its text.
        """
        self.books.locks[record.id] = Lock(user, code, attempts)
        self._done(None)

    def close_record(self, record: Row | Txn) -> None:
        self.books.locks.pop(record.id, None)
        self._done(None)

    def open_dialog(self) -> None:
        """Leave a dialog open that waits for an answer: no session can begin (0x80040414)."""
        self.company.door.dialog = True

    def close_dialog(self) -> None:
        self.company.door.dialog = False

    # ---- QuickBooks itself

    def open_company(self, books: Books) -> None:
        """Open this company file; sessions that name another are refused (0x8004040A)."""
        door = self.company.door
        door.put(books)
        if door.open_file is not books:
            self.close_session()
        door.open_file, door.running = books, True

    def close_quickbooks(self) -> None:
        """Close QuickBooks, also in the middle of a session."""
        self.close_session()
        self.company.door.open_file, self.company.door.running = None, False

    def close_session(self) -> None:
        """End whatever session an application has (0x8004040D at its next call)."""
        self.company.end()

    def forbid_unattended(self) -> None:
        """Applications may come in only while QuickBooks is open."""
        self.company.door.unattended = False

    def deny_access(self) -> None:
        """Deny this application under Integrated Applications (0x80040420)."""
        self.company.door.access = "denied"

    def grant_access(self) -> None:
        self.company.door.access = "granted"

    def remove_app(self) -> None:
        """Remove the application from the company file (0x80040418), its FileIDs with it."""
        self.company.door.access = "unknown"
        self.books.file_ids.clear()
        self._done(None)

    def refuse_sessions(self, hresult: str, message: str, times: int = 1) -> None:
        """Let the next sessions fail with any other HRESULT of reference §4.2."""
        self.company.door.faults.append(Fault(hresult, message, times))

    def assume(self, **behaviours: Any) -> None:
        """Choose among doubtful behaviours; see ``behaviours.BEHAVIOURS``."""
        self.books.assumed |= chosen(behaviours)
        self._done(None)

    def _done(self, result: T) -> T:
        self.books.version += 1
        self.company.save()
        return result
