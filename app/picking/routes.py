"""Release orders to the floor, list the walks, claim one. Picking itself goes by scans."""

from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Operator
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.inventory.floor import Actor
from app.inventory.policy import house_rules
from app.picking import queries, tasks
from app.picking.models import TaskState
from app.picking.release import release
from app.picking.schemas import ClaimIn, PickTaskOut, PickTaskRow

router = APIRouter(prefix="/api", tags=["picking"])


@router.post("/sales-orders/{order_id}/release", operation_id="release_sales_order")
async def release_sales_order(
    order_id: UUID, _: Operator, db: Db, settings: AppSettings
) -> PickTaskOut:
    """Reserve what the order still needs, oldest first, and lay out the walk; repeating it is
    harmless and picks up stock that has arrived since."""
    today = house_rules(settings).today()

    async def work(session: AsyncSession) -> UUID:
        return await release(session, order_id, today=today)

    task_id = await db.transact(work)
    async with db.read() as session:
        return await queries.pick_task(session, task_id)


@router.get("/pick-tasks", operation_id="list_pick_tasks")
async def list_pick_tasks(
    _: Operator,
    db: Db,
    state: TaskState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PickTaskRow]:
    """Walks, most urgent order first."""
    async with db.read() as session:
        return await queries.pick_tasks(session, state=state, cursor=cursor, limit=limit)


@router.get("/pick-tasks/{task_id}", operation_id="get_pick_task")
async def get_pick_task(task_id: UUID, _: Operator, db: Db) -> PickTaskOut:
    """One walk with its stops in walk order."""
    async with db.read() as session:
        return await queries.pick_task(session, task_id)


@router.post("/pick-tasks/{task_id}/claim", operation_id="claim_pick_task")
async def claim_pick_task(task_id: UUID, body: ClaimIn, who: Operator, db: Db) -> PickTaskOut:
    """Put one's name on a walk, so that others see who is there."""
    actor = Actor(user_id=who.user_id, name=who.name, role=who.role, device_id=who.device_id)

    async def work(session: AsyncSession) -> None:
        task = await tasks.lock_task(session, task_id)
        await tasks.claim(session, task, actor, take_over=body.take_over)

    await db.transact(work)
    async with db.read() as session:
        return await queries.pick_task(session, task_id)
