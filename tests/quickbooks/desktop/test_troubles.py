"""What stops Web Connector's call is told here in words, and is over when the call goes well."""

from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.quickbooks.desktop.qwc import OWNER_ID
from app.quickbooks.simulator.desktop.web_connector import Outcome
from app.sync.models import ConnectionState, QuickBooksConnection
from app.sync.status import sync_status
from tests.quickbooks.desktop.world import ZONE, World


async def connection(world: World) -> QuickBooksConnection:
    async with world.db.read() as session:
        return await session.get_one(QuickBooksConnection, world.connection_id)


async def seen(world: World) -> tuple[str, str]:
    async def look(session: AsyncSession) -> Any:
        with clock.freeze(world.hour.now):
            return await sync_status(session, zone=ZONE)

    async with world.db.read() as session:
        status = await look(session)
    return status.light, status.sentence


def problem(row: QuickBooksConnection) -> str | None:
    return (row.problem or {}).get("code")


async def test_a_wrong_password_is_told_and_forgotten_with_the_right_one(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    update = await world.visit(password="not-this-one")
    assert update.outcome is Outcome.WRONG_PASSWORD
    row = await connection(world)
    assert (row.state, problem(row)) == (ConnectionState.PAUSED, "wrong_password")
    assert await seen(world) == (
        "red",
        "Web Connector has a wrong password. 1 document kept safe here.",
    )
    await world.settle()
    row = await connection(world)
    assert (row.state, problem(row)) == (ConnectionState.ACTIVE, None)
    assert len(world.copies(receipt)) == 1


async def test_a_stranger_who_mistypes_beside_a_well_one_stops_nothing(world: World) -> None:
    await world.read_again()  # it was here this moment
    await world.visit(password="not-this-one")
    row = await connection(world)
    assert (row.state, problem(row)) == (ConnectionState.ACTIVE, None)


async def test_another_company_file_gets_nothing_and_is_told(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    line = await world.line()
    world.books.file_ids.clear()
    world.later(130)
    update = await world.visit()
    assert update.outcome is Outcome.FAILED
    assert "Another company file" in update.said
    row = await connection(world)
    assert (row.state, problem(row)) == (ConnectionState.PAUSED, "wrong_company_file")
    assert world.copies(receipt) == []
    world.company.register(OWNER_ID, line.file_id)
    world.later(130)
    await world.settle()
    row = await connection(world)
    assert (row.state, problem(row)) == (ConnectionState.ACTIVE, None)
    assert len(world.copies(receipt)) == 1


@pytest.mark.parametrize("minutes", [5, 180])
async def test_a_computer_that_is_off_keeps_documents_safe(world: World, minutes: int) -> None:
    await world.want(await world.receipt())
    world.later(60 * minutes)
    light, sentence = await seen(world)
    assert light == "amber"
    assert "1 document kept safe here." in sentence
    await world.settle()
    assert (await seen(world))[0] == "green"
