"""The same goods posted by us and by somebody else: found, named, and ended by a person."""

from typing import Any
from uuid import UUID

import pytest

from app.access import people, sessions
from app.access.models import Role, SessionKind
from app.core import clock
from app.settings import Settings
from app.sync import engine
from app.sync.duplicates import decide as twice
from app.sync.duplicates.decide import NotSuspected, OnItsWay, Verdict
from app.sync.duplicates.routes import router
from tests.quickbooks.online.test_edits import codes, more, posted, pulled
from tests.quickbooks.online.test_reading import in_books, sent_lines
from tests.quickbooks.online.world import World
from tests.routes_client import manager_client

BILL = "ItemBasedExpenseLineDetail"
DUPLICATE = "duplicate_in_quickbooks"


def repeat_bill(world: World, *, qty: int = 12, **values: Any) -> dict[str, Any]:
    """Another program posts the goods of our bill once more."""
    ours = next(one for one in world.books("Bill") if "Scanpost" in one["PrivateNote"])
    (line,) = sent_lines(ours, BILL)
    detail = line[BILL] | {"Qty": qty}
    fresh = {
        "DetailType": BILL,
        "Amount": qty * detail["UnitPrice"],
        BILL: detail,
    }
    head = {"VendorRef": ours["VendorRef"], "DocNumber": "X-4711", "Line": [fresh]}
    return world.write("Bill", head | {"PrivateNote": "Synced by Webgility"} | values)


async def someone(world: World) -> UUID:
    secrets = people.Secrets(password_hash="never used")
    async with world.db.write() as session:
        person = await people.create(
            session, name="Ann", role=Role.MANAGER, email="ann@example.com", secrets=secrets
        )
        await sessions.open_session(session, kind=SessionKind.PASSWORD, user_id=person.id)
        return person.id


async def decide(world: World, document: Any, verdict: Verdict) -> None:
    row = await world.operation(document)
    (warning,) = [one for one in row.warnings or [] if one["code"] == DUPLICATE]
    who = await someone(world)
    theirs = UUID(warning["params"]["theirs"])
    with clock.freeze(world.hour.now):
        async with world.db.write() as session:
            await twice.decide(session, row.id, theirs, verdict, user_id=who)


async def test_what_another_system_posted_too_is_named_with_its_number(world: World) -> None:
    receipt = await posted(world)
    repeat_bill(world)
    await pulled(world)
    row = await world.operation(receipt)
    assert codes(row) == [DUPLICATE]
    said = (row.warnings or [])[0]["detail"]
    assert "Webgility made the bill X-4711" in said
    assert "the same items and quantities" in said


async def test_it_is_found_too_when_theirs_was_there_first(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "12"})
    item, vendor = in_books(world, "Item", Sku="OAT-1L"), receipt.vendor_name
    detail = {"ItemRef": {"value": item["Id"]}, "Qty": 12, "UnitPrice": 1}
    line = {"DetailType": BILL, "Amount": 12, BILL: detail}
    head = {"VendorRef": {"value": in_books(world, "Vendor", DisplayName=vendor)["Id"]}}
    world.write("Bill", head | {"DocNumber": "HAND-1", "Line": [line]})
    await pulled(world)
    await world.want(receipt)
    await world.settle()
    assert codes(await world.operation(receipt)) == [DUPLICATE]


@pytest.mark.parametrize(
    "changes",
    [
        {"qty": 11},
        {"TxnDate": "2026-11-05"},
    ],
)
async def test_other_goods_or_another_week_are_no_repetition(
    world: World, changes: dict[str, Any]
) -> None:
    receipt = await posted(world)
    repeat_bill(world, **changes)
    await pulled(world)
    assert (await world.operation(receipt)).warnings is None


async def test_another_vendor_is_no_repetition(world: World) -> None:
    receipt = await posted(world)
    other = next(v for v in world.books("Vendor") if v["DisplayName"] != receipt.vendor_name)
    repeat_bill(world, VendorRef={"value": other["Id"]})
    await pulled(world)
    assert (await world.operation(receipt)).warnings is None


