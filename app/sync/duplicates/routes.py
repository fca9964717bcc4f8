"""Documents that may be in QuickBooks twice: who made the other one, and what to do."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Manager, Supervisor
from app.core.http import Db
from app.core.types import Amount, decimal_text
from app.sync.duplicates import decide as twice
from app.sync.duplicates import find as duplicates
from app.sync.duplicates.decide import Verdict
from app.sync.edits import DUPLICATE, WORDS
from app.sync.models import ExternalTransaction, SyncOperation
from app.sync.status import active

router = APIRouter(prefix="/api/sync", tags=["sync"])


class Goods(BaseModel):
    """An item of theirs: how much of it they moved."""

    name: str
    qty: str


class Suspicion(BaseModel):
    """A document of ours and the transaction of somebody else that may be the same.

    `what` is QuickBooks' kind in words, `made_by` who made it as far as QuickBooks tells.
    """

    operation_id: UUID
    document_type: str
    document_id: UUID
    document_number: str
    summary: str
    theirs_id: UUID
    what: str
    external_id: str
    external_number: str
    on: date | None
    party: str
    total: Amount | None
    made_by: str
    note: str
    reasons: list[str]
    goods: list[Goods]


class VerdictIn(BaseModel):
    """What a person decided about one pair."""

    model_config = ConfigDict(extra="forbid")

    theirs_id: UUID
    verdict: Verdict


@router.get("/duplicates", operation_id="list_duplicates")
async def list_duplicates(who: Supervisor, db: Db) -> list[Suspicion]:
    """Documents of ours that somebody else may have posted too, the newest first."""
    del who
    async with db.read() as session:
        connection = await active(session)
        return [] if connection is None else await _suspicions(session, connection.id)


@router.post("/duplicates/{operation_id}", operation_id="decide_duplicate")
async def decide(operation_id: UUID, what: VerdictIn, who: Manager, db: Db) -> list[Suspicion]:
    """Leave both as they are, or take ours back in QuickBooks; the rest of the list."""

    async def work(session: AsyncSession) -> None:
        await twice.decide(session, operation_id, what.theirs_id, what.verdict, user_id=who.user_id)

    await db.transact(work)
    async with db.read() as session:
        connection = await active(session)
        return [] if connection is None else await _suspicions(session, connection.id)


async def _suspicions(session: AsyncSession, connection_id: UUID) -> list[Suspicion]:
    rows = await duplicates.suspected(session, connection_id)
    pairs = [
        (row, UUID(one["params"]["theirs"]), list(one["params"]["reasons"]))
        for row in rows
        for one in row.warnings or ()
        if one["code"] == DUPLICATE
    ]
    others = await twice.others(session, [theirs_id for _, theirs_id, _ in pairs])
    return [
        _out(row, others[theirs_id], reasons)
        for row, theirs_id, reasons in pairs
        if theirs_id in others
    ]


def _out(row: SyncOperation, theirs: ExternalTransaction, reasons: list[str]) -> Suspicion:
    return Suspicion(
        operation_id=row.id,
        document_type=row.document_type,
        document_id=row.document_id,
        document_number=row.document_number,
        summary=row.summary,
        theirs_id=theirs.id,
        what=WORDS.get(theirs.entity, "record"),
        external_id=theirs.external_id,
        external_number=theirs.number,
        on=theirs.on,
        party=theirs.party,
        total=theirs.total,
        made_by=duplicates.maker(theirs),
        note=theirs.note,
        reasons=reasons,
        goods=[
            Goods(name=line["item_name"], qty=decimal_text(abs(Decimal(line["qty"]))))
            for line in theirs.record.get("lines") or ()
        ],
    )
