"""Neutral documents: what a workflow hands to the outbox, free of any QuickBooks word.

A document is a complete snapshot. The outbox stores it as JSON, a connector turns it into its
dialect. References are our own ids; the connector gets their QuickBooks ids as `Refs`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
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
    UNSTOCKED_ITEM = "unstocked_item"  # known, so that order lines with it are left out knowingly


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class DocumentLine(_Frozen):
    """Base units of one item. `unit_amount` is cost or price per unit, None where unknown.

    `line_key` is stable across versions of the document (the order line's id, or the item's), so
    that an amended line keeps its place. `order_line_external_id` links it to the order's line.
    """

    line_key: str
    item_id: UUID
    sku: str
    name: str
    qty: Qty
    unit_amount: Amount | None = None
    description: str = ""
    order_line_external_id: str | None = None


class ReceiptDoc(_Frozen):
    """Goods received from a vendor: a Bill or an ItemReceipt."""

    kind: Literal["receipt"] = "receipt"
    id: UUID
    number: str
    on: date
    vendor_id: UUID
    vendor_name: str
    purchase_order_id: UUID | None = None
    purchase_order_number: str = ""
    lines: tuple[DocumentLine, ...]
    memo: str = ""


class ShipmentDoc(_Frozen):
    """Goods shipped to a customer: an Invoice or a SalesReceipt.

    `order_source` says what the order is in QuickBooks: an invoice already exists for orders that
    were invoiced first, and is then amended with the shipping details, never doubled.
    """

    kind: Literal["shipment"] = "shipment"
    id: UUID
    number: str
    on: date
    customer_id: UUID
    customer_name: str
    sales_order_id: UUID
    sales_order_number: str = ""
    order_source: str = "estimate"
    tracking_number: str = ""
    lines: tuple[DocumentLine, ...]
    memo: str = ""


class AdjustmentDoc(_Frozen):
    """Stock found or lost: signed quantities, with the reason that picks the account."""

    kind: Literal["adjustment"] = "adjustment"
    id: UUID
    number: str
    on: date
    reason: str
    lines: tuple[DocumentLine, ...]
    memo: str = ""


Document = Annotated[ReceiptDoc | ShipmentDoc | AdjustmentDoc, Field(discriminator="kind")]
AnyDocument = ReceiptDoc | ShipmentDoc | AdjustmentDoc
document_adapter: TypeAdapter[AnyDocument] = TypeAdapter(Document)


class ItemRecord(_Frozen):
    """An item as QuickBooks has it. `stocked` is false for services and the like.

    `taxable` is whether sales of it are taxed where lines must say so.
    """

    external_id: str
    version_token: str
    sku: str
    name: str
    description: str = ""
    stocked: bool = True
    active: bool = True
    purchase_cost: Amount | None = None
    sales_price: Amount | None = None
    taxable: bool = False
    on_hand: Qty | None = None


class PartyRecord(_Frozen):
    """A customer or a vendor as QuickBooks has it."""

    external_id: str
    version_token: str
    name: str
    email: str = ""
    active: bool = True


class AccountRecord(_Frozen):
    """A line of the chart of accounts."""

    external_id: str
    name: str
    account_type: str
    account_subtype: str = ""
    active: bool = True


class OrderLineRecord(_Frozen):
    """One line of an order as QuickBooks has it."""

    external_line_id: str
    line_no: int
    item_external_id: str
    qty: Qty
    unit_amount: Amount | None = None
    description: str = ""


class OrderRecord(_Frozen):
    """A purchase order, estimate or unpaid invoice as QuickBooks has it.

    `source` says which of them. `linked_ids` are the transactions made from it (bills, invoices):
    an order that one of our own documents closed stays ours to finish. `own_document` is our
    document id when the record was made by us: then it is no order.
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
    lines: tuple[OrderLineRecord, ...] = ()


class Deleted(_Frozen):
    """QuickBooks no longer has this record."""

    external_id: str


Record = ItemRecord | PartyRecord | AccountRecord | OrderRecord | Deleted
