"""Goods that came back, and goods that went back: posted once, amended, found again."""

from decimal import Decimal
from typing import Any

import pytest

from app.quickbooks.simulator.faults import FaultKind
from app.sync.documents import AnyTransaction
from tests.quickbooks.online.world import World

KINDS = {"credit": "CreditMemo", "refund": "RefundReceipt", "debit": "VendorCredit"}
every_kind = pytest.mark.parametrize("kind", KINDS)


async def returned(
    world: World, kind: str, qty: dict[str, str] | None = None, **extra: Any
) -> AnyTransaction:
    if kind == "debit":
        return await world.vendor_return(qty, **extra)
    accounts = (await world.connection()).settings["accounts"]
    checking = next(one["Id"] for one in world.books("Account") if one["Name"] == "Checking")
    await world.change_settings(accounts=accounts | {"refund_from": checking})
    return await world.customer_return(qty, refunded=kind == "refund", **extra)


def on_hand_after(kind: str, qty: int) -> int:
    """What comes back from a customer is stock again; what a vendor gets back is not."""
    return 144 - qty if kind == "debit" else 144 + qty


@every_kind
async def test_a_return_is_posted_and_moves_stock(world: World, kind: str) -> None:
    document = await returned(world, kind, {"OAT-1L": "3"}, memo="two were leaking")
    await world.want(document)
    await world.settle()
    (made,) = world.books(KINDS[kind])
    price = Decimal("1.45") if kind == "debit" else Decimal("2.60")
    assert (made["DocNumber"], made["TotalAmt"]) == (document.number, 3 * price)
    assert made["PrivateNote"].startswith("two were leaking · Scanpost")
    assert world.on_hand("OAT-1L") == on_hand_after(kind, 3)
    assert world.audit().differences == {}


async def test_money_is_paid_back_from_the_chosen_account(world: World) -> None:
    await world.want(await returned(world, "refund"))
    await world.settle()
    (refund,) = world.books("RefundReceipt")
    assert refund["DepositToAccountRef"]["name"] == "Checking"


async def test_without_an_account_for_refunds_it_is_held(world: World) -> None:
    document = await world.customer_return(refunded=True)
    await world.want(document)
    await world.settle()
    row = await world.operation(document)
    assert row.problem is not None
    assert (row.state, row.cause) == ("held", "account:refund_from")


@every_kind
async def test_a_return_is_amended_and_keeps_its_lines(world: World, kind: str) -> None:
    document = await returned(world, kind, {"OAT-1L": "1"})
    await world.want(document)
    await world.settle()
    (first,) = world.books(KINDS[kind])
    await world.want(await returned(world, kind, {"OAT-1L": "4"}, id=document.id))
    await world.settle()
    (made,) = world.books(KINDS[kind])
    assert (made["Id"], made["SyncToken"]) == (first["Id"], "1")
    assert [line.get("Id") for line in made["Line"]] == [line.get("Id") for line in first["Line"]]
    assert world.on_hand("OAT-1L") == on_hand_after(kind, 4)


@every_kind
@pytest.mark.parametrize("fault", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE])
@pytest.mark.parametrize("operation", ["create", "update"])
async def test_a_lost_answer_is_asked_about(
    world: World, kind: str, fault: FaultKind, operation: str
) -> None:
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    world.company.faults.switch_on(fault, entity=KINDS[kind], operation=operation)
    document = await returned(world, kind, {"OAT-1L": "1"})
    for qty in ("1", "4"):
        await world.want(await returned(world, kind, {"OAT-1L": qty}, id=document.id))
        await world.settle()
    assert len(world.copies(document)) == 1
    assert world.on_hand("OAT-1L") == on_hand_after(kind, 4)


@every_kind
async def test_what_a_bookkeeper_added_stays_when_a_return_is_amended(
    world: World, kind: str
) -> None:
    document = await returned(world, kind, {"OAT-1L": "1"})
    await world.want(document)
    await world.settle()
    (made,) = world.books(KINDS[kind])
    location = {"value": world.books("Department")[0]["Id"]}
    edit = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "DepartmentRef": location}
    world.write(KINDS[kind], edit | {name: made[name] for name in ("VendorRef",) if name in made})
    await world.want(await returned(world, kind, {"OAT-1L": "2"}, id=document.id))
    await world.settle()
    (made,) = world.books(KINDS[kind])
    assert made["DepartmentRef"]["value"] == location["value"]
    assert world.on_hand("OAT-1L") == on_hand_after(kind, 2)
    assert "stale" in [one.outcome for one in await world.attempts()]


@pytest.mark.parametrize("kind", ["credit", "debit"])
async def test_a_number_that_is_taken_is_told_and_can_be_changed(world: World, kind: str) -> None:
    document = await returned(world, kind)
    await world.want(document)
    await world.settle()
    other = await returned(world, kind)
    await world.want(other)
    await world.settle()
    row = await world.operation(other)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "number_in_use")
    await world.decide(other, number=f"{other.number}-2")
    await world.settle()
    numbers = [one["DocNumber"] for one in world.books(KINDS[kind])]
    assert numbers == [other.number, f"{other.number}-2"]


async def test_where_quickbooks_numbers_itself_a_credit_is_found_by_customer_and_day(
    world: World,
) -> None:
    world.company.books.configure({"custom_txn_numbers": False})
    await world.probe()
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="creditmemo")
    document = await returned(world, "credit")
    await world.want(document)
    await world.settle()
    assert len(world.copies(document)) == 1
    assert (await world.operation(document)).state == "done"
