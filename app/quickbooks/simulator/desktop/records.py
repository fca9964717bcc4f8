"""What a company file holds: list records, transactions, what is left of deleted ones."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

ITEM_KINDS = (
    "ItemService",
    "ItemNonInventory",
    "ItemOtherCharge",
    "ItemInventory",
    "ItemInventoryAssembly",
    "ItemFixedAsset",
    "ItemSubtotal",
    "ItemDiscount",
    "ItemPayment",
    "ItemSalesTax",
    "ItemSalesTaxGroup",
    "ItemGroup",
)
STOCKED_KINDS = ("ItemInventory", "ItemInventoryAssembly")
# customers, vendors, employees and other names share one name space (reference §2.6)
PARTY_KINDS = ("Customer", "Vendor", "Employee", "OtherName")


@dataclass(slots=True)
class Row:
    """A list record: an item, a customer, an account, a site…

    ``kind`` is qbXML's word ("ItemInventory", "Customer", "InventorySite"). ``values`` are its
    elements by name: text, bool, Decimal, date, int, a dictionary for an aggregate
    (``{"ListID": …, "FullName": …}``), a list where the element repeats. ``FullName`` is always
    there, also for kinds that answer only with a Name. Times are UTC.
    """

    kind: str
    list_id: str
    sequence: str
    created: datetime
    modified: datetime
    values: dict[str, Any]

    @property
    def id(self) -> str:
        return self.list_id

    @property
    def name(self) -> str:
        """The full name, with its parents before a colon."""
        return str(self.values["FullName"])

    @property
    def active(self) -> bool:
        return self.values.get("IsActive", True) is not False

    def ref(self) -> dict[str, str]:
        """How another record points at this one."""
        return {"ListID": self.list_id, "FullName": self.name}


@dataclass(slots=True)
class Line:
    """A line of a transaction. ``name`` is the element's name as answered ("InvoiceLineRet").

    ``order`` is the TxnID and TxnLineID of the order's line it was linked to when added.
    """

    txn_line_id: str
    values: dict[str, Any]
    order: tuple[str, str] | None = None
    name: str = ""


@dataclass(slots=True)
class Txn:
    """A transaction. ``kind`` is qbXML's word ("ItemReceipt"); ``values`` is its header.

    ``number`` is QuickBooks' own count (TxnNumber), not the RefNumber. ``links`` are the TxnIDs of
    transactions it is linked with, kept on both sides.
    """

    kind: str
    txn_id: str
    sequence: str
    created: datetime
    modified: datetime
    number: int
    values: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    guid: str = ""
    void: bool = False
    links: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        return self.txn_id

    @property
    def name(self) -> str:
        """Its RefNumber, empty where it has none."""
        return str(self.values.get("RefNumber", ""))


Record = Row | Txn


@dataclass(frozen=True, slots=True)
class Deleted:
    """What the deleted feeds still know of a record (reference §3.11). Times are UTC."""

    kind: str
    id: str
    created: datetime
    deleted: datetime
    name: str


class StockKey(NamedTuple):
    """Where stock lies: ListIDs of item, site and bin, and the lot or serial; "" where none."""

    item: str
    site: str = ""
    bin: str = ""
    tracked: str = ""


@dataclass(slots=True)
class Lock:
    """A record that a person has open: refuses with ``code`` for ``attempts`` more writes.

    ``attempts`` None means until the person closes it (reference §9 rule 28).
    """

    user: str
    code: int = 3175
    attempts: int | None = None
