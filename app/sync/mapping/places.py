"""Warehouses as classes and locations of QuickBooks, where the company tracks them.

QuickBooks keeps one quantity per item whatever the place: class and location only tell its reports
where something happened (reference §3.3).
"""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel
from app.core.errors import Invalid, NotFound
from app.core.events import Event, Ring, announce
from app.core.upsert import table_of
from app.sync.facts import Facts
from app.sync.mapping import bins
from app.sync.mapping.matching import LOWEST, name_likeness
from app.sync.mapping.schemas import PlaceOut, PlacesOut, PlaceSuggestion, TheirSide
from app.sync.models import ExternalRecord, QuickBooksConnection
from app.sync.port import Entity
from app.sync.settings import ConnectionSettings, PlaceLink

Dimension = Literal["class", "location"]
CLASSES_OFF = "This QuickBooks company does not track classes (Settings, Advanced, Categories)."
LOCATIONS_OFF = "This QuickBooks company does not track locations (Settings, Advanced, Categories)."
_record, _place = table_of(ExternalRecord).c, table_of(Location).c


async def overview(session: AsyncSession, connection: QuickBooksConnection) -> PlacesOut:
    """Warehouses with their class and location, and what to choose from."""
    facts, places = Facts.of(connection.facts), _places(connection)
    classes_off, locations_off = off(facts)
    classes = [] if classes_off else await records(session, connection.id, Entity.CLASS)
    locations = [] if locations_off else await records(session, connection.id, Entity.LOCATION)
    if facts.dialect == "desktop":
        locations = [one for one in locations if bins.INSIDE not in one.name]
    return PlacesOut(
        warehouses=[
            _line(one, places.get(str(one.id), PlaceLink()), classes, locations)
            for one in await warehouses(session)
        ],
        classes=[one for one in classes if one.active],
        locations=[one for one in locations if one.active],
        classes_off=classes_off,
        locations_off=locations_off,
        by_site=facts.dialect == "desktop",
    )


def asking(overview: PlacesOut) -> int:
    """How many warehouses need a person: linked to what is gone or inactive there."""
    return sum(1 for one in overview.warehouses if one.problems)


def off(facts: Facts) -> tuple[str | None, str | None]:
    """Why classes and why locations (Desktop: sites) cannot be used; None where they can."""
    classes = None if facts.class_tracking != "none" else _why(facts, "classes", CLASSES_OFF)
    locations = None if facts.location_tracking else _why(facts, "locations", LOCATIONS_OFF)
    return classes, locations


def _why(facts: Facts, feature: str, online: str) -> str:
    """Where to switch it on, as the dialect's own probe says it; Online's way is the same for all
    companies."""
    return (facts.why_off(feature) if facts.dialect == "desktop" else None) or online


async def choose(
    session: AsyncSession,
    connection: QuickBooksConnection,
    warehouse_id: UUID,
    *,
    class_id: str | None,
    location_id: str | None,
) -> None:
    """Link a warehouse; None leaves a side as it is, "" takes its link away.

    Counts for what is not sent yet. Raises NotFound, Invalid.
    """
    warehouse = await session.get(Location, warehouse_id)
    if warehouse is None or warehouse.level is not LocationLevel.WAREHOUSE:
        raise NotFound("There is no such warehouse.")
    settings = ConnectionSettings.of(connection.settings)
    link = settings.places.get(str(warehouse_id), PlaceLink())
    for dimension, chosen in (("class", class_id), ("location", location_id)):
        if chosen:
            await check(session, connection, dimension, chosen)  # type: ignore[arg-type]
    if class_id is not None:
        link = link.model_copy(update={"class_id": class_id})
    if location_id is not None and location_id != link.location_id:
        link = link.model_copy(update={"location_id": location_id, "bins": {}})
    places = {**settings.places, str(warehouse_id): link}
    connection.settings = settings.model_copy(update={"places": places}).stored()
    session.add(connection)
    await bins.fit(session, connection)
    announce(session, Event("sync.changed"), Ring(str(connection.id)))


async def check(
    session: AsyncSession, connection: QuickBooksConnection, dimension: Dimension, chosen: str
) -> None:
    """Raises Invalid where QuickBooks would refuse this class or location (2500)."""
    reasons = dict(zip(("class", "location"), off(Facts.of(connection.facts)), strict=True))
    if reasons[dimension]:
        raise Invalid(reasons[dimension] or "")
    known = {one.id: one for one in await records(session, connection.id, dimension)}
    if chosen not in known:
        raise Invalid(f"QuickBooks has no {dimension} with id {chosen}.", id=chosen)
    if not known[chosen].active:
        raise Invalid(f"The {dimension} {known[chosen].name} is inactive in QuickBooks.", id=chosen)


async def warehouses(session: AsyncSession) -> list[Location]:
    """Our active warehouses, by code."""
    found = await session.execute(
        sa.select(Location)
        .where(_place.level == LocationLevel.WAREHOUSE, _place.active)
        .order_by(_place.code)
    )
    return list(found.scalars())


async def records(session: AsyncSession, connection_id: UUID, kind: str) -> list[TheirSide]:
    """Classes or locations, also inactive ones, by name; at most 40 but in Advanced."""
    found = await session.execute(
        sa.select(ExternalRecord)
        .where(_record.connection_id == connection_id, _record.kind == kind)
        .order_by(_record.name)
    )
    return [
        TheirSide(id=one.external_id, name=one.name, sku="", type=one.type, active=one.active)
        for one in found.scalars()
    ]


def _places(connection: QuickBooksConnection) -> dict[str, PlaceLink]:
    return ConnectionSettings.of(connection.settings).places


def _line(
    warehouse: Location,
    link: PlaceLink,
    classes: Sequence[TheirSide],
    locations: Sequence[TheirSide],
) -> PlaceOut:
    return PlaceOut(
        id=warehouse.id,
        code=warehouse.code,
        name=warehouse.name,
        class_id=link.class_id,
        location_id=link.location_id,
        problems=[
            *_problems("class", link.class_id, classes),
            *_problems("location", link.location_id, locations),
        ],
        class_suggestion=None if link.class_id else _suggestion(warehouse, classes),
        location_suggestion=None if link.location_id else _suggestion(warehouse, locations),
    )


def _problems(word: str, chosen: str, records: Sequence[TheirSide]) -> list[str]:
    """What is wrong with a choice. Nothing can be said while QuickBooks tracks none."""
    if not chosen or not records:
        return []
    found = next((one for one in records if one.id == chosen), None)
    if found is None:
        return [f"QuickBooks no longer has the {word} that was chosen."]
    return [] if found.active else [f"The {word} {found.name} is inactive in QuickBooks."]


def _suggestion(warehouse: Location, records: Sequence[TheirSide]) -> PlaceSuggestion | None:
    scored = [
        (max(name_likeness(name, one.name) for name in (warehouse.name, warehouse.code)), one)
        for one in records
        if one.active
    ]
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None or best[0] < LOWEST:
        return None
    return PlaceSuggestion(record=best[1], confidence=int(best[0] * 100))
