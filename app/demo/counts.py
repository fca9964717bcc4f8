"""Something to count in the demo: two cycle counts, and one count that waits for somebody."""

from collections.abc import Mapping

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location
from app.counting.models import CountOrigin, CountPlan, PlanMethod
from app.counting.opening import open_count

BINS = ("A-04-3", "A-05-2", "S-02-3")
"""Plain stock, a lot, and serial numbers: each way of counting once."""
PLANS = (
    CountPlan(name="What is worth most", method=PlanMethod.ABC_VALUE, max_bins=6),
    CountPlan(name="Bins that should be empty", method=PlanMethod.EMPTY_BINS, days_a=90),
)


async def plan_counts(session: AsyncSession, bins: Mapping[str, Location]) -> None:
    """Once; what a person makes of it stays."""
    if (await session.exec(select(CountPlan.id).limit(1))).first() is not None:
        return
    session.add_all([CountPlan(**plan.model_dump(exclude={"id", "created_at"})) for plan in PLANS])
    await session.flush()
    await open_count(
        session,
        [bins[code].id for code in BINS if code in bins],
        origin=CountOrigin.MANAGER,
        note="One of each kind, to try counting",
    )
