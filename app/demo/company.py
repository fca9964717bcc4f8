"""Sets the demo company up: once, from the plan and from what was read of its QuickBooks.

Runs through the application's own verbs; the QuickBooks side (`app.demo.quickbooks`) is an ordinary
connection whose other end is in this very process.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access import people
from app.access.models import User
from app.catalog import places
from app.catalog.models import Barcode, BarcodeKind, Item, Location, LocationLevel
from app.core import clock
from app.demo import plan
from app.demo.counts import plan_counts
from app.demo.gtins import case_gtin, unit_gtin
from app.inventory.models import StockMove
from app.inventory.opening import open_stock
from app.moving.models import Transfer
from app.moving.transfers import open_transfer
from app.runtime import Runtime
from app.settings import Settings
from app.sync.reconcile.baseline import ensure_reckoning
from app.sync.status import active

_FOLDERS = {"online": "demo", "desktop": "demo-desktop"}


def demo_settings(settings: Settings) -> dict[str, Any]:
    """What differs from an ordinary start: a data folder for each QuickBooks the demo company can
    have, the company's name and zone. Web Connector takes no bare number for an address, so with
    Desktop this computer is called localhost."""
    here = settings.demo_connection == "desktop" and settings.host == "127.0.0.1"
    return {
        "demo": True,
        "data_dir": settings.data_dir / _FOLDERS[settings.demo_connection],
        "public_url": settings.public_url or (f"http://localhost:{settings.port}" if here else ""),
        "company_name": plan.COMPANY,
        "company_zone": plan.ZONE,
        "log_level": "WARNING",
    }


async def prepare(runtime: Runtime) -> None:
    """People, warehouse and bins; needs nothing but the database, and nothing if done before."""
    async with runtime.db.read() as session:
        if (await session.exec(select(User).limit(1))).first() is not None:
            return
    secrets = [
        await people.protect(
            runtime.settings.key, password=person.password, pin=person.pin, badge=person.badge
        )
        for person in plan.PEOPLE
    ]
    async with runtime.db.write() as session:
        for person, kept in zip(plan.PEOPLE, secrets, strict=True):
            await people.create(
                session, name=person.name, role=person.role, email=person.email, secrets=kept
            )
        await _make_warehouse(session)
        await _make_truck(session)


async def _make_truck(session: AsyncSession) -> None:
    """A second place to send goods to: walked after everything else."""
    truck = Location(
        code=plan.TRUCK,
        name="Delivery truck",
        barcode=f"WH:{plan.TRUCK}",
        level=LocationLevel.WAREHOUSE,
    )
    session.add(truck)
    await session.flush()
    await places.ensure_warehouse_bins(session, truck)
    for order, code in enumerate(plan.TRUCK_BINS, start=1):
        session.add(_bin(code, truck.id, truck.id, walk_order=10_000 + order))


async def _make_warehouse(session: AsyncSession) -> None:
    warehouse = Location(
        code=plan.WAREHOUSE,
        name="Main warehouse",
        barcode=f"WH:{plan.WAREHOUSE}",
        level=LocationLevel.WAREHOUSE,
    )
    session.add(warehouse)
    await session.flush()
    await places.ensure_warehouse_bins(session, warehouse)
    zones = {
        code: Location(
            code=f"{plan.WAREHOUSE}-{code}",
            name=name,
            barcode=f"ZONE:{code}",
            level=LocationLevel.ZONE,
            parent_id=warehouse.id,
            warehouse_id=warehouse.id,
        )
        for code, name in plan.ZONES
    }
    session.add_all(zones.values())
    await session.flush()
    for order, code in enumerate(plan.bins(), start=1):
        session.add(_bin(code, zones[code[0]].id, warehouse.id, walk_order=order * 10))
    for code, name, use in plan.SPECIAL_BINS:
        session.add(_bin(code, warehouse.id, warehouse.id, name=name, use=use))


def _bin(code: str, parent: UUID, warehouse: UUID, **more: Any) -> Location:
    return Location(
        code=code,
        barcode=f"BIN:{code}",
        level=LocationLevel.BIN,
        parent_id=parent,
        warehouse_id=warehouse,
        **more,
    )


async def stock_up(runtime: Runtime) -> None:
    """Put the opening stock where the plan says, and leave something to do; once."""
    async with runtime.db.write() as session:
        await _stock_up(session)
        await _begin_transfer(session)
        connection = await active(session)
        if connection is not None:  # a manager may have disconnected it
            await ensure_reckoning(session, connection.id)


async def _stock_up(session: AsyncSession) -> None:
    if (await session.exec(select(StockMove.id).limit(1))).first() is not None:
        return
    items = {item.sku: item for item in await session.exec(select(Item))}
    found = await session.exec(select(Location).where(Location.level == LocationLevel.BIN))
    bins = {location.code: location for location in found}
    for one in plan.PLANS:
        if one.sku in items:
            await _stock_item(session, items[one.sku], one, bins)
    await plan_counts(session, bins)


async def _begin_transfer(session: AsyncSession) -> None:
    """A transfer to try out, once: nothing of it is loaded yet."""
    if (await session.exec(select(Transfer.id).limit(1))).first() is not None:
        return
    warehouses = await session.exec(
        select(Location).where(Location.level == LocationLevel.WAREHOUSE)
    )
    ids = {one.code: one.id for one in warehouses}
    items = {item.sku: item.id for item in await session.exec(select(Item))}
    dana = select(User.id).where(User.name == plan.PEOPLE[0].name)
    await open_transfer(
        session,
        from_id=ids[plan.WAREHOUSE],
        to_id=ids[plan.TRUCK],
        user_id=(await session.exec(dana)).one(),
        lines=[(items[sku], Decimal(qty)) for sku, qty in plan.TRUCK_LOAD if sku in items],
        note="Restock the delivery truck",
    )


async def _stock_item(
    session: AsyncSession, item: Item, one: plan.Plan, bins: dict[str, Location]
) -> None:
    await session.execute(
        sa.update(Item)
        .where(col(Item.id) == item.id)
        .values(tracking=one.tracking, has_expiry=one.has_expiry, removal=one.removal)
    )
    await session.refresh(item)
    session.add(Barcode(item_id=item.id, text=unit_gtin(one.reference), kind=BarcodeKind.GTIN))
    if one.case > 1:
        case = case_gtin(one.reference)
        pack = Decimal(one.case)
        session.add(Barcode(item_id=item.id, text=case, kind=BarcodeKind.GTIN, pack_qty=pack))
    today = clock.today(plan.ZONE)
    for stored in one.stored:
        await open_stock(
            session,
            item,
            location=bins[stored.bin],
            qty=Decimal(stored.qty),
            lot_number=stored.lot,
            expires_on=None if stored.days is None else today + timedelta(days=stored.days),
            serials=stored.serials,
        )
