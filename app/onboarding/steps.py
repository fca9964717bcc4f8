"""Where the set-up stands: each step is looked up, not remembered, wherever the data shows it.

So the wizard can be left at any time and goes on where things really are, also when they were done
elsewhere (accounts chosen in settings, a company connected on the Connection page).
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Location, LocationLevel, Vendor
from app.core import clock
from app.core.upsert import insert, table_of
from app.inventory.models import StockMove
from app.onboarding.models import OnboardingStep
from app.orders.models import OrderState, PurchaseOrder, SalesOrder
from app.sync.accounts import list_accounts
from app.sync.facts import Facts
from app.sync.inbound.pull import left_out
from app.sync.models import ConnectionKind, QuickBooksConnection, SyncCursor
from app.sync.port import Entity
from app.sync.settings import ConnectionSettings
from app.sync.status import active

_cursor = table_of(SyncCursor).c
_location, _move = table_of(Location).c, table_of(StockMove).c


class SetupStep(StrEnum):
    """The steps in their order."""

    CONNECT = "connect"
    CHECK = "check"
    IMPORT = "import"
    ACCOUNTS = "accounts"
    PLACES = "places"
    STOCK = "stock"
    PRACTICE = "practice"
    LIVE = "live"


class StepState(StrEnum):
    """`blocked`: an earlier step has to come first."""

    DONE = "done"
    SKIPPED = "skipped"
    OPEN = "open"
    DOING = "doing"
    BLOCKED = "blocked"


NEEDED = (SetupStep.CONNECT, SetupStep.IMPORT, SetupStep.ACCOUNTS)
"""Nothing after one of these makes sense before it is done."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a step stands, what it checked in plain sentences, and figures for the screen."""

    state: StepState
    said: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)


async def standings(session: AsyncSession, *, zone: str) -> dict[SetupStep, Standing]:
    """All steps as they stand now; `zone` is where Scanpost's day begins."""
    connection = await active(session)
    decided = {
        row.step: row for row in (await session.execute(sa.select(OnboardingStep))).scalars()
    }
    found: dict[SetupStep, Standing] = {}
    blocked = False
    for step in SetupStep:
        looked = await _LOOK[step](session, connection)
        if step is SetupStep.CHECK and connection is not None:
            looked = _with_zone(looked, Facts.of(connection.facts).zone, zone)
        row = decided.get(step)
        if row is not None and looked.state is not StepState.DONE:
            state = StepState.SKIPPED if row.skipped else StepState.DONE
            looked = Standing(
                state, looked.said + ((row.said,) if row.said else ()), looked.figures
            )
        if blocked and looked.state in (StepState.OPEN, StepState.DOING):
            looked = Standing(StepState.BLOCKED)
        blocked = blocked or (step in NEEDED and looked.state is not StepState.DONE)
        found[step] = looked
    return found


async def decide(
    session: AsyncSession, step: SetupStep, *, user_id: UUID, skipped: bool = False, said: str = ""
) -> None:
    """Remember that a person finished a step or left it out; a later word replaces an earlier."""
    row = insert(session, OnboardingStep).values(
        step=step, skipped=skipped, said=said[:500], done_by=user_id, done_at=clock.now()
    )
    names = ("skipped", "said", "done_by", "done_at")
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["step"], set_={name: row.excluded[name] for name in names}
        )
    )


Look = Callable[[AsyncSession, QuickBooksConnection | None], Awaitable[Standing]]


async def _connect(_: AsyncSession, connection: QuickBooksConnection | None) -> Standing:
    if connection is None:
        return Standing(StepState.OPEN)
    if connection.kind is ConnectionKind.DESKTOP and connection.probed_at is None:
        return Standing(StepState.DOING)  # its Web Connector has to call before anything is known
    return Standing(StepState.DONE, (f"Connected to {connection.company_name.rstrip('.')}.",))


async def _check(_: AsyncSession, connection: QuickBooksConnection | None) -> Standing:
    if connection is None or connection.probed_at is None:
        return Standing(StepState.OPEN)
    facts = Facts.of(connection.facts)
    said = [*_desktop(facts)] if facts.dialect == "desktop" else [*_online(facts)]
    if facts.closed_through is not None:
        said.append(f"The books are closed through {facts.closed_through:%m/%d/%Y}.")
    else:
        said.append("No closing date is set.")
    said += [one.reason for one in facts.off]
    return Standing(StepState.DONE, tuple(said))


def _online(facts: Facts) -> Iterator[str]:
    yield (
        f"Edition {facts.edition or 'unknown'}, country {facts.country}, currency"
        f" {facts.currency}, time zone {facts.zone or 'not told'}."
    )


def _desktop(facts: Facts) -> Iterator[str]:
    yield f"{facts.product or 'QuickBooks Desktop'}, country {facts.country}, qbXML {facts.qbxml}."
    if facts.tracked == "none":
        yield "Lots and serial numbers are kept in Scanpost; QuickBooks keeps quantities."
    else:
        what = "Lot numbers" if facts.tracked == "lot" else "Serial numbers"
        days = " with their expiration dates" if facts.expiry and facts.tracked == "lot" else ""
        yield f"{what}{days} are told to QuickBooks as well."
    yield (
        "Stock is kept by inventory site."
        if facts.sites
        else "Stock is not kept by site: a warehouse can stand for a class."
    )


