"""The buttons beside a problem: what may be chosen, and doing it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.access.deps import Supervisor
from app.access.models import Role
from app.access.sessions import SignedIn
from app.core.errors import Forbidden, NotFound
from app.core.http import Db
from app.sync import queries
from app.sync.fixing import choices as fix_choices
from app.sync.fixing import service as fixing
from app.sync.models import QuickBooksConnection, SyncOperation
from app.sync.port import Fix
from app.sync.schemas import ChoicesOf, FixChoice, FixIn, OperationDetail

router = APIRouter(prefix="/api/sync", tags=["sync"])


@router.post("/operations/{operation_id}/fix", operation_id="fix_sync_operation")
async def fix(operation_id: UUID, body: FixIn, who: Supervisor, db: Db) -> OperationDetail:
    """Do one of the ways out that the document offers, and send all that it held."""
    async with db.read() as session:
        check_role(who, await fixing.offered(session, operation_id, body.kind, body.params))
    await db.transact(
        lambda session: fixing.apply(session, operation_id, body.kind, body.params, who.user_id)
    )
    async with db.read() as session:
        found = await queries.get_operation(session, operation_id)
    if found is None:
        raise NotFound("There is no such document on its way to QuickBooks.", id=operation_id)
    return found


@router.get("/operations/{operation_id}/choices", operation_id="list_fix_choices")
async def choices(
    operation_id: UUID, asked: Annotated[ChoicesOf, Query()], who: Supervisor, db: Db
) -> list[FixChoice]:
    """What to choose from for a fix; the first is suggested."""
    del who
    async with db.read() as session:
        meant = await fixing.offered(session, operation_id, asked.fix, asked.params(), choose=False)
        row = await session.get_one(SyncOperation, operation_id)
        connection = await session.get_one(QuickBooksConnection, row.connection_id)
        return await fix_choices.choices(session, connection, meant, asked.search.strip())


def check_role(who: SignedIn, chosen: Fix) -> None:
    """Some ways out only a manager may choose. Raises Forbidden."""
    if chosen.manager and who.role.rank < Role.MANAGER.rank:
        raise Forbidden(
            f"This needs a manager; {who.name} is signed in as {who.role}.",
            action="Ask a manager to do it.",
            role=Role.MANAGER,
        )
