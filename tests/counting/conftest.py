"""The small floor of `tests/floor.py`, and short ways to count on it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.models import User
from app.catalog.models import Item, Location
from app.core.types import new_id
from app.core.upsert import table_of
from app.counting import approve, review, service
from app.counting.models import CountRules
from app.inventory.floor import FloorAnswer, Subject, SubjectKind
from app.inventory.models import StockMove
from app.inventory.verify import verify
from app.picking.reservations import open_reservations
from app.sync.models import ConnectionKind, QuickBooksConnection, SyncOperation
from tests import builders
from tests.floor import RULES, Floor, applied
from tests.floor import floor as floor

NOTHING = Subject(SubjectKind.NOTHING)


class Count:
    """Counts on a floor. Pia counts unless somebody else is named; Sue approves."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.id: UUID | None = None

    async def scan(self, subject: Subject, **values: Any) -> FloorAnswer:
        values.setdefault("document_id", self.id)
        return await self.floor._apply(service.apply_scan, subject, **values)

    async def enter(self, place: Location, **values: Any) -> None:
        """Open a bin; the count it belongs to is the one from now on."""
        answer = applied(await self.scan(builders.place_subject(place), **values))
        self.id = answer.document_id

    async def tally(self, item: Item, place: Location, qty: int | str = 1, **values: Any) -> Any:
        names = ("lot_number", "expires_on", "serial_number", "pack_qty", "count")
        label = {name: values.pop(name) for name in names if name in values}
        subject = builders.item_subject(item, **label)
        given = {} if "serial_number" in label else {"qty": Decimal(qty)}
        return await self.scan(subject, location_id=place.id, **given, **values)

    async def finish(self, place: Location, *, step: str = "finish", **values: Any) -> Any:
        answer = await self.scan(NOTHING, step=step, location_id=place.id, **values)
        return applied(answer).effect

    async def counted(
        self, place: Location, *goods: tuple[Item, int | str], by: User | None = None, **label: Any
    ) -> Any:
        """Open a bin, count goods in it, finish it."""
        who = {"by": by} if by else {}
        await self.enter(place, **who)
        for item, qty in goods:
            applied(await self.tally(item, place, qty, **label, **who))
        return await self.finish(place, step="finish" if goods else "empty", **who)

    async def review(self) -> Any:
        assert self.id is not None
        async with self.floor.db.read() as session:
            return await review.review(session, self.id)

    async def lines(self) -> list[Any]:
        """Those that differ."""
        return [one for one in (await self.review()).lines if one.differs]

    async def approve(self, *line_ids: UUID, **how: Any) -> None:
        assert self.id is not None
        count_id = self.id
        approval = approve.Approval(
            user_id=self.floor.supervisor.id,
            reason=how.pop("reason", "not recorded"),
            today=RULES.today(),
            zone="UTC",
            **how,
        )
        await self.floor.db.transact(
            lambda session: approve.approve(session, count_id, line_ids or None, approval)
        )

    async def recount(self, *bin_ids: UUID) -> None:
        assert self.id is not None
        count_id = self.id
        await self.floor.db.transact(lambda session: approve.recount(session, count_id, bin_ids))

    async def rules(self, **columns: Any) -> None:
        """The company's limits; without this they are 5 percent, and another person."""
        async with self.floor.db.write() as session:
            session.add(CountRules(**columns))

    async def never_twice(self) -> None:
        """No second counts."""
        await self.rules(recount_percent=None)

    async def moves(self) -> list[Any]:
        async with self.floor.db.read() as session:
            rows = table_of(StockMove).c
            query = sa.select(StockMove).where(rows.document_id == self.id).order_by(rows.id)
            return list((await session.execute(query)).scalars())

    async def told(self) -> list[SyncOperation]:
        """What QuickBooks is to be told."""
        async with self.floor.db.read() as session:
            return list((await session.execute(sa.select(SyncOperation))).scalars())

    async def books_agree(self) -> None:
        async with self.floor.db.read() as session:
            assert await verify(session, reserved=open_reservations()) == []


@pytest.fixture
async def count(floor: Floor) -> Count:
    return Count(floor)


@pytest.fixture
async def connection(floor: Floor) -> QuickBooksConnection:
    """QuickBooks is connected, so that documents wait for it."""
    async with floor.db.write() as session:
        made = QuickBooksConnection(
            id=new_id(), kind=ConnectionKind.ONLINE, company_name="Books", is_active=True
        )
        session.add(made)
        await session.flush()
    return made
