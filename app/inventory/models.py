"""The ledger's tables: immutable moves, and the balances they add up to."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import created_field, id_field, quantity_field, reference, time_field
from app.core.types import enum_column


class LotStatus(StrEnum):
    """Held stock is counted but never allocated or picked."""

    AVAILABLE = "available"
    HELD = "held"


class Lot(SQLModel, table=True):
    """A batch of an item. Every item has one implicit lot (number ""), so keys hold no NULL."""

    __table_args__ = (
        sa.UniqueConstraint("item_id", "number", name="uq_lot_item_number"),
        sa.UniqueConstraint("id", "item_id", name="uq_lot_id_item"),  # what _lot_of_item points at
    )

    id: UUID = id_field()
    item_id: UUID = reference("item.id")
    number: str = Field(default="", max_length=40)
    expires_on: date | None = None
    best_before: date | None = None
    received_at: datetime = created_field()
    status: LotStatus = Field(
        default=LotStatus.AVAILABLE,
        sa_type=enum_column(LotStatus, "lot_status"),
    )
    hold_reason: str = Field(default="", max_length=200)

    @property
    def use_by(self) -> date | None:
        """The date that decides FEFO: expiry (AI 17), else best before (AI 15)."""
        return self.expires_on or self.best_before


def _lot_of_item() -> sa.ForeignKeyConstraint:
    """Rows that name an item and a lot: the database checks that the lot is one of the item's."""
    return sa.ForeignKeyConstraint(["lot_id", "item_id"], ["lot.id", "lot.item_id"])


class SerialNumber(SQLModel, table=True):
    """One unit; it is in exactly one place, and only a ledger line of quantity 1 moves it."""

    __tablename__ = "serial_number"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "number", name="uq_serial_item_number"),
        _lot_of_item(),
    )

    id: UUID = id_field()
    item_id: UUID = reference("item.id")
    lot_id: UUID = Field(sa_type=sa.Uuid, index=True)
    number: str = Field(max_length=40, index=True)
    location_id: UUID = reference("location.id")
    created_at: datetime = created_field()


class MoveReason(StrEnum):
    """Why stock moved."""

    RECEIVE = "receive"
    PUT_AWAY = "put_away"
    PICK = "pick"
    SHIP = "ship"
    OPENING = "opening"
    ADJUST = "adjust"
    TRANSFER = "transfer"
    COUNT = "count"
    RETURN = "return"
    REVERSAL = "reversal"


class StockMove(SQLModel, table=True):
    """`qty` of one lot left `from_id` for `to_id`. Never updated, never deleted (triggers)."""

    __tablename__ = "stock_move"
    __table_args__ = (
        sa.CheckConstraint("qty > 0", name="qty_positive"),
        sa.CheckConstraint("from_id <> to_id", name="two_places"),
        sa.CheckConstraint("serial_id IS NULL OR qty = 100000", name="serial_is_one"),
        sa.Index("ix_stock_move_item_posted", "item_id", "posted_at"),
        sa.Index("ix_stock_move_posted", "posted_at"),
        _lot_of_item(),
    )

    id: UUID = id_field()
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = Field(sa_type=sa.Uuid, index=True)
    serial_id: UUID | None = reference("serial_number.id", nullable=True)
    qty: Decimal = quantity_field()
    from_id: UUID = reference("location.id")
    to_id: UUID = reference("location.id")
    reason: MoveReason = Field(sa_type=enum_column(MoveReason, "move_reason"))
    document_type: str = Field(default="", max_length=30)
    document_id: UUID | None = Field(default=None, sa_type=sa.Uuid, index=True)
    document_line_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid, index=True)
    user_id: UUID | None = reference("app_user.id", nullable=True, index=False)
    device_id: UUID | None = reference("device.id", nullable=True, index=False)
    occurred_at: datetime = time_field()
    posted_at: datetime = created_field()
    reverses: UUID | None = Field(default=None, foreign_key="stock_move.id", unique=True)


class StockBalance(SQLModel, table=True):
    """On hand and reserved per lot and bin: a cache with rights, rebuilt by `verify`."""

    __tablename__ = "stock_balance"
    __table_args__ = (
        sa.CheckConstraint("on_hand >= 0 OR allow_negative", name="on_hand_not_negative"),
        sa.CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        sa.CheckConstraint("reserved <= on_hand OR allow_negative", name="reserved_is_there"),
        sa.Index("ix_stock_balance_location_item", "location_id", "item_id"),
        _lot_of_item(),
    )

    lot_id: UUID = Field(sa_type=sa.Uuid, primary_key=True)
    location_id: UUID = Field(foreign_key="location.id", primary_key=True)
    item_id: UUID = reference("item.id")
    on_hand: Decimal = quantity_field(Decimal(0))
    reserved: Decimal = quantity_field(Decimal(0))
    allow_negative: bool = False
