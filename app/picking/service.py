"""Picking by scan: open a walk, confirm a bin, take goods, report a short, finish."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need, Subject, SubjectKind
from app.inventory.problems import WrongLocation
from app.picking import tasks
from app.picking.problems import NoTaskYet, NotForPicking
from app.picking.release import release
from app.picking.short import finish, report_short
from app.picking.stops import ahead_of, stops_in_bin
from app.picking.take import take
from app.picking.tasks import PICK_TASK, SALES_ORDER, TaskHead, lock_task

TAKE_OVER = "take_over"


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """Answer one scan of the task `pick`; `scan.document_id` is the pick task."""
    subject = scan.subject
    if scan.step == "scan" and subject.kind is SubjectKind.DOCUMENT:
        return await _open(session, scan, subject)
    if scan.document_id is None:
        raise NoTaskYet("No order is opened for picking.")
    task = await lock_task(session, scan.document_id)
    if scan.step == "short":
        return await report_short(session, scan, task)
    if scan.step == "finish":
        return await finish(session, scan, task)
    if subject.location is not None:
        return await _confirm_bin(session, scan, task, subject.location)
    if subject.item is not None:
        return await take(session, scan, task, subject.item)
    raise NotForPicking("This is neither a bin nor an item.")


async def _open(session: AsyncSession, scan: FloorScan, subject: Subject) -> FloorAnswer:
    task = await lock_task(session, await _task_id(session, scan, subject))
    if tasks.is_taken(task, scan.actor) and TAKE_OVER not in scan.answers.confirmed:
        tasks.require_open(task)
        prompt = f"{task.picker} is picking order {task.order_number}. Take it over?"
        return Need("confirm", TAKE_OVER, prompt, params={"picker": task.picker or ""})
    await tasks.claim(session, task, scan.actor, take_over=True)
    ahead = await ahead_of(session, task.id)
    return Applied(
        code="opened",
        message=f"Order {task.order_number} for {task.customer}",
        effect={
            "type": "opened",
            "task": {"id": str(task.id), "number": task.number},
            "order": {
                "id": str(task.order_id),
                "number": task.order_number,
                "customer": task.customer,
            },
            "next": ahead.stop.as_json() if ahead.stop else None,
            "progress": ahead.progress.as_json(),
        },
        document_type=PICK_TASK,
        document_id=task.id,
    )


async def _task_id(session: AsyncSession, scan: FloorScan, subject: Subject) -> UUID:
    """The walk meant by a scanned number; an order that has none is released on the spot."""
    if subject.document_id is not None and subject.document_type == PICK_TASK:
        return subject.document_id
    if subject.document_id is not None and subject.document_type == SALES_ORDER:
        known = await tasks.open_task_id(session, subject.document_id)
        if known is not None:
            return known
        return await release(session, subject.document_id, today=scan.rules.today())
    raise NotForPicking(
        f"{subject.document_number} is not an order to pick.",
        action="Scan the number of a sales order or pick task.",
    )


async def _confirm_bin(
    session: AsyncSession, scan: FloorScan, task: TaskHead, location: Location
) -> Applied:
    tasks.require_open(task)
    here = await stops_in_bin(session, task.id, location.id)
    waiting = [stop for stop in here if stop.rest > 0]
    if not waiting:
        ahead = await ahead_of(session, task.id, after=here[-1] if here else None)
        right = ahead.stop.place.code if ahead.stop else ""
        why = "is done" if here else "is not on this walk"
        raise WrongLocation(
            f"{location.code} {why}: go to {right}." if right else f"{location.code} {why}.",
            action=f"Go to {right}." if right else "Finish the task.",
            scanned=location.code,
            expected=right,
            expected_id=ahead.stop.place.id if ahead.stop else None,
        )
    await tasks.start(session, task, scan.actor)
    return Applied(
        code="location",
        message=f"{location.code}: {waiting[0].item_name}",
        effect={
            "type": "location",
            "location": {"id": str(location.id), "code": location.code},
            "stop": waiting[0].as_json(),
            "stops": [stop.as_json() for stop in waiting],
        },
        document_type=PICK_TASK,
        document_id=task.id,
    )
