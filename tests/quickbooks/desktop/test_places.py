"""Warehouses as classes and inventory sites of a Desktop company."""

import pytest

from app.catalog import places as places_here
from app.core.errors import Invalid
from app.quickbooks.desktop.switched_off import switched_off
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
    async with world.db.write() as session:  # bins of that site are known by their codes
        connection = await session.get_one(QuickBooksConnection, world.connection_id)
        settings = ConnectionSettings.of(connection.settings)
        (warehouse,) = settings.places
        with_bins = link.model_copy(update={"bins": {"A-01": "B1"}})
        known = settings.model_copy(update={"places": {warehouse: with_bins}})
        connection.settings = known.stored()
    link = await choose(world, class_id="")
    assert link.bins == {"A-01": "B1"}
    link = await choose(world, location_id=other.id)
    assert (link.location_id, link.bins) == (other.id, {})


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
