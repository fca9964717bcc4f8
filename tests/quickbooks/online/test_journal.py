"""What the journal of a real exchange is found by."""

import sqlalchemy as sa

from app.core import clock
from app.core.upsert import table_of
from app.quickbooks.simulator.faults import FaultKind
from app.sync import jobs
from app.sync.models import SyncSubject
from app.sync.port import Entity
from tests.quickbooks.online.world import World


async def test_an_exchange_is_filed_under_what_it_was_about(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    (sent,) = await world.attempts()
    (bill,) = world.books("Bill")
    assert (sent.kind, sent.number) == ("receipt", "R-000001")
    assert sent.external_number == bill["DocNumber"]
    assert sent.connection_id == world.connection_id
    async with world.db.read() as session:
        subjects = await session.execute(sa.select(table_of(SyncSubject).c.subject_id))
        assert set(subjects.scalars()) == {receipt.vendor_id, receipt.lines[0].item_id}


async def test_a_document_held_before_sending_is_in_the_journal(world: World) -> None:
    await world.change_settings(accounts={})
    adjustment = await world.adjustment("OAT-1L", "-1")
    await world.want(adjustment)
    await world.settle()
    (checked,) = await world.attempts()
    held = await world.operation(adjustment)
    assert held.problem is not None
    assert (checked.purpose, checked.outcome) == ("check", "rejected")
    assert checked.code == held.problem["code"]
    assert checked.body == ""


async def test_a_refusal_is_found_by_quickbooks_own_code(world: World) -> None:
    world.company.faults.switch_on(FaultKind.FAULT, entity="bill", code=6210)
    await world.want(await world.receipt())
    await world.settle()
    refused = (await world.attempts())[-1]
    assert refused.quickbooks_code == "6210"


async def test_reading_the_company_is_in_the_journal(world: World) -> None:
    reads = {one.kind: one for one in await world.attempts(reading=True)}
    assert reads["item"].records == len(world.books("Item"))
    assert all(one.outcome == "done" for one in reads.values())


async def test_one_list_is_read_by_itself(world: World) -> None:
    before = {one.id for one in await world.attempts(reading=True)}
    with clock.freeze(world.hour.now):
        await jobs.pull(world.ctx, str(world.connection_id), entities=[Entity.VENDOR])
    new = [one.kind for one in await world.attempts(reading=True) if one.id not in before]
    assert set(new) <= {"vendor"}
    reads = [one for one in await world.attempts(reading=True) if one.kind == "vendor"]
    others = [one for one in await world.attempts(reading=True) if one.kind == "customer"]
    assert sum(one.repeats for one in reads) == sum(one.repeats for one in others) + 1
