"""A record that is to be made or renamed: is its name taken in QuickBooks already?"""

import pytest

from app.core.types import new_id
from app.sync.documents import AnyRecord, ItemDoc, PartyDoc
from tests.quickbooks.online.world import World


async def foreseen(world: World, document: AnyRecord) -> list[str]:
    await world.want(document, completed=True)
    row = await world.operation(document)
    return [one["code"] for one in row.foreseen or ()]


async def test_an_item_with_the_name_of_another_is_foreseen(world: World) -> None:
    new = ItemDoc(id=new_id(), number="NEW-1", sku="NEW-1", name="oat milk 1 l")
    assert "name_in_use" in await foreseen(world, new)


@pytest.mark.parametrize("kind", ["customer", "vendor"])
async def test_customers_and_vendors_share_their_names(world: World, kind: str) -> None:
    taken = world.books("Vendor")[0]["DisplayName"]
    new = PartyDoc.model_validate({"kind": kind, "id": new_id(), "number": "x", "name": taken})
    assert "name_in_use" in await foreseen(world, new)


async def test_a_free_name_and_ones_own_are_fine(world: World) -> None:
    item = await world.item("OAT-1L")
    own = ItemDoc(id=item.id, number="OAT-1L", name=item.name)
    assert "name_in_use" not in await foreseen(world, own)
    vendor = world.books("Vendor")[0]["DisplayName"]
    new = ItemDoc(id=new_id(), number="NEW-1", sku="NEW-1", name=vendor)
    assert "name_in_use" not in await foreseen(world, new)
