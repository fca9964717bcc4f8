"""Everything a text could name, found in one statement; and one GTIN, found in one.

Statements are built once: their shape never changes, only the text does.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Barcode, Item, Location, LocationLevel
from app.core.prepared import copy_of, prepared
from app.core.types import QUANTITY_PLACES, Quantity
from app.core.upsert import table_of
from app.inventory.models import Lot, SerialNumber
from app.moving.models import LIVE, Transfer
from app.orders.models import OrderState, PurchaseOrder, SalesOrder
from app.picking.models import PickTask, TaskState
from app.receiving.models import Receipt, ReceiptState
from app.shipping.models import Carton, CartonState, Shipment, ShipmentState

LOCATION, SERIAL, ITEM = "location", "serial", "item"
PURCHASE_ORDER, RECEIPT = "purchase_order", "receipt"
SALES_ORDER, PICK_TASK, CARTON, SHIPMENT = "sales_order", "pick_task", "carton", "shipment"
TRANSFER = "transfer"
DOCUMENTS = (PURCHASE_ORDER, SALES_ORDER, PICK_TASK, CARTON, SHIPMENT, RECEIPT, TRANSFER)

_location, _barcode, _item = (table_of(one).c for one in (Location, Barcode, Item))
_serial, _lot = table_of(SerialNumber).c, table_of(Lot).c
_TEXT = sa.bindparam("text", type_=sa.String)
_CAPITALS = sa.bindparam("capitals", type_=sa.String)
_OWN_BIN = sa.bindparam("own_bin", type_=sa.String)
_GTIN = sa.bindparam("gtin", type_=sa.String)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing a text may mean. `key` is the id of the location, document or item.

    `live` documents can still be worked on, `live` items are still in use; `pack_qty` is what the
    barcode counts.
    """

    kind: str
    key: UUID
    label: str
    detail: str
    live: bool = True
    pack_qty: Decimal = Decimal(1)
    serial: str = ""
    lot: str = ""

    @property
    def value(self) -> str:
        """How a person's choice names it. A serial number is a way to say its item."""
        return f"{ITEM if self.kind == SERIAL else self.kind}:{self.key}"


_NO_TEXT = sa.literal_column("''", sa.String)
_ALWAYS = sa.true()
_ONE = sa.literal_column(str(10**QUANTITY_PLACES), Quantity)


def _text(constant: str) -> Any:
    """A constant of ours written into the statement: fewer parameters to carry per scan."""
    return sa.literal_column(f"'{constant}'", sa.String)


def _row(
    kind: str,
    key: Any,
    label: Any,
    *,
    detail: Any,
    live: Any = _ALWAYS,
    pack_qty: Any = _ONE,
    serial: Any = _NO_TEXT,
    lot: Any = _NO_TEXT,
) -> sa.Select[Any]:
    """One arm of the union; all arms have these columns."""
    return sa.select(
        _text(kind).label("kind"),
        key.label("key"),
        label.label("label"),
        detail.label("detail"),
        sa.type_coerce(live, sa.Boolean).label("live"),
        pack_qty.label("pack_qty"),
        serial.label("serial"),
        lot.label("lot"),
    )


def _document(kind: str, model: type[SQLModel], states: tuple[StrEnum, ...], words: str) -> Any:
    row = table_of(model).c
    live = sa.or_(*(row.state == _text(state.value) for state in states))
    arm = _row(kind, row.id, row.number, detail=_text(words), live=live)
    return arm.where(row.number.in_([_TEXT, _CAPITALS]))


