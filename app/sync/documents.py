"""Neutral documents: what a workflow hands to the outbox, free of any QuickBooks word.

A document is a complete snapshot. The outbox stores it as JSON, a connector turns it into its
dialect. References are our own ids; the connector gets their QuickBooks ids as `Refs`.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.core.types import Amount, Qty


class MappingKind(StrEnum):
    """What kinds of our rows have a counterpart in QuickBooks."""

    ITEM = "item"
    CUSTOMER = "customer"
    VENDOR = "vendor"
    PURCHASE_ORDER = "purchase_order"
    SALES_ORDER = "sales_order"
    RECEIPT = "receipt"
    SHIPMENT = "shipment"
    ADJUSTMENT = "adjustment"
    CUSTOMER_RETURN = "customer_return"
    VENDOR_RETURN = "vendor_return"
    TRANSFER = "transfer"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Tracked(_Frozen):
    """A part of a line: base units of one lot, or one serial number. `bin` is where it lay or went,
    by its code; the document's warehouse says which of several."""

    qty: Qty
    lot: str = ""
    serial: str = ""
    expires_on: date | None = None
    bin: str = ""


class DocumentLine(_Frozen):
    """Base units of one item. `unit_amount` is cost or price per unit, None where unknown.

    `line_key` is stable across versions of the document (the order line's id, or the item's), so
    that an amended line keeps its place. `order_line_external_id` links it to the order's line.
    `tracked` are the lots or serial numbers it consists of; empty for an item without them.
    """

    line_key: str
    item_id: UUID
    sku: str
    name: str
    qty: Qty
    unit_amount: Amount | None = None
    description: str = ""
    order_line_external_id: str | None = None
    tracked: tuple[Tracked, ...] = ()


class _Transaction(_Frozen):
    """What all our documents share. `on` is the company's day; `warehouse_id` picks the class or
    location where the bookkeeper linked one. A `cancelled` document is voided or deleted in
    QuickBooks, or never told if it was not there yet.
    """

    id: UUID
    number: str
    on: date
    lines: tuple[DocumentLine, ...]
    memo: str = ""
    warehouse_id: UUID | None = None
    cancelled: bool = False


class ReceiptDoc(_Transaction):
    """Goods received from a vendor: a Bill or an ItemReceipt. `linked` false: a person decided to
    post it without its link to the order."""

    kind: Literal["receipt"] = "receipt"
    vendor_id: UUID
    vendor_name: str
    purchase_order_id: UUID | None = None
    purchase_order_number: str = ""
    linked: bool = True


class ShipmentDoc(_Transaction):
    """Goods shipped to a customer: an Invoice or a SalesReceipt.

    `order_source` says what the order is in QuickBooks: an invoice already exists for orders that
    were invoiced first, and is then amended with the shipping details, never doubled.
    """

    kind: Literal["shipment"] = "shipment"
    customer_id: UUID
    customer_name: str
    sales_order_id: UUID
    sales_order_number: str = ""
    order_source: str = "estimate"
    tracking_number: str = ""
    linked: bool = True


class AdjustmentDoc(_Transaction):
    """Stock found or lost: signed quantities, with the reason that picks the account."""

    kind: Literal["adjustment"] = "adjustment"
    reason: str


class CustomerReturnDoc(_Transaction):
    """Goods a customer sent back: a credit he may use (CreditMemo), or money (RefundReceipt)."""

    kind: Literal["customer_return"] = "customer_return"
    customer_id: UUID
    customer_name: str
    refunded: bool = False


class VendorReturnDoc(_Transaction):
    """Goods sent back to a vendor: a VendorCredit."""

    kind: Literal["vendor_return"] = "vendor_return"
    vendor_id: UUID
    vendor_name: str


class TransferDoc(_Transaction):
    """Goods moved from one warehouse to another. `warehouse_id` is where they came from.

    Only a QuickBooks that keeps stock by site is told of it: for the others nothing changed.
    """

    kind: Literal["transfer"] = "transfer"
    to_warehouse_id: UUID


class ItemDoc(_Frozen):
    """What an item of ours should be in QuickBooks, created there if it is not known yet.

    For an item that QuickBooks has, None leaves a field as it is there: QuickBooks owns names and
    prices, and only what a person decided here is said. `number` is what people call it (its SKU).
    """

    kind: Literal["item"] = "item"
    id: UUID
    number: str
    name: str | None = None
    sku: str | None = None
    description: str | None = None
    purchase_cost: Amount | None = None
    sales_price: Amount | None = None
    active: bool | None = None


class PartyDoc(_Frozen):
    """What a customer or vendor of ours should be in QuickBooks; None leaves a field as it is."""

    kind: Literal["customer", "vendor"]
    id: UUID
    number: str
    name: str | None = None
    email: str | None = None
    active: bool | None = None


AnyTransaction = (
    ReceiptDoc | ShipmentDoc | AdjustmentDoc | CustomerReturnDoc | VendorReturnDoc | TransferDoc
)
AnyRecord = ItemDoc | PartyDoc
AnyDocument = AnyTransaction | AnyRecord


def lines_of(document: AnyDocument) -> tuple[DocumentLine, ...]:
    """The document's lines; a record has none."""
    return () if isinstance(document, ItemDoc | PartyDoc) else document.lines


document_adapter: TypeAdapter[AnyDocument] = TypeAdapter(
    Annotated[AnyDocument, Field(discriminator="kind")]
)


