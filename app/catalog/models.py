"""What we handle and where: items, their barcodes, the tree of locations, customers and vendors."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import created_field, id_field, money_field, quantity_field, reference
from app.core.types import enum_column


class Tracking(StrEnum):
    """How closely units are told apart."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"


class RemovalOrder(StrEnum):
    """Which stock leaves first: earliest expiry, or earliest received."""

    FEFO = "fefo"
    FIFO = "fifo"


class Item(SQLModel, table=True):
    """A thing we stock, counted in its base unit. Its QuickBooks identity lives in Mapping."""

    id: UUID = id_field()
    sku: str = Field(max_length=100, unique=True)
    name: str = Field(max_length=200)
    description: str = Field(default="", max_length=4000)
    tracking: Tracking = Field(default=Tracking.NONE, sa_type=enum_column(Tracking, "tracking"))
    has_expiry: bool = False
    removal: RemovalOrder = Field(
        default=RemovalOrder.FEFO,
        sa_type=enum_column(RemovalOrder, "removal"),
    )
    base_unit: str = Field(default="each", max_length=31)
    purchase_cost: Decimal | None = money_field()
    sales_price: Decimal | None = money_field()
    active: bool = True
    created_at: datetime = created_field()


class BarcodeKind(StrEnum):
    """A GTIN is stored as 14 digits, so UPC-A, EAN-13 and GTIN-14 of one item are one text."""

    GTIN = "gtin"
    ALIAS = "alias"


class Barcode(SQLModel, table=True):
    """A text that means an item; a case code counts `pack_qty` base units."""

    __table_args__ = (
        sa.Index(
            "uq_barcode_active_text",
            "text",
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        ),
        sa.CheckConstraint("pack_qty > 0", name="pack_qty_positive"),
    )

    id: UUID = id_field()
    item_id: UUID = reference("item.id")
    text: str = Field(max_length=100)
    kind: BarcodeKind = Field(sa_type=enum_column(BarcodeKind, "barcode_kind"))
    pack_qty: Decimal = quantity_field(Decimal(1))
    active: bool = True
    created_at: datetime = created_field()


class LocationLevel(StrEnum):
    """Where in the tree: a warehouse holds zones, a zone holds bins, only bins hold stock."""

    WAREHOUSE = "warehouse"
    ZONE = "zone"
    BIN = "bin"
    VIRTUAL = "virtual"


class LocationUse(StrEnum):
    """What a bin is for. Virtual ones are where stock comes from and goes to; they hold none."""

    STORAGE = "storage"
    DOCK = "dock"
    PACKING = "packing"
    QUARANTINE = "quarantine"
    DAMAGED = "damaged"
    VENDOR = "vendor"
    CUSTOMER = "customer"
    ADJUSTMENT = "adjustment"
    TRANSIT = "transit"


PICKABLE_USES = (LocationUse.STORAGE, LocationUse.DOCK)


class Location(SQLModel, table=True):
    """A warehouse, zone or bin, or one of the virtual counterparties of the ledger."""

    id: UUID = id_field()
    code: str = Field(max_length=40, unique=True)
    name: str = Field(default="", max_length=100)
    barcode: str = Field(max_length=60, unique=True)
    level: LocationLevel = Field(sa_type=enum_column(LocationLevel, "location_level"))
    use: LocationUse = Field(
        default=LocationUse.STORAGE,
        sa_type=enum_column(LocationUse, "location_use"),
    )
    parent_id: UUID | None = reference("location.id", nullable=True)
    warehouse_id: UUID | None = reference("location.id", nullable=True)
    walk_order: int = Field(default=0, index=True)
    allow_negative: bool = False
    active: bool = True
    created_at: datetime = created_field()


class Customer(SQLModel, table=True):
    """Whom we ship to. QuickBooks owns the name."""

    id: UUID = id_field()
    name: str = Field(max_length=500, index=True)
    email: str = Field(default="", max_length=254)
    active: bool = True
    created_at: datetime = created_field()


class Vendor(SQLModel, table=True):
    """Whom we receive from. QuickBooks owns the name."""

    id: UUID = id_field()
    name: str = Field(max_length=500, index=True)
    email: str = Field(default="", max_length=254)
    active: bool = True
    created_at: datetime = created_field()
