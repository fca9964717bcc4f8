"""One scan, one answer: stored once, repeated word for word, and never half."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.models import Role, SessionKind
from app.access.sessions import SignedIn
from app.catalog.models import Tracking
from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.inventory.floor import HouseRules
from app.inventory.models import StockMove
from app.inventory.verify import verify
from app.receiving.models import ReceiptLine
from app.receiving.service import open_receipt_for_order
from app.scanning import service
from app.scanning.models import Scan
from app.scanning.schemas import ResultStatus, ScanIn, ScanResult
from tests import builders

MILK = "0614141123452"


@dataclass
class Dock:
    """An open receipt that expects five cartons of milk, and who scans there."""

    db: Database
    who: SignedIn
    receipt_id: UUID

    def scan(self, raw: str = MILK, **values: Any) -> ScanIn:
        given = {"id": new_id(), "recorded_at": clock.now(), "document_id": self.receipt_id}
        return ScanIn.model_validate({"raw": raw, "task": "receive"} | given | values)

    async def send(self, scan: ScanIn) -> ScanResult:
        return await service.record(self.db, scan, who=self.who, rules=HouseRules(zone="UTC"))

    async def count(self, model: Any) -> int:
        async with self.db.read() as session:
            query = sa.select(sa.func.count()).select_from(model)
            return int((await session.execute(query)).scalar_one())


@pytest.fixture
async def dock(db: Database) -> Dock:
    async with db.write() as session:
        await builders.make_warehouse(session)
        user = await builders.make_user(session)
        milk = await builders.make_item(session, "MILK", gtin=MILK)
        await builders.make_item(
            session, "TEA", gtin="4006381333931", tracking=Tracking.LOT, has_expiry=True
        )
        order = await builders.make_po(session, await builders.make_vendor(session), [(milk, 5)])
        receipt_id = await open_receipt_for_order(session, order.id, user_id=user.id)
    who = SignedIn(
        session_id=new_id(),
        user_id=user.id,
        name=user.name,
        role=Role.OPERATOR,
        device_id=None,
        device_name="",
        kind=SessionKind.TOKEN,
        language="en",
    )
    return Dock(db, who, receipt_id)


def answer_of(result: ScanResult) -> dict[str, Any]:
    return result.model_dump(exclude={"status", "first_status"})


async def test_same_scan_id_twice_moves_stock_once(dock: Dock) -> None:
    scan = dock.scan()
    first, second = await dock.send(scan), await dock.send(scan)
    assert (first.status, second.status) == (ResultStatus.APPLIED, ResultStatus.DUPLICATE)
    assert second.first_status is ResultStatus.APPLIED
    assert answer_of(second) == answer_of(first)
    assert (await dock.count(StockMove), await dock.count(ReceiptLine)) == (1, 1)


async def test_the_same_scan_sent_by_many_at_once_counts_once(dock: Dock) -> None:
    scan = dock.scan()
    results = await asyncio.gather(*(dock.send(scan) for _ in range(6)))
    assert sorted(one.status for one in results) == ["applied"] + ["duplicate"] * 5
    assert await dock.count(StockMove) == 1
    async with dock.db.read() as session:
        assert await verify(session) == []


async def test_a_repeat_gets_its_first_answer_when_the_document_has_moved_on(dock: Dock) -> None:
    scan = dock.scan(qty="5")
    await dock.send(scan)
    await dock.send(dock.scan("", step="finish"))
    assert (await dock.send(dock.scan())).status is ResultStatus.REJECTED
    again = await dock.send(scan)
    assert (again.status, again.code) == (ResultStatus.DUPLICATE, "received")


async def test_a_refusal_changes_nothing_and_is_the_answer_for_good(dock: Dock) -> None:
    scan = dock.scan("0000000000000000")
    first, second = await dock.send(scan), await dock.send(scan)
    assert (first.status, first.code) == (ResultStatus.REJECTED, second.code)
    assert second.first_status is ResultStatus.REJECTED
    assert (await dock.count(StockMove), await dock.count(Scan)) == (0, 1)


async def test_another_scan_under_a_used_id_is_refused_and_not_counted(dock: Dock) -> None:
    scan = dock.scan()
    await dock.send(scan)
    mixed_up = await dock.send(scan.model_copy(update={"qty": Decimal(2)}))
    assert (mixed_up.status, mixed_up.code) == (ResultStatus.REJECTED, "scan_id_reused")
    assert await dock.count(StockMove) == 1


async def test_a_badge_is_never_kept(dock: Dock) -> None:
    await dock.send(dock.scan("BDG:secret"))
    async with dock.db.read() as session:
        assert (await session.execute(sa.select(Scan))).scalar_one().raw == "BDG:…"
