"""The wizard's calls: where the set-up stands, and the steps that have no page of their own."""

from decimal import Decimal

from fastapi import APIRouter, Request

from app.access.deps import Manager
from app.core.db import Database
from app.core.errors import Conflict, Problem
from app.core.events import Event, Ring, announce
from app.core.http import AppSettings, Db
from app.core.types import decimal_text
from app.inventory.policy import house_rules
from app.onboarding import stock
from app.onboarding.practice import Room
from app.onboarding.quantities import quantities_of
from app.onboarding.schemas import (
    BadRowOut,
    BillLine,
    Onboarding,
    OpenedFromQuickBooks,
    OpeningCheck,
    OpeningList,
    PracticeOut,
    PracticeScan,
    Skip,
    StepOut,
    StockFromQuickBooks,
)
from app.onboarding.steps import NEEDED, SetupStep, StepState, decide, standings
from app.quickbooks.gateway import ToQuickBooks
from app.settings import Settings
from app.sync import outbox
from app.sync.inbound.pull import PullRefused
from app.sync.port import NoLine, Unreachable
from app.sync.status import active, connected

router = APIRouter(prefix="/api/onboarding", tags=["onboarding"])


class NotReady(Conflict):
    code = "setup_not_ready"
    title = "Not yet"


class CannotRead(Problem):
    code = "quickbooks_not_read"
    status = 502
    title = "QuickBooks could not be read"
    action = "Try again in a minute; the Connection page says what is wrong."


@router.get("", operation_id="get_onboarding")
async def get(who: Manager, db: Db, settings: AppSettings) -> Onboarding:
    """Every step as it stands."""
    del who
    return await _all(db, settings)


@router.post("/skip", operation_id="skip_onboarding_step")
async def skip(what: Skip, who: Manager, db: Db, settings: AppSettings) -> Onboarding:
    """Leave a step out; it can be done later."""
    async with db.write() as session:
        await decide(session, SetupStep(what.step), user_id=who.user_id, skipped=True)
        announce(session, Event("onboarding.changed"))
    return await _all(db, settings)


@router.post("/import", operation_id="start_import", status_code=202)
async def start_import(who: Manager, db: Db, settings: AppSettings) -> Onboarding:
    """Read everything from QuickBooks now; the step's figures grow meanwhile."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        announce(session, Ring(str(connection.id), job="pull"))
    return await _all(db, settings)


@router.post("/stock/quickbooks", operation_id="stock_from_quickbooks")
async def stock_from_quickbooks(
    where: StockFromQuickBooks, who: Manager, gateway: ToQuickBooks
) -> OpenedFromQuickBooks:
    """Take QuickBooks' quantities as opening stock. QuickBooks Desktop may have to be asked first:
    then whoever waits asks again."""
    async with gateway.db.read() as session:
        connection = await connected(session)
    try:
        quantities = await quantities_of(gateway, connection)
    except (Unreachable, NoLine, PullRefused) as error:
        raise CannotRead("QuickBooks did not tell its quantities.") from error
    async with gateway.db.write() as session:
        opening, left_out = await stock.from_quickbooks(
            session, connection.id, quantities, location_id=where.location_id
        )
        items = await stock.book(session, connection.id, opening, user_id=who.user_id)
        announce(session, Event("onboarding.changed"))
    return OpenedFromQuickBooks(items=items, left_out=left_out)


@router.post("/stock/list", operation_id="stock_from_list")
async def stock_from_list(given: OpeningList, who: Manager, db: Db) -> OpeningCheck:
    """Check a list or a first count, and book it if it is confirmed and every row is right."""
    lines = stock.read_csv(given.csv) if given.csv else _counted(given)
    async with db.write() as session:
        connection = await connected(session)
        good, bad = await stock.check(session, lines)
        booked = given.confirm and not bad
        if booked:
            await stock.book(session, connection.id, good, user_id=who.user_id)
            announce(session, Event("onboarding.changed"))
    units = sum((one.qty for one in good), Decimal(0))
    return OpeningCheck(
        rows=len(lines),
        units=decimal_text(units),
        bad=[BadRowOut(row=one.row, problem=one.problem) for one in bad],
        booked=booked,
    )


@router.post("/practice", operation_id="start_practice", status_code=201)
async def start_practice(who: Manager, db: Db, request: Request) -> dict[str, str]:
    """Make a fresh training copy: nothing done in it reaches stock or books."""
    await _room(request).enter(db, who, house_rules(request.app.state.settings))
    return {"status": "ready"}


@router.post("/practice/scan", operation_id="practice_scan")
async def practice_scan(scan: PracticeScan, who: Manager, db: Db, request: Request) -> PracticeOut:
    """One scan in the training copy, and the bill that follows from it in the practice books."""
    done = await _room(request).scan(scan.raw, answers=scan.answers)
    if done.bill_number:
        said = f"A scan was in the practice books after {done.milliseconds / 1000:.1f} seconds."
        async with db.write() as session:
            await decide(session, SetupStep.PRACTICE, user_id=who.user_id, said=said)
            announce(session, Event("onboarding.changed"))
    return PracticeOut(
        result=done.result,
        bill_number=done.bill_number,
        bill_lines=[BillLine(item=item, qty=qty) for item, qty in done.bill_lines],
        milliseconds=done.milliseconds,
    )


@router.post("/live", operation_id="go_live")
async def go_live(who: Manager, db: Db, settings: AppSettings, request: Request) -> Onboarding:
    """From now on every scan is sent; what was scanned before is sent first."""
    async with db.write() as session:
        connection = await connected(session)
        steps = await standings(session, zone=settings.company_zone)
        missing = [one for one in NEEDED if steps[one].state is not StepState.DONE]
        if missing:
            raise NotReady(
                f"The step “{missing[0]}” is not finished.",
                action="Finish it, then go live.",
                step=missing[0].value,
            )
        await outbox.go_live(session, connection.id)
        await decide(session, SetupStep.LIVE, user_id=who.user_id)
        announce(session, Event("onboarding.changed"))
    await _room(request).close()
    return await _all(db, settings)


async def _all(db: Database, settings: Settings) -> Onboarding:
    async with db.read() as session:
        steps = await standings(session, zone=settings.company_zone)
        connection = await active(session)
    return Onboarding(
        steps=[
            StepOut(step=step, state=one.state, said=list(one.said), figures=dict(one.figures))
            for step, one in steps.items()
        ],
        kind=None if connection is None else connection.kind,
        live_at=None if connection is None else connection.live_at,
    )


def _counted(given: OpeningList) -> list[stock.Line]:
    return [
        stock.Line(number, one.sku, one.bin, one.qty, one.lot, one.expires, one.serials)
        for number, one in enumerate(given.lines, start=1)
    ]


def _room(request: Request) -> Room:
    room: Room = request.app.state.practice
    return room