def _with_zone(looked: Standing, theirs: str, ours: str) -> Standing:
    """A document is dated by our day: near midnight another zone means another day."""
    if not theirs or theirs == ours:
        return looked
    words = (
        f"QuickBooks' day is that of {theirs}, Scanpost's that of {ours}. Start Scanpost with"
        f" SCANPOST_COMPANY_ZONE={theirs}, or what is scanned near midnight gets another date."
    )
    return Standing(looked.state, (*looked.said, words), looked.figures)


async def _import(session: AsyncSession, connection: QuickBooksConnection | None) -> Standing:
    if connection is None:
        return Standing(StepState.OPEN)
    rows = await session.execute(
        sa.select(_cursor.entity, _cursor.position, _cursor.complete_at).where(
            _cursor.connection_id == connection.id
        )
    )
    cursors = {row.entity: row for row in rows}
    unused = left_out(Facts.of(connection.facts))
    lists = [one for one in Entity if one not in unused]
    complete = [one for one in lists if one in cursors and cursors[one].complete_at is not None]
    figures = {
        "items": await _count(session, Item),
        "customers": await _count(session, Customer),
        "vendors": await _count(session, Vendor),
        "orders": await _open_orders(session),
        "read": len(complete),
        "all": len(lists),
    }
    if len(complete) < len(lists):
        return Standing(StepState.DOING if cursors else StepState.OPEN, (), figures)
    said = (
        f"{figures['items']:,} items, {figures['customers']:,} customers,"
        f" {figures['vendors']:,} vendors and {figures['orders']:,} open orders are here.",
    )
    return Standing(StepState.DONE, said, figures)


async def _accounts(session: AsyncSession, connection: QuickBooksConnection | None) -> Standing:
    if connection is None:
        return Standing(StepState.OPEN)
    chosen = ConnectionSettings.of(connection.settings).accounts
    names = {one.external_id: one.name for one in await list_accounts(session, connection.id)}
    facts = Facts.of(connection.facts)
    bills = "Bills and item receipts" if facts.dialect == "desktop" else "Bills"
    needed = {bills: chosen.accounts_payable}
    if facts.adjustments:
        needed["Adjustments"] = chosen.adjustment
    if not all(id in names for id in needed.values()):
        return Standing(StepState.OPEN)
    said = "; ".join(f"{what}: {names[id]}" for what, id in needed.items())
    return Standing(StepState.DONE, (f"{said}.",))


async def _places(session: AsyncSession, connection: QuickBooksConnection | None) -> Standing:
    warehouses = await session.execute(
        sa.select(_location.id, _location.code).where(
            _location.level == LocationLevel.WAREHOUSE, _location.active
        )
    )
    here = {str(row.id): row.code for row in warehouses}
    if not here:
        return Standing(StepState.OPEN, ("There is no warehouse yet.",), {"warehouses": 0})
    figures = {"warehouses": len(here)}
    if connection is None:
        return Standing(StepState.OPEN, (), figures)
    facts = Facts.of(connection.facts)
    if facts.class_tracking == "none" and not facts.location_tracking:
        places = "sites" if facts.dialect == "desktop" else "locations"
        said = f"QuickBooks tracks neither classes nor {places}, so there is nothing to link."
        return Standing(StepState.DONE, (said,), figures)
    linked = ConnectionSettings.of(connection.settings).places
    missing = [code for id, code in here.items() if id not in linked]
    if missing:
        return Standing(StepState.OPEN, (f"Not linked yet: {', '.join(missing)}.",), figures)
    return Standing(StepState.DONE, ("Every warehouse has its class or location.",), figures)


async def _stock(session: AsyncSession, connection: QuickBooksConnection | None) -> Standing:
    moves = await session.execute(sa.select(sa.exists(sa.select(_move.id))))
    if connection is None or connection.reckoned_from is None:
        return Standing(StepState.OPEN, (), {"has_stock": bool(moves.scalar_one())})
    day = f"{connection.reckoned_from:%m/%d/%Y}"
    return Standing(
        StepState.DONE, (f"Quantities here and in QuickBooks are to agree since {day}.",)
    )


async def _practice(_: AsyncSession, __: QuickBooksConnection | None) -> Standing:
    return Standing(StepState.OPEN)


async def _live(_: AsyncSession, connection: QuickBooksConnection | None) -> Standing:
    if connection is None or connection.live_at is None:
        return Standing(StepState.OPEN)
    return Standing(StepState.DONE, ("Every scan is sent to QuickBooks.",))


_LOOK: dict[SetupStep, Look] = {
    SetupStep.CONNECT: _connect,
    SetupStep.CHECK: _check,
    SetupStep.IMPORT: _import,
    SetupStep.ACCOUNTS: _accounts,
    SetupStep.PLACES: _places,
    SetupStep.STOCK: _stock,
    SetupStep.PRACTICE: _practice,
    SetupStep.LIVE: _live,
}


async def _count(session: AsyncSession, model: type[SQLModel]) -> int:
    columns = table_of(model).c
    query = sa.select(sa.func.count()).where(columns.active)
    return int((await session.execute(query)).scalar_one())


async def _open_orders(session: AsyncSession) -> int:
    total = 0
    for model in (PurchaseOrder, SalesOrder):
        state = table_of(model).c.state
        query = sa.select(sa.func.count()).where(state.in_((OrderState.OPEN, OrderState.RELEASED)))
        total += int((await session.execute(query)).scalar_one())
    return total
