"""The floor of `tests.floor`, with QuickBooks connected and a second warehouse."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.models import User
from app.catalog.models import Item, Location, LocationUse, Tracking
from app.inventory.floor import FloorAnswer, Subject
from app.inventory.verify import verify
from app.moving import adjusting, carrying, transferring
from app.moving.hands import carried_reservations, in_hand
from app.picking.reservations import open_reservations
from app.sync.models import ConnectionKind, QuickBooksConnection, SyncOperation
from tests.builders import (
    Warehouse,
    item_subject,
    make_bin,
    make_item,
    make_warehouse,
    place_subject,
)
from tests.floor import Floor
from tests.floor import floor as floor
from tests.floor import phone as phone


@dataclass
class Yard:
    """The floor with what moving needs, and short ways to scan on it."""

    floor: Floor
    bolt: Item
    saw: Item
    quarantine: Location
    damaged: Location
    truck: Warehouse
    shelf: Location

    async def move(self, subject: Subject, **values: Any) -> FloorAnswer:
        return await self.floor._apply(carrying.apply_scan, subject, **values)

    async def transfer(self, subject: Subject, **values: Any) -> FloorAnswer:
        return await self.floor._apply(transferring.apply_scan, subject, **values)

    async def adjust(self, subject: Subject, **values: Any) -> FloorAnswer:
        return await self.floor._apply(adjusting.apply_scan, subject, **values)

    async def take(self, item: Item, place: Location, qty: Any = None, **values: Any) -> Any:
        """Take goods into the hands."""
        label = {
            name: values.pop(name) for name in ("lot_number", "serial_number") if name in values
        }
        subject = item_subject(item, **label)
        return await self.move(subject, location_id=place.id, qty=qty, **values)

    async def put(self, place: Location, **values: Any) -> Any:
        """Put down what is in the hands."""
        return await self.move(place_subject(place), **values)

    async def held(self, user: User | None = None) -> list[tuple[str, str, Any, Any]]:
        async with self.floor.db.read() as session:
            rows = await in_hand(session, (user or self.floor.picker).id)
        return [(one.sku, one.from_code, one.qty, one.promised_qty) for one in rows]

    async def balance(self, lot_id: UUID, place: Location) -> tuple[Any, Any]:
        """(on hand, reserved)"""
        return await self.floor.balance(lot_id, place)

    async def documents(self, kind: str) -> list[SyncOperation]:
        """What QuickBooks is wanted to show, the oldest first."""
        async with self.floor.db.read() as session:
            query = (
                sa.select(SyncOperation)
                .where(SyncOperation.document_type == kind)  # type: ignore[arg-type]
                .order_by(SyncOperation.created_at)  # type: ignore[arg-type]
            )
            return list((await session.execute(query)).scalars())

    async def drift(self) -> list[str]:
        """What balances and moves, reservations and their reasons disagree about."""
        sources = [*open_reservations(), *carried_reservations()]
        async with self.floor.db.read() as session:
            return [str(one) for one in await verify(session, reserved=sources)]


@pytest.fixture
async def yard(floor: Floor) -> Yard:
    async with floor.db.write() as session:
        session.add(QuickBooksConnection(kind=ConnectionKind.DESKTOP))
        main = floor.warehouse
        truck = await make_warehouse(session, "TRUCK")
        return Yard(
            floor=floor,
            bolt=await make_item(session, "BOLT", name="Hex bolt", purchase_cost=Decimal("2.5")),
            saw=await make_item(session, "SAW", name="Saw", tracking=Tracking.SERIAL),
            quarantine=await make_bin(
                session, "QUAR", warehouse=main, use=LocationUse.QUARANTINE, walk_order=90
            ),
            damaged=await make_bin(
                session, "DMG", warehouse=main, use=LocationUse.DAMAGED, walk_order=91
            ),
            truck=truck,
            shelf=await make_bin(session, "T-01", warehouse=truck, walk_order=100),
        )
