"""The mapping dashboard: what is what in QuickBooks, and what a person decides about it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Query, Response, UploadFile

from app.access.deps import Manager, Supervisor
from app.core.http import Db
from app.core.paging import Cursor, Limit, Page
from app.sync import account_purposes
from app.sync.mapping import links as mapping_links
from app.sync.mapping import places as mapping_places
from app.sync.mapping import queries as mapping_queries
from app.sync.mapping import sheet as mapping_sheet
from app.sync.mapping import small_sheets as mapping_small_sheets
from app.sync.mapping import suggestions
from app.sync.mapping.bulk import accept_all
from app.sync.mapping.candidates import MODELS
from app.sync.mapping.schemas import (
    AccountChoiceIn,
    AccountsOut,
    BulkIn,
    Changed,
    IgnoreIn,
    LinkIn,
    ListKind,
    MappingRowOut,
    MappingState,
    MappingSummary,
    PlaceIn,
    PlacesOut,
    RecordChoice,
    SheetResult,
)
from app.sync.status import connected

router = APIRouter(prefix="/api/sync/mapping", tags=["mapping"])

Search = Annotated[str, Query(max_length=100)]
Reason = Annotated[str, Query(max_length=40)]
SheetKind = Literal["item", "customer", "vendor", "accounts", "places"]


@router.get("", operation_id="mapping_summary")
async def summary(who: Supervisor, db: Db) -> MappingSummary:
    """What each part of the mapping asks of a person."""
    del who
    async with db.read() as session:
        connection = await connected(session)
        lists = {
            kind: await mapping_queries.counts(session, connection.id, kind) for kind in MODELS
        }
        accounts = await account_purposes.overview(session, connection)
        places = await mapping_places.overview(session, connection)
    return MappingSummary(
        item=lists["item"],
        customer=lists["customer"],
        vendor=lists["vendor"],
        accounts=account_purposes.asking(accounts),
        places=mapping_places.asking(places),
    )


@router.post("/suggest", operation_id="suggest_mapping")
async def suggest(who: Supervisor, db: Db) -> Changed:
    """Look anew for what our unmatched records are; screens ask for it when they open."""
    del who
    async with db.read() as session:
        connection = await connected(session)
    for kind in MODELS:
        await suggestions.refresh(db, connection.id, kind)
    return Changed(changed=0)


@router.get("/accounts", operation_id="mapping_accounts")
async def accounts(who: Supervisor, db: Db) -> AccountsOut:
    """What accounts are needed for, which are chosen, and what is wrong with them."""
    del who
    async with db.read() as session:
        return await account_purposes.overview(session, await connected(session))


@router.patch("/accounts/{purpose}", operation_id="choose_account")
async def choose_account(
    purpose: str, choice: AccountChoiceIn, who: Manager, db: Db, reason: Reason = ""
) -> AccountsOut:
    """Use this account; documents that waited for it are sent."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await account_purposes.choose(
            session, connection, purpose, choice.account, reason=reason.strip()
        )
    async with db.read() as session:
        return await account_purposes.overview(session, await connected(session))


@router.get("/places", operation_id="mapping_places")
async def places(who: Supervisor, db: Db) -> PlacesOut:
    """Warehouses with their class and location, and why either cannot be used."""
    del who
    async with db.read() as session:
        return await mapping_places.overview(session, await connected(session))


@router.patch("/places/{warehouse_id}", operation_id="choose_place")
async def choose_place(warehouse_id: UUID, choice: PlaceIn, who: Manager, db: Db) -> PlacesOut:
    """Link a warehouse with a class, a location or both."""
    del who
    async with db.write() as session:
        await mapping_places.choose(
            session,
            await connected(session),
            warehouse_id,
            class_id=choice.class_id,
            location_id=choice.location_id,
        )
    async with db.read() as session:
        return await mapping_places.overview(session, await connected(session))