class Decisions(_Frozen):
    """What a person decided about one document for QuickBooks' sake; our document stays as it is.

    `on` posts it on another day (the books are closed for its own), `number` under another number,
    `unlinked` without its link to the order. `later` are the items, by our id, whose lines follow
    once what holds them is out of the way, each with the problem as stored. `withdrawn`: it is
    taken back there, because somebody else had posted it.
    """

    on: date | None = None
    number: str | None = None
    unlinked: bool = False
    later: dict[UUID, dict[str, Any]] = Field(default_factory=dict)
    withdrawn: bool = False

    def applied(self, document: AnyDocument) -> AnyDocument:
        """The document as QuickBooks is to see it."""
        changes: dict[str, object] = {}
        if self.on is not None and not isinstance(document, ItemDoc | PartyDoc):
            changes["on"] = self.on
        if self.number is not None:
            changes["number"] = self.number
        if self.unlinked and isinstance(document, ReceiptDoc | ShipmentDoc):
            changes["linked"] = False
        now = tuple(line for line in lines_of(document) if line.item_id not in self.later)
        if now and len(now) < len(lines_of(document)):
            changes["lines"] = now
        if self.withdrawn and not isinstance(document, ItemDoc | PartyDoc):
            changes["cancelled"] = True
        return document.model_copy(update=changes) if changes else document


class ItemRecord(_Frozen):
    """An item as QuickBooks has it. `stocked` is false for services and the like.

    `title` is what people call it where its name there is a number; empty: its name. `type` is
    QuickBooks' own word. `taxable` is whether sales of it are taxed where lines must say
    so; nothing may be posted for it before `starts_on`. `accounts` are the ids of those it is
    booked to, by their names in settings (asset, income, cogs). `unit` is what it is counted in,
    and `units` how many of those each unit of measure holds, by name in lower case; empty where
    lines name no units, None where this answer does not tell.
    """

    external_id: str
    version_token: str
    sku: str
    name: str
    title: str = ""
    description: str = ""
    stocked: bool = True
    active: bool = True
    purchase_cost: Amount | None = None
    sales_price: Amount | None = None
    taxable: bool = False
    on_hand: Qty | None = None
    starts_on: date | None = None
    type: str = ""
    accounts: dict[str, str] = Field(default_factory=dict)
    unit: str | None = ""
    units: dict[str, Decimal] = Field(default_factory=dict)


class PartyRecord(_Frozen):
    """A customer or a vendor as QuickBooks has it. `taxable` is whether what a customer buys is
    taxed; None where QuickBooks does not say."""

    external_id: str
    version_token: str
    name: str
    email: str = ""
    active: bool = True
    taxable: bool | None = None


class PlaceRecord(_Frozen):
    """A class or a location (department) as QuickBooks has it, named with its parents."""

    external_id: str
    version_token: str
    name: str
    active: bool = True


class AccountRecord(_Frozen):
    """A line of the chart of accounts."""

    external_id: str
    name: str
    account_type: str
    account_subtype: str = ""
    active: bool = True


class OrderLineRecord(_Frozen):
    """One line of an order as QuickBooks has it. `unit` is what `qty` counts, where it says."""

    external_line_id: str
    line_no: int
    item_external_id: str
    qty: Qty
    unit_amount: Amount | None = None
    description: str = ""
    unit: str = ""


class OrderRecord(_Frozen):
    """A purchase order, estimate or unpaid invoice as QuickBooks has it.

    `source` says which of them. `linked_ids` are the transactions made from it (bills, invoices):
    an order that one of our own documents closed stays ours to finish. `own_document` is our
    document id when the record was made by us: then it is no order. `complete`: all of it was
    billed, which closed it without anybody's decision.
    """

    external_id: str
    version_token: str
    number: str
    party_external_id: str
    open: bool
    ordered_on: date | None = None
    due_on: date | None = None
    memo: str = ""
    source: str = ""
    linked_ids: tuple[str, ...] = ()
    own_document: UUID | None = None
    complete: bool = False
    lines: tuple[OrderLineRecord, ...] = ()


class TransactionLine(_Frozen):
    """Units of one item that a transaction of QuickBooks moves: added if positive. Base units, or
    as many of `unit` where the line names one."""

    external_line_id: str = ""
    item_external_id: str
    item_name: str = ""
    qty: Qty
    unit_amount: Amount | None = None
    unit: str = ""


class TransactionRecord(_Frozen):
    """A transaction of QuickBooks that moves stock, whoever made it.

    `entity` is QuickBooks' own word (Bill, Invoice, …). `order_ids` are the orders it is linked to.
    `own_document` and `own_version` are ours if its note says so. `made_by` names another system
    that marked it, where that can be told; `changed_by` is the id of the QuickBooks user who last
    changed it.
    """

    entity: str
    external_id: str
    version_token: str
    number: str = ""
    on: date | None = None
    party_external_id: str = ""
    party: str = ""
    total: Amount | None = None
    voided: bool = False
    lines: tuple[TransactionLine, ...] = ()
    order_ids: tuple[str, ...] = ()
    note: str = ""
    made_by: str = ""
    changed_by: str = ""
    own_document: UUID | None = None
    own_version: int | None = None
    changed_at: datetime | None = None

    @property
    def moves(self) -> dict[str, Decimal]:
        """Signed base units per item id there; what comes to nothing is left out."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            sums[line.item_external_id] = sums.get(line.item_external_id, Decimal()) + line.qty
        return {item: qty for item, qty in sums.items() if qty}


class Deleted(_Frozen):
    """QuickBooks no longer has this record. `entity` tells transactions apart, whose ids are only
    unique within their kind; `merged_into` is the record that took its place."""

    external_id: str
    entity: str = ""
    merged_into: str = ""


Record = (
    ItemRecord
    | PartyRecord
    | PlaceRecord
    | AccountRecord
    | OrderRecord
    | TransactionRecord
    | Deleted
)
