"""A practice scan in a training copy: the real floor, the real sync, books that do not matter.

The copy is a database and a simulated QuickBooks of its own, filled with some of the company's
items. The scan goes the way every scan goes, so what the person sees is what will happen.
"""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa

from app.access.models import Role, User
from app.access.sessions import SignedIn
from app.catalog import places
from app.catalog.models import Barcode, BarcodeKind, Item, Location, LocationLevel, Vendor
from app.core import clock
from app.core.db import Database
from app.core.errors import Conflict
from app.core.migrate import migrate
from app.core.security import Vault
from app.core.types import new_id
from app.core.upsert import table_of
from app.inventory.floor import HouseRules
from app.quickbooks.online.connect import connect_simulator
from app.quickbooks.registry import Registry
from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator
from app.quickbooks.simulator.training import VENDOR, TrainingItem, seed_training
from app.receiving.service import open_blind_receipt
from app.scanning.schemas import ResultStatus, ScanAnswers, ScanIn, ScanResult, Task
from app.scanning.service import record
from app.sync import jobs

MOST_ITEMS = 200
NAME_LENGTH = 90  # a little less than QuickBooks takes
_ADDRESS = "http://training.invalid"
_item, _barcode = table_of(Item).c, table_of(Barcode).c


class NotPractising(Conflict):
    code = "not_practising"
    title = "Start practising first"
    action = "Press Start practising."


@dataclass(frozen=True, slots=True)
class Practised:
    """What a practice scan led to: the floor's answer, and the bill in the practice books."""

    result: ScanResult
    bill_number: str = ""
    bill_lines: Sequence[tuple[str, str]] = ()
    milliseconds: int = 0


class Training:
    """A training copy of this Scanpost; close it when it is not needed any more."""

    def __init__(self) -> None:
        self._stack = contextlib.AsyncExitStack()
        self._receipt_id: UUID | None = None
        self._connection_id: UUID | None = None

    async def open(self, real: Database, who: SignedIn, rules: HouseRules) -> None:
        """Make the copy: takes a second or two."""
        self.rules = rules
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="scanpost-")))
        self._db = Database(f"sqlite+aiosqlite:///{folder / 'training.db'}")
        self._stack.push_async_callback(self._db.close)
        await migrate(self._db)
        items = await _some_items(real)
        store = Store()
        self._stack.callback(store.close)
        self._company = SimulatedCompany(store, clock.now)
        seed_training(self._company, _training_items([item for item, _ in items]))
        transport = httpx.ASGITransport(create_online_simulator(self._company))
        client = await self._stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url=_ADDRESS)
        )
        vault = Vault(new_id().hex)
        self._channels = Registry(self._db, vault, client)
        self._connection_id = await connect_simulator(self._db, vault, client, base_url=_ADDRESS)
        await jobs.pull(self._context)
        self._who = await self._furnish(items, who)

    @property
    def _context(self) -> dict[str, Any]:
        return {"db": self._db, "channels": self._channels}

    async def _furnish(
        self, items: Sequence[tuple[Item, Sequence[Barcode]]], who: SignedIn
    ) -> SignedIn:
        """A warehouse, the person, the items' barcodes, and a delivery to receive."""
        async with self._db.write() as session:
            await places.ensure_virtual_locations(session)
            warehouse = Location(
                code="PRACTICE",
                name="Practice",
                barcode="WH:PRACTICE",
                level=LocationLevel.WAREHOUSE,
            )
            person = User(name=who.name, role=Role.MANAGER)
            session.add_all((warehouse, person))
            await session.flush()
            await places.ensure_warehouse_bins(session, warehouse)
            here = {row.sku: row for row in (await session.execute(sa.select(Item))).scalars()}
            for item, codes in items:
                copy = here.get(item.sku)
                if copy is None:
                    continue
                copy.tracking, copy.has_expiry = item.tracking, item.has_expiry
                session.add_all(
                    Barcode(
                        item_id=copy.id,
                        text=one.text,
                        kind=BarcodeKind(one.kind),
                        pack_qty=one.pack_qty,
                    )
                    for one in codes
                )
            vendor = table_of(Vendor).c
            found = await session.execute(sa.select(vendor.id).where(vendor.name == VENDOR))
            self._receipt_id = await open_blind_receipt(
                session, found.scalar_one(), user_id=person.id
            )
            return replace(who, user_id=person.id, device_id=None)

    async def scan(self, raw: str, *, answers: ScanAnswers) -> Practised:
        """One scan of a delivery, sent to the practice books at once."""
        began = time.monotonic()
        scan = ScanIn(
            id=new_id(),
            recorded_at=clock.now(),
            task=Task.RECEIVE,
            document_id=self._receipt_id,
            raw=raw,
            source="wedge",
            answers=answers,
        )
        result = await record(self._db, scan, who=self._who, rules=self.rules)
        if result.status is not ResultStatus.APPLIED:
            return Practised(result)
        await jobs.drain(self._context, str(self._connection_id))
        took = round((time.monotonic() - began) * 1000)
        bills = list(self._company.books.all("Bill"))
        if not bills:
            return Practised(result, milliseconds=took)
        return Practised(result, str(bills[-1]["DocNumber"]), _lines(bills[-1]), took)

    async def close(self) -> None:
        """Throw the copy away."""
        await self._stack.aclose()


