"""Reading QuickBooks Desktop: everything once, then what changed, then what was deleted.

Lists and transactions come in pages by iterator where there is one, else at once (reference §2.4).
Changes are asked for by time of change; deletions have feeds of their own, which reach back 90
days: whoever was away for longer reads everything again, and what that does not show is gone. Stock
that moves does not change its item (§3.1), so items are read in full once a day.

An iterator ends with its QuickBooks session; its kind is then begun again, from the same time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.quickbooks.desktop.cursors import (
    DELETED,
    FINISHED,
    Cursor,
    earliest,
    mark_of,
    next_read,
    rewound,
)
from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.desktop.grammar.fields import version_key
from app.quickbooks.desktop.movements import movement
from app.quickbooks.desktop.qbxml import Node, Rq, build
from app.quickbooks.desktop.records import record_from
from app.sync.documents import Record
from app.sync.facts import Facts
from app.sync.port import Entity, Message
from app.sync.settings import ConnectionSettings

LIST_PAGE = 200
FORM_PAGE = 50
"""Records with lines: larger answers take QuickBooks too long (reference §5.2)."""
LOOK_BACK = timedelta(days=85)  # the feeds of what was deleted reach back 90 (§2.4)
PAGE = "page"
UNITS = "units"
"""The names of the two requests of a page of items: their units come along."""

_LISTS: dict[Entity, tuple[str, ...]] = {
    Entity.ACCOUNT: ("Account",),
    Entity.CLASS: ("Class",),
    Entity.LOCATION: ("InventorySite",),
    Entity.ITEM: ("Item",),
    Entity.CUSTOMER: ("Customer",),
    Entity.VENDOR: ("Vendor",),
}
_ITEMS = (
    *("ItemInventory", "ItemInventoryAssembly", "ItemNonInventory", "ItemService"),
    *("ItemOtherCharge", "ItemGroup", "ItemDiscount", "ItemSubtotal", "ItemPayment"),
    *("ItemSalesTax", "ItemSalesTaxGroup", "ItemFixedAsset"),
)
_ORDERS = {"sales_order": "SalesOrder", "estimate": "Estimate", "invoice": "Invoice"}
_MOVEMENTS = ("ItemReceipt", "Bill", "Invoice", "SalesReceipt", "CreditMemo", "VendorCredit")
_FULL_EVERY = {Entity.ITEM: timedelta(days=1)} | dict.fromkeys(
    # Two records that are merged: the feed of what was deleted may not tell of it.
    (Entity.ACCOUNT, Entity.CLASS, Entity.LOCATION, Entity.CUSTOMER, Entity.VENDOR),
    timedelta(days=7),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an entity of ours is read from: QuickBooks' kinds of records, and how to read one.

    `forms` are transactions, which have lines, and whose deletions are told apart from those of
    lists. `deleted` are the kinds whose deletions are asked for. `since` (the company's time)
    leaves out what did not change from then on. `full_every`: how long changes alone will do.
    """

    kinds: tuple[str, ...]
    read: Callable[[Node], Record]
    deleted: tuple[str, ...]
    forms: bool = False
    since: str = ""
    session: str = ""
    zone: str = ""
    full_every: timedelta | None = None

    @property
    def units(self) -> bool:
        """Do units of measure come along? Lines may count in cases what is stocked in pieces."""
        return self.kinds == ("Item",)


def plan(
    entity: Entity,
    facts: Facts,
    settings: ConnectionSettings,
    *,
    session: str = "",
    since: datetime | None = None,
) -> Plan:
    """How `entity` is read from this company during the QuickBooks session `session`.

    Transactions are read from `since` on.
    """
    frame = Plan((), record_from, (), session=mark_of(session), zone=facts.zone)
    if entity in _LISTS:
        kinds = _LISTS[entity]
        deleted = _ITEMS if entity is Entity.ITEM else kinds
        return replace(frame, kinds=kinds, deleted=deleted, full_every=_FULL_EVERY[entity])
    frame = replace(frame, forms=True)
    if entity in (Entity.PURCHASE_ORDER, Entity.SALES_ORDER):
        orders = tuple(_ORDERS[one] for one in settings.orders_from)
        kinds = ("PurchaseOrder",) if entity is Entity.PURCHASE_ORDER else orders
        return replace(frame, kinds=kinds, deleted=kinds)
    kinds, begins = _moving(entity, facts), "" if since is None else earliest(since)
    return replace(frame, kinds=kinds, read=_movement(facts.zone), deleted=kinds, since=begins)


