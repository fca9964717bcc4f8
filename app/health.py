"""Is this server alive, and is it ready to take scans? For load balancers and people."""

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError

from app.core.http import Db
from app.core.migrate import is_current
from app.runtime import Runtime
from app.scanning.engines import engines

router = APIRouter(prefix="/health", tags=["health"])


class Ready(BaseModel):
    """`degraded` still takes scans: without Valkey, QuickBooks hears of them seconds later."""

    status: Literal["ready", "degraded", "not_ready"]
    database: bool
    schema_current: bool
    valkey: bool
    barcode_engines: list[str]


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


@router.get("/live", operation_id="health_live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/ready", operation_id="health_ready")
async def ready(
    db: Db, runtime: Annotated[Runtime, Depends(_runtime)], response: Response
) -> Ready:
    """Database reachable and migrated; which optional parts are there."""
    database = schema = False
    try:
        async with db.read() as session:
            await session.execute(sa.text("SELECT 1"))
        database = True
        schema = await is_current(db)
    except (DBAPIError, OSError):
        response.status_code = 503
    valkey = await runtime.bus.alive()
    status: Literal["ready", "degraded", "not_ready"] = "not_ready"
    if database and schema:
        status = "ready" if valkey else "degraded"
    else:
        response.status_code = 503
    return Ready(
        status=status,
        database=database,
        schema_current=schema,
        valkey=valkey,
        barcode_engines=[one.name for one in engines() if one.available],
    )
