"""Refusals that name our own record, and merges by hand, in whatever language QuickBooks speaks."""

import pytest

from app.quickbooks.simulator import bookkeeper
from tests.quickbooks.online.test_edits import booked, change_quantity, more, posted
from tests.quickbooks.online.world import World

LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])


@LANGUAGES
async def test_a_number_taken_by_our_own_bill_is_adopted(world: World, language: str) -> None:
    world.company.books.configure({"language": language})
    receipt = await posted(world)
    await world.forget_all_about(receipt)
    await world.want(receipt)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.sent, row.warnings) == ("done", row.wanted, None)
    assert len(world.copies(receipt)) == 1


@LANGUAGES
async def test_a_number_taken_by_another_bill_is_never_adopted(world: World, language: str) -> None:
    world.company.books.configure({"language": language})
    await world.hand_made_bill("R-000001")
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    assert ((await world.operation(receipt)).state, world.copies(receipt)) == ("held", [])


@LANGUAGES
async def test_an_edit_is_told_by_codes_and_content_not_by_words(
    world: World, language: str
) -> None:
    world.company.books.configure({"language": language})
    receipt = await posted(world)
    change_quantity(world, 10)
    await more(world, receipt, "20")
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, (row.problem or {})["code"]) == ("held", "edited_in_quickbooks")
    assert await booked(world) == [10]


async def test_vendors_merged_without_a_word_of_into_which_hold_their_documents(
    world: World,
) -> None:
    receipt = await world.receipt(purchase_order_id=None)
    kept = next(
        one["DisplayName"]
        for one in world.books("Vendor")
        if one["DisplayName"] != receipt.vendor_name
    )
    bookkeeper.merge(world.company, "Vendor", receipt.vendor_name, kept)
    world.later(600)
    await world.pull()
    # Nothing says what it went into: the document is held rather than sent to somebody else.
    await world.want(receipt)
    await world.settle()
    assert ((await world.operation(receipt)).state, world.books("Bill")) == ("held", [])
