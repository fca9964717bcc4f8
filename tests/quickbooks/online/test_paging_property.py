"""People edit, add and delete while we read page by page: our mirror equals the books after it."""

import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import Database
from app.quickbooks.online import reading
from app.quickbooks.online.transport import OnlineChannel
from app.quickbooks.simulator.entities import ENTITIES
from app.sync.inbound import pull
from app.sync.models import ExternalTransaction, SyncCursor
from app.sync.port import Entity, Message, Reply, SyncProblem
from tests.quickbooks.online.test_reading import edit, in_books
from tests.quickbooks.online.world import World, build_world

BILL = "ItemBasedExpenseLineDetail"
READ = [Entity.TRANSACTION, Entity.ADJUSTMENT]


class Interrupted:
    """A channel behind which somebody works in QuickBooks before each answer."""

    def __init__(self, channel: OnlineChannel, work: Callable[[], None]) -> None:
        self._channel, self._work = channel, work

    @property
    def connector(self) -> Any:
        return self._channel.connector

    async def send(self, message: Message) -> Reply | None:
        self._work()
        return await self._channel.send(message)

    async def renew(self) -> SyncProblem | None:
        return await self._channel.renew()


class Bookkeeper:
    """Does something at random in the books, mostly without letting time pass."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.dice = random.Random(seed)  # noqa: S311 - dice for a test, no secret
        self.made = 0

    def works(self) -> None:
        for _ in range(self.dice.randint(0, 3)):
            self.dice.choice((self.adds, self.changes, self.changes, self.deletes))()
        if self.dice.random() < 0.3:
            self.world.later(self.dice.choice((1, 2, 30)))

    def adds(self) -> None:
        self.made += 1
        vendor = {"value": self.world.books("Vendor")[0]["Id"]}
        body = {"VendorRef": vendor, "DocNumber": f"H-{self.made}", "Line": [self.line()]}
        self.world.write("Bill", body)

    def changes(self) -> None:
        if bills := self.world.books("Bill"):
            bill = self.dice.choice(bills)
            edit(self.world, "Bill", bill, VendorRef=bill["VendorRef"], Line=[self.line()])

    def deletes(self) -> None:
        if bills := self.world.books("Bill"):
            bill = self.dice.choice(bills)
            identity = {"Id": bill["Id"], "SyncToken": bill["SyncToken"]}
            self.world.company.delete(ENTITIES["Bill"], identity)
            self.world.company.books.commit()

    def line(self) -> dict[str, Any]:
        item, qty = in_books(self.world, "Item", Sku="OAT-1L"), self.dice.randint(1, 40)
        detail = {"ItemRef": {"value": item["Id"]}, "Qty": qty, "UnitPrice": 1}
        return {"DetailType": BILL, "Amount": qty, BILL: detail}


async def mirror(world: World) -> dict[tuple[str, str], dict[str, str]]:
    async with world.db.read() as session:
        found = await session.execute(sa.select(ExternalTransaction))
        return {
            (one.external_id, one.version_token): one.moves
            for one in found.scalars()
            if not one.deleted
        }


def books(world: World) -> dict[tuple[str, str], dict[str, str]]:
    item = in_books(world, "Item", Sku="OAT-1L")["Id"]
    return {
        (bill["Id"], bill["SyncToken"]): {item: str(bill["Line"][0][BILL]["Qty"])}
        for bill in world.books("Bill")
    }


@pytest.mark.parametrize("seed", range(12))
async def test_edits_between_pages_lose_nothing(
    db: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(reading, "PAGE", 6)
    monkeypatch.setattr(reading, "STEP", 4)
    if seed % 2:
        monkeypatch.setattr(reading, "MOST_CHANGES", 12)
    async with build_world(db) as world:
        someone = Bookkeeper(world, seed)
        for _ in range(20):  # all of one moment, far more than a page holds
            someone.adds()
        async with world.db.write() as session:
            await session.execute(sa.update(SyncCursor).values(position=""))
        with clock.freeze(world.hour.now):
            channel = Interrupted(await world.channel(), someone.works)
        for _ in range(3):
            with clock.freeze(world.hour.now):
                await pull.pull_all(world.db, channel, world.connection_id, READ)
            world.later(10)
        await world.pull()  # in peace, as the next reading does it
        assert await mirror(world) == books(world)


async def test_what_moved_while_a_crowded_moment_is_paged_is_not_slipped_past(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows before our position leave their moment; those behind them must not be skipped."""
    monkeypatch.setattr(reading, "PAGE", 6)
    monkeypatch.setattr(reading, "STEP", 4)
    async with build_world(db) as world:
        someone = Bookkeeper(world, 1)
        for _ in range(30):
            someone.adds()
        async with world.db.write() as session:
            await session.execute(sa.update(SyncCursor).values(position=""))
        world.later(60)
        pages = 0

        def five_leave() -> None:
            nonlocal pages
            pages += 1
            if pages in (3, 4):  # the first two pages of the crowd are behind us
                for bill in world.books("Bill")[:5]:
                    edit(world, "Bill", bill, VendorRef=bill["VendorRef"], Line=[someone.line()])

        with clock.freeze(world.hour.now):
            channel = Interrupted(await world.channel(), five_leave)
            await pull.pull_all(world.db, channel, world.connection_id, [Entity.TRANSACTION])
        assert {external_id for external_id, _ in await mirror(world)} == {
            bill["Id"] for bill in world.books("Bill")
        }


async def test_too_many_changes_for_one_answer_are_asked_for_kind_by_kind(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with build_world(db) as world:
        someone = Bookkeeper(world, 1)
        for _ in range(5):
            someone.adds()
        shipment = await world.shipment()
        await world.want(shipment)
        await world.settle()
        world.later(600)
        monkeypatch.setattr(reading, "MOST_CHANGES", 6)
        asked: list[str] = []
        with clock.freeze(world.hour.now):
            inner = await world.channel()
            channel = Interrupted(inner, lambda: None)

            async def noted(message: Message) -> Reply | None:
                asked.append(message.target)
                return await inner.send(message)

            monkeypatch.setattr(channel, "send", noted)
            await pull.pull_all(world.db, channel, world.connection_id, [Entity.TRANSACTION])
        assert len(asked) == 8
        assert all(one.startswith("/cdc?") for one in asked)
        assert len(await mirror(world)) == 6