_ORDER_OPEN = (OrderState.OPEN, OrderState.RELEASED)
_LOCATION_ARM = _row(LOCATION, _location.id, _location.code, detail=_location.name).where(
    _location.active,
    _location.level != _text(LocationLevel.VIRTUAL.value),
    sa.or_(
        _location.barcode.in_([_TEXT, _CAPITALS, _OWN_BIN]),
        _location.code.in_([_TEXT, _CAPITALS]),
    ),
)
_DOCUMENT_ARMS = (
    _document(PURCHASE_ORDER, PurchaseOrder, _ORDER_OPEN, "Purchase order"),
    _document(SALES_ORDER, SalesOrder, _ORDER_OPEN, "Sales order"),
    _document(PICK_TASK, PickTask, (TaskState.OPEN,), "Pick"),
    _document(CARTON, Carton, (CartonState.OPEN,), "Carton"),
    _document(SHIPMENT, Shipment, (ShipmentState.OPEN,), "Shipment"),
    _document(RECEIPT, Receipt, (ReceiptState.OPEN,), "Receipt"),
    _document(TRANSFER, Transfer, LIVE, "Transfer"),
)
_SERIAL_ARM = (
    _row(
        SERIAL,
        _item.id,
        _item.name,
        detail=_item.sku,
        serial=_serial.number,
        lot=_lot.number,
        live=_item.active,
    )
    .join_from(table_of(SerialNumber), table_of(Item), _item.id == _serial.item_id)
    .join(table_of(Lot), _lot.id == _serial.lot_id)
    .where(_serial.number.in_([_TEXT, _CAPITALS]))
)
_BARCODE_ARM = (
    _row(
        ITEM, _item.id, _item.name, detail=_item.sku, pack_qty=_barcode.pack_qty, live=_item.active
    )
    .join_from(table_of(Barcode), table_of(Item), _item.id == _barcode.item_id)
    .where(_barcode.text.in_([_TEXT, _CAPITALS, _GTIN]), _barcode.active)
)
_SKU_ARM = _row(ITEM, _item.id, _item.name, detail=_item.sku, live=_item.active).where(
    _item.sku.in_([_TEXT, _CAPITALS])
)
_ANY_CASE_SKU = _row(ITEM, _item.id, _item.name, detail=_item.sku, live=_item.active).where(
    sa.func.lower(_item.sku) == sa.func.lower(_TEXT)
)
_ANYTHING = prepared(
    sa.union_all(_LOCATION_ARM, *_DOCUMENT_ARMS, _SERIAL_ARM, _BARCODE_ARM, _SKU_ARM)
)
_DOCUMENT = prepared(sa.union_all(*_DOCUMENT_ARMS))
_ITEM_BY_ID = prepared(sa.select(table_of(Item)).where(_item.id == sa.bindparam("item_id")))
_BY_GTIN = prepared(
    sa.select(table_of(Item), _barcode.pack_qty)
    .join(table_of(Barcode), _barcode.item_id == _item.id)
    .where(_barcode.text == _GTIN, _barcode.active)
)


async def anything(session: AsyncSession, text: str, gtin14: str | None = None) -> list[Candidate]:
    """All that `text` names, in the order of resolution; `gtin14` if it is also a GTIN.

    A SKU typed in other capitals than ours is only tried when nothing else was found.
    """
    found = await _read(session, _ANYTHING, text, gtin14)
    return _in_order(found) if found else await _read(session, _ANY_CASE_SKU, text)


async def locations(session: AsyncSession, text: str) -> list[Candidate]:
    """Places that carry this barcode or code."""
    return await _read(session, _LOCATION_ARM, text)


async def documents(session: AsyncSession, text: str) -> list[Candidate]:
    """Documents of any kind with this number."""
    return await _read(session, _DOCUMENT, text)


async def by_gtin(session: AsyncSession, gtin14: str) -> tuple[Item, Decimal] | None:
    """The item of a GTIN and what one scan of it counts."""
    row = (await session.execute(_BY_GTIN, {"gtin": gtin14})).one_or_none()
    return None if row is None else (copy_of(Item, row), row.pack_qty)


async def item_by_id(session: AsyncSession, item_id: UUID) -> Item:
    """The item of a candidate, to look at."""
    return copy_of(Item, (await session.execute(_ITEM_BY_ID, {"item_id": item_id})).one())


async def _read(
    session: AsyncSession, statement: Any, text: str, gtin14: str | None = None
) -> list[Candidate]:
    capitals = text.upper()
    values = {
        "text": text,
        "capitals": capitals,
        "own_bin": f"BIN:{capitals}",
        "gtin": gtin14 or text,
    }
    rows = (await session.execute(statement, values)).all()
    return [Candidate(**row._mapping) for row in rows]


_RANK = {LOCATION: 0, **dict.fromkeys(DOCUMENTS, 1), SERIAL: 2, ITEM: 3}


def _in_order(found: list[Candidate]) -> list[Candidate]:
    """Location, document, serial, item; a barcode stands before a SKU as the union has it."""
    return sorted(found, key=lambda one: _RANK[one.kind])