async def test_a_bill_under_the_number_of_our_order_is_suspected_whatever_is_on_it(
    world: World,
) -> None:
    receipt = await posted(world)
    repeat_bill(world, qty=30, DocNumber="PO-2001")
    await pulled(world)
    (warning,) = (await world.operation(receipt)).warnings or []
    assert "the same number PO-2001" in warning["detail"]


async def test_a_suspicion_that_was_wrong_is_not_raised_again(world: World) -> None:
    receipt = await posted(world)
    repeat_bill(world)
    await pulled(world)
    await decide(world, receipt, Verdict.BOTH)
    assert (await world.operation(receipt)).warnings is None
    await more(world, receipt, "12")
    await world.settle()
    await pulled(world)
    assert (await world.operation(receipt)).warnings is None
    assert len(world.books("Bill")) == 2


async def test_ours_can_be_taken_back_and_stays_so(world: World) -> None:
    receipt = await posted(world)
    before = world.on_hand("OAT-1L")
    theirs = repeat_bill(world)
    await pulled(world)
    await decide(world, receipt, Verdict.THEIRS)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.warnings, world.copies(receipt)) == ("done", None, [])
    assert [one["Id"] for one in world.books("Bill")] == [theirs["Id"]]
    assert world.on_hand("OAT-1L") == before
    await more(world, receipt, "13")
    await world.settle()
    await pulled(world)
    row = await world.operation(receipt)
    assert (row.state, row.warnings, world.copies(receipt)) == ("done", None, [])


async def test_a_repetition_that_somebody_deletes_is_forgotten(world: World) -> None:
    receipt = await posted(world)
    theirs = repeat_bill(world)
    await pulled(world)
    assert codes(await world.operation(receipt)) == [DUPLICATE]
    await world.delete("Bill", theirs)
    await pulled(world)
    assert (await world.operation(receipt)).warnings is None


async def test_what_was_decided_meanwhile_is_not_decided_again(world: World) -> None:
    receipt = await posted(world)
    repeat_bill(world)
    await pulled(world)
    row = await world.operation(receipt)
    theirs = UUID((row.warnings or [])[0]["params"]["theirs"])
    await decide(world, receipt, Verdict.BOTH)
    with pytest.raises(NotSuspected):
        async with world.db.write() as session:
            await twice.decide(session, row.id, theirs, Verdict.THEIRS, user_id=row.id)


async def test_a_document_on_its_way_is_not_taken_back_under_its_message(world: World) -> None:
    receipt = await posted(world)
    repeat_bill(world)
    await pulled(world)
    await more(world, receipt, "12")
    with clock.freeze(world.hour.now):
        channel = await world.channel()
        assert await engine.next_message(world.db, channel.connector, world.connection_id)
    with pytest.raises(OnItsWay):
        await decide(world, receipt, Verdict.THEIRS)


async def test_the_page_lists_both_sides_and_a_manager_decides(
    world: World, settings: Settings
) -> None:
    receipt = await posted(world)
    theirs = repeat_bill(world)
    await pulled(world)
    async with manager_client(world.db, settings, router) as client:
        (pair,) = (await client.get("/api/sync/duplicates")).json()
        assert (pair["document_number"], pair["made_by"]) == ("R-000001", "Webgility")
        assert (pair["external_number"], pair["external_id"]) == ("X-4711", theirs["Id"])
        assert pair["goods"] == [{"name": "Oat milk 1 L", "qty": "12"}]
        address = f"/api/sync/duplicates/{pair['operation_id']}"
        verdict = {"theirs_id": pair["theirs_id"], "verdict": "theirs"}
        with clock.freeze(world.hour.now):
            assert (await client.post(address, json=verdict)).json() == []
        again = await client.post(address, json=verdict)
        assert (again.status_code, again.json()["code"]) == (404, "not_suspected")
        odd = await client.post(address, json=verdict | {"verdict": "neither"})
        assert odd.status_code == 422
    await world.settle()
    assert world.copies(receipt) == []
