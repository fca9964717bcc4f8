"""The books of one simulated company file: records, stock, costs, and how they are kept.

Whoever changes the books checks everything first and writes last, so that there is nothing to
undo. A write is ``add``, ``touch`` or ``remove``; ``save`` then makes it last.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from app.quickbooks.simulator.desktop.behaviours import BEHAVIOURS
from app.quickbooks.simulator.desktop.outcomes import Crash, Refusal
from app.quickbooks.simulator.desktop.profiles import PREMIER_2023, Profile
from app.quickbooks.simulator.desktop.records import (
    ITEM_KINDS,
    PARTY_KINDS,
    Deleted,
    Line,
    Lock,
    Record,
    Row,
    StockKey,
    Txn,
)

__all__ = [
    "Books",
    "Clock",
    "Crash",
    "Deleted",
    "Line",
    "Lock",
    "Refusal",
    "Row",
    "StockKey",
    "Txn",
]

Clock = Callable[[], datetime]
_ID = re.compile(r"[0-9A-F]{1,8}-\d{1,10}")


class Books:
    """One company file. ``zone`` is the time zone of the computer QuickBooks runs on.

    ``version`` rises with every write, so that pages know to refresh. ``stock`` and ``costs``
    (average cost by item) are changed in place by the transactions, ``counters`` by the ids.
    """

    def __init__(
        self,
        clock: Clock,
        profile: Profile = PREMIER_2023,
        *,
        company_name: str = "Harbor & Vale Supply Co.",
        path: str = r"C:\Users\Public\Documents\Intuit\QuickBooks\Company Files\Harbor & Vale.qbw",
        zone: str = "America/New_York",
    ) -> None:
        self.clock = clock
        self.profile = profile
        self.company_name = company_name
        self.path = path
        self.zone = zone
        self.file_key = uuid4().hex
        self.rows: dict[str, Row] = {}
        self.txns: dict[str, Txn] = {}
        self.deleted: list[Deleted] = []
        self.closing_date: date | None = None
        self.mode = "MultiUser"
        self.stock: dict[StockKey, Decimal] = {}
        self._costs: dict[str, Decimal] = {}
        self._costs_due: set[str] = set()
        self._reckon: Callable[[Books, set[str]], None] | None = None
        self.preferences: dict[str, Any] = {}
        # FileID by OwnerID: what applications wrote into the company (reference §1.4)
        self.file_ids: dict[str, str] = {}
        # by message-set ID: digest of the content, the stored answers (reference §2.3)
        self.message_sets: dict[str, tuple[str, str]] = {}
        self.locks: dict[str, Lock] = {}
        self.assumed: dict[str, Any] = {}
        self.counters: dict[str, int] = {"list": 0x30, "txn": 0x5000, "number": 0}
        self.version = 0
        self.changed: set[str] = set()
        self._names: dict[tuple[str, str], str] = {}
        self._name_of: dict[str, tuple[str, str]] = {}

    # ---- time and identity

    def now(self) -> datetime:
        """This moment in UTC, to the second: QuickBooks keeps no fractions."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def today(self) -> date:
        """The date on the computer that QuickBooks runs on."""
        return self.clock().astimezone(ZoneInfo(self.zone)).date()

    def new_list_id(self) -> str:
        """A ListID such as 80000031-1700000000 (reference §9 rule 20)."""
        return self._new_id("list", 0x80000000)

    def new_txn_id(self) -> str:
        """A TxnID such as 53DD-1700000000; lines are counted together with transactions."""
        return self._new_id("txn", 0)

    def new_line_id(self) -> str:
        return self._new_id("txn", 0)

    def new_number(self) -> int:
        """The next TxnNumber."""
        self.counters["number"] += 1
        return self.counters["number"]

    def _new_id(self, counter: str, base: int) -> str:
        self.counters[counter] += 1
        return f"{base + self.counters[counter]:X}-{int(self.now().timestamp())}"

    def new_sequence(self, previous: str = "") -> str:
        """An EditSequence: the time in seconds, and never the same twice running."""
        return str(max(int(self.now().timestamp()), int(previous or 0) + 1))

    # ---- reading

    def of(self, *kinds: str) -> Iterator[Row]:
        """The list records of these kinds, in the order they were made."""
        return (row for row in self.rows.values() if row.kind in kinds)

    def named(self, kinds: str | Iterable[str], name: str) -> Row | None:
        """The record of one of these kinds with this full name, however it is capitalised."""
        wanted = _kinds(kinds)
        for space in {_space(kind) for kind in wanted}:
            row = self.rows.get(self._names.get((space, name.casefold()), ""))
            if row is not None and row.kind in wanted:
                return row
        return None

    def holder(self, kind: str, name: str) -> Row | None:
        """Who has this full name among all that must differ from a record of this kind."""
        return self.rows.get(self._names.get((_space(kind), name.casefold()), ""))

    def find(self, kinds: str | Iterable[str], ref: Mapping[str, Any]) -> Row | None:
        """What a reference points at: by ListID, else by FullName (ListID wins, reference)."""
        if ref.get("ListID"):
            row = self.rows.get(str(ref["ListID"]))
            return row if row is not None and row.kind in _kinds(kinds) else None
        return self.named(kinds, str(ref.get("FullName", "")))

    def use(self, kinds: str | Iterable[str], ref: Mapping[str, Any], where: str = "") -> Row:
        """The active record that a new transaction may use (reference §9 rule 22).

        Raises Refusal 3140 where there is none or where it has been made inactive, 3000 where the
        ListID cannot be one.
        """
        if ref.get("ListID"):
            check_id(str(ref["ListID"]))
        row = self.find(kinds, ref)
        said = str(ref.get("FullName") or ref.get("ListID") or "")
        place = f" in the {where}" if where else ""
        kind = _kinds(kinds)[0] if len(_kinds(kinds)) == 1 else "list element"
        if row is None:
            raise Refusal(
                3140,
                f'There is an invalid reference to QuickBooks {kind} "{said}"{place}. '
                "QuickBooks error message: the record does not exist in the list.",
            )
        if not row.active:
            raise Refusal(
                3140,
                f'There is an invalid reference to QuickBooks {kind} "{said}"{place}. '
                "QuickBooks error message: the record is inactive and cannot be used.",
            )
        return row

    def behaves(self, name: str) -> Any:
        """How QuickBooks behaves where nobody has verified it; see ``behaviours.BEHAVIOURS``."""
        return self.assumed.get(name, BEHAVIOURS[name].default)

    # ---- writing

    def add(self, record: Record) -> None:
        """Put a new record into the books."""
        if isinstance(record, Row):
            self.rows[record.list_id] = record
        else:
            self.txns[record.txn_id] = record
        self._note(record)

    def touch(self, record: Record) -> None:
        """The record was edited: a new EditSequence and TimeModified."""
        record.sequence = self.new_sequence(record.sequence)
        record.modified = self.now()
        self._note(record)

    def remove(self, record: Record) -> None:
        """Take the record out; the deleted feed remembers it."""
        if isinstance(record, Row):
            del self.rows[record.list_id]
            self._names.pop(self._name_of.pop(record.list_id), None)
        else:
            del self.txns[record.txn_id]
        self.deleted.append(
            Deleted(record.kind, record.id, record.created, self.now(), record.name)
        )
        self.changed.add(record.id)
        self.version += 1

    @property
    def costs(self) -> dict[str, Decimal]:
        """Average cost by item; brought up to date when somebody looks."""
        if self._costs_due and self._reckon is not None:
            due, self._costs_due = self._costs_due, set()
            self._reckon(self, due)
        return self._costs

    @costs.setter
    def costs(self, costs: dict[str, Decimal]) -> None:
        self._costs, self._costs_due = costs, set()

    def reckon_later(self, items: set[str], reckon: "Callable[[Books, set[str]], None]") -> None:
        """The average costs of these items are to be reckoned anew."""
        self._costs_due |= items
        self._reckon = reckon

    def clear(self) -> None:
        """Empty the books of all records, to be filled from what was kept."""
        for kept in (self.rows, self.txns, self.deleted, self.stock, self._names, self._name_of):
            kept.clear()
        self.version += 1

    def _note(self, record: Record) -> None:
        if isinstance(record, Row):
            key = (_space(record.kind), record.name.casefold())
            self._names.pop(self._name_of.get(record.list_id, key), None)
            self._names[key] = record.list_id
            self._name_of[record.list_id] = key
        self.changed.add(record.id)
        self.version += 1


def check_id(id: str) -> None:
    """Raise Refusal 3000 for a ListID, TxnID or TxnLineID that is not shaped like one."""
    if not _ID.fullmatch(id):
        raise Refusal(3000, f'The given object ID "{id}" is not valid.')


def _kinds(kinds: str | Iterable[str]) -> tuple[str, ...]:
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def _space(kind: str) -> str:
    if kind in ITEM_KINDS:
        return "Item"
    return "Party" if kind in PARTY_KINDS else kind
