"""Counts for the screens; the counting itself comes through /api/scans."""

from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, status
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Manager, Operator, Supervisor
from app.access.sessions import SignedIn
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.core.upsert import table_of
from app.counting import approve as decisions
from app.counting import opening, queries, review
from app.counting.head import company_rules
from app.counting.models import RULES_ID, CountOrigin, CountPlan, CountRules, SessionState
from app.counting.plan import run_plan
from app.counting.problems import CountPlanNotFound, NothingToCount
from app.counting.schemas import (
    AccuracyOut,
    CountApprovalIn,
    CountIn,
    CountReview,
    CountRow,
    CountRulesIn,
    CountRulesOut,
    CountTask,
    PlanIn,
    PlanOut,
    PlansOut,
    RecountIn,
    TaskList,
)
from app.inventory.policy import house_rules
from app.settings import Settings

router = APIRouter(prefix="/api", tags=["counting"])


@router.get("/count-tasks", operation_id="list_count_tasks")
async def list_count_tasks(who: Operator, db: Db) -> TaskList:
    """Counts to be done, the most pressing first."""
    async with db.read() as session:
        return TaskList(items=await queries.count_tasks(session, user_id=who.user_id))


@router.get("/count-tasks/{count_id}", operation_id="get_count_task")
async def get_count_task(count_id: UUID, who: Operator, db: Db) -> CountTask:
    """One count as this person works on it; never what the books expect."""
    async with db.read() as session:
        return await queries.count_task(session, count_id, user_id=who.user_id)


@router.post("/counts", operation_id="open_count", status_code=status.HTTP_201_CREATED)
async def open_count(body: CountIn, who: Supervisor, db: Db) -> CountReview:
    """Have bins counted, or an item wherever it lies."""

    async def work(session: AsyncSession) -> CountReview:
        if body.item_id is not None:
            bins = await opening.bins_with(session, body.item_id)
        else:
            bins = await opening.bins_within(session, body.location_ids)
        session_id = await opening.open_count(
            session,
            bins,
            origin=CountOrigin.MANAGER,
            opened_by=who.user_id,
            item_id=body.item_id,
            note=body.note,
            priority=body.priority,
        )
        if session_id is None:
            raise NothingToCount(
                "There is no bin to count here.",
                action="Its bins may be in a count already. Look at the open counts.",
            )
        return await review.review(session, session_id)

    return await db.transact(work)


@router.get("/counts", operation_id="list_counts")
async def list_counts(
    _: Supervisor,
    db: Db,
    state: SessionState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CountRow]:
    """Counts, newest first."""
    async with db.read() as session:
        return await review.counts(session, state=state, cursor=cursor, limit=limit)


@router.get("/counts/accuracy", operation_id="get_count_accuracy")
async def get_count_accuracy(_: Supervisor, db: Db) -> AccuracyOut:
    """How far the books were right in the last 90 days."""
    async with db.read() as session:
        return await review.overall_accuracy(session)


@router.get("/counts/rules", operation_id="get_count_rules")
async def get_count_rules(_: Supervisor, db: Db) -> CountRulesOut:
    """From which difference on a bin is counted twice."""
    async with db.read() as session:
        return CountRulesOut.model_validate(await company_rules(session), from_attributes=True)


@router.patch("/counts/rules", operation_id="change_count_rules")
async def change_count_rules(body: CountRulesIn, _: Manager, db: Db) -> CountRulesOut:
    """Change it; counts finished from now on go by it."""

    async def work(session: AsyncSession) -> CountRulesOut:
        kept = await session.get(CountRules, RULES_ID)
        if kept is None:
            session.add(CountRules(id=RULES_ID, **body.model_dump()))
        else:
            kept.sqlmodel_update(body.model_dump())
            session.add(kept)
        await session.flush()
        return CountRulesOut.model_validate(body.model_dump())

    return await db.transact(work)


