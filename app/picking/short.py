"""What a picker could not take: reported with a reason, found elsewhere, else on backorder."""

from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.types import decimal_text
from app.inventory import ledger
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need
from app.orders import service as orders
from app.orders.models import OrderState
from app.picking import rules, tasks
from app.picking.allocate import Wanted, allocate, lower_stop
from app.picking.models import TaskState
from app.picking.problems import OverPick, StopNotFound
from app.picking.release import backorder, reported_short
from app.picking.stops import Progress, Stop, ahead_of, stop_by_id, stops_of
from app.picking.take import REASON_LENGTH
from app.picking.tasks import TaskHead

FINISH_EARLY = "unpicked"
NOT_PICKED = "finished early"


async def report_short(session: AsyncSession, scan: FloorScan, task: TaskHead) -> FloorAnswer:
    """`scan.qty` of a stop (all that is left, if not said) is not to be had there.

    The reservation is given back, another lot or bin is put on the walk where there is one, and
    what cannot be had at all goes on backorder.
    """
    stop = await _stop(session, scan, task)
    missing = scan.answers.qty if scan.answers.qty is not None else scan.qty
    missing = stop.rest if missing is None else missing
    rules.check_quantity(missing)
    if missing > stop.rest:
        raise OverPick(
            f"Only {decimal_text(stop.rest)} of {stop.label} are still to be taken.",
            action="Report at most that many short.",
            remaining=decimal_text(stop.rest),
        )
    reason = (scan.answers.reason or "").strip()[:REASON_LENGTH]
    if not reason:
        prompt = f"Why are {decimal_text(missing)} {stop.label} short?"
        return Need("reason", "short_reason", prompt, rules.SHORT_REASONS)
    await _give_up(session, scan, stop, missing, reason)
    found = await _elsewhere(session, scan, task, stop, missing)
    return await _short_answer(session, scan, task, stop, missing, found)


async def finish(session: AsyncSession, scan: FloorScan, task: TaskHead) -> FloorAnswer:
    """End the walk. What is left on it goes on backorder, after a question; twice is fine."""
    if task.state is TaskState.OPEN:
        waiting = [stop for stop in await stops_of(session, task.id) if stop.rest > 0]
        wanted = task.order_state in (OrderState.OPEN, OrderState.RELEASED)
        if waiting and wanted and FINISH_EARLY not in scan.answers.confirmed:
            return _ask_to_leave(waiting)
        for stop in waiting:
            await _give_up(session, scan, stop, stop.rest, scan.answers.reason or NOT_PICKED)
        await tasks.end(session, task)
        tasks.changed(session, task)
    progress = (await ahead_of(session, task.id)).progress
    return Applied(
        code="finished",
        message=_summary(task, progress),
        effect={
            "type": "finished",
            "task": {"id": str(task.id), "number": task.number},
            "order": {"id": str(task.order_id), "number": task.order_number},
            "progress": progress.as_json(),
        },
        document_type=tasks.PICK_TASK,
        document_id=task.id,
    )


async def _stop(session: AsyncSession, scan: FloorScan, task: TaskHead) -> Stop:
    tasks.require_open(task)
    if scan.line_id is None:
        raise StopNotFound("Say which stop is short.")
    stop = await stop_by_id(session, task.id, scan.line_id)
    if stop is None:
        raise StopNotFound("This stop is not on the walk.", id=scan.line_id)
    if stop.rest <= 0:
        raise OverPick(
            f"{stop.label} is complete.", action="Go on with the next stop.", remaining="0"
        )
    return stop


async def _give_up(
    session: AsyncSession, scan: FloorScan, stop: Stop, qty: Decimal, reason: str
) -> None:
    lowered = await lower_stop(
        session,
        stop.id,
        qty,
        short_reason=reason[:REASON_LENGTH],
        short_by=scan.actor.user_id,
    )
    if not lowered:
        raise OverPick(f"{stop.label} was picked meanwhile.", remaining="0")
    await orders.record_allocated(session, stop.order_line_id, -qty)
    await ledger.unreserve(session, lot_id=stop.lot.id, location_id=stop.place.id, qty=qty)


async def _elsewhere(
    session: AsyncSession, scan: FloorScan, task: TaskHead, stop: Stop, qty: Decimal
) -> Decimal:
    """Put other stock for the same line on the walk; returns how much was found."""
    needed = [
        Wanted(one.line_id, one.item_id, min(one.qty, qty))
        for one in await backorder(session, task.order_id)
        if one.line_id == stop.order_line_id
    ]
    avoid = await reported_short(session, task.id)
    got = await allocate(session, task.id, needed, today=scan.rules.today(), avoid=avoid)
    return got.get(stop.order_line_id, Decimal(0))


async def _short_answer(
    session: AsyncSession,
    scan: FloorScan,
    task: TaskHead,
    stop: Stop,
    missing: Decimal,
    found: Decimal,
) -> Applied:
    ahead = await ahead_of(session, task.id, after=stop)
    if ahead.stop is None:
        await tasks.end(session, task)
    await tasks.start(session, task, scan.actor)
    tasks.changed(session, task)
    rest = missing - found
    outcome = (
        f"{decimal_text(rest)} on backorder" if rest else "the rest comes from another bin or lot"
    )
    return Applied(
        code="short",
        message=f"{decimal_text(missing)} {stop.item_name} short: {outcome}.",
        effect={
            "type": "short",
            "stop_id": str(stop.id),
            "short": decimal_text(missing),
            "reallocated": decimal_text(found),
            "backorder": decimal_text(rest),
            "next": ahead.stop.as_json() if ahead.stop else None,
            "progress": ahead.progress.as_json(),
            "done": ahead.stop is None,
        },
        document_type=tasks.PICK_TASK,
        document_id=task.id,
    )


def _ask_to_leave(waiting: list[Stop]) -> Need:
    units = sum((stop.rest for stop in waiting), Decimal(0))
    return Need(
        "confirm",
        FINISH_EARLY,
        f"{decimal_text(units)} are not picked yet. Finish anyway and put them on backorder?",
        params={"stops": len(waiting), "qty": decimal_text(units)},
    )


def _summary(task: TaskHead, progress: Progress) -> str:
    short = f", {decimal_text(progress.short)} short" if progress.short else ""
    return f"Order {task.order_number}: {decimal_text(progress.picked)} picked{short}."
