"""What the catalogue pages and the phone's cache send and receive."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.catalog.models import BarcodeKind, LocationLevel, LocationUse, RemovalOrder, Tracking
from app.core.types import Amount, Qty

Sku = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
ItemName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=31)]
Code = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"
    ),
]
LabelText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
PartyName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
PackQty = Annotated[Qty, Field(gt=0)]
Price = Annotated[Amount, Field(ge=0)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BarcodeOut(BaseModel):
    """A GTIN is shown with all 14 digits; one scan of it counts `pack_qty` base units."""

    id: UUID
    text: str
    kind: BarcodeKind
    pack_qty: Qty


class ItemOut(BaseModel):
    id: UUID
    sku: str
    name: str
    description: str
    tracking: Tracking
    has_expiry: bool
    removal: RemovalOrder
    base_unit: str
    purchase_cost: Amount | None
    sales_price: Amount | None
    active: bool
    barcodes: list[BarcodeOut]


class BarcodeIn(_In):
    """Without `kind` digits of a GTIN's length must be a valid GTIN, all else is an alias."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    kind: BarcodeKind | None = None
    pack_qty: PackQty = Decimal(1)


class ItemIn(_In):
    sku: Sku
    name: ItemName
    description: Annotated[str, Field(max_length=4000)] = ""
    tracking: Tracking = Tracking.NONE
    has_expiry: bool = False
    removal: RemovalOrder = RemovalOrder.FEFO
    base_unit: Unit = "each"
    purchase_cost: Price | None = None
    sales_price: Price | None = None
    barcodes: list[BarcodeIn] = Field(default_factory=list, max_length=20)


class ItemPatch(_In):
    """Only what is given changes."""

    sku: Sku | None = None
    name: ItemName | None = None
    description: Annotated[str, Field(max_length=4000)] | None = None
    tracking: Tracking | None = None
    has_expiry: bool | None = None
    removal: RemovalOrder | None = None
    base_unit: Unit | None = None
    purchase_cost: Price | None = None
    sales_price: Price | None = None
    active: bool | None = None


class LocationOut(BaseModel):
    """`barcode` is the text of its label, `BIN:` and its code unless given."""

    id: UUID
    code: str
    name: str
    barcode: str
    level: LocationLevel
    use: LocationUse
    parent_id: UUID | None
    warehouse_id: UUID | None
    walk_order: int
    active: bool


class LocationIn(_In):
    """A warehouse has no parent; a zone is in a warehouse; a bin in a zone or warehouse."""

    code: Code
    name: Annotated[str, Field(max_length=100)] = ""
    level: LocationLevel = LocationLevel.BIN
    use: LocationUse = LocationUse.STORAGE
    parent_id: UUID | None = None
    barcode: LabelText | None = None
    walk_order: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class LocationPatch(_In):
    """Only what is given changes."""

    name: Annotated[str, Field(max_length=100)] | None = None
    use: LocationUse | None = None
    barcode: LabelText | None = None
    walk_order: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    active: bool | None = None


class PartyOut(BaseModel):
    """A customer or a vendor."""

    id: UUID
    name: str
    email: str
    active: bool


class PartyIn(_In):
    name: PartyName
    email: Annotated[str, Field(max_length=254)] = ""