@router.get("/counts/{count_id}", operation_id="get_count")
async def get_count(count_id: UUID, _: Supervisor, db: Db) -> CountReview:
    """One count beside the books."""
    async with db.read() as session:
        return await review.review(session, count_id)


@router.post("/counts/{count_id}/approve", operation_id="approve_count")
async def approve_count(
    count_id: UUID, body: CountApprovalIn, who: Supervisor, db: Db, settings: AppSettings
) -> CountReview:
    """Book differences of a count and tell QuickBooks."""
    approval = _approval(body, who, settings)

    async def work(session: AsyncSession) -> None:
        await decisions.approve(session, count_id, body.line_ids, approval)

    await db.transact(work)
    async with db.read() as session:
        return await review.review(session, count_id)


def _approval(body: CountApprovalIn, who: SignedIn, settings: Settings) -> decisions.Approval:
    rules = house_rules(settings)
    return decisions.Approval(
        user_id=who.user_id,
        reason=body.reason,
        today=rules.today(),
        zone=rules.zone,
        release_picks=body.release_picks,
        reactivate=body.reactivate,
    )


@router.post("/counts/{count_id}/recount", operation_id="recount")
async def recount(count_id: UUID, body: RecountIn, _: Supervisor, db: Db) -> CountReview:
    """Reject what was counted in these bins: they are counted again."""

    async def work(session: AsyncSession) -> CountReview:
        await decisions.recount(session, count_id, body.bin_ids)
        return await review.review(session, count_id)

    return await db.transact(work)


@router.post("/counts/{count_id}/cancel", operation_id="cancel_count")
async def cancel_count(count_id: UUID, _: Supervisor, db: Db, settings: AppSettings) -> CountReview:
    """Give a count up; what was approved of it stays."""

    async def work(session: AsyncSession) -> CountReview:
        await decisions.cancel(session, count_id, zone=house_rules(settings).zone)
        return await review.review(session, count_id)

    return await db.transact(work)


@router.get("/count-plans", operation_id="list_count_plans")
async def list_count_plans(_: Supervisor, db: Db) -> PlansOut:
    """All cycle counts, with what is due of each."""
    async with db.read() as session:
        return PlansOut(items=await review.plans(session))


@router.post("/count-plans", operation_id="create_count_plan", status_code=status.HTTP_201_CREATED)
async def create_count_plan(body: PlanIn, _: Manager, db: Db) -> PlanOut:
    """Add a cycle count."""

    async def work(session: AsyncSession) -> PlanOut:
        plan = CountPlan(**body.model_dump())
        session.add(plan)
        await session.flush()
        return await review.plan_out(session, plan)

    return await db.transact(work)


@router.patch("/count-plans/{plan_id}", operation_id="change_count_plan")
async def change_count_plan(plan_id: UUID, body: PlanIn, _: Manager, db: Db) -> PlanOut:
    """Change a cycle count; counts it made stay as they are."""

    async def work(session: AsyncSession) -> PlanOut:
        plan = await _plan(session, plan_id)
        plan.sqlmodel_update(body.model_dump())
        session.add(plan)
        await session.flush()
        return await review.plan_out(session, plan)

    return await db.transact(work)


@router.post("/count-plans/{plan_id}/run", operation_id="run_count_plan")
async def run_count_plan(plan_id: UUID, who: Supervisor, db: Db) -> CountReview:
    """Make a count of the bins that are due."""

    async def work(session: AsyncSession) -> CountReview:
        session_id = await run_plan(session, await _plan(session, plan_id), opened_by=who.user_id)
        return await review.review(session, session_id)

    return await db.transact(work)


async def _plan(session: AsyncSession, plan_id: UUID) -> CountPlan:
    query = sa.select(CountPlan).where(table_of(CountPlan).c.id == plan_id).with_for_update()
    plan: CountPlan | None = (await session.execute(query)).scalar_one_or_none()
    if plan is None:
        raise CountPlanNotFound("This count plan does not exist.", id=plan_id)
    return plan