@router.get(
    "/{kind}.csv",
    operation_id="export_mapping",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
async def export(kind: SheetKind, who: Supervisor, db: Db) -> Response:
    """One part of the mapping as a file for Excel."""
    del who
    async with db.read() as session:
        connection = await connected(session)
        match kind:
            case "accounts":
                text = await mapping_small_sheets.export_accounts(session, connection)
            case "places":
                text = await mapping_small_sheets.export_places(session, connection)
            case _:
                text = await mapping_sheet.export(session, connection.id, kind)
    headers = {
        "Content-Disposition": f'attachment; filename="mapping-{kind}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{kind}.csv", operation_id="import_mapping")
async def bring_in(
    kind: SheetKind,
    file: Annotated[UploadFile, File()],
    who: Manager,
    db: Db,
    apply: bool = False,
) -> SheetResult:
    """What a file would change, row by row; nothing is changed until it is sent with `apply`."""
    del who
    data = await file.read()
    opened = db.write() if apply else db.read()
    async with opened as session:
        connection = await connected(session)
        match kind:
            case "accounts":
                return await mapping_small_sheets.bring_in_accounts(
                    session, connection, data, apply=apply
                )
            case "places":
                return await mapping_small_sheets.bring_in_places(
                    session, connection, data, apply=apply
                )
            case _:
                return await mapping_sheet.bring_in(session, connection.id, kind, data, apply=apply)


@router.get("/{kind}", operation_id="list_mapping")
async def list_mapping(
    kind: ListKind,
    who: Supervisor,
    db: Db,
    state: MappingState | None = None,
    search: Search = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MappingRowOut]:
    """Ours and theirs side by side: what needs a person first, then what is doubtful."""
    del who
    async with db.read() as session:
        connection = await connected(session)
        return await mapping_queries.list_rows(
            session,
            connection.id,
            kind,
            state=state,
            search=search.strip(),
            cursor=cursor,
            limit=limit,
        )


@router.get("/{kind}/records", operation_id="list_mapping_records")
async def records(
    kind: ListKind,
    who: Supervisor,
    db: Db,
    search: Search = "",
    like: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> list[RecordChoice]:
    """QuickBooks' records to choose from; without `search` those most like our row `like`."""
    del who
    async with db.read() as session:
        connection_id = (await connected(session)).id
        if search.strip() or like is None:
            return await mapping_queries.search_records(
                session, connection_id, kind, search=search.strip(), limit=limit
            )
    best = await suggestions.best_for(db, connection_id, kind, like)
    async with db.read() as session:
        found = await mapping_queries.choices_by_id(
            session, connection_id, kind, [external_id for external_id, _ in best]
        )
    return [
        found[external_id].model_copy(update={"how": likeness.how, "confidence": likeness.percent})
        for external_id, likeness in best
        if external_id in found
    ]


@router.post("/{kind}/accept", operation_id="accept_mappings")
async def accept_many(kind: ListKind, bulk: BulkIn, who: Manager, db: Db) -> Changed:
    """Link everything whose suggestion is at least this sure."""
    del who
    async with db.read() as session:
        connection_id = (await connected(session)).id
    changed = await accept_all(db, connection_id, kind, least=bulk.confidence)
    return Changed(changed=changed)


@router.post("/{kind}/confirm", operation_id="confirm_mappings")
async def confirm_many(kind: ListKind, ids: list[UUID], who: Manager, db: Db) -> Changed:
    """These doubtful links are right."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        return Changed(
            changed=await mapping_links.confirm(session, connection.id, kind, ids[:1000])
        )


@router.post("/{kind}/{local_id}/link", operation_id="link_mapping", status_code=204)
async def link(kind: ListKind, local_id: UUID, choice: LinkIn, who: Manager, db: Db) -> None:
    """Our row is this record; what was held for want of it is sent."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await mapping_links.link(
            session, connection.id, kind, local_id, choice.record, take=choice.take
        )


@router.post("/{kind}/{local_id}/unlink", operation_id="unlink_mapping", status_code=204)
async def unlink(kind: ListKind, local_id: UUID, who: Manager, db: Db) -> None:
    """Our row is not that record."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await mapping_links.unlink(session, connection.id, kind, local_id)
    await suggestions.refresh(db, connection.id, kind, [local_id])


@router.post("/{kind}/{local_id}/ignore", operation_id="ignore_mapping", status_code=204)
async def ignore(kind: ListKind, local_id: UUID, choice: IgnoreIn, who: Manager, db: Db) -> None:
    """Our row needs no counterpart; or does after all."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await mapping_links.local_name(session, kind, local_id)
        await suggestions.ignore(session, connection.id, kind, [local_id], ignored=choice.ignored)


@router.post("/{kind}/{local_id}/create", operation_id="create_mapped_record", status_code=204)
async def create(kind: ListKind, local_id: UUID, who: Manager, db: Db) -> None:
    """Make our row in QuickBooks; it is linked when it is there."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await mapping_links.create(session, connection.id, kind, local_id)


@router.post("/{kind}/records/{record}/use", operation_id="use_mapping_record", status_code=204)
async def use(kind: ListKind, record: str, who: Manager, db: Db) -> None:
    """Make a row of ours from QuickBooks' record."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await mapping_links.use_here(session, connection.id, kind, record)


@router.post(
    "/{kind}/records/{record}/ignore", operation_id="ignore_mapping_record", status_code=204
)
async def ignore_record(
    kind: ListKind, record: str, choice: IgnoreIn, who: Manager, db: Db
) -> None:
    """QuickBooks' record is not wanted here; or is again."""
    del who
    async with db.write() as session:
        connection = await connected(session)
        await mapping_links.ignore_record(
            session, connection.id, kind, record, ignored=choice.ignored
        )