def _movement(zone: str) -> Callable[[Node], Record]:
    return lambda node: movement(node, zone)


def _moving(entity: Entity, facts: Facts) -> tuple[str, ...]:
    if entity is Entity.TRANSACTION:
        return _MOVEMENTS
    return ("InventoryAdjustment", *(("TransferInventory",) if facts.sites else ()))


def resumed(plan: Plan, cursor: str, full_read_at: datetime, now: datetime) -> str:
    """Where a stored cursor goes on now; "" if everything must be read again.

    `full_read_at` is when that was last begun.
    """
    if not cursor:
        return ""
    at = Cursor.parse(cursor)
    if at.phase == FINISHED:
        if plan.full_every is not None and full_read_at < now - plan.full_every:
            return ""
        at = next_read(at, full_read_at, now, plan.zone)
    if not at.full and at.since < earliest(now - LOOK_BACK):
        return ""
    if at.iterator and at.session != plan.session:
        at = replace(at, iterator="", session="")
    return at.text()


def message(plan: Plan, cursor: str, version: str) -> Message:
    """The request for the page at `cursor`, in qbXML `version`."""
    at = Cursor.parse(cursor)
    if at.phase == DELETED:
        return _message([_deletions(plan, at)], version)
    kind = plan.kinds[at.source]
    body: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    if REQUESTS[f"{kind}QueryRq"].iterates:
        body["MaxReturned"] = FORM_PAGE if plan.forms else LIST_PAGE
        attributes = {"iterator": "Start"}
        if at.iterator and at.session == plan.session:
            attributes = {"iterator": "Continue", "iteratorID": at.iterator}
    changed = rewound(at.since) or (datetime.fromisoformat(plan.since) if plan.since else None)
    if plan.forms:
        body["ModifiedDateRangeFilter"] = changed and {"FromModifiedDate": changed}
    else:
        body |= {"ActiveStatus": "All", "FromModifiedDate": changed}
    return _message(_with_units(plan, _query(kind, body, attributes), version), version)


def some(plan: Plan, name: str, ids: tuple[str, ...], version: str) -> Message:
    """The request for a few records of kind `name` by id."""
    query = _query(name, {"TxnID" if plan.forms else "ListID": list(ids)}, {})
    return _message(_with_units(plan, query, version), version)


def _query(kind: str, body: dict[str, Any], attributes: dict[str, str]) -> Rq:
    name = f"{kind}QueryRq"
    known = {one.name for one in REQUESTS[name].fields}
    shown = {one: True for one in ("IncludeLineItems", "IncludeLinkedTxns") if one in known}
    return Rq(name, body | shown, PAGE, attributes)


def _with_units(plan: Plan, query: Rq, version: str) -> list[Rq]:
    if not plan.units or not _is_known("UnitOfMeasureSetQueryRq", version):
        return [query]
    return [Rq("UnitOfMeasureSetQueryRq", {"ActiveStatus": "All"}, UNITS), query]


def _deletions(plan: Plan, at: Cursor) -> Rq:
    since = {"DeletedDateRangeFilter": {"FromDeletedDate": rewound(at.since)}}
    if plan.forms:
        return Rq("TxnDeletedQueryRq", {"TxnDelType": list(plan.deleted), **since}, PAGE)
    return Rq("ListDeletedQueryRq", {"ListDelType": list(plan.deleted), **since}, PAGE)


def _is_known(request: str, version: str) -> bool:
    return version_key(REQUESTS[request].since) <= version_key(version)


def _message(requests: list[Rq], version: str) -> Message:
    text = build(requests, version=version, on_error="continueOnError")
    return Message("QBXML", requests[-1].name, text, "text/xml")
