"""The sync centre: is QuickBooks up to date, what needs a person, and the buttons."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Manager, Operator, Supervisor
from app.core.errors import Conflict, Invalid, NotFound
from app.core.events import Event, Ring, announce
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.sync import outbox, queries, ways_out
from app.sync.accounts import list_accounts
from app.sync.activity.deeds import note_deed
from app.sync.models import OperationState, QuickBooksConnection
from app.sync.schemas import (
    AccountChoice,
    AccountIds,
    ByHand,
    OperationDetail,
    OperationRow,
    PostingPerKind,
    SyncSettingsIn,
    SyncSettingsOut,
    SyncStatus,
)
from app.sync.settings import ConnectionSettings
from app.sync.status import active, connected, sync_status

router = APIRouter(prefix="/api/sync", tags=["sync"])

Search = Annotated[str, Query(max_length=100)]


class NothingToSend(Conflict):
    code = "nothing_to_send"
    title = "Nothing to send"


@router.get("/status", operation_id="sync_status")
async def status(who: Operator, db: Db, settings: AppSettings) -> SyncStatus:
    """Green, blue, red or grey, with the reason in words."""
    del who
    async with db.read() as session:
        return await sync_status(session, zone=settings.company_zone)


@router.get("/operations", operation_id="list_sync_operations")
async def operations(
    who: Supervisor,
    db: Db,
    state: OperationState | None = None,
    search: Search = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[OperationRow]:
    """Documents on their way to QuickBooks, newest first."""
    del who
    async with db.read() as session:
        connection = await active(session)
        if connection is None:
            return Page(items=[])
        return await queries.list_operations(
            session,
            connection_id=connection.id,
            state=state,
            search=search.strip(),
            cursor=cursor,
            limit=limit,
        )


@router.get("/operations/{operation_id}", operation_id="get_sync_operation")
async def operation(operation_id: UUID, who: Supervisor, db: Db) -> OperationDetail:
    """One document and every exchange with QuickBooks about it."""
    del who
    async with db.read() as session:
        return await _found(session, operation_id)


@router.post("/operations/{operation_id}/retry", operation_id="retry_sync_operation")
async def retry(operation_id: UUID, who: Supervisor, db: Db) -> OperationDetail:
    """Send it again now; what is in doubt is asked about first."""
    async with db.write() as session:
        await _found(session, operation_id)
        if await outbox.release(session, operation_id) is None:
            raise NothingToSend("This document is being sent, or is in QuickBooks already.")
        await note_deed(session, operation_id, user_id=who.user_id, what="retry")
    async with db.read() as session:
        return await _found(session, operation_id)


@router.post("/operations/{operation_id}/resolve", operation_id="resolve_sync_operation")
async def resolve(operation_id: UUID, by_hand: ByHand, who: Manager, db: Db) -> OperationDetail:
    """A person entered it in QuickBooks; nothing more is sent for it."""
    async with db.write() as session:
        await _found(session, operation_id)
        if await outbox.resolve(session, operation_id, number=by_hand.number) is None:
            raise NothingToSend("This document is being sent, or is in QuickBooks already.")
        words = f"Entered by hand as {by_hand.number}"
        await note_deed(session, operation_id, user_id=who.user_id, what="by_hand", words=words)
    async with db.read() as session:
        return await _found(session, operation_id)


@router.get("/settings", operation_id="get_sync_settings")
async def get_settings(who: Manager, db: Db) -> SyncSettingsOut:
    """What the bookkeeper chose, and the accounts to choose from."""
    del who
    async with db.read() as session:
        return await _settings(session, await connected(session))


@router.patch("/settings", operation_id="change_sync_settings")
async def change_settings(change: SyncSettingsIn, who: Manager, db: Db) -> SyncSettingsOut:
    """Change some choices; they count for everything not sent yet."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await _check_accounts(session, connection, change)
        connection.settings = _changed(ConnectionSettings.of(connection.settings), change).stored()
        session.add(connection)
        await outbox.posting_changed(session, connection)
        for field in change.accounts.model_dump(exclude_none=True):
            await outbox.release_cause(session, connection.id, ways_out.account(field))
        announce(session, Event("sync.changed"), Ring(str(connection.id)))
    async with db.read() as session:
        return await _settings(session, await connected(session))


def _changed(settings: ConnectionSettings, change: SyncSettingsIn) -> ConnectionSettings:
    posting = change.posting.model_dump(exclude_none=True)
    accounts = change.accounts.model_dump(exclude_none=True)
    return settings.model_copy(
        update={
            "posting": settings.posting.model_copy(update=posting),
            "accounts": settings.accounts.model_copy(update=accounts),
            "sales_document": change.sales_document or settings.sales_document,
        }
    )


async def _check_accounts(
    session: AsyncSession, connection: QuickBooksConnection, change: SyncSettingsIn
) -> None:
    known = {one.external_id for one in await list_accounts(session, connection.id)}
    for field, account in change.accounts.model_dump(exclude_none=True).items():
        if account and account not in known:
            raise Invalid("This account is not in QuickBooks.", field=field, account=account)


async def _settings(session: AsyncSession, connection: QuickBooksConnection) -> SyncSettingsOut:
    settings = ConnectionSettings.of(connection.settings)
    return SyncSettingsOut(
        posting=PostingPerKind.model_validate(settings.posting.model_dump()),
        sales_document=settings.sales_document,
        accounts=AccountIds.model_validate(settings.accounts.model_dump()),
        choices=[
            AccountChoice(id=one.external_id, name=one.name, type=one.account_type)
            for one in await list_accounts(session, connection.id)
        ],
    )


async def _found(session: AsyncSession, operation_id: UUID) -> OperationDetail:
    found = await queries.get_operation(session, operation_id)
    if found is None:
        raise NotFound("There is no such document on its way to QuickBooks.", id=operation_id)
    return found
