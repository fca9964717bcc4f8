"""HTTP of the Today page and the documents' badges."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.access.deps import Operator
from app.core import clock
from app.core.http import AppSettings, Db
from app.dashboard import queries
from app.dashboard.coming import coming
from app.dashboard.figures import floor_figures
from app.dashboard.needs import needs
from app.dashboard.schemas import Badges, Today

router = APIRouter(prefix="/api/dashboard", tags=["dashboard"])


@router.get("/today", operation_id="read_today")
async def read_today(_: Operator, db: Db, settings: AppSettings) -> Today:
    """What needs me, how the floor is doing, what is coming; as one consistent picture."""
    zone = settings.company_zone
    today = clock.today(zone)
    async with db.read() as session:
        return Today(
            day=today,
            zone=zone,
            as_of=clock.now(),
            needs=await needs(session, today=today),
            floor=await floor_figures(session, today=today, zone=zone),
            coming=await coming(
                session, today=today, expiring_soon_days=settings.expiring_soon_days
            ),
        )


@router.get("/badges", operation_id="list_badges")
async def list_badges(
    _: Operator, db: Db, document_id: Annotated[list[UUID], Query(min_length=1, max_length=100)]
) -> Badges:
    """Where these documents are on their way to QuickBooks, in the order asked for."""
    async with db.read() as session:
        return Badges(items=await queries.badges(session, document_id))
