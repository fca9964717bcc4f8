"""Warehouses as classes and inventory sites of a Desktop company."""

import pytest

from app.catalog import places as places_here
from app.catalog.models import Location, LocationLevel
from app.core.errors import Invalid
from app.quickbooks.desktop.switched_off import switched_off
from app.sync.documents import Tracked
from app.sync.facts import Facts
from app.sync.mapping import places
from app.sync.mapping.schemas import PlacesOut
from app.sync.models import QuickBooksConnection
from app.sync.settings import ConnectionSettings, PlaceLink
from tests import builders
from tests.quickbooks.desktop.world import World


@pytest.fixture
async def world(world: World) -> World:
    """With a warehouse of ours."""
    async with world.db.write() as session:
        await places_here.ensure_virtual_locations(session)
        await builders.make_warehouse(session)
    return world


async def overview(world: World) -> PlacesOut:
    async with world.db.read() as session:
        return await places.overview(
            session, await session.get_one(QuickBooksConnection, world.connection_id)
        )


async def choose(world: World, **chosen: str | None) -> PlaceLink:
    warehouse = (await overview(world)).warehouses[0]
    async with world.db.write() as session:
        connection = await session.get_one(QuickBooksConnection, world.connection_id)
        given = {"class_id": None, "location_id": None} | chosen
        await places.choose(session, connection, warehouse.id, **given)
        return ConnectionSettings.of(connection.settings).places[str(warehouse.id)]


async def test_a_warehouse_stands_for_a_site(world: World) -> None:
    found = await overview(world)
    assert found.by_site
    assert found.locations_off is None
    site, other = found.locations[0], found.locations[1]
    link = await choose(world, location_id=site.id)
    assert (link.location_id, link.class_id) == (site.id, "")
    link = await choose(world, location_id=other.id)
    assert link.location_id == other.id


async def test_a_bin_that_quickbooks_knows_is_told(world: World) -> None:
    """Bins of the linked site are known by their codes, as soon as both sides have them."""
    site, other = (await overview(world)).locations[:2]
    await choose(world, location_id=site.id)
    async with world.db.write() as session:
        where = await session.get_one(Location, (await overview(world)).warehouses[0].id)
        for code in ("A-01", "A-02"):
            session.add(
                Location(
                    code=code,
                    barcode=f"BIN:{code}",
                    level=LocationLevel.BIN,
                    parent_id=where.id,
                    warehouse_id=where.id,
                )
            )
    made = world.bookkeeper.add("InventorySite", "a-01", ParentSiteRef={"ListID": site.id})
    world.later(600)
    await world.read_again()
    assert [one.id for one in (await overview(world)).locations] == [site.id, other.id]
    row = await world.connection()
    (link,) = ConnectionSettings.of(row.settings).places.values()
    assert link.bins == {"A-01": made.list_id}

    receipt = await world.receipt(warehouse_id=where.id, purchase_order_id=None)
    part = Tracked(qty=receipt.lines[0].qty, lot="L7", bin="A-01")
    line = receipt.lines[0].model_copy(update={"tracked": (part,)})
    await world.want(receipt.model_copy(update={"lines": (line,)}), completed=True)
    await world.visit()
    [copy] = world.copies(receipt)
    assert copy.lines[0].values["InventorySiteLocationRef"]["ListID"] == made.list_id
    await choose(world, class_id="")
    (link,) = ConnectionSettings.of((await world.connection()).settings).places.values()
    assert link.bins == {"A-01": made.list_id}


def test_where_sites_and_classes_are_missing_the_way_to_them_is_desktops_own() -> None:
    facts = Facts(dialect="desktop", edition="Pro", class_tracking="none", location_tracking=False)
    facts = facts.model_copy(update={"off": tuple(switched_off(facts))})
    classes, sites = places.off(facts)
    assert classes is not None
    assert "Preferences" in classes
    assert sites is not None
    assert "Advanced Inventory" in sites


async def test_a_site_quickbooks_does_not_have_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        await choose(world, location_id="nowhere")