def _lines(bill: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Item and quantity of each line, as the practice books show them."""
    found = []
    for line in bill["Line"]:
        detail = line.get("ItemBasedExpenseLineDetail")
        if detail:
            found.append((str(detail["ItemRef"].get("name", "")), str(detail["Qty"])))
    return tuple(found)


async def _some_items(real: Database) -> list[tuple[Item, list[Barcode]]]:
    """Items to practise with, those with a barcode first."""
    async with real.read() as session:
        has_code = sa.exists().where(_barcode.item_id == _item.id)
        rows = await session.execute(
            sa.select(Item)
            .where(_item.active)
            .order_by(has_code.desc(), _item.sku)
            .limit(MOST_ITEMS)
        )
        items = list(rows.scalars())
        codes = await session.execute(
            sa.select(Barcode).where(_barcode.item_id.in_([item.id for item in items]))
        )
        by_item: dict[UUID, list[Barcode]] = {}
        for code in codes.scalars():
            by_item.setdefault(code.item_id, []).append(code)
    return [(item, by_item.get(item.id, [])) for item in items]


def _training_items(items: Sequence[Item]) -> list[TrainingItem]:
    """With names that QuickBooks takes: no colon, none twice."""
    names: set[str] = set()
    found = []
    for item in items:
        name = " ".join(item.name.replace(":", " ").split())[:NAME_LENGTH] or item.sku
        if name.casefold() in names:
            name = item.sku
        names.add(name.casefold())
        cost, price = item.purchase_cost or Decimal(1), item.sales_price or Decimal(2)
        found.append(TrainingItem(item.sku, name, cost, price))
    return found


class Room:
    """Holds the training copy of this process: one, the newest."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._training: Training | None = None

    async def enter(self, real: Database, who: SignedIn, rules: HouseRules) -> None:
        """Make a fresh copy in place of an older one."""
        async with self._lock:
            await self._leave()
            training = Training()
            try:
                await training.open(real, who, rules)
            except BaseException:
                await training.close()
                raise
            self._training = training

    async def scan(self, raw: str, *, answers: ScanAnswers) -> Practised:
        """Practise in the copy. Raises NotPractising."""
        async with self._lock:
            if self._training is None:
                raise NotPractising("The practice room is closed.")
            return await self._training.scan(raw, answers=answers)

    async def close(self) -> None:
        """Throw the copy away."""
        async with self._lock:
            await self._leave()

    async def _leave(self) -> None:
        if self._training is not None:
            await self._training.close()
            self._training = None
